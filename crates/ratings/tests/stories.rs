//! Stories of ratings on both engines: once, by account or link, defaults that never mix, answers in public.

#![allow(clippy::unwrap_used)]

mod hall;

use hall::{cast, closed, read, say};
use jiff::civil::date;
use kernel::{Error, Id, Never, Role, Who, journal, params};
use ratings::{
    CallBack, Figures, Level, Measure, NewAnswer, NewRating, POLICY, Rating, Refused, Scope, Source, Stage, Tab, Via,
};
use testkit::{TestOffice, on_both};

fn rate(t: &TestOffice, who: &Who, number: &str, new: &NewRating<'_>) -> Result<Rating, Error<Refused>> {
    let cx = t.cx(who);
    t.office.db.write(|tx| ratings::rate(tx, &cx, number, new))
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

fn figures(t: &TestOffice, scope: Scope) -> Figures {
    read(t, |tx| ratings::figures_of(tx, scope))
}

fn defaults(t: &TestOffice) -> i64 {
    let cx = t.system();
    t.office.db.write(|tx| ratings::default_ratings(tx, &cx, 50).map_err(Error::<Never>::from)).unwrap()
}

#[test]
fn a_case_is_rated_once_and_only_by_its_applicant() {
    on_both(|t| {
        let c = cast(t);
        let other = t.person("李四", 2);
        let case = closed(t, &c, &c.wang, "A1", "not-accepted");
        assert_eq!(read(t, |tx| ratings::rating_of(tx, case)), None);

        let good = say(Level::Satisfied, " 很快 ");
        assert_eq!(refused(rate(t, &other, "A1", &good)), Refused::NotThere);
        assert_eq!(refused(rate(t, &c.clerk, "A1", &good)), Refused::NotThere);
        let unknown = ["attitude".to_owned()];
        assert_eq!(
            refused(rate(t, &c.wang, "A1", &NewRating { aspects: &unknown, ..good })),
            Refused::AspectNotOffered,
            "an indicator of the window for an online case"
        );
        let long = "长".repeat(POLICY.comment_most + 1);
        assert_eq!(
            refused(rate(t, &c.wang, "A1", &say(Level::Satisfied, &long))),
            Refused::CommentTooLong { most: POLICY.comment_most }
        );

        let aspects = ["guide".to_owned(), "efficiency".to_owned(), "guide".to_owned()];
        let rated = rate(t, &c.wang, "A1", &NewRating { aspects: &aspects, ..good }).unwrap();
        assert_eq!((rated.source, rated.via, rated.stage), (Source::Active, Via::Account, Stage::Counted));
        assert_eq!((rated.comment.as_str(), rated.aspects), ("很快", vec!["efficiency".into(), "guide".into()]));
        assert_eq!(refused(rate(t, &c.wang, "A1", &good)), Refused::AlreadyRated);

        let given = read(t, |tx| journal::about(tx, &case.to_string(), 10));
        let kinds: Vec<&str> = given.iter().map(|e| e.kind.as_str()).collect();
        assert_eq!(kinds, ["rating-given"], "{}", t.engine());
        assert!(!given[0].body.contains("很快"), "words never stand in the ledger");
        t.ledger_is_good();
    });
}

#[test]
fn only_handled_cases_and_only_in_the_window() {
    on_both(|t| {
        let c = cast(t);
        closed(t, &c, &c.wang, "W1", "withdrawn");
        closed(t, &c, &c.wang, "N1", "not-accepted");
        closed(t, &c, &c.wang, "N2", "not-accepted");
        let applicant = t.cx(&c.wang);
        t.office
            .db
            .write(|tx| {
                // Still with the office: the row of the spine is open.
                tx.execute("UPDATE matters SET closed_at = NULL WHERE number = 'N2'", params![])?;
                Ok::<_, Error<Never>>(())
            })
            .unwrap();
        let good = say(Level::VerySatisfied, "");
        assert_eq!(refused(rate(t, &c.wang, "W1", &good)), Refused::NotHandled);
        assert_eq!(refused(rate(t, &c.wang, "N2", &good)), Refused::NotHandled);
        let standing = t.office.db.read(|tx| ratings::standing_of_mine(tx, &applicant, "N1")).unwrap();
        // Closed on 2026-03-02, thirty days on.
        assert_eq!(standing.open, Ok(date(2026, 4, 1)));
        t.turn_to("2026-04-02T00:00:00");
        assert_eq!(refused(rate(t, &c.wang, "N1", &good)), Refused::WindowOver { until: "2026-04-01".into() });
    });
}

#[test]
fn the_last_day_of_the_window_still_counts() {
    on_both(|t| {
        let c = cast(t);
        closed(t, &c, &c.wang, "N1", "not-accepted");
        t.turn_to("2026-04-01T23:59:00");
        rate(t, &c.wang, "N1", &say(Level::Satisfied, "")).unwrap();
    });
}

#[test]
fn a_link_rates_once_without_signing_in() {
    on_both(|t| {
        let c = cast(t);
        let case = closed(t, &c, &c.wang, "L1", "not-accepted");
        let link = ratings::rating_link(&t.cx(&c.handler), "http://hall", case);
        let token = link.strip_prefix("http://hall/rate/").unwrap();
        let by_link = |who: &Who, token: &str, new: &NewRating<'_>| {
            let cx = t.cx(who);
            t.office.db.write(|tx| ratings::rate_by_link(tx, &cx, token, new))
        };
        let good = say(Level::Satisfied, "");
        // Any change of any character is refused, and a token of another purpose too.
        for n in 0..token.len() {
            let mut changed: Vec<char> = token.chars().collect();
            changed[n] = if changed[n] == 'A' { 'B' } else { 'A' };
            let changed: String = changed.into_iter().collect();
            if changed != token {
                assert_eq!(ratings::case_of_link(&t.system(), &changed), Err(Refused::NotThere), "{n}");
            }
        }
        let cx = t.system();
        let expires = cx.at + jiff::SignedDuration::from_hours(1);
        let draft = cx.keys.sign_token("draft", case.to_string().as_bytes(), expires);
        assert_eq!(refused(by_link(&Who::Public, &draft, &good)), Refused::NotThere);
        assert_eq!(refused(by_link(&c.clerk, token, &good)), Refused::StaffMayNotRate);

        let rated = by_link(&Who::Public, token, &good).unwrap();
        assert_eq!((rated.via, rated.case), (Via::Link, case));
        assert_eq!(refused(by_link(&Who::Public, token, &good)), Refused::AlreadyRated);
        assert_eq!(
            refused(rate(t, &c.wang, "L1", &good)),
            Refused::AlreadyRated,
            "the account and the link are one voice"
        );
        t.turn_to("2026-04-01T09:00:00");
        assert_eq!(refused(by_link(&Who::Public, token, &good)), Refused::LinkExpired);
        t.ledger_is_good();
    });
}

