//! What is done with a licence. Every verb: load what this office may see, step (pure: the move or the refusal), advance
//! (version check, ledger entry), event. `seen` is the version on the page the official looked at.

use crate::{
    Issued, Licence, Refused,
    moves::{LicenceProcedure, MOVES, State, Verb},
    store,
};
use kernel::{
    Cx, Error, Fault, Id, Tx, Who, journal,
    matter::{self, MatterRefused, Opening},
    procedure::{By, Move, StepRefused, step},
};
use serde_json::{Value as Json, json};

/// The most characters of a reason or a basis.
pub(crate) const LONGEST_TEXT: usize = 1000;

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

/// Text that must be there and is not endless.
pub(crate) fn words(text: &str, otherwise: Refused) -> Result<&str, Error<Refused>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(otherwise.into());
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Refused::TooLong { most: LONGEST_TEXT }.into());
    }
    Ok(text)
}

/// Whether the table lets this actor open a licence of `agency` by `verb`.
fn may_open(cx: &Cx, agency: Id, verb: Verb) -> Result<(), StepRefused> {
    let line = MOVES.iter().find(|m| m.verb == verb && m.from.is_empty());
    let Some(line) = line else { return Err(StepRefused::WrongState { state: String::new(), verb: verb.as_str() }) };
    match line.by {
        By::System if matches!(cx.who, Who::System(_)) => Ok(()),
        By::Post(role) if cx.who.holds(agency, role) => Ok(()),
        By::AnyPost(roles) if roles.iter().any(|r| cx.who.holds(agency, *r)) => Ok(()),
        By::Post(role) => Err(StepRefused::WrongRole { needed: role.as_str() }),
        By::AnyPost(roles) => Err(StepRefused::WrongRole { needed: roles.first().map_or("nobody", |r| r.as_str()) }),
        By::System => Err(StepRefused::WrongRole { needed: "hall" }),
        By::Applicant => Err(StepRefused::WrongRole { needed: "applicant" }),
        // No line of this table opens a licence like that.
        By::Either(_) => Err(StepRefused::WrongRole { needed: "nobody" }),
    }
}

/// 颁发: enters a produced licence in the transaction of its case; the version it replaces ends in the same step.
///
/// Law: 行政许可法 第三十九条
///
/// # Errors
/// Not the maker's post, issued already, or the version to be replaced changed meanwhile.
pub fn record(tx: &mut Tx, cx: &Cx, issued: &Issued, case: Id) -> Result<Id, Error<Refused>> {
    enter(tx, cx, issued, Some(case), Verb::Issue)
}

/// 登记已有证照: enters a licence that was issued before this hall; by the hall itself when it is taken over from a
/// register.
///
/// # Errors
/// As [`record`].
pub fn record_existing(tx: &mut Tx, cx: &Cx, issued: &Issued) -> Result<Id, Error<Refused>> {
    let verb = if matches!(cx.who, Who::System(_)) { Verb::Import } else { Verb::Record };
    enter(tx, cx, issued, None, verb)
}

fn enter(tx: &mut Tx, cx: &Cx, issued: &Issued, case: Option<Id>, verb: Verb) -> Result<Id, Error<Refused>> {
    may_open(cx, issued.issuer, verb).map_err(Refused::Step)?;
    if store::find_by_identifier(tx, &issued.identifier)?.is_some() {
        return Err(Refused::AlreadyIssued.into());
    }
    let id = Id::new();
    let body = json!({ "identifier": issued.identifier, "type": issued.type_code, "case": case, "file": issued.file, "replaces": issued.replaces });
    let opening = Opening {
        id,
        number: &issued.identifier,
        title: &issued.type_name,
        agency: issued.issuer,
        region: &issued.region,
        clock: None,
    };
    let matter = matter::open::<LicenceProcedure>(tx, cx, opening, State::Valid, verb, &body)?;
    store::insert(tx, cx, id, issued, case)?;
    store::insert_event(tx, cx, &matter, verb, "", "")?;
    if let Some(former) = issued.replaces {
        let old = store::find(tx, former)?.ok_or_else(|| Fault::new("the licence to be replaced is gone"))?;
        let line = find_step(tx, cx, &old, Verb::Replace)?;
        advance(tx, cx, &old, line, "", "", &json!({ "by": issued.identifier }))?;
    }
    Ok(id)
}

type Step = &'static Move<State, Verb>;

fn find_step(tx: &mut Tx, cx: &Cx, licence: &Licence, verb: Verb) -> Result<Step, Error<Refused>> {
    let past = matter::past(tx, licence.id())?;
    Ok(step::<LicenceProcedure>(&licence.matter, verb, cx, &past).map_err(Refused::Step)?)
}

