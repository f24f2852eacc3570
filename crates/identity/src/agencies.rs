//! Agencies: the organs that publish items and handle matters.

use crate::{Refused, store};
use codes::Uscc;
use kernel::{Cx, Error, Fault, Id, Tx, journal};
use serde_json::json;

/// An organ.
#[derive(Clone, Debug)]
pub struct Agency {
    /// The id.
    pub id: Id,
    /// Stable word for imports.
    pub key: String,
    /// Full official name.
    pub name: String,
    /// Short name for lists.
    pub short_name: String,
    /// 机关代字: begins the numbers of its documents.
    pub mark: String,
    /// Unified social credit code, when known.
    pub uscc: Option<String>,
    /// Region code, six digits.
    pub region: String,
    /// Where its window is.
    pub address: String,
    /// When it is open.
    pub hours: String,
    /// Telephone for questions.
    pub phone: String,
    /// Telephone for complaints.
    pub complaint_phone: String,
}

/// An agency to be added.
pub struct NewAgency<'a> {
    /// Stable word for imports.
    pub key: &'a str,
    /// Full official name.
    pub name: &'a str,
    /// Short name.
    pub short_name: &'a str,
    /// 机关代字.
    pub mark: &'a str,
    /// Unified social credit code.
    pub uscc: Option<&'a str>,
    /// Region code.
    pub region: &'a str,
    /// Address.
    pub address: &'a str,
    /// Opening hours.
    pub hours: &'a str,
    /// Telephone for questions.
    pub phone: &'a str,
    /// Telephone for complaints.
    pub complaint_phone: &'a str,
    /// Sorts lists.
    pub sort_key: &'a str,
}

/// Adds an agency, or finds the one with this key: repeating an import changes nothing.
///
/// # Errors
/// A social credit code that does not check.
pub fn add_agency(tx: &mut Tx, cx: &Cx, new: &NewAgency<'_>) -> Result<Id, Error<Refused>> {
    if let Some(known) = store::find_agency_by_key(tx, new.key)? {
        return Ok(known.id);
    }
    if let Some(uscc) = new.uscc {
        Uscc::parse(uscc).map_err(Refused::Uscc)?;
    }
    let id = Id::new();
    store::insert_agency(tx, cx, id, new)?;
    journal::note(tx, cx, "agency-added", Some(&id.to_string()), &json!({ "key": new.key }))?;
    Ok(id)
}

/// The agency with this id.
///
/// # Errors
/// A fault of the database.
pub fn find_agency(tx: &mut Tx, id: Id) -> Result<Option<Agency>, Fault> {
    store::find_agency(tx, id)
}

/// The agency with this key.
///
/// # Errors
/// A fault of the database.
pub fn find_agency_by_key(tx: &mut Tx, key: &str) -> Result<Option<Agency>, Fault> {
    store::find_agency_by_key(tx, key)
}

/// All agencies, in the order of lists.
///
/// # Errors
/// A fault of the database.
pub fn list_agencies(tx: &mut Tx) -> Result<Vec<Agency>, Fault> {
    store::list_agencies(tx)
}
