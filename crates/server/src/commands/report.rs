//! `mingting report annual --agency A --year Y`: the annual report on disclosure, in lines or as a file.

use crate::{setup, setup::Place};
use kernel::{Clockwork, Fault, Lang};
use std::{path::PathBuf, process::ExitCode};
use web::Tr;

/// What is reported.
#[derive(clap::Subcommand)]
pub enum ReportWork {
    /// The annual report on open government information (政府信息公开工作年度报告).
    Annual {
        #[command(flatten)]
        place: Place,
        /// The agency's key.
        #[arg(long, value_name = "A")]
        agency: String,
        /// The calendar year.
        #[arg(long, value_name = "Y")]
        year: i64,
        /// Writes a file; its ending says which kind: .html, .pdf, .xlsx, .json. Without it the sums are printed.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Runs the command. Numbers that do not add up are said, and the command ends with a code of its own.
///
/// # Errors
/// No such agency or year, a file that cannot be written, a fault of the database.
pub fn run(work: ReportWork) -> Result<ExitCode, Fault> {
    let ReportWork::Annual { place, agency, year, out } = work;
    let office = setup::open(&place, place.key_file()?, String::new(), Clockwork::Machine, |_, _| Ok(()))?;
    let unknown = || Fault::new(format!("there is no report of the agency {agency} for {year}"));
    match out {
        None => {
            let (text, adds_up) =
                report::annual_text(&office, Tr::new(Lang::ZhCn), &agency, year)?.ok_or_else(unknown)?;
            println!("{text}");
            Ok(ExitCode::from(u8::from(!adds_up)))
        }
        Some(file) => {
            let ending = file.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
            let bytes = report::annual_file(&office, &agency, year, &ending)?.ok_or_else(unknown)?;
            std::fs::write(&file, &bytes).map_err(|e| Fault::from_error(format!("writing {}", file.display()), e))?;
            println!("{}: {} bytes", file.display(), bytes.len());
            Ok(ExitCode::SUCCESS)
        }
    }
}
