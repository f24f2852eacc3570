//! The tables of cases. The only file of this crate with SQL. Permissions are part of the queries:
//! what is not yours is not there.

/// A case with its matter; every reader of cases selects these columns.
macro_rules! select_case {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at, ",
            "c.item, c.item_version, c.situation, c.person, c.organisation, c.applicant_shown, c.channel, c.form_key, c.form_n, c.guidance, c.delivery, c.submitted_on, c.deemed_on, c.accepted_on, c.decided_on, c.outcome, c.working_days, c.in_time ",
            "FROM matters m JOIN cases c ON c.id = m.id ",
            $tail
        )
    };
}

mod drafts;
mod keys;
mod lists;
mod materials;
mod papers;
mod rows;

pub(crate) use drafts::*;
pub use keys::*;
pub use lists::*;
pub use materials::*;
pub use papers::*;
pub use rows::*;

use crate::{
    Verb,
    case::{Case, CorrectionNotice, CorrectionPoint, Delivery, Handing, Material, MaterialSource, Opinion},
    drafts::Draft,
    figures::Figures,
    files::StoredFile,
    verbs::CorrectionDraft,
};
use forms::{Answers, Prefills};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, Who, db::list::List, matter, params};
use seal::FieldRef;
use serde_json::Value as Json;

type Pairs = Vec<(String, String)>;

fn seal_text(cx: &Cx, table: &str, column: &str, row: Id, text: &str) -> Result<Vec<u8>, Fault> {
    let row = row.to_string();
    cx.keys
        .encrypt(FieldRef { table, column, row: &row }, text.as_bytes())
        .map_err(|e| Fault::from_error(format!("encrypting {table}.{column}"), e))
}

fn open_text(cx: &Cx, table: &str, column: &str, row: Id, stored: &[u8]) -> Result<String, Fault> {
    let row = row.to_string();
    let text = cx
        .keys
        .decrypt_text(FieldRef { table, column, row: &row }, stored)
        .map_err(|e| Fault::from_error(format!("decrypting {table}.{column}"), e))?;
    Ok(text.to_string())
}

fn json_of<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::from_error(format!("reading {what}"), e))
}

/// A digest that proves what was filed without telling it: keyed, so that nobody can try values.
pub(crate) fn keyed_digest(cx: &Cx, text: &str) -> String {
    cx.keys.lookup_hash("case-answers", text)
}

fn form_version(n: i64) -> Result<u32, Fault> {
    u32::try_from(n).map_err(|e| Fault::from_error("reading the version of a form", e))
}
