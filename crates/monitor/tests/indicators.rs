//! The veto indicators by hand: counted inputs in, clear, near or hit out. Law: 国办秘函〔2019〕19号

#![allow(clippy::unwrap_used)]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use monitor::{
    FindingKind, Guides, Indicator, Interaction, Key, Observed, ProbeFigures, SectionFact, State, evaluate, lost,
    overall, rules,
};
use proptest::prelude::*;
use sites::SectionClass::{self, Cyclic, News, Notice, Static, Topic};

const TODAY: Date = date(2026, 3, 20);

/// Everything in order.
fn good() -> Observed {
    Observed {
        probes: ProbeFigures { all: 140, bad: 0, short_days: 0 },
        home_latest: Some(TODAY),
        sections: Vec::new(),
        interaction: Interaction::Channel { oldest_unanswered: None, waiting: 0, newest_answer: Some(TODAY) },
        guides: Guides::Offered { all: 30, lacking: 0, incomplete: 0 },
        found: Default::default(),
    }
}

fn section(class: SectionClass, cycle: Option<i64>, age: Option<i64>) -> SectionFact {
    SectionFact {
        key: String::new(),
        class,
        days: class.days(cycle),
        is_top: true,
        count: i64::from(age.is_some()),
        latest: age.map(|n| TODAY.checked_sub(n.days()).unwrap()),
    }
}

fn of(seen: &Observed, key: Key) -> Indicator {
    evaluate(rules(), seen, TODAY).into_iter().find(|i| i.key == key).unwrap()
}

fn state(seen: &Observed, key: Key) -> State {
    of(seen, key).state
}

#[test]
fn all_is_clear_where_all_is_good() {
    let list = evaluate(rules(), &good(), TODAY);
    assert_eq!(list.len(), Key::ALL.len());
    assert!(list.iter().all(|i| i.state == State::Clear), "{list:?}");
    assert_eq!(overall(&list), State::Clear);
}

#[test]
fn five_in_a_hundred_visits_is_exactly_five() {
    for (all, bad, expected) in [
        (140, 0, State::Clear),
        (140, 5, State::Clear), // 3.57 %
        (140, 6, State::Near),  // 4.28 %
        (140, 7, State::Hit),   // 5 % exactly
        (168, 8, State::Near),  // 4.76 %
        (168, 9, State::Hit),   // 5.36 %
        (20, 1, State::Hit),    // 5 % exactly
        (21, 1, State::Near),   // 4.76 %
        (1000, 49, State::Near),
        (1000, 50, State::Hit),
        (1000, 39, State::Clear),
        (1000, 40, State::Near),
        (1, 1, State::Hit),
        (0, 0, State::Unmeasured),
    ] {
        let seen = Observed { probes: ProbeFigures { all, bad, short_days: 0 }, ..good() };
        assert_eq!(state(&seen, Key::Access), expected, "{bad} of {all}");
    }
}

#[test]
fn the_home_page_counts_two_whole_weeks() {
    for (age, expected) in [
        (0, State::Clear),
        (11, State::Clear),
        (12, State::Near),
        (14, State::Near),
        (15, State::Hit),
        (90, State::Hit),
    ] {
        let latest = TODAY.checked_sub(i64::from(age).days()).unwrap();
        let found = of(&Observed { home_latest: Some(latest), ..good() }, Key::Home);
        assert_eq!((found.state, found.value), (expected, i64::from(age)), "{age}");
        assert_eq!(found.hits_on, latest.checked_add(15.days()).ok());
    }
    assert_eq!(state(&Observed { home_latest: None, ..good() }, Key::Home), State::Hit, "never updated");
}

