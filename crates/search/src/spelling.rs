//! The nearest text: how a misspelt word finds the title it was meant to be. Pure.

/// A part of a title near a written text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Near<'a> {
    pub(crate) text: &'a str,
    /// Letters to change.
    pub(crate) distance: usize,
}

/// How many letters may be wrong in a text of this length.
pub(crate) fn tolerance(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// The part of a title that is nearest to a written text, if it is within the tolerance and differs.
pub(crate) fn nearest_part<'a>(written: &str, title: &'a str) -> Option<Near<'a>> {
    let typed: Vec<char> = written.chars().collect();
    let letters: Vec<(usize, char)> = title.char_indices().collect();
    let most = tolerance(typed.len());
    if most == 0 || typed.len() > 40 || letters.len() > 200 {
        return None;
    }
    // Sellers: the distance of the typed text to the part of the title that ends here, and where that part began.
    let mut before: Vec<(usize, usize)> = (0..=typed.len()).map(|i| (i, 0)).collect();
    let mut best: Option<(usize, usize, usize)> = None;
    for (at, &(_, letter)) in letters.iter().enumerate() {
        let mut here = Vec::with_capacity(before.len());
        here.push((0, at + 1));
        for (i, &wanted) in typed.iter().enumerate() {
            let change = (before[i].0 + usize::from(wanted != letter), if i == 0 { at } else { before[i].1 });
            let skip_title = (before[i + 1].0 + 1, before[i + 1].1);
            let skip_typed = (here[i].0 + 1, here[i].1);
            here.push(change.min(skip_title).min(skip_typed));
        }
        let (distance, start) = here[typed.len()];
        // Of equally near parts the one of the same length, then the first.
        let length = at + 1 - start.min(at + 1);
        let unlike = length.abs_diff(typed.len());
        let better = best.is_none_or(|(known, known_start, known_end)| {
            (distance, unlike) < (known, (known_end - known_start).abs_diff(typed.len()))
        });
        if distance <= most && better {
            best = Some((distance, start, at + 1));
        }
        before = here;
    }
    let (distance, start, end) = best?;
    let byte = |i: usize| letters.get(i).map_or(title.len(), |(at, _)| *at);
    let text = title.get(byte(start)..byte(end))?;
    (distance > 0 && !text.is_empty() && text != written).then_some(Near { text, distance })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn misspelt_words_find_their_titles() {
        for (written, title, text) in [
            ("道路运榆条例", "道路运输条例", "道路运输条例"),
            ("道路运榆", "道路运输条例", "道路运输"),
            ("正府信息公开", "政府信息公开条例", "政府信息公开"),
            ("居民份证法", "居民身份证法", "居民身份证法"),
            ("行政政许可法", "行政许可法", "行政许可法"),
        ] {
            let near = nearest_part(written, title).unwrap_or_else(|| panic!("{written}"));
            assert_eq!(near.text, text, "{written}");
        }
        for (written, title) in [("行政许可", "行政许可法"), ("许可", "行政法"), ("", "法"), ("道路运输", "信息公开")]
        {
            assert_eq!(nearest_part(written, title), None, "{written}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(written in "\\PC{0,45}", title in "\\PC{0,60}") {
            let _ = nearest_part(&written, &title);
        }
    }
}
