//! Every way the licence office can say no.

use codes::{Arg, CodeError};
use kernel::{Refusal, RefusalKind, matter::MatterRefused, message_arg, procedure::StepRefused};

/// Why an act on a licence was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The spine's no: not there, stale.
    Matter(MatterRefused),
    /// The procedure's no: wrong state, wrong post, same person.
    Step(StepRefused),
    /// What was typed is no licence identifier; the particulars name the place.
    Identifier(CodeError),
    /// The directory has no licence type of this key.
    UnknownType(String),
    /// This licence was issued already.
    AlreadyIssued,
    /// The licence to be replaced is not the same holder's licence of the same type from the same organ.
    NotReplaceable,
    /// A person's existing licence needs its number: a document number never becomes part of an identifier.
    NoNumber,
    /// Its last day has not passed.
    NotYetExpired,
    /// No reason was given.
    NoReason,
    /// No legal basis was given.
    NoBasis,
    /// No purpose was given.
    NoPurpose,
    /// No recipient was given.
    NoRecipient,
    /// A text is longer than it may be.
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// Only a licence in force gives copies.
    NotInForce,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::Matter(MatterRefused::NotThere) => "licence-refused-not-there",
            Refused::Matter(MatterRefused::Stale) => "licence-refused-stale",
            Refused::Matter(MatterRefused::ClaimedByAnother) => "licence-refused-claimed",
            Refused::Step(StepRefused::WrongState { .. }) => "licence-refused-wrong-state",
            Refused::Step(StepRefused::WrongRole { .. }) => "licence-refused-wrong-role",
            Refused::Step(StepRefused::SamePerson { .. }) => "licence-refused-same-person",
            Refused::Identifier(e) => e.message_id(),
            Refused::NoNumber => "licence-refused-no-number",
            Refused::UnknownType(_) => "licence-refused-unknown-type",
            Refused::AlreadyIssued => "licence-refused-already-issued",
            Refused::NotReplaceable => "licence-refused-not-replaceable",
            Refused::NotYetExpired => "licence-refused-not-yet-expired",
            Refused::NoReason => "licence-refused-no-reason",
            Refused::NoBasis => "licence-refused-no-basis",
            Refused::NoPurpose => "licence-refused-no-purpose",
            Refused::NoRecipient => "licence-refused-no-recipient",
            Refused::TooLong { .. } => "licence-refused-too-long",
            Refused::NotInForce => "licence-refused-not-in-force",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            // The procedure names states, verbs and posts by their words; the reader gets ours.
            Refused::Step(StepRefused::WrongState { state, verb }) => {
                vec![
                    ("state", message_arg(&format!("licence-state-{state}"))),
                    ("verb", message_arg(&format!("licence-verb-{verb}"))),
                ]
            }
            Refused::Step(StepRefused::SamePerson { earlier }) => {
                vec![("verb", message_arg(&format!("licence-verb-{earlier}")))]
            }
            Refused::Step(StepRefused::WrongRole { needed }) => {
                vec![("role", message_arg(&format!("licence-role-{needed}")))]
            }
            Refused::Identifier(e) => code_args(e),
            Refused::UnknownType(key) => vec![("type", key.clone())],
            Refused::TooLong { most } => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::Matter(m) => m.kind(),
            Refused::Step(s) => s.kind(),
            Refused::AlreadyIssued => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}

/// The particulars of a code's error, those that are messages marked as such, so that the sentence can be said later.
fn code_args(error: &CodeError) -> Vec<(&'static str, String)> {
    let text = |arg| match arg {
        Arg::Text(text) => text,
        Arg::Number(number) => number.to_string(),
        Arg::Message(id) => message_arg(id),
    };
    error.args().into_iter().map(|(name, arg)| (name, text(arg))).collect()
}
