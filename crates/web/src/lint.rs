//! What every page must be, checked on its HTML in tests. Not a validator: it looks for the faults that hurt readers
//! and that the strict content policy would silently break. `axe-core` in the browser looks for the rest.

use std::collections::{BTreeMap, BTreeSet};

/// Elements without an end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// A start tag.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    /// The text up to the matching end tag, without tags, space joined.
    text: String,
    /// Names of the elements around it.
    inside: Vec<String>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    fn shown(&self) -> String {
        let id = self.get("id").or(self.get("name")).or(self.get("href")).unwrap_or_default();
        format!("<{} {id}>", self.name)
    }
}

/// The faults of a page; empty is good.
pub fn lint_html(html: &str) -> Vec<String> {
    let (tags, mut faults) = tags_of(html);
    let mut fault = |text: String| faults.push(text);
    let ids: Vec<&str> = tags.iter().filter_map(|t| t.get("id")).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    if known.len() != ids.len() {
        let mut seen = BTreeSet::new();
        for id in ids.iter().filter(|id| !seen.insert(**id)) {
            fault(format!("id {id} stands twice"));
        }
    }
    let labelled: BTreeSet<&str> =
        tags.iter().filter(|t| t.name == "label" && !t.text.is_empty()).filter_map(|t| t.get("for")).collect();

    let first_level = tags.iter().filter(|t| t.name == "h1").count();
    if first_level != 1 {
        fault(format!("{first_level} headings of the first level"));
    }
    if !tags.iter().any(|t| t.name == "title" && !t.text.is_empty()) {
        fault("no title".into());
    }
    let mut level = 0;
    for tag in &tags {
        let shown = tag.shown();
        match tag.name.as_str() {
            "html" if tag.get("lang").is_none_or(str::is_empty) => fault("no language".into()),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let own = usize::from(tag.name.as_bytes()[1] - b'0');
                if level > 0 && own > level + 1 {
                    fault(format!("heading of level {own} after one of level {level}: {}", tag.text));
                }
                if tag.text.is_empty() {
                    fault(format!("empty heading of level {own}"));
                }
                level = own;
            }
            "style" => fault("style element: the content policy drops it".into()),
            // Data for machines is not executed; the content policy lets it be.
            "script" if tag.get("type") == Some("application/ld+json") => {}
            "script" if tag.get("src").is_none() => fault("script without src: the content policy drops it".into()),
            "img" if tag.get("alt").is_none() => fault(format!("{shown} without alt")),
            "svg" if tag.get("aria-hidden") != Some("true") && tag.get("aria-label").is_none() => {
                fault("svg without a name and not hidden".into());
            }
            "input" | "select" | "textarea" => {
                let kind = tag.get("type").unwrap_or("text");
                let named = tag.get("id").is_some_and(|id| labelled.contains(id))
                    || tag.get("aria-label").is_some_and(|l| !l.is_empty())
                    || tag.get("aria-labelledby").is_some()
                    || tag.inside.iter().any(|e| e == "label");
                if kind != "hidden" && !named {
                    fault(format!("{shown} without a label"));
                }
                if matches!(kind, "submit" | "button" | "image") {
                    fault(format!("{shown}: use a button element"));
                }
            }
            "button" | "a" | "summary" | "legend" | "caption"
                if tag.text.is_empty() && tag.get("aria-label").is_none() =>
            {
                fault(format!("{shown} without a text"));
            }
            "fieldset" if !tag.text.is_empty() && !html_has_legend(&tags, tag) => {
                fault(format!("{shown} without a legend"))
            }
            "table" if tag.get("role") != Some("presentation") => {}
            "th" if !tag.text.is_empty() && tag.get("scope").is_none() => {
                fault(format!("th without scope: {}", tag.text))
            }
            "form" if tag.get("method") == Some("post") && !form_has_token(html, tag) => {
                fault(format!("form to {} without csrf", tag.get("action").unwrap_or_default()));
            }
            _ => {}
        }
        for (name, value) in &tag.attributes {
            if name == "style" {
                fault(format!("{shown} with a style attribute: the content policy drops it"));
            }
            if name.starts_with("on") {
                fault(format!("{shown} with {name}: the content policy drops it"));
            }
            if name == "href" && value.trim_start().to_ascii_lowercase().starts_with("javascript:") {
                fault(format!("{shown} with a script as address"));
            }
            if matches!(name.as_str(), "aria-describedby" | "aria-labelledby" | "for" | "aria-controls") {
                for id in value.split_whitespace().filter(|id| !known.contains(id)) {
                    fault(format!("{shown}: {name} names {id}, which is not there"));
                }
            }
            if name == "href" && value.len() > 1 && value.starts_with('#') && !known.contains(&value[1..]) {
                fault(format!("{shown}: no such place on this page"));
            }
        }
    }
    for (found, text) in
        tags.iter().filter(|t| t.name == "body").flat_map(|t| untranslated(&t.text).map(|f| (f, &t.text)))
    {
        let _ = text;
        fault(format!("untranslated: {found}"));
    }
    faults
}

