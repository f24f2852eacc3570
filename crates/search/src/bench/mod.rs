//! The search benchmark: the same entries and questions for this engine, SQLite FTS5 trigram and PostgreSQL full text.
//!
//! Called by the command of the server and by the example of this crate; never by a page.

pub mod corpus;
mod store;

use crate::{Entry, Index, Query, Synonyms, snippet, tokens};
use kernel::Fault;
use std::path::Path;
use std::time::{Duration, Instant};

/// What is measured.
pub struct Plan<'a> {
    /// An empty folder for the index and the SQLite file.
    pub folder: &'a Path,
    /// Whether SQLite is measured too.
    pub sqlite: Beside,
    /// The address of a PostgreSQL that may be used; none: it is left out.
    pub postgres: Option<&'a str>,
}

/// Whether another engine is measured beside ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// It is.
    Measured,
    /// It is left out.
    LeftOut,
}

/// The figures of one engine.
#[derive(Clone, Debug)]
pub struct OfEngine {
    /// Its name.
    pub name: &'static str,
    /// Time to take all entries, ready to answer.
    pub filled_in: Duration,
    /// Bytes on disk; 0: not known.
    pub bytes: u64,
    /// The middle of all questions.
    pub median: Duration,
    /// 99 of 100 were faster.
    pub p99: Duration,
    /// The slowest.
    pub slowest: Duration,
    /// Questions that found something.
    pub answered: usize,
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Entries taken.
    pub entries: usize,
    /// Questions asked of each engine.
    pub questions: usize,
    /// One line for each engine, ours first.
    pub engines: Vec<OfEngine>,
    /// Anonymous memory of the process after our engine's part, in KiB; 0: the system does not say.
    pub anonymous_kib: u64,
    /// All resident memory then, mapped files included, in KiB.
    pub resident_kib: u64,
    /// What could not be measured, and why.
    pub left_out: Vec<String>,
}

/// Fills our index, asks the questions, and does the same beside it. `entries` is run through once for each engine.
///
/// # Errors
/// Our own engine failed; another one that fails is named in `left_out`.
pub fn run<I: Iterator<Item = Entry>>(
    entries: impl Fn() -> I,
    questions: &[String],
    plan: &Plan<'_>,
) -> Result<Report, Fault> {
    let mut report = Report { questions: questions.len(), ..Report::default() };
    let folder = plan.folder.join("index");
    let started = Instant::now();
    let index = Index::open(&folder, Synonyms::standard())?;
    report.entries = usize::try_from(index.rebuild_from(entries(), (0, 0))?).unwrap_or(0);
    let filled_in = started.elapsed();
    let (times, answered) = ask(&index, questions)?;
    report.engines.push(of_times("mingting", filled_in, size(&folder), times, answered));
    (report.anonymous_kib, report.resident_kib) = memory();
    drop(index);
    if plan.sqlite == Beside::Measured {
        match store::sqlite(&plan.folder.join("trigram.db"), entries(), questions) {
            Ok(of_engine) => report.engines.push(of_engine),
            Err(why) => report.left_out.push(format!("SQLite: {why}")),
        }
    }
    if let Some(address) = plan.postgres {
        match store::postgres(address, entries(), questions) {
            Ok(of_engine) => report.engines.push(of_engine),
            Err(why) => report.left_out.push(format!("PostgreSQL: {why}")),
        }
    }
    Ok(report)
}

/// Asks the questions of an index, once to warm it and once to measure: times and how many found something.
///
/// # Errors
/// The index can't be read.
pub fn ask(index: &Index, questions: &[String]) -> Result<(Vec<Duration>, usize), Fault> {
    let (mut times, mut answered) = (Vec::new(), 0);
    for round in 0..2 {
        for question in questions {
            let started = Instant::now();
            let hits = index.search(&Query::of(question)).map_err(|error| match error {
                kernel::Error::Refused(refused) => Fault::new(format!("a question was refused: {refused:?}")),
                kernel::Error::Broken(fault) => fault,
            })?;
            if round == 1 {
                times.push(started.elapsed());
                answered += usize::from(hits.total > 0);
            }
        }
    }
    Ok((times, answered))
}

pub(crate) fn of_times(
    name: &'static str,
    filled_in: Duration,
    bytes: u64,
    mut times: Vec<Duration>,
    answered: usize,
) -> OfEngine {
    times.sort_unstable();
    let at = |hundredths: usize| times.get((times.len() * hundredths / 100).min(times.len().saturating_sub(1)));
    OfEngine {
        name,
        filled_in,
        bytes,
        median: at(50).copied().unwrap_or_default(),
        p99: at(99).copied().unwrap_or_default(),
        slowest: times.last().copied().unwrap_or_default(),
        answered,
    }
}

/// The words of a text as our index cuts them, for engines that take tokens.
fn words(text: &str) -> Vec<String> {
    let folded = crate::fold::fold(text);
    tokens::places_of_words(&folded).into_iter().filter_map(|(a, b)| folded.get(a..b).map(str::to_owned)).collect()
}

/// The snippets of ten bodies, as every engine must make them.
fn snippets(bodies: &[String], question: &str) -> usize {
    let wanted: Vec<String> = question.split(' ').map(str::to_owned).collect();
    bodies.iter().map(|body| snippet::snippet(body, &wanted).len()).sum()
}

/// Anonymous and resident memory of the process in KiB.
pub fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
    };
    (of("RssAnon:"), of("VmRSS:"))
}

/// Bytes of all files in a folder.
fn size(folder: &Path) -> u64 {
    let Ok(inside) = std::fs::read_dir(folder) else { return 0 };
    inside
        .filter_map(Result::ok)
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => size(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}
