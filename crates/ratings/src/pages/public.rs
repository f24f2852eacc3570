//! What everybody may read: the figures of ratings by agency and item, and what was said and answered.
//!
//! Law: 国办发〔2019〕51号 (评价结果和差评整改情况公开)

use super::show::{RatingShown, author};
use crate::{
    AgencyFigures, Figures, ItemFigures, Ratio, Said, Scope, figures_by_agency, figures_by_item, figures_of, list_said,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use kernel::{Error, Id, Office, cx::legal_date};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Figure, Page, Pager, Problem, Row, Shell, Table, Tr, Visit, blocking};

/// Comments on one page.
const ROWS: usize = 10;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    agency: Option<String>,
    item: Option<String>,
    before: Option<String>,
}

/// Whose ratings the page shows.
enum Part {
    Hall(Vec<AgencyFigures>),
    Agency { name: String, items: Vec<ItemFigures> },
    Item { name: String, slug: String },
}

struct Found {
    part: Part,
    figures: Figures,
    said: Vec<Said>,
}

#[derive(Template)]
#[template(path = "ratings/public.html")]
struct RatingsPage {
    shell: Shell,
    tr: Tr,
    figures: web::Figures,
    table: Option<Table>,
    said: Vec<RatingShown>,
    empty: Option<Empty>,
    pager: Pager,
    guide: Option<String>,
}

/// A ratio in the reader's words.
fn ratio(tr: Tr, ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| tr.s("rating-no-ratio").into_owned(), |r| tr.f1("rating-percent", "percent", r.percent()))
}

fn figure(tr: Tr, label: &str, ratio: Option<Ratio>) -> Figure {
    match ratio {
        Some(r) => Figure::new(tr.s(label), r.percent()).unit(tr.s("rating-percent-unit")).note(tr.f2(
            "rating-of",
            "part",
            tr.number(r.part),
            "whole",
            tr.number(r.whole),
        )),
        None => Figure::new(tr.s(label), tr.s("rating-no-ratio")),
    }
}

fn cells(tr: Tr, name: Cell, f: &Figures) -> Row {
    Row::new([
        name,
        Cell::text(tr.number(f.served)),
        Cell::text(ratio(tr, f.active_rate())),
        Cell::text(ratio(tr, f.active_good_rate())),
        Cell::text(tr.number(f.default_count())),
        Cell::text(ratio(tr, f.unrated_rate())),
        Cell::text(ratio(tr, f.answered_rate())),
    ])
}

fn table(tr: Tr, caption: &str, name: &str, rows: Vec<Row>) -> Table {
    let columns = [
        Column::new(tr.s(name)),
        Column::figures(tr.s("rating-served")),
        Column::figures(tr.s("rating-active-rate")),
        Column::figures(tr.s("rating-active-good-rate")),
        Column::figures(tr.s("rating-defaults")),
        Column::figures(tr.s("rating-unrated-rate")),
        Column::figures(tr.s("rating-answered-rate")),
    ];
    Table::new(tr.s(caption), columns, rows).when_empty(Empty::new(tr.s("rating-figures-empty"), ""))
}

fn page(visit: &Visit, mut found: Found, link_on: impl Fn(Id) -> String) -> RatingsPage {
    let tr = visit.tr;
    let name = match &found.part {
        Part::Hall(_) => None,
        Part::Agency { name, .. } | Part::Item { name, .. } => Some(name.clone()),
    };
    let title = name.map_or_else(|| tr.s("ratings-title").into_owned(), |name| tr.f1("ratings-title-of", "name", name));
    let mut shell = visit.shell(title);
    if !matches!(found.part, Part::Hall(_)) {
        shell = shell.crumb(tr.s("ratings-title"), "/ratings");
    }
    let f = found.figures;
    let figures = web::Figures::new(vec![
        Figure::new(tr.s("rating-served"), tr.number(f.served)),
        figure(tr, "rating-active-rate", f.active_rate()),
        figure(tr, "rating-active-good-rate", f.active_good_rate()),
        figure(tr, "rating-answered-rate", f.answered_rate()),
        Figure::new(tr.s("rating-defaults"), tr.number(f.default_count())).note(tr.s("rating-defaults-note")),
        figure(tr, "rating-unrated-rate", f.unrated_rate()),
    ]);
    let table = match &found.part {
        Part::Hall(agencies) => {
            let rows = agencies
                .iter()
                .map(|a| cells(tr, Cell::link(format!("/ratings?agency={}", a.key), &a.name), &a.figures))
                .collect();
            Some(table(tr, "ratings-by-agency", "rating-agency", rows))
        }
        Part::Agency { items, .. } => {
            let rows = items
                .iter()
                .map(|i| cells(tr, Cell::link(format!("/ratings?item={}", i.slug), &i.name), &i.figures))
                .collect();
            Some(table(tr, "ratings-by-item", "rating-item", rows))
        }
        Part::Item { .. } => None,
    };
    let more = found.said.len() > ROWS;
    found.said.truncate(ROWS);
    let on = found.said.last().filter(|_| more).map(|last| link_on(last.rating.id));
    let said: Vec<RatingShown> = found
        .said
        .iter()
        .map(|s| {
            let day = tr.date_short(legal_date(s.rating.at));
            let about = vec![author(tr, &s.author), s.title.clone(), s.agency_name.clone(), day];
            RatingShown::new(tr, &s.rating, about)
        })
        .collect();
    let guide = match &found.part {
        Part::Item { slug, .. } => Some(format!("/items/{slug}")),
        Part::Hall(_) | Part::Agency { .. } => None,
    };
    let empty = said.is_empty().then(|| Empty::new(tr.s("ratings-said-empty"), tr.s("ratings-said-empty-text")));
    RatingsPage { shell, tr, figures, table, said, empty, pager: Pager::new(tr, None, on), guide }
}

