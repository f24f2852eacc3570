//! Records found, replies drafted and signed, opinions of reviewers.

use super::{json_of, open_some, seal_text, text_of};
use crate::reply::{Decision, Drafted, Record, Released, Reply};
use crate::request::StoredFile;
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, params};
use serde_json::{Value as Json, json};

const RECORD: &str = "SELECT id, request, n, name, document_number, media_type, size, original, decision, marks, ground, reason, reevaluate_on, released, released_name, released_type, released_size, released_from, alternative FROM disclosure_records";
const T: &str = "disclosure_records";

fn read_record(cx: &Cx, r: &Row) -> Result<Record, Fault> {
    let id: Id = r.get("id")?;
    let released: Option<String> = r.get("released")?;
    let released = match released {
        Some(digest) => Some(Released {
            digest,
            name: r.get::<Option<String>>("released_name")?.unwrap_or_default(),
            media_type: r.get::<Option<String>>("released_type")?.unwrap_or_default(),
            size: r.get::<Option<i64>>("released_size")?.unwrap_or_default(),
            alternative: open_some(cx, T, "alternative", id, r)?,
        }),
        None => None,
    };
    Ok(Record {
        id,
        request: r.get("request")?,
        n: r.get("n")?,
        name: r.get("name")?,
        document_number: r.get("document_number")?,
        media_type: r.get("media_type")?,
        size: r.get("size")?,
        original: r.get("original")?,
        decision: r.get("decision")?,
        marks: json_of("the marks of a record", &open_some(cx, T, "marks", id, r)?)?,
        ground: r.get("ground")?,
        reason: open_some(cx, T, "reason", id, r)?,
        reevaluate_on: r.get("reevaluate_on")?,
        released,
        released_from: r.get("released_from")?,
    })
}

pub(crate) fn insert_record(
    tx: &mut Tx,
    cx: &Cx,
    request: Id,
    document_number: Option<&str>,
    file: &StoredFile,
) -> Result<(Id, i64), Fault> {
    let id = Id::new();
    let n: i64 = tx
        .row("SELECT COALESCE(MAX(n), 0) + 1 FROM disclosure_records WHERE request = $1", params![request])?
        .ok_or_else(|| Fault::new("a count gave nothing"))?
        .only()?;
    tx.execute(
        "INSERT INTO disclosure_records (id, request, n, name, document_number, media_type, size, original, marks, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id, request, n, file.name, document_number, file.media_type, file.size, file.digest, seal_text(cx, T, "marks", id, "[]")?,
            seal_text(cx, T, "reason", id, "")?
        ],
    )?;
    Ok((id, n))
}

/// The records found for a request, in order.
///
/// # Errors
/// A fault of the database or the keys.
pub fn records_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Vec<Record>, Fault> {
    tx.rows(&format!("{RECORD} WHERE request = $1 ORDER BY n"), params![request])?
        .iter()
        .map(|r| read_record(cx, r))
        .collect()
}

/// One record of a request by its number.
///
/// # Errors
/// A fault of the database or the keys.
pub fn find_record(tx: &mut Tx, cx: &Cx, request: Id, n: i64) -> Result<Option<Record>, Fault> {
    let row = tx.row(&format!("{RECORD} WHERE request = $1 AND n = $2"), params![request, n])?;
    row.map(|r| read_record(cx, &r)).transpose()
}

/// What was decided on a record.
#[derive(Clone, Debug)]
pub struct RecordDecision {
    /// What becomes of it.
    pub decision: Decision,
    /// Marks for the redaction engine, each with its ground.
    pub marks: Json,
    /// The ground of the whole, D-1 … D-7, when something is withheld.
    pub ground: Option<String>,
    /// Why.
    pub reason: String,
    /// The day it is looked at again.
    pub reevaluate_on: Option<Date>,
}

pub(crate) fn set_decision(tx: &mut Tx, cx: &Cx, id: Id, d: &RecordDecision) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_records SET decision = $2, marks = $3, ground = $4, reason = $5, reevaluate_on = $6 WHERE id = $1",
        params![
            id, d.decision, seal_text(cx, T, "marks", id, &d.marks.to_string())?, d.ground, seal_text(cx, T, "reason", id, &d.reason)?,
            d.reevaluate_on
        ],
    )?;
    Ok(())
}

