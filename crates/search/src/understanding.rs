//! What a person means by the text in the box: words with what may stand for them, exact phrases, an article, a document
//! number. Pure but for the dictionary. (Chinese terms as data.)

use crate::fold::{fold, is_han, title_key};
use crate::numbers::{self, Article, DocumentNumber};
use crate::synonyms::Synonyms;
use crate::tokens;

/// Most letters of a query.
pub const MOST_LETTERS: usize = 200;
/// Most words of a query.
pub const MOST_TERMS: usize = 32;

/// One way of saying a unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Form {
    /// The text, folded, without blanks.
    pub(crate) text: String,
    /// How close to what was typed, up to 1.
    pub(crate) closeness: f32,
    /// Words that must all be there.
    pub(crate) words: Vec<String>,
    /// Pairs of letters that must be there: what the dictionary does not know.
    pub(crate) pairs: Vec<String>,
    /// Pairs of letters across the words: there when the words stand together.
    pub(crate) joints: Vec<String>,
}

/// A part of the query that is searched as one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    /// What was typed first, then what may stand for it.
    pub(crate) forms: Vec<Form>,
    /// Whether it follows the unit before without a blank.
    pub(crate) is_glued: bool,
    /// Whether it only helps ranking: 办理, 怎么.
    pub(crate) is_optional: bool,
}

/// A query understood.
#[derive(Clone, Debug, Default)]
pub(crate) struct Understood {
    pub(crate) units: Vec<Unit>,
    /// Exact phrases, folded, without blanks.
    pub(crate) phrases: Vec<String>,
    pub(crate) article: Option<Article>,
    pub(crate) document_number: Option<DocumentNumber>,
    pub(crate) index_number: Option<String>,
    /// Whether the person wants to do something.
    pub(crate) is_act: bool,
    /// What the whole title would be, with its closeness.
    pub(crate) wholes: Vec<(String, f32)>,
}

/// Words that ask and do not name: they must not be in the text. Said by people who want to do something.
const ACTS: &[&str] = &[
    "怎么办理",
    "如何办理",
    "怎样办理",
    "怎么申请",
    "如何申请",
    "怎么办",
    "去哪办",
    "哪里办",
    "我要办",
    "我想办",
    "办理流程",
    "申请材料",
    "需要什么材料",
    "要什么材料",
    "需要哪些材料",
    "办理",
    "申请",
    "申办",
    "补办",
    "换领",
    "申领",
    "领取",
    "办",
];
/// The same without wanting to do something.
const FILLERS: &[&str] = &[
    "是什么",
    "什么是",
    "有哪些",
    "怎么",
    "如何",
    "怎样",
    "什么",
    "哪里",
    "哪些",
    "多少钱",
    "请问",
    "关于",
    "规定是",
    "的",
    "吗",
    "呢",
    "了",
    "和",
    "与",
    "及",
];

impl Understood {
    /// Understands a text that is within the limits.
    pub(crate) fn new(text: &str, synonyms: &Synonyms) -> Understood {
        let folded = fold(text);
        let mut understood = Understood::default();
        let (phrases, rest) = take_phrases(&folded);
        understood.phrases = phrases;
        let rest = rest.trim().to_owned();
        if understood.phrases.is_empty() {
            understood.document_number = numbers::document_number(&rest);
            understood.index_number = numbers::index_number(&rest);
        }
        let words = match numbers::find_article(&rest) {
            Some((article, before, after)) if !before.trim().is_empty() => {
                understood.article = Some(article);
                format!("{before} {after}")
            }
            _ => rest,
        };
        for chunk in words.split(|c: char| c.is_whitespace() || "，。、；：！？,;!?《》".contains(c)) {
            understood.take_chunk(chunk, synonyms);
        }
        if understood.units.iter().all(|unit| unit.is_optional) && understood.phrases.is_empty() {
            // Nothing but words that ask: then they are what is asked.
            understood.units.iter_mut().for_each(|unit| unit.is_optional = false);
        }
        understood.set_wholes(&words);
        understood
    }

    fn set_wholes(&mut self, words: &str) {
        let mut wholes = vec![(title_key(words), 1.0)];
        let needed: Vec<&Unit> = self.units.iter().filter(|unit| !unit.is_optional).collect();
        if needed.len() < self.units.len() {
            wholes.push((
                needed.iter().filter_map(|unit| unit.forms.first()).map(|form| form.text.as_str()).collect(),
                0.9,
            ));
        }
        if let [one] = needed.as_slice() {
            wholes.extend(one.forms.iter().skip(1).map(|form| (title_key(&form.text), form.closeness * 0.9)));
        }
        for phrase in &self.phrases {
            wholes.push((title_key(phrase), 1.0));
        }
        wholes.retain(|(whole, _)| whole.chars().count() > 1);
        self.wholes = wholes;
    }

