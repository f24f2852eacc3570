//! `report.xlsx` and `report.pdf` of one site.

use super::site::load;
use crate::report;
use axum::{
    extract::{Path, State as Hold},
    http::header,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Lang, Office};
use std::sync::Arc;
use web::{Problem, Tr, Visit, blocking};

fn file(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

/// `GET /desk/monitor/{site}/report.xlsx`, in the reader's language.
///
/// # Errors
/// Not there, another agency's, or never computed.
pub async fn xlsx(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let tr = visit.tr;
    let (name, bytes) = blocking(move || {
        let loaded = load(&office, &acting.cx, &key)?;
        let day = loaded.day.as_ref().ok_or_else(Problem::not_found)?;
        Ok((format!("monitor-{key}-{}.xlsx", day.day), report::workbook(tr, &loaded)?))
    })
    .await?;
    Ok(file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &name, bytes))
}

/// `GET /desk/monitor/{site}/report.pdf`, in Chinese as every official paper.
///
/// # Errors
/// Not there, another agency's, or never computed.
pub async fn pdf(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let (name, bytes) = blocking(move || {
        let loaded = load(&office, &acting.cx, &key)?;
        let day = loaded.day.as_ref().ok_or_else(Problem::not_found)?;
        let data = report::paper(Tr::new(Lang::ZhCn), &loaded);
        Ok((format!("monitor-{key}-{}.pdf", day.day), office.typesetter.typeset("monitor", &data)?))
    })
    .await?;
    Ok(file("application/pdf", &name, bytes))
}
