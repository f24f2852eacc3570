//! A text of the register as files: Markdown, JSON, DOCX, Akoma Ntoso, and the data of the PDF.
//!
//! Called by the pages. Pure: everything a file says is in [`Text`], already in the reader's words; no file depends on
//! the clock, so the same text gives the same bytes.

pub mod akn;
pub mod docx;
pub mod json;
pub mod markdown;
mod numeral;
pub mod pdf;

use jiff::civil::Date;
pub use screen::html::{Plain, PlainCell, PlainTable};

/// What kind of part it is; one to one with the register's kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// What stands before the first heading or article.
    Preamble,
    /// 编, 分编.
    Book,
    /// 章.
    Chapter,
    /// 节.
    Section,
    /// 条.
    Article,
    /// A paragraph of a document without articles.
    Paragraph,
    /// 附件, 附表, 附录.
    Annex,
}

impl PartKind {
    /// Whether it is a heading for what follows, and how deep: 1 to 3.
    pub fn depth(self) -> Option<u8> {
        match self {
            PartKind::Book | PartKind::Annex => Some(1),
            PartKind::Chapter => Some(2),
            PartKind::Section => Some(3),
            PartKind::Preamble | PartKind::Article | PartKind::Paragraph => None,
        }
    }

    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            PartKind::Preamble => "preamble",
            PartKind::Book => "part",
            PartKind::Chapter => "chapter",
            PartKind::Section => "section",
            PartKind::Article => "article",
            PartKind::Paragraph => "paragraph",
            PartKind::Annex => "annex",
        }
    }
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// `第三十一条`, `第二章`, `附件一`; may be empty.
    pub label: String,
    /// The words of a heading.
    pub heading: String,
    /// Its words; paragraphs are lines.
    pub text: String,
}

impl Part {
    /// Its paragraphs.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map(str::trim).filter(|l| !l.is_empty())
    }

    /// Label and heading as one line.
    pub fn headline(&self) -> String {
        [self.label.as_str(), self.heading.as_str()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("　")
    }
}

/// What an event did to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It made the first text.
    Made,
    /// It changed the text.
    Changed,
    /// It ended the rule.
    Ended,
    /// It did something else: force, suspension.
    Other,
}

/// Something that happened to the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub on: Date,
    /// What it did.
    pub deed: Deed,
    /// The word for programs: `adopted`, `amended`.
    pub word: String,
    /// As it is told.
    pub text: String,
    /// The title of the decision or rule that did it; may be empty.
    pub by_rule: String,
}

/// What this rule does to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Whether it ends the other or changes it.
    pub deed: Deed,
    /// The other's title.
    pub title: String,
    /// Its part, or empty.
    pub part: String,
}

/// The labels that files need beside the attributes, in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Labels {
    /// Above the events.
    pub events: String,
    /// Before the address.
    pub address: String,
    /// Before the validity.
    pub validity: String,
}

/// One version of a rule, whole, in words: what every file is written from.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The permanent name of the work: `r-000123`.
    pub slug: String,
    /// The permanent name of the version.
    pub n: i64,
    /// The kind of rule, for programs: `law`.
    pub kind: String,
    /// Six digits; empty: the whole country.
    pub region: String,
    /// The title.
    pub title: String,
    /// Who made it.
    pub issuer: String,
    /// 发文字号 or decree.
    pub number: Option<String>,
    /// The first date known of the work.
    pub made_on: Option<Date>,
    /// The date that names this version.
    pub dated_on: Option<Date>,
    /// From when it is in force.
    pub effective_on: Option<Date>,
    /// Subjects.
    pub topics: Vec<String>,
    /// The attributes in the official order: what each is called and what it is.
    pub attributes: Vec<(String, String)>,
    /// The validity, for programs: `in-force`.
    pub validity: String,
    /// The validity in a sentence, with its dates.
    pub validity_said: String,
    /// What the reader must know of this text: that its day of effect is unknown.
    pub notes: Vec<String>,
    /// What happened, oldest first.
    pub events: Vec<Happening>,
    /// What it does to others.
    pub acts: Vec<Act>,
    /// The text.
    pub parts: Vec<Part>,
    /// The text as a document from the web lays it out, with its tables and lists; empty for one of plain lines. Files
    /// that are read by people follow it where it is there.
    pub web: Vec<Plain>,
    /// The permanent address of this version, with the host.
    pub address: String,
    /// Words of files.
    pub labels: Labels,
    /// The register that gives it out.
    pub register: String,
}

impl Text {
    /// The label of the article with which this paragraph begins, and its words after it.
    pub(crate) fn labelled<'t>(&'t self, line: &'t str) -> Option<(&'t str, &'t str)> {
        let labels = self.parts.iter().filter(|p| p.kind == PartKind::Article && !p.label.is_empty());
        labels.filter_map(|p| Some((p.label.as_str(), line.strip_prefix(p.label.as_str())?))).find_map(
            |(label, rest)| {
                // `第五条第二款规定的…` is a sentence.
                let is_apart = rest.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '：' | ':'));
                is_apart
                    .then(|| (label, rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':'))))
            },
        )
    }
}

/// The sign before an item of a list.
pub(crate) fn mark(number: Option<i64>) -> String {
    number.map_or_else(|| "•".to_owned(), |n| format!("{n}."))
}

/// A character that no XML can hold is left out.
pub(crate) fn xml_text(text: &str) -> String {
    let clean: String = text
        .chars()
        .filter(|c| {
            matches!(c, '\t' | '\n') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{7f}'..='\u{9f}'))
        })
        .collect();
    quick_xml::escape::escape(clean.as_str()).into_owned()
}

#[cfg(test)]
mod tests;
