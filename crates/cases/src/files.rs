//! Files that are handed in: size, number, and kind by content. A name never decides and is never a path.

use crate::Refused;
use items::item::Material;

/// The most one file may have.
pub const MEGABYTES: u64 = 20;
/// The most files for one material.
pub const FILES: usize = 10;

/// A file that was checked and put into the object store.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// Digest in the object store.
    pub digest: String,
    /// Display name, without any path.
    pub name: String,
    /// Type by content.
    pub media_type: &'static str,
    /// Bytes.
    pub size: i64,
}

/// What the bytes are: extension and media type; `None` when they are nothing that is ever accepted.
pub fn kind_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let found = infer::get(bytes)?;
    Some(match found.mime_type() {
        "application/pdf" => ("pdf", "application/pdf"),
        "image/jpeg" => ("jpg", "image/jpeg"),
        "image/png" => ("png", "image/png"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        }
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => {
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        // An OFD is a zip whose first entry is its index.
        "application/zip" if holds(bytes, b"OFD.xml") => ("ofd", "application/ofd"),
        "application/zip" => ("zip", "application/zip"),
        "image/vnd.dwg" | "application/x-dwg" => ("dwg", "image/vnd.dwg"),
        _ => return None,
    })
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle)
}

/// The kinds of file a material takes, as extensions.
pub fn accepted(material: &Material) -> Vec<&str> {
    if material.accepts.is_empty() {
        vec!["pdf", "jpg", "png"]
    } else {
        material.accepts.iter().map(String::as_str).collect()
    }
}

/// Checks a file against what the material accepts.
///
/// # Errors
/// Empty, too large, or of another kind than accepted.
pub fn check(material: &Material, bytes: &[u8]) -> Result<&'static str, Refused> {
    if bytes.is_empty() {
        return Err(Refused::FileEmpty);
    }
    if bytes.len() as u64 > MEGABYTES << 20 {
        return Err(Refused::FileTooLarge { megabytes: MEGABYTES });
    }
    let accepted = accepted(material);
    match kind_of(bytes) {
        Some((extension, media_type))
            if accepted.contains(&extension) || (extension == "jpg" && accepted.contains(&"jpeg")) =>
        {
            Ok(media_type)
        }
        other => {
            Err(Refused::FileKind { found: other.map_or("unknown", |k| k.0).to_owned(), accepted: accepted.join(", ") })
        }
    }
}

/// The display name of an uploaded file: the last part of whatever was sent, without control characters.
pub fn shown_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String =
        last.chars().filter(|c| !c.is_control() && !"<>:\"|?*\u{202e}\u{202d}".contains(*c)).take(120).collect();
    if clean.trim().is_empty() { "file".into() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_never_the_name() {
        let material = Material { accepts: vec!["pdf".into(), "jpg".into()], ..Material::default() };
        assert_eq!(check(&material, b"%PDF-1.7\n..."), Ok("application/pdf"));
        assert_eq!(check(&material, b"\xff\xd8\xff\xe0\0\x10JFIF"), Ok("image/jpeg"));
        assert!(matches!(check(&material, b"MZ\x90\0\x03 a program"), Err(Refused::FileKind { .. })));
        assert!(matches!(check(&material, b"<html><script>"), Err(Refused::FileKind { .. })));
        assert!(matches!(check(&material, b"\x89PNG\r\n\x1a\n"), Err(Refused::FileKind { .. })));
        assert_eq!(check(&material, b""), Err(Refused::FileEmpty));
    }

    #[test]
    fn names_are_for_showing_only() {
        for (raw, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\合同.pdf", "合同.pdf"),
            ("", "file"),
            ("a\u{0}b\u{202e}.pdf", "ab.pdf"),
        ] {
            assert_eq!(shown_name(raw), shown);
        }
    }
}
