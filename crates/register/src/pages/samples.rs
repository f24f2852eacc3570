//! Pages with plausible content, rendered and linted in every language: empty, one, many, very long, sent back.

use super::draft::{Typed, Wrong};
use super::held::Held;
use super::record::{Act, Loaded};
use super::rule::Shown;
use super::{amend, cleanup, desk, draft, list, record, rule};
use crate::compare::compare;
use crate::parse;
use crate::*;
use jiff::civil::{Date, date};
use kernel::links::{Leaning, Link, LinkKind, Node, NodeKind};
use kernel::{Id, Lang};
use web::{Sample, Visit};

pub(super) const LONG: &str =
    "关于进一步优化营商环境更好服务市场主体的若干措施以及实施细则和配套办法的补充通知（试行）<script>alert(1)</script>";

pub(super) fn today() -> Date {
    date(2026, 3, 2)
}

pub(super) fn a_rule(title: &str, validity: Validity) -> Rule {
    Rule {
        id: Id::new(),
        slug: "r-000123".into(),
        title: title.into(),
        key: codes::rule_key(title),
        kind: RuleKind::NormativeDocument,
        issuer: "石家庄市人民政府".into(),
        agency: Some(Id::new()),
        region: "130100".into(),
        origin: Origin::DraftedHere,
        stage: Stage::Registered,
        field: "市场监管".into(),
        index_number: Some("11130100000000000X/2026-00012".into()),
        disclosure: Disclosure::OnRequest,
        disclosure_reason: "涉及第三方".into(),
        document_number: Some("石政规〔2026〕3号".into()),
        dated_on: Some(date(2026, 1, 5)),
        validity,
        expires_on: Some(date(2026, 4, 30)),
        expiry_basis: "register-expiry-ordinary".into(),
        has_interpretation: false,
        version: 3,
    }
}

fn a_version(rule: &Rule, n: i64, dated: Date, effective: Option<Date>) -> Version {
    Version {
        id: Id::new(),
        rule: rule.id,
        n,
        title: rule.title.clone(),
        topics: vec!["市场监管、安全生产监管".into(), "食品安全".into()],
        issuers: vec![rule.issuer.clone(), "某局".into()],
        document_number: rule.document_number.clone(),
        signed_on: Some(dated),
        published_on: Some(dated),
        dated_on: Some(dated),
        effective_on: effective,
        effective_basis: effective.map_or(EffectiveBasis::Unknown, |_| EffectiveBasis::LastArticle),
        genre: "办法".into(),
        summary: "概述".into(),
        keywords: vec!["甲".into(), "乙".into()],
        source: "市政府公报2026年第1期".into(),
        html: String::new(),
        digest: String::new(),
        source_file: String::new(),
        articles: 3,
    }
}

fn some_parts() -> Vec<Provision> {
    let text = "第一章 总 则\n第一条 根据《中华人民共和国行政许可法》第十二条，制定本办法。\n第二条 下列事项：\n（一）甲 <b>；\n（二）乙。\n第二章 附则\n第一节 小节\n第三条 本办法第二条自公布之日起施行。《某某条例》第九百条同时适用。\n附件：1.表\n表的内容";
    parse::body::read(text, "某办法").0
}

