//! The explanation of a due date, day by day, as a calendar.

use crate::Tr;
use askama::Template;
use askama::filters::HtmlSafe;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::borrow::Cow;

/// What a day is for a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMark {
    /// The clock starts; the day itself does not count.
    Start,
    /// Counted, as the n-th.
    Counted(u16),
    /// Not counted: a day of rest.
    Rest,
    /// Not counted: the clock stands still.
    Paused,
    /// Counted, and the last.
    Due(u16),
}

/// One day of the explanation of a due date.
#[derive(Clone, Debug)]
pub struct StripDay {
    /// The day.
    pub date: Date,
    /// What it is for the clock.
    pub mark: DayMark,
    /// Why, when it is not a plain working day; may be empty.
    pub why: String,
}

/// The explanation of a due date as a calendar: each week a row, each day marked, reasons listed below.
#[derive(Clone, Debug, Template)]
#[template(path = "pieces/calendar.html")]
pub struct CalendarStrip {
    tr: Tr,
    caption: String,
    days: Vec<StripDay>,
}

impl CalendarStrip {
    /// The days from the start to the due date without a gap, ascending; `caption` names the whole.
    pub fn new(tr: Tr, caption: impl Into<String>, days: Vec<StripDay>) -> CalendarStrip {
        CalendarStrip { tr, caption: caption.into(), days }
    }

    /// Weeks from Monday; `None` for days outside.
    fn weeks(&self) -> Vec<Vec<Option<&StripDay>>> {
        let Some(first) = self.days.first() else { return Vec::new() };
        let before = first.date.weekday().to_monday_zero_offset();
        let mut cells: Vec<Option<&StripDay>> = (0..before).map(|_| None).collect();
        cells.extend(self.days.iter().map(Some));
        while !cells.len().is_multiple_of(7) {
            cells.push(None);
        }
        cells.chunks(7).map(<[_]>::to_vec).collect()
    }

    /// Days of the same reason in one line: first day, last day, reason.
    fn reasons(&self) -> Vec<String> {
        let mut runs: Vec<(Date, Date, &str)> = Vec::new();
        for day in self.days.iter().filter(|d| !d.why.is_empty()) {
            match runs.last_mut() {
                Some((_, last, why)) if *why == day.why && last.checked_add(1.day()).ok() == Some(day.date) => {
                    *last = day.date
                }
                _ => runs.push((day.date, day.date, &day.why)),
            }
        }
        runs.into_iter()
            .map(|(first, last, why)| match first == last {
                true => self.tr.f2("calendar-reason-day", "day", self.tr.day(first), "why", why),
                false => self.tr.f3(
                    "calendar-reason-days",
                    "first",
                    self.tr.day(first),
                    "last",
                    self.tr.day(last),
                    "why",
                    why,
                ),
            })
            .collect()
    }

    fn class(&self, day: &StripDay) -> &'static str {
        match day.mark {
            DayMark::Start => "start",
            DayMark::Counted(_) => "counted",
            DayMark::Rest => "rest",
            DayMark::Paused => "paused",
            DayMark::Due(_) => "due",
        }
    }

    fn mark(&self, day: &StripDay) -> String {
        match day.mark {
            DayMark::Start => self.tr.s("calendar-start").into_owned(),
            DayMark::Counted(n) => self.tr.f1("calendar-counted", "n", n),
            DayMark::Rest => self.tr.s("calendar-rest").into_owned(),
            DayMark::Paused => self.tr.s("calendar-paused").into_owned(),
            DayMark::Due(_) => self.tr.s("calendar-due").into_owned(),
        }
    }

    /// The month is said with the first day shown and with the first of each month.
    fn month_label(&self, day: &StripDay) -> Option<Cow<'static, str>> {
        let is_first = self.days.first().is_some_and(|f| f.date == day.date);
        (is_first || day.date.day() == 1).then(|| self.tr.month_short(day.date))
    }

    fn weekdays(&self) -> [Cow<'static, str>; 7] {
        use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
        // Any week will do to name its days.
        let monday = Date::constant(2026, 1, 5);
        [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday].map(|day| {
            self.tr.weekday_short(monday.checked_add(i64::from(day.to_monday_zero_offset()).days()).unwrap_or(monday))
        })
    }
}

impl HtmlSafe for CalendarStrip {}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Lang;

    #[test]
    fn a_calendar_has_whole_weeks_and_joins_reasons() {
        let tr = Tr::new(Lang::ZhCn);
        let days = (10..=24)
            .map(|d| StripDay {
                date: date(2026, 2, d),
                mark: if (15..=23).contains(&d) { DayMark::Rest } else { DayMark::Counted(1) },
                why: if (15..=23).contains(&d) { "春节假期".into() } else { String::new() },
            })
            .collect();
        let strip = CalendarStrip::new(tr, "x", days);
        assert_eq!(strip.weeks().len(), 3);
        assert!(strip.weeks()[0][0].is_none());
        assert_eq!(strip.reasons(), ["2月15日（周日）至2月23日（周一）：春节假期"]);
        assert_eq!(strip.weekdays()[6], "周日");
    }
}
