//! What each official document says, as plain data: one struct per template.
//!
//! The concepts (`cases`, `licences`, `items`) build the same JSON without knowing this crate (see `TEMPLATES.md`); the engine reads it back
//! through these structs, so that a field that is missing or unknown is an error before typesetting and never a gap on paper.
//! (Longer than 500 lines because it is one table: field, meaning, rule.)
//! Nothing here formats, decides or reads a clock. Dates are legal dates (Asia/Shanghai), instants are UTC.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What every document carries: who speaks, to whom, under which number, and how it can be checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// 发文机关: the full official name; also the signature and the default text of the seal.
    pub agency: String,
    /// The agency's name in a second official script, printed beneath (for example Uyghur).
    #[serde(default)]
    pub agency_other: Option<Other>,
    /// 发文字号, for example `示审批受〔2026〕12号`; receipts may have none.
    #[serde(default)]
    pub number: Option<String>,
    /// 成文日期.
    pub date: Date,
    /// When the document was made: the time inside the PDF. The beginning of `date` when absent.
    #[serde(default)]
    pub issued_at: Option<Timestamp>,
    /// 主送: the applicant's full name.
    #[serde(default)]
    pub addressee: Option<String>,
    /// 办件编号.
    #[serde(default)]
    pub case_number: Option<String>,
    /// 事项名称.
    #[serde(default)]
    pub item: Option<String>,
    /// 事项类型; `行政许可` when absent. The usual basis in 行政许可法 is printed for permissions only.
    #[serde(default)]
    pub item_type: Option<String>,
    /// The seal impression. Without one the signature block has only name and date.
    #[serde(default)]
    pub seal: Option<Seal>,
    /// Text of the QR code, normally the address of the verification or progress page. Never personal data.
    #[serde(default)]
    pub qr_text: Option<String>,
    /// What the code is for; a usual sentence when absent.
    #[serde(default)]
    pub qr_caption: Option<String>,
    /// The ledger entry of this step.
    #[serde(default)]
    pub ledger: Option<Ledger>,
    /// Where to ask.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// A mark across the page, for example `演示样张 不具法律效力` on demonstration data.
    #[serde(default)]
    pub watermark: Option<String>,
}

/// A name in a second script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// Language code: `ug`, `bo`, `en` …
    pub language: String,
    /// The name.
    pub text: String,
}

/// A seal impression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// Name on the arc.
    pub name: String,
    /// 专用章 line beneath the star, for example `行政许可专用章`.
    #[serde(default)]
    pub purpose: Option<String>,
    /// Registered number of the seal, beneath the purpose.
    #[serde(default)]
    pub code: Option<String>,
}

/// Where the step stands in the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// Number of the entry in its stream.
    pub seq: u64,
    /// Digest of the entry, hexadecimal.
    pub hash: String,
    /// Number and root of the last published seal, if one exists already.
    #[serde(default)]
    pub seal: Option<String>,
}

/// Where to ask.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Office or window.
    pub office: String,
    /// Street address.
    #[serde(default)]
    pub address: Option<String>,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<String>,
    /// Opening hours.
    #[serde(default)]
    pub hours: Option<String>,
}

/// The applicant as printed; numbers come masked already where they must be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Name of the person or organisation.
    pub name: String,
    /// `统一社会信用代码`, `公民身份号码` …
    #[serde(default)]
    pub code_kind: Option<String>,
    /// The number, masked as the receiver may see it.
    #[serde(default)]
    pub code: Option<String>,
    /// 法定代表人 or 负责人.
    #[serde(default)]
    pub representative: Option<String>,
    /// 经办人 / 代理人.
    #[serde(default)]
    pub agent: Option<String>,
    /// Telephone, masked.
    #[serde(default)]
    pub phone: Option<String>,
    /// Address.
    #[serde(default)]
    pub address: Option<String>,
}

