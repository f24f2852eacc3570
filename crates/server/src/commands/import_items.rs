//! `mingting import items FILE.csv`: a published list of items becomes drafts.

use crate::setup::{self, Place};
use kernel::{Clockwork, Fault};
use std::{path::Path, process::ExitCode};

/// Runs the command. Repeating it changes nothing.
///
/// # Errors
/// A file that cannot be read, or a fault of the database.
pub fn run(place: &Place, file: &Path) -> Result<ExitCode, Fault> {
    let office = setup::open(place, place.key_file()?, String::new(), Clockwork::Machine, |_, _| Ok(()))?;
    let cx = office.system_cx("import-items");
    let text = std::fs::read_to_string(file).map_err(|e| Fault::from_error(format!("reading {}", file.display()), e))?;
    let report = items::import::import(&office.db, &cx, &text)?;
    println!("{report}");
    Ok(ExitCode::SUCCESS)
}
