//! An office that issues licences: agency, officials, holder.

#![allow(clippy::unwrap_used, dead_code)]

use codes::{CaseNumber, RegionCode};
use jiff::civil::Date;
use kernel::{Error, Id, Role, Who};
use licences::{
    Existing, Issued, Licence, Order, Refused, find_by_identifier, prepare, prepare_existing, produce, record,
    record_existing,
};
use testkit::TestOffice;

/// The people of a story.
pub struct People {
    pub agency: Id,
    pub maker: Who,
    pub decider: Who,
    pub head: Who,
    /// Holds every post at once; the four-eyes rule must stop this one.
    pub everything: Who,
    pub holder: Who,
    pub stranger: Who,
}

pub fn people(t: &TestOffice) -> People {
    let agency = t.agency("审批");
    let post = |login: &str, role| t.staff(login, &[(agency, role)]);
    People {
        agency,
        maker: post("maker", Role::LicenceMaking),
        decider: post("decider", Role::Decision),
        head: post("head", Role::Head),
        everything: t
            .staff("everything", &[(agency, Role::LicenceMaking), (agency, Role::Decision), (agency, Role::Head)]),
        holder: t.person("王小明", 1),
        stranger: t.person("李红", 2),
    }
}

pub fn person_of(who: &Who) -> Id {
    match who {
        Who::Person { person, .. } => *person,
        _ => panic!("not a person"),
    }
}

pub fn case_number(n: u32) -> String {
    CaseNumber::make(&RegionCode::parse("130100").unwrap(), jiff::civil::date(2026, 3, 2), n).unwrap().to_string()
}

/// What the order of a story says.
pub struct Wanted<'a> {
    pub kind: &'a str,
    pub n: u32,
    pub valid_to: Option<Date>,
    pub replaces: Option<&'a str>,
}

pub fn make(t: &TestOffice, p: &People, w: &Wanted<'_>) -> Result<Issued, Error<Refused>> {
    let cx = t.cx(&p.maker);
    let number = case_number(w.n);
    let contents = [("持证主体".to_owned(), "王小明".to_owned()), ("执业机构".to_owned(), "市第一医院".to_owned())];
    let order = Order {
        licence_type: w.kind,
        agency: p.agency,
        case_number: &number,
        person: person_of(&p.holder),
        organisation: None,
        contents: &contents,
        valid_from: None,
        valid_to: w.valid_to,
        replaces: w.replaces,
    };
    let preparation = t.office.db.read(|tx| prepare(tx, &cx, &order))?;
    Ok(produce(&t.office, &preparation).unwrap())
}

/// Makes and records a nurse's certificate.
pub fn issue_by(t: &TestOffice, p: &People, maker: &Who, w: &Wanted<'_>) -> Licence {
    let issued = make(t, p, w).unwrap();
    let cx = t.cx(maker);
    t.office.db.write(|tx| record(tx, &cx, &issued, Id::new())).unwrap();
    by_identifier(t, &issued.identifier)
}

pub fn issue(t: &TestOffice, p: &People, n: u32) -> Licence {
    issue_by(
        t,
        p,
        &p.maker,
        &Wanted { kind: "nurse-certificate", n, valid_to: Some(jiff::civil::date(2031, 3, 1)), replaces: None },
    )
}

pub fn by_identifier(t: &TestOffice, identifier: &str) -> Licence {
    t.office.db.read(|tx| find_by_identifier(tx, identifier).map_err(Error::<Refused>::from)).unwrap().unwrap()
}

pub fn business_licence(t: &TestOffice, p: &People, organisation: Id) -> Licence {
    let cx = t.system();
    let contents =
        [("经营范围".to_owned(), "餐饮服务".to_owned()), ("住所（经营场所）".to_owned(), "中山路1号".to_owned())];
    let existing = Existing {
        licence_type: "business-licence",
        agency: p.agency,
        number: None,
        person: person_of(&p.holder),
        organisation: Some(organisation),
        contents: &contents,
        issued_on: jiff::civil::date(2024, 1, 5),
        valid_to: None,
    };
    let preparation = t.office.db.read(|tx| prepare_existing(tx, &cx, &existing)).unwrap();
    let issued = produce(&t.office, &preparation).unwrap();
    t.office.db.write(|tx| record_existing(tx, &cx, &issued)).unwrap();
    by_identifier(t, &issued.identifier)
}

/// A person's organisation, and the person acting for it.
pub fn organisation(t: &TestOffice, who: &Who) -> (Id, Who) {
    let cx = t.cx(who);
    let new = identity::NewOrganisation {
        uscc: "11330105002500287C",
        name: "晨光餐饮有限公司",
        kind: "enterprise",
        legal_representative: "王小明",
        address: "中山路1号",
        region: Some("130102"),
    };
    let id = t.office.db.write(|tx| identity::register_organisation(tx, &cx, &new)).unwrap();
    let Who::Person { account, person, .. } = who else { panic!("not a person") };
    (id, Who::Person { account: *account, person: *person, acting_for: Some(id) })
}
