//! Laws: a folder of Markdown files.

use super::{
    Progress,
    corpus::{self, Text, Work},
    filing::{self, Plan},
    report::{ImportReport, MissingArticle, SkipReason, Skipped, Tally},
};
use crate::rule::{Event, Origin, Rule, Version, What};
use crate::store::{self, Known};
use crate::{timeline, turn, validity};
use jiff::civil::Date;
use kernel::links::{self, LinkKind, Node};
use kernel::{Cx, Db, Error, Fault, Id, Never};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Takes over all laws below `dir`. The same folder again changes nothing: the digest of each file is kept.
///
/// # Errors
/// When the folder cannot be read, or a fault of the database. What was written before stays, and the next run goes on.
pub fn import_laws(db: &Db, cx: &Cx, dir: &Path, progress: &mut dyn FnMut(Progress)) -> Result<ImportReport, Fault> {
    let mut report = ImportReport::default();
    db.write(|tx| store::delete_incomplete(tx).map_err(Error::<Never>::from))?;
    let known = known(db)?;
    let texts = read_all(dir, &mut report)?;
    let works = corpus::works(texts, &mut report);
    let labels = labels(&works);
    let held_elsewhere = held_elsewhere(db, &works, &labels)?;

    let is_same = |t: &Text| known.get(&t.file).is_some_and(|k| k.digest == t.digest);
    let (same, fresh): (Vec<Work>, Vec<Work>) = works.into_iter().partition(|w| w.texts.iter().all(is_same));
    for w in &same {
        report.works.same += 1;
        report.versions.same += w.texts.len() as u64;
    }
    let mut plans = Vec::with_capacity(fresh.len());
    let (fresh, there) = already_there(db, fresh, &known, &mut report)?;
    let new_ones = fresh.iter().filter(|w| !there.contains_key(&w.key)).count();
    let mut slugs = filing::reserve_slugs(db, new_ones)?.into_iter();
    let mut repeals = Vec::new();
    for w in fresh {
        repeals.extend(w.repeals.iter().map(|(title, on)| (w.key.clone(), title.clone(), *on)));
        let existing = there.get(&w.key).copied();
        plans.push(plan(db, cx, w, existing, &known, &mut slugs, &labels, &held_elsewhere, &mut report)?);
    }
    for p in plans.iter().filter(|p| !p.is_new) {
        filing::drop_citations(db, p)?;
    }
    filing::write(db, cx, &plans, progress)?;
    let new: HashSet<&str> = plans.iter().filter(|p| p.is_new).map(|p| p.rule.key.as_str()).collect();
    end_repealed(db, cx, &repeals, &new, &mut report)?;
    report.skipped.sort_by(|a, b| a.what.cmp(&b.what));
    report.missing_articles.sort();
    Ok(report)
}

fn known(db: &Db) -> Result<HashMap<String, Known>, Fault> {
    let all = db.read(|tx| store::list_known(tx).map_err(Error::<Never>::from))?;
    Ok(all.into_iter().map(|k| (k.file.clone(), k)).collect())
}

/// Reads and parses all files, on as many threads as there are cores.
fn read_all(dir: &Path, report: &mut ImportReport) -> Result<Vec<Text>, Fault> {
    let files = corpus::files(dir)?;
    report.read = files.len() as u64;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8);
    type Read = (Vec<Text>, Vec<Skipped>, Vec<(String, String)>);
    let parts: Vec<Read> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|t| {
                let files = &files;
                scope.spawn(move || {
                    let (mut texts, mut skipped, mut notes) = (Vec::new(), Vec::new(), Vec::new());
                    // Every n-th file: long and short ones are spread evenly.
                    for path in files.iter().skip(t).step_by(threads) {
                        match corpus::load(dir, path) {
                            Err(s) => skipped.push(s),
                            Ok((file, text)) => match corpus::parse(&file, &text, &mut notes) {
                                Ok(text) => texts.push(text),
                                Err(why) => skipped.push(Skipped { what: file, why }),
                            },
                        }
                    }
                    (texts, skipped, notes)
                })
            })
            .collect();
        workers.into_iter().filter_map(|w| w.join().ok()).collect()
    });
    if parts.len() != threads {
        return Err(Fault::new("a thread that read laws broke"));
    }
    let mut texts = Vec::with_capacity(files.len());
    for (t, s, n) in parts {
        texts.extend(t);
        report.skipped.extend(s);
        report.notes.extend(n);
    }
    report.notes.sort();
    Ok(texts)
}

