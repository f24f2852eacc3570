//! All sites at one look, the worst first.

use super::words::{state_tag, value};
use crate::{Day, Key, ProbeFigures, State, jobs::may_see, list_newest};
use askama::Template;
use axum::{
    extract::State as Hold,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Never, Office};
use sites::Site;
use std::sync::Arc;
use web::{Cell, Column, Empty, Figure, Figures, Page, Problem, Row, Shell, Table, Tr, Visit, blocking};

#[derive(Template)]
#[template(path = "monitor/list.html")]
pub(super) struct ListPage {
    shell: Shell,
    tr: Tr,
    figures: Option<Figures>,
    table: Table,
    source: String,
}

fn rank(day: Option<&Day>) -> (u8, i64) {
    match day {
        Some(d) if d.state == State::Hit => (0, -d.findings),
        Some(d) if d.state == State::Near => (1, -d.findings),
        None => (2, 0),
        Some(d) => (3, -d.findings),
    }
}

pub(super) fn list_page(visit: &Visit, mut sites: Vec<(Site, Option<Day>)>) -> ListPage {
    let tr = visit.tr;
    sites.sort_by_key(|(_, day)| rank(day.as_ref()));
    let count = |state| sites.iter().filter(|(_, d)| d.as_ref().is_some_and(|d| d.state == state)).count();
    let figures = (!sites.is_empty()).then(|| {
        Figures::new(vec![
            Figure::new(tr.s("monitor-figure-sites"), sites.len().to_string()),
            Figure::new(tr.s("monitor-figure-hit"), count(State::Hit).to_string()),
            Figure::new(tr.s("monitor-figure-near"), count(State::Near).to_string()),
            Figure::new(tr.s("monitor-figure-clear"), count(State::Clear).to_string()),
        ])
    });
    let keys = [Key::Access, Key::Home, Key::Fresh, Key::Stale, Key::Empty];
    let rows = sites
        .iter()
        .map(|(site, day)| {
            let name = Cell::link(format!("/desk/monitor/{}", site.key), site.names.of(tr.lang()));
            let mut cells = vec![match site.hosts.first() {
                Some(host) => name.below(host.clone()),
                None => name,
            }];
            match day {
                None => {
                    cells.push(Cell::text(tr.s("monitor-not-yet")));
                    cells.extend((0..=keys.len()).map(|_| Cell::text("—")));
                }
                Some(d) => {
                    let probes = ProbeFigures { all: d.probes, bad: d.probes_bad, short_days: 0 };
                    cells.push(Cell::tag(state_tag(tr, d.state)).below(tr.date_short(d.day)));
                    cells.extend(keys.iter().map(|k| match d.indicators.iter().find(|i| i.key == *k) {
                        Some(i) if i.state == State::Unmeasured => Cell::text("—"),
                        Some(i) => Cell::text(value(tr, i, probes)),
                        None => Cell::text("—"),
                    }));
                    cells.push(Cell::text(d.findings.to_string()));
                }
            }
            Row::new(cells)
        })
        .collect();
    let mut columns = vec![Column::new(tr.s("monitor-site")), Column::whole(tr.s("monitor-state"))];
    columns.extend(keys.iter().map(|k| Column::new(tr.s(&format!("monitor-short-{}", k.as_str())))));
    columns.push(Column::figures(tr.s("monitor-findings")));
    let empty = Empty::new(tr.s("monitor-empty"), tr.s("monitor-empty-text"));
    let rules = crate::rules();
    ListPage {
        shell: visit.desk(tr.s("monitor-title")).at("desk-monitor"),
        tr,
        figures,
        table: Table::new(tr.s("monitor-title"), columns, rows).when_empty(empty),
        source: tr.f2("monitor-source", "source", &rules.source, "date", &rules.checked_on),
    }
}

/// `GET /desk/monitor`
///
/// # Errors
/// A fault of the database.
pub async fn list(Hold(office): Hold<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    let cx = acting.cx;
    let sites = blocking(move || {
        let (sites, days) = office.db.read(|tx| Ok::<_, Error<Never>>((sites::list(tx)?, list_newest(tx)?)))?;
        let mine = sites.into_iter().filter(|s| s.is_open && may_see(&cx, s));
        Ok(mine
            .map(|s| {
                let day = days.iter().find(|d| d.site == s.key).cloned();
                (s, day)
            })
            .collect::<Vec<_>>())
    })
    .await?;
    Ok(Page(list_page(&visit, sites)).into_response())
}
