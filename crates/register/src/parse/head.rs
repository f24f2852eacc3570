//! The head of a law's text: its title, what happened to it, when it takes effect.
//! (Chinese terms as data.)

use super::{dates, trimmed};
use crate::rule::What;
use jiff::civil::Date;

/// A head as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The title as written.
    pub title: String,
    /// What happened, in the order of the head.
    pub events: Vec<HeadEvent>,
    /// The day of a 施行 line.
    pub effective_on: Option<Date>,
    /// Lines that tell no event: who sent it to whom.
    pub other: Vec<String>,
}

/// One line that tells what happened.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadEvent {
    /// When.
    pub on: Date,
    /// What.
    pub what: What,
    /// The line without its date.
    pub text: String,
    /// Who did it.
    pub by_whom: String,
    /// The decree.
    pub decree: String,
    /// The decision that did it.
    pub by_rule: String,
}

impl HeadEvent {
    /// Whether it made or changed the text.
    pub fn is_textual(&self) -> bool {
        matches!(self.what, What::Adopted | What::Approved | What::Promulgated | What::Revised | What::Amended)
    }

    /// Whether it can only be followed by the publication of the same text.
    pub(crate) fn awaits_publication(&self) -> bool {
        matches!(self.what, What::Adopted | What::Approved)
            || self.text.contains("会议修订通过")
            || self.text.contains("会议修订")
            || self.text.contains("批准修订")
            || self.text.contains("批准第")
    }
}

/// Reads a head: everything before the mark that ends it, the title line included.
pub fn read(head: &str) -> Head {
    let mut out = Head::default();
    let mut lines = head.lines().map(trimmed).filter(|l| !l.is_empty());
    if let Some(first) = lines.next() {
        out.title = trimmed(first.trim_start_matches('#')).to_owned();
    }
    let bare_title: String = out.title.chars().filter(|c| !c.is_whitespace()).collect();
    // (date, text) of each line with the lines that go on it.
    let mut entries: Vec<(Date, String)> = Vec::new();
    for line in lines {
        let line = unwrapped(line);
        if let Some((on, rest)) = dates::split_date(line) {
            entries.push((on, trimmed(rest).to_owned()));
        } else if bare_title.contains(&line.chars().filter(|c| !c.is_whitespace()).collect::<String>()) {
            // The title once more, often in two lines.
        } else if let Some((on, _)) = entries.last()
            && (line.starts_with("发布之日施行") || line.starts_with("公布之日施行"))
        {
            out.effective_on = Some(*on);
        } else if let Some((_, text)) = entries.last_mut() {
            text.push_str(line);
        } else {
            out.other.push(line.to_owned());
        }
    }
    for (on, text) in entries {
        read_entry(&mut out, on, &text);
    }
    out.events.sort_by_key(|e| e.on);
    out
}

/// Without the brackets around a whole line and a closing one that lost its partner.
fn unwrapped(line: &str) -> &str {
    let line = trimmed(line);
    let line = match (line.strip_prefix(['(', '（']), line.ends_with([')', '）'])) {
        (Some(inner), true) => inner.trim_end_matches([')', '）']),
        _ => line,
    };
    let opens = line.chars().filter(|c| matches!(c, '(' | '（')).count();
    let closes = line.chars().filter(|c| matches!(c, ')' | '）')).count();
    trimmed(if closes > opens { line.trim_end_matches([')', '）']) } else { line })
}