#[test]
fn silence_becomes_a_default_that_a_later_rating_replaces() {
    on_both(|t| {
        let c = cast(t);
        // Monday; the fifth working day after it is the Monday that follows.
        let one = closed(t, &c, &c.wang, "D1", "not-accepted");
        closed(t, &c, &c.wang, "D2", "not-accepted");
        closed(t, &c, &c.wang, "D3", "withdrawn");
        rate(t, &c.wang, "D2", &say(Level::BasicallySatisfied, "")).unwrap();
        t.turn_to("2026-03-09T23:00:00");
        assert_eq!(defaults(t), 0, "the fifth working day is not over");
        t.turn_to("2026-03-10T00:10:00");
        assert_eq!(defaults(t), 1, "{}", t.engine());
        assert_eq!(defaults(t), 0, "once");

        let standing = read(t, |tx| ratings::rating_of(tx, one)).unwrap();
        assert_eq!((standing.source, standing.via, standing.level), (Source::Default, Via::Hall, Level::Satisfied));
        let f = figures(t, Scope::Hall);
        assert_eq!((f.served, f.active_count(), f.default_count(), f.unrated_count()), (2, 1, 1, 0));
        assert_eq!(f.active_rate().map(|r| (r.part, r.whole)), Some((1, 2)), "a default is no active rating");
        assert_eq!(f.active_good_rate().map(|r| (r.part, r.whole)), Some((1, 1)));

        // The person speaks after all: the default stays on record and counts no more.
        rate(t, &c.wang, "D1", &say(Level::Dissatisfied, "其实不满意")).unwrap();
        let f = figures(t, Scope::Agency(c.agency));
        assert_eq!((f.active, f.default_count()), ([0, 1, 1, 0, 0], 0));
        assert_eq!(read(t, |tx| ratings::rating_of(tx, one)).unwrap().source, Source::Active);
        let kinds: Vec<String> =
            read(t, |tx| journal::about(tx, &one.to_string(), 10)).into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds, ["rating-defaulted", "rating-given"]);
        assert_eq!(defaults(t), 0);
        t.ledger_is_good();
    });
}

fn reply(text: &str) -> NewAnswer<'_> {
    NewAnswer {
        text,
        call_back: CallBack::Reached,
        measure: Measure::Rectified,
        rectify_note: "已增设窗口",
        rectify_by: None,
    }
}