/// One legal basis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Name of the law without the title marks: `中华人民共和国行政许可法`.
    pub law: String,
    /// `第三十二条第一款第四项`.
    #[serde(default)]
    pub article: Option<String>,
    /// The words of the article.
    #[serde(default)]
    pub text: Option<String>,
}

/// A label and what stands beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Label.
    pub label: String,
    /// Value.
    pub value: String,
    /// `true` where the value needs the full width.
    #[serde(default)]
    pub wide: bool,
}

/// 救济告知. Both absent means that the act itself is not open to remedies, and no paragraph is printed.
///
/// Law: 行政许可法 第三十八条; 行政复议法 第二十条、第二十二条、第二十三条; 行政诉讼法 第四十六条
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedies {
    /// 行政复议.
    #[serde(default)]
    pub reconsideration: Option<Reconsideration>,
    /// 行政诉讼.
    #[serde(default)]
    pub litigation: Option<Litigation>,
    /// Set where reconsideration must come first: the rule that says so, for example `《中华人民共和国行政复议法》第二十三条`.
    #[serde(default)]
    pub reconsideration_first: Option<String>,
}

/// 行政复议.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconsideration {
    /// 复议机关.
    pub organ: String,
    /// Period in days.
    pub days: u16,
    /// Address of the office that takes the request.
    #[serde(default)]
    pub address: Option<String>,
    /// Online channel: must be named where the decision is served over the internet (行政复议法 第二十二条).
    #[serde(default)]
    pub url: Option<String>,
}

/// 行政诉讼.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Litigation {
    /// 管辖法院.
    pub court: String,
    /// Period in months (or in days after reconsideration, where that comes first: see `after_reconsideration_days`).
    pub months: u16,
    /// Days after the reconsideration decision, where reconsideration comes first.
    #[serde(default)]
    pub after_reconsideration_days: Option<u16>,
}

/// A period of the law or of the agency's promise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// `20个工作日`.
    pub text: String,
    /// The last day.
    pub due: Date,
    /// `true` when the calendar of that year is not published yet and the day is computed for now.
    #[serde(default)]
    pub provisional: bool,
}

/// 收件凭证 (`receipt`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Common head.
    pub head: Head,
    /// The applicant.
    pub applicant: Applicant,
    /// `网上申报`, `窗口`, `邮寄` …
    pub channel: String,
    /// When the hall took it.
    pub received_at: Timestamp,
    /// What was received.
    #[serde(default)]
    pub materials: Vec<Received>,
    /// The last day to say accepted, refused or incomplete (五个工作日).
    #[serde(default)]
    pub answer_by: Option<Limit>,
    /// Where progress shows.
    #[serde(default)]
    pub progress_url: Option<String>,
    /// Query code, if the hall gives one.
    #[serde(default)]
    pub query_code: Option<String>,
    /// 收件人员: number or name.
    #[serde(default)]
    pub clerk: Option<String>,
}

/// One material received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// 材料名称.
    pub name: String,
    /// `电子` / `原件` / `复印件`.
    #[serde(default)]
    pub form: Option<String>,
    /// Number of copies or files.
    #[serde(default)]
    pub copies: Option<u32>,
    /// `申请人提交` / `电子证照免提交` / `部门共享` / `容缺后补`.
    #[serde(default)]
    pub source: Option<String>,
    /// First characters of the file's digest, so that the applicant can prove what was handed in.
    #[serde(default)]
    pub digest: Option<String>,
}

