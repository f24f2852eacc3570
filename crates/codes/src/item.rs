//! Codes of service items: basic (12), implementing (31), handling (33). The inner split of the basic code comes from
//! general knowledge of the standard and from published codes; it names parts, it refuses only shapes.

use crate::text::Places;
use crate::{CodeError, CodeKind, Expected, Fault, ItemType, Part, Uscc, item_type};

code_text! {
    /// Basic code of an item, 12 characters: region 2 (00 national), type 2, guiding State Council department 2,
    /// main item 3, sub-item 3 (000 = none; 00Y = a main item that has sub-items).
    BasicItemCode, open
}

code_text! {
    /// Implementing code, 31 characters: social credit code of the implementing organ, exercising level, basic code.
    ImplementingItemCode, open
}

code_text! {
    /// Handling item code, 33 characters: implementing code and a serial of two digits.
    HandlingItemCode, open
}

terms! {
    /// The level at which a power is exercised: position 19 of the implementing code.
    ExerciseLevel, "exercise", {
        Country = "country", "national";
        Province = "province", "province";
        Prefecture = "prefecture", "prefecture";
        County = "county", "county";
        Township = "township", "township";
        Village = "village", "village or community";
    }
}

impl ExerciseLevel {
    /// The level of a digit 1 to 6.
    pub fn of_digit(digit: char) -> Option<ExerciseLevel> {
        let index = digit.to_digit(10)?.checked_sub(1)?;
        ExerciseLevel::ALL.get(usize::try_from(index).ok()?).copied()
    }

    /// The digit 1 to 6.
    pub fn digit(self) -> char {
        match self {
            ExerciseLevel::Country => '1',
            ExerciseLevel::Province => '2',
            ExerciseLevel::Prefecture => '3',
            ExerciseLevel::County => '4',
            ExerciseLevel::Township => '5',
            ExerciseLevel::Village => '6',
        }
    }
}

impl BasicItemCode {
    /// Reads 12 characters.
    ///
    /// # Errors
    /// Another length; letters where the split has digits. A type missing in the dictionary is no error.
    pub fn parse(input: &str) -> Result<BasicItemCode, CodeError> {
        let places = Places::upper(CodeKind::BasicItem, input)?;
        places.length(&[12])?;
        basic_at(&places, 0)?;
        Ok(BasicItemCode { text: places.all() })
    }

    /// Makes a code. `region`: two digits, `00` for national items; `sub_item`: 0 for none.
    ///
    /// # Errors
    /// A part that does not fit its places.
    pub fn make(
        region: &str,
        item_type: &str,
        department: &str,
        main_item: u16,
        sub_item: u16,
    ) -> Result<BasicItemCode, CodeError> {
        for (part, found, width, position) in
            [(Part::Region, region, 2, 1), (Part::ItemType, item_type, 2, 3), (Part::Department, department, 2, 5)]
        {
            if found.chars().count() != width {
                let fault = if found.chars().count() < width { Fault::TooShort } else { Fault::TooLong };
                return Err(CodeError::Part { kind: CodeKind::BasicItem, part, position, found: found.into(), fault });
            }
        }
        for (part, number, position) in [(Part::MainItem, main_item, 7), (Part::SubItem, sub_item, 10)] {
            if number > 999 {
                let (kind, fault) = (CodeKind::BasicItem, Fault::TooLong);
                return Err(CodeError::Part { kind, part, position, found: number.to_string(), fault });
            }
        }
        BasicItemCode::parse(&format!("{region}{item_type}{department}{main_item:03}{sub_item:03}"))
    }

    /// Two digits of the province that made the catalogue; `00` for national.
    pub fn region(&self) -> &str {
        &self.text[..2]
    }

    /// The two characters of the type.
    pub fn type_code(&self) -> &str {
        &self.text[2..4]
    }

    /// The type, if the dictionary has it.
    pub fn item_type(&self) -> Option<&'static ItemType> {
        item_type(self.type_code())
    }

    /// The State Council department that guides the business.
    pub fn department(&self) -> &str {
        &self.text[4..6]
    }

    /// Number of the main item, three digits.
    pub fn main_item(&self) -> &str {
        &self.text[6..9]
    }

    /// Number of the sub-item; `None` where there is none (000, or 00Y on a main item that has some).
    pub fn sub_item(&self) -> Option<&str> {
        Some(&self.text[9..]).filter(|sub| !matches!(*sub, "000" | "00Y"))
    }
}

