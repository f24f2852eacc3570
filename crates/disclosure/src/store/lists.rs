//! The desk's worklist, the applicant's list, statistics, similar earlier requests.

use super::{MY_OFFICE, requests::read};
use crate::{channel::Channel, moves::State, request::Request};
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Id, Tx, Who, db::list::List, params, words};

words! {
    /// The views of the desk's list.
    pub enum Tab {
        /// What waits for a post I hold.
        Mine = "mine",
        /// 待确认: arrived, not confirmed.
        Unconfirmed = "unconfirmed",
        /// 在办: everything open.
        Open = "open",
        /// 已办结
        Done = "done",
        /// 复议诉讼中
        Disputed = "disputed",
        /// 全部
        All = "all",
    }
}

/// What a desk's list shows.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The view.
    pub tab: Tab,
    /// One agency.
    pub agency: Option<Id>,
    /// One channel.
    pub channel: Option<Channel>,
    /// One state.
    pub state: Option<State>,
    /// An outcome's code.
    pub outcome: Option<String>,
    /// Words of the subject, or a number.
    pub words: Option<String>,
    /// Due on or before.
    pub due_by: Option<Date>,
    /// The rows of a cell of the annual report: what was received, open or closed when, by whom.
    pub cell: Option<CellFilter>,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter {
            tab: Tab::Mine,
            agency: None,
            channel: None,
            state: None,
            outcome: None,
            words: None,
            due_by: None,
            cell: None,
        }
    }
}

/// The requests behind a cell of table 3.
#[derive(Clone, Debug, Default)]
pub struct CellFilter {
    /// Received on or after.
    pub received_from: Option<Date>,
    /// Received on or before.
    pub received_to: Option<Date>,
    /// Closed on or after.
    pub closed_from: Option<Date>,
    /// Closed on or before.
    pub closed_to: Option<Date>,
    /// Still open after this day: not closed, or closed later.
    pub open_after: Option<Date>,
    /// Any of these outcomes; empty means any.
    pub outcomes: Vec<String>,
    /// The applicant's kind.
    pub applicant: Option<crate::channel::ApplicantKind>,
    /// Requests for access only, which the annual report counts.
    pub counted: bool,
}

/// A page of the desk's list: by due date, then by number. Permissions are part of the query.
///
/// # Errors
/// A fault of the database.
pub fn list_office(
    tx: &mut Tx,
    cx: &Cx,
    f: &Filter,
    after: Option<(String, String)>,
    limit: i64,
) -> Result<Vec<Request>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    let today = cx.today();
    let mut list = List::new(select_request!("")).and(MY_OFFICE, params![*staff, today, today]);
    list = match f.tab {
        Tab::Mine => list.and(
            "EXISTS (SELECT 1 FROM posts h WHERE h.staff = ? AND h.agency = m.agency AND h.role = m.waits_for AND h.valid_from <= ? AND (h.valid_to IS NULL OR h.valid_to >= ?))",
            params![*staff, today, today],
        ),
        Tab::Unconfirmed => list.and("m.state = ?", params![State::Arrived]),
        Tab::Open => list.and("m.closed_at IS NULL", &[]),
        Tab::Done => list.and("r.closed_on IS NOT NULL", &[]),
        Tab::Disputed => list.and("m.state = ?", params![State::Disputed]),
        Tab::All => list,
    };
    list = list
        .and_some("m.agency = ?", f.agency)
        .and_some("r.channel = ?", f.channel)
        .and_some("m.state = ?", f.state)
        .and_some("r.outcome = ?", f.outcome.as_deref())
        .and_some("m.due_on <= ?", f.due_by);
    if let Some(words) = f.words.as_deref().map(str::trim).filter(|w| !w.is_empty()) {
        let like = format!("%{}%", words.replace(['%', '_'], " "));
        list = list.and("(r.subject LIKE ? OR r.number = ?)", params![like, words]);
    }
    if let Some(c) = &f.cell {
        list = list
            .and_some("r.received_on >= ?", c.received_from)
            .and_some("r.received_on <= ?", c.received_to)
            .and_some("r.closed_on >= ?", c.closed_from)
            .and_some("r.closed_on <= ?", c.closed_to)
            .and_some("(r.closed_on IS NULL OR r.closed_on > ?)", c.open_after)
            .and_some("r.applicant_kind = ?", c.applicant);
        if c.counted {
            list = list.and("r.kind = 'access'", &[]);
        }
        if !c.outcomes.is_empty() {
            // A row of the report holds at most a handful of codes.
            let mut five: Vec<&str> = c.outcomes.iter().map(String::as_str).take(5).collect();
            five.resize(5, "");
            list = list.and("r.outcome IN (?, ?, ?, ?, ?)", params![five[0], five[1], five[2], five[3], five[4]]);
        }
    }
    let (sql, values) = list.after("(m.due_sort, m.id) > (?, ?)", after).order("m.due_sort, m.id").page(limit);
    tx.rows(&sql, &values)?.iter().map(read).collect()
}

