//! How the duties of openness are kept, by field and by agency: the kept counts, nothing else.

use super::shown::{coverage_columns, coverage_row, field_name, figures, level, whole};
use crate::{CountRow, Coverage, Level, counts, fields, is_turned, row_counts_by_field};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Never, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Figures, Page, Problem, Row, Shell, Tab, Table, Tabs, Tr, Visit, blocking};

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    level: Option<String>,
    by: Option<String>,
    field: Option<i64>,
}

#[derive(Template)]
#[template(path = "duties/coverage.html")]
struct CoveragePage {
    shell: Shell,
    tr: Tr,
    whole: String,
    figures: Figures,
    /// Label, address, whether it is the one in use.
    levels: Vec<(String, String, bool)>,
    tabs: Tabs,
    table: Table,
    note: Option<String>,
    download: String,
    csv: String,
}

/// What the page is made from.
struct Found {
    counts: Vec<CountRow>,
    rows_by_field: Vec<(i64, i64)>,
    turned: bool,
}

fn page(visit: &Visit, level_asked: Option<Level>, by_agency: Option<Option<i64>>, found: &Found) -> CoveragePage {
    let tr = visit.tr;
    let mut all = Coverage::default();
    found.counts.iter().for_each(|c| all.join(&c.coverage));
    let with = |key: &str, value: &str| match level_asked {
        Some(l) => format!("/duties?level={l}&{key}={value}"),
        None => format!("/duties?{key}={value}"),
    };
    let mut levels = vec![(tr.s("duty-level-both").into_owned(), "/duties".to_owned(), level_asked.is_none())];
    for l in Level::ALL {
        levels.push((level(tr, *l), format!("/duties?level={l}"), level_asked == Some(*l)));
    }
    let tabs = Tabs::new(
        tr.s("duty-coverage-title"),
        if by_agency.is_some() { "agency" } else { "field" },
        vec![
            Tab { label: tr.s("duty-by-field").into_owned(), count: None, href: with("by", "field"), id: "field" },
            Tab { label: tr.s("duty-by-agency").into_owned(), count: None, href: with("by", "agency"), id: "agency" },
        ],
    );
    let table = match by_agency {
        None => by_field_table(tr, level_asked, found),
        Some(_) => by_agency_table(tr, found),
    };
    let field = by_agency.flatten().and_then(crate::find_field);
    let title = match field {
        Some(f) => tr.f1("duty-coverage-of-field", "field", field_name(tr, f)),
        None => tr.s("duty-coverage-title").into_owned(),
    };
    let asked = level_asked.map(|l| format!("?level={l}")).unwrap_or_default();
    CoveragePage {
        shell: visit.shell(title).at("disclosure"),
        tr,
        whole: whole(tr, &all),
        figures: figures(tr, &all),
        levels,
        tabs,
        table,
        note: (!found.turned).then(|| tr.s("duty-day-not-turned").into_owned()),
        download: format!("/duties/catalogue.xlsx{asked}"),
        csv: format!("/duties/catalogue.csv{asked}"),
    }
}

fn by_field_table(tr: Tr, level_asked: Option<Level>, found: &Found) -> Table {
    let rows: Vec<Row> = fields()
        .iter()
        .filter_map(|f| {
            let mut c = Coverage::default();
            found.counts.iter().filter(|r| r.field == f.number).for_each(|r| c.join(&r.coverage));
            let n = found.rows_by_field.iter().find(|(number, _)| *number == f.number).map_or(0, |(_, n)| *n);
            if n == 0 && c.all() == 0 {
                return None;
            }
            let asked = level_asked.map(|l| format!("?level={l}")).unwrap_or_default();
            let name = Cell::link(format!("/duties/fields/{}{asked}", f.number), field_name(tr, f));
            Some(coverage_row(tr, name.below(tr.f1("duty-rows", "n", n)), &c))
        })
        .collect();
    let empty = Empty::new(tr.s("duty-coverage-empty"), tr.s("duty-coverage-empty-text"));
    Table::new(tr.s("duty-by-field"), coverage_columns(tr, "duty-field"), rows).when_empty(empty)
}

fn by_agency_table(tr: Tr, found: &Found) -> Table {
    let mut agencies: Vec<(&CountRow, Coverage)> = Vec::new();
    for line in &found.counts {
        match agencies.last_mut().filter(|(l, _)| l.agency == line.agency) {
            Some((_, c)) => c.join(&line.coverage),
            None => agencies.push((line, line.coverage)),
        }
    }
    let rows: Vec<Row> = agencies
        .into_iter()
        .map(|(line, c)| {
            let name = Cell::link(format!("/duties/agencies/{}", line.agency_key), &line.agency_name);
            coverage_row(tr, name.below(level(tr, line.level)), &c)
        })
        .collect();
    let columns: Vec<Column> = coverage_columns(tr, "duty-agency");
    let empty = Empty::new(tr.s("duty-coverage-empty"), tr.s("duty-coverage-empty-text"));
    Table::new(tr.s("duty-by-agency"), columns, rows).when_empty(empty)
}

/// `GET /duties`, `?level=county|township`, `?by=agency`, `&field=8`
///
/// # Errors
/// A level, view or field that there is not.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let level = asked.level.as_deref().map(|l| Level::parse(l).ok_or_else(Problem::not_found)).transpose()?;
    let field =
        asked.field.map(|n| crate::find_field(n).map(|f| f.number).ok_or_else(Problem::not_found)).transpose()?;
    let by_agency = match asked.by.as_deref() {
        None if field.is_none() => None,
        Some("field") => None,
        None | Some("agency") => Some(field),
        Some(_) => return Err(Problem::not_found()),
    };
    let today = acting.cx.today();
    let found = blocking(move || {
        Ok(office.db.read(|tx| {
            Ok::<_, Error<Never>>(Found {
                counts: counts(tx, level, None, field)?,
                rows_by_field: row_counts_by_field(tx, level)?,
                turned: is_turned(tx, today)?,
            })
        })?)
    })
    .await?;
    Ok(Page(page(&visit, level, by_agency, &found)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, Lang};
    use web::Sample;

    fn line(field: i64, name: &str, n: i64) -> CountRow {
        let coverage = Coverage { complete: n, current: 1, due_soon: 2, late: 3, unreported: 4, not_applicable: 5 };
        CountRow {
            agency: Id::new(),
            agency_key: "a".into(),
            agency_name: name.into(),
            level: Level::County,
            field,
            coverage,
        }
    }

    impl Sample for CoveragePage {
        fn samples(lang: Lang) -> Vec<CoveragePage> {
            let visit = Visit::sample(lang);
            let empty = Found { counts: Vec::new(), rows_by_field: Vec::new(), turned: true };
            let long = "新疆维吾尔自治区克拉玛依市文化体育广播电视和旅游局市场综合行政执法支队";
            let some = Found {
                counts: vec![line(8, long, 12000), line(14, "财政局", 3)],
                rows_by_field: vec![(8, 4), (14, 120)],
                turned: false,
            };
            vec![
                page(&visit, None, None, &empty),
                page(&visit, Some(Level::Township), None, &some),
                page(&visit, None, Some(None), &some),
                page(&visit, None, Some(Some(14)), &some),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CoveragePage::lint_samples(), Vec::<String>::new());
    }
}
