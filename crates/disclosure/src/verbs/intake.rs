//! A request comes in: submitted by its applicant or filed by the desk, confirmed by both sides.
//!
//! Law: 政府信息公开条例 第二十九条, 第三十一条

use super::{Outcome, advance_reply, find_step, follow_key, gone, load, needed, notice, office, on_or_before_today};
use crate::{
    DisclosureProcedure, Refused, State, Verb,
    channel::{Channel, ConfirmMethod},
    clocks, papers,
    request::{Filing, Request, SPLIT_MOST, subject_key},
    store,
};
use identity::Agency;
use jiff::civil::Date;
use kernel::{
    Cx, Error, Id, Role, Tx, Who, journal,
    matter::{self, Opening},
    numbering,
    procedure::StepRefused,
};
use serde_json::json;

/// What a submission gives back.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// The request.
    pub request: Request,
    /// The key by which somebody without an account follows it; shown once, kept as a keyed hash only. Empty when the
    /// same submission came before.
    pub follow_key: String,
}

/// 提交 or 登记: opens a request. By web it is the applicant's own act; every other way is filed by the desk. In person,
/// spoken and signed mail fix the day of receipt at once; a web request does where the office accepts it on submission.
///
/// Sent twice with one idempotency key, it is one request.
///
/// # Errors
/// A day in the future, not the desk's post, a way that is not the desk's.
pub fn submit(tx: &mut Tx, cx: &Cx, agency: Id, filing: &Filing) -> Outcome<Submitted> {
    if let Some(key) = &filing.idempotency_key
        && let Some(request) = store::find_by_idempotency(tx, key)?
    {
        return Ok(Submitted { request, follow_key: String::new() });
    }
    let organ = identity::find_agency(tx, agency)?.ok_or_else(gone)?;
    may_file(cx, &organ, filing)?;
    if filing.arrived_on > cx.today() {
        return Err(Refused::InFuture { on: filing.arrived_on }.into());
    }
    let office = store::office_of(tx, &organ)?;
    let id = Id::new();
    let key = follow_key(cx, id).ok_or_else(|| kernel::Fault::new("a key ring without keys"))?;
    let year = cx.today().year();
    let number = format!(
        "YSQ-{}-{year}-{:05}",
        organ.region,
        numbering::next(tx, &format!("disclosure:{}:{year}", organ.region))?
    );
    let same = subject_key(&filing.subject, filing.document_number.as_deref());
    let clock = clocks::confirmation(filing.arrived_on);
    // The hall may be the one that writes a mail down; the act is the applicant's all the same.
    let opening =
        Opening { id, number: &number, title: &filing.subject, agency, region: &organ.region, clock: Some(clock) };
    let body = json!({
        "number": number, "channel": filing.channel.as_str(), "kind": filing.kind.as_str(),
        "applicant_kind": filing.applicant_kind.as_str(), "arrived_on": filing.arrived_on.to_string(),
        "content": cx.keys.lookup_hash("disclosure-content", &filing.description),
        "files": filing.files.iter().map(|(p, f)| json!([p.as_str(), f.digest])).collect::<Vec<_>>(),
    });
    matter::open::<DisclosureProcedure>(tx, cx, opening, State::Arrived, Verb::Submit, &body)?;
    let follow_hash = cx.keys.lookup_hash("disclosure-follow", &key);
    let new = store::NewRequest { id, number: &number, agency, filing, subject_key: &same, follow_hash: &follow_hash };
    store::insert(tx, cx, &new)?;
    let mut request = store::find_request(tx, id)?.ok_or_else(gone)?;
    let by_law = !filing.channel.needs_confirmation();
    if by_law || (filing.channel == Channel::Web && office.auto_confirm) {
        let method = if by_law { ConfirmMethod::ByLaw } else { ConfirmMethod::Policy };
        let on = if by_law { filing.arrived_on } else { cx.today() };
        request = receive(tx, &cx.as_system("intake"), &request, on, method)?;
    } else {
        let paper = papers::arrival(&request, &organ, &office, &filing.applicant);
        notice(tx, cx, &request, &organ, "arrival", paper)?;
    }
    propose_when_repeated(tx, cx, &request)?;
    Ok(Submitted { request, follow_key: key })
}

/// 一事一申请: several matters asked for at once become a request each, when the applicant agrees.
///
/// # Errors
/// As [`submit`]; too many, or nobody agreed.
pub fn submit_split(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    filing: &Filing,
    matters: &[String],
    agreed: bool,
) -> Outcome<Vec<Submitted>> {
    let matters: Vec<&str> = matters.iter().map(|m| m.trim()).filter(|m| !m.is_empty()).collect();
    if matters.len() <= 1 {
        return Ok(vec![submit(tx, cx, agency, filing)?]);
    }
    if !agreed {
        return Err(Refused::NotSplit.into());
    }
    if matters.len() > SPLIT_MOST {
        return Err(Refused::TooMany { most: SPLIT_MOST }.into());
    }
    let mut out = Vec::new();
    for (n, text) in matters.iter().enumerate() {
        let one = Filing {
            description: (*text).to_owned(),
            subject: crate::request::subject_of("", text),
            idempotency_key: filing.idempotency_key.as_ref().map(|k| format!("{k}:{n}")),
            ..filing.clone()
        };
        out.push(submit(tx, cx, agency, &one)?);
    }
    Ok(out)
}

fn may_file(cx: &Cx, agency: &Agency, filing: &Filing) -> Outcome<()> {
    match &cx.who {
        Who::Staff { .. } if !filing.channel.is_filed_by_desk() => Err(Refused::NotByDesk.into()),
        Who::Staff { .. } if cx.who.holds(agency.id, Role::DisclosureDesk) => Ok(()),
        Who::Staff { .. } => {
            Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }).into())
        }
        _ => Ok(()),
    }
}

