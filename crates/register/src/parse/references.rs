//! References of a text to rules and their articles: `《档案法》第二十七条第一款`, `本条例第三十六条`, and what a text
//! repeals.
//! (Chinese terms as data.)

use super::dates;
use std::collections::HashMap;

/// One reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The canonical title of the rule it names.
    pub key: String,
    /// The article: `第二十七条`; empty: the whole rule.
    pub part: String,
    /// Inside the article: `第一款第二项`; may be empty.
    pub within: String,
}

/// Short names that a text gives to rules: `《外商投资法》（以下简称外商投资法）`.
pub type Aliases = HashMap<String, String>;

/// Words by which a text names itself.
const SELF: &[&str] = &[
    "本法典",
    "本法",
    "本条例",
    "本办法",
    "本规定",
    "本细则",
    "本规则",
    "本规范",
    "本决定",
    "本通则",
    "本章程",
    "本意见",
];

/// Laws that are cited without book-title marks.
const UNMARKED: &[&str] = &[
    "宪法",
    "刑法",
    "民法典",
    "刑事诉讼法",
    "民事诉讼法",
    "行政诉讼法",
    "行政处罚法",
    "行政许可法",
    "行政强制法",
    "行政复议法",
    "治安管理处罚法",
];

/// How the title of a rule ends. A book-title mark also stands around forms and newspapers.
const ENDINGS: &[&str] = &[
    "法", "法典", "条例", "办法", "规定", "细则", "规则", "决定", "决议", "解释", "通则", "规程", "规范", "通知",
    "意见", "方案", "章程", "制度", "标准", "公约", "协定", "大纲", "纲要", "准则",
];

/// Whether a title in book-title marks is that of a rule.
pub fn is_rule_title(title: &str) -> bool {
    let mut t = title.trim_end_matches([' ', '\u{3000}']);
    // （试行）, （2019年修订）
    if let Some(open) = t.rfind(['（', '(']).filter(|_| t.ends_with(['）', ')'])) {
        t = &t[..open];
    }
    // 《规定》, 《暂行办法》 alone are short names that a text gives; they mean nothing outside it.
    let bare = t.trim_start_matches("暂行").trim_start_matches("试行").trim_start_matches("实施");
    !ENDINGS.contains(&bare) && t.chars().count() >= 2 && ENDINGS.iter().any(|e| t.ends_with(e))
}

/// The short names that a text introduces, by short name.
pub fn aliases(texts: &[&str]) -> Aliases {
    let mut out = Aliases::new();
    for text in texts {
        let mut from = 0;
        while let Some(at) = text[from..].find("以下简称").map(|i| i + from) {
            from = at + "以下简称".len();
            let Some(title) = title_before(text[..at].trim_end_matches(['（', '('])) else { continue };
            let rest = text[from..].trim_start_matches(['：', ':', '为', '《', '“', '"']);
            let end = rest.find(['》', '）', ')', '”', '"', '，', '。']).unwrap_or(0);
            let name = &rest[..end];
            if (2..=30).contains(&name.chars().count()) && ENDINGS.iter().any(|e| name.ends_with(e)) {
                out.insert(name.to_owned(), codes::rule_key(title));
            }
        }
    }
    out
}

/// The title in marks that ends here.
fn title_before(text: &str) -> Option<&str> {
    let text = text.strip_suffix('》')?;
    let open = text.rfind('《')?;
    Some(&text[open + '《'.len_utf8()..])
}

/// The references of one article or paragraph. `own` is the canonical title of the rule itself.
pub fn references(text: &str, own: &str, aliases: &Aliases) -> Vec<Reference> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(step) = text[at..].find(['《', '本', '第']) {
        let start = at + step;
        let here = &text[start..];
        if here.starts_with('《') {
            let Some(len) = title_len(here) else {
                at = start + '《'.len_utf8();
                continue;
            };
            let inner = &here['《'.len_utf8()..len - '》'.len_utf8()];
            at = start + len;
            if let Some(key) = aliases.get(inner) {
                at = articles(text, start, at, key, Whole::Counts, &mut out);
            } else if is_rule_title(inner) {
                at = articles(text, start, at, &codes::rule_key(inner), Whole::Counts, &mut out);
            }
        } else if let Some(word) = SELF.iter().find(|w| here.starts_with(**w)) {
            at = articles(text, start, start + word.len(), own, Whole::IsNone, &mut out);
        } else if here.starts_with('第') && part_len(here).is_some() {
            // An article without a title before it: an alias, a well-known name, or an article of the rule itself
            // that this register leaves alone.
            match named_before(&text[..start], aliases) {
                Some((begin, key)) => at = articles(text, begin, start, &key, Whole::IsNone, &mut out),
                None => at = skip_parts(text, start),
            }
        } else {
            at = start + here.chars().next().map_or(1, char::len_utf8);
        }
    }
    out
}

