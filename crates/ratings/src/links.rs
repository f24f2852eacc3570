//! Rating links: a signed token that names a case and nothing else, so that rating works without signing in.

use crate::{POLICY, Refused};
use jiff::SignedDuration;
use kernel::{Cx, Id};
use seal::TokenError;

/// What the token is for; a token of another purpose does not open a rating.
const PURPOSE: &str = "rating";

/// The address under which `case` can be rated without signing in, for as long as a case may be rated at all.
/// `public_url` is the hall's address without a slash at the end.
pub fn rating_link(cx: &Cx, public_url: &str, case: Id) -> String {
    let expires = cx.at + SignedDuration::from_hours(24 * i64::from(POLICY.window_days));
    format!("{public_url}/rate/{}", cx.keys.sign_token(PURPOSE, case.to_string().as_bytes(), expires))
}

/// The case that a rating token names.
///
/// # Errors
/// [`Refused::LinkExpired`] for a genuine token whose time is over, [`Refused::NotThere`] for everything else.
pub fn case_of_link(cx: &Cx, token: &str) -> Result<Id, Refused> {
    let payload = cx.keys.open_token(PURPOSE, token, cx.at).map_err(|e| match e {
        TokenError::Expired => Refused::LinkExpired,
        TokenError::Malformed | TokenError::UnknownKey | TokenError::Forged => Refused::NotThere,
    })?;
    std::str::from_utf8(&payload).ok().and_then(Id::parse).ok_or(Refused::NotThere)
}
