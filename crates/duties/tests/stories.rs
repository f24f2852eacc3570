//! Stories of duties on both engines: limits run, publications fulfil, days turn, counts stay true.

#![allow(clippy::unwrap_used)]

use duties::{
    BodyKind, Channel, Coverage, DeskTab, DutyRow, Fulfilled, Level, LimitRule, NewBody, Obligation, Refused, Standing,
};
use jiff::civil::{Date, date};
use kernel::{Cx, Error, Fault, Id, Never, Role, Tx, Who, links};
use std::collections::BTreeMap;
use testkit::{TestOffice, on_both};

fn read<T>(t: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> T {
    t.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn write<T>(t: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Error<Refused>>) -> Result<T, Refused> {
    t.office.db.write(work).map_err(|e| match e {
        Error::Refused(r) => r,
        Error::Broken(f) => panic!("{}: {f}", t.engine()),
    })
}

fn row(code: &str, responsible: &str, limit: &str, levels: &[Level]) -> DutyRow {
    DutyRow {
        code: code.into(),
        matter: "财政预决算".into(),
        sub_matter: format!("事项{code}"),
        elements: "要素一\n要素二".into(),
        basis: "《政府信息公开条例》第二十条第（七）项；《预算法》第十四条".into(),
        responsible: responsible.into(),
        limit_text: limit.into(),
        limit: LimitRule::read(limit).0,
        levels: levels.to_vec(),
        ..DutyRow::blank(duties::parse_code(code).unwrap().0)
    }
}

struct Cast {
    lead: Id,
    finance: Id,
    town: Id,
    keeper: Who,
    chief: Who,
}

/// The agencies of the testkit are in 130100, which has no regional days; names are 测试{key}局.
fn cast(t: &TestOffice) -> Cast {
    let (lead, finance, town) = (t.agency("office"), t.agency("finance"), t.agency("town"));
    let cx = t.system();
    let body = |agency, kind, offices: &[&str]| NewBody {
        agency,
        kind,
        offices: offices.iter().map(|o| (*o).to_owned()).collect(),
        is_demonstration: false,
    };
    write(t, |tx| {
        duties::join_catalogue(
            tx,
            &cx,
            &[
                body(lead, BodyKind::Lead, &["government"]),
                body(finance, BodyKind::Department, &["finance"]),
                body(town, BodyKind::Town, &[]),
            ],
        )
    })
    .unwrap();
    Cast {
        lead,
        finance,
        town,
        keeper: t.staff("keeper", &[(finance, Role::DutyKeeper)]),
        chief: t.staff("chief", &[(lead, Role::DutyKeeper)]),
    }
}

fn save(t: &TestOffice, cx: &Cx, rows: &[DutyRow]) -> Result<duties::Saved, Refused> {
    write(t, |tx| duties::save_rows(tx, cx, rows, "试验"))
}

fn obligation(t: &TestOffice, code: &str, agency: Id) -> Obligation {
    read(t, |tx| duties::find_obligation(tx, code, agency)).unwrap()
}

/// The kept counts are those of a slow recount.
fn counts_are_true(t: &TestOffice) {
    let key = |rows: Vec<duties::CountRow>| -> BTreeMap<(Id, i64), Coverage> {
        rows.into_iter()
            .filter(|r| r.coverage != Coverage::default())
            .map(|r| ((r.agency, r.field), r.coverage))
            .collect()
    };
    let kept = key(read(t, |tx| duties::counts(tx, None, None, None)));
    let recounted = key(read(t, duties::counts_by_slow_recount));
    assert_eq!(kept, recounted, "{}", t.engine());
}

fn turn(t: &TestOffice) {
    let cx = t.system();
    for _ in 0..200 {
        let n = t.office.db.write(|tx| duties::turn_day(tx, &cx, 3).map_err(Error::<Never>::from)).unwrap();
        if n == 0 {
            assert!(read(t, |tx| duties::is_turned(tx, cx.today())));
            return;
        }
    }
    panic!("the day never ends");
}

#[test]
fn what_was_formed_is_owed_by_the_twentieth_working_day() {
    on_both(|t| {
        let c = cast(t);
        let cx = t.system();
        save(t, &cx, &[row("08-001", "财政部门", "信息形成或者变更之日起20个工作日内", &[Level::County])]).unwrap();
        assert_eq!(obligation(t, "08-001", c.finance).standing, Standing::Unreported);
        let keeper = t.cx(&c.keeper);
        let report =
            |cx: &Cx, on: Date, what: &str| write(t, |tx| duties::report_formed(tx, cx, "08-001", c.finance, on, what));
        assert_eq!(report(&keeper, date(2026, 3, 3), "明天的事"), Err(Refused::DayAhead));
        assert_eq!(report(&keeper, date(2026, 3, 2), "  "), Err(Refused::NoTitle));
        // By hand: 10 February 2026 and twenty working days over Spring Festival end on 16 March.
        let first = report(&keeper, date(2026, 2, 10), "2026年政府预算").unwrap();
        assert_eq!(first.due_on, Some(date(2026, 3, 16)));
        assert_eq!(report(&keeper, date(2026, 2, 10), "2026年政府预算"), Err(Refused::AlreadyReported));
        assert_eq!(obligation(t, "08-001", c.finance).standing, Standing::Current);
        counts_are_true(t);

        t.turn_to("2026-03-09T08:00:00");
        turn(t);
        assert_eq!(obligation(t, "08-001", c.finance).standing, Standing::DueSoon);
        t.turn_to("2026-03-17T00:10:00");
        turn(t);
        let o = obligation(t, "08-001", c.finance);
        assert_eq!((o.standing, o.open_count), (Standing::Late, 1));
        counts_are_true(t);
        let cx = t.cx(&c.keeper);
        let list = |tab| read(t, |tx| duties::list_desk(tx, &cx, tab, None, None, 10)).len();
        assert_eq!((list(DeskTab::Late), list(DeskTab::DueSoon)), (1, 0));

        let cx = t.system();
        let publish = |number: &str, on: Date| {
            t.office
                .db
                .write(|tx| {
                    duties::fulfil(tx, &cx, "08-001", c.finance, number, on, "预算公开").map_err(Error::<Never>::from)
                })
                .unwrap()
        };
        assert_eq!(publish("2026-000001", date(2026, 3, 17)), Fulfilled::Open);
        assert_eq!(publish("2026-000001", date(2026, 3, 17)), Fulfilled::Before, "repeating changes nothing");
        assert_eq!(publish("2026-000002", date(2026, 3, 18)), Fulfilled::OnRecord);
        let o = obligation(t, "08-001", c.finance);
        assert_eq!((o.standing, o.published_count, o.late_count), (Standing::Complete, 2, 1));
        let leaning = read(t, |tx| links::list_to(tx, &links::Node::new(links::NodeKind::Duty, "08-001"), 10));
        assert_eq!(leaning.len(), 2);
        counts_are_true(t);

        // A withdrawn publication leaves the duty owed again.
        let n = t.office.db.write(|tx| duties::reopen(tx, &cx, "2026-000001").map_err(Error::<Never>::from)).unwrap();
        assert_eq!(n, 1);
        assert_eq!(obligation(t, "08-001", c.finance).standing, Standing::Late);
        t.office.db.write(|tx| duties::reopen(tx, &cx, "2026-000002").map_err(Error::<Never>::from)).unwrap();
        let o = obligation(t, "08-001", c.finance);
        assert_eq!((o.published_count, o.open_count), (0, 1));
        counts_are_true(t);
        let missing = t.office.db.write(|tx| {
            duties::fulfil(tx, &cx, "08-001", c.town, "2026-000003", date(2026, 3, 18), "x")
                .map_err(Error::<Never>::from)
        });
        assert_eq!(missing.unwrap(), Fulfilled::NoSuchDuty);
        t.ledger_is_good();
    });
}

#[test]
fn periods_come_by_themselves() {
    on_both(|t| {
        let c = cast(t);
        let cx = t.system();
        save(
            t,
            &cx,
            &[
                row("08-001", "财政部门", "每月结束后10个工作日内", &[Level::County]),
                row("08-002", "财政部门", "每年3月31日前", &[Level::County]),
                row("08-003", "财政部门", "长期公开", &[Level::County]),
            ],
        )
        .unwrap();
        // Today is 2 March 2026: the month is not over, this year's day is ahead, and what stands always is owed from today.
        let standing = |code: &str| obligation(t, code, c.finance).standing;
        assert_eq!(
            (standing("08-001"), standing("08-002"), standing("08-003")),
            (Standing::Unreported, Standing::Current, Standing::Current)
        );
        assert_eq!(obligation(t, "08-003", c.finance).open_due, Some(date(2026, 3, 30)));
        counts_are_true(t);
        // The hall slept until 2 May: March and April come due, the yearly and the standing ones are late.
        t.turn_to("2026-05-02T09:00:00");
        turn(t);
        let o = obligation(t, "08-001", c.finance);
        assert_eq!((o.open_count, o.standing, o.period_on), (2, Standing::Late, Some(date(2026, 6, 1))));
        // By hand: ten working days after 31 March, over Qingming (4–6 April): 15 April.
        assert_eq!(o.open_due, Some(date(2026, 4, 15)));
        assert_eq!((standing("08-002"), standing("08-003")), (Standing::Late, Standing::Late));
        turn(t);
        assert_eq!(obligation(t, "08-001", c.finance).open_count, 2, "a period opens once");
        counts_are_true(t);

        let keeper = t.cx(&c.keeper);
        let elsewhere = |code: &str| {
            write(t, |tx| {
                duties::record_elsewhere(tx, &keeper, code, c.finance, Channel::NoticeBoard, date(2026, 5, 2), "公示栏")
            })
        };
        assert_eq!(elsewhere("08-001"), Ok(Fulfilled::Open));
        assert_eq!(obligation(t, "08-001", c.finance).open_count, 1, "the earliest one");
        assert_eq!(elsewhere("08-003"), Ok(Fulfilled::Open));
        assert_eq!(standing("08-003"), Standing::Complete);
        counts_are_true(t);
        t.ledger_is_good();
    });
}

#[test]
fn each_keeper_keeps_their_own() {
    on_both(|t| {
        let c = cast(t);
        let stranger = t.cx(&t.staff("stranger", &[(c.town, Role::DutyKeeper)]));
        let (keeper, chief) = (t.cx(&c.keeper), t.cx(&c.chief));
        let both = row("08-001", "财政部门、乡镇人民政府", "每月结束后10个工作日内", &[Level::County, Level::Township]);
        assert_eq!(save(t, &keeper, std::slice::from_ref(&both)), Err(Refused::LeadOnly), "not theirs alone");
        assert_eq!(save(t, &chief, std::slice::from_ref(&both)).unwrap().obligations, 2);
        let own = row("08-002", "财政部门", "长期公开", &[Level::County]);
        assert_eq!(save(t, &keeper, std::slice::from_ref(&own)).unwrap().added, 1, "a department its own row");
        let aside = |cx: &Cx, agency| write(t, |tx| duties::set_aside(tx, cx, "08-001", agency, "没有这项职能"));
        assert_eq!(aside(&stranger, c.finance).unwrap_err(), Refused::NotYourPost);
        assert_eq!(aside(&t.cx(&Who::Public), c.finance).unwrap_err(), Refused::NotYourPost);
        assert_eq!(aside(&keeper, c.lead).unwrap_err(), Refused::NotThere);
        assert_eq!(aside(&keeper, c.finance).unwrap().standing, Standing::NotApplicable);
        counts_are_true(t);
        // What is set aside does not come due.
        t.turn_to("2026-04-02T09:00:00");
        turn(t);
        let o = obligation(t, "08-001", c.finance);
        assert_eq!((o.standing, o.open_count), (Standing::NotApplicable, 0));
        assert_eq!(obligation(t, "08-001", c.town).open_count, 1);
        let keeper = t.cx(&c.keeper);
        let taken = write(t, |tx| duties::take_up(tx, &keeper, "08-001", c.finance)).unwrap();
        assert_eq!(taken.standing, Standing::Unreported);
        counts_are_true(t);
        let sees = |who: &Who| {
            let cx = t.cx(who);
            read(t, |tx| duties::list_mine(tx, &cx, "08-001", "town")).is_some()
        };
        assert_eq!((sees(&c.keeper), sees(&c.chief)), (false, true), "the lead office sees all");
        assert!(read(t, |tx| duties::list_mine(tx, &t.cx(&Who::Public), "08-001", "town")).is_none());
        t.ledger_is_good();
    });
}

#[test]
fn a_row_changes_its_obligations_and_publishes_versions() {
    on_both(|t| {
        let c = cast(t);
        let chief = t.cx(&c.chief);
        let first = row("08-001", "财政部门", "信息形成或者变更之日起20个工作日内", &[Level::County]);
        save(t, &chief, std::slice::from_ref(&first)).unwrap();
        assert_eq!(save(t, &chief, std::slice::from_ref(&first)).unwrap().same, 1, "saying the same changes nothing");
        let versions = |agency| read(t, |tx| duties::list_catalogues(tx, agency));
        assert_eq!((versions(c.finance).len(), versions(c.town).len()), (1, 0));
        let based = read(t, |tx| links::list_from(tx, &links::Node::new(links::NodeKind::Duty, "08-001")));
        let parts: Vec<&str> = based.iter().map(|l| l.to.part.as_str()).collect();
        assert_eq!(parts, ["第二十条", "第十四条"]);
        assert_eq!(based[0].from.owner, Some(c.finance));

        let moved =
            DutyRow { responsible: "乡镇人民政府".into(), levels: vec![Level::Township], ..first.clone() };
        let edit = |revision, why: &str| write(t, |tx| duties::edit_row(tx, &chief, &moved, revision, why));
        assert_eq!(edit(7, "调整"), Err(Refused::Stale));
        assert_eq!(edit(1, " "), Err(Refused::NoReason));
        assert_eq!(edit(1, "调整职责").unwrap().changed, 1);
        assert_eq!(obligation(t, "08-001", c.finance).standing, Standing::Ended);
        assert_eq!(obligation(t, "08-001", c.town).standing, Standing::Unreported);
        assert_eq!((versions(c.finance)[0].row_count, versions(c.town)[0].row_count), (0, 1));
        let held = read(t, |tx| duties::find_catalogue(tx, c.finance, 1)).unwrap();
        assert_eq!(held.rows, [("08-001".to_owned(), 1)], "the old version still says what it held");
        assert_eq!(read(t, |tx| duties::list_revisions(tx, "08-001")).len(), 2);
        counts_are_true(t);

        let withdraw = |revision| write(t, |tx| duties::withdraw_row(tx, &chief, "08-001", revision, "依据废止"));
        assert_eq!(withdraw(1), Err(Refused::Stale));
        assert_eq!(withdraw(2), Ok(()));
        assert_eq!(withdraw(2), Err(Refused::Withdrawn));
        assert!(read(t, |tx| duties::list_rows(tx, &duties::RowFilter::default(), None, 10)).is_empty());
        counts_are_true(t);
        // Saved again, it comes back with what it had.
        save(t, &chief, std::slice::from_ref(&first)).unwrap();
        assert_eq!(obligation(t, "08-001", c.finance).standing, Standing::Unreported);
        counts_are_true(t);
        t.ledger_is_good();
    });
}

#[test]
fn a_changed_law_flags_the_rows_that_stand_on_it() {
    on_both(|t| {
        let c = cast(t);
        let cx = t.system();
        save(t, &cx, &[row("08-001", "财政部门", "长期公开", &[Level::County])]).unwrap();
        let flag = |part: &str| {
            t.office
                .db
                .write(|tx| {
                    let change = links::Change { why: "flag-rule-amended", key: part };
                    let target = links::Node::rule("中华人民共和国预算法");
                    links::flag_leaning(tx, &cx, &target, &[part.to_owned()], &change).map_err(Error::<Never>::from)
                })
                .unwrap()
        };
        assert_eq!((flag("第十四条"), flag("第十五条")), (1, 0));
        let flags = read(t, |tx| links::list_flags(tx, links::FlagScope::Agency(c.finance), None, 10));
        assert_eq!(flags[0].link.from.href, "/duties/08-001");
    });
}

#[test]
fn the_size_of_karamay_is_generated_in_seconds() {
    let t = TestOffice::sqlite();
    let cx = t.system();
    let size = duties::generate_karamay(&t.office.db, &cx).unwrap();
    assert_eq!((size.departments, size.sub_districts, size.towns), (140, 13, 2));
    assert!(size.rows > 2000 && (2000..5000).contains(&size.obligations), "{size:?}");
    counts_are_true(&t);
    let again = duties::generate_karamay(&t.office.db, &cx).unwrap();
    assert_eq!(again, size, "generating again adds nothing");
    counts_are_true(&t);
    let counts = read(&t, |tx| duties::counts(tx, None, None, None));
    let mut all = Coverage::default();
    for c in &counts {
        all.join(&c.coverage);
    }
    assert_eq!(all.all() as usize, size.obligations);
    assert!(
        [all.complete, all.current, all.due_soon, all.late, all.unreported, all.not_applicable].iter().all(|n| *n > 0),
        "{all:?}"
    );
    let rows = read(&t, |tx| duties::list_rows(tx, &duties::RowFilter::default(), None, 5000));
    assert!(rows.iter().filter(|r| r.row.is_demonstration).count() > 2000);
}

#[test]
fn the_demonstration_loads_once() {
    on_both(|t| {
        for key in ["finance", "education", "civil"] {
            t.agency(key);
        }
        let cx = t.system();
        let bodies = read(t, duties::bodies_by_name);
        assert_eq!(bodies.iter().filter(|b| b.kind == BodyKind::Lead).count(), 1);
        let first = duties::load_demo(&t.office.db, &cx, &bodies, cx.at).unwrap();
        assert!(first.added >= 60 && first.obligations > 0, "{first:?}");
        counts_are_true(t);
        let again = duties::load_demo(&t.office.db, &cx, &bodies, cx.at).unwrap();
        assert_eq!((again.added, again.changed, again.same), (0, 0, first.added));
        counts_are_true(t);
        t.ledger_is_good();
    });
}

#[test]
fn a_row_without_a_code_never_takes_one_that_is_given() {
    on_both(|t| {
        cast(t);
        let cx = t.system();
        let given = row("08-002", "财政部门", "长期公开", &[Level::County]);
        let free = |sub: &str| DutyRow { code: String::new(), sub_matter: sub.into(), ..given.clone() };
        save(t, &cx, &[row("08-001", "财政部门", "长期公开", &[Level::County])]).unwrap();
        assert_eq!(save(t, &cx, &[free("甲"), given.clone(), free("乙")]).unwrap().added, 3);
        let rows = read(t, |tx| duties::list_rows(tx, &duties::RowFilter::default(), None, 10));
        let seen: Vec<(&str, &str)> = rows.iter().map(|r| (r.row.code.as_str(), r.row.sub_matter.as_str())).collect();
        assert_eq!(seen, [("08-001", "事项08-001"), ("08-002", "事项08-002"), ("08-003", "甲"), ("08-004", "乙")]);
        let wrong = DutyRow { field: 9, ..row("08-009", "财政部门", "长期公开", &[Level::County]) };
        assert_eq!(save(t, &cx, &[wrong]), Err(Refused::NoSuchField));
        counts_are_true(t);
    });
}
