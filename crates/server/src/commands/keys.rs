//! `mingting keys`: makes, lists and rotates the key ring.

use crate::setup::Place;
use clap::Subcommand;
use kernel::{Clockwork, Cx, Error, Fault, Lang, Never, Who};
use seal::{KeyRing, Suite};
use std::{path::PathBuf, process::ExitCode, sync::Arc};

/// What to do with the key ring.
#[derive(Subcommand)]
pub enum Keys {
    /// Makes a new key ring; refuses to overwrite one.
    New {
        /// The file.
        file: PathBuf,
        /// intl (AES, P-256) or sm (SM4, SM2, SM3).
        #[arg(long, default_value = "intl")]
        suite: String,
    },
    /// Adds a new key and encrypts every personal field again under it, in pieces, while the hall runs.
    Rotate {
        #[command(flatten)]
        place: Place,
        /// Another suite for the new key.
        #[arg(long)]
        suite: Option<String>,
    },
    /// Says which keys there are (never what they are).
    List {
        /// The file.
        file: PathBuf,
    },
}

fn suite(text: &str) -> Result<Suite, Fault> {
    text.parse().map_err(|_| Fault::new(format!("{text} is no suite: intl or sm")))
}

fn ring(e: seal::KeyRingError) -> Fault {
    Fault::from_error("the key ring", e)
}

/// Runs the command.
///
/// # Errors
/// When the ring or the database fails.
pub fn run(what: Keys) -> Result<ExitCode, Fault> {
    let at = Clockwork::machine_now();
    match what {
        Keys::New { file, suite: name } => {
            KeyRing::create(&file, suite(&name)?, at).map_err(ring)?;
            println!(
                "{} made. Keep it apart from the database and its backups; without it the personal data cannot be read.",
                file.display()
            );
        }
        Keys::List { file } => {
            let keys = KeyRing::open(&file).map_err(ring)?;
            println!(
                "suite {}, field keys {:?}, active {}",
                keys.suite().name(),
                keys.field_keys(),
                keys.active_field_key()
            );
        }
        Keys::Rotate { place, suite: name } => {
            let file = place.key_file()?;
            let mut keys = KeyRing::open(file).map_err(ring)?;
            let wanted = name.as_deref().map_or(Ok(keys.suite()), suite)?;
            let id = keys.rotate(wanted, at).map_err(ring)?;
            println!("field key {id} is active; nodes that run must be restarted before the old key is forgotten");
            let db = place.database()?;
            let cx = Cx {
                who: Who::System("keys-rotate"),
                at,
                recorded_at: at,
                lang: Lang::ZhCn,
                calendars: Arc::new(kernel::Calendars::built_in()),
                keys: Arc::new(keys),
            };
            let mut fields = 0;
            for rotate in [
                identity::rotate_fields,
                cases::rotate_fields,
                licences::rotate_fields,
                post::rotate_fields,
                push::rotate_fields,
            ] {
                let mut after = String::new();
                while let Some((last, n)) = db.write(|tx| rotate(tx, &cx, &after, 200).map_err(Error::<Never>::from))? {
                    fields += n;
                    after = last;
                }
            }
            println!("{fields} rows encrypted again");
        }
    }
    Ok(ExitCode::SUCCESS)
}
