//! What is done with subscriptions: a reader subscribes, says of themselves, ends.

use crate::{
    Arrival, Frequency, Profile, Reader, Refused, Size, State, Subscription, What,
    links::{Confirmation, confirm_link, open_confirm},
    store,
};
use kernel::{Cx, Error, Fault, Id, Tx, Who, journal};
use serde_json::json;
use web::Tr;

/// Most subscriptions of one reader.
const SUBSCRIPTIONS: usize = 50;
/// Most subscriptions that wait for one address to say yes.
const WAITING: usize = 5;
/// Most characters of a search.
const SEARCH: usize = 100;
/// Most words of one line of a profile, and characters of one word.
const WORDS: usize = 20;
const WORD: usize = 40;

fn account(cx: &Cx) -> Result<Id, Refused> {
    match cx.who {
        Who::Person { account, .. } => Ok(account),
        _ => Err(Refused::NoAccount),
    }
}

/// The reader of the acting person, made when there is none.
fn my_reader(tx: &mut Tx, cx: &Cx, site: &str) -> Result<Reader, Error<Refused>> {
    let account = account(cx)?;
    if let Some(reader) = store::find_reader_of(tx, cx, account)? {
        return Ok(reader);
    }
    let id = store::insert_reader(tx, cx, Some(account), site)?;
    Ok(store::find_reader(tx, cx, id)?.ok_or_else(|| Fault::new("a reader that was just made is gone"))?)
}

fn existing(tx: &mut Tx, cx: &Cx) -> Result<Reader, Error<Refused>> {
    let account = account(cx)?;
    Ok(store::find_reader_of(tx, cx, account)?.ok_or(Refused::NotThere)?)
}

/// What is subscribed to, checked, and its name. `title` is what the page called a rule.
fn checked(tx: &mut Tx, cx: &Cx, what: &str, title: &str) -> Result<(What, String), Error<Refused>> {
    let what = match (what.split_once(':'), What::parse(what)) {
        (Some(("search", _)), None) => return Err(Refused::Words { most: SEARCH }.into()),
        (_, None) => return Err(Refused::NoSuchThing.into()),
        (_, Some(what)) => what,
    };
    let label = match &what {
        What::Section { site, section } => {
            let found = sites::find_section(tx, site, section)?.filter(|s| s.is_open);
            found.ok_or(Refused::NoSuchThing)?.names.of(cx.lang).to_owned()
        }
        What::Search(text) if text.chars().count() > SEARCH => return Err(Refused::Words { most: SEARCH }.into()),
        What::Search(text) => text.clone(),
        What::Rule(slug) if slug.len() > 64 || !slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') => {
            return Err(Refused::NoSuchThing.into());
        }
        What::Rule(slug) => {
            let title: String = title.trim().chars().take(200).collect();
            if title.is_empty() { slug.clone() } else { title }
        }
        What::Profile => String::new(),
    };
    Ok((what, label))
}

fn note(tx: &mut Tx, cx: &Cx, kind: &str, id: Id, body: &serde_json::Value) -> Result<(), Fault> {
    // What somebody searches for is theirs: the ledger names the kind alone.
    journal::note(tx, cx, kind, Some(&id.to_string()), body).map(|_| ())
}

/// The acting person follows something from now on. Following it twice is the same as once.
///
/// # Errors
/// Not a person; what cannot be followed; too many.
pub fn subscribe(
    tx: &mut Tx,
    cx: &Cx,
    site: &str,
    what: &str,
    title: &str,
    frequency: Frequency,
) -> Result<(), Error<Refused>> {
    let reader = my_reader(tx, cx, site)?;
    let (what, label) = checked(tx, cx, what, title)?;
    if what == What::Profile && reader.profile.as_ref().is_none_or(Profile::is_empty) {
        return Err(Refused::EmptyProfile.into());
    }
    if store::list_subscriptions(tx, reader.id)?.len() >= SUBSCRIPTIONS {
        return Err(Refused::TooMany { most: SUBSCRIPTIONS }.into());
    }
    if let Some(id) = store::insert_subscription(tx, cx, reader.id, &what, &label, frequency, State::Active)? {
        note(tx, cx, "push-subscribe", id, &json!({ "kind": what.kind(), "frequency": frequency.as_str() }))?;
    }
    Ok(())
}

