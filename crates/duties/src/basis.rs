//! 公开依据: which rules and articles a cell names, so that a row leans on them in the graph. Pure. Chinese terms as data.

use kernel::links::Node;

/// One rule that a row stands on, with the articles that were named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The title between the book-title marks.
    pub title: String,
    /// Articles without paragraphs and items: `第二十条`.
    pub articles: Vec<String>,
}

impl Citation {
    /// The nodes of the graph: each article, or the whole rule when none was named.
    pub fn nodes(&self) -> Vec<Node> {
        let rule = Node::rule(&self.title);
        if self.articles.is_empty() {
            return vec![rule];
        }
        self.articles.iter().map(|a| rule.clone().part(a)).collect()
    }
}

/// One line of a basis cell, cut where a citation begins, for pages that link it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// The rule it names, when it begins with one, and its first article.
    pub rule: Option<(String, Option<String>)>,
}

/// Every rule between 《 and 》, with the articles named after it until the next one. A rule named twice is one citation.
pub fn citations(text: &str) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for piece in pieces(text) {
        let Some((title, _)) = piece.rule else { continue };
        let after = piece.text.split_once('》').map_or("", |(_, rest)| rest);
        let articles = articles_in(after);
        match found.iter_mut().find(|c| codes::rule_key(&c.title) == codes::rule_key(&title)) {
            Some(known) => {
                for article in articles {
                    if !known.articles.contains(&article) {
                        known.articles.push(article);
                    }
                }
            }
            None => found.push(Citation { title, articles }),
        }
    }
    found
}

/// The text in pieces; each piece that names a rule begins with 《.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if !rest.starts_with('《') {
            let end = rest.find('《').unwrap_or(rest.len());
            out.push(Piece { text: rest[..end].to_owned(), rule: None });
            rest = &rest[end..];
            continue;
        }
        // A title may hold another: 《国务院关于印发〈…〉的通知》 uses the small marks, so the first 》 ends it.
        let Some(close) = rest.find('》') else {
            out.push(Piece { text: rest.to_owned(), rule: None });
            break;
        };
        let title = rest['《'.len_utf8()..close].trim().to_owned();
        let after = close + '》'.len_utf8();
        let end = rest[after..].find('《').map_or(rest.len(), |n| after + n);
        let article = articles_in(&rest[after..end]).into_iter().next();
        out.push(Piece { text: rest[..end].to_owned(), rule: (!title.is_empty()).then_some((title, article)) });
        rest = &rest[end..];
    }
    out
}

/// `第二十条`, `第一百二十条之一` in a text; 第二十条第（五）项 gives its article.
fn articles_in(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_numeral = |c: char| "一二三四五六七八九十百千零〇".contains(c) || c.is_ascii_digit();
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if letters[at] == '第' {
            let mut end = at + 1;
            while end < letters.len() && is_numeral(letters[end]) {
                end += 1;
            }
            if end > at + 1 && letters.get(end) == Some(&'条') {
                end += 1;
                if letters.get(end) == Some(&'之') && letters.get(end + 1).is_some_and(|c| is_numeral(*c)) {
                    end += 2;
                }
                let article: String = letters[at..end].iter().collect();
                if !found.contains(&article) {
                    found.push(article);
                }
                at = end;
                continue;
            }
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_articles_are_found() {
        let cited = citations(
            "《中华人民共和国政府信息公开条例》第二十条第（七）项、第二十一条；《预算法》（2018年修正）第十四条；《政府信息公开条例》第二十六条及有关规定《国务院办公厅关于印发〈方案〉的通知》",
        );
        let seen: Vec<(String, Vec<&str>)> = cited
            .iter()
            .map(|c| (codes::rule_key(&c.title), c.articles.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(
            seen,
            [
                ("政府信息公开条例".to_owned(), vec!["第二十条", "第二十一条", "第二十六条"]),
                ("预算法".to_owned(), vec!["第十四条"]),
                ("国务院办公厅关于印发方案的通知".to_owned(), vec![]),
            ]
        );
        assert_eq!(cited[2].nodes().len(), 1);
        assert_eq!(citations("按照有关规定《"), []);
        assert_eq!(citations("第三条"), [], "an article without its rule leans on nothing");
    }

    #[test]
    fn pieces_give_the_whole_text_back() {
        for text in ["甲《乙》第一条，丙《丁》", "《甲", "甲", "", "《》第二条"] {
            assert_eq!(pieces(text).iter().map(|p| p.text.as_str()).collect::<String>(), text);
        }
    }
}
