//! Keys, encryption of single fields, and signatures, in two suites of algorithms: `intl` (AES-256-GCM, SHA-256,
//! P-256) and `sm` (SM4-GCM, SM3, SM2).
//!
//! Called by `identity` (personal values at rest, lookup hashes, sessions, tokens), `licences` and `documents`
//! (signed PDF) and the command line (`keys rotate`). It reads and writes the key file it is given a path to and
//! nothing else: no database, no network, no clock, no environment variable.
//!
//! The software keys here are for demonstration and for offices without a device. A certified cryptographic device
//! takes their place by implementing [`Signer`].
//!
//! Law: 密码法 第二十七条; GB/T 39786-2021 (the algorithm and the key's id are stored with every ciphertext and hash).

mod authority;
mod certificate;
mod cms;
mod der;
mod field;
mod pdf;
mod ring;
mod secret;
mod signer;
mod suite;
mod token;

pub use authority::{Agency, AuthorityError};
pub use certificate::{is_issued_by, to_pem};
pub use cms::{CmsCheck, SigningTime, check_detached, sign_detached};
pub use der::DerError;
pub use field::{FieldError, FieldRef};
pub use pdf::{PdfCheck, PdfError, Seal, SealImage, SignatureInfo, sign_pdf, verify_pdf};
pub use ring::{KeyRing, KeyRingError};
pub use signer::{SM2_ID, SignError, Signer, SoftwareSigner};
pub use suite::Suite;
pub use token::TokenError;
pub use zeroize::Zeroizing;
