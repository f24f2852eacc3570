//! Clocks as stories: the law's pauses, extensions and restarts with the dates computed by hand.

// A panic in a test is a failure with a line number, helpers outside #[test] included.
#![allow(clippy::unwrap_used)]

use calendar::{
    Basis, Binding, Calendar, Clock, ClockRefused, Doubt, ExtensionRule, Holidays, Left, Light, LightRule, Limit, Unit,
};
use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn cal() -> &'static Calendar {
    Calendar::national()
}

fn working(start: &str, n: u32) -> Clock {
    Clock::new(day(start), Limit::WorkingDays(n), Binding::Organ, "政府信息公开条例 第三十三条").extensible(
        ExtensionRule { at_most: 20, by: "foi_head".into(), law: "政府信息公开条例 第三十三条".into() },
    )
}

fn opinion() -> Basis {
    Basis::new("third_party_opinion", "政府信息公开条例 第三十三条：征求第三方意见")
}

fn corrected() -> Basis {
    Basis::new("corrected", "政府信息公开条例 第三十条：收到补正申请")
}

fn due(clock: &Clock, as_of: &str) -> Date {
    clock.due(cal(), day(as_of)).unwrap().on
}

fn pause(clock: &mut Clock, after: &str) -> Result<(), ClockRefused> {
    clock.pause(day(after), opinion(), Some("征〔2026〕1号".into()), None)
}

#[test]
fn a_consultation_is_left_out() {
    let mut clock = working("2026-03-02", 20);
    assert_eq!(due(&clock, "2026-03-02"), day("2026-03-30"));
    pause(&mut clock, "2026-03-06").unwrap();
    clock.resume(day("2026-03-20")).unwrap();
    assert_eq!(due(&clock, "2026-03-21"), day("2026-04-14"));
    assert_eq!(clock.used(cal(), day("2026-03-20")).unwrap(), 4);
    assert_eq!(clock.used(cal(), day("2026-03-23")).unwrap(), 5);
}

#[test]
fn while_paused_the_earliest_date_is_given_and_marked() {
    let mut clock = working("2026-03-02", 20);
    clock.pause(day("2026-03-06"), opinion(), None, Some(day("2026-03-27"))).unwrap();
    let due = clock.due(cal(), day("2026-03-20")).unwrap();
    assert_eq!(due.on, day("2026-04-14"));
    let paused = due.paused.unwrap();
    assert_eq!((paused.after, paused.planned_end), (day("2026-03-06"), Some(day("2026-03-27"))));
    assert_eq!(clock.light(cal(), day("2026-03-20"), LightRule::default()).unwrap(), Light::Paused);
    // Nothing passes while it is paused.
    for today in ["2026-03-09", "2026-03-20", "2026-04-30", "2026-07-01"] {
        let left = clock.days_left(cal(), day(today)).unwrap();
        assert_eq!(left, Left { days: 16, unit: Unit::WorkingDays }, "{today}");
        assert_eq!(clock.used(cal(), day(today)).unwrap(), 4, "{today}");
    }
}

#[test]
fn the_law_ends_a_pause_by_itself() {
    let mut clock = working("2026-03-02", 20);
    pause(&mut clock, "2026-03-06").unwrap();
    // Received 03-09: 15 working days from then.
    let end = cal().add_working_days(day("2026-03-09"), 15).unwrap();
    assert_eq!(end, day("2026-03-30"));
    clock.pause_ends_by(end).unwrap();
    assert!(clock.due(cal(), day("2026-03-27")).unwrap().paused.is_some());
    assert!(clock.due(cal(), day("2026-03-29")).unwrap().paused.is_some());
    assert!(clock.due(cal(), day("2026-03-30")).unwrap().paused.is_none(), "its last day is the day it ends");
    let silent = clock.due(cal(), day("2026-04-10")).unwrap();
    assert_eq!((silent.on, silent.paused), (day("2026-04-22"), None));
    // An answer that is recorded later changes nothing; an earlier one does.
    let mut late = clock.clone();
    late.resume(day("2026-04-02")).unwrap();
    assert_eq!(due(&late, "2026-04-10"), day("2026-04-22"));
    let mut early = clock.clone();
    early.resume(day("2026-03-20")).unwrap();
    assert_eq!(due(&early, "2026-04-10"), day("2026-04-14"));
    // After the end by law the clock may be paused again without anybody resuming it.
    assert_eq!(pause(&mut clock, "2026-03-29"), Err(ClockRefused::AlreadyPaused { after: day("2026-03-06") }));
    let mut at_once = clock.clone();
    pause(&mut at_once, "2026-03-30").unwrap();
    pause(&mut clock, "2026-04-01").unwrap();
    clock.resume(day("2026-04-03")).unwrap();
    assert_eq!(due(&clock, "2026-04-10"), day("2026-04-24"));
}

