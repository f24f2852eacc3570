//! Every way the portal says no.

use kernel::{Refusal, RefusalKind};

/// Why the synonyms were not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Not an office of this person.
    NotYours,
    /// Somebody else saved meanwhile.
    Stale,
    /// Lines are faulty; each is named on the page.
    Faulty {
        /// How many.
        lines: usize,
    },
    /// Nothing was changed.
    Unchanged,
    /// Longer than the page keeps.
    TooLong {
        /// The most characters.
        most: usize,
    },
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotYours => "portal-refused-not-yours",
            Refused::Stale => "portal-refused-stale",
            Refused::Faulty { .. } => "portal-refused-faulty",
            Refused::Unchanged => "portal-refused-unchanged",
            Refused::TooLong { .. } => "portal-refused-too-long",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::Faulty { lines } => vec![("n", lines.to_string())],
            Refused::TooLong { most } => vec![("most", most.to_string())],
            Refused::NotYours | Refused::Stale | Refused::Unchanged => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotYours => RefusalKind::Forbidden,
            // The page comes back with what was typed and says what happened.
            Refused::Stale | Refused::Faulty { .. } | Refused::Unchanged | Refused::TooLong { .. } => {
                RefusalKind::Invalid
            }
        }
    }
}