impl ImplementingItemCode {
    /// Reads 31 characters and checks the social credit code in them.
    ///
    /// # Errors
    /// Another length or character, a level other than 1 to 6, a wrong check character at position 18.
    pub fn parse(input: &str) -> Result<ImplementingItemCode, CodeError> {
        let places = Places::upper(CodeKind::ImplementingItem, input)?;
        places.length(&[31])?;
        implementing_at(CodeKind::ImplementingItem, &places)?;
        Ok(ImplementingItemCode { text: places.all() })
    }

    /// Puts a code together.
    pub fn make(organ: &Uscc, level: ExerciseLevel, basic: &BasicItemCode) -> ImplementingItemCode {
        ImplementingItemCode { text: format!("{organ}{}{basic}", level.digit()) }
    }

    /// A code that was checked as part of a longer one.
    pub(crate) fn trusted(text: &str) -> ImplementingItemCode {
        ImplementingItemCode { text: text.to_owned() }
    }

    /// The implementing organ.
    pub fn organ(&self) -> Uscc {
        Uscc::trusted(&self.text[..18])
    }

    /// The level at which the power is exercised.
    pub fn level(&self) -> ExerciseLevel {
        // `parse` let no other digit pass.
        self.text.chars().nth(18).and_then(ExerciseLevel::of_digit).unwrap_or(ExerciseLevel::Country)
    }

    /// The basic code.
    pub fn basic(&self) -> BasicItemCode {
        BasicItemCode { text: self.text[19..].to_owned() }
    }
}

impl HandlingItemCode {
    /// Reads 33 characters.
    ///
    /// # Errors
    /// As [`ImplementingItemCode::parse`]; a serial that is not two digits.
    pub fn parse(input: &str) -> Result<HandlingItemCode, CodeError> {
        let places = Places::upper(CodeKind::HandlingItem, input)?;
        places.length(&[33])?;
        implementing_at(CodeKind::HandlingItem, &places)?;
        places.each(31..33, Part::HandlingSerial, Expected::Digit)?;
        Ok(HandlingItemCode { text: places.all() })
    }

    /// Puts a code together; `serial` is 1 to 99.
    ///
    /// # Errors
    /// A serial outside of 1 to 99.
    pub fn make(implementing: &ImplementingItemCode, serial: u8) -> Result<HandlingItemCode, CodeError> {
        let fault = match serial {
            0 => Fault::Zero,
            1..=99 => return Ok(HandlingItemCode { text: format!("{implementing}{serial:02}") }),
            _ => Fault::TooLong,
        };
        let (kind, part) = (CodeKind::HandlingItem, Part::HandlingSerial);
        Err(CodeError::Part { kind, part, position: 32, found: serial.to_string(), fault })
    }

    /// The implementing code.
    pub fn implementing(&self) -> ImplementingItemCode {
        ImplementingItemCode { text: self.text[..31].to_owned() }
    }

    /// The serial of the handling item, two digits.
    pub fn serial(&self) -> &str {
        &self.text[31..]
    }
}

/// Checks the 12 characters of a basic code from an index.
fn basic_at(places: &Places, start: usize) -> Result<(), CodeError> {
    places.each(start..start + 2, Part::Region, Expected::Digit)?;
    // Provinces use letters in the type (1A, 2B).
    places.each(start + 2..start + 4, Part::ItemType, Expected::DigitOrLetter)?;
    places.each(start + 4..start + 6, Part::Department, Expected::Digit)?;
    places.each(start + 6..start + 9, Part::MainItem, Expected::Digit)?;
    places.each(start + 9..start + 11, Part::SubItem, Expected::Digit)?;
    let last = if places.text(start + 9..start + 11) == "00" { Expected::DigitOrY } else { Expected::Digit };
    places.each(start + 11..start + 12, Part::SubItem, last)
}

/// Checks the 31 characters of an implementing code at the beginning of a longer or equal one.
pub(crate) fn implementing_at(kind: CodeKind, places: &Places) -> Result<(), CodeError> {
    Uscc::each_character(places, 0)?;
    Uscc::parse(&places.text(0..18)).map_err(|error| error.within(kind, 0))?;
    places.each(18..19, Part::Level, Expected::LevelDigit)?;
    basic_at(places, 19)
}
