//! What goes into the revision that is worked on: attachments (upload, removal, reading by those who review) and pastes.

use super::{
    desk_edit::{check_now, refused_here},
    file_answer, read,
};
use crate::{MEGABYTES, Refused, attach, detach, find_for_office, keep_file};
use axum::{
    extract::{FromRequest, Path, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{BodyForm, Limits, Problem, Sentence, Visit, blocking, redirect_with};

type Answer = Result<Response, Problem>;

/// The most bytes of an upload of attachments, together.
const UPLOAD: usize = (MEGABYTES as usize + 2) << 20;

/// `POST /desk/publications/{number}/files`: one or more attachments.
///
/// # Errors
/// 413 for more than attachments may have, said before the body is read where its length is announced.
pub async fn upload(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    mut request: Request,
) -> Answer {
    let limit = (MEGABYTES as usize) << 20;
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|n| n > UPLOAD) {
        return Err(Problem::too_large(limit));
    }
    request.extensions_mut().insert(Limits { file: limit, total: UPLOAD, ..Limits::default() });
    let form = BodyForm::from_request(request, &()).await?;
    let mut seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        // Whose publication it is comes first: nothing of a stranger is put into the store.
        read(&office, |tx| find_for_office(tx, &cx, &number))?.ok_or_else(Problem::not_found)?;
        if form.uploads.is_empty() {
            return refused_here(&office, &cx, &visit, &number, &form, &Refused::FileEmpty);
        }
        for file in &form.uploads {
            let kept = keep_file(&*office.objects, &file.filename, &file.bytes)
                .and_then(|stored| office.db.write(|tx| attach(tx, &cx, &number, seen, &stored)));
            match kept {
                Ok(_) => seen += 1,
                Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                    return refused_here(&office, &cx, &visit, &number, &form, &r);
                }
                Err(other) => return Err(other.into()),
            }
        }
        check_now(&office, &cx, &number)?;
        Ok(redirect_with(&format!("/desk/publications/{number}"), &Sentence::new("publishing-file-kept")))
    })
    .await
}

/// `POST /desk/publications/{number}/files/{n}/removal`
///
/// # Errors
/// 404 for no such file; 409 when somebody changed the publication meanwhile.
pub async fn remove(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, n)): Path<(String, i64)>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        office.db.write(|tx| detach(tx, &acting.cx, &number, seen, n))?;
        check_now(&office, &acting.cx, &number)?;
        Ok(redirect_with(&format!("/desk/publications/{number}"), &Sentence::new("publishing-file-removed")))
    })
    .await
}

/// `GET /desk/publications/{number}/files/{n}`: a file of the working revision, for those who review it.
///
/// # Errors
/// 404 for what is not this office's.
pub async fn file(State(office): State<Arc<Office>>, acting: Acting, Path((number, n)): Path<(String, i64)>) -> Answer {
    blocking(move || {
        let p = read(&office, |tx| find_for_office(tx, &acting.cx, &number))?.ok_or_else(Problem::not_found)?;
        let file = p.files.iter().find(|f| f.n == n).ok_or_else(Problem::not_found)?;
        let bytes = office.objects.get(&file.digest)?.ok_or_else(|| Problem::broken("an attachment is gone"))?;
        Ok(file_answer(bytes, file, "private, no-store"))
    })
    .await
}

/// What [`paste`] answers.
#[derive(serde::Serialize)]
struct Pasted {
    html: String,
}

/// `POST /desk/publications/paste`: what was pasted, clean; nothing is kept.
///
/// # Errors
/// 413 for more than a text may have.
pub async fn paste(form: BodyForm) -> Answer {
    let body = form.get("body").unwrap_or_default().to_owned();
    let cleaned = blocking(move || Ok(screen::html::clean(&body))).await?;
    if cleaned.is_refused() {
        return Err(Problem::too_large(screen::html::MAX_BYTES));
    }
    Ok(axum::Json(Pasted { html: cleaned.html }).into_response())
}
