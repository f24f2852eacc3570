//! Who the receiving server says sent a mail: its own Authentication-Results header (RFC 8601), nobody else's.
//!
//! The hall checks no SPF or DKIM itself: only the server that took the mail saw the connection. A header that names
//! another server says what somebody wishes us to believe.

use super::word;
use kernel::words;
use serde::{Deserialize, Serialize};

words! {
    /// What one check said.
    pub enum Auth {
        /// It holds.
        Pass = "pass",
        /// It does not: somebody else may have sent this.
        Fail = "fail",
        /// Nothing was checked, or the sender's domain says nothing.
        None = "none",
    }
}

/// What the receiving server found out about the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthResult {
    /// Whether the machine may send for the envelope's domain.
    #[serde(with = "word")]
    pub spf: Auth,
    /// Whether a signature of some domain holds.
    #[serde(with = "word")]
    pub dkim: Auth,
    /// Whether one of them holds for the domain in From.
    #[serde(with = "word")]
    pub dmarc: Auth,
}

impl AuthResult {
    /// Nothing known.
    pub const UNKNOWN: AuthResult = AuthResult { spf: Auth::None, dkim: Auth::None, dmarc: Auth::None };

    /// Whether the sender may be another than the one named: then nothing is confirmed by this mail alone.
    pub fn is_doubtful(&self) -> bool {
        match self.dmarc {
            Auth::Pass => false,
            Auth::Fail => true,
            Auth::None => self.spf == Auth::Fail,
        }
    }

    /// Reads the headers in the order they stand, the newest first. Only the first that `trusted` wrote counts: a
    /// server puts its own on top.
    pub(crate) fn read<'a>(headers: impl IntoIterator<Item = &'a str>, trusted: &str) -> AuthResult {
        if trusted.is_empty() {
            return AuthResult::UNKNOWN;
        }
        for header in headers {
            let text = without_comments(header);
            let mut parts = text.split(';');
            // authserv-id, perhaps followed by a version.
            let id = parts.next().unwrap_or_default().split_whitespace().next().unwrap_or_default();
            if !id.trim_matches('"').eq_ignore_ascii_case(trusted) {
                continue;
            }
            let mut out = AuthResult::UNKNOWN;
            for part in parts {
                let Some((method, rest)) = part.trim().split_once('=') else { continue };
                let method = method.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
                let result = rest.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
                let said = match result.as_str() {
                    "pass" => Auth::Pass,
                    "fail" | "hardfail" | "softfail" => Auth::Fail,
                    _ => Auth::None,
                };
                match method.as_str() {
                    "spf" => out.spf = said,
                    "dmarc" => out.dmarc = said,
                    // One good signature is enough.
                    "dkim" if out.dkim != Auth::Pass => out.dkim = said,
                    _ => {}
                }
            }
            return out;
        }
        AuthResult::UNKNOWN
    }
}

/// Without what stands in parentheses, nested ones too; a quoted string is kept.
fn without_comments(text: &str) -> String {
    let (mut out, mut depth, mut is_quoted) = (String::new(), 0_u32, false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                if let (0, Some(next)) = (depth, letters.next()) {
                    out.push(next);
                }
            }
            '"' if depth == 0 => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted && depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_trusted_server_is_believed() {
        let ours = "mx.example.gov.cn";
        let read = |headers: &[&str]| {
            let r = AuthResult::read(headers.iter().copied(), ours);
            (r.spf, r.dkim, r.dmarc, r.is_doubtful())
        };
        use Auth::{Fail, None, Pass};
        for (headers, wanted) in [
            (
                &["mx.example.gov.cn; spf=pass smtp.mailfrom=a.cn; dkim=pass header.d=a.cn; dmarc=pass"][..],
                (Pass, Pass, Pass, false),
            ),
            (
                &["MX.example.gov.cn 1; spf=softfail (not ours; dmarc=pass) smtp.mailfrom=a.cn"],
                (Fail, None, None, true),
            ),
            (
                &["mx.example.gov.cn;\r\n\tdmarc=fail (p=none)\r\n\t header.from=a.cn;spf=pass"],
                (Pass, None, Fail, true),
            ),
            (&["mx.example.gov.cn; dkim=fail; dkim=pass header.d=b.cn"], (None, Pass, None, false)),
            (&["mx.example.gov.cn; dkim=pass; dkim=fail header.d=b.cn"], (None, Pass, None, false)),
            (&["mx.example.gov.cn; none"], (None, None, None, false)),
            (&["mx.example.gov.cn; spf=neutral; dmarc=temperror"], (None, None, None, false)),
            // Somebody else's header, and one below ours that says better.
            (&["mx.evil.example; spf=pass; dmarc=pass"], (None, None, None, false)),
            (&["mx.example.gov.cn.evil.example; dmarc=pass"], (None, None, None, false)),
            (&["mx.example.gov.cn; dmarc=fail", "mx.example.gov.cn; dmarc=pass"], (None, None, Fail, true)),
            (&["mx.evil.example; dmarc=pass", "mx.example.gov.cn; dmarc=fail"], (None, None, Fail, true)),
            (&["\"a;mx.example.gov.cn\"; dmarc=pass"], (None, None, None, false)),
            (&[], (None, None, None, false)),
        ] {
            assert_eq!(read(headers), wanted, "{headers:?}");
        }
        assert_eq!(AuthResult::read(["; dmarc=pass"], ""), AuthResult::UNKNOWN);
    }
}
