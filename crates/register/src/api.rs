//! The register as JSON, for programs: the list, one rule with its texts, the text of a day.

use crate::pages::{Held, download, find_held, list, parts, rule::base};
use crate::{AsOf, Cursor, Rule, downloads::json, list_rules};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Never, Office};
use serde_json::{Value, json};
use std::sync::Arc;
use web::{Problem, Tr, Visit, blocking};

/// Rules of one answer.
const ROWS: usize = 100;

fn row(rule: &Rule, base: &str) -> Value {
    json!({
        "slug": rule.slug,
        "title": rule.title,
        "kind": rule.kind.as_str(),
        "issuer": rule.issuer,
        "region": rule.region,
        "field": rule.field,
        "index_number": rule.index_number,
        "document_number": rule.document_number,
        "dated_on": rule.dated_on,
        "validity": rule.validity.as_str(),
        "expires_on": rule.expires_on,
        "has_interpretation": rule.has_interpretation,
        "address": format!("{base}{}", rule.href()),
        "api": format!("{base}/api/v1/rules/{}", rule.slug),
    })
}

/// `GET /api/v1/rules`, narrowed like the page: `q`, `kind`, `validity`, `field`, `year`, `issuer`, `agency`; `next` of
/// the answer goes on.
///
/// # Errors
/// A value that is none of ours.
pub async fn list(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<list::Asked>,
) -> Result<Response, Problem> {
    let base = base(&visit, &office);
    let (mut filter, after) = (asked.filter().ok_or_else(Problem::bad_request)?, asked.cursor()?);
    blocking(move || {
        let found = office.db.read(|tx| {
            if let Some(key) = asked.agency() {
                let Some(agency) = identity::find_agency_by_key(tx, &key)? else { return Ok(None) };
                filter.agency = Some(agency.id);
            }
            let rules = list_rules(tx, &filter, after.as_ref(), ROWS as i64 + 1)?;
            Ok::<_, Error<Never>>(Some((rules, crate::count_rules(tx, &filter)?)))
        })?;
        let (rules, count) = found.ok_or_else(Problem::not_found)?;
        let shown = &rules[..rules.len().min(ROWS)];
        let next = shown.last().filter(|_| rules.len() > ROWS).map(|r| Cursor::after(r).to_string());
        let body =
            json!({ "count": count, "rules": shown.iter().map(|r| row(r, &base)).collect::<Vec<_>>(), "next": next });
        Ok(Json(body).into_response())
    })
    .await
}

fn whole(held: &Held, today: Date, base: &str) -> Value {
    let mut body = row(&held.rule, base);
    body["versions"] = held
        .versions
        .iter()
        .map(|v| {
            json!({
                "n": v.n, "dated_on": v.dated_on, "effective_on": v.effective_on,
                "effective_basis": v.effective_basis.as_str(), "articles": v.articles,
                "validity": held.validity_of(v, today).as_str(), "address": format!("{base}{}", v.href(&held.rule)),
            })
        })
        .collect();
    body["events"] = held
        .events
        .iter()
        .map(|e| {
            json!({
                "on": e.on, "what": e.what.as_str(), "text": e.text, "by_rule": e.by_rule, "version": e.version_n,
                "text_is_held": !e.is_textual || e.version_n.is_some(),
            })
        })
        .collect();
    body["interpretations"] = held
        .interpretations()
        .map(|l| json!({ "title": l.from.title, "address": format!("{base}{}", l.from.href) }))
        .collect();
    body
}

/// `GET /api/v1/rules/{slug}`: what it is, its texts in time, what happened to it, and the text in force.
///
/// # Errors
/// No such rule.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let (base, today) = (base(&visit, &office), acting.cx.today());
    blocking(move || {
        let found = office.db.read(|tx| {
            let Some(held) = find_held(tx, &slug)? else { return Ok(None) };
            let version = held.shown(today).filter(|_| held.rule.stage == crate::Stage::Registered).cloned();
            let parts = version.as_ref().map(|v| parts(tx, v)).transpose()?.unwrap_or_default();
            Ok::<_, Error<Never>>(Some((held, version, parts)))
        })?;
        let (held, version, parts) = found.ok_or_else(Problem::not_found)?;
        let mut body = whole(&held, today, &base);
        let tr = Tr::new(kernel::Lang::ZhCn);
        body["text"] = version.map_or(Value::Null, |v| json::json(&download(tr, &held, &v, &parts, today, &base)));
        Ok(Json(body).into_response())
    })
    .await
}

/// `GET /api/v1/rules/{slug}/as-of/{date}`: the text of a day and by what it was chosen (`basis`), or that it is known
/// and not held (`known-not-held`), or that there was none (`not-yet`).
///
/// # Errors
/// No such rule; a day that cannot be read.
pub async fn as_of(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path((slug, day)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let base = base(&visit, &office);
    let day: Date = day.parse().map_err(|_| Problem::bad_request())?;
    blocking(move || {
        let found = office.db.read(|tx| {
            let Some(held) = find_held(tx, &slug)?.filter(|h| h.rule.stage == crate::Stage::Registered) else {
                return Ok(None);
            };
            let as_of = held.as_of(day);
            let parts = match &as_of {
                AsOf::Held { version, .. } => parts(tx, version)?,
                _ => Vec::new(),
            };
            Ok::<_, Error<Never>>(Some((held, as_of, parts)))
        })?;
        let (held, as_of, parts) = found.ok_or_else(Problem::not_found)?;
        let tr = Tr::new(kernel::Lang::ZhCn);
        let mut body = json!({ "rule": row(&held.rule, &base), "day": day });
        match &as_of {
            AsOf::Held { version, basis } => {
                body["outcome"] = json!("held");
                body["basis"] = json!(crate::pages::basis_said(tr, *basis, version));
                body["text"] = json::json(&download(tr, &held, version, &parts, day, &base));
            }
            AsOf::KnownNotHeld { event, held_from } => {
                body["outcome"] = json!("known-not-held");
                body["event"] = json!({ "on": event.on, "what": event.what.as_str(), "text": event.text });
                body["held_from"] = json!(held_from);
            }
            AsOf::NotYet { first } => {
                body["outcome"] = json!("not-yet");
                body["first"] = json!(first);
            }
        }
        Ok(Json(body).into_response())
    })
    .await
}
