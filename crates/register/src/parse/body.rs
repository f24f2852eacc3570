//! The body of a text: parts, chapters, sections, articles, annexes, free paragraphs.
//! (Chinese terms as data.)

use super::{dates, trimmed};
use crate::rule::{Provision, ProvisionKind, lay_paths};
use std::collections::HashSet;

/// What was left out while reading, and why: repetitions of the title, remains of the head.
pub type Notes = Vec<String>;

/// Reads a body in Markdown as the law collection has it, or in plain lines. `title` is the document's title, whose
/// repetition at the top is left out.
pub fn read(body: &str, title: &str) -> (Vec<Provision>, Notes) {
    let bare_title = super::comparable(title);
    let has_articles = body.lines().any(|l| article(trimmed(l)).is_some());
    let mut b = Builder { out: Vec::new(), labels: HashSet::new(), in_annex: false };
    let mut notes = Vec::new();
    for line in body.lines() {
        let line = trimmed(line);
        if line.is_empty() {
            continue;
        }
        if b.out.is_empty() && is_remains(line, &bare_title) {
            notes.push(line.to_owned());
            continue;
        }
        let marked = line.trim_start_matches('#');
        if marked.len() < line.len() {
            b.heading(trimmed(marked), has_articles);
        } else if let Some((label, rest)) = article(line) {
            b.open(ProvisionKind::Article, label, "", rest);
        } else if is_heading(line) {
            // Plain documents have chapters without marks.
            b.heading(line, has_articles);
        } else if let Some((label, rest)) = annex(line).filter(|_| has_articles == b.has_articles()) {
            b.annex(label, rest);
        } else if !has_articles
            && !b.in_annex
            && let Some((label, rest)) = numbered(line)
        {
            b.open(ProvisionKind::Paragraph, label, "", rest);
        } else {
            b.text(line);
        }
    }
    (b.finish(), notes)
}

/// Whether a line before any part is only the title once more, or the end of a head that was cut in two.
fn is_remains(line: &str, bare_title: &str) -> bool {
    let bare = super::comparable(line);
    if bare.chars().count() >= 2
        && (bare_title.contains(&bare) || bare.trim_start_matches("中华人民共和国") == bare_title)
    {
        return true;
    }
    bare.ends_with("通过）") && !bare.starts_with('（') && bare.chars().count() < 30
}

/// `第三十一条 …`, `第十条之一 …`: the label and the words.
pub(crate) fn article(line: &str) -> Option<(&str, &str)> {
    let after = line.strip_prefix('第')?;
    let end = after.find(|c: char| !dates::is_numeral(c)).filter(|e| *e > 0)?;
    let mut rest = after[end..].strip_prefix('条')?;
    if let Some(more) = rest.strip_prefix('之') {
        let end = more.find(|c: char| !dates::is_numeral(c)).unwrap_or(more.len());
        if end > 0 {
            rest = &more[end..];
        }
    }
    let label = &line[..line.len() - rest.len()];
    let words = match rest.chars().next() {
        None => rest,
        Some(c) if c.is_whitespace() => rest,
        Some('：' | ':') => &rest[rest.chars().next().map_or(0, char::len_utf8)..],
        // `第五条第二款规定的…` is a sentence.
        Some(_) => return None,
    };
    Some((label, trimmed(words)))
}

/// `第二章 法律`, `第一分编 通则` written without marks.
fn is_heading(line: &str) -> bool {
    split_heading(line).is_some_and(|(kind, _, rest)| {
        kind != ProvisionKind::Paragraph
            && rest.chars().count() <= 40
            && !rest.ends_with(['。', '；', '，', '：'])
            && line[line.len() - rest.len()..].len() < line.len()
            && line.chars().any(char::is_whitespace)
    })
}