pub(crate) fn set_released(tx: &mut Tx, cx: &Cx, id: Id, released: &Released, from: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_records SET released = $2, released_name = $3, released_type = $4, released_size = $5, released_from = $6, alternative = $7 WHERE id = $1",
        params![
            id, released.digest, released.name, released.media_type, released.size, from,
            seal_text(cx, T, "alternative", id, &released.alternative)?
        ],
    )?;
    Ok(())
}

pub(crate) fn delete_record(tx: &mut Tx, id: Id) -> Result<(), Fault> {
    tx.execute("DELETE FROM disclosure_records WHERE id = $1", params![id])?;
    Ok(())
}

/// What is withheld and due to be looked at again. Law: 政府信息公开条例 第十八条
#[derive(Clone, Debug)]
pub struct Reevaluation {
    /// The record.
    pub record: Id,
    /// Its number within the request.
    pub n: i64,
    /// Its name.
    pub name: String,
    /// The request's number.
    pub request: String,
    /// The ground named then.
    pub ground: Option<String>,
    /// The day.
    pub on: Date,
}

/// Records withheld by the agencies at which the acting person handles requests, whose day has come.
///
/// # Errors
/// A fault of the database.
pub fn list_reevaluations(tx: &mut Tx, cx: &Cx, until: Date, limit: i64) -> Result<Vec<Reevaluation>, Fault> {
    let kernel::Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    tx.rows(
        "SELECT d.id, d.n, d.name, d.ground, d.reevaluate_on, r.number FROM disclosure_records d JOIN disclosure_requests r ON r.id = d.request WHERE d.reevaluate_on <= $1 AND r.closed_on IS NOT NULL AND r.agency IN (SELECT o.agency FROM posts o WHERE o.staff = $2 AND o.role IN ('disclosure-desk', 'disclosure-head') AND o.valid_from <= $3 AND (o.valid_to IS NULL OR o.valid_to >= $3)) ORDER BY d.reevaluate_on, d.id LIMIT $4",
        params![until, *staff, cx.today(), limit],
    )?
    .iter()
    .map(|r| {
        Ok(Reevaluation {
            record: r.get("id")?,
            n: r.get("n")?,
            name: r.get("name")?,
            request: r.get("number")?,
            ground: r.get("ground")?,
            on: r.get("reevaluate_on")?,
        })
    })
    .collect()
}

pub(crate) fn set_reevaluated(tx: &mut Tx, id: Id, on: Date, next: Option<Date>) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_records SET reevaluated_on = $2, reevaluate_on = $3 WHERE id = $1",
        params![id, on, next],
    )?;
    Ok(())
}

const REPLY: &str = "SELECT id, n, outcome, grounds, facts, reasons, directions, other_organ, other_contact, drafted_by, drafted_at, signed_by, signed_on, notice, served_on, served_by, proof FROM disclosure_replies";

fn read_reply(cx: &Cx, r: &Row) -> Result<Reply, Fault> {
    const R: &str = "disclosure_replies";
    let id: Id = r.get("id")?;
    let grounds: Json = json_of("the grounds of a reply", &r.get::<String>("grounds")?)?;
    let list = |v: &Json| -> Vec<String> {
        v.as_array().into_iter().flatten().filter_map(|g| g.as_str().map(str::to_owned)).collect()
    };
    Ok(Reply {
        id,
        n: r.get("n")?,
        drafted: Drafted {
            outcome: r.get("outcome")?,
            grounds: list(&grounds["grounds"]),
            provision: grounds["provision"].as_str().unwrap_or_default().to_owned(),
            facts: open_some(cx, R, "facts", id, r)?,
            reasons: open_some(cx, R, "reasons", id, r)?,
            directions: open_some(cx, R, "directions", id, r)?,
            other_organ: r.get::<Option<String>>("other_organ")?.unwrap_or_default(),
            other_contact: r.get::<Option<String>>("other_contact")?.unwrap_or_default(),
        },
        drafted_by: r.get("drafted_by")?,
        drafted_at: r.get("drafted_at")?,
        signed_by: r.get("signed_by")?,
        signed_on: r.get("signed_on")?,
        notice: r.get("notice")?,
        served_on: r.get("served_on")?,
        served_by: r.get("served_by")?,
        proof: r.get("proof")?,
    })
}

