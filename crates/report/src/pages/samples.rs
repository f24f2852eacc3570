//! Every page with plausible content: empty, one, many, wrong, long.

#![allow(clippy::unwrap_used)]

use super::{desk, desk_edit, desk_import, desk_show, public};
use crate::*;
use identity::Agency;
use kernel::{Id, Lang};
use std::collections::BTreeMap;
use web::{Sample, Visit};

const LONG: &str = "新疆维吾尔自治区克拉玛依市文化体育广播电视和旅游局市场综合行政执法支队";

fn agency(name: &str) -> Agency {
    Agency {
        id: Id::new(),
        key: "finance".into(),
        name: name.into(),
        short_name: name.into(),
        mark: String::new(),
        uscc: None,
        region: "130100".into(),
        address: String::new(),
        hours: String::new(),
        phone: String::new(),
        complaint_phone: String::new(),
    }
}

fn body(kind: BodyKind) -> Body {
    Body { agency: agency(LONG), kind, parent: None, arranged: false, deadlines: Deadlines::default() }
}

fn narrative() -> Narrative {
    Narrative {
        overview: "一段。\n又一段。".into(), problems: "问题。".into(), other: "未收取信息处理费。".into()
    }
}

fn tables(template: &Template) -> Tables {
    let mut c = Counted { new: [1012, 3, 0, 0, 1, 0], ..Counted::default() };
    c.results.insert("G-1".into(), [1000, 3, 0, 0, 0, 0]);
    c.disputes.insert("litigation-after".into(), [1, 0, 0, 2]);
    c.tables(template)
}

fn annual(year: i64, origin: Origin, failures: bool) -> Annual {
    let template = template_of(year).unwrap();
    let tables = tables(template);
    let previous = Tables { three: BTreeMap::from([("out".into(), line_of([5, 0, 0, 0, 0, 0]))]), ..Tables::default() };
    let unplaced = BTreeMap::from([("X-1".to_owned(), 4)]);
    let sum = Tables { three: BTreeMap::from([("new".into(), line_of([1, 0, 0, 0, 0, 0]))]), ..Tables::default() };
    let beside = Beside { previous: Some(&previous), rolled_up: Some(&sum), unplaced: Some(&unplaced) };
    let kind = if origin == Origin::RolledUp { BodyKind::Government } else { BodyKind::Department };
    Annual {
        body: body(kind),
        year,
        template,
        record: None,
        failures: if failures { check(template, year, &tables, beside) } else { Vec::new() },
        tables,
        origin,
        below: 31,
        waiting: if failures { vec!["财政局".into(), LONG.into()] } else { Vec::new() },
        has_previous: failures,
        lacks: if failures { vec![Lack::Fee, Lack::Appraisal] } else { Vec::new() },
        drifted: failures,
        releases: if failures { Vec::new() } else { vec![release(1, "")] },
    }
}

fn release(revision: i64, note: &str) -> Release {
    let template = template_of(2025).unwrap();
    Release {
        agency: Id::new(),
        year: 2025,
        revision,
        at: "2026-01-26T02:00:00Z".parse().unwrap(),
        digest: "6f1ed002ab5595859014ebf0951522d9c2f5b9a1d36f0b1a2a9f1d7f9c3b4e55".into(),
        snapshot: Snapshot {
            format: 2021,
            year: 2025,
            agency: "finance".into(),
            agency_name: LONG.into(),
            kind: "department".into(),
            origin: "counted".into(),
            below: 0,
            narrative: narrative(),
            tables: tables(template),
            note: note.into(),
        },
    }
}

impl Sample for public::ListPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let line = |revisions| PublicLine {
            year: 2025,
            agency_key: "finance".into(),
            agency_name: LONG.into(),
            revisions,
            at: "2026-01-26T02:00:00Z".parse().unwrap(),
        };
        vec![
            public::list_page(&visit, &[], None, &[]),
            public::list_page(&visit, &[2025, 2024], Some(2025), &[line(1), line(2)]),
        ]
    }
}

impl Sample for public::ShowPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let (first, second) = (release(1, ""), release(2, "更正重复申请的件数。"));
        let both = [second.clone(), first.clone()];
        vec![
            public::show_page(&visit, std::slice::from_ref(&first), &first).unwrap(),
            public::show_page(&visit, &both, &second).unwrap(),
            public::show_page(&visit, &both, &first).unwrap(),
        ]
    }
}

impl Sample for desk::DeskPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let today = jiff::civil::date(2026, 2, 3);
        let at = "2026-01-26T02:00:00Z".parse().ok();
        let line = |kind, published| desk::Line { body: body(kind), state: None, published };
        let lines =
            [line(BodyKind::Department, None), line(BodyKind::Department, at), line(BodyKind::Government, None)];
        vec![
            desk::page(&visit, today, 2025, &[], None),
            desk::page(&visit, today, 2025, &lines, Some(&body(BodyKind::Government))),
        ]
    }
}

