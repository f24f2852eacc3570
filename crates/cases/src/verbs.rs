//! What is done with a case. Every verb: load what this person may see, step (pure: the move or the
//! refusal), advance (version check, ledger entry), notice. `seen` is the version on the page the
//! person looked at.

mod acceptance;
mod decision;
mod examination;
mod result;

pub use acceptance::*;
pub use decision::*;
pub use examination::*;
pub use result::*;

use crate::{
    Case, Refused, Regions, Verb,
    case::{CorrectionPoint, Handing, PointKind},
    clocks,
    drafts::applicant,
    files::StoredFile,
    moves::{CaseProcedure, State},
    papers::{self, Parties},
    store,
};
use calendar::{Basis, Clock};
use forms::{Answers, Context, Correction, Path};
use jiff::{ToSpan, civil::Date};
use kernel::{
    Cx, Error, Fault, FaultKind, Role, Tx, Who, journal,
    matter::{self, Matter, MatterRefused},
    notices::{self, Notice},
    procedure::{Move, step},
};
use licences::Issued;
use serde_json::{Value as Json, json};

type Step = &'static Move<State, Verb>;

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

fn broken_calendar(e: calendar::CalendarError) -> Fault {
    Fault::from_error("computing a due date", e).kind_is(FaultKind::CalendarMissing)
}

/// Loads a case for an act of office, at the version seen, and finds the move.
fn for_office(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, verb: Verb) -> Result<(Case, Step), Error<Refused>> {
    let case = store::by_number_for_office(tx, cx, number)?.ok_or_else(gone)?;
    check(tx, cx, case, seen, verb)
}

fn for_applicant(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, verb: Verb) -> Result<(Case, Step), Error<Refused>> {
    applicant(cx)?;
    let case = store::by_number_for_applicant(tx, cx, number)?.ok_or_else(gone)?;
    check(tx, cx, case, seen, verb)
}

fn check(tx: &mut Tx, cx: &Cx, case: Case, seen: i64, verb: Verb) -> Result<(Case, Step), Error<Refused>> {
    if case.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    let past = matter::past(tx, case.matter.id)?;
    let step = step::<CaseProcedure>(&case.matter, verb, cx, &past).map_err(Refused::Step)?;
    Ok((case, step))
}

/// Whether `verb` is allowed on the case here and now; changes nothing.
///
/// # Errors
/// Stale, wrong state, wrong post, the same person.
pub(crate) fn may(tx: &mut Tx, cx: &Cx, case: &Case, seen: i64, verb: Verb) -> Result<(), Error<Refused>> {
    check(tx, cx, case.clone(), seen, verb).map(|_| ())
}

fn advance(
    tx: &mut Tx,
    cx: &Cx,
    case: &Case,
    step: Step,
    clock: Option<Clock>,
    body: &Json,
) -> Result<Case, Error<Refused>> {
    let matter: Matter = matter::advance::<CaseProcedure>(tx, cx, &case.matter, step.to, step.verb, clock, body)
        .map_err(|e| e.map(Refused::Matter))?;
    Ok(Case { matter, ..case.clone() })
}

fn parties(tx: &mut Tx, cx: &Cx, case: &Case, public_url: &str) -> Result<Parties, Error<Refused>> {
    let lost = |what: &str| Fault::new(format!("a case without its {what}"));
    Ok(Parties {
        agency: identity::find_agency(tx, case.matter.agency)?.ok_or_else(|| lost("agency"))?,
        details: identity::details_of(tx, cx, case.person)?.ok_or_else(|| lost("person"))?,
        organisation: match case.organisation {
            Some(id) => identity::find_organisation(tx, cx, id)?,
            None => None,
        },
        item: items::find_version(tx, case.item_version)?.ok_or_else(|| lost("item version"))?.body,
        public_url: public_url.to_owned(),
    })
}

fn notice(
    tx: &mut Tx,
    cx: &Cx,
    case: &Case,
    p: &Parties,
    kind: &str,
    mark: &str,
    snapshot: Json,
) -> Result<Notice, Error<Refused>> {
    Ok(notices::make(tx, cx, &case.matter, kind, kind, &format!("{}{mark}", p.agency.mark), snapshot)?)
}

fn words(text: &str, otherwise: Refused) -> Result<&str, Error<Refused>> {
    let text = text.trim();
    if text.is_empty() { Err(otherwise.into()) } else { Ok(text) }
}

/// Opens a case for reading by an official: the reading is an entry of the ledger before anything is shown.
///
/// # Errors
/// Not there, or not this agency's.
pub fn open_case(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Case, Error<Refused>> {
    let case = store::by_number_for_office(tx, cx, number)?.ok_or_else(gone)?;
    journal::note(tx, cx, "case-read", Some(&case.matter.id.to_string()), &json!({ "state": case.matter.state }))?;
    Ok(case)
}
