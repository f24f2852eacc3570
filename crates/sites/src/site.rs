//! A site: what it is called, who runs it, how it looks, what its home page is made of, the marks at its foot.

use crate::Theme;
use jiff::Timestamp;
use kernel::{Id, Lang, words};
use serde::{Deserialize, Serialize};

words! {
    /// What kind of site this is. Law: 国办发〔2017〕47号
    pub enum SiteKind {
        /// 政府门户网站
        Portal = "portal",
        /// 部门网站
        Department = "department",
        /// 专项网站
        Special = "special",
    }
}

/// A name in the languages of the hall; Chinese is the one that counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English; empty where there is none.
    #[serde(default)]
    pub en: String,
    /// Uyghur; empty where there is none.
    #[serde(default)]
    pub ug: String,
}

impl Names {
    /// A name in Chinese alone.
    pub fn zh(name: impl Into<String>) -> Names {
        Names { zh: name.into(), ..Names::default() }
    }

    /// The name in `lang`, in Chinese where there is none.
    pub fn of(&self, lang: Lang) -> &str {
        let own = match lang {
            Lang::ZhCn => &self.zh,
            Lang::En => &self.en,
            Lang::Ug => &self.ug,
        };
        if own.is_empty() { &self.zh } else { own }
    }
}

/// What a block of a home page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The search box and what people look for most.
    Search,
    /// The newest of one section, the first of them large.
    Lead,
    /// The newest of one section as a list.
    Section,
    /// Several sections as tabs or columns, by their keys.
    Sections,
    /// Service items by field, and "where is my case".
    Services,
    /// The register: newest rules, with their validity.
    Rules,
    /// Interpretations, each with its policy.
    Interpretations,
    /// The disclosure section with its four fixed parts.
    Disclosure,
    /// What must be published and how much of it is.
    Duties,
    /// Figures of the hall.
    Figures,
    /// Other sites of the platform.
    Sites,
}

impl BlockKind {
    /// Every kind, in the order they are offered.
    pub const ALL: &'static [BlockKind] = &[
        BlockKind::Search,
        BlockKind::Lead,
        BlockKind::Section,
        BlockKind::Sections,
        BlockKind::Services,
        BlockKind::Rules,
        BlockKind::Interpretations,
        BlockKind::Disclosure,
        BlockKind::Duties,
        BlockKind::Figures,
        BlockKind::Sites,
    ];

    /// The word in forms and language files.
    pub fn as_str(self) -> &'static str {
        match self {
            BlockKind::Search => "search",
            BlockKind::Lead => "lead",
            BlockKind::Section => "section",
            BlockKind::Sections => "sections",
            BlockKind::Services => "services",
            BlockKind::Rules => "rules",
            BlockKind::Interpretations => "interpretations",
            BlockKind::Disclosure => "disclosure",
            BlockKind::Duties => "duties",
            BlockKind::Figures => "figures",
            BlockKind::Sites => "sites",
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<BlockKind> {
        BlockKind::ALL.iter().copied().find(|k| k.as_str() == word)
    }

    /// How many sections it names.
    pub fn takes(self) -> Takes {
        match self {
            BlockKind::Lead | BlockKind::Section => Takes::One,
            BlockKind::Sections => Takes::Several,
            _ => Takes::None,
        }
    }
}

/// How many sections a block names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// None: it finds its content itself.
    None,
    /// Exactly one.
    One,
    /// Any number.
    Several,
}

/// One block of a home page, in reading order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it shows.
    pub kind: BlockKind,
    /// The sections it shows, by key.
    #[serde(default)]
    pub sections: Vec<String>,
    /// How many entries; 0 takes the kind's own number.
    #[serde(default)]
    pub entries: u8,
}

/// The statutory marks at the foot of every page. Law: 国办发〔2017〕47号; 国办秘函〔2019〕19号
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// 主办单位
    pub host: String,
    /// 承办单位
    pub operator: String,
    /// 联系电话
    pub contact: String,
    /// 网站标识码: ten digits, see [`codes::SiteCode`].
    pub site_code: String,
    /// ICP备案号
    pub icp_record: String,
    /// 公安备案号
    pub police_record: String,
}

words! {
    /// How loud a banner is.
    pub enum BannerLevel {
        /// Something to know.
        Notice = "notice",
        /// Something to act on.
        Warning = "warning",
        /// An emergency: stands on every page, above everything. Law: 突发事件应对法
        Emergency = "emergency",
    }
}

/// A banner across the top of every page of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    /// `notice`, `warning` or `emergency`.
    pub level: String,
    /// What it says.
    pub text: String,
    /// Where more is said; empty where nowhere.
    #[serde(default)]
    pub href: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When it comes down by itself.
    pub until: Option<Timestamp>,
}

impl Banner {
    /// Whether it still stands.
    pub fn stands(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| at < until)
    }

    /// How loud it is; a word nobody knows is a notice.
    pub fn loudness(&self) -> BannerLevel {
        BannerLevel::parse(&self.level).unwrap_or(BannerLevel::Notice)
    }
}

/// A site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The id.
    pub id: Id,
    /// Its word in addresses and files.
    pub key: String,
    /// What kind it is.
    pub kind: SiteKind,
    /// The agency that runs it.
    pub agency: Id,
    /// That agency's region.
    pub region: String,
    /// Its name.
    pub names: Names,
    /// Its host names, the first of them the one that addresses are made with.
    pub hosts: Vec<String>,
    /// Its colours.
    pub theme: Theme,
    /// The languages it speaks.
    pub languages: Vec<Lang>,
    /// Its home page.
    pub blocks: Vec<Block>,
    /// The marks at its foot.
    pub marks: Marks,
    /// The banner, when one was raised.
    pub banner: Option<Banner>,
    /// Whether it is served.
    pub is_open: bool,
    /// How often it was changed.
    pub version: i64,
}

/// What stands in the column `facts`.
#[derive(Serialize, Deserialize)]
pub(crate) struct Facts {
    pub names: Names,
    pub theme: Theme,
    pub languages: Vec<String>,
    pub blocks: Vec<Block>,
    pub marks: Marks,
}
