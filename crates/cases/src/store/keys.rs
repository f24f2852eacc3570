//! Whom reactions tell, and the rotation of keys. Part of [`super`].

#[allow(unused_imports)]
use super::*;

/// Whom a reaction tells about a case.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The applicant's account.
    pub account: Id,
    /// The case's number.
    pub number: String,
    /// The item's name.
    pub title: String,
    /// The item's address word.
    pub item: Option<String>,
}

/// The applicant of a case, when they have an account.
///
/// # Errors
/// A fault of the database.
pub fn addressee(tx: &mut Tx, case: Id) -> Result<Option<Addressee>, Fault> {
    let row = tx.row(
        "SELECT p.account, m.number, m.title, i.slug AS item FROM matters m JOIN cases c ON c.id = m.id JOIN persons p ON p.id = c.person LEFT JOIN items i ON i.id = c.item WHERE m.id = $1 AND p.account IS NOT NULL",
        params![case],
    )?;
    row.map(|r| {
        Ok(Addressee {
            account: r.get("account")?,
            number: r.get("number")?,
            title: r.get("title")?,
            item: r.get("item")?,
        })
    })
    .transpose()
}

/// Re-encrypts one piece of the cases' fields that stand under an older key, after the row `after`. Returns the last
/// row seen (`None` when done) and how many rows were written again.
///
/// # Errors
/// A fault of the database or the keys.
pub fn rotate_fields(tx: &mut Tx, cx: &Cx, after: &str, limit: i64) -> Result<Option<(String, u64)>, Fault> {
    let rows = tx.rows(
        "SELECT id, answers, delivery_address, granted FROM cases WHERE id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
    )?;
    let (mut last, mut changed) = (None, 0);
    for r in &rows {
        let id: Id = r.get("id")?;
        last = Some(id.to_string());
        let fields: [(&str, Option<Vec<u8>>); 3] = [
            ("answers", r.get("answers")?),
            ("delivery_address", r.get("delivery_address")?),
            ("granted", r.get("granted")?),
        ];
        if !fields.iter().any(|(_, v)| v.as_ref().is_some_and(|v| cx.keys.needs_rotation(v))) {
            continue;
        }
        let mut fresh = Vec::new();
        for (column, value) in &fields {
            fresh.push(match value {
                Some(v) => Some(seal_text(cx, "cases", column, id, &open_text(cx, "cases", column, id, v)?)?),
                None => None,
            });
        }
        tx.execute(
            "UPDATE cases SET answers = $2, delivery_address = $3, granted = $4 WHERE id = $1",
            params![id, fresh[0], fresh[1], fresh[2]],
        )?;
        changed += 1;
    }
    Ok(last.map(|l| (l, changed)))
}

const SUMS: &str = "CAST(COUNT(*) AS BIGINT) AS received, CAST(COUNT(CASE WHEN c.channel = 'online' THEN 1 END) AS BIGINT) AS online, CAST(COUNT(c.decided_on) AS BIGINT) AS decided, CAST(COUNT(CASE WHEN c.in_time THEN 1 END) AS BIGINT) AS in_time, CAST(COUNT(CASE WHEN c.outcome = 'granted' THEN 1 END) AS BIGINT) AS granted";

/// Figures of every agency that has cases, in the order of agencies.
///
/// # Errors
/// A fault of the database.
pub fn figures_by_agency(tx: &mut Tx) -> Result<Vec<(String, Figures)>, Fault> {
    grouped_figures(
        tx,
        &format!(
            "SELECT a.id, a.name, {SUMS} FROM matters m JOIN cases c ON c.id = m.id JOIN agencies a ON a.id = m.agency WHERE m.kind = 'case' GROUP BY a.id, a.name, a.sort_key ORDER BY a.sort_key, a.id"
        ),
        "SELECT m.agency AS id, c.working_days, CAST(COUNT(*) AS BIGINT) AS n FROM matters m JOIN cases c ON c.id = m.id WHERE m.kind = 'case' AND c.working_days IS NOT NULL GROUP BY m.agency, c.working_days ORDER BY m.agency, c.working_days",
    )
}

/// Figures of every item that has cases, in the order of the catalogue.
///
/// # Errors
/// A fault of the database.
pub fn figures_by_item(tx: &mut Tx) -> Result<Vec<(String, Figures)>, Fault> {
    grouped_figures(
        tx,
        &format!(
            "SELECT i.id, i.name, {SUMS} FROM cases c JOIN items i ON i.id = c.item GROUP BY i.id, i.name, i.sort_key ORDER BY i.sort_key, i.id"
        ),
        "SELECT c.item AS id, c.working_days, CAST(COUNT(*) AS BIGINT) AS n FROM cases c WHERE c.working_days IS NOT NULL GROUP BY c.item, c.working_days ORDER BY c.item, c.working_days",
    )
}

fn grouped_figures(tx: &mut Tx, totals: &str, days: &str) -> Result<Vec<(String, Figures)>, Fault> {
    let mut by_days: std::collections::HashMap<String, Vec<(i64, i64)>> = std::collections::HashMap::new();
    for r in tx.rows(days, params![])? {
        by_days.entry(r.get("id")?).or_default().push((r.get("working_days")?, r.get("n")?));
    }
    tx.rows(totals, params![])?
        .iter()
        .map(|r| {
            let id: String = r.get("id")?;
            let figures = Figures {
                received: r.get("received")?,
                online: r.get("online")?,
                decided: r.get("decided")?,
                in_time: r.get("in_time")?,
                granted: r.get("granted")?,
                median: None,
                p90: None,
            };
            Ok((r.get("name")?, Figures::of(figures, by_days.get(&id).map_or(&[], Vec::as_slice))))
        })
        .collect()
}
