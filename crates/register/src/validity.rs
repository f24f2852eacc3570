//! Validity: computed from facts and a day, never stored as truth. Pure.
//!
//! Called by the pages, the lists (through the displayed column that [`crate::turn_day`] keeps) and the verbs.

use crate::rule::{Event, Version, What};
use crate::timeline::{AsOf, as_of};
use jiff::civil::Date;
use kernel::words;

words! {
    /// Whether a rule, or one text of it, is in force on a day.
    pub enum Validity {
        /// 尚未施行.
        NotYetEffective = "not-yet-effective",
        /// 有效.
        InForce = "in-force",
        /// 已修改: the rule is in force, this text of it was overtaken.
        Amended = "amended",
        /// 失效: its time is over or its task done.
        Expired = "expired",
        /// 废止: another rule or decision ended it.
        Repealed = "repealed",
        /// 暂停施行.
        Suspended = "suspended",
    }
}

impl Validity {
    /// Whether people are bound by it.
    pub fn is_binding(self) -> bool {
        matches!(self, Validity::InForce | Validity::Amended)
    }
}

/// What decides about the validity of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The day it begins to count; `None`: it always has, as far as is known.
    pub begins_on: Option<Date>,
    /// The day from which a later text counts.
    pub overtaken_on: Option<Date>,
    /// The last day of its period.
    pub expires_on: Option<Date>,
    /// The day from which it is repealed.
    pub repealed_on: Option<Date>,
    /// The day on which it was declared lapsed.
    pub lapsed_on: Option<Date>,
    /// Suspensions: from, and the day it is in force again.
    pub suspended: Vec<(Date, Option<Date>)>,
}

/// The validity of one text on a day. What ended it weighs more than what overtook it, that more than a suspension.
pub fn validity_on(facts: &Facts, day: Date) -> Validity {
    if facts.repealed_on.is_some_and(|d| d <= day) {
        return Validity::Repealed;
    }
    if facts.lapsed_on.is_some_and(|d| d <= day) || facts.expires_on.is_some_and(|last| last < day) {
        return Validity::Expired;
    }
    if facts.begins_on.is_some_and(|d| d > day) {
        return Validity::NotYetEffective;
    }
    if facts.overtaken_on.is_some_and(|d| d <= day) {
        return Validity::Amended;
    }
    if facts.suspended.iter().any(|(from, until)| *from <= day && until.is_none_or(|u| u > day)) {
        return Validity::Suspended;
    }
    Validity::InForce
}

/// The facts of the work as a whole, as far as they do not depend on one text: what ended it, what suspended it.
pub fn work_facts(events: &[Event], expires_on: Option<Date>) -> Facts {
    let first = |what: What| events.iter().filter(|e| e.what == what).map(|e| e.on).min();
    // A period that was extended or a document registered anew is told by `expires_on` alone.
    let mut suspended: Vec<(Date, Option<Date>)> = Vec::new();
    let mut turns: Vec<&Event> = events.iter().filter(|e| matches!(e.what, What::Suspended | What::Resumed)).collect();
    turns.sort_by_key(|e| (e.on, e.what == What::Suspended));
    for e in turns {
        match (e.what, suspended.last_mut()) {
            (What::Suspended, Some((_, None))) => {}
            (What::Suspended, _) => suspended.push((e.on, None)),
            (_, Some((_, until @ None))) => *until = Some(e.on),
            _ => {}
        }
    }
    Facts {
        begins_on: None,
        overtaken_on: None,
        expires_on,
        repealed_on: first(What::Repealed),
        lapsed_on: first(What::Expired),
        suspended,
    }
}

/// The facts of one text among all texts and events of its work.
pub fn version_facts(version: &Version, versions: &[Version], events: &[Event], expires_on: Option<Date>) -> Facts {
    let begins_on = version.begins_on();
    let later = crate::timeline::points(versions, events)
        .into_iter()
        .filter(|p| p.version_n() != Some(version.n))
        .filter_map(|p| p.on())
        .filter(|d| begins_on.is_none_or(|b| *d > b))
        .min();
    Facts { begins_on, overtaken_on: later, ..work_facts(events, expires_on) }
}

