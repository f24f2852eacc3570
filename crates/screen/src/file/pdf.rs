//! PDF: the text of each page where it can be read, and a plain word where it cannot; comments, embedded files,
//! programs, properties.

use super::{Reason, Seen};
use crate::{Finding, Kind, Severity};
use lopdf::{
    Dictionary, Document, Encoding, LoadOptions, Object, ObjectId, Stream, content::Content, decode_text_string,
};
use std::collections::HashMap;

/// Bytes that one stream may unpack to.
const STREAM: usize = 64 << 20;
/// Forms inside forms.
const FORMS: usize = 8;
/// Forms drawn on one page.
const DRAWN: usize = 2_000;
/// A page with fewer letters than this and something drawn is a picture of text.
const FEW: usize = 8;
/// Fewer codes than the shortest number that must not leave are bullets and signs.
const SHORTEST: usize = 11;
/// So many strokes without a letter draw letters.
const STROKES: usize = 200;

pub(super) fn open(bytes: &[u8]) -> Result<Document, Reason> {
    let options = LoadOptions { max_decompressed_size: Some(STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|e| match e {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => Reason::Encrypted,
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Reason::Bomb,
        _ => Reason::Damaged,
    })?;
    if document.is_encrypted() || document.was_encrypted() { Err(Reason::Encrypted) } else { Ok(document) }
}

pub(super) fn read(bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    let document = open(bytes)?;
    let pages = document.get_pages();
    seen.pages = pages.len();
    if pages.is_empty() {
        return Err(Reason::Damaged);
    }
    whole(&document, seen);
    let (mut scanned, mut unmapped) = (Vec::new(), Vec::new());
    for (number, page) in &pages {
        let number = *number as usize;
        let walk = page_text(&document, *page)?;
        let text = closed_up(&walk.out);
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        let strange = text.chars().filter(|c| matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}')).count();
        if walk.unmapped >= SHORTEST || (walk.unmapped > 0 && letters < FEW) || strange * 10 > letters + strange {
            unmapped.push(number);
        } else if letters < FEW && (walk.pictures > 0 || walk.strokes > STROKES) {
            scanned.push(number);
        }
        seen.text(&text, |f| f.place.page = Some(number));
        annotations(&document, *page, number, seen);
    }
    for (pages, why) in [(scanned, Reason::Scanned), (unmapped, Reason::Unmapped)] {
        if let Some(first) = pages.first() {
            let list: Vec<String> = pages.iter().take(20).map(usize::to_string).collect();
            let mut finding = Finding::new(Kind::Unreadable, Severity::Stops, list.join(", ")).right(why.as_str());
            finding.place.page = Some(*first);
            seen.add(finding);
            seen.not_checked(why);
        }
    }
    Ok(())
}

/// The dictionary of an object, a stream's included.
fn dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(d) => Some(d),
        Object::Stream(s) => Some(&s.dict),
        _ => None,
    }
}

fn said(object: &Object) -> String {
    decode_text_string(object).unwrap_or_default()
}

/// Whether a document carries a signature that any change would break.
pub(super) fn is_signed(document: &Document) -> bool {
    document.objects.values().filter_map(dictionary).any(|d| {
        let is = |key: &[u8], value: &[u8]| d.get(key).and_then(Object::as_name).is_ok_and(|n| n == value);
        (is(b"Type", b"Sig") || is(b"Type", b"DocTimeStamp")) && d.has(b"ByteRange")
    })
}

