//! The index as the hall uses it: apply, search, facets, folding, phrases, rebuild, a folder that goes.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use search::{Change, Entry, Filters, Health, Hits, Index, Kind, Note, Query, Refused, Synonyms, Why};
use std::sync::OnceLock;

fn rule(title: &str, article: &str, body: &str) -> Entry {
    let mut entry =
        Entry::new(&format!("rule:{title}#{article}"), Kind::Rule, title, body, &format!("/rules/x#{article}"));
    entry.heading = article.to_owned();
    entry.validity = "in-force".to_owned();
    entry.agency = "国务院".to_owned();
    entry.field = "行政".to_owned();
    entry.year = 2019;
    entry
}

fn small() -> Vec<Entry> {
    let mut old = rule("快递条例", "第二条", "快递业务经营者应当公开服务承诺。");
    (old.group, old.key) = ("rule:old".into(), "rule:old#第二条".into());
    (old.validity, old.year, old.agency) = ("repealed".into(), 2009, "邮政局".into());
    let mut page = Entry::new(
        "publication:1",
        Kind::Publication,
        "关于快递服务的通知",
        "快递服务公开承诺制度。",
        "/publications/1",
    );
    (page.sites, page.year, page.agency) = (vec!["post".into()], 2020, "邮政局".into());
    let mut item =
        Entry::new("item:courier", Kind::Item, "快递业务经营许可", "经营快递业务须申请许可。", "/items/courier");
    item.labels = vec!["开快递".into()];
    item.apply_href = "/items/courier/path".into();
    vec![
        rule("快递条例", "第一条", "为了促进快递业健康发展，制定本条例。"),
        rule("快递条例", "第二条", "快递业务经营者应当公开服务承诺。"),
        rule("快递条例", "第三条", "快递包裹应当当面验收。"),
        old,
        page,
        item,
    ]
}

fn put(entries: Vec<Entry>) -> Vec<Change> {
    entries.into_iter().map(Change::Put).collect()
}

fn index() -> Index {
    let index = Index::in_memory(Synonyms::standard()).unwrap();
    index.apply(&put(small()), (1, 10)).unwrap();
    index
}

fn ask(index: &Index, text: &str) -> Hits {
    index.search(&Query::of(text)).unwrap()
}

fn titles(hits: &Hits) -> Vec<&str> {
    hits.hits.iter().map(|hit| hit.entry.title.as_str()).collect()
}

#[test]
fn hits_of_one_group_are_one_and_in_force_comes_first() {
    let index = index();
    let hits = ask(&index, "快递条例");
    assert_eq!((hits.hits[0].entry.group.as_str(), hits.hits[0].more_in_group), ("rule:快递条例", 2));
    assert_eq!(hits.hits[0].entry.heading, "第一条", "who asks for a law by its title wants its beginning");
    assert_eq!(hits.hits[1].entry.group, "rule:old");
    let hits = ask(&index, "公开 承诺");
    assert_eq!((hits.total, hits.entries), (3, 3));
    let order: Vec<&str> = hits.hits.iter().map(|hit| hit.entry.validity.as_str()).collect();
    assert_eq!(order.last(), Some(&"repealed"));
    assert!(hits.hits[0].snippet.iter().any(|span| span.is_hit && span.text.contains("公开")));
    assert!(hits.hits[0].entry.body.is_empty());
}

#[test]
fn facets_count_with_the_filters_of_the_others() {
    let index = index();
    let mut query = Query::of("快递");
    let of = |hits: &Hits, kind: &str| hits.facets.kind.iter().find(|one| one.value == kind).map_or(0, |one| one.count);
    let hits = index.search(&query).unwrap();
    assert_eq!((of(&hits, "rule"), of(&hits, "publication"), of(&hits, "item")), (2, 1, 1));
    query.filters = Filters { agency: Some("邮政局".into()), ..Filters::default() };
    let hits = index.search(&query).unwrap();
    assert_eq!((hits.total, of(&hits, "rule"), of(&hits, "item")), (2, 1, 0));
    assert_eq!(hits.facets.agency.len(), 2, "the agency's own facet shows the other agencies: {:?}", hits.facets);
    query.filters.kind = Some(Kind::Rule);
    let hits = index.search(&query).unwrap();
    assert_eq!((hits.total, of(&hits, "rule"), of(&hits, "publication")), (1, 1, 1));
    query.filters = Filters { site: Some("other".into()), ..Filters::default() };
    let hits = index.search(&query).unwrap();
    assert_eq!(hits.total, 3, "an entry without sites is on every site, one of another site is not");
    assert_eq!(hits.facets.site[0].value, "post");
    for filters in [
        Filters { year: Some(2020), ..Filters::default() },
        Filters { kind: Some(Kind::Publication), ..Filters::default() },
        Filters { site: Some("post".into()), kind: Some(Kind::Publication), ..Filters::default() },
    ] {
        query.filters = filters;
        assert_eq!(titles(&index.search(&query).unwrap()), ["关于快递服务的通知"]);
    }
    query.filters = Filters { field: Some("没有这个领域".into()), ..Filters::default() };
    assert_eq!(index.search(&query).unwrap().total, 0);
}

