//! The screen between the office and the public: cleans HTML, finds what must not leave, strips hidden metadata.
//!
//! Called before anything is published and by the nightly monitor. Pure: bytes and text in, findings or clean bytes
//! out. It opens no file, knows no clock, no network and no database, and never says "clean" of what it could not read.

mod check;
pub mod file;
mod finding;
pub mod html;
pub mod lists;
mod radicals;

pub use check::{Metadata, addresses, check_html, check_metadata, check_text};
pub use finding::{Finding, Kind, Place, Severity, stops};
pub use lists::Lists;
