//! The tables of annual reports.

use crate::{
    bodies::{Arranged, Body, bodies},
    deadline::Deadlines,
    moves::State,
    narrative::Narrative,
    record::{Adopted, Draft, Record, Release, Snapshot},
};
use kernel::{Cx, Fault, Id, Row, Tx, matter, params};
use std::collections::BTreeMap;

fn stored<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|e| Fault::from_error("reading stored numbers of a report", e))
}

fn storing<T: serde::Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|e| Fault::from_error("storing numbers of a report", e))
}

macro_rules! select_record {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.kind, m.number, m.title, m.state, m.version, m.head, m.agency, m.region, m.opened_at, m.clock, m.due_on, m.soon_on, m.waits_for, m.claimed_by, m.closed_at, \
             a.year, a.working, a.released, r.overview, r.problems, r.other, r.two, r.two_source, r.adopted, r.adopted_file, r.adopted_name, r.note, r.saved_at \
             FROM annual_reports a JOIN matters m ON m.id = a.id JOIN annual_report_revisions r ON r.report = a.id AND r.revision = a.working",
            $tail
        )
    };
}

fn read(r: &Row) -> Result<Record, Fault> {
    let matter = matter::read(r)?;
    let adopted = match (r.get::<Option<String>>("adopted")?, r.get::<Option<String>>("adopted_file")?) {
        (Some(tables), Some(file)) => Some(Adopted {
            tables: stored(&tables)?,
            file,
            name: r.get::<Option<String>>("adopted_name")?.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Record {
        agency: matter.agency,
        matter,
        year: r.get("year")?,
        working: r.get("working")?,
        released: r.get("released")?,
        draft: Draft {
            narrative: Narrative { overview: r.get("overview")?, problems: r.get("problems")?, other: r.get("other")? },
            two: stored(&r.get::<String>("two")?)?,
            two_source: r.get("two_source")?,
            adopted,
            note: r.get("note")?,
        },
        saved_at: r.get("saved_at")?,
    })
}

/// The report of this agency and year.
///
/// # Errors
/// A fault of the database.
pub fn find(tx: &mut Tx, agency: Id, year: i64) -> Result<Option<Record>, Fault> {
    let row = tx.row(select_record!(" WHERE a.agency = $1 AND a.year = $2"), params![agency, year])?;
    row.map(|r| read(&r)).transpose()
}

/// Every report of a year, with its working revision.
///
/// # Errors
/// A fault of the database.
pub fn list_of_year(tx: &mut Tx, year: i64) -> Result<Vec<Record>, Fault> {
    tx.rows(select_record!(" WHERE a.year = $1 ORDER BY a.agency"), params![year])?.iter().map(read).collect()
}

/// False when the report of that agency and year is there already.
pub(crate) fn insert(tx: &mut Tx, id: Id, agency: Id, year: i64) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO annual_reports (id, agency, year, working, released) VALUES ($1, $2, $3, 1, 0) ON CONFLICT (agency, year) DO NOTHING",
        params![id, agency, year],
    )?;
    Ok(n == 1)
}

pub(crate) fn insert_revision(tx: &mut Tx, cx: &Cx, report: Id, revision: i64, draft: &Draft) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO annual_report_revisions (report, revision, overview, problems, other, two, two_source, adopted, adopted_file, adopted_name, note, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            report,
            revision,
            draft.narrative.overview,
            draft.narrative.problems,
            draft.narrative.other,
            storing(&draft.two)?,
            draft.two_source,
            draft.adopted.as_ref().map(|a| storing(&a.tables)).transpose()?,
            draft.adopted.as_ref().map(|a| a.file.clone()),
            draft.adopted.as_ref().map(|a| a.name.clone()),
            draft.note,
            cx.who.ledger_name(),
            cx.at
        ],
    )?;
    Ok(())
}

pub(crate) fn update_revision(tx: &mut Tx, cx: &Cx, report: Id, revision: i64, draft: &Draft) -> Result<(), Fault> {
    tx.execute("DELETE FROM annual_report_revisions WHERE report = $1 AND revision = $2", params![report, revision])?;
    insert_revision(tx, cx, report, revision, draft)
}

