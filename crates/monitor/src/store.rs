//! SQL of the monitor.

use crate::{Answer, Finding, Indicator, Outcome, ProbeFigures, Score, Standing, State, probes::LEASE, rules};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kernel::{Cx, Fault, Row, Tx, cx::legal_date, params};
use std::collections::BTreeMap;

fn before(cx: &Cx, by: SignedDuration) -> Timestamp {
    cx.at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// Whether a slot needs no visit: it has its answer, or somebody is on the way.
pub(crate) fn is_taken(tx: &mut Tx, site: &str, slot: Timestamp, at: Timestamp) -> Result<bool, Fault> {
    let since = at.checked_sub(LEASE).unwrap_or(Timestamp::MIN);
    let row = tx.row(
        "SELECT site FROM monitor_probes WHERE site = $1 AND slot_at = $2 AND (outcome IS NOT NULL OR claimed_at > $3)",
        params![site, slot, since],
    )?;
    Ok(row.is_some())
}

/// Takes a slot, or takes it over from somebody who never came back. False when another node was first.
pub(crate) fn take_slot(tx: &mut Tx, cx: &Cx, site: &str, slot: Timestamp) -> Result<bool, Fault> {
    let fresh = tx.execute(
        "INSERT INTO monitor_probes (site, slot_at, claimed_at) VALUES ($1, $2, $3) ON CONFLICT (site, slot_at) DO NOTHING",
        params![site, slot, cx.at],
    )?;
    if fresh == 1 {
        return Ok(true);
    }
    let over = tx.execute(
        "UPDATE monitor_probes SET claimed_at = $3 WHERE site = $1 AND slot_at = $2 AND outcome IS NULL AND claimed_at <= $4",
        params![site, slot, cx.at, before(cx, LEASE)],
    )?;
    Ok(over == 1)
}

/// Keeps what a visit brought; the first answer stays.
pub(crate) fn keep_answer(tx: &mut Tx, site: &str, slot: Timestamp, answer: &Answer) -> Result<(), Fault> {
    tx.execute(
        "UPDATE monitor_probes SET outcome = $3, took_ms = $4, detail = $5 WHERE site = $1 AND slot_at = $2 AND outcome IS NULL",
        params![site, slot, answer.outcome, answer.took_ms, answer.detail],
    )?;
    Ok(())
}

/// The visits of `site` since `from`, those with an answer.
pub(crate) fn list_probes(tx: &mut Tx, site: &str, from: Timestamp) -> Result<Vec<(Timestamp, Outcome)>, Fault> {
    tx.rows(
        "SELECT slot_at, outcome FROM monitor_probes WHERE site = $1 AND slot_at > $2 AND outcome IS NOT NULL ORDER BY slot_at",
        params![site, from],
    )?
    .iter()
    .map(|r| Ok((r.get("slot_at")?, r.get("outcome")?)))
    .collect()
}

/// The figures of the window that ends now: the share that counts, and the days on which too few looked.
///
/// # Errors
/// A fault of the database.
pub fn probe_figures(tx: &mut Tx, cx: &Cx, site: &str) -> Result<ProbeFigures, Fault> {
    let list = list_probes(tx, site, crate::probes::window_start(cx))?;
    let bad = list.iter().filter(|(_, o)| *o != Outcome::Opened).count() as i64;
    let mut days: BTreeMap<Date, i64> = BTreeMap::new();
    for (at, _) in &list {
        *days.entry(legal_date(*at)).or_default() += 1;
    }
    // The first day of the window began earlier and today is not over: neither can be short.
    let whole: Vec<i64> = days.iter().skip(1).filter(|(day, _)| **day < cx.today()).map(|(_, n)| *n).collect();
    let short_days = whole.iter().filter(|n| **n < rules().access.visits_per_day).count() as i64;
    Ok(ProbeFigures { all: list.len() as i64, bad, short_days })
}

fn read_standing(r: &Row) -> Result<Standing, Fault> {
    Ok(Standing {
        finding: Finding {
            kind: r.get("kind")?,
            subject: r.get("subject")?,
            title: r.get("title")?,
            detail: r.get("detail")?,
            href: r.get("href")?,
            agency: r.get("agency")?,
        },
        first_at: r.get("first_at")?,
        seen_at: r.get("seen_at")?,
    })
}

/// What is wrong on `site` now, the oldest first.
///
/// # Errors
/// A fault of the database.
pub fn list_findings(tx: &mut Tx, site: &str) -> Result<Vec<Standing>, Fault> {
    tx.rows(
        "SELECT kind, subject, title, detail, href, agency, first_at, seen_at FROM monitor_findings WHERE site = $1 AND gone_at IS NULL ORDER BY first_at, kind, subject",
        params![site],
    )?
    .iter()
    .map(read_standing)
    .collect()
}

/// Keeps what a run found: what was known keeps its first day, what came back begins anew, what was not seen is gone.
pub(crate) fn keep_findings(tx: &mut Tx, cx: &Cx, site: &str, found: &[Finding]) -> Result<(), Fault> {
    for f in found {
        tx.execute(
            "INSERT INTO monitor_findings (site, kind, subject, title, detail, href, agency, first_at, seen_at, gone_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, NULL) ON CONFLICT (site, kind, subject) DO UPDATE SET title = excluded.title, detail = excluded.detail, href = excluded.href, agency = excluded.agency, first_at = CASE WHEN monitor_findings.gone_at IS NULL THEN monitor_findings.first_at ELSE excluded.first_at END, seen_at = excluded.seen_at, gone_at = NULL",
            params![site, f.kind, f.subject, f.title, f.detail, f.href, f.agency, cx.at],
        )?;
    }
    tx.execute(
        "UPDATE monitor_findings SET gone_at = $2 WHERE site = $1 AND gone_at IS NULL AND seen_at < $2",
        params![site, cx.at],
    )?;
    Ok(())
}

/// How a site stood on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The site.
    pub site: String,
    /// The day.
    pub day: Date,
    /// When it was computed, the last time of that day.
    pub at: Timestamp,
    /// The worst of its indicators.
    pub state: State,
    /// Points lost, as far as they can be computed.
    pub lost: i64,
    /// Open findings.
    pub findings: i64,
    /// Visits of the window.
    pub probes: i64,
    /// Those that did not open in time.
    pub probes_bad: i64,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// What the points are made of.
    pub score: Score,
}

