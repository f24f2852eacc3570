//! Every page of the desk, rendered in every language and checked.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::{
    act_forms::Attempt,
    acts, answer, complaints, figures, intake,
    list::{Found, ListPage},
    marking, office as office_pages,
    parts::PartsPage,
    records, reply, request_page,
    samples::{agency, at, complaint, drafted, loaded, office, request},
    tasks,
};
use crate::{
    AnswerDraft, ComplaintResult, Count, Figures, Proposal, Reevaluation, Refused, Tab, Template, Verb, annual,
};
use askama::Template as _;
use jiff::civil::date;
use kernel::{Id, Lang};
use redaction::{Body, FileKind, Line, Mark, Outline, Page, Summary, Target};
use std::collections::BTreeMap;
use web::{BodyForm, Visit};

fn good(what: &str, rendered: Result<String, askama::Error>) {
    let html = rendered.unwrap_or_else(|e| panic!("{what}: {e}"));
    assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{what}");
    // A sentence that no language file has shows its key; short words with a hyphen are codes of posts in values.
    let is_key =
        |word: &&str| word.starts_with("req-") || word.starts_with("disclosure-") && word.matches('-').count() > 1;
    let shown = html.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).find(is_key);
    assert_eq!(shown, None, "{what}: a key stands in the page");
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
            let attempt =
                Attempt {
                    noun: "extension".into(), form: none.clone(), error: Some(("reason".into(), "<错>".into()))
                };
            parts(state, &request_page::page(&visit, &l, &Attempt::default()));
            parts(state, &request_page::page(&visit, &l, &attempt));
        }
        let bare = loaded(&visit, "received", &all, false);
        let computed = Attempt { noun: "fee".into(), form: none.clone(), error: None };
        parts("bare", &request_page::page(&visit, &bare, &computed));
        parts("read only", &request_page::page(&visit, &loaded(&visit, "delivered", &[], false), &Attempt::default()));
        parts("link", &acts::link_page(&visit, "YSQ-1", "https://example.org", "ABC"));

        let full = loaded(&visit, "received", &all, true);
        parts("records", &records::page(&visit, &full, "号", Some(&Refused::FileEmpty)));
        parts("no records", &records::page(&visit, &bare, "", None));
        let words =
            vec![Template { id: Id::new(), outcome: "D-4".into(), name: "隐私<>".into(), reasons: "涉及".into() }];
        let organs = vec![agency("b")];
        for (l, refused) in [(&full, None), (&bare, Some(&Refused::NoOutcome))] {
            for is_unsaved in [false, true] {
                let d = drafted();
                let shown = reply::Shown { l, drafted: &d, templates: &words, organs: &organs, is_unsaved, refused };
                parts("reply", &reply::page(&visit, &shown));
            }
        }
        parts("answer", &answer::page(&visit, &full, &answer::prefilled(&full), None));
        let leaky = AnswerDraft { title: "申请人<甲>".into(), question: "13800000000".into(), answer: "x".into() };
        parts("leaky answer", &answer::page(&visit, &full, &leaky, Some(&Refused::Leaks { count: 2 })));

        let agencies = [agency("a"), agency("b")];
        parts("new", &intake::page(&visit, &agencies, today, &none, &[]));
        parts("new, wrong", &intake::page(&visit, &agencies[..1], today, &none, &[("name".into(), "<缺>".into())]));
        for tab in Tab::ALL {
            let rows = (0..3).map(|n| request(&format!("第{n}<件>"), ["arrived", "received", "ended"][n])).collect();
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
        parts("office", &office_pages::settings(&visit, &agencies, &agencies[0], &office(), Some(&Refused::NoContact)));
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
        for (record, outline, summary) in
            [(&full.records[1], Ok(outline.clone()), Some(&summary)), (&full.records[0], Err(Refused::FileEmpty), None)]
        {
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
