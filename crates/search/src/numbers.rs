//! Numbers people search by: articles (第四十二条, 42条), document numbers in every writing, index numbers. Pure, on
//! folded text. (Chinese terms as data.)

/// The value of a numeral, Chinese (四十二, 一百零三) or of digits; `None` if it is none or beyond 9,999.
pub(crate) fn numeral(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 9 {
        return None;
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok().filter(|&n| n > 0 && n <= 9_999);
    }
    let (mut total, mut digit, mut has_unit) = (0u32, None, false);
    for letter in text.chars() {
        let unit = match letter {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            _ => {
                let value =
                    "零一二三四五六七八九".chars().position(|c| c == letter || (letter == '〇' && c == '零'))?;
                let value = u32::try_from(value).ok()?;
                // Two digits in a row without a unit: a year or a code, no numeral.
                if digit.is_some_and(|before| before != 0) {
                    return None;
                }
                digit = Some(value);
                continue;
            }
        };
        has_unit = true;
        // 十二 is 一十二.
        total += digit.take().unwrap_or(1).max(1) * unit;
    }
    let total = total + digit.unwrap_or(0);
    (total > 0 && (has_unit || text.chars().count() == 1)).then_some(total)
}

fn is_numeral_letter(letter: char) -> bool {
    letter.is_ascii_digit() || "零〇一二三四五六七八九十百千".contains(letter)
}

/// An article, as it is named within its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Article {
    /// 42 of 第四十二条.
    pub(crate) number: u32,
    /// 1 of 第四十二条之一; 0: none.
    pub(crate) of: u32,
}

impl Article {
    /// The term under which it stands in the index.
    pub(crate) fn term(self) -> String {
        if self.of == 0 { self.number.to_string() } else { format!("{}-{}", self.number, self.of) }
    }
}

/// The article that a text names, with the text before and after it.
pub(crate) fn find_article(folded: &str) -> Option<(Article, &str, &str)> {
    let letters: Vec<(usize, char)> = folded.char_indices().collect();
    let end_of = |i: usize| letters.get(i).map_or(folded.len(), |(at, _)| *at);
    for (i, &(at, letter)) in letters.iter().enumerate() {
        if letter != '条' {
            continue;
        }
        let mut start = i;
        while start > 0 && is_numeral_letter(letters[start - 1].1) {
            start -= 1;
        }
        let Some(number) = folded.get(end_of(start)..at).and_then(numeral) else { continue };
        let has_mark = start > 0 && letters[start - 1].1 == '第';
        let before_end = if has_mark { start - 1 } else { start };
        let before = folded.get(..end_of(before_end)).unwrap_or("");
        let follows_a_title = before.ends_with([' ', '法', '例', '定', '则', '》', '章']) || before.ends_with("办法");
        if !has_mark && !follows_a_title {
            continue;
        }
        let mut after = i + 1;
        let mut of = 0;
        if letters.get(after).is_some_and(|(_, c)| *c == '之') {
            let mut end = after + 1;
            while letters.get(end).is_some_and(|(_, c)| is_numeral_letter(*c)) {
                end += 1;
            }
            if let Some(n) = folded.get(end_of(after + 1)..end_of(end)).and_then(numeral) {
                (of, after) = (n, end);
            }
        }
        return Some((Article { number, of }, before, folded.get(end_of(after)..).unwrap_or("")));
    }
    None
}

/// The article that a heading is: `第四十二条`, `第四十二条 期限`.
pub(crate) fn article_of_heading(folded: &str) -> Option<Article> {
    let (article, before, _) = find_article(folded)?;
    before.trim().is_empty().then_some(article)
}

/// A document number as far as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DocumentNumber {
    /// 国办发, possibly shortened; empty: not said.
    pub(crate) mark: String,
    /// 0: not said.
    pub(crate) year: u32,
    /// 0: not said.
    pub(crate) serial: u32,
}

impl DocumentNumber {
    /// The terms under which a document with this number is found, the exact one first.
    pub(crate) fn terms(&self) -> Vec<String> {
        let DocumentNumber { mark, year, serial } = self;
        let part = |n: &u32| if *n == 0 { String::new() } else { n.to_string() };
        let mut terms = vec![format!("{mark}|{}|{}", part(year), part(serial))];
        if *year > 0 && *serial > 0 {
            terms.push(format!("{mark}|{year}|"));
        }
        if *serial > 0 {
            terms.push(format!("|{}|{serial}", part(year)));
        }
        terms
    }

    /// How it is written in texts, folded: 国办发(2019)54号.
    pub(crate) fn written(&self) -> Option<String> {
        match (self.mark.as_str(), self.year, self.serial) {
            ("", ..) | (_, _, 0) => None,
            (mark, 0, serial) => Some(format!("{mark}第{serial}号")),
            (mark, year, serial) => Some(format!("{mark}({year}){serial}号")),
        }
    }
}

