//! The spine on both engines: transactions, group commit, matters, the ledger under tampering.

#![allow(clippy::unwrap_used, missing_docs)]

use kernel::{
    Error, Fault, FaultKind, Id, Never, Refusal, Role, Who,
    journal::{self, verify},
    matter::{self, MatterRefused, Opening},
    params,
    procedure::{By, ClockEffect, Holder, Move, Procedure, StepRefused, step},
    words,
};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::{TestOffice, on_both};

words! {
    pub enum State { Open = "open", Checked = "checked", Done = "done" }
}
words! {
    pub enum Verb { Begin = "begin", Check = "check", Finish = "finish" }
}

struct Errand;
impl Procedure for Errand {
    type State = State;
    type Verb = Verb;
    const KIND: &'static str = "errand";
    const MOVES: &'static [Move<State, Verb>] = &[
        Move {
            verb: Verb::Begin,
            from: &[],
            to: State::Open,
            by: By::System,
            clock: ClockEffect::Starts,
            notice: None,
            apart_from: &[],
        },
        Move {
            verb: Verb::Check,
            from: &[State::Open],
            to: State::Checked,
            by: By::Post(Role::Acceptance),
            clock: ClockEffect::Unmoved,
            notice: None,
            apart_from: &[],
        },
        Move {
            verb: Verb::Finish,
            from: &[State::Checked],
            to: State::Done,
            by: By::Post(Role::Decision),
            clock: ClockEffect::Ends,
            notice: None,
            apart_from: &[Verb::Check],
        },
    ];
    fn holder(state: State) -> Holder {
        match state {
            State::Open => Holder::Office(Role::Acceptance),
            State::Checked => Holder::Office(Role::Decision),
            State::Done => Holder::Nobody,
        }
    }
}

#[derive(Debug, PartialEq)]
struct No;
impl Refusal for No {
    fn message(&self) -> &'static str {
        "refused-stale"
    }
}

fn opened(t: &TestOffice, n: usize) -> matter::Matter {
    let cx = t.system();
    let agency = t.agency("a");
    t.office
        .db
        .write(|tx| {
            let number = format!("n{n}");
            let what = Opening { id: Id::new(), number: &number, title: "t", agency, region: "130100", clock: None };
            matter::open::<Errand>(tx, &cx, what, State::Open, Verb::Begin, &json!({})).map_err(Error::<Never>::from)
        })
        .unwrap()
}

#[test]
fn a_refusal_leaves_nothing_and_a_success_stays() {
    on_both(|t| {
        let db = &t.office.db;
        let refused: Result<(), Error<No>> = db.write(|tx| {
            tx.execute("INSERT INTO counters (name, value) VALUES ('x', 1)", params![])?;
            Err(No.into())
        });
        assert!(matches!(refused, Err(Error::Refused(No))));
        let count = || {
            db.read(|tx| Ok::<_, Error<Never>>(tx.rows("SELECT name FROM counters WHERE name = 'x'", params![])?.len()))
                .unwrap()
        };
        assert_eq!(count(), 0);
        db.write(|tx| {
            tx.execute("INSERT INTO counters (name, value) VALUES ('x', 1)", params![]).map_err(Error::<Never>::from)
        })
        .unwrap();
        assert_eq!(count(), 1);
    });
}

#[test]
fn parameters_are_bound_by_their_number_and_every_type_comes_back() {
    on_both(|t| {
        let row = t
            .office
            .db
            .read(|tx| {
                tx.row(
                    "SELECT CAST($2 AS TEXT) AS b, CAST($1 AS BIGINT) AS a, CAST($3 AS BOOLEAN) AS c, CAST($4 AS TEXT) AS d",
                    params![7, "seven", true, None::<String>],
                )
                .map_err(Error::<Never>::from)
            })
            .unwrap()
            .unwrap();
        assert_eq!(
            (row.get::<i64>("a").unwrap(), row.get::<String>("b").unwrap(), row.get::<bool>("c").unwrap()),
            (7, "seven".into(), true)
        );
        assert_eq!(row.get::<Option<String>>("d").unwrap(), None);
        assert!(row.get::<i64>("b").is_err() && row.get::<i64>("z").is_err());
    });
}

