//! The tables of mail. The only file of this crate with SQL.

use crate::letter::{Letter, normal};
use jiff::{SignedDuration, Timestamp};
use kernel::{Cx, Fault, Id, Row, Tx, db::list::List, params, words};
use seal::{FieldRef, KeyRing};

/// Purpose of the keyed hash of an address.
const ADDRESS: &str = "mail-address";

words! {
    /// What became of a mail.
    pub enum State {
        /// To be sent, now or again.
        Waiting = "waiting",
        /// The mail server took it.
        Sent = "sent",
        /// Given up after many attempts.
        Failed = "failed",
        /// The address does not take mail.
        Bounced = "bounced",
    }
}

fn seal_letter(keys: &KeyRing, id: Id, letter: &Letter) -> Result<Vec<u8>, Fault> {
    let clear = serde_json::to_vec(letter).map_err(|e| Fault::from_error("writing a letter", e))?;
    seal_bytes(keys, id, &clear)
}

fn seal_bytes(keys: &KeyRing, id: Id, clear: &[u8]) -> Result<Vec<u8>, Fault> {
    let row = id.to_string();
    keys.encrypt(FieldRef { table: "mail_queue", column: "letter", row: &row }, clear)
        .map_err(|e| Fault::from_error("encrypting mail_queue.letter", e))
}

fn open_letter(keys: &KeyRing, id: Id, stored: &[u8]) -> Result<Letter, Fault> {
    let row = id.to_string();
    let clear = keys
        .decrypt(FieldRef { table: "mail_queue", column: "letter", row: &row }, stored)
        .map_err(|e| Fault::from_error("decrypting mail_queue.letter", e))?;
    serde_json::from_slice(&clear).map_err(|e| Fault::from_error("reading a letter", e))
}

/// False when there is a mail with this key.
pub(crate) fn insert(tx: &mut Tx, cx: &Cx, id: Id, key: &str, site: &str, letter: &Letter) -> Result<bool, Fault> {
    let hash = cx.keys.lookup_hash(ADDRESS, &normal(&letter.to));
    let sealed = seal_letter(&cx.keys, id, letter)?;
    let n = tx.execute(
        "INSERT INTO mail_queue (id, key, site, recipient_hash, letter, state, attempts, next_at, last_error, made_at) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, '', $6) ON CONFLICT (key) DO NOTHING",
        params![id, key, site, hash, sealed, cx.at],
    )?;
    if n == 1
        && let Some((purpose, target)) = &letter.thread
    {
        let hash = cx.keys.lookup_hash(ADDRESS, &normal(&letter.to));
        tx.execute(
            "INSERT INTO mail_threads (id, purpose, target, recipient_hash, made_at) VALUES ($1, $2, $3, $4, $5)",
            params![id, purpose, *target, hash, cx.at],
        )?;
    }
    Ok(n == 1)
}

/// What a mail of ours concerned, if answers to it are expected and `from` is whom it went to.
pub(crate) fn find_thread(tx: &mut Tx, cx: &Cx, id: Id, from: &str) -> Result<Option<(String, Id)>, Fault> {
    let row = tx.row("SELECT purpose, target, recipient_hash FROM mail_threads WHERE id = $1", params![id])?;
    let Some(row) = row else { return Ok(None) };
    let to: String = row.get("recipient_hash")?;
    if !cx.keys.lookup_hashes(ADDRESS, &normal(from)).contains(&to) {
        return Ok(None);
    }
    Ok(Some((row.get("purpose")?, row.get("target")?)))
}

/// Whether we sent a mail with this id and still know it.
pub(crate) fn is_ours(tx: &mut Tx, id: Id) -> Result<bool, Fault> {
    Ok(tx.row("SELECT id FROM mail_queue WHERE id = $1", params![id])?.is_some()
        || tx.row("SELECT id FROM mail_threads WHERE id = $1", params![id])?.is_some())
}

