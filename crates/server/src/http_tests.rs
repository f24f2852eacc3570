//! The hall over HTTP, on both engines, without a listener: every answer a visitor can get, bad input first.
//!
//! The office is the tests' own with the demonstration's catalogue; drafts are filled in through the verbs, since the
//! forms have their own tests, and everything after that goes over HTTP. Over 500 lines, since every story leans on the
//! same hall and browser.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::{
    demo::answers::plausible,
    routes::{Access, all},
    routes_snapshot::Visitor as Kind,
    serving::{self, application},
};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use cases::{Refused, files::StoredFile};
use forms::{Answers, Prefills};
use http_body_util::BodyExt;
use items::{Published, guidance::NeedStatus, search};
use kernel::{Error, Id, Never, Role, Who};
use serde_json::json;
use std::collections::BTreeMap;
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::Site;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }

    fn is_problem_json(&self) -> bool {
        self.headers.get(header::CONTENT_TYPE).is_some_and(|t| t == "application/problem+json")
    }

    fn hidden(&self, name: &str) -> String {
        let tag = self
            .body
            .split(&format!("name=\"{name}\""))
            .nth(1)
            .unwrap_or_else(|| panic!("no field {name} in:\n{}", self.body));
        tag.split('>').next().unwrap().split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
}

/// The hall and the runtime its edge needs.
struct Hall<'t> {
    t: &'t TestOffice,
    app: Router,
    runtime: tokio::runtime::Runtime,
}

/// A browser: it keeps its cookies.
#[derive(Clone, Default)]
struct Browser {
    cookies: BTreeMap<String, String>,
}

