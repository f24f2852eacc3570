//! The data of the PDF: the template `rule` of the engine of documents takes it. Pure.

use super::Text;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

/// The template's name.
pub const TEMPLATE: &str = "rule";

/// What the template needs. `today` is printed nowhere unless the text bears no date at all; it dates the file.
pub fn data(text: &Text, today: Date) -> Json {
    let date = text.dated_on.or(text.effective_on).or(text.made_on).unwrap_or(today);
    let parts: Vec<Json> = text
        .parts
        .iter()
        .map(|p| {
            json!({
                "kind": p.kind.word(),
                "label": p.label,
                "heading": p.heading,
                "lines": p.lines().collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "head": { "agency": text.register, "date": date, "item": text.title, "qr_text": text.address },
        "title": text.title,
        "number": text.number,
        "validity": { "label": text.labels.validity, "value": text.validity_said },
        "notes": text.notes,
        "attributes": text.attributes.iter().filter(|(_, v)| !v.is_empty()).map(|(name, value)| json!({ "label": name, "value": value })).collect::<Vec<_>>(),
        "events": text.events.iter().map(|e| json!({ "on": e.on, "text": e.text })).collect::<Vec<_>>(),
        "events_label": text.labels.events,
        "address": text.address,
        "address_label": text.labels.address,
        "parts": parts,
    })
}
