//! Counting, checking, writing, publishing, correcting and adding up, on both engines.

#![allow(clippy::unwrap_used)]

mod hall;

use disclosure::annual::{Cell, list_behind};
use hall::*;
use kernel::{Error, Never, params, procedure::StepRefused};
use report::*;
use testkit::on_both;

fn numbers(tables: &Tables, row: &str) -> Vec<i64> {
    tables.line(row).iter().map(|e| e.counted()).collect()
}

#[test]
fn requests_become_tables_and_every_cell_opens_what_is_behind_it() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        let r = now(t, h.finance, 2025);
        assert_eq!(numbers(&r.tables, "new"), [1, 1, 0, 1, 1, 0, 4]);
        assert_eq!(numbers(&r.tables, "in"), [1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(numbers(&r.tables, "G"), [1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(numbers(&r.tables, "D-1"), [1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(numbers(&r.tables, "O-2"), [0, 0, 0, 0, 1, 0, 1]);
        assert_eq!(numbers(&r.tables, "total"), [2, 0, 0, 0, 1, 0, 3]);
        assert_eq!(numbers(&r.tables, "out"), [0, 1, 0, 1, 0, 0, 2]);
        assert_eq!(r.tables.five("reconsideration").map(|e| e.counted()), [1, 0, 0, 0, 1]);
        assert_eq!(r.tables.five("litigation-after").map(|e| e.counted()), [0, 0, 0, 1, 1]);
        // The year before and after follow from the same rows.
        assert_eq!(numbers(&now(t, h.finance, 2024).tables, "out"), numbers(&r.tables, "in"));
        assert_eq!(numbers(&now(t, h.finance, 2026).tables, "in"), numbers(&r.tables, "out"));
        let rules: Vec<Rule> = r.failures.iter().map(|f| f.rule).collect();
        assert_eq!(rules, [Rule::Unfilled], "only table two, which is typed by hand");
        // Every number of the tables is the length of the list behind it.
        done(t.office.db.read(|tx| {
            for row in &r.template.three.rows {
                for (at, column) in columns_of_three(r.template).enumerate() {
                    let cell = Cell::parse(2025, &row.key, column).unwrap();
                    let list = list_behind(tx, &[h.finance, h.housing], &cell, None, 100)?;
                    assert_eq!(
                        list.len(),
                        usize::try_from(numbers(&r.tables, &row.key)[at]).unwrap(),
                        "{} {column}",
                        row.key
                    );
                }
            }
            for group in &r.template.four.groups {
                for (column, entry) in columns_of_four(r.template).zip(r.tables.five(&group.key)) {
                    let cell = Cell::parse(2025, &group.key, column).unwrap();
                    let list = list_behind(tx, &[h.finance], &cell, None, 100)?;
                    assert_eq!(list.len(), usize::try_from(entry.counted()).unwrap(), "{} {column}", group.key);
                }
            }
            let all = Cell::parse(2025, "new", "all").unwrap();
            let first = list_behind(tx, &[h.finance], &all, None, 3)?;
            let rest = list_behind(tx, &[h.finance], &all, first.last().copied(), 3)?;
            assert_eq!((first.len(), rest.len()), (3, 1), "pages of the list");
            Ok::<_, Error<Never>>(())
        }));
    });
}

#[test]
fn a_defect_of_the_data_is_told_with_its_rows() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        // Closed without an outcome, and an outcome for which the format has no row.
        let id = request(t, h.finance, "research", Some("2025-02-01"), Some(("2025-02-20", "X-7")));
        let r = now(t, h.finance, 2025);
        let of = |rule: Rule| r.failures.iter().filter(move |f| f.rule == rule).collect::<Vec<_>>();
        assert_eq!(of(Rule::Unplaced)[0].left[0].place.row, "X-7");
        let city = now(t, h.city, 2025);
        assert!(city.failures.iter().any(|f| f.rule == Rule::Unplaced && f.left[0].place.row == "X-7"), "above too");
        let balance = of(Rule::Balance);
        assert_eq!(balance.len(), 2, "research institutions, and the sum");
        assert_eq!((balance[0].left[0].place.column.as_str(), balance[0].difference()), ("research", 1));
        done(t.office.db.write(|tx| {
            tx.execute("UPDATE disclosure_requests SET outcome = NULL WHERE id = $1", params![id])?;
            Ok::<_, Error<Never>>(())
        }));
        let r = now(t, h.finance, 2025);
        assert!(r.failures.iter().any(|f| f.rule == Rule::Unplaced && f.left[0].n == 1));
        assert!(r.stopping() >= 3);
    });
}

