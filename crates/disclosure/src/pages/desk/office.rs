//! `/desk/requests/office`: how the disclosure office works, by its head; `/desk/requests/templates`: words used again.
//!
//! Law: 政府信息公开条例 第十二条

use super::{
    Answer, agencies_with, here, outcome_name,
    parts::{Block, Form, Part, PartsPage},
    read,
};
use crate::{DisclosureOffice, Refused, Template as Words, outcome, remedy::Forums, store};
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use identity::{Agency, pages::edge::Acting};
use kernel::{Cx, Id, Office, Role};
use serde::Deserialize;
use std::sync::Arc;
use web::{BodyForm, Choice, Field, Hidden, Page, Problem, Sentence, Submit, Visit, blocking, redirect_with};

/// Whose office.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    agency: String,
}

/// The agency asked for among those at which one of `roles` is held; the first where none is named.
fn chosen(office: &Office, cx: &Cx, roles: &[Role], key: &str) -> Result<(Agency, Vec<Agency>), Problem> {
    let all = read(office, |tx| agencies_with(tx, cx, roles))?;
    if all.is_empty() {
        return Err(Problem::forbidden());
    }
    let agency = match key {
        "" => all.first(),
        key => all.iter().find(|a| a.key == key),
    };
    Ok((agency.cloned().ok_or_else(Problem::not_found)?, all))
}

fn links(all: &[Agency], agency: &Agency, path: &str) -> Vec<(String, String)> {
    all.iter()
        .filter(|a| a.id != agency.id)
        .map(|a| (format!("{path}?agency={}", a.key), a.short_name.clone()))
        .collect()
}

/// The settings.
pub(super) fn settings(
    visit: &Visit,
    all: &[Agency],
    agency: &Agency,
    o: &DisclosureOffice,
    refused: Option<&Refused>,
) -> PartsPage {
    let tr = visit.tr;
    let shell = visit.desk(tr.s("req-office-title")).crumb(tr.s("req-list-title"), "/desk/requests");
    let mut page = PartsPage::new(shell);
    page.lead.clone_from(&agency.name);
    page.links = links(all, agency, "/desk/requests/office");
    if let Some(r) = refused {
        page = page.refused("", tr.refusal(r));
    }
    let line = |name: &str, key: &str, value: &str| Field::text(tr, name, tr.s(key)).value(value);
    let days = |name: &str, key: &str, n: u32| {
        Field::number(tr, name, tr.s(key)).unit(tr.s("req-unit-working-days")).digits().value(n.to_string()).required()
    };
    let mut confirm = Field::checkboxes(tr, "auto_confirm", tr.s("req-office-confirm"))
        .choices([Choice::new("yes", tr.s("req-office-confirm-yes"))])
        .hint(tr.s("req-office-confirm-hint"));
    if o.auto_confirm {
        confirm = confirm.values(["yes"]);
    }
    let form = Form::new("office", tr.s("req-office-title"), "/desk/requests/office")
        .main()
        .hidden(Hidden::new("agency", &agency.key))
        .hidden(Hidden::new("version", o.version.to_string()))
        .fields([
            line("name", "req-office-name", &o.name).required(),
            line("address", "req-office-address", &o.address).required(),
            line("postcode", "req-applicant-postcode", &o.postcode),
            line("phone", "req-office-phone", &o.phone).required(),
            line("fax", "req-office-fax", &o.fax),
            Field::email(tr, "email", tr.s("req-office-email")).hint(tr.s("req-office-email-hint")).value(&o.email),
            line("hours", "req-office-hours", &o.hours),
            confirm,
            days("correction_days", "req-office-correction-days", o.correction_days),
            days("reason_days", "req-office-reason-days", o.reason_days),
            line("organ", "req-office-organ", &o.forums.organ).hint(tr.s("req-office-organ-hint")).required(),
            line("organ_address", "req-office-organ-address", &o.forums.address),
            line("url", "req-office-url", &o.forums.url).hint(tr.s("req-office-url-hint")),
            line("court", "req-office-court", &o.forums.court).required(),
            Field::area(tr, "payment", tr.s("req-office-payment"))
                .rows(3)
                .hint(tr.s("req-office-payment-hint"))
                .value(&o.payment),
        ])
        .send(Submit::primary(tr.s("req-save")));
    page.parts.push(Part::new("settings", tr.s("req-office-part")).with(Block::Form(form)));
    page
}

/// `GET /desk/requests/office`
///
/// # Errors
/// 403 for who heads no disclosure office.
pub async fn office_page(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    blocking(move || {
        let (agency, all) = chosen(&office, &acting.cx, &[Role::DisclosureHead], &asked.agency)?;
        let o = read(&office, |tx| store::office_of(tx, &agency))?;
        Ok(Page(settings(&visit, &all, &agency, &o, None)).into_response())
    })
    .await
}