/// The validity of the work on a day: in force as long as one of its texts is; [`Validity::Amended`] only where the
/// text in force is known to exist and not held.
pub fn work_validity(versions: &[Version], events: &[Event], expires_on: Option<Date>, day: Date) -> Validity {
    let work = validity_on(&work_facts(events, expires_on), day);
    if work != Validity::InForce {
        // A rule that is repealed before it begins is repealed all the same.
        return work;
    }
    match as_of(versions, events, day) {
        AsOf::NotYet { .. } => Validity::NotYetEffective,
        AsOf::Held { .. } => Validity::InForce,
        AsOf::KnownNotHeld { .. } => Validity::Amended,
    }
}

/// The next day after `day` on which the validity of the work can change by itself.
pub fn next_turn(versions: &[Version], events: &[Event], expires_on: Option<Date>, day: Date) -> Option<Date> {
    let from_points = crate::timeline::points(versions, events).into_iter().filter_map(|p| p.on());
    let from_events = events
        .iter()
        .filter(|e| matches!(e.what, What::Repealed | What::Expired | What::Suspended | What::Resumed))
        .map(|e| e.on);
    let from_period = expires_on.and_then(|d| d.tomorrow().ok());
    from_points.chain(from_events).chain(from_period).filter(|d| *d > day).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn validity_by_date() {
        let d = |m, day| date(2026, m, day);
        let base = Facts { begins_on: Some(d(3, 1)), ..Facts::default() };
        let table: &[(&str, Facts, Date, Validity)] = &[
            ("the day before", base.clone(), d(2, 28), Validity::NotYetEffective),
            ("the day itself", base.clone(), d(3, 1), Validity::InForce),
            ("unknown beginning", Facts::default(), date(1900, 1, 1), Validity::InForce),
            (
                "repealed from tomorrow",
                Facts { repealed_on: Some(d(4, 2)), ..base.clone() },
                d(4, 1),
                Validity::InForce,
            ),
            ("repealed today", Facts { repealed_on: Some(d(4, 1)), ..base.clone() }, d(4, 1), Validity::Repealed),
            (
                "last day of its period",
                Facts { expires_on: Some(d(5, 31)), ..base.clone() },
                d(5, 31),
                Validity::InForce,
            ),
            ("the day after", Facts { expires_on: Some(d(5, 31)), ..base.clone() }, d(6, 1), Validity::Expired),
            ("declared lapsed", Facts { lapsed_on: Some(d(6, 1)), ..base.clone() }, d(6, 1), Validity::Expired),
            ("overtaken", Facts { overtaken_on: Some(d(6, 1)), ..base.clone() }, d(6, 1), Validity::Amended),
            (
                "suspended",
                Facts { suspended: vec![(d(4, 1), Some(d(4, 5)))], ..base.clone() },
                d(4, 4),
                Validity::Suspended,
            ),
            (
                "in force again",
                Facts { suspended: vec![(d(4, 1), Some(d(4, 5)))], ..base.clone() },
                d(4, 5),
                Validity::InForce,
            ),
            (
                "repealed and overtaken",
                Facts { overtaken_on: Some(d(4, 1)), repealed_on: Some(d(5, 1)), ..base.clone() },
                d(5, 1),
                Validity::Repealed,
            ),
            ("repealed before it began", Facts { repealed_on: Some(d(1, 5)), ..base }, d(2, 1), Validity::Repealed),
        ];
        for (name, facts, day, expected) in table {
            assert_eq!(validity_on(facts, *day), *expected, "{name}");
        }
    }

    proptest! {
        /// Once over, over for good: a repeal or the end of a period never turns back by itself.
        #[test]
        fn what_is_over_stays_over(begin in 0i32..4000, repeal in proptest::option::of(0i32..4000), expire in proptest::option::of(0i32..4000), day in 0i32..4000, more in 0i32..4000) {
            let at = |n: i32| date(2015, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap();
            let facts = Facts { begins_on: Some(at(begin)), repealed_on: repeal.map(at), expires_on: expire.map(at), ..Facts::default() };
            let first = validity_on(&facts, at(day));
            if first == Validity::Repealed {
                prop_assert_eq!(validity_on(&facts, at(day + more)), Validity::Repealed);
            }
            if first == Validity::Expired {
                prop_assert!(!validity_on(&facts, at(day + more)).is_binding());
            }
        }
    }
}
