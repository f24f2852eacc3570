//! From the model to HTML and to plain text, and the guard at the door.

use super::tree::{Block, Cell, Marks, Piece, Row, Script, Table};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::LazyLock;

/// Blocks as HTML, each on a line of its own.
pub(super) fn html(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        put_block(&mut out, block);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

fn put_block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph { pieces, .. } => put_wrapped(out, "p", pieces),
        Block::Heading { level, pieces } => put_wrapped(out, &format!("h{level}"), pieces),
        Block::List { start, is_ordered, items } => {
            let name = if *is_ordered { "ol" } else { "ul" };
            match start {
                Some(n) => _ = write!(out, "<{name} start=\"{n}\">"),
                None => _ = write!(out, "<{name}>"),
            }
            for item in items {
                out.push_str("<li>");
                put_inside(out, item);
                out.push_str("</li>");
            }
            _ = write!(out, "</{name}>");
        }
        Block::Table(table) => put_table(out, table),
        Block::Quote(inside) => {
            out.push_str("<blockquote>");
            inside.iter().for_each(|b| put_block(out, b));
            out.push_str("</blockquote>");
        }
        Block::Figure { inside, caption } => {
            out.push_str("<figure>");
            put_inside(out, inside);
            if !caption.is_empty() {
                put_wrapped(out, "figcaption", caption);
            }
            out.push_str("</figure>");
        }
        Block::Rule => out.push_str("<hr>"),
    }
}

/// One paragraph stands without its element where its container says enough.
fn put_inside(out: &mut String, inside: &[Block]) {
    match inside {
        [Block::Paragraph { pieces, .. }] => put_pieces(out, pieces),
        [Block::Paragraph { pieces, .. }, rest @ ..] if rest.iter().all(|b| matches!(b, Block::List { .. })) => {
            put_pieces(out, pieces);
            rest.iter().for_each(|b| put_block(out, b));
        }
        many => many.iter().for_each(|b| put_block(out, b)),
    }
}

fn put_wrapped(out: &mut String, name: &str, pieces: &[Piece]) {
    _ = write!(out, "<{name}>");
    put_pieces(out, pieces);
    _ = write!(out, "</{name}>");
}

fn put_table(out: &mut String, table: &Table) {
    out.push_str("<table>");
    if !table.caption.is_empty() {
        put_wrapped(out, "caption", &table.caption);
    }
    let head = table.rows.iter().take_while(|r| r.is_head).count();
    for (name, rows) in [("thead", &table.rows[..head]), ("tbody", &table.rows[head..])] {
        if rows.is_empty() {
            continue;
        }
        _ = write!(out, "<{name}>");
        rows.iter().for_each(|r| put_row(out, r));
        _ = write!(out, "</{name}>");
    }
    out.push_str("</table>");
}

fn put_row(out: &mut String, row: &Row) {
    out.push_str("<tr>");
    for cell in &row.cells {
        let Cell { is_header, columns, rows, inside } = cell;
        let name = if *is_header { "th" } else { "td" };
        _ = write!(out, "<{name}");
        if *is_header {
            let scope = match (row.is_head, *columns > 1, *rows > 1) {
                (true, true, _) => "colgroup",
                (true, false, _) => "col",
                (false, _, true) => "rowgroup",
                (false, _, false) => "row",
            };
            _ = write!(out, " scope=\"{scope}\"");
        }
        if *columns > 1 {
            _ = write!(out, " colspan=\"{columns}\"");
        }
        if *rows > 1 {
            _ = write!(out, " rowspan=\"{rows}\"");
        }
        out.push('>');
        put_inside(out, inside);
        _ = write!(out, "</{name}>");
    }
    out.push_str("</tr>");
}

