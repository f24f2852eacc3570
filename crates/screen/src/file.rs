//! Files that are to be released: what they are by their content, what is in them that must not leave, and the same
//! file without its hidden traces.
//!
//! Whatever cannot be read to its end is [`Verdict::NotChecked`] with the reason, never clean. No name decides what a
//! file is, and none becomes a path. Nothing is unpacked beyond [`Limits`].

mod archive;
mod office;
mod pdf;
mod picture;
mod plain;
mod sheets;
mod slides;
mod strip;
mod word;
mod xml;

pub use strip::{Removed, Stripped, strip};

use crate::{Finding, Kind, Lists, Severity, check::addresses, check_text};
use kernel::words;
use std::panic::{AssertUnwindSafe, catch_unwind};

words! {
    /// What a file is by its content.
    pub enum FileKind {
        /// Word document of today.
        Docx = "docx",
        /// Workbook of today.
        Xlsx = "xlsx",
        /// Presentation of today.
        Pptx = "pptx",
        /// PDF.
        Pdf = "pdf",
        /// Plain text.
        Text = "text",
        /// A page.
        Html = "html",
        /// JPEG picture.
        Jpeg = "jpeg",
        /// PNG picture.
        Png = "png",
        /// WebP picture.
        Webp = "webp",
        /// An archive of files.
        Zip = "zip",
        /// OFD, the national format for fixed layouts.
        Ofd = "ofd",
        /// Office files of the old kind (.doc, .xls, .ppt, .wps).
        Legacy = "legacy",
        /// Something else.
        Unknown = "unknown",
    }
}

words! {
    /// Why a file was not checked; the language files say it as `screen-reason-<word>`.
    pub enum Reason {
        /// It opens only with a password.
        Encrypted = "encrypted",
        /// Larger than what is read.
        TooLarge = "too-large",
        /// An archive that unpacks to far more than it is.
        Bomb = "bomb",
        /// Archives inside archives, too many.
        TooNested = "too-nested",
        /// XML that declares entities of its own.
        Entities = "entities",
        /// Not readable as what it claims to be.
        Damaged = "damaged",
        /// Pages that are pictures of text.
        Scanned = "scanned",
        /// Pages whose letters stand under codes that nothing translates.
        Unmapped = "unmapped",
        /// Of the old binary kind: it has to be saved anew.
        Legacy = "legacy",
        /// Of a kind that is not read.
        UnknownKind = "unknown-kind",
        /// A picture: its metadata were looked at, what it shows was not.
        Picture = "picture",
        /// Carries an electronic signature that any change would break.
        Signed = "signed",
    }
}

/// What is to be said of a file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Read to its end, nothing found.
    Clean,
    /// Read to its end, with findings.
    Found,
    /// Not read, or not all of it; a person has to look. There may be findings besides.
    NotChecked(Reason),
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Verdict::Clean => f.write_str("clean"),
            Verdict::Found => f.write_str("found"),
            Verdict::NotChecked(why) => write!(f, "not-checked:{why}"),
        }
    }
}

impl Verdict {
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Verdict> {
        match text {
            "clean" => Some(Verdict::Clean),
            "found" => Some(Verdict::Found),
            other => other.strip_prefix("not-checked:").and_then(Reason::parse).map(Verdict::NotChecked),
        }
    }
}

/// What [`inspect`] saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// What the file is by its content.
    pub kind: FileKind,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What is to be said of it.
    pub verdict: Verdict,
    /// Letters that were read.
    pub text_chars: usize,
    /// Pages, sheets or slides; 0 where there are none.
    pub pages: usize,
    /// Addresses elsewhere to which its text and its links lead, each once; those that a fixed line may have cut are left
    /// out.
    pub links: Vec<String>,
}

/// How much of a file is read.
pub struct Limits;

impl Limits {
    /// Bytes of one file.
    pub const BYTES: usize = 256 << 20;
    /// Bytes that an archive unpacks to, all in all.
    pub const UNPACKED: u64 = 512 << 20;
    /// How much larger than packed one entry may be, when it is larger than [`Limits::ALWAYS`].
    pub const RATIO: u64 = 200;
    /// Bytes that any entry may have: sheets of equal rows pack very well.
    pub const ALWAYS: u64 = 16 << 20;
    /// Entries of an archive.
    pub const ENTRIES: usize = 20_000;
    /// Archives inside archives.
    pub const DEPTH: usize = 3;
    /// Letters of text that are checked.
    pub const LETTERS: usize = 40 << 20;
    /// Addresses that are remembered of one file.
    pub const LINKS: usize = 300;
}

/// What is being gathered about one file.
pub(crate) struct Seen<'a> {
    lists: &'a Lists,
    depth: usize,
    findings: Vec<Finding>,
    not_checked: Option<Reason>,
    text_chars: usize,
    pages: usize,
    links: Vec<String>,
    /// Lines are where the paper ends, not where the writer ended them.
    has_fixed_lines: bool,
    /// Bytes that may still be unpacked, shared by all archives inside.
    budget: u64,
}

