//! The explanation: every day, its number and its reason, and a sentence for each in both languages.

// A panic in a test is a failure with a line number, helpers outside #[test] included.
#![allow(clippy::unwrap_used)]

use calendar::{Basis, Binding, Calendar, Clock, DayLine, ExtensionRule, Holidays, Limit, Why};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const ZH: &str = include_str!("../../../lang/zh-CN/calendar.ftl");
const EN: &str = include_str!("../../../lang/en/calendar.ftl");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn working(start: &str, n: u32) -> Clock {
    Clock::new(day(start), Limit::WorkingDays(n), Binding::Organ, "x").extensible(ExtensionRule {
        at_most: 20,
        by: "head".into(),
        law: "x".into(),
    })
}

/// `date number word` of each line.
fn brief(lines: &[DayLine]) -> Vec<String> {
    lines
        .iter()
        .map(|l| format!("{} {} {}", l.date, l.counted.map_or("-".into(), |n| n.to_string()), l.why.as_str()))
        .collect()
}

/// The sentences of a language file: id → text, one line each.
fn sentences(file: &str) -> BTreeMap<&str, &str> {
    file.lines().filter(|l| l.starts_with("calendar-")).filter_map(|l| l.split_once(" = ")).collect()
}

#[test]
fn each_day_has_its_number_or_its_reason() {
    let explained = working("2026-02-10", 5).explain(Calendar::national(), day("2026-02-10")).unwrap();
    assert_eq!(
        brief(&explained.lines),
        [
            "2026-02-10 - start",
            "2026-02-11 1 counted",
            "2026-02-12 2 counted",
            "2026-02-13 3 counted",
            "2026-02-14 4 counted-make-up",
            "2026-02-15 - holiday",
            "2026-02-16 - holiday",
            "2026-02-17 - holiday",
            "2026-02-18 - holiday",
            "2026-02-19 - holiday",
            "2026-02-20 - holiday",
            "2026-02-21 - holiday",
            "2026-02-22 - holiday",
            "2026-02-23 - holiday",
            "2026-02-24 5 counted",
        ]
    );
    let runs: Vec<_> = explained.runs().iter().map(|r| (r.from.day(), r.to.day(), r.days, r.first, r.last)).collect();
    assert_eq!(
        runs,
        [
            (10, 10, 1, None, None),
            (11, 13, 3, Some(1), Some(3)),
            (14, 14, 1, Some(4), Some(4)),
            (15, 23, 9, None, None),
            (24, 24, 1, Some(5), Some(5)),
        ]
    );
}

#[test]
fn pauses_and_extensions_are_shown() {
    let mut clock = working("2026-03-02", 3);
    clock.pause(day("2026-03-03"), Basis::new("hearing", "行政许可法 第四十五条：听证"), None, None).unwrap();
    clock.resume(day("2026-03-05")).unwrap();
    clock.extend(Calendar::national(), 2, "head", day("2026-03-06"), "案情复杂").unwrap();
    let explained = clock.explain(Calendar::national(), day("2026-03-06")).unwrap();
    assert_eq!(
        brief(&explained.lines),
        [
            "2026-03-02 - start",
            "2026-03-03 1 counted",
            "2026-03-04 - paused",
            "2026-03-05 - paused",
            "2026-03-06 2 counted",
            "2026-03-07 - weekend",
            "2026-03-08 - weekend",
            "2026-03-09 3 counted",
            "2026-03-10 4 counted",
            "2026-03-11 5 counted",
        ]
    );
    assert_eq!(explained.lines[7].message().id, "calendar-day-counted");
    assert_eq!(explained.lines[8].message().id, "calendar-day-extension");
    let ids: Vec<_> = explained.notes.iter().map(|m| m.id).collect();
    assert_eq!(
        ids,
        [
            "calendar-note-start",
            "calendar-note-limit-working-days",
            "calendar-note-extended-working-days",
            "calendar-note-paused",
            "calendar-note-due"
        ]
    );
}

#[test]
fn an_end_that_moves_says_over_what() {
    let clock = Clock::new(day("2026-04-29"), Limit::CalendarDays(3), Binding::Person, "x");
    let explained = clock.explain(Calendar::national(), day("2026-04-29")).unwrap();
    assert_eq!(
        brief(&explained.lines)[3..],
        [
            "2026-05-02 3 counted",
            "2026-05-03 - moved-over",
            "2026-05-04 - moved-over",
            "2026-05-05 - moved-over",
            "2026-05-06 - moved-to",
        ]
    );
    assert!(explained.notes.iter().any(|m| m.id == "calendar-note-moved"));
}

