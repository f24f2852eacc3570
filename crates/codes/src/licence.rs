//! Identifiers of electronic licences (电子证照标识, GB/T 36904) and licence type codes.

use crate::iso7064::mod_37_36;
use crate::text::{Places, tidy};
use crate::{CodeError, CodeKind, Expected, Fault, Part, RegionCode, Uscc};

code_text! {
    /// A licence type: social credit code of the organ that defined the type (18) and a serial of three.
    LicenceTypeCode, open
}

/// An electronic licence identifier: root, type, issuing organ, serial, version, check character.
///
/// Canonical writing is with the root `1.2.156.3005.2`; [`LicenceId::without_root`] gives the rest. Two identifiers
/// that differ in the version only are versions of one licence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LicenceId {
    licence_type: String,
    issuer: String,
    serial: String,
    version: u16,
    check: char,
}

/// The issuing organ of a licence: its social credit code, in older identifiers its division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// An organisation.
    Organisation(Uscc),
    /// A division (older identifiers).
    Region(RegionCode),
}

/// The root of all licence identifiers.
const ROOT: &str = "1.2.156.3005.2.";
/// The longest serial seen in published identifiers.
const LONGEST_SERIAL: usize = 32;

impl LicenceTypeCode {
    /// Reads 21 characters. The social credit code is read by its alphabet only, see [`LicenceTypeCode::definer`].
    ///
    /// # Errors
    /// Another length or character.
    pub fn parse(input: &str) -> Result<LicenceTypeCode, CodeError> {
        let places = Places::upper(CodeKind::LicenceType, input)?;
        places.length(&[21])?;
        type_at(&places)?;
        Ok(LicenceTypeCode { text: places.all() })
    }

    /// Makes a type code; `serial` is three digits or letters.
    ///
    /// # Errors
    /// A serial of another length or with other characters.
    pub fn make(definer: &Uscc, serial: &str) -> Result<LicenceTypeCode, CodeError> {
        LicenceTypeCode::parse(&format!("{definer}{serial}"))
    }

    /// The organ that defined the type.
    ///
    /// # Errors
    /// Its check character does not fit.
    pub fn definer(&self) -> Result<Uscc, CodeError> {
        Uscc::parse(&self.text[..18]).map_err(|error| error.within(CodeKind::LicenceType, 0))
    }

    /// The serial of three characters.
    pub fn serial(&self) -> &str {
        &self.text[18..]
    }
}

impl Issuer {
    fn digits(&self) -> &str {
        match self {
            Issuer::Organisation(uscc) => uscc.as_str(),
            Issuer::Region(region) => region.county_digits(),
        }
    }
}

impl LicenceId {
    /// Reads an identifier with or without its root.
    ///
    /// # Errors
    /// Not five parts between dots; a part of wrong length or with characters it cannot hold; a wrong check
    /// character. Positions are counted in the text as given, root and dots included.
    pub fn parse(input: &str) -> Result<LicenceId, CodeError> {
        let kind = CodeKind::Licence;
        let text: String = tidy(input).into_iter().map(|c| c.to_ascii_uppercase()).collect();
        if text.is_empty() {
            return Err(CodeError::Empty { kind });
        }
        let (offset, body) = match text.strip_prefix(ROOT) {
            Some(body) => (ROOT.len(), body),
            None => (0, text.as_str()),
        };
        let cells: Vec<&str> = body.split('.').collect();
        let [licence_type, issuer, serial, version, check] = cells[..] else {
            return Err(CodeError::Part {
                kind,
                part: Part::Whole,
                position: 1,
                found: text,
                fault: Fault::UnknownShape,
            });
        };
        let mut start = offset;
        let mut cell = |text: &str, part: Part, lengths: std::ops::RangeInclusive<usize>| {
            let places = Places::of(kind, text.chars().collect()).map_err(|_| CodeError::Part {
                kind,
                part,
                position: start + 1,
                found: String::new(),
                fault: Fault::Missing,
            })?;
            let at = start;
            start += places.len() + 1;
            let fault = match places.len() {
                length if length < *lengths.start() => Some(Fault::TooShort),
                length if length > *lengths.end() => Some(Fault::TooLong),
                _ => None,
            };
            match fault {
                Some(fault) => Err(places.part(0..places.len(), part, fault).within(kind, at)),
                None => Ok((places, at)),
            }
        };

        let (places, at) = cell(licence_type, Part::LicenceType, 21..=21)?;
        type_at(&places).map_err(|error| error.within(kind, at))?;

        let (places, at) = cell(issuer, Part::LicenceIssuer, 6..=18)?;
        match places.len() {
            18 => Uscc::each_character(&places, 0),
            6 => places.each(0..6, Part::LicenceIssuer, Expected::Digit),
            _ => Err(places.part(0..places.len(), Part::LicenceIssuer, Fault::UnknownShape)),
        }
        .map_err(|error| error.within(kind, at))?;

        let (places, at) = cell(serial, Part::Serial, 1..=LONGEST_SERIAL)?;
        places.each(0..places.len(), Part::Serial, Expected::DigitOrLetter).map_err(|error| error.within(kind, at))?;

        let (places, at) = cell(version, Part::Version, 3..=3)?;
        places.each(0..3, Part::Version, Expected::Digit).map_err(|error| error.within(kind, at))?;
        let number: u16 = places.all().parse().unwrap_or(0);
        if number == 0 {
            return Err(places.part(0..3, Part::Version, Fault::Zero).within(kind, at));
        }

        let (places, at) = cell(check, Part::CheckCharacter, 1..=1)?;
        places.each(0..1, Part::CheckCharacter, Expected::DigitOrLetter).map_err(|error| error.within(kind, at))?;
        let expected =
            mod_37_36(licence_type.chars().chain(issuer.chars()).chain(serial.chars()).chain(version.chars()));
        places.check(0, &expected.to_string(), (1, 1)).map_err(|error| match error.within(kind, at) {
            CodeError::CheckDigit { kind, position, expected, found, .. } => {
                CodeError::CheckDigit { kind, position, expected, found, from: offset + 1, to: position }
            }
            other => other,
        })?;
        Ok(LicenceId {
            licence_type: licence_type.to_owned(),
            issuer: issuer.to_owned(),
            serial: serial.to_owned(),
            version: number,
            check: expected,
        })
    }

