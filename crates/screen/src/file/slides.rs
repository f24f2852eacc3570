//! Presentations: the text of slides, seen or hidden, speaker notes and comments.

use super::{
    Reason, Seen,
    office::{self, Package},
    xml::{self, Step},
};
use crate::{Finding, Kind, Severity};

pub(super) fn read(bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    let mut package = Package::open(bytes)?;
    let slides = package.like("ppt/slides/slide", ".xml");
    for (at, part) in slides.iter().enumerate() {
        let Some(bytes) = package.part(part, seen)? else { continue };
        let mut is_hidden = false;
        xml::walk(&bytes, |step| {
            if let Step::Open("sld", attributes) = step {
                is_hidden = matches!(xml::value(attributes, "show"), Some("0" | "false"));
            }
        })?;
        if is_hidden {
            let mut finding = Finding::new(Kind::HiddenSheet, Severity::Stops, (at + 1).to_string());
            finding.place.page = Some(at + 1);
            seen.add(finding);
        }
        let text = paragraphs(&bytes)?;
        seen.text(&text, |f| f.place.page = Some(at + 1));
    }
    for (at, part) in package.like("ppt/notesslides/notesslide", ".xml").iter().enumerate() {
        let Some(bytes) = package.part(part, seen)? else { continue };
        let text = paragraphs(&bytes)?;
        // The number of the page is the only note that says nothing.
        if text.chars().any(|c| c.is_alphabetic()) {
            let shown = seen.shown(text.trim());
            let mut finding = Finding::new(Kind::HiddenText, Severity::Warns, shown).in_cell("notes");
            finding.place.page = Some(at + 1);
            seen.add(finding);
        }
        seen.text(&text, |f| f.place.cell = "notes".into());
    }
    for part in package.like("ppt/comments", ".xml") {
        let Some(bytes) = package.part(&part, seen)? else { continue };
        office::comments(&bytes, "cm", seen)?;
    }
    office::surroundings(&mut package, seen)?;
    seen.pages = slides.len();
    Ok(())
}

fn paragraphs(bytes: &[u8]) -> Result<String, Reason> {
    let mut out = String::new();
    let mut in_text = false;
    xml::walk(bytes, |step| match step {
        Step::Open("t", _) => in_text = true,
        Step::Close("t") => in_text = false,
        Step::Close("p") | Step::Open("br", _) => out.push('\n'),
        Step::Text(text) if in_text => out.push_str(text),
        _ => {}
    })?;
    Ok(out)
}
