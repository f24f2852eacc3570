//! Dates against the ledger, texts against what was signed off: 弄虚作假 and tampering.

use super::One;
use crate::{Finding, FindingKind};
use kernel::{cx::legal_date, db::instant_text};

pub(super) fn look(one: &One, findings: &mut Vec<Finding>) {
    let p = &one.published;
    let mut add = |kind, why: &str| {
        findings.push(Finding {
            kind,
            subject: format!("{} {why}", p.number),
            title: p.title.clone(),
            detail: why.to_owned(),
            href: p.href(),
            agency: Some(p.agency),
        });
    };
    let published_at = instant_text(p.published_at);
    match &one.first {
        None => add(FindingKind::ForgedDate, "no-entry"),
        Some((at, told)) if *at != published_at || told.as_ref().is_some_and(|t| *t != published_at) => {
            add(FindingKind::ForgedDate, "other-instant");
        }
        Some(_) => {}
    }
    // A day that the text itself names may be earlier, and is shown beside the day of publication; never later.
    if p.displayed_on.is_some_and(|day| day > legal_date(p.published_at)) {
        add(FindingKind::ForgedDate, "later-day");
    }
    match (&one.signed, &one.stored) {
        (Some(signed), Some((stored, same))) if signed == stored && *same => {}
        (None, _) => add(FindingKind::Tampered, "not-signed"),
        _ => add(FindingKind::Tampered, "other-text"),
    }
}
