//! The algebra of the clock, over dates from 2019 into the provisional years, for the country and for Xinjiang.

// A panic in a test is a failure with a line number, helpers outside #[test] included.
#![allow(clippy::unwrap_used)]

use calendar::{Basis, Binding, Calendar, Clock, ExtensionRule, Holidays, Limit};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;

static CALENDARS: LazyLock<[Calendar; 2]> =
    LazyLock::new(|| [Holidays::built_in().calendar(None), Holidays::built_in().calendar(Some("650102"))]);

fn any_calendar() -> impl Strategy<Value = &'static Calendar> {
    (0..2usize).prop_map(|i| &CALENDARS[i])
}

fn any_day() -> impl Strategy<Value = Date> {
    (0..4_400i64).prop_map(|n| later(date(2019, 1, 1), n))
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap()
}

fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        (1..60u32).prop_map(Limit::WorkingDays),
        (1..90u32).prop_map(Limit::CalendarDays),
        (1..12u32).prop_map(Limit::Months)
    ]
}

fn clock(start: Date, limit: Limit, binding: Binding) -> Clock {
    let rule = ExtensionRule { at_most: 20, by: "head".into(), law: "x".into() };
    Clock::new(start, limit, binding, "x").extensible(rule)
}

fn basis() -> Basis {
    Basis::new("hearing", "听证")
}

