//! Identification codes of government websites (政府网站标识码).

use crate::text::Places;
use crate::{CodeError, CodeKind, Expected, Fault, Part, RegionCode};

code_text! {
    /// Ten characters: six digits of division and a serial of four, or `bm` and eight digits for the sites of State
    /// Council departments. It has no check character.
    SiteCode, open
}

impl SiteCode {
    /// Reads ten characters.
    ///
    /// # Errors
    /// Another length or character.
    pub fn parse(input: &str) -> Result<SiteCode, CodeError> {
        let places = Places::upper(CodeKind::Site, input)?;
        places.length(&[10])?;
        if places.text(0..2) == "BM" {
            places.each(2..10, Part::Serial, Expected::Digit)?;
            return Ok(SiteCode { text: format!("bm{}", places.text(2..10)) });
        }
        places.each(0..1, Part::Region, Expected::NonZeroDigit)?;
        places.each(1..6, Part::Region, Expected::Digit)?;
        places.each(6..10, Part::Serial, Expected::Digit)?;
        Ok(SiteCode { text: places.all() })
    }

    /// Makes the code of a local site; `serial` is at most 9999.
    ///
    /// # Errors
    /// A longer serial.
    pub fn make(region: &RegionCode, serial: u16) -> Result<SiteCode, CodeError> {
        if serial > 9999 {
            let (kind, part) = (CodeKind::Site, Part::Serial);
            return Err(CodeError::Part { kind, part, position: 7, found: serial.to_string(), fault: Fault::TooLong });
        }
        SiteCode::parse(&format!("{}{serial:04}", region.county_digits()))
    }

    /// The division; `None` for sites of State Council departments.
    pub fn region(&self) -> Option<RegionCode> {
        RegionCode::parse(self.text.get(..6)?).ok()
    }

    /// The digits after the division, or after `bm`.
    pub fn serial(&self) -> &str {
        if self.text.starts_with("bm") { &self.text[2..] } else { &self.text[6..] }
    }
}