#[test]
fn an_open_pause_and_a_restart_are_said() {
    let mut clock = working("2026-03-02", 5);
    clock.restart(day("2026-03-09"), Basis::new("corrected", "收到补正申请")).unwrap();
    clock.pause(day("2026-03-10"), Basis::new("hearing", "听证"), None, Some(day("2026-03-20"))).unwrap();
    clock.pause_ends_by(day("2026-03-31")).unwrap();
    let explained = clock.explain(Calendar::national(), day("2026-03-12")).unwrap();
    assert_eq!(explained.lines[0].why.as_str(), "restarted");
    let ids: Vec<_> = explained.notes.iter().map(|m| m.id).collect();
    assert_eq!(
        ids,
        [
            "calendar-note-start",
            "calendar-note-restarted",
            "calendar-note-limit-working-days",
            "calendar-note-paused-open",
            "calendar-note-paused-planned",
            "calendar-note-paused-ends-by",
            "calendar-note-due-paused"
        ]
    );
    // On the very day of the pause too, it is said once, as open.
    let same_day = clock.explain(Calendar::national(), day("2026-03-10")).unwrap();
    assert_eq!(same_day.notes.iter().filter(|m| m.id.starts_with("calendar-note-paused")).count(), 3);
}

#[test]
fn an_unconfirmed_regional_day_and_a_provisional_day_say_so() {
    let xinjiang = Holidays::built_in().calendar(Some("650000"));
    let explained = working("2026-05-26", 1).explain(&xinjiang, day("2026-05-26")).unwrap();
    let corban = &explained.lines[1];
    assert!(matches!(&corban.why, Why::RegionalHoliday { name, notice: None } if name == "古尔邦节"));
    assert!(!corban.confirmed);
    assert_eq!(corban.message().id, "calendar-day-regional-unconfirmed");
    assert!(explained.notes.iter().any(|m| m.id == "calendar-doubt-unconfirmed"));

    let explained = working("2026-12-31", 1).explain(Calendar::national(), day("2026-12-31")).unwrap();
    assert_eq!(explained.lines[1].caution().unwrap().id, "calendar-day-provisional");
    assert!(explained.lines[0].caution().is_none());
    assert!(explained.notes.iter().any(|m| m.id == "calendar-doubt-provisional"));
}

#[test]
fn a_date_set_in_place_of_the_limit_is_one_line() {
    let mut clock = working("2026-03-02", 5);
    clock.defer(day("2026-06-30"), day("2026-03-04"), Basis::new("unusual_volume", "第三十五条")).unwrap();
    let explained = clock.explain(Calendar::national(), day("2026-03-04")).unwrap();
    assert_eq!(brief(&explained.lines), ["2026-03-02 - start", "2026-06-30 - deferred"]);
}

#[test]
fn both_languages_have_every_sentence_with_the_same_arguments() {
    let (zh, en) = (sentences(ZH), sentences(EN));
    assert_eq!(zh.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    let arguments = |text: &str| -> BTreeSet<String> {
        text.split("{ $").skip(1).filter_map(|rest| rest.split_once(" }")).map(|(name, _)| name.to_owned()).collect()
    };
    for (id, text) in &zh {
        assert_eq!(arguments(text), arguments(en[id]), "{id}");
    }
    // Every id that stands in the source has a sentence, and every sentence is used.
    let sources = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
    let mut used = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source.unwrap().path()).unwrap();
        let quoted = text.split('"').filter(|part| part.starts_with("calendar-")).map(str::to_owned);
        used.extend(quoted);
    }
    assert_eq!(used, zh.keys().map(|id| (*id).to_owned()).collect());
}

#[test]
fn messages_carry_the_arguments_that_their_sentences_name() {
    let mut clock = working("2026-12-28", 5);
    clock.pause(day("2026-12-29"), Basis::new("hearing", "听证"), None, None).unwrap();
    clock.resume(day("2026-12-30")).unwrap();
    clock.extend(Calendar::national(), 5, "head", day("2026-12-31"), "复杂").unwrap();
    let moved = Clock::new(day("2026-04-29"), Limit::CalendarDays(3), Binding::Person, "x");
    let xinjiang = Holidays::built_in().calendar(Some("650000"));
    let mut seen = 0;
    for explained in [
        clock.explain(Calendar::national(), day("2026-12-31")).unwrap(),
        moved.explain(Calendar::national(), day("2026-04-29")).unwrap(),
        working("2026-05-26", 20).explain(&xinjiang, day("2026-05-26")).unwrap(),
        working("2026-02-10", 20).explain(Calendar::national(), day("2026-02-10")).unwrap(),
    ] {
        let sentences = sentences(ZH);
        let runs = explained.runs();
        let messages = explained.notes.iter().cloned();
        let messages = messages.chain(explained.lines.iter().map(DayLine::message));
        for message in messages.chain(runs.iter().map(calendar::Run::message)) {
            for name in sentences[message.id].split("{ $").skip(1).filter_map(|rest| rest.split_once(" }")) {
                assert!(message.args.iter().any(|(arg, _)| *arg == name.0), "{}: {}", message.id, name.0);
                seen += 1;
            }
        }
    }
    assert!(seen > 50);
}
