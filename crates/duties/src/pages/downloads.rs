//! The standard table as a file: XLSX in the standard's layout, CSV for programs. Of all, a level, a field, an agency, or an
//! agency's published version.

use crate::{
    DutyRow, Level, RowFilter, csv, find_catalogue, find_row, list_bodies, list_revisions, list_rows, workbook,
};
use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use kernel::{Error, Fault, Never, Office, Tx};
use serde::Deserialize;
use std::sync::Arc;
use web::{Problem, Visit, blocking};

/// Rows in one file at most.
const MOST: i64 = 20_000;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    level: Option<String>,
    agency: Option<String>,
    field: Option<i64>,
    version: Option<i64>,
}

/// The rows asked for, and whose they are; `None`: there is no such thing.
fn rows(tx: &mut Tx, asked: &Asked) -> Result<Option<(String, Vec<DutyRow>)>, Fault> {
    let body = match &asked.agency {
        None => None,
        Some(key) => match list_bodies(tx)?.into_iter().find(|b| b.key == *key) {
            Some(body) => Some(body),
            None => return Ok(None),
        },
    };
    let level = match asked.level.as_deref().map(Level::parse) {
        Some(None) => return Ok(None),
        Some(level) => level,
        None => None,
    };
    let name = body.as_ref().map(|b| b.name.clone()).unwrap_or_default();
    if let (Some(version), Some(body)) = (asked.version, &body) {
        let Some(held) = find_catalogue(tx, body.agency, version)? else { return Ok(None) };
        let mut out = Vec::new();
        for (code, revision) in held.rows {
            let Some(now) = find_row(tx, &code)? else { continue };
            if now.revision == revision {
                out.push(now.row);
                continue;
            }
            let then = list_revisions(tx, &code)?.into_iter().find(|r| r.revision == revision);
            if let Some(row) = then.and_then(|r| DutyRow::from_body(&r.body)) {
                out.push(row);
            }
        }
        return Ok(Some((name, out)));
    }
    let filter = RowFilter { field: asked.field, level, agency: body.as_ref().map(|b| b.agency) };
    Ok(Some((name, list_rows(tx, &filter, None, MOST)?.into_iter().map(|r| r.row).collect())))
}

async fn found(office: Arc<Office>, asked: Asked) -> Result<(String, Vec<DutyRow>), Problem> {
    blocking(move || {
        office.db.read(|tx| rows(tx, &asked).map_err(Error::<Never>::from))?.ok_or_else(Problem::not_found)
    })
    .await
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &'static str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// `GET /duties/catalogue.xlsx`, `?level=`, `?field=`, `?agency=`, `?agency=&version=`
///
/// # Errors
/// A level, agency or version that there is not.
pub async fn xlsx(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let host = visit.site().host.clone();
    let (name, rows) = found(office, asked).await?;
    let owner = if name.is_empty() { host } else { name };
    let bytes = blocking(move || Ok(workbook(&owner, &rows)?)).await?;
    Ok(file(bytes, XLSX, "duties.xlsx"))
}

/// `GET /duties/catalogue.csv`, the same questions
///
/// # Errors
/// As [`xlsx`].
pub async fn comma_separated(
    State(office): State<Arc<Office>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (_, rows) = found(office, asked).await?;
    let bytes = blocking(move || Ok(csv(&rows)?)).await?;
    Ok(file(bytes, "text/csv; charset=utf-8", "duties.csv"))
}
