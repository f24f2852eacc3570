//! How texts name rules: the canonical key of a title, and the references 《…》第…条 in a text.
//!
//! Called by everything that links to a rule: items, publications, the register. Pure.
//! (Chinese terms as data.)

/// The key under which a rule is known whatever form its title takes: without book-title marks (those of a title within
/// the title too, which are written 《》, 〈〉 or with the signs of the keyboard), spaces, the leading name of the State and a
/// trailing mark of version.
///
/// ```
/// assert_eq!(codes::rule_key("《中华人民共和国行政许可法》"), "行政许可法");
/// assert_eq!(codes::rule_key("政府信息公开条例(2019修订)"), "政府信息公开条例");
/// assert_eq!(codes::rule_key("中华人民共和国宪法"), "宪法");
/// assert_eq!(codes::rule_key("《关于印发〈办法〉的通知》"), codes::rule_key("关于印发《办法》的通知"));
/// ```
pub fn rule_key(title: &str) -> String {
    let text: String = title
        .chars()
        .filter(|c| !c.is_whitespace() && !is_mark(*c) && !matches!(c, '\u{feff}' | '\u{200b}'))
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            other => other,
        })
        .collect();
    let mut text = text.as_str();
    if let Some(rest) = text.strip_prefix("中华人民共和国")
        && rest.chars().count() >= 2
    {
        text = rest;
    }
    // （2019修订）, （2018年修正文本）: a mark of version. （试行） belongs to the title.
    if let Some(open) = text.rfind('（')
        && text.ends_with('）')
    {
        let inside = &text[open + '（'.len_utf8()..text.len() - '）'.len_utf8()];
        if inside.chars().take(4).filter(char::is_ascii_digit).count() == 4 {
            text = &text[..open];
        }
    }
    text.to_owned()
}

/// A mark around a title, or around a title within a title, in any writing.
fn is_mark(c: char) -> bool {
    matches!(c, '《' | '》' | '〈' | '〉' | '<' | '>' | '＜' | '＞')
}

/// A rule that a text names: 《…》, with the article when one follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The title as it stands between the marks.
    pub title: String,
    /// The article in its canonical writing, `第三十一条` or `第十条之一`; `None` when the whole rule is named.
    pub article: Option<String>,
    /// Where the reference stands in the text, in bytes: from the opening mark (or, for the second and later articles
    /// after one title, from the article) to its end with paragraph and item.
    pub range: std::ops::Range<usize>,
}

/// The longest title that is still taken for one, in characters; more is a quotation.
const LONGEST_TITLE: usize = 80;

/// The rules a text names, in its order; each article of an enumeration on its own.
///
/// `《办法》第三条第二款、第五条和第七条` gives three; `第三条至第五条` gives its two ends. A book-title mark around
/// something that is no rule (a newspaper, a form) is given as well: only the register knows.
///
/// ```
/// let found = codes::citations("依据《政府信息公开条例》第二十条第（一）项、第二十一条和《档案法》制定");
/// let shown: Vec<_> = found.iter().map(|c| (c.title.as_str(), c.article.as_deref())).collect();
/// assert_eq!(shown, [("政府信息公开条例", Some("第二十条")), ("政府信息公开条例", Some("第二十一条")), ("档案法", None)]);
/// ```
pub fn citations(text: &str) -> Vec<Citation> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('《').map(|n| from + n) {
        let inside = at + '《'.len_utf8();
        let Some(close) = closing(text, inside) else {
            from = inside;
            continue;
        };
        let title = text[inside..close].trim();
        let mut end = close + '》'.len_utf8();
        if title.is_empty() || title.chars().count() > LONGEST_TITLE || title.contains('\n') {
            from = inside;
            continue;
        }
        // A mark of the version or a document number may stand between title and article: 《办法》（国令第1号）第三条.
        let mut place = skip_bracket(text, end);
        let mut begin = at;
        let mut articles = 0;
        while let Some((article, after)) = article_at(text, place) {
            let after = skip_parts(text, after);
            found.push(Citation { title: title.to_owned(), article: Some(article), range: begin..after });
            articles += 1;
            end = after;
            let Some(next) = skip_joint(text, after) else { break };
            (place, begin) = (next, next);
        }
        if articles == 0 {
            found.push(Citation { title: title.to_owned(), article: None, range: at..end });
        }
        from = end;
    }
    found
}

/// Where the mark that opened before `from` closes; marks inside are counted.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in text[from..].char_indices() {
        match c {
            '《' => depth += 1,
            '》' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(from + at);
        }
        if at > LONGEST_TITLE * 6 {
            return None;
        }
    }
    None
}

