//! `/site.css`: the colours of the site, in a stylesheet because the page may hold no styles of its own.

use crate::store;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use kernel::{Error, Never, Office};
use std::sync::Arc;
use web::{Problem, Visit, blocking};

/// `GET /site.css`
///
/// # Errors
/// A fault of the database.
pub async fn stylesheet(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    blocking(move || {
        let key = visit.site().key.clone();
        let site = office.db.read(|tx| store::find(tx, &key).map_err(Error::<Never>::from))?;
        let css = site.map_or_else(String::new, |s| s.theme.stylesheet());
        // Its address carries the site's version, so that a browser may keep it and a change shows at once.
        let headers =
            [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=86400")];
        Ok((headers, css).into_response())
    })
    .await
}
