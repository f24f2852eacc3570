//! The desk of sites over HTTP, on both engines: two posts, hosts, colours, home page, sections, banner.

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
use identity::pages::edge::Acting;
use kernel::{Error, Lang, Never, Role, Who};
use sites::{Marks, Names, SiteChange, SiteKind, Theme, pages::*};
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
        .route("/desk/sites", get(desk::list))
        .route("/desk/sites/new", get(desk_facts::new_form).post(desk_facts::open_new))
        .route("/desk/sites/{key}", get(desk_facts::show).post(desk_facts::save))
        .route("/desk/sites/{key}/closing", post(desk_facts::close))
        .route("/desk/sites/{key}/home", get(desk_home::show).post(desk_home::save))
        .route("/desk/sites/{key}/sections", get(desk_sections::list).post(desk_sections::open_new))
        .route("/desk/sites/{key}/sections/new", get(desk_sections::new_form))
        .route("/desk/sites/{key}/sections/{section}", get(desk_sections::show).post(desk_sections::save))
        .route("/desk/sites/{key}/banner", get(desk_banner::show).post(desk_banner::raise))
        .route("/desk/sites/{key}/banner/lowering", post(desk_banner::lower))
        .fallback(async || Problem::not_found())
        .layer(from_fn(move |mut request: Request, next: Next| {
            request.extensions_mut().insert(acting.clone());
            next.run(request)
        }))
        .layer(from_fn_with_state(edge, dress_edge))
        .with_state(t.office.clone())
}

/// One official with their cookies.
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

    fn send(&mut self, request: Request) -> (StatusCode, String) {
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
        (parts.status, html)
    }

    fn get(&mut self, path: &str) -> (StatusCode, String) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let (status, html) = self.send(request.body(Body::empty()).unwrap());
        if status.is_success() {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html)
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let mut pairs: Vec<(&str, &str)> = fields.to_vec();
        let csrf = self.csrf.clone();
        pairs.push(("csrf", &csrf));
        let body: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request)
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

struct Cast {
    platform: Who,
    keeper: Who,
    other: Who,
}

/// Two agencies with a site each, a platform administrator and two site administrators.
fn cast(t: &TestOffice) -> Cast {
    let (one, two) = (t.agency("one"), t.agency("two"));
    let cast = Cast {
        platform: t.staff("platform", &[(one, Role::PlatformAdmin)]),
        keeper: t.staff("keeper", &[(one, Role::SiteAdmin)]),
        other: t.staff("other", &[(two, Role::SiteAdmin)]),
    };
    for (key, agency) in [("first", one), ("second", two)] {
        let change = SiteChange {
            names: Names::zh(format!("{key}网站")),
            hosts: vec![format!("{key}.localhost")],
            theme: Theme::default(),
            languages: vec![Lang::ZhCn],
            blocks: Vec::new(),
            marks: marks(),
        };
        let cx = t.cx(&cast.platform);
        t.office
            .db
            .write(|tx| sites::open_site(tx, &cx, key, SiteKind::Department, (agency, "130100"), &change))
            .unwrap();
    }
    cast
}

fn marks() -> Marks {
    Marks {
        host: "主办".into(),
        operator: "承办".into(),
        contact: "12345".into(),
        site_code: "1301000012".into(),
        ..Marks::default()
    }
}

fn site(t: &TestOffice, key: &str) -> sites::Site {
    t.office.db.read(|tx| sites::find(tx, key).map_err(Error::<Never>::from)).unwrap().unwrap()
}

fn section(t: &TestOffice, key: &str) -> Option<sites::Section> {
    t.office.db.read(|tx| sites::find_section(tx, "first", key).map_err(Error::<Never>::from)).unwrap()
}

const FACTS: &[(&str, &str)] = &[
    ("name_zh", "新名称<b>"),
    ("accent", "#b3311f"),
    ("link", "#0f5c5c"),
    ("ink", "#1c1b19"),
    ("paper", "#faf8f4"),
    ("emblem", "river"),
    ("languages", "en"),
    ("mark_host", "主办"),
    ("mark_operator", "承办"),
    ("mark_contact", "12345"),
    ("mark_site_code", "1301000012"),
];

fn facts<'a>(with: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let rest = FACTS.iter().filter(|(n, _)| !with.iter().any(|(o, _)| o == n));
    with.iter().chain(rest).copied().collect()
}

