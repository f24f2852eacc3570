//! The published catalogues of an agency at the desk, and the fields it says it has nothing in.

use super::{agency::versions, shown::field_name};
use crate::{
    Body, CatalogueVersion, NOTE_MOST, Refused, explain_absent_field, fields, kept_agencies, leads, list_absent_fields,
    list_bodies, list_catalogues,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Fault, Never, Office, Tx};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Choice, DataList, Empty, Field, Hidden, Page, Problem, Sentence, Shell, Submit, Table, Tr, Visit,
    blocking, redirect_with,
};

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    agency: Option<String>,
}

#[derive(Template)]
#[template(path = "duties/desk-versions.html")]
struct VersionsPage {
    shell: Shell,
    tr: Tr,
    choose: Option<(Field, Submit)>,
    name: String,
    versions: Table,
    absent: DataList,
    has_absent: bool,
    note: Vec<Field>,
    agency: Hidden,
    send: Submit,
    none: Option<Empty>,
}

/// What the page is made from.
struct Found {
    bodies: Vec<Body>,
    body: Option<Body>,
    versions: Vec<CatalogueVersion>,
    absent: Vec<(i64, String)>,
}

fn page(visit: &Visit, found: &Found) -> VersionsPage {
    let tr = visit.tr;
    let key = found.body.as_ref().map(|b| b.key.clone()).unwrap_or_default();
    let choose = (found.bodies.len() > 1).then(|| {
        let choices = found.bodies.iter().map(|b| Choice::new(&b.key, &b.name));
        (
            Field::select(tr, "agency", tr.s("duty-agency")).choices(choices).value(&key),
            Submit::secondary(tr.s("duty-show")),
        )
    });
    let mut absent = DataList::new();
    for (field, reason) in &found.absent {
        absent = absent.row(super::shown::field_of(tr, *field), reason);
    }
    VersionsPage {
        shell: visit.desk(tr.s("duty-versions")).at("desk-duties").crumb(tr.s("duty-desk-title"), "/desk/duties"),
        choose,
        name: found.body.as_ref().map(|b| b.name.clone()).unwrap_or_default(),
        versions: versions(tr, &key, &found.versions),
        has_absent: !found.absent.is_empty(),
        absent,
        note: vec![
            Field::select(tr, "field", tr.s("duty-field"))
                .choices(fields().iter().map(|f| Choice::new(f.number.to_string(), field_name(tr, f))))
                .required(),
            Field::area(tr, "reason", tr.s("duty-absent-reason")).rows(2).hint(tr.f1(
                "duty-absent-reason-hint",
                "most",
                NOTE_MOST,
            )),
        ],
        agency: Hidden::new("agency", &key),
        send: Submit::secondary(tr.s("duty-absent-send")),
        none: found.body.is_none().then(|| Empty::new(tr.s("duty-no-agency"), tr.s("duty-no-agency-text"))),
        tr,
    }
}

/// The agencies whose duties the acting official keeps.
fn mine(tx: &mut Tx, cx: &Cx) -> Result<Vec<Body>, Fault> {
    let (leads, kept) = (leads(tx, cx)?, kept_agencies(cx));
    let mut bodies = list_bodies(tx)?;
    bodies.retain(|b| leads || kept.contains(&b.agency));
    Ok(bodies)
}

/// `GET /desk/duties/versions`, `?agency=key`
///
/// # Errors
/// An agency that is not on this desk.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let found = blocking(move || {
        office
            .db
            .read(|tx| {
                let bodies = mine(tx, &cx)?;
                let body = match &asked.agency {
                    Some(key) => match bodies.iter().find(|b| b.key == *key) {
                        Some(b) => Some(b.clone()),
                        None => return Ok(None),
                    },
                    None => bodies.first().cloned(),
                };
                let (versions, absent) = match &body {
                    Some(b) => (list_catalogues(tx, b.agency)?, list_absent_fields(tx, b.agency)?),
                    None => (Vec::new(), Vec::new()),
                };
                Ok::<_, Error<Never>>(Some(Found { bodies, body, versions, absent }))
            })?
            .ok_or_else(Problem::not_found)
    })
    .await?;
    Ok(Page(page(&visit, &found)).into_response())
}

/// `POST /desk/duties/absent-fields`
///
/// # Errors
/// Another post, no such agency or field.
pub async fn explain(State(office): State<Arc<Office>>, acting: Acting, form: BodyForm) -> Result<Response, Problem> {
    let cx = acting.cx;
    let key = form.get("agency").unwrap_or_default().to_owned();
    let to = format!("/desk/duties/versions?agency={}", super::shown::encoded(&key));
    blocking(move || {
        let field = form.text("field").and_then(|f| f.parse().ok()).unwrap_or_default();
        let reason = form.get("reason").unwrap_or_default().to_owned();
        Ok(office.db.write(|tx| {
            let agency = identity::find_agency_by_key(tx, &key)?.ok_or(Refused::NotThere)?;
            explain_absent_field(tx, &cx, agency.id, field, &reason)
        })?)
    })
    .await?;
    Ok(redirect_with(&to, &Sentence::new("duty-absent-done")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for VersionsPage {
        fn samples(lang: Lang) -> Vec<VersionsPage> {
            let visit = Visit::sample(lang);
            let found = Found { bodies: Vec::new(), body: None, versions: Vec::new(), absent: Vec::new() };
            let some = Found {
                absent: vec![(14, "没有此类事项".into())],
                bodies: Vec::new(),
                body: None,
                versions: Vec::new(),
            };
            vec![page(&visit, &found), page(&visit, &some)]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(VersionsPage::lint_samples(), Vec::<String>::new());
    }
}
