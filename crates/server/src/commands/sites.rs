//! `mingting sites`: what is served, and the 51 sites of the source document for trying the platform at its size.

use crate::{setup, setup::Place};
use clap::Subcommand;
use kernel::{Clockwork, Error, Fault, Never, journal};
use std::process::ExitCode;

/// What to do with sites.
#[derive(Subcommand)]
pub enum SiteWork {
    /// Lists the sites with their hosts.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Opens what is missing to 51 demonstration sites; on a demonstration only.
    FiftyOne {
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command.
///
/// # Errors
/// A fault of the database; a hall that is no demonstration.
pub fn run(what: SiteWork) -> Result<ExitCode, Fault> {
    match what {
        SiteWork::List { place } => {
            let sites = place.database()?.read(|tx| sites::list(tx).map_err(Error::<Never>::from))?;
            for site in sites {
                let state = if site.is_open { "open" } else { "closed" };
                println!("{:<22} {:<10} {:<7} {}  {}", site.key, site.kind, state, site.names.zh, site.hosts.join(" "));
            }
        }
        SiteWork::FiftyOne { place } => {
            let office = setup::open(&place, place.key_file()?, String::new(), Clockwork::Machine, |_, _| Ok(()))?;
            let is_demonstration = office.db.read(|tx| journal::is_demonstration(tx).map_err(Error::<Never>::from))?;
            if !is_demonstration {
                return Err(Fault::new("this hall is no demonstration: its sites are opened at /desk/sites/new"));
            }
            let opened = sites::load_fifty_one(&office.db, &office.system_cx("demo"))?;
            println!("{opened} sites opened");
        }
    }
    Ok(ExitCode::SUCCESS)
}
