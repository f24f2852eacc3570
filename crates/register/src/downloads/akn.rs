//! The text as Akoma Ntoso 3.0 (OASIS LegalDocML), valid against the public schema: FRBR addresses, lifecycle,
//! modifications known of, an identifier for every article, paragraph and point. Pure.
//! (Chinese terms as data.)

use super::{Deed, Part, PartKind, Text, numeral::number, xml_text};
use jiff::civil::Date;
use std::collections::HashMap;

/// Elements written in order; what is open is closed by name.
#[derive(Default)]
struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    fn attributes(&mut self, attributes: &[(&str, &str)]) {
        for (name, value) in attributes {
            self.out.push_str(&format!(" {name}=\"{}\"", xml_text(value)));
        }
    }
    fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        self.attributes(attributes);
        self.out.push('>');
        self.open.push(name);
    }
    fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str(&format!("</{name}>"));
        }
    }
    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        self.attributes(attributes);
        self.out.push_str("/>");
    }
    fn leaf(&mut self, name: &str, text: &str) {
        self.out.push_str(&format!("<{name}>{}</{name}>", xml_text(text)));
    }
    fn content(&mut self, line: &str) {
        self.out.push_str("<content>");
        self.leaf("p", line);
        self.out.push_str("</content>");
    }
}

/// The date that stands for "not known": no rule of this register is older.
const UNKNOWN: &str = "1949-10-01";

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| UNKNOWN.to_owned(), |d| d.to_string())
}

/// The FRBR address of the work. Regions stand with their national code: `cn-310000`.
pub fn work_uri(text: &Text) -> String {
    let place = if text.region.is_empty() { "cn".to_owned() } else { format!("cn-{}", text.region) };
    format!("/akn/{place}/act/{}/{}/{}", text.kind, day(text.made_on), text.slug)
}

/// The FRBR address of this version in Chinese.
pub fn expression_uri(text: &Text) -> String {
    format!("{}/zho@{}", work_uri(text), day(text.dated_on.or(text.effective_on)))
}

/// The address by which another rule is named: by title, since the register may not hold it.
fn other_uri(title: &str) -> String {
    format!("/akn/cn/act/{}", codes_key(title))
}

