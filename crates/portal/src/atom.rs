//! Atom feeds (RFC 4287). Pure: made from what a page has read.

use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// One entry of a feed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Its permanent name: an address that never changes, the same on every site.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its address on this site.
    pub href: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Who published it.
    pub author: String,
    /// When it was first published.
    pub published_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What it is, as a category; may be empty.
    pub category: String,
}

/// A feed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Feed {
    /// Its permanent name, which is also its own address.
    pub address: String,
    /// The page it follows.
    pub page: String,
    /// Its title.
    pub title: String,
    /// Who runs it.
    pub author: String,
    /// Its language.
    pub lang: &'static str,
    /// The licence of what it holds.
    pub rights: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its entries, newest first.
    pub entries: Vec<Entry>,
}

/// `text` without the characters that XML cannot hold.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// An instant as feeds and site maps write it.
pub(crate) fn instant(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

/// Writes `<name>text</name>`.
pub(crate) fn text<W: io::Write>(w: &mut Writer<W>, name: &str, text: &str) -> io::Result<()> {
    w.create_element(name).write_text_content(BytesText::new(&clean(text)))?;
    Ok(())
}

fn link<W: io::Write>(w: &mut Writer<W>, rel: &str, kind: &str, href: &str) -> io::Result<()> {
    w.create_element("link")
        .with_attribute(("rel", rel))
        .with_attribute(("type", kind))
        .with_attribute(("href", href))
        .write_empty()?;
    Ok(())
}

fn author<W: io::Write>(w: &mut Writer<W>, name: &str) -> io::Result<()> {
    w.create_element("author").write_inner_content(|w| text(w, "name", name))?;
    Ok(())
}

impl Feed {
    /// The feed as XML.
    pub(crate) fn xml(&self) -> io::Result<Vec<u8>> {
        let mut w = Writer::new(Vec::new());
        w.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        w.create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", self.lang))
            .write_inner_content(|w| self.inside(w))?;
        Ok(w.into_inner())
    }

    fn inside<W: io::Write>(&self, w: &mut Writer<W>) -> io::Result<()> {
        text(w, "id", &self.address)?;
        text(w, "title", &self.title)?;
        text(w, "updated", &instant(self.updated_at))?;
        author(w, &self.author)?;
        text(w, "rights", &self.rights)?;
        link(w, "self", "application/atom+xml", &self.address)?;
        link(w, "alternate", "text/html", &self.page)?;
        for entry in &self.entries {
            w.create_element("entry").write_inner_content(|w| entry.inside(w))?;
        }
        Ok(())
    }
}

impl Entry {
    fn inside<W: io::Write>(&self, w: &mut Writer<W>) -> io::Result<()> {
        text(w, "id", &self.id)?;
        text(w, "title", &self.title)?;
        text(w, "published", &instant(self.published_at))?;
        text(w, "updated", &instant(self.updated_at))?;
        if !self.author.is_empty() {
            author(w, &self.author)?;
        }
        link(w, "alternate", "text/html", &self.href)?;
        if !self.category.is_empty() {
            w.create_element("category").with_attribute(("term", self.category.as_str())).write_empty()?;
        }
        if !self.summary.is_empty() {
            text(w, "summary", &self.summary)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::Reader;

    fn feed(entries: Vec<Entry>) -> Feed {
        let at: Timestamp = "2026-11-22T01:02:03.456789Z".parse().unwrap();
        Feed {
            address: "https://a.cn/feeds/site.atom".into(),
            page: "https://a.cn/?a=1&b=2".into(),
            title: "政务动态 <b>&\u{0}".into(),
            author: "市政府".into(),
            lang: "zh-CN",
            rights: "CC BY 4.0".into(),
            updated_at: at,
            entries,
        }
    }

    /// The elements of a document in order with their depth; fails on what is not well-formed.
    fn elements(xml: &[u8]) -> Vec<(usize, String)> {
        let mut reader = Reader::from_reader(xml);
        reader.config_mut().check_end_names = true;
        let (mut depth, mut out, mut buffer) = (0, Vec::new(), Vec::new());
        loop {
            match reader.read_event_into(&mut buffer).unwrap() {
                Event::Start(e) => {
                    out.push((depth, e.name().as_ref().to_owned()));
                    depth += 1;
                }
                Event::Empty(e) => out.push((depth, e.name().as_ref().to_owned())),
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        assert_eq!(depth, 0);
        out
    }

    #[test]
    fn a_feed_has_what_the_standard_asks_for() {
        let entry = Entry {
            id: "https://a.cn/publications/2026-000001".into(),
            title: "a < b".into(),
            href: "https://a.cn/publications/2026-000001".into(),
            summary: "摘要\u{7}".into(),
            author: "行政审批局".into(),
            published_at: feed(Vec::new()).updated_at,
            updated_at: feed(Vec::new()).updated_at,
            category: "notice".into(),
        };
        let xml = feed(vec![entry]).xml().unwrap();
        let found = elements(&xml);
        for (depth, name) in [
            (0, "feed"),
            (1, "id"),
            (1, "title"),
            (1, "updated"),
            (1, "author"),
            (1, "link"),
            (1, "entry"),
            (2, "id"),
            (2, "title"),
            (2, "updated"),
            (2, "link"),
            (2, "summary"),
        ] {
            assert!(found.contains(&(depth, name.to_owned())), "no {name} at {depth}: {found:?}");
        }
        let text = String::from_utf8(xml).unwrap();
        assert!(text.contains("<updated>2026-11-22T01:02:03Z</updated>"), "{text}");
        assert!(!text.contains('\u{0}') && !text.contains('\u{7}') && !text.contains("<b>"), "{text}");
        assert!(!elements(&feed(Vec::new()).xml().unwrap()).is_empty());
    }
}