/// What stands anywhere in the document: properties, embedded files, programs.
fn whole(document: &Document, seen: &mut Seen) {
    if let Ok(info) = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict) {
        for (key, value) in info.iter() {
            let text = said(value);
            let name = String::from_utf8_lossy(key).into_owned();
            // Readers need the title, and dates say little; who and with what says more.
            if text.trim().is_empty() || name.ends_with("Date") || name == "Trapped" {
                continue;
            }
            if name != "Title" {
                let shown = seen.shown(text.trim());
                seen.add(Finding::new(Kind::Properties, Severity::Warns, shown).in_cell(name.clone()));
            }
            seen.text(&text, |f| f.place.cell.clone_from(&name));
        }
    }
    if document.revision_count() > 1 {
        let count = document.revision_count().to_string();
        seen.add(Finding::new(Kind::Properties, Severity::Warns, count).in_cell("revisions"));
    }
    let (mut embedded, mut programs, mut described) = (Vec::new(), 0, 0);
    for object in document.objects.values() {
        let Some(d) = dictionary(object) else { continue };
        let is = |key: &[u8], value: &[u8]| d.get(key).and_then(Object::as_name).is_ok_and(|n| n == value);
        if d.has(b"EF") {
            let name = d.get_deref(b"UF", document).or_else(|_| d.get_deref(b"F", document)).map(said);
            embedded.push(name.unwrap_or_default());
        }
        if is(b"S", b"JavaScript") || is(b"S", b"Launch") || d.has(b"JS") {
            programs += 1;
        }
        if is(b"Type", b"Metadata") && object.as_stream().is_ok_and(|s| says_who(&description(s))) {
            described += 1;
        }
    }
    for name in embedded {
        let shown = seen.shown(&name);
        seen.add(Finding::new(Kind::EmbeddedFile, Severity::Stops, shown));
    }
    if programs > 0 {
        seen.add(Finding::new(Kind::Macro, Severity::Stops, "JavaScript"));
    }
    if described > 0 {
        seen.add(Finding::new(Kind::Properties, Severity::Warns, "XMP").in_cell("XMP"));
    }
}

/// A description in XML, as text; what cannot be unpacked says everything it could say.
pub(super) fn description(stream: &Stream) -> String {
    match stream.get_plain_content_with_limit(1 << 20) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => "creator".into(),
    }
}

/// Whether a description says who made the document, when, and with what.
pub(super) fn says_who(description: &str) -> bool {
    let lower = description.to_ascii_lowercase();
    ["creator", "author", "producer", "history", "documentid", "instanceid", "derivedfrom", "date", "manager", "rights"]
        .iter()
        .any(|word| lower.contains(word))
        || !lower.contains("pdf")
}

fn annotations(document: &Document, page: ObjectId, number: usize, seen: &mut Seen) {
    for note in document.get_page_annotations(page).unwrap_or_default() {
        let kind = note.get(b"Subtype").and_then(Object::as_name).unwrap_or(b"");
        let key: &[u8] = if kind == b"Widget" { b"V" } else { b"Contents" };
        let text = note.get_deref(key, document).map(said).unwrap_or_default();
        let is_comment =
            [b"Text".as_slice(), b"FreeText", b"Highlight", b"Underline", b"StrikeOut", b"Squiggly", b"Caret", b"Ink"]
                .contains(&kind);
        if is_comment {
            let shown = seen.shown(text.trim());
            let mut finding = Finding::new(Kind::Comment, Severity::Stops, shown);
            finding.place.page = Some(number);
            seen.add(finding);
        }
        seen.text(&text, |f| {
            f.place.page = Some(number);
            f.place.cell = "comment".into();
        });
    }
}

/// What drawing a page says.
struct Walk<'d> {
    document: &'d Document,
    out: String,
    /// Bytes that were shown in a font whose codes nothing translates.
    unmapped: usize,
    pictures: usize,
    strokes: usize,
    drawn: usize,
    pen: Pen,
}

/// Where the next letter stands, as far as it can be told without the widths of the letters.
struct Pen {
    /// Size of the font, and how the text is stretched.
    size: f32,
    stretch: f32,
    /// Where the piece began that is being shown, and on which line.
    x: f32,
    y: f32,
    /// From where the next move is counted.
    base_x: f32,
    base_y: f32,
    /// About how far it reaches, in units of the font's size.
    shown: f32,
}

fn page_text(document: &Document, page: ObjectId) -> Result<Walk<'_>, Reason> {
    let mut walk = Walk {
        document,
        out: String::new(),
        unmapped: 0,
        pictures: 0,
        strokes: 0,
        drawn: 0,
        pen: Pen { size: 12.0, stretch: 1.0, x: f32::NAN, y: f32::NAN, base_x: 0.0, base_y: 0.0, shown: 0.0 },
    };
    let content = document.get_page_content_with_limit(page, STREAM).map_err(|e| reason(&e))?;
    let mut resources: Vec<&Dictionary> = Vec::new();
    if let Ok((own, inherited)) = document.get_page_resources(page) {
        resources.extend(own);
        resources.extend(inherited.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    }
    walk.run(&content, &resources, 0)?;
    Ok(walk)
}

