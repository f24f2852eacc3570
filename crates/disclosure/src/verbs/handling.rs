//! Between receipt and reply: correction, extension, reasons, fees, withdrawal.

use super::{
    Outcome, advance, advance_reply, broken_calendar, end, find_step, load, needed, notice, office, on_or_before_today,
    reply_clock,
};
use crate::{
    Refused, Verb, clocks,
    fee::{self, Scheme},
    papers,
    request::{FilePurpose, Request, StoredFile},
    store,
};
use jiff::civil::Date;
use kernel::{Cx, Fault, Role, Tx, procedure::StepRefused};
use serde_json::json;

/// 补正告知: once, complete, within seven working days of receipt. `days` is the period given; the office's own where none
/// is named.
///
/// Law: 政府信息公开条例 第三十条
///
/// # Errors
/// Asked before, too late, nothing named.
pub fn ask_for_correction(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    points: &[String],
    days: Option<u32>,
) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::AskForCorrection)?;
    let points: Vec<String> = points.iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    if points.is_empty() {
        return Err(Refused::NoPoints.into());
    }
    if store::correction_of(tx, cx, request.id())?.is_some() {
        return Err(Refused::CorrectedBefore.into());
    }
    let received = request.received_on.ok_or_else(|| Fault::new("a request in hand without a day of receipt"))?;
    let calendar = cx.calendars.of(&request.matter.region);
    let last = clocks::correction_notice_by(&calendar, received, cx.today()).map_err(broken_calendar)?;
    if cx.today() > last {
        return Err(Refused::CorrectionLate { last }.into());
    }
    let (agency, office) = office(tx, &request)?;
    let days = days.filter(|d| *d > 0).unwrap_or(office.correction_days);
    let clock = clocks::correction(cx.today(), days);
    let answer_by = clock.due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    store::insert_correction(tx, request.id(), &points, cx.today(), answer_by)?;
    let body = json!({ "points": points.len(), "answer_by": answer_by.to_string() });
    let request = advance(tx, cx, &request, step, Some(clock), &body)?;
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let paper = papers::correction(&request, &agency, &office, &applicant, &points, days, answer_by);
    notice(tx, cx, &request, &agency, "correction", paper)?;
    Ok(request)
}

/// 补正: the corrected request arrived on `on`. The time to reply begins anew; an extension stays granted.
///
/// Law: 政府信息公开条例 第三十条
///
/// # Errors
/// Stale, nothing written, a day in the future or before the notice.
pub fn correct(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    on: Date,
    text: &str,
    files: &[StoredFile],
) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Correct)?;
    let text = needed(text, Refused::NoDescription)?;
    if text.chars().count() > crate::request::DESCRIPTION_MOST {
        return Err(Refused::TooLong { most: crate::request::DESCRIPTION_MOST }.into());
    }
    let correction = store::correction_of(tx, cx, request.id())?
        .ok_or_else(|| Fault::new("a request awaits correction without a notice"))?;
    let on = on_or_before_today(cx, on, correction.asked_on)?;
    let mut clock = reply_clock(&request)?;
    clock.restart(on, clocks::corrected_basis()).map_err(Refused::Clock)?;
    store::set_corrected(tx, cx, request.id(), on, text)?;
    let before = store::private_of(tx, cx, request.id())?.description;
    store::set_description(tx, cx, request.id(), &format!("{before}\n\n[{on}] {text}"))?;
    for file in files {
        store::insert_file(tx, cx, request.id(), FilePurpose::Correction, file)?;
    }
    let body = json!({
        "corrected_on": on.to_string(), "content": cx.keys.lookup_hash("disclosure-content", text),
        "late": on > correction.answer_by,
        "files": files.iter().map(|f| f.digest.clone()).collect::<Vec<_>>(),
    });
    advance_reply(tx, cx, &request, step, clock, &body)
}

