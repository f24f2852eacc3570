//! Signing a finished PDF with one last incremental update, and checking such a signature.
//!
//! Called by `licences` and whoever issues a document; the PDF comes from `documents`. Nothing in the file is moved:
//! the original bytes stand unchanged at the front, the catalogue and one page get a new version at the end. It
//! never draws, embeds fonts or repairs a broken file; it refuses what it does not understand.

mod document;
mod sign;
mod syntax;
mod verify;

pub use sign::{Seal, SealImage, SignatureInfo, sign_pdf};
pub use verify::{PdfCheck, verify_pdf};

use crate::der::DerError;
use crate::signer::SignError;

/// Why a PDF was not signed or not checked.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The file's structure cannot be followed. The text names the part.
    #[error("the PDF cannot be read: {0}")]
    Damaged(&'static str),
    /// A part of the standard that is not handled here.
    #[error("the PDF uses what is not supported: {0}")]
    Unsupported(&'static str),
    /// Encrypted files cannot be signed here.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// There is no signature in the file.
    #[error("the PDF is not signed")]
    NotSigned,
    /// The form already has a field of this name.
    #[error("the PDF already has a form field of that name")]
    FieldTaken,
    /// The seal's page does not exist, or its image has not width × height pixels.
    #[error("the seal does not fit: {0}")]
    Seal(&'static str),
    /// The certificates are longer than expected.
    #[error("the signature is longer than the room kept for it")]
    NoRoom,
    /// The signature inside is not a CMS signature of a known suite.
    #[error("the signature inside the PDF cannot be read")]
    Signature(#[from] DerError),
    /// The key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}
