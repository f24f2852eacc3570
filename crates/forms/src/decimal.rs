//! Exact numbers of forms: six places after the point, no floating point anywhere. Every operation says when it does not
//! fit instead of panicking or wrapping.

use std::fmt;

const ONE: i128 = 1_000_000;
/// Digits before the point that a person may type.
const WHOLE_DIGITS: usize = 18;
/// One fen in millionths of a yuan.
const FEN: i128 = 10_000;

/// A number in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal(0);

    /// A whole number.
    pub fn whole(number: i64) -> Decimal {
        Decimal(i128::from(number) * ONE)
    }

    /// An amount of fen as yuan.
    pub fn from_fen(fen: i64) -> Decimal {
        Decimal(i128::from(fen) * FEN)
    }

    /// Yuan as integer fen, rounded half away from zero. `None` where it does not fit.
    pub fn to_fen(self) -> Option<i64> {
        i64::try_from(divide_rounded(self.0, FEN)?).ok()
    }

    /// Reads a number as people type it: full-width digits and separators by thousands are understood.
    /// `None` where it is no number, has more than 18 digits before or six after the point.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text = narrow(text.trim());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        let whole = without_separators(whole)?;
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || whole.len() > WHOLE_DIGITS
            || fraction.len() > 6
            || !all_digits(&whole)
            || !all_digits(fraction)
        {
            return None;
        }
        let units: i128 = format!("{whole}{fraction:0<6}").parse().ok()?;
        Some(Decimal(if negative { -units } else { units }))
    }

    /// How many places after the point the number needs.
    pub fn places(self) -> u32 {
        let mut rest = self.0 % ONE;
        let mut places = 6;
        while places > 0 && rest % 10 == 0 {
            rest /= 10;
            places -= 1;
        }
        places
    }

    /// The number with exactly so many places after the point (0 to 6), rounded.
    pub fn with_places(self, places: u32) -> String {
        let places = places.min(6);
        let rounded = self.rounded(places).unwrap_or(self);
        let units = rounded.0.unsigned_abs();
        let sign = if rounded.0 < 0 { "-" } else { "" };
        let whole = units / ONE as u128;
        if places == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{:06}", units % ONE as u128);
        format!("{sign}{whole}.{}", &fraction[..places as usize])
    }

    /// Rounded half away from zero to so many places.
    pub fn rounded(self, places: u32) -> Option<Decimal> {
        let step = 10i128.pow(6 - places.min(6));
        divide_rounded(self.0, step)?.checked_mul(step).map(Decimal)
    }

    /// The greatest whole number not above.
    pub fn floor(self) -> Option<Decimal> {
        self.0.checked_sub(self.0.rem_euclid(ONE)).map(Decimal)
    }

    /// The least whole number not below.
    pub fn ceil(self) -> Option<Decimal> {
        self.checked_neg()?.floor()?.checked_neg()
    }

    /// Without its sign.
    pub fn abs(self) -> Option<Decimal> {
        self.0.checked_abs().map(Decimal)
    }

    /// The opposite number.
    pub fn checked_neg(self) -> Option<Decimal> {
        self.0.checked_neg().map(Decimal)
    }

    /// Sum; `None` on overflow.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_add(other.0).map(Decimal)
    }

    /// Difference; `None` on overflow.
    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_sub(other.0).map(Decimal)
    }

    /// Product, rounded to six places; `None` on overflow.
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        divide_rounded(self.0.checked_mul(other.0)?, ONE).map(Decimal)
    }

    /// Quotient, rounded to six places; `None` on overflow or where the divisor is zero.
    pub fn checked_div(self, other: Decimal) -> Option<Decimal> {
        divide_rounded(self.0.checked_mul(ONE)?, other.0).map(Decimal)
    }

    /// The number as an `i64` where it is whole and fits.
    pub fn as_whole(self) -> Option<i64> {
        if self.0 % ONE != 0 {
            return None;
        }
        i64::try_from(self.0 / ONE).ok()
    }
}

/// Shortest form: no zeros at the end.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_places(self.places()))
    }
}

fn divide_rounded(number: i128, divisor: i128) -> Option<i128> {
    let quotient = number.checked_div(divisor)?;
    let rest = number.checked_rem(divisor)?;
    if rest.unsigned_abs() >= divisor.unsigned_abs().div_ceil(2) && rest != 0 {
        let away = if (number < 0) == (divisor < 0) { 1 } else { -1 };
        return quotient.checked_add(away);
    }
    Some(quotient)
}

/// Full-width forms as a Chinese input method leaves them → ASCII.
pub(crate) fn narrow(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
            '\u{3000}' | '\u{A0}' => ' ',
            '。' => '.',
            '−' | '–' | '—' => '-',
            _ => letter,
        })
        .collect()
}

/// `1,234,567` → `1234567`; commas elsewhere than by thousands are a mistake, not decoration.
fn without_separators(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    if first.is_empty() || first.len() > 3 {
        return None;
    }
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (typed, read) in [
            ("12", Some("12")),
            (" 12.50 ", Some("12.5")),
            ("１２３．４", Some("123.4")),
            ("1,234,567.89", Some("1234567.89")),
            ("-0.000001", Some("-0.000001")),
            ("+7", Some("7")),
            ("12,34", None),
            (",123", None),
            ("1.2.3", None),
            ("1.", None),
            (".5", None),
            ("", None),
            ("-", None),
            ("1e3", None),
            ("0.0000001", None),
            ("1234567890123456789", None),
            ("十二", None),
        ] {
            assert_eq!(Decimal::parse(typed).map(|number| number.to_string()).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn rounds_half_away_from_zero() {
        for (number, places, rounded) in
            [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("2.4", 0, "2"), ("1.005", 2, "1.01"), ("1.004999", 2, "1.00")]
        {
            assert_eq!(Decimal::parse(number).unwrap().with_places(places), rounded, "{number}");
        }
        assert_eq!(Decimal::whole(2).checked_div(Decimal::whole(3)).unwrap().to_string(), "0.666667");
        assert_eq!(Decimal::whole(1).checked_div(Decimal::ZERO), None);
        assert_eq!(Decimal::parse("-1.5").unwrap().floor().unwrap().to_string(), "-2");
        assert_eq!(Decimal::parse("-1.5").unwrap().ceil().unwrap().to_string(), "-1");
        assert_eq!(Decimal::parse("12.345").unwrap().to_fen(), Some(1235));
    }
}