fn read_day(r: &Row) -> Result<Day, Fault> {
    let (indicators, score) = Indicator::unpack(&r.get::<String>("indicators")?);
    Ok(Day {
        site: r.get("site")?,
        day: r.get("day")?,
        at: r.get("at")?,
        state: r.get("state")?,
        lost: r.get("lost")?,
        findings: r.get("findings")?,
        probes: r.get("probes")?,
        probes_bad: r.get("probes_bad")?,
        indicators,
        score,
    })
}

/// Keeps how a site stands, in place of what was computed earlier on the same day.
pub(crate) fn keep_day(tx: &mut Tx, d: &Day) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO monitor_days (site, day, at, state, lost, findings, probes, probes_bad, indicators) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (site, day) DO UPDATE SET at = excluded.at, state = excluded.state, lost = excluded.lost, findings = excluded.findings, probes = excluded.probes, probes_bad = excluded.probes_bad, indicators = excluded.indicators",
        params![d.site, d.day, d.at, d.state, d.lost, d.findings, d.probes, d.probes_bad, Indicator::pack(&d.indicators, &d.score)],
    )?;
    Ok(())
}

/// The newest day of `site`.
///
/// # Errors
/// A fault of the database.
pub fn find_day(tx: &mut Tx, site: &str) -> Result<Option<Day>, Fault> {
    Ok(list_days(tx, site, 1)?.pop())
}

/// The days of `site`, the newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_days(tx: &mut Tx, site: &str, limit: i64) -> Result<Vec<Day>, Fault> {
    tx.rows(
        "SELECT site, day, at, state, lost, findings, probes, probes_bad, indicators FROM monitor_days WHERE site = $1 ORDER BY day DESC LIMIT $2",
        params![site, limit],
    )?
    .iter()
    .map(read_day)
    .collect()
}