/// The canonical title, with what an address cannot hold written as octets.
fn codes_key(title: &str) -> String {
    let mut out = String::new();
    for byte in title.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The file.
pub fn akoma_ntoso(text: &Text) -> String {
    let mut x = Xml { out: r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned() + "\n", open: Vec::new() };
    x.open("akomaNtoso", &[("xmlns", "http://docs.oasis-open.org/legaldocml/ns/akn/3.0")]);
    let contains = if text.events.iter().filter(|e| e.deed == Deed::Changed).count() > 0 {
        "singleVersion"
    } else {
        "originalVersion"
    };
    x.open("act", &[("name", &text.kind), ("contains", contains)]);
    x.open("meta", &[]);
    identification(&mut x, text);
    lifecycle(&mut x, text);
    analysis(&mut x, text);
    references(&mut x, text);
    x.close();
    x.open("preface", &[]);
    x.out.push_str(&format!("<longTitle><p><docTitle>{}</docTitle></p></longTitle>", xml_text(&text.title)));
    if let Some(number) = text.number.as_deref().filter(|n| !n.is_empty()) {
        x.out.push_str(&format!("<p><docNumber>{}</docNumber></p>", xml_text(number)));
    }
    for e in &text.events {
        x.out.push_str(&format!(r#"<p><docDate date="{}">{}</docDate></p>"#, e.on, xml_text(&e.text)));
    }
    x.close();
    let begins = text.parts.iter().take_while(|p| p.kind == PartKind::Preamble).count();
    let (preamble, body) = text.parts.split_at(begins);
    if !preamble.is_empty() {
        x.open("preamble", &[]);
        preamble.iter().flat_map(Part::lines).for_each(|line| x.leaf("p", line));
        x.close();
    }
    x.open("body", &[]);
    Body { ids: HashMap::new(), above: Vec::new() }.write(&mut x, body);
    x.close();
    while !x.open.is_empty() {
        x.close();
    }
    x.out.push('\n');
    x.out
}

fn identification(x: &mut Xml, text: &Text) {
    let (work, expression) = (work_uri(text), expression_uri(text));
    let (made, dated) = (day(text.made_on), day(text.dated_on.or(text.effective_on)));
    let country = if text.region.is_empty() { "cn".to_owned() } else { format!("cn-{}", text.region) };
    x.open("identification", &[("source", "#register")]);
    x.open("FRBRWork", &[]);
    x.empty("FRBRthis", &[("value", &format!("{work}/!main"))]);
    x.empty("FRBRuri", &[("value", &work)]);
    x.empty("FRBRalias", &[("value", &text.title), ("name", "title")]);
    x.empty("FRBRdate", &[("date", &made), ("name", "generation")]);
    x.empty("FRBRauthor", &[("href", "#issuer")]);
    x.empty("FRBRcountry", &[("value", &country)]);
    x.empty("FRBRsubtype", &[("value", &text.kind)]);
    if let Some(number) = text.number.as_deref().filter(|n| !n.is_empty()) {
        x.empty("FRBRnumber", &[("value", number)]);
    }
    x.empty("FRBRname", &[("value", &text.slug)]);
    x.close();
    x.open("FRBRExpression", &[]);
    x.empty("FRBRthis", &[("value", &format!("{expression}/!main"))]);
    x.empty("FRBRuri", &[("value", &expression)]);
    x.empty("FRBRdate", &[("date", &dated), ("name", "version")]);
    if let Some(on) = text.effective_on {
        x.empty("FRBRdate", &[("date", &on.to_string()), ("name", "effective")]);
    }
    x.empty("FRBRauthor", &[("href", "#issuer")]);
    x.empty("FRBRversionNumber", &[("value", &text.n.to_string())]);
    x.empty("FRBRlanguage", &[("language", "zho")]);
    x.close();
    x.open("FRBRManifestation", &[]);
    x.empty("FRBRthis", &[("value", &format!("{expression}/!main.xml"))]);
    x.empty("FRBRuri", &[("value", &format!("{expression}.xml"))]);
    x.empty("FRBRdate", &[("date", &dated), ("name", "markup")]);
    x.empty("FRBRauthor", &[("href", "#register")]);
    x.empty("FRBRformat", &[("value", "application/akn+xml")]);
    x.close();
    x.close();
    if !text.topics.is_empty() {
        x.open("classification", &[("source", "#register")]);
        for (n, topic) in text.topics.iter().enumerate() {
            let id = format!("kw_{}", n + 1);
            x.empty("keyword", &[("eId", &id), ("value", topic), ("showAs", topic), ("dictionary", "#topics")]);
        }
        x.close();
    }
}

fn lifecycle(x: &mut Xml, text: &Text) {
    // Without an event the text itself is the only thing that happened.
    x.open("lifecycle", &[("source", "#register")]);
    let mut is_made = false;
    let written: Vec<_> = text.events.iter().filter(|e| e.deed != Deed::Other).collect();
    if written.is_empty() {
        let on = day(text.made_on.or(text.dated_on));
        x.empty("eventRef", &[("eId", "event_1"), ("date", &on), ("source", "#original"), ("type", "generation")]);
    }
    for (n, e) in written.iter().enumerate() {
        let kind = match e.deed {
            Deed::Made if !is_made => "generation",
            Deed::Ended => "repeal",
            _ if !is_made => "generation",
            _ => "amendment",
        };
        is_made = true;
        let source = if e.by_rule.is_empty() { "#original".to_owned() } else { format!("#by_{}", n + 1) };
        let (id, on) = (format!("event_{}", n + 1), e.on.to_string());
        x.empty("eventRef", &[("eId", &id), ("date", &on), ("source", &source), ("type", kind)]);
    }
    x.close();
}

fn analysis(x: &mut Xml, text: &Text) {
    let passive: Vec<_> = text
        .events
        .iter()
        .filter(|e| e.deed != Deed::Other)
        .enumerate()
        .filter(|(_, e)| matches!(e.deed, Deed::Changed | Deed::Ended) && !e.by_rule.is_empty())
        .collect();
    if passive.is_empty() && text.acts.is_empty() {
        return;
    }
    x.open("analysis", &[("source", "#register")]);
    if !text.acts.is_empty() {
        x.open("activeModifications", &[]);
        for (n, act) in text.acts.iter().enumerate() {
            let kind = if act.deed == Deed::Ended { "repeal" } else { "substitution" };
            x.open("textualMod", &[("eId", &format!("am_{}", n + 1)), ("type", kind)]);
            x.empty("source", &[("href", "#body")]);
            let part = if act.part.is_empty() { String::new() } else { format!("#{}", codes_key(&act.part)) };
            x.empty("destination", &[("href", &format!("{}{part}", other_uri(&act.title)))]);
            x.close();
        }
        x.close();
    }
    if !passive.is_empty() {
        x.open("passiveModifications", &[]);
        for (n, e) in passive {
            let kind = if e.deed == Deed::Ended { "repeal" } else { "substitution" };
            x.open("textualMod", &[("eId", &format!("pm_{}", n + 1)), ("type", kind)]);
            x.empty("source", &[("href", &other_uri(&e.by_rule))]);
            x.empty("destination", &[("href", "#body")]);
            x.close();
        }
        x.close();
    }
    x.close();
}

fn references(x: &mut Xml, text: &Text) {
    x.open("references", &[("source", "#register")]);
    x.empty("original", &[("eId", "original"), ("href", &work_uri(text)), ("showAs", &text.title)]);
    for (n, e) in text.events.iter().filter(|e| e.deed != Deed::Other).enumerate() {
        if !e.by_rule.is_empty() {
            let id = format!("by_{}", n + 1);
            x.empty("passiveRef", &[("eId", &id), ("href", &other_uri(&e.by_rule)), ("showAs", &e.by_rule)]);
        }
    }
    let organ = format!("/akn/ontology/organization/cn/{}", codes_key(&text.issuer));
    x.empty("TLCOrganization", &[("eId", "issuer"), ("href", &organ), ("showAs", &text.issuer)]);
    x.empty(
        "TLCOrganization",
        &[("eId", "register"), ("href", "/akn/ontology/organization/cn/register"), ("showAs", &text.register)],
    );
    if !text.topics.is_empty() {
        x.empty(
            "TLCConcept",
            &[("eId", "topics"), ("href", "/akn/ontology/concept/cn/topics"), ("showAs", "主题分类")],
        );
    }
    x.close();
}

/// Writes the hierarchy.
struct Body {
    /// How often an identifier was given.
    ids: HashMap<String, usize>,
    /// Depth and identifier of the headings above, each with whether anything stands below it yet.
    above: Vec<(u8, String, bool)>,
}

impl Body {
    fn id(&mut self, wanted: String) -> String {
        let count = self.ids.entry(wanted.clone()).and_modify(|n| *n += 1).or_insert(1);
        if *count == 1 { wanted } else { format!("{wanted}-{count}") }
    }

    fn name(part: &Part) -> (&'static str, &'static str) {
        match part.kind {
            PartKind::Book => ("part", "part"),
            PartKind::Chapter => ("chapter", "chp"),
            PartKind::Section => ("section", "sec"),
            PartKind::Article => ("article", "art"),
            PartKind::Annex => ("hcontainer", "annex"),
            PartKind::Preamble | PartKind::Paragraph => ("paragraph", "para"),
        }
    }

    fn write(&mut self, x: &mut Xml, parts: &[Part]) {
        if parts.is_empty() {
            x.open("article", &[("eId", "art_1")]);
            x.content("");
            x.close();
        }
        let mut plain = 0;
        for part in parts {
            let (element, mark) = Body::name(part);
            let place = match number(&part.label) {
                Some((n, None)) => n.to_string(),
                Some((n, Some(after))) => format!("{n}-{after}"),
                None => {
                    plain += 1;
                    plain.to_string()
                }
            };
            if let Some(depth) = part.kind.depth() {
                while self.above.last().is_some_and(|(d, ..)| *d >= depth) {
                    self.leave(x);
                }
                self.touch();
                let prefix = self.above.last().map(|(_, id, _)| format!("{id}__")).unwrap_or_default();
                let id = self.id(format!("{prefix}{mark}_{place}"));
                let name: &[(&str, &str)] = if element == "hcontainer" { &[("name", "annex")] } else { &[] };
                x.open(element, &[&[("eId", id.as_str())], name].concat());
                if !part.label.is_empty() {
                    x.leaf("num", &part.label);
                }
                if !part.heading.is_empty() {
                    x.leaf("heading", &part.heading);
                }
                self.above.push((depth, id, false));
                for line in part.lines() {
                    self.touch();
                    plain += 1;
                    let id = self.id(format!("para_{plain}"));
                    x.open("paragraph", &[("eId", &id)]);
                    x.content(line);
                    x.close();
                }
            } else if part.kind == PartKind::Article {
                self.touch();
                let id = self.id(format!("{mark}_{place}"));
                x.open(element, &[("eId", &id)]);
                x.leaf("num", &part.label);
                self.paragraphs(x, &id, part);
                x.close();
            } else {
                for line in part.lines() {
                    self.touch();
                    let id = self.id(format!("{mark}_{place}"));
                    x.open(element, &[("eId", &id)]);
                    x.content(line);
                    x.close();
                }
            }
        }
        while !self.above.is_empty() {
            self.leave(x);
        }
    }

    /// Something stands below the innermost heading now.
    fn touch(&mut self) {
        if let Some((_, _, has)) = self.above.last_mut() {
            *has = true;
        }
    }

    fn leave(&mut self, x: &mut Xml) {
        if let Some((_, _, has)) = self.above.pop() {
            if !has {
                x.content("");
            }
            x.close();
        }
    }

    /// 款 and 项: a line is a paragraph, lines that begin with （一） are its points.
    fn paragraphs(&mut self, x: &mut Xml, article: &str, part: &Part) {
        let lines: Vec<&str> = part.lines().collect();
        if lines.is_empty() {
            x.content("");
            return;
        }
        let mut at = 0;
        let mut n = 0;
        while at < lines.len() {
            n += 1;
            let id = self.id(format!("{article}__para_{n}"));
            x.open("paragraph", &[("eId", &id)]);
            let intro = lines[at];
            at += 1;
            let mut points = Vec::new();
            if point(intro).is_none() {
                while let Some(p) = lines.get(at).and_then(|l| point(l)) {
                    points.push(p);
                    at += 1;
                }
            }
            if points.is_empty() {
                x.content(intro);
            } else {
                x.open("list", &[("eId", &format!("{id}__list_1"))]);
                x.out.push_str("<intro>");
                x.leaf("p", intro);
                x.out.push_str("</intro>");
                for (k, (num, words)) in points.iter().enumerate() {
                    let own = self.id(format!("{id}__list_1__point_{}", k + 1));
                    x.open("point", &[("eId", &own)]);
                    x.leaf("num", num);
                    x.content(words);
                    x.close();
                }
                x.close();
            }
            x.close();
        }
    }
}

/// `（一）有必要的资金；` as its number and its words.
fn point(line: &str) -> Option<(&str, &str)> {
    let close = line.find(['）', ')']).filter(|_| line.starts_with(['（', '(']))?;
    let end = close + line[close..].chars().next().map_or(0, char::len_utf8);
    let inside = line[..close].trim_start_matches(['（', '(']);
    let is_number = !inside.is_empty()
        && inside.chars().count() <= 3
        && inside.chars().all(|c| "一二三四五六七八九十百".contains(c));
    is_number.then(|| (&line[..end], line[end..].trim_start()))
}
