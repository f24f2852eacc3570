//! Pages of requests for disclosure: asking, following, consulting, the log for everybody, the desk.
//!
//! Called by the server's routes. Handlers load and call verbs; no rule stands here.

pub mod answers;
pub mod check;
pub mod complaint;
pub mod consult;
pub mod desk;
pub mod follow;
pub mod hints;
pub mod intake;
pub mod mine;
pub mod public;

mod act_forms;
mod acts;
mod explained;
mod files;
mod intake_form;
mod reply_shown;
mod request_page;
mod traced;

pub(crate) use explained::{Explained, explained, sample_explained};
pub(crate) use files::{file_answer, read_upload};
pub(crate) use traced::{holder_word, is_for_applicant, paper_link, traced};

use crate::{Refused, State};
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use kernel::{Error, Fault, Never, Office, Tx, matter::MatterRefused};
use web::{Problem, StatusTag, Tone, Tr};

/// What every handler answers.
pub(crate) type Answer = Result<Response, Problem>;

/// A read that can only break.
pub(crate) fn read<T>(office: &Office, work: impl FnOnce(&mut Tx) -> Result<T, Fault>) -> Result<T, Problem> {
    Ok(office.db.read(|tx| work(tx).map_err(Error::<Never>::from))?)
}

/// "Not there" for what a query did not find.
pub(crate) fn there<T>(found: Option<T>) -> Result<T, Error<Refused>> {
    found.ok_or_else(|| Refused::Matter(MatterRefused::NotThere).into())
}

/// A state in a word.
pub(crate) fn state_word(tr: Tr, state: &str) -> String {
    tr.s(&format!("disclosure-state-{state}")).into_owned()
}

/// A state in a word, with its tone for the applicant.
pub(crate) fn state_tag(tr: Tr, state: &str) -> StatusTag {
    let tone = match State::parse(state) {
        Some(State::AwaitingCorrection | State::AwaitingReason | State::AwaitingFee) => Tone::Now,
        Some(State::Replied | State::Delivered) => Tone::Good,
        Some(State::Ended | State::Disputed) => Tone::Bad,
        Some(State::Archived) | None => Tone::Neutral,
        Some(_) => Tone::Wait,
    };
    StatusTag::new(tone, state_word(tr, state))
}

/// The name of an outcome by its code.
pub(crate) fn outcome_word(tr: Tr, code: &str) -> String {
    tr.s(&format!("disclosure-outcome-{}", code.to_lowercase())).into_owned()
}

/// `text` as one value of a query.
pub(crate) fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// A page that only one reader may see: its address holds a key, so nobody keeps it and no link carries it on.
pub(crate) fn private(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    answer
}
