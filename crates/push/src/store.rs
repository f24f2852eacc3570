//! The tables of push. The only files of this crate with SQL are this one and those below it.

mod nightly;
mod reach;
mod telling;

pub use nightly::{clear_unanswered, rotate_fields};
pub use reach::{ReachCursor, list_reach};
pub(crate) use telling::{Candidate, insert_delivery, list_candidates, mark_applied, was_told};

use crate::{Profile, What, Why};
use jiff::Timestamp;
use kernel::{Cx, Fault, Id, Lang, Row, Tx, params, words};
use seal::FieldRef;

/// Purpose of the keyed hash of an address.
const ADDRESS: &str = "push-address";

words! {
    /// How often mail is sent.
    pub enum Frequency {
        /// As soon as there is something.
        AtOnce = "at-once",
        /// Once a day, in the morning.
        Daily = "daily",
        /// Once in seven days, in the morning.
        Weekly = "weekly",
    }
}

words! {
    /// How a subscription stands.
    pub enum State {
        /// The address did not say yes yet.
        Waiting = "waiting",
        /// It tells.
        Active = "active",
        /// Its reader ended it.
        Ended = "ended",
    }
}

/// Whoever is told: an account, or an address alone.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The id.
    pub id: Id,
    /// The account; `None` for an address alone.
    pub account: Option<Id>,
    /// The e-mail address.
    pub address: Option<String>,
    pub(crate) address_hash: String,
    /// When the address said yes.
    pub confirmed_at: Option<Timestamp>,
    /// What the reader says of themselves.
    pub profile: Option<Profile>,
    /// The language of the mail.
    pub lang: Lang,
    /// The site in whose name mail is sent.
    pub site: String,
}

/// What a reader follows.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The id.
    pub id: Id,
    /// Whose it is.
    pub reader: Id,
    /// What is followed.
    pub what: What,
    /// Its name.
    pub label: String,
    /// How often mail is sent.
    pub frequency: Frequency,
    /// How it stands.
    pub state: State,
    /// Since when.
    pub made_at: Timestamp,
    /// When the last digest went.
    pub digested_at: Option<Timestamp>,
}

/// Something a reader was told.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The id.
    pub id: Id,
    /// By which subscription.
    pub subscription: Id,
    /// Title of the announcement.
    pub title: String,
    /// Where it is read.
    pub href: String,
    /// Why it was told.
    pub why: Why,
    /// When it was published.
    pub at: Timestamp,
    /// When it was opened on the page of the account.
    pub read_at: Option<Timestamp>,
    /// When an item under it was applied for.
    pub applied_at: Option<Timestamp>,
}

/// What became of one announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Its key.
    pub announcement: String,
    /// Its title.
    pub title: String,
    /// Where it is read.
    pub href: String,
    /// When it was published.
    pub at: Timestamp,
    /// Readers who were told.
    pub delivered: i64,
    /// Of these, who opened it on the page of their account.
    pub read: i64,
    /// Of these, who applied for an item under it.
    pub applied: i64,
}

fn field<'a>(column: &'static str, row: &'a str) -> FieldRef<'a> {
    FieldRef { table: "push_readers", column, row }
}

fn seal_text(cx: &Cx, column: &'static str, id: Id, clear: &str) -> Result<Vec<u8>, Fault> {
    let row = id.to_string();
    cx.keys
        .encrypt(field(column, &row), clear.as_bytes())
        .map_err(|e| Fault::from_error(format!("encrypting push_readers.{column}"), e))
}

fn open_text(cx: &Cx, column: &'static str, id: Id, stored: &[u8]) -> Result<String, Fault> {
    let row = id.to_string();
    let clear = cx
        .keys
        .decrypt_text(field(column, &row), stored)
        .map_err(|e| Fault::from_error(format!("decrypting push_readers.{column}"), e))?;
    Ok(clear.as_str().to_owned())
}

fn open_profile(cx: &Cx, reader: Id, stored: &[u8]) -> Result<Profile, Fault> {
    let text = open_text(cx, "profile", reader, stored)?;
    serde_json::from_str(&text).map_err(|e| Fault::from_error("reading a profile", e))
}

