//! Bodies, obligations, occurrences, and the counts that are kept with every change.

use crate::{Body, Fulfilment, Obligation, Occurrence, Owed, Source, Standing};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Row, Tx, matter::NO_DUE, params};
use std::collections::BTreeMap;

// Bodies -------------------------------------------------------------------------------------------

pub(crate) fn put_body(tx: &mut Tx, body: &Body) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO duty_bodies (agency, kind, level, offices, since_on, is_demonstration) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency) DO NOTHING",
        params![body.agency, body.kind, body.kind.level(), body.offices.join(" "), body.since_on, body.is_demonstration],
    )?;
    Ok(n == 1)
}

/// Every agency that answers for duties, in the order of lists.
///
/// # Errors
/// A fault of the database.
pub fn list_bodies(tx: &mut Tx) -> Result<Vec<Body>, Fault> {
    let rows = tx.rows(
        "SELECT b.agency, a.key, a.name, a.short_name, a.region, b.kind, b.offices, b.since_on, b.is_demonstration FROM duty_bodies b JOIN agencies a ON a.id = b.agency ORDER BY a.sort_key, a.key",
        params![],
    )?;
    rows.iter()
        .map(|r| {
            let offices: String = r.get("offices")?;
            Ok(Body {
                agency: r.get("agency")?,
                key: r.get("key")?,
                name: r.get("name")?,
                short_name: r.get("short_name")?,
                region: r.get("region")?,
                kind: r.get("kind")?,
                offices: offices.split_whitespace().map(str::to_owned).collect(),
                since_on: r.get("since_on")?,
                is_demonstration: r.get("is_demonstration")?,
            })
        })
        .collect()
}

// Obligations --------------------------------------------------------------------------------------

fn read_obligation(r: &Row) -> Result<Obligation, Fault> {
    Ok(Obligation {
        code: r.get("code")?,
        agency: r.get("agency")?,
        field: r.get("field")?,
        standing: r.get("standing")?,
        since_on: r.get("since_on")?,
        turns_on: r.get("turns_on")?,
        period_on: r.get("period_on")?,
        open_due: r.get("open_due")?,
        open_soon: r.get("open_soon")?,
        open_count: r.get("open_count")?,
        published_count: r.get("published_count")?,
        late_count: r.get("late_count")?,
        last_published_on: r.get("last_published_on")?,
        set_aside_reason: r.get("set_aside_reason")?,
        set_aside_on: r.get("set_aside_on")?,
    })
}

pub(crate) fn read_owed(r: &Row) -> Result<Owed, Fault> {
    Ok(Owed {
        obligation: read_obligation(r)?,
        matter: r.get("matter")?,
        sub_matter: r.get("sub_matter")?,
        limit_text: r.get("limit_text")?,
        agency_key: r.get("agency_key")?,
        agency_name: r.get("agency_name")?,
    })
}

/// The obligation of this agency under this row, ended ones too.
///
/// # Errors
/// A fault of the database.
pub fn find_obligation(tx: &mut Tx, code: &str, agency: Id) -> Result<Option<Obligation>, Fault> {
    let row = tx.row(
        "SELECT o.code, o.agency, o.field, o.standing, o.since_on, o.turns_on, o.period_on, o.open_due, o.open_soon, o.open_count, o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on FROM duty_obligations o WHERE o.code = $1 AND o.agency = $2 ORDER BY o.code",
        params![code, agency],
    )?;
    row.map(|r| read_obligation(&r)).transpose()
}

/// The same by the agency's key, with what a page shows of row and agency.
///
/// # Errors
/// A fault of the database.
pub fn find_owed(tx: &mut Tx, code: &str, agency_key: &str) -> Result<Option<Owed>, Fault> {
    let row = tx.row(
        "SELECT o.code, o.agency, o.field, o.standing, o.since_on, o.turns_on, o.period_on, o.open_due, o.open_soon, o.open_count, o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on, r.matter, r.sub_matter, r.limit_text, a.key AS agency_key, a.name AS agency_name FROM duty_obligations o JOIN duty_rows r ON r.code = o.code JOIN agencies a ON a.id = o.agency WHERE o.code = $1 AND a.key = $2 AND o.standing <> 'ended' ORDER BY o.code",
        params![code, agency_key],
    )?;
    row.map(|r| read_owed(&r)).transpose()
}

/// The obligations under one row, ended ones too.
pub(crate) fn obligations_of_row(tx: &mut Tx, code: &str) -> Result<Vec<Obligation>, Fault> {
    let rows = tx.rows(
        "SELECT o.code, o.agency, o.field, o.standing, o.since_on, o.turns_on, o.period_on, o.open_due, o.open_soon, o.open_count, o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on FROM duty_obligations o WHERE o.code = $1 ORDER BY o.agency",
        params![code],
    )?;
    rows.iter().map(read_obligation).collect()
}

