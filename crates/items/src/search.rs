//! How an item is found: one folded line per item (name, pinyin, initials, common words, codes) and what a visitor
//! types folded the same way. Also the filter of the public list. Pure: it never asks the database.
//!
//! (Character tables are Chinese terms as data.)

use pinyin::ToPinyin as _;

use crate::item::ItemVersion;

/// Facets of the public list, in the order of its page.
pub const FACETS: &[&str] = &["audience", "field", "theme", "event", "type", "department"];

/// Words that people write around the thing they look for.
const AROUND: &[&str] = &[
    "我想要",
    "我想",
    "我要",
    "想要",
    "怎么样",
    "怎么",
    "怎样",
    "如何",
    "哪里",
    "在哪",
    "可以",
    "需要",
    "什么",
    "材料",
    "请问",
    "一个",
    "一家",
    "办理",
    "申请",
    "办",
    "吗",
    "呢",
    "？",
    "?",
    "，",
    "。",
];

/// Characters that traditional writing has in the words of our catalogue, each with its simplified form.
const TRADITIONAL: &str = "開开業业證证許许餐餐飲饮營营經经準准設设變变更更銷销註注冊册機机構构車车輛辆運运輸输場场產产藥药醫医療疗衛卫護护師师學学校校資资質质勞劳動动務务環环評评價价價价建建築筑築筑規规劃划計计圖图審审門门權权書书農农業业漁渔獸兽種种樹树園园綠绿廣广電电視视網网絡络個个體体戶户處处罰罚繳缴費费稅税險险養养老老殘残軍军時时間间長长辦办點点號号幫帮會会協协團团職职員员聘聘導导遊游旅旅館馆爆爆竹竹煙烟危危險险學学幼幼兒儿屬属國国際际專专項项標标準准檢检測测驗验報报告告書书執执照照聯联絡络歷历離离婚婚結结遷迁戶户籍籍補补發发換换領领讓让買买賣卖賃赁貨货進进齣出關关東东區区縣县鄉乡鎮镇橋桥掘掘佔占線线纜缆樓楼禮礼";

/// One character as the index holds it: simplified, small, of usual width.
fn plain(c: char) -> char {
    let narrow = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    };
    if narrow.is_ascii() {
        return narrow.to_ascii_lowercase();
    }
    let mut pairs = TRADITIONAL.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == narrow {
            return to;
        }
    }
    narrow
}

/// `text` as the index holds it: letters and digits only, simplified, small.
pub fn fold(text: &str) -> String {
    text.chars().map(plain).filter(|c| c.is_alphanumeric()).collect()
}

/// Pinyin of `text` without tones and spaces, and its initials: 食品 → (shipin, sp). Letters and digits stay.
pub fn spelled(text: &str) -> (String, String) {
    let (mut full, mut initials) = (String::new(), String::new());
    for c in text.chars().map(plain).filter(|c| c.is_alphanumeric()) {
        match c.to_pinyin() {
            Some(sound) => {
                full.push_str(&sound.plain().replace('ü', "v"));
                initials.push_str(&sound.first_letter().replace('ü', "v"));
            }
            None => {
                full.push(c);
                initials.push(c);
            }
        }
    }
    (full, initials)
}

/// The folded line of an item. `others` are names that lead to it as well: of its agency, of the nodes above.
pub fn folded_line(item: &ItemVersion, others: &[String]) -> String {
    let mut parts = Vec::new();
    let names = std::iter::once(&item.name).chain(item.keywords.iter()).chain(std::iter::once(&item.main.name));
    for name in names.filter(|name| !name.trim().is_empty()) {
        let (full, initials) = spelled(name);
        parts.extend([fold(name), full, initials]);
    }
    let words = others.iter().chain(item.name_en.iter()).chain(item.result.iter().map(|result| &result.name));
    parts.extend(words.map(|word| fold(word)));
    let codes = &item.codes;
    let codes = [&codes.basic, &codes.implementing, &codes.handling, &codes.local];
    parts.extend(codes.into_iter().flatten().map(|code| fold(code)));
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    parts.join(" ")
}

