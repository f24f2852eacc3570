//! The pages and the JSON interface of the catalogue, over HTTP without a network, on both engines.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use identity::pages::edge::Acting;
use items::pages::{Holdings, catalogue, changes, desk, desk_list, guide, path, versions};
use kernel::{Cx, Fault, Lang, Office, Role, Who};
use testkit::{TestOffice, on_both};
use tower::ServiceExt as _;
use web::{CsrfKey, Edge, Site, Transport, dress_edge};

#[derive(Clone)]
struct Somebody {
    office: Arc<Office>,
    who: Who,
}

/// Stands in for the session: `who` acts.
async fn acts(State(somebody): State<Somebody>, mut request: Request, next: Next) -> Response {
    let cx = somebody.office.cx(somebody.who.clone(), Lang::ZhCn);
    request.extensions_mut().insert(Acting { cx, session: None });
    next.run(request).await
}

struct Wallet;

impl Holdings for Wallet {
    fn held(&self, _: &Office, cx: &Cx) -> Result<items::guidance::HeldSet, Fault> {
        let profile = match &cx.who {
            Who::Person { .. } => {
                vec![items::item::ProfileDatum::PersonIdentity, items::item::ProfileDatum::LegalRepresentative]
            }
            _ => Vec::new(),
        };
        Ok(items::guidance::HeldSet { licences: Vec::new(), profile })
    }
}

struct Browser {
    app: Router,
    cookie: String,
    runtime: tokio::runtime::Runtime,
}

struct Answer {
    status: StatusCode,
    kind: String,
    body: String,
    location: String,
}

impl Browser {
    fn of(t: &TestOffice, who: &Who) -> Browser {
        let holdings: Arc<dyn Holdings> = Arc::new(Wallet);
        let edge = Edge {
            sites: None,
            kept: web::KeptPages::default(),
            site: Arc::new(Site::sample()),
            csrf: CsrfKey::new([7; 32]),
            transport: Transport::Plain,
        };
        let app = Router::new()
            .route("/items", get(catalogue::list))
            .route("/items/{slug}", get(guide::guide))
            .route("/items/{slug}/guide.pdf", get(guide::guide_pdf))
            .route("/items/{slug}/due-date", get(guide::due_date))
            .route("/items/{slug}/path", get(path::path))
            .route("/items/{slug}/versions", get(versions::versions))
            .route("/items/{slug}/versions/{n}", get(versions::version))
            .route("/desk/items", get(desk_list::list))
            .route("/desk/items/{id}", get(desk::item))
            .route("/desk/items/{id}/draft", post(desk::save))
            .route("/desk/items/{id}/publication", post(desk::publish))
            .route("/desk/items/{id}/withdrawal", post(desk::withdraw))
            .route("/desk/items/{id}/changes", get(changes::changes_between))
            .route("/api/v1/items", get(items::api::list_items))
            .route("/api/v1/items/{slug}", get(items::api::item))
            .route("/api/v1/agencies", get(items::api::list_agencies))
            .layer(axum::Extension(holdings))
            .layer(from_fn_with_state(Somebody { office: t.office.clone(), who: who.clone() }, acts))
            .layer(from_fn_with_state(edge, dress_edge))
            .with_state(t.office.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Browser { app, cookie: String::new(), runtime }
    }

    fn send(&mut self, method: Method, address: &str, form: Option<String>) -> Answer {
        let mut request = Request::builder().method(method).uri(address);
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(form.map_or_else(Body::empty, Body::from)).unwrap();
        let app = self.app.clone();
        self.runtime.block_on(async {
            let response = app.oneshot(request).await.unwrap();
            let header = |name: header::HeaderName| {
                response.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
            };
            let (status, kind, location) = (response.status(), header(header::CONTENT_TYPE), header(header::LOCATION));
            for cookie in response.headers().get_all(header::SET_COOKIE) {
                let cookie = cookie.to_str().unwrap();
                if cookie.starts_with("visitor=") {
                    self.cookie = cookie.split(';').next().unwrap().to_owned();
                }
            }
            let bytes = response.into_body().collect().await.unwrap().to_bytes();
            Answer { status, kind, location, body: String::from_utf8_lossy(&bytes).into_owned() }
        })
    }

    fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, None)
    }

    fn page(&mut self, address: &str) -> String {
        let answer = self.get(address);
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        assert!(answer.kind.starts_with("text/html"), "{address}");
        assert_eq!(web::lint_html(&answer.body), Vec::<String>::new(), "{address}");
        answer.body
    }

    fn post(&mut self, address: &str, pairs: &[(&str, &str)]) -> Answer {
        let form: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.send(Method::POST, address, Some(form.join("&")))
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The value of a hidden field.
fn hidden<'h>(html: &'h str, name: &str) -> &'h str {
    let after = html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no field {name}"));
    after.split('"').next().unwrap()
}

