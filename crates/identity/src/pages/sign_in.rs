//! Signing in and out: one form for everybody, the second factor of staff, the new password.

use super::edge::Acting;
use super::{Faults, encoded, no_session_cookie, read, session_cookie, with_cookie};
use crate::{
    AccountKind, Attempt, Refused, Session, attempt_sign_in, attempt_unknown_name, change_password, find_account,
    find_account_by_id, hash_password, is_right_password, new_token, second_factor, sign_out, sign_out_everywhere,
    spend_password_time, weaknesses, wrong_password_again,
};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use kernel::{Cx, Office, Refusal, RefusalKind, Who};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, ErrorSummary, Field, Hidden, Page, Problem, Sample, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect, redirect_with,
};

/// Where the sign-in leads back to.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

impl Back {
    pub(crate) fn back(&self) -> &str {
        &self.back
    }
}

/// Where somebody of this kind goes from here: back to where they came from, but never in a circle.
fn onward(back: &str, kind: AccountKind) -> &str {
    let circle = ["/sign-in", "/sign-out", "/register"].iter().any(|p| back.starts_with(p));
    match kind {
        _ if back.starts_with('/') && !circle => back,
        AccountKind::Person => "/my",
        AccountKind::Staff => "/desk",
    }
}

/// The step between password and the hall that this session still lacks.
pub(super) fn missing_step(session: &Session) -> Option<&'static str> {
    match session {
        s if s.needs_second_factor => Some("/sign-in/second-factor"),
        s if s.needs_new_password => Some("/sign-in/password"),
        _ => None,
    }
}

/// On to the missing step, or to where the person wanted to go.
fn go_on(session: &Session, back: &str) -> Response {
    match missing_step(session) {
        Some(step) => redirect(&format!("{step}?back={}", encoded(back))),
        None => redirect(onward(back, session.kind)),
    }
}

