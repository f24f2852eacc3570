//! Who signs: the [`Signer`] trait, the software key behind it, and the check of a signature.
//!
//! A certified cryptographic device (an SM2 seal machine, a PKCS#11 module) implements [`Signer`] and takes the
//! place of [`SoftwareSigner`]; nothing above this file sees a private key.

use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use zeroize::Zeroizing;

use crate::der::{self, DerError, Reader, tag};
use crate::secret::Secret;
use crate::suite::Suite;

/// The identity that SM2 mixes into every digest when no other was agreed on.
///
/// Law: GB/T 35276-2017 (default user identity).
pub const SM2_ID: &str = "1234567812345678";

const EC_PUBLIC_KEY: &[u32] = &[1, 2, 840, 10045, 2, 1];

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The stored key is no PKCS#8 key of its suite.
    #[error("the signing key cannot be read")]
    Key,
    /// The device or library gave no signature.
    #[error("no signature was made: {0}")]
    Failed(String),
}

/// A key that signs, with its certificate. Implemented by software keys and by devices.
pub trait Signer: Send + Sync {
    /// [`Suite::Intl`]: ECDSA on P-256 with SHA-256. [`Suite::Sm`]: SM2 with SM3 and identity [`SM2_ID`].
    fn suite(&self) -> Suite;

    /// The signer's X.509 certificate, DER.
    fn certificate(&self) -> &[u8];

    /// The certificates above it, nearest first, DER. They travel inside the signature.
    fn chain(&self) -> &[Vec<u8>];

    /// Signs the message itself (not its digest). The answer is the DER SEQUENCE of r and s.
    ///
    /// # Errors
    /// [`SignError`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// A signer whose key stands in the key ring.
pub struct SoftwareSigner {
    key: SoftwareKey,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
}

impl SoftwareSigner {
    pub(crate) fn new(key: SoftwareKey, certificate: Vec<u8>, chain: Vec<Vec<u8>>) -> SoftwareSigner {
        SoftwareSigner { key, certificate, chain }
    }
}

impl std::fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoftwareSigner").field("suite", &self.suite()).finish_non_exhaustive()
    }
}

impl Signer for SoftwareSigner {
    fn suite(&self) -> Suite {
        self.key.suite()
    }

    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.key.sign(message)
    }
}

/// A private key in memory; both libraries wipe it when it is dropped. (The copy that `sm2` makes while it signs is
/// not wiped by version 0.14.)
pub(crate) enum SoftwareKey {
    P256(p256::SecretKey),
    Sm2(sm2::SecretKey),
}