/// The labels of each work's newest text.
fn labels(works: &[Work]) -> HashMap<String, HashSet<String>> {
    works
        .iter()
        .filter_map(|w| {
            let newest = w.texts.last()?;
            Some((w.key.clone(), newest.parts.iter().map(|p| p.label.clone()).collect()))
        })
        .collect()
}

/// The labels of works that are referred to and not in the folder, as far as the register holds them.
fn held_elsewhere(
    db: &Db,
    works: &[Work],
    labels: &HashMap<String, HashSet<String>>,
) -> Result<HashMap<String, HashSet<String>>, Fault> {
    let wanted: HashSet<&str> = works
        .iter()
        .flat_map(|w| w.references.iter().map(|(_, r)| r.key.as_str()))
        .filter(|k| !labels.contains_key(*k))
        .collect();
    Ok(db.read(|tx| {
        let mut out = HashMap::new();
        for key in wanted {
            let Some(rule) = store::find_rule_by_key(tx, key)? else { continue };
            let parts = match store::list_versions(tx, rule.id)?.last() {
                Some(v) => store::provisions(tx, v.id)?.into_iter().map(|p| p.label).collect(),
                None => HashSet::new(),
            };
            out.insert(key.to_owned(), parts);
        }
        Ok::<_, Error<Never>>(out)
    })?)
}

/// Which works the register has already: by a file that was imported, else by the title. A title that an agency here
/// registered itself is not overwritten.
fn already_there(
    db: &Db,
    works: Vec<Work>,
    known: &HashMap<String, Known>,
    report: &mut ImportReport,
) -> Result<(Vec<Work>, HashMap<String, Id>), Fault> {
    let mut there = HashMap::new();
    let mut kept = Vec::with_capacity(works.len());
    for w in works {
        if let Some(k) = w.texts.iter().find_map(|t| known.get(&t.file)) {
            there.insert(w.key.clone(), k.rule);
            kept.push(w);
            continue;
        }
        let found = db.read(|tx| store::find_rule_of_issuer(tx, &w.key, &w.issuer).map_err(Error::<Never>::from))?;
        match found {
            Some(rule) if rule.origin == Origin::DraftedHere => {
                let why = SkipReason::TitleTaken { slug: rule.slug };
                report.skipped.extend(w.texts.into_iter().map(|t| Skipped { what: t.file, why: why.clone() }));
            }
            Some(rule) => {
                there.insert(w.key.clone(), rule.id);
                kept.push(w);
            }
            None => kept.push(w),
        }
    }
    Ok((kept, there))
}

fn version(rule: Id, n: i64, id: Id, w: &Work, index: usize) -> Version {
    let t = &w.texts[index];
    let made = || w.events.iter().filter(|(_, text)| *text == Some(index)).map(|(e, _)| e);
    Version {
        id,
        rule,
        n,
        title: t.head.title.clone(),
        topics: vec![w.field.clone()],
        issuers: vec![w.issuer.clone()],
        document_number: made().rfind(|e| !e.decree.is_empty()).map(|e| e.decree.clone()),
        signed_on: made().find(|e| matches!(e.what, What::Adopted | What::Approved)).map(|e| e.on),
        published_on: made().rfind(|e| e.what == What::Promulgated || !e.decree.is_empty()).map(|e| e.on),
        dated_on: t.dated_on,
        effective_on: t.effective_on,
        effective_basis: t.effective_basis,
        genre: String::new(),
        summary: String::new(),
        keywords: Vec::new(),
        source: String::new(),
        html: String::new(),
        digest: t.digest.clone(),
        source_file: t.file.clone(),
        articles: i64::try_from(t.articles()).unwrap_or(i64::MAX),
    }
}

