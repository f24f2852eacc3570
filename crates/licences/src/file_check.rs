//! Checking a file that somebody was shown: is it a licence of this hall, unchanged?
//!
//! Called by the public verification page. The file is not kept, and nothing of its content is repeated.

use crate::{Licence, store};
use jiff::civil::Date;
use kernel::{Fault, Tx};
use seal::{KeyRing, PdfCheck};
use sha2::{Digest as _, Sha256};

/// What a file is.
#[derive(Debug)]
pub enum FileCheck {
    /// Byte for byte the file of a licence of this hall.
    Genuine(Box<Licence>),
    /// Byte for byte a use-limited copy of a licence of this hall.
    Copy {
        /// The licence.
        licence: Box<Licence>,
        /// The last day of the copy's use.
        usable_to: Date,
    },
    /// It carries a seal of this hall's authority, but the file is no longer what was sealed.
    Changed,
    /// Sealed by an agency of this hall and whole, but it is no licence in the register.
    OtherDocument,
    /// Signed by somebody else, or not at all, or no PDF.
    NotOurs,
}

/// Checks the bytes of a file against the register and, when it is not there, its signature.
///
/// # Errors
/// A fault of the database.
pub fn check_file(tx: &mut Tx, keys: &KeyRing, bytes: &[u8]) -> Result<FileCheck, Fault> {
    let digest = hex::encode(Sha256::digest(bytes));
    if let Some(licence) = store::find_by_file(tx, &digest)? {
        return Ok(FileCheck::Genuine(Box::new(licence)));
    }
    if let Some((licence, usable_to)) = store::find_by_copy(tx, &digest)? {
        return Ok(FileCheck::Copy { licence: Box::new(licence), usable_to });
    }
    Ok(match seal::verify_pdf(bytes) {
        Ok(check) if !is_ours(keys, &check) => FileCheck::NotOurs,
        Ok(check) if check.is_intact() => FileCheck::OtherDocument,
        Ok(_) => FileCheck::Changed,
        Err(_) => FileCheck::NotOurs,
    })
}

/// Whether this hall's authority made the signing certificate.
fn is_ours(keys: &KeyRing, check: &PdfCheck) -> bool {
    keys.authority_certificate(check.suite)
        .is_some_and(|authority| seal::is_issued_by(&check.certificate, authority).unwrap_or(false))
}