pub(crate) fn delete_revision(tx: &mut Tx, report: Id, revision: i64) -> Result<(), Fault> {
    tx.execute("DELETE FROM annual_report_revisions WHERE report = $1 AND revision = $2", params![report, revision])?;
    Ok(())
}

pub(crate) fn work_on(tx: &mut Tx, report: Id, revision: i64) -> Result<(), Fault> {
    tx.execute("UPDATE annual_reports SET working = $2 WHERE id = $1", params![report, revision])?;
    Ok(())
}

/// The revision comes before the public: its snapshot is kept and never changed.
pub(crate) fn release(tx: &mut Tx, cx: &Cx, record: &Record, snapshot: &str, digest: &str) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO annual_report_releases (report, revision, agency, year, snapshot, digest, by_whom, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![record.matter.id, record.working, record.agency, record.year, snapshot, digest, cx.who.ledger_name(), cx.at],
    )?;
    tx.execute("UPDATE annual_reports SET released = $2 WHERE id = $1", params![record.matter.id, record.working])?;
    Ok(())
}

fn read_release(r: &Row) -> Result<Release, Fault> {
    Ok(Release {
        agency: r.get("agency")?,
        year: r.get("year")?,
        revision: r.get("revision")?,
        at: r.get("at")?,
        digest: r.get("digest")?,
        snapshot: stored::<Snapshot>(&r.get::<String>("snapshot")?)?,
    })
}

/// Every release of an agency's report of a year, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_releases(tx: &mut Tx, agency: Id, year: i64) -> Result<Vec<Release>, Fault> {
    tx.rows(
        "SELECT agency, year, revision, at, digest, snapshot FROM annual_report_releases WHERE year = $1 AND agency = $2 ORDER BY revision DESC",
        params![year, agency],
    )?
    .iter()
    .map(read_release)
    .collect()
}

/// What the public reads of an agency's report of a year.
///
/// # Errors
/// A fault of the database.
pub fn find_release(tx: &mut Tx, agency: Id, year: i64) -> Result<Option<Release>, Fault> {
    Ok(list_releases(tx, agency, year)?.into_iter().next())
}

/// The newest release of every agency's report of a year.
///
/// # Errors
/// A fault of the database.
pub fn releases_of_year(tx: &mut Tx, year: i64) -> Result<BTreeMap<Id, Release>, Fault> {
    let rows = tx.rows(
        "SELECT agency, year, revision, at, digest, snapshot FROM annual_report_releases WHERE year = $1 ORDER BY agency, revision",
        params![year],
    )?;
    // Later ones of the same agency take the place of earlier ones.
    rows.iter().map(|r| read_release(r).map(|x| (x.agency, x))).collect()
}

/// A line of the public list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicLine {
    /// The year reported on.
    pub year: i64,
    /// The agency's key.
    pub agency_key: String,
    /// Its name.
    pub agency_name: String,
    /// How many revisions came before the public.
    pub revisions: i64,
    /// When the newest did.
    pub at: jiff::Timestamp,
}

/// The reports of a year that came before the public, in the order of agencies.
///
/// # Errors
/// A fault of the database.
pub fn list_public(tx: &mut Tx, year: i64) -> Result<Vec<PublicLine>, Fault> {
    tx.rows(
        "SELECT r.year, g.key, g.name, CAST(COUNT(*) AS BIGINT) AS revisions, MAX(r.at) AS newest FROM annual_report_releases r JOIN agencies g ON g.id = r.agency WHERE r.year = $1 GROUP BY r.year, g.key, g.name, g.sort_key ORDER BY g.sort_key, g.key",
        params![year],
    )?
    .iter()
    .map(|r| {
        Ok(PublicLine {
            year: r.get("year")?,
            agency_key: r.get("key")?,
            agency_name: r.get("name")?,
            revisions: r.get("revisions")?,
            at: r.get("newest")?,
        })
    })
    .collect()
}

/// The years of which any report is public, newest first.
///
/// # Errors
/// A fault of the database.
pub fn public_years(tx: &mut Tx) -> Result<Vec<i64>, Fault> {
    tx.rows("SELECT DISTINCT year FROM annual_report_releases ORDER BY year DESC", params![])?
        .iter()
        .map(|r| r.get("year"))
        .collect()
}

