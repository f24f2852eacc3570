//! The pages over HTTP, on both engines: who sees what, forms that come back, downloads.

#![allow(clippy::unwrap_used)]

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    routing::{get, post},
};
use duties::{BodyKind, NewBody, api, pages};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::{Role, Who};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
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
        .route("/duties", get(pages::coverage::show))
        .route("/duties/township", get(pages::township::show))
        .route("/duties/catalogue.xlsx", get(pages::downloads::xlsx))
        .route("/duties/catalogue.csv", get(pages::downloads::comma_separated))
        .route("/duties/fields/{n}", get(pages::standard_table::show))
        .route("/duties/agencies/{key}", get(pages::agency::show))
        .route("/duties/{code}", get(pages::row::show))
        .route("/desk/duties", get(pages::desk::list))
        .route("/desk/duties/versions", get(pages::desk_versions::show))
        .route("/desk/duties/absent-fields", post(pages::desk_versions::explain))
        .route("/desk/duties/import", get(pages::desk_import::form).post(pages::desk_import::look))
        .route("/desk/duties/import/application", post(pages::desk_import::apply))
        .route("/desk/duties/rows/new", get(pages::desk_row::new))
        .route("/desk/duties/rows", post(pages::desk_row::create))
        .route("/desk/duties/rows/{code}", get(pages::desk_row::show).post(pages::desk_row::change))
        .route("/desk/duties/rows/{code}/withdrawal", post(pages::desk_row::withdraw))
        .route("/desk/duties/{code}/{agency}", get(pages::desk_duty::show))
        .route("/desk/duties/{code}/{agency}/formed", post(pages::desk_duty::formed))
        .route("/desk/duties/{code}/{agency}/elsewhere", post(pages::desk_duty::elsewhere))
        .route("/desk/duties/{code}/{agency}/aside", post(pages::desk_duty::aside))
        .route("/api/v1/duties", get(api::list))
        .route("/api/v1/duties/coverage", get(api::figures))
        .route("/api/v1/duties/{code}", get(api::show))
        .fallback(async || Problem::not_found())
        .layer(from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(acting.clone());
            next.run(request)
        }))
        .layer(from_fn_with_state(edge, dress_edge))
        .with_state(t.office.clone())
}

/// One reader with their cookies.
struct Browser<'t> {
    t: &'t TestOffice,
    who: Who,
    cookie: String,
    csrf: String,
}

impl<'t> Browser<'t> {
    fn new(t: &'t TestOffice, who: &Who) -> Browser<'t> {
        Browser { t, who: who.clone(), cookie: String::new(), csrf: String::new() }
    }

    fn send(&mut self, request: Request) -> (StatusCode, Vec<u8>, String) {
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
        (parts.status, body.to_vec(), to)
    }

    fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let (status, body, _) = self.send(request.body(Body::empty()).unwrap());
        let html = String::from_utf8_lossy(&body).into_owned();
        if status.is_success() && html.starts_with("<!doctype") {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html)
    }

    fn bytes(&mut self, path: &str) -> (StatusCode, Vec<u8>) {
        let (status, body, _) = self.send(Request::builder().uri(path).body(Body::empty()).unwrap());
        (status, body)
    }

    fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> (StatusCode, String, String) {
        let mut body: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect();
        body.push(format!("csrf={}", self.csrf));
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        let (status, body, to) = self.send(request);
        (status, String::from_utf8_lossy(&body).into_owned(), to)
    }