/// A text that is a document number or the beginning of one, whatever brackets it has, with or without 号; `None` for
/// anything else. `国办发2019 54`, `国办发〔2019〕54号`, `〔2019〕54`, `国务院令第711号`, `711号令`.
pub(crate) fn document_number(folded: &str) -> Option<DocumentNumber> {
    let mut bare: String =
        folded.chars().map(|c| if matches!(c, '(' | ')' | '{' | '}' | '-' | '·') { ' ' } else { c }).collect();
    if bare.chars().count() > 40 {
        return None;
    }
    if let Some(rest) = bare.strip_prefix(crate::fold::STATE) {
        bare = rest.to_owned();
    }
    let has_end = bare.trim_end().ends_with(['号', '令']);
    let mut rest = bare.trim();
    let mut mark: String = rest.chars().take_while(|c| crate::fold::is_han(*c) || *c == ' ').collect();
    rest = rest.get(mark.len()..)?.trim();
    mark.retain(|c| c != ' ');
    let had_de = mark.ends_with('第');
    if had_de {
        mark.pop();
    }
    let mut numbers: Vec<&str> = Vec::new();
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits == 0 {
            break;
        }
        numbers.push(rest.get(..digits)?);
        rest = rest.get(digits..)?.trim_start_matches([' ', '年', '第']);
    }
    let rest = rest.trim();
    let is_order_behind = matches!(rest, "号令" | "令");
    if !matches!(rest, "" | "号" | "号令" | "令" | "号文" | "号文件") || mark.chars().count() > 16 {
        return None;
    }
    let year = |text: &str| text.parse::<u32>().ok().filter(|y| text.len() == 4 && (1949..=2100).contains(y));
    let serial = |text: &str| text.parse::<u32>().ok().filter(|n| (1..=99_999).contains(n));
    let found = match numbers.as_slice() {
        [one] => match year(one) {
            Some(year) if !has_end && !mark.is_empty() => DocumentNumber { mark, year, serial: 0 },
            // 国办发201954号: the year and the serial ran together.
            None if one.len() > 4 && one.len() <= 8 => {
                let (y, n) = one.split_at(4);
                DocumentNumber { mark, year: year(y)?, serial: serial(n)? }
            }
            _ if has_end || had_de || mark.ends_with('令') => DocumentNumber { mark, year: 0, serial: serial(one)? },
            _ => return None,
        },
        [first, second] => DocumentNumber { mark, year: year(first)?, serial: serial(second)? },
        _ => return None,
    };
    if is_order_behind && found.mark.is_empty() && found.year > 0 {
        return None;
    }
    Some(found)
}

/// An index number without what separates its parts; `None` for a text that cannot be one.
pub(crate) fn index_number(folded: &str) -> Option<String> {
    let bare: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let fits =
        folded.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | ' ' | '.' | '(' | ')'));
    (fits && digits >= 6 && bare.len() <= 64).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    #[test]
    fn numerals() {
        for (text, value) in [
            ("一", Some(1)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("四十二", Some(42)),
            ("一百零三", Some(103)),
            ("一百二十", Some(120)),
            ("一千二百六十", Some(1_260)),
            ("42", Some(42)),
            ("0", None),
            ("二零一九", None),
            ("", None),
            ("99999", None),
            ("甲", None),
        ] {
            assert_eq!(numeral(text), value, "{text}");
        }
    }

    #[test]
    fn articles_in_queries() {
        for (text, number, of, before, after) in [
            ("行政许可法 第四十二条", 42, 0, "行政许可法 ", ""),
            ("行政许可法42条", 42, 0, "行政许可法", ""),
            ("许可法四十二条 期限", 42, 0, "许可法", " 期限"),
            ("许可法第42条期限", 42, 0, "许可法", "期限"),
            ("刑法第一百二十条之三", 120, 3, "刑法", ""),
            ("《立法法》第十条", 10, 0, "《立法法》", ""),
        ] {
            let found = find_article(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found, (Article { number, of }, before, after), "{text}");
        }
        for none in ["面条", "三条", "有下列两条的", "条", "第条", "道路运输条例"] {
            assert_eq!(find_article(none), None, "{none}");
        }
        assert_eq!(article_of_heading("第三十一条").map(Article::term), Some("31".to_owned()));
        assert_eq!(article_of_heading("第二章 第三十一条"), None);
    }

    #[test]
    fn document_numbers_in_every_writing() {
        let whole = DocumentNumber { mark: "国办发".into(), year: 2019, serial: 54 };
        for text in [
            "国办发〔2019〕54号",
            "国办发［2019］54号",
            "国办发[2019]54号",
            "国办发（2019）54号",
            "国办发(2019)54号",
            "国办发【2019】54号",
            "国办发〔2019〕54",
            "国办发2019 54",
            "国办发 2019 54号",
            "國辦發〔２０１９〕５４號",
            "国办发201954号",
            "国办发2019年第54号",
        ] {
            assert_eq!(document_number(&fold(text)), Some(whole.clone()), "{text}");
        }
        for (text, mark, year, serial) in [
            ("国办发2019", "国办发", 2019, 0),
            ("国办发〔2019〕", "国办发", 2019, 0),
            ("〔2019〕54号", "", 2019, 54),
            ("2019 54", "", 2019, 54),
            ("中华人民共和国国务院令第711号", "国务院令", 0, 711),
            ("国务院令711", "国务院令", 0, 711),
            ("第711号", "", 0, 711),
            ("711号令", "", 0, 711),
        ] {
            assert_eq!(
                document_number(&fold(text)),
                Some(DocumentNumber { mark: mark.into(), year, serial }),
                "{text}"
            );
        }
        for none in ["行政许可法", "2019", "54", "食品安全", "国办发", "2019年食品安全工作", "", "()[]", "1 2 3"]
        {
            assert_eq!(document_number(&fold(none)), None, "{none}");
        }
        assert_eq!(whole.terms(), ["国办发|2019|54", "国办发|2019|", "|2019|54"]);
        assert_eq!(whole.written().as_deref(), Some("国办发(2019)54号"));
    }

    #[test]
    fn index_numbers() {
        assert_eq!(index_number("000014349/2019-00072").as_deref(), Some("000014349201900072"));
        assert_eq!(index_number("行政许可"), None);
        assert_eq!(index_number("12"), None);
    }
}
