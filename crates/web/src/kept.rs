//! Finished pages kept in memory for readers who are not signed in.
//!
//! Such a page holds no form token and no name, so it is the same for everybody with the same site, language and reading
//! preferences. It is kept two seconds at most, and all are dropped when this process answers a posted form of the
//! desk: who publishes sees the page at once. Called by the edge alone.

use crate::visit::{SESSION, Visit};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long a page is kept.
const GOOD_FOR: Duration = Duration::from_secs(2);
/// The most of one page, and of all together, in bytes.
const LONGEST: usize = 2 << 20;
const BUDGET: usize = 48 << 20;

struct Kept {
    headers: HeaderMap,
    body: Bytes,
    at: Instant,
    generation: u64,
}

#[derive(Default)]
struct Shelf {
    pages: HashMap<String, Kept>,
    bytes: usize,
}

/// The shelf of one process.
#[derive(Clone, Default)]
pub struct KeptPages {
    shelf: Arc<RwLock<Shelf>>,
    generation: Arc<AtomicU64>,
}

impl std::fmt::Debug for KeptPages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeptPages")
    }
}

/// The place of a page on the shelf, taken before its data are read, so that a page read before a publication and
/// rendered after it is never kept as new.
pub(crate) struct Place {
    key: String,
    generation: u64,
}

impl KeptPages {
    /// Where this reader's page would stand; `None` when it is nobody else's page.
    pub(crate) fn place(&self, request: &Request, visit: &Visit) -> Option<Place> {
        let plain = request.method() == Method::GET
            // A query can be anything; only plain addresses are worth a place.
            && !visit.path.contains('?')
            && visit.flash.is_none()
            && !visit.wants_json
            && crate::visit::cookie(request.headers(), SESSION).is_none();
        if !plain {
            return None;
        }
        let gzip = request
            .headers()
            .get(header::ACCEPT_ENCODING)
            .is_some_and(|v| v.as_bytes().windows(4).any(|w| w == b"gzip"));
        let (site, reading) = (visit.site(), visit.reading);
        let look = site.look.as_deref().unwrap_or_default();
        let key = format!(
            "{}{} {look} {} {} {} {gzip}",
            site.base,
            visit.path,
            visit.tr.tag(),
            reading.contrast_word(),
            reading.text_word()
        );
        Some(Place { key, generation: self.generation.load(Ordering::Acquire) })
    }

    /// The page that stands there, if it is still good.
    pub(crate) fn find(&self, place: &Place) -> Option<Response> {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        let kept = shelf.pages.get(&place.key)?;
        if kept.at.elapsed() > GOOD_FOR || kept.generation != self.generation.load(Ordering::Acquire) {
            return None;
        }
        let mut response = Response::new(Body::from(kept.body.clone()));
        *response.headers_mut() = kept.headers.clone();
        Some(response)
    }

    /// Keeps `response` there when it is a page that everybody may get, and gives it back.
    pub(crate) async fn keep(&self, place: Place, visit: &Visit, response: Response) -> Response {
        let headers = response.headers();
        let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
        let is_private =
            headers.get(header::CACHE_CONTROL).is_some_and(|c| c.as_bytes().windows(8).any(|w| w == b"no-store"));
        if response.status() != StatusCode::OK
            || !is_page
            || is_private
            || visit.gave_token()
            || headers.contains_key(header::SET_COOKIE)
        {
            return response;
        }
        let (mut parts, body) = response.into_parts();
        let Ok(bytes) = axum::body::to_bytes(body, 32 << 20).await else {
            return crate::Problem::broken("reading a finished page").answer(visit);
        };
        parts.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
        if bytes.len() <= LONGEST {
            let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
            if shelf.bytes + bytes.len() > BUDGET {
                *shelf = Shelf::default();
            }
            let kept = Kept {
                headers: parts.headers.clone(),
                body: bytes.clone(),
                at: Instant::now(),
                generation: place.generation,
            };
            shelf.bytes += bytes.len();
            if let Some(old) = shelf.pages.insert(place.key, kept) {
                shelf.bytes -= old.body.len();
            }
        }
        Response::from_parts(parts, Body::from(bytes))
    }

    /// Drops every page: something may have been published, replaced or withdrawn.
    pub fn drop_pages(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }
}