/// Whether a title without an article is a reference.
#[derive(Clone, Copy, PartialEq)]
enum Whole {
    Counts,
    IsNone,
}

/// The length of `《…》` with nested marks.
fn title_len(text: &str) -> Option<usize> {
    let mut depth = 0i32;
    for (i, c) in text.char_indices() {
        match c {
            '《' => depth += 1,
            '》' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i + c.len_utf8());
                }
            }
            '。' | '\n' => return None,
            _ => {}
        }
    }
    None
}

fn named_before(before: &str, aliases: &Aliases) -> Option<(usize, String)> {
    let alias = aliases.iter().filter(|(name, _)| before.ends_with(name.as_str())).max_by_key(|(name, _)| name.len());
    if let Some((name, key)) = alias {
        return Some((before.len() - name.len(), key.clone()));
    }
    let name = UNMARKED.iter().filter(|n| before.ends_with(**n)).max_by_key(|n| n.len())?;
    // 本法 and 军事刑法 are something else.
    let ahead = before[..before.len() - name.len()].chars().next_back();
    let begins_here = ahead.is_none_or(|c| "照据由按和、与及或者，。；在对违反守》犯 \n".contains(c));
    begins_here.then(|| (before.len() - name.len(), (*name).to_owned()))
}

/// `第二十七条`, `第十条之一`: its length.
fn part_len(text: &str) -> Option<usize> {
    let after = text.strip_prefix('第')?;
    let end = after.find(|c: char| !dates::is_numeral(c)).filter(|e| *e > 0)?;
    let mut rest = after[end..].strip_prefix('条')?;
    if let Some(more) = rest.strip_prefix('之') {
        let end = more.find(|c: char| !dates::is_numeral(c)).unwrap_or(more.len());
        if end > 0 {
            rest = &more[end..];
        }
    }
    Some(text.len() - rest.len())
}

/// `第一款`, `第（三）项`, `第二目`, `第（一）、（二）项`: its length.
fn within_len(text: &str) -> usize {
    let mut len = 0;
    loop {
        let rest = &text[len..];
        let Some(after) = rest.strip_prefix('第') else { return len };
        let end =
            after.find(|c: char| !(dates::is_numeral(c) || matches!(c, '（' | '）' | '(' | ')' | '、'))).unwrap_or(0);
        let Some(unit) = after[end..].chars().next().filter(|c| end > 0 && matches!(c, '款' | '项' | '目')) else {
            return len;
        };
        len += '第'.len_utf8() + end + unit.len_utf8();
    }
}

/// Reads the list of articles from `at`; gives where reading goes on.
fn articles(text: &str, start: usize, at: usize, key: &str, whole: Whole, out: &mut Vec<Reference>) -> usize {
    let before = out.len();
    let mut at = at;
    let mut begin = start;
    let mut from: Option<i64> = None;
    while let Some(len) = part_len(&text[at..]) {
        let part = &text[at..at + len];
        let within = within_len(&text[at + len..]);
        let end = at + len + within;
        let push = |part: String, within: &str, out: &mut Vec<Reference>| {
            out.push(Reference { start: begin, end, key: key.to_owned(), part, within: within.to_owned() });
        };
        // 第十条至第十五条: every article in between.
        let number = article_number(part);
        if let (Some(first), Some(last)) = (from, number)
            && last > first
            && last - first <= 60
        {
            for n in first + 1..last {
                push(format!("第{}条", dates::chinese_numeral(n)), "", out);
            }
        }
        push(part.to_owned(), &text[at + len..end], out);
        // Further paragraphs of the same article: 第三条第一款、第二款.
        let mut next = end;
        while let Some(more) = ["、", "和", "或者", "及"].iter().find_map(|j| text[next..].strip_prefix(j)) {
            let skipped = text.len() - more.len();
            let len = within_len(more);
            if len == 0 {
                break;
            }
            next = skipped + len;
        }
        let joiner =
            ["至", "到", "、", "和", "或者", "以及", "及", "与", "，"].iter().find(|j| text[next..].starts_with(**j));
        let Some(joiner) = joiner else {
            at = next;
            break;
        };
        let following = next + joiner.len();
        if part_len(&text[following..]).is_none() {
            at = next;
            break;
        }
        from = matches!(*joiner, "至" | "到").then_some(number).flatten();
        at = following;
        begin = following;
    }
    if out.len() == before && whole == Whole::Counts {
        out.push(Reference { start, end: at, key: key.to_owned(), part: String::new(), within: String::new() });
    }
    at
}

