//! Import of a published list of items: one CSV row per item, as a real district publishes it.
//!
//! Columns `department, main_item, item_name, area_code, item_code, task_type, dept_code`. The department's name is its
//! key. Every usable row becomes a handling item with an incomplete draft; what it lacks is for the gate to say. A
//! code that does not check is a note on the draft, never a reason to refuse the row. Running it again changes
//! nothing, and a draft that an official has worked on since stays as it is. It writes in short transactions.

use std::collections::BTreeMap;
use std::fmt;

use codes::{LocalItemCode, LocalOrganisation, Uscc};
use identity::NewAgency;
use kernel::{Cx, Db, Error, Fault, Id, Tx};
use sha2::{Digest as _, Sha256};

use crate::catalogue::{add_node, save_draft, stored_body};
use crate::demo::node;
use crate::dictionary::ItemType;
use crate::item::{Codes, ItemVersion, Node};
use crate::record::{NewNode, NodeKind};
use crate::refused::Refused;
use crate::store;

/// Rows per transaction: some milliseconds of the one writer.
const ROWS_AT_ONCE: usize = 25;

/// The columns an import needs.
const COLUMNS: [&str; 7] = ["department", "main_item", "item_name", "area_code", "item_code", "task_type", "dept_code"];

/// What an import did. Shown on the console, so in English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows read, the broken ones included.
    pub rows: usize,
    /// Departments in the file.
    pub departments: usize,
    /// Main items that were added.
    pub main_items: usize,
    /// Items that were added.
    pub added: usize,
    /// Items whose draft was brought up to date.
    pub updated: usize,
    /// Items that stood already as the file has them.
    pub unchanged: usize,
    /// Items that officials have worked on since; left as they are.
    pub kept: usize,
    /// Items whose code has parts that do not check; each is noted on its draft.
    pub with_code_findings: usize,
    /// Rows whose department code is no social credit code that checks.
    pub department_codes_wrong: usize,
    /// Rows that could not be used: line of the file and why.
    pub broken: Vec<(u64, String)>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "rows read                {:>6}", self.rows)?;
        writeln!(f, "departments              {:>6}", self.departments)?;
        writeln!(f, "main items added         {:>6}", self.main_items)?;
        writeln!(f, "items added              {:>6}", self.added)?;
        writeln!(f, "items updated            {:>6}", self.updated)?;
        writeln!(f, "items unchanged          {:>6}", self.unchanged)?;
        writeln!(f, "kept (edited since)      {:>6}", self.kept)?;
        writeln!(f, "codes with findings      {:>6}  (noted on the drafts)", self.with_code_findings)?;
        writeln!(
            f,
            "department codes wrong   {:>6}  (no social credit code that checks)",
            self.department_codes_wrong
        )?;
        write!(f, "rows not used            {:>6}", self.broken.len())?;
        for (line, why) in &self.broken {
            write!(f, "\n  line {line}: {why}")?;
        }
        Ok(())
    }
}

/// Why a whole file cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not a table with the columns an import needs.
    #[error(
        "the file has no column {0}; it needs department, main_item, item_name, area_code, item_code, task_type, dept_code"
    )]
    ColumnMissing(&'static str),
    /// The file cannot be read at all.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// We failed; what was written before stays, and the import can be run again.
    #[error("{0}")]
    Broken(Fault),
}

impl From<Fault> for ImportError {
    fn from(fault: Fault) -> ImportError {
        ImportError::Broken(fault)
    }
}

struct Row {
    line: u64,
    department: String,
    main_item: String,
    name: String,
    area: String,
    code: String,
    item_type: Option<ItemType>,
    department_code: String,
}

/// Imports the rows of `csv`. `progress` gets rows done and all rows.
///
/// # Errors
/// A file without the columns, or a fault of the database. Single rows that cannot be used are in the report.
pub fn import(db: &Db, cx: &Cx, csv: &[u8], mut progress: impl FnMut(usize, usize)) -> Result<Report, ImportError> {
    let cx = &cx.as_system("import-items");
    let mut report = Report::default();
    let rows = read(csv, &mut report)?;
    let agencies = agencies(db, cx, &rows, &mut report)?;
    let total = rows.len();
    for (n, chunk) in rows.chunks(ROWS_AT_ONCE).enumerate() {
        let done =
            db.write(|tx| chunk.iter().map(|row| take(tx, cx, &agencies, row)).collect::<Result<Vec<Taken>, _>>());
        let done = match done {
            Ok(done) => done,
            // One row the catalogue refuses must not take its neighbours with it.
            Err(Error::Refused(_)) => one_by_one(db, cx, &agencies, chunk, &mut report)?,
            Err(Error::Broken(fault)) => return Err(fault.into()),
        };
        for taken in done {
            report.main_items += taken.main_items;
            match taken.step {
                Step::Added => report.added += 1,
                Step::Updated => report.updated += 1,
                Step::Unchanged => report.unchanged += 1,
                Step::Kept => report.kept += 1,
            }
        }
        progress(((n + 1) * ROWS_AT_ONCE).min(total), total);
    }
    Ok(report)
}