#[test]
fn a_report_is_written_by_one_and_let_out_by_another_and_then_frozen() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        let (desk, head) = (t.cx(&h.desk), t.cx(&h.head));
        let db = &t.office.db;
        assert_eq!(refused(db.write(|tx| begin(tx, &desk, h.finance, 2018))), Refused::NoFormat { year: 2018 });
        assert_eq!(refused(db.write(|tx| begin(tx, &desk, h.finance, 2027))), Refused::NoFormat { year: 2027 });
        assert!(matches!(
            refused(db.write(|tx| begin(tx, &head, h.finance, 2025))),
            Refused::Step(StepRefused::WrongRole { .. })
        ));
        let r = done(db.write(|tx| begin(tx, &desk, h.finance, 2025)));
        assert_eq!(refused(db.write(|tx| begin(tx, &desk, h.finance, 2025))), Refused::Begun);
        assert_eq!(
            refused(db.write(|tx| submit(tx, &desk, &now(t, h.finance, 2025)))),
            Refused::PartMissing { part: "report-part-overview" }
        );
        let mut draft = complete(2025, "");
        draft.two.remove("fees.amount");
        let r = done(db.write(|tx| save(tx, &desk, h.finance, 2025, r.matter.version, &draft)));
        assert_eq!(refused(db.write(|tx| submit(tx, &desk, &now(t, h.finance, 2025)))), Refused::DoesNotAddUp { n: 1 });
        let mut leaky = complete(2025, "");
        leaky.narrative.problems = "申请人身份证号11010519491231002X".into();
        let r = done(db.write(|tx| save(tx, &desk, h.finance, 2025, r.matter.version, &leaky)));
        assert!(matches!(
            refused(db.write(|tx| submit(tx, &desk, &now(t, h.finance, 2025)))),
            Refused::Leaks { n: 1, .. }
        ));
        let r = done(db.write(|tx| save(tx, &desk, h.finance, 2025, r.matter.version, &complete(2025, ""))));
        let stale = db.write(|tx| save(tx, &desk, h.finance, 2025, r.matter.version - 1, &draft));
        assert!(matches!(refused(stale), Refused::Matter(_)));
        let r = done(db.write(|tx| submit(tx, &desk, &now(t, h.finance, 2025))));
        assert!(matches!(refused(db.write(|tx| publish(tx, &desk, &now(t, h.finance, 2025)))), Refused::Step(_)));
        assert_eq!(
            refused(db.write(|tx| send_back(tx, &head, h.finance, 2025, r.matter.version, " "))),
            Refused::NoReason
        );
        done(db.write(|tx| send_back(tx, &head, h.finance, 2025, r.matter.version, "请核对")));
        let sent = done(db.read(|tx| last_return(tx, r.matter.id).map_err(Error::<Never>::from))).unwrap();
        assert_eq!(sent.0, "请核对");
        done(db.write(|tx| submit(tx, &desk, &now(t, h.finance, 2025))));
        // What was put together before somebody changed the report does not go out.
        let before = now(t, h.finance, 2025);
        done(db.write(|tx| publish(tx, &head, &before)));
        assert!(matches!(refused(db.write(|tx| publish(tx, &head, &before))), Refused::Matter(_)));
        let public = now(t, h.finance, 2025);
        assert_eq!((public.releases.len(), public.drifted), (1, false));
        assert_eq!(numbers(&public.releases[0].snapshot.tables, "new")[6], 4);
        // A request that turns up later changes what is counted, never what is published.
        request(t, h.finance, "other", Some("2025-08-01"), Some(("2025-08-20", "G-2")));
        let later = now(t, h.finance, 2025);
        assert!(later.drifted && numbers(&later.tables, "new")[6] == 4);
        let v = later.record.unwrap().matter.version;
        done(db.write(|tx| start_correction(tx, &desk, h.finance, 2025, v)));
        let open = now(t, h.finance, 2025);
        assert!(!open.drifted && numbers(&open.tables, "new")[6] == 5);
        assert_eq!(refused(db.write(|tx| submit(tx, &desk, &open))), Refused::NoNote);
        let v = open.record.unwrap().matter.version;
        done(db.write(|tx| save(tx, &desk, h.finance, 2025, v, &complete(2025, "补计一件申请。"))));
        done(db.write(|tx| submit(tx, &desk, &now(t, h.finance, 2025))));
        done(db.write(|tx| publish(tx, &head, &now(t, h.finance, 2025))));
        let twice = now(t, h.finance, 2025);
        let said: Vec<(i64, &str, i64)> = twice
            .releases
            .iter()
            .map(|r| (r.revision, r.snapshot.note.as_str(), numbers(&r.snapshot.tables, "new")[6]))
            .collect();
        assert_eq!(said, [(2, "补计一件申请。", 5), (1, "", 4)]);
        let v = twice.record.unwrap().matter.version;
        done(db.write(|tx| start_correction(tx, &desk, h.finance, 2025, v)));
        done(db.write(|tx| drop_correction(tx, &desk, h.finance, 2025, v + 1)));
        assert_eq!(now(t, h.finance, 2025).draft().note, "补计一件申请。");
        let list = done(db.read(|tx| list_public(tx, 2025).map_err(Error::<Never>::from)));
        assert_eq!((list.len(), list[0].revisions), (1, 2));
        t.ledger_is_good();
    });
}

