//! Unified social credit codes (GB 32100) and the older organisation codes (GB 11714) inside them.

use crate::iso7064::{character_in, value_in};
use crate::text::{Places, tidy};
use crate::{CodeError, CodeKind, Expected, Fault, Part, RegionCode};

code_text! {
    /// A unified social credit code, 18 characters: registration department, category, six digits of region, nine
    /// characters of organisation code, check character.
    Uscc, open
}

code_text! {
    /// An organisation code, nine characters; often written with a hyphen before the last.
    OrganisationCode, open
}

/// 31 characters: digits and capitals without I, O, S, V, Z.
const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const DIGITS_AND_LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

terms! {
    /// The department that registers an organisation: first character of the social credit code.
    RegistrationDepartment, "registrar", {
        Staffing = "staffing", "institutional staffing office";
        CivilAffairs = "civil-affairs", "civil affairs";
        MarketRegulation = "market-regulation", "market regulation";
        Other = "other", "other department";
    }
}

impl Uscc {
    /// Reads 18 characters and checks the last one.
    ///
    /// The organisation code inside is not a reason to refuse: ask [`Uscc::organisation_code`]. It does narrow down
    /// where a mistake lies.
    ///
    /// # Errors
    /// A wrong length, a character that the alphabet or the region does not have, a wrong check character.
    pub fn parse(input: &str) -> Result<Uscc, CodeError> {
        let places = Places::upper(CodeKind::Uscc, input)?;
        places.length(&[18])?;
        Uscc::each_character(&places, 0)?;
        let chars = places.chars();
        let suspect = if organisation_check(&chars[8..16]) == chars[16] { (1, 8) } else { (9, 17) };
        places.check(17, &uscc_check(&chars[..17]).to_string(), suspect)?;
        Ok(Uscc { text: places.all() })
    }

    /// Checks the alphabet of the 18 characters that begin at an index; used where a code is part of a longer one.
    pub(crate) fn each_character(places: &Places, start: usize) -> Result<(), CodeError> {
        let part = |offset: std::ops::Range<usize>| start + offset.start..start + offset.end;
        places.each(part(0..1), Part::RegistrationDepartment, Expected::UsccCharacter)?;
        places.each(part(1..2), Part::Category, Expected::UsccCharacter)?;
        places.each(part(2..8), Part::Region, Expected::Digit)?;
        places.each(part(8..17), Part::OrganisationCode, Expected::UsccCharacter)?;
        places.each(part(17..18), Part::CheckCharacter, Expected::UsccCharacter)
    }

    /// A code that was checked as part of a longer one.
    pub(crate) fn trusted(text: &str) -> Uscc {
        Uscc { text: text.to_owned() }
    }

    /// Makes a code from its parts; the check character is computed.
    ///
    /// # Errors
    /// A department, category or organisation code with characters the alphabet does not have.
    pub fn make(
        department: char,
        category: char,
        region: &RegionCode,
        organisation: &OrganisationCode,
    ) -> Result<Uscc, CodeError> {
        let body: Vec<char> =
            format!("{department}{category}{}{organisation}", region.county_digits()).chars().collect();
        let text: String = body.iter().chain([uscc_check(&body)].iter()).collect();
        Uscc::parse(&text)
    }

    /// The registering department, where its character is one of the usual.
    pub fn registration_department(&self) -> Option<RegistrationDepartment> {
        match self.text.as_bytes().first() {
            Some(b'1') => Some(RegistrationDepartment::Staffing),
            Some(b'5') => Some(RegistrationDepartment::CivilAffairs),
            Some(b'9') => Some(RegistrationDepartment::MarketRegulation),
            Some(b'Y') => Some(RegistrationDepartment::Other),
            _ => None,
        }
    }

    /// The first two characters: department and category.
    pub fn department_and_category(&self) -> &str {
        &self.text[..2]
    }

    /// The division of the registering body (100000 for central bodies).
    ///
    /// # Errors
    /// The six digits begin with zero.
    pub fn region(&self) -> Result<RegionCode, CodeError> {
        RegionCode::parse(&self.text[2..8])
    }

    /// The organisation code inside, positions 9 to 17.
    ///
    /// # Errors
    /// Its own check character does not fit (possible in codes in use, therefore no reason to refuse the whole).
    pub fn organisation_code(&self) -> Result<OrganisationCode, CodeError> {
        OrganisationCode::parse(&self.text[8..17])
    }
}

impl OrganisationCode {
    /// Reads nine characters, with or without the hyphen before the last, and checks the last one.
    ///
    /// # Errors
    /// A wrong length, a character other than digits and letters, a wrong check character.
    pub fn parse(input: &str) -> Result<OrganisationCode, CodeError> {
        let mut chars: Vec<char> = tidy(input).into_iter().map(|c| c.to_ascii_uppercase()).collect();
        if chars.len() == 10 && chars[8] == '-' {
            chars.remove(8);
        }
        let places = Places::of(CodeKind::Organisation, chars)?;
        places.length(&[9])?;
        places.each(0..8, Part::OrganisationCode, Expected::DigitOrLetter)?;
        places.each(8..9, Part::CheckCharacter, Expected::DigitOrX)?;
        places.check(8, &organisation_check(&places.chars()[..8]).to_string(), (1, 9))?;
        Ok(OrganisationCode { text: places.all() })
    }

    /// Makes a code from its first eight characters.
    ///
    /// # Errors
    /// Not eight digits or letters.
    pub fn make(body: &str) -> Result<OrganisationCode, CodeError> {
        let places = Places::upper(CodeKind::Organisation, body)?;
        if places.len() != 8 {
            let fault = if places.len() < 8 { Fault::TooShort } else { Fault::TooLong };
            return Err(places.part(0..places.len(), Part::OrganisationCode, fault));
        }
        OrganisationCode::parse(&format!("{}{}", places.all(), organisation_check(places.chars())))
    }

    /// The older writing `00877868-5`.
    pub fn hyphenated(&self) -> String {
        format!("{}-{}", &self.text[..8], &self.text[8..])
    }
}

fn uscc_check(body: &[char]) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for c in body {
        sum += value_in(USCC_ALPHABET, *c) * weight;
        weight = weight * 3 % 31;
    }
    character_in(USCC_ALPHABET, (31 - sum % 31) % 31)
}

fn organisation_check(body: &[char]) -> char {
    let sum: usize = body.iter().zip(ORGANISATION_WEIGHTS).map(|(c, w)| value_in(DIGITS_AND_LETTERS, *c) * w).sum();
    character_in("0123456789X", (11 - sum % 11) % 11)
}
