//! HTML as it is pasted or found → HTML as the hall publishes it.
//!
//! Word processors and old websites give inline styles, tables for layout, headings that are only bold, scripts and
//! pictures inside addresses. [`clean`] reads all of it with a real parser, keeps the meaning and writes it anew from a
//! small set of elements; what was changed stands in [`Cleaned::notes`]. The last word has `ammonia`: nothing is given
//! out that did not pass its list of allowed elements and addresses, whatever the code before it believed.

mod address;
mod outline;
mod read;
mod shape;
mod space;
mod table;
mod tree;
mod write;

pub use outline::{Plain, PlainCell, PlainTable, outline};
pub(crate) use tree::{Refusal, parse};

use kernel::words;
use std::collections::BTreeMap;

/// More bytes than this are refused: no document is that long, and a paste with pictures inside belongs into a file.
pub const MAX_BYTES: usize = 16 << 20;
/// Elements nested deeper than this are refused: no document needs it, and every later reader would suffer.
pub const MAX_DEPTH: usize = 256;

words! {
    /// What [`clean`] changed or could not decide; the language files say it as `screen-note-<word>`.
    pub enum Note {
        /// Scripts, frames, forms, embedded objects and drawings were removed with their content.
        ScriptRemoved = "script-removed",
        /// Attributes that run code were removed.
        HandlerRemoved = "handler-removed",
        /// An address that may run code or leads nowhere lost its link; the text stays.
        LinkRefused = "link-refused",
        /// A picture inside an address was removed: it belongs into an attachment.
        ImageEmbedded = "image-embedded",
        /// A picture that stands neither under /files nor under https was removed.
        ImageForeign = "image-foreign",
        /// A picture without a text alternative.
        ImageWithoutAlt = "image-without-alt",
        /// Text that no reader would have seen was removed.
        HiddenRemoved = "hidden-removed",
        /// Text that a reviser had struck out was removed.
        DeletedRemoved = "deleted-removed",
        /// Text was crossed out; it stays, without the line through it.
        StruckKept = "struck-kept",
        /// A table that only arranged the page was taken apart.
        LayoutUnwrapped = "layout-unwrapped",
        /// The first row or rows of a table of data became its header.
        HeaderPromoted = "header-promoted",
        /// A table of data in which no row is clearly its header.
        HeaderUnclear = "header-unclear",
        /// A row or paragraph became the caption of a table.
        CaptionMade = "caption-made",
        /// A centred bold paragraph became a heading.
        HeadingMade = "heading-made",
        /// The title at the top was dropped because the page shows it already.
        TitleDropped = "title-dropped",
        /// The levels of headings were put in order.
        LevelsOrdered = "levels-ordered",
        /// Paragraphs with bullets became a list.
        ListMade = "list-made",
        /// Empty paragraphs were removed.
        EmptyRemoved = "empty-removed",
        /// Broken spaces such as `&sp;` were removed.
        BrokenEntity = "broken-entity",
        /// Refused: more than [`MAX_BYTES`].
        TooLarge = "too-large",
        /// Refused: nested deeper than [`MAX_DEPTH`].
        TooDeep = "too-deep",
    }
}

/// What was changed, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes(BTreeMap<Note, usize>);

impl Notes {
    pub(crate) fn add(&mut self, note: Note) {
        self.add_many(note, 1);
    }

    pub(crate) fn add_many(&mut self, note: Note, count: usize) {
        if count > 0 {
            *self.0.entry(note).or_default() += count;
        }
    }

    /// How often `note` was made; 0 when it was not.
    pub fn count(&self, note: Note) -> usize {
        self.0.get(&note).copied().unwrap_or(0)
    }

    /// Whether `note` was made.
    pub fn has(&self, note: Note) -> bool {
        self.0.contains_key(&note)
    }

    /// Every note with its count, in the order of [`Note::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Note, usize)> {
        self.0.iter().map(|(note, count)| (*note, *count))
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What [`clean`] gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Clean HTML, one block a line; empty when the input was refused.
    pub html: String,
    /// The same as plain text: a line for each block, cells separated by tabs.
    pub text: String,
    /// What was changed.
    pub notes: Notes,
}

impl Cleaned {
    /// Whether the input was too large or too deeply nested to be read; then `html` and `text` are empty.
    pub fn is_refused(&self) -> bool {
        self.notes.has(Note::TooLarge) || self.notes.has(Note::TooDeep)
    }

    fn refused(why: Refusal) -> Cleaned {
        let mut notes = Notes::default();
        notes.add(match why {
            Refusal::TooLarge => Note::TooLarge,
            Refusal::TooDeep => Note::TooDeep,
        });
        Cleaned { notes, ..Cleaned::default() }
    }
}

/// Makes clean, accessible HTML of whatever is given. Cleaning what is clean changes nothing.
pub fn clean(input: &str) -> Cleaned {
    clean_titled(input, "")
}

/// [`clean`] for a page that shows `title` itself: the same title at the top of the text is dropped, even when it is
/// broken over several centred lines.
pub fn clean_titled(input: &str, title: &str) -> Cleaned {
    let page = match parse(input) {
        Ok(page) => page,
        Err(why) => return Cleaned::refused(why),
    };
    let mut notes = Notes::default();
    let blocks = read::blocks(&page, &mut notes);
    let blocks = shape::shape(blocks, title, &mut notes);
    let text = write::text(&blocks);
    Cleaned { html: write::guard(&write::html(&blocks)), text, notes }
}

/// The text of any HTML, without changing its order: a line for each block, cells separated by tabs, nothing of scripts
/// or of what is hidden. Empty when the input is refused as in [`clean`].
pub fn to_text(html: &str) -> String {
    match parse(html) {
        Ok(page) => write::text(&shape::tidy(read::blocks(&page, &mut Notes::default()))),
        Err(_) => String::new(),
    }
}
