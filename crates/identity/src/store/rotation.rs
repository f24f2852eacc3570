//! Key rotation: every encrypted field of identity, written again under the newest key in small pieces.

use crate::store::{open_bytes, seal_bytes};
use kernel::{Cx, Fault, Id, Tx, params};

/// One encrypted column: where it stands, how a piece of it is read, how one value is replaced if nobody else did.
struct Column {
    table: &'static str,
    column: &'static str,
    read: &'static str,
    write: &'static str,
}

macro_rules! columns {
    ($($table:literal $column:literal),* $(,)?) => { &[$(Column {
        table: $table,
        column: $column,
        read: concat!("SELECT id, ", $column, " AS stored FROM ", $table, " WHERE id > $1 AND ", $column, " IS NOT NULL ORDER BY id LIMIT $2"),
        write: concat!("UPDATE ", $table, " SET ", $column, " = $2 WHERE id = $1 AND ", $column, " = $3"),
    }),*] };
}

const COLUMNS: &[Column] = columns![
    "persons" "name", "persons" "document", "persons" "phone", "persons" "address",
    "organisations" "legal_representative", "accounts" "totp_secret",
];

/// Re-encrypts one piece of the fields that stand under an older key: at most `limit` values after the place `after`
/// (empty at the beginning). Returns the place to go on from and how many values were written again; `None` when
/// nothing is left. A value that somebody changed meanwhile stands under the newest key already.
///
/// Keyed hashes for finding are not touched: they change only with `KeyRing::rotate_lookup`, which is a separate act
/// for a leaked lookup key and needs every hash computed anew from its clear text.
///
/// # Errors
/// A fault of the database or the keys.
pub fn rotate_fields(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let (number, after) = after.split_once(':').unwrap_or(("0", ""));
    let number: usize = number.parse().map_err(|_| Fault::new(format!("{number} is no place of a key rotation")))?;
    let Some(c) = COLUMNS.get(number) else { return Ok(None) };
    let rows = tx.rows(c.read, params![after, limit])?;
    let mut changed = 0;
    let mut place = format!("{}:", number + 1);
    for r in &rows {
        let (id, stored): (Id, Vec<u8>) = (r.get("id")?, r.get("stored")?);
        place = format!("{number}:{id}");
        if cx.keys.needs_rotation(&stored) {
            let clear = open_bytes(&cx.keys, c.table, c.column, id, &stored)?;
            changed +=
                tx.execute(c.write, params![id, seal_bytes(&cx.keys, c.table, c.column, id, &clear)?, stored])?;
        }
    }
    Ok(Some((place, changed)))
}
