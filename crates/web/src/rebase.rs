//! Turns the links of a page that lead to paths of this hall: for sites reached by path and for the static mirror.
//!
//! Every template of ours writes links as quoted attributes, so a scan for these is enough; no parser is needed.

const ATTRIBUTES: [&str; 8] = [
    " href=\"/",
    " src=\"/",
    " action=\"/",
    " formaction=\"/",
    " poster=\"/",
    " data-href=\"/",
    " data-src=\"/",
    " content=\"/",
];

/// The page with every local path passed through `turn`. Addresses that name a host, and assets (which are the same on
/// every site), stay as they are.
pub fn rebase_html(page: &str, turn: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 16);
    let mut rest = page;
    while let Some((at, attribute)) = next(rest) {
        let value = at + attribute.len() - 1;
        out.push_str(&rest[..value]);
        rest = &rest[value..];
        let end = rest.find('"').unwrap_or(rest.len());
        let path = &rest[..end];
        if path.starts_with("//") || path.starts_with("/assets/") {
            out.push_str(path);
        } else {
            out.push_str(&turn(path));
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn next(page: &str) -> Option<(usize, &'static str)> {
    let mut from = 0;
    // One pass: a slash after a quote ends every attribute of the list.
    while let Some(found) = page[from..].find("=\"/") {
        let quote = from + found + 3;
        if let Some(attribute) = ATTRIBUTES.iter().find(|a| page[..quote].ends_with(**a)) {
            return Some((quote - attribute.len(), attribute));
        }
        from = quote;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_links_are_turned_and_no_others() {
        let page = r#"<a href="/items?x=1">a</a><a href="//evil.example/">b</a><img src="/assets/a.svg"><form action="/search"><a href="https://x/">"#;
        let turned = rebase_html(page, |p| format!("/s/a{p}"));
        assert_eq!(
            turned,
            r#"<a href="/s/a/items?x=1">a</a><a href="//evil.example/">b</a><img src="/assets/a.svg"><form action="/s/a/search"><a href="https://x/">"#
        );
        assert_eq!(rebase_html("no link=\"/x\" here", |p| format!("!{p}")), "no link=\"/x\" here");
    }
}
