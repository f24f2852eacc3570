//! What stands in one cell: nothing, a stroke, or a number. Nothing is not zero, and neither is a stroke.

use crate::template::Unit;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// The content of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Json", try_from = "Json")]
pub enum Entry {
    /// Nothing was written.
    #[default]
    Blank,
    /// A stroke: `/`, `—`. Somebody says that it does not apply, or did not know what else to write.
    Slash,
    /// A number: pieces, or fen.
    Number(i64),
}

/// Fen in 万元.
const FEN_IN_WAN: i64 = 1_000_000;
/// Digits behind the point of 万元.
const DIGITS: usize = 6;

impl From<Entry> for Json {
    fn from(e: Entry) -> Json {
        match e {
            Entry::Blank => Json::Null,
            Entry::Slash => "/".into(),
            Entry::Number(n) => n.into(),
        }
    }
}

impl TryFrom<Json> for Entry {
    type Error = String;

    fn try_from(value: Json) -> Result<Entry, String> {
        match &value {
            Json::Null => Ok(Entry::Blank),
            Json::String(text) if text == "/" => Ok(Entry::Slash),
            other => other.as_i64().map(Entry::Number).ok_or_else(|| format!("no entry of a cell: {value}")),
        }
    }
}

impl Entry {
    /// The number, when there is one.
    pub fn number(self) -> Option<i64> {
        match self {
            Entry::Number(n) => Some(n),
            _ => None,
        }
    }

    /// The number to calculate and to export with: 0 where none was written.
    pub fn counted(self) -> i64 {
        self.number().unwrap_or(0)
    }

    /// Both together. Nothing and nothing is nothing; a stroke gives way to a number.
    pub fn plus(self, other: Entry) -> Entry {
        match (self, other) {
            (Entry::Number(a), Entry::Number(b)) => Entry::Number(a.saturating_add(b)),
            (Entry::Number(n), _) | (_, Entry::Number(n)) => Entry::Number(n),
            (Entry::Slash, _) | (_, Entry::Slash) => Entry::Slash,
            (Entry::Blank, Entry::Blank) => Entry::Blank,
        }
    }

    /// What people write in a cell, in the unit of its column. `None`: it is neither number nor stroke nor nothing, has
    /// more places than fen, or is negative where that cannot be.
    pub fn read(text: &str, unit: Unit) -> Option<Entry> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | '\u{feff}' | '\u{200b}'))
            .map(|c| match c {
                '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
                '．' => '.',
                '－' | '−' => '-',
                '＋' => '+',
                other => other,
            })
            .collect();
        match plain.as_str() {
            "" => return Some(Entry::Blank),
            "/" | "／" | "\\" | "-" | "--" | "—" | "——" | "–" | "无" => return Some(Entry::Slash),
            _ => {}
        }
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
        };
        if (negative || plain.starts_with('+')) && unit != Unit::Change {
            return None;
        }
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let part = part.trim_end_matches('0');
        let n: i64 = whole.parse().ok()?;
        let n = match unit {
            Unit::Money if part.len() <= DIGITS => {
                let fen: i64 = format!("{part:0<DIGITS$}").parse().ok()?;
                n.checked_mul(FEN_IN_WAN)?.checked_add(fen)?
            }
            _ if part.is_empty() => n,
            _ => return None,
        };
        Some(Entry::Number(if negative { -n } else { n }))
    }

    /// The number as it is written in its unit; empty and `/` as they are.
    pub fn shown(self, unit: Unit) -> String {
        match self {
            Entry::Blank => String::new(),
            Entry::Slash => "/".to_owned(),
            Entry::Number(n) if unit == Unit::Money => {
                let (whole, fen) = (n / FEN_IN_WAN, (n % FEN_IN_WAN).abs());
                if fen == 0 {
                    return whole.to_string();
                }
                let part = format!("{fen:0DIGITS$}");
                format!("{whole}.{}", part.trim_end_matches('0'))
            }
            Entry::Number(n) => n.to_string(),
        }
    }

    /// The number as a spreadsheet holds it; 0 where none was written.
    pub fn as_float(self, unit: Unit) -> f64 {
        let n = self.counted() as f64;
        if unit == Unit::Money { n / FEN_IN_WAN as f64 } else { n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Unit::*;

    #[test]
    fn nothing_a_stroke_and_zero_are_three_things() {
        for (text, unit, entry) in [
            ("", Pieces, Some(Entry::Blank)),
            ("　", Pieces, Some(Entry::Blank)),
            ("/", Pieces, Some(Entry::Slash)),
            ("—", Pieces, Some(Entry::Slash)),
            ("0", Pieces, Some(Entry::Number(0))),
            ("１２", Pieces, Some(Entry::Number(12))),
            ("1,012", Pieces, Some(Entry::Number(1012))),
            ("12.0", Pieces, Some(Entry::Number(12))),
            ("12.5", Pieces, None),
            ("-3", Pieces, None),
            ("-3", Change, Some(Entry::Number(-3))),
            ("+461", Change, Some(Entry::Number(461))),
            ("12件", Pieces, None),
            ("0.04", Money, Some(Entry::Number(40_000))),
            ("240", Money, Some(Entry::Number(240_000_000))),
            ("1.234567", Money, Some(Entry::Number(1_234_567))),
            ("1.2345678", Money, None),
            (".", Money, None),
            ("99999999999999999999", Pieces, None),
        ] {
            assert_eq!(Entry::read(text, unit), entry, "{text:?}");
        }
    }

    #[test]
    fn what_is_shown_reads_back() {
        for (entry, unit, text) in [
            (Entry::Number(1_234_500), Money, "1.2345"),
            (Entry::Number(0), Money, "0"),
            (Entry::Number(40_000), Money, "0.04"),
            (Entry::Number(-3), Change, "-3"),
            (Entry::Slash, Pieces, "/"),
            (Entry::Blank, Pieces, ""),
        ] {
            assert_eq!(entry.shown(unit), text);
            assert_eq!(Entry::read(text, unit), Some(entry), "{text}");
        }
    }
}
