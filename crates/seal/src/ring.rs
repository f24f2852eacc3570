//! The key ring: one file with every key of the installation, each with its id, so that old values stay readable
//! while new ones are written under the newest key.
//!
//! The file is the same on all nodes, belongs to the service's account alone (mode 0600) and is kept apart from the
//! database and from its backup: who has one of the two has nothing. It is replaced as a whole (written beside,
//! synced, renamed), so that a killed process leaves either the old ring or the new one.
//!
//! Law: GB/T 39786-2021 (key management); 网络安全等级保护 level 3 (confidentiality of stored personal data).

use std::fs::{File, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::suite::{DIGEST_LEN, Suite};

/// The only layout of the file so far.
const FORMAT: u32 = 1;
/// A ring with thousands of agencies is far below this; a larger file is not a ring.
const MAX_FILE: u64 = 16 << 20;

/// What can go wrong with the key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// No file at the path. Only `demo` may answer this by creating one.
    #[error("there is no key ring at {}", .0.display())]
    Missing(PathBuf),
    /// `create` never overwrites keys: without them everything encrypted is lost.
    #[error("a key ring already exists at {}; it is never overwritten", .0.display())]
    Exists(PathBuf),
    /// Others than the owner may read or write the file. The number is its mode.
    #[error("{} may be read by others (mode {:04o}); run: chmod 600 {}", .path.display(), .mode, .path.display())]
    TooOpen {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The content is not a key ring of a known format.
    #[error("{} is not a usable key ring: {why}", .path.display())]
    Damaged {
        /// The key file.
        path: PathBuf,
        /// What does not fit; never a part of a key.
        why: String,
    },
    /// Somebody else changed the file since it was read; open it again and repeat.
    #[error("{} was changed by another process since it was read", .0.display())]
    ChangedMeanwhile(PathBuf),
    /// Only keys that no longer encrypt anything may go.
    #[error("field key {0} is the active key or unknown and stays")]
    StillNeeded(u32),
    /// The operating system gave no random numbers.
    #[error("no random numbers from the operating system: {0}")]
    Random(#[from] getrandom::Error),
    /// A certificate or key of the issuing authority could not be made.
    #[error(transparent)]
    Authority(#[from] crate::authority::AuthorityError),
    /// The file system refused.
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
}

/// One key with its id. Ids start at 1, grow by one and are never used again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyRecord {
    pub(crate) id: u32,
    pub(crate) suite: Suite,
    pub(crate) made_at: Timestamp,
    pub(crate) key: Secret,
}

/// The file's content. The last record of each list is the active key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Content {
    format: u32,
    /// Counts the changes, so that two processes cannot overwrite each other's.
    generation: u64,
    suite: Suite,
    pub(crate) field: Vec<KeyRecord>,
    pub(crate) lookup: Vec<KeyRecord>,
    pub(crate) token: Vec<KeyRecord>,
    #[serde(default)]
    pub(crate) authorities: Vec<crate::authority::AuthorityRecord>,
}

/// The keys of the installation. Open it once at start and share it; all reading verbs take `&self`.
pub struct KeyRing {
    path: Option<PathBuf>,
    pub(crate) content: Content,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing").field("path", &self.path).field("suite", &self.content.suite).finish_non_exhaustive()
    }
}

impl KeyRing {
    /// Makes a new ring with one key of each kind and writes it to `path` with mode 0600.
    ///
    /// # Errors
    /// [`KeyRingError::Exists`] if anything stands at the path; [`KeyRingError::Io`]; [`KeyRingError::Random`].
    pub fn create(path: impl AsRef<Path>, suite: Suite, at: Timestamp) -> Result<KeyRing, KeyRingError> {
        let path = path.as_ref().to_path_buf();
        let ring = KeyRing { content: Content::fresh(suite, at)?, path: Some(path.clone()) };
        let beside = write_beside(&path, &ring.content)?;
        // Unlike a rename, a link refuses to replace what is there, even if it appeared a moment ago.
        let linked = std::fs::hard_link(&beside, &path);
        let _ = std::fs::remove_file(&beside);
        match linked {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return Err(KeyRingError::Exists(path)),
            Err(source) => return Err(KeyRingError::Io { doing: "create", path, source }),
        }
        sync_folder(&path)?;
        Ok(ring)
    }

    /// A ring that is nowhere on disk: for tests. What it encrypts is lost with it.
    ///
    /// # Errors
    /// [`KeyRingError::Random`].
    pub fn in_memory(suite: Suite, at: Timestamp) -> Result<KeyRing, KeyRingError> {
        Ok(KeyRing { path: None, content: Content::fresh(suite, at)? })
    }

