//! Disputes over requests.

use crate::dispute::{Dispute, DisputeKind, DisputeResult};
use jiff::civil::Date;
use kernel::{Fault, Id, Tx, params};

pub(crate) fn insert_dispute(
    tx: &mut Tx,
    request: Id,
    agency: Id,
    kind: DisputeKind,
    forum: &str,
    reference: &str,
    filed_on: Date,
) -> Result<Id, Fault> {
    let id = Id::new();
    tx.execute(
        "INSERT INTO disclosure_disputes (id, request, agency, kind, forum, reference, filed_on, result_note, orders_redo) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8)",
        params![id, request, agency, kind, forum, reference, filed_on, false],
    )?;
    Ok(id)
}

/// The disputes over a request, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn disputes_of(tx: &mut Tx, request: Id) -> Result<Vec<Dispute>, Fault> {
    tx.rows(
        "SELECT id, request, kind, forum, reference, filed_on, result, result_note, orders_redo, closed_on FROM disclosure_disputes WHERE request = $1 ORDER BY filed_on, id",
        params![request],
    )?
    .iter()
    .map(|r| {
        Ok(Dispute {
            id: r.get("id")?,
            request: r.get("request")?,
            kind: r.get("kind")?,
            forum: r.get("forum")?,
            reference: r.get("reference")?,
            filed_on: r.get("filed_on")?,
            result: r.get("result")?,
            result_note: r.get("result_note")?,
            orders_redo: r.get("orders_redo")?,
            closed_on: r.get("closed_on")?,
        })
    })
    .collect()
}

pub(crate) fn set_result(
    tx: &mut Tx,
    id: Id,
    result: DisputeResult,
    note: &str,
    orders_redo: bool,
    on: Date,
) -> Result<(), Fault> {
    tx.execute(
        "UPDATE disclosure_disputes SET result = $2, result_note = $3, orders_redo = $4, closed_on = $5 WHERE id = $1 AND result IS NULL",
        params![id, result, note, orders_redo, on],
    )?;
    Ok(())
}
