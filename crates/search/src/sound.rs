//! How Chinese letters sound: matching what somebody typed (letters of pinyin, initials, characters, a mixture) against
//! the beginning of a text. All readings of a letter count. Pure.

use pinyin::ToPinyinMulti;

/// All readings of a letter without tones; empty for what is not Chinese.
pub(crate) fn readings(letter: char) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    if let Some(multi) = letter.to_pinyin_multi() {
        for reading in multi {
            let plain = reading.plain();
            if !found.contains(&plain) {
                found.push(plain);
            }
        }
    }
    found
}

/// How a typed text met a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Quality {
    /// The last syllable is not finished, or sounds are only alike (z for zh).
    Loose,
    /// Some letters stand for whole syllables.
    Initials,
    /// Every syllable in full, or the letters themselves.
    Full,
}

/// A match: letters of the title consumed, and how well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) letters: usize,
    pub(crate) quality: Quality,
}

/// How exact sounds must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hearing {
    /// As they are written.
    Strict,
    /// Alike is enough; costs ten times as much.
    Loose,
}

/// Whether a text begins with what was typed; the best way of reading it. `typed` is folded and without blanks.
pub(crate) fn meets(typed: &[char], title: &[char], hearing: Hearing) -> Option<Met> {
    let mut steps = 4_000;
    step(typed, title, 0, Quality::Full, hearing, &mut steps)
}