#[test]
fn pages_are_stable_and_do_not_overlap() {
    let index = Index::in_memory(Synonyms::none()).unwrap();
    let many: Vec<Entry> =
        (0..57).map(|n| Entry::new(&format!("p:{n}"), Kind::Publication, "同一个标题", "同样的正文", "/p")).collect();
    index.apply(&put(many), (1, 1)).unwrap();
    let mut seen = Vec::new();
    for page in 1..=6 {
        let hits = index.search(&Query { page, ..Query::of("正文") }).unwrap();
        assert_eq!(hits.total, 57);
        seen.extend(hits.hits.into_iter().map(|hit| hit.entry.key));
    }
    let mut all = seen.clone();
    all.sort();
    all.dedup();
    assert_eq!((seen.len(), all.len()), (57, 57));
    assert!(
        index.search(&Query { page: usize::MAX, per_page: usize::MAX, ..Query::of("正文") }).unwrap().hits.is_empty()
    );
    assert_eq!(index.search(&Query { page: 0, per_page: 0, ..Query::of("正文") }).unwrap().hits.len(), 1);
}

#[test]
fn exact_phrases_are_exact() {
    let index = Index::in_memory(Synonyms::none()).unwrap();
    let texts = ["行政许可决定", "行政决定许可", "行政，许可决定", "行 政 许 可 决 定", "不许可行政"];
    let entries = texts
        .iter()
        .enumerate()
        .map(|(n, text)| Entry::new(&format!("p:{n}"), Kind::Publication, &format!("标题{n}"), text, "/p"));
    index.apply(&put(entries.collect()), (1, 1)).unwrap();
    let found = |text: &str| {
        let mut keys: Vec<String> = ask(&index, text).hits.into_iter().map(|hit| hit.entry.key).collect();
        keys.sort();
        keys
    };
    assert_eq!(found("“行政许可决定”"), ["p:0", "p:3"]);
    assert_eq!(found("\"行政许可\""), ["p:0", "p:3"]);
    assert_eq!(found("“许可决定”"), ["p:0", "p:2", "p:3"]);
    assert_eq!(found("「行政，许可」"), ["p:2"]);
    assert_eq!(found("“可行”"), ["p:4"]);
    assert_eq!(found("“不”"), ["p:4"]);
    assert_eq!(found("“政”").len(), 5);
    assert_eq!(
        found("“行政许可决定” 火星移民"),
        ["p:0", "p:3"],
        "a word that is nowhere is dropped, the phrase is not"
    );
}

#[test]
fn changes_take_and_give_and_the_cursor_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path(), Synonyms::standard()).unwrap();
    assert_eq!(index.health(), Health::NeedsRebuild(Why::New));
    assert_eq!(index.cursor(), None);
    index.apply(&put(small()), (3, 7)).unwrap();
    assert_eq!((index.health(), index.cursor()), (Health::Ready, Some((3, 7))));
    let mut changed = small()[2].clone();
    changed.body = "包裹应当开箱验视。".into();
    index.apply(&[Change::Put(changed), Change::Remove { key: "publication:1".into() }], (3, 8)).unwrap();
    assert_eq!(ask(&index, "开箱验视").total, 1);
    assert_eq!(ask(&index, "\"当面验收\"").total, 0);
    assert_eq!(index.figures().entries, 5);
    index.apply(&[Change::RemoveGroup { group: "rule:快递条例".into() }], (3, 9)).unwrap();
    assert_eq!(index.figures().entries, 2);
    assert!(index.suggest("关于快递", 5).unwrap().is_empty(), "a title nobody carries is not suggested");
    drop(index);
    let index = Index::open(folder.path(), Synonyms::standard()).unwrap();
    assert_eq!((index.health(), index.cursor(), index.figures().entries), (Health::Ready, Some((3, 9)), 2));
    assert_eq!(ask(&index, "经营许可").hits[0].entry.apply_href, "/items/courier/path");
}

