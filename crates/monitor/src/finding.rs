//! One thing that is wrong on a site, and how long it may stay so.

use crate::rules;
use jiff::{Timestamp, ToSpan, civil::Date};
use kernel::{Id, cx::legal_date, words};

words! {
    /// What is wrong.
    pub enum FindingKind {
        /// The home page shows nothing new.
        HomeStale = "home-stale",
        /// A section has nothing new.
        SectionStale = "section-stale",
        /// A section has nothing at all.
        SectionEmpty = "section-empty",
        /// A link of ours that leads nowhere on the platform.
        DeadInside = "dead-inside",
        /// A link that leads to nothing elsewhere.
        DeadOutside = "dead-outside",
        /// A word that must not appear, or a wrong name of a leader.
        Forbidden = "forbidden",
        /// A number of a person.
        Personal = "personal",
        /// A word that is commonly written wrong, a document number with wrong brackets.
        Wording = "wording",
        /// A date of publication that the ledger does not confirm.
        ForgedDate = "forged-date",
        /// A text that is not the one that was signed off.
        Tampered = "tampered",
        /// A guide that lacks elements.
        Guide = "guide",
        /// A statutory mark is missing.
        Mark = "mark",
        /// A certificate that ends soon or has ended.
        Certificate = "certificate",
        /// The site did not open.
        ProbeFailed = "probe-failed",
        /// Fewer visits than the inspection makes.
        ProbesFew = "probes-few",
        /// A host without a way over IPv6.
        Ipv6 = "ipv6",
        /// A message that waits for its answer.
        MessageLate = "message-late",
        /// A request of the public whose limit has passed without an answer.
        RequestLate = "request-late",
    }
}

/// A finding as the checks make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// What it is about, the same every night.
    pub subject: String,
    /// What the reader knows it by: a title, a section's name.
    pub title: String,
    /// The particulars: an address, a masked number, a list of elements. Never a personal value.
    pub detail: String,
    /// Where it can be seen or put right; empty where nowhere.
    pub href: String,
    /// Who puts it right; the site's own agency where nobody is named.
    pub agency: Option<Id>,
}

/// A finding as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The finding.
    pub finding: Finding,
    /// Since when.
    pub first_at: Timestamp,
    /// When it was last seen.
    pub seen_at: Timestamp,
}

impl Standing {
    /// Since when.
    pub fn since(&self) -> Date {
        legal_date(self.first_at)
    }

    /// By when it is to be put right.
    pub fn by(&self) -> Date {
        let days = rules().due.get(self.finding.kind.as_str()).copied().unwrap_or(7);
        self.since().checked_add(days.days()).unwrap_or(Date::MAX)
    }
}