/// 补正告知书 (`correction`). Law: 行政许可法 第三十二条第一款第四项
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Common head.
    pub head: Head,
    /// When the materials were received.
    pub received_on: Date,
    /// Everything at fault, once and whole.
    pub faults: Vec<Shortcoming>,
    /// Until when the applicant is asked to correct.
    #[serde(default)]
    pub respond_by: Option<Limit>,
    /// What follows if nothing comes, where a rule says so.
    #[serde(default)]
    pub lapse: Option<String>,
    /// Where to correct online.
    #[serde(default)]
    pub url: Option<String>,
    /// Further basis beside 行政许可法 第三十二条.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// One field or material to correct.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortcoming {
    /// `申请材料` / `填报信息`.
    pub kind: String,
    /// Name of the material or field.
    pub subject: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// 受理通知书 (`acceptance`). Law: 行政许可法 第三十二条第一款第五项、第四十二条
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Common head.
    pub head: Head,
    /// The applicant.
    pub applicant: Applicant,
    /// When the materials were received.
    pub received_on: Date,
    /// From when the period runs.
    pub accepted_on: Date,
    /// 法定办结时限.
    pub statutory: Limit,
    /// 承诺办结时限.
    #[serde(default)]
    pub promised: Option<Limit>,
    /// Set when the case counts as accepted because nobody answered within five working days.
    #[serde(default)]
    pub deemed: Option<String>,
    /// Steps whose time does not count, as far as known: `检验检测`, `专家评审`.
    #[serde(default)]
    pub special_steps: Vec<String>,
    /// Materials to be handed in later (容缺受理) with their last day.
    #[serde(default)]
    pub owed: Vec<Owed>,
    /// Where progress shows.
    #[serde(default)]
    pub progress_url: Option<String>,
}

/// A material owed after acceptance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// 材料名称.
    pub name: String,
    /// The last day.
    pub due: Date,
}

/// 不予受理决定书 (`non_acceptance`). Law: 行政许可法 第三十二条第一款第一项、第二项
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NonAcceptance {
    /// Common head.
    pub head: Head,
    /// When the application came.
    pub applied_on: Date,
    /// Reasons, one paragraph each.
    pub reasons: Vec<String>,
    /// Legal basis.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// The organ to turn to, when it is another's power.
    #[serde(default)]
    pub turn_to: Option<String>,
    /// 救济告知.
    pub remedies: Remedies,
}

/// Every notice of a request for disclosure (`disclosure`): its words come whole from the concept.
///
/// Law: 政府信息公开条例 第三十条, 第三十三条, 第三十六条
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// Head.
    pub head: Head,
    /// Name of the document, for example 政府信息公开申请答复书.
    pub title: String,
    /// Paragraphs; points come after the first.
    pub paragraphs: Vec<String>,
    /// Labels and values.
    #[serde(default)]
    pub facts: Vec<Pair>,
    /// Numbered points.
    #[serde(default)]
    pub points: Vec<String>,
    /// 救济告知; empty where nothing was decided.
    #[serde(default)]
    pub remedies: String,
    /// 特此告知。 or 特此答复。
    pub closing: String,
}

/// 延期通知书 (`extension`). Law: 行政许可法 第四十二条
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Common head.
    pub head: Head,
    /// When the case was accepted.
    pub accepted_on: Date,
    /// The former last day.
    pub former_due: Date,
    /// `10个工作日`, with the new last day.
    pub extended: Limit,
    /// Why.
    pub reasons: Vec<String>,
    /// Who approved: the role the law names, `本行政机关负责人`.
    pub approved_by: String,
    /// Basis; 行政许可法 第四十二条 when empty.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// 特别程序告知书 (`special_procedure`). Law: 行政许可法 第四十五条
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialProcedure {
    /// Common head.
    pub head: Head,
    /// When the case was accepted.
    pub accepted_on: Date,
    /// `听证` `招标` `拍卖` `检验` `检测` `检疫` `鉴定` `专家评审`, or what another law names.
    pub kind: String,
    /// What will be done and by whom.
    pub matter: String,
    /// First day of the suspension.
    pub starts_on: Date,
    /// Time needed, and the planned last day.
    pub needed: Limit,
    /// The last day of the case after it, as far as it can be told.
    #[serde(default)]
    pub due_after: Option<Date>,
    /// Basis beside 行政许可法 第四十五条.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// 准予行政许可决定书 (`grant`). Law: 行政许可法 第三十八条第一款、第三十九条、第四十条、第四十四条
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Common head.
    pub head: Head,
    /// The applicant.
    pub applicant: Applicant,
    /// When the application came.
    pub applied_on: Date,
    /// When it was accepted.
    pub accepted_on: Date,
    /// What is granted, one sentence: `从事餐饮服务经营活动`.
    pub granted: String,
    /// Contents of the permission.
    #[serde(default)]
    pub contents: Vec<Pair>,
    /// First day of validity.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day of validity; absent = long-term.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// The licence that will be delivered.
    #[serde(default)]
    pub licence: Option<Promise>,
    /// What the holder must observe.
    #[serde(default)]
    pub duties: Vec<String>,
    /// Legal basis.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// 救济告知, where the agency prints it on grants too.
    #[serde(default)]
    pub remedies: Option<Remedies>,
}

