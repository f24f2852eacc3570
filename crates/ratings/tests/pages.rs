//! The pages over HTTP, on both engines: forms, tokens, who sees what.

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
use hall::{cast, closed, read, say};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::Who;
use ratings::{Level, Source, pages};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
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
    Router::new()
        .route("/my/cases/{number}/rating", get(pages::rate::show).post(pages::rate::give))
        .route("/rate/{token}", get(pages::rate::show_link).post(pages::rate::give_link))
        .route("/ratings", get(pages::public::show))
        .route("/desk/ratings", get(pages::desk::list))
        .route("/desk/ratings/{id}", get(pages::desk::show))
        .route("/desk/ratings/{id}/answer", post(pages::desk::give_answer))
        .route("/desk/ratings/{id}/rectification", post(pages::desk::give_rectification))
        .route("/desk/cases/{number}/rating-code", get(pages::code::show))
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
        if status.is_success() {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html)
    }

    fn post(&mut self, path: &str, body: &str) -> (StatusCode, String, String) {
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("{body}&csrf={}", self.csrf)))
            .unwrap();
        self.send(request)
    }
}

#[test]
fn the_applicant_rates_and_the_handler_answers() {
    on_both(|t| {
        let c = cast(t);
        let other = t.person("李四", 2);
        let case = closed(t, &c, &c.wang, "A1", "not-accepted");
        let page = "/my/cases/A1/rating";
        assert_eq!(Browser::new(t, &other).get(page).0, StatusCode::NOT_FOUND);
        assert_eq!(Browser::new(t, &c.wang).get("/my/cases/none/rating").0, StatusCode::NOT_FOUND);

        let mut wang = Browser::new(t, &c.wang);
        let (status, html) = wang.get(page);
        assert_eq!((status, html.matches("type=\"radio\"").count()), (StatusCode::OK, 5));
        let (status, html, _) = wang.post(page, "comment=%3Cb%3E%E6%85%A2");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("请选择满意程度") && html.contains("&#60;b&#62;慢"), "what was typed stays");
        let (status, html, _) = wang.post(page, "level=1&aspect_good=guide");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("不一致"), "{html}");
        let bad = "level=1&aspect_bad=efficiency&comment=%3Cscript%3E13812345678";
        let (status, _, to) = wang.post(page, bad);
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, page));
        let (status, html, _) = wang.post(page, bad);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a second submit finds the first");
        assert!(html.contains("谢谢您的评价"), "{html}");

        let (status, html) = Browser::new(t, &Who::Public).get("/ratings?agency=approval");
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("王*明") && html.contains("&#60;script&#62;***********"), "{html}");
        assert!(!html.contains("A1") && !html.contains("王小明"), "neither the case nor the person");

        let mut handler = Browser::new(t, &c.handler);
        let rating = read(t, |tx| ratings::rating_of(tx, case)).unwrap();
        let (status, html) = handler.get("/desk/ratings");
        assert!(status == StatusCode::OK && html.contains(&format!("/desk/ratings/{}", rating.id)), "{html}");
        let own = format!("/desk/ratings/{}", rating.id);
        assert!(handler.get(&own).1.contains("13812345678"), "the desk may call the number that was left");
        let answer = format!("{own}/answer");
        let (status, html, _) = handler.post(&answer, "text=%E8%87%B4%E6%AD%89&call_back=reached");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("请选择怎样处理") && html.contains("致歉"), "{html}");
        let good =
            "text=%E8%87%B4%E6%AD%89&call_back=reached&measure=rectified&rectify_note=%E5%A2%9E%E7%AA%97%E5%8F%A3";
        assert_eq!(Browser::new(t, &other).get(&own).0, StatusCode::NOT_FOUND);
        let mut clerk = Browser::new(t, &c.clerk);
        let (status, html) = clerk.get(&own);
        assert!(status == StatusCode::OK && !html.contains("name=\"measure\""), "who handled it only reads");
        assert!(
            !html.contains("A1") && !html.contains("王*明") && !html.contains("13812345678"),
            "and not whose it is"
        );
        clerk.csrf = handler.csrf.clone();
        clerk.cookie = handler.cookie.clone();
        assert_eq!(clerk.post(&answer, good).0, StatusCode::FORBIDDEN);
        assert_eq!(handler.post(&answer, good).0, StatusCode::SEE_OTHER);
        assert_eq!(handler.post(&answer, good).0, StatusCode::CONFLICT);
        assert!(wang.get(page).1.contains("致歉"), "the rater reads the answer");
        t.ledger_is_good();
    });
}

