//! The statutory days off of the decree, by its versions, and the table of lunar dates they need.
//!
//! Used for years without a notice yet (provisional computing) and to check that an imported notice is whole.
//! Law: 全国年节及纪念日放假办法 第二条

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::LazyLock;

/// One statutory day off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatutoryDay {
    /// The day.
    pub date: Date,
    /// Its name in the decree, for example 清明节.
    pub name: &'static str,
    /// Number of the decree's version in force that year, for example 国务院令第795号.
    pub notice: &'static str,
}

#[derive(Deserialize)]
struct Table {
    versions: Vec<Version>,
    festivals: Vec<Festivals>,
}

/// The days off as one version of the decree has them.
#[derive(Deserialize)]
struct Version {
    from_year: i16,
    notice: String,
    days: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Rule {
    Fixed { name: String, on: String },
    Lunar { name: String, lunar: Lunar, first: i32, last: i32 },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Lunar {
    SpringFestival,
    Qingming,
    DragonBoat,
    MidAutumn,
}

#[derive(Deserialize)]
struct Festivals {
    year: i16,
    spring_festival: Date,
    qingming: Date,
    dragon_boat: Date,
    mid_autumn: Date,
}

impl Festivals {
    fn of(&self, lunar: Lunar) -> Date {
        match lunar {
            Lunar::SpringFestival => self.spring_festival,
            Lunar::Qingming => self.qingming,
            Lunar::DragonBoat => self.dragon_boat,
            Lunar::MidAutumn => self.mid_autumn,
        }
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/statutory.json")).expect("the embedded table is checked by a test")
});

/// The last year whose lunar dates the table holds; later years cannot be computed, not even provisionally.
pub(crate) fn last_year() -> i16 {
    TABLE.festivals.iter().map(|f| f.year).max().unwrap_or(i16::MIN)
}

/// The statutory days off of a year, in order of date: 11 until 2024, 13 since 2025; fewer *different* days when two
/// festivals fall on one (中秋 on 1 October 2031). `None` when the table lacks the year's lunar dates.
///
/// Law: 全国年节及纪念日放假办法 第二条
pub fn statutory_days(year: i16) -> Option<Vec<StatutoryDay>> {
    let version = TABLE.versions.iter().filter(|v| v.from_year <= year).max_by_key(|v| v.from_year)?;
    let festivals = TABLE.festivals.iter().find(|f| f.year == year)?;
    let mut days = Vec::new();
    for rule in &version.days {
        match rule {
            Rule::Fixed { name, on } => {
                let date = format!("{year:04}-{on}").parse().ok()?;
                days.push(StatutoryDay { date, name, notice: &version.notice });
            }
            Rule::Lunar { name, lunar, first, last } => {
                for offset in *first..=*last {
                    let date = festivals.of(*lunar).checked_add(offset.days()).ok()?;
                    days.push(StatutoryDay { date, name, notice: &version.notice });
                }
            }
        }
    }
    days.sort_by_key(|d| d.date);
    Some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eleven_days_until_2024_and_thirteen_since() {
        for year in 2019..=last_year() {
            let days = statutory_days(year).unwrap();
            assert_eq!(days.len(), if year < 2025 { 11 } else { 13 }, "{year}");
            assert!(days.iter().all(|d| d.date.year() == year), "{year}");
        }
        assert_eq!(last_year(), 2050);
        assert_eq!(statutory_days(2051), None);
        assert_eq!(statutory_days(2013), None);
    }

    #[test]
    fn new_years_eve_is_statutory_since_2025_only() {
        let eve = |y: i16, d: &str| statutory_days(y).unwrap().iter().any(|s| s.date == d.parse().unwrap());
        assert!(!eve(2024, "2024-02-09"));
        assert!(eve(2025, "2025-01-28"));
        assert!(eve(2027, "2027-02-05"));
    }

    #[test]
    fn lunar_dates_are_plausible() {
        for f in &TABLE.festivals {
            assert!(f.spring_festival >= format!("{:04}-01-21", f.year).parse().unwrap(), "{}", f.year);
            assert!(f.spring_festival <= format!("{:04}-02-21", f.year).parse().unwrap(), "{}", f.year);
            assert!(f.qingming.month() == 4 && (4..=6).contains(&f.qingming.day()), "{}", f.year);
            assert!([5, 6].contains(&f.dragon_boat.month()), "{}", f.year);
            assert!([9, 10].contains(&f.mid_autumn.month()), "{}", f.year);
        }
    }
}
