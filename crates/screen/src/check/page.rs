//! What a page says through its markup: links, pictures, tables, headings.

use super::check_text;
use crate::{
    Finding, Kind, Lists, Severity,
    html::{self, parse},
};
use ego_tree::NodeRef;
use scraper::{Node, node::Element};

/// Everything that is to be said about a page: its text, its alternatives of pictures, and its markup. `known` answers
/// whether an address of this platform (a path, with its query, without `#…`) leads somewhere.
pub fn check_html(page: &str, lists: &Lists, known: &dyn Fn(&str) -> bool) -> Vec<Finding> {
    let Ok(tree) = parse(page) else {
        return vec![Finding::new(Kind::Unreadable, Severity::Stops, "HTML")];
    };
    let text = html::to_text(page);
    let mut findings = check_text(&text, lists);
    let mut level = 1;
    for node in tree.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        match element.name() {
            "a" => link(node, element, lists, known, &mut findings),
            "img" => {
                let alt = element.attr("alt").unwrap_or("").trim();
                if alt.is_empty() {
                    let src = element.attr("src").unwrap_or("");
                    findings.push(Finding::new(Kind::ImageWithoutAlt, Severity::Warns, short(src)));
                } else if !text.contains(alt) {
                    findings.extend(check_text(alt, lists).into_iter().map(|f| f.in_cell("alt")));
                }
            }
            "table" => {
                let has_header = node.descendants().any(|d| matches!(d.value(), Node::Element(e) if e.name() == "th"));
                let cells = node.descendants().filter(|d| matches!(d.value(), Node::Element(e) if e.name() == "td"));
                if !has_header && cells.count() > 1 && element.attr("role") != Some("presentation") {
                    let first: String = text_of(node).split_whitespace().collect::<Vec<_>>().join(" ");
                    findings.push(Finding::new(
                        Kind::TableWithoutHeader,
                        Severity::Warns,
                        short(&masked(&first, lists)),
                    ));
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let own = element.name().as_bytes()[1] - b'0';
                if own > level + 1 {
                    let text = masked(text_of(node).trim(), lists);
                    findings.push(
                        Finding::new(Kind::HeadingJump, Severity::Warns, short(&text)).right(format!("h{}", level + 1)),
                    );
                }
                level = own;
            }
            _ => {}
        }
    }
    findings
}

fn link(node: NodeRef<Node>, element: &Element, lists: &Lists, known: &dyn Fn(&str) -> bool, out: &mut Vec<Finding>) {
    let Some(href) = element.attr("href").map(str::trim) else { return };
    let says = text_of(node);
    let shows = node.descendants().any(|d| matches!(d.value(), Node::Element(e) if e.name() == "img" && e.attr("alt").is_some_and(|a| !a.trim().is_empty())));
    let address = masked(href, lists);
    if says.trim().is_empty() && !shows {
        out.push(Finding::new(Kind::EmptyLink, Severity::Warns, short(&address)));
    }
    // A number in an address leaks as one in the text does.
    out.extend(
        check_text(href, lists)
            .into_iter()
            .filter(|f| matches!(f.kind, Kind::ResidentId | Kind::Phone | Kind::BankCard))
            .map(|f| f.in_cell("href")),
    );
    let lower = href.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") || href.starts_with("//") {
        out.push(Finding::new(Kind::ExternalLink, Severity::Warns, address));
    } else if lower.starts_with("mailto:") || lower.starts_with("tel:") || href.starts_with('#') {
    } else {
        let path = href.split('#').next().unwrap_or(href);
        if !known(path) {
            out.push(Finding::new(Kind::DeadLink, Severity::Warns, address));
        }
    }
}

fn text_of(node: NodeRef<Node>) -> String {
    node.descendants().filter_map(|d| d.value().as_text()).map(|t| &**t).collect()
}

fn masked(text: &str, lists: &Lists) -> String {
    let letters: Vec<char> = text.chars().collect();
    super::personal::masked(&letters, &super::personal::find(&letters, lists)).into_iter().collect()
}

fn short(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(59).chain(['…']).collect() }
}
