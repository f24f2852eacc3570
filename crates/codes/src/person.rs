//! Citizen identity numbers (GB 11643) and the residence permits of Hong Kong, Macao and Taiwan residents, which use
//! the same 18 places. The six digits of region are never looked up: abolished divisions live on in people's numbers.

use jiff::civil::Date;

use crate::iso7064::mod_11_2;
use crate::text::{Places, date_of};
use crate::{CodeError, CodeKind, Expected, Fault, Part, RegionCode};

code_text! {
    /// A citizen identity number: six digits of region, date of birth, three of sequence (odd = male), check.
    ///
    /// `{:?}` shows the last four characters only.
    ResidentId, masked
}

code_text! {
    /// The number of a residence permit for Hong Kong, Macao and Taiwan residents.
    ResidencePermit, masked
}

terms! {
    /// Sex as the 17th digit tells it.
    Sex, "sex", {
        Male = "male", "male";
        Female = "female", "female";
    }
}

terms! {
    /// Where the holder of a residence permit comes from.
    Origin, "origin", {
        HongKong = "hong-kong", "Hong Kong";
        Macao = "macao", "Macao";
        Taiwan = "taiwan", "Taiwan";
    }
}

impl ResidentId {
    /// Reads 18 characters; a small x at the end becomes X.
    ///
    /// # Errors
    /// A wrong length or character, a date of birth that never was, a wrong check character, or a number that belongs
    /// to a residence permit or to a foreigner's permanent residence card.
    pub fn parse(input: &str) -> Result<ResidentId, CodeError> {
        let places = eighteen(CodeKind::ResidentId, input)?;
        if Origin::of(&places.text(0..6)).is_some() {
            return Err(places.part(0..6, Part::Region, Fault::IsResidencePermit));
        }
        if places.at(0) == Some('9') {
            return Err(places.part(0..1, Part::Region, Fault::IsPermanentResidence));
        }
        places.date(6, Part::BirthDate)?;
        check_eighteen(&places)?;
        Ok(ResidentId { text: places.all() })
    }

    /// Reads a number and refuses a date of birth after the given day.
    ///
    /// # Errors
    /// As [`ResidentId::parse`], and [`Fault::AfterToday`].
    pub fn parse_on(input: &str, today: Date) -> Result<ResidentId, CodeError> {
        let id = ResidentId::parse(input)?;
        if id.birth_date() > today {
            return Err(CodeError::Part {
                kind: CodeKind::ResidentId,
                part: Part::BirthDate,
                position: 7,
                found: id.text[6..14].to_owned(),
                fault: Fault::AfterToday,
            });
        }
        Ok(id)
    }

    /// Makes a number for demonstration data and tests. `sequence` is 1 to 999; odd for men.
    ///
    /// # Errors
    /// A sequence outside of 1 to 999, or a region that no citizen's number begins with.
    pub fn make(region: &RegionCode, birth: Date, sequence: u16) -> Result<ResidentId, CodeError> {
        let body = body_of(CodeKind::ResidentId, region.county_digits(), birth, sequence)?;
        ResidentId::parse(&with_check(body))
    }

    /// Completes a number of the first generation (15 digits, in files from before 1999): the century is 19.
    ///
    /// # Errors
    /// Not 15 digits, or a date that never was (people born before 1900 are not served by this).
    pub fn from_fifteen(input: &str) -> Result<ResidentId, CodeError> {
        let places = Places::upper(CodeKind::ResidentId, input)?;
        places.length(&[15])?;
        places.each(0..15, Part::Whole, Expected::Digit)?;
        ResidentId::parse(&with_check(format!("{}19{}", places.text(0..6), places.text(6..15))))
    }

    /// The first six digits: the division that gave the number, at that time.
    pub fn region_digits(&self) -> &str {
        &self.text[..6]
    }

    /// Date of birth.
    pub fn birth_date(&self) -> Date {
        birth_of(&self.text)
    }

    /// Sex.
    pub fn sex(&self) -> Sex {
        Sex::of(&self.text)
    }

