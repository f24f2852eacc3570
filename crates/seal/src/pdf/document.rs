//! Finding objects: both kinds of cross-reference (table and stream), chained over earlier updates, and objects kept
//! inside object streams. Just enough to reach catalogue, pages and form fields.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::PdfError;
use super::syntax::{self, Cursor, Dict};

type Result<T> = std::result::Result<T, PdfError>;

/// More updates than any honest file has.
const MAX_SECTIONS: usize = 1000;
/// A table or object stream that unpacks to more is an attack.
const MAX_UNPACKED: u64 = 64 << 20;
/// Objects above this number are not real.
const MAX_OBJECTS: u64 = 8_388_607;

/// Where an object stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    Free,
    At(usize),
    InStream { stream: u32, index: usize },
}

/// How the newest cross-reference is written; an update must be written the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Stream,
}

/// A PDF whose cross-references were read.
pub(super) struct Document<'a> {
    pub(super) bytes: &'a [u8],
    places: BTreeMap<u32, Place>,
    pub(super) trailer: Dict<'a>,
    pub(super) kind: Kind,
    /// Where the newest cross-reference starts.
    pub(super) start: usize,
}

impl<'a> Document<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Document<'a>> {
        if !bytes.starts_with(b"%PDF-") {
            return Err(PdfError::Damaged("it does not start with %PDF-"));
        }
        let start = start_of_xref(bytes)?;
        let mut document =
            Document { bytes, places: BTreeMap::new(), trailer: Dict::read(b"<<>>")?, kind: Kind::Table, start };
        let mut seen = BTreeSet::new();
        let mut next = Some(start);
        while let Some(at) = next {
            if !seen.insert(at) || seen.len() > MAX_SECTIONS {
                return Err(PdfError::Damaged("the cross-references run in a circle"));
            }
            let (kind, trailer) = document.read_section(at)?;
            if at == start {
                document.kind = kind;
                document.trailer = trailer.clone();
            }
            // A file for old and new readers: the table names a stream with what the table hides.
            if let Some(hidden) = trailer.number("XRefStm").filter(|_| kind == Kind::Table) {
                document.read_section(usize::try_from(hidden).unwrap_or(usize::MAX))?;
            }
            next = match trailer.get("Prev") {
                None => None,
                Some(raw) => Some(
                    syntax::number(raw)
                        .and_then(|n| usize::try_from(n).ok())
                        .ok_or(PdfError::Damaged("/Prev is not an offset"))?,
                ),
            };
        }
        if document.trailer.get("Encrypt").is_some() {
            return Err(PdfError::Encrypted);
        }
        Ok(document)
    }

    /// The number after the highest one in use.
    pub(super) fn next_id(&self) -> Result<u32> {
        let size = self.trailer.number("Size").ok_or(PdfError::Damaged("/Size is missing"))?;
        let highest = self.places.keys().next_back().map_or(0, |id| u64::from(*id) + 1);
        u32::try_from(size.max(highest))
            .ok()
            .filter(|n| u64::from(*n) < MAX_OBJECTS)
            .ok_or(PdfError::Damaged("too many objects"))
    }

    /// The catalogue's reference.
    pub(super) fn root(&self) -> Result<(u32, u16)> {
        self.trailer.get("Root").and_then(syntax::reference).ok_or(PdfError::Damaged("/Root is missing"))
    }

    /// The value of an object (of a stream its dictionary) as it stands. An absent object is `null`.
    pub(super) fn object(&self, id: u32) -> Result<Vec<u8>> {
        match self.places.get(&id) {
            None | Some(Place::Free) => Ok(b"null".to_vec()),
            Some(Place::At(_)) => self.object_in_file(id).map(<[u8]>::to_vec),
            Some(Place::InStream { stream, index }) => self.object_in_stream(id, *stream, *index),
        }
    }

    /// The value of an object that stands directly in the file, as a slice of it.
    pub(super) fn object_in_file(&self, id: u32) -> Result<&'a [u8]> {
        match self.places.get(&id) {
            Some(Place::At(at)) => Ok(object_at(self.bytes, *at, Some(id))?.0),
            _ => Err(PdfError::Damaged("an object is not where it must be")),
        }
    }

    /// `raw`, or what it refers to.
    pub(super) fn resolve(&self, raw: &[u8]) -> Result<Vec<u8>> {
        let mut raw = raw.to_vec();
        for _ in 0..16 {
            match syntax::reference(&raw) {
                None => return Ok(raw),
                Some((id, _)) => raw = self.object(id)?,
            }
        }
        Err(PdfError::Damaged("references run in a circle"))
    }

    /// The reference of the page with this number, counted from 0; `None` if there are fewer.
    pub(super) fn find_page(&self, number: usize) -> Result<Option<(u32, u16)>> {
        let catalogue = self.object(self.root()?.0)?;
        let catalogue = Dict::read(&catalogue)?;
        let pages = catalogue.get("Pages").and_then(syntax::reference).ok_or(PdfError::Damaged("/Pages is missing"))?;
        let mut seen = BTreeSet::new();
        let mut waiting = vec![pages];
        let mut passed = 0;
        while let Some(reference) = waiting.pop() {
            if !seen.insert(reference) {
                return Err(PdfError::Damaged("the page tree runs in a circle"));
            }
            let node = self.object(reference.0)?;
            let node = Dict::read(&node)?;
            let Some(kids) = node.get("Kids") else {
                if passed == number {
                    return Ok(Some(reference));
                }
                passed += 1;
                continue;
            };
            let kids = self.resolve(kids)?;
            for kid in syntax::array(&kids)?.into_iter().rev() {
                waiting.push(syntax::reference(kid).ok_or(PdfError::Damaged("a page is not a reference"))?);
            }
        }
        Ok(None)
    }

    /// Reads the section at an offset. What a newer section said stays.
    fn read_section(&mut self, at: usize) -> Result<(Kind, Dict<'a>)> {
        let mut cursor = Cursor::new(self.bytes, at);
        cursor.space();
        if cursor.eat(b"xref") {
            Ok((Kind::Table, self.read_table(cursor)?))
        } else {
            Ok((Kind::Stream, self.read_stream(at)?))
        }
    }

    fn read_table(&mut self, mut cursor: Cursor<'a>) -> Result<Dict<'a>> {
        loop {
            cursor.space();
            if cursor.eat(b"trailer") {
                return Dict::read(cursor.value()?);
            }
            let first = cursor.number()?;
            let count = cursor.number()?;
            for n in 0..count {
                let at = cursor.number()?;
                cursor.number()?;
                cursor.space();
                let place = if cursor.eat(b"n") {
                    Place::At(usize::try_from(at).map_err(|_| PdfError::Damaged("an offset is too large"))?)
                } else {
                    cursor.keyword(b"f")?;
                    Place::Free
                };
                self.note(first.saturating_add(n), place)?;
            }
        }
    }

    fn read_stream(&mut self, at: usize) -> Result<Dict<'a>> {
        let (dict, data) = stream_at(self.bytes, at, None)?;
        if !dict.has_name("Type", "XRef") {
            return Err(PdfError::Damaged("no cross-reference where one must be"));
        }
        let widths: Vec<usize> = numbers(dict.get("W").ok_or(PdfError::Damaged("/W is missing"))?)?;
        let &[kind_width, second_width, third_width] = widths.as_slice() else {
            return Err(PdfError::Damaged("/W has not three numbers"));
        };
        if widths.iter().any(|w| *w > 8) || kind_width + second_width + third_width == 0 {
            return Err(PdfError::Damaged("/W is out of range"));
        }
        let index: Vec<u64> = match dict.get("Index") {
            Some(raw) => numbers(raw)?,
            None => vec![0, dict.number("Size").ok_or(PdfError::Damaged("/Size is missing"))?],
        };
        let mut rows = data.chunks_exact(kind_width + second_width + third_width);
        for range in index.chunks_exact(2) {
            for n in 0..range[1] {
                let Some(row) = rows.next() else { return Err(PdfError::Damaged("a cross-reference ends early")) };
                let (kind, row) = row.split_at(kind_width);
                let (second, third) = row.split_at(second_width);
                let kind = if kind_width == 0 { 1 } else { big_endian(kind) };
                let (second, third) = (big_endian(second), big_endian(third));
                let place = match kind {
                    0 => Place::Free,
                    1 => Place::At(usize::try_from(second).map_err(|_| PdfError::Damaged("an offset is too large"))?),
                    2 => Place::InStream {
                        stream: u32::try_from(second)
                            .map_err(|_| PdfError::Damaged("an object number is too large"))?,
                        index: usize::try_from(third).map_err(|_| PdfError::Damaged("an index is too large"))?,
                    },
                    // Kinds of the future are to be read as null.
                    _ => Place::Free,
                };
                self.note(range[0].saturating_add(n), place)?;
            }
        }
        Ok(dict)
    }

    fn note(&mut self, id: u64, place: Place) -> Result<()> {
        let id = u32::try_from(id)
            .ok()
            .filter(|id| u64::from(*id) < MAX_OBJECTS)
            .ok_or(PdfError::Damaged("an object number is too large"))?;
        self.places.entry(id).or_insert(place);
        Ok(())
    }

    fn object_in_stream(&self, id: u32, stream: u32, index: usize) -> Result<Vec<u8>> {
        let Some(Place::At(at)) = self.places.get(&stream) else {
            return Err(PdfError::Damaged("an object stream is missing"));
        };
        let (dict, data) = stream_at(self.bytes, *at, Some(stream))?;
        let first = dict.number("First").and_then(|n| usize::try_from(n).ok());
        let first = first.ok_or(PdfError::Damaged("an object stream has no /First"))?;
        let mut cursor = Cursor::new(&data, 0);
        for n in 0..=index {
            let (found, offset) = (cursor.number()?, cursor.number()?);
            if n == index && found == u64::from(id) {
                let at = usize::try_from(offset).ok().and_then(|o| o.checked_add(first));
                let at = at.ok_or(PdfError::Damaged("an offset is too large"))?;
                return Cursor::new(&data, at).value().map(<[u8]>::to_vec);
            }
        }
        Err(PdfError::Damaged("an object is not in its object stream"))
    }
}