/// Words that look like a key of the language files or a placeholder that was not filled.
fn untranslated(text: &str) -> impl Iterator<Item = String> {
    let placeholders =
        text.match_indices("{ $").chain(text.match_indices("{$")).map(|(at, _)| text[at..].chars().take(24).collect());
    let tr = crate::Tr::new(kernel::Lang::ZhCn);
    let keys = text.split_whitespace().filter(move |word| word.contains('-') && tr.has(word)).map(str::to_owned);
    placeholders.chain(keys)
}

fn html_has_legend(tags: &[Tag], fieldset: &Tag) -> bool {
    // Good enough for our own templates: a fieldset's text begins with its legend's.
    tags.iter().any(|t| t.name == "legend" && !t.text.is_empty() && fieldset.text.starts_with(&t.text))
}

fn form_has_token(html: &str, form: &Tag) -> bool {
    let action = form.get("action").unwrap_or_default();
    html.split("<form").skip(1).any(|rest| {
        let body = rest.split("</form>").next().unwrap_or_default();
        let own = body.split('>').next().unwrap_or_default();
        own.contains(&format!("action=\"{action}\"")) && body.contains("name=\"csrf\"")
            || action.is_empty() && body.contains("name=\"csrf\"")
    })
}

/// The start tags in order, and faults of nesting.
fn tags_of(html: &str) -> (Vec<Tag>, Vec<String>) {
    let mut tags: Vec<Tag> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut faults = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        add_text(&mut tags, &open, &rest[..at]);
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = tag_end(rest) else { break };
        let (inner, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        if inner.starts_with('!') {
            continue;
        }
        if let Some(name) = inner.strip_prefix('/') {
            let name = name.trim().to_ascii_lowercase();
            match open.last().map(|i| tags[*i].name == name) {
                Some(true) => {
                    open.pop();
                }
                _ => {
                    faults.push(format!("</{name}> closes what is not open"));
                    if let Some(at) = open.iter().rposition(|i| tags[*i].name == name) {
                        open.truncate(at);
                    }
                }
            }
            continue;
        }
        let closes_itself = inner.ends_with('/');
        let tag = read_tag(inner.trim_end_matches('/'), &tags, &open);
        let name = tag.name.clone();
        tags.push(tag);
        if !closes_itself && !VOID.contains(&name.as_str()) {
            open.push(tags.len() - 1);
        }
        if name == "script" || name == "style" {
            rest = rest.find("</").map_or("", |end| &rest[end..]);
        }
    }
    for index in open {
        faults.push(format!("{} is never closed", tags[index].shown()));
    }
    for tag in &mut tags {
        tag.text = tag.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    (tags, faults)
}

fn add_text(tags: &mut [Tag], open: &[usize], text: &str) {
    if text.trim().is_empty() {
        return;
    }
    for index in open {
        let own = &mut tags[*index].text;
        own.push(' ');
        own.push_str(text);
    }
}

/// Where the tag ends, quotes respected.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            _ => {}
        }
    }
    None
}

fn read_tag(inner: &str, tags: &[Tag], open: &[usize]) -> Tag {
    let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let mut attributes = BTreeMap::new();
    let mut rest = inner[name_end..].trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (start, stop) = match quote {
                Some(q) => (1, after[1..].find(q).map_or(after.len(), |n| n + 1)),
                None => (0, after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            value = after[start..stop].to_owned();
            rest = after.get(stop + start..).unwrap_or_default();
        }
        if !name.is_empty() {
            attributes.insert(name, value);
        }
        rest = rest.trim_start();
    }
    Tag {
        name: inner[..name_end].to_ascii_lowercase(),
        attributes,
        text: String::new(),
        inside: open.iter().map(|i| tags[*i].name.clone()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        format!(r#"<!doctype html><html lang="en"><head><title>t</title></head><body><h1>One</h1>{body}</body></html>"#)
    }

    #[test]
    fn a_good_page_has_no_faults() {
        let body = r##"<form method="post" action="/a"><input type="hidden" name="csrf" value="x"><label for="a">A</label><input id="a" name="a"><button>Go</button></form><table><tr><th scope="col">x</th></tr></table><img src="x" alt=""><a href="#a">there</a>"##;
        assert_eq!(lint_html(&page(body)), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_found() {
        for (body, words) in [
            ("<h1>Two</h1>", "headings of the first level"),
            ("<h3>Three</h3>", "heading of level 3"),
            ("<input id=a name=a>", "without a label"),
            ("<p id=a></p><p id=a></p>", "stands twice"),
            ("<p style='color:red'>x</p>", "style attribute"),
            ("<p onclick='x()'>x</p>", "onclick"),
            ("<script>x()</script>", "script without src"),
            ("<img src=x>", "without alt"),
            ("<table><tr><th>x</th></tr></table>", "th without scope"),
            ("<button></button>", "without a text"),
            ("<p>nav-items</p>", "untranslated"),
            ("<p>{ $name }</p>", "untranslated"),
            ("<form method=\"post\" action=\"/a\"><button>Go</button></form>", "without csrf"),
            ("<a href='javascript:x'>y</a>", "script as address"),
            ("<p aria-describedby=nothing>x</p>", "not there"),
            ("<div><p>x</div>", "closes what is not open"),
            ("<fieldset><p>x</p></fieldset>", "without a legend"),
        ] {
            let faults = lint_html(&page(body));
            assert!(faults.iter().any(|f| f.contains(words)), "{body}: {faults:?}");
        }
    }
}
