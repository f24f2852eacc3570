//! Why a query is not searched.

use crate::understanding::{MOST_LETTERS, MOST_TERMS};
use kernel::Refusal;

/// Why a query is not searched. Every other text is searched and finds something or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// More letters than a query may have.
    TooLong {
        /// Letters it had.
        letters: usize,
    },
    /// More words than a query may have.
    TooManyTerms {
        /// Words it had.
        terms: usize,
    },
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::TooLong { .. } => "search-refused-too-long",
            Refused::TooManyTerms { .. } => "search-refused-too-many-terms",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::TooLong { letters } => vec![("letters", letters.to_string()), ("most", MOST_LETTERS.to_string())],
            Refused::TooManyTerms { terms } => vec![("terms", terms.to_string()), ("most", MOST_TERMS.to_string())],
        }
    }
}
