//! One reader of the pages, and what somebody types who asks.

#![allow(clippy::unwrap_used)]

use axum::{
    Extension, Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    routing::{get, post},
};
use disclosure::{
    Tools, pages,
    testing::{Desk, desk, done, now},
};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::Who;
use std::sync::Arc;
use testkit::TestOffice;
use tower::ServiceExt;
use web::{CsrfKey, Edge, Problem, Site, Transport, dress_edge};

/// The pages as the server mounts them, for one reader.
fn app(t: &TestOffice, who: &Who) -> Router {
    let acting = Acting { cx: t.cx(who), session: None };
    let edge = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(Site::sample()),
        csrf: CsrfKey::new([3; 32]),
        transport: Transport::Plain,
    };
    use pages::{answers, check, complaint, consult, follow, hints, intake, mine, public};
    Router::new()
        .route("/requests", get(public::show))
        .route("/requests/check", get(check::show))
        .route("/requests/hints", get(hints::hints))
        .route("/requests/new", get(intake::form).post(intake::send))
        .route("/requests/follow", get(follow::form).post(follow::find))
        .route("/requests/follow/{key}", get(follow::show))
        .route("/requests/follow/{key}/{act}", post(follow::act))
        .route("/requests/follow/{key}/notices/{file}", get(follow::notice))
        .route("/requests/follow/{key}/files/{n}", get(follow::file))
        .route("/requests/complaints/new", get(complaint::form).post(complaint::send))
        .route("/my/requests", get(mine::list))
        .route("/my/requests/{number}", get(mine::show))
        .route("/my/requests/{number}/{act}", post(mine::act))
        .route("/my/requests/{number}/notices/{file}", get(mine::notice))
        .route("/my/requests/{number}/files/{n}", get(mine::file))
        .route("/consultations/{key}", get(consult::show).post(consult::give))
        .route("/answers", get(answers::list))
        .route("/answers/{number}", get(answers::show))
        .route("/answers/{number}/files/{n}", get(answers::file))
        .fallback(async || Problem::not_found())
        .layer(Extension(Arc::new(Tools::none())))
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
    pub csrf: String,
}

/// A file to be sent: field, name, content.
pub type Upload<'f> = (&'f str, &'f str, &'f [u8]);

impl<'t> Browser<'t> {
    pub fn new(t: &'t TestOffice, who: &Who) -> Browser<'t> {
        Browser { t, who: who.clone(), cookie: String::new(), csrf: String::new() }
    }

    fn send(&mut self, request: Request) -> (StatusCode, String, String) {
        let path = request.uri().path().to_owned();
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
        let html = String::from_utf8_lossy(&body).into_owned();
        if html.starts_with("<!doctype") {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        if let Some(rest) = html.split("name=\"csrf\" value=\"").nth(1) {
            self.csrf = rest.split('"').next().unwrap().to_owned();
        }
        let to = parts.headers.get(header::LOCATION).map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
        if path.contains("/follow/") || path.contains("/consultations/") {
            let cache = parts.headers.get(header::CACHE_CONTROL).map(|c| c.to_str().unwrap().to_owned());
            assert!(cache.is_some_and(|c| c.contains("no-store")), "{path}: nobody keeps what a key opens");
        }
        (parts.status, html, to)
    }

    pub fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let (status, html, _) = self.send(request.body(Body::empty()).unwrap());
        (status, html)
    }

    pub fn ok(&mut self, path: &str) -> String {
        let (status, html) = self.get(path);
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        html
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let encode = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let mut body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        body.push(format!("csrf={}", encode(&self.csrf)));
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request)
    }

    pub fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[Upload<'_>],
    ) -> (StatusCode, String, String) {
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (field, value) in fields.iter().copied().chain([("csrf", csrf.as_str())]) {
            body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
        }
        for (field, name, bytes) in files {
            body.extend(
                format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n").bytes(),
            );
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--x--\r\n");
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_LENGTH, body.len())
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap())
    }
}

/// What somebody types who asks.
pub const TYPED: &[(&str, &str)] = &[
    ("agency", "housing"),
    ("kind", "access"),
    ("applicant_kind", "person"),
    ("name", "申请人甲"),
    ("document_kind", "id"),
    ("document", "11010519491231002X"),
    ("phone", "13800000000"),
    ("form", "electronic"),
    ("way", "web"),
    ("help", "none"),
];

/// The typed form with more fields, or others.
pub fn typed<'f>(more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    TYPED.iter().copied().filter(|(n, _)| !more.iter().any(|(m, _)| m == n)).chain(more.iter().copied()).collect()
}

pub fn seen(t: &TestOffice, number: &str) -> String {
    now(t, number).matter.version.to_string()
}

pub fn housing(t: &TestOffice) -> Desk {
    desk(t, t.agency("housing"), "a")
}

/// The housing bureau with or without confirmation by itself.
pub fn confirming(t: &TestOffice, d: &Desk, auto_confirm: bool) {
    done(t.office.db.write(|tx| {
        let agency = identity::find_agency(tx, d.agency)?.unwrap();
        let office = disclosure::DisclosureOffice { auto_confirm, ..disclosure::office_of(tx, &agency)? };
        disclosure::keep_office(tx, &t.cx(&d.head), d.agency, &office)
    }));
}

/// The number of the only request there is.
pub fn number_in(html: &str) -> String {
    let at = html.find("YSQ-").unwrap();
    html[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}