pub(crate) fn insert_obligation(tx: &mut Tx, o: &Obligation) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO duty_obligations (code, agency, field, standing, since_on, turns_on, period_on, open_due, open_soon, due_sort, open_count, published_count, late_count, last_published_on, set_aside_reason, set_aside_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            o.code, o.agency, o.field, o.standing, o.since_on, o.turns_on, o.period_on, o.open_due, o.open_soon, sort(o.open_due),
            o.open_count, o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on
        ],
    )?;
    Ok(())
}

pub(crate) fn update_obligation(tx: &mut Tx, o: &Obligation) -> Result<(), Fault> {
    tx.execute(
        "UPDATE duty_obligations SET standing = $3, turns_on = $4, period_on = $5, open_due = $6, open_soon = $7, due_sort = $8, open_count = $9, published_count = $10, late_count = $11, last_published_on = $12, set_aside_reason = $13, set_aside_on = $14, field = $15 WHERE code = $1 AND agency = $2",
        params![
            o.code, o.agency, o.standing, o.turns_on, o.period_on, o.open_due, o.open_soon, sort(o.open_due), o.open_count,
            o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on, o.field
        ],
    )?;
    Ok(())
}

fn sort(due: Option<Date>) -> String {
    due.map_or_else(|| NO_DUE.to_owned(), |d| d.to_string())
}

/// At most `rows` obligations whose standing changes, or whose period ended, by `today`.
pub(crate) fn list_turning(tx: &mut Tx, today: Date, rows: i64) -> Result<Vec<Obligation>, Fault> {
    let mut found = Vec::new();
    // Two queries, each on its own partial index.
    for sql in [
        "SELECT o.code, o.agency, o.field, o.standing, o.since_on, o.turns_on, o.period_on, o.open_due, o.open_soon, o.open_count, o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on FROM duty_obligations o WHERE o.period_on IS NOT NULL AND o.period_on <= $1 ORDER BY o.period_on, o.code, o.agency LIMIT $2",
        "SELECT o.code, o.agency, o.field, o.standing, o.since_on, o.turns_on, o.period_on, o.open_due, o.open_soon, o.open_count, o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on FROM duty_obligations o WHERE o.turns_on IS NOT NULL AND o.turns_on <= $1 ORDER BY o.turns_on, o.code, o.agency LIMIT $2",
    ] {
        let left = rows - found.len() as i64;
        if left > 0 {
            for r in &tx.rows(sql, params![today, left])? {
                let o = read_obligation(r)?;
                if !found.iter().any(|f: &Obligation| f.code == o.code && f.agency == o.agency) {
                    found.push(o);
                }
            }
        }
    }
    Ok(found)
}

// Occurrences --------------------------------------------------------------------------------------

pub(crate) fn read_occurrence(r: &Row) -> Result<Occurrence, Fault> {
    let on: Option<Date> = r.get("fulfilled_on")?;
    let fulfilment = match on {
        None => None,
        Some(on) => Some(Fulfilment {
            on,
            publication: r.get("publication")?,
            channel: r.get("channel")?,
            title: r.get("title")?,
        }),
    };
    Ok(Occurrence {
        id: r.get("id")?,
        code: r.get("code")?,
        agency: r.get("agency")?,
        source: r.get("source")?,
        what: r.get("what")?,
        formed_on: r.get("formed_on")?,
        due_on: r.get("due_on")?,
        soon_on: r.get("soon_on")?,
        noted_at: r.get("noted_at")?,
        fulfilment,
    })
}

pub(crate) fn insert_occurrence(tx: &mut Tx, o: &Occurrence) -> Result<(), Fault> {
    let f = o.fulfilment.as_ref();
    tx.execute(
        "INSERT INTO duty_occurrences (id, code, agency, source, what, formed_on, due_on, soon_on, noted_at, fulfilled_on, publication, channel, title) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            o.id, o.code, o.agency, o.source, o.what, o.formed_on, o.due_on, o.soon_on, o.noted_at, f.map(|f| f.on),
            f.and_then(|f| f.publication.clone()), f.and_then(|f| f.channel), f.map(|f| f.title.clone()).unwrap_or_default()
        ],
    )?;
    Ok(())
}

/// What is open of one obligation, the earliest last day first.
pub(crate) fn open_of(tx: &mut Tx, code: &str, agency: Id) -> Result<Vec<Occurrence>, Fault> {
    let rows = tx.rows(
        "SELECT id, code, agency, source, what, formed_on, due_on, soon_on, noted_at, fulfilled_on, publication, channel, title FROM duty_occurrences WHERE code = $1 AND agency = $2 AND fulfilled_on IS NULL ORDER BY due_on, id",
        params![code, agency],
    )?;
    rows.iter().map(read_occurrence).collect()
}

/// The occurrences that this publication fulfilled.
pub(crate) fn occurrences_by_publication(tx: &mut Tx, publication: &str) -> Result<Vec<Occurrence>, Fault> {
    let rows = tx.rows(
        "SELECT id, code, agency, source, what, formed_on, due_on, soon_on, noted_at, fulfilled_on, publication, channel, title FROM duty_occurrences WHERE publication = $1 ORDER BY id",
        params![publication],
    )?;
    rows.iter().map(read_occurrence).collect()
}

