//! The messages themselves: recorded once, settled once, cleared in time.

use crate::incoming::{Incoming, Letter, State, Taken, Why};
use jiff::{SignedDuration, Timestamp};
use kernel::{Cx, Fault, Id, Tx, params};
use seal::{FieldRef, KeyRing};

/// Purpose of the keyed hash of Message-ID, sender and text together.
const LETTER: &str = "mail-letter";

fn seal_letter(keys: &KeyRing, id: Id, letter: &Letter) -> Result<Vec<u8>, Fault> {
    let clear = serde_json::to_vec(letter).map_err(|e| Fault::from_error("writing a letter that came in", e))?;
    keys.encrypt(FieldRef { table: "mailbox_messages", column: "letter", row: &id.to_string() }, &clear)
        .map_err(|e| Fault::from_error("encrypting mailbox_messages.letter", e))
}

fn open_letter(keys: &KeyRing, id: Id, stored: &[u8]) -> Result<Letter, Fault> {
    let clear = keys
        .decrypt(FieldRef { table: "mailbox_messages", column: "letter", row: &id.to_string() }, stored)
        .map_err(|e| Fault::from_error("decrypting mailbox_messages.letter", e))?;
    serde_json::from_slice(&clear).map_err(|e| Fault::from_error("reading a letter that came in", e))
}

/// The message with these bytes in this mailbox.
pub(crate) fn find_by_bytes(tx: &mut Tx, name: &str, raw: &str) -> Result<Option<Id>, Fault> {
    let row = tx.row("SELECT id FROM mailbox_messages WHERE mailbox = $1 AND raw = $2", params![name, raw])?;
    row.map(|r| r.get("id")).transpose()
}

/// A message to be recorded.
pub(crate) struct Arrival<'a> {
    pub id: Id,
    pub mailbox: &'a str,
    pub raw: &'a str,
    pub size: u64,
    pub letter: &'a Letter,
    pub about: Option<Id>,
    pub state: State,
    pub why: Why,
    pub received_at: Timestamp,
}

/// Keyed hash of what makes a letter the same letter; empty without a Message-ID, since nothing is then sure.
fn letter_hash(keys: &KeyRing, letter: &Letter) -> String {
    if letter.message_id.is_empty() {
        return String::new();
    }
    let files: Vec<&str> = letter.attachments.iter().filter_map(|a| a.digest.as_deref()).collect();
    let files = files.join(",");
    let said = [&letter.message_id, &letter.from.address, &letter.subject, &letter.text, &files].map(String::as_str);
    keys.lookup_hash(LETTER, &said.join("\u{1f}"))
}

fn sender_hash(keys: &KeyRing, letter: &Letter) -> String {
    let address = &letter.from.address;
    if address.is_empty() { String::new() } else { crate::store::address_hash(keys, address) }
}

/// Records a message; `false` when another node did meanwhile.
pub(crate) fn insert(tx: &mut Tx, cx: &Cx, a: &Arrival<'_>) -> Result<bool, Fault> {
    let settled = !matches!(a.state, State::New | State::Bounce);
    let n = tx.execute(
        "INSERT INTO mailbox_messages (id, mailbox, raw, size, sender_hash, letter_hash, letter, about, is_doubtful, state, why, attempts, next_at, received_at, recorded_at, settled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $12, $14) ON CONFLICT (mailbox, raw) DO NOTHING",
        params![
            a.id,
            a.mailbox,
            a.raw,
            i64::try_from(a.size).unwrap_or(i64::MAX),
            sender_hash(&cx.keys, a.letter),
            letter_hash(&cx.keys, a.letter),
            seal_letter(&cx.keys, a.id, a.letter)?,
            a.about,
            a.letter.auth.is_doubtful(),
            a.state,
            a.why,
            cx.at,
            a.received_at,
            settled.then_some(cx.at),
        ],
    )?;
    Ok(n == 1)
}

/// Whether the same letter is there already.
pub(crate) fn is_repeated(tx: &mut Tx, cx: &Cx, letter: &Letter) -> Result<bool, Fault> {
    let hash = letter_hash(&cx.keys, letter);
    Ok(!hash.is_empty()
        && tx.row("SELECT id FROM mailbox_messages WHERE letter_hash = $1 ORDER BY id", params![hash])?.is_some())
}

/// How many messages of this sender arrived within the hour up to `at`. Doubtful ones are counted apart: whoever forges
/// a sender must not silence the real one.
pub(crate) fn count_within_hour(tx: &mut Tx, cx: &Cx, letter: &Letter, at: Timestamp) -> Result<i64, Fault> {
    let hash = sender_hash(&cx.keys, letter);
    if hash.is_empty() {
        return Ok(0);
    }
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM mailbox_messages WHERE sender_hash = $1 AND is_doubtful = $2 AND received_at > $3 AND received_at <= $4 ORDER BY n",
        params![hash, letter.auth.is_doubtful(), at - SignedDuration::from_hours(1), at],
    )?;
    row.map_or(Ok(0), |r| r.get("n"))
}

