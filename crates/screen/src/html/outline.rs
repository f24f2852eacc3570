//! Clean HTML in plain words, for files that are no HTML: headings, paragraphs, items of lists, tables with their spans.

use super::{
    Notes, read, shape,
    tree::{self, Block, Piece},
};

/// More columns than this no table of a document has; a wider one is read as lines.
const MOST_COLUMNS: usize = 60;

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plain {
    /// A heading of the page's level 2 to 4.
    Heading {
        /// 2 to 4.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph; a forced break is a line's end.
    Paragraph(String),
    /// An item of a list.
    Item {
        /// Its number; `None` for a bullet.
        number: Option<i64>,
        /// How many lists it stands inside, from 1.
        depth: u8,
        /// Its words.
        text: String,
    },
    /// A table of data.
    Table(PlainTable),
}

/// A table, every cell at its place; no two overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainTable {
    /// What it is called; may be empty.
    pub caption: String,
    /// How many columns, 1 to 60.
    pub columns: usize,
    /// How many rows.
    pub rows: usize,
    /// How many rows at the top are its head.
    pub head: usize,
    /// The cells, row by row.
    pub cells: Vec<PlainCell>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainCell {
    /// The column it begins in, from 0.
    pub x: usize,
    /// The row it begins in, from 0.
    pub y: usize,
    /// How many columns it takes.
    pub columns: usize,
    /// How many rows it takes.
    pub rows: usize,
    /// Whether it names its row or column.
    pub is_header: bool,
    /// Its words; paragraphs are lines.
    pub text: String,
}

impl PlainTable {
    /// The cell that covers this place.
    pub fn at(&self, x: usize, y: usize) -> Option<&PlainCell> {
        self.cells.iter().find(|c| (c.x..c.x + c.columns).contains(&x) && (c.y..c.y + c.rows).contains(&y))
    }
}

/// The blocks of a document in HTML, in order. Empty when the input is refused as in [`super::clean`].
pub fn outline(html: &str) -> Vec<Plain> {
    let Ok(page) = tree::parse(html) else { return Vec::new() };
    let mut out = Vec::new();
    for block in shape::tidy(read::blocks(&page, &mut Notes::default())) {
        put(&mut out, block, 0);
    }
    out
}

fn words(pieces: &[Piece]) -> String {
    tree::plain(pieces).trim().to_owned()
}

fn put(out: &mut Vec<Plain>, block: Block, depth: u8) {
    match block {
        Block::Paragraph { pieces, .. } => {
            let text = words(&pieces);
            if !text.is_empty() {
                out.push(Plain::Paragraph(text));
            }
        }
        Block::Heading { level, pieces } => {
            let text = words(&pieces);
            if !text.is_empty() {
                out.push(Plain::Heading { level: level.clamp(2, 4), text });
            }
        }
        Block::List { start, is_ordered, items } => {
            for (item, n) in items.into_iter().zip(start.unwrap_or(1)..) {
                put_item(out, item, is_ordered.then_some(n), depth.saturating_add(1));
            }
        }
        Block::Table(table) => match laid_out(&table) {
            Some(laid) => out.push(Plain::Table(laid)),
            None => {
                let rows = table.rows.iter().map(|r| r.cells.iter().map(|c| inside(&c.inside)).collect::<Vec<_>>());
                out.extend(rows.map(|cells| Plain::Paragraph(cells.join("　"))));
            }
        },
        Block::Quote(blocks) => blocks.into_iter().for_each(|b| put(out, b, depth)),
        Block::Figure { inside, caption } => {
            inside.into_iter().for_each(|b| put(out, b, depth));
            let text = words(&caption);
            if !text.is_empty() {
                out.push(Plain::Paragraph(text));
            }
        }
        Block::Rule => {}
    }
}

/// The first paragraph of an item carries its mark; what follows it stands below.
fn put_item(out: &mut Vec<Plain>, item: Vec<Block>, number: Option<i64>, depth: u8) {
    let mut is_first = true;
    for block in item {
        match block {
            Block::Paragraph { pieces, .. } if is_first => {
                out.push(Plain::Item { number, depth, text: words(&pieces) });
            }
            other => put(out, other, depth),
        }
        is_first = false;
    }
}

/// The text of what stands in a cell.
fn inside(blocks: &[Block]) -> String {
    super::write::text(blocks)
}

/// The cells at their places. What a span claims beyond the table or over another cell is cut. `None`: too wide, or
/// nothing in it.
fn laid_out(table: &tree::Table) -> Option<PlainTable> {
    let height = table.rows.len();
    let mut taken: Vec<Vec<bool>> = vec![Vec::new(); height];
    let is_taken = |taken: &[Vec<bool>], x: usize, y: usize| taken[y].get(x).copied().unwrap_or(false);
    let mut cells = Vec::new();
    let mut width = 0;
    let head = table.rows.iter().take_while(|r| r.is_head).count();
    for (y, row) in table.rows.iter().enumerate() {
        let mut x = 0;
        for cell in &row.cells {
            while is_taken(&taken, x, y) {
                x += 1;
            }
            let most = cell.columns.clamp(1, MOST_COLUMNS + 1);
            let columns = (0..most).take_while(|c| !is_taken(&taken, x + c, y)).count().max(1);
            // A head does not reach into the body.
            let end = if y < head { head } else { height };
            let rows = cell.rows.clamp(1, end - y);
            if x + columns > MOST_COLUMNS {
                return None;
            }
            for line in &mut taken[y..y + rows] {
                if line.len() < x + columns {
                    line.resize(x + columns, false);
                }
                line[x..x + columns].fill(true);
            }
            width = width.max(x + columns);
            cells.push(tree_cell(cell, x, y, columns, rows));
            x += columns;
        }
    }
    let caption = words(&table.caption);
    (width > 0).then_some(PlainTable { caption, columns: width, rows: height, head, cells })
}

fn tree_cell(cell: &tree::Cell, x: usize, y: usize, columns: usize, rows: usize) -> PlainCell {
    PlainCell { x, y, columns, rows, is_header: cell.is_header, text: inside(&cell.inside) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(html: &str) -> PlainTable {
        match outline(html).as_slice() {
            [Plain::Table(table)] => table.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn blocks_in_order() {
        let html = "<h2>一、总体</h2><p>甲<br>乙</p><ol start=\"3\"><li>丙<ul><li>丁</li></ul></li></ol><blockquote><p>戊</p></blockquote>";
        let item = |number, depth, text: &str| Plain::Item { number, depth, text: text.into() };
        assert_eq!(
            outline(html),
            [
                Plain::Heading { level: 2, text: "一、总体".into() },
                Plain::Paragraph("甲\n乙".into()),
                item(Some(3), 1, "丙"),
                item(None, 2, "丁"),
                Plain::Paragraph("戊".into()),
            ]
        );
        assert_eq!(outline(""), []);
    }

    #[test]
    fn spans_find_their_places() {
        let t = table(
            "<table><caption>表1</caption><thead><tr><th scope=\"col\" rowspan=\"2\">科室</th><th scope=\"colgroup\" colspan=\"2\">收费</th></tr><tr><th scope=\"col\">成人</th><th scope=\"col\">儿童</th></tr></thead><tbody><tr><td rowspan=\"2\">内科</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>",
        );
        assert_eq!((t.caption.as_str(), t.columns, t.rows, t.head), ("表1", 3, 4, 2));
        let places: Vec<(usize, usize, &str)> = t.cells.iter().map(|c| (c.x, c.y, c.text.as_str())).collect();
        assert_eq!(
            places,
            [
                (0, 0, "科室"),
                (1, 0, "收费"),
                (1, 1, "成人"),
                (2, 1, "儿童"),
                (0, 2, "内科"),
                (1, 2, "1"),
                (2, 2, "2"),
                (1, 3, "3"),
                (2, 3, "4")
            ]
        );
        assert_eq!(t.at(0, 3).map(|c| c.text.as_str()), Some("内科"));
        assert_eq!(t.at(2, 0).map(|c| c.text.as_str()), Some("收费"));
    }

    #[test]
    fn no_span_reaches_over_another_cell_or_out_of_the_table() {
        for html in [
            "<table><tr><td rowspan=\"9000\">甲</td><td>乙</td></tr><tr><td colspan=\"50\">丙</td></tr></table>",
            "<table><tr><td>甲</td><td rowspan=\"2\">乙</td></tr><tr><td colspan=\"3\">丙</td><td>丁</td></tr></table>",
        ] {
            let t = table(html);
            for y in 0..t.rows {
                for x in 0..t.columns {
                    let there =
                        |c: &&PlainCell| (c.x..c.x + c.columns).contains(&x) && (c.y..c.y + c.rows).contains(&y);
                    assert!(t.cells.iter().filter(there).count() <= 1, "{html}: {x} {y}");
                }
            }
            assert!(t.cells.iter().all(|c| c.x + c.columns <= t.columns && c.y + c.rows <= t.rows), "{html}");
        }
    }

    #[test]
    fn a_table_too_wide_is_read_as_lines() {
        let wide = format!("<table><tr>{}</tr><tr><td>乙</td></tr></table>", "<td>甲</td>".repeat(61));
        assert_eq!(outline(&wide).len(), 2);
        assert!(matches!(&outline(&wide)[1], Plain::Paragraph(text) if text == "乙"));
    }
}