impl<'t> Hall<'t> {
    fn open(t: &'t TestOffice) -> Hall<'t> {
        let loaded = items::load_demo(&t.office.db, &t.system()).unwrap();
        assert_eq!(loaded.refused, Vec::<String>::new());
        identity::load_demo_regions(&t.office.db).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Hall { t, app: application(&serving::Hall::new(t.office.clone(), Site::sample(), None).unwrap()), runtime }
    }

    fn send(&self, browser: &mut Browser, request: axum::http::request::Builder, body: impl Into<Body>) -> Answer {
        let cookies = browser.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        let request =
            request.header(header::COOKIE, cookies).header(header::HOST, "localhost").body(body.into()).unwrap();
        self.runtime.block_on(async {
            let (parts, body) = self.app.clone().oneshot(request).await.unwrap().into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            for cookie in parts.headers.get_all(header::SET_COOKIE) {
                let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
                browser.cookies.insert(name.to_owned(), value.to_owned());
            }
            Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
        })
    }

    fn get(&self, browser: &mut Browser, path: &str) -> Answer {
        self.send(browser, Request::get(path).header(header::ACCEPT, "text/html"), Body::empty())
    }

    fn post(&self, browser: &mut Browser, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(browser, request, form.to_owned())
    }

    /// A browser in which `who` is signed in.
    fn signed_in(&self, who: &Who) -> Browser {
        let account = match who {
            Who::Person { account, .. } | Who::Staff { account, .. } => *account,
            _ => panic!("nobody can be signed in as {who:?}"),
        };
        let token = identity::new_token().unwrap();
        let cx = self.t.cx(who);
        self.t
            .office
            .db
            .write(|tx| identity::begin_first_session(tx, &cx, account, &token).map_err(Error::<Never>::from))
            .unwrap();
        Browser { cookies: BTreeMap::from([("session".to_owned(), token), ("lang".to_owned(), "en".to_owned())]) }
    }

    /// The token of this browser's forms.
    fn token(&self, browser: &mut Browser) -> String {
        for page in ["/my", "/desk", "/sign-in"] {
            let answer = self.get(browser, page);
            if answer.status == StatusCode::OK && answer.body.contains("name=\"csrf\"") {
                return answer.hidden("csrf");
            }
        }
        panic!("no page with a form");
    }

    /// A published item whose form can be filled in, with answers.
    fn item(&self) -> (Published, Answers) {
        let today = self.t.system().today();
        self.t
            .office
            .db
            .read(|tx| {
                for p in items::list_published(tx, &search::Filter::default(), &search::Seek::Start, 100)? {
                    let Some(form) = p.version.body.form.clone() else { continue };
                    let Some(definition) = items::find_form(tx, &form.key, form.version)? else { continue };
                    let open = p.version.body.situations.iter().any(|s| s.elsewhere.is_none());
                    if let (true, Ok(answers)) =
                        (open, plausible(&definition, &Answers::new(), today, &cases::Regions::new(tx)))
                    {
                        return Ok::<_, Error<Never>>(Some((p, answers)));
                    }
                }
                Ok(None)
            })
            .unwrap()
            .expect("no form of the demonstration can be filled in")
    }

    /// A draft of `who` that only needs to be handed in.
    fn draft(&self, who: &Who) -> (Id, Published) {
        let (published, answers) = self.item();
        let office = &self.t.office;
        let cx = self.t.cx(who);
        let version = &published.version;
        let form = version.body.form.clone().unwrap();
        let situation = version.body.situations.iter().find(|s| s.elsewhere.is_none()).unwrap().key.clone();
        let begin = |tx: &mut kernel::Tx| {
            cases::create_draft(
                tx,
                &cx,
                version,
                &situation,
                &json!({}),
                (&form.key, form.version),
                &answers,
                &Prefills::default(),
            )
        };
        let id = office.db.write(begin).unwrap();
        let pdf = b"%PDF-1.4\n% a material\n";
        let file = StoredFile {
            digest: office.objects.put(pdf).unwrap(),
            name: "material.pdf".into(),
            media_type: "application/pdf",
            size: pdf.len() as i64,
        };
        office
            .db
            .write(|tx| {
                let (draft, _) = cases::find_draft(tx, &cx, id)?.unwrap();
                let prepared = cases::gather(tx, &cx, &draft, "http://localhost")?;
                let asked: Vec<String> = cases::needs(&prepared, &draft)
                    .into_iter()
                    .filter(|n| n.status == NeedStatus::Ask)
                    .map(|n| n.material.key.clone())
                    .collect();
                for key in asked {
                    cases::add_file(tx, &cx, id, &key, &file)?;
                }
                Ok::<_, Error<Refused>>(())
            })
            .unwrap();
        (id, published)
    }

    /// Hands the draft in over HTTP: the form that was sent and the answer.
    fn submit(&self, browser: &mut Browser, draft: Id) -> (String, Answer) {
        let page = self.get(browser, &format!("/my/drafts/{draft}/check"));
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let form = format!(
            "csrf={}&seen={}&idempotency={}&declaration=yes",
            page.hidden("csrf"),
            page.hidden("seen"),
            page.hidden("idempotency")
        );
        let answer = self.post(browser, &format!("/my/drafts/{draft}/submission"), &form);
        (form, answer)
    }

    /// A case of `who`: its number, the agency that has it, and the browser it was filed in.
    fn case(&self, who: &Who) -> (String, Id, Browser) {
        let (draft, published) = self.draft(who);
        let mut browser = self.signed_in(who);
        let (_, answer) = self.submit(&mut browser, draft);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let number = answer.location().strip_prefix("/my/cases/").expect("leads to the case").to_owned();
        (number, published.item.agency, browser)
    }
}

/// The address with every parameter filled by something that is well formed and not there.
fn nowhere(path: &str) -> String {
    let nothing = Id::new().to_string();
    let mut out = path.to_owned();
    while let (Some(open), Some(close)) = (out.find('{'), out.find('}')) {
        out.replace_range(open..=close, &nothing);
    }
    out
}

#[test]
fn public_pages_answer_with_every_header() {
    on_both(|t| {
        let hall = Hall::open(t);
        let mut browser = Browser::default();
        let slug = hall.item().0.item.slug;
        let open: Vec<&str> = all()
            .iter()
            .filter(|r| r.method == "GET" && r.access == Access::Public && !r.path.contains('{'))
            .map(|r| r.path)
            .collect();
        assert!(open.contains(&"/") && open.contains(&"/items"), "{open:?}");
        let guides = [format!("/items/{slug}"), format!("/items/{slug}/path"), format!("/items/{slug}/due-date")];
        for path in open.into_iter().map(str::to_owned).chain(guides) {
            let answer = hall.get(&mut browser, &path);
            assert!(
                answer.status.is_success() || answer.status.is_redirection(),
                "{path}: {} {}",
                answer.status,
                answer.body
            );
            for name in [
                "content-security-policy",
                "permissions-policy",
                "x-content-type-options",
                "referrer-policy",
                "cross-origin-opener-policy",
            ] {
                assert!(answer.headers.contains_key(name), "{path} lacks {name}");
            }
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            if answer.headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html")) {
                assert_eq!(web::lint_html(&answer.body), Vec::<String>::new(), "{path}");
            }
        }
    });
}

