//! What a workbook says: sheets, cells, what is hidden.

use super::{
    formula,
    range::{self, Place},
};
use crate::{
    LeftOut, Refused,
    archive::{self, Parts},
    text::{self, MASK},
    xml::{self, Element},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(String),
    Is(bool),
    Error(String),
}

#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub value: Value,
    /// What it shows.
    pub shown: String,
    pub formula: Option<String>,
    pub style: Option<String>,
}

impl Cell {
    /// All that is withheld with the cell.
    pub fn texts(&self) -> Vec<String> {
        let mut out = vec![self.shown.clone()];
        if let Value::Number(raw) = &self.value
            && *raw != self.shown
        {
            out.push(raw.clone());
        }
        out
    }

    pub fn withhold(&mut self) {
        self.value = Value::Text(MASK.into());
        self.shown = MASK.into();
        self.formula = None;
    }

    /// Takes a phrase out; a number in which it stands goes whole. Says how often it was met.
    pub fn withhold_phrase(&mut self, phrase: &str, removed: &mut Vec<String>) -> usize {
        let letters: Vec<char> = self.shown.chars().collect();
        let found = text::find(&letters, phrase);
        if found.is_empty() {
            let raw = match &self.value {
                Value::Number(raw) => raw.chars().collect::<Vec<char>>(),
                _ => return 0,
            };
            if text::find(&raw, phrase).is_empty() {
                return 0;
            }
        }
        if let Value::Text(_) = self.value {
            let (shown, gone) = text::masked(&self.shown, &found);
            removed.extend(gone);
            self.value = Value::Text(shown.clone());
            self.shown = shown;
            self.formula = None;
            found.len()
        } else {
            removed.extend(self.texts());
            self.withhold();
            1
        }
    }
}

/// A sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub name: String,
    pub is_hidden: bool,
    pub hidden_rows: BTreeSet<u32>,
    pub hidden_columns: BTreeSet<u32>,
    pub cells: BTreeMap<Place, Cell>,
    pub comments: Vec<(String, String)>,
    /// Widths of columns, joined cells, the part that does not scroll: the look that is kept.
    pub look: Vec<Element>,
    /// Heights of rows.
    pub heights: BTreeMap<u32, String>,
}

impl Page {
    pub fn is_hidden_at(&self, (row, column): Place) -> bool {
        self.is_hidden || self.hidden_rows.contains(&row) || self.hidden_columns.contains(&column)
    }

    /// A sheet of which only that it exists is told.
    pub fn withheld(name: &str) -> Page {
        let cell = Cell { value: Value::Text(MASK.into()), shown: MASK.into(), formula: None, style: None };
        Page { name: name.to_owned(), cells: BTreeMap::from([((1, 1), cell)]), ..Page::default() }
    }
}

pub(super) struct Book {
    pub pages: Vec<Page>,
    /// Names of the sheets, in order, as formulas know them.
    pub names: Vec<String>,
    /// Names of ranges with what they stand for.
    pub defined: Vec<(String, String)>,
    pub styles: Option<Element>,
    pub is_1904: bool,
    pub left_out: BTreeMap<LeftOut, u32>,
}

/// Elements of a sheet that are its look and nothing else.
const LOOK: &[&str] =
    &["sheetViews", "sheetFormatPr", "cols", "mergeCells", "pageMargins", "pageSetup", "printOptions"];

