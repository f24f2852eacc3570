//! Real versions of real laws, and the algebra of a comparison.

use super::words::says_same;
use super::*;
use proptest::prelude::*;

fn articles(text: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let body = text.split("<!-- INFO END -->").nth(1).unwrap_or(text);
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
        match line.split_once(char::is_whitespace) {
            Some((number, rest)) if number.starts_with('第') && number.ends_with('条') => {
                out.push((number.into(), rest.into()));
            }
            _ if line.starts_with('#') => out.push((String::new(), line.trim_start_matches(['#', ' ']).into())),
            _ => {
                if let Some((_, text)) = out.last_mut() {
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    out
}

fn pieces(articles: &[(String, String)]) -> Vec<Piece<'_>> {
    let kind = |n: &str| if n.is_empty() { PieceKind::Heading } else { PieceKind::Article };
    articles.iter().map(|(number, text)| Piece { kind: kind(number), number, text }).collect()
}

fn law(path: &str) -> Vec<(String, String)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/laws/");
    articles(&std::fs::read_to_string(format!("{root}{path}")).unwrap())
}

fn side(spans: &[Span], skip: Mark) -> String {
    spans.iter().filter(|s| s.mark != skip).map(|s| s.text.as_str()).collect()
}

fn fate<'c>(c: &'c Comparison, to: &str) -> &'c Compared {
    c.rows.iter().find(|r| r.to_number == to).unwrap()
}

fn shown(spans: &[Span]) -> String {
    let one = |s: &Span| match s.mark {
        Mark::Same => s.text.clone(),
        Mark::Removed => format!("[-{}-]", s.text),
        Mark::Added => format!("[+{}+]", s.text),
    };
    spans.iter().map(one).collect()
}

#[test]
fn changes_read_as_an_editor_would_mark_them() {
    for (from, to, want) in [
        ("处三万元以下罚款", "处五万元以下罚款", "处[-三-][+五+]万元以下罚款"),
        ("自2004年7月1日起施行", "自2019年7月1日起施行", "自[-2004-][+2019+]年7月1日起施行"),
        ("应当备案", "应当依法备案", "应当[+依法+]备案"),
        ("甲、乙、丙", "甲、丙", "甲、[-乙、-]丙"),
        ("同样的话", "同样的话", "同样的话"),
        ("(一)总 则:3 日", "（一）总则：3日", "（一）总则：3日"),
        ("(一)三日,", "（一）五日，", "（一）[-三-][+五+]日，"),
        ("第 3 条 abc", "第3条 abd", "第3条 [-abc-][+abd+]"),
        ("", "新的", "[+新的+]"),
        (
            "国务院交通主管部门主管全国工作",
            "县级以上地方人民政府应当加强领导",
            "[-国务院交通主管部门主管全国工作-][+县级以上地方人民政府应当加强领导+]",
        ),
    ] {
        assert_eq!(shown(&spans(from, to)), want);
    }
}

#[test]
fn an_inserted_article_renumbers_those_after_it_and_changes_none() {
    let old =
        articles("第一条 为了规范管理。\n第二条 本办法适用于本市。\n第三条 市局负责。\n第四条 自公布之日起施行。");
    let new = articles(
        "第一条 为了规范管理。\n第二条 市局应当每年公布目录和收费标准。\n第三条 本办法适用于本市。\n第四条 市局和区局负责。\n第五条 自公布之日起施行。",
    );
    let c = compare(&pieces(&old), &pieces(&new));
    let fates: Vec<_> = c.rows.iter().map(|r| (r.to_number.as_str(), r.fate)).collect();
    use Fate::*;
    let want =
        [("第一条", Unchanged), ("第二条", Added), ("第三条", Renumbered), ("第四条", Changed), ("第五条", Renumbered)];
    assert_eq!(fates, want);
    assert_eq!(shown(&c.rows[3].spans), "市局[+和区局+]负责。");
    assert_eq!(c.touched(), ["第二条", "第三条", "第四条"]);
}

