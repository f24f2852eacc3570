//! Comparing words whatever they are written with, and the sign that stands for what was withheld.

use crate::Elsewhere;
use aho_corasick::AhoCorasick;
use std::{collections::BTreeSet, ops::Range};
use unicode_normalization::UnicodeNormalization;

/// Stands for whatever was withheld: always as long, so that it tells no length.
pub const MASK: &str = "■■■";

/// Radicals that some PDFs hold in place of the character, which the normal forms of Unicode do not join.
const RADICALS: &str =
    "⺠民⻁虎⻄西⻅见⻆角⻈讠⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙";

/// A letter as it is compared: nothing for spaces and letters of no width, one or more for all others.
fn folded(letter: char, mut take: impl FnMut(char)) {
    if letter.is_ascii() {
        if !letter.is_ascii_whitespace() && !letter.is_ascii_control() {
            take(letter.to_ascii_lowercase());
        }
        return;
    }
    if ('\u{2e80}'..='\u{2eff}').contains(&letter) {
        let mut pairs = RADICALS.chars();
        while let (Some(radical), Some(character)) = (pairs.next(), pairs.next()) {
            if radical == letter {
                take(character);
                return;
            }
        }
    }
    for part in std::iter::once(letter).nfkc().flat_map(char::to_lowercase) {
        let is_nothing = part.is_whitespace()
            || part.is_control()
            || matches!(part, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}');
        if !is_nothing {
            // The radical of 户 is 戶 by the book, and what stands in for a letter in a file is not what is printed.
            take(match part {
                '戶' => '户',
                '靑' => '青',
                '黃' => '黄',
                '內' => '内',
                other => other,
            });
        }
    }
}

/// Text as it is shown: characters where the file holds the radicals they look like.
pub(crate) fn shown(text: String) -> String {
    let is_radical = |c: char| ('\u{2e80}'..='\u{2fdf}').contains(&c);
    if !text.contains(is_radical) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_radical(letter) { folded(letter, |c| out.push(c)) } else { out.push(letter) }
    }
    out
}

/// Text as it is compared.
pub(crate) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        folded(letter, |c| out.push(c));
    }
    out
}

/// Whether a text has at least two letters or digits.
pub(crate) fn is_telling(text: &str) -> bool {
    normal(text).chars().filter(|c| c.is_alphanumeric()).count() >= 2
}

/// Where a phrase stands in a text, in letters of the text; ranges do not overlap.
pub(crate) fn find(letters: &[char], phrase: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = normal(phrase).chars().collect();
    let (mut all, mut from) = (Vec::with_capacity(letters.len()), Vec::with_capacity(letters.len()));
    for (at, letter) in letters.iter().enumerate() {
        folded(*letter, |c| {
            all.push(c);
            from.push(at);
        });
    }
    let mut out: Vec<Range<usize>> = Vec::new();
    if wanted.is_empty() {
        return out;
    }
    let mut at = 0;
    while at + wanted.len() <= all.len() {
        if all[at..at + wanted.len()] == wanted[..] {
            out.push(from[at]..from[at + wanted.len() - 1] + 1);
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    out
}

/// Ranges in order, those that touch or overlap joined.
pub(crate) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|r| r.start < r.end);
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// A text with the ranges (in letters, in order, apart) replaced by [`MASK`], and what stood there.
pub(crate) fn masked(text: &str, ranges: &[Range<usize>]) -> (String, Vec<String>) {
    let letters: Vec<char> = text.chars().collect();
    let (mut out, mut gone, mut at) = (String::new(), Vec::new(), 0);
    for range in ranges {
        let (start, end) = (range.start.min(letters.len()), range.end.min(letters.len()));
        out.extend(&letters[at.min(start)..start]);
        out.push_str(MASK);
        gone.push(letters[start..end].iter().collect());
        at = end;
    }
    out.extend(&letters[at..]);
    (out, gone)
}

/// Whether words are long or rare enough to be looked for inside others.
pub(crate) fn is_strong(normal_text: &str) -> bool {
    let telling = normal_text.chars().filter(|c| c.is_alphanumeric());
    let (mut plain, mut other) = (0, 0);
    for letter in telling {
        if letter.is_ascii() { plain += 1 } else { other += 1 }
    }
    other >= 2 || plain + other >= 6
}

/// Many words looked for at once: a withheld chapter is thousands of them.
pub(crate) struct Finder {
    machine: Option<AhoCorasick>,
}

impl Finder {
    /// Words or bytes; matches name them by their number.
    pub fn new<P: AsRef<[u8]>>(wanted: impl IntoIterator<Item = P>) -> Finder {
        let wanted: Vec<P> = wanted.into_iter().collect();
        // Without a machine everything counts as found, which refuses rather than releases.
        Finder { machine: AhoCorasick::new(wanted).ok() }
    }

    /// Numbers of all that stand in a text, with where.
    pub fn all<'t>(&'t self, text: &'t [u8]) -> Box<dyn Iterator<Item = (usize, Range<usize>)> + 't> {
        match &self.machine {
            Some(machine) => Box::new(machine.find_overlapping_iter(text).map(|m| (m.pattern().as_usize(), m.range()))),
            None => Box::new(std::iter::once((0, 0..text.len()))),
        }
    }
}

/// Whether what was found stands alone, as a short number must to count.
pub(crate) fn is_alone(text: &str, found: &Range<usize>) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let around = (text.get(..found.start), text.get(found.end..));
    let (Some(before), Some(after)) = around else { return true };
    !is_part(before.chars().next_back()) && !is_part(after.chars().next())
}

