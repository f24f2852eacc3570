//! The offline verifier: fed with entries and seals in order, it names the first bad one.

use crate::{Entry, Hash, Seal, root};

/// The first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Bad {
    /// The entry's content does not give the hash it carries.
    #[error("entry {id} (stream {stream}, no. {seq}) was altered: its content does not give its hash")]
    Altered {
        /** The entry. */
        id: String,
        /** Its stream. */
        stream: String,
        /** Its place. */
        seq: i64,
    },
    /// An entry is missing before this one, or two have one number.
    #[error("stream {stream}: no. {expected} is missing; entry {id} carries no. {found}")]
    Gap {
        /** The stream. */
        stream: String,
        /** The number that should come. */
        expected: i64,
        /** The number found. */
        found: i64,
        /** The entry found. */
        id: String,
    },
    /// The entry does not point to the one before it.
    #[error("entry {id} (stream {stream}, no. {seq}) does not follow the entry before it")]
    Unlinked {
        /** The entry. */
        id: String,
        /** Its stream. */
        stream: String,
        /** Its place. */
        seq: i64,
    },
    /// The record says it is at another version than its last entry.
    #[error("stream {stream}: the record is at version {version}, the last entry is no. {last}")]
    Version {
        /** The stream. */
        stream: String,
        /** The matter's version. */
        version: i64,
        /** Number of its last entry. */
        last: i64,
    },
    /// A seal does not carry its own hash, or does not follow the one before.
    #[error("seal {n} was altered or does not follow seal {}", n - 1)]
    Seal {
        /** The seal. */
        n: i64,
    },
    /// Seal numbers have a gap.
    #[error("seal {expected} is missing; seal {found} follows")]
    SealGap {
        /** Number that should come. */
        expected: i64,
        /** Number found. */
        found: i64,
    },
    /// A sealed entry is missing.
    #[error("seal {n}: the entry at leaf {leaf} is missing")]
    LeafMissing {
        /** The seal. */
        n: i64,
        /** The leaf, from 0. */
        leaf: i64,
    },
    /// The seal covers another number of entries.
    #[error("seal {n} covers {count} entries, {found} are there")]
    Count {
        /** The seal. */
        n: i64,
        /** What it says. */
        count: i64,
        /** What is there. */
        found: i64,
    },
    /// Two sealed entries changed places.
    #[error("seal {n}: entry {id} at leaf {leaf} is not in its place")]
    Order {
        /** The seal. */
        n: i64,
        /** The leaf, from 0. */
        leaf: i64,
        /** The entry. */
        id: String,
    },
    /// The entries do not give the seal's root.
    #[error("seal {n}: its entries do not give its root")]
    Root {
        /** The seal. */
        n: i64,
    },
    /// An entry older than the last seal carries no seal.
    #[error("entry {id} was taken out of its seal")]
    Unsealed {
        /** The entry. */
        id: String,
    },
}

/// Checks the entries of one stream after another; feed them ordered by stream and number.
#[derive(Default)]
pub struct StreamChecker {
    stream: String,
    seq: i64,
    prev: Option<Hash>,
    checked: u64,
}

impl StreamChecker {
    /// Takes the next entry.
    ///
    /// # Errors
    /// The first way in which it is wrong.
    pub fn entry(&mut self, e: &Entry) -> Result<(), Bad> {
        if e.stream != self.stream {
            self.stream.clone_from(&e.stream);
            self.seq = 0;
            self.prev = None;
        }
        if e.seq != self.seq + 1 {
            return Err(Bad::Gap { stream: e.stream.clone(), expected: self.seq + 1, found: e.seq, id: e.id.clone() });
        }
        if e.expected_hash() != e.hash {
            return Err(Bad::Altered { id: e.id.clone(), stream: e.stream.clone(), seq: e.seq });
        }
        if e.prev != self.prev.unwrap_or(Hash::NONE) {
            return Err(Bad::Unlinked { id: e.id.clone(), stream: e.stream.clone(), seq: e.seq });
        }
        self.seq = e.seq;
        self.prev = Some(e.hash);
        self.checked += 1;
        Ok(())
    }

    /// How many entries were found good.
    pub fn checked(&self) -> u64 {
        self.checked
    }
}

/// Checks seals one after another, each with its leaves.
#[derive(Default)]
pub struct SealChecker {
    last: Option<Seal>,
}

