//! The tables of licences. The only file of this crate with SQL.

use crate::{Copy, CopyOrder, Event, Issued, Licence, Verb, moves::State};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Row, Tx, Who, db::list::List, matter, matter::Matter, params};
use seal::FieldRef;
use serde_json::{Value as Json, json};

macro_rules! select_licence {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at, \
             l.identifier, l.type_key, l.type_code, l.type_name, l.number AS licence_number, l.case_id, l.holder_person, l.holder_organisation, l.holder_shown, l.issued_on, l.valid_from, l.valid_to, l.trust, l.file, l.replaces, g.name AS issuer_name \
             FROM licences l JOIN matters m ON m.id = l.id JOIN agencies g ON g.id = l.issuer",
            $tail
        )
    };
}

/// The agencies at which this member of staff holds a post today.
const MY_OFFICE: &str = "l.issuer IN (SELECT p.agency FROM posts p WHERE p.staff = ? AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?))";

fn read(r: &Row) -> Result<Licence, Fault> {
    Ok(Licence {
        matter: matter::read(r)?,
        identifier: r.get("identifier")?,
        type_key: r.get("type_key")?,
        type_code: r.get("type_code")?,
        type_name: r.get("type_name")?,
        number: r.get("licence_number")?,
        issuer_name: r.get("issuer_name")?,
        case: r.get("case_id")?,
        holder_person: r.get("holder_person")?,
        holder_organisation: r.get("holder_organisation")?,
        holder_shown: r.get("holder_shown")?,
        issued_on: r.get("issued_on")?,
        valid_from: r.get("valid_from")?,
        valid_to: r.get("valid_to")?,
        trust: r.get("trust")?,
        file: r.get("file")?,
        replaces: r.get("replaces")?,
    })
}

fn one(tx: &mut Tx, sql: &str, values: &[kernel::Value]) -> Result<Option<Licence>, Fault> {
    tx.row(sql, values)?.map(|r| read(&r)).transpose()
}

fn seal_text(cx: &Cx, table: &str, column: &str, row: &str, text: &str) -> Result<Vec<u8>, Fault> {
    cx.keys
        .encrypt(FieldRef { table, column, row }, text.as_bytes())
        .map_err(|e| Fault::from_error(format!("encrypting {table}.{column}"), e))
}

fn open_text(cx: &Cx, table: &str, column: &str, row: &str, stored: &[u8]) -> Result<String, Fault> {
    let clear = cx
        .keys
        .decrypt_text(FieldRef { table, column, row }, stored)
        .map_err(|e| Fault::from_error(format!("decrypting {table}.{column}"), e))?;
    Ok(clear.to_string())
}

pub(crate) fn insert(tx: &mut Tx, cx: &Cx, id: Id, i: &Issued, case: Option<Id>) -> Result<(), Fault> {
    let kept = json!({ "metadata": i.metadata, "face": i.face }).to_string();
    let metadata = seal_text(cx, "licences", "metadata", &id.to_string(), &kept)?;
    tx.execute(
        "INSERT INTO licences (id, identifier, type_key, type_code, type_name, number, issuer, case_id, holder_person, holder_organisation, holder_shown, issued_on, valid_from, valid_to, runs_out_on, trust, metadata, file, replaces, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18, $19)",
        params![
            id, i.identifier, i.type_key, i.type_code, i.type_name, i.number, i.issuer, case, i.holder.person, i.holder.organisation, i.holder.shown,
            i.issued_on, i.valid_from, i.valid_to, i.trust, metadata, i.file, i.replaces, cx.at
        ],
    )?;
    Ok(())
}

/// An event's row has no id of its own: its place is the licence and the version.
fn event_row(licence: Id, seq: i64) -> String {
    format!("{licence}:{seq}")
}

