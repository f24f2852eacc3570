//! The nodes of the catalogue and the dated versions of an item, as the database holds them. Pure data.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Id, words};

use crate::item::ItemVersion;

words! {
    /// What a node of the catalogue is.
    pub enum NodeKind {
        /// 主项
        Main = "main",
        /// 子项
        Sub = "sub",
        /// 业务办理项: the only kind that has versions and can be applied for.
        Handling = "handling",
    }
}

words! {
    /// Where a version stands.
    pub enum VersionState {
        /// Being written; at most one per item.
        Draft = "draft",
        /// In the public catalogue; never changes again.
        Published = "published",
        /// Replaced by a later version; kept, since cases were filed under it.
        Superseded = "superseded",
        /// Taken out of the catalogue.
        Withdrawn = "withdrawn",
    }
}

/// A node of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRecord {
    /// The id.
    pub id: Id,
    /// Main item, sub-item or handling item.
    pub kind: NodeKind,
    /// The node above.
    pub parent: Option<Id>,
    /// Its name in addresses; never changes.
    pub slug: String,
    /// The agency whose editors keep it, and which decides its cases.
    pub agency: Id,
    /// Name of the published version; of the draft where nothing is published yet.
    pub name: String,
    /// Code of a local platform, as it was imported.
    pub local_code: Option<String>,
    /// The published version.
    pub published: Option<Id>,
}

/// A node to be added.
#[derive(Clone, Debug)]
pub struct NewNode<'a> {
    /// Main item, sub-item or handling item.
    pub kind: NodeKind,
    /// The node above.
    pub parent: Option<Id>,
    /// Its name in addresses: small letters, digits, hyphens.
    pub slug: &'a str,
    /// The agency that keeps it.
    pub agency: Id,
    /// Its name.
    pub name: &'a str,
    /// Code of a local platform.
    pub local_code: Option<&'a str>,
}

/// One version of a handling item.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The id; a case keeps it.
    pub id: Id,
    /// The item.
    pub item: Id,
    /// 1 for the first version of the item.
    pub n: i64,
    /// Where it stands.
    pub state: VersionState,
    /// The elements. Shared: a published version is read far more often than written.
    pub body: Arc<ItemVersion>,
    /// Counts the edits of a draft.
    pub revision: i64,
    /// SHA-256 of the stored body.
    pub digest: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// From when it is in force.
    pub effective_on: Option<Date>,
    /// The day it was replaced or withdrawn.
    pub ended_on: Option<Date>,
}

/// A handling item with its published version.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The item.
    pub item: ItemRecord,
    /// The version in force.
    pub version: Version,
}
