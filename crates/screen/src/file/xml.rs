//! Reading the XML inside office files: elements, attributes, text. A document type is refused, so there are no
//! entities but the five that XML knows.

use super::Reason;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// Elements nested deeper than this are refused.
const DEPTH: usize = 2_000;

/// One step through a document; names are local, without prefix.
pub(super) enum Step<'a> {
    Open(&'a str, &'a [(String, String)]),
    Close(&'a str),
    Text(&'a str),
}

/// Walks a document. An element without content opens and closes.
pub(super) fn walk(bytes: &[u8], mut visit: impl FnMut(Step)) -> Result<(), Reason> {
    let text = decoded(bytes)?;
    let mut reader = Reader::from_str(&text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| Reason::Damaged)? {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(Reason::Damaged);
                }
                visit(Step::Open(tag.local_name().as_ref(), &attributes(&tag)));
            }
            Event::Empty(tag) => {
                let name = tag.local_name();
                visit(Step::Open(name.as_ref(), &attributes(&tag)));
                visit(Step::Close(name.as_ref()));
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                visit(Step::Close(tag.local_name().as_ref()));
            }
            Event::Text(text) => visit(Step::Text(&text)),
            Event::CData(text) => visit(Step::Text(&text)),
            Event::GeneralRef(name) => visit(Step::Text(&resolved(&name))),
            Event::DocType(_) => return Err(Reason::Entities),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
}

fn attributes(tag: &BytesStart) -> Vec<(String, String)> {
    tag.html_attributes()
        .with_checks(false)
        .flatten()
        .map(|a| {
            let name = a.key.local_name();
            (name.as_ref().to_owned(), unescaped(&a.value))
        })
        .collect()
}

/// The attribute with this local name.
pub(super) fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// Whether an attribute says yes.
pub(super) fn is_on(attributes: &[(String, String)], name: &str) -> bool {
    matches!(value(attributes, name), Some("1" | "true" | "on"))
}

/// UTF-8 or UTF-16 with its mark.
pub(super) fn decoded(bytes: &[u8]) -> Result<String, Reason> {
    let (text, _, wrong) = encoding_rs::UTF_8.decode(bytes);
    if wrong { Err(Reason::Damaged) } else { Ok(text.into_owned()) }
}

fn resolved(name: &str) -> String {
    match name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        _ => {
            let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
            let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
            number.and_then(Result::ok).and_then(char::from_u32).map(String::from).unwrap_or_default()
        }
    }
}

pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.find(';').filter(|end| *end <= 10) {
            Some(end) => {
                out.push_str(&resolved(&rest[..end]));
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// All text of one element by local name, wherever it stands.
pub(super) fn text_of(bytes: &[u8], element: &str) -> Result<Vec<String>, Reason> {
    let mut out = Vec::new();
    let mut inside = 0_usize;
    walk(bytes, |step| match step {
        Step::Open(name, _) if name == element => {
            if inside == 0 {
                out.push(String::new());
            }
            inside += 1;
        }
        Step::Close(name) if name == element => inside = inside.saturating_sub(1),
        Step::Text(text) if inside > 0 => {
            if let Some(last) = out.last_mut() {
                last.push_str(text);
            }
        }
        _ => {}
    })?;
    Ok(out)
}