/// An address alone asks to follow something; it is written to and begins when it says yes. Whether the address was
/// known, or gave mail back, is not said to whoever asks.
///
/// # Errors
/// No address; what cannot be followed.
pub fn subscribe_address(
    tx: &mut Tx,
    cx: &Cx,
    site: &str,
    public_url: &str,
    address: &str,
    what: &str,
    frequency: Frequency,
) -> Result<(), Error<Refused>> {
    if !post::is_address(address) {
        return Err(Refused::NoAddress.into());
    }
    let (what, label) = checked(tx, cx, what, "")?;
    if what == What::Profile {
        return Err(Refused::NoSuchThing.into());
    }
    let reader = match store::find_reader_by_address(tx, cx, address)? {
        Some(reader) => reader.id,
        None => {
            let id = store::insert_reader(tx, cx, None, site)?;
            store::set_address(tx, cx, id, Some(address))?;
            id
        }
    };
    let before = store::list_subscriptions(tx, reader)?;
    let subscription = match before.iter().find(|s| s.what == what) {
        Some(s) if s.state == State::Active => return Ok(()),
        Some(s) => s.id,
        None => {
            let waiting = before.iter().filter(|s| s.state == State::Waiting).count();
            if waiting >= WAITING || before.len() >= SUBSCRIPTIONS {
                return Ok(());
            }
            match store::insert_subscription(tx, cx, reader, &what, &label, frequency, State::Waiting)? {
                Some(id) => id,
                None => return Ok(()),
            }
        }
    };
    ask_to_confirm(tx, cx, public_url, reader, Some(subscription))
}

/// Writes to an address and asks whether it wants this. Nothing that whoever asked has typed stands in the mail.
fn ask_to_confirm(
    tx: &mut Tx,
    cx: &Cx,
    public_url: &str,
    reader: Id,
    subscription: Option<Id>,
) -> Result<(), Error<Refused>> {
    let Some(r) = store::find_reader(tx, cx, reader)? else { return Ok(()) };
    let Some(address) = &r.address else { return Ok(()) };
    let about = Confirmation { reader, address_hash: r.address_hash.clone(), subscription };
    let link = confirm_link(cx, public_url, &about);
    let tr = Tr::new(cx.lang);
    // One mail a day for the same: a key, and not whoever asks, decides how often an address is written to.
    let part = subscription.unwrap_or(reader);
    let hash_mark: String = r.address_hash.chars().rev().take(12).collect();
    let mail = post::Mail {
        key: &format!("push-confirm:{part}:{hash_mark}:{}", cx.today()),
        site: &r.site,
        to: address,
        subject: &tr.s("push-mail-confirm-subject"),
        body_text: &tr.f1("push-mail-confirm-text", "link", &link),
        ..post::Mail::default()
    };
    post::enqueue(tx, cx, mail).map(|_| ()).map_err(|e| match e {
        Error::Refused(_) => Error::Refused(Refused::NoAddress),
        Error::Broken(fault) => Error::Broken(fault),
    })
}

/// The address behind the link says yes. Twice is the same as once.
///
/// # Errors
/// A link that is forged, over, or about an address that was changed since.
pub fn confirm(tx: &mut Tx, cx: &Cx, token: &str) -> Result<(), Error<Refused>> {
    let c = open_confirm(cx, token)?;
    let reader = store::find_reader(tx, cx, c.reader)?.ok_or(Refused::NotThere)?;
    let Some(address) = reader.address.as_deref().filter(|_| reader.address_hash == c.address_hash) else {
        return Err(Refused::LinkExpired.into());
    };
    if reader.confirmed_at.is_none() {
        store::settle_all(tx, cx, reader.id)?;
        store::confirm_address(tx, cx, reader.id)?;
    }
    // Whoever reads this mail has an address that works again.
    post::lift_suspension(tx, cx, address)?;
    if let Some(id) = c.subscription {
        let of_reader = store::find_subscription(tx, id)?.filter(|s| s.reader == reader.id);
        of_reader.ok_or(Refused::LinkExpired)?;
        if store::activate(tx, id)? {
            note(tx, cx, "push-subscribe", id, &json!({ "confirmed": true }))?;
        }
    }
    Ok(())
}

/// Whether the link is genuine, for the page with the button.
pub(crate) fn is_confirmable(cx: &Cx, token: &str) -> Result<(), Refused> {
    open_confirm(cx, token).map(|_| ())
}

/// The acting person gives an address for digests, or takes it away when `address` is empty. It is written to and asked.
///
/// # Errors
/// Not a person, or not an address.
pub fn set_address(tx: &mut Tx, cx: &Cx, site: &str, public_url: &str, address: &str) -> Result<(), Error<Refused>> {
    let reader = my_reader(tx, cx, site)?;
    let address = address.trim();
    if address.is_empty() {
        store::set_address(tx, cx, reader.id, None)?;
        note(tx, cx, "push-address", reader.id, &json!({ "set": false }))?;
        return Ok(());
    }
    if !post::is_address(address) {
        return Err(Refused::NoAddress.into());
    }
    let same = reader.address.as_deref() == Some(address);
    if !same || reader.confirmed_at.is_none() {
        if !same {
            store::set_address(tx, cx, reader.id, Some(address))?;
            note(tx, cx, "push-address", reader.id, &json!({ "set": true }))?;
        }
        ask_to_confirm(tx, cx, public_url, reader.id, None)?;
    }
    Ok(())
}

