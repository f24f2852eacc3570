//! The pages of the desk over HTTP, on both engines: a letter from the envelope to the dispute, forbidden posts, old
//! pages, bad input. (over 500 lines: one whole path reads as one story.)

#![allow(clippy::unwrap_used)]

use axum::{
    Extension, Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    routing::{get, post},
};
use disclosure::{
    Tools,
    pages::desk,
    testing::{Desk, desk as people, now},
};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::Who;
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
        .route("/desk/requests", get(desk::list))
        .route("/desk/requests/new", get(desk::new_request).post(desk::register_request))
        .route("/desk/requests/figures", get(desk::figures_page))
        .route("/desk/requests/reevaluations", get(desk::reevaluations_page).post(desk::reevaluate_record))
        .route("/desk/requests/proposals", get(desk::proposals_page))
        .route("/desk/requests/proposals/{id}", post(desk::settle_one))
        .route("/desk/requests/office", get(desk::office_page).post(desk::save_settings))
        .route("/desk/requests/templates", get(desk::templates_page).post(desk::keep_words))
        .route("/desk/requests/templates/removal", post(desk::drop_words))
        .route("/desk/requests/complaints", get(desk::list_complaints_page))
        .route("/desk/requests/complaints/{number}", get(desk::complaint).post(desk::settle))
        .route("/desk/requests/complaints/{number}/rectified", post(desk::rectified))
        .route("/desk/requests/{number}", get(desk::show))
        .route("/desk/requests/{number}/applicant", post(desk::show_applicant))
        .route("/desk/requests/{number}/files/{id}", get(desk::file))
        .route("/desk/requests/{number}/notices/{file}", get(desk::notice))
        .route("/desk/requests/{number}/records", get(desk::records_page).post(desk::add))
        .route("/desk/requests/{number}/records/{n}", get(desk::record_page).post(desk::decide))
        .route("/desk/requests/{number}/records/{n}/release", post(desk::make_file))
        .route("/desk/requests/{number}/records/{n}/removal", post(desk::remove))
        .route("/desk/requests/{number}/records/{n}/original", get(desk::original))
        .route("/desk/requests/{number}/records/{n}/released", get(desk::released))
        .route("/desk/requests/{number}/reply", get(desk::reply_page).post(desk::draft))
        .route("/desk/requests/{number}/answer", get(desk::answer_page).post(desk::publish))
        .route("/desk/requests/{number}/answer/withdrawal", post(desk::withdraw))
        .route("/desk/requests/{number}/consultations/{id}/{act}", post(desk::act_on_consultation))
        .route("/desk/requests/{number}/disputes/{id}/result", post(desk::act_on_dispute))
        .route("/desk/requests/{number}/{act}", post(desk::act))
        .fallback(async || Problem::not_found())
        .layer(Extension(Arc::new(Tools::none())))
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
        fields: &[(&str, &str)],
        name: &str,
        bytes: &[u8],
    ) -> (StatusCode, String, String) {
        let mut body = Vec::new();
        let csrf = self.csrf.clone();
        for (field, value) in fields.iter().chain([("csrf", csrf.as_str())].iter()) {
            body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").bytes());
        }
        if !name.is_empty() {
            body.extend(
                format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").bytes(),
            );
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--x--\r\n");
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap())
    }

    /// An act with the version of the page that is looked at.
    fn act(&mut self, number: &str, noun: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        if self.csrf.is_empty() {
            // The page with the form gives the token.
            self.get(&format!("/desk/requests/{number}"));
        }
        let seen = now(self.t, number).matter.version.to_string();
        let named: Vec<(String, &str)> = fields.iter().map(|(f, v)| (format!("{noun}.{f}"), *v)).collect();
        let mut all: Vec<(&str, &str)> = named.iter().map(|(n, v)| (n.as_str(), *v)).collect();
        all.push(("seen", &seen));
        self.post(&format!("/desk/requests/{number}/{noun}"), &all)
    }

    /// An act that must be done.
    fn done(&mut self, number: &str, noun: &str, fields: &[(&str, &str)]) {
        let (status, html, to) = self.act(number, noun, fields);
        assert_eq!(status, StatusCode::SEE_OTHER, "{noun}: {html}");
        assert!(to.starts_with("/desk/requests/"), "{to}");
    }
}

