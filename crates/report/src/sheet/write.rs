//! Writes the six parts as a workbook: one sheet of words, one for each table, cells merged as the format shows them.
//! A cell without a number is written as 0, never left empty.

use crate::{
    entry::Entry,
    record::Snapshot,
    tables::Tables,
    template::{Block, Template, Unit},
};
use kernel::Fault;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// 信息内容 stands over the rows of every block of table two.
pub(crate) const CONTENT: &str = "信息内容";
/// Longest text of a cell; the format of the file allows no more.
const CELL: usize = 32_000;

struct Look {
    title: Format,
    head: Format,
    label: Format,
    number: Format,
    text: Format,
}

impl Look {
    fn new() -> Look {
        let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        Look {
            title: Format::new().set_bold().set_font_size(14),
            head: cell.clone().set_bold().set_align(FormatAlign::Center),
            label: cell.clone(),
            number: cell.set_align(FormatAlign::Right),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

/// Merges what is more than one cell; the library refuses to merge one.
fn span(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    (last_row, last_column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if (row, column) == (last_row, last_column) {
        sheet.write_string_with_format(row, column, text, format)?;
    } else {
        sheet.merge_range(row, column, last_row, last_column, text, format)?;
    }
    Ok(())
}

/// The workbook of a report. `title` stands over the words.
///
/// # Errors
/// When it cannot be made.
pub fn workbook(template: &Template, title: &str, report: &Snapshot) -> Result<Vec<u8>, Fault> {
    let broken = |e: XlsxError| Fault::from_error("writing the workbook of a report", e);
    let look = Look::new();
    let mut book = Workbook::new();
    words(book.add_worksheet(), &look, template, title, report).map_err(broken)?;
    two(book.add_worksheet(), &look, template, &report.tables).map_err(broken)?;
    three(book.add_worksheet(), &look, template, &report.tables).map_err(broken)?;
    four(book.add_worksheet(), &look, template, &report.tables).map_err(broken)?;
    book.save_to_buffer().map_err(broken)
}

fn page(sheet: &mut Worksheet) {
    sheet.set_paper_size(9);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
}

fn words(
    sheet: &mut Worksheet,
    look: &Look,
    template: &Template,
    title: &str,
    report: &Snapshot,
) -> Result<(), XlsxError> {
    sheet.set_name("报告")?;
    page(sheet);
    sheet.set_column_width(0, 100)?;
    sheet.write_string_with_format(0, 0, title, &look.title)?;
    let parts = [(0, &report.narrative.overview), (4, &report.narrative.problems), (5, &report.narrative.other)];
    let mut row = 2;
    for (n, text) in parts {
        let heading = template.parts.get(n).map_or("", String::as_str);
        sheet.write_string_with_format(row, 0, heading, &look.title)?;
        row += 1;
        for line in text.lines() {
            let cell: String = line.chars().take(CELL).collect();
            // Always as text: what begins with = is never a formula.
            sheet.write_string_with_format(row, 0, cell, &look.text)?;
            row += 1;
        }
        row += 1;
    }
    Ok(())
}

fn two(sheet: &mut Worksheet, look: &Look, template: &Template, tables: &Tables) -> Result<(), XlsxError> {
    sheet.set_name("表二")?;
    page(sheet);
    sheet.set_column_width(0, 26)?;
    for column in 1..=3 {
        sheet.set_column_width(column, 22)?;
    }
    sheet.write_string_with_format(0, 0, template.parts.get(1).map_or("", String::as_str), &look.title)?;
    let mut row = 1;
    for block in &template.two {
        row = block_of_two(sheet, look, block, tables, row)?;
    }
    Ok(())
}

fn block_of_two(
    sheet: &mut Worksheet,
    look: &Look,
    block: &Block,
    tables: &Tables,
    mut row: u32,
) -> Result<u32, XlsxError> {
    // Three columns stand beside the words whatever a block has: fewer are merged over the rest.
    const WIDE: u16 = 3;
    span(sheet, (row, 0), (row, WIDE), &block.item, &look.head)?;
    row += 1;
    let count = block.columns.len() as u16;
    let at = |n: u16| (1 + n, if n + 1 == count { WIDE } else { 1 + n });
    sheet.write_string_with_format(row, 0, CONTENT, &look.head)?;
    for (n, column) in (0u16..).zip(&block.columns) {
        let (from, to) = at(n);
        span(sheet, (row, from), (row, to), &column.label, &look.head)?;
    }
    row += 1;
    for named in &block.rows {
        sheet.write_string_with_format(row, 0, &named.label, &look.label)?;
        for (n, column) in (0u16..).zip(&block.columns) {
            let (from, to) = at(n);
            let entry = tables.two(&format!("{}.{}", named.key, column.key));
            if from != to {
                sheet.merge_range(row, from, row, to, "", &look.number)?;
            }
            sheet.write_number_with_format(row, from, entry.as_float(column.kind), &look.number)?;
        }
        row += 1;
    }
    Ok(row)
}

fn three(sheet: &mut Worksheet, look: &Look, template: &Template, tables: &Tables) -> Result<(), XlsxError> {
    sheet.set_name("表三")?;
    page(sheet);
    for (column, width) in [(0, 14.0), (1, 16.0), (2, 44.0)] {
        sheet.set_column_width(column, width)?;
    }
    let table = &template.three;
    sheet.write_string_with_format(0, 0, template.parts.get(2).map_or("", String::as_str), &look.title)?;
    span(sheet, (1, 0), (3, 2), &table.caption, &look.head)?;
    let last = 3 + table.columns.len() as u16;
    span(sheet, (1, 3), (1, last), &table.applicants, &look.head)?;
    if let Some(person) = table.columns.first() {
        span(sheet, (2, 3), (3, 3), &person.label, &look.head)?;
    }
    span(sheet, (2, 4), (2, last - 1), &table.organisations, &look.head)?;
    for (n, column) in (4u16..).zip(table.columns.iter().skip(1)) {
        sheet.write_string_with_format(3, n, &column.label, &look.head)?;
    }
    span(sheet, (2, last), (3, last), &table.total, &look.head)?;
    for (n, row) in table.rows.iter().enumerate() {
        let line = 4 + n as u32;
        for (depth, label) in row.labels.iter().enumerate() {
            // Rows that share their outer words stand in one cell, which the first of them writes.
            let same = |r: &crate::template::Row| r.labels.get(..=depth) == row.labels.get(..=depth);
            let is_last = depth + 1 == row.labels.len();
            let from = (line, depth as u16);
            if is_last {
                span(sheet, from, (line, 2), label, &look.label)?;
            } else if n == 0 || !table.rows.get(n - 1).is_some_and(same) {
                let more = table.rows[n..].iter().take_while(|r| same(r)).count() as u32;
                span(sheet, from, (line + more - 1, depth as u16), label, &look.label)?;
            }
        }
        for (at, entry) in (3u16..).zip(tables.line(&row.key)) {
            sheet.write_number_with_format(line, at, entry.as_float(Unit::Pieces), &look.number)?;
        }
    }
    sheet.set_freeze_panes(4, 3)?;
    Ok(())
}

fn four(sheet: &mut Worksheet, look: &Look, template: &Template, tables: &Tables) -> Result<(), XlsxError> {
    sheet.set_name("表四")?;
    page(sheet);
    let table = &template.four;
    sheet.write_string_with_format(0, 0, template.parts.get(3).map_or("", String::as_str), &look.title)?;
    let words: Vec<&str> = table.columns.iter().map(|c| c.label.as_str()).chain([table.total.as_str()]).collect();
    let five = words.len() as u16;
    let mut outer: Vec<(&str, u16, u16)> = Vec::new();
    for (n, group) in (0u16..).zip(&table.groups) {
        let (from, to) = (n * five, n * five + five - 1);
        let name = group.labels.first().map_or("", String::as_str);
        match outer.last_mut().filter(|(last, ..)| *last == name) {
            Some((_, _, end)) => *end = to,
            None => outer.push((name, from, to)),
        }
        let is_nested = group.labels.len() > 1;
        if is_nested {
            span(sheet, (2, from), (2, to), group.labels.last().map_or("", String::as_str), &look.head)?;
        }
        for (at, word) in (from..).zip(&words) {
            span(sheet, (if is_nested { 3 } else { 2 }, at), (3, at), word, &look.head)?;
        }
        for (at, entry) in (from..).zip(tables.five(&group.key)) {
            sheet.write_number_with_format(4, at, Entry::as_float(entry, Unit::Pieces), &look.number)?;
        }
    }
    for (name, from, to) in outer {
        span(sheet, (1, from), (1, to), name, &look.head)?;
    }
    Ok(())
}
