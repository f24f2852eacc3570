//! A message taken apart: heads, texts, files. The parser of headers is `mail-parser`; the walk through the parts is our
//! own, since a parser that builds the whole tree lets a mail of forty megabytes nest a million messages.
//!
//! Nothing is refused for being malformed: what cannot be decoded is kept as it stands.

use super::words::{header_text, spelled, text_of};
use mail_parser::{
    Message, MessageParser, MimeHeaders,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};

/// More parts than this are no letter.
const PARTS: usize = 300;
/// Nor are parts nested deeper.
const DEPTH: usize = 20;

/// Of a longer head only the beginning is read.
const HEAD: usize = 256 << 10;

/// Why a message is not taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooManyParts;

/// The headers of a message or part, as text that [`parse_head`] understands.
pub(crate) struct Head(pub String);

impl Head {
    pub(crate) fn parsed(&self) -> Option<Message<'_>> {
        MessageParser::default().parse_headers(self.0.as_bytes())
    }
}

/// Every value of a header, unfolded, the topmost first.
pub(crate) fn values<'a>(message: &'a Message<'_>, name: &str) -> Vec<&'a str> {
    message.headers_raw().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim()).collect()
}

/// Head and body of a message or part.
pub(crate) fn split(raw: &[u8]) -> (Head, &[u8]) {
    let mut at = 0;
    while at < raw.len() {
        let end = raw[at..].iter().position(|b| *b == b'\n').map_or(raw.len(), |n| at + n + 1);
        if raw[at..end].trim_ascii().is_empty() {
            return (Head(header_text(&raw[..at.min(HEAD)])), &raw[end..]);
        }
        at = end;
    }
    (Head(header_text(&raw[..raw.len().min(HEAD)])), &[])
}

/// A file, or whatever else is no text of the letter.
pub(crate) struct File {
    /// As it was named; may be empty.
    pub name: String,
    /// `message/rfc822`.
    pub kind: String,
    pub bytes: Vec<u8>,
    /// Shown within the text.
    pub is_inline: bool,
}

/// What the parts held.
#[derive(Default)]
pub(crate) struct Found {
    pub plain: Vec<String>,
    pub html: Vec<String>,
    pub files: Vec<File>,
    /// The machine's part of a report (`message/delivery-status`).
    pub status: Option<String>,
    /// The head of the message that a report gives back.
    pub returned: Option<Head>,
}

/// What a part says of itself.
struct Shape {
    kind: String,
    subkind: String,
    boundary: Option<String>,
    charset: Option<String>,
    encoding: String,
    name: String,
    is_attachment: bool,
    has_id: bool,
}

impl Shape {
    fn of(head: &Head, in_digest: bool) -> Shape {
        let parsed = head.parsed();
        let content = parsed.as_ref().and_then(|m| m.content_type());
        let disposition = parsed.as_ref().and_then(|m| m.content_disposition());
        let (kind, subkind) = match content {
            Some(c) => (c.ctype().to_ascii_lowercase(), c.subtype().unwrap_or_default().to_ascii_lowercase()),
            None if in_digest => ("message".into(), "rfc822".into()),
            None => ("text".into(), "plain".into()),
        };
        let attribute = |name: &str| content.and_then(|c| c.attribute(name)).map(str::to_owned);
        Shape {
            kind,
            subkind,
            boundary: attribute("boundary").filter(|b| !b.is_empty()),
            charset: attribute("charset"),
            encoding: parsed
                .as_ref()
                .and_then(|m| m.content_transfer_encoding())
                .map(|e| e.trim().to_ascii_lowercase())
                .unwrap_or_default(),
            name: spelled(parsed.as_ref().and_then(|m| m.attachment_name()).unwrap_or_default()),
            is_attachment: disposition.is_some_and(|d| d.ctype().eq_ignore_ascii_case("attachment")),
            has_id: parsed.as_ref().is_some_and(|m| m.content_id().is_some()),
        }
    }
}

/// Takes a message apart.
pub(crate) fn walk(raw: &[u8]) -> Result<Found, TooManyParts> {
    let mut found = Found::default();
    let mut parts = 0;
    part(raw, false, 0, &mut parts, &mut found)?;
    Ok(found)
}

fn part(raw: &[u8], in_digest: bool, depth: usize, parts: &mut usize, found: &mut Found) -> Result<(), TooManyParts> {
    *parts += 1;
    if depth > DEPTH || *parts > PARTS {
        return Err(TooManyParts);
    }
    let (head, body) = split(raw);
    let shape = Shape::of(&head, in_digest);
    if shape.kind == "multipart"
        && let Some(boundary) = &shape.boundary
    {
        let pieces = pieces(body, boundary.as_bytes());
        if !pieces.is_empty() {
            let is_choice = shape.subkind == "alternative";
            let mut inside = Found::default();
            for piece in pieces {
                part(piece, shape.subkind == "digest", depth + 1, parts, &mut inside)?;
            }
            // Of one text in several forms the plain one is enough; the other would say everything twice.
            if is_choice && inside.plain.iter().any(|t| !t.trim().is_empty()) {
                inside.html.clear();
            } else if is_choice {
                inside.plain.clear();
            }
            merge(found, inside);
            return Ok(());
        }
    }
    leaf(&shape, body, found);
    Ok(())
}

fn merge(found: &mut Found, inside: Found) {
    // The order in which a reader meets them is kept as far as plain text and HTML are not mixed.
    found.plain.extend(inside.plain);
    found.html.extend(inside.html);
    found.files.extend(inside.files);
    found.status = found.status.take().or(inside.status);
    found.returned = found.returned.take().or(inside.returned);
}

