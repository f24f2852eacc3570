//! Keyed hashes to find encrypted values by, and signed tokens that carry a few bytes through a browser.
//!
//! A token is not secret: its payload can be read by whoever holds it. It can only not be made or changed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use subtle::ConstantTimeEq;

use crate::ring::{KeyRecord, KeyRing, active, find_key};

const FORMAT: u8 = 1;
const HEAD_LEN: usize = 1 + 4 + 8;
/// Longer ones come from nobody we gave them to; refused before any work is done.
const MAX_TOKEN: usize = 16 * 1024;

/// Why a token was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token at all.
    #[error("this is not a token")]
    Malformed,
    /// Signed under a key that the ring does not have.
    #[error("the token was signed under an unknown key")]
    UnknownKey,
    /// Changed, or made for another purpose, or not made here.
    #[error("the token was altered or is for another purpose")]
    Forged,
    /// Genuine, but its time is over.
    #[error("the token has expired")]
    Expired,
}

impl KeyRing {
    /// The keyed hash under which a value is found: `<key id>.<Base64url>`. `normalised` must be the one spelling the
    /// caller always uses (an identity number with capital X, a phone without spaces). Different purposes give
    /// unrelated hashes.
    ///
    /// Law: GB/T 39786-2021 (never a plain hash of an identity number: all of them can be tried in minutes).
    pub fn lookup_hash(&self, purpose: &str, normalised: &str) -> String {
        hash(active(&self.content.lookup), purpose, normalised)
    }

    /// The hash under every lookup key, the active one first: what a search asks for while hashes of an older key
    /// are still stored.
    pub fn lookup_hashes(&self, purpose: &str, normalised: &str) -> Vec<String> {
        self.content.lookup.iter().rev().map(|key| hash(key, purpose, normalised)).collect()
    }

    /// Whether a stored hash stands under the active lookup key.
    pub fn is_lookup_current(&self, stored: &str) -> bool {
        let id = active(&self.content.lookup).id.to_string();
        stored.split_once('.').is_some_and(|(stored_id, _)| stored_id == id)
    }

    /// A token that says `payload` until `expires`, for one purpose (drafts, CSRF, rating links). URL-safe.
    pub fn sign_token(&self, purpose: &str, payload: &[u8], expires: Timestamp) -> String {
        let key = active(&self.content.token);
        let mut body = Vec::with_capacity(HEAD_LEN + payload.len());
        body.push(FORMAT);
        body.extend(key.id.to_be_bytes());
        body.extend(expires.as_second().to_be_bytes());
        body.extend(payload);
        let mac = token_mac(key, purpose, &body);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&body), URL_SAFE_NO_PAD.encode(mac))
    }

    /// The payload of a genuine token for this purpose. It is valid until the second of its expiry has begun.
    ///
    /// # Errors
    /// Every [`TokenError`]. The expiry is looked at last, so `Expired` means: it was ours.
    pub fn open_token(&self, purpose: &str, token: &str, now: Timestamp) -> Result<Vec<u8>, TokenError> {
        if token.len() > MAX_TOKEN {
            return Err(TokenError::Malformed);
        }
        let (body, mac) = token.split_once('.').ok_or(TokenError::Malformed)?;
        let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| TokenError::Malformed)?;
        let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| TokenError::Malformed)?;
        let (head, payload) = body.split_first_chunk::<HEAD_LEN>().ok_or(TokenError::Malformed)?;
        let [format, i0, i1, i2, i3, expires @ ..] = head;
        if *format != FORMAT {
            return Err(TokenError::Malformed);
        }
        let key =
            find_key(&self.content.token, u32::from_be_bytes([*i0, *i1, *i2, *i3])).ok_or(TokenError::UnknownKey)?;
        if !bool::from(token_mac(key, purpose, &body).as_slice().ct_eq(&mac)) {
            return Err(TokenError::Forged);
        }
        if now.as_second() >= i64::from_be_bytes(*expires) {
            return Err(TokenError::Expired);
        }
        Ok(payload.to_vec())
    }
}

fn hash(key: &KeyRecord, purpose: &str, normalised: &str) -> String {
    let mac = key.suite.mac(key.key.bytes(), &[b"lookup", purpose.as_bytes(), normalised.as_bytes()]);
    format!("{}.{}", key.id, URL_SAFE_NO_PAD.encode(mac))
}

fn token_mac(key: &KeyRecord, purpose: &str, body: &[u8]) -> [u8; crate::suite::DIGEST_LEN] {
    key.suite.mac(key.key.bytes(), &[b"token", purpose.as_bytes(), body])
}
