//! Reads texts of rules: head, body, effective date, references, repeals. Pure; knows no file and no database.
//!
//! Called by the importers and by the verbs that take in a text drafted here.

pub mod body;
pub mod dates;
pub mod effective;
pub mod head;
pub mod references;

/// Spaces of every kind and invisible characters at both ends go.
pub(crate) fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// A text as it is compared: without spaces, brackets and punctuation in one width. Two files of one law differ in
/// these without the law having changed.
pub fn comparable(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            ':' => '：',
            ';' => '；',
            ',' => '，',
            '<' | '＜' => '〈',
            '>' | '＞' => '〉',
            '〇' | '○' | 'Ｏ' => '零',
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect()
}
