//! From the parsed page to the model: which elements mean something, which only look, which are removed.

use super::{
    Note, Notes, address, space,
    tree::{Align, Block, Cell, Marks, Piece, Row, Script, Table},
};
use ego_tree::NodeRef;
use html5ever::ns;
use scraper::{Html, Node, node::Element};
use std::rc::Rc;

/// Elements that go with everything in them.
const REMOVED: [&str; 32] = [
    "script", "style", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math", "template",
    "noscript", "noembed", "noframes", "head", "title", "meta", "link", "base", "xml", "input", "select", "textarea",
    "button", "canvas", "audio", "video", "source", "track", "map", "area", "dialog",
];

/// Elements that begin and end a block.
const BLOCKS: [&str; 27] = [
    "p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "center", "address", "form",
    "fieldset", "legend", "dl", "dt", "dd", "pre", "xmp", "listing", "details", "summary", "body", "html", "hgroup",
    "li", "marquee",
];

/// Every block of the page, as found.
pub(super) fn blocks(page: &Html, notes: &mut Notes) -> Vec<Block> {
    let mut flow = Flow::default();
    Reader { notes }.flow(page.tree.root(), &Marks::default(), Align::Start, &mut flow);
    flow.finish()
}

/// Blocks that are being collected, and the paragraph that is open.
#[derive(Default)]
struct Flow {
    blocks: Vec<Block>,
    pieces: Vec<Piece>,
    align: Align,
    is_bullet: bool,
}

impl Flow {
    fn push(&mut self, piece: Piece, align: Align) {
        if self.pieces.is_empty() {
            self.align = align;
        }
        self.pieces.push(piece);
    }

    /// Ends the open paragraph. An empty one stays for now: it separates.
    fn close(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        let is_bullet = std::mem::take(&mut self.is_bullet);
        if !pieces.is_empty() {
            self.blocks.push(Block::Paragraph { pieces, align: self.align, is_bullet });
        }
        self.align = Align::Start;
    }

    fn add(&mut self, block: Block) {
        self.close();
        self.blocks.push(block);
    }

    fn finish(mut self) -> Vec<Block> {
        self.close();
        self.blocks
    }

    /// All of it as one paragraph, blocks separated by breaks.
    fn flat(self) -> Vec<Piece> {
        flat(self.finish())
    }
}

/// Blocks as the pieces of one paragraph.
pub(super) fn flat(blocks: Vec<Block>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for block in blocks {
        let inside = match block {
            Block::Paragraph { pieces, .. } | Block::Heading { pieces, .. } => pieces,
            Block::List { items, .. } => flat(items.into_iter().flatten().collect()),
            Block::Quote(inside) => flat(inside),
            Block::Figure { inside, caption } => flat(inside).into_iter().chain(caption).collect(),
            Block::Table(table) => flat(table.rows.into_iter().flat_map(|r| r.cells).flat_map(|c| c.inside).collect()),
            Block::Rule => Vec::new(),
        };
        if !out.is_empty() && !inside.is_empty() {
            out.push(Piece::Break);
        }
        out.extend(inside);
    }
    out
}

struct Reader<'a> {
    notes: &'a mut Notes,
}

