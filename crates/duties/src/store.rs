//! The tables of duties. The only place of this crate with SQL.

mod lists;
mod obligations;
mod rows;

pub use lists::{
    CountRow, Coverage, DeskTab, counts, counts_by_slow_recount, is_turned, list_absent_fields, list_by_agency,
    list_desk, list_mine, list_newest_fulfilled, list_of_row, list_public_by_agency, list_standing, occurrences_of,
    row_counts_by_field,
};
pub(crate) use lists::{leads_any, put_absent_field};
pub(crate) use obligations::*;
pub use obligations::{find_obligation, find_owed, list_bodies};
pub(crate) use rows::*;
pub use rows::{
    CatalogueContent, CatalogueRow, CatalogueVersion, RevisionRow, RowFilter, every_row, find_catalogue, find_row,
    list_catalogues, list_revisions, list_rows,
};
