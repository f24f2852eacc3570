//! Workbooks: written anew from the values of their cells. Formulas become their results; nothing that keeps copies
//! (shared texts, names, caches, comments, links) is carried over.

mod book;
mod formula;
mod range;
mod written;

use crate::{
    Body, LeftOut, Mark, Options, Outline, Refused, Released, Sheet, SheetCell, Summary, Target,
    archive::Parts,
    text::{self, MASK},
};
use book::{Book, Page, Value};
use range::Area;
use screen::file::FileKind;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn outline(bytes: &[u8], options: &Options) -> Result<Outline, Refused> {
    let book = Book::read(&Parts::read(bytes)?)?;
    let mut left_out = book.left_out.clone();
    let sheets = book
        .pages
        .iter()
        .map(|page| {
            let cells = page
                .cells
                .iter()
                .map(|(at, cell)| SheetCell {
                    at: range::name(*at),
                    text: cell.shown.clone(),
                    formula: cell.formula.clone(),
                    is_hidden: page.is_hidden_at(*at),
                })
                .collect();
            Sheet {
                name: page.name.clone(),
                is_hidden: page.is_hidden,
                hidden_rows: page.hidden_rows.iter().copied().collect(),
                hidden_columns: page.hidden_columns.iter().copied().collect(),
                cells,
                comments: page.comments.clone(),
            }
        })
        .collect();
    hidden(&book, options, &mut left_out);
    Ok(Outline { kind: FileKind::Xlsx, body: Body::Sheets(sheets), left_out })
}

/// What is hidden and not disclosed in so many words, as cells of each sheet; counts what it is.
fn hidden(book: &Book, options: &Options, left_out: &mut BTreeMap<LeftOut, u32>) -> Vec<Hidden> {
    let mut out = Vec::new();
    for page in &book.pages {
        let is_disclosed = |sheet: &str| text::normal(sheet) == text::normal(&page.name);
        let areas: Vec<Area> = options
            .disclosed
            .iter()
            .filter_map(|t| match t {
                Target::Cells { sheet, range } if is_disclosed(sheet) => Area::parse(range),
                _ => None,
            })
            .collect();
        let whole = options.disclosed.iter().any(|t| matches!(t, Target::Sheet { sheet } if is_disclosed(sheet)));
        let mut gone = Hidden::default();
        if page.is_hidden && !whole {
            gone.sheet = true;
            *left_out.entry(LeftOut::HiddenSheets).or_default() += 1;
        } else if !whole {
            // A row is disclosed by a mark that covers it from end to end.
            let covers_row = |row: u32| areas.iter().any(|a| a.covers_row(row));
            let covers_column = |column: u32| areas.iter().any(|a| a.covers_column(column));
            gone.rows = page.hidden_rows.iter().copied().filter(|r| !covers_row(*r)).collect();
            gone.columns = page.hidden_columns.iter().copied().filter(|c| !covers_column(*c)).collect();
            for (what, count) in [(LeftOut::HiddenRows, gone.rows.len()), (LeftOut::HiddenColumns, gone.columns.len())]
            {
                if count > 0 {
                    *left_out.entry(what).or_default() += u32::try_from(count).unwrap_or(u32::MAX);
                }
            }
        }
        out.push(gone);
    }
    out
}

#[derive(Default)]
struct Hidden {
    sheet: bool,
    rows: BTreeSet<u32>,
    columns: BTreeSet<u32>,
}

