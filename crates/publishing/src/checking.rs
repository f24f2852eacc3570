//! The checker before sign-off: what it found, how much each finding weighs, whether it may go on.
//!
//! The looking itself is the `screen` crate's. [`check`] runs outside of any transaction.

use crate::{Acknowledgement, Content, PublicationKind, Refused, store};
use kernel::{Error, Fault, Office, matter::MatterRefused, words};
use screen::{Kind, Lists, Severity};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

words! {
    /// How much a finding weighs.
    pub enum Weight {
        /// It must be corrected: nothing is signed off before.
        Stops = "stops",
        /// It may stand with a reason.
        Warns = "warns",
        /// It could not be looked at: the secrecy reviewer answers for it with a reason.
        NotChecked = "not-checked",
    }
}

/// One finding, as it is kept and shown. It holds no leaked value in clear: the screen masks what is personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable name within the revision: the same fault in the same place has the same key at the next check.
    pub key: String,
    /// How much it weighs: the text of a [`Weight`].
    pub weight: String,
    /// What it is: a word of [`screen::Kind`].
    pub kind: String,
    /// Where: `title`, `summary`, `body`, or `file:<n>`.
    pub place: String,
    /// More of where, for files: the attachment, sheet, cell or page; may be empty.
    pub at: String,
    /// The line in the text, beginning with 1; 0 where there are no lines.
    pub line: usize,
    /// Text before the fault, the fault itself, text after it.
    pub excerpt: [String; 3],
    /// What it should be, or why not; may be empty.
    pub right: String,
}

impl Finding {
    /// How much it weighs. A text that is no weight stops.
    pub fn weight(&self) -> Weight {
        Weight::parse(&self.weight).unwrap_or(Weight::Stops)
    }
}

/// What one look at a revision found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Digest of what was looked at.
    pub content: String,
    /// The findings, in the order of the text.
    pub findings: Vec<Finding>,
}

/// A file as the checker gets it: its number, its name and its bytes.
pub struct FileToCheck<'a> {
    /// Its number within the publication.
    pub n: i64,
    /// Its name.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Looks at everything a revision says. `known` answers whether an address of this platform leads somewhere.
