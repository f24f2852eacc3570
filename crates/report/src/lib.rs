//! The annual report on open government information (政府信息公开工作年度报告), as a by-product of the work.
//!
//! Its numbers are counted from requests and disputes, adopted from an agency's own workbook, or added up from everybody
//! below; the rules by which they must add up are checked the whole year. What came before the public is frozen with its
//! numbers. Called by its pages and by the command `mingting report annual`. It changes nothing of what it counts.
//!
//! Law: 政府信息公开条例 第四十九条, 第五十条

mod address;
mod annual_report;
mod bodies;
mod counting;
mod deadline;
mod demo;
mod entry;
mod identities;
mod layout;
mod moves;
mod narrative;
mod output;
pub mod pages;
mod paper;
mod record;
mod refused;
mod rollup;
mod sheet;
mod store;
mod tables;
mod template;
mod verbs;

pub use address::{ALL, Whose, cell_address, columns_of_four, columns_of_three};
pub use annual_report::{Annual, annual};
pub use bodies::{Arranged, Body, BodyKind, bodies, children, lies_in, with_below, would_circle};
pub use deadline::{DEPARTMENTS, Deadlines, GOVERNMENTS, YearDay};
pub use demo::{DemoReport, load_demo};
pub use entry::Entry;
pub use identities::{Beside, Failure, Part, Place, Rule, Weight, check};
pub use layout::{Laid, Layout, What, layouts};
pub use moves::{MOVES, ReportProcedure, State, Verb};
pub use narrative::{Lack, Narrative, PART_MOST};
pub use output::{FileKind, annual_file, annual_of, annual_text, file};
pub use paper::{json, paper, title};
pub use record::{Adopted, Draft, Origin, Record, Release, Snapshot};
pub use refused::Refused;
pub use rollup::roll_up;
pub use sheet::{Finding, FindingKind, Sheets, read_workbook, workbook};
pub use store::{
    PublicLine, Standing, find, find_release, last_return, list_bodies, list_of_year, list_public, list_releases,
    list_standings, public_years, state_of,
};
pub use tables::{Counted, Five, Line, Tables, five_of, four_of, line_of};
pub use template::{
    Block, Column, GROUPS, KINDS, Named, RESULTS, RowRole, Template, Unit, english, template_of, templates,
};
pub use verbs::{
    NOTE_MOST, OWN_ROLES, adopt, arrange, begin, count_again, drop_correction, may_see, publish, save, send_back,
    set_deadlines, start_correction, submit, supervises,
};
