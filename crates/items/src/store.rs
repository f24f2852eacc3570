//! The tables of the catalogue. The only file of this crate with SQL.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Row, Tx, Value, db::list::List, params};

use crate::item::ItemVersion;
use crate::record::{ItemRecord, NewNode, NodeKind, Version, VersionState};
use crate::search::{Filter, Seek};

// Bodies ------------------------------------------------------------------------------------------

/// Bodies by digest. The same digest is the same text, so that nothing here ever goes out of date.
struct Bodies {
    by_digest: HashMap<String, (Arc<ItemVersion>, u64)>,
    turn: u64,
}

/// How many parsed bodies a process keeps: a county's catalogue.
const MOST_BODIES: usize = 2_000;

static BODIES: LazyLock<Mutex<Bodies>> = LazyLock::new(|| Mutex::new(Bodies { by_digest: HashMap::new(), turn: 0 }));

fn kept_body(digest: &str) -> Option<Arc<ItemVersion>> {
    let mut bodies = BODIES.lock().unwrap_or_else(PoisonError::into_inner);
    bodies.turn += 1;
    let turn = bodies.turn;
    let (body, last) = bodies.by_digest.get_mut(digest)?;
    *last = turn;
    Some(body.clone())
}

fn keep_body(digest: &str, body: &Arc<ItemVersion>) {
    let mut bodies = BODIES.lock().unwrap_or_else(PoisonError::into_inner);
    if bodies.by_digest.len() >= MOST_BODIES {
        // The older half goes, so that a full cache is not searched at every miss.
        let mut turns: Vec<u64> = bodies.by_digest.values().map(|(_, turn)| *turn).collect();
        turns.sort_unstable();
        let middle = turns.get(turns.len() / 2).copied().unwrap_or_default();
        bodies.by_digest.retain(|_, (_, turn)| *turn > middle);
    }
    bodies.turn += 1;
    let turn = bodies.turn;
    bodies.by_digest.insert(digest.to_owned(), (body.clone(), turn));
}

/// The body of a version, parsed once per process.
fn load_body(tx: &mut Tx, id: Id, digest: &str) -> Result<Arc<ItemVersion>, Fault> {
    if let Some(body) = kept_body(digest) {
        return Ok(body);
    }
    let row = tx.row("SELECT body FROM item_versions WHERE id = $1", params![id])?;
    let text: String = row.ok_or_else(|| Fault::new(format!("the item version {id} is gone")))?.get("body")?;
    let body =
        serde_json::from_str(&text).map_err(|e| Fault::from_error(format!("reading the item version {id}"), e))?;
    let body = Arc::new(body);
    keep_body(digest, &body);
    Ok(body)
}

// Nodes -------------------------------------------------------------------------------------------

fn read_item(r: &Row) -> Result<ItemRecord, Fault> {
    Ok(ItemRecord {
        id: r.get("id")?,
        kind: r.get("kind")?,
        parent: r.get("parent")?,
        slug: r.get("slug")?,
        agency: r.get("agency")?,
        name: r.get("name")?,
        local_code: r.get("local_code")?,
        published: r.get("published")?,
    })
}

/// False when the slug is taken.
pub fn insert_node(tx: &mut Tx, cx: &Cx, id: Id, new: &NewNode<'_>, sort_key: &str) -> Result<bool, Fault> {
    let done = tx.execute(
        "INSERT INTO items (id, kind, parent, slug, agency, name, local_code, sort_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        params![id, new.kind, new.parent, new.slug, new.agency, new.name, new.local_code, sort_key, cx.at],
    )?;
    Ok(done == 1)
}

pub fn find_item(tx: &mut Tx, id: Id) -> Result<Option<ItemRecord>, Fault> {
    let row = tx.row(
        "SELECT id, kind, parent, slug, agency, name, local_code, published FROM items WHERE id = $1",
        params![id],
    )?;
    row.as_ref().map(read_item).transpose()
}

pub fn find_item_by_slug(tx: &mut Tx, slug: &str) -> Result<Option<ItemRecord>, Fault> {
    let row = tx.row(
        "SELECT id, kind, parent, slug, agency, name, local_code, published FROM items WHERE slug = $1",
        params![slug],
    )?;
    row.as_ref().map(read_item).transpose()
}

pub fn rename_item(tx: &mut Tx, id: Id, name: &str, sort_key: &str) -> Result<(), Fault> {
    tx.execute("UPDATE items SET name = $2, sort_key = $3 WHERE id = $1", params![id, name, sort_key])?;
    Ok(())
}

