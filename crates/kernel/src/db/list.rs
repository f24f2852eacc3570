//! Lists with optional filters, put together so that indexes serve: constant fragments joined by
//! AND, keyset order, one page at a time.
//!
//! ```
//! use kernel::{db::list::List, params};
//! let (sql, params) = List::new("SELECT m.id FROM matters m")
//!     .and("m.agency = ?", params!["a"])
//!     .and_some("m.state = ?", Some("accepted"))
//!     .after("(m.due_sort, m.id) > (?, ?)", None::<(&str, &str)>)
//!     .order("m.due_sort, m.id")
//!     .page(20);
//! assert_eq!(sql, "SELECT m.id FROM matters m WHERE m.agency = $1 AND m.state = $2 ORDER BY m.due_sort, m.id LIMIT $3");
//! assert_eq!(params.len(), 3);
//! ```

use super::{ToValue, Value};

/// A list query under construction. Fragments are constants of the code; only values are bound.
pub struct List {
    sql: String,
    params: Vec<Value>,
    joined: bool,
}

impl List {
    /// Begins with everything up to WHERE.
    pub fn new(select: &'static str) -> List {
        List { sql: select.to_owned(), params: Vec::new(), joined: false }
    }

    /// Adds a condition; each `?` in `fragment` takes the next of `values`.
    pub fn and(mut self, fragment: &'static str, values: &[Value]) -> List {
        self.sql.push_str(if self.joined { " AND " } else { " WHERE " });
        self.joined = true;
        self.bind(fragment, values);
        self
    }

    /// Adds a condition when there is a value for it.
    pub fn and_some(self, fragment: &'static str, value: Option<impl ToValue>) -> List {
        match value {
            Some(v) => self.and(fragment, &[v.to_value()]),
            None => self,
        }
    }

    /// Adds the keyset condition of the page before, a pair, when there is one.
    pub fn after(self, fragment: &'static str, last: Option<(impl ToValue, impl ToValue)>) -> List {
        match last {
            Some((a, b)) => self.and(fragment, &[a.to_value(), b.to_value()]),
            None => self,
        }
    }

    /// Groups, for counts.
    pub fn grouped(mut self, by: &'static str) -> List {
        self.sql.push_str(" GROUP BY ");
        self.sql.push_str(by);
        self
    }

    /// Adds the order, which every list has.
    pub fn order(mut self, by: &'static str) -> List {
        self.sql.push_str(" ORDER BY ");
        self.sql.push_str(by);
        self
    }

    /// Ends with the length of a page.
    pub fn page(mut self, rows: i64) -> (String, Vec<Value>) {
        self.params.push(Value::Int(rows));
        self.sql.push_str(&format!(" LIMIT ${}", self.params.len()));
        (self.sql, self.params)
    }

    /// Ends without a page: counts and sums.
    pub fn all(self) -> (String, Vec<Value>) {
        (self.sql, self.params)
    }

    fn bind(&mut self, fragment: &str, values: &[Value]) {
        let mut values = values.iter();
        for part in fragment.split_inclusive('?') {
            match part.strip_suffix('?') {
                Some(text) => {
                    self.params.push(values.next().cloned().unwrap_or(Value::Null));
                    self.sql.push_str(text);
                    self.sql.push_str(&format!("${}", self.params.len()));
                }
                None => self.sql.push_str(part),
            }
        }
        debug_assert!(values.next().is_none(), "more values than places in {fragment}");
    }
}
