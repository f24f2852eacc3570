//! The sites of the demonstration, from `demo/sites/`, and the command that makes 51 of them. Chinese terms as data.

use crate::site::{Block, Marks, Names, SiteKind};
use crate::verbs::{NewSection, SiteChange, change_site, open_section, open_site};
use crate::{FixedSection, SectionClass, Theme, store};
use kernel::{Cx, Db, Error, Fault, Lang, Never, Tx};
use serde::Deserialize;

const SITES: &str = include_str!("../../../demo/sites/sites.toml");
const FIFTY_ONE: &str = include_str!("../../../demo/sites/fifty-one.toml");

#[derive(Deserialize)]
struct SitesFile {
    site: Vec<SiteRow>,
    section: Vec<SectionRow>,
}

#[derive(Deserialize)]
struct SiteRow {
    key: String,
    kind: String,
    agency: String,
    names: Names,
    hosts: Vec<String>,
    theme: Theme,
    languages: Vec<String>,
    marks: Marks,
    blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct SectionRow {
    key: String,
    class: String,
    cycle_days: Option<i64>,
    names: Names,
    place: i64,
}

#[derive(Deserialize)]
struct MoreFile {
    site: Vec<MoreRow>,
}

#[derive(Deserialize)]
struct MoreRow {
    key: String,
    kind: String,
    agency: String,
    name: String,
    region: String,
}

/// The names of the fixed parts of the disclosure section. Law: 国办公开办函〔2019〕61号
pub(crate) fn fixed_names(fixed: FixedSection) -> Names {
    let (zh, en) = match fixed {
        FixedSection::DisclosureGuide => ("政府信息公开指南", "Disclosure guide"),
        FixedSection::DisclosureRules => ("政府信息公开制度", "Disclosure rules"),
        FixedSection::StatutoryDisclosure => ("法定主动公开内容", "Statutory disclosure"),
        FixedSection::AnnualReports => ("政府信息公开年报", "Annual reports"),
    };
    Names { zh: zh.into(), en: en.into(), ug: String::new() }
}

fn file<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    toml::from_str(text).map_err(|e| Fault::from_error("reading the demonstration's sites", e))
}

fn refused(e: Error<crate::Refused>) -> Fault {
    match e {
        Error::Broken(fault) => fault,
        Error::Refused(r) => Fault::new(format!("a demonstration site was refused: {r:?}")),
    }
}

/// One site with the usual sections; false when it was there.
fn add(
    tx: &mut Tx,
    cx: &Cx,
    key: &str,
    kind: &str,
    agency: &str,
    change: &SiteChange,
    rows: &[SectionRow],
) -> Result<bool, Error<Never>> {
    if store::find(tx, key)?.is_some() {
        return Ok(false);
    }
    let agency = identity::find_agency_by_key(tx, agency)?
        .ok_or_else(|| Fault::new(format!("site {key}: there is no agency {agency}")))?;
    let kind = SiteKind::parse(kind).ok_or_else(|| Fault::new(format!("site {key}: no kind {kind}")))?;
    let without_blocks = SiteChange { blocks: Vec::new(), ..change.clone() };
    open_site(tx, cx, key, kind, (agency.id, &agency.region), &without_blocks).map_err(refused)?;
    for row in rows {
        let class = SectionClass::parse(&row.class).ok_or_else(|| Fault::new(format!("no class {}", row.class)))?;
        let new = NewSection {
            key: row.key.clone(),
            names: row.names.clone(),
            parent: None,
            class,
            cycle_days: row.cycle_days,
            fixed: None,
            agency: None,
            place: row.place,
        };
        open_section(tx, cx, key, &new).map_err(refused)?;
    }
    change_site(tx, cx, key, 1, change).map_err(refused)?;
    Ok(true)
}

/// Opens the three sites of the demonstration; again: changes nothing.
///
/// # Errors
/// A file that cannot be read, a fault of the database.
pub fn load_demo(db: &Db, cx: &Cx) -> Result<usize, Fault> {
    let cx = &cx.as_system("demo");
    let data: SitesFile = file(SITES)?;
    let mut opened = 0;
    for row in &data.site {
        let change = SiteChange {
            names: row.names.clone(),
            hosts: row.hosts.clone(),
            theme: row.theme.clone(),
            languages: row.languages.iter().filter_map(|l| Lang::parse(l)).collect(),
            blocks: row.blocks.clone(),
            marks: row.marks.clone(),
        };
        let added = db.write(|tx| add(tx, cx, &row.key, &row.kind, &row.agency, &change, &data.section))?;
        opened += usize::from(added);
    }
    Ok(opened)
}

/// Accents that differ enough to tell sites apart and are dark enough on every ground used here.
const ACCENTS: [&str; 6] = ["#b3311f", "#1f4e8c", "#8a3a12", "#5b2a86", "#0b5d4e", "#7a1f3d"];

/// Opens what is missing to the 51 sites of the source document; again: changes nothing.
///
/// # Errors
/// A file that cannot be read, a fault of the database.
pub fn load_fifty_one(db: &Db, cx: &Cx) -> Result<usize, Fault> {
    let mut opened = load_demo(db, cx)?;
    let cx = &cx.as_system("demo");
    let model: SitesFile = file(SITES)?;
    let more: MoreFile = file(FIFTY_ONE)?;
    let blocks = |kind: &str| {
        let like = model.site.iter().find(|s| s.key == if kind == "portal" { "changan" } else { "spj" });
        like.map(|s| s.blocks.clone()).unwrap_or_default()
    };
    for (n, row) in more.site.iter().enumerate() {
        let serial = n + 21;
        let change = SiteChange {
            names: Names::zh(row.name.clone()),
            hosts: vec![format!("{}.mingting.localhost", row.key)],
            theme: Theme { accent: ACCENTS[n % ACCENTS.len()].into(), ..Theme::default() },
            languages: vec![Lang::ZhCn, Lang::En],
            blocks: blocks(&row.kind),
            marks: Marks {
                host: row.name.clone(),
                operator: row.name.clone(),
                contact: "0311-12345".into(),
                site_code: format!("{}{serial:04}", row.region),
                icp_record: format!("冀ICP备00000000号-{serial}"),
                police_record: format!("冀公网安备 1301000000{serial:04}号"),
            },
        };
        let agency = if row.agency.is_empty() { "approval-bureau" } else { row.agency.as_str() };
        let added = db.write(|tx| add(tx, cx, &row.key, &row.kind, agency, &change, &model.section))?;
        opened += usize::from(added);
    }
    Ok(opened)
}