#[test]
fn a_rebuild_serves_on_and_another_handle_takes_it_over() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path(), Synonyms::standard()).unwrap();
    index.apply(&put(small()), (1, 1)).unwrap();
    let other = Index::open(folder.path(), Synonyms::standard()).unwrap();
    let mut rebuild = index.rebuild().unwrap();
    rebuild.add(&rule("新法", "第一条", "全新的内容。")).unwrap();
    assert_eq!(ask(&index, "快递条例").total, 2, "the old one serves while the new one is filled");
    rebuild.finish((9, 9)).unwrap();
    assert_eq!((ask(&index, "\"快递\"").total, ask(&index, "全新").total), (0, 1));
    assert_eq!((index.cursor(), index.health(), index.figures().segments), (Some((9, 9)), Health::Ready, 1));
    other.look_again();
    assert_eq!(ask(&other, "全新").total, 1);
    let generations = std::fs::read_dir(folder.path()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(generations.count(), 1, "the old generation is removed");
    // One that is given up leaves nothing.
    let mut rebuild = index.rebuild().unwrap();
    rebuild.add(&rule("弃法", "第一条", "放弃。")).unwrap();
    drop(rebuild);
    assert_eq!(ask(&index, "全新").total, 1);
    index.apply(&put(small()), (9, 10)).unwrap();
    assert_eq!(ask(&index, "快递条例").hits[0].more_in_group, 2);
}

#[test]
fn a_folder_that_goes_is_said_and_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(&folder.path().join("index"), Synonyms::standard()).unwrap();
    index.apply(&put(small()), (1, 1)).unwrap();
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    assert_eq!(index.health(), Health::Missing);
    assert!(ask(&index, "快递条例").total > 0, "what is mapped still answers");
    assert!(index.apply(&put(small()), (1, 2)).is_err());
    index.rebuild_from(small().into_iter(), (1, 2)).unwrap();
    assert_eq!((index.health(), index.cursor()), (Health::Ready, Some((1, 2))));
    index.apply(&put(small()), (1, 3)).unwrap();
    assert!(ask(&index, "快递条例").total > 0);
}

#[test]
fn what_cannot_be_read_is_moved_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let fill = || {
        let index = Index::open(path, Synonyms::standard()).unwrap();
        index.apply(&put(small()), (1, 1)).unwrap();
    };
    let of_generation = |name: &str| -> Vec<std::path::PathBuf> {
        let current = std::fs::read_to_string(path.join("current")).unwrap();
        let generation = path.join(current.trim().split_once(' ').unwrap().1);
        std::fs::read_dir(generation)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|file| file.to_string_lossy().ends_with(name))
            .collect()
    };
    fill();
    std::fs::write(&of_generation("meta.json")[0], "{ not json").unwrap();
    let index = Index::open(path, Synonyms::standard()).unwrap();
    assert!(matches!(index.health(), Health::NeedsRebuild(Why::Corrupt(_))), "{:?}", index.health());
    assert_eq!((ask(&index, "快递").total, index.cursor()), (0, None));
    drop(index);
    fill();
    for file in of_generation(".term") {
        std::fs::write(file, b"short").unwrap();
    }
    let index = Index::open(path, Synonyms::standard()).unwrap();
    assert!(matches!(index.health(), Health::NeedsRebuild(Why::Corrupt(_))), "{:?}", index.health());
    drop(index);
    fill();
    let current = std::fs::read_to_string(path.join("current")).unwrap();
    std::fs::write(path.join("current"), current.replace("mingting-search-", "mingting-search-older-")).unwrap();
    let index = Index::open(path, Synonyms::standard()).unwrap();
    assert_eq!(index.health(), Health::NeedsRebuild(Why::OtherVersion));
    index.rebuild_from(small().into_iter(), (2, 2)).unwrap();
    assert_eq!(index.health(), Health::Ready);
}

#[test]
fn help_when_words_are_nowhere() {
    let index = index();
    let hits = ask(&index, "快递条列");
    assert_eq!((hits.corrected.as_deref(), hits.hits[0].entry.title.as_str()), (Some("快递条例"), "快递条例"));
    let hits = ask(&index, "快递 火星移民");
    assert!(hits.notes.contains(&Note::Dropped(vec!["火星移民".into()])), "{:?}", hits.notes);
    assert!(hits.total > 0);
    let hits = ask(&index, "验收 促进");
    assert!(hits.notes.contains(&Note::SomeWords) && hits.total > 0, "{:?}", hits.notes);
    let hits = ask(&index, "快递条例第九十九条");
    assert!(hits.notes.contains(&Note::NoSuchArticle("99".into())) && hits.total > 0, "{:?}", hits.notes);
    let hits = ask(&index, "快递条例 第二条");
    assert_eq!(hits.hits[0].entry.heading, "第二条");
    let hits = ask(&index, "火星移民");
    assert_eq!(hits.total, 0);
    let hits = ask(&index, "kuaidi");
    assert!(matches!(&hits.notes[..], [Note::Pinyin { read, .. }] if read == "快递"), "{:?}", hits.notes);
    assert!(hits.hits[0].title.iter().any(|span| span.is_hit && span.text.contains("快递")));
}

