//! What the desk's pages are put together from: a page with parts, a part with blocks, a form.

use askama::Template;
use web::{
    CalendarStrip, Cell, DataList, ErrorSummary, Field, Figures, Hidden, Notice, Pager, Shell, StatusTag, Submit,
    Table, Tabs, Trace,
};

/// A form with its own address.
pub(crate) struct Form {
    pub id: String,
    pub title: String,
    pub about: String,
    pub action: String,
    pub hidden: Vec<Hidden>,
    pub fields: Vec<Field>,
    pub sends: Vec<Submit>,
    /// Shown outright; the others stand behind their title.
    pub is_main: bool,
    pub is_open: bool,
    /// Whether files come with it.
    pub is_multipart: bool,
}

impl Form {
    pub fn new(id: impl Into<String>, title: impl Into<String>, action: impl Into<String>) -> Form {
        Form {
            id: id.into(),
            title: title.into(),
            about: String::new(),
            action: action.into(),
            hidden: Vec::new(),
            fields: Vec::new(),
            sends: Vec::new(),
            is_main: false,
            is_open: false,
            is_multipart: false,
        }
    }
    pub fn about(mut self, text: impl Into<String>) -> Form {
        self.about = text.into();
        self
    }
    pub fn hidden(mut self, hidden: Hidden) -> Form {
        self.hidden.push(hidden);
        self
    }
    pub fn field(mut self, field: Field) -> Form {
        self.fields.push(field);
        self
    }
    pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Form {
        self.fields.extend(fields);
        self
    }
    pub fn send(mut self, send: Submit) -> Form {
        self.sends.push(send);
        self
    }
    pub fn main(mut self) -> Form {
        self.is_main = true;
        self
    }
    pub fn open(mut self, open: bool) -> Form {
        self.is_open = open;
        self
    }
    pub fn with_files(mut self) -> Form {
        self.is_multipart = true;
        self
    }
}

/// One thing inside a part.
pub(crate) enum Block {
    /// Paragraphs as somebody wrote them.
    Text(Vec<String>),
    /// A quiet line.
    Hint(String),
    /// A heading inside the part.
    Head(String),
    Facts(DataList),
    List(Vec<String>),
    Links(Vec<(String, String)>),
    Table(Table),
    Trace(Trace),
    Strip(CalendarStrip),
    Notice(Notice),
    Form(Form),
}

impl Block {
    /// The lines of a text.
    pub fn lines(text: &str) -> Block {
        Block::Text(text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect())
    }
}

/// A part of a page.
pub(crate) struct Part {
    pub id: &'static str,
    pub title: String,
    pub blocks: Vec<Block>,
}

impl Part {
    pub fn new(id: &'static str, title: impl Into<String>) -> Part {
        Part { id, title: title.into(), blocks: Vec::new() }
    }
    pub fn with(mut self, block: Block) -> Part {
        self.blocks.push(block);
        self
    }
    pub fn with_all(mut self, blocks: impl IntoIterator<Item = Block>) -> Part {
        self.blocks.extend(blocks);
        self
    }
}

/// A page of the desk.
#[derive(Template)]
#[template(path = "disclosure/desk_parts.html")]
pub(crate) struct PartsPage {
    pub shell: Shell,
    pub lead: String,
    pub tags: Vec<StatusTag>,
    pub marks: Vec<Cell>,
    pub links: Vec<(String, String)>,
    pub errors: ErrorSummary,
    pub notices: Vec<Notice>,
    pub tabs: Option<Tabs>,
    pub figures: Option<Figures>,
    pub parts: Vec<Part>,
    pub side: Vec<Part>,
    pub pager: Option<Pager>,
}

impl PartsPage {
    pub fn new(shell: Shell) -> PartsPage {
        let tr = shell.tr;
        PartsPage {
            shell: shell.at(super::NAV),
            lead: String::new(),
            tags: Vec::new(),
            marks: Vec::new(),
            links: Vec::new(),
            errors: ErrorSummary::new(tr),
            notices: Vec::new(),
            tabs: None,
            figures: None,
            parts: Vec::new(),
            side: Vec::new(),
            pager: None,
        }
    }

    /// Says what was refused, at the top, with the way to the control.
    pub fn refused(mut self, field: &str, text: impl Into<String>) -> PartsPage {
        self.shell = self.shell.with_errors();
        self.errors.add(field, text);
        self
    }
}