/// Whom a mail of ours was for, while it is kept.
pub(crate) fn find_recipient(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<String>, Fault> {
    let Some(row) = tx.row("SELECT letter FROM mail_queue WHERE id = $1", params![id])? else { return Ok(None) };
    let stored: Vec<u8> = row.get("letter")?;
    Ok(Some(open_letter(&cx.keys, id, &stored)?.to))
}

/// The keyed hash under which an address is found.
pub(crate) fn address_hash(keys: &KeyRing, address: &str) -> String {
    keys.lookup_hash(ADDRESS, &normal(address))
}

/// A mail that was taken for sending.
pub(crate) struct Piece {
    pub id: Id,
    pub site: String,
    pub attempts: i64,
    pub letter: Letter,
    /// The address gave mail back after this was asked for.
    pub is_suspended: bool,
}

/// Takes the mail that is due longest, so that nobody else sends it before the lease is over. `None`: nothing is due.
pub(crate) fn take(tx: &mut Tx, cx: &Cx, lease: Id, length: SignedDuration) -> Result<Option<Piece>, Fault> {
    loop {
        let row = tx.row(
            "SELECT id, site, attempts, letter FROM mail_queue WHERE state = 'waiting' AND next_at <= $1 AND (lease_until IS NULL OR lease_until < $2) ORDER BY next_at, id LIMIT 1",
            params![cx.at, cx.recorded_at],
        )?;
        let Some(row) = row else { return Ok(None) };
        let id: Id = row.get("id")?;
        let n = tx.execute(
            "UPDATE mail_queue SET lease = $2, lease_until = $3 WHERE id = $1 AND state = 'waiting' AND (lease_until IS NULL OR lease_until < $4)",
            params![id, lease, cx.recorded_at + length, cx.recorded_at],
        )?;
        // Another node took it between the two statements: the next one.
        if n == 1 {
            let stored: Vec<u8> = row.get("letter")?;
            let letter = open_letter(&cx.keys, id, &stored)?;
            let is_suspended = is_suspended(tx, cx, &letter.to)?;
            return Ok(Some(Piece {
                id,
                site: row.get("site")?,
                attempts: row.get("attempts")?,
                letter,
                is_suspended,
            }));
        }
    }
}

/// Records how an attempt ended; only whoever holds the lease may.
pub(crate) fn settle(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    lease: Id,
    state: State,
    next_at: Timestamp,
    error: &str,
) -> Result<bool, Fault> {
    let settled = (state != State::Waiting).then_some(cx.at);
    let n = tx.execute(
        "UPDATE mail_queue SET state = $3, attempts = attempts + 1, next_at = $4, last_error = $5, settled_at = $6, lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2",
        params![id, lease, state, next_at, error, settled],
    )?;
    Ok(n == 1)
}

/// Gives a mail back without an attempt.
pub(crate) fn put_back(tx: &mut Tx, id: Id, lease: Id, error: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE mail_queue SET lease = NULL, lease_until = NULL, last_error = $3 WHERE id = $1 AND lease = $2",
        params![id, lease, error],
    )?;
    Ok(())
}

/// Whether an address gave mail back and is written to no more.
///
/// # Errors
/// A fault of the database.
pub fn is_suspended(tx: &mut Tx, cx: &Cx, address: &str) -> Result<bool, Fault> {
    for hash in cx.keys.lookup_hashes(ADDRESS, &normal(address)) {
        if tx.row("SELECT count FROM mail_bounces WHERE recipient_hash = $1", params![hash])?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn suspend(tx: &mut Tx, cx: &Cx, address: &str, reason: &str) -> Result<(), Fault> {
    let normal = normal(address);
    tx.execute(
        "INSERT INTO mail_bounces (recipient_hash, reason, count, first_at, last_at) VALUES ($1, $2, 1, $3, $3) ON CONFLICT (recipient_hash) DO UPDATE SET reason = excluded.reason, count = mail_bounces.count + 1, last_at = excluded.last_at",
        params![cx.keys.lookup_hash(ADDRESS, &normal), reason, cx.at],
    )?;
    for hash in cx.keys.lookup_hashes(ADDRESS, &normal) {
        tx.execute(
            "UPDATE mail_queue SET state = 'bounced', settled_at = $2, last_error = $3 WHERE recipient_hash = $1 AND state = 'waiting' AND lease IS NULL",
            params![hash, cx.at, reason],
        )?;
    }
    Ok(())
}

/// Writes to an address again, after its owner confirmed it. `false` when it was not suspended.
///
/// # Errors
/// A fault of the database.
pub fn lift_suspension(tx: &mut Tx, cx: &Cx, address: &str) -> Result<bool, Fault> {
    let mut lifted = 0;
    for hash in cx.keys.lookup_hashes(ADDRESS, &normal(address)) {
        lifted += tx.execute("DELETE FROM mail_bounces WHERE recipient_hash = $1", params![hash])?;
    }
    Ok(lifted > 0)
}

pub(crate) fn try_again(tx: &mut Tx, cx: &Cx, id: Id) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE mail_queue SET state = 'waiting', attempts = 0, next_at = $2, settled_at = NULL, lease = NULL, lease_until = NULL WHERE id = $1 AND state IN ('failed', 'bounced')",
        params![id, cx.at],
    )?;
    Ok(n == 1)
}

