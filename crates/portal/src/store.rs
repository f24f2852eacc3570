//! SQL of the portal: versions of the synonyms, counts of searches that found nothing.

use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Fault, Row, Tx, params};

/// One version of the synonyms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynonymVersion {
    /// Counts from 1.
    pub n: i64,
    /// The lines as they were edited.
    pub text: String,
    /// Why they were changed.
    pub note: String,
    /// Who, as the ledger names them.
    pub by_whom: String,
    /// When.
    pub at: Timestamp,
}

fn read(r: &Row) -> Result<SynonymVersion, Fault> {
    Ok(SynonymVersion {
        n: r.get("n")?,
        text: r.get("text")?,
        note: r.get("note")?,
        by_whom: r.get("by_whom")?,
        at: r.get("at")?,
    })
}

/// The newest version of the synonyms; `None` while the list that comes with the house stands.
///
/// # Errors
/// A fault of the database.
pub fn find_synonyms(tx: &mut Tx) -> Result<Option<SynonymVersion>, Fault> {
    tx.row("SELECT n, text, note, by_whom, at FROM synonym_versions ORDER BY n DESC LIMIT 1", params![])?
        .map(|r| read(&r))
        .transpose()
}

/// The newest versions, newest first.
///
/// # Errors
/// A fault of the database.
pub fn list_synonym_versions(tx: &mut Tx, limit: i64) -> Result<Vec<SynonymVersion>, Fault> {
    tx.rows("SELECT n, text, note, by_whom, at FROM synonym_versions ORDER BY n DESC LIMIT $1", params![limit])?
        .iter()
        .map(read)
        .collect()
}

/// False when there is a version with this number.
pub(crate) fn insert_synonyms(tx: &mut Tx, cx: &Cx, n: i64, text: &str, note: &str) -> Result<bool, Fault> {
    let rows = tx.execute(
        "INSERT INTO synonym_versions (n, text, note, by_whom, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (n) DO NOTHING",
        params![n, text, note, cx.who.ledger_name(), cx.at],
    )?;
    Ok(rows == 1)
}

/// Counts `n` more searches for these words that found nothing.
pub(crate) fn add_miss(tx: &mut Tx, day: Date, words: &str, n: i64) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO search_misses (day, words, n) VALUES ($1, $2, $3) ON CONFLICT (day, words) DO UPDATE SET n = search_misses.n + excluded.n",
        params![day, words, n],
    )?;
    Ok(())
}

/// Forgets what was counted before `day`.
pub(crate) fn forget_misses(tx: &mut Tx, day: Date) -> Result<(), Fault> {
    tx.execute("DELETE FROM search_misses WHERE day < $1", params![day])?;
    Ok(())
}

/// What was searched since `since` and found nothing, most often first; only what was asked at least `least` times, so
/// that no single person's words are shown.
///
/// # Errors
/// A fault of the database.
pub fn list_misses(tx: &mut Tx, since: Date, least: i64, limit: i64) -> Result<Vec<(String, i64, Date)>, Fault> {
    tx.rows(
        "SELECT words, CAST(SUM(n) AS BIGINT) AS n, MAX(day) AS day FROM search_misses WHERE day >= $1 GROUP BY words HAVING CAST(SUM(n) AS BIGINT) >= $2 ORDER BY n DESC, words LIMIT $3",
        params![since, least, limit],
    )?
    .iter()
    .map(|r| Ok((r.get("words")?, r.get("n")?, r.get("day")?)))
    .collect()
}
