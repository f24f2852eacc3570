//! Clean-up (清理): from time to time an agency decides of each of its documents whether it is kept, amended, repealed
//! or has lapsed, and publishes the list. The effects come in one transaction with the list.

use super::ending::{Ending, end};
use crate::refused::Refused;
use crate::rule::{Rule, What};
use crate::store;
use jiff::Timestamp;
use kernel::{Cx, Error, Fault, Id, Role, Tx, journal, numbering, words};
use serde_json::json;

words! {
    /// What is decided of a document.
    pub enum Decision {
        /// 保留.
        Keep = "keep",
        /// 修改: it stays until its new text comes.
        Amend = "amend",
        /// 废止.
        Repeal = "repeal",
        /// 失效: its time is over or its task done.
        Lapse = "lapse",
    }
}

/// A batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Cleanup {
    /// Its id; `about` of its ledger entries.
    pub id: Id,
    /// Its permanent number: `cleanup-2026-0001`.
    pub number: String,
    /// Whose documents.
    pub agency: Id,
    /// Its title.
    pub title: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When its result was published.
    pub published_at: Option<Timestamp>,
    /// For the check that nobody changed it meanwhile.
    pub version: i64,
}

/// A document of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanupRow {
    /// The document.
    pub rule: Rule,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Why.
    pub reason: String,
}

fn keeper(cx: &Cx, agency: Id) -> Result<(), Refused> {
    if cx.who.holds(agency, Role::RegisterKeeper) { Ok(()) } else { Err(Refused::NotYourPost) }
}

fn open_batch(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Cleanup, Error<Refused>> {
    let batch = store::find_cleanup(tx, number)?.ok_or(Refused::NotThere)?;
    keeper(cx, batch.agency)?;
    if batch.published_at.is_some() {
        return Err(Refused::AlreadyPublished.into());
    }
    Ok(batch)
}

/// Opens a batch over all documents of an agency that are not over.
///
/// # Errors
/// Not the register keeper; no title; nothing to clean up.
pub fn open_cleanup(tx: &mut Tx, cx: &Cx, agency: Id, title: &str) -> Result<Cleanup, Error<Refused>> {
    keeper(cx, agency)?;
    let title = title.trim();
    if title.is_empty() {
        return Err(Refused::NoTitle.into());
    }
    let id = Id::new();
    let year = cx.today().year();
    let batch = Cleanup {
        id,
        number: format!("cleanup-{year}-{:04}", numbering::next(tx, &format!("rule-cleanup/{year}"))?),
        agency,
        title: title.to_owned(),
        opened_at: cx.at,
        published_at: None,
        version: 1,
    };
    store::insert_cleanup(tx, cx, &batch)?;
    let rows = store::fill_cleanup(tx, id, agency)?;
    if rows == 0 {
        return Err(Refused::NothingToCleanUp.into());
    }
    journal::note(
        tx,
        cx,
        "rule-cleanup-open",
        Some(&id.to_string()),
        &json!({ "number": batch.number, "documents": rows }),
    )?;
    Ok(batch)
}

/// Decides of one document of an open batch; deciding again replaces what was decided.
///
/// # Errors
/// Not there, not the register keeper, published already; no reason.
pub fn decide_cleanup(
    tx: &mut Tx,
    cx: &Cx,
    number: &str,
    rule: Id,
    decision: Decision,
    why: &str,
) -> Result<(), Error<Refused>> {
    let batch = open_batch(tx, cx, number)?;
    let why = super::reason(why)?;
    if !store::decide_cleanup_row(tx, cx, batch.id, rule, decision, why)? {
        return Err(Refused::NotThere.into());
    }
    Ok(())
}

/// Publishes the result of a batch: repeals and lapses take effect today, all in this transaction.
///
/// # Errors
/// Not there, not the register keeper, changed meanwhile, published already, not everything decided.
pub fn publish_cleanup(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Result<Cleanup, Error<Refused>> {
    let batch = open_batch(tx, cx, number)?;
    if batch.version != seen {
        return Err(Refused::Stale.into());
    }
    let rows = list_cleanup_rows(tx, batch.id)?;
    let undecided = rows.iter().filter(|r| r.decision.is_none()).count();
    if undecided > 0 {
        return Err(Refused::Undecided { count: undecided }.into());
    }
    let mut result = Vec::new();
    for row in &rows {
        let Some(decision) = row.decision else { continue };
        let ending = Ending { on: cx.today(), by_rule: "", reason: &row.reason };
        let what = match decision {
            Decision::Repeal => Some(What::Repealed),
            Decision::Lapse => Some(What::Expired),
            Decision::Keep | Decision::Amend => None,
        };
        if let Some(what) = what {
            match end(tx, cx, &row.rule, what, &ending) {
                // It ended by itself while the batch was open: what was decided holds already.
                Ok(_) | Err(Error::Refused(Refused::Over)) => {}
                Err(other) => return Err(other),
            }
        }
        result.push(json!({ "slug": row.rule.slug, "decision": decision.as_str() }));
    }
    if !store::close_cleanup(tx, cx, &batch)? {
        return Err(Refused::Stale.into());
    }
    let body = json!({ "number": batch.number, "result": result });
    journal::note(tx, cx, "rule-cleanup-publish", Some(&batch.id.to_string()), &body)?;
    Ok(store::find_cleanup(tx, number)?.ok_or_else(|| Fault::new("a batch is gone in its own transaction"))?)
}

/// The batch with this number. Its result is public once published; before, it is for the agency's register keepers.
///
/// # Errors
/// A fault of the database.
pub fn find_cleanup(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Cleanup>, Fault> {
    let found = store::find_cleanup(tx, number)?;
    Ok(found.filter(|b| b.published_at.is_some() || cx.who.holds(b.agency, Role::RegisterKeeper)))
}

/// The batches of an agency, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_cleanups(tx: &mut Tx, agency: Id, limit: i64) -> Result<Vec<Cleanup>, Fault> {
    store::list_cleanups(tx, agency, limit)
}

/// The documents of a batch, by document number and title.
///
/// # Errors
/// A fault of the database.
pub fn list_cleanup_rows(tx: &mut Tx, batch: Id) -> Result<Vec<CleanupRow>, Fault> {
    let mut out = Vec::new();
    for (rule, decision, reason) in store::list_cleanup_rows(tx, batch)? {
        if let Some(rule) = store::find_rule_by_id(tx, rule)? {
            out.push(CleanupRow { rule, decision, reason });
        }
    }
    Ok(out)
}
