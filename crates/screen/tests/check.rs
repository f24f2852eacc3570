//! The leak checker: what it finds, what it lets be, and that it never repeats a secret.

#![allow(clippy::unwrap_used)]

use jiff::civil::date;
use proptest::prelude::*;
use screen::{Finding, Kind, Lists, Metadata, Severity, check_html, check_metadata, check_text, stops};
use std::path::PathBuf;

fn lists() -> Lists {
    Lists::built_in()
}

fn found(text: &str) -> Vec<(Kind, String)> {
    check_text(text, &lists()).into_iter().map(|f| (f.kind, f.what)).collect()
}

fn kinds(text: &str) -> Vec<Kind> {
    found(text).into_iter().map(|f| f.0).collect()
}

/// A made number of a made person.
fn id() -> String {
    let region = codes::RegionCode::parse("130102").unwrap();
    codes::ResidentId::make(&region, date(1990, 5, 17), 37).unwrap().to_string()
}

#[test]
fn identity_numbers_are_found_however_they_are_written() {
    let id = id();
    let wide: String = id
        .chars()
        .map(|c| if c == 'X' { 'Ｘ' } else { char::from_u32('０' as u32 + c as u32 - '0' as u32).unwrap() })
        .collect();
    let spaced = format!("{} {} {}", &id[..6], &id[6..14], &id[14..]);
    let dotted: Vec<String> = id.chars().map(|c| c.to_string()).collect();
    let hidden = format!("{}\u{200b}{}", &id[..9], &id[9..]);
    let masked = format!("**************{}", &id[14..]);
    for written in [
        id.clone(),
        wide,
        spaced,
        dotted.join(" "),
        hidden,
        format!("（{id}）"),
        format!("身份证号:{id}。"),
        id.replace('X', "x"),
    ] {
        assert_eq!(found(&format!("王五，{written}，男")), [(Kind::ResidentId, masked.clone())], "{written}");
    }
    assert_eq!(kinds("11010519491231002X 和 440524188001010014"), [Kind::ResidentId], "nobody alive was born in 1880");
    // The context makes a number with a wrong digit one, too.
    assert_eq!(kinds("身份证号码：110105194912310021"), [Kind::ResidentId]);
    for harmless in [
        "110105194912310021",                  // wrong check character
        "统一社会信用代码 123301011990051715", // an organisation's
        "11010519491331002X",                  // month 13
        "坐标 15172.500 103655.000 13704.935",
        "A11010519491231002X",
        "11010519491231002X9",
        "项目编号2019-110105-19-49-123100-2",
        "2018年12月30日至2019年1月1日",
        "**************0014",
    ] {
        assert_eq!(kinds(harmless), [], "{harmless}");
    }
    assert_eq!(kinds("11010519900517****"), [Kind::ResidentId], "the date of birth shows");
}

#[test]
fn phones_and_cards() {
    for (text, what) in [
        ("13812345678", "138****5678"),
        ("请拨138 1234 5678。", "138****5678"),
        ("+86-138-1234-5678", "138****5678"),
        ("008613812345678", "138****5678"),
        ("电话１３８１２３４５６７８", "138****5678"),
        ("手机:19912345678,", "199****5678"),
    ] {
        assert_eq!(found(text), [(Kind::Phone, what.to_owned())], "{text}");
    }
    for harmless in [
        "12812345678",
        "13812345678元",
        "￥13812345678",
        "13812345678.50",
        "138123456789",
        "0990-6221234",
        "12345",
        "138****5678",
        "13800000000",
    ] {
        assert_eq!(kinds(harmless), [], "{harmless}");
    }
    let one = &check_text("咨询电话：13812345678", &lists())[0];
    assert_eq!(one.severity, Severity::Warns, "an office may publish its own");
    assert!(stops(&check_text("李四 13812345678", &lists())));
    let known = Lists { public_numbers: vec!["138-1234-5678".into()], ..lists() };
    assert_eq!(check_text("李四 13812345678", &known), []);
    for card in ["6222020200112233444", "6222 0202 0011 2233 444", "4111111111111111", "4111-1111-1111-1111"] {
        let digits: String = card.chars().filter(char::is_ascii_digit).collect();
        let valid = complete(&digits[..digits.len() - 1]);
        assert_eq!(kinds(&format!("卡号{valid}户名张三")), [Kind::BankCard], "{valid}");
    }
    for harmless in ["1234567890123456", "6222020200112233440000", "5105105105105101"] {
        assert!(!kinds(harmless).contains(&Kind::BankCard), "{harmless}");
    }
}

/// Completes digits by their Luhn check.
fn complete(body: &str) -> String {
    (0..10)
        .map(|d| format!("{body}{d}"))
        .find(|n| {
            let sum: u32 = n
                .bytes()
                .rev()
                .enumerate()
                .map(|(i, b)| {
                    let d = u32::from(b - b'0');
                    if i % 2 == 0 { d } else { (d * 2) / 10 + (d * 2) % 10 }
                })
                .sum();
            sum.is_multiple_of(10)
        })
        .unwrap()
}

