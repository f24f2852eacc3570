//! What the night does: addresses that never answered go, fields are written under the newest key.

use super::{ADDRESS, normal, open_text, seal_text};
use jiff::SignedDuration;
use kernel::{Cx, Fault, Id, Tx, params};

/// How long an address that did not answer is kept: a little longer than its link works.
const UNANSWERED: SignedDuration = SignedDuration::from_hours(4 * 24);

/// Deletes at most `limit` subscriptions to which an address did not say yes, and addresses that follow nothing and never
/// did; for the nightly run. Law: 个人信息保护法 第十九条
///
/// # Errors
/// A fault of the database.
pub fn clear_unanswered(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<u64, Fault> {
    let before = cx.at - UNANSWERED;
    let subscriptions = tx.execute(
        "DELETE FROM push_subscriptions WHERE id IN (SELECT id FROM push_subscriptions WHERE state = 'waiting' AND made_at < $1 ORDER BY id LIMIT $2)",
        params![before, limit],
    )?;
    let readers = tx.execute(
        "DELETE FROM push_readers WHERE id IN (SELECT r.id FROM push_readers r WHERE r.account IS NULL AND r.confirmed_at IS NULL AND r.made_at < $1 AND NOT EXISTS (SELECT s.id FROM push_subscriptions s WHERE s.reader = r.id) ORDER BY r.id LIMIT $2)",
        params![before, limit],
    )?;
    Ok(subscriptions + readers)
}

/// Writes one piece of the fields that stand under an older key again; as `identity::rotate_fields`.
///
/// # Errors
/// A fault of the database or the keys.
pub fn rotate_fields(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows = tx.rows(
        "SELECT id, address, profile FROM push_readers WHERE id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
    )?;
    let mut changed = 0;
    let mut place = None;
    for row in &rows {
        let id: Id = row.get("id")?;
        place = Some(id.to_string());
        let (address, profile): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("address")?, row.get("profile")?);
        if let Some(old) = address.filter(|a| cx.keys.needs_rotation(a)) {
            let clear = open_text(cx, "address", id, &old)?;
            changed += tx.execute(
                "UPDATE push_readers SET address = $2, address_hash = $4 WHERE id = $1 AND address = $3",
                params![id, seal_text(cx, "address", id, &clear)?, old, cx.keys.lookup_hash(ADDRESS, &normal(&clear))],
            )?;
        }
        if let Some(old) = profile.filter(|p| cx.keys.needs_rotation(p)) {
            let clear = open_text(cx, "profile", id, &old)?;
            changed += tx.execute(
                "UPDATE push_readers SET profile = $2 WHERE id = $1 AND profile = $3",
                params![id, seal_text(cx, "profile", id, &clear)?, old],
            )?;
        }
    }
    Ok(place.map(|place| (place, changed)))
}
