//! 公开时限: what the cell of the standard table says, and the rule it means. Pure. Chinese terms as data.

use crate::Trigger;
use calendar::{Binding, Calendar, CalendarError, Clock, Limit};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// The working days within which what is proactively disclosed must be out, unless a law says otherwise.
///
/// Law: 政府信息公开条例 第二十六条
pub const GENERAL_LIMIT: Limit = Limit::WorkingDays(20);

/// So many working days before its last day an obligation is due soon. A habit of the office, not law.
pub const SOON_WORKING_DAYS: u32 = 5;

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

impl YearDay {
    /// This day in `year`; 29 February becomes the 28th where there is none.
    pub fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).or_else(|_| Date::new(year, self.month, 28)).ok()
    }
}

/// The rule of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitRule {
    /// What makes the information owed.
    #[serde(with = "trigger_word")]
    pub trigger: Trigger,
    /// Within what time; the general twenty working days without it.
    pub limit: Option<Limit>,
    /// For yearly ones: by which day of the year.
    pub by: Option<YearDay>,
}

mod trigger_word {
    use crate::Trigger;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(t: &Trigger, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(t.as_str())
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Trigger, D::Error> {
        Trigger::parse(&String::deserialize(d)?).ok_or_else(|| D::Error::custom("no such trigger"))
    }
}

/// What was not understood of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitDoubt {
    /// The cell is empty: the general limit holds.
    Empty,
    /// No number and no period: the general limit holds.
    NotUnderstood,
    /// Only "in time" (及时): the general limit holds.
    OnlyInTime,
}

impl LimitRule {
    /// The general rule.
    ///
    /// Law: 政府信息公开条例 第二十六条
    pub const GENERAL: LimitRule = LimitRule { trigger: Trigger::Formed, limit: Some(GENERAL_LIMIT), by: None };

    /// Reads the cell's text. The rule always is one that can be computed; the doubt says what was assumed.
    pub fn read(text: &str) -> (LimitRule, Option<LimitDoubt>) {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        if text.is_empty() {
            return (LimitRule::GENERAL, Some(LimitDoubt::Empty));
        }
        let limit = limit_in(&text);
        let of = |trigger| LimitRule { trigger, limit, by: None };
        let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
        if has(&["每月", "按月", "月度"]) {
            return (of(Trigger::Monthly), None);
        }
        if has(&["季度", "每季", "按季"]) {
            return (of(Trigger::Quarterly), None);
        }
        if let Some(by) = year_day_in(&text) {
            return (LimitRule { trigger: Trigger::Yearly, limit: None, by: Some(by) }, None);
        }
        if has(&["每年", "按年", "年度结束", "逐年"]) {
            return (of(Trigger::Yearly), None);
        }
        if limit.is_none() && has(&["即时", "立即", "实时", "当日", "同步公开", "第一时间"]) {
            return (of(Trigger::Immediate), None);
        }
        if limit.is_none() && has(&["长期", "常年", "持续公开"]) {
            return (of(Trigger::Permanent), None);
        }
        if limit.is_some() {
            let only_changed =
                text.contains("变更") && !["形成", "制定", "获取", "作出"].iter().any(|w| text.contains(w));
            return (of(if only_changed { Trigger::Changed } else { Trigger::Formed }), None);
        }
        let doubt = if text.contains("及时") { LimitDoubt::OnlyInTime } else { LimitDoubt::NotUnderstood };
        (LimitRule::GENERAL, Some(doubt))
    }

    /// The usual words for this rule; [`LimitRule::read`] reads them back.
    pub fn text(&self) -> String {
        let within = match self.limit.unwrap_or(GENERAL_LIMIT) {
            Limit::WorkingDays(n) => format!("{n}个工作日内"),
            Limit::CalendarDays(n) => format!("{n}日内"),
            Limit::Months(n) => format!("{n}个月内"),
        };
        match (self.trigger, self.by) {
            (Trigger::Formed, _) => format!("信息形成或者变更之日起{within}"),
            (Trigger::Changed, _) => format!("信息变更之日起{within}"),
            (Trigger::Monthly, _) => format!("每月结束后{within}"),
            (Trigger::Quarterly, _) => format!("每季度结束后{within}"),
            (Trigger::Yearly, Some(by)) => format!("每年{}月{}日前", by.month, by.day),
            (Trigger::Yearly, None) => format!("每年度结束后{within}"),
            (Trigger::Immediate, _) => "即时公开".to_owned(),
            (Trigger::Permanent, _) => "长期公开".to_owned(),
        }
    }

