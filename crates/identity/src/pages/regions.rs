//! Regions: the public page of a division, its children for programs, and the levels of a region cascade for forms.

use super::read;
use crate::{Region, children_of, count_below, find_region, path_of, predecessors_of};
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use codes::RegionCode;
use kernel::{Fault, Office, Tx};
use serde_json::json;
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, Facts, Notice, NoticeKind, Page, Problem, RegionLevel, Row, Sample, Shell, Table,
    Tr, Visit, blocking,
};

/// The word in keys for a level from 1 to 5.
fn level_word(level: i64) -> &'static str {
    match level {
        1 => "province",
        2 => "prefecture",
        3 => "county",
        4 => "township",
        _ => "village",
    }
}

/// The levels of a cascade with `chosen` chosen, down to one more to choose from, but not below the level `deepest`
/// (1 province to 5 village). For [`web::Field::region`].
///
/// # Errors
/// A fault of the database.
pub fn region_levels(tx: &mut Tx, tr: Tr, chosen: Option<&str>, deepest: i64) -> Result<Vec<RegionLevel>, Fault> {
    let path = chosen.map_or(Ok(Vec::new()), |code| path_of(tx, code))?;
    let mut levels = Vec::new();
    let mut parent: Option<String> = None;
    for step in 0..5 {
        let children = children_of(tx, parent.as_deref())?;
        let Some(first) = children.first().filter(|r| r.level <= deepest) else { break };
        let label = tr.s(&format!("region-level-{}", level_word(first.level))).into_owned();
        let chosen = path.get(step).map(|r| r.code.clone());
        let choices = children.iter().map(|r| Choice::new(r.code.as_str(), r.name.as_str())).collect();
        levels.push(RegionLevel { label, choices, chosen: chosen.clone().unwrap_or_default() });
        if chosen.is_none() {
            break;
        }
        parent = chosen;
    }
    Ok(levels)
}

/// The deepest region of a posted cascade whose levels belong together: when a higher one was changed without script,
/// those below still hold what belonged to the old one.
///
/// # Errors
/// A fault of the database.
pub fn posted_region(tx: &mut Tx, form: &BodyForm, name: &str) -> Result<Option<String>, Fault> {
    let mut found: Option<String> = None;
    for level in 0..5 {
        let Some(code) = form.text(&format!("{name}.{level}")) else { break };
        match find_region(tx, code)?.filter(|r| r.parent == found && r.valid_to.is_none()) {
            Some(region) => found = Some(region.code),
            None => break,
        }
    }
    Ok(found)
}

/// The names from the province down, as one writes an address: without levels that are no place of their own.
///
/// # Errors
/// A fault of the database.
pub fn region_name(tx: &mut Tx, code: &str) -> Result<String, Fault> {
    let is_place =
        |r: &&Region| !(r.level == 2 && (r.name == "市辖区" || r.name == "县" || r.name.ends_with("行政区划")));
    Ok(path_of(tx, code)?.iter().filter(is_place).map(|r| r.name.as_str()).collect())
}

/// The code as it is stored; `100000` is the country.
fn code_of(text: &str) -> Result<RegionCode, Problem> {
    let code = RegionCode::parse(text).map_err(|_| Problem::not_found())?;
    if code.as_str() == text { Ok(code) } else { Err(Problem::not_found()) }
}

const COUNTRY: &str = "100000";

/// `GET /regions/{code}/children`: for programs and scripts; `100000` gives the provinces.
pub async fn region_children(State(office): State<Arc<Office>>, Path(code): Path<String>) -> Result<Response, Problem> {
    let code = code_of(&code)?;
    let children = blocking(move || {
        read(&office, |tx| {
            if code.as_str() == COUNTRY {
                return children_of(tx, None).map(Some);
            }
            match find_region(tx, code.as_str())? {
                Some(region) => children_of(tx, Some(&region.code)).map(Some),
                None => Ok(None),
            }
        })
    })
    .await?;
    let children = children.ok_or_else(Problem::not_found)?;
    let list: Vec<_> =
        children.iter().map(|r| json!({ "code": r.code, "name": r.name, "level": level_word(r.level) })).collect();
    Ok(([(header::CACHE_CONTROL, "public, max-age=3600")], Json(list)).into_response())
}

/// 行政区划
#[derive(Template)]
#[template(path = "identity/region.html")]
struct RegionPage {
    shell: Shell,
    tr: Tr,
    code: String,
    level: String,
    state: Option<Notice>,
    facts: Option<Facts>,
    children: Option<Table>,
    before: Vec<(String, String)>,
}

struct Found {
    path: Vec<Region>,
    successor: Option<Region>,
    counts: Vec<(i64, i64)>,
    children: Vec<Region>,
    before: Vec<Region>,
}

