//! The record: a work ([`Rule`]), its texts in time ([`Version`]), their addressable parts ([`Provision`]), and what
//! happened to it ([`Event`]). Pure.
//! (Chinese terms as data.)

use crate::validity::Validity;
use jiff::civil::Date;
use kernel::{Id, words};

words! {
    /// What kind of rule it is.
    ///
    /// Law: 立法法 第十条, 第七十二条, 第八十条, 第九十一条, 第九十三条; 优化营商环境条例 第六十四条
    pub enum RuleKind {
        /// 法律: of the National People's Congress or its Standing Committee.
        Law = "law",
        /// 行政法规: of the State Council.
        AdministrativeRegulation = "administrative-regulation",
        /// 地方性法规: of a people's congress with legislative power.
        LocalRegulation = "local-regulation",
        /// 部门规章: of a ministry.
        DepartmentalRule = "departmental-rule",
        /// 地方政府规章: of a provincial or city government.
        LocalGovernmentRule = "local-government-rule",
        /// 行政规范性文件 and other official documents.
        NormativeDocument = "normative-document",
        /// 司法解释.
        JudicialInterpretation = "judicial-interpretation",
    }
}

words! {
    /// Where a work came from.
    pub enum Origin {
        /// Taken over from a higher level; enters without an interpretation and says so.
        Imported = "imported",
        /// Drafted by an agency of this hall.
        DraftedHere = "drafted-here",
    }
}

words! {
    /// Whether the public sees it.
    pub enum Stage {
        /// Drafted, not registered: seen by its agency only.
        Draft = "draft",
        /// In the register, whatever its validity.
        Registered = "registered",
        /// Taken out with a visible note: registered by mistake.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// 公开方式. Law: 政府信息公开条例 第十三条
    pub enum Disclosure {
        /// 主动公开.
        Proactive = "proactive",
        /// 依申请公开.
        OnRequest = "on-request",
        /// 不予公开, with a reason.
        NotDisclosed = "not-disclosed",
    }
}

words! {
    /// How the day is known from which a version is in force.
    pub enum EffectiveBasis {
        /// A 施行 line of the head.
        Head = "head",
        /// Its last article, which is not earlier than the version.
        LastArticle = "last-article",
        /// The agency that registered it stated it.
        Stated = "stated",
        /// Not known: the text goes by the version's date.
        Unknown = "unknown",
    }
}

words! {
    /// What kind of part it is.
    pub enum ProvisionKind {
        /// 编, 分编.
        Part = "part",
        /// 章.
        Chapter = "chapter",
        /// 节.
        Section = "section",
        /// 条.
        Article = "article",
        /// A numbered or plain paragraph of a document without articles.
        Paragraph = "paragraph",
        /// What stands before the first part: 序言, an opening.
        Preamble = "preamble",
        /// 附件, 附表, 附录.
        Annex = "annex",
    }
}

words! {
    /// What happened to a work.
    pub enum What {
        /// 通过.
        Adopted = "adopted",
        /// 批准.
        Approved = "approved",
        /// 公布, 发布.
        Promulgated = "promulgated",
        /// 修订: the whole text anew.
        Revised = "revised",
        /// 修正, 修改: parts of it.
        Amended = "amended",
        /// 施行.
        Effective = "effective",
        /// 废止.
        Repealed = "repealed",
        /// 失效.
        Expired = "expired",
        /// 暂停施行.
        Suspended = "suspended",
        /// 恢复施行.
        Resumed = "resumed",
        /// Registered anew to last longer.
        Extended = "extended",
        /// Something else that the head tells.
        Other = "other",
    }
}

/// A work: one law or document through all its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its id; `about` of its ledger entries.
    pub id: Id,
    /// Its permanent address below `/rules/`: `r-000123`. Made once.
    pub slug: String,
    /// Its title as the newest version has it.
    pub title: String,
    /// Its canonical title ([`codes::rule_key`]): how links name it.
    pub key: String,
    /// What kind.
    pub kind: RuleKind,
    /// Who made it; the leading organ of joint documents.
    pub issuer: String,
    /// The agency of this hall that answers for it; `None` for what came from above.
    pub agency: Option<Id>,
    /// Region code of six digits; empty: the whole country.
    pub region: String,
    /// Where it came from.
    pub origin: Origin,
    /// Whether the public sees it.
    pub stage: Stage,
    /// Branch of law (`行政法`) or first level of the subject; the filter of lists.
    pub field: String,
    /// 索引号; never changes.
    pub index_number: Option<String>,
    /// 公开方式.
    pub disclosure: Disclosure,
    /// Why it is not disclosed, or on request only.
    pub disclosure_reason: String,
    /// 发文字号 of the newest version.
    pub document_number: Option<String>,
    /// The newest version's date; what lists are sorted by.
    pub dated_on: Option<Date>,
    /// What is displayed since the last turn of the day; [`crate::work_validity`] says it for any day.
    pub validity: Validity,
    /// The last day on which it is in force, when that is known beforehand.
    pub expires_on: Option<Date>,
    /// How `expires_on` came about: key of a sentence `register-expiry-…`; empty when there is none.
    pub expiry_basis: String,
    /// Whether an interpretation is linked.
    pub has_interpretation: bool,
    /// For the check that nobody changed it meanwhile.
    pub version: i64,
}

