//! Workbooks: what goes out comes back the same; what offices keep is read, and what is not understood is said.

#![allow(clippy::unwrap_used)]

use calendar::Limit;
use duties::{
    Audience, Channel, DutyRow, FindingKind, Level, LimitRule, Mode, Refused, Trigger, YearDay, plan_import,
    read_workbook, row_code, standard_rows, workbook,
};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

fn save(mut book: Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

fn put(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (at, text) in (0u16..).zip(cells) {
        if !text.is_empty() {
            sheet.write_string(row, at, *text).unwrap();
        }
    }
}

/// The findings as `cell kind`.
fn found(findings: &[duties::Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{} {}", f.cell, f.kind).trim().to_owned()).collect()
}

#[test]
fn the_standard_rows_go_out_and_come_back() {
    let rows = standard_rows().unwrap();
    let bytes = workbook("克拉玛依市", &rows).unwrap();
    let read = read_workbook(&bytes, None).unwrap();
    assert_eq!(read.sheets, 26);
    assert_eq!(found(&read.findings), Vec::<String>::new());
    let back: Vec<DutyRow> = read.rows.into_iter().map(|r| r.row).collect();
    assert_eq!(back, rows);
}

/// As a county keeps it: a title, headings over two rows with other words, matters merged downwards and across, marks of
/// five kinds, notes, blank rows, a repeated heading, numbers as text, no codes.
fn nasty() -> Vec<u8> {
    let mut book = Workbook::new();
    let merged = Format::new();
    let s = book.add_worksheet();
    s.set_name("Sheet1").unwrap();
    s.merge_range(0, 0, 0, 13, "XX县财政预决算领域基层政务公开标准目录（试行）", &merged).unwrap();
    put(s, 1, &["填表单位：县财政局"]);
    // Another order of columns than the standard's.
    for (at, text) in [
        (0, "序号"),
        (3, "责任主体"),
        (4, "公开内容\n（要素）"),
        (5, "公开依据"),
        (6, "公开时限"),
        (7, "公开渠道和载体"),
    ] {
        s.merge_range(3, at, 4, at, text, &merged).unwrap();
    }
    s.merge_range(3, 1, 3, 2, "公开事项", &merged).unwrap();
    s.merge_range(3, 8, 3, 9, "公开对象", &merged).unwrap();
    s.merge_range(3, 10, 3, 11, "公开方式", &merged).unwrap();
    s.merge_range(3, 12, 3, 13, "公开层级", &merged).unwrap();
    put(
        s,
        4,
        &["", "一级事项", "二级事项", "", "", "", "", "", "全社会", "特定群众", "主动", "依申请公开", "县级", "乡级"],
    );
    s.merge_range(5, 1, 7, 1, "财政\n预决算", &merged).unwrap();
    let basis = "《中华人民共和国预算法》第十四条";
    put(
        s,
        5,
        &[
            "1",
            "",
            "政府预算",
            "财政部门",
            "收支总表",
            basis,
            "批准后20日内",
            "■政府网站 □政府公报\n■公开查阅点",
            "√",
            "",
            "√",
            "",
            "√",
            "",
        ],
    );
    put(
        s,
        6,
        &[
            "2",
            "",
            "部门预算",
            "各部门",
            "部门收支总表",
            basis,
            "及时公开",
            "政府网站、飞鸽传书",
            "✓",
            "",
            "是",
            "",
            "■",
            "□",
        ],
    );
    put(s, 7, &["3", "", "专项资金", "财政部门", "分配结果", "", "长期公开", "■政府网站", "√", "", "√", "", "√", ""]);
    // A blank row, then a heading again as tables cut into pages have it.
    put(
        s,
        9,
        &[
            "",
            "一级事项",
            "二级事项",
            "责任主体",
            "公开内容（要素）",
            "公开依据",
            "公开时限",
            "公开渠道和载体",
            "全社会",
            "特定群众",
            "主动",
            "依申请公开",
            "县级",
            "乡级",
        ],
    );
    // The matter reaches across both columns; a mark that is none; both audiences; township alone.
    s.merge_range(10, 1, 10, 2, "政府债务", &merged).unwrap();
    put(
        s,
        10,
        &["4", "", "", "乡镇人民政府", "债务限额、余额", basis, "看情况", "□政府网站", "√", "√", "酌情", "", "", "☑"],
    );
    // The matter left blank, not merged; a number instead of a mark; a date as a number.
    put(
        s,
        11,
        &[
            "5",
            "",
            "债务风险",
            "财政部门",
            "风险指标",
            "有关规定",
            "每年3月31日前",
            "■其他（政务大屏）",
            "",
            "√",
            "√",
            "",
        ],
    );
    s.write_number(11, 12, 1.0).unwrap();
    s.merge_range(13, 0, 13, 13, "注：以上事项由各单位按职责公开。", &merged).unwrap();
    // The first row again.
    put(
        s,
        14,
        &[
            "6",
            "财政\n预决算",
            "政府预算",
            "财政部门",
            "收支总表",
            basis,
            "批准后20日内",
            "■政府网站",
            "√",
            "",
            "√",
            "",
            "√",
            "",
        ],
    );
    // Far outside: costs nothing, is said.
    s.write_string(600_000, 200, "x").unwrap();

    let other = book.add_worksheet();
    other.set_name("说明").unwrap();
    put(other, 0, &["本目录依据国办发〔2019〕54号编制"]);

    let words = book.add_worksheet();
    words.set_name("03义务教育").unwrap();
    put(
        words,
        0,
        &[
            "序号",
            "公开事项",
            "公开内容（要素）",
            "公开依据",
            "公开时限",
            "公开主体",
            "公开渠道和载体",
            "公开对象",
            "公开方式",
            "公开层级",
            "备注",
        ],
    );
    put(
        words,
        1,
        &[
            "1",
            "招生",
            "划片范围",
            "《中华人民共和国义务教育法》第十二条",
            "信息形成之日起7个工作日内",
            "教育局",
            "政府网站",
            "全社会",
            "主动",
            "县级、乡级",
            "每年秋季",
        ],
    );
    put(words, 2, &["", "四、养老服务领域"]);
    put(
        words,
        3,
        &[
            "1",
            "养老补贴",
            "标准",
            "《中华人民共和国老年人权益保障法》第三十三条",
            "每季度公开",
            "民政局",
            "公示栏",
            "特定群体",
            "主动",
            "县级",
        ],
    );

    let lost = book.add_worksheet();
    lost.set_name("Sheet4").unwrap();
    put(lost, 0, &["序号", "公开事项", "公开内容（要素）", "公开依据", "公开时限"]);
    put(lost, 1, &["1", "甲", "乙", "《丙》", "丁"]);
    save(book)
}

#[test]
fn what_a_county_keeps_is_read_and_the_rest_is_said() {
    let bytes = nasty();
    let read = read_workbook(&bytes, None).unwrap();
    let seen: Vec<(i64, &str, &str)> =
        read.rows.iter().map(|r| (r.row.field, r.row.matter.as_str(), r.row.sub_matter.as_str())).collect();
    assert_eq!(
        seen,
        [
            (8, "财政\n预决算", "政府预算"),
            (8, "财政\n预决算", "部门预算"),
            (8, "政府债务", ""),
            (8, "政府债务", "债务风险"),
            (8, "财政\n预决算", "政府预算"),
            (3, "招生", ""),
            (6, "养老补贴", ""),
        ]
    );
    let row = |n: usize| &read.rows[n].row;
    assert_eq!(row(0).limit, LimitRule { trigger: Trigger::Formed, limit: Some(Limit::CalendarDays(20)), by: None });
    assert_eq!(row(0).channels, [Channel::Website, Channel::ReadingPoint]);
    assert_eq!(
        (row(1).channels.as_slice(), row(1).channel_other.as_str()),
        ([Channel::Website, Channel::Other].as_slice(), "飞鸽传书")
    );
    assert_eq!((row(1).mode, row(1).levels.as_slice()), (Mode::Proactive, [Level::County].as_slice()));
    assert_eq!((row(2).audience, row(2).levels.as_slice()), (Audience::All, [Level::Township].as_slice()));
    assert_eq!((row(3).audience, row(3).levels.as_slice()), (Audience::Group, [Level::County].as_slice()));
    assert_eq!(row(3).channel_other, "政务大屏");
    assert_eq!(row(3).limit.by, Some(YearDay { month: 3, day: 31 }));
    assert_eq!(
        (row(5).levels.as_slice(), row(5).note.as_str()),
        ([Level::County, Level::Township].as_slice(), "每年秋季")
    );
    assert_eq!((row(6).audience, row(6).limit.trigger), (Audience::Group, Trigger::Quarterly));
    let mut said = found(&read.findings);
    said.sort();
    let mut expected = vec![
        "G7 limit-in-time",
        "H7 channel-strange",
        "F8 no-basis",
        "G11 limit-not-understood",
        "H11 no-channel",
        "K11 mark-strange",
        "I11 both-audiences",
        "K11 no-mode",
        "B12 matter-from-above",
        "A14 note-row",
        "sheet-too-long",
        "no-header",
        "column-missing",
        "column-missing",
        "no-field",
    ];
    expected.sort_unstable();
    assert_eq!(said, expected);
    let at = |kind: FindingKind| read.findings.iter().find(|f| f.kind == kind).unwrap();
    assert_eq!(
        (at(FindingKind::MarkStrange).text.as_str(), at(FindingKind::NoHeader).sheet.as_str()),
        ("酌情", "说明")
    );

    let plan = plan_import(read, &[], &[]).unwrap();
    assert_eq!((plan.added, plan.same, plan.rows.len()), (6, 0, 6));
    let kinds: Vec<FindingKind> = plan.findings.iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&FindingKind::Twice) && kinds.contains(&FindingKind::BasisWithoutRule));
    assert!(kinds.contains(&FindingKind::NobodyAnswers));
}