#[test]
fn an_article_that_wandered_is_recognised() {
    let old = articles("第一条 甲部门负责登记和公布工作。\n第二条 乙部门负责监督检查和考核。\n第三条 丙。");
    let new = articles("第一条 乙部门负责监督检查和考核。\n第二条 丙。\n第三条 甲部门负责登记和公布工作。");
    let c = compare(&pieces(&old), &pieces(&new));
    assert!(c.rows.iter().all(|r| r.fate == Fate::Renumbered), "{c:?}");
}

#[test]
fn the_legislation_law_of_2015_and_2023() {
    let (old, new) = (law("宪法相关法/立法法(2015-03-15).md"), law("宪法相关法/立法法(2023-03-13).md"));
    let c = compare(&pieces(&old), &pieces(&new));
    let s = c.summary();
    // 105 articles became 120.
    assert_eq!(s.unchanged + s.changed + s.removed + s.renumbered, 105, "{s:?}");
    assert_eq!(s.unchanged + s.changed + s.added + s.renumbered, 120, "{s:?}");
    assert_eq!(s, Summary { unchanged: 2, changed: 41, added: 16, removed: 1, renumbered: 61 });
    // Article 82 on rules of local governments became article 93.
    let row = fate(&c, "第九十三条");
    assert_eq!((row.fate, row.from_number.as_str()), (Fate::Changed, "第八十二条"));
    assert_eq!(
        (fate(&c, "第一百二十条").fate, fate(&c, "第一百二十条").from_number.as_str()),
        (Fate::Renumbered, "第一百零五条")
    );
    assert_eq!(fate(&c, "第八条").fate, Fate::Added);
    let row = fate(&c, "第六条");
    assert_eq!((row.fate, row.from_number.as_str()), (Fate::Changed, "第五条"));
    assert!(shown(&row.spans).starts_with("立法应当[+坚持和发展全过程人民民主，"), "{}", shown(&row.spans));
}

#[test]
fn the_three_versions_of_the_road_transport_regulation() {
    let of = |day: &str| law(&format!("行政法规/道路运输条例({day}).md"));
    let (first, second, third) = (of("2019-03-02"), of("2022-03-29"), of("2023-07-20"));
    let c = compare(&pieces(&first), &pieces(&second));
    assert_eq!(c.summary().added + c.summary().removed, 0, "{:?}", c.summary());
    assert!(c.summary().changed > 0 && !c.is_same());
    let c = compare(&pieces(&second), &pieces(&third));
    assert!(c.summary().changed > 0);
    assert!(compare(&pieces(&third), &pieces(&third)).is_same());
}

proptest! {
    #[test]
    fn both_texts_can_be_read_back(a in "[甲乙丙丁，。0-9a \n]{0,60}", b in "[甲乙丙丁，。0-9a \n]{0,60}") {
        let s = spans(&a, &b);
        prop_assert_eq!(side(&s, Mark::Removed), b);
        prop_assert!(says_same(&side(&s, Mark::Added), &a));
    }

    #[test]
    fn every_piece_stands_exactly_once(a in prop::collection::vec("[甲乙丙丁]{0,6}", 0..12), b in prop::collection::vec("[甲乙丙丁]{0,6}", 0..12)) {
        fn own(t: &[String]) -> Vec<Piece<'_>> {
            t.iter().map(|text| Piece { kind: PieceKind::Article, number: "", text }).collect()
        }
        let c = compare(&own(&a), &own(&b));
        let mut from: Vec<_> = c.rows.iter().filter_map(|r| r.from).collect();
        let to: Vec<_> = c.rows.iter().filter_map(|r| r.to).collect();
        from.sort_unstable();
        prop_assert_eq!(from, (0..a.len()).collect::<Vec<_>>());
        prop_assert_eq!(to, (0..b.len()).collect::<Vec<_>>(), "in the order of the later text");
    }
}