pub(super) fn a_held(title: &str, validity: Validity) -> Held {
    let rule = a_rule(title, validity);
    let versions = vec![
        a_version(&rule, 1, date(2019, 5, 1), None),
        a_version(&rule, 2, date(2026, 1, 5), Some(date(2026, 2, 1))),
    ];
    let event = |on, what, n, by: &str| Event {
        id: Id::new(),
        on,
        what,
        text: String::new(),
        by_whom: String::new(),
        decree: String::new(),
        version_n: n,
        is_textual: matches!(what, What::Amended | What::Adopted),
        by_rule: by.into(),
        is_read: false,
    };
    let mut events = vec![
        event(date(2007, 1, 1), What::Adopted, None, ""),
        event(date(2026, 1, 5), What::Amended, Some(2), "关于修改的决定"),
    ];
    if validity == Validity::Repealed {
        events.push(event(date(2026, 3, 1), What::Repealed, None, "新的办法"));
    }
    let leaning = |kind, key: &str, title: &str, link, part: &str| Link {
        from: Leaning { node: Node::new(kind, key), title: title.into(), href: format!("/items/{key}"), owner: None },
        kind: link,
        to: rule.node().part(part),
    };
    let own = vec![Link {
        from: Leaning {
            node: rule.node().part("第一条"), title: rule.title.clone(), href: rule.href(), owner: None
        },
        kind: LinkKind::Cites,
        to: Node::rule("行政许可法").part("第十二条"),
    }];
    Held {
        leaning: vec![
            leaning(NodeKind::Item, "x", LONG, LinkKind::BasedOn, "第二条"),
            leaning(NodeKind::Publication, "2026-000001", "图解", LinkKind::Interprets, ""),
            leaning(NodeKind::Rule, "某决定", "某决定", LinkKind::Amends, ""),
            leaning(NodeKind::Duty, "08-003", "某公开事项", LinkKind::BasedOn, ""),
        ],
        own,
        named: [
            ("行政许可法".to_owned(), ("中华人民共和国行政许可法".to_owned(), "/rules/r-000001".to_owned())),
            ("新的办法".to_owned(), ("新的办法".to_owned(), "/rules/r-000009".to_owned())),
            ("某某条例".to_owned(), ("某某条例".to_owned(), "/rules/r-000010".to_owned())),
        ]
        .into(),
        dangling: vec![("第三条".into(), "第九百条".into())],
        rule,
        versions,
        events,
    }
}

impl Sample for rule::RulePage {
    fn samples(lang: Lang) -> Vec<rule::RulePage> {
        let visit = Visit::sample(lang);
        let parts = some_parts();
        let mut out = Vec::new();
        for validity in Validity::ALL {
            let held = a_held(LONG, *validity);
            let version = held.versions[1].clone();
            out.push(rule::page(&visit, &held, &Shown::Present(Some(version)), &parts, today(), "http://x", None));
        }
        let held = a_held("某办法", Validity::InForce);
        let old = held.versions[0].clone();
        out.push(rule::page(&visit, &held, &Shown::Text(old), &parts, today(), "http://x", Some("第九百条")));
        for day in [date(2000, 1, 1), date(2010, 1, 1), date(2020, 1, 1), date(2026, 3, 1)] {
            let shown = Shown::OnDay(day, held.as_of(day));
            let parts = if shown.version().is_some() { parts.clone() } else { Vec::new() };
            out.push(rule::page(&visit, &held, &shown, &parts, today(), "http://x", None));
        }
        let mut bare = a_held("没有文本", Validity::InForce);
        (bare.versions, bare.events, bare.leaning) = (Vec::new(), Vec::new(), Vec::new());
        out.push(rule::page(&visit, &bare, &Shown::Present(None), &[], today(), "http://x", None));
        let mut gone = a_held("撤下的", Validity::InForce);
        gone.rule.stage = Stage::Withdrawn;
        let version = gone.versions[1].clone();
        out.push(rule::page(&visit, &gone, &Shown::Present(Some(version)), &parts, today(), "http://x", None));
        let mut web = a_held("网页", Validity::InForce);
        web.versions[1].html = "<p>段</p><table><tr><th scope=\"col\">甲</th></tr><tr><td>乙</td></tr></table>".into();
        let version = web.versions[1].clone();
        out.push(rule::page(&visit, &web, &Shown::Present(Some(version)), &parts, today(), "http://x", None));
        out
    }
}

impl Sample for list::ListPage {
    fn samples(lang: Lang) -> Vec<list::ListPage> {
        let visit = Visit::sample(lang);
        let found = |rules: Vec<Rule>| list::Found {
            count: rules.len() as i64,
            rules,
            holdings: vec![("in-force".into(), 1200), ("repealed".into(), 3)],
            facets: vec![
                ("validity", vec![("in-force".into(), 1200)]),
                ("kind", vec![("law".into(), 1)]),
                ("issuer", vec![(LONG.into(), 7), ("国务院".into(), 1)]),
                ("field", vec![("行政法".into(), 3), (String::new(), 2)]),
                ("year", vec![("2019".into(), 4)]),
            ],
            agency: Some("某局".into()),
        };
        let asked = list::Asked::of(&[("q", "\"><b>"), ("kind", "law"), ("agency", "x"), ("after", "2019-01-01_x")]);
        let many = || Validity::ALL.iter().cycle().take(31).map(|v| a_rule(LONG, *v)).collect();
        vec![
            list::page(&visit, &list::Asked::default(), found(Vec::new())),
            list::page(&visit, &asked, found(Vec::new())),
            list::page(&visit, &list::Asked::default(), found(vec![a_rule("一件", Validity::InForce)])),
            list::page(&visit, &asked, found(many())),
        ]
    }
}