#[test]
fn a_second_import_changes_nothing() {
    testkit::on_both(|t| {
        let cx = t.system();
        let import = |bytes: &[u8]| {
            let known =
                t.office.db.read(|tx| duties::every_row(tx).map_err(kernel::Error::<kernel::Never>::from)).unwrap();
            let plan = plan_import(read_workbook(bytes, None).unwrap(), &known, &[]).unwrap();
            let saved = t.office.db.write(|tx| duties::save_rows(tx, &cx, &plan.rows, "导入")).unwrap();
            (plan.added, plan.changed.len(), plan.same, saved.added)
        };
        assert_eq!(import(&nasty()), (6, 0, 0, 6), "{}", t.engine());
        assert_eq!(import(&nasty()), (0, 0, 6, 0), "{}", t.engine());
        // Out and in again with codes: nothing; with one cell changed: one row.
        let rows = || {
            let all = t.office.db.read(|tx| {
                duties::list_rows(tx, &duties::RowFilter::default(), None, 100)
                    .map_err(kernel::Error::<kernel::Never>::from)
            });
            all.unwrap().into_iter().map(|r| r.row).collect::<Vec<_>>()
        };
        assert_eq!(import(&workbook("县", &rows()).unwrap()), (0, 0, 6, 0));
        let mut edited = rows();
        edited[0].elements.push_str("\n收支说明");
        assert_eq!(import(&workbook("县", &edited).unwrap()), (0, 1, 5, 0));
        assert_eq!(rows()[0].elements, edited[0].elements);
        t.ledger_is_good();
    });
}