#[test]
fn sections_by_class_and_age() {
    let stale = |class, cycle, age| section(class, cycle, Some(age)).overdue_on().is_some_and(|d| d <= TODAY);
    for (class, cycle, age, expected) in [
        (News, None, 14, false),
        (News, None, 15, true),
        (Notice, None, 183, false),
        (Notice, None, 184, true),
        (Cyclic, Some(30), 30, false),
        (Cyclic, Some(30), 31, true),
        (Static, None, 5000, false),
        (Topic, None, 5000, false),
    ] {
        assert_eq!(stale(class, cycle, age), expected, "{class} {age}");
    }
    assert_eq!(section(News, None, None).overdue_on(), Some(Date::MIN), "one without a date counts as not updated");
}

#[test]
fn five_of_news_and_notices_together() {
    let many = |news: usize, notices: usize, below: usize| {
        let mut sections = vec![section(News, None, Some(20)); news];
        sections.extend(vec![section(Notice, None, Some(200)); notices]);
        sections.extend(vec![SectionFact { is_top: false, ..section(Notice, None, Some(200)) }; below]);
        Observed { sections, ..good() }
    };
    for (news, notices, below, expected) in [
        (0, 0, 0, State::Clear),
        (3, 0, 0, State::Clear),
        (4, 0, 0, State::Near),
        (2, 2, 0, State::Near),
        (5, 0, 0, State::Hit),
        (2, 3, 0, State::Hit),
        (0, 5, 0, State::Hit),
        // Notices count on the first level only.
        (2, 2, 1, State::Near),
        (0, 0, 9, State::Clear),
    ] {
        assert_eq!(state(&many(news, notices, below), Key::Fresh), expected, "{news} {notices} {below}");
    }
    // All of them are sections that should be kept up.
    for (cyclic, expected) in [(3, State::Clear), (4, State::Near), (5, State::Hit), (6, State::Hit)] {
        let mut seen = many(2, 2, 1);
        seen.sections.extend(vec![section(Cyclic, Some(30), Some(99)); cyclic]);
        assert_eq!(state(&seen, Key::Stale), expected, "{cyclic}");
    }
}

#[test]
fn the_day_on_which_it_will_be_hit() {
    // Two are over; the others run out on 22, 23 and 30 March and 4 April.
    let mut sections = vec![section(News, None, Some(40)); 2];
    sections.extend([13, 12, 5, 0].map(|age| section(News, None, Some(age))));
    let found = of(&Observed { sections: sections.clone(), ..good() }, Key::Fresh);
    assert_eq!((found.value, found.hits_on), (2, Some(date(2026, 3, 30))), "the fifth to run out");
    assert_eq!(found.state, State::Clear, "ten days away");
    sections.push(section(News, None, Some(9)));
    let found = of(&Observed { sections, ..good() }, Key::Fresh);
    assert_eq!((found.state, found.hits_on), (State::Near, Some(date(2026, 3, 26))), "six days away");
}

#[test]
fn five_empty_sections() {
    for (n, expected) in [(0, State::Clear), (3, State::Clear), (4, State::Near), (5, State::Hit), (9, State::Hit)] {
        let seen = Observed { sections: vec![section(Static, None, None); n], ..good() };
        assert_eq!(state(&seen, Key::Empty), expected, "{n}");
        assert_eq!(state(&seen, Key::Stale), State::Clear, "nothing must be new in them");
    }
    let seen = Observed { sections: vec![section(News, None, None); 5], ..good() };
    assert_eq!((state(&seen, Key::Empty), state(&seen, Key::Fresh)), (State::Hit, State::Hit));
}

