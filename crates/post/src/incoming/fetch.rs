//! Fetching: under a lease, by number, each message recorded before anything changes in the mailbox.

use super::automatic::own_id;
use super::read::{Extent, MOST_MESSAGE, Reading, read};
use super::session::Session;
use super::settle::{settle_due, settle_one};
use super::wire::Trouble;
use super::{ImapConfig, Letter, Sink, State, Thread, Threaded, Why, read_reply_address, store};
use crate::letter::scrubbed;
use jiff::{SignedDuration, Timestamp};
use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, journal, settings};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Longer than one message can take, so that nobody else reads what this node is reading.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// So many messages in one run; the next run goes on.
const AT_ONCE: usize = 100;
/// Of a message that is too large, what is fetched of its beginning: the headers and, in most, the text.
const BEGINNING: u64 = 1 << 20;
/// After so many attempts only the beginning of a message is fetched.
const WHOLE_ATTEMPTS: i64 = 3;
/// Numbers below the last one read that are looked at again: some servers show a message after a later one.
const OVERLAP: u32 = 500;
/// Mails of one sender within an hour, before what follows is set aside as a loop.
const HOURLY: i64 = 20;
/// Name of the setting that says otherwise.
const HOURLY_SETTING: &str = "mailbox-hourly-limit";

/// What one run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FetchReport {
    /// Messages that were recorded for the first time.
    pub recorded: usize,
    /// Messages that stood there under another number, or were recorded by a run that was cut short.
    pub before: usize,
    /// Letters that became something.
    pub taken: usize,
    /// Letters that nobody had a use for.
    pub left: usize,
    /// Letters whose taking failed; tried again later.
    pub untaken: usize,
    /// Messages of machines, loops and repetitions.
    pub set_aside: usize,
    /// Reports of delivery that were looked at.
    pub bounces: usize,
    /// Messages that could not be read or fetched.
    pub troubles: usize,
    /// There is more to fetch at once.
    pub is_more: bool,
    /// Another node reads this mailbox now.
    pub is_busy: bool,
    /// Why the run ended early: the server could not be reached, or does not let us in.
    pub stopped: Option<String>,
}

/// Why reading ends before its end.
enum Ending {
    Server(String),
    /// Another node took the mailbox: this one was too slow.
    Busy,
    Broken(Fault),
}

impl From<Fault> for Ending {
    fn from(fault: Fault) -> Ending {
        Ending::Broken(fault)
    }
}

impl From<Trouble> for Ending {
    fn from(trouble: Trouble) -> Ending {
        match trouble {
            Trouble::Lost(why) | Trouble::No(why) => Ending::Server(scrubbed(&why)),
        }
    }
}

/// Reads what is new in the mailbox and gives each letter to `sink`. Any number of nodes may do so at once; one reads.
///
/// # Errors
/// A fault of the database or the object store. What the mail server says is no fault: it stands in the report and with
/// the mailbox.
pub fn fetch_due(office: &Office, config: &ImapConfig, sink: Sink<'_>) -> Result<FetchReport, Fault> {
    let mut report = FetchReport::default();
    // What an earlier run recorded does not wait for the mail server.
    settle_due(office, sink, &mut report)?;
    let (lease, name) = (Id::new(), config.name());
    let cx = office.system_cx("mailbox");
    let taken =
        office.db.write(|tx| store::take_mailbox(tx, &cx, &name, lease, LEASE).map_err(Error::<Never>::from))?;
    let Some(place) = taken else {
        report.is_busy = true;
        return Ok(report);
    };
    let mut reader = Reader { office, config, name: &name, lease, sink, read_to: None };
    let ended = reader.run(&place, &mut report);
    let (read_to, error) = match &ended {
        Ok(()) => (reader.read_to, None),
        Err(Ending::Server(why)) => (reader.read_to, Some(why.clone())),
        Err(Ending::Busy) => (None, None),
        Err(Ending::Broken(fault)) => (None, Some(fault.to_string())),
    };
    let cx = office.system_cx("mailbox");
    office.db.write(|tx| {
        store::leave_mailbox(tx, &cx, &name, lease, read_to, error.as_deref()).map_err(Error::<Never>::from)
    })?;
    settle_due(office, sink, &mut report)?;
    match ended {
        Ok(()) => {}
        Err(Ending::Server(why)) => {
            tracing::warn!(reason = %why, "the mailbox cannot be read");
            report.stopped = Some(why);
        }
        Err(Ending::Busy) => report.is_busy = true,
        Err(Ending::Broken(fault)) => return Err(fault),
    }
    Ok(report)
}

