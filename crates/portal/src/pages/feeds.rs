//! Feeds: `/feeds/site.atom`, `/feeds/sections/{key}.atom`, `/feeds/rules.atom`, `/feeds/search.atom`.

use super::{address, site_name};
use crate::Finder;
use crate::atom::{Entry, Feed};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, civil::Date};
use kernel::{Error, Never, Office, Refusal, cx::BEIJING};
use publishing::{Filter, PublishedRow};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use web::{Problem, Sentence, Visit, blocking};

/// Entries of a feed.
const ENTRIES: i64 = 50;
/// Seconds a reader may keep a feed without asking.
const KEPT: &str = "public, max-age=300";

/// Whether what the reader has is what there is.
fn is_known(headers: &HeaderMap, tag: &str, changed: Timestamp) -> bool {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    // A tag that came decides; the date counts only where none came.
    match text(header::IF_NONE_MATCH) {
        Some(tags) => tags.split(',').any(|t| t.trim().trim_start_matches("W/") == tag),
        None => text(header::IF_MODIFIED_SINCE)
            .and_then(|t| jiff::fmt::rfc2822::parse(t).ok())
            .is_some_and(|since| changed.as_second() <= since.timestamp().as_second()),
    }
}

/// An answer that a reader may keep, or "not changed".
pub(crate) fn kept(headers: &HeaderMap, media_type: &'static str, changed: Timestamp, bytes: Vec<u8>) -> Response {
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..12]));
    let last = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&changed).unwrap_or_default();
    let own = [
        (header::ETAG, tag.clone()),
        (header::LAST_MODIFIED, last),
        (header::CACHE_CONTROL, KEPT.to_owned()),
        // The same address speaks each reader's language.
        (header::VARY, "Cookie, Accept-Language".to_owned()),
    ];
    if is_known(headers, &tag, changed) {
        return (StatusCode::NOT_MODIFIED, own).into_response();
    }
    (own, [(header::CONTENT_TYPE, media_type)], bytes).into_response()
}

fn sent(headers: &HeaderMap, feed: &Feed) -> Result<Response, Problem> {
    let xml = feed.xml().map_err(|e| Problem::broken(format!("writing a feed: {e}")))?;
    Ok(kept(headers, "application/atom+xml; charset=utf-8", feed.updated_at, xml))
}

fn of_publication(row: &PublishedRow, home: &str, public_url: &str) -> Entry {
    Entry {
        id: format!("{}{}", public_url.trim_end_matches('/'), row.href()),
        title: row.title.clone(),
        href: format!("{home}{}", row.href()),
        summary: row.summary.clone(),
        author: row.agency_name.clone(),
        published_at: row.published_at,
        updated_at: row.updated_at,
        category: row.kind.to_string(),
    }
}

