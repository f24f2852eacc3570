//! The hash-chained ledger, as arithmetic: how an entry is hashed, how a seal is computed over
//! many entries, and how an offline verifier finds the first thing that was altered.
//!
//! Called by `kernel::journal` (which stores entries) and by `mingting ledger verify`. It never
//! reads a database or a clock.

mod merkle;
mod verify;

pub use merkle::{Proof, inclusion_proof, root, verify_inclusion};
pub use verify::{Bad, SealChecker, StreamChecker};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 value, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What an entry or seal without a predecessor points to.
    pub const NONE: Hash = Hash([0; 32]);

    /// Reads 64 hexadecimal digits; `None` when `text` is anything else.
    pub fn parse(text: &str) -> Option<Hash> {
        let mut out = [0; 32];
        hex::decode_to_slice(text, &mut out).ok()?;
        Some(Hash(out))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Hash::parse(&text).ok_or_else(|| serde::de::Error::custom("not a hash of 64 hexadecimal digits"))
    }
}

/// One act, as it stands in the ledger. Bodies hold ids, codes and keyed digests, never personal
/// values, so that erasing a person or rotating a key leaves every chain intact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique identifier; ids made later on one node sort later.
    pub id: String,
    /// The matter this act belongs to; an act without a matter is a stream of its own.
    pub stream: String,
    /// Place in the stream, from 1, without gaps; equal to the matter's version after the act.
    pub seq: i64,
    /// When it happened, by the office's clock (RFC 3339, UTC, fixed width).
    pub at: String,
    /// When the machine wrote it; differs from `at` only on a demonstration's simulated clock.
    pub recorded_at: String,
    /// What happened: a fixed word such as `case-accepted`.
    pub kind: String,
    /// Who did it: `staff:<id>`, `person:<id>`, `system:<part>` or `public`.
    pub actor: String,
    /// The matter or person this act looked at or touched, when that is not the stream itself.
    pub about: Option<String>,
    /// Particulars as JSON text, exactly as stored.
    pub body: String,
    /// Hash of the entry before it in the stream.
    pub prev: Hash,
    /// Hash over all of the above.
    pub hash: Hash,
}

impl Entry {
    /// The hash this entry must carry: SHA-256 over every field, each preceded by its length, so
    /// that no two different entries have the same input.
    pub fn expected_hash(&self) -> Hash {
        let mut h = Sha256::new();
        h.update(b"mingting-entry-1");
        let seq = self.seq.to_be_bytes();
        let about = self.about.as_deref();
        let parts: [&[u8]; 10] = [
            self.id.as_bytes(),
            self.stream.as_bytes(),
            &seq,
            self.at.as_bytes(),
            self.recorded_at.as_bytes(),
            self.kind.as_bytes(),
            self.actor.as_bytes(),
            about.unwrap_or_default().as_bytes(),
            self.body.as_bytes(),
            &self.prev.0,
        ];
        for part in parts {
            h.update((part.len() as u64).to_be_bytes());
            h.update(part);
        }
        h.update([u8::from(about.is_some())]);
        Hash(h.finalize().into())
    }

    /// The entry with its hash filled in.
    pub fn sealed(mut self) -> Entry {
        self.hash = self.expected_hash();
        self
    }
}

/// A seal over the entries committed since the one before: whoever keeps one seal can later
/// prove that nothing up to it was altered, removed or put in another order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// From 1, without gaps.
    pub n: i64,
    /// When it was made (RFC 3339, UTC).
    pub at: String,
    /// How many entries it covers.
    pub count: i64,
    /// Merkle root over the entries' hashes, in the order of their ids.
    pub root: Hash,
    /// Hash of seal `n - 1`.
    pub prev: Hash,
    /// Hash over all of the above.
    pub hash: Hash,
}

impl Seal {
    /// The seal after `prev` (if any) over `leaves`, which stand in the order of their entries' ids.
    pub fn over(prev: Option<&Seal>, at: String, leaves: &[Hash]) -> Seal {
        let mut seal = Seal {
            n: prev.map_or(1, |p| p.n + 1),
            at,
            count: leaves.len() as i64,
            root: root(leaves),
            prev: prev.map_or(Hash::NONE, |p| p.hash),
            hash: Hash::NONE,
        };
        seal.hash = seal.expected_hash();
        seal
    }

    /// The hash this seal must carry.
    pub fn expected_hash(&self) -> Hash {
        let mut h = Sha256::new();
        h.update(b"mingting-seal-1");
        h.update(self.n.to_be_bytes());
        h.update((self.at.len() as u64).to_be_bytes());
        h.update(self.at.as_bytes());
        h.update(self.count.to_be_bytes());
        h.update(self.root.0);
        h.update(self.prev.0);
        Hash(h.finalize().into())
    }
}