fn read_reader(cx: &Cx, r: &Row) -> Result<Reader, Fault> {
    let id: Id = r.get("id")?;
    let address: Option<Vec<u8>> = r.get("address")?;
    let profile: Option<Vec<u8>> = r.get("profile")?;
    Ok(Reader {
        id,
        account: r.get("account")?,
        address: address.map(|a| open_text(cx, "address", id, &a)).transpose()?,
        address_hash: r.get("address_hash")?,
        confirmed_at: r.get("confirmed_at")?,
        profile: profile.map(|p| open_profile(cx, id, &p)).transpose()?,
        lang: r.get("lang")?,
        site: r.get("site")?,
    })
}

/// One spelling of an address.
fn normal(address: &str) -> String {
    address.trim().to_lowercase()
}

pub(crate) fn find_reader(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Reader>, Fault> {
    let row = tx.row(
        "SELECT id, account, address_hash, address, confirmed_at, profile, lang, site FROM push_readers WHERE id = $1",
        params![id],
    )?;
    row.map(|r| read_reader(cx, &r)).transpose()
}

/// The reader behind an account.
///
/// # Errors
/// A fault of the database or the keys.
pub fn find_reader_of(tx: &mut Tx, cx: &Cx, account: Id) -> Result<Option<Reader>, Fault> {
    let row = tx.row("SELECT id, account, address_hash, address, confirmed_at, profile, lang, site FROM push_readers WHERE account = $1", params![account])?;
    row.map(|r| read_reader(cx, &r)).transpose()
}

/// The reader that is this address alone.
pub(crate) fn find_reader_by_address(tx: &mut Tx, cx: &Cx, address: &str) -> Result<Option<Reader>, Fault> {
    for hash in cx.keys.lookup_hashes(ADDRESS, &normal(address)) {
        let row = tx.row("SELECT id, account, address_hash, address, confirmed_at, profile, lang, site FROM push_readers WHERE address_hash = $1 AND account IS NULL ORDER BY id LIMIT 1", params![hash])?;
        if let Some(row) = row {
            return Ok(Some(read_reader(cx, &row)?));
        }
    }
    Ok(None)
}

pub(crate) fn insert_reader(tx: &mut Tx, cx: &Cx, account: Option<Id>, site: &str) -> Result<Id, Fault> {
    let id = Id::new();
    tx.execute(
        "INSERT INTO push_readers (id, account, address_hash, address, confirmed_at, profile, lang, site, made_at) VALUES ($1, $2, '', NULL, NULL, NULL, $3, $4, $5)",
        params![id, account, cx.lang, site, cx.at],
    )?;
    Ok(id)
}

/// Sets the address, not confirmed; `None` takes it away.
pub(crate) fn set_address(tx: &mut Tx, cx: &Cx, reader: Id, address: Option<&str>) -> Result<(), Fault> {
    let (hash, sealed) = match address {
        Some(a) => (cx.keys.lookup_hash(ADDRESS, &normal(a)), Some(seal_text(cx, "address", reader, a.trim())?)),
        None => (String::new(), None),
    };
    tx.execute(
        "UPDATE push_readers SET address_hash = $2, address = $3, confirmed_at = NULL, lang = $4 WHERE id = $1",
        params![reader, hash, sealed, cx.lang],
    )?;
    Ok(())
}

pub(crate) fn confirm_address(tx: &mut Tx, cx: &Cx, reader: Id) -> Result<(), Fault> {
    tx.execute(
        "UPDATE push_readers SET confirmed_at = COALESCE(confirmed_at, $2) WHERE id = $1",
        params![reader, cx.at],
    )?;
    Ok(())
}

pub(crate) fn set_profile(tx: &mut Tx, cx: &Cx, reader: Id, profile: &Profile) -> Result<(), Fault> {
    let text = serde_json::to_string(profile).map_err(|e| Fault::from_error("writing a profile", e))?;
    let sealed = seal_text(cx, "profile", reader, &text)?;
    tx.execute("UPDATE push_readers SET profile = $2 WHERE id = $1", params![reader, sealed])?;
    Ok(())
}

/// Whether the reader behind an account says anything of themselves.
///
/// # Errors
/// A fault of the database.
pub fn has_profile(tx: &mut Tx, account: Id) -> Result<bool, Fault> {
    let row =
        tx.row("SELECT id FROM push_readers WHERE account = $1 AND profile IS NOT NULL ORDER BY id", params![account])?;
    Ok(row.is_some())
}

fn read_subscription(r: &Row) -> Result<Subscription, Fault> {
    let (kind, what): (String, String) = (r.get("kind")?, r.get("what")?);
    Ok(Subscription {
        id: r.get("id")?,
        reader: r.get("reader")?,
        what: What::of(&kind, &what).ok_or_else(|| Fault::new("a subscription to nothing"))?,
        label: r.get("label")?,
        frequency: r.get("frequency")?,
        state: r.get("state")?,
        made_at: r.get("made_at")?,
        digested_at: r.get("digested_at")?,
    })
}

/// What a reader follows or is about to, oldest first.
pub(crate) fn list_subscriptions(tx: &mut Tx, reader: Id) -> Result<Vec<Subscription>, Fault> {
    tx.rows("SELECT id, reader, kind, what, label, frequency, state, made_at, digested_at FROM push_subscriptions WHERE reader = $1 AND state <> 'ended' ORDER BY id", params![reader])?
        .iter()
        .map(read_subscription)
        .collect()
}

/// The subscription; `None` when it was ended.
pub(crate) fn find_subscription(tx: &mut Tx, id: Id) -> Result<Option<Subscription>, Fault> {
    let row = tx.row("SELECT id, reader, kind, what, label, frequency, state, made_at, digested_at FROM push_subscriptions WHERE id = $1 AND state <> 'ended'", params![id])?;
    row.map(|r| read_subscription(&r)).transpose()
}

/// `None` when the reader follows it already.
pub(crate) fn insert_subscription(
    tx: &mut Tx,
    cx: &Cx,
    reader: Id,
    what: &What,
    label: &str,
    frequency: Frequency,
    state: State,
) -> Result<Option<Id>, Fault> {
    let id = Id::new();
    let n = tx.execute(
        "INSERT INTO push_subscriptions (id, reader, kind, what, label, frequency, state, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        params![id, reader, what.kind(), what.rest(), label, frequency, state, cx.at],
    )?;
    Ok((n == 1).then_some(id))
}

pub(crate) fn activate(tx: &mut Tx, id: Id) -> Result<bool, Fault> {
    let n =
        tx.execute("UPDATE push_subscriptions SET state = 'active' WHERE id = $1 AND state = 'waiting'", params![id])?;
    Ok(n == 1)
}

/// Only the reader's own.
pub(crate) fn set_frequency(tx: &mut Tx, reader: Id, id: Id, frequency: Frequency) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE push_subscriptions SET frequency = $3 WHERE id = $2 AND reader = $1 AND state <> 'ended'",
        params![reader, id, frequency],
    )?;
    Ok(n == 1)
}

