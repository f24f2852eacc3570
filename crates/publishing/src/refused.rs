//! Every way the publishing desk can say no.

use kernel::{Refusal, RefusalKind, matter::MatterRefused, message_arg, procedure::StepRefused};

/// Why an act on a publication was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The spine's no: not there, stale.
    Matter(MatterRefused),
    /// The procedure's no: wrong state, wrong post, same person.
    Step(StepRefused),
    /// This form began a publication before: it was sent twice.
    BegunAlready {
        /// The publication's number.
        number: String,
    },
    /// No title.
    NoTitle,
    /// No body.
    NoBody,
    /// A text is longer than it may be.
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// The day the information was formed is missing, or still to come.
    FormedOn,
    /// The day shown is later than the day of publication: a date is never moved forward.
    DisplayedLater,
    /// Nothing says why the information is not disclosed by itself.
    NoBasis,
    /// Information that is not disclosed by itself needs a day on which it is looked at again, in the future.
    NoReevaluation,
    /// Only 主动公开 comes before the public.
    NotProactive,
    /// 主动公开 is published, not filed.
    IsProactive,
    /// No section was chosen.
    NoPlacement,
    /// This section is none of those the agency may publish to.
    Placement {
        /// The site and the section as they were sent.
        place: String,
    },
    /// An interpretation names the rule it interprets.
    NoRule,
    /// The text was changed after the checker looked at it.
    NotChecked,
    /// The checker found what must not be published.
    Stopped {
        /// How many findings.
        count: usize,
    },
    /// Findings still need a reason.
    Unacknowledged {
        /// How many findings.
        count: usize,
    },
    /// No finding of this name needs a reason from you now.
    NoSuchFinding,
    /// Only the secrecy reviewer lets out what could not be read.
    SecrecyOnly,
    /// No reason was given.
    NoReason,
    /// What is corrected was not said.
    NoNote,
    /// The instant of a planned publication is not in the future.
    PlannedInPast,
    /// A file is empty.
    FileEmpty,
    /// A file is larger than attachments may be.
    FileTooLarge {
        /// The most megabytes.
        megabytes: u64,
    },
    /// The content of the file is of no kind that is published.
    FileKind {
        /// The file's name.
        name: String,
    },
    /// More files than a publication may have.
    TooManyFiles {
        /// The most.
        most: usize,
    },
    /// Its plan is not due.
    NotDue,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::Matter(MatterRefused::NotThere) => "publishing-refused-not-there",
            Refused::Matter(MatterRefused::Stale) => "publishing-refused-stale",
            Refused::Matter(MatterRefused::ClaimedByAnother) => "publishing-refused-claimed",
            Refused::Step(StepRefused::WrongState { .. }) => "publishing-refused-wrong-state",
            Refused::Step(StepRefused::WrongRole { .. }) => "publishing-refused-wrong-role",
            Refused::Step(StepRefused::SamePerson { .. }) => "publishing-refused-same-person",
            Refused::NoTitle => "publishing-refused-no-title",
            Refused::NoBody => "publishing-refused-no-body",
            Refused::TooLong { .. } => "publishing-refused-too-long",
            Refused::FormedOn => "publishing-refused-formed-on",
            Refused::DisplayedLater => "publishing-refused-displayed-later",
            Refused::NoBasis => "publishing-refused-no-basis",
            Refused::NoReevaluation => "publishing-refused-no-reevaluation",
            Refused::NotProactive => "publishing-refused-not-proactive",
            Refused::IsProactive => "publishing-refused-is-proactive",
            Refused::BegunAlready { .. } => "publishing-refused-begun",
            Refused::NoPlacement => "publishing-refused-no-placement",
            Refused::Placement { .. } => "publishing-refused-placement",
            Refused::NoRule => "publishing-refused-no-rule",
            Refused::NotChecked => "publishing-refused-not-checked",
            Refused::Stopped { .. } => "publishing-refused-stopped",
            Refused::Unacknowledged { .. } => "publishing-refused-unacknowledged",
            Refused::NoSuchFinding => "publishing-refused-no-such-finding",
            Refused::SecrecyOnly => "publishing-refused-secrecy-only",
            Refused::NoReason => "publishing-refused-no-reason",
            Refused::NoNote => "publishing-refused-no-note",
            Refused::PlannedInPast => "publishing-refused-planned-in-past",
            Refused::FileEmpty => "publishing-refused-file-empty",
            Refused::FileTooLarge { .. } => "publishing-refused-file-too-large",
            Refused::FileKind { .. } => "publishing-refused-file-kind",
            Refused::TooManyFiles { .. } => "publishing-refused-too-many-files",
            Refused::NotDue => "publishing-refused-not-due",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::Step(StepRefused::WrongState { state, verb }) => vec![
                ("state", message_arg(&format!("publishing-state-{state}"))),
                ("verb", message_arg(&format!("publishing-verb-{verb}"))),
            ],
            Refused::Step(StepRefused::WrongRole { needed }) => {
                vec![("role", message_arg(&format!("publishing-role-{needed}")))]
            }
            Refused::Step(StepRefused::SamePerson { earlier }) => {
                vec![("verb", message_arg(&format!("publishing-verb-{earlier}")))]
            }
            Refused::TooLong { most } | Refused::TooManyFiles { most } => vec![("most", most.to_string())],
            Refused::Placement { place } => vec![("place", place.clone())],
            Refused::BegunAlready { number } => vec![("number", number.clone())],
            Refused::Stopped { count } | Refused::Unacknowledged { count } => vec![("n", count.to_string())],
            Refused::FileTooLarge { megabytes } => vec![("mb", megabytes.to_string())],
            Refused::FileKind { name } => vec![("name", name.clone())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::Matter(m) => m.kind(),
            Refused::Step(s) => s.kind(),
            Refused::BegunAlready { .. } => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}