fn load(t: &TestOffice) {
    let loaded = items::load_demo(&t.office.db, &t.system()).unwrap();
    assert!(loaded.refused.is_empty(), "{loaded:?}");
}

#[test]
fn the_public_reads_the_catalogue() {
    on_both(|t| {
        load(t);
        let mut public = Browser::of(t, &Who::Public);
        let list = public.page("/items");
        assert!(list.contains("/items/") && list.contains("rel=\"next\""), "{}", t.engine());
        let found = public.page("/items?q=spjyxk&audience=business");
        assert!(found.contains("/items/food-business-new\""));
        let none = public.page("/items?q=%E7%99%BB%E6%9C%88");
        assert!(none.contains("没有找到"));
        // A cursor that is none is the first page, not an error; script in a query is text.
        assert!(public.page("/items?after=nonsense&q=%3Cscript%3E").contains("&#60;script&#62;"));

        let guide = public.page("/items/food-business-new");
        for words in [
            "受理条件",
            "您需要的材料",
            "办理经过",
            "依据",
            "常见问题",
            "行政复议",
            "行政诉讼",
            "监督投诉",
            "交通指引",
            "办理结果",
            "全部要素",
            "承诺时限",
        ] {
            assert!(guide.contains(words), "{words}");
        }
        // The page of the public holds no token, so that it can be kept and given to everybody.
        assert!(!guide.contains("name=\"csrf\"") && public.cookie.is_empty());
        assert_eq!(guide, public.page("/items/food-business-new"));
        let due = public.page("/items/food-business-new/due-date");
        assert!(due.contains("2026年3月12日"), "eight working days from 2 March 2026");
        public.page("/items/food-business-new/versions");
        public.page("/items/food-business-new/versions/1");
        let pdf = public.get("/items/food-business-new/guide.pdf");
        assert_eq!((pdf.status, pdf.kind.as_str()), (StatusCode::OK, "application/pdf"));
        assert!(pdf.body.starts_with("%PDF") && pdf.body.contains("http://localhost/items/food-business-new"));
        for missing in [
            "/items/nothing",
            "/items/nothing/path",
            "/items/nothing/guide.pdf",
            "/items/food-business-new/versions/9",
            "/items/main-food-business",
        ] {
            assert_eq!(public.get(missing).status, StatusCode::NOT_FOUND, "{missing}");
        }
    });
}