/// `POST /desk/requests/office`
///
/// # Errors
/// 403 for who does not head it; 409 when somebody changed it meanwhile.
pub async fn save_settings(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, form: BodyForm) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let key = form.text("agency").unwrap_or_default();
        let (agency, all) = chosen(&office, &cx, &[Role::DisclosureHead], key)?;
        let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
        let number = |name: &str, otherwise: u32| {
            form.text(name).and_then(|n| n.parse::<u32>().ok()).filter(|n| (1..=60).contains(n)).unwrap_or(otherwise)
        };
        let before = read(&office, |tx| store::office_of(tx, &agency))?;
        let o = DisclosureOffice {
            auto_confirm: form.text("auto_confirm") == Some("yes"),
            correction_days: number("correction_days", before.correction_days),
            reason_days: number("reason_days", before.reason_days),
            forums: Forums {
                organ: text("organ"),
                address: text("organ_address"),
                url: text("url"),
                court: text("court"),
                authority: before.forums.authority,
            },
            name: text("name"),
            address: text("address"),
            postcode: text("postcode"),
            phone: text("phone"),
            fax: text("fax"),
            email: text("email"),
            hours: text("hours"),
            payment: text("payment"),
            version: form.text("version").and_then(|v| v.parse().ok()).ok_or_else(Problem::bad_request)?,
        };
        match office.db.write(|tx| crate::keep_office(tx, &cx, agency.id, &o)) {
            Ok(()) => Ok(redirect_with(
                &format!("/desk/requests/office?agency={}", agency.key),
                &Sentence::new("req-done-saved"),
            )),
            Err(error) => {
                let refused = here(error)?;
                Ok(Page(settings(&visit, &all, &agency, &o, Some(&refused))).sent_back())
            }
        }
    })
    .await
}

/// Words used again.
pub(super) fn templates(
    visit: &Visit,
    all: &[Agency],
    agency: &Agency,
    words: &[Words],
    sent: &BodyForm,
    refused: Option<&Refused>,
) -> PartsPage {
    let tr = visit.tr;
    let shell = visit.desk(tr.s("req-templates-title")).crumb(tr.s("req-list-title"), "/desk/requests");
    let mut page = PartsPage::new(shell);
    page.lead.clone_from(&agency.name);
    page.links = links(all, agency, "/desk/requests/templates");
    if let Some(r) = refused {
        let field = match r {
            Refused::NoOutcome => "outcome",
            Refused::NoName => "name",
            _ => "words",
        };
        page = page.refused(field, tr.refusal(r));
    }
    let mut part = Part::new("templates", tr.s("req-templates-part"));
    if words.is_empty() {
        part = part.with(Block::Hint(tr.s("req-templates-none").into_owned()));
    }
    for t in words {
        part = part
            .with(Block::Head(format!("{} · {}", outcome_name(tr, &t.outcome), t.name)))
            .with(Block::lines(&t.reasons))
            .with(Block::Form(
                Form::new(format!("drop-{}", t.id), tr.s("req-template-drop"), "/desk/requests/templates/removal")
                    .hidden(Hidden::new("agency", &agency.key))
                    .hidden(Hidden::new("id", t.id.to_string()))
                    .send(Submit::quiet(tr.s("req-template-drop")).about(&t.name)),
            ));
    }
    page.parts.push(part);
    let typed = |name: &str| sent.get(name).unwrap_or_default().to_owned();
    let form = Form::new("new-template", tr.s("req-template-new"), "/desk/requests/templates")
        .main()
        .hidden(Hidden::new("agency", &agency.key))
        .fields([
            Field::select(tr, "outcome", tr.s("disclosure-outcome"))
                .choices(
                    outcome::all()
                        .iter()
                        .filter(|o| o.is_reply())
                        .map(|o| Choice::new(&o.code, outcome_name(tr, &o.code))),
                )
                .value(typed("outcome"))
                .required(),
            Field::text(tr, "name", tr.s("req-template-name")).value(typed("name")).required(),
            Field::area(tr, "words", tr.s("req-template-words")).rows(6).value(typed("words")).required(),
        ])
        .send(Submit::primary(tr.s("req-template-keep")));
    page.parts.push(Part::new("new", tr.s("req-template-new")).with(Block::Form(form)));
    page
}

const KEEPERS: &[Role] = &[Role::DisclosureDesk, Role::DisclosureHead];

/// `GET /desk/requests/templates`
///
/// # Errors
/// 403 for who neither handles requests nor heads an office.
pub async fn templates_page(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    blocking(move || {
        let (agency, all) = chosen(&office, &acting.cx, KEEPERS, &asked.agency)?;
        let words = read(&office, |tx| store::templates_of(tx, agency.id))?;
        Ok(Page(templates(&visit, &all, &agency, &words, &BodyForm::default(), None)).into_response())
    })
    .await
}

/// `POST /desk/requests/templates`
///
/// # Errors
/// 403 as above; 422 without outcome, name or words.
pub async fn keep_words(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, form: BodyForm) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let (agency, all) = chosen(&office, &cx, KEEPERS, form.text("agency").unwrap_or_default())?;
        let text = |name: &str| form.get(name).unwrap_or_default();
        let done = office.db.write(|tx| {
            crate::keep_template(tx, &cx, agency.id, text("outcome"), text("name"), text("words")).map(drop)
        });
        match done {
            Ok(()) => Ok(redirect_with(
                &format!("/desk/requests/templates?agency={}", agency.key),
                &Sentence::new("req-done-saved"),
            )),
            Err(error) => {
                let refused = here(error)?;
                let words = read(&office, |tx| store::templates_of(tx, agency.id))?;
                Ok(Page(templates(&visit, &all, &agency, &words, &form, Some(&refused))).sent_back())
            }
        }
    })
    .await
}

/// `POST /desk/requests/templates/removal`
///
/// # Errors
/// 403 as above; 404 for no such template.
pub async fn drop_words(State(office): State<Arc<Office>>, acting: Acting, form: BodyForm) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let (agency, _) = chosen(&office, &cx, KEEPERS, form.text("agency").unwrap_or_default())?;
        let id = form.text("id").and_then(Id::parse).ok_or_else(Problem::not_found)?;
        office.db.write(|tx| crate::drop_template(tx, &cx, agency.id, id))?;
        let to = format!("/desk/requests/templates?agency={}", agency.key);
        Ok(redirect_with(&to, &Sentence::new("req-done-saved")))
    })
    .await
}
