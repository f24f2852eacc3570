//! 政府信息公开工作年度报告 (`annual_report`): six parts, their tables laid out cell by cell by the caller.
//!
//! Law: 政府信息公开条例 第五十条

use crate::papers::Head;
use serde::{Deserialize, Serialize};

/// The annual report of one agency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnualReport {
    /// Common head: the agency that reports, the day of publication.
    pub head: Head,
    /// The title in full.
    pub title: String,
    /// What the reader must know first: what was corrected.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The six parts.
    #[serde(default)]
    pub parts: Vec<AnnualPart>,
    /// The document that set the format.
    pub source: String,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnualPart {
    /// Its title.
    pub heading: String,
    /// Its paragraphs.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Its tables.
    #[serde(default)]
    pub tables: Vec<AnnualTable>,
}

/// A table, every cell at its place; no two overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnualTable {
    /// How many columns.
    pub columns: usize,
    /// How many rows at the top are headings; they stand again on every page.
    pub head: usize,
    /// The cells.
    #[serde(default)]
    pub cells: Vec<AnnualCell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnualCell {
    /// The column it begins in, from 0.
    pub x: usize,
    /// The row it begins in, from 0.
    pub y: usize,
    /// How many columns it takes, at least one.
    pub columns: usize,
    /// How many rows it takes, at least one.
    pub rows: usize,
    /// `head`, `side` or `number`.
    pub kind: String,
    /// What it says.
    pub text: String,
}
