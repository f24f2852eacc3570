//! From draft to register.

use super::{Prepared, check_number, find, for_act, keep, newest};
use crate::import::filing;
use crate::policy::{self, find_settings};
use crate::refused::Refused;
use crate::rule::{Origin, Rule, RuleKind, Stage, Version};
use crate::validity::Validity;
use crate::{index_number, store};
use jiff::civil::Date;
use kernel::links::{self, LinkKind, NodeKind};
use kernel::{Cx, Error, Fault, Id, Role, Tx, journal};
use serde_json::json;

/// Takes in a document of an agency as a draft. Nobody but the agency sees it.
///
/// # Errors
/// Not the register keeper; a title or number that is taken.
pub fn draft_rule(tx: &mut Tx, cx: &Cx, agency: Id, p: &Prepared) -> Result<Rule, Error<Refused>> {
    if !cx.who.holds(agency, Role::RegisterKeeper) {
        return Err(Refused::NotYourPost.into());
    }
    let organ = identity::find_agency(tx, agency)?.ok_or(Refused::NotThere)?;
    let issuer = p.version.issuers.first().cloned().unwrap_or_else(|| organ.name.clone());
    if let Some(number) = &p.version.document_number {
        check_number(tx, None, &issuer, number)?;
    }
    let rule = Rule {
        id: Id::new(),
        slug: filing::next_slug(tx)?,
        title: p.version.title.clone(),
        key: p.key.clone(),
        kind: p.kind,
        issuer: issuer.clone(),
        agency: Some(agency),
        region: organ.region.clone(),
        origin: Origin::DraftedHere,
        stage: Stage::Draft,
        field: p.version.topics.first().cloned().unwrap_or_default(),
        index_number: None,
        disclosure: p.disclosure,
        disclosure_reason: p.disclosure_reason.clone(),
        document_number: p.version.document_number.clone(),
        dated_on: p.version.dated_on,
        validity: Validity::NotYetEffective,
        expires_on: None,
        expiry_basis: String::new(),
        has_interpretation: false,
        version: 1,
    };
    if !store::insert_rule(tx, cx, &rule, None)? {
        let slug = store::find_rule_of_issuer(tx, &p.key, &issuer)?.map(|r| r.slug).unwrap_or_default();
        return Err(Refused::TitleTaken { slug }.into());
    }
    let version = Version { id: Id::new(), rule: rule.id, n: 1, issuers: issuers(p, &issuer), ..p.version.clone() };
    write_text(tx, cx, &version, p)?;
    let body = json!({ "slug": rule.slug, "digest": version.digest, "articles": version.articles });
    journal::note(tx, cx, "rule-draft", Some(&rule.id.to_string()), &body)?;
    Ok(rule)
}

fn issuers(p: &Prepared, issuer: &str) -> Vec<String> {
    if p.version.issuers.is_empty() { vec![issuer.to_owned()] } else { p.version.issuers.clone() }
}

/// Writes a new version with its parts, ready to be read.
pub(super) fn write_text(tx: &mut Tx, cx: &Cx, version: &Version, p: &Prepared) -> Result<(), Fault> {
    store::insert_version(tx, cx, version)?;
    store::insert_provisions(tx, version.id, &p.parts)?;
    store::complete_version(tx, version.id)
}

/// Writes a draft anew.
///
/// # Errors
/// Not there, changed meanwhile, registered already; a title or number that is taken.
pub fn edit_draft(tx: &mut Tx, cx: &Cx, id: Id, seen: i64, p: &Prepared) -> Result<Rule, Error<Refused>> {
    let rule = for_act(tx, cx, id, seen)?;
    if rule.stage != Stage::Draft {
        return Err(Refused::AlreadyRegistered.into());
    }
    let issuer = p.version.issuers.first().cloned().unwrap_or_else(|| rule.issuer.clone());
    if let Some(other) = store::find_rule_of_issuer(tx, &p.key, &issuer)?.filter(|o| o.id != id) {
        return Err(Refused::TitleTaken { slug: other.slug }.into());
    }
    if let Some(number) = &p.version.document_number {
        check_number(tx, Some(id), &issuer, number)?;
    }
    let versions = store::list_versions(tx, id)?;
    let before = newest(&versions)?;
    let version = Version { id: before.id, rule: id, n: before.n, issuers: issuers(p, &issuer), ..p.version.clone() };
    store::delete_provisions(tx, version.id)?;
    store::update_version(tx, &version)?;
    store::insert_provisions(tx, version.id, &p.parts)?;
    let next = Rule {
        title: version.title.clone(),
        key: p.key.clone(),
        kind: p.kind,
        issuer,
        field: version.topics.first().cloned().unwrap_or_default(),
        disclosure: p.disclosure,
        disclosure_reason: p.disclosure_reason.clone(),
        document_number: version.document_number.clone(),
        dated_on: version.dated_on,
        ..rule
    };
    if !store::update_rule(tx, cx, &next, None)? {
        return Err(Refused::Stale.into());
    }
    let body = json!({ "slug": next.slug, "digest": version.digest });
    journal::note(tx, cx, "rule-draft", Some(&id.to_string()), &body)?;
    Ok(find(tx, id)?)
}