#[test]
fn many_writers_lose_nothing_and_refusals_among_them_undo_only_themselves() {
    on_both(|t| {
        let done = AtomicUsize::new(0);
        std::thread::scope(|s| {
            for worker in 0..16 {
                let (office, done) = (&t.office, &done);
                s.spawn(move || {
                    for i in 0..20 {
                        let name = format!("w{worker}-{i}");
                        let result: Result<(), Error<No>> = office.db.write(|tx| {
                            tx.execute("INSERT INTO counters (name, value) VALUES ($1, 1)", params![name])?;
                            kernel::numbering::next(tx, "shared")?;
                            if i % 5 == 4 { Err(No.into()) } else { Ok(()) }
                        });
                        if result.is_ok() {
                            done.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        assert_eq!(done.load(Ordering::SeqCst), 16 * 16);
        let (rows, shared) = t
            .office
            .db
            .read(|tx| {
                let n = tx.rows("SELECT name FROM counters WHERE name LIKE 'w%'", params![])?.len();
                let shared: i64 =
                    tx.row("SELECT value FROM counters WHERE name = 'shared'", params![])?.unwrap().only()?;
                Ok::<_, Error<Never>>((n, shared))
            })
            .unwrap();
        assert_eq!((rows, shared), (256, 256), "{}", t.engine());
    });
}

#[test]
fn a_panic_in_one_writer_harms_no_other() {
    on_both(|t| {
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _: Result<(), Error<Never>> = t.office.db.write(|tx| {
                tx.execute("INSERT INTO counters (name, value) VALUES ('boom', 1)", params![])?;
                panic!("on purpose")
            });
        }));
        assert!(caught.is_err());
        t.office.db.write(|tx| kernel::numbering::next(tx, "after").map_err(Error::<Never>::from)).unwrap();
        let boom = t
            .office
            .db
            .read(|tx| {
                Ok::<_, Error<Never>>(tx.row("SELECT name FROM counters WHERE name = 'boom'", params![])?.is_some())
            })
            .unwrap();
        assert!(!boom);
    });
}

#[test]
fn a_full_disk_is_said_and_loses_nothing_that_was_acknowledged() {
    let t = TestOffice::sqlite();
    let db = &t.office.db;
    db.script("CREATE TABLE ballast (x TEXT)").unwrap();
    db.write(|tx| kernel::numbering::next(tx, "kept").map_err(Error::<Never>::from)).unwrap();
    // The engine's own limit of pages stands in for the disk's end.
    db.script("PRAGMA max_page_count = 1").unwrap();
    let big = "x".repeat(1 << 20);
    let full = (0..50).find_map(|_| {
        let r: Result<u64, Error<Never>> =
            db.write(|tx| tx.execute("INSERT INTO ballast (x) VALUES ($1)", params![big]).map_err(Error::from));
        r.err()
    });
    match full {
        Some(Error::Broken(f)) => assert!(matches!(f.kind(), FaultKind::Full | FaultKind::NotSaved), "{f}"),
        other => panic!("{other:?}"),
    }
    db.script("PRAGMA max_page_count = 1000000").unwrap();
    let kept = db.write(|tx| kernel::numbering::next(tx, "kept").map_err(Error::<Never>::from)).unwrap();
    assert_eq!(kept, 2);
    t.ledger_is_good();
}

#[test]
fn a_stale_page_and_a_colleague_s_claim_are_refused() {
    on_both(|t| {
        let m = opened(t, 1);
        let agency = m.agency;
        let (one, two) = (t.staff("one", &[(agency, Role::Acceptance)]), t.staff("two", &[(agency, Role::Acceptance)]));
        let claim = |who: &Who, m: &matter::Matter| {
            let cx = t.cx(who);
            t.office.db.write(|tx| matter::claim(tx, &cx, m))
        };
        claim(&one, &m).unwrap();
        let now = t.office.db.read(|tx| matter::find(tx, m.id).map_err(Error::<Never>::from)).unwrap().unwrap();
        assert!(matches!(claim(&two, &now), Err(Error::Refused(MatterRefused::ClaimedByAnother))));
        let advance = |who: &Who, m: &matter::Matter| {
            let cx = t.cx(who);
            t.office.db.write(|tx| matter::advance::<Errand>(tx, &cx, m, State::Checked, Verb::Check, None, &json!({})))
        };
        assert!(matches!(advance(&two, &now), Err(Error::Refused(MatterRefused::ClaimedByAnother))));
        let next = advance(&one, &now).unwrap();
        assert_eq!((next.version, next.waits_for.as_str()), (2, "decision"));
        assert!(matches!(advance(&one, &now), Err(Error::Refused(MatterRefused::Stale))));
        t.ledger_is_good();
    });
}

#[test]
fn two_clerks_at_once_only_one_moves_it() {
    on_both(|t| {
        let m = opened(t, 1);
        let who = t.staff("one", &[(m.agency, Role::Acceptance)]);
        let won = AtomicUsize::new(0);
        std::thread::scope(|s| {
            for _ in 0..8 {
                let (m, who, won) = (&m, &who, &won);
                s.spawn(move || {
                    let cx = t.cx(who);
                    if t.office
                        .db
                        .write(|tx| {
                            matter::advance::<Errand>(tx, &cx, m, State::Checked, Verb::Check, None, &json!({}))
                        })
                        .is_ok()
                    {
                        won.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(won.load(Ordering::SeqCst), 1, "{}", t.engine());
        t.ledger_is_good();
    });
}

#[test]
fn the_one_who_checked_may_not_finish() {
    let t = TestOffice::sqlite();
    let m = opened(&t, 1);
    let both = t.staff("both", &[(m.agency, Role::Acceptance), (m.agency, Role::Decision)]);
    let cx = t.cx(&both);
    let m = t
        .office
        .db
        .write(|tx| matter::advance::<Errand>(tx, &cx, &m, State::Checked, Verb::Check, None, &json!({})))
        .unwrap();
    let past = t.office.db.read(|tx| matter::past(tx, m.id).map_err(Error::<Never>::from)).unwrap();
    assert_eq!(step::<Errand>(&m, Verb::Finish, &cx, &past).unwrap_err(), StepRefused::SamePerson { earlier: "check" });
    let other = t.staff("other", &[(m.agency, Role::Decision)]);
    assert!(step::<Errand>(&m, Verb::Finish, &t.cx(&other), &past).is_ok());
    let stranger = t.staff("stranger", &[(t.agency("b"), Role::Decision)]);
    assert!(matches!(step::<Errand>(&m, Verb::Finish, &t.cx(&stranger), &past), Err(StepRefused::WrongRole { .. })));
}

fn altered(t: &TestOffice, sql: &str) -> String {
    t.office.db.script(sql).unwrap();
    let found = verify(&t.office.db, |_| {}).unwrap();
    found.bad.unwrap_or_else(|| panic!("{}: not noticed: {sql}", t.engine())).to_string()
}

fn sealed_office(t: &TestOffice) -> Vec<matter::Matter> {
    let who = t.staff("one", &[(t.agency("a"), Role::Acceptance)]);
    let out = (0..4)
        .map(|n| {
            let m = opened(t, n);
            let cx = t.cx(&who);
            let m = t
                .office
                .db
                .write(|tx| matter::advance::<Errand>(tx, &cx, &m, State::Checked, Verb::Check, None, &json!({})))
                .unwrap();
            journal::seal(&t.office.db, t.office.clock.now()).unwrap();
            m
        })
        .collect();
    t.ledger_is_good();
    out
}

#[test]
fn any_altered_removed_or_moved_row_is_named() {
    type Tamper = (&'static str, fn(&[matter::Matter]) -> String, fn(&[matter::Matter]) -> String);
    let tampers: &[Tamper] = &[
        (
            "body",
            |m| format!("UPDATE ledger_entries SET body = '{{\"x\":1}}' WHERE stream = '{}' AND seq = 2", m[1].id),
            |m| format!("(stream {}, no. 2) was altered", m[1].id),
        ),
        (
            "actor",
            |m| format!("UPDATE ledger_entries SET actor = 'public' WHERE stream = '{}' AND seq = 1", m[1].id),
            |m| format!("(stream {}, no. 1) was altered", m[1].id),
        ),
        (
            "time",
            |m| {
                format!(
                    "UPDATE ledger_entries SET at = '2020-01-01T00:00:00.000000Z' WHERE stream = '{}' AND seq = 1",
                    m[2].id
                )
            },
            |m| format!("(stream {}, no. 1) was altered", m[2].id),
        ),
        (
            "first gone",
            |m| format!("DELETE FROM ledger_entries WHERE stream = '{}' AND seq = 1", m[1].id),
            |m| format!("stream {}: no. 1 is missing", m[1].id),
        ),
        (
            "last gone",
            |m| format!("DELETE FROM ledger_entries WHERE stream = '{}' AND seq = 2", m[1].id),
            |m| format!("stream {}: the record is at version 2, the last entry is no. 1", m[1].id),
        ),
        (
            "all gone",
            |m| format!("DELETE FROM ledger_entries WHERE stream = '{}'", m[1].id),
            |m| format!("stream {}: the record is at version 2", m[1].id),
        ),
        (
            "lone entry gone",
            |_| "DELETE FROM ledger_entries WHERE kind = 'agency-added'".into(),
            |_| "seal 1: the entry at leaf".into(),
        ),
        (
            "version",
            |m| format!("UPDATE matters SET version = 1 WHERE id = '{}'", m[3].id),
            |m| format!("stream {}: the record is at version 1", m[3].id),
        ),
        ("seal", |_| "UPDATE ledger_seals SET count = count + 1 WHERE n = 2".into(), |_| "seal 2 was altered".into()),
        ("seal gone", |_| "DELETE FROM ledger_seals WHERE n = 2".into(), |_| "seal 2 is missing".into()),
        (
            "leaves swapped",
            |_| "UPDATE ledger_entries SET leaf = 1 - leaf WHERE seal = 3".into(),
            |_| "seal 3: entry".into(),
        ),
        (
            "unsealed",
            |_| "UPDATE ledger_entries SET seal = NULL, leaf = NULL WHERE seal = 3 AND leaf = 1".into(),
            |_| "seal 3 covers 2 entries, 1 are there".into(),
        ),
    ];
    for (name, tamper, expected) in tampers {
        on_both(|t| {
            let matters = sealed_office(t);
            let said = altered(t, &tamper(&matters));
            assert!(said.contains(&expected(&matters)), "{name} on {}: {said}", t.engine());
        });
    }
}

#[test]
fn a_receipt_s_hash_leads_to_its_seal_with_a_proof() {
    on_both(|t| {
        let m = &sealed_office(t)[2];
        let place =
            t.office.db.read(|tx| journal::find_place(tx, m.head).map_err(Error::<Never>::from)).unwrap().unwrap();
        let (seal, proof) = (place.seal.unwrap(), place.proof.unwrap());
        assert!(ledger::verify_inclusion(&m.head, &proof, &seal.root));
        assert!(
            t.office
                .db
                .read(|tx| journal::find_place(tx, ledger::Hash::NONE).map_err(Error::<Never>::from))
                .unwrap()
                .is_none()
        );
    });
}

#[test]
fn cursors_see_every_entry_once_and_in_order() {
    on_both(|t| {
        sealed_office(t);
        let mut seen = Vec::new();
        loop {
            let n = t
                .office
                .db
                .write(|tx| {
                    let from = journal::cursor(tx, "c")?;
                    let piece = journal::after_cursor(tx, "c", 3)?;
                    let Some((s, l, _)) = piece.last() else { return Ok::<_, Error<Never>>(Vec::new()) };
                    assert!(journal::move_cursor(tx, "c", from, (*s, *l))?);
                    // A second node with the same old place loses.
                    assert!(!journal::move_cursor(tx, "c", from, (*s, *l))?);
                    Ok(piece.into_iter().map(|(s, l, e)| (s, l, e.id)).collect())
                })
                .unwrap();
            if n.is_empty() {
                break;
            }
            seen.extend(n);
        }
        let all = t
            .office
            .db
            .read(|tx| Ok::<_, Error<Never>>(tx.rows("SELECT id FROM ledger_entries", params![])?.len()))
            .unwrap();
        assert_eq!(seen.len(), all);
        assert!(seen.windows(2).all(|w| (w[0].0, w[0].1) < (w[1].0, w[1].1)));
    });
}

#[test]
fn a_migration_that_landed_is_never_edited() {
    on_both(|t| {
        assert_eq!(kernel::migrate(&t.office.db).unwrap(), 0);
        t.office.db.script("UPDATE migrations SET digest = 'other' WHERE name = '0001-kernel'").unwrap();
        let fault: Fault = kernel::migrate(&t.office.db).unwrap_err();
        assert!(fault.to_string().contains("0001-kernel"), "{fault}");
    });
}
