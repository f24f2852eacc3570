//! How the numbers of a report must add up (勾稽关系). Each failure names the rule, the cells on both sides with their
//! numbers, and by how much they differ; nothing is corrected silently.
//!
//! Law: 政府信息公开条例 第五十条; the caption of table three

use crate::{
    address::{ALL, columns_of_four, columns_of_three},
    entry::Entry,
    tables::Tables,
    template::{KINDS, RESULTS, RowRole, Template},
};
use kernel::words;
use std::collections::BTreeMap;

words! {
    /// A rule of the numbers.
    pub enum Rule {
        /// In each column: received plus carried in is total plus carried out.
        Balance = "balance",
        /// In each column: the total is the sum of the results.
        Total = "total",
        /// In each row: the last column is the sum of the others.
        Row = "row",
        /// In each column: carried in is what the report of the year before carried out.
        Carried = "carried",
        /// Table four: the last of each five is the sum of the others.
        Dispute = "dispute",
        /// Table two: in force is in force last year plus issued minus repealed.
        Stock = "stock",
        /// A government's report is its own numbers plus those of everybody below.
        RollUp = "roll-up",
        /// A cell holds nothing, or a stroke: before the report goes out it holds a number.
        Unfilled = "unfilled",
        /// What was counted has no row in the format.
        Unplaced = "unplaced",
    }
}

words! {
    /// How much a failure weighs.
    pub enum Weight {
        /// The report cannot go out.
        Fails = "fails",
        /// The report cannot go out before somebody writes it.
        Owed = "owed",
        /// Somebody should look.
        Warns = "warns",
    }
}

impl Rule {
    /// How much it weighs.
    pub fn weight(self) -> Weight {
        match self {
            Rule::Stock | Rule::RollUp => Weight::Warns,
            Rule::Unfilled => Weight::Owed,
            _ => Weight::Fails,
        }
    }
}

/// A cell of the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The table: 2, 3 or 4.
    pub table: u8,
    /// Key of the row, or of the group in table four.
    pub row: String,
    /// Key of the column; `all` for the sum.
    pub column: String,
    /// The year whose report holds it.
    pub year: i64,
}

/// A cell with its number, on one side of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub n: i64,
    /// It is taken away, not added.
    pub minus: bool,
}

/// A rule that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The rule.
    pub rule: Rule,
    /// One side.
    pub left: Vec<Part>,
    /// The other.
    pub right: Vec<Part>,
}

impl Failure {
    /// The sum of the left side.
    pub fn left_sum(&self) -> i64 {
        sum(&self.left)
    }

    /// The sum of the right side.
    pub fn right_sum(&self) -> i64 {
        sum(&self.right)
    }

    /// By how much the sides differ.
    pub fn difference(&self) -> i64 {
        self.left_sum() - self.right_sum()
    }

    /// How much it weighs.
    pub fn weight(&self) -> Weight {
        self.rule.weight()
    }

    /// Whether the report cannot go out like this.
    pub fn stops(&self) -> bool {
        self.weight() != Weight::Warns
    }
}

fn sum(parts: &[Part]) -> i64 {
    parts.iter().map(|p| if p.minus { -p.n } else { p.n }).sum()
}

/// What is compared with the report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'t> {
    /// The report of the year before; without one the rules across years say nothing.
    pub previous: Option<&'t Tables>,
    /// A government's own numbers and those below, added.
    pub rolled_up: Option<&'t Tables>,
    /// What was counted and has no row: outcome and number.
    pub unplaced: Option<&'t BTreeMap<String, i64>>,
}

struct Checking<'t> {
    template: &'t Template,
    year: i64,
    tables: &'t Tables,
    out: Vec<Failure>,
}

