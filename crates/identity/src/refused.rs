//! Every way identity can say no.

use codes::{Arg, CodeError};
use kernel::{Refusal, RefusalKind, message_arg};

/// Why an act of identity was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Name or password is wrong; which of the two is not said.
    WrongNameOrPassword,
    /// The present password, asked again before a change, is wrong.
    WrongPassword,
    /// Too many failures; the account opens again at the time given (Beijing time, `HH:MM`).
    LockedUntil(String),
    /// The second factor is wrong or was used before.
    WrongCode,
    /// The account was closed.
    Disabled,
    /// Somebody is registered with this document already.
    DocumentTaken,
    /// The document's number does not check; the particulars name the place.
    Document(CodeError),
    /// The telephone number does not check.
    Phone(CodeError),
    /// The social credit code does not check.
    Uscc(CodeError),
    /// An organisation with this code is registered already.
    OrganisationTaken,
    /// The kind of organisation is none of those known.
    OrganisationKind,
    /// The name is empty or far too long.
    Name,
    /// The address is far too long.
    Address,
    /// There is no such region, or it was abolished.
    Region,
    /// The password is too weak, by these reasons (message ids).
    WeakPassword(Vec<&'static str>),
    /// You do not represent this organisation.
    NotYours,
    /// There is no such person, organisation, agency or post.
    NotThere,
    /// The three administrators' roles are never combined in one person.
    AdministratorsApart,
    /// Nobody gives posts to themselves or takes them from themselves.
    OwnPosts,
    /// This act is an administrator's.
    NotAdministrator,
    /// The sign-in name of a staff member is in use.
    SignInNameTaken,
    /// The work number is in use.
    WorkNumberTaken,
    /// The person asked to be an agent has no account here.
    NoSuchPerson,
    /// The person may act for this organisation already.
    AlreadyAgent,
    /// Both are needed: an end date must lie in the future.
    EndDate,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::WrongNameOrPassword => "identity-refused-name-or-password",
            Refused::WrongPassword => "identity-refused-password",
            Refused::LockedUntil(_) => "identity-refused-locked",
            Refused::WrongCode => "identity-refused-code",
            Refused::Disabled => "identity-refused-disabled",
            Refused::DocumentTaken => "identity-refused-document-taken",
            Refused::Document(e) | Refused::Phone(e) | Refused::Uscc(e) => e.message_id(),
            Refused::OrganisationTaken => "identity-refused-organisation-taken",
            Refused::OrganisationKind => "identity-refused-organisation-kind",
            Refused::Name => "identity-refused-name",
            Refused::Address => "identity-refused-address",
            Refused::Region => "identity-refused-region",
            Refused::WeakPassword(why) => why.first().copied().unwrap_or("identity-password-short"),
            Refused::NotYours => "identity-refused-not-yours",
            Refused::NotThere => "identity-refused-not-there",
            Refused::AdministratorsApart => "identity-refused-administrators",
            Refused::OwnPosts => "identity-refused-own-posts",
            Refused::NotAdministrator => "identity-refused-not-administrator",
            Refused::SignInNameTaken => "identity-refused-sign-in-name-taken",
            Refused::WorkNumberTaken => "identity-refused-work-number-taken",
            Refused::NoSuchPerson => "identity-refused-no-such-person",
            Refused::AlreadyAgent => "identity-refused-already-agent",
            Refused::EndDate => "identity-refused-end-date",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::LockedUntil(t) => vec![("time", t.clone())],
            Refused::Document(e) | Refused::Phone(e) | Refused::Uscc(e) => code_args(e),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotYours | Refused::NotThere => RefusalKind::NotThere,
            Refused::LockedUntil(_) => RefusalKind::TooMany,
            Refused::AdministratorsApart | Refused::OwnPosts | Refused::NotAdministrator => RefusalKind::Forbidden,
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
