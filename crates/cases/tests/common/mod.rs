//! One browser without script over the pages of this crate: cookies, the token of the last page, redirects in sight.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    middleware::from_fn_with_state,
    routing::{get, post},
};
use cases::{api, pages};
use http_body_util::BodyExt;
use kernel::{Office, Who};
use std::sync::Arc;
use testkit::TestOffice;
use tower::ServiceExt;

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

pub struct Browser {
    app: Router,
    office: Arc<Office>,
    session: Option<String>,
    visitor: Option<String>,
    csrf: String,
    runtime: tokio::runtime::Runtime,
}

fn routes(office: Arc<Office>) -> Router {
    use pages::{
        correction, draft, draft_check, draft_delivery, draft_materials, draft_overview, draft_start, mine, mine_case,
        public, public_ledger, withdrawal,
    };
    let edge = web::Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(web::Site::sample()),
        csrf: web::CsrfKey::new([1; 32]),
        transport: web::Transport::Plain,
    };
    Router::new()
        .route("/items/{slug}/drafts", post(draft_start::begin))
        .route("/my", get(mine::home))
        .route("/my/drafts/{id}", get(draft_overview::overview))
        .route("/my/drafts/{id}/version", post(draft_overview::move_to_current))
        .route("/my/drafts/{id}/removal", post(draft_overview::discard))
        .route("/my/drafts/{id}/sections/{key}", get(draft::section).post(draft::save_section))
        .route("/my/drafts/{id}/materials", get(draft_materials::materials).post(draft_materials::save_materials))
        .route("/my/drafts/{id}/files/{row}", get(draft_materials::file))
        .route("/my/drafts/{id}/delivery", get(draft_delivery::delivery).post(draft_delivery::save_delivery))
        .route("/my/drafts/{id}/check", get(draft_check::check))
        .route("/my/drafts/{id}/submission", post(draft_check::submit))
        .route("/my/cases", get(mine::cases))
        .route("/my/cases/{number}", get(mine_case::case))
        .route("/my/cases/{number}/notices/{file}", get(mine_case::notice))
        .route("/my/cases/{number}/files/{row}", get(mine_case::file))
        .route("/my/cases/{number}/withdrawal", get(withdrawal::withdrawal).post(withdrawal::withdraw))
        .route("/my/cases/{number}/correction", get(correction::correction).post(correction::supplement))
        .route("/progress", get(public::progress))
        .route("/figures", get(public::figures_page))
        .route("/how-handled", get(public::how_handled))
        .route("/ledger", get(public_ledger::ledger))
        .route("/api/v1/my/cases", get(api::my_cases))
        .route("/api/v1/my/cases/{number}", get(api::my_case))
        .route("/api/v1/progress/{number}", get(api::progress))
        .route("/api/v1/ledger/entries/{hash}", get(api::ledger_entry))
        .with_state(office.clone())
        .layer(from_fn_with_state(office, identity::pages::edge::recognise))
        .layer(from_fn_with_state(edge, web::dress_edge))
}

impl Browser {
    pub fn new(t: &TestOffice) -> Browser {
        Browser {
            app: routes(t.office.clone()),
            office: t.office.clone(),
            session: None,
            visitor: None,
            csrf: String::new(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        }
    }

    pub fn signed_in(t: &TestOffice, who: &Who) -> Browser {
        let mut browser = Browser::new(t);
        browser.sign_in(t, who);
        browser
    }

    pub fn sign_in(&mut self, t: &TestOffice, who: &Who) {
        let Who::Person { account, .. } = who else { panic!("a person signs in here") };
        let token = identity::new_token().unwrap();
        let cx = t.cx(who);
        self.office
            .db
            .write(|tx| {
                identity::begin_first_session(tx, &cx, *account, &token).map_err(kernel::Error::<kernel::Never>::from)
            })
            .unwrap();
        self.session = Some(token);
    }

    /// The session ends, as it does when nobody came for a while.
    pub fn forget_session(&mut self) {
        self.session = None;
    }

    fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let mut cookies = vec!["lang=zh-CN".to_owned()];
        cookies.extend(self.session.iter().map(|s| format!("session={s}")));
        cookies.extend(self.visitor.iter().map(|s| format!("visitor={s}")));
        let request: Request<Body> = request.header(header::COOKIE, cookies.join("; ")).body(body).unwrap();
        let app = self.app.clone();
        let answer = self.runtime.block_on(async move {
            let response = app.oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            Answer {
                status: parts.status,
                location: parts
                    .headers
                    .get(header::LOCATION)
                    .map(|v| v.to_str().unwrap().to_owned())
                    .unwrap_or_default(),
                headers: parts.headers,
                body: String::from_utf8_lossy(&bytes).into_owned(),
            }
        });
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap().split(';').next().unwrap_or_default();
            if let Some(value) = text.strip_prefix("visitor=") {
                self.visitor = Some(value.to_owned());
            }
        }
        if let Some(token) = hidden(&answer.body, "csrf") {
            self.csrf = token;
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty())
    }

    /// Posts a form with the token of the last page.
    pub fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(pairs);
        let body = all.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect::<Vec<_>>().join("&");
        self.send(
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
            Body::from(body),
        )
    }

    /// The same for a script that wants JSON.
    pub fn post_json(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(pairs);
        let body = all.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect::<Vec<_>>().join("&");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json");
        self.send(request, Body::from(body))
    }

    /// Posts text and files.
    pub fn post_files(&mut self, path: &str, pairs: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (name, value) in std::iter::once(("csrf", csrf.as_str())).chain(pairs.iter().copied()) {
            body.extend_from_slice(
                format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
            );
        }
        for (name, filename, bytes) in files {
            body.extend_from_slice(format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{filename}\"\r\ncontent-type: application/pdf\r\n\r\n").as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        self.send(
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge"),
            Body::from(body),
        )
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The value of a hidden field of a page.
pub fn hidden(html: &str, name: &str) -> Option<String> {
    let at = html.find(&format!("name=\"{name}\" value=\""))?;
    let rest = &html[at + name.len() + 15..];
    Some(rest[..rest.find('"')?].to_owned())
}