/// Messages that nobody took yet and that are due, the oldest first.
pub(crate) fn list_due(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<Vec<Id>, Fault> {
    tx.rows(
        "SELECT id FROM mailbox_messages WHERE state = 'new' AND next_at <= $1 ORDER BY next_at, id LIMIT $2",
        params![cx.at, limit],
    )?
    .iter()
    .map(|r| r.get("id"))
    .collect()
}

/// Takes a new message for settling within this transaction: whoever comes second finds it taken.
pub(crate) fn claim(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Incoming>, Fault> {
    let n = tx.execute(
        "UPDATE mailbox_messages SET state = 'left', attempts = attempts + 1, settled_at = $2 WHERE id = $1 AND state = 'new'",
        params![id, cx.at],
    )?;
    if n == 0 { Ok(None) } else { find_incoming(tx, cx, id) }
}

pub(crate) fn settle(tx: &mut Tx, id: Id, taken: Taken) -> Result<(), Fault> {
    let (state, target) = match taken {
        Taken::As(target) => (State::Taken, Some(target)),
        Taken::Left => (State::Left, None),
    };
    tx.execute(
        "UPDATE mailbox_messages SET state = $2, why = $3, taken_as = $4 WHERE id = $1",
        params![id, state, Why::Nothing, target],
    )?;
    Ok(())
}

/// Counts an attempt to have a message taken that failed. Returns how many there were.
pub(crate) fn note_untaken(tx: &mut Tx, id: Id) -> Result<i64, Fault> {
    tx.execute("UPDATE mailbox_messages SET attempts = attempts + 1 WHERE id = $1 AND state = 'new'", params![id])?;
    let row = tx.row("SELECT attempts FROM mailbox_messages WHERE id = $1", params![id])?;
    row.map_or(Ok(0), |r| r.get("attempts"))
}

pub(crate) fn put_off(tx: &mut Tx, id: Id, until: Timestamp) -> Result<(), Fault> {
    tx.execute("UPDATE mailbox_messages SET next_at = $2 WHERE id = $1 AND state = 'new'", params![id, until])?;
    Ok(())
}

pub(crate) fn give_up(tx: &mut Tx, cx: &Cx, id: Id) -> Result<(), Fault> {
    tx.execute(
        "UPDATE mailbox_messages SET state = $2, why = $3, settled_at = $4 WHERE id = $1 AND state = 'new'",
        params![id, State::Trouble, Why::NotTaken, cx.at],
    )?;
    Ok(())
}

/// Bounces whose address was not looked at yet: the message and the mail it is about.
pub(crate) fn list_open_bounces(tx: &mut Tx, limit: i64) -> Result<Vec<(Id, Option<Id>)>, Fault> {
    tx.rows(
        "SELECT id, about FROM mailbox_messages WHERE state = 'bounce' AND settled_at IS NULL ORDER BY id LIMIT $1",
        params![limit],
    )?
    .iter()
    .map(|r| Ok((r.get("id")?, r.get("about")?)))
    .collect()
}

/// Settles a bounce; `false` when another node did.
pub(crate) fn settle_bounce(tx: &mut Tx, cx: &Cx, id: Id, why: Why) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE mailbox_messages SET why = $2, settled_at = $3 WHERE id = $1 AND state = 'bounce' AND settled_at IS NULL",
        params![id, why, cx.at],
    )?;
    Ok(n == 1)
}

pub(crate) fn take_again(tx: &mut Tx, cx: &Cx, id: Id) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE mailbox_messages SET state = 'new', attempts = 0, next_at = $2, settled_at = NULL WHERE id = $1 AND letter IS NOT NULL AND state IN ('left', 'automatic', 'loop', 'duplicate', 'trouble')",
        params![id, cx.at],
    )?;
    Ok(n == 1)
}

/// A message that came in; `None` when there is none with this id or its content was cleared.
///
/// # Errors
/// A fault of the database or the keys.
pub fn find_incoming(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Incoming>, Fault> {
    let row = tx.row("SELECT raw, letter, received_at FROM mailbox_messages WHERE id = $1", params![id])?;
    let Some(row) = row else { return Ok(None) };
    let stored: Option<Vec<u8>> = row.get("letter")?;
    let Some(stored) = stored else { return Ok(None) };
    let letter = open_letter(&cx.keys, id, &stored)?;
    Ok(Some(letter.incoming(id, row.get("raw")?, row.get("received_at")?)))
}

/// How long the content of what concerned nobody is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Clears the content of at most `limit` messages that machines wrote, came twice or came back, ninety days after they
/// were settled; for the nightly run. Their rows stay, so that they are not fetched again.
/// Law: 个人信息保护法 第十九条
///
/// # Errors
/// A fault of the database.
pub fn clear_incoming(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<u64, Fault> {
    tx.execute(
        "UPDATE mailbox_messages SET letter = NULL, sender_hash = '' WHERE id IN (SELECT id FROM mailbox_messages WHERE settled_at IS NOT NULL AND settled_at < $1 AND letter IS NOT NULL AND state IN ('automatic', 'loop', 'duplicate', 'bounce') ORDER BY settled_at, id LIMIT $2)",
        params![cx.at - KEPT, limit],
    )
}

/// Writes one piece of the letters that stand under an older key again.
pub(crate) fn rotate(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows = tx.rows(
        "SELECT id, letter FROM mailbox_messages WHERE id > $1 AND letter IS NOT NULL ORDER BY id LIMIT $2",
        params![after, limit],
    )?;
    let mut changed = 0;
    let mut place = None;
    for row in &rows {
        let (id, stored): (Id, Vec<u8>) = (row.get("id")?, row.get("letter")?);
        place = Some(id.to_string());
        if cx.keys.needs_rotation(&stored) {
            let letter = open_letter(&cx.keys, id, &stored)?;
            changed += tx.execute(
                "UPDATE mailbox_messages SET letter = $2 WHERE id = $1 AND letter = $3",
                params![id, seal_letter(&cx.keys, id, &letter)?, stored],
            )?;
        }
    }
    Ok(place.map(|place| (place, changed)))
}