impl RegionPage {
    fn new(visit: &Visit, found: &Found) -> RegionPage {
        let tr = visit.tr;
        let own = found.path.last();
        let title = own.map_or_else(|| tr.s("identity-regions-title").into_owned(), |r| r.name.clone());
        let mut shell = visit.shell(title);
        if own.is_some() {
            shell = shell.crumb(tr.s("identity-regions-title"), "/regions");
        }
        for above in found.path.iter().rev().skip(1).rev() {
            shell = shell.crumb(above.name.as_str(), format!("/regions/{}", above.code));
        }
        let state = own.and_then(|r| r.valid_to.as_deref()).map(|day| {
            let text = match &found.successor {
                Some(next) => tr.f1("identity-region-successor", "name", &next.name),
                None => String::new(),
            };
            let notice = Notice::new(NoticeKind::Warning, tr.f1("identity-region-abolished", "day", day), text);
            match &found.successor {
                Some(next) => notice.link(format!("/regions/{}", next.code), next.name.as_str()),
                None => notice,
            }
        });
        let counted = |facts: Facts, (level, n): &(i64, i64)| {
            facts.fact(tr.s(&format!("region-level-{}", level_word(*level))), tr.number(n))
        };
        let rows = found.children.iter().map(|r| {
            Row::new([Cell::link(format!("/regions/{}", r.code), r.name.as_str()), Cell::code(r.code.as_str())])
        });
        let columns = [Column::new(tr.s("identity-region-name")), Column::whole(tr.s("identity-region-code"))];
        let rows: Vec<Row> = rows.collect();
        RegionPage {
            shell,
            tr,
            code: own.map(|r| r.code.clone()).unwrap_or_default(),
            level: own.map(|r| tr.s(&format!("region-level-{}", level_word(r.level))).into_owned()).unwrap_or_default(),
            state,
            facts: (!found.counts.is_empty()).then(|| found.counts.iter().fold(Facts::new(), counted)),
            children: (!rows.is_empty()).then(|| Table::new(tr.s("identity-region-children"), columns, rows)),
            before: found
                .before
                .iter()
                .map(|r| (format!("/regions/{}", r.code), format!("{} {}", r.name, r.code)))
                .collect(),
        }
    }
}

impl Sample for RegionPage {
    fn samples(lang: kernel::Lang) -> Vec<RegionPage> {
        let visit = Visit::sample(lang);
        let region = |code: &str, name: &str, level: i64, valid_to: Option<&str>| Region {
            code: code.into(),
            name: name.into(),
            level,
            parent: None,
            valid_from: "2023-12-31".into(),
            valid_to: valid_to.map(str::to_owned),
            successor: None,
        };
        let county = Found {
            path: vec![region("430000", "湖南省", 1, None), region("431202", "鹤城区", 3, None)],
            successor: None,
            counts: vec![(4, 11), (5, 128)],
            children: vec![region("431202001", "城中街道", 4, None)],
            before: vec![region("130124", "栾城县", 3, Some("2013-12-31"))],
        };
        let gone = Found {
            path: vec![region("110103", "崇文区", 3, Some("2009-12-31"))],
            successor: Some(region("110101", "东城区", 3, None)),
            counts: Vec::new(),
            children: Vec::new(),
            before: Vec::new(),
        };
        vec![RegionPage::new(&visit, &county), RegionPage::new(&visit, &gone)]
    }
}

/// `GET /regions`: the provinces.
pub async fn regions(State(office): State<Arc<Office>>, visit: Visit) -> Result<Response, Problem> {
    let children = blocking(move || read(&office, |tx| children_of(tx, None))).await?;
    let found = Found { path: Vec::new(), successor: None, counts: Vec::new(), children, before: Vec::new() };
    Ok(Page(RegionPage::new(&visit, &found)).into_response())
}

/// `GET /regions/{code}`
pub async fn region(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let code = code_of(&code)?;
    let found = blocking(move || {
        read(&office, |tx| {
            let path = path_of(tx, code.as_str())?;
            let Some(own) = path.last() else { return Ok(None) };
            let successor = own.successor.as_deref().map_or(Ok(None), |next| find_region(tx, next))?;
            // The villages of a whole province are not counted for a page: there are tens of thousands.
            let counts = if own.level == 1 { Vec::new() } else { count_below(tx, &code)? };
            let children = children_of(tx, Some(&own.code))?;
            let before = predecessors_of(tx, &own.code)?;
            Ok(Some(Found { successor, counts, children, before, path }))
        })
    })
    .await?;
    let found = found.ok_or_else(Problem::not_found)?;
    Ok(Page(RegionPage::new(&visit, &found)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RegionPage::lint_samples(), Vec::<String>::new());
    }
}
