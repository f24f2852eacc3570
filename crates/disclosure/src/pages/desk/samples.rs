//! Plausible requests for the samples of pages.

use super::loaded::Loaded;
use crate::{
    Complaint, ComplaintResult, DisclosureOffice, Opinion, Refused, Verb,
    channel::{ApplicantKind, Channel, ConfirmMethod, Form, Help, RequestKind, Way},
    consultation::{Answer, Consultation, ConsultationKind, Weighed},
    dispute::{Dispute, DisputeKind},
    fee,
    pages::sample_explained,
    reply::{Decision, Drafted, Record, Released, Reply},
    request::{
        Applicant, Contact, Correction, FeeAsked, FilePurpose, Private, ReasonAsked, Request, RequestFile, StoredFile,
    },
};
use identity::Agency;
use jiff::{Timestamp, civil::date};
use kernel::{Id, matter::Matter};
use std::collections::HashMap;
use web::Visit;

/// An agency for samples.
pub(super) fn agency(key: &str) -> Agency {
    Agency {
        id: Id::new(),
        key: key.into(),
        name: "某市<行政>审批局".into(),
        short_name: "审批局".into(),
        mark: "某政".into(),
        uscc: None,
        region: "130100".into(),
        address: "人民路1号".into(),
        hours: "九点至五点".into(),
        phone: "0311-00000000".into(),
        complaint_phone: String::new(),
    }
}

/// How its office works.
pub(super) fn office() -> DisclosureOffice {
    DisclosureOffice::of_agency(&agency("a"), "某市")
}

pub(super) fn at() -> Timestamp {
    Timestamp::from_second(1_772_500_000).unwrap_or_default()
}

/// A request in a state.
pub(super) fn request(subject: &str, state: &str) -> Request {
    let closed = matches!(state, "replied" | "delivered" | "ended" | "archived" | "disputed");
    Request {
        matter: Matter {
            id: Id::new(),
            kind: "disclosure".into(),
            number: "YSQ-130100-2026-00001".into(),
            title: subject.into(),
            state: state.into(),
            version: 4,
            head: ledger::Hash::NONE,
            agency: Id::new(),
            region: "130100".into(),
            opened_at: at(),
            clock: None,
            due_on: (!closed).then(|| date(2026, 3, 30)),
            soon_on: Some(date(2026, 3, 25)),
            waits_for: if state == "awaiting-fee" { "applicant".into() } else { "disclosure-desk".into() },
            claimed_by: None,
            closed_at: closed.then(at),
        },
        kind: RequestKind::Access,
        channel: Channel::PlainMail,
        applicant_kind: ApplicantKind::Person,
        person: None,
        applicant_shown: "申**".into(),
        subject: subject.into(),
        document_number: Some("某政〔2026〕1号".into()),
        subject_key: "n:x".into(),
        form: Form::Paper,
        way: Way::Post,
        help: Help::Sight,
        submitted_at: at(),
        arrived_on: date(2026, 3, 2),
        confirmed_on: Some(date(2026, 3, 3)),
        confirm_method: Some(ConfirmMethod::Phone),
        received_on: (state != "arrived").then(|| date(2026, 3, 3)),
        reply_clock: (state != "arrived").then(|| crate::clocks::reply(date(2026, 3, 3))),
        closed_on: closed.then(|| date(2026, 3, 20)),
        outcome: closed.then(|| "P-1".to_owned()),
        working_days: closed.then_some(13),
        in_time: closed.then_some(true),
    }
}

pub(super) fn file(name: &str) -> StoredFile {
    StoredFile {
        name: name.into(),
        media_type: "application/pdf".into(),
        size: 4000,
        digest: "x".into(),
        scan: "clean".into(),
    }
}

pub(super) fn drafted() -> Drafted {
    Drafted {
        outcome: "P-1".into(),
        grounds: vec!["D-4".into()],
        facts: "经检索<档案>。".into(),
        reasons: "第三方\n不同意".into(),
        directions: "在网站查阅".into(),
        provision: "档案法 第二十八条".into(),
        other_organ: "某局".into(),
        other_contact: "电话".into(),
    }
}

pub(super) fn record(n: i64, decision: Option<Decision>) -> Record {
    let mut r = Record {
        id: Id::new(),
        request: Id::new(),
        n,
        name: "关于<补助>标准的通知.pdf".into(),
        document_number: Some("某政〔2025〕3号".into()),
        media_type: "application/pdf".into(),
        size: 3000,
        original: "o".into(),
        decision,
        marks: serde_json::json!([]),
        ground: Some("D-4".into()),
        reason: "个人隐私".into(),
        reevaluate_on: Some(date(2027, 3, 1)),
        released: Some(Released {
            digest: "r".into(),
            name: "关于补助标准的通知.pdf".into(),
            media_type: "application/pdf".into(),
            size: 2000,
            alternative: "第一条\n第二条<>".into(),
        }),
        released_from: None,
    };
    r.released_from = Some(r.plan());
    r
}