struct Reader<'a> {
    office: &'a Office,
    config: &'a ImapConfig,
    name: &'a str,
    lease: Id,
    sink: Sink<'a>,
    /// Every message up to this number is recorded.
    read_to: Option<u32>,
}

/// What became of one message of the server.
enum Recorded {
    /// A letter for the sink.
    Letter(Id),
    /// Of no concern to the sink.
    Aside(State),
    /// Recorded before.
    Before,
    /// Another node has the mailbox now.
    Busy,
}

impl Reader<'_> {
    fn run(&mut self, place: &store::Place, report: &mut FetchReport) -> Result<(), Ending> {
        let mut session = Session::open(self.config)?;
        let validity = session.validity;
        let mut read_to = place.read_to;
        if place.validity != Some(validity) {
            if place.validity.is_some() {
                tracing::warn!(mailbox = self.name, "the server numbered its messages anew; all are looked at again");
            }
            self.write(|tx, _| store::set_validity(tx, self.name, self.lease, validity))?;
            read_to = 0;
        }
        if let Some(done) = &self.config.done {
            session.make_folder(done);
        }
        let from = read_to.saturating_add(1).saturating_sub(OVERLAP).max(1);
        let known = self.read(|tx| store::list_known(tx, self.name, validity, from))?;
        let mut recorded: BTreeSet<u32> = known.iter().filter(|k| k.is_recorded).map(|k| k.uid).collect();
        let attempts: BTreeMap<u32, i64> = known.iter().map(|k| (k.uid, k.attempts)).collect();
        let numbers = session.numbers(from, self.config.since)?;
        let mut fresh: Vec<u32> = numbers.iter().copied().filter(|n| !recorded.contains(n)).collect();
        report.is_more = fresh.len() > AT_ONCE;
        // What failed before comes last, so that it keeps nothing waiting.
        fresh.sort_by_key(|n| (attempts.get(n).copied().unwrap_or(0), *n));
        fresh.truncate(AT_ONCE);
        let ended = self.take(&mut session, &fresh, &attempts, &mut recorded, report);
        self.read_to = Some(match numbers.iter().find(|n| !recorded.contains(n)) {
            Some(first) => first - 1,
            None => numbers.last().copied().unwrap_or(read_to).max(read_to),
        });
        ended?;
        self.put_away(&mut session, validity)?;
        session.close();
        Ok(())
    }

    fn take(
        &self,
        session: &mut Session,
        fresh: &[u32],
        attempts: &BTreeMap<u32, i64>,
        recorded: &mut BTreeSet<u32>,
        report: &mut FetchReport,
    ) -> Result<(), Ending> {
        let validity = session.validity;
        for uid in fresh {
            let before = attempts.get(uid).copied().unwrap_or(0);
            let fetched = match self.fetch(session, *uid, before) {
                Ok(fetched) => fetched,
                Err(trouble) => {
                    report.troubles += 1;
                    let (Trouble::Lost(why) | Trouble::No(why)) = &trouble;
                    self.write(|tx, cx| store::note_unfetched(tx, cx, self.name, validity, *uid, why))?;
                    match trouble {
                        Trouble::Lost(_) => return Err(trouble.into()),
                        Trouble::No(_) => continue,
                    }
                }
            };
            let Some(fetched) = fetched else {
                // Somebody removed it meanwhile: nothing is left to try.
                self.write(|tx, _| store::set_put_away(tx, self.name, validity, *uid))?;
                continue;
            };
            match self.record(validity, *uid, fetched)? {
                Recorded::Busy => return Err(Ending::Busy),
                Recorded::Before => report.before += 1,
                Recorded::Aside(State::Trouble) => {
                    report.recorded += 1;
                    report.troubles += 1;
                }
                Recorded::Aside(State::Bounce) => report.recorded += 1,
                Recorded::Aside(_) => {
                    report.recorded += 1;
                    report.set_aside += 1;
                }
                Recorded::Letter(id) => {
                    report.recorded += 1;
                    settle_one(self.office, id, self.sink, report)?;
                }
            }
            recorded.insert(*uid);
        }
        Ok(())
    }

    fn fetch(&self, session: &mut Session, uid: u32, attempts: i64) -> Result<Option<Fetched>, Trouble> {
        let Some(look) = session.look(uid)? else { return Ok(None) };
        let is_whole = look.bytes <= MOST_MESSAGE && attempts < WHOLE_ATTEMPTS;
        let bytes = session.bytes(uid, (!is_whole).then_some(BEGINNING))?;
        Ok(bytes.map(|bytes| {
            let is_cut = !is_whole && (bytes.len() as u64) < look.bytes;
            let extent = if is_cut { Extent::Beginning } else { Extent::Whole };
            Fetched { size: look.bytes.max(bytes.len() as u64), received_at: look.received_at, bytes, extent }
        }))
    }

    /// Keeps bytes and files, then the row: in this order, so that no row ever names bytes that are not there.
    fn record(&self, validity: u32, uid: u32, fetched: Fetched) -> Result<Recorded, Ending> {
        let cx = self.office.system_cx("mailbox");
        let raw = self.office.objects.put(&fetched.bytes)?;
        let found = self.read(|tx| store::find_by_bytes(tx, self.name, &raw))?;
        let reading = match found {
            Some(_) => None,
            None => {
                let mut reading = read_safely(&fetched, &self.config.trusted);
                self.keep_files(&mut reading)?;
                Some(reading)
            }
        };
        let received_at = fetched.received_at.unwrap_or(cx.at).min(cx.at.max(cx.recorded_at));
        let id = Id::new();
        let done = self.office.db.write(|tx| -> Result<Recorded, Error<Never>> {
            if !store::keep_mailbox(tx, &cx, self.name, self.lease, LEASE)? {
                return Ok(Recorded::Busy);
            }
            if let Some(before) = store::find_by_bytes(tx, self.name, &raw)? {
                store::note_copy(tx, &cx, self.name, validity, uid, before)?;
                return Ok(Recorded::Before);
            }
            let Some(reading) = &reading else { return Ok(Recorded::Busy) };
            let mut letter = reading.letter.clone();
            letter.thread = thread(tx, &cx, reading)?;
            let (state, why) = judged(tx, &cx, reading, &letter, received_at)?;
            let about = reading.bounce.as_ref().filter(|b| b.is_final).and_then(|b| b.about);
            let arrival = store::Arrival {
                id,
                mailbox: self.name,
                raw: &raw,
                size: fetched.size,
                letter: &letter,
                about,
                state,
                why,
                received_at,
            };
            store::insert(tx, &cx, &arrival)?;
            store::note_copy(tx, &cx, self.name, validity, uid, id)?;
            let said = serde_json::json!({ "message": id, "state": state.as_str(), "why": why.as_str(), "raw": raw });
            journal::note(tx, &cx, "mail-recorded", None, &said)?;
            Ok(if state == State::New { Recorded::Letter(id) } else { Recorded::Aside(state) })
        });
        done.map_err(|e| Ending::Broken(Fault::from(e)))
    }

    fn keep_files(&self, reading: &mut Reading) -> Result<(), Fault> {
        let mut files = std::mem::take(&mut reading.files).into_iter();
        // A report of delivery concerns nobody as a letter; all else a person may still call one.
        let is_wanted = reading.bounce.is_none();
        for attachment in reading.letter.attachments.iter_mut().filter(|a| a.left_out.is_none()) {
            let Some(bytes) = files.next() else { break };
            if is_wanted {
                attachment.digest = Some(self.office.objects.put(&bytes)?);
            }
        }
        Ok(())
    }

    /// Marks on the server what is recorded, from this run and earlier ones.
    fn put_away(&self, session: &mut Session, validity: u32) -> Result<(), Ending> {
        let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
        for known in self.read(|tx| store::list_to_put_away(tx, self.name, validity, limit))? {
            match session.put_away(known.uid, self.config.done.as_deref()) {
                Ok(()) => self.write(|tx, _| store::set_put_away(tx, self.name, validity, known.uid))?,
                // It is recorded; that its mark is missing harms nobody.
                Err(Trouble::No(why)) => tracing::warn!(uid = known.uid, why, "a message could not be marked as read"),
                Err(lost) => return Err(lost.into()),
            }
        }
        Ok(())
    }

    fn read<T>(&self, work: impl FnOnce(&mut Tx) -> Result<T, Fault>) -> Result<T, Fault> {
        self.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).map_err(Fault::from)
    }

    fn write<T>(&self, work: impl Fn(&mut Tx, &Cx) -> Result<T, Fault>) -> Result<T, Fault> {
        let cx = self.office.system_cx("mailbox");
        self.office.db.write(|tx| work(tx, &cx).map_err(Error::<Never>::from)).map_err(Fault::from)
    }
}