/// The words of a query as the index is asked for them; at most six.
pub fn words_of(query: &str) -> Vec<String> {
    let mut words: Vec<String> = query
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '。' | '；'))
        .filter_map(|word| {
            let mut bare = word.to_owned();
            for around in AROUND {
                let without = bare.replace(around, "");
                // What is left must still say something; 办理 alone is a word to look for.
                if without.chars().filter(|c| c.is_alphanumeric()).count() >= 2 {
                    bare = without;
                }
            }
            Some(fold(&bare)).filter(|word| !word.is_empty())
        })
        .collect();
    words.truncate(6);
    words
}

/// What the visitor of the public list chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The query as it was typed.
    pub query: String,
    chosen: Vec<(&'static str, String)>,
    words: Vec<String>,
}

impl Filter {
    /// A filter by what is typed.
    pub fn of_query(query: &str) -> Filter {
        let query: String = query.trim().chars().take(100).collect();
        Filter { words: words_of(&query), query, chosen: Vec::new() }
    }

    /// With the value of one facet more; a facet that does not exist and an empty value are left out.
    pub fn with(mut self, facet: &str, value: &str) -> Filter {
        let known = FACETS.iter().find(|known| **known == facet);
        if let Some(facet) = known.filter(|_| !value.is_empty() && value.len() <= 100) {
            self.chosen.push((facet, value.to_owned()));
        }
        self
    }

    /// The chosen values.
    pub fn facets(&self) -> &[(&'static str, String)] {
        &self.chosen
    }

    /// The chosen value of a facet.
    pub fn value_of(&self, facet: &str) -> Option<&str> {
        self.chosen.iter().find(|(known, _)| *known == facet).map(|(_, value)| value.as_str())
    }

    /// The words every item of the list has.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether nothing was chosen or typed.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty() && self.words.is_empty()
    }
}

/// Which page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seek {
    /// The first.
    #[default]
    Start,
    /// After this item.
    After(kernel::Id),
    /// Before this item.
    Before(kernel::Id),
}

/// The facets of an item as the database holds them.
pub fn facet_rows(item: &ItemVersion) -> Vec<(&'static str, String)> {
    let facets = item.facets();
    let mut rows = Vec::new();
    let mut add = |facet: &'static str, value: String| {
        if !value.is_empty() {
            rows.push((facet, value));
        }
    };
    add("department", facets.department);
    add("field", facets.field);
    if let Some(kind) = facets.item_type {
        add("type", kind.key().to_owned());
    }
    if facets.for_persons {
        add("audience", "person".to_owned());
    }
    if facets.for_organisations {
        add("audience", "business".to_owned());
    }
    for theme in facets.themes {
        add("theme", theme);
    }
    for event in facets.life_events {
        add("event", event.key().to_owned());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_traditional_characters_is_pairs() {
        assert_eq!(TRADITIONAL.chars().count() % 2, 0);
        assert_eq!(fold("開餐飲店"), "开餐饮店");
        assert_eq!(fold("營業執照　變更"), "营业执照变更");
    }

    #[test]
    fn folding() {
        for (text, folded) in [
            ("食品经营许可（新办）", "食品经营许可新办"),
            ("Food-Licence 1", "foodlicence1"),
            ("ＡＢＣ１２", "abc12"),
            ("100%_", "100"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_eq!(spelled("食品经营许可"), ("shipinjingyingxuke".into(), "spjyxk".into()));
        assert_eq!(spelled("绿化A1").0, "lvhuaa1");
    }

    #[test]
    fn questions_become_words() {
        for (query, words) in [
            ("我想开饭店", vec!["开饭店"]),
            ("怎么办理营业执照？", vec!["营业执照"]),
            ("shipin jingying", vec!["shipin", "jingying"]),
            ("办理", vec!["办理"]),
            ("  ", vec![]),
            ("%", vec![]),
        ] {
            assert_eq!(words_of(query), words, "{query}");
        }
    }
}