#[test]
fn document_numbers_as_the_standard_writes_them() {
    for (text, right) in [
        ("根据国办发[2019]54号文件", "国办发〔2019〕54号"),
        ("新政发（2020）3号", "新政发〔2020〕3号"),
        ("克政办发【2021】12号", "政办发〔2021〕12号"),
        ("国发〔2019〕第5号", "国发〔2019〕5号"),
        ("国发〔2019〕05号", "国发〔2019〕5号"),
        ("国发〔２０１９〕５号", "国发〔2019〕5号"),
        ("国发〔2019]5号", "国发〔2019〕5号"),
    ] {
        let all = check_text(text, &lists());
        assert_eq!(all.len(), 1, "{text}");
        assert!(all[0].kind == Kind::DocumentNumber && all[0].right.ends_with(right), "{text}: {}", all[0].right);
    }
    for harmless in ["国办发〔2019〕54号", "（2019）京01民终3号", "2019年第3号公告", "（2019年修订）", "见图[2019]"]
    {
        assert_eq!(kinds(harmless), [], "{harmless}");
    }
}

#[test]
fn words_from_the_lists() {
    for (text, kind, right) in [
        ("截止目前，共办结", Kind::MistakenTerm, "截至目前"),
        ("全面布署工作", Kind::MistakenTerm, "部署"),
        ("机密★5年", Kind::ForbiddenWord, "涉密文件不得公开"),
        ("与港澳台等国家往来", Kind::ForbiddenWord, "港澳台地区"),
        ("副市长沈砚清主持会议", Kind::LeaderTitle, "沈砚清：市长"),
        ("沈砚清副市长主持会议", Kind::LeaderTitle, "沈砚清：市长"),
        ("市委书记沈砚清主持", Kind::LeaderTitle, "沈砚清：市长"),
        ("市长沈研清主持会议", Kind::LeaderName, "沈砚清"),
        ("市长沈砚请出席", Kind::LeaderName, "沈砚清"),
        ("市长古丽米热·艾合买提", Kind::LeaderTitle, "古丽米热·艾合买提：副市长"),
    ] {
        let all = check_text(text, &lists());
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        assert_eq!((all[0].kind, all[0].right.as_str()), (kind, right), "{text}");
    }
    for harmless in [
        "市委副书记、市长沈砚清主持会议",
        "沈砚清市长",
        "沈砚清（市长）",
        "市长沈砚清、副市长古丽米热·艾合买提出席",
        "沈砚清同志",
        "局长韩雨棠",
        "常务副市长陆兆霖",
        "既使用又管理",
        "该股份内部转让",
        "回回救人",
        "残废军人证",
        "省份内的企业",
    ] {
        assert_eq!(kinds(harmless), [], "{harmless}");
    }
    let whole = Lists::parse("[[forbidden]]\nword = \"AB\"\nwhole = true").unwrap();
    assert_eq!(check_text("ABC xAB A-B", &whole).len(), 0);
    assert_eq!(check_text("用 AB 型", &whole).len(), 1);
}

#[test]
fn pages_are_checked_for_links_pictures_tables_headings() {
    let page = "<h2>甲</h2><h4>乙</h4><p><a href=\"/items/x\">在</a><a href=\"/gone\">不在</a><a href=\"https://a.gov.cn/\">外</a><a href=\"/items/x\"></a><a href=\"#甲\">内</a><a href=\"mailto:a@b.cn\">信</a></p><img src=\"/files/a.png\" alt=\"\"><img src=\"/files/b.png\" alt=\"王五 13812345678\"><table><tbody><tr><td>1</td><td>2</td></tr></tbody></table><p><a href=\"/x?phone=13812345678\">x</a></p>";
    let all = check_html(page, &lists(), &|path| path.starts_with("/items/") || path.starts_with("/x"));
    let kinds: Vec<(Kind, &str)> = all.iter().map(|f| (f.kind, f.what.as_str())).collect();
    assert_eq!(
        kinds,
        [
            // The text alternative is part of the text.
            (Kind::Phone, "138****5678"),
            (Kind::HeadingJump, "乙"),
            (Kind::DeadLink, "/gone"),
            (Kind::ExternalLink, "https://a.gov.cn/"),
            (Kind::EmptyLink, "/items/x"),
            (Kind::ImageWithoutAlt, "/files/a.png"),
            (Kind::TableWithoutHeader, "12"),
            (Kind::Phone, "138****5678"),
        ]
    );
    assert_eq!(check_html(&"<div>".repeat(100_000), &lists(), &|_| true)[0].kind, Kind::Unreadable);
}