impl Sample for super::compare::ComparePage {
    fn samples(lang: Lang) -> Vec<super::compare::ComparePage> {
        let visit = Visit::sample(lang);
        let held = a_held(LONG, Validity::InForce);
        let (a, b) = (
            some_parts(),
            parse::body::read(
                "第一章 总则\n第一条 制定本办法。\n第四条 新的。\n第五条 本办法第二条自公布之日起施行。",
                "某办法",
            )
            .0,
        );
        let c = compare(&super::compare::pieces(&a), &super::compare::pieces(&b));
        let same = compare(&super::compare::pieces(&a), &super::compare::pieces(&a));
        let (v, w) = (&held.versions[0], &held.versions[1]);
        vec![
            super::compare::page(&visit, &held, None, super::compare::Extent::Changes),
            super::compare::page(&visit, &held, Some((v, w, &c)), super::compare::Extent::Changes),
            super::compare::page(&visit, &held, Some((v, w, &c)), super::compare::Extent::Whole),
            super::compare::page(&visit, &held, Some((v, w, &same)), super::compare::Extent::Changes),
        ]
    }
}

pub(super) fn loaded(stage: Stage, validity: Validity) -> Loaded {
    let mut held = a_held(LONG, validity);
    held.rule.stage = stage;
    let missing = vec![Refused::NoDate, Refused::NoInterpretation { since: "2026-01-01".into() }];
    Loaded { rule: held.rule.clone(), version: held.versions[1].clone(), parts: some_parts(), missing, held }
}

impl Sample for record::RecordPage {
    fn samples(lang: Lang) -> Vec<record::RecordPage> {
        let visit = Visit::sample(lang);
        let mut ready = loaded(Stage::Draft, Validity::NotYetEffective);
        ready.missing.clear();
        let mut out = vec![
            record::page(&visit, &ready, today()),
            record::page(&visit, &loaded(Stage::Draft, Validity::NotYetEffective), today()),
            record::page(&visit, &loaded(Stage::Withdrawn, Validity::InForce), today()),
        ];
        out.extend(Validity::ALL.iter().map(|v| record::page(&visit, &loaded(Stage::Registered, *v), today())));
        out
    }
}

impl Sample for record::ActPage {
    fn samples(lang: Lang) -> Vec<record::ActPage> {
        let visit = Visit::sample(lang);
        let typed = Typed { values: vec![("reason".into(), "</textarea>".into())] };
        let wrong = Wrong::Refused(Refused::NoReason);
        let loaded = loaded(Stage::Registered, Validity::InForce);
        let mut out = Vec::new();
        for act in Act::ALL.into_iter().filter(|a| *a != Act::Register) {
            out.push(record::act_page(&visit, &loaded, act, &Typed::default(), None, today()));
            out.push(record::act_page(&visit, &loaded, act, &typed, Some(&wrong), today()));
        }
        out
    }
}

impl Sample for draft::DraftPage {
    fn samples(lang: Lang) -> Vec<draft::DraftPage> {
        let visit = Visit::sample(lang);
        let l = loaded(Stage::Draft, Validity::NotYetEffective);
        let typed = Typed::of_rule(&l.rule, &l.version, &l.parts);
        let two = vec![(Id::new(), "甲局".to_owned()), (Id::new(), "乙局".to_owned())];
        let wrong = [
            Wrong::Refused(Refused::NoText),
            Wrong::Date("signed_on"),
            Wrong::Date("disclosure_reason"),
            Wrong::Refused(Refused::Contradiction {
                attribute: "register-attribute-title",
                stated: "甲".into(),
                found: "乙".into(),
            }),
            Wrong::Refused(Refused::NoUscc),
        ];
        let mut out = vec![
            draft::page(&visit, &Typed::default(), None, &two, None),
            draft::page(&visit, &typed, Some(&l.rule), &[], None),
        ];
        out.extend(wrong.iter().map(|w| draft::page(&visit, &typed, None, &two, Some(w))));
        out
    }
}

