//! What the public reads: one row per publication, its places, files and releases.

use super::{files_of, json, read_content, read_file, text};
use crate::{
    Attachment, Content, Cursor, Filter, Placement, Publication, Published, PublishedRow, Release, SectionAge,
    Standing, StatutoryItem, Withdrawal,
};
use jiff::{Timestamp, civil::date};
use kernel::{Cx, Fault, Id, Row, Tx, cx::BEIJING, db::list::List, params};
use std::collections::HashMap;

macro_rules! select_row {
    ($tail:literal) => {
        concat!(
            "SELECT p.id, p.number, p.kind, p.lang, p.title, p.summary, p.agency, g.name AS agency_name, p.published_at, p.displayed_on, p.updated_at, p.revision, p.standing, p.interprets, p.duty, p.statutory_item FROM published p JOIN agencies g ON g.id = p.agency",
            $tail
        )
    };
}

macro_rules! select_whole {
    ($tail:literal) => {
        concat!(
            "SELECT p.id, p.number, p.kind, p.lang, p.title, p.summary, p.html, p.text, p.agency, g.name AS agency_name, p.published_at, p.displayed_on, p.updated_at, p.revision, p.standing, p.interprets, p.interprets_title, p.duty, p.statutory_item, p.topics, w.reason AS withdrawn_reason, w.at AS withdrawn_at FROM published p JOIN agencies g ON g.id = p.agency LEFT JOIN publication_withdrawals w ON w.publication = p.id",
            $tail
        )
    };
}

fn read_row(r: &Row) -> Result<PublishedRow, Fault> {
    Ok(PublishedRow {
        number: r.get("number")?,
        id: r.get("id")?,
        kind: r.get("kind")?,
        lang: r.get("lang")?,
        title: r.get("title")?,
        summary: r.get("summary")?,
        agency: r.get("agency")?,
        agency_name: r.get("agency_name")?,
        published_at: r.get("published_at")?,
        displayed_on: r.get("displayed_on")?,
        updated_at: r.get("updated_at")?,
        revision: r.get("revision")?,
        standing: r.get("standing")?,
        interprets: r.get("interprets")?,
        duty: r.get("duty")?,
        statutory_item: r.get("statutory_item")?,
    })
}

fn read_whole(r: &Row, placements: Vec<Placement>, attachments: Vec<Attachment>) -> Result<Published, Fault> {
    let withdrawal = match r.get::<Option<Timestamp>>("withdrawn_at")? {
        Some(at) => Some(Withdrawal { reason: r.get("withdrawn_reason")?, at }),
        None => None,
    };
    Ok(Published {
        number: r.get("number")?,
        id: r.get("id")?,
        kind: r.get("kind")?,
        lang: r.get("lang")?,
        title: r.get("title")?,
        summary: r.get("summary")?,
        html: r.get("html")?,
        text: r.get("text")?,
        agency: r.get("agency")?,
        agency_name: r.get("agency_name")?,
        published_at: r.get("published_at")?,
        displayed_on: r.get("displayed_on")?,
        updated_at: r.get("updated_at")?,
        revision: r.get("revision")?,
        standing: r.get("standing")?,
        placements,
        attachments,
        interprets: r.get("interprets")?,
        interprets_title: r.get("interprets_title")?,
        duty: r.get("duty")?,
        statutory_item: r.get("statutory_item")?,
        topics: json(&r.get::<String>("topics")?)?,
        withdrawal,
    })
}