    fn upload(&mut self, path: &str, file: &[u8]) -> (StatusCode, String) {
        let mut body = Vec::new();
        body.extend_from_slice(
            format!("--b\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n", self.csrf).as_bytes(),
        );
        body.extend_from_slice(b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n");
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body))
            .unwrap();
        let (status, body, _) = self.send(request);
        let html = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(web::lint_html(&html), Vec::<String>::new());
        (status, html)
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b == b'-' { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

struct Cast {
    keeper: Who,
    chief: Who,
    other: Who,
}

/// The standard rows, kept by three agencies: the lead, a finance office, a town.
fn cast(t: &TestOffice) -> Cast {
    let (lead, finance, town) = (t.agency("office"), t.agency("finance"), t.agency("town"));
    let cx = t.system();
    let body = |agency, kind, offices: &[&str]| NewBody {
        agency,
        kind,
        offices: offices.iter().map(|o| (*o).to_owned()).collect(),
        is_demonstration: false,
    };
    let bodies = [
        body(lead, BodyKind::Lead, &["government"]),
        body(finance, BodyKind::Department, &["finance"]),
        body(town, BodyKind::Town, &[]),
    ];
    t.office.db.write(|tx| duties::join_catalogue(tx, &cx, &bodies)).unwrap();
    let rows = duties::standard_rows().unwrap();
    t.office.db.write(|tx| duties::save_rows(tx, &cx, &rows, "国办发〔2019〕54号")).unwrap();
    Cast {
        keeper: t.staff("keeper", &[(finance, Role::DutyKeeper)]),
        chief: t.staff("chief", &[(lead, Role::DutyKeeper)]),
        other: t.staff("other", &[(town, Role::DutyKeeper)]),
    }
}

#[test]
fn everybody_reads_the_catalogue() {
    on_both(|t| {
        let _ = cast(t);
        let mut anybody = Browser::new(t, &Who::Public);
        for path in [
            "/duties",
            "/duties?level=township",
            "/duties?by=agency",
            "/duties?by=agency&field=8",
            "/duties/fields/8",
            "/duties/fields/8?level=township",
            "/duties/08-001",
            "/duties/08-001?agency=finance",
            "/duties/agencies/finance",
            "/duties/agencies/town?standing=unreported",
            "/duties/township",
        ] {
            assert_eq!(anybody.get(path).0, StatusCode::OK, "{path}");
        }
        let (_, html) = anybody.get("/duties/08-001");
        assert!(
            html.contains("/rules/by-title?title=") && html.contains("20 日内") && html.contains("收支情况及报表"),
            "{html}"
        );
        for path in [
            "/duties/fields/27",
            "/duties/fields/x",
            "/duties/99-999",
            "/duties/08-001?agency=office",
            "/duties/agencies/none",
            "/duties?level=province",
            "/duties/catalogue.xlsx?agency=none",
            "/api/v1/duties/99-999",
        ] {
            assert_eq!(anybody.get(path).0, StatusCode::NOT_FOUND, "{path}");
        }
        let (status, bytes) = anybody.bytes("/duties/catalogue.xlsx?level=township");
        assert_eq!(status, StatusCode::OK);
        let read = duties::read_workbook(&bytes, None).unwrap();
        assert!(read.rows.len() > 20 && read.rows.iter().all(|r| r.row.is_at(duties::Level::Township)));
        let (_, bytes) = anybody.bytes("/duties/catalogue.xlsx?agency=finance&version=1");
        assert!(!duties::read_workbook(&bytes, None).unwrap().rows.is_empty());
        let (status, csv) = anybody.bytes("/duties/catalogue.csv?field=8");
        assert!(status == StatusCode::OK && String::from_utf8(csv).unwrap().lines().count() > 4);
        let (_, json) = anybody.bytes("/api/v1/duties?limit=10");
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!((json["duties"].as_array().unwrap().len(), json["next"].as_str()), (10, Some("03-002")));
        let (_, json) = anybody.bytes("/api/v1/duties/coverage");
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert!(json["whole"]["all"].as_i64().unwrap() > 20, "{json}");
    });
}

#[test]
fn a_keeper_reports_and_everybody_sees_it() {
    on_both(|t| {
        let c = cast(t);
        let mut keeper = Browser::new(t, &c.keeper);
        assert_eq!(keeper.get("/desk/duties").0, StatusCode::OK);
        let page = "/desk/duties/08-003/finance";
        assert_eq!(keeper.get(page).0, StatusCode::OK);
        assert_eq!(Browser::new(t, &c.other).get(page).0, StatusCode::NOT_FOUND);
        assert_eq!(Browser::new(t, &Who::Public).get(page).0, StatusCode::NOT_FOUND);
        let formed = format!("{page}/formed");
        let (status, html, _) = keeper.post(&formed, &[("what", "2026年部门预算"), ("formed_on", "2026-03-05")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("日期不能晚于今天") && html.contains("2026年部门预算"), "what was typed stays: {html}");
        let (status, _, to) = keeper.post(&formed, &[("what", "2026年部门预算"), ("formed_on", "2026-02-10")]);
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, page));
        // Twenty days by the calendar after 10 February: 2 March, today.
        let (_, html) = Browser::new(t, &Who::Public).get("/duties/08-003?agency=finance");
        assert!(html.contains("2026年部门预算") && html.contains("2026年3月2日"), "{html}");
        assert!(keeper.get("/desk/duties?tab=due-soon").1.contains("08-003"));
        let (status, html, _) =
            keeper.post(&format!("{page}/elsewhere"), &[("title", "预算上墙"), ("published_on", "2026-03-02")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请选择渠道"), "{html}");
        let good = [("title", "预算上墙"), ("published_on", "2026-03-02"), ("channel", "notice-board")];
        assert_eq!(keeper.post(&format!("{page}/elsewhere"), &good).0, StatusCode::SEE_OTHER);
        assert!(Browser::new(t, &Who::Public).get("/duties/08-003").1.contains("按时公开"));
        let aside = format!("{page}/aside");
        assert_eq!(keeper.post(&aside, &[("reason", "")]).0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(keeper.post(&aside, &[("reason", "没有这项职能")]).0, StatusCode::SEE_OTHER);
        assert!(Browser::new(t, &Who::Public).get("/duties/08-003").1.contains("没有这项职能"));
        assert_eq!(keeper.post(&aside, &[]).0, StatusCode::SEE_OTHER, "taken up again");
        let (_, html) = keeper.get("/desk/duties/versions");
        assert!(html.contains("第 1 版"), "{html}");
        let note = [("agency", "finance"), ("field", "14"), ("reason", "没有征收职能")];
        assert_eq!(keeper.post("/desk/duties/absent-fields", &note).0, StatusCode::SEE_OTHER);
        assert!(Browser::new(t, &Who::Public).get("/duties/agencies/finance").1.contains("没有征收职能"));
        let note = [("agency", "town"), ("field", "14"), ("reason", "x")];
        assert_eq!(keeper.post("/desk/duties/absent-fields", &note).0, StatusCode::FORBIDDEN);
        t.ledger_is_good();
    });
}

#[test]
fn a_table_is_looked_at_before_it_is_imported() {
    on_both(|t| {
        let c = cast(t);
        let mut chief = Browser::new(t, &c.chief);
        chief.get("/desk/duties/import");
        let (status, html) = chief.upload("/desk/duties/import", b"rubbish");
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("不是可以读取的"), "{html}");
        let mut rows = duties::standard_rows().unwrap();
        rows[0].elements.push_str("\n补充要素");
        let bytes = duties::workbook("试验", &rows).unwrap();
        let (status, html) = chief.upload("/desk/duties/import", &bytes);
        assert!(status == StatusCode::OK && html.contains("01-001") && html.contains("还没有写入"), "{html}");
        let digest = html.split("name=\"digest\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(!Browser::new(t, &Who::Public).get("/duties/01-001").1.contains("补充要素"), "a look saves nothing");
        let apply = "/desk/duties/import/application";
        assert_eq!(chief.post(apply, &[("digest", &digest)]).0, StatusCode::UNPROCESSABLE_ENTITY, "a reason is needed");
        assert_eq!(chief.post(apply, &[("digest", &digest), ("why", "年度更新")]).0, StatusCode::SEE_OTHER);
        assert!(Browser::new(t, &Who::Public).get("/duties/01-001").1.contains("补充要素"));
        assert_eq!(chief.post(apply, &[("digest", &"0".repeat(64)), ("why", "x")]).0, StatusCode::NOT_FOUND);
        let mut keeper = Browser::new(t, &c.keeper);
        keeper.get("/desk/duties/import");
        rows[1].elements.push_str("\n又一项");
        let (_, html) = keeper.upload("/desk/duties/import", &duties::workbook("试验", &rows).unwrap());
        let digest = html.split("name=\"digest\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (status, html, _) = keeper.post(apply, &[("digest", &digest), ("why", "越权")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("政务公开主管部门办理"), "{html}");
        t.ledger_is_good();
    });
}

#[test]
fn a_row_is_edited_with_a_reason() {
    on_both(|t| {
        let c = cast(t);
        let mut chief = Browser::new(t, &c.chief);
        let page = "/desk/duties/rows/08-001";
        let (status, html) = chief.get(page);
        assert!(status == StatusCode::OK && html.contains("收支情况及报表"), "{html}");
        let fields = |elements: &'static str, why: &'static str, seen: &'static str| {
            [
                ("seen", seen),
                ("matter", "财政预决算"),
                ("sub_matter", "政府预算"),
                ("elements", elements),
                ("basis", "《中华人民共和国预算法》第十四条"),
                ("limit", "批准后20日内"),
                ("responsible", "财政部门"),
                ("channels", "website"),
                ("audience", "all"),
                ("mode", "proactive"),
                ("levels", "county"),
                ("why", why),
            ]
        };
        let (status, html, _) = chief.post(page, &fields("", "改", "1"));
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("公开内容（要素）"), "{html}");
        assert_eq!(chief.post(page, &fields("新要素", "", "1")).0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _, to) = chief.post(page, &fields("新要素\r\n第二项", "预算法修改", "1"));
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, page));
        assert_eq!(chief.post(page, &fields("新要素", "又改", "1")).0, StatusCode::CONFLICT, "somebody was quicker");
        let (_, html) = Browser::new(t, &Who::Public).get("/duties/08-001");
        assert!(html.contains("<li>第二项</li>") && html.contains("第 2 次修订"), "{html}");
        chief.get("/desk/duties/rows/new");
        let mut new = fields("要素", "新增", "0").to_vec();
        new.push(("field", "26"));
        assert_eq!(chief.post("/desk/duties/rows", &new).0, StatusCode::SEE_OTHER);
        assert_eq!(Browser::new(t, &Who::Public).get("/duties/26-003").0, StatusCode::OK);
        let gone = format!("{page}/withdrawal");
        assert_eq!(chief.post(&gone, &[("seen", "2"), ("withdraw_why", "不再公开")]).0, StatusCode::SEE_OTHER);
        let (status, html) = Browser::new(t, &Who::Public).get("/duties/08-001");
        assert!(status == StatusCode::OK && html.contains("已经退出目录"), "a withdrawn row says so: {html}");
        t.ledger_is_good();
    });
}
