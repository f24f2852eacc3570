//! Mail that leaves the hall (a queue in the database, delivery by SMTP, bounces) and mail that comes in ([`incoming`]).
//!
//! Called by `push`; later by every desk that serves by mail. A mail is asked for inside a transaction
//! ([`enqueue`]) and sent outside of any ([`deliver_due`]), so that an act never waits for a mail server and a mail is
//! never sent for an act that did not happen. It decides nobody's wish to be written to: that is the caller's.
//!
//! Two nodes may deliver at once: each piece is taken under a lease. A node that dies between the server's answer and
//! its record lets the mail go out again after the lease; it carries the same Message-ID, by which mailboxes drop it.

mod config;
mod deliver;
pub mod incoming;
mod letter;
mod refused;
mod store;

pub use config::{Answers, SmtpConfig};
pub use deliver::{DeliveryReport, deliver_due};
pub use letter::{Auto, Enclosure, MOST_ENCLOSED, Mail, is_address};
pub use refused::Refused;
pub use store::{Figures, State, Trouble, figures, is_suspended, lift_suspension, list_troubles};

use jiff::SignedDuration;
use kernel::{Cx, Error, Fault, Id, Tx, journal};

/// What became of a mail that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// It waits to be sent.
    Waiting(Id),
    /// A mail with this key was asked for before; nothing was added.
    Before,
    /// The address gave mail back and is suspended; nothing was added.
    Suspended,
}

/// Asks for a mail. It is sent by the next [`deliver_due`] after the transaction.
///
/// # Errors
/// An address, subject, header or link that no mail can carry, or a fault.
pub fn enqueue(tx: &mut Tx, cx: &Cx, mail: Mail<'_>) -> Result<Enqueued, Error<Refused>> {
    let letter = letter::checked(&mail)?;
    if is_suspended(tx, cx, &letter.to)? {
        return Ok(Enqueued::Suspended);
    }
    let id = Id::new();
    Ok(if store::insert(tx, cx, id, mail.key, mail.site, &letter)? { Enqueued::Waiting(id) } else { Enqueued::Before })
}

/// Records that an address gave mail back and suspends it; what still waits for it is settled as bounced. `reason` is
/// the mail server's word; addresses in it are masked.
///
/// # Errors
/// A fault of the database.
pub fn record_bounce(tx: &mut Tx, cx: &Cx, address: &str, reason: &str) -> Result<(), Fault> {
    store::suspend(tx, cx, address, &letter::scrubbed(reason))?;
    // Whom it concerns stays out of the ledger.
    journal::note(tx, cx, "mail-bounce", None, &serde_json::json!({ "reason": letter::scrubbed(reason) }))?;
    Ok(())
}

/// Lets a mail that failed or bounced be tried again, after its cause was removed. `false` when it is not such a mail,
/// or its content was cleared.
///
/// # Errors
/// A fault of the database.
pub fn try_again(tx: &mut Tx, cx: &Cx, id: Id) -> Result<bool, Fault> {
    store::try_again(tx, cx, id)
}

/// How long settled mail is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Deletes at most `limit` mails that were settled more than thirty days ago; for the nightly run.
/// Law: 个人信息保护法 第十九条
///
/// # Errors
/// A fault of the database.
pub fn clear_settled(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<u64, Fault> {
    store::clear_settled(tx, cx.at - KEPT, limit)
}

/// Where the letters that came in begin, among the places of [`rotate_fields`].
const CAME_IN: &str = "in:";

/// Writes one piece of the letters that stand under an older key again; as `identity::rotate_fields`.
///
/// # Errors
/// A fault of the database or the keys.
pub fn rotate_fields(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let came_in = match after.strip_prefix(CAME_IN) {
        Some(after) => after,
        None => match store::rotate(tx, cx, after, limit)? {
            Some(piece) => return Ok(Some(piece)),
            None => "",
        },
    };
    let piece = incoming::rotate(tx, cx, came_in, limit)?;
    Ok(piece.map(|(place, changed)| (format!("{CAME_IN}{place}"), changed)))
}
