//! Before the public: sign-off now or for later, correction, filing, withdrawal.
//!
//! The instant of publication is the context's; it stands in the row and in the ledger entry, and nothing else sets it.

use super::{advance, find_step, gone, load, needed, reviewing::may_sign, within};
use crate::{
    Disclosure, Publication, Refused,
    moves::{State, Verb},
    store,
};
use jiff::{Timestamp, civil::Date};
use kernel::{
    Cx, Db, Error, Fault, Id, Refusal, RefusalKind, Tx,
    db::instant_text,
    links::{self, Change, Leaning, LinkKind, Node, NodeKind},
};
use serde_json::{Value as Json, json};

/// 签发并发布: now.
///
/// Law: 政府信息公开条例 第十七条, 第二十六条
///
/// # Errors
/// Stale, wrong state, wrong post, somebody who took an earlier step; not proactive; findings that stop or lack a
/// reason.
pub fn publish(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, opinion: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Publish)?;
    let opinion = within(opinion)?;
    may_sign(tx, &p)?;
    let after = advance(tx, cx, &p, line, None, opinion, &released_body(cx, &p))?;
    come_out(tx, cx, &p, Verb::Publish)?;
    Ok(after)
}

/// 签发定时发布: signed now, published by the hall at `at`.
///
/// # Errors
/// As [`publish`]; an instant that is not in the future.
pub fn plan(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    at: Timestamp,
    opinion: &str,
) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Plan)?;
    let opinion = within(opinion)?;
    if at <= cx.at {
        return Err(Refused::PlannedInPast.into());
    }
    may_sign(tx, &p)?;
    store::set_plan(tx, p.id(), Some(at))?;
    let body = json!({ "revision": p.working, "content": p.digest(), "planned_at": instant_text(at) });
    let p = advance(tx, cx, &p, line, p.matter.clock.clone(), opinion, &body)?;
    Ok(Publication { planned_at: Some(at), ..p })
}

/// 取消定时: back to the sign-off.
///
/// # Errors
/// Stale, wrong state, wrong post; no reason.
pub fn unplan(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, reason: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Unplan)?;
    let reason = needed(reason, Refused::NoReason)?;
    store::set_plan(tx, p.id(), None)?;
    let p = advance(tx, cx, &p, line, p.matter.clock.clone(), reason, &json!({ "revision": p.working }))?;
    Ok(Publication { planned_at: None, ..p })
}

/// Publishes what is planned and due, at most a hundred at a time; says how many. Called by the clock that turns the
/// minutes, with the hall's own context.
///
/// # Errors
/// A fault of the database.
pub fn publish_due(db: &Db, cx: &Cx) -> Result<usize, Fault> {
    let due = db.read(|tx| store::list_due(tx, cx.at, 100).map_err(Error::<kernel::Never>::from))?;
    let mut published = 0;
    for id in due {
        match db.write(|tx| publish_planned(tx, cx, id)) {
            Ok(()) => published += 1,
            Err(Error::Broken(fault)) => return Err(fault),
            // Another node was quicker, or somebody took the plan back.
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Stale || r == Refused::NotDue => {}
            Err(Error::Refused(r)) => tracing::warn!(%id, refused = ?r, "a planned publication did not come out"),
        }
    }
    Ok(published)
}

fn publish_planned(tx: &mut Tx, cx: &Cx, id: Id) -> Result<(), Error<Refused>> {
    let p = store::find(tx, id)?.ok_or_else(gone)?;
    if p.planned_at.is_none_or(|at| at > cx.at) {
        return Err(Refused::NotDue.into());
    }
    let line = find_step(tx, cx, &p, Verb::Publish)?;
    advance(tx, cx, &p, line, None, "", &released_body(cx, &p))?;
    come_out(tx, cx, &p, Verb::Publish)
}

/// 签发更正: the new revision comes before the public with its note.
///
/// # Errors
/// As [`publish`].
pub fn correct(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, opinion: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Correct)?;
    let opinion = within(opinion)?;
    may_sign(tx, &p)?;
    let after = advance(tx, cx, &p, line, None, opinion, &released_body(cx, &p))?;
    come_out(tx, cx, &p, Verb::Correct)?;
    let change = format!("{}#{}", p.number, p.working);
    let change = Change { why: "flag-publication-corrected", key: &change };
    links::flag_leaning(tx, cx, &Node::new(NodeKind::Publication, &p.number), &[], &change)?;
    Ok(after)
}

