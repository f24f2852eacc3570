//! The pages over HTTP on both engines: home, search, feeds, site map, open data, synonyms; and a mirror of all of it.

#![allow(clippy::unwrap_used)]

use axum::{
    Extension, Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    routing::get,
};
use http_body_util::BodyExt;
use identity::pages::edge::Acting;
use kernel::{Error, Id, Lang, Never, Role, Tx, Who};
use portal::mirror::{self, Fetched, Limits, Order};
use portal::{Finder, Misses, Refused, pages};
use publishing::testing::{Desk, desk, done, publish};
use search::{Change, Entry, Index, Kind, Synonyms};
use sites::{Block, BlockKind, Marks, Names, NewSection, SectionClass, SiteChange, SiteKind, Theme};
use std::sync::Arc;
use testkit::{TestOffice, on_both};
use tower::ServiceExt;
use web::{CsrfKey, Edge, Problem, Transport, dress_edge};

struct Hall<'t> {
    t: &'t TestOffice,
    directory: Arc<sites::Directory>,
    finder: Arc<dyn Finder>,
    misses: Arc<Misses>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
    bytes: Vec<u8>,
}

fn index() -> Index {
    let index = Index::in_memory(Synonyms::standard()).unwrap();
    let mut item = Entry::new("item:food", Kind::Item, "食品经营许可", "开办餐馆需要食品经营许可。", "/items/food");
    item.apply_href = "/items/food/path".into();
    let mut rule = Entry::new(
        "rule:r-000001#第一条",
        Kind::Rule,
        "政府信息公开条例",
        "为了保障公民依法获取政府信息，制定本条例。",
        "/rules/r-000001#第一条",
    );
    rule.heading = "第一条".into();
    rule.validity = "in-force".into();
    rule.date = "2019-04-03".into();
    index.apply(&[Change::Put(item), Change::Put(rule)], (1, 1)).unwrap();
    index
}

