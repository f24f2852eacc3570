//! The report of one site as a workbook, and as the data of the paper `monitor`.

use crate::pages::{site::Loaded, site::unmeasured, words};
use kernel::Fault;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde_json::{Value as Json, json};
use web::Tr;

fn fault(e: XlsxError) -> Fault {
    Fault::from_error("writing a workbook", e)
}

/// Longest text of a cell; the format allows no more.
const CELL: usize = 32_000;

fn cell(text: &str) -> String {
    text.chars().take(CELL).collect()
}

fn sheet(
    book: &mut Workbook,
    title: &str,
    widths: &[f64],
    names: &[String],
    rows: Vec<Vec<String>>,
) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap();
    let body = Format::new().set_text_wrap();
    let sheet: &mut Worksheet = book.add_worksheet();
    // A name of a sheet has at most 31 characters and none of these.
    let title: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
    sheet.set_name(title)?;
    sheet.set_freeze_panes(1, 0)?;
    for (n, width) in (0u16..).zip(widths) {
        sheet.set_column_width(n, *width)?;
    }
    for (n, name) in (0u16..).zip(names) {
        sheet.write_with_format(0, n, name, &head)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, text) in (0u16..).zip(cells) {
            // Always as text: what begins with = is never a formula.
            sheet.write_string_with_format(row, column, cell(&text), &body)?;
        }
    }
    Ok(())
}

/// The workbook: indicators, list to fix, history.
///
/// # Errors
/// When the workbook cannot be written.
pub(crate) fn workbook(tr: Tr, loaded: &Loaded) -> Result<Vec<u8>, Fault> {
    let said = |key: &str| tr.s(key).into_owned();
    let probes = loaded.probes();
    let mut book = Workbook::new();
    let indicators = loaded.day.iter().flat_map(|d| &d.indicators).map(|i| {
        vec![
            words::name(tr, i.key),
            words::state_word(tr, i.state),
            words::value(tr, i, probes),
            words::rule(tr, i),
            words::hits_on(tr, i),
        ]
    });
    let names =
        ["monitor-indicator", "monitor-state", "monitor-counted", "monitor-threshold", "monitor-when"].map(said);
    sheet(&mut book, &said("monitor-indicators"), &[34.0, 12.0, 40.0, 50.0, 22.0], &names, indicators.collect())
        .map_err(fault)?;
    let findings = loaded.findings.iter().map(|f| {
        vec![
            words::kind(tr, f.finding.kind),
            f.finding.title.clone(),
            words::detail(tr, &f.finding),
            loaded.owner(f),
            f.since().to_string(),
            f.by().to_string(),
            f.finding.href.clone(),
        ]
    });
    let names = [
        "monitor-kind",
        "monitor-finding",
        "monitor-detail",
        "monitor-owner",
        "monitor-since",
        "monitor-by",
        "monitor-place",
    ]
    .map(said);
    let widths = [20.0, 44.0, 44.0, 20.0, 12.0, 12.0, 36.0];
    sheet(&mut book, &said("monitor-findings-title"), &widths, &names, findings.collect()).map_err(fault)?;
    let days = loaded.days.iter().map(|d| {
        vec![
            d.day.to_string(),
            words::state_word(tr, d.state),
            d.findings.to_string(),
            d.probes.to_string(),
            d.probes_bad.to_string(),
        ]
    });
    let names = ["monitor-day", "monitor-state", "monitor-findings", "monitor-visits", "monitor-visits-bad"].map(said);
    sheet(&mut book, &said("monitor-history"), &[14.0, 12.0, 10.0, 10.0, 14.0], &names, days.collect())
        .map_err(fault)?;
    book.save_to_buffer().map_err(fault)
}

/// Findings on paper; the workbook has all of them.
const ON_PAPER: usize = 300;

/// The data of the paper `monitor` (see `documents/TEMPLATES.md`).
pub(crate) fn paper(tr: Tr, loaded: &Loaded) -> Json {
    let probes = loaded.probes();
    let agency =
        loaded.agencies.iter().find(|a| a.id == loaded.site.agency).map(|a| a.name.clone()).unwrap_or_default();
    let Some(day) = &loaded.day else { return Json::Null };
    let indicators: Vec<Json> = day
        .indicators
        .iter()
        .map(|i| {
            json!({
                "name": words::name(tr, i.key), "rule": words::rule(tr, i), "state": words::state_word(tr, i.state),
                "value": words::value(tr, i, probes), "when": words::hits_on(tr, i),
            })
        })
        .collect();
    let findings: Vec<Json> = loaded
        .findings
        .iter()
        .take(ON_PAPER)
        .map(|f| {
            json!({
                "kind": words::kind(tr, f.finding.kind), "title": f.finding.title, "detail": words::detail(tr, &f.finding),
                "owner": loaded.owner(f), "since": f.since(), "by": f.by(),
            })
        })
        .collect();
    let mut notes = unmeasured(tr);
    let left = loaded.findings.len().saturating_sub(ON_PAPER);
    if left > 0 {
        notes.push(tr.f1("monitor-more", "n", left));
    }
    let rules = crate::rules();
    json!({
        "head": { "agency": agency, "date": day.day, "issued_at": day.at },
        "site": loaded.site.names.zh,
        "site_code": loaded.site.marks.site_code,
        "hosts": loaded.site.hosts.join(" "),
        "state": words::state_word(tr, day.state),
        "computed_at": day.at,
        "lost": day.lost,
        "indicators": indicators,
        "findings": findings,
        "notes": notes,
        "source": tr.f2("monitor-source", "source", &rules.source, "date", &rules.checked_on),
    })
}
