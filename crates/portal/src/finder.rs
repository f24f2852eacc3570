//! What the portal needs from the server: the search engine, and the figures of the hall.

use kernel::{Error, Fault, Id, Tx};
use search::{Hits, Query, Refused, Suggestion, Synonyms};

/// How the index of this node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers and takes in what is published.
    Ready,
    /// It answers while another is built beside it: some of the newest may still be missing.
    Rebuilding,
    /// It holds nothing yet: this node has just begun to build it.
    Empty,
}

/// The search engine of this node.
pub trait Finder: Send + Sync {
    /// Answers a query.
    ///
    /// # Errors
    /// The query is refused, or the index cannot be read.
    fn search(&self, query: &Query) -> Result<Hits, Error<Refused>>;

    /// At most `limit` titles for what is typed so far.
    ///
    /// # Errors
    /// The index cannot be read.
    fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, Fault>;

    /// How the index is.
    fn health(&self) -> Health;

    /// Searches with these synonyms from now on.
    fn use_synonyms(&self, synonyms: Synonyms);
}

impl Finder for search::Index {
    fn search(&self, query: &Query) -> Result<Hits, Error<Refused>> {
        search::Index::search(self, query)
    }

    fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<Suggestion>, Fault> {
        search::Index::suggest(self, typed, limit)
    }

    fn health(&self) -> Health {
        match search::Index::health(self) {
            search::Health::Ready => Health::Ready,
            search::Health::NeedsRebuild(search::Why::New) if self.figures().entries == 0 => Health::Empty,
            search::Health::NeedsRebuild(_) | search::Health::Missing => Health::Rebuilding,
        }
    }

    fn use_synonyms(&self, synonyms: Synonyms) {
        self.set_synonyms(synonyms);
    }
}

/// What the public may hold the hall to, in numbers. `None` where nothing was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HallNumbers {
    /// Applications handed in.
    pub received: i64,
    /// Handed in online.
    pub online: i64,
    /// Decided.
    pub decided: i64,
    /// Decided within the statutory limit.
    pub in_time: i64,
    /// Half of the decided cases took at most so many working days.
    pub median: Option<i64>,
}

/// Gives the figures of the hall; the server takes them from the cases.
pub trait HallFigures: Send + Sync {
    /// The figures of one agency, or of the whole hall.
    ///
    /// # Errors
    /// A fault of the database.
    fn numbers(&self, tx: &mut Tx, agency: Option<Id>) -> Result<HallNumbers, Fault>;
}