fn reason(error: &lopdf::Error) -> Reason {
    match error {
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => Reason::Bomb,
        _ => Reason::Damaged,
    }
}

/// How a font's codes become letters; `None`: nothing says it.
fn letters_of<'d>(document: &'d Document, font: &'d Dictionary) -> Result<Option<Encoding<'d>>, Reason> {
    let name = |key: &[u8]| font.get_deref(key, document).and_then(Object::as_name).unwrap_or(b"");
    let has_map = font.get_deref(b"ToUnicode", document).is_ok_and(|o| o.as_stream().is_ok());
    let encoding = name(b"Encoding");
    if has_map {
        // The map goes before every other word of the font, and what it does not know nobody knows.
        let mut mapped = font.clone();
        mapped.remove(b"Encoding");
        return match mapped.get_font_encoding_with_limit(document, STREAM).map_err(|e| reason(&e))? {
            Encoding::UnicodeMapEncoding(map) => Ok(Some(Encoding::UnicodeMapEncoding(map))),
            _ => Ok(None),
        };
    }
    let is_readable = match name(b"Subtype") {
        b"Type0" => matches!(encoding, b"UniGB-UCS2-H" | b"UniGB-UTF16-H"),
        b"Type3" => false,
        _ => {
            let flags = font
                .get_deref(b"FontDescriptor", document)
                .and_then(Object::as_dict)
                .and_then(|d| d.get(b"Flags"))
                .and_then(Object::as_i64)
                .unwrap_or(0);
            // A symbolic font's letters are its own affair.
            (font.has(b"Encoding") || flags & 4 == 0) && has_known_names(document, font)
        }
    };
    if !is_readable {
        return Ok(None);
    }
    font.get_font_encoding_with_limit(document, STREAM).map(Some).map_err(|e| reason(&e))
}

/// Whether a font that renames its letters uses names that say which letters they are: `A` and `comma` do, `g17` does
/// not.
fn has_known_names(document: &Document, font: &Dictionary) -> bool {
    let Ok(encoding) = font.get_deref(b"Encoding", document).and_then(Object::as_dict) else { return true };
    let Ok(names) = encoding.get_deref(b"Differences", document).and_then(Object::as_array) else { return true };
    let ends_in_digit = |n: &[u8]| n.last().is_some_and(u8::is_ascii_digit);
    names.iter().filter_map(|o| o.as_name().ok()).all(|n| !ends_in_digit(n))
}

