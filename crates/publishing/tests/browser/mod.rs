//! The pages as the server mounts them, a reader with their cookies, a hall with sites and people.

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
use identity::{NewAgency, pages::edge::Acting};
use kernel::{Id, Who};
use publishing::testing::{Desk, desk, working};
use publishing::{api, pages};
use std::sync::Arc;
use testkit::TestOffice;
use tower::ServiceExt;
use web::{CsrfKey, Edge, KeptPages, Problem, Site, Transport, dress_edge};

/// The pages as the server mounts them, for one reader.
fn app(t: &TestOffice, who: &Who) -> Router {
    let acting = Acting { cx: t.cx(who), session: None };
    let edge = Edge {
        sites: None,
        kept: KeptPages::default(),
        site: Arc::new(Site::sample()),
        csrf: CsrfKey::new([3; 32]),
        transport: Transport::Plain,
    };
    Router::new()
        .route("/publications/{number}", get(pages::public::show))
        .route("/publications/{number}/files/{n}", get(pages::public::file))
        .route("/publications/{number}/revisions/{pair}", get(pages::revisions::compare))
        .route("/sections/{key}", get(pages::section::show))
        .route("/disclosure", get(pages::disclosure::show))
        .route("/desk/publications", get(pages::desk_list::list).post(pages::desk_edit::save_new))
        .route("/desk/publications/new", get(pages::desk_edit::begin))
        .route("/desk/publications/paste", post(pages::desk_edit::paste))
        .route("/desk/publications/{number}", get(pages::desk::show))
        .route("/desk/publications/{number}/edit", get(pages::desk_edit::change).post(pages::desk_edit::save))
        .route("/desk/publications/{number}/files", post(pages::desk_edit::upload))
        .route("/desk/publications/{number}/files/{n}", get(pages::desk_edit::file))
        .route("/desk/publications/{number}/files/{n}/removal", post(pages::desk_edit::remove))
        .route("/desk/publications/{number}/check", post(pages::desk_act::check_again))
        .route("/desk/publications/{number}/acknowledgement", post(pages::desk_act::acknowledge_finding))
        .route("/desk/publications/{number}/{act}", post(pages::desk_act::act))
        .route("/api/v1/publications", get(api::list))
        .route("/api/v1/publications/{number}", get(api::show))
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
    pub cookie: String,
    pub csrf: String,
}

impl<'t> Browser<'t> {
    pub fn new(t: &'t TestOffice, who: &Who) -> Browser<'t> {
        Browser { t, who: who.clone(), cookie: String::new(), csrf: String::new() }
    }

    fn send(&mut self, request: Request) -> (StatusCode, String, String) {
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
        if let Some(rest) = html.split("name=\"csrf\" value=\"").nth(1) {
            self.csrf = rest.split('"').next().unwrap().to_owned();
        }
        let to = parts.headers.get(header::LOCATION).map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
        (parts.status, html, to)
    }

    pub fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let (status, html, _) = self.send(request.body(Body::empty()).unwrap());
        if html.starts_with("<!doctype") {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html)
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
        seen: i64,
        name: &str,
        bytes: &[u8],
        announced: Option<usize>,
    ) -> (StatusCode, String, String) {
        let mut body = Vec::new();
        for (field, value) in [("csrf", self.csrf.clone()), ("seen", seen.to_string())] {
            body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
        }
        body.extend(
            format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let mut request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        if let Some(n) = announced {
            request = request.header(header::CONTENT_LENGTH, n);
        }
        self.send(request.body(Body::from(body)).unwrap())
    }
}

/// A hall with the three sites of the demonstration and the four people at the city's bureau.
pub fn hall(t: &TestOffice) -> Desk {
    let agency = |key: &str, region: &str| -> Id {
        let new = NewAgency {
            key,
            name: key,
            short_name: key,
            mark: "测",
            uscc: None,
            region,
            address: "",
            hours: "",
            phone: "",
            complaint_phone: "",
            sort_key: key,
        };
        t.office.db.write(|tx| identity::add_agency(tx, &t.system(), &new)).unwrap()
    };
    let city = agency("approval-bureau", "130100");
    agency("approval-bureau-130102", "130102");
    sites::load_demo(&t.office.db, &t.system()).unwrap();
    desk(t, city, "a")
}

/// A notice as the editor sends it.
pub const NOTICE: &[(&str, &str)] = &[
    ("kind", "notice"),
    ("title", "关于<元旦>放假的通告"),
    ("summary", "1月1日至3日休息"),
    (
        "body",
        "<p onclick=\"x()\">1月1日<script>alert(1)</script>至3日休息。</p><p style=\"color:red\">依据《全国年节及纪念日放假办法》第二条。</p>",
    ),
    ("formed_on", "2026-03-01"),
    ("disclosure", "proactive"),
    ("place", "main/notices"),
    ("place", "spj/notices"),
    ("topics", "放假，节日"),
];

/// The version of the page that is looked at.
pub fn seen(t: &TestOffice, number: &str) -> String {
    working(t, number).matter.version.to_string()
}
