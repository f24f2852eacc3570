//! How a rule stands to others and to what the hall publishes: the links that touch it, sorted for a page.

use crate::rule::Rule;
use kernel::links::{self, Link, LinkKind, NodeKind};
use kernel::{Fault, Tx};

/// Links that touch a rule. In each, `from` is what leans; a link's `from.href` is empty where the register knows only
/// the title of what leans (a decision that is not held).
#[derive(Clone, Debug, Default)]
pub struct Relations {
    /// What changed it: decisions and rules.
    pub amended_by: Vec<Link>,
    /// What ended it.
    pub repealed_by: Vec<Link>,
    /// What it changes.
    pub amends: Vec<Link>,
    /// What it ends.
    pub repeals: Vec<Link>,
    /// What its articles name, itself left out.
    pub cites: Vec<Link>,
    /// Rules whose articles name it, itself left out.
    pub cited_by: Vec<Link>,
    /// Its interpretations.
    pub interpretations: Vec<Link>,
    /// Service items that rest on it.
    pub items: Vec<Link>,
    /// Everything else that leans on it.
    pub others: Vec<Link>,
}

/// Citations by the articles of other rules are many; nothing else may be lost behind them.
const ALL: i64 = 20_000;

/// Everything that a rule leans on and that leans on it; of citations at most `limit` in each direction.
///
/// # Errors
/// A fault of the database.
pub fn list_relations(tx: &mut Tx, rule: &Rule, limit: i64) -> Result<Relations, Fault> {
    let node = rule.node();
    let mut out = Relations::default();
    for link in links::list_from(tx, &node)? {
        match link.kind {
            LinkKind::Amends => out.amends.push(link),
            LinkKind::Repeals => out.repeals.push(link),
            LinkKind::Cites if link.to.key != rule.key && (out.cites.len() as i64) < limit => out.cites.push(link),
            _ => {}
        }
    }
    for link in links::list_to(tx, &node, ALL)? {
        match (link.kind, link.from.node.kind) {
            (LinkKind::Amends, _) => out.amended_by.push(link),
            (LinkKind::Repeals, _) => out.repealed_by.push(link),
            (LinkKind::Cites, NodeKind::Rule) if link.from.node.key == rule.key => {}
            (LinkKind::Cites, NodeKind::Rule) => {
                if (out.cited_by.len() as i64) < limit {
                    out.cited_by.push(link);
                }
            }
            (LinkKind::Interprets, _) => out.interpretations.push(link),
            (_, NodeKind::Item) => out.items.push(link),
            _ => out.others.push(link),
        }
    }
    Ok(out)
}
