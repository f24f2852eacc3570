//! Following something by e-mail alone, without an account.

use super::{frequencies, frequency_of, split};
use crate::{Frequency, Refused, confirm, subscribe_address, verbs::is_confirmable};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Never, Office, Refusal, RefusalKind};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Choice, ErrorSummary, Field, Notice, NoticeKind, Page, Problem, Shell, Submit, Tr, Visit, blocking,
};

#[derive(Template)]
#[template(path = "push/subscribe.html")]
struct SubscribePage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    fields: Vec<Field>,
    send: Submit,
}

/// One sentence and perhaps a button: asking to confirm, confirmed, ended, too late.
#[derive(Template)]
#[template(path = "push/word.html")]
pub(super) struct WordPage {
    pub shell: Shell,
    pub notice: Option<Notice>,
    pub text: String,
    pub ask: Option<(String, Submit)>,
}

/// What can be asked for in the address: what is followed, from the page of a section, search or rule.
#[derive(Deserialize)]
pub struct Asked {
    what: Option<String>,
}

fn page(visit: &Visit, sections: &[(String, String)], form: &BodyForm, refused: Option<&Refused>) -> SubscribePage {
    let tr = visit.tr;
    let value = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let error = |name: &str| refused.filter(|r| r.field() == name).map(|r| tr.refusal(r));
    let what = value("what");
    let mut choices: Vec<Choice> = sections.iter().map(|(w, name)| Choice::new(w, name)).collect();
    // What the reader came with and is no section of this site: a search, a rule.
    if let Some((kind, rest)) = what.split_once(':').filter(|_| sections.iter().all(|(w, _)| *w != what)) {
        match kind {
            "search" => choices.insert(0, Choice::new(&what, tr.f1("push-search-name", "words", rest))),
            "rule" => choices.insert(0, Choice::new(&what, tr.s("push-this-rule"))),
            _ => {}
        }
    }
    let fields = vec![
        Field::email(tr, "address", tr.s("push-address"))
            .autocomplete("email")
            .hint(tr.s("push-subscribe-address-hint"))
            .value(value("address"))
            .error(error("address"))
            .required(),
        Field::select(tr, "what", tr.s("push-what"))
            .choices(choices)
            .value(what.clone())
            .error(refused.filter(|r| matches!(r, Refused::NoSuchThing | Refused::Words { .. })).map(|r| tr.refusal(r)))
            .required(),
        Field::radio(tr, "frequency", tr.s("push-frequency"))
            .choices(frequencies(tr))
            .value(form.get("frequency").unwrap_or(Frequency::Daily.as_str()))
            .error(error("frequency"))
            .required(),
    ];
    let errors = ErrorSummary::of(tr, &fields);
    let mut shell = visit.shell(tr.s("push-subscribe-title"));
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    SubscribePage { shell, tr, errors, fields, send: Submit::primary(tr.s("push-subscribe")) }
}

async fn sections(office: &Arc<Office>, visit: &Visit) -> Result<Vec<(String, String)>, Problem> {
    let (office, site, lang) = (office.clone(), visit.site().key.clone(), visit.tr.lang());
    blocking(move || {
        let list = office.db.read(|tx| sites::list_sections(tx, &site).map_err(Error::<Never>::from))?;
        Ok(list
            .into_iter()
            .filter(|s| s.is_open)
            .map(|s| (format!("section:{}/{}", s.site, s.key), s.names.of(lang).to_owned()))
            .collect())
    })
    .await
}

/// `GET /subscribe`, `?what=section:main/news`
///
/// # Errors
/// A fault.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let form =
        BodyForm { pairs: asked.what.map(|w| ("what".to_owned(), w)).into_iter().collect(), uploads: Vec::new() };
    Ok(Page(page(&visit, &sections(&office, &visit).await?, &form, None)).into_response())
}

/// `POST /subscribe`
///
/// # Errors
/// A fault.
pub async fn ask(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let outcome = match frequency_of(form.text("frequency")) {
        Err(refused) => Err(refused),
        Ok(frequency) => {
            let (address, what) = (form.text("address").unwrap_or_default(), form.text("what").unwrap_or_default());
            let (address, what) = (address.to_owned(), what.to_owned());
            let (of, cx, site) = (office.clone(), acting.cx, visit.site().key.clone());
            blocking(move || {
                split(of.db.write(|tx| subscribe_address(tx, &cx, &site, &of.public_url, &address, &what, frequency)))
            })
            .await?
        }
    };
    match outcome {
        Ok(()) => Ok(Page(word(&visit, "push-asked-title", "push-asked-text")).into_response()),
        Err(refused) if refused.kind() == RefusalKind::Invalid => {
            Ok(Page(page(&visit, &sections(&office, &visit).await?, &form, Some(&refused))).sent_back())
        }
        Err(refused) => Err(Problem::refused(&refused)),
    }
}

