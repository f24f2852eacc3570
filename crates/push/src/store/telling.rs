//! Whom an announcement can concern, and what they were told.

use super::{Subscription, open_profile, read_subscription};
use crate::{Announcement, Profile, Why};
use jiff::Timestamp;
use kernel::{Cx, Fault, Id, Tx, db::list::List, params};

/// A subscription that an announcement can concern, with its reader's profile as it is stored: it is opened outside of
/// the transaction, and only where it is needed.
pub(crate) struct Candidate {
    pub subscription: Subscription,
    profile: Option<Vec<u8>>,
}

impl Candidate {
    /// What the reader says of themselves.
    pub(crate) fn profile(&self, cx: &Cx) -> Result<Option<Profile>, Fault> {
        self.profile.as_deref().map(|p| open_profile(cx, self.subscription.reader, p)).transpose()
    }
}

/// One piece of the active subscriptions of this kind, to `what` where it is given, that were there at `at`: those after
/// the subscription `after`, at most `limit`.
pub(crate) fn list_candidates(
    tx: &mut Tx,
    (kind, what): (&str, Option<&str>),
    at: Timestamp,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Candidate>, Fault> {
    let (sql, values) = List::new(
        "SELECT s.id, s.reader, s.kind, s.what, s.label, s.frequency, s.state, s.made_at, s.digested_at, r.profile FROM push_subscriptions s JOIN push_readers r ON r.id = s.reader",
    )
    .and("s.state = 'active' AND s.kind = ?", params![kind])
    .and_some("s.what = ?", what)
    .and("s.made_at <= ?", params![at])
    .and_some("s.id > ?", after)
    .order("s.id")
    .page(limit);
    tx.rows(&sql, &values)?
        .iter()
        .map(|r| Ok(Candidate { subscription: read_subscription(r)?, profile: r.get("profile")? }))
        .collect()
}

/// Whether a reader was told of an announcement, by whichever subscription.
pub(crate) fn was_told(tx: &mut Tx, reader: Id, announcement: &str) -> Result<bool, Fault> {
    let row = tx.row(
        "SELECT id FROM push_deliveries WHERE reader = $1 AND announcement = $2 ORDER BY id LIMIT 1",
        params![reader, announcement],
    )?;
    Ok(row.is_some())
}

/// False when the subscription told of it before.
pub(crate) fn insert_delivery(tx: &mut Tx, s: &Subscription, a: &Announcement, why: &Why) -> Result<bool, Fault> {
    let args = serde_json::to_string(&why.args).map_err(|e| Fault::from_error("writing a reason", e))?;
    let (clause, clause_href) = why.clause.clone().unwrap_or_default();
    let items = if a.items.is_empty() { String::new() } else { format!(" {} ", a.items.join(" ")) };
    let n = tx.execute(
        "INSERT INTO push_deliveries (id, subscription, reader, announcement, kind, agency, title, href, items, why, why_args, clause, clause_href, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
        params![Id::new(), s.id, s.reader, a.key, a.kind, a.agency, a.title, a.href, items, why.key, args, clause, clause_href, a.at],
    )?;
    Ok(n == 1)
}

/// Marks what `account` was told about `item` before `at` as applied for at that moment.
pub(crate) fn mark_applied(tx: &mut Tx, account: Id, item: &str, at: Timestamp) -> Result<u64, Fault> {
    let page = format!("/items/{item}");
    // A slug is letters, digits and hyphens: nothing of LIKE in it.
    let listed = format!("% {} %", item.replace(['%', '_'], ""));
    tx.execute(
        "UPDATE push_deliveries SET applied_at = $4, read_at = COALESCE(read_at, $4) WHERE applied_at IS NULL AND at <= $4 AND (href = $2 OR items LIKE $3) AND reader IN (SELECT id FROM push_readers WHERE account = $1)",
        params![account, page, listed, at],
    )
}