fn one_by_one(
    db: &Db,
    cx: &Cx,
    agencies: &BTreeMap<String, Id>,
    rows: &[Row],
    report: &mut Report,
) -> Result<Vec<Taken>, ImportError> {
    let mut done = Vec::new();
    for row in rows {
        match db.write(|tx| take(tx, cx, agencies, row)) {
            Ok(taken) => done.push(taken),
            Err(Error::Refused(refused)) => report.broken.push((row.line, format!("{refused:?}"))),
            Err(Error::Broken(fault)) => return Err(fault.into()),
        }
    }
    Ok(done)
}

fn read(csv: &[u8], report: &mut Report) -> Result<Vec<Row>, ImportError> {
    let csv = csv.strip_prefix(b"\xef\xbb\xbf").unwrap_or(csv);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
    let headers = reader.byte_headers().map_err(|e| ImportError::Unreadable(e.to_string()))?.clone();
    let mut places = [0usize; 7];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let at = headers.iter().position(|h| h.trim_ascii() == column.as_bytes());
        *place = at.ok_or(ImportError::ColumnMissing(column))?;
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut lines_of_codes: BTreeMap<String, u64> = BTreeMap::new();
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                report.rows += 1;
                let line = error.position().map_or(0, csv::Position::line);
                report.broken.push((line, format!("not a row: {error}")));
                continue;
            }
        }
        report.rows += 1;
        let line = record.position().map_or(0, csv::Position::line);
        match row(&record, line, &places, headers.len()) {
            Err(why) => report.broken.push((line, why)),
            Ok(row) => match lines_of_codes.get(&row.code) {
                Some(first) => {
                    report.broken.push((line, format!("the code {} stands already in line {first}", row.code)))
                }
                None => {
                    lines_of_codes.insert(row.code.clone(), line);
                    if !LocalItemCode::read(&row.code).is_sound() {
                        report.with_code_findings += 1;
                    }
                    // A code that is right only after its small letters were raised is not right as published.
                    if Uscc::parse(&row.department_code).map(|code| code.to_string()).ok().as_deref()
                        != Some(&*row.department_code)
                    {
                        report.department_codes_wrong += 1;
                    }
                    rows.push(row);
                }
            },
        }
    }
    Ok(rows)
}

fn row(record: &csv::ByteRecord, line: u64, places: &[usize; 7], width: usize) -> Result<Row, String> {
    if record.len() != width {
        return Err(format!("{} columns instead of {width}", record.len()));
    }
    let mut cells: [String; 7] = Default::default();
    for ((cell, place), column) in cells.iter_mut().zip(places).zip(COLUMNS) {
        let bytes = record.get(*place).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| format!("{column} is not UTF-8 text"))?.trim();
        if text.contains('\0') {
            return Err(format!("{column} holds the character U+0000"));
        }
        if text.chars().count() > 500 {
            return Err(format!("{column} is longer than 500 characters"));
        }
        text.clone_into(cell);
    }
    let [department, main_item, name, area, code, task_type, department_code] = cells;
    for (text, column) in [(&department, "department"), (&name, "item_name"), (&code, "item_code")] {
        if text.is_empty() {
            return Err(format!("{column} is empty"));
        }
    }
    let item_type = match task_type.as_str() {
        "" => None,
        code => Some(ItemType::from_code(code).ok_or_else(|| format!("task_type {code} is not in the dictionary"))?),
    };
    Ok(Row { line, department, main_item, name, area, code, item_type, department_code })
}

/// The departments as agencies, by name.
fn agencies(db: &Db, cx: &Cx, rows: &[Row], report: &mut Report) -> Result<BTreeMap<String, Id>, ImportError> {
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.department.as_str()) {
            names.push(&row.department);
        }
    }
    report.departments = names.len();
    let mut found = BTreeMap::new();
    for name in names {
        let of_it = || rows.iter().filter(|row| row.department == name);
        let region = of_it().map(|row| row.area.get(..6).unwrap_or_default()).find(|code| !code.is_empty());
        // A department whose rows name several bodies has no code of its own that we could know.
        let mut codes: Vec<String> =
            of_it().filter_map(|row| Uscc::parse(&row.department_code).ok()).map(|code| code.to_string()).collect();
        codes.sort();
        codes.dedup();
        let uscc = if let [only] = codes.as_slice() { Some(only.as_str()) } else { None };
        let sort_key = crate::search::spelled(name).0;
        let new = NewAgency {
            key: name,
            name,
            short_name: name,
            mark: "",
            uscc,
            region: region.unwrap_or_default(),
            address: "",
            hours: "",
            phone: "",
            complaint_phone: "",
            sort_key: &sort_key,
        };
        match db.write(|tx| identity::add_agency(tx, cx, &new)) {
            Ok(id) => {
                found.insert(name.to_owned(), id);
            }
            Err(Error::Refused(refused)) => {
                report.broken.extend(of_it().map(|row| (row.line, format!("department {name}: {refused:?}"))));
            }
            Err(Error::Broken(fault)) => return Err(fault.into()),
        }
    }
    Ok(found)
}

