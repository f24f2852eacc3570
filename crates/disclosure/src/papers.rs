//! What the written notices of a request say, as data for the typesetter's template `disclosure`. Nothing is typeset
//! here.
//!
//! Law: 政府信息公开条例 第三十条, 第三十二条, 第三十三条, 第三十五条, 第三十六条; 行政复议法 第二十二条, 第二十三条
//!
//! (The words of official documents, which the law wants in Chinese: Chinese terms as data.)

use crate::{
    channel::RequestKind,
    consultation::{Consultation, ConsultationKind},
    fee::{Fee, Scheme},
    office::DisclosureOffice,
    outcome::{self, Gives, Outcome},
    remedy,
    reply::{Decision, Drafted, Record},
    request::{Applicant, Private, Request},
};
use identity::Agency;
use jiff::civil::Date;
use kernel::{Cx, Fault, FaultKind};
use serde_json::{Value as Json, json};

/// A date as official documents write it: 2026年3月2日.
fn day(on: Date) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}

fn yuan(fen: i64) -> String {
    if fen % 100 == 0 { format!("{}元", fen / 100) } else { format!("{}.{:02}元", fen / 100, fen % 100) }
}

struct Paper {
    title: String,
    paragraphs: Vec<String>,
    facts: Vec<(String, String)>,
    points: Vec<String>,
    remedies: String,
    closing: &'static str,
}

impl Paper {
    fn new(title: impl Into<String>) -> Paper {
        Paper {
            title: title.into(),
            paragraphs: Vec::new(),
            facts: Vec::new(),
            points: Vec::new(),
            remedies: String::new(),
            closing: "特此告知。",
        }
    }
    fn par(mut self, text: impl Into<String>) -> Paper {
        self.paragraphs.push(text.into());
        self
    }
    fn fact(mut self, label: &str, value: impl Into<String>) -> Paper {
        self.facts.push((label.to_owned(), value.into()));
        self
    }
    fn json(self, request: &Request, agency: &Agency, office: &DisclosureOffice, addressee: &str) -> Json {
        let facts: Vec<Json> =
            self.facts.iter().filter(|(_, v)| !v.is_empty()).map(|(l, v)| json!({ "label": l, "value": v })).collect();
        json!({
            "head": {
                "agency": agency.name,
                "date": "",
                "addressee": addressee,
                "case_number": request.number(),
                "item": request.subject,
                "item_type": "政府信息公开",
                "seal": { "name": agency.name, "purpose": "政府信息公开专用章" },
                "ledger": { "seq": request.matter.version, "hash": request.matter.head.to_string() },
                "contact": { "office": office.name, "address": office.address, "phone": office.phone, "hours": office.hours },
                "watermark": "演示样张",
            },
            "title": self.title,
            "paragraphs": self.paragraphs,
            "facts": facts,
            "points": self.points,
            "remedies": self.remedies,
            "closing": self.closing,
        })
    }
}

fn subject(request: &Request) -> String {
    let what = if request.kind == RequestKind::Rectification { "更正申请" } else { "政府信息公开申请" };
    format!("{what}（编号{}）", request.number())
}

/// 收件回执: it has arrived; the day of receipt is fixed once both sides have confirmed.
pub(crate) fn arrival(request: &Request, agency: &Agency, office: &DisclosureOffice, a: &Applicant) -> Json {
    Paper::new("政府信息公开申请收件回执")
        .par(format!("本机关已于{}收到你（单位）提交的{}。", day(request.arrived_on), subject(request)))
        .par("依照《中华人民共和国政府信息公开条例》第三十一条，以双方确认之日为收到申请之日。本机关将尽快与你（单位）确认，答复期限自确认之日起计算。")
        .fact("申请内容", request.subject.clone())
        .json(request, agency, office, &a.name)
}

/// 登记回执: received on that day, due on this one.
pub(crate) fn receipt(
    cx: &Cx,
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    a: &Applicant,
) -> Result<Json, Fault> {
    let received = request.received_on.unwrap_or(cx.today());
    let calendar = cx.calendars.of(&request.matter.region);
    let due = match &request.reply_clock {
        Some(clock) => Some(
            clock
                .due(&calendar, cx.today())
                .map_err(|e| Fault::from_error("computing a due date", e).kind_is(FaultKind::CalendarMissing))?,
        ),
        None => None,
    };
    let mut paper = Paper::new("政府信息公开申请登记回执")
        .par(format!("你（单位）提交的{}已经登记，收到申请之日为{}。", subject(request), day(received)))
        .fact("申请内容", request.subject.clone());
    if let Some(due) = due {
        let provisional = if due.provisional { "（暂按已公布的节假日推算）" } else { "" };
        paper = paper.par(format!(
            "依照《中华人民共和国政府信息公开条例》第三十三条，本机关将自收到申请之日起20个工作日内予以答复，即{}前{provisional}；需要补正、征求意见、延长期限的，另行书面告知。",
            day(due.on)
        ));
    }
    Ok(paper.json(request, agency, office, &a.name))
}

