//! Pages of the search for tests: nothing asked, many, one, none, corrected, too long, rebuilding.

use super::*;
use kernel::Lang;
use search::{Entry, Facets, Kind};
use web::Sample;

fn span(text: &str, is_hit: bool) -> Span {
    Span { text: text.into(), is_hit }
}

fn hit(n: usize, kind: Kind) -> Hit {
    let mut entry =
        Entry::new(&format!("rule:r-{n:06}#第三条"), kind, "政府信息公开条例", "", &format!("/rules/r-{n:06}#第三条"));
    entry.agency = "国务院".into();
    entry.date = if n.is_multiple_of(2) { "2019-04-03".into() } else { String::new() };
    entry.validity =
        if kind == Kind::Rule { Validity::ALL[n % Validity::ALL.len()].as_str().into() } else { String::new() };
    entry.apply_href = if kind == Kind::Item { "/items/food/path".into() } else { String::new() };
    Hit {
        title: vec![span("政府信息", true), span("公开条例<script>", false)],
        heading: if n.is_multiple_of(3) { Vec::new() } else { vec![span("第三条", false)] },
        snippet: vec![
            span("各级人民政府应当加强对", false),
            span("政府信息", true),
            span("公开工作的组织领导。", false),
        ],
        more_in_group: n % 4,
        score: 1.0,
        entry,
    }
}

fn count(value: &str, count: usize) -> Count {
    Count { value: value.into(), count }
}

fn many() -> Hits {
    let kinds = Kind::ALL;
    Hits {
        total: 137,
        entries: 612,
        hits: (0..10).map(|n| hit(n, kinds[n % kinds.len()])).collect(),
        facets: Facets {
            site: vec![count("main", 90), count("spj", 47)],
            kind: kinds.iter().map(|k| count(k.as_str(), 17)).collect(),
            field: vec![count("行政法", 60), count("经济法", 12)],
            agency: (0..12).map(|n| count(&format!("石家庄市第{n}局"), 12 - n)).collect(),
            year: vec![count("2026", 12), count("2019", 80)],
            validity: Validity::ALL.iter().map(|v| count(v.as_str(), 20)).collect(),
        },
        corrected: None,
        notes: vec![
            Note::Synonym { typed: "身份证".into(), beside: "居民身份证".into() },
            Note::Pinyin { typed: "shipin".into(), read: "食品".into() },
            Note::Dropped(vec!["某某".into()]),
            Note::SomeWords,
            Note::NoSuchArticle("第九百条".into()),
        ],
        related: vec!["依申请公开".into()],
        took: std::time::Duration::from_micros(3_400),
    }
}

impl Sample for SearchPage {
    fn samples(lang: Lang) -> Vec<SearchPage> {
        let visit = Visit::sample(lang);
        let names = HashMap::from([("main".to_owned(), "石家庄市人民政府".to_owned())]);
        let page = |asked: Asked, answer, health| search_page(&visit, &asked, Found { answer, health, sites: &names });
        let q = |text: &str| Asked { q: text.into(), ..Asked::default() };
        let narrowed = Asked {
            kind: "rule".into(),
            agency: "石家庄市第11局".into(),
            year: "2026".into(),
            validity: "in-force".into(),
            field: "行政法".into(),
            site: "spj".into(),
            page: "2".into(),
            ..q("公开 <b>\"")
        };
        let one = Hits { total: 1, entries: 1, hits: vec![hit(1, Kind::Item)], ..Hits::default() };
        let corrected = Hits { corrected: Some("政府信息公开".into()), ..many() };
        vec![
            page(q(""), Ok(many()), Health::Ready),
            page(q("政府信息"), Ok(many()), Health::Ready),
            page(narrowed.clone(), Ok(many()), Health::Rebuilding),
            page(Asked { kind: "nonsense".into(), ..q("a") }, Ok(Hits::default()), Health::Ready),
            page(q("食品"), Ok(one), Health::Ready),
            page(q("政俯信息"), Ok(corrected), Health::Ready),
            page(q("没有这样的词"), Ok(Hits { related: vec!["词典".into()], ..Hits::default() }), Health::Ready),
            page(Asked { scope: "site".into(), ..q("没有") }, Ok(Hits::default()), Health::Empty),
            page(q(&"长".repeat(10_000)), Err(Refused::TooLong { letters: 10_000 }), Health::Ready),
            page(q("a b c"), Err(Refused::TooManyTerms { terms: 90 }), Health::Ready),
        ]
    }
}

#[test]
fn every_page_is_well_made() {
    assert_eq!(SearchPage::lint_samples(), Vec::<String>::new());
}

#[test]
fn what_matters_is_on_the_page() {
    let html: Vec<String> = SearchPage::samples(Lang::ZhCn).iter().map(|p| p.render().unwrap()).collect();
    assert!(html[1].contains("<mark>政府信息</mark>") && !html[1].contains("<script>alert"), "marked and escaped");
    assert!(html[1].contains("href=\"/rules/r-000004#第三条\""), "the article is linked");
    assert!(html[4].contains("href=\"/items/food/path\""), "an item is applied for at once");
    assert!(html[5].contains("%22%E6%94%BF%E4%BF%AF%E4%BF%A1%E6%81%AF%22"), "as typed");
    assert!(html[6].contains("0311-12345"), "whom to call");
    assert!(html[8].contains(&"长".repeat(10_000)), "what was typed stays");
    assert!(html[2].contains("/search?q=%E5%85%AC%E5%BC%80"), "links keep the query");
}
