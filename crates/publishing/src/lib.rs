//! Publishing (信息发布): from a draft over three reviews to the public page, its corrections and its withdrawal.
//!
//! Called by its own pages, by the clock that turns the minutes ([`publish_due`]) and, for reading, by search, feeds,
//! the mirror, the monitor and the portal. A publication is a matter of the kernel: its states change by [`MOVES`]
//! only. The instant of publication is set by the office's clock and stands in the ledger; no form has a field for it.
//! Screening and files are done before a transaction, never inside one.
//!
//! Law: 政府信息公开条例 第十四条至第十八条, 第二十条, 第二十一条, 第二十六条

pub mod api;
mod checking;
mod demo;
mod difference;
mod draft;
mod files;
mod moves;
pub mod pages;
mod places;
mod publication;
mod refused;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod verbs;

pub use checking::{Checked, FileToCheck, Finding, Weight, check, look};
pub use demo::{DemoStaff, load_demo};
pub use difference::{Part, Piece, difference};
pub use draft::{Acknowledgement, Content, Opinion, Publication, StoredCheck, Typed};
pub use files::{MEGABYTES, StoredFile, keep_file};
pub use moves::{MOVES, PublicationProcedure, State, Verb};
pub use publication::{
    Attachment, Basis, Cursor, Disclosure, Filter, Placement, PublicationKind, Published, PublishedRow, Release,
    SectionAge, Standing, StatutoryItem, Withdrawal,
};
pub use refused::Refused;
pub use store::{
    DeskFilter, DeskTab, find_by_number, find_for_office, find_published, find_release, list_acknowledgements,
    list_all_published, list_of_statutory_item, list_office, list_opinions, list_published, list_reevaluations_due,
    list_releases, list_withdrawn, section_ages, sites_of_withdrawn, statutory_counts,
};
pub use verbs::{
    abandon, acknowledge, attach, clear, correct, create, create_once, detach, drop_correction, edit, file_away, plan,
    publish, publish_due, record_check, reevaluate, reopen, return_draft, review, start_correction, submit, unplan,
    withdraw,
};
