//! Search over real articles filled up to a number of entries, beside SQLite and PostgreSQL; the import of the laws.

use super::report::{Report, Table, ms, rate};
use kernel::{Cx, Db, Fault};
use search::bench::{Beside, Plan, corpus, run};
use std::{path::Path, time::Instant};

/// Questions asked of each engine.
const QUESTIONS: usize = 1_000;

/// Measures search; `data` is the folder of real published data.
///
/// # Errors
/// A folder without laws, an engine of ours that fails.
pub fn search(
    data: &Path,
    dir: &Path,
    entries: usize,
    postgres: Option<&str>,
    report: &mut Report,
) -> Result<(), Fault> {
    report.heading("Search");
    let laws = corpus::laws(&data.join("laws")).map_err(|e| Fault::from_error("reading the laws for the bench", e))?;
    let questions = corpus::questions(&laws, QUESTIONS);
    let folder = dir.join("search");
    std::fs::create_dir_all(&folder).map_err(|e| Fault::from_error("making the bench's folder", e))?;
    let plan = Plan { folder: &folder, sqlite: Beside::Measured, postgres };
    let found = run(|| corpus::fill(&laws, entries), &questions, &plan)?;
    let mut table = Table::new(&[
        "engine, two-word queries with snippets",
        "filled, s",
        "MB",
        "median, ms",
        "99 %, ms",
        "slowest, ms",
        "answered",
    ]);
    for e in &found.engines {
        table = table.row(&[
            e.name.into(),
            format!("{:.1}", e.filled_in.as_secs_f64()),
            (e.bytes >> 20).to_string(),
            ms(e.median.as_secs_f64() * 1e3),
            ms(e.p99.as_secs_f64() * 1e3),
            ms(e.slowest.as_secs_f64() * 1e3),
            e.answered.to_string(),
        ]);
    }
    report.table(&table);
    report.remark(&format!(
        "{} entries from {} real articles, {} questions; this process after our part (it holds the source texts too): RssAnon {} MB, RSS {} MB.",
        rate(found.entries as f64),
        rate(laws.len() as f64),
        found.questions,
        found.anonymous_kib >> 10,
        found.resident_kib >> 10
    ));
    for why in &found.left_out {
        report.remark(why);
    }
    Ok(())
}

/// Measures the import of the whole folder of laws, and its repetition.
///
/// # Errors
/// A folder that cannot be read, a fault of the database.
pub fn laws(db: &Db, cx: &Cx, data: &Path, report: &mut Report) -> Result<(), Fault> {
    report.heading("Register of rules");
    let mut table =
        Table::new(&["import of laws (SQLite, without index)", "files", "versions added", "articles", "seconds"]);
    for name in ["first time", "again"] {
        let started = Instant::now();
        let done = register::import::import_laws(db, cx, &data.join("laws"), &mut |_| {})?;
        table = table.row(&[
            name.into(),
            rate(done.read as f64),
            rate(done.versions.added as f64),
            rate(done.articles as f64),
            format!("{:.1}", started.elapsed().as_secs_f64()),
        ]);
    }
    report.table(&table);
    Ok(())
}