    /// Makes an identifier; `serial` is 1 to 32 digits and capitals, unique for type and issuer; `version` 1 to 999.
    ///
    /// # Errors
    /// A serial or version outside of these bounds.
    pub fn make(
        licence_type: &LicenceTypeCode,
        issuer: &Issuer,
        serial: &str,
        version: u16,
    ) -> Result<LicenceId, CodeError> {
        let issuer = issuer.digits();
        let version = format!("{version:03}");
        let check =
            mod_37_36(licence_type.as_str().chars().chain(issuer.chars()).chain(serial.chars()).chain(version.chars()));
        LicenceId::parse(&format!("{licence_type}.{issuer}.{serial}.{version}.{check}"))
    }

    /// The identifier of the next version of the same licence.
    ///
    /// # Errors
    /// Version 999 has no successor.
    pub fn next_version(&self) -> Result<LicenceId, CodeError> {
        let (version, issuer) = (self.version + 1, &self.issuer);
        let body = format!("{}{issuer}{}{version:03}", self.licence_type, self.serial);
        let check = mod_37_36(body.chars());
        LicenceId::parse(&format!("{}.{issuer}.{}.{version:03}.{check}", self.licence_type, self.serial))
    }

    /// The type.
    pub fn licence_type(&self) -> LicenceTypeCode {
        LicenceTypeCode { text: self.licence_type.clone() }
    }

    /// The issuing organ.
    ///
    /// # Errors
    /// The check character of its social credit code does not fit, or its division begins with zero.
    pub fn issuer(&self) -> Result<Issuer, CodeError> {
        if self.issuer.len() == 18 {
            Uscc::parse(&self.issuer).map(Issuer::Organisation)
        } else {
            RegionCode::parse(&self.issuer).map(Issuer::Region)
        }
    }

    /// The code of the issuing organ as it stands.
    pub fn issuer_code(&self) -> &str {
        &self.issuer
    }

    /// The serial.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The version, from 1.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// The check character.
    pub fn check_character(&self) -> char {
        self.check
    }

    /// Type, issuer, serial, version and check with dots, without the root.
    pub fn without_root(&self) -> String {
        format!("{}.{}.{}.{:03}.{}", self.licence_type, self.issuer, self.serial, self.version, self.check)
    }
}

/// Checks the 21 characters of a type code.
fn type_at(places: &Places) -> Result<(), CodeError> {
    Uscc::each_character(places, 0)?;
    places.each(18..21, Part::Serial, Expected::DigitOrLetter)
}

impl std::fmt::Display for LicenceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{ROOT}{}", self.without_root())
    }
}

impl std::str::FromStr for LicenceId {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        LicenceId::parse(text)
    }
}

impl TryFrom<String> for LicenceId {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        LicenceId::parse(&text)
    }
}

impl From<LicenceId> for String {
    fn from(id: LicenceId) -> String {
        id.to_string()
    }
}
