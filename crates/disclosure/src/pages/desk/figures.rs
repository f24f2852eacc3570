//! `/desk/requests/figures`: time to reply, outcomes, grounds, channels of a year.

use super::{
    Answer, my_agencies, outcome_name,
    parts::{Block, Part, PartsPage},
    read, word,
};
use crate::{Figures as Counted, store};
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use identity::{Agency, pages::edge::Acting};
use jiff::civil::Date;
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Figure, Figures, Page, Problem, Row, Table, Tr, Visit, blocking};

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    year: Option<i16>,
    agency: String,
}

/// A bar of at most twenty blocks, beside the figure that says the same.
fn bar(n: i64, most: i64) -> String {
    let blocks = if most == 0 { 0 } else { (n * 20).div_euclid(most).clamp(i64::from(n > 0), 20) };
    "█".repeat(usize::try_from(blocks).unwrap_or(0))
}

fn table(tr: Tr, f: &Counted, of: &'static str, title: &str) -> Table {
    let counts: Vec<_> = f.counts.iter().filter(|c| c.of == of).collect();
    let most = counts.iter().map(|c| c.n).max().unwrap_or(0);
    let all: i64 = counts.iter().map(|c| c.n).sum();
    let rows = counts
        .iter()
        .map(|c| {
            let name = match of {
                "channel" => word(tr, "channel", &c.word),
                "applicant" => word(tr, "applicant-kind", &c.word),
                _ => outcome_name(tr, &c.word),
            };
            let share = if all == 0 { 0 } else { (c.n * 100 + all / 2) / all };
            Row::new([
                Cell::text(name),
                Cell::text(tr.number(c.n)),
                Cell::text(bar(c.n, most)).below(tr.f1("req-share", "n", share)),
            ])
        })
        .collect();
    let columns =
        [Column::new(title), Column::figures(tr.s("req-column-count")), Column::new(tr.s("req-column-share"))];
    Table::new(title, columns, rows).when_empty(Empty::new(tr.s("req-figures-none"), ""))
}

/// The page.
pub(super) fn page(
    visit: &Visit,
    agencies: &[Agency],
    agency: &Agency,
    year: i16,
    this: i16,
    f: &Counted,
) -> PartsPage {
    let tr = visit.tr;
    let title = tr.f2("req-figures-of", "agency", &agency.short_name, "year", year.to_string());
    let mut page = PartsPage::new(visit.desk(title).crumb(tr.s("req-list-title"), "/desk/requests"));
    let share = if f.closed == 0 { 0 } else { f.in_time * 100 / f.closed };
    let mean = format!("{}.{}", f.mean_days_hundredths / 100, (f.mean_days_hundredths % 100) / 10);
    page.figures = Some(Figures::new(vec![
        Figure::new(tr.s("req-figure-received"), tr.number(f.received)),
        Figure::new(tr.s("req-figure-closed"), tr.number(f.closed)),
        Figure::new(tr.s("req-figure-in-time"), share.to_string()).unit("%"),
        Figure::new(tr.s("req-figure-mean"), mean).unit(tr.s("req-unit-working-days")),
        Figure::new(tr.s("req-figure-longest"), tr.number(f.longest)).unit(tr.s("req-unit-working-days")),
    ]));
    let years = (0..4)
        .map(|back| this - back)
        .filter(|y| *y != year)
        .map(|y| (format!("/desk/requests/figures?agency={}&year={y}", agency.key), y.to_string()));
    let others = agencies
        .iter()
        .filter(|a| a.id != agency.id)
        .map(|a| (format!("/desk/requests/figures?agency={}&year={year}", a.key), a.short_name.clone()));
    for (id, of, key) in [
        ("outcomes", "outcome", "disclosure-outcome"),
        ("grounds", "ground", "req-grounds"),
        ("channels", "channel", "disclosure-channel"),
        ("applicants", "applicant", "disclosure-applicant-kind"),
    ] {
        let title = tr.s(key).into_owned();
        page.parts.push(Part::new(id, &title).with(Block::Table(table(tr, f, of, &title))));
    }
    page.side.push(Part::new("years", tr.s("req-other-years")).with(Block::Links(years.collect())));
    let others: Vec<_> = others.collect();
    if !others.is_empty() {
        page.side.push(Part::new("agencies", tr.s("req-other-agencies")).with(Block::Links(others)));
    }
    page
}

/// `GET /desk/requests/figures`
///
/// # Errors
/// 404 for an agency whose requests the reader may not see.
pub async fn figures_page(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let this = cx.today().year();
        let year = asked.year.filter(|y| (2008..=2100).contains(y)).unwrap_or(this);
        let (first, last) = (Date::new(year, 1, 1), Date::new(year, 12, 31));
        let (Ok(first), Ok(last)) = (first, last) else { return Err(Problem::bad_request()) };
        let agencies = read(&office, |tx| my_agencies(tx, &cx))?;
        let agency = match asked.agency.as_str() {
            "" => agencies.first(),
            key => agencies.iter().find(|a| a.key == key),
        };
        let agency = agency.ok_or_else(Problem::not_found)?;
        let f = read(&office, |tx| store::figures(tx, agency.id, first, last))?;
        Ok(Page(page(&visit, &agencies, agency, year, this, &f)).into_response())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_is_never_empty_for_something_and_never_longer_than_twenty() {
        assert_eq!((bar(0, 9), bar(1, 1000), bar(9, 9)), (String::new(), "█".into(), "█".repeat(20)));
    }
}
