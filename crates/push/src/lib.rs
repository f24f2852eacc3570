//! Push: who wants to be told of what, whom an announcement concerns and why, mail in digests, one click to end it.
//!
//! Called by the loops of the server ([`announce`], [`mark_applied`], [`set_licences`]), by the clock loop
//! ([`digests_due`]) and by its pages. It never reads another concept's tables: whoever calls it says what was published.
//! Mail carries no marks that tell who opened it; what is counted as read was opened on the page of the account.

mod announcing;
mod demo;
mod digest;
mod links;
mod matching;
pub mod pages;
mod refused;
mod store;
mod verbs;

pub use announcing::{announce, mark_applied};
pub use demo::{load_demo, open_for_demo};
pub use digest::digests_due;
pub use links::{end_address, page_of_end};
pub use matching::{Announcement, Profile, Size, What, Why, why};
pub use refused::Refused;
pub use store::{
    Arrival, Frequency, Reach, ReachCursor, Reader, State, Subscription, clear_unanswered, find_reader_of, has_profile,
    list_reach, rotate_fields,
};
pub use verbs::{
    Mine, Suspended, change_frequency, confirm, end, mine, open_arrival, save_profile, set_address, set_licences,
    subscribe, subscribe_address,
};
