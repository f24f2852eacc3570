//! The pages over HTTP: who sees what, writing, importing, publishing, what the public reads and downloads.

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
use calamine::Reader;
use hall::*;
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::Who;
use report::{pages::*, *};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::{CsrfKey, Edge, KeptPages, Problem, Site, Transport, dress_edge};

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
        .route("/reports/annual", get(public::list))
        .route("/reports/annual/{year}/{agency}", get(public::show))
        .route("/reports/annual/{year}/{agency}/{file}", get(downloads::public))
        .route("/desk/reports", get(desk::list))
        .route("/desk/reports/deadlines", post(desk_act::deadlines))
        .route("/desk/reports/{year}/{agency}", get(desk_show::show))
        .route("/desk/reports/{year}/{agency}/edit", get(desk_edit::form).post(desk_edit::change))
        .route("/desk/reports/{year}/{agency}/import", get(desk_import::form).post(desk_import::look))
        .route("/desk/reports/{year}/{agency}/import/application", post(desk_import::apply))
        .route("/desk/reports/{year}/{agency}/arrangement", post(desk_act::arrangement))
        .route("/desk/reports/{year}/{agency}/{act}", get(downloads::draft).post(desk_act::act))
        .fallback(async || Problem::not_found())
        .layer(from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(acting.clone());
            next.run(request)
        }))
        .layer(from_fn_with_state(edge, dress_edge))
        .with_state(t.office.clone())
}

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

    fn send(&mut self, request: Request) -> (StatusCode, Vec<u8>) {
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
        let html = String::from_utf8_lossy(&body);
        if let Some(rest) = html.split("name=\"csrf\" value=\"").nth(1) {
            self.csrf = rest.split('"').next().unwrap().to_owned();
        }
        (parts.status, body.to_vec())
    }

    fn bytes(&mut self, path: &str) -> (StatusCode, Vec<u8>) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        self.send(request.body(Body::empty()).unwrap())
    }

    fn get(&mut self, path: &str) -> (StatusCode, String) {
        let (status, body) = self.bytes(path);
        let html = String::from_utf8_lossy(&body).into_owned();
        if html.starts_with("<!doctype") && !path.ends_with(".html") {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html)
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
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
        let (status, body) = self.send(request);
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    fn upload(&mut self, path: &str, bytes: &[u8]) -> (StatusCode, String) {
        let csrf = &self.csrf;
        let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"own.xlsx\"\r\n\r\n").into_bytes();
        body.extend(bytes);
        body.extend(b"\r\n--x--\r\n");
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .unwrap();
        let (status, body) = self.send(request);
        (status, String::from_utf8_lossy(&body).into_owned())
    }
}

fn hidden(html: &str, name: &str) -> String {
    let open = format!("name=\"{name}\" value=\"");
    html.split(&open).nth(1).map(|r| r.split('"').next().unwrap().to_owned()).unwrap_or_default()
}

/// The form of the editing page, complete.
fn typed(template: &Template) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = [
        ("overview", "收到申请4件。\n又一段。"),
        ("problems", "及时性有待提高。"),
        ("other", "未收取信息处理费。"),
        ("two_source", "法制科"),
    ]
    .map(|(n, v)| (n.to_owned(), v.to_owned()))
    .to_vec();
    fields.extend(template.cells_of_two().map(|(key, ..)| (format!("two-{}", key.replace('.', "-")), "0".to_owned())));
    fields
}

