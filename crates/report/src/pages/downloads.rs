//! The files of a report: of what is public, and of the draft on the desk.

use super::public::{WhichRevision, find};
use crate::{FileKind, annual, file, may_see};
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Fault, Lang, Never, Office, settings};
use std::sync::Arc;
use web::{Problem, Tr, Visit, blocking};

fn answer(kind: FileKind, name: &str, bytes: Vec<u8>, cache: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{kind}\"")),
        (header::CACHE_CONTROL, cache.to_owned()),
    ];
    (headers, bytes).into_response()
}

/// The kind that `report.pdf` names.
fn kind_of(name: &str) -> Result<FileKind, Problem> {
    name.strip_prefix("report.").and_then(FileKind::parse).ok_or_else(Problem::not_found)
}

/// The PDF of a release is typeset once; what is frozen gives the same file for ever.
fn typeset_once(
    office: &Office,
    digest: &str,
    make: impl FnOnce() -> Result<Vec<u8>, Fault>,
) -> Result<Vec<u8>, Fault> {
    let name = format!("annual-report-pdf:{digest}");
    let kept = office.db.read(|tx| settings::find(tx, &name).map_err(Error::<Never>::from))?;
    if let Some(bytes) = kept.map(|k| office.objects.get(&k)).transpose()?.flatten() {
        return Ok(bytes);
    }
    let bytes = make()?;
    let object = office.objects.put(&bytes)?;
    office.db.write(|tx| settings::keep(tx, &name, &object).map_err(Error::<Never>::from))?;
    Ok(bytes)
}

/// `GET /reports/annual/{year}/{agency}/report.{pdf|xlsx|html|json}`, `?revision=1`
///
/// # Errors
/// Not published, or no such kind of file.
pub async fn public(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path((year, key, name)): Path<(i64, String, String)>,
    Query(asked): Query<WhichRevision>,
) -> Result<Response, Problem> {
    let kind = kind_of(&name)?;
    // Official papers are in Chinese; the page and the data follow the reader.
    let tr = if kind == FileKind::Html { visit.tr } else { Tr::new(Lang::ZhCn) };
    let (bytes, name) = blocking(move || {
        let (releases, r) = find(&office, &key, year, asked.revision)?;
        let make = || file(&office, tr, &r.snapshot, Some((r.revision, r.at)), &releases, kind);
        let bytes = if kind == FileKind::Pdf { typeset_once(&office, &r.digest, make)? } else { make()? };
        Ok((bytes, format!("annual-{year}-{key}")))
    })
    .await?;
    Ok(answer(kind, &name, bytes, "public, max-age=60"))
}

/// `GET /desk/reports/{year}/{agency}/report.{pdf|xlsx|html|json}`: the report as it stands now, marked as a draft.
///
/// # Errors
/// Not there, or not yours.
pub async fn draft(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((year, key, name)): Path<(i64, String, String)>,
) -> Result<Response, Problem> {
    let kind = kind_of(&name)?;
    let (bytes, name) = blocking(move || {
        let (agency, region) = super::agency_of(&office, &key)?;
        let now = office.db.read(|tx| {
            if !may_see(tx, &acting.cx, agency, &region)? {
                return Ok::<_, Error<Never>>(None);
            }
            Ok(annual(tx, agency, year)?)
        })?;
        let now = now.ok_or_else(Problem::not_found)?;
        let bytes = file(&office, Tr::new(Lang::ZhCn), &now.snapshot(), None, &now.releases, kind)?;
        Ok((bytes, format!("draft-{year}-{key}")))
    })
    .await?;
    Ok(answer(kind, &name, bytes, "no-store"))
}
