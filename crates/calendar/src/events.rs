//! The only way to change a clock: each act is checked against the rules and either recorded or refused.

use crate::calendar::{Calendar, CalendarError};
use crate::clock::{Basis, Clock, Event};
use crate::message::Message;
use jiff::civil::Date;

/// Every way a clock says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockRefused {
    /// This limit knows no extension.
    #[error("this time limit cannot be extended")]
    NotExtensible,
    /// It was extended before.
    #[error("already extended on {on}; a limit is extended once")]
    AlreadyExtended {
        /// When.
        on: Date,
    },
    /// More than the law allows, or nothing at all.
    #[error("an extension of {asked} is not within 1 to {at_most}")]
    OverBound {
        /// What was asked, in the unit of the limit.
        asked: u32,
        /// What is allowed.
        at_most: u32,
    },
    /// Approved by a role that the law does not name.
    #[error("`{by}` cannot approve this extension; `{required}` can")]
    WrongRole {
        /// Code of the role that tried.
        by: String,
        /// Code of the role that may.
        required: String,
    },
    /// The applicant must be told why.
    #[error("an extension needs a reason")]
    NoReason,
    /// The limit was over on the day of the approval.
    #[error("the limit ended on {due}, before {on}")]
    Expired {
        /// When it ended.
        due: Date,
        /// The day of the act.
        on: Date,
    },
    /// The law stops a clock only for named reasons, each recorded.
    #[error("a clock is not stopped without a legal basis")]
    NoLegalBasis,
    /// It is paused already.
    #[error("already paused after {after}")]
    AlreadyPaused {
        /// The last day counted before the pause.
        after: Date,
    },
    /// It is running.
    #[error("the clock is not paused")]
    NotPaused,
    /// Earlier than something recorded before.
    #[error("{on} is earlier than {last}, which is recorded already")]
    OutOfOrder {
        /// The day of the act.
        on: Date,
        /// The day of the last record, or of the start.
        last: Date,
    },
    /// The calendar cannot answer.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl ClockRefused {
    /// The sentence for the reader.
    pub fn message(&self) -> Message {
        match self {
            ClockRefused::NotExtensible => Message::new("calendar-refused-not-extensible"),
            ClockRefused::AlreadyExtended { on } => Message::new("calendar-refused-already-extended").with("on", on),
            ClockRefused::OverBound { asked, at_most } => {
                Message::new("calendar-refused-over-bound").with("asked", asked).with("most", at_most)
            }
            ClockRefused::WrongRole { by, required } => {
                Message::new("calendar-refused-wrong-role").with("by", by).with("required", required)
            }
            ClockRefused::NoReason => Message::new("calendar-refused-no-reason"),
            ClockRefused::Expired { due, on } => {
                Message::new("calendar-refused-expired").with("due", due).with("on", on)
            }
            ClockRefused::NoLegalBasis => Message::new("calendar-refused-no-legal-basis"),
            ClockRefused::AlreadyPaused { after } => {
                Message::new("calendar-refused-already-paused").with("after", after)
            }
            ClockRefused::NotPaused => Message::new("calendar-refused-not-paused"),
            ClockRefused::OutOfOrder { on, last } => {
                Message::new("calendar-refused-out-of-order").with("on", on).with("last", last)
            }
            ClockRefused::Calendar(error) => error.message(),
        }
    }
}

impl Clock {
    /// Stops the clock: the days after `after` are not counted. A pause that begins after the limit is over is
    /// recorded, since the procedure may be owed all the same, but it moves nothing.
    ///
    /// Law: 行政许可法 第四十五条
    /// Law: 政府信息公开条例 第三十三条
    pub fn pause(
        &mut self,
        after: Date,
        basis: Basis,
        notice: Option<String>,
        planned_end: Option<Date>,
    ) -> Result<(), ClockRefused> {
        if basis.code.trim().is_empty() || basis.text.trim().is_empty() {
            return Err(ClockRefused::NoLegalBasis);
        }
        if let Some((since, ends_by)) = self.open_pause() {
            match ends_by {
                // The law ended that pause; nobody had to say so.
                Some(end) if end <= after => {}
                _ => return Err(ClockRefused::AlreadyPaused { after: since }),
            }
        }
        self.in_order(after)?;
        self.events.push(Event::Pause { after, basis, notice, planned_end });
        Ok(())
    }