fn read_entry(out: &mut Head, on: Date, text: &str) {
    let mut text = trimmed(text.trim_end_matches("根据")).to_owned();
    text = unwrapped(&text).to_owned();
    if text == "施行" || text == "起施行" {
        out.effective_on = Some(on);
        return;
    }
    // `发布 自发布之日施行`, `发布 自1999年4月1日施行`, `公告公布施行`.
    if let Some(at) = text.find("自").filter(|_| text.ends_with("施行")) {
        let when = &text[at + "自".len()..];
        if when.starts_with("发布之日") || when.starts_with("公布之日") {
            out.effective_on = Some(on);
        } else if let Some(day) = dates::leading_date(when) {
            out.effective_on = Some(day);
        }
        text.truncate(at);
        text = trimmed(&text).to_owned();
    } else if text.ends_with("公布施行") || text.ends_with("发布施行") {
        out.effective_on = Some(on);
    }
    let (outside, inside) = split_titles(&text);
    let says = |word: &str| outside.contains(word);
    let what = if says("修订") {
        What::Revised
    } else if says("修正") {
        What::Amended
    } else if says("废止") {
        What::Repealed
    } else if says("修改") || inside.first().is_some_and(|t| t.contains("修改")) {
        What::Amended
    } else if says("公布") || says("发布") || says("颁布") {
        What::Promulgated
    } else if says("通过") {
        What::Adopted
    } else if says("批准") {
        What::Approved
    } else {
        What::Other
    };
    let decree = decree_of(&outside);
    let decision = inside.into_iter().find(|t| t.contains("决定") || t.contains("修改") || t.contains("修正案"));
    let by_whom = by_whom(&outside, decision.as_deref().unwrap_or_default());
    let by_rule = decision.map(|d| full_title(&by_whom, &d)).unwrap_or_default();
    out.events.push(HeadEvent { on, what, text, by_whom, decree, by_rule });
}

/// The words outside 《》 and the titles inside; a title may hold 〈〉 or a nested 《》.
fn split_titles(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::new(), 0u32);
    for c in text.chars() {
        match c {
            '《' => {
                depth += 1;
                if depth == 1 {
                    inside.push(String::new());
                } else if let Some(title) = inside.last_mut() {
                    title.push('〈');
                }
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth > 0
                    && let Some(title) = inside.last_mut()
                {
                    title.push('〉');
                }
            }
            _ if depth > 0 => {
                if let Some(title) = inside.last_mut() {
                    title.push(c);
                }
            }
            _ => outside.push(c),
        }
    }
    (outside, inside)
}

/// `国务院令第711号`; empty where the line names no decree.
fn decree_of(outside: &str) -> String {
    let Some(at) = outside.find("令第").or_else(|| outside.find("公告第")) else { return String::new() };
    let Some(end) = outside[at..].find('号') else { return String::new() };
    let begin = outside[..at]
        .rfind(|c: char| c.is_whitespace() || matches!(c, '，' | ',' | '（'))
        .map_or(0, |i| i + outside[i..].chars().next().map_or(1, char::len_utf8));
    outside[begin..at + end + '号'.len_utf8()].trim_start_matches("中华人民共和国").to_owned()
}

/// Who did it: what stands before the verb, a decree or the title of the decision.
fn by_whom(outside: &str, decision: &str) -> String {
    let stops = [
        "令第",
        "公告第",
        "通过",
        "批准",
        "公布",
        "发布",
        "颁布",
        "修订",
        "修正",
        "第一次修",
        "第二次修",
        "第三次修",
        "第四次修",
        "第五次修",
        "第六次修",
    ];
    let end = stops.iter().filter_map(|s| outside.find(s)).min().unwrap_or(outside.len());
    let mut who = trimmed(&outside[..end]).to_owned();
    // `第三次修正` after a decision leaves 第三次.
    if let Some(at) = who.rfind('第')
        && who[at..].ends_with('次')
    {
        who.truncate(at);
    }
    let who = trimmed(who.trim_start_matches("中华人民共和国")).to_owned();
    if who.is_empty() {
        return decision.split_once("关于").map(|(organ, _)| organ.to_owned()).unwrap_or_default();
    }
    who
}

