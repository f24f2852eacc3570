//! What was answered, as it was typed: a tree of texts. Nothing here knows whether a text is a number or a date; that is
//! read at each evaluation, so that what does not read stays on the page as it was typed.
//!
//! The shape by kind: one text for `text`, `number`, `money` (yuan), `date`, single `choice`, `declaration` (`yes`); a list
//! of texts for a `multiple` choice; parts by key for `address`, `person`, `organisation`; a list of parts for `upload`
//! (`file`, `name`, `type`, `size`, or `licence`, `name`) and for the rows of a `group`.

use std::collections::BTreeMap;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::path::{Path, Step};

/// Most bytes of text in the answers of one form.
pub const MOST_BYTES: usize = 1 << 20;
/// Most texts in the answers of one form.
pub const MOST_LEAVES: usize = 20_000;
/// Deepest nesting of answers.
pub const MOST_DEPTH: usize = 8;
/// Most rows of any group, whatever its definition says.
pub const MOST_ROWS: usize = 200;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// As typed.
    Text(String),
    /// Rows, files, or several choices.
    List(Vec<Answer>),
    /// Parts by key, or the fields of a row.
    Parts(BTreeMap<String, Answer>),
}

/// All answers of a form by the key of the field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Answers(pub(crate) BTreeMap<String, Answer>);

/// The answers are larger than any form may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the answers are larger than a form may be")]
pub struct TooLarge;

impl Answer {
    /// A text.
    pub fn text(text: impl Into<String>) -> Answer {
        Answer::Text(text.into())
    }

    /// Parts by key.
    pub fn parts<const N: usize>(parts: [(&str, &str); N]) -> Answer {
        Answer::Parts(parts.into_iter().map(|(key, text)| (key.to_owned(), Answer::text(text))).collect())
    }

    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Answer::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The list, where it is one.
    pub fn as_list(&self) -> Option<&[Answer]> {
        match self {
            Answer::List(list) => Some(list),
            _ => None,
        }
    }

    /// A part by key.
    pub fn part(&self, key: &str) -> Option<&Answer> {
        match self {
            Answer::Parts(parts) => parts.get(key),
            _ => None,
        }
    }

    /// The text of a part; empty where there is none.
    pub fn part_text(&self, key: &str) -> &str {
        self.part(key).and_then(Answer::as_text).unwrap_or("")
    }

    /// True where no text in it has anything but blanks.
    pub fn is_blank(&self) -> bool {
        match self {
            Answer::Text(text) => text.trim().is_empty(),
            Answer::List(list) => list.iter().all(Answer::is_blank),
            Answer::Parts(parts) => parts.values().all(Answer::is_blank),
        }
    }

    fn measure(&self, depth: usize, leaves: &mut usize, bytes: &mut usize) -> Result<(), TooLarge> {
        *leaves += 1;
        if depth > MOST_DEPTH || *leaves > MOST_LEAVES {
            return Err(TooLarge);
        }
        match self {
            Answer::Text(text) => *bytes += text.len(),
            Answer::List(list) => {
                for answer in list {
                    answer.measure(depth + 1, leaves, bytes)?;
                }
            }
            Answer::Parts(parts) => {
                for (key, answer) in parts {
                    *bytes += key.len();
                    answer.measure(depth + 1, leaves, bytes)?;
                }
            }
        }
        if *bytes > MOST_BYTES { Err(TooLarge) } else { Ok(()) }
    }
}

impl Answers {
    /// No answers.
    pub fn new() -> Answers {
        Answers::default()
    }

    /// The answer at a path.
    pub fn get(&self, path: &Path) -> Option<&Answer> {
        let (first, rest) = path.steps().split_first()?;
        let Step::Key(key) = first else { return None };
        let mut answer = self.0.get(key)?;
        for step in rest {
            answer = match (step, answer) {
                (Step::Key(key), Answer::Parts(parts)) => parts.get(key)?,
                (Step::Row(row), Answer::List(list)) => list.get(*row)?,
                _ => return None,
            };
        }
        Some(answer)
    }

    /// The text at a path such as `owner.name`; empty where there is none.
    pub fn text(&self, path: &str) -> &str {
        Path::parse(path).and_then(|path| self.get(&path)).and_then(Answer::as_text).unwrap_or("")
    }