fn skip_parts(text: &str, at: usize) -> usize {
    let len = part_len(&text[at..]).unwrap_or('第'.len_utf8());
    at + len + within_len(&text[at + len..])
}

/// 31 for `第三十一条`; `None` for `第十条之一`.
pub fn article_number(label: &str) -> Option<i64> {
    dates::chinese_number(label.strip_prefix('第')?.strip_suffix('条')?)
}

/// The titles of the rules that a text ends: `《甲条例》、《乙办法》同时废止`.
pub fn repeals(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for sentence in text.split(['。', '\n', '；']) {
        let Some(end) = sentence.find("同时废止") else { continue };
        let clause = &sentence[..end];
        // What this rule rests on stands before its own beginning.
        let clause = clause.rfind("施行").map_or(clause, |i| &clause[i..]);
        let mut rest = clause;
        while let Some(open) = rest.find('《') {
            let Some(len) = title_len(&rest[open..]) else { break };
            let inner = &rest[open + '《'.len_utf8()..open + len - '》'.len_utf8()];
            rest = &rest[open + len..];
            // 《甲》第三条, 《甲》中有关…的规定: only a part of it ends.
            let partly = part_len(rest).is_some() || rest.starts_with('中') || rest.starts_with("有关");
            if !partly && is_rule_title(inner) {
                out.push(inner.to_owned());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Key, article, and what is named inside it.
    type Shown = (String, String, String);

    fn shown(text: &str) -> Vec<Shown> {
        let names = aliases(&["根据《中华人民共和国外商投资法》（以下简称外商投资法），制定本条例。"]);
        references(text, "某条例", &names).into_iter().map(|r| (r.key, r.part, r.within)).collect()
    }

    #[test]
    fn references_as_written() {
        let r = |k: &str, p: &str, w: &str| (k.to_owned(), p.to_owned(), w.to_owned());
        let table: &[(&str, Vec<Shown>)] = &[
            ("依照《中华人民共和国档案法》第二十七条第一款的规定", vec![r("档案法", "第二十七条", "第一款")]),
            ("根据《中华人民共和国立法法》，制定本条例", vec![r("立法法", "", "")]),
            ("违反本条例第三条、第五条第二款", vec![r("某条例", "第三条", ""), r("某条例", "第五条", "第二款")]),
            (
                "适用本法第十条至第十二条",
                vec![r("某条例", "第十条", ""), r("某条例", "第十一条", ""), r("某条例", "第十二条", "")],
            ),
            ("外商投资法第二条第二款第一项、第三项所称", vec![r("外商投资法", "第二条", "第二款第一项")]),
            ("依照刑法第三百一十二条定罪", vec![r("刑法", "第三百一十二条", "")]),
            ("前款和第三条所称", vec![]),
            ("《甲规定》（以下简称《规定》）", vec![r("甲规定", "", "")]),
            ("填写《申请表》并刊登于《人民日报》", vec![]),
            ("《甲条例》第十条之一和本法第（三）项", vec![r("甲条例", "第十条之一", "")]),
            (
                "《上海市实施〈中华人民共和国邮政法〉办法》第八条",
                vec![(codes::rule_key("上海市实施〈中华人民共和国邮政法〉办法"), "第八条".into(), String::new())],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(&shown(text), expected, "{text}");
        }
    }

    #[test]
    fn repeals_as_written() {
        let table: &[(&str, &[&str])] = &[
            ("本条例自2004年6月1日起施行，1988年9月27日国务院发布的《基金会管理办法》同时废止。", &["基金会管理办法"]),
            ("本条例自公布之日起施行。《甲条例》、《乙办法》和《丙规定》同时废止。", &["甲条例", "乙办法", "丙规定"]),
            ("根据《甲法》制定的办法施行后，《乙条例》第三条同时废止。", &[]),
            ("《甲条例》中有关总会计师的规定同时废止。", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(repeals(text), *expected, "{text}");
        }
    }

    proptest! {
        /// Whatever the text, reading ends and every reference lies inside it on character boundaries.
        #[test]
        fn places_are_right(text in "[《》第条款项之一二十本法条例办甲、和至。（）\n]{0,60}") {
            for r in references(&text, "某条例", &Aliases::new()) {
                prop_assert!(r.start < r.end && text.get(r.start..r.end).is_some());
            }
            let _ = repeals(&text);
        }
    }
}