/// The publication with this number, when it ever came before the public; a withdrawn one is there with its
/// withdrawal and without its text.
///
/// # Errors
/// A fault of the database.
pub fn find_published(tx: &mut Tx, number: &str) -> Result<Option<Published>, Fault> {
    let Some(row) = tx.row(select_whole!(" WHERE p.number = $1"), params![number])? else { return Ok(None) };
    let id: Id = row.get("id")?;
    let placements = tx
        .rows("SELECT site, section FROM published_places WHERE publication = $1 ORDER BY site, section", params![id])?
        .iter()
        .map(|r| Ok((r.get("site")?, r.get("section")?)))
        .collect::<Result<Vec<_>, Fault>>()?;
    let attachments = if row.get::<Standing>("standing")? == Standing::Withdrawn {
        Vec::new()
    } else {
        files_of(tx, id, row.get("revision")?)?
    };
    read_whole(&row, placements, attachments).map(Some)
}

/// The publications of a list, newest first, at most `limit` of those after `after`. Withdrawn ones are not listed.
///
/// # Errors
/// A fault of the database.
pub fn list_published(
    tx: &mut Tx,
    filter: &Filter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<PublishedRow>, Fault> {
    let list = match (&filter.site, &filter.section) {
        (Some(site), Some(section)) => List::new(select_row!(" JOIN published_places s ON s.publication = p.id"))
            .and("s.site = ?", params![site])
            .and("s.section = ?", params![section])
            .and("p.standing <> 'withdrawn'", params![]),
        (Some(site), None) => List::new(select_row!(""))
            .and("p.standing <> 'withdrawn'", params![])
            .and("p.id IN (SELECT s.publication FROM published_places s WHERE s.site = ?)", params![site]),
        (None, Some(section)) => List::new(select_row!(""))
            .and("p.standing <> 'withdrawn'", params![])
            .and("p.id IN (SELECT s.publication FROM published_places s WHERE s.section = ?)", params![section]),
        (None, None) => List::new(select_row!("")).and("p.standing <> 'withdrawn'", params![]),
    };
    let begin = |year: i16| BEIJING.to_timestamp(date(year, 1, 1).at(0, 0, 0, 0)).ok();
    let years = filter.year.filter(|y| (1900..=9000).contains(y));
    let by_place = filter.site.is_some() && filter.section.is_some();
    let list = list
        .and_some("p.kind = ?", filter.kind)
        .and_some("p.agency = ?", filter.agency)
        .and_some("p.statutory_item = ?", filter.statutory_item)
        .and_some("p.published_at >= ?", years.and_then(begin))
        .and_some("p.published_at < ?", years.and_then(|y| begin(y + 1)));
    let after = after.map(|c| (c.at, c.id));
    let (sql, values) = if by_place {
        list.after("(s.published_at, s.publication) < (?, ?)", after).order("s.published_at DESC, s.publication DESC")
    } else {
        list.after("(p.published_at, p.id) < (?, ?)", after).order("p.published_at DESC, p.id DESC")
    }
    .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_row).collect()
}

/// Every publication before the public, in the order of their ids, after the id `after`: for the index, the mirror and
/// the open data. Withdrawn ones are in [`list_withdrawn`].
///
/// # Errors
/// A fault of the database.
pub fn list_all_published(tx: &mut Tx, after: Option<Id>, limit: i64) -> Result<Vec<Published>, Fault> {
    let from = after.map_or_else(String::new, |id| id.to_string());
    let rows = tx.rows(
        select_whole!(" WHERE p.id > $1 AND p.standing <> 'withdrawn' ORDER BY p.id LIMIT $2"),
        params![from, limit],
    )?;
    let Some(last) = rows.last() else { return Ok(Vec::new()) };
    let last: Id = last.get("id")?;
    let mut places: HashMap<Id, Vec<Placement>> = HashMap::new();
    for r in tx.rows(
        "SELECT publication, site, section FROM published_places WHERE publication > $1 AND publication <= $2 ORDER BY publication, site, section",
        params![from, last],
    )? {
        places.entry(r.get("publication")?).or_default().push((r.get("site")?, r.get("section")?));
    }
    let mut files: HashMap<Id, Vec<Attachment>> = HashMap::new();
    for r in tx.rows(
        "SELECT f.publication, f.n, f.name, f.media_type, f.size, f.digest FROM publication_files f JOIN published p ON p.id = f.publication AND p.revision = f.revision WHERE p.id > $1 AND p.id <= $2 ORDER BY f.publication, f.n",
        params![from, last],
    )? {
        files.entry(r.get("publication")?).or_default().push(read_file(&r)?);
    }
    rows.iter()
        .map(|r| {
            let id: Id = r.get("id")?;
            read_whole(r, places.remove(&id).unwrap_or_default(), files.remove(&id).unwrap_or_default())
        })
        .collect()
}

