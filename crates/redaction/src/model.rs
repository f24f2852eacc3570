//! What goes in and what comes out: outlines, marks, the released file.

use kernel::words;
use screen::file::FileKind;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A font file that stands in for one that a PDF names but does not carry.
pub type Font = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// How to read and write.
#[derive(Clone)]
pub struct Options {
    /// Fonts with Chinese letters, regular first, bold second; without them the pages of a PDF that carries no fonts
    /// cannot be drawn.
    pub fonts: Vec<Font>,
    /// Dots per inch of the pages that become pictures.
    pub dpi: u16,
    /// Hidden sheets, rows and columns that are disclosed all the same ([`Target::Sheet`], [`Target::Cells`]); all
    /// others are left out.
    pub disclosed: Vec<Target>,
}

impl Default for Options {
    fn default() -> Options {
        Options { fonts: Vec::new(), dpi: 150, disclosed: Vec::new() }
    }
}

/// What is withheld, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What.
    pub target: Target,
    /// The ground, as the office words it. It is not written into the file.
    pub ground: String,
}

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "kebab-case")]
pub enum Target {
    /// A page of a PDF.
    Page {
        /// From 1.
        page: u32,
    },
    /// A box on a page of a PDF, in points from the top left corner of the page as it is shown.
    Area {
        /// From 1.
        page: u32,
        /// From the left.
        x: f32,
        /// From the top.
        y: f32,
        /// Width.
        w: f32,
        /// Height.
        h: f32,
    },
    /// A paragraph of a Word document.
    Paragraph {
        /// `document`, `header1`, `footnotes`, as the outline names it.
        part: String,
        /// From 1, as the outline counts.
        number: u32,
    },
    /// Some letters of a paragraph.
    Letters {
        /// As for a paragraph.
        part: String,
        /// As for a paragraph.
        number: u32,
        /// The first letter, from 0.
        from: u32,
        /// Behind the last letter.
        to: u32,
    },
    /// A cell of a table in a Word document.
    TableCell {
        /// As for a paragraph.
        part: String,
        /// From 1, over all tables of the part.
        number: u32,
    },
    /// A sheet of a workbook.
    Sheet {
        /// Its name.
        sheet: String,
    },
    /// Cells of a sheet.
    Cells {
        /// The sheet's name.
        sheet: String,
        /// `B2`, `B2:C9`, rows `3:5`, columns `B:D`.
        range: String,
    },
    /// A line of a text.
    Line {
        /// From 1.
        number: u32,
    },
    /// Some letters of a line.
    LineLetters {
        /// From 1.
        number: u32,
        /// The first letter, from 0.
        from: u32,
        /// Behind the last letter.
        to: u32,
    },
    /// A box on a picture, in its own points from the top left corner.
    PictureArea {
        /// From the left.
        x: u32,
        /// From the top.
        y: u32,
        /// Width.
        w: u32,
        /// Height.
        h: u32,
    },
    /// These words wherever they stand in the document, whatever spaces and widths they are written with.
    Phrase {
        /// The words.
        text: String,
    },
}

words! {
    /// What a released file does not carry although the original did; the language files say it as
    /// `redaction-left-out-<word>`.
    pub enum LeftOut {
        /// Notes, highlights and stamps laid over pages.
        Annotations = "annotations",
        /// Fields that were filled in.
        FormFields = "form-fields",
        /// Files inside the file.
        Attachments = "attachments",
        /// Programs.
        Programs = "programs",
        /// Who wrote it, when, with what.
        Properties = "properties",
        /// Comments.
        Comments = "comments",
        /// Tracked changes and earlier states.
        Changes = "changes",
        /// Text that a reader does not see.
        HiddenText = "hidden-text",
        /// Layers that can be switched.
        Layers = "layers",
        /// Charts and diagrams.
        Charts = "charts",
        /// Pictures that cannot be written anew safely.
        Pictures = "pictures",
        /// Addresses behind words.
        Links = "links",
        /// Formulas; their results stay.
        Formulas = "formulas",
        /// Names of ranges.
        Names = "names",
        /// Hidden sheets.
        HiddenSheets = "hidden-sheets",
        /// Hidden rows.
        HiddenRows = "hidden-rows",
        /// Hidden columns.
        HiddenColumns = "hidden-columns",
        /// Copies of data kept for tables and connections.
        Caches = "caches",
        /// Heads and feet that sheets print.
        Margins = "margins",
        /// Bookmarks of a PDF.
        Bookmarks = "bookmarks",
    }
}

