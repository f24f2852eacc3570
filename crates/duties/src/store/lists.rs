//! Lists and figures: the desk, the public pages, coverage. Permissions of the desk are part of the queries.

use super::obligations::{read_occurrence, read_owed};
use crate::{Level, Occurrence, Owed, Standing};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Tx, Who, db::list::List, params};

const OWED: &str = "SELECT o.code, o.agency, o.field, o.standing, o.since_on, o.turns_on, o.period_on, o.open_due, o.open_soon, o.open_count, o.published_count, o.late_count, o.last_published_on, o.set_aside_reason, o.set_aside_on, r.matter, r.sub_matter, r.limit_text, a.key AS agency_key, a.name AS agency_name FROM duty_obligations o JOIN duty_rows r ON r.code = o.code JOIN agencies a ON a.id = o.agency";

/// Obligations of an agency whose duties the acting official keeps today; of every agency for keepers at the office that
/// leads openness and for supervision.
const MY_DESK: &str = "EXISTS (SELECT 1 FROM posts p LEFT JOIN duty_bodies lead ON lead.agency = p.agency WHERE p.staff = ? AND ((p.role = 'duty-keeper' AND (p.agency = o.agency OR lead.kind = 'lead')) OR p.role = 'supervision') AND p.valid_from <= ? AND (p.valid_to IS NULL OR p.valid_to >= ?))";

kernel::words! {
    /// The tabs of the desk of duties.
    pub enum DeskTab {
        /// The last day is over.
        Late = "late",
        /// Due within a few working days.
        DueSoon = "due-soon",
        /// Owed, with time.
        Current = "current",
        /// Nothing reported and nothing published.
        Unreported = "unreported",
        /// Published.
        Complete = "complete",
        /// Set aside with a reason.
        NotApplicable = "not-applicable",
    }
}

impl DeskTab {
    /// The standing it lists.
    pub const fn standing(self) -> Standing {
        match self {
            DeskTab::Late => Standing::Late,
            DeskTab::DueSoon => Standing::DueSoon,
            DeskTab::Current => Standing::Current,
            DeskTab::Unreported => Standing::Unreported,
            DeskTab::Complete => Standing::Complete,
            DeskTab::NotApplicable => Standing::NotApplicable,
        }
    }
}

/// Where a page of the desk's list begins: last due day (sorted as text), code and agency of the page before.
pub type DeskCursor<'a> = (&'a str, &'a str, Id);

/// At most `limit` obligations of the acting official's desk, by last day.
///
/// # Errors
/// A fault of the database.
pub fn list_desk(
    tx: &mut Tx,
    cx: &Cx,
    tab: DeskTab,
    agency: Option<Id>,
    after: Option<DeskCursor<'_>>,
    limit: i64,
) -> Result<Vec<Owed>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    let mut list = List::new(OWED)
        .and("o.standing = ?", params![tab.standing()])
        .and_some("o.agency = ?", agency)
        .and(MY_DESK, params![staff, cx.today(), cx.today()]);
    if let Some((due, code, agency)) = after {
        list = list.and("(o.due_sort, o.code, o.agency) > (?, ?, ?)", params![due, code, agency]);
    }
    let (sql, values) = list.order("o.due_sort, o.code, o.agency").page(limit);
    tx.rows(&sql, &values)?.iter().map(read_owed).collect()
}

/// The obligation, when it is on the acting official's desk.
///
/// # Errors
/// A fault of the database.
pub fn list_mine(tx: &mut Tx, cx: &Cx, code: &str, agency_key: &str) -> Result<Option<Owed>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(None) };
    let (sql, values) = List::new(OWED)
        .and("o.code = ? AND a.key = ? AND o.standing <> 'ended'", params![code, agency_key])
        .and(MY_DESK, params![staff, cx.today(), cx.today()])
        .order("o.code")
        .page(1);
    tx.row(&sql, &values)?.map(|r| read_owed(&r)).transpose()
}

/// Everybody who answers for a row, by agency.
///
/// # Errors
/// A fault of the database.
pub fn list_of_row(tx: &mut Tx, code: &str, limit: i64) -> Result<Vec<Owed>, Fault> {
    let (sql, values) = List::new(OWED)
        .and("o.code = ? AND o.standing <> 'ended'", params![code])
        .order("a.sort_key, a.key")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_owed).collect()
}

