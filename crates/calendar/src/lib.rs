//! The statutory calendar and clock: which days the State Council made working days, when a legal time limit ends,
//! and an explanation of that date, day by day, that a citizen can follow.
//!
//! Called by every concept that has a time limit (cases, disclosure requests, reviews) through the clock that is kept
//! with the matter, by the figures (working days used), and by the command line. Pure: it reads no file, no database
//! and no machine clock; every date comes from the caller and is a date in Beijing (Asia/Shanghai).
//!
//! It never guesses. A year that no notice is loaded for is an error, or, after the last loaded year, computed from
//! the decree and marked *provisional*; a regional day without the number of its notice is marked *unconfirmed*.
//! It holds no sentence of the interface: a [`Message`] names a sentence of `lang/<language>/calendar.ftl`.
//!
//! ```
//! use calendar::{Binding, Calendar, Clock, Limit};
//! use jiff::civil::date;
//!
//! let calendar = Calendar::national();
//! let clock = Clock::new(date(2026, 2, 10), Limit::WorkingDays(20), Binding::Organ, "行政许可法 第四十二条");
//! let due = clock.due(calendar, date(2026, 2, 10)).unwrap();
//! assert_eq!(due.on, date(2026, 3, 16));
//! assert!(!due.provisional);
//! ```

mod calendar;
mod clock;
mod data;
mod due;
mod events;
mod explain;
mod holidays;
mod message;
mod statutory;

pub use crate::calendar::{Calendar, CalendarError, Day, DayKind, Doubt, Notice};
pub use crate::clock::{Basis, Binding, Clock, Event, ExtensionRule, Limit};
pub use crate::data::{DataError, DaysOff, Finding, MakeUpDay, YearFile};
pub use crate::due::{Due, Left, Light, LightRule, PausedSince, Unit};
pub use crate::events::ClockRefused;
pub use crate::explain::{DayLine, Explanation, Run, Why, Within};
pub use crate::holidays::Holidays;
pub use crate::message::Message;
pub use crate::statutory::{StatutoryDay, statutory_days};
