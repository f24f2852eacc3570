//! Links in mail: to say yes, and to end it with one click.

use crate::{Refused, store};
use jiff::SignedDuration;
use kernel::{Cx, Error, Id, Tx, journal};
use seal::TokenError;

const CONFIRM: &str = "push-confirm";
const END: &str = "push-end";
/// Hours in which an address says yes.
const CONFIRM_HOURS: i64 = 72;
/// Hours in which the link of a mail ends the mail: old letters keep working.
const END_HOURS: i64 = 24 * 366 * 3;

/// What saying yes is about.
pub(crate) struct Confirmation {
    pub reader: Id,
    /// Of the address that was written to; another address set since is not confirmed by it.
    pub address_hash: String,
    /// The subscription that begins; `None`: the address of an account.
    pub subscription: Option<Id>,
}

/// The address of the page where an e-mail address says yes.
pub(crate) fn confirm_link(cx: &Cx, public_url: &str, c: &Confirmation) -> String {
    let subscription = c.subscription.map(|s| s.to_string()).unwrap_or_default();
    let payload = format!("{}|{}|{subscription}", c.reader, c.address_hash);
    let token = cx.keys.sign_token(CONFIRM, payload.as_bytes(), cx.at + SignedDuration::from_hours(CONFIRM_HOURS));
    format!("{public_url}/subscriptions/confirm/{token}")
}

fn refused(e: TokenError) -> Refused {
    match e {
        TokenError::Expired => Refused::LinkExpired,
        TokenError::Malformed | TokenError::UnknownKey | TokenError::Forged => Refused::NotThere,
    }
}

pub(crate) fn open_confirm(cx: &Cx, token: &str) -> Result<Confirmation, Refused> {
    let payload = cx.keys.open_token(CONFIRM, token, cx.at).map_err(refused)?;
    let text = std::str::from_utf8(&payload).map_err(|_| Refused::NotThere)?;
    let mut parts = text.split('|');
    let (reader, hash, subscription) = (parts.next(), parts.next(), parts.next());
    Ok(Confirmation {
        reader: reader.and_then(Id::parse).ok_or(Refused::NotThere)?,
        address_hash: hash.filter(|h| !h.is_empty()).ok_or(Refused::NotThere)?.to_owned(),
        subscription: subscription.and_then(Id::parse),
    })
}

/// The address that ends all mail to a reader with one click. Law: 互联网电子邮件服务管理办法; RFC 8058
pub(crate) fn end_link(cx: &Cx, public_url: &str, reader: Id) -> String {
    let expires = cx.at + SignedDuration::from_hours(END_HOURS);
    format!("{public_url}/unsubscribe/{}", cx.keys.sign_token(END, reader.to_string().as_bytes(), expires))
}

fn reader_of(cx: &Cx, token: &str) -> Result<Id, Refused> {
    let payload = cx.keys.open_token(END, token, cx.at).map_err(refused)?;
    std::str::from_utf8(&payload).ok().and_then(Id::parse).ok_or(Refused::NotThere)
}

/// Whether the link is genuine; the page asks before it shows a button.
///
/// # Errors
/// A link that is forged or whose time is over.
pub fn page_of_end(cx: &Cx, token: &str) -> Result<(), Refused> {
    reader_of(cx, token).map(|_| ())
}

/// Ends all mail to the address behind the link. What an account follows stays on its page; an address alone follows
/// nothing more. The second click does nothing.
///
/// # Errors
/// A link that is forged or whose time is over.
pub fn end_address(tx: &mut Tx, cx: &Cx, token: &str) -> Result<(), Error<Refused>> {
    let id = reader_of(cx, token)?;
    let Some(reader) = store::find_reader(tx, cx, id)? else { return Err(Refused::NotThere.into()) };
    if reader.address.is_none() {
        return Ok(());
    }
    let ended = if reader.account.is_none() { store::end_all(tx, cx, id)? } else { 0 };
    // The address goes with the wish to be written to. Law: 个人信息保护法 第四十七条
    store::set_address(tx, cx, id, None)?;
    store::settle_all(tx, cx, id)?;
    journal::note(tx, cx, "push-mail-end", Some(&id.to_string()), &serde_json::json!({ "subscriptions": ended }))?;
    Ok(())
}