impl Book {
    pub fn read(parts: &Parts) -> Result<Book, Refused> {
        let main = archive::relations(parts, "")?
            .into_iter()
            .find(|r| r.kind == "officeDocument")
            .and_then(|r| r.target)
            .unwrap_or_else(|| "xl/workbook.xml".into());
        let root = xml::parse(parts.get(&main).ok_or(Refused::Damaged)?)?;
        let relations = archive::relations(parts, &main)?;
        let by_kind = |kind: &str| {
            relations.iter().find(|r| r.kind == kind).and_then(|r| r.target.as_deref()).and_then(|t| parts.get(t))
        };
        let shared = match by_kind("sharedStrings") {
            Some(bytes) => xml::parse(bytes)?.elements().map(rich_text).collect(),
            None => Vec::new(),
        };
        let styles = by_kind("styles").map(xml::parse).transpose()?;
        let dates = styles.as_ref().map(date_styles).unwrap_or_default();
        let is_1904 = root.child("workbookPr").is_some_and(|p| p.is_on("date1904"));
        let mut left_out = BTreeMap::new();
        outside(parts, &mut left_out);
        let mut count = |what: LeftOut, n: usize| {
            if n > 0 {
                *left_out.entry(what).or_default() += u32::try_from(n).unwrap_or(u32::MAX);
            }
        };
        let defined: Vec<(String, String)> = root
            .child("definedNames")
            .into_iter()
            .flat_map(Element::elements)
            .map(|e| (e.attribute("name").unwrap_or_default().to_owned(), e.text()))
            .collect();
        count(LeftOut::Names, defined.iter().filter(|(name, _)| !name.starts_with("_xlnm.")).count());
        let (mut pages, mut names) = (Vec::new(), Vec::new());
        for entry in root.child("sheets").into_iter().flat_map(Element::elements) {
            let found = entry.attribute("id").and_then(|id| relations.iter().find(|r| r.id == id));
            let Some(found) = found else { return Err(Refused::Damaged) };
            if found.kind != "worksheet" {
                count(LeftOut::Charts, 1);
                continue;
            }
            let part = found.target.clone().ok_or(Refused::Damaged)?;
            let sheet = xml::parse(parts.get(&part).ok_or(Refused::Damaged)?)?;
            let mut page = read_sheet(&sheet, &shared, &dates, is_1904)?;
            page.name = entry.attribute("name").unwrap_or_default().to_owned();
            page.is_hidden = matches!(entry.attribute("state"), Some("hidden" | "veryHidden"));
            page.comments = comments(parts, &part)?;
            count(LeftOut::Comments, page.comments.len());
            count(LeftOut::Links, sheet.child("hyperlinks").map_or(0, |h| h.children.len()));
            count(LeftOut::Margins, usize::from(sheet.child("headerFooter").is_some_and(|h| !h.text().is_empty())));
            names.push(page.name.clone());
            pages.push(page);
        }
        if pages.is_empty() {
            return Err(Refused::Damaged);
        }
        Ok(Book { pages, names, defined, styles, is_1904, left_out })
    }
}

/// What the package holds besides: counted, never read.
fn outside(parts: &Parts, left_out: &mut BTreeMap<LeftOut, u32>) {
    for name in parts.names() {
        let what = if name.starts_with("docprops/") || (name.starts_with("customxml/item") && !name.contains("props")) {
            LeftOut::Properties
        } else if name.contains("/embeddings/") {
            LeftOut::Attachments
        } else if name.contains("vbaproject") || name.contains("/activex/") {
            LeftOut::Programs
        } else if name.starts_with("xl/charts/chart") {
            LeftOut::Charts
        } else if name.starts_with("xl/media/") {
            LeftOut::Pictures
        } else if name.contains("pivotcacherecords")
            || name.starts_with("xl/externallinks/externallink")
            || name == "xl/connections.xml"
        {
            LeftOut::Caches
        } else if name.starts_with("xl/revisions/") {
            LeftOut::Changes
        } else {
            continue;
        };
        *left_out.entry(what).or_default() += 1;
    }
}

/// The text of a string that may be set in several ways, without its reading aids.
fn rich_text(item: &Element) -> String {
    item.elements()
        .filter(|e| matches!(e.local(), "t" | "r"))
        .map(|e| if e.local() == "t" { e.text() } else { e.child("t").map(Element::text).unwrap_or_default() })
        .collect()
}

fn comments(parts: &Parts, part: &str) -> Result<Vec<(String, String)>, Refused> {
    let mut out = Vec::new();
    for relation in archive::relations(parts, part)? {
        let Some(bytes) = relation.target.as_deref().and_then(|t| parts.get(t)) else { continue };
        if !matches!(relation.kind.as_str(), "comments" | "threadedComment") {
            continue;
        }
        xml::parse(bytes)?.each(&mut |e| {
            if matches!(e.local(), "comment" | "threadedComment") {
                out.push((e.attribute("ref").unwrap_or_default().to_owned(), e.text()));
            }
        });
    }
    Ok(out)
}