#[test]
fn from_the_first_look_to_the_public_page() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        let own = "/desk/reports/2025/finance";
        let mut desk = Browser::new(t, &h.desk);
        let mut head = Browser::new(t, &h.head);
        let mut reader = Browser::new(t, &Who::Public);
        assert_eq!(reader.get("/reports/annual/2025/finance").0, StatusCode::NOT_FOUND);
        assert!(reader.get("/reports/annual").1.contains("还没有公布的年度报告"));
        let (status, html) = desk.get(own);
        assert_eq!(status, StatusCode::OK);
        let cell = "/desk/requests?agency=finance&#38;year=2025&#38;row=D-1&#38;column=person";
        assert!(html.contains(cell), "each number opens what is behind it: {html}");
        assert!(
            html.contains("/desk/requests?agency=finance&#38;year=2025&#38;row=litigation-after&#38;column=pending")
        );
        assert!(html.contains("规章 × 本年制发件数") && html.contains("beginning"));
        for (who, status) in
            [(&h.stranger, StatusCode::NOT_FOUND), (&h.authority, StatusCode::OK), (&h.head, StatusCode::OK)]
        {
            assert_eq!(Browser::new(t, who).get(own).0, status);
        }
        assert_eq!(desk.post(&format!("{own}/beginning"), &[]).0, StatusCode::SEE_OTHER);
        assert_eq!(head.get(&format!("{own}/edit")).0, StatusCode::FORBIDDEN);
        let (_, html) = desk.get(&format!("{own}/edit"));
        let template = template_of(2025).unwrap();
        let mut fields = typed(template);
        fields.push(("seen".into(), hidden(&html, "seen")));
        let mut wrong = fields.clone();
        wrong.iter_mut().find(|(n, _)| n == "two-fees-amount").unwrap().1 = "若干".into();
        let refs: Vec<(&str, &str)> = wrong.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (status, html) = desk.post(&format!("{own}/edit"), &refs);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("若干") && html.contains("又一段"), "what was typed stays");
        let refs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(desk.post(&format!("{own}/edit"), &refs).0, StatusCode::SEE_OTHER);
        assert_eq!(desk.post(&format!("{own}/edit"), &refs).0, StatusCode::CONFLICT, "an old page");
        let (_, html) = desk.get(own);
        assert!(html.contains("全部勾稽关系成立") && html.contains("又一段"), "{html}");
        let seen = hidden(&html, "seen");
        assert_eq!(desk.post(&format!("{own}/submission"), &[("seen", &seen)]).0, StatusCode::SEE_OTHER);
        let (_, html) = desk.get(own);
        assert!(!html.contains("/publication\""), "whoever wrote does not let it out");
        let (_, html) = head.get(own);
        let seen = hidden(&html, "seen");
        let (status, html) = head.post(&format!("{own}/return"), &[("seen", &seen), ("reason", "")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写退回理由"), "{html}");
        assert_eq!(head.post(&format!("{own}/publication"), &[("seen", &seen)]).0, StatusCode::SEE_OTHER);
        let (status, html) = reader.get("/reports/annual/2025/finance");
        assert_eq!(status, StatusCode::OK);
        for words in [
            "三、收到和处理政府信息公开申请情况",
            "1.属于国家秘密",
            "未收取信息处理费",
            "国办公开办函〔2021〕30号",
            "法人或其他组织",
        ] {
            assert!(html.contains(words), "{words}");
        }
        assert!(!html.contains("/desk/"), "nobody outside is sent to the desk");
        assert!(reader.get("/reports/annual?year=2025").1.contains("某市财政局"));
        let (status, pdf) = reader.bytes("/reports/annual/2025/finance/report.pdf");
        assert!(status == StatusCode::OK && pdf.starts_with(b"%PDF"));
        assert_eq!(reader.bytes("/reports/annual/2025/finance/report.pdf").1, pdf, "typeset once");
        let (_, json) = reader.get("/reports/annual/2025/finance/report.json");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((json["year"].as_i64(), json["table_three"][0]["n"]["all"].as_i64()), (Some(2025), Some(4)));
        let (_, xlsx) = reader.bytes("/reports/annual/2025/finance/report.xlsx");
        let book: calamine::Xlsx<_> = calamine::Xlsx::new(std::io::Cursor::new(xlsx)).unwrap();
        assert_eq!(book.sheet_names().len(), 4);
        let (_, file) = reader.get("/reports/annual/2025/finance/report.html");
        assert!(file.contains("<style>") && file.contains("属于国家秘密") && !file.contains("草稿"));
        for missing in ["report.doc", "x", "report."] {
            assert_eq!(reader.get(&format!("/reports/annual/2025/finance/{missing}")).0, StatusCode::NOT_FOUND);
        }
        assert_eq!(reader.get("/reports/annual/2025/finance?revision=7").0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn an_own_workbook_is_looked_at_before_it_counts() {
    on_both(|t| {
        let h = hall(t);
        let own = "/desk/reports/2025/finance";
        let mut desk = Browser::new(t, &h.desk);
        desk.get(own);
        desk.post(&format!("{own}/beginning"), &[]);
        assert_eq!(desk.get(&format!("{own}/import")).0, StatusCode::OK);
        let (status, html) = desk.upload(&format!("{own}/import"), b"not a workbook");
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("不是可以读取的"), "{html}");
        // The draft's own file is the empty format; filled in it comes back.
        let (_, empty) = desk.bytes(&format!("{own}/report.xlsx"));
        let (status, html) = desk.upload(&format!("{own}/import"), &empty);
        assert!(status == StatusCode::OK && html.contains("每个单元格都读懂了"), "{html}");
        let (digest, seen) = (hidden(&html, "digest"), hidden(&html, "seen"));
        let fields = [("digest", digest.as_str()), ("name", "own.xlsx"), ("seen", &seen), ("blank", "keep")];
        assert_eq!(desk.post(&format!("{own}/import/application"), &fields).0, StatusCode::SEE_OTHER);
        let (_, html) = desk.get(own);
        assert!(html.contains("own.xlsx") && html.contains("采用本机关自行编制的报表"), "{html}");
        assert!(!html.contains("/desk/requests?"), "what was not counted has nothing behind it");
        assert_eq!(desk.post(&format!("{own}/import/application"), &fields).0, StatusCode::CONFLICT);
        let seen = hidden(&html, "seen");
        assert_eq!(desk.post(&format!("{own}/counting"), &[("seen", &seen)]).0, StatusCode::SEE_OTHER);
    });
}

#[test]
fn the_authority_sees_its_area_and_sets_earlier_days() {
    on_both(|t| {
        let h = hall(t);
        some_requests(t, &h);
        publish_report(t, &h, h.finance, 2025);
        let mut authority = Browser::new(t, &h.authority);
        let (_, html) = authority.get("/desk/reports?year=2025");
        assert!(html.contains("某区教育局") && !html.contains("外市财政局"), "{html}");
        assert!(html.contains("已逾期30天") && html.contains("按期公布") | html.contains("逾期公布"), "{html}");
        let (_, html) = Browser::new(t, &h.stranger).get("/desk/reports?year=2025");
        assert!(html.contains("外市财政局") && !html.contains("某区教育局"));
        for year in ["2018", "2027"] {
            assert_eq!(authority.get(&format!("/desk/reports?year={year}")).0, StatusCode::NOT_FOUND);
        }
        let days = |a, b| [("departments", a), ("governments", b)];
        assert_eq!(
            authority.post("/desk/reports/deadlines", &days("02-26", "03-01")).0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(authority.post("/desk/reports/deadlines", &days("01-26", "03-01")).0, StatusCode::SEE_OTHER);
        assert!(authority.get("/desk/reports?year=2025").1.contains("value=\"01-26\""));
        let (_, html) = authority.get("/desk/reports/2025/city");
        assert!(html.contains("&#38;below=yes") && html.contains("还有2个机关没有公布"), "{html}");
        let own = "/desk/reports/2025/district";
        authority.get(own);
        let put = |kind, parent| [("kind", kind), ("parent", parent)];
        assert_eq!(authority.post(&format!("{own}/arrangement"), &put("government", "")).0, StatusCode::SEE_OTHER);
        let mut stranger = Browser::new(t, &h.stranger);
        stranger.get("/desk/reports?year=2025");
        assert_eq!(stranger.post(&format!("{own}/arrangement"), &put("department", "")).0, StatusCode::FORBIDDEN);
    });
}
