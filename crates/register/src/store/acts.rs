//! Policies, settings and clean-up batches.

use crate::policy::{Settings, ValidityPolicy};
use jiff::civil::Date;
use kernel::{Fault, Id, Tx, params};

/// What a region decided.
pub(crate) fn find_policy(tx: &mut Tx, region: &str) -> Result<Option<ValidityPolicy>, Fault> {
    let row = tx.row(
        "SELECT region, max_years, trial_max_years, notice_max_years, default_if_unstated, review_lead_months, source FROM validity_policies WHERE region = $1",
        params![region],
    )?;
    row.map(|r| {
        Ok(ValidityPolicy {
            region: r.get("region")?,
            max_years: r.get("max_years")?,
            trial_max_years: r.get("trial_max_years")?,
            notice_max_years: r.get("notice_max_years")?,
            default_if_unstated: r.get("default_if_unstated")?,
            review_lead_months: r.get("review_lead_months")?,
            source: r.get("source")?,
        })
    })
    .transpose()
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
