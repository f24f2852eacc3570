//! The site map: for people `/site-map`, for machines `/sitemap.xml` and its pieces, and `robots.txt`.

use super::{address, feeds::kept};
use crate::robots::robots_text;
use crate::site_address;
use crate::sitemap::{Piece, index_xml, piece_xml, pieces, places};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use kernel::{Error, Lang, Never, Office};
use std::sync::Arc;
use web::{PUBLIC_NAV, Page, Problem, Sample, Shell, Tr, Visit, blocking};

/// A section with those below it.
struct Branch {
    name: String,
    key: String,
    below: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "portal/site-map.html")]
struct SiteMapPage {
    shell: Shell,
    tr: Tr,
    sections: Vec<Branch>,
    sites: Vec<(String, String)>,
}

fn page(visit: &Visit, sections: &[sites::Section], sites: Vec<(String, String)>) -> SiteMapPage {
    let lang = visit.tr.lang();
    let name = |s: &sites::Section| s.names.of(lang).to_owned();
    let is_open = |s: &&sites::Section| s.is_open;
    // A section whose parent is closed or gone stands at the top: nothing that is open is hidden.
    let is_there = |key: &str| sections.iter().any(|s| s.is_open && s.key == key);
    let top = sections.iter().filter(is_open).filter(|s| s.parent.as_deref().is_none_or(|p| !is_there(p)));
    let below = |key: &str| {
        let mut out = Vec::new();
        let mut waiting = vec![key.to_owned()];
        while let Some(parent) = waiting.pop() {
            for s in sections.iter().filter(is_open).filter(|s| s.parent.as_deref() == Some(parent.as_str())) {
                out.push((name(s), s.key.clone()));
                if s.key != parent {
                    waiting.push(s.key.clone());
                }
            }
            if out.len() > sections.len() {
                break;
            }
        }
        out
    };
    let sections = top.map(|s| Branch { name: name(s), key: s.key.clone(), below: below(&s.key) }).collect();
    SiteMapPage { shell: visit.shell(visit.tr.s("portal-map-title")), tr: visit.tr, sections, sites }
}

impl SiteMapPage {
    fn nav(&self) -> &'static [web::NavItem] {
        PUBLIC_NAV
    }
}

/// `GET /site-map`
///
/// # Errors
/// A fault of the database.
pub async fn site_map(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    blocking(move || {
        let site = visit.site().clone();
        let (sections, sites) =
            office.db.read(|tx| Ok::<_, Error<Never>>((sites::list_sections(tx, &site.key)?, sites::list(tx)?)))?;
        let others = sites
            .iter()
            .filter(|s| s.is_open && s.key != site.key)
            .map(|s| (s.names.of(visit.tr.lang()).to_owned(), site_address(s, &office.public_url, &site.base)))
            .collect();
        Ok(Page(page(&visit, &sections, others)).into_response())
    })
    .await
}

fn xml(bytes: std::io::Result<Vec<u8>>, headers: &HeaderMap) -> Result<Response, Problem> {
    let bytes = bytes.map_err(|e| Problem::broken(format!("writing the site map: {e}")))?;
    Ok(kept(headers, "application/xml; charset=utf-8", Timestamp::UNIX_EPOCH, bytes))
}

/// `GET /sitemap.xml`: the index.
///
/// # Errors
/// A fault of the database.
pub async fn sitemap_index(
    State(office): State<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    blocking(move || {
        let key = visit.site().key.clone();
        let found = office.db.read(|tx| pieces(tx, &key).map_err(Error::<Never>::from))?;
        xml(index_xml(&address(&visit, &office), &found), &headers)
    })
    .await
}

/// `GET /sitemap/{piece}.xml`
///
/// # Errors
/// No such piece.
pub async fn sitemap_piece(
    State(office): State<Arc<Office>>,
    visit: Visit,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let piece = file.strip_suffix(".xml").and_then(Piece::parse).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let key = visit.site().key.clone();
        let found = office.db.read(|tx| places(tx, &key, &piece).map_err(Error::<Never>::from))?;
        xml(piece_xml(&address(&visit, &office), &found.ok_or_else(Problem::not_found)?), &headers)
    })
    .await
}

/// `GET /robots.txt`
///
/// # Errors
/// None but those of the edge.
pub async fn robots(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((kind, robots_text(&address(&visit, &office))).into_response())
}

impl Sample for SiteMapPage {
    fn samples(lang: Lang) -> Vec<SiteMapPage> {
        let section = |key: &str, parent: Option<&str>| sites::Section {
            id: kernel::Id::new(),
            site: "main".into(),
            key: key.into(),
            names: sites::Names::zh("政务动态<b>"),
            parent: parent.map(str::to_owned),
            class: sites::SectionClass::News,
            cycle_days: None,
            fixed: None,
            agency: None,
            place: 1,
            is_open: true,
        };
        let visit = Visit::sample(lang);
        let all = [section("a", None), section("b", Some("a")), section("c", Some("gone")), section("d", Some("b"))];
        vec![
            page(&visit, &[], Vec::new()),
            page(&visit, &all, vec![("长安区".into(), "http://changan.localhost/".into())]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(SiteMapPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn nothing_open_is_missing() {
        let html = SiteMapPage::samples(Lang::ZhCn)[1].render().unwrap();
        for key in ["a", "b", "c", "d"] {
            assert_eq!(html.matches(&format!("href=\"/sections/{key}\"")).count(), 1, "{key}");
        }
    }
}
