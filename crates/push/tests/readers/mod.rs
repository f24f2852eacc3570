//! Readers with a browser, a site, announcements and the letters that wait.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    routing::{get, post},
};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::{Error, Id, Never, Role, Who, params};
use push::{Announcement, Frequency, Profile, announce, digests_due, pages::*};
use sites::{Marks, Names, SiteChange, SiteKind, Theme};
use std::sync::Arc;
use testkit::TestOffice;
use tower::ServiceExt;
use web::{CsrfKey, Edge, Problem, Transport, dress_edge};

/// The pages as the server mounts them, for one reader.
pub fn app(t: &TestOffice, who: &Who) -> Router {
    let acting = Acting { cx: t.cx(who), session: None };
    let edge = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(web::Site::sample()),
        csrf: CsrfKey::new([3; 32]),
        transport: Transport::Plain,
    };
    Router::new()
        .route("/my/subscriptions", get(mine::show).post(mine::add))
        .route("/my/subscriptions/profile", post(mine::save_mine))
        .route("/my/subscriptions/address", post(mine::save_address))
        .route("/my/subscriptions/{id}", post(mine::change))
        .route("/my/subscriptions/arrivals/{id}", get(mine::open))
        .route("/subscribe", get(subscribe::show).post(subscribe::ask))
        .route("/subscriptions/confirm/{token}", get(subscribe::show_confirm).post(subscribe::give_confirm))
        .route("/unsubscribe/{token}", get(unsubscribe::show).post(unsubscribe::give))
        .route("/desk/push", get(desk::show))
        .fallback(async || Problem::not_found())
        .layer(from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(acting.clone());
            next.run(request)
        }))
        .layer(from_fn_with_state(edge, dress_edge))
        .with_state(t.office.clone())
}

/// One reader with their cookies.
pub struct Browser<'t> {
    pub t: &'t TestOffice,
    pub who: Who,
    pub cookie: String,
    pub csrf: String,
}

impl<'t> Browser<'t> {
    pub fn new(t: &'t TestOffice, who: &Who) -> Browser<'t> {
        Browser { t, who: who.clone(), cookie: String::new(), csrf: String::new() }
    }

    pub fn send(&mut self, request: Request) -> (StatusCode, String, String) {
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

    pub fn get(&mut self, path: &str) -> (StatusCode, String, String) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let (status, html, to) = self.send(request.body(Body::empty()).unwrap());
        if status.is_success() {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html, to)
    }

    pub fn post(&mut self, path: &str, body: &str) -> (StatusCode, String, String) {
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

/// A site `main` with an open section `news`.
pub fn with_site(t: &TestOffice) -> Id {
    let agency = t.agency("portal");
    let admin = t.staff("platform", &[(agency, Role::PlatformAdmin), (agency, Role::SiteAdmin)]);
    let cx = t.cx(&admin);
    let change = SiteChange {
        names: Names::zh("测试市人民政府"),
        hosts: vec![],
        theme: Theme::default(),
        languages: vec![kernel::Lang::ZhCn],
        blocks: vec![],
        marks: Marks {
            host: "测试市人民政府".into(),
            operator: "测试市人民政府办公室".into(),
            contact: "0311-12345".into(),
            site_code: "1301000001".into(),
            ..Marks::default()
        },
    };
    t.office
        .db
        .write(|tx| sites::open_site(tx, &cx, "main", SiteKind::Portal, (agency, "130100"), &change).map(|_| ()))
        .unwrap();
    agency
}

pub fn announcement(agency: Id, key: &str) -> Announcement {
    Announcement {
        key: key.into(),
        kind: "rule".into(),
        title: "关于支持餐饮业发展的若干措施".into(),
        href: "/rules/r-000001".into(),
        text: "对长安区的小微企业给予稳岗补贴。".into(),
        sections: vec![("main".into(), "statutory-disclosure".into())],
        topics: vec![],
        rule: Some("r-000001".into()),
        agency: Some(agency),
        clauses: vec![("第三条".into(), "对长安区的小微企业给予稳岗补贴。".into(), "/rules/r-000001#第三条".into())],
        items: vec!["wen-gang".into()],
        at: "2026-03-02T02:00:00Z".parse().unwrap(),
    }
}

pub fn tell(t: &TestOffice, a: &Announcement) -> u64 {
    let cx = t.system();
    announce(&t.office.db, &cx, a, &|q| a.text.contains(q)).unwrap()
}

pub fn send_digests(t: &TestOffice) -> usize {
    digests_due(&t.office.db, &t.system(), "http://localhost").unwrap()
}

/// The token behind `purpose` in the newest waiting letter, its text, and how many letters wait.
pub fn letters(t: &TestOffice) -> Vec<serde_json::Value> {
    let keys = t.system().keys;
    t.office
        .db
        .read(|tx| {
            let rows = tx.rows("SELECT id, letter FROM mail_queue ORDER BY made_at, id", params![])?;
            let mut out = Vec::new();
            for r in rows {
                let (id, letter): (String, Vec<u8>) = (r.get("id")?, r.get("letter")?);
                let field = seal::FieldRef { table: "mail_queue", column: "letter", row: &id };
                out.push(serde_json::from_slice(&keys.decrypt(field, &letter).unwrap()).unwrap());
            }
            Ok::<_, Error<Never>>(out)
        })
        .unwrap()
}

pub fn path_in(letter: &serde_json::Value, start: &str) -> String {
    let text = letter["body_text"].as_str().unwrap();
    let at = text.find(start).unwrap_or_else(|| panic!("{start} in {text}"));
    text[at..].split_whitespace().next().unwrap().to_owned()
}

pub fn mine_of(t: &TestOffice, who: &Who) -> push::Mine {
    let cx = t.cx(who);
    t.office.db.read(|tx| push::mine(tx, &cx, None, 100)).unwrap()
}

/// An account with a confirmed address that follows its profile at once.
pub fn follower(t: &TestOffice, name: &str, n: u16, address: &str) -> Who {
    let who = t.person(name, n);
    let cx = t.cx(&who);
    let profile = Profile { size: "micro".into(), district: "长安区".into(), ..Profile::default() };
    t.office.db.write(|tx| push::save_profile(tx, &cx, "main", &profile, Frequency::AtOnce)).unwrap();
    t.office.db.write(|tx| push::set_address(tx, &cx, "main", "http://localhost", address)).unwrap();
    let path = path_in(letters(t).last().unwrap(), "/subscriptions/confirm/");
    let token = path.rsplit('/').next().unwrap();
    t.office.db.write(|tx| push::confirm(tx, &cx, token)).unwrap();
    who
}
