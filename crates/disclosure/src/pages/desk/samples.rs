//! Pages with plausible content, rendered and checked in every language.

use crate::{
    DisclosureOffice,
    channel::{ApplicantKind, Channel, ConfirmMethod, Form, Help, RequestKind, Way},
    request::Request,
};
use identity::Agency;
use jiff::{Timestamp, civil::date};
use kernel::{Id, matter::Matter};

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

fn at() -> Timestamp {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AnswerDraft, Complaint, ComplaintResult, Count, Figures, Opinion, Proposal, Reevaluation, Refused, Tab,
        Template, Verb, annual,
        consultation::{Answer, Consultation, ConsultationKind, Weighed},
        dispute::{Dispute, DisputeKind},
        fee,
        pages::{
            desk::{
                act_forms::Attempt,
                acts, answer, complaints, figures, intake,
                list::{Found, ListPage},
                loaded::Loaded,
                marking, office as office_pages,
                parts::PartsPage,
                records, reply, request_page, tasks,
            },
            sample_explained,
        },
        reply::{Decision, Drafted, Record, Released, Reply},
        request::{
            Applicant, Contact, Correction, FeeAsked, FilePurpose, Private, ReasonAsked, RequestFile, StoredFile,
        },
    };
    use askama::Template as _;
    use kernel::Lang;
    use redaction::{Body, FileKind, Line, Mark, Outline, Page, Summary, Target};
    use std::collections::{BTreeMap, HashMap};
    use web::{BodyForm, Visit};

    fn file(name: &str) -> StoredFile {
        StoredFile {
            name: name.into(),
            media_type: "application/pdf".into(),
            size: 4000,
            digest: "x".into(),
            scan: "clean".into(),
        }
    }

    fn drafted() -> Drafted {
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

    fn record(n: i64, decision: Option<Decision>) -> Record {
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

    fn loaded(visit: &Visit, state: &str, verbs: &[Verb], full: bool) -> Loaded {
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
                .map(|_| RequestFile {
                    id: Id::new(),
                    purpose: FilePurpose::Request,
                    file: file("信<1>.pdf"),
                    at: at(),
                })
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
                .map(|_| Opinion {
                    verb: Verb::Return, by_whom: "staff:x".into(), at: at(), text: "请<补>依据".into()
                })
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

    fn complaint(result: Option<ComplaintResult>) -> Complaint {
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

    fn good(what: &str, rendered: Result<String, askama::Error>) {
        let html = rendered.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{what}");
        // A sentence that no language file has shows its key.
        for word in html.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
            assert!(
                !(word.starts_with("req-") || word.starts_with("disclosure-") && Tr_has_not(word)),
                "{what}: {word} stands in the page"
            );
        }
    }

    /// Addresses hold such words too; only what looks like a key and is none is a fault.
    #[allow(non_snake_case)]
    fn Tr_has_not(word: &str) -> bool {
        let known =
            ["disclosure-desk", "disclosure-head", "disclosure-sign", "disclosure-review", "disclosure-authority"];
        word.matches('-').count() > 1 && !known.contains(&word)
    }

    fn parts(what: &str, page: &PartsPage) {
        good(what, page.render());
    }

    #[test]
    fn every_page_of_the_desk_is_well_made_in_every_language() {
        for lang in Lang::ALL {
            let visit = Visit::sample(*lang);
            let none = BodyForm::default();
            let today = date(2026, 3, 26);
            let all: Vec<Verb> = Verb::ALL.to_vec();
            let states = [
                "arrived",
                "received",
                "awaiting-fee",
                "consulting",
                "review",
                "secrecy",
                "sign-off",
                "replied",
                "disputed",
                "archived",
            ];
            for state in states {
                let l = loaded(&visit, state, &all, true);
                let attempt = Attempt {
                    noun: "extension".into(),
                    form: none.clone(),
                    error: Some(("reason".into(), "<错>".into())),
                };
                parts(state, &request_page::page(&visit, &l, &Attempt::default()));
                parts(state, &request_page::page(&visit, &l, &attempt));
            }
            let bare = loaded(&visit, "received", &all, false);
            let computed = Attempt { noun: "fee".into(), form: none.clone(), error: None };
            parts("bare", &request_page::page(&visit, &bare, &computed));
            parts(
                "read only",
                &request_page::page(&visit, &loaded(&visit, "delivered", &[], false), &Attempt::default()),
            );
            parts("link", &acts::link_page(&visit, "YSQ-1", "https://example.org", "ABC"));

            let full = loaded(&visit, "received", &all, true);
            parts("records", &records::page(&visit, &full, "号", Some(&Refused::FileEmpty)));
            parts("no records", &records::page(&visit, &bare, "", None));
            let words =
                vec![Template {
                    id: Id::new(), outcome: "D-4".into(), name: "隐私<>".into(), reasons: "涉及".into()
                }];
            let organs = vec![agency("b")];
            for (l, refused) in [(&full, None), (&bare, Some(&Refused::NoOutcome))] {
                for is_unsaved in [false, true] {
                    let d = drafted();
                    let shown =
                        reply::Shown { l, drafted: &d, templates: &words, organs: &organs, is_unsaved, refused };
                    parts("reply", &reply::page(&visit, &shown));
                }
            }
            parts("answer", &answer::page(&visit, &full, &answer::prefilled(&full), None));
            let leaky =
                AnswerDraft { title: "申请人<甲>".into(), question: "13800000000".into(), answer: "x".into() };
            parts("leaky answer", &answer::page(&visit, &full, &leaky, Some(&Refused::Leaks { count: 2 })));

            let agencies = [agency("a"), agency("b")];
            parts("new", &intake::page(&visit, &agencies, today, &none, &[]));
            parts("new, wrong", &intake::page(&visit, &agencies[..1], today, &none, &[("name".into(), "<缺>".into())]));
            for tab in Tab::ALL {
                let rows =
                    (0..3).map(|n| request(&format!("第{n}<件>"), ["arrived", "received", "ended"][n])).collect();
                good("list", ListPage::new(&visit, &Found::sample(*tab, rows, None)).render());
                good("empty list", ListPage::new(&visit, &Found::sample(*tab, Vec::new(), None)).render());
            }
            for (row, column) in [
                ("new", "all"),
                ("in", "person"),
                ("out", "all"),
                ("total", "legal"),
                ("G", "all"),
                ("D-1", "all"),
                ("litigation-after", "pending"),
                ("reconsideration", "upheld"),
            ] {
                let cell = annual::Cell::parse(2025, row, column);
                assert!(cell.is_some());
                good("cell", ListPage::new(&visit, &Found::sample(Tab::Mine, Vec::new(), cell)).render());
            }
            let counts = ["channel", "outcome", "applicant", "ground"]
                .into_iter()
                .zip(["web", "G-1", "person", "D-4"])
                .map(|(of, word)| Count { of, word: word.into(), n: 7 })
                .collect();
            let f = Figures { received: 9, closed: 7, in_time: 6, mean_days_hundredths: 1234, longest: 20, counts };
            parts("figures", &figures::page(&visit, &agencies, &agencies[0], 2025, 2026, &f));
            parts("no figures", &figures::page(&visit, &agencies[..1], &agencies[0], 2025, 2026, &Figures::default()));
            let due = vec![Reevaluation {
                record: Id::new(),
                n: 1,
                name: "<件>".into(),
                request: "YSQ-1".into(),
                ground: Some("D-4".into()),
                on: today,
            }];
            parts("reevaluations", &tasks::reevaluations(&visit, &due, Some(("YSQ-1-1", &none, &Refused::NoReason))));
            parts("no reevaluations", &tasks::reevaluations(&visit, &[], None));
            let open = vec![Proposal {
                id: Id::new(),
                agency: Id::new(),
                subject_key: "t:x".into(),
                title: "补助<标准>".into(),
                source: "applicant".into(),
                request: Id::new(),
                request_number: "YSQ-1".into(),
                requests: 3,
                proposed_at: at(),
            }];
            parts("proposals", &tasks::proposals(&visit, &open, None));
            parts("no proposals", &tasks::proposals(&visit, &[], None));
            parts(
                "office",
                &office_pages::settings(&visit, &agencies, &agencies[0], &office(), Some(&Refused::NoContact)),
            );
            parts(
                "templates",
                &office_pages::templates(&visit, &agencies, &agencies[0], &words, &none, Some(&Refused::NoName)),
            );
            parts(
                "complaints",
                &complaints::list_page(&visit, &[complaint(None), complaint(Some(ComplaintResult::Rectify))]),
            );
            for result in [None, Some(ComplaintResult::Rectify), Some(ComplaintResult::Criticise)] {
                parts(
                    "complaint",
                    &complaints::one_page(&visit, &complaint(result), today, &none, Some(&Refused::NoReason)),
                );
            }

            let page = Page {
                number: 1,
                width: 500.0,
                height: 700.0,
                lines: vec![
                    Line { x: 10.0, y: 20.0, w: 100.0, h: 12.0, text: "姓名<甲>".into(), is_concealed: false },
                    Line { x: 10.0, y: 40.0, w: 100.0, h: 12.0, text: "隐".into(), is_concealed: true },
                ],
                pictures: 1,
                is_unreadable: false,
                lacks_font: false,
            };
            let outline = Outline { kind: FileKind::Pdf, body: Body::Pages(vec![page]), left_out: BTreeMap::new() };
            let marks = vec![
                Mark { target: Target::Page { page: 1 }, ground: "D-4".into() },
                Mark { target: Target::Phrase { text: "电话<>".into() }, ground: "D-4".into() },
            ];
            let summary = Summary {
                marks: 2,
                met: vec![1, 0],
                computed_from: vec!["Sheet!B2".into()],
                left_out: BTreeMap::from([(redaction::LeftOut::Comments, 2)]),
                ..Summary::default()
            };
            for (record, outline, summary) in [
                (&full.records[1], Ok(outline.clone()), Some(&summary)),
                (&full.records[0], Err(Refused::FileEmpty), None),
            ] {
                let shown = marking::Shown {
                    l: &full,
                    record,
                    outline,
                    marks: marks.clone(),
                    part: 1,
                    summary,
                    may_read_original: true,
                };
                good("record", marking::RecordPage::new(&visit, &shown, &none, Some(&Refused::NoGround)).render());
            }
        }
    }
}