fn read_sheet(sheet: &Element, shared: &[String], dates: &[bool], is_1904: bool) -> Result<Page, Refused> {
    let mut page =
        Page { look: sheet.elements().filter(|e| LOOK.contains(&e.local())).cloned().collect(), ..Page::default() };
    for column in sheet.child("cols").into_iter().flat_map(Element::elements).filter(|c| c.is_on("hidden")) {
        let of = |name| column.attribute(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
        page.hidden_columns.extend((of("min")..=of("max")).filter(|c| (1..=range::COLUMNS).contains(c)));
    }
    let mut masters: BTreeMap<String, (Place, String)> = BTreeMap::new();
    let mut next_row = 1;
    for row in sheet.child("sheetData").into_iter().flat_map(Element::elements) {
        let number = row.attribute("r").and_then(|r| r.parse().ok()).unwrap_or(next_row);
        next_row = number + 1;
        if row.is_on("hidden") {
            page.hidden_rows.insert(number);
        }
        if let Some(height) = row.attribute("ht") {
            page.heights.insert(number, height.to_owned());
        }
        let mut next_column = 1;
        for cell in row.elements().filter(|e| e.local() == "c") {
            let place = match cell.attribute("r") {
                Some(name) => range::place(name).ok_or(Refused::Damaged)?,
                None => (number, next_column),
            };
            next_column = place.1 + 1;
            if let Some(cell) = read_cell(cell, place, shared, dates, is_1904, &mut masters) {
                // Two cells of one place: which is shown depends on who opens it.
                if page.cells.insert(place, cell).is_some() {
                    return Err(Refused::Damaged);
                }
            }
        }
    }
    Ok(page)
}

fn read_cell(
    cell: &Element,
    place: Place,
    shared: &[String],
    dates: &[bool],
    is_1904: bool,
    masters: &mut BTreeMap<String, (Place, String)>,
) -> Option<Cell> {
    let style = cell.attribute("s").map(str::to_owned);
    let raw = cell.child("v").map(Element::text).unwrap_or_default();
    let formula = cell.child("f").map(|f| {
        let own = f.text();
        match (f.attribute("si"), own.is_empty()) {
            (Some(index), false) => {
                masters.insert(index.to_owned(), (place, own.clone()));
                own
            }
            (Some(index), true) => masters.get(index).map_or(own, |(from, master)| {
                let by = (i64::from(place.0) - i64::from(from.0), i64::from(place.1) - i64::from(from.1));
                formula::moved(master, by)
            }),
            _ => own,
        }
    });
    let value = match cell.attribute("t").unwrap_or("n") {
        "s" => Value::Text(raw.trim().parse::<usize>().ok().and_then(|n| shared.get(n)).cloned().unwrap_or_default()),
        "inlineStr" => Value::Text(cell.child("is").map(rich_text).unwrap_or_default()),
        "str" | "d" => Value::Text(raw),
        "b" => Value::Is(raw.trim() == "1"),
        "e" => Value::Error(raw),
        _ => Value::Number(raw.trim().to_owned()),
    };
    let is_date =
        style.as_ref().and_then(|s| s.parse::<usize>().ok()).and_then(|s| dates.get(s)).copied() == Some(true);
    let shown = match &value {
        Value::Text(text) | Value::Error(text) => text.clone(),
        Value::Number(raw) if is_date => date(raw, is_1904).unwrap_or_else(|| raw.clone()),
        Value::Number(raw) => whole(raw),
        Value::Is(is) => if *is { "TRUE" } else { "FALSE" }.to_owned(),
    };
    (!shown.is_empty()).then_some(Cell { value, shown, formula, style })
}

/// A number as a cell would show it whole: telephone numbers are stored as 1.3812345678E10.
fn whole(raw: &str) -> String {
    if raw.contains(['E', 'e'])
        && let Ok(value) = raw.parse::<f64>()
        && value.fract() == 0.0
        && value.abs() < 1e20
    {
        return format!("{value:.0}");
    }
    raw.to_owned()
}

/// Which styles show numbers as dates.
fn date_styles(styles: &Element) -> Vec<bool> {
    let own: BTreeMap<u32, bool> = styles
        .child("numFmts")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|f| {
            let code = f.attribute("formatCode")?.to_ascii_lowercase();
            let is_date = code.contains("yy") || (code.contains('d') && code.contains('m') && !code.contains("red"));
            Some((f.attribute("numFmtId")?.parse().ok()?, is_date))
        })
        .collect();
    styles
        .child("cellXfs")
        .into_iter()
        .flat_map(Element::elements)
        .map(|xf| {
            let id = xf.attribute("numFmtId").and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
            own.get(&id).copied().unwrap_or(matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58))
        })
        .collect()
}

/// The day that a number stands for.
fn date(raw: &str, is_1904: bool) -> Option<String> {
    let days = raw.parse::<f64>().ok().filter(|d| (1.0..2_958_466.0).contains(d))?.floor();
    #[allow(clippy::cast_possible_truncation)]
    let days = days as i64 + if is_1904 { 1462 } else { 0 };
    // Days since 1 March of the year 0; the first two months of 1900 are a day off in the format itself.
    let n = days - 25_569 + 719_468;
    let (era, day) = (n.div_euclid(146_097), n.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    Some(format!("{:04}-{month:02}-{of_month:02}", year + era * 400 + carry))
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_are_days() {
        for (raw, day) in [("45292", "2024-01-01"), ("45351.5", "2024-02-29"), ("36526", "2000-01-01")] {
            assert_eq!(super::date(raw, false).as_deref(), Some(day));
        }
        assert_eq!(super::whole("1.3812345678E10"), "13812345678");
    }
}