pub fn set_published(tx: &mut Tx, item: Id, version: Option<Id>) -> Result<(), Fault> {
    tx.execute("UPDATE items SET published = $2 WHERE id = $1", params![item, version])?;
    Ok(())
}

// Versions ----------------------------------------------------------------------------------------

fn read_version(tx: &mut Tx, r: &Row) -> Result<Version, Fault> {
    let (id, digest): (Id, String) = (r.get("id")?, r.get("digest")?);
    let body = load_body(tx, id, &digest)?;
    Ok(Version {
        id,
        item: r.get("item")?,
        n: r.get("n")?,
        state: r.get("state")?,
        body,
        revision: r.get("revision")?,
        digest,
        published_at: r.get("published_at")?,
        effective_on: r.get("effective_on")?,
        ended_on: r.get("ended_on")?,
    })
}

fn one_version(tx: &mut Tx, sql: &str, values: &[Value]) -> Result<Option<Version>, Fault> {
    match tx.row(sql, values)? {
        Some(row) => read_version(tx, &row).map(Some),
        None => Ok(None),
    }
}

pub fn find_version(tx: &mut Tx, id: Id) -> Result<Option<Version>, Fault> {
    one_version(
        tx,
        "SELECT id, item, n, state, revision, digest, published_at, effective_on, ended_on FROM item_versions WHERE id = $1",
        params![id],
    )
}

pub fn find_version_n(tx: &mut Tx, item: Id, n: i64) -> Result<Option<Version>, Fault> {
    one_version(
        tx,
        "SELECT id, item, n, state, revision, digest, published_at, effective_on, ended_on FROM item_versions WHERE item = $1 AND n = $2",
        params![item, n],
    )
}

pub fn find_draft(tx: &mut Tx, item: Id) -> Result<Option<Version>, Fault> {
    one_version(
        tx,
        "SELECT id, item, n, state, revision, digest, published_at, effective_on, ended_on FROM item_versions WHERE item = $1 AND state = 'draft' ORDER BY n DESC",
        params![item],
    )
}

/// The versions of an item, newest first.
pub fn list_versions(tx: &mut Tx, item: Id) -> Result<Vec<Version>, Fault> {
    let rows = tx.rows(
        "SELECT id, item, n, state, revision, digest, published_at, effective_on, ended_on FROM item_versions WHERE item = $1 ORDER BY n DESC",
        params![item],
    )?;
    rows.iter().map(|row| read_version(tx, row)).collect()
}

/// Adds a draft after the last version; `None` when somebody was faster.
pub fn insert_draft(tx: &mut Tx, cx: &Cx, item: Id, body: &str, digest: &str) -> Result<Option<Id>, Fault> {
    let id = Id::new();
    let last =
        tx.row("SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) AS last FROM item_versions WHERE item = $1", params![item])?;
    let last: i64 = last.map_or(Ok(0), |row| row.get("last"))?;
    let done = tx.execute(
        "INSERT INTO item_versions (id, item, n, state, body, revision, digest, created_by, created_at) VALUES ($1, $2, $3, 'draft', $4, 1, $5, $6, $7) ON CONFLICT DO NOTHING",
        params![id, item, last + 1, body, digest, cx.who.ledger_name(), cx.at],
    )?;
    Ok((done == 1).then_some(id))
}

/// Saves a draft that still has the revision the editor saw; false when it has not.
pub fn update_draft(tx: &mut Tx, id: Id, seen: i64, body: &str, digest: &str) -> Result<bool, Fault> {
    let done = tx.execute(
        "UPDATE item_versions SET body = $3, digest = $4, revision = revision + 1 WHERE id = $1 AND revision = $2 AND state = 'draft'",
        params![id, seen, body, digest],
    )?;
    Ok(done == 1)
}

/// Who began the draft.
pub fn draft_author(tx: &mut Tx, id: Id) -> Result<Option<String>, Fault> {
    let row = tx.row("SELECT created_by FROM item_versions WHERE id = $1", params![id])?;
    row.map(|row| row.get("created_by")).transpose()
}

/// Makes the draft the published version; false when it is no longer the draft the editor saw.
pub fn mark_published(tx: &mut Tx, cx: &Cx, id: Id, seen: i64, effective_on: Date) -> Result<bool, Fault> {
    let done = tx.execute(
        "UPDATE item_versions SET state = 'published', published_by = $3, published_at = $4, effective_on = $5 WHERE id = $1 AND revision = $2 AND state = 'draft'",
        params![id, seen, cx.who.ledger_name(), cx.at, effective_on],
    )?;
    Ok(done == 1)
}

