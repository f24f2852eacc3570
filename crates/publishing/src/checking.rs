//! The checker before sign-off: what it found, how much each finding weighs, whether it may go on.
//!
//! The looking itself is the `screen` crate's. [`check`] runs outside of any transaction.

use crate::{Acknowledgement, Content, Refused, store};
use kernel::{Error, Fault, Office, matter::MatterRefused, words};
use serde::{Deserialize, Serialize};

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

/// One finding, as it is kept and shown. It holds no leaked value in clear: excerpts are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable name within the revision: the same fault in the same place has the same key at the next check.
    pub key: String,
    /// How much it weighs: the text of a [`Weight`].
    pub weight: String,
    /// What it is: a word of the language files, `screen-finding-<kind>`.
    pub kind: String,
    /// Where: `title`, `summary`, `body`, or `file:<n>`.
    pub place: String,
    /// The line in that place, beginning with 1; 0 where there are no lines.
    pub line: usize,
    /// Text before the fault, the fault itself (masked where it must be), text after it.
    pub excerpt: [String; 3],
    /// What is suggested instead, when something is.
    pub suggestion: String,
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

/// Looks at everything a revision says.
pub fn check(_content: &Content, _files: &[FileToCheck<'_>]) -> Vec<Finding> {
    Vec::new()
}

/// Reads the working revision with its files and looks at all of it; keep the outcome with [`crate::record_check`].
/// Outside of any transaction: files are opened here.
///
/// # Errors
/// No such publication; a fault of the database or the object store.
pub fn look(office: &Office, number: &str) -> Result<Checked, Error<Refused>> {
    let p = office
        .db
        .read(|tx| store::find_by_number(tx, number).map_err(Error::<Refused>::from))?
        .ok_or(Refused::Matter(MatterRefused::NotThere))?;
    let mut bytes = Vec::new();
    for file in &p.files {
        let content = office.objects.get(&file.digest)?.ok_or_else(|| Fault::new("an attachment is gone"))?;
        bytes.push((file.n, file.name.as_str(), content));
    }
    let files: Vec<FileToCheck<'_>> = bytes.iter().map(|(n, name, bytes)| FileToCheck { n: *n, name, bytes }).collect();
    Ok(Checked { content: p.digest(), findings: check(&p.content, &files) })
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