/// Which withheld words stand in the pieces that stay, at most a few places each.
pub(crate) fn elsewhere(removed: &[String], stays: &[(String, String)]) -> Vec<Elsewhere> {
    const PLACES: usize = 10;
    let mut wanted: Vec<(usize, String)> = Vec::new();
    for (at, text) in removed.iter().enumerate() {
        wanted.push((at, normal(text)));
        // A number inside a withheld sentence is worth a look of its own.
        wanted.extend(
            text.split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|piece| piece.len() >= 6 && piece.bytes().any(|b| b.is_ascii_digit()))
                .map(|piece| (at, normal(piece))),
        );
    }
    wanted.retain(|(_, w)| is_telling(w));
    let finder = Finder::new(wanted.iter().map(|(_, w)| w));
    let mut found: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut counts = vec![0_usize; removed.len()];
    for (piece, (_, text)) in stays.iter().enumerate().filter(|_| !wanted.is_empty()) {
        let text = spaced(text);
        for (number, range) in finder.all(text.as_bytes()) {
            let Some((at, word)) = wanted.get(number) else { continue };
            let counts_here = is_strong(word) || is_alone(&text, &range);
            if counts_here && counts[*at] < PLACES && found.insert((*at, piece)) {
                counts[*at] += 1;
            }
        }
    }
    found.into_iter().map(|(removed, piece)| Elsewhere { removed, place: stays[piece].0.clone() }).collect()
}

/// Text as it is compared, but with a mark between words that white space parts, when both are numbers or Latin: the
/// numbers `3` and `12` in a row are not `312`.
pub(crate) fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut has_gap = false;
    for letter in text.chars() {
        if letter.is_whitespace() {
            has_gap = true;
            continue;
        }
        folded(letter, |c| {
            if has_gap
                && c.is_ascii_alphanumeric()
                && out.chars().next_back().is_some_and(|b| b.is_ascii_alphanumeric())
            {
                out.push(' ');
            }
            has_gap = false;
            out.push(c);
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_whatever_they_are_written_with() {
        let letters: Vec<char> = "电话：１３８ 1234\u{200b}5678，⽤⼾⻓".chars().collect();
        for (phrase, start, end) in [("13812345678", 3, 16), ("用户长", 17, 20), ("电 话", 0, 2)] {
            let found = find(&letters, phrase);
            assert_eq!(found, vec![start..end], "{phrase}");
        }
        assert!(find(&letters, "没有").is_empty());
    }

    #[test]
    fn a_mask_tells_no_length() {
        let (short, gone) = masked("甲乙丙", std::slice::from_ref(&(1..2)));
        assert_eq!((short.as_str(), gone), ("甲■■■丙", vec!["乙".to_owned()]));
        let (long, _) = masked("甲乙乙乙乙乙乙丙", std::slice::from_ref(&(1..7)));
        assert_eq!(short, long);
    }

    #[test]
    fn short_numbers_stand_only_alone() {
        for (text, wanted, is) in
            [("2012年", "12", false), ("共12件", "12", true), ("张三丰", "张三", true), ("abcdefg", "bcdefg", true)]
        {
            let stays = [(String::new(), text.to_owned())];
            assert_eq!(!elsewhere(&[wanted.to_owned()], &stays).is_empty(), is, "{text} {wanted}");
        }
    }
}
