//! What the written notices of a request say, as data for the typesetter's template `disclosure`. Nothing is typeset
//! here.
//!
//! Law: 政府信息公开条例 第三十条, 第三十二条, 第三十三条, 第三十五条, 第三十六条; 行政复议法 第二十二条, 第二十三条
//!
//! The words stand in `data/papers.toml`.

use crate::{
    channel::RequestKind,
    consultation::{Consultation, ConsultationKind},
    fee::{Fee, Scheme},
    office::DisclosureOffice,
    outcome::{self, Gives, Outcome},
    remedy,
    reply::{Decision, Drafted, Record},
    request::{Applicant, Private, Request},
    words::{plain, say},
};
use identity::Agency;
use jiff::civil::Date;
use kernel::{Cx, Fault, FaultKind};
use serde_json::{Value as Json, json};

/// A date as official documents write it: 2026年3月2日.
fn day(on: Date) -> String {
    let (year, month, day) = (on.year().to_string(), on.month().to_string(), on.day().to_string());
    say("day", &[("year", &year), ("month", &month), ("day", &day)])
}

fn yuan(fen: i64) -> String {
    let n = if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) };
    say("yuan", &[("n", &n)])
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
            closing: "closing-told",
        }
    }
    fn par(mut self, text: impl Into<String>) -> Paper {
        self.paragraphs.push(text.into());
        self
    }
    fn fact(mut self, label: &str, value: impl Into<String>) -> Paper {
        self.facts.push((plain(label), value.into()));
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
                "item_type": plain("kind"),
                "seal": { "name": agency.name, "purpose": plain("seal") },
                "ledger": { "seq": request.matter.version, "hash": request.matter.head.to_string() },
                "contact": { "office": office.name, "address": office.address, "phone": office.phone, "hours": office.hours },
                "watermark": "演示样张",
            },
            "title": self.title,
            "paragraphs": self.paragraphs,
            "facts": facts,
            "points": self.points,
            "remedies": self.remedies,
            "closing": plain(self.closing),
        })
    }
}

fn subject(request: &Request) -> String {
    let key = if request.kind == RequestKind::Rectification { "rectification" } else { "request" };
    say(key, &[("number", request.number())])
}

