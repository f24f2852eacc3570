//! The URL map and who may reach what, as two committed texts: `docs/routes.txt` and `docs/access.txt`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test -p server routes_snapshot` writes them; without, the tests compare.

#![allow(clippy::unwrap_used)]

use crate::routes::{Access, Route, all};
use kernel::Role;
use std::{collections::BTreeSet, fs, path::Path};

/// Compares a text with its committed file, or writes it.
pub fn compare(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(file);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "docs/{file} is not what the code says; run with UPDATE_SNAPSHOTS=1 and look at the difference"
    );
}

fn access(access: Access) -> String {
    match access {
        Access::Posts(roles) => roles.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(", "),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn sorted() -> Vec<Route> {
    let mut routes = all();
    routes.sort_by_key(|r| (r.path, r.method));
    routes
}

fn routes_text() -> String {
    let mut text = String::from(
        "# Method, address, who may reach it. Written by a test; a row behind an address may still be somebody else's.\n",
    );
    for route in sorted() {
        text.push_str(&format!("{:<4} {:<60} {}\n", route.method, route.path, access(route.access)));
    }
    text
}

/// Who there is: nobody, somebody half-way through the sign-in, a person, and somebody in office with one post.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Visitor {
    /// Not signed in.
    Nobody,
    /// The second factor is still to be given.
    HalfWay,
    /// A person of the public.
    Person,
    /// In office, with this one post.
    Post(Role),
}

impl Visitor {
    /// Every kind.
    pub fn all() -> Vec<Visitor> {
        let posts = Role::ALL.iter().map(|r| Visitor::Post(*r));
        [Visitor::Nobody, Visitor::HalfWay, Visitor::Person].into_iter().chain(posts).collect()
    }

    fn name(self) -> &'static str {
        match self {
            Visitor::Nobody => "nobody",
            Visitor::HalfWay => "half-way",
            Visitor::Person => "person",
            Visitor::Post(role) => role.as_str(),
        }
    }

    /// What the declared access means for this visitor, written a second time, so that a slip in the guard shows.
    pub fn may(self, access: Access) -> bool {
        match (access, self) {
            (Access::Public, _) => true,
            (Access::Session, visitor) => visitor != Visitor::Nobody,
            (Access::Person, visitor) => visitor == Visitor::Person,
            (Access::Staff, visitor) => matches!(visitor, Visitor::Post(_)),
            (Access::Posts(roles), Visitor::Post(role)) => roles.contains(&role),
            (Access::Posts(_), _) => false,
        }
    }
}

fn access_text() -> String {
    let visitors = Visitor::all();
    let mut text =
        String::from("# Who may reach which address: one column for each visitor, x = yes. Written by a test.\n");
    for (n, visitor) in visitors.iter().enumerate() {
        text.push_str(&format!("# {:>2} {}\n", n + 1, visitor.name()));
    }
    text.push_str(&format!("{:<65}", ""));
    for n in 1..=visitors.len() {
        text.push_str(&format!("{n:>3}"));
    }
    text.push('\n');
    for route in sorted() {
        text.push_str(&format!("{:<4} {:<60}", route.method, route.path));
        for visitor in &visitors {
            text.push_str(if visitor.may(route.access) { "  x" } else { "  ." });
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_map_on_paper_is_the_map() {
    compare("routes.txt", &routes_text());
}

#[test]
fn the_access_on_paper_is_the_access() {
    compare("access.txt", &access_text());
}

#[test]
fn addresses_are_nouns_without_endings_and_stand_once() {
    let mut seen = BTreeSet::new();
    for route in all() {
        assert!(seen.insert((route.method, route.path)), "{} {} stands twice", route.method, route.path);
        assert!(route.path.starts_with('/') && (route.path == "/" || !route.path.ends_with('/')), "{}", route.path);
        assert!(
            route.path.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "/{}-._".contains(c)),
            "{}",
            route.path
        );
    }
    assert!(seen.len() > 40, "only {} addresses", seen.len());
}

#[test]
fn a_desk_is_for_people_in_office_and_my_pages_are_for_persons() {
    for route in all() {
        if route.path.starts_with("/desk") {
            assert!(
                matches!(route.access, Access::Staff | Access::Posts(_)),
                "{} {} is open to {}",
                route.method,
                route.path,
                access(route.access)
            );
        }
        // A draft's page that was open when the session ended is taken by its own token: its handler checks it.
        let by_token = route.method == "POST" && route.path.starts_with("/my/drafts/");
        if route.path.starts_with("/my") && !by_token {
            assert!(
                matches!(route.access, Access::Person),
                "{} {} is open to {}",
                route.method,
                route.path,
                access(route.access)
            );
        }
    }
}
