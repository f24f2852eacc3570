//! Ending mail with one click, without signing in (RFC 8058).

use super::{
    split,
    subscribe::{WordPage, refusal, word},
};
use crate::{end_address, page_of_end};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::Office;
use std::sync::Arc;
use web::{Page, Problem, Submit, UncheckedForm, Visit, blocking};

pub(super) fn page(visit: &Visit, token: &str) -> WordPage {
    let ask = (format!("/unsubscribe/{token}"), Submit::primary(visit.tr.s("push-unsubscribe")));
    WordPage { ask: Some(ask), ..word(visit, "push-unsubscribe-title", "push-unsubscribe-text") }
}

pub(super) fn ended(visit: &Visit) -> WordPage {
    word(visit, "push-unsubscribed-title", "push-unsubscribed-text")
}

/// `GET /unsubscribe/{token}`: a button; looking at the link ends nothing
///
/// # Errors
/// A link that is not ours answers as if nothing were there.
pub async fn show(acting: Acting, visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    match page_of_end(&acting.cx, &token) {
        Ok(()) => Ok(Page(page(&visit, &token)).into_response()),
        Err(refused) => refusal(&visit, &refused),
    }
}

/// `POST /unsubscribe/{token}`: ends it at once. Mail programs post here for their reader, with no cookie and no token of
/// a form; the signed link is the proof.
///
/// # Errors
/// As [`show`].
pub async fn give(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(token): Path<String>,
    _form: UncheckedForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    match blocking(move || split(office.db.write(|tx| end_address(tx, &cx, &token)))).await? {
        Ok(()) => Ok(Page(ended(&visit)).into_response()),
        Err(refused) => refusal(&visit, &refused),
    }
}