impl SealChecker {
    /// Takes the next seal with the `(leaf, entry id, entry hash)` rows filed under it, ordered by leaf.
    ///
    /// # Errors
    /// The first way in which it is wrong.
    pub fn seal(&mut self, seal: &Seal, leaves: &[(i64, String, Hash)]) -> Result<(), Bad> {
        let expected = self.last.as_ref().map_or(1, |l| l.n + 1);
        if seal.n != expected {
            return Err(Bad::SealGap { expected, found: seal.n });
        }
        let prev = self.last.as_ref().map_or(Hash::NONE, |l| l.hash);
        if seal.prev != prev || seal.expected_hash() != seal.hash {
            return Err(Bad::Seal { n: seal.n });
        }
        for (i, (at, id, _)) in leaves.iter().enumerate() {
            if *at != i as i64 {
                return Err(Bad::LeafMissing { n: seal.n, leaf: i as i64 });
            }
            if i > 0 && leaves[i - 1].1 >= *id {
                return Err(Bad::Order { n: seal.n, leaf: *at, id: id.clone() });
            }
        }
        if leaves.len() as i64 != seal.count {
            return Err(Bad::Count { n: seal.n, count: seal.count, found: leaves.len() as i64 });
        }
        let hashes: Vec<Hash> = leaves.iter().map(|l| l.2).collect();
        if root(&hashes) != seal.root {
            return Err(Bad::Root { n: seal.n });
        }
        self.last = Some(seal.clone());
        Ok(())
    }

    /// The number of the last good seal; 0 before the first.
    pub fn last(&self) -> i64 {
        self.last.as_ref().map_or(0, |l| l.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(n: i64) -> Vec<Entry> {
        let mut out: Vec<Entry> = Vec::new();
        for seq in 1..=n {
            let prev = out.last().map_or(Hash::NONE, |e: &Entry| e.hash);
            out.push(
                Entry {
                    id: format!("e{seq:04}"),
                    stream: "s".into(),
                    seq,
                    at: "2026-01-01T00:00:00.000000Z".into(),
                    recorded_at: "2026-01-01T00:00:00.000000Z".into(),
                    kind: "k".into(),
                    actor: "public".into(),
                    about: None,
                    body: format!("{{\"n\":{seq}}}"),
                    prev,
                    hash: Hash::NONE,
                }
                .sealed(),
            );
        }
        out
    }

    fn check(entries: &[Entry]) -> Result<(), Bad> {
        let mut c = StreamChecker::default();
        entries.iter().try_for_each(|e| c.entry(e))
    }

    proptest! {
        #[test]
        fn an_altered_removed_or_moved_entry_is_named(n in 3i64..20, at in 0usize..20, what in 0..5) {
            let mut all = chain(n);
            prop_assert_eq!(check(&all), Ok(()));
            let at = at % (n as usize - 1);
            let name = all[at].id.clone();
            match what {
                0 => { all[at].body.push(' '); }
                1 => { all[at].about = Some(String::new()); }
                2 => { all[at].actor = "staff:x".into(); all[at] = all[at].clone().sealed(); }
                3 => { all.remove(at); }
                _ => { all.swap(at, at + 1); }
            }
            let bad = check(&all).unwrap_err();
            match (what, bad) {
                (0 | 1, Bad::Altered { id, .. }) => prop_assert_eq!(id, name),
                // Re-hashed by a forger: the next entry no longer follows.
                (2, Bad::Unlinked { seq, .. }) => prop_assert_eq!(seq, at as i64 + 2),
                (3 | 4, Bad::Gap { expected, .. }) => prop_assert_eq!(expected, at as i64 + 1),
                (_, other) => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn a_seal_names_what_was_done_to_its_leaves(n in 2i64..20, at in 0usize..20, what in 0..4) {
            let all = chain(n);
            let at = at % (n as usize - 1);
            let mut rows: Vec<(i64, String, Hash)> = all.iter().enumerate().map(|(i, e)| (i as i64, e.id.clone(), e.hash)).collect();
            let seal = Seal::over(None, "t".into(), &rows.iter().map(|r| r.2).collect::<Vec<_>>());
            prop_assert_eq!(SealChecker::default().seal(&seal, &rows), Ok(()));
            match what {
                0 => { rows.remove(at); }
                1 => { let i = rows[at].0; rows[at].0 = rows[at + 1].0; rows[at + 1].0 = i; rows.sort(); }
                2 => { rows[at].2 = Hash::NONE; }
                _ => { rows.pop(); }
            }
            let bad = SealChecker::default().seal(&seal, &rows).unwrap_err();
            match what {
                0 => prop_assert_eq!(bad, Bad::LeafMissing { n: 1, leaf: at as i64 }),
                1 => {
                    let named = matches!(bad, Bad::Order { leaf, .. } if leaf == at as i64 + 1);
                    prop_assert!(named);
                }
                2 => prop_assert_eq!(bad, Bad::Root { n: 1 }),
                _ => {
                    let named = matches!(bad, Bad::Count { .. });
                    prop_assert!(named);
                }
            }
        }
    }
}
