//! What the official documents of a case say, as data for the typesetter's templates. The words of
//! the law and of official forms are data here; nothing is typeset here.
//!
//! Law: 行政许可法 第三十二条, 第三十八条, 第四十二条, 第四十五条
//!
//! (The words of official documents, which the law wants in Chinese: Chinese terms as data.)

use crate::{
    Case,
    case::{CorrectionPoint, Material, PointKind},
    drafts::Prepared,
};
use identity::{Agency, Organisation, PersonDetails};
use items::{
    dictionary::LimitUnit,
    guidance::{HeldSource, MaterialNeed, NeedStatus},
    item::{ItemVersion, LegalBasis, Limit},
};
use jiff::civil::Date;
use kernel::{Cx, Lang};
use serde_json::{Value as Json, json};

/// Everything the head and the parties of a document need.
pub struct Parties {
    /// The agency that acts.
    pub agency: Agency,
    /// The applicant's own data.
    pub details: PersonDetails,
    /// The organisation, when one applied.
    pub organisation: Option<Organisation>,
    /// The version of the item.
    pub item: std::sync::Arc<ItemVersion>,
    /// Public address of the hall.
    pub public_url: String,
}

impl Parties {
    /// Full name of the applicant: documents are addressed to it.
    pub fn applicant_name(&self) -> &str {
        self.organisation.as_ref().map_or(&self.details.name, |o| &o.name)
    }
}

/// A dictionary term as official documents write it: in the language of the law.
pub(crate) fn official(message_id: &str) -> String {
    web::Tr::new(Lang::ZhCn).s(message_id).into_owned()
}

fn applicant(details: &PersonDetails, organisation: Option<&Organisation>) -> Json {
    match organisation {
        Some(o) => json!({
            "name": o.name, "code_kind": "统一社会信用代码", "code": o.uscc, "representative": o.legal_representative,
            "agent": details.name, "phone": codes::mask_phone(&details.phone),
        }),
        None => json!({
            "name": details.name,
            "code_kind": if details.document_kind == "id" { "公民身份号码" } else { "身份证件号码" },
            "code": codes::mask_identity(&details.document), "phone": codes::mask_phone(&details.phone),
        }),
    }
}

fn head(case: &Case, agency: &Agency, item: &ItemVersion, addressee: &str, public_url: &str, seal: &str) -> Json {
    let mut head = json!({
        "agency": agency.name,
        "date": "",
        "addressee": addressee,
        "case_number": case.matter.number,
        "item": item.name,
        "seal": { "name": agency.name, "purpose": seal },
        "qr_text": format!("{public_url}/progress?number={}", case.matter.number),
        "qr_caption": "扫码查询办理进度",
        "ledger": { "seq": case.matter.version, "hash": case.matter.head.to_string() },
        "contact": { "office": agency.short_name, "address": agency.address, "phone": agency.phone, "hours": agency.hours },
        "watermark": "演示样张",
    });
    if let (Some(kind), Some(map)) = (item.item_type, head.as_object_mut())
        && !item.is_licensing()
    {
        map.insert("item_type".into(), official(kind.message_id()).into());
    }
    head
}

/// A limit in words: 20个工作日.
pub fn limit_text(limit: &Limit) -> String {
    match (limit.n, limit.unit) {
        (0, _) => "当场".into(),
        (n, LimitUnit::WorkingDay) => format!("{n}个工作日"),
        (n, LimitUnit::CalendarDay) => format!("{n}日"),
        (n, LimitUnit::Month) => format!("{n}个月"),
    }
}

fn limit(text: String, due: &calendar::Due) -> Json {
    json!({ "text": text, "due": due.on.to_string(), "provisional": due.provisional })
}

fn basis_of(lines: &[LegalBasis]) -> Vec<Json> {
    lines.iter().map(|b| json!({ "law": b.law, "article": b.article })).collect()
}

/// Provisions typed by an official, one per line: 《law》article or "law article".
pub fn typed_basis(text: &str) -> Vec<Json> {
    text.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|line| {
            let line = line.replace(['《', '》'], " ");
            let line = line.trim();
            match line.find('第') {
                Some(at) => json!({ "law": line[..at].trim(), "article": line[at..].trim() }),
                None => json!({ "law": line, "article": "" }),
            }
        })
        .collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).collect()
}

