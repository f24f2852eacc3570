//! Workbooks: every cell of every sheet, seen or not, and what hides in names, comments and caches.

use super::{
    Reason, Seen,
    office::{self, Package},
    xml::{self, Step},
};
use crate::{Finding, Kind, Severity, check_text};

pub(super) fn read(bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    let mut package = Package::open(bytes)?;
    let shared = match package.part("xl/sharedStrings.xml", seen)? {
        Some(bytes) => shared_strings(&bytes)?,
        None => Vec::new(),
    };
    let workbook = package.part("xl/workbook.xml", seen)?.ok_or(Reason::Damaged)?;
    let relations = package.relations("xl/workbook.xml", seen)?;
    let mut sheets: Vec<(String, String, String)> = Vec::new();
    xml::walk(&workbook, |step| {
        if let Step::Open("sheet", attributes) = step {
            let text = |name| xml::value(attributes, name).unwrap_or("").to_owned();
            sheets.push((text("name"), text("state"), text("id")));
        }
    })?;
    for name in xml::text_of(&workbook, "definedName")? {
        seen.text(&name, |f| f.place.cell = "name".into());
    }
    for (name, state, relation) in &sheets {
        let shown = seen.shown(name);
        if matches!(state.as_str(), "hidden" | "veryHidden") {
            let mut finding = Finding::new(Kind::HiddenSheet, Severity::Stops, shown.clone()).right(state.clone());
            finding.place.sheet = shown.clone();
            seen.add(finding);
        }
        let Some((_, part, _)) = relations.get(relation) else { continue };
        if let Some(bytes) = package.part(part, seen)? {
            sheet(&bytes, &shown, &shared, seen)?;
        }
    }
    // A sheet that no entry of the workbook names is not shown at all, and leaves with the file.
    for part in package.like("xl/worksheets/sheet", ".xml") {
        if !relations.values().any(|(_, target, _)| target.eq_ignore_ascii_case(&part))
            && let Some(bytes) = package.part(&part, seen)?
        {
            seen.add(Finding::new(Kind::HiddenSheet, Severity::Stops, part.clone()));
            sheet(&bytes, &part, &shared, seen)?;
        }
    }
    for part in package.like("xl/", ".xml") {
        let lower = part.to_ascii_lowercase();
        let Some(text) =
            ["comments", "threadedcomment", "drawings/drawing", "pivotcache", "externallinks/externallink"]
                .into_iter()
                .find(|w| lower.contains(w))
        else {
            continue;
        };
        let Some(bytes) = package.part(&part, seen)? else { continue };
        match text {
            "comments" => _ = office::comments(&bytes, "comment", seen)?,
            "threadedcomment" => _ = office::comments(&bytes, "threadedComment", seen)?,
            "drawings/drawing" => {
                let text = xml::text_of(&bytes, "t")?.join("\n");
                seen.text(&text, |f| f.place.cell = "drawing".into());
            }
            // Copies of data that were cut from the sheets, or never stood there.
            _ => {
                let mut values = String::new();
                xml::walk(&bytes, |step| {
                    if let Step::Open(_, attributes) = step
                        && let Some(value) = xml::value(attributes, "v")
                    {
                        values.push_str(value);
                        values.push('\n');
                    }
                })?;
                values.push_str(&xml::text_of(&bytes, "v")?.join("\n"));
                let place = if text == "pivotcache" { "pivot cache" } else { "external link" };
                seen.text(&values, |f| f.place.cell = place.into());
            }
        }
    }
    if package.names.iter().any(|n| n.eq_ignore_ascii_case("xl/connections.xml")) {
        seen.add(Finding::new(Kind::ExternalContent, Severity::Warns, "connections.xml"));
    }
    office::surroundings(&mut package, seen)?;
    seen.pages = sheets.len();
    Ok(())
}

fn shared_strings(bytes: &[u8]) -> Result<Vec<String>, Reason> {
    let mut out: Vec<String> = Vec::new();
    let (mut in_text, mut phonetic) = (false, false);
    xml::walk(bytes, |step| match step {
        Step::Open("si", _) => out.push(String::new()),
        Step::Open("t", _) => in_text = true,
        Step::Close("t") => in_text = false,
        Step::Open("rPh", _) => phonetic = true,
        Step::Close("rPh") => phonetic = false,
        Step::Text(text) if in_text && !phonetic => {
            if let Some(last) = out.last_mut() {
                last.push_str(text);
            }
        }
        _ => {}
    })?;
    Ok(out)
}

