//! Whether a text contradicts what is recorded about it: number, title, issuer, date.
//! (Chinese terms as data.)

use crate::{Finding, Kind, Severity};
use jiff::civil::Date;

/// What is recorded about a document. What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// 标题.
    pub title: String,
    /// 发文字号.
    pub document_number: String,
    /// 发文机关; of several, separated by 、 or spaces.
    pub issuer: String,
    /// 成文日期.
    pub written_on: Option<Date>,
}

/// Lines from the top in which a document names itself.
const TOP: usize = 8;

/// Where the text says otherwise than the record: `what` is the text's word, `right` the record's, `place.cell` one of
/// `title`, `document-number`, `issuer`, `written-on`. A text that says nothing contradicts nothing.
pub fn check_metadata(text: &str, record: &Metadata) -> Vec<Finding> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let mut out = Vec::new();
    let mut contradict = |field: &str, said: &str, recorded: &str| {
        let mut finding = Finding::new(Kind::MetadataConflict, Severity::Stops, said).right(recorded).in_cell(field);
        finding.place.excerpt = said.chars().take(60).collect();
        out.push(finding);
    };
    if let Ok(recorded) = codes::DocumentNumber::parse(&record.document_number)
        && let Some(said) = lines.iter().take(TOP).find_map(|l| codes::DocumentNumber::parse(l).ok())
        && said != recorded
    {
        contradict("document-number", &said.to_string(), &recorded.to_string());
    }
    if let Some(said) = misprinted_title(&lines, &record.title) {
        contradict("title", &said, &record.title);
    }
    if let Some((signed, date)) = signature(&lines) {
        if let Some(recorded) = record.written_on
            && recorded != date
        {
            contradict("written-on", &shown(date), &shown(recorded));
        }
        if !record.issuer.is_empty() && !is_signed_by(signed, &record.issuer) {
            contradict("issuer", signed, &record.issuer);
        }
    }
    out
}

fn shown(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A line near the top that is nearly the title and is not it.
fn misprinted_title(lines: &[&str], title: &str) -> Option<String> {
    let title_letters = letters(title);
    if title_letters.chars().count() < 6 {
        return None;
    }
    let top: Vec<String> = lines.iter().take(TOP).map(|l| letters(l)).collect();
    // The title may be broken over lines; then the lines together say it.
    if (0..top.len()).any(|from| (from + 1..=top.len()).any(|to| top[from..to].concat() == title_letters)) {
        return None;
    }
    let same_length = |line: &&&str| letters(line).chars().count().abs_diff(title_letters.chars().count()) <= 3;
    lines
        .iter()
        .take(TOP)
        .filter(same_length)
        .find(|line| likeness(&letters(line), &title_letters) >= 70)
        .map(|l| (*l).to_owned())
}

/// How many pairs of neighbouring letters two texts share, in percent.
fn likeness(a: &str, b: &str) -> usize {
    let pairs = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(2).map(|w| (w[0], w[1])).collect::<Vec<_>>()
    };
    let (one, mut other) = (pairs(a), pairs(b));
    let all = one.len() + other.len();
    let mut shared = 0_usize;
    for pair in &one {
        if let Some(at) = other.iter().position(|p| p == pair) {
            other.swap_remove(at);
            shared += 1;
        }
    }
    (200 * shared).checked_div(all).unwrap_or(0)
}

/// The first line that is nothing but a date, with the line above it: who signed, and when.
fn signature<'a>(lines: &[&'a str]) -> Option<(&'a str, Date)> {
    lines.windows(2).find_map(|pair| {
        let date = whole_date(pair[1])?;
        let by = pair[0];
        let is_name = by.chars().count() <= 60 && !by.ends_with(['。', '：', '；', '，', '、']) && !by.contains('。');
        (is_name && codes::DocumentNumber::parse(by).is_err()).then_some((by, date))
    })
}

/// A line that is a date: `2019年1月24日`, `二〇〇四年六月二十六日`.
fn whole_date(line: &str) -> Option<Date> {
    let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let (year, rest) = line.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日')?;
    Date::new(i16::try_from(number(year)?).ok()?, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?)
        .ok()
}

/// Arabic, or Chinese digit by digit (二〇一九), or Chinese with tens (二十六).
fn number(text: &str) -> Option<u32> {
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |c: char| match c {
        '〇' | '○' | '零' | 'Ｏ' | '０' => Some(0),
        _ => "一二三四五六七八九".chars().position(|d| d == c).and_then(|p| u32::try_from(p + 1).ok()),
    };
    if let Some((tens, ones)) = text.split_once('十') {
        let tens = if tens.is_empty() { 1 } else { digit(tens.chars().next()?)? };
        let ones = if ones.is_empty() { 0 } else { digit(ones.chars().next()?)? };
        return Some(tens * 10 + ones);
    }
    let mut value = 0;
    let mut count = 0;
    for c in text.chars() {
        value = value * 10 + digit(c)?;
        count += 1;
    }
    (1..=4).contains(&count).then_some(value)
}

/// Whether the signature names the issuer, or one of several issuers.
fn is_signed_by(signed: &str, issuer: &str) -> bool {
    let signed = letters(signed);
    issuer
        .split(['、', ' ', '\u{3000}', ',', '，', ';', '；'])
        .map(letters)
        .filter(|i| !i.is_empty())
        .any(|i| signed.contains(&i) || i.contains(&signed))
}