/// The acting person says of themselves; held licences stay as they were. A profile that can match is followed.
///
/// # Errors
/// Not a person; a line that is too long; nothing at all.
pub fn save_profile(
    tx: &mut Tx,
    cx: &Cx,
    site: &str,
    profile: &Profile,
    frequency: Frequency,
) -> Result<(), Error<Refused>> {
    let reader = my_reader(tx, cx, site)?;
    let tidy = |list: &[String]| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for word in list.iter().map(|w| w.trim()).filter(|w| !w.is_empty()) {
            if !out.iter().any(|o| o == word) {
                out.push(word.to_owned());
            }
        }
        out
    };
    let new = Profile {
        industries: tidy(&profile.industries),
        interests: tidy(&profile.interests),
        size: Size::parse(&profile.size).map(|s| s.as_str().to_owned()).unwrap_or_default(),
        district: profile.district.trim().to_owned(),
        licences: reader.profile.map(|p| p.licences).unwrap_or_default(),
    };
    let long = |list: &[String]| list.len() > WORDS || list.iter().any(|w| w.chars().count() > WORD);
    if long(&new.industries) || long(&new.interests) || new.district.chars().count() > WORD {
        return Err(Refused::ProfileTooLong { most: WORDS }.into());
    }
    if new.is_empty() {
        return Err(Refused::EmptyProfile.into());
    }
    store::set_profile(tx, cx, reader.id, &new)?;
    note(tx, cx, "push-profile", reader.id, &json!({}))?;
    let list = store::list_subscriptions(tx, reader.id)?;
    match list.iter().find(|s| s.what == What::Profile) {
        Some(s) => store::set_frequency(tx, reader.id, s.id, frequency).map(|_| ())?,
        None => subscribe(tx, cx, site, "profile", "", frequency)?,
    }
    Ok(())
}

/// The hall keeps up the kinds of licences an account holds. Nothing happens for an account without a profile.
///
/// # Errors
/// A fault of the database or the keys.
pub fn set_licences(tx: &mut Tx, cx: &Cx, account: Id, kinds: &[String]) -> Result<(), Fault> {
    let Some(reader) = store::find_reader_of(tx, cx, account)? else { return Ok(()) };
    if let Some(profile) = reader.profile.filter(|p| p.licences != kinds) {
        store::set_profile(tx, cx, reader.id, &Profile { licences: kinds.to_vec(), ..profile })?;
    }
    Ok(())
}

/// The acting person changes how often mail comes.
///
/// # Errors
/// Not theirs.
pub fn change_frequency(tx: &mut Tx, cx: &Cx, id: Id, frequency: Frequency) -> Result<(), Error<Refused>> {
    let reader = existing(tx, cx)?;
    if !store::set_frequency(tx, reader.id, id, frequency)? {
        return Err(Refused::NotThere.into());
    }
    note(tx, cx, "push-frequency", id, &json!({ "frequency": frequency.as_str() }))?;
    Ok(())
}

/// The acting person ends a subscription.
///
/// # Errors
/// Not theirs.
pub fn end(tx: &mut Tx, cx: &Cx, id: Id) -> Result<(), Error<Refused>> {
    let reader = existing(tx, cx)?;
    if !store::end(tx, cx, reader.id, id)? {
        return Err(Refused::NotThere.into());
    }
    note(tx, cx, "push-end", id, &json!({}))?;
    Ok(())
}

/// Everything on the page of a reader.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    /// The reader; `None` before anything was followed.
    pub reader: Option<Reader>,
    /// The address gave mail back: no mail is sent.
    pub suspended: Suspended,
    /// What is followed.
    pub subscriptions: Vec<Subscription>,
    /// What arrived, newest first.
    pub arrivals: Vec<Arrival>,
}

/// Whether an address takes mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Suspended {
    /// It gave none back.
    #[default]
    No,
    /// It gave mail back; none is sent.
    Yes,
}

/// What the acting person follows and was told, before the arrival `before`.
///
/// # Errors
/// Not a person.
pub fn mine(tx: &mut Tx, cx: &Cx, before: Option<Id>, limit: i64) -> Result<Mine, Error<Refused>> {
    let account = account(cx)?;
    let Some(reader) = store::find_reader_of(tx, cx, account)? else { return Ok(Mine::default()) };
    let suspended = match &reader.address {
        Some(a) if post::is_suspended(tx, cx, a)? => Suspended::Yes,
        _ => Suspended::No,
    };
    let subscriptions = store::list_subscriptions(tx, reader.id)?;
    let arrivals = store::list_arrivals(tx, reader.id, before, limit)?;
    Ok(Mine { reader: Some(reader), suspended, subscriptions, arrivals })
}

/// Marks one of the acting person's arrivals as read and says where it leads.
///
/// # Errors
/// Not theirs.
pub fn open_arrival(tx: &mut Tx, cx: &Cx, id: Id) -> Result<String, Error<Refused>> {
    let reader = existing(tx, cx)?;
    Ok(store::mark_read(tx, cx, reader.id, id)?.ok_or(Refused::NotThere)?)
}
