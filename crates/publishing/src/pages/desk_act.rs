//! The acts on a publication: each noun of an address is a verb of the table.

use super::{
    desk::ACTS,
    desk_edit::{check_now, refused_here},
};
use crate::{
    Refused, Verb, abandon, acknowledge, clear, correct, drop_correction, file_away, plan, publish, reevaluate, reopen,
    return_draft, review, start_correction, submit, unplan, withdraw,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use identity::pages::edge::Acting;
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Error, Office, Refusal, RefusalKind, cx::BEIJING};
use std::sync::Arc;
use web::{BodyForm, Problem, Sentence, Visit, blocking, redirect_with};

type Answer = Result<Response, Problem>;

/// The instant of a plan, typed as day and time of Beijing.
fn planned(form: &BodyForm) -> Option<Timestamp> {
    let day: Date = form.text("plan-day")?.parse().ok()?;
    let (hour, minute) = form.text("plan-time")?.split_once([':', '：'])?;
    let time = jiff::civil::Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()?;
    BEIJING.to_timestamp(day.to_datetime(time)).ok()
}

/// The sentence that says what was done.
fn done(verb: Verb) -> Sentence {
    Sentence::new(match verb {
        Verb::Submit => "publishing-flash-submit",
        Verb::Review => "publishing-flash-review",
        Verb::Clear => "publishing-flash-clear",
        Verb::Publish => "publishing-flash-publish",
        Verb::Plan => "publishing-flash-plan",
        Verb::Correct => "publishing-flash-correct",
        Verb::File => "publishing-flash-file",
        Verb::Return => "publishing-flash-return",
        Verb::Withdraw => "publishing-flash-withdraw",
        Verb::StartCorrection => "publishing-flash-start-correction",
        _ => "publishing-flash-done",
    })
}

fn run(office: &Office, cx: &Cx, number: &str, seen: i64, verb: Verb, form: &BodyForm) -> Result<(), Error<Refused>> {
    let text = form.get(&format!("{verb}-text")).unwrap_or_default();
    let db = &office.db;
    match verb {
        Verb::Submit => db.write(|tx| submit(tx, cx, number, seen)),
        Verb::Review => db.write(|tx| review(tx, cx, number, seen, text)),
        Verb::Clear => db.write(|tx| clear(tx, cx, number, seen, text)),
        Verb::Publish => db.write(|tx| publish(tx, cx, number, seen, text)),
        Verb::Plan => {
            let at = planned(form).ok_or(Refused::PlannedInPast)?;
            db.write(|tx| plan(tx, cx, number, seen, at, text))
        }
        Verb::Unplan => db.write(|tx| unplan(tx, cx, number, seen, text)),
        Verb::File => db.write(|tx| file_away(tx, cx, number, seen, text)),
        Verb::Reevaluate => {
            let day = form.text("next-day").and_then(|d| d.parse().ok()).ok_or(Refused::NoReevaluation)?;
            db.write(|tx| reevaluate(tx, cx, number, seen, day, text))
        }
        Verb::Reopen => db.write(|tx| reopen(tx, cx, number, seen)),
        Verb::Abandon => db.write(|tx| abandon(tx, cx, number, seen, text)),
        Verb::StartCorrection => db.write(|tx| start_correction(tx, cx, number, seen)),
        Verb::DropCorrection => db.write(|tx| drop_correction(tx, cx, number, seen)),
        Verb::Correct => db.write(|tx| correct(tx, cx, number, seen, text)),
        Verb::Withdraw => db.write(|tx| withdraw(tx, cx, number, seen, text)),
        Verb::Return => db.write(|tx| return_draft(tx, cx, number, seen, text)),
        // Both have pages of their own.
        Verb::Begin | Verb::Edit => return Err(Refused::Matter(kernel::matter::MatterRefused::NotThere).into()),
    }
    .map(|_| ())
}

/// `POST /desk/publications/{number}/{act}`: one step of the procedure, by its noun ([`ACTS`]).
///
/// # Errors
/// 404 for a noun that is no act and for what is not this office's; 403 for another's step; 409 when it was changed.
pub async fn act(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((number, noun)): Path<(String, String)>,
    form: BodyForm,
) -> Answer {
    let verb = ACTS.iter().find(|(_, n)| *n == noun).map(|(v, _)| *v).ok_or_else(Problem::not_found)?;
    let seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        // The lists may have changed since the draft was handed in: what is signed is looked at once more.
        if matches!(verb, Verb::Publish | Verb::Plan | Verb::Correct | Verb::Submit) {
            check_now(&office, &cx, &number)?;
        }
        match run(&office, &cx, &number, seen, verb, &form) {
            Ok(()) => {
                let to = match verb {
                    Verb::StartCorrection | Verb::Reopen => format!("/desk/publications/{number}/edit"),
                    _ => format!("/desk/publications/{number}"),
                };
                Ok(redirect_with(&to, &done(verb)))
            }
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                refused_here(&office, &cx, &visit, &number, &form, &r)
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

/// `POST /desk/publications/{number}/check`: runs the checker again.
///
/// # Errors
/// 404 for what is not this office's.
pub async fn check_again(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(number): Path<String>,
    _form: BodyForm,
) -> Answer {
    blocking(move || {
        check_now(&office, &acting.cx, &number)?;
        Ok(redirect_with(&format!("/desk/publications/{number}#findings"), &Sentence::new("publishing-flash-checked")))
    })
    .await
}

/// `POST /desk/publications/{number}/acknowledgement`: why a finding may stand.
///
/// # Errors
/// 404 for what is not this office's; 409 when it was changed.
pub async fn acknowledge_finding(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        let finding = form.get("finding").unwrap_or_default();
        let reason = form.get(&format!("reason-{finding}")).unwrap_or_default();
        match office.db.write(|tx| acknowledge(tx, &cx, &number, seen, finding, reason)) {
            Ok(()) => {
                let to = format!("/desk/publications/{number}#findings");
                Ok(redirect_with(&to, &Sentence::new("publishing-flash-acknowledged")))
            }
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                refused_here(&office, &cx, &visit, &number, &form, &r)
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}
