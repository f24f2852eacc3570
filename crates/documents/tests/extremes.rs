//! Nothing, very much, and very long: what an office really has.
#![allow(clippy::unwrap_used)]

use std::{io::Write, process::Command};

use documents::typeset;
use serde_json::{Value, json};

fn text_of(pdf: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let Ok(out) = Command::new("pdftotext").arg(file.path()).arg("-").output() else {
        eprintln!("skipped: pdftotext (poppler-utils) is not installed");
        return None;
    };
    Some(String::from_utf8(out.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect())
}

/// Writes the file where `MINGTING_SHOW` says, to be looked at.
fn show(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("MINGTING_SHOW") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}

fn head() -> Value {
    json!({
        "agency": "乌鲁木齐高新技术产业开发区（新市区）行政审批服务局", "agency_other": {"language": "ug", "text": "ئۈرۈمچى شەھەرلىك مەمۇرىي تەستىق مۇلازىمەت ئىدارىسى"},
        "number": "乌高新审批补〔2026〕1024号", "date": "2026-11-24", "case_number": "HP-20261122-0007",
        "addressee": "阿卜杜拉·买买提江·努尔艾合买提与合伙人餐饮管理服务（乌鲁木齐）股份有限公司新市区第一分公司",
        "item": "食品经营许可（新办）（含网络经营、单位食堂、中央厨房、集体用餐配送单位）",
        "seal": {"name": "乌鲁木齐高新技术产业开发区（新市区）行政审批服务局", "purpose": "行政许可专用章（1）", "code": "6501040012345"},
        "qr_text": "https://hall.example/verify/1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
    })
}

#[test]
fn eighty_shortcomings_over_many_pages() {
    let fault = |n: usize| json!({"kind": "申请材料", "subject": format!("第{n}件材料"), "problem": "未签字".repeat(1 + n % 9), "remedy": "补签后重新上传".repeat(1 + n % 5)});
    let data = json!({"head": head(), "received_on": "2026-11-22", "faults": (1..=80).map(fault).collect::<Vec<_>>()});
    let pdf = typeset("correction", &data).unwrap();
    show("x-correction", &pdf.bytes);
    assert!(pdf.pages > 3 && pdf.warnings.is_empty(), "{} {:?}", pdf.pages, pdf.warnings);
    if let Some(text) = text_of(&pdf.bytes) {
        assert!((1..=80).all(|n| text.contains(&format!("第{n}件材料"))));
        // The head of the table stands on every page that has rows.
        assert!(text.matches("补正的要求").count() >= pdf.pages - 1);
    }
}

#[test]
fn empty_lists_say_so() {
    let receipt = json!({"head": {"agency": "河畔县行政审批服务局", "date": "2026-11-22"}, "applicant": {"name": "张三"}, "channel": "窗口", "received_at": "2026-11-22T02:05:31Z"});
    let pdf = typeset("receipt", &receipt).unwrap();
    show("x-receipt", &pdf.bytes);
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(text.contains("（无）"));
    }
    let guide = json!({"head": {"agency": "河畔县行政审批服务局", "date": "2026-11-22", "item": "未完成的事项"}, "version": "草案"});
    let pdf = typeset("guide", &guide).unwrap();
    show("x-guide", &pdf.bytes);
    let blank = json!({"head": {"agency": "河畔县行政审批服务局", "date": "2026-11-22"}, "papers": [{"name": "受理通知书"}], "recipient": "张三", "mode": "直接送达"});
    show("x-delivery", &typeset("delivery", &blank).unwrap().bytes);
}

#[test]
fn a_licence_with_too_much_gets_an_attached_page() {
    let scope =
        "热食类食品制售；冷食类食品制售（含凉拌菜、沙拉、冷加工糕点）；生食类食品制售；自制饮品制售；".repeat(30);
    let mut head = head();
    head["number"] = Value::Null;
    let data = json!({
        "head": head, "title": "食品经营许可证", "copy": "副本", "number": "JY21301000000017", "identifier": "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "holder": {"name": "阿卜杜拉·买买提江·努尔艾合买提与合伙人餐饮管理服务（乌鲁木齐）股份有限公司新市区第一分公司", "code_kind": "统一社会信用代码", "code": "91130100MA00000000", "representative": "阿卜杜拉·买买提江·努尔艾合买提"},
        "attributes": (1..=6).map(|n| json!({"label": format!("经营场所{n}"), "value": "乌鲁木齐市新市区北京南路某某大厦裙楼一层东侧及地下一层北区"})).collect::<Vec<_>>(),
        "scope": scope, "valid_from": "2026-12-04",
        "annotation": "此件由乌鲁木齐高新技术产业开发区（新市区）行政审批服务局提供，仅供办理政务服务事项时使用，有效期至2026年12月31日"
    });
    let pdf = typeset("licence", &data).unwrap();
    show("licence-x", &pdf.bytes);
    assert!(pdf.pages >= 2, "{}", pdf.pages);
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(text.contains("全文见附页") && text.contains("长期有效") && text.contains("仅供办理"));
        assert!(text.matches("自制饮品制售").count() >= 30);
    }
}

#[test]
fn reconsideration_first_is_said_in_the_paragraph() {
    let data = json!({
        "head": head(), "applied_on": "2026-11-20", "accepted_on": "2026-11-23", "reasons": ["理由一。", "理由二。"],
        "basis": [{"law": "中华人民共和国行政许可法", "article": "第三十八条第二款"}],
        "remedies": {"reconsideration": {"organ": "乌鲁木齐市人民政府", "days": 60}, "litigation": {"court": "乌鲁木齐铁路运输法院", "months": 6}, "reconsideration_first": "《中华人民共和国行政复议法》第二十三条"}
    });
    let pdf = typeset("denial", &data).unwrap();
    show("x-denial", &pdf.bytes);
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(
            text.contains("应当自收到本决定之日起60日内先向乌鲁木齐市人民政府申请行政复议") && text.contains("15日内")
        );
        assert!(!text.contains("6个月内"));
    }
}

#[test]
fn other_kinds_of_items_do_not_cite_the_law_of_permissions() {
    let data = json!({
        "head": {"agency": "河畔县民政局", "date": "2026-11-25", "item": "最低生活保障金给付", "item_type": "行政给付"},
        "applicant": {"name": "张三"}, "received_on": "2026-11-22", "accepted_on": "2026-11-25", "statutory": {"text": "三十个工作日", "due": "2027-01-07"}
    });
    if let Some(text) = text_of(&typeset("acceptance", &data).unwrap().bytes) {
        assert!(!text.contains("行政许可"), "{text}");
    }
}
