//! What changed between two versions of one text, as a reader wants to see it.
//!
//! Called by the pages and by the preview of an amendment. Pure. Articles are paired by what they say, not by their
//! numbers, since one inserted article shifts the numbers of all that follow. Width of marks and spaces are the
//! typist's, not the lawmaker's: texts that differ in nothing else say the same. Nothing here knows a rule or a date.

#[cfg(test)]
mod tests;
mod words;

pub use words::{Mark, Span, spans};

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::HashMap;
use words::{plain, printed, says_same};

/// What a piece of a text is. A heading is never paired with an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// A book, chapter or section.
    Heading,
    /// An article, or a paragraph of a document without articles.
    Article,
    /// What stands before the first article or after the last.
    Frame,
}

/// A piece of one version: its number (`第三条`, may be empty) and its words without the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// What it is.
    pub kind: PieceKind,
    /// Its number as written.
    pub number: &'t str,
    /// Its words; paragraphs are lines.
    pub text: &'t str,
}

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// The same words under the same number.
    Unchanged,
    /// Other words.
    Changed,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// The same words under another number.
    Renumbered,
}

impl Fate {
    /// Whether the reader asked for it when asking for changes only.
    pub fn is_change(self) -> bool {
        self != Fate::Unchanged
    }

    /// The word in keys, classes and programs.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Unchanged => "unchanged",
            Fate::Changed => "changed",
            Fate::Added => "added",
            Fate::Removed => "removed",
            Fate::Renumbered => "renumbered",
        }
    }
}

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What it is.
    pub kind: PieceKind,
    /// What became of it.
    pub fate: Fate,
    /// Index in the earlier version.
    pub from: Option<usize>,
    /// Index in the later version.
    pub to: Option<usize>,
    /// The number in the earlier version, or empty.
    pub from_number: String,
    /// The number in the later version, or empty.
    pub to_number: String,
    /// The words of both, in one reading order.
    pub spans: Vec<Span>,
}

/// How many pieces met which fate; headings are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The same.
    pub unchanged: usize,
    /// Other words.
    pub changed: usize,
    /// New.
    pub added: usize,
    /// Gone.
    pub removed: usize,
    /// Only the number is another.
    pub renumbered: usize,
}

/// The comparison of two versions, in the order of the later one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The lines.
    pub rows: Vec<Compared>,
}

impl Comparison {
    /// The counts.
    pub fn summary(&self) -> Summary {
        let mut s = Summary::default();
        for row in self.rows.iter().filter(|r| r.kind != PieceKind::Heading) {
            match row.fate {
                Fate::Unchanged => s.unchanged += 1,
                Fate::Changed => s.changed += 1,
                Fate::Added => s.added += 1,
                Fate::Removed => s.removed += 1,
                Fate::Renumbered => s.renumbered += 1,
            }
        }
        s
    }

    /// Whether the two say the same under the same numbers.
    pub fn is_same(&self) -> bool {
        self.rows.iter().all(|r| r.fate == Fate::Unchanged)
    }

    /// The numbers of pieces that are changed or gone, as the earlier version has them: what leans on these is flagged.
    pub fn touched(&self) -> Vec<String> {
        let touched = |r: &&Compared| matches!(r.fate, Fate::Changed | Fate::Removed | Fate::Renumbered);
        self.rows.iter().filter(touched).map(|r| r.from_number.clone()).filter(|n| !n.is_empty()).collect()
    }
}

/// Below this likeness two pieces are not the same piece; 0 to 1.
const ALIKE: f32 = 0.34;
/// From this likeness on, a piece that left its place is recognised elsewhere.
const MOVED: f32 = 0.75;
/// Largest number of pairs that are weighed one by one; a larger block is paired by number.
const WEIGHED: usize = 250_000;
/// Compares two versions.
pub fn compare(from: &[Piece<'_>], to: &[Piece<'_>]) -> Comparison {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    // Pieces whose words are the same in the same order hold the two texts together; between them likeness decides.
    let mut ids = HashMap::new();
    let (old, new) = (keys(from, &mut ids), keys(to, &mut ids));
    for op in capture_diff_slices(Algorithm::Patience, &old, &new) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                pairs.extend((0..len).map(|n| (old_index + n, new_index + n)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                pairs.extend(pair_block(from, to, old_index..old_index + old_len, new_index..new_index + new_len));
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => {}
        }
    }
    let moved = find_moved(from, to, &pairs);
    rows(from, to, &pairs, &moved)
}