/// 补正告知书.
pub(crate) fn correction(
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    a: &Applicant,
    points: &[String],
    days: u32,
    answer_by: Date,
) -> Json {
    let mut paper = Paper::new("政府信息公开申请补正告知书")
        .par(format!("你（单位）提交的{}收悉。经审查，申请内容不明确，请对下列事项作出补正：", subject(request)));
    paper.points = points.to_vec();
    paper
        .par(format!(
            "请自收到本告知书之日起{days}个工作日内（{}前）将补正内容提交本机关。答复期限自本机关收到补正的申请之日起计算。无正当理由逾期不补正的，依照《中华人民共和国政府信息公开条例》第三十条，视为放弃申请，本机关不再处理该申请。",
            day(answer_by)
        ))
        .json(request, agency, office, &a.name)
}

/// 延期答复告知书.
#[allow(clippy::too_many_arguments)]
pub(crate) fn extension(
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    a: &Applicant,
    days: u32,
    reason: &str,
    former: Date,
    due: Date,
) -> Json {
    Paper::new("政府信息公开申请延期答复告知书")
        .par(format!("你（单位）提交的{}，原应于{}前答复。因{reason}，不能在原定期限内答复。", subject(request), day(former)))
        .par(format!(
            "依照《中华人民共和国政府信息公开条例》第三十三条第二款，经本机关政府信息公开工作机构负责人同意，答复期限延长{days}个工作日，延至{}前。",
            day(due)
        ))
        .json(request, agency, office, &a.name)
}

/// 延迟答复告知书.
pub(crate) fn delay(
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    a: &Applicant,
    reason: &str,
    former: Date,
    until: Date,
) -> Json {
    Paper::new("政府信息公开申请延迟答复告知书")
        .par(format!(
            "你（单位）提交的{}，原应于{}前答复。你（单位）说明的理由合理，但{reason}。",
            subject(request),
            day(former)
        ))
        .par(format!(
            "依照《中华人民共和国政府信息公开条例》第三十五条，本机关确定延迟答复的合理期限至{}。",
            day(until)
        ))
        .json(request, agency, office, &a.name)
}

/// 说明理由通知书.
pub(crate) fn reason(
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    a: &Applicant,
    why: &str,
    answer_by: Date,
) -> Json {
    Paper::new("政府信息公开申请说明理由通知书")
        .par(format!("你（单位）提交的{}收悉。{why}", subject(request)))
        .par(format!(
            "依照《中华人民共和国政府信息公开条例》第三十五条，申请公开政府信息的数量、频次明显超过合理范围的，行政机关可以要求申请人说明理由。请于{}前书面说明理由。理由不合理的，本机关不予处理。",
            day(answer_by)
        ))
        .json(request, agency, office, &a.name)
}

/// 收费通知书: basis, tariff, amount, how to pay.
pub(crate) fn fee(request: &Request, agency: &Agency, office: &DisclosureOffice, a: &Applicant, f: &Fee) -> Json {
    let counted = match f.scheme {
        Scheme::PerRequest => format!("按件计收：本件为你（单位）当月第{}件申请", f.quantity),
        Scheme::PerPage => format!("按量计收：拟提供信息共{}页", f.quantity),
    };
    let mut paper = Paper::new("政府信息公开信息处理费收费通知书").par(format!(
        "你（单位）提交的{}，申请公开政府信息的数量、频次明显超过合理范围。依照《中华人民共和国政府信息公开条例》第四十二条和《政府信息公开信息处理费管理办法》，本机关决定收取信息处理费{}。{counted}。",
        subject(request),
        yuan(f.fen)
    ));
    paper.points = f
        .stretches
        .iter()
        .filter(|s| s.each_fen > 0)
        .map(|s| {
            let unit = if f.scheme == Scheme::PerPage { "页" } else { "件" };
            format!("第{}{unit}至第{}{unit}：每{unit}{}，计{}", s.from, s.to, yuan(s.each_fen), yuan(s.fen))
        })
        .collect();
    paper
        .par("请自收到本通知次日起30日内缴费。逾期未缴费的，视为放弃申请，本机关不再处理该申请。答复期限自缴费次日起重新计算。")
        .fact("缴费方式", office.payment.clone())
        .json(request, agency, office, &a.name)
}

