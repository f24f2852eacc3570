//! Reconsideration, litigation, and complaints to the authority in charge.
//!
//! Law: 政府信息公开条例 第四十七条, 第五十一条

use super::{Outcome, advance, advance_reply, find_step, gone, load, needed, on_or_before_today, reply_clock};
use crate::{
    Refused, State, Verb, clocks,
    dispute::{DisputeKind, DisputeResult},
    request::Request,
    store::{self, ComplaintResult, NewComplaint},
};
use jiff::civil::Date;
use kernel::{Cx, Id, Role, Tx, Who, journal, numbering, procedure::StepRefused};
use serde_json::json;

/// Records that a reconsideration or an action was accepted.
///
/// # Errors
/// Stale, wrong state, no forum, a day in the future or before the request.
pub fn file_dispute(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    kind: DisputeKind,
    forum: &str,
    reference: &str,
    filed_on: Date,
) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::FileDispute)?;
    let forum = needed(forum, Refused::NoForum)?;
    let filed_on = on_or_before_today(cx, filed_on, request.arrived_on)?;
    let id = store::insert_dispute(tx, request.id(), request.matter.agency, kind, forum, reference.trim(), filed_on)?;
    let body = json!({ "dispute": id, "kind": kind.as_str(), "filed_on": filed_on.to_string() });
    advance(tx, cx, &request, step, None, &body)
}

/// What a dispute ended with.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// Upheld, corrected, otherwise.
    pub result: DisputeResult,
    /// In words.
    pub note: String,
    /// Whether a new reply is ordered: then the request comes back into hand with a new limit.
    pub orders_redo: bool,
    /// The day of the result.
    pub closed_on: Date,
}

/// Records how a dispute ended. A new reply that is ordered restarts the clock; the first reply stays on record and in
/// the reports that counted it.
///
/// # Errors
/// Stale, wrong state, not there, has its result, no words, a day in the future or before the filing.
pub fn settle_dispute(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, id: Id, ruling: &Ruling) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let all = store::disputes_of(tx, request.id())?;
    let dispute = all.iter().find(|d| d.id == id).ok_or_else(gone)?;
    if dispute.result.is_some() {
        return Err(Refused::ResultBefore.into());
    }
    let note = needed(&ruling.note, Refused::NoResult)?;
    let on = on_or_before_today(cx, ruling.closed_on, dispute.filed_on)?;
    if request.matter.state != State::Disputed.as_str() {
        // Another dispute over it brought the request back into hand: this one only gets its result.
        if !cx.who.holds(request.matter.agency, Role::DisclosureDesk) {
            return Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }).into());
        }
        store::set_result(tx, id, ruling.result, note, ruling.orders_redo, on)?;
        let body = json!({ "dispute": id, "result": ruling.result.as_str(), "closed_on": on.to_string() });
        journal::note(tx, cx, "disclosure-dispute-result", Some(&request.id().to_string()), &body)?;
        return Ok(request);
    }
    let others = all.iter().any(|d| d.id != id && d.result.is_none());
    let verb = match (ruling.orders_redo, others) {
        (true, _) => Verb::Redo,
        (false, true) => Verb::NoteResult,
        (false, false) => Verb::SettleDispute,
    };
    let step = find_step(tx, cx, &request, verb)?;
    store::set_result(tx, id, ruling.result, note, ruling.orders_redo, on)?;
    let body = json!({ "dispute": id, "result": ruling.result.as_str(), "closed_on": on.to_string() });
    if verb != Verb::Redo {
        return advance(tx, cx, &request, step, None, &body);
    }
    let mut clock = match reply_clock(&request) {
        Ok(clock) => clock,
        Err(_) => clocks::reply(on),
    };
    let after = clock.restart(on, clocks::redo_basis(&dispute.reference));
    if after.is_err() {
        clock = clocks::reply(on);
    }
    advance_reply(tx, cx, &request, step, clock, &body)
}

/// A complaint to the authority in charge, about a request or about what an agency does not publish.
///
/// Law: 政府信息公开条例 第四十七条第二款
///
/// # Errors
/// No words, nobody to answer, no such agency.
pub fn file_complaint(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    request: Option<&str>,
    complainant: &str,
    text: &str,
) -> Outcome<String> {
    let organ = identity::find_agency(tx, agency)?.ok_or_else(gone)?;
    let text = needed(text, Refused::NoDescription)?;
    if text.chars().count() > crate::request::DESCRIPTION_MOST {
        return Err(Refused::TooLong { most: crate::request::DESCRIPTION_MOST }.into());
    }
    let complainant = needed(complainant, Refused::NoContact)?;
    let request = match request.map(str::trim).filter(|n| !n.is_empty()) {
        // A number that is not the complainant's names nothing: the complaint is taken all the same, without the tie.
        Some(number) => match &cx.who {
            Who::Person { .. } => store::find_for_applicant(tx, cx, number)?.map(|r| r.id()),
            _ => None,
        },
        None => None,
    };
    let id = Id::new();
    let year = cx.today().year();
    let number = format!(
        "JD-{}-{year}-{:04}",
        organ.region,
        numbering::next(tx, &format!("disclosure-complaint:{}:{year}", organ.region))?
    );
    let new = NewComplaint { id, number: &number, agency, region: &organ.region, request, complainant, text };
    store::insert_complaint(tx, cx, &new)?;
    let body = json!({ "complaint": id, "agency": agency, "number": number });
    journal::note(tx, cx, "disclosure-complaint", request.map(super::id_text).as_deref(), &body)?;
    Ok(number)
}

/// The authority settles a complaint: unfounded, put right by a day, or censured. It never changes a reply.
///
/// Law: 政府信息公开条例 第四十七条
///
/// # Errors
/// Not its region, settled before, no words, nothing to be put right by.
pub fn settle_complaint(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    result: ComplaintResult,
    finding: &str,
    rectify_by: Option<Date>,
) -> Outcome<()> {
    let c = store::find_complaint(tx, cx, number)?.ok_or_else(gone)?;
    let finding = needed(finding, Refused::NoReason)?;
    if result == ComplaintResult::Rectify && rectify_by.is_none_or(|d| d < cx.today()) {
        return Err(Refused::TooEarly { on: rectify_by.unwrap_or(cx.today()), earliest: cx.today() }.into());
    }
    if !store::settle_complaint_row(tx, cx, c.id, result, finding, rectify_by)? {
        return Err(Refused::SettledBefore.into());
    }
    let body = json!({ "complaint": c.id, "result": result.as_str(), "rectify_by": rectify_by.map(|d| d.to_string()) });
    journal::note(tx, cx, "disclosure-supervised", None, &body)?;
    Ok(())
}

/// The authority records that an agency has put right what it was told to.
///
/// # Errors
/// Not its region, nothing was ordered.
pub fn note_rectified(tx: &mut Tx, cx: &Cx, number: &str) -> Outcome<()> {
    let c = store::find_complaint(tx, cx, number)?.ok_or_else(gone)?;
    if !store::set_rectified(tx, cx, c.id)? {
        return Err(Refused::SettledBefore.into());
    }
    journal::note(tx, cx, "disclosure-rectified", None, &json!({ "complaint": c.id }))?;
    Ok(())
}
