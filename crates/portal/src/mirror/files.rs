//! The files of a mirror: written beside the one that stands, then put in its place at once.

use super::about;
use super::crawl::{Copied, Crawl};
use super::links::{Address, css_links, escaped, noted, relative, stilled, turned};
use super::manifest::{self, FileEntry, Manifest};
use super::{MirrorReport, Order};
use kernel::Fault;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// The folders a run works in.
pub(super) struct Staging {
    /// The new mirror while it is written.
    new: PathBuf,
    /// Answers as they came.
    raw: PathBuf,
    /// The mirror of the run before while folders change places.
    old: PathBuf,
}

fn failed(what: &str, path: &Path) -> impl FnOnce(std::io::Error) -> Fault {
    let what = format!("{what} {}", path.display());
    move |e| Fault::from_error(what, e)
}

fn beside(dir: &Path, mark: &str) -> Result<PathBuf, Fault> {
    let name = dir.file_name().ok_or_else(|| Fault::new("a mirror needs a folder with a name"))?;
    let mut with = std::ffi::OsString::from(".");
    with.push(name);
    with.push(mark);
    Ok(dir.with_file_name(with))
}

fn emptied(dir: &Path) -> Result<(), Fault> {
    match fs::remove_dir_all(dir) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(failed("clearing", dir)(e)),
    }
}

impl Staging {
    /// Clears what a run that was broken off left behind. A folder that is no mirror is never replaced.
    pub(super) fn begin(dir: &Path) -> Result<Staging, Fault> {
        let holds_other = dir.is_dir()
            && !dir.join(manifest::NAME).exists()
            && fs::read_dir(dir).is_ok_and(|mut inside| inside.next().is_some());
        if holds_other {
            return Err(Fault::new(format!(
                "{} holds other files and no mirror: choose an empty folder",
                dir.display()
            )));
        }
        let staging = Staging { new: beside(dir, ".new")?, raw: beside(dir, ".raw")?, old: beside(dir, ".old")? };
        // A run that ended between the two renamings left the last mirror aside.
        if staging.old.is_dir() && !dir.exists() {
            fs::rename(&staging.old, dir).map_err(failed("putting back", dir))?;
        }
        for folder in [&staging.new, &staging.raw, &staging.old] {
            emptied(folder)?;
        }
        for folder in [&staging.new, &staging.raw] {
            fs::create_dir_all(folder).map_err(failed("making", folder))?;
        }
        Ok(staging)
    }

    fn raw_path(&self, n: usize) -> PathBuf {
        self.raw.join((n / 1_000).to_string()).join(n.to_string())
    }

    /// Keeps an answer as it came.
    pub(super) fn keep_raw(&self, n: usize, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.raw_path(n);
        write_file(&path, bytes)
    }

    /// Puts the new mirror in the place of the old.
    fn swap(&self, dir: &Path) -> Result<(), Fault> {
        if dir.exists() {
            fs::rename(dir, &self.old).map_err(failed("moving aside", dir))?;
        }
        if let Err(e) = fs::rename(&self.new, dir) {
            // The old mirror is better than none.
            let _ = fs::rename(&self.old, dir);
            return Err(failed("putting in place", dir)(e));
        }
        emptied(&self.old)?;
        emptied(&self.raw)
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed("making", folder))?;
    }
    fs::write(path, bytes).map_err(failed("writing", path))
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// What a run writes and counts.
struct Writing<'a> {
    order: &'a Order<'a>,
    crawl: &'a Crawl,
    dir: &'a Path,
    staging: &'a Staging,
    before: HashMap<String, FileEntry>,
    entries: Vec<FileEntry>,
    report: MirrorReport,
}