/// How a report stands, for the list of many.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The agency.
    pub agency: Id,
    /// The state.
    pub state: State,
    /// When it first came before the public: what the deadline asks for. A correction later is not late.
    pub first_published: Option<jiff::Timestamp>,
}

/// How the reports of a year stand, without their texts and numbers.
///
/// # Errors
/// A fault of the database.
pub fn list_standings(tx: &mut Tx, year: i64) -> Result<Vec<Standing>, Fault> {
    tx.rows(
        "SELECT a.agency, m.state, (SELECT MIN(r.at) FROM annual_report_releases r WHERE r.year = a.year AND r.agency = a.agency) AS first_published FROM annual_reports a JOIN matters m ON m.id = a.id WHERE a.year = $1 ORDER BY a.agency",
        params![year],
    )?
    .iter()
    .map(|r| {
        Ok(Standing {
            agency: r.get("agency")?,
            state: r.get("state")?,
            first_published: r.get("first_published")?,
        })
    })
    .collect()
}

pub(crate) fn insert_return(tx: &mut Tx, cx: &Cx, record: &Record, reason: &str) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO annual_report_returns (report, seq, reason, by_whom, at) VALUES ($1, $2, $3, $4, $5)",
        params![record.matter.id, record.matter.version, reason, cx.who.ledger_name(), cx.at],
    )?;
    Ok(())
}

/// Why the report was sent back last, and when.
///
/// # Errors
/// A fault of the database.
pub fn last_return(tx: &mut Tx, report: Id) -> Result<Option<(String, jiff::Timestamp)>, Fault> {
    let row = tx.row(
        "SELECT reason, at FROM annual_report_returns WHERE report = $1 ORDER BY seq DESC LIMIT 1",
        params![report],
    )?;
    row.map(|r| Ok((r.get("reason")?, r.get("at")?))).transpose()
}

/// Every agency as one that reports, in the order of lists.
///
/// # Errors
/// A fault of the database.
pub fn list_bodies(tx: &mut Tx) -> Result<Vec<Body>, Fault> {
    let arranged: Vec<Arranged> = tx
        .rows("SELECT agency, kind, parent FROM report_bodies ORDER BY agency", params![])?
        .iter()
        .map(|r| Ok(Arranged { agency: r.get("agency")?, kind: r.get("kind")?, parent: r.get("parent")? }))
        .collect::<Result<_, Fault>>()?;
    let mut deadlines: BTreeMap<String, Deadlines> = BTreeMap::new();
    for r in tx.rows("SELECT region, departments, governments FROM report_deadlines ORDER BY region", params![])? {
        let read = Deadlines::read(&r.get::<String>("departments")?, &r.get::<String>("governments")?);
        deadlines.insert(r.get("region")?, read.map_err(|e| Fault::new(format!("a stored deadline: {e:?}")))?);
    }
    Ok(bodies(identity::list_agencies(tx)?, &arranged, &deadlines))
}

pub(crate) fn keep_body(tx: &mut Tx, cx: &Cx, a: &Arranged) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO report_bodies (agency, kind, parent, by_whom, changed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency) DO UPDATE SET kind = excluded.kind, parent = excluded.parent, by_whom = excluded.by_whom, changed_at = excluded.changed_at",
        params![a.agency, a.kind, a.parent, cx.who.ledger_name(), cx.at],
    )?;
    Ok(())
}

pub(crate) fn keep_deadlines(tx: &mut Tx, cx: &Cx, region: &str, d: Deadlines) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO report_deadlines (region, departments, governments, by_whom, changed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (region) DO UPDATE SET departments = excluded.departments, governments = excluded.governments, by_whom = excluded.by_whom, changed_at = excluded.changed_at",
        params![region, d.departments.text(), d.governments.text(), cx.who.ledger_name(), cx.at],
    )?;
    Ok(())
}

/// The state of a record.
///
/// # Errors
/// When the spine holds another word.
pub fn state_of(record: &Record) -> Result<State, Fault> {
    State::parse(&record.matter.state).ok_or_else(|| Fault::new("a report in an unknown state"))
}
