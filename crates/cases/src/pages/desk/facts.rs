//! Due dates and states in the words of the desk.

use crate::{State, store::Listed};
use calendar::{Calendar, Clock, LightRule, Unit};
use jiff::civil::Date;
use kernel::{Fault, FaultKind};
use web::{Light, Signal, Tr};

/// A due date as the desk shows it.
#[derive(Clone, Debug)]
pub(crate) struct DueShown {
    pub light: Light,
    /// Days used of the limit.
    pub used: String,
}

fn missing(e: calendar::CalendarError) -> Fault {
    Fault::from_error("computing a due date", e).kind_is(FaultKind::CalendarMissing)
}

/// The light of a clock, with the date as people say it, and how much of the limit is used.
///
/// # Errors
/// A calendar that the law needs is not loaded.
pub(crate) fn due_shown(tr: Tr, clock: Option<&Clock>, calendar: &Calendar, today: Date) -> Result<DueShown, Fault> {
    let Some(clock) = clock else {
        return Ok(DueShown { light: Light::new(tr, Signal::Done, tr.s("desk-due-none")), used: String::new() });
    };
    let due = clock.due(calendar, today).map_err(missing)?;
    let signal = clock.light(calendar, today, LightRule::default()).map_err(missing)?;
    let near = today.until(due.on).map_or(0, |s| s.get_days().abs()) <= 7;
    let when = if near { tr.relative(due.on, today) } else { tr.day(due.on) };
    let (signal, text) = match signal {
        calendar::Light::Late => (Signal::Late, tr.f1("desk-due-late", "when", when)),
        calendar::Light::Soon => (Signal::Soon, tr.f1("desk-due-on", "when", when)),
        calendar::Light::Calm => (Signal::OnTime, tr.f1("desk-due-on", "when", when)),
        calendar::Light::Paused => (Signal::Paused, tr.s("desk-due-paused").into_owned()),
    };
    let used = clock.used(calendar, today).map_err(missing)?;
    let limit = clock.limit().count() + clock.extended_by();
    let key = if clock.unit() == Unit::WorkingDays { "desk-used-working-days" } else { "desk-used-days" };
    Ok(DueShown { light: Light::new(tr, signal, text), used: tr.f2(key, "used", used, "limit", limit) })
}

/// What is to be done with a listed case now.
pub(crate) fn todo_words(tr: Tr, line: &Listed) -> String {
    let key = match State::parse(&line.state) {
        Some(State::Submitted) if line.corrected_at.is_some() => "desk-todo-corrected".to_owned(),
        Some(state) => format!("desk-todo-{state}"),
        None => return line.state.clone(),
    };
    tr.s(&key).into_owned()
}