impl Writing<'_> {
    /// The link of a page for the mirror: to a file, or to the site itself where there is none.
    fn turn(&self, from: &str, link: &str, outward: &std::cell::Cell<usize>) -> String {
        let Some((address, fragment)) = Address::parse(link) else { return link.to_owned() };
        match self.crawl.find(&address) {
            Some((copied, named)) => {
                let fragment = if fragment.is_empty() { named } else { &fragment };
                format!("{}{fragment}", relative(from, &copied.file))
            }
            None => {
                outward.set(outward.get() + 1);
                format!("{}{link}", escaped(&self.order.address))
            }
        }
    }

    fn put(&mut self, file: &str, source: &str, content: Vec<u8>, is_page: bool) -> Result<(), Fault> {
        let content_sha256 = digest(&content);
        let to = self.staging.new.join(file);
        let known = self.before.remove(file).filter(|b| b.content_sha256 == content_sha256);
        if let Some(entry) = known
            && kept(&self.dir.join(file), &to, &entry)?
        {
            self.report.kept += 1;
            self.report.bytes += entry.bytes;
            self.entries.push(entry);
            return Ok(());
        }
        let made_at = self.order.at.to_string();
        let bytes = if is_page {
            let page = String::from_utf8_lossy(&content);
            let way = relative(file, about::FILE);
            noted(&page, &about::note(self.order, &self.order.tr.time(self.order.at), &way)).into_bytes()
        } else {
            content
        };
        write_file(&to, &bytes)?;
        self.report.written += 1;
        self.report.bytes += bytes.len() as u64;
        self.entries.push(FileEntry {
            file: file.to_owned(),
            source: source.to_owned(),
            sha256: digest(&bytes),
            content_sha256,
            bytes: bytes.len() as u64,
            made_at,
        });
        Ok(())
    }

    fn content(&self, copied: &Copied, outward: &std::cell::Cell<usize>) -> Result<Vec<u8>, Fault> {
        let path = self.staging.raw_path(copied.raw);
        let raw = fs::read(&path).map_err(failed("reading", &path))?;
        if copied.content_type.starts_with("text/html") {
            let note = escaped(&self.order.tr.s("portal-mirror-form"));
            let page = stilled(&String::from_utf8_lossy(&raw), &note);
            return Ok(turned(&page, |link| self.turn(&copied.file, link, outward)).into_bytes());
        }
        if copied.content_type.starts_with("text/css") {
            let mut css = String::from_utf8_lossy(&raw).into_owned();
            for link in BTreeSet::from_iter(css_links(&css)) {
                css = css.replace(&link, &self.turn(&copied.file, &link, outward));
            }
            return Ok(css.into_bytes());
        }
        Ok(raw)
    }
}

/// Takes over a file of the run before: a second name for it, or a copy. False when it is not what the manifest says.
fn kept(from: &Path, to: &Path, entry: &FileEntry) -> Result<bool, Fault> {
    match fs::read(from) {
        Ok(bytes) if digest(&bytes) == entry.sha256 => {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(failed("making", folder))?;
            }
            if fs::hard_link(from, to).is_err() {
                fs::write(to, &bytes).map_err(failed("writing", to))?;
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Writes every file and puts the mirror in place.
pub(super) fn finish(
    order: &Order<'_>,
    crawl: Crawl,
    staging: Staging,
    dir: &Path,
    before: Option<Manifest>,
) -> Result<MirrorReport, Fault> {
    let before = before.map(|m| m.files.into_iter().map(|f| (f.file.clone(), f)).collect()).unwrap_or_default();
    let mut writing = Writing {
        order,
        crawl: &crawl,
        dir,
        staging: &staging,
        before,
        entries: Vec::new(),
        report: MirrorReport::default(),
    };
    // Two addresses may share a file: it is written once.
    let by_file: BTreeMap<&str, (&Address, &Copied)> =
        crawl.copied.iter().map(|(address, copied)| (copied.file.as_str(), (address, copied))).collect();
    let outward = std::cell::Cell::new(0);
    for (file, (address, copied)) in &by_file {
        let content = writing.content(copied, &outward)?;
        writing.put(file, &address.asked(), content, copied.content_type.starts_with("text/html"))?;
    }
    let look = by_file.keys().find(|f| f.starts_with("assets/") && f.ends_with(".css")).copied().unwrap_or_default();
    let files = by_file.len() + 1;
    writing.put(about::FILE, "", about::page(order, &crawl, files, look).into_bytes(), false)?;
    let Writing { mut report, before, mut entries, .. } = writing;
    entries.sort_by(|a, b| a.file.cmp(&b.file));
    let manifest = Manifest {
        site: order.site.clone(),
        address: order.address.clone(),
        made_at: order.at.to_string(),
        seal: order.seal.clone(),
        is_cut: crawl.is_cut,
        files: entries,
        missing: crawl.missing.clone(),
    };
    write_file(&staging.new.join(manifest::NAME), manifest::text(&manifest)?.as_bytes())?;
    staging.swap(dir)?;
    report.files = manifest.files.len();
    report.removed = before.len();
    report.missing = crawl.missing;
    report.outward = outward.get();
    report.is_cut = manifest.is_cut;
    Ok(report)
}