#[test]
fn the_link_names_the_item_and_nothing_of_anybody() {
    on_both(|t| {
        let c = cast(t);
        let case = closed(t, &c, &c.wang, "L1", "not-accepted");
        let (status, html) = Browser::new(t, &c.handler).get("/desk/cases/L1/rating-code");
        assert!(status == StatusCode::OK && html.contains("<svg role=\"img\""), "{html}");
        assert_eq!(Browser::new(t, &c.wang).get("/desk/cases/L1/rating-code").0, StatusCode::NOT_FOUND);
        let at = html.find("/rate/").unwrap();
        let link: String =
            html[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/._-".contains(*c)).collect();

        // Signed in or not: behind the link nobody is known.
        let mut passer = Browser::new(t, &c.wang);
        let (status, html) = passer.get(&link);
        assert!(status == StatusCode::OK && html.contains("试办事项") && html.contains("L1"), "{html}");
        assert!(!html.contains("王*明"), "{html}");
        assert_eq!(passer.get("/rate/forged.token").0, StatusCode::NOT_FOUND);
        let (status, _, to) = passer.post(&link, "level=4");
        assert_eq!((status, to), (StatusCode::SEE_OTHER, link.clone()));
        assert!(passer.get(&link).1.contains("谢谢您的评价"));
        assert_eq!(passer.post(&link, "level=1").0, StatusCode::UNPROCESSABLE_ENTITY);
        let rating = read(t, |tx| ratings::rating_of(tx, case)).unwrap();
        assert_eq!((rating.level, rating.source), (Level::Satisfied, Source::Active));
        let entries = read(t, |tx| kernel::journal::about(tx, &case.to_string(), 10));
        assert_eq!(entries.last().unwrap().actor, "public");

        t.turn_to("2026-05-01T09:00:00");
        let (status, html) = Browser::new(t, &Who::Public).get(&link);
        assert!(status == StatusCode::GONE && html.contains("已经过期"), "{html}");
    });
}

#[test]
fn a_form_without_its_token_does_nothing() {
    let t = TestOffice::sqlite();
    let c = cast(&t);
    let case = closed(&t, &c, &c.wang, "A1", "not-accepted");
    let mut wang = Browser::new(&t, &c.wang);
    assert_eq!(wang.post("/my/cases/A1/rating", "level=5").0, StatusCode::FORBIDDEN);
    assert_eq!(read(&t, |tx| ratings::rating_of(tx, case)), None);
}

#[test]
fn the_public_page_leads_on_and_refuses_what_it_cannot_read() {
    on_both(|t| {
        let c = cast(t);
        let mut anybody = Browser::new(t, &Who::Public);
        assert!(anybody.get("/ratings").1.contains("还没有人留言"));
        for n in 0..11 {
            let number = format!("Q{n}");
            closed(t, &c, &c.wang, &number, "not-accepted");
            let (cx, words) = (t.cx(&c.wang), format!("第{n}条"));
            t.office.db.write(|tx| ratings::rate(tx, &cx, &number, &say(Level::Satisfied, &words))).unwrap();
        }
        let (_, html) = anybody.get("/ratings?item=probe");
        assert!(html.contains("第10条") && !html.contains("第0条"), "{html}");
        let on = html.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let (status, html) = anybody.get(&on);
        assert!(status == StatusCode::OK && html.contains("第0条") && !html.contains("第10条"), "{on}: {html}");
        for (path, status) in [
            ("/ratings?agency=none", StatusCode::NOT_FOUND),
            ("/ratings?item=%27", StatusCode::NOT_FOUND),
            ("/ratings?before=x", StatusCode::BAD_REQUEST),
        ] {
            assert_eq!(anybody.get(path).0, status, "{path}");
        }
    });
}
