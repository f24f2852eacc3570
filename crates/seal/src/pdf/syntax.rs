//! PDF tokens. Values stay slices of the file, so that what is not changed is written again byte for byte.
//! No input may make it panic, loop or recurse deeply.

use super::PdfError;

/// Deeper nesting than any honest file has.
const MAX_DEPTH: u32 = 64;

type Result<T> = std::result::Result<T, PdfError>;

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A place in the input.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    input: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(input: &'a [u8], at: usize) -> Cursor<'a> {
        Cursor { input, at }
    }

    fn rest(&self) -> &'a [u8] {
        self.input.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    /// Skips white space and comments.
    pub(super) fn space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.at += 1;
            } else if byte == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else {
                break;
            }
        }
    }

    /// Takes `text` if it stands here.
    pub(super) fn eat(&mut self, text: &[u8]) -> bool {
        let there = self.rest().starts_with(text);
        if there {
            self.at += text.len();
        }
        there
    }

    /// Takes the keyword after white space, or fails.
    pub(super) fn keyword(&mut self, text: &'static [u8]) -> Result<()> {
        self.space();
        if self.eat(text) { Ok(()) } else { Err(PdfError::Damaged("a keyword is missing")) }
    }

    /// A non-negative whole number after white space.
    pub(super) fn number(&mut self) -> Result<u64> {
        self.space();
        let start = self.at;
        let mut value = 0u64;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            value = value
                .checked_mul(10)
                .and_then(|v| v.checked_add(u64::from(digit - b'0')))
                .ok_or(PdfError::Damaged("a number is too large"))?;
            self.at += 1;
        }
        if self.at == start { Err(PdfError::Damaged("a number is missing")) } else { Ok(value) }
    }

    /// The next value as it stands in the file, references (`7 0 R`) included.
    pub(super) fn value(&mut self) -> Result<&'a [u8]> {
        self.space();
        let start = self.at;
        self.skip_value(0)?;
        Ok(&self.input[start..self.at])
    }

    fn skip_value(&mut self, depth: u32) -> Result<()> {
        if depth > MAX_DEPTH {
            return Err(PdfError::Damaged("values are nested too deeply"));
        }
        self.space();
        if self.eat(b"<<") {
            loop {
                self.space();
                if self.eat(b">>") {
                    return Ok(());
                }
                self.name()?;
                self.skip_value(depth + 1)?;
            }
        }
        match self.peek() {
            Some(b'[') => {
                self.at += 1;
                loop {
                    self.space();
                    if self.eat(b"]") {
                        return Ok(());
                    }
                    self.skip_value(depth + 1)?;
                }
            }
            Some(b'(') => self.literal_string(),
            Some(b'<') => {
                let len = self.rest().iter().position(|b| *b == b'>');
                self.at += len.ok_or(PdfError::Damaged("a string does not end"))? + 1;
                Ok(())
            }
            Some(b'/') => self.name().map(|_| ()),
            Some(b) if !is_delimiter(b) => {
                self.regular();
                let mut ahead = *self;
                if self.at > 0 && self.input[self.at - 1].is_ascii_digit() && ahead.number().is_ok() {
                    ahead.space();
                    if ahead.eat(b"R") && ahead.peek().is_none_or(|b| is_space(b) || is_delimiter(b)) {
                        *self = ahead;
                    }
                }
                Ok(())
            }
            _ => Err(PdfError::Damaged("a value is missing")),
        }
    }

    fn regular(&mut self) {
        while self.peek().is_some_and(|b| !is_space(b) && !is_delimiter(b)) {
            self.at += 1;
        }
    }

    /// A name without its slash, `#xx` decoded.
    fn name(&mut self) -> Result<Vec<u8>> {
        if !self.eat(b"/") {
            return Err(PdfError::Damaged("a name is missing"));
        }
        let start = self.at;
        self.regular();
        let mut name = Vec::new();
        let mut raw = &self.input[start..self.at];
        while let Some((&first, rest)) = raw.split_first() {
            let decoded = rest.get(..2).filter(|_| first == b'#').and_then(hex_byte);
            name.push(decoded.unwrap_or(first));
            raw = if decoded.is_some() { &rest[2..] } else { rest };
        }
        Ok(name)
    }

    fn literal_string(&mut self) -> Result<()> {
        let mut open = 0u32;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(());
                    }
                }
                _ => {}
            }
        }
        Err(PdfError::Damaged("a string does not end"))
    }
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let mut byte = [0];
    hex::decode_to_slice(digits, &mut byte).ok()?;
    Some(byte[0])
}