pub(super) fn loaded(visit: &Visit, state: &str, verbs: &[Verb], full: bool) -> Loaded {
    let tr = visit.tr;
    let r = request("申请公开人民路<老旧小区>改造的补助标准", state);
    let id = r.id();
    let letter = |kind, answer, weighed| Consultation {
        id: Id::new(),
        request: id,
        kind,
        addressee: "某<公司>".into(),
        addressee_shown: "某**".into(),
        contact: "a@example.org".into(),
        asked: "合同价款".into(),
        sent_on: date(2026, 3, 5),
        received_on: Some(date(2026, 3, 6)),
        answer_by: Some(date(2026, 3, 20)),
        answer,
        reasons: "商业秘密".into(),
        answered_on: None,
        weighed,
        weighed_reason: "公共利益".into(),
        told_on: None,
    };
    let reply = |signed: bool| Reply {
        id: Id::new(),
        n: 1,
        drafted: drafted(),
        drafted_by: "staff:x".into(),
        drafted_at: at(),
        signed_by: signed.then(|| "staff:y".into()),
        signed_on: signed.then(|| date(2026, 3, 20)),
        notice: None,
        served_on: signed.then(|| date(2026, 3, 21)),
        served_by: signed.then(|| "post".into()),
        proof: signed.then(|| "挂号信<1>".into()),
    };
    let some = |n: usize| if full { n } else { 0 };
    Loaded {
        agency: agency("a"),
        office: office(),
        private: Private {
            applicant: Applicant {
                name: "申请人<甲>".into(),
                document_kind: "id".into(),
                document: "11010519491231002X".into(),
                phone: "13800000000".into(),
                address: "中山路2号".into(),
                ..Applicant::default()
            },
            description: "申请公开<补助>标准\n第二行".into(),
        },
        verbs: verbs.to_vec(),
        files: (0..some(2))
            .map(|_| RequestFile { id: Id::new(), purpose: FilePurpose::Request, file: file("信<1>.pdf"), at: at() })
            .collect(),
        contacts: (0..some(1))
            .map(|_| Contact {
                purpose: "help".into(),
                method: "phone".into(),
                reached: false,
                note: "无人<接听>".into(),
                by_whom: "staff:x".into(),
                at: at(),
            })
            .collect(),
        correction: full.then(|| Correction {
            points: vec!["哪一年".into(), "哪个<小区>".into()],
            asked_on: date(2026, 3, 4),
            answer_by: date(2026, 3, 25),
            corrected_on: Some(date(2026, 3, 10)),
            answer: "2025年".into(),
        }),
        reason: full.then(|| ReasonAsked {
            why: "本月三十件".into(),
            asked_on: date(2026, 3, 4),
            answer_by: date(2026, 3, 18),
            answered_on: Some(date(2026, 3, 9)),
            answer: "研究需要".into(),
            judged_reasonable: None,
        }),
        fee: full.then(|| FeeAsked {
            scheme: fee::Scheme::PerPage,
            quantity: 120,
            fen: 110_000,
            told_on: date(2026, 3, 11),
            notice_received_on: None,
            pay_by: Some(date(2026, 4, 10)),
            paid_on: Some(date(2026, 3, 15)),
            receipt: Some("票据1".into()),
        }),
        per_request: fee::per_request(35),
        consultations: if full {
            vec![
                letter(ConsultationKind::Third, Some(Answer::Object), None),
                letter(ConsultationKind::Third, Some(Answer::Object), Some(Weighed::PublicInterest)),
                letter(ConsultationKind::Organ, None, None),
                letter(ConsultationKind::Organ, Some(Answer::Silence), None),
            ]
        } else {
            Vec::new()
        },
        records: if full {
            vec![record(1, None), record(2, Some(Decision::Part)), record(3, Some(Decision::Withhold))]
        } else {
            Vec::new()
        },
        replies: if full { vec![reply(true), reply(false)] } else { Vec::new() },
        missing: vec![Refused::NoGrounds, Refused::Undecided { name: "<件>".into() }],
        opinions: (0..some(1))
            .map(|_| Opinion { verb: Verb::Return, by_whom: "staff:x".into(), at: at(), text: "请<补>依据".into() })
            .collect(),
        disputes: (0..some(1))
            .map(|_| Dispute {
                id: Id::new(),
                request: id,
                kind: DisputeKind::Reconsideration,
                forum: "某市人民政府".into(),
                reference: "复1".into(),
                filed_on: date(2026, 4, 1),
                result: None,
                result_note: String::new(),
                orders_redo: false,
                closed_on: None,
            })
            .collect(),
        complaints: (0..some(1)).map(|_| complaint(None)).collect(),
        notices: Vec::new(),
        answer: None,
        same: (0..some(1)).map(|_| request("同一<件>", "delivered")).collect(),
        similar: (0..some(2)).map(|_| (request("相近", "received"), 60)).collect(),
        trace: Vec::new(),
        names: HashMap::from([("staff:x".to_owned(), "经办<一>".to_owned())]),
        derived: full.then(|| sample_explained(tr, 20)),
        claimed: full.then(|| ("经办<一>".to_owned(), true)),
        is_turn: true,
        is_desk: true,
        is_head: false,
        is_clear: !full,
        today: date(2026, 3, 26),
        r,
    }
}

pub(super) fn complaint(result: Option<ComplaintResult>) -> Complaint {
    Complaint {
        id: Id::new(),
        number: "JD-130100-2026-0001".into(),
        agency: Id::new(),
        agency_name: "某<局>".into(),
        request_number: Some("YSQ-1".into()),
        complainant: "某人 138".into(),
        text: "没有<答复>\n逾期".into(),
        filed_at: at(),
        result,
        finding: "情况属实".into(),
        settled_at: None,
        rectify_by: Some(date(2026, 4, 1)),
        rectified_at: None,
    }
}
