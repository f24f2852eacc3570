//! Ask before you ask: what is already public, offered while somebody types.
//!
//! Law: 政府信息公开条例 第三十六条第一项 (what is disclosed already is answered by saying where it is)

use super::{Answer, read};
use crate::{PublishedAnswer, Tools, similarity, store};
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

/// A thing that may answer, as the page shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offer {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// What kind of thing it is, in the reader's language; may be empty.
    pub kind: String,
    /// A piece of it; may be empty.
    pub text: String,
    /// Whose it is; may be empty.
    pub agency: String,
}

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

/// The word for a kind of thing that the search names.
fn kind_word(tr: Tr, kind: &str) -> String {
    let key = format!("disclosure-hint-{kind}");
    if tr.has(&key) { tr.s(&key).into_owned() } else { String::new() }
}

/// Earlier answers first, then what the search finds; nothing twice.
pub(crate) fn gathered(tr: Tr, tools: &Tools, answers: Vec<PublishedAnswer>, words: &str, limit: usize) -> Vec<Offer> {
    let mut out: Vec<Offer> = answers
        .into_iter()
        .map(|a| Offer {
            href: format!("/answers/{}", a.number),
            title: a.title,
            kind: kind_word(tr, "answer"),
            text: a.answer.chars().take(120).collect(),
            agency: a.agency_name,
        })
        .collect();
    for h in tools.finder.find(words, limit) {
        if !out.iter().any(|o| o.href == h.href) {
            let kind = kind_word(tr, &h.kind);
            out.push(Offer { title: h.title, href: h.href, kind, text: h.snippet, agency: h.agency });
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
    Extension(tools): Extension<Arc<Tools>>,
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
            gathered(visit.tr, &tools, answers, &words, OFFERED)
        };
        let base = &visit.site().base;
        let all: Vec<Value> = found
            .iter()
            .map(
                |h| json!({ "text": h.title, "kind": h.kind, "href": format!("{base}{}", h.href), "agency": h.agency }),
            )
            .collect();
        Ok(([(header::CACHE_CONTROL, "private, no-store")], Json(all)).into_response())
    })
    .await
}
