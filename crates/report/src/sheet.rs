//! The report as a workbook: written in the statutory layout, read from whatever offices keep in that layout.

mod grid;
mod read;
mod write;

pub use read::{Finding, FindingKind, Sheets, read_workbook};
pub(crate) use write::CONTENT;
pub use write::workbook;
