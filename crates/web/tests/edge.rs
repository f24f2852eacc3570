//! The edge over HTTP: headers, cookies, tokens, limits, and errors as pages and as problem details.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;
use web::{
    BodyForm, CsrfForm, CsrfKey, Edge, Page, Problem, Sentence, Shell, Site, Transport, Visit, dress_edge,
    redirect_with,
};

#[derive(askama::Template)]
#[template(path = "edge-test.html")]
struct FormPage {
    shell: Shell,
}

#[derive(serde::Deserialize)]
struct Fixed {
    name: String,
}

fn app(transport: Transport) -> Router {
    let edge = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(Site::sample()),
        csrf: CsrfKey::new([3; 32]),
        transport,
    };
    Router::new()
        .route("/form", get(async |visit: Visit| Page(FormPage { shell: visit.shell("A form") })))
        .route(
            "/form",
            post(async |form: BodyForm| {
                let files: Vec<String> =
                    form.uploads.iter().map(|u| format!("{}={} bytes", u.filename, u.bytes.len())).collect();
                format!("{:?} {files:?}", form.pairs)
            }),
        )
        .route("/fixed", post(async |CsrfForm(fixed): CsrfForm<Fixed>| fixed.name))
        .route("/done", get(async || redirect_with("/form", &Sentence::new("relative-in-days").arg("n", "3"))))
        .route("/broken", get(async || Problem::broken("the pump <b>")))
        .route("/api/v1/things", get(async || Problem::not_found()))
        .route("/private", get(async || Problem::sign_in()))
        .route("/panic", get(async || (StatusCode::INTERNAL_SERVER_ERROR, "secret backtrace")))
        .merge(web::routes())
        .fallback(async || Problem::not_found())
        .layer(axum::middleware::from_fn_with_state(edge, dress_edge))
}

async fn send(request: Request<Body>) -> (Response<()>, String) {
    let response = app(Transport::Plain).oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    (Response::from_parts(parts, ()), String::from_utf8_lossy(&bytes).into_owned())
}

fn read(path: &str) -> axum::http::request::Builder {
    Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, "lang=en")
}

/// The token of a form and the cookie it belongs to.
async fn token() -> (String, String) {
    let (response, html) = send(read("/form").body(Body::empty()).expect("a request")).await;
    let cookie =
        response.headers()[header::SET_COOKIE].to_str().expect("text").split(';').next().expect("a pair").to_owned();
    let value = html
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a token")
        .to_owned();
    (cookie, value)
}

async fn submit(path: &str, cookie: &str, kind: &str, body: impl Into<Body>) -> (Response<()>, String) {
    let request =
        Request::builder().method("POST").uri(path).header(header::COOKIE, cookie).header(header::CONTENT_TYPE, kind);
    send(request.body(body.into()).expect("a request")).await
}

const URLENCODED: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn pages_carry_the_headers_and_are_well_made() {
    let (response, html) = send(read("/form").body(Body::empty()).expect("a request")).await;
    let policy = response.headers()["content-security-policy"].to_str().expect("text");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "private, no-cache");
    assert!(response.headers().get(header::STRICT_TRANSPORT_SECURITY).is_none());
    assert_eq!(web::lint_html(&html), Vec::<String>::new());
    let secure =
        app(Transport::Tls).oneshot(read("/form").body(Body::empty()).expect("a request")).await.expect("an answer");
    assert!(secure.headers()[header::SET_COOKIE].to_str().expect("text").contains("; Secure"));
}

