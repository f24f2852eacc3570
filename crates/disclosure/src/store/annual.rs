//! The sums of the annual report and the lists behind them. One index, `disclosure_requests_annual`, holds all that the
//! sums read, in the order in which they are grouped: one pass, no sorting, no row of the table.

use super::{Cell, DisputeCount, Line, RequestCount, year_days};
use kernel::{Fault, Id, Tx, Value, db::ToValue, params};

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
    let mut values: Vec<Value> = Vec::new();
    let mut bind = |value: &dyn ToValue| {
        values.push(value.to_value());
        format!("${}", values.len())
    };
    let ids: Vec<String> = agencies.iter().map(|a| bind(a)).collect();
    let mut sql = format!(
        "SELECT r.id FROM disclosure_requests r WHERE r.agency IN ({}) AND r.kind = 'access' AND r.received_on <= {}",
        ids.join(", "),
        bind(&last)
    );
    let condition = match &cell.line {
        Line::New => format!("r.received_on >= {}", bind(&first)),
        Line::In => {
            let first = bind(&first);
            format!("r.received_on < {first} AND (r.closed_on IS NULL OR r.closed_on >= {first})")
        }
        Line::Out => format!("(r.closed_on IS NULL OR r.closed_on > {})", bind(&last)),
        Line::Closed => format!("r.closed_on >= {} AND r.closed_on <= {}", bind(&first), bind(&last)),
        Line::Outcome(outcome) => {
            let (from, to) = (bind(&first), bind(&last));
            let named = if outcome.len() == 1 {
                // All codes of a family lie between `G-` and `G.`, the character after the hyphen.
                let (low, high) = (bind(&format!("{outcome}-")), bind(&format!("{outcome}.")));
                format!("r.outcome >= {low} AND r.outcome < {high}")
            } else {
                format!("r.outcome = {}", bind(outcome))
            };
            format!("r.closed_on >= {from} AND r.closed_on <= {to} AND {named}")
        }
        Line::Dispute(kind) => {
            let (kind, last) = (bind(kind), bind(&last));
            let pending = format!("(d.closed_on IS NULL OR d.closed_on > {last})");
            // PostgreSQL refuses a parameter that nothing uses.
            let standing = match cell.column {
                Some("pending") => pending,
                column => {
                    let closed = format!("d.closed_on >= {} AND d.closed_on <= {last}", bind(&first));
                    match column {
                        None => format!("({pending} OR ({closed}))"),
                        Some(result) => format!("{closed} AND d.result = {}", bind(&result)),
                    }
                }
            };
            format!(
                "r.id IN (SELECT d.request FROM disclosure_disputes d WHERE d.kind = {kind} AND d.filed_on <= {last} AND {standing})"
            )
        }
    };
    sql.push_str(" AND ");
    sql.push_str(&condition);
    if let (Some(kind), false) = (cell.column, matches!(cell.line, Line::Dispute(_))) {
        sql.push_str(&format!(" AND r.applicant_kind = {}", bind(&kind)));
    }
    if let Some(after) = after {
        sql.push_str(&format!(" AND r.id > {}", bind(&after)));
    }
    sql.push_str(&format!(" ORDER BY r.id LIMIT {}", bind(&limit)));
    tx.rows(&sql, &values)?.iter().map(|r| r.get("id")).collect()
}
