//! Publications in one line, for stories of this crate and of those above it. Chinese terms as data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::{Checked, Content, Disclosure, Publication, PublicationKind, Typed, check};
use kernel::{Error, Id, Refusal, Role, Who};
use testkit::TestOffice;

/// The four people a publication needs.
pub struct Desk {
    /// The agency.
    pub agency: Id,
    /// 信息员
    pub drafter: Who,
    /// 部门审核
    pub reviewer: Who,
    /// 保密审查
    pub secrecy: Who,
    /// 签发人
    pub signer: Who,
}

/// The four people at `agency`; `mark` keeps their names apart from those of another agency.
pub fn desk(t: &TestOffice, agency: Id, mark: &str) -> Desk {
    let member = |name: &str, role| t.staff(&format!("{mark}-{name}"), &[(agency, role)]);
    Desk {
        agency,
        drafter: member("drafter", Role::PublicationDrafting),
        reviewer: member("reviewer", Role::PublicationReview),
        secrecy: member("secrecy", Role::SecrecyReview),
        signer: member("signer", Role::PublicationSignOff),
    }
}

/// A notice that passes everything, placed in `(site, section)`.
pub fn typed(t: &TestOffice, title: &str, places: &[(&str, &str)]) -> Typed {
    Typed {
        kind: Some(PublicationKind::Notice),
        title: title.to_owned(),
        body: format!("<p>{title}。现将有关事项通知如下。</p>"),
        formed_on: Some(t.system().today()),
        disclosure: Some(Disclosure::Proactive),
        placements: places.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        ..Typed::default()
    }
}

/// Makes the content of what was typed.
pub fn content(t: &TestOffice, typed: &Typed) -> Content {
    Content::from_typed(typed, t.system().today()).expect("what a story types is complete")
}

/// Runs a verb that must succeed.
pub fn done<T, R: Refusal>(result: Result<T, Error<R>>) -> T {
    match result {
        Ok(value) => value,
        Err(Error::Refused(r)) => panic!("refused: {r:?}"),
        Err(Error::Broken(b)) => panic!("broken: {b}"),
    }
}

/// The working publication with this number.
pub fn working(t: &TestOffice, number: &str) -> Publication {
    done(t.office.db.read(|tx| crate::find_by_number(tx, number).map_err(Error::<kernel::Never>::from)))
        .expect("there is such a publication")
}

/// Runs the checker over the working revision and keeps what it found.
pub fn checked(t: &TestOffice, who: &Who, number: &str) -> Checked {
    let found = done(crate::look(&t.office, number));
    done(t.office.db.write(|tx| crate::record_check(tx, &t.cx(who), number, &found)));
    found
}

/// Drafts, checks and submits.
pub fn submitted(t: &TestOffice, d: &Desk, typed: &Typed) -> Publication {
    let c = content(t, typed);
    let p = done(t.office.db.write(|tx| crate::create(tx, &t.cx(&d.drafter), d.agency, &c)));
    checked(t, &d.drafter, &p.number);
    done(t.office.db.write(|tx| crate::submit(tx, &t.cx(&d.drafter), &p.number, p.matter.version)))
}

/// Takes what was submitted through both reviews.
pub fn cleared(t: &TestOffice, d: &Desk, number: &str) -> Publication {
    let p = working(t, number);
    let p = done(t.office.db.write(|tx| crate::review(tx, &t.cx(&d.reviewer), number, p.matter.version, "")));
    done(t.office.db.write(|tx| crate::clear(tx, &t.cx(&d.secrecy), number, p.matter.version, "")))
}

/// Publishes what was typed, through all reviews; gives its number.
pub fn publish_typed(t: &TestOffice, d: &Desk, typed: &Typed) -> String {
    let p = submitted(t, d, typed);
    let p = cleared(t, d, &p.number);
    done(t.office.db.write(|tx| crate::publish(tx, &t.cx(&d.signer), &p.number, p.matter.version, "")));
    p.number
}

/// A published notice in `(site, section)`; gives its number.
pub fn publish(t: &TestOffice, d: &Desk, title: &str, places: &[(&str, &str)]) -> String {
    publish_typed(t, d, &typed(t, title, places))
}

/// Looks at a content without files; for tests of the checker.
pub fn findings(content: &Content) -> Vec<crate::Finding> {
    check(content, &[], &screen::Lists::built_in(), &|_| true)
}
