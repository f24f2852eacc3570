//! Numbers that belong to a person: identity numbers, mobile numbers, bank cards. They are found through spaces,
//! dashes, full-width digits and invisible letters.
//! (Chinese terms as data.)

use crate::{Finding, Kind, Lists, Severity};

/// A personal number in a text, by places of characters.
pub(super) struct Number {
    pub start: usize,
    pub end: usize,
    pub finding: Finding,
    /// Places of digits that stay visible.
    shown: Vec<usize>,
    hidden: Vec<usize>,
}

/// A digit with its place.
#[derive(Clone, Copy)]
struct Digit {
    at: usize,
    value: char,
    /// Whether something separates it from the digit before.
    opens: bool,
}

/// Letters that people put between groups of digits.
const SEPARATORS: &str = " \u{a0}\u{3000}\u{2002}\u{2003}\u{2009}-－—–_·";
/// Letters nobody sees, put inside a number by copying or by intent.
const INVISIBLE: &str = "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}";
/// More separators in a row belong to two numbers.
const WIDEST_GAP: usize = 2;

fn digit(letter: char) -> Option<char> {
    match letter {
        '0'..='9' => Some(letter),
        '０'..='９' => char::from_digit(letter as u32 - '０' as u32, 10),
        _ => None,
    }
}

fn is_x(letter: char) -> bool {
    matches!(letter, 'x' | 'X' | 'ｘ' | 'Ｘ')
}

/// The personal numbers of a text, in order, none inside another.
pub(super) fn find(letters: &[char], lists: &Lists) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if digit(letters[at]).is_none() {
            at += 1;
            continue;
        }
        let run = run_from(letters, at);
        let end = run.last().map_or(at, |d| d.at);
        search_run(letters, &run, lists, &mut found);
        at = end + 1;
    }
    found
}

/// Digits from `start` on, as far as only separators stand between them.
fn run_from(letters: &[char], start: usize) -> Vec<Digit> {
    let mut run = Vec::new();
    let mut gap = 0;
    for (at, letter) in letters.iter().enumerate().skip(start) {
        if let Some(value) = digit(*letter) {
            run.push(Digit { at, value, opens: run.is_empty() || gap > 0 });
            gap = 0;
        } else if is_x(*letter) && run.len() >= 17 {
            // Only a check character can be an X; it ends its number.
            run.push(Digit { at, value: 'X', opens: gap > 0 });
            gap = 0;
        } else if INVISIBLE.contains(*letter) {
        } else if SEPARATORS.contains(*letter) && gap < WIDEST_GAP {
            gap += 1;
        } else {
            break;
        }
    }
    run
}

fn search_run(letters: &[char], run: &[Digit], lists: &Lists, found: &mut Vec<Number>) {
    let mut from = 0;
    while from < run.len() {
        if !run[from].opens || glued_before(letters, run[from].at) {
            from += 1;
            continue;
        }
        match at_place(letters, &run[from..], lists) {
            Some((length, number)) => {
                found.push(number);
                from += length;
            }
            None => from += 1,
        }
    }
}

/// Whether a letter or a decimal point makes this digit a part of something longer.
fn glued_before(letters: &[char], at: usize) -> bool {
    at > 0
        && (letters[at - 1].is_ascii_alphabetic()
            || (matches!(letters[at - 1], '.' | '．' | ',') && at > 1 && digit(letters[at - 2]).is_some()))
}

fn glued_after(letters: &[char], at: usize) -> bool {
    let Some(next) = letters.get(at + 1) else { return false };
    next.is_ascii_alphabetic()
        || (matches!(next, '.' | '．' | ',') && letters.get(at + 2).is_some_and(|c| digit(*c).is_some()))
}

fn at_place(letters: &[char], run: &[Digit], lists: &Lists) -> Option<(usize, Number)> {
    let ends = |length: usize| {
        run.len() >= length
            && run.get(length).is_none_or(|next| next.opens)
            && !glued_after(letters, run[length - 1].at)
    };
    let text = |length: usize| run[..length].iter().map(|d| d.value).collect::<String>();
    if ends(18)
        && let Some(finding) = identity(&text(18), letters, run[0].at)
    {
        return Some((18, number(&run[..18], finding, 0, 4)));
    }
    // A number that was masked but kept its date of birth.
    if (14..18).contains(&run.len().min(18))
        && letters
            .get(run[run.len() - 1].at + 1..run[run.len() - 1].at + 3)
            .is_some_and(|s| s.iter().all(|c| "*＊×xX".contains(*c)))
        && is_plausible_date(&text(14)[6..14])
    {
        let shown = Finding::new(Kind::ResidentId, Severity::Warns, format!("{}********", &text(14)[..6]));
        return Some((run.len(), number(run, shown, 6, 0)));
    }
    for length in [19, 18, 17, 16, 15] {
        if ends(length) && is_card(&text(length)) && shape_fits(run, length, 3) {
            let severity = if is_office_contact(letters, run[0].at, lists) { Severity::Warns } else { Severity::Stops };
            let shown = codes::mask_bank(&text(length));
            return Some((length, number(&run[..length], Finding::new(Kind::BankCard, severity, shown), 0, 4)));
        }
    }
    let country = if text(run.len().min(4)).starts_with("0086") {
        4
    } else if run.len() > 12 && text(2) == "86" {
        2
    } else {
        0
    };
    for skip in [country, 0] {
        if run.len() < skip + 11 {
            continue;
        }
        let phone = &run[skip..];
        let digits: String = phone[..11].iter().map(|d| d.value).collect();
        if ends(skip + 11)
            && is_mobile(&digits)
            && shape_fits(phone, 11, 3)
            && !is_amount(letters, run[0].at, phone[10].at)
            && !lists.public_numbers.iter().any(|n| n.chars().filter(char::is_ascii_digit).eq(digits.chars()))
        {
            let severity = if is_office_contact(letters, run[0].at, lists) { Severity::Warns } else { Severity::Stops };
            let finding = Finding::new(Kind::Phone, severity, codes::mask_phone(&digits));
            return Some((skip + 11, number(&phone[..11], finding, 3, 4)));
        }
    }
    None
}

