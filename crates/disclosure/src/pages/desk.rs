//! Pages of the disclosure desk: the worklist, a request with everything needed to act on it, the drafting table, the
//! reply, what comes after.
//!
//! Called by the server's routes. Whose turn it is and what may be done says the table of moves; the pages offer what it
//! allows and nothing else. Opening a request writes its entry of reading before anything of it is sent; who asks stays
//! masked until somebody says what for.
//!
//! Law: 政府信息公开条例 第四十五条; 个人信息保护法 第六条, 第五十一条

mod act_forms;
mod acts;
mod answer;
mod complaints;
mod consultations;
mod figures;
mod intake;
mod letters;
mod list;
mod loaded;
mod marking;
mod office;
mod parts;
mod records;
mod reply;
mod request_page;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_tests;
mod sections;
mod tasks;

pub use acts::act;
pub use answer::{answer_page, publish, withdraw};
pub use complaints::{complaint, list_complaints_page, rectified, settle};
pub use consultations::{act_on_consultation, act_on_dispute};
pub use figures::figures_page;
pub use intake::{new_request, register_request};
pub use list::list;
pub use marking::{decide, make_file, original, record_page, released, remove};
pub use office::{drop_words, keep_words, office_page, save_settings, templates_page};
pub use records::{add, records_page};
pub use reply::{draft, reply_page};
pub use request_page::{file, notice, show, show_applicant};
pub use tasks::{proposals_page, reevaluate_record, reevaluations_page, settle_one};

use crate::{Refused, State, request::Request};
use axum::response::Response;
use identity::Agency;
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Office, Refusal, RefusalKind, Role, Tx, Who};
use web::{BodyForm, Choice, Light, Problem, Signal, StatusTag, Tone, Tr};

pub(crate) type Answer = Result<Response, Problem>;

/// The name of the navigation's entry.
pub(crate) const NAV: &str = "desk-requests";

/// The posts of disclosure inside an agency.
pub(crate) const POSTS: &[Role] =
    &[Role::DisclosureDesk, Role::DisclosureReview, Role::DisclosureHead, Role::DisclosureSign, Role::SecrecyReview];

pub(crate) use super::{read, read_upload as large_form};

/// A word of a closed set in the reader's language: `state`, `channel`, `way`.
pub(crate) fn word(tr: Tr, of: &str, word: impl std::fmt::Display) -> String {
    tr.s(&format!("disclosure-{of}-{word}")).into_owned()
}

/// The short name of an outcome with its code in front.
pub(crate) fn outcome_name(tr: Tr, code: &str) -> String {
    match crate::outcome::find(code) {
        Some(o) => format!("{code} {}", tr.s(&o.message_id())),
        None => code.to_owned(),
    }
}

/// The answers of a closed set, for a control.
pub(crate) fn choices<W: std::fmt::Display>(tr: Tr, of: &str, words: impl IntoIterator<Item = W>) -> Vec<Choice> {
    words.into_iter().map(|w| Choice::new(w.to_string(), word(tr, of, &w))).collect()
}

/// A state as a tag.
pub(crate) fn state_tag(tr: Tr, state: Option<State>) -> StatusTag {
    let Some(state) = state else { return StatusTag::new(Tone::Bad, "?") };
    let tone = match state {
        State::Arrived | State::Received | State::Review | State::Secrecy | State::SignOff | State::Replied => {
            Tone::Now
        }
        State::AwaitingCorrection | State::AwaitingReason | State::AwaitingFee | State::Consulting => Tone::Wait,
        State::Delivered => Tone::Good,
        State::Disputed => Tone::Bad,
        State::Ended | State::Archived => Tone::Neutral,
    };
    StatusTag::new(tone, word(tr, "state", state))
}

/// How near the day is by which it is this office's turn to answer.
pub(crate) fn light(tr: Tr, r: &Request, today: Date) -> Light {
    if let Some(on) = r.closed_on.filter(|_| r.matter.closed_at.is_some() || r.matter.due_on.is_none()) {
        return Light::new(tr, Signal::Done, tr.date_short(on));
    }
    let Some(due) = r.matter.due_on else { return Light::new(tr, Signal::Paused, tr.s("req-no-due")) };
    let signal = match r.matter.soon_on {
        _ if r.matter.waits_for == "applicant" || r.state() == Some(State::Consulting) => Signal::Paused,
        _ if due < today => Signal::Late,
        Some(soon) if soon <= today => Signal::Soon,
        _ => Signal::OnTime,
    };
    Light::new(tr, signal, tr.relative(due, today))
}

/// The agencies whose requests the acting person may see.
pub(crate) fn my_agencies(tx: &mut Tx, cx: &Cx) -> Result<Vec<Agency>, Fault> {
    let all = identity::list_agencies(tx)?;
    let Who::Staff { posts, .. } = &cx.who else { return Ok(Vec::new()) };
    let supervised: Vec<&str> = all
        .iter()
        .filter(|a| posts.iter().any(|p| p.role == Role::DisclosureAuthority && p.agency == a.id))
        .map(|a| a.region.as_str())
        .collect();
    let mine =
        |a: &Agency| POSTS.iter().any(|role| cx.who.holds(a.id, *role)) || supervised.contains(&a.region.as_str());
    Ok(all.iter().filter(|a| mine(a)).cloned().collect())
}

/// The agencies at which the acting person holds one of these posts.
pub(crate) fn agencies_with(tx: &mut Tx, cx: &Cx, roles: &[Role]) -> Result<Vec<Agency>, Fault> {
    let all = identity::list_agencies(tx)?;
    Ok(all.into_iter().filter(|a| roles.iter().any(|r| cx.who.holds(a.id, *r))).collect())
}

/// `text` as one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'~') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// A day that was typed.
pub(crate) fn day(form: &BodyForm, name: &str) -> Option<Date> {
    form.text(name).and_then(|t| t.parse().ok())
}

/// Writes the entry of reading before anything of a request is shown.
///
/// # Errors
/// 404 for what is not this office's.
pub(crate) fn note_reading(office: &Office, cx: &Cx, number: &str) -> Result<(), Problem> {
    Ok(office.db.write(|tx| crate::open_request(tx, cx, number).map(|_| ()))?)
}

/// A refusal that the form beside which it is shown can answer; `None`: it has a page of its own.
pub(crate) fn here(error: Error<Refused>) -> Result<Refused, Problem> {
    match error {
        Error::Refused(r) if r.kind() == RefusalKind::Invalid => Ok(r),
        other => Err(other.into()),
    }
}

/// A file of the office: never kept by a browser.
pub(crate) fn file_answer(bytes: Vec<u8>, kind: &str, name: &str) -> Response {
    super::file_answer(bytes, kind, name, "private, no-store")
}