/// What an agency answers for, by code; at most `limit` after `after`.
///
/// # Errors
/// A fault of the database.
pub fn list_by_agency(
    tx: &mut Tx,
    agency: Id,
    field: Option<i64>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Owed>, Fault> {
    list_public_by_agency(tx, agency, field, None, after, limit)
}

/// The same, narrowed to one standing.
///
/// # Errors
/// A fault of the database.
pub fn list_public_by_agency(
    tx: &mut Tx,
    agency: Id,
    field: Option<i64>,
    standing: Option<Standing>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Owed>, Fault> {
    let (sql, values) = List::new(OWED)
        .and("o.agency = ? AND o.standing <> 'ended'", params![agency])
        .and_some("o.field = ?", field)
        .and_some("o.standing = ?", standing)
        .and_some("o.code > ?", after)
        .order("o.code")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_owed).collect()
}

/// At most `limit` obligations of everybody that stand so, by last day: what a public page names.
///
/// # Errors
/// A fault of the database.
pub fn list_standing(
    tx: &mut Tx,
    standing: Standing,
    level: Option<Level>,
    field: Option<i64>,
    limit: i64,
) -> Result<Vec<Owed>, Fault> {
    let (sql, values) = List::new(OWED)
        .and("o.standing = ?", params![standing])
        .and_some("o.field = ?", field)
        .and_some("EXISTS (SELECT 1 FROM duty_bodies b WHERE b.agency = o.agency AND b.level = ?)", level)
        .order("o.due_sort, o.code, o.agency")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_owed).collect()
}

/// At most `limit` duties that publications fulfilled, the newest publication first, each with the obligation's row and
/// agency.
///
/// # Errors
/// A fault of the database.
pub fn list_newest_fulfilled(tx: &mut Tx, limit: i64) -> Result<Vec<(Occurrence, Owed)>, Fault> {
    // Numbers of publications follow time, and an index holds them.
    let (sql, values) = List::new("SELECT id, code, agency, source, what, formed_on, due_on, soon_on, noted_at, fulfilled_on, publication, channel, title FROM duty_occurrences")
        .and("publication IS NOT NULL AND fulfilled_on IS NOT NULL", params![])
        .order("publication DESC, id DESC")
        .page(limit);
    let newest: Vec<Occurrence> = tx.rows(&sql, &values)?.iter().map(read_occurrence).collect::<Result<_, _>>()?;
    let mut out = Vec::with_capacity(newest.len());
    for o in newest {
        let (sql, values) =
            List::new(OWED).and("o.code = ? AND o.agency = ?", params![o.code, o.agency]).order("o.code").page(1);
        if let Some(row) = tx.row(&sql, &values)? {
            out.push((o, read_owed(&row)?));
        }
    }
    Ok(out)
}

/// What came about under a row: of one agency, or of all; newest first.
///
/// # Errors
/// A fault of the database.
pub fn occurrences_of(tx: &mut Tx, code: &str, agency: Option<Id>, limit: i64) -> Result<Vec<Occurrence>, Fault> {
    let (sql, values) = List::new("SELECT id, code, agency, source, what, formed_on, due_on, soon_on, noted_at, fulfilled_on, publication, channel, title FROM duty_occurrences")
        .and("code = ?", params![code])
        .and_some("agency = ?", agency)
        .order("COALESCE(fulfilled_on, due_on) DESC, id DESC")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read_occurrence).collect()
}

// Coverage -----------------------------------------------------------------------------------------

/// How many obligations stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Coverage {
    /// Published, nothing owed.
    pub complete: i64,
    /// Owed, with time.
    pub current: i64,
    /// Due within a few working days.
    pub due_soon: i64,
    /// The last day is over.
    pub late: i64,
    /// Nothing reported, nothing published.
    pub unreported: i64,
    /// Set aside with a reason.
    pub not_applicable: i64,
}

impl Coverage {
    /// Adds `n` obligations that stand so; ended ones are no obligations.
    pub fn add(&mut self, standing: Standing, n: i64) {
        match standing {
            Standing::Complete => self.complete += n,
            Standing::Current => self.current += n,
            Standing::DueSoon => self.due_soon += n,
            Standing::Late => self.late += n,
            Standing::Unreported => self.unreported += n,
            Standing::NotApplicable => self.not_applicable += n,
            Standing::Ended => {}
        }
    }

    /// Adds another's figures.
    pub fn join(&mut self, other: &Coverage) {
        self.complete += other.complete;
        self.current += other.current;
        self.due_soon += other.due_soon;
        self.late += other.late;
        self.unreported += other.unreported;
        self.not_applicable += other.not_applicable;
    }

    /// All obligations.
    pub fn all(&self) -> i64 {
        self.applicable() + self.not_applicable
    }

    /// Those that apply.
    pub fn applicable(&self) -> i64 {
        self.complete + self.current + self.due_soon + self.late + self.unreported
    }

    /// The share that is complete, in per cent, rounded down: nothing is called 100 % that is not whole. `None`: nothing
    /// applies.
    pub fn complete_percent(&self) -> Option<i64> {
        (self.applicable() > 0).then(|| self.complete * 100 / self.applicable())
    }
}

/// The figures of one agency in one field.
#[derive(Clone, Debug)]
pub struct CountRow {
    /// The agency.
    pub agency: Id,
    /// Its key.
    pub agency_key: String,
    /// Its name.
    pub agency_name: String,
    /// Its level.
    pub level: Level,
    /// The field.
    pub field: i64,
    /// The figures.
    pub coverage: Coverage,
}

