//! Document numbers that are written otherwise than GB/T 9704 wants: brackets, leading zeros, 第.
//! (Chinese terms as data.)

use crate::{Finding, Kind, Severity};
use regex::Regex;
use std::sync::LazyLock;

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ([\p{Han}A-Za-z]{1,8}) \s? ([\[【（(﹝〖［〔{<〈《]) \s?
          ((?:19|20)[0-9]{2}|(?:１９|２０)[０-９]{2}) \s? ([\]】）)﹞〗］〕}>〉》]) \s? (第?) \s? ([0-9０-９]{1,5}) \s? (号|號)",
    )
    .ok()
});

pub(super) fn find(text: &str, out: &mut Vec<(usize, usize, Finding)>) {
    let Some(pattern) = NUMBER.as_ref() else { return };
    let mut found = Vec::new();
    for hit in pattern.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let part = |at: usize| hit.get(at).map_or("", |m| m.as_str());
        let year: String = half(part(3));
        let serial = half(part(6));
        let right = format!("〔{year}〕{}号", serial.trim_start_matches('0'));
        let written: String = whole.as_str()[part(1).len()..].to_owned();
        if written == right || serial.trim_start_matches('0').is_empty() {
            continue;
        }
        let mark = last_letters(part(1));
        let finding = Finding::new(Kind::DocumentNumber, Severity::Warns, format!("{mark}{written}"))
            .right(format!("{mark}{right}"));
        found.push((whole.end() - written.len() - mark.len(), whole.end(), finding));
    }
    super::in_letters(text, &mut found);
    out.extend(found);
}

/// The short form of an organ is at most a few letters; what stands before it is the sentence.
fn last_letters(text: &str) -> &str {
    let start = text.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    &text[start..]
}

fn half(text: &str) -> String {
    text.chars()
        .map(|c| if ('０'..='９').contains(&c) { char::from(b'0' + (c as u32 - '０' as u32) as u8) } else { c })
        .collect()
}