/// The withdrawn publications, in the order of their ids, after `after`: number, title, and when.
///
/// # Errors
/// A fault of the database.
pub fn list_withdrawn(tx: &mut Tx, after: Option<Id>, limit: i64) -> Result<Vec<Published>, Fault> {
    let from = after.map_or_else(String::new, |id| id.to_string());
    tx.rows(
        select_whole!(" WHERE p.id > $1 AND p.standing = 'withdrawn' ORDER BY p.id LIMIT $2"),
        params![from, limit],
    )?
    .iter()
    .map(|r| read_whole(r, Vec::new(), Vec::new()))
    .collect()
}

/// The sites on which a publication that was withdrawn last stood; its tombstone is theirs.
///
/// # Errors
/// A fault of the database.
pub fn sites_of_withdrawn(tx: &mut Tx, withdrawn: &Published) -> Result<Vec<String>, Fault> {
    let row = tx.row(
        "SELECT placements FROM publication_revisions WHERE publication = $1 AND revision = $2",
        params![withdrawn.id, withdrawn.revision],
    )?;
    let Some(row) = row else { return Ok(Vec::new()) };
    let mut sites: Vec<String> =
        json::<Vec<crate::Placement>>(&row.only::<String>()?)?.into_iter().map(|(site, _)| site).collect();
    sites.sort();
    sites.dedup();
    Ok(sites)
}

/// For each section of a site that holds anything: how much, and when the newest came. A section that is missing here
/// is empty.
///
/// # Errors
/// A fault of the database.
pub fn section_ages(tx: &mut Tx, site: &str) -> Result<Vec<SectionAge>, Fault> {
    tx.rows(
        "SELECT section, CAST(COUNT(*) AS BIGINT) AS count, MAX(published_at) AS latest FROM published_places WHERE site = $1 GROUP BY section ORDER BY section",
        params![site],
    )?
    .iter()
    .map(|r| Ok(SectionAge { section: r.get("section")?, count: r.get("count")?, latest: r.get("latest")? }))
    .collect()
}

/// The newest publications of an item of statutory disclosure, on one site or on all.
///
/// # Errors
/// A fault of the database.
pub fn list_of_statutory_item(
    tx: &mut Tx,
    site: Option<&str>,
    item: StatutoryItem,
    limit: i64,
) -> Result<Vec<PublishedRow>, Fault> {
    let filter = Filter { site: site.map(str::to_owned), statutory_item: Some(item), ..Filter::default() };
    list_published(tx, &filter, None, limit)
}

/// How many publications stand under each item of statutory disclosure on a site.
///
/// # Errors
/// A fault of the database.
pub fn statutory_counts(tx: &mut Tx, site: &str) -> Result<Vec<(StatutoryItem, i64)>, Fault> {
    tx.rows(
        "SELECT p.statutory_item, CAST(COUNT(*) AS BIGINT) AS count FROM published p WHERE p.statutory_item IS NOT NULL AND p.standing <> 'withdrawn' AND p.id IN (SELECT s.publication FROM published_places s WHERE s.site = $1) GROUP BY p.statutory_item ORDER BY p.statutory_item",
        params![site],
    )?
    .iter()
    .map(|r| Ok((r.get("statutory_item")?, r.get("count")?)))
    .collect()
}

