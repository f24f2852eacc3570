//! Publications for programs: lists with the filters of the pages, one publication with its text and files.
//!
//! Public: nothing here but what the pages show. Errors are RFC 9457 problem details.

use crate::{
    Cursor, Filter, PublicationKind, Published, PublishedRow, Standing, StatutoryItem, find_published, list_published,
    pages::read,
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use kernel::{Id, Office};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use web::{Problem, blocking};

/// How many publications one answer holds.
const PAGE: i64 = 100;

/// One publication in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicationLine {
    /// Its number.
    pub number: String,
    /// Its permanent address, without the host.
    pub href: String,
    /// What kind it is: a word such as `notice`.
    pub kind: String,
    /// Language as BCP 47 tag.
    pub lang: String,
    /// Title.
    pub title: String,
    /// Summary; may be empty.
    pub summary: String,
    /// Name of the agency.
    pub agency: String,
    /// When it was first published (UTC), set by the office's clock.
    pub published_at: String,
    /// The day the text names, when it is another.
    pub displayed_on: Option<String>,
    /// When its present revision was published (UTC).
    pub updated_at: String,
    /// Which revision.
    pub revision: i64,
    /// `published`, `corrected` or `withdrawn`.
    pub standing: String,
    /// Title key of the rule it interprets.
    pub interprets: Option<String>,
    /// Code of the duty it fulfils.
    pub duty: Option<String>,
    /// The item of statutory disclosure, such as `20-7`.
    pub statutory_item: Option<String>,
}

/// A page of publications.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicationPage {
    /// Newest first.
    pub publications: Vec<PublicationLine>,
    /// Put it as `after` into the next request; absent on the last page.
    pub next: Option<String>,
}

/// A file of a publication.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicationFile {
    /// Name for display.
    pub name: String,
    /// Its address, without the host.
    pub href: String,
    /// Type by content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

/// One publication.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicationWhole {
    /// What the list says of it.
    #[serde(flatten)]
    pub line: PublicationLine,
    /// The body, clean HTML; empty when it was withdrawn.
    pub html: String,
    /// The body as plain text.
    pub text: String,
    /// Where it stands: site and section.
    pub placements: Vec<(String, String)>,
    /// Its files.
    pub files: Vec<PublicationFile>,
    /// Topics.
    pub topics: Vec<String>,
    /// Why it was withdrawn.
    pub withdrawn_reason: Option<String>,
    /// When it was withdrawn (UTC).
    pub withdrawn_at: Option<String>,
}

/// What a list is narrowed by.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    site: Option<String>,
    section: Option<String>,
    kind: Option<String>,
    agency: Option<String>,
    year: Option<String>,
    item: Option<String>,
    after: Option<String>,
}

fn line(row: PublishedRow) -> PublicationLine {
    PublicationLine {
        href: row.href(),
        number: row.number,
        kind: row.kind.to_string(),
        lang: row.lang.to_string(),
        title: row.title,
        summary: row.summary,
        agency: row.agency_name,
        published_at: row.published_at.to_string(),
        displayed_on: row.displayed_on.map(|d| d.to_string()),
        updated_at: row.updated_at.to_string(),
        revision: row.revision,
        standing: row.standing.to_string(),
        interprets: row.interprets,
        duty: row.duty,
        statutory_item: row.statutory_item.map(|i| i.to_string()),
    }
}

fn whole(p: Published) -> PublicationWhole {
    let href = p.href();
    let files = p
        .attachments
        .into_iter()
        .map(|f| PublicationFile {
            href: format!("{href}/files/{}", f.n),
            name: f.name,
            media_type: f.media_type,
            size: f.size,
            sha256: f.digest,
        })
        .collect();
    PublicationWhole {
        line: PublicationLine {
            number: p.number,
            href,
            kind: p.kind.to_string(),
            lang: p.lang.to_string(),
            title: p.title,
            summary: p.summary,
            agency: p.agency_name,
            published_at: p.published_at.to_string(),
            displayed_on: p.displayed_on.map(|d| d.to_string()),
            updated_at: p.updated_at.to_string(),
            revision: p.revision,
            standing: p.standing.to_string(),
            interprets: p.interprets,
            duty: p.duty,
            statutory_item: p.statutory_item.map(|i| i.to_string()),
        },
        html: p.html,
        text: p.text,
        placements: p.placements,
        files,
        topics: p.topics,
        withdrawn_reason: p.withdrawal.as_ref().map(|w| w.reason.clone()),
        withdrawn_at: p.withdrawal.map(|w| w.at.to_string()),
    }
}

/// A filter that is none of its words is a bad request, not an empty list.
fn word<T>(text: Option<&str>, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    text.filter(|t| !t.is_empty()).map(|t| read(t).ok_or_else(Problem::bad_request)).transpose()
}

/// `GET /api/v1/publications?site=&section=&kind=&agency=&year=&item=&after=`
///
/// # Errors
/// 400 for a filter that is none.
#[utoipa::path(get, path = "/api/v1/publications", tag = "publications",
    params(("site" = Option<String>, Query, description = "key of a site"), ("section" = Option<String>, Query, description = "key of a section"), ("kind" = Option<String>, Query, description = "kind, such as `notice`"), ("agency" = Option<String>, Query, description = "id of an agency"), ("year" = Option<String>, Query, description = "year of publication"), ("item" = Option<String>, Query, description = "item of statutory disclosure, such as `20-7`"), ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = PublicationPage), (status = 400, description = "a filter that is none")))]
pub async fn list(
    State(office): State<Arc<Office>>,
    Query(asked): Query<Asked>,
) -> Result<Json<PublicationPage>, Problem> {
    let filter = Filter {
        site: asked.site.filter(|s| !s.is_empty()),
        section: asked.section.filter(|s| !s.is_empty()),
        kind: word(asked.kind.as_deref(), PublicationKind::parse)?,
        agency: word(asked.agency.as_deref(), Id::parse)?,
        year: word(asked.year.as_deref(), |y| y.parse().ok())?,
        statutory_item: word(asked.item.as_deref(), StatutoryItem::parse)?,
    };
    let after = word(asked.after.as_deref(), Cursor::parse)?;
    let mut rows = blocking(move || read(&office, |tx| list_published(tx, &filter, after, PAGE + 1))).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|r| r.cursor().to_string());
    Ok(Json(PublicationPage { publications: rows.into_iter().map(line).collect(), next }))
}

/// `GET /api/v1/publications/{number}`: also one that was withdrawn, with its reason and without its text.
///
/// # Errors
/// 404 for what never came before the public.
#[utoipa::path(get, path = "/api/v1/publications/{number}", tag = "publications", params(("number" = String, Path, description = "number of the publication")),
    responses((status = 200, body = PublicationWhole), (status = 404, description = "never published")))]
pub async fn show(
    State(office): State<Arc<Office>>,
    Path(number): Path<String>,
) -> Result<Json<PublicationWhole>, Problem> {
    let p = blocking(move || read(&office, |tx| find_published(tx, &number))).await?.ok_or_else(Problem::not_found)?;
    debug_assert!(p.standing != Standing::Withdrawn || p.text.is_empty());
    Ok(Json(whole(p)))
}