impl<'d> Walk<'d> {
    fn find(&self, resources: &[&'d Dictionary], kind: &[u8], name: &[u8]) -> Option<&'d Object> {
        resources.iter().find_map(|r| {
            r.get_deref(kind, self.document).and_then(Object::as_dict).ok()?.get_deref(name, self.document).ok()
        })
    }

    fn run(&mut self, content: &[u8], resources: &[&'d Dictionary], depth: usize) -> Result<(), Reason> {
        let content = Content::decode(content).map_err(|_| Reason::Damaged)?;
        let mut fonts: HashMap<Vec<u8>, Option<Encoding<'d>>> = HashMap::new();
        let mut font: Vec<u8> = Vec::new();
        for step in &content.operations {
            let operands = &step.operands;
            match step.operator.as_str() {
                "Tf" => {
                    let Some(Ok(name)) = operands.first().map(Object::as_name) else { continue };
                    font = name.to_vec();
                    self.pen.size = operands.get(1).and_then(|o| o.as_float().ok()).unwrap_or(12.0).abs().max(0.01);
                    if !fonts.contains_key(&font) {
                        let found = self.find(resources, b"Font", &font).and_then(dictionary);
                        let encoding = match found {
                            Some(dictionary) => letters_of(self.document, dictionary)?,
                            None => None,
                        };
                        fonts.insert(font.clone(), encoding);
                    }
                }
                "Tj" => self.show(operands.first(), fonts.get(&font)),
                "'" | "\"" => {
                    self.next_line();
                    self.show(operands.last(), fonts.get(&font));
                }
                "TJ" => {
                    for part in operands.first().and_then(|o| o.as_array().ok()).into_iter().flatten() {
                        match part {
                            Object::String(..) => self.show(Some(part), fonts.get(&font)),
                            // A wide step to the right stands for a space.
                            other if other.as_float().is_ok_and(|n| n < -200.0) => self.space(),
                            _ => {}
                        }
                    }
                }
                // Places are counted from the origin again; the last letter stays where it was.
                "BT" => {
                    (self.pen.base_x, self.pen.base_y, self.pen.stretch) = (0.0, 0.0, 1.0);
                }
                "Td" | "TD" => {
                    let by = |at: usize| operands.get(at).and_then(|o| o.as_float().ok()).unwrap_or(0.0);
                    let x = self.pen.base_x + by(0) * self.pen.stretch;
                    self.moves_to(x, self.pen.base_y + by(1) * self.pen.stretch);
                }
                "Tm" => {
                    let of = |at: usize| operands.get(at).and_then(|o| o.as_float().ok()).unwrap_or(0.0);
                    self.pen.stretch = of(0).abs().max(0.01);
                    self.moves_to(of(4), of(5));
                }
                "T*" => self.next_line(),
                "l" | "c" | "v" | "y" => self.strokes += 1,
                "BI" => self.pictures += 1,
                "Do" => {
                    let Some(Ok(name)) = operands.first().map(Object::as_name) else { continue };
                    let Some(Object::Stream(stream)) = self.find(resources, b"XObject", name) else { continue };
                    match stream.dict.get(b"Subtype").and_then(Object::as_name) {
                        Ok(b"Image") => self.pictures += 1,
                        Ok(b"Form") => {
                            self.drawn += 1;
                            if depth >= FORMS || self.drawn > DRAWN {
                                return Err(Reason::Bomb);
                            }
                            let inside = stream.get_plain_content_with_limit(STREAM).map_err(|e| reason(&e))?;
                            let own = stream.dict.get_deref(b"Resources", self.document).ok().and_then(dictionary);
                            let all: Vec<&Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
                            self.run(&inside, &all, depth + 1)?;
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show(&mut self, text: Option<&Object>, encoding: Option<&Option<Encoding>>) {
        let Some(Object::String(bytes, _)) = text else { return };
        if self.out.len() > STREAM || bytes.is_empty() {
            return;
        }
        let before = self.out.len();
        match encoding {
            Some(Some(encoding)) => {
                if encoding.write_to_string(bytes, &mut self.out).is_err() {
                    self.unmapped += bytes.len();
                }
            }
            _ => self.unmapped += bytes.len(),
        }
        self.pen.shown += self.out[before..].chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum::<f32>();
    }

    /// The next letter stands elsewhere: on another line, after a gap, or right beside the last.
    fn moves_to(&mut self, x: f32, y: f32) {
        let pen = &mut self.pen;
        let em = pen.size * pen.stretch;
        let on_line = (y - pen.y).abs() < em * 0.3;
        let gap = x - pen.x - pen.shown * em;
        (pen.x, pen.y, pen.base_x, pen.base_y, pen.shown) = (x, y, x, y, 0.0);
        if !on_line {
            self.new_line();
        } else if gap > em * 0.3 || gap < -em {
            self.space();
        }
    }

    /// One line down; how far is not known, and any distance will do.
    fn next_line(&mut self) {
        let down = self.pen.size * self.pen.stretch;
        self.moves_to(self.pen.base_x, self.pen.base_y - down);
    }

    fn new_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(['\n', ' ']) {
            self.out.push(' ');
        }
    }
}

/// Without the spaces that only placing left between Chinese letters, and with numbers whole that a line's end broke.
fn closed_up(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_wide = |c: Option<&char>| c.is_some_and(|c| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'));
    let is_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(text.len());
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        match letter {
            ' ' if is_wide(before) && is_wide(after) => {}
            '\n' if is_digit(before) && is_digit(after) => out.push(' '),
            other => out.push(*other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::closed_up;

    #[test]
    fn placing_leaves_no_gaps() {
        assert_eq!(closed_up("电 话 138 1234\n5678\n王 五\n李 A"), "电话 138 1234 5678\n王五\n李 A");
    }
}
