//! Office files, read letter by letter: no tree, no names of elements that would have to be known.

use super::{Leak, Wanted, unreadable};
use crate::Limits;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Parts that name fonts and styles: short words of an office are among them by chance.
const LOOKS: &[&str] =
    &["styles.xml", "fonttable.xml", "theme", "numbering.xml", "settings.xml", "[content_types].xml"];

pub(super) fn look(bytes: &[u8], wanted: &Wanted) -> Result<(), Leak> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable("archive"))?;
    let remark = zip.comment().to_vec();
    wanted.in_bytes(&remark, "archive")?;
    for at in 0..zip.len() {
        let mut content = Vec::new();
        let entry = zip.by_index(at).map_err(|_| unreadable("archive"))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.extra_data().is_some_and(|extra| !extra.is_empty()) {
            return Err(Leak { place: name, removed: 0, is_unreadable: false });
        }
        entry.take(Limits::UNPACKED as u64).read_to_end(&mut content).map_err(|_| unreadable(&name))?;
        wanted.in_value(&name, &name)?;
        let lower = name.to_ascii_lowercase();
        if !(lower.ends_with(".xml") || lower.ends_with(".rels")) {
            wanted.in_bytes(&content, &name)?;
            continue;
        }
        let text = std::str::from_utf8(&content).map_err(|_| unreadable(&name))?;
        part(text, &name, LOOKS.iter().any(|l| lower.contains(l)), wanted)?;
    }
    Ok(())
}

fn part(text: &str, name: &str, is_look: bool, wanted: &Wanted) -> Result<(), Leak> {
    let mut said = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        said.push_str(&plain(&rest[..open]));
        rest = &rest[open..];
        let (end, is_remark) = if rest.starts_with("<!--") {
            (rest.find("-->").map(|e| e + 3), true)
        } else if rest.starts_with("<![CDATA[") {
            (rest.find("]]>").map(|e| e + 3), true)
        } else {
            (tag_end(rest), false)
        };
        let end = end.ok_or_else(|| unreadable(name))?;
        let tag = &rest[..end];
        rest = &rest[end..];
        if is_remark {
            wanted.in_text(tag, name)?;
            continue;
        }
        // Where a paragraph or a cell ends, words end.
        let closed = tag.strip_prefix("</").map(|t| t.trim_end_matches('>').trim());
        if matches!(closed.map(|t| t.rsplit(':').next().unwrap_or(t)), Some("p" | "c" | "si" | "tc" | "v" | "f")) {
            said.push('\n');
        }
        for value in tag.split(['"', '\'']).skip(1).step_by(2) {
            let value = plain(value);
            if is_look || value.len() < 4 { wanted.in_value(&value, name)? } else { attribute(&value, name, wanted)? }
        }
    }
    said.push_str(&plain(rest));
    if is_look { wanted.in_value(&said, name) } else { wanted.in_text(&said, name) }
}

/// Values that say something are looked through like text; short signs of the format are not.
fn attribute(value: &str, name: &str, wanted: &Wanted) -> Result<(), Leak> {
    if value.is_ascii() { wanted.in_value(value, name) } else { wanted.in_text(value, name) }
}

/// The end of a tag: signs in quotes do not end it.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    None
}

/// Text with its entities as letters.
fn plain(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::new();
    for (at, piece) in text.split('&').enumerate() {
        let Some((entity, after)) = piece.split_once(';').filter(|_| at > 0) else {
            out.push_str(piece);
            continue;
        };
        let code = match entity.strip_prefix("#x") {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => entity.strip_prefix('#').and_then(|n| n.parse().ok()),
        };
        match (entity, code.and_then(char::from_u32)) {
            (_, Some(letter)) => out.push(letter),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            ("apos", _) => out.push('\''),
            _ => out.push('&'),
        }
        out.push_str(after);
    }
    out
}
