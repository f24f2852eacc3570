//! The second factor of staff: time-based one-time codes (RFC 6238, SHA-1, six digits, 30 seconds,
//! which is what every authenticator application reads).

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use kernel::Fault;
use sha1::Sha1;

const STEP: i64 = 30;

/// Twenty random bytes.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn new_totp_secret() -> Result<Vec<u8>, Fault> {
    let mut secret = vec![0; 20];
    getrandom::fill(&mut secret).map_err(|e| Fault::new(format!("no random numbers: {e}")))?;
    Ok(secret)
}

/// The number of the 30-second step at `at`.
pub(crate) fn step_at(at: Timestamp) -> i64 {
    at.as_second().div_euclid(STEP)
}

fn code_of_step(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest.last()? & 0x0f);
    let four: [u8; 4] = digest.get(at..at + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// The code at `at`: what the demonstration prints beside an account.
pub fn code_at(secret: &[u8], at: Timestamp) -> Option<String> {
    code_of_step(secret, step_at(at))
}

/// The step after `last` for which `code` is right, one step to either side allowed for clocks that differ.
pub(crate) fn matching_step(secret: &[u8], code: &str, at: Timestamp, last: i64) -> Option<i64> {
    let now = step_at(at);
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    [now, now - 1, now + 1].into_iter().filter(|s| *s > last).find(|s| {
        code_of_step(secret, *s).is_some_and(|c| subtle::ConstantTimeEq::ct_eq(c.as_bytes(), code.as_bytes()).into())
    })
}

/// The address an authenticator application reads from a QR code.
pub fn totp_uri(secret: &[u8], account: &str, issuer: &str) -> String {
    let clean = |t: &str| t.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect::<String>();
    format!("otpauth://totp/{i}:{a}?secret={}&issuer={i}", base32(secret), i = clean(issuer), a = clean(account))
}

/// RFC 4648 base 32 without padding, as authenticator applications write a secret.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    let (mut buffer, mut bits) = (0u32, 0);
    for b in bytes {
        buffer = (buffer << 8) | u32::from(*b);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(ALPHABET[(buffer >> bits & 31) as usize] as char);
        }
    }
    if bits > 0 {
        out.push(ALPHABET[(buffer << (5 - bits) & 31) as usize] as char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_rfc_6238() {
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            let at = Timestamp::from_second(second).unwrap();
            assert_eq!(matching_step(b"12345678901234567890", code, at, second / 30), None, "a code works once");
            assert_eq!(code_at(b"12345678901234567890", at).as_deref(), Some(code));
            assert_eq!(matching_step(b"12345678901234567890", code, at, 0), Some(second / 30));
        }
        let late = Timestamp::from_second(59 + 90).unwrap();
        assert_eq!(matching_step(b"12345678901234567890", "287082", late, 0), None);
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
