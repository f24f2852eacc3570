//! Lists: tables that become cards on a telephone, lists of terms, and the pager of keyset lists.

use crate::Tr;
use crate::pieces::{Empty, Light, StatusTag};
use askama::Template;
use askama::filters::HtmlSafe;

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    label: String,
    class: &'static str,
}

impl Column {
    /// A column of text.
    pub fn new(label: impl Into<String>) -> Column {
        Column { label: label.into(), class: "" }
    }

    /// A column of figures, set at the end of the line.
    pub fn figures(label: impl Into<String>) -> Column {
        Column { label: label.into(), class: "figure" }
    }

    /// A column of days or numbers that must not break.
    pub fn whole(label: impl Into<String>) -> Column {
        Column { label: label.into(), class: "whole" }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"{% if let Some(light) = light %}{{ light }}{% endif %}{% if let Some(tag) = tag %}{{ tag }}{% endif %}{% if let Some(href) = href %}<a href="{{ href }}">{{ text }}</a>{% else if code %}<span class="code">{{ text }}</span>{% else %}{{ text }}{% endif %}{% if !sub.is_empty() %}<span class="sub">{{ sub }}</span>{% endif %}"#,
    ext = "html"
)]
pub struct Cell {
    text: String,
    sub: String,
    href: Option<String>,
    light: Option<Light>,
    tag: Option<StatusTag>,
    code: bool,
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A link.
    pub fn link(href: impl Into<String>, text: impl Into<String>) -> Cell {
        Cell { text: text.into(), href: Some(href.into()), ..Cell::default() }
    }

    /// A number or a code, in figures of one width.
    pub fn code(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), code: true, ..Cell::default() }
    }

    /// A traffic light.
    pub fn light(light: Light) -> Cell {
        Cell { light: Some(light), ..Cell::default() }
    }

    /// A state.
    pub fn tag(tag: StatusTag) -> Cell {
        Cell { tag: Some(tag), ..Cell::default() }
    }

    /// With a smaller line below.
    pub fn below(mut self, sub: impl Into<String>) -> Cell {
        self.sub = sub.into();
        self
    }
}

impl HtmlSafe for Cell {}

/// A row of a table; its first cell names it.
#[derive(Clone, Debug)]
pub struct Row {
    cells: Vec<Cell>,
}

impl Row {
    /// A row with one cell for each column.
    pub fn new(cells: impl IntoIterator<Item = Cell>) -> Row {
        Row { cells: cells.into_iter().collect() }
    }
}

/// A table. On a telephone each row becomes a card whose cells carry the names of their columns.
#[derive(Clone, Debug, Template)]
#[template(path = "pieces/table.html")]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
    empty: Option<Empty>,
    heading: usize,
    visible_caption: bool,
}

impl Table {
    /// A table; the caption is for those who hear the page.
    pub fn new(caption: impl Into<String>, columns: impl IntoIterator<Item = Column>, rows: Vec<Row>) -> Table {
        let columns = columns.into_iter().collect();
        Table { caption: caption.into(), columns, rows, empty: None, heading: 0, visible_caption: false }
    }

    /// What is said when there is no row.
    pub fn when_empty(mut self, empty: Empty) -> Table {
        self.empty = Some(empty);
        self
    }

    /// The column whose cell names its row, counted from 0; the first without this.
    pub fn named_by(mut self, column: usize) -> Table {
        self.heading = column;
        self
    }

    /// Shows the caption to everybody.
    pub fn with_caption_shown(mut self) -> Table {
        self.visible_caption = true;
        self
    }

    fn column(&self, index: &usize) -> &Column {
        const NONE: &Column = &Column { label: String::new(), class: "" };
        self.columns.get(*index).unwrap_or(NONE)
    }

    fn is_heading(&self, index: &usize) -> bool {
        *index == self.heading
    }
}

impl HtmlSafe for Table {}

/// Terms with what they are: the facts of a case, what was entered.
#[derive(Clone, Debug, Default, Template)]
#[template(
    source = r#"<dl class="data">{% for (term, cell) in rows %}<div><dt>{{ term }}</dt><dd>{{ cell }}</dd></div>{% endfor %}</dl>"#,
    ext = "html"
)]
pub struct DataList {
    rows: Vec<(String, Cell)>,
}

impl DataList {
    /// An empty list.
    pub fn new() -> DataList {
        DataList::default()
    }

    /// Adds a term with a text.
    pub fn row(self, term: impl Into<String>, text: impl Into<String>) -> DataList {
        self.cell(term, Cell::text(text))
    }

    /// Adds a term with a cell.
    pub fn cell(mut self, term: impl Into<String>, cell: Cell) -> DataList {
        self.rows.push((term.into(), cell));
        self
    }
}

impl HtmlSafe for DataList {}

/// The ways on in a keyset list: no page numbers, since counting a large list costs more than showing it.
#[derive(Clone, Debug, Template)]
#[template(
    source = r#"{% if back.is_some() || on.is_some() %}<nav class="pager" aria-label="{{ tr.s("pager-label") }}">{% if let Some(href) = back %}<a class="back" rel="prev" href="{{ href }}">{{ tr.s("pager-back") }}</a>{% endif %}{% if let Some(href) = on %}<a class="on" rel="next" href="{{ href }}">{{ tr.s("pager-on") }}</a>{% endif %}</nav>{% endif %}"#,
    ext = "html"
)]
pub struct Pager {
    tr: Tr,
    back: Option<String>,
    on: Option<String>,
}

impl Pager {
    /// The addresses of the page before and the page after, where there is one.
    pub fn new(tr: Tr, back: Option<String>, on: Option<String>) -> Pager {
        Pager { tr, back, on }
    }
}

impl HtmlSafe for Pager {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_names_its_column_and_every_row_its_heading() {
        let table = Table::new(
            "Cases",
            [Column::new("Due"), Column::new("Case")],
            vec![Row::new([Cell::text("today"), Cell::link("/c/1", "<Case>")])],
        )
        .named_by(1);
        let html = table.to_string();
        assert!(html.contains(r#"<th scope="row""#) && html.contains(r#"data-label="Due""#), "{html}");
        assert!(!html.contains("<Case>"), "{html}");
    }
}
