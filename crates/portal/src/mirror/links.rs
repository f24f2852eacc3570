//! Links of a page for the mirror: which are followed, what file each address gets, and how a page is made to work
//! without a server. Pure: own templates are read by their attributes, as the page kit's `rebase_html` does.

use super::Downloads;
use sha2::{Digest, Sha256};

/// An address split into what the mirror needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Address {
    /// `/sections/news`, percent escapes as they came.
    pub path: String,
    /// Without the question mark; empty where there is none.
    pub query: String,
}

impl Address {
    /// The address of a local link and its fragment with `#`; `None` where it is no local link.
    pub(super) fn parse(link: &str) -> Option<(Address, String)> {
        if !link.starts_with('/') || link.starts_with("//") {
            return None;
        }
        let link = link.replace("&amp;", "&").replace("&#38;", "&");
        let (whole, fragment) = match link.split_once('#') {
            Some((whole, fragment)) => (whole, format!("#{fragment}")),
            None => (link.as_str(), String::new()),
        };
        let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
        Some((Address { path: path.to_owned(), query: query.to_owned() }, fragment))
    }

    /// The path and query to ask the server for.
    pub(super) fn asked(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// Whether it is a further page of a list, and nothing else narrows it.
    fn is_list_page(&self) -> bool {
        self.query.split('&').all(|pair| {
            let name = pair.split('=').next().unwrap_or_default();
            is_place(name)
        })
    }

    /// The one filter that narrows a list, and its value: `field=market`; further pages of it too. Combined filters have no
    /// end and lead to the site.
    fn filter(&self) -> Option<(&str, &str)> {
        let mut parts = self.path.trim_matches('/').split('/');
        let is_list = matches!(
            (parts.next(), parts.next(), parts.next()),
            (Some("items" | "rules" | "duties" | "ratings"), None, None) | (Some("sections"), Some(_), None)
        );
        let mut filters = self
            .query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .filter(|(name, value)| !is_place(name) && !value.is_empty());
        let one = filters.next().filter(|_| is_list && filters.next().is_none())?;
        // What somebody types has no end either.
        let is_typed = matches!(one.0, "q" | "text" | "date" | "article" | "words" | "back" | "title");
        (!is_typed && one.1.len() <= 200).then_some(one)
    }

    /// Whether it names a rule or one of its articles in words: the answer is a redirect to the page.
    fn names_a_rule(&self) -> bool {
        let names = |name: &str| matches!(name, "title" | "article");
        self.path.starts_with("/rules/")
            && self.query.len() <= 1000
            && self.query.split('&').all(|pair| names(pair.split('=').next().unwrap_or_default()))
    }

    /// Whether it is the next piece of the same list: the same filter, or none, from another place on.
    pub(super) fn goes_on_from(&self, other: &Address) -> bool {
        let is_further = self.query.split('&').any(|pair| is_place(pair.split('=').next().unwrap_or_default()));
        is_further && self.path == other.path && self.filter() == other.filter()
    }

    /// Whether it is a file that is made of texts for each reader.
    fn is_download(&self) -> bool {
        (self.path.starts_with("/rules/") && self.path.contains("/file."))
            || (self.path.starts_with("/items/") && self.path.ends_with("/guide.pdf"))
            || self.path.starts_with("/data/")
    }

    /// Whether the mirror copies it.
    pub(super) fn is_copied(&self, downloads: Downloads) -> bool {
        if self.path.starts_with("/assets/") || self.path == "/site.css" {
            return true;
        }
        let first = self.path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let is_for_server = matches!(
            first,
            "my" | "desk"
                | "sign-in"
                | "sign-out"
                | "register"
                | "account"
                | "language"
                | "accessibility"
                | "search"
                | "api"
                | "rate"
                | "s"
                | "healthz"
                | "readyz"
                | "metrics"
                | "demonstration"
                | "sitemap"
                | "sitemap.xml"
                | "robots.txt"
                | "regions"
                | "verify"
                | "progress"
                | "push"
                | "unsubscribe"
        );
        // A dialogue and a comparison need an answer for every reader.
        let is_dialogue =
            self.path.starts_with("/items/") && (self.path.ends_with("/path") || self.path.ends_with("/due-date"));
        let is_comparison = self.path.contains("/compare") || self.path.contains("/comparison");
        // The feed of a search needs somebody who searches.
        let is_of_search = self.path == "/feeds/search.atom";
        let is_left = downloads == Downloads::Left && self.is_download();
        !(is_for_server || is_dialogue || is_comparison || is_of_search || is_left)
            && (self.query.is_empty() || self.is_list_page() || self.filter().is_some() || self.names_a_rule())
    }
}

/// Whether a part of a query says from where on a list is shown.
fn is_place(name: &str) -> bool {
    matches!(name, "after" | "before" | "page" | "from" | "due" | "at")
}

/// Characters that every file system takes.
fn safe(segment: &str) -> String {
    let plain: String = segment.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    let is_same = plain == segment && !plain.starts_with('.') && plain.len() <= 80 && !plain.ends_with('.');
    if is_same { plain } else { format!("x{}", hex::encode(&Sha256::digest(segment.as_bytes())[..8])) }
}

fn ending(content_type: &str) -> &'static str {
    match content_type.split(';').next().unwrap_or_default().trim() {
        "text/css" => "css",
        "text/javascript" | "application/javascript" => "js",
        "image/svg+xml" => "svg",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "font/woff2" => "woff2",
        "application/pdf" => "pdf",
        "application/json" => "json",
        "text/plain" => "txt",
        "text/markdown" => "md",
        "text/csv" => "csv",
        "application/zip" => "zip",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.oasis.opendocument.text" => "odt",
        "application/xml" | "text/xml" | "application/akn+xml" => "xml",
        "application/atom+xml" => "atom",
        "application/x-ndjson" => "jsonl",
        _ => "bin",
    }
}

