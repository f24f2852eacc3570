//! `mingting mirror DIR --site S`: a site as plain files that work without the server.

use crate::{mirroring, serving::Hall, setup, setup::Place};
use indicatif::ProgressBar;
use kernel::{Clockwork, Fault};
use std::{path::PathBuf, process::ExitCode};
use web::Site;

/// What to mirror.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The folder; what stands there from an earlier mirror is replaced when everything is written.
    dir: PathBuf,
    /// The site's key (see `mingting sites list`).
    #[arg(long, value_name = "S")]
    site: String,
    /// The address under which the public reaches the hall: links that lead out of the mirror go there.
    #[arg(long, default_value = "http://127.0.0.1:8200", env = "MINGTING_PUBLIC_URL")]
    public_url: String,
}

/// Runs the command.
///
/// # Errors
/// No such site, a folder that cannot be written, a fault of the database.
pub fn run(args: Args) -> Result<ExitCode, Fault> {
    let url = args.public_url.trim_end_matches('/').to_owned();
    let office = setup::open(&args.place, args.place.key_file()?, url, Clockwork::Machine, |_, _| Ok(()))?;
    let hall = Hall::new(office, Site::sample(), Some(&args.place.index()))?;
    let bar = ProgressBar::new(0);
    let report = mirroring::write(&hall, &args.site, &args.dir, &mut |p| {
        bar.set_length((p.done + p.waiting) as u64);
        bar.set_position(p.done as u64);
    })?;
    bar.finish_and_clear();
    let Some(report) = report else { return Err(Fault::new(format!("no open site has the key {}", args.site))) };
    println!(
        "{} files, {:.1} MB: {} written, {} as they were, {} removed; {} links lead out to the hall",
        report.files,
        report.bytes as f64 / 1_048_576.0,
        report.written,
        report.kept,
        report.removed,
        report.outward
    );
    for (path, status, from) in &report.missing {
        println!("could not be opened: {path} ({status}), linked from {from}");
    }
    if report.is_cut {
        println!("a limit ended the walk before everything was copied");
    }
    Ok(ExitCode::SUCCESS)
}
