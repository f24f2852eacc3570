//! The catalogue of duties for programs: JSON under `/api/v1`. The same rules as the pages.

use crate::{
    Coverage, Level, RowFilter, counts, fields, find_row, is_turned, list_bodies, list_of_row, list_rows,
    occurrences_of,
};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use kernel::{Error, Never, Office};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use web::{Problem, blocking};

/// What the list can be narrowed by.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DutiesQuery {
    /// Number of a field.
    field: Option<i64>,
    /// `county` or `township`.
    level: Option<String>,
    /// Key of an agency.
    agency: Option<String>,
    /// Code of the last row of the page before.
    after: Option<String>,
    /// Rows per page, 1 to 200; 50 without it.
    limit: Option<i64>,
}

fn coverage(c: &Coverage) -> Value {
    json!({
        "all": c.all(), "complete": c.complete, "current": c.current, "due_soon": c.due_soon, "late": c.late,
        "unreported": c.unreported, "not_applicable": c.not_applicable, "complete_percent": c.complete_percent(),
    })
}

/// `GET /api/v1/duties`: rows of the catalogue.
///
/// # Errors
/// A level or agency that there is not.
pub async fn list(State(office): State<Arc<Office>>, Query(query): Query<DutiesQuery>) -> Result<Json<Value>, Problem> {
    let level = query.level.as_deref().map(|l| Level::parse(l).ok_or_else(Problem::bad_request)).transpose()?;
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let found = blocking(move || {
        office
            .db
            .read(|tx| {
                let agency = match &query.agency {
                    Some(key) => match list_bodies(tx)?.into_iter().find(|b| b.key == *key) {
                        Some(b) => Some(b.agency),
                        None => return Ok(None),
                    },
                    None => None,
                };
                let filter = RowFilter { field: query.field, level, agency };
                Ok::<_, Error<Never>>(Some(list_rows(tx, &filter, query.after.as_deref(), limit + 1)?))
            })?
            .ok_or_else(Problem::not_found)
    })
    .await?;
    let more = found.len() as i64 > limit;
    let rows: Vec<Value> = found
        .iter()
        .take(usize::try_from(limit).unwrap_or(50))
        .map(|r| {
            let mut body = r.row.body();
            body["revision"] = json!(r.revision);
            body["demonstration"] = json!(r.row.is_demonstration);
            body["href"] = json!(format!("/duties/{}", r.row.code));
            body
        })
        .collect();
    let next = if more { rows.last().map(|r| r["code"].clone()) } else { None };
    Ok(Json(json!({ "duties": rows, "next": next })))
}

/// `GET /api/v1/duties/{code}`: one row with who answers for it and what fulfilled it.
///
/// # Errors
/// Not there.
pub async fn show(State(office): State<Arc<Office>>, Path(code): Path<String>) -> Result<Json<Value>, Problem> {
    let (row, owed, occurrences) = blocking(move || {
        office
            .db
            .read(|tx| match find_row(tx, &code)? {
                Some(row) => Ok::<_, Error<Never>>(Some((
                    row,
                    list_of_row(tx, &code, 500)?,
                    occurrences_of(tx, &code, None, 200)?,
                ))),
                None => Ok(None),
            })?
            .ok_or_else(Problem::not_found)
    })
    .await?;
    let mut body = row.row.body();
    body["revision"] = json!(row.revision);
    body["demonstration"] = json!(row.row.is_demonstration);
    body["withdrawn_on"] = json!(row.withdrawn_on);
    body["agencies"] = owed
        .iter()
        .map(|o| {
            json!({
                "agency": o.agency_key, "name": o.agency_name, "standing": o.obligation.standing.as_str(), "due_on": o.obligation.open_due,
                "published": o.obligation.published_count, "late": o.obligation.late_count, "last_published_on": o.obligation.last_published_on,
                "set_aside_reason": o.obligation.set_aside_reason,
            })
        })
        .collect();
    body["publications"] = occurrences
        .iter()
        .filter_map(|o| {
            let f = o.fulfilment.as_ref()?;
            let key = owed.iter().find(|w| w.obligation.agency == o.agency).map(|w| w.agency_key.as_str());
            Some(json!({
                "agency": key, "title": f.title, "published_on": f.on, "publication": f.publication, "due_on": o.due_on,
                "late": o.is_late(f.on),
            }))
        })
        .collect();
    Ok(Json(body))
}

/// `GET /api/v1/duties/coverage`: the figures by agency and field.
///
/// # Errors
/// A level that there is not.
pub async fn figures(
    State(office): State<Arc<Office>>,
    Query(query): Query<DutiesQuery>,
) -> Result<Json<Value>, Problem> {
    let level = query.level.as_deref().map(|l| Level::parse(l).ok_or_else(Problem::bad_request)).transpose()?;
    let today = office.system_cx("api").today();
    let (lines, turned) = blocking(move || {
        Ok(office
            .db
            .read(|tx| Ok::<_, Error<Never>>((counts(tx, level, None, query.field)?, is_turned(tx, today)?)))?)
    })
    .await?;
    let mut all = Coverage::default();
    lines.iter().for_each(|l| all.join(&l.coverage));
    let lines: Vec<Value> = lines
        .iter()
        .map(|l| {
            json!({ "agency": l.agency_key, "name": l.agency_name, "level": l.level.as_str(), "field": l.field, "coverage": coverage(&l.coverage) })
        })
        .collect();
    let fields: Vec<Value> =
        fields().iter().map(|f| json!({ "number": f.number, "name": f.name, "ministry": f.ministry })).collect();
    Ok(Json(json!({ "as_of": today, "turned": turned, "whole": coverage(&all), "lines": lines, "fields": fields })))
}
