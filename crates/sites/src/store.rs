//! SQL of sites, their hosts and sections.

use crate::site::{Banner, Facts};
use crate::{Section, Site};
use kernel::{Cx, Fault, Lang, Row, Tx, params};

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::from_error("reading a site", e))
}

fn text<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| Fault::from_error("storing a site", e))
}

fn read_site(tx: &mut Tx, r: &Row) -> Result<Site, Fault> {
    let facts: Facts = json(&r.get::<String>("facts")?)?;
    let banner: Option<String> = r.get("banner")?;
    let key: String = r.get("key")?;
    let hosts = tx
        .rows("SELECT host FROM site_hosts WHERE site = $1 ORDER BY host", params![key])?
        .iter()
        .map(|h| h.get("host"))
        .collect::<Result<Vec<String>, _>>()?;
    Ok(Site {
        id: r.get("id")?,
        key,
        kind: r.get("kind")?,
        agency: r.get("agency")?,
        region: r.get("region")?,
        names: facts.names,
        hosts,
        theme: facts.theme,
        languages: facts.languages.iter().filter_map(|l| Lang::parse(l)).collect(),
        blocks: facts.blocks,
        marks: facts.marks,
        banner: banner.map(|b| json::<Banner>(&b)).transpose()?,
        is_open: r.get("is_open")?,
        version: r.get("version")?,
    })
}

/// The site with this key.
///
/// # Errors
/// A fault of the database.
pub fn find(tx: &mut Tx, key: &str) -> Result<Option<Site>, Fault> {
    let row = tx.row(
        "SELECT id, key, kind, agency, region, facts, banner, is_open, version FROM sites WHERE key = $1",
        params![key],
    )?;
    row.map(|r| read_site(tx, &r)).transpose()
}

/// The open site that answers to `host` (without a port, in small letters).
///
/// # Errors
/// A fault of the database.
pub fn find_by_host(tx: &mut Tx, host: &str) -> Result<Option<Site>, Fault> {
    let row = tx.row(
        "SELECT s.id, s.key, s.kind, s.agency, s.region, s.facts, s.banner, s.is_open, s.version FROM sites s JOIN site_hosts h ON h.site = s.key WHERE h.host = $1 AND s.is_open ORDER BY s.key",
        params![host],
    )?;
    row.map(|r| read_site(tx, &r)).transpose()
}

/// Every site, in its place, closed ones too.
///
/// # Errors
/// A fault of the database.
pub fn list(tx: &mut Tx) -> Result<Vec<Site>, Fault> {
    let rows = tx.rows(
        "SELECT id, key, kind, agency, region, facts, banner, is_open, version FROM sites ORDER BY place, key",
        params![],
    )?;
    rows.iter().map(|r| read_site(tx, r)).collect()
}

/// The place after the last.
pub(crate) fn place_of_next(tx: &mut Tx) -> Result<i64, Fault> {
    let row = tx.row("SELECT COALESCE(MAX(place), 0) AS place FROM sites", params![])?;
    Ok(row.map(|r| r.get::<i64>("place")).transpose()?.unwrap_or(0) + 1)
}

fn facts_of(site: &Site) -> Result<String, Fault> {
    text(&Facts {
        names: site.names.clone(),
        theme: site.theme.clone(),
        languages: site.languages.iter().map(|l| l.as_str().to_owned()).collect(),
        blocks: site.blocks.clone(),
        marks: site.marks.clone(),
    })
}

/// False when the key is in use.
pub(crate) fn insert(tx: &mut Tx, cx: &Cx, site: &Site, place: i64) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO sites (id, key, kind, agency, region, facts, banner, is_open, place, version, changed_at) VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, 1, $9) ON CONFLICT (key) DO NOTHING",
        params![site.id, site.key, site.kind, site.agency, site.region, facts_of(site)?, site.is_open, place, cx.at],
    )?;
    Ok(n == 1)
}

