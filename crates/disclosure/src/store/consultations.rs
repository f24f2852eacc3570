//! Letters of consultation and their answers.

use super::{open_some, seal_text};
use crate::consultation::{Answer, Consultation, ConsultationKind, Weighed};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Row, Tx, params};

const COLUMNS: &str = "SELECT id, request, kind, addressee, addressee_shown, contact, asked, sent_on, received_on, answer_by, answer, reasons, answered_on, weighed, weighed_reason, told_on FROM disclosure_consultations";

fn read(cx: &Cx, r: &Row) -> Result<Consultation, Fault> {
    const T: &str = "disclosure_consultations";
    let id: Id = r.get("id")?;
    Ok(Consultation {
        id,
        request: r.get("request")?,
        kind: r.get("kind")?,
        addressee: open_some(cx, T, "addressee", id, r)?,
        addressee_shown: r.get("addressee_shown")?,
        contact: open_some(cx, T, "contact", id, r)?,
        asked: open_some(cx, T, "asked", id, r)?,
        sent_on: r.get("sent_on")?,
        received_on: r.get("received_on")?,
        answer_by: r.get("answer_by")?,
        answer: r.get("answer")?,
        reasons: open_some(cx, T, "reasons", id, r)?,
        answered_on: r.get("answered_on")?,
        weighed: r.get("weighed")?,
        weighed_reason: open_some(cx, T, "weighed_reason", id, r)?,
        told_on: r.get("told_on")?,
    })
}

/// A letter about to be sent.
pub(crate) struct NewConsultation<'a> {
    pub id: Id,
    pub request: Id,
    pub kind: ConsultationKind,
    pub addressee: &'a str,
    pub shown: &'a str,
    pub contact: &'a str,
    pub asked: &'a str,
    pub link_hash: &'a str,
    pub sent_on: Date,
}

pub(crate) fn insert_consultation(tx: &mut Tx, cx: &Cx, new: &NewConsultation<'_>) -> Result<(), Fault> {
    const T: &str = "disclosure_consultations";
    tx.execute(
        "INSERT INTO disclosure_consultations (id, request, kind, addressee, addressee_shown, contact, asked, link_hash, sent_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            new.id, new.request, new.kind, seal_text(cx, T, "addressee", new.id, new.addressee)?, new.shown,
            seal_text(cx, T, "contact", new.id, new.contact)?, seal_text(cx, T, "asked", new.id, new.asked)?, new.link_hash, new.sent_on
        ],
    )?;
    Ok(())
}

/// The consultations of a request, oldest first.
///
/// # Errors
/// A fault of the database or the keys.
pub fn consultations_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Vec<Consultation>, Fault> {
    tx.rows(&format!("{COLUMNS} WHERE request = $1 ORDER BY sent_on, id"), params![request])?
        .iter()
        .map(|r| read(cx, r))
        .collect()
}

/// The consultation that this link opens.
///
/// # Errors
/// A fault of the database or the keys.
pub fn find_consultation_by_link(tx: &mut Tx, cx: &Cx, key: &str) -> Result<Option<Consultation>, Fault> {
    for hash in cx.keys.lookup_hashes("disclosure-consultation", key.trim()) {
        if let Some(r) = tx.row(&format!("{COLUMNS} WHERE link_hash = $1"), params![hash])? {
            return read(cx, &r).map(Some);
        }
    }
    Ok(None)
}

pub(crate) fn set_letter_received(tx: &mut Tx, id: Id, on: Date, answer_by: Date) -> Result<bool, Fault> {
    Ok(tx.execute(
        "UPDATE disclosure_consultations SET received_on = $2, answer_by = $3 WHERE id = $1 AND received_on IS NULL",
        params![id, on, answer_by],
    )? == 1)
}

pub(crate) fn set_answer(tx: &mut Tx, cx: &Cx, id: Id, answer: Answer, reasons: &str, on: Date) -> Result<bool, Fault> {
    let sealed = seal_text(cx, "disclosure_consultations", "reasons", id, reasons)?;
    Ok(tx.execute(
        "UPDATE disclosure_consultations SET answer = $2, reasons = $3, answered_on = $4 WHERE id = $1 AND answer IS NULL",
        params![id, answer, sealed, on],
    )? == 1)
}

pub(crate) fn set_weighed(tx: &mut Tx, cx: &Cx, id: Id, weighed: Weighed, reason: &str) -> Result<(), Fault> {
    let sealed = seal_text(cx, "disclosure_consultations", "weighed_reason", id, reason)?;
    tx.execute(
        "UPDATE disclosure_consultations SET weighed = $2, weighed_reason = $3 WHERE id = $1",
        params![id, weighed, sealed],
    )?;
    Ok(())
}

pub(crate) fn set_told(tx: &mut Tx, id: Id, on: Date) -> Result<(), Fault> {
    tx.execute("UPDATE disclosure_consultations SET told_on = $2 WHERE id = $1", params![id, on])?;
    Ok(())
}

/// Letters whose fifteen working days are over without an answer, with their request.
///
/// # Errors
/// A fault of the database.
pub fn list_lapsed(tx: &mut Tx, today: Date, limit: i64) -> Result<Vec<(Id, Id)>, Fault> {
    tx.rows(
        "SELECT id, request FROM disclosure_consultations WHERE answer IS NULL AND answer_by < $1 ORDER BY answer_by, id LIMIT $2",
        params![today, limit],
    )?
    .iter()
    .map(|r| Ok((r.get("id")?, r.get("request")?)))
    .collect()
}
