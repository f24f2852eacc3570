//! Imports: the fixtures, the text of a day, repetition, corrections, and input that is not as it should be.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use jiff::civil::{Date, date};
use kernel::links::{self, FlagScope, Leaning, LinkKind, Node, NodeKind};
use kernel::{Error, Fault, Never, Tx};
use register::import::{ImportReport, import_laws, import_policies};
use register::{
    AsOf, Basis, EffectiveBasis, Filter, Validity, count_rules, find_rule, find_rule_by_key, list_events,
    list_findings, list_relations, list_rules, list_versions, provisions, validity_on, version_as_of, version_facts,
};
use std::path::{Path, PathBuf};
use testkit::{TestOffice, on_both};

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn laws(office: &TestOffice, dir: &Path) -> ImportReport {
    import_laws(&office.office.db, &office.system(), dir, &mut |_| {}).unwrap()
}

fn policies(office: &TestOffice, file: &Path) -> ImportReport {
    import_policies(&office.office.db, &office.system(), file, &mut |_| {}).unwrap()
}

fn read<T>(office: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> T {
    office.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn write<T>(office: &TestOffice, work: impl Fn(&mut Tx) -> Result<T, Fault>) -> T {
    office.office.db.write(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

fn as_of(office: &TestOffice, title: &str, day: Date) -> AsOf {
    read(office, |tx| {
        let rule = find_rule_by_key(tx, title)?.ok_or_else(|| Fault::new(title))?;
        version_as_of(tx, rule.id, day)
    })
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    dir
}

#[test]
fn the_fixtures_and_the_text_of_a_day() {
    on_both(|office| {
        let engine = office.engine();
        let r = laws(office, &fixtures().join("laws"));
        // 21 files of 17 titles: two of 立法法, 行政复议法 and 全国年节及纪念日放假办法, three of 道路运输条例.
        assert_eq!((r.read, r.works.added, r.versions.added, r.skipped.len()), (21, 16, 21, 0), "{engine}: {r:?}");

        let held = |title: &str, day: Date, dated: Date, basis: Basis| match as_of(office, title, day) {
            AsOf::Held { version, basis: found } => {
                assert_eq!((version.dated_on, found), (Some(dated), basis), "{engine}: {title} on {day}");
            }
            other => panic!("{engine}: {title} on {day}: {other:?}"),
        };
        held("立法法", date(2020, 6, 1), date(2015, 3, 15), Basis::VersionDate);
        held("立法法", date(2024, 6, 1), date(2023, 3, 13), Basis::VersionDate);
        held("道路运输条例", date(2020, 1, 1), date(2019, 3, 2), Basis::VersionDate);
        held("道路运输条例", date(2022, 6, 1), date(2022, 3, 29), Basis::VersionDate);
        held("道路运输条例", date(2024, 1, 1), date(2023, 7, 20), Basis::VersionDate);
        held("政府信息公开条例", date(2019, 5, 15), date(2019, 4, 3), Basis::Effective(EffectiveBasis::Head));
        held("无障碍环境建设法", date(2023, 9, 1), date(2023, 6, 28), Basis::Effective(EffectiveBasis::LastArticle));

        let known = |title: &str, day: Date, event_on: Date, held_from: Date| match as_of(office, title, day) {
            AsOf::KnownNotHeld { event, held_from: from } => {
                assert_eq!((event.on, from), (event_on, Some(held_from)), "{engine}: {title} on {day}");
            }
            other => panic!("{engine}: {title} on {day}: {other:?}"),
        };
        known("政府信息公开条例", date(2018, 7, 1), date(2007, 4, 5), date(2019, 5, 15));
        // Published, not yet in force: the old text counts, which is not held.
        known("政府信息公开条例", date(2019, 5, 14), date(2007, 4, 5), date(2019, 5, 15));
        known("立法法", date(2010, 1, 1), date(2000, 3, 15), date(2015, 3, 15));
        known("道路运输条例", date(2017, 1, 1), date(2016, 2, 6), date(2019, 3, 2));
        assert!(
            matches!(as_of(office, "立法法", date(1999, 1, 1)), AsOf::NotYet { first: Some(d) } if d == date(2000, 3, 15))
        );

        // The old text is amended, the new one in force; the rule is in force.
        read(office, |tx| {
            let rule = find_rule_by_key(tx, "立法法")?.unwrap();
            assert_eq!((rule.validity, rule.slug.as_str()), (Validity::InForce, rule.slug.as_str()));
            let (versions, events) = (list_versions(tx, rule.id)?, list_events(tx, rule.id)?);
            let on = |n: usize, day: Date| validity_on(&version_facts(&versions[n], &versions, &events, None), day);
            assert_eq!(on(0, date(2020, 1, 1)), Validity::InForce);
            assert_eq!(on(0, date(2026, 3, 2)), Validity::Amended);
            assert_eq!(on(1, date(2020, 1, 1)), Validity::NotYetEffective);
            let parts = provisions(tx, versions[1].id)?;
            let article = parts.iter().find(|p| p.label == "第三十一条").unwrap();
            assert_eq!(article.path, ["第二章 法律", "第三节 全国人民代表大会常务委员会立法程序"]);
            // What amended it stands on its page.
            let relations = list_relations(tx, &rule, 100)?;
            // Both amendments bear one title.
            assert_eq!(relations.amended_by.len(), 1, "{:?}", relations.amended_by);
            let signatures = find_rule_by_key(tx, "电子签名法")?.unwrap();
            let cited = list_relations(tx, &signatures, 100)?;
            assert!(!cited.cited_by.is_empty(), "a rule of the fixtures names it");
            Ok(())
        });

        let again = laws(office, &fixtures().join("laws"));
        assert_eq!((again.works.same, again.works.added, again.works.changed), (16, 0, 0), "{engine}");
        let entries = read(office, |tx| {
            let rule = find_rule_by_key(tx, "立法法")?.unwrap();
            kernel::journal::about(tx, &rule.id.to_string(), 10)
        });
        assert_eq!(entries.iter().map(|e| e.kind.as_str()).collect::<Vec<_>>(), ["rule-import"], "{engine}");
        office.ledger_is_good();
    });
}

const OLD: &str = "# 甲条例\n\n2010年1月5日 国务院令第1号公布\n\n2010年3月1日 施行\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 为了甲。\n\n第二条 依照《乙法》第三条、《乙法》第九条处理。\n\n第三条 违反本条例第二条的，处罚。\n";
const NEW: &str = "# 甲条例\n\n2010年1月5日 国务院令第1号公布\n\n2024年5月6日 国务院令第9号修订\n\n2024年7月1日 施行\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 为了甲。\n\n第二条 依照《乙法》第一条处理。\n\n第三条 违反本条例第二条的，处罚。\n";
const OTHER: &str = "# 中华人民共和国乙法\n\n2005年1月1日 第十届全国人民代表大会常务委员会第一次会议通过\n\n<!-- INFO END -->\n\n第一条 为了乙。\n\n第三条 本法自2005年3月1日起施行。\n";
const ENDS: &str = "# 丙条例\n\n2025年2月1日 国务院令第10号公布\n\n2026年5月1日 施行\n\n<!-- INFO END -->\n\n第一条 为了丙。\n\n第二条 本条例自2026年5月1日起施行。《甲条例》同时废止。\n";

#[test]
fn a_new_text_a_corrected_file_and_an_end() {
    on_both(|office| {
        let engine = office.engine();
        let dir = folder(&[("行政法规/甲条例(2010-01-05).md", OLD), ("经济法/乙法(2005-01-01).md", OTHER)]);
        let r = laws(office, dir.path());
        assert_eq!((r.works.added, r.missing_articles.len()), (2, 1), "{engine}");
        let missing = &r.missing_articles[0];
        assert_eq!(
            (missing.from.as_str(), missing.part.as_str(), missing.target.as_str(), missing.target_part.as_str()),
            ("甲条例", "第二条", "乙法", "第九条")
        );
        let rule = read(office, |tx| find_rule_by_key(tx, "甲条例")).unwrap();
        let links = read(office, |tx| links::list_from(tx, &rule.node()));
        let shown: Vec<_> = links
            .iter()
            .map(|l| (l.from.node.part.as_str(), l.to.key.as_str(), l.to.part.as_str(), l.from.href.clone()))
            .collect();
        let href = |part: &str| format!("/rules/{}#{part}", rule.slug);
        assert_eq!(
            shown,
            [
                ("第三条", "甲条例", "第二条", href("第三条")),
                // The article that is not there leads to the whole law.
                ("第二条", "乙法", "", href("第二条")),
                ("第二条", "乙法", "第三条", href("第二条")),
            ],
            "{engine}"
        );
        assert_eq!(read(office, |tx| list_findings(tx, rule.id)), [("第二条".into(), "乙法".into(), "第九条".into())]);

        // Somebody leans on an article; a new text comes.
        let agency = office.agency("fgw");
        let item = |part: &str| {
            let leaning = Leaning {
                node: Node::new(NodeKind::Item, format!("item-{part}")),
                title: format!("事项{part}"),
                href: "/items/x".into(),
                owner: Some(agency),
            };
            let cx = office.system();
            write(office, |tx| links::link(tx, &cx, &leaning, LinkKind::BasedOn, &Node::rule("甲条例").part(part)));
        };
        item("第一条");
        item("第二条");
        std::fs::write(dir.path().join("行政法规/甲条例(2024-05-06).md"), NEW).unwrap();
        let r = laws(office, dir.path());
        assert_eq!((r.works.changed, r.works.same, r.versions.added, r.versions.same), (1, 1, 1, 2), "{engine}: {r:?}");
        let flags = read(office, |tx| links::list_flags(tx, FlagScope::Agency(agency), None, 10));
        assert_eq!(
            flags.iter().map(|f| f.link.from.node.key.as_str()).collect::<Vec<_>>(),
            ["item-第二条"],
            "{engine}"
        );
        assert_eq!(flags[0].why, "flag-rule-amended");
        let versions = read(office, |tx| list_versions(tx, rule.id));
        assert_eq!(versions.iter().map(|v| v.n).collect::<Vec<_>>(), [1, 2], "addresses of versions stay");
        assert!(read(office, |tx| list_findings(tx, rule.id)).is_empty(), "the new text has no such reference");
        assert!(matches!(as_of(office, "甲条例", date(2024, 6, 30)), AsOf::Held { version, .. } if version.n == 1));

        // A file is corrected: the same version, other words.
        std::fs::write(dir.path().join("行政法规/甲条例(2024-05-06).md"), NEW.replace("为了甲。", "为了甲、乙。"))
            .unwrap();
        let r = laws(office, dir.path());
        assert_eq!((r.versions.changed, r.versions.added), (1, 0), "{engine}");
        let flags = read(office, |tx| links::list_flags(tx, FlagScope::Agency(agency), None, 10));
        assert!(flags.iter().any(|f| f.link.from.node.key == "item-第一条"), "{engine}: {flags:?}");

        // Another regulation ends it from a day that is still to come: the day turns it.
        std::fs::write(dir.path().join("行政法规/丙条例(2025-02-01).md"), ENDS).unwrap();
        let r = laws(office, dir.path());
        assert_eq!(r.repeals, [("甲条例".to_owned(), "丙条例".to_owned())], "{engine}");
        let shown = |office: &TestOffice, title: &str| read(office, |tx| find_rule_by_key(tx, title)).unwrap().validity;
        assert_eq!((shown(office, "甲条例"), shown(office, "丙条例")), (Validity::InForce, Validity::NotYetEffective));
        office.turn_to("2026-04-30T09:00:00");
        assert_eq!(register::turn_day(&office.office.db, &office.system()).unwrap(), 0, "{engine}: the day before");
        office.turn_to("2026-05-01T00:10:00");
        assert_eq!(register::turn_day(&office.office.db, &office.system()).unwrap(), 2, "{engine}");
        assert_eq!(register::turn_day(&office.office.db, &office.system()).unwrap(), 0, "{engine}: once");
        assert_eq!((shown(office, "甲条例"), shown(office, "丙条例")), (Validity::Repealed, Validity::InForce));
        let kinds = read(office, |tx| kernel::journal::about(tx, &rule.id.to_string(), 50));
        assert!(kinds.iter().any(|e| e.kind == "rule-validity" && e.body.contains("repealed")), "{engine}");
        let flags = read(office, |tx| links::list_flags(tx, FlagScope::Agency(agency), None, 20));
        assert_eq!(flags.iter().filter(|f| f.why == "flag-rule-repealed").count(), 2, "both items rest on it");
        let relations = read(office, |tx| list_relations(tx, &rule, 10));
        assert_eq!(relations.repealed_by.len(), 1);
        assert!(find_rule_is_there(office, &rule.slug), "its text stays");
        office.ledger_is_good();
    });
}

fn find_rule_is_there(office: &TestOffice, slug: &str) -> bool {
    read(office, |tx| find_rule(tx, slug)).is_some()
}

#[test]
fn files_that_are_no_laws() {
    on_both(|office| {
        let dir = folder(&[
            ("_index.md", "---\n---"),
            ("行政法规/notes.txt", "x"),
            ("行政法规/空(2020-01-01).md", "# 空条例\n\n<!-- INFO END -->\n"),
            ("行政法规/无题(2020-01-01).md", "第一条 甲。\n"),
            ("行政法/甲条例(2010-01-05).md", OLD),
            ("行政法规/甲条例(2010-01-05).md", &OLD.replace('。', "。 ")),
            ("诉讼法/甲条例(2010-01-05).md", &OLD.replace("处罚", "罚款")),
            (
                "行政法规/无标记(2019-02-03).md",
                "# 无标记条例\n2019年2月3日 国务院令第3号公布\n## 第一章 总则\n第一条 甲。\n",
            ),
        ]);
        std::fs::write(dir.path().join("行政法规/乱码(2020-01-01).md"), [0x23, 0x20, 0xff, 0xfe, 0x00]).unwrap();
        let r = laws(office, dir.path());
        let mut why: Vec<(&str, &str)> = r.skipped.iter().map(|s| (s.what.as_str(), s.why.message())).collect();
        why.sort_unstable();
        let mut expected = vec![
            ("_index.md", "register-skipped-index"),
            ("行政法规/notes.txt", "register-skipped-not-markdown"),
            ("行政法规/乱码(2020-01-01).md", "register-skipped-not-text"),
            ("行政法规/无题(2020-01-01).md", "register-skipped-no-title"),
            ("行政法规/空(2020-01-01).md", "register-skipped-no-text"),
            // The first by name is taken; the two others are that version once more, one of them in other words.
            ("行政法规/甲条例(2010-01-05).md", "register-skipped-same-version"),
            ("诉讼法/甲条例(2010-01-05).md", "register-skipped-other-text"),
        ];
        expected.sort_unstable();
        assert_eq!(why, expected);
        assert_eq!((r.works.added, r.read), (2, 9), "{:?}", r.skipped);
        for lang in [kernel::Lang::ZhCn, kernel::Lang::En] {
            let tr = web::Tr::new(lang);
            for s in &r.skipped {
                assert!(tr.has(s.why.message()), "{}", s.why.message());
            }
        }
    });
}

#[test]
fn policies_come_clean_and_once() {
    on_both(|office| {
        let engine = office.engine();
        let r = policies(office, &fixtures().join("policies.jsonl"));
        assert_eq!((r.read, r.works.added, r.skipped.len()), (5, 5, 0), "{engine}: {r:?}");
        let again = policies(office, &fixtures().join("policies.jsonl"));
        assert_eq!((again.works.same, again.works.added), (5, 0), "{engine}");
        assert_eq!(read(office, |tx| count_rules(tx, &Filter::default())), 5);
        // Their ledger entries say that they came without an interpretation, and why.
        let all = read(office, |tx| list_rules(tx, &Filter::default(), None, 10));
        for rule in &all {
            let entries = read(office, |tx| kernel::journal::about(tx, &rule.id.to_string(), 5));
            assert!(entries[0].kind == "rule-import" && entries[0].body.contains("interpretation"), "{engine}");
            assert!(!rule.has_interpretation);
        }

        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("more.jsonl");
        let record = |index: &str, title: &str, html: &str| {
            serde_json::json!({
                "index_number": index, "topic": "综合政务\\其他", "issuer": "国务院办公厅、某部", "written_on": "2020-02-03",
                "published_on": "2020-02-05", "title": title, "document_number": "国办发[2020]1号", "body_html": html, "source_url": ""
            })
            .to_string()
        };
        let taken = all[0].index_number.clone().unwrap();
        let lines = [
            record(&taken, "另一件文件的通知", "<p>甲。</p>"),
            "{not json".to_owned(),
            "{\"title\": \"缺字段\"}".to_owned(),
            record(
                "000014349/2020-00001",
                "国务院办公厅关于甲的通知",
                "<p onclick=x()>一、目标</p><script>alert(1)</script><p>甲。</p><p>二、任务</p><p>乙，见《中华人民共和国立法法》第七条。</p>",
            ),
            record("000014349/2020-00002", "国务院办公厅关于甲的通知", "<p>同名。</p>"),
            record("000014349/2020-00003", "国务院办公厅关于空的通知", "<script>x</script>"),
        ];
        std::fs::write(&file, lines.join("\n")).unwrap();
        let r = policies(office, &file);
        let why: Vec<(&str, &str)> = r.skipped.iter().map(|s| (s.what.as_str(), s.why.message())).collect();
        assert_eq!(
            why,
            [
                ("line 1", "register-skipped-index-taken"),
                ("line 2", "register-skipped-not-a-record"),
                ("line 3", "register-skipped-not-a-record"),
                ("line 5", "register-skipped-title-taken"),
                ("line 6", "register-skipped-no-text"),
            ],
            "{engine}"
        );
        let title = r.skipped[0].why.args().into_iter().find(|(k, _)| *k == "title").unwrap().1;
        assert_eq!(title, all[0].title, "the sentence names the other work");
        let rule = read(office, |tx| find_rule_by_key(tx, "国务院办公厅关于甲的通知")).unwrap();
        assert_eq!(
            (rule.issuer.as_str(), rule.document_number.as_deref()),
            ("国务院办公厅", Some("国办发〔2020〕1号"))
        );
        let version = read(office, |tx| list_versions(tx, rule.id)).remove(0);
        assert_eq!(version.issuers, ["国务院办公厅", "某部"]);
        assert!(!version.html.contains("script") && !version.html.contains("onclick"), "{}", version.html);
        let parts = read(office, |tx| provisions(tx, version.id));
        assert_eq!(parts.iter().map(|p| p.label.as_str()).collect::<Vec<_>>(), ["一", "二"]);
        let cites = read(office, |tx| links::list_from(tx, &rule.node()));
        assert_eq!(cites[0].to, Node::rule("立法法").part("第七条"));

        // The source puts its text right: the same work, what leans on the changed part is flagged.
        let cx = office.system();
        let leaning = Leaning {
            node: Node::new(NodeKind::Duty, "08-003"),
            title: "事项".into(),
            href: "/duties".into(),
            owner: None,
        };
        write(office, |tx| links::link(tx, &cx, &leaning, LinkKind::BasedOn, &rule.node().part("二")));
        std::fs::write(&file, lines[3].replace("乙，见", "丙，见")).unwrap();
        let r = policies(office, &file);
        assert_eq!((r.works.changed, r.works.added), (1, 0), "{engine}: {r:?}");
        assert_eq!(read(office, |tx| links::list_flags(tx, FlagScope::All, None, 10)).len(), 1, "{engine}");
        office.ledger_is_good();
    });
}
