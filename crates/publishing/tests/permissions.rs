//! Who may do what in which state: the table of moves as a text that people review.

#![allow(clippy::unwrap_used)]

use kernel::{
    Role,
    procedure::{By, Procedure},
};
use publishing::{MOVES, PublicationProcedure, State};

fn permissions() -> String {
    let mut text = String::from(
        "# Who may do what in which state. Made from the table of moves: UPDATE_SNAPSHOTS=1 cargo test -p publishing --test permissions\n",
    );
    for state in State::ALL {
        text.push_str(&format!("\n{state}  (turn of: {})\n", PublicationProcedure::holder(*state).text()));
        let verbs = |allowed: &dyn Fn(&By) -> bool| -> Vec<&str> {
            MOVES.iter().filter(|m| m.from.contains(state) && allowed(&m.by)).map(|m| m.verb.as_str()).collect()
        };
        let mut actors = vec![("hall", verbs(&By::is_system))];
        for role in Role::ALL {
            let may = |by: &By| by.is_post(*role);
            actors.push((role.as_str(), verbs(&may)));
        }
        // Only those who may do something: the list of roles is long, and no other role has any business here.
        for (actor, verbs) in actors.into_iter().filter(|(_, verbs)| !verbs.is_empty()) {
            text.push_str(&format!("  {actor:<22} {}\n", verbs.join(", ")));
        }
    }
    text.push_str("\nnever the same person\n");
    for m in MOVES.iter().filter(|m| !m.apart_from.is_empty()) {
        let from: Vec<&str> = m.from.iter().map(|s| s.as_str()).collect();
        let apart: Vec<&str> = m.apart_from.iter().map(|v| v.as_str()).collect();
        text.push_str(&format!("  {:<12} in {:<20} after {}\n", m.verb.as_str(), from.join(", "), apart.join(", ")));
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
