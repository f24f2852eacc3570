//! Mirrors of a site that is a table of pages: no dead link, nothing lost, only changes written.

use super::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A site as a table: path to status, type and body.
struct Fake {
    pages: RefCell<BTreeMap<String, (u16, &'static str, String)>>,
    asked: RefCell<Vec<String>>,
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><title>x</title><link rel=\"stylesheet\" href=\"/assets/mingting.abc.css\"><link rel=\"stylesheet\" href=\"/site.css?v=main-1\"><script type=\"module\" src=\"/assets/mingting.abc.js\"></script></head><body class=\"public\"><div class=\"tools\"><a href=\"/sign-in?back=%2F\">登录</a></div><form class=\"find\" role=\"search\" action=\"/search\"><input></form><a href=\"/\">home</a>{body}</body></html>"
    )
}

impl Fake {
    fn new() -> Fake {
        let html = "text/html; charset=utf-8";
        let list = |from: usize| {
            let lines: String =
                (from..from + 2).map(|n| format!("<a href=\"/publications/2026-00000{n}\">p</a>")).collect();
            let next = if from < 5 {
                format!("<a rel=\"next\" href=\"/sections/news?after={}&amp;x\">on</a>", from + 2)
            } else {
                String::new()
            };
            page(&format!("{lines}{}", next.replace("&amp;x", "")))
        };
        let mut pages = BTreeMap::from([
            (
                "/".to_owned(),
                (
                    200,
                    html,
                    page(
                        "<a href=\"/sections/news\">news</a><a href=\"/items/food\">food</a><a href=\"/gone\">gone</a><a href=\"/rules/by-title?title=x&amp;article=y\">law</a><a href=\"/rules/by-title?title=z\">other</a><a href=\"/items?field=market\">field</a><a href=\"/rules/r-1#第三条\">rule</a>",
                    ),
                ),
            ),
            ("/sections/news".to_owned(), (200, html, list(1))),
            ("/sections/news?after=3".to_owned(), (200, html, list(3))),
            ("/sections/news?after=5".to_owned(), (200, html, list(5))),
            (
                "/items/food".to_owned(),
                (
                    200,
                    html,
                    page(
                        "<form method=\"post\" action=\"/items/food/drafts\"><input name=\"csrf\" value=\"secret\"></form><a href=\"/items/food/path\">path</a>",
                    ),
                ),
            ),
            (
                "/rules/r-1".to_owned(),
                (200, html, page("<h2 id=\"第三条\">第三条</h2><a href=\"/rules/r-1/versions/1/file.pdf\">pdf</a>")),
            ),
            (
                "/assets/mingting.abc.css".to_owned(),
                (200, "text/css; charset=utf-8", "a{background:url(/assets/b.svg)}".into()),
            ),
            ("/rules/by-title?title=x&article=y".to_owned(), (303, "", "/rules/r-1?article=y".into())),
            ("/rules/r-1?article=y".to_owned(), (303, "", "/rules/r-1#y".into())),
            ("/rules/by-title?title=z".to_owned(), (303, "", "/rules?q=z".into())),
            ("/items?field=market".to_owned(), (200, html, page("market"))),
            ("/assets/b.svg".to_owned(), (200, "image/svg+xml", "<svg/>".into())),
            ("/site.css?v=main-1".to_owned(), (200, "text/css; charset=utf-8", ":root{}".into())),
            ("/publications/2026-000009".to_owned(), (410, html, page("<h1>已撤回</h1>"))),
        ]);
        for n in 1..=6 {
            let file = format!("<a href=\"/publications/2026-00000{n}/files/1\">附件</a>");
            pages.insert(format!("/publications/2026-00000{n}"), (200, html, page(&file)));
            pages.insert(format!("/publications/2026-00000{n}/files/1"), (200, "application/pdf", format!("%PDF {n}")));
        }
        Fake { pages: RefCell::new(pages), asked: RefCell::new(Vec::new()) }
    }
}