    /// Reads the ring at `path`.
    ///
    /// # Errors
    /// [`KeyRingError::Missing`], [`KeyRingError::TooOpen`] (others may read it), [`KeyRingError::Damaged`],
    /// [`KeyRingError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<KeyRing, KeyRingError> {
        let path = path.as_ref().to_path_buf();
        let content = read(&path)?;
        Ok(KeyRing { path: Some(path), content })
    }

    /// The suite that new keys belong to.
    pub fn suite(&self) -> Suite {
        self.content.suite
    }

    /// The id of the key that new field values are encrypted under.
    pub fn active_field_key(&self) -> u32 {
        self.content.field.last().map_or(0, |k| k.id)
    }

    /// The ids of all field keys, oldest first.
    pub fn field_keys(&self) -> Vec<u32> {
        self.content.field.iter().map(|k| k.id).collect()
    }

    /// Adds a new active key for field encryption and one for tokens, both of `suite`, and keeps the old ones for
    /// reading. Afterwards the caller re-encrypts in pieces what [`KeyRing::needs_rotation`] names; the other nodes
    /// open the file again *before* the first value is written under the new key.
    ///
    /// Lookup hashes keep their key: see [`KeyRing::rotate_lookup`].
    ///
    /// # Errors
    /// [`KeyRingError::ChangedMeanwhile`], [`KeyRingError::Io`], [`KeyRingError::Random`]. On error nothing changed.
    pub fn rotate(&mut self, suite: Suite, at: Timestamp) -> Result<u32, KeyRingError> {
        self.change(|content| {
            content.suite = suite;
            let id = next_id(&content.field);
            content.field.push(KeyRecord::fresh(id, suite, suite.cipher_key_len(), at)?);
            content.token.push(KeyRecord::fresh(next_id(&content.token), suite, DIGEST_LEN, at)?);
            Ok(id)
        })
    }

    /// Adds a new active lookup key of `suite`. Until every stored hash is computed anew, a search must ask for each
    /// of [`KeyRing::lookup_hashes`], and a UNIQUE column of hashes does not see an old row under its new hash; that
    /// is why this is its own verb, for the case that the key leaked.
    ///
    /// # Errors
    /// As [`KeyRing::rotate`].
    pub fn rotate_lookup(&mut self, suite: Suite, at: Timestamp) -> Result<u32, KeyRingError> {
        self.change(|content| {
            let id = next_id(&content.lookup);
            content.lookup.push(KeyRecord::fresh(id, suite, DIGEST_LEN, at)?);
            Ok(id)
        })
    }

    /// Takes an old field key out of the ring for good, after everything was re-encrypted. What still stands under
    /// it can never be read again.
    ///
    /// # Errors
    /// [`KeyRingError::StillNeeded`] for the active or an unknown key; otherwise as [`KeyRing::rotate`].
    pub fn forget_field_key(&mut self, id: u32) -> Result<(), KeyRingError> {
        if id == self.active_field_key() || !self.field_keys().contains(&id) {
            return Err(KeyRingError::StillNeeded(id));
        }
        self.change(|content| {
            content.field.retain(|k| k.id != id);
            Ok(())
        })
    }

    /// Changes a copy, writes it, and only then takes it over.
    pub(crate) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Content) -> Result<T, KeyRingError>,
    ) -> Result<T, KeyRingError> {
        let mut content = self.content.clone();
        let answer = change(&mut content)?;
        content.generation += 1;
        if let Some(path) = &self.path {
            let lock = lock(path)?;
            if read(path)?.generation != self.content.generation {
                return Err(KeyRingError::ChangedMeanwhile(path.clone()));
            }
            let beside = write_beside(path, &content)?;
            std::fs::rename(&beside, path).map_err(|source| KeyRingError::Io {
                doing: "replace",
                path: path.clone(),
                source,
            })?;
            sync_folder(path)?;
            drop(lock);
        }
        self.content = content;
        Ok(answer)
    }
}

impl KeyRecord {
    fn fresh(id: u32, suite: Suite, len: usize, made_at: Timestamp) -> Result<KeyRecord, KeyRingError> {
        Ok(KeyRecord { id, suite, made_at, key: Secret::random(len)? })
    }
}

