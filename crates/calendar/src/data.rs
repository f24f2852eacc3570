//! The yearly notice as data: reading it from JSON or CSV, and checking it.
//!
//! The same format serves the embedded years and the import of later ones. It decides what a file *says*; what a set
//! of files means for a day is decided in `calendar`.

use crate::message::Message;
use crate::statutory::statutory_days;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// One year of one issuing government: the State Council (no region), or a region's own days on top of it.
///
/// A notice may carry the last days of the December before (元旦 2023 began on 2022-12-31): such days stand in the
/// file of the later year and hold for the earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearFile {
    /// The year the notice is for.
    pub year: i16,
    /// Region code of six digits for a regional overlay, for example `650000`; none for the whole country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Title of the notice.
    #[serde(default)]
    pub title: String,
    /// Document number of the notice, for example 国办发明电〔2025〕7号. Without it every day is unconfirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// When the notice was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// Where the notice can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Days off, the weekends inside a block included.
    pub off: Vec<DaysOff>,
    /// Make-up working days (调休上班).
    #[serde(default)]
    pub work: Vec<MakeUpDay>,
}

/// A block of days off, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    /// The holiday's name, for example 春节.
    pub name: String,
    /// First day off.
    pub from: Date,
    /// Last day off.
    pub to: Date,
    /// Document number of a later notice that changed this block, when it is not the file's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// A day of the weekend on which offices work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeUpDay {
    /// The day.
    pub date: Date,
    /// The holiday it makes up for.
    pub name: String,
    /// Document number of a later notice, when it is not the file's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// Why a file of days cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// Not JSON of this format.
    #[error("line {line}, column {column}: {reason}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser found.
        reason: String,
    },
    /// A row of the CSV file that cannot be read.
    #[error("line {line}: {reason}")]
    Csv {
        /// Line, from 1, the heading included.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The CSV file lacks a column.
    #[error("the heading lacks the column `{0}`")]
    Column(&'static str),
    /// No day at all.
    #[error("the file has no days")]
    Empty,
    /// One day stands twice.
    #[error("{0} stands twice")]
    DuplicateDay(Date),
    /// A day that is neither in the file's year nor in the last week of December before.
    #[error("{date} does not belong to the notice of {year}")]
    WrongYear {
        /// The day.
        date: Date,
        /// The file's year.
        year: i16,
    },
    /// A block that ends before it begins.
    #[error("the block {from}..{to} ends before it begins")]
    Reversed {
        /// Its first day as written.
        from: Date,
        /// Its last day as written.
        to: Date,
    },
    /// A day without the holiday's name.
    #[error("{0} has no holiday name")]
    NoName(Date),
    /// A day of the decree on which, by this file, offices would work: the file is not whole.
    #[error("{date} ({name}) is a statutory day off, but the file does not give it off")]
    StatutoryDayMissing {
        /// The day.
        date: Date,
        /// Its name in the decree.
        name: String,
    },
    /// A region code that is not six digits.
    #[error("`{0}` is not a region code of six digits")]
    Region(String),
    /// This year of this region is loaded already; replacing it is a decision of its own.
    #[error("the year {year} is loaded already")]
    AlreadyLoaded {
        /// The year.
        year: i16,
        /// The region, none for the country.
        region: Option<String>,
    },
}

/// What a reader of an accepted file should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Neither the file nor the block names a notice number: these days are marked unconfirmed.
    MissingNotice {
        /// First and last such day.
        from: Date,
        /// See `from`.
        to: Date,
        /// The holiday.
        name: String,
    },
    /// A make-up day that falls on Monday to Friday and is not off otherwise: probably a wrong date.
    MakeUpOnWeekday(Date),
}

/// For operators, in English; the sentence for citizens and officials is [`Finding::message`].
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::MissingNotice { from, to, name } => {
                write!(f, "{name} ({from} to {to}) has no notice number; marked as unconfirmed")
            }
            Finding::MakeUpOnWeekday(date) => write!(f, "the make-up working day {date} is not on a weekend"),
        }
    }
}