/// What the clerk types for a letter.
const LETTER: &[(&str, &str)] = &[
    ("channel", "plain-mail"),
    ("kind", "access"),
    ("applicant_kind", "person"),
    ("name", "申请人甲"),
    ("document_kind", "id"),
    ("document", "11010519491231002X"),
    ("phone", "13800000000"),
    ("address", "中山路2号"),
    ("description", "申请公开人民路改造的补助<名单>"),
    ("form", "paper"),
    ("way", "post"),
    ("help", "none"),
];

fn letter(t: &TestOffice, d: &Desk) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = LETTER.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
    all.push(("agency", d.agency.to_string()));
    all.push(("arrived_on", t.system().today().to_string()));
    all
}

fn filed(t: &TestOffice, d: &Desk, b: &mut Browser<'_>) -> String {
    b.get("/desk/requests/new");
    let all = letter(t, d);
    let fields: Vec<(&str, &str)> = all.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let (status, html, to) = b.upload("/desk/requests/new", &fields, "信.txt", "申请书".as_bytes());
    assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    to.rsplit('/').next().unwrap().to_owned()
}

fn hall(t: &TestOffice) -> Desk {
    people(t, t.agency("bureau"), "a")
}

const ORIGINAL: &str = "补助标准为每户一千元。\n收款人：某某某，电话13911112222。\n落款日期2025年3月1日。";