fn start_of_xref(bytes: &[u8]) -> Result<usize> {
    const WORD: &[u8] = b"startxref";
    let tail = bytes.len().saturating_sub(2048);
    let found = bytes[tail..].windows(WORD.len()).rposition(|w| w == WORD);
    let at = tail + found.ok_or(PdfError::Damaged("startxref is missing"))? + WORD.len();
    usize::try_from(Cursor::new(bytes, at).number()?).map_err(|_| PdfError::Damaged("startxref is too large"))
}

/// The value of the object at an offset and where it ends. With `id`, it must be that object.
fn object_at(bytes: &[u8], at: usize, id: Option<u32>) -> Result<(&[u8], usize)> {
    let mut cursor = Cursor::new(bytes, at);
    let found = cursor.number()?;
    cursor.number()?;
    cursor.keyword(b"obj")?;
    if id.is_some_and(|id| u64::from(id) != found) {
        return Err(PdfError::Damaged("another object stands at an offset"));
    }
    let value = cursor.value()?;
    Ok((value, cursor.at))
}

/// Dictionary and unpacked data of the stream at an offset.
fn stream_at(bytes: &[u8], at: usize, id: Option<u32>) -> Result<(Dict<'_>, Vec<u8>)> {
    let (raw, end) = object_at(bytes, at, id)?;
    let dict = Dict::read(raw)?;
    let mut cursor = Cursor::new(bytes, end);
    cursor.keyword(b"stream")?;
    if !cursor.eat(b"\r\n") && !cursor.eat(b"\n") {
        return Err(PdfError::Damaged("a stream does not start on a new line"));
    }
    // The streams read here must be readable before any other object, so that their length stands directly.
    let len = dict.number("Length").and_then(|n| usize::try_from(n).ok());
    let len = len.ok_or(PdfError::Unsupported("a cross-reference or object stream of indirect length"))?;
    let end = cursor.at.checked_add(len).ok_or(PdfError::Damaged("a stream is too long"))?;
    let data = bytes.get(cursor.at..end).ok_or(PdfError::Damaged("a stream is too long"))?;
    let data = unpack(&dict, data)?;
    Ok((dict, data))
}

