//! The text as JSON, for programs. Pure. Field names are promises: they are added to, never renamed.

use super::Text;
use serde_json::{Value as Json, json};

/// The whole text.
pub fn json(text: &Text) -> Json {
    let mut body = facts(text);
    body["attributes"] = text.attributes.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    body["notes"] = json!(text.notes);
    body["events"] = text
        .events
        .iter()
        .map(|e| json!({ "on": e.on, "what": e.word, "text": e.text, "by_rule": e.by_rule }))
        .collect();
    body["parts"] = text
        .parts
        .iter()
        .map(|p| json!({ "kind": p.kind.word(), "label": p.label, "heading": p.heading, "text": p.text }))
        .collect();
    body
}

/// What stands above the text.
pub fn facts(text: &Text) -> Json {
    json!({
        "slug": text.slug,
        "version": text.n,
        "title": text.title,
        "kind": text.kind,
        "issuer": text.issuer,
        "region": text.region,
        "document_number": text.number,
        "topics": text.topics,
        "dated_on": text.dated_on,
        "effective_on": text.effective_on,
        "validity": text.validity,
        "validity_said": text.validity_said,
        "address": text.address,
    })
}
