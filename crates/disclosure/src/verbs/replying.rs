//! The reply: records and their marks, draft, review, signature, service.
//!
//! Law: 政府信息公开条例 第三十六条, 第三十七条, 第四十条

use super::{Outcome, advance, find_step, gone, handling::measured, load, needed, notice, office, on_or_before_today};
use crate::{
    Refused, Verb,
    channel::RequestKind,
    outcome::{self, Gives},
    papers,
    reply::{self, Basis, Drafted, Record, Released, Reply},
    request::{Request, StoredFile},
    store::{self, RecordDecision},
};
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Id, Role, Tx, Who, journal, procedure::StepRefused};
use serde_json::json;

/// Adds a record that was found. Its original stays in the office.
///
/// # Errors
/// Stale, wrong state.
pub fn add_record(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    document_number: Option<&str>,
    file: &StoredFile,
) -> Outcome<(Request, i64)> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    let (id, n) = store::insert_record(tx, cx, request.id(), document_number, file)?;
    let body = json!({ "record": id, "n": n, "original": file.digest });
    let request = advance(tx, cx, &request, step, request.reply_clock.clone(), &body)?;
    Ok((request, n))
}

/// Takes a record out again; the ledger keeps that it was there.
///
/// # Errors
/// Stale, wrong state, not there.
pub fn remove_record(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, n: i64) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    let record = store::find_record(tx, cx, request.id(), n)?.ok_or_else(gone)?;
    store::delete_record(tx, record.id)?;
    advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({ "removed": record.id, "n": n }))
}

/// Decides what becomes of a record: whole, in part with marks, not at all. What is withheld names its ground, its reason
/// and the day it is looked at again.
///
/// Law: 政府信息公开条例 第十八条, 第三十七条
///
/// # Errors
/// Stale, wrong state, no ground, no reason, no day in the future.
pub fn decide_record(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    n: i64,
    decision: &RecordDecision,
) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    let record = store::find_record(tx, cx, request.id(), n)?.ok_or_else(gone)?;
    if decision.decision != reply::Decision::Disclose {
        let ground = decision.ground.as_deref().unwrap_or_default();
        if !ground.starts_with("D-") || ground == "D-8" || outcome::find(ground).is_none() {
            return Err(Refused::NoGround.into());
        }
        needed(&decision.reason, Refused::NoReason)?;
        if decision.reevaluate_on.is_none_or(|d| d <= cx.today()) {
            return Err(Refused::NoReevaluation.into());
        }
    }
    store::set_decision(tx, cx, record.id, decision)?;
    let body = json!({
        "record": record.id, "decision": decision.decision.as_str(), "ground": decision.ground,
        "marks": cx.keys.lookup_hash("disclosure-marks", &decision.marks.to_string()),
        "reevaluate_on": decision.reevaluate_on.map(|d| d.to_string()),
    });
    advance(tx, cx, &request, step, request.reply_clock.clone(), &body)
}

/// Keeps the file for release, made outside of any transaction from the record as it was read. `from` is
/// [`Record::plan`] of that reading: marks changed meanwhile make the file useless.
///
/// # Errors
/// Stale, wrong state, other marks by now.
pub fn keep_release(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    n: i64,
    released: &Released,
    from: &str,
) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    let record = store::find_record(tx, cx, request.id(), n)?.ok_or_else(gone)?;
    if record.plan() != from {
        return Err(Refused::NotReleased { name: record.name }.into());
    }
    store::set_released(tx, cx, record.id, released, from)?;
    let body = json!({ "record": record.id, "released": released.digest });
    advance(tx, cx, &request, step, request.reply_clock.clone(), &body)
}

/// Writes the draft of the reply. It may be incomplete; only [`submit_reply`] asks for everything.
///
/// # Errors
/// Stale, wrong state, an outcome that is none for this kind of request.
pub fn save_reply(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, drafted: &Drafted) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    fits(&request, &drafted.outcome)?;
    let id = store::write_reply(tx, cx, request.id(), drafted)?;
    let body = json!({
        "reply": id, "outcome": drafted.outcome, "grounds": drafted.grounds,
        "content": cx.keys.lookup_hash("disclosure-reply", &format!("{drafted:?}")),
    });
    advance(tx, cx, &request, step, request.reply_clock.clone(), &body)
}

fn fits(request: &Request, code: &str) -> Outcome<&'static outcome::Outcome> {
    outcome::find(code)
        .filter(|o| o.is_reply() && o.rectification == (request.kind == RequestKind::Rectification))
        .ok_or_else(|| Refused::NoOutcome.into())
}

