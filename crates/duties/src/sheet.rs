//! The standard table as a workbook: written in the standard's layout, read from whatever offices keep in that layout.

mod cells;
mod grid;
mod header;
mod read;
mod write;

pub use read::{Finding, FindingKind, ReadRow, ReadSheets, Weight, read_workbook};
pub use write::{csv, workbook};
