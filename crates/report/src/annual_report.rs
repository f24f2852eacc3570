//! One agency's report of one year, put together: what was written, what was counted or adopted or added up, how the
//! numbers of other years stand beside it, and every rule that does not hold. Nothing is kept here and nothing changed.

use crate::{
    bodies::{Body, BodyKind, children},
    counting::count,
    identities::{Beside, Failure, check},
    narrative::Lack,
    record::{Draft, Origin, Record, Release, Snapshot},
    rollup::roll_up,
    store,
    tables::{Counted, Tables},
    template::{Template, template_of},
};
use kernel::{Fault, Id, Tx};
use std::collections::BTreeMap;

/// One agency's report of one year as it stands now.
#[derive(Clone, Debug)]
pub struct Annual {
    /// Who reports.
    pub body: Body,
    /// The year.
    pub year: i64,
    /// The format of that year.
    pub template: &'static Template,
    /// The record, once somebody began.
    pub record: Option<Record>,
    /// The numbers.
    pub tables: Tables,
    /// Where those of tables three and four come from.
    pub origin: Origin,
    /// How many agencies below are added in.
    pub below: i64,
    /// Those directly below that have not published, by name.
    pub waiting: Vec<String>,
    /// Whether the year before has a report to compare with.
    pub has_previous: bool,
    /// Every rule that does not hold.
    pub failures: Vec<Failure>,
    /// What the written parts should tell and do not.
    pub lacks: Vec<Lack>,
    /// The numbers shown are published, and counting today gives others.
    pub drifted: bool,
    /// What came before the public, newest first.
    pub releases: Vec<Release>,
}

impl Annual {
    /// What the working revision says; empty before somebody began.
    pub fn draft(&self) -> Draft {
        self.record.as_ref().map(|r| r.draft.clone()).unwrap_or_default()
    }

    /// Rules that keep the report from going out.
    pub fn stopping(&self) -> usize {
        self.failures.iter().filter(|f| f.stops()).count()
    }

    /// The report as it would come before the public now.
    pub fn snapshot(&self) -> Snapshot {
        let draft = self.draft();
        Snapshot {
            format: self.template.version,
            year: self.year,
            agency: self.body.agency.key.clone(),
            agency_name: self.body.agency.name.clone(),
            kind: self.body.kind.as_str().to_owned(),
            origin: self.origin.as_str().to_owned(),
            below: self.below,
            narrative: draft.narrative,
            tables: self.tables.clone(),
            note: draft.note,
        }
    }
}

/// What is known of a year: read once, for however many agencies.
struct Year<'y> {
    year: i64,
    template: &'y Template,
    bodies: &'y [Body],
    records: BTreeMap<Id, Record>,
    releases: BTreeMap<Id, Release>,
}

/// One agency's numbers with where they come from.
struct Numbers {
    tables: Tables,
    origin: Origin,
    below: i64,
    unplaced: BTreeMap<String, i64>,
    /// Own and below, added; for a government only.
    rolled_up: Option<Tables>,
}

/// What is gathered on the way down.
#[derive(Default)]
struct Gathered {
    /// Agencies added.
    below: i64,
    /// What was counted anywhere and has no row.
    unplaced: BTreeMap<String, i64>,
}

impl Gathered {
    fn note(&mut self, unplaced: BTreeMap<String, i64>) {
        for (what, n) in unplaced {
            *self.unplaced.entry(what).or_default() += n;
        }
    }
}