#[allow(clippy::too_many_arguments)]
fn plan(
    db: &Db,
    cx: &Cx,
    w: Work,
    existing: Option<Id>,
    known: &HashMap<String, Known>,
    slugs: &mut dyn Iterator<Item = String>,
    labels: &HashMap<String, HashSet<String>>,
    elsewhere: &HashMap<String, HashSet<String>>,
    report: &mut ImportReport,
) -> Result<Plan, Fault> {
    let before = match existing {
        None => None,
        Some(id) => Some(db.read(|tx| {
            let rule = store::find_rule_by_id(tx, id)?.ok_or_else(|| Fault::new("a rule is gone"))?;
            let versions = store::list_versions(tx, id)?;
            let newest = match versions.last() {
                Some(v) => store::provisions(tx, v.id)?,
                None => Vec::new(),
            };
            let events = store::list_events(tx, id)?;
            Ok::<_, Error<Never>>((rule, versions, newest, events))
        })?),
    };
    let is_new = before.is_none();
    let mut rule = match &before {
        Some((rule, ..)) => Rule { title: w.title.clone(), ..rule.clone() },
        None => filing::imported(&w, slugs.next().ok_or_else(|| Fault::new("addresses ran out during an import"))?),
    };
    let held = before.as_ref().map_or(&[][..], |(_, versions, ..)| versions);
    let mut next = held.iter().map(|v| v.n).max().unwrap_or(0);
    let (mut added, mut changed, mut versions) = (Vec::new(), Vec::new(), Vec::new());
    let mut n_of = Vec::new();
    for (index, t) in w.texts.iter().enumerate() {
        let (v, is_there) = match known.get(&t.file) {
            Some(k) => (version(rule.id, k.n, k.version, &w, index), Some(k.digest == t.digest)),
            None => {
                next += 1;
                (version(rule.id, next, Id::new(), &w, index), None)
            }
        };
        n_of.push(v.n);
        versions.push(v.clone());
        let (articles, others) = filing::counted(&t.parts);
        if is_there == Some(true) {
            report.versions.same += 1;
            continue;
        }
        report.articles += articles;
        report.other_parts += others;
        *report.effective.entry(t.effective_basis.as_str()).or_default() += 1;
        if is_there.is_some() {
            report.versions.changed += 1;
            changed.push((v, t.parts.clone()));
        } else {
            report.versions.added += 1;
            added.push((v, t.parts.clone()));
        }
    }
    // Versions that stand in no file of this folder stay.
    versions.extend(held.iter().filter(|v| !n_of.contains(&v.n)).cloned());
    versions.sort_by_key(|v| (v.begins_on(), v.n));
    let mut events: Vec<Event> =
        w.events.iter().map(|(e, made)| Event { version_n: made.map(|i| n_of[i]), ..e.clone() }).collect();
    report.known_not_held += events.iter().filter(|e| e.is_textual && e.version_n.is_none()).count() as u64;
    let acts = before.iter().flat_map(|(.., events)| events).filter(|e| !e.is_read || e.what == What::Repealed);
    let all_events: Vec<Event> = events.iter().chain(acts).cloned().collect();
    if let Some(newest) = versions.last() {
        rule.dated_on = newest.dated_on.or(newest.effective_on);
        rule.document_number.clone_from(&newest.document_number);
    }
    rule.validity = validity::work_validity(&versions, &all_events, rule.expires_on, cx.today());
    let turns_on = validity::next_turn(&versions, &all_events, rule.expires_on, cx.today());
    let changed_parts = before.as_ref().and_then(|(_, _, newest, _)| {
        let last = w.texts.last()?;
        let is_newest = versions.last().is_some_and(|v| v.source_file == last.file);
        is_newest.then(|| filing::parts_changed(newest, &last.parts))
    });
    let tally: &mut Tally = &mut report.works;
    if is_new {
        tally.added += 1
    } else {
        tally.changed += 1
    }
    let (cites, findings) = resolve(&w, labels, elsewhere, report);
    events.sort_by_key(|e| e.on);
    Ok(Plan { rule, is_new, turns_on, added, changed, events, cites, findings, changed_parts })
}