impl Sample for amend::AmendPage {
    fn samples(lang: Lang) -> Vec<amend::AmendPage> {
        let visit = Visit::sample(lang);
        let l = loaded(Stage::Registered, Validity::InForce);
        let typed = Typed::of_rule(&l.rule, &l.version, &l.parts);
        let wrong = Wrong::Refused(Refused::SameText);
        vec![amend::page(&visit, &l, &typed, None, 1), amend::page(&visit, &l, &typed, Some(&wrong), 1)]
    }
}

impl Sample for amend::PreviewPage {
    fn samples(lang: Lang) -> Vec<amend::PreviewPage> {
        let visit = Visit::sample(lang);
        let l = loaded(Stage::Registered, Validity::InForce);
        let typed = Typed::of_rule(&l.rule, &l.version, &l.parts);
        let mut other = typed.clone();
        other.values.retain(|(n, _)| n != "text");
        other.values.push(("text".into(), "第一条 全部重写。\n第二条 自公布之日起施行。".into()));
        [typed, other]
            .iter()
            .map(|t| {
                let new = draft::prepared(t, l.rule.kind, &[]).unwrap();
                amend::preview(&visit, &l, t, &new, 1)
            })
            .collect()
    }
}

fn a_batch(published: bool) -> (Cleanup, Vec<CleanupRow>) {
    let at = jiff::Timestamp::UNIX_EPOCH;
    let batch = Cleanup {
        id: Id::new(),
        number: "cleanup-2026-0001".into(),
        agency: Id::new(),
        title: LONG.into(),
        opened_at: at,
        published_at: published.then_some(at),
        version: 1,
    };
    let rows = Decision::ALL
        .iter()
        .map(|d| CleanupRow { rule: a_rule(LONG, Validity::InForce), decision: Some(*d), reason: "理由".into() })
        .collect();
    (batch, rows)
}

impl Sample for cleanup::ResultPage {
    fn samples(lang: Lang) -> Vec<cleanup::ResultPage> {
        let visit = Visit::sample(lang);
        let (batch, rows) = a_batch(true);
        vec![cleanup::result_page(&visit, &batch, &rows), cleanup::result_page(&visit, &batch, &[])]
    }
}

impl Sample for cleanup::CleanupPage {
    fn samples(lang: Lang) -> Vec<cleanup::CleanupPage> {
        let visit = Visit::sample(lang);
        let (batch, rows) = a_batch(false);
        let (done, _) = a_batch(true);
        let mut open = rows.clone();
        open[1].decision = None;
        let faulty = cleanup::Faulty { rule: rows[1].rule.id, reason: "", decision: "keep", said: "x".into() };
        vec![
            cleanup::page(&visit, &batch, &rows, None, None),
            cleanup::page(&visit, &batch, &open, Some(&faulty), None),
            cleanup::page(&visit, &batch, &open, None, Some("x".into())),
            cleanup::page(&visit, &done, &rows, None, None),
        ]
    }
}

impl Sample for cleanup::NewPage {
    fn samples(lang: Lang) -> Vec<cleanup::NewPage> {
        let visit = Visit::sample(lang);
        let two = vec![(Id::new(), "甲局".to_owned()), (Id::new(), "乙局".to_owned())];
        vec![cleanup::new_page(&visit, &[], "", None), cleanup::new_page(&visit, &two, "x", Some(&Refused::NoTitle))]
    }
}

impl Sample for desk::WorklistPage {
    fn samples(lang: Lang) -> Vec<desk::WorklistPage> {
        let visit = Visit::sample(lang);
        let mut out = Vec::new();
        for list in [
            desk::List::Drafts,
            desk::List::Reviews,
            desk::List::Uninterpreted,
            desk::List::Registered,
            desk::List::Cleanups,
        ] {
            out.push(desk::page(&visit, list, desk::Found::default(), today()));
            let rules = Validity::ALL.iter().cycle().take(41).map(|v| a_rule(LONG, *v)).collect();
            let cleanups = vec![a_batch(false).0, a_batch(true).0];
            out.push(desk::page(
                &visit,
                list,
                desk::Found { rules, cleanups, drafts: 41, reviews: 3, flags: 7 },
                today(),
            ));
        }
        out
    }
}

