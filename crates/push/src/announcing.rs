//! The hall announces: whom it concerns is read in pieces and decided outside of any transaction, since profiles are
//! encrypted and searches are asked; what they are told is written in pieces of its own.

use crate::{Announcement, State, Subscription, What, Why, store, store::Candidate, why};
use kernel::{Cx, Db, Error, Fault, Id, Never, Tx, journal};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Subscriptions read at once.
const READ: i64 = 500;
/// Readers told in one transaction.
const TOLD: usize = 100;

/// Tells everybody whom `announcement` concerns, each once and with the best reason; gives how many were told.
/// `matches_query` says whether a search finds it. A subscription made after the announcement does not learn of it.
/// Announcing the same key again tells nobody twice, so what was interrupted is simply announced again.
///
/// # Errors
/// A fault of the database or the keys.
pub fn announce(
    db: &Db,
    cx: &Cx,
    announcement: &Announcement,
    matches_query: &dyn Fn(&str) -> bool,
) -> Result<u64, Fault> {
    let mut deciding = Deciding { announcement, matches_query, asked: HashMap::new(), readers: HashSet::new() };
    let mut told = 0;
    for (kind, what) in kinds_of(announcement) {
        let mut after = None;
        loop {
            let piece = db
                .read(|tx| {
                    store::list_candidates(tx, (kind, what.as_deref()), announcement.at, after, READ)
                        .map_err(Error::<Never>::from)
                })
                .map_err(Fault::from)?;
            let mut concerned = Vec::new();
            for candidate in &piece {
                if let Some(why) = deciding.decide(cx, candidate)? {
                    concerned.push((candidate.subscription.clone(), why));
                }
            }
            for some in concerned.chunks(TOLD) {
                told += db
                    .write(|tx| tell(tx, cx, announcement, some).map_err(Error::<Never>::from))
                    .map_err(Fault::from)?;
            }
            match piece.last() {
                Some(last) if piece.len() as i64 == READ => after = Some(last.subscription.id),
                _ => break,
            }
        }
    }
    Ok(told)
}

/// The kinds of subscriptions that an announcement can concern: the rule, every profile, every search, what stands in its
/// sections. The most particular first, so that a reader is told by the best reason.
fn kinds_of(a: &Announcement) -> Vec<(&'static str, Option<String>)> {
    let mut kinds = Vec::new();
    kinds.extend(a.rule.clone().map(|slug| ("rule", Some(slug))));
    kinds.extend([("profile", None), ("search", None)]);
    kinds.extend(a.sections.iter().map(|(site, section)| ("section", Some(format!("{site}/{section}")))));
    kinds
}

struct Deciding<'a> {
    announcement: &'a Announcement,
    matches_query: &'a dyn Fn(&str) -> bool,
    /// Many follow the same search: it is asked once.
    asked: HashMap<String, bool>,
    /// Whom it concerns by a better reason already.
    readers: HashSet<Id>,
}

impl Deciding<'_> {
    fn decide(&mut self, cx: &Cx, candidate: &Candidate) -> Result<Option<Why>, Fault> {
        let s = &candidate.subscription;
        if self.readers.contains(&s.reader) {
            return Ok(None);
        }
        let profile = match s.what {
            What::Profile => candidate.profile(cx)?,
            _ => None,
        };
        if let What::Search(words) = &s.what
            && !self.asked.contains_key(words)
        {
            self.asked.insert(words.clone(), (self.matches_query)(words));
        }
        let is_found = |words: &str| self.asked.get(words).copied().unwrap_or_default();
        let why = why(self.announcement, &s.what, &s.label, profile.as_ref(), &is_found);
        if why.is_some() {
            self.readers.insert(s.reader);
        }
        Ok(why)
    }
}

/// Writes down what some readers are told; whoever ended it meanwhile, or was told before, is not.
fn tell(tx: &mut Tx, cx: &Cx, announcement: &Announcement, some: &[(Subscription, Why)]) -> Result<u64, Fault> {
    let mut told = 0;
    for (s, why) in some {
        let still = store::find_subscription(tx, s.id)?.is_some_and(|now| now.state == State::Active);
        if still
            && !store::was_told(tx, s.reader, &announcement.key)?
            && store::insert_delivery(tx, s, announcement, why)?
        {
            told += 1;
        }
    }
    if told > 0 {
        journal::note(tx, cx, "push-announce", None, &json!({ "announcement": announcement.key, "told": told }))?;
    }
    Ok(told)
}

/// Marks what `account` was told about the item with this slug as applied for; called when an application was handed in,
/// with the moment of that in `cx`. What was published later is not marked.
///
/// # Errors
/// A fault of the database.
pub fn mark_applied(tx: &mut Tx, cx: &Cx, account: Id, item: &str) -> Result<u64, Fault> {
    store::mark_applied(tx, account, item, cx.at)
}
