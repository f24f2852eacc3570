//! The desk of the monitor over HTTP: who sees what, the button, the reports.

#![allow(clippy::unwrap_used)]

mod hall;

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    routing::{get, post},
};
use hall::{Net, cast, run};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::{Role, Who};
use monitor::{HallSources, pages::*, take_job};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::{CsrfKey, Edge, Problem, Transport, dress_edge};

fn app(t: &TestOffice, who: &Who) -> Router {
    let acting = Acting { cx: t.cx(who), session: None };
    let site = Arc::new(web::Site::sample());
    let edge = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site,
        csrf: CsrfKey::new([3; 32]),
        transport: Transport::Plain,
    };
    Router::new()
        .route("/desk/monitor", get(desk::list))
        .route("/desk/monitor/{site}", get(site::show))
        .route("/desk/monitor/{site}/run", post(site::run))
        .route("/desk/monitor/{site}/report.xlsx", get(reports::xlsx))
        .route("/desk/monitor/{site}/report.pdf", get(reports::pdf))
        .fallback(async || Problem::not_found())
        .layer(from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(acting.clone());
            next.run(request)
        }))
        .layer(from_fn_with_state(edge, dress_edge))
        .with_state(t.office.clone())
}

fn send(t: &TestOffice, who: &Who, request: Request) -> (StatusCode, Vec<u8>, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (parts, body) = runtime.block_on(async {
        let (parts, body) = app(t, who).oneshot(request).await.unwrap().into_parts();
        (parts, body.collect().await.unwrap().to_bytes())
    });
    let cookies = parts.headers.get_all(header::SET_COOKIE).iter();
    let visitor = cookies.filter_map(|c| c.to_str().ok()?.split(';').next()).find(|c| c.starts_with("visitor="));
    (parts.status, body.to_vec(), visitor.unwrap_or_default().to_owned())
}

fn show(t: &TestOffice, who: &Who, path: &str) -> (StatusCode, String, String) {
    let request = Request::builder().uri(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
    let (status, body, cookie) = send(t, who, request);
    let html = String::from_utf8_lossy(&body).into_owned();
    if status.is_success() && html.starts_with("<!") {
        assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
    }
    (status, html, cookie)
}

fn press(t: &TestOffice, who: &Who, path: &str, html: &str, cookie: &str) -> StatusCode {
    let csrf = html.split("name=\"csrf\" value=\"").nth(1).map(|r| r.split('"').next().unwrap()).unwrap_or_default();
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("csrf={csrf}")))
        .unwrap();
    send(t, who, request).0
}

#[test]
fn everybody_sees_what_is_theirs_and_the_reports_open() {
    on_both(|t| {
        let c = cast(t);
        let other = t.agency("other");
        let stranger = t.staff("stranger", &[(other, Role::SiteAdmin)]);
        let supervisor = t.staff("supervisor", &[(other, Role::Supervision)]);
        let duties = t.staff("duties", &[(other, Role::DutyKeeper)]);
        let drafter = &c.desk.drafter;
        for who in [&c.platform, &supervisor, &duties, &c.keeper] {
            assert!(show(t, who, "/desk/monitor").1.contains("main网站"));
            assert_eq!(show(t, who, "/desk/monitor/main").0, StatusCode::OK);
        }
        for who in [&stranger, drafter] {
            assert!(!show(t, who, "/desk/monitor").1.contains("main网站"));
            for path in ["", "/report.xlsx", "/report.pdf"] {
                assert_eq!(show(t, who, &format!("/desk/monitor/main{path}")).0, StatusCode::NOT_FOUND, "{path}");
            }
        }
        let (_, html, cookie) = show(t, &c.keeper, "/desk/monitor/main");
        assert!(html.contains("尚未检查") && html.contains("马上检查"), "{html}");
        assert_eq!(
            show(t, &c.keeper, "/desk/monitor/main/report.pdf").0,
            StatusCode::NOT_FOUND,
            "nothing to report yet"
        );
        assert_eq!(show(t, &c.keeper, "/desk/monitor/none").0, StatusCode::NOT_FOUND);
        assert_eq!(press(t, &c.keeper, "/desk/monitor/main/run", &html, "visitor=x"), StatusCode::FORBIDDEN);
        assert_eq!(press(t, &c.keeper, "/desk/monitor/main/run", &html, &cookie), StatusCode::SEE_OTHER);
        assert_eq!(press(t, &stranger, "/desk/monitor/main/run", &html, &cookie), StatusCode::NOT_FOUND);
        assert_eq!(press(t, &supervisor, "/desk/monitor/main/run", &html, &cookie), StatusCode::FORBIDDEN);
        assert!(show(t, &c.keeper, "/desk/monitor/main").1.contains("已安排检查"));
        assert!(take_job(&t.office, &HallSources(Net::good())).unwrap());
        let (_, html, _) = show(t, &c.keeper, "/desk/monitor/main");
        assert!(html.contains("已触发单项否决") && html.contains("整改清单") && html.contains("空白栏目"), "{html}");
        assert!(!show(t, &supervisor, "/desk/monitor/main").1.contains("马上检查"), "supervision only reads");
        t.turn_to("2026-03-03T09:00:00");
        run(t, &Net::good(), "main");
        assert!(show(t, &c.keeper, "/desk/monitor/main").1.contains("<svg role=\"img\""), "two days make a drawing");
        let (status, pdf, _) = show(t, &supervisor, "/desk/monitor/main/report.pdf");
        assert!(status == StatusCode::OK && pdf.starts_with("%PDF-1.7 monitor"), "{pdf}");
        assert!(pdf.contains("\"indicators\"") && pdf.contains("空白栏目"));
        let request = Request::builder().uri("/desk/monitor/main/report.xlsx").body(Body::empty()).unwrap();
        let (status, bytes, _) = send(t, &supervisor, request);
        assert!(status == StatusCode::OK && bytes.starts_with(b"PK"));
        t.ledger_is_good();
    });
}
