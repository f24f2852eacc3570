//! From subscribing to the letter and its end, over HTTP and in the tables, on both engines.

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
use kernel::{Error, Id, Never, Role, Who, params};
use push::{Announcement, Frequency, Profile, Suspended, announce, digests_due, pages::*};
use sites::{Marks, Names, SiteChange, SiteKind, Theme};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::{CsrfKey, Edge, Problem, Transport, dress_edge};

/// The pages as the server mounts them, for one reader.
fn app(t: &TestOffice, who: &Who) -> Router {
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

    fn get(&mut self, path: &str) -> (StatusCode, String, String) {
        let request =
            Request::builder().uri(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &self.cookie);
        let (status, html, to) = self.send(request.body(Body::empty()).unwrap());
        if status.is_success() {
            assert_eq!(web::lint_html(&html), Vec::<String>::new(), "{path}");
        }
        (status, html, to)
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

/// A site `main` with an open section `news`.
fn with_site(t: &TestOffice) -> Id {
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

fn announcement(agency: Id, key: &str) -> Announcement {
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

fn tell(t: &TestOffice, a: &Announcement) -> u64 {
    let cx = t.system();
    announce(&t.office.db, &cx, a, &|q| a.text.contains(q)).unwrap()
}

fn send_digests(t: &TestOffice) -> usize {
    digests_due(&t.office.db, &t.system(), "http://localhost").unwrap()
}

/// The token behind `purpose` in the newest waiting letter, its text, and how many letters wait.
fn letters(t: &TestOffice) -> Vec<serde_json::Value> {
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

fn path_in(letter: &serde_json::Value, start: &str) -> String {
    let text = letter["body_text"].as_str().unwrap();
    let at = text.find(start).unwrap_or_else(|| panic!("{start} in {text}"));
    text[at..].split_whitespace().next().unwrap().to_owned()
}

fn mine_of(t: &TestOffice, who: &Who) -> push::Mine {
    let cx = t.cx(who);
    t.office.db.read(|tx| push::mine(tx, &cx, None, 100)).unwrap()
}

/// An account with a confirmed address that follows its profile at once.
fn follower(t: &TestOffice, name: &str, n: u16, address: &str) -> Who {
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

#[test]
fn an_address_subscribes_is_told_why_and_ends_it_with_one_click() {
    on_both(|t| {
        let agency = with_site(t);
        let mut anyone = Browser::new(t, &Who::Public);
        let (status, html, _) = anyone.get("/subscribe?what=section:main/statutory-disclosure");
        assert!(
            status == StatusCode::OK && html.contains("value=\"section:main/statutory-disclosure\" selected"),
            "{html}"
        );
        let (status, ..) = anyone.post("/subscribe", "address=nonsense&what=search:x&frequency=daily");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let body = "address=Li%40example.com&what=section:main/statutory-disclosure&frequency=daily";
        assert_eq!(anyone.post("/subscribe", body).0, StatusCode::OK);
        // Asking again on the same day writes no second letter.
        assert_eq!(anyone.post("/subscribe", &body.replace("Li", "li")).0, StatusCode::OK);
        assert_eq!(letters(t).len(), 1, "{}", t.engine());

        // Nothing is told before the address said yes; looking at the link is not saying yes.
        let confirm = path_in(&letters(t)[0], "/subscriptions/confirm/");
        assert_eq!(anyone.get(&confirm).0, StatusCode::OK);
        assert_eq!(tell(t, &announcement(agency, "k:0")), 0);
        assert_eq!(anyone.post(&confirm, "").0, StatusCode::OK);
        assert_eq!(tell(t, &announcement(agency, "k:1")), 1);
        assert_eq!(tell(t, &announcement(agency, "k:1")), 0, "the same key tells nobody twice");

        // The digest goes the next morning, once.
        assert_eq!(send_digests(t), 0);
        t.turn_to("2026-03-03T08:00:00");
        assert_eq!((send_digests(t), send_digests(t)), (1, 0));
        let letter = letters(t).pop().unwrap();
        let text = letter["body_text"].as_str().unwrap();
        assert!(text.contains("您订阅的栏目“法定主动公开内容”有新内容。"), "{text}");
        assert!(text.contains("http://localhost/rules/r-000001"), "{text}");
        assert_eq!(letter["to"], "Li@example.com");
        let unsubscribe = letter["unsubscribe"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned();

        // One click of a mail program: no cookie, no token of a form.
        let mut program = Browser::new(t, &Who::Public);
        assert_eq!(program.get(&unsubscribe).0, StatusCode::OK);
        program.cookie.clear();
        program.csrf = "none".into();
        assert_eq!(tell(t, &announcement(agency, "k:2")), 1, "looking ended nothing");
        assert_eq!(program.post(&unsubscribe, "List-Unsubscribe=One-Click").0, StatusCode::OK);
        assert_eq!(program.post(&unsubscribe, "List-Unsubscribe=One-Click").0, StatusCode::OK);
        assert_eq!(program.post(&format!("{unsubscribe}x"), "List-Unsubscribe=One-Click").0, StatusCode::NOT_FOUND);
        assert_eq!(tell(t, &announcement(agency, "k:3")), 0);
        t.turn_to("2026-03-05T09:00:00");
        assert_eq!(send_digests(t), 0);
        // The confirmation of old begins nothing again.
        assert_eq!(anyone.post(&confirm, "").0, StatusCode::GONE);
        t.ledger_is_good();
    });
}

#[test]
fn a_business_is_told_the_clause_and_the_publisher_sees_what_came_of_it() {
    on_both(|t| {
        let agency = with_site(t);
        let wang = t.person("王小明", 1);
        let mut browser = Browser::new(t, &wang);
        let (_, html, _) = browser.get("/my/subscriptions");
        assert!(html.contains("还没有收到信息"));
        let (status, html, _) = browser.post("/my/subscriptions/profile", "frequency=at-once");
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && html.contains("请至少填写"), "{html}");
        let sent = "frequency=at-once&size=micro&industries=%E9%A4%90%E9%A5%AE%E3%80%81%E9%A3%9F%E5%93%81";
        assert_eq!(browser.post("/my/subscriptions/profile", sent).0, StatusCode::SEE_OTHER);
        // From the page of a section, and back to it; never to somebody else's site.
        let (_, _, to) = browser
            .post("/my/subscriptions", "what=section:main/statutory-disclosure&back=/sections/statutory-disclosure");
        assert_eq!(to, "/sections/statutory-disclosure");
        let (_, _, to) = browser.post("/my/subscriptions", "what=search:%E7%A8%B3%E5%B2%97&back=//evil.example/");
        assert!(!to.contains("evil"), "{to}");
        let (status, ..) = browser.post("/my/subscriptions", "what=section:main/none");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(mine_of(t, &wang).subscriptions.len(), 3);

        // Three subscriptions match; one arrival, by the reason that says most.
        assert_eq!(tell(t, &announcement(agency, "k:1")), 1);
        let (_, html, _) = browser.get("/my/subscriptions");
        assert!(html.contains("第三条写到您关注的内容：小微企业。") && html.contains("查看第三条"), "{html}");
        let arrival = mine_of(t, &wang).arrivals[0].id;

        // Somebody else's is not there.
        let li = t.person("李四", 2);
        let mut other = Browser::new(t, &li);
        other.get("/my/subscriptions");
        let theirs = mine_of(t, &wang).subscriptions[0].id;
        assert_eq!(other.get(&format!("/my/subscriptions/arrivals/{arrival}")).0, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&format!("/my/subscriptions/{theirs}"), "act=end").0, StatusCode::NOT_FOUND);
        other.post("/my/subscriptions", "what=search:zzz");
        assert_eq!(other.get(&format!("/my/subscriptions/arrivals/{arrival}")).0, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&format!("/my/subscriptions/{theirs}"), "act=weekly").0, StatusCode::NOT_FOUND);
        assert!(mine_of(t, &li).arrivals.is_empty());

        // Read, then applied for.
        let (status, _, to) = browser.get(&format!("/my/subscriptions/arrivals/{arrival}"));
        assert_eq!((status, to.starts_with("/rules/r-000001#")), (StatusCode::SEE_OTHER, true), "{to}");
        let Who::Person { account, .. } = wang else { panic!() };
        // What was handed in before it was published has nothing to do with it.
        let early = t.system();
        let before =
            t.office.db.write(|tx| push::mark_applied(tx, &early, account, "wen-gang").map_err(Error::<Never>::from));
        assert_eq!(before.unwrap(), 0);
        t.turn_to("2026-03-02T16:00:00");
        let cx = t.system();
        let applied = |item: &str| {
            t.office.db.write(|tx| push::mark_applied(tx, &cx, account, item).map_err(Error::<Never>::from)).unwrap()
        };
        assert_eq!((applied("wen"), applied("wen-gang"), applied("wen-gang")), (0, 1, 0));

        // The figures are the publisher's; another agency sees none of them.
        let drafter = t.staff("drafter", &[(agency, Role::PublicationDrafting)]);
        let elsewhere = t.agency("elsewhere");
        let stranger = t.staff("stranger", &[(elsewhere, Role::PublicationSignOff), (agency, Role::Acceptance)]);
        let reach = |who: &Who| {
            let cx = t.cx(who);
            t.office.db.read(|tx| push::list_reach(tx, &cx, None, 10).map_err(Error::<Never>::from)).unwrap()
        };
        let ours = reach(&drafter);
        assert_eq!(ours.len(), 1);
        assert_eq!((ours[0].delivered, ours[0].read, ours[0].applied), (1, 1, 1));
        assert!(reach(&stranger).is_empty() && reach(&wang).is_empty());
        let (_, html, _) = Browser::new(t, &drafter).get("/desk/push");
        assert!(html.contains("关于支持餐饮业发展的若干措施") && html.contains("100%"), "{html}");

        // Changed and ended.
        let all = mine_of(t, &wang).subscriptions;
        assert_eq!(browser.post(&format!("/my/subscriptions/{}", all[1].id), "act=weekly").0, StatusCode::SEE_OTHER);
        assert_eq!(mine_of(t, &wang).subscriptions[1].frequency, Frequency::Weekly);
        for s in &all {
            assert_eq!(browser.post(&format!("/my/subscriptions/{}", s.id), "act=end").0, StatusCode::SEE_OTHER);
        }
        assert_eq!(tell(t, &announcement(agency, "k:2")), 0);
        t.ledger_is_good();
    });
}

#[test]
fn an_address_that_gives_mail_back_is_sent_none_and_the_page_says_so() {
    on_both(|t| {
        let agency = with_site(t);
        let wang = follower(t, "王小明", 1, "wang@example.com");
        let li = follower(t, "李四", 2, "li@example.com");
        let cx = t.system();
        t.office
            .db
            .write(|tx| post::record_bounce(tx, &cx, "wang@example.com", "550 gone").map_err(Error::<Never>::from))
            .unwrap();
        assert_eq!(tell(t, &announcement(agency, "k:1")), 2);
        assert_eq!((send_digests(t), send_digests(t)), (1, 0), "{}", t.engine());
        assert_eq!(letters(t).last().unwrap()["to"], "li@example.com");
        assert!(letters(t).last().unwrap()["body_html"].as_str().unwrap().contains("#第三条"));
        assert_eq!((mine_of(t, &wang).suspended, mine_of(t, &li).suspended), (Suspended::Yes, Suspended::No));
        let (_, html, _) = Browser::new(t, &wang).get("/my/subscriptions");
        assert!(html.contains("邮件已暂停") && html.contains("第三条写到"), "{html}");

        // An account that ends the mail keeps its page.
        let end = letters(t).last().unwrap()["unsubscribe"].as_str().unwrap().replace("http://localhost", "");
        assert_eq!(Browser::new(t, &Who::Public).post(&end, "List-Unsubscribe=One-Click").0, StatusCode::OK);
        assert_eq!(tell(t, &announcement(agency, "k:2")), 2);
        assert_eq!(send_digests(t), 0);
        assert_eq!(mine_of(t, &li).arrivals.len(), 2);
    });
}

#[test]
fn nobody_is_written_to_before_their_address_said_yes() {
    on_both(|t| {
        let agency = with_site(t);
        let wang = follower(t, "王小明", 1, "wang@example.com");
        let cx = t.cx(&wang);
        // Another address since: the old yes does not count, and the old link does not confirm the new one.
        let old = path_in(letters(t).last().unwrap(), "/subscriptions/confirm/");
        t.office.db.write(|tx| push::set_address(tx, &cx, "main", "http://localhost", "victim@example.com")).unwrap();
        assert_eq!(tell(t, &announcement(agency, "k:1")), 1);
        assert_eq!(send_digests(t), 0);
        let token = old.rsplit('/').next().unwrap();
        assert!(t.office.db.write(|tx| push::confirm(tx, &cx, token)).is_err());
        assert_eq!(send_digests(t), 0);
    });
}

#[test]
fn no_address_and_no_profile_stands_readable_in_the_tables() {
    on_both(|t| {
        with_site(t);
        follower(t, "王小明", 1, "plainly@example.com");
        let stored: Vec<Vec<u8>> = t
            .office
            .db
            .read(|tx| {
                let mut out = Vec::new();
                for r in tx.rows("SELECT address, address_hash, profile FROM push_readers ORDER BY id", params![])? {
                    out.push(r.get::<Vec<u8>>("address")?);
                    out.push(r.get::<String>("address_hash")?.into_bytes());
                    out.push(r.get::<Vec<u8>>("profile")?);
                }
                for r in tx.rows("SELECT body FROM ledger_entries ORDER BY id", params![])? {
                    out.push(r.get::<String>("body")?.into_bytes());
                }
                Ok::<_, Error<Never>>(out)
            })
            .unwrap();
        assert!(stored.len() >= 3 && stored.iter().all(|s| !s.is_empty()));
        for bytes in stored {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("plainly") && !text.contains("长安区"), "{text}");
        }
    });
}

#[test]
fn whoever_types_in_a_strangers_address_reaches_little() {
    on_both(|t| {
        let agency = with_site(t);
        let mut anyone = Browser::new(t, &Who::Public);
        anyone.get("/subscribe");
        for n in 0..9 {
            let body = format!("address=stranger%40example.com&what=search:SPAM{n}&frequency=at-once");
            assert_eq!(anyone.post("/subscribe", &body).0, StatusCode::OK);
        }
        let sent = letters(t);
        assert_eq!(sent.len(), 5, "no more letters than may wait");
        assert!(sent.iter().all(|l| !l.to_string().contains("SPAM")), "nothing typed by somebody else");
        let confirm = path_in(&sent[0], "/subscriptions/confirm/");
        let cx = t.system();
        let clear =
            || t.office.db.write(|tx| push::clear_unanswered(tx, &t.system(), 100).map_err(Error::<Never>::from));
        assert_eq!(clear().unwrap(), 0);
        // The link works three days; after four nothing of the address is left.
        t.turn_to("2026-03-05T10:00:00");
        assert_eq!(anyone.get(&confirm).0, StatusCode::GONE);
        t.turn_to("2026-03-07T10:00:00");
        let kept = follower(t, "王小明", 1, "wang@example.com");
        assert_eq!((clear().unwrap(), clear().unwrap()), (6, 0));
        assert_eq!(mine_of(t, &kept).subscriptions.len(), 1);
        // What was published before somebody subscribed is not told to them, however late the hall comes to it.
        assert_eq!(tell(t, &announcement(agency, "k:1")), 0);
        let now = Announcement { at: t.system().at, ..announcement(agency, "k:2") };
        assert_eq!(tell(t, &now), 1);
        let rotated = t.office.db.write(|tx| push::rotate_fields(tx, &cx, "", 10).map_err(Error::<Never>::from));
        assert_eq!(rotated.unwrap().map(|(_, changed)| changed), Some(0));
    });
}

#[test]
fn many_are_told_in_pieces_each_once_and_the_figures_have_pages() {
    on_both(|t| {
        let agency = with_site(t);
        let profile = Profile { size: "micro".into(), ..Profile::default() };
        let mut first = None;
        for _ in 0..230 {
            let who = Who::Person { account: Id::new(), person: Id::new(), acting_for: None };
            let cx = t.cx(&who);
            t.office
                .db
                .write(|tx| {
                    push::save_profile(tx, &cx, "main", &profile, Frequency::Daily)?;
                    // The same reader by another reason: told once all the same.
                    push::subscribe(tx, &cx, "main", "search:稳岗", "", Frequency::Daily)
                })
                .unwrap();
            first.get_or_insert(who);
        }
        assert_eq!(tell(t, &announcement(agency, "k:1")), 230, "{}", t.engine());
        assert_eq!(tell(t, &announcement(agency, "k:1")), 0, "announced again after an interruption");
        // Licences that come and go are part of the profile, and of the reasons.
        let Some(Who::Person { account, .. }) = first else { panic!() };
        let cx = t.system();
        let mut a = announcement(agency, "k:licence");
        a.text = "持有食品经营许可证的单位可以申请。".into();
        a.clauses = vec![("第一条".into(), a.text.clone(), "/r#第一条".into())];
        a.sections = vec![];
        a.at = "2026-03-02T03:00:00Z".parse().unwrap();
        t.office
            .db
            .write(|tx| {
                assert!(push::has_profile(tx, account)? && !push::has_profile(tx, Id::new())?);
                push::set_licences(tx, &cx, account, &["食品经营许可证".to_owned()]).map_err(Error::<Never>::from)
            })
            .unwrap();
        assert_eq!(tell(t, &a), 1, "{}", t.engine());

        let drafter = t.staff("drafter", &[(agency, Role::PublicationDrafting)]);
        let cx = t.cx(&drafter);
        let page = |after: Option<&push::ReachCursor>| {
            t.office.db.read(|tx| push::list_reach(tx, &cx, after, 1).map_err(Error::<Never>::from)).unwrap()
        };
        let newest = page(None);
        assert_eq!((newest[0].announcement.as_str(), newest[0].delivered), ("k:licence", 1));
        let cursor = push::ReachCursor::parse(&newest[0].cursor().text()).unwrap();
        assert_eq!(cursor, newest[0].cursor());
        let second = page(Some(&cursor));
        assert_eq!((second[0].announcement.as_str(), second[0].delivered), ("k:1", 230));
        assert!(page(Some(&second[0].cursor())).is_empty());
        for nonsense in ["", "x.y", "1", "99999999999999999999.k"] {
            assert_eq!(push::ReachCursor::parse(nonsense), None, "{nonsense}");
        }
        t.ledger_is_good();
    });
}

#[test]
fn the_readers_of_the_demonstration_are_told_and_open_some() {
    on_both(|t| {
        let agency = with_site(t);
        let system = t.system();
        for section in ["news", "notices"] {
            let new = sites::NewSection {
                key: section.into(),
                names: Names::zh(section),
                parent: None,
                class: sites::SectionClass::News,
                cycle_days: None,
                fixed: None,
                agency: None,
                place: 10,
            };
            t.office.db.write(|tx| sites::open_section(tx, &system, "main", &new).map(|_| ())).unwrap();
        }
        let (business, resident) = (t.person("王小明", 1), t.person("李四", 2));
        for _ in 0..2 {
            push::load_demo(&t.office.db, &t.cx(&business), &t.cx(&resident)).unwrap();
        }
        assert_eq!((mine_of(t, &business).subscriptions.len(), mine_of(t, &resident).subscriptions.len()), (3, 3));
        for n in 0..4 {
            let mut a = announcement(agency, &format!("k:{n}"));
            (a.rule, a.sections) = (None, vec![("main".into(), "notices".into())]);
            assert_eq!(tell(t, &a), 2, "{}", t.engine());
        }
        push::open_for_demo(&t.office.db, &t.cx(&resident)).unwrap();
        assert_eq!(mine_of(t, &resident).arrivals.iter().filter(|a| a.read_at.is_some()).count(), 2);
        t.ledger_is_good();
    });
}