#[test]
fn what_is_not_there_is_said_in_the_readers_language() {
    on_both(|t| {
        let hall = Hall::open(t);
        for (lang, mark) in [("zh-CN", "lang=\"zh-CN\""), ("en", "lang=\"en\"")] {
            let mut browser = Browser { cookies: BTreeMap::from([("lang".to_owned(), lang.to_owned())]) };
            for path in ["/nowhere", "/items/no-such-item", "/verify/no-such-licence/x"] {
                let answer = hall.get(&mut browser, path);
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
                assert!(answer.body.contains(mark), "{path} in {lang}:\n{}", answer.body);
            }
            let answer = hall.send(&mut browser, Request::get("/api/v1/nowhere"), Body::empty());
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            assert!(answer.is_problem_json(), "{}", answer.body);
            let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(problem["status"], 404);
        }
        let answer = hall.get(&mut Browser::default(), "/items/a%00b");
        assert!(answer.status.is_client_error(), "{}", answer.status);
    });
}

#[test]
fn nobody_gets_nothing_that_is_not_public() {
    on_both(|t| {
        let hall = Hall::open(t);
        for route in all().iter().filter(|r| r.access != Access::Public) {
            let path = nowhere(route.path);
            let mut browser = Browser::default();
            let answer = match route.method {
                "POST" => hall.post(&mut browser, &path, ""),
                _ => hall.get(&mut browser, &path),
            };
            let led = answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/sign-in");
            assert!(
                led || answer.status == StatusCode::UNAUTHORIZED,
                "{} {path}: {} to {}",
                route.method,
                answer.status,
                answer.location()
            );
            let request = Request::builder()
                .method(if route.method == "POST" { "POST" } else { "GET" })
                .uri(&path)
                .header(header::ACCEPT, "application/json");
            let answer = hall.send(&mut browser, request, Body::empty());
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {path} for a program", route.method);
            assert!(answer.is_problem_json(), "{path}: {}", answer.body);
        }
    });
}

#[test]
fn every_visitor_gets_what_the_map_says() {
    // One engine: what is asked is the table of routes.
    let t = TestOffice::sqlite();
    let hall = Hall::open(&t);
    let agency = t.agency("access");
    for kind in Kind::all() {
        let mut browser = match kind {
            Kind::Nobody | Kind::HalfWay => continue,
            Kind::Person => hall.signed_in(&t.person("王小路", 7)),
            Kind::Post(role) => hall.signed_in(&t.staff(role.as_str(), &[(agency, role)])),
        };
        for route in all().iter().filter(|r| r.method == "GET") {
            let path = nowhere(route.path);
            let answer = hall.get(&mut browser, &path);
            if !kind.may(route.access) {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{kind:?} {path}");
            } else if !route.path.contains('{') {
                assert!(
                    answer.status.is_success() || answer.status.is_redirection(),
                    "{kind:?} {path}: {} {}",
                    answer.status,
                    answer.body
                );
            }
            assert!(!answer.status.is_server_error(), "{kind:?} {path}: {} {}", answer.status, answer.body);
        }
    }
}