impl Year<'_> {
    fn own(&self, tx: &mut Tx, agency: Id) -> Result<(Tables, Counted), Fault> {
        let counted = count(tx, agency, self.year)?;
        let mut tables = counted.tables(self.template);
        if let Some(record) = self.records.get(&agency) {
            tables.two = record.draft.two.clone();
        }
        Ok((tables, counted))
    }

    /// What an agency below gives: its published numbers, else its own workbook, else what is counted now.
    fn given(&self, tx: &mut Tx, body: &Body, path: &[Id], on_the_way: &mut Gathered) -> Result<Tables, Fault> {
        on_the_way.below += 1;
        let agency = body.agency.id;
        if let Some(release) = self.releases.get(&agency) {
            on_the_way.below += release.snapshot.below;
            return Ok(release.snapshot.tables.clone());
        }
        if let Some(adopted) = self.records.get(&agency).and_then(|r| r.draft.adopted.as_ref()) {
            return Ok(adopted.tables.clone());
        }
        let (own, counted) = self.own(tx, agency)?;
        on_the_way.note(counted.unplaced(self.template));
        self.with_below(tx, body, own, path, on_the_way)
    }

    /// `own` with everybody below. `path` leads here from the top: an arrangement that went in a circle ends there.
    fn with_below(
        &self,
        tx: &mut Tx,
        body: &Body,
        own: Tables,
        path: &[Id],
        on_the_way: &mut Gathered,
    ) -> Result<Tables, Fault> {
        let agency = body.agency.id;
        if body.kind == BodyKind::Department || path.contains(&agency) {
            return Ok(own);
        }
        let path: Vec<Id> = path.iter().copied().chain([agency]).collect();
        let mut all = vec![own];
        for child in children(self.bodies, agency) {
            all.push(self.given(tx, child, &path, on_the_way)?);
        }
        Ok(roll_up(&all))
    }

    /// The working numbers of the agency whose report is looked at.
    fn numbers(&self, tx: &mut Tx, body: &Body) -> Result<Numbers, Fault> {
        let agency = body.agency.id;
        let (own, counted) = self.own(tx, agency)?;
        let mut on_the_way = Gathered::default();
        on_the_way.note(counted.unplaced(self.template));
        let is_government = body.kind == BodyKind::Government && children(self.bodies, agency).next().is_some();
        let summed = match is_government {
            true => {
                let mut all = self.with_below(tx, body, own.clone(), &[], &mut on_the_way)?;
                // A government owes its own table two: what those below wrote does not fill it.
                for (key, ..) in self.template.cells_of_two() {
                    if own.two(&key).number().is_none() {
                        all.two.insert(key.clone(), own.two(&key));
                    }
                }
                all
            }
            false => own,
        };
        let adopted = self.records.get(&agency).and_then(|r| r.draft.adopted.as_ref());
        Ok(match adopted {
            Some(a) => Numbers {
                tables: a.tables.clone(),
                origin: Origin::Adopted,
                below: 0,
                unplaced: BTreeMap::new(),
                rolled_up: is_government.then_some(summed),
            },
            None => Numbers {
                tables: summed,
                origin: if is_government { Origin::RolledUp } else { Origin::Counted },
                below: on_the_way.below,
                unplaced: on_the_way.unplaced,
                rolled_up: None,
            },
        })
    }
}

/// The numbers with which the report of `year` says what it carries over: as published, else as adopted.
fn settled(tx: &mut Tx, agency: Id, year: i64) -> Result<Option<Tables>, Fault> {
    if let Some(release) = store::find_release(tx, agency, year)? {
        return Ok(Some(release.snapshot.tables));
    }
    Ok(store::find(tx, agency, year)?.and_then(|r| r.draft.adopted).map(|a| a.tables))
}

/// The report of `agency` for `year` as it stands now; `None`: no such agency, or no format for that year.
///
/// # Errors
/// A fault of the database.
pub fn annual(tx: &mut Tx, agency: Id, year: i64) -> Result<Option<Annual>, Fault> {
    let Some(template) = template_of(year) else { return Ok(None) };
    let bodies = store::list_bodies(tx)?;
    let Some(body) = bodies.iter().find(|b| b.agency.id == agency).cloned() else { return Ok(None) };
    let sums = body.kind == BodyKind::Government && children(&bodies, agency).next().is_some();
    let (records, releases) = match sums {
        true => {
            let records = store::list_of_year(tx, year)?.into_iter().map(|r| (r.agency, r)).collect();
            (records, store::releases_of_year(tx, year)?)
        }
        // One agency alone needs nobody else's records.
        false => (store::find(tx, agency, year)?.into_iter().map(|r| (r.agency, r)).collect(), BTreeMap::new()),
    };
    let known = Year { year, template, bodies: &bodies, records, releases };
    let mut numbers = known.numbers(tx, &body)?;
    let releases_here = store::list_releases(tx, agency, year)?;
    let record = known.records.get(&agency).cloned();
    // What is published stands as it was published, until a correction is begun.
    let is_released = record.as_ref().is_some_and(|r| r.released > 0 && r.released == r.working);
    let mut drifted = false;
    if let (true, Some(release)) = (is_released, releases_here.first()) {
        drifted = numbers.origin != Origin::Adopted && numbers.tables != release.snapshot.tables;
        numbers.tables = release.snapshot.tables.clone();
        numbers.below = release.snapshot.below;
        numbers.unplaced.clear();
    }
    let previous = settled(tx, agency, year - 1)?;
    let beside = Beside {
        previous: previous.as_ref(),
        rolled_up: numbers.rolled_up.as_ref(),
        unplaced: Some(&numbers.unplaced),
    };
    let failures = check(template, year, &numbers.tables, beside);
    let lacks = record.as_ref().map(|r| r.draft.narrative.lacks(body.kind)).unwrap_or_default();
    let waiting = match body.kind {
        BodyKind::Government => children(&bodies, agency)
            .filter(|c| !known.releases.contains_key(&c.agency.id))
            .map(|c| c.agency.name.clone())
            .collect(),
        BodyKind::Department => Vec::new(),
    };
    Ok(Some(Annual {
        year,
        template,
        tables: numbers.tables,
        origin: numbers.origin,
        below: numbers.below,
        waiting,
        has_previous: previous.is_some(),
        failures,
        lacks,
        drifted,
        releases: releases_here,
        record,
        body,
    }))
}
