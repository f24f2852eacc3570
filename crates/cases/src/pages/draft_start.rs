//! The beginning of an application: from the guided path of an item to a draft, filled with what the hall holds.

use super::Answer;
use crate::held;
use axum::extract::{Path, State};
use identity::pages::edge::Acting;
use items::guidance::{self, Next};
use kernel::Office;
use serde_json::json;
use std::sync::Arc;
use web::{BodyForm, Problem, Sentence, blocking, redirect, redirect_with};

/// `POST /items/{slug}/drafts`: begins a draft for the situation that the answers of the guided path lead to, or for the
/// situation named. `situation` and one pair `q.<question>` per answer.
pub async fn begin(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(slug): Path<String>,
    form: BodyForm,
) -> Answer {
    if !super::is_person(&acting.cx) {
        // The guide leads back here with everything answered.
        return Ok(redirect(&format!("/sign-in?back=/items/{slug}")));
    }
    let answers: guidance::Answers = form
        .pairs
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("q.")?.to_owned(), value.clone())))
        .collect();
    let named = form.text("situation").map(str::to_owned);
    let back = format!("/items/{slug}");
    let begun = blocking(move || {
        let published =
            office.db.read(|tx| items::find_published(tx, &slug).map_err(kernel::Error::<kernel::Never>::from))?;
        let Some(published) = published else { return Err(Problem::not_found()) };
        let body = &published.version.body;
        let situation = match (named, guidance::next(body, &answers)) {
            (Some(named), _) if body.situation(&named).is_some() => named,
            (_, Next::Found(situation)) => situation.key.clone(),
            // A question is still open: the guide asks it.
            _ => return Ok(None),
        };
        let asked = json!(answers);
        Ok(Some(office.db.write(|tx| held::begin(tx, &acting.cx, &slug, &situation, &asked))?))
    })
    .await?;
    Ok(match begun {
        Some(id) => redirect_with(&format!("/my/drafts/{id}"), &Sentence::new("draft-begun")),
        None => redirect(&back),
    })
}
