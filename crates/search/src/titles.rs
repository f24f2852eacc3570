//! The titles of everything that is searched, in memory: suggestions while typing, pinyin, misspellings, and what a
//! title is worth for a query. Grows with the index; a title nobody carries any more stays but is not shown.

use crate::fold::{STATE, fold, title_key};
use crate::sound::{self, Hearing, Quality};
use crate::tokens;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Letters of a title that are kept: what follows finds nobody by its beginning.
const LONGEST: usize = 120;
/// Words of a title that it is found by.
const MOST_WORDS: usize = 24;
/// Titles looked at for one typed letter of pinyin: more would not be narrower.
const MOST_FOR_A_LETTER: usize = 2_000;
/// Places looked at for one typed text; beyond it the answer would come too late for a person who types.
const MOST_PLACES: usize = 60_000;

/// One title.
pub(crate) struct Title {
    /// As it is shown.
    pub(crate) shown: Box<str>,
    /// Its key (folded).
    pub(crate) key: Box<str>,
    /// Whether it is a term of the synonyms, not a title.
    is_term: bool,
}

/// Where in a title a word begins: the title's number and the byte in its key.
type Place = (u32, u16);

/// All titles.
#[derive(Default)]
pub(crate) struct Titles {
    titles: Vec<Title>,
    /// Numbers by the hash of the title: titles are many, and each is kept twice already.
    by_text: HashMap<u64, u32>,
    hasher: RandomState,
    by_letter: HashMap<char, Vec<Place>>,
    by_sound: HashMap<(char, char), Vec<Place>>,
}

/// A part of titles that sounds as typed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sounding {
    pub(crate) text: String,
    pub(crate) quality: Quality,
    /// How much carries it.
    pub(crate) worth: f32,
    /// Whether it is a whole title.
    pub(crate) is_whole: bool,
}

impl Titles {
    /// The number of a title, given when it is new.
    pub(crate) fn number(&mut self, shown: &str) -> u32 {
        self.add(shown, false)
    }

    /// Takes a term of the synonyms as something people may have meant.
    pub(crate) fn add_term(&mut self, term: &str) {
        self.add(term, true);
    }

    fn add(&mut self, shown: &str, is_term: bool) -> u32 {
        let hash = self.hasher.hash_one(shown);
        if let Some(&known) = self.by_text.get(&hash) {
            if !is_term && let Some(title) = self.titles.get_mut(known as usize) {
                title.is_term = false;
            }
            return known;
        }
        let number = u32::try_from(self.titles.len()).unwrap_or(u32::MAX);
        let short: String = fold(shown).chars().take(LONGEST).collect();
        let key = title_key(&short);
        // Every word, those inside long ones too: 身份 is typed for 居民身份证法. Sounds only where words are cut.
        let mut last = None;
        for (at, _) in tokens::places_of_words(&key).into_iter().take(MOST_WORDS) {
            if last != Some(at) {
                self.add_by_letter(&key, number, at);
                last = Some(at);
            }
        }
        let mut at = 0;
        for word in tokens::cut(&key).into_iter().take(MOST_WORDS) {
            let Some(offset) = key.get(at..).and_then(|rest| rest.find(word)) else { continue };
            self.add_by_sound(&key, number, at + offset);
            at += offset + word.len();
        }
        self.by_text.insert(hash, number);
        self.titles.push(Title { shown: shown.into(), key: key.into(), is_term });
        number
    }

    fn add_by_letter(&mut self, key: &str, number: u32, at: usize) {
        if let (Some(first), Ok(place)) = (key.get(at..).and_then(|rest| rest.chars().next()), u16::try_from(at)) {
            self.by_letter.entry(first).or_default().push((number, place));
        }
    }

