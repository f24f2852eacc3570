//! Mail that comes in: a mailbox is read over IMAP, each message becomes a row once, and whoever is concerned takes it.
//!
//! Called by the server's background loop with a sink ([`fetch_due`]). A message is recorded (its bytes in the object
//! store, its letter encrypted in the database) before anything is changed in the mailbox, so that none is lost; it is
//! settled in the transaction in which the sink takes it, so that none becomes two requests. What no person wrote is
//! recorded and set aside; nothing here ever answers a mail.
//!
//! The grammar of IMAP is `imap-proto`'s. The talk itself is ours: the clients there are lean on crates this house does
//! not take (a second kind of date) or are asynchronous, and they give up a session over one answer they do not know.

mod address;
mod auth;
mod automatic;
mod config;
mod fetch;
mod mime;
mod read;
mod session;
mod settle;
mod store;
mod wire;
mod words;

pub use address::{read_reply_address, reply_address};
pub use auth::{Auth, AuthResult};
pub use config::ImapConfig;
pub use fetch::{FetchReport, fetch_due};
pub use read::{MOST_ATTACHMENT, MOST_MESSAGE};
pub use settle::Sink;
pub(crate) use store::rotate;
pub use store::{
    IncomingFigures, IncomingRow, Unfetched, clear_incoming, find_incoming, incoming_figures, list_incoming,
    list_troubles_incoming, list_unfetched,
};

use jiff::Timestamp;
use kernel::{Cx, Fault, Id, Tx, words};
use screen::file::FileKind;
use serde::{Deserialize, Serialize};

words! {
    /// What became of a message that came in; the language files say it as `post-incoming-<word>`.
    pub enum State {
        /// Recorded; nobody took it yet.
        New = "new",
        /// It became something: a request, a supplement.
        Taken = "taken",
        /// Whoever looked at it had no use for it; a person may.
        Left = "left",
        /// A machine wrote it: never answered, never a request.
        Automatic = "automatic",
        /// It goes round in circles, or its sender writes without end: never answered.
        Loop = "loop",
        /// The same letter came before.
        Duplicate = "duplicate",
        /// A report that a mail of ours was not delivered.
        Bounce = "bounce",
        /// It could not be read or taken; a person must look.
        Trouble = "trouble",
    }
}

words! {
    /// Why a message is in its state; the language files say it as `post-why-<word>`.
    pub enum Why {
        /// Nothing is to be said.
        Nothing = "nothing",
        /// It says itself that no person wrote it.
        AutoSubmitted = "auto-submitted",
        /// Bulk, junk or list.
        Precedence = "precedence",
        /// It wants no answer: its envelope has no sender.
        EmptyReturnPath = "empty-return-path",
        /// It forbids automatic answers.
        Suppress = "suppress",
        /// From a mailing list.
        List = "list",
        /// Our own mail.
        Ours = "ours",
        /// More from one sender within an hour than anybody writes.
        TooMany = "too-many",
        /// The same letter came before.
        Repeated = "repeated",
        /// A mail of ours came back, and its address is suspended.
        Bounce = "bounce",
        /// A report about no mail that we know, or one that is only late: nothing follows from it.
        BounceUnknown = "bounce-unknown",
        /// No header could be read.
        Unreadable = "unreadable",
        /// It names no sender that could be answered.
        NoSender = "no-sender",
        /// More parts, or deeper nested, than any letter.
        TooManyParts = "too-many-parts",
        /// Whoever should have taken it failed again and again.
        NotTaken = "not-taken",
    }
}

words! {
    /// Why an attachment is not with its letter; a receipt can say it as `post-left-out-<word>`.
    pub enum LeftOut {
        /// Larger than [`MOST_ATTACHMENT`].
        TooLarge = "too-large",
        /// The whole message is larger than [`MOST_MESSAGE`].
        MessageTooLarge = "message-too-large",
        /// There was nothing in it.
        Empty = "empty",
    }
}

words! {
    /// How a message named what it concerns.
    pub enum Threaded {
        /// It came to a signed address that only we can have made.
        Signed = "signed",
        /// It answers a mail of ours and comes from the address we wrote to. That address may be forged.
        Answer = "answer",
    }
}

