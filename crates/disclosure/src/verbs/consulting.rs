//! Asking others: letters, their receipt, opinions, silence, and what the office makes of an objection.
//!
//! Law: 政府信息公开条例 第三十二条, 第三十三条第三款, 第三十四条

use super::{
    Outcome, advance, advance_reply, broken_calendar, find_step, gone, load, needed, notice, office,
    on_or_before_today, reply_clock,
};
use crate::{
    Refused, State, Verb, clocks,
    consultation::{Answer, Consultation, ConsultationKind, Weighed},
    papers,
    request::Request,
    store,
};
use calendar::Event;
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Id, Role, Tx, Who, journal, procedure::StepRefused};
use serde_json::json;

/// A letter to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Who is asked, and hence what silence means.
    pub kind: ConsultationKind,
    /// Name of the one asked.
    pub addressee: String,
    /// Mail address, telephone or postal address.
    pub contact: String,
    /// What is to be disclosed, in words that do not name the applicant.
    pub asked: String,
}

/// 征求意见: sends a letter with a link of its own. The clock of the reply stands still from the day after, until every
/// opinion is in or fifteen working days after receipt are over. Returns the request and the key of the link.
///
/// # Errors
/// Stale, wrong state, nobody or nothing named.
pub fn consult(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, letter: &Letter) -> Outcome<(Request, String)> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Consult)?;
    let addressee = needed(&letter.addressee, Refused::NoAddressee)?;
    let asked = needed(&letter.asked, Refused::NoDescription)?;
    let id = Id::new();
    let key = super::consultation_key(cx, id).ok_or_else(|| Fault::new("a key ring without keys"))?;
    let shown = match letter.kind {
        ConsultationKind::Organ => addressee.to_owned(),
        ConsultationKind::Third => codes::mask_name(addressee),
    };
    let link_hash = cx.keys.lookup_hash("disclosure-consultation", &key);
    store::insert_consultation(
        tx,
        cx,
        &store::NewConsultation {
            id,
            request: request.id(),
            kind: letter.kind,
            addressee,
            shown: &shown,
            contact: letter.contact.trim(),
            asked,
            link_hash: &link_hash,
            sent_on: cx.today(),
        },
    )?;
    let mut clock = reply_clock(&request)?;
    if request.state() == Some(State::Received) {
        clock.pause(cx.today(), clocks::consultation_basis(letter.kind), None, None).map_err(Refused::Clock)?;
    }
    let body = json!({ "consultation": id, "kind": letter.kind.as_str() });
    let request = advance_reply(tx, cx, &request, step, clock, &body)?;
    let (agency, office) = office(tx, &request)?;
    let paper = papers::consultation(&request, &agency, &office, letter.kind, addressee, asked);
    notice(tx, cx, &request, &agency, "consultation", paper)?;
    Ok((request, key))
}

fn may_handle(cx: &Cx, request: &Request) -> Outcome<()> {
    if cx.who.holds(request.matter.agency, Role::DisclosureDesk) || matches!(cx.who, Who::System(_)) {
        return Ok(());
    }
    Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }).into())
}

fn one(tx: &mut Tx, cx: &Cx, request: &Request, id: Id) -> Outcome<Consultation> {
    store::consultations_of(tx, cx, request.id())?.into_iter().find(|c| c.id == id).ok_or_else(gone)
}

/// Records that the letter was received: for a link the first opening, for post the day of the return receipt. Fifteen
/// working days run from here.
///
/// # Errors
/// Not there, a day in the future or before the letter.
pub fn note_letter_received(tx: &mut Tx, cx: &Cx, request: Id, id: Id, on: Date) -> Outcome<Consultation> {
    let request = store::find_request(tx, request)?.ok_or_else(gone)?;
    may_handle(cx, &request)?;
    let c = one(tx, cx, &request, id)?;
    if c.received_on.is_some() {
        return Ok(c);
    }
    let on = on_or_before_today(cx, on, c.sent_on)?;
    let calendar = cx.calendars.of(&request.matter.region);
    let by = clocks::opinion_by(&calendar, on, cx.today()).map_err(broken_calendar)?;
    if store::set_letter_received(tx, id, on, by)? {
        let body = json!({ "consultation": id, "received_on": on.to_string(), "answer_by": by.to_string() });
        journal::note(tx, cx, "disclosure-letter-received", Some(&request.id().to_string()), &body)?;
    }
    one(tx, cx, &request, id)
}

