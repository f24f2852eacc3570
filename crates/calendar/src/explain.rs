//! The derivation of a due date, day by day, so that a citizen and an official read the same one.
//!
//! Sentences stand in `lang/<language>/calendar.ftl`; here are their ids, and the typed facts for pages that lay the
//! days out as a calendar.

use crate::calendar::{Calendar, CalendarError, DayKind};
use crate::clock::{Basis, Binding, Clock, Event, Limit};
use crate::due::{Due, Timeline, Unit};
use crate::message::Message;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One day of the derivation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLine {
    /// The day.
    pub date: Date,
    /// Its running number, when it is counted.
    pub counted: Option<u32>,
    /// Why it is counted or not.
    pub why: Why,
    /// Computed from the decree, since the year's notice is not out.
    pub provisional: bool,
    /// Does a document with a number say so? (Plain weekdays and weekends need none.)
    pub confirmed: bool,
}

/// Why a day is counted or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// The day of the start: not counted.
    Start,
    /// The day the clock started anew: not counted.
    Restarted {
        /// Why it did.
        basis: Basis,
    },
    /// Counted.
    Counted {
        /// In the limit or in its extension.
        within: Within,
    },
    /// Counted, though it is a Saturday or Sunday: offices make up for a holiday (调休上班).
    CountedMakeUp {
        /// In the limit or in its extension.
        within: Within,
        /// The holiday it makes up for.
        name: String,
        /// Number of the notice.
        notice: Option<String>,
    },
    /// Saturday or Sunday.
    Weekend,
    /// Off by the State Council's notice or by the decree.
    Holiday {
        /// The holiday.
        name: String,
        /// Number of the notice.
        notice: Option<String>,
    },
    /// Off by the region's notice.
    RegionalHoliday {
        /// The holiday.
        name: String,
        /// Number of the notice, when it is known.
        notice: Option<String>,
    },
    /// The clock stood still.
    Paused {
        /// On what legal basis.
        basis: Basis,
    },
    /// The limit would have ended here or before, but this is a rest day.
    MovedOver {
        /// The holiday; none for a plain weekend.
        name: Option<String>,
    },
    /// The working day to which the end of the limit moved.
    MovedTo,
    /// The date that was set in place of the limit.
    Deferred {
        /// Why.
        basis: Basis,
    },
}

/// Which part of the limit a counted day belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Within {
    /// The limit itself.
    Limit,
    /// The extension.
    Extension,
}

/// Days in a row with one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How many days.
    pub days: u32,
    /// Running number of the first day, when they are counted.
    pub first: Option<u32>,
    /// Running number of the last day, when they are counted.
    pub last: Option<u32>,
    /// The reason.
    pub why: Why,
    /// See [`DayLine::provisional`].
    pub provisional: bool,
    /// See [`DayLine::confirmed`].
    pub confirmed: bool,
}

/// A due date with its derivation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The date.
    pub due: Due,
    /// Every day from the start (or the latest restart) to the last one.
    pub lines: Vec<DayLine>,
    /// The derivation in a few sentences: start, limit, what happened, result, doubts. In order of reading.
    pub notes: Vec<Message>,
}

impl Explanation {
    /// The days, those in a row with one reason put together.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for line in &self.lines {
            match runs.last_mut() {
                Some(run)
                    if run.why == line.why
                        && run.provisional == line.provisional
                        && run.confirmed == line.confirmed
                        && run.to.tomorrow().is_ok_and(|next| next == line.date) =>
                {
                    run.to = line.date;
                    run.days += 1;
                    run.last = line.counted;
                }
                _ => runs.push(Run {
                    from: line.date,
                    to: line.date,
                    days: 1,
                    first: line.counted,
                    last: line.counted,
                    why: line.why.clone(),
                    provisional: line.provisional,
                    confirmed: line.confirmed,
                }),
            }
        }
        runs
    }
}

