//! The calendars of the hall: the national one and one per region that has days of its own.

use calendar::{Calendar, Holidays};
use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

/// The loaded years, and the calendar of each region as it is asked for.
pub struct Calendars {
    holidays: Holidays,
    made: RwLock<HashMap<String, Calendar>>,
}

impl Calendars {
    /// The calendars over `holidays`.
    pub fn new(holidays: Holidays) -> Calendars {
        Calendars { holidays, made: RwLock::default() }
    }

    /// The calendars that are built in.
    pub fn built_in() -> Calendars {
        Calendars::new(Holidays::built_in())
    }

    /// The loaded years.
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// The calendar that counts in the region with this code (and so for its agencies).
    pub fn of(&self, region: &str) -> Calendar {
        if let Some(c) = self.made.read().unwrap_or_else(PoisonError::into_inner).get(region) {
            return c.clone();
        }
        let calendar = self.holidays.calendar(Some(region));
        self.made.write().unwrap_or_else(PoisonError::into_inner).insert(region.to_owned(), calendar.clone());
        calendar
    }
}
