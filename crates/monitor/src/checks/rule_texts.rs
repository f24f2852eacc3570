//! Links inside rules: addresses in their texts, and references to articles that the named rule does not have.
//!
//! Only rules for which an agency of this hall answers are looked at: what came from above nobody here can put right.

use super::{Collected, Stands, links::Link};
use crate::{Finding, FindingKind};
use kernel::{Error, Fault, Id, Never, Office, Tx};
use register::{Cursor, Filter, Rule, Validity, find_version, provisions};
use sites::{Site, SiteKind};

/// Rules that are read in one transaction.
const PAGE: i64 = 20;

pub(super) fn look(office: &Office, site: &Site, seen: &mut Collected) -> Result<(), Fault> {
    let agencies = office.db.read(|tx| agencies_of(tx, site).map_err(Error::<Never>::from))?;
    for agency in agencies {
        let filter = Filter { agency: Some(agency), ..Filter::default() };
        let mut after: Option<Cursor> = None;
        loop {
            let page = office.db.read(|tx| {
                let rules = register::list_rules(tx, &filter, after.as_ref(), PAGE)?;
                let read: Result<Vec<Read>, Fault> = rules.into_iter().map(|rule| read(tx, rule)).collect();
                Ok::<_, Error<Never>>(read?)
            })?;
            for one in &page {
                one.look(agency, seen);
            }
            match page.last() {
                Some(last) if page.len() as i64 == PAGE => after = Some(Cursor::after(&last.rule)),
                _ => break,
            }
        }
    }
    Ok(())
}

/// The agencies whose rules the run of this site looks at: its own; of a portal also those of its region that have no
/// site. So each rule is looked at once a night.
fn agencies_of(tx: &mut Tx, site: &Site) -> Result<Vec<Id>, Fault> {
    let sites: Vec<Site> = sites::list(tx)?.into_iter().filter(|s| s.is_open).collect();
    // Two sites of one agency: the first of them.
    let is_first = sites.iter().find(|s| s.agency == site.agency).is_none_or(|s| s.key == site.key);
    let mut agencies: Vec<Id> = is_first.then_some(site.agency).into_iter().collect();
    let portal = sites.iter().find(|s| s.kind == SiteKind::Portal && s.region == site.region);
    if portal.is_some_and(|p| p.key == site.key) {
        let without = identity::list_agencies(tx)?;
        agencies.extend(
            without
                .into_iter()
                .filter(|a| a.region == site.region && !sites.iter().any(|s| s.agency == a.id))
                .map(|a| a.id),
        );
    }
    Ok(agencies)
}

/// A rule with what its newest text leads to.
struct Read {
    rule: Rule,
    /// Paths of ours and addresses elsewhere, with the article they stand in.
    links: Vec<(String, Link)>,
    /// References without a target: the article that refers, the rule named, the article it does not have.
    missing: Vec<(String, String, String)>,
}

fn read(tx: &mut Tx, rule: Rule) -> Result<Read, Fault> {
    let mut links = Vec::new();
    // A text that is over stays as it was.
    if matches!(rule.validity, Validity::Repealed | Validity::Expired) {
        return Ok(Read { rule, links, missing: Vec::new() });
    }
    let newest = register::list_versions(tx, rule.id)?.into_iter().max_by_key(|v| v.n);
    let mut missing = Vec::new();
    if let Some(version) = newest.map(|v| find_version(tx, rule.id, v.n)).transpose()?.flatten() {
        for part in provisions(tx, version.id)? {
            links.extend(screen::addresses(&part.text).into_iter().map(|a| (part.label.clone(), Link::Outside(a))));
            for cited in codes::citations(&part.text) {
                if let Some(article) = cited.article
                    && lacks(tx, &cited.title, &article)?
                {
                    missing.push((part.label.clone(), cited.title, article));
                }
            }
        }
        if !version.html.is_empty() {
            links.extend(links_of_html(&version.html).into_iter().map(|l| (String::new(), l)));
        }
    }
    Ok(Read { rule, links, missing })
}

/// Whether the register holds a rule of this title and none of its texts has this article. A rule that is not held lacks
/// nothing that anybody here could know.
fn lacks(tx: &mut Tx, title: &str, article: &str) -> Result<bool, Fault> {
    // An article that is counted in digits stands under another writing.
    if article.contains(|c: char| c.is_ascii_digit()) {
        return Ok(false);
    }
    let Some(rule) = register::find_rule_by_key(tx, &codes::rule_key(title))? else { return Ok(false) };
    for version in register::list_versions(tx, rule.id)? {
        let parts = provisions(tx, version.id)?;
        // A text without articles cannot be asked for one.
        if parts.is_empty() || version.articles == 0 || parts.iter().any(|p| p.label == article) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn links_of_html(html: &str) -> Vec<Link> {
    let inside = std::cell::RefCell::new(Vec::new());
    let known = |path: &str| {
        inside.borrow_mut().push(path.to_owned());
        true
    };
    let found = screen::check_html(html, &screen::Lists::built_in(), &known);
    let outside = found.into_iter().filter(|f| f.kind == screen::Kind::ExternalLink);
    let outside = outside.map(|f| Link::Outside(f.what.split('#').next().unwrap_or_default().to_owned()));
    let inside = inside.into_inner().into_iter().filter(|p| p.starts_with('/') && !p.starts_with("//"));
    inside.map(Link::Inside).chain(outside).collect()
}

impl Read {
    fn look(&self, agency: Id, seen: &mut Collected) {
        let rule = &self.rule;
        let href = |label: &str| if label.is_empty() { rule.href() } else { rule.href_of(label) };
        for (label, link) in &self.links {
            let stands = Stands { subject: rule.slug.clone(), title: rule.title.clone(), href: href(label), agency };
            seen.link(link.clone(), &stands);
        }
        for (label, target, article) in &self.missing {
            seen.findings.push(Finding {
                kind: FindingKind::DeadInside,
                subject: format!("{} {label} {target} {article}", rule.slug),
                title: rule.title.clone(),
                detail: format!("{label} → 《{target}》{article}"),
                href: href(label),
                agency: Some(agency),
            });
        }
    }
}
