//! Electronic licences (电子证照): issue, verification, the holder's wallet, use as material, change of state.
//!
//! Called by `cases` (a granted case issues one), by its own pages, and by the clock that turns the days. A licence
//! is a matter of the kernel: its states change by [`MOVES`] only, and every change is in the ledger. It never makes a
//! file inside a transaction, and its public answers hold no personal data.
//!
//! Law: 国务院关于在线政务服务的若干规定 第十条, 第十一条; 行政许可法 第六十九条, 第七十条

mod copies;
mod file_check;
mod issue;
mod licence;
mod licence_types;
mod moves;
pub mod pages;
mod refused;
mod store;
mod verbs;
mod wallet;

pub use copies::{Copy, CopyOrder, list_copies, produce_copy, record_copy};
pub use file_check::{FileCheck, check_file};
pub use issue::{Existing, Holder, Issued, Order, Preparation, prepare, prepare_existing, produce};
pub use items::catalogue_file::{HolderKind, LicenceAttribute, LicenceTypeEntry as LicenceType};
pub use licence::{Event, Licence, Standing, Trust};
pub use licence_types::{licence_type, licence_types};
pub use moves::{LicenceProcedure, MOVES, State, Verb};
pub use refused::Refused;
pub use store::{
    Filter, events_of, find, find_by_identifier, find_for_holder, find_for_office, find_of_case, find_replacement,
    list_office, rotate_fields,
};
pub use verbs::{
    cancel, expire, list_expired, open_licence, record, record_existing, restore, revoke_as_penalty, revoke_as_wrong,
    suspend,
};
pub use wallet::{attribute, find_attribute, held, list_of_holder, note_use};
