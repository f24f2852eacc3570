//! Complaints to the authority in charge.

use super::{open_some, seal_text};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Row, Tx, params, words};

words! {
    /// What the authority found. Law: 政府信息公开条例 第四十七条
    pub enum ComplaintResult {
        /// 不成立
        Unfounded = "unfounded",
        /// 督促整改
        Rectify = "rectify",
        /// 通报批评
        Criticise = "criticise",
    }
}

/// A complaint about how an agency discloses.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// Its id.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// The agency complained about.
    pub agency: Id,
    /// Its name.
    pub agency_name: String,
    /// The request, when it is about one.
    pub request_number: Option<String>,
    /// Who complains, and how to reach them.
    pub complainant: String,
    /// What about.
    pub text: String,
    /// When.
    pub filed_at: Timestamp,
    /// What was found.
    pub result: Option<ComplaintResult>,
    /// In words.
    pub finding: String,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// The day by which the agency puts it right.
    pub rectify_by: Option<Date>,
    /// When it did.
    pub rectified_at: Option<Timestamp>,
}

const COMPLAINT: &str = "SELECT c.id, c.number, c.agency, a.name AS agency_name, r.number AS request_number, c.complainant, c.text, c.filed_at, c.result, c.finding, c.settled_at, c.rectify_by, c.rectified_at FROM disclosure_complaints c JOIN agencies a ON a.id = c.agency LEFT JOIN disclosure_requests r ON r.id = c.request";

fn read(cx: &Cx, r: &Row) -> Result<Complaint, Fault> {
    const T: &str = "disclosure_complaints";
    let id: Id = r.get("id")?;
    Ok(Complaint {
        id,
        number: r.get("number")?,
        agency: r.get("agency")?,
        agency_name: r.get("agency_name")?,
        request_number: r.get("request_number")?,
        complainant: open_some(cx, T, "complainant", id, r)?,
        text: open_some(cx, T, "text", id, r)?,
        filed_at: r.get("filed_at")?,
        result: r.get("result")?,
        finding: open_some(cx, T, "finding", id, r)?,
        settled_at: r.get("settled_at")?,
        rectify_by: r.get("rectify_by")?,
        rectified_at: r.get("rectified_at")?,
    })
}

pub(crate) struct NewComplaint<'a> {
    pub id: Id,
    pub number: &'a str,
    pub agency: Id,
    pub region: &'a str,
    pub request: Option<Id>,
    pub complainant: &'a str,
    pub text: &'a str,
}

pub(crate) fn insert_complaint(tx: &mut Tx, cx: &Cx, n: &NewComplaint<'_>) -> Result<(), Fault> {
    const T: &str = "disclosure_complaints";
    tx.execute(
        "INSERT INTO disclosure_complaints (id, number, agency, region, request, complainant, text, filed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            n.id, n.number, n.agency, n.region, n.request, seal_text(cx, T, "complainant", n.id, n.complainant)?,
            seal_text(cx, T, "text", n.id, n.text)?, cx.at
        ],
    )?;
    Ok(())
}

/// Complaints of the regions for which the acting person is the authority, open ones first.
///
/// # Errors
/// A fault of the database or the keys.
pub fn list_complaints(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<Vec<Complaint>, Fault> {
    let kernel::Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    tx.rows(
        &format!("{COMPLAINT} WHERE c.region IN (SELECT g.region FROM posts o JOIN agencies g ON g.id = o.agency WHERE o.staff = $1 AND o.role = 'disclosure-authority' AND o.valid_from <= $2 AND (o.valid_to IS NULL OR o.valid_to >= $2)) ORDER BY CASE WHEN c.result IS NULL THEN 0 ELSE 1 END, c.filed_at DESC, c.id LIMIT $3"),
        params![*staff, cx.today(), limit],
    )?
    .iter()
    .map(|r| read(cx, r))
    .collect()
}

/// The complaint, for the authority in charge of its region.
///
/// # Errors
/// A fault of the database or the keys.
pub fn find_complaint(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Complaint>, Fault> {
    let kernel::Who::Staff { staff, .. } = &cx.who else { return Ok(None) };
    let row = tx.row(
        &format!("{COMPLAINT} WHERE c.number = $3 AND c.region IN (SELECT g.region FROM posts o JOIN agencies g ON g.id = o.agency WHERE o.staff = $1 AND o.role = 'disclosure-authority' AND o.valid_from <= $2 AND (o.valid_to IS NULL OR o.valid_to >= $2))"),
        params![*staff, cx.today(), number],
    )?;
    row.map(|r| read(cx, &r)).transpose()
}

/// Complaints about a request, oldest first.
///
/// # Errors
/// A fault of the database or the keys.
pub fn complaints_of(tx: &mut Tx, cx: &Cx, request: Id) -> Result<Vec<Complaint>, Fault> {
    tx.rows(&format!("{COMPLAINT} WHERE c.request = $1 ORDER BY c.filed_at, c.id"), params![request])?
        .iter()
        .map(|r| read(cx, r))
        .collect()
}

pub(crate) fn settle_complaint_row(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    result: ComplaintResult,
    finding: &str,
    rectify_by: Option<Date>,
) -> Result<bool, Fault> {
    let sealed = seal_text(cx, "disclosure_complaints", "finding", id, finding)?;
    Ok(tx.execute(
        "UPDATE disclosure_complaints SET result = $2, finding = $3, settled_by = $4, settled_at = $5, rectify_by = $6 WHERE id = $1 AND result IS NULL",
        params![id, result, sealed, cx.who.ledger_name(), cx.at, rectify_by],
    )? == 1)
}

pub(crate) fn set_rectified(tx: &mut Tx, cx: &Cx, id: Id) -> Result<bool, Fault> {
    Ok(tx.execute(
        "UPDATE disclosure_complaints SET rectified_at = $2 WHERE id = $1 AND result = 'rectify' AND rectified_at IS NULL",
        params![id, cx.at],
    )? == 1)
}