pub(crate) fn insert_event(
    tx: &mut Tx,
    cx: &Cx,
    after: &Matter,
    verb: Verb,
    reason: &str,
    basis: &str,
) -> Result<(), Fault> {
    let sealed = seal_text(cx, "licence_events", "reason", &event_row(after.id, after.version), reason)?;
    tx.execute(
        "INSERT INTO licence_events (licence, seq, verb, state, reason, basis, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![after.id, after.version, verb, after.state, sealed, basis, cx.who.ledger_name(), cx.at],
    )?;
    Ok(())
}

pub(crate) fn stop_running_out(tx: &mut Tx, id: Id) -> Result<(), Fault> {
    tx.execute("UPDATE licences SET runs_out_on = NULL WHERE id = $1", params![id])?;
    Ok(())
}

pub(crate) fn list_running_out_before(tx: &mut Tx, day: Date, limit: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(
        "SELECT id FROM licences WHERE runs_out_on IS NOT NULL AND runs_out_on < $1 ORDER BY runs_out_on, id LIMIT $2",
        params![day, limit],
    )?
    .iter()
    .map(Row::only)
    .collect()
}

/// The licence with this id. Whether the reader may see it is the caller's question.
///
/// # Errors
/// A fault of the database.
pub fn find(tx: &mut Tx, id: Id) -> Result<Option<Licence>, Fault> {
    one(tx, select_licence!(" WHERE l.id = $1"), params![id])
}

/// The licence that a case issued.
///
/// # Errors
/// A fault of the database.
pub fn find_of_case(tx: &mut Tx, case: Id) -> Result<Option<Licence>, Fault> {
    one(tx, select_licence!(" WHERE l.case_id = $1 ORDER BY l.id DESC LIMIT 1"), params![case])
}

/// The licence with this identifier, in its canonical writing (with the root). For the public answer only its state may
/// be told.
///
/// # Errors
/// A fault of the database.
pub fn find_by_identifier(tx: &mut Tx, identifier: &str) -> Result<Option<Licence>, Fault> {
    one(tx, select_licence!(" WHERE l.identifier = $1"), params![identifier])
}

/// The licence that replaced this one.
///
/// # Errors
/// A fault of the database.
pub fn find_replacement(tx: &mut Tx, id: Id) -> Result<Option<Licence>, Fault> {
    one(tx, select_licence!(" WHERE l.replaces = $1"), params![id])
}

/// The licence, when an agency of the acting member of staff issued it.
///
/// # Errors
/// A fault of the database.
pub fn find_for_office(tx: &mut Tx, cx: &Cx, identifier: &str) -> Result<Option<Licence>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(None) };
    let today = cx.today();
    let (sql, values) = List::new(select_licence!(""))
        .and("l.identifier = ?", params![identifier])
        .and(MY_OFFICE, params![*staff, today, today])
        .order("l.id")
        .page(1);
    one(tx, &sql, &values)
}

/// The licence, when the acting person holds it, or the organisation they act for.
///
/// # Errors
/// A fault of the database.
pub fn find_for_holder(tx: &mut Tx, cx: &Cx, identifier: &str) -> Result<Option<Licence>, Fault> {
    let Who::Person { person, acting_for, .. } = &cx.who else { return Ok(None) };
    match acting_for {
        Some(organisation) => one(
            tx,
            select_licence!(" WHERE l.identifier = $1 AND l.holder_organisation = $2"),
            params![identifier, *organisation],
        ),
        None => {
            one(tx, select_licence!(" WHERE l.identifier = $1 AND l.holder_person = $2"), params![identifier, *person])
        }
    }
}

/// The licences of an organisation, or of a person when there is none; newest first.
pub(crate) fn list_of_holder(tx: &mut Tx, person: Id, organisation: Option<Id>) -> Result<Vec<Licence>, Fault> {
    let rows = match organisation {
        Some(organisation) => tx.rows(
            select_licence!(" WHERE l.holder_organisation = $1 ORDER BY l.id DESC LIMIT 500"),
            params![organisation],
        )?,
        None => {
            tx.rows(select_licence!(" WHERE l.holder_person = $1 ORDER BY l.id DESC LIMIT 500"), params![person])?
        }
    };
    rows.iter().map(read).collect()
}

