//! Reviewing: submit, three opinions, return; what the checker found and why it may stand.
//!
//! Law: 政府信息公开条例 第十七条

use super::{advance, find_step, gone, load, needed, within};
use crate::{
    Checked, Disclosure, Publication, Refused, Weight,
    checking::{may_go, open_findings},
    moves::Verb,
    places, store,
};
use kernel::{Cx, Error, Role, Tx, journal, matter::MatterRefused};
use serde_json::json;

/// Keeps what the checker found in the working revision. An act without a step: nothing moves.
///
/// # Errors
/// Not there; stale when the text was changed after the checker read it.
pub fn record_check(tx: &mut Tx, cx: &Cx, number: &str, checked: &Checked) -> Result<(), Error<Refused>> {
    let p = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    if p.digest() != checked.content {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    store::keep_check(tx, cx, p.id(), p.working, checked)?;
    let count = |w: Weight| checked.findings.iter().filter(|f| f.weight() == w).count();
    let body = json!({
        "revision": p.working, "content": checked.content,
        "stops": count(Weight::Stops), "warns": count(Weight::Warns), "not_checked": count(Weight::NotChecked),
    });
    journal::note(tx, cx, "publication-checked", Some(&p.id().to_string()), &body)?;
    Ok(())
}

/// Says why a finding may stand. Whoever's turn it is gives the reason; a file that could not be read is let out by the
/// secrecy reviewer only.
///
/// # Errors
/// No such finding, one that must be corrected, not your turn, no reason.
pub fn acknowledge(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    finding: &str,
    reason: &str,
) -> Result<(), Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let reason = needed(reason, Refused::NoReason)?;
    let check = store::find_check(tx, p.id(), p.working)?.ok_or(Refused::NotChecked)?;
    let found = check.findings.iter().find(|f| f.key == finding).ok_or(Refused::NoSuchFinding)?;
    let role = Role::parse(&p.matter.waits_for).filter(|r| cx.who.holds(p.matter.agency, *r));
    let role = role.ok_or(Refused::NoSuchFinding)?;
    match found.weight() {
        Weight::Stops => return Err(Refused::Stopped { count: 1 }.into()),
        Weight::NotChecked if role != Role::SecrecyReview => return Err(Refused::SecrecyOnly.into()),
        Weight::NotChecked => may_clear(tx, cx, &p)?,
        Weight::Warns => {}
    }
    if store::insert_acknowledgement(tx, cx, p.id(), p.working, finding, reason, role.as_str())? {
        let body = json!({ "revision": p.working, "finding": finding, "kind": found.kind });
        journal::note(tx, cx, "publication-acknowledge", Some(&p.id().to_string()), &body)?;
    }
    Ok(())
}

/// The secrecy reviewer of this revision is nobody who wrote or reviewed it.
fn may_clear(tx: &mut Tx, cx: &Cx, p: &Publication) -> Result<(), Error<Refused>> {
    find_step(tx, cx, p, Verb::Clear).map(|_| ())
}

/// 送审: hands the open revision to the department's review.
///
/// # Errors
/// Stale, wrong state, wrong post; no body, no section; not checked, or a finding that must be corrected.
pub fn submit(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Submit)?;
    if p.content.text.trim().is_empty() && p.files.is_empty() {
        return Err(Refused::NoBody.into());
    }
    if p.released > 0 && p.content.note.is_empty() {
        return Err(Refused::NoNote.into());
    }
    if p.content.disclosure == Disclosure::Proactive {
        let organ = identity::find_agency(tx, p.matter.agency)?.ok_or_else(gone)?;
        places::check(tx, &organ, &p.content.placements)?;
        if p.content.placements.is_empty() {
            return Err(Refused::NoPlacement.into());
        }
        let check = store::find_check(tx, p.id(), p.working)?.filter(|c| c.content == p.digest());
        let check = check.ok_or(Refused::NotChecked)?;
        let stopping = check.findings.iter().filter(|f| f.weight() == Weight::Stops).count();
        if stopping > 0 {
            return Err(Refused::Stopped { count: stopping }.into());
        }
    }
    let body = json!({ "revision": p.working, "content": p.digest(), "disclosure": p.content.disclosure.as_str() });
    advance(tx, cx, &p, line, p.matter.clock.clone(), "", &body)
}

/// 审核通过: the department's review.
///
/// # Errors
/// Stale, wrong state, wrong post, somebody who wrote it.
pub fn review(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, opinion: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Review)?;
    let opinion = within(opinion)?;
    let body = json!({ "revision": p.working, "content": p.digest() });
    advance(tx, cx, &p, line, p.matter.clock.clone(), opinion, &body)
}

/// 保密审查通过.
///
/// # Errors
/// Stale, wrong state, wrong post, somebody who wrote or reviewed it; a file that could not be read and has no reason.
pub fn clear(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, opinion: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Clear)?;
    let opinion = within(opinion)?;
    if p.content.disclosure == Disclosure::Proactive {
        let check = store::find_check(tx, p.id(), p.working)?.ok_or(Refused::NotChecked)?;
        let said = store::list_acknowledgements(tx, p.id(), p.working)?;
        let unread = open_findings(&check.findings, &said).filter(|f| f.weight() == Weight::NotChecked).count();
        if unread > 0 {
            return Err(Refused::Unacknowledged { count: unread }.into());
        }
    }
    let body = json!({ "revision": p.working, "content": p.digest() });
    advance(tx, cx, &p, line, p.matter.clock.clone(), opinion, &body)
}

/// 退回: back to the drafter with a reason, at any of the three reviews.
///
/// # Errors
/// Stale, wrong state, wrong post, somebody who took an earlier step; no reason.
pub fn return_draft(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    reason: &str,
) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Return)?;
    let reason = needed(reason, Refused::NoReason)?;
    advance(tx, cx, &p, line, p.matter.clock.clone(), reason, &json!({ "revision": p.working }))
}

/// Whether the working revision may be signed: proactive, in its sections, checked as it stands, nothing open.
pub(super) fn may_sign(tx: &mut Tx, p: &Publication) -> Result<(), Error<Refused>> {
    if p.content.disclosure != Disclosure::Proactive {
        return Err(Refused::NotProactive.into());
    }
    if p.content.placements.is_empty() {
        return Err(Refused::NoPlacement.into());
    }
    let organ = identity::find_agency(tx, p.matter.agency)?.ok_or_else(gone)?;
    places::check(tx, &organ, &p.content.placements)?;
    let check = store::find_check(tx, p.id(), p.working)?.filter(|c| c.content == p.digest());
    let check = check.ok_or(Refused::NotChecked)?;
    let said = store::list_acknowledgements(tx, p.id(), p.working)?;
    Ok(may_go(&check.findings, &said)?)
}