/// False when the site is no longer at `seen`.
pub(crate) fn update(tx: &mut Tx, cx: &Cx, site: &Site, seen: i64) -> Result<bool, Fault> {
    let banner = site.banner.as_ref().map(text).transpose()?;
    let n = tx.execute(
        "UPDATE sites SET facts = $3, banner = $4, is_open = $5, version = $6, changed_at = $7 WHERE key = $1 AND version = $2",
        params![site.key, seen, facts_of(site)?, banner, site.is_open, seen + 1, cx.at],
    )?;
    Ok(n == 1)
}

/// Makes `hosts` the hosts of the site; the first that another site owns comes back.
pub(crate) fn put_hosts(tx: &mut Tx, site: &str, hosts: &[String]) -> Result<Option<String>, Fault> {
    tx.execute("DELETE FROM site_hosts WHERE site = $1", params![site])?;
    for host in hosts {
        let n = tx.execute(
            "INSERT INTO site_hosts (host, site) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING",
            params![host, site],
        )?;
        if n == 0 {
            return Ok(Some(host.clone()));
        }
    }
    Ok(None)
}

fn read_section(r: &Row) -> Result<Section, Fault> {
    Ok(Section {
        id: r.get("id")?,
        site: r.get("site")?,
        key: r.get("key")?,
        names: json(&r.get::<String>("names")?)?,
        parent: r.get("parent")?,
        class: r.get("class")?,
        cycle_days: r.get("cycle_days")?,
        fixed: r.get("fixed")?,
        agency: r.get("agency")?,
        place: r.get("place")?,
        is_open: r.get("is_open")?,
    })
}

/// The section of `site` with this key, open or closed.
///
/// # Errors
/// A fault of the database.
pub fn find_section(tx: &mut Tx, site: &str, key: &str) -> Result<Option<Section>, Fault> {
    let row = tx.row(
        "SELECT id, site, key, parent, class, cycle_days, fixed, names, agency, place, is_open FROM sections WHERE site = $1 AND key = $2",
        params![site, key],
    )?;
    row.map(|r| read_section(&r)).transpose()
}

/// The sections of `site` in their place, closed ones too.
///
/// # Errors
/// A fault of the database.
pub fn list_sections(tx: &mut Tx, site: &str) -> Result<Vec<Section>, Fault> {
    tx.rows(
        "SELECT id, site, key, parent, class, cycle_days, fixed, names, agency, place, is_open FROM sections WHERE site = $1 ORDER BY place, key",
        params![site],
    )?
    .iter()
    .map(read_section)
    .collect()
}

/// False when the key is in use on the site.
pub(crate) fn insert_section(tx: &mut Tx, cx: &Cx, s: &Section) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO sections (id, site, key, parent, class, cycle_days, fixed, names, agency, place, is_open, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (site, key) DO NOTHING",
        params![s.id, s.site, s.key, s.parent, s.class, s.cycle_days, s.fixed, text(&s.names)?, s.agency, s.place, s.is_open, cx.at],
    )?;
    Ok(n == 1)
}

/// False when there is no such section.
pub(crate) fn update_section(tx: &mut Tx, s: &Section) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE sections SET parent = $3, class = $4, cycle_days = $5, names = $6, agency = $7, place = $8, is_open = $9 WHERE site = $1 AND key = $2",
        params![s.site, s.key, s.parent, s.class, s.cycle_days, text(&s.names)?, s.agency, s.place, s.is_open],
    )?;
    Ok(n == 1)
}

/// The version of all sites together: it moves when any of them changes.
///
/// # Errors
/// A fault of the database.
pub(crate) fn tide(tx: &mut Tx) -> Result<(i64, i64), Fault> {
    let row = tx
        .row("SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) AS versions, COUNT(*) AS sites FROM sites", params![])?;
    row.map_or(Ok((0, 0)), |r| Ok((r.get("versions")?, r.get("sites")?)))
}
