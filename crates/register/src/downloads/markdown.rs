//! The text as Markdown. Pure.

use super::{PartKind, Text};

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
    out.push_str(&format!("---\n\n{}: <{}>\n", plain(&text.labels.address), text.address));
    out
}