/// Only the reader's own.
pub(crate) fn end(tx: &mut Tx, cx: &Cx, reader: Id, id: Id) -> Result<bool, Fault> {
    let n = tx.execute(
        "UPDATE push_subscriptions SET state = 'ended', ended_at = $3 WHERE id = $2 AND reader = $1 AND state <> 'ended'",
        params![reader, id, cx.at],
    )?;
    Ok(n == 1)
}

pub(crate) fn end_all(tx: &mut Tx, cx: &Cx, reader: Id) -> Result<u64, Fault> {
    tx.execute(
        "UPDATE push_subscriptions SET state = 'ended', ended_at = $2 WHERE reader = $1 AND state <> 'ended'",
        params![reader, cx.at],
    )
}

fn read_arrival(r: &Row) -> Result<Arrival, Fault> {
    let args: String = r.get("why_args")?;
    let (clause, clause_href): (String, String) = (r.get("clause")?, r.get("clause_href")?);
    Ok(Arrival {
        id: r.get("id")?,
        subscription: r.get("subscription")?,
        title: r.get("title")?,
        href: r.get("href")?,
        why: Why {
            key: r.get("why")?,
            args: serde_json::from_str(&args).map_err(|e| Fault::from_error("reading a reason", e))?,
            clause: (!clause_href.is_empty()).then_some((clause, clause_href)),
        },
        at: r.get("at")?,
        read_at: r.get("read_at")?,
        applied_at: r.get("applied_at")?,
    })
}