impl Rule {
    /// How links name it.
    pub fn node(&self) -> kernel::links::Node {
        kernel::links::Node::new(kernel::links::NodeKind::Rule, self.key.clone())
    }

    /// Its permanent address.
    pub fn href(&self) -> String {
        format!("/rules/{}", self.slug)
    }

    /// The permanent address of one of its articles.
    pub fn href_of(&self, label: &str) -> String {
        format!("/rules/{}#{label}", self.slug)
    }
}

/// One text of a work. Law: 国办发〔2017〕47号; the order of the attributes is that of the State Council's pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Its id.
    pub id: Id,
    /// The work.
    pub rule: Id,
    /// Its permanent name below the work's address. In order of registration, not of time.
    pub n: i64,
    /// Its title.
    pub title: String,
    /// 主题分类, first level first.
    pub topics: Vec<String>,
    /// 发文机关 and 联合发文单位; the first leads.
    pub issuers: Vec<String>,
    /// 发文字号, or the decree (`国务院令第711号`).
    pub document_number: Option<String>,
    /// 成文日期.
    pub signed_on: Option<Date>,
    /// 发布日期.
    pub published_on: Option<Date>,
    /// The date by which this version is named; `None` where the source tells none.
    pub dated_on: Option<Date>,
    /// 实施日期.
    pub effective_on: Option<Date>,
    /// How `effective_on` is known.
    pub effective_basis: EffectiveBasis,
    /// 体裁分类.
    pub genre: String,
    /// 内容概述.
    pub summary: String,
    /// 关键词.
    pub keywords: Vec<String>,
    /// 来源: 公报年期 or an address.
    pub source: String,
    /// Clean HTML; empty where the text stands in provisions alone.
    pub html: String,
    /// SHA-256 of what it was made from.
    pub digest: String,
    /// The file it was imported from, relative to the folder; empty for what was drafted here.
    pub source_file: String,
    /// How many articles it has.
    pub articles: i64,
}

impl Version {
    /// The day from which this text counts: 施行, or its date where that is unknown.
    pub fn begins_on(&self) -> Option<Date> {
        self.effective_on.or(self.dated_on)
    }

    /// Its permanent address.
    pub fn href(&self, rule: &Rule) -> String {
        format!("/rules/{}/versions/{}", rule.slug, self.n)
    }
}

/// A part of a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Provision {
    /// Its place, from 1.
    pub ordinal: i64,
    /// What it is.
    pub kind: ProvisionKind,
    /// `第三十一条`, `第二章`, `附件一`; unique in its version unless empty.
    pub label: String,
    /// The words of a heading (`总则`); empty for articles.
    pub heading: String,
    /// Its words without the label; paragraphs are lines.
    pub text: String,
    /// The headings above it, outermost first: `第二章 法律`, `第一节 立法权限`.
    pub path: Vec<String>,
}

/// Something that happened to a work.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its id.
    pub id: Id,
    /// When.
    pub on: Date,
    /// What.
    pub what: What,
    /// The line as the head has it, or what the act says.
    pub text: String,
    /// Who did it: 国务院, a congress and its meeting.
    pub by_whom: String,
    /// The decree: `国务院令第711号`; may be empty.
    pub decree: String,
    /// The version whose text it made; `None` for a textual event: known, not held.
    pub version_n: Option<i64>,
    /// Whether it made or changed the text.
    pub is_textual: bool,
    /// The title of the decision or rule that did it; may be empty.
    pub by_rule: String,
    /// Whether it was read in a text (or done here by a person in office).
    pub is_read: bool,
}

/// Gives each part the headings above it.
pub(crate) fn lay_paths(all: &mut [Provision]) {
    let mut above: Vec<(u8, String)> = Vec::new();
    for p in all {
        let depth = match p.kind {
            ProvisionKind::Part | ProvisionKind::Annex => 0,
            ProvisionKind::Chapter => 1,
            ProvisionKind::Section => 2,
            _ => u8::MAX,
        };
        above.retain(|(d, _)| *d < depth);
        p.path = above.iter().map(|(_, words)| words.clone()).collect();
        if depth != u8::MAX {
            above.push((depth, [p.label.as_str(), p.heading.as_str()].join(" ").trim().to_owned()));
        }
    }
}