fn better(one: Option<Met>, other: Option<Met>) -> Option<Met> {
    match (one, other) {
        (Some(a), Some(b)) => Some(if b.quality > a.quality { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn step(
    typed: &[char],
    title: &[char],
    taken: usize,
    so_far: Quality,
    hearing: Hearing,
    steps: &mut u32,
) -> Option<Met> {
    if typed.is_empty() {
        return Some(Met { letters: taken, quality: so_far });
    }
    // A title is not worth more: what is typed is short, and a hostile text must end.
    *steps = steps.checked_sub(1)?;
    let letter = *title.first()?;
    let rest = title.get(1..)?;
    if typed.first() == Some(&letter) {
        return step(typed.get(1..)?, rest, taken + 1, so_far, hearing, steps);
    }
    if !typed.first()?.is_ascii_lowercase() {
        return None;
    }
    let latin = typed.iter().take_while(|c| c.is_ascii_lowercase()).count();
    let mut best = None;
    for reading in readings(letter) {
        let alike = match hearing {
            Hearing::Loose => forms(reading),
            Hearing::Strict if reading.contains('ü') => {
                forms(reading).into_iter().filter(|(_, plain)| *plain).collect()
            }
            Hearing::Strict => Vec::new(),
        };
        let plain = (reading, true);
        let forms = alike.iter().map(|(form, is_plain)| (form.as_str(), *is_plain));
        for (form, is_plain) in forms.chain(alike.is_empty().then_some(plain)) {
            let quality = if is_plain { so_far } else { so_far.min(Quality::Loose) };
            let letters = form.chars().count();
            let same = typed.iter().zip(form.chars()).take_while(|(a, b)| **a == *b).count();
            if same == letters {
                best = better(best, step(typed.get(same..)?, rest, taken + 1, quality, hearing, steps));
            } else if same == latin && same == typed.len() && same > 1 {
                best = better(best, Some(Met { letters: taken + 1, quality: quality.min(Quality::Loose) }));
            }
            if best.is_some_and(|met| met.quality == Quality::Full) {
                return best;
            }
        }
        // One letter for the syllable.
        if reading.chars().next() == typed.first().copied() {
            let initials = so_far.min(Quality::Initials);
            best = better(best, step(typed.get(1..)?, rest, taken + 1, initials, hearing, steps));
        }
    }
    best
}

/// A syllable and the ways it is often typed: zh/z, ch/c, sh/s, ng/n, l/n, ü/v/u.
fn forms(reading: &str) -> Vec<(String, bool)> {
    let plain = reading.replace('ü', "v");
    let mut all = vec![(plain.clone(), true)];
    if plain.contains('v') {
        all.push((plain.replace('v', "u"), true));
    }
    let mut loose = Vec::new();
    for (form, _) in &all {
        let mut heads = vec![form.clone()];
        for (from, to) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("n", "l"), ("h", "f"), ("f", "h")] {
            if let Some(rest) = form.strip_prefix(from) {
                heads.push(format!("{to}{rest}"));
            }
        }
        for (from, to) in [("z", "zh"), ("c", "ch"), ("s", "sh")] {
            if let Some(rest) = form.strip_prefix(from).filter(|rest| !rest.starts_with('h')) {
                heads.push(format!("{to}{rest}"));
            }
        }
        for head in heads {
            for end in ["ang", "eng", "ing"] {
                if head.ends_with(end) {
                    loose.push(head[..head.len() - 1].to_owned());
                }
            }
            for end in ["an", "en", "in"] {
                if head.ends_with(end) {
                    loose.push(format!("{head}g"));
                }
            }
            loose.push(head);
        }
    }
    for form in loose {
        if !all.iter().any(|(known, _)| *known == form) {
            all.push((form, false));
        }
    }
    all
}

/// Whether two letters sound alike: `Full` in the same syllable, `Loose` nearly.
pub(crate) fn alike(one: char, other: char) -> Option<Quality> {
    if one == other {
        return Some(Quality::Full);
    }
    let (a, b) = (readings(one), readings(other));
    if a.iter().any(|reading| b.contains(reading)) {
        return Some(Quality::Full);
    }
    let near = a.iter().any(|one| forms(one).iter().any(|(form, _)| b.contains(&form.as_str())));
    near.then_some(Quality::Loose)
}

/// The pairs under which a text that begins with these letters is kept, so that two typed letters find it: the first two
/// letters of its first syllable, and the initials of its first two.
pub(crate) fn keys(title: &[char]) -> Vec<(char, char)> {
    let Some(&first) = title.first() else { return Vec::new() };
    let of_second: Vec<char> = match title.get(1) {
        Some(&second) if second.is_ascii_lowercase() => vec![second],
        Some(&second) => readings(second).iter().filter_map(|reading| reading.chars().next()).collect(),
        None => Vec::new(),
    };
    let mut keys = Vec::new();
    let mut add = |key: (char, char)| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    if first.is_ascii_lowercase() {
        of_second.iter().for_each(|&second| add((first, second)));
    }
    for reading in readings(first) {
        let mut sounds = reading.chars().map(|c| if c == 'ü' { 'v' } else { c });
        let Some(initial) = sounds.next() else { continue };
        of_second.iter().for_each(|&second| add((initial, second)));
        match sounds.next() {
            Some(next) => add((initial, next)),
            None => add((initial, ' ')),
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(typed: &str, title: &str) -> Option<(usize, Quality)> {
        let (typed, title): (Vec<char>, Vec<char>) = (typed.chars().collect(), title.chars().collect());
        meets(&typed, &title, Hearing::Strict)
            .or_else(|| meets(&typed, &title, Hearing::Loose))
            .map(|met| (met.letters, met.quality))
    }

    #[test]
    fn typed_letters_meet_titles() {
        for (typed, title, expected) in [
            ("xingzhengxuke", "行政许可法", Some((4, Quality::Full))),
            ("xzxk", "行政许可法", Some((4, Quality::Initials))),
            ("xzxkf", "行政许可法", Some((5, Quality::Initials))),
            ("xingzheng许可", "行政许可法", Some((4, Quality::Full))),
            ("行政xk", "行政许可法", Some((4, Quality::Initials))),
            ("行政", "行政许可法", Some((2, Quality::Full))),
            ("xingzhengxuk", "行政许可法", Some((4, Quality::Initials))),
            ("xingzhenxuke", "行政许可法", Some((4, Quality::Loose))),
            ("hangzheng", "行政许可法", Some((2, Quality::Full))),
            ("lvyou", "旅游法", Some((2, Quality::Full))),
            ("abc", "行政许可法", None),
            ("许可", "行政许可法", None),
            ("xingzhengxukefaa", "行政许可法", None),
        ] {
            assert_eq!(met(typed, title), expected, "{typed} {title}");
        }
    }

    #[test]
    fn letters_that_sound_alike() {
        assert_eq!(alike('渴', '可'), Some(Quality::Full));
        assert_eq!(alike('身', '深'), Some(Quality::Full));
        assert_eq!(alike('四', '是'), Some(Quality::Loose));
        assert_eq!(alike('行', '许'), None);
    }

    #[test]
    fn a_long_hostile_text_ends() {
        let typed = "a".repeat(200);
        let title = "阿".repeat(300);
        assert!(met(&typed, &title).is_some());
        assert!(met(&format!("{typed}q"), &title).is_none());
    }
}