    /// Completed years of life on a day; 0 before birth.
    pub fn age_on(&self, day: Date) -> u16 {
        age(self.birth_date(), day)
    }
}

impl ResidencePermit {
    /// Reads 18 characters that begin with 810000, 820000 or 830000.
    ///
    /// # Errors
    /// As for identity numbers, and another beginning.
    pub fn parse(input: &str) -> Result<ResidencePermit, CodeError> {
        let places = eighteen(CodeKind::ResidencePermit, input)?;
        if Origin::of(&places.text(0..6)).is_none() {
            return Err(places.part(0..6, Part::Origin, Fault::NotPermitPrefix));
        }
        places.date(6, Part::BirthDate)?;
        check_eighteen(&places)?;
        Ok(ResidencePermit { text: places.all() })
    }

    /// Makes a number for demonstration data and tests. `sequence` is 1 to 999; odd for men.
    ///
    /// # Errors
    /// A sequence outside of 1 to 999.
    pub fn make(origin: Origin, birth: Date, sequence: u16) -> Result<ResidencePermit, CodeError> {
        let body = body_of(CodeKind::ResidencePermit, origin.digits(), birth, sequence)?;
        ResidencePermit::parse(&with_check(body))
    }

    /// Where the holder comes from.
    pub fn origin(&self) -> Origin {
        // `parse` let no other beginning pass.
        Origin::of(&self.text[..6]).unwrap_or(Origin::Taiwan)
    }

    /// Date of birth.
    pub fn birth_date(&self) -> Date {
        birth_of(&self.text)
    }

    /// Sex.
    pub fn sex(&self) -> Sex {
        Sex::of(&self.text)
    }

    /// Completed years of life on a day; 0 before birth.
    pub fn age_on(&self, day: Date) -> u16 {
        age(self.birth_date(), day)
    }
}

impl Origin {
    fn of(digits: &str) -> Option<Origin> {
        Origin::ALL.iter().copied().find(|origin| origin.digits() == digits)
    }

    /// The six digits a permit begins with.
    pub fn digits(self) -> &'static str {
        match self {
            Origin::HongKong => "810000",
            Origin::Macao => "820000",
            Origin::Taiwan => "830000",
        }
    }
}

impl Sex {
    fn of(number: &str) -> Sex {
        match number.as_bytes().get(16) {
            Some(digit) if digit % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }
}

/// 17 digits and a digit or X.
pub(crate) fn eighteen(kind: CodeKind, input: &str) -> Result<Places, CodeError> {
    let places = Places::upper(kind, input)?;
    places.length(&[18])?;
    places.each(0..6, Part::Region, Expected::Digit)?;
    places.each(6..14, Part::BirthDate, Expected::Digit)?;
    places.each(14..17, Part::Sequence, Expected::Digit)?;
    places.each(17..18, Part::CheckCharacter, Expected::DigitOrX)?;
    Ok(places)
}

pub(crate) fn check_eighteen(places: &Places) -> Result<(), CodeError> {
    places.check(17, &mod_11_2(&places.chars()[..17]).to_string(), (1, 18))
}

fn birth_of(number: &str) -> Date {
    // `parse` made sure that the date exists.
    date_of(&number[6..14]).unwrap_or(Date::ZERO)
}

fn age(birth: Date, day: Date) -> u16 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    let years = i32::from(day.year()) - i32::from(birth.year()) - i32::from(!had_birthday);
    u16::try_from(years).unwrap_or(0)
}

fn body_of(kind: CodeKind, region: &str, birth: Date, sequence: u16) -> Result<String, CodeError> {
    let fault = match sequence {
        0 => Some(Fault::Zero),
        1000.. => Some(Fault::TooLong),
        _ => None,
    };
    if let Some(fault) = fault {
        let part = Part::Sequence;
        return Err(CodeError::Part { kind, part, position: 15, found: sequence.to_string(), fault });
    }
    Ok(format!("{region}{}{sequence:03}", birth.strftime("%Y%m%d")))
}

fn with_check(body: String) -> String {
    let chars: Vec<char> = body.chars().collect();
    format!("{body}{}", mod_11_2(&chars))
}
