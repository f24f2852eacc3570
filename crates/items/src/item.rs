//! The record of a service item (政务服务事项): one version of one handling item with all elements of its
//! implementing list (实施清单).
//!
//! The catalogue stores it, the gate checks it, the guide prints it, a case keeps the version it was filed under.
//! Pure data: no element is required here, because a draft or an imported row may lack most of them; what a
//! published version must have is the gate's business ([`crate::gate`]). Texts are the office's words in zh-CN.
//!
//! Longer than 500 lines because it is one list of elements, in the order of the standard; splitting it would hide that.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::dictionary::{
    AgencyNature, Audience, AuthoritySource, BusinessTheme, Channel, HandlingKind, ItemStatus, ItemType, Level,
    LifeEvent, LimitUnit, OnlineDepth, PersonTheme, ResultKind, SpecialProcedureKind, StepKind,
};
use crate::guidance::{Guidance, Situation};
pub use crate::material::{Material, ProfileDatum};

/// One version of a handling item (业务办理项), the smallest unit somebody can apply for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemVersion {
    /// Stable name of the item in addresses and links; the same over all versions.
    pub key: String,
    /// 主项
    pub main: Node,
    /// 子项, where the main item is divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<Node>,
    /// 事项名称 of the handling item.
    pub name: String,
    /// Name in English, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// One or two sentences: who needs it and when.
    pub summary: String,
    /// 俗称: common words under which people look for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Key of the hall's own class (for Shijiazhuang one of eight fields).
    pub field: String,
    /// All codes of the item.
    pub codes: Codes,
    /// 事项类型
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_type: Option<ItemType>,
    /// 事项状态
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// 权力来源
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority_source: Option<AuthoritySource>,
    /// 行使层级
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Key of the implementing agency (实施主体).
    pub agency: String,
    /// Key of the department that guides the item (主管部门); the department facet of the catalogue.
    pub department: String,
    /// 实施主体性质
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency_nature: Option<AgencyNature>,
    /// 委托部门: key of the agency that entrusted the power.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entrusted_by: Option<String>,
    /// 联办机构
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub joint_agencies: Vec<String>,
    /// 法定办结时限
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statutory_limit: Option<Limit>,
    /// 承诺办结时限; `n = 0` means decided on the spot (即办).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_limit: Option<Limit>,
    /// 办件类型
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handling_kind: Option<HandlingKind>,
    /// 服务对象
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audience: Vec<Audience>,
    /// 受理条件
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// 数量限制
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity_limit: Option<QuantityLimit>,
    /// 办理形式
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// 网上办理深度
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_depth: Option<OnlineDepth>,
    /// 到办事现场次数 and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visits: Option<Visits>,
    /// 办理地点, 办理时间, 交通指引
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// 咨询方式
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consultation: Option<Contact>,
    /// 监督投诉方式
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complaint: Option<Contact>,
    /// 特别程序
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special_procedures: Vec<SpecialProcedure>,
    /// 是否收费; `None` = not yet said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charged: Option<bool>,
    /// 收费项目
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// 是否支持网上支付; `None` = not yet said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_payment: Option<bool>,
    /// 办理环节
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// 审批结果
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ItemResult>,
    /// 申请材料, every one that some situation may need.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
    /// 情形
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub situations: Vec<Situation>,
    /// 智能导办: the questions that lead to one situation.
    pub guidance: Guidance,
    /// 设定和实施依据
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legal_basis: Vec<LegalBasis>,
    /// 常见问题
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faq: Vec<Faq>,
    /// 权利与义务: rights of the applicant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rights: Vec<String>,
    /// 权利与义务: duties of the applicant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<String>,
    /// 行政复议
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconsideration: Option<Remedy>,
    /// 行政诉讼
    #[serde(skip_serializing_if = "Option::is_none")]
    pub litigation: Option<Remedy>,
    /// 主题分类 (自然人)
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub person_themes: Vec<PersonTheme>,
    /// 主题分类 (法人)
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub business_themes: Vec<BusinessTheme>,
    /// 生命周期
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub life_events: Vec<LifeEvent>,
    /// 物流快递
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal: Option<Postal>,
    /// 预约
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Appointment>,
    /// 是否进驻政务大厅
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_hall: Option<bool>,
    /// 自助终端
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kiosk: Option<bool>,
    /// 中介服务
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub intermediaries: Vec<Intermediary>,
    /// 通办范围
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cross_region: Option<CrossRegion>,
    /// 网办地址 and 移动端地址, as they stand in public lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_address: Option<String>,
    /// 线上办理流程说明
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_procedure: Option<String>,
    /// 线下办理流程说明; must not ask for anything else than the online one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offline_procedure: Option<String>,
    /// 告知承诺: whether the applicant may choose notice and promise instead of some materials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice_and_promise: Option<bool>,
    /// 计划生效日期
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
    /// 计划取消日期
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_on: Option<Date>,
    /// The electronic form of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormRef>,
}

