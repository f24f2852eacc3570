//! The report on paper: typeset by the real engine, its text read back by another program.

#![allow(clippy::unwrap_used)]

use kernel::Lang;
use report::*;
use std::{io::Write, process::Command};

fn text_of(pdf: &[u8]) -> Option<String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let Ok(out) = Command::new("pdftotext").arg("-layout").arg(file.path()).arg("-").output() else {
        eprintln!("skipped: pdftotext (poppler-utils) is not installed");
        return None;
    };
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    Some(String::from_utf8(out.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect())
}

fn snapshot(year: i64) -> Snapshot {
    let template = template_of(year).unwrap();
    let mut counted = Counted { new: [1012, 0, 0, 0, 0, 0], ..Counted::default() };
    for (outcome, n) in [("G-2", 664), ("P-1", 17), ("D-4", 117), ("U-1", 196), ("O-3", 18)] {
        counted.results.insert(outcome.into(), [n, 0, 0, 0, 0, 0]);
    }
    let mut tables = counted.tables(template);
    tables.four = four_of(template, [[376, 97, 196, 121, 790], [16, 1, 12, 27, 56], [74, 1, 30, 51, 156]]);
    tables.two.insert("fees.amount".into(), Entry::Number(12_340_000));
    Snapshot {
        format: template.version,
        year,
        agency: "finance".into(),
        agency_name: "某市财政局".into(),
        kind: "department".into(),
        origin: "counted".into(),
        below: 0,
        narrative: Narrative {
            overview: "第一段。\n第二段。".into(),
            problems: "问题。".into(),
            other: "未收取信息处理费。".into(),
        },
        tables,
        note: "更正表四。".into(),
    }
}

fn paper_of(year: i64, release: Option<(i64, jiff::Timestamp)>) -> Vec<u8> {
    let tr = web::Tr::new(Lang::ZhCn);
    let template = template_of(year).unwrap();
    let data = paper(tr, template, &snapshot(year), release, jiff::civil::date(2026, 1, 26));
    let pdf = documents::typeset("annual_report", &data).unwrap();
    assert_eq!(pdf.warnings, Vec::<String>::new());
    if let Ok(folder) = std::env::var("MINGTING_SHOW") {
        std::fs::write(std::path::Path::new(&folder).join(format!("annual-{year}.pdf")), &pdf.bytes).unwrap();
    }
    pdf.bytes
}

#[test]
fn all_six_parts_and_every_row_stand_on_paper() {
    let at = "2026-01-26T02:00:00Z".parse().unwrap();
    let pdf = paper_of(2025, Some((2, at)));
    let Some(text) = text_of(&pdf) else { return };
    let template = template_of(2025).unwrap();
    for part in &template.parts {
        assert!(text.contains(part.as_str()), "{part}\n{text}");
    }
    // Long words are broken over lines of their cell: their first characters tell that they are there.
    for row in &template.three.rows {
        let begun: String = row.label().chars().take(5).collect();
        assert!(text.contains(&begun), "{begun}\n{text}");
    }
    for words in [
        "某市财政局2025年政府信息公开工作年度报告",
        "第2次公布",
        "更正表四",
        "1012",
        "664",
        "12.34",
        "未收取信息处理费",
        "〔2021〕30号",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    for n in ["376", "97", "196", "121", "790", "156"] {
        assert!(text.contains(n), "{n}");
    }
    assert!(!text.contains('稿'));
}

#[test]
fn the_trial_format_has_its_own_tables_and_a_draft_says_so() {
    let pdf = paper_of(2020, None);
    let Some(text) = text_of(&pdf) else { return };
    for words in ["本年新制作数量", "政府集中采购", "（六）其他处理", "〔2019〕60号"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    // The mark lies across the page: its characters stand apart in the text.
    assert!(text.contains('草') && text.contains('稿') && !text.contains("本年废止件数"));
}
