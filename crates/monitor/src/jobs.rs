//! Work that is done once per platform: every site each night, and one site when somebody asks.

use crate::{Refused, Sources, checks, store};
use jiff::SignedDuration;
use kernel::{Cx, Error, Fault, Never, Office, Role, Tx, Who, cx::BEIJING, journal};
use serde_json::json;

/// The night begins at this hour, Beijing time.
const NIGHT_HOUR: i8 = 1;
/// A job whose node died is taken over after this time.
const LEASE: SignedDuration = SignedDuration::from_mins(30);

/// Who may see the monitor of `site`.
pub(crate) fn may_see(cx: &Cx, site: &sites::Site) -> bool {
    let anywhere = [Role::PlatformAdmin, Role::DutyKeeper, Role::Supervision];
    anywhere.iter().any(|r| cx.who.holds_anywhere(*r)) || cx.who.holds(site.agency, Role::SiteAdmin)
}

/// Who may ask for a run.
pub(crate) fn may_ask(cx: &Cx, site: &sites::Site) -> bool {
    matches!(cx.who, Who::System(_))
        || cx.who.holds_anywhere(Role::PlatformAdmin)
        || cx.who.holds(site.agency, Role::SiteAdmin)
}

/// Asks for a run of one site; asking twice before it began asks once.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn ask(tx: &mut Tx, cx: &Cx, site: &str) -> Result<(), Error<Refused>> {
    let site = sites::find(tx, site)?.ok_or(Refused::NotThere)?;
    if !may_ask(cx, &site) {
        return Err(if may_see(cx, &site) { Refused::OnlyReads } else { Refused::NotThere }.into());
    }
    if !store::add_job(tx, cx, "asked", &site.key)? {
        store::reopen_job(tx, cx, &site.key)?;
    }
    journal::note(tx, cx, "monitor-asked", Some(&site.id.to_string()), &json!({ "site": site.key }))?;
    Ok(())
}

/// The nightly run: one site each turn, resumed where another node or an earlier process left it. True when there
/// may be more to do at once.
///
/// # Errors
/// A fault of the database or of a source.
pub fn nightly(office: &Office, sources: &dyn Sources) -> Result<bool, Fault> {
    let cx = office.system_cx("monitor");
    if BEIJING.to_datetime(cx.at).hour() < NIGHT_HOUR {
        return Ok(false);
    }
    let name = "monitor-night";
    let today = cx.today().to_string();
    let planned = office.db.read(|tx| kernel::settings::find(tx, name).map_err(Error::<Never>::from))?;
    if planned.as_deref() != Some(today.as_str()) {
        office.db.write(|tx| {
            for site in sites::list(tx)?.iter().filter(|s| s.is_open) {
                store::add_job(tx, &cx, "night", &site.key)?;
            }
            kernel::settings::keep(tx, name, &today)?;
            Ok::<_, Error<Never>>(())
        })?;
    }
    turn(office, &cx, sources, "night")
}

/// Does one run that somebody asked for. True when there may be more.
///
/// # Errors
/// A fault of the database or of a source.
pub fn take_job(office: &Office, sources: &dyn Sources) -> Result<bool, Fault> {
    turn(office, &office.system_cx("monitor"), sources, "asked")
}

fn turn(office: &Office, cx: &Cx, sources: &dyn Sources, kind: &str) -> Result<bool, Fault> {
    let job = office.db.write(|tx| store::take_job(tx, cx, kind, LEASE).map_err(Error::<Never>::from))?;
    let Some((site, day)) = job else { return Ok(false) };
    checks::run(office, sources, &site)?;
    let done = office.system_cx("monitor");
    office.db.write(|tx| store::finish_job(tx, &done, kind, &site, day).map_err(Error::<Never>::from))?;
    Ok(true)
}
