//! The part of a text around its hits, marked. Own code: the engine's snippets panic on overlapping words. Pure.

use crate::fold::fold;

/// A piece of a text, marked or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text as it stands in the entry.
    pub text: String,
    /// Whether it is what was searched.
    pub is_hit: bool,
}

/// Letters of a snippet.
const LENGTH: usize = 120;
/// Hits looked at in one text.
const MOST_HITS: usize = 2_000;

/// A text with its letters in places, folded and as it stands; both have the same number of letters.
struct Lettered<'a> {
    text: &'a str,
    /// Byte of each letter in the text, and its end.
    starts: Vec<usize>,
}

impl Lettered<'_> {
    fn part(&self, from: usize, to: usize) -> &str {
        let last = self.text.len();
        let byte = |letter: usize| self.starts.get(letter).copied().unwrap_or(last);
        self.text.get(byte(from)..byte(to)).unwrap_or("")
    }
}

/// The stretches of letters where one of the texts stands; merged and sorted. Blanks in the text do not count.
fn hits(text: &str, wanted: &[String]) -> Vec<(usize, usize)> {
    // Folded without blanks, and for each of its letters which letter of the text it was.
    let mut bare = String::with_capacity(text.len());
    let mut letter_at: Vec<(usize, usize)> = Vec::new();
    for (letter, c) in fold(text).chars().enumerate() {
        if !c.is_whitespace() {
            letter_at.push((bare.len(), letter));
            bare.push(c);
        }
    }
    let letter_of = |byte: usize| letter_at.binary_search_by_key(&byte, |(at, _)| *at).ok();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for one in wanted.iter().filter(|one| !one.is_empty()) {
        for (at, _) in bare.match_indices(one.as_str()).take(MOST_HITS) {
            let count = one.chars().count();
            let Some(first) = letter_of(at) else { continue };
            let Some(last) = letter_at.get(first + count - 1) else { continue };
            found.push((letter_at.get(first).map_or(0, |(_, letter)| *letter), last.1 + 1));
        }
    }
    found.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (from, to) in found {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn spans(text: &Lettered<'_>, hits: &[(usize, usize)], from: usize, to: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut push = |text: &str, is_hit| {
        if !text.is_empty() {
            spans.push(Span { text: text.to_owned(), is_hit });
        }
    };
    let mut at = from;
    for &(start, end) in hits.iter().filter(|(start, end)| *end > from && *start < to) {
        let (start, end) = (start.max(at), end.min(to));
        push(text.part(at, start), false);
        push(text.part(start, end), true);
        at = end.max(at);
    }
    push(text.part(at, to), false);
    spans
}

/// A whole text, marked.
pub(crate) fn marked(text: &str, wanted: &[String]) -> Vec<Span> {
    let lettered = Lettered { text, starts: text.char_indices().map(|(at, _)| at).collect() };
    spans(&lettered, &hits(text, wanted), 0, lettered.starts.len())
}

/// About 120 letters of a text around the densest cluster of its hits; its beginning if it has none. What is left out
/// is shown by an ellipsis.
pub(crate) fn snippet(text: &str, wanted: &[String]) -> Vec<Span> {
    let lettered = Lettered { text, starts: text.char_indices().map(|(at, _)| at).collect() };
    let count = lettered.starts.len();
    let hits = hits(text, wanted);
    let (from, to) = window(&lettered, &hits, count);
    let mut shown = spans(&lettered, &hits, from, to);
    for span in &mut shown {
        if span.text.contains(['\n', '\r', '\t']) {
            span.text = span.text.replace(['\n', '\r', '\t'], " ");
        }
    }
    if from > 0 {
        shown.insert(0, Span { text: "…".to_owned(), is_hit: false });
    }
    if to < count {
        shown.push(Span { text: "…".to_owned(), is_hit: false });
    }
    shown
}

/// Which letters to show.
fn window(text: &Lettered<'_>, hits: &[(usize, usize)], count: usize) -> (usize, usize) {
    if count <= LENGTH + 20 {
        return (0, count);
    }
    // The window that begins at a hit and covers most letters of hits.
    let mut best = (0usize, 0usize, 0usize);
    let (mut last, mut covered) = (0, 0);
    for (first, &(start, end)) in hits.iter().enumerate() {
        if last < first {
            (last, covered) = (first, 0);
        }
        while let Some(&(s, e)) = hits.get(last).filter(|(_, e)| *e <= start + LENGTH) {
            covered += e - s;
            last += 1;
        }
        if covered > best.0 {
            best = (covered, start, hits.get(last.saturating_sub(1)).map_or(end, |(_, e)| *e));
        }
        if last > first {
            covered -= end - start;
        }
    }
    let (_, first, end) = best;
    let spare = LENGTH.saturating_sub(end.saturating_sub(first));
    let earliest = first.saturating_sub(spare / 2);
    // Begin after the end of a sentence if one ends just before.
    let is_end = |letter: usize| text.part(letter, letter + 1).contains(['。', '；', '！', '？', '\n']);
    let from = if earliest == 0 { 0 } else { (earliest..first).find(|&l| is_end(l)).map_or(earliest, |l| l + 1) };
    let mut to = (from + LENGTH).max(end).min(count);
    if count - to < 10 {
        to = count;
    }
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wanted(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn shown(spans: &[Span]) -> String {
        spans.iter().map(|span| if span.is_hit { format!("[{}]", span.text) } else { span.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_as_they_are_written() {
        for (text, of, expected) in [
            ("行政許可的設定", &["行政许可"][..], "[行政許可]的設定"),
            ("第一章 总 则", &["总则"], "第一章 [总 则]"),
            ("国办发〔2019〕54号文", &["国办发(2019)54号"], "[国办发〔2019〕54号]文"),
            ("行政许可法", &["行政", "许可"], "[行政许可]法"),
            ("ＡＢＣ", &["b"], "Ａ[Ｂ]Ｃ"),
            ("没有", &["许可"], "没有"),
            ("", &["许可"], ""),
        ] {
            assert_eq!(shown(&marked(text, &wanted(of))), expected);
        }
    }

    #[test]
    fn the_densest_cluster_is_shown() {
        let text =
            format!("{}许可。{}行政机关的行政许可决定。{}", "甲".repeat(300), "乙".repeat(300), "丙".repeat(300));
        let shown = shown(&snippet(&text, &wanted(&["行政许可", "行政", "许可"])));
        assert!(shown.contains("[行政]机关的[行政许可]"), "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.chars().count() < 140);
    }

    proptest! {
        #[test]
        fn never_panics_and_loses_nothing(
            text in "[行政许可法第一二条 。，\\n甲乙ＡİßA\\PC]{0,400}",
            of in proptest::collection::vec("[行政许可法第一 ai\\PC]{0,6}", 0..6),
        ) {
            let of: Vec<String> = of.iter().map(|one| crate::tokens::compact(&fold(one))).collect();
            let all: String = marked(&text, &of).iter().map(|span| span.text.as_str()).collect();
            prop_assert_eq!(&all, &text);
            let part = snippet(&text, &of);
            prop_assert!(part.iter().map(|span| span.text.chars().count()).sum::<usize>() <= text.chars().count().max(145) + 2);
        }
    }
}