/// Fixes the day of receipt and starts the clock of the reply.
fn receive(tx: &mut Tx, cx: &Cx, request: &Request, on: Date, method: ConfirmMethod) -> Outcome<Request> {
    let step = find_step(tx, cx, request, Verb::Confirm)?;
    let clock = clocks::reply(on);
    store::set_confirmed(tx, request.id(), on, method)?;
    let body = json!({ "received_on": on.to_string(), "method": method.as_str(), "channel": request.channel.as_str() });
    let mut request = advance_reply(tx, cx, request, step, clock, &body)?;
    request.confirmed_on = Some(on);
    request.confirm_method = Some(method);
    request.received_on = Some(on);
    let (agency, office) = office(tx, &request)?;
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let paper = papers::receipt(cx, &request, &agency, &office, &applicant)?;
    notice(tx, cx, &request, &agency, "receipt", paper)?;
    Ok(request)
}

/// 确认: records that both sides have confirmed, and on which day. That day is the day of receipt.
///
/// Law: 政府信息公开条例 第三十一条第二项、第三项
///
/// # Errors
/// Stale, confirmed before, a day in the future or before the arrival.
pub fn confirm(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, on: Date, method: ConfirmMethod) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let on = on_or_before_today(cx, on, request.arrived_on)?;
    receive(tx, cx, &request, on, method)
}

/// Records an attempt to reach the applicant, guidance, or help for somebody with difficulty.
///
/// Law: 政府信息公开条例 第三十条 (guidance), 第三十一条, 第四十三条 (help)
///
/// # Errors
/// Not there, nothing said.
pub fn note_contact(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    purpose: &str,
    method: &str,
    reached: bool,
    words: &str,
) -> Outcome<()> {
    let request = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    if !cx.who.holds(request.matter.agency, Role::DisclosureDesk) {
        return Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }).into());
    }
    let words = needed(words, Refused::NoReason)?;
    let purpose = ["confirm", "guidance", "help", "other"].into_iter().find(|p| *p == purpose).unwrap_or("other");
    let method = ["phone", "text", "email", "visit", "letter"].into_iter().find(|m| *m == method).unwrap_or("phone");
    let id = store::insert_contact(tx, cx, request.id(), purpose, method, reached, words)?;
    let body = json!({ "contact": id, "purpose": purpose, "method": method, "reached": reached });
    journal::note(tx, cx, "disclosure-contact", Some(&request.id().to_string()), &body)?;
    Ok(())
}

/// Adds a file to a request outside of a move: proofs, later evidence.
///
/// # Errors
/// Not there.
pub fn attach_file(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    purpose: crate::request::FilePurpose,
    file: &crate::request::StoredFile,
) -> Outcome<Id> {
    let request = match &cx.who {
        Who::Staff { .. } => store::find_for_office(tx, cx, number)?,
        Who::Person { .. } => store::find_for_applicant(tx, cx, number)?,
        Who::System(_) => store::find_by_number(tx, number)?,
        Who::Public => None,
    }
    .ok_or_else(gone)?;
    let id = store::insert_file(tx, cx, request.id(), purpose, file)?;
    let body = json!({ "file": id, "digest": file.digest, "purpose": purpose.as_str(), "scan": file.scan });
    journal::note(tx, cx, "disclosure-file", Some(&request.id().to_string()), &body)?;
    Ok(id)
}

/// A file that was handed in, for the office that has the request. Reading it is an entry. One in which the scanner found
/// something is locked.
///
/// # Errors
/// Not there, not this office's, locked.
pub fn read_file(tx: &mut Tx, cx: &Cx, number: &str, id: Id) -> Outcome<crate::request::StoredFile> {
    let request = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    let file = store::files_of(tx, request.id())?.into_iter().find(|f| f.id == id).ok_or_else(gone)?;
    if file.file.scan == "infected" {
        return Err(Refused::Locked { name: file.file.name }.into());
    }
    let body = json!({ "file": id, "purpose": file.purpose.as_str() });
    journal::note(tx, cx, "disclosure-file-read", Some(&request.id().to_string()), &body)?;
    Ok(file.file)
}

/// 第四十四条: the second request for one thing proposes it for proactive disclosure.
fn propose_when_repeated(tx: &mut Tx, cx: &Cx, request: &Request) -> Result<(), Error<Refused>> {
    let same = store::list_same(tx, request.matter.agency, &request.subject_key, 2)?;
    if same.len() >= 2
        && store::insert_proposal(
            tx,
            cx,
            request.matter.agency,
            &request.subject_key,
            &request.subject,
            "requests",
            request.id(),
        )?
    {
        let body = json!({ "requests": same.iter().map(|r| r.number().to_owned()).collect::<Vec<_>>() });
        journal::note(tx, cx, "disclosure-proposal", Some(&request.id().to_string()), &body)?;
    }
    Ok(())
}

/// 建议纳入主动公开: an applicant suggests that what was asked for be disclosed to all.
///
/// Law: 政府信息公开条例 第四十四条第二款
///
/// # Errors
/// Not the applicant's own request.
pub fn suggest_proactive(tx: &mut Tx, cx: &Cx, number: &str) -> Outcome<bool> {
    let request = store::find_for_applicant(tx, cx, number)?.ok_or_else(gone)?;
    let new = store::insert_proposal(
        tx,
        cx,
        request.matter.agency,
        &request.subject_key,
        &request.subject,
        "applicant",
        request.id(),
    )?;
    if new {
        journal::note(
            tx,
            cx,
            "disclosure-proposal",
            Some(&request.id().to_string()),
            &json!({ "source": "applicant" }),
        )?;
    }
    Ok(new)
}
