//! Pages of applications: the draft and what becomes of it for the applicant, the public lists, the desk.
//!
//! Called by the server's routes. Handlers load and call verbs; no rule stands here.

pub mod correction;
pub mod desk;
pub mod draft;
pub mod draft_check;
pub mod draft_delivery;
mod draft_late;
pub mod draft_materials;
pub mod draft_overview;
pub mod draft_start;
pub mod mine;
pub mod mine_case;
pub mod public;
pub mod public_ledger;
pub mod withdrawal;

mod explained;
mod files;
mod refusal;
mod traced;

pub(crate) use explained::{Explained, explained};
pub(crate) use files::file_answer;
pub(crate) use traced::traced;

use crate::{Refused, State};
use axum::response::Response;
use kernel::{Cx, Error, Tx, Who};
use web::{Problem, StatusTag, Tone, Tr};

/// What every handler answers.
pub(crate) type Answer = Result<Response, Problem>;

/// A state in a word, with its tone for the applicant.
pub(crate) fn state_tag(tr: Tr, state: &str) -> StatusTag {
    let tone = match State::parse(state) {
        Some(State::AwaitingCorrection) => Tone::Now,
        Some(State::Granted | State::Licensed | State::Finished) => Tone::Good,
        Some(State::Denied | State::NotAccepted | State::Withdrawn | State::Terminated) => Tone::Bad,
        Some(State::Submitted | State::Accepted | State::Special | State::Examined) => Tone::Wait,
        Some(State::Archived) | None => Tone::Neutral,
    };
    StatusTag::new(tone, state_word(tr, state))
}

/// A state in a word.
pub(crate) fn state_word(tr: Tr, state: &str) -> String {
    tr.s(&format!("case-state-{state}")).into_owned()
}

/// Whose turn it is, in words: an office's post, the applicant, nobody.
pub(crate) fn holder_word(tr: Tr, waits_for: &str) -> String {
    tr.s(&format!("case-holder-{waits_for}")).into_owned()
}

/// Whether a person is signed in; staff and visitors have no drafts.
pub(crate) fn is_person(cx: &Cx) -> bool {
    matches!(cx.who, Who::Person { .. })
}

/// "Not there" for what a query did not find.
pub(crate) fn there<T>(found: Option<T>) -> Result<T, Error<Refused>> {
    found.ok_or_else(|| Refused::Matter(kernel::matter::MatterRefused::NotThere).into())
}

/// Writes a draft again when another window of the same person was faster: each try reads anew, so nothing is undone.
pub(crate) fn again_when_stale<T>(mut work: impl FnMut() -> Result<T, Error<Refused>>) -> Result<T, Error<Refused>> {
    use kernel::matter::MatterRefused::Stale;
    for _ in 0..3 {
        match work() {
            Err(Error::Refused(Refused::Matter(Stale))) => {}
            done => return done,
        }
    }
    work()
}

/// Runs `work` with a reader of forms over the regions of this transaction.
pub(crate) fn reading<T>(tx: &mut Tx<'_>, tr: &Tr, work: impl FnOnce(&forms::Reader<'_>) -> T) -> T {
    let regions = crate::Regions::new(tx);
    work(&forms::Reader { language: tr.tag(), words: tr, regions: &regions })
}
