//! Case numbers: our hall's own readable number with its check digits, printed on receipts and typed into the public
//! progress query, and the national one (办件流水号) used in exchange.

use jiff::civil::Date;

use crate::iso7064::mod_97_10;
use crate::text::{Places, tidy};
use crate::{CodeError, CodeKind, Expected, Fault, ImplementingItemCode, Part, RegionCode};

code_text! {
    /// A case number of this platform: `431202-20260210-0001-37` = division (6), day of filing (8), serial of the day
    /// (at least 4), two check digits of ISO 7064 MOD 97-10. Digits only, so that it can be said on the phone.
    ///
    /// Every single wrong digit and every exchange of two digits is found. Hyphens may be left out when typing.
    CaseNumber, open
}

code_text! {
    /// A national case number, 43 characters: implementing item code (31), day (8), serial (4). It has no check
    /// character of its own. Provinces have variants; only this shape is read.
    NationalCaseNumber, open
}

/// Serial digits are at most this many, so that a number stays readable.
const LONGEST_SERIAL: usize = 9;

impl CaseNumber {
    /// Reads a number with or without its hyphens.
    ///
    /// # Errors
    /// Another character than digits, a wrong length, no such date, a serial of zero or with needless zeros, wrong
    /// check digits. Positions are counted without hyphens.
    pub fn parse(input: &str) -> Result<CaseNumber, CodeError> {
        let digits: Vec<char> = tidy(input).into_iter().filter(|c| *c != '-').collect();
        let places = Places::of(CodeKind::Case, digits)?;
        places.length(&[20, 21, 22, 23, 24, 25])?;
        let check = places.len() - 2;
        places.each(0..1, Part::Region, Expected::NonZeroDigit)?;
        places.each(1..6, Part::Region, Expected::Digit)?;
        places.each(6..14, Part::Date, Expected::Digit)?;
        places.each(14..check, Part::Serial, Expected::Digit)?;
        places.each(check..check + 2, Part::CheckCharacter, Expected::Digit)?;
        places.check(check, &mod_97_10(places.chars()[..check].iter().copied()), (1, check + 2))?;
        places.date(6, Part::Date)?;
        let serial = places.text(14..check);
        if serial.chars().all(|c| c == '0') {
            return Err(places.part(14..check, Part::Serial, Fault::Zero));
        }
        if serial.len() > 4 && serial.starts_with('0') {
            return Err(places.part(14..check, Part::Serial, Fault::LeadingZero));
        }
        let (region, day, tail) = (places.text(0..6), places.text(6..14), places.text(check..check + 2));
        Ok(CaseNumber { text: format!("{region}-{day}-{serial}-{tail}") })
    }

    /// Makes the number of the `serial`-th case (from 1) of a division on a day.
    ///
    /// # Errors
    /// A serial of zero or of more than nine digits.
    pub fn make(region: &RegionCode, filed_on: Date, serial: u32) -> Result<CaseNumber, CodeError> {
        let serial = format!("{serial:04}");
        if serial.len() > LONGEST_SERIAL {
            let (kind, part) = (CodeKind::Case, Part::Serial);
            return Err(CodeError::Part { kind, part, position: 15, found: serial, fault: Fault::TooLong });
        }
        let body = format!("{}{}{serial}", region.county_digits(), filed_on.strftime("%Y%m%d"));
        CaseNumber::parse(&format!("{body}{}", mod_97_10(body.chars())))
    }

    /// The division of the hall: the first six digits.
    pub fn region(&self) -> &str {
        &self.text[..6]
    }

    /// The day of filing.
    pub fn filed_on(&self) -> Date {
        // `parse` made sure that the date exists.
        crate::text::date_of(&self.text[7..15]).unwrap_or(Date::ZERO)
    }

    /// The serial of the day, from 1.
    pub fn serial(&self) -> u32 {
        self.text[16..self.text.len() - 3].parse().unwrap_or(0)
    }
}

impl NationalCaseNumber {
    /// Reads 43 characters.
    ///
    /// # Errors
    /// Those of the implementing item code; no such date; a serial that is not four digits.
    pub fn parse(input: &str) -> Result<NationalCaseNumber, CodeError> {
        let places = Places::upper(CodeKind::NationalCase, input)?;
        places.length(&[43])?;
        crate::item::implementing_at(CodeKind::NationalCase, &places)?;
        places.date(31, Part::Date)?;
        places.each(39..43, Part::Serial, Expected::Digit)?;
        Ok(NationalCaseNumber { text: places.all() })
    }

    /// Makes the number of the `serial`-th case (1 to 9999) of an item on a day.
    ///
    /// # Errors
    /// A serial outside of 1 to 9999.
    pub fn make(item: &ImplementingItemCode, filed_on: Date, serial: u16) -> Result<NationalCaseNumber, CodeError> {
        let fault = match serial {
            0 => Fault::Zero,
            1..=9999 => {
                return NationalCaseNumber::parse(&format!("{item}{}{serial:04}", filed_on.strftime("%Y%m%d")));
            }
            _ => Fault::TooLong,
        };
        let (kind, part) = (CodeKind::NationalCase, Part::Serial);
        Err(CodeError::Part { kind, part, position: 40, found: serial.to_string(), fault })
    }

    /// The item.
    pub fn item(&self) -> ImplementingItemCode {
        ImplementingItemCode::trusted(&self.text[..31])
    }

    /// The day of filing.
    pub fn filed_on(&self) -> Date {
        // `parse` made sure that the date exists.
        crate::text::date_of(&self.text[31..39]).unwrap_or(Date::ZERO)
    }

    /// The four digits of the serial.
    pub fn serial(&self) -> &str {
        &self.text[39..]
    }
}