#[test]
fn synonyms_are_a_value_that_can_be_changed() {
    let index = index();
    assert_eq!(ask(&index, "送包裹的").corrected, None);
    index.set_synonyms(Synonyms::parse("acts = [['寄东西', '快递业务经营许可']]").unwrap());
    let hits = ask(&index, "寄东西");
    assert_eq!(hits.hits[0].entry.title, "快递业务经营许可");
    assert!(hits.notes.iter().any(|note| matches!(note, Note::Synonym { typed, .. } if typed == "寄东西")));
    assert!(hits.hits[0].title.iter().any(|span| span.is_hit));
    assert_eq!(ask(&index, "开快递").hits[0].entry.title, "快递业务经营许可", "a label is a title people use");
}

#[test]
fn the_newest_first_for_feeds() {
    let index = index();
    let dated = |day: &str| {
        let mut page = Entry::new(&format!("p:{day}"), Kind::Publication, "快递公告", "快递快递", "/p");
        page.date = day.to_owned();
        page
    };
    index.apply(&put(vec![dated("2024-03-01"), dated("2025-01-31"), dated("")]), (1, 11)).unwrap();
    let hits = index.search_newest(&Query::of("快递公告")).unwrap();
    let days: Vec<&str> = hits.hits.iter().map(|hit| hit.entry.date.as_str()).collect();
    assert_eq!(days, ["2025-01-31", "2024-03-01", ""]);
}

#[test]
fn who_wants_to_do_something_gets_the_item() {
    let index = index();
    assert_eq!(ask(&index, "快递业务").hits[0].entry.kind, Kind::Item);
    for text in ["怎么办理快递", "申请快递", "快递办理流程"] {
        assert_eq!(ask(&index, text).hits[0].entry.kind, Kind::Item, "{text}");
    }
    assert_eq!(ask(&index, "快递公开制度").hits[0].entry.kind, Kind::Publication);
}

#[test]
fn other_languages_are_cut_at_their_blanks() {
    let index = Index::in_memory(Synonyms::standard()).unwrap();
    let mut english =
        Entry::new("p:en", Kind::Item, "Food business licence (new)", "For restaurants and shops.", "/en");
    english.lang = "en".into();
    let mut uyghur = Entry::new("p:ug", Kind::Publication, "يېمەك-ئىچمەك تىجارەت ئىجازەتنامىسى", "ئۇقتۇرۇش", "/ug");
    uyghur.lang = "ug".into();
    index.apply(&put(vec![english, uyghur]), (1, 1)).unwrap();
    assert_eq!(ask(&index, "food LICENCE").hits[0].entry.key, "p:en");
    assert_eq!(ask(&index, "ئىجازەتنامىسى").hits[0].entry.key, "p:ug");
    assert_eq!(ask(&index, "\"business licence\"").total, 1);
}

#[test]
fn suggestions_while_typing() {
    let index = index();
    let texts =
        |typed: &str| -> Vec<String> { index.suggest(typed, 5).unwrap().into_iter().map(|one| one.text).collect() };
    assert_eq!(texts("快递")[0], "快递条例");
    assert_eq!(texts("kdtl"), ["快递条例"]);
    assert_eq!(texts("kuaidiy"), ["快递业务经营许可"]);
    assert_eq!(index.suggest("快递条", 5).unwrap()[0].href, "/rules/x");
    assert!(texts("").is_empty() && texts("火星").is_empty());
}

#[test]
fn limits_are_refused_and_empty_queries_list_everything() {
    let index = index();
    let refused = |text: &str| match index.search(&Query::of(text)) {
        Err(kernel::Error::Refused(refused)) => Some(refused),
        _ => None,
    };
    assert_eq!(refused(&"法".repeat(10_000)), Some(Refused::TooLong { letters: 10_000 }));
    assert!(matches!(refused(&"条 例 法 规 ".repeat(24)), Some(Refused::TooManyTerms { .. })));
    assert_eq!(refused(&"法".repeat(200)), Some(Refused::TooManyTerms { terms: 199 }));
    let all = ask(&index, "  ");
    assert_eq!(all.total, 4);
    for nothing in ["，。！", "\u{0}", "“”", "\"\"\"", "（）", "🙂"] {
        let hits = ask(&index, nothing);
        assert!(hits.total == 0 || hits.total == 4, "{nothing}");
    }
}

