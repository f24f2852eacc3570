//! The list for towns and sub-districts: only rows marked for their level, and the fields that hold none.

use super::shown::field_name;
use crate::{Body, Coverage, Level, counts, fields, list_bodies, row_counts_by_field};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::{Error, Never, Office};
use std::sync::Arc;
use web::{Cell, Empty, Page, Problem, Shell, Table, Tr, Visit, blocking};

#[derive(Template)]
#[template(path = "duties/township.html")]
struct TownshipPage {
    shell: Shell,
    tr: Tr,
    count: String,
    /// Name, address, number of rows.
    fields: Vec<(String, String, String)>,
    without: Vec<String>,
    table: Table,
}

fn page(visit: &Visit, rows: &[(i64, i64)], bodies: &[(Body, Coverage)]) -> TownshipPage {
    let tr = visit.tr;
    let rows_of = |n: i64| rows.iter().find(|(f, _)| *f == n).map_or(0, |(_, n)| *n);
    let with: Vec<(String, String, String)> = fields()
        .iter()
        .filter(|f| rows_of(f.number) > 0)
        .map(|f| {
            let href = format!("/duties/fields/{}?level=township", f.number);
            (field_name(tr, f), href, tr.f1("duty-rows", "n", rows_of(f.number)))
        })
        .collect();
    let lines = bodies
        .iter()
        .map(|(b, c)| super::shown::coverage_row(tr, Cell::link(format!("/duties/agencies/{}", b.key), &b.name), c))
        .collect();
    TownshipPage {
        shell: visit.shell(tr.s("duty-township-title")).at("disclosure").crumb(tr.s("duty-coverage-title"), "/duties"),
        tr,
        count: tr.f2("duty-township-count", "used", with.len(), "all", fields().len()),
        without: fields().iter().filter(|f| rows_of(f.number) == 0).map(|f| field_name(tr, f)).collect(),
        fields: with,
        table: Table::new(tr.s("duty-township-bodies"), super::shown::coverage_columns(tr, "duty-agency"), lines)
            .when_empty(Empty::new(tr.s("duty-coverage-empty"), tr.s("duty-coverage-empty-text"))),
    }
}

/// `GET /duties/township`
///
/// # Errors
/// A fault of the database.
pub async fn show(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    let (rows, bodies) = blocking(move || {
        Ok(office.db.read(|tx| {
            let lines = counts(tx, Some(Level::Township), None, None)?;
            let mut bodies = Vec::new();
            for body in list_bodies(tx)?.into_iter().filter(|b| b.kind.level() == Level::Township) {
                let mut c = Coverage::default();
                lines.iter().filter(|l| l.agency == body.agency).for_each(|l| c.join(&l.coverage));
                bodies.push((body, c));
            }
            Ok::<_, Error<Never>>((row_counts_by_field(tx, Some(Level::Township))?, bodies))
        })?)
    })
    .await?;
    Ok(Page(page(&visit, &rows, &bodies)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for TownshipPage {
        fn samples(lang: Lang) -> Vec<TownshipPage> {
            let visit = Visit::sample(lang);
            vec![page(&visit, &[], &[]), page(&visit, &[(5, 4), (8, 2)], &[])]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(TownshipPage::lint_samples(), Vec::<String>::new());
    }
}