/// Ends a published version; false when it is not published.
pub fn end_version(tx: &mut Tx, id: Id, state: VersionState, on: Date) -> Result<bool, Fault> {
    let done = tx.execute(
        "UPDATE item_versions SET state = $2, ended_on = $3 WHERE id = $1 AND state = 'published'",
        params![id, state, on],
    )?;
    Ok(done == 1)
}

// What the public list filters and finds by ---------------------------------------------------------

pub fn replace_facets(tx: &mut Tx, item: Id, facets: &[(&str, String)]) -> Result<(), Fault> {
    tx.execute("DELETE FROM item_facets WHERE item = $1", params![item])?;
    for (facet, value) in facets {
        tx.execute(
            "INSERT INTO item_facets (item, facet, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            params![item, facet, value],
        )?;
    }
    Ok(())
}

pub fn replace_search(tx: &mut Tx, item: Id, folded: Option<&str>) -> Result<(), Fault> {
    tx.execute("DELETE FROM item_search WHERE item = $1", params![item])?;
    if let Some(folded) = folded {
        tx.execute("INSERT INTO item_search (item, folded) VALUES ($1, $2)", params![item, folded])?;
    }
    Ok(())
}

/// The conditions of the public list, without order and page.
fn filtered(mut list: List, filter: &Filter) -> List {
    list = list.and("i.published IS NOT NULL", &[]);
    for (facet, value) in filter.facets() {
        list = list.and(
            "EXISTS (SELECT 1 FROM item_facets f WHERE f.item = i.id AND f.facet = ? AND f.value = ?)",
            params![facet, value],
        );
    }
    for word in filter.words() {
        list = list.and(
            "EXISTS (SELECT 1 FROM item_search s WHERE s.item = i.id AND s.folded LIKE ? ESCAPE '\\')",
            params![format!("%{}%", like(word))],
        );
    }
    list
}

/// `text` as a literal part of a LIKE pattern.
fn like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// One page of the published items, in the order of the catalogue.
pub fn list_published(
    tx: &mut Tx,
    filter: &Filter,
    seek: &Seek,
    rows: i64,
) -> Result<Vec<(ItemRecord, Version)>, Fault> {
    let list = List::new(
        "SELECT i.id, i.kind, i.parent, i.slug, i.agency, i.name, i.local_code, i.published, v.digest, v.n, v.state, v.revision, v.published_at, v.effective_on, v.ended_on, v.item, v.id AS version_id \
         FROM items i JOIN item_versions v ON v.id = i.published",
    );
    let list = filtered(list, filter);
    let (sql, values) = match seek {
        Seek::Start => list.order("i.sort_key, i.id").page(rows),
        Seek::After(id) => list
            .and("(i.sort_key, i.id) > (SELECT l.sort_key, l.id FROM items l WHERE l.id = ?)", params![id])
            .order("i.sort_key, i.id")
            .page(rows),
        Seek::Before(id) => list
            .and("(i.sort_key, i.id) < (SELECT l.sort_key, l.id FROM items l WHERE l.id = ?)", params![id])
            .order("i.sort_key DESC, i.id DESC")
            .page(rows),
    };
    let mut found = Vec::new();
    for row in tx.rows(&sql, &values)? {
        let (id, digest): (Id, String) = (row.get("version_id")?, row.get("digest")?);
        let body = load_body(tx, id, &digest)?;
        let version = Version {
            id,
            item: row.get("item")?,
            n: row.get("n")?,
            state: row.get("state")?,
            body,
            revision: row.get("revision")?,
            digest,
            published_at: row.get("published_at")?,
            effective_on: row.get("effective_on")?,
            ended_on: row.get("ended_on")?,
        };
        found.push((read_item(&row)?, version));
    }
    if matches!(seek, Seek::Before(_)) {
        found.reverse();
    }
    Ok(found)
}

pub fn count_published(tx: &mut Tx, filter: &Filter) -> Result<i64, Fault> {
    let (sql, values) = filtered(List::new("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM items i"), filter).all();
    tx.row(&sql, &values)?.map_or(Ok(0), |row| row.get("n"))
}