/// A page with one sentence.
pub(super) fn word(visit: &Visit, title: &str, text: &str) -> WordPage {
    let tr = visit.tr;
    WordPage { shell: visit.shell(tr.s(title)), notice: None, text: tr.s(text).into_owned(), ask: None }
}

/// The page for a link that does not work any more; one that is not ours is not there.
pub(super) fn refusal(visit: &Visit, refused: &Refused) -> Result<Response, Problem> {
    if *refused != Refused::LinkExpired {
        return Err(Problem::refused(refused));
    }
    Ok(Page(expired(visit)).with_status(StatusCode::GONE))
}

fn expired(visit: &Visit) -> WordPage {
    let tr = visit.tr;
    let notice = Notice::new(NoticeKind::Info, "", tr.refusal(&Refused::LinkExpired))
        .link("/subscribe", tr.s("push-subscribe-again"));
    WordPage { shell: visit.shell(tr.s("push-expired-title")), notice: Some(notice), text: String::new(), ask: None }
}

fn confirm_page(visit: &Visit, token: &str) -> WordPage {
    let ask = (format!("/subscriptions/confirm/{token}"), Submit::primary(visit.tr.s("push-confirm")));
    WordPage { ask: Some(ask), ..word(visit, "push-confirm-title", "push-confirm-text") }
}

/// `GET /subscriptions/confirm/{token}`: asks; programs that look into every link of a mail confirm nothing
///
/// # Errors
/// A link that is not ours answers as if nothing were there.
pub async fn show_confirm(acting: Acting, visit: Visit, Path(token): Path<String>) -> Result<Response, Problem> {
    match is_confirmable(&acting.cx, &token) {
        Ok(()) => Ok(Page(confirm_page(&visit, &token)).into_response()),
        Err(refused) => refusal(&visit, &refused),
    }
}

/// `POST /subscriptions/confirm/{token}`
///
/// # Errors
/// As [`show_confirm`].
pub async fn give_confirm(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(token): Path<String>,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    match blocking(move || split(office.db.write(|tx| confirm(tx, &cx, &token)))).await? {
        Ok(()) => Ok(Page(word(&visit, "push-confirmed-title", "push-confirmed-text")).into_response()),
        Err(refused) => refusal(&visit, &refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for SubscribePage {
        fn samples(lang: Lang) -> Vec<SubscribePage> {
            let visit = Visit::sample(lang);
            let many = vec![
                ("section:main/news".to_owned(), "要闻动态".to_owned()),
                ("section:main/policies".to_owned(), "政策文件".repeat(20)),
            ];
            let form = |what: &str| BodyForm {
                pairs: vec![("what".into(), what.into()), ("address".into(), "\"><script>".into())],
                uploads: Vec::new(),
            };
            vec![
                page(&visit, &[], &form(""), None),
                page(&visit, &many, &form("section:main/news"), None),
                page(&visit, &many, &form("search:<b>补贴"), Some(&Refused::NoAddress)),
                page(&visit, &many, &form("rule:r-1"), Some(&Refused::NoSuchThing)),
                page(&visit, &many, &form(""), Some(&Refused::NoFrequency)),
            ]
        }
    }

    impl Sample for WordPage {
        fn samples(lang: Lang) -> Vec<WordPage> {
            let visit = Visit::sample(lang);
            vec![
                word(&visit, "push-asked-title", "push-asked-text"),
                word(&visit, "push-confirmed-title", "push-confirmed-text"),
                confirm_page(&visit, "abc.def"),
                expired(&visit),
                super::super::unsubscribe::page(&visit, "abc.def"),
                super::super::unsubscribe::ended(&visit),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(SubscribePage::lint_samples(), Vec::<String>::new());
        assert_eq!(WordPage::lint_samples(), Vec::<String>::new());
        for page in SubscribePage::samples(Lang::ZhCn) {
            assert!(!page.render().unwrap().contains("<script>"));
        }
    }
}
