//! The words of indicators and findings, the same on the page, in the table and on paper.

use crate::{Finding, FindingKind, Indicator, Key, ProbeFigures, State};
use web::{StatusTag, Tone, Tr};

/// How an indicator stands.
pub(crate) fn state_tag(tr: Tr, state: State) -> StatusTag {
    let tone = match state {
        State::Clear => Tone::Good,
        State::Near => Tone::Now,
        State::Hit => Tone::Bad,
        State::Unmeasured | State::NotApplicable => Tone::Neutral,
    };
    StatusTag::new(tone, state_word(tr, state))
}

/// The word of a state.
pub(crate) fn state_word(tr: Tr, state: State) -> String {
    tr.s(&format!("monitor-state-{}", state.as_str())).into_owned()
}

/// Thousandths as a percentage with one digit.
fn percent(per_mille: i64) -> String {
    format!("{}.{}", per_mille / 10, per_mille % 10)
}

/// What was counted.
pub(crate) fn value(tr: Tr, i: &Indicator, probes: ProbeFigures) -> String {
    if matches!(i.state, State::Unmeasured | State::NotApplicable) {
        return tr.s(&format!("monitor-why-{}-{}", i.key.as_str(), i.state.as_str())).into_owned();
    }
    match i.key {
        Key::Access => tr.f3("monitor-value-access", "share", percent(i.value), "bad", probes.bad, "all", probes.all),
        Key::Home if i.hits_on.is_none() => tr.s("monitor-detail-never").into_owned(),
        _ => tr.f1(&format!("monitor-value-{}", i.key.as_str()), "n", i.value),
    }
}

/// From where it is hit.
pub(crate) fn rule(tr: Tr, i: &Indicator) -> String {
    let threshold = if i.key == Key::Access { i.threshold / 10 } else { i.threshold };
    tr.f1(&format!("monitor-rule-{}", i.key.as_str()), "n", threshold)
}

/// The name of an indicator.
pub(crate) fn name(tr: Tr, key: Key) -> String {
    tr.s(&format!("monitor-key-{}", key.as_str())).into_owned()
}

/// When it is hit.
pub(crate) fn hits_on(tr: Tr, i: &Indicator) -> String {
    match (i.state, i.hits_on) {
        (State::Hit, Some(day)) => tr.f1("monitor-hit-since", "date", tr.date_short(day)),
        (State::Near | State::Clear, Some(day)) => tr.f1("monitor-hits-on", "date", tr.date_short(day)),
        _ => String::new(),
    }
}

/// The name of a kind of finding.
pub(crate) fn kind(tr: Tr, kind: FindingKind) -> String {
    tr.s(&format!("monitor-kind-{}", kind.as_str())).into_owned()
}

/// The particulars of a finding.
pub(crate) fn detail(tr: Tr, f: &Finding) -> String {
    match f.kind {
        FindingKind::ForgedDate | FindingKind::Tampered => tr.s(&format!("monitor-detail-{}", f.detail)).into_owned(),
        FindingKind::Mark => tr.s(&format!("monitor-mark-{}", f.detail)).into_owned(),
        FindingKind::Guide => {
            let words: Vec<_> = f.detail.split(' ').map(|e| tr.s(&format!("monitor-element-{e}"))).collect();
            tr.f1("monitor-detail-elements", "list", words.join(&tr.s("monitor-list-separator")))
        }
        FindingKind::HomeStale | FindingKind::SectionStale => match f.detail.parse::<jiff::civil::Date>() {
            Ok(day) => tr.f1("monitor-detail-latest", "date", tr.date_short(day)),
            Err(_) => tr.s("monitor-detail-never").into_owned(),
        },
        FindingKind::ProbeFailed => {
            let (bad, all) = f.detail.split_once('/').unwrap_or((&f.detail, ""));
            tr.f2("monitor-detail-probes", "bad", bad, "all", all)
        }
        FindingKind::ProbesFew => tr.f1("monitor-detail-few", "n", f.detail.parse::<i64>().unwrap_or_default()),
        FindingKind::Ipv6 => {
            let (host, why) = f.detail.split_once(' ').unwrap_or((&f.detail, "no-address"));
            tr.f1(&format!("monitor-detail-ipv6-{why}"), "host", host)
        }
        FindingKind::RequestLate => match f.detail.parse::<jiff::civil::Date>() {
            Ok(day) => tr.f1("monitor-detail-request", "date", tr.date_short(day)),
            Err(_) => f.detail.clone(),
        },
        FindingKind::MessageLate => {
            let (n, oldest) = f.detail.split_once(' ').unwrap_or((&f.detail, ""));
            tr.f2("monitor-detail-messages", "n", n, "date", oldest)
        }
        _ => f.detail.clone(),
    }
}