    /// The clock of information that was formed on this day.
    pub fn clock(&self, formed_on: Date) -> Clock {
        let limit = match self.trigger {
            Trigger::Immediate => Limit::CalendarDays(0),
            _ => self.limit.unwrap_or(GENERAL_LIMIT),
        };
        Clock::new(formed_on, limit, Binding::Organ, "政府信息公开条例 第二十六条")
    }

    /// Whether periods make it owed by themselves.
    pub fn is_periodic(&self) -> bool {
        matches!(self.trigger, Trigger::Monthly | Trigger::Quarterly | Trigger::Yearly)
    }

    /// The first day, on or after `since`, on which a period's information becomes owed.
    pub fn first_period(&self, since: Date) -> Option<Date> {
        match (self.trigger, self.by) {
            // Asked for in a year whose day is still ahead: this year's is owed at once.
            (Trigger::Yearly, Some(by)) if by.in_year(since.year()).is_some_and(|d| d >= since) => Some(since),
            (Trigger::Yearly, _) => Date::new(since.year() + 1, 1, 1).ok(),
            (Trigger::Monthly, _) => since.first_of_month().checked_add(1.month()).ok(),
            (Trigger::Quarterly, _) => first_of_quarter(since).checked_add(3.months()).ok(),
            _ => None,
        }
    }

    /// The period that made its information owed on `on`, and the day on which the next one will.
    ///
    /// # Errors
    /// A calendar that the limit needs is not loaded.
    pub fn period(&self, calendar: &Calendar, on: Date) -> Result<Option<(Period, Date)>, CalendarError> {
        let yesterday = on.yesterday().unwrap_or(on);
        let (label, next) = match (self.trigger, self.by) {
            (Trigger::Yearly, Some(by)) => {
                let Some(due) = by.in_year(on.year()) else { return Ok(None) };
                let Ok(next) = Date::new(on.year() + 1, 1, 1) else { return Ok(None) };
                let soon = soon_on(calendar, on, due)?;
                return Ok(Some((Period { label: on.year().to_string(), formed_on: None, due, soon }, next)));
            }
            (Trigger::Yearly, None) => (yesterday.year().to_string(), on.checked_add(1.year())),
            (Trigger::Monthly, _) => {
                (format!("{}-{:02}", yesterday.year(), yesterday.month()), on.checked_add(1.month()))
            }
            (Trigger::Quarterly, _) => {
                (format!("{}-Q{}", yesterday.year(), (yesterday.month() + 2) / 3), on.checked_add(3.months()))
            }
            _ => return Ok(None),
        };
        let Ok(next) = next else { return Ok(None) };
        let due = self.clock(yesterday).due(calendar, yesterday)?.on;
        let soon = soon_on(calendar, yesterday, due)?;
        Ok(Some((Period { label, formed_on: Some(yesterday), due, soon }, next)))
    }
}

/// A period whose information is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// `2026`, `2026-03`, `2026-Q1`.
    pub label: String,
    /// Its last day, when the limit counts from there.
    pub formed_on: Option<Date>,
    /// Until when it must be out.
    pub due: Date,
    /// From when it is due soon.
    pub soon: Date,
}

/// The first day of the last [`SOON_WORKING_DAYS`] before `due`, never before `begin`.
///
/// # Errors
/// A calendar year that is not loaded.
pub fn soon_on(calendar: &Calendar, begin: Date, due: Date) -> Result<Date, CalendarError> {
    let mut day = due;
    while day > begin && calendar.working_days_between(day, due)? < SOON_WORKING_DAYS {
        let Ok(before) = day.yesterday() else { break };
        day = before;
    }
    Ok(day)
}

