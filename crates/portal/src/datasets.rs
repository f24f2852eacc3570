//! The public content as open data: each set in files that are written piece by piece while they are read.
//!
//! Called by `/data/…` and by the mirror. JSON lines hold everything that is public; CSV holds what fits a table.

use crate::atom::instant;
use items::search::{Filter as ItemFilter, Seek};
use kernel::{Db, Error, Fault, Id, Lang, Never, Tx};
use publishing::Published;
use register::Rule;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Rows read in one transaction.
const AT_ONCE: i64 = 100;

/// The licence under which everything here may be used.
pub const LICENCE_NAME: &str = "CC BY 4.0";
/// Where the licence stands.
pub const LICENCE_ADDRESS: &str = "https://creativecommons.org/licenses/by/4.0/";

/// One set of open data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// Its word in addresses; `portal-data-{key}` is its name, `portal-data-{key}-text` what it holds.
    pub key: &'static str,
    /// The endings of its files.
    pub formats: &'static [&'static str],
    /// The columns of its table.
    pub columns: &'static [&'static str],
    /// How often it changes, a word of the European frequencies.
    pub frequency: &'static str,
}

/// Every set.
pub const DATASETS: &[Dataset] = &[
    Dataset {
        key: "publications",
        formats: &["jsonl", "csv"],
        columns: &[
            "number",
            "kind",
            "title",
            "summary",
            "agency",
            "published_at",
            "updated_at",
            "standing",
            "interprets",
            "duty",
            "address",
        ],
        frequency: "CONT",
    },
    Dataset {
        key: "rules",
        formats: &["jsonl", "csv"],
        columns: &[
            "slug",
            "title",
            "kind",
            "issuer",
            "document_number",
            "index_number",
            "field",
            "date",
            "validity",
            "stage",
            "address",
        ],
        frequency: "CONT",
    },
    Dataset {
        key: "items",
        formats: &["jsonl", "csv"],
        columns: &[
            "slug",
            "name",
            "agency",
            "field",
            "promised_limit",
            "statutory_limit",
            "charged",
            "effective_on",
            "address",
        ],
        frequency: "CONT",
    },
    Dataset {
        key: "duties",
        formats: &["jsonl", "csv"],
        columns: &[
            "code",
            "field",
            "matter",
            "sub_matter",
            "elements",
            "basis",
            "limit_text",
            "responsible",
            "audience",
            "mode",
            "levels",
            "address",
        ],
        frequency: "DAILY",
    },
    Dataset {
        key: "sections",
        formats: &["jsonl", "csv"],
        columns: &["site", "key", "name", "class", "days", "fixed", "address"],
        frequency: "IRREG",
    },
];

/// The set and the ending of a file such as `rules.csv`.
pub fn find_dataset(file: &str) -> Option<(&'static Dataset, &'static str)> {
    let (key, ending) = file.split_once('.')?;
    let set = DATASETS.iter().find(|d| d.key == key)?;
    let format = set.formats.iter().find(|f| **f == ending)?;
    Some((set, format))
}

/// The media type of a file with this ending.
pub(crate) fn media_type(format: &str) -> &'static str {
    if format == "csv" { "text/csv; charset=utf-8" } else { "application/x-ndjson; charset=utf-8" }
}

fn broken(fault: Fault) -> io::Error {
    io::Error::other(fault)
}