/// Counts day by day, knowing nothing of running totals.
fn slow_add(calendar: &Calendar, from: Date, n: u32) -> Date {
    let (mut day, mut left) = (from, n);
    while left > 0 {
        day = later(day, 1);
        left -= u32::from(calendar.is_workday(day).unwrap());
    }
    day
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_limit_in_working_days_never_ends_on_a_rest_day(cal in any_calendar(), start in any_day(), n in 0..80u32) {
        let due = clock(start, Limit::WorkingDays(n), Binding::Organ).due(cal, start).unwrap();
        prop_assert!(cal.is_workday(due.on).unwrap());
    }

    #[test]
    fn a_limit_that_binds_a_person_never_ends_on_a_rest_day(
        cal in any_calendar(), start in any_day(), limit in any_limit(),
    ) {
        let person = clock(start, limit, Binding::Person).due(cal, start).unwrap();
        prop_assert!(cal.is_workday(person.on).unwrap());
        // And it never shrinks below what the law gives.
        let least = clock(start, limit, Binding::MinimumPeriod).due(cal, start).unwrap();
        prop_assert!(person.on >= least.on);
        prop_assert_eq!(least.moved_from, None);
    }

    #[test]
    fn adding_agrees_with_counting_day_by_day(cal in any_calendar(), start in any_day(), n in 1..80u32) {
        let end = cal.add_working_days(start, n).unwrap();
        prop_assert_eq!(end, slow_add(cal, start, n));
        prop_assert_eq!(cal.working_days_between(start, end).unwrap(), n);
    }

    #[test]
    fn pausing_over_n_working_days_moves_the_end_by_n_working_days(
        cal in any_calendar(), start in any_day(), n in 1..60u32, at in 0..60i64, length in 0..60i64,
    ) {
        let mut clock = clock(start, Limit::WorkingDays(n), Binding::Organ);
        let before = clock.due(cal, start).unwrap().on;
        let (after, to) = (later(start, at), later(start, at + length));
        prop_assume!(after < before);
        clock.pause(after, basis(), None, None).unwrap();
        clock.resume(to).unwrap();
        let paused = cal.working_days_between(after, to).unwrap();
        prop_assert_eq!(clock.due(cal, to).unwrap().on, cal.add_working_days(before, paused).unwrap());
    }

    #[test]
    fn an_extension_adds_exactly_its_days(
        cal in any_calendar(), start in any_day(), limit in any_limit(), more in 1..=20u32,
    ) {
        let mut extended = clock(start, limit, Binding::Organ);
        extended.extend(cal, more, "head", start, "x").unwrap();
        let longer = match limit {
            Limit::WorkingDays(n) => Limit::WorkingDays(n + more),
            Limit::CalendarDays(n) => Limit::CalendarDays(n + more),
            Limit::Months(n) => Limit::Months(n + more),
        };
        let wanted = clock(start, longer, Binding::Organ).due(cal, start).unwrap().on;
        prop_assert_eq!(extended.due(cal, start).unwrap().on, wanted);
    }

    #[test]
    fn a_longer_limit_never_ends_earlier_and_a_later_start_neither(
        cal in any_calendar(), start in any_day(), n in 0..80u32,
    ) {
        for binding in [Binding::Organ, Binding::Person] {
            for limit in [Limit::WorkingDays, Limit::CalendarDays, Limit::Months] {
                let end = |start, n| clock(start, limit(n), binding).due(cal, start).unwrap().on;
                prop_assert!(end(start, n) <= end(start, n + 1));
                prop_assert!(end(start, n) <= end(later(start, 1), n));
            }
        }
        let end = cal.add_working_days(start, n).unwrap();
        prop_assert!(end < cal.add_working_days(start, n + 1).unwrap() || n == 0);
    }

    #[test]
    fn the_counted_days_of_the_explanation_are_the_limit(
        cal in any_calendar(), start in any_day(), n in 1..60u32, at in 0..60i64, length in 0..60i64, more in 0..=20u32,
        binding in prop_oneof![Just(Binding::Organ), Just(Binding::Person), Just(Binding::MinimumPeriod)],
        in_calendar_days in any::<bool>(),
    ) {
        let limit = if in_calendar_days { Limit::CalendarDays(n) } else { Limit::WorkingDays(n) };
        let mut clock = clock(start, limit, binding);
        clock.pause(later(start, at), basis(), None, None).unwrap();
        clock.resume(later(start, at + length)).unwrap();
        if more > 0 {
            clock.extend(cal, more, "head", start, "x").unwrap();
        }
        let explained = clock.explain(cal, later(start, at + length)).unwrap();
        let counted: Vec<u32> = explained.lines.iter().filter_map(|l| l.counted).collect();
        prop_assert_eq!(counted, (1..=n + more).collect::<Vec<_>>());
        // Every day is there once, from the start to the end.
        let days: Vec<Date> = explained.lines.iter().map(|l| l.date).collect();
        let wanted: Vec<Date> = start.series(jiff::Span::new().days(1)).take_while(|d| *d <= explained.due.on).collect();
        prop_assert_eq!(&days, &wanted);
        prop_assert_eq!(explained.runs().iter().map(|r| r.days as usize).sum::<usize>(), days.len());
        // Used and left agree with it on every day.
        prop_assert_eq!(clock.used(cal, explained.due.moved_from.unwrap_or(explained.due.on)).unwrap(), n + more);
    }

    #[test]
    fn used_and_left_make_the_limit(
        cal in any_calendar(), start in any_day(), n in 1..60u32, at in 0..60i64, length in 0..60i64, today in 0..60i64,
    ) {
        let mut clock = clock(start, Limit::WorkingDays(n), Binding::Organ);
        clock.pause(later(start, at), basis(), None, None).unwrap();
        if length % 2 == 0 {
            clock.resume(later(start, at + length)).unwrap();
        }
        let today = later(start, today);
        let due = clock.due(cal, today).unwrap();
        if today <= due.on {
            let used = i64::from(clock.used(cal, today).unwrap());
            prop_assert_eq!(used + clock.days_left(cal, today).unwrap().days, i64::from(n));
        }
    }

    #[test]
    fn a_clock_survives_its_json(start in any_day(), limit in any_limit(), at in 0..60i64, length in 0..60i64) {
        let mut clock = clock(start, limit, Binding::Person);
        clock.pause(later(start, at), basis(), None, Some(later(start, at + 9))).unwrap();
        clock.pause_ends_by(later(start, at + length)).unwrap();
        clock.restart(later(start, at + length), basis()).unwrap();
        let json = serde_json::to_string(&clock).unwrap();
        prop_assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
    }
}