fn unpack(dict: &Dict<'_>, data: &[u8]) -> Result<Vec<u8>> {
    let one = |raw: &[u8]| -> Result<Vec<u8>> {
        // A filter may stand alone or as the only member of an array.
        match syntax::array(raw) {
            Ok(members) if members.len() == 1 => Ok(members[0].to_vec()),
            Ok(_) => Err(PdfError::Unsupported("several filters")),
            Err(_) => Ok(raw.to_vec()),
        }
    };
    let Some(filter) = dict.get("Filter") else { return Ok(data.to_vec()) };
    if !syntax::is_name(&one(filter)?, "FlateDecode") {
        return Err(PdfError::Unsupported("a filter other than FlateDecode"));
    }
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(data)
        .take(MAX_UNPACKED)
        .read_to_end(&mut out)
        .map_err(|_| PdfError::Damaged("a stream cannot be unpacked"))?;
    let Some(parameters) = dict.get("DecodeParms") else { return Ok(out) };
    let parameters = one(parameters)?;
    let parameters = Dict::read(&parameters)?;
    match parameters.number("Predictor").unwrap_or(1) {
        1 => Ok(out),
        10..=15 => {
            let columns = parameters.number("Columns").unwrap_or(1);
            let columns = usize::try_from(columns).ok().filter(|c| (1..=64).contains(c));
            undo_png(&out, columns.ok_or(PdfError::Unsupported("a predictor with long rows"))?)
        }
        _ => Err(PdfError::Unsupported("a predictor")),
    }
}

