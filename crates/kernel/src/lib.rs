//! What every concept of the hall speaks: ids, who acts and when ([`Cx`]), the database of two
//! engines ([`db`]), matters with their procedures and clocks, the journal, reactions, files, errors.
//!
//! Called by every concept and by the server. It knows no page, no URL and no concept.

mod calendars;
pub mod cx;
pub mod db;
mod error;
mod id;
pub mod journal;
pub mod links;
pub mod matter;
mod migrations;
pub mod notices;
pub mod numbering;
pub mod objects;
mod office;
pub mod procedure;
pub mod settings;
mod words;

pub use calendars::Calendars;
pub use cx::{Cx, Lang, Post, Role, Who};
pub use db::{Db, Row, Tx, Value};
pub use error::{Error, Fault, FaultKind, Never, Refusal, RefusalKind, message_arg, message_of_arg};
pub use id::Id;
pub use migrations::{MIGRATIONS, migrate};
pub use objects::{Folder, ObjectStore};
pub use office::{Clockwork, Office, SealPress, Typesetter};