/// The revisions that came before the public, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_releases(tx: &mut Tx, id: Id) -> Result<Vec<Release>, Fault> {
    tx.rows(
        "SELECT revision, verb, note, at FROM publication_releases WHERE publication = $1 ORDER BY revision",
        params![id],
    )?
    .iter()
    .map(|r| Ok(Release { revision: r.get("revision")?, verb: r.get("verb")?, note: r.get("note")?, at: r.get("at")? }))
    .collect()
}

/// What a revision said that came before the public. Of a withdrawn publication nothing is told.
///
/// # Errors
/// A fault of the database.
pub fn find_release(tx: &mut Tx, id: Id, revision: i64) -> Result<Option<(Content, Vec<Attachment>)>, Fault> {
    let row = tx.row(
        "SELECT r.kind AS content_kind, r.lang, r.title AS content_title, r.summary, r.html, r.text, r.formed_on, r.displayed_on, r.disclosure, r.basis, r.reason, r.reevaluate_on, r.interprets, r.duty, r.statutory_item, r.placements, r.topics, r.note FROM publication_revisions r JOIN publication_releases e ON e.publication = r.publication AND e.revision = r.revision JOIN published p ON p.id = r.publication WHERE r.publication = $1 AND r.revision = $2 AND p.standing <> 'withdrawn'",
        params![id, revision],
    )?;
    let Some(row) = row else { return Ok(None) };
    let files = files_of(tx, id, revision)?;
    Ok(Some((read_content(&row)?, files)))
}

/// Puts the working revision before the public, now.
pub(crate) fn release(tx: &mut Tx, cx: &Cx, p: &Publication, verb: &str) -> Result<(), Fault> {
    let c = &p.content;
    let id = p.id();
    tx.execute(
        "INSERT INTO publication_releases (publication, revision, verb, note, at) VALUES ($1, $2, $3, $4, $5)",
        params![id, p.working, verb, c.note, cx.at],
    )?;
    tx.execute("UPDATE publications SET released = $2, planned_at = NULL WHERE id = $1", params![id, p.working])?;
    let standing = if p.released == 0 { Standing::Published } else { Standing::Corrected };
    tx.execute(
        "INSERT INTO published (id, number, kind, lang, title, summary, html, text, agency, published_at, displayed_on, updated_at, revision, standing, interprets, interprets_title, duty, statutory_item, topics) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, lang = excluded.lang, title = excluded.title, summary = excluded.summary, html = excluded.html, text = excluded.text, displayed_on = excluded.displayed_on, updated_at = excluded.updated_at, revision = excluded.revision, standing = excluded.standing, interprets = excluded.interprets, interprets_title = excluded.interprets_title, duty = excluded.duty, statutory_item = excluded.statutory_item, topics = excluded.topics",
        params![
            id, p.number, c.kind, c.lang, c.title, c.summary, c.html, c.text, p.matter.agency, cx.at, c.displayed_on, p.working, standing,
            c.rule_key(), c.interprets, c.duty, c.statutory_item, text(&c.topics)?
        ],
    )?;
    tx.execute("DELETE FROM published_places WHERE publication = $1", params![id])?;
    for (site, section) in &c.placements {
        tx.execute(
            "INSERT INTO published_places (site, section, published_at, publication) SELECT $1, $2, published_at, id FROM published WHERE id = $3",
            params![site, section, id],
        )?;
    }
    Ok(())
}

/// Leaves only the tombstone before the public.
pub(crate) fn tombstone(tx: &mut Tx, cx: &Cx, p: &Publication, reason: &str) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO publication_withdrawals (publication, reason, by_whom, at) VALUES ($1, $2, $3, $4)",
        params![p.id(), reason, cx.who.ledger_name(), cx.at],
    )?;
    tx.execute(
        "UPDATE published SET standing = 'withdrawn', summary = '', html = '', text = '', topics = '[]', updated_at = $2 WHERE id = $1",
        params![p.id(), cx.at],
    )?;
    tx.execute("DELETE FROM published_places WHERE publication = $1", params![p.id()])?;
    Ok(())
}
