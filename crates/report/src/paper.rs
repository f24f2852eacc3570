//! The report as the data of the paper `annual_report` (see `documents/TEMPLATES.md`), and as JSON for programs.

use crate::{
    layout::{Layout, What, layouts},
    record::{Release, Snapshot},
    sheet::CONTENT,
    tables::Tables,
    template::{Template, english},
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value as Json, json};
use web::Tr;

/// The title of a report: `某市财政局2025年政府信息公开工作年度报告`.
pub fn title(tr: Tr, agency: &str, year: i64) -> String {
    tr.f2("report-title", "agency", agency, "year", year.to_string())
}

fn table(layout: &Layout) -> Json {
    let cells: Vec<Json> = layout
        .cells
        .iter()
        .map(|c| {
            let (text, kind) = match &c.what {
                What::Head(text) => (text.clone(), "head"),
                What::Side(text) => (text.clone(), "side"),
                What::Number(entry, unit, _) => (crate::Entry::Number(entry.counted()).shown(*unit), "number"),
            };
            json!({ "x": c.x, "y": c.y, "columns": c.columns, "rows": c.rows, "text": text, "kind": kind })
        })
        .collect();
    json!({ "columns": layout.columns, "head": layout.head, "cells": cells })
}

/// The paper of a report. Without a release it is a draft, and says so across the page.
pub fn paper(tr: Tr, template: &Template, report: &Snapshot, release: Option<(i64, Timestamp)>, on: Date) -> Json {
    let [two, three, four] = layouts(report.year, template, &report.tables, CONTENT);
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut parts = Vec::new();
    for (n, heading) in template.parts.iter().enumerate() {
        let (lines, tables): (Vec<String>, &[Layout]) = match n {
            0 => (lines(&report.narrative.overview), &[]),
            1 => (Vec::new(), &two),
            2 => (Vec::new(), &three),
            3 => (Vec::new(), &four),
            4 => (lines(&report.narrative.problems), &[]),
            _ => (lines(&report.narrative.other), &[]),
        };
        parts.push(
            json!({ "heading": heading, "lines": lines, "tables": tables.iter().map(table).collect::<Vec<_>>() }),
        );
    }
    let mut head = json!({ "agency": report.agency_name, "date": on.to_string() });
    if let Some((_, at)) = release {
        head["issued_at"] = json!(at.to_string());
    } else {
        head["watermark"] = json!(tr.s("report-draft-mark"));
    }
    json!({
        "head": head,
        "title": title(tr, &report.agency_name, report.year),
        "notes": notes(tr, report, release),
        "parts": parts,
        "source": tr.f1("report-source", "source", &template.source),
    })
}

/// What stands below the title: that this corrects an earlier one, and how.
fn notes(tr: Tr, report: &Snapshot, release: Option<(i64, Timestamp)>) -> Vec<String> {
    let mut notes = Vec::new();
    if let (Some((revision, at)), false) = (release, report.note.is_empty()) {
        let on = tr.date_short(kernel::cx::legal_date(at));
        notes.push(tr.f3("report-corrected", "n", revision, "date", on, "note", &report.note));
    }
    notes
}

/// The report as JSON: numbers by the keys of rows and columns, with the official words beside them. Money is in fen.
pub fn json(template: &Template, report: &Snapshot, releases: &[Release]) -> Json {
    let tables: &Tables = &report.tables;
    let words = |text: &str| json!({ "zh": text, "en": english(text) });
    let two: Vec<Json> = template
        .cells_of_two()
        .map(|(key, row, column)| {
            let unit = if column.kind == crate::Unit::Money { "fen" } else { "pieces" };
            json!({ "cell": key, "row": words(&row.label), "column": words(&column.label), "unit": unit, "n": tables.two(&key).counted() })
        })
        .collect();
    let three: Vec<Json> = template
        .three
        .rows
        .iter()
        .map(|row| {
            let line = tables.line(&row.key);
            let numbers: serde_json::Map<String, Json> = crate::columns_of_three(template)
                .zip(line)
                .map(|(column, e)| (column.to_owned(), e.counted().into()))
                .collect();
            json!({ "row": row.key, "words": words(row.label()), "n": numbers })
        })
        .collect();
    let four: Vec<Json> = template
        .four
        .groups
        .iter()
        .map(|group| {
            let numbers: serde_json::Map<String, Json> = crate::columns_of_four(template)
                .zip(tables.five(&group.key))
                .map(|(column, e)| (column.to_owned(), e.counted().into()))
                .collect();
            json!({ "row": group.key, "words": words(group.labels.last().map_or("", String::as_str)), "n": numbers })
        })
        .collect();
    let revisions: Vec<Json> = releases
        .iter()
        .map(|r| json!({ "revision": r.revision, "published_at": r.at, "sha256": r.digest, "note": r.snapshot.note }))
        .collect();
    json!({
        "agency": { "key": report.agency, "name": report.agency_name, "kind": report.kind },
        "year": report.year,
        "format": { "version": template.version, "source": template.source },
        "origin": report.origin,
        "agencies_below": report.below,
        "parts": { "overview": report.narrative.overview, "problems": report.narrative.problems, "other": report.narrative.other },
        "table_two": two,
        "table_three": three,
        "table_four": four,
        "revisions": revisions,
    })
}
