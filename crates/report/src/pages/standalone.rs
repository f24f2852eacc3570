//! The report as one file that opens anywhere: no site around it, no script.

use super::table::{Around, TableView, views};
use crate::{Snapshot, Template, paper::title};
use askama::Template as Page;
use kernel::Fault;
use std::collections::BTreeSet;
use web::Tr;

#[derive(Page)]
#[template(path = "report/standalone.html")]
struct FilePage {
    tr: Tr,
    title: String,
    style: &'static str,
    draft: Option<String>,
    parts: Vec<(String, Vec<String>, Vec<TableView>)>,
    source: String,
}

/// The look of the file; it has no site whose sheet it could use.
const STYLE: &str = include_str!("../../data/standalone.css");

/// The six parts with their words and tables.
pub(super) fn parts(around: &Around<'_>, report: &Snapshot) -> Vec<(String, Vec<String>, Vec<TableView>)> {
    let [two, three, four] = views(around, report.year, &report.tables);
    let mut tables = [Vec::new(), two, three, four, Vec::new(), Vec::new()];
    let n = &report.narrative;
    let words = [n.overview.as_str(), "", "", "", n.problems.as_str(), n.other.as_str()];
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    around
        .template
        .parts
        .iter()
        .enumerate()
        .map(|(n, heading)| {
            let own = tables.get_mut(n).map(std::mem::take).unwrap_or_default();
            (super::words::label(around.tr, heading), words.get(n).map(|t| lines(t)).unwrap_or_default(), own)
        })
        .collect()
}

/// The file. `draft` is said across its head when the report is not public.
pub(crate) fn html(tr: Tr, template: &Template, report: &Snapshot, draft: bool) -> Result<String, Fault> {
    let around = Around { tr, template, links: None, off: BTreeSet::new() };
    let page = FilePage {
        tr,
        title: title(tr, &report.agency_name, report.year),
        style: STYLE,
        draft: draft.then(|| tr.s("report-draft-mark").into_owned()),
        parts: parts(&around, report),
        source: tr.f1("report-source", "source", &template.source),
    };
    page.render().map_err(|e| Fault::from_error("writing a report as HTML", e))
}
