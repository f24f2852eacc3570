//! One request as pages see it: language, reading preferences, address, who is signed in.
//!
//! Made by [`crate::dress_edge`] for every request; `identity` adds the signed-in person. Handlers take it as an
//! argument and make their [`Shell`] from it.

use crate::csrf::CsrfKey;
use crate::shell::{NavItem, Shell, Side, Site};
use crate::{Problem, Sentence, Tr};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use kernel::Lang;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// How strong lines and colours are drawn, by the reader's wish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As designed, or as the reader's device asks.
    #[default]
    Usual,
    /// Black, white and strong lines.
    More,
}

/// How large the text is, by the reader's wish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 18 px.
    #[default]
    Usual,
    /// 22 px.
    Large,
    /// 28 px, for the elder edition.
    Largest,
}

/// The reading preferences, kept in a cookie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Strength of lines and colours.
    pub contrast: Contrast,
    /// Size of text.
    pub text: TextSize,
}

impl Reading {
    pub(crate) fn from_words(contrast: &str, text: &str) -> Reading {
        Reading {
            contrast: if contrast == "more" { Contrast::More } else { Contrast::Usual },
            text: match text {
                "large" => TextSize::Large,
                "largest" => TextSize::Largest,
                _ => TextSize::Usual,
            },
        }
    }

    fn from_cookie(value: &str) -> Reading {
        let (contrast, text) = value.split_once('.').unwrap_or((value, ""));
        Reading::from_words(contrast, text)
    }

    pub(crate) fn to_cookie(self) -> String {
        format!("{}.{}", self.contrast_word(), self.text_word())
    }

    /// For the attribute `data-contrast`.
    pub fn contrast_word(self) -> &'static str {
        match self.contrast {
            Contrast::Usual => "usual",
            Contrast::More => "more",
        }
    }

    /// For the attribute `data-text`.
    pub fn text_word(self) -> &'static str {
        match self.text {
            TextSize::Usual => "usual",
            TextSize::Large => "large",
            TextSize::Largest => "largest",
        }
    }
}

/// Who is signed in, as the chrome shows it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The name to show, already masked where it must be.
    pub name: String,
    /// The organisation the person acts for.
    pub acting_for: Option<String>,
    /// For staff: the agency and the posts, in words.
    pub office: Option<String>,
    /// For staff: the desk pages this person may open.
    pub desk_nav: Vec<NavItem>,
}

/// One request as pages see it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The reader's language.
    pub tr: Tr,
    /// The reader's preferences.
    pub reading: Reading,
    /// Path and query of the request.
    pub path: String,
    /// What happened just before, to be shown once.
    pub flash: Option<Sentence>,
    /// Whether the answer should be JSON rather than a page.
    pub(crate) wants_json: bool,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    site: Arc<Site>,
    key: CsrfKey,
    /// The cookie of a visitor who has not signed in, as it came.
    anonymous: Option<String>,
    /// The same, made now because a form needs it.
    made: OnceLock<String>,
    signed_in: OnceLock<(String, Visitor)>,
    /// Whether a form of this answer carries this visitor's token.
    gave_token: AtomicBool,
}

/// The cookie with the session, which `identity` reads; here only whether it is there counts.
pub(crate) const SESSION: &str = "session";
/// The cookie that binds forms before sign-in.
pub(crate) const VISITOR_COOKIE: &str = "visitor";
/// The cookie with the language.
pub(crate) const LANG_COOKIE: &str = "lang";
/// The cookie with the reading preferences.
pub(crate) const READING_COOKIE: &str = "reading";
/// The cookie with the sentence to show once.
pub(crate) const FLASH_COOKIE: &str = "flash";

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
}

/// The first language we speak in the order of the browser's wishes.
fn asked_language(headers: &HeaderMap) -> Option<Lang> {
    let wishes = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    wishes.split(',').find_map(|wish| {
        let tag = wish.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match tag.split('-').next() {
            Some("zh") => Some(Lang::ZhCn),
            Some("en") => Some(Lang::En),
            Some("ug") => Some(Lang::Ug),
            _ => None,
        }
    })
}