/// How many items of the filtered list have each value of each facet.
pub fn count_facets(tx: &mut Tx, filter: &Filter) -> Result<Vec<(String, String, i64)>, Fault> {
    let list = List::new(
        "SELECT g.facet, g.value, CAST(COUNT(*) AS BIGINT) AS n FROM items i JOIN item_facets g ON g.item = i.id",
    );
    let (mut sql, values) = filtered(list, filter).all();
    sql.push_str(" GROUP BY g.facet, g.value ORDER BY g.facet, n DESC, g.value");
    tx.rows(&sql, &values)?.iter().map(|row| Ok((row.get("facet")?, row.get("value")?, row.get("n")?))).collect()
}

// The desk ------------------------------------------------------------------------------------------

/// One row of the desk's list.
pub struct DeskRow {
    /// The item.
    pub item: ItemRecord,
    /// Its draft, when there is one.
    pub draft: Option<Version>,
}

/// Handling items of these agencies, drafts first where asked, in keyset order. `state`: `draft`, `published` or none.
pub fn list_desk(
    tx: &mut Tx,
    agency: Id,
    state: Option<&str>,
    word: Option<&str>,
    after: Option<Id>,
    rows: i64,
) -> Result<Vec<DeskRow>, Fault> {
    let mut list = List::new(
        "SELECT i.id, i.kind, i.parent, i.slug, i.agency, i.name, i.local_code, i.published, d.id AS draft FROM items i LEFT JOIN item_versions d ON d.item = i.id AND d.state = 'draft'",
    )
    .and("i.agency = ?", params![agency])
    .and("i.kind = ?", params![NodeKind::Handling]);
    list = match state {
        Some("draft") => list.and("d.id IS NOT NULL", &[]),
        Some("published") => list.and("i.published IS NOT NULL", &[]),
        _ => list,
    };
    list = list.and_some("i.name LIKE ? ESCAPE '\\'", word.map(|w| format!("%{}%", like(w))));
    if let Some(after) = after {
        list = list.and("(i.sort_key, i.id) > (SELECT l.sort_key, l.id FROM items l WHERE l.id = ?)", params![after]);
    }
    let (sql, values) = list.order("i.sort_key, i.id").page(rows);
    let mut found = Vec::new();
    for row in tx.rows(&sql, &values)? {
        let draft: Option<Id> = row.get("draft")?;
        let draft = match draft {
            Some(id) => find_version(tx, id)?,
            None => None,
        };
        found.push(DeskRow { item: read_item(&row)?, draft });
    }
    Ok(found)
}

/// How many handling items an agency has: all, with a draft, published.
pub fn count_desk(tx: &mut Tx, agency: Id) -> Result<(i64, i64, i64), Fault> {
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) AS whole, CAST(COUNT(d.id) AS BIGINT) AS drafts, CAST(COUNT(i.published) AS BIGINT) AS published \
         FROM items i LEFT JOIN item_versions d ON d.item = i.id AND d.state = 'draft' WHERE i.agency = $1 AND i.kind = 'handling'",
        params![agency],
    )?;
    row.map_or(Ok((0, 0, 0)), |r| Ok((r.get("whole")?, r.get("drafts")?, r.get("published")?)))
}

// Forms ---------------------------------------------------------------------------------------------

/// False when this version of the form exists.
pub fn insert_form(tx: &mut Tx, cx: &Cx, key: &str, n: i64, digest: &str, body: &str) -> Result<bool, Fault> {
    let done = tx.execute(
        "INSERT INTO forms (key, n, digest, body, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        params![key, n, digest, body, cx.at],
    )?;
    Ok(done == 1)
}

pub fn form_digest(tx: &mut Tx, key: &str, n: i64) -> Result<Option<String>, Fault> {
    let row = tx.row("SELECT digest FROM forms WHERE key = $1 AND n = $2", params![key, n])?;
    row.map(|row| row.get("digest")).transpose()
}

pub fn form_body(tx: &mut Tx, key: &str, n: i64) -> Result<Option<String>, Fault> {
    let row = tx.row("SELECT body FROM forms WHERE key = $1 AND n = $2", params![key, n])?;
    row.map(|row| row.get("body")).transpose()
}

pub fn list_forms(tx: &mut Tx) -> Result<Vec<(String, i64)>, Fault> {
    let rows = tx.rows("SELECT key, n FROM forms ORDER BY key, n", params![])?;
    rows.iter().map(|row| Ok((row.get("key")?, row.get("n")?))).collect()
}
