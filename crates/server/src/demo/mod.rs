//! The demonstration: agencies and items from the files in `demo/`, people of every role, and cases
//! in every state, which went through the real verbs under a simulated clock that only moves forward.
//!
//! Everything here is invented and marked as such: the first entry of the ledger says so.

pub(crate) mod answers;
mod disclosure;
mod licence;
mod life;
mod people;
mod rules;

pub use people::{PASSWORD, accounts};

use crate::setup::{self, Place};
use jiff::SignedDuration;
use kernel::{Clockwork, Cx, Db, Error, Fault, Never, Office, journal, settings};
use seal::{KeyRing, Suite};
use serde_json::json;
use std::{path::Path, sync::Arc};

/// The setting that says that the demonstration was made whole.
const MADE: &str = "demonstration";
/// How far back the demonstration's cases begin.
const BEGIN: SignedDuration = SignedDuration::from_hours(24 * 75);

/// From when on the demonstration has lived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// For some weeks.
    Lately,
    /// Since December 2019: with the 1,012 requests for disclosure of the year 2020.
    Year2020,
}

/// Opens the demonstration hall, making it at the first start. `public_url` may still change afterwards.
///
/// # Errors
/// A fault of any part.
pub fn open(place: &Place, key_file: &Path, public_url: &str, since: Since) -> Result<Arc<Office>, Fault> {
    let now = Clockwork::machine_now();
    if !key_file.exists() {
        if let Some(dir) = key_file.parent() {
            std::fs::create_dir_all(dir).map_err(|e| Fault::from_error("making the folder", e))?;
        }
        KeyRing::create(key_file, Suite::Intl, now).map_err(|e| Fault::from_error("making the key ring", e))?;
    }
    if is_new(place)? {
        let begin = if since == Since::Year2020 { disclosure::BEGIN_OF_2020 } else { now - BEGIN };
        let office = setup::open(place, key_file, public_url.to_owned(), Clockwork::simulated(begin), found)?;
        disclosure::add_people(&office)?;
        if since == Since::Year2020 {
            disclosure::year_2020(&office)?;
        }
        office.clock.advance_to(now - BEGIN);
        load(&office.db, &office.system_cx("setup"))?;
        let applicants = people::add(&office)?;
        let readers: Vec<Cx> = applicants.iter().take(2).map(|w| office.cx(w.clone(), kernel::Lang::ZhCn)).collect();
        subscriptions(&office, &readers)?;
        rules::load(&office, place)?;
        open_information(&office, now)?;
        let first = applicants.first().cloned().ok_or_else(|| Fault::new("the demonstration has no applicant"))?;
        life::live(&office, applicants, now)?;
        disclosure::present(&office, &first, now)?;
        last_years_report(&office, now)?;
        local_rules(&office)?;
        told(&office, &readers, now)?;
        office.db.write(|tx| settings::keep(tx, MADE, &now.to_string()).map_err(Error::<Never>::from))?;
        while journal::seal(&office.db, now)?.is_some() {}
    }
    setup::open(place, key_file, public_url.to_owned(), Clockwork::Machine, load)
}

/// The other half of the hall: what is published, and what must be.
fn open_information(office: &Arc<Office>, now: jiff::Timestamp) -> Result<(), Fault> {
    let staff = life::staff(office)?;
    let one =
        |login: &str| staff.get(login).cloned().ok_or_else(|| Fault::new(format!("the demonstration has no {login}")));
    let cx = office.system_cx("demonstration");
    let bodies = office.db.read(|tx| duties::bodies_by_name(tx).map_err(Error::<Never>::from))?;
    duties::load_demo(&office.db, &cx, &bodies, now)?;
    let staff = publishing::DemoStaff {
        drafter: one("drafter")?,
        reviewer: one("reviewer")?,
        secrecy: one("secrecy")?,
        sign_off: one("sign-off")?,
    };
    publishing::load_demo(office, &staff, now)?;
    Ok(())
}

