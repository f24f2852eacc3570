//! The standard table of one field, as everybody may read it.

use super::shown::{audience, channels, field_name, level, levels, mode};
use crate::{CatalogueRow, Coverage, Field, Level, RowFilter, counts, find_field, list_rows};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use kernel::{Error, Never, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Page, Pager, Problem, Row, Shell, Table, Tr, Visit, blocking};

/// Rows on one page.
const ROWS: usize = 40;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    level: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "duties/standard-table.html")]
struct TablePage {
    shell: Shell,
    tr: Tr,
    ministry: String,
    whole: String,
    levels: Vec<(String, String, bool)>,
    table: Table,
    pager: Pager,
    agencies: String,
    download: String,
}

fn page(
    visit: &Visit,
    field: &Field,
    asked: Option<Level>,
    coverage: &Coverage,
    mut rows: Vec<CatalogueRow>,
) -> TablePage {
    let tr = visit.tr;
    let base = format!("/duties/fields/{}", field.number);
    let with = asked.map(|l| format!("level={l}&")).unwrap_or_default();
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let on = rows.last().filter(|_| more).map(|r| format!("{base}?{with}after={}", r.row.code));
    let columns = [
        Column::new(tr.s("duty-column-matters")),
        Column::new(tr.s("duty-column-elements")),
        Column::new(tr.s("duty-column-basis")),
        Column::new(tr.s("duty-column-limit")),
        Column::new(tr.s("duty-column-responsible")),
        Column::new(tr.s("duty-column-channels")),
        Column::new(tr.s("duty-column-audience")),
        Column::new(tr.s("duty-column-mode")),
        Column::new(tr.s("duty-column-levels")),
    ];
    let lines = rows
        .iter()
        .map(|r| {
            let row = &r.row;
            let below =
                if row.sub_matter.is_empty() { row.code.clone() } else { format!("{} · {}", row.code, row.matter) };
            let note = if row.is_demonstration { format!("{below} · {}", tr.s("duty-demonstration")) } else { below };
            let comma = tr.s("duty-list-comma");
            Row::new([
                Cell::link(format!("/duties/{}", row.code), row.title()).below(note),
                Cell::text(row.element_list().collect::<Vec<_>>().join(&comma)),
                Cell::text(row.basis.lines().collect::<Vec<_>>().join(&tr.s("duty-list-semicolon"))),
                Cell::text(&row.limit_text),
                Cell::text(&row.responsible),
                Cell::text(channels(tr, row)),
                Cell::text(audience(tr, row.audience)),
                Cell::text(mode(tr, row.mode)),
                Cell::text(levels(tr, row)),
            ])
        })
        .collect();
    let mut choices = vec![(tr.s("duty-level-both").into_owned(), base.clone(), asked.is_none())];
    for l in Level::ALL {
        choices.push((level(tr, *l), format!("{base}?level={l}"), asked == Some(*l)));
    }
    let name = field_name(tr, field);
    TablePage {
        shell: visit
            .shell(tr.f1("duty-table-title", "field", &name))
            .at("disclosure")
            .crumb(tr.s("duty-coverage-title"), "/duties"),
        tr,
        ministry: tr.f1("duty-ministry", "name", &field.ministry),
        whole: super::shown::whole(tr, coverage),
        levels: choices,
        table: Table::new(tr.f1("duty-table-title", "field", &name), columns, lines).when_empty(
            Empty::new(tr.s("duty-table-empty"), tr.s("duty-table-empty-text"))
                .action("/duties", tr.s("duty-coverage-title")),
        ),
        pager: Pager::new(tr, None, on),
        agencies: format!("/duties?{with}by=agency&field={}", field.number),
        download: format!("/duties/catalogue.xlsx?{with}field={}", field.number),
    }
}

/// `GET /duties/fields/{n}`, `?level=county|township`
///
/// # Errors
/// A field or level that there is not.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let number: i64 = number.parse().map_err(|_| Problem::not_found())?;
    let field = find_field(number).ok_or_else(Problem::not_found)?;
    let level = asked.level.as_deref().map(|l| Level::parse(l).ok_or_else(Problem::not_found)).transpose()?;
    let (rows, coverage) = blocking(move || {
        Ok(office.db.read(|tx| {
            let filter = RowFilter { field: Some(number), level, agency: None };
            let rows = list_rows(tx, &filter, asked.after.as_deref(), ROWS as i64 + 1)?;
            let mut coverage = Coverage::default();
            counts(tx, level, None, Some(number))?.iter().for_each(|c| coverage.join(&c.coverage));
            Ok::<_, Error<Never>>((rows, coverage))
        })?)
    })
    .await?;
    Ok(Page(page(&visit, field, level, &coverage, rows)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for TablePage {
        fn samples(lang: Lang) -> Vec<TablePage> {
            let visit = Visit::sample(lang);
            let field = find_field(8).unwrap();
            let at = "2026-03-02T01:00:00Z".parse().unwrap();
            let rows: Vec<CatalogueRow> = crate::standard_rows()
                .unwrap()
                .into_iter()
                .map(|row| CatalogueRow { row, revision: 1, changed_at: at, withdrawn_on: None })
                .collect();
            let some = Coverage { complete: 3, late: 1, ..Coverage::default() };
            vec![
                page(&visit, field, None, &Coverage::default(), Vec::new()),
                page(&visit, field, Some(Level::Township), &some, rows[..1].to_vec()),
                page(&visit, field, None, &some, rows),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(TablePage::lint_samples(), Vec::<String>::new());
    }
}
