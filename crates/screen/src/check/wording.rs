//! Words from the lists: forbidden ones, mistaken ones, and names of leaders with their offices.
//! (Chinese terms as data.)

use crate::{Finding, Kind, Lists, Severity, lists::Leader};

type Found = Vec<(usize, usize, Finding)>;

pub(super) fn find(text: &str, lists: &Lists, out: &mut Found) {
    let mut found = Vec::new();
    for entry in &lists.forbidden {
        for (start, word) in text.match_indices(&entry.word) {
            let end = start + word.len();
            if is_excepted(text, start, end, &entry.exceptions) || (entry.is_whole && !is_alone(text, start, end)) {
                continue;
            }
            found.push((start, end, Finding::new(Kind::ForbiddenWord, entry.severity, word).right(&entry.instead)));
        }
    }
    for entry in &lists.mistaken {
        for (start, word) in text.match_indices(&entry.wrong) {
            let end = start + word.len();
            if !is_excepted(text, start, end, &entry.exceptions) {
                found.push((start, end, Finding::new(Kind::MistakenTerm, Severity::Warns, word).right(&entry.right)));
            }
        }
    }
    for leader in &lists.leaders {
        names(text, leader, &lists.titles, &mut found);
    }
    super::in_letters(text, &mut found);
    out.extend(found);
}

/// Whether one of the phrases stands here and covers what was found.
fn is_excepted(text: &str, start: usize, end: usize, phrases: &[String]) -> bool {
    phrases.iter().any(|phrase| {
        let mut from = floor(text, start.saturating_sub(phrase.len()));
        let to = ceiling(text, end + phrase.len());
        while let Some(at) = text[from..to].find(phrase.as_str()) {
            let begin = from + at;
            // A phrase without the word excuses it by standing right before or after it.
            if begin <= end && begin + phrase.len() >= start {
                return true;
            }
            from = begin + phrase.chars().next().map_or(1, char::len_utf8);
        }
        false
    })
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn is_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
    let after = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    !before && !after
}

fn names(text: &str, leader: &Leader, titles: &[String], found: &mut Found) {
    let right = leader.titles.first().map_or("", String::as_str);
    for wrong in leader.misspelt.iter().filter(|w| !w.is_empty()) {
        for (start, word) in text.match_indices(wrong.as_str()) {
            let finding = Finding::new(Kind::LeaderName, Severity::Stops, word).right(&leader.name);
            found.push((start, start + word.len(), finding));
        }
    }
    for (start, name) in text.match_indices(&leader.name) {
        let end = start + name.len();
        let before = title_before(&text[..start], titles);
        // An office that stands before the name decides; what follows may belong to the next person.
        let beside = before.or_else(|| title_after(&text[end..], titles));
        if let Some(title) = beside
            && !leader.titles.iter().any(|own| is_same_title(own, &title))
        {
            let finding = Finding::new(Kind::LeaderTitle, Severity::Stops, format!("{name}：{title}"))
                .right(format!("{name}：{right}"));
            found.push((start, end, finding));
        }
    }
    near_names(text, leader, found);
}

/// An office of this leader beside a name of the same length in which exactly one letter differs.
fn near_names(text: &str, leader: &Leader, found: &mut Found) {
    let name: Vec<char> = leader.name.chars().collect();
    if name.len() < 3 {
        return;
    }
    for title in leader.titles.iter().filter(|t| t.chars().count() >= 2) {
        for (at, _) in text.match_indices(title.as_str()) {
            let start = at + title.len();
            let shown: Vec<char> = text[start..].chars().take(name.len()).collect();
            let differing = shown.iter().zip(&name).filter(|(a, b)| a != b).count();
            let word: String = shown.iter().collect();
            if shown.len() == name.len() && differing == 1 && shown[0] == name[0] && !leader.misspelt.contains(&word) {
                let end = start + word.len();
                found.push((start, end, Finding::new(Kind::LeaderName, Severity::Warns, word).right(&leader.name)));
            }
        }
    }
}

/// 副, 代 and the like make another office of the same word.
const MODIFIERS: [&str; 5] = ["副", "代", "原", "前", "常务副"];

fn title_before(text: &str, titles: &[String]) -> Option<String> {
    let text = text.trim_end_matches([' ', '\u{3000}']);
    let title = titles.iter().filter(|t| text.ends_with(t.as_str())).max_by_key(|t| t.len())?;
    let rest = &text[..text.len() - title.len()];
    let modifier = MODIFIERS.iter().filter(|m| rest.ends_with(**m)).max_by_key(|m| m.len());
    Some(format!("{}{title}", modifier.copied().unwrap_or("")))
}

fn title_after(text: &str, titles: &[String]) -> Option<String> {
    let text = text.trim_start_matches([' ', '\u{3000}', '，', '：', ':', ',']);
    let text = text.strip_prefix("同志").unwrap_or(text);
    titles.iter().filter(|t| text.starts_with(t.as_str())).max_by_key(|t| t.len()).cloned()
}

/// 局长 is said for 政务服务管理局局长, but 市长 never for 副市长.
fn is_same_title(own: &str, said: &str) -> bool {
    match own.strip_suffix(said) {
        Some("") => true,
        Some(rest) => !MODIFIERS.iter().any(|m| rest.ends_with(m)),
        // Written with more before it than the list has: 本市市长.
        None => said.strip_suffix(own).is_some_and(|rest| !MODIFIERS.iter().any(|m| rest.ends_with(m))),
    }
}
