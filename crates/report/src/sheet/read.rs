//! Reads tables two, three and four from an agency's own workbook: merged cells, headings wherever they stand, whatever
//! punctuation. Each thing that was not understood is told with its cell. Chinese terms as data.

use super::{
    grid::{Grid, address, grids},
    write::CONTENT,
};
use crate::{
    entry::Entry,
    refused::Refused,
    tables::{Five, Line, Tables},
    template::{Template, Unit},
};
use kernel::words;

words! {
    /// What was found in a workbook.
    pub enum FindingKind {
        /// The cell is no number: neither digits, nor a stroke, nor empty.
        NotANumber = "not-a-number",
        /// The cell is empty, which is not zero.
        Blank = "blank",
        /// The cell holds a stroke, which is not zero.
        Slash = "slash",
        /// A row of the format is missing.
        RowMissing = "row-missing",
        /// A column of the format is missing.
        ColumnMissing = "column-missing",
        /// The table is missing.
        TableMissing = "table-missing",
        /// The row stands twice: the first was taken.
        RowTwice = "row-twice",
    }
}

impl FindingKind {
    /// Whether the workbook cannot be adopted like this.
    pub fn stops(self) -> bool {
        matches!(
            self,
            FindingKind::NotANumber | FindingKind::RowMissing | FindingKind::ColumnMissing | FindingKind::RowTwice
        )
    }

    /// The sentence.
    pub fn message(self) -> String {
        format!("report-finding-{}", self.as_str())
    }
}

/// Something that was not understood, or that somebody should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// The sheet.
    pub sheet: String,
    /// The cell, `D12`; empty for the whole table.
    pub cell: String,
    /// The table: 2, 3 or 4.
    pub table: u8,
    /// The row and column in the words of the format.
    pub place: String,
    /// What stands there, shortened.
    pub text: String,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// The numbers; empty and stroke as they stood.
    pub tables: Tables,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// A text without spaces, punctuation and the number before it, so that `（一）予以公开` and `(一) 予以公开` are one.
fn plain(text: &str) -> String {
    let mut rest = text.trim();
    // 一、 （一） (一) 1. 1、
    loop {
        let begun = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '('));
        let digits = begun.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        let after = digits.trim_start();
        let numbered = digits.len() < begun.len() && after.starts_with(['、', '.', '．', '）', ')', '，']);
        if !numbered {
            break;
        }
        rest = after.trim_start_matches(['、', '.', '．', '）', ')', '，']);
    }
    rest.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a cell says these words: the same, or a longer and a shorter way to say them.
fn says(cell: &str, words: &str) -> bool {
    let (cell, words) = (plain(cell), plain(words));
    if cell == words {
        return !cell.is_empty();
    }
    let (short, long) = if cell.chars().count() < words.chars().count() { (&cell, &words) } else { (&words, &cell) };
    short.chars().count() >= 4 && long.starts_with(short.as_str())
}

struct Reading<'t> {
    template: &'t Template,
    out: Sheets,
}

fn shortened(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() > 40 { flat.chars().take(39).chain(['…']).collect() } else { flat }
}