/// A dictionary: keys decoded, values as they stand.
#[derive(Clone, Debug)]
pub(super) struct Dict<'a>(Vec<(Vec<u8>, &'a [u8])>);

impl<'a> Dict<'a> {
    /// Reads the dictionary at the start of `raw`.
    pub(super) fn read(raw: &'a [u8]) -> Result<Dict<'a>> {
        let mut cursor = Cursor::new(raw, 0);
        cursor.space();
        if !cursor.eat(b"<<") {
            return Err(PdfError::Damaged("a dictionary is missing"));
        }
        let mut entries = Vec::new();
        loop {
            cursor.space();
            if cursor.eat(b">>") {
                return Ok(Dict(entries));
            }
            let key = cursor.name()?;
            entries.push((key, cursor.value()?));
        }
    }

    /// The raw value of the first entry with this key.
    pub(super) fn get(&self, key: &str) -> Option<&'a [u8]> {
        self.0.iter().find(|(k, _)| k == key.as_bytes()).map(|(_, v)| *v)
    }

    pub(super) fn number(&self, key: &str) -> Option<u64> {
        number(self.get(key)?)
    }

    pub(super) fn has_name(&self, key: &str, name: &str) -> bool {
        self.get(key).is_some_and(|raw| is_name(raw, name))
    }

    /// The dictionary written anew with these entries in place of, or after, its own. What is not named keeps its
    /// bytes.
    pub(super) fn with(&self, changes: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut out = b"<<".to_vec();
        for (key, raw) in self.0.iter().filter(|(k, _)| !changes.iter().any(|(c, _)| c.as_bytes() == k)) {
            put_entry(&mut out, key, raw);
        }
        for (key, value) in changes {
            put_entry(&mut out, key.as_bytes(), value);
        }
        out.extend(b">>");
        out
    }
}

fn put_entry(out: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    out.push(b'/');
    for byte in key {
        if byte.is_ascii_graphic() && !is_delimiter(*byte) && *byte != b'#' {
            out.push(*byte);
        } else {
            out.extend(format!("#{byte:02X}").bytes());
        }
    }
    out.push(b' ');
    out.extend(value);
    out.push(b'\n');
}

/// A whole number that is all of `raw`.
pub(super) fn number(raw: &[u8]) -> Option<u64> {
    let mut cursor = Cursor::new(raw, 0);
    let number = cursor.number().ok()?;
    (cursor.at == raw.len()).then_some(number)
}

/// `7 0 R` as (7, 0).
pub(super) fn reference(raw: &[u8]) -> Option<(u32, u16)> {
    let mut cursor = Cursor::new(raw, 0);
    let id = u32::try_from(cursor.number().ok()?).ok()?;
    let generation = u16::try_from(cursor.number().ok()?).ok()?;
    cursor.space();
    (cursor.eat(b"R") && cursor.at == raw.len()).then_some((id, generation))
}

/// Whether `raw` is this name.
pub(super) fn is_name(raw: &[u8], name: &str) -> bool {
    let mut cursor = Cursor::new(raw, 0);
    cursor.name().is_ok_and(|n| n == name.as_bytes())
}

/// The members of an array.
pub(super) fn array(raw: &[u8]) -> Result<Vec<&[u8]>> {
    let mut cursor = Cursor::new(raw, 0);
    cursor.space();
    if !cursor.eat(b"[") {
        return Err(PdfError::Damaged("an array is missing"));
    }
    let mut members = Vec::new();
    loop {
        cursor.space();
        if cursor.eat(b"]") {
            return Ok(members);
        }
        members.push(cursor.value()?);
    }
}

/// The bytes of a hexadecimal string. Only this form can stand in the gap of a byte range.
pub(super) fn hex_string(raw: &[u8]) -> Option<Vec<u8>> {
    let digits = raw.strip_prefix(b"<")?.strip_suffix(b">")?;
    hex::decode(digits).ok()
}

/// The text of a string as its raw bytes, enough to compare two names.
pub(super) fn string_bytes(raw: &[u8]) -> Vec<u8> {
    match raw {
        [b'(', inner @ .., b')'] => inner.to_vec(),
        _ => hex_string(raw).unwrap_or_default(),
    }
}

/// A text string: ASCII as a literal, everything else as UTF-16 in hexadecimal.
pub(super) fn text(text: &str) -> Vec<u8> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        let mut out = vec![b'('];
        for byte in text.bytes() {
            if matches!(byte, b'(' | b')' | b'\\') {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b')');
        out
    } else {
        let mut out = String::from("<FEFF");
        for unit in text.encode_utf16() {
            out.push_str(&format!("{unit:04X}"));
        }
        out.push('>');
        out.into_bytes()
    }
}
