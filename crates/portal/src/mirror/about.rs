//! The page that says what this copy is: when it was made, under which seal, what is not in it.

use super::Order;
use super::crawl::Crawl;
use super::links::escaped;

/// The name of its file.
pub(super) const FILE: &str = "about-this-copy.html";

/// The note above every page. `made` is when this page was copied, `way` the way to the page about the copy.
pub(super) fn note(order: &Order<'_>, made: &str, way: &str) -> String {
    let tr = order.tr;
    let address = format!("<a href=\"{0}/\">{0}</a>", escaped(&order.address));
    // The sentence is escaped first; the address goes into it as a link.
    let apply = escaped(&tr.f1("portal-mirror-apply", "address", "\u{1}")).replace('\u{1}', &address);
    format!(
        "<div class=\"site-notice mirror-note\"><p class=\"wrap\">{} {apply} <a href=\"{way}\">{}</a></p></div>",
        escaped(&tr.f1("portal-mirror-banner", "time", made)),
        escaped(&tr.s("portal-mirror-about")),
    )
}

/// The page itself. `look` is the way to the stylesheet, empty where there is none.
pub(super) fn page(order: &Order<'_>, crawl: &Crawl, files: usize, look: &str) -> String {
    let tr = order.tr;
    let say = |text: String| format!("<p>{}</p>\n", escaped(&text));
    let mut body = format!("<h1>{}</h1>\n", escaped(&tr.s("portal-mirror-title")));
    body.push_str(&say(format!("{} {}", order.name, order.address)));
    body.push_str(&say(tr.f2("portal-mirror-made", "time", tr.time(order.at), "files", files)));
    body.push_str(&say(match &order.seal {
        Some((n, hash)) => tr.f2("portal-mirror-seal", "n", *n, "hash", hash),
        None => tr.s("portal-mirror-no-seal").into_owned(),
    }));
    body.push_str(&say(tr.s("portal-mirror-check").into_owned()));
    body.push_str(&say(tr.f1("portal-mirror-cut", "n", order.limits.list_pages)));
    if crawl.is_cut {
        body.push_str(&say(tr.s("portal-mirror-stopped").into_owned()));
    }
    body.push_str(&format!("<h2>{}</h2>\n", escaped(&tr.s("portal-mirror-missing"))));
    if crawl.missing.is_empty() {
        body.push_str(&say(tr.s("portal-mirror-missing-none").into_owned()));
    } else {
        let lines: String = crawl
            .missing
            .iter()
            .map(|(path, status, _)| format!("<li><code>{}</code> {status}</li>\n", escaped(path)))
            .collect();
        body.push_str(&format!("<ul>\n{lines}</ul>\n"));
    }
    let sheet = if look.is_empty() { String::new() } else { format!("<link rel=\"stylesheet\" href=\"{look}\">") };
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>{sheet}</head>\n<body class=\"public\"><main class=\"wrap\">\n{body}<p><a href=\"index.html\">{}</a></p></main></body></html>\n",
        tr.tag(),
        tr.dir(),
        escaped(&tr.s("portal-mirror-title")),
        escaped(&order.name),
    )
}