/// Undoes the PNG predictors for one byte per column.
fn undo_png(data: &[u8], columns: usize) -> Result<Vec<u8>> {
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0u8; columns];
    for row in data.chunks_exact(columns + 1) {
        let (kind, row) = (row[0], &row[1..]);
        let mut line = vec![0u8; columns];
        for i in 0..columns {
            let (a, b, c) = if i == 0 { (0, above[0], 0) } else { (line[i - 1], above[i], above[i - 1]) };
            let guess = match kind {
                0 => 0,
                1 => a,
                2 => b,
                3 => ((u16::from(a) + u16::from(b)) / 2) as u8,
                4 => paeth(a, b, c),
                _ => return Err(PdfError::Damaged("an unknown predictor")),
            };
            line[i] = row[i].wrapping_add(guess);
        }
        out.extend(&line);
        above = line;
    }
    Ok(out)
}

fn paeth(a: u8, b: u8, c: u8) -> u8 {
    let (ia, ib, ic) = (i16::from(a), i16::from(b), i16::from(c));
    let p = ia + ib - ic;
    let (pa, pb, pc) = ((p - ia).abs(), (p - ib).abs(), (p - ic).abs());
    if pa <= pb && pa <= pc {
        a
    } else if pb <= pc {
        b
    } else {
        c
    }
}

fn numbers<T: TryFrom<u64>>(raw: &[u8]) -> Result<Vec<T>> {
    syntax::array(raw)?
        .into_iter()
        .map(|m| syntax::number(m).and_then(|n| T::try_from(n).ok()).ok_or(PdfError::Damaged("a number is missing")))
        .collect()
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b))
}
