//! The uniform format of the annual report, versioned by year: rows, columns and captions with their exact words, as data.
//!
//! Law: 政府信息公开条例 第五十条

use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// Columns of table three and their sum: six kinds of applicants.
pub const KINDS: usize = 6;
/// Results of table four without their sum.
pub const RESULTS: usize = 4;
/// Groups of table four.
pub const GROUPS: usize = 3;

/// What a number of table two is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Pieces: never negative.
    #[default]
    Pieces,
    /// More or fewer than last year: may be negative.
    Change,
    /// Money, kept in fen, shown in 万元.
    Money,
}

/// A word with its key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Named {
    /// The key.
    pub key: String,
    /// The official words.
    pub label: String,
}

/// A column of table two.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Column {
    /// The key.
    pub key: String,
    /// The official words.
    pub label: String,
    /// What its numbers are.
    #[serde(default)]
    pub kind: Unit,
}

/// A block of table two: an item of article 20.
#[derive(Clone, Debug, Deserialize)]
pub struct Block {
    /// 第二十条第（一）项
    pub item: String,
    /// What is counted.
    pub rows: Vec<Named>,
    /// How.
    pub columns: Vec<Column>,
}

/// What a row of table three counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowRole {
    /// 本年新收
    New,
    /// 上年结转
    In,
    /// One result.
    Result,
    /// 总计 of the results.
    Total,
    /// 结转下年度
    Out,
}

/// A row of table three.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// The key: `new`, `in`, `total`, `out`, or the outcome it counts; the same in every version that has the row.
    pub key: String,
    /// What it counts.
    pub role: RowRole,
    /// Its words from the outermost to the innermost; rows that share the outer ones stand in one merged cell.
    pub labels: Vec<String>,
    /// The outcomes counted here.
    #[serde(default)]
    pub codes: Vec<String>,
}

impl Row {
    /// The innermost words.
    pub fn label(&self) -> &str {
        self.labels.last().map_or("", String::as_str)
    }
}

/// Table three.
#[derive(Clone, Debug, Deserialize)]
pub struct Three {
    /// How its columns add up, in the words of the format.
    pub caption: String,
    /// 申请人情况
    pub applicants: String,
    /// 法人或其他组织
    pub organisations: String,
    /// 总计
    pub total: String,
    /// Kinds of applicants; the first is the natural person.
    pub columns: Vec<Named>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A group of five cells of table four.
#[derive(Clone, Debug, Deserialize)]
pub struct Group {
    /// The key.
    pub key: String,
    /// Its words from the outermost to the innermost.
    pub labels: Vec<String>,
}

/// Table four.
#[derive(Clone, Debug, Deserialize)]
pub struct Four {
    /// The groups.
    pub groups: Vec<Group>,
    /// The results.
    pub columns: Vec<Named>,
    /// 总计
    pub total: String,
}

/// One version of the format.
#[derive(Clone, Debug, Deserialize)]
pub struct Template {
    /// The year it is called by.
    pub version: i64,
    /// The first year it is used for.
    pub first_year: i64,
    /// The last one; `None`: still used.
    #[serde(default)]
    pub last_year: Option<i64>,
    /// The document that set it.
    pub source: String,
    /// The titles of the six parts.
    pub parts: Vec<String>,
    /// Table two.
    pub two: Vec<Block>,
    /// Table three.
    pub three: Three,
    /// Table four.
    pub four: Four,
}

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    [include_str!("../data/templates/2019.toml"), include_str!("../data/templates/2021.toml")]
        .into_iter()
        .map(|text| toml::from_str(text).expect("the formats can be read; a test reads them"))
        .collect()
});

static ENGLISH: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/english.toml")).expect("the words can be read; a test reads them")
});

/// Every version, oldest first.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The version that the report of `year` is written in; `None` for years before the uniform format.
pub fn template_of(year: i64) -> Option<&'static Template> {
    TEMPLATES.iter().find(|t| t.first_year <= year && t.last_year.is_none_or(|last| year <= last))
}