/// The kind, label and words of a heading; [`ProvisionKind::Paragraph`] for one that is not numbered by 章 or 节.
fn split_heading(text: &str) -> Option<(ProvisionKind, &str, &str)> {
    let after = text.strip_prefix('第')?;
    let end = after.find(|c: char| !dates::is_numeral(c)).filter(|e| *e > 0)?;
    for (mark, kind) in [
        ("分编", ProvisionKind::Part),
        ("编", ProvisionKind::Part),
        ("章", ProvisionKind::Chapter),
        ("节", ProvisionKind::Section),
    ] {
        if let Some(rest) = after[end..].strip_prefix(mark) {
            return Some((kind, &text[..text.len() - rest.len()], trimmed(rest)));
        }
    }
    None
}

/// `附件一：…`, `附：`, `附录`: the label and the words.
fn annex(line: &str) -> Option<(&str, &str)> {
    let after = ["附件", "附录", "附表", "附图", "附"].iter().find_map(|w| line.strip_prefix(w))?;
    let end = after.find(|c: char| !dates::is_numeral(c) && !c.is_ascii_digit()).unwrap_or(after.len());
    let rest = &after[end..];
    let label = &line[..line.len() - rest.len()];
    let words = match rest.chars().next() {
        None => "",
        Some(c @ ('：' | ':')) => &rest[c.len_utf8()..],
        Some(c) if c.is_whitespace() => rest,
        Some(_) => return None,
    };
    (words.chars().count() <= 40 && (label != "附" || rest.starts_with(['：', ':']) || rest.is_empty()))
        .then(|| (label, trimmed(words)))
}

/// `一、…` of a document without articles: the number and the words.
fn numbered(line: &str) -> Option<(&str, &str)> {
    let end = line.find(|c: char| !dates::is_numeral(c)).filter(|e| *e > 0)?;
    let rest = line[end..].strip_prefix('、')?;
    Some((&line[..end], trimmed(rest)))
}

/// `总 则` is `总则`; other spaces inside a heading become one.
fn heading_words(words: &str) -> String {
    let parts: Vec<&str> = words.split(char::is_whitespace).filter(|p| !p.is_empty()).collect();
    // Single characters set apart are one word spaced out.
    let sep = if parts.iter().all(|p| p.chars().count() == 1) { "" } else { " " };
    parts.join(sep)
}

struct Builder {
    out: Vec<Provision>,
    labels: HashSet<String>,
    in_annex: bool,
}

impl Builder {
    fn has_articles(&self) -> bool {
        self.out.iter().any(|p| p.kind == ProvisionKind::Article)
    }

    fn open(&mut self, kind: ProvisionKind, label: &str, heading: &str, text: &str) {
        let label = self.unique(label);
        self.out.push(Provision {
            ordinal: self.out.len() as i64 + 1,
            kind,
            label,
            heading: heading.to_owned(),
            text: text.to_owned(),
            path: Vec::new(),
        });
    }

    /// A label that no other part has: `第一章` of the second part becomes `第二编第一章`.
    fn unique(&mut self, label: &str) -> String {
        if label.is_empty() || self.labels.insert(label.to_owned()) {
            return label.to_owned();
        }
        let above = |kinds: &[ProvisionKind]| {
            self.out.iter().rev().find(|p| kinds.contains(&p.kind) && !p.label.is_empty()).map(|p| p.label.clone())
        };
        let candidates = [
            above(&[ProvisionKind::Annex]).filter(|_| self.in_annex),
            above(&[ProvisionKind::Part, ProvisionKind::Chapter]),
            above(&[ProvisionKind::Part]),
        ];
        for outer in candidates.into_iter().flatten() {
            let name = format!("{outer}{label}");
            if self.labels.insert(name.clone()) {
                return name;
            }
        }
        let mut n = 2;
        loop {
            let name = format!("{label}-{n}");
            if self.labels.insert(name.clone()) {
                return name;
            }
            n += 1;
        }
    }