impl Reader<'_> {
    fn flow(&mut self, parent: NodeRef<Node>, marks: &Marks, align: Align, out: &mut Flow) {
        for child in parent.children() {
            match child.value() {
                // White space alone opens no paragraph.
                Node::Text(text) if !out.pieces.is_empty() || text.chars().any(|c| !c.is_whitespace()) => {
                    out.push(Piece::Text(text.to_string(), marks.clone()), align);
                }
                Node::Element(element) => self.element(child, element, marks, align, out),
                Node::Document | Node::Fragment => self.flow(child, marks, align, out),
                _ => {}
            }
        }
    }

    fn element(&mut self, node: NodeRef<Node>, element: &Element, marks: &Marks, align: Align, out: &mut Flow) {
        let name = element.name();
        if element
            .attrs()
            .any(|(name, _)| name.len() > 2 && name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on")))
        {
            self.notes.add(Note::HandlerRemoved);
        }
        if REMOVED.contains(&name) || element.name.ns != ns!(html) {
            // Every paste from a word processor brings the latter along; nobody misses them.
            if !["style", "meta", "link", "head", "title", "base", "xml"].contains(&name) {
                self.notes.add(Note::ScriptRemoved);
            }
            return;
        }
        let look = Look::of(element);
        if look.is_hidden {
            if node.descendants().any(|d| d.value().as_text().is_some_and(|t| !t.trim().is_empty())) {
                self.notes.add(Note::HiddenRemoved);
            }
            return;
        }
        let marks = &self.marked(name, element, &look, marks);
        let align = look.align.unwrap_or(if name == "center" { Align::Centre } else { align });
        match name {
            "br" => out.push(Piece::Break, align),
            "wbr" => {}
            "img" => self.image(element, marks, align, out),
            "hr" => out.add(Block::Rule),
            "del" => {
                if node.descendants().any(|d| d.value().as_text().is_some_and(|t| !t.trim().is_empty())) {
                    self.notes.add(Note::DeletedRemoved);
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                let mut inside = Flow::default();
                self.flow(node, &Marks { strong: false, ..marks.clone() }, align, &mut inside);
                // A table inside a heading stays a table.
                let (tables, rest): (Vec<_>, Vec<_>) =
                    inside.finish().into_iter().partition(|b| matches!(b, Block::Table(_)));
                out.add(Block::Heading { level, pieces: flat(rest) });
                out.blocks.extend(tables);
            }
            "ul" | "ol" | "menu" | "dir" => self.list(node, element, marks, out),
            "table" => self.table(node, element, marks, out),
            // Rows outside of any table: their cells are blocks.
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" => self.block(node, marks, align, out),
            "blockquote" => {
                out.close();
                let mut inside = Flow::default();
                self.flow(node, marks, Align::Start, &mut inside);
                out.add(Block::Quote(inside.finish()));
            }
            "figure" => self.figure(node, marks, out),
            "figcaption" => self.block(node, marks, align, out),
            "rp" => {}
            _ if BLOCKS.contains(&name) => self.block(node, marks, align, out),
            _ => {
                if look.is_list_mark && is_bullet(&text_of(node)) {
                    out.is_bullet = true;
                    return;
                }
                self.flow(node, marks, align, out);
            }
        }
    }

    fn block(&mut self, node: NodeRef<Node>, marks: &Marks, align: Align, out: &mut Flow) {
        out.close();
        let before = out.blocks.len();
        self.flow(node, marks, align, out);
        out.close();
        // An empty paragraph separates what stands around it.
        if out.blocks.len() == before {
            out.blocks.push(Block::Paragraph { pieces: Vec::new(), align, is_bullet: false });
        }
    }

    fn marked(&mut self, name: &str, element: &Element, look: &Look, outer: &Marks) -> Marks {
        let mut marks = outer.clone();
        match name {
            "a" => {
                if let Some(href) = element.attr("href") {
                    marks.link = address::link(href).map(Rc::from);
                    if marks.link.is_none() {
                        self.notes.add(Note::LinkRefused);
                    }
                }
            }
            "b" | "strong" | "dt" => marks.strong = true,
            "i" | "em" | "cite" | "dfn" | "var" => marks.em = true,
            "sup" => marks.script = Script::Sup,
            "sub" => marks.script = Script::Sub,
            "abbr" | "acronym" => {
                marks.abbr = element.attr("title").map(|t| t.trim()).filter(|t| !t.is_empty()).map(Rc::from)
            }
            "time" => {
                let machine =
                    |t: &&str| t.len() <= 40 && t.chars().all(|c| c.is_ascii_alphanumeric() || "-:.+ ".contains(c));
                marks.time = element.attr("datetime").filter(machine).map(Rc::from);
            }
            "s" | "strike" => self.notes.add(Note::StruckKept),
            _ => {}
        }
        if let Some(strong) = look.strong {
            marks.strong = strong;
        }
        if let Some(em) = look.em {
            marks.em = em;
        }
        if let Some(script) = look.script {
            marks.script = script;
        }
        marks
    }

    fn image(&mut self, element: &Element, marks: &Marks, align: Align, out: &mut Flow) {
        let raw = element.attr("src").unwrap_or("");
        let Some(src) = address::image(raw) else {
            self.notes.add(if address::is_embedded(raw) { Note::ImageEmbedded } else { Note::ImageForeign });
            return;
        };
        let alt = element.attr("alt").unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        if alt.is_empty() {
            self.notes.add(Note::ImageWithoutAlt);
        }
        out.push(Piece::Image { src, alt, link: marks.link.clone() }, align);
    }

    fn list(&mut self, node: NodeRef<Node>, element: &Element, marks: &Marks, out: &mut Flow) {
        out.close();
        let mut items = Vec::new();
        for child in node.children() {
            let mut inside = Flow::default();
            match child.value() {
                Node::Element(item) if item.name() == "li" && !Look::of(item).is_hidden => {
                    self.flow(child, marks, Align::Start, &mut inside);
                }
                Node::Element(other) => self.element(child, other, marks, Align::Start, &mut inside),
                Node::Text(text) if !text.trim().is_empty() => {
                    inside.push(Piece::Text(text.to_string(), marks.clone()), Align::Start);
                }
                _ => {}
            }
            let inside = inside.finish();
            // A list that stands in a list without an item of its own belongs to the item before it.
            match (inside.first(), items.last_mut()) {
                (None, _) => {}
                (Some(Block::List { .. }), Some(last)) => {
                    let last: &mut Vec<Block> = last;
                    last.extend(inside);
                }
                _ => items.push(inside),
            }
        }
        let start = element.attr("start").and_then(|s| s.trim().parse().ok()).filter(|n| (2..100_000).contains(n));
        out.add(Block::List { start, is_ordered: element.name() == "ol", items });
    }

    fn figure(&mut self, node: NodeRef<Node>, marks: &Marks, out: &mut Flow) {
        out.close();
        let mut inside = Flow::default();
        let mut caption = Vec::new();
        for child in node.children() {
            match child.value() {
                Node::Element(e) if e.name() == "figcaption" => {
                    let mut text = Flow::default();
                    self.flow(child, marks, Align::Start, &mut text);
                    caption.extend(text.flat());
                }
                Node::Element(e) => self.element(child, e, marks, Align::Start, &mut inside),
                Node::Text(text) if !text.trim().is_empty() => {
                    inside.push(Piece::Text(text.to_string(), marks.clone()), Align::Start);
                }
                _ => {}
            }
        }
        out.add(Block::Figure { inside: inside.finish(), caption });
    }

    fn table(&mut self, node: NodeRef<Node>, element: &Element, marks: &Marks, out: &mut Flow) {
        let mut table = Table {
            is_presentation: element.attr("role").is_some_and(|r| ["presentation", "none"].contains(&r.trim())),
            ..Table::default()
        };
        // Text that stood between the rows was moved before the table by the parser; only rows and caption are left.
        self.rows(node, false, marks, &mut table);
        out.add(Block::Table(table));
    }

    fn rows(&mut self, node: NodeRef<Node>, is_head: bool, marks: &Marks, table: &mut Table) {
        for child in node.children() {
            let Node::Element(element) = child.value() else { continue };
            if Look::of(element).is_hidden {
                if !text_of(child).trim().is_empty() {
                    self.notes.add(Note::HiddenRemoved);
                }
                continue;
            }
            match element.name() {
                "caption" => {
                    let mut text = Flow::default();
                    self.flow(child, marks, Align::Start, &mut text);
                    table.caption.extend(text.flat());
                }
                "thead" => self.rows(child, true, marks, table),
                "tbody" | "tfoot" => self.rows(child, false, marks, table),
                "tr" => {
                    let mut row = Row { is_head, cells: Vec::new() };
                    for cell in child.children() {
                        let Node::Element(element) = cell.value() else { continue };
                        if !matches!(element.name(), "td" | "th") {
                            continue;
                        }
                        let look = Look::of(element);
                        if look.is_hidden && !text_of(cell).trim().is_empty() {
                            self.notes.add(Note::HiddenRemoved);
                        }
                        let mut inside = Flow::default();
                        if !look.is_hidden {
                            let marks = self.marked(element.name(), element, &look, marks);
                            self.flow(cell, &marks, look.align.unwrap_or_default(), &mut inside);
                        }
                        row.cells.push(Cell {
                            is_header: element.name() == "th",
                            columns: span(element, "colspan"),
                            rows: span(element, "rowspan"),
                            inside: inside.finish(),
                        });
                    }
                    table.rows.push(row);
                }
                _ => {}
            }
        }
    }
}

fn span(element: &Element, name: &str) -> usize {
    element.attr(name).and_then(|s| s.trim().parse().ok()).unwrap_or(1).clamp(1, 200)
}

fn text_of(node: NodeRef<Node>) -> String {
    node.descendants().filter_map(|d| d.value().as_text()).map(|t| &**t).collect()
}

/// Whether a text is nothing but one of the signs that word processors use as bullets.
pub(super) fn is_bullet(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| !c.is_whitespace());
    let first = letters.next();
    letters.next().is_none() && first.is_some_and(is_bullet_sign)
}

