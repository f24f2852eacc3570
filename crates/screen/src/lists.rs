//! The lists the checker goes by: leaders, forbidden words, mistaken terms, words of context. Data, not rules: a hall
//! edits its own and keeps them among its settings; the built-in ones are a start.

use crate::Severity;
use serde::{Deserialize, Serialize};

/// Everything the checker looks up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lists {
    /// Offices that stand beside names, in any order.
    pub titles: Vec<String>,
    /// Words before a number that make it an office's, not a person's: 联系电话, 对公账户.
    pub office_contact: Vec<String>,
    /// Numbers that may be published as they are.
    pub public_numbers: Vec<String>,
    /// Names with the offices they hold.
    pub leaders: Vec<Leader>,
    /// Words that must not appear.
    pub forbidden: Vec<Forbidden>,
    /// Words that are commonly written wrong.
    pub mistaken: Vec<Mistaken>,
}

/// A person in office.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Leader {
    /// The name.
    pub name: String,
    /// The offices held, as they are written beside the name; the first is suggested.
    pub titles: Vec<String>,
    /// Wrong writings of the name that happened.
    pub misspelt: Vec<String>,
}

/// A forbidden word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// The word.
    pub word: String,
    /// Phrases that contain the word and are right.
    #[serde(default, rename = "except", skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// Whether the word counts only when no letter stands beside it.
    #[serde(default, rename = "whole")]
    pub is_whole: bool,
    /// What to write instead, or why not.
    #[serde(default)]
    pub instead: String,
    /// Whether it stops the publication.
    #[serde(default = "stops")]
    pub severity: Severity,
}

fn stops() -> Severity {
    Severity::Stops
}

/// A word that is commonly written wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mistaken {
    /// As it is written wrong.
    pub wrong: String,
    /// As it is right.
    pub right: String,
    /// Phrases that contain the wrong word and are right.
    #[serde(rename = "except", skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
}

impl Lists {
    /// The lists every hall starts with. Their leaders are invented.
    pub fn built_in() -> Lists {
        Lists::parse(include_str!("../data/lists.toml")).unwrap_or_default()
    }

    /// Reads lists as TOML.
    ///
    /// # Errors
    /// The place and the reason, in English, when the text is not TOML of this shape or a word is empty.
    pub fn parse(text: &str) -> Result<Lists, String> {
        let lists: Lists = toml::from_str(text).map_err(|e| e.to_string())?;
        let empty = lists.forbidden.iter().any(|f| f.word.trim().is_empty())
            || lists.mistaken.iter().any(|m| m.wrong.trim().is_empty())
            || lists.leaders.iter().any(|l| l.name.trim().is_empty() || l.titles.is_empty())
            || lists.titles.iter().any(|t| t.trim().is_empty());
        if empty { Err("a word, a name or a title is empty".into()) } else { Ok(lists) }
    }

    /// The lists as TOML, for editing.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lists_are_read_and_written_again() {
        let lists = Lists::parse(include_str!("../data/lists.toml")).unwrap();
        assert!(lists.leaders.len() >= 5 && lists.forbidden.len() >= 20 && lists.mistaken.len() >= 60);
        assert_eq!(Lists::parse(&lists.to_toml()).unwrap(), lists);
        assert!(lists.mistaken.iter().all(|m| m.wrong != m.right && !m.right.is_empty()));
    }

    #[test]
    fn a_broken_list_says_where() {
        assert!(Lists::parse("[[forbidden]]\nword = \"\"").is_err());
        assert!(Lists::parse("[[forbidden]]\nwort = \"x\"").unwrap_err().contains("wort"));
        assert!(Lists::parse("leaders = 3").is_err());
    }
}
