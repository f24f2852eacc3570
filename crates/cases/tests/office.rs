//! Stories of the office: the life of a case from the official's side, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod office_hall;

use cases::{
    CorrectionDraft, CorrectionPoint, DecisionDraft, Handing, PointKind, Purpose, Recommendation, Refused, State,
    files::StoredFile, licensing,
};
use jiff::civil::date;
use kernel::{Error, Never, Role, Who, journal, matter::MatterRefused, notices, procedure::StepRefused};
use office_hall::{Hall, refusal};
use testkit::on_both;

fn points() -> Vec<CorrectionPoint> {
    let point = |kind, target: &str, label: &str| CorrectionPoint {
        kind,
        target: target.into(),
        label: label.into(),
        what: "与图纸不符；请更正。".into(),
    };
    vec![point(PointKind::Field, "area", "使用面积"), point(PointKind::Material, &office_hall::material(), "布局图")]
}

fn correction() -> CorrectionDraft {
    CorrectionDraft { points: points(), note: String::new(), working_days: 15 }
}

fn decision(h: &Hall) -> DecisionDraft {
    let _ = h;
    DecisionDraft {
        contents: vec![("经营者名称".into(), "石家庄一心餐饮店".into()), ("经营项目".into(), "热食类食品制售".into())],
        valid_to: None,
        opinion: String::new(),
    }
}

#[test]
fn a_case_from_submission_to_delivery() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        assert_eq!(h.state(&number), State::Submitted);

        h.act(&h.acceptance, &number, |tx, cx, seen| {
            cases::ask_for_correction(tx, cx, &number, seen, &correction(), "http://h")
        })
        .unwrap();
        assert_eq!(h.state(&number), State::AwaitingCorrection);

        t.turn_to("2026-03-05T10:00:00");
        let mut corrected = h.answers.clone();
        corrected.put(&forms::Path::field("area"), forms::Answer::text("186.5"));
        let file = StoredFile {
            digest: t.office.objects.put(b"%PDF-1.7 corrected").unwrap(),
            name: "改后.pdf".into(),
            media_type: "application/pdf",
            size: 18,
        };
        let files = vec![(office_hall::material(), file)];
        h.act(&h.applicant, &number, |tx, cx, seen| cases::supplement(tx, cx, &number, seen, &corrected, &files))
            .unwrap();
        assert_eq!(h.state(&number), State::Submitted);

        // Old and new stand side by side: the answer, and the file that was replaced.
        let case = h.case(&number);
        let cx = t.system();
        let (before, now, materials) = t
            .office
            .db
            .read(|tx| {
                let notice = cases::correction_of(tx, case.matter.id)?.unwrap();
                let before = cases::answers_before(tx, &cx, notice.id)?.unwrap();
                Ok::<_, Error<Never>>((
                    before,
                    cases::answers_of_case(tx, &cx, case.matter.id)?,
                    cases::materials_of_case(tx, case.matter.id)?,
                ))
            })
            .unwrap();
        let area = |a: &forms::Answers| {
            a.get(&forms::Path::field("area")).and_then(|a| a.as_text().map(str::to_owned)).unwrap()
        };
        assert_eq!((area(&before).as_str(), area(&now).as_str()), ("18.65", "186.5"));
        let of_key: Vec<bool> = materials
            .iter()
            .filter(|m| m.material == office_hall::material())
            .map(|m| m.replaced_at.is_some())
            .collect();
        assert_eq!(of_key, [true, false]);

        // There is one correction notice only.
        assert!(matches!(
            refusal(h.act(&h.acceptance, &number, |tx, cx, seen| cases::ask_for_correction(
                tx,
                cx,
                &number,
                seen,
                &correction(),
                "http://h"
            ))),
            Refused::Step(StepRefused::WrongState { .. })
        ));

        h.act(&h.acceptance, &number, |tx, cx, seen| cases::accept(tx, cx, &number, seen, "http://h")).unwrap();
        assert_eq!(h.case(&number).matter.due_on, Some(date(2026, 4, 2)), "20 working days after 5 March 2026");
        h.act(&h.examiner, &number, |tx, cx, seen| {
            cases::examine(tx, cx, &number, seen, Recommendation::Grant, "符合条件", "")
        })
        .unwrap();
        h.act(&h.decider, &number, |tx, cx, seen| cases::grant(tx, cx, &number, seen, &decision(&h), "http://h"))
            .unwrap();
        assert_eq!(h.case(&number).in_time, Some(true));

        let maker = t.cx(&h.maker);
        licensing::make(&t.office, &maker, &number, h.seen(&number)).unwrap();
        let licence = t
            .office
            .db
            .read(|tx| licences::find_of_case(tx, case.matter.id).map_err(Error::<Never>::from))
            .unwrap()
            .expect("a licence");
        assert!(t.office.objects.get(&licence.file).unwrap().is_some());

        h.act(&h.deliverer, &number, |tx, cx, seen| {
            cases::deliver(tx, cx, &number, seen, Handing::Electronic, "", "", "http://h")
        })
        .unwrap();
        assert_eq!(h.state(&number), State::Finished);
        let kinds: Vec<String> = t
            .office
            .db
            .read(|tx| notices::list_of(tx, case.matter.id).map_err(Error::<Never>::from))
            .unwrap()
            .into_iter()
            .map(|n| n.kind)
            .collect();
        assert_eq!(kinds, ["receipt", "correction", "acceptance", "grant", "delivery"]);
        t.ledger_is_good();
    });
}