/// Writes the draft of the open reply; begins one when the last is signed.
pub(crate) fn write_reply(tx: &mut Tx, cx: &Cx, request: Id, d: &Drafted) -> Result<Id, Fault> {
    const R: &str = "disclosure_replies";
    let open =
        tx.row("SELECT id FROM disclosure_replies WHERE request = $1 AND signed_on IS NULL", params![request])?;
    let id: Id = match &open {
        Some(r) => r.only()?,
        None => Id::new(),
    };
    let grounds = text_of(&json!({ "grounds": d.grounds, "provision": d.provision }))?;
    let facts = seal_text(cx, R, "facts", id, &d.facts)?;
    let reasons = seal_text(cx, R, "reasons", id, &d.reasons)?;
    let directions = seal_text(cx, R, "directions", id, &d.directions)?;
    let some = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
    if open.is_some() {
        tx.execute(
            "UPDATE disclosure_replies SET outcome = $2, grounds = $3, facts = $4, reasons = $5, directions = $6, other_organ = $7, other_contact = $8, drafted_by = $9, drafted_at = $10 WHERE id = $1",
            params![
                id, d.outcome, grounds, facts, reasons, directions, some(&d.other_organ), some(&d.other_contact), cx.who.ledger_name(), cx.at
            ],
        )?;
    } else {
        tx.execute(
            "INSERT INTO disclosure_replies (id, request, n, outcome, grounds, facts, reasons, directions, other_organ, other_contact, drafted_by, drafted_at) SELECT $1, $2, COALESCE(MAX(n), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM disclosure_replies WHERE request = $2",
            params![
                id, request, d.outcome, grounds, facts, reasons, directions, some(&d.other_organ), some(&d.other_contact),
                cx.who.ledger_name(), cx.at
            ],
        )?;
    }
    Ok(id)
}

/// The replies of a request, first to last; the open draft is the last, if there is one.
///
/// # Errors
/// A fault of the database or the keys.
pub fn replies_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Vec<Reply>, Fault> {
    tx.rows(&format!("{REPLY} WHERE request = $1 ORDER BY n"), params![request])?
        .iter()
        .map(|r| read_reply(cx, r))
        .collect()
}

pub(crate) fn set_signed(tx: &mut Tx, cx: &Cx, id: Id, on: Date, notice: Id) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_replies SET signed_by = $2, signed_on = $3, notice = $4 WHERE id = $1 AND signed_on IS NULL",
        params![id, cx.who.ledger_name(), on, notice],
    )?;
    Ok(())
}

pub(crate) fn set_served(tx: &mut Tx, id: Id, on: Date, by: &str, proof: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_replies SET served_on = $2, served_by = $3, proof = $4 WHERE id = $1 AND served_on IS NULL",
        params![id, on, by, proof],
    )?;
    Ok(())
}

/// What a reviewer said.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// The act.
    pub verb: crate::Verb,
    /// Who.
    pub by_whom: String,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: String,
}

pub(crate) fn insert_opinion(tx: &mut Tx, cx: &Cx, request: Id, verb: crate::Verb, text: &str) -> Result<(), Fault> {
    let id = Id::new();
    tx.execute(
        "INSERT INTO disclosure_opinions (id, request, verb, by_whom, at, text) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            id,
            request,
            verb,
            cx.who.ledger_name(),
            cx.at,
            seal_text(cx, "disclosure_opinions", "text", id, text)?
        ],
    )?;
    Ok(())
}

/// What reviewers said of a request, oldest first.
///
/// # Errors
/// A fault of the database or the keys.
pub fn opinions_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Vec<Opinion>, Fault> {
    tx.rows(
        "SELECT id, verb, by_whom, at, text FROM disclosure_opinions WHERE request = $1 ORDER BY at, id",
        params![request],
    )?
    .iter()
    .map(|r| {
        let id: Id = r.get("id")?;
        Ok(Opinion {
            verb: r.get("verb")?,
            by_whom: r.get("by_whom")?,
            at: r.get("at")?,
            text: open_some(cx, "disclosure_opinions", "text", id, r)?,
        })
    })
    .collect()
}
