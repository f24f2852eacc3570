//! What one hall knows about itself: a few words by name, the same on every node.

use crate::{Fault, Tx, params};

/// The value kept under `name`.
///
/// # Errors
/// A fault of the database.
pub fn find(tx: &mut Tx, name: &str) -> Result<Option<String>, Fault> {
    tx.row("SELECT value FROM office WHERE name = $1", params![name])?.map(|r| r.only()).transpose()
}

/// Keeps `value` under `name`, in place of what was there.
///
/// # Errors
/// A fault of the database.
pub fn keep(tx: &mut Tx, name: &str, value: &str) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO office (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![name, value],
    )?;
    Ok(())
}
