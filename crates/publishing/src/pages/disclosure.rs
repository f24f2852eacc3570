//! `/disclosure`: the disclosure section of a site, its four fixed parts in their order.
//!
//! Law: 国办公开办函〔2019〕61号 (指南 · 制度 · 法定主动公开内容 · 年报)

use super::{Line, item_name, read, sample_row, section::sample_section};
use crate::{Filter, PublishedRow, StatutoryItem, list_published, statutory_counts};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::{Fault, Lang, Office, Tx};
use sites::{FixedSection, Section, SectionClass};
use std::sync::Arc;
use web::{Page, Problem, Sample, Shell, Tr, Visit, blocking};

type Answer = Result<Response, Problem>;

/// The newest of each part that are shown.
const NEWEST: i64 = 5;

/// One of the four parts.
struct PartShown {
    id: &'static str,
    name: String,
    about: String,
    href: Option<String>,
    lines: Vec<Line>,
    items: Vec<(String, String, String)>,
}

/// A section with its newest publications.
type Filled = (Section, Vec<PublishedRow>);

struct Found {
    parts: Vec<(FixedSection, Option<Filled>)>,
    items: Vec<(StatutoryItem, i64)>,
}

#[derive(Template)]
#[template(path = "publishing/disclosure.html")]
struct DisclosurePage {
    shell: Shell,
    tr: Tr,
    parts: Vec<PartShown>,
}

impl DisclosurePage {
    fn new(visit: &Visit, found: &Found) -> DisclosurePage {
        let tr = visit.tr;
        let parts = found
            .parts
            .iter()
            .map(|(fixed, section)| {
                let href = section.as_ref().map(|(s, _)| format!("/sections/{}", s.key));
                let items = match (&href, fixed) {
                    (Some(href), FixedSection::StatutoryDisclosure) => StatutoryItem::ALL
                        .iter()
                        .map(|i| {
                            let n = found.items.iter().find(|(k, _)| k == i).map_or(0, |(_, n)| *n);
                            (format!("{href}?item={i}"), item_name(tr, *i), tr.number(n))
                        })
                        .collect(),
                    _ => Vec::new(),
                };
                PartShown {
                    id: fixed.as_str(),
                    name: section.as_ref().map_or_else(
                        || tr.s(&format!("publishing-fixed-{fixed}")).into_owned(),
                        |(s, _)| s.names.of(tr.lang()).to_owned(),
                    ),
                    about: tr.s(&format!("publishing-fixed-{fixed}-about")).into_owned(),
                    href,
                    lines: section.iter().flat_map(|(_, rows)| rows).map(|r| Line::new(tr, r)).collect(),
                    items,
                }
            })
            .collect();
        DisclosurePage { shell: visit.shell(tr.s("publishing-disclosure-title")).at("disclosure"), tr, parts }
    }
}

fn find(tx: &mut Tx, site: &str) -> Result<Found, Fault> {
    let sections = sites::list_sections(tx, site)?;
    let mut parts = Vec::new();
    for fixed in FixedSection::ALL {
        let section = sections.iter().find(|s| s.fixed == Some(*fixed) && s.is_open).cloned();
        let found = match section {
            Some(section) => {
                let filter =
                    Filter { site: Some(site.to_owned()), section: Some(section.key.clone()), ..Filter::default() };
                let rows = list_published(tx, &filter, None, NEWEST)?;
                Some((section, rows))
            }
            None => None,
        };
        parts.push((*fixed, found));
    }
    Ok(Found { parts, items: statutory_counts(tx, site)? })
}

/// `GET /disclosure`
///
/// # Errors
/// A fault of the database.
pub async fn show(State(office): State<Arc<Office>>, visit: Visit) -> Answer {
    let site = visit.site().key.clone();
    let found = blocking(move || read(&office, |tx| find(tx, &site))).await?;
    Ok(Page(DisclosurePage::new(&visit, &found)).into_response())
}

impl Sample for DisclosurePage {
    fn samples(lang: Lang) -> Vec<DisclosurePage> {
        let visit = Visit::sample(lang);
        let none = Found { parts: FixedSection::ALL.iter().map(|f| (*f, None)).collect(), items: Vec::new() };
        let parts = FixedSection::ALL.iter().map(|f| {
            let section = sample_section(f.as_str(), "政府信息公开 <甲>", SectionClass::Static, Some(*f));
            (*f, Some((section, vec![sample_row("石家庄市政府信息公开指南"), sample_row("<年报>")])))
        });
        let full = Found { parts: parts.collect(), items: vec![(StatutoryItem::Plans, 12)] };
        vec![DisclosurePage::new(&visit, &none), DisclosurePage::new(&visit, &full)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_good_and_the_four_parts_keep_their_order() {
        assert_eq!(DisclosurePage::lint_samples(), Vec::<String>::new());
        let html = DisclosurePage::samples(Lang::ZhCn)[0].render().unwrap_or_default();
        let places: Vec<_> =
            ["公开指南", "公开制度", "法定主动公开内容", "公开年报"].iter().map(|w| html.find(w)).collect();
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    }
}