/// 征求意见书, to a third party or another organ. It names neither applicant nor reason.
pub(crate) fn consultation(
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    kind: ConsultationKind,
    addressee: &str,
    asked: &str,
) -> Json {
    let (title, basis, silence) = match kind {
        ConsultationKind::Third => (
            "政府信息公开第三方意见征询书",
            "第三十二条，公开可能损害你（单位）合法权益，特书面征求你（单位）意见",
            "逾期未提出意见的，由本机关依照条例的规定决定是否公开。不同意公开的，请说明理由。",
        ),
        ConsultationKind::Organ => (
            "政府信息公开意见征询函",
            "第三十四条，该信息由你单位与本机关共同制作，特征求你单位意见",
            "逾期未提出意见的，视为同意公开。",
        ),
    };
    Paper::new(title)
        .par(format!(
            "本机关收到公民、法人或者其他组织提出的政府信息公开申请。依照《中华人民共和国政府信息公开条例》{basis}："
        ))
        .par(asked.to_owned())
        .par(format!("请自收到本函之日起15个工作日内提出意见。{silence}"))
        .json(request, agency, office, addressee)
}

/// 书面告知第三方: disclosed against its objection for the public interest.
pub(crate) fn overridden(request: &Request, agency: &Agency, office: &DisclosureOffice, c: &Consultation) -> Json {
    Paper::new("关于决定公开政府信息的告知书")
        .par("你（单位）提出的不同意公开的意见收悉。本机关认为不公开可能对公共利益造成重大影响，依照《中华人民共和国政府信息公开条例》第三十二条，决定予以公开。")
        .fact("决定公开的内容", c.asked.clone())
        .fact("理由", c.weighed_reason.clone())
        .json(request, agency, office, &c.addressee)
}

/// 不再处理告知书: not corrected, not paid, withdrawn.
pub(crate) fn no_further(
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    a: &Applicant,
    code: &str,
) -> Json {
    let found = outcome::find(code);
    let words = match code {
        "O-3" => "你（单位）已撤回该申请，本机关终止办理。".to_owned(),
        _ => format!(
            "{}。依照{}，视为放弃申请，本机关不再处理该申请。",
            found.map_or("", |o| o.words.trim_end_matches("，不再处理")),
            found.map(|o| o.basis.join("、")).unwrap_or_default()
        ),
    };
    let mut paper = Paper::new("政府信息公开申请不再处理告知书")
        .par(format!("关于你（单位）提交的{}：", subject(request)))
        .par(words);
    if let Some(o) = found {
        paper.remedies = remedy::paragraph(o, &office.forums, request.is_served_online());
    }
    paper.json(request, agency, office, &a.name)
}

/// 答复书: what was asked, what was found, the answer with its basis, what is withheld and why, the remedies.
pub(crate) fn reply(
    request: &Request,
    agency: &Agency,
    office: &DisclosureOffice,
    private: &Private,
    found: &Outcome,
    d: &Drafted,
    records: &[Record],
) -> Json {
    let title = if request.kind == RequestKind::Rectification {
        "政府信息更正申请答复书"
    } else {
        "政府信息公开申请答复书"
    };
    let mut paper = Paper::new(title).par(format!(
        "你（单位）提交的{}，本机关于{}收到，申请内容为：{}",
        subject(request),
        request.received_on.map(day).unwrap_or_default(),
        private.description
    ));
    if !d.facts.trim().is_empty() {
        paper = paper.par(d.facts.trim());
    }
    let mut basis: Vec<String> = found.basis.clone();
    for ground in &d.grounds {
        basis.extend(outcome::find(ground).into_iter().flat_map(|o| o.basis.iter().cloned()));
    }
    if !d.provision.trim().is_empty() {
        basis.push(d.provision.trim().to_owned());
    }
    let mut seen = std::collections::BTreeSet::new();
    basis.retain(|b| seen.insert(b.clone()));
    paper = paper.par(format!("经审查，依照{}，现答复如下：{}。", basis.join("、"), found.words));
    if !d.reasons.trim().is_empty() {
        paper = paper.par(d.reasons.trim());
    }
    if !d.directions.trim().is_empty() {
        paper = paper.par(d.directions.trim());
    }
    if !d.other_organ.trim().is_empty() {
        paper = paper.par(format!(
            "负责公开该信息的行政机关：{}，联系方式：{}。",
            d.other_organ.trim(),
            d.other_contact.trim()
        ));
    }
    if found.gives != Gives::None {
        for r in records {
            let line = match r.decision {
                Some(Decision::Disclose) => format!("《{}》：予以公开", r.name),
                Some(Decision::Part) => {
                    format!("《{}》：作区分处理后部分公开；不予公开部分的理由：{}", r.name, r.reason)
                }
                Some(Decision::Withhold) => format!("《{}》：不予公开，理由：{}", r.name, r.reason),
                None => continue,
            };
            paper.points.push(line);
        }
    }
    paper.remedies = remedy::paragraph(found, &office.forums, request.is_served_online());
    paper.closing = "特此答复。";
    paper.json(request, agency, office, &private.applicant.name)
}