/// The name of the file of an address, relative to the mirror. `page` is the number of a further page of a list, 1 for
/// the first.
pub(super) fn file_of(address: &Address, content_type: &str, page: usize) -> String {
    let segments: Vec<String> = address.path.split('/').filter(|s| !s.is_empty()).map(safe).collect();
    let is_page = content_type.starts_with("text/html");
    let mut name = segments.join("/");
    if is_page {
        let last = match (address.filter(), page) {
            _ if address.query.is_empty() => "index.html".to_owned(),
            (None, page) => format!("page-{page}.html"),
            (Some((filter, value)), 1) => format!("{}-{}.html", safe(filter), safe(value)),
            (Some((filter, value)), page) => format!("{}-{}-page-{page}.html", safe(filter), safe(value)),
        };
        return if name.is_empty() { last } else { format!("{name}/{last}") };
    }
    let ending = ending(content_type);
    if !name.to_ascii_lowercase().ends_with(&format!(".{ending}")) {
        name.push('.');
        name.push_str(ending);
    }
    name
}

/// The way from one file of the mirror to another.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to).take(from.len() - 1).take_while(|(a, b)| a == b).count().min(to.len() - 1);
    let up = from.len() - 1 - shared;
    let mut way = "../".repeat(up);
    way.push_str(&to[shared..].join("/"));
    way
}

/// Every local address a page links to, assets too, in their order.
pub(super) fn links_of(page: &str) -> Vec<String> {
    let found = std::cell::RefCell::new(Vec::new());
    web::rebase_html(page, |path| {
        found.borrow_mut().push(path.to_owned());
        String::new()
    });
    let mut all = found.into_inner();
    for part in page.split("=\"/assets/").skip(1) {
        if let Some(end) = part.find('"') {
            all.push(format!("/assets/{}", &part[..end]));
        }
    }
    all
}