/// A main item or sub-item above a handling item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Node {
    /// Stable name; items with the same key hang under the same node.
    pub key: String,
    /// 名称
    pub name: String,
    /// Name in English, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
}

/// The codes of an item. All optional: a draft may have none, an imported row only a local one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Codes {
    /// 基本编码, 12 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic: Option<String>,
    /// 实施编码, 31 characters: agency 18 + level 1 + basic code 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub implementing: Option<String>,
    /// 业务办理项编码, 33 characters: implementing code + 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handling: Option<String>,
    /// A code of the local platform, kept as found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<String>,
}

/// A time limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many units; 0 = on the spot.
    pub n: u32,
    /// Working days, calendar days or months.
    pub unit: LimitUnit,
    /// 说明: from when it counts, what is not in it, which article sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Limit {
    /// The note as it stands inside another sentence.
    pub fn note_within(&self) -> Option<String> {
        let note = self.note.as_deref()?.trim().trim_end_matches(['。', '.', '；', ';']);
        (!note.is_empty()).then(|| note.to_owned())
    }

    /// Rough length in tenths of a calendar day, only to compare limits given in different units.
    pub fn rough_tenths(&self) -> u64 {
        let each = match self.unit {
            LimitUnit::WorkingDay => 14,
            LimitUnit::CalendarDay => 10,
            LimitUnit::Month => 300,
        };
        u64::from(self.n) * each
    }
}

/// 数量限制: how many licences there may be, by which law and how they are allotted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuantityLimit {
    /// `None` = unlimited (无数量限制).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Words: "无数量限制", or the rule of allotment.
    pub note: String,
}

/// 到办事现场次数
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Visits {
    /// How often the applicant must come.
    pub number: u32,
    /// 必须现场办理原因说明, where the number is not 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A place where one can apply in person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Name of the hall and window.
    pub name: String,
    /// 办理地点
    pub address: String,
    /// 办理时间
    pub hours: String,
    /// 交通指引
    pub transit: String,
    /// Telephone of the window.
    pub phone: String,
}

/// How to reach somebody: for consultation or for complaint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Telephone.
    pub phone: String,
    /// Address or window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Address on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// 特别程序
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpecialProcedure {
    /// Which one.
    pub kind: SpecialProcedureKind,
    /// When it is held and how long it takes, in words.
    pub note: String,
    /// How long at most, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// The law that provides for the procedure.
    pub basis: LegalBasis,
    /// Whether its time is not counted in the limit.
    #[serde(default)]
    pub stops_clock: bool,
    /// The law that takes the time out of the limit.
    ///
    /// Law: 行政许可法 第四十五条
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_basis: Option<LegalBasis>,
}

/// 收费项目
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fee {
    /// 收费项目名称
    pub name: String,
    /// 收费标准, in words.
    pub standard: String,
    /// Fixed amount in fen, where the standard is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// 收费依据
    pub basis: String,
    /// 是否允许减免
    pub reducible: bool,
    /// 减免依据
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduction_basis: Option<String>,
}

/// 办理环节
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which of the steps every licence must show.
    pub kind: StepKind,
    /// 环节名称
    pub name: String,
    /// 办理时限
    pub limit: Limit,
    /// 办理人员/岗位: a post, never a person's name.
    pub post: String,
    /// 审查标准
    pub standard: String,
    /// 办理结果
    pub result: String,
}

/// 审批结果
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemResult {
    /// Licence, approval or other.
    pub kind: ResultKind,
    /// 审批结果名称
    pub name: String,
    /// Key of the licence type that a grant issues; `None` if nothing is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence_type: Option<String>,
    /// How long it is valid.
    #[serde(default)]
    pub validity: Validity,
    /// 审批结果样本: address of, or words on, the sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
}