    /// Says on which day the law ends the open pause at the latest: known once the letter was received.
    ///
    /// Law: 政府信息公开条例 第三十二条
    pub fn pause_ends_by(&mut self, on: Date) -> Result<(), ClockRefused> {
        let (after, _) = self.open_pause().ok_or(ClockRefused::NotPaused)?;
        if on < after {
            return Err(ClockRefused::OutOfOrder { on, last: after });
        }
        self.events.push(Event::PauseEndsBy { on });
        Ok(())
    }

    /// Lets the clock run again: `on` is the last day that is not counted.
    pub fn resume(&mut self, on: Date) -> Result<(), ClockRefused> {
        self.open_pause().ok_or(ClockRefused::NotPaused)?;
        self.in_order(on)?;
        self.events.push(Event::Resume { on });
        Ok(())
    }

    /// Extends the limit, once, within the bound, by the role the law names, before the limit is over.
    ///
    /// Law: 行政许可法 第四十二条
    /// Law: 政府信息公开条例 第三十三条
    pub fn extend(
        &mut self,
        calendar: &Calendar,
        days: u32,
        by: &str,
        approved_on: Date,
        reason: &str,
    ) -> Result<(), ClockRefused> {
        let rule = self.extension.as_ref().ok_or(ClockRefused::NotExtensible)?;
        let earlier = self.events.iter().find_map(|e| match e {
            Event::Extend { approved_on, .. } => Some(*approved_on),
            _ => None,
        });
        if let Some(on) = earlier {
            return Err(ClockRefused::AlreadyExtended { on });
        }
        if days == 0 || days > rule.at_most {
            return Err(ClockRefused::OverBound { asked: days, at_most: rule.at_most });
        }
        if by != rule.by {
            return Err(ClockRefused::WrongRole { by: by.to_owned(), required: rule.by.clone() });
        }
        if reason.trim().is_empty() {
            return Err(ClockRefused::NoReason);
        }
        if approved_on < self.start {
            return Err(ClockRefused::OutOfOrder { on: approved_on, last: self.start });
        }
        let due = self.due(calendar, approved_on)?.on;
        if due < approved_on {
            return Err(ClockRefused::Expired { due, on: approved_on });
        }
        self.events.push(Event::Extend { days, by: by.to_owned(), approved_on, reason: reason.trim().to_owned() });
        Ok(())
    }

    /// Starts the whole limit anew: `on` is not counted, the days after it are. The latest restart wins.
    ///
    /// Law: 政府信息公开条例 第三十条
    pub fn restart(&mut self, on: Date, why: Basis) -> Result<(), ClockRefused> {
        if why.code.trim().is_empty() || why.text.trim().is_empty() {
            return Err(ClockRefused::NoLegalBasis);
        }
        self.in_order(on)?;
        self.events.push(Event::Restart { on, why });
        Ok(())
    }

    /// Sets a date in place of the limit, told to the applicant.
    ///
    /// Law: 政府信息公开条例 第三十五条
    pub fn defer(&mut self, until: Date, decided_on: Date, why: Basis) -> Result<(), ClockRefused> {
        if why.code.trim().is_empty() || why.text.trim().is_empty() {
            return Err(ClockRefused::NoLegalBasis);
        }
        self.in_order(decided_on)?;
        if until < decided_on {
            return Err(ClockRefused::OutOfOrder { on: until, last: decided_on });
        }
        self.events.push(Event::Defer { until, decided_on, why });
        Ok(())
    }

    /// The pause nobody has ended: the last day counted before it, and the day the law ends it by.
    fn open_pause(&self) -> Option<(Date, Option<Date>)> {
        let mut open = None;
        for event in &self.events {
            match event {
                Event::Pause { after, .. } => open = Some((*after, None)),
                Event::PauseEndsBy { on } => {
                    if let Some((_, ends_by)) = &mut open {
                        *ends_by = Some(*on);
                    }
                }
                Event::Resume { .. } | Event::Restart { .. } => open = None,
                Event::Extend { .. } | Event::Defer { .. } => {}
            }
        }
        open
    }

    /// Days of one clock follow each other. An approval may be recorded between, it touches no other event's day; and
    /// the day a pause ends by lies in the future.
    fn in_order(&self, on: Date) -> Result<(), ClockRefused> {
        let last = self.events.iter().rev().find_map(|e| match e {
            Event::Pause { after: day, .. }
            | Event::Resume { on: day }
            | Event::Restart { on: day, .. }
            | Event::Defer { decided_on: day, .. } => Some(*day),
            Event::Extend { .. } | Event::PauseEndsBy { .. } => None,
        });
        let last = last.unwrap_or(self.start);
        if on < last { Err(ClockRefused::OutOfOrder { on, last }) } else { Ok(()) }
    }
}