impl Checking<'_> {
    fn place(&self, table: u8, row: &str, column: &str) -> Place {
        Place { table, row: row.to_owned(), column: column.to_owned(), year: self.year }
    }

    fn three(&self, row: &str, at: usize) -> Part {
        let column = columns_of_three(self.template).nth(at).unwrap_or(ALL);
        let n = self.tables.line(row).get(at).copied().unwrap_or_default().counted();
        Part { place: self.place(3, row, column), n, minus: false }
    }

    fn compare(&mut self, rule: Rule, left: Vec<Part>, right: Vec<Part>) {
        let failure = Failure { rule, left, right };
        if failure.difference() != 0 {
            self.out.push(failure);
        }
    }

    fn row_of(&self, role: RowRole) -> &str {
        self.template.three.rows.iter().find(|r| r.role == role).map_or("", |r| r.key.as_str())
    }

    fn columns(&mut self) {
        let [new, carried_in, total, out] =
            [RowRole::New, RowRole::In, RowRole::Total, RowRole::Out].map(|r| self.row_of(r).to_owned());
        for at in 0..=KINDS {
            let left = vec![self.three(&new, at), self.three(&carried_in, at)];
            let right = vec![self.three(&total, at), self.three(&out, at)];
            self.compare(Rule::Balance, left, right);
            let results = self.template.results().map(|r| self.three(&r.key, at)).collect();
            let total = vec![self.three(&total, at)];
            self.compare(Rule::Total, total, results);
        }
    }

    fn rows(&mut self) {
        for row in &self.template.three.rows {
            let parts = (0..KINDS).map(|at| self.three(&row.key, at)).collect();
            let total = vec![self.three(&row.key, KINDS)];
            self.compare(Rule::Row, total, parts);
        }
    }

    fn disputes(&mut self) {
        for group in &self.template.four.groups {
            let five = self.tables.five(&group.key);
            let mut parts: Vec<Part> = columns_of_four(self.template)
                .zip(five)
                .map(|(column, e)| Part { place: self.place(4, &group.key, column), n: e.counted(), minus: false })
                .collect();
            let total = parts.split_off(RESULTS);
            self.compare(Rule::Dispute, total, parts);
        }
    }

    fn unfilled(&mut self) {
        let mut cells: Vec<Place> = Vec::new();
        for (key, row, column) in self.template.cells_of_two() {
            if self.tables.two(&key).number().is_none() {
                cells.push(self.place(2, &row.key, &column.key));
            }
        }
        for row in &self.template.three.rows {
            for (column, entry) in columns_of_three(self.template).zip(self.tables.line(&row.key)) {
                if entry.number().is_none() {
                    cells.push(self.place(3, &row.key, column));
                }
            }
        }
        for group in &self.template.four.groups {
            for (column, entry) in columns_of_four(self.template).zip(self.tables.five(&group.key)) {
                if entry.number().is_none() {
                    cells.push(self.place(4, &group.key, column));
                }
            }
        }
        for table in 2..=4 {
            let left: Vec<Part> = cells
                .iter()
                .filter(|p| p.table == table)
                .map(|p| Part { place: p.clone(), n: 0, minus: false })
                .collect();
            if !left.is_empty() {
                self.out.push(Failure { rule: Rule::Unfilled, left, right: Vec::new() });
            }
        }
    }

    fn across_years(&mut self, previous: &Tables) {
        let (carried_in, out) = (self.row_of(RowRole::In).to_owned(), self.row_of(RowRole::Out).to_owned());
        let before = previous.line(&out);
        for (at, column) in columns_of_three(self.template).enumerate() {
            let Some(n) = before.get(at).and_then(|e| e.number()) else { continue };
            let place = Place { year: self.year - 1, ..self.place(3, &out, column) };
            let left = vec![self.three(&carried_in, at)];
            self.compare(Rule::Carried, left, vec![Part { place, n, minus: false }]);
        }
        // Only this version counts what is in force; the trial format counted something else in its place.
        for row in ["regulations", "documents"] {
            let at = |tables: &Tables, column: &str| tables.two(&format!("{row}.{column}")).number();
            let now = ["valid", "made", "repealed"].map(|c| at(self.tables, c));
            let ([Some(valid), Some(made), Some(repealed)], Some(before)) = (now, at(previous, "valid")) else {
                continue;
            };
            let part =
                |column: &str, n: i64| Part { place: self.place(2, row, column), n, minus: column == "repealed" };
            let left = vec![part("valid", valid)];
            let mut last = part("valid", before);
            last.place.year = self.year - 1;
            let right = vec![last, part("made", made), part("repealed", repealed)];
            self.compare(Rule::Stock, left, right);
        }
    }

    fn rolled_up(&mut self, sum: &Tables) {
        let mut pairs: Vec<(Place, Entry, Entry)> = Vec::new();
        for (key, row, column) in self.template.cells_of_two() {
            pairs.push((self.place(2, &row.key, &column.key), self.tables.two(&key), sum.two(&key)));
        }
        for row in &self.template.three.rows {
            let (own, all) = (self.tables.line(&row.key), sum.line(&row.key));
            for (at, column) in columns_of_three(self.template).enumerate() {
                pairs.push((self.place(3, &row.key, column), own[at], all[at]));
            }
        }
        for group in &self.template.four.groups {
            let (own, all) = (self.tables.five(&group.key), sum.five(&group.key));
            for (at, column) in columns_of_four(self.template).enumerate() {
                pairs.push((self.place(4, &group.key, column), own[at], all[at]));
            }
        }
        for (place, own, all) in pairs {
            // What nobody below filled is told as unfilled there, not as a difference here.
            let (Some(own), Some(all)) = (own.number(), all.number()) else { continue };
            let part = |n| vec![Part { place: place.clone(), n, minus: false }];
            self.compare(Rule::RollUp, part(own), part(all));
        }
    }
}

/// Every rule of this version against these numbers; empty is good. In the order: what must be right, what is still to be
/// written, what somebody should look at.
pub fn check(template: &Template, year: i64, tables: &Tables, beside: Beside<'_>) -> Vec<Failure> {
    let mut checking = Checking { template, year, tables, out: Vec::new() };
    checking.columns();
    checking.rows();
    checking.disputes();
    if let Some(previous) = beside.previous {
        checking.across_years(previous);
    }
    for (what, n) in beside.unplaced.into_iter().flatten() {
        let part = Part { place: checking.place(3, what, ALL), n: *n, minus: false };
        checking.out.push(Failure { rule: Rule::Unplaced, left: vec![part], right: Vec::new() });
    }
    checking.unfilled();
    if let Some(sum) = beside.rolled_up {
        checking.rolled_up(sum);
    }
    let rank = |f: &Failure| match f.weight() {
        Weight::Fails => 0,
        Weight::Owed => 1,
        Weight::Warns => 2,
    };
    checking.out.sort_by_key(rank);
    checking.out
}

#[cfg(test)]
#[path = "identities_tests.rs"]
mod identities_tests;
