//! Variety without chance: a small generator (splitmix64) that gives the same numbers for the same seed, for ever.

/// The generator.
pub(super) struct Draws(u64);

impl Draws {
    pub(super) fn new(seed: u64) -> Draws {
        Draws(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 where there is none.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % n).unwrap_or(0)
    }

    /// A number from `from` to `to`, both counted.
    pub(super) fn between(&mut self, from: u32, to: u32) -> u32 {
        let span = to.saturating_sub(from) as usize + 1;
        from + u32::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in so many of a hundred.
    pub(super) fn one_in_hundred_times(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Another order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// The place of one of `shares`, the more often the larger its share.
    pub(super) fn weighted(&mut self, shares: impl Iterator<Item = usize> + Clone) -> usize {
        let total: usize = shares.clone().sum();
        let mut left = self.below(total);
        for (n, share) in shares.enumerate() {
            if left < share {
                return n;
            }
            left -= share;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_in_their_bounds() {
        let (mut a, mut b) = (Draws::new(7), Draws::new(7));
        for _ in 0..1000 {
            let n = a.between(3, 9);
            assert_eq!(n, b.between(3, 9));
            assert!((3..=9).contains(&n));
        }
        let mut order: Vec<usize> = (0..50).collect();
        a.shuffle(&mut order);
        assert_ne!(order, (0..50).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
        assert!((0..100).all(|_| a.weighted([0, 3, 0].into_iter()) == 1));
    }
}
