//! What is searched: one entry is an article of a rule or a page, and what changes in the index.

use kernel::words;
use serde::{Deserialize, Serialize};

words! {
    /// What an entry is, for facets and ranking.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum Kind {
        /// An article of a law, regulation, rule or normative document.
        Rule = "rule",
        /// A published page.
        Publication = "publication",
        /// A service item.
        Item = "item",
        /// An interpretation of a policy.
        Interpretation = "interpretation",
        /// A public answer.
        Answer = "answer",
        /// A row of the catalogue of duties.
        Duty = "duty",
        /// A section of a site.
        Section = "section",
        /// A piece of the gazette.
        Gazette = "gazette",
    }
}

/// One article or page. All texts are plain; nothing in them is markup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Names the entry, unique in the index: `rule:r-000123#第三条`.
    pub key: String,
    /// What the entry is a part of: `rule:r-000123`. Hits of one group are folded into one.
    pub group: String,
    /// What it is.
    pub kind: Kind,
    /// Keys of the sites that show it; empty: every site.
    pub sites: Vec<String>,
    /// Its language, `zh-CN` for instance.
    pub lang: String,
    /// The title of the whole: of the law, of the page.
    pub title: String,
    /// Where in the whole: `第三条`, or the path of sections; may be empty.
    pub heading: String,
    /// Its text.
    pub body: String,
    /// Its address.
    pub href: String,
    /// The agency that issued it.
    pub agency: String,
    /// Its field or topic.
    pub field: String,
    /// The year it is filed under; 0: none.
    pub year: i64,
    /// The register's word for its validity (`in-force`); empty: it has none.
    pub validity: String,
    /// 发文字号, empty if none.
    pub document_number: String,
    /// 索引号, empty if none.
    pub index_number: String,
    /// Keywords people use for it.
    pub labels: Vec<String>,
    /// Where one applies; empty: it is not an item.
    pub apply_href: String,
    /// How much it matters among its kind, 0 to 1000; 0 is usual.
    pub weight: u32,
    /// Its day, ISO; empty: unknown.
    pub date: String,
}

impl Entry {
    /// An entry that carries only what every entry must; the rest is filled in by the caller.
    pub fn new(key: &str, kind: Kind, title: &str, body: &str, href: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            group: key.split('#').next().unwrap_or(key).to_owned(),
            kind,
            sites: Vec::new(),
            lang: "zh-CN".to_owned(),
            title: title.to_owned(),
            heading: String::new(),
            body: body.to_owned(),
            href: href.to_owned(),
            agency: String::new(),
            field: String::new(),
            year: 0,
            validity: String::new(),
            document_number: String::new(),
            index_number: String::new(),
            labels: Vec::new(),
            apply_href: String::new(),
            weight: 0,
            date: String::new(),
        }
    }
}

/// One change of the index. Applying a change twice is applying it once.
#[derive(Clone, Debug, PartialEq)]
// A change is made, handed over and gone: boxing the entry would only cost an allocation.
#[allow(clippy::large_enum_variant)]
pub enum Change {
    /// The entry is new, or takes the place of the one with its key.
    Put(Entry),
    /// The entry with this key goes.
    Remove {
        /// The entry's key.
        key: String,
    },
    /// All entries of this group go.
    RemoveGroup {
        /// The group.
        group: String,
    },
}
