//! The demonstration of this crate: the year 2020 of the source document, and requests of the present in every state.
//!
//! Called by `mingting demo` and by tests. Everything goes through the real verbs, each act at its own simulated instant;
//! the office's clock only moves forward, and only on a database whose first ledger entry says *demonstration*. Nothing
//! here is random and nothing asks the machine for the time: the same calls make the same year.
//!
//! (Invented words of officials: Chinese terms as data.)

mod acts;
mod draws;
mod plan;
mod present;
mod year;

pub use present::{Present, load_present};
pub use year::{Year, load_year};

use acts::{Act, perform};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, Who, cx::BEIJING, journal};
use std::collections::HashMap;

/// Acts of one transaction: enough that a transaction costs nothing beside them, few enough that readers of the file do
/// not wait.
const PIECE: usize = 64;

/// The people who handle the requests of one agency. They hold their posts there before the first act.
#[derive(Clone, Debug)]
pub struct Crew {
    /// The agency.
    pub agency: Id,
    /// 经办
    pub clerk: Who,
    /// 审核
    pub reviewer: Who,
    /// 保密审查
    pub secrecy: Who,
    /// 机构负责人
    pub head: Who,
    /// 签发
    pub signer: Who,
}

/// Refuses any database but a demonstration's: a simulated clock has no business in a real ledger.
fn only_demonstrations(tx: &mut Tx) -> Result<(), Fault> {
    if journal::is_demonstration(tx)? {
        Ok(())
    } else {
        Err(Fault::new("the first entry of this ledger does not say that it is a demonstration: nothing was loaded"))
    }
}

fn checked(office: &Office) -> Result<(), Fault> {
    office.db.read(|tx| only_demonstrations(tx).map_err(Error::<Never>::from)).map_err(Fault::from)
}

/// An instant of a legal day, in seconds after midnight in Beijing.
fn moment(on: Date, seconds: i64) -> Result<Timestamp, Fault> {
    let midnight = BEIJING.to_timestamp(on.at(0, 0, 0, 0)).map_err(|e| Fault::from_error("an instant of a day", e))?;
    midnight.checked_add(SignedDuration::from_secs(seconds)).map_err(|e| Fault::from_error("an instant of a day", e))
}

/// One act in one life, at its instant.
struct Event<'a> {
    at: Timestamp,
    /// The place of the request among the lives.
    life: usize,
    crew: &'a Crew,
    act: &'a Act,
}

/// Lives all events in their order; `filed` learns number and keys of each request. `base` is the hall's context, whose
/// instant is replaced by that of each act.
fn play(
    office: &Office,
    base: &Cx,
    events: &[Event<'_>],
    filed: &mut HashMap<usize, acts::Filed>,
) -> Result<(), Fault> {
    let mut rest = events;
    while let Some(first) = rest.first() {
        let effect = rest.iter().take(PIECE).position(|e| matches!(e.act, Act::Release));
        let piece = match effect {
            // A file for release is made outside of any transaction.
            Some(0) => {
                let one = filed.get(&first.life).ok_or_else(|| Fault::new("a release before its request"))?;
                let cx = Cx { at: first.at, ..base.clone() };
                acts::release(office, &cx, first.crew, &one.number)?;
                &rest[..1]
            }
            Some(n) => &rest[..n],
            None => &rest[..rest.len().min(PIECE)],
        };
        if effect != Some(0) {
            let known = &*filed;
            let new = office.db.write(|tx| {
                only_demonstrations(tx)?;
                let mut new: HashMap<usize, acts::Filed> = HashMap::new();
                for e in piece {
                    let cx = Cx { at: e.at, ..base.clone() };
                    let mut one = new.get(&e.life).or_else(|| known.get(&e.life)).cloned();
                    match perform(tx, &cx, e.crew, one.as_ref().map(|f| f.number.as_str()), e.act) {
                        Ok(Some(done)) => {
                            done.keep(&mut one);
                            if let Some(one) = one {
                                new.insert(e.life, one);
                            }
                        }
                        Ok(None) => {}
                        Err(Error::Broken(fault)) => return Err(Error::Broken(fault)),
                        Err(Error::Refused(r)) => {
                            let what = format!(
                                "the demonstration's request {} at {}: {:?} was refused: {r:?}",
                                e.life, e.at, e.act
                            );
                            return Err(Error::Broken(Fault::new(what)));
                        }
                    }
                }
                Ok::<_, Error<Never>>(new)
            })?;
            filed.extend(new);
        }
        if let Some(last) = piece.last() {
            office.clock.advance_to(last.at);
        }
        rest = &rest[piece.len()..];
    }
    Ok(())
}