/// How long a result is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Validity {
    /// Without end (长期).
    #[default]
    Unlimited,
    /// So many years from the decision.
    Years {
        /// Number of years.
        n: u32,
    },
    /// So many months from the decision.
    Months {
        /// Number of months.
        n: u32,
    },
    /// Set in each decision.
    AsDecided {
        /// The rule for setting it.
        note: String,
    },
}

/// 设定和实施依据: one provision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LegalBasis {
    /// Title of the law without brackets.
    pub law: String,
    /// 文号: number of the order that published the version in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_number: Option<String>,
    /// 条款, such as 第三十五条.
    pub article: String,
    /// The words of the provision.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// 常见问题
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Faq {
    /// The question as people ask it.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// Where to ask for reconsideration or bring a suit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remedy {
    /// 部门: the government for reconsideration, the court for a suit.
    pub organ: String,
    /// 地址
    pub address: String,
    /// 电话
    pub phone: String,
    /// 网址
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Within which time, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// 物流快递
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Postal {
    /// 材料邮寄: materials may come by post.
    pub materials: bool,
    /// 结果邮寄: the result may go by post.
    pub result: bool,
    /// Who pays, to which address.
    pub note: String,
}

/// 预约
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appointment {
    /// 是否支持预约
    pub offered: bool,
    /// 每日量
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_places: Option<u32>,
    /// 规则
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// 中介服务: a service the law makes a precondition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Intermediary {
    /// Which service.
    pub name: String,
    /// The law that requires it.
    pub basis: String,
    /// Who may give it; the applicant chooses freely.
    pub providers: String,
}

/// 通办范围
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CrossRegion {
    /// 全国, 全省, 全市 or a list of regions, in words.
    pub scope: String,
    /// 全程网办, 异地代收代办 or 多地联办, in words.
    pub mode: String,
}

/// One version of a form definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormRef {
    /// Key of the form.
    pub key: String,
    /// Its version.
    pub version: u32,
}

/// What the public catalogue lists and filters by; derived, never stored beside the record as a second truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    /// Key of the guiding department; the implementing agency where none is named.
    pub department: String,
    /// Key of the hall's class.
    pub field: String,
    /// 事项类型
    pub item_type: Option<ItemType>,
    /// Served under the themes of persons.
    pub for_persons: bool,
    /// Served under the themes of organisations.
    pub for_organisations: bool,
    /// 服务对象
    pub audience: Vec<Audience>,
    /// Themes of persons and of organisations as `person:<key>` and `business:<key>`.
    pub themes: Vec<String>,
    /// 生命周期
    pub life_events: Vec<LifeEvent>,
}

impl ItemVersion {
    /// What the catalogue filters by.
    pub fn facets(&self) -> Facets {
        let person = self.person_themes.iter().map(|theme| format!("person:{}", theme.key()));
        let business = self.business_themes.iter().map(|theme| format!("business:{}", theme.key()));
        Facets {
            department: if self.department.is_empty() { self.agency.clone() } else { self.department.clone() },
            field: self.field.clone(),
            item_type: self.item_type,
            for_persons: self.audience.iter().any(|who| who.is_person()),
            for_organisations: self.audience.iter().any(|who| !who.is_person()),
            audience: self.audience.clone(),
            themes: person.chain(business).collect(),
            life_events: self.life_events.clone(),
        }
    }

    /// The material with this key.
    pub fn material(&self, key: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.key == key)
    }

    /// The situation with this key.
    pub fn situation(&self, key: &str) -> Option<&Situation> {
        self.situations.iter().find(|situation| situation.key == key)
    }

    /// The situations that need this material.
    pub fn situations_needing(&self, material: &str) -> Vec<&Situation> {
        let needs = |situation: &&Situation| situation.materials.iter().any(|key| key == material);
        self.situations.iter().filter(needs).collect()
    }

    /// Whether the whole way from application to result goes online (全程网办).
    pub fn is_wholly_online(&self) -> bool {
        self.online_depth.is_some_and(OnlineDepth::is_wholly_online)
    }

    /// 行政许可, to which the duties of 行政许可法 apply.
    pub fn is_licensing(&self) -> bool {
        self.item_type == Some(ItemType::Licensing)
    }

    /// The limit the hall binds itself to; the statutory one where no promise was made.
    pub fn binding_limit(&self) -> Option<&Limit> {
        self.promised_limit.as_ref().or(self.statutory_limit.as_ref())
    }
}
