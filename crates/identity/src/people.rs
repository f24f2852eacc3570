//! Persons: registration with a checked document, and what the hall keeps of them.
//!
//! Law: 个人信息保护法 第五十一条 (encryption), 国务院关于在线政务服务的若干规定 第五条 (real names)

use crate::{Refused, store};
use codes::{PersonalDocument, PersonalDocumentKind, Phone, mask_name};
use kernel::{Cx, Error, Id, Tx, Who, journal};
use serde_json::json;

/// A person as lists may show them.
#[derive(Clone, Debug)]
pub struct Person {
    /// The id.
    pub id: Id,
    /// The account, when they registered.
    pub account: Option<Id>,
    /// The masked name: 张*三.
    pub name_shown: String,
}

/// A person's own data, decrypted: for the person, and for officials who open their matter (which is recorded).
#[derive(Clone, PartialEq, Eq)]
pub struct PersonDetails {
    /// The id.
    pub id: Id,
    /// Full name.
    pub name: String,
    /// Kind of document: one of the words of [`PersonalDocumentKind`].
    pub document_kind: String,
    /// Number of the document.
    pub document: String,
    /// Mobile telephone.
    pub phone: String,
    /// Address for letters, if given.
    pub address: Option<String>,
    /// Region of residence, if given.
    pub region: Option<String>,
}

impl std::fmt::Debug for PersonDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never in a log.
        write!(f, "PersonDetails({})", self.id)
    }
}

/// What somebody registers with. The password is hashed by the caller, outside the transaction.
pub struct NewPerson<'a> {
    /// Full name.
    pub name: &'a str,
    /// Kind of document.
    pub document_kind: PersonalDocumentKind,
    /// Its number, as typed.
    pub document: &'a str,
    /// Mobile telephone, as typed.
    pub phone: &'a str,
    /// From [`crate::hash_password`].
    pub password_hash: &'a str,
    /// Region of residence, if given.
    pub region: Option<&'a str>,
    /// Address for letters, if given.
    pub address: Option<&'a str>,
}

/// The longest address for letters, in characters.
const ADDRESS: usize = 200;

/// Registers a person with an account. They sign in by document number or telephone.
///
/// # Errors
/// A document or telephone that does not check, or a document that is registered already.
pub fn register_person(tx: &mut Tx, cx: &Cx, new: &NewPerson<'_>) -> Result<(Id, Id), Error<Refused>> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refused::Name.into());
    }
    let document = PersonalDocument::parse(new.document_kind, new.document).map_err(Refused::Document)?;
    document.born_by(cx.today()).map_err(Refused::Document)?;
    let phone = Phone::parse_mobile(new.phone).map_err(Refused::Phone)?.to_string();
    if new.address.is_some_and(|a| a.chars().count() > ADDRESS) {
        return Err(Refused::Address.into());
    }
    let (person, account) = (Id::new(), Id::new());
    store::insert_account(tx, cx, account, "person", new.password_hash)?;
    let row = store::PersonRow {
        id: person,
        account: Some(account),
        name,
        name_shown: &mask_name(name),
        document_kind: new.document_kind.name(),
        document: document.number(),
        phone: &phone,
        address: new.address.map(str::trim).filter(|a| !a.is_empty()),
        region: new.region,
    };
    if !store::insert_person(tx, cx, &row)? {
        return Err(Refused::DocumentTaken.into());
    }
    // A name that is taken although the document is not would leave this person without a way in.
    if !store::insert_account_name(tx, cx, account, document.number())? {
        return Err(Refused::DocumentTaken.into());
    }
    // Families share a telephone; the first who registers signs in with it, the others with their document.
    store::insert_account_name(tx, cx, account, &phone)?;
    journal::note(
        tx,
        cx,
        "person-registered",
        Some(&person.to_string()),
        &json!({ "document_kind": new.document_kind.name() }),
    )?;
    Ok((person, account))
}

/// The person with this id, as lists may show them.
///
/// # Errors
/// A fault of the database.
pub fn find_person(tx: &mut Tx, id: Id) -> Result<Option<Person>, kernel::Fault> {
    store::find_person(tx, id)
}

/// A person's data, decrypted. When an official asks, the caller records the reading in the same request.
///
/// # Errors
/// A fault of the database or the keys.
pub fn details_of(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Option<PersonDetails>, kernel::Fault> {
    store::person_details(tx, cx, id)
}

/// Changes telephone, address and region of the acting person. The new telephone becomes their sign-in name, unless
/// somebody else signs in with it.
///
/// # Errors
/// Somebody else's data; a telephone that does not check; a region that does not exist.
pub fn change_contact(
    tx: &mut Tx,
    cx: &Cx,
    person: Id,
    phone: &str,
    address: &str,
    region: Option<&str>,
) -> Result<(), Error<Refused>> {
    if !matches!(&cx.who, Who::Person { person: p, .. } if *p == person) {
        return Err(Refused::NotYours.into());
    }
    let phone = Phone::parse_mobile(phone).map_err(Refused::Phone)?.to_string();
    let address = Some(address.trim()).filter(|a| !a.is_empty());
    if address.is_some_and(|a| a.chars().count() > ADDRESS) {
        return Err(Refused::Address.into());
    }
    if let Some(code) = region
        && store::find_region(tx, code)?.is_none_or(|r| r.valid_to.is_some())
    {
        return Err(Refused::Region.into());
    }
    let before = store::person_details(tx, cx, person)?.ok_or(Refused::NotThere)?;
    let account = store::find_person(tx, person)?.and_then(|p| p.account);
    store::update_contact(tx, cx, person, &phone, address, region)?;
    if let Some(account) = account.filter(|_| before.phone != phone) {
        store::remove_account_name(tx, cx, account, &before.phone)?;
        store::insert_account_name(tx, cx, account, &phone)?;
    }
    journal::note(tx, cx, "person-contact-changed", Some(&person.to_string()), &json!({}))?;
    Ok(())
}

/// Records that a person saw their own data unmasked.
///
/// # Errors
/// A fault of the database.
pub fn note_own_data_shown(tx: &mut Tx, cx: &Cx, person: Id) -> Result<(), Error<Refused>> {
    journal::note(tx, cx, "own-data-shown", Some(&person.to_string()), &json!({}))?;
    Ok(())
}
