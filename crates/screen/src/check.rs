//! The leak checker: what in a text must not leave the house, or must not leave it like this.

pub(crate) mod addresses;
mod document_numbers;
mod metadata;
mod page;
mod personal;
mod wording;

pub use addresses::addresses;
pub use metadata::{Metadata, check_metadata};
pub use page::check_html;

use crate::{Finding, Lists};

/// More findings than this of one text are cut off: nobody reads them, and a file of numbers has too many.
pub const MAX_FINDINGS: usize = 500;

/// Everything that is to be said about a text, in the order of the text.
pub fn check_text(text: &str, lists: &Lists) -> Vec<Finding> {
    // Letter for letter, so that every place stays where it is.
    let letters: Vec<char> = text.chars().map(|c| crate::radicals::character(c).unwrap_or(c)).collect();
    let text = &letters.iter().collect::<String>();
    let numbers = personal::find(&letters, lists);
    let masked = personal::masked(&letters, &numbers);
    let mut findings: Vec<(usize, usize, Finding)> = numbers.into_iter().map(|n| (n.start, n.end, n.finding)).collect();
    document_numbers::find(text, &mut findings);
    wording::find(text, lists, &mut findings);
    findings.sort_by_key(|(start, ..)| *start);
    findings.truncate(MAX_FINDINGS);
    findings
        .into_iter()
        .map(|(start, end, mut finding)| {
            finding.place.offset = Some(start);
            finding.place.excerpt = excerpt(&masked, start, end);
            finding
        })
        .collect()
}

/// Letters before and after what was found.
const AROUND: usize = 14;

/// What was found with the words around it, from text in which every personal number is masked.
fn excerpt(masked: &[char], start: usize, end: usize) -> String {
    let from = start.saturating_sub(AROUND);
    let to = (end + AROUND).min(masked.len());
    let end = end.min(start + 60).max(start);
    let to = to.min(end + AROUND);
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    out.extend(masked[from..to].iter().map(|c| if c.is_control() { ' ' } else { *c }));
    if to < masked.len() {
        out.push('…');
    }
    out
}

/// The place in characters of each byte place in `at`, which must be ascending.
fn in_letters(text: &str, bytes: &mut [(usize, usize, Finding)]) {
    bytes.sort_by_key(|(start, ..)| *start);
    let mut seen_bytes = 0;
    let mut seen_letters = 0;
    for (start, end, _) in bytes {
        seen_letters += text[seen_bytes..*start].chars().count();
        seen_bytes = *start;
        let length = text[*start..*end].chars().count();
        *start = seen_letters;
        *end = seen_letters + length;
    }
}

/// A text for showing in a finding: personal numbers masked, on one line, short.
pub(crate) fn masked_short(text: &str, lists: &Lists) -> String {
    let letters: Vec<char> = text.chars().take(4096).collect();
    let masked = personal::masked(&letters, &personal::find(&letters, lists));
    let mut out: String = masked.iter().take(60).map(|c| if c.is_control() { ' ' } else { *c }).collect();
    if masked.len() > 60 {
        out.push('…');
    }
    out
}
