//! What no person wrote: automatic answers, lists, reports of delivery. None of it is ever answered, so that two
//! machines never talk to each other, and none of it becomes a request.

use super::mime::{Found, values};
use super::{State, Why};
use kernel::Id;
use mail_parser::{Message, MimeHeaders};

/// Why a message is not treated as a person's letter, by its headers alone.
pub(crate) fn automatic(message: &Message<'_>) -> Option<(State, Why)> {
    let first_word = |name: &str| {
        values(message, name)
            .first()
            .map(|v| v.split([';', ' ', '\t', '(', ',']).next().unwrap_or_default().to_ascii_lowercase())
    };
    // Our own mail, sent on by whoever got it or by a rule.
    if !values(message, crate::letter::OURS).is_empty() {
        return Some((State::Loop, Why::Ours));
    }
    // RFC 3834 §5.
    if first_word("Auto-Submitted").is_some_and(|w| w != "no") {
        return Some((State::Automatic, Why::AutoSubmitted));
    }
    if message.is_content_type("multipart", "report") {
        return Some((State::Automatic, Why::AutoSubmitted));
    }
    if first_word("Precedence").is_some_and(|w| matches!(w.as_str(), "bulk" | "junk" | "list" | "auto_reply")) {
        return Some((State::Automatic, Why::Precedence));
    }
    if ["X-Autoreply", "X-Autorespond"].iter().any(|n| !values(message, n).is_empty()) {
        return Some((State::Automatic, Why::AutoSubmitted));
    }
    if first_word("X-Auto-Response-Suppress").is_some_and(|w| w != "none") {
        return Some((State::Automatic, Why::Suppress));
    }
    if ["List-Id", "List-Unsubscribe", "List-Post"].iter().any(|n| !values(message, n).is_empty()) {
        return Some((State::Automatic, Why::List));
    }
    // The server writes the envelope's sender here; the empty one wants no answer (RFC 5321 §4.5.5).
    if values(message, "Return-Path").first().is_some_and(|v| v.replace([' ', '\t'], "") == "<>") {
        return Some((State::Automatic, Why::EmptyReturnPath));
    }
    None
}

/// What a report of delivery says (RFC 3464).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bounce {
    /// The mail of ours that it is about, by the first part of its Message-ID.
    pub about: Option<Id>,
    /// Whether it will never be delivered.
    pub is_final: bool,
    /// `5.1.1`.
    pub status: String,
}

/// The bounce that a message is, if it is one.
pub(crate) fn bounce(message: &Message<'_>, found: &Found) -> Option<Bounce> {
    let is_report = message.is_content_type("multipart", "report")
        && message
            .content_type()
            .and_then(|c| c.attribute("report-type"))
            .is_none_or(|t| t.to_ascii_lowercase().contains("delivery-status"));
    let status = found.status.as_ref().filter(|_| is_report)?;
    let mut out = Bounce { about: None, is_final: false, status: String::new() };
    // One block for the message, then one for each recipient; ours have one recipient.
    for line in status.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "action" => out.is_final |= value.eq_ignore_ascii_case("failed"),
            "status" if out.status.is_empty() => {
                let is_code = |c: char| c.is_ascii_digit() || c == '.';
                out.status = value.chars().take_while(|c| is_code(*c)).take(11).collect();
            }
            _ => {}
        }
    }
    // A code that says "later" is not for ever, whatever the action.
    out.is_final &= !out.status.starts_with('4') && !out.status.starts_with('2');
    let returned = found.returned.as_ref();
    out.about = returned.and_then(|head| {
        let parsed = head.parsed()?;
        parsed.message_id().and_then(own_id)
    });
    Some(out)
}

/// The id of a mail of ours, when this is how ours are named: `<id>@<domain>`.
pub(crate) fn own_id(message_id: &str) -> Option<Id> {
    let (id, _) = message_id.trim().trim_matches(['<', '>']).split_once('@')?;
    Id::parse(id)
}
