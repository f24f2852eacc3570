//! The loaded notices, and how they are laid out day by day for the country or for one region.
//!
//! (Names of laws are Chinese terms as data.)

use crate::calendar::{Calendar, Cell, DayKind, Days, Notice, days_between};
use crate::data::{DataError, Finding, Says, YearFile, is_weekend};
use crate::statutory::{last_year, statutory_days};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

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

    /// The same, shared.
    pub(crate) fn embedded() -> &'static Holidays {
        &BUILT_IN
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
        Calendar::new(lay_out(self, region))
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

/// Every day from the first loaded year to the end of the table of lunar dates.
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
            regional_gaps
                .extend((first_year..=loaded_to).filter(|y| !years.contains_key(y)).map(|year| (owner.clone(), year)));
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
