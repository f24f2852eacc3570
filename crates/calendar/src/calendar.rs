//! Which days are working days, for the country or for one region, and arithmetic over them.
//!
//! [`Holidays`] holds the loaded notices; [`Calendar`] is their result for one region, laid out day by day with running
//! totals, so that adding working days is one binary search and may happen inside a transaction.

use crate::data::{DataError, Finding, Says, YearFile, is_weekend};
use crate::message::Message;
use crate::statutory::{last_year, statutory_days};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, LazyLock};

const EMBEDDED: [&str; 12] = [
    include_str!("../data/cn-2019.json"),
    include_str!("../data/cn-2020.json"),
    include_str!("../data/cn-2021.json"),
    include_str!("../data/cn-2022.json"),
    include_str!("../data/cn-2023.json"),
    include_str!("../data/cn-2024.json"),
    include_str!("../data/cn-2025.json"),
    include_str!("../data/cn-2026.json"),
    include_str!("../data/region-650000-2022.json"),
    include_str!("../data/region-650000-2023.json"),
    include_str!("../data/region-650000-2025.json"),
    include_str!("../data/region-650000-2026.json"),
];

static BUILT_IN: LazyLock<Holidays> = LazyLock::new(|| {
    let mut holidays = Holidays::default();
    for text in EMBEDDED {
        let file = YearFile::from_json(text).expect("the embedded files are checked by a test");
        holidays.add(file).expect("the embedded files are checked by a test");
    }
    holidays
});

static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| BUILT_IN.calendar(None));

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

/// The loaded notices: of the country by year, and of regions by code and year.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    national: BTreeMap<i16, YearFile>,
    regional: BTreeMap<String, BTreeMap<i16, YearFile>>,
}

impl Holidays {
    /// The years that come with the program.
    pub fn built_in() -> Holidays {
        BUILT_IN.clone()
    }

    /// Adds one year. Refused when that year is loaded already: see [`Holidays::replace`].
    pub fn add(&mut self, file: YearFile) -> Result<Vec<Finding>, DataError> {
        let loaded = match &file.region {
            None => self.national.contains_key(&file.year),
            Some(code) => self.regional.get(code).is_some_and(|years| years.contains_key(&file.year)),
        };
        if loaded {
            return Err(DataError::AlreadyLoaded { year: file.year, region: file.region });
        }
        Ok(self.replace(file))
    }

    /// Adds one year, in place of what was loaded for it: for a notice that changes an earlier one
    /// (the Labour Day of 2019, the Spring Festival of 2020).
    pub fn replace(&mut self, file: YearFile) -> Vec<Finding> {
        let findings = file.findings();
        match file.region.clone() {
            None => self.national.insert(file.year, file),
            Some(code) => self.regional.entry(code).or_default().insert(file.year, file),
        };
        findings
    }

    /// The national years, in order.
    pub fn years(&self) -> impl Iterator<Item = &YearFile> {
        self.national.values()
    }

    /// The regional years, by region, then year.
    pub fn regional_years(&self) -> impl Iterator<Item = &YearFile> {
        self.regional.values().flat_map(BTreeMap::values)
    }

    /// The calendar of the country, or of a region and all regions under it (by prefix of the code: an overlay of
    /// `650000` holds in `650102` and in `650102001`). A region without an overlay has the country's calendar.
    ///
    /// Lays out some 11,000 days: keep the result, it is cheap to clone, and make a new one after an import.
    pub fn calendar(&self, region: Option<&str>) -> Calendar {
        Calendar(Arc::new(Days::lay_out(self, region)))
    }
}

/// The part of a region code that its descendants share: `650000` → `65`, `650100` → `6501`.
fn prefix(code: &str) -> &str {
    let mut end = code.len().min(6);
    while end > 2 && code[..end].ends_with("00") {
        end -= 2;
    }
    &code[..end]
}

/// Working days of the country or of one region. Cheap to clone.
#[derive(Clone)]
pub struct Calendar(Arc<Days>);

/// One day in the layout.
#[derive(Clone, Copy)]
struct Cell {
    date: Date,
    kind: DayKind,
    /// Index into `words`.
    name: Option<u16>,
    /// Index into `notices`.
    notice: Option<u16>,
}

struct Days {
    region: Option<String>,
    cells: Vec<Cell>,
    /// Working days before day `i`; one longer than `cells`.
    workdays: Vec<u32>,
    /// Days without a notice number before day `i`; one longer than `cells`.
    unconfirmed: Vec<u32>,
    words: Vec<String>,
    notices: Vec<Notice>,
    first_year: i16,
    /// The last year with a national notice; everything later is provisional.
    last_year: i16,
    table_ends: i16,
    missing: Vec<i16>,
    /// Overlay regions that hold here, with the loaded years each lacks.
    regional_gaps: Vec<(String, i16)>,
}

/// Texts kept once, however many days carry them.
#[derive(Default)]
struct Pool {
    words: Vec<String>,
    notices: Vec<Notice>,
    words_at: HashMap<String, u16>,
    notices_at: HashMap<(Option<String>, String), u16>,
}

