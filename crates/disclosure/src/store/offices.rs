//! How disclosure offices work, and the words they use again.

use super::small;
use crate::{office::DisclosureOffice, remedy::Forums};
use identity::Agency;
use kernel::{Cx, Fault, Id, Tx, params};

/// How the agency's disclosure office works; what holds by itself where it has said nothing.
///
/// # Errors
/// A fault of the database.
pub fn office_of(tx: &mut Tx, agency: &Agency) -> Result<DisclosureOffice, Fault> {
    let row = tx.row(
        "SELECT auto_confirm, correction_days, reason_days, reconsideration_organ, reconsideration_address, reconsideration_url, court, office_name, address, postcode, phone, fax, email, hours, payment, version FROM disclosure_offices WHERE agency = $1",
        params![agency.id],
    )?;
    let region = identity::find_region(tx, &agency.region)?.map(|r| r.name).unwrap_or_default();
    let by_itself = DisclosureOffice::of_agency(agency, &region);
    let Some(r) = row else { return Ok(by_itself) };
    Ok(DisclosureOffice {
        auto_confirm: r.get("auto_confirm")?,
        correction_days: small("a period", r.get("correction_days")?)?,
        reason_days: small("a period", r.get("reason_days")?)?,
        forums: Forums {
            organ: r.get("reconsideration_organ")?,
            address: r.get("reconsideration_address")?,
            url: r.get("reconsideration_url")?,
            court: r.get("court")?,
            authority: by_itself.forums.authority,
        },
        name: r.get("office_name")?,
        address: r.get("address")?,
        postcode: r.get("postcode")?,
        phone: r.get("phone")?,
        fax: r.get("fax")?,
        email: r.get("email")?,
        hours: r.get("hours")?,
        payment: r.get("payment")?,
        version: r.get("version")?,
    })
}

/// Writes how the office works; `false` when somebody changed it since it was read.
pub(crate) fn save_office(tx: &mut Tx, cx: &Cx, agency: Id, o: &DisclosureOffice) -> Result<bool, Fault> {
    if o.version == 0 {
        return Ok(tx.execute(
            "INSERT INTO disclosure_offices (agency, auto_confirm, correction_days, reason_days, reconsideration_organ, reconsideration_address, reconsideration_url, court, office_name, address, postcode, phone, fax, email, hours, payment, version, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17) ON CONFLICT (agency) DO NOTHING",
            params![
                agency, o.auto_confirm, i64::from(o.correction_days), i64::from(o.reason_days), o.forums.organ, o.forums.address, o.forums.url,
                o.forums.court, o.name, o.address, o.postcode, o.phone, o.fax, o.email, o.hours, o.payment, cx.at
            ],
        )? == 1);
    }
    Ok(tx.execute(
        "UPDATE disclosure_offices SET auto_confirm = $2, correction_days = $3, reason_days = $4, reconsideration_organ = $5, reconsideration_address = $6, reconsideration_url = $7, court = $8, office_name = $9, address = $10, postcode = $11, phone = $12, fax = $13, email = $14, hours = $15, payment = $16, version = version + 1, changed_at = $17 WHERE agency = $1 AND version = $18",
        params![
            agency, o.auto_confirm, i64::from(o.correction_days), i64::from(o.reason_days), o.forums.organ, o.forums.address, o.forums.url,
            o.forums.court, o.name, o.address, o.postcode, o.phone, o.fax, o.email, o.hours, o.payment, cx.at, o.version
        ],
    )? == 1)
}

/// The agency whose disclosure office has this mailbox.
///
/// # Errors
/// A fault of the database.
pub fn find_agency_by_mailbox(tx: &mut Tx, address: &str) -> Result<Option<Id>, Fault> {
    tx.row("SELECT agency FROM disclosure_offices WHERE LOWER(email) = $1", params![address.trim().to_lowercase()])?
        .map(|r| r.only())
        .transpose()
}

/// Words used again in replies with an outcome.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its id.
    pub id: Id,
    /// The outcome's code.
    pub outcome: String,
    /// What the office calls it.
    pub name: String,
    /// The words.
    pub reasons: String,
}

/// The templates of an agency, by outcome and name.
///
/// # Errors
/// A fault of the database.
pub fn templates_of(tx: &mut Tx, agency: Id) -> Result<Vec<Template>, Fault> {
    tx.rows(
        "SELECT id, outcome, name, reasons FROM disclosure_templates WHERE agency = $1 AND removed_at IS NULL ORDER BY outcome, name, id",
        params![agency],
    )?
    .iter()
    .map(|r| Ok(Template { id: r.get("id")?, outcome: r.get("outcome")?, name: r.get("name")?, reasons: r.get("reasons")? }))
    .collect()
}

pub(crate) fn insert_template(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    outcome: &str,
    name: &str,
    reasons: &str,
) -> Result<Id, Fault> {
    let id = Id::new();
    tx.execute(
        "INSERT INTO disclosure_templates (id, agency, outcome, name, reasons, changed_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, agency, outcome, name, reasons, cx.at],
    )?;
    Ok(id)
}

pub(crate) fn remove_template(tx: &mut Tx, cx: &Cx, agency: Id, id: Id) -> Result<bool, Fault> {
    Ok(tx.execute(
        "UPDATE disclosure_templates SET removed_at = $3 WHERE agency = $1 AND id = $2 AND removed_at IS NULL",
        params![agency, id, cx.at],
    )? == 1)
}
