//! Identifiers: UUID version 7, so that what is made later sorts later.

use crate::db::{FromValue, ToValue, Value};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The identifier of a row that we made ourselves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(uuid::Uuid);

impl Id {
    /// A new identifier. Ids made one after another on one node are in ascending order.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Id {
        Id(uuid::Uuid::now_v7())
    }

    /// Reads an identifier; `None` when `text` is anything else, also when it is written in
    /// another of the forms a UUID can have (one thing has one address).
    pub fn parse(text: &str) -> Option<Id> {
        let id = uuid::Uuid::parse_str(text).ok()?;
        (text.len() == 36 && id.hyphenated().to_string() == text).then_some(Id(id))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Id::parse(&String::deserialize(d)?).ok_or_else(|| serde::de::Error::custom("not an id"))
    }
}

impl ToValue for Id {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}

impl FromValue for Id {
    fn from_value(v: Value) -> Option<Id> {
        match v {
            Value::Text(t) => Id::parse(&t),
            _ => None,
        }
    }
}