/// 视为放弃: not corrected in time and without good reason. The desk has looked whether there is one.
///
/// Law: 政府信息公开条例 第三十条
///
/// # Errors
/// The period is not over, no words on the reason.
pub fn abandon(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, looked: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Abandon)?;
    let correction = store::correction_of(tx, cx, request.id())?
        .ok_or_else(|| Fault::new("a request awaits correction without a notice"))?;
    if cx.today() <= correction.answer_by {
        return Err(Refused::NotOver { last: correction.answer_by }.into());
    }
    let looked = needed(looked, Refused::NoReason)?;
    store::insert_opinion(tx, cx, request.id(), Verb::Abandon, looked)?;
    let request = end(tx, cx, &request, step, "O-1", &json!({ "answer_by": correction.answer_by.to_string() }))?;
    no_further(tx, cx, &request, "O-1")?;
    Ok(request)
}

/// 不再处理告知, with its remedies.
fn no_further(tx: &mut Tx, cx: &Cx, request: &Request, code: &str) -> Outcome<()> {
    let (agency, office) = office(tx, request)?;
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let paper = papers::no_further(request, &agency, &office, &applicant, code);
    notice(tx, cx, request, &agency, if code == "O-3" { "withdrawn" } else { "no-further" }, paper)?;
    Ok(())
}

/// 延期答复: once, by at most twenty working days, by the head of the disclosure office, before the limit is over; the
/// applicant is told in the same transaction.
///
/// Law: 政府信息公开条例 第三十三条第二款
///
/// # Errors
/// Extended before, over the bound, after expiry, no reason.
pub fn extend(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, days: u32, reason: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Extend)?;
    let calendar = cx.calendars.of(&request.matter.region);
    let mut clock = reply_clock(&request)?;
    let former = clock.due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    clock.extend(&calendar, days, Role::DisclosureHead.as_str(), cx.today(), reason).map_err(Refused::Clock)?;
    let due = clock.due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    let body = json!({ "days": days, "former_due": former.to_string(), "due_on": due.to_string() });
    let request = advance_reply(tx, cx, &request, step, clock, &body)?;
    let (agency, office) = office(tx, &request)?;
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let paper = papers::extension(&request, &agency, &office, &applicant, days, reason.trim(), former, due);
    notice(tx, cx, &request, &agency, "extension", paper)?;
    Ok(request)
}

/// 要求说明理由: number or frequency clearly exceed what is reasonable. The limit runs on.
///
/// Law: 政府信息公开条例 第三十五条
///
/// # Errors
/// Asked before, no words on why.
pub fn ask_reason(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, why: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::AskReason)?;
    let why = needed(why, Refused::NoReason)?;
    if store::reason_of(tx, cx, request.id())?.is_some() {
        return Err(Refused::ReasonBefore.into());
    }
    let (agency, office) = office(tx, &request)?;
    let calendar = cx.calendars.of(&request.matter.region);
    let clock = clocks::reasons(cx.today(), office.reason_days);
    let answer_by = clock.due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    store::insert_reason(tx, request.id(), why, cx.today(), answer_by)?;
    let body = json!({ "answer_by": answer_by.to_string() });
    // The limit of the reply keeps running and stays the one the worklist shows.
    let request = advance(tx, cx, &request, step, request.reply_clock.clone(), &body)?;
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let paper = papers::reason(&request, &agency, &office, &applicant, why, answer_by);
    notice(tx, cx, &request, &agency, "reason", paper)?;
    Ok(request)
}

/// 说明理由: the applicant's reasons arrived.
///
/// # Errors
/// Stale, nothing written.
pub fn state_reason(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, on: Date, text: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::StateReason)?;
    let text = needed(text, Refused::NoReason)?;
    let asked = store::reason_of(tx, cx, request.id())?.ok_or_else(|| Fault::new("reasons awaited and never asked"))?;
    let on = on_or_before_today(cx, on, asked.asked_on)?;
    store::set_reason(tx, cx, request.id(), on, text)?;
    let body = json!({ "on": on.to_string(), "content": cx.keys.lookup_hash("disclosure-content", text) });
    advance(tx, cx, &request, step, request.reply_clock.clone(), &body)
}

/// 逾期未说明理由: the period is over; the desk goes on and judges without them.
///
/// # Errors
/// The period is not over.
pub fn reason_over(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::ReasonOver)?;
    let asked = store::reason_of(tx, cx, request.id())?.ok_or_else(|| Fault::new("reasons awaited and never asked"))?;
    if cx.today() <= asked.answer_by {
        return Err(Refused::NotOver { last: asked.answer_by }.into());
    }
    advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({ "answer_by": asked.answer_by.to_string() }))
}

