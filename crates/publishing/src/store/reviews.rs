//! What the checker found, why findings may stand, and what reviewers said.

use super::{json, text};
use crate::{Acknowledgement, Checked, Finding, Opinion, StoredCheck};
use kernel::{Cx, Fault, Id, Tx, matter::Matter, params};

pub(crate) fn keep_check(tx: &mut Tx, cx: &Cx, id: Id, revision: i64, c: &Checked) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO publication_checks (publication, revision, content, findings, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (publication, revision) DO UPDATE SET content = excluded.content, findings = excluded.findings, at = excluded.at",
        params![id, revision, c.content, text(&c.findings)?, cx.at],
    )?;
    Ok(())
}

pub(crate) fn find_check(tx: &mut Tx, id: Id, revision: i64) -> Result<Option<StoredCheck>, Fault> {
    let row = tx.row(
        "SELECT content, findings, at FROM publication_checks WHERE publication = $1 AND revision = $2",
        params![id, revision],
    )?;
    row.map(|r| {
        Ok(StoredCheck {
            content: r.get("content")?,
            findings: json::<Vec<Finding>>(&r.get::<String>("findings")?)?,
            at: r.get("at")?,
        })
    })
    .transpose()
}

/// Keeps a reason; the first one counts.
pub(crate) fn insert_acknowledgement(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    revision: i64,
    finding: &str,
    reason: &str,
    role: &str,
) -> Result<bool, Fault> {
    Ok(tx.execute(
        "INSERT INTO publication_acknowledgements (publication, revision, finding, reason, role, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (publication, revision, finding) DO NOTHING",
        params![id, revision, finding, reason, role, cx.who.ledger_name(), cx.at],
    )? == 1)
}

/// The reasons for findings of a revision, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_acknowledgements(tx: &mut Tx, id: Id, revision: i64) -> Result<Vec<Acknowledgement>, Fault> {
    tx.rows(
        "SELECT finding, reason, role, by_whom, at FROM publication_acknowledgements WHERE publication = $1 AND revision = $2 ORDER BY at, finding",
        params![id, revision],
    )?
    .iter()
    .map(|r| {
        Ok(Acknowledgement {
            finding: r.get("finding")?,
            reason: r.get("reason")?,
            role: r.get("role")?,
            by_whom: r.get("by_whom")?,
            at: r.get("at")?,
        })
    })
    .collect()
}

pub(crate) fn insert_opinion(
    tx: &mut Tx,
    cx: &Cx,
    after: &Matter,
    revision: i64,
    verb: &str,
    opinion: &str,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO publication_opinions (publication, seq, revision, verb, opinion, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![after.id, after.version, revision, verb, opinion, cx.who.ledger_name(), cx.at],
    )?;
    Ok(())
}

/// What was said with each step, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_opinions(tx: &mut Tx, id: Id) -> Result<Vec<Opinion>, Fault> {
    tx.rows(
        "SELECT seq, revision, verb, opinion, by_whom, at FROM publication_opinions WHERE publication = $1 ORDER BY seq",
        params![id],
    )?
    .iter()
    .map(|r| {
        Ok(Opinion {
            seq: r.get("seq")?,
            revision: r.get("revision")?,
            verb: r.get("verb")?,
            opinion: r.get("opinion")?,
            by_whom: r.get("by_whom")?,
            at: r.get("at")?,
        })
    })
    .collect()
}