#[test]
fn pages_are_well_made() {
    let none = Vec::<String>::new();
    assert_eq!(rule::RulePage::lint_samples(), none);
    assert_eq!(list::ListPage::lint_samples(), none);
    assert_eq!(super::compare::ComparePage::lint_samples(), none);
    assert_eq!(record::RecordPage::lint_samples(), none);
    assert_eq!(record::ActPage::lint_samples(), none);
    assert_eq!(draft::DraftPage::lint_samples(), none);
    assert_eq!(amend::AmendPage::lint_samples(), none);
    assert_eq!(amend::PreviewPage::lint_samples(), none);
    assert_eq!(cleanup::ResultPage::lint_samples(), none);
    assert_eq!(cleanup::CleanupPage::lint_samples(), none);
    assert_eq!(cleanup::NewPage::lint_samples(), none);
    assert_eq!(desk::WorklistPage::lint_samples(), none);
}

#[test]
fn no_markup_of_anybody_reaches_a_page() {
    use askama::Template;
    for page in rule::RulePage::samples(Lang::ZhCn) {
        let html = page.render().unwrap();
        assert!(!html.contains("<script>alert") && !html.contains("甲 <b>"), "{html}");
    }
}

#[test]
fn a_rule_page_says_what_it_must() {
    use askama::Template;
    let html: Vec<String> = rule::RulePage::samples(Lang::ZhCn).into_iter().map(|p| p.render().unwrap()).collect();
    let repealed = Validity::ALL.iter().position(|v| *v == Validity::Repealed).unwrap();
    assert!(html[repealed].contains("此件已废止") && html[repealed].contains("href=\"/rules/r-000009\""));
    let n = Validity::ALL.len();
    assert!(html[n].contains("没有这一条") && html[n].contains("“第九百条”，共有 3 条"), "{}", html[n]);
    assert!(html[n].contains("这不是现行文本"));
    assert!(html[n + 1].contains("当日还没有这一文件") && !html[n + 1].contains("class=\"provision\""));
    assert!(html[n + 2].contains("但没有收录"), "{}", html[n + 2]);
    assert!(html[n + 3].contains("依据文本日期（2019年5月1日）"), "{}", html[n + 3]);
    assert!(html[n + 4].contains("依据末条载明的施行日期（2026年2月1日）"));
    assert!(html[n].contains(r##"<a href="/rules/r-000001#第十二条">《中华人民共和国行政许可法》第十二条</a>"##));
    assert!(html[n].contains(r##"href="/rules/r-000010?article=第九百条""##), "a link to no article says so");
    assert!(
        html[n].contains(r##"<a class="provision-label" href="#第二条">第二条</a>"##)
            && html[n].contains("1 处依据或者引用本条")
    );
    assert!(html[0].contains(r#""@type":"Legislation""#) && html[0].contains("\\u003cscript>"));
}

#[test]
fn every_word_of_every_list_is_there() {
    for lang in [Lang::ZhCn, Lang::En] {
        let tr = web::Tr::new(lang);
        let has = |list: &str, word: &str| {
            let key = format!("register-{list}-{word}");
            assert!(tr.has(&key), "{key}");
        };
        RuleKind::ALL.iter().for_each(|k| has("kind", k.as_str()));
        Validity::ALL.iter().for_each(|v| has("validity", v.as_str()));
        What::ALL.iter().for_each(|w| has("what", w.as_str()));
        Disclosure::ALL.iter().for_each(|d| has("disclosure", d.as_str()));
        Decision::ALL.iter().for_each(|d| has("decision", d.as_str()));
        NodeKind::ALL.iter().for_each(|n| has("node", n.as_str()));
        LinkKind::ALL.iter().for_each(|l| has("link", l.as_str()));
        Act::ALL.iter().for_each(|a| has("act", a.noun()));
    }
}