impl Reading<'_> {
    fn find(&mut self, kind: FindingKind, table: u8, at: Option<(&Grid, u32, u32)>, place: String) {
        let (sheet, cell, text) = match at {
            Some((grid, row, column)) => (grid.name.clone(), address(row, column), shortened(grid.at(row, column))),
            None => (String::new(), String::new(), String::new()),
        };
        self.out.findings.push(Finding { kind, sheet, cell, table, place, text });
    }

    fn entry(&mut self, grid: &Grid, (row, column): (u32, u32), table: u8, unit: Unit, place: &str) -> Entry {
        let read = Entry::read(grid.at(row, column), unit);
        let kind = match read {
            None => FindingKind::NotANumber,
            Some(Entry::Blank) => FindingKind::Blank,
            Some(Entry::Slash) => FindingKind::Slash,
            Some(Entry::Number(_)) => return read.unwrap_or_default(),
        };
        self.find(kind, table, Some((grid, row, column)), place.to_owned());
        read.unwrap_or_default()
    }

    /// Table three. False: it is not on this sheet.
    fn three(&mut self, grid: &Grid) -> bool {
        let template = self.template;
        let table = &template.three;
        let Some(person) = table.columns.first() else { return false };
        let place = (0..grid.rows)
            .flat_map(|row| (0..grid.columns).map(move |column| (row, column)))
            .find(|(row, column)| plain(grid.at(*row, *column)) == plain(&person.label));
        let Some((head, first)) = place else { return false };
        // The kinds of organisations stand in the same line of headings or in one of the next two.
        let under = |words: &str, from: u32| {
            (from..grid.columns).find(|column| {
                (head..(head + 3).min(grid.rows)).any(|row| plain(grid.at(row, *column)) == plain(words))
            })
        };
        let mut columns: Vec<Option<u32>> = vec![Some(first)];
        let mut from = first + 1;
        for label in table.columns.iter().skip(1).map(|c| &c.label).chain([&table.total]) {
            let found = under(label, from);
            from = found.map_or(from, |at| at + 1);
            columns.push(found);
        }
        let labels: Vec<&String> = table.columns.iter().map(|c| &c.label).chain([&table.total]).collect();
        let absent: Vec<&&String> =
            labels.iter().zip(&columns).filter(|(_, at)| at.is_none()).map(|(l, _)| l).collect();
        for label in absent {
            self.find(FindingKind::ColumnMissing, 3, None, (*label).clone());
        }
        for line in head + 1..grid.rows {
            // The innermost words stand in the last cell before the numbers.
            let label = (0..first).rev().map(|c| grid.at(line, c)).find(|t| !t.is_empty()).unwrap_or_default();
            let found = table.rows.iter().find(|r| plain(label) == plain(r.label()));
            let Some(row) = found.or_else(|| table.rows.iter().find(|r| says(label, r.label()))) else { continue };
            // A title that covers the numbers too is no row.
            if grid.origin(line, first) == grid.origin(line, first.saturating_sub(1)) {
                continue;
            }
            if self.out.tables.three.contains_key(&row.key) {
                self.find(
                    FindingKind::RowTwice,
                    3,
                    Some((grid, line, first.saturating_sub(1))),
                    row.label().to_owned(),
                );
                continue;
            }
            let mut entries: Line = Line::default();
            for (n, at) in columns.iter().enumerate() {
                let Some(at) = at else { continue };
                let place = format!("{} × {}", row.label(), labels[n]);
                entries[n] = self.entry(grid, (line, *at), 3, Unit::Pieces, &place);
            }
            self.out.tables.three.insert(row.key.clone(), entries);
        }
        if self.out.tables.three.is_empty() {
            return false;
        }
        let missing: Vec<String> = table
            .rows
            .iter()
            .filter(|r| !self.out.tables.three.contains_key(&r.key))
            .map(|r| r.label().to_owned())
            .collect();
        for row in missing {
            self.find(FindingKind::RowMissing, 3, None, row);
        }
        true
    }

    /// Table four. False: it is not on this sheet.
    fn four(&mut self, grid: &Grid) -> bool {
        let template = self.template;
        let table = &template.four;
        let words: Vec<&String> = table.columns.iter().map(|c| &c.label).chain([&table.total]).collect();
        let Some(first) = words.first().copied() else { return false };
        // The lowest line of headings, once merged cells are filled, names all fifteen columns.
        let heads = |row: u32| (0..grid.columns).filter(|c| plain(grid.at(row, *c)) == plain(first)).count();
        let Some(head) = (0..grid.rows).max_by_key(|row| (heads(*row), *row)).filter(|row| heads(*row) > 0) else {
            return false;
        };
        // The numbers stand in the first line below that holds any of them outside the headings' own cells.
        let line = (head + 1..grid.rows).find(|row| (0..grid.columns).any(|c| grid.origin(*row, c).0 > head));
        let line = line.unwrap_or(head + 1);
        for group in &table.groups {
            let inner = group.labels.last().map_or("", String::as_str);
            let mut entries = Five::default();
            for (n, word) in words.iter().enumerate() {
                let column = (0..grid.columns).find(|column| {
                    plain(grid.at(head, *column)) == plain(word)
                        && (0..head).rev().map(|row| plain(grid.at(row, *column))).any(|over| over == plain(inner))
                });
                let place = format!("{inner} × {word}");
                match column {
                    Some(column) => entries[n] = self.entry(grid, (line, column), 4, Unit::Pieces, &place),
                    None => self.find(FindingKind::ColumnMissing, 4, None, place),
                }
            }
            self.out.tables.four.insert(group.key.clone(), entries);
        }
        true
    }

    /// Table two. False: it is not on this sheet.
    fn two(&mut self, grid: &Grid) -> bool {
        let mut any = false;
        let template = self.template;
        for block in &template.two {
            let item = (0..grid.rows)
                .flat_map(|row| (0..grid.columns).map(move |column| (row, column)))
                .find(|(row, column)| plain(grid.at(*row, *column)) == plain(&block.item));
            let Some((top, _)) = item else { continue };
            any = true;
            let end = (top + 1..grid.rows)
                .find(|row| (0..grid.columns).any(|c| self.is_item(grid.at(*row, c), &block.item)))
                .unwrap_or(grid.rows);
            // The headings may stand beside the item or below it.
            let head = (top..end).find(|row| (0..grid.columns).any(|c| plain(grid.at(*row, c)) == plain(CONTENT)));
            let head = head.unwrap_or(top + 1);
            for named in &block.rows {
                let line = (head + 1..end).find_map(|row| {
                    (0..grid.columns).find(|c| says(grid.at(row, *c), &named.label)).map(|column| (row, column))
                });
                for column in &block.columns {
                    let place = format!("{} × {}", named.label, column.label);
                    let at = (0..grid.columns).find(|c| says(grid.at(head, *c), &column.label));
                    let key = format!("{}.{}", named.key, column.key);
                    match (line, at) {
                        (Some((line, label)), Some(at)) if at > label => {
                            let entry = self.entry(grid, (line, at), 2, column.kind, &place);
                            self.out.tables.two.insert(key, entry);
                        }
                        (None, _) => self.find(FindingKind::RowMissing, 2, None, place),
                        _ => self.find(FindingKind::ColumnMissing, 2, None, place),
                    }
                }
            }
        }
        any
    }

    fn is_item(&self, text: &str, own: &str) -> bool {
        !text.is_empty() && self.template.two.iter().any(|b| b.item != own && plain(&b.item) == plain(text))
    }
}

/// Reads an agency's own workbook in the format of `template`. Blank cells and strokes stay what they are and are told;
/// they are not zero until somebody says so.
///
/// # Errors
/// No workbook, too large, none of the three tables in it.
pub fn read_workbook(template: &Template, bytes: &[u8]) -> Result<Sheets, Refused> {
    let grids = grids(bytes)?;
    let mut reading = Reading { template, out: Sheets::default() };
    let mut found = [false; 3];
    for grid in &grids {
        found[0] = found[0] || reading.two(grid);
        found[1] = found[1] || reading.three(grid);
        found[2] = found[2] || reading.four(grid);
    }
    if found == [false; 3] {
        return Err(Refused::NoTables);
    }
    for (is, table) in found.into_iter().zip(2u8..) {
        if !is {
            reading.find(FindingKind::TableMissing, table, None, String::new());
        }
    }
    Ok(reading.out)
}