impl<'t> Hall<'t> {
    fn new(t: &'t TestOffice) -> Hall<'t> {
        let directory = Arc::new(sites::Directory::new("http://localhost", None));
        directory.refresh(&t.office).unwrap();
        Hall { t, directory, finder: Arc::new(index()), misses: Arc::new(Misses::default()) }
    }

    fn app(&self, who: &Who) -> Router {
        let acting = Acting { cx: self.t.cx(who), session: None };
        let edge = Edge {
            sites: Some(self.directory.clone()),
            site: Arc::new(web::Site::sample()),
            csrf: CsrfKey::new([3; 32]),
            transport: Transport::Plain,
            kept: web::KeptPages::default(),
        };
        let inner = Router::new()
            .route("/", get(pages::home))
            .route("/search", get(pages::search))
            .route("/search/suggestions", get(pages::suggestions))
            .route("/api/v1/search", get(portal::api::search))
            .route("/desk/search", get(pages::synonyms).post(pages::save_synonyms))
            .route("/feeds/sections/{file}", get(pages::section_feed))
            .route("/feeds/search.atom", get(pages::search_feed))
            .route("/feeds/rules.atom", get(pages::rules_feed))
            .route("/feeds/site.atom", get(pages::site_feed))
            .route("/sitemap.xml", get(pages::sitemap_index))
            .route("/sitemap/{file}", get(pages::sitemap_piece))
            .route("/robots.txt", get(pages::robots))
            .route("/site-map", get(pages::site_map))
            .route("/data", get(pages::data))
            .route("/data/{file}", get(pages::data_file))
            .fallback(async || Problem::not_found())
            .layer(from_fn(move |mut request: Request, next: Next| {
                request.extensions_mut().insert(acting.clone());
                next.run(request)
            }))
            .layer(Extension(self.finder.clone()))
            .layer(Extension(self.misses.clone()))
            .with_state(self.t.office.clone());
        Router::new()
            .fallback_service(tower::ServiceBuilder::new().layer(from_fn_with_state(edge, dress_edge)).service(inner))
    }

    fn send(&self, who: &Who, request: Request) -> Answer {
        let app = self.app(who);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (parts, bytes) = runtime.block_on(async {
            let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
            (parts, body.collect().await.unwrap().to_bytes().to_vec())
        });
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.send(&Who::Public, Request::get(path).header(header::HOST, "www.test").body(Body::empty()).unwrap())
    }

    fn ok(&self, path: &str) -> Answer {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer
    }
}

/// One site with sections and a home page of every block.
fn site(t: &TestOffice, agency: Id) {
    let cx = t.system();
    let change = |blocks: Vec<Block>| SiteChange {
        names: Names { zh: "石家庄市人民政府".into(), en: "Shijiazhuang".into(), ug: String::new() },
        hosts: vec!["www.test".into()],
        theme: Theme::default(),
        languages: vec![Lang::ZhCn, Lang::En],
        blocks,
        marks: Marks {
            host: "市政府办公室".into(),
            operator: "行政审批局".into(),
            contact: "0311-12345".into(),
            site_code: "1301000001".into(),
            icp_record: "冀ICP备00000000号".into(),
            police_record: "冀公网安备 13010000000000号".into(),
        },
    };
    let block = |kind, sections: &[&str]| Block {
        kind,
        sections: sections.iter().map(|s| (*s).to_owned()).collect(),
        entries: 0,
    };
    done(t.office.db.write(|tx| {
        sites::open_site(tx, &cx, "main", SiteKind::Portal, (agency, "130100"), &change(Vec::new())).map(|_| ())
    }));
    for (key, class) in [("news", SectionClass::News), ("notices", SectionClass::Notice)] {
        let new = NewSection {
            key: key.into(),
            names: Names::zh("通知公告"),
            parent: None,
            class,
            cycle_days: None,
            fixed: None,
            agency: None,
            place: 1,
        };
        done(t.office.db.write(|tx| sites::open_section(tx, &cx, "main", &new).map(|_| ())));
    }
    let blocks = BlockKind::ALL.iter().map(|kind| match kind.takes() {
        sites::Takes::One => block(*kind, &["news"]),
        sites::Takes::Several => block(*kind, &["news", "notices"]),
        sites::Takes::None => block(*kind, &[]),
    });
    let all = change(blocks.collect());
    done(t.office.db.write(|tx| sites::change_site(tx, &cx, "main", 1, &all).map(|_| ())));
}

fn hall(t: &TestOffice) -> (Desk, Id) {
    let agency = t.agency("approval");
    site(t, agency);
    (desk(t, agency, "a"), agency)
}

fn read<T>(t: &TestOffice, work: impl FnOnce(&mut Tx) -> Result<T, kernel::Fault>) -> T {
    t.office.db.read(|tx| work(tx).map_err(Error::<Never>::from)).unwrap()
}

#[test]
fn a_home_page_of_every_block() {
    on_both(|t| {
        let (d, _) = hall(t);
        let h = Hall::new(t);
        let empty = h.ok("/").text;
        assert_eq!(web::lint_html(&empty), Vec::<String>::new());
        assert!(empty.contains("这里还没有内容"), "an empty section is shown");
        let number = publish(t, &d, "关于国庆节放假的通告", &[("main", "news")]);
        let full = h.ok("/").text;
        assert_eq!(web::lint_html(&full), Vec::<String>::new());
        assert!(full.contains(&format!("/publications/{number}")) && full.contains("2026-03-02"), "{full}");
        assert!(full.contains("application/ld+json"));
    });
}

#[test]
fn a_hall_without_sites_has_the_halls_home() {
    on_both(|t| {
        let h = Hall::new(t);
        let html = h.ok("/").text;
        assert!(html.contains("您要办什么事？") && html.contains("action=\"/items\""), "{html}");
    });
}

#[test]
fn a_search_answers_and_says_what_it_lacks() {
    on_both(|t| {
        hall(t);
        let h = Hall::new(t);
        let found = h.ok("/search?q=%E9%A3%9F%E5%93%81").text;
        assert!(found.contains("<mark>食品</mark>") && found.contains("/items/food/path"), "{found}");
        assert_eq!(web::lint_html(&found), Vec::<String>::new());
        let none = h.ok("/search?q=%E9%BE%98%E9%BE%98%E9%BE%98").text;
        assert!(none.contains("0311-12345") && none.contains("/sections/disclosure-guide"), "{none}");
        let long = h.get(&format!("/search?q={}", "%E9%95%BF".repeat(1_000)));
        assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(long.text.contains(&"长".repeat(1_000)), "what was typed stays");
        let json: serde_json::Value = serde_json::from_str(&h.ok("/api/v1/search?q=%E9%A3%9F%E5%93%81").text).unwrap();
        assert_eq!(json["hits"][0]["href"], "/items/food");
        let titles: serde_json::Value = serde_json::from_str(&h.ok("/search/suggestions?q=shipin").text).unwrap();
        assert_eq!(titles[0]["text"], "食品经营许可", "{titles}");
        assert_eq!(h.get("/api/v1/search?q=%00").status, StatusCode::BAD_REQUEST, "the edge lets no null in");
        // What was not found is counted by its words, and shown once it was asked often enough.
        for _ in 0..3 {
            h.ok("/search?q=%E9%BE%98%E9%BE%98%E9%BE%98");
        }
        let cx = t.system();
        portal::keep_misses(&t.office.db, &cx, &h.misses).unwrap();
        assert_eq!(portal::keep_misses(&t.office.db, &cx, &h.misses).unwrap(), 0);
        let missed = read(t, |tx| portal::list_misses(tx, cx.today(), 3, 10));
        assert_eq!(missed, [("龘龘龘".to_owned(), 4, cx.today())]);
        assert!(read(t, |tx| portal::list_misses(tx, cx.today(), 5, 10)).is_empty());
    });
}

#[test]
fn feeds_are_kept_and_asked_again() {
    on_both(|t| {
        let (d, _) = hall(t);
        let h = Hall::new(t);
        publish(t, &d, "甲通告 <1> & 2", &[("main", "news")]);
        for path in [
            "/feeds/site.atom",
            "/feeds/sections/news.atom",
            "/feeds/sections/notices.atom",
            "/feeds/rules.atom",
            "/feeds/search.atom?q=%E9%A3%9F%E5%93%81",
        ] {
            let first = h.ok(path);
            assert!(first.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("application/atom+xml"));
            assert!(first.text.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\""), "{path}");
            let again = Request::get(path)
                .header(header::HOST, "www.test")
                .header(header::IF_NONE_MATCH, &first.headers[header::ETAG])
                .body(Body::empty())
                .unwrap();
            let again = h.send(&Who::Public, again);
            assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        }
        assert!(h.ok("/feeds/sections/news.atom").text.contains("甲通告 &lt;1&gt; &amp; 2"));
        assert!(!h.ok("/feeds/sections/notices.atom").text.contains("甲通告"));
        for path in ["/feeds/sections/none.atom", "/feeds/sections/news"] {
            assert_eq!(h.get(path).status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn machines_find_everything() {
    on_both(|t| {
        let (d, _) = hall(t);
        let h = Hall::new(t);
        let number = publish(t, &d, "关于国庆节放假的通告", &[("main", "news")]);
        let index = h.ok("/sitemap.xml").text;
        let mut addresses = Vec::new();
        for loc in index.split("<loc>").skip(1).map(|l| l.split("</loc>").next().unwrap()) {
            let path = loc.strip_prefix("http://www.test").unwrap_or_else(|| panic!("{loc}"));
            if path == "/sitemap/items.xml" {
                assert_eq!(h.get(path).status, StatusCode::NOT_FOUND, "an empty piece is none");
                continue;
            }
            addresses.push(h.ok(path).text);
        }
        let all = addresses.concat();
        assert!(all.contains(&format!("<loc>http://www.test/publications/{number}</loc>")), "{index} {all}");
        assert!(all.contains("http://www.test/sections/news"));
        let robots = h.ok("/robots.txt").text;
        assert!(robots.contains("Sitemap: http://www.test/sitemap.xml") && robots.contains("Disallow: /my"));
        let map = h.ok("/site-map").text;
        assert!(map.contains("/sections/news") && web::lint_html(&map).is_empty());
        let catalogue: serde_json::Value = serde_json::from_str(&h.ok("/data/catalog.jsonld").text).unwrap();
        assert_eq!(catalogue["@type"], "dcat:Catalog");
        assert_eq!(web::lint_html(&h.ok("/data").text), Vec::<String>::new());
    });
}

#[test]
fn open_data_are_whole_and_checked() {
    use sha2::{Digest, Sha256};
    on_both(|t| {
        let (d, _) = hall(t);
        let h = Hall::new(t);
        let numbers: Vec<String> =
            (0..3).map(|n| publish(t, &d, &format!("第{n}号通告"), &[("main", "news")])).collect();
        for set in portal::DATASETS {
            for format in set.formats {
                let file = format!("{}.{format}", set.key);
                let answer = h.ok(&format!("/data/{file}"));
                assert!(answer.headers[header::LINK].to_str().unwrap().contains("rel=\"license\""));
                let sum = h.ok(&format!("/data/{file}.sha256")).text;
                assert_eq!(sum, format!("{}  {file}\n", hex::encode(Sha256::digest(&answer.bytes))));
                let lines = answer.text.lines().count();
                match (set.key, *format) {
                    ("publications", "jsonl") => {
                        assert_eq!(lines, 3);
                        for (line, number) in answer.text.lines().zip(&numbers) {
                            let row: serde_json::Value = serde_json::from_str(line).unwrap();
                            assert_eq!(row["number"], number.as_str());
                            assert!(row["text"].as_str().unwrap().contains("现将有关事项通知如下"));
                        }
                    }
                    ("publications", "csv") => assert_eq!(lines, 4),
                    ("sections", "csv") => assert!(lines >= 3, "{}", answer.text),
                    (_, "csv") => assert!(answer.text.starts_with('\u{feff}')),
                    _ => {}
                }
            }
        }
        assert_eq!(h.get("/data/people.csv").status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn synonyms_are_changed_by_those_who_may() {
    on_both(|t| {
        let (_, agency) = hall(t);
        let keeper = t.staff("keeper", &[(agency, Role::DutyKeeper)]);
        let clerk = t.staff("clerk", &[(agency, Role::Acceptance)]);
        let h = Hall::new(t);
        let text = portal::lines_of(Synonyms::standard_text());
        let change = |who: &Who, seen: i64, text: &str| {
            let cx = t.cx(who);
            match t.office.db.write(|tx| portal::change_synonyms(tx, &cx, seen, text, "补充")) {
                Ok(n) => Ok(n),
                Err(Error::Refused(r)) => Err(r),
                Err(Error::Broken(b)) => panic!("{b}"),
            }
        };
        let more = format!("{text}\n龘龘 = 食品");
        assert_eq!(change(&clerk, 0, &more), Err(Refused::NotYours));
        assert_eq!(change(&keeper, 0, &text), Err(Refused::Unchanged));
        assert_eq!(change(&keeper, 0, "一\n二"), Err(Refused::Faulty { lines: 2 }));
        assert_eq!(change(&keeper, 0, &more), Ok(1));
        assert_eq!(change(&keeper, 0, &text), Err(Refused::Stale), "somebody saved meanwhile");
        assert_eq!(change(&keeper, 1, &text), Ok(2));
        assert_eq!(read(t, |tx| portal::list_synonym_versions(tx, 10)).len(), 2);
        t.ledger_is_good();

        // Over HTTP: the page, a faulty text that stays, a good one that searches at once.
        let page =
            h.send(&keeper, Request::get("/desk/search").header(header::HOST, "www.test").body(Body::empty()).unwrap());
        let hidden = |name: &str| {
            page.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let cookie = page.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let post = |lines: &str| {
            let encode = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
            let body =
                format!("csrf={}&seen={}&lines={}&note=x", encode(&hidden("csrf")), hidden("seen"), encode(lines));
            let request = Request::post("/desk/search")
                .header(header::HOST, "www.test")
                .header(header::COOKIE, &cookie)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(body))
                .unwrap();
            h.send(&keeper, request)
        };
        let bad = post("没有符号");
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bad.text);
        assert!(bad.text.contains("第 1 行") && bad.text.contains("没有符号"), "{}", bad.text);
        assert_eq!(post("龘龘 = 食品").status, StatusCode::SEE_OTHER);
        assert!(h.ok("/search?q=%E9%BE%98%E9%BE%98").text.contains("/items/food"), "it searches with them at once");
    });
}

#[test]
fn a_mirror_of_the_real_pages() {
    let t = TestOffice::sqlite();
    let (d, _) = hall(&t);
    publish(&t, &d, "关于国庆节放假的通告", &[("main", "news")]);
    let h = Hall::new(&t);
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("mirror");
    let order = Order {
        site: "main".into(),
        name: "石家庄市人民政府".into(),
        address: "http://www.test".into(),
        at: t.system().at,
        tr: web::Tr::new(Lang::ZhCn),
        seal: None,
        starts: read(&t, |tx| mirror::starts(tx, "main")),
        downloads: mirror::Downloads::Kept,
        limits: Limits::default(),
        is_over: &|| false,
    };
    let fetch = |path: &str| {
        let a = h.get(path);
        let text = |name| a.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        let (content_type, location) = (text(header::CONTENT_TYPE), text(header::LOCATION));
        Ok(Fetched { status: a.status.as_u16(), content_type, location, bytes: a.bytes })
    };
    let first = mirror::write(&fetch, &order, &dir, &mut |_| {}).unwrap();
    assert!(first.files >= 4, "{first:?}");
    // Nothing changed: no token, no clock of the page makes a page look new.
    let second = mirror::write(&fetch, &order, &dir, &mut |_| {}).unwrap();
    assert_eq!((second.written, second.kept), (0, first.files), "{second:?}");
    let home = std::fs::read_to_string(dir.join("index.html")).unwrap();
    assert!(!home.contains("csrf") && !home.contains("<form") && home.contains("site-map/index.html"), "{home}");
    // Feeds and open data are files of the mirror, and the pages lead to them.
    assert!(dir.join("feeds/site.atom").is_file() && dir.join("feeds/sections/news.atom").is_file());
    assert!(home.contains("feeds/site.atom") && !home.contains("/feeds/search.atom"), "{home}");
    let data = std::fs::read_dir(dir.join("data")).unwrap().count();
    assert!(data > 1, "the page of the open data and its files: {data}");
}

#[test]
fn a_tombstone_stands_in_the_mirror_of_its_own_site() {
    let t = TestOffice::sqlite();
    let (d, _) = hall(&t);
    let number = publish(&t, &d, "关于国庆节放假的通告", &[("main", "news")]);
    let cx = t.cx(&d.signer);
    let seen = publishing::testing::working(&t, &number).matter.version;
    publishing::testing::done(t.office.db.write(|tx| publishing::withdraw(tx, &cx, &number, seen, "日期有误")));
    let href = format!("/publications/{number}");
    assert!(read(&t, |tx| mirror::starts(tx, "main")).contains(&href));
    assert!(!read(&t, |tx| mirror::starts(tx, "elsewhere")).contains(&href));
}
