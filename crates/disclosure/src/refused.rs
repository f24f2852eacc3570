//! Every way the disclosure desk can say no.

use calendar::ClockRefused;
use jiff::civil::Date;
use kernel::{Refusal, RefusalKind, matter::MatterRefused, procedure::StepRefused};

/// Why an act on a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The spine's no: not there, stale.
    Matter(MatterRefused),
    /// The procedure's no: wrong state, wrong post, same person.
    Step(StepRefused),
    /// The clock's no: extended before, expired, out of order.
    Clock(ClockRefused),
    /// No name.
    NoName,
    /// No identity proof. Law: 政府信息公开条例 第二十九条
    NoIdentity,
    /// The number of the identity document cannot be right.
    BadIdentity,
    /// An organisation without somebody who acts for it.
    NoRepresentative,
    /// No way to reach the applicant.
    NoContact,
    /// The way of the reply needs an address that was not given.
    WayNeeds,
    /// No agency was chosen.
    NoAgency,
    /// Nothing was asked for.
    NoDescription,
    /// A text is longer than it may be.
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// More matters at once than one sitting may ask for.
    TooMany {
        /// The most.
        most: usize,
    },
    /// Several matters were not split, and nobody agreed to it.
    NotSplit,
    /// The desk does not file what comes by web.
    NotByDesk,
    /// A day that lies in the future.
    InFuture {
        /// The day.
        on: Date,
    },
    /// A day earlier than something that happened before it.
    TooEarly {
        /// The day.
        on: Date,
        /// What happened before.
        earliest: Date,
    },
    /// The first correction notice is the only one. Law: 政府信息公开条例 第三十条
    CorrectedBefore,
    /// The seven working days for a correction notice are over. Law: 政府信息公开条例 第三十条
    CorrectionLate {
        /// The last day.
        last: Date,
    },
    /// Nothing says what is unclear.
    NoPoints,
    /// The period given is still running.
    NotOver {
        /// The last day.
        last: Date,
    },
    /// No reasons in words.
    NoReason,
    /// Reasons were asked for before.
    ReasonBefore,
    /// Nothing was stated that could be judged.
    NotStated,
    /// A later date is set only after reasons were found reasonable. Law: 政府信息公开条例 第三十五条
    NotReasonable,
    /// No fee falls due: the tariff gives nothing for this many.
    NoFee,
    /// A fee was asked before; one request has one scheme.
    FeeBefore,
    /// No fee may be asked before the tariff was in force.
    FeeTooEarly,
    /// The way of counting is not one of the two.
    NoScheme,
    /// The day the fee notice was received is not recorded.
    NoticeNotReceived,
    /// Nobody is named who is asked.
    NoAddressee,
    /// The opinion is in already.
    Answered,
    /// An opinion without yes or no.
    NoAnswer,
    /// An objection is weighed; this is none.
    NotObjected,
    /// The letters are still out.
    StillOpen {
        /// How many.
        count: usize,
    },
    /// No such outcome for this kind of request.
    NoOutcome,
    /// A ground that is none of D-1 to D-7.
    NoGround,
    /// A reply that withholds names its ground and its reasons.
    NoGrounds,
    /// No directions: where and how the information is got.
    NoDirections,
    /// No record was found to give out.
    NoRecords,
    /// A record is undecided.
    Undecided {
        /// Its name.
        name: String,
    },
    /// The record's file for release was not made, or was made from other marks.
    NotReleased {
        /// Its name.
        name: String,
    },
    /// The reply gives all, a record does not.
    WithheldInFull {
        /// The record's name.
        name: String,
    },
    /// The reply gives a part, and every record is given whole or none at all.
    NotPartial,
    /// The provision that forbids disclosure is not named.
    NoProvision,
    /// What is withheld has no day on which it is looked at again. Law: 政府信息公开条例 第十八条
    NoReevaluation,
    /// A third party's interest is named as the ground, and nobody asked. Law: 政府信息公开条例 第三十二条
    NotConsulted,
    /// A third party's objection stands.
    Objected {
        /// Who.
        who: String,
    },
    /// A third party whose objection was overridden was not told yet. Law: 政府信息公开条例 第三十二条
    NotTold {
        /// Who.
        who: String,
    },
    /// Unclear after a correction, and none was asked for.
    NotCorrected,
    /// Refused as excessive, and the reasons were not found unreasonable. Law: 政府信息公开条例 第三十五条
    NotUnreasonable,
    /// The earlier request is not named.
    NoEarlier,
    /// The other organ is not named.
    NoOtherOrgan,
    /// No reply was drafted.
    NoReply,
    /// Information goes out: secrecy is reviewed before the signature.
    NeedsSecrecy,
    /// Nothing goes out that secrecy would be reviewed for.
    NoSecrecy,
    /// No proof of service.
    NoProof,
    /// A dispute without forum or kind.
    NoForum,
    /// The dispute has its result.
    ResultBefore,
    /// A result without words.
    NoResult,
    /// Nothing was given out that could be published.
    NothingGiven,
    /// The text still holds personal data.
    Leaks {
        /// How many findings.
        count: usize,
    },
    /// It was published before.
    PublishedBefore,
    /// A file is empty.
    FileEmpty,
    /// A file is larger than it may be.
    FileTooLarge {
        /// The most megabytes.
        megabytes: u64,
    },
    /// A file of a kind that is not taken.
    FileKind {
        /// Its name.
        name: String,
    },
    /// The virus scanner found something.
    Infected {
        /// The file's name.
        name: String,
        /// What was found.
        what: String,
    },
    /// The virus scanner found something in a file that was kept before it looked: it is handed out to nobody.
    Locked {
        /// The file's name.
        name: String,
    },
    /// Redaction could not be done, or left something behind.
    Redaction(redaction::Refused),
    /// The agency has not said how its disclosure office works.
    NoOffice,
    /// The complaint was settled.
    SettledBefore,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        use Refused::*;
        match self {
            Matter(r) => r.message(),
            Step(r) => r.message(),
            Clock(r) => r.message().id,
            NoName => "disclosure-refused-no-name",
            NoIdentity => "disclosure-refused-no-identity",
            BadIdentity => "disclosure-refused-bad-identity",
            NoRepresentative => "disclosure-refused-no-representative",
            NoContact => "disclosure-refused-no-contact",
            WayNeeds => "disclosure-refused-way-needs",
            NoAgency => "disclosure-refused-no-agency",
            NoDescription => "disclosure-refused-no-description",
            TooLong { .. } => "disclosure-refused-too-long",
            TooMany { .. } => "disclosure-refused-too-many",
            NotSplit => "disclosure-refused-not-split",
            NotByDesk => "disclosure-refused-not-by-desk",
            InFuture { .. } => "disclosure-refused-in-future",
            TooEarly { .. } => "disclosure-refused-too-early",
            CorrectedBefore => "disclosure-refused-corrected-before",
            CorrectionLate { .. } => "disclosure-refused-correction-late",
            NoPoints => "disclosure-refused-no-points",
            NotOver { .. } => "disclosure-refused-not-over",
            NoReason => "disclosure-refused-no-reason",
            ReasonBefore => "disclosure-refused-reason-before",
            NotStated => "disclosure-refused-not-stated",
            NotReasonable => "disclosure-refused-not-reasonable",
            NoFee => "disclosure-refused-no-fee",
            FeeBefore => "disclosure-refused-fee-before",
            FeeTooEarly => "disclosure-refused-fee-too-early",
            NoScheme => "disclosure-refused-no-scheme",
            NoticeNotReceived => "disclosure-refused-notice-not-received",
            NoAddressee => "disclosure-refused-no-addressee",
            Answered => "disclosure-refused-answered",
            NoAnswer => "disclosure-refused-no-answer",
            NotObjected => "disclosure-refused-not-objected",
            StillOpen { .. } => "disclosure-refused-still-open",
            NoOutcome => "disclosure-refused-no-outcome",
            NoGround => "disclosure-refused-no-ground",
            NoGrounds => "disclosure-refused-no-grounds",
            NoDirections => "disclosure-refused-no-directions",
            NoRecords => "disclosure-refused-no-records",
            Undecided { .. } => "disclosure-refused-undecided",
            NotReleased { .. } => "disclosure-refused-not-released",
            WithheldInFull { .. } => "disclosure-refused-withheld-in-full",
            NotPartial => "disclosure-refused-not-partial",
            NoProvision => "disclosure-refused-no-provision",
            NoReevaluation => "disclosure-refused-no-reevaluation",
            NotConsulted => "disclosure-refused-not-consulted",
            Objected { .. } => "disclosure-refused-objected",
            NotTold { .. } => "disclosure-refused-not-told",
            NotCorrected => "disclosure-refused-not-corrected",
            NotUnreasonable => "disclosure-refused-not-unreasonable",
            NoEarlier => "disclosure-refused-no-earlier",
            NoOtherOrgan => "disclosure-refused-no-other-organ",
            NoReply => "disclosure-refused-no-reply",
            NeedsSecrecy => "disclosure-refused-needs-secrecy",
            NoSecrecy => "disclosure-refused-no-secrecy",
            NoProof => "disclosure-refused-no-proof",
            NoForum => "disclosure-refused-no-forum",
            ResultBefore => "disclosure-refused-result-before",
            NoResult => "disclosure-refused-no-result",
            NothingGiven => "disclosure-refused-nothing-given",
            Leaks { .. } => "disclosure-refused-leaks",
            PublishedBefore => "disclosure-refused-published-before",
            FileEmpty => "disclosure-refused-file-empty",
            FileTooLarge { .. } => "disclosure-refused-file-too-large",
            FileKind { .. } => "disclosure-refused-file-kind",
            Infected { .. } => "disclosure-refused-infected",
            Locked { .. } => "disclosure-refused-locked",
            Redaction(r) => r.message(),
            NoOffice => "disclosure-refused-no-office",
            SettledBefore => "disclosure-refused-settled-before",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        use Refused::*;
        match self {
            Matter(r) => r.args(),
            Step(r) => r.args(),
            Clock(r) => r.message().args.into_iter().collect(),
            TooLong { most } | TooMany { most } => vec![("most", most.to_string())],
            InFuture { on } => vec![("on", on.to_string())],
            TooEarly { on, earliest } => vec![("on", on.to_string()), ("earliest", earliest.to_string())],
            CorrectionLate { last } | NotOver { last } => vec![("last", last.to_string())],
            StillOpen { count } | Leaks { count } => vec![("count", count.to_string())],
            Undecided { name }
            | NotReleased { name }
            | WithheldInFull { name }
            | FileKind { name }
            | Locked { name } => {
                vec![("name", name.clone())]
            }
            Objected { who } | NotTold { who } => vec![("who", who.clone())],
            FileTooLarge { megabytes } => vec![("megabytes", megabytes.to_string())],
            Infected { name, what } => vec![("name", name.clone()), ("what", what.clone())],
            Redaction(r) => r.args(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::Matter(r) => r.kind(),
            Refused::Step(r) => r.kind(),
            _ => RefusalKind::Invalid,
        }
    }
}

impl From<StepRefused> for Refused {
    fn from(r: StepRefused) -> Refused {
        Refused::Step(r)
    }
}
