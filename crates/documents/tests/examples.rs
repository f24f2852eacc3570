//! Every template is typeset from its example in `TEMPLATES.md`, which is thereby kept true.
#![allow(clippy::unwrap_used)]

use std::{io::Write, process::Command};

use documents::{TEMPLATES, typeset};
use serde_json::Value;

/// The example of a template: the fenced block ```` ```json NAME ````.
fn example(template: &str) -> Value {
    let all = include_str!("../TEMPLATES.md");
    let open = format!("```json {template}\n");
    let rest = all.split(&open).nth(1).unwrap_or_else(|| panic!("no example of {template}"));
    serde_json::from_str(rest.split("\n```").next().unwrap()).unwrap()
}

/// The text of a PDF without white space, if poppler is here.
fn text_of(pdf: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let Ok(out) = Command::new("pdftotext").arg(file.path()).arg("-").output() else {
        eprintln!("skipped: pdftotext (poppler-utils) is not installed");
        return None;
    };
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Some(String::from_utf8(out.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect())
}

/// Writes the file where `MINGTING_SHOW` says, to be looked at.
fn show(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("MINGTING_SHOW") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}

fn says(template: &str, sentences: &[&str]) {
    let pdf = typeset(template, &example(template)).unwrap();
    show(template, &pdf.bytes);
    assert_eq!(pdf.warnings, Vec::<String>::new(), "{template}");
    if let Some(text) = text_of(&pdf.bytes) {
        for sentence in sentences {
            assert!(text.contains(sentence), "{template} lacks {sentence}:\n{text}");
        }
    }
}

#[test]
fn receipt() {
    says(
        "receipt",
        &["收件凭证", "2026年11月22日10:05:31", "食品安全规章制度目录清单", "即为受理", "7K3M-9QXD", "账本登记"],
    );
}

#[test]
fn correction() {
    says(
        "correction",
        &["申请材料补正告知书", "河审批补〔2026〕31号", "第三十二条第一款第四项", "经营面积", "2026年12月22日"],
    );
}

#[test]
fn acceptance() {
    says("acceptance", &["受理通知书", "2026年12月23日", "2026年12月7日", "容缺后补", "专家评审"]);
}

#[test]
fn non_acceptance() {
    says("non_acceptance", &["不予受理决定书", "河北省市场监督管理局", "60日内", "6个月内"]);
}

#[test]
fn extension() {
    says("extension", &["延长行政许可办理期限通知书", "2027年1月7日", "暂计", "第四十二条", "本行政机关负责人"]);
}

#[test]
fn disclosure() {
    says(
        "disclosure",
        &["政府信息公开申请答复书", "河住建信公答", "部分公开", "先向河畔县人民政府申请行政复议", "特此答复"],
    );
}

#[test]
fn special_procedure() {
    says("special_procedure", &["特别程序告知书", "第四十五条", "十个工作日", "不计算在办理期限内"]);
}

#[test]
fn grant() {
    says(
        "grant",
        &["准予行政许可决定书", "从事餐饮服务经营活动", "自2026年12月4日至2031年12月3日", "JY21301000000017"],
    );
}

#[test]
fn denial() {
    says("denial", &["不予行政许可决定书", "经审查查明", "行政复议", "提起行政诉讼", "https://fuyi.example"]);
}

#[test]
fn termination() {
    says("termination", &["撤回申请确认书", "房屋租赁合同原件一份"]);
}

#[test]
fn delivery() {
    says("delivery", &["送达回证", "电子送达", "2026年12月4日16:21:09"]);
}

#[test]
fn licence() {
    says(
        "licence",
        &[
            "食品经营许可证",
            "JY21301000000017",
            "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
            "自2026年12月4日至2031年12月3日",
        ],
    );
    let pdf = typeset("licence", &example("licence")).unwrap();
    assert_eq!(pdf.pages, 1);
    let file = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let embedded = file.objects.values().filter_map(|o| o.as_stream().ok()).any(|s| {
        s.dict.get(b"Type").is_ok_and(|t| t.as_name().is_ok_and(|n| n == b"EmbeddedFile"))
            && s.decompressed_content().unwrap_or_else(|_| s.content.clone()).windows(4).any(|w| w == b"ZZBS")
    });
    assert!(embedded, "licence.json is not embedded");
}

#[test]
fn guide() {
    says("guide", &["办事指南", "承诺办结时限", "无需提交", "不收费", "第三十五条", "没有固定场所可以申请吗"]);
}

#[test]
fn case_file() {
    says("case_file", &["办件卷宗目录", "准予许可", "2026年11月25日09:00:00"]);
}

#[test]
fn annual_report() {
    says(
        "annual_report",
        &[
            "河畔县财政局2025年政府信息公开工作年度报告",
            "第二十条第（五）项",
            "重复申请的件数",
            "本年度未收取信息处理费",
            "2026年1月26日",
        ],
    );
}

#[test]
fn monitor() {
    says("monitor", &["网站监测报告", "河畔县人民政府网", "即将触发", "栏目不更新", "整改清单", "2026年3月24日"]);
}

#[test]
fn rule() {
    says(
        "rule",
        &[
            "河畔县食品摊贩管理办法",
            "河政规〔2026〕3号",
            "现行有效",
            "第一章总则",
            "第二条食品摊贩应当具备下列条件",
            "食品摊贩登记表",
            "其他地点另行登记",
            "固定网址",
        ],
    );
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    for (template, _) in TEMPLATES {
        let data = example(template);
        assert!(typeset(template, &data).unwrap().bytes == typeset(template, &data).unwrap().bytes, "{template}");
    }
}
