//! What is done with a case. Every verb: load what this person may see, step (pure: the move or the
//! refusal), advance (version check, ledger entry), notice. `seen` is the version on the page the
//! person looked at.

use crate::{
    Case, Refused, Regions, Verb,
    case::{CorrectionPoint, Handing, PointKind},
    clocks,
    drafts::applicant,
    files::StoredFile,
    moves::{CaseProcedure, State},
    papers::{self, Parties},
    store,
};
use calendar::{Basis, Clock};
use forms::{Answers, Context, Correction, Path};
use jiff::{ToSpan, civil::Date};
use kernel::{
    Cx, Error, Fault, FaultKind, Role, Tx, Who, journal,
    matter::{self, Matter, MatterRefused},
    notices::{self, Notice},
    procedure::{Move, step},
};
use licences::Issued;
use serde_json::{Value as Json, json};

type Step = &'static Move<State, Verb>;

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

fn broken_calendar(e: calendar::CalendarError) -> Fault {
    Fault::from_error("computing a due date", e).kind_is(FaultKind::CalendarMissing)
}

/// Loads a case for an act of office, at the version seen, and finds the move.
fn for_office(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, verb: Verb) -> Result<(Case, Step), Error<Refused>> {
    let case = store::by_number_for_office(tx, cx, number)?.ok_or_else(gone)?;
    check(tx, cx, case, seen, verb)
}

fn for_applicant(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, verb: Verb) -> Result<(Case, Step), Error<Refused>> {
    applicant(cx)?;
    let case = store::by_number_for_applicant(tx, cx, number)?.ok_or_else(gone)?;
    check(tx, cx, case, seen, verb)
}

fn check(tx: &mut Tx, cx: &Cx, case: Case, seen: i64, verb: Verb) -> Result<(Case, Step), Error<Refused>> {
    if case.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    let past = matter::past(tx, case.matter.id)?;
    let step = step::<CaseProcedure>(&case.matter, verb, cx, &past).map_err(Refused::Step)?;
    Ok((case, step))
}

/// Whether `verb` is allowed on the case here and now; changes nothing.
///
/// # Errors
/// Stale, wrong state, wrong post, the same person.
pub(crate) fn may(tx: &mut Tx, cx: &Cx, case: &Case, seen: i64, verb: Verb) -> Result<(), Error<Refused>> {
    check(tx, cx, case.clone(), seen, verb).map(|_| ())
}

fn advance(
    tx: &mut Tx,
    cx: &Cx,
    case: &Case,
    step: Step,
    clock: Option<Clock>,
    body: &Json,
) -> Result<Case, Error<Refused>> {
    let matter: Matter = matter::advance::<CaseProcedure>(tx, cx, &case.matter, step.to, step.verb, clock, body)
        .map_err(|e| e.map(Refused::Matter))?;
    Ok(Case { matter, ..case.clone() })
}

fn parties(tx: &mut Tx, cx: &Cx, case: &Case, public_url: &str) -> Result<Parties, Error<Refused>> {
    let lost = |what: &str| Fault::new(format!("a case without its {what}"));
    Ok(Parties {
        agency: identity::find_agency(tx, case.matter.agency)?.ok_or_else(|| lost("agency"))?,
        details: identity::details_of(tx, cx, case.person)?.ok_or_else(|| lost("person"))?,
        organisation: match case.organisation {
            Some(id) => identity::find_organisation(tx, cx, id)?,
            None => None,
        },
        item: items::find_version(tx, case.item_version)?.ok_or_else(|| lost("item version"))?.body,
        public_url: public_url.to_owned(),
    })
}

fn notice(
    tx: &mut Tx,
    cx: &Cx,
    case: &Case,
    p: &Parties,
    kind: &str,
    mark: &str,
    snapshot: Json,
) -> Result<Notice, Error<Refused>> {
    Ok(notices::make(tx, cx, &case.matter, kind, kind, &format!("{}{mark}", p.agency.mark), snapshot)?)
}

fn words(text: &str, otherwise: Refused) -> Result<&str, Error<Refused>> {
    let text = text.trim();
    if text.is_empty() { Err(otherwise.into()) } else { Ok(text) }
}

/// Opens a case for reading by an official: the reading is an entry of the ledger before anything is shown.
///
/// # Errors
/// Not there, or not this agency's.
pub fn open_case(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Case, Error<Refused>> {
    let case = store::by_number_for_office(tx, cx, number)?.ok_or_else(gone)?;
    journal::note(tx, cx, "case-read", Some(&case.matter.id.to_string()), &json!({ "state": case.matter.state }))?;
    Ok(case)
}

// Acceptance ---------------------------------------------------------------------------------------

/// 受理. The decision's clock begins on the day of acceptance.
///
/// Law: 行政许可法 第三十二条第一款第五项
///
/// # Errors
/// Stale, wrong state, wrong post.
pub fn accept(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, public_url: &str) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Accept)?;
    start_decision(tx, cx, case, step, cx.today(), public_url)
}

