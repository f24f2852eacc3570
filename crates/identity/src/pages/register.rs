//! Registration of a person, with the notice that the law asks for.
//!
//! Law: 个人信息保护法 第十七条, 第三十五条; 国务院关于在线政务服务的若干规定 第五条

use super::edge::Acting;
use super::sign_in::{Back, check_new_password, new_password_fields};
use super::{Faults, refusal, session_cookie, with_cookie};
use crate::{NewPerson, Refused, begin_first_session, hash_password, new_token, register_person};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use codes::{PersonalDocument, PersonalDocumentKind, Phone};
use kernel::{Cx, Office, Who};
use std::sync::Arc;
use web::{
    BodyForm, Choice, ErrorSummary, Field, Hidden, Page, Problem, Sample, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect, redirect_with,
};

/// 个人注册
#[derive(Template)]
#[template(path = "identity/register.html")]
struct RegisterPage {
    shell: Shell,
    tr: Tr,
    fields: Vec<Field>,
    back: Hidden,
    errors: ErrorSummary,
    send: Submit,
}

impl RegisterPage {
    fn new(visit: &Visit, form: &BodyForm, faults: &Faults) -> RegisterPage {
        let tr = visit.tr;
        let title = tr.s("identity-register-title");
        let shell = if faults.is_empty() { visit.shell(title) } else { visit.shell(title).with_errors() };
        let typed = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let kinds = PersonalDocumentKind::ALL.iter().map(|kind| Choice::new(kind.name(), tr.s(kind.message_id())));
        let name = Field::text(tr, "name", tr.s("identity-name"))
            .hint(tr.s("identity-name-hint"))
            .value(typed("name"))
            .autocomplete("name")
            .error(faults.of("name"))
            .required();
        let kind = Field::select(tr, "document-kind", tr.s("identity-document-kind"))
            .choices(kinds)
            .value(form.text("document-kind").unwrap_or(PersonalDocumentKind::ResidentId.name()))
            .error(faults.of("document-kind"))
            .required();
        let document = Field::code(tr, "document", tr.s("identity-document"))
            .value(typed("document"))
            .error(faults.of("document"))
            .required();
        let phone = Field::telephone(tr, "phone", tr.s("identity-phone"))
            .hint(tr.s("identity-phone-hint"))
            .value(typed("phone"))
            .autocomplete("tel")
            .error(faults.of("phone"))
            .required();
        let (fresh, again) = new_password_fields(tr, faults);
        let fields = vec![name, kind, document, phone, fresh, again];
        let errors = faults.summary(&fields.iter().collect::<Vec<_>>());
        RegisterPage {
            shell,
            tr,
            fields,
            back: Hidden::new("back", typed("back")),
            errors,
            send: Submit::primary(tr.s("identity-register")),
        }
    }
}

impl Sample for RegisterPage {
    fn samples(lang: kernel::Lang) -> Vec<RegisterPage> {
        let visit = Visit::sample(lang);
        let mut faults = Faults::none(visit.tr);
        let empty = RegisterPage::new(&visit, &BodyForm::default(), &faults);
        faults.add("name", "identity-refused-name");
        if let Err(e) = PersonalDocument::parse(PersonalDocumentKind::ResidentId, "110105194912310021") {
            faults.refused("document", &Refused::Document(e));
        }
        faults.add("again", "identity-password-differs");
        let form = BodyForm { pairs: vec![("document".into(), "110105194912310021".into())], uploads: Vec::new() };
        vec![empty, RegisterPage::new(&visit, &form, &faults)]
    }
}

/// `GET /register`
pub async fn register_form(acting: Acting, visit: Visit, Query(back): Query<Back>) -> Response {
    if matches!(acting.cx.who, Who::Person { .. }) {
        return redirect("/my");
    }
    let form = BodyForm { pairs: vec![("back".into(), back.back().to_owned())], uploads: Vec::new() };
    Page(RegisterPage::new(&visit, &form, &Faults::none(visit.tr))).into_response()
}

/// Where a refusal of the verb belongs on this page.
fn control_of(refused: &Refused) -> &'static str {
    match refused {
        Refused::Name => "name",
        Refused::Document(_) | Refused::DocumentTaken => "document",
        Refused::Phone(_) => "phone",
        _ => "",
    }
}

/// `POST /register`
pub async fn register(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let mut faults = Faults::none(visit.tr);
    let typed = |name: &str| form.text(name).unwrap_or_default().to_owned();
    let (name, document, phone) = (typed("name"), typed("document"), typed("phone"));
    if name.is_empty() {
        faults.add("name", "identity-refused-name");
    }
    let kind = form.text("document-kind").and_then(PersonalDocumentKind::find);
    // The verb checks again; here everything that is wrong is said at once.
    match kind {
        None => faults.add("document-kind", "identity-missing-document-kind"),
        Some(kind) => {
            let read = PersonalDocument::parse(kind, &document).and_then(|d| d.born_by(acting.cx.today()));
            if let Err(e) = read {
                faults.refused("document", &Refused::Document(e));
            }
        }
    }
    if let Err(e) = Phone::parse_mobile(&phone) {
        faults.refused("phone", &Refused::Phone(e));
    }
    check_new_password(&form, &[&name, &document, &phone], &mut faults);
    let Some(kind) = kind.filter(|_| faults.is_empty()) else {
        return Ok(Page(RegisterPage::new(&visit, &form, &faults)).sent_back());
    };
    let token = new_token()?;
    let (work, new, password) = (office.clone(), token.clone(), form.get("password").unwrap_or_default().to_owned());
    let outcome = blocking(move || {
        let hash = hash_password(&password)?;
        let cx = Cx { who: Who::Public, ..acting.cx };
        refusal(work.db.write(|tx| {
            let person = NewPerson {
                name: &name,
                document_kind: kind,
                document: &document,
                phone: &phone,
                password_hash: &hash,
                region: None,
                address: None,
            };
            let (_, account) = register_person(tx, &cx, &person)?;
            begin_first_session(tx, &cx, account, &new)?;
            Ok(())
        }))
    })
    .await?;
    match outcome {
        Ok(()) => {
            let back = form.get("back").filter(|b| b.starts_with('/') && !b.starts_with("/sign-in")).unwrap_or("/my");
            Ok(with_cookie(
                redirect_with(back, &Sentence::new("identity-registered")),
                &session_cookie(&office, &token),
            ))
        }
        Err(refused) => {
            faults.refused(control_of(&refused), &refused);
            Ok(Page(RegisterPage::new(&visit, &form, &faults)).sent_back())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RegisterPage::lint_samples(), Vec::<String>::new());
    }
}