/// A licence to be delivered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// 证照名称.
    pub name: String,
    /// 证照编号.
    #[serde(default)]
    pub number: Option<String>,
    /// Last day of delivery (十个工作日).
    #[serde(default)]
    pub by: Option<Date>,
    /// `电子证照` / `窗口领取` / `邮寄`.
    #[serde(default)]
    pub how: Option<String>,
}

/// 不予行政许可决定书 (`denial`). Law: 行政许可法 第三十八条第二款
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    /// Common head.
    pub head: Head,
    /// When the application came.
    pub applied_on: Date,
    /// When it was accepted.
    pub accepted_on: Date,
    /// 经审查查明: facts found, one paragraph each.
    #[serde(default)]
    pub findings: Vec<String>,
    /// Reasons, one paragraph each.
    pub reasons: Vec<String>,
    /// Legal basis.
    pub basis: Vec<Basis>,
    /// 救济告知.
    pub remedies: Remedies,
}

/// Which way a case ends without a decision on the merits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// 申请人撤回申请.
    Withdrawn,
    /// 终止办理.
    Terminated,
}

/// 终止办理 / 撤回申请 (`termination`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Termination {
    /// Common head.
    pub head: Head,
    /// Which ending.
    pub ending: Ending,
    /// When the application came.
    pub applied_on: Date,
    /// When the withdrawal or the ground came up.
    pub ended_on: Date,
    /// Reasons.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Legal basis.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// Originals given back.
    #[serde(default)]
    pub returned: Vec<String>,
    /// 救济告知 (a termination by the office has it, a withdrawal does not).
    #[serde(default)]
    pub remedies: Option<Remedies>,
}

/// 送达回证 (`delivery`). Law: 行政许可法 第四十四条; 民事诉讼法 第八十七条至第九十五条 by analogy
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Common head.
    pub head: Head,
    /// What was served.
    pub papers: Vec<Served>,
    /// 受送达人.
    pub recipient: String,
    /// `电子送达` / `直接送达` / `邮寄送达` / `留置送达` / `公告送达`.
    pub mode: String,
    /// Address, electronic address or courier number.
    #[serde(default)]
    pub place: Option<String>,
    /// When it arrived; absent on a blank form to be signed.
    #[serde(default)]
    pub delivered_at: Option<Timestamp>,
    /// How the arrival is proved.
    #[serde(default)]
    pub proof: Option<String>,
    /// 签收人, if another than the recipient: relation.
    #[serde(default)]
    pub receiver: Option<String>,
    /// 送达人.
    #[serde(default)]
    pub servers: Vec<String>,
    /// 备注.
    #[serde(default)]
    pub note: Option<String>,
}

/// One document served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Served {
    /// Name.
    pub name: String,
    /// Number.
    #[serde(default)]
    pub number: Option<String>,
    /// Copies.
    #[serde(default)]
    pub copies: Option<u32>,
}

