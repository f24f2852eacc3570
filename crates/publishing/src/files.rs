//! Attachments: size, kind by content, hidden metadata removed. A name never decides and is never a path.

use crate::{Attachment, Refused};
use kernel::{Error, Fault, ObjectStore};

/// The most megabytes one attachment may have.
pub const MEGABYTES: u64 = 50;
/// The most attachments of a publication.
pub const FILES: usize = 30;

/// An attachment that was looked at and put into the object store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Display name.
    pub name: String,
    /// Type by content.
    pub media_type: String,
    /// Digest of the file as it came in.
    pub original: String,
    /// Digest of the file without hidden metadata, which is handed out.
    pub digest: String,
    /// Bytes of the file handed out.
    pub size: i64,
}

/// What the bytes are, as media type; `None` when they are nothing that is published.
pub(crate) fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let found = infer::get(bytes).map(|kind| kind.mime_type());
    Some(match found {
        Some("application/pdf") => "application/pdf",
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        Some("image/gif") => "image/gif",
        Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document") => {
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        }
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") => {
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        }
        Some("application/vnd.openxmlformats-officedocument.presentationml.presentation") => {
            "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        }
        Some("application/vnd.oasis.opendocument.text") => "application/vnd.oasis.opendocument.text",
        Some("application/vnd.oasis.opendocument.spreadsheet") => "application/vnd.oasis.opendocument.spreadsheet",
        Some("application/zip") if holds(bytes, b"OFD.xml") => "application/ofd",
        Some("application/zip") => "application/zip",
        Some("audio/mpeg") => "audio/mpeg",
        Some("video/mp4") => "video/mp4",
        // Tables for machines: text that is valid and holds no control characters but those of lines.
        None if is_plain_text(bytes) => "text/csv",
        _ => return None,
    })
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle)
}

fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let begins = text.trim_start().to_ascii_lowercase();
    !begins.starts_with('<')
        && text.contains(',')
        && text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

/// The display name: the last part of whatever was sent, without what could disguise an ending.
pub(crate) fn shown_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            || "<>:\"|?*".contains(c)
    };
    let clean: String = last.chars().filter(|c| !hidden(*c)).collect();
    let clean = clean.trim();
    let chars: Vec<char> = clean.chars().collect();
    match chars.len() {
        0 => "file".to_owned(),
        1..=120 => clean.to_owned(),
        n => chars[..100].iter().chain(['…'].iter()).chain(&chars[n - 19..]).collect(),
    }
}

/// Looks at an attachment, removes its hidden metadata and keeps both files. Outside of any transaction.
///
/// # Errors
/// Empty, too large, of a kind that is not published; a fault of the object store.
pub fn keep_file(objects: &dyn ObjectStore, name: &str, bytes: &[u8]) -> Result<StoredFile, Error<Refused>> {
    if bytes.is_empty() {
        return Err(Refused::FileEmpty.into());
    }
    if bytes.len() as u64 > MEGABYTES << 20 {
        return Err(Refused::FileTooLarge { megabytes: MEGABYTES }.into());
    }
    let name = shown_name(name);
    let media_type = kind_of(bytes).ok_or_else(|| Refused::FileKind { name: name.clone() })?;
    // What cannot be rewritten stays as it came in: the checker says so, and the secrecy reviewer answers for it.
    let released = screen::file::strip(&name, bytes).map_or_else(|_| bytes.to_vec(), |s| s.bytes);
    let original = objects.put(bytes)?;
    let digest = if released == bytes { original.clone() } else { objects.put(&released)? };
    let size = i64::try_from(released.len()).map_err(|e| Fault::from_error("the size of a file", e))?;
    Ok(StoredFile { name, media_type: media_type.to_owned(), original, digest, size })
}

impl Attachment {
    /// Whether a browser may show it in place: what cannot run.
    pub fn is_shown_in_place(&self) -> bool {
        matches!(self.media_type.as_str(), "application/pdf" | "image/jpeg" | "image/png" | "image/gif")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_never_the_name() {
        assert_eq!(kind_of(b"%PDF-1.7\n..."), Some("application/pdf"));
        assert_eq!(kind_of("序号,名称\n1,甲\n".as_bytes()), Some("text/csv"));
        assert_eq!(kind_of(b"MZ\x90\0\x03 a program"), None);
        assert_eq!(kind_of(b"<html><script>,</script>"), None);
        assert_eq!(kind_of(b"<?xml version=\"1.0\"?><svg onload=\"x,y\">"), None);
    }

    #[test]
    fn names_are_for_showing_only() {
        for (raw, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\目录.xlsx", "目录.xlsx"),
            ("", "file"),
            ("a\u{0}b\u{202e}fdp.exe", "abfdp.exe"),
        ] {
            assert_eq!(shown_name(raw), shown);
        }
        assert_eq!(shown_name(&"长".repeat(400)).chars().count(), 120);
    }
}
