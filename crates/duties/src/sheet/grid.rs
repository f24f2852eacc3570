//! A sheet as a sparse grid of texts, merged cells filled, bounded: a cell far outside costs nothing.

use super::read::{Finding, FindingKind};
use calamine::{Data, DataRef, Reader, Xlsx};
use std::{collections::BTreeMap, io::Cursor};

/// Most rows and columns of a sheet that are looked at.
pub(super) const MOST_ROWS: u32 = 20_000;
const MOST_COLUMNS: u32 = 60;
/// Most bytes a workbook may unpack to.
const MOST_UNPACKED: u64 = 200 << 20;

/// Texts by row and column, from 0.
pub(super) struct Grid {
    pub name: String,
    cells: BTreeMap<(u32, u32), String>,
    /// Cells that got their text from a merged region.
    filled: BTreeMap<(u32, u32), (u32, u32)>,
    pub last_row: u32,
    pub last_column: u32,
}

impl Grid {
    /// The text without space around it; empty where there is none.
    pub fn at(&self, row: u32, column: u32) -> &str {
        self.cells.get(&(row, column)).map_or("", String::as_str)
    }

    /// The columns of a row that hold their own text, with it.
    pub fn own_texts(&self, row: u32) -> Vec<(u32, &str)> {
        self.cells
            .range((row, 0)..=(row, MOST_COLUMNS))
            .filter(|(at, text)| !text.is_empty() && !self.filled.contains_key(*at))
            .map(|((_, column), text)| (*column, text.as_str()))
            .collect()
    }

    /// Whether the cell got its text from a merged region that begins in an earlier row.
    pub fn comes_from_above(&self, row: u32, column: u32) -> bool {
        self.filled.get(&(row, column)).is_some_and(|(from, _)| *from < row)
    }

    /// Over how many columns the region that begins here reaches.
    pub fn width(&self, row: u32, column: u32) -> u32 {
        1 + self.filled.iter().filter(|((r, _), from)| *r == row && **from == (row, column)).count() as u32
    }
}

/// Opens a workbook and gives its sheets as grids. `Err`: it is none, or it unpacks to more than we read.
pub(super) fn grids(bytes: &[u8], findings: &mut Vec<Finding>) -> Result<Vec<Grid>, crate::Refused> {
    let unpacked = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| crate::Refused::NotAWorkbook)
        .map(|mut zip| (0..zip.len()).filter_map(|n| zip.by_index_raw(n).ok().map(|f| f.size())).sum::<u64>())?;
    if unpacked > MOST_UNPACKED {
        return Err(crate::Refused::TooLarge { most: (MOST_UNPACKED >> 20) as usize });
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| crate::Refused::NotAWorkbook)?;
    let names = book.sheet_names();
    let mut out = Vec::new();
    for name in names {
        let regions = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut grid =
            Grid { name: name.clone(), cells: BTreeMap::new(), filled: BTreeMap::new(), last_row: 0, last_column: 0 };
        let mut beyond = false;
        match book.worksheet_cells_reader(&name) {
            Err(_) => continue,
            Ok(mut cells) => {
                // A sheet that breaks off is read as far as it goes; what is missing is said.
                loop {
                    match cells.next_cell() {
                        Ok(None) => break,
                        Err(_) => {
                            findings.push(Finding::sheet(&name, FindingKind::SheetBroken));
                            break;
                        }
                        Ok(Some(cell)) => {
                            let at = cell.get_position();
                            if at.0 >= MOST_ROWS || at.1 >= MOST_COLUMNS {
                                beyond |= !matches!(cell.get_value(), DataRef::Empty);
                                continue;
                            }
                            let text = text_of(cell.get_value().clone().into());
                            if !text.is_empty() {
                                grid.last_row = grid.last_row.max(at.0);
                                grid.last_column = grid.last_column.max(at.1);
                                grid.cells.insert(at, text);
                            }
                        }
                    }
                }
            }
        }
        if beyond {
            findings.push(Finding::sheet(&name, FindingKind::SheetTooLong));
        }
        for region in regions {
            let from = region.start;
            let Some(text) = grid.cells.get(&from).cloned() else { continue };
            for row in from.0..=region.end.0.min(MOST_ROWS - 1) {
                for column in from.1..=region.end.1.min(MOST_COLUMNS - 1) {
                    if (row, column) != from {
                        grid.filled.insert((row, column), from);
                        grid.cells.insert((row, column), text.clone());
                        grid.last_row = grid.last_row.max(row);
                        grid.last_column = grid.last_column.max(column);
                    }
                }
            }
        }
        out.push(grid);
    }
    Ok(out)
}

/// What a cell says, as people read it.
fn text_of(value: Data) -> String {
    match value {
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => clean(&s),
        Data::Int(n) => n.to_string(),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        Data::Float(n) => n.to_string(),
        Data::Bool(b) => if b { "√" } else { "" }.to_owned(),
        Data::DateTime(d) => d.as_f64().to_string(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

/// Without space around lines, without control characters; line ends are one kind.
fn clean(text: &str) -> String {
    let lines: Vec<String> = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{b}'], "\n")
        .replace("_x000D_", "")
        .lines()
        .map(|l| l.chars().filter(|c| !c.is_control() && *c != '\u{feff}' && *c != '\u{200b}').collect::<String>())
        .map(|l| l.trim().to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}