#[test]
fn a_letter_from_the_envelope_to_the_dispute() {
    on_both(|t| {
        let d = hall(t);
        let mut clerk = Browser::new(t, &d.clerk);
        let (status, html) = clerk.get("/desk/requests/new");
        assert!(
            status == StatusCode::OK && html.contains("平常信函") && !html.contains("value=\"web\" name"),
            "{html}"
        );
        let (status, html, _) = clerk.upload(
            "/desk/requests/new",
            &[("agency", &d.agency.to_string()), ("channel", "fax"), ("arrived_on", "2026-03-01"), ("name", "<甲>")],
            "",
            b"",
        );
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("请填写证件号码") && html.contains("&#60;甲&#62;"), "what was typed stays: {html}");

        let number = filed(t, &d, &mut clerk);
        let own = format!("/desk/requests/{number}");
        assert!(clerk.get("/desk/requests").1.contains(&number), "it waits for the desk");
        let (status, html) = clerk.get(&own);
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("补助&#60;名单&#62;") && html.contains("act-confirmation"), "{html}");
        assert!(!html.contains("11010519491231002X") && !html.contains("申请人甲"), "who asks is masked");
        assert_eq!(clerk.post(&format!("{own}/applicant"), &[]).0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, html, _) = clerk.post(&format!("{own}/applicant"), &[("purpose", "contact")]);
        assert!(status == StatusCode::OK && html.contains("11010519491231002X"), "{html}");
        clerk.done(
            &number,
            "contact",
            &[("purpose", "confirm"), ("method", "phone"), ("reached", "yes"), ("words", "已确认")],
        );
        let today = t.system().today().to_string();
        clerk.done(&number, "confirmation", &[("on", &today), ("method", "phone")]);

        // Correction: once, then the clock begins anew.
        let (status, html, _) = clerk.act(&number, "correction-notice", &[("points", " "), ("days", "15")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请逐条写明"), "{html}");
        clerk.done(&number, "correction-notice", &[("points", "哪一年\n哪个小区"), ("days", "15")]);
        clerk.done(&number, "correction", &[("on", &today), ("text", "2025年人民路")]);
        let (_, html) = clerk.get(&own);
        assert!(html.contains("2025年人民路") && !html.contains("act-correction-notice"), "no second notice");

        // A third party: the link once, the opinion by letter, weighed.
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.post(
            &format!("{own}/consultation"),
            &[
                ("seen", &seen),
                ("consultation.kind", "third"),
                ("consultation.addressee", "某公司"),
                ("consultation.asked", "补助名单"),
            ],
        );
        let key = html.split("/consultations/").nth(1).unwrap_or_default().split('<').next().unwrap().to_owned();
        assert!(status == StatusCode::OK && key.len() == 20, "{html}");
        let (_, html) = clerk.get(&own);
        assert!(!html.contains(&key), "never again");
        let letter = html.split("/consultations/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.post(
            &format!("{own}/consultations/{letter}/opinion"),
            &[
                ("seen", &seen),
                ("letter-0-answer", "partly"),
                ("letter-0-reasons", "电话不能公开"),
                ("letter-0-on", &today),
            ],
        );
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.post(
            &format!("{own}/consultations/{letter}/weighing"),
            &[("seen", &seen), ("letter-0-weighed", "reasonable"), ("letter-0-reason", "涉及个人隐私")],
        );
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");

        // A record, marked line by line, and the file for release.
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, to) =
            clerk.upload(&format!("{own}/records"), &[("seen", &seen)], "名单.txt", ORIGINAL.as_bytes());
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        let table = to.split('?').next().unwrap().to_owned();
        let (status, html) = clerk.get(&table);
        assert!(status == StatusCode::OK && html.contains("mark.1") && html.contains("13911112222"), "{html}");
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) =
            clerk.post(&table, &[("seen", &seen), ("part", "1"), ("decision", "part"), ("mark.1", "D-4")]);
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("第十四条至第十六条"),
            "a ground for the whole: {html}"
        );
        let (status, html, _) = clerk.post(
            &table,
            &[
                ("seen", &seen),
                ("part", "1"),
                ("decision", "part"),
                ("mark.1", "D-4"),
                ("ground", "D-4"),
                ("reason", "涉及个人隐私"),
                ("reevaluate_on", "2030-01-01"),
            ],
        );
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        assert_eq!(clerk.get(&format!("{table}/released")).0, StatusCode::NOT_FOUND, "nothing was made yet");
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.post(&format!("{table}/release"), &[("seen", &seen)]);
        assert_eq!(status, StatusCode::OK, "{html}");
        let (status, text) = clerk.get(&format!("{table}/released"));
        assert!(status == StatusCode::OK && text.contains("一千元") && !text.contains("13911112222"), "{text}");
        assert!(clerk.get(&format!("{table}/original")).1.contains("13911112222"), "the office keeps the original");
        let mut authority = Browser::new(t, &d.authority);
        assert_eq!(
            authority.get(&format!("{table}/original")).0,
            StatusCode::NOT_FOUND,
            "supervision reads no original"
        );

        // The reply: what is missing is said, words of a template and an organ are filled in, then review.
        let (status, _, _) = clerk.post(
            "/desk/requests/templates",
            &[("agency", "bureau"), ("outcome", "P-1"), ("name", "隐私"), ("words", "涉及第三方隐私。")],
        );
        assert_eq!(status, StatusCode::SEE_OTHER);
        let reply = format!("{own}/reply");
        let (_, html) = clerk.get(&reply);
        let template = html
            .split("隐私</option>")
            .next()
            .unwrap()
            .rsplit("value=\"")
            .next()
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.post(&reply, &[("seen", &seen), ("act", "template"), ("template", &template)]);
        assert!(status == StatusCode::OK && html.contains("涉及第三方隐私。"), "{html}");
        let (status, _, _) = clerk.post(&reply, &[("seen", &seen), ("outcome", "P-1"), ("reasons", "")]);
        assert_eq!(status, StatusCode::SEE_OTHER, "an unfinished draft may be saved");
        let (status, html, _) = clerk.act(&number, "submission", &[]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写明依据和理由"), "{html}");
        let seen = now(t, &number).matter.version.to_string();
        let full = [
            ("seen", seen.as_str()),
            ("outcome", "P-1"),
            ("grounds", "D-4"),
            ("reasons", "涉及第三方隐私。"),
            ("facts", "已检索"),
        ];
        assert_eq!(clerk.post(&reply, &full).0, StatusCode::SEE_OTHER);
        let (_, html) = clerk.get(&reply);
        assert!(html.contains("第三十七条") && html.contains("行政复议"), "basis and remedies are shown: {html}");
        clerk.done(&number, "submission", &[]);

        // Review, secrecy, signature: each another person; the clerk's own steps are refused.
        assert_eq!(clerk.act(&number, "forward", &[]).0, StatusCode::FORBIDDEN);
        let mut reviewer = Browser::new(t, &d.reviewer);
        assert!(reviewer.get(&own).1.contains("act-forward"));
        let (status, html, _) = reviewer.act(&number, "pass", &[]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("保密审查"), "records go out: {html}");
        let (status, _, _) = reviewer.post(&format!("{own}/forward"), &[("seen", "1")]);
        assert_eq!(status, StatusCode::CONFLICT, "an old page");
        reviewer.done(&number, "forward", &[("words", "同意")]);
        Browser::new(t, &d.secrecy).done(&number, "clear", &[("words", "无涉密内容")]);
        authority.csrf.clone_from(&clerk.csrf);
        authority.cookie.clone_from(&clerk.cookie);
        assert_eq!(authority.act(&number, "sign", &[]).0, StatusCode::FORBIDDEN, "supervision signs nothing");
        Browser::new(t, &d.signer).done(&number, "sign", &[]);

        clerk.get(&own);
        let (status, html, _) = clerk.act(&number, "service", &[("on", &today), ("way", "post"), ("proof", " ")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("送达的凭证"), "{html}");
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.upload(
            &format!("{own}/service"),
            &[("seen", &seen), ("service.on", &today), ("service.way", "post"), ("service.proof", "XA1")],
            "回执.txt",
            "签收".as_bytes(),
        );
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");

        // Published for all, without the applicant.
        let (status, html, _) = clerk.post(
            &format!("{own}/answer"),
            &[("title", "补助名单"), ("question", "申请人甲要名单"), ("answer", "部分公开")],
        );
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("【申请人甲】"), "{html}");
        let (status, html) = clerk.get(&format!("{own}/answer"));
        assert!(status == StatusCode::OK && !html.contains("申请人甲"), "the form comes without the applicant");
        let (status, html, _) = clerk
            .post(&format!("{own}/answer"), &[("title", "补助名单"), ("question", "补助名单"), ("answer", "部分公开")]);
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        assert!(clerk.get(&format!("{own}/answer")).1.contains("DF-"));

        // A reconsideration that orders a new reply brings it back into hand.
        clerk.done(&number, "dispute", &[("kind", "reconsideration"), ("forum", "某市人民政府"), ("on", &today)]);
        let (_, html) = clerk.get(&own);
        let dispute = html.split("/disputes/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.post(
            &format!("{own}/disputes/{dispute}/result"),
            &[
                ("seen", &seen),
                ("dispute-0-result", "corrected"),
                ("dispute-0-note", "责令重新答复"),
                ("dispute-0-redo", "yes"),
                ("dispute-0-on", &today),
            ],
        );
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        assert_eq!(now(t, &number).matter.state, "received");
        let year = t.system().today().year();
        for cell in
            ["row=new&column=all", "row=P-1&column=person", "row=P&column=all", "row=reconsideration&column=corrected"]
        {
            let (status, html) = clerk.get(&format!("/desk/requests?agency=bureau&year={year}&{cell}"));
            assert!(status == StatusCode::OK && html.contains(&number), "{cell}: {html}");
        }
        let (_, html) = clerk.get(&format!("/desk/requests?agency=bureau&year={}&row=new&column=all", year - 1));
        assert!(!html.contains(&number));
        assert_eq!(clerk.get("/desk/requests?agency=bureau&year=2026&row=X-9&column=all").0, StatusCode::BAD_REQUEST);
        assert_eq!(clerk.get("/desk/requests?tab=none").0, StatusCode::BAD_REQUEST);
        let (status, html) = clerk.get("/desk/requests/figures");
        assert!(status == StatusCode::OK && html.contains("P-1"), "{html}");
        t.ledger_is_good();
    });
}