#[test]
fn not_accepted_and_denied() {
    on_both(|t| {
        let h = Hall::new(t);
        let first = h.submit();
        for (reason, basis, no) in
            [("", "《行政许可法》第三十二条", Refused::NoReason), ("不属于职权", " ", Refused::NoBasis)]
        {
            assert_eq!(
                refusal(h.act(&h.acceptance, &first, |tx, cx, seen| cases::refuse_acceptance(
                    tx, cx, &first, seen, reason, basis, "http://h"
                ))),
                no
            );
        }
        h.act(&h.acceptance, &first, |tx, cx, seen| {
            cases::refuse_acceptance(tx, cx, &first, seen, "不属于本机关职权", "《行政许可法》第三十二条", "http://h")
        })
        .unwrap();
        assert_eq!(h.state(&first), State::NotAccepted);

        let second = h.submit();
        h.act(&h.acceptance, &second, |tx, cx, seen| cases::accept(tx, cx, &second, seen, "http://h")).unwrap();
        h.act(&h.examiner, &second, |tx, cx, seen| {
            cases::examine(tx, cx, &second, seen, Recommendation::Deny, "场所不符", "")
        })
        .unwrap();
        h.act(&h.decider, &second, |tx, cx, seen| cases::send_back(tx, cx, &second, seen, "查清面积")).unwrap();
        assert_eq!(h.state(&second), State::Accepted);
        h.act(&h.examiner, &second, |tx, cx, seen| {
            cases::examine(tx, cx, &second, seen, Recommendation::Deny, "面积确实不符", "")
        })
        .unwrap();
        h.act(&h.decider, &second, |tx, cx, seen| {
            cases::deny(tx, cx, &second, seen, "场所不符合条件", "《食品安全法》第三十三条", "http://h")
        })
        .unwrap();
        let case = h.case(&second);
        assert_eq!((h.state(&second), case.outcome.as_deref()), (State::Denied, Some("denied")));
        assert_eq!(
            refusal(h.act(&h.deliverer, &second, |tx, cx, seen| cases::deliver(
                tx,
                cx,
                &second,
                seen,
                Handing::Courier,
                "",
                "",
                "http://h"
            ))),
            Refused::NoWaybill
        );
        h.act(&h.deliverer, &second, |tx, cx, seen| {
            cases::deliver(tx, cx, &second, seen, Handing::Courier, "邮政", "EX1", "http://h")
        })
        .unwrap();
        assert_eq!(h.state(&second), State::Finished);
        t.ledger_is_good();
    });
}