impl Why {
    /// A short word for a style class or a table of codes.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Why::Start => "start",
            Why::Restarted { .. } => "restarted",
            Why::Counted { .. } => "counted",
            Why::CountedMakeUp { .. } => "counted-make-up",
            Why::Weekend => "weekend",
            Why::Holiday { .. } => "holiday",
            Why::RegionalHoliday { .. } => "regional-holiday",
            Why::Paused { .. } => "paused",
            Why::MovedOver { .. } => "moved-over",
            Why::MovedTo => "moved-to",
            Why::Deferred { .. } => "deferred",
        }
    }

    fn message(&self, first: Option<u32>, last: Option<u32>) -> Message {
        let number = |id_one, id_many| match (first, last) {
            (Some(a), Some(b)) if a != b => Message::new(id_many).with("first", a).with("last", b),
            (n, _) => Message::new(id_one).with("n", n.unwrap_or_default()),
        };
        let document = |message: Message, notice: &Option<String>| match notice {
            Some(number) => message.with("notice", number),
            None => message,
        };
        match self {
            Why::Start => Message::new("calendar-day-start"),
            Why::Restarted { basis } => Message::new("calendar-day-restarted").with("basis", &basis.text),
            Why::Counted { within: Within::Limit } => number("calendar-day-counted", "calendar-run-counted"),
            Why::Counted { within: Within::Extension } => number("calendar-day-extension", "calendar-run-extension"),
            Why::CountedMakeUp { name, notice, .. } => {
                let (one, many) = if notice.is_some() {
                    ("calendar-day-make-up", "calendar-run-make-up")
                } else {
                    ("calendar-day-make-up-unconfirmed", "calendar-run-make-up-unconfirmed")
                };
                document(number(one, many).with("name", name), notice)
            }
            Why::Weekend => Message::new("calendar-day-weekend"),
            Why::Holiday { name, notice } => {
                let id = if notice.is_some() { "calendar-day-holiday" } else { "calendar-day-holiday-unconfirmed" };
                document(Message::new(id).with("name", name), notice)
            }
            Why::RegionalHoliday { name, notice } => {
                let id = if notice.is_some() { "calendar-day-regional" } else { "calendar-day-regional-unconfirmed" };
                document(Message::new(id).with("name", name), notice)
            }
            Why::Paused { basis } => Message::new("calendar-day-paused").with("basis", &basis.text),
            Why::MovedOver { name: Some(name) } => Message::new("calendar-day-moved-over-holiday").with("name", name),
            Why::MovedOver { name: None } => Message::new("calendar-day-moved-over"),
            Why::MovedTo => Message::new("calendar-day-moved-to"),
            Why::Deferred { basis } => Message::new("calendar-day-deferred").with("basis", &basis.text),
        }
    }
}

/// What to add to a line that is not certain.
fn caution(provisional: bool) -> Option<Message> {
    provisional.then(|| Message::new("calendar-day-provisional"))
}

impl DayLine {
    /// The sentence for this day.
    pub fn message(&self) -> Message {
        self.why.message(self.counted, self.counted)
    }

    /// What to add when this day was computed provisionally.
    pub fn caution(&self) -> Option<Message> {
        caution(self.provisional)
    }
}

impl Run {
    /// The sentence for these days.
    pub fn message(&self) -> Message {
        self.why.message(self.first, self.last)
    }

    /// What to add when these days were computed provisionally.
    pub fn caution(&self) -> Option<Message> {
        caution(self.provisional)
    }
}

impl Clock {
    /// The due date with every day that was counted or not, and why; asked on `as_of`.
    pub fn explain(&self, calendar: &Calendar, as_of: Date) -> Result<Explanation, CalendarError> {
        let due = self.due(calendar, as_of)?;
        let timeline = self.timeline(as_of);
        let mut lines = vec![DayLine {
            date: timeline.begin,
            counted: None,
            why: match timeline.restarted {
                Some(basis) => Why::Restarted { basis: basis.clone() },
                None => Why::Start,
            },
            provisional: false,
            confirmed: true,
        }];
        if let Some(basis) = &due.deferred {
            let why = Why::Deferred { basis: basis.clone() };
            lines.push(DayLine { date: due.on, counted: None, why, provisional: false, confirmed: true });
        } else if self.unit() == Unit::WorkingDays {
            self.working_day_lines(calendar, &timeline, &due, &mut lines)?;
        } else {
            self.calendar_day_lines(calendar, &timeline, &due, &mut lines)?;
        }
        let notes = self.notes(&timeline, &due, as_of);
        Ok(Explanation { due, lines, notes })
    }

    fn working_day_lines(
        &self,
        calendar: &Calendar,
        timeline: &Timeline,
        due: &Due,
        lines: &mut Vec<DayLine>,
    ) -> Result<(), CalendarError> {
        let limit_ends = self.nominal_end(calendar, timeline, 0)?;
        let mut number = 0;
        for day in calendar.days(timeline.begin, due.on)? {
            let within = if day.date <= limit_ends { Within::Limit } else { Within::Extension };
            let name = day.name.unwrap_or_default().to_owned();
            let notice = day.notice.and_then(|n| n.number.clone());
            let why = match (timeline.pause_on(day.date), day.kind) {
                (Some(basis), _) => Why::Paused { basis: basis.clone() },
                // A limit of no days starts on a rest day: it ends on the next working day.
                (None, DayKind::Workday | DayKind::MakeUpWorkday) if self.limit.count() + due.extended_by == 0 => {
                    Why::MovedTo
                }
                (None, DayKind::Workday) => Why::Counted { within },
                (None, DayKind::MakeUpWorkday) => Why::CountedMakeUp { within, name, notice },
                (None, DayKind::Weekend) => Why::Weekend,
                (None, DayKind::Holiday) => Why::Holiday { name, notice },
                (None, DayKind::RegionalHoliday) => Why::RegionalHoliday { name, notice },
            };
            let counted = matches!(why, Why::Counted { .. } | Why::CountedMakeUp { .. }).then(|| {
                number += 1;
                number
            });
            let (provisional, confirmed) = (day.provisional, day.confirmed);
            lines.push(DayLine { date: day.date, counted, why, provisional, confirmed });
        }
        Ok(())
    }

