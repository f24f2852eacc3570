//! Every list and figure in every combination of its filters, on both engines: an optional filter is a statement of its
//! own, and one that no test runs is one that a person runs first.

#![allow(clippy::unwrap_used)]

use cases::{Filter, State, Tab};
use kernel::{Error, Id, Never, Role, Tx, Who};
use testkit::{TestOffice, on_both};

fn read<T>(t: &TestOffice, read: impl FnOnce(&mut Tx) -> Result<T, kernel::Fault>) -> T {
    t.office.db.read(|tx| read(tx).map_err(Error::<Never>::from)).unwrap()
}

/// Both choices of an optional filter.
fn both<T: Clone>(value: T) -> [Option<T>; 2] {
    [None, Some(value)]
}

#[test]
fn every_combination_of_the_worklist_prepares() {
    on_both(|t| {
        let agency = t.agency("lists");
        let clerk = t.cx(&t.staff("clerk", &[(agency, Role::Acceptance), (agency, Role::Examination)]));
        let mut count = 0;
        for tab in Tab::ALL {
            for number in both("1301".to_owned()) {
                for state in both(State::Submitted.as_str().to_owned()) {
                    for item in both(Id::new()) {
                        for after in both(("2026-03-02".to_owned(), Id::new())) {
                            let filter = Filter { number: number.clone(), state: state.clone(), item };
                            let listed = read(t, |tx| cases::list_office(tx, &clerk, *tab, &filter, after, 20));
                            assert!(listed.is_empty(), "{}: a fresh office has no case", t.engine());
                            count += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(count, Tab::ALL.len() * 16);
        assert_eq!(read(t, |tx| cases::count_tabs(tx, &clerk)).iter().map(|(_, n)| n).sum::<i64>(), 0);
        assert!(read(t, |tx| cases::list_items_of_office(tx, &clerk)).is_empty());
    });
}

#[test]
fn every_combination_of_the_other_lists_and_figures_prepares() {
    on_both(|t| {
        let person = t.person("王小路", 3);
        let Who::Person { account, person: id, .. } = person else { panic!() };
        for acting_for in both(Id::new()) {
            let cx = t.cx(&Who::Person { account, person: id, acting_for });
            for before in both(Id::new()) {
                assert!(read(t, |tx| cases::list_mine(tx, &cx, before, 20)).is_empty());
            }
            assert!(read(t, |tx| cases::by_number_for_applicant(tx, &cx, "none")).is_none());
        }
        for number in both("none") {
            for before in both(Id::new()) {
                assert!(read(t, |tx| cases::list_public(tx, number, before, 20)).is_empty());
            }
        }
        for item in both(Id::new()) {
            for agency in both(Id::new()) {
                let figures = read(t, |tx| cases::figures::of(tx, item, agency));
                assert_eq!((figures.received, figures.median), (0, None), "nothing of nothing is no figure");
            }
        }
        let cx = t.system();
        assert!(read(t, |tx| cases::list_waiting_for_deeming(tx, cx.today(), 5)).is_empty());
        assert!(read(t, |tx| cases::list_waiting_for_archive(tx, cx.at, 5)).is_empty());
    });
}
