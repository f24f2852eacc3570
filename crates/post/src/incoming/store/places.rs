//! How far each mailbox was read, who reads it now, and where each message stands on its server.

use crate::letter::scrubbed;
use jiff::SignedDuration;
use kernel::{Cx, Fault, Id, Row, Tx, params};

/// A mailbox that this node may read for a while.
pub(crate) struct Place {
    pub validity: Option<u32>,
    pub read_to: u32,
}

/// Takes the mailbox, so that nobody else reads it before the lease is over. `None`: somebody does.
pub(crate) fn take_mailbox(
    tx: &mut Tx,
    cx: &Cx,
    name: &str,
    lease: Id,
    length: SignedDuration,
) -> Result<Option<Place>, Fault> {
    tx.execute(
        "INSERT INTO mailboxes (name, read_to, last_error) VALUES ($1, 0, '') ON CONFLICT (name) DO NOTHING",
        params![name],
    )?;
    let n = tx.execute(
        "UPDATE mailboxes SET lease = $2, lease_until = $3 WHERE name = $1 AND (lease_until IS NULL OR lease_until < $4)",
        params![name, lease, cx.recorded_at + length, cx.recorded_at],
    )?;
    if n == 0 {
        return Ok(None);
    }
    let row = tx.row("SELECT uid_validity, read_to FROM mailboxes WHERE name = $1", params![name])?;
    let Some(row) = row else { return Ok(None) };
    let validity: Option<i64> = row.get("uid_validity")?;
    Ok(Some(Place { validity: validity.map(number), read_to: number(row.get("read_to")?) }))
}

fn number(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

/// Keeps the mailbox for longer; `false`: somebody else took it meanwhile.
pub(crate) fn keep_mailbox(tx: &mut Tx, cx: &Cx, name: &str, lease: Id, length: SignedDuration) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE mailboxes SET lease_until = $3 WHERE name = $1 AND lease = $2",
        params![name, lease, cx.recorded_at + length],
    )?;
    Ok(n == 1)
}

/// Remembers under which validity the numbers stand. After another one, reading begins anew: the server may have
/// given every message another number.
pub(crate) fn set_validity(tx: &mut Tx, name: &str, lease: Id, validity: u32) -> Result<(), Fault> {
    tx.execute(
        "UPDATE mailboxes SET uid_validity = $3, read_to = 0 WHERE name = $1 AND lease = $2 AND (uid_validity IS NULL OR uid_validity <> $3)",
        params![name, lease, i64::from(validity)],
    )?;
    Ok(())
}

/// Gives the mailbox back. `read_to`: every message up to this number is recorded; `error`: why it was not read on.
pub(crate) fn leave_mailbox(
    tx: &mut Tx,
    cx: &Cx,
    name: &str,
    lease: Id,
    read_to: Option<u32>,
    error: Option<&str>,
) -> Result<(), Fault> {
    if let Some(read_to) = read_to {
        tx.execute(
            "UPDATE mailboxes SET read_to = $3, read_at = $4 WHERE name = $1 AND lease = $2",
            params![name, lease, i64::from(read_to), cx.at],
        )?;
    }
    tx.execute(
        "UPDATE mailboxes SET lease = NULL, lease_until = NULL, last_error = $3 WHERE name = $1 AND lease = $2",
        params![name, lease, error.map(scrubbed).unwrap_or_default()],
    )?;
    Ok(())
}

/// A message's place on the server, as far as it is known here.
pub(crate) struct Known {
    pub uid: u32,
    pub is_recorded: bool,
    pub attempts: i64,
}

/// What is known of the numbers from `from` on.
pub(crate) fn list_known(tx: &mut Tx, name: &str, validity: u32, from: u32) -> Result<Vec<Known>, Fault> {
    tx.rows(
        "SELECT uid, message, attempts FROM mailbox_copies WHERE mailbox = $1 AND uid_validity = $2 AND uid >= $3 ORDER BY uid",
        params![name, i64::from(validity), i64::from(from)],
    )?
    .iter()
    .map(read_known)
    .collect()
}

/// What is recorded and not yet marked on the server, the oldest first.
pub(crate) fn list_to_put_away(tx: &mut Tx, name: &str, validity: u32, limit: i64) -> Result<Vec<Known>, Fault> {
    tx.rows(
        "SELECT uid, message, attempts FROM mailbox_copies WHERE mailbox = $1 AND uid_validity = $2 AND is_put_away = FALSE AND message IS NOT NULL ORDER BY uid LIMIT $3",
        params![name, i64::from(validity), limit],
    )?
    .iter()
    .map(read_known)
    .collect()
}

fn read_known(row: &Row) -> Result<Known, Fault> {
    let message: Option<Id> = row.get("message")?;
    Ok(Known { uid: number(row.get("uid")?), is_recorded: message.is_some(), attempts: row.get("attempts")? })
}

pub(crate) fn set_put_away(tx: &mut Tx, name: &str, validity: u32, uid: u32) -> Result<(), Fault> {
    tx.execute(
        "UPDATE mailbox_copies SET is_put_away = TRUE WHERE mailbox = $1 AND uid_validity = $2 AND uid = $3",
        params![name, i64::from(validity), i64::from(uid)],
    )?;
    Ok(())
}

/// Counts an attempt to fetch a message that failed.
pub(crate) fn note_unfetched(
    tx: &mut Tx,
    cx: &Cx,
    name: &str,
    validity: u32,
    uid: u32,
    error: &str,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO mailbox_copies (mailbox, uid_validity, uid, is_put_away, attempts, last_error, seen_at) VALUES ($1, $2, $3, FALSE, 1, $4, $5) ON CONFLICT (mailbox, uid_validity, uid) DO UPDATE SET attempts = mailbox_copies.attempts + 1, last_error = excluded.last_error",
        params![name, i64::from(validity), i64::from(uid), scrubbed(error), cx.at],
    )?;
    Ok(())
}

/// Writes down where a message stands.
pub(crate) fn note_copy(tx: &mut Tx, cx: &Cx, name: &str, validity: u32, uid: u32, message: Id) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO mailbox_copies (mailbox, uid_validity, uid, message, is_put_away, attempts, last_error, seen_at) VALUES ($1, $2, $3, $4, FALSE, 0, '', $5) ON CONFLICT (mailbox, uid_validity, uid) DO UPDATE SET message = excluded.message, last_error = ''",
        params![name, i64::from(validity), i64::from(uid), message, cx.at],
    )?;
    Ok(())
}