/// 电子证照 (`licence`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Common head: `agency` = 颁发机构, `date` = 颁发日期, `qr_text` = verification page.
    pub head: Head,
    /// 证照名称.
    pub title: String,
    /// `正本` / `副本`.
    #[serde(default)]
    pub copy: Option<String>,
    /// 证照编号.
    pub number: String,
    /// 证照标识 `1.2.156.3005.2.…`.
    pub identifier: String,
    /// The holder.
    pub holder: Applicant,
    /// What the licence states.
    #[serde(default)]
    pub attributes: Vec<Pair>,
    /// 许可范围.
    #[serde(default)]
    pub scope: Option<String>,
    /// First day of validity.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day; absent = 长期.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Short names of 证照元数据 (ZZMC …) → value: embedded as `licence.json` and in the keywords.
    #[serde(default)]
    pub metadata: std::collections::BTreeMap<String, String>,
    /// 加注件: sentence about purpose, user and expiry across the page.
    #[serde(default)]
    pub annotation: Option<String>,
}

/// 办事指南 (`guide`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Common head: `agency` = 实施主体, `item` = 事项名称, `date` = date of the version.
    pub head: Head,
    /// Version of the item.
    pub version: String,
    /// 情形, when the guide was narrowed by the questions.
    #[serde(default)]
    pub situation: Option<String>,
    /// 基本信息: label and value, in the order to print.
    #[serde(default)]
    pub elements: Vec<Pair>,
    /// 受理条件.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// 申请材料.
    #[serde(default)]
    pub materials: Vec<Needed>,
    /// 办理环节.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// 收费; empty = 不收费.
    #[serde(default)]
    pub fees: Vec<Fee>,
    /// 设定依据.
    #[serde(default)]
    pub basis: Vec<Basis>,
    /// 权利与义务.
    #[serde(default)]
    pub rights: Vec<String>,
    /// 救济途径.
    #[serde(default)]
    pub remedies: Option<Remedies>,
    /// 咨询、监督投诉、办理地点 and the like.
    #[serde(default)]
    pub contacts: Vec<Pair>,
    /// 常见问题.
    #[serde(default)]
    pub questions: Vec<Question>,
}

/// One material a guide asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needed {
    /// 材料名称.
    pub name: String,
    /// 材料类型 and 形式: `原件`, `复印件`, `电子`.
    #[serde(default)]
    pub form: Option<String>,
    /// 份数.
    #[serde(default)]
    pub copies: Option<u32>,
    /// 必要性: `必要`, `非必要`, `容缺后补`.
    #[serde(default)]
    pub necessity: Option<String>,
    /// 来源渠道.
    #[serde(default)]
    pub source: Option<String>,
    /// 受理标准 or 填报须知.
    #[serde(default)]
    pub standard: Option<String>,
    /// What demands it.
    #[serde(default)]
    pub basis: Option<String>,
    /// Set when the hall holds it already and will not ask.
    #[serde(default)]
    pub held: Option<String>,
}

/// One step of the procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// 环节名称.
    pub name: String,
    /// 办理时限.
    #[serde(default)]
    pub limit: Option<String>,
    /// 岗位.
    #[serde(default)]
    pub post: Option<String>,
    /// 审查标准.
    #[serde(default)]
    pub standard: Option<String>,
    /// 办理结果.
    #[serde(default)]
    pub result: Option<String>,
}

/// One fee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// 收费项目.
    pub name: String,
    /// 标准.
    pub standard: String,
    /// 依据.
    #[serde(default)]
    pub basis: Option<String>,
    /// 减免.
    #[serde(default)]
    pub relief: Option<String>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Question.
    pub question: String,
    /// Answer.
    pub answer: String,
}

/// 办件卷宗目录 (`case_file`): what the archive keeps of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Common head.
    pub head: Head,
    /// The applicant.
    pub applicant: Applicant,
    /// Facts of the case.
    #[serde(default)]
    pub elements: Vec<Pair>,
    /// Documents and materials of the file.
    #[serde(default)]
    pub papers: Vec<Filed>,
    /// The trace.
    #[serde(default)]
    pub trace: Vec<Trace>,
}

