//! Every way the office of cases can say no.

use kernel::{Refusal, RefusalKind, matter::MatterRefused, message_arg, procedure::StepRefused};

/// Why an act on a draft or case was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The spine's no.
    Matter(MatterRefused),
    /// The procedure's no.
    Step(StepRefused),
    /// There is no such item, or it is not offered any more.
    ItemGone,
    /// The item was changed since the draft was begun; the draft is to be moved to the new version first.
    NewVersion,
    /// The situation does not exist in this version of the item.
    NoSuchSituation,
    /// The form is not complete; the page shows where.
    Incomplete {
        /// How many things are missing or wrong.
        n: usize,
    },
    /// Materials are missing: their names.
    MaterialsMissing {
        /// The names, joined for reading.
        names: String,
    },
    /// More text than any form may hold.
    TooMuchText,
    /// The draft was submitted already.
    AlreadySubmitted,
    /// The file is too large.
    FileTooLarge {
        /// The limit in megabytes.
        megabytes: u64,
    },
    /// The file is empty.
    FileEmpty,
    /// What the file contains is not what is accepted here.
    FileKind {
        /// What was found.
        found: String,
        /// What is accepted.
        accepted: String,
    },
    /// Too many files for one material.
    TooManyFiles {
        /// The limit.
        most: usize,
    },
    /// A correction notice names at least one point, each with words.
    NoPoints,
    /// A point is pinned to something the case does not have.
    UnknownPoint {
        /// What was named.
        target: String,
    },
    /// The reasons are missing.
    NoReason,
    /// The legal basis is missing.
    NoBasis,
    /// What was changed is not what the notice reopened.
    OutsideCorrection {
        /// The first such field.
        path: String,
    },
    /// Nothing of what the notice names was answered.
    NothingCorrected,
    /// The period for correction still runs.
    CorrectionStillOpen {
        /// Until when.
        until: String,
    },
    /// The law does not stop the clock for this procedure.
    ClockNotStopped,
    /// The clock says no; the message id and its particulars are the calendar's.
    Clock {
        /// Message id.
        message: &'static str,
        /// Particulars.
        args: Vec<(&'static str, String)>,
    },
    /// The validity asked for is needed or does not fit.
    Validity,
    /// An address is needed for the courier.
    NoAddress,
    /// The licence is to be made first.
    LicenceNotMade,
    /// Not yet five working days of silence.
    NotYetDeemed,
    /// A parcel has a company and a number.
    NoWaybill,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::Matter(m) => m.message(),
            Refused::Step(s) => s.message(),
            Refused::ItemGone => "case-refused-item-gone",
            Refused::NewVersion => "case-refused-new-version",
            Refused::NoSuchSituation => "case-refused-situation",
            Refused::Incomplete { .. } => "case-refused-incomplete",
            Refused::MaterialsMissing { .. } => "case-refused-materials",
            Refused::TooMuchText => "case-refused-too-much-text",
            Refused::AlreadySubmitted => "case-refused-submitted",
            Refused::FileTooLarge { .. } => "case-refused-file-large",
            Refused::FileEmpty => "case-refused-file-empty",
            Refused::FileKind { .. } => "case-refused-file-kind",
            Refused::TooManyFiles { .. } => "case-refused-files-many",
            Refused::NoPoints => "case-refused-no-points",
            Refused::UnknownPoint { .. } => "case-refused-unknown-point",
            Refused::NoReason => "case-refused-no-reason",
            Refused::NoBasis => "case-refused-no-basis",
            Refused::OutsideCorrection { .. } => "case-refused-outside-correction",
            Refused::NothingCorrected => "case-refused-nothing-corrected",
            Refused::CorrectionStillOpen { .. } => "case-refused-correction-open",
            Refused::ClockNotStopped => "case-refused-clock-not-stopped",
            Refused::Clock { message, .. } => message,
            Refused::Validity => "case-refused-validity",
            Refused::NoAddress => "case-refused-no-address",
            Refused::LicenceNotMade => "case-refused-licence-not-made",
            Refused::NotYetDeemed => "case-refused-not-yet-deemed",
            Refused::NoWaybill => "case-refused-no-waybill",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::Matter(m) => m.args(),
            // The procedure names states, verbs and posts by their words; the reader gets sentences.
            Refused::Step(StepRefused::WrongState { state, verb }) => {
                vec![
                    ("state", message_arg(&format!("case-state-{state}"))),
                    ("verb", message_arg(&format!("desk-verb-{verb}"))),
                ]
            }
            Refused::Step(StepRefused::WrongRole { needed }) => {
                vec![("role", message_arg(&format!("desk-role-{needed}")))]
            }
            Refused::Step(StepRefused::SamePerson { earlier }) => {
                vec![("verb", message_arg(&format!("desk-verb-{earlier}")))]
            }
            Refused::Incomplete { n } => vec![("n", n.to_string())],
            Refused::MaterialsMissing { names } => vec![("names", names.clone())],
            Refused::FileTooLarge { megabytes } => vec![("megabytes", megabytes.to_string())],
            Refused::FileKind { found, accepted } => vec![("found", found.clone()), ("accepted", accepted.clone())],
            Refused::TooManyFiles { most } => vec![("most", most.to_string())],
            Refused::UnknownPoint { target } => vec![("target", target.clone())],
            Refused::OutsideCorrection { path } => vec![("path", path.clone())],
            Refused::CorrectionStillOpen { until } => vec![("until", until.clone())],
            Refused::Clock { args, .. } => args.clone(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::Matter(m) => m.kind(),
            Refused::Step(s) => s.kind(),
            Refused::ItemGone => RefusalKind::NotThere,
            _ => RefusalKind::Invalid,
        }
    }
}

impl From<MatterRefused> for Refused {
    fn from(m: MatterRefused) -> Refused {
        Refused::Matter(m)
    }
}

impl From<StepRefused> for Refused {
    fn from(s: StepRefused) -> Refused {
        Refused::Step(s)
    }
}

impl From<calendar::ClockRefused> for Refused {
    fn from(c: calendar::ClockRefused) -> Refused {
        let m = c.message();
        Refused::Clock { message: m.id, args: m.args }
    }
}