impl Seen<'_> {
    fn add(&mut self, finding: Finding) {
        if self.findings.len() < crate::check::MAX_FINDINGS {
            self.findings.push(finding);
        }
    }

    fn not_checked(&mut self, why: Reason) {
        self.not_checked.get_or_insert(why);
    }

    /// Checks text and puts the findings where `place` says.
    fn text(&mut self, text: &str, place: impl Fn(&mut Finding)) {
        self.text_chars += text.chars().count();
        if self.text_chars > Limits::LETTERS {
            self.not_checked(Reason::TooLarge);
            return;
        }
        for (address, ends) in addresses::find(text) {
            if !self.has_fixed_lines || ends == addresses::Ends::Within {
                self.link(&address);
            }
        }
        for mut finding in check_text(text, self.lists) {
            place(&mut finding);
            self.add(finding);
        }
    }

    /// Remembers an address elsewhere.
    fn link(&mut self, address: &str) {
        let is_page = address.starts_with("http://") || address.starts_with("https://");
        if is_page && self.links.len() < Limits::LINKS && !self.links.iter().any(|l| l == address) {
            self.links.push(address.to_owned());
        }
    }

    /// Text with its personal numbers masked, short; for properties and comments that are shown in a finding.
    fn shown(&self, text: &str) -> String {
        crate::check::masked_short(text, self.lists)
    }
}

/// Looks into a file. Never fails and never panics, whatever the bytes.
pub fn inspect(name: &str, bytes: &[u8], lists: &Lists) -> Inspection {
    inspect_within(name, bytes, lists, 0, Limits::UNPACKED).0
}

fn inspect_within(name: &str, bytes: &[u8], lists: &Lists, depth: usize, budget: u64) -> (Inspection, u64) {
    let kind = kind_of(bytes);
    let mut seen = Seen {
        lists,
        depth,
        findings: Vec::new(),
        not_checked: None,
        text_chars: 0,
        pages: 0,
        links: Vec::new(),
        has_fixed_lines: kind == FileKind::Pdf,
        budget,
    };
    if bytes.len() > Limits::BYTES {
        seen.not_checked(Reason::TooLarge);
    } else {
        // The readers of foreign formats are not ours: a defect there is a damaged file here.
        let read = catch_unwind(AssertUnwindSafe(|| read(kind, bytes, &mut seen)));
        match read {
            Ok(Ok(())) => {}
            Ok(Err(why)) => seen.not_checked(why),
            Err(_) => seen.not_checked(Reason::Damaged),
        }
    }
    if let Some(claimed) = extension(name)
        && !fits(&claimed, kind)
    {
        seen.add(Finding::new(Kind::NameAndContent, Severity::Warns, format!(".{claimed}")).right(kind.as_str()));
    }
    let shown = shown_name(name);
    for finding in &mut seen.findings {
        let inside = std::mem::take(&mut finding.place.attachment);
        finding.place.attachment = if inside.is_empty() { shown.clone() } else { format!("{shown}/{inside}") };
    }
    let verdict = match seen.not_checked {
        Some(why) => Verdict::NotChecked(why),
        None if seen.findings.is_empty() => Verdict::Clean,
        None => Verdict::Found,
    };
    let Seen { findings, text_chars, pages, links, budget, .. } = seen;
    (Inspection { kind, findings, verdict, text_chars, pages, links }, budget)
}

fn read(kind: FileKind, bytes: &[u8], seen: &mut Seen) -> Result<(), Reason> {
    match kind {
        FileKind::Docx => word::read(bytes, seen),
        FileKind::Xlsx => sheets::read(bytes, seen),
        FileKind::Pptx => slides::read(bytes, seen),
        FileKind::Pdf => pdf::read(bytes, seen),
        FileKind::Text => plain::read(bytes, seen),
        FileKind::Html => plain::read_html(bytes, seen),
        FileKind::Jpeg | FileKind::Png | FileKind::Webp => {
            picture::read(kind, bytes, seen);
            Err(Reason::Picture)
        }
        FileKind::Zip => archive::read(bytes, seen),
        FileKind::Legacy => Err(Reason::Legacy),
        FileKind::Ofd | FileKind::Unknown => Err(Reason::UnknownKind),
    }
}

/// What bytes are.
pub fn kind_of(bytes: &[u8]) -> FileKind {
    if bytes.starts_with(b"PK") {
        return archive::kind(bytes);
    }
    // Some writers put a few bytes before the mark.
    if bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return FileKind::Pdf;
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return FileKind::Legacy;
    }
    match infer::get(bytes).map(|t| t.mime_type()) {
        Some("image/jpeg") => FileKind::Jpeg,
        Some("image/png") => FileKind::Png,
        Some("image/webp") => FileKind::Webp,
        Some("text/html") => FileKind::Html,
        Some("text/xml" | "text/x-shellscript") | None => plain::kind(bytes),
        Some(_) => FileKind::Unknown,
    }
}

fn extension(name: &str) -> Option<String> {
    let (_, end) = name.rsplit_once('.')?;
    (!end.is_empty() && end.len() <= 8 && end.chars().all(|c| c.is_ascii_alphanumeric()))
        .then(|| end.to_ascii_lowercase())
}

fn fits(extension: &str, kind: FileKind) -> bool {
    match kind {
        FileKind::Docx => matches!(extension, "docx" | "docm" | "dotx"),
        FileKind::Xlsx => matches!(extension, "xlsx" | "xlsm" | "xltx"),
        FileKind::Pptx => matches!(extension, "pptx" | "pptm" | "ppsx"),
        FileKind::Pdf => extension == "pdf",
        FileKind::Jpeg => matches!(extension, "jpg" | "jpeg"),
        FileKind::Png => extension == "png",
        FileKind::Webp => extension == "webp",
        FileKind::Ofd => extension == "ofd",
        FileKind::Html => matches!(extension, "html" | "htm" | "xhtml"),
        FileKind::Text | FileKind::Zip | FileKind::Legacy | FileKind::Unknown => {
            let known = ["docx", "xlsx", "pptx", "pdf", "jpg", "jpeg", "png", "webp", "ofd"];
            !known.contains(&extension)
        }
    }
}

/// The name of a file as it is shown: no path, no controls, none of the letters that turn the direction.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(c)).take(120).collect()
}
