//! Organisations, which act through authorised persons.

use crate::{Refused, store};
use codes::{PersonalDocument, PersonalDocumentKind, Uscc};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Error, Fault, Id, Tx, Who, journal, words};
use serde_json::json;

words! {
    /// In which capacity a person acts for an organisation.
    pub enum Power {
        /// 法定代表人: may appoint and dismiss agents.
        Representative = "representative",
        /// 经办人: may file and follow matters.
        Agent = "agent",
    }
}

/// An organisation.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// The id.
    pub id: Id,
    /// Unified social credit code.
    pub uscc: String,
    /// Registered name.
    pub name: String,
    /// Kind, as a word: enterprise, institution, association, sole-trader, other.
    pub kind: String,
    /// Name of the legal representative.
    pub legal_representative: Option<String>,
    /// Registered address.
    pub address: String,
    /// Region code.
    pub region: Option<String>,
}

/// A person's power to act for an organisation.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Id of the authorisation.
    pub id: Id,
    /// The organisation.
    pub organisation: Id,
    /// The person.
    pub person: Id,
    /// The person's masked name.
    pub person_shown: String,
    /// In which capacity.
    pub power: Power,
    /// Since when.
    pub granted_at: Timestamp,
    /// Last day, if limited.
    pub valid_to: Option<Date>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// An organisation to be registered by its legal representative.
pub struct NewOrganisation<'a> {
    /// Unified social credit code, as typed.
    pub uscc: &'a str,
    /// Registered name.
    pub name: &'a str,
    /// Kind, as a word.
    pub kind: &'a str,
    /// Name of the legal representative.
    pub legal_representative: &'a str,
    /// Registered address.
    pub address: &'a str,
    /// Region code.
    pub region: Option<&'a str>,
}

/// The kinds of organisations that may be registered, as words.
pub const ORGANISATION_KINDS: &[&str] = &["enterprise", "institution", "association", "sole-trader", "other"];

fn acting_person(cx: &Cx) -> Result<Id, Error<Refused>> {
    match &cx.who {
        Who::Person { person, .. } => Ok(*person),
        _ => Err(Refused::NotYours.into()),
    }
}

/// Registers an organisation; the acting person becomes its representative here.
///
/// # Errors
/// A code that does not check or is registered already, or no name.
pub fn register_organisation(tx: &mut Tx, cx: &Cx, new: &NewOrganisation<'_>) -> Result<Id, Error<Refused>> {
    let person = acting_person(cx)?;
    let uscc = Uscc::parse(new.uscc).map_err(Refused::Uscc)?.to_string();
    if new.name.trim().is_empty() || new.name.chars().count() > 120 {
        return Err(Refused::Name.into());
    }
    if !ORGANISATION_KINDS.contains(&new.kind) {
        return Err(Refused::OrganisationKind.into());
    }
    if new.address.chars().count() > 200 {
        return Err(Refused::Address.into());
    }
    let id = Id::new();
    if !store::insert_organisation(tx, cx, id, &uscc, new, person)? {
        return Err(Refused::OrganisationTaken.into());
    }
    store::insert_agent(tx, cx, Id::new(), id, person, Power::Representative, person, None)?;
    journal::note(tx, cx, "organisation-registered", Some(&id.to_string()), &json!({ "uscc": uscc }))?;
    Ok(id)
}

/// The organisation with this id.
///
/// # Errors
/// A fault of the database.
pub fn find_organisation(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<Organisation>, Fault> {
    store::find_organisation(tx, cx, id)
}

/// The organisations a person may act for today, with the power held.
///
/// # Errors
/// A fault of the database.
pub fn list_represented(tx: &mut Tx, cx: &Cx, person: Id) -> Result<Vec<(Organisation, Power)>, Fault> {
    store::list_represented(tx, cx, person)
}

/// The agents of an organisation, past ones included: who acted in its name must stay known.
///
/// # Errors
/// A fault of the database.
pub fn list_agents(tx: &mut Tx, organisation: Id) -> Result<Vec<Agent>, Fault> {
    store::list_agents(tx, organisation)
}

/// The power this person holds today for the organisation.
///
/// # Errors
/// A fault of the database.
pub fn speaks_for(tx: &mut Tx, cx: &Cx, person: Id, organisation: Id) -> Result<Option<Power>, Fault> {
    store::power_of(tx, cx, person, organisation)
}

/// The person with this document of any kind. What is as long as an identity number is read as one, so that a wrong
/// digit is named.
fn find_by_document(tx: &mut Tx, cx: &Cx, typed: &str) -> Result<Id, Error<Refused>> {
    for kind in PersonalDocumentKind::ALL {
        if let Ok(document) = PersonalDocument::parse(*kind, typed)
            && let Some(person) = store::find_person_by_document(tx, cx, document.number())?
        {
            return Ok(person);
        }
    }
    match PersonalDocument::parse(PersonalDocumentKind::ResidentId, typed) {
        Err(e) if typed.trim().is_empty() || typed.chars().filter(|c| !c.is_whitespace()).count() >= 17 => {
            Err(Refused::Document(e).into())
        }
        _ => Err(Refused::NoSuchPerson.into()),
    }
}

/// Appoints an agent by document number; only the representative may.
///
/// # Errors
/// Not the representative, no such person, an end date that has passed.
pub fn appoint_agent(
    tx: &mut Tx,
    cx: &Cx,
    organisation: Id,
    document: &str,
    valid_to: Option<Date>,
) -> Result<Id, Error<Refused>> {
    let person = acting_person(cx)?;
    if speaks_for(tx, cx, person, organisation)? != Some(Power::Representative) {
        return Err(Refused::NotYours.into());
    }
    if valid_to.is_some_and(|d| d < cx.today()) {
        return Err(Refused::EndDate.into());
    }
    let agent = find_by_document(tx, cx, document)?;
    if speaks_for(tx, cx, agent, organisation)?.is_some() {
        return Err(Refused::AlreadyAgent.into());
    }
    let id = Id::new();
    store::insert_agent(tx, cx, id, organisation, agent, Power::Agent, person, valid_to)?;
    journal::note(
        tx,
        cx,
        "agent-appointed",
        Some(&organisation.to_string()),
        &json!({ "agent": agent, "authorisation": id }),
    )?;
    Ok(id)
}

/// Takes an authorisation back; only the representative may, and never their own.
///
/// # Errors
/// Not the representative, or no such authorisation.
pub fn revoke_agent(tx: &mut Tx, cx: &Cx, organisation: Id, authorisation: Id) -> Result<(), Error<Refused>> {
    let person = acting_person(cx)?;
    if speaks_for(tx, cx, person, organisation)? != Some(Power::Representative) {
        return Err(Refused::NotYours.into());
    }
    if !store::revoke_agent(tx, cx, organisation, authorisation)? {
        return Err(Refused::NotThere.into());
    }
    journal::note(
        tx,
        cx,
        "agent-revoked",
        Some(&organisation.to_string()),
        &json!({ "authorisation": authorisation }),
    )?;
    Ok(())
}