/// `GET /ratings`, `?agency=<key>`, `?item=<slug>`, `&before=<id>`
///
/// # Errors
/// No such agency or item.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let before = match asked.before.as_deref().map(Id::parse) {
        None => None,
        Some(Some(id)) => Some(id),
        Some(None) => return Err(Problem::bad_request()),
    };
    let (agency, item) = (asked.agency.clone(), asked.item.clone());
    let found = blocking(move || {
        let found = office.db.read(|tx| {
            let (scope, part) = if let Some(slug) = item {
                let Some(i) = items::find_item_by_slug(tx, &slug)? else { return Ok(None) };
                (Scope::Item(i.id), Part::Item { name: i.name, slug })
            } else if let Some(key) = agency {
                let Some(a) = identity::find_agency_by_key(tx, &key)? else { return Ok(None) };
                (Scope::Agency(a.id), Part::Agency { items: figures_by_item(tx, a.id)?, name: a.name })
            } else {
                (Scope::Hall, Part::Hall(figures_by_agency(tx)?))
            };
            let figures = figures_of(tx, scope)?;
            let said = list_said(tx, scope, before, ROWS as i64 + 1)?;
            Ok::<_, Error<kernel::Never>>(Some(Found { part, figures, said }))
        })?;
        found.ok_or_else(Problem::not_found)
    })
    .await?;
    // Only what was found is put into the address again.
    let query = match &found.part {
        Part::Hall(_) => String::new(),
        Part::Agency { .. } => format!("agency={}&", asked.agency.unwrap_or_default()),
        Part::Item { slug, .. } => format!("item={slug}&"),
    };
    Ok(Page(page(&visit, found, |id| format!("/ratings?{query}before={id}"))).into_response())
}

#[cfg(test)]
mod tests {
    use super::super::show::sample;
    use super::*;
    use crate::Author;
    use kernel::Lang;
    use web::Sample;

    fn said() -> Vec<Said> {
        let authors = [Author::Person("张*".into()), Author::Organisation, Author::LinkHolder];
        sample::many()
            .into_iter()
            .zip(authors.into_iter().cycle())
            .map(|(rating, author)| Said {
                rating,
                title: "食品经营许可（新办）".into(),
                slug: "food-business-new".into(),
                agency_name: "行政审批局".into(),
                agency_key: "approval".into(),
                author,
            })
            .collect()
    }

    impl Sample for RatingsPage {
        fn samples(lang: Lang) -> Vec<RatingsPage> {
            let visit = Visit::sample(lang);
            let figures =
                Figures { served: 12_345, active: [3, 1, 10, 50, 800], default: [0, 0, 0, 4_000, 0], bad_answered: 3 };
            let many = (0..12)
                .map(|n| AgencyFigures { key: format!("a{n}"), name: format!("第{n}局<script>"), figures })
                .collect();
            let on = |id: Id| format!("/ratings?before={id}");
            vec![
                page(&visit, Found { part: Part::Hall(Vec::new()), figures: Figures::default(), said: Vec::new() }, on),
                page(&visit, Found { part: Part::Hall(many), figures, said: [said(), said()].concat() }, on),
                page(
                    &visit,
                    Found {
                        part: Part::Agency {
                            name: "某局".into(),
                            items: vec![ItemFigures { slug: "x".into(), name: "事项".into(), figures }],
                        },
                        figures,
                        said: said(),
                    },
                    on,
                ),
                page(
                    &visit,
                    Found { part: Part::Item { name: "事项".into(), slug: "x".into() }, figures, said: said() },
                    on,
                ),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RatingsPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn nothing_of_anybody_and_no_markup_reaches_the_page() {
        for page in RatingsPage::samples(Lang::ZhCn) {
            let html = page.render().unwrap();
            assert!(
                !html.contains("<script>") && !html.contains("<img src=x") && !html.contains("13812345678"),
                "{html}"
            );
        }
    }
}