fn number(digits: &[Digit], finding: Finding, first: usize, last: usize) -> Number {
    let places: Vec<usize> = digits.iter().map(|d| d.at).collect();
    let split = places.len() - last;
    Number {
        start: places[0],
        end: places[places.len() - 1] + 1,
        finding,
        shown: places[..first].iter().chain(&places[split..]).copied().collect(),
        hidden: places[first..split].to_vec(),
    }
}

/// The text with the digits of every personal number masked; as many letters as before.
pub(super) fn masked(letters: &[char], numbers: &[Number]) -> Vec<char> {
    let mut out = letters.to_vec();
    for number in numbers {
        debug_assert!(number.shown.iter().all(|at| !number.hidden.contains(at)));
        for at in &number.hidden {
            out[*at] = '*';
        }
    }
    out
}

fn is_plausible_date(eight: &str) -> bool {
    let (Ok(year), Ok(month), Ok(day)) = (eight[..4].parse::<i16>(), eight[4..6].parse(), eight[6..8].parse()) else {
        return false;
    };
    (1900..=2050).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok()
}

/// An identity number, or one that its context calls so although a digit is wrong.
fn identity(text: &str, letters: &[char], at: usize) -> Option<Finding> {
    if !is_plausible_date(&text[6..14]) {
        return None;
    }
    let before: String = letters[at.saturating_sub(14)..at].iter().collect();
    let is_organisation = before.contains("信用代码") || before.contains("组织机构代码");
    let is_whole = codes::ResidentId::parse(text).is_ok() || codes::ResidencePermit::parse(text).is_ok();
    let is_called_so = before.contains("身份证") || before.contains("证件号");
    let is_one = (is_whole && !is_organisation) || (is_called_so && !text.starts_with('9'));
    is_one.then(|| Finding::new(Kind::ResidentId, Severity::Stops, codes::mask_identity(text)))
}

fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes.iter().all(u8::is_ascii_digit)
        // Eleven equal digits and the like are examples.
        && bytes[3..].windows(2).any(|w| w[0] != w[1])
}

/// A card's prefix and Luhn sum.
fn is_card(text: &str) -> bool {
    let known = match text.len() {
        19 => text.starts_with("62") || text.starts_with("9558") || text.starts_with("60") || text.starts_with("68"),
        17 | 18 => text.starts_with("62") || text.starts_with("60"),
        16 => ["62", "4", "51", "52", "53", "54", "55", "35"].iter().any(|p| text.starts_with(p)),
        15 => text.starts_with("34") || text.starts_with("37"),
        _ => false,
    };
    known && text.bytes().all(|b| b.is_ascii_digit()) && luhn(text) && text.bytes().any(|b| b != text.as_bytes()[2])
}

fn luhn(text: &str) -> bool {
    let sum: u32 = text
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Numbers of a table that stand side by side are not one number: groups are at least so long, or all single digits.
fn shape_fits(run: &[Digit], length: usize, least: usize) -> bool {
    let mut groups: Vec<usize> = Vec::new();
    for digit in &run[..length] {
        match groups.last_mut() {
            Some(group) if !digit.opens => *group += 1,
            _ => groups.push(1),
        }
    }
    groups.iter().all(|g| *g == 1) || groups.iter().rev().skip(1).all(|g| *g >= least)
}

fn is_office_contact(letters: &[char], at: usize, lists: &Lists) -> bool {
    let before: String = letters[at.saturating_sub(24)..at].iter().collect();
    lists.office_contact.iter().any(|word| before.contains(word.as_str()))
}

/// A sum of money or a quantity, not a telephone.
fn is_amount(letters: &[char], start: usize, end: usize) -> bool {
    let after = letters.get(end + 1).is_some_and(|c| "元万亿吨米立平公千克斤户人个件次％%".contains(*c));
    let before = start > 0 && "￥¥$＄".contains(letters[start - 1]);
    after || before
}