    fn take_chunk(&mut self, chunk: &str, synonyms: &Synonyms) {
        let chunk: String = crate::fold::title_key(chunk);
        let mut rest = chunk.as_str();
        let mut plain_from = rest;
        let mut is_glued = false;
        while let Some(letter) = rest.chars().next() {
            let taken = synonyms
                .longest_at(rest)
                .filter(|term| !is_inside_a_word(&chunk, chunk.len() - rest.len(), term.len()))
                .map(|term| (term.len(), None))
                .or_else(|| filler_at(rest, &chunk).map(|(filler, is_act)| (filler.len(), Some(is_act))));
            let Some((length, filler)) = taken else {
                rest = rest.get(letter.len_utf8()..).unwrap_or("");
                continue;
            };
            let before = plain_from.get(..plain_from.len() - rest.len()).unwrap_or("");
            is_glued |= self.take_plain(before, is_glued);
            let (term, after) = rest.split_at(length);
            let mut forms: Vec<Form> = Form::new(term, 1.0).into_iter().collect();
            if let Some(is_act) = filler {
                self.is_act |= is_act;
            } else {
                for beside in synonyms.beside(term) {
                    self.is_act |= beside.is_act;
                    forms.extend(Form::new(&beside.term, beside.closeness));
                }
            }
            if !forms.is_empty() {
                self.units.push(Unit { forms, is_glued, is_optional: filler.is_some() });
                is_glued = true;
            }
            rest = after;
            plain_from = after;
        }
        self.take_plain(plain_from, is_glued);
    }

    fn take_plain(&mut self, text: &str, is_glued: bool) -> bool {
        let Some(form) = Form::new(text, 1.0) else { return false };
        self.units.push(Unit { forms: vec![form], is_glued, is_optional: false });
        true
    }

    /// How many words it asks for.
    pub(crate) fn terms(&self) -> usize {
        let of_units: usize = self
            .units
            .iter()
            .filter_map(|unit| unit.forms.first())
            .map(|form| form.words.len().max(form.pairs.len()).max(1))
            .sum();
        of_units + self.phrases.len()
    }

    /// Whether nothing was asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.units.is_empty() && self.phrases.is_empty() && self.article.is_none()
    }

    /// What was typed, with the text of one unit in another form.
    pub(crate) fn with_unit(&self, at: usize, text: &str) -> String {
        let mut said = String::new();
        for (i, unit) in self.units.iter().enumerate() {
            if !unit.is_glued && !said.is_empty() {
                said.push(' ');
            }
            said.push_str(if i == at { text } else { unit.forms.first().map_or("", |form| &form.text) });
        }
        if let Some(article) = self.article {
            said.push_str(&format!(" 第{}条", article.number));
            if article.of > 0 {
                said.push_str(&format!("之{}", article.of));
            }
        }
        for phrase in &self.phrases {
            said.push_str(&format!(" \"{phrase}\""));
        }
        said
    }

    /// Every text that is shown as a hit, the longest first.
    pub(crate) fn shown_as_hits(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.phrases.clone();
        for form in self.units.iter().flat_map(|unit| &unit.forms) {
            texts.push(form.text.clone());
            texts.extend(form.words.iter().filter(|word| word.chars().count() > 1).cloned());
        }
        texts.extend(self.document_number.as_ref().and_then(DocumentNumber::written));
        texts.retain(|text| !text.is_empty());
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.dedup();
        texts
    }
}

impl Form {
    /// A form of a text; `None` when nothing in it can be searched.
    pub(crate) fn new(text: &str, closeness: f32) -> Option<Form> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let cut = tokens::cut(&text);
        if cut.is_empty() {
            return None;
        }
        let is_one = |word: &str| word.chars().count() == 1 && word.chars().all(is_han);
        let (mut words, mut pairs): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        let mut run = String::new();
        let mut close_run = |run: &mut String| {
            if run.chars().count() > 1 {
                pairs.extend(tokens::pairs(run));
            }
            run.clear();
        };
        for word in &cut {
            if is_one(word) {
                // Letters in a row that are no words: a name, or a word misspelt.
                run.push_str(word);
                continue;
            }
            close_run(&mut run);
            if !words.iter().any(|known| known == word) {
                words.push((*word).to_owned());
            }
        }
        close_run(&mut run);
        if words.is_empty() && pairs.is_empty() {
            words.push(cut.concat());
        }
        let mut joints = Vec::new();
        for two in cut.windows(2) {
            let (Some(last), Some(first)) = (two[0].chars().last(), two[1].chars().next()) else { continue };
            let joint: String = [last, first].iter().collect();
            if text.contains(&joint) && !pairs.contains(&joint) && !joints.contains(&joint) {
                joints.push(joint);
            }
        }
        joints.truncate(6);
        Some(Form { text, closeness, words, pairs, joints })
    }
}

