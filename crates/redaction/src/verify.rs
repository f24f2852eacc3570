//! Looking for withheld words in a finished file, by a way of its own: nothing here is shared with what writes files
//! but the comparing of letters. Every part is unpacked, every string and every text is looked through.

mod office;
mod pdf;

pub(crate) use pdf::text_of_page;

use crate::{Leak, text};
use screen::file::FileKind;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Longer texts are looked for piece by piece, so that half of one is found too.
const PIECE: usize = 8;

/// Looks for what was withheld in a released file.
///
/// `removed` are the withheld texts, `stays` is the text that is disclosed ([`crate::Released::alternative`]): words
/// that stand there too cannot be looked for. Texts of fewer than two letters are not looked for.
///
/// # Errors
/// Where something withheld stands, or that the file cannot be read.
pub fn verify(released: &[u8], kind: FileKind, removed: &[String], stays: &str) -> Result<(), Leak> {
    let wanted = Wanted::new(removed, stays);
    catch_unwind(AssertUnwindSafe(|| match kind {
        FileKind::Pdf => pdf::look(released, &wanted),
        FileKind::Docx | FileKind::Xlsx => office::look(released, &wanted),
        FileKind::Text => {
            let text = std::str::from_utf8(released).map_err(|_| unreadable("text"))?;
            wanted.in_text(text, "text")
        }
        FileKind::Png | FileKind::Jpeg => picture(released, kind, &wanted),
        _ => Err(unreadable("kind")),
    }))
    .unwrap_or_else(|_| Err(unreadable("")))
}

fn unreadable(place: &str) -> Leak {
    Leak { place: place.to_owned(), removed: 0, is_unreadable: true }
}

/// Words to look for.
struct Wanted {
    all: Vec<Needle>,
}

struct Needle {
    removed: usize,
    normal: String,
    /// Long or rare enough to be looked for inside other words.
    is_strong: bool,
    /// So long that it stands in no name of a font or a style by chance.
    is_long: bool,
    /// As it would stand in bytes, in each way of writing.
    written: Vec<Vec<u8>>,
}

impl Wanted {
    fn new(removed: &[String], stays: &str) -> Wanted {
        let (joined, spaced) = (text::normal(stays), text::spaced(stays));
        let mut all = Vec::new();
        for (at, text) in removed.iter().enumerate() {
            let normal = text::normal(text);
            let letters: Vec<char> = normal.chars().collect();
            let pieces: Vec<String> = if letters.len() <= PIECE {
                vec![normal]
            } else {
                let last = letters.len() - PIECE;
                (0..=last)
                    .step_by(PIECE / 2)
                    .chain([last])
                    .map(|start| letters[start..start + PIECE].iter().collect())
                    .collect()
            };
            for piece in pieces {
                let is_strong = text::is_strong(&piece);
                let is_disclosed = if is_strong { joined.contains(&piece) } else { text::stands_in(&spaced, &piece) };
                if !text::is_telling(&piece) || is_disclosed || (!is_strong && letters.len() > PIECE) {
                    continue;
                }
                let (plain, other) = piece
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .fold((0, 0), |(p, o), c| if c.is_ascii() { (p + 1, o) } else { (p, o + 1) });
                all.push(Needle {
                    removed: at,
                    is_strong,
                    is_long: other >= 5 || plain + other >= PIECE,
                    written: written(&piece),
                    normal: piece,
                });
            }
        }
        all.sort_by(|a, b| a.normal.cmp(&b.normal));
        all.dedup_by(|a, b| a.normal == b.normal);
        Wanted { all }
    }

    fn found(&self, place: &str, fits: impl Fn(&Needle) -> bool) -> Result<(), Leak> {
        match self.all.iter().find(|n| fits(n)) {
            Some(n) => Err(Leak { place: place.to_owned(), removed: n.removed, is_unreadable: false }),
            None => Ok(()),
        }
    }

    /// In a text that a reader could see.
    fn in_text(&self, text: &str, place: &str) -> Result<(), Leak> {
        let (joined, spaced) = (text::normal(text), text::spaced(text));
        self.found(
            place,
            |n| {
                if n.is_strong { joined.contains(&n.normal) } else { text::stands_in(&spaced, &n.normal) }
            },
        )
    }

    /// In a name or a value that belongs to the format.
    fn in_value(&self, text: &str, place: &str) -> Result<(), Leak> {
        let joined = text::normal(text);
        self.found(place, |n| n.is_long && joined.contains(&n.normal))
    }

    /// In bytes of any kind.
    fn in_bytes(&self, bytes: &[u8], place: &str) -> Result<(), Leak> {
        self.found(place, |n| n.is_long && n.written.iter().any(|w| holds(bytes, w)))
    }
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| b == first) {
        if rest[at..].starts_with(wanted) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// UTF-8, UTF-16 both ways, GB18030.
fn written(piece: &str) -> Vec<Vec<u8>> {
    let mut out = vec![
        piece.as_bytes().to_vec(),
        piece.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        piece.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        encoding_rs::GB18030.encode(piece).0.into_owned(),
    ];
    out.dedup();
    out
}

/// Pictures hold points and nothing else.
fn picture(bytes: &[u8], kind: FileKind, wanted: &Wanted) -> Result<(), Leak> {
    let names = if kind == FileKind::Png { png_chunks(bytes) } else { jpeg_segments(bytes) };
    let names = names.ok_or_else(|| unreadable("picture"))?;
    const KNOWN: &[&str] =
        &["IHDR", "PLTE", "tRNS", "pHYs", "IDAT", "IEND", "APP0", "DQT", "SOF", "DHT", "DRI", "SOS", "EOI"];
    match names.iter().find(|n| !KNOWN.contains(&n.as_str())) {
        Some(name) => Err(Leak { place: name.clone(), removed: 0, is_unreadable: false }),
        None => wanted.in_bytes(bytes, "picture"),
    }
}

fn png_chunks(bytes: &[u8]) -> Option<Vec<String>> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut out = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        out.push(String::from_utf8_lossy(rest.get(4..8)?).into_owned());
        rest = rest.get(length.checked_add(12)?..)?;
    }
    Some(out)
}

fn jpeg_segments(bytes: &[u8]) -> Option<Vec<String>> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let mut out = Vec::new();
    loop {
        let marker = match rest {
            [0xff, marker, ..] => *marker,
            _ => return None,
        };
        rest = rest.get(2..)?;
        let name = match marker {
            0xd9 => "EOI".to_owned(),
            0xda => "SOS".to_owned(),
            0xdb => "DQT".to_owned(),
            0xc4 => "DHT".to_owned(),
            0xdd => "DRI".to_owned(),
            0xc0..=0xcf => "SOF".to_owned(),
            0xe0..=0xef => format!("APP{}", marker - 0xe0),
            other => format!("{other:02x}"),
        };
        out.push(name);
        if marker == 0xd9 {
            return if rest.is_empty() { Some(out) } else { None };
        }
        let length = u16::from_be_bytes(rest.get(..2)?.try_into().ok()?) as usize;
        rest = rest.get(length..)?;
        if marker == 0xda {
            // Until the next mark that is neither a filled byte nor a restart.
            let end = (0..rest.len().saturating_sub(1))
                .find(|at| rest[*at] == 0xff && !matches!(rest[*at + 1], 0 | 0xd0..=0xd7))?;
            rest = rest.get(end..)?;
        }
    }
}
