//! The catalogue of duties: what must be published, by whom, by when, where; and what fulfils it.
//!
//! A row of the standard table times an agency that answers for it is an obligation. Information that came about is
//! reported, or comes due by its period; a publication that names the row fulfils it. Called by its pages, by the
//! reactions on publications ([`fulfil`], [`reopen`]) and by the clock that turns the days ([`turn_day`]). It never
//! publishes anything itself, and a count on a public page is never computed from every obligation.
//!
//! Law: 国办发〔2019〕54号; 政府信息公开条例 第十九条至第二十六条

pub mod api;
mod basis;
mod catalogue;
pub mod demo;
pub mod fields;
mod import;
mod limit;
mod obligation;
pub mod pages;
mod refused;
mod row;
mod sheet;
mod standard;
mod store;
mod verbs;
mod words;

pub use basis::{Citation, Piece, citations, pieces};
pub use catalogue::{NewBody, Saved, check_row, edit_row, join_catalogue, kept_agencies, save_rows, withdraw_row};
pub use demo::{KaramaySize, bodies_by_name, generate_karamay, load_demo};
pub use fields::{Field, channel_name, channel_named, field_named, fields, find_field};
pub use import::{ImportPlan, import_workbook, plan_import};
pub use limit::{GENERAL_LIMIT, LimitDoubt, LimitRule, Period, SOON_WORKING_DAYS, YearDay, soon_on};
pub(crate) use obligation::begins_open;
pub use obligation::{Body, Fulfilment, Obligation, Occurrence, Owed, answering};
pub use refused::Refused;
pub use row::{DutyRow, parse_code, row_code};
pub use sheet::{Finding, FindingKind, ReadRow, ReadSheets, Weight, csv, read_workbook, workbook};
pub use standard::standard_rows;
pub use store::{
    CatalogueContent, CatalogueRow, CatalogueVersion, CountRow, Coverage, DeskTab, RevisionRow, RowFilter, counts,
    counts_by_slow_recount, every_row, find_catalogue, find_obligation, find_owed, find_row, is_turned,
    list_absent_fields, list_bodies, list_by_agency, list_catalogues, list_desk, list_mine, list_newest_fulfilled,
    list_of_row, list_public_by_agency, list_revisions, list_rows, list_standing, occurrences_of, row_counts_by_field,
};
pub use verbs::{
    Fulfilled, NOTE_MOST, explain_absent_field, fulfil, leads, record_elsewhere, reopen, report_formed, set_aside,
    take_up, turn_day,
};
pub use words::{Audience, BodyKind, Channel, Level, Mode, Source, Standing, Trigger};
