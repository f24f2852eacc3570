//! Words and pairs of letters: how a text is cut for the index, and a query for the search.
//!
//! Words come from jieba over folded text, without its guesses about unknown words: a guess depends on the sentence, so
//! query and text would be cut differently. Pairs of letters carry places and make phrases exact whatever the cutting.

use crate::fold::{STATE, fold, is_han};
use jieba_rs::Jieba;
use std::sync::OnceLock;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The dictionary, loaded once for the process (about 37 MB).
fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(Jieba::new)
}

/// Stretches of a folded text that hold words: of Chinese characters (`true`), or of other letters and digits.
fn stretches(folded: &str) -> Vec<(usize, usize, bool)> {
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    for (at, letter) in folded.char_indices() {
        if !letter.is_alphanumeric() {
            continue;
        }
        let (end, han) = (at + letter.len_utf8(), is_han(letter));
        match found.last_mut() {
            Some(last) if last.1 == at && last.2 == han => last.1 = end,
            _ => found.push((at, end, han)),
        }
    }
    found
}

/// The words of a query or title in order, without overlaps.
pub(crate) fn cut(folded: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (from, to, han) in stretches(folded) {
        let Some(stretch) = folded.get(from..to) else { continue };
        if han {
            words.extend(jieba().cut(stretch, false).into_iter().map(|token| token.word));
        } else {
            words.push(stretch);
        }
    }
    words
}

/// The words of a text for the index, as bytes from–to: the precise cutting and the shorter words inside long ones,
/// sorted by place. (jieba's own search mode gives them unsorted, which the engine does not forgive.)
pub(crate) fn places_of_words(folded: &str) -> Vec<(usize, usize)> {
    let jieba = jieba();
    let mut places = Vec::new();
    let mut letters: Vec<usize> = Vec::new();
    for (from, to, han) in stretches(folded) {
        let Some(stretch) = folded.get(from..to) else { continue };
        if !han {
            places.push((from, to));
            continue;
        }
        let mut at = from;
        for token in jieba.cut(stretch, false) {
            let end = at + token.word.len();
            places.push((at, end));
            // The name of the State holds words that have nothing to do with it.
            if token.word != STATE {
                letters.clear();
                letters.extend(token.word.char_indices().map(|(offset, _)| offset));
                let count = letters.len();
                letters.push(token.word.len());
                for length in 2..count {
                    for start in 0..=count - length {
                        let (a, b) = (letters[start], letters[start + length]);
                        if token.word.get(a..b).is_some_and(|part| jieba.has_word(part)) {
                            places.push((at + a, at + b));
                        }
                    }
                }
            }
            at = end;
        }
    }
    places.sort_unstable();
    places
}

/// A text as its pairs of letters sees it: folded, without blanks.
pub(crate) fn compact(folded: &str) -> String {
    folded.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The pairs of neighbouring letters; of one letter that letter.
pub(crate) fn pairs(folded: &str) -> Vec<String> {
    let letters: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
    if letters.len() < 2 {
        return letters.iter().map(char::to_string).collect();
    }
    letters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Cuts into words for the index.
#[derive(Clone, Default)]
pub(crate) struct Words;

/// Cuts into pairs of letters with places for the index; the last letter stands alone at the end.
#[derive(Clone, Default)]
pub(crate) struct Pairs;

/// A text cut: pieces of one string, given out one by one.
pub(crate) struct Cut {
    text: String,
    places: Vec<(usize, usize)>,
    next: usize,
    token: Token,
}

impl Cut {
    fn new(text: String, places: Vec<(usize, usize)>) -> Cut {
        Cut { text, places, next: 0, token: Token::default() }
    }
}

impl TokenStream for Cut {
    fn advance(&mut self) -> bool {
        let Some(&(from, to)) = self.places.get(self.next) else { return false };
        self.token.position = self.next;
        self.token.offset_from = from;
        self.token.offset_to = to;
        self.token.text.clear();
        self.token.text.push_str(self.text.get(from..to).unwrap_or(""));
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = Cut;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut {
        let folded = fold(text);
        let places = places_of_words(&folded);
        Cut::new(folded, places)
    }
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = Cut;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut {
        let text = compact(&fold(text));
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        let places = (0..starts.len().saturating_sub(1))
            .map(|at| (starts[at], *starts.get(at + 2).unwrap_or(&text.len())))
            .collect();
        Cut::new(text, places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut stream: Cut) -> Vec<String> {
        let mut found = Vec::new();
        while stream.advance() {
            found.push(stream.token().text.clone());
        }
        found
    }

    #[test]
    fn words_are_sorted_and_hold_the_words_inside_long_ones() {
        for text in ["内蒙古自治区人民政府关于最低生活保障的规定", "中華人民共和國居民身份證法", "GB/T 38299 第３条"]
        {
            let folded = fold(text);
            let places = places_of_words(&folded);
            assert!(places.windows(2).all(|two| two[0] <= two[1]), "{text}: {places:?}");
        }
        let words = all(Words.token_stream("中华人民共和国居民身份证法"));
        assert!(words.iter().any(|word| word == "居民身份证" || word == "身份证"), "{words:?}");
        assert!(!words.iter().any(|word| word == "华人"), "the name of the State is one word: {words:?}");
        assert_eq!(all(Words.token_stream("ABC-12 ok。")), ["abc", "12", "ok"]);
    }

    #[test]
    fn pairs_keep_their_places() {
        assert_eq!(all(Pairs.token_stream("行政 许可")), ["行政", "政许", "许可", "可"]);
        assert_eq!(all(Pairs.token_stream("")), Vec::<String>::new());
        assert_eq!(pairs("法"), ["法"]);
        assert_eq!(pairs("a b"), ["ab"]);
    }
}