#[test]
fn each_page_is_for_its_post_and_another_office_sees_nothing() {
    on_both(|t| {
        let d = hall(t);
        let mut clerk = Browser::new(t, &d.clerk);
        let number = filed(t, &d, &mut clerk);
        let own = format!("/desk/requests/{number}");
        let stranger = people(t, t.agency("other"), "b");
        for who in [&stranger.clerk, &stranger.signer, &Who::Public] {
            let mut b = Browser::new(t, who);
            b.csrf.clone_from(&clerk.csrf);
            b.cookie.clone_from(&clerk.cookie);
            for path in [own.clone(), format!("{own}/records"), format!("{own}/reply"), format!("{own}/answer")] {
                assert_eq!(b.get(&path).0, StatusCode::NOT_FOUND, "{path}");
            }
            for act in ["confirmation", "withdrawal", "contact", "claim", "nonsense"] {
                let (status, html, _) =
                    b.act(&number, act, &[("on", "2026-03-02"), ("method", "phone"), ("words", "x")]);
                assert_eq!(status, StatusCode::NOT_FOUND, "{act}: {html}");
            }
            let (status, _, _) = b.upload(&format!("{own}/records"), &[("seen", "1")], "a.txt", b"a");
            assert_eq!(status, StatusCode::NOT_FOUND);
            assert_eq!(b.post(&format!("{own}/applicant"), &[("purpose", "contact")]).0, StatusCode::NOT_FOUND);
        }
        let mut reviewer = Browser::new(t, &d.reviewer);
        assert_eq!(reviewer.get(&own).0, StatusCode::OK);
        reviewer.csrf.clone_from(&clerk.csrf);
        reviewer.cookie.clone_from(&clerk.cookie);
        assert_eq!(reviewer.get("/desk/requests/new").0, StatusCode::FORBIDDEN);
        assert_eq!(reviewer.get("/desk/requests/office").0, StatusCode::FORBIDDEN);
        assert_eq!(reviewer.get("/desk/requests/complaints").0, StatusCode::FORBIDDEN);
        let (status, _, _) = reviewer.act(&number, "contact", &[("words", "x")]);
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(reviewer.post(&format!("{own}/applicant"), &[("purpose", "contact")]).0, StatusCode::FORBIDDEN);
        let mut authority = Browser::new(t, &d.authority);
        let (status, html) = authority.get(&own);
        assert!(
            status == StatusCode::OK && !html.contains("<form method=\"post\" action=\"/desk/requests/YSQ"),
            "it reads only"
        );
        assert_eq!(authority.get("/desk/requests/complaints").0, StatusCode::OK);

        let mut head = Browser::new(t, &d.head);
        let (status, html) = head.get("/desk/requests/office");
        assert!(status == StatusCode::OK && html.contains("correction_days"), "{html}");
        let settings = [
            ("agency", "bureau"),
            ("version", "0"),
            ("name", "公开办"),
            ("address", "人民路"),
            ("phone", "1"),
            ("organ", "某市人民政府"),
            ("court", "某法院"),
            ("correction_days", "10"),
            ("reason_days", "10"),
        ];
        assert_eq!(head.post("/desk/requests/office", &settings).0, StatusCode::SEE_OTHER);
        assert_eq!(head.post("/desk/requests/office", &settings).0, StatusCode::CONFLICT, "written over an old page");

        // Wrong days, a second confirmation, an old page, a file that is none.
        clerk.get(&own);
        let (status, html, _) = clerk.act(&number, "confirmation", &[("on", "2099-01-01"), ("method", "phone")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("还没有到"), "{html}");
        let today = t.system().today().to_string();
        let seen = now(t, &number).matter.version.to_string();
        clerk.done(&number, "confirmation", &[("on", &today), ("method", "phone")]);
        let again = [("seen", seen.as_str()), ("confirmation.on", today.as_str()), ("confirmation.method", "phone")];
        assert_eq!(clerk.post(&format!("{own}/confirmation"), &again).0, StatusCode::CONFLICT);
        assert_eq!(clerk.post(&format!("{own}/confirmation"), &again[1..]).0, StatusCode::BAD_REQUEST);
        let seen = now(t, &number).matter.version.to_string();
        let (status, html, _) = clerk.upload(&format!("{own}/records"), &[("seen", &seen)], "a.exe", b"MZ\x90\0");
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("a.exe"), "{html}");

        // Fees are computed for both ways before one is chosen.
        let (status, html, _) = {
            let fields = [("seen", seen.as_str()), ("act", "compute"), ("fee.pages", "120")];
            clerk.post(&format!("{own}/fee"), &fields)
        };
        assert!(status == StatusCode::OK && html.contains("1,100"), "{html}");
        let (status, html, _) = clerk.act(&number, "fee", &[("scheme", "per-request")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("零元"), "{html}");
        clerk.done(&number, "fee", &[("scheme", "per-page"), ("pages", "120")]);
        clerk.done(&number, "fee-received", &[("on", &today)]);
        clerk.done(&number, "payment", &[("on", &today), ("receipt", "票1")]);
        // Only the head extends.
        let (status, _, _) = clerk.act(&number, "extension", &[("days", "20"), ("reason", "需要")]);
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, html, _) = head.act(&number, "extension", &[("days", "21"), ("reason", "需要")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{html}");
        head.done(&number, "extension", &[("days", "20"), ("reason", "需要")]);
        t.ledger_is_good();
    });
}

#[test]
fn what_comes_back_is_settled_at_its_own_page() {
    on_both(|t| {
        let d = hall(t);
        let mut clerk = Browser::new(t, &d.clerk);
        filed(t, &d, &mut clerk);
        filed(t, &d, &mut clerk);
        let (status, html) = clerk.get("/desk/requests/proposals");
        assert!(status == StatusCode::OK && html.contains("多人申请同一信息"), "two asked for one thing: {html}");
        let id = html.split("action=\"/desk/requests/proposals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let settle = format!("/desk/requests/proposals/{id}");
        let (status, html, _) = clerk.post(&settle, &[("i", "0"), ("settled-0", "declined"), ("why-0", "")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请写明理由"), "{html}");
        let mut stranger = Browser::new(t, &people(t, t.agency("other"), "b").clerk);
        stranger.csrf.clone_from(&clerk.csrf);
        stranger.cookie.clone_from(&clerk.cookie);
        let declined = [("i", "0"), ("settled-0", "declined"), ("why-0", "含个人信息")];
        assert_eq!(stranger.post(&settle, &declined).0, StatusCode::NOT_FOUND);
        assert_eq!(clerk.post(&settle, &declined).0, StatusCode::SEE_OTHER);
        assert!(clerk.get("/desk/requests/proposals").1.contains("没有待处理的建议"));

        let words = [("agency", "bureau"), ("outcome", "U-1"), ("name", "不存在"), ("words", "经检索未查到。")];
        clerk.get("/desk/requests/templates");
        assert_eq!(clerk.post("/desk/requests/templates", &words[..3]).0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(clerk.post("/desk/requests/templates", &words).0, StatusCode::SEE_OTHER);
        let html = clerk.get("/desk/requests/templates").1;
        let id = html.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let gone = [("agency", "bureau"), ("id", id.as_str())];
        assert_eq!(clerk.post("/desk/requests/templates/removal", &gone).0, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post("/desk/requests/templates/removal", &gone).0, StatusCode::NOT_FOUND);

        let filed = t.office.db.write(|tx| {
            disclosure::file_complaint(tx, &t.cx(&Who::Public), d.agency, None, "某人 13800000000", "逾期没有<答复>")
        });
        let number = disclosure::testing::done(filed);
        let own = format!("/desk/requests/complaints/{number}");
        assert_eq!(clerk.get(&own).0, StatusCode::NOT_FOUND, "the desk does not judge itself");
        let mut authority = Browser::new(t, &d.authority);
        assert!(authority.get("/desk/requests/complaints").1.contains(&number));
        let (status, html) = authority.get(&own);
        assert!(status == StatusCode::OK && html.contains("没有&#60;答复&#62;"), "{html}");
        let (status, _, _) = authority.post(&own, &[("result", "rectify"), ("finding", "属实")]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a day by which it is put right");
        let told = [("result", "rectify"), ("finding", "属实"), ("rectify_by", "2099-01-01")];
        assert_eq!(authority.post(&own, &told).0, StatusCode::SEE_OTHER);
        let (status, html, _) = authority.post(&own, &told);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("已经处理完毕"), "{html}");
        assert_eq!(authority.post(&format!("{own}/rectified"), &[]).0, StatusCode::SEE_OTHER);
        t.ledger_is_good();
    });
}
