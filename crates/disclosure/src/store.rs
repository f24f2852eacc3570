//! The tables of requests for disclosure. The only place of this crate with SQL. Permissions are part of the queries:
//! what is not yours is not there.

/// A request with its matter; every reader of requests selects these columns.
macro_rules! select_request {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at, ",
            "r.kind AS request_kind, r.channel, r.applicant_kind, r.person, r.applicant_shown, r.subject, r.document_number, r.subject_key, r.form_wanted, r.way_wanted, r.help, r.submitted_at, r.arrived_on, r.confirmed_on, r.confirm_method, r.received_on, r.reply_clock, r.closed_on, r.outcome, r.working_days, r.in_time ",
            "FROM matters m JOIN disclosure_requests r ON r.id = m.id",
            $tail
        )
    };
}

mod consultations;
mod disputes;
mod lists;
mod log;
mod offices;
mod records;
mod requests;
mod supervision;

pub use consultations::*;
pub use disputes::*;
pub use lists::*;
pub use log::*;
pub use offices::*;
pub use records::*;
pub use requests::*;
pub use supervision::*;

use kernel::{Cx, Fault, Id, Row};
use seal::FieldRef;

/// What the acting member of staff may see: requests of the agencies they work for, and of the whole region for the
/// authority in charge. Binds the member of staff and today twice.
pub(crate) const MY_OFFICE: &str = "EXISTS (SELECT 1 FROM posts o JOIN agencies g ON g.id = o.agency WHERE o.staff = ? AND o.valid_from <= ? AND (o.valid_to IS NULL OR o.valid_to >= ?) AND ((o.agency = m.agency AND o.role IN ('disclosure-desk', 'disclosure-review', 'disclosure-head', 'disclosure-sign', 'secrecy-review')) OR (o.role = 'disclosure-authority' AND g.region = m.region)))";

pub(crate) fn seal_text(cx: &Cx, table: &str, column: &str, row: Id, text: &str) -> Result<Vec<u8>, Fault> {
    let row = row.to_string();
    cx.keys
        .encrypt(FieldRef { table, column, row: &row }, text.as_bytes())
        .map_err(|e| Fault::from_error(format!("encrypting {table}.{column}"), e))
}

pub(crate) fn open_text(cx: &Cx, table: &str, column: &str, row: Id, stored: &[u8]) -> Result<String, Fault> {
    let row = row.to_string();
    let text = cx
        .keys
        .decrypt_text(FieldRef { table, column, row: &row }, stored)
        .map_err(|e| Fault::from_error(format!("decrypting {table}.{column}"), e))?;
    Ok(text.to_string())
}

/// An encrypted column that may be empty.
fn open_some(cx: &Cx, table: &str, column: &str, id: Id, r: &Row) -> Result<String, Fault> {
    match r.get::<Option<Vec<u8>>>(column)? {
        Some(stored) => open_text(cx, table, column, id, &stored),
        None => Ok(String::new()),
    }
}

fn json_of<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::from_error(format!("reading {what}"), e))
}

fn text_of<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| Fault::from_error("storing a list", e))
}

/// A count that the columns hold as BIGINT.
fn small(what: &str, n: i64) -> Result<u32, Fault> {
    u32::try_from(n).map_err(|e| Fault::from_error(format!("reading {what}"), e))
}