impl Visit {
    /// The request described by its headers and address, nobody signed in.
    pub(crate) fn read(headers: &HeaderMap, path: &str, site: Arc<Site>, key: CsrfKey) -> Visit {
        let lang = cookie(headers, LANG_COOKIE).and_then(Lang::parse).or_else(|| asked_language(headers));
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Visit {
            tr: Tr::new(lang.unwrap_or(Lang::ZhCn)),
            reading: cookie(headers, READING_COOKIE).map(Reading::from_cookie).unwrap_or_default(),
            path: path.to_owned(),
            flash: cookie(headers, FLASH_COOKIE).and_then(crate::page::read_flash),
            wants_json: path.starts_with("/api/") || (accept.contains("json") && !accept.contains("text/html")),
            shared: Arc::new(Shared {
                site,
                key,
                anonymous: cookie(headers, VISITOR_COOKIE).filter(|v| v.len() == 43).map(str::to_owned),
                made: OnceLock::new(),
                signed_in: OnceLock::new(),
                gave_token: AtomicBool::new(false),
            }),
        }
    }

    /// A visit for tests and samples: nobody signed in, the given language.
    pub fn sample(lang: Lang) -> Visit {
        let mut visit = Visit::read(&HeaderMap::new(), "/", Arc::new(Site::sample()), CsrfKey::new([0; 32]));
        visit.tr = Tr::new(lang);
        visit
    }

    /// Says who is signed in; called once per request by `identity`. `session` binds the form tokens: any text that
    /// changes with the session, such as its id. It never leaves the server.
    pub fn sign_in(&self, session: impl Into<String>, visitor: Visitor) {
        // A second call in one request would be a defect of the caller; the first stays.
        let _ = self.shared.signed_in.set((session.into(), visitor));
    }

    /// Who is signed in, as the chrome shows it.
    pub fn visitor(&self) -> Option<&Visitor> {
        self.shared.signed_in.get().map(|(_, visitor)| visitor)
    }

    /// The public body behind this site.
    pub fn site(&self) -> &Arc<Site> {
        &self.shared.site
    }

    fn binding(&self) -> Option<&str> {
        let shared = &self.shared;
        shared
            .signed_in
            .get()
            .map(|(session, _)| session)
            .or(shared.anonymous.as_ref())
            .or(shared.made.get())
            .map(String::as_str)
    }

    /// The token for the hidden field `csrf` of every form that is posted.
    pub fn csrf(&self) -> String {
        self.shared.gave_token.store(true, Ordering::Relaxed);
        match self.binding() {
            Some(binding) => self.shared.key.token(binding),
            None => self.shared.key.token(self.shared.made.get_or_init(|| self.shared.key.fresh_binding())),
        }
    }

    /// Whether the answer carries this visitor's token: then it is nobody else's.
    pub(crate) fn gave_token(&self) -> bool {
        self.shared.gave_token.load(Ordering::Relaxed) || self.visitor().is_some()
    }

    /// Whether `token` came from a form of this visitor.
    pub fn is_csrf_valid(&self, token: &str) -> bool {
        self.binding().is_some_and(|binding| self.shared.key.is_valid(binding, token))
    }

    /// The visitor's cookie, when a form of this answer needed one.
    pub(crate) fn new_visitor_cookie(&self) -> Option<&str> {
        self.shared.made.get().map(String::as_str)
    }

    /// The chrome of a public page.
    pub fn shell(&self, title: impl Into<String>) -> Shell {
        Shell::new(self.clone(), Side::Public, title.into())
    }

    /// The chrome of a staff page.
    pub fn desk(&self, title: impl Into<String>) -> Shell {
        Shell::new(self.clone(), Side::Desk, title.into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Problem> {
        parts.extensions.get::<Visit>().cloned().ok_or_else(|| Problem::broken("the edge layer is missing"))
    }
}