/// The applicant's own requests, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_mine(tx: &mut Tx, person: Id, before: Option<Id>, limit: i64) -> Result<Vec<Request>, Fault> {
    let (sql, values) = List::new(select_request!(""))
        .and("r.person = ?", params![person])
        .and_some("m.id < ?", before)
        .order("m.id DESC")
        .page(limit);
    tx.rows(&sql, &values)?.iter().map(read).collect()
}

/// How many requests stand in each view, for the tabs.
///
/// # Errors
/// A fault of the database.
pub fn tab_counts(tx: &mut Tx, cx: &Cx) -> Result<Vec<(Tab, i64)>, Fault> {
    let Who::Staff { staff, .. } = &cx.who else { return Ok(Vec::new()) };
    let today = cx.today();
    let mut out = Vec::new();
    for tab in [Tab::Mine, Tab::Unconfirmed, Tab::Open, Tab::Disputed] {
        let list = List::new("SELECT COUNT(*) FROM matters m JOIN disclosure_requests r ON r.id = m.id")
            .and(MY_OFFICE, params![*staff, today, today]);
        let list = match tab {
            Tab::Mine => list.and(
                "EXISTS (SELECT 1 FROM posts h WHERE h.staff = ? AND h.agency = m.agency AND h.role = m.waits_for AND h.valid_from <= ? AND (h.valid_to IS NULL OR h.valid_to >= ?))",
                params![*staff, today, today],
            ),
            Tab::Unconfirmed => list.and("m.state = ?", params![State::Arrived]),
            Tab::Open => list.and("m.closed_at IS NULL", &[]),
            _ => list.and("m.state = ?", params![State::Disputed]),
        };
        let (sql, values) = list.all();
        let n: i64 = tx.row(&sql, &values)?.ok_or_else(|| Fault::new("a count gave nothing"))?.only()?;
        out.push((tab, n));
    }
    Ok(out)
}

/// The last requests of an agency, for the comparison with a new one; newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_earlier(tx: &mut Tx, agency: Id, except: Id, limit: i64) -> Result<Vec<Request>, Fault> {
    tx.rows(
        select_request!(" WHERE r.agency = $1 AND m.id <> $2 ORDER BY m.id DESC LIMIT $3"),
        params![agency, except, limit],
    )?
    .iter()
    .map(read)
    .collect()
}

/// Requests of the agency for the same thing, this one among them, oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_same(tx: &mut Tx, agency: Id, key: &str, limit: i64) -> Result<Vec<Request>, Fault> {
    tx.rows(
        select_request!(" WHERE r.agency = $1 AND r.subject_key = $2 ORDER BY m.id LIMIT $3"),
        params![agency, key, limit],
    )?
    .iter()
    .map(read)
    .collect()
}

/// Served requests whose files have lain long enough to be archived.
///
/// # Errors
/// A fault of the database.
pub fn list_to_archive(tx: &mut Tx, until: Timestamp, limit: i64) -> Result<Vec<Request>, Fault> {
    tx.rows(
        select_request!(" WHERE m.kind = 'disclosure' AND m.state IN ('delivered', 'ended') AND m.closed_at <= $1 ORDER BY m.closed_at, m.id LIMIT $2"),
        params![until, limit],
    )?
    .iter()
    .map(read)
    .collect()
}

/// Requests that arrived before `before` and are not confirmed: the alarm of the desk.
///
/// # Errors
/// A fault of the database.
pub fn count_unconfirmed(tx: &mut Tx, agency: Id, before: Date) -> Result<i64, Fault> {
    tx.row(
        "SELECT COUNT(*) FROM disclosure_requests r JOIN matters m ON m.id = r.id WHERE r.agency = $1 AND r.received_on IS NULL AND r.arrived_on < $2 AND m.state = 'arrived'",
        params![agency, before],
    )?
    .ok_or_else(|| Fault::new("a count gave nothing"))?
    .only()
}

