//! The public list of items: search, filters with counts, pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Lang, Never, Office};
use serde::Deserialize;
use web::{Empty, Page, Pager, Problem, Sample, Shell, Submit, Tr, Visit, blocking};

use super::{query, words};
use crate::record::Published;
use crate::search::{FACETS, Filter, Seek};
use crate::{catalogue, store};

const ROWS: i64 = 20;
/// How many values of one facet are shown; the rest is found by search.
const MOST_VALUES: usize = 20;

/// The query of the list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    q: String,
    audience: String,
    field: String,
    theme: String,
    event: String,
    #[serde(rename = "type")]
    item_type: String,
    department: String,
    after: String,
    before: String,
}

impl ListQuery {
    fn value(&self, facet: &str) -> &str {
        match facet {
            "audience" => &self.audience,
            "field" => &self.field,
            "theme" => &self.theme,
            "event" => &self.event,
            "type" => &self.item_type,
            "department" => &self.department,
            _ => "",
        }
    }

    /// What was chosen, as the catalogue takes it.
    pub(crate) fn filter(&self) -> Filter {
        FACETS.iter().fold(Filter::of_query(&self.q), |filter, facet| filter.with(facet, self.value(facet)))
    }

    /// Which page was asked for.
    pub(crate) fn seek(&self) -> Seek {
        match (Id::parse(&self.after), Id::parse(&self.before)) {
            (Some(id), _) => Seek::After(id),
            (None, Some(id)) => Seek::Before(id),
            (None, None) => Seek::Start,
        }
    }
}

/// The address of the list with this filter; one facet set otherwise, where `change` says so.
fn address(filter: &Filter, change: Option<(&str, &str)>, page: Option<(&str, &str)>) -> String {
    let mut pairs = vec![("q", filter.query.as_str())];
    for facet in FACETS {
        let value = match change {
            Some((changed, value)) if changed == *facet => value,
            _ => filter.value_of(facet).unwrap_or_default(),
        };
        pairs.push((facet, value));
    }
    pairs.extend(page);
    format!("/items{}", query(pairs))
}

struct Value {
    label: String,
    count: i64,
    href: String,
    chosen: Option<&'static str>,
}

struct Facet {
    label: String,
    values: Vec<Value>,
}

struct Hit {
    name: String,
    summary: String,
    href: String,
    start: String,
    meta: Vec<String>,
}

