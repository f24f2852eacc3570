//! The tables as they are printed: every cell at its place, merged as the format shows them. Page and paper are made from
//! this; what a cell means to its reader (a link, a mark) is the page's own business.

use crate::{
    address::{columns_of_four, columns_of_three},
    entry::Entry,
    identities::Place,
    tables::Tables,
    template::{Block, Template, Unit},
};

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// The column it begins in, from 0.
    pub x: usize,
    /// The row it begins in, from 0.
    pub y: usize,
    /// How many columns it takes.
    pub columns: usize,
    /// How many rows it takes.
    pub rows: usize,
    /// What it says.
    pub what: What,
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Words that name columns.
    Head(String),
    /// Words that name rows.
    Side(String),
    /// A number, and which cell of the report it is.
    Number(Entry, Unit, Place),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// 2, 3 or 4.
    pub table: u8,
    /// What it is called: the title of its part, or an item of article 20.
    pub name: String,
    /// How many columns.
    pub columns: usize,
    /// How many rows at the top are headings.
    pub head: usize,
    /// The cells, in rows from the top, in each from the left.
    pub cells: Vec<Laid>,
}

impl Layout {
    fn new(table: u8, name: &str, columns: usize, head: usize) -> Layout {
        Layout { table, name: name.to_owned(), columns, head, cells: Vec::new() }
    }

    fn put(&mut self, (x, y): (usize, usize), (columns, rows): (usize, usize), what: What) {
        self.cells.push(Laid { x, y, columns, rows, what });
    }

    fn finished(mut self) -> Layout {
        self.cells.sort_by_key(|c| (c.y, c.x));
        self
    }

    /// The cells that begin in each row.
    pub fn rows(&self) -> Vec<Vec<&Laid>> {
        let count = self.cells.iter().map(|c| c.y + 1).max().unwrap_or(0);
        (0..count).map(|y| self.cells.iter().filter(|c| c.y == y).collect()).collect()
    }
}

fn block(year: i64, block: &Block, tables: &Tables, content: &str) -> Layout {
    let mut out = Layout::new(2, &block.item, 1 + block.columns.len(), 2);
    out.put((0, 0), (1 + block.columns.len(), 1), What::Head(block.item.clone()));
    out.put((0, 1), (1, 1), What::Head(content.to_owned()));
    for (n, column) in block.columns.iter().enumerate() {
        out.put((1 + n, 1), (1, 1), What::Head(column.label.clone()));
    }
    for (line, row) in block.rows.iter().enumerate() {
        out.put((0, 2 + line), (1, 1), What::Side(row.label.clone()));
        for (n, column) in block.columns.iter().enumerate() {
            let place = Place { table: 2, row: row.key.clone(), column: column.key.clone(), year };
            let entry = tables.two(&format!("{}.{}", row.key, column.key));
            out.put((1 + n, 2 + line), (1, 1), What::Number(entry, column.kind, place));
        }
    }
    out.finished()
}

/// Words at the side of table three stand in so many columns.
const SIDE: usize = 3;
/// Its headings in so many rows.
const HEAD: usize = 3;

fn three(year: i64, template: &Template, tables: &Tables) -> Layout {
    let table = &template.three;
    let kinds = table.columns.len();
    let name = template.parts.get(2).map_or("", String::as_str);
    let mut out = Layout::new(3, name, SIDE + kinds + 1, HEAD);
    let head = |text: &String| What::Head(text.clone());
    out.put((0, 0), (SIDE, HEAD), head(&table.caption));
    out.put((SIDE, 0), (kinds + 1, 1), head(&table.applicants));
    out.put((SIDE + 1, 1), (kinds - 1, 1), head(&table.organisations));
    for (n, column) in table.columns.iter().enumerate() {
        match n {
            0 => out.put((SIDE, 1), (1, 2), head(&column.label)),
            n => out.put((SIDE + n, 2), (1, 1), head(&column.label)),
        }
    }
    out.put((SIDE + kinds, 1), (1, 2), head(&table.total));
    for (n, row) in table.rows.iter().enumerate() {
        let y = HEAD + n;
        for (depth, label) in row.labels.iter().enumerate() {
            let same = |r: &crate::template::Row| r.labels.get(..=depth) == row.labels.get(..=depth);
            if depth + 1 == row.labels.len() {
                out.put((depth, y), (SIDE - depth, 1), What::Side(label.clone()));
            } else if n == 0 || !table.rows.get(n - 1).is_some_and(same) {
                // Rows that share their outer words stand in one cell.
                let more = table.rows.iter().skip(n).take_while(|r| same(r)).count();
                out.put((depth, y), (1, more), What::Side(label.clone()));
            }
        }
        for (at, (column, entry)) in columns_of_three(template).zip(tables.line(&row.key)).enumerate() {
            let place = Place { table: 3, row: row.key.clone(), column: column.to_owned(), year };
            out.put((SIDE + at, y), (1, 1), What::Number(entry, Unit::Pieces, place));
        }
    }
    out.finished()
}

