//! The two suites and their primitives. Everything above this file speaks of a [`Suite`], never of an algorithm.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
use aes_gcm::{Aes256Gcm, AesGcm};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sm3::Sm3;
use sm4::Sm4;

/// SM4 in Galois/Counter mode as RFC 8998 uses it: 128-bit key, 96-bit nonce, 128-bit tag.
type Sm4Gcm = AesGcm<Sm4, U12>;

/// Length of a nonce in bytes, the same in both suites.
pub(crate) const NONCE_LEN: usize = 12;
/// Length of an authentication tag in bytes, the same in both suites.
pub(crate) const TAG_LEN: usize = 16;
/// Length of a digest and of a message authentication code in bytes, the same in both suites.
pub(crate) const DIGEST_LEN: usize = 32;

/// Which family of algorithms a key belongs to. The id stays with each ciphertext, hash and token, so that both
/// can stand side by side while an office moves from one to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Suite {
    /// AES-256-GCM, HMAC-SHA-256, ECDSA on P-256 with SHA-256.
    Intl,
    /// SM4-GCM, HMAC-SM3, SM2 with SM3: the commercial cryptography that an assessment (密评) asks for.
    ///
    /// Law: 商用密码管理条例; GB/T 32907 (SM4), GB/T 32905 (SM3), GB/T 32918 (SM2).
    Sm,
}

impl Suite {
    /// The suite's byte in stored ciphertexts and tokens. Never reassigned.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Suite::Intl => 1,
            Suite::Sm => 2,
        }
    }

    /// The suite of a stored byte; `None` if no suite has it.
    pub(crate) fn from_byte(byte: u8) -> Option<Suite> {
        match byte {
            1 => Some(Suite::Intl),
            2 => Some(Suite::Sm),
            _ => None,
        }
    }

    /// The name in the key file and on the command line: `intl` or `sm`.
    pub fn name(self) -> &'static str {
        match self {
            Suite::Intl => "intl",
            Suite::Sm => "sm",
        }
    }

    /// Length of a field-encryption key in bytes.
    pub(crate) fn cipher_key_len(self) -> usize {
        match self {
            Suite::Intl => 32,
            Suite::Sm => 16,
        }
    }

    /// SHA-256 or SM3 of the parts, one after the other.
    pub fn digest(self, parts: &[&[u8]]) -> [u8; DIGEST_LEN] {
        match self {
            Suite::Intl => digest_with::<Sha256>(parts),
            Suite::Sm => digest_with::<Sm3>(parts),
        }
    }

    /// HMAC-SHA-256 or HMAC-SM3 of the parts. Each part is preceded by its length, so that `("ab","c")` and
    /// `("a","bc")` differ.
    pub(crate) fn mac(self, key: &[u8], parts: &[&[u8]]) -> [u8; DIGEST_LEN] {
        let mut out = [0; DIGEST_LEN];
        match self {
            Suite::Intl => {
                let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
                feed(&mut mac, parts);
                out.copy_from_slice(&mac.finalize().into_bytes());
            }
            Suite::Sm => {
                let mut mac = <Hmac<Sm3> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
                feed(&mut mac, parts);
                out.copy_from_slice(&mac.finalize().into_bytes());
            }
        }
        out
    }

    /// Encrypts and authenticates; the tag stands at the end. `None` if the key has the wrong length or the text is
    /// longer than the mode allows (64 GiB).
    pub(crate) fn encrypt(
        self,
        key: &[u8],
        nonce: &[u8; NONCE_LEN],
        associated: &[u8],
        plaintext: &[u8],
    ) -> Option<Vec<u8>> {
        let payload = Payload { msg: plaintext, aad: associated };
        match self {
            Suite::Intl => {
                Aes256Gcm::new_from_slice(key).ok()?.encrypt(&Nonce::<Aes256Gcm>::from(*nonce), payload).ok()
            }
            Suite::Sm => Sm4Gcm::new_from_slice(key).ok()?.encrypt(&Nonce::<Sm4Gcm>::from(*nonce), payload).ok(),
        }
    }

    /// The reverse of [`Suite::encrypt`]; `None` if anything at all does not fit.
    pub(crate) fn decrypt(
        self,
        key: &[u8],
        nonce: &[u8; NONCE_LEN],
        associated: &[u8],
        ciphertext: &[u8],
    ) -> Option<Vec<u8>> {
        let payload = Payload { msg: ciphertext, aad: associated };
        match self {
            Suite::Intl => {
                Aes256Gcm::new_from_slice(key).ok()?.decrypt(&Nonce::<Aes256Gcm>::from(*nonce), payload).ok()
            }
            Suite::Sm => Sm4Gcm::new_from_slice(key).ok()?.decrypt(&Nonce::<Sm4Gcm>::from(*nonce), payload).ok(),
        }
    }
}