/// What the official words mean in English, where that is known.
pub fn english(words: &str) -> Option<&'static str> {
    ENGLISH.get(words).map(String::as_str)
}

impl Template {
    /// The row of table three with this key.
    pub fn row(&self, key: &str) -> Option<&Row> {
        self.three.rows.iter().find(|r| r.key == key)
    }

    /// The row of table three in which this outcome is counted.
    pub fn row_of(&self, outcome: &str) -> Option<&Row> {
        self.three.rows.iter().find(|r| r.codes.iter().any(|c| c == outcome))
    }

    /// The keys of the rows that count results.
    pub fn results(&self) -> impl Iterator<Item = &Row> {
        self.three.rows.iter().filter(|r| r.role == RowRole::Result)
    }

    /// The cells of table two in order: key `row.column`, words of the row, the column.
    pub fn cells_of_two(&self) -> impl Iterator<Item = (String, &Named, &Column)> {
        self.two.iter().flat_map(|block| {
            block.rows.iter().flat_map(move |row| {
                block.columns.iter().map(move |column| (format!("{}.{}", row.key, column.key), row, column))
            })
        })
    }

    /// Every official word of this version.
    pub fn words(&self) -> BTreeSet<&str> {
        let mut words: BTreeSet<&str> = self.parts.iter().map(String::as_str).collect();
        for block in &self.two {
            words.insert(&block.item);
            words.extend(block.rows.iter().map(|r| r.label.as_str()));
            words.extend(block.columns.iter().map(|c| c.label.as_str()));
        }
        let three = &self.three;
        words.extend([&three.caption, &three.applicants, &three.organisations, &three.total].map(String::as_str));
        words.extend(three.columns.iter().map(|c| c.label.as_str()));
        words.extend(three.rows.iter().flat_map(|r| r.labels.iter().map(String::as_str)));
        words.extend(self.four.groups.iter().flat_map(|g| g.labels.iter().map(String::as_str)));
        words.extend(self.four.columns.iter().map(|c| c.label.as_str()));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_year_has_its_format() {
        for (year, version) in
            [(2018, None), (2019, Some(2019)), (2020, Some(2019)), (2021, Some(2021)), (2030, Some(2021))]
        {
            assert_eq!(template_of(year).map(|t| t.version), version, "{year}");
        }
    }

    #[test]
    fn every_outcome_has_exactly_one_row_in_every_version() {
        let outcomes: Vec<String> = [("G", 2), ("P", 1), ("D", 8), ("U", 3), ("N", 5), ("O", 3)]
            .iter()
            .flat_map(|(letter, n)| (1..=*n).map(move |i| format!("{letter}-{i}")))
            .collect();
        assert_eq!(outcomes.len(), 22);
        for t in templates() {
            for outcome in &outcomes {
                let rows = t.three.rows.iter().filter(|r| r.codes.contains(outcome)).count();
                assert_eq!(rows, 1, "{}: {outcome}", t.version);
            }
            assert_eq!(t.three.columns.len(), KINDS);
            assert_eq!((t.four.groups.len(), t.four.columns.len()), (GROUPS, RESULTS));
            assert_eq!(t.parts.len(), 6);
            assert!(t.words().iter().all(|w| english(w).is_some()), "{:?}", t.words());
        }
    }

    #[test]
    fn the_trial_format_has_one_row_for_what_is_handled_otherwise() {
        let (trial, uniform) = (template_of(2020).unwrap(), template_of(2021).unwrap());
        assert_eq!(trial.row_of("O-2").unwrap().key, "O");
        assert_eq!(uniform.row_of("O-2").unwrap().key, "O-2");
        assert_eq!(trial.three.rows.len() + 2, uniform.three.rows.len());
        assert!(trial.cells_of_two().any(|(key, ..)| key == "procurement.amount"));
        assert!(!uniform.cells_of_two().any(|(key, ..)| key == "procurement.amount"));
    }
}
