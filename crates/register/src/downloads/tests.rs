//! Every file from real laws: well-formed, valid, complete, the same twice.

use super::*;
use jiff::civil::date;
use serde_json::json;
use std::io::Read;
use std::process::Command;

fn part(kind: PartKind, label: &str, heading: &str, text: &str) -> Part {
    Part { kind, label: label.into(), heading: heading.into(), text: text.into() }
}

/// A text from a file of the fixtures, cut as simply as the tests need it.
fn law(path: &str) -> Text {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/laws/");
    let file = std::fs::read_to_string(format!("{root}{path}")).unwrap();
    let (head, body) = file.split_once("<!-- INFO END -->").unwrap();
    let mut parts: Vec<Part> = Vec::new();
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if let Some(heading) = line.strip_prefix("## ").or(line.strip_prefix("### ")) {
            let (label, words) = heading.split_once(char::is_whitespace).unwrap_or((heading, ""));
            let kind = if label.ends_with('节') { PartKind::Section } else { PartKind::Chapter };
            parts.push(part(kind, label, words.trim(), ""));
            continue;
        }
        match line.split_once(char::is_whitespace) {
            Some((label, rest)) if label.starts_with('第') && label.ends_with('条') => {
                parts.push(part(PartKind::Article, label, "", rest));
            }
            _ => match parts.last_mut().filter(|p| p.kind == PartKind::Article) {
                Some(last) => last.text.push_str(&format!("\n{line}")),
                None => parts.push(part(PartKind::Preamble, "", "", line)),
            },
        }
    }
    let title = head.lines().next().unwrap().trim_start_matches("# ").to_owned();
    text(&title, parts)
}

fn text(title: &str, parts: Vec<Part>) -> Text {
    let happened = |on, deed, word: &str, told: &str, by: &str| Happening {
        on,
        deed,
        word: word.into(),
        text: told.into(),
        by_rule: by.into(),
    };
    Text {
        slug: "r-000123".into(),
        n: 2,
        kind: "law".into(),
        region: String::new(),
        title: title.into(),
        issuer: "全国人民代表大会".into(),
        number: Some("主席令第三号".into()),
        made_on: Some(date(2000, 3, 15)),
        dated_on: Some(date(2023, 3, 13)),
        effective_on: None,
        topics: vec!["宪法相关法".into()],
        attributes: vec![("索引号".into(), String::new()), ("发文机关".into(), "全国人民代表大会".into())],
        validity: "in-force".into(),
        validity_said: "有效 | <自2000年7月1日起>".into(),
        notes: vec!["施行日期不明，以文本日期为准。".into()],
        events: vec![
            happened(date(2000, 3, 15), Deed::Made, "adopted", "2000年3月15日通过", ""),
            happened(date(2000, 7, 1), Deed::Other, "effective", "施行", ""),
            happened(
                date(2015, 3, 15),
                Deed::Changed,
                "amended",
                "第一次修正",
                "关于修改《中华人民共和国立法法》的决定",
            ),
        ],
        acts: vec![Act { deed: Deed::Ended, title: "某某办法".into(), part: String::new() }],
        parts,
        web: Vec::new(),
        address: "http://localhost/rules/r-000123/versions/2".into(),
        labels: Labels { events: "题注".into(), address: "固定网址".into(), validity: "有效性".into() },
        register: "测试市规则库".into(),
    }
}

