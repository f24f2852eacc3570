//! What the hall told a person.

use super::edge::Acting;
use super::{my_tabs, person_of, read};
use crate::{Message, list_messages, mark_messages_read, unread_messages};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Never, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Empty, Page, Pager, Problem, Sample, Sentence, Shell, StatusTag, Submit, Tabs, Tone, Tr, Visit, blocking,
    redirect_with,
};

const PAGE: usize = 20;

/// 消息
#[derive(Template)]
#[template(path = "identity/messages.html")]
struct MessagesPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    unread: i64,
    lines: Vec<Line>,
    empty: Empty,
    pager: Pager,
    mark: Submit,
}

struct Line {
    text: String,
    link: Option<String>,
    when: String,
    fresh: Option<StatusTag>,
}

impl MessagesPage {
    fn has_unread(&self) -> bool {
        self.unread > 0
    }

    fn new(visit: &Visit, mut messages: Vec<Message>, unread: i64, is_first: bool) -> MessagesPage {
        let tr = visit.tr;
        let more = messages.len() > PAGE;
        messages.truncate(PAGE);
        let on = messages.last().filter(|_| more).map(|m| format!("/my/messages?before={}", m.id));
        let lines = messages.iter().map(|m| Line {
            // The sentence is said now, in the language of now; a message of a later version says at least that it came.
            text: match tr.has(&m.message) {
                true => tr.told(&m.message, m.args.iter().map(|(name, value)| (name.as_str(), value.as_str()))),
                false => tr.s("identity-message-unknown").into_owned(),
            },
            link: m.link.clone().filter(|l| l.starts_with('/')),
            when: tr.time(m.at),
            fresh: m.read_at.is_none().then(|| StatusTag::new(Tone::Now, tr.s("identity-message-new"))),
        });
        MessagesPage {
            shell: visit.shell(tr.s("identity-my-messages")).at("my"),
            tr,
            tabs: my_tabs(tr, "messages", unread),
            unread,
            lines: lines.collect(),
            empty: Empty::new(tr.s("identity-messages-none"), tr.s("identity-messages-none-text"))
                .action("/items", tr.s("nav-items")),
            pager: Pager::new(tr, (!is_first).then(|| "/my/messages".to_owned()), on),
            mark: Submit::secondary(tr.s("identity-messages-mark")),
        }
    }
}

impl Sample for MessagesPage {
    fn samples(lang: kernel::Lang) -> Vec<MessagesPage> {
        let visit = Visit::sample(lang);
        let message = |n: usize| Message {
            id: Id::new(),
            matter: None,
            message: "identity-refused-locked".into(),
            args: vec![("time".into(), format!("10:{n:02}"))],
            link: n.is_multiple_of(2).then(|| "/my".to_owned()),
            at: jiff::Timestamp::UNIX_EPOCH,
            read_at: (n > 1).then_some(jiff::Timestamp::UNIX_EPOCH),
        };
        vec![
            MessagesPage::new(&visit, Vec::new(), 0, true),
            MessagesPage::new(&visit, vec![message(0)], 1, true),
            MessagesPage::new(&visit, (0..21).map(message).collect(), 2, false),
        ]
    }
}

/// Which page of the messages.
#[derive(Deserialize)]
pub struct Before {
    before: Option<String>,
}

/// `GET /my/messages`
pub async fn messages(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    let (account, _) = person_of(&acting)?;
    let before = query.before.map(|text| Id::parse(&text).ok_or_else(Problem::bad_request)).transpose()?;
    let (list, unread) = blocking(move || {
        read(&office, |tx| Ok((list_messages(tx, account, before, PAGE as i64 + 1)?, unread_messages(tx, account)?)))
    })
    .await?;
    Ok(Page(MessagesPage::new(&visit, list, unread, before.is_none())).into_response())
}

/// `POST /my/messages/reading`: all of them were read.
pub async fn read_messages(
    State(office): State<Arc<Office>>,
    acting: Acting,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let (account, _) = person_of(&acting)?;
    blocking(move || {
        Ok(office.db.write(|tx| mark_messages_read(tx, &acting.cx, account).map_err(Error::<Never>::from))?)
    })
    .await?;
    Ok(redirect_with("/my/messages", &Sentence::new("identity-messages-marked")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(MessagesPage::lint_samples(), Vec::<String>::new());
    }
}
