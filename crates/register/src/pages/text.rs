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
        TextShown { blocks, contents, html: html.to_owned() }
    }
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
