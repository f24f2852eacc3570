//! The clock of one matter: where it starts, what limit it has, and what happened to it. Stored as JSON with the matter.
//!
//! This file is the record alone. `events` adds to it under the rules, `due` and `explain` read it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A time limit of the law, in the unit the law states it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Working days (工作日).
    WorkingDays(u32),
    /// Calendar days (日, 自然日).
    CalendarDays(u32),
    /// Months; the limit ends on the day of the same number, or on the month's last day when it has none.
    Months(u32),
}

impl Limit {
    /// The number, in the limit's own unit.
    pub const fn count(self) -> u32 {
        match self {
            Limit::WorkingDays(n) | Limit::CalendarDays(n) | Limit::Months(n) => n,
        }
    }
}

/// Whom a limit binds. It decides what happens when a limit in calendar days or months ends on a rest day.
///
/// Law: 民法典 第二百零三条
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// A person must act by then: a last day that is a rest day moves to the next working day.
    Person,
    /// An office must act by then: the last day does not move, the office acts earlier.
    Organ,
    /// At least so long must be waited or be given (a comment period): it neither moves nor shrinks.
    MinimumPeriod,
}

/// Who may extend the limit, and by how much. Once only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRule {
    /// The most it may be extended by, in the unit of the limit.
    pub at_most: u32,
    /// Code of the role that approves, for example `agency_head`.
    pub by: String,
    /// The article that allows it.
    pub law: String,
}

/// Why the clock stopped or started anew: a code for the program, and the words for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The concept's own code, for example `hearing`, `third_party_opinion`, `corrected`, `fee_paid`.
    pub code: String,
    /// The legal basis in words, for example 行政许可法 第四十五条：检验.
    pub text: String,
}

impl Basis {
    /// A basis from its code and its words.
    pub fn new(code: impl Into<String>, text: impl Into<String>) -> Basis {
        Basis { code: code.into(), text: text.into() }
    }
}

/// What happened to a clock. In the order of recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The days after `after` are not counted until the clock resumes.
    Pause {
        /// The last day that is counted.
        after: Date,
        /// The legal basis; there is no pause without one.
        basis: Basis,
        /// Number of the written notice that told the applicant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        notice: Option<String>,
        /// When it is expected to end; for information only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        planned_end: Option<Date>,
    },
    /// The law ends the open pause on this day at the latest, whether or not anybody resumes the clock
    /// (a third party's 15 working days from receipt of the letter).
    PauseEndsBy {
        /// The last day that is not counted.
        on: Date,
    },
    /// The days after `on` are counted again.
    Resume {
        /// The last day that is not counted.
        on: Date,
    },
    /// More days, approved once.
    Extend {
        /// How many, in the unit of the limit.
        days: u32,
        /// Code of the role that approved.
        by: String,
        /// When it was approved.
        approved_on: Date,
        /// The reason told to the applicant.
        reason: String,
    },
    /// The whole limit begins anew after this day (a corrected request arrived, a fee was paid). Ends an open pause.
    /// An extension stays granted, and stays the only one.
    Restart {
        /// The day of the new start; not counted.
        on: Date,
        /// Why.
        why: Basis,
    },
    /// A date set in place of the limit (an unusually large request: 政府信息公开条例 第三十五条).
    Defer {
        /// The new last day.
        until: Date,
        /// When this was decided.
        decided_on: Date,
        /// Why.
        why: Basis,
    },
}

/// The statutory clock of one matter. Dates are dates in Beijing; the day of the start is not counted.
///
/// Law: 政府信息公开条例 第三十三条
/// Law: 行政许可法 第四十二条
/// Law: 行政许可法 第八十二条
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    pub(crate) start: Date,
    pub(crate) limit: Limit,
    pub(crate) binding: Binding,
    pub(crate) law: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) extension: Option<ExtensionRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) events: Vec<Event>,
}

impl Clock {
    /// A clock that starts on `start` (not counted); `law` is the article the limit comes from.
    pub fn new(start: Date, limit: Limit, binding: Binding, law: impl Into<String>) -> Clock {
        Clock { start, limit, binding, law: law.into(), extension: None, events: Vec::new() }
    }

    /// The same clock, which may be extended once under this rule.
    pub fn extensible(mut self, rule: ExtensionRule) -> Clock {
        self.extension = Some(rule);
        self
    }

    /// The first start. After a restart see [`Clock::counted_from`].
    pub const fn start(&self) -> Date {
        self.start
    }

    /// The limit, without extension.
    pub const fn limit(&self) -> Limit {
        self.limit
    }

    /// Whom it binds.
    pub const fn binding(&self) -> Binding {
        self.binding
    }

    /// The article the limit comes from.
    pub fn law(&self) -> &str {
        &self.law
    }

    /// Whether and how it may be extended.
    pub const fn extension_rule(&self) -> Option<&ExtensionRule> {
        self.extension.as_ref()
    }

    /// What happened to it, in the order of recording.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The day after which days are counted: the latest restart, else the start.
    pub fn counted_from(&self) -> Date {
        self.events
            .iter()
            .rev()
            .find_map(|e| match e {
                Event::Restart { on, .. } => Some(*on),
                _ => None,
            })
            .unwrap_or(self.start)
    }

    /// By how much it was extended, in the unit of the limit; 0 when it was not.
    pub fn extended_by(&self) -> u32 {
        self.events
            .iter()
            .map(|e| match e {
                Event::Extend { days, .. } => *days,
                _ => 0,
            })
            .sum()
    }
}
