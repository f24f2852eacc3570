//! Opens the hall: keys, database, files, calendars, seal, typesetter.

use crate::presses::Presses;
use calendar::{Holidays, YearFile};
use jiff::Timestamp;
use kernel::{Calendars, Clockwork, Cx, Db, Error, Fault, Folder, Lang, Never, Office, Who, db::Address, migrate};
use seal::{KeyRing, Suite};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Where everything of one hall is.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// Folder of the hall: database file, files handed in, imported calendars.
    #[arg(long, value_name = "DIR", default_value = "data", env = "MINGTING_DATA_DIR")]
    pub data: PathBuf,
    /// Database: postgres://… or a path. Default: hall.sqlite in the folder.
    #[arg(long, value_name = "URL", env = "MINGTING_DATABASE_URL")]
    pub database_url: Option<String>,
    /// File of the key ring. It belongs into no backup of the data.
    #[arg(long, value_name = "FILE", env = "MINGTING_KEYS")]
    pub keys: Option<PathBuf>,
}

impl Place {
    /// The database's address.
    pub fn address(&self) -> Address {
        match &self.database_url {
            Some(url) => Address::parse(url),
            None => Address::Sqlite(self.data.join("hall.sqlite")),
        }
    }

    /// Folder of this node's search index.
    pub fn index(&self) -> PathBuf {
        self.data.join("search")
    }

    fn folder(&self) -> Result<(), Fault> {
        std::fs::create_dir_all(&self.data)
            .map_err(|e| Fault::from_error(format!("making the folder {}", self.data.display()), e))
    }

    /// Opens the database alone and brings its schema up to date.
    ///
    /// # Errors
    /// When it cannot be opened or migrated.
    pub fn database(&self) -> Result<Db, Fault> {
        self.folder()?;
        let db = Db::open(&self.address(), connections())?;
        migrate(&db)?;
        Ok(db)
    }

    /// The file of the key ring; only a demonstration may do without a named one.
    ///
    /// # Errors
    /// When none was named.
    pub fn key_file(&self) -> Result<&Path, Fault> {
        self.keys.as_deref().ok_or_else(|| {
            Fault::new("name the key ring: --keys FILE or MINGTING_KEYS; make one with `mingting keys new FILE`")
        })
    }
}

/// Connections to the database: readers of SQLite, the pool of PostgreSQL.
fn connections() -> usize {
    std::thread::available_parallelism().map_or(8, |n| n.get() * 8).clamp(8, 64)
}

/// The built-in calendars with the years that were imported into the hall's folder.
///
/// # Errors
/// A file there that is no calendar.
pub fn calendars(data: &Path) -> Result<Calendars, Fault> {
    let mut holidays = Holidays::built_in();
    let dir = data.join("calendars");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&dir).map(|d| d.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    files.sort();
    for path in files {
        let text =
            std::fs::read_to_string(&path).map_err(|e| Fault::from_error(format!("reading {}", path.display()), e))?;
        let file = if path.extension().is_some_and(|e| e == "csv") {
            YearFile::from_csv(&text)
        } else {
            YearFile::from_json(&text)
        };
        let file = file.map_err(|e| Fault::from_error(format!("reading the calendar {}", path.display()), e))?;
        for finding in holidays.replace(file) {
            tracing::warn!(calendar = %path.display(), ?finding, "the imported calendar has a finding");
        }
    }
    Ok(Calendars::new(holidays))
}

/// Enrols every agency that has none with a signing certificate of the demonstration authority.
///
/// # Errors
/// When the ring cannot be written.
fn enrol(ring: &mut KeyRing, agencies: &[(String, String)], at: Timestamp) -> Result<(), Fault> {
    let suite = ring.suite();
    let broken = |e: seal::KeyRingError| Fault::from_error("enrolling an agency", e);
    ring.establish_authority(suite, "Mingting Demonstration Authority", at).map_err(broken)?;
    // The second suite is always there, so that an office can ask for SM2 signatures at any time.
    let other = if suite == Suite::Intl { Suite::Sm } else { Suite::Intl };
    ring.establish_authority(other, "Mingting Demonstration Authority", at).map_err(broken)?;
    for (name, code) in agencies {
        ring.enrol_agency(suite, seal::Agency { name, code }, at).map_err(broken)?;
    }
    Ok(())
}

/// The name and code under which each agency signs. An agency without a social credit code signs under its key.
fn signing_names(db: &Db) -> Result<Vec<(String, String)>, Fault> {
    let agencies = db.read(|tx| identity::list_agencies(tx).map_err(Error::<Never>::from))?;
    Ok(agencies
        .into_iter()
        .map(|a| {
            let code = a.uscc.unwrap_or_else(|| {
                a.key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
            });
            let code = if code.is_empty() { "0".to_owned() } else { code };
            (a.name, code)
        })
        .collect())
}

/// Opens the whole hall. `prepare` runs with the database and a context before the office is put together: the
/// demonstration loads its agencies there, so that they can be enrolled.
///
/// # Errors
/// When any part cannot be opened.
pub fn open(
    place: &Place,
    key_file: &Path,
    public_url: String,
    clock: Clockwork,
    prepare: impl FnOnce(&Db, &Cx) -> Result<(), Fault>,
) -> Result<Arc<Office>, Fault> {
    let db = place.database()?;
    let calendars = Arc::new(calendars(&place.data)?);
    let at = clock.now();
    let ring = |e: seal::KeyRingError| Fault::from_error("opening the key ring", e);
    let cx = Cx {
        who: Who::System("setup"),
        at,
        recorded_at: Clockwork::machine_now(),
        lang: Lang::ZhCn,
        calendars: calendars.clone(),
        keys: Arc::new(KeyRing::open(key_file).map_err(ring)?),
    };
    prepare(&db, &cx)?;
    let names = signing_names(&db)?;
    let mut keys = KeyRing::open(key_file).map_err(ring)?;
    enrol(&mut keys, &names, Clockwork::machine_now())?;
    let keys = Arc::new(keys);
    let objects = Arc::new(Folder::open(&place.data.join("files"))?);
    let presses = Arc::new(Presses::new(keys.clone(), names));
    let typesetter = Arc::new(documents::Press::of_this_binary()?);
    Ok(Arc::new(Office::new(db, keys, objects, typesetter, presses, clock, calendars, public_url)))
}
