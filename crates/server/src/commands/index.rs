//! `mingting index rebuild`: the search index of this node, made anew while the hall serves.

use crate::{finding::Finding, setup, setup::Place};
use clap::Subcommand;
use kernel::{Clockwork, Fault};
use std::{process::ExitCode, time::Instant};

/// What to do with the index.
#[derive(Subcommand)]
pub enum IndexWork {
    /// Makes it anew beside the present one and puts it in its place; running halls take it over by themselves.
    Rebuild {
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command.
///
/// # Errors
/// A fault of the database or the disk.
pub fn run(what: IndexWork) -> Result<ExitCode, Fault> {
    let IndexWork::Rebuild { place } = what;
    let office = setup::open(&place, place.key_file()?, String::new(), Clockwork::Machine, |_, _| Ok(()))?;
    let began = Instant::now();
    let finding = Finding::open(Some(&place.index()), search::Synonyms::standard())?;
    let entries = finding.rebuild(&office)?;
    println!("{entries} entries in {:.1} s", began.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}