/// What a draft still lacks to be registered, everything at once: for the desk's page.
///
/// # Errors
/// A fault of the database.
pub fn missing_for_registration(tx: &mut Tx, cx: &Cx, rule: &Rule) -> Result<Vec<Refused>, Fault> {
    let mut out = Vec::new();
    if rule.stage != Stage::Draft {
        out.push(Refused::AlreadyRegistered);
        return Ok(out);
    }
    let versions = store::list_versions(tx, rule.id)?;
    let text = newest(&versions)?;
    match &text.document_number {
        None => out.push(Refused::DocumentNumber { found: String::new() }),
        Some(number) => {
            if let Err(Error::Refused(r)) = check_number(tx, Some(rule.id), &rule.issuer, number) {
                out.push(r);
            }
        }
    }
    if text.signed_on.is_none() {
        out.push(Refused::NoDate);
    }
    if let Some(since) = interpretation_needed(tx, cx, rule)?
        && list_interpretations(tx, rule)?.is_empty()
    {
        let since = if since == Date::MIN { String::new() } else { since.to_string() };
        out.push(Refused::NoInterpretation { since });
    }
    Ok(out)
}

/// From when this rule needs an interpretation, if it does today. What is not disclosed is interpreted to nobody.
fn interpretation_needed(tx: &mut Tx, cx: &Cx, rule: &Rule) -> Result<Option<Date>, Fault> {
    let (Some(agency), Origin::DraftedHere) = (rule.agency, rule.origin) else { return Ok(None) };
    let interpreted =
        matches!(rule.kind, RuleKind::NormativeDocument | RuleKind::LocalGovernmentRule | RuleKind::DepartmentalRule);
    if !interpreted || rule.disclosure == crate::rule::Disclosure::NotDisclosed {
        return Ok(None);
    }
    let since = find_settings(tx, agency)?.interpretation_required_from.unwrap_or(Date::MIN);
    Ok((since <= cx.today()).then_some(since))
}

fn list_interpretations(tx: &mut Tx, rule: &Rule) -> Result<Vec<links::Link>, Fault> {
    let all = links::list_to(tx, &rule.node(), 10_000)?;
    Ok(all
        .into_iter()
        .filter(|l| l.kind == LinkKind::Interprets && l.from.node.kind == NodeKind::Publication)
        .collect())
}

/// Registers a draft: it needs a document number that is well formed and its own, a day on which it was signed, and its
/// interpretation, from the day its agency set. It gets its index number, its last day and its links, and is public.
///
/// Law: 优化营商环境条例 第六十四条; facts: no interpretation, no registration (不予收文)
///
/// # Errors
/// The first thing that is missing ([`missing_for_registration`] tells all); an index number that cannot be formed.
pub fn register_rule(tx: &mut Tx, cx: &Cx, id: Id, seen: i64) -> Result<Rule, Error<Refused>> {
    let rule = for_act(tx, cx, id, seen)?;
    if let Some(first) = missing_for_registration(tx, cx, &rule)?.into_iter().next() {
        return Err(first.into());
    }
    let Some(agency) = rule.agency else { return Err(Refused::Imported.into()) };
    let organ = identity::find_agency(tx, agency)?.ok_or(Refused::NotThere)?;
    let versions = store::list_versions(tx, id)?;
    let before = newest(&versions)?;
    let version = Version { published_on: before.published_on.or(Some(cx.today())), ..before.clone() };
    store::update_version(tx, &version)?;
    let parts = store::provisions(tx, version.id)?;
    let text: String = parts.iter().map(|p| format!("{} {}\n", p.heading, p.text)).collect();
    let expiry = policy::expiry(rule.kind, &version, &text, &policy::find_policy(tx, &rule.region)?);
    let index = index_number::next(tx, &organ, version.signed_on.unwrap_or(cx.today()))?;
    if let Some(other) = store::find_rule_by_index_number(tx, &index)? {
        return Err(Refused::IndexNumberTaken { number: index, title: other.title, slug: other.slug }.into());
    }
    let registered = Rule {
        stage: Stage::Registered,
        index_number: Some(index.clone()),
        expires_on: expiry.as_ref().map(|e| e.on),
        expiry_basis: expiry.as_ref().map(|e| e.basis.to_owned()).unwrap_or_default(),
        has_interpretation: !list_interpretations(tx, &rule)?.is_empty(),
        ..rule
    };
    for (part, to) in super::prepared::cites(&parts, &registered.key) {
        links::link(tx, cx, &filing::leaning(&registered, &part), LinkKind::Cites, &to)?;
    }
    let body = json!({
        "slug": registered.slug, "index_number": index, "document_number": version.document_number, "digest": version.digest,
        "effective_on": version.effective_on.map(|d| d.to_string()), "expires_on": registered.expires_on.map(|d| d.to_string()),
        "interpreted": registered.has_interpretation,
    });
    journal::note(tx, cx, "rule-register", Some(&id.to_string()), &body)?;
    keep(tx, cx, &registered)
}

/// Notes whether a rule has an interpretation now; for the reaction to a publication that interprets it, or that was
/// withdrawn. Unknown titles are left alone.
///
/// # Errors
/// A fault of the database.
pub fn note_interpretation(tx: &mut Tx, key: &str) -> Result<(), Fault> {
    let Some(rule) = store::find_rule_by_key(tx, key)? else { return Ok(()) };
    let has = !list_interpretations(tx, &rule)?.is_empty();
    let now = if has { store::Interpreted::Linked } else { store::Interpreted::Missing };
    store::note_interpretation(tx, rule.id, now)
}