/// Where the rows go.
enum Sink<'w> {
    Lines(&'w mut dyn Write),
    Table(Box<csv::Writer<&'w mut dyn Write>>, &'static [&'static str]),
}

/// A cell of a table; what a spreadsheet would take for a formula is kept a text.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

impl Sink<'_> {
    fn put(&mut self, row: &Value) -> io::Result<()> {
        match self {
            Sink::Lines(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")
            }
            Sink::Table(out, columns) => {
                out.write_record(columns.iter().map(|c| cell(&row[*c]))).map_err(io::Error::other)
            }
        }
    }
}

/// Writes one file. `address` is where the site stands for the world, without a slash at the end.
///
/// # Errors
/// The reader is gone, or the database fails.
pub fn write_dataset(db: &Db, set: &Dataset, format: &str, address: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut sink = if format == "csv" {
        // The mark that spreadsheet programs look for.
        out.write_all("\u{feff}".as_bytes())?;
        let mut table = csv::Writer::from_writer(out);
        table.write_record(set.columns).map_err(io::Error::other)?;
        Sink::Table(Box::new(table), set.columns)
    } else {
        Sink::Lines(out)
    };
    let is_whole = format != "csv";
    match set.key {
        "publications" => publications(db, address, &mut sink)?,
        "rules" => rules(db, address, is_whole, &mut sink)?,
        "items" => services(db, address, is_whole, &mut sink)?,
        "duties" => duties(db, address, &mut sink)?,
        _ => sections(db, address, &mut sink)?,
    }
    match sink {
        Sink::Table(mut table, _) => table.flush(),
        Sink::Lines(out) => out.flush(),
    }
}

fn read<T>(db: &Db, work: impl FnOnce(&mut Tx) -> Result<T, Fault>) -> io::Result<T> {
    db.read(|tx| work(tx).map_err(Error::<Never>::from)).map_err(|e| broken(e.into()))
}

fn publication(p: &Published, address: &str) -> Value {
    let files: Vec<Value> = p
        .attachments
        .iter()
        .map(|f| json!({ "name": f.name, "media_type": f.media_type, "bytes": f.size, "sha256": f.digest, "address": format!("{address}{}/files/{}", p.href(), f.n) }))
        .collect();
    json!({
        "number": p.number,
        "kind": p.kind.as_str(),
        "lang": p.lang.as_str(),
        "title": p.title,
        "summary": p.summary,
        "text": p.text,
        "agency": p.agency_name,
        "published_at": instant(p.published_at),
        "updated_at": instant(p.updated_at),
        "revision": p.revision,
        "standing": p.standing.as_str(),
        "interprets": p.interprets_title,
        "duty": p.duty,
        "topics": p.topics,
        "places": p.placements.iter().map(|(site, section)| format!("{site}/{section}")).collect::<Vec<_>>(),
        "files": files,
        "address": format!("{address}{}", p.href()),
        "licence": LICENCE_ADDRESS,
    })
}

fn publications(db: &Db, address: &str, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut after: Option<Id> = None;
    loop {
        let found = read(db, |tx| publishing::list_all_published(tx, after, AT_ONCE))?;
        let Some(last) = found.last() else { return Ok(()) };
        after = Some(last.id);
        for p in &found {
            sink.put(&publication(p, address))?;
        }
    }
}

fn rule(r: &Rule, address: &str) -> Value {
    json!({
        "slug": r.slug,
        "title": r.title,
        "kind": r.kind.as_str(),
        "issuer": r.issuer,
        "document_number": r.document_number,
        "index_number": r.index_number,
        "field": r.field,
        "region": r.region,
        "date": r.dated_on.map(|d| d.to_string()),
        "validity": r.validity.as_str(),
        "stage": r.stage.as_str(),
        "expires_on": r.expires_on.map(|d| d.to_string()),
        "address": format!("{address}{}", r.href()),
        "licence": LICENCE_ADDRESS,
    })
}

/// Every version of a rule with its articles.
fn versions(tx: &mut Tx, r: &Rule, address: &str) -> Result<Value, Fault> {
    let mut out = Vec::new();
    for v in register::list_versions(tx, r.id)? {
        let parts: Vec<Value> = register::provisions(tx, v.id)?
            .iter()
            .map(|p| json!({ "kind": p.kind.as_str(), "label": p.label, "heading": p.heading, "text": p.text }))
            .collect();
        out.push(json!({
            "n": v.n,
            "title": v.title,
            "document_number": v.document_number,
            "signed_on": v.signed_on.map(|d| d.to_string()),
            "published_on": v.published_on.map(|d| d.to_string()),
            "effective_on": v.effective_on.map(|d| d.to_string()),
            "date": v.dated_on.map(|d| d.to_string()),
            "parts": parts,
            "address": format!("{address}{}", v.href(r)),
        }));
    }
    Ok(Value::Array(out))
}

fn rules(db: &Db, address: &str, is_whole: bool, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut after: Option<Id> = None;
    loop {
        // Whole texts are long: fewer at once.
        let found = read(db, |tx| register::list_rules_after(tx, after, if is_whole { 20 } else { AT_ONCE }))?;
        let Some(last) = found.last() else { return Ok(()) };
        after = Some(last.id);
        for r in &found {
            let mut row = rule(r, address);
            if is_whole && r.stage == register::Stage::Registered {
                row["versions"] = read(db, |tx| versions(tx, r, address))?;
            }
            sink.put(&row)?;
        }
    }
}

fn services(db: &Db, address: &str, is_whole: bool, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut seek = Seek::Start;
    loop {
        let found = read(db, |tx| items::list_published(tx, &ItemFilter::default(), &seek, AT_ONCE))?;
        let Some(last) = found.last() else { return Ok(()) };
        seek = Seek::After(last.item.id);
        for p in &found {
            let body = &p.version.body;
            let limit = |l: &Option<items::item::Limit>| l.as_ref().map(|l| l.n);
            let mut row = json!({
                "slug": p.item.slug,
                "name": p.item.name,
                "agency": body.agency,
                "field": body.field,
                "promised_limit": limit(&body.promised_limit),
                "statutory_limit": limit(&body.statutory_limit),
                "charged": body.charged,
                "effective_on": p.version.effective_on.map(|d| d.to_string()),
                "address": format!("{address}/items/{}", p.item.slug),
                "licence": LICENCE_ADDRESS,
            });
            if is_whole {
                row["elements"] = serde_json::to_value(&**body)?;
                row["service"] = crate::json_ld::government_service(body, &p.item.slug, &body.agency, address);
            }
            sink.put(&row)?;
        }
    }
}

fn duties(db: &Db, address: &str, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut after: Option<String> = None;
    loop {
        let found = read(db, |tx| duties::list_rows(tx, &duties::RowFilter::default(), after.as_deref(), AT_ONCE))?;
        let Some(last) = found.last() else { return Ok(()) };
        after = Some(last.row.code.clone());
        for line in &found {
            let mut row = line.row.body();
            row["address"] = json!(format!("{address}/duties/{}", line.row.code));
            row["changed_at"] = json!(instant(line.changed_at));
            row["is_demonstration"] = json!(line.row.is_demonstration);
            row["licence"] = json!(LICENCE_ADDRESS);
            sink.put(&row)?;
        }
    }
}

fn sections(db: &Db, address: &str, sink: &mut Sink<'_>) -> io::Result<()> {
    for site in read(db, sites::list)?.iter().filter(|s| s.is_open) {
        for s in read(db, |tx| sites::list_sections(tx, &site.key))?.iter().filter(|s| s.is_open) {
            sink.put(&json!({
                "site": site.key,
                "site_name": site.names.of(Lang::ZhCn),
                "key": s.key,
                "name": s.names.of(Lang::ZhCn),
                "parent": s.parent,
                "class": s.class.as_str(),
                "days": s.days(),
                "fixed": s.fixed.map(|f| f.as_str()),
                "address": format!("{address}/s/{}/sections/{}", site.key, s.key),
                "licence": LICENCE_ADDRESS,
            }))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_names_and_nothing_else_has() {
        assert_eq!(find_dataset("rules.csv").map(|(d, f)| (d.key, f)), Some(("rules", "csv")));
        for file in ["rules", "rules.xml", "people.csv", ".csv", "rules.csv.sha256"] {
            assert!(find_dataset(file).is_none(), "{file}");
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (value, shown) in [
            (json!("=1+1"), "'=1+1"),
            (json!("-3"), "'-3"),
            (json!(null), ""),
            (json!(["a", "b"]), "a; b"),
            (json!(true), "true"),
            (json!("石家庄"), "石家庄"),
        ] {
            assert_eq!(cell(&value), shown);
        }
    }
}
