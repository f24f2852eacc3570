//! A table of the report on a page: the statutory layout, each counted number a link, each cell of a failed rule marked.

use super::words::{column, label, row};
use crate::{
    Annual, Failure, Layout, Origin, Place, Rule, Template, What, Whose, cell_address, entry::Entry, layouts,
    sheet::CONTENT, tables::Tables,
};
use askama::{Template as Page, filters::HtmlSafe};
use std::collections::BTreeSet;
use web::Tr;

/// One cell as it is written.
#[derive(Clone, Debug)]
struct Shown {
    /// `colgroup`, `col`, `rowgroup`, `row`; empty for a number.
    scope: &'static str,
    columns: usize,
    rows: usize,
    text: String,
    href: Option<String>,
    /// Row and column in words, for who hears the page and lands on a link.
    named: String,
    off: bool,
    blank: bool,
}

/// A table.
#[derive(Clone, Debug, Page)]
#[template(path = "report/table.html")]
pub(crate) struct TableView {
    tr: Tr,
    caption: String,
    class: &'static str,
    head: Vec<Vec<Shown>>,
    body: Vec<Vec<Shown>>,
}

impl HtmlSafe for TableView {}

/// Where the numbers lead.
#[derive(Clone, Copy)]
pub(crate) struct Links<'l> {
    /// The agency's key.
    pub agency: &'l str,
    /// Its own requests, or everybody's below too.
    pub whose: Whose,
}

/// What surrounds a table.
pub(crate) struct Around<'a> {
    pub tr: Tr,
    pub template: &'a Template,
    /// `None`: the reader may not open the requests, or nothing was counted.
    pub links: Option<Links<'a>>,
    pub off: BTreeSet<Place>,
}

/// The cells that a rule which does not hold names.
pub(crate) fn off(failures: &[Failure]) -> BTreeSet<Place> {
    let named = failures.iter().filter(|f| f.rule != Rule::Unfilled);
    named.flat_map(|f| f.left.iter().chain(&f.right)).map(|p| p.place.clone()).collect()
}

/// The links of a report's numbers on the desk: counted ones lead to the requests.
pub(crate) fn links(now: &Annual) -> Option<Links<'_>> {
    let whose = match now.origin {
        Origin::Counted => Whose::Own,
        Origin::RolledUp => Whose::WithBelow,
        Origin::Adopted => return None,
    };
    Some(Links { agency: &now.body.agency.key, whose })
}

fn view(around: &Around<'_>, layout: &Layout, class: &'static str) -> TableView {
    let tr = around.tr;
    let shown = |c: &crate::Laid| match &c.what {
        What::Head(text) | What::Side(text) => {
            let is_head = matches!(c.what, What::Head(_));
            let scope = match (is_head, c.columns, c.rows) {
                (true, 1, _) => "col",
                (true, ..) => "colgroup",
                (false, _, 1) => "row",
                (false, ..) => "rowgroup",
            };
            let text = label(tr, text);
            Shown {
                scope,
                columns: c.columns,
                rows: c.rows,
                text,
                href: None,
                named: String::new(),
                off: false,
                blank: false,
            }
        }
        What::Number(entry, unit, place) => {
            let n = entry.number().unwrap_or(0);
            let href = around
                .links
                .filter(|_| place.table > 2 && n != 0)
                .map(|l| cell_address(l.agency, place.year, &place.row, &place.column, l.whose));
            let blank = *entry == Entry::Blank;
            let named = tr.f2(
                "report-at",
                "row",
                row(tr, around.template, place),
                "column",
                column(tr, around.template, place),
            );
            let text = if blank { tr.s("report-blank").into_owned() } else { entry.shown(*unit) };
            Shown {
                scope: "",
                columns: c.columns,
                rows: c.rows,
                text,
                href,
                named,
                off: around.off.contains(place),
                blank,
            }
        }
    };
    let rows: Vec<Vec<Shown>> = layout.rows().into_iter().map(|cells| cells.into_iter().map(shown).collect()).collect();
    let (head, body) = rows.split_at(layout.head.min(rows.len()));
    TableView { tr, caption: label(tr, &layout.name), class, head: head.to_vec(), body: body.to_vec() }
}

/// Tables two, three and four.
pub(crate) fn views(around: &Around<'_>, year: i64, tables: &Tables) -> [Vec<TableView>; 3] {
    let [two, three, four] = layouts(year, around.template, tables, CONTENT);
    let all = |list: Vec<Layout>, class| list.iter().map(|l| view(around, l, class)).collect();
    [all(two, "report-two"), all(three, "report-three"), all(four, "report-four")]
}

/// The sum of a row of table three as published, for lists and the terminal.
pub(crate) fn sum(tables: &Tables, row: &str) -> i64 {
    tables.line(row).last().map_or(0, |e| e.counted())
}