/// `第…条`, `第…条之…` at `at`: the article without spaces, and where it ends.
fn article_at(text: &str, at: usize) -> Option<(String, usize)> {
    let (number, end) = counted(text, at, '条')?;
    let mut article = format!("第{number}条");
    let mut end = end;
    if let Some(rest) = text[end..].strip_prefix('之') {
        let more: String = rest.chars().take_while(|c| is_numeral(*c)).collect();
        if !more.is_empty() {
            end += '之'.len_utf8() + more.len();
            article.push('之');
            article.push_str(&more);
        }
    }
    Some((article, end))
}

/// `第` numerals `unit` at `at`; spaces between are passed over. Gives the numerals and where it ends.
fn counted(text: &str, at: usize, unit: char) -> Option<(String, usize)> {
    let mut letters = text[at..].char_indices().filter(|(_, c)| *c != ' ' && *c != '\u{3000}');
    if letters.next()?.1 != '第' {
        return None;
    }
    let mut number = String::new();
    for (n, c) in letters {
        if c == unit && !number.is_empty() {
            return Some((number, at + n + c.len_utf8()));
        }
        if !is_numeral(c) || number.chars().count() > 9 {
            return None;
        }
        number.push(c);
    }
    None
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二两三四五六七八九十百千".contains(c)
}

/// Behind `（…）` that directly follows a title.
fn skip_bracket(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let Some(open) = rest.chars().next().filter(|c| matches!(c, '（' | '(')) else { return at };
    let close = if open == '（' { '）' } else { ')' };
    match rest.find(close) {
        Some(n) if rest[..n].chars().count() <= 60 && !rest[..n].contains(['《', '\n']) => at + n + close.len_utf8(),
        _ => at,
    }
}

/// Behind paragraph, item and sub-item: `第二款`, `第（一）项`, `第1目`.
fn skip_parts(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let Some(tail) = rest.strip_prefix('第') else { return at };
        let Some((n, unit)) = tail.char_indices().find(|(_, c)| matches!(c, '款' | '项' | '目' | '条')) else {
            return at;
        };
        let inner = &tail[..n];
        let fits = unit != '条' && !inner.is_empty() && inner.chars().all(|c| is_numeral(c) || "（）()、".contains(c));
        if !fits {
            return at;
        }
        at += '第'.len_utf8() + n + unit.len_utf8();
    }
}

/// Behind what joins articles of one rule, when an article follows.
fn skip_joint(text: &str, at: usize) -> Option<usize> {
    for joint in ["、", "，", ",", "和", "及", "以及", "与", "或者", "或", "至", "到", "——", "—", "-", "－"]
    {
        if let Some(rest) = text[at..].strip_prefix(joint) {
            let next = text.len() - rest.len();
            if article_at(text, next).is_some() {
                return Some(next);
            }
        }
    }
    article_at(text, at).map(|_| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        citations(text).into_iter().map(|c| format!("{}{}", c.title, c.article.unwrap_or_default())).collect()
    }

    #[test]
    fn references_as_offices_write_them() {
        for (text, expected) in [
            ("根据《中华人民共和国行政许可法》第三十一条的规定", vec!["中华人民共和国行政许可法第三十一条"]),
            ("《办法》第三条第二款、第五条和第七条", vec!["办法第三条", "办法第五条", "办法第七条"]),
            ("《条例》第三条至第五条", vec!["条例第三条", "条例第五条"]),
            ("《刑法》第一百二十条之一", vec!["刑法第一百二十条之一"]),
            ("《办法》（市政府令第3号）第 12 条", vec!["办法第12条"]),
            ("《关于修改〈办法〉的决定》和《规定》", vec!["关于修改〈办法〉的决定", "规定"]),
            ("《关于印发《办法》的通知》第二条", vec!["关于印发《办法》的通知第二条"]),
            ("《条例》第二十条第（一）项、第（三）项", vec!["条例第二十条"]),
            ("没有书名号，第三条", vec![]),
            ("《没有关上的，第三条", vec![]),
            ("《》第三条", vec![]),
            ("《条例》第条、第三", vec!["条例"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_range_is_what_the_reader_sees() {
        let text = "依据《条例》第三条第二款、第五条，另见《办法》。";
        let parts: Vec<&str> = citations(text).into_iter().map(|c| &text[c.range]).collect();
        assert_eq!(parts, ["《条例》第三条第二款", "第五条", "《办法》"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[《》第一二条款项（）、至 a\n]{0,60}") {
            for c in citations(&text) {
                proptest::prop_assert!(text.get(c.range).is_some());
            }
        }
    }
}
