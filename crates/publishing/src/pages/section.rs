//! `/sections/{key}`: what stands in a section of the present site, newest first; the statutory part by its items.

use super::{Line, item_name, percent, read, sample_row};
use crate::{Cursor, Filter, PublishedRow, StatutoryItem, list_published, section_ages, statutory_counts};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::find_agency;
use kernel::{Fault, Lang, Office, Tx, cx::legal_date};
use serde::Deserialize;
use sites::{FixedSection, Section, SectionClass};
use std::sync::Arc;
use web::{Choice, Empty, Facts, Field, Page, Pager, Problem, Sample, Shell, Submit, Tr, Visit, blocking};

type Answer = Result<Response, Problem>;

/// Publications on one page.
const PAGE: usize = 20;

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    year: Option<String>,
    item: Option<String>,
    after: Option<String>,
}

/// An item of statutory disclosure as a way into its list.
struct ItemLine {
    name: String,
    href: String,
    count: String,
    is_current: bool,
}

struct Found {
    section: Section,
    parent: Option<Section>,
    children: Vec<Section>,
    agency: Option<String>,
    latest: Option<jiff::Timestamp>,
    count: i64,
    items: Vec<(StatutoryItem, i64)>,
    rows: Vec<PublishedRow>,
}

#[derive(Template)]
#[template(path = "publishing/section.html")]
struct SectionPage {
    shell: Shell,
    tr: Tr,
    facts: Facts,
    children: Vec<(String, String)>,
    items: Vec<ItemLine>,
    list_title: String,
    year: Field,
    item: Option<String>,
    look: Submit,
    lines: Vec<Line>,
    empty: Option<Empty>,
    pager: Pager,
    feed: String,
    follow: String,
}

/// How a section is kept up, in words.
fn cycle(tr: Tr, section: &Section) -> String {
    match (section.class, section.days()) {
        (SectionClass::Static | SectionClass::Topic, _) | (_, None) => {
            tr.s(&format!("publishing-cycle-{}", section.class)).into_owned()
        }
        (_, Some(days)) => tr.f1("publishing-cycle-days", "n", days),
    }
}

impl SectionPage {
    fn new(visit: &Visit, asked: &Asked, mut found: Found, this_year: i16) -> SectionPage {
        let tr = visit.tr;
        let lang = tr.lang();
        let key = &found.section.key;
        let base = format!("/sections/{key}");
        let item = asked.item.as_deref().and_then(StatutoryItem::parse);
        let more = found.rows.len() > PAGE;
        found.rows.truncate(PAGE);
        let query = |after: Option<Cursor>| {
            let mut pairs = Vec::new();
            if let Some(year) = asked.year.as_deref().filter(|y| !y.is_empty()) {
                pairs.push(format!("year={}", percent(year)));
            }
            if let Some(item) = item {
                pairs.push(format!("item={item}"));
            }
            if let Some(after) = after {
                pairs.push(format!("after={after}"));
            }
            if pairs.is_empty() { base.clone() } else { format!("{base}?{}", pairs.join("&")) }
        };
        let on = found.rows.last().filter(|_| more).map(|r| query(Some(r.cursor())));
        let back = asked.after.as_ref().map(|_| query(None));
        let mut facts = Facts::new();
        if let Some(agency) = &found.agency {
            facts = facts.fact(tr.s("publishing-section-agency"), agency);
        }
        facts = facts.fact(
            tr.s("publishing-section-latest"),
            found
                .latest
                .map_or_else(|| tr.s("publishing-section-none").into_owned(), |at| tr.date_short(legal_date(at))),
        );
        facts = facts
            .fact(tr.s("publishing-section-cycle"), cycle(tr, &found.section))
            .fact(tr.s("publishing-section-count"), tr.f1("publishing-pieces", "n", found.count));
        let is_statutory = found.section.fixed == Some(FixedSection::StatutoryDisclosure);
        let items = if is_statutory {
            StatutoryItem::ALL
                .iter()
                .map(|i| ItemLine {
                    name: item_name(tr, *i),
                    href: format!("{base}?item={i}"),
                    count: tr.number(found.items.iter().find(|(k, _)| k == i).map_or(0, |(_, n)| *n)),
                    is_current: item == Some(*i),
                })
                .collect()
        } else {
            Vec::new()
        };
        let years = std::iter::once(Choice::new("", tr.s("publishing-any-year"))).chain(
            (0..10)
                .map(|n| this_year - n)
                .map(|y| Choice::new(y.to_string(), tr.f1("publishing-year", "year", y.to_string()))),
        );
        let mut shell =
            visit.shell(found.section.names.of(lang)).at(if found.section.fixed.is_some() { "disclosure" } else { "" });
        if found.section.fixed.is_some() {
            shell = shell.crumb(tr.s("publishing-disclosure-title"), "/disclosure");
        }
        if let Some(parent) = &found.parent {
            shell = shell.crumb(parent.names.of(lang), format!("/sections/{}", parent.key));
        }
        let empty = found.rows.is_empty().then(|| {
            let text = if asked.year.is_some() || item.is_some() {
                "publishing-section-empty-narrowed"
            } else {
                "publishing-section-empty-text"
            };
            Empty::new(tr.s("publishing-section-empty"), tr.s(text))
        });
        SectionPage {
            shell,
            tr,
            facts,
            children: found
                .children
                .iter()
                .map(|c| (format!("/sections/{}", c.key), c.names.of(lang).to_owned()))
                .collect(),
            items,
            list_title: item.map_or_else(|| tr.s("publishing-section-list").into_owned(), |i| item_name(tr, i)),
            year: Field::select(tr, "year", tr.s("publishing-year-label"))
                .choices(years)
                .value(asked.year.clone().unwrap_or_default()),
            item: item.map(|i| i.as_str().to_owned()),
            look: Submit::secondary(tr.s("publishing-narrow")),
            lines: found.rows.iter().map(|r| Line::new(tr, r)).collect(),
            empty,
            pager: Pager::new(tr, back, on),
            feed: format!("/feeds/sections/{key}.atom"),
            follow: format!("/subscribe?what=section:{}/{key}", visit.site().key),
        }
    }
}

