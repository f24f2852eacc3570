//! Dates and numbers as laws write them.
//! (Chinese terms as data.)

use jiff::civil::Date;

fn digit(c: char) -> Option<i64> {
    match c {
        '0'..='9' => Some(c as i64 - '0' as i64),
        '０'..='９' => Some(c as i64 - '０' as i64),
        _ => None,
    }
}

fn han_digit(c: char) -> Option<i64> {
    "零一二三四五六七八九".chars().position(|d| d == c).map(|n| n as i64).or(match c {
        '〇' | '○' => Some(0),
        '两' => Some(2),
        _ => None,
    })
}

/// Whether a character can stand in a Chinese numeral.
pub fn is_numeral(c: char) -> bool {
    han_digit(c).is_some() || matches!(c, '十' | '百' | '千')
}

/// The value of a Chinese numeral: `三十一`, `一百零五`, `二〇二六`.
pub fn chinese_number(text: &str) -> Option<i64> {
    if text.is_empty() || !text.chars().all(is_numeral) {
        return None;
    }
    if text.chars().count() > 1 && text.chars().all(|c| han_digit(c).is_some()) {
        return text.chars().try_fold(0i64, |sum, c| sum.checked_mul(10)?.checked_add(han_digit(c)?));
    }
    let (mut total, mut current) = (0i64, None);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                current = han_digit(c);
                continue;
            }
        };
        total += current.filter(|n| *n > 0).unwrap_or(1) * unit;
        current = None;
    }
    Some(total + current.unwrap_or(0))
}

/// `三十一` for 31; from 1 to 9,999.
pub fn chinese_numeral(n: i64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut out = String::new();
    let mut gap = false;
    for (unit, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(n / unit % 10).unwrap_or(0);
        if digit == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(unit == 10 && digit == 1 && out.is_empty()) {
            out.push(DIGITS[digit]);
        }
        out.push_str(word);
    }
    out
}

/// A number at the beginning, Arabic or Chinese, and what follows it.
pub fn leading_number(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| digit(c).is_none()).unwrap_or(text.len());
    if end > 0 {
        let value = text[..end].chars().try_fold(0i64, |sum, c| sum.checked_mul(10)?.checked_add(digit(c)?))?;
        return Some((value, &text[end..]));
    }
    let end = text.find(|c: char| !is_numeral(c)).unwrap_or(text.len());
    Some((chinese_number(&text[..end])?, &text[end..]))
}

/// The date at the beginning and what follows it: `2019年4月3日`, `２０１２年…`, `一九九四年十二月六日`, `2019-04-03`.
pub fn split_date(text: &str) -> Option<(Date, &str)> {
    let (year, rest) = leading_number(text)?;
    let (year_mark, month_mark, day_mark) =
        if rest.starts_with('年') { ('年', '月', "日") } else { ('-', '-', "") };
    let (month, rest) = leading_number(rest.strip_prefix(year_mark)?.trim_start())?;
    let (day, rest) = leading_number(rest.strip_prefix(month_mark)?.trim_start())?;
    let rest = rest.strip_prefix(day_mark)?;
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1900..2200).contains(&date.year()).then_some((date, rest))
}

/// The date at the beginning.
pub fn leading_date(text: &str) -> Option<Date> {
    split_date(text).map(|(d, _)| d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn dates_as_written() {
        let table = [
            ("2019年4月3日 中华人民共和国国务院令第711号修订", Some(date(2019, 4, 3))),
            ("２０１２年12月3日公布", Some(date(2012, 12, 3))),
            ("一九九四年十二月六日", Some(date(1994, 12, 6))),
            ("一九八〇年八月二十六日颁布", Some(date(1980, 8, 26))),
            ("2019-04-03).md", Some(date(2019, 4, 3))),
            ("2019年4月31日", None),
            ("第三条", None),
        ];
        for (text, expected) in table {
            assert_eq!(leading_date(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn numerals_come_back(n in 1i64..10_000) {
            prop_assert_eq!(chinese_number(&chinese_numeral(n)), Some(n));
        }
    }
}
