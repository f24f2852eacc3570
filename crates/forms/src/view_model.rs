//! The structs a page writes down: owned, flat, everything worded. `view` makes them.

use crate::value::FileAnswer;

/// The kind of control. Parts, rows, options and levels are in the fields of [`FieldView`] named beside each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Control {
    /// One line: `value`, `max_length`, `input_mode`, `autocomplete`, `unit`.
    #[default]
    Line,
    /// Several lines: `value`, `lines`, `max_length`.
    Lines,
    /// A date: `value` is ISO where it reads, else as typed.
    Date,
    /// One of `options`; a hidden empty control of the same name stands before them.
    Radio,
    /// Several of `options`; a hidden empty control of the same name stands before them.
    Checkboxes,
    /// One of `options` in a list; the first, empty one is the template's.
    Select,
    /// Several lists, one for each of `levels`, all of the same name, and the button [`crate::REGION_BUTTON`] with
    /// `button_value` while `can_go_deeper`.
    Regions,
    /// A field set of `parts`: person, organisation, address.
    Parts,
    /// Files: `files`, `accept`, `most`, `megabytes`, `material`; adding is the page's own.
    Upload,
    /// A repeating group: `rows`, `can_add` with the button [`crate::ADD_BUTTON`] and `button_value`.
    Group,
    /// Computed: `text`.
    Computed,
    /// A text to read: `text`; paragraphs are separated by blank lines.
    Information,
    /// A box to tick (value `yes`) beside `text`; `ticked`; a hidden empty control of the same name stands before it.
    Declaration,
}

/// One field as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldView {
    /// What it is.
    pub control: Control,
    /// Path in the answers: `partners[2].name`.
    pub path: String,
    /// Name of the control: `partners.2.name`.
    pub name: String,
    /// Id of the control: `partners-2-name`.
    pub id: String,
    /// Label.
    pub label: String,
    /// Below the label.
    pub hint: Option<String>,
    /// As typed.
    pub value: String,
    /// What is read: information, declaration, computed value, or the answer in words where the field is locked.
    pub text: String,
    /// Sentences, most important first.
    pub errors: Vec<String>,
    /// Must be filled.
    pub required: bool,
    /// May not be changed (a correction that does not reopen it). Post nothing for it.
    pub locked: bool,
    /// Sentence on the origin of a prefilled value.
    pub prefilled: Option<String>,
    /// Of choices.
    pub options: Vec<OptionView>,
    /// Of persons, organisations, addresses.
    pub parts: Vec<FieldView>,
    /// Of groups.
    pub rows: Vec<RowView>,
    /// Of uploads.
    pub files: Vec<FileView>,
    /// Of regions.
    pub levels: Vec<LevelView>,
    /// Lines of a larger box.
    pub lines: u32,
    /// Most characters.
    pub max_length: Option<usize>,
    /// HTML `inputmode`; empty for text.
    pub input_mode: &'static str,
    /// HTML `autocomplete`; empty for none.
    pub autocomplete: &'static str,
    /// Unit behind the value.
    pub unit: Option<String>,
    /// Ticked.
    pub ticked: bool,
    /// A row or file may be added.
    pub can_add: bool,
    /// There are regions below the chosen one to choose from.
    pub can_go_deeper: bool,
    /// Value of the add or region button.
    pub button_value: String,
    /// Kinds of file for `accept`: `.pdf,.jpg,application/pdf`.
    pub accept: String,
    /// Kinds of file in words: `pdf, jpg`.
    pub accept_words: String,
    /// Most files or rows.
    pub most: usize,
    /// Megabytes per file.
    pub megabytes: u32,
    /// Material that an upload answers.
    pub material: String,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionView {
    /// Id of the control.
    pub id: String,
    /// Value of the control.
    pub code: String,
    /// Label.
    pub label: String,
    /// Below the label.
    pub hint: Option<String>,
    /// Chosen.
    pub selected: bool,
}

/// One row of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowView {
    /// `partners[2]`.
    pub path: String,
    /// Id of the row's element.
    pub id: String,
    /// 合伙人 3.
    pub title: String,
    /// Fields that are shown.
    pub fields: Vec<FieldView>,
    /// Value of the button [`crate::REMOVE_BUTTON`]; `None` where the row must stay.
    pub remove_value: Option<String>,
}

/// One file of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// What it is.
    pub file: FileAnswer,
    /// Value of the button [`crate::REMOVE_BUTTON`]; `None` where the field is locked.
    pub remove_value: Option<String>,
}

/// One list of regions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelView {
    /// Id of the list.
    pub id: String,
    /// Province, city, county, township, village.
    pub label: String,
    /// Regions to choose from.
    pub options: Vec<OptionView>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionView {
    /// Key, for the URL.
    pub key: String,
    /// Heading.
    pub title: String,
    /// Below the heading.
    pub hint: Option<String>,
    /// From 1, among the pages that are shown.
    pub number: usize,
    /// Fields that are shown.
    pub fields: Vec<FieldView>,
}

/// One page in the list of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionOutline {
    /// Key, for the URL.
    pub key: String,
    /// Heading.
    pub title: String,
    /// From 1, among the pages that are shown.
    pub number: usize,
    /// How many answers are wrong.
    pub wrong: usize,
    /// How many required answers are absent.
    pub absent: usize,
}

/// One line of the list of errors above a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorView {
    /// Id of the control to jump to.
    pub id: String,
    /// Key of its page.
    pub section: String,
    /// What is wrong.
    pub sentence: String,
}