#[test]
fn messages_and_guides() {
    let waiting = |on| Interaction::Channel { oldest_unanswered: Some(on), waiting: 2, newest_answer: Some(TODAY) };
    for (on, expected) in [
        (date(2026, 3, 1), State::Clear),
        (date(2026, 1, 19), State::Clear), // runs out on 20 April, 31 days away
        (date(2026, 1, 18), State::Near),  // runs out on 19 April, 30 days away
        (date(2025, 12, 20), State::Near), // runs out tomorrow
        (date(2025, 12, 19), State::Hit),
        (date(2025, 6, 1), State::Hit),
    ] {
        let found = of(&Observed { interaction: waiting(on), ..good() }, Key::Answers);
        assert_eq!(found.state, expected, "{on} {found:?}");
    }
    let none = Observed { interaction: Interaction::NoChannel, ..good() };
    assert_eq!((state(&none, Key::Channel), state(&none, Key::Answers)), (State::Unmeasured, State::Unmeasured));
    let mut strict = rules().clone();
    strict.interaction.without_channel = "hit".into();
    assert_eq!(overall(&evaluate(&strict, &none, TODAY)), State::Hit, "as configured");

    for (lacking, expected) in [(0, State::Clear), (3, State::Clear), (4, State::Near), (5, State::Hit)] {
        let seen = Observed { guides: Guides::Offered { all: 50, lacking, incomplete: lacking }, ..good() };
        assert_eq!(state(&seen, Key::Guides), expected, "{lacking}");
    }
    let none = Observed { guides: Guides::None, ..good() };
    assert_eq!((state(&none, Key::Services), state(&none, Key::Guides)), (State::Hit, State::NotApplicable));
    let other = Observed { guides: Guides::NotApplicable, ..good() };
    assert_eq!(
        (state(&other, Key::Services), state(&other, Key::Guides)),
        (State::NotApplicable, State::NotApplicable)
    );
}

#[test]
fn one_grave_fault_is_enough() {
    for (kind, expected) in [
        (FindingKind::Tampered, State::Hit),
        (FindingKind::ForgedDate, State::Hit),
        (FindingKind::Forbidden, State::Hit),
        (FindingKind::Personal, State::Near),
        (FindingKind::Wording, State::Clear),
        (FindingKind::DeadOutside, State::Clear),
    ] {
        let seen = Observed { found: [(kind, 1)].into(), ..good() };
        assert_eq!(state(&seen, Key::Safety), expected, "{kind}");
    }
}

#[test]
fn points_are_lost_for_stale_policy_sections() {
    let mut seen = good();
    assert_eq!(lost(rules(), &seen, TODAY), []);
    seen.sections =
        vec![section(Notice, None, Some(184)), section(Notice, None, Some(183)), section(News, None, Some(99))];
    assert_eq!(lost(rules(), &seen, TODAY).iter().map(|d| d.points).sum::<i64>(), 5);
}

proptest! {
    /// More wrong is never better, and a day later is never better.
    #[test]
    fn it_never_gets_better_by_itself(ages in proptest::collection::vec(0i64..400, 0..20), extra in 0i64..400, later in 1i64..40) {
        let rank = |s: State| match s { State::Hit => 2, State::Near => 1, _ => 0 };
        let sections: Vec<_> = ages.iter().map(|a| section(News, None, Some(*a))).collect();
        let seen = Observed { sections, ..good() };
        let mut more = seen.clone();
        more.sections.push(section(News, None, Some(extra)));
        let then = TODAY.checked_add(later.days()).unwrap();
        for key in [Key::Fresh, Key::Stale, Key::Home] {
            prop_assert!(rank(of(&more, key).state) >= rank(of(&seen, key).state));
            let tomorrow = evaluate(rules(), &seen, then).into_iter().find(|i| i.key == key).unwrap();
            prop_assert!(rank(tomorrow.state) >= rank(of(&seen, key).state));
        }
    }

    /// The day that is announced is the first on which it is hit.
    #[test]
    fn the_announced_day_is_the_day(ages in proptest::collection::vec(0i64..14, 5..12)) {
        let seen = Observed { sections: ages.iter().map(|a| section(News, None, Some(*a))).collect(), ..good() };
        let day = of(&seen, Key::Fresh).hits_on.unwrap();
        let on = |d: Date| evaluate(rules(), &seen, d).into_iter().find(|i| i.key == Key::Fresh).unwrap().state;
        prop_assert_eq!(on(day), State::Hit);
        prop_assert_ne!(on(day.yesterday().unwrap()), State::Hit);
    }
}
