//! The pages over HTTP, on both engines: the journey of a publication, who sees what, bad input.

#![allow(clippy::unwrap_used)]

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
use publishing::testing::{Desk, desk, publish, working};
use publishing::{api, pages};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
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

    fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let (status, html, _) = self.send(request.body(Body::empty()).unwrap());
        if html.starts_with("<!doctype") {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html)
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
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

    fn upload(
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
fn hall(t: &TestOffice) -> Desk {
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

const NOTICE: &[(&str, &str)] = &[
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

fn seen(t: &TestOffice, number: &str) -> String {
    working(t, number).matter.version.to_string()
}

#[test]
fn from_the_editor_to_the_section_and_the_tombstone() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        assert_eq!(drafter.get("/desk/publications").0, StatusCode::OK);
        let (status, html) = drafter.get("/desk/publications/new");
        assert!(
            status == StatusCode::OK && html.contains("main/notices") && html.contains("changan/") == false,
            "{html}"
        );
        let (status, html, _) = drafter.post("/desk/publications", &[("title", " "), ("body", "正文<b>")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("请填写标题") && html.contains("正文&#60;b&#62;"), "what was typed stays");
        let (status, _, to) = drafter.post("/desk/publications", NOTICE);
        assert_eq!(status, StatusCode::SEE_OTHER);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        let (status, html) = drafter.get(&own);
        assert!(status == StatusCode::OK && html.contains("没有发现问题") && !html.contains("alert(1)"), "{html}");
        assert!(html.contains("20个工作日") || html.contains("2026年3月"), "the limit is shown");
        assert_eq!(drafter.get(&format!("{own}/edit")).0, StatusCode::OK);
        let public = format!("/publications/{number}");
        assert_eq!(drafter.get(&public).0, StatusCode::NOT_FOUND, "a draft has no public page");

        let (status, _, _) = drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]);
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(drafter.get(&format!("{own}/edit")).0, StatusCode::NOT_FOUND, "handed in: not open for writing");
        assert_eq!(drafter.post(&format!("{own}/review"), &[("seen", &seen(t, &number))]).0, StatusCode::FORBIDDEN);
        let mut reviewer = Browser::new(t, &d.reviewer);
        assert!(reviewer.get("/desk/publications").1.contains(&number), "it waits for the reviewer");
        reviewer.get(&own);
        let (status, html, _) =
            reviewer.post(&format!("{own}/return"), &[("seen", &seen(t, &number)), ("return-text", "")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写明理由"), "{html}");
        assert_eq!(reviewer.post(&format!("{own}/review"), &[("seen", "1")]).0, StatusCode::CONFLICT, "an old page");
        for (who, act) in [(&d.reviewer, "review"), (&d.secrecy, "clearance"), (&d.signer, "publication")] {
            let mut b = Browser::new(t, who);
            assert!(b.get(&own).1.contains(&format!("{own}/{act}")), "{act} is offered");
            let (status, html, _) = b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]);
            assert_eq!(status, StatusCode::SEE_OTHER, "{act}: {html}");
        }
        let mut reader = Browser::new(t, &Who::Public);
        let (status, html) = reader.get(&public);
        assert_eq!(status, StatusCode::OK);
        for part in [
            "关于&#60;元旦&#62;放假的通告",
            "application/ld+json",
            "approval-bureau",
            "全国年节及纪念日放假办法",
            "主动公开",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("alert(1)") && !html.contains("onclick") && !html.contains("color:red"));
        for key in ["notices", "notices?year=2026"] {
            let (status, html) = reader.get(&format!("/sections/{key}"));
            assert!(
                status == StatusCode::OK && html.contains(&public) && html.contains("/feeds/sections/notices.atom"),
                "{html}"
            );
        }
        let (status, html) = reader.get("/sections/notices?year=2025");
        assert!(status == StatusCode::OK && !html.contains(&public));
        assert_eq!(reader.get("/sections/none").0, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/disclosure").0, StatusCode::OK);
        assert_eq!(reader.get("/sections/statutory-disclosure").0, StatusCode::OK);
        let (status, json) = reader.get(&format!("/api/v1/publications/{number}"));
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert!(status == StatusCode::OK && json["standing"] == "published" && json["kind"] == "notice");
        assert!(reader.get("/api/v1/publications?site=main&section=notices").1.contains(&number));
        assert_eq!(reader.get("/api/v1/publications?kind=nothing").0, StatusCode::BAD_REQUEST);

        let mut signer = Browser::new(t, &d.signer);
        signer.get(&own);
        let reason = [("withdraw-text", "内容有误，另行发布"), ("seen", &seen(t, &number))];
        assert_eq!(signer.post(&format!("{own}/withdrawal"), &reason).0, StatusCode::SEE_OTHER);
        let (status, html) = reader.get(&public);
        assert_eq!(status, StatusCode::GONE);
        assert!(html.contains("关于&#60;元旦&#62;放假的通告") && html.contains("内容有误，另行发布"), "{html}");
        assert!(!html.contains("1月1日"), "the text is gone");
        assert!(!reader.get("/sections/notices").1.contains(&public));
        t.ledger_is_good();
    });
}

