//! When a clock's limit ends, how much of it is left, and which light it shows.

use crate::calendar::{Calendar, CalendarError, Doubt, days_between};
use crate::clock::{Basis, Binding, Clock, Event, Limit};
use crate::message::Message;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When the limit ends, and how certain that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day. While the clock is paused: the last day if it resumed on the day of the question, so the
    /// earliest possible one.
    pub on: Date,
    /// The day after which days are counted.
    pub counted_from: Date,
    /// The pause the clock is in, if it is in one that moves the date.
    pub paused: Option<PausedSince>,
    /// Where it would have ended, had that not been a rest day (only limits that bind a person move).
    pub moved_from: Option<Date>,
    /// By how much it was extended, in the unit of the limit.
    pub extended_by: u32,
    /// A date that was set in place of the limit, and why.
    pub deferred: Option<Basis>,
    /// Days of a year without a notice were counted: the date may still change.
    pub provisional: bool,
    /// Days of a region without a notice number were counted, or a region's days are not loaded.
    pub unconfirmed: bool,
    /// Each reason for the two above.
    pub doubts: Vec<Doubt>,
}

/// An open pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PausedSince {
    /// The last day counted.
    pub after: Date,
    /// The legal basis.
    pub basis: Basis,
    /// When it is expected to end.
    pub planned_end: Option<Date>,
    /// When the law ends it at the latest.
    pub ends_by: Option<Date>,
}

/// What days are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Working days.
    WorkingDays,
    /// Calendar days; also for limits in months.
    CalendarDays,
}

impl Unit {
    /// Days after `a`, up to and including `b`; 0 when `b` is not later.
    pub(crate) fn count(self, calendar: &Calendar, a: Date, b: Date) -> Result<u32, CalendarError> {
        match self {
            Unit::WorkingDays => calendar.working_days_between(a, b),
            Unit::CalendarDays => Ok(u32::try_from(days_between(a, b)).unwrap_or(0)),
        }
    }

    fn add(self, calendar: &Calendar, from: Date, n: u32) -> Result<Date, CalendarError> {
        match self {
            Unit::WorkingDays => calendar.add_working_days(from, n),
            Unit::CalendarDays => Ok(plus_days(from, i64::from(n))),
        }
    }
}

/// Days left of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Days after today up to and including the last day; negative: so many days late.
    pub days: i64,
    /// What they are counted in.
    pub unit: Unit,
}

impl Left {
    /// The sentence: so many left, due today, or so many late.
    pub fn message(&self) -> Message {
        let id = match (self.days.signum(), self.unit) {
            (0, _) => return Message::new("calendar-left-today"),
            (1, Unit::WorkingDays) => "calendar-left-working-days",
            (1, Unit::CalendarDays) => "calendar-left-calendar-days",
            (_, Unit::WorkingDays) => "calendar-late-working-days",
            (_, Unit::CalendarDays) => "calendar-late-calendar-days",
        };
        Message::new(id).with("n", self.days.unsigned_abs())
    }
}

/// The traffic light of a worklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// The last day is over (red).
    Late,
    /// The last day is near (yellow).
    Soon,
    /// Time enough (green).
    Calm,
    /// The clock stands still (grey).
    Paused,
}

impl Light {
    /// The words for the reader.
    pub fn message(self) -> Message {
        Message::new(match self {
            Light::Late => "calendar-light-late",
            Light::Soon => "calendar-light-soon",
            Light::Calm => "calendar-light-calm",
            Light::Paused => "calendar-light-paused",
        })
    }

    /// The one word of this light for SQL and CSS.
    pub const fn as_str(self) -> &'static str {
        match self {
            Light::Late => "late",
            Light::Soon => "soon",
            Light::Calm => "calm",
            Light::Paused => "paused",
        }
    }
}

/// When a light turns yellow: data of the office, not law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightRule {
    /// So many days left, or fewer, are `Soon` (in the unit of the limit; calendar days for months).
    pub soon_within: u32,
}

impl Default for LightRule {
    /// Three days left.
    fn default() -> LightRule {
        LightRule { soon_within: 3 }
    }
}

