//! `mingting serve`: a hall on its own data.

use crate::{
    serving::{self, Serving},
    setup::{self, Place},
};
use calendar::YearFile;
use kernel::{Clockwork, Error, Fault, Never, matter};
use std::{net::SocketAddr, path::Path, process::ExitCode};
use web::Site;

/// How to serve.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8200", env = "MINGTING_LISTEN")]
    listen: SocketAddr,
    /// The address under which the public reaches this hall (https://… behind a proxy).
    #[arg(long, env = "MINGTING_PUBLIC_URL")]
    public_url: Option<String>,
    /// A TOML file with the marks of the site: host, operator, contact, site_code, icp_record, police_record, fault_report.
    #[arg(long, value_name = "FILE", env = "MINGTING_SITE")]
    site: Option<std::path::PathBuf>,
    /// Folder for the static mirrors of all sites, made anew every night.
    #[arg(long, value_name = "DIR", env = "MINGTING_MIRRORS")]
    mirrors: Option<std::path::PathBuf>,
}

#[derive(serde::Deserialize)]
struct SiteFile {
    host: String,
    operator: String,
    contact: String,
    site_code: String,
    icp_record: String,
    police_record: String,
    fault_report: String,
}

fn site(file: Option<&Path>) -> Result<Site, Fault> {
    let Some(path) = file else { return Ok(Site::sample()) };
    let text =
        std::fs::read_to_string(path).map_err(|e| Fault::from_error(format!("reading {}", path.display()), e))?;
    let s: SiteFile = toml::from_str(&text).map_err(|e| Fault::from_error(format!("reading {}", path.display()), e))?;
    Ok(Site {
        host: s.host,
        operator: s.operator,
        contact: s.contact,
        site_code: s.site_code,
        icp_record: s.icp_record,
        police_record: s.police_record,
        fault_report: s.fault_report,
        notice: None,
        ..Site::sample()
    })
}

/// Runs the command.
///
/// # Errors
/// When the hall cannot be opened or served.
pub fn run(args: Args) -> Result<ExitCode, Fault> {
    let url = args.public_url.unwrap_or_else(|| format!("http://{}", args.listen));
    let office = setup::open(
        &args.place,
        args.place.key_file()?,
        url.trim_end_matches('/').to_owned(),
        Clockwork::Machine,
        |_, _| Ok(()),
    )?;
    let ready = Box::new(|address: SocketAddr| println!("the hall answers at http://{address}/"));
    serving::serve(Serving {
        office,
        site: site(args.site.as_deref())?,
        index: args.place.index(),
        mirrors: args.mirrors,
        listen: args.listen,
        extra: axum::Router::new(),
        ready,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// `mingting import calendar FILE`: keeps the year in the hall's folder and computes running deadlines again. Running
/// nodes take it at their next start.
///
/// # Errors
/// A file that is no calendar, or a fault of the database.
pub fn import_calendar(place: &Place, file: &Path) -> Result<ExitCode, Fault> {
    let text =
        std::fs::read_to_string(file).map_err(|e| Fault::from_error(format!("reading {}", file.display()), e))?;
    let is_csv = file.extension().is_some_and(|e| e == "csv");
    let year = if is_csv { YearFile::from_csv(&text) } else { YearFile::from_json(&text) }
        .map_err(|e| Fault::from_error("reading the calendar", e))?;
    for finding in year.findings() {
        println!("note: {finding:?}");
    }
    let name = file.file_name().ok_or_else(|| Fault::new("the file has no name"))?;
    let dir = place.data.join("calendars");
    std::fs::create_dir_all(&dir)
        .and_then(|()| std::fs::write(dir.join(name), &text))
        .map_err(|e| Fault::from_error("keeping the calendar", e))?;
    let key_file = place.key_file()?;
    let office = setup::open(place, key_file, String::new(), Clockwork::Machine, |_, _| Ok(()))?;
    let cx = office.system_cx("calendar-import");
    let (mut after, mut moved) = (String::new(), 0);
    while let Some((last, n)) =
        office.db.write(|tx| matter::recompute_due(tx, &cx, &after, 100).map_err(Error::<Never>::from))?
    {
        after = last;
        moved += n;
    }
    println!("kept; {moved} running deadlines changed");
    Ok(ExitCode::SUCCESS)
}
