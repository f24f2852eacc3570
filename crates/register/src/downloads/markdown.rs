//! The text as Markdown. Pure.

use super::{PartKind, Plain, PlainTable, Text, mark};

/// A text that Markdown would read as its own marks, escaped.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '|');
        // Only at the beginning of a line do these mean something.
        let is_first = at == 0 && matches!(c, '#' | '+' | '-' | '=' | '~');
        if is_mark || is_first {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn parts(text: &Text) -> String {
    let mut out = String::new();
    for part in &text.parts {
        if let Some(depth) = part.kind.depth() {
            let marks = "#".repeat(usize::from(depth) + 1);
            out.push_str(&format!("{marks} {}\n\n", plain(&part.headline())));
        }
        let mut label = part.kind == PartKind::Article && !part.label.is_empty();
        for line in part.lines() {
            if label {
                out.push_str(&format!("**{}**　{}\n\n", plain(&part.label), plain(line)));
                label = false;
            } else {
                out.push_str(&format!("{}\n\n", plain(line)));
            }
        }
        if label {
            out.push_str(&format!("**{}**\n\n", plain(&part.label)));
        }
    }
    out
}

/// A table as Markdown knows it: one line of head, no spans. What a cell covers says the same in each place, so that
/// every line can be read alone.
fn table(t: &PlainTable) -> String {
    let row = |y: usize| -> String {
        let cells: Vec<String> = (0..t.columns)
            .map(|x| {
                let words = t.at(x, y).map_or("", |c| c.text.as_str());
                words.lines().map(plain).collect::<Vec<_>>().join("<br>")
            })
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut out = String::new();
    if !t.caption.is_empty() {
        out.push_str(&format!("**{}**\n\n", plain(&t.caption)));
    }
    let (first, body) = if t.head > 0 { (row(0), 1) } else { (format!("|{}\n", "  |".repeat(t.columns)), 0) };
    out.push_str(&first);
    out.push_str(&format!("|{}\n", " --- |".repeat(t.columns)));
    (body..t.rows).for_each(|y| out.push_str(&row(y)));
    out.push('\n');
    out
}

/// The text as the web document lays it out.
fn web(text: &Text) -> String {
    let mut out = String::new();
    for block in &text.web {
        match block {
            Plain::Heading { level, text } => {
                let marks = "#".repeat(usize::from((*level).clamp(2, 4)));
                out.push_str(&format!("{marks} {}\n\n", plain(&text.replace('\n', " "))));
            }
            Plain::Paragraph(words) => {
                for line in words.lines().map(str::trim).filter(|l| !l.is_empty()) {
                    match text.labelled(line) {
                        Some((label, rest)) => out.push_str(&format!("**{}**　{}\n\n", plain(label), plain(rest))),
                        None => out.push_str(&format!("{}\n\n", plain(line))),
                    }
                }
            }
            Plain::Item { number, depth, text } => {
                let indent = "   ".repeat(usize::from(depth.saturating_sub(1)));
                let sign = number.map_or_else(|| "-".to_owned(), |n| mark(Some(n)));
                out.push_str(&format!("{indent}{sign} {}\n\n", plain(&text.replace('\n', " "))));
            }
            Plain::Table(t) => out.push_str(&table(t)),
        }
    }
    out
}

/// The file.
pub fn markdown(text: &Text) -> String {
    let mut out = format!("# {}\n\n", plain(&text.title));
    out.push_str(&format!("> {}: {}\n", plain(&text.labels.validity), plain(&text.validity_said)));
    for note in &text.notes {
        out.push_str(&format!(">\n> {}\n", plain(note)));
    }
    out.push('\n');
    if !text.attributes.is_empty() {
        let ((first, value), rest) = (&text.attributes[0], &text.attributes[1..]);
        out.push_str(&format!("| {} | {} |\n| --- | --- |\n", plain(first), plain(value)));
        for (name, value) in rest {
            out.push_str(&format!("| {} | {} |\n", plain(name), plain(&value.replace('\n', " "))));
        }
        out.push('\n');
    }
    if !text.events.is_empty() {
        out.push_str(&format!("**{}**\n\n", plain(&text.labels.events)));
        for e in &text.events {
            out.push_str(&format!("- {} {}\n", e.on, plain(&e.text)));
        }
        out.push('\n');
    }
    out.push_str("---\n\n");
    out.push_str(&if text.web.is_empty() { parts(text) } else { web(text) });
    out.push_str(&format!("---\n\n{}: <{}>\n", plain(&text.labels.address), text.address));
    out
}
