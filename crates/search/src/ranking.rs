//! What makes one find better than another, beside its words: validity, kind, weight, title. Pure arithmetic.

use crate::entry::Kind;
use crate::understanding::Understood;
use crate::view::{Known, Row};

/// What an expired or repealed rule is still worth: it is found, after the rules in force.
fn of_validity(word: &str) -> f32 {
    match word {
        "" | "in-force" | "有效" | "现行有效" => 1.0,
        "not-yet-effective" | "尚未施行" | "尚未生效" => 0.8,
        "suspended" | "暂停施行" => 0.6,
        "amended" | "已修改" => 0.5,
        word if is_over(word) => 0.35,
        _ => 1.0,
    }
}

fn of_kind(kind: Option<Kind>) -> f32 {
    match kind {
        Some(Kind::Item) => 1.15,
        Some(Kind::Rule) => 1.1,
        Some(Kind::Publication | Kind::Interpretation | Kind::Answer) => 1.0,
        Some(Kind::Section) => 0.95,
        Some(Kind::Gazette) => 0.85,
        Some(Kind::Duty) => 0.5,
        None => 0.5,
    }
}

/// What words and title of a document are multiplied with.
pub(crate) fn prior(row: &Row, validity: f32, understood: &Understood) -> f32 {
    let act = if understood.is_act && row.kind == Some(Kind::Item) { 1.8 } else { 1.0 };
    validity * of_kind(row.kind) * act * (1.0 + f32::from(row.weight.min(1_000)) / 2_000.0)
}

/// The factors of all validities by number.
pub(crate) fn validities(known: &Known) -> Vec<f32> {
    known.validities.all().map(|(_, word)| of_validity(word)).collect()
}

/// What a title counts among suggestions.
pub(crate) fn worth_of_title(row: &Row, validities: &[f32]) -> f32 {
    validities.get(usize::from(row.validity)).copied().unwrap_or(1.0)
        * of_kind(row.kind)
        * (1.0 + f32::from(row.weight.min(1_000)) / 500.0)
}

/// What comes after the first time.
const LATER: &[&str] = &["变更", "延续", "注销", "补办", "换发"];

/// How a query meets a document, the better class first. Within one class rules in force stand strictly before those that
/// are expired or repealed, whatever their scores: see [`is_over`] and `gather`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// The query is its title and nothing more.
    Whole,
    /// All words of the query stand in its title, or what they mean does.
    Title,
    /// The words stand in its text, or only some of them in its title.
    Text,
}

/// Whether a rule with this validity is over: expired or repealed. One that is suspended, amended or not yet in force is
/// not: it only counts less.
pub(crate) fn is_over(word: &str) -> bool {
    matches!(word, "expired" | "repealed" | "失效" | "废止" | "已废止")
}

/// What the title adds for a query: all of its words, a long part of the title, the whole title. With it, how the query
/// meets the title.
pub(crate) fn of_title(key: &str, understood: &Understood) -> (f32, Class) {
    let letters = key.chars().count().max(1) as f32;
    let (mut sum, mut matched, mut all) = (0.0f32, 0usize, true);
    for unit in &understood.units {
        let mut best = (0.0f32, 0usize, false);
        for form in &unit.forms {
            let (value, length, whole) = if key.contains(form.text.as_str()) {
                (form.closeness, form.text.chars().count(), true)
            } else {
                let found: Vec<&String> = form.words.iter().filter(|word| key.contains(word.as_str())).collect();
                let length: usize = found.iter().map(|word| word.chars().count()).sum();
                let of_all: usize = form.words.iter().map(|word| word.chars().count()).sum();
                let share = length as f32 / of_all.max(1) as f32;
                (0.5 * share * form.closeness, length, false)
            };
            if value > best.0 {
                best = (value, length, whole);
            }
        }
        sum += best.0 * if unit.is_optional { 0.3 } else { 1.0 };
        matched += best.1;
        all &= best.2 || unit.is_optional;
    }
    for phrase in &understood.phrases {
        if key.contains(phrase.as_str()) {
            sum += 1.0;
            matched += phrase.chars().count();
        } else {
            all = false;
        }
    }
    let mut bonus = 6.0 * sum;
    let mut class = if all && matched > 0 { Class::Title } else { Class::Text };
    if class == Class::Title {
        bonus += 16.0 * (matched as f32 / letters).min(1.0);
    } else if matched > 0 {
        // The law itself before its rules of implementation: a title that says little besides what was asked.
        bonus += 3.0 * (matched as f32 / letters).min(1.0);
    }
    // Who does not say so means the first time, not the change or the end of it.
    if LATER
        .iter()
        .any(|later| key.contains(later) && !understood.wholes.iter().any(|(whole, _)| whole.contains(later)))
    {
        bonus *= 0.8;
    }
    for (whole, closeness) in &understood.wholes {
        if key == whole {
            bonus += 45.0 * closeness;
            class = Class::Whole;
            break;
        }
        if key.starts_with(whole.as_str()) {
            bonus += 6.0 * closeness;
            break;
        }
    }
    (bonus, class)
}

/// Whether the query is this title and nothing more.
pub(crate) fn is_title(key: &str, understood: &Understood) -> bool {
    understood.wholes.iter().any(|(whole, _)| key == whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synonyms::Synonyms;

    #[test]
    fn a_title_is_met_as_a_whole_in_all_words_or_in_some() {
        let class = |query: &str, key: &str| of_title(key, &Understood::new(query, &Synonyms::none())).1;
        assert_eq!(class("快递条例", "快递条例"), Class::Whole);
        assert_eq!(class("快递 条例", "快递暂行条例"), Class::Title);
        assert_eq!(class("快递 公开", "快递暂行条例"), Class::Text);
        assert!(Class::Whole < Class::Title && Class::Title < Class::Text);
    }
}