#[test]
fn a_running_year_is_checked_but_does_not_go_out() {
    on_both(|t| {
        let h = hall(t);
        request(t, h.finance, "person", Some("2026-02-01"), None);
        let r = done(t.office.db.write(|tx| begin(tx, &t.cx(&h.desk), h.finance, 2026)));
        let draft = complete(2026, "");
        done(t.office.db.write(|tx| save(tx, &t.cx(&h.desk), h.finance, 2026, r.matter.version, &draft)));
        let live = now(t, h.finance, 2026);
        assert_eq!((live.failures.len(), numbers(&live.tables, "out")[0]), (0, 1));
        let early = refused(t.office.db.write(|tx| submit(tx, &t.cx(&h.desk), &live)));
        assert_eq!(early, Refused::YearNotOver { from: "2027-01-01".into() });
    });
}

#[test]
fn the_year_before_is_compared_with_what_was_published() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        publish_report(t, &h, h.finance, 2024);
        assert!(now(t, h.finance, 2025).has_previous);
        assert!(now(t, h.finance, 2025).failures.iter().all(|f| f.rule != Rule::Carried));
        // A request of 2024 that turns up now: 2025 carries in what 2024 did not carry out.
        request(t, h.finance, "other", Some("2024-12-30"), Some(("2025-01-05", "G-2")));
        let r = now(t, h.finance, 2025);
        let carried: Vec<&Failure> = r.failures.iter().filter(|f| f.rule == Rule::Carried).collect();
        assert_eq!(carried.len(), 2);
        assert_eq!((carried[0].left[0].place.column.as_str(), carried[0].difference()), ("other", 1));
    });
}

#[test]
fn a_government_adds_up_everybody_below_and_an_own_workbook_is_compared() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        request(t, h.city, "person", Some("2025-01-02"), Some(("2025-01-20", "N-1")));
        request(t, h.school, "research", Some("2025-05-02"), Some(("2025-05-20", "U-1")));
        let city = now(t, h.city, 2025);
        assert_eq!((city.origin, city.below), (Origin::RolledUp, 4));
        assert_eq!(numbers(&city.tables, "new"), [2, 1, 1, 1, 1, 0, 6]);
        assert_eq!(city.waiting.len(), 3, "two departments and the district");
        // What finance published counts, whatever is counted later.
        publish_report(t, &h, h.finance, 2025);
        request(t, h.finance, "person", Some("2025-09-09"), None);
        let city = now(t, h.city, 2025);
        assert_eq!((numbers(&city.tables, "new")[6], city.waiting.len()), (6, 2));
        let owed: Vec<Rule> = city.failures.iter().map(|f| f.rule).collect();
        assert_eq!(owed, [Rule::Unfilled], "what finance wrote does not fill the city's own table two");
        // The district is put elsewhere: its numbers go with it, and it can never stand below itself.
        let authority = t.cx(&h.authority);
        let db = &t.office.db;
        assert_eq!(
            refused(db.write(|tx| arrange(tx, &t.cx(&h.desk), h.district, BodyKind::Government, None))),
            Refused::AuthorityOnly
        );
        assert_eq!(
            refused(db.write(|tx| arrange(tx, &authority, h.district, BodyKind::Government, Some(h.school)))),
            Refused::Circle
        );
        done(db.write(|tx| arrange(tx, &authority, h.district, BodyKind::Government, None)));
        assert_eq!(numbers(&now(t, h.city, 2025).tables, "new"), [2, 1, 0, 1, 1, 0, 5]);
        // The city's own workbook says one more: told, not corrected.
        let r = done(db.write(|tx| begin(tx, &t.cx(&h.desk), h.city, 2025)));
        let mut tables = now(t, h.city, 2025).tables;
        tables.two = complete(2025, "").two;
        for row in ["new", "G", "total"] {
            let mut line = tables.line(row);
            line[0] = Entry::Number(line[0].counted() + 1);
            line[6] = Entry::Number(line[6].counted() + 1);
            tables.three.insert(row.into(), line);
        }
        let own = Adopted { tables, file: "x".into(), name: "年报.xlsx".into() };
        let r = done(db.write(|tx| adopt(tx, &t.cx(&h.desk), h.city, 2025, r.matter.version, &own)));
        let city = now(t, h.city, 2025);
        assert_eq!(city.origin, Origin::Adopted);
        let rolled: Vec<(&str, &str, i64)> = city
            .failures
            .iter()
            .filter(|f| f.rule == Rule::RollUp)
            .map(|f| (f.left[0].place.row.as_str(), f.left[0].place.column.as_str(), f.difference()))
            .collect();
        assert_eq!(rolled.len(), 6, "three rows, in the person's column and in the sum: {rolled:?}");
        assert!(rolled.iter().all(|(.., n)| *n == 1));
        assert_eq!(city.stopping(), 0, "a difference to those below warns");
        done(db.write(|tx| count_again(tx, &t.cx(&h.desk), h.city, 2025, r.matter.version)));
        assert_eq!(now(t, h.city, 2025).origin, Origin::RolledUp);
        t.ledger_is_good();
    });
}

