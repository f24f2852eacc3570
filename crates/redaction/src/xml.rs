//! A small tree of the XML inside office files. A document type is refused, so there are no entities but the five
//! that XML knows; comments and instructions are not read, so they are not written either.

use crate::{Limits, Refused};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// Elements nested deeper than this are refused: the tree is walked by recursion.
const DEPTH: usize = 200;

/// An element or a piece of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

/// An element with its name as it is written, prefix included.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

impl Element {
    pub fn new(name: &str) -> Element {
        Element { name: name.to_owned(), ..Element::default() }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Element {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    pub fn holding(mut self, child: Element) -> Element {
        self.children.push(Node::Element(child));
        self
    }

    pub fn saying(mut self, text: impl Into<String>) -> Element {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// The name without its prefix.
    pub fn local(&self) -> &str {
        local(&self.name)
    }

    /// The prefix with its colon; empty when there is none.
    pub fn prefix(&self) -> &str {
        self.name.rfind(':').map_or("", |at| &self.name[..=at])
    }

    /// The attribute with this name without prefix.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| local(n) == name).map(|(_, v)| v.as_str())
    }

    /// Whether an attribute says yes.
    pub fn is_on(&self, name: &str) -> bool {
        matches!(self.attribute(name), Some("1" | "true" | "on"))
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|n| match n {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|n| match n {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, local: &str) -> Option<&Element> {
        self.elements().find(|e| e.local() == local)
    }

    /// All text inside.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.walk_text(&mut out);
        out
    }

    fn walk_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(e) => e.walk_text(out),
            }
        }
    }

    /// Whether this or any element inside fits.
    pub fn any(&self, fits: &dyn Fn(&Element) -> bool) -> bool {
        fits(self) || self.elements().any(|e| e.any(fits))
    }

    /// Visits this and every element inside.
    pub fn each(&self, visit: &mut dyn FnMut(&Element)) {
        visit(self);
        for child in self.elements() {
            child.each(visit);
        }
    }

    /// The document.
    pub fn write(&self) -> Vec<u8> {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write_into(&mut out);
        out.into_bytes()
    }

    fn write_into(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            escape(value, out);
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Text(text) => escape(text, out),
                Node::Element(e) => e.write_into(out),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Kept as they are by no reader of XML unless they are written so.
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}

/// Reads a document.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, Refused> {
    let (text, _, wrong) = encoding_rs::UTF_8.decode(bytes);
    if wrong {
        return Err(Refused::Damaged);
    }
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut count = 0;
    loop {
        match reader.read_event().map_err(|_| Refused::Damaged)? {
            Event::Start(tag) => {
                if open.len() >= DEPTH {
                    return Err(Refused::Damaged);
                }
                count += 1;
                open.push(element(&tag));
            }
            Event::Empty(tag) => {
                count += 1;
                close(element(&tag), &mut open, &mut root)?;
            }
            Event::End(_) => {
                let done = open.pop().ok_or(Refused::Damaged)?;
                close(done, &mut open, &mut root)?;
            }
            Event::Text(text) => say(&text, &mut open),
            Event::CData(text) => say(&text, &mut open),
            Event::GeneralRef(name) => say(&resolved(&name), &mut open),
            Event::DocType(_) => return Err(Refused::Entities),
            Event::Eof => return if open.is_empty() { root.ok_or(Refused::Damaged) } else { Err(Refused::Damaged) },
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
        if count > Limits::ELEMENTS {
            return Err(Refused::Bomb);
        }
    }
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), Refused> {
    match open.last_mut() {
        Some(parent) => parent.children.push(Node::Element(done)),
        None if root.is_none() => *root = Some(done),
        None => return Err(Refused::Damaged),
    }
    Ok(())
}

fn say(text: &str, open: &mut [Element]) {
    let Some(parent) = open.last_mut() else { return };
    match parent.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => parent.children.push(Node::Text(text.to_owned())),
    }
}

fn element(tag: &BytesStart) -> Element {
    let attributes = tag
        .html_attributes()
        .with_checks(false)
        .flatten()
        .map(|a| (a.key.as_ref().to_owned(), unescaped(&a.value)))
        .collect();
    Element { name: tag.name().as_ref().to_owned(), attributes, children: Vec::new() }
}

fn resolved(name: &str) -> String {
    match name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        _ => {
            let hex = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X"));
            let number = match hex {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => name.strip_prefix('#').and_then(|n| n.parse().ok()),
            };
            number.and_then(char::from_u32).map(String::from).unwrap_or_default()
        }
    }
}

fn unescaped(text: &str) -> String {
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
