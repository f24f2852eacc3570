//! A text in several languages, as the author of a definition wrote it. Never used for sentences of the interface: those
//! live in Fluent files.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The language that every text has and that others fall back to.
pub const FIRST_LANGUAGE: &str = "zh-CN";

/// A text by language. In a file a plain string means `zh-CN`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(BTreeMap<String, String>);

impl Text {
    /// A text that exists in `zh-CN` only.
    pub fn chinese(text: impl Into<String>) -> Text {
        Text(BTreeMap::from([(FIRST_LANGUAGE.to_owned(), text.into())]))
    }

    /// The text in this language, or in `zh-CN` where it is missing.
    pub fn in_language(&self, language: &str) -> &str {
        self.0
            .get(language)
            .or_else(|| self.0.get(FIRST_LANGUAGE))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    /// True where the language that everybody falls back to is missing or blank.
    pub fn lacks_chinese(&self) -> bool {
        self.0.get(FIRST_LANGUAGE).is_none_or(|text| text.trim().is_empty())
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Plain(String),
    ByLanguage(BTreeMap<String, String>),
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Written::Plain(text) => Text::chinese(text),
            Written::ByLanguage(texts) => Text(texts),
        })
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.get(FIRST_LANGUAGE) {
            Some(text) if self.0.len() == 1 => serializer.serialize_str(text),
            _ => self.0.serialize(serializer),
        }
    }
}