enum Step {
    Added,
    Updated,
    Unchanged,
    Kept,
}

struct Taken {
    step: Step,
    main_items: usize,
}

fn take(tx: &mut Tx, cx: &Cx, agencies: &BTreeMap<String, Id>, row: &Row) -> Result<Taken, Error<Refused>> {
    let agency = *agencies.get(&row.department).ok_or(Refused::NotThere)?;
    let slug = format!("local-{}", short_digest(&row.code));
    let main = if row.main_item.is_empty() {
        Node::default()
    } else {
        // One name under two departments is two main items: each department keeps its own.
        let key = format!("local-{}", short_digest(&format!("{}|{}", row.department, row.main_item)));
        Node { key, name: row.main_item.clone(), name_en: None }
    };
    let body = ItemVersion {
        key: slug.clone(),
        main: main.clone(),
        name: row.name.clone(),
        codes: Codes { local: Some(row.code.clone()), ..Codes::default() },
        item_type: row.item_type,
        agency: row.department.clone(),
        department: row.department.clone(),
        ..ItemVersion::default()
    };
    let Some(known) = store::find_item_by_slug(tx, &slug)? else {
        let main_items = match store::find_item_by_slug(tx, &format!("{}-{}", NodeKind::Main, main.key))? {
            None if !main.key.is_empty() => 1,
            _ => 0,
        };
        let parent = node(tx, cx, agency, NodeKind::Main, &main, None)?;
        let new = NewNode {
            kind: NodeKind::Handling,
            parent,
            slug: &slug,
            agency,
            name: &row.name,
            local_code: Some(&row.code),
        };
        let item = add_node(tx, cx, &new)?;
        save_draft(tx, cx, item, &body, None)?;
        return Ok(Taken { step: Step::Added, main_items });
    };
    let (_, digest) = stored_body(&body)?;
    let step = match store::find_draft(tx, known.id)? {
        Some(draft) if draft.digest == digest => Step::Unchanged,
        Some(draft)
            if draft.revision == 1
                && store::draft_author(tx, draft.id)?.is_some_and(|who| who == cx.who.ledger_name()) =>
        {
            save_draft(tx, cx, known.id, &body, Some(draft.revision))?;
            Step::Updated
        }
        _ => Step::Kept,
    };
    Ok(Taken { step, main_items: 0 })
}

fn short_digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes())).get(..16).unwrap_or_default().to_owned()
}

/// What does not check in the local code of an item: notes for its draft.
pub fn local_code_findings(item: &ItemVersion) -> Vec<LocalCodeFinding> {
    let Some(code) = item.codes.local.as_deref() else { return Vec::new() };
    let read = LocalItemCode::read(code);
    let mut found: Vec<LocalCodeFinding> = Vec::new();
    let type_in_code = read.catalogue.as_ref().and_then(|part| part.type_code.as_deref()).and_then(ItemType::from_code);
    if let (Some(said), Some(in_code)) = (item.item_type, type_in_code)
        && said != in_code
    {
        found.push(LocalCodeFinding::TypeDiffers { in_code });
    }
    let organisation = match &read.organisation {
        Some(LocalOrganisation::Uscc(code)) => Some(code.to_string()),
        _ => None,
    };
    found.extend(read.findings.into_iter().map(LocalCodeFinding::Part));
    if let (Some(organisation), Some(implementing)) = (organisation, item.codes.implementing.as_deref())
        && !implementing.starts_with(&organisation)
    {
        found.push(LocalCodeFinding::OrganisationDiffers { in_code: organisation });
    }
    found
}

/// One thing about a local code that does not check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalCodeFinding {
    /// A part does not check by itself.
    Part(codes::Finding),
    /// The item type in the code is another than the item's.
    TypeDiffers {
        /// The type the code names.
        in_code: ItemType,
    },
    /// The organisation in the code is another than that of the implementing code.
    OrganisationDiffers {
        /// The organisation the code names.
        in_code: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_rows_are_named_by_their_line() {
        let csv = "department,main_item,item_name,area_code,item_code,task_type,dept_code\n\
                   甲局,,好的一行,511602000000,A-1,1,x\n\
                   甲局,,缺列,511602000000\n\
                   ,,没有部门,511602000000,A-2,1,x\n\
                   甲局,,没有编码,511602000000,,1,x\n\
                   甲局,,类型不对,511602000000,A-3,77,x\n\
                   甲局,,编码重复,511602000000,A-1,1,x\n\
                   甲局,,\u{0},511602000000,A-5,1,x\n";
        let mut bytes = csv.as_bytes().to_vec();
        bytes.extend_from_slice(b"\xff\xfe,,bad,5,A-9,1,x\n");
        let mut report = Report::default();
        let rows = read(&bytes, &mut report).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(report.rows, 8);
        let lines: Vec<u64> = report.broken.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9]);
        assert!(matches!(read(b"a,b\n1,2\n", &mut report), Err(ImportError::ColumnMissing("department"))));
    }
}
