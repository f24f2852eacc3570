//! Document numbers (发文字号) of official documents: short form of the issuing organ, year in 〔〕, serial, 号.

use crate::text::{Places, is_han, tidy};
use crate::{CodeError, CodeKind, Expected, Fault, Part};

/// A document number, canonically `国办发〔2019〕54号`.
///
/// Other brackets, full-width digits, 第 before the serial and the traditional 號 are read and rewritten; a serial
/// that begins with zero is refused. Decrees (令) have another form and are not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct DocumentNumber {
    issuer_mark: String,
    year: u16,
    serial: u32,
}

const OPENING: &[char] = &['〔', '[', '(', '【', '﹝', '〖', '{', '<', '〈', '《'];
const CLOSING: &[char] = &['〕', ']', ')', '】', '﹞', '〗', '}', '>', '〉', '》'];

impl DocumentNumber {
    /// Reads a document number in any of its usual writings.
    ///
    /// # Errors
    /// A part that is missing, holds other characters, or a serial that begins with zero.
    pub fn parse(input: &str) -> Result<DocumentNumber, CodeError> {
        let kind = CodeKind::DocumentNumber;
        let places = Places::of(kind, tidy(input))?;
        let chars = places.chars();
        let end = chars.len();
        let Some(open) = chars.iter().position(|c| OPENING.contains(c)) else {
            return Err(places.part(end..end, Part::Year, Fault::Missing));
        };
        if open == 0 {
            return Err(places.part(0..0, Part::IssuerMark, Fault::Missing));
        }
        places.each(0..open, Part::IssuerMark, Expected::LetterOrHan)?;
        let Some(close) = chars.iter().position(|c| CLOSING.contains(c)).filter(|close| *close > open) else {
            return Err(places.part(open + 1..end, Part::Year, Fault::UnknownShape));
        };
        places.each(open + 1..close, Part::Year, Expected::Digit)?;
        let year_length_fault = match close - open - 1 {
            4 => None,
            0 => Some(Fault::Missing),
            1..=3 => Some(Fault::TooShort),
            _ => Some(Fault::TooLong),
        };
        if let Some(fault) = year_length_fault {
            return Err(places.part(open + 1..close, Part::Year, fault));
        }
        let mut first = close + 1;
        if places.at(first) == Some('第') {
            first += 1;
        }
        if !matches!(places.at(end - 1), Some('号' | '號')) {
            return Err(places.part(first..end, Part::Serial, Fault::UnknownShape));
        }
        let last = end - 1;
        if first >= last {
            return Err(places.part(first.min(last)..last, Part::Serial, Fault::Missing));
        }
        places.each(first..last, Part::Serial, Expected::Digit)?;
        if places.at(first) == Some('0') {
            return Err(places.part(first..last, Part::Serial, Fault::LeadingZero));
        }
        let serial =
            places.text(first..last).parse().map_err(|_| places.part(first..last, Part::Serial, Fault::TooLong))?;
        let year = places
            .text(open + 1..close)
            .parse()
            .map_err(|_| places.part(open + 1..close, Part::Year, Fault::TooLong))?;
        Ok(DocumentNumber { issuer_mark: places.text(0..open), year, serial })
    }

    /// Makes a number; `issuer_mark` is the registered short form of the organ.
    ///
    /// # Errors
    /// A short form with other characters than Chinese ones and letters, a year of other than four digits, serial 0.
    pub fn make(issuer_mark: &str, year: u16, serial: u32) -> Result<DocumentNumber, CodeError> {
        DocumentNumber::parse(&format!("{issuer_mark}〔{year}〕{serial}号"))
    }

    /// The short form of the issuing organ (机关代字); of joint documents, the leading organ's.
    pub fn issuer_mark(&self) -> &str {
        &self.issuer_mark
    }

    /// The year.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The serial of the year.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// Whether a text is already written canonically, as GB/T 9704 wants it.
    pub fn is_canonical(&self, text: &str) -> bool {
        self.to_string() == text
    }
}

impl std::fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        debug_assert!(self.issuer_mark.chars().all(|c| is_han(c) || c.is_ascii_alphabetic()));
        write!(f, "{}〔{:04}〕{}号", self.issuer_mark, self.year, self.serial)
    }
}

impl std::str::FromStr for DocumentNumber {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DocumentNumber::parse(text)
    }
}

impl TryFrom<String> for DocumentNumber {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        DocumentNumber::parse(&text)
    }
}

impl From<DocumentNumber> for String {
    fn from(number: DocumentNumber) -> String {
        number.to_string()
    }
}
