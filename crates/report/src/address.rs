//! Where a number comes from: every cell of tables three and four that was counted opens the requests behind it.

use crate::template::Template;

/// Whose requests are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of the agency itself.
    Own,
    /// Those of a government and everybody below it.
    WithBelow,
}

/// The column that means all of them: 总计.
pub const ALL: &str = "all";

/// The address of the list behind a cell.
///
/// `/desk/requests?agency={key}&year={year}&row={row}&column={column}`, with `&below=yes` for a government's roll-up.
///
/// For table three `row` is `new`, `in`, `out`, `total`, or an outcome (`D-1`) or the letter of a family of outcomes (`G`,
/// `O`); `column` is a kind of applicant (`person`, `company`, `research`, `charity`, `legal`, `other`) or `all`. For
/// table four `row` is `reconsideration`, `litigation-direct` or `litigation-after`; `column` is `upheld`, `corrected`,
/// `other`, `pending` or `all`. What they select is defined in `disclosure::annual`, beside the counting.
pub fn cell_address(agency_key: &str, year: i64, row: &str, column: &str, whose: Whose) -> String {
    let below = if whose == Whose::WithBelow { "&below=yes" } else { "" };
    format!("/desk/requests?agency={agency_key}&year={year}&row={row}&column={column}{below}")
}

/// The column keys of table three, the sum last.
pub fn columns_of_three(template: &Template) -> impl Iterator<Item = &str> {
    template.three.columns.iter().map(|c| c.key.as_str()).chain([ALL])
}

/// The column keys of table four, the sum last.
pub fn columns_of_four(template: &Template) -> impl Iterator<Item = &str> {
    template.four.columns.iter().map(|c| c.key.as_str()).chain([ALL])
}