#[test]
fn another_agencys_drafts_are_not_there() {
    on_both(|t| {
        let d = hall(t);
        let number = publish(t, &d, "通告", &[("main", "notices")]);
        let stranger = desk(t, t.agency("other"), "b");
        let own = format!("/desk/publications/{number}");
        let mut b = Browser::new(t, &stranger.signer);
        assert_eq!(b.get(&own).0, StatusCode::NOT_FOUND);
        assert!(!b.get("/desk/publications?tab=all").1.contains(&number));
        let mut mine = Browser::new(t, &d.signer);
        mine.get(&own);
        b.csrf = mine.csrf.clone();
        b.cookie = mine.cookie.clone();
        assert_eq!(
            b.post(&format!("{own}/withdrawal"), &[("seen", "5"), ("withdraw-text", "x")]).0,
            StatusCode::NOT_FOUND
        );
        assert_eq!(b.post(&format!("{own}/nonsense"), &[("seen", "5")]).0, StatusCode::NOT_FOUND);
        assert_eq!(b.upload(&format!("{own}/files"), 5, "a.pdf", b"%PDF-1.7", None).0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_leak_stops_and_a_correction_shows_what_changed() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let mut leaky: Vec<(&str, &str)> = NOTICE.to_vec();
        leaky[3] = ("body", "<p>名单如下。</p><p>张三，身份证号11010519491231002X。</p>");
        let (_, _, to) = drafter.post("/desk/publications", &leaky);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        let html = drafter.get(&own).1;
        assert!(html.contains("必须改正") && html.contains("<mark>"), "the finding stands where it was found: {html}");
        let findings = html.split("id=\"findings\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(!findings.contains("11010519491231002X"), "the finding does not repeat the leak: {findings}");
        let (status, html, _) = drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("必须改正"), "{html}");
        drafter.get(&format!("{own}/edit"));
        let mut clean: Vec<(&str, &str)> = NOTICE.to_vec();
        let version = seen(t, &number);
        clean.push(("seen", &version));
        assert_eq!(drafter.post(&format!("{own}/edit"), &clean).0, StatusCode::SEE_OTHER);
        assert_eq!(drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]).0, StatusCode::SEE_OTHER);
        let steps = |acts: &[(&Who, &str)]| {
            for (who, act) in acts {
                let mut b = Browser::new(t, who);
                b.get(&own);
                let (status, html, _) = b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]);
                assert_eq!(status, StatusCode::SEE_OTHER, "{act}: {html}");
            }
        };
        steps(&[
            (&d.reviewer, "review"),
            (&d.secrecy, "clearance"),
            (&d.signer, "publication"),
            (&d.drafter, "correction"),
        ]);
        let mut corrected: Vec<(&str, &str)> = NOTICE.to_vec();
        corrected[3] = ("body", "<p>1月1日至4日休息。</p><p>依据《全国年节及纪念日放假办法》第二条。</p>");
        corrected.push(("note", "休息日期应为1月1日至4日"));
        let version = seen(t, &number);
        corrected.push(("seen", &version));
        let (status, html, _) = drafter.post(&format!("{own}/edit"), &corrected);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let html = drafter.get(&own).1;
        assert!(html.contains("<ins>") && html.contains("<del>"), "the reviewer sees what changes");
        steps(&[
            (&d.drafter, "submission"),
            (&d.reviewer, "review"),
            (&d.secrecy, "clearance"),
            (&d.signer, "signed-correction"),
        ]);
        let mut reader = Browser::new(t, &Who::Public);
        let html = reader.get(&format!("/publications/{number}")).1;
        assert!(html.contains("休息日期应为1月1日至4日") && html.contains("revisions/1..2"), "{html}");
        let (status, html) = reader.get(&format!("/publications/{number}/revisions/1..2"));
        assert!(status == StatusCode::OK && html.contains("<del>3</del>") && html.contains("<ins>4</ins>"), "{html}");
        for pair in ["1..3", "x", "0..1", "1..99999999999999999999"] {
            assert_eq!(
                reader.get(&format!("/publications/{number}/revisions/{pair}")).0,
                StatusCode::NOT_FOUND,
                "{pair}"
            );
        }
    });
}

