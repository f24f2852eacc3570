//! What is done with documents drafted here: drafted, registered, amended, suspended, extended, ended, corrected.
//!
//! Every verb asks for the post of register keeper at the rule's agency, holds the version its reader saw, and leaves a
//! ledger entry. Cleaning HTML takes time, so it happens in [`prepare`], before a transaction is open.

mod amending;
pub mod cleanup;
mod drafting;
mod ending;
mod prepared;

pub use amending::{Amendment, Metadata, amend_rule, correct_metadata};
pub use drafting::{draft_rule, edit_draft, missing_for_registration, note_interpretation, register_rule};
pub use ending::{Ending, Pause, extend_rule, repeal_rule, resume_rule, suspend_rule, withdraw_rule};
pub use prepared::{Draft, Prepared, Words, prepare};

use crate::refused::Refused;
use crate::rule::{Rule, Stage, Version};
use crate::{store, turn, validity};
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Id, Role, Tx};

/// The rule for an act of its register keeper, as the reader saw it.
fn for_act(tx: &mut Tx, cx: &Cx, id: Id, seen: i64) -> Result<Rule, Error<Refused>> {
    let rule = store::find_rule_by_id(tx, id)?.ok_or(Refused::NotThere)?;
    let Some(agency) = rule.agency else { return Err(Refused::Imported.into()) };
    if !cx.who.holds(agency, Role::RegisterKeeper) {
        // Whether a draft exists is nobody else's business.
        let why = if rule.stage == Stage::Draft { Refused::NotThere } else { Refused::NotYourPost };
        return Err(why.into());
    }
    if rule.version != seen {
        return Err(Refused::Stale.into());
    }
    Ok(rule)
}

/// The same for a rule that is registered and not over.
fn in_register(tx: &mut Tx, cx: &Cx, id: Id, seen: i64) -> Result<Rule, Error<Refused>> {
    let rule = for_act(tx, cx, id, seen)?;
    match rule.stage {
        Stage::Draft => Err(Refused::NotRegistered.into()),
        Stage::Withdrawn => Err(Refused::Over.into()),
        Stage::Registered => Ok(rule),
    }
}

/// Writes a rule back with the validity that its texts and events give it today, and tells when that changed.
fn keep(tx: &mut Tx, cx: &Cx, rule: &Rule) -> Result<Rule, Error<Refused>> {
    let versions = store::list_versions(tx, rule.id)?;
    let events = store::list_events(tx, rule.id)?;
    let turns_on = validity::next_turn(&versions, &events, rule.expires_on, cx.today());
    if !store::update_rule(tx, cx, rule, turns_on)? {
        return Err(Refused::Stale.into());
    }
    turn::refresh(tx, cx, rule)?;
    Ok(find(tx, rule.id)?)
}

fn find(tx: &mut Tx, id: Id) -> Result<Rule, Fault> {
    store::find_rule_by_id(tx, id)?.ok_or_else(|| Fault::new("a rule is gone in its own transaction"))
}

/// The newest text.
fn newest(versions: &[Version]) -> Result<&Version, Fault> {
    versions.last().ok_or_else(|| Fault::new("a rule without a text"))
}

/// Nobody else has this number.
fn check_number(tx: &mut Tx, own: Option<Id>, issuer: &str, number: &str) -> Result<(), Error<Refused>> {
    if let Some(other) = store::find_rule_by_number(tx, issuer, number)?.filter(|o| Some(o.id) != own) {
        return Err(
            Refused::DocumentNumberTaken { number: number.to_owned(), title: other.title, slug: other.slug }.into()
        );
    }
    Ok(())
}

/// A date that an act needs, not earlier than another.
fn not_earlier(later: (Date, &'static str), earlier: Option<(Date, &'static str)>) -> Result<(), Refused> {
    match earlier {
        Some((date, name)) if later.0 < date => Err(Refused::DateOrder { later: later.1, earlier: name }),
        _ => Ok(()),
    }
}

/// A reason with words in it.
fn reason(text: &str) -> Result<&str, Refused> {
    let text = text.trim();
    if text.is_empty() { Err(Refused::NoReason) } else { Ok(text) }
}
