//! Which days are working days, for the country or for one region, and arithmetic over them.
//!
//! [`Holidays`] holds the loaded notices; [`Calendar`] is their result for one region, laid out day by day with running
//! totals, so that adding working days is one binary search and may happen inside a transaction.

use crate::holidays::Holidays;
use crate::message::Message;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| Holidays::embedded().calendar(None));

/// Why a date cannot be answered. Never answered by a guess.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No notice is loaded for a year before, or between, the loaded years.
    #[error("the working-day calendar of {year} is not loaded (loaded: {first} to {last}); import its notice")]
    MissingYear {
        /// The year that is needed.
        year: i16,
        /// First loaded year.
        first: i16,
        /// Last loaded year.
        last: i16,
    },
    /// Later than even the lunar dates of the decree are known.
    #[error("{year} is later than the table of lunar dates reaches ({last}); no date can be computed")]
    BeyondTable {
        /// The year that is needed.
        year: i16,
        /// Last year of the table.
        last: i16,
    },
}

impl CalendarError {
    /// The sentence for the reader.
    pub fn message(&self) -> Message {
        match self {
            CalendarError::MissingYear { year, first, last } => {
                Message::new("calendar-missing-year").with("year", year).with("first", first).with("last", last)
            }
            CalendarError::BeyondTable { year, last } => {
                Message::new("calendar-beyond-table").with("year", year).with("last", last)
            }
        }
    }
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Monday to Friday, nothing said about it.
    Workday,
    /// A day of the weekend on which offices work (调休上班).
    MakeUpWorkday,
    /// Saturday or Sunday, nothing said about it.
    Weekend,
    /// Off by the State Council's notice, or, in a provisional year, by the decree.
    Holiday,
    /// Off by the notice of the region.
    RegionalHoliday,
}

impl DayKind {
    /// Do offices work on such a day?
    pub const fn is_workday(self) -> bool {
        matches!(self, DayKind::Workday | DayKind::MakeUpWorkday)
    }
}

/// The document a day rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, for example 国办发明电〔2025〕7号; none when nobody has entered it.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// Where it can be read.
    pub source: Option<String>,
}

/// One day and what is known about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day<'c> {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: DayKind,
    /// The holiday it is, or makes up for.
    pub name: Option<&'c str>,
    /// The document that says so; none for plain weekdays and weekends.
    pub notice: Option<&'c Notice>,
    /// Is the document known by its number? A regional day without one is not confirmed.
    pub confirmed: bool,
    /// Was it computed from the decree because the year's notice is not out yet?
    pub provisional: bool,
}

impl Day<'_> {
    /// Do offices work on this day?
    pub const fn is_workday(&self) -> bool {
        self.kind.is_workday()
    }
}

/// A reason not to trust a date yet. A page that shows the date shows these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum Doubt {
    /// Days of this year were computed from the decree; the notice may change the date.
    Provisional {
        /// The year.
        year: i16,
    },
    /// This regional day has no notice number.
    Unconfirmed {
        /// The day.
        date: Date,
        /// The holiday.
        name: String,
    },
    /// The region has days of its own, and those of this year are not loaded.
    RegionalYearMissing {
        /// The region of the overlay.
        region: String,
        /// The year.
        year: i16,
    },
}

/// For operators, in English; the sentence for citizens and officials is [`Doubt::message`].
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Doubt::Provisional { year } => {
                write!(f, "provisional: no notice for {year} is loaded; computed from the statutory days of the decree")
            }
            Doubt::Unconfirmed { date, name } => write!(f, "unconfirmed: {date} ({name}) has no notice number"),
            Doubt::RegionalYearMissing { region, year } => {
                write!(f, "unconfirmed: the regional holidays of {region} for {year} are not loaded")
            }
        }
    }
}

impl Doubt {
    /// The sentence for the reader.
    pub fn message(&self) -> Message {
        match self {
            Doubt::Provisional { year } => Message::new("calendar-doubt-provisional").with("year", year),
            Doubt::Unconfirmed { date, name } => {
                Message::new("calendar-doubt-unconfirmed").with("date", date).with("name", name)
            }
            Doubt::RegionalYearMissing { region, year } => {
                Message::new("calendar-doubt-regional-year").with("region", region).with("year", year)
            }
        }
    }
}

/// Working days of the country or of one region. Cheap to clone.
#[derive(Clone)]
pub struct Calendar(Arc<Days>);

/// One day in the layout.
#[derive(Clone, Copy)]
pub(crate) struct Cell {
    pub date: Date,
    pub kind: DayKind,
    /// Index into `words`.
    pub name: Option<u16>,
    /// Index into `notices`.
    pub notice: Option<u16>,
}

pub(crate) struct Days {
    pub region: Option<String>,
    pub cells: Vec<Cell>,
    /// Working days before day `i`; one longer than `cells`.
    pub workdays: Vec<u32>,
    /// Days without a notice number before day `i`; one longer than `cells`.
    pub unconfirmed: Vec<u32>,
    pub words: Vec<String>,
    pub notices: Vec<Notice>,
    pub first_year: i16,
    /// The last year with a national notice; everything later is provisional.
    pub last_year: i16,
    pub table_ends: i16,
    pub missing: Vec<i16>,
    /// Overlay regions that hold here, with the loaded years each lacks.
    pub regional_gaps: Vec<(String, i16)>,
}

/// Days from `a` to `b`; negative when `b` is earlier.
pub(crate) fn days_between(a: Date, b: Date) -> i64 {
    b.duration_since(a).as_hours() / 24
}