#[test]
fn a_correction_restarts_the_whole_limit() {
    let mut clock = working("2026-03-02", 20);
    pause(&mut clock, "2026-03-04").unwrap();
    clock.restart(day("2026-03-16"), corrected()).unwrap();
    assert_eq!(clock.counted_from(), day("2026-03-16"));
    let due = clock.due(cal(), day("2026-03-17")).unwrap();
    assert_eq!((due.on, due.paused), (day("2026-04-14"), None));
    clock.restart(day("2026-04-01"), Basis::new("fee_paid", "国办函〔2020〕109号：收到缴费")).unwrap();
    assert_eq!(clock.due(cal(), day("2026-04-02")).unwrap().on, day("2026-04-30"), "the latest restart wins");
    assert_eq!(clock.used(cal(), day("2026-04-03")).unwrap(), 2);
}

#[test]
fn an_extension_adds_its_days_once_within_the_bound_by_the_right_role() {
    let mut clock = working("2026-03-02", 20);
    let extend = |c: &mut Clock, n, by: &str, on: &str, why: &str| c.extend(cal(), n, by, day(on), why);
    assert_eq!(
        extend(&mut clock, 21, "foi_head", "2026-03-20", "量大"),
        Err(ClockRefused::OverBound { asked: 21, at_most: 20 })
    );
    assert_eq!(
        extend(&mut clock, 0, "foi_head", "2026-03-20", "量大"),
        Err(ClockRefused::OverBound { asked: 0, at_most: 20 })
    );
    assert!(matches!(extend(&mut clock, 20, "foi_clerk", "2026-03-20", "量大"), Err(ClockRefused::WrongRole { .. })));
    assert_eq!(extend(&mut clock, 20, "foi_head", "2026-03-20", " "), Err(ClockRefused::NoReason));
    assert_eq!(
        extend(&mut clock, 20, "foi_head", "2026-03-31", "量大"),
        Err(ClockRefused::Expired { due: day("2026-03-30"), on: day("2026-03-31") })
    );
    assert!(matches!(extend(&mut clock, 20, "foi_head", "2026-02-27", "量大"), Err(ClockRefused::OutOfOrder { .. })));
    assert!(clock.events().is_empty(), "a refusal records nothing");
    // On the last day it is not over yet.
    extend(&mut clock, 20, "foi_head", "2026-03-30", "量大").unwrap();
    assert_eq!(due(&clock, "2026-03-30"), day("2026-04-28"));
    assert_eq!(clock.extended_by(), 20);
    assert_eq!(
        extend(&mut clock, 1, "foi_head", "2026-04-01", "量大"),
        Err(ClockRefused::AlreadyExtended { on: day("2026-03-30") })
    );
    let mut fixed = Clock::new(day("2026-03-02"), Limit::WorkingDays(10), Binding::Organ, "行政许可法 第四十四条");
    assert_eq!(extend(&mut fixed, 1, "foi_head", "2026-03-03", "量大"), Err(ClockRefused::NotExtensible));
}

#[test]
fn refuses_what_is_not_in_order() {
    let mut clock = working("2026-03-02", 20);
    assert_eq!(clock.pause(day("2026-03-06"), Basis::new("x", " "), None, None), Err(ClockRefused::NoLegalBasis));
    assert_eq!(clock.resume(day("2026-03-06")), Err(ClockRefused::NotPaused));
    assert_eq!(clock.pause_ends_by(day("2026-03-06")), Err(ClockRefused::NotPaused));
    assert_eq!(
        pause(&mut clock, "2026-03-01"),
        Err(ClockRefused::OutOfOrder { on: day("2026-03-01"), last: day("2026-03-02") })
    );
    pause(&mut clock, "2026-03-06").unwrap();
    assert_eq!(pause(&mut clock, "2026-03-09"), Err(ClockRefused::AlreadyPaused { after: day("2026-03-06") }));
    assert_eq!(
        clock.resume(day("2026-03-05")),
        Err(ClockRefused::OutOfOrder { on: day("2026-03-05"), last: day("2026-03-06") })
    );
    clock.resume(day("2026-03-20")).unwrap();
    assert!(matches!(clock.restart(day("2026-03-19"), corrected()), Err(ClockRefused::OutOfOrder { .. })));
    assert_eq!(clock.events().len(), 2);
}

#[test]
fn a_pause_after_the_end_moves_nothing() {
    let mut clock = working("2026-03-02", 20);
    pause(&mut clock, "2026-04-01").unwrap();
    let due = clock.due(cal(), day("2026-04-20")).unwrap();
    assert_eq!((due.on, due.paused), (day("2026-03-30"), None));
    assert_eq!(clock.light(cal(), day("2026-04-20"), LightRule::default()).unwrap(), Light::Late);
}

