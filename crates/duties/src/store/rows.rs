//! Rows, their revisions, the published catalogues.

use crate::{Channel, DutyRow, Level, LimitRule, parse_code};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, db::list::List, params};

/// A row in force with what the catalogue knows about it.
#[derive(Clone, Debug)]
pub struct CatalogueRow {
    /// The row.
    pub row: DutyRow,
    /// Its revision.
    pub revision: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Since when it is no longer in the catalogue.
    pub withdrawn_on: Option<Date>,
}

const ROW: &str = "SELECT r.code, r.field, r.matter, r.sub_matter, r.elements, r.basis, r.limit_text, r.limit_rule, r.responsible, r.channels, r.channel_other, r.audience, r.mode, r.at_county, r.at_township, r.note, r.is_demonstration, r.revision, r.changed_at, r.withdrawn_on FROM duty_rows r";

fn read_row(r: &Row) -> Result<CatalogueRow, Fault> {
    let rule: String = r.get("limit_rule")?;
    let channels: String = r.get("channels")?;
    let mut levels = Vec::new();
    if r.get("at_county")? {
        levels.push(Level::County);
    }
    if r.get("at_township")? {
        levels.push(Level::Township);
    }
    let limit: LimitRule =
        serde_json::from_str(&rule).map_err(|e| Fault::from_error("reading the limit of a duty", e))?;
    Ok(CatalogueRow {
        row: DutyRow {
            code: r.get("code")?,
            field: r.get("field")?,
            matter: r.get("matter")?,
            sub_matter: r.get("sub_matter")?,
            elements: r.get("elements")?,
            basis: r.get("basis")?,
            limit_text: r.get("limit_text")?,
            limit,
            responsible: r.get("responsible")?,
            channels: channels.split_whitespace().filter_map(Channel::parse).collect(),
            channel_other: r.get("channel_other")?,
            audience: r.get("audience")?,
            mode: r.get("mode")?,
            levels,
            note: r.get("note")?,
            is_demonstration: r.get("is_demonstration")?,
        },
        revision: r.get("revision")?,
        changed_at: r.get("changed_at")?,
        withdrawn_on: r.get("withdrawn_on")?,
    })
}

/// The row with this code, withdrawn ones too.
///
/// # Errors
/// A fault of the database.
pub fn find_row(tx: &mut Tx, code: &str) -> Result<Option<CatalogueRow>, Fault> {
    let (sql, values) = List::new(ROW).and("r.code = ?", params![code]).order("r.code").page(1);
    tx.row(&sql, &values)?.map(|r| read_row(&r)).transpose()
}

/// Which rows to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowFilter {
    /// Only this field.
    pub field: Option<i64>,
    /// Only rows published at this level.
    pub level: Option<Level>,
    /// Only rows this agency answers for.
    pub agency: Option<Id>,
}

/// At most `limit` rows in force by code, those after `after`.
///
/// # Errors
/// A fault of the database.
pub fn list_rows(tx: &mut Tx, filter: &RowFilter, after: Option<&str>, limit: i64) -> Result<Vec<CatalogueRow>, Fault> {
    let mut list = List::new(ROW).and("r.withdrawn_on IS NULL", params![]).and_some("r.field = ?", filter.field);
    list = match filter.level {
        Some(Level::County) => list.and("r.at_county", params![]),
        Some(Level::Township) => list.and("r.at_township", params![]),
        None => list,
    };
    let (sql, values) = list
        .and_some("EXISTS (SELECT 1 FROM duty_obligations o WHERE o.code = r.code AND o.agency = ? AND o.standing <> 'ended')", filter.agency)
        .and_some("r.code > ?", after)
        .order("r.code")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_row).collect()
}

/// Every row, withdrawn ones too, for an import to compare with and for the search index.
///
/// # Errors
/// A fault of the database.
pub fn every_row(tx: &mut Tx) -> Result<Vec<CatalogueRow>, Fault> {
    let (sql, values) = List::new(ROW).order("r.code").all();
    tx.rows(&sql, &values)?.iter().map(read_row).collect()
}

/// The highest number used in each field.
pub(crate) fn last_numbers(tx: &mut Tx) -> Result<Vec<(i64, i64)>, Fault> {
    // The code's number sorts as text only up to 999; the parts are read here.
    let mut last: Vec<(i64, i64)> = Vec::new();
    for r in tx.rows("SELECT code FROM duty_rows ORDER BY code", params![])? {
        let code: String = r.only()?;
        let Some((field, n)) = parse_code(&code) else { continue };
        match last.iter_mut().find(|(f, _)| *f == field) {
            Some((_, most)) => *most = (*most).max(n),
            None => last.push((field, n)),
        }
    }
    Ok(last)
}

/// Writes the row at `revision`, with the revision's own record. A first revision is inserted.
pub(crate) fn put_row(tx: &mut Tx, cx: &Cx, row: &DutyRow, revision: i64, why: &str) -> Result<(), Fault> {
    let rule = serde_json::to_string(&row.limit).map_err(|e| Fault::from_error("storing the limit of a duty", e))?;
    let channels = row.channels.iter().map(|c| c.as_str()).collect::<Vec<_>>().join(" ");
    let (county, township) = (row.is_at(Level::County), row.is_at(Level::Township));
    tx.execute(
        "INSERT INTO duty_rows (code, field, matter, sub_matter, elements, basis, limit_text, limit_rule, responsible, channels, channel_other, audience, mode, at_county, at_township, note, is_demonstration, revision, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT (code) DO UPDATE SET field = excluded.field, matter = excluded.matter, sub_matter = excluded.sub_matter, elements = excluded.elements, basis = excluded.basis, limit_text = excluded.limit_text, limit_rule = excluded.limit_rule, responsible = excluded.responsible, channels = excluded.channels, channel_other = excluded.channel_other, audience = excluded.audience, mode = excluded.mode, at_county = excluded.at_county, at_township = excluded.at_township, note = excluded.note, revision = excluded.revision, changed_at = excluded.changed_at, withdrawn_on = NULL",
        params![
            row.code, row.field, row.matter, row.sub_matter, row.elements, row.basis, row.limit_text, rule, row.responsible, channels,
            row.channel_other, row.audience, row.mode, county, township, row.note, row.is_demonstration, revision, cx.at
        ],
    )?;
    tx.execute(
        "INSERT INTO duty_revisions (code, revision, body, why, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![row.code, revision, row.body().to_string(), why, cx.who.ledger_name(), cx.at],
    )?;
    Ok(())
}