impl Finding {
    /// The sentence for the reader.
    pub fn message(&self) -> Message {
        match self {
            Finding::MissingNotice { from, to, name } => {
                Message::new("calendar-finding-missing-notice").with("from", from).with("to", to).with("name", name)
            }
            Finding::MakeUpOnWeekday(date) => Message::new("calendar-finding-make-up-on-weekday").with("date", date),
        }
    }
}

impl DataError {
    /// The sentence for the reader.
    pub fn message(&self) -> Message {
        match self {
            DataError::Json { line, column, reason } => {
                Message::new("calendar-data-json").with("line", line).with("column", column).with("reason", reason)
            }
            DataError::Csv { line, reason } => {
                Message::new("calendar-data-csv").with("line", line).with("reason", reason)
            }
            DataError::Column(name) => Message::new("calendar-data-column").with("name", name),
            DataError::Empty => Message::new("calendar-data-empty"),
            DataError::DuplicateDay(date) => Message::new("calendar-data-duplicate-day").with("date", date),
            DataError::WrongYear { date, year } => {
                Message::new("calendar-data-wrong-year").with("date", date).with("year", year)
            }
            DataError::Reversed { from, to } => {
                Message::new("calendar-data-reversed").with("from", from).with("to", to)
            }
            DataError::NoName(date) => Message::new("calendar-data-no-name").with("date", date),
            DataError::StatutoryDayMissing { date, name } => {
                Message::new("calendar-data-statutory-day-missing").with("date", date).with("name", name)
            }
            DataError::Region(code) => Message::new("calendar-data-region").with("code", code),
            DataError::AlreadyLoaded { year, .. } => Message::new("calendar-data-already-loaded").with("year", year),
        }
    }
}