    /// Puts an answer in its place; the way there is made. Rows beyond [`MOST_ROWS`] are left out.
    pub fn put(&mut self, path: &Path, answer: Answer) {
        let Some((Step::Key(first), rest)) = path.steps().split_first() else { return };
        let mut place = self.0.entry(first.clone()).or_insert_with(|| Answer::Parts(BTreeMap::new()));
        for step in rest {
            match step {
                Step::Key(key) => {
                    if !matches!(place, Answer::Parts(_)) {
                        *place = Answer::Parts(BTreeMap::new());
                    }
                    let Answer::Parts(parts) = place else { return };
                    place = parts.entry(key.clone()).or_insert_with(|| Answer::Parts(BTreeMap::new()));
                }
                Step::Row(row) => {
                    if *row >= MOST_ROWS {
                        return;
                    }
                    if !matches!(place, Answer::List(_)) {
                        *place = Answer::List(Vec::new());
                    }
                    let Answer::List(list) = place else { return };
                    while list.len() <= *row {
                        list.push(Answer::Parts(BTreeMap::new()));
                    }
                    place = &mut list[*row];
                }
            }
        }
        *place = answer;
    }

    /// Takes the answer at a path away; a row leaves and the following ones move up. Gives what was there.
    pub fn take(&mut self, path: &Path) -> Option<Answer> {
        let (last, way) = path.steps().split_last()?;
        if way.is_empty() {
            let Step::Key(key) = last else { return None };
            return self.0.remove(key);
        }
        let (Step::Key(first), rest) = way.split_first()? else { return None };
        let mut place = self.0.get_mut(first)?;
        for step in rest {
            place = match (step, place) {
                (Step::Key(key), Answer::Parts(parts)) => parts.get_mut(key)?,
                (Step::Row(row), Answer::List(list)) => list.get_mut(*row)?,
                _ => return None,
            };
        }
        match (last, place) {
            (Step::Key(key), Answer::Parts(parts)) => parts.remove(key),
            (Step::Row(row), Answer::List(list)) if *row < list.len() => Some(list.remove(*row)),
            _ => None,
        }
    }

    /// Adds an element at the end of the list at a path (a row, a file). Refused where the list is full.
    pub fn append(&mut self, path: &Path, answer: Answer) -> Result<(), TooLarge> {
        match self.get(path) {
            Some(Answer::List(list)) => {
                let next = list.len();
                if next >= MOST_ROWS {
                    return Err(TooLarge);
                }
                self.put(&path.row(next), answer);
            }
            _ => self.put(path, Answer::List(vec![answer])),
        }
        Ok(())
    }

    /// Key and answer in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(key, answer)| (key.as_str(), answer))
    }

    /// True where nothing is answered.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(Answer::is_blank)
    }

    /// Refuses answers that no form can need. To be asked wherever answers come in as JSON.
    pub fn check_limits(&self) -> Result<(), TooLarge> {
        let (mut leaves, mut bytes) = (0, 0);
        for (key, answer) in &self.0 {
            bytes += key.len();
            answer.measure(1, &mut leaves, &mut bytes)?;
        }
        Ok(())
    }

    /// The answers as JSON, for one column of the database.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Reads answers from JSON. Numbers and truth values are taken as the text a person would have typed, null as nothing.
    pub fn from_json(value: &serde_json::Value) -> Result<Answers, serde_json::Error> {
        Answers::deserialize(value)
    }
}

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Answers, D::Error> {
        match Answer::deserialize(deserializer)? {
            Answer::Parts(parts) => Ok(Answers(parts)),
            _ => Err(serde::de::Error::custom("answers must be an object")),
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Answer, D::Error> {
        struct AnyAnswer;
        impl<'de> Visitor<'de> for AnyAnswer {
            type Value = Answer;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a text, a list or an object")
            }
            fn visit_str<E>(self, text: &str) -> Result<Answer, E> {
                Ok(Answer::text(text))
            }
            fn visit_string<E>(self, text: String) -> Result<Answer, E> {
                Ok(Answer::Text(text))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Answer, E> {
                Ok(Answer::text(if truth { "yes" } else { "" }))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Answer, E> {
                Ok(Answer::Text(number.to_string()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Answer, E> {
                Ok(Answer::Text(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Answer, E> {
                Ok(Answer::Text(number.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Answer, E> {
                Ok(Answer::text(""))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Answer, A::Error> {
                let mut list = Vec::new();
                while let Some(answer) = seq.next_element()? {
                    list.push(answer);
                }
                Ok(Answer::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer, A::Error> {
                let mut parts = BTreeMap::new();
                while let Some((key, answer)) = map.next_entry()? {
                    parts.insert(key, answer);
                }
                Ok(Answer::Parts(parts))
            }
        }
        deserializer.deserialize_any(AnyAnswer)
    }
}