/// The page with every local link turned.
pub(super) fn turned(page: &str, turn: impl Fn(&str) -> String) -> String {
    let page = web::rebase_html(page, &turn);
    let mut out = String::with_capacity(page.len());
    let mut rest = page.as_str();
    while let Some(at) = rest.find("=\"/assets/") {
        let begin = at + 2;
        let end = rest[begin..].find('"').map_or(rest.len(), |e| begin + e);
        out.push_str(&rest[..begin]);
        out.push_str(&turn(&rest[begin..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// `page` with each element from `open` to `close` replaced by what `instead` says of it. None of ours is nested.
fn without(page: &str, open: &str, close: &str, instead: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(open) {
        let Some(end) = rest[at..].find(close) else { break };
        let end = at + end + close.len();
        out.push_str(&rest[..at]);
        out.push_str(&instead(&rest[at..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// A page without what needs a server: forms, scripts, sign-in and languages. `form_note` stands for a form of the page's
/// own.
pub(super) fn stilled(page: &str, form_note: &str) -> String {
    let page = without(page, "<div class=\"tools\">", "</div>", |_| String::new());
    let page = without(&page, "<form", "</form>", |form| {
        let is_search = form.contains("role=\"search\"");
        if is_search { String::new() } else { format!("<p class=\"mirror-form\">{form_note}</p>") }
    });
    let page = without(&page, "<script type=\"module\"", "</script>", |_| String::new());
    without(&page, "<link rel=\"alternate\" type=\"application/atom+xml\"", ">", |link| {
        if link.contains("/feeds/search.atom") { String::new() } else { link.to_owned() }
    })
}

/// The page with `note` as the first thing of its body.
pub(super) fn noted(page: &str, note: &str) -> String {
    let Some(at) = page.find("<body").and_then(|b| page[b..].find('>').map(|e| b + e + 1)) else {
        return page.to_owned();
    };
    format!("{}{note}{}", &page[..at], &page[at..])
}

/// `text` for a page.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Local addresses in a stylesheet.
pub(super) fn css_links(css: &str) -> Vec<String> {
    css.split("url(")
        .skip(1)
        .filter_map(|part| {
            let end = part.find(')')?;
            let link = part[..end].trim().trim_matches(['"', '\'']);
            (link.starts_with('/') && !link.starts_with("//")).then(|| link.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(link: &str) -> Address {
        Address::parse(link).unwrap().0
    }

    #[test]
    fn what_is_copied() {
        for (link, copied) in [
            ("/", true),
            ("/sections/news", true),
            ("/sections/news?after=1_2", true),
            ("/items?field=market", true),
            ("/items?field=market&after=3", true),
            ("/items?field=market&kind=licence", false),
            ("/items?q=food", false),
            ("/rules?field=", false),
            ("/rules/r-1?date=2020-01-01", false),
            ("/rules/r-1?article=%E7%AC%AC", true),
            ("/rules/by-title?title=x&article=y", true),
            ("/sections/news?year=2026", true),
            ("/items/food", true),
            ("/items/food/path", false),
            ("/my/cases", false),
            ("/sign-in?back=%2F", false),
            ("/search?q=a", false),
            ("/assets/mingting.abc.css", true),
            ("/site.css?v=main-3", true),
            ("/feeds/site.atom", true),
            ("/feeds/search.atom?q=a", false),
            ("/data", true),
            ("/data/rules.csv", true),
            ("/rules/r-1/versions/1/file.pdf", true),
            ("/items/food/guide.pdf", true),
        ] {
            assert_eq!(address(link).is_copied(Downloads::Kept), copied, "{link}");
            let is_file =
                link.contains('.') && !link.contains("/assets/") && !link.contains(".css") && !link.contains("/feeds/");
            assert_eq!(address(link).is_copied(Downloads::Left), copied && !is_file, "{link}");
        }
        assert!(Address::parse("https://a.cn/").is_none() && Address::parse("//a.cn").is_none());
    }

    #[test]
    fn every_address_has_a_file_that_any_disk_takes() {
        for (link, kind, page, file) in [
            ("/", "text/html; charset=utf-8", 1, "index.html"),
            ("/sections/news", "text/html", 1, "sections/news/index.html"),
            ("/sections/news?after=1_2", "text/html", 3, "sections/news/page-3.html"),
            ("/publications/2026-000001/files/1", "application/pdf", 1, "publications/2026-000001/files/1.pdf"),
            ("/assets/mingting.abc.css", "text/css; charset=utf-8", 1, "assets/mingting.abc.css"),
            ("/site.css?v=main-3", "text/css", 1, "site.css"),
            ("/items?field=market", "text/html", 1, "items/field-market.html"),
            ("/items?field=market&after=3", "text/html", 2, "items/field-market-page-2.html"),
            ("/feeds/site.atom", "application/atom+xml; charset=utf-8", 1, "feeds/site.atom"),
            ("/data/rules.jsonl", "application/x-ndjson; charset=utf-8", 1, "data/rules.jsonl"),
        ] {
            assert_eq!(file_of(&address(link), kind, page), file);
        }
        let odd = file_of(&address("/a/../%2e%2e/CON:?"), "text/html", 1);
        assert!(!odd.contains("..") && !odd.contains(':') && odd.ends_with("/index.html"), "{odd}");
    }

    #[test]
    fn ways_between_files() {
        for (from, to, way) in [
            ("index.html", "index.html", "index.html"),
            ("index.html", "a/index.html", "a/index.html"),
            ("a/b/index.html", "index.html", "../../index.html"),
            ("a/b/index.html", "a/c/index.html", "../c/index.html"),
            ("a/index.html", "a/page-2.html", "page-2.html"),
        ] {
            assert_eq!(relative(from, to), way, "{from} {to}");
        }
    }

    #[test]
    fn a_page_is_stilled() {
        let page = r#"<body class="public"><div class="tools"><form method="post" action="/sign-out"><input></form></div><form class="find" role="search"><input></form><form method="post"><input name="csrf"></form><script type="module" src="/assets/a.js"></script><script type="application/ld+json">{}</script></body>"#;
        assert_eq!(
            noted(&stilled(page, "—"), "!"),
            r#"<body class="public">!<p class="mirror-form">—</p><script type="application/ld+json">{}</script></body>"#
        );
    }

    #[test]
    fn assets_are_links_too() {
        let page = r#"<link href="/assets/a.css"><a href="/x">x</a>"#;
        assert_eq!(links_of(page), ["/x", "/assets/a.css"]);
        assert_eq!(turned(page, |l| format!("..{l}")), r#"<link href="../assets/a.css"><a href="../x">x</a>"#);
        assert_eq!(css_links("a{background:url(\"/assets/a.svg\")} b{background:url(data:x)}"), ["/assets/a.svg"]);
    }
}