/// The newest day of every site.
///
/// # Errors
/// A fault of the database.
pub fn list_newest(tx: &mut Tx) -> Result<Vec<Day>, Fault> {
    tx.rows(
        "SELECT d.site, d.day, d.at, d.state, d.lost, d.findings, d.probes, d.probes_bad, d.indicators FROM monitor_days d JOIN (SELECT site, MAX(day) AS newest FROM monitor_days GROUP BY site) n ON n.site = d.site AND n.newest = d.day ORDER BY d.site",
        params![],
    )?
    .iter()
    .map(read_day)
    .collect()
}

/// Puts a job on the list; false when it is there.
pub(crate) fn add_job(tx: &mut Tx, cx: &Cx, kind: &str, site: &str) -> Result<bool, Fault> {
    let n = tx.execute(
        "INSERT INTO monitor_jobs (kind, site, day, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, site, day) DO NOTHING",
        params![kind, site, cx.today(), cx.who.ledger_name(), cx.at],
    )?;
    Ok(n == 1)
}

/// Asks for the day's job of `site` again, when it was done.
pub(crate) fn reopen_job(tx: &mut Tx, cx: &Cx, site: &str) -> Result<(), Fault> {
    tx.execute(
        "UPDATE monitor_jobs SET asked_by = $3, asked_at = $4, taken_at = NULL, done_at = NULL WHERE kind = 'asked' AND site = $1 AND day = $2 AND done_at IS NOT NULL",
        params![site, cx.today(), cx.who.ledger_name(), cx.at],
    )?;
    Ok(())
}

/// Whether a run of `site` was asked for and is not done.
pub(crate) fn is_asked(tx: &mut Tx, site: &str) -> Result<bool, Fault> {
    let row = tx.row(
        "SELECT site FROM monitor_jobs WHERE kind = 'asked' AND site = $1 AND done_at IS NULL ORDER BY day LIMIT 1",
        params![site],
    )?;
    Ok(row.is_some())
}

/// The oldest job of this kind that nobody does: its site and day. `lease` is how long whoever took it may take.
pub(crate) fn take_job(
    tx: &mut Tx,
    cx: &Cx,
    kind: &str,
    lease: SignedDuration,
) -> Result<Option<(String, Date)>, Fault> {
    let stale = before(cx, lease);
    let row = tx.row(
        "SELECT site, day FROM monitor_jobs WHERE kind = $1 AND done_at IS NULL AND (taken_at IS NULL OR taken_at < $2) ORDER BY asked_at, site LIMIT 1",
        params![kind, stale],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (site, day): (String, Date) = (row.get("site")?, row.get("day")?);
    let n = tx.execute(
        "UPDATE monitor_jobs SET taken_at = $4 WHERE kind = $1 AND site = $2 AND day = $3 AND done_at IS NULL AND (taken_at IS NULL OR taken_at < $5)",
        params![kind, site, day, cx.at, stale],
    )?;
    Ok((n == 1).then_some((site, day)))
}

/// Marks a job as done.
pub(crate) fn finish_job(tx: &mut Tx, cx: &Cx, kind: &str, site: &str, day: Date) -> Result<(), Fault> {
    tx.execute(
        "UPDATE monitor_jobs SET done_at = $4 WHERE kind = $1 AND site = $2 AND day = $3",
        params![kind, site, day, cx.at],
    )?;
    Ok(())
}

/// What an address answered since `from`.
pub(crate) fn find_link(tx: &mut Tx, address: &str, from: Timestamp) -> Result<Option<Outcome>, Fault> {
    let row = tx.row("SELECT outcome FROM monitor_links WHERE address = $1 AND at > $2", params![address, from])?;
    row.map(|r| r.get("outcome")).transpose()
}

/// Keeps what an address answered.
pub(crate) fn keep_link(tx: &mut Tx, cx: &Cx, address: &str, outcome: Outcome) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO monitor_links (address, at, outcome) VALUES ($1, $2, $3) ON CONFLICT (address) DO UPDATE SET at = excluded.at, outcome = excluded.outcome",
        params![address, cx.at, outcome],
    )?;
    Ok(())
}