#[derive(Template)]
#[template(path = "items/catalogue.html")]
struct CataloguePage {
    shell: Shell,
    tr: Tr,
    query: String,
    kept: Vec<(&'static str, String)>,
    find: Submit,
    facets: Vec<Facet>,
    chosen: Vec<(String, String)>,
    clear: Option<String>,
    count: i64,
    hits: Vec<Hit>,
    empty: Empty,
    pager: Pager,
}

fn hit(tr: Tr, found: &Published, names: &words::Names) -> Hit {
    let item = &found.version.body;
    let mut meta = Vec::new();
    if let Some(limit) = item.binding_limit() {
        meta.push(tr.f1("items-meta-decided", "limit", words::limit(tr, limit)));
    }
    meta.extend(words::visits(tr, item));
    meta.extend(words::fee(tr, item));
    meta.push(words::name(names, if item.department.is_empty() { &item.agency } else { &item.department }).to_owned());
    Hit {
        name: words::item_name(tr, item).to_owned(),
        summary: item.summary.clone(),
        href: format!("/items/{}", found.item.slug),
        start: format!("/items/{}/path", found.item.slug),
        meta,
    }
}

struct Data {
    rows: Vec<Published>,
    more: bool,
    counts: Vec<(String, String, i64)>,
    count: i64,
    names: words::Names,
}

fn page(visit: &Visit, filter: &Filter, seek: &Seek, data: Data) -> CataloguePage {
    let tr = visit.tr;
    let facets = FACETS.iter().filter_map(|facet| {
        let chosen = filter.value_of(facet);
        let of_it =
            data.counts.iter().filter(|(of, value, _)| of == facet && chosen.is_none_or(|chosen| chosen == value));
        let values: Vec<Value> = of_it
            .take(MOST_VALUES)
            .map(|(_, value, count)| Value {
                label: words::facet_value(tr, facet, value, &data.names),
                count: *count,
                href: address(filter, Some((facet, if chosen.is_some() { "" } else { value })), None),
                chosen: chosen.map(|_| "true"),
            })
            .collect();
        (!values.is_empty()).then(|| Facet { label: tr.s(&format!("items-facet-{facet}")).into_owned(), values })
    });
    let facets = facets.collect();
    let chosen = filter.facets().iter().map(|(facet, value)| {
        (words::facet_value(tr, facet, value, &data.names), address(filter, Some((facet, "")), None))
    });
    let chosen = chosen.collect();
    let (first, last) =
        (data.rows.first().map(|p| p.item.id.to_string()), data.rows.last().map(|p| p.item.id.to_string()));
    let (has_back, has_on) = match seek {
        Seek::Start => (false, data.more),
        Seek::After(_) => (true, data.more),
        Seek::Before(_) => (data.more, true),
    };
    let back = first.filter(|_| has_back).map(|id| address(filter, None, Some(("before", &id))));
    let on = last.filter(|_| has_on).map(|id| address(filter, None, Some(("after", &id))));
    CataloguePage {
        shell: visit.shell(tr.s("items-catalogue-title")).at("items"),
        tr,
        query: filter.query.clone(),
        kept: filter.facets().to_vec(),
        find: Submit::primary(tr.s("search-button")),
        facets,
        chosen,
        clear: (!filter.is_empty()).then(|| "/items".to_owned()),
        count: data.count,
        hits: data.rows.iter().map(|found| hit(tr, found, &data.names)).collect(),
        empty: Empty::new(tr.s("items-none-title"), tr.s("items-none-text"))
            .action("/items", tr.s("items-none-action")),
        pager: Pager::new(tr, back, on),
    }
}

/// `GET /items`: the public list. Access: public.
///
/// # Errors
/// A fault of the database.
pub async fn list(
    State(office): State<Arc<Office>>,
    visit: Visit,
    asked: Result<Query<ListQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::bad_request())?;
    let (filter, seek) = (asked.filter(), asked.seek());
    let (wanted, at) = (filter.clone(), seek.clone());
    let data = blocking(move || {
        Ok(office.db.read(|tx| {
            let mut rows = catalogue::list_published(tx, &wanted, &at, ROWS + 1)?;
            let more = rows.len() > ROWS as usize;
            match at {
                // A page backwards is cut at its front.
                Seek::Before(_) if more => drop(rows.remove(0)),
                _ => rows.truncate(ROWS as usize),
            }
            let agencies = identity::list_agencies(tx)?;
            Ok::<_, Error<Never>>(Data {
                rows,
                more,
                counts: store::count_facets(tx, &wanted)?,
                count: store::count_published(tx, &wanted)?,
                names: agencies.into_iter().map(|agency| (agency.key, agency.short_name)).collect(),
            })
        })?)
    })
    .await?;
    Ok(Page(page(&visit, &filter, &seek, data)).into_response())
}

impl Sample for CataloguePage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let rows = super::guide::sample_items();
        let counts = rows.iter().flat_map(|p| crate::search::facet_rows(&p.version.body));
        let counts = counts.map(|(facet, value)| (facet.to_owned(), value, 1)).collect();
        let full = Data { count: rows.len() as i64, rows, more: true, counts, names: words::Names::new() };
        let none = Data { rows: Vec::new(), more: false, counts: Vec::new(), count: 0, names: words::Names::new() };
        vec![
            page(&visit, &Filter::default(), &Seek::Start, full),
            page(&visit, &Filter::of_query("\"><script>").with("type", "<b>"), &Seek::After(Id::new()), none),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_good_in_every_language() {
        assert_eq!(CataloguePage::lint_samples(), Vec::<String>::new());
    }
}
