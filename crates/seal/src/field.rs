//! Encryption of single values at rest: identity numbers, phones, addresses, accounts.
//!
//! A stored value is `format(1) suite(1) key id(4) nonce(12) ciphertext tag(16)`. Its place (table, column, row) is
//! authenticated with it, so that a value copied into another row, or a key id changed, does not decrypt.
//!
//! Law: 个人信息保护法 第五十一条.

use crate::ring::{KeyRing, active, find_key};
use crate::suite::{NONCE_LEN, Suite, TAG_LEN};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const HEADER_LEN: usize = 6;

/// Where a value lives. It must be the same at decryption, so a row's id may never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRef<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// The row's id.
    pub row: &'a str,
}

/// Why a value could not be encrypted or decrypted. None of these is the visitor's fault.
#[derive(Debug, thiserror::Error)]
pub enum FieldError {
    /// The stored bytes are not an encrypted value.
    #[error("the stored value is not an encrypted field")]
    Malformed,
    /// The ring has no key with this id: an old ring, or the key was forgotten too early.
    #[error("the key ring has no field key {0}")]
    UnknownKey(u32),
    /// The bytes were altered, or belong to another table, column or row, or to another installation's key.
    #[error("the stored value was altered or belongs to another place")]
    Altered,
    /// Decrypted, but not text.
    #[error("the decrypted value is not UTF-8 text")]
    NotText,
    /// Longer than the mode allows (64 GiB).
    #[error("the value is too long to encrypt")]
    TooLong,
    /// The operating system gave no random numbers.
    #[error("no random numbers from the operating system: {0}")]
    Random(#[from] getrandom::Error),
}

impl KeyRing {
    /// Encrypts `plaintext` for its place under the active key. The same text twice gives different bytes.
    ///
    /// # Errors
    /// [`FieldError::Random`], [`FieldError::TooLong`].
    pub fn encrypt(&self, field: FieldRef<'_>, plaintext: &[u8]) -> Result<Vec<u8>, FieldError> {
        let key = active(&self.content.field);
        // Random nonces are sound up to 2^32 values under one key; a province writes 30 million cases a year, and
        // `keys rotate` is due long before.
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce)?;
        let mut stored = Vec::with_capacity(HEADER_LEN + NONCE_LEN + plaintext.len() + TAG_LEN);
        stored.extend([FORMAT, key.suite.byte()]);
        stored.extend(key.id.to_be_bytes());
        let associated = associated(&stored, field);
        let sealed = key.suite.encrypt(key.key.bytes(), &nonce, &associated, plaintext).ok_or(FieldError::TooLong)?;
        stored.extend(nonce);
        stored.extend(sealed);
        Ok(stored)
    }

    /// Decrypts what [`KeyRing::encrypt`] made for the same place. The answer is wiped when dropped.
    ///
    /// # Errors
    /// [`FieldError::Malformed`], [`FieldError::UnknownKey`], [`FieldError::Altered`].
    pub fn decrypt(&self, field: FieldRef<'_>, stored: &[u8]) -> Result<Zeroizing<Vec<u8>>, FieldError> {
        let (suite, id) = header(stored).ok_or(FieldError::Malformed)?;
        let (head, rest) = stored.split_at_checked(HEADER_LEN).ok_or(FieldError::Malformed)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>().ok_or(FieldError::Malformed)?;
        let key = find_key(&self.content.field, id).ok_or(FieldError::UnknownKey(id))?;
        if key.suite != suite {
            return Err(FieldError::Altered);
        }
        suite
            .decrypt(key.key.bytes(), nonce, &associated(head, field), sealed)
            .map(Zeroizing::new)
            .ok_or(FieldError::Altered)
    }

    /// [`KeyRing::decrypt`] for text.
    ///
    /// # Errors
    /// As [`KeyRing::decrypt`], and [`FieldError::NotText`].
    pub fn decrypt_text(&self, field: FieldRef<'_>, stored: &[u8]) -> Result<Zeroizing<String>, FieldError> {
        let bytes = self.decrypt(field, stored)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| FieldError::NotText)?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Whether the stored value stands under another key than the active one. Bytes that are no encrypted value
    /// answer `true`: re-encryption then meets them and says so.
    pub fn needs_rotation(&self, stored: &[u8]) -> bool {
        header(stored).map(|(_, id)| id) != Some(self.active_field_key())
    }
}

fn header(stored: &[u8]) -> Option<(Suite, u32)> {
    let (head, _) = stored.split_first_chunk::<HEADER_LEN>()?;
    let [format, suite, id @ ..] = head;
    (*format == FORMAT).then_some((Suite::from_byte(*suite)?, u32::from_be_bytes(*id)))
}

/// Header and place, each with its length before it, so that no two places give the same bytes.
fn associated(header: &[u8], field: FieldRef<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for part in [header, field.table.as_bytes(), field.column.as_bytes(), field.row.as_bytes()] {
        out.extend((part.len() as u64).to_be_bytes());
        out.extend(part);
    }
    out
}
