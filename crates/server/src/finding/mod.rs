//! The search index of this node: fed from the ledger in its order, made anew beside itself when it must be.
//!
//! Called by the background loop "finding", by `mingting index rebuild` and, to ask, by the pages of `portal`. Each node
//! keeps its own index; how far it has followed the ledger stands in the index itself.

pub mod entries;

use crate::disclosing;
use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, journal, matter};
use ledger::Entry as LedgerEntry;
use search::{Change, Health, Index, Synonyms};
use std::collections::BTreeMap;
use std::path::Path;

/// Ledger entries a turn takes; a commit of the index costs about the same for one and for all of them.
const PIECE: i64 = 200;
/// Behind by more than this, the index is made anew: faster than following.
const TOO_FAR: i64 = 2_000;

/// What one record's entries become.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Touched {
    Rule(Id),
    Publication(Id),
    Item(Id),
    Duties,
    Sections,
    Synonyms,
    Answer(Id),
}

/// What of the index one ledger entry touches.
fn touched(entry: &LedgerEntry) -> Option<Touched> {
    let about = || entry.about.as_deref().and_then(Id::parse);
    let stream = || Id::parse(&entry.stream);
    match entry.kind.as_str() {
        "item-published" | "item-withdrawn" => about().map(Touched::Item),
        "duty-rows-saved" | "duty-row-withdrawn" => Some(Touched::Duties),
        "site-open" | "site-close" | "section-open" | "section-change" => Some(Touched::Sections),
        "synonyms-kept" => Some(Touched::Synonyms),
        kind if kind.starts_with("disclosure-answer-") => disclosing::answer_touched(entry).map(Touched::Answer),
        kind if kind.starts_with("rule-") => about().or_else(stream).map(Touched::Rule),
        kind if kind.starts_with("publication-") => about().or_else(stream).map(Touched::Publication),
        _ => None,
    }
}

/// The index of this node.
#[derive(Clone)]
pub struct Finding {
    index: Index,
}

impl Finding {
    /// Opens the index in `folder`; without one it stands in memory.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn open(folder: Option<&Path>, synonyms: Synonyms) -> Result<Finding, Fault> {
        let index = match folder {
            Some(folder) => Index::open(folder, synonyms)?,
            None => Index::in_memory(synonyms)?,
        };
        Ok(Finding { index })
    }

    /// The index, to ask.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Makes the index anew from the database while the present one serves. Says how many entries it holds.
    ///
    /// # Errors
    /// A fault of the database or the disk; the present index serves on.
    pub fn rebuild(&self, office: &Office) -> Result<u64, Fault> {
        // Read before the first record: what is sealed while we read comes again and changes nothing.
        let place = office.db.read(|tx| journal::last_place(tx).map_err(Error::<Never>::from))?;
        let mut rebuild = self.index.rebuild()?;
        let mut count = 0;
        entries::every(office, |piece| {
            count += piece.len() as u64;
            piece.iter().try_for_each(|entry| rebuild.add(entry))
        })?;
        rebuild.finish(place)?;
        tracing::info!(entries = count, "the search index was made anew");
        Ok(count)
    }

    /// Takes the next piece of the ledger. Says whether there may be more.
    ///
    /// # Errors
    /// A fault of the database or the disk; the piece is tried again.
    pub fn turn(&self, office: &Office) -> Result<bool, Fault> {
        let place = self.index.cursor();
        let Some(place) = place.filter(|_| self.index.health() == Health::Ready) else {
            self.rebuild(office)?;
            return Ok(true);
        };
        let cx = office.system_cx("finding");
        let (last, far, changes) = office.db.read(|tx| {
            let piece = journal::after_place(tx, place, PIECE)?;
            let Some((seal, leaf, _)) = piece.last() else { return Ok::<_, Error<Never>>((None, false, Vec::new())) };
            let last = (*seal, *leaf);
            let behind = if piece.len() as i64 == PIECE { journal::after_place(tx, last, TOO_FAR)?.len() } else { 0 };
            let far = behind as i64 == TOO_FAR;
            // A record that was touched often is read once, as it is now.
            let touched: BTreeMap<Touched, ()> =
                piece.iter().filter_map(|(_, _, e)| touched(e)).map(|t| (t, ())).collect();
            let mut changes = Vec::new();
            for what in touched.keys().filter(|_| !far) {
                changes.extend(self.changes(tx, &cx, what)?);
            }
            Ok((Some(last), far, changes))
        })?;
        if far {
            self.rebuild(office)?;
            return Ok(true);
        }
        let Some(last) = last else {
            self.index.rest();
            return Ok(false);
        };
        // A piece that touched nothing is not worth a commit: it is read again, which costs little, until one does.
        if !changes.is_empty() || last.0 - place.0 > 500 {
            self.index.apply(&changes, last)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn changes(&self, tx: &mut Tx, _: &Cx, what: &Touched) -> Result<Vec<Change>, Fault> {
        let mut changes = Vec::new();
        match what {
            Touched::Rule(id) => {
                if let Some(rule) = register::find_rule_by_id(tx, *id)? {
                    changes.push(Change::RemoveGroup { group: format!("rule:{}", rule.slug) });
                    if rule.stage == register::Stage::Registered {
                        changes.extend(entries::of_rule(tx, &rule)?.into_iter().map(Change::Put));
                    }
                }
            }
            Touched::Publication(id) => {
                if let Some(matter) = matter::find(tx, *id)? {
                    let found = publishing::find_published(tx, &matter.number)?;
                    changes.push(match found.filter(|p| p.withdrawal.is_none()) {
                        Some(published) => Change::Put(entries::of_publication(&published)),
                        None => Change::Remove { key: format!("publication:{}", matter.number) },
                    });
                }
            }
            Touched::Item(id) => {
                if let Some(item) = items::find_item(tx, *id)? {
                    changes.push(match items::find_published(tx, &item.slug)? {
                        Some(published) => Change::Put(entries::of_item(tx, &published)?),
                        None => Change::Remove { key: format!("item:{}", item.slug) },
                    });
                }
            }
            Touched::Duties => {
                for row in duties::every_row(tx)? {
                    changes.push(match row.withdrawn_on {
                        None => Change::Put(entries::of_duty(&row)),
                        Some(_) => Change::Remove { key: format!("duty:{}", row.row.code) },
                    });
                }
            }
            Touched::Sections => {
                for site in sites::list(tx)? {
                    for section in sites::list_sections(tx, &site.key)? {
                        changes.push(if site.is_open && section.is_open {
                            Change::Put(entries::of_section(&section))
                        } else {
                            Change::Remove { key: format!("section:{}/{}", section.site, section.key) }
                        });
                    }
                }
            }
            Touched::Answer(id) => {
                if let Some(answer) = disclosure::find_answer_by_id(tx, *id)? {
                    changes.push(match &answer.withdrawn {
                        None => Change::Put(disclosing::entry_of_answer(&answer)),
                        Some(_) => Change::Remove { key: format!("answer:{}", answer.number) },
                    });
                }
            }
            Touched::Synonyms => self.index.set_synonyms(portal::synonyms_in_force(tx)?),
        }
        Ok(changes)
    }
}