impl std::fmt::Display for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Suite {
    type Err = UnknownSuite;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "intl" => Ok(Suite::Intl),
            "sm" => Ok(Suite::Sm),
            _ => Err(UnknownSuite),
        }
    }
}

/// The text names no suite.
#[derive(Debug, thiserror::Error)]
#[error("unknown suite: write intl or sm")]
pub struct UnknownSuite;

fn digest_with<D: Digest>(parts: &[&[u8]]) -> [u8; DIGEST_LEN] {
    let mut digest = D::new();
    for part in parts {
        digest.update(part);
    }
    let mut out = [0; DIGEST_LEN];
    out.copy_from_slice(&digest.finalize());
    out
}

fn feed(mac: &mut impl Mac, parts: &[&[u8]]) {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        hex::decode(text.replace([' ', '\n'], "")).unwrap()
    }

    /// RFC 8998, appendix A.1 (SM4-GCM test vector).
    #[test]
    fn sm4_gcm_gives_the_vector_of_rfc_8998() {
        let nonce: [u8; 12] = bytes("00001234567800000000ABCD").try_into().unwrap();
        let key = bytes("0123456789ABCDEFFEDCBA9876543210");
        let associated = bytes("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
        let plain = bytes(
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD\
             EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
        );
        let expected = bytes(
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735\
             D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D\
             83DE3541E4C2B58177E065A9BF7B62EC",
        );
        let sealed = Suite::Sm.encrypt(&key, &nonce, &associated, &plain).unwrap();
        assert_eq!(hex::encode(&sealed), hex::encode(&expected));
        assert_eq!(Suite::Sm.decrypt(&key, &nonce, &associated, &sealed).unwrap(), plain);
    }

    /// The GCM specification's test case 16 (AES-256, 96-bit nonce, associated data).
    #[test]
    fn aes_256_gcm_gives_the_published_vector() {
        let key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let nonce: [u8; 12] = bytes("cafebabefacedbaddecaf888").try_into().unwrap();
        let associated = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let plain = bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
             1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        );
        let sealed = Suite::Intl.encrypt(&key, &nonce, &associated, &plain).unwrap();
        assert!(hex::encode(&sealed).starts_with("522dc1f099567d07f47f37a32a84427d"));
        assert!(hex::encode(&sealed).ends_with("76fc6ece0f4e1768cddf8853bb2d551b"));
    }

    #[test]
    fn sm3_of_abc_is_the_one_of_gb_t_32905() {
        assert_eq!(
            hex::encode(Suite::Sm.digest(&[b"a", b"bc"])),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    #[test]
    fn parts_of_a_code_do_not_run_into_each_other() {
        assert_ne!(Suite::Intl.mac(b"k", &[b"ab", b"c"]), Suite::Intl.mac(b"k", &[b"a", b"bc"]));
        assert_ne!(Suite::Sm.mac(b"k", &[b"ab", b"c"]), Suite::Sm.mac(b"k", &[b"a", b"bc"]));
    }
}
