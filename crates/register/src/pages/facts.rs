//! The attributes of a document in the official order, and the text in words for files.
//!
//! Law: 国办发〔2019〕54号; the order is that of the State Council's document pages.

use super::held::Held;
use super::words::{validity_said, word};
use crate::downloads::{Act, Deed, Happening, Labels, Part, PartKind, Text};
use crate::{EffectiveBasis, Provision, ProvisionKind, Version, What};
use jiff::civil::Date;
use kernel::links::{LinkKind, NodeKind};
use web::Tr;

/// How a thing leans, as a label: 事项 · 依据.
pub(crate) fn leaning_kind(tr: Tr, node: NodeKind, link: LinkKind) -> String {
    tr.f2("register-leaning", "thing", word(tr, "node", node.as_str()), "how", word(tr, "link", link.as_str()))
}

/// The attributes: what each is called, what it is; those without a value only where the official table has them always.
pub(crate) fn attributes(tr: Tr, held: &Held, version: &Version, day: Date) -> Vec<(String, String)> {
    let rule = &held.rule;
    let facts = held.facts(Some(version));
    let on = |date: Option<Date>| date.map(|d| tr.date_short(d)).unwrap_or_default();
    // A last day that is still to come ends nothing yet; the validity names it.
    let ended = facts.repealed_on.or(facts.lapsed_on).or(facts.expires_on.filter(|last| *last < day));
    let joint = version.issuers.iter().skip(1).cloned().collect::<Vec<_>>().join("、");
    let effective = match (version.effective_on, version.effective_basis) {
        (Some(d), EffectiveBasis::LastArticle) => tr.f1("register-effective-last-article", "date", tr.date_short(d)),
        (date, _) => on(date),
    };
    let mut disclosed = word(tr, "disclosure", rule.disclosure.as_str());
    if !rule.disclosure_reason.is_empty() {
        disclosed = tr.f2("register-disclosed-why", "how", disclosed, "why", &rule.disclosure_reason);
    }
    let genre = if version.genre.is_empty() { word(tr, "kind", rule.kind.as_str()) } else { version.genre.clone() };
    // Always shown, as the official tables do; the others only where the document has them.
    let (always, sometimes) = (true, false);
    let rows = [
        (always, "index-number", rule.index_number.clone().unwrap_or_default()),
        (always, "topics", version.topics.join(" / ")),
        (always, "issuer", version.issuers.first().cloned().unwrap_or_else(|| rule.issuer.clone())),
        (always, "signed-on", on(version.signed_on)),
        (always, "title", version.title.clone()),
        (always, "document-number", version.document_number.clone().unwrap_or_default()),
        (always, "published-on", on(version.published_on)),
        (sometimes, "joint-issuers", joint),
        (always, "effective-on", effective),
        (sometimes, "ended-on", on(ended)),
        (always, "validity", validity_said(tr, held.validity_of(version, day), &facts, Some(version))),
        (always, "disclosure", disclosed),
        (sometimes, "genre", genre),
        (sometimes, "summary", version.summary.clone()),
        (sometimes, "keywords", version.keywords.join("、")),
        (sometimes, "source", version.source.clone()),
    ];
    rows.into_iter()
        .filter(|(is_always, _, value)| *is_always || !value.is_empty())
        .map(|(_, name, value)| (word(tr, "attribute", name), value))
        .collect()
}

fn part_kind(kind: ProvisionKind) -> PartKind {
    match kind {
        ProvisionKind::Part => PartKind::Book,
        ProvisionKind::Chapter => PartKind::Chapter,
        ProvisionKind::Section => PartKind::Section,
        ProvisionKind::Article => PartKind::Article,
        ProvisionKind::Paragraph => PartKind::Paragraph,
        ProvisionKind::Preamble => PartKind::Preamble,
        ProvisionKind::Annex => PartKind::Annex,
    }
}

fn deed(what: What) -> Deed {
    match what {
        What::Adopted | What::Approved | What::Promulgated => Deed::Made,
        What::Revised | What::Amended => Deed::Changed,
        What::Repealed | What::Expired => Deed::Ended,
        What::Effective | What::Suspended | What::Resumed | What::Extended | What::Other => Deed::Other,
    }
}

/// The text in words for the files. `base` is where the world reaches this register.
pub(crate) fn download(tr: Tr, held: &Held, version: &Version, parts: &[Provision], day: Date, base: &str) -> Text {
    let rule = &held.rule;
    let facts = held.facts(Some(version));
    let validity = held.validity_of(version, day);
    let mut notes = Vec::new();
    if version.effective_on.is_none() && version.dated_on.is_some() {
        notes.push(tr.s("register-note-effective-unknown").into_owned());
    }
    let acts = held
        .own
        .iter()
        .filter(|l| matches!(l.kind, LinkKind::Amends | LinkKind::Repeals))
        .map(|l| Act {
            deed: if l.kind == LinkKind::Repeals { Deed::Ended } else { Deed::Changed },
            title: held.named.get(&l.to.key).map_or_else(|| l.to.key.clone(), |(title, _)| title.clone()),
            part: l.to.part.clone(),
        })
        .collect();
    let events: Vec<Happening> = held
        .events
        .iter()
        .map(|e| Happening {
            on: e.on,
            deed: deed(e.what),
            word: e.what.as_str().to_owned(),
            text: if e.text.is_empty() { word(tr, "what", e.what.as_str()) } else { e.text.clone() },
            by_rule: e.by_rule.clone(),
        })
        .collect();
    Text {
        slug: rule.slug.clone(),
        n: version.n,
        kind: rule.kind.as_str().to_owned(),
        region: rule.region.clone(),
        title: version.title.clone(),
        issuer: rule.issuer.clone(),
        number: version.document_number.clone(),
        made_on: held.events.first().map(|e| e.on).or(version.signed_on).or(version.dated_on),
        dated_on: version.dated_on,
        effective_on: version.effective_on,
        topics: version.topics.clone(),
        attributes: attributes(tr, held, version, day),
        validity: validity.as_str().to_owned(),
        validity_said: validity_said(tr, validity, &facts, Some(version)),
        notes,
        events,
        acts,
        parts: parts
            .iter()
            .map(|p| Part {
                kind: part_kind(p.kind),
                label: p.label.clone(),
                heading: p.heading.clone(),
                // `一、…`: the number of a free paragraph is part of its words.
                text: match (p.kind, p.label.as_str()) {
                    (ProvisionKind::Paragraph, label) if !label.is_empty() => format!("{label}、{}", p.text),
                    _ => p.text.clone(),
                },
            })
            .collect(),
        web: if version.html.is_empty() { Vec::new() } else { screen::html::outline(&version.html) },
        address: format!("{base}{}", version.href(rule)),
        labels: Labels {
            events: tr.s("register-events").into_owned(),
            address: tr.s("register-address").into_owned(),
            validity: tr.s("register-attribute-validity").into_owned(),
        },
        register: tr.s("register-title").into_owned(),
    }
}
