//! The workbook: its layout read back by another library, and workbooks of offices read by ours.

#![allow(clippy::unwrap_used)]

use calamine::{Data, Reader, Xlsx};
use report::*;
use rust_xlsxwriter::{Format, Workbook};
use std::io::Cursor;

fn counted() -> Counted {
    let mut c = Counted { new: [13398, 258, 0, 46, 146, 32], carried_out: [783, 6, 0, 2, 25, 3], ..Counted::default() };
    c.results.insert("G-2".into(), [12615, 252, 0, 44, 121, 29]);
    c.results.insert("O-2".into(), [749, 0, 0, 0, 0, 0]);
    c.carried_in = [749, 0, 0, 0, 0, 0];
    c.disputes.insert("reconsideration".into(), [376, 97, 196, 121]);
    c.disputes.insert("litigation-direct".into(), [16, 1, 12, 27]);
    c.disputes.insert("litigation-after".into(), [74, 1, 30, 51]);
    c
}

fn snapshot(year: i64) -> Snapshot {
    let template = template_of(year).unwrap();
    let mut tables = counted().tables(template);
    for (n, (key, _, column)) in template.cells_of_two().enumerate() {
        let n = i64::try_from(n).unwrap();
        tables.two.insert(key, Entry::Number(if column.kind == Unit::Money { 12_340_000 + n } else { n }));
    }
    Snapshot {
        format: template.version,
        year,
        agency: "finance".into(),
        agency_name: "某市财政局".into(),
        kind: "department".into(),
        origin: "counted".into(),
        below: 0,
        narrative: Narrative {
            overview: "=1+1\n第二段".into(),
            problems: "问题".into(),
            other: "未收取信息处理费".into(),
        },
        tables,
        note: String::new(),
    }
}

fn made(year: i64) -> Vec<u8> {
    workbook(template_of(year).unwrap(), "某市财政局年度报告", &snapshot(year)).unwrap()
}

#[test]
fn the_layout_is_the_statutory_one() {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(made(2025))).unwrap();
    assert_eq!(book.sheet_names(), ["报告", "表二", "表三", "表四"]);
    let three = book.worksheet_range("表三").unwrap();
    let text = |row: u32, column: u32| three.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!(text(1, 0), "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）");
    assert_eq!(
        [text(1, 3), text(2, 3), text(2, 4), text(3, 4), text(2, 9)],
        ["申请人情况", "自然人", "法人或其他组织", "商业企业", "总计"]
    );
    assert_eq!(
        [text(4, 0), text(6, 0), text(6, 1), text(8, 1), text(8, 2)],
        [
            "一、本年新收政府信息公开申请数量",
            "三、本年度办理结果",
            "（一）予以公开",
            "（三）不予公开",
            "1.属于国家秘密"
        ]
    );
    assert_eq!([text(28, 0), text(27, 1)], ["四、结转下年度继续办理", "（七）总计"]);
    // Every cell of a number holds one: 0, never nothing.
    for row in 4..=28 {
        for column in 3..=9 {
            assert!(matches!(three.get_value((row, column)), Some(Data::Float(_) | Data::Int(_))), "{row},{column}");
        }
    }
    assert_eq!(three.get_value((28, 9)), Some(&Data::Float(819.0)));
    let merged = book.merge_cells_by_sheet_name("表三").unwrap();
    let has = |from: (u32, u32), to: (u32, u32)| merged.iter().any(|d| d.start == from && d.end == to);
    assert!(has((1, 0), (3, 2)) && has((6, 0), (27, 0)) && has((8, 1), (15, 1)) && has((2, 4), (2, 8)), "{merged:?}");
    let four = book.worksheet_range("表四").unwrap();
    let line: Vec<i64> = (0..15).map(|c| four.get_value((4, c)).unwrap().to_string().parse().unwrap()).collect();
    assert_eq!(line, [376, 97, 196, 121, 790, 16, 1, 12, 27, 56, 74, 1, 30, 51, 156]);
    let words = book.worksheet_range("报告").unwrap();
    assert!(
        words.rows().flatten().any(|d| *d == Data::String("=1+1".into())),
        "what a person wrote is never a formula"
    );
    let formulas = book.worksheet_formula("报告").unwrap();
    assert!(formulas.rows().flatten().all(String::is_empty));
}

