//! Matters: what a public body handles, from the day it comes in to the day it is archived.
//!
//! Called by every desk. A matter is a record of the concept plus this row: state, version, clock,
//! whose turn it is. [`open`] and [`advance`] are the only ways it changes, and each writes its
//! ledger entry in the same transaction.

use crate::{
    Cx, Error, Fault, FaultKind, Id, Refusal, Row, Tx,
    error::RefusalKind,
    journal, params,
    procedure::{By, Holder, Procedure, Word},
};
use calendar::Clock;
use jiff::{Timestamp, civil::Date};
use ledger::Hash;
use serde_json::Value as Json;

/// What sorts after every date: a matter without a due date.
pub const NO_DUE: &str = "9999-12-31";

/// The spine's row of one matter.
#[derive(Clone, Debug)]
pub struct Matter {
    /// Its id, also the name of its ledger stream.
    pub id: Id,
    /// What kind of matter: the concept that owns it.
    pub kind: String,
    /// Its readable number.
    pub number: String,
    /// What it is about, without personal data.
    pub title: String,
    /// Where it is.
    pub state: String,
    /// How many entries its stream has.
    pub version: i64,
    /// Hash of its last entry.
    pub head: Hash,
    /// The agency that handles it.
    pub agency: Id,
    /// That agency's region code.
    pub region: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The statutory clock, once one runs.
    pub clock: Option<Clock>,
    /// The day it is due, by the clock and today's calendars.
    pub due_on: Option<Date>,
    /// The day from which it is due soon.
    pub soon_on: Option<Date>,
    /// Whose turn it is: a role, `applicant`, `hall` or `nobody`.
    pub waits_for: String,
    /// The staff member who took it.
    pub claimed_by: Option<Id>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// Why the spine says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatterRefused {
    /// There is no such matter, or it is not yours.
    NotThere,
    /// Somebody changed it while you were reading.
    Stale,
    /// Somebody else took it.
    ClaimedByAnother,
}

impl Refusal for MatterRefused {
    fn message(&self) -> &'static str {
        match self {
            MatterRefused::NotThere => "refused-not-there",
            MatterRefused::Stale => "refused-stale",
            MatterRefused::ClaimedByAnother => "refused-claimed",
        }
    }
    fn kind(&self) -> RefusalKind {
        match self {
            MatterRefused::NotThere => RefusalKind::NotThere,
            _ => RefusalKind::Stale,
        }
    }
}

/// A matter that is about to be opened.
pub struct Opening<'a> {
    /// Its id, made by the caller so that its files and fields can be prepared before the transaction.
    pub id: Id,
    /// Its readable number.
    pub number: &'a str,
    /// What it is about, without personal data.
    pub title: &'a str,
    /// The agency that handles it.
    pub agency: Id,
    /// That agency's region.
    pub region: &'a str,
    /// The first clock, if one runs from the first moment.
    pub clock: Option<Clock>,
}

/// The columns of a matter, for the SELECT lists of the concepts: `m` is the table's alias.
pub const COLUMNS: &str = "m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at";

/// Reads the columns of [`COLUMNS`].
///
/// # Errors
/// When a column holds something else.
pub fn read(r: &Row) -> Result<Matter, Fault> {
    let clock: Option<String> = r.get("clock")?;
    Ok(Matter {
        id: r.get("id")?,
        kind: r.get("kind")?,
        number: r.get("number")?,
        title: r.get("title")?,
        state: r.get("state")?,
        version: r.get("version")?,
        head: r.get("head")?,
        agency: r.get("agency")?,
        region: r.get("region")?,
        opened_at: r.get("opened_at")?,
        clock: clock
            .map(|c| serde_json::from_str(&c).map_err(|e| Fault::from_error("reading a stored clock", e)))
            .transpose()?,
        due_on: r.get("due_on")?,
        soon_on: r.get("soon_on")?,
        waits_for: r.get("waits_for")?,
        claimed_by: r.get("claimed_by")?,
        closed_at: r.get("closed_at")?,
    })
}

/// The matter with this id.
///
/// # Errors
/// A fault of the database.
pub fn find(tx: &mut Tx, id: Id) -> Result<Option<Matter>, Fault> {
    let row = tx.row(
        "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at FROM matters m WHERE m.id = $1",
        params![id],
    )?;
    row.map(|r| read(&r)).transpose()
}

