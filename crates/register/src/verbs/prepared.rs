//! A document made ready for the register, outside any transaction.
//! (Chinese terms as data.)

use crate::contradiction::{Stated, contradictions};
use crate::parse::{body, effective, head, references};
use crate::refused::Refused;
use crate::rule::{Disclosure, EffectiveBasis, Provision, RuleKind, Version};
use jiff::civil::Date;
use kernel::Id;
use kernel::links::{Node, NodeKind};
use sha2::{Digest, Sha256};

/// Most characters of a document.
const MOST: usize = 400_000;
/// Most characters of a title.
const TITLE_MOST: usize = 200;

/// The words of a document.
#[derive(Clone, Copy, Debug)]
pub enum Words<'a> {
    /// HTML from an editor or the web; it is cleaned.
    Html(&'a str),
    /// Plain lines, or the Markdown of the law collection.
    Plain(&'a str),
}

/// A document as it is handed in.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// The title.
    pub title: &'a str,
    /// What kind of rule.
    pub kind: RuleKind,
    /// 主题分类, first level first.
    pub topics: &'a [String],
    /// 发文机关 and 联合发文单位; the first leads and is the agency's name.
    pub issuers: &'a [String],
    /// 发文字号; may be empty while it is a draft.
    pub document_number: &'a str,
    /// 成文日期.
    pub signed_on: Option<Date>,
    /// 发布日期; the day of registration where it is left open.
    pub published_on: Option<Date>,
    /// 实施日期; read from the text where it is left open.
    pub effective_on: Option<Date>,
    /// 公开方式.
    pub disclosure: Disclosure,
    /// Why it is not disclosed proactively.
    pub disclosure_reason: &'a str,
    /// 体裁; read from the title where it is left open.
    pub genre: &'a str,
    /// 内容概述.
    pub summary: &'a str,
    /// 关键词.
    pub keywords: &'a [String],
    /// 来源: 公报年期.
    pub source: &'a str,
    /// The text.
    pub words: Words<'a>,
}

/// A document ready to be written.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(super) key: String,
    pub(super) kind: RuleKind,
    pub(super) disclosure: Disclosure,
    pub(super) disclosure_reason: String,
    /// With no rule and no number yet.
    pub(super) version: Version,
    /// Its parts.
    pub parts: Vec<Provision>,
    /// Its text in lines, for the check against its metadata and for the period it states.
    pub text: String,
    pub(super) cites: Vec<(String, Node)>,
}

/// Makes a document ready: cleans its HTML, finds its parts and references, and holds its text against its metadata.
///
/// # Errors
/// No title, no text, too long, a document number that is not well formed or not well written, dates in the wrong
/// order, a reason for non-disclosure that is missing, a text that contradicts its metadata.
pub fn prepare(draft: &Draft<'_>) -> Result<Prepared, Refused> {
    let title = draft.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(Refused::NoTitle);
    }
    if title.chars().count() > TITLE_MOST {
        return Err(Refused::TooLong { most: TITLE_MOST });
    }
    if draft.disclosure != Disclosure::Proactive && draft.disclosure_reason.trim().is_empty() {
        return Err(Refused::NoReason);
    }
    let number = number(draft.document_number)?;
    let (html, text) = match draft.words {
        Words::Html(html) => {
            if html.len() > MOST * 20 {
                return Err(Refused::TooLong { most: MOST });
            }
            let cleaned = screen::html::clean_titled(html, &title);
            (cleaned.html, cleaned.text)
        }
        Words::Plain(text) => (String::new(), text.to_owned()),
    };
    if text.chars().count() > MOST {
        return Err(Refused::TooLong { most: MOST });
    }
    let (parts, _) = body::read(&text, &title);
    if parts.iter().all(|p| p.text.is_empty() && p.heading.is_empty()) {
        return Err(Refused::NoText);
    }
    let stated = Stated {
        title: &title,
        document_number: number.as_deref().unwrap_or_default(),
        issuers: draft.issuers,
        signed_on: draft.signed_on,
        effective_on: draft.effective_on,
    };
    if let Some(c) = contradictions(&stated, &text).into_iter().next() {
        return Err(Refused::Contradiction { attribute: c.attribute, stated: c.stated, found: c.found });
    }
    const SIGNED: &str = "register-attribute-signed-on";
    let signed = draft.signed_on.map(|d| (d, SIGNED));
    for (later, name) in [
        (draft.published_on, "register-attribute-published-on"),
        (draft.effective_on, "register-attribute-effective-on"),
    ] {
        if let Some(date) = later {
            super::not_earlier((date, name), signed)?;
        }
    }
    let (effective_on, effective_basis) = match draft.effective_on {
        Some(on) => (Some(on), EffectiveBasis::Stated),
        None => effective::effective(&head::Head::default(), draft.signed_on, &parts),
    };
    let key = codes::rule_key(&title);
    let cites = cites(&parts, &key);
    let genre = if draft.genre.is_empty() { crate::import::genre(&title) } else { draft.genre };
    let version = Version {
        id: Id::new(),
        rule: Id::new(),
        n: 0,
        topics: draft.topics.to_vec(),
        issuers: draft.issuers.to_vec(),
        document_number: number,
        signed_on: draft.signed_on,
        published_on: draft.published_on,
        dated_on: draft.signed_on.or(draft.published_on),
        effective_on,
        effective_basis,
        genre: genre.to_owned(),
        summary: draft.summary.trim().to_owned(),
        keywords: draft.keywords.to_vec(),
        source: draft.source.trim().to_owned(),
        html,
        digest: hex::encode(Sha256::digest(text.as_bytes())),
        source_file: String::new(),
        articles: parts.iter().filter(|p| p.kind == crate::rule::ProvisionKind::Article).count() as i64,
        title,
    };
    Ok(Prepared {
        key,
        kind: draft.kind,
        disclosure: draft.disclosure,
        disclosure_reason: draft.disclosure_reason.trim().to_owned(),
        version,
        parts,
        text,
        cites,
    })
}

/// The document number in its canonical writing; an empty one is left open.
pub(super) fn number(text: &str) -> Result<Option<String>, Refused> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = codes::DocumentNumber::parse(text).map_err(|_| Refused::DocumentNumber { found: text.to_owned() })?;
    if !number.is_canonical(text) {
        return Err(Refused::DocumentNumberWriting { canonical: number.to_string() });
    }
    Ok(Some(number.to_string()))
}

/// What the parts of a text refer to, each once.
pub(super) fn cites(parts: &[Provision], key: &str) -> Vec<(String, Node)> {
    let words: Vec<&str> = parts.iter().map(|p| p.text.as_str()).collect();
    let aliases = references::aliases(&words);
    let mut out: Vec<(String, Node)> = Vec::new();
    for p in parts {
        for r in references::references(&p.text, key, &aliases) {
            let own_and_whole = r.key == key && (r.part.is_empty() || r.part == p.label);
            let cite = (p.label.clone(), Node::new(NodeKind::Rule, r.key).part(r.part));
            if !own_and_whole && !out.contains(&cite) {
                out.push(cite);
            }
        }
    }
    out
}