#[test]
fn a_pause_from_the_last_day_on_moves_nothing_one_from_the_day_before_does() {
    for (after, last, is_paused) in [("2026-03-27", "2026-04-20", true), ("2026-03-30", "2026-03-30", false)] {
        let mut clock = working("2026-03-02", 20); // ends 2026-03-30
        pause(&mut clock, after).unwrap();
        let due = clock.due(cal(), day("2026-04-17")).unwrap();
        assert_eq!((due.on, due.paused.is_some()), (day(last), is_paused), "{after}");
        clock.resume(day("2026-04-17")).unwrap();
        assert_eq!(clock.due(cal(), day("2026-04-17")).unwrap().on, day(last), "{after}");
    }
}

#[test]
fn pauses_before_a_restart_are_forgotten() {
    for (limit, last) in [
        (Limit::WorkingDays(20), "2026-04-29"),
        (Limit::CalendarDays(20), "2026-04-20"),
        (Limit::Months(1), "2026-04-30"),
    ] {
        let mut clock = Clock::new(day("2026-03-02"), limit, Binding::Organ, "x");
        pause(&mut clock, "2026-03-06").unwrap();
        clock.resume(day("2026-03-20")).unwrap();
        clock.restart(day("2026-03-31"), corrected()).unwrap();
        assert_eq!(due(&clock, "2026-03-31"), day(last), "{limit:?}");
    }
}

#[test]
fn lights_and_days_left() {
    let clock = working("2026-02-10", 20); // ends 2026-03-16, a Monday
    for (today, light, left) in [
        ("2026-02-10", Light::Calm, 20),
        ("2026-02-15", Light::Calm, 16),
        ("2026-03-10", Light::Calm, 4),
        ("2026-03-11", Light::Soon, 3),
        ("2026-03-15", Light::Soon, 1),
        ("2026-03-16", Light::Soon, 0),
        ("2026-03-17", Light::Late, -1),
        ("2026-03-23", Light::Late, -5),
    ] {
        let rule = LightRule { soon_within: 3 };
        assert_eq!(clock.light(cal(), day(today), rule).unwrap(), light, "{today}");
        assert_eq!(clock.days_left(cal(), day(today)).unwrap().days, left, "{today}");
    }
    assert_eq!(clock.used(cal(), day("2026-03-16")).unwrap(), 20);
    assert_eq!(clock.used(cal(), day("2026-03-17")).unwrap(), 21);
}

#[test]
fn limits_in_calendar_days_and_months() {
    use Binding::{MinimumPeriod, Organ, Person};
    use Limit::{CalendarDays, Months};
    for (start, limit, binding, last, moved_from) in [
        ("2026-04-20", CalendarDays(12), Person, "2026-05-06", Some("2026-05-02")),
        ("2026-04-20", CalendarDays(12), Organ, "2026-05-02", None),
        ("2026-04-20", CalendarDays(12), MinimumPeriod, "2026-05-02", None),
        ("2026-01-05", CalendarDays(60), Person, "2026-03-06", None),
        ("2026-02-13", CalendarDays(1), Person, "2026-02-14", None), // a Saturday on which offices work
        ("2026-09-01", CalendarDays(30), Person, "2026-10-08", Some("2026-10-01")),
        ("2026-01-31", Months(1), Organ, "2026-02-28", None),
        ("2024-01-31", Months(1), Person, "2024-02-29", None),
        ("2026-07-31", Months(2), Person, "2026-09-30", None),
        ("2026-08-15", Months(6), Person, "2027-02-15", None),
        ("2026-07-03", Months(3), Person, "2026-10-08", Some("2026-10-03")),
    ] {
        let due = Clock::new(day(start), limit, binding, "x").due(cal(), day(start)).unwrap();
        assert_eq!(due.on, day(last), "{start} {limit:?} {binding:?}");
        assert_eq!(due.moved_from, moved_from.map(day), "{start} {limit:?} {binding:?}");
    }
}

#[test]
fn pauses_and_extensions_of_calendar_limits() {
    let rule = ExtensionRule { at_most: 30, by: "agency_head".into(), law: "行政复议法 第六十二条".into() };
    for (limit, end, paused_end, extended_end) in [
        (Limit::CalendarDays(60), "2026-05-31", "2026-06-10", "2026-07-10"),
        (Limit::Months(2), "2026-06-01", "2026-06-11", "2028-12-11"),
    ] {
        let mut clock = Clock::new(day("2026-04-01"), limit, Binding::Organ, "x").extensible(rule.clone());
        assert_eq!(due(&clock, "2026-04-01"), day(end));
        pause(&mut clock, "2026-04-10").unwrap();
        clock.resume(day("2026-04-20")).unwrap();
        assert_eq!(due(&clock, "2026-04-20"), day(paused_end), "{limit:?}");
        clock.extend(cal(), 30, "agency_head", day("2026-05-01"), "案情复杂").unwrap();
        assert_eq!(due(&clock, "2026-05-01"), day(extended_end), "{limit:?}");
        assert_eq!(clock.unit(), Unit::CalendarDays);
    }
}