fn status_of(refused: &Refused) -> StatusCode {
    match refused.kind() {
        RefusalKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

// Sign-in -----------------------------------------------------------------------------------------

/// 登录
#[derive(Template)]
#[template(path = "identity/sign-in.html")]
struct SignInPage {
    shell: Shell,
    tr: Tr,
    name: Field,
    password: Field,
    back: Hidden,
    register: String,
    errors: ErrorSummary,
    send: Submit,
}

impl SignInPage {
    fn new(visit: &Visit, name: &str, back: &str, faults: &Faults) -> SignInPage {
        let tr = visit.tr;
        let title = tr.s("identity-sign-in-title");
        let shell = if faults.is_empty() { visit.shell(title) } else { visit.shell(title).with_errors() };
        let name = Field::text(tr, "name", tr.s("identity-sign-in-name"))
            .hint(tr.s("identity-sign-in-name-hint"))
            .value(name)
            .autocomplete("username")
            .error(faults.of("name"))
            .required();
        let password = Field::password(tr, "password", tr.s("identity-password"))
            .autocomplete("current-password")
            .error(faults.of("password"))
            .required();
        let errors = faults.summary(&[&name, &password]);
        SignInPage {
            shell,
            tr,
            name,
            password,
            back: Hidden::new("back", back),
            register: format!("/register?back={}", encoded(back)),
            errors,
            send: Submit::primary(tr.s("identity-sign-in")),
        }
    }
}

impl Sample for SignInPage {
    fn samples(lang: kernel::Lang) -> Vec<SignInPage> {
        let visit = Visit::sample(lang);
        let mut faults = Faults::none(visit.tr);
        let empty = SignInPage::new(&visit, "", "/my", &faults);
        faults.refused("", &Refused::LockedUntil("10:45".into()));
        faults.add("name", "identity-missing-name");
        vec![empty, SignInPage::new(&visit, "<zhang>", "/items?q=a", &faults)]
    }
}

/// `GET /sign-in`
pub async fn sign_in_form(acting: Acting, visit: Visit, Query(back): Query<Back>) -> Response {
    use axum::response::IntoResponse;
    match &acting.session {
        Some(session) => go_on(session, &back.back),
        None => Page(SignInPage::new(&visit, "", &back.back, &Faults::none(visit.tr))).into_response(),
    }
}

/// `POST /sign-in`
pub async fn sign_in(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    headers: HeaderMap,
    form: BodyForm,
) -> Result<Response, Problem> {
    let back = form.get("back").unwrap_or_default().to_owned();
    let name = form.text("name").unwrap_or_default().to_owned();
    let password = form.get("password").unwrap_or_default().to_owned();
    let mut faults = Faults::none(visit.tr);
    if name.is_empty() {
        faults.add("name", "identity-missing-name");
    }
    if password.is_empty() {
        faults.add("password", "identity-missing-password");
    }
    if !faults.is_empty() {
        return Ok(Page(SignInPage::new(&visit, &name, &back, &faults)).sent_back());
    }
    let token = new_token()?;
    let (work, typed, new) = (office.clone(), name.clone(), token.clone());
    let outcome = blocking(move || {
        // Whoever signs in is nobody yet, whatever session the browser still has.
        let cx = Cx { who: Who::Public, ..acting.cx.clone() };
        let Some(account) = read(&work, |tx| find_account(tx, &cx, &typed))? else {
            spend_password_time(&password);
            return Ok(Err(work.db.write(|tx| attempt_unknown_name(tx, &cx, &typed))?));
        };
        let attempt = if is_right_password(&password, &account.password) { Attempt::Right } else { Attempt::Wrong };
        let outcome = work.db.write(|tx| attempt_sign_in(tx, &cx, &account, attempt, &new))?;
        if let (Ok(_), Some(old)) = (&outcome, &acting.session) {
            work.db.write(|tx| sign_out(tx, &acting.cx, old))?;
        }
        Ok(outcome.map(|start| (start, account)))
    })
    .await?;
    match outcome {
        Err(refused) => {
            faults.refused("", &refused);
            Ok(Page(SignInPage::new(&visit, &name, &back, &faults)).with_status(status_of(&refused)))
        }
        Ok((start, account)) => {
            let response = if start.needs_second_factor {
                redirect(&format!("/sign-in/second-factor?back={}", encoded(&back)))
            } else {
                redirect(onward(&back, account.kind))
            };
            let mut response = with_cookie(response, &session_cookie(&office, &token));
            if !has_language_cookie(&headers) {
                let lang = format!("lang={}; Path=/; SameSite=Lax; Max-Age=31536000", account.lang);
                response = with_cookie(response, &lang);
            }
            Ok(response)
        }
    }
}

/// Whether the reader chose a language on this device: then the account's does not override it.
fn has_language_cookie(headers: &HeaderMap) -> bool {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    cookies.flat_map(|line| line.split(';')).any(|pair| pair.trim().starts_with("lang="))
}

// Second factor -----------------------------------------------------------------------------------

/// 第二步验证
#[derive(Template)]
#[template(path = "identity/second-factor.html")]
struct SecondFactorPage {
    shell: Shell,
    tr: Tr,
    code: Field,
    back: Hidden,
    errors: ErrorSummary,
    send: Submit,
}

impl SecondFactorPage {
    fn new(visit: &Visit, back: &str, faults: &Faults) -> SecondFactorPage {
        let tr = visit.tr;
        let title = tr.s("identity-second-factor-title");
        let shell = if faults.is_empty() { visit.shell(title) } else { visit.shell(title).with_errors() };
        let code = Field::code(tr, "code", tr.s("identity-second-factor-code"))
            .hint(tr.s("identity-second-factor-hint"))
            .digits()
            .autocomplete("one-time-code")
            .error(faults.of("code"))
            .required();
        let errors = faults.summary(&[&code]);
        SecondFactorPage {
            shell,
            tr,
            code,
            back: Hidden::new("back", back),
            errors,
            send: Submit::primary(tr.s("identity-go-on")),
        }
    }
}

impl Sample for SecondFactorPage {
    fn samples(lang: kernel::Lang) -> Vec<SecondFactorPage> {
        let visit = Visit::sample(lang);
        let mut faults = Faults::none(visit.tr);
        let empty = SecondFactorPage::new(&visit, "", &faults);
        faults.refused("code", &Refused::WrongCode);
        vec![empty, SecondFactorPage::new(&visit, "/desk", &faults)]
    }
}

/// `GET /sign-in/second-factor`
pub async fn second_factor_form(acting: Acting, visit: Visit, Query(back): Query<Back>) -> Response {
    use axum::response::IntoResponse;
    match &acting.session {
        Some(s) if s.needs_second_factor => {
            Page(SecondFactorPage::new(&visit, &back.back, &Faults::none(visit.tr))).into_response()
        }
        Some(session) => go_on(session, &back.back),
        None => redirect(&format!("/sign-in?back={}", encoded(&back.back))),
    }
}

/// `POST /sign-in/second-factor`
pub async fn give_second_factor(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let back = form.get("back").unwrap_or_default().to_owned();
    let Some(mut session) = acting.session else {
        // The half-open session lasts ten minutes.
        return Ok(redirect_with(
            &format!("/sign-in?back={}", encoded(&back)),
            &Sentence::new("identity-second-factor-late"),
        ));
    };
    if !session.needs_second_factor {
        return Ok(go_on(&session, &back));
    }
    let code = form.text("code").unwrap_or_default().to_owned();
    let (half_open, cx) = (session.clone(), acting.cx);
    let outcome = blocking(move || Ok(office.db.write(|tx| second_factor(tx, &cx, &half_open, &code))?)).await?;
    match outcome {
        Ok(()) => {
            session.needs_second_factor = false;
            Ok(go_on(&session, &back))
        }
        Err(refused) => {
            let mut faults = Faults::none(visit.tr);
            faults.refused(if refused == Refused::WrongCode { "code" } else { "" }, &refused);
            Ok(Page(SecondFactorPage::new(&visit, &back, &faults)).with_status(status_of(&refused)))
        }
    }
}

// Password ----------------------------------------------------------------------------------------

/// 修改密码
#[derive(Template)]
#[template(path = "identity/password.html")]
struct PasswordPage {
    shell: Shell,
    tr: Tr,
    /// Whether somebody else made the present password.
    first: bool,
    present: Field,
    fresh: Field,
    again: Field,
    back: Hidden,
    errors: ErrorSummary,
    send: Submit,
}

impl PasswordPage {
    fn new(visit: &Visit, session_needs_it: bool, back: &str, faults: &Faults) -> PasswordPage {
        let tr = visit.tr;
        let title = tr.s("identity-password-title");
        let shell = if faults.is_empty() { visit.shell(title) } else { visit.shell(title).with_errors() };
        let present = Field::password(tr, "present", tr.s("identity-password-present"))
            .autocomplete("current-password")
            .error(faults.of("present"))
            .required();
        let (fresh, again) = new_password_fields(tr, faults);
        let errors = faults.summary(&[&present, &fresh, &again]);
        PasswordPage {
            shell,
            tr,
            first: session_needs_it,
            present,
            fresh,
            again,
            back: Hidden::new("back", back),
            errors,
            send: Submit::primary(tr.s("identity-password-change")),
        }
    }
}

impl Sample for PasswordPage {
    fn samples(lang: kernel::Lang) -> Vec<PasswordPage> {
        let visit = Visit::sample(lang);
        let mut faults = Faults::none(visit.tr);
        let empty = PasswordPage::new(&visit, true, "", &faults);
        faults.refused("present", &Refused::WrongPassword);
        faults.add("password", "identity-password-kinds");
        faults.add("again", "identity-password-differs");
        vec![empty, PasswordPage::new(&visit, false, "/desk", &faults)]
    }
}

/// The new password and its repetition.
pub(crate) fn new_password_fields(tr: Tr, faults: &Faults) -> (Field, Field) {
    let fresh = Field::password(tr, "password", tr.s("identity-password-new"))
        .hint(tr.s("identity-password-hint"))
        .autocomplete("new-password")
        .error(faults.of("password"))
        .required();
    let again = Field::password(tr, "again", tr.s("identity-password-again"))
        .autocomplete("new-password")
        .error(faults.of("again"))
        .required();
    (fresh, again)
}

/// Notes what is wrong with a new password and its repetition; `names` are words it must not hold.
pub(crate) fn check_new_password(form: &BodyForm, names: &[&str], faults: &mut Faults) {
    let fresh = form.get("password").unwrap_or_default();
    let weak = names.iter().find_map(|name| weaknesses(fresh, name).first().copied());
    if fresh.is_empty() {
        faults.add("password", "identity-missing-password");
    } else if let Some(key) = weak {
        faults.add("password", key);
    } else if form.get("again") != Some(fresh) {
        faults.add("again", "identity-password-differs");
    }
}

/// `GET /sign-in/password`: for everybody signed in, and for those whose first password was made by somebody else.
pub async fn password_form(acting: Acting, visit: Visit, Query(back): Query<Back>) -> Response {
    use axum::response::IntoResponse;
    match &acting.session {
        Some(s) if s.needs_second_factor => go_on(s, &back.back),
        Some(s) => {
            let faults = Faults::none(visit.tr);
            Page(PasswordPage::new(&visit, s.needs_new_password, &back.back, &faults)).into_response()
        }
        None => redirect(&format!("/sign-in?back={}", encoded("/sign-in/password"))),
    }
}

/// `POST /sign-in/password`
pub async fn choose_password(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let back = form.get("back").unwrap_or_default().to_owned();
    let Some(session) = acting.session.clone().filter(|s| !s.needs_second_factor) else {
        return Err(Problem::sign_in());
    };
    let mut faults = Faults::none(visit.tr);
    let present = form.get("present").unwrap_or_default().to_owned();
    if present.is_empty() {
        faults.add("present", "identity-missing-password");
    }
    check_new_password(&form, &[&session.name_shown], &mut faults);
    let fresh = form.get("password").unwrap_or_default().to_owned();
    if faults.is_empty() && fresh == present {
        faults.add("password", "identity-password-same");
    }
    if !faults.is_empty() {
        return Ok(Page(PasswordPage::new(&visit, session.needs_new_password, &back, &faults)).sent_back());
    }
    let (work, cx, account) = (office.clone(), acting.cx, session.account);
    let refused = blocking(move || {
        let Some(known) = read(&work, |tx| find_account_by_id(tx, account))? else { return Err(Problem::sign_in()) };
        if !is_right_password(&present, &known.password) {
            return Ok(Some(work.db.write(|tx| wrong_password_again(tx, &cx, account))?));
        }
        let hash = hash_password(&fresh)?;
        work.db.write(|tx| change_password(tx, &cx, account, &hash))?;
        Ok(None)
    })
    .await?;
    match refused {
        // Every session ended, this one too: the new password is typed once more, with a new token.
        None => {
            let done = redirect_with(
                &format!("/sign-in?back={}", encoded(&back)),
                &Sentence::new("identity-password-changed"),
            );
            Ok(with_cookie(done, &no_session_cookie(&office)))
        }
        Some(refused) => {
            faults.refused("present", &refused);
            Ok(Page(PasswordPage::new(&visit, session.needs_new_password, &back, &faults))
                .with_status(status_of(&refused)))
        }
    }
}

// Sign-out ----------------------------------------------------------------------------------------

/// `POST /sign-out`
pub async fn end_session(
    State(office): State<Arc<Office>>,
    acting: Acting,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let work = office.clone();
    blocking(move || {
        if let Some(session) = &acting.session {
            work.db.write(|tx| sign_out(tx, &acting.cx, session))?;
        }
        Ok(())
    })
    .await?;
    Ok(with_cookie(redirect_with("/", &Sentence::new("identity-signed-out")), &no_session_cookie(&office)))
}

/// `POST /sign-out/everywhere`
pub async fn end_every_session(
    State(office): State<Arc<Office>>,
    acting: Acting,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let session = acting.session.clone().ok_or_else(Problem::sign_in)?;
    let work = office.clone();
    let ended = blocking(move || Ok(work.db.write(|tx| sign_out_everywhere(tx, &acting.cx, session.account))?)).await?;
    let done = Sentence::new("identity-signed-out-everywhere").arg("n", ended.to_string());
    Ok(with_cookie(redirect_with("/", &done), &no_session_cookie(&office)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(SignInPage::lint_samples(), Vec::<String>::new());
        assert_eq!(SecondFactorPage::lint_samples(), Vec::<String>::new());
        assert_eq!(PasswordPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn the_way_back_is_no_circle() {
        for (back, kind, goes) in [
            ("/items/1", AccountKind::Person, "/items/1"),
            ("", AccountKind::Person, "/my"),
            ("", AccountKind::Staff, "/desk"),
            ("/sign-in?back=/x", AccountKind::Person, "/my"),
            ("https://elsewhere.example", AccountKind::Person, "/my"),
        ] {
            assert_eq!(onward(back, kind), goes);
        }
    }
}
