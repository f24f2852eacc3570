//! The sums of the annual report and the lists behind them. One index, `disclosure_requests_annual`, holds all that the
//! sums read, in the order in which they are grouped: one pass, no sorting, no row of the table.

use super::{Cell, DisputeCount, Line, RequestCount, year_days};
use kernel::{
    Fault, Id, Tx,
    db::{ToValue, list::List},
    params,
};

pub(super) fn count_requests(tx: &mut Tx, agency: Id, year: i64) -> Result<Vec<RequestCount>, Fault> {
    let (first, last) = year_days(year);
    let rows = tx.rows(
        "SELECT outcome, applicant_kind, \
         CAST(SUM(CASE WHEN received_on >= $2 THEN 1 ELSE 0 END) AS BIGINT) AS fresh, \
         CAST(SUM(CASE WHEN received_on < $2 AND (closed_on IS NULL OR closed_on >= $2) THEN 1 ELSE 0 END) AS BIGINT) AS carried_in, \
         CAST(SUM(CASE WHEN closed_on >= $2 AND closed_on <= $3 THEN 1 ELSE 0 END) AS BIGINT) AS closed, \
         CAST(SUM(CASE WHEN closed_on IS NULL OR closed_on > $3 THEN 1 ELSE 0 END) AS BIGINT) AS carried_out \
         FROM disclosure_requests WHERE agency = $1 AND kind = 'access' AND received_on <= $3 \
         GROUP BY outcome, applicant_kind ORDER BY outcome, applicant_kind",
        params![agency, first, last],
    )?;
    rows.iter()
        .map(|r| {
            Ok(RequestCount {
                outcome: r.get("outcome")?,
                applicant_kind: r.get("applicant_kind")?,
                new: r.get("fresh")?,
                carried_in: r.get("carried_in")?,
                closed: r.get("closed")?,
                carried_out: r.get("carried_out")?,
            })
        })
        .collect()
}

pub(super) fn count_disputes(tx: &mut Tx, agency: Id, year: i64) -> Result<Vec<DisputeCount>, Fault> {
    let (first, last) = year_days(year);
    let rows = tx.rows(
        "SELECT kind, result, \
         CAST(SUM(CASE WHEN closed_on >= $2 AND closed_on <= $3 THEN 1 ELSE 0 END) AS BIGINT) AS closed, \
         CAST(SUM(CASE WHEN closed_on IS NULL OR closed_on > $3 THEN 1 ELSE 0 END) AS BIGINT) AS pending \
         FROM disclosure_disputes WHERE agency = $1 AND filed_on <= $3 GROUP BY kind, result ORDER BY kind, result",
        params![agency, first, last],
    )?;
    rows.iter()
        .map(|r| {
            Ok(DisputeCount {
                kind: r.get("kind")?,
                result: r.get("result")?,
                closed: r.get("closed")?,
                pending: r.get("pending")?,
            })
        })
        .collect()
}

pub(super) fn list_behind(
    tx: &mut Tx,
    agencies: &[Id],
    cell: &Cell,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Id>, Fault> {
    let (first, last) = year_days(cell.year);
    let first = first.to_value();
    let last = last.to_value();
    // A list of agencies is as long as a government has departments: asked for each, joined in the order of ids.
    let mut out: Vec<Id> = Vec::new();
    for agency in agencies {
        let mut list = List::new("SELECT r.id FROM disclosure_requests r")
            .and("r.agency = ?", params![*agency])
            .and("r.kind = 'access' AND r.received_on <= ?", std::slice::from_ref(&last));
        list = match &cell.line {
            Line::New => list.and("r.received_on >= ?", std::slice::from_ref(&first)),
            Line::In => list.and(
                "r.received_on < ? AND (r.closed_on IS NULL OR r.closed_on >= ?)",
                &[first.clone(), first.clone()],
            ),
            Line::Out => list.and("(r.closed_on IS NULL OR r.closed_on > ?)", std::slice::from_ref(&last)),
            Line::Closed => list.and("r.closed_on >= ? AND r.closed_on <= ?", &[first.clone(), last.clone()]),
            Line::Outcome(outcome) => {
                let within = list.and("r.closed_on >= ? AND r.closed_on <= ?", &[first.clone(), last.clone()]);
                if outcome.len() == 1 {
                    // All codes of a family lie between `G-` and `G.`, the character after the hyphen.
                    within.and(
                        "r.outcome >= ? AND r.outcome < ?",
                        &[format!("{outcome}-").to_value(), format!("{outcome}.").to_value()],
                    )
                } else {
                    within.and("r.outcome = ?", &[outcome.to_value()])
                }
            }
            Line::Dispute(kind) => {
                let kind = kind.to_value();
                match cell.column {
                    Some("pending") => list.and(
                        "r.id IN (SELECT d.request FROM disclosure_disputes d WHERE d.kind = ? AND d.filed_on <= ? AND (d.closed_on IS NULL OR d.closed_on > ?))",
                        &[kind, last.clone(), last.clone()],
                    ),
                    Some(result) => list.and(
                        "r.id IN (SELECT d.request FROM disclosure_disputes d WHERE d.kind = ? AND d.filed_on <= ? AND d.closed_on >= ? AND d.closed_on <= ? AND d.result = ?)",
                        &[kind, last.clone(), first.clone(), last.clone(), result.to_value()],
                    ),
                    None => list.and(
                        "r.id IN (SELECT d.request FROM disclosure_disputes d WHERE d.kind = ? AND d.filed_on <= ? AND (d.closed_on IS NULL OR d.closed_on >= ?))",
                        &[kind, last.clone(), first.clone()],
                    ),
                }
            }
        };
        if !matches!(cell.line, Line::Dispute(_)) {
            list = list.and_some("r.applicant_kind = ?", cell.column);
        }
        let (sql, values) = list.and_some("r.id > ?", after).order("r.id").page(limit);
        for row in tx.rows(&sql, &values)? {
            out.push(row.get("id")?);
        }
    }
    out.sort();
    out.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(out)
}
