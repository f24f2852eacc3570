//! Word documents: text with headers and notes, comments, tracked changes, hidden text.

use super::{
    Reason, Seen,
    office::{self, Package},
    xml::{self, Step},
};
use crate::{Finding, Kind, Severity};

pub(super) fn read(bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    let mut package = Package::open(bytes)?;
    let mut parts = vec!["word/document.xml".to_owned()];
    for (begins, ends) in [
        ("word/header", ".xml"),
        ("word/footer", ".xml"),
        ("word/footnotes", ".xml"),
        ("word/endnotes", ".xml"),
        ("word/glossary/document", ".xml"),
    ] {
        parts.extend(package.like(begins, ends));
    }
    for part in parts {
        let Some(bytes) = package.part(&part, seen)? else { continue };
        let page = page(&bytes)?;
        let name = if part == "word/document.xml" { String::new() } else { part.clone() };
        seen.text(&page.text, |f| f.place.cell = name.clone());
        for (kind, what) in page.marks {
            let shown = seen.shown(&what);
            seen.add(Finding::new(kind, Severity::Stops, shown).in_cell(name.clone()));
        }
        // What a reader does not see leaves with the file all the same.
        seen.text(&page.unseen, |f| f.place.cell = "hidden".into());
    }
    for part in package.like("word/comments", ".xml") {
        let Some(bytes) = package.part(&part, seen)? else { continue };
        if !part.to_ascii_lowercase().contains("extended") && !part.to_ascii_lowercase().contains("ids") {
            office::comments(&bytes, "comment", seen)?;
        }
    }
    office::surroundings(&mut package, seen)?;
    seen.pages = 1;
    Ok(())
}

#[derive(Default)]
struct Page {
    text: String,
    unseen: String,
    marks: Vec<(Kind, String)>,
}

fn page(bytes: &[u8]) -> Result<Page, Reason> {
    let mut page = Page::default();
    let mut fallback = 0_usize;
    let (mut in_text, mut in_deleted, mut in_properties) = (false, false, false);
    let mut is_hidden = false;
    let mut hidden = String::new();
    // Text of the insertion or deletion that is open.
    let mut change: Option<String> = None;
    xml::walk(bytes, |step| match step {
        Step::Open("Fallback", _) => fallback += 1,
        Step::Close("Fallback") => fallback = fallback.saturating_sub(1),
        _ if fallback > 0 => {}
        Step::Open("t", _) => in_text = true,
        Step::Open("delText", _) => in_deleted = true,
        Step::Close("t" | "delText") => (in_text, in_deleted) = (false, false),
        Step::Open("rPr", _) => in_properties = true,
        Step::Close("rPr") => in_properties = false,
        Step::Open("r", _) => is_hidden = false,
        Step::Open("vanish" | "webHidden", attributes) if in_properties => {
            is_hidden = !matches!(xml::value(attributes, "val"), Some("0" | "false" | "off"));
        }
        Step::Close("r") => is_hidden = false,
        Step::Open("ins" | "del" | "moveFrom" | "moveTo", attributes) if xml::value(attributes, "author").is_some() => {
            change.get_or_insert_with(String::new);
        }
        Step::Close("ins" | "del" | "moveFrom" | "moveTo") => {
            if let Some(text) = change.take() {
                page.marks.push((Kind::TrackedChange, text));
            }
        }
        Step::Close("p" | "tr") => {
            page.text.push('\n');
            if !hidden.is_empty() {
                page.unseen.push_str(&hidden);
                page.unseen.push('\n');
                page.marks.push((Kind::HiddenText, std::mem::take(&mut hidden)));
            }
        }
        Step::Open("tab", _) if !in_properties => page.text.push('\t'),
        Step::Open("br" | "cr", _) => page.text.push('\n'),
        Step::Text(text) if in_text || in_deleted => {
            if let Some(change) = &mut change {
                change.push_str(text);
            }
            if in_deleted {
                page.unseen.push_str(text);
            } else if is_hidden {
                hidden.push_str(text);
            } else {
                page.text.push_str(text);
            }
        }
        _ => {}
    })?;
    Ok(page)
}