#[test]
fn a_few_questions_lead_to_exactly_the_materials() {
    on_both(|t| {
        load(t);
        let person = t.person("李晨", 11);
        let mut browser = Browser::of(t, &person);
        let item = items::find_published;
        let published = t
            .office
            .db
            .read(|tx| item(tx, "food-business-new").map_err(kernel::Error::<kernel::Never>::from))
            .unwrap()
            .unwrap();
        let body = published.version.body;
        let mut answers = items::guidance::Answers::new();
        let mut address = "/items/food-business-new/path".to_owned();
        loop {
            let page = browser.page(&address);
            match items::guidance::next(&body, &answers) {
                items::guidance::Next::Ask(question) => {
                    assert!(page.contains(&question.text));
                    // Sent without an answer, the question stands again with what is missing.
                    let sep = if address.contains('?') { '&' } else { '?' };
                    assert!(browser.page(&format!("{address}{sep}asked={}", question.key)).contains("请选择一个答案"));
                    answers.insert(question.key.clone(), question.options[0].key.clone());
                    address = format!("{address}{sep}a.{}={}", question.key, question.options[0].key);
                }
                items::guidance::Next::Found(situation) => {
                    for material in &body.materials {
                        let needed = situation.materials.contains(&material.key);
                        assert!(!needed || page.contains(&material.name), "{} in {}", material.key, situation.key);
                    }
                    assert!(page.contains("action=\"/items/food-business-new/drafts\""));
                    assert_eq!(hidden(&page, "situation"), situation.key);
                    assert!(page.contains("已有，不用提交"), "identity is not asked for again");
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
        let mut public = Browser::of(t, &Who::Public);
        let page = public.page(&address);
        assert!(!page.contains("/drafts") && page.contains("/sign-in?back="));
        assert!(!page.contains("已有，不用提交"));
        public.page("/items/food-business-new/path?a.nonsense=x&asked=nothing");
    });
}

#[test]
fn an_editor_writes_publishes_and_withdraws() {
    on_both(|t| {
        load(t);
        let cx = t.system();
        let agency = t
            .office
            .db
            .read(|tx| {
                identity::find_agency_by_key(tx, "approval-bureau").map_err(kernel::Error::<kernel::Never>::from)
            })
            .unwrap()
            .unwrap();
        let editor = t.staff("editor", &[(agency.id, Role::ItemEditor)]);
        let mut desk = Browser::of(t, &editor);
        let list = desk
            .page("/desk/items?q=%E9%A3%9F%E5%93%81%E7%BB%8F%E8%90%A5%E8%AE%B8%E5%8F%AF%EF%BC%88%E6%96%B0%E5%8A%9E");
        let id = list.split("/desk/items/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let page = desk.page(&format!("/desk/items/{id}"));
        assert!(page.contains("没有草稿") && !page.contains("/publication"));
        let csrf = hidden(&page, "csrf").to_owned();
        // What the page holds is sent back whole, with the conditions left out.
        let fields = fields_of(&page);
        let mut sent: Vec<(&str, &str)> =
            fields.iter().filter(|(name, _)| name != "conditions").map(|(n, v)| (n.as_str(), v.as_str())).collect();
        sent.push(("csrf", &csrf));
        let saved = desk.post(&format!("/desk/items/{id}/draft"), &sent);
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let page = desk.page(&format!("/desk/items/{id}"));
        assert!(
            page.contains("没有受理条件") && page.contains("href=\"#f-conditions\"") && !page.contains("/publication"),
            "{}",
            t.engine()
        );
        let blocked = desk.post(
            &format!("/desk/items/{id}/publication"),
            &[("csrf", &csrf), ("revision", hidden(&page, "revision"))],
        );
        assert_eq!(blocked.status, StatusCode::SEE_OTHER);
        assert!(!desk.page(&format!("/desk/items/{id}")).contains("第 2 版已发布"));
        // The first page's state is stale now: nothing is lost, nothing overwritten.
        let stale = desk.post(&format!("/desk/items/{id}/draft"), &sent);
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stale.body.contains("有人在您之后保存"));
        // Bad rows come back with their line, everything typed kept.
        let mut bad: Vec<(&str, &str)> =
            sent.iter().filter(|(name, _)| !matches!(*name, "rest" | "revision")).copied().collect();
        let revision = hidden(&page, "revision").to_owned();
        bad.extend([("revision", revision.as_str()), ("rest", "[[faq]]\nquestion = <script>\n")]);
        let back = desk.post(&format!("/desk/items/{id}/draft"), &bad);
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(back.body.contains("第 2 行附近有误") && back.body.contains("question = &#60;script&#62;"));
        // Put right, it is published; the public sees it at once.
        let before = Browser::of(t, &Who::Public).page("/items/food-business-new");
        assert!(!before.contains("改过的条件"));
        let mut good: Vec<(&str, &str)> = sent.iter().filter(|(name, _)| *name != "revision").copied().collect();
        good.extend([("revision", revision.as_str()), ("conditions", "改过的条件\r\n第二条")]);
        assert_eq!(desk.post(&format!("/desk/items/{id}/draft"), &good).status, StatusCode::SEE_OTHER);
        let page = desk.page(&format!("/desk/items/{id}"));
        assert!(page.contains("/publication"));
        let published = desk.post(
            &format!("/desk/items/{id}/publication"),
            &[("csrf", &csrf), ("revision", hidden(&page, "revision"))],
        );
        assert_eq!(
            (published.status, published.location.as_str()),
            (StatusCode::SEE_OTHER, format!("/desk/items/{id}").as_str())
        );
        assert!(Browser::of(t, &Who::Public).page("/items/food-business-new").contains("改过的条件"));
        let old = Browser::of(t, &Who::Public).page("/items/food-business-new/versions/1");
        assert!(old.contains("这不是现行版本") && !old.contains("改过的条件"));
        assert!(desk.page(&format!("/desk/items/{id}/changes?from=1&to=2")).contains("改过的条件"));
        // Without a token nothing happens; with a reason it is withdrawn.
        assert_eq!(
            desk.post(&format!("/desk/items/{id}/withdrawal"), &[("reason", "x")]).status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            desk.post(&format!("/desk/items/{id}/withdrawal"), &[("csrf", &csrf), ("reason", "职权调整")]).status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(Browser::of(t, &Who::Public).get("/items/food-business-new").status, StatusCode::NOT_FOUND);
        // Another agency's editor sees nothing of it.
        let other = t.agency("other");
        let stranger = t.staff("stranger", &[(other, Role::ItemEditor)]);
        let mut strange = Browser::of(t, &stranger);
        assert_eq!(strange.get(&format!("/desk/items/{id}")).status, StatusCode::NOT_FOUND);
        assert_eq!(strange.get(&format!("/desk/items/{id}/changes?from=1&to=2")).status, StatusCode::NOT_FOUND);
        assert!(!strange.page("/desk/items").contains(&id));
        let page = strange.page("/desk/items");
        let _ = page;
        let _ = cx;
        t.ledger_is_good();
    });
}

/// What a browser would send for the draft's form: text, chosen options, ticked boxes.
fn fields_of(html: &str) -> Vec<(String, String)> {
    let form = html.split("/draft\"").nth(1).unwrap().split("</form>").next().unwrap();
    let plain = |text: &str| {
        text.replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#38;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!(" {name}=\"")).nth(1).map(|rest| plain(rest.split('"').next().unwrap()))
    };
    let mut out = Vec::new();
    let mut select = String::new();
    let mut rest = form;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        let name = attribute(tag, "name");
        let ticked = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
        if tag.starts_with("input") && ticked {
            if let Some(name) = name.filter(|name| name != "csrf") {
                out.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("textarea") {
            let text = after.split("</textarea>").next().unwrap();
            out.push((name.unwrap(), plain(text.strip_prefix('\n').unwrap_or(text))));
        } else if tag.starts_with("select") {
            select = name.unwrap();
        } else if tag.starts_with("option") && tag.contains(" selected") {
            out.push((select.clone(), attribute(tag, "value").unwrap_or_default()));
        }
        rest = after;
    }
    out
}

#[test]
fn programs_read_the_same_catalogue() {
    on_both(|t| {
        load(t);
        let mut program = Browser::of(t, &Who::Public);
        let mut seen = Vec::new();
        let mut address = "/api/v1/items?limit=17".to_owned();
        loop {
            let answer = program.get(&address);
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            let page: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => address = format!("/api/v1/items?limit=17&after={next}"),
                None => break,
            }
        }
        assert!(seen.len() >= 30);
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len());
        let one: serde_json::Value =
            serde_json::from_str(&program.get("/api/v1/items/food-business-new").body).unwrap();
        assert_eq!(one["elements"]["name"], "食品经营许可（新办）");
        let agencies: serde_json::Value = serde_json::from_str(&program.get("/api/v1/agencies").body).unwrap();
        assert!(agencies.as_array().unwrap().len() > 10);
        let missing = program.get("/api/v1/items/nothing");
        assert_eq!((missing.status, missing.kind.as_str()), (StatusCode::NOT_FOUND, "application/problem+json"));
        for bad in ["/api/v1/items?limit=0", "/api/v1/items?limit=x", "/api/v1/items?after=x"] {
            assert_eq!(program.get(bad).status, StatusCode::BAD_REQUEST, "{bad}");
        }
    });
}

#[test]
fn script_in_a_name_is_text_everywhere() {
    on_both(|t| {
        load(t);
        let cx = t.system();
        let db = &t.office.db;
        db.write(|tx| {
            let published = items::find_published(tx, "food-business-new")?.unwrap();
            let mut body = (*published.version.body).clone();
            body.name = "<script>alert(1)</script>\"'许可".into();
            body.keywords = vec!["<b>词</b>".into()];
            body.materials[0].name = "<img src=x onerror=alert(1)>".into();
            let context = items::gate_context(tx)?;
            let draft = items::save_draft(tx, &cx, published.item.id, &body, None)?;
            items::publish(tx, &cx, published.item.id, draft.revision, &context)
        })
        .unwrap();
        let mut public = Browser::of(t, &Who::Public);
        for address in [
            "/items?q=alert",
            "/items/food-business-new",
            "/items/food-business-new/path",
            "/items/food-business-new/versions",
            "/items/food-business-new/due-date",
        ] {
            let page = public.page(address);
            assert!(
                !page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("<b>词"),
                "{address}"
            );
            assert!(page.contains("&#60;script&#62;alert(1)"), "{address}");
        }
    });
}