/// Opens a matter in `state` with its first ledger entry, `<kind>-<verb>`.
///
/// # Errors
/// A fault of the database, or a clock that needs a calendar year that is not loaded.
pub fn open<P: Procedure>(
    tx: &mut Tx,
    cx: &Cx,
    what: Opening<'_>,
    state: P::State,
    verb: P::Verb,
    body: &Json,
) -> Result<Matter, Fault> {
    let entry = journal::entry(cx, &what.id.to_string(), 1, Hash::NONE, &P::entry_kind(verb), body);
    let due = due(cx, what.clock.as_ref(), what.region)?;
    let holder = P::holder(state);
    let closed_at = (holder == Holder::Nobody).then_some(cx.at);
    let matter = Matter {
        id: what.id,
        kind: P::KIND.to_owned(),
        number: what.number.to_owned(),
        title: what.title.to_owned(),
        state: state.text().to_owned(),
        version: 1,
        head: entry.hash,
        agency: what.agency,
        region: what.region.to_owned(),
        opened_at: cx.at,
        clock: what.clock,
        due_on: due.0,
        soon_on: due.1,
        waits_for: holder.text().to_owned(),
        claimed_by: None,
        closed_at,
    };
    tx.execute(
        "INSERT INTO matters (id, kind, number, title, state, version, head, agency, region, opened_at, clock, due_on, due_sort, soon_on, waits_for, closed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            matter.id, matter.kind, matter.number, matter.title, matter.state, matter.version, matter.head, matter.agency, matter.region,
            matter.opened_at, clock_text(matter.clock.as_ref())?, matter.due_on, sort(matter.due_on), matter.soon_on, matter.waits_for, matter.closed_at
        ],
    )?;
    journal::insert(tx, entry)?;
    Ok(matter)
}

/// Moves `matter` to `state`, with the ledger entry `<kind>-<verb>`. `clock` is the clock after the
/// move. Somebody who took the matter keeps it only while the same office holds it.
///
/// # Errors
/// [`MatterRefused::Stale`] when the matter is no longer at the version that was read, and
/// [`MatterRefused::ClaimedByAnother`] when another staff member has taken it.
pub fn advance<P: Procedure>(
    tx: &mut Tx,
    cx: &Cx,
    matter: &Matter,
    state: P::State,
    verb: P::Verb,
    clock: Option<Clock>,
    body: &Json,
) -> Result<Matter, Error<MatterRefused>> {
    // A claim keeps colleagues of the same post away; another post's act (the head extends while an examiner works) is
    // not theirs to hold back.
    let from = P::State::read(&matter.state);
    let is_turn = |by: &By| crate::Role::parse(&matter.waits_for).is_some_and(|role| by.is_post(role));
    let competes =
        P::MOVES.iter().any(|m| m.verb == verb && from.is_some_and(|s| m.from.contains(&s)) && is_turn(&m.by));
    if let (crate::Who::Staff { staff, .. }, Some(holder)) = (&cx.who, matter.claimed_by)
        && holder != *staff
        && competes
    {
        return Err(MatterRefused::ClaimedByAnother.into());
    }
    let version = matter.version + 1;
    let entry = journal::entry(cx, &matter.id.to_string(), version, matter.head, &P::entry_kind(verb), body);
    let (due_on, soon_on) = due(cx, clock.as_ref(), &matter.region)?;
    let holder = P::holder(state);
    let next = Matter {
        state: state.text().to_owned(),
        version,
        head: entry.hash,
        due_on,
        soon_on,
        claimed_by: matter.claimed_by.filter(|_| holder.text() == matter.waits_for),
        waits_for: holder.text().to_owned(),
        closed_at: if holder == Holder::Nobody { matter.closed_at.or(Some(cx.at)) } else { None },
        clock,
        ..matter.clone()
    };
    let changed = tx.execute(
        "UPDATE matters SET state = $3, version = $4, head = $5, clock = $6, due_on = $7, due_sort = $8, soon_on = $9, waits_for = $10, claimed_by = $11, closed_at = $12 WHERE id = $1 AND version = $2",
        params![
            matter.id, matter.version, next.state, next.version, next.head, clock_text(next.clock.as_ref())?, next.due_on, sort(next.due_on),
            next.soon_on, next.waits_for, next.claimed_by, next.closed_at
        ],
    )?;
    if changed == 0 {
        return Err(MatterRefused::Stale.into());
    }
    journal::insert(tx, entry)?;
    Ok(next)
}

