//! What the public reads: the reports of a year, and each of them whole.

use super::{
    standalone::parts,
    table::{Around, TableView},
};
use crate::{PublicLine, Release, list_public, list_releases, paper::title, public_years, template_of};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use kernel::{Error, Never, Office, cx::legal_date};
use serde::Deserialize;
use std::{collections::BTreeSet, sync::Arc};
use web::{Cell, Column, Empty, Notice, NoticeKind, Page, Problem, Row, Shell, Table, Tr, Visit, blocking};

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    year: Option<i64>,
}

#[derive(Template)]
#[template(path = "report/list.html")]
pub(super) struct ListPage {
    shell: Shell,
    tr: Tr,
    years: Vec<(String, String, bool)>,
    table: Table,
}

pub(super) fn list_page(visit: &Visit, years: &[i64], year: Option<i64>, lines: &[PublicLine]) -> ListPage {
    let tr = visit.tr;
    let rows = lines
        .iter()
        .map(|l| {
            let name = Cell::link(format!("/reports/annual/{}/{}", l.year, l.agency_key), &l.agency_name);
            let name = if l.revisions > 1 { name.below(tr.f1("report-revisions", "n", l.revisions)) } else { name };
            Row::new([name, Cell::text(tr.date(legal_date(l.at)))])
        })
        .collect();
    let columns = [Column::new(tr.s("report-agency")), Column::whole(tr.s("report-published-on"))];
    let empty = Empty::new(tr.s("report-list-empty"), tr.s("report-list-empty-text"));
    ListPage {
        shell: visit.shell(tr.s("report-list-title")).at("disclosure").crumb(tr.s("nav-disclosure"), "/disclosure"),
        years: years
            .iter()
            .map(|y| {
                let label = tr.f1("report-year", "year", y.to_string());
                (label, format!("/reports/annual?year={y}"), Some(*y) == year)
            })
            .collect(),
        table: Table::new(tr.s("report-list-title"), columns, rows).when_empty(empty),
        tr,
    }
}

/// `GET /reports/annual`, `?year=2025`: the newest year without one.
///
/// # Errors
/// A fault of the database.
pub async fn list(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (years, year, lines) = blocking(move || {
        Ok(office.db.read(|tx| {
            let years = public_years(tx)?;
            let year = asked.year.or(years.first().copied());
            let lines = year.map(|y| list_public(tx, y)).transpose()?.unwrap_or_default();
            Ok::<_, Error<Never>>((years, year, lines))
        })?)
    })
    .await?;
    Ok(Page(list_page(&visit, &years, year, &lines)).into_response())
}

#[derive(Template)]
#[template(path = "report/show.html")]
pub(super) struct ShowPage {
    shell: Shell,
    tr: Tr,
    published: String,
    notice: Option<Notice>,
    parts: Vec<(String, Vec<String>, Vec<TableView>)>,
    files: Vec<(String, String)>,
    source: String,
    origin: String,
    /// Earlier ones: address, what it says.
    revisions: Vec<(String, String)>,
    digest: String,
}

/// The address of a report.
pub(super) fn href(year: i64, agency: &str) -> String {
    format!("/reports/annual/{year}/{agency}")
}

pub(super) fn show_page(visit: &Visit, releases: &[Release], shown: &Release) -> Option<ShowPage> {
    let tr = visit.tr;
    let report = &shown.snapshot;
    let template = template_of(report.year)?;
    let own = href(report.year, &report.agency);
    let newest = releases.first()?;
    let is_newest = newest.revision == shown.revision;
    let notice = if !is_newest {
        let n = Notice::new(NoticeKind::Warning, tr.s("report-old-revision"), "");
        Some(n.link(&own, tr.s("report-to-newest")))
    } else if !report.note.is_empty() {
        let on = tr.date_short(legal_date(shown.at));
        Some(Notice::new(
            NoticeKind::Info,
            "",
            tr.f3("report-corrected", "n", shown.revision, "date", on, "note", &report.note),
        ))
    } else {
        None
    };
    let around = Around { tr, template, links: None, off: BTreeSet::new() };
    let asked = if is_newest { String::new() } else { format!("?revision={}", shown.revision) };
    let file = |kind: &str| (format!("{own}/report.{kind}{asked}"), tr.s(&format!("report-file-{kind}")).into_owned());
    let revisions = match releases.len() {
        1 => Vec::new(),
        _ => releases
            .iter()
            .map(|r| {
                let on = tr.date_short(legal_date(r.at));
                let said = match r.snapshot.note.as_str() {
                    "" => tr.f2("report-revision-first", "n", r.revision, "date", on),
                    note => tr.f3("report-revision", "n", r.revision, "date", on, "note", note),
                };
                (format!("{own}?revision={}", r.revision), said)
            })
            .collect(),
    };
    Some(ShowPage {
        shell: visit
            .shell(title(tr, &report.agency_name, report.year))
            .at("disclosure")
            .crumb(tr.s("nav-disclosure"), "/disclosure")
            .crumb(tr.s("report-list-title"), format!("/reports/annual?year={}", report.year)),
        published: tr.f1("report-published-line", "date", tr.date(legal_date(shown.at))),
        notice,
        parts: parts(&around, report),
        files: ["pdf", "xlsx", "html", "json"].into_iter().map(file).collect(),
        source: tr.f1("report-source", "source", &template.source),
        origin: tr.f1(&format!("report-origin-{}", report.origin), "n", report.below),
        revisions,
        digest: shown.digest.clone(),
        tr,
    })
}

/// What is asked for of one report.
#[derive(Deserialize)]
pub struct WhichRevision {
    pub(super) revision: Option<i64>,
}

/// The releases of a report, and the one that is asked for.
pub(super) fn find(
    office: &Office,
    key: &str,
    year: i64,
    revision: Option<i64>,
) -> Result<(Vec<Release>, Release), Problem> {
    let (agency, _) = super::agency_of(office, key)?;
    let releases = office.db.read(|tx| list_releases(tx, agency, year).map_err(Error::<Never>::from))?;
    let shown = match revision {
        None => releases.first(),
        Some(n) => releases.iter().find(|r| r.revision == n),
    };
    let shown = shown.cloned().ok_or_else(Problem::not_found)?;
    Ok((releases, shown))
}

/// `GET /reports/annual/{year}/{agency}`, `?revision=1`
///
/// # Errors
/// Not published.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path((year, key)): Path<(i64, String)>,
    Query(asked): Query<WhichRevision>,
) -> Result<Response, Problem> {
    let (releases, shown) = blocking(move || find(&office, &key, year, asked.revision)).await?;
    let page = show_page(&visit, &releases, &shown).ok_or_else(Problem::not_found)?;
    Ok(Page(page).into_response())
}
