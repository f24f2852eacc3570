//! Administrative division codes of 2, 4, 6, 9 or 12 digits. Only the shape is read: whether a code was ever given to a
//! division, its name, its dates and its successor are data of the region table. The ranges that separate streets,
//! towns and villages have exceptions in real data and are never used to refuse a code.

use crate::text::Places;
use crate::{CodeError, CodeKind, Expected, Part};

code_text! {
    /// An administrative division. Canonical writing: 6 digits down to the county, 9 for a township, 12 for a village.
    ///
    /// `65`, `650000` and `650000000000` are the same division. Where a city has no counties, the townships sit
    /// directly under the city (441900003 under 441900).
    RegionCode, open
}

terms! {
    /// The level a division code stands for, by its digits alone.
    RegionLevel, "level", {
        Country = "country", "country";
        Province = "province", "province";
        Prefecture = "prefecture", "prefecture";
        County = "county", "county";
        Township = "township", "township";
        Village = "village", "village or community";
    }
}

/// `100000` stands for the whole country (registration by central bodies).
const COUNTRY: &str = "100000";

impl RegionCode {
    /// Reads 2, 4, 6, 9 or 12 digits.
    ///
    /// # Errors
    /// Another length, another character than a digit, or a leading zero.
    pub fn parse(input: &str) -> Result<RegionCode, CodeError> {
        let places = Places::upper(CodeKind::Region, input)?;
        places.length(&[2, 4, 6, 9, 12])?;
        places.each(0..1, Part::Region, Expected::NonZeroDigit)?;
        places.each(1..places.len(), Part::Region, Expected::Digit)?;
        Ok(RegionCode::canonical(&places.all()))
    }

    /// From digits that were checked before.
    fn canonical(digits: &str) -> RegionCode {
        let mut text = digits.to_owned();
        while text.len() < 6 {
            text.push('0');
        }
        while text.len() > 6 && text.ends_with("000") {
            text.truncate(text.len() - 3);
        }
        RegionCode { text }
    }

    /// The level, by the digits alone.
    pub fn level(&self) -> RegionLevel {
        match (self.text.len(), &self.text[2..]) {
            (12, _) => RegionLevel::Village,
            (9, _) => RegionLevel::Township,
            _ if self.text == COUNTRY => RegionLevel::Country,
            (_, "0000") => RegionLevel::Province,
            (_, rest) if rest.ends_with("00") => RegionLevel::Prefecture,
            _ => RegionLevel::County,
        }
    }

    /// The division one level up; `None` for a province and the country.
    pub fn parent(&self) -> Option<RegionCode> {
        let digits = match self.level() {
            RegionLevel::Country | RegionLevel::Province => return None,
            RegionLevel::Prefecture => &self.text[..2],
            RegionLevel::County => &self.text[..4],
            RegionLevel::Township => &self.text[..6],
            RegionLevel::Village => &self.text[..9],
        };
        Some(RegionCode::canonical(digits))
    }

    /// All divisions above, the nearest first.
    pub fn ancestors(&self) -> Vec<RegionCode> {
        std::iter::successors(self.parent(), RegionCode::parent).collect()
    }

    /// The digits that carry meaning: 2, 4, 6, 9 or 12 of them (none for the country). A division lies within another
    /// exactly if its digits begin with the other's.
    pub fn significant(&self) -> &str {
        match self.level() {
            RegionLevel::Country => "",
            RegionLevel::Province => &self.text[..2],
            RegionLevel::Prefecture => &self.text[..4],
            RegionLevel::County | RegionLevel::Township | RegionLevel::Village => &self.text,
        }
    }

    /// Whether the other division is this one or lies within it.
    pub fn contains(&self, other: &RegionCode) -> bool {
        other.significant().starts_with(self.significant())
    }

    /// The first six digits: the county (or what stands above it).
    pub fn county_digits(&self) -> &str {
        &self.text[..6]
    }

    /// Twelve digits, filled with zeros, as item catalogues write it.
    pub fn twelve_digits(&self) -> String {
        format!("{:0<12}", self.text)
    }
}
