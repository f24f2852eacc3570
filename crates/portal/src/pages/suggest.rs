//! The search for programs: titles while typing, and `/api/v1/search`.

use super::search_shown::Asked;
use crate::Finder;
use axum::{
    Extension, Json,
    extract::Query,
    http::header,
    response::{IntoResponse, Response},
};
use kernel::{Error, Refusal};
use search::{Count, Hits, Span};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use web::{Problem, Sentence, Visit, blocking};

/// Titles offered while typing.
const OFFERED: usize = 8;

/// What is typed so far.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

fn engine(finder: Option<Extension<Arc<dyn Finder>>>) -> Result<Arc<dyn Finder>, Problem> {
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

fn marked(spans: &[Span]) -> Vec<Value> {
    spans.iter().map(|s| json!({ "text": s.text, "is_hit": s.is_hit })).collect()
}

fn counts(all: &[Count]) -> Vec<Value> {
    all.iter().map(|c| json!({ "value": c.value, "count": c.count })).collect()
}

fn answer(asked: &Asked, hits: &Hits) -> Value {
    let found: Vec<Value> = hits
        .hits
        .iter()
        .map(|h| {
            let e = &h.entry;
            json!({
                "key": e.key, "kind": e.kind.as_str(), "title": e.title, "heading": e.heading, "href": e.href,
                "agency": e.agency, "field": e.field, "year": e.year, "validity": e.validity, "date": e.date,
                "document_number": e.document_number, "index_number": e.index_number, "apply_href": e.apply_href,
                "snippet": marked(&h.snippet), "more_in_group": h.more_in_group,
            })
        })
        .collect();
    let f = &hits.facets;
    json!({
        "query": asked.q, "page": asked.page_number(), "total": hits.total, "entries": hits.entries, "hits": found,
        "corrected": hits.corrected, "related": hits.related, "milliseconds": hits.took.as_secs_f64() * 1_000.0,
        "facets": { "site": counts(&f.site), "kind": counts(&f.kind), "field": counts(&f.field), "agency": counts(&f.agency), "year": counts(&f.year), "validity": counts(&f.validity) },
    })
}

/// `GET /api/v1/search`: the same parameters as the page.
///
/// # Errors
/// The query is refused; there is no engine.
pub async fn api_search(
    visit: Visit,
    Query(asked): Query<Asked>,
    finder: Option<Extension<Arc<dyn Finder>>>,
) -> Result<Response, Problem> {
    let finder = engine(finder)?;
    blocking(move || match finder.search(&asked.query(&visit.site().key)) {
        Ok(hits) => Ok(Json(answer(&asked, &hits)).into_response()),
        Err(Error::Refused(refused)) => Err(Problem::invalid(Sentence::of(&refused as &dyn Refusal))),
        Err(Error::Broken(fault)) => Err(fault.into()),
    })
    .await
}
