//! Looking for withheld words in a finished file, by a way of its own: nothing here is shared with what writes files
//! but the comparing of letters. Every part is unpacked, every string and every text is looked through.

mod office;
mod pdf;

pub(crate) use pdf::text_of_page;

use crate::{
    Leak,
    text::{self, Finder},
};
use screen::file::FileKind;
use std::{
    collections::BTreeMap,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
};

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
    /// Long or rare enough to be looked for inside other words.
    strong: Search,
    /// Short numbers and Latin words, which count only alone.
    weak: Search,
    /// So long that they stand in no name of a font or a style by chance.
    long: Search,
    /// The same as they would stand in bytes, in each way of writing.
    written: Search,
}

/// Words with the withheld text that each is a piece of.
struct Search {
    finder: Finder,
    removed: Vec<usize>,
}

impl Search {
    fn new<P: AsRef<[u8]>>(wanted: Vec<(usize, P)>) -> Search {
        let (removed, words): (Vec<usize>, Vec<P>) = wanted.into_iter().unzip();
        Search { finder: Finder::new(words), removed }
    }

    fn look(&self, text: &[u8], place: &str, counts: impl Fn(&Range<usize>) -> bool) -> Result<(), Leak> {
        if self.removed.is_empty() {
            return Ok(());
        }
        match self.finder.all(text).find(|(_, range)| counts(range)) {
            Some((number, _)) => {
                let removed = self.removed.get(number).copied().unwrap_or(0);
                Err(Leak { place: place.to_owned(), removed, is_unreadable: false })
            }
            None => Ok(()),
        }
    }
}

impl Wanted {
    fn new(removed: &[String], stays: &str) -> Wanted {
        let mut pieces: BTreeMap<String, usize> = BTreeMap::new();
        for (at, text) in removed.iter().enumerate() {
            let normal = text::normal(text);
            let letters: Vec<char> = normal.chars().collect();
            if letters.len() <= PIECE {
                pieces.entry(normal).or_insert(at);
                continue;
            }
            let last = letters.len() - PIECE;
            for start in (0..=last).step_by(PIECE / 2).chain([last]) {
                let piece: String = letters[start..start + PIECE].iter().collect();
                if text::is_strong(&piece) {
                    pieces.entry(piece).or_insert(at);
                }
            }
        }
        pieces.retain(|piece, _| text::is_telling(piece));
        // What is disclosed as well cannot be looked for.
        let all: Vec<(String, usize)> = pieces.into_iter().collect();
        let mut is_disclosed = vec![false; all.len()];
        if !all.is_empty() {
            let finder = Finder::new(all.iter().map(|(piece, _)| piece));
            let (joined, spaced) = (text::normal(stays), text::spaced(stays));
            for (number, _) in finder.all(joined.as_bytes()) {
                is_disclosed[number] |= text::is_strong(&all[number].0);
            }
            for (number, range) in finder.all(spaced.as_bytes()) {
                is_disclosed[number] |= text::is_alone(&spaced, &range);
            }
        }
        let (mut strong, mut weak, mut long, mut bytes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for ((piece, at), _) in all.into_iter().zip(is_disclosed).filter(|(_, is)| !is) {
            let (mut plain, mut other) = (0, 0);
            for letter in piece.chars().filter(|c| c.is_alphanumeric()) {
                if letter.is_ascii() { plain += 1 } else { other += 1 }
            }
            if other >= 5 || plain + other >= PIECE {
                bytes.extend(written(&piece).into_iter().map(|w| (at, w)));
                long.push((at, piece.clone()));
            }
            if text::is_strong(&piece) { strong.push((at, piece)) } else { weak.push((at, piece)) }
        }
        Wanted {
            strong: Search::new(strong),
            weak: Search::new(weak),
            long: Search::new(long),
            written: Search::new(bytes),
        }
    }

    /// In a text that a reader could see.
    fn in_text(&self, text: &str, place: &str) -> Result<(), Leak> {
        self.strong.look(text::normal(text).as_bytes(), place, |_| true)?;
        let spaced = text::spaced(text);
        self.weak.look(spaced.as_bytes(), place, |range| text::is_alone(&spaced, range))
    }

    /// In a name or a value that belongs to the format.
    fn in_value(&self, text: &str, place: &str) -> Result<(), Leak> {
        self.long.look(text::normal(text).as_bytes(), place, |_| true)
    }

    /// In bytes of any kind.
    fn in_bytes(&self, bytes: &[u8], place: &str) -> Result<(), Leak> {
        self.written.look(bytes, place, |_| true)
    }
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
