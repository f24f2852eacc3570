//! Which text counts on a day: the points in time of a work, those whose text is held and those only known of. Pure.

use crate::rule::{EffectiveBasis, Event, Version};
use jiff::civil::Date;

/// By what the text of a day was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// By the day it takes effect.
    Effective(EffectiveBasis),
    /// By the version's date, since the day it takes effect is unknown; the page says so.
    VersionDate,
    /// The version bears no date: it is the oldest that is held.
    Undated,
}

/// The text of a day.
#[expect(clippy::large_enum_variant, reason = "made one at a time and read at once")]
#[derive(Clone, Debug, PartialEq)]
pub enum AsOf {
    /// This text counts.
    Held {
        /// The text.
        version: Version,
        /// By what it was chosen.
        basis: Basis,
    },
    /// A text counted that the register knows of and does not hold.
    KnownNotHeld {
        /// The event that made that text.
        event: Event,
        /// The first day of the next text that is held.
        held_from: Option<Date>,
    },
    /// There was no text yet.
    NotYet {
        /// The first day from which there is one; `None`: nothing is known at all.
        first: Option<Date>,
    },
}

/// A point from which another text counts.
#[expect(clippy::large_enum_variant, reason = "a work has a handful of them")]
#[derive(Clone, Debug, PartialEq)]
pub enum Point {
    /// A text that is held.
    Held(Version),
    /// A text known by its event only.
    Known(Event),
}

impl Point {
    /// From when; `None`: undated.
    pub fn on(&self) -> Option<Date> {
        match self {
            Point::Held(v) => v.begins_on(),
            Point::Known(e) => Some(e.on),
        }
    }

    /// The version, if its text is held.
    pub fn version_n(&self) -> Option<i64> {
        match self {
            Point::Held(v) => Some(v.n),
            Point::Known(_) => None,
        }
    }
}

/// All points of a work, oldest first; an undated text stands first.
pub fn points(versions: &[Version], events: &[Event]) -> Vec<Point> {
    let mut all: Vec<Point> = versions.iter().cloned().map(Point::Held).collect();
    all.extend(events.iter().filter(|e| e.is_textual && e.version_n.is_none()).cloned().map(Point::Known));
    // On one day the text that is held stands last: it is the one to read.
    all.sort_by_key(|p| (p.on(), p.version_n().is_some(), p.version_n()));
    all
}

/// The text that counts on `day`.
pub fn as_of(versions: &[Version], events: &[Event], day: Date) -> AsOf {
    let points = points(versions, events);
    let Some(at) = points.iter().rposition(|p| p.on().is_none_or(|d| d <= day)) else {
        return AsOf::NotYet { first: points.first().and_then(Point::on) };
    };
    match &points[at] {
        Point::Held(version) => {
            let basis = match (version.effective_on, version.dated_on) {
                (Some(_), _) => Basis::Effective(version.effective_basis),
                (None, Some(_)) => Basis::VersionDate,
                (None, None) => Basis::Undated,
            };
            AsOf::Held { version: version.clone(), basis }
        }
        Point::Known(event) => AsOf::KnownNotHeld {
            event: event.clone(),
            held_from: points[at + 1..].iter().find(|p| p.version_n().is_some()).and_then(Point::on),
        },
    }
}