/// Judges the reasons: reasonable (a later date may be set) or not (N-4 may be answered).
///
/// Law: 政府信息公开条例 第三十五条
///
/// # Errors
/// Never asked, no words.
pub fn judge_reason(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, reasonable: bool, words: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Work)?;
    let asked = store::reason_of(tx, cx, request.id())?.ok_or(Refused::NotStated)?;
    if reasonable && asked.answered_on.is_none() {
        return Err(Refused::NotStated.into());
    }
    let words = needed(words, Refused::NoReason)?;
    store::set_judged(tx, request.id(), reasonable, cx.today())?;
    store::insert_opinion(tx, cx, request.id(), Verb::Work, words)?;
    advance(tx, cx, &request, step, request.reply_clock.clone(), &json!({ "reasonable": reasonable }))
}

/// 延迟答复: a reasonable date in place of the limit, told to the applicant.
///
/// Law: 政府信息公开条例 第三十五条
///
/// # Errors
/// Reasons were not found reasonable, a day in the past, no reason.
pub fn defer(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, until: Date, reason: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Defer)?;
    let reason = needed(reason, Refused::NoReason)?;
    if store::reason_of(tx, cx, request.id())?.and_then(|r| r.judged_reasonable) != Some(true) {
        return Err(Refused::NotReasonable.into());
    }
    let calendar = cx.calendars.of(&request.matter.region);
    let mut clock = reply_clock(&request)?;
    let former = clock.due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    if until <= former {
        return Err(Refused::TooEarly { on: until, earliest: former }.into());
    }
    clock.defer(until, cx.today(), clocks::delay_basis()).map_err(Refused::Clock)?;
    let body = json!({ "until": until.to_string(), "former_due": former.to_string() });
    let request = advance_reply(tx, cx, &request, step, clock, &body)?;
    let (agency, office) = office(tx, &request)?;
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let paper = papers::delay(&request, &agency, &office, &applicant, reason, former, until);
    notice(tx, cx, &request, &agency, "delay", paper)?;
    Ok(request)
}

/// The fee for this request under a scheme, with its derivation: the number of the request in the applicant's calendar
/// month, or the pages that are given out.
///
/// # Errors
/// A fault of the database.
pub fn compute_fee(tx: &mut Tx, request: &Request, scheme: Scheme, pages: u32) -> Result<fee::Fee, Fault> {
    match scheme {
        Scheme::PerPage => Ok(fee::per_page(pages)),
        Scheme::PerRequest => {
            let Some(received) = request.received_on else { return Ok(fee::per_request(0)) };
            let first = received.first_of_month();
            let last = first.last_of_month();
            let n = store::nth_of_month(tx, request.id(), request.matter.agency, first, last)?;
            Ok(fee::per_request(u32::try_from(n).unwrap_or(0)))
        }
    }
}

/// 收费通知: the basis, the tariff, the amount and the way to pay, within the time to reply. The applicant pays within
/// thirty days of receiving it.
///
/// Law: 政府信息公开条例 第四十二条
///
/// # Errors
/// A fee was asked before, the tariff gives nothing, before the tariff was in force.
pub fn ask_fee(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, scheme: Scheme, pages: u32) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::AskFee)?;
    if store::fee_of(tx, request.id())?.is_some() {
        return Err(Refused::FeeBefore.into());
    }
    if request.received_on.is_none_or(|d| d < fee::SINCE) {
        return Err(Refused::FeeTooEarly.into());
    }
    let fee = compute_fee(tx, &request, scheme, pages)?;
    if fee.fen == 0 {
        return Err(Refused::NoFee.into());
    }
    store::insert_fee(tx, request.id(), &fee, cx.today())?;
    let clock = clocks::payment(cx.today());
    let body = json!({ "scheme": scheme.as_str(), "quantity": fee.quantity, "fen": fee.fen });
    let request = advance(tx, cx, &request, step, Some(clock), &body)?;
    let (agency, office) = office(tx, &request)?;
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let paper = papers::fee(&request, &agency, &office, &applicant, &fee);
    notice(tx, cx, &request, &agency, "fee", paper)?;
    // By page or mail the notice is received on the day it is sent.
    if request.is_served_online() {
        fix_payment(tx, &request, cx.today(), cx)?;
    }
    Ok(request)
}