    fn calendar_day_lines(
        &self,
        calendar: &Calendar,
        timeline: &Timeline,
        due: &Due,
        lines: &mut Vec<DayLine>,
    ) -> Result<(), CalendarError> {
        let limit_ends = self.nominal_end(calendar, timeline, 0)?;
        let nominal = due.moved_from.unwrap_or(due.on);
        let mut number = 0;
        for date in timeline.begin.series(1.day()).skip(1).take_while(|d| *d <= nominal) {
            let why = match timeline.pause_on(date) {
                Some(basis) => Why::Paused { basis: basis.clone() },
                None if date <= limit_ends => Why::Counted { within: Within::Limit },
                None => Why::Counted { within: Within::Extension },
            };
            let counted = matches!(why, Why::Counted { .. }).then(|| {
                number += 1;
                number
            });
            lines.push(DayLine { date, counted, why, provisional: false, confirmed: true });
        }
        // Only now does it matter which days are rest days, and only for a limit that moves.
        if due.moved_from.is_some() {
            for day in calendar.days(nominal, due.on)? {
                let why =
                    if day.is_workday() { Why::MovedTo } else { Why::MovedOver { name: day.name.map(str::to_owned) } };
                let (provisional, confirmed) = (day.provisional, day.confirmed);
                lines.push(DayLine { date: day.date, counted: None, why, provisional, confirmed });
            }
        }
        Ok(())
    }

    fn notes(&self, timeline: &Timeline, due: &Due, as_of: Date) -> Vec<Message> {
        let mut notes = vec![Message::new("calendar-note-start").with("date", self.start)];
        if let Some(why) = timeline.restarted {
            notes.push(Message::new("calendar-note-restarted").with("date", timeline.begin).with("basis", &why.text));
        }
        let id = match (self.limit, self.binding == Binding::MinimumPeriod) {
            (Limit::WorkingDays(_), false) => "calendar-note-limit-working-days",
            (Limit::CalendarDays(_), false) => "calendar-note-limit-calendar-days",
            (Limit::Months(_), false) => "calendar-note-limit-months",
            (Limit::WorkingDays(_), true) => "calendar-note-minimum-working-days",
            (Limit::CalendarDays(_), true) => "calendar-note-minimum-calendar-days",
            (Limit::Months(_), true) => "calendar-note-minimum-months",
        };
        notes.push(Message::new(id).with("n", self.limit.count()).with("law", &self.law));
        for event in &self.events {
            if let Event::Extend { days, by, approved_on, reason } = event {
                let id = match self.limit {
                    Limit::WorkingDays(_) => "calendar-note-extended-working-days",
                    Limit::CalendarDays(_) => "calendar-note-extended-calendar-days",
                    Limit::Months(_) => "calendar-note-extended-months",
                };
                let note = Message::new(id).with("n", days).with("by", by).with("date", approved_on);
                notes.push(note.with("reason", reason));
            }
        }
        for x in &timeline.excluded {
            // The open pause has a sentence of its own below.
            if timeline.open.as_ref().is_some_and(|open| open.after == x.after && x.to == as_of.max(x.after)) {
                continue;
            }
            let note = Message::new("calendar-note-paused").with("after", x.after).with("to", x.to);
            notes.push(note.with("basis", &x.basis.text));
        }
        if let Some(open) = &timeline.open {
            let note = Message::new("calendar-note-paused-open").with("after", open.after);
            notes.push(note.with("basis", &open.basis.text));
            if let Some(end) = open.planned_end {
                notes.push(Message::new("calendar-note-paused-planned").with("date", end));
            }
            if let Some(end) = open.ends_by {
                notes.push(Message::new("calendar-note-paused-ends-by").with("date", end));
            }
        }
        if let Some(basis) = &due.deferred {
            notes.push(Message::new("calendar-note-deferred").with("date", due.on).with("basis", &basis.text));
        }
        if let Some(from) = due.moved_from {
            notes.push(Message::new("calendar-note-moved").with("from", from).with("to", due.on));
        }
        let id = match (&due.paused, self.binding) {
            (Some(_), _) => "calendar-note-due-paused",
            (None, Binding::MinimumPeriod) => "calendar-note-due-minimum",
            (None, _) => "calendar-note-due",
        };
        notes.push(Message::new(id).with("date", due.on).with("asked", as_of));
        notes.extend(due.doubts.iter().map(crate::calendar::Doubt::message));
        notes
    }
}