fn samples() -> Vec<Text> {
    let mut all: Vec<Text> = [
        "宪法相关法/立法法(2023-03-13).md",
        "行政法规/道路运输条例(2019-03-02).md",
        "行政法规/政府信息公开条例(2019-04-03).md",
        "行政法规/全国年节及纪念日放假办法(2024-11-10).md",
        "行政法/行政许可法(2019-04-23).md",
    ]
    .map(law)
    .into();
    let annexed = vec![
        part(PartKind::Preamble, "", "", "序言的话 & <标记>。\n第二段\u{b}。"),
        part(PartKind::Book, "第一编", "总则", ""),
        part(PartKind::Chapter, "第一章", "空章", ""),
        part(PartKind::Chapter, "第二章", "有节", ""),
        part(PartKind::Section, "第一节", "一般规定", ""),
        part(
            PartKind::Article,
            "第一条",
            "",
            "有下列情形之一的：\n（一）甲；\n（二）乙。\n前款规定不适用的，从其规定。",
        ),
        part(PartKind::Article, "第一条之一", "", "（一）没有引语的项。"),
        part(PartKind::Book, "第二编", "分则", ""),
        part(PartKind::Article, "第二条", "", ""),
        part(PartKind::Annex, "附件一", "收费标准", "第一行\n第二行"),
        part(PartKind::Annex, "附件二", "", ""),
    ];
    all.push(text("有编有附件的办法", annexed));
    let notice = (1..4).map(|n| part(PartKind::Paragraph, "", "", &format!("各部门：\n第{n}段。"))).collect();
    all.push(Text {
        region: "650000".into(),
        kind: "normative-document".into(),
        made_on: None,
        dated_on: None,
        ..text("没有条的通知", notice)
    });
    all.push(Text {
        events: Vec::new(),
        acts: Vec::new(),
        topics: Vec::new(),
        number: None,
        ..text("空文", Vec::new())
    });
    all
}

