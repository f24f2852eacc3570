//! Telephone numbers of the mainland: mobile, landline with area code, service numbers.

use crate::text::{Places, tidy};
use crate::{CodeError, CodeKind, Expected, Fault, Part};

/// A telephone number of the mainland. `{:?}` shows it masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Phone {
    /// Eleven digits that begin with 13 to 19.
    Mobile(String),
    /// A landline; canonical writing `0745-2712345` or `0745-2712345-801`.
    Landline {
        /// Three or four digits with the leading zero.
        area_code: String,
        /// Seven or eight digits.
        number: String,
        /// Extension, without the hyphen.
        extension: Option<String>,
    },
    /// A service number: 400 or 800 and seven digits, or a short number such as 12345.
    Service(String),
}

impl Phone {
    /// Reads a number; spaces, hyphens, brackets and the country code +86 may be there or not.
    ///
    /// # Errors
    /// A number that is none of the three kinds. A landline needs its area code: the hall serves other places too.
    pub fn parse(input: &str) -> Result<Phone, CodeError> {
        let kind = CodeKind::Phone;
        let tidied: String = tidy(input).into_iter().collect();
        let (main, extension) = split_extension(&tidied);
        let mut digits: Vec<char> = main.chars().filter(|c| !matches!(c, '-' | '(' | ')')).collect();
        for country in ["+86", "0086"] {
            if digits.starts_with(&country.chars().collect::<Vec<_>>()) {
                digits.drain(..country.len());
                if is_landline_from_abroad(&digits) {
                    digits.insert(0, '0');
                }
                break;
            }
        }
        let places = Places::of(kind, digits)?;
        places.each(0..places.len(), Part::Number, Expected::Digit)?;
        match (places.at(0), places.len()) {
            (Some('0'), _) => landline(&places, extension),
            (Some('4' | '8'), 10) if matches!(places.text(0..3).as_str(), "400" | "800") => {
                Ok(Phone::Service(places.all()))
            }
            (Some('1' | '9'), 5 | 6) => Ok(Phone::Service(places.all())),
            (Some('1'), 3) => Ok(Phone::Service(places.all())),
            (Some('1'), _) => {
                places.length(&[11])?;
                places.each(1..2, Part::Number, Expected::ThreeOrAbove)?;
                Ok(Phone::Mobile(places.all()))
            }
            (_, 7 | 8) => Err(places.part(0..0, Part::AreaCode, Fault::Missing)),
            _ => Err(places.part(0..places.len(), Part::Number, Fault::UnknownShape)),
        }
    }

    /// Reads a mobile number only, as accounts and text messages need it.
    ///
    /// # Errors
    /// As [`Phone::parse`]; any other kind of number.
    pub fn parse_mobile(input: &str) -> Result<Phone, CodeError> {
        match Phone::parse(input)? {
            Phone::Mobile(digits) => Ok(Phone::Mobile(digits)),
            other => {
                let places = Places::of(CodeKind::Phone, other.to_string().chars().collect())?;
                places.each(0..1, Part::Number, Expected::One)?;
                Err(CodeError::Length { kind: CodeKind::Phone, found: places.len(), expected: &[11] })
            }
        }
    }

    /// Whether text messages reach the number.
    pub fn is_mobile(&self) -> bool {
        matches!(self, Phone::Mobile(_))
    }

    /// The number as every page shows it.
    pub fn masked(&self) -> String {
        crate::mask_phone(&self.to_string())
    }
}

/// After the country code the zero of the area code is left out.
fn is_landline_from_abroad(digits: &[char]) -> bool {
    match digits {
        ['0', ..] => false,
        ['4' | '8', '0', '0', ..] => digits.len() != 10,
        ['1', '0', ..] => matches!(digits.len(), 9 | 10),
        ['1', ..] => false,
        _ => true,
    }
}

fn landline(places: &Places, extension: Option<String>) -> Result<Phone, CodeError> {
    // Beijing and the 02x cities have three digits, all others four.
    let width = match places.at(1) {
        Some('1' | '2') => 3,
        _ => 4,
    };
    let area_code = places.text(0..width);
    let known = match places.at(1) {
        Some('1') => area_code == "010",
        Some('0') | None => false,
        Some(_) => true,
    };
    if !known || area_code.len() < width {
        return Err(places.part(0..width, Part::AreaCode, Fault::UnknownShape));
    }
    let fault = match places.len() - width {
        7 | 8 => None,
        0..=6 => Some(Fault::TooShort),
        _ => Some(Fault::TooLong),
    };
    if let Some(fault) = fault {
        return Err(places.part(width..places.len(), Part::Number, fault));
    }
    if places.at(width) == Some('0') {
        return Err(places.part(width..places.len(), Part::Number, Fault::LeadingZero));
    }
    if let Some(extension) = &extension {
        let length = extension.chars().count();
        let digits = extension.chars().all(|c| c.is_ascii_digit());
        if !digits || length == 0 || length > 6 {
            let fault = if length == 0 { Fault::Missing } else { Fault::UnknownShape };
            let (kind, part) = (CodeKind::Phone, Part::Extension);
            return Err(CodeError::Part { kind, part, position: places.len() + 1, found: extension.clone(), fault });
        }
    }
    Ok(Phone::Landline { area_code, number: places.text(width..places.len()), extension })
}

/// Separates an extension: after 转, 分机, `x`, `,`, `#` or `*`, or after the third hyphen group of a landline.
fn split_extension(text: &str) -> (String, Option<String>) {
    for mark in ["转", "轉", "分机", "ext.", "ext", "x", "X", "#", "*", ","] {
        if let Some((main, extension)) = text.split_once(mark) {
            return (main.to_owned(), Some(extension.trim_start_matches('-').to_owned()));
        }
    }
    let groups: Vec<&str> = text.split('-').collect();
    if let [.., area, number, extension] = groups[..]
        && area.starts_with('0')
        && matches!(area.len(), 3 | 4)
        && matches!(number.len(), 7 | 8)
    {
        let cut = text.len() - extension.len() - 1;
        return (text[..cut].to_owned(), Some(extension.to_owned()));
    }
    (text.to_owned(), None)
}

impl std::fmt::Display for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Phone::Mobile(digits) | Phone::Service(digits) => f.write_str(digits),
            Phone::Landline { area_code, number, extension: None } => write!(f, "{area_code}-{number}"),
            Phone::Landline { area_code, number, extension: Some(extension) } => {
                write!(f, "{area_code}-{number}-{extension}")
            }
        }
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl std::str::FromStr for Phone {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Phone::parse(text)
    }
}

impl TryFrom<String> for Phone {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Phone::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.to_string()
    }
}