/// Requests of an agency that wait for an office and are past their day, the latest first.
///
/// # Errors
/// A fault of the database.
pub fn list_overdue(tx: &mut Tx, agency: Id, today: Date, limit: i64) -> Result<Vec<Request>, Fault> {
    tx.rows(
        select_request!(" WHERE m.kind = 'disclosure' AND m.agency = $1 AND m.closed_at IS NULL AND m.due_on < $2 AND m.waits_for <> 'applicant' ORDER BY m.due_on, m.id LIMIT $3"),
        params![agency, today, limit],
    )?
    .iter()
    .map(read)
    .collect()
}

/// One line of the statistics: what was counted, under which word, how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// `channel`, `outcome`, `applicant` or `ground`.
    pub of: &'static str,
    /// The word.
    pub word: String,
    /// How many.
    pub n: i64,
}

/// The statistics of a period, for one agency or for all the acting person sees.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Received in the period.
    pub received: i64,
    /// Closed in the period.
    pub closed: i64,
    /// Of these, in time.
    pub in_time: i64,
    /// Mean of working days to the reply, in hundredths.
    pub mean_days_hundredths: i64,
    /// Longest, in working days.
    pub longest: i64,
    /// By channel, outcome, applicant.
    pub counts: Vec<Count>,
}

/// Counts what was received and closed in a period.
///
/// # Errors
/// A fault of the database.
pub fn figures(tx: &mut Tx, agency: Id, first: Date, last: Date) -> Result<Figures, Fault> {
    let mut f = Figures::default();
    let row = tx
        .row(
            "SELECT COUNT(*) FROM disclosure_requests WHERE agency = $1 AND received_on >= $2 AND received_on <= $3",
            params![agency, first, last],
        )?
        .ok_or_else(|| Fault::new("a count gave nothing"))?;
    f.received = row.only()?;
    let row = tx
        .row(
            "SELECT COUNT(*) AS n, COALESCE(SUM(CASE WHEN in_time THEN 1 ELSE 0 END), 0) AS good, CAST(COALESCE(SUM(working_days), 0) AS BIGINT) AS days, COALESCE(MAX(working_days), 0) AS longest, CAST(COALESCE(SUM(CASE WHEN working_days IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) AS timed FROM disclosure_requests WHERE agency = $1 AND closed_on >= $2 AND closed_on <= $3",
            params![agency, first, last],
        )?
        .ok_or_else(|| Fault::new("a count gave nothing"))?;
    f.closed = row.get("n")?;
    f.in_time = row.get("good")?;
    f.longest = row.get("longest")?;
    let (days, timed): (i64, i64) = (row.get("days")?, row.get("timed")?);
    f.mean_days_hundredths = if timed == 0 { 0 } else { days * 100 / timed };
    for (of, sql) in [
        (
            "channel",
            "SELECT channel AS word, COUNT(*) AS n FROM disclosure_requests WHERE agency = $1 AND received_on >= $2 AND received_on <= $3 GROUP BY channel ORDER BY channel",
        ),
        (
            "applicant",
            "SELECT applicant_kind AS word, COUNT(*) AS n FROM disclosure_requests WHERE agency = $1 AND received_on >= $2 AND received_on <= $3 GROUP BY applicant_kind ORDER BY applicant_kind",
        ),
        (
            "outcome",
            "SELECT outcome AS word, COUNT(*) AS n FROM disclosure_requests WHERE agency = $1 AND closed_on >= $2 AND closed_on <= $3 AND outcome IS NOT NULL GROUP BY outcome ORDER BY outcome",
        ),
        (
            "ground",
            "SELECT d.ground AS word, COUNT(*) AS n FROM disclosure_records d JOIN disclosure_requests r ON r.id = d.request WHERE r.agency = $1 AND r.closed_on >= $2 AND r.closed_on <= $3 AND d.ground IS NOT NULL GROUP BY d.ground ORDER BY d.ground",
        ),
    ] {
        for r in tx.rows(sql, params![agency, first, last])? {
            f.counts.push(Count { of, word: r.get("word")?, n: r.get("n")? });
        }
    }
    Ok(f)
}