/// 救济告知: reconsideration within 60 days, or the court within six months.
///
/// Law: 行政复议法 第二十条; 行政诉讼法 第四十六条
fn remedies(item: &ItemVersion, public_url: &str) -> Json {
    let reconsideration = item.reconsideration.as_ref().map(|r| {
        // Served over the internet, the document must name an online channel. Law: 行政复议法 第二十二条
        json!({ "organ": r.organ, "days": 60, "address": r.address, "url": r.url.clone().unwrap_or_else(|| format!("{public_url}/site-map")) })
    });
    let litigation = item.litigation.as_ref().map(|l| json!({ "court": l.organ, "months": 6 }));
    json!({ "reconsideration": reconsideration, "litigation": litigation })
}

/// 收件凭证.
pub(crate) fn receipt(
    cx: &Cx,
    case: &Case,
    prepared: &Prepared,
    needs: &[MaterialNeed<'_>],
    files: &[Material],
    deemed_on: Date,
) -> Json {
    let item = &prepared.version.body;
    let addressee = prepared.organisation.as_ref().map_or(&prepared.details.name, |o| &o.name);
    let materials: Vec<Json> = needs
        .iter()
        .filter_map(|n| {
            let of: Vec<&Material> = files.iter().filter(|f| f.material == n.material.key).collect();
            let source = match &n.status {
                NeedStatus::FillInForm => "在线填报",
                NeedStatus::AlreadyHeld { source: HeldSource::Licence(_) } => "电子证照免提交",
                NeedStatus::AlreadyHeld { source: HeldSource::Profile(_) } => "账户信息免提交",
                NeedStatus::LaterAllowed { .. } if of.is_empty() => "容缺后补",
                _ if of.is_empty() => return None,
                _ => "申请人上传",
            };
            Some(json!({
                "name": n.material.name, "form": "电子", "copies": of.len().max(1), "source": source,
                "digest": of.first().and_then(|f| f.file.as_deref()).map(|d| d.chars().take(12).collect::<String>()),
            }))
        })
        .collect();
    json!({
        "head": head(case, &prepared.agency, item, addressee, &prepared.public_url, "收件专用章"),
        "applicant": applicant(&prepared.details, prepared.organisation.as_ref()),
        "channel": "网上申报",
        "received_at": cx.at.to_string(),
        "materials": materials,
        "answer_by": { "text": "五个工作日", "due": deemed_on.to_string() },
        "progress_url": format!("{}/progress?number={}", prepared.public_url, case.matter.number),
        "clerk": "系统自动收件",
    })
}

/// 补正告知书.
pub(crate) fn correction(
    case: &Case,
    p: &Parties,
    points: &[CorrectionPoint],
    working_days: u32,
    answer_by: Date,
) -> Json {
    let faults: Vec<Json> = points
        .iter()
        .map(|point| {
            let (problem, remedy) = point.what.split_once("；").unwrap_or((&point.what, ""));
            let remedy = if remedy.is_empty() { official("paper-correct-online") } else { remedy.to_owned() };
            let kind = match point.kind {
                PointKind::Field => "填报信息",
                PointKind::Material => "申请材料",
            };
            json!({ "kind": kind, "subject": point.label, "problem": problem, "remedy": remedy })
        })
        .collect();
    json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "received_on": case.submitted_on.to_string(),
        "faults": faults,
        "respond_by": { "text": format!("{working_days}个工作日"), "due": answer_by.to_string() },
        "lapse": official("paper-correction-lapse"),
        "url": format!("{}/my/cases/{}/correction", p.public_url, case.matter.number),
    })
}

/// 受理通知书.
pub(crate) fn acceptance(
    case: &Case,
    p: &Parties,
    accepted: Date,
    statutory: (&str, &calendar::Due),
    promised: Option<&calendar::Due>,
    is_deemed: bool,
) -> Json {
    let mut paper = json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "applicant": applicant(&p.details, p.organisation.as_ref()),
        "received_on": case.submitted_on.to_string(),
        "accepted_on": accepted.to_string(),
        "statutory": limit(statutory.0.to_owned(), statutory.1),
        "promised": p.item.promised_limit.as_ref().zip(promised).map(|(l, d)| limit(limit_text(l), d)),
        "special_steps": p.item.special_procedures.iter().filter(|s| s.stops_clock).map(|s| official(s.kind.message_id())).collect::<Vec<_>>(),
        "progress_url": format!("{}/progress?number={}", p.public_url, case.matter.number),
    });
    if is_deemed && let Some(map) = paper.as_object_mut() {
        map.insert("deemed".into(), official("paper-deemed").into());
    }
    paper
}

