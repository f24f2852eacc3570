//! Journeys of publications on both engines.

#![allow(clippy::unwrap_used)]

use kernel::{Error, Never, Tx, procedure::StepRefused};
use publishing::testing::{
    Desk, checked, cleared, content, desk, done, publish, publish_typed, submitted, typed, working,
};
use publishing::{Disclosure, Filter, PublicationKind, Published, Refused, Standing, State, Typed};
use testkit::{TestOffice, on_both};

fn office(t: &TestOffice) -> Desk {
    let agency = t.agency("approval");
    desk(t, agency, "a")
}

fn read<T>(t: &TestOffice, work: impl FnOnce(&mut Tx) -> Result<T, kernel::Fault>) -> T {
    t.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn found(t: &TestOffice, number: &str) -> Published {
    read(t, |tx| publishing::find_published(tx, number)).unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(r)) => r,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn from_draft_over_three_reviews_to_the_public() {
    on_both(|t| {
        let d = office(t);
        let p = submitted(t, &d, &typed(t, "关于国庆节放假的通告", &[("main", "notices")]));
        assert_eq!(p.state(), Some(State::DepartmentReview));
        assert!(read(t, |tx| publishing::find_published(tx, &p.number)).is_none(), "a draft has no public page");
        let p = cleared(t, &d, &p.number);
        t.turn_to("2026-03-04T10:30:00");
        done(t.office.db.write(|tx| publishing::publish(tx, &t.cx(&d.signer), &p.number, p.matter.version, "同意")));

        let public = found(t, &p.number);
        assert_eq!((public.revision, public.standing), (1, Standing::Published));
        assert_eq!(public.published_at, t.system().at, "the office's clock says when");
        assert_eq!(public.placements, [("main".to_owned(), "notices".to_owned())]);
        assert!(public.html.contains("<p>") && public.text.contains("现将有关事项通知如下"));

        let rows = read(t, |tx| {
            let filter = Filter {
                site: Some("main".into()),
                section: Some("notices".into()),
                year: Some(2026),
                ..Filter::default()
            };
            publishing::list_published(tx, &filter, None, 10)
        });
        assert_eq!(rows.iter().map(|r| r.number.as_str()).collect::<Vec<_>>(), [p.number.as_str()]);
        for filter in [
            Filter { year: Some(2025), ..Filter::default() },
            Filter { site: Some("other".into()), ..Filter::default() },
            Filter { kind: Some(PublicationKind::News), ..Filter::default() },
        ] {
            assert!(read(t, |tx| publishing::list_published(tx, &filter, None, 10)).is_empty(), "{filter:?}");
        }
        let ages = read(t, |tx| publishing::section_ages(tx, "main"));
        assert_eq!(
            (ages[0].section.as_str(), ages[0].count, ages[0].latest),
            ("notices", 1, Some(public.published_at))
        );
        let all = read(t, |tx| publishing::list_all_published(tx, None, 10));
        assert_eq!(all, std::slice::from_ref(&public));
        assert!(read(t, |tx| publishing::list_all_published(tx, Some(public.id), 10)).is_empty());
        assert_eq!(read(t, |tx| publishing::list_opinions(tx, public.id))[0].opinion, "同意");
        t.ledger_is_good();
    });
}

#[test]
fn nobody_takes_two_steps_of_one_publication() {
    on_both(|t| {
        let agency = t.agency("approval");
        use kernel::Role::*;
        let all = [
            (agency, PublicationDrafting),
            (agency, PublicationReview),
            (agency, SecrecyReview),
            (agency, PublicationSignOff),
        ];
        let one = t.staff("one", &all);
        let two = t.staff("two", &all);
        let three = t.staff("three", &all);
        let d =
            Desk { agency, drafter: one.clone(), reviewer: two.clone(), secrecy: three.clone(), signer: two.clone() };
        let p = submitted(t, &d, &typed(t, "通告", &[("main", "notices")]));
        let same = |r: Refused| assert!(matches!(r, Refused::Step(StepRefused::SamePerson { .. })), "{r:?}");
        same(refused(t.office.db.write(|tx| publishing::review(tx, &t.cx(&one), &p.number, p.matter.version, ""))));
        same(refused(
            t.office.db.write(|tx| publishing::return_draft(tx, &t.cx(&one), &p.number, p.matter.version, "x")),
        ));
        let p = done(t.office.db.write(|tx| publishing::review(tx, &t.cx(&two), &p.number, p.matter.version, "")));
        for who in [&one, &two] {
            same(refused(t.office.db.write(|tx| publishing::clear(tx, &t.cx(who), &p.number, p.matter.version, ""))));
        }
        let p = done(t.office.db.write(|tx| publishing::clear(tx, &t.cx(&three), &p.number, p.matter.version, "")));
        for who in [&one, &two, &three] {
            same(refused(t.office.db.write(|tx| publishing::publish(tx, &t.cx(who), &p.number, p.matter.version, ""))));
        }
        let stranger = desk(t, t.agency("other"), "b");
        let gone = refused(
            t.office.db.write(|tx| publishing::publish(tx, &t.cx(&stranger.signer), &p.number, p.matter.version, "")),
        );
        assert_eq!(gone, Refused::Matter(kernel::matter::MatterRefused::NotThere), "another agency's is not there");
    });
}

#[test]
fn a_returned_draft_comes_back_with_its_reason_and_goes_through_all_reviews_again() {
    on_both(|t| {
        let d = office(t);
        let p = submitted(t, &d, &typed(t, "通告", &[("main", "notices")]));
        let p =
            done(t.office.db.write(|tx| publishing::review(tx, &t.cx(&d.reviewer), &p.number, p.matter.version, "")));
        let none = refused(
            t.office.db.write(|tx| publishing::return_draft(tx, &t.cx(&d.secrecy), &p.number, p.matter.version, " ")),
        );
        assert_eq!(none, Refused::NoReason);
        let p = done(t.office.db.write(|tx| {
            publishing::return_draft(tx, &t.cx(&d.secrecy), &p.number, p.matter.version, "附件含个人信息，请删去")
        }));
        assert_eq!(p.state(), Some(State::Draft));
        assert_eq!(read(t, |tx| publishing::list_opinions(tx, p.id()))[0].opinion, "附件含个人信息，请删去");
        let c = content(t, &typed(t, "通告（修改）", &[("main", "notices")]));
        let p = done(t.office.db.write(|tx| publishing::edit(tx, &t.cx(&d.drafter), &p.number, p.matter.version, &c)));
        let early =
            refused(t.office.db.write(|tx| publishing::submit(tx, &t.cx(&d.drafter), &p.number, p.matter.version)));
        assert_eq!(early, Refused::NotChecked, "what was changed is checked again");
        checked(t, &d.drafter, &p.number);
        let p = done(t.office.db.write(|tx| publishing::submit(tx, &t.cx(&d.drafter), &p.number, p.matter.version)));
        assert_eq!(p.state(), Some(State::DepartmentReview));
        cleared(t, &d, &p.number);
        t.ledger_is_good();
    });
}

#[test]
fn a_date_cannot_be_forged() {
    on_both(|t| {
        let d = office(t);
        let mut later = typed(t, "通告", &[("main", "notices")]);
        later.displayed_on = Some(jiff::civil::date(2026, 3, 3));
        assert_eq!(publishing::Content::from_typed(&later, t.system().today()), Err(Refused::DisplayedLater));
        later.displayed_on = None;
        later.formed_on = Some(jiff::civil::date(2026, 3, 3));
        assert_eq!(publishing::Content::from_typed(&later, t.system().today()), Err(Refused::FormedOn));
        let mut earlier = typed(t, "通告", &[("main", "notices")]);
        earlier.displayed_on = Some(jiff::civil::date(2026, 2, 1));
        let number = publish_typed(t, &d, &earlier);
        let public = found(t, &number);
        assert_eq!(public.displayed_on, Some(jiff::civil::date(2026, 2, 1)));
        assert_eq!(public.published_at, t.system().at, "what the text names does not move the day of publication");
        let trace = read(t, |tx| kernel::journal::trace(tx, &public.id.to_string()));
        let last = trace.last().unwrap();
        assert_eq!(last.kind, "publication-publish");
        let body: serde_json::Value = serde_json::from_str(&last.body).unwrap();
        assert_eq!(body["published_at"], last.at, "the instant stands in the ledger");
        assert_eq!(body["displayed_on"], "2026-02-01");
    });
}

#[test]
fn a_correction_is_reviewed_again_and_stays_visible() {
    on_both(|t| {
        let d = office(t);
        let number = publish(t, &d, "收费标准公告", &[("main", "notices")]);
        let first = found(t, &number);
        t.turn_to("2026-03-09T09:00:00");
        let p = working(t, &number);
        let p = done(
            t.office.db.write(|tx| publishing::start_correction(tx, &t.cx(&d.drafter), &number, p.matter.version)),
        );
        assert_eq!((p.working, p.released), (2, 1));
        assert_eq!(found(t, &number).text, first.text, "the public reads the present revision meanwhile");
        let mut new = Typed {
            body: "<p>收费标准为每吨100元。</p>".into(),
            ..typed(t, "收费标准公告", &[("main", "notices")])
        };
        let c = content(t, &new);
        let p = done(t.office.db.write(|tx| publishing::edit(tx, &t.cx(&d.drafter), &number, p.matter.version, &c)));
        checked(t, &d.drafter, &number);
        let bare =
            refused(t.office.db.write(|tx| publishing::submit(tx, &t.cx(&d.drafter), &number, p.matter.version)));
        assert_eq!(bare, Refused::NoNote, "a correction says what it corrects");
        new.note = "收费标准原为每吨120元，系录入错误".into();
        let c = content(t, &new);
        let p = done(t.office.db.write(|tx| publishing::edit(tx, &t.cx(&d.drafter), &number, p.matter.version, &c)));
        checked(t, &d.drafter, &number);
        done(t.office.db.write(|tx| publishing::submit(tx, &t.cx(&d.drafter), &number, p.matter.version)));
        let p = cleared(t, &d, &number);
        assert_eq!(found(t, &number).revision, 1);
        done(t.office.db.write(|tx| publishing::correct(tx, &t.cx(&d.signer), &number, p.matter.version, "")));
        let public = found(t, &number);
        assert_eq!((public.revision, public.standing), (2, Standing::Corrected));
        assert_eq!(public.published_at, first.published_at, "the first day stays");
        assert_eq!(public.updated_at, t.system().at);
        let releases = read(t, |tx| publishing::list_releases(tx, public.id));
        assert_eq!(releases.iter().map(|r| r.note.as_str()).collect::<Vec<_>>(), ["", new.note.as_str()]);
        let (old, _) = read(t, |tx| publishing::find_release(tx, public.id, 1)).unwrap();
        assert_eq!(old.text, first.text, "every revision is kept");
        assert!(read(t, |tx| publishing::find_release(tx, public.id, 3)).is_none());
        t.ledger_is_good();
    });
}

#[test]
fn a_withdrawn_publication_leaves_a_tombstone() {
    on_both(|t| {
        let d = office(t);
        let number = publish(t, &d, "公示名单", &[("main", "notices")]);
        let p = working(t, &number);
        let wrote = refused(
            t.office.db.write(|tx| publishing::withdraw(tx, &t.cx(&d.drafter), &number, p.matter.version, "x")),
        );
        assert!(matches!(wrote, Refused::Step(StepRefused::WrongRole { .. })), "{wrote:?}");
        let p = done(
            t.office
                .db
                .write(|tx| publishing::withdraw(tx, &t.cx(&d.secrecy), &number, p.matter.version, "公示期已满")),
        );
        assert_eq!(p.state(), Some(State::Withdrawn));
        let public = found(t, &number);
        assert_eq!((public.standing, public.title.as_str()), (Standing::Withdrawn, "公示名单"));
        assert!(public.html.is_empty() && public.text.is_empty() && public.attachments.is_empty());
        assert_eq!(public.withdrawal.unwrap().reason, "公示期已满");
        assert!(read(t, |tx| publishing::list_published(tx, &Filter::default(), None, 10)).is_empty());
        assert!(read(t, |tx| publishing::list_all_published(tx, None, 10)).is_empty());
        assert_eq!(read(t, |tx| publishing::list_withdrawn(tx, None, 10)).len(), 1);
        assert!(read(t, |tx| publishing::find_release(tx, public.id, 1)).is_none(), "nothing of its text is told");
        t.ledger_is_good();
    });
}

#[test]
fn a_planned_publication_comes_out_by_itself() {
    on_both(|t| {
        let d = office(t);
        let p = submitted(t, &d, &typed(t, "通告", &[("main", "notices")]));
        let p = cleared(t, &d, &p.number);
        let at = t.system().at;
        let past = refused(
            t.office.db.write(|tx| publishing::plan(tx, &t.cx(&d.signer), &p.number, p.matter.version, at, "")),
        );
        assert_eq!(past, Refused::PlannedInPast);
        let at = at + jiff::SignedDuration::from_mins(60);
        let p =
            done(t.office.db.write(|tx| publishing::plan(tx, &t.cx(&d.signer), &p.number, p.matter.version, at, "")));
        assert_eq!(p.state(), Some(State::Planned));
        let hall = |t: &TestOffice| t.office.system_cx("clock");
        t.turn_to("2026-03-02T09:59:00");
        assert_eq!(publishing::publish_due(&t.office.db, &hall(t)).unwrap(), 0);
        t.turn_to("2026-03-02T10:00:30");
        assert_eq!(publishing::publish_due(&t.office.db, &hall(t)).unwrap(), 1);
        assert_eq!(publishing::publish_due(&t.office.db, &hall(t)).unwrap(), 0, "once");
        assert_eq!(found(t, &p.number).published_at, t.system().at);
        t.ledger_is_good();
    });
}

#[test]
fn information_that_is_not_disclosed_is_filed_and_looked_at_again() {
    on_both(|t| {
        let d = office(t);
        let mut kept = typed(t, "内部会议记录", &[]);
        kept.disclosure = Some(Disclosure::Withheld);
        let today = t.system().today();
        assert_eq!(publishing::Content::from_typed(&kept, today), Err(Refused::NoBasis));
        kept.basis = Some(publishing::Basis::Article16);
        kept.reason = "讨论记录，属于过程性信息".into();
        assert_eq!(publishing::Content::from_typed(&kept, today), Err(Refused::NoReevaluation));
        kept.reevaluate_on = Some(jiff::civil::date(2026, 9, 1));
        let p = submitted(t, &d, &kept);
        let p = cleared(t, &d, &p.number);
        let no =
            refused(t.office.db.write(|tx| publishing::publish(tx, &t.cx(&d.signer), &p.number, p.matter.version, "")));
        assert_eq!(no, Refused::NotProactive);
        let p =
            done(t.office.db.write(|tx| publishing::file_away(tx, &t.cx(&d.signer), &p.number, p.matter.version, "")));
        assert_eq!(p.state(), Some(State::Filed));
        let due = |until| {
            read(t, |tx| publishing::list_reevaluations_due(tx, &t.cx(&d.secrecy), Some(d.agency), until, 10)).len()
        };
        assert_eq!((due(jiff::civil::date(2026, 8, 31)), due(jiff::civil::date(2026, 9, 1))), (0, 1));
        t.turn_to("2026-09-01T09:00:00");
        let next = jiff::civil::date(2027, 3, 1);
        let p = done(t.office.db.write(|tx| {
            publishing::reevaluate(tx, &t.cx(&d.secrecy), &p.number, p.matter.version, next, "理由仍然成立")
        }));
        assert_eq!(due(jiff::civil::date(2026, 9, 1)), 0);
        let p = done(t.office.db.write(|tx| publishing::reopen(tx, &t.cx(&d.drafter), &p.number, p.matter.version)));
        assert_eq!((p.state(), p.working), (Some(State::Draft), 2));
        assert!(read(t, |tx| publishing::find_published(tx, &p.number)).is_none());
        t.ledger_is_good();
    });
}

#[test]
fn an_interpretation_is_linked_to_its_rule_both_ways_and_cites_articles() {
    on_both(|t| {
        let d = office(t);
        let mut text = typed(t, "《政府信息公开条例》解读", &[("main", "interpretations")]);
        text.kind = Some(PublicationKind::Interpretation);
        assert_eq!(publishing::Content::from_typed(&text, t.system().today()), Err(Refused::NoRule));
        text.interprets = "《中华人民共和国政府信息公开条例》".into();
        text.duty = "08-003".into();
        text.body = "<p>依据《政府信息公开条例》第二十条、第二十六条和《档案法》。</p>".into();
        let number = publish_typed(t, &d, &text);
        assert_eq!(found(t, &number).interprets.as_deref(), Some("政府信息公开条例"));
        use kernel::links::{LinkKind, Node, NodeKind, list_to};
        let to = |node: Node| -> Vec<(LinkKind, String)> {
            read(t, |tx| list_to(tx, &node, 20)).into_iter().map(|l| (l.kind, l.to.part)).collect()
        };
        let mut links = to(Node::rule("政府信息公开条例"));
        links.sort_by(|a, b| a.1.cmp(&b.1));
        assert_eq!(
            links,
            [
                (LinkKind::Interprets, String::new()),
                (LinkKind::Cites, "第二十六条".into()),
                (LinkKind::Cites, "第二十条".into())
            ]
        );
        assert_eq!(to(Node::new(NodeKind::Duty, "08-003")).len(), 1);
        let p = working(t, &number);
        done(
            t.office.db.write(|tx| publishing::withdraw(tx, &t.cx(&d.signer), &number, p.matter.version, "条例已修订")),
        );
        assert!(to(Node::rule("政府信息公开条例")).is_empty(), "unlinked with the document");
    });
}

#[test]
fn two_people_at_one_draft_do_not_overwrite_each_other() {
    on_both(|t| {
        let d = office(t);
        let c = content(t, &typed(t, "通告", &[("main", "notices")]));
        let p = done(t.office.db.write(|tx| publishing::create(tx, &t.cx(&d.drafter), d.agency, &c)));
        done(t.office.db.write(|tx| publishing::edit(tx, &t.cx(&d.drafter), &p.number, p.matter.version, &c)));
        let late =
            refused(t.office.db.write(|tx| publishing::edit(tx, &t.cx(&d.drafter), &p.number, p.matter.version, &c)));
        assert_eq!(late, Refused::Matter(kernel::matter::MatterRefused::Stale));
        let other = refused(t.office.db.write(|tx| publishing::create(tx, &t.cx(&d.reviewer), d.agency, &c)));
        assert!(matches!(other, Refused::Step(StepRefused::WrongRole { .. })));
        let c = content(t, &typed(t, "通告", &[("nowhere", "notices")]));
        let other = refused(t.office.db.write(|tx| publishing::create(tx, &t.cx(&d.drafter), d.agency, &c)));
        assert_eq!(other, Refused::Placement { place: "nowhere/notices".into() });
    });
}

#[test]
fn lists_go_on_where_they_stopped() {
    on_both(|t| {
        let d = office(t);
        let mut numbers = Vec::new();
        for n in 0..7 {
            t.turn_to(&format!("2026-03-0{}T09:00:00", 2 + n / 3));
            numbers.push(publish(t, &d, &format!("通告{n}"), &[("main", "notices")]));
        }
        numbers.reverse();
        for filter in [
            Filter { site: Some("main".into()), section: Some("notices".into()), ..Filter::default() },
            Filter { site: Some("main".into()), ..Filter::default() },
            Filter::default(),
        ] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = read(t, |tx| publishing::list_published(tx, &filter, after, 3));
                let Some(last) = page.last() else { break };
                after = publishing::Cursor::parse(&last.cursor().to_string());
                assert!(after.is_some());
                seen.extend(page.into_iter().map(|r| r.number));
            }
            assert_eq!(seen, numbers, "{filter:?}");
        }
    });
}