impl Content {
    fn fresh(suite: Suite, at: Timestamp) -> Result<Content, KeyRingError> {
        Ok(Content {
            format: FORMAT,
            generation: 1,
            suite,
            field: vec![KeyRecord::fresh(1, suite, suite.cipher_key_len(), at)?],
            lookup: vec![KeyRecord::fresh(1, suite, DIGEST_LEN, at)?],
            token: vec![KeyRecord::fresh(1, suite, DIGEST_LEN, at)?],
            authorities: Vec::new(),
        })
    }

    /// What does not fit, if anything: a ring with a short key must not start the service.
    fn fault(&self) -> Option<String> {
        if self.format != FORMAT {
            return Some(format!("format {} is not known, only {FORMAT}", self.format));
        }
        for (kind, keys) in [("field", &self.field), ("lookup", &self.lookup), ("token", &self.token)] {
            if keys.is_empty() {
                return Some(format!("no {kind} key"));
            }
            if !keys.is_sorted_by(|a, b| a.id < b.id) {
                return Some(format!("the ids of the {kind} keys do not grow"));
            }
            for key in keys {
                let len = if kind == "field" { key.suite.cipher_key_len() } else { DIGEST_LEN };
                if key.key.bytes().len() != len {
                    return Some(format!("{kind} key {} has not {len} bytes", key.id));
                }
            }
        }
        None
    }
}

/// Finds a key by its id.
pub(crate) fn find_key(keys: &[KeyRecord], id: u32) -> Option<&KeyRecord> {
    keys.iter().find(|k| k.id == id)
}

/// The active key of a list.
pub(crate) fn active(keys: &[KeyRecord]) -> &KeyRecord {
    keys.last().expect("a ring with an empty list is refused when it is opened, and lists never shrink to nothing")
}

fn next_id(keys: &[KeyRecord]) -> u32 {
    keys.last().map_or(1, |k| k.id + 1)
}

fn read(path: &Path) -> Result<Content, KeyRingError> {
    let io = |doing| move |source| KeyRingError::Io { doing, path: path.to_path_buf(), source };
    let file = match File::open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(KeyRingError::Missing(path.to_path_buf())),
        other => other.map_err(io("open"))?,
    };
    // The mode of the opened file, not of the path: nobody can exchange it in between.
    let meta = file.metadata().map_err(io("look at"))?;
    let mode = meta.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyRingError::TooOpen { path: path.to_path_buf(), mode });
    }
    let damaged = |why: String| KeyRingError::Damaged { path: path.to_path_buf(), why };
    if meta.len() > MAX_FILE {
        return Err(damaged("larger than any key ring".into()));
    }
    // Room for the whole file at once: a growing buffer would leave copies of keys behind.
    let mut text = Zeroizing::new(Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0) + 1));
    file.take(MAX_FILE).read_to_end(&mut text).map_err(io("read"))?;
    // Line and column only: serde's sentence could repeat what it read.
    let content: Content = serde_json::from_slice(&text)
        .map_err(|e| damaged(format!("line {}, column {} does not fit", e.line(), e.column())))?;
    match content.fault() {
        None => Ok(content),
        Some(why) => Err(damaged(why)),
    }
}

/// Writes the content to a new file next to `path`, readable by the owner only and synced to disk.
fn write_beside(path: &Path, content: &Content) -> Result<PathBuf, KeyRingError> {
    let mut tag = [0; 8];
    getrandom::fill(&mut tag)?;
    let beside = with_ending(path, &format!(".{}.new", hex::encode(tag)));
    let text = Zeroizing::new(serde_json::to_vec_pretty(content).map_err(|e| KeyRingError::Damaged {
        path: path.to_path_buf(),
        why: format!("cannot be written as JSON (line {})", e.line()),
    })?);
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).and_then(|mut file| {
        // The umask may only have taken rights away; a service account that cannot read its keys helps nobody.
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.write_all(&text)?;
        file.sync_all()
    });
    if let Err(source) = written {
        let _ = std::fs::remove_file(&beside);
        return Err(KeyRingError::Io { doing: "write", path: beside, source });
    }
    Ok(beside)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(ending);
    PathBuf::from(name)
}

/// Holds the ring's lock file until dropped, so that two commands on one machine change it one after the other.
fn lock(path: &Path) -> Result<File, KeyRingError> {
    let lock_path = with_ending(path, ".lock");
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&lock_path)
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|source| KeyRingError::Io { doing: "lock", path: lock_path, source })
}

/// A renamed file is only there after a power cut if its folder was synced too.
fn sync_folder(path: &Path) -> Result<(), KeyRingError> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(folder).and_then(|f| f.sync_all()).map_err(|source| KeyRingError::Io {
        doing: "sync the folder of",
        path: path.to_path_buf(),
        source,
    })
}
