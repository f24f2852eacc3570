//! Titles while one types, for the box of the search.

use crate::Finder;
use axum::{
    Extension, Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use web::{Problem, Visit, blocking};

/// Titles offered while typing.
const OFFERED: usize = 8;

/// What is typed so far.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

pub(crate) fn engine(finder: Option<Extension<Arc<dyn Finder>>>) -> Result<Arc<dyn Finder>, Problem> {
    finder.map(|Extension(f)| f).ok_or_else(|| Problem::broken("the search engine is missing"))
}

/// `GET /search/suggestions?q=…`: `[{"text": …, "kind": …, "href": …}]`
///
/// # Errors
/// There is no engine, or it cannot read its index.
pub async fn suggestions(
    visit: Visit,
    Query(typed): Query<Typed>,
    finder: Option<Extension<Arc<dyn Finder>>>,
) -> Result<Response, Problem> {
    let finder = engine(finder)?;
    blocking(move || {
        let text = typed.q.trim();
        let found = if text.is_empty() || text.chars().count() > search::MOST_LETTERS { Vec::new() } else { finder.suggest(text, OFFERED)? };
        let tr = visit.tr;
        let base = &visit.site().base;
        let all: Vec<Value> = found
            .iter()
            .map(|s| json!({ "text": s.text, "kind": tr.s(&format!("portal-kind-{}", s.kind)), "href": format!("{base}{}", s.href) }))
            .collect();
        Ok(([(header::CACHE_CONTROL, "private, max-age=60")], Json(all)).into_response())
    })
    .await
}
