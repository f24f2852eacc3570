//! The folder of an index: generations side by side and the file `current`, which names the one that serves.
//!
//! `current` is replaced by renaming, so whoever reads it finds the old generation or the new one, never half of one.

use crate::generation::Generation;
use crate::index::Why;
use crate::schema::FORMAT;
use crate::synonyms::Synonyms;
use kernel::Fault;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder.
pub(crate) struct Home {
    folder: PathBuf,
}

/// What was found in it.
pub(crate) struct Opened {
    pub(crate) generation: Generation,
    pub(crate) needs: Option<Why>,
}

const CURRENT: &str = "current";
const ASIDE: &str = "aside-";

fn fault(what: &'static str) -> impl FnOnce(io::Error) -> Fault {
    move |error| Fault::from_error(what, error)
}

impl Home {
    /// Opens the folder and the generation that serves; makes what is not there.
    pub(crate) fn open(folder: &Path, synonyms: &Synonyms) -> Result<(Home, Opened), Fault> {
        fs::create_dir_all(folder).map_err(fault("making the folder of the search index"))?;
        let home = Home { folder: folder.to_owned() };
        let why = match home.named() {
            None if home.is_empty() => Why::New,
            None => {
                home.move_aside(None);
                Why::Corrupt("no generation is named".to_owned())
            }
            Some((format, name)) if format != FORMAT => {
                home.move_aside(Some(&name));
                Why::OtherVersion
            }
            Some((_, name)) => match Generation::open(&home.folder(&name), &name, synonyms) {
                Ok(generation) => {
                    home.remove_others(&name);
                    let needs = generation.cursor().is_none().then_some(Why::New);
                    return Ok((home, Opened { generation, needs }));
                }
                Err(error) => {
                    tracing::warn!(generation = name, %error, "the search index can't be read; it is moved aside");
                    home.move_aside(Some(&name));
                    Why::Corrupt(error.to_string())
                }
            },
        };
        let generation = home.create(synonyms)?;
        home.set_current(&generation.name)?;
        Ok((home, Opened { generation, needs: Some(why) }))
    }

    /// Where a generation lies.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether a generation is still there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.folder(name).join("meta.json").exists()
    }

    /// The format and name that `current` gives.
    fn named(&self) -> Option<(String, String)> {
        let text = fs::read_to_string(self.folder.join(CURRENT)).ok()?;
        let (format, name) = text.trim().split_once(' ')?;
        let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !name.is_empty();
        is_plain.then(|| (format.to_owned(), name.to_owned()))
    }

    /// The name of the generation that serves, if this program can read it.
    pub(crate) fn current(&self) -> Option<String> {
        self.named().filter(|(format, _)| format == FORMAT).map(|(_, name)| name)
    }

    fn names(&self) -> Vec<String> {
        let Ok(inside) = fs::read_dir(&self.folder) else { return Vec::new() };
        inside.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
    }

    fn is_empty(&self) -> bool {
        self.names().iter().all(|name| name.starts_with(ASIDE))
    }

    /// A new empty generation beside the others.
    pub(crate) fn create(&self, synonyms: &Synonyms) -> Result<Generation, Fault> {
        fs::create_dir_all(&self.folder).map_err(fault("making the folder of the search index"))?;
        let last = self
            .names()
            .iter()
            .filter_map(|name| name.trim_start_matches(ASIDE).strip_prefix("g-")?.parse::<u64>().ok())
            .max()
            .unwrap_or(0);
        for number in last + 1..last + 100 {
            let name = format!("g-{number:08}");
            let folder = self.folder(&name);
            // Making the directory claims the name; another process that rebuilds takes the next.
            match fs::create_dir(&folder) {
                Ok(()) => {
                    return Generation::create(Some(&folder), &name, synonyms)
                        .map_err(|error| Fault::from_error("making a search index", error));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(fault("making the folder of a search index")(error)),
            }
        }
        Err(Fault::new("no name is free for a search index"))
    }

    /// Makes a generation the one that serves.
    pub(crate) fn set_current(&self, name: &str) -> Result<(), Fault> {
        let new = self.folder.join(format!("{CURRENT}.new"));
        let written = (|| {
            let mut file = fs::File::create(&new)?;
            writeln!(file, "{FORMAT} {name}")?;
            file.sync_all()?;
            fs::rename(&new, self.folder.join(CURRENT))
        })();
        written.map_err(fault("naming the search index that serves"))
    }

    /// Removes a generation that never served.
    pub(crate) fn discard(&self, name: &str) {
        let _ = fs::remove_dir_all(self.folder(name));
    }

    /// Removes every generation but one; whoever still has one mapped goes on reading it.
    pub(crate) fn remove_others(&self, kept: &str) {
        for name in self.names() {
            if name.starts_with("g-") && name != kept && !self.is_being_written(&name) {
                self.discard(&name);
            }
        }
    }

    /// Whether a process is filling a generation now: its writer's lock is held.
    fn is_being_written(&self, name: &str) -> bool {
        let path = self.folder(name).join(".tantivy-writer.lock");
        let Ok(file) = fs::File::open(path) else { return false };
        match file.try_lock() {
            Ok(()) => {
                let _ = file.unlock();
                false
            }
            Err(_) => true,
        }
    }

    /// Moves what can't be read out of the way; the last one is kept for whoever wants to see why.
    fn move_aside(&self, name: Option<&str>) {
        let names = self.names();
        for old in names.iter().filter(|old| old.starts_with(ASIDE)) {
            self.discard(old);
        }
        for found in names.iter().filter(|found| found.starts_with("g-") && name.is_none_or(|name| name == *found)) {
            let _ = fs::rename(self.folder(found), self.folder(&format!("{ASIDE}{found}")));
        }
        let _ = fs::remove_file(self.folder.join(CURRENT));
    }
}
