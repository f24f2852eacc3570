//! An application (办件) from draft to archive.
//!
//! Called by its pages, by reactions and by the clock that turns the days. It never makes a licence
//! file or a PDF inside a transaction, and no state changes but through [`moves::MOVES`].

pub mod api;
pub mod case;
pub mod claims;
pub mod clocks;
pub mod drafts;
pub mod figures;
pub mod files;
pub mod held;
pub mod licensing;
pub mod moves;
pub mod pages;
mod papers;
mod refused;
mod regions;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod verbs;

pub use case::{
    Case, CorrectionNotice, CorrectionPoint, Delivery, Handing, Material, MaterialSource, Opinion, PointKind,
};
pub use claims::{Purpose, claim, release, unmask};
pub use drafts::{
    Draft, Prepared, add_file, create_draft, discard_draft, find_draft, has_late_posts, keep_late_post, list_drafts,
    move_to_current, needs, prepare, remove_file, save_answers, save_delivery, submit, take_late_posts,
};
pub use figures::Figures;
pub use held::{begin, gather};
pub use moves::{CaseProcedure, MOVES, State, Verb};
pub use refused::Refused;
pub use regions::Regions;
pub use store::{
    Addressee, Filter, Listed, Tab, address_of_case, addressee, answers_before, answers_of_case,
    by_number_for_applicant, by_number_for_office, correction_of, count_tabs, delivery_of, file_of_case, file_of_draft,
    granted, list_items_of_office, list_mine, list_office, list_public, list_waiting_for_archive,
    list_waiting_for_deeming, materials_of_case, opinions_of, rotate_fields,
};
pub use verbs::{
    CorrectionDraft, DecisionDraft, Recommendation, accept, archive, ask_for_correction, deem_accepted, deliver, deny,
    end_special, examine, extend, grant, make_licence, open_case, refuse_acceptance, send_back, start_special,
    supplement, terminate, withdraw,
};