pub(crate) fn clear_settled(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "DELETE FROM mail_queue WHERE id IN (SELECT id FROM mail_queue WHERE settled_at IS NOT NULL AND settled_at < $1 ORDER BY settled_at, id LIMIT $2)",
        params![before, limit],
    )
}

/// How the mail stands, for the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Mails to be sent, now or again.
    pub waiting: i64,
    /// Of these, tried before.
    pub retried: i64,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<Timestamp>,
    /// Mails sent and still kept.
    pub sent: i64,
    /// Mails given up.
    pub failed: i64,
    /// Mails that came back.
    pub bounced: i64,
    /// Suspended addresses.
    pub suspended: i64,
}

/// How the mail stands. Without a mail server configured, `waiting` only grows.
///
/// # Errors
/// A fault of the database.
pub fn figures(tx: &mut Tx) -> Result<Figures, Fault> {
    let mut out = Figures::default();
    let rows = tx.rows(
        "SELECT state, CAST(COUNT(*) AS BIGINT) AS n, CAST(SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END) AS BIGINT) AS tried, MIN(made_at) AS oldest FROM mail_queue GROUP BY state ORDER BY state",
        params![],
    )?;
    for row in rows {
        let n: i64 = row.get("n")?;
        match row.get("state")? {
            State::Waiting => {
                out.waiting = n;
                out.retried = row.get("tried")?;
                out.waiting_since = row.get("oldest")?;
            }
            State::Sent => out.sent = n,
            State::Failed => out.failed = n,
            State::Bounced => out.bounced = n,
        }
    }
    let row = tx.row("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM mail_bounces ORDER BY n", params![])?;
    out.suspended = row.map_or(Ok(0), |r| r.get("n"))?;
    Ok(out)
}

/// A mail that failed, came back, or was tried in vain so far. Whom it is for is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The mail.
    pub id: Id,
    /// What it was asked for by.
    pub key: String,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next, if it waits.
    pub next_at: Timestamp,
    /// The mail server's last word, without addresses.
    pub last_error: String,
    /// When it was asked for.
    pub made_at: Timestamp,
}

fn read_trouble(r: &Row) -> Result<Trouble, Fault> {
    Ok(Trouble {
        id: r.get("id")?,
        key: r.get("key")?,
        state: r.get("state")?,
        attempts: r.get("attempts")?,
        next_at: r.get("next_at")?,
        last_error: r.get("last_error")?,
        made_at: r.get("made_at")?,
    })
}

/// What could not be sent, in the order it was asked for, after the mail `after`.
///
/// # Errors
/// A fault of the database.
pub fn list_troubles(tx: &mut Tx, after: Option<Id>, limit: i64) -> Result<Vec<Trouble>, Fault> {
    let (sql, values) = List::new("SELECT id, key, state, attempts, next_at, last_error, made_at FROM mail_queue m")
        .and("(m.state IN ('failed', 'bounced') OR (m.state = 'waiting' AND m.attempts > 0))", params![])
        .and_some("m.id > ?", after)
        .order("m.id")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_trouble).collect()
}

/// As `rotate_fields` of this crate, for the mail that leaves.
pub(crate) fn rotate(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows =
        tx.rows("SELECT id, letter FROM mail_queue WHERE id > $1 ORDER BY id LIMIT $2", params![after, limit])?;
    let mut changed = 0;
    let mut place = None;
    for row in &rows {
        let (id, stored): (Id, Vec<u8>) = (row.get("id")?, row.get("letter")?);
        place = Some(id.to_string());
        if cx.keys.needs_rotation(&stored) {
            let letter = open_letter(&cx.keys, id, &stored)?;
            changed += tx.execute(
                "UPDATE mail_queue SET letter = $2 WHERE id = $1 AND letter = $3",
                params![id, seal_letter(&cx.keys, id, &letter)?, stored],
            )?;
        }
    }
    Ok(place.map(|place| (place, changed)))
}