fn answer(t: &TestOffice, who: &Who, id: Id, new: &NewAnswer<'_>) -> Result<Rating, Error<Refused>> {
    let cx = t.cx(who);
    t.office.db.write(|tx| ratings::answer(tx, &cx, id, new))
}

fn desk(t: &TestOffice, who: &Who, tab: Tab) -> Vec<Id> {
    let cx = t.cx(who);
    read(t, |tx| ratings::list_desk(tx, &cx, tab, None, 10)).into_iter().map(|d| d.rating.id).collect()
}

#[test]
fn a_bad_rating_is_answered_by_somebody_who_did_not_handle_the_case() {
    on_both(|t| {
        let c = cast(t);
        let case = closed(t, &c, &c.wang, "B1", "not-accepted");
        closed(t, &c, &c.wang, "B2", "not-accepted");
        let rated = rate(t, &c.wang, "B1", &say(Level::VeryDissatisfied, "排队两小时")).unwrap();
        rate(t, &c.wang, "B2", &say(Level::VerySatisfied, "")).unwrap();
        // Fifteen working days after 2026-03-02.
        assert_eq!((rated.stage, rated.answer_due), (Stage::ToAnswer, Some(date(2026, 3, 23))));

        let elsewhere = t.agency("elsewhere");
        let stranger = t.staff("stranger", &[(elsewhere, Role::RatingHandler)]);
        let supervisor = t.staff("supervisor", &[(elsewhere, Role::Supervision)]);
        assert_eq!(desk(t, &c.handler, Tab::Open), [rated.id]);
        assert_eq!(desk(t, &supervisor, Tab::Open), [rated.id]);
        assert!(desk(t, &stranger, Tab::Open).is_empty() && desk(t, &c.wang, Tab::Open).is_empty());

        let ok = reply("已经核实，向您致歉。");
        assert_eq!(refused(answer(t, &stranger, rated.id, &ok)), Refused::NotThere);
        assert_eq!(refused(answer(t, &c.wang, rated.id, &ok)), Refused::NotThere);
        assert_eq!(refused(answer(t, &supervisor, rated.id, &ok)), Refused::NotYourPost);
        assert_eq!(refused(answer(t, &c.clerk, rated.id, &ok)), Refused::HandledTheCase);
        assert_eq!(refused(answer(t, &c.handler, rated.id, &reply(" "))), Refused::NoAnswer);
        let not_called = NewAnswer { call_back: CallBack::NotAsked, ..ok };
        assert_eq!(refused(answer(t, &c.handler, rated.id, &not_called)), Refused::NoCallBack);
        let no_note = NewAnswer { rectify_note: "", ..ok };
        assert_eq!(refused(answer(t, &c.handler, rated.id, &no_note)), Refused::NoRectifyNote);

        let done = answer(t, &c.handler, rated.id, &ok).unwrap();
        assert_eq!((done.stage, done.due_on, done.answer_due), (Stage::Settled, None, Some(date(2026, 3, 23))));
        assert_eq!(done.answer.unwrap().text, "已经核实，向您致歉。");
        assert_eq!(refused(answer(t, &c.handler, rated.id, &ok)), Refused::AlreadyAnswered);
        assert!(desk(t, &c.handler, Tab::Open).is_empty());
        assert_eq!(desk(t, &c.handler, Tab::Settled), [rated.id]);

        let entries = read(t, |tx| journal::about(tx, &case.to_string(), 10));
        let last = entries.last().unwrap();
        assert_eq!((last.kind.as_str(), last.about.clone()), ("rating-answered", Some(case.to_string())));
        let f = figures(t, Scope::Item(c.item));
        assert_eq!(f.answered_rate().map(|r| (r.part, r.whole)), Some((1, 1)));
        let said = read(t, |tx| ratings::list_said(tx, Scope::Hall, None, 10));
        assert_eq!(said.len(), 1, "a rating without words is not listed");
        t.ledger_is_good();
    });
}

