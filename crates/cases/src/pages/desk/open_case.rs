//! Reading a case and its files. The entry of the ledger is written before anything is sent.

use super::{Attempt, case_page, loaded::load};
use crate::{
    pages::{Answer, file_answer, there},
    store, verbs,
};
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use forms::Masking;
use identity::pages::edge::Acting;
use kernel::{Cx, Id, Office, journal, notices};
use serde_json::json;
use std::sync::Arc;
use web::{Page, Problem, Visit, blocking};

/// The page of a case for the acting official, its reading recorded. Blocks.
///
/// # Errors
/// Not there, not this agency's, or a fault.
pub(super) fn shown(
    office: &Office,
    cx: &Cx,
    visit: &Visit,
    number: &str,
    attempt: &Attempt,
) -> Result<case_page::CasePage, Problem> {
    office.db.write(|tx| verbs::open_case(tx, cx, number))?;
    let loaded = office.db.read(|tx| load(tx, cx, visit.tr, number, Masking::Masked))?;
    Ok(case_page::page(visit, cx, &loaded, attempt)?)
}

/// `GET /desk/cases/{number}`
pub async fn show_case(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    let page = blocking(move || shown(&office, &acting.cx, &visit, &number, &Attempt::default())).await?;
    Ok(Page(page).into_response())
}

/// `GET /desk/cases/{number}/files/{row}`: a file the applicant handed in.
pub async fn case_file(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, row)): Path<(String, String)>,
) -> Answer {
    let row = Id::parse(&row).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let cx = acting.cx;
        let file = office.db.write(|tx| {
            let case = there(store::by_number_for_office(tx, &cx, &number)?)?;
            let file = there(store::file_of_case(tx, case.matter.id, row)?)?;
            let body = json!({ "file": row, "material": file.material });
            journal::note(tx, &cx, "case-file-read", Some(&case.matter.id.to_string()), &body)?;
            Ok::<_, kernel::Error<crate::Refused>>(file)
        })?;
        let digest = file.file.as_deref().ok_or_else(Problem::not_found)?;
        let bytes = office
            .objects
            .get(digest)?
            .ok_or_else(|| Problem::broken(format!("the file {digest} of a case is not in the store")))?;
        let kind = file.media_type.as_deref().unwrap_or("application/octet-stream");
        Ok(file_answer(bytes, kind, file.file_name.as_deref().unwrap_or("file")))
    })
    .await
}

/// `GET /desk/cases/{number}/notices/{id}.pdf`: an official document of the case. The route hands over `{id}.pdf` whole.
pub async fn case_notice(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, file)): Path<(String, String)>,
) -> Answer {
    let id = file.strip_suffix(".pdf").and_then(Id::parse).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let cx = acting.cx;
        let notice = office.db.write(|tx| {
            let case = there(store::by_number_for_office(tx, &cx, &number)?)?;
            let notice = there(notices::find(tx, id)?.filter(|n| n.matter == case.matter.id))?;
            journal::note(
                tx,
                &cx,
                "case-notice-read",
                Some(&case.matter.id.to_string()),
                &json!({ "notice": id, "kind": notice.kind }),
            )?;
            Ok::<_, kernel::Error<crate::Refused>>(notice)
        })?;
        // Typeset and sealed here at the first call: slow, and outside of any transaction.
        let pdf = notices::file(&office, id)?.ok_or_else(Problem::not_found)?;
        Ok(file_answer(pdf, "application/pdf", &format!("{}.pdf", notice.number)))
    })
    .await
}
