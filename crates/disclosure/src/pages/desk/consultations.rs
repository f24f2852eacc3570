//! What is recorded of a letter of consultation, and of a dispute.

use super::{Answer, act_forms::Attempt, day, here, request_page};
use crate::{
    Refused, Ruling,
    consultation::{Answer as Opinion, Weighed},
    dispute::DisputeResult,
    store,
};
use axum::extract::{Path, State};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Cx, Error, Id, Office, Tx, matter::MatterRefused};
use std::sync::Arc;
use web::{BodyForm, Problem, Sentence, Visit, blocking, redirect_with};

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

/// The value of a control whose name ends so: the names carry the number of the letter on the page.
fn ending<'f>(form: &'f BodyForm, field: &str) -> &'f str {
    let end = format!("-{field}");
    form.pairs.iter().find(|(name, _)| name.ends_with(&end)).map(|(_, v)| v.as_str()).unwrap_or_default()
}

fn date(form: &BodyForm, field: &str) -> Option<Date> {
    let end = format!("-{field}");
    let name = form.pairs.iter().find(|(name, _)| name.ends_with(&end)).map(|(n, _)| n.clone())?;
    day(form, &name)
}

fn answered(
    office: &Office,
    cx: &Cx,
    visit: &Visit,
    number: &str,
    form: BodyForm,
    done: Result<(), Error<Refused>>,
    anchor: &str,
) -> Answer {
    match done {
        Ok(()) => Ok(redirect_with(&format!("/desk/requests/{number}#{anchor}"), &Sentence::new("req-done"))),
        Err(error) => {
            let refused = here(error)?;
            let text = visit.tr.refusal(&refused);
            let attempt = Attempt { noun: anchor.to_owned(), form, error: Some((String::new(), text)) };
            request_page::sent_back(office, cx, visit, number, &attempt)
        }
    }
}

fn run(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    id: Id,
    act: &str,
    seen: i64,
    form: &BodyForm,
) -> Result<(), Error<Refused>> {
    // Whose request it is comes first; the letter must hang on it.
    let r = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    store::consultations_of(tx, cx, r.id())?.iter().find(|c| c.id == id).ok_or_else(gone)?;
    if r.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    if !cx.who.holds(r.matter.agency, kernel::Role::DisclosureDesk) {
        let needed = kernel::Role::DisclosureDesk.as_str();
        return Err(Refused::Step(kernel::procedure::StepRefused::WrongRole { needed }).into());
    }
    let today = cx.today();
    match act {
        "letter-received" => {
            let on = date(form, "received").unwrap_or(today);
            crate::note_letter_received(tx, cx, r.id(), id, on).map(drop)
        }
        "opinion" => {
            let answer = Opinion::parse(ending(form, "answer")).ok_or(Refused::NoAnswer)?;
            let on = date(form, "on").unwrap_or(today);
            crate::answer_consultation(tx, cx, r.id(), id, answer, ending(form, "reasons"), on).map(drop)
        }
        "lapse" => crate::lapse(tx, cx, r.id(), id).map(drop),
        "weighing" => {
            let weighed = Weighed::parse(ending(form, "weighed")).ok_or(Refused::NoAnswer)?;
            crate::weigh(tx, cx, number, seen, id, weighed, ending(form, "reason")).map(drop)
        }
        "notification" => crate::tell_third_party(tx, cx, number, seen, id).map(drop),
        _ => Err(gone()),
    }
}

/// `POST /desk/requests/{number}/consultations/{id}/{act}`: the letter was received, an opinion came by letter, the days
/// are over, an objection is weighed, the third party is told.
///
/// # Errors
/// 404 for what is not this office's; 403 for who is not the desk; 409 when it was changed.
pub async fn act_on_consultation(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((number, id, act)): Path<(String, String, String)>,
    form: BodyForm,
) -> Answer {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        let done = office.db.write(|tx| run(tx, &cx, &number, id, &act, seen, &form));
        answered(&office, &cx, &visit, &number, form, done, "consultations")
    })
    .await
}

/// `POST /desk/requests/{number}/disputes/{id}/result`
///
/// # Errors
/// 404 for what is not this office's; 403 for who is not the desk; 409 when it was changed.
pub async fn act_on_dispute(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
    form: BodyForm,
) -> Answer {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        let done = match DisputeResult::parse(ending(&form, "result")) {
            None => Err(Refused::NoResult.into()),
            Some(result) => {
                let ruling = Ruling {
                    result,
                    note: ending(&form, "note").to_owned(),
                    orders_redo: ending(&form, "redo") == "yes",
                    closed_on: date(&form, "on").unwrap_or_else(|| cx.today()),
                };
                office.db.write(|tx| crate::settle_dispute(tx, &cx, &number, seen, id, &ruling).map(drop))
            }
        };
        answered(&office, &cx, &visit, &number, form, done, "disputes")
    })
    .await
}
