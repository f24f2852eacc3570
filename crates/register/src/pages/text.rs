//! A text as the page shows it: headings, articles with addresses of their own, links where it names other rules.

use super::facts::leaning_kind;
use super::held::Held;
use crate::parse::references::{aliases, references};
use crate::{Provision, ProvisionKind};
use kernel::links::LinkKind;
use std::collections::BTreeSet;
use web::Tr;

/// A stretch of a paragraph.
pub(crate) struct Stretch {
    pub text: String,
    pub href: Option<String>,
}

/// Something that leans on a part.
pub(crate) struct LeaningRow {
    pub kind: String,
    pub title: String,
    pub href: String,
}

/// A heading, an article or a paragraph.
pub(crate) struct Block {
    /// Its address on the page; empty where it has none.
    pub id: String,
    /// 2 to 4 for headings; 0 for what has none.
    pub level: u8,
    pub label: String,
    /// What stands between the label and the words: `第一条　…`, `一、…`.
    pub gap: &'static str,
    pub heading: String,
    pub paragraphs: Vec<Vec<Stretch>>,
    pub leaning: Vec<LeaningRow>,
    /// "3 items lean on this article"
    pub leaning_said: String,
}

/// An entry of the table of contents.
pub(crate) struct Place {
    pub id: String,
    pub text: String,
    pub level: u8,
}

/// The text of one version, ready to be shown.
pub(crate) struct TextShown {
    pub blocks: Vec<Block>,
    pub contents: Vec<Place>,
    /// Clean HTML, where the document came as such.
    pub html: String,
}

impl TextShown {
    /// A version's text. `tr` only names what leans on an article; the text itself is the law's.
    pub fn new(tr: Tr, held: &Held, html: &str, parts: &[Provision]) -> TextShown {
        let texts: Vec<&str> = parts.iter().map(|p| p.text.as_str()).collect();
        let short = aliases(&texts);
        let own: BTreeSet<&str> = parts.iter().map(|p| p.label.as_str()).collect();
        let mut given = BTreeSet::new();
        let mut blocks = Vec::with_capacity(parts.len());
        let mut contents = Vec::new();
        for p in parts {
            let id = if p.label.is_empty() || !given.insert(p.label.clone()) { String::new() } else { p.label.clone() };
            let level = match p.kind {
                ProvisionKind::Part | ProvisionKind::Chapter | ProvisionKind::Section | ProvisionKind::Annex => {
                    2 + u8::try_from(p.path.len().min(2)).unwrap_or(2)
                }
                ProvisionKind::Article | ProvisionKind::Paragraph | ProvisionKind::Preamble => 0,
            };
            // A heading without a number still needs an address for the table of contents.
            let id = if id.is_empty() && level > 0 { format!("p{}", p.ordinal) } else { id };
            if level > 0 {
                let text = [p.label.as_str(), p.heading.as_str()].join("　");
                contents.push(Place { id: id.clone(), text: text.trim().to_owned(), level });
            }
            let link = |text: &str| -> Vec<Stretch> {
                let mut out = Vec::new();
                let mut at = 0;
                for r in references(text, &held.rule.key, &short) {
                    let is_own = r.key == held.rule.key;
                    let is_dangling = held.dangling.iter().any(|(part, to)| *part == p.label && *to == r.part);
                    let href = if is_own {
                        (!r.part.is_empty() && own.contains(r.part.as_str())).then(|| format!("#{}", r.part))
                    } else {
                        held.named.get(&r.key).map(|(_, href)| match (r.part.as_str(), is_dangling) {
                            ("", _) => href.clone(),
                            (part, false) => format!("{href}#{part}"),
                            // The page says that there is no such article.
                            (part, true) => format!("{href}?article={part}"),
                        })
                    };
                    if href.is_none() || r.start < at {
                        continue;
                    }
                    out.push(Stretch { text: text[at..r.start].to_owned(), href: None });
                    out.push(Stretch { text: text[r.start..r.end].to_owned(), href });
                    at = r.end;
                }
                out.push(Stretch { text: text[at..].to_owned(), href: None });
                out.retain(|s| !s.text.is_empty());
                out
            };
            let paragraphs = p.text.lines().map(str::trim).filter(|l| !l.is_empty()).map(link).collect();
            let leaning: Vec<LeaningRow> = if p.label.is_empty() { Vec::new() } else { leaning_on(tr, held, &p.label) };
            let leaning_said = tr.f1("register-leaning-here", "count", leaning.len());
            blocks.push(Block {
                id,
                level,
                label: p.label.clone(),
                gap: if p.kind == ProvisionKind::Paragraph { "、" } else { "　" },
                heading: p.heading.clone(),
                paragraphs,
                leaning,
                leaning_said,
            });
        }
        let (html, placed) = addressed(html, parts);
        if !html.is_empty() {
            contents.retain(|place| placed.contains(&place.id));
        }
        TextShown { blocks, contents, html }
    }
}

