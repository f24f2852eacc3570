//! Who may do what in which state: the table of moves as a text that people review, and the rules against the table.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod office_hall;

use cases::{CaseProcedure, MOVES, State, Verb};
use kernel::{
    Role, Who,
    procedure::{By, Procedure},
};
use office_hall::Hall;
use testkit::on_both;

/// State × actor → verbs, and the four-eyes rules, as a text that is compared with the committed one.
fn permissions() -> String {
    let mut text = String::from(
        "# Who may do what in which state. Made from the table of moves: UPDATE_SNAPSHOTS=1 cargo test -p cases --test office_permissions\n",
    );
    for state in State::ALL {
        text.push_str(&format!("\n{state}  (turn of: {})\n", CaseProcedure::holder(*state).text()));
        let verbs = |allowed: &dyn Fn(&By) -> bool| -> Vec<&str> {
            MOVES.iter().filter(|m| m.from.contains(state) && allowed(&m.by)).map(|m| m.verb.as_str()).collect()
        };
        let mut actors = vec![("applicant", verbs(&By::is_applicant)), ("hall", verbs(&By::is_system))];
        for role in Role::ALL {
            let may = |by: &By| by.is_post(*role);
            actors.push((role.as_str(), verbs(&may)));
        }
        for (actor, verbs) in actors {
            text.push_str(&format!(
                "  {actor:<16} {}\n",
                if verbs.is_empty() { "-".to_owned() } else { verbs.join(", ") }
            ));
        }
    }
    text.push_str("\nnever the same person\n");
    for m in MOVES.iter().filter(|m| !m.apart_from.is_empty()) {
        let from: Vec<&str> = m.from.iter().map(|s| s.as_str()).collect();
        let apart: Vec<&str> = m.apart_from.iter().map(|v| v.as_str()).collect();
        text.push_str(&format!("  {:<16} in {:<12} after {}\n", m.verb.as_str(), from.join(", "), apart.join(", ")));
    }
    text
}

#[test]
fn the_permissions_are_those_that_were_reviewed() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/permissions.txt");
    let now = permissions();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        now == reviewed,
        "tests/permissions.txt differs from the table of moves; review the difference, then run with UPDATE_SNAPSHOTS=1\n{now}"
    );
}

#[test]
fn the_rules_allow_exactly_what_the_table_of_permissions_says() {
    on_both(|t| {
        let h = Hall::new(t);
        let number = h.submit();
        let mut matter = h.case(&number).matter;
        for state in State::ALL {
            matter.state = state.as_str().to_owned();
            for role in Role::ALL {
                let staff = Who::Staff {
                    account: kernel::Id::new(),
                    staff: kernel::Id::new(),
                    posts: [kernel::Post { agency: h.agency, role: *role }].into(),
                };
                let cx = t.cx(&staff);
                for verb in Verb::ALL {
                    let table =
                        MOVES.iter().any(|m| m.verb == *verb && m.from.contains(state) && m.by == By::Post(*role));
                    let allowed = kernel::procedure::step::<CaseProcedure>(&matter, *verb, &cx, &[]).is_ok();
                    assert_eq!(allowed, table, "{state} {role} {verb}");
                }
            }
        }
    });
}
