//! Everyday words and official terms, as data that the office can edit while the hall runs.

use crate::fold::fold;
use serde::Deserialize;
use std::collections::HashMap;

/// What people say and what the texts say. A value: made from a TOML text, handed to the index.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    /// From a folded term to what is searched beside it.
    beside: HashMap<String, Vec<Beside>>,
    /// Letters of the longest term.
    longest: usize,
}

/// One term that is searched beside another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Beside {
    pub(crate) term: String,
    /// How close it is, up to 1.
    pub(crate) closeness: f32,
    /// Whether who says it wants to do something: items come first.
    pub(crate) is_act: bool,
}

/// What is wrong in a text of synonyms, so that the person who edits it finds the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SynonymFault {
    /// It is no TOML of this shape; the reader's own words about where.
    Unreadable(String),
    /// A set names fewer than two terms.
    TooFew {
        /// The set as written.
        set: String,
    },
    /// A term is empty or longer than 20 letters.
    BadTerm {
        /// The term as written.
        term: String,
    },
    /// More than 5,000 lines.
    TooMany,
}

impl std::fmt::Display for SynonymFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SynonymFault::Unreadable(why) => write!(f, "not readable: {why}"),
            SynonymFault::TooFew { set } => write!(f, "fewer than two terms: {set}"),
            SynonymFault::BadTerm { term } => write!(f, "empty or over 20 letters: {term:?}"),
            SynonymFault::TooMany => write!(f, "more than 5,000 lines"),
        }
    }
}

impl std::error::Error for SynonymFault {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    #[serde(default)]
    sets: Vec<Vec<String>>,
    #[serde(default)]
    says: Vec<Says>,
    #[serde(default)]
    acts: Vec<Says>,
}

/// `"说法" = "官方用语"` as an array of two or more: the first is what people say.
type Says = Vec<String>;

impl Synonyms {
    /// No synonyms.
    pub fn none() -> Synonyms {
        Synonyms::default()
    }

    /// The list that comes with the house.
    pub fn standard() -> Synonyms {
        Synonyms::parse(Synonyms::standard_text()).unwrap_or_default()
    }

    /// The text of the list that comes with the house, for the page where it is edited.
    pub fn standard_text() -> &'static str {
        include_str!("../data/synonyms.toml")
    }

    /// Reads a list: `sets` are searched for one another, `says` and `acts` one way, from the first term of a line to
    /// the rest; `acts` are said by people who want to do something, so items come first.
    ///
    /// # Errors
    /// What is wrong and where; nothing is taken from a faulty text.
    pub fn parse(text: &str) -> Result<Synonyms, SynonymFault> {
        let lines: Lines = toml::from_str(text).map_err(|error| SynonymFault::Unreadable(error.to_string()))?;
        if lines.sets.len() + lines.says.len() + lines.acts.len() > 5_000 {
            return Err(SynonymFault::TooMany);
        }
        let mut read = Synonyms::default();
        for set in &lines.sets {
            let terms = terms_of(set)?;
            for (at, from) in terms.iter().enumerate() {
                for (_, to) in terms.iter().enumerate().filter(|(other, _)| *other != at) {
                    read.add(from, to, 0.8, false);
                }
            }
        }
        for (lines, is_act) in [(&lines.says, false), (&lines.acts, true)] {
            for line in lines {
                let terms = terms_of(line)?;
                if let Some((from, rest)) = terms.split_first() {
                    for to in rest {
                        read.add(from, to, 0.95, is_act);
                    }
                }
            }
        }
        Ok(read)
    }

    fn add(&mut self, from: &str, to: &str, closeness: f32, is_act: bool) {
        self.longest = self.longest.max(from.chars().count());
        let beside = self.beside.entry(from.to_owned()).or_default();
        if from != to && !beside.iter().any(|known| known.term == to) {
            beside.push(Beside { term: to.to_owned(), closeness, is_act });
        }
    }

    /// How many terms have others beside them.
    pub fn len(&self) -> usize {
        self.beside.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.beside.is_empty()
    }

    /// What is searched beside a folded term.
    pub(crate) fn beside(&self, term: &str) -> &[Beside] {
        self.beside.get(term).map_or(&[], Vec::as_slice)
    }

    /// The longest term that a folded text begins with.
    pub(crate) fn longest_at<'a>(&self, text: &'a str) -> Option<&'a str> {
        let ends: Vec<usize> =
            text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]).take(self.longest).collect();
        ends.into_iter().rev().filter_map(|end| text.get(..end)).find(|term| self.beside.contains_key(*term))
    }

    /// Every term of the list, folded.
    pub(crate) fn terms(&self) -> impl Iterator<Item = &str> {
        self.beside
            .iter()
            .flat_map(|(from, to)| std::iter::once(from.as_str()).chain(to.iter().map(|beside| beside.term.as_str())))
    }
}

fn terms_of(line: &[String]) -> Result<Vec<String>, SynonymFault> {
    if line.len() < 2 {
        return Err(SynonymFault::TooFew { set: line.join(", ") });
    }
    line.iter()
        .map(|term| {
            let folded: String = fold(term).chars().filter(|c| !c.is_whitespace()).collect();
            let letters = folded.chars().count();
            if letters == 0 || letters > 20 { Err(SynonymFault::BadTerm { term: term.clone() }) } else { Ok(folded) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_list_is_sound_and_long() {
        let list = Synonyms::parse(Synonyms::standard_text()).unwrap();
        assert!(list.len() >= 200, "{}", list.len());
        let lines = Synonyms::standard_text().lines().filter(|line| line.trim_start().starts_with('[')).count();
        assert!(lines >= 120, "{lines} lines");
        assert!(list.beside("身份证").iter().any(|beside| beside.term == "居民身份证"));
        assert!(list.beside("居民身份证").iter().any(|beside| beside.term == "身份证"));
        assert!(list.beside("开饭店").iter().all(|beside| beside.is_act));
        assert!(!list.beside("食品经营许可").iter().any(|beside| beside.term == "开饭店"), "acts go one way");
    }

    #[test]
    fn the_longest_term_wins() {
        let list = Synonyms::parse("sets = [['身份证', '居民身份证'], ['身份', '身分']]").unwrap();
        assert_eq!(list.longest_at("身份证换领"), Some("身份证"));
        assert_eq!(list.longest_at("换领"), None);
        assert_eq!(list.longest_at(""), None);
    }

    #[test]
    fn faults_say_where() {
        assert!(matches!(Synonyms::parse("sets = [['一']]"), Err(SynonymFault::TooFew { .. })));
        assert!(matches!(Synonyms::parse("sets = [['一', ' ']]"), Err(SynonymFault::BadTerm { .. })));
        assert!(matches!(Synonyms::parse("sets = 3"), Err(SynonymFault::Unreadable(_))));
        assert!(matches!(Synonyms::parse("other = []"), Err(SynonymFault::Unreadable(_))));
    }
}