/// The thirty days run from the day after receipt.
fn fix_payment(tx: &mut Tx, request: &Request, received: Date, cx: &Cx) -> Outcome<Date> {
    let calendar = cx.calendars.of(&request.matter.region);
    let by = clocks::payment(received).due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    store::set_fee_notice(tx, request.id(), received, by)?;
    Ok(by)
}

/// Records the day the fee notice was received, for one that went by post.
///
/// # Errors
/// No fee, a day in the future or before the notice, not the desk.
pub fn note_fee_received(tx: &mut Tx, cx: &Cx, number: &str, on: Date) -> Outcome<()> {
    let request = store::find_for_office(tx, cx, number)?.ok_or_else(super::gone)?;
    if !cx.who.holds(request.matter.agency, Role::DisclosureDesk) {
        return Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }).into());
    }
    let fee = store::fee_of(tx, request.id())?.ok_or(Refused::NoFee)?;
    let on = on_or_before_today(cx, on, fee.told_on)?;
    let by = fix_payment(tx, &request, on, cx)?;
    let body = json!({ "received_on": on.to_string(), "pay_by": by.to_string() });
    kernel::journal::note(tx, cx, "disclosure-fee-notice", Some(&request.id().to_string()), &body)?;
    Ok(())
}

/// 缴费: the time to reply begins anew on the day after payment.
///
/// # Errors
/// No fee, a day in the future or before the notice, no receipt.
pub fn pay(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, on: Date, receipt: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Pay)?;
    let fee = store::fee_of(tx, request.id())?.ok_or(Refused::NoFee)?;
    let on = on_or_before_today(cx, on, fee.told_on)?;
    let receipt = needed(receipt, Refused::NoProof)?;
    let mut clock = reply_clock(&request)?;
    clock.restart(on, clocks::paid_basis()).map_err(Refused::Clock)?;
    store::set_paid(tx, request.id(), on, receipt)?;
    let body = json!({ "paid_on": on.to_string(), "fen": fee.fen, "receipt": receipt });
    advance_reply(tx, cx, &request, step, clock, &body)
}

/// 逾期未缴费: thirty days after receipt of the notice it counts as given up.
///
/// # Errors
/// The thirty days are not over, or nobody knows when the notice was received.
pub fn fee_over(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::FeeOver)?;
    let fee = store::fee_of(tx, request.id())?.ok_or(Refused::NoFee)?;
    let last = fee.pay_by.ok_or(Refused::NoticeNotReceived)?;
    if cx.today() <= last {
        return Err(Refused::NotOver { last }.into());
    }
    let request = end(tx, cx, &request, step, "O-2", &json!({ "pay_by": last.to_string(), "fen": fee.fen }))?;
    no_further(tx, cx, &request, "O-2")?;
    Ok(request)
}

/// 撤回申请: by the applicant, in writing; the desk records what came on paper.
///
/// # Errors
/// Stale, wrong state, no words.
pub fn withdraw(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, words: &str) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Withdraw)?;
    let words = needed(words, Refused::NoReason)?;
    store::insert_opinion(tx, cx, request.id(), Verb::Withdraw, words)?;
    let request = end(tx, cx, &request, step, "O-3", &json!({}))?;
    no_further(tx, cx, &request, "O-3")?;
    Ok(request)
}

/// 归档: by the desk, or by the hall thirty days after service.
///
/// # Errors
/// Stale, wrong state.
pub fn archive(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Outcome<Request> {
    let request = load(tx, cx, number, seen)?;
    let step = find_step(tx, cx, &request, Verb::Archive)?;
    let body = json!({ "outcome": request.outcome, "files": store::files_of(tx, request.id())?.len() });
    advance(tx, cx, &request, step, None, &body)
}

/// Working days from the last start of the clock to `on` that count, and whether `on` is in time.
pub(super) fn measured(request: &Request, cx: &Cx, on: Date) -> Result<(Option<i64>, Option<bool>), Fault> {
    let Some(clock) = &request.reply_clock else { return Ok((None, None)) };
    let calendar = cx.calendars.of(&request.matter.region);
    let used = clock.used(&calendar, on).map_err(broken_calendar)?;
    let due = clock.due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    Ok((Some(i64::from(used)), Some(on <= due)))
}
