//! The publish gate (发布关): what stands between a draft and the public catalogue.
//!
//! [`check`] lists every violation with the field at fault, so that an official reads what to do and where.
//! Called when a draft is shown, when somebody publishes, and by the catalogue tests. It never changes a draft,
//! never stops at the first finding, and holds no sentence: each rule has its message `gate-<rule id>` in
//! `lang/*/gate.ftl`.
//!
//! Law: 行政许可法 第三十条
//! Law: 国务院关于在线政务服务的若干规定 第六条
//!
//! (Names of elements of the standard: Chinese terms as data.)

mod consistency;
mod materials;
mod missing;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::item::{FormRef, ItemVersion};
use crate::material::ProfileDatum;

/// Whether a finding stops publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The version cannot be published.
    Blocks,
    /// The version can be published; somebody should look.
    Advises,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $id:literal $severity:ident $lang:literal;)+) => {
        /// Every rule of the gate. The id names the message (`gate-<id>`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[$doc])* $rule,)+ }

        impl Rule {
            /// Every rule, in the order of this file.
            pub const ALL: &'static [Rule] = &[$(Rule::$rule),+];

            /// The id of the rule, stable over versions.
            pub fn id(self) -> &'static str {
                match self { $(Rule::$rule => $id),+ }
            }

            /// Whether a violation stops publication.
            pub fn severity(self) -> Severity {
                match self { $(Rule::$rule => Severity::$severity),+ }
            }

            /// The id of the sentence in `gate.ftl`.
            pub fn message_id(self) -> &'static str {
                match self { $(Rule::$rule => concat!("gate-", $id)),+ }
            }

            /// The element of the standard that the rule guards, as the office calls it.
            pub fn element(self) -> &'static str {
                match self { $(Rule::$rule => $lang),+ }
            }
        }
    };
}