/// The elements that marks stand for, outermost first.
fn opened(marks: &Marks) -> Vec<(&'static str, String)> {
    let mut tags = Vec::new();
    let with = |name: &str, attribute: &str, value: &str| format!("<{name} {attribute}=\"{}\">", quoted(value));
    if let Some(href) = &marks.link {
        tags.push(("a", with("a", "href", href)));
    }
    if let Some(title) = &marks.abbr {
        tags.push(("abbr", with("abbr", "title", title)));
    }
    if let Some(time) = &marks.time {
        tags.push(("time", with("time", "datetime", time)));
    }
    if marks.strong {
        tags.push(("strong", "<strong>".into()));
    }
    if marks.em {
        tags.push(("em", "<em>".into()));
    }
    match marks.script {
        Script::Sup => tags.push(("sup", "<sup>".into())),
        Script::Sub => tags.push(("sub", "<sub>".into())),
        Script::Line => {}
    }
    tags
}

fn put_pieces(out: &mut String, pieces: &[Piece]) {
    let mut open: Vec<(&'static str, String)> = Vec::new();
    for piece in pieces {
        let wanted = match piece {
            Piece::Text(text, _) if text.is_empty() => continue,
            Piece::Text(_, marks) => opened(marks),
            Piece::Break => open.clone(),
            Piece::Image { link, .. } => opened(&Marks { link: link.clone(), ..Marks::default() }),
        };
        let same = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        for (name, _) in open.drain(same..).rev() {
            _ = write!(out, "</{name}>");
        }
        for tag in &wanted[same..] {
            out.push_str(&tag.1);
            open.push(tag.clone());
        }
        match piece {
            Piece::Text(text, _) => out.push_str(&escaped(text)),
            Piece::Break => out.push_str("<br>"),
            Piece::Image { src, alt, .. } => {
                _ = write!(out, "<img src=\"{}\" alt=\"{}\">", quoted(src), quoted(alt));
            }
        }
    }
    for (name, _) in open.iter().rev() {
        _ = write!(out, "</{name}>");
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn quoted(text: &str) -> String {
    escaped(text).replace('"', "&quot;")
}

/// Blocks as text: a line each, cells separated by tabs.
pub(super) fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        put_text(&mut out, block);
    }
    out.truncate(out.trim_end().len());
    out
}

fn put_text(out: &mut String, block: &Block) {
    let line = |out: &mut String, pieces: &[Piece]| {
        let said = super::tree::plain(pieces);
        if !said.trim().is_empty() {
            out.push_str(&said);
            out.push('\n');
        }
    };
    match block {
        Block::Paragraph { pieces, .. } | Block::Heading { pieces, .. } => line(out, pieces),
        Block::List { items, .. } => items.iter().flatten().for_each(|b| put_text(out, b)),
        Block::Quote(inside) => inside.iter().for_each(|b| put_text(out, b)),
        Block::Figure { inside, caption } => {
            inside.iter().for_each(|b| put_text(out, b));
            line(out, caption);
        }
        Block::Table(table) => {
            line(out, &table.caption);
            for row in &table.rows {
                let cells: Vec<String> = row.cells.iter().map(|c| text(&c.inside).replace('\n', " ")).collect();
                out.push_str(cells.join("\t").trim_end());
                out.push('\n');
            }
        }
        Block::Rule => {}
    }
}

static GUARD: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut guard = ammonia::Builder::empty();
    let tags = [
        "p",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "blockquote",
        "a",
        "strong",
        "em",
        "br",
        "hr",
        "img",
        "sup",
        "sub",
        "figure",
        "figcaption",
        "time",
        "abbr",
    ];
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("img", HashSet::from(["src", "alt"])),
        ("th", HashSet::from(["scope", "colspan", "rowspan"])),
        ("td", HashSet::from(["colspan", "rowspan"])),
        ("ol", HashSet::from(["start"])),
        ("time", HashSet::from(["datetime"])),
        ("abbr", HashSet::from(["title"])),
    ]);
    guard
        .tags(HashSet::from(tags))
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None);
    guard
});

/// Lets only what is allowed through, whatever came before.
pub(super) fn guard(html: &str) -> String {
    GUARD.clean(html).to_string()
}
