//! Numbers without gaps in meaning: one counter per name, taken inside the transaction.
//!
//! A counter's row is held until the transaction ends, so it is taken last.

use crate::{Fault, Tx, params};

/// The next value of the counter `name`, beginning with 1.
///
/// # Errors
/// A fault of the database.
pub fn next(tx: &mut Tx, name: &str) -> Result<i64, Fault> {
    let row = tx.row(
        "INSERT INTO counters (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        params![name],
    )?;
    row.ok_or_else(|| Fault::new("a counter gave no value"))?.only()
}
