//! Administrative divisions.

use crate::regions::{NewRegion, Region};
use kernel::{Fault, Row, Tx, Value, params};

fn read_region(r: &Row) -> Result<Region, Fault> {
    Ok(Region {
        code: r.get("code")?,
        name: r.get("name")?,
        level: r.get("level")?,
        parent: r.get("parent")?,
        valid_from: r.get("valid_from")?,
        valid_to: r.get("valid_to")?,
        successor: r.get("successor")?,
    })
}

pub fn find_region(tx: &mut Tx, code: &str) -> Result<Option<Region>, Fault> {
    let row = tx.row(
        "SELECT code, name, level, parent, valid_from, valid_to, successor FROM regions WHERE code = $1",
        params![code],
    )?;
    row.map(|r| read_region(&r)).transpose()
}

pub fn children_of(tx: &mut Tx, parent: Option<&str>) -> Result<Vec<Region>, Fault> {
    let (sql, values): (&str, Vec<Value>) = match parent {
        Some(p) => (
            "SELECT code, name, level, parent, valid_from, valid_to, successor FROM regions WHERE parent = $1 AND valid_to IS NULL ORDER BY code",
            params![p].to_vec(),
        ),
        None => (
            "SELECT code, name, level, parent, valid_from, valid_to, successor FROM regions WHERE parent IS NULL AND valid_to IS NULL ORDER BY code",
            Vec::new(),
        ),
    };
    tx.rows(sql, &values)?.iter().map(read_region).collect()
}

pub fn region_count(tx: &mut Tx) -> Result<i64, Fault> {
    tx.row("SELECT CAST(COUNT(*) AS BIGINT) AS n FROM regions", params![])?.map_or(Ok(0), |r| r.only())
}

/// Rows per statement; far below the engines' limits of parameters.
const ROWS: usize = 100;

/// Writes what is new or renamed; an abolished code stays abolished.
pub fn upsert_regions(tx: &mut Tx, rows: &[NewRegion], valid_from: &str) -> Result<u64, Fault> {
    const TAIL: &str = " ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent = excluded.parent, sort_key = excluded.sort_key WHERE regions.valid_to IS NULL AND (regions.name <> excluded.name OR COALESCE(regions.parent, '') <> COALESCE(excluded.parent, ''))";
    let mut written = 0;
    for chunk in rows.chunks(ROWS) {
        let mut sql = String::from("INSERT INTO regions (code, name, level, parent, valid_from, sort_key) VALUES ");
        let mut values = Vec::with_capacity(chunk.len() * 6);
        for (i, r) in chunk.iter().enumerate() {
            let p = i * 6;
            if i > 0 {
                sql.push(',');
            }
            sql.push_str(&format!("(${}, ${}, ${}, ${}, ${}, ${})", p + 1, p + 2, p + 3, p + 4, p + 5, p + 6));
            values.extend_from_slice(params![r.code, r.name, r.level, r.parent, valid_from, r.code]);
        }
        sql.push_str(TAIL);
        written += tx.execute(&sql, &values)?;
    }
    Ok(written)
}

/// How many valid divisions of each level have a code from `first` up to but not including `end`.
pub fn count_regions(tx: &mut Tx, first: &str, end: &str) -> Result<Vec<(i64, i64)>, Fault> {
    tx.rows(
        "SELECT level, CAST(COUNT(*) AS BIGINT) AS n FROM regions WHERE code >= $1 AND code < $2 AND valid_to IS NULL GROUP BY level ORDER BY level",
        params![first, end],
    )?
    .iter()
    .map(|r| Ok((r.get("level")?, r.get("n")?)))
    .collect()
}

/// Every abolished code.
pub fn abolished_codes(tx: &mut Tx) -> Result<Vec<String>, Fault> {
    tx.rows("SELECT code FROM regions WHERE valid_to IS NOT NULL ORDER BY code", params![])?
        .iter()
        .map(Row::only)
        .collect()
}

/// The abolished divisions that went into `successor`.
pub fn predecessors_of(tx: &mut Tx, successor: &str) -> Result<Vec<Region>, Fault> {
    tx.rows(
        "SELECT code, name, level, parent, valid_from, valid_to, successor FROM regions WHERE successor = $1 ORDER BY code",
        params![successor],
    )?
    .iter()
    .map(read_region)
    .collect()
}

/// Writes an abolished division with its last day and successor; whether anything changed.
pub fn abolish_region(tx: &mut Tx, r: &NewRegion, valid_to: &str, successor: &str) -> Result<bool, Fault> {
    // Nothing is known of its beginning: only that it was valid on its last day.
    let n = tx.execute(
        "INSERT INTO regions (code, name, level, parent, valid_from, valid_to, successor, sort_key) VALUES ($1, $2, $3, $4, $5, $5, $6, $1) ON CONFLICT (code) DO UPDATE SET valid_to = excluded.valid_to, successor = excluded.successor WHERE regions.valid_to IS NULL OR regions.valid_to <> excluded.valid_to OR COALESCE(regions.successor, '') <> COALESCE(excluded.successor, '')",
        params![r.code, r.name, r.level, r.parent, valid_to, successor],
    )?;
    Ok(n == 1)
}
