//! Acceptance, correction, and the ends before it. Part of [`super`].

#[allow(unused_imports)]
use super::*;

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
