//! The site map for machines (sitemaps.org): an index and pieces of at most 5,000 addresses. Publications are cut by year,
//! so that the pieces of past years stay as they are; rules by their order in the register.

use crate::atom::{clean, instant, text};
use items::search::{Filter as ItemFilter, Seek};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use kernel::{Fault, Id, Tx, cx::BEIJING, cx::legal_date};
use publishing::{Cursor, Filter, PublishedRow};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use sites::SiteKind;
use std::io;

/// The most addresses of one piece.
pub(crate) const MOST: usize = 5_000;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// An address with the day or instant of its last change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// The path.
    pub path: String,
    /// When it last changed; empty: unknown.
    pub changed: String,
}

impl Place {
    fn new(path: impl Into<String>) -> Place {
        Place { path: path.into(), changed: String::new() }
    }
}

/// A piece of the site map, by its name without the ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Home, sections, lists.
    Pages,
    /// Service items.
    Items,
    /// The `n`-th piece of the register.
    Rules(usize),
    /// The `n`-th piece of the publications of a year.
    Publications(i16, usize),
}

impl Piece {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        match self {
            Piece::Pages => "pages".into(),
            Piece::Items => "items".into(),
            Piece::Rules(n) => format!("rules-{n}"),
            Piece::Publications(year, n) => format!("publications-{year}-{n}"),
        }
    }

    /// The piece with this name.
    pub(crate) fn parse(name: &str) -> Option<Piece> {
        let number = |text: &str| text.parse::<usize>().ok().filter(|n| (1..=10_000).contains(n));
        let piece = match name.split('-').collect::<Vec<_>>().as_slice() {
            ["pages"] => Piece::Pages,
            ["items"] => Piece::Items,
            ["rules", n] => Piece::Rules(number(n)?),
            ["publications", year, n] => {
                Piece::Publications(year.parse().ok().filter(|y| (1900..=9000).contains(y))?, number(n)?)
            }
            _ => return None,
        };
        (piece.name() == name).then_some(piece)
    }
}

/// Whether the register and the items belong to the site: on a portal, and in a hall without sites. On a department's
/// site they would be the same pages under another name.
fn is_portal(tx: &mut Tx, site: &str) -> Result<bool, Fault> {
    Ok(sites::find(tx, site)?.is_none_or(|s| s.kind == SiteKind::Portal))
}

fn publications(
    tx: &mut Tx,
    site: &str,
    year: Option<i16>,
    after: Option<Cursor>,
    limit: usize,
) -> Result<Vec<PublishedRow>, Fault> {
    let has_sites = sites::find(tx, site)?.is_some();
    let filter = Filter { site: has_sites.then(|| site.to_owned()), year, ..Filter::default() };
    publishing::list_published(tx, &filter, after, limit as i64)
}

/// The pieces of a site, each with when it last changed.
pub(crate) fn pieces(tx: &mut Tx, site: &str) -> Result<Vec<(Piece, String)>, Fault> {
    let mut out = vec![(Piece::Pages, String::new())];
    if is_portal(tx, site)? {
        out.push((Piece::Items, String::new()));
        let mut after: Option<Id> = None;
        for n in 1.. {
            let rules = register::list_rules_after(tx, after, MOST as i64)?;
            let Some(last) = rules.last() else { break };
            after = Some(last.id);
            let changed = rules.iter().filter_map(|r| r.dated_on).max();
            out.push((Piece::Rules(n), changed.map(|d| d.to_string()).unwrap_or_default()));
            if rules.len() < MOST {
                break;
            }
        }
    }
    // From the newest year down, over gaps.
    let mut newest = publications(tx, site, None, None, 1)?;
    while let Some(first) = newest.first() {
        let year = legal_date(first.published_at).year();
        let mut after = None;
        for n in 1.. {
            let rows = publications(tx, site, Some(year), after, MOST)?;
            let Some(last) = rows.last() else { break };
            after = Some(last.cursor());
            let changed = rows.iter().map(|r| r.updated_at).max();
            out.push((Piece::Publications(year, n), changed.map(instant).unwrap_or_default()));
            if rows.len() < MOST {
                break;
            }
        }
        newest = match BEIJING.to_timestamp(date(year, 1, 1).at(0, 0, 0, 0)) {
            Ok(begin) => {
                let before = Cursor { at: begin.checked_sub(1.microsecond()).unwrap_or(begin), id: Id::new() };
                publications(tx, site, None, Some(before), 1)?
            }
            Err(_) => Vec::new(),
        };
    }
    Ok(out)
}

