//! Files by digest: what is put once never changes, and the same bytes are kept once.

use crate::Fault;
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// The one interface to files. A folder is the default; a store in the network has the same verbs.
pub trait ObjectStore: Send + Sync {
    /// Keeps `bytes` durably and returns their digest (SHA-256, 64 hexadecimal digits).
    ///
    /// # Errors
    /// When they could not be made durable.
    fn put(&self, bytes: &[u8]) -> Result<String, Fault>;

    /// The bytes with this digest, checked against it; `None` when there are none.
    ///
    /// # Errors
    /// When they cannot be read, or are no longer the bytes that were put.
    fn get(&self, digest: &str) -> Result<Option<Vec<u8>>, Fault>;
}

/// Objects as files in a folder: `ab/abcdef…`.
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Opens the folder, creating it where it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(root: &Path) -> Result<Folder, Fault> {
        fs::create_dir_all(root).map_err(|e| Fault::from_error(format!("making the folder {}", root.display()), e))?;
        Ok(Folder { root: root.to_path_buf() })
    }

    fn path(&self, digest: &str) -> Option<PathBuf> {
        // Only a digest is ever a path; a name from outside never is.
        (digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
            .then(|| self.root.join(&digest[..2]).join(digest))
    }
}

impl ObjectStore for Folder {
    fn put(&self, bytes: &[u8]) -> Result<String, Fault> {
        let digest = hex::encode(Sha256::digest(bytes));
        let Some(path) = self.path(&digest) else { return Err(Fault::new("a digest of another form")) };
        if path.exists() {
            return Ok(digest);
        }
        let dir = self.root.join(&digest[..2]);
        let temporary = dir.join(format!("{digest}.{}", crate::Id::new()));
        let keep = || -> std::io::Result<()> {
            fs::create_dir_all(&dir)?;
            let mut file = fs::File::create(&temporary)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            // The name must survive a power cut as well as the bytes.
            fs::File::open(&dir)?.sync_all()?;
            fs::File::open(&self.root)?.sync_all()
        };
        keep().map_err(|e| {
            let _ = fs::remove_file(&temporary);
            let full = e.kind() == std::io::ErrorKind::StorageFull;
            let fault = Fault::from_error("keeping a file", e);
            if full { fault.kind_is(crate::FaultKind::Full) } else { fault }
        })?;
        Ok(digest)
    }

    fn get(&self, digest: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(path) = self.path(digest) else { return Ok(None) };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Fault::from_error("reading a file", e)),
        };
        if hex::encode(Sha256::digest(&bytes)) != digest {
            return Err(Fault::new(format!("the file {digest} is no longer what was put")));
        }
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_comes_back_and_a_changed_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let store = Folder::open(dir.path()).unwrap();
        let digest = store.put(b"deed").unwrap();
        assert_eq!(store.put(b"deed").unwrap(), digest);
        assert_eq!(store.get(&digest).unwrap().as_deref(), Some(&b"deed"[..]));
        assert_eq!(store.get("../../etc/passwd").unwrap(), None);
        assert_eq!(store.get(&"0".repeat(64)).unwrap(), None);
        fs::write(dir.path().join(&digest[..2]).join(&digest), b"dead").unwrap();
        assert!(store.get(&digest).is_err());
    }
}
