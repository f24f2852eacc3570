//! Applications for programs: one's own cases, the public progress of one number, the place of a ledger entry.
//!
//! The session's cookie says who asks; errors are RFC 9457 problem details.

use crate::pages::{is_person, mine_case, public::code_words, state_word};
use crate::{Refused, store};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use codes::CaseNumber;
use identity::pages::edge::Acting;
use kernel::{Error, Id, Office, journal};
use ledger::Hash;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use web::{FieldError, Problem, Sentence, Visit, blocking};

/// How many cases one answer holds.
const PAGE: i64 = 50;

/// One application in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseLine {
    /// Case number with its check digits.
    pub number: String,
    /// Name of the item.
    pub item: String,
    /// The state: a word of the procedure.
    pub state: String,
    /// The state in the language of the request.
    pub state_text: String,
    /// Whose turn it is: a role, `applicant` or `nobody`.
    pub waits_for: String,
    /// The applicant, masked.
    pub applicant: String,
    /// The day it was handed in.
    pub submitted_on: String,
    /// The day by which whoever has it must act.
    pub due_on: Option<String>,
    /// granted, denied, not-accepted, withdrawn, terminated.
    pub outcome: Option<String>,
}

/// A page of one's own applications.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasePage {
    /// Newest first.
    pub cases: Vec<CaseLine>,
    /// Put it as `before` into the next request; absent on the last page.
    pub next: Option<String>,
}

/// The place in a list.
#[derive(Debug, Deserialize, Default)]
pub struct Before {
    /// `next` of the page before.
    #[serde(default)]
    pub before: Option<String>,
}

fn line(tr: web::Tr, l: &crate::Listed) -> CaseLine {
    CaseLine {
        number: l.number.clone(),
        item: l.title.clone(),
        state: l.state.clone(),
        state_text: state_word(tr, &l.state),
        waits_for: l.waits_for.clone(),
        applicant: l.applicant_shown.clone(),
        submitted_on: l.submitted_on.to_string(),
        due_on: l.due_on.map(|d| d.to_string()),
        outcome: l.outcome.clone(),
    }
}

/// One's own applications.
///
/// # Errors
/// Nobody is signed in.
#[utoipa::path(get, path = "/api/v1/my/cases", tag = "cases", params(("before" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = CasePage), (status = 401, description = "sign in first")))]
pub async fn my_cases(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(before): Query<Before>,
) -> Result<Json<CasePage>, Problem> {
    if !is_person(&acting.cx) {
        return Err(Problem::sign_in());
    }
    blocking(move || {
        let before = before.before.as_deref().and_then(Id::parse);
        let mut listed =
            office.db.read(|tx| Ok::<_, Error<Refused>>(store::list_mine(tx, &acting.cx, before, PAGE + 1)?))?;
        let more = listed.len() as i64 > PAGE;
        listed.truncate(PAGE as usize);
        let next = listed.last().filter(|_| more).map(|l| l.id.to_string());
        Ok(Json(CasePage { cases: listed.iter().map(|l| line(visit.tr, l)).collect(), next }))
    })
    .await
}

/// One of one's own applications: state, due date with its reasons, trace, documents.
///
/// # Errors
/// Nobody is signed in; no such case, or another's.
#[utoipa::path(get, path = "/api/v1/my/cases/{number}", tag = "cases", params(("number" = String, Path, description = "case number")),
    responses((status = 200, description = "the case", content_type = "application/json"), (status = 401, description = "sign in first"), (status = 404, description = "no such case, or not yours")))]
pub async fn my_case(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    if !is_person(&acting.cx) {
        return Err(Problem::sign_in());
    }
    blocking(move || {
        let cx = &acting.cx;
        let found = office.db.read(|tx| {
            let whole = mine_case::load(tx, cx, &number)?;
            mine_case::as_json(tx, cx, visit.tr, &whole)
        })?;
        Ok(Json(found))
    })
    .await
}

/// How one application stands, for everybody who has its number.
///
/// # Errors
/// A number that cannot be (the problem says which digit), or none like it.
#[utoipa::path(get, path = "/api/v1/progress/{number}", tag = "cases", params(("number" = String, Path, description = "case number, with or without hyphens")),
    responses((status = 200, body = CaseLine), (status = 404, description = "no such case"), (status = 422, description = "not a case number; the problem names the digit at fault")))]
pub async fn progress(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Json<CaseLine>, Problem> {
    let number = match CaseNumber::parse(&number) {
        Ok(number) => number.to_string(),
        Err(error) => {
            let sentence = Sentence::new("progress-wrong-number").arg("why", code_words(visit.tr, &error));
            return Err(
                Problem::invalid(sentence.clone()).with_fields(vec![FieldError { name: "number".into(), sentence }])
            );
        }
    };
    blocking(move || {
        let listed = office.db.read(|tx| Ok::<_, Error<Refused>>(store::list_public(tx, Some(&number), None, 1)?))?;
        listed.first().map(|l| Json(line(visit.tr, l))).ok_or_else(Problem::not_found)
    })
    .await
}

/// Where an entry of the ledger stands: its seal and the proof that the seal covers it. Nothing of what it holds.
///
/// # Errors
/// Not a hash, or no such entry.
#[utoipa::path(get, path = "/api/v1/ledger/entries/{hash}", tag = "ledger", params(("hash" = String, Path, description = "64 hexadecimal digits, as printed on a receipt")),
    responses((status = 200, description = "entry, seal, proof", content_type = "application/json"), (status = 404, description = "no such entry")))]
pub async fn ledger_entry(
    State(office): State<Arc<Office>>,
    Path(hash): Path<String>,
) -> Result<Json<journal::Place>, Problem> {
    let hash = Hash::parse(&hash.to_ascii_lowercase()).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let place = office.db.read(|tx| Ok::<_, Error<Refused>>(journal::find_place(tx, hash)?))?;
        place.map(Json).ok_or_else(Problem::not_found)
    })
    .await
}