    fn add_by_sound(&mut self, key: &str, number: u32, at: usize) {
        let Ok(place) = u16::try_from(at) else { return };
        let beginning: Vec<char> = key.get(at..).unwrap_or("").chars().take(2).collect();
        for key in sound::keys(&beginning) {
            self.by_sound.entry(key).or_default().push((number, place));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.titles.len()
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Title> {
        self.titles.get(number as usize)
    }

    /// Titles and the places in them where what was typed begins, best first: `(title, starts the title, quality)`.
    /// `worth` says what a title counts; 0 leaves it out.
    pub(crate) fn beginning_with(&self, typed: &str, worth: &dyn Fn(u32) -> f32, limit: usize) -> Vec<u32> {
        let mut found: HashMap<u32, (f32, usize)> = HashMap::new();
        self.visit(typed, |number, place, met, title| {
            let value = worth(number);
            if value <= 0.0 || title.is_term {
                return;
            }
            let start = if place == 0 { 4.0 } else { 1.0 };
            let quality = match met.quality {
                Quality::Full => 4.0,
                Quality::Initials => 2.0,
                Quality::Loose => 1.0,
            };
            let letters = title.key.chars().count();
            let score = start * quality * value * (1.0 + met.letters as f32 / letters.max(1) as f32);
            let best = found.entry(number).or_insert((score, letters));
            best.0 = best.0.max(score);
        });
        let mut ranked: Vec<(u32, (f32, usize))> = found.into_iter().collect();
        ranked.sort_by(|a, b| {
            b.1.0.total_cmp(&a.1.0).then(a.1.1.cmp(&b.1.1)).then_with(|| {
                let shown = |number: u32| self.get(number).map(|title| title.shown.as_ref());
                shown(a.0).cmp(&shown(b.0))
            })
        });
        ranked.into_iter().take(limit).map(|(number, _)| number).collect()
    }

    /// The texts within titles that sound like what was typed in Latin letters, the likeliest first.
    pub(crate) fn sounding(&self, typed: &str, worth: &dyn Fn(u32) -> f32, limit: usize) -> Vec<Sounding> {
        let mut found: HashMap<&str, Sounding> = HashMap::new();
        self.visit(typed, |number, place, met, title| {
            let value = if title.is_term { 0.5 } else { worth(number) };
            if value <= 0.0 {
                return;
            }
            let rest = title.key.get(place..).unwrap_or("");
            let end = rest.char_indices().nth(met.letters).map_or(rest.len(), |(at, _)| at);
            let Some(text) = rest.get(..end) else { return };
            let is_whole = text.len() == title.key.len();
            let start = if place == 0 { 2.0 } else { 1.0 };
            let one = found.entry(text).or_insert_with(|| Sounding {
                text: text.to_owned(),
                quality: met.quality,
                worth: 0.0,
                is_whole,
            });
            one.worth += value * start;
            one.quality = one.quality.max(met.quality);
            one.is_whole |= is_whole;
        });
        rank(found.into_values().collect(), limit)
    }

    /// The texts within titles that sound like these Chinese letters but are written differently.
    pub(crate) fn sounding_like(&self, written: &str, worth: &dyn Fn(u32) -> f32, limit: usize) -> Vec<Sounding> {
        let letters: Vec<char> = written.chars().collect();
        let mut keys: Vec<(char, char)> = Vec::new();
        let initials = |letter: Option<&char>| -> Vec<char> {
            letter.map(|&c| sound::readings(c).iter().filter_map(|r| r.chars().next()).collect()).unwrap_or_default()
        };
        for one in initials(letters.first()) {
            for other in initials(letters.get(1)) {
                if !keys.contains(&(one, other)) {
                    keys.push((one, other));
                }
            }
        }
        let mut found: HashMap<&str, Sounding> = HashMap::new();
        let mut looked_at = 0;
        for key in keys {
            for &(number, place) in self.by_sound.get(&key).map_or(&[][..], Vec::as_slice) {
                looked_at += 1;
                if looked_at > MOST_PLACES {
                    break;
                }
                let Some(title) = self.get(number) else { continue };
                let value = if title.is_term { 0.5 } else { worth(number) };
                let rest = title.key.get(usize::from(place)..).unwrap_or("");
                let mut quality = Quality::Full;
                let mut end = 0;
                let mut here = rest.chars();
                let fits = letters.iter().all(|&letter| {
                    let Some(other) = here.next() else { return false };
                    end += other.len_utf8();
                    sound::alike(letter, other).inspect(|q| quality = quality.min(*q)).is_some()
                });
                let text = rest.get(..end).unwrap_or("");
                if !fits || value <= 0.0 || text == written {
                    continue;
                }
                let is_whole = text.len() == title.key.len();
                let one = found.entry(text).or_insert_with(|| Sounding {
                    text: text.to_owned(),
                    quality,
                    worth: 0.0,
                    is_whole,
                });
                one.worth += value;
                one.is_whole |= is_whole;
            }
        }
        rank(found.into_values().collect(), limit)
    }

    /// Terms of the synonyms within one or two letters of a text.
    pub(crate) fn terms_near(&self, written: &str) -> Vec<&str> {
        self.titles
            .iter()
            .filter(|title| title.is_term && &*title.key != written)
            .filter(|title| {
                crate::spelling::nearest_part(written, &title.key).is_some_and(|near| near.text == &*title.key)
            })
            .map(|title| &*title.key)
            .collect()
    }

    fn visit<'a>(&'a self, typed: &str, mut take: impl FnMut(u32, usize, sound::Met, &'a Title)) {
        let key: String =
            tokens::compact(&fold(typed)).chars().filter(|c| !matches!(c, '《' | '》' | '\'' | '"')).collect();
        let bare = key.strip_prefix(STATE).filter(|rest| !rest.is_empty()).unwrap_or(&key);
        let letters: Vec<char> = bare.chars().take(LONGEST).collect();
        let Some(&first) = letters.first() else { return };
        if !first.is_ascii_lowercase() && letters.iter().all(|c| !c.is_ascii_lowercase()) {
            // Only characters: no sounds to try.
            let met = sound::Met { letters: letters.len(), quality: Quality::Full };
            for &(number, place) in self.by_letter.get(&first).into_iter().flatten().take(MOST_PLACES) {
                let Some(title) = self.get(number) else { continue };
                if title.key.get(usize::from(place)..).is_some_and(|rest| rest.starts_with(bare)) {
                    take(number, usize::from(place), met, title);
                }
            }
            return;
        }
        let mut places: Vec<&[Place]> = Vec::new();
        if first.is_ascii_lowercase() {
            let second = letters.get(1).copied().unwrap_or(' ');
            let seconds = if letters.len() == 1 { 'a'..='z' } else { second..=second };
            places.extend(seconds.filter_map(|second| self.by_sound.get(&(first, second))).map(Vec::as_slice));
        } else if let Some(of_letter) = self.by_letter.get(&first) {
            places.push(of_letter);
        }
        let mut title_letters: Vec<char> = Vec::new();
        let mut is_found = false;
        for hearing in [Hearing::Strict, Hearing::Loose] {
            let most = if letters.len() == 1 { MOST_FOR_A_LETTER } else { MOST_PLACES };
            for &(number, place) in
                places.iter().copied().flatten().filter(|p| letters.len() > 1 || p.1 == 0).take(most)
            {
                let Some(title) = self.get(number) else { continue };
                let Some(rest) = title.key.get(usize::from(place)..) else { continue };
                title_letters.clear();
                title_letters.extend(rest.chars().take(letters.len() + 1));
                if let Some(met) = sound::meets(&letters, &title_letters, hearing) {
                    is_found = true;
                    take(number, usize::from(place), met, title);
                }
            }
            if is_found {
                return;
            }
        }
    }
}

fn rank(mut found: Vec<Sounding>, limit: usize) -> Vec<Sounding> {
    found.sort_by(|a, b| {
        b.is_whole
            .cmp(&a.is_whole)
            .then(b.quality.cmp(&a.quality))
            .then(b.worth.total_cmp(&a.worth))
            .then_with(|| a.text.cmp(&b.text))
    });
    found.truncate(limit);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles() -> Titles {
        let mut titles = Titles::default();
        for title in [
            "中华人民共和国行政许可法",
            "中华人民共和国行政处罚法",
            "中华人民共和国行政复议法",
            "道路运输条例",
            "政府信息公开条例",
            "中华人民共和国居民身份证法",
            "食品经营许可（新办）",
        ] {
            titles.number(title);
        }
        titles
    }

    fn suggested(typed: &str) -> Vec<String> {
        let titles = titles();
        let found = titles.beginning_with(typed, &|_| 1.0, 8);
        found.into_iter().filter_map(|number| titles.get(number)).map(|title| title.shown.to_string()).collect()
    }

    #[test]
    fn what_is_typed_finds_titles() {
        for (typed, first) in [
            ("行政许", "中华人民共和国行政许可法"),
            ("許可法", "中华人民共和国行政许可法"),
            ("xingzhengx", "中华人民共和国行政许可法"),
            ("xzxk", "中华人民共和国行政许可法"),
            ("XZFYF", "中华人民共和国行政复议法"),
            ("中华人民共和国居民", "中华人民共和国居民身份证法"),
            ("《道路", "道路运输条例"),
            ("xxgk", "政府信息公开条例"),
            ("spjy", "食品经营许可（新办）"),
            ("身份", "中华人民共和国居民身份证法"),
        ] {
            assert_eq!(suggested(typed).first().map(String::as_str), Some(first), "{typed}");
        }
        assert_eq!(suggested("行政").len(), 3);
        for none in ["", "  ", "zzzz", "《》", "\u{0}", "许许许"] {
            assert!(suggested(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn sounds_of_letters_and_of_wrong_letters() {
        let titles = titles();
        let sounding = titles.sounding("xzxk", &|_| 1.0, 3);
        assert_eq!(sounding[0].text, "行政许可");
        assert_eq!(titles.sounding_like("行政许渴", &|_| 1.0, 3)[0].text, "行政许可");
        assert_eq!(titles.sounding_like("居民深份证", &|_| 1.0, 3)[0].text, "居民身份证");
        assert!(titles.sounding_like("行政许可", &|_| 1.0, 3).is_empty());
    }

    #[test]
    fn a_title_that_nobody_carries_is_not_shown() {
        let titles = titles();
        assert!(titles.beginning_with("行政", &|_| 0.0, 8).is_empty());
    }
}