/// The signs that word processors use as bullets, the private letters of their symbol fonts included.
pub(super) fn is_bullet_sign(letter: char) -> bool {
    matches!(
        letter,
        '·' | '•'
            | '●'
            | '○'
            | '■'
            | '□'
            | '◆'
            | '◇'
            | '▪'
            | '▫'
            | '➢'
            | '➤'
            | '►'
            | '§'
            | 'Ø'
            | 'ü'
            | 'o'
            | '\u{f000}'..='\u{f0ff}'
    )
}

/// What an element's style and old attributes say that matters.
#[derive(Default)]
struct Look {
    align: Option<Align>,
    strong: Option<bool>,
    em: Option<bool>,
    script: Option<Script>,
    is_hidden: bool,
    is_list_mark: bool,
}

impl Look {
    fn of(element: &Element) -> Look {
        let mut look = Look { is_hidden: element.attr("hidden").is_some(), ..Look::default() };
        if let Some(align) = element.attr("align") {
            look.align = align_of(align);
        }
        let Some(style) = element.attr("style") else { return look };
        for part in style.split(';') {
            let Some((name, value)) = part.split_once(':') else { continue };
            let value = value.trim().to_ascii_lowercase();
            match name.trim().to_ascii_lowercase().as_str() {
                "text-align" => look.align = align_of(&value),
                "font-weight" => {
                    look.strong = match value.as_str() {
                        "bold" | "bolder" => Some(true),
                        "normal" | "lighter" => Some(false),
                        number => number.parse::<u32>().ok().map(|n| n >= 600),
                    };
                }
                "font-style" => look.em = Some(value.starts_with("italic") || value.starts_with("oblique")),
                "vertical-align" => {
                    look.script = match value.as_str() {
                        "super" => Some(Script::Sup),
                        "sub" => Some(Script::Sub),
                        _ => None,
                    };
                }
                "display" => look.is_hidden |= value.starts_with("none"),
                "visibility" => look.is_hidden |= value.starts_with("hidden"),
                "mso-hide" => look.is_hidden |= value.starts_with("all"),
                "mso-list" => look.is_list_mark |= value.starts_with("ignore"),
                _ => {}
            }
        }
        look
    }
}

fn align_of(text: &str) -> Option<Align> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("center") {
        Some(Align::Centre)
    } else if text.eq_ignore_ascii_case("right") || text.eq_ignore_ascii_case("end") {
        Some(Align::End)
    } else if text.is_empty() {
        None
    } else {
        Some(Align::Start)
    }
}

/// The white space of every paragraph in order; used by all that follows.
pub(super) fn spaced(pieces: Vec<Piece>, notes: &mut Notes) -> Vec<Piece> {
    space::tidy(pieces, notes)
}