#[test]
fn two_pauses_of_a_limit_in_months() {
    let mut clock = Clock::new(day("2026-04-01"), Limit::Months(1), Binding::Organ, "x");
    pause(&mut clock, "2026-04-20").unwrap();
    clock.resume(day("2026-04-30")).unwrap(); // 10 days: 05-11
    pause(&mut clock, "2026-05-05").unwrap(); // after the old end, before the new one
    clock.resume(day("2026-05-08")).unwrap();
    assert_eq!(due(&clock, "2026-05-08"), day("2026-05-14"));
    assert_eq!(clock.days_left(cal(), day("2026-05-12")).unwrap().days, 2);
}

#[test]
fn a_clock_of_45_days_that_starts_in_november_is_provisional() {
    let clock = working("2026-11-20", 45);
    let due = clock.due(cal(), day("2026-11-20")).unwrap();
    assert_eq!((due.on, due.provisional, due.unconfirmed), (day("2027-01-25"), true, false));
    assert_eq!(due.doubts, [Doubt::Provisional { year: 2027 }]);
    assert!(!working("2026-11-20", 20).due(cal(), day("2026-11-20")).unwrap().provisional);
    // A limit in calendar days needs no calendar unless it moves.
    let organ = Clock::new(day("2018-05-01"), Limit::CalendarDays(30), Binding::Organ, "x");
    assert_eq!(due_of(&organ), (day("2018-05-31"), false));
    let person = Clock::new(day("2026-12-05"), Limit::CalendarDays(30), Binding::Person, "x");
    assert_eq!(due_of(&person), (day("2027-01-04"), true));
    assert!(working("2018-05-01", 5).due(cal(), day("2018-05-01")).is_err());
}

fn due_of(clock: &Clock) -> (Date, bool) {
    let due = clock.due(cal(), clock.start()).unwrap();
    (due.on, due.provisional)
}

#[test]
fn a_region_is_unconfirmed() {
    let xinjiang = Holidays::built_in().calendar(Some("650102"));
    let clock = working("2026-05-20", 10);
    let due = clock.due(&xinjiang, day("2026-05-20")).unwrap();
    assert_eq!((due.on, due.unconfirmed, due.provisional), (day("2026-06-08"), true, false));
    assert!(!working("2026-07-20", 10).due(&xinjiang, day("2026-07-20")).unwrap().unconfirmed);
}

#[test]
fn a_date_set_for_an_unusual_request_replaces_the_limit() {
    let mut clock = working("2026-03-02", 20);
    let why = Basis::new("unusual_volume", "政府信息公开条例 第三十五条");
    assert!(matches!(
        clock.defer(day("2026-03-01"), day("2026-03-10"), why.clone()),
        Err(ClockRefused::OutOfOrder { .. })
    ));
    clock.defer(day("2026-06-30"), day("2026-03-10"), why.clone()).unwrap();
    let due = clock.due(cal(), day("2026-03-11")).unwrap();
    assert_eq!((due.on, due.deferred), (day("2026-06-30"), Some(why)));
}

#[test]
fn is_kept_as_json() {
    let mut clock = working("2026-03-02", 20);
    pause(&mut clock, "2026-03-06").unwrap();
    clock.resume(day("2026-03-20")).unwrap();
    clock.extend(cal(), 5, "foi_head", day("2026-03-25"), "量大").unwrap();
    let json = serde_json::to_string(&clock).unwrap();
    assert_eq!(serde_json::from_str::<Clock>(&json).unwrap(), clock);
    // What is stored today must be readable for decades: this text is the contract.
    assert_eq!(
        json,
        r#"{"start":"2026-03-02","limit":{"working_days":20},"binding":"organ","law":"政府信息公开条例 第三十三条","extension":{"at_most":20,"by":"foi_head","law":"政府信息公开条例 第三十三条"},"events":[{"event":"pause","after":"2026-03-06","basis":{"code":"third_party_opinion","text":"政府信息公开条例 第三十三条：征求第三方意见"},"notice":"征〔2026〕1号"},{"event":"resume","on":"2026-03-20"},{"event":"extend","days":5,"by":"foi_head","approved_on":"2026-03-25","reason":"量大"}]}"#
    );
    assert!(serde_json::from_str::<Clock>(&json.replace("resume", "resumed")).is_err());
}
