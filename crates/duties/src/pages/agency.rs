//! One agency's duties, as everybody may read them, with what it says does not apply.

use super::shown::{body_kind, duty_cell, field_of, figures, near, whole};
use crate::{
    Body, CatalogueVersion, Coverage, Level, Owed, Standing, counts, fields, list_absent_fields, list_bodies,
    list_catalogues, list_public_by_agency,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Never, Office, cx::legal_date};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, DataList, Empty, Figures, Page, Pager, Problem, Row, Shell, Table, Tr, Visit, blocking};

/// Duties on one page.
const ROWS: usize = 50;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    field: Option<i64>,
    standing: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "duties/agency.html")]
struct AgencyPage {
    shell: Shell,
    tr: Tr,
    kind: String,
    demonstration: bool,
    whole: String,
    figures: Figures,
    /// Label, address, whether it is the one in use.
    filters: Vec<(String, String, bool)>,
    table: Table,
    pager: Pager,
    absent: DataList,
    has_absent: bool,
    versions: Table,
    download: String,
    csv: String,
}

/// What the page is made from.
struct Found {
    body: Body,
    coverage: Coverage,
    fields: Vec<i64>,
    owed: Vec<Owed>,
    absent: Vec<(i64, String)>,
    versions: Vec<CatalogueVersion>,
}

fn page(visit: &Visit, today: Date, asked: &Asked, mut found: Found) -> AgencyPage {
    let tr = visit.tr;
    let base = format!("/duties/agencies/{}", found.body.key);
    let more = found.owed.len() > ROWS;
    found.owed.truncate(ROWS);
    let mut with = String::new();
    if let Some(f) = asked.field {
        with.push_str(&format!("field={f}&"));
    }
    if let Some(s) = &asked.standing {
        with.push_str(&format!("standing={s}&"));
    }
    let on = found.owed.last().filter(|_| more).map(|o| format!("{base}?{with}after={}", o.obligation.code));
    let mut filters = vec![(
        tr.s("duty-all-standings").into_owned(),
        base.clone(),
        asked.standing.is_none() && asked.field.is_none(),
    )];
    for s in Standing::ALL.iter().filter(|s| **s != Standing::Ended) {
        let is = asked.standing.as_deref() == Some(s.as_str());
        filters.push((super::shown::standing(tr, *s), format!("{base}?standing={s}"), is));
    }
    let columns = [
        Column::new(tr.s("duty-column-matters")),
        Column::new(tr.s("duty-field")),
        Column::new(tr.s("duty-column-limit")),
        Column::whole(tr.s("duty-standing")),
        Column::whole(tr.s("duty-last-published")),
    ];
    let rows = found
        .owed
        .iter()
        .map(|o| {
            let href = format!("/duties/{}?agency={}", o.obligation.code, found.body.key);
            let last = o.obligation.last_published_on.map(|d| tr.date_short(d));
            let state = near(tr, &o.obligation, today);
            let state = match o.obligation.set_aside_reason.as_str() {
                "" => state,
                reason => state.below(reason),
            };
            Row::new([
                duty_cell(href, o),
                Cell::text(field_of(tr, o.obligation.field)),
                Cell::text(&o.limit_text),
                state,
                Cell::text(last.unwrap_or_else(|| tr.s("duty-none").into_owned())),
            ])
        })
        .collect();
    let mut absent = DataList::new();
    for (field, reason) in &found.absent {
        absent = absent.row(field_of(tr, *field), reason);
    }
    // A township whose catalogue has nothing in a field owes a word about it.
    let is_township = found.body.kind.level() == Level::Township;
    let mut silent = Vec::new();
    if is_township {
        for f in fields() {
            if !found.fields.contains(&f.number) && found.absent.iter().all(|(n, _)| *n != f.number) {
                silent.push(super::shown::field_name(tr, f));
            }
        }
    }
    if !silent.is_empty() {
        absent = absent.row(tr.s("duty-absent-by-table"), silent.join(&tr.s("duty-list-comma")));
    }
    AgencyPage {
        shell: visit.shell(&found.body.name).at("disclosure").crumb(tr.s("duty-coverage-title"), "/duties"),
        tr,
        kind: body_kind(tr, found.body.kind),
        demonstration: found.body.is_demonstration,
        whole: whole(tr, &found.coverage),
        figures: figures(tr, &found.coverage),
        filters,
        table: Table::new(tr.s("duty-of-agency"), columns, rows)
            .when_empty(Empty::new(tr.s("duty-of-agency-empty"), tr.s("duty-of-agency-empty-text"))),
        pager: Pager::new(tr, None, on),
        has_absent: !found.absent.is_empty() || !silent.is_empty(),
        absent,
        versions: versions(tr, &found.body.key, &found.versions),
        download: format!("/duties/catalogue.xlsx?agency={}", found.body.key),
        csv: format!("/duties/catalogue.csv?agency={}", found.body.key),
    }
}

