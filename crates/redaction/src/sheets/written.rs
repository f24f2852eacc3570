//! The workbook that is released: values, widths, joined cells, styles.

use super::{
    book::{Book, Page, Value},
    range,
};
use crate::{
    Refused, archive, text,
    xml::{Element, Node},
};
use std::collections::BTreeSet;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Two sheets of one name make a file that nothing opens.
pub(super) fn name_apart(pages: &mut [Page]) {
    let mut taken = BTreeSet::new();
    for page in pages {
        let name: String = page.name.chars().take(31).collect();
        let mut next = name.clone();
        let mut number = 1;
        while !taken.insert(text::normal(&next)) {
            number += 1;
            next = format!("{}_{number}", name.chars().take(27).collect::<String>());
        }
        page.name = next;
    }
}

pub(super) fn workbook(book: &Book, pages: &[Page]) -> Result<Vec<u8>, Refused> {
    let mut types = Element::new("Types")
        .with("xmlns", format!("{PACKAGE}/content-types"))
        .holding(
            Element::new("Default")
                .with("Extension", "rels")
                .with("ContentType", "application/vnd.openxmlformats-package.relationships+xml"),
        )
        .holding(Element::new("Default").with("Extension", "xml").with("ContentType", "application/xml"))
        .holding(part_type("/xl/workbook.xml", "sheet.main"));
    let mut sheets = Element::new("sheets");
    let mut relations = Element::new("Relationships").with("xmlns", format!("{PACKAGE}/relationships"));
    let mut out = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let number = (at + 1).to_string();
        let id = format!("rId{number}");
        types = types.holding(part_type(&format!("/xl/worksheets/sheet{number}.xml"), "worksheet"));
        sheets = sheets.holding(
            Element::new("sheet")
                .with("name", page.name.as_str())
                .with("sheetId", number.as_str())
                .with("r:id", id.as_str()),
        );
        relations = relations.holding(relation(&id, "worksheet", &format!("worksheets/sheet{number}.xml")));
        out.push((format!("xl/worksheets/sheet{number}.xml"), sheet(page).write()));
    }
    if let Some(styles) = &book.styles {
        types = types.holding(part_type("/xl/styles.xml", "styles"));
        relations = relations.holding(relation("styles", "styles", "styles.xml"));
        out.push(("xl/styles.xml".into(), looks(styles).write()));
    }
    let mut properties = Element::new("workbookPr");
    if book.is_1904 {
        properties = properties.with("date1904", "1");
    }
    let root = Element::new("workbook").with("xmlns", MAIN).with("xmlns:r", OFFICE).holding(properties).holding(sheets);
    let start = Element::new("Relationships").with("xmlns", format!("{PACKAGE}/relationships")).holding(relation(
        "main",
        "officeDocument",
        "xl/workbook.xml",
    ));
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), types.write()),
        ("_rels/.rels".to_owned(), start.write()),
        ("xl/workbook.xml".to_owned(), root.write()),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations.write()),
    ];
    all.extend(out);
    archive::written(&all)
}

fn part_type(name: &str, kind: &str) -> Element {
    Element::new("Override").with("PartName", name).with("ContentType", format!("{SHEET}.{kind}+xml"))
}

fn relation(id: &str, kind: &str, target: &str) -> Element {
    Element::new("Relationship").with("Id", id).with("Type", format!("{OFFICE}/{kind}")).with("Target", target)
}

/// Fonts, fills, borders and formats of cells; what rules and tables look like is not needed any more.
fn looks(styles: &Element) -> Element {
    const KEPT: &[&str] = &["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"];
    let mut out = Element::new("styleSheet").with("xmlns", MAIN);
    for part in styles.elements().filter(|e| KEPT.contains(&e.local())) {
        out.children.push(Node::Element(plain(part)));
    }
    out
}

/// An element without what comes from other name spaces, and without text.
fn plain(element: &Element) -> Element {
    let mut out = Element::new(element.local());
    out.attributes =
        element.attributes.iter().filter(|(name, _)| !name.contains(':') && name != "xmlns").cloned().collect();
    for child in element.elements().filter(|e| e.local() != "extLst" && e.prefix() == element.prefix()) {
        out.children.push(Node::Element(plain(child)));
    }
    out
}

fn sheet(page: &Page) -> Element {
    let mut out = Element::new("worksheet").with("xmlns", MAIN);
    let look = |name: &str| page.look.iter().find(|e| e.local() == name);
    if let Some(pane) = look("sheetViews").and_then(|v| v.child("sheetView")).and_then(|v| v.child("pane")) {
        let view = Element::new("sheetView").with("workbookViewId", "0").holding(plain(pane));
        out = out.holding(Element::new("sheetViews").holding(view));
    }
    if let Some(format) = look("sheetFormatPr") {
        out = out.holding(plain(format));
    }
    if let Some(columns) = look("cols") {
        out = out.holding(plain(columns));
    }
    let mut data = Element::new("sheetData");
    let mut row: Option<(u32, Element)> = None;
    for ((number, column), cell) in &page.cells {
        if row.as_ref().is_none_or(|(n, _)| n != number) {
            data.children.extend(row.take().map(|(_, done)| Node::Element(done)));
            let mut next = Element::new("row").with("r", number.to_string());
            if let Some(height) = page.heights.get(number) {
                next = next.with("ht", height.as_str()).with("customHeight", "1");
            }
            if page.hidden_rows.contains(number) {
                next = next.with("hidden", "1");
            }
            row = Some((*number, next));
        }
        let mut written = Element::new("c").with("r", range::name((*number, *column)));
        if let Some(style) = cell.style.as_deref().filter(|s| s.bytes().all(|b| b.is_ascii_digit())) {
            written = written.with("s", style);
        }
        let value = |v: &str| Element::new("v").saying(v);
        written = match &cell.value {
            Value::Text(text) => {
                let said = Element::new("t").with("xml:space", "preserve").saying(text.as_str());
                written.with("t", "inlineStr").holding(Element::new("is").holding(said))
            }
            Value::Number(raw) => written.holding(value(raw)),
            Value::Is(is) => written.with("t", "b").holding(value(if *is { "1" } else { "0" })),
            Value::Error(error) => written.with("t", "e").holding(value(error)),
        };
        if let Some((_, row)) = &mut row {
            row.children.push(Node::Element(written));
        }
    }
    data.children.extend(row.map(|(_, done)| Node::Element(done)));
    out = out.holding(data);
    for name in ["mergeCells", "printOptions", "pageMargins", "pageSetup"] {
        if let Some(part) = look(name) {
            out = out.holding(plain(part));
        }
    }
    out
}
