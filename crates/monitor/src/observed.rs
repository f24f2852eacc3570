//! What is known about one site when its indicators are computed. Pure facts, counted elsewhere.

use crate::FindingKind;
use jiff::civil::Date;
use sites::SectionClass;
use std::collections::BTreeMap;

/// Visits of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProbeFigures {
    /// Visits that have an outcome.
    pub all: i64,
    /// Those that did not open in time.
    pub bad: i64,
    /// Days of the window that had fewer visits than the inspection asks for.
    pub short_days: i64,
}

/// One open section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionFact {
    /// Its key.
    pub key: String,
    /// Its class.
    pub class: SectionClass,
    /// Days within which something new must appear.
    pub days: Option<i64>,
    /// Whether it is of the first level.
    pub is_top: bool,
    /// Publications in it and below it.
    pub count: i64,
    /// The newest; one without a date counts as not updated.
    pub latest: Option<Date>,
}

impl SectionFact {
    /// The first day on which it counts as not updated if nothing is published; `None` where nothing must be.
    /// A section that must be kept up and has nothing counts at once.
    pub fn overdue_on(&self) -> Option<Date> {
        let days = self.days?;
        match self.latest {
            None => Some(Date::MIN),
            Some(latest) => latest.checked_add(jiff::Span::new().days(days + 1)).ok(),
        }
    }
}

/// What is known about questions and answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interaction {
    /// The platform has no channel for questions yet.
    NoChannel,
    /// A channel of ours.
    Channel {
        /// When the oldest message came that nobody answered.
        oldest_unanswered: Option<Date>,
        /// How many wait.
        waiting: i64,
        /// When the newest answer came before the public; `None`: there is none.
        newest_answer: Option<Date>,
    },
}

/// What is known about services and their guides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guides {
    /// The agency offers no public services; the indicator does not apply.
    NotApplicable,
    /// There should be services and there are none.
    None,
    /// There are some.
    Offered {
        /// How many.
        all: i64,
        /// How many lack at least the number of elements that counts.
        lacking: i64,
        /// How many lack any element.
        incomplete: i64,
    },
}

/// Everything that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Visits.
    pub probes: ProbeFigures,
    /// When the home page last showed something new.
    pub home_latest: Option<Date>,
    /// Open sections.
    pub sections: Vec<SectionFact>,
    /// Questions and answers.
    pub interaction: Interaction,
    /// Services.
    pub guides: Guides,
    /// How many findings of each kind.
    pub found: BTreeMap<FindingKind, i64>,
}
