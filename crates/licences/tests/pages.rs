//! The pages through HTTP: what the public, the holder, a stranger and an official get.

#![allow(clippy::unwrap_used)]

mod common;

use axum::{
    Extension, Router,
    body::Body,
    http::{Request, StatusCode, header},
    middleware,
    routing::{get, post},
};
use codes::LicenceId;
use common::*;
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::Who;
use licences::pages::{desk, mine, public};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::{CsrfKey, Edge, Site, Transport};

fn app(t: &TestOffice, who: &Who) -> Router {
    let edge = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(Site::sample()),
        csrf: CsrfKey::new([9; 32]),
        transport: Transport::Plain,
    };
    Router::new()
        .route("/verify", get(public::verify_form).post(public::verify_file))
        .route("/verify/{identifier}", get(public::verify))
        .route("/api/v1/licences/{identifier}", get(public::api))
        .route("/my/licences", get(mine::wallet))
        .route("/my/licences/{identifier}", get(mine::licence))
        .route("/my/licences/{identifier}/file.pdf", get(mine::file))
        .route("/my/licences/{identifier}/copies", post(mine::copy))
        .route("/my/licences/{identifier}/copies/{copy}/file.pdf", get(mine::copy_file))
        .route("/desk/licences", get(desk::list))
        .route("/desk/licences/{identifier}", get(desk::licence))
        .route("/desk/licences/{identifier}/file.pdf", get(desk::file))
        .route("/desk/licences/{identifier}/state", post(desk::change))
        .layer(Extension(Acting { cx: t.cx(who), session: None }))
        .layer(middleware::from_fn_with_state(edge, web::dress_edge))
        .with_state(t.office.clone())
}

struct Answer {
    status: StatusCode,
    location: String,
    text: String,
    cookie: String,
}

fn send(app: &Router, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let header = |name| response.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let (location, cookie) = (header(header::LOCATION), header(header::SET_COOKIE));
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, location, text: String::from_utf8_lossy(&bytes).into_owned(), cookie }
    })
}

fn fetch(app: &Router, path: &str) -> Answer {
    send(app, Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap())
}

/// Sends a form with the token of the page at `from`.
fn fill(app: &Router, from: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let page = fetch(app, from);
    let token = page.text.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let cookie = page.cookie.split(';').next().unwrap_or_default().to_owned();
    let seen = page.text.split("name=\"seen\" value=\"").nth(1).map(|s| s.split('"').next().unwrap().to_owned());
    let octets = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    let mut body = format!("csrf={}", octets(&token));
    for (name, value) in pairs.iter().copied().chain(seen.as_deref().map(|s| ("seen", s))) {
        body += &format!("&{name}={}", octets(value));
    }
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from(body));
    send(app, request.unwrap())
}

#[test]
fn the_public_learns_the_state_and_nothing_else() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let public = app(t, &Who::Public);
        let path = format!("/verify/{}", licence.identifier);
        let page = fetch(&public, &path);
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("这份证照现在有效"), "{}", page.text);
        for secret in ["王小明", &licence.holder_shown, &licence.number, "市第一医院"] {
            assert!(!page.text.contains(secret), "{secret}");
        }
        let head = t.cx(&p.head);
        t.office
            .db
            .write(|tx| {
                licences::revoke_as_wrong(tx, &head, &licence.identifier, 1, "秘密的理由", "行政许可法 第六十九条")
            })
            .unwrap();
        let page = fetch(&public, &path);
        assert!(page.text.contains("这份证照已被撤销") && !page.text.contains("秘密的理由"));
        let json = fetch(&public, &format!("/api/v1{}", path.replace("/verify", "/licences")));
        assert_eq!(json.status, StatusCode::OK);
        assert!(
            json.text.contains("\"state_code\":\"03\"") && json.text.contains("\"in_force\":false"),
            "{}",
            json.text
        );
        assert!(!json.text.contains("王"), "{}", json.text);
    });
}

