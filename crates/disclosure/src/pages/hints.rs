//! Ask before you ask: what is already public, offered while somebody types.
//!
//! Law: 政府信息公开条例 第三十六条第一项 (what is disclosed already is answered by saying where it is)

use super::{Answer, read};
use crate::{PublishedAnswer, similarity, store};
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use kernel::{Fault, Id, Office, Tx};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use web::{Tr, Visit, blocking};

/// Something public that may answer a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// What it is called.
    pub title: String,
    /// Where it is: an address on this site.
    pub href: String,
    /// What kind of thing it is, in the reader's language; may be empty.
    pub kind: String,
    /// A piece of it, as text; may be empty.
    pub text: String,
    /// Whose it is; may be empty.
    pub agency: String,
}

/// What is already public, by words. The server connects it to the search engine; without one, only earlier answers are
/// offered.
pub trait Finder: Send + Sync {
    /// At most `limit` things that answer `words`, best first. Nothing found and nothing reachable are the same: this is
    /// a help, and asking goes on without it.
    fn find(&self, tr: Tr, words: &str, limit: usize) -> Vec<Hint>;
}

/// The finder as the server hands it to the pages.
pub type Found = Option<Extension<Arc<dyn Finder>>>;

/// How many things are offered while typing.
const OFFERED: usize = 6;
/// How many on the page for it.
pub(crate) const ON_PAGE: usize = 10;
/// The most letters that are looked for.
const LETTERS: usize = 200;
/// Earlier answers that are compared.
const COMPARED: i64 = 300;
/// From this likeness on an earlier answer is offered, in hundredths.
const ALIKE: u32 = 18;

/// The part of what is typed that is looked for.
pub(crate) fn sought(typed: &str) -> String {
    typed.trim().chars().take(LETTERS).collect()
}

/// Earlier answers for everybody that are like `words`, best first.
pub(crate) fn earlier(
    tx: &mut Tx,
    agency: Option<Id>,
    words: &str,
    limit: usize,
) -> Result<Vec<PublishedAnswer>, Fault> {
    let mut alike: Vec<(u32, PublishedAnswer)> = store::list_answers(tx, agency, None, COMPARED)?
        .into_iter()
        .map(|a| (similarity(words, &a.title).max(similarity(words, &a.question)), a))
        .filter(|(n, _)| *n >= ALIKE)
        .collect();
    alike.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    Ok(alike.into_iter().take(limit).map(|(_, a)| a).collect())
}

/// An earlier answer as a hint.
fn hint_of(tr: Tr, a: PublishedAnswer) -> Hint {
    Hint {
        href: format!("/answers/{}", a.number),
        title: a.title,
        kind: tr.s("disclosure-hint-answer").into_owned(),
        text: a.answer.chars().take(120).collect(),
        agency: a.agency_name,
    }
}

/// Earlier answers first, then what the search engine finds; nothing twice.
pub(crate) fn gathered(tr: Tr, finder: &Found, answers: Vec<PublishedAnswer>, words: &str, limit: usize) -> Vec<Hint> {
    let mut out: Vec<Hint> = answers.into_iter().map(|a| hint_of(tr, a)).collect();
    if let Some(Extension(finder)) = finder {
        for hint in finder.find(tr, words, limit) {
            if !out.iter().any(|h| h.href == hint.href) {
                out.push(hint);
            }
        }
    }
    out.truncate(limit);
    out
}

/// What is typed so far.
#[derive(Deserialize, Default)]
pub struct Typed {
    #[serde(default)]
    q: String,
    #[serde(default)]
    agency: String,
}

/// `GET /requests/hints?q=&agency=`: `[{"text": …, "kind": …, "href": …, "agency": …}]`, for the form while somebody types.
///
/// # Errors
/// A fault of the database.
pub async fn hints(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(typed): Query<Typed>,
    finder: Found,
) -> Answer {
    blocking(move || {
        let words = sought(&typed.q);
        let found = if words.chars().count() < 2 {
            Vec::new()
        } else {
            let answers = read(&office, |tx| {
                let agency = identity::find_agency_by_key(tx, &typed.agency)?.map(|a| a.id);
                earlier(tx, agency, &words, 3)
            })?;
            gathered(visit.tr, &finder, answers, &words, OFFERED)
        };
        let base = &visit.site().base;
        let all: Vec<Value> = found
            .iter()
            .map(|h| json!({ "text": h.title, "kind": h.kind, "href": format!("{base}{}", h.href), "agency": h.agency }))
            .collect();
        Ok(([(header::CACHE_CONTROL, "private, no-store")], Json(all)).into_response())
    })
    .await
}