#[test]
fn what_was_promised_stays_on_the_desk_until_it_is_set_right() {
    on_both(|t| {
        let c = cast(t);
        closed(t, &c, &c.wang, "P1", "not-accepted");
        let rated = rate(t, &c.wang, "P1", &say(Level::Dissatisfied, "指南不准")).unwrap();
        let plan = |by| NewAnswer { measure: Measure::Planned, rectify_by: by, ..reply("属实，正在修订。") };
        let last = Refused::RectifyDate { until: "2026-03-23".into() };
        for wrong in [None, Some(date(2026, 3, 1)), Some(date(2026, 3, 24))] {
            assert_eq!(refused(answer(t, &c.handler, rated.id, &plan(wrong))), last);
        }
        let planned = answer(t, &c.handler, rated.id, &plan(Some(date(2026, 3, 16)))).unwrap();
        assert_eq!((planned.stage, planned.due_on), (Stage::ToRectify, Some(date(2026, 3, 16))));
        assert_eq!(desk(t, &c.handler, Tab::Open), [rated.id]);

        let rectify = |who: &Who, note: &str| {
            let cx = t.cx(who);
            t.office.db.write(|tx| ratings::rectify(tx, &cx, rated.id, note))
        };
        assert_eq!(refused(rectify(&c.clerk, "改好了")), Refused::HandledTheCase);
        assert_eq!(refused(rectify(&c.handler, " ")), Refused::NoRectifyNote);
        let settled = rectify(&c.handler, "指南已经更新").unwrap();
        assert_eq!((settled.stage, settled.due_on), (Stage::Settled, None));
        assert_eq!(settled.rectification.unwrap().note, "指南已经更新");
        assert_eq!(refused(rectify(&c.handler, "又改")), Refused::NothingToRectify);
        t.ledger_is_good();
    });
}

#[test]
fn reading_at_the_desk_is_in_the_ledger_first() {
    on_both(|t| {
        let c = cast(t);
        let case = closed(t, &c, &c.wang, "R1", "not-accepted");
        let rated = rate(t, &c.wang, "R1", &say(Level::Dissatisfied, "x")).unwrap();
        let open = |who: &Who| {
            let cx = t.cx(who);
            t.office.db.write(|tx| ratings::open_for_answer(tx, &cx, rated.id))
        };
        assert_eq!(open(&c.handler).unwrap().1, None);
        assert_eq!(open(&c.clerk).unwrap().1, Some(Refused::HandledTheCase));
        assert_eq!(refused(open(&c.wang)), Refused::NotThere);
        let readers: Vec<String> = read(t, |tx| journal::about(tx, &case.to_string(), 10))
            .into_iter()
            .filter(|e| e.kind == "rating-read")
            .map(|e| e.actor)
            .collect();
        assert_eq!(readers, [c.handler.ledger_name(), c.clerk.ledger_name()]);
        t.ledger_is_good();
    });
}

#[test]
fn the_public_lists_page_by_page_and_by_agency_and_item() {
    on_both(|t| {
        let c = cast(t);
        for n in 0..5 {
            let number = format!("Q{n}");
            closed(t, &c, &c.wang, &number, "not-accepted");
            rate(t, &c.wang, &number, &say(Level::Satisfied, &format!("第{n}条"))).unwrap();
        }
        let words = |scope, before| -> Vec<(String, Id)> {
            let said = read(t, |tx| ratings::list_said(tx, scope, before, 2));
            said.into_iter().map(|s| (s.rating.comment, s.rating.id)).collect()
        };
        let first = words(Scope::Agency(c.agency), None);
        assert_eq!(first.iter().map(|w| w.0.as_str()).collect::<Vec<_>>(), ["第4条", "第3条"]);
        let second = words(Scope::Item(c.item), Some(first[1].1));
        assert_eq!(second.iter().map(|w| w.0.as_str()).collect::<Vec<_>>(), ["第2条", "第1条"]);
        assert!(words(Scope::Agency(Id::new()), None).is_empty());

        let agencies = read(t, ratings::figures_by_agency);
        assert_eq!(agencies.len(), 1);
        assert_eq!(agencies[0].figures, figures(t, Scope::Agency(c.agency)));
        let items = read(t, |tx| ratings::figures_by_item(tx, c.agency));
        assert_eq!((items.len(), items[0].figures), (1, figures(t, Scope::Item(c.item))));
        assert_eq!(figures(t, Scope::Item(Id::new())), Figures::default());
    });
}

#[test]
fn two_raters_at_once_are_one_rating() {
    on_both(|t| {
        let c = cast(t);
        let case = closed(t, &c, &c.wang, "X1", "not-accepted");
        let results: Vec<bool> = std::thread::scope(|s| {
            let tries: Vec<_> =
                (0..6).map(|_| s.spawn(|| rate(t, &c.wang, "X1", &say(Level::Satisfied, "")).is_ok())).collect();
            tries.into_iter().map(|j| j.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|ok| **ok).count(), 1, "{}", t.engine());
        assert_eq!(read(t, |tx| journal::about(tx, &case.to_string(), 10)).len(), 1);
        t.ledger_is_good();
    });
}
