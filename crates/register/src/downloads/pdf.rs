//! The data of the PDF: the template `rule` of the engine of documents takes it. Pure.

use super::Text;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

/// The template's name.
pub const TEMPLATE: &str = "rule";

/// What the template needs. `today` is printed nowhere unless the text bears no date at all; it dates the file.
pub fn data(text: &Text, today: Date) -> Json {
    let date = text.dated_on.or(text.effective_on).or(text.made_on).unwrap_or(today);
    let mut above: Vec<u8> = Vec::new();
    let parts: Vec<Json> = text
        .parts
        .iter()
        .map(|p| {
            let level = p.kind.depth().map_or(0, |depth| {
                above.retain(|d| *d < depth);
                above.push(depth);
                (above.len() + 1).min(4)
            });
            json!({ "level": level, "label": p.label, "heading": p.heading, "lines": p.lines().collect::<Vec<_>>() })
        })
        .collect();
    json!({
        "head": { "agency": text.register, "date": date, "qr_text": text.address, "qr_caption": text.labels.address },
        "title": text.title,
        "number": text.number,
        "validity": { "label": text.labels.validity, "value": text.validity_said },
        "notes": text.notes,
        "attributes": text.attributes.iter().filter(|(_, v)| !v.is_empty()).map(|(name, value)| json!({ "label": name, "value": value })).collect::<Vec<_>>(),
        "events": text.events.iter().map(|e| json!({ "on": e.on, "text": e.text })).collect::<Vec<_>>(),
        "address": text.address,
        "address_label": text.labels.address,
        "parts": parts,
    })
}
