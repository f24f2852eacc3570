//! Tokens that show a form came from our own page: an HMAC over the session (or over the visitor's cookie before
//! sign-in) under a key of the office. They need no row in any table and work on every node.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The office's key for form tokens; the same on all nodes.
#[derive(Clone)]
pub struct CsrfKey([u8; 32]);

impl std::fmt::Debug for CsrfKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CsrfKey")
    }
}

impl CsrfKey {
    /// A key from 32 secret bytes.
    pub fn new(bytes: [u8; 32]) -> CsrfKey {
        CsrfKey(bytes)
    }

    fn mac(&self, purpose: &str, binding: &str) -> Hmac<Sha256> {
        // Hmac takes a key of any length, so the fallback never runs; a keyed state cannot be had without it.
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&self.0.into_block());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(binding.as_bytes());
        mac
    }

    /// The token of the forms shown to the holder of `binding`.
    pub(crate) fn token(&self, binding: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac("form", binding).finalize().into_bytes())
    }

    /// Whether `token` was made for `binding`; compared in constant time.
    pub(crate) fn is_valid(&self, binding: &str, token: &str) -> bool {
        URL_SAFE_NO_PAD.decode(token).is_ok_and(|given| self.mac("form", binding).verify_slice(&given).is_ok())
    }

    /// A value that nobody can guess, for the cookie of a visitor who has not signed in.
    pub(crate) fn fresh_binding(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.mac("visitor", &kernel::Id::new().to_string()).finalize().into_bytes())
    }
}

/// Extends the key to the block the hash works on.
trait IntoBlock {
    fn into_block(self) -> hmac::digest::Key<Hmac<Sha256>>;
}

impl IntoBlock for [u8; 32] {
    fn into_block(self) -> hmac::digest::Key<Hmac<Sha256>> {
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..32].copy_from_slice(&self);
        block
    }
}

/// A key that makes a form's first answer the only one, however often it is sent.
pub fn idempotency_key() -> String {
    kernel::Id::new().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_session_only() {
        let key = CsrfKey::new([7; 32]);
        let token = key.token("session-a");
        assert!(key.is_valid("session-a", &token));
        assert!(!key.is_valid("session-b", &token));
        assert!(!key.is_valid("session-a", &token[1..]));
        assert!(!key.is_valid("session-a", ""));
        assert!(!CsrfKey::new([8; 32]).is_valid("session-a", &token));
        assert_ne!(key.fresh_binding(), key.fresh_binding());
    }
}
