//! Named formats of a text, and dates as people write them.
//!
//! (Province letters of number plates are Chinese terms as data.)

use codes::Phone;
use jiff::civil::Date;

use crate::decimal::narrow;
use crate::definition::TextFormat;
use crate::fault::Fault;

/// The text in the one way its format is written, or what is wrong with it.
pub(crate) fn written_as(format: TextFormat, text: &str) -> Result<String, Fault> {
    // Full-width digits are an input method's doing, not the person's.
    let narrowed = narrow(text).replace(' ', "");
    let is_postcode = narrowed.len() == 6 && narrowed.bytes().all(|byte| byte.is_ascii_digit());
    match format {
        TextFormat::Mobile => Phone::parse_mobile(text).map(|phone| phone.to_string()).map_err(Fault::Code),
        TextFormat::Telephone => Phone::parse(text).map(|phone| phone.to_string()).map_err(Fault::Code),
        TextFormat::Postcode => is_postcode.then_some(narrowed).ok_or(Fault::NotPostcode),
        TextFormat::Email => is_email(&narrowed).then_some(narrowed).ok_or(Fault::NotEmail),
        TextFormat::Plate => is_plate(&narrowed).then_some(narrowed).ok_or(Fault::NotPlate),
    }
}

/// Broad on purpose: whether an address exists only a mail can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && local.len() <= 64
        && domain.len() <= 255
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control() || "<>()[],;:\\\"".contains(letter))
        && !local.contains('@')
}

/// One character of the province, one letter, five or (new energy) six letters and digits; the last may be a word such as 挂.
fn is_plate(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|letter| !matches!(letter, '·' | '.' | '-')).collect();
    if !(7..=8).contains(&letters.len()) {
        return false;
    }
    let plain = |letter: &char| letter.is_ascii_digit() || letter.is_ascii_uppercase();
    !letters[0].is_ascii()
        && letters[1].is_ascii_uppercase()
        && letters[2..letters.len() - 1].iter().all(plain)
        && letters.last().is_some_and(|last| plain(last) || "学警港澳挂领使超".contains(*last))
}

/// `2026-03-16`, `2026/3/16`, `2026.3.16`, `2026年3月16日`, `20260316`.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let text = narrow(text.trim());
    let text = text.trim_end_matches('日');
    let pieces: Vec<&str> = if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        text.split(['-', '/', '.', '年', '月']).map(str::trim).collect()
    };
    let [year, month, day] = pieces[..] else { return None };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|year| *year >= 1000)?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}
