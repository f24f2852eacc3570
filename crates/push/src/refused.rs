//! Every way the office of push can say no.

use kernel::{Refusal, RefusalKind};

/// Why a subscription was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such subscription, arrival or link, or it is not yours.
    NotThere,
    /// The link's time is over.
    LinkExpired,
    /// What was asked for cannot be subscribed to.
    NoSuchThing,
    /// The words of a search are missing or too long.
    Words {
        /// Most characters.
        most: usize,
    },
    /// It takes an e-mail address.
    NoAddress,
    /// How often was not chosen.
    NoFrequency,
    /// The profile has nothing to match by.
    EmptyProfile,
    /// One line of the profile is too long, or has too many words.
    ProfileTooLong {
        /// Most words.
        most: usize,
    },
    /// There are as many subscriptions as one reader can have.
    TooMany {
        /// Most subscriptions.
        most: usize,
    },
    /// It takes an account of a person.
    NoAccount,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotThere => "refused-not-there",
            Refused::LinkExpired => "push-refused-link-expired",
            Refused::NoSuchThing => "push-refused-no-such-thing",
            Refused::Words { .. } => "push-refused-words",
            Refused::NoAddress => "push-refused-no-address",
            Refused::NoFrequency => "push-refused-no-frequency",
            Refused::EmptyProfile => "push-refused-empty-profile",
            Refused::ProfileTooLong { .. } => "push-refused-profile-long",
            Refused::TooMany { .. } => "push-refused-too-many",
            Refused::NoAccount => "push-refused-no-account",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::Words { most } | Refused::ProfileTooLong { most } | Refused::TooMany { most } => {
                vec![("most", most.to_string())]
            }
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotThere => RefusalKind::NotThere,
            Refused::NoAccount => RefusalKind::Forbidden,
            _ => RefusalKind::Invalid,
        }
    }
}

impl Refused {
    /// The control at fault; empty for the form as a whole.
    pub(crate) fn field(&self) -> &'static str {
        match self {
            Refused::Words { .. } => "words",
            Refused::NoAddress => "address",
            Refused::NoFrequency => "frequency",
            Refused::EmptyProfile | Refused::ProfileTooLong { .. } => "industries",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;

    #[test]
    fn every_refusal_is_said_with_its_particulars() {
        let all = [
            Refused::LinkExpired,
            Refused::NoSuchThing,
            Refused::Words { most: 100 },
            Refused::NoAddress,
            Refused::NoFrequency,
            Refused::EmptyProfile,
            Refused::ProfileTooLong { most: 20 },
            Refused::TooMany { most: 50 },
            Refused::NoAccount,
        ];
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = web::Tr::new(lang);
            for refused in &all {
                let said = tr.refusal(refused);
                assert!(tr.has(refused.message()) && !said.contains('{'), "{lang}: {said}");
            }
        }
    }
}
