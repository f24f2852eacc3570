//! Examination, special procedures, extension. Part of [`super`].

#[allow(unused_imports)]
use super::*;

/// 审查: the examiner's findings and recommendation.
///
/// Law: 行政许可法 第三十四条
///
/// # Errors
/// Stale, wrong state, the same person who accepted, no words.
pub fn examine(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    recommendation: Recommendation,
    findings: &str,
    basis: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Examine)?;
    let findings = words(findings, Refused::NoReason)?;
    let case_now =
        advance(tx, cx, &case, step, case.matter.clock.clone(), &json!({ "recommendation": recommendation.as_str() }))?;
    store::insert_opinion(tx, cx, case.matter.id, step.verb, Some(recommendation.as_str()), basis.trim(), findings)?;
    Ok(case_now)
}

kernel::words! {
    /// What an examiner recommends.
    pub enum Recommendation {
        /// To grant.
        Grant = "grant",
        /// To deny.
        Deny = "deny",
    }
}

/// 启动特别程序: the clock stands still, only for a procedure whose law says so, and the applicant is told in writing
/// how long it will take.
///
/// Law: 行政许可法 第四十五条
///
/// # Errors
/// Stale, wrong state, a procedure for which the law does not stop the clock.
pub fn start_special(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    procedure: usize,
    working_days: u32,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::StartSpecial)?;
    let p = parties(tx, cx, &case, public_url)?;
    let special =
        p.item.special_procedures.get(procedure).filter(|s| s.stops_clock).ok_or(Refused::ClockNotStopped)?.clone();
    let law = special
        .clock_basis
        .as_ref()
        .map_or_else(|| "行政许可法 第四十五条".to_owned(), |b| format!("{} {}", b.law, b.article));
    let calendar = cx.calendars.of(&case.matter.region);
    let today = cx.today();
    let planned = calendar.add_working_days(today, working_days.max(1)).map_err(broken_calendar)?;
    let mut clock = case.matter.clock.clone().ok_or_else(|| Fault::new("an accepted case without a clock"))?;
    clock.pause(today, Basis::new(special.kind.key(), law.clone()), None, Some(planned)).map_err(Refused::from)?;
    // What the due date will be when the procedure ends as planned.
    let mut resumed = clock.clone();
    resumed.resume(planned).map_err(Refused::from)?;
    let due_after = resumed.due(&calendar, planned).map_err(broken_calendar)?.on;
    let body = json!({ "procedure": special.kind.key(), "basis": law, "planned_end": planned.to_string() });
    let case = advance(tx, cx, &case, step, Some(clock), &body)?;
    let mut basis = vec![special.basis.clone()];
    basis.extend(special.clock_basis.clone());
    let text = format!("{}个工作日", working_days.max(1));
    let paper = papers::special_procedure(
        &case,
        &p,
        &papers::official(special.kind.message_id()),
        &special.note,
        today,
        (&text, planned),
        due_after,
        &basis,
    );
    notice(tx, cx, &case, &p, "special_procedure", "特", paper)?;
    Ok(case)
}

/// 结束特别程序: the clock goes on tomorrow.
///
/// # Errors
/// Stale, wrong state, no words on the result.
pub fn end_special(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, result: &str) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::EndSpecial)?;
    let result = words(result, Refused::NoReason)?;
    let mut clock = case.matter.clock.clone().ok_or_else(|| Fault::new("a paused case without a clock"))?;
    clock.resume(cx.today()).map_err(Refused::from)?;
    let after = advance(tx, cx, &case, step, Some(clock), &json!({}))?;
    store::insert_opinion(tx, cx, case.matter.id, step.verb, None, "", result)?;
    Ok(after)
}

/// 批准延期: once, at most ten working days, by the head of the organ, before the limit is over; the applicant is told why.
///
/// Law: 行政许可法 第四十二条
///
/// # Errors
/// Stale, not the head, extended before, too long, too late, no reason.
pub fn extend(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    days: u32,
    reason: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Extend)?;
    let reason = words(reason, Refused::NoReason)?;
    let calendar = cx.calendars.of(&case.matter.region);
    let today = cx.today();
    let mut clock = case.matter.clock.clone().ok_or_else(|| Fault::new("an accepted case without a clock"))?;
    let former = clock.due(&calendar, today).map_err(broken_calendar)?.on;
    clock.extend(&calendar, days, Role::Head.as_str(), today, reason).map_err(Refused::from)?;
    let due = clock.due(&calendar, today).map_err(broken_calendar)?;
    let p = parties(tx, cx, &case, public_url)?;
    let case = advance(
        tx,
        cx,
        &case,
        step,
        Some(clock),
        &json!({ "days": days, "from": former.to_string(), "to": due.on.to_string() }),
    )?;
    store::insert_opinion(tx, cx, case.matter.id, step.verb, None, "行政许可法 第四十二条", reason)?;
    let paper = papers::extension(&case, &p, former, days, &due, reason);
    notice(tx, cx, &case, &p, "extension", "延", paper)?;
    Ok(case)
}