/// A message as it came from the server.
struct Fetched {
    bytes: Vec<u8>,
    /// Bytes of the whole message on the server.
    size: u64,
    received_at: Option<Timestamp>,
    extent: Extent,
}

/// A message that makes the reader stumble is kept and shown, and those after it are read.
fn read_safely(fetched: &Fetched, trusted: &str) -> Reading {
    let done = catch_unwind(AssertUnwindSafe(|| read(&fetched.bytes, fetched.extent, trusted)));
    done.unwrap_or_else(|_| Reading {
        letter: Letter::default(),
        files: Vec::new(),
        set_aside: Some((State::Trouble, Why::Unreadable)),
        bounce: None,
        answers: Vec::new(),
        went_to: Vec::new(),
    })
}

/// What a message concerns: first by the signed address it went to, then by the mail of ours that it answers.
fn thread(tx: &mut Tx, cx: &Cx, reading: &Reading) -> Result<Option<Thread>, Fault> {
    let signed = reading.went_to.iter().find_map(|address| read_reply_address(&cx.keys, address));
    if let Some((purpose, target)) = signed {
        return Ok(Some(Thread { purpose, target, by: Threaded::Signed }));
    }
    for answered in reading.answers.iter().filter_map(|id| own_id(id)) {
        if let Some((purpose, target)) = crate::store::find_thread(tx, cx, answered, &reading.letter.from.address)? {
            return Ok(Some(Thread { purpose, target, by: Threaded::Answer }));
        }
    }
    Ok(None)
}

/// Whether it is a letter for the sink, and if not, why.
fn judged(tx: &mut Tx, cx: &Cx, reading: &Reading, letter: &Letter, at: Timestamp) -> Result<(State, Why), Fault> {
    if let Some(aside) = reading.set_aside {
        return Ok(aside);
    }
    if let Some(id) = own_id(&letter.message_id)
        && crate::store::is_ours(tx, id)?
    {
        return Ok((State::Loop, Why::Ours));
    }
    if store::is_repeated(tx, cx, letter)? {
        return Ok((State::Duplicate, Why::Repeated));
    }
    let limit = settings::find(tx, HOURLY_SETTING)?.and_then(|v| v.trim().parse().ok()).unwrap_or(HOURLY);
    if store::count_within_hour(tx, cx, letter, at)? >= limit {
        return Ok((State::Loop, Why::TooMany));
    }
    Ok((State::New, Why::Nothing))
}