type Cites = Vec<(String, Node)>;
type Findings = Vec<(String, String, String)>;

/// Turns references into links; a reference to an article that is not there leads to the whole rule and is reported.
fn resolve(
    w: &Work,
    labels: &HashMap<String, HashSet<String>>,
    elsewhere: &HashMap<String, HashSet<String>>,
    report: &mut ImportReport,
) -> (Cites, Findings) {
    let mut cites: Cites = Vec::new();
    let mut findings = Vec::new();
    let mut seen: HashSet<(&str, &str, &str)> = HashSet::new();
    let mut not_held: BTreeMap<&str, u64> = BTreeMap::new();
    for (from, r) in &w.references {
        let target = labels.get(&r.key).or_else(|| elsewhere.get(&r.key));
        let mut part = r.part.as_str();
        match target {
            None => *not_held.entry(&r.key).or_default() += 1,
            Some(held) if !part.is_empty() && !held.contains(part) => {
                report.missing_articles.push(MissingArticle {
                    from: w.title.clone(),
                    part: from.clone(),
                    target: r.key.clone(),
                    target_part: r.part.clone(),
                });
                findings.push((from.clone(), r.key.clone(), r.part.clone()));
                part = "";
            }
            Some(_) => {}
        }
        if r.key == w.key && part.is_empty() {
            continue;
        }
        if seen.insert((from, &r.key, part)) {
            cites.push((from.clone(), Node::new(links::NodeKind::Rule, r.key.clone()).part(part)));
        }
    }
    for (title, n) in not_held {
        *report.not_held.entry(title.to_owned()).or_default() += n;
    }
    report.links += cites.len() as u64;
    (cites, findings)
}

/// Marks what the texts end, as far as it is held and older than what ends it.
fn end_repealed(
    db: &Db,
    cx: &Cx,
    repeals: &[(String, String, Option<Date>)],
    new: &HashSet<&str>,
    report: &mut ImportReport,
) -> Result<(), Fault> {
    for (by, title, on) in repeals {
        let key = codes::rule_key(title);
        let Some(on) = on.filter(|_| key != *by) else { continue };
        let ended = db.write(|tx| {
            let Some(ending) = store::find_rule_by_key(tx, by)? else { return Ok(None) };
            links::link(tx, cx, &filing::leaning(&ending, ""), LinkKind::Repeals, &Node::rule(title))?;
            let Some(target) = store::find_rule_by_key(tx, &key)? else { return Ok(None) };
            let versions = store::list_versions(tx, target.id)?;
            let events = store::list_events(tx, target.id)?;
            // A law made anew under the old title is not ended by what ended its predecessor.
            let latest = timeline::points(&versions, &events).into_iter().filter_map(|p| p.on()).max();
            let undated = versions.iter().any(|v| v.begins_on().is_none());
            if latest.is_some_and(|d| d >= on) || (undated && latest.is_none()) {
                return Ok(None);
            }
            let event = Event {
                id: Id::new(),
                on,
                what: What::Repealed,
                text: ending.title.clone(),
                by_whom: ending.issuer.clone(),
                decree: String::new(),
                version_n: None,
                is_textual: false,
                by_rule: ending.title.clone(),
                is_read: true,
            };
            store::insert_event(tx, target.id, &event)?;
            // What is new in this import was never displayed otherwise: nobody needs to be told that it changed.
            if new.contains(target.key.as_str()) && on <= cx.today() {
                let events = store::list_events(tx, target.id)?;
                let now = validity::work_validity(&versions, &events, target.expires_on, cx.today());
                store::update_validity(
                    tx,
                    target.id,
                    now,
                    validity::next_turn(&versions, &events, target.expires_on, cx.today()),
                )?;
            } else {
                turn::refresh(tx, cx, &target)?;
            }
            Ok::<_, Error<Never>>(Some(target.title))
        })?;
        if let Some(target) = ended {
            report.repeals.push((target, by.clone()));
        }
    }
    Ok(())
}
