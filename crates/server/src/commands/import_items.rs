//! `mingting import items FILE.csv`: a published list of items becomes drafts.

use crate::setup::{self, Place};
use indicatif::ProgressBar;
use kernel::{Clockwork, Fault};
use std::{path::Path, process::ExitCode};

/// Runs the command. Repeating it changes nothing.
///
/// # Errors
/// A file that cannot be read, or a fault of the database.
pub fn run(place: &Place, file: &Path) -> Result<ExitCode, Fault> {
    let office = setup::open(place, place.key_file()?, String::new(), Clockwork::Machine, |_, _| Ok(()))?;
    let cx = office.system_cx("import-items");
    let csv = std::fs::read(file).map_err(|e| Fault::from_error(format!("reading {}", file.display()), e))?;
    let bar = ProgressBar::new(0);
    let report = items::import::import(&office.db, &cx, &csv, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let report = report.map_err(|e| Fault::from_error(format!("importing {}", file.display()), e))?;
    println!("{report}");
    Ok(ExitCode::SUCCESS)
}
