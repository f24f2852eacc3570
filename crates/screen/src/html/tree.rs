//! Parsing with a limit, and the small model that clean HTML is written from.

use super::{MAX_BYTES, MAX_DEPTH};
use html5ever::{
    LocalName, QualName, driver, ns,
    tendril::{StrTendril, TendrilSink},
};
use scraper::{Html, HtmlTreeSink};
use std::rc::Rc;

/// Why input is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    TooLarge,
    TooDeep,
}

/// How much is parsed between two looks at the depth.
const CHUNK: usize = 4096;

/// Parses a fragment as a browser would inside `<body>`, watching the depth while it grows: a hundred thousand nested
/// elements cost a parser minutes and a recursive reader its stack.
pub(crate) fn parse(input: &str) -> Result<Html, Refusal> {
    if input.len() > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    // A bare row or cell means nothing to a parser and would be dropped with its structure.
    let bare = first_tag(input);
    let wraps = matches!(bare.as_str(), "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption" | "colgroup");
    let sink = HtmlTreeSink::new(Html::new_fragment());
    let body = QualName::new(None, ns!(html), LocalName::from("body"));
    let mut parser = driver::parse_fragment(sink, driver::ParseOpts::default(), body, Vec::new(), false);
    let mut seen = 0;
    let mut feed = |text: &str| {
        parser.process(StrTendril::from_slice(text));
        let page = parser.tokenizer.sink.sink.0.borrow();
        let count = page.tree.nodes().len();
        let fresh = count - seen;
        seen = count;
        if page.tree.nodes().rev().take(fresh).any(|node| node.ancestors().take(MAX_DEPTH + 1).count() > MAX_DEPTH) {
            return Err(Refusal::TooDeep);
        }
        Ok(())
    };
    if wraps {
        feed("<table>")?;
    }
    let mut rest = input;
    while !rest.is_empty() {
        let mut cut = rest.len().min(CHUNK);
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        let (now, later) = rest.split_at(cut);
        feed(now)?;
        rest = later;
    }
    let page = parser.finish();
    // Elements may still have been moved below others; the readers recurse, so the whole is looked at once more.
    if page.tree.nodes().any(|node| node.ancestors().take(2 * MAX_DEPTH + 1).count() > 2 * MAX_DEPTH) {
        return Err(Refusal::TooDeep);
    }
    Ok(page)
}

fn first_tag(input: &str) -> String {
    let start = input.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let Some(name) = start.strip_prefix('<') else { return String::new() };
    name.chars().take_while(char::is_ascii_alphanumeric).take(12).collect::<String>().to_ascii_lowercase()
}

/// How a run of text is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub link: Option<Rc<str>>,
    /// The full form that an abbreviation stands for.
    pub abbr: Option<Rc<str>>,
    /// A date or time as machines write it.
    pub time: Option<Rc<str>>,
    pub strong: bool,
    pub em: bool,
    pub script: Script,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Script {
    #[default]
    Line,
    Sup,
    Sub,
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String, Marks),
    Break,
    Image { src: String, alt: String, link: Option<Rc<str>> },
}

/// Where a paragraph stands on its line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Align {
    #[default]
    Start,
    Centre,
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    Paragraph {
        pieces: Vec<Piece>,
        align: Align,
        is_bullet: bool,
    },
    /// `level` as found: 1 to 6, or what its look stands for.
    Heading {
        level: u8,
        pieces: Vec<Piece>,
    },
    List {
        start: Option<i64>,
        is_ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Table(Table),
    Quote(Vec<Block>),
    Figure {
        inside: Vec<Block>,
        caption: Vec<Piece>,
    },
    Rule,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    pub caption: Vec<Piece>,
    pub rows: Vec<Row>,
    pub is_presentation: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Row {
    pub is_head: bool,
    pub cells: Vec<Cell>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Cell {
    pub is_header: bool,
    pub columns: usize,
    pub rows: usize,
    pub inside: Vec<Block>,
}

/// The text of some pieces, a break as a line's end.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text, _) => out.push_str(text),
            Piece::Break => out.push('\n'),
            Piece::Image { alt, .. } => out.push_str(alt),
        }
    }
    out
}

/// Whether every visible letter of these pieces is bold, and there is one.
pub(crate) fn is_all_strong(pieces: &[Piece]) -> bool {
    let mut letters = false;
    for piece in pieces {
        match piece {
            Piece::Text(text, marks) if text.chars().any(char::is_alphanumeric) => {
                if !marks.strong {
                    return false;
                }
                letters = true;
            }
            Piece::Image { .. } => return false,
            _ => {}
        }
    }
    letters
}