impl Fetch for Fake {
    fn fetch(&self, path: &str) -> Result<Fetched, Fault> {
        self.asked.borrow_mut().push(path.to_owned());
        let pages = self.pages.borrow();
        let (status, content_type, body) = pages.get(path).cloned().unwrap_or((404, "text/html", page("404")));
        let location = if status == 303 { body.clone() } else { String::new() };
        Ok(Fetched { status, content_type: content_type.into(), location, bytes: body.into_bytes() })
    }
}

fn order(at: &str) -> Order<'static> {
    Order {
        site: "main".into(),
        name: "石家庄市人民政府".into(),
        address: "https://www.sjz.example".into(),
        at: at.parse().unwrap(),
        tr: Tr::new(kernel::Lang::ZhCn),
        seal: Some((42, "ab12".into())),
        starts: vec!["/publications/2026-000009".into()],
        downloads: Downloads::Left,
        limits: Limits { list_pages: 2, ..Limits::default() },
        is_over: &|| false,
    }
}

const FIRST: &str = "2026-11-22T15:00:00Z";
const SECOND: &str = "2026-11-23T15:00:00Z";

fn every_file(dir: &Path) -> BTreeSet<PathBuf> {
    let mut out = BTreeSet::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { assert!(out.insert(path)) }
        }
    }
    out
}

/// Every link in every page of the mirror that leads to no file.
fn dead_links(dir: &Path) -> Vec<String> {
    let mut dead = Vec::new();
    for file in every_file(dir).iter().filter(|f| f.extension().is_some_and(|e| e == "html")) {
        let text = std::fs::read_to_string(file).unwrap();
        for attribute in ["href=\"", "src=\"", "action=\""] {
            for part in text.split(attribute).skip(1) {
                let link = part.split('"').next().unwrap();
                let plain = link.split('#').next().unwrap();
                if plain.is_empty() || plain.starts_with("https://") {
                    continue;
                }
                let to = file.parent().unwrap().join(plain);
                if plain.starts_with('/') || !to.is_file() {
                    dead.push(format!("{}: {link}", file.display()));
                }
            }
        }
    }
    dead
}

fn run(fake: &Fake, order: &Order<'_>, dir: &Path) -> MirrorReport {
    write(fake, order, dir, &mut |_| {}).unwrap()
}

#[test]
fn a_mirror_works_without_the_server() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("mirror");
    let report = run(&Fake::new(), &order(FIRST), &dir);
    assert_eq!(dead_links(&dir), Vec::<String>::new());
    assert_eq!(report.missing, [("/gone".to_owned(), 404, "/".to_owned())]);
    assert!(!report.is_cut && report.kept == 0 && report.written == report.files, "{report:?}");
    let read = |file: &str| std::fs::read_to_string(dir.join(file)).unwrap();
    let home = read("index.html");
    assert!(
        home.contains("href=\"sections/news/index.html\"") && home.contains("href=\"rules/r-1/index.html#第三条\""),
        "{home}"
    );
    assert!(home.contains("href=\"rules/r-1/index.html#y\">law"), "a redirect is followed: {home}");
    assert!(
        home.contains("https://www.sjz.example/rules/by-title?title=z"),
        "what is not copied stays the site's: {home}"
    );
    assert!(home.contains("href=\"items/field-market.html\""), "{home}");
    assert!(home.contains("静态副本") && home.contains("https://www.sjz.example/gone"), "{home}");
    for (what, why) in [("sign-in", "sign-in"), ("<form", "a form"), ("<script", "a script")] {
        assert!(!home.contains(what), "{why} is left: {home}");
    }
    let food = read("items/food/index.html");
    assert!(
        !food.contains("secret") && food.contains("表单") && food.contains("https://www.sjz.example/items/food/path"),
        "{food}"
    );
    assert!(read("publications/2026-000009/index.html").contains("已撤回"), "the tombstone is there");
    assert_eq!(read("publications/2026-000001/files/1.pdf"), "%PDF 1");
    assert!(read("assets/mingting.abc.css").contains("url(b.svg)"), "a stylesheet finds its pictures");
    assert!(read("about-this-copy.html").contains("ab12"), "the seal is named");
    // The list is cut after two pages, and says where the rest is.
    assert!(dir.join("sections/news/page-2.html").is_file() && !dir.join("sections/news/page-3.html").exists());
    assert!(read("sections/news/page-2.html").contains("https://www.sjz.example/sections/news?after=5"));
}