fn loaded(now: Annual, verbs: &[Verb]) -> desk_show::Loaded {
    let at = "2026-01-20T02:00:00Z".parse().unwrap();
    desk_show::Loaded {
        may_begin: verbs.is_empty(),
        verbs: verbs.to_vec(),
        back: (!verbs.is_empty()).then(|| ("请核对表二。".to_owned(), at)),
        governments: (!verbs.is_empty()).then(|| vec![body(BodyKind::Government)]),
        now,
    }
}

impl Sample for desk_show::DeskPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        vec![
            desk_show::page(&visit, &loaded(annual(2026, Origin::Counted, false), &[])),
            desk_show::page(
                &visit,
                &loaded(annual(2020, Origin::Adopted, true), &[Verb::Edit, Verb::Adopt, Verb::CountAgain]),
            ),
            desk_show::page(&visit, &loaded(annual(2025, Origin::RolledUp, true), Verb::ALL)),
        ]
    }
}

impl Sample for desk_edit::EditPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let (now, trial) = (annual(2025, Origin::Counted, true), annual(2020, Origin::RolledUp, true));
        let bad = Refused::BadNumber { place: "规章 × 本年制发件数".into(), text: "若干".into() };
        let typed = |_: &str| LONG.to_owned();
        vec![
            desk_edit::page(&visit, &now, 1, desk_edit::held(&now).as_ref(), None),
            desk_edit::page(&visit, &now, 1, &typed, Some(&bad)),
            desk_edit::page(&visit, &trial, 1, &typed, Some(&Refused::TooLong { most: 3 })),
        ]
    }
}

impl Sample for desk_import::ImportPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let now = annual(2025, Origin::Counted, true);
        vec![
            desk_import::import_page(&visit, &now, None),
            desk_import::import_page(&visit, &now, Some(&Refused::NoTables)),
        ]
    }
}

impl Sample for desk_import::PreviewPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let now = annual(2025, Origin::Counted, true);
        let sent = desk_import::Sent { digest: "d", name: "年报.xlsx", seen: 3 };
        let findings = FindingKind::ALL
            .iter()
            .map(|kind| Finding {
                kind: *kind,
                sheet: "表三".into(),
                cell: "D12".into(),
                table: 3,
                place: "重复申请 × 自然人".into(),
                text: "若干".into(),
            })
            .collect();
        let sheets = Sheets { tables: now.tables.clone(), findings };
        vec![
            desk_import::preview_page(&visit, &now, &sent, &Sheets::default(), &[], None),
            desk_import::preview_page(&visit, &now, &sent, &sheets, &now.failures, Some(&Refused::Unreadable { n: 2 })),
        ]
    }
}

#[test]
fn pages_are_well_made() {
    let mut faults = public::ListPage::lint_samples();
    faults.extend(public::ShowPage::lint_samples());
    faults.extend(desk::DeskPage::lint_samples());
    faults.extend(desk_show::DeskPage::lint_samples());
    faults.extend(desk_edit::EditPage::lint_samples());
    faults.extend(desk_import::ImportPage::lint_samples());
    faults.extend(desk_import::PreviewPage::lint_samples());
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn every_word_of_the_pages_is_said() {
    for lang in [Lang::ZhCn, Lang::En] {
        let tr = web::Tr::new(lang);
        let mut keys: Vec<String> = Vec::new();
        keys.extend(Rule::ALL.iter().map(|r| format!("report-rule-{r}")));
        keys.extend(Weight::ALL.iter().map(|w| format!("report-weight-{w}")));
        keys.extend(State::ALL.iter().map(|s| format!("report-state-{s}")));
        keys.extend(Verb::ALL.iter().map(|v| format!("report-verb-{v}")));
        keys.extend(Origin::ALL.iter().map(|o| format!("report-origin-{o}")));
        keys.extend(BodyKind::ALL.iter().map(|k| format!("report-kind-{k}")));
        keys.extend(FindingKind::ALL.iter().map(|k| k.message()));
        keys.extend(FileKind::ALL.iter().flat_map(|k| [format!("report-file-{k}"), format!("report-draft-{k}")]));
        keys.extend([Lack::Fee, Lack::Appraisal].map(|l| l.message().to_owned()));
        assert_eq!(keys.iter().filter(|k| !tr.has(k)).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[test]
fn a_failure_names_rows_columns_and_numbers() {
    let now = annual(2025, Origin::Counted, true);
    let said: Vec<String> = now
        .failures
        .iter()
        .map(|f| {
            let s = super::words::failure(web::Tr::new(Lang::ZhCn), now.template, 2025, f);
            format!("{} {} {}", s.at, s.rule, s.text)
        })
        .collect();
    let all = said.join("\n");
    for words in [
        "表3 自然人 新收加上年结转，应等于总计加结转下年度 一、本年新收政府信息公开申请数量 1012 + 二、上年结转政府信息公开申请数量 0 = 1012；（七）总计 1000 + 四、结转下年度继续办理 0 = 1000；相差 12",
        "二、上年结转政府信息公开申请数量 0；2024年四、结转下年度继续办理 5；相差 5",
        "X-1: 4",
        "规章 × 本年制发件数、规章 × 本年废止件数",
    ] {
        assert!(all.contains(words), "{words}\n{all}");
    }
}
