//! What a reader may choose without an account: language, contrast, size of text. Kept in cookies, for a year.
//!
//! Also the routes that belong to the page kit itself.

use crate::page::{Page, local};
use crate::shell::Shell;
use crate::visit::{LANG_COOKIE, READING_COOKIE, Reading, Visit};
use crate::{Choice, Field, Problem, Submit, Tr, assets};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use kernel::Lang;
use serde::Deserialize;

/// The routes of the page kit, all public: `/assets/{file}`, `/favicon.ico`, `/language/{lang}`, `/accessibility`,
/// `/accessibility/choice`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{file}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/language/{lang}", get(choose_language))
        .route("/accessibility", get(accessibility))
        .route("/accessibility/choice", get(choose_reading))
}

#[derive(Deserialize)]
struct Back {
    back: Option<String>,
}

impl Back {
    fn address(&self) -> &str {
        self.back.as_deref().and_then(local).unwrap_or("/")
    }
}

fn with_cookie(mut response: Response, name: &str, value: &str) -> Response {
    let cookie = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// `GET /language/{lang}`: changes nothing but the reader's own cookie, so a link may do it.
async fn choose_language(Path(lang): Path<String>, Query(back): Query<Back>) -> Result<Response, Problem> {
    let lang = Lang::parse(&lang).ok_or_else(Problem::not_found)?;
    Ok(with_cookie(crate::redirect(back.address()), LANG_COOKIE, lang.as_str()))
}

#[derive(Deserialize)]
struct Wish {
    contrast: Option<String>,
    text: Option<String>,
    back: Option<String>,
}

/// `GET /accessibility/choice`: the form of the page below.
async fn choose_reading(Query(wish): Query<Wish>) -> Response {
    let reading =
        Reading::from_words(wish.contrast.as_deref().unwrap_or_default(), wish.text.as_deref().unwrap_or_default());
    let back = Back { back: wish.back };
    with_cookie(crate::redirect(back.address()), READING_COOKIE, &reading.to_cookie())
}

/// 无障碍: how to read this site more easily.
#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    shell: Shell,
    tr: Tr,
    contrast: Field,
    text: Field,
    back: crate::Hidden,
    save: Submit,
}

impl AccessibilityPage {
    fn new(visit: &Visit, back: &str) -> AccessibilityPage {
        let tr = visit.tr;
        let reading = visit.reading;
        let contrast = Field::radio(tr, "contrast", tr.s("reading-contrast"))
            .choices([
                Choice::new("usual", tr.s("reading-contrast-usual")),
                Choice::new("more", tr.s("reading-contrast-more")).hint(tr.s("reading-contrast-more-hint")),
            ])
            .value(reading.contrast_word())
            .required();
        let text = Field::radio(tr, "text", tr.s("reading-text"))
            .choices([
                Choice::new("usual", tr.s("reading-text-usual")),
                Choice::new("large", tr.s("reading-text-large")),
                Choice::new("largest", tr.s("reading-text-largest")),
            ])
            .value(reading.text_word())
            .required();
        AccessibilityPage {
            shell: visit.shell(tr.s("accessibility-title")),
            tr,
            contrast,
            text,
            back: crate::Hidden::new("back", back),
            save: Submit::primary(tr.s("reading-save")),
        }
    }
}

/// `GET /accessibility`
async fn accessibility(visit: Visit, Query(back): Query<Back>) -> Page<AccessibilityPage> {
    Page(AccessibilityPage::new(&visit, back.address()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_the_kit_are_well_made() {
        for lang in Lang::ALL {
            let visit = Visit::sample(*lang);
            let page = AccessibilityPage::new(&visit, "/items");
            assert_eq!(crate::lint_html(&page.render().expect("renders")), Vec::<String>::new());
        }
    }
}