/// The addresses of one piece; `None`: there is no such piece.
pub(crate) fn places(tx: &mut Tx, site: &str, piece: &Piece) -> Result<Option<Vec<Place>>, Fault> {
    let out = match piece {
        Piece::Pages => pages(tx, site)?,
        Piece::Items | Piece::Rules(_) if !is_portal(tx, site)? => return Ok(None),
        Piece::Items => items_of(tx)?,
        Piece::Rules(n) => {
            let mut after: Option<Id> = None;
            let mut rules = Vec::new();
            for _ in 0..*n {
                rules = register::list_rules_after(tx, after, MOST as i64)?;
                after = rules.last().map(|r| r.id);
                if after.is_none() {
                    break;
                }
            }
            let day = |on: Option<Date>| on.map(|d| d.to_string()).unwrap_or_default();
            rules.iter().map(|r| Place { path: r.href(), changed: day(r.dated_on) }).collect()
        }
        Piece::Publications(year, n) => {
            let mut after = None;
            let mut rows: Vec<PublishedRow> = Vec::new();
            for _ in 0..*n {
                rows = publications(tx, site, Some(*year), after, MOST)?;
                after = rows.last().map(PublishedRow::cursor);
                if after.is_none() {
                    break;
                }
            }
            rows.iter().map(|r| Place { path: r.href(), changed: instant(r.updated_at) }).collect()
        }
    };
    Ok((!out.is_empty()).then_some(out))
}

fn pages(tx: &mut Tx, site: &str) -> Result<Vec<Place>, Fault> {
    let mut out: Vec<Place> = [
        "/",
        "/items",
        "/disclosure",
        "/rules",
        "/duties",
        "/requests",
        "/answers",
        "/reports/annual",
        "/site-map",
        "/data",
        "/figures",
    ]
    .map(Place::new)
    .into();
    let ages = publishing::section_ages(tx, site)?;
    for section in sites::list_sections(tx, site)?.iter().filter(|s| s.is_open) {
        let latest: Option<Timestamp> = ages.iter().find(|a| a.section == section.key).and_then(|a| a.latest);
        let changed = latest.map(instant).unwrap_or_default();
        out.push(Place { path: format!("/sections/{}", section.key), changed });
    }
    Ok(out)
}

fn items_of(tx: &mut Tx) -> Result<Vec<Place>, Fault> {
    let mut out = Vec::new();
    let mut seek = Seek::Start;
    while out.len() < MOST {
        let found = items::list_published(tx, &ItemFilter::default(), &seek, 200)?;
        let Some(last) = found.last() else { break };
        seek = Seek::After(last.item.id);
        out.extend(found.iter().map(|p| Place {
            path: format!("/items/{}", p.item.slug),
            changed: p.version.published_at.map(instant).unwrap_or_default(),
        }));
        if found.len() < 200 {
            break;
        }
    }
    Ok(out)
}

fn document(root: &str, entry: &str, entries: &[(String, String)]) -> io::Result<Vec<u8>> {
    let mut w = Writer::new(Vec::new());
    w.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    w.create_element(root).with_attribute(("xmlns", NAMESPACE)).write_inner_content(|w| {
        for (address, changed) in entries {
            w.create_element(entry).write_inner_content(|w| {
                text(w, "loc", &clean(address))?;
                if changed.is_empty() { Ok(()) } else { text(w, "lastmod", changed) }
            })?;
        }
        Ok(())
    })?;
    Ok(w.into_inner())
}

/// The index as XML.
pub(crate) fn index_xml(address: &str, pieces: &[(Piece, String)]) -> io::Result<Vec<u8>> {
    let entries: Vec<_> =
        pieces.iter().map(|(p, at)| (format!("{address}/sitemap/{}.xml", p.name()), at.clone())).collect();
    document("sitemapindex", "sitemap", &entries)
}

/// A piece as XML.
pub(crate) fn piece_xml(address: &str, places: &[Place]) -> io::Result<Vec<u8>> {
    let entries: Vec<_> = places.iter().map(|p| (format!("{address}{}", p.path), p.changed.clone())).collect();
    document("urlset", "url", &entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pieces_are_read_back_and_nothing_else() {
        for piece in [Piece::Pages, Piece::Items, Piece::Rules(3), Piece::Publications(2026, 1)] {
            assert_eq!(Piece::parse(&piece.name()), Some(piece));
        }
        for bad in ["", "rules", "rules-0", "rules-01", "publications-26", "publications-2026-1-2", "rules-99999999999"]
        {
            assert_eq!(Piece::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn addresses_are_escaped() {
        let xml = String::from_utf8(piece_xml("https://a.cn", &[Place::new("/a?b=1&c=<")]).unwrap()).unwrap();
        assert!(xml.contains("<loc>https://a.cn/a?b=1&amp;c=&lt;</loc>"), "{xml}");
        assert!(xml.contains("<urlset xmlns="), "{xml}");
    }
}