pub(crate) fn withdraw_row(tx: &mut Tx, cx: &Cx, code: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE duty_rows SET withdrawn_on = $2, changed_at = $3 WHERE code = $1",
        params![code, cx.today(), cx.at],
    )?;
    Ok(())
}

/// One revision of a row.
#[derive(Clone, Debug)]
pub struct RevisionRow {
    /// Its number, from 1.
    pub revision: i64,
    /// The row as it then was ([`DutyRow::body`]).
    pub body: String,
    /// Why it was changed.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

/// The revisions of a row, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_revisions(tx: &mut Tx, code: &str) -> Result<Vec<RevisionRow>, Fault> {
    let rows = tx.rows(
        "SELECT revision, body, why, at FROM duty_revisions WHERE code = $1 ORDER BY revision DESC LIMIT 100",
        params![code],
    )?;
    rows.iter()
        .map(|r| {
            Ok(RevisionRow { revision: r.get("revision")?, body: r.get("body")?, why: r.get("why")?, at: r.get("at")? })
        })
        .collect()
}

/// A published catalogue of one agency.
#[derive(Clone, Debug)]
pub struct CatalogueVersion {
    /// Its id.
    pub id: Id,
    /// Its number, from 1.
    pub version: i64,
    /// The level.
    pub level: Level,
    /// How many rows it holds.
    pub row_count: i64,
    /// SHA-256 of the codes and revisions it holds.
    pub digest: String,
    /// Why it was published.
    pub why: String,
    /// When.
    pub published_at: Timestamp,
}

fn read_version(r: &Row) -> Result<CatalogueVersion, Fault> {
    Ok(CatalogueVersion {
        id: r.get("id")?,
        version: r.get("version")?,
        level: r.get("level")?,
        row_count: r.get("row_count")?,
        digest: r.get("digest")?,
        why: r.get("why")?,
        published_at: r.get("published_at")?,
    })
}

/// The catalogues an agency published, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_catalogues(tx: &mut Tx, agency: Id) -> Result<Vec<CatalogueVersion>, Fault> {
    let rows = tx.rows(
        "SELECT id, version, level, row_count, digest, why, published_at FROM duty_catalogues WHERE agency = $1 ORDER BY version DESC LIMIT 50",
        params![agency],
    )?;
    rows.iter().map(read_version).collect()
}

/// A published catalogue with what it holds.
#[derive(Clone, Debug)]
pub struct CatalogueContent {
    /// The catalogue.
    pub version: CatalogueVersion,
    /// The codes of its rows, each with the revision it held.
    pub rows: Vec<(String, i64)>,
}

/// A published catalogue by its number; `None`: there is none of this number.
///
/// # Errors
/// A fault of the database.
pub fn find_catalogue(tx: &mut Tx, agency: Id, version: i64) -> Result<Option<CatalogueContent>, Fault> {
    let row = tx.row(
        "SELECT id, version, level, row_count, digest, why, published_at, holds FROM duty_catalogues WHERE agency = $1 AND version = $2 ORDER BY version",
        params![agency, version],
    )?;
    let Some(row) = row else { return Ok(None) };
    let holds: String = row.get("holds")?;
    let rows = holds
        .split_whitespace()
        .filter_map(|one| one.split_once('@').and_then(|(code, n)| Some((code.to_owned(), n.parse().ok()?))))
        .collect();
    Ok(Some(CatalogueContent { version: read_version(&row)?, rows }))
}

/// What an agency's catalogue holds now: `code@revision`, by code.
pub(crate) fn holds_now(tx: &mut Tx, agency: Id) -> Result<Vec<String>, Fault> {
    let rows = tx.rows(
        "SELECT r.code, r.revision FROM duty_obligations o JOIN duty_rows r ON r.code = o.code WHERE o.agency = $1 AND o.standing <> 'ended' AND r.withdrawn_on IS NULL ORDER BY r.code",
        params![agency],
    )?;
    rows.iter()
        .map(|r| {
            let (code, revision): (String, i64) = (r.get("code")?, r.get("revision")?);
            Ok(format!("{code}@{revision}"))
        })
        .collect()
}

/// Digest and version of the newest catalogue of an agency.
pub(crate) fn newest_catalogue(tx: &mut Tx, agency: Id) -> Result<Option<(String, i64)>, Fault> {
    let row = tx.row(
        "SELECT digest, version FROM duty_catalogues WHERE agency = $1 ORDER BY version DESC LIMIT 1",
        params![agency],
    )?;
    row.map(|r| Ok((r.get("digest")?, r.get("version")?))).transpose()
}

pub(crate) fn insert_catalogue(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    level: Level,
    version: i64,
    holds: &[String],
    digest: &str,
    why: &str,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO duty_catalogues (id, agency, level, version, holds, row_count, digest, why, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![Id::new(), agency, level, version, holds.join(" "), holds.len() as i64, digest, why, cx.at],
    )?;
    Ok(())
}
