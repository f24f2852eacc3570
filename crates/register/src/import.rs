//! Takes over what other offices published: laws as Markdown files, policies as JSON lines.
//!
//! Called by the commands and the demonstration. Reading and parsing happen outside any transaction; writing comes in
//! pieces short enough that a running hall does not wait. Repeating an import changes nothing.

mod corpus;
pub(crate) mod filing;
mod laws;
mod policies;

mod report;

pub use laws::import_laws;
pub(crate) use policies::genre;
pub use policies::import_policies;

pub use report::{ImportReport, MissingArticle, Progress, SameText, SkipReason, Skipped, Tally};

use sha2::{Digest, Sha256};

/// Rows that one transaction writes at most: below 20 ms on an embedded database.
const PIECE: usize = 600;

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