/// 视为受理: nobody named anything missing within five working days, so the application counts as accepted from the
/// day it was received.
///
/// Law: 行政许可法 第三十二条第一款第四项
///
/// # Errors
/// Stale, wrong state, or the five working days are not over.
pub fn deem_accepted(tx: &mut Tx, cx: &Cx, case: &Case, public_url: &str) -> Result<Case, Error<Refused>> {
    if case.deemed_on.is_none_or(|d| d >= cx.today()) {
        return Err(Refused::NotYetDeemed.into());
    }
    let (case, step) = check(tx, cx, case.clone(), case.matter.version, Verb::DeemAccepted)?;
    let from = case.submitted_on;
    start_decision(tx, cx, case, step, from, public_url)
}

fn start_decision(
    tx: &mut Tx,
    cx: &Cx,
    case: Case,
    step: Step,
    accepted: Date,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let p = parties(tx, cx, &case, public_url)?;
    let calendar = cx.calendars.of(&case.matter.region);
    let clock = clocks::decision(accepted, &p.item);
    let due = clock.due(&calendar, cx.today()).map_err(broken_calendar)?;
    let promised = match clocks::promised(&clock, &p.item) {
        Some(c) => Some(c.due(&calendar, cx.today()).map_err(broken_calendar)?),
        None => None,
    };
    let statutory_text =
        p.item.statutory_limit.as_ref().filter(|l| l.n > 0).map_or_else(|| "20个工作日".to_owned(), papers::limit_text);
    let body = json!({ "accepted_on": accepted.to_string(), "due_on": due.on.to_string(), "promised_on": promised.as_ref().map(|d| d.on.to_string()) });
    let mut case = advance(tx, cx, &case, step, Some(clock), &body)?;
    case.accepted_on = Some(accepted);
    store::set_accepted(tx, case.matter.id, accepted)?;
    let paper = papers::acceptance(
        &case,
        &p,
        accepted,
        (&statutory_text, &due),
        promised.as_ref(),
        step.verb == Verb::DeemAccepted,
    );
    notice(tx, cx, &case, &p, "acceptance", "受", paper)?;
    Ok(case)
}

/// What a clerk found at fault, before it becomes the notice.
pub struct CorrectionDraft {
    /// Everything at fault, complete: there is one notice only.
    pub points: Vec<CorrectionPoint>,
    /// Words to the applicant.
    pub note: String,
    /// Working days given to answer.
    pub working_days: u32,
}

/// 一次性告知补正: once per case, complete, pinned to fields and materials.
///
/// Law: 行政许可法 第三十二条第一款第四项
///
/// # Errors
/// Asked before, no points, a point that is pinned to nothing, or past the five working days.
pub fn ask_for_correction(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    draft: &CorrectionDraft,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::AskForCorrection)?;
    if draft.points.is_empty() || draft.points.iter().any(|p| p.what.trim().is_empty()) {
        return Err(Refused::NoPoints.into());
    }
    // The law allows one notice; a second would tell the applicant again what could have been said at once.
    if store::correction_of(tx, case.matter.id)?.is_some() {
        return Err(Refused::Step(kernel::procedure::StepRefused::WrongState {
            state: case.matter.state.clone(),
            verb: "ask-for-correction",
        })
        .into());
    }
    let p = parties(tx, cx, &case, public_url)?;
    let definition =
        items::find_form(tx, &case.form_key, case.form_n)?.ok_or_else(|| Fault::new("a case without its form"))?;
    for point in &draft.points {
        let known = match point.kind {
            PointKind::Material => p.item.material(&point.target).is_some(),
            PointKind::Field => Path::parse(&point.target).is_some_and(|path| definition.knows(&path)),
        };
        if !known {
            return Err(Refused::UnknownPoint { target: point.target.clone() }.into());
        }
    }
    let calendar = cx.calendars.of(&case.matter.region);
    let clock = clocks::correction(cx.today(), draft.working_days);
    let answer_by = clock.due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    let body = json!({ "points": draft.points.iter().map(|p| json!([p.kind.as_str(), p.target])).collect::<Vec<_>>(), "answer_by": answer_by.to_string() });
    let case = advance(tx, cx, &case, step, Some(clock), &body)?;
    store::insert_correction(tx, cx, &case, draft, answer_by)?;
    store::set_deemed(tx, case.matter.id, None)?;
    let paper = papers::correction(&case, &p, &draft.points, draft.working_days, answer_by);
    notice(tx, cx, &case, &p, "correction", "补", paper)?;
    Ok(case)
}

