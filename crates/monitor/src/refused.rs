//! Every way the monitor says no.

use kernel::{Refusal, RefusalKind};

/// Why an act on the monitor was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such site, or it is not yours.
    NotThere,
    /// You may read, but a run is asked for by those who keep the site.
    OnlyReads,
}

impl Refusal for Refused {
    fn message(&self) -> &'static str {
        match self {
            Refused::NotThere => "refused-not-there",
            Refused::OnlyReads => "monitor-refused-only-reads",
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Refused::NotThere => RefusalKind::NotThere,
            Refused::OnlyReads => RefusalKind::Forbidden,
        }
    }
}