#[test]
fn platform_and_site_administrators_are_two() {
    on_both(|t| {
        let c = cast(t);
        let mut platform = Browser::new(t, &c.platform);
        let (_, html) = platform.get("/desk/sites");
        assert!(html.contains("first网站") && html.contains("second网站") && html.contains("/desk/sites/new"));
        let mut keeper = Browser::new(t, &c.keeper);
        let (_, html) = keeper.get("/desk/sites");
        assert!(html.contains("first网站") && !html.contains("second网站") && !html.contains("/desk/sites/new"));
        let (_, html) = Browser::new(t, &c.other).get("/desk/sites");
        assert!(!html.contains("first网站") && html.contains("second网站"));
        for path in ["", "/home", "/sections", "/sections/new", "/sections/disclosure-guide", "/banner"] {
            assert_eq!(keeper.get(&format!("/desk/sites/first{path}")).0, StatusCode::OK, "{path}");
            assert_eq!(keeper.get(&format!("/desk/sites/second{path}")).0, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(platform.get(&format!("/desk/sites/second{path}")).0, StatusCode::OK, "{path}");
            assert_eq!(platform.get(&format!("/desk/sites/none{path}")).0, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(keeper.get("/desk/sites/new").0, StatusCode::NOT_FOUND);
        keeper.get("/desk/sites/first");
        let opening =
            facts(&[("key", "third"), ("kind", "department"), ("agency", "one"), ("hosts", "third.localhost")]);
        assert_eq!(keeper.post("/desk/sites/new", &opening).0, StatusCode::NOT_FOUND);
        assert_eq!(keeper.post("/desk/sites/first/closing", &[("seen", "1")]).0, StatusCode::NOT_FOUND);
        assert_eq!(keeper.post("/desk/sites/second", &facts(&[("seen", "1")])).0, StatusCode::NOT_FOUND);
        assert_eq!(keeper.post("/desk/sites/second/banner", &[("seen", "1"), ("text", "x")]).0, StatusCode::NOT_FOUND);
        let sections = [("name_zh", "动态"), ("key", "news"), ("class", "news"), ("place", "1")];
        assert_eq!(keeper.post("/desk/sites/second/sections", &sections).0, StatusCode::NOT_FOUND);

        platform.get("/desk/sites/new");
        let (status, html) = platform.post("/desk/sites/new", &facts(&[("key", "third"), ("kind", "department")]));
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("新名称&#60;b&#62;"), "{html}");
        assert_eq!(platform.post("/desk/sites/new", &opening).0, StatusCode::SEE_OTHER);
        assert_eq!(site(t, "third").hosts, ["third.localhost"]);
        let (status, html) = platform.post("/desk/sites/new", &opening);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("已被使用"), "{html}");
        assert_eq!(platform.post("/desk/sites/third/closing", &[("seen", "1")]).0, StatusCode::SEE_OTHER);
        assert!(!site(t, "third").is_open);
        assert!(platform.get("/desk/sites/third").1.contains("已关停"));
        t.ledger_is_good();
    });
}

#[test]
fn facts_are_checked_and_what_was_typed_stays() {
    on_both(|t| {
        let c = cast(t);
        let mut keeper = Browser::new(t, &c.keeper);
        let path = "/desk/sites/first";
        assert!(keeper.get(path).1.contains("与底色的对比度为"));
        for (with, said) in [
            (&[("hosts", "first.localhost\nsecond.localhost")][..], "属于另一个站点"),
            (&[("hosts", "http://x")][..], "不是域名"),
            (&[("link", "#c0c0c0")][..], "链接与底色的对比度只有 1.7"),
            (&[("ink", "url(x)")][..], "文字与底色的对比度只有 0.0"),
            (&[("mark_site_code", "123")][..], "10 位"),
            (&[("mark_contact", " ")][..], "请填写联系方式"),
            (&[("name_zh", "")][..], "请填写中文名称"),
        ] {
            let mut fields = facts(with);
            fields.push(("seen", "1"));
            fields.push(("name_en", "Typed </textarea> name"));
            let (status, html) = keeper.post(path, &fields);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            assert!(html.contains(said), "{said}: {html}");
            assert!(html.contains("Typed &#60;/textarea&#62; name"), "what was typed stays");
            assert_eq!(web::lint_html(&html), Vec::<String>::new());
            assert_eq!((site(t, "first").version, site(t, "first").hosts), (1, vec!["first.localhost".to_owned()]));
        }
        let mut good = facts(&[("hosts", " First.localhost \n www.first.localhost")]);
        good.push(("seen", "1"));
        assert_eq!(keeper.post(path, &good).0, StatusCode::SEE_OTHER);
        let now = site(t, "first");
        assert_eq!((now.version, now.names.zh.as_str(), now.theme.emblem.as_str()), (2, "新名称<b>", "river"));
        assert_eq!(now.hosts, ["first.localhost", "www.first.localhost"]);
        assert_eq!(now.languages, [Lang::ZhCn, Lang::En], "Chinese always stays");
        assert_eq!(keeper.post(path, &good).0, StatusCode::CONFLICT, "somebody changed it meanwhile");
    });
}

#[test]
fn the_home_page_is_put_together_with_buttons() {
    on_both(|t| {
        let c = cast(t);
        let mut keeper = Browser::new(t, &c.keeper);
        let path = "/desk/sites/first/home";
        assert!(keeper.get(path).1.contains("首页还没有模块"));
        let (status, html) = keeper.post(path, &[("seen", "1"), ("act", "add"), ("add_kind", "lead")]);
        assert!(status == StatusCode::OK && html.contains("name=\"block.0.sections\""), "{html}");
        assert!(html.contains("还没有保存"));
        assert_eq!(site(t, "first").blocks, [], "moving blocks saves nothing");
        let two = [
            ("seen", "1"),
            ("block.0.kind", "lead"),
            ("block.0.sections", "disclosure-guide"),
            ("block.0.entries", "7"),
            ("block.1.kind", "search"),
        ];
        let with = |act: &'static str| {
            let mut fields = two.to_vec();
            fields.push(("act", act));
            fields
        };
        let order = |html: &str| html.find("value=\"search\"").unwrap() < html.find("value=\"lead\"").unwrap();
        let (_, html) = keeper.post(path, &with("up.1"));
        assert!(order(&html) && html.contains("value=\"7\""), "{html}");
        assert!(order(&keeper.post(path, &with("down.0")).1));
        assert!(!order(&keeper.post(path, &with("up.0")).1), "the first stays first");
        let removed = keeper.post(path, &with("remove.0")).1;
        assert!(!removed.contains("block.1.kind") && removed.contains("block.0.kind"));
        assert_eq!(keeper.post(path, &with("up.99")).0, StatusCode::OK);

        for (fields, said) in [
            ([("block.0.sections", "nowhere"), ("block.0.entries", "3")], "没有栏目“nowhere”"),
            ([("block.0.sections", "disclosure-guide"), ("block.0.entries", "99")], "0 到 30"),
            ([("block.0.sections", "disclosure-guide"), ("block.0.entries", "many")], "0 到 30"),
        ] {
            let mut sent = vec![("seen", "1"), ("act", "save"), ("block.0.kind", "lead")];
            sent.extend(fields);
            let (status, html) = keeper.post(path, &sent);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(html.contains(said), "{html}");
            assert!(html.contains(&format!("value=\"{}\"", fields[1].1)), "what was typed stays");
        }
        assert_eq!(keeper.post(path, &with("save")).0, StatusCode::SEE_OTHER);
        let blocks = site(t, "first").blocks;
        assert_eq!((blocks.len(), blocks[0].entries), (2, 7));
        assert_eq!(blocks[0].sections, ["disclosure-guide"]);
        assert_eq!(keeper.post(path, &with("save")).0, StatusCode::CONFLICT);
    });
}

