//! The register's words in the reader's language: kinds, validity with its dates, what leans how.

use crate::{AsOf, Basis, EffectiveBasis, Event, Facts, Rule, Validity, Version, What};
use jiff::civil::Date;
use web::{StatusTag, Tone, Tr};

/// A word of a closed list: `register-kind-law`.
pub(crate) fn word(tr: Tr, list: &str, word: &str) -> String {
    tr.s(&format!("register-{list}-{word}")).into_owned()
}

pub(crate) fn validity_tag(tr: Tr, validity: Validity) -> StatusTag {
    let tone = match validity {
        Validity::InForce => Tone::Good,
        Validity::NotYetEffective | Validity::Suspended => Tone::Wait,
        Validity::Amended => Tone::Neutral,
        Validity::Expired | Validity::Repealed => Tone::Bad,
    };
    StatusTag::new(tone, word(tr, "validity", validity.as_str()))
}

/// The validity in a sentence with the dates it stands on.
pub(crate) fn validity_said(tr: Tr, validity: Validity, facts: &Facts, version: Option<&Version>) -> String {
    let dated = |key: &str, on: Option<Date>| match on {
        Some(on) => tr.f1(key, "date", tr.date_short(on)),
        None => tr.s(&format!("{key}-undated")).into_owned(),
    };
    match validity {
        Validity::InForce => {
            let mut said = match version.map(|v| (v.effective_on, v.dated_on)) {
                Some((Some(on), _)) => tr.f1("register-said-in-force", "date", tr.date_short(on)),
                Some((None, Some(on))) => tr.f1("register-said-in-force-by-version", "date", tr.date_short(on)),
                _ => tr.s("register-said-in-force-undated").into_owned(),
            };
            if let Some(last) = facts.expires_on {
                said.push_str(&tr.f1("register-said-until", "date", tr.date_short(last)));
            }
            said
        }
        Validity::NotYetEffective => dated("register-said-not-yet", facts.begins_on),
        Validity::Amended => dated("register-said-amended", facts.overtaken_on),
        Validity::Expired => {
            // A period that ended: the day after its last day.
            let on = facts.lapsed_on.or_else(|| facts.expires_on.and_then(|d| d.tomorrow().ok()));
            dated("register-said-expired", on)
        }
        Validity::Repealed => dated("register-said-repealed", facts.repealed_on),
        Validity::Suspended => dated("register-said-suspended", facts.suspended.last().map(|(from, _)| *from)),
    }
}

/// What ended the rule, when an event tells it.
pub(crate) fn ended_by(events: &[Event]) -> Option<&Event> {
    events.iter().rev().find(|e| matches!(e.what, What::Repealed | What::Expired) && !e.by_rule.is_empty())
}

/// By what the text of a day was chosen.
pub(crate) fn basis_said(tr: Tr, basis: Basis, version: &Version) -> String {
    let on = |key: &str, date: Option<Date>| tr.f1(key, "date", date.map(|d| tr.date_short(d)).unwrap_or_default());
    match basis {
        Basis::Effective(EffectiveBasis::Head) => on("register-basis-head", version.effective_on),
        Basis::Effective(EffectiveBasis::LastArticle) => on("register-basis-last-article", version.effective_on),
        Basis::Effective(_) => on("register-basis-stated", version.effective_on),
        Basis::VersionDate => on("register-basis-version-date", version.dated_on),
        Basis::Undated => tr.s("register-basis-undated").into_owned(),
    }
}

/// How a version is called: by its day.
pub(crate) fn version_name(tr: Tr, version: &Version) -> String {
    match version.dated_on.or(version.effective_on) {
        Some(on) => tr.f1("register-version-of", "date", tr.date_short(on)),
        None => tr.f1("register-version-n", "n", version.n),
    }
}

/// The version to show on a day: the one that counts, else the nearest that is held.
pub(crate) fn shown_on<'v>(versions: &'v [Version], as_of: &AsOf) -> Option<&'v Version> {
    match as_of {
        AsOf::Held { version, .. } => versions.iter().find(|v| v.n == version.n),
        AsOf::KnownNotHeld { .. } => versions.last(),
        AsOf::NotYet { .. } => versions.first(),
    }
}

/// A rule's issuer and number in one line.
pub(crate) fn by_line(rule: &Rule) -> String {
    [Some(rule.issuer.as_str()), rule.document_number.as_deref()]
        .into_iter()
        .flatten()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// `text` as one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
