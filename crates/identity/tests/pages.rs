//! The pages through HTTP, with the edge and the recognition around them: what a browser sends and gets.

#![allow(clippy::unwrap_used)]

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::{get, post};
use axum::{Router, middleware};
use http_body_util::BodyExt;
use identity::pages::{account, edge, messages, organisations, regions, register, sign_in, staff};
use identity::*;
use kernel::{Error, Never, Role, Who};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::{CsrfKey, Edge, Site, Transport};

fn app(t: &TestOffice) -> Router {
    let office = t.office.clone();
    let edge_state = Edge {
        sites: None,
        kept: web::KeptPages::default(),
        site: Arc::new(Site::sample()),
        csrf: CsrfKey::new([9; 32]),
        transport: Transport::Plain,
    };
    Router::new()
        .route("/sign-in", get(sign_in::sign_in_form).post(sign_in::sign_in))
        .route("/sign-in/second-factor", get(sign_in::second_factor_form).post(sign_in::give_second_factor))
        .route("/sign-in/password", get(sign_in::password_form).post(sign_in::choose_password))
        .route("/sign-out", post(sign_in::end_session))
        .route("/sign-out/everywhere", post(sign_in::end_every_session))
        .route("/register", get(register::register_form).post(register::register))
        .route("/my/account", get(account::account))
        .route("/my/account/unmasking", post(account::account_unmasked))
        .route("/my/account/contact", get(account::contact_form).post(account::save_contact))
        .route("/account/language", post(account::save_language))
        .route("/my/organisations", get(organisations::organisations).post(organisations::add_organisation))
        .route("/my/organisations/new", get(organisations::new_organisation_form))
        .route("/my/organisations/{id}", get(organisations::organisation))
        .route("/my/organisations/{id}/agents", post(organisations::add_agent))
        .route("/my/organisations/{id}/agents/{authorisation}/revocation", post(organisations::remove_agent))
        .route("/my/acting", post(organisations::choose_acting))
        .route("/my/messages", get(messages::messages))
        .route("/my/messages/reading", post(messages::read_messages))
        .route("/desk/account", get(account::desk_account))
        .route("/desk/staff", get(staff::staff_list).post(staff::new_staff))
        .route("/desk/staff/new", get(staff::new_staff_form))
        .route("/desk/staff/{id}", get(staff::staff_member))
        .route("/desk/staff/{id}/posts", post(staff::give_post))
        .route("/desk/staff/{id}/posts/withdrawal", post(staff::take_post))
        .route("/desk/staff/{id}/credentials", post(staff::new_credentials))
        .route("/desk/staff/{id}/closure", post(staff::close_staff_account))
        .route("/desk/staff/{id}/reopening", post(staff::reopen_staff_account))
        .route("/regions", get(regions::regions))
        .route("/regions/{code}", get(regions::region))
        .route("/regions/{code}/children", get(regions::region_children))
        .layer(middleware::from_fn_with_state(office.clone(), edge::recognise))
        .layer(middleware::from_fn_with_state(edge_state, web::dress_edge))
        .with_state(office)
}

/// A browser: keeps cookies, takes the form token from the last page.
struct Browser {
    app: Router,
    runtime: tokio::runtime::Runtime,
    cookies: Vec<(String, String)>,
    csrf: String,
}

struct Answer {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    text: String,
}

impl Browser {
    fn new(t: &TestOffice) -> Browser {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Browser { app: app(t), runtime, cookies: Vec::new(), csrf: String::new() }
    }

    fn send(&mut self, method: &str, path: &str, body: String) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let (parts, bytes) = self.runtime.block_on(async {
            let response: Response<Body> = self.app.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            (parts, body.collect().await.unwrap().to_bytes())
        });
        let set: Vec<String> =
            parts.headers.get_all(header::SET_COOKIE).iter().map(|v| v.to_str().unwrap().to_owned()).collect();
        for cookie in &set {
            let (name, rest) = cookie.split_once('=').unwrap();
            self.cookies.retain(|(n, _)| n != name);
            if !cookie.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), rest.split(';').next().unwrap().to_owned()));
            }
        }
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        if let Some(rest) = text.split("name=\"csrf\" value=\"").nth(1) {
            self.csrf = rest.split('"').next().unwrap().to_owned();
        }
        let location = parts.headers.get(header::LOCATION).map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
        Answer { status: parts.status, location, cookies: set, text }
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, String::new())
    }

    fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let all = fields.iter().copied().chain([("csrf", csrf.as_str())]);
        let encode = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        let body: Vec<String> = all.map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        self.send("POST", path, body.join("&"))
    }

    fn session(&self) -> Option<&str> {
        self.cookies.iter().find(|(n, _)| n == "session").map(|(_, v)| v.as_str())
    }
}