pub(crate) fn redact(bytes: &[u8], marks: &[Mark], options: &Options) -> Result<Released, Refused> {
    let mut book = Book::read(&Parts::read(bytes)?)?;
    let mut summary = Summary { left_out: book.left_out.clone(), ..Summary::default() };
    let mut areas: Vec<Vec<Area>> = vec![Vec::new(); book.pages.len()];
    let mut sheets: BTreeSet<usize> = BTreeSet::new();
    let mut phrases: Vec<(usize, &str)> = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let nowhere = Refused::NoSuchPlace { mark: index };
        let find = |name: &str| book.pages.iter().position(|p| p.name == name).ok_or(nowhere.clone());
        match &mark.target {
            Target::Sheet { sheet } => _ = sheets.insert(find(sheet)?),
            Target::Cells { sheet, range } => {
                let at = find(sheet)?;
                areas[at].push(Area::parse(range).ok_or(nowhere)?);
            }
            Target::Phrase { text } => phrases.push((index, text)),
            _ => return Err(nowhere),
        }
        summary.met.push(usize::from(!matches!(mark.target, Target::Phrase { .. })));
    }
    let hidden = hidden(&book, options, &mut summary.left_out);
    let mut removed = Vec::new();
    // Cells of which anything is withheld, per sheet, for what was computed from them.
    let mut touched: Vec<BTreeSet<(u32, u32)>> = vec![BTreeSet::new(); book.pages.len()];
    for (at, page) in book.pages.iter_mut().enumerate() {
        let name = page.name.clone();
        if sheets.contains(&at) || hidden[at].sheet {
            touched[at] = page.cells.keys().copied().collect();
            removed.extend(page.cells.values().flat_map(|c| c.texts()));
            if sheets.contains(&at) {
                removed.push(name);
            }
            page.cells.clear();
            continue;
        }
        page.cells.retain(|(row, column), cell| {
            let gone = hidden[at].rows.contains(row) || hidden[at].columns.contains(column);
            if gone {
                touched[at].insert((*row, *column));
                removed.extend(cell.texts());
            }
            !gone
        });
        for area in &areas[at] {
            // What is withheld but empty shows no sign: there is nothing to withhold.
            for (place, cell) in page.cells.iter_mut().filter(|(place, _)| area.contains(**place)) {
                if touched[at].insert(*place) {
                    removed.extend(cell.texts());
                    cell.withhold();
                }
            }
        }
        for (place, cell) in &mut page.cells {
            if areas[at].iter().any(|a| a.contains(*place)) {
                continue;
            }
            for (mark, phrase) in &phrases {
                let met = cell.withhold_phrase(phrase, &mut removed);
                if met > 0 {
                    summary.met[*mark] += met;
                    touched[at].insert(*place);
                }
            }
        }
        for (mark, phrase) in &phrases {
            let letters: Vec<char> = page.name.chars().collect();
            let found = text::find(&letters, phrase);
            if !found.is_empty() {
                summary.met[*mark] += found.len();
                let (shown, gone) = text::masked(&page.name, &found);
                page.name = shown;
                removed.extend(gone);
            }
        }
    }
    for (at, page) in book.pages.iter().enumerate() {
        for (place, cell) in &page.cells {
            let Some(formula) = &cell.formula else { continue };
            if !touched[at].contains(place) && formula::reads(formula, at, &book, &touched) {
                summary.computed_from.push(format!("{}!{}", page.name, range::name(*place)));
            }
        }
    }
    let formulas = book.pages.iter().flat_map(|p| p.cells.values()).filter(|c| c.formula.is_some()).count();
    if formulas > 0 {
        summary.left_out.insert(LeftOut::Formulas, u32::try_from(formulas).unwrap_or(u32::MAX));
    }
    let mut number = 0;
    let mut pages: Vec<Page> = Vec::new();
    for (at, mut page) in std::mem::take(&mut book.pages).into_iter().enumerate() {
        if sheets.contains(&at) {
            number += 1;
            page = Page::withheld(&format!("{MASK}{number}"));
        } else if hidden[at].sheet {
            continue;
        }
        pages.push(page);
    }
    if pages.is_empty() {
        pages.push(Page::withheld(MASK));
    }
    written::name_apart(&mut pages);
    let (mut stays, mut alternative) = (Vec::new(), String::new());
    for page in &pages {
        stays.push((page.name.clone(), page.name.clone()));
        alternative.push_str(&page.name);
        alternative.push('\n');
        let mut row = 0;
        for ((at, column), cell) in &page.cells {
            let begins = row != *at;
            alternative.push_str(if begins && row != 0 {
                "\n"
            } else if begins {
                ""
            } else {
                "\t"
            });
            row = *at;
            alternative.push_str(&cell.shown);
            // A date is stored as a number; both legitimately stand in the file.
            let stored = match &cell.value {
                Value::Number(raw) if *raw != cell.shown => format!("{} {raw}", cell.shown),
                _ => cell.shown.clone(),
            };
            stays.push((format!("{}!{}", page.name, range::name((*at, *column))), stored));
        }
        alternative.push('\n');
    }
    // The number behind a date that stays stands in no text that is disclosed, and in the file by right.
    let stored: BTreeSet<&str> = pages
        .iter()
        .flat_map(|p| p.cells.values())
        .filter_map(|c| match &c.value {
            Value::Number(raw) => Some(raw.as_str()),
            _ => None,
        })
        .collect();
    let removed: Vec<String> =
        removed.into_iter().filter(|r| text::is_telling(r) && !stored.contains(r.as_str())).collect();
    summary.also_stands_in = text::elsewhere(&removed, &stays);
    summary.left_out.retain(|_, count| *count > 0);
    let bytes = written::workbook(&book, &pages)?;
    Ok(Released { bytes, kind: FileKind::Xlsx, alternative: Some(alternative), removed, summary })
}
