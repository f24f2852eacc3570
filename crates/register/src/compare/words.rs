//! The words of two texts side by side: what both have, what only one has, cut so that a person can read it. Pure.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Which version a stretch of text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Both.
    Same,
    /// Only the earlier.
    Removed,
    /// Only the later.
    Added,
}

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Whose it is.
    pub mark: Mark,
    /// Its words.
    pub text: String,
}

/// A text longer than this is compared clause by clause instead of character by character.
const LONG: usize = 6_000;

/// The mark as Chinese print has it; `None` for a space that is only a space.
pub(super) fn printed(c: char) -> Option<char> {
    match c {
        '\n' => Some(c),
        c if c.is_whitespace() || c == '\u{feff}' => None,
        '(' => Some('（'),
        ')' => Some('）'),
        ',' => Some('，'),
        ':' => Some('：'),
        ';' => Some('；'),
        '?' => Some('？'),
        c => Some(c),
    }
}

/// The text without what only its typist chose.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter_map(printed).collect()
}

/// Whether two texts say the same.
pub(super) fn says_same(a: &str, b: &str) -> bool {
    a == b || a.chars().filter_map(printed).eq(b.chars().filter_map(printed))
}

/// The words of two texts in one reading order: what both have (as the later prints it), what only one has.
pub fn spans(from: &str, to: &str) -> Vec<Span> {
    if says_same(from, to) {
        return vec![Span { mark: Mark::Same, text: to.to_owned() }];
    }
    let is_long = from.len() > LONG || to.len() > LONG;
    let cut = if is_long { clauses } else { words };
    let (a, b) = (cut(from), cut(to));
    let joined = |tokens: &[Token<'_>]| tokens.iter().map(|t| t.text).collect::<String>();
    let mut out: Vec<Span> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (_, old, new) = op.as_tag_tuple();
        match op {
            DiffOp::Equal { .. } => push(&mut out, Mark::Same, &joined(&b[new])),
            _ => {
                push(&mut out, Mark::Removed, &joined(&a[old]));
                push(&mut out, Mark::Added, &joined(&b[new]));
            }
        }
    }
    readable(out)
}

/// What the comparison moves as a whole; two are equal when they say the same.
#[derive(Clone, Debug)]
struct Token<'t> {
    key: String,
    text: &'t str,
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl Eq for Token<'_> {}
impl std::hash::Hash for Token<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}
impl PartialOrd for Token<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Token<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

/// Cuts before each character at which `begins` says so; spaces go with what stands before them.
fn cut_at(text: &str, begins: impl Fn(char, char) -> bool) -> Vec<Token<'_>> {
    let mut cuts = vec![0];
    let mut last: Option<char> = None;
    for (at, c) in text.char_indices() {
        let Some(own) = printed(c) else { continue };
        if last.is_some_and(|l| begins(l, own)) {
            cuts.push(at);
        }
        last = Some(own);
    }
    cuts.push(text.len());
    let token = |w: &[usize]| Token { key: plain(&text[w[0]..w[1]]), text: &text[w[0]..w[1]] };
    cuts.windows(2).filter(|w| w[0] < w[1]).map(token).collect()
}

/// Chinese characters and marks one by one; a number or a Latin word as a whole.
fn words(text: &str) -> Vec<Token<'_>> {
    cut_at(text, |last, c| !(last.is_ascii_alphanumeric() && c.is_ascii_alphanumeric()))
}

/// Stretches that end with a mark or a line.
fn clauses(text: &str) -> Vec<Token<'_>> {
    cut_at(text, |last, _| matches!(last, '，' | '。' | '；' | '：' | '、' | '\n'))
}

fn push(out: &mut Vec<Span>, mark: Mark, text: &str) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(text),
        _ => out.push(Span { mark, text: text.to_owned() }),
    }
}

/// A common stretch this short between two changes reads as noise: it belongs to the change.
const NOISE: usize = 2;

/// Joins changes that only a character or two keep apart, and shows a text that shares little as one whole after the other.
fn readable(spans: Vec<Span>) -> Vec<Span> {
    let count = |mark: Mark| -> usize {
        spans.iter().filter(|s| s.mark == mark).map(|s| s.text.chars().filter(|c| !c.is_whitespace()).count()).sum()
    };
    let (same, removed, added) = (count(Mark::Same), count(Mark::Removed), count(Mark::Added));
    let is_rewritten = same * 4 < same + removed.max(added);
    let last = spans.len().saturating_sub(1);
    let mut out: Vec<Span> = Vec::new();
    let (mut old, mut new) = (String::new(), String::new());
    for (n, span) in spans.iter().enumerate() {
        match span.mark {
            Mark::Removed => old.push_str(&span.text),
            Mark::Added => new.push_str(&span.text),
            Mark::Same => {
                let inside = n > 0 && n < last;
                let is_noise = inside
                    && span.text.chars().count() <= NOISE
                    && !span.text.contains('\n')
                    // What was only inserted or only left out around it stays one insertion.
                    && !(old.is_empty() && spans.get(n + 1).is_some_and(|s| s.mark == Mark::Added))
                    && !(new.is_empty() && spans.get(n + 1).is_some_and(|s| s.mark == Mark::Removed));
                if is_noise || is_rewritten {
                    old.push_str(&span.text);
                    new.push_str(&span.text);
                } else {
                    push(&mut out, Mark::Removed, &std::mem::take(&mut old));
                    push(&mut out, Mark::Added, &std::mem::take(&mut new));
                    push(&mut out, Mark::Same, &span.text);
                }
            }
        }
    }
    push(&mut out, Mark::Removed, &old);
    push(&mut out, Mark::Added, &new);
    out
}