#[tokio::test]
async fn a_form_is_taken_with_its_token_only() {
    let (cookie, value) = token().await;
    let (response, text) = submit("/form", &cookie, URLENCODED, format!("csrf={value}&a=1&a=%E5%BC%A0")).await;
    assert_eq!((response.status(), text.as_str()), (StatusCode::OK, r#"[("a", "1"), ("a", "张")] []"#));
    for (cookie, body) in
        [(cookie.as_str(), "a=1".to_owned()), ("visitor=x", format!("csrf={value}")), (&cookie, "csrf=x".into())]
    {
        let (response, _) = submit("/form", cookie, URLENCODED, body).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
    let (_, text) = submit("/fixed", &cookie, URLENCODED, format!("csrf={value}&name=x%20y")).await;
    assert_eq!(text, "x y");
}

#[tokio::test]
async fn another_sites_form_is_refused_at_the_door() {
    let (cookie, value) = token().await;
    for (name, from) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::builder()
            .method("POST")
            .uri("/form")
            .header(header::COOKIE, &cookie)
            .header(header::HOST, "hall.test");
        let request = request.header(header::CONTENT_TYPE, URLENCODED).header(name, from);
        let (response, _) = send(request.body(Body::from(format!("csrf={value}"))).expect("a request")).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{name}");
    }
}

#[tokio::test]
async fn bad_bodies_get_a_clear_answer() {
    let (cookie, value) = token().await;
    let long = format!("csrf={value}&a={}", "x".repeat(2 << 20));
    for (kind, body, status) in [
        (URLENCODED, format!("csrf={value}&a=%00"), StatusCode::UNPROCESSABLE_ENTITY),
        (URLENCODED, long, StatusCode::PAYLOAD_TOO_LARGE),
        (URLENCODED, "csrf=%ff%fe".into(), StatusCode::FORBIDDEN),
        ("application/json", "{}".into(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("multipart/form-data", "x".into(), StatusCode::BAD_REQUEST),
        ("multipart/form-data; boundary=b", "--b\r\nbroken".into(), StatusCode::BAD_REQUEST),
    ] {
        let (response, html) = submit("/form", &cookie, kind, body).await;
        assert_eq!(response.status(), status, "{kind}");
        assert!(html.contains("<h1>"), "{html}");
    }
    let (response, _) = send(read("/form?q=%00").body(Body::empty()).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn files_come_with_a_harmless_name_and_within_the_limit() {
    let (cookie, value) = token().await;
    let part = |name: &str, file: &str, content: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
    };
    let csrf = part("csrf", "", &value);
    let file = part("plan", "; filename=\"../../a.pdf\"", "%PDF-1.4");
    let none = part("other", "; filename=\"\"", "");
    let (_, text) =
        submit("/form", &cookie, "multipart/form-data; boundary=b", format!("{csrf}{file}{none}--b--\r\n")).await;
    assert_eq!(text, r#"[] ["a.pdf=8 bytes"]"#);
    let big = part("plan", "; filename=\"a.pdf\"", &"x".repeat((20 << 20) + 1));
    let (response, _) =
        submit("/form", &cookie, "multipart/form-data; boundary=b", format!("{csrf}{big}--b--\r\n")).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let many: String = (0..21).map(|n| part(&format!("f{n}"), "; filename=\"a.pdf\"", "x")).collect();
    let (response, _) =
        submit("/form", &cookie, "multipart/form-data; boundary=b", format!("{csrf}{many}--b--\r\n")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn errors_are_pages_for_people_and_problems_for_programs() {
    let (response, html) = send(read("/nowhere").body(Body::empty()).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(html.contains("There is no such page"), "{html}");
    let (_, html) = send(read("/broken").body(Body::empty()).expect("a request")).await;
    assert!(html.contains("Incident number") && !html.contains("pump"), "what broke stays in the log: {html}");
    let (response, html) = send(read("/panic").body(Body::empty()).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!html.contains("backtrace"), "{html}");
    let (response, json) = send(Request::get("/api/v1/things").body(Body::empty()).expect("a request")).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&json).expect("json");
    assert_eq!(
        (&problem["status"], &problem["type"], &problem["instance"]),
        (&404.into(), &"/problems/not-found".into(), &"/api/v1/things".into())
    );
}

#[tokio::test]
async fn sign_in_leads_back_and_answers_programs_with_a_status() {
    let (response, _) = send(read("/private?a=1&b=2").body(Body::empty()).expect("a request")).await;
    assert_eq!(response.headers()[header::LOCATION], "/sign-in?back=/private%3Fa%3D1%26b%3D2");
    let (response, _) = send(
        Request::get("/private").header(header::ACCEPT, "application/json").body(Body::empty()).expect("a request"),
    )
    .await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_was_done_is_said_once() {
    let (response, _) = send(read("/done").body(Body::empty()).expect("a request")).await;
    let cookie =
        response.headers()[header::SET_COOKIE].to_str().expect("text").split(';').next().expect("a pair").to_owned();
    let request = Request::get("/form")
        .header(header::COOKIE, format!("lang=en; {cookie}"))
        .body(Body::empty())
        .expect("a request");
    let (response, html) = send(request).await;
    assert!(html.contains("in 3 days"), "{html}");
    let cleared = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .any(|c| c.to_str().is_ok_and(|c| c.starts_with("flash=; ")));
    assert!(cleared, "{:?}", response.headers());
}

#[tokio::test]
async fn language_and_assets() {
    let (response, _) =
        send(Request::get("/language/ug?back=//evil.example").body(Body::empty()).expect("a request")).await;
    assert_eq!(response.headers()[header::LOCATION], "/");
    let (_, html) =
        send(Request::get("/form").header(header::COOKIE, "lang=ug").body(Body::empty()).expect("a request")).await;
    assert!(html.contains(r#"lang="ug" dir="rtl""#), "{html}");
    let (_, html) = send(
        Request::get("/form")
            .header(header::ACCEPT_LANGUAGE, "fr, en-GB;q=0.8, zh")
            .body(Body::empty())
            .expect("a request"),
    )
    .await;
    assert!(html.contains(r#"lang="en""#), "{html}");
    let (response, css) = send(Request::get(web::asset("mingting.css")).body(Body::empty()).expect("a request")).await;
    assert!(
        response.headers()[header::CACHE_CONTROL].to_str().expect("text").contains("immutable")
            && css.contains("--paper")
    );
    let (response, _) =
        send(Request::get("/assets/..%2f..%2fCargo.toml").body(Body::empty()).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}
