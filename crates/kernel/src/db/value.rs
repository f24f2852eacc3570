//! What passes between our types and the two engines.

use crate::Fault;
use jiff::{Timestamp, civil::Date};
use std::sync::Arc;

/// A value of one column or parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// BOOLEAN.
    Bool(bool),
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// What can be bound.
pub trait ToValue {
    /// The value to bind.
    fn to_value(&self) -> Value;
}

/// What can be read from a column. `None`: the column holds something else.
pub trait FromValue: Sized {
    /// Reads it.
    fn from_value(v: Value) -> Option<Self>;
}

macro_rules! ints {
    ($($t:ty),*) => { $(impl ToValue for $t { fn to_value(&self) -> Value { Value::Int(i64::from(*self)) } })* };
}
ints!(i64, i32, u32, u8, u16);

impl ToValue for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}
impl ToValue for str {
    fn to_value(&self) -> Value {
        Value::Text(self.into())
    }
}
impl ToValue for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}
impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value {
        Value::Bytes(self.clone())
    }
}
impl ToValue for [u8] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}
impl ToValue for Date {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}
impl ToValue for Timestamp {
    fn to_value(&self) -> Value {
        Value::Text(instant_text(*self))
    }
}
impl ToValue for ledger::Hash {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }
}
impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}
impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}
impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }
}

/// An instant as it is stored: UTC, RFC 3339, six decimals, so that text order is time order.
pub fn instant_text(at: Timestamp) -> String {
    let us = at.as_microsecond();
    let whole = Timestamp::from_second(us.div_euclid(1_000_000)).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{}.{:06}Z", whole.strftime("%Y-%m-%dT%H:%M:%S"), us.rem_euclid(1_000_000))
}

impl FromValue for i64 {
    fn from_value(v: Value) -> Option<Self> {
        match v {
            Value::Int(n) => Some(n),
            _ => None,
        }
    }
}
impl FromValue for bool {
    fn from_value(v: Value) -> Option<Self> {
        match v {
            Value::Bool(b) => Some(b),
            Value::Int(n @ (0 | 1)) => Some(n == 1),
            _ => None,
        }
    }
}
impl FromValue for String {
    fn from_value(v: Value) -> Option<Self> {
        match v {
            Value::Text(s) => Some(s),
            _ => None,
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(v: Value) -> Option<Self> {
        match v {
            Value::Bytes(b) => Some(b),
            _ => None,
        }
    }
}
impl FromValue for Date {
    fn from_value(v: Value) -> Option<Self> {
        String::from_value(v)?.parse().ok()
    }
}
impl FromValue for Timestamp {
    fn from_value(v: Value) -> Option<Self> {
        String::from_value(v)?.parse().ok()
    }
}
impl FromValue for ledger::Hash {
    fn from_value(v: Value) -> Option<Self> {
        ledger::Hash::parse(&String::from_value(v)?)
    }
}
impl FromValue for Value {
    fn from_value(v: Value) -> Option<Self> {
        Some(v)
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(v: Value) -> Option<Self> {
        match v {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row of a result.
#[derive(Clone, Debug)]
pub struct Row {
    pub(super) names: Arc<[String]>,
    pub(super) values: Vec<Value>,
}

impl Row {
    /// The column `name` as `T`.
    ///
    /// # Errors
    /// A fault when there is no such column or it holds something else: the query and the reader disagree.
    pub fn get<T: FromValue>(&self, name: &str) -> Result<T, Fault> {
        let at = self
            .names
            .iter()
            .position(|n| n == name)
            .ok_or_else(|| Fault::new(format!("the query gives no column {name}")))?;
        T::from_value(self.values[at].clone())
            .ok_or_else(|| Fault::new(format!("column {name} holds something that cannot be read")))
    }

    /// The first column as `T`: for queries of one column.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn only<T: FromValue>(&self) -> Result<T, Fault> {
        self.values
            .first()
            .cloned()
            .and_then(T::from_value)
            .ok_or_else(|| Fault::new("the only column holds something that cannot be read"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn instants_sort_as_text_and_come_back(a in -60_000_000_000_000_000i64..250_000_000_000_000_000, b in -60_000_000_000_000_000i64..250_000_000_000_000_000) {
            let (x, y) = (Timestamp::from_microsecond(a).unwrap(), Timestamp::from_microsecond(b).unwrap());
            prop_assert_eq!(x.cmp(&y), instant_text(x).cmp(&instant_text(y)));
            prop_assert_eq!(Timestamp::from_value(x.to_value()), Some(x));
        }
    }
}
