//! What was found, where, and whether it stops the publication. A secret is never part of a finding.

use kernel::words;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

words! {
    /// What was found; the language files say it as `screen-finding-<word>`.
    pub enum Kind {
        /// 居民身份证号码, whole or with its date of birth.
        ResidentId = "resident-id",
        /// A mobile number.
        Phone = "phone",
        /// A bank card number.
        BankCard = "bank-card",
        /// A document number with wrong brackets, a leading zero or 第.
        DocumentNumber = "document-number",
        /// A link to a page of this platform that is not there.
        DeadLink = "dead-link",
        /// A link to elsewhere; somebody has to ask the network whether it answers.
        ExternalLink = "external-link",
        /// A link without any text.
        EmptyLink = "empty-link",
        /// A picture without a text alternative.
        ImageWithoutAlt = "image-without-alt",
        /// A table of data without header cells.
        TableWithoutHeader = "table-without-header",
        /// A heading that skips a level.
        HeadingJump = "heading-jump",
        /// A listed name with another office than the person holds.
        LeaderTitle = "leader-title",
        /// A name that is nearly a listed one.
        LeaderName = "leader-name",
        /// A word of the forbidden list.
        ForbiddenWord = "forbidden-word",
        /// A word that is commonly written wrong.
        MistakenTerm = "mistaken-term",
        /// The text contradicts what is recorded about it.
        MetadataConflict = "metadata-conflict",
        /// A hidden sheet of a workbook.
        HiddenSheet = "hidden-sheet",
        /// Hidden rows.
        HiddenRows = "hidden-rows",
        /// Hidden columns.
        HiddenColumns = "hidden-columns",
        /// Hidden text.
        HiddenText = "hidden-text",
        /// Comments of revisers.
        Comment = "comment",
        /// Insertions and deletions that were never accepted.
        TrackedChange = "tracked-change",
        /// A file inside the file.
        EmbeddedFile = "embedded-file",
        /// A program inside the file.
        Macro = "macro",
        /// Something the file fetches from elsewhere when it is opened.
        ExternalContent = "external-content",
        /// Who wrote it, for which company, with which software.
        Properties = "properties",
        /// Where a picture was taken.
        Position = "position",
        /// The name says another kind than the content.
        NameAndContent = "name-and-content",
        /// It could not be read, or not all of it.
        Unreadable = "unreadable",
    }
}

words! {
    /// Whether a finding stops the publication.
    pub enum Severity {
        /// Nothing is published before it is resolved.
        Stops = "stops",
        /// The person who signs off decides.
        Warns = "warns",
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                $name::parse(&text).ok_or_else(|| D::Error::custom(format!("unknown word: {text}")))
            }
        }
    )*};
}
as_text!(Kind, Severity);

/// Where something was found. What does not apply is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Name of the attachment; of a file in an archive, the names joined by `/`. Empty: the text itself.
    pub attachment: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Cell such as `B12`, or the part of a document that it stands in.
    pub cell: String,
    /// Page or slide, from 1.
    pub page: Option<usize>,
    /// Characters before it in the text that was checked.
    pub offset: Option<usize>,
    /// The words around it, every personal number in them masked.
    pub excerpt: String,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Whether it stops the publication.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// The thing itself, masked where it is personal: a number, a word, an address, a property.
    pub what: String,
    /// What it should be, or why it is refused; empty where nothing can be said.
    pub right: String,
}

impl Finding {
    pub(crate) fn new(kind: Kind, severity: Severity, what: impl Into<String>) -> Finding {
        Finding { kind, severity, place: Place::default(), what: what.into(), right: String::new() }
    }

    pub(crate) fn right(mut self, right: impl Into<String>) -> Finding {
        self.right = right.into();
        self
    }

    pub(crate) fn in_cell(mut self, cell: impl Into<String>) -> Finding {
        self.place.cell = cell.into();
        self
    }
}

/// Whether one of these stops the publication.
pub fn stops(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Stops)
}