/// An interval whose days are not counted: after `after`, up to and including `to`.
#[derive(Clone, Copy)]
pub(crate) struct Excluded<'c> {
    pub after: Date,
    pub to: Date,
    pub basis: &'c Basis,
}

/// The clock's events, resolved for one day of asking.
pub(crate) struct Timeline<'c> {
    pub begin: Date,
    pub restarted: Option<&'c Basis>,
    pub excluded: Vec<Excluded<'c>>,
    pub open: Option<PausedSince>,
    pub deferred: Option<(Date, &'c Basis)>,
}

impl Timeline<'_> {
    /// The pause that leaves this day out, if one does.
    pub fn pause_on(&self, day: Date) -> Option<&Basis> {
        self.excluded.iter().find(|x| x.after < day && day <= x.to).map(|x| x.basis)
    }
}

/// A day so many days later; the end of time when there is none (a limit of billions of days).
fn plus_days(from: Date, days: i64) -> Date {
    // The span itself has a bound; no limit of the law comes near either.
    from.checked_add(days.clamp(-4_000_000, 4_000_000).days()).unwrap_or(Date::MAX)
}

impl Clock {
    /// When the limit ends, asked on `as_of` (which matters only while the clock is paused).
    ///
    /// Refuses a year the calendar does not have. Limits in calendar days or months that bind an office or are
    /// minimum periods need no calendar and are never provisional.
    ///
    /// Law: 民法典 第二百零一条
    /// Law: 民法典 第二百零二条
    /// Law: 民法典 第二百零三条
    pub fn due(&self, calendar: &Calendar, as_of: Date) -> Result<Due, CalendarError> {
        let timeline = self.timeline(as_of);
        let mut due = Due {
            on: timeline.begin,
            counted_from: timeline.begin,
            paused: None,
            moved_from: None,
            extended_by: self.extended_by(),
            deferred: None,
            provisional: false,
            unconfirmed: false,
            doubts: Vec::new(),
        };
        if let Some((until, why)) = timeline.deferred {
            due.on = until;
            due.deferred = Some(why.clone());
            return Ok(due);
        }
        let end = self.nominal_end(calendar, &timeline, due.extended_by)?;
        due.on = end;
        // A pause that begins when the limit is over does not bring it back.
        due.paused = timeline.open.filter(|pause| pause.after < end);
        if self.unit() == Unit::WorkingDays {
            due.doubts = calendar.doubts(timeline.begin, end)?;
        } else if self.binding == Binding::Person {
            due.on = calendar.next_workday(end)?;
            due.moved_from = (due.on != end).then_some(end);
            due.doubts = calendar.doubts(plus_days(end, -1), due.on)?;
        }
        due.provisional = due.doubts.iter().any(|d| matches!(d, Doubt::Provisional { .. }));
        due.unconfirmed = due.doubts.iter().any(|d| !matches!(d, Doubt::Provisional { .. }));
        Ok(due)
    }

    /// How much of the limit is left after `today`; negative when it is over.
    pub fn days_left(&self, calendar: &Calendar, today: Date) -> Result<Left, CalendarError> {
        let due = self.due(calendar, today)?;
        self.left(calendar, &due, today)
    }

    /// Days counted so far, up to and including `today`, pauses left out: what the office has used of its time.
    /// Goes on past the last day. Counted in working days when the limit is, else in calendar days.
    pub fn used(&self, calendar: &Calendar, today: Date) -> Result<u32, CalendarError> {
        let timeline = self.timeline(today);
        self.counted(calendar, &timeline, timeline.begin, today)
    }

    /// The light of this clock on `today`.
    pub fn light(&self, calendar: &Calendar, today: Date, rule: LightRule) -> Result<Light, CalendarError> {
        let due = self.due(calendar, today)?;
        if due.on < today {
            return Ok(Light::Late);
        }
        if due.paused.is_some() {
            return Ok(Light::Paused);
        }
        let left = self.left(calendar, &due, today)?.days;
        Ok(if left <= i64::from(rule.soon_within) { Light::Soon } else { Light::Calm })
    }

    /// What the days of this clock are counted in.
    pub const fn unit(&self) -> Unit {
        match self.limit {
            Limit::WorkingDays(_) => Unit::WorkingDays,
            Limit::CalendarDays(_) | Limit::Months(_) => Unit::CalendarDays,
        }
    }