#[test]
fn only_the_head_extends_once_by_ten_at_most_and_before_it_is_due() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        h.act(&h.acceptance, &number, |tx, cx, seen| cases::accept(tx, cx, &number, seen, "http://h")).unwrap();
        let before = h.case(&number).matter.due_on.unwrap();
        let extend = |who: &Who, days, reason: &str| {
            h.act(who, &number, |tx, cx, seen| cases::extend(tx, cx, &number, seen, days, reason, "http://h"))
        };
        for who in [&h.examiner, &h.decider, &h.acceptance] {
            assert!(matches!(
                refusal(extend(who, 5, "会商")),
                Refused::Step(StepRefused::WrongRole { needed: "head" })
            ));
        }
        assert!(matches!(
            refusal(extend(&h.head, 11, "会商")),
            Refused::Clock { message: "calendar-refused-over-bound", .. }
        ));
        assert_eq!(refusal(extend(&h.head, 10, "  ")), Refused::NoReason);
        // An examiner who has taken the case does not hold the head back.
        let examiner = t.cx(&h.examiner);
        t.office.db.write(|tx| cases::claim(tx, &examiner, &number, h.seen(&number))).unwrap();
        extend(&h.head, 10, "需要征求意见").unwrap();
        let case = h.case(&number);
        let calendar = t.office.calendars().of("130100");
        assert_eq!(calendar.working_days_between(before, case.matter.due_on.unwrap()).unwrap(), 10);
        assert!(case.matter.claimed_by.is_some(), "the examiner keeps the case");
        assert!(matches!(
            refusal(extend(&h.head, 1, "再来")),
            Refused::Clock { message: "calendar-refused-already-extended", .. }
        ));

        let late = h.submit();
        h.act(&h.acceptance, &late, |tx, cx, seen| cases::accept(tx, cx, &late, seen, "http://h")).unwrap();
        t.turn_to("2026-05-20T09:00:00");
        let no =
            refusal(h.act(&h.head, &late, |tx, cx, seen| cases::extend(tx, cx, &late, seen, 5, "忘了", "http://h")));
        assert!(matches!(no, Refused::Clock { message: "calendar-refused-expired", .. }), "{no:?}");
        t.ledger_is_good();
    });
}

#[test]
fn a_special_procedure_moves_the_due_date_by_exactly_the_paused_days() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        h.act(&h.acceptance, &number, |tx, cx, seen| cases::accept(tx, cx, &number, seen, "http://h")).unwrap();
        let before = h.case(&number).matter.due_on.unwrap();
        let start = |n| {
            h.act(&h.examiner, &number, |tx, cx, seen| cases::start_special(tx, cx, &number, seen, n, 10, "http://h"))
        };
        // The second procedure of the item is a site survey: no law stops the clock for it.
        assert_eq!(refusal(start(1)), Refused::ClockNotStopped);
        assert_eq!(refusal(start(99)), Refused::ClockNotStopped);
        t.turn_to("2026-03-06T15:00:00");
        start(0).unwrap();
        assert_eq!(h.state(&number), State::Special);
        t.turn_to("2026-04-15T09:00:00");
        h.act(&h.examiner, &number, |tx, cx, seen| cases::end_special(tx, cx, &number, seen, "专家组一致同意"))
            .unwrap();
        let after = h.case(&number).matter.due_on.unwrap();
        let calendar = t.office.calendars().of("130100");
        let paused = calendar.working_days_between(date(2026, 3, 6), date(2026, 4, 15)).unwrap();
        assert_eq!(calendar.working_days_between(before, after).unwrap(), paused);
        t.ledger_is_good();
    });
}

#[test]
fn five_working_days_of_silence_are_acceptance_from_the_day_of_receipt() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        let waiting = || {
            let cx = t.system();
            t.office
                .db
                .read(|tx| cases::list_waiting_for_deeming(tx, cx.today(), 10).map_err(Error::<Never>::from))
                .unwrap()
        };
        // Received on Monday 2 March: the fifth working day is Monday 9 March, and silence counts only after it.
        t.turn_to("2026-03-09T23:00:00");
        assert!(waiting().is_empty());
        let case = h.case(&number);
        assert_eq!(
            refusal(t.office.db.write(|tx| cases::deem_accepted(tx, &t.system(), &case, "http://h"))),
            Refused::NotYetDeemed
        );
        t.turn_to("2026-03-10T00:30:00");
        let due = waiting();
        assert_eq!(due.len(), 1);
        t.office.db.write(|tx| cases::deem_accepted(tx, &t.system(), &due[0], "http://h")).unwrap();
        let case = h.case(&number);
        assert_eq!((h.state(&number), case.accepted_on), (State::Accepted, Some(date(2026, 3, 2))));
        assert_eq!(case.matter.clock.as_ref().map(|c| c.start()), Some(date(2026, 3, 2)));
        assert!(waiting().is_empty());
        t.ledger_is_good();
    });
}

