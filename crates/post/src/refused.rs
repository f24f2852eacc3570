//! Why a mail is not taken.

use kernel::Refusal;

/// Why a mail is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Not an address that mail can be sent to.
    BadAddress,
    /// No subject, or one with line breaks, or too long.
    BadSubject,
    /// No text.
    NoText,
    /// More than mail servers take.
    TooLong,
    /// A header that the hall sets itself, or with letters that no header may have.
    BadHeader,
    /// A file without a name or of a type that is none.
    BadFile,
    /// The link for unsubscribing is not http or https.
    BadLink,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::BadAddress => "post-refused-address",
            Refused::BadSubject => "post-refused-subject",
            Refused::NoText => "post-refused-text",
            Refused::TooLong => "post-refused-long",
            Refused::BadHeader => "post-refused-header",
            Refused::BadFile => "post-refused-file",
            Refused::BadLink => "post-refused-link",
        }
    }
}
