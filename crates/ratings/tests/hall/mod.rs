//! A hall with one agency, one item and its people, and cases closed in a line: no story needs how they got there.

#![allow(clippy::unwrap_used)]
// Each test binary takes what it needs of this.
#![allow(dead_code)]

use cases::{CaseProcedure, State, Verb};
use kernel::{Error, Fault, Id, Never, Role, Who, matter, params};
use ratings::{Level, NewRating};
use serde_json::json;
use testkit::TestOffice;

/// Everybody in these stories.
pub struct Cast {
    pub agency: Id,
    pub item: Id,
    version: Id,
    pub wang: Who,
    pub clerk: Who,
    pub handler: Who,
}

fn person_of(who: &Who) -> Id {
    match who {
        Who::Person { person, .. } => *person,
        other => panic!("{other:?}"),
    }
}

pub fn cast(t: &TestOffice) -> Cast {
    let agency = t.agency("approval");
    let (item, version) = (Id::new(), Id::new());
    let cx = t.system();
    t.office
        .db
        .write(|tx| {
            tx.execute(
                "INSERT INTO items (id, kind, slug, agency, name, sort_key, created_at) VALUES ($1, 'handling', 'probe', $2, '试办事项', 'a', $3)",
                params![item, agency, cx.at],
            )?;
            tx.execute(
                "INSERT INTO item_versions (id, item, n, state, body, digest, created_by, created_at) VALUES ($1, $2, 1, 'published', '{}', 'none', 'test', $3)",
                params![version, item, cx.at],
            )?;
            Ok::<_, Error<Never>>(())
        })
        .unwrap();
    Cast {
        agency,
        item,
        version,
        wang: t.person("王小明", 1),
        // The clerk is also a rating handler: it must not help in a case of their own.
        clerk: t.staff("clerk", &[(agency, Role::Acceptance), (agency, Role::RatingHandler)]),
        handler: t.staff("handler", &[(agency, Role::RatingHandler)]),
    }
}

/// A case of `who`, closed now by the clerk.
pub fn closed(t: &TestOffice, c: &Cast, who: &Who, number: &str, outcome: &str) -> Id {
    let (id, applicant, clerk) = (Id::new(), t.cx(who), t.cx(&c.clerk));
    t.office
        .db
        .write(|tx| {
            let opening =
                matter::Opening { id, number, title: "试办事项", agency: c.agency, region: "130100", clock: None };
            let m = matter::open::<CaseProcedure>(tx, &applicant, opening, State::Submitted, Verb::Submit, &json!({}))?;
            tx.execute(
                "INSERT INTO cases (id, item, item_version, situation, person, applicant_shown, channel, form_key, form_n, answers, guidance, delivery, submitted_on, outcome) VALUES ($1, $2, $3, 'all', $4, '王*明', 'online', 'none', 1, $5, '{}', 'electronic', $6, $7)",
                params![id, c.item, c.version, person_of(who), vec![0u8], applicant.today(), outcome],
            )?;
            let to = if outcome == "withdrawn" { State::Withdrawn } else { State::NotAccepted };
            matter::advance::<CaseProcedure>(tx, &clerk, &m, to, Verb::RefuseAcceptance, None, &json!({}))?;
            Ok::<_, Error<matter::MatterRefused>>(())
        })
        .unwrap();
    id
}

pub fn read<T>(t: &TestOffice, read: impl FnOnce(&mut kernel::Tx) -> Result<T, Fault>) -> T {
    t.office.db.read(|tx| read(tx).map_err(Error::<Never>::from)).unwrap()
}

pub fn say(level: Level, comment: &str) -> NewRating<'_> {
    NewRating { level, aspects: &[], comment }
}