/// Whether a term at this place cuts through a word: 办 in 主办方 is no act, 社保 in 公社保留 no insurance.
fn is_inside_a_word(chunk: &str, from: usize, length: usize) -> bool {
    let to = from + length;
    let mut at = 0;
    for word in tokens::cut(chunk) {
        let Some(offset) = chunk.get(at..).and_then(|rest| rest.find(word)) else { continue };
        let (start, end) = (at + offset, at + offset + word.len());
        // A word that reaches over one border of the term and lies not within it.
        if (start < from && end > from && end <= to) || (start >= from && start < to && end > to) {
            return true;
        }
        if start < from && end > to && length <= 6 {
            return true;
        }
        at = end;
    }
    false
}

/// A word that asks at the beginning of a text, and whether it asks for an act.
fn filler_at<'a>(rest: &'a str, chunk: &str) -> Option<(&'a str, bool)> {
    for (list, is_act) in [(ACTS, true), (FILLERS, false)] {
        for filler in list {
            if !rest.starts_with(filler) || rest.len() == chunk.len() && rest == *filler {
                continue;
            }
            let from = chunk.len() - rest.len();
            // One letter only at the ends: 办 opens 办护照, and stands within many words.
            let is_short = filler.chars().count() == 1;
            let at_an_end = from == 0 || rest.len() == filler.len();
            if (is_short && (!at_an_end || is_inside_a_word(chunk, from, filler.len())))
                || (!is_short && is_inside_a_word(chunk, from, filler.len()))
            {
                continue;
            }
            return rest.get(..filler.len()).map(|found| (found, is_act));
        }
    }
    None
}

/// The phrases between quotation marks, and the rest. A mark without a partner is a blank.
fn take_phrases(folded: &str) -> (Vec<String>, String) {
    let mut phrases = Vec::new();
    let mut rest = String::new();
    let parts: Vec<&str> = folded.split('"').collect();
    let pairs = (parts.len() - 1) / 2;
    for (i, part) in parts.iter().enumerate() {
        if i % 2 == 1 && i <= pairs * 2 {
            let phrase: String = tokens::compact(part);
            if phrase.chars().any(char::is_alphanumeric) {
                phrases.push(phrase);
            }
            rest.push(' ');
        } else {
            rest.push_str(part);
            rest.push(' ');
        }
    }
    (phrases, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn understood(text: &str) -> Understood {
        Understood::new(text, &Synonyms::standard())
    }

    fn texts(text: &str) -> Vec<(String, bool)> {
        understood(text).units.iter().map(|unit| (unit.forms[0].text.clone(), unit.is_optional)).collect()
    }

    #[test]
    fn acts_and_fillers_are_not_needed() {
        assert_eq!(texts("怎么办理身份证"), [("怎么办理".to_owned(), true), ("身份证".to_owned(), false)]);
        assert_eq!(texts("办护照"), [("办".to_owned(), true), ("护照".to_owned(), false)]);
        assert_eq!(texts("办理"), [("办理".to_owned(), false)]);
        assert!(understood("怎么办理身份证").is_act && understood("开饭店").is_act && !understood("行政许可法").is_act);
        assert_eq!(texts("国务院办公厅"), [("国务院办公厅".to_owned(), false)]);
    }

    #[test]
    fn synonyms_stand_beside() {
        let unit = &understood("身份证换领").units[0];
        assert!(unit.forms.iter().any(|form| form.text == "居民身份证"), "{unit:?}");
    }

    #[test]
    fn phrases_articles_and_numbers() {
        let of = understood("“总则”  “法律责任” 处罚");
        assert_eq!(of.phrases, ["总则", "法律责任"]);
        assert_eq!(understood("\"没有结束").phrases, Vec::<String>::new());
        let of = understood("許可法四十二條");
        assert_eq!(of.article.map(Article::term).as_deref(), Some("42"));
        assert_eq!(of.wholes[0].0, "许可法");
        assert!(understood("国办发[2019]54").document_number.is_some());
        assert!(understood("行政许可法").document_number.is_none());
    }

    #[test]
    fn what_the_dictionary_does_not_know_is_searched_by_letters() {
        let form = Form::new("行政许渴", 1.0).unwrap();
        assert!(form.pairs.contains(&"许渴".to_owned()), "{form:?}");
        assert_eq!(Form::new("，。", 1.0), None);
        assert_eq!(Form::new("法", 1.0).unwrap().words, ["法"]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "[\\PC办身份证第十条号令()“”\"〔〕 0-9]{0,80}") {
            let _ = understood(&text);
        }
    }
}