fn find(tx: &mut Tx, site: &str, key: &str, asked: &Asked) -> Result<Option<Found>, Fault> {
    let Some(section) = sites::find_section(tx, site, key)?.filter(|s| s.is_open) else { return Ok(None) };
    let of_site = sites::list_sections(tx, site)?;
    let responsible = match section.agency {
        Some(agency) => Some(agency),
        None => sites::find(tx, site)?.map(|s| s.agency),
    };
    let agency = match responsible {
        Some(id) => find_agency(tx, id)?.map(|a| a.name),
        None => None,
    };
    let age = section_ages(tx, site)?.into_iter().find(|a| a.section == key);
    let item = asked.item.as_deref().and_then(StatutoryItem::parse);
    let is_statutory = section.fixed == Some(FixedSection::StatutoryDisclosure);
    // The statutory part gathers what the whole site published under an item, wherever it stands.
    let filter = Filter {
        site: Some(site.to_owned()),
        section: if is_statutory && item.is_some() { None } else { Some(key.to_owned()) },
        year: asked.year.as_deref().and_then(|y| y.parse().ok()),
        statutory_item: item,
        ..Filter::default()
    };
    let after = asked.after.as_deref().and_then(Cursor::parse);
    Ok(Some(Found {
        parent: of_site.iter().find(|s| section.parent.as_deref() == Some(s.key.as_str())).cloned(),
        children: of_site.iter().filter(|s| s.parent.as_deref() == Some(key) && s.is_open).cloned().collect(),
        agency,
        latest: age.as_ref().and_then(|a| a.latest),
        count: age.map_or(0, |a| a.count),
        items: if is_statutory { statutory_counts(tx, site)? } else { Vec::new() },
        rows: list_published(tx, &filter, after, PAGE as i64 + 1)?,
        section,
    }))
}

/// `GET /sections/{key}`
///
/// # Errors
/// 404 when the present site has no such open section.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let site = visit.site().key.clone();
    let sought = asked.clone();
    let this_year = legal_date(office.clock.now()).year();
    let found = blocking(move || read(&office, |tx| find(tx, &site, &key, &sought))).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    Ok(Page(SectionPage::new(&visit, &asked, found, this_year)).into_response())
}

pub(super) fn sample_section(key: &str, name: &str, class: SectionClass, fixed: Option<FixedSection>) -> Section {
    Section {
        id: kernel::Id::new(),
        site: "main".into(),
        key: key.into(),
        names: sites::Names::zh(name),
        parent: None,
        class,
        cycle_days: None,
        fixed,
        agency: None,
        place: 1,
        is_open: true,
    }
}

impl Sample for SectionPage {
    fn samples(lang: Lang) -> Vec<SectionPage> {
        let visit = Visit::sample(lang);
        let found = |class, fixed, rows: usize| Found {
            section: sample_section("notices", "通知公告 <甲>", class, fixed),
            parent: Some(sample_section("news", "要闻", SectionClass::News, None)),
            children: vec![sample_section("a", "规划计划", SectionClass::Notice, None)],
            agency: Some("石家庄市行政审批局".into()),
            latest: None,
            count: rows as i64,
            items: vec![(StatutoryItem::Budgets, 3)],
            rows: (0..rows).map(|n| sample_row(&format!("关于第{n}次会议的<通告>"))).collect(),
        };
        let asked = Asked { year: Some("2026".into()), item: Some("20-7".into()), after: Some("1_x".into()) };
        vec![
            SectionPage::new(&visit, &Asked::default(), found(SectionClass::Notice, None, 0), 2026),
            SectionPage::new(&visit, &Asked::default(), found(SectionClass::News, None, 1), 2026),
            SectionPage::new(
                &visit,
                &asked,
                found(SectionClass::Static, Some(FixedSection::StatutoryDisclosure), 30),
                2026,
            ),
            SectionPage::new(&visit, &asked, found(SectionClass::Topic, None, 0), 2026),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_good() {
        assert_eq!(SectionPage::lint_samples(), Vec::<String>::new());
    }
}
