//! Files that come in: size, kind by content, the virus scanner. A name never decides and is never a path; what the
//! scanner finds something in is never kept.

use crate::{Refused, request::StoredFile};
use antivirus::{Scanner, Verdict};
use kernel::{Error, Fault, ObjectStore};

/// The most megabytes one file may have.
pub const MEGABYTES: u64 = 30;

/// What the bytes are, as media type; `None` when they are nothing an office takes in.
pub fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    Some(match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("application/pdf") => "application/pdf",
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document") => {
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        }
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        None if is_plain_text(bytes) => "text/plain",
        _ => return None,
    })
}

fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    !text.trim_start().starts_with('<') && text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

/// The display name: the last part of whatever was sent, without what could disguise an ending.
pub fn shown_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            || "<>:\"|?*".contains(c)
    };
    let clean: String = last.chars().filter(|c| !hidden(*c)).take(120).collect();
    let clean = clean.trim();
    if clean.is_empty() { "file".to_owned() } else { clean.to_owned() }
}

/// Looks at a file, asks the scanner and keeps it. Outside of any transaction. A scanner that is there and cannot answer
/// does not stop an applicant: the file is kept as not scanned, and the desk sees it.
///
/// # Errors
/// Empty, too large, of a kind that is not taken, infected; a fault of the object store.
pub fn keep_file(
    objects: &dyn ObjectStore,
    scanner: &Scanner,
    name: &str,
    bytes: &[u8],
) -> Result<StoredFile, Error<Refused>> {
    if bytes.is_empty() {
        return Err(Refused::FileEmpty.into());
    }
    if bytes.len() as u64 > MEGABYTES << 20 {
        return Err(Refused::FileTooLarge { megabytes: MEGABYTES }.into());
    }
    let name = shown_name(name);
    // Asked first: a test virus is plain text, and must be called by its name rather than by its kind.
    let scan = match scanner.scan(bytes) {
        Verdict::Found(what) => return Err(Refused::Infected { name, what }.into()),
        Verdict::Clean => "clean",
        Verdict::NotScanned(_) => "not-scanned",
    };
    let media_type = kind_of(bytes).ok_or_else(|| Refused::FileKind { name: name.clone() })?;
    let digest = objects.put(bytes)?;
    let size = i64::try_from(bytes.len()).map_err(|e| Fault::from_error("the size of a file", e))?;
    Ok(StoredFile { name, media_type: media_type.to_owned(), size, digest, scan: scan.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_never_the_name() {
        assert_eq!(kind_of(b"%PDF-1.7\n..."), Some("application/pdf"));
        assert_eq!(kind_of("申请书\n一、".as_bytes()), Some("text/plain"));
        assert_eq!(kind_of(b"MZ\x90\0\x03 a program"), None);
        assert_eq!(kind_of(b"<html><script>"), None);
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("a\u{0}b\u{202e}fdp.exe"), "abfdp.exe");
    }
}