#[test]
fn half_way_through_the_sign_in_is_nowhere() {
    on_both(|t| {
        let hall = Hall::open(t);
        let agency = t.agency("half");
        let who = t.staff("half", &[(agency, Role::Acceptance)]);
        let Who::Staff { account, .. } = who else { panic!() };
        let token = identity::new_token().unwrap();
        let cx = t.system();
        t.office
            .db
            .write(|tx| {
                let account = identity::find_account_by_id(tx, account)?.unwrap();
                identity::attempt_sign_in(tx, &cx, &account, identity::Attempt::Right, &token)
            })
            .unwrap()
            .expect("the password was right");
        let mut browser = Browser { cookies: BTreeMap::from([("session".to_owned(), token)]) };
        for route in all().iter().filter(|r| r.method == "GET" && !matches!(r.access, Access::Public | Access::Session))
        {
            let answer = hall.get(&mut browser, &nowhere(route.path));
            assert!(
                answer.status == StatusCode::NOT_FOUND || answer.status == StatusCode::SEE_OTHER,
                "{}: {}",
                route.path,
                answer.status
            );
            assert!(
                answer.status != StatusCode::SEE_OTHER || answer.location().starts_with("/sign-in"),
                "{} leads to {}",
                route.path,
                answer.location()
            );
        }
    });
}

#[test]
fn a_form_from_elsewhere_is_refused() {
    on_both(|t| {
        let hall = Hall::open(t);
        let person = t.person("王小路", 11);
        let mut browser = hall.signed_in(&person);
        let slug = hall.item().0.item.slug;
        let address = format!("/items/{slug}/drafts");
        assert_eq!(hall.post(&mut browser, &address, "situation=x").status, StatusCode::FORBIDDEN, "without a token");
        assert_eq!(
            hall.post(&mut browser, &address, "csrf=AAAA&situation=x").status,
            StatusCode::FORBIDDEN,
            "with a wrong token"
        );
        let mut other = hall.signed_in(&t.person("李小舟", 12));
        let theirs = hall.token(&mut other);
        assert_eq!(
            hall.post(&mut browser, &address, &format!("csrf={theirs}")).status,
            StatusCode::FORBIDDEN,
            "with another's token"
        );
        let ours = hall.token(&mut browser);
        for (name, value) in [("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")] {
            let request = Request::post(&address)
                .header(name, value)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let answer = hall.send(&mut browser, request, format!("csrf={ours}"));
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        }
        let answer = hall.post(&mut browser, &address, &format!("csrf={ours}"));
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "the same from our own page: {}", answer.body);
        t.ledger_is_good();
    });
}