impl Pool {
    fn word(&mut self, text: &str) -> u16 {
        *self.words_at.entry(text.to_owned()).or_insert_with(|| {
            self.words.push(text.to_owned());
            // Names of holidays: some dozens. A file cannot hold more days than a year has.
            u16::try_from(self.words.len() - 1).unwrap_or(u16::MAX)
        })
    }

    fn notice(&mut self, number: Option<&str>, title: &str, source: Option<&str>) -> u16 {
        let key = (number.map(str::to_owned), title.to_owned());
        *self.notices_at.entry(key).or_insert_with(|| {
            self.notices.push(Notice {
                number: number.map(str::to_owned),
                title: title.to_owned(),
                source: source.map(str::to_owned),
            });
            u16::try_from(self.notices.len() - 1).unwrap_or(u16::MAX)
        })
    }
}

impl Days {
    fn lay_out(holidays: &Holidays, region: Option<&str>) -> Days {
        let mut pool = Pool::default();
        let first_year = holidays.national.keys().next().copied().unwrap_or(last_year());
        let loaded_to = holidays.national.keys().next_back().copied().unwrap_or(first_year);
        let table_ends = last_year().max(loaded_to);
        let missing: Vec<i16> = (first_year..=loaded_to).filter(|year| !holidays.national.contains_key(year)).collect();

        let mut cells: Vec<Cell> = date(first_year, 1, 1)
            .series(1.day())
            .take_while(|d| d.year() <= table_ends)
            .map(|d| {
                let kind = if is_weekend(d) { DayKind::Weekend } else { DayKind::Workday };
                Cell { date: d, kind, name: None, notice: None }
            })
            .collect();
        let origin = date(first_year, 1, 1);
        let at = |d: Date| usize::try_from(days_between(origin, d)).ok();

        for file in holidays.national.values() {
            for (day, says, name, number) in file.days() {
                let Some(cell) = at(day).and_then(|i| cells.get_mut(i)) else { continue };
                cell.kind = if says == Says::Off { DayKind::Holiday } else { DayKind::MakeUpWorkday };
                cell.name = Some(pool.word(name));
                // A block changed by a later notice does not carry the first notice's title and address.
                let own = number == file.notice.as_deref();
                let title = if own { file.title.as_str() } else { "" };
                cell.notice = Some(pool.notice(number, title, file.source.as_deref().filter(|_| own)));
            }
        }
        for year in loaded_to.saturating_add(1)..=table_ends {
            for day in statutory_days(year).unwrap_or_default() {
                let Some(cell) = at(day.date).and_then(|i| cells.get_mut(i)) else { continue };
                // What an imported notice already said about the turn of the year stands.
                if cell.notice.is_none() {
                    cell.kind = DayKind::Holiday;
                    cell.name = Some(pool.word(day.name));
                    cell.notice = Some(pool.notice(Some(day.notice), "全国年节及纪念日放假办法", None));
                }
            }
        }
        let mut regional_gaps = Vec::new();
        if let Some(code) = region {
            // From the widest region to the narrowest: the nearer government's word is the last.
            let mut overlays: Vec<_> =
                holidays.regional.iter().filter(|(owner, _)| code.starts_with(prefix(owner))).collect();
            overlays.sort_by_key(|(owner, _)| prefix(owner).len());
            for (owner, years) in overlays {
                regional_gaps.extend(
                    (first_year..=loaded_to).filter(|y| !years.contains_key(y)).map(|year| (owner.clone(), year)),
                );
                for file in years.values() {
                    for (day, says, name, number) in file.days() {
                        let Some(cell) = at(day).and_then(|i| cells.get_mut(i)) else { continue };
                        // A weekend day inside a regional block changes nothing: its notice need not be confirmed
                        // for the date to be certain, so it stays what it is.
                        if says == Says::Off && !cell.kind.is_workday() {
                            continue;
                        }
                        cell.kind = match says {
                            Says::Off => DayKind::RegionalHoliday,
                            Says::Work => DayKind::MakeUpWorkday,
                        };
                        cell.name = Some(pool.word(name));
                        cell.notice = Some(pool.notice(number, &file.title, file.source.as_deref()));
                    }
                }
            }
        }

        let (mut workdays, mut unconfirmed) = (vec![0], vec![0]);
        let (mut working, mut doubtful) = (0, 0);
        for cell in &cells {
            // A missing year counts nothing; whoever touches it gets an error.
            working += u32::from(cell.kind.is_workday() && !missing.contains(&cell.date.year()));
            doubtful += u32::from(cell.notice.is_some_and(|n| pool.notices[usize::from(n)].number.is_none()));
            workdays.push(working);
            unconfirmed.push(doubtful);
        }
        Days {
            region: region.map(str::to_owned),
            cells,
            workdays,
            unconfirmed,
            words: pool.words,
            notices: pool.notices,
            first_year,
            last_year: loaded_to,
            table_ends,
            missing,
            regional_gaps,
        }
    }
}

/// Days from `a` to `b`; negative when `b` is earlier.
pub(crate) fn days_between(a: Date, b: Date) -> i64 {
    b.duration_since(a).as_hours() / 24
}

impl Calendar {
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