/// Takes the matter for the acting staff member, so that no colleague begins on it unknowingly.
/// Taking what one holds already changes nothing.
///
/// # Errors
/// [`MatterRefused::Stale`] or [`MatterRefused::ClaimedByAnother`].
pub fn claim(tx: &mut Tx, cx: &Cx, matter: &Matter) -> Result<(), Error<MatterRefused>> {
    let crate::Who::Staff { staff, .. } = &cx.who else { return Err(MatterRefused::NotThere.into()) };
    match matter.claimed_by {
        Some(holder) if holder == *staff => return Ok(()),
        Some(_) => return Err(MatterRefused::ClaimedByAnother.into()),
        None => {}
    }
    let changed = tx.execute(
        "UPDATE matters SET claimed_by = $3, claimed_at = $4 WHERE id = $1 AND version = $2 AND claimed_by IS NULL",
        params![matter.id, matter.version, *staff, cx.at],
    )?;
    if changed == 0 {
        return Err(MatterRefused::Stale.into());
    }
    journal::note(tx, cx, &format!("{}-claim", matter.kind), Some(&matter.id.to_string()), &serde_json::json!({}))?;
    Ok(())
}

/// Gives a taken matter back to the colleagues.
///
/// # Errors
/// [`MatterRefused::Stale`] when the acting staff member does not hold it.
pub fn release(tx: &mut Tx, cx: &Cx, matter: &Matter) -> Result<(), Error<MatterRefused>> {
    let crate::Who::Staff { staff, .. } = &cx.who else { return Err(MatterRefused::NotThere.into()) };
    let changed = tx.execute(
        "UPDATE matters SET claimed_by = NULL, claimed_at = NULL WHERE id = $1 AND version = $2 AND claimed_by = $3",
        params![matter.id, matter.version, *staff],
    )?;
    if changed == 0 {
        return Err(MatterRefused::Stale.into());
    }
    journal::note(tx, cx, &format!("{}-release", matter.kind), Some(&matter.id.to_string()), &serde_json::json!({}))?;
    Ok(())
}

/// The matter's trace as `(entry kind, actor)`, for [`crate::procedure::step`].
///
/// # Errors
/// A fault of the database.
pub fn past(tx: &mut Tx, matter: Id) -> Result<Vec<(String, String)>, Fault> {
    tx.rows("SELECT kind, actor FROM ledger_entries WHERE stream = $1 ORDER BY seq", params![matter])?
        .iter()
        .map(|r| Ok((r.get("kind")?, r.get("actor")?)))
        .collect()
}

/// Recomputes the due dates of open matters whose clock runs, in pages after `after`; for the day
/// a new year's calendar is loaded. Returns the last id of the page and how many dates moved.
///
/// # Errors
/// A fault of the database.
pub fn recompute_due(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows = tx.rows(
        "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at FROM matters m WHERE m.closed_at IS NULL AND m.clock IS NOT NULL AND m.id > $1 ORDER BY m.id LIMIT $2",
        params![after, limit],
    )?;
    let mut moved = 0;
    let mut last = None;
    for row in &rows {
        let m = read(row)?;
        let (due_on, soon_on) = due(cx, m.clock.as_ref(), &m.region)?;
        if due_on != m.due_on || soon_on != m.soon_on {
            moved += tx.execute(
                "UPDATE matters SET due_on = $3, due_sort = $4, soon_on = $5 WHERE id = $1 AND version = $2",
                params![m.id, m.version, due_on, sort(due_on), soon_on],
            )?;
            if due_on != m.due_on {
                let body =
                    serde_json::json!({ "from": m.due_on.map(|d| d.to_string()), "to": due_on.map(|d| d.to_string()) });
                journal::note(tx, cx, "due-date-recomputed", Some(&m.id.to_string()), &body)?;
            }
        }
        last = Some(m.id.to_string());
    }
    Ok(last.map(|l| (l, moved)))
}

fn sort(due: Option<Date>) -> String {
    due.map_or_else(|| NO_DUE.to_owned(), |d| d.to_string())
}

fn clock_text(clock: Option<&Clock>) -> Result<Option<String>, Fault> {
    clock.map(|c| serde_json::to_string(c).map_err(|e| Fault::from_error("storing a clock", e))).transpose()
}

/// How many working days before the due date a matter counts as due soon.
const SOON: u32 = 3;

/// The due date by today's calendars and the day from which it is soon.
fn due(cx: &Cx, clock: Option<&Clock>, region: &str) -> Result<(Option<Date>, Option<Date>), Fault> {
    let Some(clock) = clock else { return Ok((None, None)) };
    let calendar = cx.calendars.of(region);
    let missing = |e| Fault::from_error("computing a due date", e).kind_is(FaultKind::CalendarMissing);
    let due = clock.due(&calendar, cx.today()).map_err(missing)?.on;
    let mut soon = due;
    let mut left = SOON;
    while left > 0 {
        soon = soon.yesterday().map_err(|e| Fault::from_error("computing a due date", e))?;
        if calendar.is_workday(soon).map_err(missing)? {
            left -= 1;
        }
    }
    Ok((Some(due), Some(soon)))
}