/// The name under which a decision is known: with the organ that took it.
fn full_title(by_whom: &str, decision: &str) -> String {
    if !decision.starts_with("关于") {
        return decision.to_owned();
    }
    for organ in ["全国人民代表大会常务委员会", "全国人民代表大会", "国务院"] {
        if by_whom.contains(organ) {
            return format!("{organ}{decision}");
        }
    }
    match by_whom.find("人民代表大会常务委员会").map(|i| i + "人民代表大会常务委员会".len()) {
        // `上海市第十五届人民代表大会常务委员会第十次会议`: without the term.
        Some(end) => {
            let organ = &by_whom[..end];
            let organ = match (organ.find('第'), organ.find('届')) {
                (Some(a), Some(b)) if a < b => format!("{}{}", &organ[..a], &organ[b + '届'.len_utf8()..]),
                _ => organ.to_owned(),
            };
            format!("{organ}{decision}")
        }
        None => decision.to_owned(),
    }
}

/// Who made the rule, by its head: the organ of the earliest event, in short.
pub fn issuer(events: &[HeadEvent]) -> Option<String> {
    let all: Vec<&str> = events.iter().map(|e| e.by_whom.as_str()).filter(|w| !w.is_empty()).collect();
    let first = all.first()?;
    for organ in ["全国人民代表大会常务委员会", "全国人民代表大会"] {
        if first.contains(organ) {
            return Some(organ.to_owned());
        }
    }
    if let Some(at) = first.find("人民代表大会") {
        let place: String = match first.find('第') {
            Some(i) if i < at => first[..i].to_owned(),
            _ => first[..at].to_owned(),
        };
        let organ =
            if first.contains("常务委员会") { "人民代表大会常务委员会" } else { "人民代表大会" };
        return Some(format!("{place}{organ}"));
    }
    // 国务院批准, X部发布: the State Council's authority, the ministry's name where that is all there is.
    if all.iter().any(|w| w.starts_with("国务院")) {
        return Some("国务院".to_owned());
    }
    Some((*first).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn lines_of_heads() {
        let table: &[(&str, What, &str, &str, &str)] = &[
            ("2019年4月3日 中华人民共和国国务院令第711号修订　", What::Revised, "国务院", "国务院令第711号", ""),
            ("2007年4月5日 中华人民共和国国务院令第492号公布", What::Promulgated, "国务院", "国务院令第492号", ""),
            (
                "2023年3月13日 第十四届全国人民代表大会第一次会议《关于修改〈中华人民共和国立法法〉的决定》第二次修正）",
                What::Amended,
                "第十四届全国人民代表大会第一次会议",
                "",
                "全国人民代表大会关于修改〈中华人民共和国立法法〉的决定",
            ),
            (
                "2011年1月8日 《国务院关于废止和修改部分行政法规的决定》第一次修订",
                What::Revised,
                "国务院",
                "",
                "国务院关于废止和修改部分行政法规的决定",
            ),
            ("1987年1月1日 国务院批准", What::Approved, "国务院", "", ""),
            ("1981年10月13日 文化部\n\n海关总署发布", What::Promulgated, "文化部海关总署", "", ""),
        ];
        for (lines, what, by_whom, decree, by_rule) in table {
            let head = read(&format!("# 某条例\n\n{lines}\n"));
            let [event] = head.events.as_slice() else { panic!("{lines}: {head:?}") };
            assert_eq!(
                (event.what, event.by_whom.as_str(), event.decree.as_str(), event.by_rule.as_str()),
                (*what, *by_whom, *decree, *by_rule),
                "{lines}"
            );
        }
    }

    #[test]
    fn effective_lines() {
        let table = [
            ("2019年4月3日 国务院令第711号修订\n2019年5月15日 施行", date(2019, 5, 15)),
            ("1983年12月29日 国务院发布\n发布之日施行", date(1983, 12, 29)),
            ("1999年3月10日 海关总署发布 自1999年4月1日施行", date(1999, 4, 1)),
            ("1990年1月1日 国家统计局令第1号发布  自发布之日施行", date(1990, 1, 1)),
        ];
        for (lines, expected) in table {
            assert_eq!(read(&format!("# 某条例\n{lines}")).effective_on, Some(expected), "{lines}");
        }
    }
}