/// A document's own HTML with the addresses of its parts: a paragraph or heading that begins with a label gets the label
/// as its id. Also the ids that found their place.
fn addressed(html: &str, parts: &[Provision]) -> (String, BTreeSet<String>) {
    let mut waiting: Vec<&str> = parts.iter().map(|p| p.label.as_str()).filter(|l| !l.is_empty()).collect();
    let mut placed = BTreeSet::new();
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = tag.find('>').map_or(tag.len(), |e| e + 1);
        let (tag, after) = tag.split_at(end);
        rest = after;
        let is_block = matches!(tag, "<p>" | "<h2>" | "<h3>" | "<h4>" | "<h5>" | "<h6>" | "<li>");
        let begins = if is_block { beginning(after) } else { String::new() };
        let found = waiting.iter().position(|label| {
            begins.strip_prefix(label).is_some_and(|more| more.chars().next().is_none_or(|c| !c.is_alphanumeric()))
        });
        match found {
            Some(n) => {
                let label = waiting.remove(n);
                out.push_str(&format!("{} id=\"{label}\">", &tag[..tag.len() - 1]));
                placed.insert(label.to_owned());
            }
            None => out.push_str(tag),
        }
    }
    out.push_str(rest);
    (out, placed)
}

/// The first words of an element's content, without its tags.
fn beginning(html: &str) -> String {
    let mut out = String::new();
    let mut is_tag = false;
    for c in html.chars().take(200) {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if is_tag || (out.is_empty() && c.is_whitespace()) => {}
            c => out.push(c),
        }
        if out.chars().count() > 24 {
            break;
        }
    }
    out
}

/// What leans on a part, an empty part being the whole; interpretations and changes stand elsewhere on the page.
pub(crate) fn leaning_on(tr: Tr, held: &Held, part: &str) -> Vec<LeaningRow> {
    held.leaning
        .iter()
        .filter(|l| l.to.part == part && !matches!(l.kind, LinkKind::Interprets | LinkKind::Amends | LinkKind::Repeals))
        .filter(|l| !(l.from.node.key == held.rule.key && l.from.node.kind == kernel::links::NodeKind::Rule))
        .map(|l| LeaningRow {
            kind: leaning_kind(tr, l.from.node.kind, l.kind),
            title: match l.from.node.part.as_str() {
                "" => l.from.title.clone(),
                own => format!("{}　{own}", l.from.title),
            },
            href: l.from.href.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_document_gets_the_addresses_of_its_parts() {
        let (parts, _) = crate::parse::body::read("第一条 甲。\n第二条 乙，见第一条。\n附件：表", "某办法");
        let html = "<p><strong>第一条</strong> 甲。</p><p>第一条例外</p><h2>第二条　乙</h2><p>第二条 再</p><table><tr><td>第一条</td></tr></table>";
        let (out, placed) = addressed(html, &parts);
        assert!(out.contains("<p id=\"第一条\"><strong>") && out.contains("<h2 id=\"第二条\">"), "{out}");
        assert!(out.contains("<p>第一条例外</p>") && out.contains("<p>第二条 再</p>"), "{out}");
        assert_eq!(placed.len(), 2);
        assert_eq!(addressed("", &parts).0, "");
    }
}
