//! Disclosure on request in the demonstration: who handles it, the year 2020, and the requests of the present.
//!
//! The year lies before everything else in the ledger, since the simulated clock only moves forward.
//!
//! (Invented words: Chinese terms as data.)

use super::{life, people};
use disclosure::demo::{Crew, load_present, load_year};
use identity::NewAgency;
use jiff::Timestamp;
use kernel::{Cx, Db, Error, Fault, Id, Never, Office, Who, settings};
use serde_json::json;
use std::collections::HashMap;

/// The clock of a demonstration with the year 2020 begins on 29 November 2019, 9:00 in Beijing.
pub(super) const BEGIN_OF_2020: Timestamp = Timestamp::constant(1_574_989_200, 0);

/// Whose requests of the present are shown.
const HALL: &str = "approval-bureau";
/// The agencies of the year 2020, as `demo/disclosure/year-2020.toml` names them.
const OFFICES: [&str; 9] = [
    "natural-resources",
    "housing",
    "urban-management",
    "ecology",
    "market-regulation",
    "education",
    "transport",
    "civil-affairs",
    "human-resources",
];
/// Into whose annual report the departments' numbers go; the authority in charge sits there.
const GOVERNMENT: &str = "government-130100";
/// The setting with the keys by which the demonstration's links are opened.
const KEYS: &str = "demonstration-disclosure";

/// The agency that stands for the city's government.
///
/// # Errors
/// A fault of the database.
pub(super) fn add_government(db: &Db, cx: &Cx) -> Result<(), Fault> {
    let new = NewAgency {
        key: GOVERNMENT,
        name: "石家庄市人民政府办公室",
        short_name: "市政府办公室",
        mark: "石政办",
        uscc: None,
        region: "130100",
        address: "石家庄市示范大街 1 号（示范地址）",
        hours: "工作日 9:00—12:00，13:00—17:00",
        phone: "0311-0000-0001",
        complaint_phone: "0311-0000-0002",
        sort_key: "0000",
    };
    match db.write(|tx| identity::add_agency(tx, cx, &new)) {
        Ok(_) => Ok(()),
        Err(Error::Broken(fault)) => Err(fault),
        Err(Error::Refused(r)) => Err(Fault::new(format!("the demonstration's government was refused: {r:?}"))),
    }
}

fn agency(office: &Office, key: &str) -> Result<Id, Fault> {
    let found = office.db.read(|tx| identity::find_agency_by_key(tx, key).map_err(Error::<Never>::from))?;
    found.map(|a| a.id).ok_or_else(|| Fault::new(format!("the demonstration has no agency {key}")))
}

/// Adds the people, with their posts at the hall's agency and at those of the year.
///
/// # Errors
/// A fault of the database.
pub(super) fn add_people(office: &Office) -> Result<(), Fault> {
    let mut agencies = vec![agency(office, HALL)?];
    for key in OFFICES {
        agencies.push(agency(office, key)?);
    }
    people::add_disclosing(office, agencies[0], &agencies, agency(office, GOVERNMENT)?)
}

fn crew(staff: &HashMap<&'static str, Who>, agency: Id) -> Result<Crew, Fault> {
    let one =
        |login: &str| staff.get(login).cloned().ok_or_else(|| Fault::new(format!("the demonstration has no {login}")));
    Ok(Crew {
        agency,
        clerk: one("disclosure-desk")?,
        reviewer: one("disclosure-review")?,
        secrecy: one("secrecy")?,
        head: one("disclosure-head")?,
        signer: one("disclosure-sign")?,
    })
}

/// Lives the year 2020.
///
/// # Errors
/// Whatever one of its acts fails with.
pub(super) fn year_2020(office: &Office) -> Result<(), Fault> {
    let staff = life::staff_of(office, people::discloses)?;
    let mut crews = Vec::new();
    for key in OFFICES {
        crews.push(crew(&staff, agency(office, key)?)?);
    }
    let made = load_year(office, &crews)?;
    tracing::info!(requests = made.requests, acts = made.acts, "the demonstration has lived the year 2020");
    Ok(())
}

/// Lives the requests of the present; the first applicant has asked for something with their account.
///
/// # Errors
/// Whatever one of their acts fails with.
pub(super) fn present(office: &Office, first: &Who, now: Timestamp) -> Result<(), Fault> {
    let crew = crew(&life::staff(office)?, agency(office, HALL)?)?;
    let made = load_present(office, &crew, (first, &people::typed_by_the_first()), now)?;
    let keys = json!({ "follow": made.follow_key, "letter": made.letter_key, "answers": made.answers }).to_string();
    Ok(office.db.write(|tx| settings::keep(tx, KEYS, &keys).map_err(Error::<Never>::from))?)
}
