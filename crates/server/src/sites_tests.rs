//! Fifty-one sites on one platform: every kind of page on every site, hosts nobody owns, sites reached by path.

use crate::serving::{Hall, application};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use kernel::{Error, Never};
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::Site;

struct Answer {
    status: StatusCode,
    location: String,
    kind: String,
    body: String,
}

fn ask(runtime: &tokio::runtime::Runtime, app: &Router, host: &str, path: &str) -> Answer {
    let request = Request::get(path)
        .header(header::HOST, host)
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "zh-CN")
        .body(Body::empty())
        .unwrap();
    runtime.block_on(async {
        let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
        let text = |name: header::HeaderName| parts.headers.get(name).map_or("", |v| v.to_str().unwrap()).to_owned();
        Answer {
            status: parts.status,
            location: text(header::LOCATION),
            kind: text(header::CONTENT_TYPE),
            body: String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned(),
        }
    })
}

fn hall(t: &TestOffice) -> (tokio::runtime::Runtime, Router, Vec<sites::Site>) {
    let cx = t.system();
    items::load_demo(&t.office.db, &cx).unwrap();
    assert_eq!(sites::load_fifty_one(&t.office.db, &cx).unwrap(), 51);
    assert_eq!(sites::load_fifty_one(&t.office.db, &cx).unwrap(), 0, "again changes nothing");
    let list = t.office.db.read(|tx| sites::list(tx).map_err(Error::<Never>::from)).unwrap();
    let app = application(&Hall::new(t.office.clone(), Site::sample(), None).unwrap());
    (tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(), app, list)
}

/// One page of every kind that needs no record of its own.
const PAGES: &[&str] = &[
    "/",
    "/items",
    "/items/food-business-new",
    "/disclosure",
    "/sections/news",
    "/sections/statutory-disclosure",
    "/progress",
    "/figures",
    "/site-map",
    "/accessibility",
    "/sign-in",
];

#[test]
fn fifty_one_sites_serve_every_kind_of_page_with_their_own_marks() {
    on_both(|t| {
        let (runtime, app, sites) = hall(t);
        assert_eq!(sites.len(), 51);
        let mut faults = Vec::new();
        for site in &sites {
            let host = format!("{}:8200", site.hosts[0]);
            for path in PAGES {
                let answer = ask(&runtime, &app, &host, path);
                if answer.status != StatusCode::OK {
                    faults.push(format!("{host}{path}: {}", answer.status));
                    continue;
                }
                assert!(answer.kind.starts_with("text/html"), "{host}{path}");
                let marks = &site.marks;
                for mark in [&marks.host, &marks.operator, &marks.site_code, &marks.icp_record, &marks.police_record] {
                    if !answer.body.contains(mark.as_str()) {
                        faults.push(format!("{host}{path} lacks {mark}"));
                    }
                }
                if !answer.body.contains(&site.names.zh) {
                    faults.push(format!("{host}{path} lacks its name"));
                }
                faults.extend(web::lint_html(&answer.body).into_iter().map(|f| format!("{host}{path}: {f}")));
            }
            let css = ask(&runtime, &app, &host, "/site.css");
            assert!(css.body.contains(&site.theme.accent), "{host} has its colours");
        }
        assert_eq!(faults, Vec::<String>::new());
    });
}

#[test]
fn a_host_that_nobody_owns_is_told_so_and_the_rest_keeps_serving() {
    on_both(|t| {
        let (runtime, app, _) = hall(t);
        let lost = ask(&runtime, &app, "unknown.example", "/items");
        assert_eq!(lost.status, StatusCode::MISDIRECTED_REQUEST);
        assert!(lost.body.contains("unknown.example"));
        let nasty = ask(&runtime, &app, "a<script>.example", "/");
        assert_eq!(nasty.status, StatusCode::MISDIRECTED_REQUEST);
        assert!(!nasty.body.contains("<script>."));
        assert_eq!(ask(&runtime, &app, "spj.mingting.localhost", "/items").status, StatusCode::OK);
        assert_eq!(
            ask(&runtime, &app, "127.0.0.1:8200", "/items").status,
            StatusCode::OK,
            "loopback is the first site"
        );
    });
}

#[test]
fn a_site_reached_by_path_keeps_its_links_and_redirects() {
    let t = TestOffice::sqlite();
    let (runtime, app, _) = hall(&t);
    let page = ask(&runtime, &app, "localhost", "/s/changan/items");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("长安区"));
    assert!(page.body.contains("href=\"/s/changan/items/"), "links stay on the site");
    assert!(!page.body.contains("href=\"/items/"), "no link leaves it");
    assert!(page.body.contains("href=\"/assets/"), "assets are the same for all");
    let home = ask(&runtime, &app, "localhost", "/s/changan");
    assert_eq!(home.status, StatusCode::OK);
    let away = ask(&runtime, &app, "localhost", "/s/changan/language/en?back=/items");
    assert_eq!(away.location, "/s/changan/items");
    let missing = ask(&runtime, &app, "localhost", "/s/nowhere/items");
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[test]
fn a_banner_stands_on_every_page_until_its_time() {
    let t = TestOffice::sqlite();
    let (runtime, _, _) = hall(&t);
    let cx = t.system();
    let site = t.office.db.read(|tx| sites::find(tx, "spj").map_err(Error::<Never>::from)).unwrap().unwrap();
    let words = (sites::BannerLevel::Emergency, "暴雨预警", "/sections/notices");
    t.office.db.write(|tx| sites::raise_banner(tx, &cx, "spj", site.version, words, None)).unwrap();
    let app = application(&Hall::new(t.office.clone(), Site::sample(), None).unwrap());
    assert!(ask(&runtime, &app, "spj.mingting.localhost", "/items").body.contains("暴雨预警"));
    assert!(!ask(&runtime, &app, "changan.mingting.localhost", "/items").body.contains("暴雨预警"));
    t.ledger_is_good();
}