/// The annual report of the bureau for last year, published in time.
fn last_years_report(office: &Arc<Office>, now: jiff::Timestamp) -> Result<(), Fault> {
    let staff = life::staff(office)?;
    let (Some(desk), Some(head)) = (staff.get("disclosure-desk"), staff.get("disclosure-head")) else {
        return Err(Fault::new("the demonstration has no disclosure office"));
    };
    let year = kernel::cx::legal_date(now).year();
    let on = jiff::civil::date(year, 1, 26).at(10, 0, 0, 0);
    let at = kernel::cx::BEIJING.to_timestamp(on).map_err(|e| Fault::from_error("the day of a report", e))?;
    report::load_demo(office, desk, head, people::hall_agency(office)?, i64::from(year) - 1, at)?;
    Ok(())
}

/// Normative documents drafted here, in several states.
fn local_rules(office: &Arc<Office>) -> Result<(), Fault> {
    let keeper = life::staff(office)?.remove("register-keeper");
    let keeper = keeper.ok_or_else(|| Fault::new("the demonstration has no register keeper"))?;
    let agency = people::hall_agency(office)?;
    let cx = office.cx(keeper, kernel::Lang::ZhCn);
    match register::load_demo(&office.db, &office.system_cx("demonstration"), &cx, agency) {
        Ok(_) => Ok(()),
        Err(Error::Broken(fault)) => Err(fault),
        Err(Error::Refused(r)) => Err(Fault::new(format!("the demonstration's documents were refused: {r:?}"))),
    }
}

fn pushed<T>(outcome: Result<T, Error<push::Refused>>) -> Result<T, Fault> {
    outcome.map_err(|e| match e {
        Error::Broken(fault) => fault,
        Error::Refused(r) => Fault::new(format!("the demonstration's subscriptions were refused: {r:?}")),
    })
}

/// A business and a resident follow what will be published.
fn subscriptions(office: &Arc<Office>, readers: &[Cx]) -> Result<(), Fault> {
    let [resident, business] = readers else { return Err(Fault::new("the demonstration has fewer applicants")) };
    pushed(push::load_demo(&office.db, business, resident))
}

/// What was published and handed in since is told by the loop that tells it in life; part of it is opened.
fn told(office: &Arc<Office>, readers: &[Cx], now: jiff::Timestamp) -> Result<(), Fault> {
    while journal::seal(&office.db, now)?.is_some() {}
    while crate::reactions::turn(office)? {}
    while crate::pushing::turn(office)? {}
    for reader in readers {
        let reader = Cx { at: now, ..reader.clone() };
        pushed(push::open_for_demo(&office.db, &reader))?;
    }
    Ok(())
}

fn is_new(place: &Place) -> Result<bool, Fault> {
    let db = place.database()?;
    let (made, empty, began) = db.read(|tx| {
        Ok::<_, Error<Never>>((settings::find(tx, MADE)?, journal::is_empty(tx)?, journal::is_demonstration(tx)?))
    })?;
    match (made, empty) {
        (Some(_), _) => Ok(false),
        (None, true) => Ok(true),
        // Interrupted while it was made: its own file is thrown away and it is made anew.
        (None, false) if began && place.database_url.is_none() => {
            drop(db);
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(place.data.join(format!("hall.sqlite{end}")));
            }
            Ok(true)
        }
        // A simulated clock belongs on a database whose first entry says demonstration, and on no other.
        (None, false) => Err(Fault::new(
            "this database holds a real hall, or a demonstration that was interrupted while it was made; use another folder",
        )),
    }
}

/// Says that it is a demonstration, before anything else, and founds its agencies; repeating it changes nothing.
fn found(db: &Db, cx: &Cx) -> Result<(), Fault> {
    let first = db.read(|tx| journal::is_empty(tx).map_err(Error::<Never>::from))?;
    if first {
        db.write(|tx| {
            journal::note(tx, cx, "demonstration", None, &json!({ "says": "everything in this hall is invented" }))
                .map_err(Error::<Never>::from)
        })?;
    }
    identity::load_demo_regions(db)?;
    for refused in items::load_demo_agencies(db, cx)?.refused {
        tracing::error!(%refused, "the demonstration has an agency that is refused");
    }
    disclosure::add_government(db, cx)
}

/// Agencies, items and forms of the demonstration; repeating it changes nothing.
fn load(db: &Db, cx: &Cx) -> Result<(), Fault> {
    found(db, cx)?;
    let loaded = items::load_demo(db, cx)?;
    for refused in &loaded.refused {
        tracing::error!(%refused, "the demonstration has an item that its own gate refuses");
    }
    sites::load_demo(db, cx)?;
    Ok(())
}