#[test]
fn too_much_and_disguised_is_refused_and_nothing_is_kept() {
    on_both(|t| {
        let hall = Hall::open(t);
        let person = t.person("王小路", 21);
        let (draft, published) = hall.draft(&person);
        let mut browser = hall.signed_in(&person);
        let token = hall.token(&mut browser);
        let address = format!("/my/drafts/{draft}/delivery");
        let form = format!("csrf={token}&way=courier&address={}", "a".repeat(3 << 20));
        let answer = hall.post(&mut browser, &address, &form);
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.body);
        let answer = hall.post(&mut browser, &address, &format!("csrf={token}&way=courier&address=a%00b"));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        let request = Request::post(&address).header(header::CONTENT_TYPE, "application/json");
        let answer = hall.send(&mut browser, request, "{}");
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);

        // A program that calls itself a PDF.
        let material = published.version.body.materials.first().expect("the item asks for a material").key.clone();
        let cx = t.cx(&person);
        let files = || t.office.db.read(|tx| cases::find_draft(tx, &cx, draft)).unwrap().unwrap().1.len();
        let before = files();
        let body = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--cut\r\nContent-Disposition: form-data; name=\"{material}\"; filename=\"../../scan.pdf\"\r\nContent-Type: application/pdf\r\n\r\nMZ\u{1}\u{2} a program\r\n--cut--\r\n"
        );
        let names =
            [material.clone(), format!("file.{material}"), format!("file-{material}"), format!("material.{material}")];
        let refused = names.iter().any(|name| {
            let body = body.replace(&format!("name=\"{material}\""), &format!("name=\"{name}\""));
            let request = Request::post(format!("/my/drafts/{draft}/materials"))
                .header(header::ACCEPT, "text/html")
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut");
            let answer = hall.send(&mut browser, request, body);
            assert!(!answer.status.is_server_error(), "{}", answer.body);
            matches!(answer.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE)
        });
        assert!(refused, "the disguised file was refused under no name of its control");
        assert_eq!(files(), before, "nothing of it was kept");
        t.ledger_is_good();
    });
}

#[test]
fn a_submission_happens_once() {
    on_both(|t| {
        let hall = Hall::open(t);
        let person = t.person("王小路", 31);
        let (draft, _) = hall.draft(&person);
        let mut browser = hall.signed_in(&person);
        let (form, first) = hall.submit(&mut browser, draft);
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
        assert!(first.location().starts_with("/my/cases/"), "{}", first.location());
        for _ in 0..2 {
            let again = hall.post(&mut browser, &format!("/my/drafts/{draft}/submission"), &form);
            assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, first.location()));
        }
        let cx = t.cx(&person);
        let mine = t.office.db.read(|tx| cases::list_mine(tx, &cx, None, 10).map_err(Error::<Never>::from)).unwrap();
        assert_eq!(mine.len(), 1);
        assert_eq!(hall.get(&mut browser, first.location()).status, StatusCode::OK);
        let without = hall.draft(&person).0;
        let page = hall.get(&mut browser, &format!("/my/drafts/{without}/check"));
        let form = format!(
            "csrf={}&seen={}&idempotency={}",
            page.hidden("csrf"),
            page.hidden("seen"),
            page.hidden("idempotency")
        );
        let answer = hall.post(&mut browser, &format!("/my/drafts/{without}/submission"), &form);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "without the declaration");
        t.ledger_is_good();
    });
}

#[test]
fn anothers_case_is_as_one_that_is_not_there() {
    on_both(|t| {
        let hall = Hall::open(t);
        let (number, _, mut owner) = hall.case(&t.person("王小路", 41));
        // A number that checks, of a case that nobody filed.
        let region = codes::RegionCode::parse(&number[..6]).unwrap();
        let absent = codes::CaseNumber::make(&region, t.system().today(), 999).unwrap().to_string();
        assert_eq!(absent.len(), number.len());
        let elsewhere = t.agency("elsewhere");
        let strangers = [
            hall.signed_in(&t.person("李小舟", 42)),
            hall.signed_in(&t.staff("stranger", &[(elsewhere, Role::Acceptance), (elsewhere, Role::Decision)])),
        ];
        // The public progress of a number is public; everything else about a case is not.
        let closed =
            |r: &&crate::routes::Route| r.method == "GET" && r.path.contains("{number}") && r.access != Access::Public;
        let addresses: Vec<&'static str> = all().iter().filter(closed).map(|r| r.path).collect();
        assert!(addresses.contains(&"/my/cases/{number}"), "{addresses:?}");
        for mut stranger in strangers {
            for address in &addresses {
                let path = nowhere(&address.replace("{number}", "NUMBER"));
                let theirs = hall.get(&mut stranger, &path.replace("NUMBER", &number));
                let nobodys = hall.get(&mut stranger, &path.replace("NUMBER", &absent));
                assert_eq!(theirs.status, nobodys.status, "{address}");
                assert_ne!(theirs.status, StatusCode::OK, "{address}");
                let plain = |a: &Answer, n: &str| a.body.replace(n, "N");
                if theirs.status == StatusCode::NOT_FOUND {
                    assert_eq!(plain(&theirs, &number), plain(&nobodys, &absent), "{address}");
                }
            }
        }
        assert_eq!(hall.get(&mut owner, &format!("/my/cases/{number}")).status, StatusCode::OK);
    });
}