#[test]
fn attachments_are_found_out_by_content_limited_and_handed_out_safely() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let (_, _, to) = drafter.post("/desk/publications", NOTICE);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        drafter.get(&own);
        let files = format!("{own}/files");
        let version = || working(t, &number).matter.version;
        let (status, html, _) = drafter.upload(&files, version(), "a.pdf", b"x", Some(200 << 20));
        assert!(
            status == StatusCode::PAYLOAD_TOO_LARGE && html.contains("50"),
            "200 MB are refused before they are read: {html}"
        );
        let (status, html, _) = drafter.upload(&files, version(), "a.pdf", b"MZ\x90\0 program", None);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("a.pdf"), "{html}");
        let (status, _, _) =
            drafter.upload(&files, version(), "..\\..\\目录.csv", "序号,名称\n1,甲\n".as_bytes(), None);
        assert_eq!(status, StatusCode::SEE_OTHER);
        let html = drafter.get(&own).1;
        assert!(html.contains("目录.csv") && !html.contains("..\\"), "{html}");
        assert_eq!(drafter.get(&format!("{own}/files/1")).0, StatusCode::OK);
        let mut reader = Browser::new(t, &Who::Public);
        assert_eq!(
            reader.get(&format!("/publications/{number}/files/1")).0,
            StatusCode::NOT_FOUND,
            "not before publication"
        );
        let steps = [
            (&d.drafter, "submission"),
            (&d.reviewer, "review"),
            (&d.secrecy, "clearance"),
            (&d.signer, "publication"),
        ];
        for (who, act) in steps {
            let mut b = Browser::new(t, who);
            b.get(&own);
            let (status, html, _) = b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]);
            assert_eq!(status, StatusCode::SEE_OTHER, "{act}: {html}");
        }
        let (status, text) = reader.get(&format!("/publications/{number}/files/1"));
        assert!(status == StatusCode::OK && text.contains("甲"));
        assert_eq!(reader.get(&format!("/publications/{number}/files/2")).0, StatusCode::NOT_FOUND);
    });
}