rules! {
    // ---- missing elements ----
    /// 事项名称
    MissingName = "missing-name" Blocks "事项名称";
    /// 主项
    MissingMain = "missing-main" Blocks "主项";
    /// One or two sentences on what the item is.
    MissingSummary = "missing-summary" Advises "事项说明";
    /// The hall's class.
    MissingField = "missing-field" Advises "办事领域";
    /// 基本编码
    MissingBasicCode = "missing-basic-code" Blocks "基本编码";
    /// 实施编码
    MissingImplementingCode = "missing-implementing-code" Blocks "实施编码";
    /// 业务办理项编码
    MissingHandlingCode = "missing-handling-code" Advises "业务办理项编码";
    /// 事项类型
    MissingItemType = "missing-item-type" Blocks "事项类型";
    /// 事项状态
    MissingStatus = "missing-status" Blocks "事项状态";
    /// 权力来源
    MissingAuthoritySource = "missing-authority-source" Blocks "权力来源";
    /// 行使层级
    MissingLevel = "missing-level" Blocks "行使层级";
    /// 实施主体
    MissingAgency = "missing-agency" Blocks "实施主体";
    /// 实施主体性质
    MissingAgencyNature = "missing-agency-nature" Blocks "实施主体性质";
    /// 委托部门, where the power is entrusted.
    MissingEntrustedBy = "missing-entrusted-by" Blocks "委托部门";
    /// 法定办结时限
    MissingStatutoryLimit = "missing-statutory-limit" Blocks "法定办结时限";
    /// 承诺办结时限
    MissingPromisedLimit = "missing-promised-limit" Blocks "承诺办结时限";
    /// 办件类型
    MissingHandlingKind = "missing-handling-kind" Blocks "办件类型";
    /// 服务对象
    MissingAudience = "missing-audience" Blocks "服务对象";
    /// 受理条件 (国务院令716 art 6)
    MissingConditions = "missing-conditions" Blocks "受理条件";
    /// 数量限制 (行政许可法 art 30)
    MissingQuantityLimit = "missing-quantity-limit" Blocks "数量限制";
    /// 办理形式
    MissingChannels = "missing-channels" Blocks "办理形式";
    /// 网上办理深度
    MissingOnlineDepth = "missing-online-depth" Blocks "网上办理深度";
    /// 到办事现场次数
    MissingVisits = "missing-visits" Blocks "到办事现场次数";
    /// 办理地点
    MissingPlaces = "missing-places" Blocks "办理地点";
    /// Address or hours of a place.
    PlaceIncomplete = "place-incomplete" Blocks "办理地点";
    /// 交通指引
    MissingTransit = "missing-transit" Advises "交通指引";
    /// 咨询方式
    MissingConsultation = "missing-consultation" Blocks "咨询方式";
    /// 监督投诉方式
    MissingComplaint = "missing-complaint" Blocks "监督投诉方式";
    /// 是否收费
    MissingCharged = "missing-charged" Blocks "是否收费";
    /// 办理流程 (国务院令716 art 6)
    MissingSteps = "missing-steps" Blocks "办理流程";
    /// 审批结果
    MissingResult = "missing-result" Blocks "审批结果";
    /// 申请材料 (国务院令716 art 6)
    MissingMaterials = "missing-materials" Blocks "申请材料";
    /// 情形
    MissingSituations = "missing-situations" Blocks "情形";
    /// 设定依据
    MissingLegalBasis = "missing-legal-basis" Blocks "设定依据";
    /// 权利与义务
    MissingRights = "missing-rights" Advises "权利与义务";
    /// 行政复议
    MissingReconsideration = "missing-reconsideration" Blocks "行政复议";
    /// 行政诉讼
    MissingLitigation = "missing-litigation" Blocks "行政诉讼";
    /// 主题分类
    MissingThemes = "missing-themes" Blocks "主题分类";
    /// 生命周期
    MissingLifeEvents = "missing-life-events" Advises "生命周期";
    /// 物流快递
    MissingPostal = "missing-postal" Advises "物流快递";
    /// 预约
    MissingAppointment = "missing-appointment" Advises "预约";
    /// 通办范围
    MissingCrossRegion = "missing-cross-region" Advises "通办范围";
    /// 计划生效日期
    MissingEffectiveOn = "missing-effective-on" Blocks "计划生效日期";
    /// 电子表单
    MissingForm = "missing-form" Blocks "电子表单";
    /// 线上办理流程说明
    MissingOnlineProcedure = "missing-online-procedure" Blocks "线上办理流程说明";
    /// 线下办理流程说明
    MissingOfflineProcedure = "missing-offline-procedure" Blocks "线下办理流程说明";

    // ---- limits and kind ----
    /// 承诺时限=即办 ⇔ 办件类型=即办件
    InstantMismatch = "instant-mismatch" Blocks "办件类型";
    /// 承诺 ≤ 法定
    PromiseExceedsStatutory = "promise-exceeds-statutory" Blocks "承诺办结时限";
    /// More than the 20 working days of 行政许可法 art 42 without the law that says so.
    LongLimitNeedsLaw = "long-limit-needs-law" Blocks "法定办结时限";
    /// Paused or cancelled items need a date.
    CancelledNeedsDate = "cancelled-needs-date" Blocks "计划取消日期";
    /// Cancelled before it takes effect.
    DatesReversed = "dates-reversed" Blocks "计划取消日期";

    // ---- how one applies ----
    /// 到现场次数≠0 ⇒ reason
    VisitsNeedReason = "visits-need-reason" Blocks "必须现场办理原因说明";
    /// 到现场次数=0 and not online ⇒ mailing must be supported
    NoVisitNeedsPostal = "no-visit-needs-postal" Blocks "物流快递";
    /// 全程网办 ⇒ 到现场次数=0
    WhollyOnlineVisits = "wholly-online-visits" Blocks "到办事现场次数";
    /// Online depth says handled online, but 网上办理 is not among the ways to apply.
    OnlineDepthWithoutChannel = "online-depth-without-channel" Blocks "办理形式";
    /// 线上线下标准一致: a material that one of the offered ways cannot take.
    OnlineOfflineDiffer = "online-offline-differ" Blocks "材料形式";
    /// 咨询电话 ≠ 投诉电话
    SamePhone = "same-phone" Blocks "监督投诉方式";
    /// 服务对象 consistent with 主题分类
    ThemesAudienceDiffer = "themes-audience-differ" Blocks "主题分类";
    /// A remedy without organ, address or telephone.
    RemedyIncomplete = "remedy-incomplete" Blocks "救济渠道";
    /// Appointment offered without a rule.
    AppointmentNeedsRule = "appointment-needs-rule" Advises "预约";

    // ---- fees ----
    /// 收费=是 ⇒ 项目
    ChargedNeedsFees = "charged-needs-fees" Blocks "收费项目";
    /// 收费=是 ⇒ 项目+标准+依据
    FeeIncomplete = "fee-incomplete" Blocks "收费项目";
    /// 允许减免 ⇒ 依据
    ReductionNeedsBasis = "reduction-needs-basis" Blocks "减免依据";
    /// 收费=是 ⇒ 是否网上支付
    ChargedNeedsPayment = "charged-needs-payment" Blocks "网上支付";
    /// 不收费 ⇒ no fee rows
    FreeHasFees = "free-has-fees" Blocks "收费项目";
    /// 不收费 ⇒ no 网上支付
    FreeHasPayment = "free-has-payment" Blocks "网上支付";

    // ---- steps ----
    /// 许可 must show 受理, 审核, 决定, 制证, 送达.
    LicensingNeedsStep = "licensing-needs-step" Blocks "办理流程";
    /// A step without name, post, standard or result.
    StepIncomplete = "step-incomplete" Blocks "办理流程";
    /// The steps take longer than the promise.
    StepsExceedPromise = "steps-exceed-promise" Blocks "办理流程";
    /// The steps take less than the promise.
    StepsBelowPromise = "steps-below-promise" Advises "办理流程";
    /// Acceptance within five working days (行政许可法 art 32).
    AcceptanceTooLong = "acceptance-too-long" Blocks "办理流程";
    /// Delivery within ten working days (行政许可法 art 44).
    DeliveryTooLong = "delivery-too-long" Blocks "办理流程";
    /// A special procedure without its law.
    SpecialProcedureNeedsBasis = "special-procedure-needs-basis" Blocks "特别程序";
    /// The clock stops only where a law says so (行政许可法 art 45).
    ClockStopNeedsLaw = "clock-stop-needs-law" Blocks "特别程序";
    /// Site survey, public notice and the like are not in art 45.
    NotInArticle45 = "not-in-article-45" Blocks "特别程序";

    // ---- result, law, questions ----
    /// result name ⇒ sample
    ResultNeedsSample = "result-needs-sample" Blocks "审批结果样本";
    /// A licence needs its type.
    ResultNeedsLicenceType = "result-needs-licence-type" Blocks "审批结果";
    /// A licence type that the hall does not know.
    UnknownLicenceType = "unknown-licence-type" Blocks "审批结果";
    /// A provision without law, article or text.
    LegalBasisIncomplete = "legal-basis-incomplete" Blocks "设定依据";
    /// 行政许可 may be set by law, regulation or local regulation (行政许可法 arts 14, 15).
    LicensingBasisRank = "licensing-basis-rank" Advises "设定依据";
    /// 许可 ⇒ ≥1 FAQ
    LicensingNeedsFaq = "licensing-needs-faq" Blocks "常见问题";
    /// A question without answer.
    FaqIncomplete = "faq-incomplete" Blocks "常见问题";
    /// 中介服务 without law.
    IntermediaryNeedsBasis = "intermediary-needs-basis" Blocks "中介服务";
    /// An agency that the register of agencies does not know.
    UnknownAgency = "unknown-agency" Blocks "实施主体";
    /// A form version that does not exist.
    UnknownForm = "unknown-form" Blocks "电子表单";

    // ---- codes ----
    /// Basic code is not 12 characters.
    BasicCodeShape = "basic-code-shape" Blocks "基本编码";
    /// Type digits of the basic code are not those of the item type.
    BasicCodeType = "basic-code-type" Blocks "基本编码";
    /// Implementing code ≠ agency + level + basic code.
    ImplementingCodeParts = "implementing-code-parts" Blocks "实施编码";
    /// Handling code ≠ implementing code + 2.
    HandlingCodeParts = "handling-code-parts" Blocks "业务办理项编码";
    /// A part of an imported local code does not check.
    LocalCodePart = "local-code-part" Advises "本地编码";

    // ---- materials, situations, guidance ----
    /// Two materials or two situations share a key.
    KeyRepeated = "key-repeated" Blocks "申请材料";
    /// 材料名称
    MaterialNeedsName = "material-needs-name" Blocks "材料名称";
    /// 材料类型
    MaterialNeedsKind = "material-needs-kind" Blocks "材料类型";
    /// 材料形式
    MaterialNeedsMedium = "material-needs-medium" Blocks "材料形式";
    /// 材料必要性
    MaterialNeedsNecessity = "material-needs-necessity" Blocks "材料必要性";
    /// 来源渠道
    MaterialNeedsSource = "material-needs-source" Blocks "来源渠道";
    /// 要求提供材料的依据
    MaterialNeedsBasis = "material-needs-basis" Blocks "要求提供材料的依据";
    /// 受理标准
    MaterialNeedsStandard = "material-needs-standard" Blocks "受理标准";
    /// 示例样表 for what the applicant makes.
    MaterialNeedsSample = "material-needs-sample" Advises "示例样表";
    /// 非必要时办理情形
    ConditionalNeedsWhen = "conditional-needs-when" Blocks "非必要时办理情形";
    /// 来源渠道说明 for material from an authority.
    SourceNeedsNote = "source-needs-note" Blocks "来源渠道说明";
    /// 容缺后补 ⇒ by when
    LaterNeedsDays = "later-needs-days" Blocks "容缺后补";
    /// No "其他材料" catch-all.
    CatchAllMaterial = "catch-all-material" Blocks "材料名称";
    /// Materials obtainable by sharing may not be demanded (国务院令716 art 7).
    SharedMaterialDemanded = "shared-material-demanded" Blocks "来源渠道";
    /// A licence type that the hall does not know.
    MaterialUnknownLicence = "material-unknown-licence" Blocks "来源渠道";
    /// No situation needs the material.
    MaterialUnused = "material-unused" Blocks "申请材料";
    /// A situation names a material that does not exist.
    SituationUnknownMaterial = "situation-unknown-material" Blocks "情形";
    /// A situation without materials that leads nowhere else either.
    SituationEmpty = "situation-empty" Blocks "情形";
    /// A situation without name.
    SituationNeedsName = "situation-needs-name" Blocks "情形";
    /// "Not this item" without a reason.
    ElsewhereNeedsReason = "elsewhere-needs-reason" Blocks "情形";
    /// Some path of answers ends nowhere.
    GuidanceHole = "guidance-hole" Blocks "智能导办";
    /// Some path of answers ends in several situations.
    GuidanceAmbiguous = "guidance-ambiguous" Blocks "智能导办";
    /// No path leads to the situation.
    SituationUnreachable = "situation-unreachable" Blocks "智能导办";
    /// A condition names what is not there.
    GuidanceBadCondition = "guidance-bad-condition" Blocks "智能导办";
    /// A question with fewer than two answers or a repeated key.
    GuidanceBadQuestion = "guidance-bad-question" Blocks "智能导办";
    /// More paths than anybody can check.
    GuidanceTooManyPaths = "guidance-too-many-paths" Blocks "智能导办";
}

