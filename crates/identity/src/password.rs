//! Passwords: argon2id, and what makes one too weak. Slow by design: never called inside a transaction.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use kernel::Fault;
use std::sync::OnceLock;

/// 19 MiB, two passes: the smallest setting that is recommended for argon2id; ~40 ms on a small server.
fn hasher() -> Result<Argon2<'static>, Fault> {
    // Tests hash hundreds of passwords; a weak cost there changes nothing of the logic. A release never looks.
    let (memory, passes) = if cfg!(debug_assertions) && std::env::var_os("MINGTING_TEST_CHEAP_PASSWORDS").is_some() {
        (8, 1)
    } else {
        (19_456, 2)
    };
    let params = Params::new(memory, passes, 1, None).map_err(|e| Fault::new(format!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash to store for a password.
///
/// # Errors
/// When the machine gives no random salt.
pub fn hash_password(password: &str) -> Result<String, Fault> {
    let hash = hasher()?.hash_password(password.as_bytes()).map_err(|e| Fault::new(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

/// Whether `password` is the one behind `hash`. An unreadable hash is nobody's password.
pub fn is_right_password(password: &str, hash: &str) -> bool {
    let (Ok(parsed), Ok(argon)) = (PasswordHash::new(hash), hasher()) else { return false };
    argon.verify_password(password.as_bytes(), &parsed).is_ok()
}

/// Takes as long as [`is_right_password`] and is never right: for names that nobody has, so that the time of the
/// answer does not tell who is registered.
pub fn spend_password_time(password: &str) {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let hash = NOBODY.get_or_init(|| hash_password("nobody").unwrap_or_default());
    let _ = is_right_password(password, hash);
}

/// A password that nobody guesses, for somebody who will replace it at once: letters and digits that are not taken for
/// one another on paper, in groups.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn new_password() -> Result<String, Fault> {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| Fault::new(format!("no random numbers: {e}")))?;
    let letters: Vec<char> = bytes.iter().map(|b| char::from(LETTERS[usize::from(b & 31)])).collect();
    Ok(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// What makes this password too weak, as message ids; empty when it will do: at least eight characters of three kinds,
/// or sixteen of any, and not one of the first guesses.
///
/// Law: GB/T 22239-2019 8.1.4.1
pub fn weaknesses(password: &str, name: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let length = password.chars().count();
    let kinds = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if length < 8 {
        found.push("identity-password-short");
    } else if kinds.iter().filter(|k| **k).count() < 3 && length < 16 {
        found.push("identity-password-kinds");
    }
    if length > 200 {
        found.push("identity-password-long");
    }
    let lower = password.to_lowercase();
    let first_guesses = ["password", "12345678", "qwerty", "admin123", "11111111", "iloveyou", "88888888"];
    if first_guesses.iter().any(|g| lower.contains(g)) || (!name.is_empty() && lower.contains(&name.to_lowercase())) {
        found.push("identity-password-guess");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_and_good() {
        for (password, good) in [
            ("short1!", false),
            ("alllowercase", false),
            ("Password2026!", false),
            ("Zhangsan-2026", false),
            ("Lantern-42", true),
            ("a long sentence nobody guesses", true),
        ] {
            assert_eq!(weaknesses(password, "zhangsan").is_empty(), good, "{password}");
        }
    }

    #[test]
    fn a_new_password_is_strong_enough() {
        let made = new_password().unwrap();
        assert_eq!(made.len(), 19);
        assert!(weaknesses(&made, "zhang").is_empty(), "{made}");
        assert_ne!(made, new_password().unwrap());
    }

    #[test]
    fn only_the_right_password_is_right() {
        let hash = hash_password("Lantern-42").unwrap();
        assert!(is_right_password("Lantern-42", &hash));
        assert!(!is_right_password("lantern-42", &hash));
        assert!(!is_right_password("Lantern-42", "not a hash"));
    }
}
