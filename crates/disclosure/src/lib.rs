//! Disclosure on request (依申请公开): from the envelope to the archive.
//!
//! Called by its own pages, by the mailbox ([`take_mail`]), by the clock that turns the days ([`turn_day`]) and, for
//! reading, by the annual report, search and the monitor. A request is a matter of the kernel: its states change by
//! [`MOVES`] only. Files are looked at, scanned and redacted outside of any transaction; the original of a record
//! never leaves the office. No field asks why somebody wants to know.
//!
//! Law: 政府信息公开条例 第二十七条至第四十五条

pub mod annual;
pub mod channel;
pub mod clocks;
pub mod consultation;
pub mod demo;
pub mod dispute;
pub mod fee;
mod files;
mod mail;
mod moves;
mod office;
pub mod outcome;
pub mod pages;
mod papers;
mod refused;
mod release;
pub mod remedy;
pub mod reply;
pub mod request;
mod similar;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod tools;
mod verbs;
mod words;

pub use files::{MEGABYTES, keep_file, kind_of, shown_name};
pub use mail::{PURPOSE, read_letter, take_mail};
pub use moves::{DisclosureProcedure, MOVES, State, Verb};
pub use office::DisclosureOffice;
pub use refused::Refused;
pub use release::{file_kind, make_release, marks_of, outline_of};
pub use similar::similarity;
pub use store::*;
pub use tools::{Finder, Hint, NoFinder, Tools};
pub use verbs::*;