    fn heading(&mut self, text: &str, has_articles: bool) {
        if let Some((kind, label, rest)) = split_heading(text) {
            self.in_annex = false;
            self.open(kind, label, &heading_words(rest), "");
        } else if self.in_annex {
            self.text(text);
        } else if let Some((label, rest)) = numbered(text).filter(|_| !has_articles) {
            self.open(ProvisionKind::Paragraph, label, &heading_words(rest), "");
        } else {
            let kind =
                if self.has_articles() || !has_articles { ProvisionKind::Paragraph } else { ProvisionKind::Preamble };
            self.open(kind, "", &heading_words(text), "");
        }
    }

    fn annex(&mut self, label: &str, words: &str) {
        // `附件：矿产资源分类细目` and below it `附件` once more.
        if let Some(last) = self.out.last_mut()
            && last.kind == ProvisionKind::Annex
            && last.text.is_empty()
            && last.label == label
        {
            if last.heading.is_empty() {
                words.clone_into(&mut last.heading);
            }
            return;
        }
        self.in_annex = true;
        self.open(ProvisionKind::Annex, label, words, "");
    }

    fn text(&mut self, line: &str) {
        match self.out.last_mut() {
            Some(last)
                if matches!(last.kind, ProvisionKind::Part | ProvisionKind::Chapter | ProvisionKind::Section) =>
            {
                self.open(ProvisionKind::Paragraph, "", "", line);
            }
            Some(last) if last.kind == ProvisionKind::Annex && last.heading.is_empty() && last.text.is_empty() => {
                line.clone_into(&mut last.heading);
            }
            // A heading repeated below `附件：`.
            Some(last) if last.kind == ProvisionKind::Annex && last.text.is_empty() && last.heading == line => {}
            Some(last) => {
                if !last.text.is_empty() {
                    last.text.push('\n');
                }
                last.text.push_str(line);
            }
            None => self.open(ProvisionKind::Preamble, "", "", line),
        }
    }

    fn finish(mut self) -> Vec<Provision> {
        lay_paths(&mut self.out);
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_law() {
        let text = "甲乙法\n\n## 第一章　总 则\n\n第一条 为了甲，\n\n（一）乙；\n\n第二条之一 丙。\n\n### 第一节  通则\n\n第三条　第二条第一款不适用。\n\n第五条第二款的规定除外。\n\n附件一：目录\n\n1．甲\n";
        let (parts, notes) = read(text, "中华人民共和国甲乙法");
        assert_eq!(notes, ["甲乙法"]);
        let shown: Vec<_> = parts
            .iter()
            .map(|p| (p.kind, p.label.as_str(), p.heading.as_str(), p.text.as_str(), p.path.join("/")))
            .collect();
        assert_eq!(
            shown,
            [
                (ProvisionKind::Chapter, "第一章", "总则", "", String::new()),
                (ProvisionKind::Article, "第一条", "", "为了甲，\n（一）乙；", "第一章 总则".to_owned()),
                (ProvisionKind::Article, "第二条之一", "", "丙。", "第一章 总则".to_owned()),
                (ProvisionKind::Section, "第一节", "通则", "", "第一章 总则".to_owned()),
                (
                    ProvisionKind::Article,
                    "第三条",
                    "",
                    "第二条第一款不适用。\n第五条第二款的规定除外。",
                    "第一章 总则/第一节 通则".to_owned()
                ),
                (ProvisionKind::Annex, "附件一", "目录", "1．甲", String::new()),
            ]
        );
    }

    #[test]
    fn a_document_without_articles_and_one_with_repeated_chapters() {
        let (parts, _) = read("各单位：\n一、目标\n甲。\n二、任务\n乙。", "某通知");
        assert_eq!(parts.iter().map(|p| p.label.as_str()).collect::<Vec<_>>(), ["", "一", "二"]);
        let (parts, _) = read(
            "## 第一编 总则\n\n### 第一章 甲\n\n第一条 甲\n\n## 第二编 分则\n\n### 第一章 乙\n\n第二条 乙",
            "某法",
        );
        let labels: Vec<_> = parts.iter().map(|p| p.label.as_str()).collect();
        assert_eq!(labels, ["第一编", "第一章", "第一条", "第二编", "第二编第一章", "第二条"]);
    }
}
