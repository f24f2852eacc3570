//! Tables two, three and four of one report, by the keys of their rows, and how they come from counted requests.

use crate::{
    entry::Entry,
    template::{GROUPS, KINDS, RESULTS, RowRole, Template},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A row of table three: six kinds of applicants, then their sum.
pub type Line = [Entry; KINDS + 1];
/// A group of table four: four results, then their sum.
pub type Five = [Entry; RESULTS + 1];

/// The three tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// Table two by `row.column`; money in fen.
    pub two: BTreeMap<String, Entry>,
    /// Table three by row.
    pub three: BTreeMap<String, Line>,
    /// Table four by group.
    pub four: BTreeMap<String, Five>,
}

/// What was counted from requests and disputes, without the sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Received in the year, by kind of applicant.
    pub new: [i64; KINDS],
    /// Carried over from the year before.
    pub carried_in: [i64; KINDS],
    /// Closed in the year, by outcome.
    pub results: BTreeMap<String, [i64; KINDS]>,
    /// Carried over to the next year.
    pub carried_out: [i64; KINDS],
    /// Disputes by kind: upheld, corrected, other, pending.
    pub disputes: BTreeMap<String, [i64; RESULTS]>,
    /// Outcomes for which the format has no row, or closed disputes without a result; never dropped silently.
    pub strange: BTreeMap<String, i64>,
}

fn add<const N: usize>(to: &mut [i64; N], more: &[i64; N]) {
    to.iter_mut().zip(more).for_each(|(a, b)| *a += b);
}

fn with_sum<const N: usize, const M: usize>(parts: &[i64; N]) -> [Entry; M] {
    let mut line = [Entry::Number(0); M];
    for (cell, n) in line.iter_mut().zip(parts) {
        *cell = Entry::Number(*n);
    }
    line[M - 1] = Entry::Number(parts.iter().sum());
    line
}

impl Counted {
    /// Both together: several agencies.
    pub fn join(&mut self, other: &Counted) {
        add(&mut self.new, &other.new);
        add(&mut self.carried_in, &other.carried_in);
        add(&mut self.carried_out, &other.carried_out);
        for (outcome, n) in &other.results {
            add(self.results.entry(outcome.clone()).or_default(), n);
        }
        for (kind, n) in &other.disputes {
            add(self.disputes.entry(kind.clone()).or_default(), n);
        }
        for (what, n) in &other.strange {
            *self.strange.entry(what.clone()).or_default() += n;
        }
    }

    /// Tables three and four in this version; table two is typed by hand and stays as it is.
    pub fn tables(&self, template: &Template) -> Tables {
        let mut tables = Tables::default();
        let mut total = [0; KINDS];
        for row in &template.three.rows {
            let parts = match row.role {
                RowRole::New => self.new,
                RowRole::In => self.carried_in,
                RowRole::Out => self.carried_out,
                RowRole::Total => total,
                RowRole::Result => {
                    let mut parts = [0; KINDS];
                    row.codes.iter().filter_map(|c| self.results.get(c)).for_each(|n| add(&mut parts, n));
                    add(&mut total, &parts);
                    parts
                }
            };
            tables.three.insert(row.key.clone(), with_sum(&parts));
        }
        for group in &template.four.groups {
            let parts = self.disputes.get(&group.key).copied().unwrap_or([0; RESULTS]);
            tables.four.insert(group.key.clone(), with_sum(&parts));
        }
        tables
    }

    /// Outcomes counted here that this version has no row for, and what else could not be placed.
    pub fn unplaced(&self, template: &Template) -> BTreeMap<String, i64> {
        let mut out = self.strange.clone();
        for (outcome, n) in self.results.iter().filter(|(o, _)| template.row_of(o).is_none()) {
            *out.entry(outcome.clone()).or_default() += n.iter().sum::<i64>();
        }
        out.retain(|_, n| *n != 0);
        out
    }
}

impl Tables {
    /// The row of table three.
    pub fn line(&self, row: &str) -> Line {
        self.three.get(row).copied().unwrap_or_default()
    }

    /// The group of table four.
    pub fn five(&self, group: &str) -> Five {
        self.four.get(group).copied().unwrap_or_default()
    }

    /// The cell of table two.
    pub fn two(&self, key: &str) -> Entry {
        self.two.get(key).copied().unwrap_or_default()
    }

    /// Whether any cell holds something.
    pub fn is_blank(&self) -> bool {
        let mut cells = self.two.values().chain(self.three.values().flatten()).chain(self.four.values().flatten());
        cells.all(|e| *e == Entry::Blank)
    }
}

/// All of one kind, for tests and samples: a line whose sum is right.
pub fn line_of(parts: [i64; KINDS]) -> Line {
    with_sum(&parts)
}

/// The same for table four.
pub fn five_of(parts: [i64; RESULTS]) -> Five {
    with_sum(&parts)
}

/// Fifteen numbers in the order of table four.
pub fn four_of(template: &Template, numbers: [[i64; RESULTS + 1]; GROUPS]) -> BTreeMap<String, Five> {
    template.four.groups.iter().zip(numbers).map(|(g, five)| (g.key.clone(), five.map(Entry::Number))).collect()
}
