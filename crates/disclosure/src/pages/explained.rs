//! Why a due date is that date, for applicant and official alike: the calendar day by day, and the sentences beside it.
//! The calendar crate reasons; here it is only laid out.

use calendar::{Clock, DayLine, Why};
use jiff::civil::Date;
use kernel::{Cx, Fault, FaultKind};
use web::{CalendarStrip, DayMark, StripDay, Tr};

/// A due date with its reasons, for a page.
#[derive(Clone, Debug)]
pub(crate) struct Explained {
    /// The date, in words.
    pub due: String,
    /// Computed from the decree, since the year's notice is not out.
    pub is_provisional: bool,
    /// The days.
    pub strip: CalendarStrip,
    /// Start, limit, what happened, result, doubts.
    pub sentences: Vec<String>,
}

/// The reasons of a clock's due date in the calendar of `region`, as seen today.
///
/// # Errors
/// A calendar that the law needs is not loaded.
pub(crate) fn explained(tr: Tr, cx: &Cx, clock: &Clock, region: &str) -> Result<Explained, Fault> {
    let missing = |e| Fault::from_error("explaining a due date", e).kind_is(FaultKind::CalendarMissing);
    let e = clock.explain(&cx.calendars.of(region), cx.today()).map_err(missing)?;
    let due = e.due.on;
    let days =
        e.lines.iter().map(|line| StripDay { date: line.date, mark: mark(line, due), why: why(tr, line) }).collect();
    Ok(Explained {
        due: tr.date(due),
        is_provisional: e.due.provisional,
        strip: CalendarStrip::new(tr, tr.f1("disclosure-calendar-caption", "date", tr.date(due)), days),
        sentences: e.notes.iter().map(|m| said(tr, m)).collect(),
    })
}

/// A sentence of the calendar, its dates as people write them.
fn said(tr: Tr, message: &calendar::Message) -> String {
    let shown = |v: &String| v.parse::<Date>().map_or_else(|_| v.clone(), |date| tr.date_short(date));
    let args: Vec<(&str, String)> = message.args.iter().map(|(k, v)| (*k, shown(v))).collect();
    tr.told(message.id, args.iter().map(|(k, v)| (*k, v.as_str())))
}

fn mark(line: &DayLine, due: Date) -> DayMark {
    let n = u16::try_from(line.counted.unwrap_or_default()).unwrap_or(u16::MAX);
    match &line.why {
        Why::Start | Why::Restarted { .. } => DayMark::Start,
        Why::Paused { .. } => DayMark::Paused,
        Why::Counted { .. } | Why::CountedMakeUp { .. } | Why::MovedTo | Why::Deferred { .. } if line.date == due => {
            DayMark::Due(n)
        }
        Why::Counted { .. } | Why::CountedMakeUp { .. } => DayMark::Counted(n),
        _ => DayMark::Rest,
    }
}

/// The reason beside the calendar; plain weekdays and weekends need none.
fn why(tr: Tr, line: &DayLine) -> String {
    if matches!(line.why, Why::Start | Why::Counted { .. } | Why::Weekend) {
        return String::new();
    }
    match line.caution() {
        Some(caution) => format!("{} {}", said(tr, &line.message()), said(tr, &caution)),
        None => said(tr, &line.message()),
    }
}

/// An explanation for samples of pages.
pub(crate) fn sample_explained(tr: Tr, days: i64) -> Explained {
    use jiff::ToSpan;
    let start = jiff::civil::date(2026, 3, 2);
    let strip = (0..=days).map(|n| StripDay {
        date: start.checked_add(n.days()).unwrap_or(start),
        mark: if n == 0 { DayMark::Start } else { DayMark::Counted(u16::try_from(n).unwrap_or_default()) },
        why: String::new(),
    });
    Explained {
        due: tr.date(start),
        is_provisional: days > 20,
        strip: CalendarStrip::new(tr, tr.f1("disclosure-calendar-caption", "date", tr.date(start)), strip.collect()),
        sentences: vec!["自次日起算".to_owned(); usize::try_from(days % 4).unwrap_or(1)],
    }
}
