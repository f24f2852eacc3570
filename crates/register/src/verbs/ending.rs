//! Suspensions, extensions and ends.

use super::{amending::deciding, in_register, keep, newest, not_earlier, reason};
use crate::refused::Refused;
use crate::rule::{Event, Rule, Stage, What};
use crate::validity::Validity;
use crate::{store, turn, validity};
use jiff::civil::Date;
use kernel::links::{self, Change, LinkKind};
use kernel::{Cx, Error, Id, Tx, journal};
use serde_json::json;

/// How a rule ends.
#[derive(Clone, Copy, Debug)]
pub struct Ending<'a> {
    /// The first day on which it is no longer in force.
    pub on: Date,
    /// The title of what ends it; may be empty.
    pub by_rule: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// A suspension.
#[derive(Clone, Copy, Debug)]
pub struct Pause<'a> {
    /// Its first day.
    pub from: Date,
    /// The day on which the rule is in force again, where that is known.
    pub until: Option<Date>,
    /// Why.
    pub reason: &'a str,
}

fn event(rule: &Rule, on: Date, what: What, text: &str, by_rule: &str) -> Event {
    Event {
        id: Id::new(),
        on,
        what,
        text: text.to_owned(),
        by_whom: rule.issuer.clone(),
        decree: String::new(),
        version_n: None,
        is_textual: false,
        by_rule: by_rule.trim().to_owned(),
        is_read: false,
    }
}

/// Ends a rule. From the day on it is displayed as repealed; its text stays. What leans on it is flagged now, before
/// the day comes.
///
/// # Errors
/// Not yours, changed meanwhile, over already; no reason; a day before the rule began.
pub fn repeal_rule(tx: &mut Tx, cx: &Cx, id: Id, seen: i64, ending: &Ending<'_>) -> Result<Rule, Error<Refused>> {
    let rule = in_register(tx, cx, id, seen)?;
    end(tx, cx, &rule, What::Repealed, ending)
}

pub(super) fn end(tx: &mut Tx, cx: &Cx, rule: &Rule, what: What, ending: &Ending<'_>) -> Result<Rule, Error<Refused>> {
    let why = reason(ending.reason)?;
    let events = store::list_events(tx, rule.id)?;
    if events.iter().any(|e| matches!(e.what, What::Repealed | What::Expired)) || rule.validity == Validity::Expired {
        return Err(Refused::Over.into());
    }
    let versions = store::list_versions(tx, rule.id)?;
    let signed = newest(&versions)?.dated_on.map(|d| (d, "register-attribute-signed-on"));
    not_earlier((ending.on, "register-attribute-repealed-on"), signed)?;
    store::insert_event(tx, rule.id, &event(rule, ending.on, what, why, ending.by_rule))?;
    if !ending.by_rule.trim().is_empty() {
        let by = deciding(tx, ending.by_rule.trim())?;
        links::link(tx, cx, &by, LinkKind::Repeals, &rule.node())?;
    }
    let word = if what == What::Repealed { "flag-rule-repealed" } else { "flag-rule-expired" };
    // The same key as the turn of the day uses, so that nobody is told twice.
    let to = if what == What::Repealed { Validity::Repealed } else { Validity::Expired };
    let key = format!("{}/{}/{}", rule.slug, to, ending.on);
    turn::flag_all(tx, cx, rule, &Change { why: word, key: &key })?;
    let body = json!({ "slug": rule.slug, "what": what.as_str(), "on": ending.on.to_string(), "by": ending.by_rule, "why": why });
    journal::note(tx, cx, "rule-repeal", Some(&rule.id.to_string()), &body)?;
    keep(tx, cx, rule)
}

