//! Merkle trees in the shape of RFC 9162: leaves and nodes are hashed with different prefixes, so
//! that a node can never pass for a leaf.

use crate::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

fn leaf(h: &Hash) -> Hash {
    let mut d = Sha256::new();
    d.update([0]);
    d.update(h.0);
    Hash(d.finalize().into())
}

fn node(l: &Hash, r: &Hash) -> Hash {
    let mut d = Sha256::new();
    d.update([1]);
    d.update(l.0);
    d.update(r.0);
    Hash(d.finalize().into())
}

/// The largest power of two smaller than `n` (`n >= 2`): where a tree of `n` leaves is split.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

fn subtree(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash(Sha256::digest([]).into()),
        [one] => leaf(one),
        many => {
            let (l, r) = many.split_at(split(many.len()));
            node(&subtree(l), &subtree(r))
        }
    }
}

/// The root over `leaves`.
pub fn root(leaves: &[Hash]) -> Hash {
    subtree(leaves)
}

/// What is needed to recompute a root from one leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Place of the leaf, from 0.
    pub leaf: usize,
    /// Number of leaves of the tree.
    pub count: usize,
    /// The sibling hashes from the leaf up to the root.
    pub path: Vec<Hash>,
}

/// The proof that `leaves[at]` is under `root(leaves)`; `None` when there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], at: usize) -> Option<Proof> {
    fn walk(leaves: &[Hash], at: usize, path: &mut Vec<Hash>) {
        if leaves.len() < 2 {
            return;
        }
        let k = split(leaves.len());
        let (l, r) = leaves.split_at(k);
        if at < k {
            walk(l, at, path);
            path.push(subtree(r));
        } else {
            walk(r, at - k, path);
            path.push(subtree(l));
        }
    }
    if at >= leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    walk(leaves, at, &mut path);
    Some(Proof { leaf: at, count: leaves.len(), path })
}

/// Whether `proof` leads from `entry` to `root`.
pub fn verify_inclusion(entry: &Hash, proof: &Proof, root: &Hash) -> bool {
    fn walk(entry: &Hash, at: usize, count: usize, path: &[Hash]) -> Option<Hash> {
        if count == 1 {
            return path.is_empty().then(|| leaf(entry));
        }
        let (sibling, below) = path.split_last()?;
        let k = split(count);
        if at < k {
            Some(node(&walk(entry, at, k, below)?, sibling))
        } else {
            Some(node(sibling, &walk(entry, at - k, count - k, below)?))
        }
    }
    proof.count > 0
        && proof.leaf < proof.count
        && walk(entry, proof.leaf, proof.count, &proof.path).as_ref() == Some(root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(n: usize) -> Vec<Hash> {
        (0..n).map(|i| Hash(Sha256::digest(i.to_be_bytes()).into())).collect()
    }

    proptest! {
        #[test]
        fn every_leaf_has_a_proof_and_no_other_leaf_passes_with_it(n in 1usize..70, i in 0usize..70, j in 0usize..70) {
            let all = leaves(n);
            let (i, j) = (i % n, j % n);
            let r = root(&all);
            let proof = inclusion_proof(&all, i).unwrap();
            prop_assert!(verify_inclusion(&all[i], &proof, &r));
            prop_assert_eq!(verify_inclusion(&all[j], &proof, &r), i == j);
        }

        #[test]
        fn any_change_of_order_changes_the_root(n in 2usize..40, i in 0usize..40, j in 0usize..40) {
            let (i, j) = (i % n, j % n);
            prop_assume!(i != j);
            let all = leaves(n);
            let mut other = all.clone();
            other.swap(i, j);
            prop_assert_ne!(root(&all), root(&other));
        }
    }
}
