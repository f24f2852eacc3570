//! Every way of saying that a document cannot be redacted so.

use kernel::{Refusal, RefusalKind};

/// Why no file was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Larger than what is read.
    TooLarge {
        /// The most megabytes.
        megabytes: usize,
    },
    /// It unpacks, or draws, to far more than it is.
    Bomb,
    /// It opens only with a password.
    Encrypted,
    /// Not readable as what it claims to be.
    Damaged,
    /// XML that declares entities of its own.
    Entities,
    /// Not of the kind that was said, or of a kind that is not redacted.
    Kind,
    /// More pages than are read.
    TooManyPages {
        /// The most.
        most: usize,
    },
    /// More marks than one document may have.
    TooManyMarks {
        /// The most.
        most: usize,
    },
    /// A mark names a place that this document does not have.
    NoSuchPlace {
        /// Which mark, from 0.
        mark: usize,
    },
    /// A mark names no ground.
    NoGround {
        /// Which mark, from 0.
        mark: usize,
    },
    /// A phrase of fewer than two letters would be found everywhere.
    ShortPhrase {
        /// Which mark, from 0.
        mark: usize,
    },
    /// The finished file was searched, and something withheld was still in it. Nothing is released.
    LeftBehind(Leak),
}

/// Something withheld that is still in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Where in the file: a part, an object, a page. Never the words themselves.
    pub place: String,
    /// Which of the withheld texts, from 0.
    pub removed: usize,
    /// Whether the file could not even be read.
    pub is_unreadable: bool,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::TooLarge { .. } => "redaction-refused-too-large",
            Refused::Bomb => "redaction-refused-bomb",
            Refused::Encrypted => "redaction-refused-encrypted",
            Refused::Damaged => "redaction-refused-damaged",
            Refused::Entities => "redaction-refused-entities",
            Refused::Kind => "redaction-refused-kind",
            Refused::TooManyPages { .. } => "redaction-refused-too-many-pages",
            Refused::TooManyMarks { .. } => "redaction-refused-too-many-marks",
            Refused::NoSuchPlace { .. } => "redaction-refused-no-such-place",
            Refused::NoGround { .. } => "redaction-refused-no-ground",
            Refused::ShortPhrase { .. } => "redaction-refused-short-phrase",
            Refused::LeftBehind(_) => "redaction-refused-left-behind",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::TooLarge { megabytes } => vec![("mb", megabytes.to_string())],
            Refused::TooManyPages { most } | Refused::TooManyMarks { most } => vec![("most", most.to_string())],
            Refused::NoSuchPlace { mark } | Refused::NoGround { mark } | Refused::ShortPhrase { mark } => {
                vec![("n", (mark + 1).to_string())]
            }
            Refused::LeftBehind(leak) => vec![("place", leak.place.clone())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}