#[test]
fn sections_are_opened_changed_and_closed_but_not_the_fixed_ones() {
    on_both(|t| {
        let c = cast(t);
        let mut keeper = Browser::new(t, &c.keeper);
        let list = "/desk/sites/first/sections";
        assert_eq!(keeper.get(list).1.matches("固定栏目").count(), 4);
        keeper.get("/desk/sites/first/sections/new");
        let base = [("key", "budget"), ("name_zh", "预决算"), ("class", "cyclic"), ("place", "30")];
        for (more, said) in [
            (("cycle_days", ""), "1 到 366 天"),
            (("cycle_days", "400"), "1 到 366 天"),
            (("parent", "nowhere"), "1 到 366 天"),
        ] {
            let mut fields = base.to_vec();
            fields.push(more);
            let (status, html) = keeper.post(list, &fields);
            assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains(said), "{html}");
            assert!(html.contains("value=\"budget\"") && html.contains("value=\"预决算\""));
        }
        let mut good = base.to_vec();
        good.push(("cycle_days", "31"));
        assert_eq!(keeper.post(list, &good).0, StatusCode::SEE_OTHER);
        assert_eq!(section(t, "budget").unwrap().days(), Some(31));
        assert_eq!(keeper.post(list, &good).0, StatusCode::UNPROCESSABLE_ENTITY, "the key is in use");
        let path = "/desk/sites/first/sections/budget";
        assert!(keeper.get(path).1.contains("value=\"31\""));
        let change = [("name_zh", "预决算公开"), ("class", "notice"), ("place", "x"), ("open", "closed")];
        let (status, html) = keeper.post(path, &change);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("999") && html.contains("预决算公开"));
        let change = [("name_zh", "预决算公开"), ("class", "notice"), ("place", "31"), ("open", "closed")];
        assert_eq!(keeper.post(path, &change).0, StatusCode::SEE_OTHER);
        let closed = section(t, "budget").unwrap();
        assert_eq!((closed.is_open, closed.days(), closed.place), (false, Some(183), 31));
        let circle = [("name_zh", "预决算公开"), ("class", "notice"), ("place", "31"), ("parent", "budget")];
        let (status, html) = keeper.post(path, &circle);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("不能属于自己"), "{html}");

        let fixed = "/desk/sites/first/sections/annual-reports";
        let (_, html) = keeper.get(fixed);
        assert!(!html.contains("name=\"name_zh\"") && !html.contains("name=\"open\""), "{html}");
        for forged in [("name_zh", "年报"), ("open", "closed"), ("place", "1")] {
            let (status, html) = keeper.post(fixed, &[("class", "static"), forged]);
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{forged:?}");
            assert!(html.contains("不能改名"), "{html}");
        }
        assert_eq!(keeper.post(fixed, &[("class", "cyclic"), ("cycle_days", "366")]).0, StatusCode::SEE_OTHER);
        assert_eq!(section(t, "annual-reports").unwrap().days(), Some(366));
        assert_eq!(keeper.get("/desk/sites/first/sections/none").0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_banner_is_raised_and_lowered() {
    on_both(|t| {
        let c = cast(t);
        let mut keeper = Browser::new(t, &c.keeper);
        let path = "/desk/sites/first/banner";
        keeper.get(path);
        for (with, said) in [
            ([("text", " "), ("href", ""), ("until_on", "")], "请填写横幅内容"),
            ([("text", "x"), ("href", "//evil.example"), ("until_on", "")], "链接应以"),
            ([("text", "x"), ("href", "javascript:x"), ("until_on", "")], "链接应以"),
            ([("text", "x"), ("href", ""), ("until_on", "2026-03-01")], "已经过去"),
            ([("text", "x"), ("href", ""), ("until_on", "soon")], "看不懂"),
        ] {
            let mut fields = vec![("seen", "1"), ("level", "emergency")];
            fields.extend(with);
            let (status, html) = keeper.post(path, &fields);
            assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains(said), "{said}: {html}");
        }
        let good = [
            ("seen", "1"),
            ("level", "emergency"),
            ("text", "暴雨红色预警"),
            ("until_on", "2026-03-02"),
            ("until_time", "18:00"),
        ];
        assert_eq!(keeper.post(path, &good).0, StatusCode::SEE_OTHER);
        let banner = site(t, "first").banner.unwrap();
        assert_eq!((banner.level.as_str(), banner.until), ("emergency", Some("2026-03-02T10:00:00Z".parse().unwrap())));
        assert!(keeper.get(path).1.contains("暴雨红色预警"));
        assert_eq!(keeper.post(path, &good).0, StatusCode::CONFLICT);
        assert_eq!(keeper.post("/desk/sites/first/banner/lowering", &[("seen", "2")]).0, StatusCode::SEE_OTHER);
        assert_eq!(site(t, "first").banner, None);
        t.ledger_is_good();
    });
}