impl Calendar {
    /// A calendar over days that are laid out already.
    pub(crate) fn new(days: Days) -> Calendar {
        Calendar(Arc::new(days))
    }

    /// The country's calendar from the years that come with the program.
    pub fn national() -> &'static Calendar {
        &NATIONAL
    }

    /// The region this calendar is for, as asked; none for the country.
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// First and last year with a notice of the State Council. Later years are provisional.
    pub fn loaded_years(&self) -> (i16, i16) {
        (self.0.first_year, self.0.last_year)
    }

    /// What this day is.
    pub fn day(&self, on: Date) -> Result<Day<'_>, CalendarError> {
        let cell = self.0.cells[self.index(on)?];
        let notice = cell.notice.map(|n| &self.0.notices[usize::from(n)]);
        Ok(Day {
            date: on,
            kind: cell.kind,
            name: cell.name.map(|n| self.0.words[usize::from(n)].as_str()),
            notice,
            confirmed: notice.is_none_or(|n| n.number.is_some()),
            provisional: on.year() > self.0.last_year,
        })
    }

    /// Do offices work on this day?
    pub fn is_workday(&self, on: Date) -> Result<bool, CalendarError> {
        Ok(self.0.cells[self.index(on)?].kind.is_workday())
    }

    /// The day on which the `n`-th working day after `from` falls; `from` itself is not counted. With `n` = 0: `from`,
    /// or the next working day when `from` is none.
    pub fn add_working_days(&self, from: Date, n: u32) -> Result<Date, CalendarError> {
        let start = self.index(from)?;
        if n == 0 {
            return self.next_workday(from);
        }
        // Working days up to and including `from`, plus n, is the total at the end of the day sought.
        let target = self.0.workdays[start + 1].saturating_add(n);
        let day = self.0.workdays.partition_point(|total| *total < target) - 1;
        let found = self.0.cells.get(day).map(|cell| cell.date);
        let end = found.unwrap_or(date(self.0.table_ends, 12, 31));
        self.check_missing(from, end)?;
        found.ok_or(self.beyond(self.0.table_ends.saturating_add(1)))
    }

    /// Working days after `a`, up to and including `b`: how many were used. 0 when `b` is not later than `a`.
    pub fn working_days_between(&self, a: Date, b: Date) -> Result<u32, CalendarError> {
        if b <= a {
            return Ok(0);
        }
        let (from, to) = (self.index(a)?, self.index(b)?);
        self.check_missing(a, b)?;
        Ok(self.0.workdays[to + 1] - self.0.workdays[from + 1])
    }

    /// This day if offices work on it, else the next one on which they do.
    pub fn next_workday(&self, from: Date) -> Result<Date, CalendarError> {
        let start = self.index(from)?;
        let end = self.0.cells[start..].iter().find(|c| c.kind.is_workday()).map(|c| c.date);
        let end = end.ok_or(self.beyond(self.0.table_ends.saturating_add(1)))?;
        self.check_missing(from, end)?;
        Ok(end)
    }

    /// Every day after `a` up to and including `b`.
    pub fn days(&self, a: Date, b: Date) -> Result<Vec<Day<'_>>, CalendarError> {
        a.series(1.day()).skip(1).take_while(|d| *d <= b).map(|d| self.day(d)).collect()
    }

    /// Why a date that was counted over the days after `a` up to and including `b` is not certain. Empty: it is.
    pub fn doubts(&self, a: Date, b: Date) -> Result<Vec<Doubt>, CalendarError> {
        if b <= a {
            return Ok(Vec::new());
        }
        let (from, to) = (self.index(a)?, self.index(b)?);
        let first = self.0.cells[from + 1].date.year();
        let years = first..=b.year();
        let mut doubts = Vec::new();
        if self.0.unconfirmed[to + 1] > self.0.unconfirmed[from + 1] {
            for day in self.days(a, b)?.into_iter().filter(|day| !day.confirmed) {
                let name = day.name.unwrap_or_default().to_owned();
                doubts.push(Doubt::Unconfirmed { date: day.date, name });
            }
        }
        for (region, year) in self.0.regional_gaps.iter().filter(|(_, year)| years.contains(year)) {
            doubts.push(Doubt::RegionalYearMissing { region: region.clone(), year: *year });
        }
        doubts.extend(years.filter(|y| *y > self.0.last_year).map(|year| Doubt::Provisional { year }));
        Ok(doubts)
    }

    fn index(&self, on: Date) -> Result<usize, CalendarError> {
        let year = on.year();
        if year < self.0.first_year || self.0.missing.contains(&year) {
            return Err(self.missing(year));
        }
        if year > self.0.table_ends {
            return Err(self.beyond(year));
        }
        usize::try_from(days_between(date(self.0.first_year, 1, 1), on)).map_err(|_| self.missing(year))
    }

    fn check_missing(&self, from: Date, to: Date) -> Result<(), CalendarError> {
        match self.0.missing.iter().find(|year| (from.year()..=to.year()).contains(year)) {
            Some(year) => Err(self.missing(*year)),
            None => Ok(()),
        }
    }

    fn missing(&self, year: i16) -> CalendarError {
        CalendarError::MissingYear { year, first: self.0.first_year, last: self.0.last_year }
    }

    fn beyond(&self, year: i16) -> CalendarError {
        CalendarError::BeyondTable { year, last: self.0.table_ends }
    }

    /// The years inside the loaded range that no notice is loaded for.
    pub fn missing_years(&self) -> BTreeSet<i16> {
        self.0.missing.iter().copied().collect()
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Calendar({:?}, {}..={})", self.0.region, self.0.first_year, self.0.last_year)
    }
}
