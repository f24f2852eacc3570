//! Every way identity can say no.

use kernel::{Refusal, RefusalKind};

/// Why an act of identity was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Name or password is wrong; which of the two is not said.
    WrongNameOrPassword,
    /// Too many failures; the account opens again at the time given (Beijing time, `HH:MM`).
    LockedUntil(String),
    /// The second factor is wrong or was used before.
    WrongCode,
    /// The account was closed.
    Disabled,
    /// Somebody is registered with this document already.
    DocumentTaken,
    /// The document's number does not check; the particulars name the place.
    Document(codes::CodeError),
    /// The telephone number does not check.
    Phone(codes::CodeError),
    /// The social credit code does not check.
    Uscc(codes::CodeError),
    /// An organisation with this code is registered already.
    OrganisationTaken,
    /// The name is empty or far too long.
    Name,
    /// The password is too weak, by these reasons (message ids).
    WeakPassword(Vec<&'static str>),
    /// You do not represent this organisation.
    NotYours,
    /// There is no such person, organisation, agency or post.
    NotThere,
    /// The three administrators' roles are never combined in one person.
    AdministratorsApart,
    /// The person asked to be an agent has no account here.
    NoSuchPerson,
    /// Both are needed: an end date must lie in the future.
    EndDate,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::WrongNameOrPassword => "identity-refused-name-or-password",
            Refused::LockedUntil(_) => "identity-refused-locked",
            Refused::WrongCode => "identity-refused-code",
            Refused::Disabled => "identity-refused-disabled",
            Refused::DocumentTaken => "identity-refused-document-taken",
            Refused::Document(e) | Refused::Phone(e) | Refused::Uscc(e) => e.message_id(),
            Refused::OrganisationTaken => "identity-refused-organisation-taken",
            Refused::Name => "identity-refused-name",
            Refused::WeakPassword(why) => why.first().copied().unwrap_or("identity-refused-weak"),
            Refused::NotYours => "identity-refused-not-yours",
            Refused::NotThere => "refused-not-there",
            Refused::AdministratorsApart => "identity-refused-administrators",
            Refused::NoSuchPerson => "identity-refused-no-such-person",
            Refused::EndDate => "identity-refused-end-date",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::LockedUntil(t) => vec![("time", t.clone())],
            Refused::Document(e) | Refused::Phone(e) | Refused::Uscc(e) => {
                e.args().into_iter().map(|(k, v)| (k, format!("{v:?}"))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotYours | Refused::NotThere => RefusalKind::NotThere,
            Refused::LockedUntil(_) => RefusalKind::TooMany,
            Refused::AdministratorsApart => RefusalKind::Forbidden,
            _ => RefusalKind::Invalid,
        }
    }
}