/// 补正: takes in what the notice reopened and nothing else. `files` are the new files by material.
///
/// # Errors
/// Stale, a change outside the notice, an incomplete form, or nothing corrected at all.
pub fn supplement(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    new: &Answers,
    files: &[(String, StoredFile)],
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_applicant(tx, cx, number, seen, Verb::Supplement)?;
    let notice = store::correction_of(tx, case.matter.id)?
        .ok_or_else(|| Fault::new("a case awaits correction without a notice"))?;
    let definition =
        items::find_form(tx, &case.form_key, case.form_n)?.ok_or_else(|| Fault::new("a case without its form"))?;
    let filed = store::answers_of_case(tx, cx, case.matter.id)?;
    let pinned: Vec<Path> =
        notice.points.iter().filter(|p| p.kind == PointKind::Field).filter_map(|p| Path::parse(&p.target)).collect();
    let materials: Vec<&str> =
        notice.points.iter().filter(|p| p.kind == PointKind::Material).map(|p| p.target.as_str()).collect();
    if let Some((outside, _)) = files.iter().find(|(m, _)| !materials.contains(&m.as_str())) {
        return Err(Refused::OutsideCorrection { path: outside.clone() }.into());
    }
    let today = cx.today();
    let answers = {
        let regions = Regions::new(tx);
        let context = Context { today, regions: &regions };
        let corrected = Correction::new(&definition, &filed, &pinned).restrict(new, &context);
        if let Some(path) = corrected.refused.first() {
            return Err(Refused::OutsideCorrection { path: path.to_string() }.into());
        }
        let evaluation = forms::evaluate(&definition, &corrected.answers, &context);
        if let Err(findings) = evaluation.submission() {
            return Err(Refused::Incomplete { n: findings.len() }.into());
        }
        corrected.answers
    };
    if answers == filed && files.is_empty() {
        return Err(Refused::NothingCorrected.into());
    }
    let calendar = cx.calendars.of(&case.matter.region);
    let clock = clocks::acceptance(today);
    let deemed = clock.due(&calendar, today).map_err(broken_calendar)?.on;
    let body = json!({
        "answers": store::keyed_digest(cx, &answers.to_json().to_string()),
        "files": files.iter().map(|(m, f)| json!([m, f.digest])).collect::<Vec<_>>(),
    });
    let mut case = advance(tx, cx, &case, step, Some(clock), &body)?;
    store::update_case_answers(tx, cx, case.matter.id, &answers)?;
    // All former files first: several new files of one material must not replace each other.
    for material in materials.iter().filter(|m| files.iter().any(|(of, _)| of == *m)) {
        store::replace_material(tx, cx, case.matter.id, material, notice.id)?;
    }
    for (material, file) in files {
        store::insert_upload(tx, cx, None, Some(case.matter.id), material, file)?;
    }
    store::close_correction(tx, cx, notice.id)?;
    store::set_deemed(tx, case.matter.id, Some(deemed))?;
    case.deemed_on = Some(deemed);
    Ok(case)
}

/// 不予受理: with reasons, basis and remedies.
///
/// Law: 行政许可法 第三十二条第一款第一项、第二项、第二款
///
/// # Errors
/// Stale, wrong state, no reason, no basis.
pub fn refuse_acceptance(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    reason: &str,
    basis: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::RefuseAcceptance)?;
    let (reason, basis) = (words(reason, Refused::NoReason)?, words(basis, Refused::NoBasis)?);
    let p = parties(tx, cx, &case, public_url)?;
    let mut case = advance(tx, cx, &case, step, None, &json!({ "basis": basis }))?;
    store::insert_opinion(tx, cx, case.matter.id, step.verb, Some("refuse"), basis, reason)?;
    store::set_outcome(tx, case.matter.id, "not-accepted")?;
    case.outcome = Some("not-accepted".into());
    let paper = papers::non_acceptance(&case, &p, reason, basis);
    notice(tx, cx, &case, &p, "non_acceptance", "不受", paper)?;
    Ok(case)
}

/// 终止办理: only after the period for correction is over.
///
/// # Errors
/// Stale, wrong state, no reason, the period still runs.
pub fn terminate(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    reason: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Terminate)?;
    let reason = words(reason, Refused::NoReason)?;
    if let Some(due) = case.matter.due_on.filter(|d| *d >= cx.today()) {
        return Err(Refused::CorrectionStillOpen { until: due.to_string() }.into());
    }
    end(tx, cx, case, step, "terminated", reason, public_url)
}

/// 撤回申请, any time before the decision.
///
/// # Errors
/// Stale, wrong state, not yours.
pub fn withdraw(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    reason: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_applicant(tx, cx, number, seen, Verb::Withdraw)?;
    end(tx, cx, case, step, "withdrawn", reason.trim(), public_url)
}

