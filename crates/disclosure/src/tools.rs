//! What pages of this crate need from outside: the virus scanner, fonts to draw pages with, the search. The server makes
//! one and hands it to the routes as an extension.

use antivirus::Scanner;

/// Something already public that may answer a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// What it is, as the search calls it: `rule`, `publication`, `item`, `answer`.
    pub kind: String,
    /// A few words around what was found.
    pub snippet: String,
    /// Who published it.
    pub agency: String,
}

/// Finds what is already public. Law: 政府信息公开条例 第三十六条第一项
pub trait Finder: Send + Sync {
    /// The best `limit` things for these words; nothing when nothing fits or the search is not there.
    fn find(&self, words: &str, limit: usize) -> Vec<Hint>;
}

/// Finds nothing: tests, and a hall whose index is not ready.
pub struct NoFinder;

impl Finder for NoFinder {
    fn find(&self, _: &str, _: usize) -> Vec<Hint> {
        Vec::new()
    }
}

/// What the pages are given.
pub struct Tools {
    /// Looks for viruses.
    pub scanner: Scanner,
    /// Fonts for pages that carry none.
    pub fonts: Vec<redaction::Font>,
    /// The search.
    pub finder: Box<dyn Finder>,
}

impl Tools {
    /// No scanner, no fonts, no search: for tests.
    pub fn none() -> Tools {
        Tools { scanner: Scanner::none(), fonts: Vec::new(), finder: Box::new(NoFinder) }
    }
}