pub fn check(
    content: &Content,
    files: &[FileToCheck<'_>],
    lists: &Lists,
    known: &dyn Fn(&str) -> bool,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (place, text) in [("title", &content.title), ("summary", &content.summary)] {
        found.extend(screen::check_text(text, lists).into_iter().map(|f| kept(place, text, f)));
    }
    found.extend(screen::check_html(&content.html, lists, known).into_iter().map(|f| kept("body", &content.text, f)));
    if content.kind == PublicationKind::PolicyDocument {
        let record = screen::Metadata {
            title: content.title.clone(),
            document_number: String::new(),
            issuer: String::new(),
            written_on: content.displayed_on,
        };
        let contradictions = screen::check_metadata(&content.text, &record);
        found.extend(contradictions.into_iter().map(|f| kept("body", &content.text, f)));
    }
    for file in files {
        let place = format!("file:{}", file.n);
        found.extend(inspected(file, lists).into_iter().map(|f| kept(&place, "", f)));
    }
    // Whether a page elsewhere answers is asked by the monitor every night, not by whoever signs.
    found.retain(|f| f.kind != Kind::ExternalLink.as_str());
    numbered(found)
}

/// What is to be said about a file. A file that was not read to its end, or whose hidden metadata could not be taken
/// out, is never clean.
fn inspected(file: &FileToCheck<'_>, lists: &Lists) -> Vec<screen::Finding> {
    let seen = screen::file::inspect(file.name, file.bytes, lists);
    let unread = match seen.verdict {
        screen::file::Verdict::NotChecked(reason) => Some(reason),
        _ => screen::file::strip(file.name, file.bytes).err(),
    };
    let mut found = seen.findings;
    found.retain(|f| f.kind != Kind::Unreadable);
    found.extend(unread.map(|reason| screen::Finding {
        kind: Kind::Unreadable,
        severity: Severity::Warns,
        place: screen::Place::default(),
        what: String::new(),
        right: reason.as_str().to_owned(),
    }));
    found
}

/// A finding of the screen as it is kept with the revision.
fn kept(place: &str, text: &str, f: screen::Finding) -> Finding {
    let in_file = place.starts_with("file:");
    let weight = match (f.kind, f.severity) {
        // What could not be read is neither clean nor wrong: somebody answers for it.
        (Kind::Unreadable, _) if in_file => Weight::NotChecked,
        (_, Severity::Stops) => Weight::Stops,
        (_, Severity::Warns) => Weight::Warns,
    };
    let line = match f.place.offset {
        Some(offset) if !in_file => text.chars().take(offset).filter(|c| *c == '\n').count() + 1,
        _ => 0,
    };
    let mut at: Vec<String> =
        [&f.place.attachment, &f.place.sheet, &f.place.cell].into_iter().filter(|t| !t.is_empty()).cloned().collect();
    at.extend(f.place.page.map(|n| n.to_string()));
    let excerpt = match f.place.excerpt.find(f.what.as_str()).filter(|_| !f.what.is_empty()) {
        Some(n) => {
            let (before, rest) = f.place.excerpt.split_at(n);
            [before.to_owned(), f.what.clone(), rest[f.what.len()..].to_owned()]
        }
        None => [f.place.excerpt.clone(), f.what.clone(), String::new()],
    };
    Finding {
        key: String::new(),
        weight: weight.as_str().to_owned(),
        kind: f.kind.as_str().to_owned(),
        place: place.to_owned(),
        at: at.join(" · "),
        line,
        excerpt,
        right: f.right,
    }
}

/// Gives every finding its name: what it is, where, and what is wrong, so that a reason given for one fault never
/// covers another.
fn numbered(mut found: Vec<Finding>) -> Vec<Finding> {
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for f in &mut found {
        let mut hash = Sha256::new();
        for part in [&f.kind, &f.place, &f.at, &f.excerpt[0], &f.excerpt[1], &f.excerpt[2]] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let name = hex::encode(&hash.finalize()[..8]);
        let n = seen.entry(name.clone()).or_insert(0);
        *n += 1;
        f.key = if *n == 1 { name } else { format!("{name}-{n}") };
    }
    found
}

/// Where the hall keeps its own lists for the screen, as TOML.
const LISTS: &str = "screen-lists";

/// First parts of addresses of this platform; whether a page of another concept is there is asked by the monitor.
const PARTS: &[&str] = &[
    "",
    "items",
    "rules",
    "sections",
    "disclosure",
    "duties",
    "search",
    "gazette",
    "feeds",
    "verify",
    "progress",
    "my",
    "ratings",
    "figures",
    "data",
    "accessibility",
    "site-map",
    "ledger",
    "sign-in",
];

fn is_known(office: &Office, path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_start_matches('/').split('/');
    match (parts.next(), parts.next()) {
        (Some("publications"), Some(number)) => office
            .db
            .read(|tx| store::find_published(tx, number).map_err(Error::<kernel::Never>::from))
            .is_ok_and(|p| p.is_some_and(|p| p.withdrawal.is_none())),
        (Some(first), _) => PARTS.contains(&first),
        _ => true,
    }
}

/// Reads the working revision with its files and looks at all of it; keep the outcome with [`crate::record_check`].
/// Outside of any transaction: files are opened here.
///
/// # Errors
/// No such publication; a fault of the database or the object store.
pub fn look(office: &Office, number: &str) -> Result<Checked, Error<Refused>> {
    let (p, own) = office
        .db
        .read(|tx| Ok::<_, Error<Refused>>((store::find_by_number(tx, number)?, kernel::settings::find(tx, LISTS)?)))?;
    let p = p.ok_or(Refused::Matter(MatterRefused::NotThere))?;
    let lists = own.and_then(|text| Lists::parse(&text).ok()).unwrap_or_else(Lists::built_in);
    let mut bytes = Vec::new();
    for file in &p.files {
        let content = office.objects.get(&file.digest)?.ok_or_else(|| Fault::new("an attachment is gone"))?;
        bytes.push((file.n, file.name.as_str(), content));
    }
    let files: Vec<FileToCheck<'_>> = bytes.iter().map(|(n, name, bytes)| FileToCheck { n: *n, name, bytes }).collect();
    Ok(Checked { content: p.digest(), findings: check(&p.content, &files, &lists, &|path| is_known(office, path)) })
}

/// Whether nothing stops and every other finding has its reason.
///
/// # Errors
/// [`Refused::Stopped`] or [`Refused::Unacknowledged`].
pub(crate) fn may_go(findings: &[Finding], acknowledged: &[Acknowledgement]) -> Result<(), Refused> {
    let stopping = findings.iter().filter(|f| f.weight() == Weight::Stops).count();
    if stopping > 0 {
        return Err(Refused::Stopped { count: stopping });
    }
    let open = open_findings(findings, acknowledged).count();
    if open > 0 {
        return Err(Refused::Unacknowledged { count: open });
    }
    Ok(())
}

/// The findings that still need a reason.
pub(crate) fn open_findings<'a>(
    findings: &'a [Finding],
    acknowledged: &'a [Acknowledgement],
) -> impl Iterator<Item = &'a Finding> {
    findings.iter().filter(|f| f.weight() != Weight::Stops).filter(|f| !acknowledged.iter().any(|a| a.finding == f.key))
}