#[test]
fn what_goes_out_comes_back_in_both_formats() {
    for year in [2020, 2025] {
        let template = template_of(year).unwrap();
        let read = read_workbook(template, &made(year)).unwrap();
        assert_eq!(read.findings, [], "{year}");
        assert_eq!(read.tables, snapshot(year).tables, "{year}");
    }
    // The trial format handled otherwise in one row: the uniform one has three, and misses them.
    let read = read_workbook(template_of(2025).unwrap(), &made(2020)).unwrap();
    let missing: Vec<&str> = read
        .findings
        .iter()
        .filter(|f| f.kind == FindingKind::RowMissing && f.table == 3)
        .map(|f| f.place.as_str())
        .collect();
    assert_eq!(missing.len(), 3, "{missing:?}");
}

/// Table three as an office types it: its own title, half-width brackets, spaces, words of its own.
fn typed(cells: &[(&str, [&str; 7])]) -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 9, "某局2025年依申请公开情况统计表", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 2, "", &plain).unwrap();
    sheet.write_string(1, 3, "自然人").unwrap();
    sheet.merge_range(1, 4, 1, 8, "法人或其他组织", &plain).unwrap();
    for (n, kind) in ["商业 企业", "科研机构", "社会公益组织", "法律服务机构", "其他"].into_iter().enumerate()
    {
        sheet.write_string(2, 4 + u16::try_from(n).unwrap(), kind).unwrap();
    }
    sheet.write_string(1, 9, "总计").unwrap();
    for (line, (label, numbers)) in cells.iter().enumerate() {
        let line = 3 + u32::try_from(line).unwrap();
        sheet.write_string(line, 2, *label).unwrap();
        for (n, text) in numbers.iter().enumerate() {
            let column = 3 + u16::try_from(n).unwrap();
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(line, column, number).unwrap(),
                Err(_) => sheet.write_string(line, column, *text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn what_was_not_understood_is_told_with_its_cell() {
    let template = template_of(2025).unwrap();
    let bytes = typed(&[
        ("一、本年新收政府信息公开申请数量", ["12", "0", "0", "0", "0", "0", "12"]),
        ("(一) 予以公开", ["", "/", "若干", "0", "0", "-1", "12"]),
        ("(二)部分公开", ["0", "0", "0", "0", "0", "0", "0"]),
        ("5. 要求行政机关确认或重新出具已获取信息", ["1", "0", "0", "0", "0", "0", "1"]),
        ("(一)予以公开", ["1", "1", "1", "1", "1", "1", "6"]),
    ]);
    let read = read_workbook(template, &bytes).unwrap();
    assert_eq!(read.tables.line("new")[6], Entry::Number(12));
    assert_eq!(read.tables.line("P")[0], Entry::Number(0), "the words of the bracket may be left out");
    assert_eq!(read.tables.line("N-5")[0], Entry::Number(1));
    assert_eq!(read.tables.line("G")[..3], [Entry::Blank, Entry::Slash, Entry::Blank]);
    let at = |kind: FindingKind| -> Vec<(&str, &str)> {
        let three = read.findings.iter().filter(|f| f.kind == kind && f.table == 3);
        three.map(|f| (f.cell.as_str(), f.text.as_str())).collect()
    };
    assert_eq!(at(FindingKind::Blank), [("D5", "")]);
    assert_eq!(at(FindingKind::Slash), [("E5", "/")]);
    assert_eq!(at(FindingKind::NotANumber), [("F5", "若干"), ("I5", "-1")]);
    assert_eq!(at(FindingKind::RowTwice).len(), 1);
    assert_eq!(at(FindingKind::RowMissing).len(), 21);
    let tables: Vec<u8> =
        read.findings.iter().filter(|f| f.kind == FindingKind::TableMissing).map(|f| f.table).collect();
    assert_eq!(tables, [2, 4]);
}

#[test]
fn what_is_no_workbook_is_refused() {
    let template = template_of(2025).unwrap();
    assert_eq!(read_workbook(template, b"").err(), Some(Refused::NotAWorkbook));
    assert_eq!(read_workbook(template, b"PK\x03\x04 broken").err(), Some(Refused::NotAWorkbook));
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "别的表").unwrap();
    assert_eq!(read_workbook(template, &book.save_to_buffer().unwrap()).err(), Some(Refused::NoTables));
    // A file that unpacks to far more than it is.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("bomb", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![0u8; 1 << 20];
    for _ in 0..120 {
        std::io::Write::write_all(&mut zip, &block).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert_eq!(read_workbook(template, &bomb).err(), Some(Refused::TooLarge { most: 100 }));
}
