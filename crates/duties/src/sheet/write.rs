//! Writes the standard table. Chinese terms as data: the headings are the standard's.
//!
//! Law: 国办发〔2019〕54号

use crate::{Audience, Channel, DutyRow, Level, Mode, channel_name, find_field};
use kernel::Fault;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// The mark of a cell that says yes.
const TICK: &str = "√";

/// Columns of the standard, then two that let a table come back as it went out.
const PLAIN: [(u16, &str); 7] = [
    (0, "序号"),
    (3, "公开内容（要素）"),
    (4, "公开依据"),
    (5, "公开时限"),
    (6, "公开主体"),
    (7, "公开渠道和载体"),
    (14, "备注"),
];
const GROUPS: [(u16, &str, [&str; 2]); 4] = [
    (1, "公开事项", ["一级事项", "二级事项"]),
    (8, "公开对象", ["全社会", "特定群体"]),
    (10, "公开方式", ["主动", "依申请公开"]),
    (12, "公开层级", ["县级", "乡级"]),
];
const CODE: (u16, &str) = (15, "目录编号");
const WIDTHS: [f64; 16] = [5.0, 12.0, 18.0, 34.0, 34.0, 20.0, 18.0, 34.0, 6.0, 6.0, 6.0, 6.0, 6.0, 6.0, 16.0, 10.0];

fn broken(e: XlsxError) -> Fault {
    Fault::from_error("writing the standard table", e)
}

/// The standard table of these rows, a sheet for each field in the order of fields. `owner` stands before the field's
/// name in each title: an agency, a city.
///
/// # Errors
/// When the workbook cannot be made.
pub fn workbook(owner: &str, rows: &[DutyRow]) -> Result<Vec<u8>, Fault> {
    let mut book = Workbook::new();
    let mut fields: Vec<i64> = rows.iter().map(|r| r.field).collect();
    fields.sort_unstable();
    fields.dedup();
    for field in fields {
        let name = find_field(field).map_or("", |f| f.name.as_str());
        let own: Vec<&DutyRow> = rows.iter().filter(|r| r.field == field).collect();
        sheet(book.add_worksheet(), owner, field, name, &own).map_err(broken)?;
    }
    if rows.is_empty() {
        sheet(book.add_worksheet(), owner, 0, "", &[]).map_err(broken)?;
    }
    book.save_to_buffer().map_err(broken)
}

fn sheet(sheet: &mut Worksheet, owner: &str, field: i64, name: &str, rows: &[&DutyRow]) -> Result<(), XlsxError> {
    let title = Format::new()
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let cell = Format::new()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_font_size(9);
    let centre = cell.clone().set_align(FormatAlign::Center);
    let head = centre.clone().set_bold();
    // A sheet's name holds at most 31 characters.
    let short: String = format!("{field:02}{name}").chars().take(31).collect();
    sheet.set_name(short)?;
    sheet.merge_range(0, 0, 0, CODE.0, &format!("{owner}{name}领域基层政务公开标准目录"), &title)?;
    sheet.set_row_height(0, 28)?;
    for (at, text) in PLAIN.into_iter().chain([CODE]) {
        sheet.merge_range(1, at, 2, at, text, &head)?;
    }
    for (at, text, below) in GROUPS {
        sheet.merge_range(1, at, 1, at + 1, text, &head)?;
        for (n, text) in (0u16..).zip(below) {
            sheet.write_string_with_format(2, at + n, text, &head)?;
        }
    }
    for (at, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(at, width)?;
    }
    let mut first_of_matter = 0;
    for (n, row) in rows.iter().enumerate() {
        let line = n as u32 + 3;
        sheet.write_number_with_format(line, 0, (n + 1) as f64, &centre)?;
        let is_last = rows.get(n + 1).is_none_or(|next| next.matter != row.matter);
        if is_last {
            let from = first_of_matter as u32 + 3;
            match from == line {
                true => sheet.write_string_with_format(line, 1, &row.matter, &cell)?,
                false => sheet.merge_range(from, 1, line, 1, &row.matter, &cell)?,
            };
            first_of_matter = n + 1;
        }
        let texts =
            [(2, &row.sub_matter), (3, &row.elements), (4, &row.basis), (5, &row.limit_text), (6, &row.responsible)];
        for (at, text) in texts {
            sheet.write_string_with_format(line, at, text, &cell)?;
        }
        sheet.write_string_with_format(line, 7, channels(row), &cell)?;
        for (at, is) in ticks(row) {
            sheet.write_string_with_format(line, at, if is { TICK } else { "" }, &centre)?;
        }
        sheet.write_string_with_format(line, 14, &row.note, &cell)?;
        sheet.write_string_with_format(line, CODE.0, &row.code, &centre)?;
    }
    sheet.set_freeze_panes(3, 3)?;
    sheet.set_landscape();
    sheet.set_paper_size(8);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(1, 2)?;
    Ok(())
}

fn ticks(row: &DutyRow) -> [(u16, bool); 6] {
    [
        (8, row.audience == Audience::All),
        (9, row.audience == Audience::Group),
        (10, row.mode == Mode::Proactive),
        (11, row.mode == Mode::OnRequest),
        (12, row.is_at(Level::County)),
        (13, row.is_at(Level::Township)),
    ]
}

/// The channels as the standard writes them: every option, a filled box before those that are used.
fn channels(row: &DutyRow) -> String {
    let mut lines = Vec::new();
    for channel in Channel::ALL {
        let mark = if row.channels.contains(channel) { '■' } else { '□' };
        let mut line = format!("{mark}{}", channel_name(*channel));
        if *channel == Channel::Other && !row.channel_other.is_empty() {
            line.push_str(&format!("：{}", row.channel_other));
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// The rows as CSV with one line of headings, in UTF-8 with the mark that spreadsheet programs look for.
///
/// # Errors
/// When the text cannot be made.
pub fn csv(rows: &[DutyRow]) -> Result<Vec<u8>, Fault> {
    let broken = |e: csv::Error| Fault::from_error("writing the catalogue as CSV", e);
    let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record([
        CODE.1,
        "领域",
        "一级事项",
        "二级事项",
        "公开内容（要素）",
        "公开依据",
        "公开时限",
        "公开主体",
        "公开渠道和载体",
        "公开对象",
        "公开方式",
        "公开层级",
        "备注",
    ])
    .map_err(broken)?;
    for row in rows {
        let used: Vec<&str> = row.channels.iter().map(|c| channel_name(*c)).collect();
        let audience = match row.audience {
            Audience::All => "全社会",
            Audience::Group => "特定群体",
        };
        let mode = match row.mode {
            Mode::Proactive => "主动",
            Mode::OnRequest => "依申请公开",
        };
        let levels: Vec<&str> = row.levels.iter().map(|l| if *l == Level::County { "县级" } else { "乡级" }).collect();
        out.write_record([
            row.code.as_str(),
            find_field(row.field).map_or("", |f| f.name.as_str()),
            &row.matter,
            &row.sub_matter,
            &row.elements,
            &row.basis,
            &row.limit_text,
            &row.responsible,
            &used.join("、"),
            audience,
            mode,
            &levels.join("、"),
            &row.note,
        ])
        .map_err(broken)?;
    }
    out.into_inner().map_err(|e| Fault::from_error("writing the catalogue as CSV", e.into_error()))
}