/// Suspends a rule.
///
/// # Errors
/// Not yours, changed meanwhile, over, suspended already; no reason; an end before the beginning.
pub fn suspend_rule(tx: &mut Tx, cx: &Cx, id: Id, seen: i64, pause: &Pause<'_>) -> Result<Rule, Error<Refused>> {
    let rule = in_register(tx, cx, id, seen)?;
    let why = reason(pause.reason)?;
    let events = store::list_events(tx, id)?;
    let facts = validity::work_facts(&events, rule.expires_on);
    if !matches!(rule.validity, Validity::InForce | Validity::Amended | Validity::Suspended | Validity::NotYetEffective)
    {
        return Err(Refused::Over.into());
    }
    if facts.suspended.iter().any(|(from, until)| *from <= pause.from && until.is_none_or(|u| u > pause.from)) {
        return Err(Refused::AlreadySuspended.into());
    }
    if let Some(until) = pause.until {
        const FROM: &str = "register-attribute-suspended-from";
        not_earlier((until, "register-attribute-suspended-until"), Some((pause.from, FROM)))?;
    }
    store::insert_event(tx, id, &event(&rule, pause.from, What::Suspended, why, ""))?;
    if let Some(until) = pause.until {
        store::insert_event(tx, id, &event(&rule, until, What::Resumed, why, ""))?;
    }
    let body = json!({
        "slug": rule.slug, "from": pause.from.to_string(), "until": pause.until.map(|d| d.to_string()), "why": why,
    });
    journal::note(tx, cx, "rule-suspend", Some(&id.to_string()), &body)?;
    keep(tx, cx, &rule)
}

/// Puts a suspended rule in force again from `on`.
///
/// # Errors
/// Not yours, changed meanwhile, not suspended; no reason.
pub fn resume_rule(tx: &mut Tx, cx: &Cx, id: Id, seen: i64, on: Date, why: &str) -> Result<Rule, Error<Refused>> {
    let rule = in_register(tx, cx, id, seen)?;
    let why = reason(why)?;
    let events = store::list_events(tx, id)?;
    let facts = validity::work_facts(&events, rule.expires_on);
    if !facts.suspended.iter().any(|(from, until)| *from <= on && until.is_none()) {
        return Err(Refused::NotSuspended.into());
    }
    store::insert_event(tx, id, &event(&rule, on, What::Resumed, why, ""))?;
    let body = json!({ "slug": rule.slug, "on": on.to_string(), "why": why });
    journal::note(tx, cx, "rule-resume", Some(&id.to_string()), &body)?;
    keep(tx, cx, &rule)
}

/// Registers a document anew to last longer, after its review. Law: local validity policies (re-register to continue)
///
/// # Errors
/// Not yours, changed meanwhile, repealed or lapsed already; no reason; a day that is not later than the present one.
pub fn extend_rule(tx: &mut Tx, cx: &Cx, id: Id, seen: i64, until: Date, why: &str) -> Result<Rule, Error<Refused>> {
    let rule = in_register(tx, cx, id, seen)?;
    let why = reason(why)?;
    if matches!(rule.validity, Validity::Repealed | Validity::Expired) {
        return Err(Refused::Over.into());
    }
    let present = rule.expires_on.unwrap_or(cx.today());
    if until <= present {
        let (later, earlier) = ("register-attribute-expires-on", "register-attribute-expires-on-present");
        return Err(Refused::DateOrder { later, earlier }.into());
    }
    store::insert_event(tx, id, &event(&rule, cx.today(), What::Extended, why, ""))?;
    let body = json!({
        "slug": rule.slug, "from": rule.expires_on.map(|d| d.to_string()), "until": until.to_string(), "why": why,
    });
    journal::note(tx, cx, "rule-extend", Some(&id.to_string()), &body)?;
    let next = Rule { expires_on: Some(until), expiry_basis: "register-expiry-extended".to_owned(), ..rule };
    keep(tx, cx, &next)
}

/// Takes out what was registered by mistake. Its address keeps telling that it was there, and why it is not any more.
///
/// # Errors
/// Not yours, changed meanwhile; no reason.
pub fn withdraw_rule(tx: &mut Tx, cx: &Cx, id: Id, seen: i64, why: &str) -> Result<Rule, Error<Refused>> {
    let rule = in_register(tx, cx, id, seen)?;
    let why = reason(why)?;
    store::insert_event(tx, id, &event(&rule, cx.today(), What::Other, why, ""))?;
    let key = format!("{}/withdrawn", rule.slug);
    turn::flag_all(tx, cx, &rule, &Change { why: "flag-rule-withdrawn", key: &key })?;
    journal::note(tx, cx, "rule-withdraw", Some(&id.to_string()), &json!({ "slug": rule.slug, "why": why }))?;
    keep(tx, cx, &Rule { stage: Stage::Withdrawn, ..rule })
}
