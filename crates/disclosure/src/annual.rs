//! What the annual report counts, defined once: the numbers of a year, and the requests behind each of them.
//!
//! Called by `report` for the tables and by the desk's list for the cells of those tables. Counts requests for access;
//! requests to rectify (更正) are not part of the tables.
//!
//! Law: 政府信息公开条例 第五十条第一款第二项、第三项

#[path = "store/annual.rs"]
mod queries;

use kernel::{Fault, Id, Tx};

/// The kinds of applicants, in the order of the columns.
pub const APPLICANT_KINDS: [&str; 6] = ["person", "company", "research", "charity", "legal", "other"];
/// The kinds of disputes, in the order of the groups.
pub const DISPUTE_KINDS: [&str; 3] = ["reconsideration", "litigation-direct", "litigation-after"];
/// Results of a dispute; what is not closed is pending.
pub const DISPUTE_RESULTS: [&str; 3] = ["upheld", "corrected", "other"];

/// Requests of one outcome (or of none yet) and one kind of applicant, against one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestCount {
    /// The outcome, once there is one.
    pub outcome: Option<String>,
    /// The column of the report.
    pub applicant_kind: String,
    /// 本年新收: received in the year.
    pub new: i64,
    /// 上年结转: received before and not closed before the year began.
    pub carried_in: i64,
    /// 办理结果: closed in the year.
    pub closed: i64,
    /// 结转下年度: received by the end of the year and not closed by then.
    pub carried_out: i64,
}

/// Disputes of one kind against one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeCount {
    /// The kind.
    pub kind: String,
    /// Closed in the year with this result; `None`: closed without one, which nobody should have done.
    pub result: Option<String>,
    /// Closed in the year.
    pub closed: i64,
    /// 尚未审结: filed by the end of the year and open then.
    pub pending: i64,
}

/// The first and the last day of `year`, as they are stored.
pub fn year_days(year: i64) -> (String, String) {
    (format!("{year:04}-01-01"), format!("{year:04}-12-31"))
}

/// The requests of one agency against `year`.
///
/// # Errors
/// A fault of the database.
pub fn count_requests(tx: &mut Tx, agency: Id, year: i64) -> Result<Vec<RequestCount>, Fault> {
    queries::count_requests(tx, agency, year)
}

/// The disputes of one agency against `year`. A case closed in the year counts by its result; one filed by the end of
/// the year and open then is pending.
///
/// # Errors
/// A fault of the database.
pub fn count_disputes(tx: &mut Tx, agency: Id, year: i64) -> Result<Vec<DisputeCount>, Fault> {
    queries::count_disputes(tx, agency, year)
}

/// What a row of the report selects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// 本年新收
    New,
    /// 上年结转
    In,
    /// 结转下年度
    Out,
    /// 总计 of the results: everything closed in the year.
    Closed,
    /// Closed in the year with this outcome (`D-1`), or with any of this family (`G`).
    Outcome(String),
    /// Disputes of this kind.
    Dispute(&'static str),
}

/// A cell of table three or four, as the address of a list names it: see `report::cell_address`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The year of the report.
    pub year: i64,
    /// Its row.
    pub line: Line,
    /// Kind of applicant, or result of a dispute (`pending` among them); `None`: all of them.
    pub column: Option<&'static str>,
}

impl Cell {
    /// Reads the parameters `year`, `row` and `column` of a list's address; `None`: there is no such cell.
    pub fn parse(year: i64, row: &str, column: &str) -> Option<Cell> {
        if !(1900..=9999).contains(&year) {
            return None;
        }
        if let Some(kind) = DISPUTE_KINDS.iter().find(|k| **k == row) {
            let column = match column {
                "all" => None,
                "pending" => Some("pending"),
                other => Some(*DISPUTE_RESULTS.iter().find(|r| **r == other)?),
            };
            return Some(Cell { year, line: Line::Dispute(kind), column });
        }
        let column = match column {
            "all" => None,
            other => Some(*APPLICANT_KINDS.iter().find(|k| **k == other)?),
        };
        let line = match row {
            "new" => Line::New,
            "in" => Line::In,
            "out" => Line::Out,
            "total" => Line::Closed,
            outcome => {
                let family = outcome.len() == 1 && outcome.chars().all(|c| c.is_ascii_uppercase());
                if !family && crate::outcome::find(outcome).is_none() {
                    return None;
                }
                Line::Outcome(outcome.to_owned())
            }
        };
        Some(Cell { year, line, column })
    }
}

/// The requests behind a cell, of these agencies, in the order of their ids, at most `limit` after `after`.
///
/// # Errors
/// A fault of the database.
pub fn list_behind(tx: &mut Tx, agencies: &[Id], cell: &Cell, after: Option<Id>, limit: i64) -> Result<Vec<Id>, Fault> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    queries::list_behind(tx, agencies, cell, after, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_cell_or_nothing() {
        for (row, column, line) in [
            ("new", "all", Some(Line::New)),
            ("D-1", "person", Some(Line::Outcome("D-1".into()))),
            ("G", "charity", Some(Line::Outcome("G".into()))),
            ("litigation-after", "pending", Some(Line::Dispute("litigation-after"))),
            ("litigation-after", "person", None),
            ("D-1", "upheld", None),
            ("D-99", "all", None),
            ("' OR 1=1", "all", None),
        ] {
            assert_eq!(Cell::parse(2025, row, column).map(|c| c.line), line, "{row} {column}");
        }
    }
}