/// A sheet's cells as one text, with the place where each begins.
#[derive(Default)]
struct Cells {
    text: String,
    letters: usize,
    places: Vec<(usize, String)>,
}

impl Cells {
    fn add(&mut self, at: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.places.push((self.letters, at.to_owned()));
        self.text.push_str(value);
        self.text.push('\n');
        self.letters += value.chars().count() + 1;
    }

    fn at(&self, offset: usize) -> &str {
        let next = self.places.partition_point(|(start, _)| *start <= offset);
        next.checked_sub(1).and_then(|i| self.places.get(i)).map_or("", |(_, at)| at)
    }
}

fn sheet(bytes: &[u8], name: &str, shared: &[String], seen: &mut Seen) -> Result<(), Reason> {
    let mut cells = Cells::default();
    let mut rows: Vec<String> = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    let (mut at, mut kind, mut value) = (String::new(), String::new(), String::new());
    let (mut in_cell, mut in_value) = (false, false);
    let mut margin: Option<String> = None;
    xml::walk(bytes, |step| match step {
        Step::Open("row", attributes) if xml::is_on(attributes, "hidden") => {
            rows.push(xml::value(attributes, "r").unwrap_or("?").to_owned());
        }
        Step::Open("col", attributes) if xml::is_on(attributes, "hidden") => {
            let text = |name| xml::value(attributes, name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
            columns.push(range(&letter(text("min")), &letter(text("max"))));
        }
        Step::Open("c", attributes) => {
            in_cell = true;
            at = xml::value(attributes, "r").unwrap_or("").to_owned();
            kind = xml::value(attributes, "t").unwrap_or("n").to_owned();
            value.clear();
        }
        Step::Close("c") => {
            in_cell = false;
            match kind.as_str() {
                "s" => cells.add(
                    &at,
                    value.trim().parse::<usize>().ok().and_then(|n| shared.get(n)).map_or("", String::as_str),
                ),
                "n" => cells.add(&at, &number(value.trim())),
                _ => cells.add(&at, &value),
            }
        }
        Step::Open("v" | "t", _) if in_cell => in_value = true,
        Step::Close("v" | "t") => in_value = false,
        Step::Open("oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter", _) => {
            margin = Some(String::new())
        }
        Step::Close("oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter") => {
            cells.add("header", &margin.take().unwrap_or_default());
        }
        Step::Text(text) if in_cell && in_value => value.push_str(text),
        Step::Text(text) => {
            if let Some(margin) = &mut margin {
                margin.push_str(text);
            }
        }
        _ => {}
    })?;
    for (kind, all) in [(Kind::HiddenRows, rows), (Kind::HiddenColumns, columns)] {
        if all.is_empty() {
            continue;
        }
        let mut shown = all.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
        if all.len() > 20 {
            shown.push_str(&format!(" … ({})", all.len()));
        }
        let mut finding = Finding::new(kind, Severity::Stops, shown);
        finding.place.sheet = name.to_owned();
        seen.add(finding);
    }
    seen.text_chars += cells.letters;
    if seen.text_chars > super::Limits::LETTERS {
        seen.not_checked(Reason::TooLarge);
        return Ok(());
    }
    for mut finding in check_text(&cells.text, seen.lists) {
        finding.place.sheet = name.to_owned();
        finding.place.cell = cells.at(finding.place.offset.unwrap_or(0)).to_owned();
        finding.place.offset = None;
        seen.add(finding);
    }
    Ok(())
}

/// A number as the cell would show it whole: telephone numbers are stored as 1.3812345678E10.
fn number(text: &str) -> String {
    if text.contains(['E', 'e'])
        && let Ok(value) = text.parse::<f64>()
        && value.fract() == 0.0
        && value.abs() < 1e20
    {
        return format!("{value:.0}");
    }
    text.to_owned()
}

/// The letters of a column, from 1.
fn letter(mut column: u32) -> String {
    let mut out = Vec::new();
    while column > 0 {
        column -= 1;
        out.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        column /= 26;
    }
    out.iter().rev().collect()
}

fn range(from: &str, to: &str) -> String {
    if from == to { from.to_owned() } else { format!("{from}:{to}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_and_numbers_are_whole() {
        assert_eq!(
            (letter(1), letter(26), letter(27), letter(703)),
            ("A".into(), "Z".into(), "AA".into(), "AAA".into())
        );
        assert_eq!((number("1.3812345678E10").as_str(), number("0.5").as_str()), ("13812345678", "0.5"));
    }
}