#[test]
fn a_wrong_identifier_is_told_where_it_is_wrong() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let public = app(t, &Who::Public);
        let id = LicenceId::parse(&licence.identifier).unwrap();
        // The written form is one; the others lead to it.
        let short = fetch(&public, &format!("/verify/{}", id.without_root()));
        assert_eq!((short.status, short.location), (StatusCode::SEE_OTHER, format!("/verify/{id}")));
        let typed = fetch(&public, &format!("/verify?identifier=http%3A%2F%2Flocalhost%2Fverify%2F{id}"));
        assert_eq!(typed.location, format!("/verify/{id}"));

        let wrong: String = licence
            .identifier
            .chars()
            .rev()
            .enumerate()
            .map(|(n, c)| if n == 0 { if c == 'A' { 'B' } else { 'A' } } else { c })
            .collect();
        let wrong: String = wrong.chars().rev().collect();
        let page = fetch(&public, &format!("/verify/{wrong}"));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(&wrong) && page.text.contains("校验"), "{}", page.text);
        let json = fetch(&public, &format!("/api/v1/licences/{wrong}"));
        assert_eq!(json.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(json.text.contains("codes-error-check"), "{}", json.text);

        let unknown = LicenceId::make(&id.licence_type(), &id.issuer().unwrap(), "NOBODY", 1).unwrap();
        let page = fetch(&public, &format!("/verify/{unknown}"));
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text.contains("本平台没有这份证照"));
        assert_eq!(fetch(&public, &format!("/api/v1/licences/{unknown}")).status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_file_is_compared_with_the_register() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let public = app(t, &Who::Public);
        let form = fetch(&public, "/verify");
        let token = form.text.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let cookie = form.cookie.split(';').next().unwrap_or_default().to_owned();
        let upload = |name: &str, bytes: &[u8]| {
            let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n").into_bytes();
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n--x--\r\n");
            let request = Request::post("/verify")
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
                .header(header::COOKIE, &cookie);
            send(&public, request.body(Body::from(body)).unwrap())
        };
        let bytes = t.office.objects.get(&licence.file).unwrap().unwrap();
        let good = upload("a.pdf", &bytes);
        assert_eq!(good.status, StatusCode::OK, "{}", good.text);
        assert!(good.text.contains("文件真实、未经改动") && !good.text.contains("王小明"));
        assert!(upload("a.pdf", b"%PDF-1.7 something").text.contains("不是本平台颁发的证照文件"));
        assert_eq!(upload("", b"").status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn the_wallet_opens_for_its_holder_only() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let (holder, stranger) = (app(t, &p.holder), app(t, &p.stranger));
        let path = format!("/my/licences/{}", licence.identifier);
        assert!(fetch(&holder, "/my/licences").text.contains(&path));
        assert!(!fetch(&stranger, "/my/licences").text.contains(&path));
        let page = fetch(&holder, &path);
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("市第一医院") && page.text.contains("<svg"), "{}", page.text);
        let file = fetch(&holder, &format!("{path}/file.pdf"));
        assert!(file.status == StatusCode::OK && file.text.starts_with("%PDF"));
        assert!(fetch(&holder, &path).text.contains("下载文件"), "the history tells the reading");

        let made = fill(&holder, &path, &format!("{path}/copies"), &[("purpose", "贷款"), ("recipient", "某银行")]);
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let page = fetch(&holder, &path);
        let link =
            page.text.split(&format!("href=\"{path}/copies/")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let copy = format!("{path}/copies/{link}");
        assert!(fetch(&holder, &copy).text.contains("某银行"));
        let kept = fill(&holder, &path, &format!("{path}/copies"), &[("purpose", "<购房>"), ("recipient", "")]);
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(kept.text.contains("&#60;购房&#62;") || kept.text.contains("&lt;购房&gt;"), "{}", kept.text);

        for path in [path.clone(), format!("{path}/file.pdf"), copy] {
            assert_eq!(fetch(&stranger, &path).status, StatusCode::NOT_FOUND, "{path}");
        }
        t.ledger_is_good();
    });
}

#[test]
fn the_desk_changes_a_state_with_reason_and_basis() {
    on_both(|t| {
        let p = people(t);
        let licence = issue(t, &p, 1);
        let path = format!("/desk/licences/{}", licence.identifier);
        let act = format!("{path}/state");
        let desk = app(t, &p.decider);
        assert!(fetch(&desk, "/desk/licences?state=valid").text.contains(&path));
        assert_eq!(fetch(&desk, "/desk/licences?state=nonsense").status, StatusCode::BAD_REQUEST);
        assert!(fetch(&desk, &path).text.contains("value=\"suspend\""));
        assert!(!fetch(&app(t, &p.maker), &path).text.contains("value=\"suspend\""), "no button for the wrong post");
        let kept = fill(&desk, &path, &act, &[("verb", "suspend"), ("reason", "违法行为"), ("basis", "")]);
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(kept.text.contains("违法行为") && kept.text.contains("请写明法律依据"));
        assert_eq!(
            fill(&desk, &path, &act, &[("reason", "x"), ("basis", "y")]).status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            fill(&desk, &path, &act, &[("verb", "expire"), ("reason", "x"), ("basis", "y")]).status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            fill(&desk, &path, &act, &[("verb", "revoke-as-wrong"), ("reason", "x"), ("basis", "y")]).status,
            StatusCode::FORBIDDEN
        );
        let done =
            fill(&desk, &path, &act, &[("verb", "suspend"), ("reason", "违法行为"), ("basis", "行政处罚法 第九条")]);
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, path.as_str()));
        assert!(
            fetch(&app(t, &p.holder), &format!("/my/licences/{}", licence.identifier)).text.contains("违法行为"),
            "the holder reads why"
        );
        let file = fetch(&desk, &format!("{path}/file.pdf"));
        assert!(file.text.starts_with("%PDF"));
        t.ledger_is_good();
    });
}