/// Who a message says it is from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The address.
    pub address: String,
    /// The name beside it, in whatever words the sender chose.
    pub name: String,
}

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name, for showing only.
    pub name: String,
    /// Digest in the object store; `None` when it was left out.
    pub digest: Option<String>,
    /// Bytes; of one whose message was cut off, those that were fetched.
    pub size: u64,
    /// What it is by its content.
    #[serde(with = "word")]
    pub kind: FileKind,
    /// Shown within the text: a picture of a signature as well as a scanned page.
    pub is_inline: bool,
    /// Why it is not there.
    #[serde(with = "word::maybe")]
    pub left_out: Option<LeftOut>,
}

/// What a message concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// The purpose that the mail to its sender named.
    pub purpose: String,
    /// The id that the mail to its sender named.
    pub target: Id,
    /// How it is known.
    #[serde(with = "word")]
    pub by: Threaded,
}

/// What is to be thought of a message besides its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The receiving server doubts the sender: nothing is confirmed by this mail alone.
    pub is_doubtful: bool,
    /// Only its beginning was fetched; it was larger than [`MOST_MESSAGE`].
    pub is_beginning: bool,
    /// Its text is longer than is taken over; the raw message has all of it.
    pub is_text_cut: bool,
}

/// A message as it is kept, encrypted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Letter {
    pub message_id: String,
    pub from: Sender,
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
    pub thread: Option<Thread>,
    pub auth: AuthResult,
    pub is_beginning: bool,
    pub is_text_cut: bool,
}

impl Default for AuthResult {
    fn default() -> Self {
        AuthResult::UNKNOWN
    }
}

/// A message that came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// Its row.
    pub id: Id,
    /// Message-ID without brackets; may be empty.
    pub message_id: String,
    /// Whom it says it is from.
    pub from: Sender,
    /// Whom it was written to, copies included.
    pub to: Vec<String>,
    /// The subject on one line; may be empty.
    pub subject: String,
    /// The text; HTML was made plain.
    pub text: String,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// When the receiving server had it.
    pub received_at: Timestamp,
    /// What it concerns, if it answers us.
    pub thread: Option<Thread>,
    /// What the receiving server says of the sender.
    pub auth: AuthResult,
    /// What is to be thought of it.
    pub flags: Flags,
    /// Digest of the message as it came, in the object store.
    pub raw: String,
}

impl Letter {
    pub(crate) fn incoming(self, id: Id, raw: String, received_at: Timestamp) -> Incoming {
        let flags = Flags {
            is_doubtful: self.auth.is_doubtful(),
            is_beginning: self.is_beginning,
            is_text_cut: self.is_text_cut,
        };
        Incoming {
            id,
            message_id: self.message_id,
            from: self.from,
            to: self.to,
            subject: self.subject,
            text: self.text,
            attachments: self.attachments,
            received_at,
            thread: self.thread,
            auth: self.auth,
            flags,
            raw,
        }
    }
}

/// What the sink did with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It became this, or was added to it.
    As(Id),
    /// It is no concern of anybody's here; it stays in the list for a person to look at.
    Left,
}

/// Lets a message that was set aside, left, or could not be taken be taken by the next run: a person looked at it and
/// says that it is somebody's letter. `false` when it is not such a message or its content was cleared.
///
/// # Errors
/// A fault of the database.
pub fn take_again(tx: &mut Tx, cx: &Cx, id: Id) -> Result<bool, Fault> {
    let is_done = store::take_again(tx, cx, id)?;
    if is_done {
        kernel::journal::note(tx, cx, "mail-taken-again", None, &serde_json::json!({ "message": id }))?;
    }
    Ok(is_done)
}

/// One word of a closed set, in a record that is kept.
pub(crate) mod word {
    use kernel::procedure::Word;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<W: Word, S: Serializer>(word: &W, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(word.text())
    }

    pub(crate) fn deserialize<'de, W: Word, D: Deserializer<'de>>(from: D) -> Result<W, D::Error> {
        W::read(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("not a word of this set"))
    }

    /// The same where there may be none.
    pub(crate) mod maybe {
        use super::{Deserialize, Deserializer, Serializer, Word};
        use serde::de::Error as _;

        pub(crate) fn serialize<W: Word, S: Serializer>(word: &Option<W>, to: S) -> Result<S::Ok, S::Error> {
            match word {
                Some(word) => to.serialize_some(word.text()),
                None => to.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, W: Word, D: Deserializer<'de>>(from: D) -> Result<Option<W>, D::Error> {
            let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
            W::read(&text).map(Some).ok_or_else(|| D::Error::custom("not a word of this set"))
        }
    }
}
