//! Which clock runs in which phase of a request, and on which article it rests. The limits of the law stand here once.
//!
//! (Names of laws are Chinese terms as data.)

use calendar::{Basis, Binding, Calendar, CalendarError, Clock, ExtensionRule, Limit};
use jiff::civil::Date;
use kernel::Role;

/// Law: 政府信息公开条例 第三十三条 (twenty working days to reply)
pub const REPLY_WORKING_DAYS: u32 = 20;
/// Law: 政府信息公开条例 第三十三条 (twenty more at the most, once)
pub const EXTENSION_WORKING_DAYS: u32 = 20;
/// Law: 政府信息公开条例 第三十条 (seven working days to say what is unclear)
pub const CORRECTION_NOTICE_WORKING_DAYS: u32 = 7;
/// Law: 政府信息公开条例 第三十二条, 第三十四条 (fifteen working days from receipt of the letter)
pub const CONSULTATION_WORKING_DAYS: u32 = 15;
/// Law: 政府信息公开信息处理费管理办法 (thirty days from the day after receipt of the notice)
pub const PAYMENT_DAYS: u32 = 30;
/// The period given for a correction where the office set none; the law sets no number.
pub const CORRECTION_WORKING_DAYS: u32 = 15;
/// The period given to state reasons where the office set none; the law sets no number.
pub const REASON_WORKING_DAYS: u32 = 10;
/// After this an unconfirmed request raises an alarm; a measure of ours, not a limit of the law.
pub const CONFIRM_WORKING_DAYS: u32 = 1;

/// 条例第三十三条
const ART_33: &str = "政府信息公开条例 第三十三条";

/// The alarm of a request that has arrived and is not confirmed.
///
/// Law: 政府信息公开条例 第三十一条
pub fn confirmation(arrived: Date) -> Clock {
    Clock::new(arrived, Limit::WorkingDays(CONFIRM_WORKING_DAYS), Binding::Organ, "政府信息公开条例 第三十一条")
}

/// The office's time to reply.
///
/// Law: 政府信息公开条例 第三十三条
pub fn reply(received: Date) -> Clock {
    Clock::new(received, Limit::WorkingDays(REPLY_WORKING_DAYS), Binding::Organ, ART_33).extensible(ExtensionRule {
        at_most: EXTENSION_WORKING_DAYS,
        by: Role::DisclosureHead.as_str().into(),
        law: ART_33.into(),
    })
}

/// The last day for a correction notice.
///
/// Law: 政府信息公开条例 第三十条
///
/// # Errors
/// A year without a calendar.
pub fn correction_notice_by(calendar: &Calendar, received: Date, today: Date) -> Result<Date, CalendarError> {
    let clock = Clock::new(
        received,
        Limit::WorkingDays(CORRECTION_NOTICE_WORKING_DAYS),
        Binding::Organ,
        "政府信息公开条例 第三十条",
    );
    Ok(clock.due(calendar, today)?.on)
}

/// The applicant's time to correct.
///
/// Law: 政府信息公开条例 第三十条
pub fn correction(asked: Date, working_days: u32) -> Clock {
    Clock::new(asked, Limit::WorkingDays(working_days.max(1)), Binding::Person, "政府信息公开条例 第三十条")
}

/// The applicant's time to state reasons.
///
/// Law: 政府信息公开条例 第三十五条
pub fn reasons(asked: Date, working_days: u32) -> Clock {
    Clock::new(asked, Limit::WorkingDays(working_days.max(1)), Binding::Person, "政府信息公开条例 第三十五条")
}

/// The applicant's time to pay, from the day the notice was received.
///
/// Law: 政府信息公开条例 第四十二条
pub fn payment(received: Date) -> Clock {
    Clock::new(received, Limit::CalendarDays(PAYMENT_DAYS), Binding::Person, "政府信息公开信息处理费管理办法")
}

/// The last day on which a third party or another organ can give its opinion.
///
/// Law: 政府信息公开条例 第三十二条, 第三十四条
///
/// # Errors
/// A year without a calendar.
pub fn opinion_by(calendar: &Calendar, letter_received: Date, today: Date) -> Result<Date, CalendarError> {
    let clock = Clock::new(
        letter_received,
        Limit::WorkingDays(CONSULTATION_WORKING_DAYS),
        Binding::Organ,
        "政府信息公开条例 第三十二条",
    );
    Ok(clock.due(calendar, today)?.on)
}

/// Why the clock of the reply stands still while others are asked.
pub fn consultation_basis(kind: crate::consultation::ConsultationKind) -> Basis {
    match kind {
        crate::consultation::ConsultationKind::Third => {
            Basis::new("third_party_opinion", "政府信息公开条例 第三十三条第三款：征求第三方意见所需时间不计算在内")
        }
        crate::consultation::ConsultationKind::Organ => {
            Basis::new("organ_opinion", "政府信息公开条例 第三十三条第三款：征求其他机关意见所需时间不计算在内")
        }
    }
}

/// Why the clock of the reply begins anew after a correction.
pub fn corrected_basis() -> Basis {
    Basis::new("corrected", "政府信息公开条例 第三十条：答复期限自收到补正的申请之日起计算")
}

/// Why the clock of the reply begins anew after a payment.
pub fn paid_basis() -> Basis {
    Basis::new("fee_paid", "政府信息公开信息处理费管理办法：缴费后答复期限自缴费次日起重新计算")
}

/// Why the clock begins anew when a new reply is ordered.
pub fn redo_basis(reference: &str) -> Basis {
    Basis::new("redo", format!("{reference}：责令重新答复"))
}

/// Why a date stands in place of the limit.
pub fn delay_basis() -> Basis {
    Basis::new("excessive", "政府信息公开条例 第三十五条：确定延迟答复的合理期限并告知申请人")
}
