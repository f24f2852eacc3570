//! `mingting import items FILE.csv`: a published list of items becomes drafts of the catalogue. Called by `main`; prints
//! for operators, in English. It never publishes anything.

use std::path::Path;

use items::import::{ImportError, Report, import};
use kernel::Office;

/// Imports the file and says what became of its rows. Running it again changes nothing.
///
/// # Errors
/// A file that cannot be read or lacks columns, or a fault of the database.
pub fn run(office: &Office, file: &Path) -> Result<Report, ImportError> {
    let bytes = std::fs::read(file).map_err(|e| ImportError::Unreadable(format!("{}: {e}", file.display())))?;
    let bar = indicatif::ProgressBar::new(0);
    let report = import(&office.db, &office.system_cx("import-items"), &bytes, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    report
}
