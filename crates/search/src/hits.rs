//! What is asked and what is answered.

use crate::entry::{Entry, Kind};
use crate::snippet::Span;
use std::time::Duration;

/// A question to the index.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What the person typed, as typed. Empty: everything that passes the filters, the newest first.
    pub text: String,
    /// What the hits must be.
    pub filters: Filters,
    /// The page, from 1.
    pub page: usize,
    /// Hits a page, at most 100.
    pub per_page: usize,
}

impl Query {
    /// The first ten hits for a text.
    pub fn of(text: &str) -> Query {
        Query { text: text.to_owned(), filters: Filters::default(), page: 1, per_page: 10 }
    }
}

/// What the hits must be; an empty filter lets everything through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// A site's key; entries of every site pass too.
    pub site: Option<String>,
    /// What it is.
    pub kind: Option<Kind>,
    /// The field.
    pub field: Option<String>,
    /// The agency.
    pub agency: Option<String>,
    /// The year.
    pub year: Option<i64>,
    /// The register's word for the validity.
    pub validity: Option<String>,
}

/// The answer.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// Groups found (a law counts once however many of its articles are found).
    pub total: usize,
    /// Entries found.
    pub entries: usize,
    /// The hits of the page.
    pub hits: Vec<Hit>,
    /// Counts of groups for the present query; each facet with the filters of the other facets.
    pub facets: Facets,
    /// What was searched instead of what was typed: say so.
    pub corrected: Option<String>,
    /// What else was done with the query: say so.
    pub notes: Vec<Note>,
    /// Queries that may help.
    pub related: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

/// What was done with a query beside searching it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Latin letters were read as pinyin.
    Pinyin {
        /// As typed.
        typed: String,
        /// The likeliest of the texts searched.
        read: String,
    },
    /// Other words were searched too.
    Synonym {
        /// As typed.
        typed: String,
        /// What was searched beside it.
        beside: String,
    },
    /// These words are nowhere; the rest was searched without them.
    Dropped(Vec<String>),
    /// No entry has all the words: these have some.
    SomeWords,
    /// There is no such article: these are hits for the rest of the query.
    NoSuchArticle(String),
}

/// One find: the best entry of its group.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The entry; its `body` is left out.
    pub entry: Entry,
    /// The title, marked.
    pub title: Vec<Span>,
    /// The heading, marked.
    pub heading: Vec<Span>,
    /// The part of the text around the hits, marked.
    pub snippet: Vec<Span>,
    /// Further entries of the group that were found.
    pub more_in_group: usize,
    /// The score, for tests and tuning.
    pub score: f32,
}

/// Counts by value, the largest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// By site; what every site shows is counted under no site.
    pub site: Vec<Count>,
    /// By kind.
    pub kind: Vec<Count>,
    /// By field.
    pub field: Vec<Count>,
    /// By agency.
    pub agency: Vec<Count>,
    /// By year, the latest first.
    pub year: Vec<Count>,
    /// By validity.
    pub validity: Vec<Count>,
}

/// How many groups have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The value, as a filter takes it.
    pub value: String,
    /// Groups.
    pub count: usize,
}

/// A title suggested while typing.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The title.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Its address.
    pub href: String,
}