const DOCUMENT: &str = "11010519491231002X";
const PASSWORD: &str = "Lantern-42";

fn register(b: &mut Browser, document: &str, phone: &str, password: &str, again: &str) -> Answer {
    b.get("/register?back=/items/1");
    let fields = [
        ("name", "欧阳小三"),
        ("document-kind", "id"),
        ("document", document),
        ("phone", phone),
        ("password", password),
        ("again", again),
        ("back", "/items/1"),
    ];
    b.post("/register", &fields)
}

#[test]
fn a_person_registers_signs_in_changes_the_password_and_leaves() {
    on_both(|t| {
        load_demo_regions(&t.office.db).unwrap();
        let mut b = Browser::new(t);
        // Everything wrong is said at once, and what was typed stays (but never a password).
        let a = register(&mut b, "110105194912310021", "1380000000", "short", "other");
        assert_eq!(a.status, StatusCode::UNPROCESSABLE_ENTITY);
        for text in ["第 18 位校验码", "电话号码", "密码太短", "欧阳小三", "110105194912310021"] {
            assert!(a.text.contains(text), "{text}\n{}", a.text);
        }
        assert!(!a.text.contains("short\""));
        let a = register(&mut b, DOCUMENT, "13800000001", PASSWORD, PASSWORD);
        assert_eq!((a.status, a.location.as_str()), (StatusCode::SEE_OTHER, "/items/1"), "{}", a.text);
        let cookie = a.cookies.iter().find(|c| c.starts_with("session=")).unwrap();
        assert!(
            cookie.contains("HttpOnly")
                && cookie.contains("SameSite=Lax")
                && cookie.contains("Path=/")
                && !cookie.contains("Secure")
        );

        // One's own data, masked until asked.
        let page = b.get("/my/account");
        assert!(page.text.contains("**************002X") && page.text.contains("138****0001"), "{}", page.text);
        assert!(!page.text.contains(DOCUMENT) && !page.text.contains("欧阳小三"));
        let page = b.post("/my/account/unmasking", &[]);
        assert!(page.text.contains(DOCUMENT) && page.text.contains("欧阳小三"));

        // The region, level by level without script; then contact is saved.
        b.get("/my/account/contact");
        let page = b
            .post("/my/account/contact", &[("phone", "13800000001"), ("region.0", "130000"), ("act", "region:region")]);
        assert!(
            page.status == StatusCode::OK && page.text.contains("name=\"region.1\"") && page.text.contains("石家庄市")
        );
        // A higher level that changed makes the lower ones worth nothing.
        let page = b.post(
            "/my/account/contact",
            &[("phone", "1"), ("region.0", "430000"), ("region.1", "130100"), ("act", "region:region")],
        );
        assert!(page.text.contains("怀化市") && !page.text.contains("长安区"));
        let fields = [
            ("phone", "13800000001"),
            ("address", "建设北大街1号"),
            ("region.0", "130000"),
            ("region.1", "130100"),
            ("region.2", "130102"),
        ];
        let page = b.post("/my/account/contact", &fields);
        assert_eq!(page.location, "/my/account", "{}", page.text);
        assert!(b.get("/my/account").text.contains("河北省石家庄市长安区"));

        // A new password ends every session.
        let page = b.post(
            "/sign-in/password",
            &[("present", "wrong"), ("password", "Paper-Lamp-7"), ("again", "Paper-Lamp-7")],
        );
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = b.post(
            "/sign-in/password",
            &[("present", PASSWORD), ("password", "Paper-Lamp-7"), ("again", "Paper-Lamp-7")],
        );
        assert!(page.location.starts_with("/sign-in"), "{}", page.text);
        assert!(b.session().is_none());
        assert_eq!(b.get("/my/account").location, "/sign-in?back=/my/account");

        // Signing in again: wrong, then right, back to where one was; each time with a new token.
        b.get("/sign-in?back=/my/messages");
        let page = b.post("/sign-in", &[("name", DOCUMENT), ("password", PASSWORD), ("back", "/my/messages")]);
        assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains("登录名或密码不对"));
        let page =
            b.post("/sign-in", &[("name", "138 0000 0001"), ("password", "Paper-Lamp-7"), ("back", "/my/messages")]);
        assert_eq!(page.location, "/my/messages", "{}", page.text);
        let first = b.session().unwrap().to_owned();
        assert_eq!(b.get("/sign-in").location, "/my");
        b.get("/my/account");
        let page = b.post("/sign-out", &[]);
        assert!(page.location == "/" && b.session().is_none());
        // The old token opens nothing, even when somebody kept it.
        b.cookies.push(("session".into(), first));
        assert_eq!(b.get("/my/account").status, StatusCode::SEE_OTHER);
        t.ledger_is_good();
    });
}