/// Midnight of a day in Beijing.
pub(crate) fn midnight(on: Option<Date>) -> Timestamp {
    on.and_then(|d| BEIJING.to_timestamp(d.at(0, 0, 0, 0)).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn feed(visit: &Visit, office: &Office, path: &str, page: &str, title: String, entries: Vec<Entry>) -> Feed {
    let home = address(visit, office);
    Feed {
        address: format!("{home}{path}"),
        page: format!("{home}{page}"),
        title,
        author: visit.site().host.clone(),
        lang: visit.tr.tag(),
        rights: visit.tr.s("portal-licence-short").into_owned(),
        // An empty feed has changed when time began: readers ask again anyway.
        updated_at: entries.iter().map(|e| e.updated_at).max().unwrap_or(Timestamp::UNIX_EPOCH),
        entries,
    }
}

/// `GET /feeds/site.atom`: what is new on this site.
///
/// # Errors
/// A fault of the database.
pub async fn site_feed(
    State(office): State<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    blocking(move || {
        let key = visit.site().key.clone();
        let rows = office.db.read(|tx| {
            let has_sites = sites::find(tx, &key)?.is_some();
            let filter = Filter { site: has_sites.then(|| key.clone()), ..Filter::default() };
            publishing::list_published(tx, &filter, None, ENTRIES).map_err(Error::<Never>::from)
        })?;
        let home = address(&visit, &office);
        let entries = rows.iter().map(|r| of_publication(r, &home, &office.public_url)).collect();
        sent(&headers, &feed(&visit, &office, "/feeds/site.atom", "/", site_name(&visit), entries))
    })
    .await
}

/// `GET /feeds/sections/{key}.atom`
///
/// # Errors
/// No such section on this site.
pub async fn section_feed(
    State(office): State<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let section = file.strip_suffix(".atom").ok_or_else(Problem::not_found)?.to_owned();
    blocking(move || {
        let key = visit.site().key.clone();
        let (found, rows) = office.db.read(|tx| {
            let Some(found) = sites::find_section(tx, &key, &section)?.filter(|s| s.is_open) else {
                return Ok((None, Vec::new()));
            };
            let filter = Filter { site: Some(key.clone()), section: Some(section.clone()), ..Filter::default() };
            let rows = publishing::list_published(tx, &filter, None, ENTRIES)?;
            Ok::<_, Error<Never>>((Some(found), rows))
        })?;
        let found = found.ok_or_else(Problem::not_found)?;
        let home = address(&visit, &office);
        let entries = rows.iter().map(|r| of_publication(r, &home, &office.public_url)).collect();
        let title =
            visit.tr.f2("portal-feed-section", "section", found.names.of(visit.tr.lang()), "site", site_name(&visit));
        let (path, page) = (format!("/feeds/sections/{}.atom", found.key), format!("/sections/{}", found.key));
        sent(&headers, &feed(&visit, &office, &path, &page, title, entries))
    })
    .await
}

/// `GET /feeds/rules.atom`: the newest of the register.
///
/// # Errors
/// A fault of the database.
pub async fn rules_feed(
    State(office): State<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    blocking(move || {
        let rules = office.db.read(|tx| {
            register::list_rules(tx, &register::Filter::default(), None, ENTRIES).map_err(Error::<Never>::from)
        })?;
        let (home, tr) = (address(&visit, &office), visit.tr);
        let entries = rows_of_rules(&rules, &home, &office.public_url, |validity| {
            tr.s(&format!("portal-validity-{validity}")).into_owned()
        });
        sent(
            &headers,
            &feed(
                &visit,
                &office,
                "/feeds/rules.atom",
                "/rules",
                tr.f1("portal-feed-rules", "site", site_name(&visit)),
                entries,
            ),
        )
    })
    .await
}

fn rows_of_rules(
    rules: &[register::Rule],
    home: &str,
    public_url: &str,
    word: impl Fn(register::Validity) -> String,
) -> Vec<Entry> {
    rules
        .iter()
        .map(|r| Entry {
            id: format!("{}{}", public_url.trim_end_matches('/'), r.href()),
            title: r.title.clone(),
            href: format!("{home}{}", r.href()),
            summary: [word(r.validity), r.document_number.clone().unwrap_or_default()].join(" ").trim().to_owned(),
            author: r.issuer.clone(),
            published_at: midnight(r.dated_on),
            updated_at: midnight(r.dated_on),
            category: r.kind.to_string(),
        })
        .collect()
}

/// What is followed.
#[derive(Deserialize)]
pub struct Followed {
    #[serde(default)]
    q: String,
}

/// `GET /feeds/search.atom?q=…`: what a search finds, newest first.
///
/// # Errors
/// The query is refused; there is no engine.
pub async fn search_feed(
    State(office): State<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
    Query(followed): Query<Followed>,
    finder: Option<Extension<Arc<dyn Finder>>>,
) -> Result<Response, Problem> {
    let Some(Extension(finder)) = finder else { return Err(Problem::broken("the search engine is missing")) };
    blocking(move || {
        let asked = search::Query { per_page: 50, ..search::Query::of(&followed.q) };
        let hits = match finder.search(&asked) {
            Ok(hits) => hits,
            Err(Error::Refused(r)) => return Err(Problem::invalid(Sentence::of(&r as &dyn Refusal))),
            Err(Error::Broken(fault)) => return Err(fault.into()),
        };
        let home = address(&visit, &office);
        let mut entries: Vec<Entry> = hits
            .hits
            .iter()
            .map(|h| {
                let at = midnight(h.entry.date.parse().ok());
                Entry {
                    id: format!("{}{}", office.public_url.trim_end_matches('/'), h.entry.href),
                    title: [h.entry.title.as_str(), h.entry.heading.as_str()].join(" ").trim().to_owned(),
                    href: format!("{home}{}", h.entry.href),
                    summary: h.snippet.iter().map(|s| s.text.as_str()).collect(),
                    author: h.entry.agency.clone(),
                    published_at: at,
                    updated_at: at,
                    category: h.entry.kind.to_string(),
                }
            })
            .collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated_at));
        let asked = super::search_shown::encoded(&followed.q);
        let title = visit.tr.f2("portal-feed-search", "q", &followed.q, "site", site_name(&visit));
        let (path, page) = (format!("/feeds/search.atom?q={asked}"), format!("/search?q={asked}"));
        sent(&headers, &feed(&visit, &office, &path, &page, title, entries))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_sent_again() {
        let at: Timestamp = "2026-11-22T01:02:03Z".parse().unwrap();
        let first = kept(&HeaderMap::new(), "text/plain", at, b"a".to_vec());
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].clone();
        let with = |name, value: HeaderValue| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value);
            kept(&headers, "text/plain", at, b"a".to_vec()).status()
        };
        assert_eq!(with(header::IF_NONE_MATCH, tag), StatusCode::NOT_MODIFIED);
        assert_eq!(with(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\"")), StatusCode::OK);
        let last = first.headers()[header::LAST_MODIFIED].clone();
        assert_eq!(with(header::IF_MODIFIED_SINCE, last), StatusCode::NOT_MODIFIED);
        assert_eq!(
            with(header::IF_MODIFIED_SINCE, HeaderValue::from_static("Sat, 21 Nov 2026 01:02:03 GMT")),
            StatusCode::OK
        );
        assert_eq!(with(header::IF_MODIFIED_SINCE, HeaderValue::from_static("soon")), StatusCode::OK);
    }
}
