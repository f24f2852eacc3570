//! The tables of duties. The only place of this crate with SQL.

mod lists;
mod obligations;
mod rows;

pub use lists::{
    Coverage, CountRow, DeskTab, counts, counts_by_slow_recount, list_absent_fields, list_by_agency, list_desk,
    is_turned, list_mine, list_of_row, list_public_by_agency, occurrences_of, row_counts_by_field,
};
pub(crate) use lists::{leads_any, put_absent_field};
pub(crate) use obligations::*;
pub use obligations::{find_obligation, find_owed, list_bodies};
pub(crate) use rows::*;
pub use rows::{every_row, CatalogueRow, CatalogueVersion, RevisionRow, RowFilter, find_row, list_catalogues, list_revisions, list_rows, find_catalogue};
