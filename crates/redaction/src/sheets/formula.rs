//! Which cells a formula reads, as far as it can be told: enough to warn that a result may tell what was withheld.

use super::{
    book::Book,
    range::{Area, Place},
};
use std::collections::BTreeSet;

/// Names inside names.
const DEPTH: usize = 4;

/// Whether a formula on sheet `at` reads any of the places touched.
pub(super) fn reads(formula: &str, at: usize, book: &Book, touched: &[BTreeSet<Place>]) -> bool {
    reads_within(formula, at, book, touched, 0)
}

fn reads_within(formula: &str, at: usize, book: &Book, touched: &[BTreeSet<Place>], depth: usize) -> bool {
    let words = words(formula);
    for (sheet, word) in &words {
        let on = match sheet {
            None => at,
            Some(name) => match book.names.iter().position(|n| n.eq_ignore_ascii_case(name)) {
                Some(on) => on,
                None => continue,
            },
        };
        if let Some(area) = Area::parse(word) {
            if touched[on].iter().any(|p| area.contains(*p)) {
                return true;
            }
        } else if depth < DEPTH
            && let Some((_, text)) = book.defined.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))
            && reads_within(text, at, book, touched, depth + 1)
        {
            return true;
        } else if word.contains('[') || word.eq_ignore_ascii_case("INDIRECT") || word.eq_ignore_ascii_case("OFFSET") {
            // It may read anything: said rather than guessed.
            if touched.iter().any(|t| !t.is_empty()) {
                return true;
            }
        }
    }
    false
}

/// References and names of a formula, each with the sheet it names. Texts in quotes are no references.
fn words(formula: &str) -> Vec<(Option<String>, String)> {
    let mut out = Vec::new();
    let letters: Vec<char> = formula.chars().collect();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '$' | '_' | '.' | ':' | '[' | ']' | '#' | '@');
    let (mut at, mut sheet) = (0, None);
    while at < letters.len() {
        match letters[at] {
            '"' => {
                at += 1;
                while at < letters.len() && letters[at] != '"' {
                    at += 1;
                }
                at += 1;
            }
            '\'' => {
                let mut name = String::new();
                at += 1;
                while at < letters.len() {
                    if letters[at] == '\'' {
                        if letters.get(at + 1) != Some(&'\'') {
                            break;
                        }
                        at += 1;
                    }
                    name.push(letters[at]);
                    at += 1;
                }
                at += 1;
                if letters.get(at) == Some(&'!') {
                    sheet = Some(name);
                    at += 1;
                }
            }
            c if is_word(c) => {
                let start = at;
                while at < letters.len() && is_word(letters[at]) {
                    at += 1;
                }
                let word: String = letters[start..at].iter().collect();
                if letters.get(at) == Some(&'!') {
                    sheet = Some(word);
                    at += 1;
                } else {
                    out.push((sheet.take(), word));
                }
            }
            _ => {
                sheet = None;
                at += 1;
            }
        }
    }
    out
}

/// A shared formula as it reads in another cell: what is not fixed moves along.
pub(super) fn moved(formula: &str, by: (i64, i64)) -> String {
    let letters: Vec<char> = formula.chars().collect();
    let mut out = String::with_capacity(formula.len());
    let mut at = 0;
    let is_name = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    while at < letters.len() {
        let start = at;
        let mut end = at;
        let take = |end: &mut usize, fits: &dyn Fn(char) -> bool| {
            let from = *end;
            while letters.get(*end).is_some_and(|c| fits(*c)) {
                *end += 1;
            }
            letters[from..*end].iter().collect::<String>()
        };
        let fixed_column = !take(&mut end, &|c| c == '$').is_empty();
        let column = take(&mut end, &|c| c.is_ascii_uppercase());
        let fixed_row = !take(&mut end, &|c| c == '$').is_empty();
        let row = take(&mut end, &|c| c.is_ascii_digit());
        let before = start.checked_sub(1).and_then(|b| letters.get(b));
        let is_reference = !row.is_empty()
            && (1..=3).contains(&column.len())
            && !is_name(before)
            && !is_name(letters.get(end))
            && letters.get(end) != Some(&'(');
        if is_reference && let (Some(column), Ok(row)) = (super::range::column(&column), row.parse::<i64>()) {
            let column = if fixed_column { i64::from(column) } else { i64::from(column) + by.1 };
            let row = if fixed_row { row } else { row + by.0 };
            if let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) {
                out.push_str(&super::range::name((row, column)));
            }
            at = end;
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_told_from_texts() {
        let found = words("SUM(A1:B$2)+'我的 表'!C3&\"D4\"+Total*表二!E5");
        let plain: Vec<(Option<&str>, &str)> = found.iter().map(|(s, w)| (s.as_deref(), w.as_str())).collect();
        assert_eq!(
            plain,
            [(None, "SUM"), (None, "A1:B$2"), (Some("我的 表"), "C3"), (None, "Total"), (Some("表二"), "E5")]
        );
    }

    #[test]
    fn shared_formulas_move() {
        assert_eq!(moved("A1*$B$2+LOG10(C3)", (2, 1)), "B3*B2+LOG10(D5)");
    }
}