/// 收件回执: it has arrived; the day of receipt is fixed once both sides have confirmed.
pub(crate) fn arrival(request: &Request, agency: &Agency, office: &DisclosureOffice, a: &Applicant) -> Json {
    Paper::new(plain("arrival-title"))
        .par(say("arrival", &[("on", &day(request.arrived_on)), ("request", &subject(request))]))
        .par(plain("arrival-rule"))
        .fact("label-subject", request.subject.clone())
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
    let mut paper = Paper::new(plain("receipt-title"))
        .par(say("receipt", &[("request", &subject(request)), ("on", &day(received))]))
        .fact("label-subject", request.subject.clone());
    if let Some(due) = due {
        let provisional = if due.provisional { plain("receipt-provisional") } else { String::new() };
        paper = paper.par(say("receipt-due", &[("due", &day(due.on)), ("provisional", &provisional)]));
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
    let mut paper = Paper::new(plain("correction-title")).par(say("correction", &[("request", &subject(request))]));
    paper.points = points.to_vec();
    paper
        .par(say("correction-by", &[("days", &days.to_string()), ("by", &day(answer_by))]))
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
    Paper::new(plain("extension-title"))
        .par(say("extension", &[("request", &subject(request)), ("former", &day(former)), ("reason", reason)]))
        .par(say("extension-by", &[("days", &days.to_string()), ("due", &day(due))]))
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
    Paper::new(plain("delay-title"))
        .par(say("delay", &[("request", &subject(request)), ("former", &day(former)), ("reason", reason)]))
        .par(say("delay-by", &[("until", &day(until))]))
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
    Paper::new(plain("reason-title"))
        .par(say("reason", &[("request", &subject(request)), ("why", why)]))
        .par(say("reason-by", &[("by", &day(answer_by))]))
        .json(request, agency, office, &a.name)
}

/// 收费通知书: basis, tariff, amount, how to pay.
pub(crate) fn fee(request: &Request, agency: &Agency, office: &DisclosureOffice, a: &Applicant, f: &Fee) -> Json {
    let (counted, stretch) = match f.scheme {
        Scheme::PerRequest => ("fee-per-request", "fee-stretch-request"),
        Scheme::PerPage => ("fee-per-page", "fee-stretch-page"),
    };
    let counted = say(counted, &[("n", &f.quantity.to_string())]);
    let mut paper = Paper::new(plain("fee-title"))
        .par(say("fee", &[("request", &subject(request)), ("amount", &yuan(f.fen)), ("counted", &counted)]));
    paper.points = f
        .stretches
        .iter()
        .filter(|s| s.each_fen > 0)
        .map(|s| {
            let (from, to) = (s.from.to_string(), s.to.to_string());
            say(stretch, &[("from", &from), ("to", &to), ("each", &yuan(s.each_fen)), ("sum", &yuan(s.fen))])
        })
        .collect();
    paper.par(plain("fee-by")).fact("label-payment", office.payment.clone()).json(request, agency, office, &a.name)
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
    let (title, asks, by) = match kind {
        ConsultationKind::Third => ("consult-third-title", "consult-third", "consult-third-by"),
        ConsultationKind::Organ => ("consult-organ-title", "consult-organ", "consult-organ-by"),
    };
    Paper::new(plain(title))
        .par(plain(asks))
        .par(asked.to_owned())
        .par(plain(by))
        .json(request, agency, office, addressee)
}

/// 书面告知第三方: disclosed against its objection for the public interest.
pub(crate) fn overridden(request: &Request, agency: &Agency, office: &DisclosureOffice, c: &Consultation) -> Json {
    Paper::new(plain("overridden-title"))
        .par(plain("overridden"))
        .fact("label-disclosed", c.asked.clone())
        .fact("label-why", c.weighed_reason.clone())
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
    let words = match (code, found) {
        ("O-3", _) | (_, None) => plain("no-further-withdrawn"),
        (_, Some(o)) => {
            let tail = plain("no-further-tail");
            let what = o.words.strip_suffix(&tail).unwrap_or(&o.words);
            say("no-further-given-up", &[("words", what), ("basis", &o.basis.join("、"))])
        }
    };
    let mut paper =
        Paper::new(plain("no-further-title")).par(say("no-further", &[("request", &subject(request))])).par(words);
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
    let is_rectification = request.kind == RequestKind::Rectification;
    let title = if is_rectification { "reply-rectification-title" } else { "reply-title" };
    let on = request.received_on.map(day).unwrap_or_default();
    let mut paper = Paper::new(plain(title))
        .par(say("reply", &[("request", &subject(request)), ("on", &on), ("asked", &private.description)]));
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
    paper = paper.par(say("reply-outcome", &[("basis", &basis.join("、")), ("words", &found.words)]));
    if !d.reasons.trim().is_empty() {
        paper = paper.par(d.reasons.trim());
    }
    if !d.directions.trim().is_empty() {
        paper = paper.par(d.directions.trim());
    }
    if !d.other_organ.trim().is_empty() {
        let other = [("organ", d.other_organ.trim()), ("contact", d.other_contact.trim())];
        paper = paper.par(say("reply-organ", &other));
    }
    if found.gives != Gives::None {
        for r in records {
            let key = match r.decision {
                Some(Decision::Disclose) => "reply-record-disclose",
                Some(Decision::Part) => "reply-record-part",
                Some(Decision::Withhold) => "reply-record-withhold",
                None => continue,
            };
            paper.points.push(say(key, &[("name", &r.name), ("reason", &r.reason)]));
        }
    }
    paper.remedies = remedy::paragraph(found, &office.forums, request.is_served_online());
    paper.closing = "closing-replied";
    paper.json(request, agency, office, &private.applicant.name)
}