fn first_of_quarter(day: Date) -> Date {
    let month = (day.month() - 1) / 3 * 3 + 1;
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// The number that ends at the end of `text`, in digits or in Chinese (up to 99).
fn number_before(text: &str) -> Option<u32> {
    let digits: String =
        text.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    if !digits.is_empty() {
        return digits.parse().ok();
    }
    let han: Vec<char> = text
        .chars()
        .rev()
        .take_while(|c| "一二三四五六七八九十两".contains(*c))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let value = |c: char| match c {
        '两' => Some(2),
        _ => "一二三四五六七八九".chars().position(|d| d == c).map(|n| n as u32 + 1),
    };
    match han.as_slice() {
        [] => None,
        ['十'] => Some(10),
        ['十', unit] => Some(10 + value(*unit)?),
        [tens, '十'] => Some(value(*tens)? * 10),
        [tens, '十', unit] => Some(value(*tens)? * 10 + value(*unit)?),
        [unit] => value(*unit),
        _ => None,
    }
}

fn limit_in(text: &str) -> Option<Limit> {
    for (mark, make) in [
        ("个工作日", Limit::WorkingDays as fn(u32) -> Limit),
        ("工作日", Limit::WorkingDays),
        ("个月内", Limit::Months),
        ("个自然日", Limit::CalendarDays),
        ("日内", Limit::CalendarDays),
        ("天内", Limit::CalendarDays),
    ] {
        if let Some(at) = text.find(mark)
            && let Some(n) = number_before(&text[..at]).filter(|n| *n > 0 && *n <= 400)
        {
            return Some(make(n));
        }
    }
    None
}

/// 每年3月31日前: the day of the year, when the text names a year's day.
fn year_day_in(text: &str) -> Option<YearDay> {
    if !["每年", "当年", "次年", "年度"].iter().any(|w| text.contains(w)) {
        return None;
    }
    let at = text.find('月')?;
    let month = number_before(&text[..at])?;
    let rest = &text[at + '月'.len_utf8()..];
    let end = rest.find(['日', '底', '末'])?;
    let day = if rest[end..].starts_with('日') { number_before(&rest[..end])? } else { 31 };
    let month = i8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
    let last = Date::new(2024, month, 1).ok()?.days_in_month();
    let day = i8::try_from(day).ok()?.min(last);
    (day >= 1).then_some(YearDay { month, day })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_cells_of_real_tables_say_is_understood() {
        let wd = |n| Some(Limit::WorkingDays(n));
        let days = |n| Some(Limit::CalendarDays(n));
        for (text, trigger, limit, by) in [
            ("信息形成或者变更之日起20个工作日内", Trigger::Formed, wd(20), None),
            ("自信息形成或变更之日起二十个工作日内公开", Trigger::Formed, wd(20), None),
            ("自该信息形成或者变更之日起２０个 工作日内", Trigger::Formed, wd(20), None),
            ("行政处罚决定作出之日起7个工作日内", Trigger::Formed, wd(7), None),
            ("信息变更之日起3个工作日内", Trigger::Changed, wd(3), None),
            ("本级人大批准后二十日内", Trigger::Formed, days(20), None),
            ("每月结束后10个工作日内", Trigger::Monthly, wd(10), None),
            ("每季度公开一次", Trigger::Quarterly, None, None),
            ("每年1月31日前", Trigger::Yearly, None, Some(YearDay { month: 1, day: 31 })),
            ("每年3月底前公开", Trigger::Yearly, None, Some(YearDay { month: 3, day: 31 })),
            ("每年度结束后20个工作日内", Trigger::Yearly, wd(20), None),
            ("实时公开", Trigger::Immediate, None, None),
            ("长期公开", Trigger::Permanent, None, None),
        ] {
            assert_eq!(LimitRule::read(text), (LimitRule { trigger, limit, by }, None), "{text}");
        }
        for (text, doubt) in
            [("", LimitDoubt::Empty), ("及时公开", LimitDoubt::OnlyInTime), ("按照有关规定", LimitDoubt::NotUnderstood)]
        {
            assert_eq!(LimitRule::read(text), (LimitRule::GENERAL, Some(doubt)), "{text}");
        }
    }

    /// By hand from the notices of the State Council (国办发明电〔2025〕7号): 2026 New Year 1–3 January off, 4 January (Sunday)
    /// worked; Spring Festival 15–23 February off, 14 and 28 February (Saturdays) worked; Labour Day 1–5 May off, 9 May worked.
    #[test]
    fn limits_end_where_the_finger_on_the_calendar_ends() {
        let calendar = Calendar::national();
        for (rule, formed, due) in [
            ("信息形成或者变更之日起20个工作日内", date(2026, 2, 10), date(2026, 3, 16)),
            ("信息形成或者变更之日起20个工作日内", date(2026, 3, 2), date(2026, 3, 30)),
            ("信息形成或者变更之日起7个工作日内", date(2026, 2, 12), date(2026, 2, 28)),
            ("信息形成或者变更之日起3个工作日内", date(2025, 12, 31), date(2026, 1, 6)),
            // Calendar days that bind an office do not move for a holiday.
            ("本级人大批准后二十日内", date(2026, 1, 28), date(2026, 2, 17)),
            ("即时公开", date(2026, 2, 16), date(2026, 2, 16)),
            ("信息变更之日起5个工作日内", date(2026, 4, 30), date(2026, 5, 11)),
        ] {
            let rule = LimitRule::read(rule).0;
            assert_eq!(rule.clock(formed).due(calendar, formed).unwrap().on, due, "{rule:?} {formed}");
        }
    }

    /// By hand: in Xinjiang 20 March 2026 (Friday, 肉孜节) and 27–29 May (Wednesday to Friday, 古尔邦节) are days off, so
    /// the same limit ends a day, or three, later in Karamay than elsewhere.
    #[test]
    fn the_region_of_the_agency_counts() {
        let holidays = calendar::Holidays::built_in();
        let karamay = holidays.calendar(Some("650200"));
        let elsewhere = Calendar::national();
        for (text, formed, there, here) in [
            ("信息形成或者变更之日起20个工作日内", date(2026, 3, 2), date(2026, 3, 31), date(2026, 3, 30)),
            ("信息变更之日起5个工作日内", date(2026, 5, 25), date(2026, 6, 4), date(2026, 6, 1)),
            ("批准后20日内", date(2026, 5, 25), date(2026, 6, 14), date(2026, 6, 14)),
        ] {
            let clock = LimitRule::read(text).0.clock(formed);
            assert_eq!(clock.due(&karamay, formed).unwrap().on, there, "{text}");
            assert_eq!(clock.due(elsewhere, formed).unwrap().on, here, "{text}");
        }
    }

    #[test]
    fn periods_follow_one_another() {
        let calendar = Calendar::national();
        let first = |text: &str, since| {
            let rule = LimitRule::read(text).0;
            let on = rule.first_period(since).unwrap();
            let (period, next) = rule.period(calendar, on).unwrap().unwrap();
            (on, period.label, period.due, next)
        };
        assert_eq!(
            first("每月结束后10个工作日内", date(2026, 1, 15)),
            (date(2026, 2, 1), "2026-01".into(), date(2026, 2, 13), date(2026, 3, 1))
        );
        assert_eq!(
            first("每季度结束后20个工作日内", date(2026, 3, 2)),
            (date(2026, 4, 1), "2026-Q1".into(), date(2026, 4, 29), date(2026, 7, 1))
        );
        assert_eq!(
            first("每年1月31日前", date(2026, 3, 2)),
            (date(2027, 1, 1), "2027".into(), date(2027, 1, 31), date(2028, 1, 1))
        );
        assert_eq!(
            first("每年3月31日前", date(2026, 3, 2)),
            (date(2026, 3, 2), "2026".into(), date(2026, 3, 31), date(2027, 1, 1))
        );
        assert_eq!(LimitRule::GENERAL.first_period(date(2026, 3, 2)), None);
    }

    #[test]
    fn due_soon_is_five_working_days_ahead() {
        let calendar = Calendar::national();
        // 16 March 2026 is a Monday; five working days back is Monday the 9th.
        assert_eq!(soon_on(calendar, date(2026, 2, 10), date(2026, 3, 16)).unwrap(), date(2026, 3, 9));
        assert_eq!(soon_on(calendar, date(2026, 3, 13), date(2026, 3, 16)).unwrap(), date(2026, 3, 13));
    }

    #[test]
    fn the_usual_words_are_read_back() {
        for trigger in Trigger::ALL {
            for limit in [Limit::WorkingDays(7), Limit::CalendarDays(20), Limit::Months(2)] {
                let periodic_or_counted = !matches!(trigger, Trigger::Immediate | Trigger::Permanent);
                let rule = LimitRule { trigger: *trigger, limit: periodic_or_counted.then_some(limit), by: None };
                assert_eq!(LimitRule::read(&rule.text()), (rule, None), "{}", rule.text());
            }
        }
    }
}
