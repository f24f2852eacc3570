//! `/requests/follow`: one's request without an account, by the key that was shown when it was taken in.

use super::{Answer, acts, files::read_upload, private, read, request_page::Door};
use crate::{Tools, store};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, Request, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use kernel::{Lang, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{BodyForm, ErrorSummary, Field, Page, Sample, Shell, Submit, Tr, Visit, blocking, redirect};

/// `GET /requests/follow`.
#[derive(Template)]
#[template(path = "disclosure/follow.html")]
pub struct FollowPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    fields: Vec<Field>,
    send: Submit,
}

impl FollowPage {
    fn new(visit: &Visit, number: &str, key: &str, is_wrong: bool) -> FollowPage {
        let tr = visit.tr;
        let error = is_wrong.then(|| tr.s("disclosure-follow-wrong").into_owned());
        let mut shell = visit
            .shell(tr.s("disclosure-follow-title"))
            .at("disclosure")
            .crumb(tr.s("disclosure-requests-title"), "/requests");
        if is_wrong {
            shell = shell.with_errors();
        }
        let fields = vec![
            Field::code(tr, "number", tr.s("disclosure-number"))
                .required()
                .hint(tr.s("disclosure-follow-number-hint"))
                .value(number),
            Field::code(tr, "key", tr.s("disclosure-key"))
                .required()
                .hint(tr.s("disclosure-follow-key-hint"))
                .value(key)
                .error(error),
        ];
        FollowPage {
            shell,
            tr,
            errors: ErrorSummary::of(tr, &fields),
            fields,
            send: Submit::primary(tr.s("disclosure-follow-open")),
        }
    }
}

/// `GET /requests/follow`
pub async fn form(visit: Visit) -> Answer {
    Ok(private(Page(FollowPage::new(&visit, "", "", false)).into_response()))
}

/// `POST /requests/follow`: number and key; a wrong one of them, or both, get the same answer.
///
/// # Errors
/// A fault of the database.
pub async fn find(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, form: BodyForm) -> Answer {
    blocking(move || {
        let number = form.text("number").unwrap_or_default().to_uppercase();
        let key = plain_key(form.text("key").unwrap_or_default());
        let found = read(&office, |tx| store::find_by_follow_key(tx, &acting.cx, &key))?;
        if found.is_some_and(|r| r.number() == number) {
            return Ok(private(redirect(&format!("/requests/follow/{key}"))));
        }
        let page = FollowPage::new(&visit, &number, form.get("key").unwrap_or_default(), true);
        Ok(private(Page(page).sent_back()))
    })
    .await
}

/// A key as it was made: people copy it with spaces and small letters.
fn plain_key(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).take(40).collect()
}

/// Whether it was taken in just now.
#[derive(Deserialize, Default)]
pub struct New {
    new: Option<String>,
}

/// `GET /requests/follow/{key}`
///
/// # Errors
/// A wrong key answers as if nothing were there.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
    Query(new): Query<New>,
) -> Answer {
    blocking(move || acts::show(&office, &acting.cx, &visit, &Door::Key(plain_key(&key)), new.new.is_some())).await
}

/// `POST /requests/follow/{key}/{act}`: confirmation, correction, reason, withdrawal, suggestion.
///
/// # Errors
/// A wrong key, an act there is none of, an old page.
pub async fn act(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((key, act)): Path<(String, String)>,
    Extension(tools): Extension<Arc<Tools>>,
    request: Request,
) -> Answer {
    let form = read_upload(request).await?;
    let door = Door::Key(plain_key(&key));
    blocking(move || acts::act(&office, &acting.cx, &visit, &door, &act, &form, &tools)).await
}

/// `GET /requests/follow/{key}/notices/{file}`
///
/// # Errors
/// A wrong key, a notice that is not the applicant's.
pub async fn notice(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((key, file)): Path<(String, String)>,
) -> Answer {
    blocking(move || acts::paper(&office, &acting.cx, &Door::Key(plain_key(&key)), &file)).await
}

/// `GET /requests/follow/{key}/files/{n}`
///
/// # Errors
/// A wrong key, nothing given out.
pub async fn file(State(office): State<Arc<Office>>, acting: Acting, Path((key, n)): Path<(String, String)>) -> Answer {
    blocking(move || acts::given(&office, &acting.cx, &Door::Key(plain_key(&key)), &n)).await
}

impl Sample for FollowPage {
    fn samples(lang: Lang) -> Vec<FollowPage> {
        let visit = Visit::sample(lang);
        vec![FollowPage::new(&visit, "", "", false), FollowPage::new(&visit, "YSQ-1\"", "<key>", true)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(FollowPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn a_key_is_read_as_people_copy_it() {
        assert_eq!(plain_key(" abcd-2345 efgh\n"), "ABCD2345EFGH");
        assert_eq!(plain_key("/../x"), "X");
    }
}