fn end(
    tx: &mut Tx,
    cx: &Cx,
    case: Case,
    step: Step,
    outcome: &str,
    reason: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let p = parties(tx, cx, &case, public_url)?;
    let mut case = advance(tx, cx, &case, step, None, &json!({}))?;
    store::set_outcome(tx, case.matter.id, outcome)?;
    case.outcome = Some(outcome.into());
    let paper = papers::termination(&case, &p, outcome, cx.today(), reason);
    notice(tx, cx, &case, &p, "termination", if outcome == "withdrawn" { "撤" } else { "终" }, paper)?;
    Ok(case)
}

// Examination --------------------------------------------------------------------------------------

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

// Decision -----------------------------------------------------------------------------------------

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

// Result -------------------------------------------------------------------------------------------

/// 制证: records the licence whose file was typeset and signed before this transaction; for an item whose result is a
/// document, confirms that document.
///
/// # Errors
/// Stale, wrong state, no licence where the item issues one.
pub fn make_licence(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    issued: Option<&Issued>,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::MakeLicence)?;
    let version =
        items::find_version(tx, case.item_version)?.ok_or_else(|| Fault::new("a case without its item version"))?;
    let wants = version.body.result.as_ref().is_some_and(|r| r.licence_type.is_some());
    let body = match (wants, issued) {
        (true, None) => return Err(Refused::LicenceNotMade.into()),
        (_, Some(issued)) => {
            let licence = licences::record(tx, cx, issued, case.matter.id).map_err(|e| match e {
                Error::Broken(f) => Error::Broken(f),
                Error::Refused(_) => Error::Refused(Refused::LicenceNotMade),
            })?;
            json!({ "licence": licence, "identifier": issued.identifier, "file": issued.file })
        }
        (false, None) => json!({}),
    };
    advance(tx, cx, &case, step, case.matter.clock.clone(), &body)
}

/// 送达: by e-licence, pick-up or courier, with proof.
///
/// Law: 行政许可法 第四十四条; 国务院关于在线政务服务的若干规定 第十条
///
/// # Errors
/// Stale, wrong state, a parcel without company and number.
#[allow(clippy::too_many_arguments)]
pub fn deliver(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    way: Handing,
    courier: &str,
    waybill: &str,
    public_url: &str,
) -> Result<Case, Error<Refused>> {
    let (case, step) = for_office(tx, cx, number, seen, Verb::Deliver)?;
    let (courier, waybill) = (courier.trim(), waybill.trim());
    if way == Handing::Courier && (courier.is_empty() || waybill.is_empty()) {
        return Err(Refused::NoWaybill.into());
    }
    let p = parties(tx, cx, &case, public_url)?;
    let body = json!({ "way": way.as_str(), "courier": courier, "waybill": waybill });
    let case = advance(tx, cx, &case, step, None, &body)?;
    let staff = match &cx.who {
        Who::Staff { staff, .. } => identity::find_staff(tx, *staff)?,
        _ => None,
    };
    store::insert_delivery(tx, cx, case.matter.id, way, courier, waybill, staff.as_ref().map(|s| s.id))?;
    let mut handed: Vec<(String, Option<String>)> = Vec::new();
    for n in notices::list_of(tx, case.matter.id)? {
        if matches!(n.kind.as_str(), "grant" | "denial") {
            let name = if n.kind == "grant" { "准予行政许可决定书" } else { "不予行政许可决定书" };
            handed.push((name.into(), Some(n.number.clone())));
            notices::serve(tx, cx, &n)?;
        }
    }
    if let Some(l) = licences::find_of_case(tx, case.matter.id)? {
        handed.push((format!("{}（电子证照）", l.type_name), Some(l.number)));
    }
    let (mode, place, proof) = match way {
        Handing::Electronic => (
            "电子送达",
            "本平台账户".to_owned(),
            format!("到达受送达人账户的时间由系统记录，并记入账本第{}号。", case.matter.version),
        ),
        Handing::Pickup => ("直接送达（窗口领取）", p.agency.address.clone(), "窗口核对身份后当面交付。".to_owned()),
        Handing::Courier => ("邮寄送达", "申请人填写的收件地址".to_owned(), format!("{courier}，运单号{waybill}。")),
    };
    let server = papers::server_name(staff.as_ref());
    let paper = papers::delivery(cx, &case, &p, &handed, mode, &place, &proof, &server);
    notice(tx, cx, &case, &p, "delivery", "送", paper)?;
    Ok(case)
}

/// 归档: the file is closed for good.
///
/// # Errors
/// Stale or wrong state.
pub fn archive(tx: &mut Tx, cx: &Cx, case: &Case) -> Result<Case, Error<Refused>> {
    let (case, step) = check(tx, cx, case.clone(), case.matter.version, Verb::Archive)?;
    advance(tx, cx, &case, step, None, &json!({}))
}
