//! A hall with a government, two departments and a district below it, the people who report, and requests put in directly.

#![allow(clippy::unwrap_used, dead_code)]

use identity::NewAgency;
use kernel::{
    Error, Id, Never, Refusal, Role, Who,
    matter::{self, Opening},
    params,
};
use report::*;
use testkit::TestOffice;

pub struct Hall {
    pub city: Id,
    pub finance: Id,
    pub housing: Id,
    pub district: Id,
    pub school: Id,
    /// Writes for the finance bureau, and for the city.
    pub desk: Who,
    /// Lets out.
    pub head: Who,
    /// The authority in charge of the city's area.
    pub authority: Who,
    pub stranger: Who,
}

pub fn agency(t: &TestOffice, key: &str, name: &str, region: &str) -> Id {
    let new = NewAgency {
        key,
        name,
        short_name: name,
        mark: "测",
        uscc: None,
        region,
        address: "",
        hours: "",
        phone: "",
        complaint_phone: "",
        sort_key: key,
    };
    t.office.db.write(|tx| identity::add_agency(tx, &t.system(), &new)).unwrap()
}

pub fn hall(t: &TestOffice) -> Hall {
    let city = agency(t, "city", "某市人民政府", "130100");
    let finance = agency(t, "finance", "某市财政局", "130100");
    let housing = agency(t, "housing", "某市住房局", "130100");
    let district = agency(t, "district", "某区人民政府", "130102");
    let school = agency(t, "school", "某区教育局", "130102");
    let other = agency(t, "other", "外市财政局", "130200");
    Hall {
        desk: t.staff("desk", &[(finance, Role::DisclosureDesk), (city, Role::DisclosureDesk)]),
        head: t.staff("head", &[(finance, Role::DisclosureHead), (city, Role::DisclosureSign)]),
        authority: t.staff("authority", &[(city, Role::DisclosureAuthority)]),
        stranger: t.staff("stranger", &[(other, Role::DisclosureDesk), (other, Role::DisclosureHead)]),
        city,
        finance,
        housing,
        district,
        school,
    }
}

/// A request as the disclosure desk keeps it, put in directly.
pub fn request(t: &TestOffice, agency: Id, kind: &str, received: Option<&str>, closed: Option<(&str, &str)>) -> Id {
    let id = Id::new();
    let name = id.to_string();
    // Any procedure gives the row its place in the ledger; what is counted are the requests.
    let opening = || Opening { id, number: &name, title: "x", agency, region: "130100", clock: None };
    let done = t.office.db.write(|tx| {
        matter::open::<ReportProcedure>(tx, &t.system(), opening(), State::Draft, Verb::Begin, &serde_json::json!({}))?;
        tx.execute(
            "INSERT INTO disclosure_requests (id, number, agency, kind, channel, applicant_kind, applicant_shown, applicant, applicant_hash, subject, description, subject_key, form_wanted, way_wanted, help, follow_hash, submitted_at, arrived_on, clerk_received, received_on, closed_on, outcome) VALUES ($1, $2, $3, 'access', 'web', $4, 'x', $5, 'x', 'x', $5, 'x', 'x', 'x', 'none', $2, '2024-01-01', '2024-01-01', FALSE, $6, $7, $8)",
            params![id, name, agency, kind, vec![0u8], received, closed.map(|c| c.0), closed.map(|c| c.1)],
        )?;
        Ok::<_, Error<Never>>(())
    });
    done.unwrap();
    id
}

/// A dispute over a request, put in directly.
pub fn dispute(t: &TestOffice, request: Id, agency: Id, kind: &str, filed: &str, closed: Option<(&str, &str)>) {
    let id = Id::new();
    let done = t.office.db.write(|tx| {
        tx.execute(
            "INSERT INTO disclosure_disputes (id, request, agency, kind, forum, reference, filed_on, result, result_note, orders_redo, closed_on) VALUES ($1, $2, $3, $4, 'x', 'x', $5, $6, 'x', FALSE, $7)",
            params![id, request, agency, kind, filed, closed.map(|c| c.1), closed.map(|c| c.0)],
        )?;
        Ok::<_, Error<Never>>(())
    });
    done.unwrap();
}

pub fn done<T, R: Refusal>(result: Result<T, Error<R>>) -> T {
    match result {
        Ok(value) => value,
        Err(Error::Refused(r)) => panic!("refused: {r:?}"),
        Err(Error::Broken(b)) => panic!("broken: {b}"),
    }
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, Error<Refused>>) -> Refused {
    match result {
        Err(Error::Refused(r)) => r,
        other => panic!("not refused: {other:?}"),
    }
}

pub fn now(t: &TestOffice, agency: Id, year: i64) -> Annual {
    done(t.office.db.read(|tx| annual(tx, agency, year).map_err(Error::<Never>::from))).unwrap()
}

/// What a complete draft says: words, and a zero in every cell of table two.
pub fn complete(year: i64, note: &str) -> Draft {
    let template = template_of(year).unwrap();
    Draft {
        narrative: Narrative {
            overview: "本年度开展工作考核、社会评议，没有责任追究的情形。".into(),
            problems: "及时性有待提高。".into(),
            other: "本年度未收取信息处理费。".into(),
        },
        two: template.cells_of_two().map(|(key, ..)| (key, Entry::Number(0))).collect(),
        two_source: "法制科".into(),
        adopted: None,
        note: note.into(),
    }
}

/// Writes, submits and publishes the report of an agency.
pub fn publish_report(t: &TestOffice, h: &Hall, agency: Id, year: i64) {
    let r = done(t.office.db.write(|tx| begin(tx, &t.cx(&h.desk), agency, year)));
    let draft = complete(year, "");
    done(t.office.db.write(|tx| save(tx, &t.cx(&h.desk), agency, year, r.matter.version, &draft)));
    let before = now(t, agency, year);
    done(t.office.db.write(|tx| submit(tx, &t.cx(&h.desk), &before)));
    let before = now(t, agency, year);
    done(t.office.db.write(|tx| publish(tx, &t.cx(&h.head), &before)));
}

/// Five requests of the finance bureau around 2025, and two disputes.
pub fn some_requests(t: &TestOffice, h: &Hall) {
    let f = h.finance;
    request(t, f, "person", Some("2024-12-20"), Some(("2025-01-10", "G-1")));
    request(t, f, "person", Some("2025-03-01"), Some(("2025-03-20", "D-1")));
    request(t, f, "legal", Some("2025-06-01"), Some(("2025-06-20", "O-2")));
    let late = request(t, f, "company", Some("2025-12-30"), Some(("2026-01-15", "P-1")));
    request(t, f, "charity", Some("2025-12-31"), None);
    // Closed before the year, not yet received, and of another kind: none of them counts.
    request(t, f, "person", Some("2024-01-05"), Some(("2024-02-01", "G-1")));
    request(t, f, "person", None, Some(("2025-05-05", "O-3")));
    dispute(t, late, f, "reconsideration", "2024-11-01", Some(("2025-02-01", "upheld")));
    dispute(t, late, f, "litigation-after", "2025-11-01", Some(("2026-02-01", "corrected")));
}