#[test]
fn what_is_no_catalogue_is_refused() {
    assert_eq!(read_workbook(b"not a workbook", None).unwrap_err(), Refused::NotAWorkbook);
    assert_eq!(read_workbook(b"PK\x03\x04", None).unwrap_err(), Refused::NotAWorkbook);
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "姓名").unwrap();
    assert_eq!(read_workbook(&save(book), None).unwrap_err(), Refused::NoRows);
    assert_eq!(read_workbook(&workbook("空", &[]).unwrap(), None).unwrap_err(), Refused::NoRows);
    // A sheet that names no field is read under the one that was given.
    let mut book = Workbook::new();
    let s = book.add_worksheet();
    put(s, 0, &["公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "渠道"]);
    put(s, 1, &["甲", "乙", "《丙》第一条", "长期公开", "丁", "政府网站"]);
    let bytes = save(book);
    assert_eq!(read_workbook(&bytes, None).unwrap_err(), Refused::NoRows);
    assert_eq!(read_workbook(&bytes, Some(5)).unwrap().rows[0].row.field, 5);
}

fn rule() -> impl Strategy<Value = LimitRule> {
    let limit = prop_oneof![
        (1u32..60).prop_map(Limit::WorkingDays),
        (1u32..60).prop_map(Limit::CalendarDays),
        (1u32..12).prop_map(Limit::Months),
    ];
    (0..Trigger::ALL.len(), limit, 1i8..=12, 1i8..=28, any::<bool>()).prop_map(|(t, limit, month, day, by_day)| {
        let trigger = Trigger::ALL[t];
        let by = (trigger == Trigger::Yearly && by_day).then_some(YearDay { month, day });
        let counts = by.is_none() && !matches!(trigger, Trigger::Immediate | Trigger::Permanent);
        LimitRule { trigger, limit: counts.then_some(limit), by }
    })
}

/// Text as people type it: no space around a line, no empty lines; never a word that headings or notes begin with.
fn text(lines: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec("[甲乙丙丁戊己庚辛0-9a-z（）、]{1,12}", 1..=lines).prop_map(|l| l.join("\n"))
}

fn duty() -> impl Strategy<Value = DutyRow> {
    let channels = proptest::sample::subsequence(Channel::ALL.to_vec(), 1..=Channel::ALL.len());
    let levels = proptest::sample::subsequence(Level::ALL.to_vec(), 1..=2);
    (
        (1i64..=26, text(1), text(1), text(4), text(3), rule()),
        (text(1), channels, levels, any::<bool>(), any::<bool>(), text(2)),
    )
        .prop_map(
            |((field, matter, sub, elements, basis, limit), (responsible, channels, levels, group, request, note))| {
                DutyRow {
                    matter,
                    // The same words in both columns are one matter.
                    sub_matter: format!("二{sub}"),
                    elements,
                    basis: format!("《{}》第一条", basis.replace('\n', "")),
                    limit_text: limit.text(),
                    limit,
                    responsible,
                    channel_other: if channels.contains(&Channel::Other) { "大屏".into() } else { String::new() },
                    channels,
                    audience: if group { Audience::Group } else { Audience::All },
                    mode: if request { Mode::OnRequest } else { Mode::Proactive },
                    levels,
                    note,
                    ..DutyRow::blank(field)
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_goes_out_comes_back(mut rows in proptest::collection::vec(duty(), 1..25)) {
        rows.sort_by_key(|r| r.field);
        for (n, row) in rows.iter_mut().enumerate() {
            row.code = row_code(row.field, n as i64 + 1);
        }
        let read = read_workbook(&workbook("某县", &rows).unwrap(), None).unwrap();
        prop_assert_eq!(found(&read.findings), Vec::<String>::new());
        let back: Vec<DutyRow> = read.rows.into_iter().map(|r| r.row).collect();
        prop_assert_eq!(back, rows);
    }
}
