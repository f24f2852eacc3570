//! What an import did, and what it left out and why.

use crate::contradiction::Contradiction;
use std::collections::BTreeMap;

/// Why a file or line was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// A page of the collection itself (`_index.md`), not a law.
    Index,
    /// Not a Markdown file.
    NotMarkdown,
    /// Not readable as text.
    NotText {
        /// What the reader said.
        what: String,
    },
    /// Longer than any law.
    TooLong,
    /// Its first line is no title.
    NoTitle,
    /// It has no text.
    NoText,
    /// The same version of the same law stands in another file, with the same or another text.
    SameVersion {
        /// The file that was taken.
        taken: String,
        /// Whether the texts are the same.
        same_text: SameText,
    },
    /// A line that is not JSON, or lacks a field.
    NotARecord {
        /// What is wrong.
        what: String,
    },
    /// Its index number belongs to another work.
    IndexNumberTaken {
        /// The number.
        number: String,
        /// The other work's title.
        title: String,
    },
    /// Another work of this title by this issuer is there under another index number.
    TitleTaken {
        /// The other work's address.
        slug: String,
    },
}

/// Whether two files of one version say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameText {
    /// They do, but for spaces and brackets.
    Same,
    /// They do not.
    Different,
}

impl SkipReason {
    /// The key of the sentence that says it.
    pub fn message(&self) -> &'static str {
        match self {
            SkipReason::Index => "register-skipped-index",
            SkipReason::NotMarkdown => "register-skipped-not-markdown",
            SkipReason::NotText { .. } => "register-skipped-not-text",
            SkipReason::TooLong => "register-skipped-too-long",
            SkipReason::NoTitle => "register-skipped-no-title",
            SkipReason::NoText => "register-skipped-no-text",
            SkipReason::SameVersion { same_text: SameText::Same, .. } => "register-skipped-same-version",
            SkipReason::SameVersion { same_text: SameText::Different, .. } => "register-skipped-other-text",
            SkipReason::NotARecord { .. } => "register-skipped-not-a-record",
            SkipReason::IndexNumberTaken { .. } => "register-skipped-index-taken",
            SkipReason::TitleTaken { .. } => "register-skipped-title-taken",
        }
    }

    /// The particulars of the sentence.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            SkipReason::NotText { what } | SkipReason::NotARecord { what } => vec![("what", what.clone())],
            SkipReason::SameVersion { taken, .. } => vec![("taken", taken.clone())],
            SkipReason::IndexNumberTaken { number, title } => {
                vec![("number", number.clone()), ("title", title.clone())]
            }
            SkipReason::TitleTaken { slug } => vec![("slug", slug.clone())],
            _ => Vec::new(),
        }
    }
}

/// A file or line that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file, relative to the folder, or `line 12`.
    pub what: String,
    /// Why.
    pub why: SkipReason,
}

/// A reference to an article that the text held does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingArticle {
    /// The title of the rule that refers.
    pub from: String,
    /// Its article.
    pub part: String,
    /// The rule it refers to.
    pub target: String,
    /// The article that rule does not have.
    pub target_part: String,
}

/// How many were new, how many changed, how many were there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New.
    pub added: u64,
    /// There with another text.
    pub changed: u64,
    /// There already.
    pub same: u64,
}

impl Tally {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.added + self.changed + self.same
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportReport {
    /// Files or lines that were read, those left out included.
    pub read: u64,
    /// What was left out, and why.
    pub skipped: Vec<Skipped>,
    /// Works.
    pub works: Tally,
    /// Versions.
    pub versions: Tally,
    /// Articles in the versions that were added or changed.
    pub articles: u64,
    /// Other parts in them: headings, annexes, paragraphs.
    pub other_parts: u64,
    /// Effective dates of these versions, by [`crate::EffectiveBasis`].
    pub effective: BTreeMap<&'static str, u64>,
    /// Links from articles to rules and articles.
    pub links: u64,
    /// References to rules that the register does not hold, by title: linked all the same, for the day they come.
    pub not_held: BTreeMap<String, u64>,
    /// References to articles that the text held does not have.
    pub missing_articles: Vec<MissingArticle>,
    /// Works that the texts end, as far as they are held: the title and by which rule.
    pub repeals: Vec<(String, String)>,
    /// Textual events whose text is not held.
    pub known_not_held: u64,
    /// Documents whose text contradicts their metadata, by title: taken as published, for the register keeper to look at.
    pub contradictions: Vec<(String, Contradiction)>,
    /// Lines that were read as remains (the title once more), by file.
    pub notes: Vec<(String, String)>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Works written or found unchanged.
    pub done: u64,
    /// All of them.
    pub total: u64,
}
