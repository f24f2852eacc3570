//! Every way the catalogue can say no.

use kernel::{Refusal, RefusalKind};

use crate::gate::{self, Finding};

/// Why an act on the catalogue was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such item, version or form, or it belongs to another agency's editor.
    NotThere,
    /// Somebody else saved or published while you were reading.
    Stale,
    /// The gate stops publication; every finding, advice included.
    Blocked(Vec<Finding>),
    /// The address of the item is taken by another item.
    SlugTaken(String),
    /// The address holds something else than small letters, digits and hyphens.
    Slug(String),
    /// The item has no draft.
    NoDraft,
    /// Only a business handling item (业务办理项) has versions; a main item or sub-item only groups them.
    NotAHandlingItem,
    /// The item is not published.
    NotPublished,
    /// A withdrawal needs a reason.
    ReasonMissing,
    /// The form cannot be used; the first thing that is wrong with it.
    Form(String),
    /// This version of the form exists with other content; a changed form needs a new number.
    FormVersionTaken {
        /// Key of the form.
        key: String,
        /// The number that is taken.
        version: u32,
    },
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotThere => "refused-not-there",
            Refused::Stale => "items-refused-stale",
            Refused::Blocked(_) => "items-refused-blocked",
            Refused::SlugTaken(_) => "items-refused-slug-taken",
            Refused::Slug(_) => "items-refused-slug",
            Refused::NoDraft => "items-refused-no-draft",
            Refused::NotAHandlingItem => "items-refused-not-a-handling-item",
            Refused::NotPublished => "items-refused-not-published",
            Refused::ReasonMissing => "items-refused-reason-missing",
            Refused::Form(_) => "items-refused-form",
            Refused::FormVersionTaken { .. } => "items-refused-form-version-taken",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::Blocked(findings) => {
                let blocking = findings.iter().filter(|f| f.severity() == gate::Severity::Blocks).count();
                vec![("n", blocking.to_string())]
            }
            Refused::SlugTaken(slug) | Refused::Slug(slug) => vec![("slug", slug.clone())],
            Refused::Form(what) => vec![("what", what.clone())],
            Refused::FormVersionTaken { key, version } => vec![("key", key.clone()), ("version", version.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotThere => RefusalKind::NotThere,
            Refused::Stale => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}
