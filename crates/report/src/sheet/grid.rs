//! A sheet as texts by place, merged cells filled, bounded: a cell far outside costs nothing.

use crate::refused::Refused;
use calamine::{Data, DataRef, Reader, Xlsx};
use std::{collections::BTreeMap, io::Cursor};

const MOST_ROWS: u32 = 2_000;
const MOST_COLUMNS: u32 = 60;
/// Most bytes a workbook may unpack to.
const MOST_UNPACKED: u64 = 100 << 20;

/// Texts by row and column, from 0.
pub(super) struct Grid {
    pub name: String,
    cells: BTreeMap<(u32, u32), String>,
    /// Cells that a merged region covers, with its first cell.
    covered: BTreeMap<(u32, u32), (u32, u32)>,
    pub rows: u32,
    pub columns: u32,
}

impl Grid {
    /// The text, that of the merged region where one covers the cell.
    pub fn at(&self, row: u32, column: u32) -> &str {
        let at = self.covered.get(&(row, column)).copied().unwrap_or((row, column));
        self.cells.get(&at).map_or("", String::as_str)
    }

    /// The first cell of the region, or the cell itself.
    pub fn origin(&self, row: u32, column: u32) -> (u32, u32) {
        self.covered.get(&(row, column)).copied().unwrap_or((row, column))
    }
}

/// The sheets of a workbook.
pub(super) fn grids(bytes: &[u8]) -> Result<Vec<Grid>, Refused> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::NotAWorkbook)?;
    let unpacked: u64 = (0..zip.len()).filter_map(|n| zip.by_index_raw(n).ok().map(|f| f.size())).sum();
    if unpacked > MOST_UNPACKED {
        return Err(Refused::TooLarge { most: (MOST_UNPACKED >> 20) as usize });
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::NotAWorkbook)?;
    let mut out = Vec::new();
    for name in book.sheet_names() {
        let regions = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut grid =
            Grid { name: name.clone(), cells: BTreeMap::new(), covered: BTreeMap::new(), rows: 0, columns: 0 };
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        // A sheet that breaks off is read as far as it goes: what is missing is told as a missing cell.
        while let Ok(Some(cell)) = cells.next_cell() {
            let (row, column) = cell.get_position();
            if row >= MOST_ROWS || column >= MOST_COLUMNS || matches!(cell.get_value(), DataRef::Empty) {
                continue;
            }
            let text = text_of(cell.get_value().clone().into());
            grid.rows = grid.rows.max(row + 1);
            grid.columns = grid.columns.max(column + 1);
            grid.cells.insert((row, column), text);
        }
        for region in regions {
            let (from, to) = (region.start, region.end);
            for row in from.0..=to.0.min(MOST_ROWS - 1) {
                for column in from.1..=to.1.min(MOST_COLUMNS - 1) {
                    if (row, column) != from {
                        grid.covered.insert((row, column), from);
                    }
                    grid.rows = grid.rows.max(row + 1);
                    grid.columns = grid.columns.max(column + 1);
                }
            }
        }
        out.push(grid);
    }
    Ok(out)
}

/// What a cell says, as people read it; an error of a formula stays visible.
fn text_of(value: Data) -> String {
    match value {
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => s.trim().to_owned(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => decimal(n),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(d) => d.as_f64().to_string(),
        Data::Error(e) => e.to_string(),
        Data::Empty => String::new(),
    }
}

/// Spreadsheets keep 0.1 + 0.2 as 0.30000000000000004: fen are the last places that mean something, and what lies beyond by
/// a hair is the machine's, not the office's.
fn decimal(n: f64) -> String {
    let fen = (n * 1e6).round() / 1e6;
    if (fen - n).abs() < 1e-9 * n.abs().max(1.0) { fen.to_string() } else { n.to_string() }
}

/// `D12` for row 11, column 3.
pub(super) fn address(row: u32, column: u32) -> String {
    let mut letters = String::new();
    let mut left = column + 1;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}
