//! The tables of publications: the office's side. The public's side is in `store/public.rs`.

mod public;
mod reviews;

pub use public::{
    find_published, find_release, list_all_published, list_of_statutory_item, list_published, list_releases,
    list_withdrawn, section_ages, sites_of_withdrawn, statutory_counts,
};
pub(crate) use public::{release, tombstone};
pub(crate) use reviews::{find_check, insert_acknowledgement, insert_opinion, keep_check};
pub use reviews::{list_acknowledgements, list_opinions};

use crate::{Attachment, Content, Placement, Publication, PublicationKind, StoredFile};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, Who, db::list::List, matter, params, words};

macro_rules! select_publication {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at, \
             p.working, p.released, p.planned_at, g.name AS agency_name, \
             r.kind AS content_kind, r.lang, r.title AS content_title, r.summary, r.html, r.text, r.formed_on, r.displayed_on, r.disclosure, r.basis, r.reason, r.reevaluate_on, r.interprets, r.duty, r.statutory_item, r.placements, r.topics, r.note \
             FROM publications p JOIN matters m ON m.id = p.id JOIN agencies g ON g.id = m.agency JOIN publication_revisions r ON r.publication = p.id AND r.revision = p.working",
            $tail
        )
    };
}

/// The agencies at which this member of staff holds one of the posts of publishing today.
const MY_OFFICE: &str = "m.agency IN (SELECT o.agency FROM posts o WHERE o.staff = ? AND o.role IN ('publication-drafting', 'publication-review', 'secrecy-review', 'publication-sign-off') AND o.valid_from <= ? AND (o.valid_to IS NULL OR o.valid_to >= ?))";

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::from_error("reading a stored list", e))
}

fn text<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| Fault::from_error("storing a list", e))
}

/// Reads what a revision says; the columns are named as in [`select_publication`].
fn read_content(r: &Row) -> Result<Content, Fault> {
    Ok(Content {
        kind: r.get("content_kind")?,
        lang: r.get("lang")?,
        title: r.get("content_title")?,
        summary: r.get("summary")?,
        html: r.get("html")?,
        text: r.get("text")?,
        formed_on: r.get("formed_on")?,
        displayed_on: r.get("displayed_on")?,
        disclosure: r.get("disclosure")?,
        basis: r.get("basis")?,
        reason: r.get("reason")?,
        reevaluate_on: r.get("reevaluate_on")?,
        placements: json::<Vec<Placement>>(&r.get::<String>("placements")?)?,
        interprets: r.get("interprets")?,
        duty: r.get("duty")?,
        statutory_item: r.get("statutory_item")?,
        topics: json(&r.get::<String>("topics")?)?,
        note: r.get("note")?,
    })
}

fn read(r: &Row, files: Vec<Attachment>) -> Result<Publication, Fault> {
    let matter = matter::read(r)?;
    Ok(Publication {
        number: matter.number.clone(),
        matter,
        agency_name: r.get("agency_name")?,
        working: r.get("working")?,
        released: r.get("released")?,
        planned_at: r.get("planned_at")?,
        content: read_content(r)?,
        files,
    })
}

fn one(tx: &mut Tx, sql: &str, values: &[kernel::Value]) -> Result<Option<Publication>, Fault> {
    let Some(row) = tx.row(sql, values)? else { return Ok(None) };
    let files = files_of(tx, row.get("id")?, row.get("working")?)?;
    read(&row, files).map(Some)
}

/// The publication with this number. Whether the reader may see it is the caller's question.
///
/// # Errors
/// A fault of the database.
pub fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<Publication>, Fault> {
    one(tx, select_publication!(" WHERE p.number = $1"), params![number])
}

pub(crate) fn find(tx: &mut Tx, id: Id) -> Result<Option<Publication>, Fault> {
    one(tx, select_publication!(" WHERE p.id = $1"), params![id])
}

/// The publication, when it is one of an agency at which the acting member of staff holds a post of publishing.
///
/// # Errors
/// A fault of the database.
pub fn find_for_office(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Publication>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(None) };
    let today = cx.today();
    let (sql, values) = List::new(select_publication!(""))
        .and("p.number = ?", params![number])
        .and(MY_OFFICE, params![*staff, today, today])
        .order("p.id")
        .page(1);
    one(tx, &sql, &values)
}

words! {
    /// The views of the desk's list.
    pub enum DeskTab {
        /// What waits for a post I hold.
        Mine = "mine",
        /// 起草中
        Drafts = "drafts",
        /// 审核中
        Reviews = "reviews",
        /// 待发布
        Planned = "planned",
        /// 已发布
        Published = "published",
        /// 存档: not disclosed by itself.
        Filed = "filed",
        /// 存档 that is due for a new look.
        Reevaluation = "reevaluation",
        /// 已撤
        Gone = "gone",
        /// Everything.
        All = "all",
    }
}