    fn left(&self, calendar: &Calendar, due: &Due, today: Date) -> Result<Left, CalendarError> {
        let unit = self.unit();
        let days = if today <= due.on {
            let timeline = self.timeline(today);
            i64::from(self.counted(calendar, &timeline, today.max(due.counted_from), due.on)?)
        } else {
            -i64::from(unit.count(calendar, due.on, today)?)
        };
        Ok(Left { days, unit })
    }

    /// Days after `a` up to and including `b` that no pause leaves out.
    fn counted(&self, calendar: &Calendar, timeline: &Timeline, a: Date, b: Date) -> Result<u32, CalendarError> {
        let unit = self.unit();
        let mut days = unit.count(calendar, a, b)?;
        for x in &timeline.excluded {
            days -= unit.count(calendar, x.after.max(a), x.to.min(b))?;
        }
        Ok(days)
    }

    /// The events as they stand for someone who asks on `as_of`.
    pub(crate) fn timeline(&self, as_of: Date) -> Timeline<'_> {
        struct Open<'c> {
            after: Date,
            basis: &'c Basis,
            planned_end: Option<Date>,
            ends_by: Option<Date>,
        }
        let mut timeline =
            Timeline { begin: self.start, restarted: None, excluded: Vec::new(), open: None, deferred: None };
        let mut open: Option<Open> = None;
        let close = |pause: Open<'_>, on: Date| pause.ends_by.map_or(on, |by| by.min(on)).max(pause.after);
        for event in &self.events {
            match event {
                Event::Pause { after, basis, planned_end, .. } => {
                    if let Some(Open { after: since, basis, planned_end, ends_by }) = open.take() {
                        let to = close(Open { after: since, basis, planned_end, ends_by }, *after);
                        timeline.excluded.push(Excluded { after: since, to, basis });
                    }
                    open = Some(Open { after: *after, basis, planned_end: *planned_end, ends_by: None });
                }
                Event::PauseEndsBy { on } => {
                    if let Some(pause) = &mut open {
                        pause.ends_by = Some(*on);
                    }
                }
                Event::Resume { on } => {
                    if let Some(pause) = open.take() {
                        let (after, basis) = (pause.after, pause.basis);
                        timeline.excluded.push(Excluded { after, to: close(pause, *on), basis });
                    }
                }
                Event::Restart { on, why } => {
                    timeline.begin = *on;
                    timeline.restarted = Some(why);
                    timeline.excluded.clear();
                    timeline.deferred = None;
                    open = None;
                }
                Event::Defer { until, why, .. } => timeline.deferred = Some((*until, why)),
                Event::Extend { .. } => {}
            }
        }
        if let Some(pause) = open {
            let (after, basis, planned_end, ends_by) = (pause.after, pause.basis, pause.planned_end, pause.ends_by);
            timeline.excluded.push(Excluded { after, to: close(pause, as_of), basis });
            if ends_by.is_none_or(|by| as_of < by) {
                timeline.open = Some(PausedSince { after, basis: basis.clone(), planned_end, ends_by });
            }
        }
        timeline
    }

    /// Where the limit with `extension` more ends, before it moves for a rest day.
    pub(crate) fn nominal_end(
        &self,
        calendar: &Calendar,
        timeline: &Timeline,
        extension: u32,
    ) -> Result<Date, CalendarError> {
        let total = self.limit.count().saturating_add(extension);
        if let Limit::Months(_) = self.limit {
            let months = i64::from(total).min(120_000);
            let mut end = timeline.begin.checked_add(months.months()).unwrap_or(Date::MAX);
            for x in &timeline.excluded {
                if x.after >= end {
                    break;
                }
                end = plus_days(end, days_between(x.after, x.to));
            }
            return Ok(end);
        }
        let unit = self.unit();
        let (mut cursor, mut remaining) = (timeline.begin, total);
        for x in &timeline.excluded {
            let before = unit.count(calendar, cursor, x.after)?;
            if before >= remaining {
                break;
            }
            remaining -= before;
            cursor = cursor.max(x.to);
        }
        unit.add(calendar, cursor, remaining)
    }
}
