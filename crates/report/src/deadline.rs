//! By when a report is published: the law's day, or an earlier one that the authority in charge has set for its area.

use crate::{Refused, bodies::BodyKind};
use jiff::civil::Date;

/// A day of each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// The last day on which a department submits and publishes its report of the year before.
///
/// Law: 政府信息公开条例 第四十九条第一款
pub const DEPARTMENTS: YearDay = YearDay { month: 1, day: 31 };

/// The last day on which the report of a local government is published.
///
/// Law: 政府信息公开条例 第四十九条第二款
pub const GOVERNMENTS: YearDay = YearDay { month: 3, day: 31 };

/// The two days that count in an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For departments.
    pub departments: YearDay,
    /// For governments.
    pub governments: YearDay,
}

impl Default for Deadlines {
    fn default() -> Deadlines {
        Deadlines { departments: DEPARTMENTS, governments: GOVERNMENTS }
    }
}

impl YearDay {
    /// Reads `01-26`.
    pub fn read(text: &str) -> Option<YearDay> {
        let (month, day) = text.trim().split_once('-')?;
        let read = YearDay { month: month.parse().ok()?, day: day.parse().ok()? };
        // 29 February is no day of each year.
        Date::new(2025, read.month, read.day).ok().map(|_| read)
    }

    /// `01-26`
    pub fn text(self) -> String {
        format!("{:02}-{:02}", self.month, self.day)
    }

    /// The day in `year`; the last of the month where that year has no such day.
    pub fn in_year(self, year: i64) -> Option<Date> {
        let year = i16::try_from(year).ok()?;
        Date::new(year, self.month, self.day).ok()
    }
}

impl Deadlines {
    /// Reads the two days that an authority sets: never later than the law's.
    ///
    /// # Errors
    /// [`Refused::BadDay`], [`Refused::TooLate`].
    pub fn read(departments: &str, governments: &str) -> Result<Deadlines, Refused> {
        let day = |text: &str, last: YearDay| {
            let day = YearDay::read(text).ok_or(Refused::BadDay)?;
            if day > last { Err(Refused::TooLate { last: last.text() }) } else { Ok(day) }
        };
        Ok(Deadlines { departments: day(departments, DEPARTMENTS)?, governments: day(governments, GOVERNMENTS)? })
    }

    /// The last day for the report of `year`.
    pub fn last_day(self, kind: BodyKind, year: i64) -> Option<Date> {
        let day = match kind {
            BodyKind::Department => self.departments,
            BodyKind::Government => self.governments,
        };
        day.in_year(year + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_law_says_the_last_day_and_an_authority_an_earlier_one() {
        let law = Deadlines::default();
        assert_eq!(law.last_day(BodyKind::Department, 2025), Some(date(2026, 1, 31)));
        assert_eq!(law.last_day(BodyKind::Government, 2025), Some(date(2026, 3, 31)));
        let earlier = Deadlines::read("01-26", "02-20").unwrap();
        assert_eq!(earlier.last_day(BodyKind::Department, 2021), Some(date(2022, 1, 26)));
        assert_eq!(Deadlines::read("02-01", "02-20"), Err(Refused::TooLate { last: "01-31".into() }));
        for text in ["", "1", "13-01", "02-29", "02-30", "a-b"] {
            assert_eq!(Deadlines::read(text, "03-01"), Err(Refused::BadDay), "{text}");
        }
    }
}