fn advance(
    tx: &mut Tx,
    cx: &Cx,
    licence: &Licence,
    line: Step,
    reason: &str,
    basis: &str,
    body: &Json,
) -> Result<Licence, Error<Refused>> {
    let matter = matter::advance::<LicenceProcedure>(tx, cx, &licence.matter, line.to, line.verb, None, body)
        .map_err(|e| e.map(Refused::Matter))?;
    store::insert_event(tx, cx, &matter, line.verb, reason, basis)?;
    // Only what is in force or suspended can still run out.
    if !matches!(line.to, State::Valid | State::Suspended) {
        store::stop_running_out(tx, licence.id())?;
    }
    Ok(Licence { matter, ..licence.clone() })
}

/// An act of office with its reason and the provision it rests on.
fn act(
    tx: &mut Tx,
    cx: &Cx,
    identifier: &str,
    seen: i64,
    verb: Verb,
    reason: &str,
    basis: &str,
) -> Result<Licence, Error<Refused>> {
    let licence = store::find_for_office(tx, cx, identifier)?.ok_or_else(gone)?;
    if licence.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    let line = find_step(tx, cx, &licence, verb)?;
    let (reason, basis) = (words(reason, Refused::NoReason)?, words(basis, Refused::NoBasis)?);
    advance(tx, cx, &licence, line, reason, basis, &json!({ "basis": basis }))
}

/// Opens a licence for reading by an official: the reading is an entry of the ledger before anything is shown.
///
/// # Errors
/// Not there, or not this agency's.
pub fn open_licence(tx: &mut Tx, cx: &Cx, identifier: &str) -> Result<Licence, Error<Refused>> {
    let licence = store::find_for_office(tx, cx, identifier)?.ok_or_else(gone)?;
    journal::note(tx, cx, "licence-read", Some(&licence.id().to_string()), &json!({}))?;
    Ok(licence)
}

/// 暂扣.
///
/// Law: 行政处罚法 第九条
///
/// # Errors
/// Stale, wrong state, wrong post, the maker of the licence, no reason or basis.
pub fn suspend(
    tx: &mut Tx,
    cx: &Cx,
    identifier: &str,
    seen: i64,
    reason: &str,
    basis: &str,
) -> Result<Licence, Error<Refused>> {
    act(tx, cx, identifier, seen, Verb::Suspend, reason, basis)
}

/// 恢复: the suspension is over.
///
/// # Errors
/// As [`suspend`].
pub fn restore(
    tx: &mut Tx,
    cx: &Cx,
    identifier: &str,
    seen: i64,
    reason: &str,
    basis: &str,
) -> Result<Licence, Error<Refused>> {
    act(tx, cx, identifier, seen, Verb::Restore, reason, basis)
}

/// 撤销: it should not have been granted.
///
/// Law: 行政许可法 第六十九条
///
/// # Errors
/// As [`suspend`].
pub fn revoke_as_wrong(
    tx: &mut Tx,
    cx: &Cx,
    identifier: &str,
    seen: i64,
    reason: &str,
    basis: &str,
) -> Result<Licence, Error<Refused>> {
    act(tx, cx, identifier, seen, Verb::RevokeAsWrong, reason, basis)
}

/// 吊销: a penalty.
///
/// Law: 行政处罚法 第九条
///
/// # Errors
/// As [`suspend`]; whoever suspended it does not take it away.
pub fn revoke_as_penalty(
    tx: &mut Tx,
    cx: &Cx,
    identifier: &str,
    seen: i64,
    reason: &str,
    basis: &str,
) -> Result<Licence, Error<Refused>> {
    act(tx, cx, identifier, seen, Verb::RevokeAsPenalty, reason, basis)
}

/// 注销: the formal ending.
///
/// Law: 行政许可法 第七十条
///
/// # Errors
/// As [`suspend`]; whoever revoked it does not cancel it.
pub fn cancel(
    tx: &mut Tx,
    cx: &Cx,
    identifier: &str,
    seen: i64,
    reason: &str,
    basis: &str,
) -> Result<Licence, Error<Refused>> {
    act(tx, cx, identifier, seen, Verb::Cancel, reason, basis)
}

/// Licences whose last day has passed and that nobody has entered as expired; for the daily clock.
///
/// # Errors
/// A fault of the database.
pub fn list_expired(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<Vec<Id>, Fault> {
    store::list_running_out_before(tx, cx.today(), limit)
}

/// 失效: the last day has passed. The hall does this by itself, with its own context.
///
/// # Errors
/// The last day has not passed, or it is in a state that does not run out.
pub fn expire(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Licence, Error<Refused>> {
    let licence = store::find(tx, id)?.ok_or_else(gone)?;
    let line = find_step(tx, cx, &licence, Verb::Expire)?;
    match licence.valid_to {
        Some(last) if last < cx.today() => {
            advance(tx, cx, &licence, line, "", "", &json!({ "valid_to": last.to_string() }))
        }
        _ => Err(Refused::NotYetExpired.into()),
    }
}