/// 签发存档: information that is not disclosed by itself, with the day it is looked at again.
///
/// Law: 政府信息公开条例 第十八条
///
/// # Errors
/// Stale, wrong state, wrong post, somebody who took an earlier step; 主动公开 is published, not filed.
pub fn file_away(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, opinion: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::File)?;
    let opinion = within(opinion)?;
    if p.content.disclosure == Disclosure::Proactive {
        return Err(Refused::IsProactive.into());
    }
    let on = p.content.reevaluate_on.ok_or(Refused::NoReevaluation)?;
    store::set_reevaluation(tx, p.id(), p.working, Some(on))?;
    let body = json!({
        "revision": p.working, "content": p.digest(), "disclosure": p.content.disclosure.as_str(),
        "basis": p.content.basis.map(crate::Basis::as_str), "reevaluate_on": on.to_string(),
    });
    advance(tx, cx, &p, line, None, opinion, &body)
}

/// 重新评估: filed information stays as it is until `next`, with a reason.
///
/// Law: 政府信息公开条例 第十八条
///
/// # Errors
/// Stale, wrong state, wrong post, somebody who wrote it; no reason; a day that is not in the future.
pub fn reevaluate(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    seen: i64,
    next: Date,
    reason: &str,
) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Reevaluate)?;
    let reason = needed(reason, Refused::NoReason)?;
    if next <= cx.today() {
        return Err(Refused::NoReevaluation.into());
    }
    store::set_reevaluation(tx, p.id(), p.working, Some(next))?;
    advance(tx, cx, &p, line, None, reason, &json!({ "reevaluate_on": next.to_string() }))
}

/// 撤回: the text goes, the address stays with title, reason, day and agency.
///
/// # Errors
/// Stale, wrong state, wrong post, somebody who wrote it; no reason.
pub fn withdraw(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, reason: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Withdraw)?;
    let reason = needed(reason, Refused::NoReason)?;
    store::tombstone(tx, cx, &p, reason)?;
    if p.state() != Some(State::Published) {
        // A correction under way is kept as it is for the office; the public never reads it.
        store::work_on(tx, p.id(), p.released)?;
    }
    let node = Node::new(NodeKind::Publication, &p.number);
    let change = format!("{}#withdrawn", p.number);
    links::flag_leaning(tx, cx, &node, &[], &Change { why: "flag-publication-withdrawn", key: &change })?;
    let from = leaning(&p);
    for kind in [LinkKind::Interprets, LinkKind::Fulfils, LinkKind::Cites] {
        links::relink(tx, cx, &from, kind, &[])?;
    }
    advance(tx, cx, &p, line, None, reason, &json!({ "number": p.number, "revision": p.released }))
}

fn released_body(cx: &Cx, p: &Publication) -> Json {
    json!({
        "number": p.number, "revision": p.working, "content": p.digest(), "published_at": instant_text(cx.at),
        "displayed_on": p.content.displayed_on.map(|d| d.to_string()), "kind": p.content.kind.as_str(),
        "title": p.content.title,
    })
}

fn leaning(p: &Publication) -> Leaning {
    Leaning {
        node: Node::new(NodeKind::Publication, &p.number),
        title: p.content.title.clone(),
        href: format!("/publications/{}", p.number),
        owner: Some(p.matter.agency),
    }
}

/// The working revision becomes what the public reads, with its links.
fn come_out(tx: &mut Tx, cx: &Cx, p: &Publication, verb: Verb) -> Result<(), Error<Refused>> {
    // Fixed when it was typed; the office's clock never goes back.
    if p.content.displayed_on.is_some_and(|day| day > cx.today()) {
        return Err(Refused::DisplayedLater.into());
    }
    store::release(tx, cx, p, verb.as_str())?;
    let from = leaning(p);
    let rule: Vec<Node> = p.content.interprets.iter().map(|title| Node::rule(title)).collect();
    links::relink(tx, cx, &from, LinkKind::Interprets, &rule)?;
    let duty: Vec<Node> = p.content.duty.iter().map(|code| Node::new(NodeKind::Duty, code)).collect();
    links::relink(tx, cx, &from, LinkKind::Fulfils, &duty)?;
    let mut cited: Vec<Node> = codes::citations(&p.content.text)
        .into_iter()
        .map(|c| Node::rule(&c.title).part(c.article.unwrap_or_default()))
        .collect();
    cited.sort();
    cited.dedup();
    links::relink(tx, cx, &from, LinkKind::Cites, &cited)?;
    Ok(())
}