/// One violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Anchor of the field at fault on the draft's page, such as `materials-identity-source`.
    pub field: String,
    /// The rule.
    pub rule: Rule,
    /// Arguments of the sentence.
    pub args: Vec<(&'static str, Argument)>,
}

/// One argument of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Shown as it is.
    Text(String),
    /// The id of a dictionary term (`dictionary.ftl`), shown in the reader's language.
    Term(&'static str),
}

impl Finding {
    /// A violation of `rule` at `field`.
    pub fn new(field: impl Into<String>, rule: Rule) -> Self {
        Finding { field: field.into(), rule, args: Vec::new() }
    }

    /// The same with one more argument for the sentence.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, Argument::Text(value.into())));
        self
    }

    /// The same with a dictionary term as one more argument.
    pub fn with_term(mut self, name: &'static str, message_id: &'static str) -> Self {
        self.args.push((name, Argument::Term(message_id)));
        self
    }

    /// Whether it stops publication.
    pub fn severity(&self) -> Severity {
        self.rule.severity()
    }
}

/// What the gate knows of an agency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgencyFacts {
    /// 统一社会信用代码, the first 18 characters of an implementing code.
    pub uscc: String,
}

/// A proof that the hall obtains itself, by its own licences, the account or data sharing.
///
/// Law: 国务院关于在线政务服务的若干规定 第七条
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedSource {
    /// Name of the proof, such as 营业执照.
    pub name: String,
    /// Other names under which materials ask for it.
    pub aliases: Vec<String>,
    /// Key of the licence type that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence_type: Option<String>,
    /// Datum of the account that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<ProfileDatum>,
}

/// What the gate compares a version with: plain sets, loaded by the caller.
#[derive(Clone, Debug, Default)]
pub struct GateContext {
    /// Agencies by key.
    pub agencies: BTreeMap<String, AgencyFacts>,
    /// Form versions that exist.
    pub forms: BTreeSet<FormRef>,
    /// Keys of the licence types of the hall.
    pub licence_types: BTreeSet<String>,
    /// Proofs that may not be demanded.
    pub shared: Vec<SharedSource>,
}

/// Every violation of the version, in the order of its page; empty = may be published without a remark.
pub fn check(item: &ItemVersion, context: &GateContext) -> Vec<Finding> {
    let mut findings = Vec::new();
    missing::check(item, &mut findings);
    consistency::check(item, context, &mut findings);
    materials::check(item, context, &mut findings);
    findings
}

/// Whether a version with these findings may be published.
pub fn may_publish(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity() == Severity::Advises)
}

/// Blank is as good as missing.
fn blank(text: &str) -> bool {
    text.trim().is_empty()
}