/// What the desk's list is narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskFilter {
    /// The view.
    pub tab: DeskTab,
    /// One kind.
    pub kind: Option<PublicationKind>,
}

/// The publications of the acting member's agencies, newest first, those before `before`.
///
/// # Errors
/// A fault of the database.
pub fn list_office(
    tx: &mut Tx,
    cx: &Cx,
    filter: &DeskFilter,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<Publication>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    let today = cx.today();
    let list = List::new(select_publication!(""))
        .and(MY_OFFICE, params![*staff, today, today])
        .and_some("r.kind = ?", filter.kind)
        .and_some("p.id < ?", before);
    let list = match filter.tab {
        DeskTab::Mine => list.and(
            "m.waits_for IN (SELECT o.role FROM posts o WHERE o.staff = ? AND o.agency = m.agency AND o.valid_from <= ? AND (o.valid_to IS NULL OR o.valid_to >= ?))",
            params![*staff, today, today],
        ),
        DeskTab::Drafts => list.and("m.state IN ('draft', 'correction-draft')", params![]),
        DeskTab::Reviews => list.and(
            "m.state IN ('department-review', 'secrecy-review', 'sign-off', 'correction-review', 'correction-secrecy', 'correction-sign-off')",
            params![],
        ),
        DeskTab::Planned => list.and("m.state = 'planned'", params![]),
        DeskTab::Published => list.and(
            "m.state IN ('published', 'correction-draft', 'correction-review', 'correction-secrecy', 'correction-sign-off')",
            params![],
        ),
        DeskTab::Filed => list.and("m.state = 'filed'", params![]),
        DeskTab::Reevaluation => list.and("p.reevaluate_on IS NOT NULL AND p.reevaluate_on <= ?", params![today]),
        DeskTab::Gone => list.and("m.state IN ('abandoned', 'withdrawn')", params![]),
        DeskTab::All => list,
    };
    let (sql, values) = list.order("p.id DESC").page(limit);
    tx.rows(&sql, &values)?.iter().map(|r| read(r, Vec::new())).collect()
}

/// Filed information whose day of a new look has come, soonest first; of one agency, or of all.
///
/// Law: 政府信息公开条例 第十八条
///
/// # Errors
/// A fault of the database.
pub fn list_reevaluations_due(
    tx: &mut Tx,
    cx: &Cx,
    agency: Option<Id>,
    until: Date,
    limit: i64,
) -> Result<Vec<Publication>, Fault> {
    let select = List::new(select_publication!(""))
        .and("p.reevaluate_on IS NOT NULL", params![])
        .and("p.reevaluate_on <= ?", params![until])
        .and_some("m.agency = ?", agency);
    let select = match &cx.who {
        Who::Staff { staff, .. } => select.and(MY_OFFICE, params![*staff, cx.today(), cx.today()]),
        _ => select,
    };
    let (sql, values) = select.order("p.reevaluate_on, p.id").page(limit);
    tx.rows(&sql, &values)?.iter().map(|r| read(r, Vec::new())).collect()
}

/// The ids of planned publications whose instant has come, oldest plan first.
pub(crate) fn list_due(tx: &mut Tx, at: Timestamp, limit: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(
        "SELECT id FROM publications WHERE planned_at IS NOT NULL AND planned_at <= $1 ORDER BY planned_at, id LIMIT $2",
        params![at, limit],
    )?
    .iter()
    .map(Row::only)
    .collect()
}

pub(crate) fn insert(tx: &mut Tx, cx: &Cx, id: Id, number: &str, content: &Content) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO publications (id, number, working, released, created_by, created_at) VALUES ($1, $2, 1, 0, $3, $4)",
        params![id, number, cx.who.ledger_name(), cx.at],
    )?;
    insert_revision(tx, cx, id, 1, content)
}

pub(crate) fn insert_revision(tx: &mut Tx, cx: &Cx, id: Id, revision: i64, c: &Content) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO publication_revisions (publication, revision, kind, lang, title, summary, html, text, formed_on, displayed_on, disclosure, basis, reason, reevaluate_on, interprets, duty, statutory_item, placements, topics, note, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        params![
            id, revision, c.kind, c.lang, c.title, c.summary, c.html, c.text, c.formed_on, c.displayed_on, c.disclosure, c.basis, c.reason,
            c.reevaluate_on, c.interprets, c.duty, c.statutory_item, text(&c.placements)?, text(&c.topics)?, c.note, cx.at
        ],
    )?;
    Ok(())
}

