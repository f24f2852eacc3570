//! Tidying what a person typed, and reading it place by place. Used by every parser of this crate; knows no code.

use std::ops::Range;

use crate::{CodeError, CodeKind, Expected, Fault, Part};

/// Full-width characters become ASCII, all dashes become `-`, spaces and invisible characters go. Case stays.
pub(crate) fn tidy(input: &str) -> Vec<char> {
    input
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| match c {
            // The full-width block repeats ASCII 0x21..=0x7E in order.
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            _ => c,
        })
        .collect()
}

/// Zero-width and direction marks that come along when a number is copied from a page.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}

/// Chinese characters, the zero of Chinese numerals included.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// The tidied characters of one code.
pub(crate) struct Places {
    kind: CodeKind,
    chars: Vec<char>,
}

impl Places {
    /// Tidied, with ASCII letters as capitals.
    pub(crate) fn upper(kind: CodeKind, input: &str) -> Result<Places, CodeError> {
        let chars: Vec<char> = tidy(input).into_iter().map(|c| c.to_ascii_uppercase()).collect();
        if chars.is_empty() { Err(CodeError::Empty { kind }) } else { Ok(Places { kind, chars }) }
    }

    /// Characters that were tidied elsewhere.
    pub(crate) fn of(kind: CodeKind, chars: Vec<char>) -> Result<Places, CodeError> {
        if chars.is_empty() { Err(CodeError::Empty { kind }) } else { Ok(Places { kind, chars }) }
    }

    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(crate) fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The character at an index from 0, if the code is that long.
    pub(crate) fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    pub(crate) fn length(&self, expected: &'static [usize]) -> Result<(), CodeError> {
        if expected.contains(&self.len()) {
            Ok(())
        } else {
            Err(CodeError::Length { kind: self.kind, found: self.len(), expected })
        }
    }

    /// Every character of the range (indices from 0) is of the expected kind.
    pub(crate) fn each(&self, range: Range<usize>, part: Part, expected: Expected) -> Result<(), CodeError> {
        for index in range {
            match self.at(index) {
                Some(found) if expected.allows(found) => {}
                Some(found) => return Err(self.character(index, part, expected, found)),
                None => return Err(self.part(index..index, part, Fault::TooShort)),
            }
        }
        Ok(())
    }

    pub(crate) fn character(&self, index: usize, part: Part, expected: Expected, found: char) -> CodeError {
        CodeError::Character { kind: self.kind, part, position: index + 1, found, expected }
    }

    /// The text of a range (indices from 0); shorter if the code ends before.
    pub(crate) fn text(&self, range: Range<usize>) -> String {
        self.chars.iter().skip(range.start).take(range.len()).collect()
    }

    pub(crate) fn all(&self) -> String {
        self.chars.iter().collect()
    }

    /// The error that a part is wrong as a whole.
    pub(crate) fn part(&self, range: Range<usize>, part: Part, fault: Fault) -> CodeError {
        CodeError::Part { kind: self.kind, part, position: range.start + 1, found: self.text(range), fault }
    }

    /// The date of eight digits at an index (from 0).
    pub(crate) fn date(&self, start: usize, part: Part) -> Result<jiff::civil::Date, CodeError> {
        let range = start..start + 8;
        self.each(range.clone(), part, Expected::Digit)?;
        date_of(&self.text(range.clone())).ok_or_else(|| self.part(range, part, Fault::NoSuchDate))
    }

    /// Compares the last characters with what the rest asks for. `suspect`: positions from 1.
    pub(crate) fn check(&self, index: usize, expected: &str, suspect: (usize, usize)) -> Result<(), CodeError> {
        let found = self.text(index..index + expected.len());
        if found == expected {
            return Ok(());
        }
        Err(CodeError::CheckDigit {
            kind: self.kind,
            position: index + 1,
            expected: expected.to_owned(),
            found,
            from: suspect.0,
            to: suspect.1,
        })
    }
}

/// Reads `yyyymmdd`; `None` where the calendar has no such day.
pub(crate) fn date_of(digits: &str) -> Option<jiff::civil::Date> {
    let year = digits.get(0..4)?.parse().ok()?;
    let month = digits.get(4..6)?.parse().ok()?;
    let day = digits.get(6..8)?.parse().ok()?;
    jiff::civil::Date::new(year, month, day).ok()
}
