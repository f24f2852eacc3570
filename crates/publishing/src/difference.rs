//! The difference between two revisions, for readers: paragraph by paragraph, and word by word within a changed one.

use similar::{ChangeTag, DiffOp, TextDiff};

/// A run of text within a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the newer.
    Added(String),
    /// Only in the older.
    Removed(String),
}

/// A paragraph of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// In both, unchanged.
    Same(String),
    /// Only in the newer.
    Added(String),
    /// Only in the older.
    Removed(String),
    /// In both, with changes inside.
    Changed(Vec<Piece>),
}

impl Part {
    /// Whether both revisions say the same here.
    pub fn is_same(&self) -> bool {
        matches!(self, Part::Same(_))
    }
}

/// Compares two plain texts, a paragraph per line.
pub fn difference(old: &str, new: &str) -> Vec<Part> {
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    };
    let (old, new) = (lines(old), lines(new));
    let (old_refs, new_refs): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let diff = TextDiff::from_slices(&old_refs, &new_refs);
    let mut parts = Vec::new();
    for op in diff.ops() {
        match *op {
            DiffOp::Equal { old_index, len, .. } => {
                parts.extend(old[old_index..old_index + len].iter().cloned().map(Part::Same));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                parts.extend(old[old_index..old_index + old_len].iter().cloned().map(Part::Removed));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                parts.extend(new[new_index..new_index + new_len].iter().cloned().map(Part::Added));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let pairs = old_len.min(new_len);
                for n in 0..pairs {
                    parts.extend(within(&old[old_index + n], &new[new_index + n]));
                }
                parts.extend(old[old_index + pairs..old_index + old_len].iter().cloned().map(Part::Removed));
                parts.extend(new[new_index + pairs..new_index + new_len].iter().cloned().map(Part::Added));
            }
        }
    }
    parts
}

/// A paragraph that was changed; two paragraphs that have little in common are not woven into one.
fn within(old: &str, new: &str) -> Vec<Part> {
    let (a, b) = (words(old), words(new));
    let diff = TextDiff::from_slices(&a, &b);
    if diff.ratio() < 0.4 {
        return vec![Part::Removed(old.to_owned()), Part::Added(new.to_owned())];
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), pieces.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Same(t)))
            | (ChangeTag::Insert, Some(Piece::Added(t)))
            | (ChangeTag::Delete, Some(Piece::Removed(t))) => t.push_str(text),
            (ChangeTag::Equal, _) => pieces.push(Piece::Same(text.to_owned())),
            (ChangeTag::Insert, _) => pieces.push(Piece::Added(text.to_owned())),
            (ChangeTag::Delete, _) => pieces.push(Piece::Removed(text.to_owned())),
        }
    }
    vec![Part::Changed(pieces)]
}

/// Words: a Han character is one, a number or a word of letters is one, everything else stands alone.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let joins =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | '-') || ('\u{600}'..='\u{6ff}').contains(&c);
    let mut previous: Option<char> = None;
    for (at, c) in text.char_indices() {
        if let Some(before) = previous
            && !(joins(before) && joins(c))
        {
            found.push(&text[start..at]);
            start = at;
        }
        previous = Some(c);
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_changed_number_is_seen_whole() {
        let parts = difference("甲\n收费标准为每吨120元。\n乙", "甲\n收费标准为每吨100元。\n乙");
        assert_eq!(
            parts,
            [
                Part::Same("甲".into()),
                Part::Changed(vec![
                    Piece::Same("收费标准为每吨".into()),
                    Piece::Removed("120".into()),
                    Piece::Added("100".into()),
                    Piece::Same("元。".into()),
                ]),
                Part::Same("乙".into()),
            ]
        );
    }

    #[test]
    fn another_paragraph_is_not_woven_into_the_old_one() {
        assert_eq!(
            difference("全文取消", "请于十日内到窗口补交材料"),
            [Part::Removed("全文取消".into()), Part::Added("请于十日内到窗口补交材料".into())]
        );
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_out_of_the_comparison(a in "[甲乙丙1-3\n ]{0,40}", b in "[甲乙丙1-3\n ]{0,40}") {
            let lines = |t: &str| t.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for part in difference(&a, &b) {
                match part {
                    Part::Same(t) => { old.push(t.clone()); new.push(t) }
                    Part::Added(t) => new.push(t),
                    Part::Removed(t) => old.push(t),
                    Part::Changed(pieces) => {
                        let (mut o, mut n) = (String::new(), String::new());
                        for piece in pieces {
                            match piece {
                                Piece::Same(t) => { o.push_str(&t); n.push_str(&t) }
                                Piece::Added(t) => n.push_str(&t),
                                Piece::Removed(t) => o.push_str(&t),
                            }
                        }
                        old.push(o);
                        new.push(n);
                    }
                }
            }
            prop_assert_eq!(old, lines(&a));
            prop_assert_eq!(new, lines(&b));
        }
    }
}