/// False when there is nothing open of this id.
pub(crate) fn fulfil_occurrence(tx: &mut Tx, id: Id, f: &Fulfilment) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE duty_occurrences SET fulfilled_on = $2, publication = $3, channel = $4, title = $5 WHERE id = $1 AND fulfilled_on IS NULL",
        params![id, f.on, f.publication, f.channel, f.title],
    )?;
    Ok(n == 1)
}

pub(crate) fn rename_fulfilment(tx: &mut Tx, id: Id, title: &str) -> Result<(), Fault> {
    tx.execute("UPDATE duty_occurrences SET title = $2 WHERE id = $1", params![id, title])?;
    Ok(())
}

pub(crate) fn reopen_occurrence(tx: &mut Tx, id: Id) -> Result<(), Fault> {
    tx.execute(
        "UPDATE duty_occurrences SET fulfilled_on = NULL, publication = NULL, channel = NULL, title = '' WHERE id = $1",
        params![id],
    )?;
    Ok(())
}

/// What was published without a report and is withdrawn was never owed.
pub(crate) fn delete_occurrence(tx: &mut Tx, id: Id) -> Result<(), Fault> {
    tx.execute("DELETE FROM duty_occurrences WHERE id = $1", params![id])?;
    Ok(())
}

/// Whether the same was reported for the same day.
pub(crate) fn is_reported(tx: &mut Tx, code: &str, agency: Id, what: &str, formed_on: Date) -> Result<bool, Fault> {
    Ok(tx
        .row(
            "SELECT id FROM duty_occurrences WHERE code = $1 AND agency = $2 AND what = $3 AND formed_on = $4 ORDER BY id LIMIT 1",
            params![code, agency, what, formed_on],
        )?
        .is_some())
}

/// Reads the occurrences again, computes the standing for today and moves the counts when it changed.
pub(crate) fn refresh(tx: &mut Tx, cx: &Cx, o: &Obligation, counts: &mut Counts) -> Result<Obligation, Fault> {
    let row = tx.row(
        "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(CASE WHEN fulfilled_on IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS open_n, CAST(COALESCE(SUM(CASE WHEN fulfilled_on > due_on THEN 1 ELSE 0 END), 0) AS BIGINT) AS late_n, MAX(fulfilled_on) AS last_on FROM duty_occurrences WHERE code = $1 AND agency = $2",
        params![o.code, o.agency],
    )?;
    let row = row.ok_or_else(|| Fault::new("a count gave no row"))?;
    let (all, open): (i64, i64) = (row.get("n")?, row.get("open_n")?);
    let first = tx.row(
        "SELECT due_on, soon_on FROM duty_occurrences WHERE code = $1 AND agency = $2 AND fulfilled_on IS NULL ORDER BY due_on, id LIMIT 1",
        params![o.code, o.agency],
    )?;
    let (open_due, open_soon) = match first {
        Some(r) => (r.get("due_on")?, r.get("soon_on")?),
        None => (None, None),
    };
    let mut next = Obligation {
        open_due,
        open_soon,
        open_count: open,
        published_count: all - open,
        late_count: row.get("late_n")?,
        last_published_on: row.get("last_on")?,
        ..o.clone()
    };
    (next.standing, next.turns_on) = next.on(cx.today());
    update_obligation(tx, &next)?;
    counts.moved(o, &next);
    Ok(next)
}

// Counts -------------------------------------------------------------------------------------------

/// Changes of the counts, gathered and written once at the end of the act.
#[derive(Default)]
pub(crate) struct Counts(BTreeMap<(Id, i64, Standing), i64>);

impl Counts {
    /// An obligation is new.
    pub fn added(&mut self, o: &Obligation) {
        *self.0.entry((o.agency, o.field, o.standing)).or_default() += 1;
    }

    /// An obligation changed.
    pub fn moved(&mut self, from: &Obligation, to: &Obligation) {
        if (from.field, from.standing) != (to.field, to.standing) {
            *self.0.entry((from.agency, from.field, from.standing)).or_default() -= 1;
            self.added(to);
        }
    }

    /// Writes the changes; always in one order, so that two acts never wait for each other in a circle.
    pub fn keep(self, tx: &mut Tx) -> Result<(), Fault> {
        for ((agency, field, standing), change) in self.0 {
            if change != 0 {
                tx.execute(
                    "INSERT INTO duty_counts (agency, field, standing, n) VALUES ($1, $2, $3, $4) ON CONFLICT (agency, field, standing) DO UPDATE SET n = duty_counts.n + excluded.n",
                    params![agency, field, standing, change],
                )?;
            }
        }
        Ok(())
    }
}

/// The period of an occurrence, so that a period is never opened twice.
pub(crate) fn has_period(tx: &mut Tx, code: &str, agency: Id, label: &str) -> Result<bool, Fault> {
    Ok(tx
        .row(
            "SELECT id FROM duty_occurrences WHERE code = $1 AND agency = $2 AND source = $3 AND what = $4 ORDER BY id LIMIT 1",
            params![code, agency, Source::Period, label],
        )?
        .is_some())
}
