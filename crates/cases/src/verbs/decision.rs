//! The decision. Part of [`super`].

#[allow(unused_imports)]
use super::*;

/// 退回重审.
///
/// # Errors
/// Stale, wrong state, no words.
pub fn send_back(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, reason: &str) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::SendBack)?;
    let reason = words(reason, Refused::NoReason)?;
    let after = advance(tx, cx, &case, step, case.matter.clock.clone(), &json!({}))?;
    store::insert_opinion(tx, cx, case.matter.id, step.verb, None, "", reason)?;
    Ok(after)
}

/// What a decider grants.
pub struct DecisionDraft {
    /// Label and value of what is granted, as it will stand in the decision and on the licence.
    pub contents: Vec<(String, String)>,
    /// Last day of validity where each decision sets it.
    pub valid_to: Option<Date>,
    /// The decider's words for the file.
    pub opinion: String,
}

/// 准予许可.
///
/// Law: 行政许可法 第三十八条第一款
///
/// # Errors
/// Stale, wrong state, a person who accepted or examined this case, no validity where the decision sets it.
pub fn grant(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    draft: &DecisionDraft,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Grant)?;
    let p = parties(tx, cx, &case, public_url)?;
    let today = cx.today();
    let valid_to = valid_to(&p.item, today, draft.valid_to)?;
    let (case, deliver_by) = decide(tx, cx, case, step, "granted")?;
    let opinion = if draft.opinion.trim().is_empty() { "同意" } else { draft.opinion.trim() };
    store::insert_opinion(tx, cx, case.matter.id, step.verb, Some("grant"), "", opinion)?;
    store::set_granted(tx, cx, case.matter.id, &draft.contents, valid_to)?;
    let paper = papers::grant(&case, &p, &draft.contents, (today, valid_to), deliver_by);
    notice(tx, cx, &case, &p, "grant", "许", paper)?;
    Ok(case)
}

/// The last day of validity by the item's rule.
fn valid_to(
    item: &items::item::ItemVersion,
    from: Date,
    decided: Option<Date>,
) -> Result<Option<Date>, Error<Refused>> {
    use items::item::Validity;
    let ending = |d: Result<Date, jiff::Error>| -> Result<Option<Date>, Error<Refused>> {
        d.and_then(|d| d.yesterday()).map(Some).map_err(|e| Fault::from_error("computing validity", e).into())
    };
    match item.result.as_ref().map(|r| &r.validity) {
        None | Some(Validity::Unlimited) => Ok(None),
        Some(Validity::Years { n }) => ending(from.checked_add((*n as i64).years())),
        Some(Validity::Months { n }) => ending(from.checked_add((*n as i64).months())),
        Some(Validity::AsDecided { .. }) => match decided {
            Some(d) if d > from => Ok(Some(d)),
            _ => Err(Refused::Validity.into()),
        },
    }
}

fn decide(tx: &mut Tx, cx: &Cx, case: Case, step: Step, outcome: &str) -> Result<(Case, Date), Error<Refused>> {
    let today = cx.today();
    let calendar = cx.calendars.of(&case.matter.region);
    let clock = case.matter.clock.clone().ok_or_else(|| Fault::new("an accepted case without a clock"))?;
    let due = clock.due(&calendar, today).map_err(broken_calendar)?.on;
    let used = clock.used(&calendar, today).map_err(broken_calendar)?;
    let delivery = clocks::delivery(today);
    let deliver_by = delivery.due(&calendar, today).map_err(broken_calendar)?.on;
    let body = json!({ "due_on": due.to_string(), "used": used, "in_time": today <= due });
    let mut case = advance(tx, cx, &case, step, Some(delivery), &body)?;
    store::set_decided(tx, case.matter.id, today, outcome, i64::from(used), today <= due)?;
    case.decided_on = Some(today);
    case.outcome = Some(outcome.into());
    Ok((case, deliver_by))
}

/// 不予许可: with reasons, basis and remedies.
///
/// Law: 行政许可法 第三十八条第二款
///
/// # Errors
/// Stale, wrong state, a person who accepted or examined this case, no reason, no basis.
pub fn deny(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    reason: &str,
    basis: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Deny)?;
    let (reason, basis) = (words(reason, Refused::NoReason)?, words(basis, Refused::NoBasis)?);
    let p = parties(tx, cx, &case, public_url)?;
    let findings = store::last_opinion(tx, cx, case.matter.id, Verb::Examine)?.unwrap_or_default();
    let (case, _) = decide(tx, cx, case, step, "denied")?;
    store::insert_opinion(tx, cx, case.matter.id, step.verb, Some("deny"), basis, reason)?;
    let paper = papers::denial(&case, &p, &findings, reason, basis);
    notice(tx, cx, &case, &p, "denial", "不许", paper)?;
    Ok(case)
}
