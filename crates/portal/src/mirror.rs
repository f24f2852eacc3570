//! The static mirror: a site as plain files that work without the server, from any host of files or from a disk.
//!
//! The server gives a function that answers a path as an anonymous reader would get it; this walks from page to page,
//! turns every link into a relative one, takes out what needs a server, and puts the whole in place at once. A second run
//! writes only what changed. It never asks the network itself.
//!
//! Law: 国办发〔2017〕47号 (信息公开不因系统故障中断)

mod about;
mod crawl;
mod files;
mod links;
mod manifest;
mod starts;

pub use manifest::{FileEntry, Manifest};
pub use starts::{order_for, starts};

use crawl::Crawl;
use jiff::Timestamp;
use kernel::Fault;
use std::path::Path;
use web::Tr;

/// What the server answered.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The status.
    pub status: u16,
    /// `text/html; charset=utf-8`
    pub content_type: String,
    /// Where a redirect leads, as the answer says it; empty where there is none.
    pub location: String,
    /// The body.
    pub bytes: Vec<u8>,
}

/// Answers a path such as `/sections/news?after=…` as an anonymous reader of the site would get it.
pub trait Fetch {
    /// The answer.
    ///
    /// # Errors
    /// The server could not be asked at all; a status is no error.
    fn fetch(&self, path: &str) -> Result<Fetched, Fault>;
}

impl<F: Fn(&str) -> Result<Fetched, Fault>> Fetch for F {
    fn fetch(&self, path: &str) -> Result<Fetched, Fault> {
        self(path)
    }
}

/// What a mirror may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most files.
    pub files: usize,
    /// The most bytes of all files together.
    pub bytes: u64,
    /// Pages of one list that are kept.
    pub list_pages: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { files: 200_000, bytes: 20 << 30, list_pages: 10 }
    }
}

/// Whether the files are kept that are made of texts for each reader: rules and guides in every format, open data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Downloads {
    /// They are in the mirror.
    Kept,
    /// Their links lead to the site.
    Left,
}

/// What is to be mirrored, and what its pages say about it.
pub struct Order<'a> {
    /// The site's key.
    pub site: String,
    /// Its name.
    pub name: String,
    /// Where it stands for the world, without a slash at the end.
    pub address: String,
    /// When the copy is made.
    pub at: Timestamp,
    /// The language of the notes.
    pub tr: Tr,
    /// The newest seal of the ledger: its number and hash.
    pub seal: Option<(i64, String)>,
    /// Addresses that must be there beside what is found by walking ([`starts`]).
    pub starts: Vec<String>,
    /// Whether the files made of texts are kept.
    pub downloads: Downloads,
    /// What it may cost.
    pub limits: Limits,
    /// Whether the time is up; asked before each page.
    pub is_over: &'a dyn Fn() -> bool,
}

/// What was done so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Files copied.
    pub done: usize,
    /// Addresses known that are still to be asked.
    pub waiting: usize,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MirrorReport {
    /// Files in the mirror.
    pub files: usize,
    /// Of these, written now since they are new or changed.
    pub written: usize,
    /// Of these, kept as they were.
    pub kept: usize,
    /// Files of the run before that are gone.
    pub removed: usize,
    /// Bytes of all files.
    pub bytes: u64,
    /// Addresses that could not be opened: the path, the status (0: no answer), and a page that links to it.
    pub missing: Vec<(String, u16, String)>,
    /// Links that lead to the site itself since their target is not in the mirror.
    pub outward: usize,
    /// Whether a limit ended the walk before everything was copied.
    pub is_cut: bool,
}

/// Writes the mirror of a site into `dir`, which is replaced as a whole when everything is written.
///
/// # Errors
/// The home page cannot be opened, or a file cannot be written; then the mirror of the run before is untouched.
pub fn write(
    fetch: &dyn Fetch,
    order: &Order<'_>,
    dir: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<MirrorReport, Fault> {
    let before = manifest::read(dir);
    let staging = files::Staging::begin(dir)?;
    let walked = Crawl::walk(fetch, order, &staging, progress)?;
    let report = files::finish(order, walked, staging, dir, before)?;
    Ok(report)
}

#[cfg(test)]
mod tests;
