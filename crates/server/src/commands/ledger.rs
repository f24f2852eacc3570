//! `mingting ledger verify`: walks every chain and seal and names the first bad entry.

use crate::setup::Place;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Fault, journal};
use std::process::ExitCode;

/// What to do with the ledger.
#[derive(Subcommand)]
pub enum Ledger {
    /// Checks the whole ledger; exit code 1 names the first bad entry.
    Verify {
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command.
///
/// # Errors
/// When the database cannot be read.
pub fn run(what: Ledger) -> Result<ExitCode, Fault> {
    let Ledger::Verify { place } = what;
    let db = place.database()?;
    let bar = ProgressBar::new_spinner().with_style(
        ProgressStyle::with_template("{spinner} {pos} entries").unwrap_or_else(|_| ProgressStyle::default_spinner()),
    );
    let found = journal::verify(&db, |n| bar.set_position(n))?;
    bar.finish_and_clear();
    match found.bad {
        None => {
            println!("good: {} entries, {} seals", found.entries, found.seals);
            Ok(ExitCode::SUCCESS)
        }
        Some(bad) => {
            println!("BAD after {} good entries and {} good seals: {bad}", found.entries, found.seals);
            Ok(ExitCode::FAILURE)
        }
    }
}
