//! Samples of the monitor's pages, and what all of them must be.

use super::{
    desk::{ListPage, list_page},
    site::{Loaded, Reader, SitePage, site_page},
};
use crate::{Day, Finding, FindingKind, Guides, Interaction, Observed, ProbeFigures, SectionFact, Standing, State};
use jiff::civil::{Date, date};
use kernel::{Id, Lang};
use sites::{Marks, Names, SectionClass, Site, SiteKind, Theme};
use web::{Sample, Visit};

const TODAY: Date = date(2026, 3, 20);

fn site(key: &str) -> Site {
    Site {
        id: Id::new(),
        key: key.into(),
        kind: SiteKind::Portal,
        agency: Id::new(),
        region: "130100".into(),
        names: Names::zh("石家庄市人民政府<b>"),
        hosts: vec!["www.mingting.localhost".into()],
        theme: Theme::default(),
        languages: vec![Lang::ZhCn],
        blocks: Vec::new(),
        marks: Marks::default(),
        banner: None,
        is_open: true,
        version: 1,
    }
}

fn observed(stale: i64, bad: i64, channel: Interaction, guides: Guides) -> Observed {
    let section = |n: i64| SectionFact {
        key: format!("s{n}"),
        class: SectionClass::News,
        days: Some(14),
        is_top: true,
        count: 1,
        latest: Some(if n < stale { date(2026, 1, 2) } else { date(2026, 3, 18) }),
    };
    Observed {
        probes: ProbeFigures { all: if bad < 0 { 0 } else { 140 }, bad: bad.max(0), short_days: 0 },
        home_latest: (stale < 9).then_some(date(2026, 3, 8)),
        sections: (0..9).map(section).collect(),
        interaction: channel,
        guides,
        found: Default::default(),
    }
}

fn day(n: i8, seen: &Observed) -> Day {
    let on = date(2026, 3, n);
    let indicators = crate::evaluate(crate::rules(), seen, on);
    Day {
        site: "main".into(),
        day: on,
        at: kernel::cx::BEIJING.to_timestamp(on.at(1, 10, 0, 0)).unwrap(),
        state: crate::overall(&indicators),
        lost: crate::lost(crate::rules(), seen, on).iter().map(|d| d.points).sum(),
        score: crate::Score {
            deductions: crate::lost(crate::rules(), seen, on),
            guides: crate::score::incomplete(&seen.guides),
            has_channel: matches!(seen.interaction, Interaction::Channel { .. }),
        },
        findings: i64::from(n) % 7,
        probes: seen.probes.all,
        probes_bad: seen.probes.bad,
        indicators,
    }
}

fn days() -> Vec<Day> {
    let message = Interaction::Channel { oldest_unanswered: Some(date(2026, 1, 2)), waiting: 3, newest_answer: None };
    let offered = Guides::Offered { all: 30, lacking: 4, incomplete: 9 };
    let in_order = Guides::Offered { all: 30, lacking: 0, incomplete: 0 };
    vec![
        day(20, &observed(6, 8, Interaction::NoChannel, Guides::None)),
        day(19, &observed(9, -1, Interaction::NoChannel, Guides::NotApplicable)),
        day(18, &observed(4, 6, message, offered)),
        day(
            17,
            &observed(
                0,
                0,
                Interaction::Channel { oldest_unanswered: None, waiting: 0, newest_answer: None },
                in_order,
            ),
        ),
    ]
}

fn findings() -> Vec<Standing> {
    let detail = |kind| match kind {
        FindingKind::ForgedDate => "later-day",
        FindingKind::Tampered => "other-text",
        FindingKind::Mark => "icp",
        FindingKind::Guide => "basis steps phone hours",
        FindingKind::HomeStale => "",
        FindingKind::SectionStale => "2026-01-02",
        FindingKind::ProbeFailed => "8/140",
        FindingKind::ProbesFew => "3",
        FindingKind::MessageLate => "3 2026-01-02",
        _ => "https://example.org/a-very-long-address/that-goes-on/and-on/<script>",
    };
    let at = "2026-03-18T17:10:00Z".parse().unwrap();
    FindingKind::ALL
        .iter()
        .map(|k| Standing {
            finding: Finding {
                kind: *k,
                subject: k.as_str().into(),
                title: "关于<i>试办</i>的通知".into(),
                detail: detail(*k).into(),
                href: if *k == FindingKind::Mark { String::new() } else { "/publications/2026-000001".into() },
                agency: None,
            },
            first_at: at,
            seen_at: at,
        })
        .collect()
}

/// A site with everything wrong, for pages and reports.
pub(crate) fn loaded() -> Loaded {
    Loaded {
        site: site("main"),
        day: days().into_iter().next(),
        findings: findings(),
        days: days(),
        agencies: Vec::new(),
        is_asked: false,
    }
}

