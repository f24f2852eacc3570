//! What is done with a request. Every verb: load what this person may see, step (pure: the move or the refusal),
//! advance (version check, ledger entry), paper. `seen` is the version on the page the person looked at.

mod answers;
mod consulting;
mod contest;
mod handling;
mod intake;
mod replying;

pub use answers::*;
pub use consulting::*;
pub use contest::*;
pub use handling::*;
pub use intake::*;
pub use replying::*;

use crate::{DisclosureProcedure, State, Verb, office::DisclosureOffice, refused::Refused, request::Request, store};
use calendar::Clock;
use identity::Agency;
use jiff::civil::Date;
use kernel::{
    Cx, Error, Fault, FaultKind, Id, Tx, Who, journal,
    matter::{self, MatterRefused},
    notices::{self, Notice},
    procedure::{Move, step},
};
use serde_json::{Value as Json, json};

type Step = &'static Move<State, Verb>;
type Outcome<T> = Result<T, Error<Refused>>;

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

fn broken_calendar(e: calendar::CalendarError) -> Fault {
    Fault::from_error("computing a due date", e).kind_is(FaultKind::CalendarMissing)
}

/// Loads a request for whoever acts: staff of the agency, its applicant, or the hall.
fn load(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Outcome<Request> {
    let request = match &cx.who {
        Who::Staff { .. } => store::find_for_office(tx, cx, number)?,
        Who::Person { .. } => store::find_for_applicant(tx, cx, number)?,
        Who::System(_) => store::find_by_number(tx, number)?,
        Who::Public => None,
    }
    .ok_or_else(gone)?;
    if request.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    Ok(request)
}

fn find_step(tx: &mut Tx, cx: &Cx, request: &Request, verb: Verb) -> Outcome<Step> {
    let past = matter::past(tx, request.matter.id)?;
    Ok(step::<DisclosureProcedure>(&request.matter, verb, cx, &past).map_err(Refused::Step)?)
}

/// Advances, keeping the clock of the reply beside the matter's.
fn advance(tx: &mut Tx, cx: &Cx, request: &Request, step: Step, clock: Option<Clock>, body: &Json) -> Outcome<Request> {
    let matter = matter::advance::<DisclosureProcedure>(tx, cx, &request.matter, step.to, step.verb, clock, body)
        .map_err(|e| e.map(Refused::Matter))?;
    Ok(Request { matter, ..request.clone() })
}

/// Advances with the clock of the reply as the matter's clock, and keeps it.
fn advance_reply(tx: &mut Tx, cx: &Cx, request: &Request, step: Step, clock: Clock, body: &Json) -> Outcome<Request> {
    store::set_reply_clock(tx, request.id(), Some(&clock))?;
    let mut request = advance(tx, cx, request, step, Some(clock.clone()), body)?;
    request.reply_clock = Some(clock);
    Ok(request)
}

fn reply_clock(request: &Request) -> Result<Clock, Fault> {
    request.reply_clock.clone().ok_or_else(|| Fault::new("a received request without the clock of its reply"))
}

fn agency(tx: &mut Tx, request: &Request) -> Result<Agency, Fault> {
    identity::find_agency(tx, request.matter.agency)?.ok_or_else(|| Fault::new("a request without its agency"))
}

fn office(tx: &mut Tx, request: &Request) -> Result<(Agency, DisclosureOffice), Fault> {
    let agency = agency(tx, request)?;
    let office = store::office_of(tx, &agency)?;
    Ok((agency, office))
}

/// A written notice of the agency. `mark` is added to the agency's word: 某政公开告.
fn notice(
    tx: &mut Tx,
    cx: &Cx,
    request: &Request,
    agency: &Agency,
    kind: &str,
    snapshot: Json,
) -> Result<Notice, Fault> {
    let mark = match kind {
        "arrival" | "receipt" => "信公登",
        "reply" => "信公答",
        "consultation" | "overridden" => "信公征",
        _ => "信公告",
    };
    notices::make(tx, cx, &request.matter, kind, "disclosure", &format!("{}{mark}", agency.mark), snapshot)
}

fn needed(text: &str, otherwise: Refused) -> Outcome<&str> {
    let text = text.trim();
    if text.is_empty() { Err(otherwise.into()) } else { Ok(text) }
}

/// A day told by an official: not in the future, not before what happened last.
fn on_or_before_today(cx: &Cx, on: Date, earliest: Date) -> Outcome<Date> {
    if on > cx.today() {
        return Err(Refused::InFuture { on }.into());
    }
    if on < earliest {
        return Err(Refused::TooEarly { on, earliest }.into());
    }
    Ok(on)
}

/// The key of a link, made of the row's id by the key ring: letters and digits that are read aloud without doubt. Nobody
/// can guess it, only its keyed hash is stored, and the office can make it again for a letter.
fn key_of(hash: &str) -> String {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    use sha2::Digest as _;
    sha2::Sha256::digest(hash.as_bytes()).iter().take(20).map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect()
}

/// The key by which an applicant without an account follows a request; `None` when the key ring has forgotten it.
pub fn follow_key(cx: &Cx, request: Id) -> Option<String> {
    cx.keys.lookup_hashes("disclosure-follow-key", &request.to_string()).first().map(|h| key_of(h))
}

/// The key of the link of a letter of consultation.
pub fn consultation_key(cx: &Cx, consultation: Id) -> Option<String> {
    cx.keys.lookup_hashes("disclosure-consultation-key", &consultation.to_string()).first().map(|h| key_of(h))
}

/// Whoever holds the follow key of a request acts as its applicant, and as nobody else's.
pub fn follower(cx: &Cx, request: &Request) -> Cx {
    Cx { who: Who::Person { account: request.id(), person: request.id(), acting_for: None }, ..cx.clone() }
}

/// Opens a request for reading by an official: the reading is an entry of the ledger before anything is shown.
///
/// # Errors
/// Not there, or not this agency's.
pub fn open_request(tx: &mut Tx, cx: &Cx, number: &str) -> Outcome<Request> {
    let request = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    journal::note(
        tx,
        cx,
        "disclosure-read",
        Some(&request.id().to_string()),
        &json!({ "state": request.matter.state }),
    )?;
    Ok(request)
}

/// The verbs open to whoever acts, here and now: the buttons of the page.
///
/// # Errors
/// A fault of the database.
pub fn open_verbs(tx: &mut Tx, cx: &Cx, request: &Request) -> Result<Vec<Verb>, Fault> {
    let past = matter::past(tx, request.matter.id)?;
    Ok(kernel::procedure::open_verbs::<DisclosureProcedure>(&request.matter, cx, &past))
}

/// Ends a request without a reply.
fn end(tx: &mut Tx, cx: &Cx, request: &Request, step: Step, code: &str, body: &Json) -> Outcome<Request> {
    let mut ended = advance(tx, cx, request, step, None, body)?;
    store::set_closed(tx, request.id(), cx.today(), code, None, None)?;
    if ended.closed_on.is_none() {
        ended.closed_on = Some(cx.today());
        ended.outcome = Some(code.to_owned());
    }
    Ok(ended)
}

fn id_text(id: Id) -> String {
    id.to_string()
}
