//! What the desk sees of mail that comes in.

use crate::incoming::{State, Why};
use jiff::Timestamp;
use kernel::{Fault, Id, Row, Tx, db::list::List, params};

/// One line of the list of messages. Whom it is from and what it says is not shown here: [`find_incoming`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingRow {
    /// The message.
    pub id: Id,
    /// The mailbox it came to.
    pub mailbox: String,
    /// What became of it.
    pub state: State,
    /// Why.
    pub why: Why,
    /// What it became.
    pub taken_as: Option<Id>,
    /// Whether the receiving server doubts its sender.
    pub is_doubtful: bool,
    /// Whether its content is still kept.
    pub is_kept: bool,
    /// Bytes.
    pub size: i64,
    /// How often it was tried to have it taken.
    pub attempts: i64,
    /// When the receiving server had it.
    pub received_at: Timestamp,
    /// When it was recorded here.
    pub recorded_at: Timestamp,
}

const ROW: &str = "SELECT m.id, m.mailbox, m.state, m.why, m.taken_as, m.is_doubtful, CASE WHEN m.letter IS NULL THEN FALSE ELSE TRUE END AS is_kept, m.size, m.attempts, m.received_at, m.recorded_at FROM mailbox_messages m";

fn read_row(r: &Row) -> Result<IncomingRow, Fault> {
    Ok(IncomingRow {
        id: r.get("id")?,
        mailbox: r.get("mailbox")?,
        state: r.get("state")?,
        why: r.get("why")?,
        taken_as: r.get("taken_as")?,
        is_doubtful: r.get("is_doubtful")?,
        is_kept: r.get("is_kept")?,
        size: r.get("size")?,
        attempts: r.get("attempts")?,
        received_at: r.get("received_at")?,
        recorded_at: r.get("recorded_at")?,
    })
}

/// The messages in one state, or all, the newest first, before the message `before`.
///
/// # Errors
/// A fault of the database.
pub fn list_incoming(
    tx: &mut Tx,
    state: Option<State>,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<IncomingRow>, Fault> {
    let (sql, values) =
        List::new(ROW).and_some("m.state = ?", state).and_some("m.id < ?", before).order("m.id DESC").page(limit);
    tx.rows(&sql, &values)?.iter().map(read_row).collect()
}

/// The messages that a person must look at, in the order they came, after the message `after`: what could not be read,
/// what nobody could take, what is tried again in vain so far.
///
/// # Errors
/// A fault of the database.
pub fn list_troubles_incoming(tx: &mut Tx, after: Option<Id>, limit: i64) -> Result<Vec<IncomingRow>, Fault> {
    let (sql, values) = List::new(ROW)
        .and("(m.state IN ('trouble', 'left') OR (m.state = 'new' AND m.attempts > 0))", params![])
        .and_some("m.id > ?", after)
        .order("m.id")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_row).collect()
}

/// A message that stands on the server and could not be fetched so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfetched {
    /// The mailbox.
    pub mailbox: String,
    /// Its number there.
    pub uid: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// The last reason.
    pub last_error: String,
    /// When it was seen first.
    pub seen_at: Timestamp,
}

/// What could not be fetched so far; every run tries again.
///
/// # Errors
/// A fault of the database.
pub fn list_unfetched(tx: &mut Tx, limit: i64) -> Result<Vec<Unfetched>, Fault> {
    tx.rows(
        "SELECT c.mailbox, c.uid, c.attempts, c.last_error, c.seen_at FROM mailbox_copies c JOIN mailboxes b ON b.name = c.mailbox AND b.uid_validity = c.uid_validity WHERE c.message IS NULL AND c.is_put_away = FALSE ORDER BY c.mailbox, c.uid LIMIT $1",
        params![limit],
    )?
    .iter()
    .map(|r| {
        Ok(Unfetched {
            mailbox: r.get("mailbox")?,
            uid: r.get("uid")?,
            attempts: r.get("attempts")?,
            last_error: r.get("last_error")?,
            seen_at: r.get("seen_at")?,
        })
    })
    .collect()
}

/// How one mailbox stands, for the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFigures {
    /// The mailbox: server, user and folder.
    pub mailbox: String,
    /// When it was last read to its end.
    pub read_at: Option<Timestamp>,
    /// Why it could not be read since; empty when it could.
    pub last_error: String,
    /// Messages that nobody took yet.
    pub new: i64,
    /// Messages that became something.
    pub taken: i64,
    /// Messages that a person must look at.
    pub troubles: i64,
    /// Messages that machines wrote, came twice or came back.
    pub set_aside: i64,
}

/// How the mailboxes stand.
///
/// # Errors
/// A fault of the database.
pub fn incoming_figures(tx: &mut Tx) -> Result<Vec<IncomingFigures>, Fault> {
    let mut out: Vec<IncomingFigures> = tx
        .rows("SELECT name, read_at, last_error FROM mailboxes ORDER BY name", params![])?
        .iter()
        .map(|r| {
            Ok(IncomingFigures {
                mailbox: r.get("name")?,
                read_at: r.get("read_at")?,
                last_error: r.get("last_error")?,
                new: 0,
                taken: 0,
                troubles: 0,
                set_aside: 0,
            })
        })
        .collect::<Result<_, Fault>>()?;
    let rows = tx.rows(
        "SELECT mailbox, state, CAST(COUNT(*) AS BIGINT) AS n FROM mailbox_messages GROUP BY mailbox, state ORDER BY mailbox, state",
        params![],
    )?;
    for row in rows {
        let (name, n): (String, i64) = (row.get("mailbox")?, row.get("n")?);
        let Some(figures) = out.iter_mut().find(|f| f.mailbox == name) else { continue };
        match row.get("state")? {
            State::New => figures.new += n,
            State::Taken => figures.taken += n,
            State::Trouble | State::Left => figures.troubles += n,
            State::Automatic | State::Loop | State::Duplicate | State::Bounce => figures.set_aside += n,
        }
    }
    Ok(out)
}
