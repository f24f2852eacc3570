//! A sentence by its id. The sentence itself stands in `lang/<language>/calendar.ftl`; the page kit puts the two together.

use serde::Serialize;

/// The id of a sentence in the language files, and what to put into it.
///
/// Every argument is text: dates as `2026-03-16`, numbers in digits. A page that wants a date in its own words formats
/// it from the typed value (for example [`crate::DayLine::date`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The id, for example `calendar-day-counted`.
    pub id: &'static str,
    /// Name and value of each argument.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// A sentence without arguments.
    pub fn new(id: &'static str) -> Message {
        Message { id, args: Vec::new() }
    }

    /// The same sentence with one more argument.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Message {
        self.args.push((name, value.to_string()));
        self
    }
}