/// Writes a revision that is still open anew.
pub(crate) fn update_revision(tx: &mut Tx, cx: &Cx, id: Id, revision: i64, c: &Content) -> Result<(), Fault> {
    tx.execute(
        "UPDATE publication_revisions SET kind = $3, lang = $4, title = $5, summary = $6, html = $7, text = $8, formed_on = $9, displayed_on = $10, disclosure = $11, basis = $12, reason = $13, reevaluate_on = $14, interprets = $15, duty = $16, statutory_item = $17, placements = $18, topics = $19, note = $20, saved_at = $21 WHERE publication = $1 AND revision = $2",
        params![
            id, revision, c.kind, c.lang, c.title, c.summary, c.html, c.text, c.formed_on, c.displayed_on, c.disclosure, c.basis, c.reason,
            c.reevaluate_on, c.interprets, c.duty, c.statutory_item, text(&c.placements)?, text(&c.topics)?, c.note, cx.at
        ],
    )?;
    tx.execute("UPDATE matters SET title = $2 WHERE id = $1", params![id, c.title])?;
    Ok(())
}

/// Makes `revision` the one that is worked on.
pub(crate) fn work_on(tx: &mut Tx, id: Id, revision: i64) -> Result<(), Fault> {
    tx.execute("UPDATE publications SET working = $2 WHERE id = $1", params![id, revision])?;
    Ok(())
}

/// Throws the open revision of a correction away.
pub(crate) fn delete_revision(tx: &mut Tx, id: Id, revision: i64) -> Result<(), Fault> {
    tx.execute(
        "DELETE FROM publication_acknowledgements WHERE publication = $1 AND revision = $2",
        params![id, revision],
    )?;
    tx.execute("DELETE FROM publication_checks WHERE publication = $1 AND revision = $2", params![id, revision])?;
    tx.execute("DELETE FROM publication_files WHERE publication = $1 AND revision = $2", params![id, revision])?;
    tx.execute("DELETE FROM publication_revisions WHERE publication = $1 AND revision = $2", params![id, revision])?;
    Ok(())
}

/// Sets or takes away the instant of a plan.
pub(crate) fn set_plan(tx: &mut Tx, id: Id, at: Option<Timestamp>) -> Result<(), Fault> {
    tx.execute("UPDATE publications SET planned_at = $2 WHERE id = $1", params![id, at])?;
    Ok(())
}

/// Sets or takes away the day of a new look at what is filed.
pub(crate) fn set_reevaluation(tx: &mut Tx, id: Id, revision: i64, on: Option<Date>) -> Result<(), Fault> {
    tx.execute("UPDATE publications SET reevaluate_on = $2 WHERE id = $1", params![id, on])?;
    if on.is_some() {
        tx.execute(
            "UPDATE publication_revisions SET reevaluate_on = $3 WHERE publication = $1 AND revision = $2",
            params![id, revision, on],
        )?;
    }
    Ok(())
}

// Files ---------------------------------------------------------------------------------------------

fn read_file(r: &Row) -> Result<Attachment, Fault> {
    Ok(Attachment {
        n: r.get("n")?,
        name: r.get("name")?,
        media_type: r.get("media_type")?,
        size: r.get("size")?,
        digest: r.get("digest")?,
    })
}

pub(crate) fn files_of(tx: &mut Tx, id: Id, revision: i64) -> Result<Vec<Attachment>, Fault> {
    tx.rows(
        "SELECT n, name, media_type, size, digest FROM publication_files WHERE publication = $1 AND revision = $2 ORDER BY n",
        params![id, revision],
    )?
    .iter()
    .map(read_file)
    .collect()
}

/// Adds a file under the next number that no revision has used.
pub(crate) fn insert_file(tx: &mut Tx, id: Id, revision: i64, f: &StoredFile) -> Result<i64, Fault> {
    let row = tx.row(
        "SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) AS n FROM publication_files WHERE publication = $1",
        params![id],
    )?;
    let n = row.map(|r| r.get::<i64>("n")).transpose()?.unwrap_or(0) + 1;
    tx.execute(
        "INSERT INTO publication_files (publication, revision, n, name, media_type, original, digest, size) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, revision, n, f.name, f.media_type, f.original, f.digest, f.size],
    )?;
    Ok(n)
}

pub(crate) fn delete_file(tx: &mut Tx, id: Id, revision: i64, n: i64) -> Result<bool, Fault> {
    Ok(tx.execute(
        "DELETE FROM publication_files WHERE publication = $1 AND revision = $2 AND n = $3",
        params![id, revision, n],
    )? == 1)
}

/// The files of a revision become those of the next one, under the same numbers.
pub(crate) fn copy_files(tx: &mut Tx, id: Id, from: i64, to: i64) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO publication_files (publication, revision, n, name, media_type, original, digest, size) SELECT publication, CAST($3 AS BIGINT), n, name, media_type, original, digest, size FROM publication_files WHERE publication = $1 AND revision = $2",
        params![id, from, to],
    )?;
    Ok(())
}