fn four(year: i64, template: &Template, tables: &Tables) -> Layout {
    let table = &template.four;
    let words: Vec<&String> = table.columns.iter().map(|c| &c.label).chain([&table.total]).collect();
    let five = words.len();
    let name = template.parts.get(3).map_or("", String::as_str);
    let mut out = Layout::new(4, name, five * table.groups.len(), 3);
    let mut outer: Vec<(&str, usize, usize)> = Vec::new();
    for (n, group) in table.groups.iter().enumerate() {
        let from = n * five;
        let over = group.labels.first().map_or("", String::as_str);
        match outer.last_mut().filter(|(last, ..)| *last == over) {
            Some((_, _, wide)) => *wide += five,
            None => outer.push((over, from, five)),
        }
        let nested = group.labels.len() > 1;
        if nested {
            out.put((from, 1), (five, 1), What::Head(group.labels.last().cloned().unwrap_or_default()));
        }
        for (at, word) in words.iter().enumerate() {
            let (y, rows) = if nested { (2, 1) } else { (1, 2) };
            out.put((from + at, y), (1, rows), What::Head((*word).clone()));
        }
        for (at, (column, entry)) in columns_of_four(template).zip(tables.five(&group.key)).enumerate() {
            let place = Place { table: 4, row: group.key.clone(), column: column.to_owned(), year };
            out.put((from + at, 3), (1, 1), What::Number(entry, Unit::Pieces, place));
        }
    }
    for (over, from, wide) in outer {
        out.put((from, 0), (wide, 1), What::Head(over.to_owned()));
    }
    out.finished()
}

/// Tables two, three and four of a year. `content` stands over the rows of table two.
pub fn layouts(year: i64, template: &Template, tables: &Tables, content: &str) -> [Vec<Layout>; 3] {
    [
        template.two.iter().map(|b| block(year, b, tables, content)).collect(),
        vec![three(year, template, tables)],
        vec![four(year, template, tables)],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::templates;
    use std::collections::BTreeSet;

    #[test]
    fn every_place_is_covered_exactly_once() {
        for template in templates() {
            let year = template.first_year;
            for layout in layouts(year, template, &Tables::default(), "信息内容").into_iter().flatten() {
                let mut seen = BTreeSet::new();
                for c in &layout.cells {
                    for y in c.y..c.y + c.rows {
                        for x in c.x..c.x + c.columns {
                            assert!(seen.insert((x, y)), "{}: {x},{y} twice", layout.name);
                        }
                    }
                }
                let rows = seen.iter().map(|(_, y)| y + 1).max().unwrap();
                assert_eq!(seen.len(), layout.columns * rows, "{}: gaps", layout.name);
            }
        }
    }

    #[test]
    fn table_three_is_laid_out_as_the_format_shows_it() {
        let template = crate::template_of(2025).unwrap();
        let layout = three(2025, template, &Tables::default());
        assert_eq!((layout.columns, layout.head), (10, 3));
        let find = |text: &str| {
            let is = |w: &What| matches!(w, What::Head(t) | What::Side(t) if t == text);
            layout.cells.iter().find(|c| is(&c.what)).map(|c| (c.x, c.y, c.columns, c.rows))
        };
        assert_eq!(find("三、本年度办理结果"), Some((0, 5, 1, 22)));
        assert_eq!(find("（三）不予公开"), Some((1, 7, 1, 8)));
        assert_eq!(find("1.属于国家秘密"), Some((2, 7, 1, 1)));
        assert_eq!(find("四、结转下年度继续办理"), Some((0, 27, 3, 1)));
        assert_eq!(find("法人或其他组织"), Some((4, 1, 5, 1)));
    }
}
