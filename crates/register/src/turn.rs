//! The turn of the day: validity that changes by itself.
//!
//! Called by the hall when a day passes (and by every verb that changes a fact). What is displayed is brought to what
//! the facts say; each change is a ledger entry, so that index, feeds and mirror react.

use crate::rule::Rule;
use crate::store;
use crate::validity::{Validity, next_turn, work_validity};
use jiff::ToSpan;
use kernel::links::{self, Change};
use kernel::{Cx, Db, Error, Fault, Id, Never, Tx, journal};
use serde_json::json;

/// Rules that one transaction turns.
const PAGE: i64 = 100;

/// Brings the displayed validity of all rules to the present day. Returns how many changed. Running it twice on one day
/// changes nothing the second time.
///
/// # Errors
/// A fault of the database.
pub fn turn_day(db: &Db, cx: &Cx) -> Result<u64, Fault> {
    let mut turned = 0;
    loop {
        let (looked, changed) = db.write(|tx| turn_page(tx, cx, PAGE).map_err(Error::<Never>::from))?;
        turned += changed;
        if looked < PAGE {
            return Ok(turned);
        }
    }
}

/// One page of [`turn_day`]: how many were looked at, how many changed.
///
/// # Errors
/// A fault of the database.
pub fn turn_page(tx: &mut Tx, cx: &Cx, limit: i64) -> Result<(i64, u64), Fault> {
    let due = store::list_turning(tx, cx.today(), limit)?;
    let mut changed = 0;
    for rule in &due {
        changed += u64::from(refresh(tx, cx, rule)? != rule.validity);
    }
    Ok((due.len() as i64, changed))
}

/// Computes the validity of a rule today, displays it, and tells when it changed: the ledger, and for what ended also
/// those who lean on it.
pub(crate) fn refresh(tx: &mut Tx, cx: &Cx, rule: &Rule) -> Result<Validity, Fault> {
    let versions = store::list_versions(tx, rule.id)?;
    let events = store::list_events(tx, rule.id)?;
    let now = work_validity(&versions, &events, rule.expires_on, cx.today());
    let turns_on = next_turn(&versions, &events, rule.expires_on, cx.today());
    store::update_validity(tx, rule.id, now, turns_on)?;
    if now == rule.validity {
        return Ok(now);
    }
    let body =
        json!({ "slug": rule.slug, "from": rule.validity.as_str(), "to": now.as_str(), "on": cx.today().to_string() });
    journal::note(tx, cx, "rule-validity", Some(&rule.id.to_string()), &body)?;
    let why = match now {
        Validity::Repealed => "flag-rule-repealed",
        Validity::Expired => "flag-rule-expired",
        Validity::Suspended => "flag-rule-suspended",
        _ => return Ok(now),
    };
    let key = format!("{}/{}/{}", rule.slug, now, cx.today());
    flag_all(tx, cx, rule, &Change { why, key: &key })?;
    Ok(now)
}

/// Flags everything that leans on a rule or any part of it. Its own articles, which name each other, end with it: where
/// nobody else leans on an article, nothing is raised for those that name it.
pub(crate) fn flag_all(tx: &mut Tx, cx: &Cx, rule: &Rule, change: &Change<'_>) -> Result<u64, Fault> {
    let leaning = links::list_to(tx, &rule.node(), i64::MAX)?;
    let mut parts: Vec<String> = leaning
        .into_iter()
        .filter(|l| l.from.node.key != rule.key && !l.to.part.is_empty())
        .map(|l| l.to.part)
        .collect();
    parts.sort_unstable();
    parts.dedup();
    // An empty list would mean every part; no part bears this name.
    parts.push("-".to_owned());
    links::flag_leaning(tx, cx, &rule.node(), &parts, change)
}

/// Rules of an agency (of all, when `None`) whose review is due: their last day lies within the lead of the region's
/// policy. Soonest first.
///
/// # Errors
/// A fault of the database.
pub fn list_reviews_due(tx: &mut Tx, cx: &Cx, agency: Option<Id>, limit: i64) -> Result<Vec<Rule>, Fault> {
    let today = cx.today();
    let broken = |e| Fault::from_error("computing the lead of a review", e);
    // The longest lead that a policy may have; each rule is then held against its own region's.
    let all = store::list_expiring(tx, agency, today, today.checked_add(24.months()).map_err(broken)?, limit * 4)?;
    let mut out = Vec::new();
    for rule in all {
        let lead = crate::policy::find_policy(tx, &rule.region)?.review_lead_months;
        let begins = rule.expires_on.map(|d| d.checked_sub(lead.months())).transpose().map_err(broken)?;
        if begins.is_some_and(|b| b <= today) && out.len() < limit as usize {
            out.push(rule);
        }
    }
    Ok(out)
}
