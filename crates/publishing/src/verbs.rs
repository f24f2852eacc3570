//! What is done with a publication. Every verb: load what this office may see, compare the version the person saw, step
//! (pure: the move or the refusal), write, advance with the ledger entry.
//!
//! (Names of laws: Chinese terms as data.)

mod drafting;
mod releasing;
mod reviewing;

pub use drafting::{abandon, attach, create, create_once, detach, drop_correction, edit, reopen, start_correction};
pub use releasing::{correct, file_away, plan, publish, publish_due, reevaluate, unplan, withdraw};
pub use reviewing::{acknowledge, clear, record_check, return_draft, review, submit};

use crate::{
    Publication, Refused,
    draft::LONGEST_TEXT,
    moves::{MOVES, PublicationProcedure, State, Verb},
    store,
};
use calendar::{Binding, Clock, Limit};
use jiff::civil::Date;
use kernel::{
    Cx, Error, Id, Tx,
    matter::{self, MatterRefused},
    procedure::{By, Move, StepRefused, step},
};
use serde_json::Value as Json;

type Step = &'static Move<State, Verb>;

/// Law: 政府信息公开条例 第二十六条 (twenty working days from the day the information was formed or changed)
const WORKING_DAYS: u32 = 20;

/// The time in which proactively disclosed information comes before the public.
///
/// Law: 政府信息公开条例 第二十六条
fn clock_from(day: Date) -> Clock {
    Clock::new(day, Limit::WorkingDays(WORKING_DAYS), Binding::Organ, "政府信息公开条例 第二十六条")
}

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

/// The publication this office may touch, at the version the person saw.
fn load(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Result<Publication, Error<Refused>> {
    let p = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    if p.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    Ok(p)
}

fn find_step(tx: &mut Tx, cx: &Cx, p: &Publication, verb: Verb) -> Result<Step, Error<Refused>> {
    let past = matter::past(tx, p.id())?;
    Ok(step::<PublicationProcedure>(&p.matter, verb, cx, &past).map_err(Refused::Step)?)
}

/// Whether the table lets this actor begin a publication of `agency`.
fn may_begin(cx: &Cx, agency: Id) -> Result<(), StepRefused> {
    let line = MOVES.iter().find(|m| m.verb == Verb::Begin);
    match line.map(|m| m.by) {
        Some(By::Post(role)) if cx.who.holds(agency, role) => Ok(()),
        Some(By::Post(role)) => Err(StepRefused::WrongRole { needed: role.as_str() }),
        _ => Err(StepRefused::WrongState { state: String::new(), verb: Verb::Begin.as_str() }),
    }
}

/// Moves the publication along `line`. `opinion` is kept beside the ledger, which holds no free text.
fn advance(
    tx: &mut Tx,
    cx: &Cx,
    p: &Publication,
    line: Step,
    clock: Option<Clock>,
    opinion: &str,
    body: &Json,
) -> Result<Publication, Error<Refused>> {
    let matter = matter::advance::<PublicationProcedure>(tx, cx, &p.matter, line.to, line.verb, clock, body)
        .map_err(|e| e.map(Refused::Matter))?;
    if !opinion.is_empty() {
        store::insert_opinion(tx, cx, &matter, p.working, line.verb.as_str(), opinion)?;
    }
    Ok(Publication { matter, ..p.clone() })
}

/// Free text that is not endless; empty is allowed.
fn within(text: &str) -> Result<&str, Refused> {
    let text = text.trim();
    if text.chars().count() > LONGEST_TEXT { Err(Refused::TooLong { most: LONGEST_TEXT }) } else { Ok(text) }
}

/// Free text that must be there.
fn needed(text: &str, otherwise: Refused) -> Result<&str, Refused> {
    let text = within(text)?;
    if text.is_empty() { Err(otherwise) } else { Ok(text) }
}