#[test]
fn searches_go_on_while_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path(), Synonyms::standard()).unwrap();
    index.apply(&put(small()), (1, 0)).unwrap();
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..40 {
                        assert!(ask(&index, "快递 公开").total >= 3);
                        assert!(!index.suggest("kd", 3).unwrap().is_empty());
                    }
                })
            })
            .collect();
        for n in 0..20 {
            let page = Entry::new(&format!("p:{n}"), Kind::Publication, &format!("第{n}号公告"), "逐条写入", "/p");
            index.apply(&[Change::Put(page)], (1, n + 1)).unwrap();
            assert_eq!(ask(&index, "\"逐条写入\"").total, usize::try_from(n).unwrap() + 1, "a commit is seen at once");
            if n == 10 {
                let pages = (0..=n).map(|n| {
                    Entry::new(&format!("p:{n}"), Kind::Publication, &format!("第{n}号公告"), "逐条写入", "/p")
                });
                index.rebuild_from(small().into_iter().chain(pages), (1, n + 1)).unwrap();
            }
        }
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
    assert_eq!(index.cursor(), Some((1, 20)));
    assert!(index.figures().segments <= 10, "{:?}", index.figures());
    index.rest();
    assert!(ask(&index, "快递").total > 0);
}

fn shared() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(index)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_text_makes_it_panic(text in "[\\PC快递条例第一二三条号令公开业务kdtlxuke()“”\"〔〕\\[\\] 0-9/*?:^~+-]{0,60}") {
        let index = shared();
        if let Ok(hits) = index.search(&Query::of(&text)) {
            for hit in hits.hits {
                prop_assert_eq!(hit.title.iter().map(|span| span.text.as_str()).collect::<String>(), hit.entry.title);
            }
        }
        let _ = index.suggest(&text, 5).unwrap();
    }
}

#[test]
fn what_is_over_stands_strictly_behind_what_is_in_force_class_by_class() {
    let index = Index::in_memory(Synonyms::none()).unwrap();
    let of = |title: &str, body: &str, validity: &str, weight: u32| {
        let mut entry = rule(title, "第一条", body);
        (entry.validity, entry.weight) = (validity.to_owned(), weight);
        (entry.group, entry.key) = (format!("rule:{title}{validity}"), format!("rule:{title}{validity}#第一条"));
        entry
    };
    let often = "养老服务养老服务养老服务养老服务养老服务养老服务。";
    let mut page = Entry::new("publication:1", Kind::Publication, "养老服务动态", "养老服务。", "/publications/1");
    page.weight = 1000;
    index
        .apply(
            &put(vec![
                of("养老服务", often, "repealed", 1000),
                of("养老服务办法", often, "repealed", 1000),
                of("养老服务办法", often, "expired", 1000),
                of("居家和社区以及农村互助的养老服务促进条例实施细则", "略。", "in-force", 0),
                of("社区养老服务的若干意见", "略。", "suspended", 0),
                of("老年人权益保障条例", "鼓励养老服务。", "in-force", 0),
                of("老年人福利办法", often, "repealed", 1000),
                page,
            ]),
            (1, 1),
        )
        .unwrap();
    let hits = ask(&index, "养老服务");
    let order: Vec<(&str, &str)> =
        hits.hits.iter().map(|hit| (hit.entry.title.as_str(), hit.entry.validity.as_str())).collect();
    // The very title first, although it is over; then titles with the words, then texts: in each those in force first.
    let at = |title: &str, validity: &str| order.iter().position(|o| *o == (title, validity)).unwrap();
    assert_eq!(at("养老服务", "repealed"), 0, "{order:?}");
    for over in [("养老服务办法", "repealed"), ("养老服务办法", "expired")] {
        for now in
            [("居家和社区以及农村互助的养老服务促进条例实施细则", "in-force"), ("社区养老服务的若干意见", "suspended")]
        {
            assert!(at(now.0, now.1) < at(over.0, over.1), "{order:?}");
        }
    }
    assert!(at("老年人权益保障条例", "in-force") < at("老年人福利办法", "repealed"), "{order:?}");
}
