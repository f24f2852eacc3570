//! Ledger kind → who must know. Reactions read sealed entries in order and write in the transaction
//! that moves their cursor, so that each happens once.

use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, journal};
use ledger::Entry;
use std::sync::Arc;

const CURSOR: &str = "messages";
const PIECE: i64 = 100;

/// Takes the next piece of sealed entries. Says whether there may be more.
///
/// # Errors
/// A fault of the database; the piece is tried again.
pub fn turn(office: &Arc<Office>) -> Result<bool, Fault> {
    let cx = office.system_cx("reactions");
    let waiting = office.db.read(|tx| journal::after_cursor(tx, CURSOR, 1).map_err(Error::<Never>::from))?;
    if waiting.is_empty() {
        return Ok(false);
    }
    Ok(office.db.write(|tx| {
        let from = journal::cursor(tx, CURSOR)?;
        let piece = journal::after_cursor(tx, CURSOR, PIECE)?;
        let Some((seal, leaf, _)) = piece.last() else { return Ok::<_, Error<Never>>(false) };
        let to = (*seal, *leaf);
        // Another node that was quicker has moved the cursor: then this piece is not ours.
        if !journal::move_cursor(tx, CURSOR, from, to)? {
            return Ok(false);
        }
        for (_, _, entry) in &piece {
            react(tx, &cx, entry, &office.public_url)?;
        }
        Ok(piece.len() as i64 == PIECE)
    })?)
}

/// What one entry sets off.
fn react(tx: &mut Tx, cx: &Cx, entry: &Entry, public_url: &str) -> Result<(), Fault> {
    if entry.kind.starts_with("disclosure-") {
        return crate::disclosing::react(tx, cx, entry, public_url);
    }
    if entry.kind.starts_with("publication-") {
        return publication(tx, cx, entry);
    }
    for person in whose_licences(tx, entry)? {
        licences_held(tx, cx, person)?;
    }
    let message = match entry.kind.as_str() {
        "case-submit" => "message-case-submit",
        "case-accept" => "message-case-accept",
        "case-deem-accepted" => "message-case-deem-accepted",
        "case-ask-for-correction" => "message-case-ask-for-correction",
        "case-supplement" => "message-case-supplement",
        "case-refuse-acceptance" => "message-case-refuse-acceptance",
        "case-start-special" => "message-case-start-special",
        "case-end-special" => "message-case-end-special",
        "case-extend" => "message-case-extend",
        "case-grant" => "message-case-grant",
        "case-deny" => "message-case-deny",
        "case-make-licence" => "message-case-make-licence",
        "case-deliver" => "message-case-deliver",
        "case-terminate" => "message-case-terminate",
        "rating-answered" => "message-rating-answered",
        _ => return Ok(()),
    };
    let Some(matter) = Id::parse(entry.about.as_deref().unwrap_or(&entry.stream)) else { return Ok(()) };
    let Some(told) = cases::addressee(tx, matter)? else { return Ok(()) };
    let args = [("number", told.number.clone()), ("item", told.title.clone())];
    let link = match entry.kind.as_str() {
        "case-ask-for-correction" => format!("/my/cases/{}/correction", told.number),
        "case-deliver" => format!("/my/cases/{}/rating", told.number),
        "case-make-licence" => "/my/licences".to_owned(),
        _ => format!("/my/cases/{}", told.number),
    };
    identity::tell(tx, cx, told.account, Some(matter), message, &args, Some(&link))
}

/// The people whose licences may be others than before: of a licence that was issued or ended, of an organisation that got
/// or lost an agent; and whoever has just said of themselves what they want to be told of.
fn whose_licences(tx: &mut Tx, entry: &Entry) -> Result<Vec<Id>, Fault> {
    let of_organisation = |tx: &mut Tx, id: Id| -> Result<Vec<Id>, Fault> {
        let mut people: Vec<Id> = identity::list_agents(tx, id)?.into_iter().map(|a| a.person).collect();
        people.sort();
        people.dedup();
        Ok(people)
    };
    match entry.kind.as_str() {
        "push-profile" => Ok(entry.actor.strip_prefix("person:").and_then(Id::parse).into_iter().collect()),
        "agent-appointed" | "agent-revoked" => match entry.about.as_deref().and_then(Id::parse) {
            Some(organisation) => of_organisation(tx, organisation),
            None => Ok(Vec::new()),
        },
        kind if kind.strip_prefix("licence-").and_then(licences::Verb::parse).is_some() => {
            let licence = match Id::parse(&entry.stream) {
                Some(id) => licences::find(tx, id)?,
                None => None,
            };
            match licence.map(|l| (l.holder_organisation, l.holder_person)) {
                Some((Some(organisation), _)) => of_organisation(tx, organisation),
                Some((None, Some(person))) => Ok(vec![person]),
                _ => Ok(Vec::new()),
            }
        }
        _ => Ok(Vec::new()),
    }
}

/// The kinds of licences in force that a person holds, alone or through an organisation, become part of their profile.
fn licences_held(tx: &mut Tx, cx: &Cx, person: Id) -> Result<(), Fault> {
    let Some(account) = identity::find_person(tx, person)?.and_then(|p| p.account) else { return Ok(()) };
    if !push::has_profile(tx, account)? {
        return Ok(());
    }
    let organisations = identity::list_represented(tx, cx, person)?;
    let mut kinds = Vec::new();
    for holder in std::iter::once(None).chain(organisations.iter().map(|(o, _)| Some(o.id))) {
        kinds.extend(licences::held(tx, cx, person, holder)?.0.licences.into_iter().map(|l| l.name));
    }
    kinds.sort();
    kinds.dedup();
    push::set_licences(tx, cx, account, &kinds)
}

/// A publication came out, was corrected or taken back: the duty it fulfils and the rule it interprets learn of it.
fn publication(tx: &mut Tx, cx: &Cx, entry: &Entry) -> Result<(), Fault> {
    if !matches!(entry.kind.as_str(), "publication-publish" | "publication-correct" | "publication-withdraw") {
        return Ok(());
    }
    let Some(matter) = Id::parse(&entry.stream) else { return Ok(()) };
    let Some(matter) = kernel::matter::find(tx, matter)? else { return Ok(()) };
    let Some(found) = publishing::find_published(tx, &matter.number)? else { return Ok(()) };
    if let (Some(code), None) = (&found.duty, &found.withdrawal) {
        let on = kernel::cx::legal_date(found.published_at);
        duties::fulfil(tx, cx, code, found.agency, &found.number, on, &found.title)?;
    }
    if found.withdrawal.is_some() {
        duties::reopen(tx, cx, &found.number)?;
    }
    if let Some(rule) = &found.interprets {
        register::note_interpretation(tx, rule)?;
    }
    Ok(())
}
