//! `/requests/complaints/new`: a complaint to the authority in charge, about a reply that did not come, or about what an
//! agency does not publish.
//!
//! Law: 政府信息公开条例 第四十七条第二款

use super::{Answer, intake::agencies, private, read};
use crate::{Refused, file_complaint, follower, request::DESCRIPTION_MOST, store};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use kernel::{Error, Lang, Office, Refusal, RefusalKind, Who};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Choice, ErrorSummary, Field, Hidden, Page, Problem, Sample, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect_with,
};

/// What is complained about.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    /// The agency's key.
    #[serde(default)]
    agency: String,
    /// The request's number.
    #[serde(default)]
    request: String,
    /// The key that opens it, for whoever has no account.
    #[serde(default)]
    key: String,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    name: String,
    contact: String,
    text: String,
    wrong: Vec<(&'static str, Refused)>,
}

/// `GET /requests/complaints/new`.
#[derive(Template)]
#[template(path = "disclosure/complaint.html")]
pub struct ComplaintPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    about: Option<String>,
    fields: Vec<Field>,
    hidden: Vec<Hidden>,
    send: Submit,
}

impl ComplaintPage {
    fn new(visit: &Visit, asked: &Asked, typed: &Typed, agencies: &[(String, String)]) -> ComplaintPage {
        let tr = visit.tr;
        let error = |name: &str| typed.wrong.iter().find(|(n, _)| *n == name).map(|(_, r)| tr.refusal(r));
        let fields = vec![
            Field::select(tr, "agency", tr.s("disclosure-complaint-agency"))
                .required()
                .choices(agencies.iter().map(|(key, name)| Choice::new(key, name)))
                .value(&asked.agency)
                .error(error("agency")),
            Field::area(tr, "text", tr.s("disclosure-complaint-text"))
                .required()
                .hint(tr.s("disclosure-complaint-text-hint"))
                .rows(8)
                .value(&typed.text)
                .error(error("text")),
            Field::text(tr, "name", tr.s("disclosure-complaint-name"))
                .required()
                .value(&typed.name)
                .error(error("name")),
            Field::text(tr, "contact", tr.s("disclosure-complaint-contact"))
                .required()
                .hint(tr.s("disclosure-complaint-contact-hint"))
                .value(&typed.contact)
                .error(error("contact")),
        ];
        let mut shell = visit
            .shell(tr.s("disclosure-complaint-title"))
            .at("disclosure")
            .crumb(tr.s("disclosure-requests-title"), "/requests");
        if !typed.wrong.is_empty() {
            shell = shell.with_errors();
        }
        ComplaintPage {
            shell,
            tr,
            errors: ErrorSummary::of(tr, &fields),
            about: (!asked.request.is_empty()).then(|| tr.f1("disclosure-complaint-about", "number", &asked.request)),
            fields,
            hidden: vec![Hidden::new("request", &*asked.request), Hidden::new("key", &*asked.key)],
            send: Submit::primary(tr.s("disclosure-complaint-send")),
        }
    }
}

/// `GET /requests/complaints/new?agency=&request=&key=`
///
/// # Errors
/// A fault of the database.
pub async fn form(State(office): State<Arc<Office>>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    blocking(move || {
        let all = read(&office, agencies)?;
        Ok(private(Page(ComplaintPage::new(&visit, &asked, &Typed::default(), &all)).into_response()))
    })
    .await
}

/// `POST /requests/complaints/new`
///
/// # Errors
/// A fault of the database.
pub async fn send(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, form: BodyForm) -> Answer {
    blocking(move || {
        let value = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let asked = Asked { agency: value("agency"), request: value("request"), key: value("key") };
        let mut typed =
            Typed { name: value("name"), contact: value("contact"), text: value("text"), wrong: Vec::new() };
        let (agency, cx) = read(&office, |tx| {
            // The key says whose request it is where no account does.
            let by_key = store::find_by_follow_key(tx, &acting.cx, &asked.key)?;
            let cx = match by_key.filter(|r| r.number() == asked.request) {
                Some(r) => follower(&acting.cx, &r),
                None => acting.cx.clone(),
            };
            Ok((identity::find_agency_by_key(tx, &asked.agency)?, cx))
        })?;
        let (name, contact, text) = (typed.name.trim(), typed.contact.trim(), typed.text.trim());
        let long = [name, contact].iter().any(|t| t.chars().count() > 200);
        if agency.is_none() {
            typed.wrong.push(("agency", Refused::NoAgency));
        }
        if text.is_empty() {
            typed.wrong.push(("text", Refused::NoReason));
        } else if text.chars().count() > DESCRIPTION_MOST {
            typed.wrong.push(("text", Refused::TooLong { most: DESCRIPTION_MOST }));
        }
        if name.is_empty() {
            typed.wrong.push(("name", Refused::NoName));
        }
        if contact.is_empty() || long {
            let why = if long { Refused::TooLong { most: 200 } } else { Refused::NoContact };
            typed.wrong.push(("contact", why));
        }
        let back = |typed: &Typed| -> Answer {
            let all = read(&office, agencies)?;
            Ok(private(Page(ComplaintPage::new(&visit, &asked, typed, &all)).sent_back()))
        };
        let Some(agency) = agency.filter(|_| typed.wrong.is_empty()) else { return back(&typed) };
        let complainant = format!("{name} {contact}");
        let request = (!asked.request.is_empty()).then_some(asked.request.as_str());
        let done = office.db.write(|tx| file_complaint(tx, &cx, agency.id, request, &complainant, text));
        match done {
            Ok(number) => {
                let to = match (&acting.cx.who, asked.key.is_empty(), asked.request.is_empty()) {
                    (_, false, false) => format!("/requests/follow/{}", super::percent(&asked.key)),
                    (Who::Person { .. }, _, false) => format!("/my/requests/{}", super::percent(&asked.request)),
                    _ => "/requests".to_owned(),
                };
                // A number that was only typed leads nowhere: then the guide is where one goes on.
                let known = matches!(cx.who, Who::Person { .. });
                let to = if known { to } else { "/requests".to_owned() };
                Ok(private(redirect_with(&to, &Sentence::new("disclosure-complaint-done").arg("number", number))))
            }
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                typed.wrong.push(("text", r));
                back(&typed)
            }
            Err(other) => Err(Problem::from(other)),
        }
    })
    .await
}

impl Sample for ComplaintPage {
    fn samples(lang: Lang) -> Vec<ComplaintPage> {
        let visit = Visit::sample(lang);
        let all = vec![("a".to_owned(), "某县住房和城乡建设局".repeat(4))];
        let asked = Asked { agency: "a".into(), request: "YSQ-130100-2026-00001".into(), key: "K".into() };
        let typed = Typed {
            name: "<某人>".into(),
            contact: String::new(),
            text: "逾期没有答复。".repeat(300),
            wrong: vec![("agency", Refused::NoAgency), ("contact", Refused::NoContact)],
        };
        vec![
            ComplaintPage::new(&visit, &Asked::default(), &Typed::default(), &[]),
            ComplaintPage::new(&visit, &asked, &typed, &all),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(ComplaintPage::lint_samples(), Vec::<String>::new());
    }
}
