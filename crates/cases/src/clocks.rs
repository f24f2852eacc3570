//! Which clock runs in which phase of an application, and on which article it rests.
//!
//! The limits of the law stand here once, as data.
//!
//! (Names of laws are Chinese terms as data.)

use calendar::{Binding, Clock, ExtensionRule, Limit};
use items::{
    dictionary::LimitUnit,
    item::{self, ItemVersion},
};
use jiff::civil::Date;
use kernel::Role;

/// Law: 行政许可法 第三十二条第一款第四项 (five working days to name everything that is missing, else accepted)
pub const ACCEPTANCE_WORKING_DAYS: u32 = 5;
/// Law: 行政许可法 第四十二条 (twenty working days to decide)
pub const DECISION_WORKING_DAYS: u32 = 20;
/// Law: 行政许可法 第四十二条 (ten more, with the consent of the head)
pub const EXTENSION_WORKING_DAYS: u32 = 10;
/// Law: 行政许可法 第四十四条 (ten working days to hand the licence over)
pub const DELIVERY_WORKING_DAYS: u32 = 10;
/// The period given for a correction when the clerk names none; the law sets no number.
pub const CORRECTION_WORKING_DAYS: u32 = 15;

/// The office's time to accept, refuse or name what is missing.
///
/// Law: 行政许可法 第三十二条
pub fn acceptance(submitted: Date) -> Clock {
    Clock::new(submitted, Limit::WorkingDays(ACCEPTANCE_WORKING_DAYS), Binding::Organ, "行政许可法 第三十二条")
}

/// The applicant's time to correct.
pub fn correction(asked: Date, working_days: u32) -> Clock {
    Clock::new(asked, Limit::WorkingDays(working_days.max(1)), Binding::Person, "行政许可法 第三十二条第一款第四项")
}

/// The limit of an item in the calendar's terms; on the spot means the same day.
pub fn limit(of: &item::Limit) -> Limit {
    match of.unit {
        LimitUnit::WorkingDay => Limit::WorkingDays(of.n),
        LimitUnit::CalendarDay => Limit::CalendarDays(of.n),
        LimitUnit::Month => Limit::Months(of.n),
    }
}

/// The office's time to decide: the item's statutory limit, else that of the general law.
///
/// Law: 行政许可法 第四十二条
pub fn decision(accepted: Date, item: &ItemVersion) -> Clock {
    let (limit, law) = match item.statutory_limit.as_ref().filter(|l| l.n > 0) {
        Some(l) => (limit(l), l.note_within().unwrap_or_else(|| "行政许可法 第四十二条".into())),
        None => (Limit::WorkingDays(DECISION_WORKING_DAYS), "行政许可法 第四十二条".into()),
    };
    Clock::new(accepted, limit, Binding::Organ, law).extensible(ExtensionRule {
        at_most: EXTENSION_WORKING_DAYS,
        by: Role::Head.as_str().into(),
        law: "行政许可法 第四十二条".into(),
    })
}

/// The time the agency promised, with what happened to the statutory clock; `None` when it promised nothing.
pub fn promised(statutory: &Clock, item: &ItemVersion) -> Option<Clock> {
    let promise = item.promised_limit.as_ref()?;
    let mut clock = Clock::new(statutory.start(), limit(promise), Binding::Organ, "承诺办结时限");
    for event in statutory.events() {
        // A pause stops the promise as it stops the law; an extension of the statutory limit replaces it.
        let _ = match event {
            calendar::Event::Pause { after, basis, notice, planned_end } => {
                clock.pause(*after, basis.clone(), notice.clone(), *planned_end)
            }
            calendar::Event::Resume { on } => clock.resume(*on),
            _ => Ok(()),
        };
    }
    Some(clock)
}

/// The office's time to hand the result over.
///
/// Law: 行政许可法 第四十四条
pub fn delivery(decided: Date) -> Clock {
    Clock::new(decided, Limit::WorkingDays(DELIVERY_WORKING_DAYS), Binding::Organ, "行政许可法 第四十四条")
}