#[test]
fn akoma_ntoso_is_valid_against_the_public_schema() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/schemas/akomantoso/akomantoso30.xsd");
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: xmllint is not installed");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (n, sample) in samples().iter().enumerate() {
        let path = dir.path().join(format!("{n}.xml"));
        std::fs::write(&path, akn::akoma_ntoso(sample)).unwrap();
        files.push(path);
    }
    let judged =
        Command::new("xmllint").args(["--noout", "--nonet", "--schema", schema]).args(&files).output().unwrap();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
    // The judge can say no.
    let bad = dir.path().join("bad.xml");
    std::fs::write(
        &bad,
        akn::akoma_ntoso(&samples()[0]).replacen("<article ", "<artikel ", 1).replacen("</article>", "</artikel>", 1),
    )
    .unwrap();
    assert!(
        !Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema", schema])
            .arg(&bad)
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn akoma_ntoso_addresses_every_article_once() {
    let law = law("宪法相关法/立法法(2023-03-13).md");
    let xml = akn::akoma_ntoso(&law);
    for n in 1..=120 {
        assert_eq!(xml.matches(&format!(r#"<article eId="art_{n}">"#)).count(), 1, "{n}");
    }
    assert!(xml.contains(r#"<section eId="chp_2__sec_1"><num>第一节</num><heading>立法权限</heading>"#));
    assert!(xml.contains(r#"eId="art_11__para_1__list_1__point_1"><num>（一）</num>"#));
    assert!(xml.contains("/akn/cn/act/law/2000-03-15/r-000123/zho@2023-03-13"));
    assert!(
        xml.contains(r##"date="2015-03-15" source="#by_2" type="amendment""##)
            && xml.contains("<passiveModifications>")
    );
}

#[test]
fn word_documents_hold_the_text_with_real_headings() {
    for sample in samples() {
        let bytes = docx::docx(&sample).unwrap();
        assert_eq!(bytes, docx::docx(&sample).unwrap(), "the same twice");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> =
            (0..zip.len()).map(|n| zip.by_index(n).unwrap().name().unwrap().into_owned()).collect();
        let mut document = String::new();
        for name in names {
            let mut xml = String::new();
            zip.by_name(&name).unwrap().read_to_string(&mut xml).unwrap();
            let mut reader = quick_xml::Reader::from_str(&xml);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => panic!("{name}: {error}"),
                }
            }
            if name == "word/document.xml" {
                document = xml;
            }
        }
        let headings = sample.parts.iter().filter(|p| p.kind.depth().is_some()).count();
        assert_eq!(document.matches(r#"w:val="Heading"#).count(), headings, "{}", sample.title);
        for p in &sample.parts {
            for line in p.lines() {
                assert!(document.contains(&xml_text(line)), "{}: {line}", sample.title);
            }
        }
        assert!(!document.contains("<标记>") && !document.contains('\u{b}'));
    }
}

#[test]
fn markdown_and_json_hold_the_text() {
    for sample in samples() {
        let (md, json) = (markdown::markdown(&sample), json::json(&sample));
        assert!(md.starts_with(&format!("# {}\n", sample.title)));
        assert_eq!(json["parts"].as_array().unwrap().len(), sample.parts.len());
        for p in sample.parts.iter().filter(|p| p.kind == PartKind::Article) {
            assert!(md.contains(&format!("**{}**", p.label)), "{}", p.label);
        }
    }
    let md = markdown::markdown(&samples()[5]);
    assert!(md.contains(r"序言的话 & \<标记\>。") && md.contains(r"有效 \| \<自2000年7月1日起\>"), "{md}");
}

#[test]
fn the_pdf_is_dated_by_the_text() {
    let data = pdf::data(&samples()[0], date(2026, 1, 1));
    assert_eq!(data["head"]["date"], "2023-03-13");
    assert_eq!(data["parts"][1]["lines"][0].as_str().map(|l| l.starts_with("为了规范立法活动")), Some(true));
}

/// A notice from the web with a price list.
fn notice() -> Text {
    let html = "<p>各科室：</p><p>第一条　按下表收费：</p><table><caption>收费标准</caption><thead><tr><th scope=\"col\" rowspan=\"2\">科室</th><th scope=\"colgroup\" colspan=\"2\">每次（元）</th></tr><tr><th scope=\"col\">成人|老人</th><th scope=\"col\">儿童</th></tr></thead><tbody><tr><td rowspan=\"2\">内科</td><td>10</td><td>5</td></tr><tr><td colspan=\"2\"><p>免</p><p>&lt;凭证&gt;</p></td></tr></tbody></table><h3>说明</h3><ol><li>现金</li><li>刷卡</li></ol><p>第一条第二款从其规定。</p>";
    let parts =
        vec![part(PartKind::Preamble, "", "", "各科室："), part(PartKind::Article, "第一条", "", "按下表收费：")];
    Text { web: screen::html::outline(html), ..text("关于收费的通知", parts) }
}

#[test]
fn tables_stay_tables_in_word() {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(docx::docx(&notice()).unwrap())).unwrap();
    let mut document = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut document).unwrap();
    // The attributes are the first table.
    let table = document.split("<w:tbl>").nth(2).unwrap();
    assert_eq!((table.matches("<w:tr>").count(), table.matches("<w:tblHeader/>").count()), (4, 2));
    assert_eq!(table.matches("<w:gridCol").count(), 3);
    assert_eq!((table.matches(r#"<w:vMerge w:val="restart"/>"#).count(), table.matches("<w:vMerge/>").count()), (2, 2));
    assert_eq!(table.matches(r#"<w:gridSpan w:val="2"/>"#).count(), 2);
    for words in ["内科", "&lt;凭证&gt;", "成人|老人"] {
        assert!(table.contains(words), "{words}");
    }
    assert!(document.contains(r#"<w:rStyle w:val="Strong"/></w:rPr><w:t xml:space="preserve">第一条　</w:t>"#));
    assert!(
        document.contains("第一条第二款从其规定。") && document.contains("2. 刷卡") && document.contains("收费标准")
    );
}

#[test]
fn tables_stay_tables_in_markdown() {
    let md = markdown::markdown(&notice());
    let lines = "**收费标准**\n\n| 科室 | 每次（元） | 每次（元） |\n| --- | --- | --- |\n| 科室 | 成人\\|老人 | 儿童 |\n| 内科 | 10 | 5 |\n| 内科 | 免<br>\\<凭证\\> | 免<br>\\<凭证\\> |\n\n### 说明\n\n1. 现金\n\n2. 刷卡\n";
    assert!(md.contains(lines), "{md}");
    assert!(md.contains("**第一条**　按下表收费："));
}

#[test]
fn tables_stay_tables_in_the_data_of_the_pdf() {
    let data = pdf::data(&notice(), date(2026, 1, 1));
    let parts = data["parts"].as_array().unwrap();
    assert_eq!((parts[1]["label"].as_str(), parts[1]["lines"][0].as_str()), (Some("第一条"), Some("按下表收费：")));
    let table = &parts[2]["table"];
    assert_eq!((table["columns"].as_u64(), table["head"].as_u64()), (Some(3), Some(2)));
    assert_eq!(table["cells"].as_array().map(Vec::len), Some(8));
    assert_eq!(parts[3], json!({ "level": 2, "heading": "说明" }));
}
