//! Plain text in the encodings that offices use, and pages.

use super::{FileKind, Reason, Seen};
use crate::check_html;

/// The text of bytes: UTF-8, UTF-16 with its mark, else GB18030. `None` when it is none of them.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return (!wrong).then(|| text.into_owned());
    }
    for encoding in [encoding_rs::UTF_8, encoding_rs::GB18030] {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return Some(text.into_owned());
        }
    }
    None
}

/// Text, page, or neither: text has no controls but white space.
pub(super) fn kind(bytes: &[u8]) -> FileKind {
    if bytes.is_empty() {
        return FileKind::Unknown;
    }
    // Enough to know it by; cut where a letter may be cut in two.
    let start = &bytes[..bytes.len().min(4096)];
    let is_text = (0..4).any(|cut| {
        start.len() > cut
            && decoded(&start[..start.len() - cut])
                .is_some_and(|t| !t.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')))
    });
    if !is_text {
        return FileKind::Unknown;
    }
    let head = String::from_utf8_lossy(start).trim_start().to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") { FileKind::Html } else { FileKind::Text }
}

pub(super) fn read(bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    let text = decoded(bytes).ok_or(Reason::Damaged)?;
    seen.text(&text, |_| {});
    seen.pages = 1;
    Ok(())
}

pub(super) fn read_html(bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    let text = decoded(bytes).ok_or(Reason::Damaged)?;
    seen.text_chars += text.chars().count();
    for finding in check_html(&text, seen.lists, &|_| true) {
        seen.add(finding);
    }
    seen.pages = 1;
    Ok(())
}
