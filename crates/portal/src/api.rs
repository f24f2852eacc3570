//! The search for programs: `/api/v1/search`, the same parameters and answers as the page.

use crate::Finder;
use crate::pages::{Asked, suggest::engine};
use axum::{Extension, Json, extract::Query};
use kernel::{Error, Refusal};
use search::{Count, Hits};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use web::{Problem, Sentence, Visit, blocking};

/// A piece of a text, marked or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct Piece {
    /// The text.
    text: String,
    /// Whether it is what was searched.
    is_hit: bool,
}

/// One find: the best article or page of a document.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    /// Unique name of the article or page.
    key: String,
    /// `rule`, `publication`, `item`, `interpretation`, `answer`, `duty`, `section` or `gazette`.
    kind: String,
    /// Title of the document.
    title: String,
    /// Where in the document: `第三条`.
    heading: String,
    /// Its address on this site.
    href: String,
    /// Where one applies; empty: it is no service.
    apply_href: String,
    /// Who issued it.
    agency: String,
    /// Its field.
    field: String,
    /// Its year; 0: none.
    year: i64,
    /// The register's word for its validity; empty: it has none.
    validity: String,
    /// Its day; empty: unknown.
    date: String,
    /// 发文字号
    document_number: String,
    /// 索引号
    index_number: String,
    /// The text around what was found.
    snippet: Vec<Piece>,
    /// Further places found in the document.
    more_in_group: usize,
}

/// How many documents have a value.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counted {
    /// The value, as the parameter takes it.
    value: String,
    /// Documents.
    count: usize,
}

/// Counts by value.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetCounts {
    /// By site.
    site: Vec<Counted>,
    /// By kind.
    kind: Vec<Counted>,
    /// By field.
    field: Vec<Counted>,
    /// By agency.
    agency: Vec<Counted>,
    /// By year.
    year: Vec<Counted>,
    /// By validity.
    validity: Vec<Counted>,
}

/// The answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchAnswer {
    /// What was asked.
    query: String,
    /// The page.
    page: usize,
    /// Documents found.
    total: usize,
    /// Articles and pages found.
    entries: usize,
    /// The finds of this page.
    hits: Vec<Found>,
    /// What was searched instead of what was typed.
    corrected: Option<String>,
    /// Queries that may help.
    related: Vec<String>,
    /// How long it took.
    milliseconds: f64,
    /// Counts for the present query.
    facets: FacetCounts,
}

fn counted(all: &[Count]) -> Vec<Counted> {
    all.iter().map(|c| Counted { value: c.value.clone(), count: c.count }).collect()
}

fn answer(asked: &Asked, hits: Hits) -> SearchAnswer {
    let f = &hits.facets;
    let facets = FacetCounts {
        site: counted(&f.site),
        kind: counted(&f.kind),
        field: counted(&f.field),
        agency: counted(&f.agency),
        year: counted(&f.year),
        validity: counted(&f.validity),
    };
    let found = hits.hits.into_iter().map(|h| Found {
        key: h.entry.key,
        kind: h.entry.kind.to_string(),
        title: h.entry.title,
        heading: h.entry.heading,
        href: h.entry.href,
        apply_href: h.entry.apply_href,
        agency: h.entry.agency,
        field: h.entry.field,
        year: h.entry.year,
        validity: h.entry.validity,
        date: h.entry.date,
        document_number: h.entry.document_number,
        index_number: h.entry.index_number,
        snippet: h.snippet.into_iter().map(|s| Piece { text: s.text, is_hit: s.is_hit }).collect(),
        more_in_group: h.more_in_group,
    });
    SearchAnswer {
        query: asked.q.clone(),
        page: asked.page_number(),
        total: hits.total,
        entries: hits.entries,
        hits: found.collect(),
        corrected: hits.corrected,
        related: hits.related,
        milliseconds: hits.took.as_secs_f64() * 1_000.0,
        facets,
    }
}

/// Searches everything that is public.
///
/// # Errors
/// The query is refused; there is no engine.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(Asked), responses((status = 200, body = SearchAnswer), (status = 422, description = "The query is too long")))]
pub async fn search(
    visit: Visit,
    Query(asked): Query<Asked>,
    finder: Option<Extension<Arc<dyn Finder>>>,
) -> Result<Json<SearchAnswer>, Problem> {
    let finder = engine(finder)?;
    blocking(move || match finder.search(&asked.query(&visit.site().key)) {
        Ok(hits) => Ok(Json(answer(&asked, hits))),
        Err(Error::Refused(refused)) => Err(Problem::invalid(Sentence::of(&refused as &dyn Refusal))),
        Err(Error::Broken(fault)) => Err(fault.into()),
    })
    .await
}