/// The published catalogues of an agency.
pub(super) fn versions(tr: Tr, key: &str, list: &[CatalogueVersion]) -> Table {
    let columns = [
        Column::new(tr.s("duty-version")),
        Column::whole(tr.s("duty-version-on")),
        Column::figures(tr.s("duty-version-rows")),
        Column::new(tr.s("duty-why")),
    ];
    let rows = list
        .iter()
        .map(|v| {
            let name = tr.f1("duty-version-n", "n", v.version);
            let href = format!("/duties/catalogue.xlsx?agency={key}&version={}", v.version);
            Row::new([
                Cell::link(href, name).below(&v.digest[..v.digest.len().min(16)]),
                Cell::text(tr.date_short(legal_date(v.published_at))),
                Cell::text(tr.number(v.row_count)),
                Cell::text(&v.why),
            ])
        })
        .collect();
    Table::new(tr.s("duty-versions"), columns, rows).when_empty(Empty::new(tr.s("duty-versions-empty"), ""))
}

/// `GET /duties/agencies/{key}`, `?field=8`, `?standing=late`
///
/// # Errors
/// An agency that is not in the catalogue, or a standing that there is not.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let standing = asked.standing.as_deref().map(|s| Standing::parse(s).ok_or_else(Problem::not_found)).transpose()?;
    let (field, after) = (asked.field, asked.after.clone());
    let found = blocking(move || {
        office
            .db
            .read(|tx| {
                let Some(body) = list_bodies(tx)?.into_iter().find(|b| b.key == key) else { return Ok(None) };
                let id = body.agency;
                let lines = counts(tx, None, Some(id), None)?;
                let mut coverage = Coverage::default();
                lines.iter().for_each(|c| coverage.join(&c.coverage));
                Ok::<_, Error<Never>>(Some(Found {
                    coverage,
                    fields: lines.iter().filter(|l| l.coverage.all() > 0).map(|l| l.field).collect(),
                    owed: list_public_by_agency(tx, id, field, standing, after.as_deref(), ROWS as i64 + 1)?,
                    absent: list_absent_fields(tx, id)?,
                    versions: list_catalogues(tx, id)?,
                    body,
                }))
            })?
            .ok_or_else(Problem::not_found)
    })
    .await?;
    Ok(Page(page(&visit, acting.cx.today(), &asked, found)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BodyKind;
    use jiff::civil::date;
    use kernel::{Id, Lang};
    use web::Sample;

    impl Sample for AgencyPage {
        fn samples(lang: Lang) -> Vec<AgencyPage> {
            let visit = Visit::sample(lang);
            let body = Body {
                agency: Id::new(),
                key: "town".into(),
                name: "小拐乡人民政府".into(),
                short_name: "小拐乡".into(),
                region: "650203".into(),
                kind: BodyKind::Town,
                offices: Vec::new(),
                since_on: date(2026, 1, 1),
                is_demonstration: true,
            };
            let version = CatalogueVersion {
                id: Id::new(),
                version: 1,
                level: Level::Township,
                row_count: 31,
                digest: "0123456789abcdef0123".into(),
                why: "首次公布".into(),
                published_at: "2026-03-02T01:00:00Z".parse().unwrap(),
            };
            let asked = Asked { field: None, standing: Some("late".into()), after: None };
            let some = Found {
                body: body.clone(),
                coverage: Coverage { complete: 3, late: 1, ..Coverage::default() },
                fields: vec![8],
                owed: Vec::new(),
                absent: vec![(14, "本乡没有国有土地上的房屋征收".into())],
                versions: vec![version],
            };
            let empty = Found {
                body: Body { kind: BodyKind::Department, ..body },
                coverage: Coverage::default(),
                fields: Vec::new(),
                owed: Vec::new(),
                absent: Vec::new(),
                versions: Vec::new(),
            };
            let day = date(2026, 3, 2);
            vec![
                page(&visit, day, &asked, some),
                page(&visit, day, &Asked { field: None, standing: None, after: None }, empty),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(AgencyPage::lint_samples(), Vec::<String>::new());
    }
}