/// One piece of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    /// Name.
    pub name: String,
    /// Number.
    #[serde(default)]
    pub number: Option<String>,
    /// Date.
    #[serde(default)]
    pub date: Option<Date>,
    /// Digest of the file.
    #[serde(default)]
    pub digest: Option<String>,
}

/// One step of the trace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub event: String,
    /// Who, as far as the reader may see.
    #[serde(default)]
    pub actor: Option<String>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Digest of the ledger entry.
    #[serde(default)]
    pub hash: Option<String>,
}

/// A text of the register of rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Register, day of the text, address as QR code.
    pub head: Head,
    /// Title.
    pub title: String,
    /// 发文字号 or decree.
    #[serde(default)]
    pub number: Option<String>,
    /// Whether it is in force, in a sentence with its dates.
    pub validity: Pair,
    /// What the reader must know of this text.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Attributes in the official order.
    #[serde(default)]
    pub attributes: Vec<Pair>,
    /// What happened to it, oldest first.
    #[serde(default)]
    pub events: Vec<RuleEvent>,
    /// The permanent address.
    pub address: String,
    /// What the address is called.
    pub address_label: String,
    /// The text.
    #[serde(default)]
    pub parts: Vec<RulePart>,
}

/// Something that happened to a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEvent {
    /// When.
    pub on: Date,
    /// What, as it is told.
    pub text: String,
}

/// A heading, an article or a paragraph of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePart {
    /// 2 to 4 for headings; 0 for what is none.
    pub level: u8,
    /// `第三十一条`; may be empty.
    #[serde(default)]
    pub label: String,
    /// The words of a heading.
    #[serde(default)]
    pub heading: String,
    /// Its paragraphs.
    #[serde(default)]
    pub lines: Vec<String>,
    /// A table below them.
    #[serde(default)]
    pub table: Option<RuleTable>,
}

/// A table of a rule's text, every cell at its place; no two overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleTable {
    /// What it is called; may be empty.
    #[serde(default)]
    pub caption: String,
    /// How many columns, at least one.
    pub columns: usize,
    /// How many rows at the top are its head.
    #[serde(default)]
    pub head: usize,
    /// The cells.
    #[serde(default)]
    pub cells: Vec<RuleCell>,
}

/// A cell of a table of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCell {
    /// The column it begins in, from 0.
    pub x: usize,
    /// The row it begins in, from 0.
    pub y: usize,
    /// How many columns it takes, at least one.
    pub columns: usize,
    /// How many rows it takes, at least one.
    pub rows: usize,
    /// Whether it names its row or column.
    #[serde(default)]
    pub header: bool,
    /// Its paragraphs.
    #[serde(default)]
    pub lines: Vec<String>,
}

/// 网站监测报告 (`monitor`): how one site stands and what is to be put right. Law: 国办秘函〔2019〕19号
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitorReport {
    /// Common head: the agency that runs the site.
    pub head: Head,
    /// Name of the site.
    pub site: String,
    /// 网站标识码.
    pub site_code: String,
    /// Its hosts, with a space between them.
    pub hosts: String,
    /// The worst of its indicators, as a word.
    pub state: String,
    /// When it was computed.
    pub computed_at: Timestamp,
    /// Points lost, as far as they can be computed.
    pub lost: i64,
    /// The indicators.
    #[serde(default)]
    pub indicators: Vec<MonitorIndicator>,
    /// What is to be put right.
    #[serde(default)]
    pub findings: Vec<MonitorFinding>,
    /// What nothing measured, and what was left out here.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Where the indicators come from.
    pub source: String,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitorIndicator {
    /// Its name.
    pub name: String,
    /// From where it is hit.
    pub rule: String,
    /// How it stands.
    pub state: String,
    /// What was counted.
    pub value: String,
    /// When it is hit; may be empty.
    pub when: String,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitorFinding {
    /// What kind.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// The particulars; may be empty.
    pub detail: String,
    /// Who puts it right.
    pub owner: String,
    /// Since when.
    pub since: Date,
    /// By when.
    pub by: Date,
}