#[test]
fn a_form_of_another_page_is_not_taken() {
    let t = TestOffice::sqlite();
    let mut b = Browser::new(&t);
    b.get("/sign-in");
    b.csrf = "forged".into();
    assert_eq!(b.post("/sign-in", &[("name", "x"), ("password", "y")]).status, StatusCode::FORBIDDEN);
}

#[test]
fn too_many_failures_say_until_when() {
    let t = TestOffice::sqlite();
    let mut b = Browser::new(&t);
    b.get("/sign-in");
    for _ in 0..4 {
        assert_eq!(
            b.post("/sign-in", &[("name", "nobody"), ("password", "y")]).status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let page = b.post("/sign-in", &[("name", "nobody"), ("password", "y")]);
    assert!(page.status == StatusCode::TOO_MANY_REQUESTS && page.text.contains("09:15"), "{}", page.text);
}

#[test]
fn an_administrator_adds_somebody_who_chooses_a_password_of_their_own() {
    on_both(|t| {
        let agency = t.agency("a");
        let hash = hash_password(PASSWORD).unwrap();
        let admin = t.staff("admin", &[(agency, Role::SystemAdmin)]);
        let Who::Staff { account, .. } = &admin else { panic!() };
        t.office.db.write(|tx| change_password(tx, &t.system(), *account, &hash)).unwrap();
        let mut b = Browser::new(t);
        b.get("/sign-in");
        let page = b.post("/sign-in", &[("name", "admin"), ("password", PASSWORD), ("back", "/desk/staff")]);
        assert_eq!(page.location, "/sign-in/second-factor?back=/desk/staff", "{}", page.text);
        // Half-way in: no account page, no staff page of one's own.
        assert_ne!(b.get("/desk/account").status, StatusCode::OK);
        let page = b.get("/sign-in/second-factor?back=/desk/staff");
        assert!(page.text.contains("one-time-code"));
        let secret = b"12345678901234567890";
        let code = code_at(secret, t.office.clock.now()).unwrap();
        let page = b.post("/sign-in/second-factor", &[("code", &code), ("back", "/desk/staff")]);
        assert_eq!(page.location, "/desk/staff", "{}", page.text);
        assert!(b.get("/desk/account").text.contains("系统管理员"));
        assert!(b.get("/desk/staff").text.contains("admin"));

        b.get("/desk/staff/new");
        let agency_text = agency.to_string();
        let fields =
            [("name", "新来的人"), ("login", "newcomer"), ("work-number", "N-1"), ("agency", agency_text.as_str())];
        let page = b.post("/desk/staff", &fields);
        assert!(
            page.status == StatusCode::OK && page.text.contains("<svg") && page.text.contains("只显示这一次"),
            "{}",
            page.text
        );
        assert_eq!(web::lint_html(&page.text), Vec::<String>::new());
        let codes: Vec<&str> =
            page.text.split("class=\"code\">").skip(1).map(|s| s.split('<').next().unwrap()).collect();
        let (first_password, key) = (codes[0].to_owned(), codes[1].replace(' ', ""));
        assert_eq!(b.post("/desk/staff", &fields).status, StatusCode::UNPROCESSABLE_ENTITY, "the name is taken now");
        let rows =
            t.office.db.read(|tx| list_staff_page(tx, &t.system(), None, 9).map_err(Error::<Never>::from)).unwrap();
        let id = rows.iter().find(|r| r.member.work_number == "N-1").unwrap().member.id.to_string();
        b.get(&format!("/desk/staff/{id}"));
        let page = b.post(&format!("/desk/staff/{id}/posts"), &[("agency", &agency_text), ("role", "acceptance")]);
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        assert!(b.get(&format!("/desk/staff/{id}")).text.contains("受理"));

        // The newcomer: password, second factor, then a password of their own before anything else.
        let mut n = Browser::new(t);
        n.get("/sign-in");
        n.post("/sign-in", &[("name", "newcomer"), ("password", &first_password), ("back", "")]);
        n.get("/sign-in/second-factor");
        let code = code_at(&unbase32(&key), t.office.clock.now()).unwrap();
        let page = n.post("/sign-in/second-factor", &[("code", &code), ("back", "")]);
        assert_eq!(page.location, "/sign-in/password?back=", "{}", page.text);
        assert_ne!(n.get("/desk/account").status, StatusCode::OK);
        n.get("/sign-in/password");
        let page = n.post(
            "/sign-in/password",
            &[("present", &first_password), ("password", "Own-Lamp-77"), ("again", "Own-Lamp-77")],
        );
        assert!(page.location.starts_with("/sign-in"), "{}", page.text);
        t.turn_to("2026-03-02T09:02:00");
        n.get("/sign-in");
        n.post("/sign-in", &[("name", "newcomer"), ("password", "Own-Lamp-77"), ("back", "")]);
        n.get("/sign-in/second-factor");
        let code = code_at(&unbase32(&key), t.office.clock.now()).unwrap();
        let page = n.post("/sign-in/second-factor", &[("code", &code), ("back", "")]);
        assert_eq!(page.location, "/desk", "{}", page.text);
        t.ledger_is_good();
    });
}

fn unbase32(text: &str) -> Vec<u8> {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = text.chars().map(|c| format!("{:05b}", alphabet.find(c).unwrap())).collect();
    (0..bits.len() / 8).map(|i| u8::from_str_radix(&bits[i * 8..i * 8 + 8], 2).unwrap()).collect()
}

#[test]
fn an_organisation_its_agent_and_a_stranger() {
    on_both(|t| {
        load_demo_regions(&t.office.db).unwrap();
        let mut boss = Browser::new(t);
        assert_eq!(register(&mut boss, DOCUMENT, "13800000001", PASSWORD, PASSWORD).status, StatusCode::SEE_OTHER);
        let mut agent = Browser::new(t);
        assert_eq!(
            register(&mut agent, "440524188001010014", "13800000002", PASSWORD, PASSWORD).status,
            StatusCode::SEE_OTHER
        );
        boss.get("/my/organisations/new");
        let fields = [("name", "晨光公司"), ("uscc", "91350100M000100Y4"), ("kind", "enterprise"), ("address", "一号")];
        let page = boss.post("/my/organisations", &fields);
        assert!(
            page.status == StatusCode::UNPROCESSABLE_ENTITY && page.text.contains("统一社会信用代码应为 18 位"),
            "{}",
            page.text
        );
        let fields =
            [("name", "晨光公司"), ("uscc", "91350100M000100Y43"), ("kind", "enterprise"), ("address", "一号")];
        let page = boss.post("/my/organisations", &fields);
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let path = page.location.clone();
        let id = path.rsplit('/').next().unwrap().to_owned();
        assert_eq!(agent.get(&path).status, StatusCode::NOT_FOUND, "not yours and not there read the same");
        boss.get(&path);
        let page = boss.post(&format!("{path}/agents"), &[("document", "440524188001010014"), ("valid-to", "")]);
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        agent.get("/my/organisations");
        assert_eq!(agent.post("/my/acting", &[("organisation", &id)]).status, StatusCode::SEE_OTHER);
        let page = agent.get("/my/organisations");
        assert!(page.text.contains("您正在代表 晨光公司 办事"), "{}", page.text);
        assert!(!agent.get(&path).text.contains("添加经办人"), "an agent appoints nobody");
        let page = boss.get(&path);
        let revoke =
            page.text.split("/agents/").find_map(|s| s.split_once("/revocation").map(|(id, _)| id.to_owned())).unwrap();
        let page = agent.post(&format!("{path}/agents/{revoke}/revocation"), &[]);
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(boss.post(&format!("{path}/agents/{revoke}/revocation"), &[]).status, StatusCode::SEE_OTHER);
        assert!(!agent.get("/my/organisations").text.contains("晨光公司"));
        t.ledger_is_good();
    });
}

#[test]
fn a_division_shows_what_lies_below_it() {
    let t = TestOffice::sqlite();
    load_demo_regions(&t.office.db).unwrap();
    let mut b = Browser::new(&t);
    let page = b.get("/regions/431202");
    assert!(
        page.text.contains("鹤城区") && page.text.contains("<dd>11</dd>") && page.text.contains("<dd>128</dd>"),
        "{}",
        page.text
    );
    assert!(page.text.contains("湖南省") && page.text.contains("城中街道"));
    assert!(b.get("/regions/110103").text.contains("东城区"));
    let children = b.get("/regions/431202/children");
    assert!(
        children.text.contains(r#"{"code":"431202001","level":"township","name":"城中街道"}"#),
        "{}",
        children.text
    );
    assert!(b.get("/regions/100000/children").text.contains("北京市"));
    for path in ["/regions/999999", "/regions/999999/children", "/regions/43", "/regions/x"] {
        assert_eq!(b.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
}