/// One number for each kind and text.
fn keys(pieces: &[Piece<'_>], ids: &mut HashMap<(PieceKind, String), usize>) -> Vec<usize> {
    pieces
        .iter()
        .map(|p| {
            let next = ids.len();
            *ids.entry((p.kind, plain(p.text))).or_insert(next)
        })
        .collect()
}

/// The pairs of a block that give the greatest likeness together while keeping the order.
fn pair_block(
    from: &[Piece<'_>],
    to: &[Piece<'_>],
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
) -> Vec<(usize, usize)> {
    let (n, m) = (old.len(), new.len());
    if n * m > WEIGHED {
        return pair_by_number(from, to, old, new);
    }
    let left: Vec<Vec<u64>> = from[old.clone()].iter().map(|p| pairs_of_characters(p.text)).collect();
    let right: Vec<Vec<u64>> = to[new.clone()].iter().map(|p| pairs_of_characters(p.text)).collect();
    let width = m + 1;
    let mut best = vec![0.0_f32; (n + 1) * width];
    let mut taken = vec![false; (n + 1) * width];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let (a, b) = (&from[old.start + i], &to[new.start + j]);
            let mut like = if a.kind == b.kind { likeness(&left[i], &right[j]) } else { 0.0 };
            // Of two equally like pieces the one with the same number is meant.
            if like >= ALIKE && !a.number.is_empty() && a.number == b.number {
                like += 0.05;
            }
            let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let take = like + best[(i + 1) * width + j + 1];
            let at = i * width + j;
            (best[at], taken[at]) = if like >= ALIKE && take >= skip { (take, true) } else { (skip, false) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < n && j < m {
        if taken[i * width + j] {
            out.push((old.start + i, new.start + j));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

/// For blocks too large to weigh: pieces of the same kind and number, in order.
fn pair_by_number(
    from: &[Piece<'_>],
    to: &[Piece<'_>],
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
) -> Vec<(usize, usize)> {
    let mut ids = HashMap::new();
    let mut number = |p: &Piece<'_>| {
        let next = ids.len();
        *ids.entry((p.kind, p.number.to_owned())).or_insert(next)
    };
    let left: Vec<usize> = from[old.clone()].iter().map(&mut number).collect();
    let right: Vec<usize> = to[new.clone()].iter().map(&mut number).collect();
    capture_diff_slices(Algorithm::Patience, &left, &right)
        .into_iter()
        .filter_map(|op| match op {
            DiffOp::Equal { old_index, new_index, len } => Some((old_index, new_index, len)),
            _ => None,
        })
        .flat_map(|(o, n, len)| (0..len).map(move |k| (o + k, n + k)))
        .map(|(o, n)| (old.start + o, new.start + n))
        .collect()
}

/// Pieces that were taken from one place and put at another.
fn find_moved(from: &[Piece<'_>], to: &[Piece<'_>], pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut moved = Vec::new();
    let free = |len: usize, taken: &dyn Fn(&(usize, usize)) -> usize| {
        let mut is_free = vec![true; len];
        pairs.iter().for_each(|p| is_free[taken(p)] = false);
        (0..len).filter(|i| is_free[*i]).collect::<Vec<_>>()
    };
    let (gone, come) = (free(from.len(), &|p| p.0), free(to.len(), &|p| p.1));
    if gone.is_empty() || come.is_empty() || gone.len() * come.len() > WEIGHED {
        return moved;
    }
    let left: Vec<_> = gone.iter().map(|i| pairs_of_characters(from[*i].text)).collect();
    let mut used = vec![false; gone.len()];
    for j in come {
        let right = pairs_of_characters(to[j].text);
        let mut best: Option<(usize, f32)> = None;
        for (k, i) in gone.iter().enumerate().filter(|(k, _)| !used[*k]) {
            // Headings repeat ("General provisions"); only articles wander.
            let like = match (from[*i].kind, to[j].kind) {
                (PieceKind::Article, PieceKind::Article) => likeness(&left[k], &right),
                _ => 0.0,
            };
            if like >= MOVED && best.is_none_or(|(_, b)| like > b) {
                best = Some((k, like));
            }
        }
        if let Some((k, _)) = best {
            used[k] = true;
            moved.push((gone[k], j));
        }
    }
    moved
}

/// The neighbouring pairs of characters of a text, sorted, for [`likeness`]. A single character is a pair with nothing.
fn pairs_of_characters(text: &str) -> Vec<u64> {
    let chars: Vec<char> = text.chars().filter_map(printed).filter(|c| *c != '\n').collect();
    let mut pairs: Vec<u64> = match chars.as_slice() {
        [one] => vec![u64::from(u32::from(*one))],
        all => all.windows(2).map(|w| (u64::from(u32::from(w[0])) << 32) | u64::from(u32::from(w[1]))).collect(),
    };
    pairs.sort_unstable();
    pairs
}

/// Twice the common pairs over all pairs (Dice), 0 to 1.
fn likeness(a: &[u64], b: &[u64]) -> f32 {
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    let all = shorter + longer;
    if all == 0 {
        return 1.0;
    }
    // The lengths alone rule it out.
    if 2.0 * shorter as f32 / (all as f32) < ALIKE {
        return 0.0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    2.0 * common as f32 / all as f32
}

/// Lines in the order of the later version; what is gone stands where it stood. `pairs` keep the order, `moved` do not.
fn rows(from: &[Piece<'_>], to: &[Piece<'_>], pairs: &[(usize, usize)], moved: &[(usize, usize)]) -> Comparison {
    let mut came_from = vec![None; to.len()];
    let mut is_kept = vec![false; from.len()];
    for (i, j) in pairs.iter().chain(moved) {
        came_from[*j] = Some(*i);
        is_kept[*i] = true;
    }
    let mut wandered = vec![false; to.len()];
    moved.iter().for_each(|(_, j)| wandered[*j] = true);
    let mut out = Vec::with_capacity(to.len());
    let mut shown = 0;
    for (j, piece) in to.iter().enumerate() {
        match came_from[j] {
            Some(i) => {
                if !wandered[j] {
                    out.extend((shown..i).filter(|k| !is_kept[*k]).map(|k| gone(k, &from[k])));
                    shown = i + 1;
                }
                out.push(kept(i, &from[i], j, piece));
            }
            None => out.push(come(j, piece)),
        }
    }
    out.extend((shown..from.len()).filter(|k| !is_kept[*k]).map(|k| gone(k, &from[k])));
    Comparison { rows: out }
}

fn gone(i: usize, piece: &Piece<'_>) -> Compared {
    Compared {
        kind: piece.kind,
        fate: Fate::Removed,
        from: Some(i),
        to: None,
        from_number: piece.number.to_owned(),
        to_number: String::new(),
        spans: vec![Span { mark: Mark::Removed, text: piece.text.to_owned() }],
    }
}

fn come(j: usize, piece: &Piece<'_>) -> Compared {
    Compared {
        kind: piece.kind,
        fate: Fate::Added,
        from: None,
        to: Some(j),
        from_number: String::new(),
        to_number: piece.number.to_owned(),
        spans: vec![Span { mark: Mark::Added, text: piece.text.to_owned() }],
    }
}

fn kept(i: usize, a: &Piece<'_>, j: usize, b: &Piece<'_>) -> Compared {
    let fate = match (says_same(a.text, b.text), a.number == b.number) {
        (true, true) => Fate::Unchanged,
        (true, false) => Fate::Renumbered,
        (false, _) => Fate::Changed,
    };
    Compared {
        kind: b.kind,
        fate,
        from: Some(i),
        to: Some(j),
        from_number: a.number.to_owned(),
        to_number: b.number.to_owned(),
        spans: spans(a.text, b.text),
    }
}