/// What of a document can be marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The kind of the file.
    pub kind: FileKind,
    /// The places.
    pub body: Body,
    /// What will not leave in any case, and how often it is there.
    pub left_out: BTreeMap<LeftOut, u32>,
}

/// The places of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Pages of a PDF.
    Pages(Vec<Page>),
    /// Paragraphs of a Word document, headers and notes included.
    Passages(Vec<Passage>),
    /// Sheets of a workbook.
    Sheets(Vec<Sheet>),
    /// Lines of a text.
    Lines(Vec<String>),
    /// A picture.
    Picture {
        /// Points across.
        width: u32,
        /// Points down.
        height: u32,
    },
}

/// A page of a PDF.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Points across, as the page is shown.
    pub width: f32,
    /// Points down.
    pub height: f32,
    /// Lines of text, from top to bottom.
    pub lines: Vec<Line>,
    /// Pictures drawn.
    pub pictures: u32,
    /// Whether letters are drawn that nothing translates: such a page is marked by boxes or as a whole, and no phrase
    /// is found on it.
    pub is_unreadable: bool,
    /// Whether a font is missing that nothing stands in for: the page cannot become a picture that looks right.
    pub lacks_font: bool,
}

/// A line of text on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// From the left, in points.
    pub x: f32,
    /// From the top.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
    /// What it says.
    pub text: String,
    /// Whether no reader sees it: drawn over, without colour, outside the page. It never leaves.
    pub is_concealed: bool,
}

/// A paragraph of a Word document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// `document`, `header1`, `footnotes`.
    pub part: String,
    /// From 1, in the order of the part.
    pub number: u32,
    /// The cell it stands in, counted over all tables of the part.
    pub cell: Option<u32>,
    /// What it says.
    pub text: String,
    /// Pictures in it.
    pub pictures: u32,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether it is hidden.
    pub is_hidden: bool,
    /// Hidden rows, from 1.
    pub hidden_rows: Vec<u32>,
    /// Hidden columns, from 1.
    pub hidden_columns: Vec<u32>,
    /// Cells with something in them, row by row.
    pub cells: Vec<SheetCell>,
    /// Comments: cell, text. They never leave.
    pub comments: Vec<(String, String)>,
}

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCell {
    /// `B2`.
    pub at: String,
    /// What it shows, dates as dates.
    pub text: String,
    /// The formula behind it. It never leaves.
    pub formula: Option<String>,
    /// Whether its row, column or sheet is hidden.
    pub is_hidden: bool,
}

/// The file that is released.
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its kind, that of the original.
    pub kind: FileKind,
    /// What stays, as text, for readers who cannot see pages that became pictures; none of a picture.
    pub alternative: Option<String>,
    /// The texts that were withheld, for [`crate::verify`]. Personal: to be kept as carefully as the original.
    pub removed: Vec<String>,
    /// What happened.
    pub summary: Summary,
}

/// What happened to a document, for whoever marked it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many marks.
    pub marks: usize,
    /// How many places each mark met; a phrase may meet none.
    pub met: Vec<usize>,
    /// What was left out besides, and how often.
    pub left_out: BTreeMap<LeftOut, u32>,
    /// Pages that became pictures.
    pub pictured_pages: Vec<u32>,
    /// Pages that were withheld whole.
    pub withheld_pages: Vec<u32>,
    /// Pages or pictures in which no phrase could be looked for.
    pub unsearched: Vec<String>,
    /// Pages drawn without a font they need.
    pub lacks_font: Vec<u32>,
    /// Withheld words that stand elsewhere, undisclosed by no mark: a person has to look whether they should.
    pub also_stands_in: Vec<Elsewhere>,
    /// Cells that stay and were computed from withheld ones: they may tell what was withheld.
    pub computed_from: Vec<String>,
}

/// Withheld words that also stand in what stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Which of the withheld texts, from 0.
    pub removed: usize,
    /// Where they stand: a page, a paragraph, a cell.
    pub place: String,
}