/// The draft that waits for its signature, when there is one.
fn open_reply(tx: &mut Tx, cx: &Cx, request: Id) -> Outcome<Reply> {
    let last = store::replies_of(tx, cx, request)?.pop().filter(|r| r.signed_on.is_none());
    Ok(last.ok_or(Refused::NoReply)?)
}

/// What is still missing before the reply can go to review.
///
/// # Errors
/// A fault of the database or the keys.
pub fn missing_for_reply(tx: &mut Tx, cx: &Cx, request: &Request) -> Result<Vec<Refused>, Fault> {
    let reply = match open_reply(tx, cx, request.id()) {
        Ok(reply) => reply,
        Err(Error::Refused(r)) => return Ok(vec![r]),
        Err(Error::Broken(f)) => return Err(f),
    };
    let Some(found) = outcome::find(&reply.drafted.outcome) else { return Ok(vec![Refused::NoOutcome]) };
    let records = store::records_of(tx, cx, request.id())?;
    let consultations = store::consultations_of(tx, cx, request.id())?;
    let correction = store::correction_of(tx, cx, request.id())?;
    let reason = store::reason_of(tx, cx, request.id())?;
    Ok(reply::missing(&Basis {
        request,
        outcome: found,
        drafted: &reply.drafted,
        records: &records,
        consultations: &consultations,
        correction: correction.as_ref(),
        reason: reason.as_ref(),
    }))
}

/// 答复送审.
///
/// # Errors
/// Stale, wrong state, the first thing that is missing.
pub fn submit_reply(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::SubmitReply)?;
    if let Some(first) = missing_for_reply(tx, cx, &request)?.into_iter().next() {
        return Err(first.into());
    }
    let reply = open_reply(tx, cx, request.id())?;
    let body = json!({ "reply": reply.id, "outcome": reply.drafted.outcome });
    advance(tx, cx, &request, step, request.reply_clock.clone(), &body)
}

fn opine(tx: &mut Tx, cx: &Cx, request: &Request, verb: Verb, words: &str) -> Result<(), Fault> {
    if words.trim().is_empty() { Ok(()) } else { store::insert_opinion(tx, cx, request.id(), verb, words.trim()) }
}

fn gives_out(tx: &mut Tx, cx: &Cx, request: &Request) -> Outcome<bool> {
    let reply = open_reply(tx, cx, request.id())?;
    let found = outcome::find(&reply.drafted.outcome).ok_or(Refused::NoOutcome)?;
    Ok(found.gives != Gives::None && !store::records_of(tx, cx, request.id())?.is_empty())
}

/// 审核通过, straight to the signature: nothing is given out.
///
/// # Errors
/// Stale, wrong state, whoever drafted, records go out.
pub fn pass(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, words: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Pass)?;
    if gives_out(tx, cx, &request)? {
        return Err(Refused::NeedsSecrecy.into());
    }
    opine(tx, cx, &request, Verb::Pass, words)?;
    advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({}))
}

/// 审核通过, on to the secrecy review: records go out.
///
/// Law: 政府信息公开条例 第十七条
///
/// # Errors
/// Stale, wrong state, whoever drafted, nothing goes out.
pub fn forward(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, words: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Forward)?;
    if !gives_out(tx, cx, &request)? {
        return Err(Refused::NoSecrecy.into());
    }
    opine(tx, cx, &request, Verb::Forward, words)?;
    advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({}))
}

/// 保密审查通过.
///
/// # Errors
/// Stale, wrong state, whoever drafted.
pub fn clear(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, words: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Clear)?;
    opine(tx, cx, &request, Verb::Clear, words)?;
    advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({}))
}

/// 退回: with a reason.
///
/// # Errors
/// Stale, wrong state, no reason.
pub fn give_back(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, words: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Return)?;
    let words = needed(words, Refused::NoReason)?;
    store::insert_opinion(tx, cx, request.id(), Verb::Return, words)?;
    advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({}))
}

