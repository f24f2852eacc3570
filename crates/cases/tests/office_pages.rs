//! The desk through HTTP: pages, forms that come back, two clerks, files. SQLite only: the stories run on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod office_hall;

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use cases::{Verb, pages::desk};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::{Error, Lang, Never, Who, journal};
use office_hall::Hall;
use std::sync::{Arc, Mutex};
use testkit::TestOffice;
use tower::ServiceExt;

/// The desk's routes, with somebody signed in.
struct Desk {
    router: Router,
    who: Arc<Mutex<Who>>,
}

struct Answer {
    status: StatusCode,
    location: String,
    headers: axum::http::HeaderMap,
    text: String,
}

impl Desk {
    fn open(t: &TestOffice) -> Desk {
        let who = Arc::new(Mutex::new(Who::Public));
        let (office, acting) = (t.office.clone(), who.clone());
        let sign_in = move |mut request: Request, next: Next| {
            let cx = office.cx(acting.lock().unwrap().clone(), Lang::ZhCn);
            // As the layer of identity does it: the session binds the tokens of the forms.
            if let (Some(visit), Who::Staff { .. }) = (request.extensions().get::<web::Visit>(), &cx.who) {
                let visitor = web::Visitor {
                    name: "王敏".into(),
                    acting_for: None,
                    office: None,
                    desk_nav: web::DESK_NAV.to_vec(),
                };
                visit.sign_in(cx.who.ledger_name(), visitor);
            }
            request.extensions_mut().insert(Acting { cx, session: None });
            async move { next.run(request).await }
        };
        let edge = web::Edge {
            sites: None,
            kept: web::KeptPages::default(),
            site: Arc::new(web::Site::sample()),
            csrf: web::CsrfKey::new([7; 32]),
            transport: web::Transport::Plain,
        };
        let router = Router::new()
            .route("/desk", get(desk::worklist))
            .route("/desk/cases/{number}", get(desk::show_case))
            .route("/desk/cases/{number}/files/{row}", get(desk::case_file))
            .route("/desk/cases/{number}/notices/{file}", get(desk::case_notice))
            .route("/desk/cases/{number}/claim", post(desk::claim))
            .route("/desk/cases/{number}/release", post(desk::release))
            .route("/desk/cases/{number}/disclosure", post(desk::disclose))
            .route("/desk/cases/{number}/acceptance", post(desk::accept))
            .route("/desk/cases/{number}/correction", post(desk::ask_for_correction))
            .route("/desk/cases/{number}/examination", post(desk::examine))
            .route("/desk/cases/{number}/grant", post(desk::grant))
            .route("/desk/cases/{number}/licence", post(desk::make_licence))
            .route("/desk/cases/{number}/delivery", post(desk::deliver))
            .with_state(t.office.clone())
            .layer(from_fn(sign_in))
            .layer(from_fn_with_state(edge, web::dress_edge));
        Desk { router, who }
    }

    fn sign_in(&self, who: &Who) {
        *self.who.lock().unwrap() = who.clone();
    }

    fn send(&self, request: Request<Body>) -> Answer {
        let router = self.router.clone();
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(
            async move {
                let response: Response = router.oneshot(request).await.unwrap();
                let (parts, body) = response.into_parts();
                let bytes = body.collect().await.unwrap().to_bytes();
                let location =
                    parts.headers.get(header::LOCATION).map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
                Answer {
                    status: parts.status,
                    location,
                    headers: parts.headers,
                    text: String::from_utf8_lossy(&bytes).into_owned(),
                }
            },
        )
    }

    fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap())
    }

    /// Posts a form from the page of the case, with its token and the given version.
    fn post(&self, number: &str, noun: &str, seen: i64, pairs: &[(&str, &str)]) -> Answer {
        let case = self.get(&format!("/desk/cases/{number}"));
        let token = between(&case.text, r#"name="csrf" value=""#, "\"");
        let mut body = format!("csrf={}&seen={seen}", encoded(&token));
        for (name, value) in pairs {
            body.push_str(&format!("&{}={}", encoded(name), encoded(value)));
        }
        let request = Request::post(format!("/desk/cases/{number}/{noun}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .body(Body::from(body))
            .unwrap();
        self.send(request)
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn between(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("{from} is not in {text}")) + from.len();
    text[start..].split(to).next().unwrap().to_owned()
}

fn is_good(answer: &Answer) {
    assert_eq!(web::lint_html(&answer.text), Vec::<String>::new(), "{}", answer.text);
}

fn kinds(t: &TestOffice, matter: &str) -> Vec<String> {
    let entries = t.office.db.read(|tx| journal::about(tx, matter, 100).map_err(Error::<Never>::from)).unwrap();
    entries.into_iter().map(|e| e.kind).collect()
}

#[test]
fn staff_see_only_their_turn_and_every_reading_is_recorded() {
    let t = TestOffice::sqlite();
    let h = Hall::new(&t);
    let desk = Desk::open(&t);
    let number = h.submit();
    let link = format!("/desk/cases/{number}");
    desk.sign_in(&h.acceptance);
    let list = desk.get("/desk");
    assert_eq!(list.status, StatusCode::OK);
    is_good(&list);
    assert!(list.text.contains(&link) && list.text.contains("李*国"), "{}", list.text);
    assert!(desk.get("/desk?tab=todo&number=130100&state=submitted").text.contains(&link));
    assert!(!desk.get("/desk?tab=todo&state=accepted").text.contains(&link));
    for who in [&h.examiner, &h.decider, &h.maker] {
        desk.sign_in(who);
        assert!(!desk.get("/desk").text.contains(&link));
        assert!(desk.get("/desk?tab=open").text.contains(&link));
    }
    let id = h.case(&number).matter.id.to_string();
    assert!(kinds(&t, &id).is_empty(), "a list writes no entry");
    desk.sign_in(&h.acceptance);
    let page = desk.get(&link);
    assert_eq!(page.status, StatusCode::OK);
    is_good(&page);
    assert!(!page.text.contains("13800000007"), "telephones are masked");
    assert_eq!(kinds(&t, &id), ["case-read"]);
    assert!(page.text.contains("acceptance\"") && !page.text.contains("/grant\""), "only what the table allows");

    let shown = desk.post(&number, "disclosure", 1, &[("purpose", "contact")]);
    assert_eq!(shown.status, StatusCode::OK);
    is_good(&shown);
    assert!(shown.text.contains("13800000007"));
    assert!(kinds(&t, &id).contains(&"field-unmasked".to_owned()));
    let refused = desk.post(&number, "disclosure", 1, &[("purpose", "curiosity")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.text.contains("13800000007"));
    t.ledger_is_good();
}

#[test]
fn files_and_documents_come_with_safe_headers_and_only_to_the_agency() {
    let t = TestOffice::sqlite();
    let h = Hall::new(&t);
    let desk = Desk::open(&t);
    let number = h.submit();
    desk.sign_in(&h.acceptance);
    let page = desk.get(&format!("/desk/cases/{number}"));
    let file =
        format!("/desk/cases/{number}/files/{}", between(&page.text, &format!("/desk/cases/{number}/files/"), "\""));
    let notice = format!(
        "/desk/cases/{number}/notices/{}",
        between(&page.text, &format!("/desk/cases/{number}/notices/"), "\"")
    );
    for (address, begins) in [(&file, "%PDF-1.7 layout"), (&notice, "%PDF-1.7 receipt")] {
        let answer = desk.get(address);
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.text.starts_with(begins), "{}", answer.text);
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "private, no-store");
        assert!(answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("inline"));
    }
    let elsewhere = t.agency("elsewhere");
    desk.sign_in(&t.staff("foreign", &[(elsewhere, kernel::Role::Acceptance)]));
    for address in [&file, &notice, &format!("/desk/cases/{number}"), &format!("/desk/cases/{number}/files/x")] {
        assert_eq!(desk.get(address).status, StatusCode::NOT_FOUND, "{address}");
    }
    let id = h.case(&number).matter.id.to_string();
    assert_eq!(kinds(&t, &id), ["case-read", "case-file-read", "case-notice-read"]);
}

#[test]
fn a_form_that_comes_back_keeps_what_was_typed() {
    let t = TestOffice::sqlite();
    let h = Hall::new(&t);
    let desk = Desk::open(&t);
    let number = h.submit();
    desk.sign_in(&h.acceptance);
    let words = "面积与图纸不一致；请按图纸填写。";
    let back = desk.post(
        &number,
        "correction",
        1,
        &[("correction.point", "field:operator"), ("correction.what.field:area", words), ("correction.days", "10")],
    );
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    is_good(&back);
    assert!(
        back.text.contains(words)
            && back.text.contains(r#"value="field:operator" aria-describedby="pin-field-operator-now" checked"#),
        "{}",
        back.text
    );
    let back = desk.post(&number, "correction", 1, &[("correction.what.field:area", words), ("correction.days", "-3")]);
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains(words));
    // What was written counts without its tick.
    let done = desk.post(&number, "correction", 1, &[("correction.what.field:area", words), ("correction.days", "10")]);
    assert_eq!(
        (done.status, done.location.as_str()),
        (StatusCode::SEE_OTHER, format!("/desk/cases/{number}").as_str()),
        "{}",
        done.text
    );
    let points = t
        .office
        .db
        .read(|tx| cases::correction_of(tx, h.case(&number).matter.id).map_err(Error::<Never>::from))
        .unwrap()
        .unwrap()
        .points;
    assert_eq!((points.len(), points[0].target.as_str(), points[0].what.as_str()), (1, "area", words));
    t.ledger_is_good();
}

#[test]
fn the_second_clerk_is_told_who_did_what() {
    let t = TestOffice::sqlite();
    let h = Hall::new(&t);
    let desk = Desk::open(&t);
    let number = h.submit();
    let other = t.staff("other", &[(h.agency, kernel::Role::Acceptance)]);
    desk.sign_in(&h.acceptance);
    assert_eq!(desk.post(&number, "claim", 1, &[]).status, StatusCode::SEE_OTHER);
    desk.sign_in(&other);
    let taken = desk.post(&number, "acceptance", 1, &[]);
    assert_eq!(taken.status, StatusCode::CONFLICT);
    is_good(&taken);
    assert!(taken.text.contains("acceptance（acceptance）"), "the name of the colleague: {}", taken.text);
    let page = desk.get(&format!("/desk/cases/{number}"));
    assert!(!page.text.contains("/acceptance\""), "no button for what a colleague has taken");
    desk.sign_in(&h.acceptance);
    assert_eq!(desk.post(&number, "release", 1, &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(desk.post(&number, "acceptance", 1, &[]).status, StatusCode::SEE_OTHER);
    // A repeated submit has no second effect and says so.
    let again = desk.post(&number, "acceptance", 1, &[]);
    assert_eq!(again.status, StatusCode::CONFLICT);
    is_good(&again);
    desk.sign_in(&other);
    let typed = "不属于本机关职权范围，请向区局申请。";
    let stale =
        desk.post(&number, "correction", 1, &[("correction.what.field:area", typed), ("correction.days", "15")]);
    assert_eq!(stale.status, StatusCode::CONFLICT);
    is_good(&stale);
    assert_eq!(h.case(&number).matter.version, 2);
    // Without the token of a page nothing happens.
    let bare = Request::post(format!("/desk/cases/{number}/examination"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("seen=2"))
        .unwrap();
    assert_eq!(desk.send(bare).status, StatusCode::FORBIDDEN);
    t.ledger_is_good();
}

#[test]
fn from_examination_to_delivery_on_the_pages() {
    let t = TestOffice::sqlite();
    let h = Hall::new(&t);
    let desk = Desk::open(&t);
    let number = h.submit();
    desk.sign_in(&h.acceptance);
    assert_eq!(desk.post(&number, "acceptance", 1, &[]).status, StatusCode::SEE_OTHER);
    desk.sign_in(&h.examiner);
    let back = desk.post(
        &number,
        "examination",
        2,
        &[("examination.findings", "面积一致"), ("examination.recommendation", "")],
    );
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(back.text.contains("面积一致"));
    assert_eq!(
        desk.post(
            &number,
            "examination",
            2,
            &[("examination.findings", "面积一致"), ("examination.recommendation", "grant")]
        )
        .status,
        StatusCode::SEE_OTHER
    );
    desk.sign_in(&h.decider);
    let page = desk.get(&format!("/desk/cases/{number}"));
    is_good(&page);
    // What the licence will say is proposed from the answers.
    assert!(page.text.contains("石家庄一心餐饮店") && page.text.contains("grant.label.0"), "{}", page.text);
    let pairs = [
        ("grant.label.0", "经营者名称"),
        ("grant.value.0", "石家庄一心餐饮店"),
        ("grant.label.9", ""),
        ("grant.value.9", ""),
        ("grant.opinion", "同意"),
    ];
    assert_eq!(desk.post(&number, "grant", 3, &pairs).status, StatusCode::SEE_OTHER);
    desk.sign_in(&h.decider);
    let no = desk.post(&number, "licence", 4, &[]);
    assert_eq!(no.status, StatusCode::FORBIDDEN, "another post");
    desk.sign_in(&h.maker);
    is_good(&desk.get(&format!("/desk/cases/{number}")));
    assert_eq!(desk.post(&number, "licence", 4, &[]).status, StatusCode::SEE_OTHER);
    desk.sign_in(&h.deliverer);
    let page = desk.get(&format!("/desk/cases/{number}"));
    is_good(&page);
    assert!(page.text.contains("食品经营许可证"), "the licence that was made");
    let back = desk.post(&number, "delivery", 5, &[("delivery.way", "courier"), ("delivery.courier", "邮政")]);
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    is_good(&back);
    assert_eq!(desk.post(&number, "delivery", 5, &[("delivery.way", "electronic")]).status, StatusCode::SEE_OTHER);
    assert_eq!(h.state(&number), cases::State::Finished);
    is_good(&desk.get(&format!("/desk/cases/{number}")));
    is_good(&desk.get("/desk?tab=closed"));
    assert!(Verb::ALL.iter().filter_map(|v| desk::noun(*v)).count() == 13);
    t.ledger_is_good();
}
