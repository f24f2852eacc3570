//! Rendered pages kept in memory, for visitors who are not signed in. Such a page holds no form that is posted and so
//! no token; it is the same for everybody with the same language and reading preferences. Kept five seconds at most,
//! and all dropped when this process publishes anything.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use identity::pages::edge::Acting;
use jiff::Timestamp;
use kernel::Office;
use web::Visit;

/// How long a page is kept, in milliseconds.
const KEPT_MS: i64 = 5_000;
/// How many pages are kept.
const MOST_PAGES: usize = 4_096;

struct Kept {
    html: Bytes,
    at: Timestamp,
    generation: u64,
}

static PAGES: LazyLock<RwLock<HashMap<String, Kept>>> = LazyLock::new(RwLock::default);
static GENERATION: AtomicU64 = AtomicU64::new(0);

/// The key of this visitor's page, when it is one that others get as well: nobody signed in, nothing to say once.
pub fn key(office: &Arc<Office>, visit: &Visit, acting: &Acting) -> Option<String> {
    // A query can be anything; only plain addresses are worth a place. Tests run several offices in one process.
    let plain = acting.session.is_none() && visit.flash.is_none() && !visit.path.contains('?');
    plain.then(|| {
        let reading = visit.reading;
        let office = Arc::as_ptr(office) as usize;
        format!("{office:x} {} {} {} {}", visit.path, visit.tr.tag(), reading.contrast_word(), reading.text_word())
    })
}

/// The page kept under `key`, if it is still good at `now` (the machine's clock).
pub fn find(key: &str, now: Timestamp) -> Option<Response> {
    let pages = PAGES.read().unwrap_or_else(PoisonError::into_inner);
    let kept = pages.get(key)?;
    let age = now.as_millisecond() - kept.at.as_millisecond();
    let fresh = (0..KEPT_MS).contains(&age) && kept.generation == GENERATION.load(Ordering::Acquire);
    fresh.then(|| answer(kept.html.clone()))
}

/// The generation to hand to [`keep`]; taken before the page's data are read, so that a page read before a publication
/// and rendered after it is never kept.
pub fn generation() -> u64 {
    GENERATION.load(Ordering::Acquire)
}

/// Keeps a page and answers with it.
pub fn keep(key: String, html: String, now: Timestamp, generation: u64) -> Response {
    let html = Bytes::from(html);
    let mut pages = PAGES.write().unwrap_or_else(PoisonError::into_inner);
    if pages.len() >= MOST_PAGES {
        pages.clear();
    }
    pages.insert(key, Kept { html: html.clone(), at: now, generation });
    answer(html)
}

/// Drops every page: something was published, replaced or withdrawn.
pub fn drop_pages() {
    GENERATION.fetch_add(1, Ordering::AcqRel);
}

fn answer(html: Bytes) -> Response {
    let mut response = Response::new(Body::from(html));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
