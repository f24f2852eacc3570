//! The pages of identity and the edge that recognises who is there.
//!
//! Called by the server's route table. Row-level rules stand in the verbs; a page never asks a post.

pub mod account;
mod credentials;
pub mod edge;
pub mod messages;
pub mod organisations;
pub mod regions;
pub mod register;
pub mod sign_in;
pub mod staff;

use crate::{Refused, unread_messages};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use edge::{Acting, SESSION_COOKIE};
use kernel::{Error, Fault, Id, Never, Office, Refusal, RefusalKind, Tx, Who};
use web::{ErrorSummary, Field, Problem, Tab, Tabs, Tr};

/// The parts of a person's own area, for the top of each of its pages. `current` is one of `my`, `licences`,
/// `messages`, `organisations`, `account`; `unread` from [`crate::unread_messages`].
pub fn my_tabs(tr: Tr, current: &'static str, unread: i64) -> Tabs {
    let tab = |id, key, href: &str, count| Tab { label: tr.s(key).into_owned(), count, href: href.to_owned(), id };
    Tabs::new(
        tr.s("identity-my-label"),
        current,
        vec![
            tab("my", "identity-my-cases", "/my", None),
            tab("requests", "identity-my-requests", "/my/requests", None),
            tab("licences", "identity-my-licences", "/my/licences", None),
            tab("messages", "identity-my-messages", "/my/messages", Some(unread).filter(|n| *n > 0)),
            tab("organisations", "identity-my-organisations", "/my/organisations", None),
            tab("account", "identity-my-account", "/my/account", None),
        ],
    )
}

/// A read that can only break.
pub(crate) fn read<T>(office: &Office, work: impl FnOnce(&mut Tx) -> Result<T, Fault>) -> Result<T, Problem> {
    Ok(office.db.read(|tx| work(tx).map_err(Error::<Never>::from))?)
}

/// Unread messages of the person, for the tabs.
pub(crate) fn unread(tx: &mut Tx, acting: &Acting) -> Result<i64, Fault> {
    match &acting.cx.who {
        Who::Person { account, .. } => unread_messages(tx, *account),
        _ => Ok(0),
    }
}

/// The account and the person who act; anybody else is sent to the sign-in.
pub(crate) fn person_of(acting: &Acting) -> Result<(Id, Id), Problem> {
    match &acting.cx.who {
        Who::Person { account, person, .. } => Ok((*account, *person)),
        _ => Err(Problem::sign_in()),
    }
}

/// A refusal that the reader can put right on the page; what is not there or broken is a problem.
pub(crate) fn refusal<T>(result: Result<T, Error<Refused>>) -> Result<Result<T, Refused>, Problem> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Error::Refused(r)) if r.kind() != RefusalKind::NotThere => Ok(Err(r)),
        Err(other) => Err(other.into()),
    }
}

/// What is wrong with a form that was sent, by control.
pub(crate) struct Faults {
    tr: Tr,
    found: Vec<(&'static str, String)>,
}

impl Faults {
    pub(crate) fn none(tr: Tr) -> Faults {
        Faults { tr, found: Vec::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Notes the sentence `key` at the control `field`; an empty name is the whole form.
    pub(crate) fn add(&mut self, field: &'static str, key: &str) {
        self.found.push((field, self.tr.s(key).into_owned()));
    }

    pub(crate) fn refused(&mut self, field: &'static str, refused: &Refused) {
        self.found.push((field, self.tr.refusal(refused)));
    }

    /// What is wrong with this control.
    pub(crate) fn of(&self, field: &str) -> Option<String> {
        self.found.iter().find(|(name, _)| *name == field).map(|(_, text)| text.clone())
    }

    /// Everything that is wrong, each a link to its control.
    pub(crate) fn summary(&self, fields: &[&Field]) -> ErrorSummary {
        let mut summary = ErrorSummary::of(self.tr, fields.iter().copied());
        for (_, text) in self.found.iter().filter(|(name, _)| name.is_empty()) {
            summary.add("", text);
        }
        summary
    }
}

/// The cookie with the session's token; it goes with the browser's session and is for us alone.
pub(crate) fn session_cookie(office: &Office, token: &str) -> String {
    format!("{SESSION_COOKIE}={token}; HttpOnly; SameSite=Lax; Path=/{}", secure(office))
}

/// The cookie that ends it.
pub(crate) fn no_session_cookie(office: &Office) -> String {
    format!("{SESSION_COOKIE}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0{}", secure(office))
}

fn secure(office: &Office) -> &'static str {
    if office.public_url.starts_with("https:") { "; Secure" } else { "" }
}

pub(crate) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// `text` as one value of a query.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~/".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_value_is_one_value() {
        assert_eq!(encoded("/my/cases?page=2&q=食"), "/my/cases%3Fpage%3D2%26q%3D%E9%A3%9F");
    }
}
