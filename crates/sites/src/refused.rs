//! Every way the keepers of sites can be told no.

use kernel::{Refusal, RefusalKind};

/// Why an act on a site was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such site or section, or it is not yours.
    NotThere,
    /// Somebody changed it while you were reading.
    Stale,
    /// The key holds other characters than small letters, digits and hyphens, or is too long.
    BadKey,
    /// The key is in use.
    KeyInUse(String),
    /// A host name that is none.
    BadHost(String),
    /// Another site answers to this host name.
    HostInUse(String),
    /// No name was given.
    NoName,
    /// A colour that weak eyes cannot tell from the ground; the contrast times ten.
    Faint(&'static str, i64),
    /// A statutory mark is missing or wrong.
    BadMark(&'static str),
    /// A block names a section the site does not have.
    UnknownSection(String),
    /// The four fixed parts of the disclosure section stay as they are.
    Fixed,
    /// A section that must be kept up in its own cycle needs one, from 1 to 366 days.
    NoCycle,
    /// A section cannot belong to itself or to a section below it.
    Circle,
    /// A banner needs a text of at most 200 characters.
    BannerText,
    /// A link that leads nowhere a browser may go.
    BadLink,
    /// A day or an hour that cannot be read, or one that has passed.
    BadUntil,
    /// A place among its sisters that is no number from 0 to 999.
    BadPlace,
    /// A number of entries that is none from 0 to 30.
    BadEntries,
    /// No kind of site, or an agency that does not exist.
    NoAgency,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotThere => "refused-not-there",
            Refused::Stale => "refused-stale",
            Refused::BadKey => "site-refused-bad-key",
            Refused::KeyInUse(_) => "site-refused-key-in-use",
            Refused::BadHost(_) => "site-refused-bad-host",
            Refused::HostInUse(_) => "site-refused-host-in-use",
            Refused::NoName => "site-refused-no-name",
            Refused::Faint(..) => "site-refused-faint",
            Refused::BadMark(_) => "site-refused-bad-mark",
            Refused::UnknownSection(_) => "site-refused-unknown-section",
            Refused::Fixed => "site-refused-fixed",
            Refused::NoCycle => "site-refused-no-cycle",
            Refused::Circle => "site-refused-circle",
            Refused::BannerText => "site-refused-banner-text",
            Refused::BadLink => "site-refused-bad-link",
            Refused::BadUntil => "site-refused-bad-until",
            Refused::BadPlace => "site-refused-bad-place",
            Refused::BadEntries => "site-refused-bad-entries",
            Refused::NoAgency => "site-refused-no-agency",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Refused::KeyInUse(key) => vec![("key", key.clone())],
            Refused::BadHost(host) | Refused::HostInUse(host) => vec![("host", host.clone())],
            Refused::Faint(colour, tenths) => {
                vec![("colour", (*colour).to_owned()), ("ratio", format!("{}.{}", tenths / 10, tenths % 10))]
            }
            Refused::BadMark(mark) => vec![("mark", (*mark).to_owned())],
            Refused::UnknownSection(key) => vec![("section", key.clone())],
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotThere => RefusalKind::NotThere,
            Refused::Stale => RefusalKind::Stale,
            _ => RefusalKind::Invalid,
        }
    }
}