#[test]
fn a_text_that_contradicts_its_record_says_so() {
    let record = Metadata {
        title: "关于加强消费帮扶工作的指导意见".into(),
        document_number: "国办发〔2018〕129号".into(),
        issuer: "国务院办公厅".into(),
        written_on: Some(date(2018, 12, 30)),
    };
    let right = "国办发〔2018〕129号\n各省：\n正文。\n国务院办公厅\n2018年12月30日\n（此件公开发布）";
    assert_eq!(check_metadata(right, &record), []);
    for (text, field, said) in [
        (right.replace("129", "128"), "document-number", "国办发〔2018〕128号"),
        (right.replace("12月30日", "12月3日"), "written-on", "2018年12月3日"),
        (right.replace("国务院办公厅\n", "财政部\n"), "issuer", "财政部"),
        (format!("关于加强消费扶贫工作的指导意见\n{right}"), "title", "关于加强消费扶贫工作的指导意见"),
        (right.replace("2018年12月30日", "二〇一八年十二月二十日"), "written-on", "2018年12月20日"),
    ] {
        let all = check_metadata(&text, &record);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        assert_eq!((all[0].place.cell.as_str(), all[0].what.as_str(), all[0].severity), (field, said, Severity::Stops));
    }
    assert_eq!(check_metadata("没有署名的文字", &record), []);
}

#[derive(serde::Deserialize)]
struct Policy {
    title: String,
    document_number: String,
    issuer: String,
    written_on: jiff::civil::Date,
    body_html: String,
}

#[test]
fn real_documents_are_nearly_quiet() {
    let data = std::env::var("MINGTING_DATA").unwrap_or_else(|_| "../shared/data".into());
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(data)
        .join("policies/state-council-policies.jsonl");
    let Ok(text) = std::fs::read_to_string(file) else {
        eprintln!("skipped: the folder of real documents is not there");
        return;
    };
    let mut all: Vec<(String, Finding)> = Vec::new();
    for line in text.lines() {
        let policy: Policy = serde_json::from_str(line).unwrap();
        let clean = screen::html::clean(&policy.body_html);
        let record = Metadata {
            title: policy.title.clone(),
            document_number: policy.document_number.clone(),
            issuer: policy.issuer.clone(),
            written_on: Some(policy.written_on),
        };
        all.extend(check_html(&clean.html, &lists(), &|_| true).into_iter().map(|f| (policy.title.clone(), f)));
        all.extend(check_metadata(&clean.text, &record).into_iter().map(|f| (policy.title.clone(), f)));
    }
    for (title, f) in &all {
        eprintln!(
            "{title}: {} {} → {} ({} {:?}) {}",
            f.kind, f.what, f.right, f.place.cell, f.place.offset, f.place.excerpt
        );
    }
    assert!(all.iter().all(|(_, f)| !matches!(f.kind, Kind::ResidentId | Kind::BankCard | Kind::Phone)));
    // One document really carries another date than its record, by ten days.
    let conflicts: Vec<&str> =
        all.iter().filter(|(_, f)| f.kind == Kind::MetadataConflict).map(|(_, f)| f.what.as_str()).collect();
    assert_eq!(conflicts, ["2004年4月27日"]);
    assert_eq!(all.len(), 1, "{all:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_secret_never_stands_in_a_finding(
        before in "[一二三a-c，。 ]{0,20}", between in "[一二 ，截止目前]{1,12}", gap in "( |-|　|){1}",
        day in 0i64..20000, sequence in 1u16..999, tail in 10_000_000u32..99_999_999,
    ) {
        let region = codes::RegionCode::parse("130102").unwrap();
        let birth = date(1950, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let id = codes::ResidentId::make(&region, birth, sequence).unwrap().to_string();
        let card = complete(&format!("6222020{tail}000"));
        let phone = format!("139{tail}");
        let written = format!("{}{gap}{}{gap}{}", &id[..6], &id[6..14], &id[14..]);
        let text = format!("{before}：{written}；{between}国发[2019]5号，{card}；{phone}。");
        let all = check_text(&text, &lists());
        let count = |kind| all.iter().filter(|f| f.kind == kind).count();
        prop_assert_eq!((count(Kind::ResidentId), count(Kind::BankCard)), (1, 1), "{} {:?}", text, all);
        let everything = serde_json::to_string(&all).unwrap();
        let closed = everything.replace([' ', '-', '\u{3000}'], "");
        for secret in [&id[6..14], &card[4..14], &phone[3..10]] {
            prop_assert!(!everything.contains(secret) && !closed.contains(secret), "{} in {}", secret, everything);
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,120}") {
        for finding in check_text(&text, &lists()) {
            prop_assert!(finding.place.offset.unwrap() <= text.chars().count());
        }
    }
}

#[test]
fn every_word_has_its_sentence() {
    use screen::{
        file::{Reason, Removed},
        html::Note,
    };
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../lang");
    for lang in ["zh-CN", "en"] {
        let text = std::fs::read_to_string(root.join(lang).join("screen.ftl")).unwrap();
        let keys: Vec<String> = [
            Kind::ALL
                .iter()
                .flat_map(|k| [format!("screen-kind-{k}"), format!("screen-finding-{k}")])
                .collect::<Vec<_>>(),
            Severity::ALL.iter().map(|s| format!("screen-severity-{s}")).collect(),
            Reason::ALL.iter().map(|r| format!("screen-reason-{r}")).collect(),
            Removed::ALL.iter().map(|r| format!("screen-removed-{r}")).collect(),
            Note::ALL.iter().map(|n| format!("screen-note-{n}")).collect(),
        ]
        .concat();
        for key in keys {
            assert!(text.lines().any(|l| l.starts_with(&format!("{key} ="))), "{lang}: {key}");
        }
    }
}
