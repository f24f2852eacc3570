//! New texts and corrected metadata of what is registered.

use super::{Prepared, check_number, drafting::write_text, in_register, keep, newest, not_earlier, reason};
use crate::import::filing;
use crate::refused::Refused;
use crate::rule::{EffectiveBasis, Event, Rule, Version, What};
use crate::{changes, contradiction, policy, store};
use jiff::civil::Date;
use kernel::links::{self, Change, Leaning, LinkKind, Node};
use kernel::{Cx, Error, Fault, Id, Tx, journal};
use serde_json::json;

/// An amendment.
#[derive(Clone, Copy, Debug)]
pub struct Amendment<'a> {
    /// The title of the decision or document that amends; may be the document's own notice.
    pub by_rule: &'a str,
    /// The day of the amendment.
    pub on: Date,
    /// What is said of it.
    pub note: &'a str,
}

/// Gives a registered rule a new text. Everything that leans on a part that changed, or on the whole, is flagged for
/// its owner in the same transaction. Returns the rule and the parts that changed.
///
/// # Errors
/// Not yours, changed meanwhile, over; the same text; a date before the present text's; a number that is taken.
pub fn amend_rule(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    seen: i64,
    p: &Prepared,
    amendment: &Amendment<'_>,
) -> Result<(Rule, Vec<String>), Error<Refused>> {
    let rule = in_register(tx, cx, id, seen)?;
    if matches!(rule.validity, crate::Validity::Repealed | crate::Validity::Expired) {
        return Err(Refused::Over.into());
    }
    let versions = store::list_versions(tx, id)?;
    let before = newest(&versions)?;
    let old = store::provisions(tx, before.id)?;
    let changed = changes::changed_parts(&old, &p.parts);
    if changed.is_empty() && crate::parse::comparable(&p.text) == crate::parse::comparable(&text_of(&old)) {
        return Err(Refused::SameText.into());
    }
    if before.digest == p.version.digest {
        return Err(Refused::SameText.into());
    }
    const ON: &str = "register-attribute-amended-on";
    not_earlier((amendment.on, ON), before.dated_on.map(|d| (d, "register-attribute-signed-on")))?;
    if let Some(number) = &p.version.document_number {
        check_number(tx, Some(id), &rule.issuer, number)?;
    }
    if p.key != rule.key && store::find_rule_of_issuer(tx, &p.key, &rule.issuer)?.is_some_and(|o| o.id != id) {
        return Err(Refused::TitleTaken { slug: rule.slug }.into());
    }
    let n = store::next_n(tx, id)?;
    // A text that does not say when it begins goes by the day of the amendment.
    let version = Version {
        id: Id::new(),
        rule: id,
        n,
        dated_on: Some(amendment.on),
        published_on: p.version.published_on.or(Some(cx.today())),
        issuers: if p.version.issuers.is_empty() { before.issuers.clone() } else { p.version.issuers.clone() },
        topics: if p.version.topics.is_empty() { before.topics.clone() } else { p.version.topics.clone() },
        document_number: p.version.document_number.clone().or_else(|| before.document_number.clone()),
        ..p.version.clone()
    };
    write_text(tx, cx, &version, p)?;
    let event = Event {
        id: Id::new(),
        on: amendment.on,
        what: What::Amended,
        text: amendment.note.trim().to_owned(),
        by_whom: rule.issuer.clone(),
        decree: version.document_number.clone().unwrap_or_default(),
        version_n: Some(n),
        is_textual: true,
        by_rule: amendment.by_rule.trim().to_owned(),
        is_read: false,
    };
    store::insert_event(tx, id, &event)?;
    // The old title still names the rule for what leans on it; it is flagged under that name first.
    let key = format!("{}/versions/{n}", rule.slug);
    let change = Change { why: "flag-rule-amended", key: &key };
    let flags = if changed.is_empty() { 0 } else { links::flag_leaning(tx, cx, &rule.node(), &changed, &change)? };
    let text: String = p.parts.iter().map(|x| format!("{} {}\n", x.heading, x.text)).collect();
    let expiry = policy::expiry(rule.kind, &version, &text, &policy::find_policy(tx, &rule.region)?);
    let next = Rule {
        title: version.title.clone(),
        key: p.key.clone(),
        document_number: version.document_number.clone(),
        dated_on: version.dated_on,
        expires_on: expiry.as_ref().map(|e| e.on).or(rule.expires_on),
        expiry_basis: expiry.as_ref().map_or_else(|| rule.expiry_basis.clone(), |e| e.basis.to_owned()),
        ..rule.clone()
    };
    relink(tx, cx, &rule, &next, &p.cites)?;
    if !event.by_rule.is_empty() {
        let by = deciding(tx, &event.by_rule)?;
        links::link(tx, cx, &by, LinkKind::Amends, &next.node())?;
    }
    let body = json!({
        "slug": next.slug, "n": n, "digest": version.digest, "changed": changed, "flags": flags,
        "effective_on": version.effective_on.map(|d| d.to_string()),
    });
    journal::note(tx, cx, "rule-amend", Some(&id.to_string()), &body)?;
    Ok((keep(tx, cx, &next)?, changed))
}

fn text_of(parts: &[crate::Provision]) -> String {
    parts.iter().map(|p| format!("{}{}{}", p.label, p.heading, p.text)).collect()
}

