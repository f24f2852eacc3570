//! The record of one agency's report of one year, and what came before the public.

use crate::{entry::Entry, narrative::Narrative, tables::Tables};
use jiff::Timestamp;
use kernel::{Id, matter::Matter, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// Where the numbers of tables three and four come from.
    pub enum Origin {
        /// Counted from requests and disputes.
        Counted = "counted",
        /// A government's own, with the reports of everybody below.
        RolledUp = "rolled-up",
        /// The agency's own workbook.
        Adopted = "adopted",
    }
}

/// The agency's own numbers, when they count instead of those of the requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// All three tables.
    pub tables: Tables,
    /// The workbook in the file store.
    pub file: String,
    /// Its name, for display.
    pub name: String,
}

/// What a revision says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Parts one, five, six.
    pub narrative: Narrative,
    /// Table two by cell; a cell nobody typed is not there.
    pub two: BTreeMap<String, Entry>,
    /// Where the numbers of table two come from, in the office's words.
    pub two_source: String,
    /// The agency's own numbers.
    pub adopted: Option<Adopted>,
    /// What a correction corrects.
    pub note: String,
}

/// The report of one agency and year, with its working revision.
#[derive(Clone, Debug)]
pub struct Record {
    /// The spine's row.
    pub matter: Matter,
    /// The agency.
    pub agency: Id,
    /// The year reported on.
    pub year: i64,
    /// The revision that is worked on.
    pub working: i64,
    /// The revision the public reads; 0 before the first.
    pub released: i64,
    /// What the working revision says.
    pub draft: Draft,
    /// When it was saved.
    pub saved_at: Timestamp,
}

/// A report as it came before the public: everything needed to print it again, whatever happens to the requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The version of the format.
    pub format: i64,
    /// The year reported on.
    pub year: i64,
    /// The agency's key.
    pub agency: String,
    /// Its name on that day.
    pub agency_name: String,
    /// `government` or `department`.
    pub kind: String,
    /// Where the numbers come from: a word of [`Origin`].
    pub origin: String,
    /// How many agencies below were added.
    pub below: i64,
    /// The written parts.
    pub narrative: Narrative,
    /// The numbers.
    pub tables: Tables,
    /// What this revision corrects; empty for the first.
    pub note: String,
}

/// A release.
#[derive(Clone, Debug)]
pub struct Release {
    /// The agency.
    pub agency: Id,
    /// The year.
    pub year: i64,
    /// The revision.
    pub revision: i64,
    /// When it came before the public.
    pub at: Timestamp,
    /// SHA-256 of the snapshot, as the ledger has it.
    pub digest: String,
    /// What it said.
    pub snapshot: Snapshot,
}
