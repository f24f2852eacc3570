//! A rule with everything the register holds of it, read in one transaction.

use super::words::shown_on;
use crate::{
    AsOf, Event, Provision, Rule, Validity, Version, as_of, validity_on, version_facts, work_facts, work_validity,
};
use jiff::civil::Date;
use kernel::{
    Fault, Tx,
    links::{self, Link, LinkKind},
};
use std::collections::BTreeMap;

/// Most links that a page reads.
const LINKS: i64 = 600;

/// A rule, its texts in time, what happened to it, what leans on it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub rule: Rule,
    pub versions: Vec<Version>,
    pub events: Vec<Event>,
    /// What leans on it, by part.
    pub leaning: Vec<Link>,
    /// On what it leans itself, and what it changes or ends.
    pub own: Vec<Link>,
    /// Titles and addresses of the rules that `own` names, by canonical title.
    pub named: BTreeMap<String, (String, String)>,
    /// References to articles that are not there: own part, target's part.
    pub dangling: Vec<(String, String)>,
}

impl Held {
    /// The text that counts on a day.
    pub fn as_of(&self, day: Date) -> AsOf {
        as_of(&self.versions, &self.events, day)
    }

    /// The text that the rule's own page shows.
    pub fn shown(&self, day: Date) -> Option<&Version> {
        shown_on(&self.versions, &self.as_of(day))
    }

    /// The validity of the work on a day.
    pub fn validity(&self, day: Date) -> Validity {
        work_validity(&self.versions, &self.events, self.rule.expires_on, day)
    }

    /// What decides about the validity of one text, or of the work where it has none.
    pub fn facts(&self, version: Option<&Version>) -> crate::Facts {
        match version {
            Some(v) => version_facts(v, &self.versions, &self.events, self.rule.expires_on),
            None => work_facts(&self.events, self.rule.expires_on),
        }
    }

    /// The validity of one text on a day.
    pub fn validity_of(&self, version: &Version, day: Date) -> Validity {
        validity_on(&self.facts(Some(version)), day)
    }

    /// The publications that explain it.
    pub fn interpretations(&self) -> impl Iterator<Item = &Link> {
        self.leaning.iter().filter(|l| l.kind == LinkKind::Interprets)
    }

    /// The versions on both sides of one, oldest first.
    pub fn before(&self, n: i64) -> Option<&Version> {
        let at = self.versions.iter().position(|v| v.n == n)?;
        at.checked_sub(1).and_then(|i| self.versions.get(i))
    }

    /// The version of this name.
    pub fn version(&self, n: i64) -> Option<&Version> {
        self.versions.iter().find(|v| v.n == n)
    }
}

/// Reads a rule of the public register.
///
/// # Errors
/// A fault of the database.
pub(crate) fn find_held(tx: &mut Tx, slug: &str) -> Result<Option<Held>, Fault> {
    let Some(rule) = crate::find_rule(tx, slug)? else { return Ok(None) };
    held_of(tx, rule).map(Some)
}

pub(crate) fn held_of(tx: &mut Tx, rule: Rule) -> Result<Held, Fault> {
    let versions = crate::list_versions(tx, rule.id)?;
    let events = crate::list_events(tx, rule.id)?;
    let leaning = links::list_to(tx, &rule.node(), LINKS)?;
    let own = links::list_from(tx, &rule.node())?;
    let mut named = BTreeMap::new();
    let by_events = events.iter().filter(|e| !e.by_rule.is_empty()).map(|e| codes::rule_key(&e.by_rule));
    let keys: Vec<String> = own.iter().map(|l| l.to.key.clone()).chain(by_events).collect();
    for key in keys {
        if key != rule.key && !named.contains_key(&key) {
            let found = crate::find_rule_by_key(tx, &key)?;
            let (title, href) = found.map_or_else(Default::default, |r| (r.title.clone(), r.href()));
            named.insert(key, (title, href));
        }
    }
    named.retain(|_, (title, _)| !title.is_empty());
    let dangling = crate::list_findings(tx, rule.id)?.into_iter().map(|(part, _, target)| (part, target)).collect();
    Ok(Held { rule, versions, events, leaning, own, named, dangling })
}

/// The parts of a version.
///
/// # Errors
/// A fault of the database.
pub(crate) fn parts(tx: &mut Tx, version: &Version) -> Result<Vec<Provision>, Fault> {
    crate::provisions(tx, version.id)
}