/// 不予受理决定书.
pub(crate) fn non_acceptance(case: &Case, p: &Parties, reason: &str, basis: &str) -> Json {
    json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "applied_on": case.submitted_on.to_string(),
        "reasons": lines(reason),
        "basis": typed_basis(basis),
        "remedies": remedies(&p.item, &p.public_url),
    })
}

/// 延期通知书.
pub(crate) fn extension(case: &Case, p: &Parties, former: Date, days: u32, due: &calendar::Due, reason: &str) -> Json {
    json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "accepted_on": case.accepted_on.unwrap_or(case.submitted_on).to_string(),
        "former_due": former.to_string(),
        "extended": limit(format!("{days}个工作日"), due),
        "reasons": lines(reason),
        "approved_by": "本行政机关负责人",
        "basis": [{ "law": "中华人民共和国行政许可法", "article": "第四十二条第一款" }],
    })
}

/// 特别程序告知书.
pub(crate) fn special_procedure(
    case: &Case,
    p: &Parties,
    kind: &str,
    note: &str,
    starts: Date,
    needed: (&str, Date),
    due_after: Date,
    basis: &[LegalBasis],
) -> Json {
    json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "accepted_on": case.accepted_on.unwrap_or(case.submitted_on).to_string(),
        "kind": kind,
        "matter": note,
        "starts_on": starts.to_string(),
        "needed": { "text": needed.0, "due": needed.1.to_string() },
        "due_after": due_after.to_string(),
        "basis": basis_of(basis),
    })
}

/// 准予行政许可决定书.
pub(crate) fn grant(
    case: &Case,
    p: &Parties,
    contents: &[(String, String)],
    valid: (Date, Option<Date>),
    deliver_by: Date,
) -> Json {
    let result = p.item.result.as_ref();
    let contents: Vec<Json> = contents
        .iter()
        .map(|(label, value)| json!({ "label": label, "value": value, "wide": value.chars().count() > 20 }))
        .collect();
    let licence = result
        .filter(|r| r.licence_type.is_some())
        .map(|r| json!({ "name": r.name, "by": deliver_by.to_string(), "how": "电子证照" }));
    json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "applicant": applicant(&p.details, p.organisation.as_ref()),
        "applied_on": case.submitted_on.to_string(),
        "accepted_on": case.accepted_on.unwrap_or(case.submitted_on).to_string(),
        "granted": p.item.name,
        "contents": contents,
        "valid_from": valid.0.to_string(),
        "valid_to": valid.1.map(|d| d.to_string()),
        "licence": licence,
        "duties": p.item.duties,
        "basis": basis_of(&p.item.legal_basis),
    })
}

/// 不予行政许可决定书: with reasons and remedies.
///
/// Law: 行政许可法 第三十八条第二款
pub(crate) fn denial(case: &Case, p: &Parties, findings: &str, reason: &str, basis: &str) -> Json {
    json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "applied_on": case.submitted_on.to_string(),
        "accepted_on": case.accepted_on.unwrap_or(case.submitted_on).to_string(),
        "findings": lines(findings),
        "reasons": lines(reason),
        "basis": typed_basis(basis),
        "remedies": remedies(&p.item, &p.public_url),
    })
}

/// 终止办理通知书, 撤回申请确认书.
pub(crate) fn termination(case: &Case, p: &Parties, ending: &str, on: Date, reason: &str) -> Json {
    json!({
        "head": head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章"),
        "ending": ending,
        "applied_on": case.submitted_on.to_string(),
        "ended_on": on.to_string(),
        "reasons": lines(reason),
    })
}

/// 送达回证.
pub(crate) fn delivery(
    cx: &Cx,
    case: &Case,
    p: &Parties,
    papers: &[(String, Option<String>)],
    mode: &str,
    place: &str,
    proof: &str,
    server: &str,
) -> Json {
    let papers: Vec<Json> =
        papers.iter().map(|(name, number)| json!({ "name": name, "number": number, "copies": 1 })).collect();
    let mut head = head(case, &p.agency, &p.item, p.applicant_name(), &p.public_url, "行政许可专用章");
    if let Some(map) = head.as_object_mut() {
        map.remove("addressee");
    }
    json!({
        "head": head,
        "papers": papers,
        "recipient": p.applicant_name(),
        "mode": mode,
        "place": place,
        "delivered_at": cx.at.to_string(),
        "proof": proof,
        "servers": [server],
    })
}

/// Who signs as server on a proof of delivery.
pub(crate) fn server_name(staff: Option<&identity::StaffMember>) -> String {
    staff.map_or_else(|| "系统自动送达".into(), |s| format!("{}（{}）", s.name, s.work_number))
}