#[test]
fn acceptance_examination_and_decision_are_three_people() {
    on_both(|t| {
        let h = Hall::new(t);
        let all = [Role::Acceptance, Role::Examination, Role::Decision, Role::Head].map(|r| (h.agency, r));
        let everything = t.staff("everything", &all);
        let also = t.staff("also", &all);
        let number = h.submit();
        h.act(&everything, &number, |tx, cx, seen| cases::accept(tx, cx, &number, seen, "http://h")).unwrap();
        let examine = |who: &Who| {
            h.act(who, &number, |tx, cx, seen| cases::examine(tx, cx, &number, seen, Recommendation::Grant, "符合", ""))
        };
        assert_eq!(refusal(examine(&everything)), Refused::Step(StepRefused::SamePerson { earlier: "accept" }));
        assert_eq!(
            refusal(
                h.act(&everything, &number, |tx, cx, seen| cases::extend(tx, cx, &number, seen, 5, "会商", "http://h"))
            ),
            Refused::Step(StepRefused::SamePerson { earlier: "accept" })
        );
        examine(&also).unwrap();
        let grant = |who: &Who| {
            h.act(who, &number, |tx, cx, seen| cases::grant(tx, cx, &number, seen, &decision(&h), "http://h"))
        };
        assert_eq!(refusal(grant(&everything)), Refused::Step(StepRefused::SamePerson { earlier: "accept" }));
        assert_eq!(refusal(grant(&also)), Refused::Step(StepRefused::SamePerson { earlier: "examine" }));
        assert!(matches!(refusal(grant(&h.examiner)), Refused::Step(StepRefused::WrongRole { .. })));
        grant(&h.decider).unwrap();
        t.ledger_is_good();
    });
}

#[test]
fn two_clerks_never_act_on_one_case_unknowingly() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        let other = t.staff("other", &[(h.agency, Role::Acceptance)]);
        let (first, second) = (t.cx(&h.acceptance), t.cx(&other));
        let seen = h.seen(&number);
        t.office.db.write(|tx| cases::claim(tx, &first, &number, seen)).unwrap();
        // Taking again what one holds changes nothing; a colleague is told who holds it, and cannot act either.
        t.office.db.write(|tx| cases::claim(tx, &first, &number, seen)).unwrap();
        let taken = Refused::Matter(MatterRefused::ClaimedByAnother);
        assert_eq!(refusal(t.office.db.write(|tx| cases::claim(tx, &second, &number, seen))), taken);
        assert_eq!(refusal(t.office.db.write(|tx| cases::accept(tx, &second, &number, seen, "http://h"))), taken);
        assert_eq!(
            refusal(t.office.db.write(|tx| cases::release(tx, &second, &number))),
            Refused::Matter(MatterRefused::Stale)
        );
        // An examiner cannot take what is not their turn.
        let examiner = t.cx(&h.examiner);
        assert!(matches!(
            refusal(t.office.db.write(|tx| cases::claim(tx, &examiner, &number, seen))),
            Refused::Step(_)
        ));

        t.office.db.write(|tx| cases::release(tx, &first, &number)).unwrap();
        t.office.db.write(|tx| cases::accept(tx, &second, &number, seen, "http://h")).unwrap();
        let stale = Refused::Matter(MatterRefused::Stale);
        assert_eq!(refusal(t.office.db.write(|tx| cases::accept(tx, &first, &number, seen, "http://h"))), stale);
        assert_eq!(
            refusal(t.office.db.write(|tx| cases::refuse_acceptance(
                tx,
                &first,
                &number,
                seen,
                "不受理",
                "《行政许可法》第三十二条",
                "http://h"
            ))),
            stale
        );
        t.ledger_is_good();
    });
}

