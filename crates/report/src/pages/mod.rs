//! The pages of annual reports: what is public, and the desk that writes it.

pub mod desk;
pub mod desk_act;
pub mod desk_edit;
pub mod desk_import;
pub mod desk_show;
pub mod downloads;
pub mod public;
#[cfg(test)]
mod samples;
pub(crate) mod standalone;
pub(crate) mod table;
pub(crate) mod words;

use crate::{BodyKind, State};
use kernel::{Error, Id, Never, Office};
use web::{Problem, StatusTag, Tone, Tr};

/// The state of a report as a mark; `None`: nobody began.
pub(crate) fn state_tag(tr: Tr, state: Option<State>) -> StatusTag {
    let (tone, word) = match state {
        None => (Tone::Neutral, "none"),
        Some(s) => (
            match s {
                State::Draft | State::CorrectionDraft => Tone::Now,
                State::Submitted | State::CorrectionSubmitted => Tone::Wait,
                State::Published => Tone::Good,
            },
            s.as_str(),
        ),
    };
    StatusTag::new(tone, tr.s(&format!("report-state-{word}")))
}

/// Department or government, as a word.
pub(crate) fn kind_word(tr: Tr, kind: BodyKind) -> String {
    tr.s(&format!("report-kind-{kind}")).into_owned()
}

/// The agency with this key.
pub(crate) fn agency_of(office: &Office, key: &str) -> Result<(Id, String), Problem> {
    let found = office.db.read(|tx| identity::find_agency_by_key(tx, key).map_err(Error::<Never>::from))?;
    found.map(|a| (a.id, a.region)).ok_or_else(Problem::not_found)
}