/// 签发: the head of the unit, who neither drafted nor reviewed, signs. The written reply with its basis and remedies is
/// fixed here; what the annual report counts is fixed with the first reply.
///
/// Law: 政府信息公开条例 第三十六条; 行政复议法 第二十二条, 第二十三条
///
/// # Errors
/// Stale, wrong state, whoever drafted or reviewed, what went missing since the review.
pub fn sign(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Sign)?;
    if let Some(first) = missing_for_reply(tx, cx, &request)?.into_iter().next() {
        return Err(first.into());
    }
    let reply = open_reply(tx, cx, request.id())?;
    let found = outcome::find(&reply.drafted.outcome).ok_or(Refused::NoOutcome)?;
    let records = store::records_of(tx, cx, request.id())?;
    let today = cx.today();
    let (days, in_time) = measured(&request, cx, today)?;
    let released: Vec<&str> = records.iter().filter_map(Record::given_out).map(|r| r.digest.as_str()).collect();
    let body = json!({
        "reply": reply.id, "n": reply.n, "outcome": found.code, "grounds": reply.drafted.grounds,
        "released": if found.gives == Gives::None { json!([]) } else { json!(released) },
        "in_time": in_time, "working_days": days,
    });
    let mut request = advance(tx, cx, &request, step, None, &body)?;
    store::set_closed(tx, request.id(), today, &found.code, days, in_time)?;
    if request.closed_on.is_none() {
        request.closed_on = Some(today);
        request.outcome = Some(found.code.clone());
        request.working_days = days;
        request.in_time = in_time;
    }
    let (agency, office) = office(tx, &request)?;
    let private = store::private_of(tx, cx, request.id())?;
    let paper = papers::reply(&request, &agency, &office, &private, found, &reply.drafted, &records);
    let made = notice(tx, cx, &request, &agency, "reply", paper)?;
    store::set_signed(tx, cx, reply.id, today, made.id)?;
    Ok(request)
}

/// 送达: by which way, on which day, proved by what. By page and mail the hall does it by itself.
///
/// # Errors
/// Stale, wrong state, no proof, a day in the future or before the reply.
pub fn serve(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, on: Date, way: &str, proof: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Serve)?;
    let proof = needed(proof, Refused::NoProof)?;
    let reply = store::replies_of(tx, cx, request.id())?.pop().ok_or(Refused::NoReply)?;
    let signed = reply.signed_on.ok_or(Refused::NoReply)?;
    let on = on_or_before_today(cx, on, signed)?;
    store::set_served(tx, reply.id, on, way, proof)?;
    let body = json!({ "reply": reply.id, "served_on": on.to_string(), "way": way });
    let request = advance(tx, cx, &request, step, None, &body)?;
    if let Some(id) = reply.notice
        && let Some(notice) = kernel::notices::find(tx, id)?
    {
        kernel::notices::serve(tx, cx, &notice)?;
    }
    Ok(request)
}

/// 重新评估: what was withheld is looked at again and stays withheld until the next day, or may be disclosed now.
///
/// Law: 政府信息公开条例 第十八条
///
/// # Errors
/// Not there, not the desk, no words, no day in the future for what stays withheld.
pub fn reevaluate(tx: &mut Tx, cx: &Cx, number: &str, n: i64, next: Option<Date>, words: &str) -> Outcome<()> {
    let request = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    if !cx.who.holds(request.matter.agency, Role::DisclosureDesk) {
        return Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }).into());
    }
    let record = store::find_record(tx, cx, request.id(), n)?.ok_or_else(gone)?;
    let words = needed(words, Refused::NoReason)?;
    if next.is_some_and(|d| d <= cx.today()) {
        return Err(Refused::NoReevaluation.into());
    }
    store::set_reevaluated(tx, record.id, cx.today(), next)?;
    store::insert_opinion(tx, cx, request.id(), Verb::Work, words)?;
    if next.is_none() {
        store::insert_proposal(
            tx,
            cx,
            request.matter.agency,
            &request.subject_key,
            &request.subject,
            "requests",
            request.id(),
        )?;
    }
    let body = json!({ "record": record.id, "next": next.map(|d| d.to_string()) });
    journal::note(tx, cx, "disclosure-reevaluated", Some(&request.id().to_string()), &body)?;
    Ok(())
}

/// The file a reader may have: the released file of a served reply, for its applicant and the office.
///
/// # Errors
/// Not there, not yours, nothing given out.
pub fn released_file(tx: &mut Tx, cx: &Cx, number: &str, n: i64) -> Outcome<Released> {
    let request = match &cx.who {
        Who::Staff { .. } => store::find_for_office(tx, cx, number)?,
        Who::Person { .. } => {
            // What is drafted is not given out before the signature.
            store::find_for_applicant(tx, cx, number)?.filter(|r| r.outcome.is_some())
        }
        _ => None,
    }
    .ok_or_else(gone)?;
    let gives = request.outcome.as_deref().and_then(outcome::find).is_some_and(|o| o.gives != Gives::None);
    if matches!(cx.who, Who::Person { .. }) && !gives {
        return Err(gone());
    }
    let record = store::find_record(tx, cx, request.id(), n)?.ok_or_else(gone)?;
    record.given_out().cloned().ok_or_else(gone)
}