#[test]
fn two_clerks_at_the_same_moment() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        let other = t.staff("other", &[(h.agency, Role::Acceptance)]);
        let seen = h.seen(&number);
        let clerks = [t.cx(&h.acceptance), t.cx(&other)];
        let won: usize = std::thread::scope(|s| {
            let office = &t.office;
            let number = &number;
            let runs: Vec<_> = clerks
                .iter()
                .map(|cx| s.spawn(move || office.db.write(|tx| cases::claim(tx, cx, number, seen)).is_ok()))
                .collect();
            runs.into_iter().filter(|_| true).map(|r| usize::from(r.join().unwrap())).sum()
        });
        assert_eq!(won, 1, "{}", t.engine());
        t.ledger_is_good();
    });
}

#[test]
fn another_agencys_case_is_not_there() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        let elsewhere = t.agency("elsewhere");
        let foreign = t.staff("foreign", &[(elsewhere, Role::Acceptance), (elsewhere, Role::Head)]);
        let not_there = Refused::Matter(MatterRefused::NotThere);
        let cx = t.cx(&foreign);
        assert_eq!(refusal(t.office.db.write(|tx| cases::open_case(tx, &cx, &number))), not_there);
        assert_eq!(refusal(t.office.db.write(|tx| cases::open_case(tx, &cx, "130100-20260302-9999"))), not_there);
        assert_eq!(refusal(t.office.db.write(|tx| cases::accept(tx, &cx, &number, 1, "http://h"))), not_there);
        assert_eq!(refusal(t.office.db.write(|tx| cases::claim(tx, &cx, &number, 1))), not_there);
        assert_eq!(refusal(t.office.db.write(|tx| cases::unmask(tx, &cx, &number, Purpose::Contact))), not_there);
        for tab in cases::Tab::ALL {
            let listed = t
                .office
                .db
                .read(|tx| {
                    cases::list_office(tx, &cx, *tab, &cases::Filter::default(), None, 10).map_err(Error::<Never>::from)
                })
                .unwrap();
            assert!(listed.is_empty(), "{tab}");
        }
    });
}

#[test]
fn reading_and_unmasking_are_entries_without_personal_data() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        let id = h.case(&number).matter.id.to_string();
        let cx = t.cx(&h.acceptance);
        t.office.db.write(|tx| cases::open_case(tx, &cx, &number)).unwrap();
        t.office.db.write(|tx| cases::unmask(tx, &cx, &number, Purpose::Identity)).unwrap();
        // Whose turn it is not sees no more than what is masked.
        let decider = t.cx(&h.decider);
        assert!(matches!(
            refusal(t.office.db.write(|tx| cases::unmask(tx, &decider, &number, Purpose::Identity))),
            Refused::Step(_)
        ));
        let entries = t.office.db.read(|tx| journal::about(tx, &id, 10).map_err(Error::<Never>::from)).unwrap();
        let kinds: Vec<&str> = entries.iter().map(|e| e.kind.as_str()).collect();
        assert_eq!(kinds, ["case-read", "field-unmasked"]);
        for e in &entries {
            assert!(!e.body.contains("李") && !e.body.contains("138"), "{}", e.body);
            assert_eq!(e.actor, h.acceptance.ledger_name());
        }
        t.ledger_is_good();
    });
}

#[test]
fn a_case_is_terminated_only_after_the_period_for_correction() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        h.act(&h.acceptance, &number, |tx, cx, seen| {
            cases::ask_for_correction(tx, cx, &number, seen, &correction(), "http://h")
        })
        .unwrap();
        let terminate = || {
            h.act(&h.acceptance, &number, |tx, cx, seen| {
                cases::terminate(tx, cx, &number, seen, "逾期未补正", "http://h")
            })
        };
        let until = h.case(&number).matter.due_on.unwrap();
        t.turn_to(&format!("{until}T20:00:00"));
        assert_eq!(refusal(terminate()), Refused::CorrectionStillOpen { until: until.to_string() });
        t.turn_to(&format!("{}T08:00:00", until.tomorrow().unwrap()));
        terminate().unwrap();
        assert_eq!(h.state(&number), State::Terminated);
        t.ledger_is_good();
    });
}
