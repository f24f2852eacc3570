//! The search engine of the hall: entries in, ranked hits with snippets out (Tantivy, Chinese analysis).
//!
//! Fed by the server from sealed ledger entries; asked by `portal`. It knows no concept, no page and no database.
