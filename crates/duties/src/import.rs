//! What an import would do, before it does it: rows matched with the catalogue by code, else by what they say.

use crate::{
    Body, CatalogueRow, DutyRow, Mode, Refused, Saved, answering, every_row, list_bodies, save_rows,
    sheet::{Finding, FindingKind, ReadSheets, read_workbook},
};
use kernel::{Cx, Db, Error};

/// What an import would do.
#[derive(Clone, Debug, Default)]
pub struct ImportPlan {
    /// The rows to be saved: new ones without a code, changed ones with theirs.
    pub rows: Vec<DutyRow>,
    /// How many of them are new.
    pub added: usize,
    /// The codes of those that change, with their titles.
    pub changed: Vec<(String, String)>,
    /// How many say the same.
    pub same: usize,
    /// What was not understood.
    pub findings: Vec<Finding>,
    /// Sheets that were looked at.
    pub sheets: usize,
}

/// Compares what was read with the rows of the catalogue. An import never withdraws a row: what a file lacks stays.
///
/// # Errors
/// Nothing was read.
pub fn plan_import(read: ReadSheets, known: &[CatalogueRow], bodies: &[Body]) -> Result<ImportPlan, Refused> {
    if read.rows.is_empty() {
        return Err(Refused::NoRows);
    }
    let mut plan = ImportPlan { findings: read.findings, sheets: read.sheets, ..ImportPlan::default() };
    let mut taken: Vec<String> = Vec::new();
    let mut likenesses: std::collections::HashSet<String> = std::collections::HashSet::new();
    let by_likeness: std::collections::HashMap<String, &CatalogueRow> =
        known.iter().rev().map(|k| (k.row.likeness(), k)).collect();
    for one in read.rows {
        let mut row = one.row.clone();
        let found = match row.code.is_empty() {
            false => known.iter().find(|k| k.row.code == row.code),
            true => by_likeness.get(&row.likeness()).copied().filter(|k| k.withdrawn_on.is_none()),
        };
        let is_twice = match found {
            Some(k) => taken.contains(&k.row.code),
            None if row.code.is_empty() => !likenesses.insert(row.likeness()),
            None => taken.contains(&row.code),
        };
        if is_twice {
            plan.findings.push(Finding::of_row(&one, FindingKind::Twice, row.title()));
            continue;
        }
        if row.citations().is_empty() {
            plan.findings.push(Finding::of_row(&one, FindingKind::BasisWithoutRule, &row.basis));
        }
        if row.mode == Mode::Proactive && answering(&row, bodies).is_empty() {
            plan.findings.push(Finding::of_row(&one, FindingKind::NobodyAnswers, &row.responsible));
        }
        if let Some(k) = found {
            row.code = k.row.code.clone();
            row.is_demonstration = k.row.is_demonstration;
            if row.limit_text == k.row.limit_text {
                // What an official set by hand for these words stays.
                row.limit = k.row.limit;
            }
            if k.withdrawn_on.is_none() && row.says_the_same(&k.row) {
                plan.same += 1;
                taken.push(row.code);
                continue;
            }
            plan.changed.push((row.code.clone(), row.title().to_owned()));
        } else {
            plan.added += 1;
        }
        if !row.code.is_empty() {
            taken.push(row.code.clone());
        }
        plan.rows.push(row);
    }
    Ok(plan)
}

/// Reads a workbook, compares it and saves what is new or changed, without a look in between: for the command line.
/// `fallback` is the field of sheets that name none.
///
/// # Errors
/// It is no workbook or holds no rows; not allowed.
pub fn import_workbook(
    db: &Db,
    cx: &Cx,
    bytes: &[u8],
    fallback: Option<i64>,
    why: &str,
) -> Result<(ImportPlan, Saved), Error<Refused>> {
    let read = read_workbook(bytes, fallback)?;
    let (known, bodies) = db.read(|tx| Ok::<_, Error<Refused>>((every_row(tx)?, list_bodies(tx)?)))?;
    let plan = plan_import(read, &known, &bodies)?;
    let saved = db.write(|tx| save_rows(tx, cx, &plan.rows, why))?;
    Ok((plan, saved))
}