#[test]
fn who_acts_on_an_old_page_is_told_so() {
    on_both(|t| {
        let hall = Hall::open(t);
        let (number, agency, _) = hall.case(&t.person("王小路", 51));
        let (one, two) =
            (t.staff("clerk-one", &[(agency, Role::Acceptance)]), t.staff("clerk-two", &[(agency, Role::Acceptance)]));
        let (mut first, mut second) = (hall.signed_in(&one), hall.signed_in(&two));
        let page = hall.get(&mut second, &format!("/desk/cases/{number}"));
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let (token, seen) = (page.hidden("csrf"), page.hidden("seen"));
        let cx = t.cx(&one);
        let version: i64 = seen.parse().unwrap();
        t.office.db.write(|tx| cases::accept(tx, &cx, &number, version, "http://localhost")).unwrap();
        let answer =
            hall.post(&mut second, &format!("/desk/cases/{number}/acceptance"), &format!("csrf={token}&seen={seen}"));
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        assert_eq!(hall.get(&mut first, &format!("/desk/cases/{number}")).status, StatusCode::OK);
        t.ledger_is_good();
    });
}

#[test]
fn opening_a_case_in_office_is_an_entry_before_the_page() {
    on_both(|t| {
        let hall = Hall::open(t);
        let person = t.person("王小路", 61);
        let (number, agency, _) = hall.case(&person);
        let cx = t.cx(&person);
        let case = t
            .office
            .db
            .read(|tx| cases::by_number_for_applicant(tx, &cx, &number).map_err(Error::<Never>::from))
            .unwrap()
            .unwrap();
        let readings = || {
            let entries = t
                .office
                .db
                .read(|tx| kernel::journal::about(tx, &case.matter.id.to_string(), 100).map_err(Error::<Never>::from))
                .unwrap();
            entries.iter().filter(|e| e.kind == "case-read").count()
        };
        let mut clerk = hall.signed_in(&t.staff("reader", &[(agency, Role::Acceptance)]));
        assert_eq!(hall.get(&mut clerk, "/desk").status, StatusCode::OK);
        assert_eq!(readings(), 0, "a list writes none");
        assert_eq!(hall.get(&mut clerk, &format!("/desk/cases/{number}")).status, StatusCode::OK);
        assert_eq!(readings(), 1);
    });
}

#[test]
fn the_sign_in_is_one_form_and_tells_nobody_who_is_here() {
    on_both(|t| {
        let hall = Hall::open(t);
        let mut browser = Browser { cookies: BTreeMap::from([("lang".to_owned(), "en".to_owned())]) };
        let page = hall.get(&mut browser, "/sign-in?back=/my");
        let token = page.hidden("csrf");
        t.person("王小路", 71);
        let known = hall.post(&mut browser, "/sign-in", &format!("csrf={token}&name=13800000071&password=wrong"));
        let unknown = hall.post(&mut browser, "/sign-in", &format!("csrf={token}&name=13800000799&password=wrong"));
        assert_eq!(known.status, unknown.status);
        assert!(known.status.is_client_error());
        assert_eq!(known.body.replace("13800000071", "N"), unknown.body.replace("13800000799", "N"));
        let away = hall.get(&mut browser, "/sign-in?back=https://elsewhere.example/");
        assert_eq!(away.status, StatusCode::OK);
    });
}
