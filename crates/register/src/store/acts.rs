//! Policies, settings and clean-up batches.

use crate::policy::{Settings, ValidityPolicy};
use crate::verbs::cleanup::{Cleanup, Decision};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Row, Tx, db::list::List, params};

fn policy_row(r: &Row) -> Result<ValidityPolicy, Fault> {
    Ok(ValidityPolicy {
        region: r.get("region")?,
        max_years: r.get("max_years")?,
        trial_max_years: r.get("trial_max_years")?,
        notice_max_years: r.get("notice_max_years")?,
        default_if_unstated: r.get("default_if_unstated")?,
        review_lead_months: r.get("review_lead_months")?,
        source: r.get("source")?,
    })
}

/// What a region decided.
pub(crate) fn find_policy(tx: &mut Tx, region: &str) -> Result<Option<ValidityPolicy>, Fault> {
    let row = tx.row(
        "SELECT region, max_years, trial_max_years, notice_max_years, default_if_unstated, review_lead_months, source FROM validity_policies WHERE region = $1",
        params![region],
    )?;
    row.map(|r| policy_row(&r)).transpose()
}

/// What all regions decided.
pub(crate) fn list_policies(tx: &mut Tx) -> Result<Vec<ValidityPolicy>, Fault> {
    let rows = tx.rows(
        "SELECT region, max_years, trial_max_years, notice_max_years, default_if_unstated, review_lead_months, source FROM validity_policies ORDER BY region",
        params![],
    )?;
    rows.iter().map(policy_row).collect()
}

/// Keeps what a region decided.
pub(crate) fn keep_policy(tx: &mut Tx, p: &ValidityPolicy) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO validity_policies (region, max_years, trial_max_years, notice_max_years, default_if_unstated, review_lead_months, source) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (region) DO UPDATE SET max_years = excluded.max_years, trial_max_years = excluded.trial_max_years, notice_max_years = excluded.notice_max_years, default_if_unstated = excluded.default_if_unstated, review_lead_months = excluded.review_lead_months, source = excluded.source",
        params![p.region, p.max_years, p.trial_max_years, p.notice_max_years, p.default_if_unstated, p.review_lead_months, p.source],
    )?;
    Ok(())
}

/// What an agency decided.
pub(crate) fn find_settings(tx: &mut Tx, agency: Id) -> Result<Option<Settings>, Fault> {
    let row = tx.row(
        "SELECT index_template, interpretation_required_from FROM register_settings WHERE agency = $1",
        params![agency],
    )?;
    row.map(|r| {
        Ok(Settings {
            index_template: r.get("index_template")?,
            interpretation_required_from: r.get::<Option<Date>>("interpretation_required_from")?,
        })
    })
    .transpose()
}

/// Keeps what an agency decided.
pub(crate) fn keep_settings(tx: &mut Tx, agency: Id, s: &Settings) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO register_settings (agency, index_template, interpretation_required_from) VALUES ($1, $2, $3) ON CONFLICT (agency) DO UPDATE SET index_template = excluded.index_template, interpretation_required_from = excluded.interpretation_required_from",
        params![agency, s.index_template, s.interpretation_required_from],
    )?;
    Ok(())
}

const CLEANUP: &str =
    "SELECT c.id, c.number, c.agency, c.title, c.opened_at, c.published_at, c.version FROM rule_cleanups c";

fn cleanup_row(r: &Row) -> Result<Cleanup, Fault> {
    Ok(Cleanup {
        id: r.get("id")?,
        number: r.get("number")?,
        agency: r.get("agency")?,
        title: r.get("title")?,
        opened_at: r.get("opened_at")?,
        published_at: r.get("published_at")?,
        version: r.get("version")?,
    })
}

pub(crate) fn insert_cleanup(tx: &mut Tx, cx: &Cx, c: &Cleanup) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO rule_cleanups (id, number, agency, title, opened_at, opened_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![c.id, c.number, c.agency, c.title, c.opened_at, cx.who.ledger_name(), c.version],
    )?;
    Ok(())
}

/// Puts all documents of the agency that are not over into the batch.
pub(crate) fn fill_cleanup(tx: &mut Tx, cleanup: Id, agency: Id) -> Result<u64, Fault> {
    tx.execute(
        "INSERT INTO rule_cleanup_rows (cleanup, rule, reason) SELECT $1, r.id, '' FROM rules r WHERE r.agency = $2 AND r.stage = 'registered' AND r.validity NOT IN ('repealed', 'expired')",
        params![cleanup, agency],
    )
}

/// False when the document is not in the batch.
pub(crate) fn decide_cleanup_row(
    tx: &mut Tx,
    cx: &Cx,
    cleanup: Id,
    rule: Id,
    decision: Decision,
    reason: &str,
) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE rule_cleanup_rows SET decision = $3, reason = $4, decided_at = $5, decided_by = $6 WHERE cleanup = $1 AND rule = $2",
        params![cleanup, rule, decision, reason, cx.at, cx.who.ledger_name()],
    )?;
    Ok(n == 1)
}

/// False when somebody published it meanwhile.
pub(crate) fn close_cleanup(tx: &mut Tx, cx: &Cx, c: &Cleanup) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE rule_cleanups SET published_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND published_at IS NULL",
        params![c.id, c.version, cx.at],
    )?;
    Ok(n == 1)
}

pub(crate) fn find_cleanup(tx: &mut Tx, number: &str) -> Result<Option<Cleanup>, Fault> {
    let (sql, values) = List::new(CLEANUP).and("c.number = ?", params![number]).order("c.id").page(1);
    tx.row(&sql, &values)?.map(|r| cleanup_row(&r)).transpose()
}

pub(crate) fn list_cleanups(tx: &mut Tx, agency: Id, limit: i64) -> Result<Vec<Cleanup>, Fault> {
    let (sql, values) = List::new(CLEANUP).and("c.agency = ?", params![agency]).order("c.id DESC").page(limit);
    tx.rows(&sql, &values)?.iter().map(cleanup_row).collect()
}

pub(crate) fn list_cleanup_rows(tx: &mut Tx, cleanup: Id) -> Result<Vec<(Id, Option<Decision>, String)>, Fault> {
    tx.rows(
        "SELECT w.rule, w.decision, w.reason FROM rule_cleanup_rows w JOIN rules r ON r.id = w.rule WHERE w.cleanup = $1 ORDER BY r.document_number, r.title, r.id",
        params![cleanup],
    )?
    .iter()
    .map(|r| Ok((r.get("rule")?, r.get("decision")?, r.get("reason")?)))
    .collect()
}
