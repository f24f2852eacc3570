//! What people write is text: it is printed as it stands, whatever it looks like.
#![allow(clippy::unwrap_used)]

use std::{io::Write, process::Command};

use documents::typeset;
use serde_json::{Value, json};

fn decision(name: &str, reason: &str) -> Value {
    json!({
        "head": {"agency": "河畔县行政审批服务局", "date": "2026-12-04", "addressee": name, "item": "食品经营许可", "case_number": "HP-1",
                 "seal": {"name": "河畔县行政审批服务局"}, "qr_text": "https://hall.example/v/1"},
        "applied_on": "2026-11-20", "accepted_on": "2026-11-23",
        "reasons": [reason], "basis": [], "remedies": {}
    })
}

fn text_of(pdf: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let Ok(out) = Command::new("pdftotext").arg(file.path()).arg("-").output() else {
        eprintln!("skipped: pdftotext (poppler-utils) is not installed");
        return None;
    };
    Some(String::from_utf8(out.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect())
}

#[test]
fn markup_is_printed_and_never_evaluated() {
    let hostile = [
        "a -- b --- c ... \"q\" 'q'",
        "#set page(width: 1cm)",
        "#panic(1)",
        "*粗*_斜_",
        "$x^2$",
        "<script>alert(1)</script>",
        "`raw`",
        "= 标题",
        "\\u{41}",
        "@ref",
        "[a](b)",
        "// 注释",
        "/* x */",
        "#import \"/etc/passwd\"",
        "#read(\"/etc/passwd\")",
        "https://a.example/#x",
        "~ /",
    ];
    let all = hostile.join("；");
    let pdf = typeset("denial", &decision("#panic()", &all)).unwrap();
    assert_eq!(pdf.warnings, Vec::<String>::new());
    if let Some(text) = text_of(&pdf.bytes) {
        for part in hostile {
            let part: String = part.split_whitespace().collect();
            assert!(text.contains(&part), "{part} is not in:\n{text}");
        }
        assert!(text.contains("#panic()："));
    }
}

#[test]
fn a_name_of_five_thousand_characters_is_printed_whole() {
    let name = "长".repeat(5_000);
    let pdf = typeset("denial", &decision(&name, "理由")).unwrap();
    if let Some(text) = text_of(&pdf.bytes) {
        assert_eq!(text.matches('长').count(), 5_000);
    }
    let mut data = decision("张三", &"A".repeat(5_000));
    data["head"]["agency"] = name.into();
    let pdf = typeset("denial", &data).unwrap();
    assert!(pdf.pages > 3);
}

#[test]
fn long_addresses_break_and_copy_cleanly() {
    let url = format!("https://hall.example/{}", "abcd/1234-".repeat(29));
    let data = decision("张三", &[url.as_str(); 12].join("，"));
    let pdf = typeset("denial", &data).unwrap();
    let few = typeset("denial", &decision("张三", &url)).unwrap();
    assert!(pdf.warnings.is_empty() && few.warnings.is_empty());
    if let Some(text) = text_of(&few.bytes) {
        // At the end of a line the reader of the file drops a hyphen, so compare without.
        assert!(text.replace('-', "").contains(&url.replace('-', "")), "{text}");
    }
}

#[test]
fn a_character_without_font_is_reported_and_marked() {
    let pdf = typeset("denial", &decision("王𰻝", "理由")).unwrap();
    assert!(pdf.warnings.iter().any(|w| w.contains("U+30EDD")), "{:?}", pdf.warnings);
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(text.contains("王〓：") && text.contains("U+30EDD"));
    }
    assert!(typeset("denial", &decision("王𬭼㛃", "理由")).unwrap().warnings.is_empty());
}

#[test]
fn data_that_does_not_fit_is_refused() {
    let mut unknown = decision("张三", "理由");
    unknown["surprise"] = json!(1);
    let mut missing = decision("张三", "理由");
    missing.as_object_mut().unwrap().remove("reasons");
    let mut wrong = decision("张三", "理由");
    wrong["applied_on"] = json!("2026-02-30");
    for data in [unknown, missing, wrong, json!(null), json!([])] {
        assert!(typeset("denial", &data).is_err(), "{data}");
    }
    assert!(typeset("../etc/passwd", &decision("张三", "理由")).is_err());
}
