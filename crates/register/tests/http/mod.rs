//! The pages as the server mounts them, and a reader with cookies.

// Each binary of tests uses its part.
#![allow(clippy::unwrap_used, dead_code)]

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    routing::{get, post},
};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::Who;
use register::{api, pages};
use std::sync::Arc;
use testkit::TestOffice;
use tower::ServiceExt;
use web::{CsrfKey, Edge, Problem, Site, Transport, dress_edge};

fn app(t: &TestOffice, who: &Who) -> Router {
    let acting = Acting { cx: t.cx(who), session: None };
    let edge = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(Site::sample()),
        csrf: CsrfKey::new([3; 32]),
        transport: Transport::Plain,
    };
    Router::new()
        .route("/rules", get(pages::list::show))
        .route("/rules/by-title", get(pages::rule::by_title))
        .route("/rules/cleanups/{number}", get(pages::cleanup::result))
        .route("/rules/{slug}", get(pages::rule::show))
        .route("/rules/{slug}/as-of", get(pages::rule::as_of))
        .route("/rules/{slug}/compare", get(pages::compare::show))
        .route("/rules/{slug}/versions/{n}", get(pages::rule::version))
        .route("/rules/{slug}/versions/{n}/{file}", get(pages::files::give))
        .route("/desk/rules", get(pages::desk::list).post(pages::draft::create))
        .route("/desk/rules/new", get(pages::draft::new))
        .route("/desk/rules/cleanups", post(pages::cleanup::open))
        .route("/desk/rules/cleanups/new", get(pages::cleanup::new))
        .route("/desk/rules/cleanups/{number}", get(pages::cleanup::show).post(pages::cleanup::decide))
        .route("/desk/rules/cleanups/{number}/publication", post(pages::cleanup::publish))
        .route("/desk/rules/policies", get(pages::policies::show).post(pages::policies::keep))
        .route("/desk/rules/settings", get(pages::settings::show).post(pages::settings::keep))
        .route("/desk/rules/{slug}/versions/{n}/metadata", get(pages::metadata::ask).post(pages::metadata::give))
        .route("/desk/rules/{slug}", get(pages::record::show))
        .route("/desk/rules/{slug}/edit", get(pages::draft::edit).post(pages::draft::save))
        .route("/desk/rules/{slug}/amendment", get(pages::amend::ask).post(pages::amend::give))
        .route("/desk/rules/{slug}/{act}", get(pages::record::ask).post(pages::record::give))
        .route("/desk/flags", get(pages::flags::list))
        .route("/desk/flags/{id}", post(pages::flags::settle))
        .route("/api/v1/rules", get(api::list))
        .route("/api/v1/rules/{slug}", get(api::show))
        .route("/api/v1/rules/{slug}/as-of/{date}", get(api::as_of))
        .fallback(async || Problem::not_found())
        .layer(from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(acting.clone());
            next.run(request)
        }))
        .layer(from_fn_with_state(edge, dress_edge))
        .with_state(t.office.clone())
}

/// One reader with their cookies.
pub struct Browser<'t> {
    t: &'t TestOffice,
    who: Who,
    cookie: String,
    csrf: String,
    seen: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub bytes: Vec<u8>,
    pub text: String,
    pub to: String,
    pub media: String,
}

impl<'t> Browser<'t> {
    pub fn new(t: &'t TestOffice, who: &Who) -> Browser<'t> {
        Browser { t, who: who.clone(), cookie: String::new(), csrf: String::new(), seen: String::new() }
    }

    fn send(&mut self, request: Request) -> Answer {
        let app = app(self.t, &self.who);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (parts, body) = runtime.block_on(async {
            let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
            (parts, body.collect().await.unwrap().to_bytes())
        });
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            if pair.starts_with("visitor=") {
                self.cookie = pair.to_owned();
            }
        }
        let text = String::from_utf8_lossy(&body).into_owned();
        for (name, held) in [("csrf", &mut self.csrf), ("seen", &mut self.seen)] {
            if let Some(rest) = text.split(&format!("name=\"{name}\" value=\"")).nth(1) {
                *held = rest.split('"').next().unwrap().to_owned();
            }
        }
        let of = |name: header::HeaderName| {
            parts.headers.get(name).map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        Answer {
            status: parts.status,
            bytes: body.to_vec(),
            text,
            to: of(header::LOCATION),
            media: of(header::CONTENT_TYPE),
        }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let answer = self.send(request.body(Body::empty()).unwrap());
        if answer.media.starts_with("text/html") && answer.status.is_success() {
            assert_eq!(web::lint_html(&answer.text), Vec::<String>::new(), "{path}");
        }
        answer
    }

    pub fn page(&mut self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    pub fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut body: String = pairs.iter().map(|(n, v)| format!("{n}={}&", encoded(v))).collect();
        if !pairs.iter().any(|(n, _)| *n == "seen") {
            body.push_str(&format!("seen={}&", self.seen));
        }
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("{body}csrf={}", self.csrf)))
            .unwrap();
        self.send(request)
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