/// The figures of every agency and field, in the order of lists: at most fields × agencies lines however many obligations.
///
/// # Errors
/// A fault of the database.
pub fn counts(
    tx: &mut Tx,
    level: Option<Level>,
    agency: Option<Id>,
    field: Option<i64>,
) -> Result<Vec<CountRow>, Fault> {
    let (sql, values) = List::new("SELECT c.agency, a.key AS agency_key, a.name AS agency_name, b.level, c.field, c.standing, c.n FROM duty_counts c JOIN agencies a ON a.id = c.agency JOIN duty_bodies b ON b.agency = c.agency")
        .and("c.n <> 0 AND c.standing <> 'ended'", params![])
        .and_some("b.level = ?", level)
        .and_some("c.agency = ?", agency)
        .and_some("c.field = ?", field)
        .order("a.sort_key, a.key, c.field, c.standing")
        .all();
    read_counts(tx, &sql, &values)
}

/// The same, counted anew from every obligation: slow, for the test that the kept counts are true and for the command
/// that checks them.
///
/// # Errors
/// A fault of the database.
pub fn counts_by_slow_recount(tx: &mut Tx) -> Result<Vec<CountRow>, Fault> {
    let (sql, values) = List::new("SELECT o.agency, a.key AS agency_key, a.name AS agency_name, b.level, o.field, o.standing, COUNT(*) AS n FROM duty_obligations o JOIN agencies a ON a.id = o.agency JOIN duty_bodies b ON b.agency = o.agency")
        .and("o.standing <> 'ended'", params![])
        .grouped("o.agency, a.key, a.name, a.sort_key, b.level, o.field, o.standing")
        .order("a.sort_key, a.key, o.field, o.standing")
        .all();
    read_counts(tx, &sql, &values)
}

fn read_counts(tx: &mut Tx, sql: &str, values: &[kernel::Value]) -> Result<Vec<CountRow>, Fault> {
    let mut out: Vec<CountRow> = Vec::new();
    for r in tx.rows(sql, values)? {
        let (agency, field): (Id, i64) = (r.get("agency")?, r.get("field")?);
        let is_new = out.last().is_none_or(|l| l.agency != agency || l.field != field);
        if is_new {
            out.push(CountRow {
                agency,
                agency_key: r.get("agency_key")?,
                agency_name: r.get("agency_name")?,
                level: r.get("level")?,
                field,
                coverage: Coverage::default(),
            });
        }
        if let Some(line) = out.last_mut() {
            line.coverage.add(r.get("standing")?, r.get("n")?);
        }
    }
    Ok(out)
}

/// How many rows each field has at this level.
///
/// # Errors
/// A fault of the database.
pub fn row_counts_by_field(tx: &mut Tx, level: Option<Level>) -> Result<Vec<(i64, i64)>, Fault> {
    let mut list = List::new("SELECT r.field, COUNT(*) AS n FROM duty_rows r").and("r.withdrawn_on IS NULL", params![]);
    list = match level {
        Some(Level::County) => list.and("r.at_county", params![]),
        Some(Level::Township) => list.and("r.at_township", params![]),
        None => list,
    };
    let (sql, values) = list.grouped("r.field").order("r.field").all();
    tx.rows(&sql, &values)?.iter().map(|r| Ok((r.get("field")?, r.get("n")?))).collect()
}

/// The fields that an agency said it has nothing in, with the reason.
///
/// # Errors
/// A fault of the database.
pub fn list_absent_fields(tx: &mut Tx, agency: Id) -> Result<Vec<(i64, String)>, Fault> {
    let rows =
        tx.rows("SELECT field, reason FROM duty_absent_fields WHERE agency = $1 ORDER BY field", params![agency])?;
    rows.iter().map(|r| Ok((r.get("field")?, r.get("reason")?))).collect()
}

/// Keeps or replaces the note on a field; an empty reason takes it away.
pub(crate) fn put_absent_field(tx: &mut Tx, cx: &Cx, agency: Id, field: i64, reason: &str) -> Result<(), Fault> {
    if reason.is_empty() {
        tx.execute("DELETE FROM duty_absent_fields WHERE agency = $1 AND field = $2", params![agency, field])?;
        return Ok(());
    }
    tx.execute(
        "INSERT INTO duty_absent_fields (agency, field, reason, at) VALUES ($1, $2, $3, $4) ON CONFLICT (agency, field) DO UPDATE SET reason = excluded.reason, at = excluded.at",
        params![agency, field, reason, cx.at],
    )?;
    Ok(())
}

/// Whether any of these agencies leads openness.
pub(crate) fn leads_any(tx: &mut Tx, agencies: &[Id]) -> Result<bool, Fault> {
    for agency in agencies {
        let row = tx.row(
            "SELECT agency FROM duty_bodies WHERE agency = $1 AND kind = 'lead' ORDER BY agency",
            params![agency],
        )?;
        if row.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The newest day by which the standings were turned is today's when nothing waits.
///
/// # Errors
/// A fault of the database.
pub fn is_turned(tx: &mut Tx, today: Date) -> Result<bool, Fault> {
    let row = tx.row(
        "SELECT code FROM duty_obligations WHERE turns_on IS NOT NULL AND turns_on <= $1 ORDER BY turns_on LIMIT 1",
        params![today],
    )?;
    Ok(row.is_none())
}
