//! Dates, times, numbers and money in the reader's language. The patterns stand in `web.ftl`.
//!
//! Legal time is Beijing time everywhere in the country, at a fixed distance from UTC.

use crate::Tr;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use kernel::cx::BEIJING;
use std::borrow::{Borrow, Cow};

impl Tr {
    /// The day in full: 2026年11月22日（星期日）, Sunday 22 November 2026.
    pub fn date(self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        self.f(
            "date-full",
            &[
                ("year", &i32::from(date.year()).to_string()),
                ("month", &self.month(date)),
                ("day", &date.day()),
                ("weekday", &self.weekday(date)),
            ],
        )
    }

    /// The day without its weekday: 2026年11月22日, 22 November 2026.
    pub fn date_short(self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        let year = date.year().to_string();
        self.f3("date-short", "year", year, "month", self.month(date), "day", date.day())
    }

    /// Month, day and weekday, for lists of near days: 11月22日（周日）, Sun 22 November.
    pub fn day(self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        self.f3("date-day", "month", self.month(date), "day", date.day(), "weekday", self.weekday_short(date))
    }

    /// The weekday: 星期日, Sunday.
    pub fn weekday(self, date: impl Borrow<Date>) -> Cow<'static, str> {
        self.s(match date.borrow().weekday() {
            Weekday::Monday => "weekday-1",
            Weekday::Tuesday => "weekday-2",
            Weekday::Wednesday => "weekday-3",
            Weekday::Thursday => "weekday-4",
            Weekday::Friday => "weekday-5",
            Weekday::Saturday => "weekday-6",
            Weekday::Sunday => "weekday-7",
        })
    }

    /// The weekday in its short form: 周日, Sun.
    pub fn weekday_short(self, date: impl Borrow<Date>) -> Cow<'static, str> {
        self.s(match date.borrow().weekday() {
            Weekday::Monday => "weekday-short-1",
            Weekday::Tuesday => "weekday-short-2",
            Weekday::Wednesday => "weekday-short-3",
            Weekday::Thursday => "weekday-short-4",
            Weekday::Friday => "weekday-short-5",
            Weekday::Saturday => "weekday-short-6",
            Weekday::Sunday => "weekday-short-7",
        })
    }

    /// The month: 11, November.
    pub fn month(self, date: impl Borrow<Date>) -> Cow<'static, str> {
        const MONTHS: [&str; 12] = [
            "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9",
            "month-10", "month-11", "month-12",
        ];
        let month = usize::from(date.borrow().month().unsigned_abs());
        self.s(MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or("month-1"))
    }

    /// The month in its short form, standing alone: 11月, Nov.
    pub fn month_short(self, date: impl Borrow<Date>) -> Cow<'static, str> {
        const MONTHS: [&str; 12] = [
            "month-short-1",
            "month-short-2",
            "month-short-3",
            "month-short-4",
            "month-short-5",
            "month-short-6",
            "month-short-7",
            "month-short-8",
            "month-short-9",
            "month-short-10",
            "month-short-11",
            "month-short-12",
        ];
        let month = usize::from(date.borrow().month().unsigned_abs());
        self.s(MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or("month-short-1"))
    }

    /// An instant in Beijing time, day and minute: 2026年11月22日 09:30.
    pub fn time(self, at: impl Borrow<Timestamp>) -> String {
        let local = BEIJING.to_datetime(*at.borrow());
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        self.f2("date-and-time", "date", self.date_short(local.date()), "time", clock)
    }

    /// The minute of an instant in Beijing time: 09:30.
    pub fn clock(self, at: impl Borrow<Timestamp>) -> String {
        let local = BEIJING.to_datetime(*at.borrow());
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// Where `date` lies seen from `today`: today, tomorrow, in 3 days, 2 days ago.
    pub fn relative(self, date: impl Borrow<Date>, today: impl Borrow<Date>) -> String {
        let days = today.borrow().until(*date.borrow()).map_or(0, |span| i64::from(span.get_days()));
        match days {
            0 => self.s("relative-today").into_owned(),
            1 => self.s("relative-tomorrow").into_owned(),
            2 => self.s("relative-after-tomorrow").into_owned(),
            -1 => self.s("relative-yesterday").into_owned(),
            d if d > 0 => self.f1("relative-in-days", "n", d),
            d => self.f1("relative-days-ago", "n", -d),
        }
    }

    /// A whole number with its thousands parted: 12,345.
    pub fn number(self, n: impl Borrow<i64>) -> String {
        grouped(*n.borrow())
    }

    /// An amount of money given in fen: 1,234.50 元, CNY 1,234.50.
    pub fn money(self, fen: impl Borrow<i64>) -> String {
        let fen = *fen.borrow();
        let sign = if fen < 0 { "-" } else { "" };
        let (yuan, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
        let yuan = grouped(i64::try_from(yuan).unwrap_or(i64::MAX));
        let amount = if rest == 0 { format!("{sign}{yuan}") } else { format!("{sign}{yuan}.{rest:02}") };
        self.f1("money-amount", "amount", amount)
    }

    /// A file's size in the unit that reads best: 2.4 MB.
    pub fn file_size(self, bytes: impl Borrow<usize>) -> String {
        let bytes = *bytes.borrow();
        match bytes {
            0..=1023 => self.f1("file-size-bytes", "n", bytes),
            1024..=1_048_575 => self.f1("file-size-kb", "n", bytes.div_ceil(1024)),
            _ => self.f1("file-size-mb", "n", format!("{}.{}", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20)),
        }
    }
}

/// `n` with a comma before each group of three digits.
fn grouped(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Lang;

    #[test]
    fn days_as_each_language_writes_them() {
        let day = date(2026, 11, 22);
        let zh = Tr::new(Lang::ZhCn);
        let en = Tr::new(Lang::En);
        assert_eq!(zh.date(day), "2026年11月22日（星期日）");
        assert_eq!(zh.day(day), "11月22日（周日）");
        assert_eq!(en.date(day), "Sunday 22 November 2026");
        assert_eq!(en.date_short(day), "22 November 2026");
        assert_eq!(zh.relative(day, date(2026, 11, 21)), "明天");
        assert_eq!(en.relative(day, date(2026, 11, 25)), "3 days ago");
        assert_eq!(en.relative(date(2027, 1, 1), day), "in 40 days");
    }

    #[test]
    fn instants_are_beijing_time() {
        let at: Timestamp = "2026-11-21T17:05:00Z".parse().expect("an instant");
        assert_eq!(Tr::new(Lang::ZhCn).time(at), "2026年11月22日 01:05");
    }

    #[test]
    fn money_and_numbers() {
        let (zh, en) = (Tr::new(Lang::ZhCn), Tr::new(Lang::En));
        assert_eq!(zh.money(123_450), "1,234.50 元");
        assert_eq!(en.money(-100_000_000), "CNY -1,000,000");
        assert_eq!(zh.money(5), "0.05 元");
        assert_eq!(zh.number(12_345), "12,345");
        assert_eq!(zh.number(999), "999");
        assert_eq!(en.file_size(2_516_582_usize), "2.3 MB");
    }
}
