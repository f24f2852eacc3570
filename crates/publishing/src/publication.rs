//! What the public reads, as a record. Pure.

use jiff::{Timestamp, civil::Date};
use kernel::{Id, Lang, words};

words! {
    /// What kind of publication this is.
    pub enum PublicationKind {
        /// 政务动态
        News = "news",
        /// 通知公告
        Notice = "notice",
        /// 政策文件
        PolicyDocument = "policy-document",
        /// 政策解读
        Interpretation = "interpretation",
        /// 法定主动公开内容
        Disclosure = "disclosure",
        /// 政府信息公开指南, 制度
        Guide = "guide",
        /// 年报 and other reports
        Report = "report",
        /// 公众关切的答复
        Answer = "answer",
        /// 专题
        Topic = "topic",
    }
}

words! {
    /// How a publication stands before the public.
    pub enum Standing {
        /// As it was first published.
        Published = "published",
        /// 更正: a later revision stands in its place.
        Corrected = "corrected",
        /// 撤回: only the tombstone is left.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// 公开属性, fixed where the information is made.
    ///
    /// Law: 政府信息公开条例 第十三条
    pub enum Disclosure {
        /// 主动公开
        Proactive = "proactive",
        /// 依申请公开
        OnRequest = "on-request",
        /// 不予公开
        Withheld = "withheld",
    }
}

words! {
    /// By which article information is not published by itself.
    pub enum Basis {
        /// State secrets, what laws forbid, the safety of State, public, economy and society.
        ///
        /// Law: 政府信息公开条例 第十四条
        Article14 = "14",
        /// Business secrets, privacy of third parties.
        ///
        /// Law: 政府信息公开条例 第十五条
        Article15 = "15",
        /// Internal affairs, process, files of enforcement.
        ///
        /// Law: 政府信息公开条例 第十六条
        Article16 = "16",
    }
}

words! {
    /// The items of statutory proactive disclosure; the number is the paragraph's item, 21 the whole article.
    ///
    /// Law: 政府信息公开条例 第二十条, 第二十一条
    pub enum StatutoryItem {
        /// 行政法规、规章和规范性文件
        Rules = "20-1",
        /// 机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名
        Organs = "20-2",
        /// 国民经济和社会发展规划、专项规划、区域规划及相关政策
        Plans = "20-3",
        /// 国民经济和社会发展统计信息
        Statistics = "20-4",
        /// 办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果
        Services = "20-5",
        /// 实施行政处罚、行政强制的依据、条件、程序
        Penalties = "20-6",
        /// 财政预算、决算信息
        Budgets = "20-7",
        /// 行政事业性收费项目及其依据、标准
        Fees = "20-8",
        /// 政府集中采购项目的目录、标准及实施情况
        Procurement = "20-9",
        /// 重大建设项目的批准和实施情况
        Projects = "20-10",
        /// 扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况
        Welfare = "20-11",
        /// 突发公共事件的应急预案、预警信息及应对情况
        Emergencies = "20-12",
        /// 环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况
        Inspections = "20-13",
        /// 公务员招考的职位、名额、报考条件等事项以及录用结果
        Recruitment = "20-14",
        /// 法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息
        Other = "20-15",
        /// 市政建设、公共服务、公益事业、土地征收、房屋征收、治安管理、社会救助
        Local = "21",
    }
}

/// A section of a site in which a publication stands: the site's key and the section's key.
pub type Placement = (String, String);

/// A file of a publication, as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its number within the publication, which is also its address: `/publications/{number}/files/{n}`.
    pub n: i64,
    /// Name for display, never a path.
    pub name: String,
    /// Type by content.
    pub media_type: String,
    /// Bytes of the file handed out.
    pub size: i64,
    /// Digest of the file handed out (hidden metadata removed) in the object store.
    pub digest: String,
}