fn leaf(shape: &Shape, body: &[u8], found: &mut Found) {
    let bytes = decoded(&shape.encoding, body);
    let kind = format!("{}/{}", shape.kind, shape.subkind);
    let is_text = matches!(kind.as_str(), "text/plain" | "text/html");
    if is_text && !shape.is_attachment && shape.name.is_empty() {
        let text = text_of(&bytes, shape.charset.as_deref());
        if kind == "text/html" {
            found.html.push(text)
        } else {
            found.plain.push(text)
        }
        return;
    }
    match kind.as_str() {
        "message/delivery-status" | "message/global-delivery-status" => {
            found.status.get_or_insert_with(|| text_of(&bytes, shape.charset.as_deref()));
        }
        "text/rfc822-headers" | "message/rfc822" | "message/global" | "message/global-headers" => {
            found.returned.get_or_insert_with(|| split(&bytes).0);
        }
        _ => {}
    }
    found.files.push(File {
        name: shape.name.clone(),
        kind,
        bytes,
        is_inline: !shape.is_attachment && (shape.has_id || shape.kind == "image"),
    });
}

/// The bytes as they were before they were written for the journey. What does not decode stays as it stands.
fn decoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    match encoding {
        "base64" => base64_decode(body).unwrap_or_else(|| {
            // Foreign letters and a text below the block are common; RFC 2045 says to pass over them.
            let letters: Vec<u8> =
                body.iter().copied().filter(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b)).collect();
            base64_decode(&letters).unwrap_or_else(|| body.to_vec())
        }),
        "quoted-printable" => quoted_printable_decode(body).unwrap_or_else(|| body.to_vec()),
        _ => body.to_vec(),
    }
}

/// The parts between the lines of a boundary; what stands before the first and after the last is nobody's.
fn pieces<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut out = Vec::new();
    let mut from: Option<usize> = None;
    let mut at = 0;
    while at < body.len() {
        let end = body[at..].iter().position(|b| *b == b'\n').map_or(body.len(), |n| at + n + 1);
        let line = body[at..end].trim_ascii_end();
        if let Some(rest) = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary))
            && (rest.is_empty() || rest == b"--")
        {
            if let Some(from) = from {
                // The break before the boundary belongs to the boundary.
                let mut to = at.max(from);
                if to > from && body[to - 1] == b'\n' {
                    to -= 1;
                    if to > from && body[to - 1] == b'\r' {
                        to -= 1;
                    }
                }
                out.push(&body[from..to]);
                if out.len() > PARTS {
                    return out;
                }
            }
            from = Some(end);
            if rest == b"--" {
                return out;
            }
        }
        at = end;
    }
    // A message that was cut off ends without its last boundary.
    if let Some(from) = from.filter(|f| *f < body.len()) {
        out.push(&body[from..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(raw: &str) -> Found {
        walk(raw.replace('\n', "\r\n").as_bytes()).ok().unwrap()
    }

    #[test]
    fn texts_and_files() {
        let f = found(
            "Content-Type: multipart/mixed; boundary=\"a b\"\n\nnobody's\n--a b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n=E6=94=BF=E5=BA=9C=\n!\n--c\nContent-Type: text/html\n\n<p>x</p>\n--c--\n--a b\nContent-Type: image/png; name=\"=?GB2312?B?1dXGrC5wbmc=?=\"\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\niVBO\nRw0K\n--a b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*0*=UTF-8''%E7%94%B3; filename*1*=%E8%AF%B7.docx\n\nPK\n--a b--\nnobody's",
        );
        assert_eq!((f.plain, f.html), (vec!["政府!".to_owned()], vec![]));
        let files: Vec<_> = f.files.iter().map(|f| (f.name.as_str(), f.bytes.as_slice(), f.is_inline)).collect();
        assert_eq!(files, [("照片.png", &b"\x89PNG\r\n"[..], true), ("申请.docx", b"PK", false)]);
    }

    #[test]
    fn malformed_is_kept() {
        for (raw, texts, files) in [
            ("no header at all\n\nthe body", 1, 0),
            ("Content-Type: multipart/mixed; boundary=x\n\nno boundary inside", 0, 1),
            ("Content-Type: multipart/mixed\n\nno boundary named", 0, 1),
            ("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n*** not base64 ***", 1, 0),
            ("Content-Type: multipart/mixed; boundary=x\n\n--x\n\ncut o", 1, 0),
            ("Content-Type: ;;;=\n\nx", 1, 0),
            ("", 1, 0),
        ] {
            let f = found(raw);
            assert_eq!((f.plain.len() + f.html.len(), f.files.len()), (texts, files), "{raw}");
        }
    }

    #[test]
    fn a_message_within_a_message_is_a_file() {
        let f = found(
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n\ntext\n--x\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner text\n--x--",
        );
        assert_eq!((f.plain, f.files.len()), (vec!["text".to_owned()], 1));
        assert!(f.files[0].bytes.starts_with(b"Subject: inner"));
    }

    #[test]
    fn a_bomb_of_parts_is_no_letter() {
        let deep: String =
            (0..60).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
        assert!(walk(deep.as_bytes()).is_err());
        let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(2000));
        assert!(walk(wide.as_bytes()).is_err());
        // A head without end is read in no time.
        let head = format!("From: a@b.cn\nSubject: {}\n\ntext", "=?a?b?x ".repeat(1_000_000));
        assert_eq!(walk(head.as_bytes()).ok().unwrap().plain, ["text"]);
        // A million messages in each other cost nothing: they are one file.
        let nested = "Content-Type: message/rfc822\n\n".repeat(1_000_000);
        assert_eq!(walk(nested.as_bytes()).ok().unwrap().files.len(), 1);
    }
}