#[test]
fn deadlines_may_be_earlier_in_an_area() {
    on_both(|t| {
        let h = hall(t);
        let db = &t.office.db;
        let set = |who, a: &str, b: &str| db.write(|tx| set_deadlines(tx, &t.cx(who), h.city, a, b));
        assert_eq!(refused(set(&h.desk, "01-20", "02-20")), Refused::AuthorityOnly);
        assert_eq!(refused(set(&h.authority, "02-20", "02-20")), Refused::TooLate { last: "01-31".into() });
        done(set(&h.authority, "01-26", "02-20"));
        let all = done(db.read(|tx| list_bodies(tx).map_err(Error::<Never>::from)));
        let day = |id| {
            let b = all.iter().find(|b| b.agency.id == id).unwrap();
            b.deadlines.last_day(b.kind, 2025).unwrap().to_string()
        };
        assert_eq!((day(h.school).as_str(), day(h.district).as_str()), ("2026-01-26", "2026-02-20"));
    });
}

#[test]
fn the_terminal_says_what_does_not_add_up() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        let tr = web::Tr::new(kernel::Lang::ZhCn);
        let (text, good) = annual_text(&t.office, tr, "finance", 2025).unwrap().unwrap();
        assert!(good && text.contains("       4  一、本年新收政府信息公开申请数量"), "{text}");
        request(t, h.finance, "person", Some("2025-02-01"), Some(("2025-02-20", "X-7")));
        let (text, good) = annual_text(&t.office, tr, "finance", 2025).unwrap().unwrap();
        assert!(!good && text.contains("X-7: 1") && text.contains("相差 1"), "{text}");
        assert!(annual_text(&t.office, tr, "nobody", 2025).unwrap().is_none());
        assert!(annual_text(&t.office, tr, "finance", 2015).unwrap().is_none());
        for ending in ["html", "pdf", "xlsx", "json"] {
            assert!(!annual_file(&t.office, "finance", 2025, ending).unwrap().unwrap().is_empty());
        }
        assert!(annual_file(&t.office, "finance", 2025, "doc").is_err());
    });
}

#[test]
fn a_correction_after_the_deadline_is_not_late() {
    on_both(|t| {
        let h = hall(t);
        publish_report(t, &h, h.finance, 2025);
        let first = now(t, h.finance, 2025);
        t.turn_to("2026-06-01T09:00:00");
        let v = first.record.as_ref().unwrap().matter.version;
        let db = &t.office.db;
        let r = done(db.write(|tx| start_correction(tx, &t.cx(&h.desk), h.finance, 2025, v)));
        let draft = complete(2025, "更正。");
        done(db.write(|tx| save(tx, &t.cx(&h.desk), h.finance, 2025, r.matter.version, &draft)));
        done(db.write(|tx| submit(tx, &t.cx(&h.desk), &now(t, h.finance, 2025))));
        done(db.write(|tx| publish(tx, &t.cx(&h.head), &now(t, h.finance, 2025))));
        let standings = done(db.read(|tx| list_standings(tx, 2025).map_err(Error::<Never>::from)));
        assert_eq!(standings.len(), 1);
        assert_eq!((standings[0].state, standings[0].first_published), (State::Published, Some(first.releases[0].at)));
    });
}

#[test]
fn the_demonstration_reports_what_was_counted() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        let load =
            |year, at: &str| load_demo(&t.office, &h.desk, &h.head, h.finance, year, at.parse().unwrap()).unwrap();
        assert_eq!(load(2025, "2026-01-26T02:00:00Z"), DemoReport::Published);
        assert_eq!(load(2025, "2026-01-26T02:00:00Z"), DemoReport::Before);
        assert_eq!(load(2026, "2026-03-02T02:00:00Z"), DemoReport::Draft);
        let r = now(t, h.finance, 2025);
        assert_eq!(r.failures, []);
        assert!(r.releases[0].snapshot.narrative.overview.contains("申请4件，办结3件"));
        t.ledger_is_good();
    });
}