/// The rule that decides, with its address where the register holds it.
pub(super) fn deciding(tx: &mut Tx, title: &str) -> Result<Leaning, Fault> {
    let node = Node::rule(title);
    Ok(match store::find_rule_by_key(tx, &node.key)? {
        Some(held) => filing::leaning(&held, ""),
        None => Leaning { node, title: title.to_owned(), href: String::new(), owner: None },
    })
}

fn relink(tx: &mut Tx, cx: &Cx, before: &Rule, after: &Rule, cites: &[(String, Node)]) -> Result<(), Fault> {
    for link in links::list_from(tx, &before.node())? {
        let stays =
            before.key == after.key && cites.iter().any(|(part, to)| *part == link.from.node.part && *to == link.to);
        if link.kind == LinkKind::Cites && !stays {
            links::unlink(tx, &link.from.node, LinkKind::Cites, &link.to)?;
        }
    }
    for (part, to) in cites {
        links::link(tx, cx, &filing::leaning(after, part), LinkKind::Cites, to)?;
    }
    Ok(())
}

/// Metadata of one text as they should be. `None` leaves an attribute as it is.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// 主题分类.
    pub topics: Option<Vec<String>>,
    /// 发文机关 and 联合发文单位.
    pub issuers: Option<Vec<String>>,
    /// 发文字号.
    pub document_number: Option<String>,
    /// 成文日期.
    pub signed_on: Option<Date>,
    /// 发布日期.
    pub published_on: Option<Date>,
    /// 实施日期.
    pub effective_on: Option<Date>,
    /// 体裁.
    pub genre: Option<String>,
    /// 内容概述.
    pub summary: Option<String>,
    /// 关键词.
    pub keywords: Option<Vec<String>>,
    /// 来源.
    pub source: Option<String>,
}

/// Puts the metadata of one text right. What the text itself contradicts is refused, with what it says.
///
/// # Errors
/// Not yours, changed meanwhile; no reason; nothing that differs; a number that is taken or wrong; [`Refused::Contradiction`].
pub fn correct_metadata(
    tx: &mut Tx,
    cx: &Cx,
    id: Id,
    seen: i64,
    n: i64,
    new: &Metadata,
    why: &str,
) -> Result<Rule, Error<Refused>> {
    let rule = in_register(tx, cx, id, seen)?;
    let why = reason(why)?;
    let before = store::find_version(tx, id, n)?.ok_or(Refused::NotThere)?;
    let number = match &new.document_number {
        Some(text) => super::prepared::number(text)?,
        None => before.document_number.clone(),
    };
    if let Some(number) = &number {
        check_number(tx, Some(id), &rule.issuer, number)?;
    }
    let version = Version {
        topics: new.topics.clone().unwrap_or_else(|| before.topics.clone()),
        issuers: new.issuers.clone().unwrap_or_else(|| before.issuers.clone()),
        document_number: number,
        signed_on: new.signed_on.or(before.signed_on),
        published_on: new.published_on.or(before.published_on),
        dated_on: new.signed_on.filter(|_| before.dated_on == before.signed_on).or(before.dated_on),
        effective_on: new.effective_on.or(before.effective_on),
        effective_basis: if new.effective_on.is_some() { EffectiveBasis::Stated } else { before.effective_basis },
        genre: new.genre.clone().unwrap_or_else(|| before.genre.clone()),
        summary: new.summary.clone().unwrap_or_else(|| before.summary.clone()),
        keywords: new.keywords.clone().unwrap_or_else(|| before.keywords.clone()),
        source: new.source.clone().unwrap_or_else(|| before.source.clone()),
        ..before.clone()
    };
    if version == before {
        return Err(Refused::SameMetadata.into());
    }
    let parts = store::provisions(tx, before.id)?;
    let text: String = parts.iter().map(|p| format!("{}\n{}\n", p.heading, p.text)).collect();
    let stated = contradiction::Stated {
        title: &version.title,
        document_number: version.document_number.as_deref().unwrap_or_default(),
        issuers: &version.issuers,
        signed_on: version.signed_on,
        effective_on: new.effective_on,
    };
    if let Some(c) = contradiction::contradictions(&stated, &text).into_iter().next() {
        return Err(Refused::Contradiction { attribute: c.attribute, stated: c.stated, found: c.found }.into());
    }
    if let (Some(signed), Some(effective)) = (version.signed_on, version.effective_on) {
        not_earlier((effective, "register-attribute-effective-on"), Some((signed, "register-attribute-signed-on")))?;
    }
    store::update_version(tx, &version)?;
    let versions = store::list_versions(tx, id)?;
    let latest = newest(&versions)?;
    let next = Rule {
        document_number: latest.document_number.clone(),
        dated_on: latest.dated_on,
        field: latest.topics.first().cloned().unwrap_or_default(),
        ..rule
    };
    let body = json!({
        "slug": next.slug, "n": n, "why": why, "document_number": version.document_number,
        "signed_on": version.signed_on.map(|d| d.to_string()), "published_on": version.published_on.map(|d| d.to_string()),
        "effective_on": version.effective_on.map(|d| d.to_string()),
    });
    journal::note(tx, cx, "rule-correct", Some(&id.to_string()), &body)?;
    keep(tx, cx, &next)
}