/// An opinion: through the link (nobody signed in), or recorded by the desk from a letter. When it is the last one that
/// was awaited, the clock of the reply goes on.
///
/// # Errors
/// Answered before, no answer, an objection without reasons, a day in the future or before the letter.
pub fn answer_consultation(
    tx: &mut Tx,
    cx: &Cx,
    request: Id,
    id: Id,
    answer: Answer,
    reasons: &str,
    on: Date,
) -> Outcome<Request> {
    let request = store::find_request(tx, request)?.ok_or_else(gone)?;
    let c = one(tx, cx, &request, id)?;
    if !c.is_open() {
        return Err(Refused::Answered.into());
    }
    if answer == Answer::Silence {
        return Err(Refused::NoAnswer.into());
    }
    if answer != Answer::Agree {
        // An objection counts when it has good reasons: without words nobody can weigh it. Law: 第三十二条
        needed(reasons, Refused::NoReason)?;
    }
    let on = on_or_before_today(cx, on, c.sent_on)?;
    let c = if c.received_on.is_none() {
        note_letter_received(tx, &cx.as_system("consultation"), request.id(), id, on)?
    } else {
        c
    };
    if !store::set_answer(tx, cx, c.id, answer, reasons.trim(), on)? {
        return Err(Refused::Answered.into());
    }
    let body = json!({ "consultation": id, "answer": answer.as_str(), "on": on.to_string() });
    journal::note(tx, cx, "disclosure-opinion", Some(&request.id().to_string()), &body)?;
    resume_when_complete(tx, cx, request)
}

/// 逾期: the fifteen working days are over; silence is recorded with what it means, and the clock goes on.
///
/// # Errors
/// The days are not over.
pub fn lapse(tx: &mut Tx, cx: &Cx, request: Id, id: Id) -> Outcome<Request> {
    let request = store::find_request(tx, request)?.ok_or_else(gone)?;
    may_handle(cx, &request)?;
    let c = one(tx, cx, &request, id)?;
    let Some(last) = c.answer_by.filter(|_| c.is_open()) else { return Err(Refused::Answered.into()) };
    if cx.today() <= last {
        return Err(Refused::NotOver { last }.into());
    }
    store::set_answer(tx, cx, c.id, Answer::Silence, "", last)?;
    let body = json!({ "consultation": id, "answer": "silence", "kind": c.kind.as_str(), "on": last.to_string() });
    journal::note(tx, cx, "disclosure-opinion", Some(&request.id().to_string()), &body)?;
    resume_when_complete(tx, cx, request)
}

/// Ends the consultation once no letter is out: the last day of the last opinion is the last that is not counted.
fn resume_when_complete(tx: &mut Tx, cx: &Cx, request: Request) -> Outcome<Request> {
    let all = store::consultations_of(tx, cx, request.id())?;
    if request.state() != Some(State::Consulting) || all.iter().any(Consultation::is_open) {
        return Ok(request);
    }
    let hall = cx.as_system("consultation");
    let step = find_step(tx, &hall, &request, Verb::EndConsultation)?;
    let mut clock = reply_clock(&request)?;
    let since = clock.events().iter().rev().find_map(|e| match e {
        Event::Pause { after, .. } => Some(*after),
        _ => None,
    });
    let since = since.ok_or_else(|| Fault::new("a consultation without a pause"))?;
    // Opinions of an earlier round ended an earlier pause; the day counts from this one.
    let last = all.iter().filter_map(|c| c.answered_on).max().unwrap_or(since).max(since);
    clock.resume(last).map_err(Refused::Clock)?;
    let body = json!({ "last_on": last.to_string(), "letters": all.len() });
    advance_reply(tx, &hall, &request, step, clock, &body)
}

/// Weighs an objection: reasonable, unfounded, or overridden by the public interest.
///
/// Law: 政府信息公开条例 第三十二条
///
/// # Errors
/// Nobody objected, no reason.
pub fn weigh(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    id: Id,
    weighed: Weighed,
    reason: &str,
) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    let c = one(tx, cx, &request, id)?;
    if !matches!(c.answer, Some(Answer::Object | Answer::Partly)) {
        return Err(Refused::NotObjected.into());
    }
    let reason = needed(reason, Refused::NoReason)?;
    store::set_weighed(tx, cx, id, weighed, reason)?;
    let body = json!({ "consultation": id, "weighed": weighed.as_str() });
    advance(tx, cx, &request, step, request.reply_clock.clone(), &body)
}

/// 书面告知第三方: what is disclosed against its objection, and why.
///
/// Law: 政府信息公开条例 第三十二条
///
/// # Errors
/// Nothing was overridden.
pub fn tell_third_party(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, id: Id) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    let c = one(tx, cx, &request, id)?;
    if !c.must_be_told() {
        return Err(Refused::NotObjected.into());
    }
    store::set_told(tx, id, cx.today())?;
    let request = advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({ "told": id }))?;
    let (agency, office) = office(tx, &request)?;
    let paper = papers::overridden(&request, &agency, &office, &c);
    notice(tx, cx, &request, &agency, "overridden", paper)?;
    Ok(request)
}

/// Opens a consultation by its link; the first opening is the receipt of the letter.
///
/// # Errors
/// No such link.
pub fn open_consultation(tx: &mut Tx, cx: &Cx, key: &str) -> Result<(Request, Consultation), Error<Refused>> {
    let c = store::find_consultation_by_link(tx, cx, key)?.ok_or_else(gone)?;
    let c = note_letter_received(tx, &cx.as_system("consultation"), c.request, c.id, cx.today())?;
    let request = store::find_request(tx, c.request)?.ok_or_else(gone)?;
    Ok((request, c))
}