impl SoftwareKey {
    /// A new key from the operating system's generator.
    pub(crate) fn generate(suite: Suite) -> Result<SoftwareKey, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            getrandom::fill(bytes.as_mut_slice())?;
            // Zero and numbers above the order are no keys; that happens less than once in 2^32 draws.
            let key = match suite {
                Suite::Intl => p256::SecretKey::from_slice(bytes.as_slice()).map(SoftwareKey::P256),
                Suite::Sm => sm2::SecretKey::from_slice(bytes.as_slice()).map(SoftwareKey::Sm2),
            };
            if let Ok(key) = key {
                return Ok(key);
            }
        }
    }

    pub(crate) fn from_pkcs8(suite: Suite, pkcs8: &Secret) -> Result<SoftwareKey, SignError> {
        match suite {
            Suite::Intl => p256::SecretKey::from_pkcs8_der(pkcs8.bytes()).map(SoftwareKey::P256),
            Suite::Sm => sm2::SecretKey::from_pkcs8_der(pkcs8.bytes()).map(SoftwareKey::Sm2),
        }
        .map_err(|_| SignError::Key)
    }

    pub(crate) fn to_pkcs8(&self) -> Result<Secret, SignError> {
        let document = match self {
            SoftwareKey::P256(key) => key.to_pkcs8_der(),
            SoftwareKey::Sm2(key) => key.to_pkcs8_der(),
        };
        document.map(|d| Secret::new(d.as_bytes().to_vec())).map_err(|_| SignError::Key)
    }

    pub(crate) fn suite(&self) -> Suite {
        match self {
            SoftwareKey::P256(_) => Suite::Intl,
            SoftwareKey::Sm2(_) => Suite::Sm,
        }
    }

    /// The public key's uncompressed point.
    pub(crate) fn point(&self) -> Vec<u8> {
        match self {
            SoftwareKey::P256(key) => key.public_key().to_sec1_bytes().to_vec(),
            SoftwareKey::Sm2(key) => key.public_key().to_sec1_bytes().to_vec(),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        // Both derive the number that must never repeat from key and message (RFC 6979): no generator can spoil it.
        let failed = |e: p256::ecdsa::signature::Error| SignError::Failed(e.to_string());
        let (r, s) = match self {
            SoftwareKey::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    p256::ecdsa::SigningKey::from(key).try_sign(message).map_err(failed)?;
                signature.split_bytes()
            }
            SoftwareKey::Sm2(key) => {
                let signature: sm2::dsa::Signature =
                    sm2::dsa::SigningKey::new(SM2_ID, key).and_then(|k| k.try_sign(message)).map_err(failed)?;
                let bytes = signature.to_bytes();
                let mut halves = (p256::FieldBytes::default(), p256::FieldBytes::default());
                halves.0.copy_from_slice(&bytes[..32]);
                halves.1.copy_from_slice(&bytes[32..]);
                halves
            }
        };
        Ok(der::sequence(&[der::unsigned(&r), der::unsigned(&s)]))
    }
}

/// SEQUENCE { algorithm, curve } of a public key.
fn key_algorithm(suite: Suite) -> Vec<u8> {
    let curve: &[u32] = match suite {
        Suite::Intl => &[1, 2, 840, 10045, 3, 1, 7],
        Suite::Sm => &[1, 2, 156, 10197, 1, 301],
    };
    der::sequence(&[der::oid(EC_PUBLIC_KEY), der::oid(curve)])
}

/// SubjectPublicKeyInfo, DER.
pub(crate) fn public_key_info(suite: Suite, point: &[u8]) -> Vec<u8> {
    der::sequence(&[key_algorithm(suite), der::bits(point, 0)])
}

/// Suite and point of a SubjectPublicKeyInfo.
pub(crate) fn read_public_key(info: Reader<'_>) -> Result<(Suite, &[u8]), DerError> {
    let mut info = info;
    let algorithm = info.take(tag::SEQUENCE)?;
    let point = info.take(tag::BIT_STRING)?.whole_bits()?;
    info.end()?;
    let suite = [Suite::Intl, Suite::Sm].into_iter().find(|s| key_algorithm(*s) == algorithm.raw).ok_or(DerError)?;
    Ok((suite, point))
}

/// Whether `signature` (DER r, s) is the key's over the message.
pub(crate) fn is_signed_by(suite: Suite, point: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Ok(pair) = pair(signature) else { return false };
    match suite {
        Suite::Intl => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
            .is_ok_and(|key| p256::ecdsa::Signature::from_slice(&pair).is_ok_and(|s| key.verify(message, &s).is_ok())),
        Suite::Sm => sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_ID, point)
            .is_ok_and(|key| sm2::dsa::Signature::from_slice(&pair).is_ok_and(|s| key.verify(message, &s).is_ok())),
    }
}

/// r and s side by side, 32 bytes each.
fn pair(signature: &[u8]) -> Result<[u8; 64], DerError> {
    let mut parts = der::only(signature, tag::SEQUENCE)?.children();
    let mut out = [0; 64];
    for half in out.chunks_mut(32) {
        let number = parts.take(tag::INTEGER)?.body;
        let number = match number {
            [0, rest @ ..] if rest.first().is_some_and(|b| b & 0x80 != 0) => rest,
            [first, ..] if first & 0x80 == 0 => number,
            _ => return Err(DerError),
        };
        let gap = half.len().checked_sub(number.len()).ok_or(DerError)?;
        half[gap..].copy_from_slice(number);
    }
    parts.end()?;
    Ok(out)
}