/// What the desk's list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One state.
    pub state: Option<State>,
    /// Key of one type.
    pub type_key: Option<String>,
    /// 证照编号 or 证照标识, whole.
    pub number: Option<String>,
}

/// The licences of the acting member's agencies, newest first; `after` is the last id of the page before.
///
/// # Errors
/// A fault of the database.
pub fn list_office(tx: &mut Tx, cx: &Cx, filter: &Filter, after: Option<Id>, rows: i64) -> Result<Vec<Licence>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    let today = cx.today();
    let mut list = List::new(select_licence!(""))
        .and(MY_OFFICE, params![*staff, today, today])
        .and_some("m.state = ?", filter.state)
        .and_some("l.type_key = ?", filter.type_key.as_deref());
    if let Some(number) = &filter.number {
        list = list.and("(l.number = ? OR l.identifier = ?)", params![number, number]);
    }
    let (sql, values) = list.and_some("l.id < ?", after).order("l.id DESC").page(rows);
    tx.rows(&sql, &values)?.iter().map(read).collect()
}

/// What is kept of a licence: its metadata by the standard's short names, and the data of its face.
pub(crate) fn kept(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Json, Fault> {
    let row = tx
        .row("SELECT metadata FROM licences WHERE id = $1", params![id])?
        .ok_or_else(|| Fault::new("a licence without its row"))?;
    let text = open_text(cx, "licences", "metadata", &id.to_string(), &row.only::<Vec<u8>>()?)?;
    serde_json::from_str(&text).map_err(|e| Fault::from_error("reading a licence's metadata", e))
}

/// Every change of a licence's state, oldest first.
///
/// # Errors
/// A fault of the database or the keys.
pub fn events_of(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Vec<Event>, Fault> {
    tx.rows(
        "SELECT seq, verb, state, reason, basis, by_whom, at FROM licence_events WHERE licence = $1 ORDER BY seq",
        params![id],
    )?
    .iter()
    .map(|r| {
        let seq: i64 = r.get("seq")?;
        Ok(Event {
            seq,
            verb: r.get("verb")?,
            state: r.get("state")?,
            reason: open_text(cx, "licence_events", "reason", &event_row(id, seq), &r.get::<Vec<u8>>("reason")?)?,
            basis: r.get("basis")?,
            by_whom: r.get("by_whom")?,
            at: r.get("at")?,
        })
    })
    .collect()
}

// Copies --------------------------------------------------------------------------------------------

pub(crate) fn insert_copy(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    licence: Id,
    order: &CopyOrder,
    file: &str,
) -> Result<(), Fault> {
    let row = id.to_string();
    tx.execute(
        "INSERT INTO licence_copies (id, licence, purpose, recipient, usable_to, file, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            id,
            licence,
            seal_text(cx, "licence_copies", "purpose", &row, &order.purpose)?,
            seal_text(cx, "licence_copies", "recipient", &row, &order.recipient)?,
            order.usable_to,
            file,
            cx.who.ledger_name(),
            cx.at
        ],
    )?;
    Ok(())
}

pub(crate) fn copies_of(tx: &mut Tx, cx: &Cx, licence: Id) -> Result<Vec<Copy>, Fault> {
    tx.rows("SELECT id, licence, purpose, recipient, usable_to, file, made_at FROM licence_copies WHERE licence = $1 ORDER BY made_at DESC, id DESC LIMIT 100", params![licence])?
        .iter()
        .map(|r| {
            let id: Id = r.get("id")?;
            let row = id.to_string();
            Ok(Copy {
                id,
                licence: r.get("licence")?,
                purpose: open_text(cx, "licence_copies", "purpose", &row, &r.get::<Vec<u8>>("purpose")?)?,
                recipient: open_text(cx, "licence_copies", "recipient", &row, &r.get::<Vec<u8>>("recipient")?)?,
                usable_to: r.get("usable_to")?,
                file: r.get("file")?,
                made_at: r.get("made_at")?,
            })
        })
        .collect()
}

/// The licence whose signed file has this digest.
pub(crate) fn find_by_file(tx: &mut Tx, digest: &str) -> Result<Option<Licence>, Fault> {
    one(tx, select_licence!(" WHERE l.file = $1 ORDER BY l.id LIMIT 1"), params![digest])
}

/// The licence of which a use-limited copy has this digest, and the copy's last day.
pub(crate) fn find_by_copy(tx: &mut Tx, digest: &str) -> Result<Option<(Licence, Date)>, Fault> {
    let row =
        tx.row("SELECT licence, usable_to FROM licence_copies WHERE file = $1 ORDER BY id LIMIT 1", params![digest])?;
    let Some(row) = row else { return Ok(None) };
    let usable_to = row.get("usable_to")?;
    Ok(find(tx, row.get("licence")?)?.map(|licence| (licence, usable_to)))
}

// Rotation of keys ----------------------------------------------------------------------------------

/// Re-encrypts with the present key what older keys encrypted, in pieces after the licence `after`. Gives the last id of
/// the piece and how many fields changed; `None` when there is nothing left.
///
/// # Errors
/// A fault of the database or the keys.
pub fn rotate_fields(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows =
        tx.rows("SELECT id, metadata FROM licences WHERE id > $1 ORDER BY id LIMIT $2", params![after, limit])?;
    let mut changed = 0;
    let mut last = None;
    for r in &rows {
        let id: Id = r.get("id")?;
        let row = id.to_string();
        let stored: Vec<u8> = r.get("metadata")?;
        if cx.keys.needs_rotation(&stored) {
            let fresh =
                seal_text(cx, "licences", "metadata", &row, &open_text(cx, "licences", "metadata", &row, &stored)?)?;
            changed += tx.execute("UPDATE licences SET metadata = $2 WHERE id = $1", params![id, fresh])?;
        }
        for e in tx.rows("SELECT seq, reason FROM licence_events WHERE licence = $1 ORDER BY seq", params![id])? {
            let (seq, stored): (i64, Vec<u8>) = (e.get("seq")?, e.get("reason")?);
            if cx.keys.needs_rotation(&stored) {
                let place = event_row(id, seq);
                let fresh = seal_text(
                    cx,
                    "licence_events",
                    "reason",
                    &place,
                    &open_text(cx, "licence_events", "reason", &place, &stored)?,
                )?;
                changed += tx.execute(
                    "UPDATE licence_events SET reason = $3 WHERE licence = $1 AND seq = $2",
                    params![id, seq, fresh],
                )?;
            }
        }
        for c in
            tx.rows("SELECT id, purpose, recipient FROM licence_copies WHERE licence = $1 ORDER BY id", params![id])?
        {
            let copy: Id = c.get("id")?;
            let place = copy.to_string();
            let (purpose, recipient): (Vec<u8>, Vec<u8>) = (c.get("purpose")?, c.get("recipient")?);
            if cx.keys.needs_rotation(&purpose) || cx.keys.needs_rotation(&recipient) {
                let purpose = seal_text(
                    cx,
                    "licence_copies",
                    "purpose",
                    &place,
                    &open_text(cx, "licence_copies", "purpose", &place, &purpose)?,
                )?;
                let recipient = seal_text(
                    cx,
                    "licence_copies",
                    "recipient",
                    &place,
                    &open_text(cx, "licence_copies", "recipient", &place, &recipient)?,
                )?;
                changed += tx.execute(
                    "UPDATE licence_copies SET purpose = $2, recipient = $3 WHERE id = $1",
                    params![copy, purpose, recipient],
                )?;
            }
        }
        last = Some(row);
    }
    Ok(last.map(|l| (l, changed)))
}
