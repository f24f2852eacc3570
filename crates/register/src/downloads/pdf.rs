//! The data of the PDF: the template `rule` of the engine of documents takes it. Pure.

use super::{Plain, PlainTable, Text, mark};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

/// The template's name.
pub const TEMPLATE: &str = "rule";

fn table(t: &PlainTable) -> Json {
    let cells: Vec<Json> = t
        .cells
        .iter()
        .map(|c| {
            let lines: Vec<&str> = c.text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
            json!({ "x": c.x, "y": c.y, "columns": c.columns, "rows": c.rows, "header": c.is_header, "lines": lines })
        })
        .collect();
    json!({ "caption": t.caption, "columns": t.columns, "head": t.head, "cells": cells })
}

/// The text as the web document lays it out.
fn web(text: &Text) -> Vec<Json> {
    let plain = |label: &str, line: &str| json!({ "level": 0, "label": label, "lines": [line] });
    let mut out = Vec::new();
    for block in &text.web {
        match block {
            Plain::Heading { level, text } => {
                out.push(json!({ "level": level, "heading": text.replace('\n', " ") }));
            }
            Plain::Paragraph(words) => {
                for line in words.lines().map(str::trim).filter(|l| !l.is_empty()) {
                    let (label, rest) = text.labelled(line).unwrap_or(("", line));
                    out.push(plain(label, rest));
                }
            }
            Plain::Item { number, depth, text } => {
                let indent = "　".repeat(usize::from(depth.saturating_sub(1)));
                out.push(plain("", &format!("{indent}{} {}", mark(*number), text.replace('\n', " "))));
            }
            Plain::Table(t) => out.push(json!({ "level": 0, "table": table(t) })),
        }
    }
    // A document's levels may begin anywhere; bookmarks want them without gaps.
    let mut above: Vec<u64> = Vec::new();
    for part in &mut out {
        let level = part["level"].as_u64().unwrap_or(0);
        if level > 0 {
            above.retain(|l| *l < level);
            above.push(level);
            part["level"] = json!((above.len() + 1).min(4));
        }
    }
    out
}

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
    let parts = if text.web.is_empty() { parts } else { web(text) };
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