impl Sample for ListPage {
    fn samples(lang: Lang) -> Vec<ListPage> {
        let visit = Visit::sample(lang);
        let mut many: Vec<(Site, Option<Day>)> = days().into_iter().map(|d| (site("main"), Some(d))).collect();
        many.push((Site { hosts: Vec::new(), ..site("new") }, None));
        vec![list_page(&visit, Vec::new()), list_page(&visit, vec![(site("new"), None)]), list_page(&visit, many)]
    }
}

impl Sample for SitePage {
    fn samples(lang: Lang) -> Vec<SitePage> {
        let visit = Visit::sample(lang);
        let empty = Loaded { day: None, findings: Vec::new(), days: Vec::new(), ..loaded() };
        let clear = Loaded { day: days().pop(), findings: Vec::new(), is_asked: true, ..loaded() };
        let many = Loaded { findings: (0..20).flat_map(|_| findings()).collect(), ..loaded() };
        let third = Loaded { day: days().into_iter().nth(2), ..loaded() };
        let second = Loaded { day: days().into_iter().nth(1), ..loaded() };
        vec![
            site_page(&visit, TODAY, &empty, Reader::Keeps),
            site_page(&visit, TODAY, &clear, Reader::OnlyReads),
            site_page(&visit, TODAY, &loaded(), Reader::Keeps),
            site_page(&visit, TODAY, &second, Reader::Keeps),
            site_page(&visit, TODAY, &third, Reader::Keeps),
            site_page(&visit, TODAY, &many, Reader::Keeps),
        ]
    }
}

#[test]
fn pages_are_well_made() {
    assert_eq!(ListPage::lint_samples(), Vec::<String>::new());
    assert_eq!(SitePage::lint_samples(), Vec::<String>::new());
}

#[test]
fn the_worst_comes_first_and_nothing_is_markup() {
    use askama::Template;
    let html = ListPage::samples(Lang::ZhCn).pop().unwrap().render().unwrap();
    let (hit, clear) = (html.find("已触发</span>").unwrap(), html.rfind("tag good").unwrap());
    assert!(hit < clear, "{html}");
    for html in SitePage::samples(Lang::ZhCn).iter().map(|p| p.render().unwrap()) {
        assert!(!html.contains("<script>") && !html.contains("<i>") && !html.contains("政府<b>"), "{html}");
        assert!(!html.contains("monitor-"), "every word is in the language files: {html}");
    }
}

#[test]
fn every_word_of_every_kind_is_there() {
    let tr = web::Tr::new(Lang::ZhCn);
    let states = [State::Clear, State::Near, State::Hit, State::Unmeasured, State::NotApplicable];
    let keys = crate::Key::ALL.iter().flat_map(|k| [format!("monitor-key-{k}"), format!("monitor-rule-{k}")]);
    let kinds = FindingKind::ALL.iter().map(|k| format!("monitor-kind-{k}"));
    for key in keys.chain(kinds).chain(states.iter().map(|s| format!("monitor-state-{s}"))) {
        assert!(tr.has(&key), "{key}");
    }
}

#[test]
fn the_workbook_reads_back_and_holds_no_formula() {
    use calamine::{Data, Reader as _, Xlsx};
    let mut all = loaded();
    all.findings[0].finding.title = "=cmd|' /C calc'!A0".into();
    let tr = web::Tr::new(Lang::ZhCn);
    let bytes = crate::report::workbook(tr, &all).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["单项否决指标", "整改清单", "历史"]);
    let range = book.worksheet_range("整改清单").unwrap();
    assert_eq!(range.height(), 1 + FindingKind::ALL.len());
    assert_eq!(range.get_value((1, 1)), Some(&Data::String("=cmd|' /C calc'!A0".into())));
    assert_eq!(book.worksheet_formula("整改清单").unwrap().used_cells().count(), 0);
    let indicators = book.worksheet_range("单项否决指标").unwrap();
    assert_eq!(indicators.height(), 1 + crate::Key::ALL.len());
    assert_eq!(indicators.get_value((2, 2)), Some(&Data::String("5.7%（140 次中 8 次）".into())));
    assert_eq!(book.worksheet_range("历史").unwrap().height(), 5);
}

#[test]
fn the_paper_is_whole() {
    let data = crate::report::paper(web::Tr::new(Lang::ZhCn), &loaded());
    assert_eq!(data["indicators"].as_array().unwrap().len(), crate::Key::ALL.len());
    assert_eq!(data["findings"].as_array().unwrap().len(), FindingKind::ALL.len());
    assert!(!data.to_string().contains("monitor-"), "every word is in the language files: {data}");
}