/// What a reader was told, newest first, before the arrival `before`.
pub(crate) fn list_arrivals(tx: &mut Tx, reader: Id, before: Option<Id>, limit: i64) -> Result<Vec<Arrival>, Fault> {
    let (sql, values) = kernel::db::list::List::new(
        "SELECT d.id, d.subscription, d.title, d.href, d.why, d.why_args, d.clause, d.clause_href, d.at, d.read_at, d.applied_at FROM push_deliveries d",
    )
    .and("d.reader = ?", params![reader])
    .and_some("d.id < ?", before)
    .order("d.id DESC")
    .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_arrival).collect()
}

/// Marks one of the reader's own arrivals as read and says where it leads.
pub(crate) fn mark_read(tx: &mut Tx, cx: &Cx, reader: Id, id: Id) -> Result<Option<String>, Fault> {
    tx.execute(
        "UPDATE push_deliveries SET read_at = $3 WHERE id = $2 AND reader = $1 AND read_at IS NULL",
        params![reader, id, cx.at],
    )?;
    let row =
        tx.row("SELECT href, clause_href FROM push_deliveries WHERE id = $2 AND reader = $1", params![reader, id])?;
    let Some(row) = row else { return Ok(None) };
    let (href, clause): (String, String) = (row.get("href")?, row.get("clause_href")?);
    Ok(Some(if clause.is_empty() { href } else { clause }))
}

/// Readers with a confirmed address to whom something was not mailed yet.
pub(crate) fn list_waiting_readers(tx: &mut Tx) -> Result<Vec<Id>, Fault> {
    tx.rows("SELECT DISTINCT d.reader FROM push_deliveries d JOIN push_readers r ON r.id = d.reader WHERE d.digested_at IS NULL AND r.confirmed_at IS NOT NULL ORDER BY d.reader", params![])?
        .iter()
        .map(|r| r.get("reader"))
        .collect()
}

/// What a reader was told and not mailed, oldest first, at most `limit`.
pub(crate) fn list_undigested(tx: &mut Tx, reader: Id, limit: i64) -> Result<Vec<Arrival>, Fault> {
    tx.rows("SELECT id, subscription, title, href, why, why_args, clause, clause_href, at, read_at, applied_at FROM push_deliveries WHERE reader = $1 AND digested_at IS NULL ORDER BY id LIMIT $2", params![reader, limit])?
        .iter()
        .map(read_arrival)
        .collect()
}

/// Settles one arrival: it was mailed, or will not be.
pub(crate) fn settle(tx: &mut Tx, cx: &Cx, arrival: Id) -> Result<(), Fault> {
    tx.execute("UPDATE push_deliveries SET digested_at = $2 WHERE id = $1", params![arrival, cx.at])?;
    Ok(())
}

/// Everything told so far is settled: whoever gives an address today does not get the mail of last year.
pub(crate) fn settle_all(tx: &mut Tx, cx: &Cx, reader: Id) -> Result<(), Fault> {
    tx.execute(
        "UPDATE push_deliveries SET digested_at = $2 WHERE reader = $1 AND digested_at IS NULL",
        params![reader, cx.at],
    )?;
    Ok(())
}

pub(crate) fn set_digested(tx: &mut Tx, cx: &Cx, subscription: Id) -> Result<(), Fault> {
    tx.execute("UPDATE push_subscriptions SET digested_at = $2 WHERE id = $1", params![subscription, cx.at])?;
    Ok(())
}