/// Who took a publication back, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A publication as the public reads it; of a withdrawn one only title, agency and withdrawal are left.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Its number, the last part of its permanent address `/publications/{number}`.
    pub number: String,
    /// Its id, also the name of its ledger stream.
    pub id: Id,
    /// What kind it is.
    pub kind: PublicationKind,
    /// In which language it is written.
    pub lang: Lang,
    /// Title.
    pub title: String,
    /// One or two sentences; empty when there is none.
    pub summary: String,
    /// The body, clean HTML.
    pub html: String,
    /// The body as plain text, a paragraph per line.
    pub text: String,
    /// The agency that made the information.
    pub agency: Id,
    /// Its name.
    pub agency_name: String,
    /// When it was first published; set by the office's clock.
    pub published_at: Timestamp,
    /// The day the text itself names, when it is another than the day of publication.
    pub displayed_on: Option<Date>,
    /// When its present revision was published, or when it was withdrawn.
    pub updated_at: Timestamp,
    /// Which revision this is, beginning with 1.
    pub revision: i64,
    /// How it stands.
    pub standing: Standing,
    /// Where it stands.
    pub placements: Vec<Placement>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Key of the rule it interprets ([`codes::rule_key`]).
    pub interprets: Option<String>,
    /// That rule's title as the drafter wrote it.
    pub interprets_title: Option<String>,
    /// Code of the row of the catalogue of duties that it fulfils.
    pub duty: Option<String>,
    /// The item of statutory disclosure it belongs to.
    pub statutory_item: Option<StatutoryItem>,
    /// Words for topics.
    pub topics: Vec<String>,
    /// How it was taken back, when it was.
    pub withdrawal: Option<Withdrawal>,
}

impl Published {
    /// The permanent address.
    pub fn href(&self) -> String {
        format!("/publications/{}", self.number)
    }
}

/// One line of a list of published publications.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedRow {
    /// Its number.
    pub number: String,
    /// Its id.
    pub id: Id,
    /// What kind it is.
    pub kind: PublicationKind,
    /// In which language it is written.
    pub lang: Lang,
    /// Title.
    pub title: String,
    /// One or two sentences, or nothing.
    pub summary: String,
    /// The agency.
    pub agency: Id,
    /// Its name.
    pub agency_name: String,
    /// When it was first published.
    pub published_at: Timestamp,
    /// The day the text names, when it is another.
    pub displayed_on: Option<Date>,
    /// When its present revision was published.
    pub updated_at: Timestamp,
    /// Which revision.
    pub revision: i64,
    /// How it stands; lists hold no withdrawn ones.
    pub standing: Standing,
    /// Key of the rule it interprets.
    pub interprets: Option<String>,
    /// Code of the row of the catalogue of duties that it fulfils.
    pub duty: Option<String>,
    /// The item of statutory disclosure it belongs to.
    pub statutory_item: Option<StatutoryItem>,
}

impl PublishedRow {
    /// The permanent address.
    pub fn href(&self) -> String {
        format!("/publications/{}", self.number)
    }

    /// Where a list goes on after this line.
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.published_at, id: self.id }
    }
}

/// What a list of published publications is narrowed by; nothing narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Key of a site.
    pub site: Option<String>,
    /// Key of a section (of `site` when one is named).
    pub section: Option<String>,
    /// One kind.
    pub kind: Option<PublicationKind>,
    /// One agency.
    pub agency: Option<Id>,
    /// The year of publication, in Beijing time.
    pub year: Option<i16>,
    /// One item of statutory disclosure.
    pub statutory_item: Option<StatutoryItem>,
}

/// The place in a list after which the next page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When the last one shown was published.
    pub at: Timestamp,
    /// Its id.
    pub id: Id,
}

impl Cursor {
    /// Reads the text of a link; `None` for anything else.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (at, id) = text.split_once('_')?;
        Some(Cursor { at: Timestamp::from_microsecond(at.parse().ok()?).ok()?, id: Id::parse(id)? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.at.as_microsecond(), self.id)
    }
}

/// How old a section is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionAge {
    /// The section's key.
    pub section: String,
    /// How many publications stand in it.
    pub count: i64,
    /// When the newest was published.
    pub latest: Option<Timestamp>,
}

/// A revision that came before the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Which revision.
    pub revision: i64,
    /// `publish` or `correct`.
    pub verb: String,
    /// What was corrected, for the reader; empty for the first.
    pub note: String,
    /// When.
    pub at: Timestamp,
}
