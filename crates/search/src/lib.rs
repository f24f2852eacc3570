//! The search engine of the hall: entries in, ranked hits with snippets out (Tantivy, Chinese analysis).
//!
//! Fed by the server from sealed ledger entries; asked by `portal`. It knows no concept, no page and no database.
//!
//! An [`Entry`] is an article or a page; [`Change`]s are applied in the order of the ledger with a cursor that is
//! committed together with them. Searching never writes; a commit is seen by the next search.

mod asking;
pub mod bench;
mod entry;
mod fold;
mod gather;
mod generation;
mod hits;
mod home;
mod index;
mod numbers;
mod ranking;
mod rebuild;
mod refused;
mod schema;
mod snippet;
mod sound;
mod spelling;
mod synonyms;
mod terms;
mod titles;
mod tokens;
mod understanding;
mod view;

pub use entry::{Change, Entry, Kind};
pub use hits::{Count, Facets, Filters, Hit, Hits, Note, Query, Suggestion};
pub use index::{Figures, Health, Index, Why};
pub use rebuild::Rebuild;
pub use refused::Refused;
pub use snippet::Span;
pub use synonyms::{SynonymFault, Synonyms};
pub use understanding::{MOST_LETTERS, MOST_TERMS};