#[test]
fn the_manifest_is_true() {
    use sha2::{Digest, Sha256};
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("mirror");
    run(&Fake::new(), &order(FIRST), &dir);
    let manifest = manifest::read(&dir).unwrap();
    for entry in &manifest.files {
        let bytes = std::fs::read(dir.join(&entry.file)).unwrap();
        assert_eq!(hex::encode(Sha256::digest(&bytes)), entry.sha256, "{}", entry.file);
        assert_eq!(bytes.len() as u64, entry.bytes);
    }
    assert_eq!(every_file(&dir).len(), manifest.files.len() + 1);
    assert_eq!(manifest.seal, Some((42, "ab12".into())));
}

#[test]
fn a_second_run_writes_what_changed_and_nothing_else() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("mirror");
    let fake = Fake::new();
    let first = run(&fake, &order(FIRST), &dir);
    fake.pages.borrow_mut().insert("/items/food".into(), (200, "text/html", page("<p>改了</p>")));
    let removed = fake.pages.borrow_mut().remove("/publications/2026-000009");
    assert!(removed.is_some());
    let second = run(&fake, &order(SECOND), &dir);
    // The page that changed, and the page about the copy.
    assert_eq!((second.written, second.removed), (2, 1), "{second:?}");
    assert_eq!(second.kept + second.written, first.files - 1);
    let food = std::fs::read_to_string(dir.join("items/food/index.html")).unwrap();
    assert!(food.contains("改了") && food.contains("11月23日"), "{food}");
    assert!(std::fs::read_to_string(dir.join("index.html")).unwrap().contains("11月22日"));
    assert!(!dir.join("publications/2026-000009").exists());
    assert_eq!(dead_links(&dir), Vec::<String>::new());
    // A file that somebody changed is written anew.
    std::fs::remove_file(dir.join("index.html")).unwrap();
    std::fs::write(dir.join("index.html"), "forged").unwrap();
    run(&fake, &order(SECOND), &dir);
    assert!(!std::fs::read_to_string(dir.join("index.html")).unwrap().contains("forged"));
    let left: Vec<_> = std::fs::read_dir(temp.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["mirror"], "nothing is left beside it");
}

#[test]
fn a_run_that_fails_leaves_the_last_mirror() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("mirror");
    run(&Fake::new(), &order(FIRST), &dir);
    let before = every_file(&dir);
    let down = |_: &str| Err::<Fetched, _>(Fault::new("down"));
    assert!(write(&down, &order(SECOND), &dir, &mut |_| {}).is_err());
    assert_eq!(every_file(&dir), before);
    // A folder with somebody's files is no mirror and is not replaced.
    let other = temp.path().join("documents");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("thesis.txt"), "x").unwrap();
    assert!(write(&Fake::new(), &order(SECOND), &other, &mut |_| {}).is_err());
    assert!(other.join("thesis.txt").is_file());
}

#[test]
fn limits_end_the_walk_and_say_so() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("mirror");
    let short = Order { limits: Limits { files: 3, ..Limits::default() }, ..order(FIRST) };
    let report = run(&Fake::new(), &short, &dir);
    assert!(report.is_cut && manifest::read(&dir).unwrap().is_cut);
    assert_eq!(dead_links(&dir), Vec::<String>::new());
    assert!(std::fs::read_to_string(dir.join(about::FILE)).unwrap().contains("不完整"));
}