/// A small DOCX whose text is `text`, written by `author`.
fn docx(text: &str, author: &str) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>".to_owned()),
        ("_rels/.rels", "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>".to_owned()),
        ("word/document.xml", format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>")),
        ("docProps/core.xml", format!("<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>{author}</dc:creator></cp:coreProperties>")),
    ];
    for (name, content) in parts {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_leak_inside_an_attachment_stops_and_hidden_metadata_never_leaves() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let (_, _, to) = drafter.post("/desk/publications", NOTICE);
        let number = to.rsplit('/').next().unwrap().to_owned();
        let own = format!("/desk/publications/{number}");
        let files = format!("{own}/files");
        drafter.get(&own);
        let version = || working(t, &number).matter.version;
        let leaky = docx("申请人身份证号 11010519491231002X", "Zhang");
        let (status, html, _) = drafter.upload(&files, version(), "名单.docx", &leaky, None);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let (status, html, _) = drafter.post(&format!("{own}/submission"), &[("seen", &seen(t, &number))]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("名单.docx"), "{html}");
        let (status, _, _) = drafter.post(&format!("{own}/files/1/removal"), &[("seen", &seen(t, &number))]);
        assert_eq!(status, StatusCode::SEE_OTHER);
        let harmless = docx("放假安排", "SecretAuthorName");
        assert_eq!(drafter.upload(&files, version(), "安排.docx", &harmless, None).0, StatusCode::SEE_OTHER);
        let p = working(t, &number);
        let out = t.office.objects.get(&p.files[0].digest).unwrap().unwrap();
        let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        assert!(holds(&harmless, "SecretAuthorName") && !holds(&out, "SecretAuthorName"));
        // A file nobody can read: said, and let out by the secrecy reviewer with a reason only.
        assert_eq!(
            drafter.upload(&files, version(), "扫描件.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR broken", None).0,
            StatusCode::SEE_OTHER
        );
        let html = drafter.get(&own).1;
        assert!(html.contains("未检查"), "not checked is never called clean: {html}");
        for (who, act) in [(&d.drafter, "submission"), (&d.reviewer, "review")] {
            let mut b = Browser::new(t, who);
            b.get(&own);
            assert_eq!(
                b.post(&format!("{own}/{act}"), &[("seen", &seen(t, &number))]).0,
                StatusCode::SEE_OTHER,
                "{act}"
            );
        }
        let mut secrecy = Browser::new(t, &d.secrecy);
        let html = secrecy.get(&own).1;
        let finding = html.split("name=\"finding\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (status, html, _) = secrecy.post(&format!("{own}/clearance"), &[("seen", &seen(t, &number))]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("没有说明理由"), "{html}");
        let reason = format!("reason-{finding}");
        let answer = [("finding", finding.as_str()), (reason.as_str(), "已逐页查看"), ("seen", &seen(t, &number))];
        assert_eq!(secrecy.post(&format!("{own}/acknowledgement"), &answer).0, StatusCode::SEE_OTHER);
        let (status, html, _) = secrecy.post(&format!("{own}/clearance"), &[("seen", &seen(t, &number))]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let mut signer = Browser::new(t, &d.signer);
        assert!(signer.get(&own).1.contains("已逐页查看"), "the reason is kept where the signer sees it");
        assert_eq!(signer.post(&format!("{own}/publication"), &[("seen", &seen(t, &number))]).0, StatusCode::SEE_OTHER);
        t.ledger_is_good();
    });
}

#[test]
fn nasty_input_is_refused_or_harmless() {
    on_both(|t| {
        let d = hall(t);
        let mut drafter = Browser::new(t, &d.drafter);
        drafter.get("/desk/publications/new");
        let with = |name: &'static str, value: &'static str| {
            let mut fields: Vec<(&str, &str)> = NOTICE.iter().filter(|(n, _)| *n != name).copied().collect();
            fields.push((name, value));
            fields
        };
        assert_eq!(drafter.post("/desk/publications", &with("title", "a\0b")).0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            drafter.post("/desk/publications", &with("body", "<p>a\0b</p>")).0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            drafter.post("/desk/publications", &with("place", "changan/notices")).0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "another agency's site"
        );
        assert_eq!(
            drafter.post("/desk/publications", &with("formed_on", "2026-02-30")).0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            drafter.post("/desk/publications", &with("displayed_on", "2026-03-03")).0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "a later date"
        );
        let (status, json, _) = drafter.post(
            "/desk/publications/paste",
            &[("body", "<p class=MsoNormal style='mso-x:1'><b>通知</b><o:p></o:p></p><script>1</script>")],
        );
        let pasted: serde_json::Value = serde_json::from_str(&json).unwrap();
        let html = pasted["html"].as_str().unwrap();
        assert!(
            status == StatusCode::OK && html.contains("通知") && !html.contains("Mso") && !html.contains("script"),
            "{html}"
        );
        let nasty = "<svg onload=alert(1)><a href=\"java\tscript:alert(1)\">x</a><iframe src=//evil></iframe><img src=x onerror=alert(1)><math><style></math><script>alert(1)</script></p></div></main>";
        let (status, _, to) = drafter.post("/desk/publications", &with("body", nasty));
        assert_eq!(status, StatusCode::SEE_OTHER);
        let html = drafter.get(&to).1;
        assert!(!html.contains("alert(1)") && !html.contains("<iframe") && !html.contains("onerror"), "{html}");
        for path in ["/desk/publications?tab=x", "/desk/publications?before=x"] {
            assert_eq!(drafter.get(path).0, StatusCode::BAD_REQUEST, "{path}");
        }
        for path in [
            "/publications/%00",
            "/publications/x",
            "/sections/notices?after=%F0%9F%92%A9&year=abc",
            "/publications/2026-000001/files/-1",
        ] {
            let status = drafter.get(path).0;
            assert!(
                status == StatusCode::NOT_FOUND || status == StatusCode::OK || status == StatusCode::BAD_REQUEST,
                "{path}: {status}"
            );
        }
    });
}
