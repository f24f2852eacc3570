//! What an applicant does with their request, through either door: confirm, correct, state reasons, withdraw, suggest.

use super::{
    Answer,
    act_forms::SentBack,
    private, read,
    request_page::{Door, page},
    there,
};
use crate::{
    Refused, Tools, channel::ConfirmMethod, confirm, correct, follower, keep_file, request::Request, state_reason,
    store, suggest_proactive, withdraw,
};
use axum::response::IntoResponse;
use kernel::{Cx, Error, Fault, Office, Refusal, RefusalKind, Tx, Who};
use web::{BodyForm, Page, Problem, Sentence, Visit, redirect_with};

/// The request behind a door, and who acts on it there. Another's request, a wrong key: not there, the same answer.
pub(crate) fn open(tx: &mut Tx, cx: &Cx, door: &Door) -> Result<Option<(Cx, Request)>, Fault> {
    match door {
        Door::Key(key) => Ok(store::find_by_follow_key(tx, cx, key)?.map(|r| (follower(cx, &r), r))),
        Door::Account(number) if matches!(cx.who, Who::Person { .. }) => {
            Ok(store::find_for_applicant(tx, cx, number)?.map(|r| (cx.clone(), r)))
        }
        Door::Account(_) => Ok(None),
    }
}

/// The page behind a door.
pub(crate) fn show(office: &Office, cx: &Cx, visit: &Visit, door: &Door, is_new: bool) -> Answer {
    let made = office.db.read(|tx| {
        let (cx, request) = there(open(tx, cx, door)?)?;
        page(tx, &cx, visit, door, &request, is_new, None)
    })?;
    Ok(private(Page(made).into_response()))
}

/// Does `act`; what cannot be done comes back with what was typed.
pub(crate) fn act(
    office: &Office,
    cx: &Cx,
    visit: &Visit,
    door: &Door,
    act: &str,
    form: &BodyForm,
    tools: &Tools,
) -> Answer {
    let seen = form.seen()?;
    // Whose it is comes first: nothing of a stranger is put into the store.
    let (acting, request) = read(office, |tx| open(tx, cx, door))?.ok_or_else(Problem::not_found)?;
    let number = request.number().to_owned();
    let today = acting.today();
    let (field, text) = match act {
        "correction" => ("correction", form.get("correction")),
        "reason" => ("reason", form.get("reason")),
        "withdrawal" => ("withdrawal", form.get("withdrawal")),
        _ => ("", None),
    };
    let text = text.unwrap_or_default();
    let back = |field: &'static str, refused: &Refused| -> Answer {
        let back = SentBack { act: act.to_owned(), text: text.to_owned(), field, why: visit.tr.refusal(refused) };
        let made = office.db.read(|tx| {
            let (cx, request) = there(open(tx, cx, door)?)?;
            page(tx, &cx, visit, door, &request, false, Some(&back))
        })?;
        Ok(private(Page(made).sent_back()))
    };
    let done = match act {
        "confirmation" => {
            office.db.write(|tx| confirm(tx, &acting, &number, seen, today, ConfirmMethod::Page).map(|_| ()))
        }
        "correction" => {
            let mut files = Vec::new();
            for upload in &form.uploads {
                match keep_file(&*office.objects, &tools.scanner, &upload.filename, &upload.bytes) {
                    Ok(file) => files.push(file),
                    Err(Error::Refused(r)) => return back("files", &r),
                    Err(Error::Broken(fault)) => return Err(fault.into()),
                }
            }
            office.db.write(|tx| correct(tx, &acting, &number, seen, today, text, &files).map(|_| ()))
        }
        "reason" => office.db.write(|tx| state_reason(tx, &acting, &number, seen, today, text).map(|_| ())),
        "withdrawal" => office.db.write(|tx| withdraw(tx, &acting, &number, seen, text).map(|_| ())),
        "suggestion" => office.db.write(|tx| suggest_proactive(tx, &acting, &number).map(|_| ())),
        _ => return Err(Problem::not_found()),
    };
    match done {
        Ok(()) => Ok(private(redirect_with(&door.base(), &Sentence::new(said(act))))),
        Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => back(field, &r),
        Err(other) => Err(other.into()),
    }
}

/// What is said once an act is done.
fn said(act: &str) -> &'static str {
    match act {
        "confirmation" => "disclosure-done-confirmation",
        "correction" => "disclosure-done-correction",
        "reason" => "disclosure-done-reason",
        "withdrawal" => "disclosure-done-withdrawal",
        _ => "disclosure-done-suggestion",
    }
}

/// A notice of one's own request, typeset at the first call; opened the first time, it counts as served.
pub(crate) fn paper(office: &Office, cx: &Cx, door: &Door, file: &str) -> Answer {
    let id = file.strip_suffix(".pdf").and_then(kernel::Id::parse).ok_or_else(Problem::not_found)?;
    let found = read(office, |tx| {
        let Some((acting, request)) = open(tx, cx, door)? else { return Ok(None) };
        let notice = kernel::notices::find(tx, id)?;
        Ok(notice.filter(|n| n.matter == request.id() && super::is_for_applicant(&n.kind)).map(|n| (acting, n)))
    })?;
    let Some((acting, paper)) = found else { return Err(Problem::not_found()) };
    // Typeset and sealed at the first call, outside every transaction.
    let Some(pdf) = kernel::notices::file(office, id)? else { return Err(Problem::not_found()) };
    if paper.served_at.is_none() {
        office.db.write(|tx| Ok::<_, Error<Refused>>(kernel::notices::serve(tx, &acting, &paper)?))?;
    }
    let name = format!("{}.pdf", paper.number);
    Ok(private(super::file_answer(pdf, "application/pdf", &name, super::files::PRIVATE)))
}

/// A file that was given out with the reply. The original never is.
pub(crate) fn given(office: &Office, cx: &Cx, door: &Door, n: &str) -> Answer {
    let n: i64 = n.parse().map_err(|_| Problem::not_found())?;
    let found = read(office, |tx| {
        let Some((acting, request)) = open(tx, cx, door)? else { return Ok(None) };
        let replies = store::replies_of(tx, &acting, request.id())?;
        let goes = super::reply_shown::signed(&replies).is_some_and(|r| super::reply_shown::gives_here(&request, r));
        if !goes {
            return Ok(None);
        }
        Ok(store::find_record(tx, &acting, request.id(), n)?.and_then(|r| r.given_out().cloned()))
    })?;
    let Some(file) = found else { return Err(Problem::not_found()) };
    let bytes = office.objects.get(&file.digest)?.ok_or_else(|| Fault::new("a released file is not in the store"))?;
    Ok(private(super::file_answer(bytes, &file.media_type, &file.name, super::files::PRIVATE)))
}
