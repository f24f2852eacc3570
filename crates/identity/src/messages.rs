//! What the hall tells a person: the message page of the account. Written by reactions, in the
//! transaction that moves their cursor, so that each is told once.

use crate::store;
use jiff::Timestamp;
use kernel::{Cx, Fault, Id, Tx};

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// The id.
    pub id: Id,
    /// The matter it is about.
    pub matter: Option<Id>,
    /// Id of the sentence in the language files.
    pub message: String,
    /// Its particulars.
    pub args: Vec<(String, String)>,
    /// Where it leads.
    pub link: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// Tells the holder of `account` something.
///
/// # Errors
/// A fault of the database.
pub fn tell(
    tx: &mut Tx,
    cx: &Cx,
    account: Id,
    matter: Option<Id>,
    message: &str,
    args: &[(&str, String)],
    link: Option<&str>,
) -> Result<(), Fault> {
    store::insert_message(tx, cx, account, matter, message, args, link)
}

/// The newest messages of the account, at most `limit`, older than `before`.
///
/// # Errors
/// A fault of the database.
pub fn list_messages(tx: &mut Tx, account: Id, before: Option<Id>, limit: i64) -> Result<Vec<Message>, Fault> {
    store::list_messages(tx, account, before, limit)
}

/// How many messages are unread.
///
/// # Errors
/// A fault of the database.
pub fn unread_messages(tx: &mut Tx, account: Id) -> Result<i64, Fault> {
    store::unread_messages(tx, account)
}

/// Marks all messages of the account as read.
///
/// # Errors
/// A fault of the database.
pub fn mark_messages_read(tx: &mut Tx, cx: &Cx, account: Id) -> Result<(), Fault> {
    store::mark_messages_read(tx, cx, account)
}
