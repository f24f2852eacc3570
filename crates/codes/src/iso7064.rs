//! The check systems of ISO 7064 that Chinese identifiers use. Callers have checked the alphabet; a character outside
//! of it counts as zero here and never gets that far.

const DIGITS_AND_LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The value of a character of an alphabet, from 0.
pub(crate) fn value_in(alphabet: &str, c: char) -> usize {
    alphabet.chars().position(|a| a == c).unwrap_or(0)
}

/// The character of a value of an alphabet.
pub(crate) fn character_in(alphabet: &str, value: usize) -> char {
    alphabet.chars().nth(value).unwrap_or('0')
}

/// MOD 11-2 over digits: identity numbers. Gives a digit or X.
pub(crate) fn mod_11_2(body: &[char]) -> char {
    let mut sum = 0;
    for c in body {
        sum = (sum + value_in(DIGITS_AND_LETTERS, *c)) * 2 % 11;
    }
    character_in("0123456789X", (12 - sum) % 11)
}

/// MOD 37,36 over digits and letters: licence identifiers.
pub(crate) fn mod_37_36(body: impl Iterator<Item = char>) -> char {
    let mut product = 36;
    for c in body {
        product = (product + value_in(DIGITS_AND_LETTERS, c)) % 36;
        if product == 0 {
            product = 36;
        }
        product = product * 2 % 37;
    }
    character_in(DIGITS_AND_LETTERS, (37 - product) % 36)
}

/// MOD 97-10 over digits: our case numbers. Gives two digits.
pub(crate) fn mod_97_10(body: impl Iterator<Item = char>) -> String {
    let mut rest = 0;
    for c in body {
        rest = (rest * 10 + value_in(DIGITS_AND_LETTERS, c)) % 97;
    }
    format!("{:02}", 98 - rest * 100 % 97)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn weights_of_gb_11643_are_mod_11_2() {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        for body in ["11010519491231002", "44052418800101001", "00000000000000000", "99999999999999999"] {
            let sum: usize = chars(body).iter().zip(weights).map(|(c, w)| value_in("0123456789", *c) * w).sum();
            assert_eq!(mod_11_2(&chars(body)), character_in("10X98765432", sum % 11), "{body}");
        }
    }

    // 1 of the standard: 794 gives 44, so that 79444 mod 97 is 1.
    #[test]
    fn mod_97_10_of_the_standard() {
        assert_eq!(mod_97_10("794".chars()), "44");
    }

    // The documented weakness: neighbours that MOD 37,36 lets pass when swapped.
    #[test]
    fn mod_37_36_misses_few_swaps_of_neighbours() {
        let step = |product: usize, value: usize| {
            let sum = match (product + value) % 36 {
                0 => 36,
                other => other,
            };
            sum * 2 % 37
        };
        let missed = (1..=36)
            .flat_map(|state| (0..36).flat_map(move |a| (0..36).map(move |b| (state, a, b))))
            .filter(|(state, a, b)| a != b && step(step(*state, *a), *b) == step(step(*state, *b), *a))
            .count();
        assert_eq!(missed, 72);
    }
}