impl YearFile {
    /// Reads the JSON format of `data/*.json` and checks it.
    pub fn from_json(text: &str) -> Result<YearFile, DataError> {
        let file: YearFile = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|e| DataError::Json { line: e.line(), column: e.column(), reason: e.to_string() })?;
        file.check()?;
        Ok(file)
    }

    /// Reads CSV with the columns `date` (or `from` and `to`), `kind` (`off` or `work`, also 休 or 班), `name` and,
    /// if wanted, `notice` and `region`, one row per day or block; then checks it. The year is that of the last day.
    /// A `region` must be the same in every row.
    pub fn from_csv(text: &str) -> Result<YearFile, DataError> {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let heading = reader.headers().map_err(|e| csv_error(&e))?.clone();
        let column = |name: &str| heading.iter().position(|h| h.eq_ignore_ascii_case(name));
        let from_at = column("from").or(column("date")).ok_or(DataError::Column("date"))?;
        let to_at = column("to").unwrap_or(from_at);
        let kind_at = column("kind").ok_or(DataError::Column("kind"))?;
        let name_at = column("name").ok_or(DataError::Column("name"))?;
        let (notice_at, region_at) = (column("notice"), column("region"));

        let mut file = YearFile {
            year: 0,
            region: None,
            title: String::new(),
            notice: None,
            published_on: None,
            source: None,
            off: Vec::new(),
            work: Vec::new(),
        };
        let mut regions = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| csv_error(&e))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: usize| record.get(at).unwrap_or_default();
            let filled = |at: Option<usize>| at.map(cell).filter(|text| !text.is_empty()).map(str::to_owned);
            let date = |text: &str| {
                text.parse::<Date>()
                    .map_err(|_| DataError::Csv { line, reason: format!("`{text}` is not a date like 2027-01-31") })
            };
            let from = date(cell(from_at))?;
            let to = if cell(to_at).is_empty() { from } else { date(cell(to_at))? };
            let (name, notice) = (cell(name_at).to_owned(), filled(notice_at));
            regions.push(filled(region_at));
            file.year = file.year.max(to.year());
            match cell(kind_at) {
                "off" | "休" => file.off.push(DaysOff { name, from, to, notice }),
                "work" | "班" if from == to => file.work.push(MakeUpDay { date: from, name, notice }),
                "work" | "班" => {
                    let reason = "a make-up working day is one day, not a block".to_owned();
                    return Err(DataError::Csv { line, reason });
                }
                other => {
                    return Err(DataError::Csv { line, reason: format!("kind `{other}` is neither `off` nor `work`") });
                }
            }
        }
        if regions.windows(2).any(|pair| pair[0] != pair[1]) {
            return Err(DataError::Csv { line: 1, reason: "rows of more than one region".to_owned() });
        }
        file.region = regions.into_iter().next().flatten();
        // The number most rows share is the file's own, so that a reader sees one notice with exceptions.
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for number in file.off.iter().filter_map(|o| o.notice.as_deref()) {
            *numbers.entry(number).or_default() += 1;
        }
        let every_row = file.off.iter().all(|o| o.notice.is_some()) && file.work.iter().all(|w| w.notice.is_some());
        if every_row {
            file.notice = numbers.into_iter().max_by_key(|(_, n)| *n).map(|(number, _)| number.to_owned());
        }
        file.check()?;
        Ok(file)
    }

    /// Every day of the file: date, whether it is worked, name, notice number if any.
    pub(crate) fn days(&self) -> impl Iterator<Item = (Date, Says, &str, Option<&str>)> {
        let off = self.off.iter().flat_map(|o| {
            let notice = o.notice.as_deref().or(self.notice.as_deref());
            o.from.series(1.day()).take_while(move |d| *d <= o.to).map(move |d| (d, Says::Off, o.name.as_str(), notice))
        });
        let work = self
            .work
            .iter()
            .map(|w| (w.date, Says::Work, w.name.as_str(), w.notice.as_deref().or(self.notice.as_deref())));
        off.chain(work)
    }

    /// Refuses a file that contradicts itself or the decree.
    fn check(&self) -> Result<(), DataError> {
        if let Some(code) = &self.region
            && !(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()))
        {
            return Err(DataError::Region(code.clone()));
        }
        if self.off.is_empty() && self.work.is_empty() {
            return Err(DataError::Empty);
        }
        for block in &self.off {
            if block.to < block.from {
                return Err(DataError::Reversed { from: block.from, to: block.to });
            }
            // Before the days are walked: a mistyped century must not walk a hundred years.
            for end in [block.from, block.to] {
                self.check_year(end)?;
            }
        }
        let mut seen = BTreeMap::new();
        for (date, says, name, _) in self.days() {
            self.check_year(date)?;
            if name.trim().is_empty() {
                return Err(DataError::NoName(date));
            }
            if seen.insert(date, says).is_some() {
                return Err(DataError::DuplicateDay(date));
            }
        }
        if self.region.is_none() {
            for day in statutory_days(self.year).unwrap_or_default() {
                let rests = seen.get(&day.date).map_or(is_weekend(day.date), |says| *says == Says::Off);
                if !rests {
                    return Err(DataError::StatutoryDayMissing { date: day.date, name: day.name.to_owned() });
                }
            }
        }
        Ok(())
    }

    fn check_year(&self, date: Date) -> Result<(), DataError> {
        let december_before = date.year() == self.year - 1 && date.month() == 12 && date.day() >= 25;
        if date.year() == self.year || december_before {
            Ok(())
        } else {
            Err(DataError::WrongYear { date, year: self.year })
        }
    }

    /// What the person who loads the file should look at.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for block in &self.off {
            if block.notice.is_none() && self.notice.is_none() {
                let (from, to, name) = (block.from, block.to, block.name.clone());
                findings.push(Finding::MissingNotice { from, to, name });
            }
        }
        for day in &self.work {
            if day.notice.is_none() && self.notice.is_none() {
                let (from, to, name) = (day.date, day.date, day.name.clone());
                findings.push(Finding::MissingNotice { from, to, name });
            }
            // A region may open a day that the country has off, so only the national file is judged.
            if self.region.is_none() && !is_weekend(day.date) {
                findings.push(Finding::MakeUpOnWeekday(day.date));
            }
        }
        findings
    }
}

/// What a file says about a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Off,
    Work,
}

pub(crate) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn csv_error(error: &csv::Error) -> DataError {
    DataError::Csv { line: error.position().map_or(0, csv::Position::line), reason: error.to_string() }
}
