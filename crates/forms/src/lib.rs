//! Forms: definitions as versioned data, and what follows from answers. See `FORMAT.md` for the file format.
//!
//! Called by `items` (definitions of an item), `cases` (drafts, submission, correction), the page kit (view models) and
//! `documents` (summaries). Pure: it knows no page, no database, no clock and no file; the day and the tree of regions are
//! passed in. It never panics on any definition or any answers.
//!
//! The way of a form: [`Definition::parse`] once → [`prefill`] a new draft → [`Posted::read`] each post and merge it into the
//! draft → [`evaluate`] → [`view`] the page, or [`Evaluation::submission`] → later [`Correction`] where a notice reopens
//! fields, and [`changes`] for the clerk.

mod answers;
mod build;
mod build_kind;
mod compute;
mod correction;
mod decimal;
mod definition;
mod demands;
mod evaluation;
mod fault;
mod formats;
mod formula;
mod message;
mod path;
mod posted;
mod prefill;
mod problem;
mod reading;
mod region;
mod source;
mod syntax;
mod text;
mod value;
mod view;
mod view_model;

pub use answers::{Answer, Answers, MOST_BYTES, MOST_DEPTH, MOST_LEAVES, MOST_ROWS, TooLarge};
pub use compute::ComputeFault;
pub use correction::{Change, Corrected, Correction, changes};
pub use decimal::Decimal;
pub use definition::Definition;
pub use evaluation::{Context, Evaluation, Finding, Submission, evaluate};
pub use fault::{Fault, Strictness};
pub use message::{Message, Words};
pub use path::{Path, Step};
pub use posted::{ADD_BUTTON, Action, Posted, REGION_BUTTON, REMOVE_BUTTON};
pub use prefill::{Prefill, Prefills, Source, prefill};
pub use problem::{DefinitionFault, Problem, Unreadable};
pub use reading::{Masking, Reader, SummaryKind, SummaryRow, SummarySection, summary};
pub use region::{ListedRegions, RegionOption, RegionTree};
pub use source::{BoundSource, FieldSource, FormSource, OptionSource, RequiredSource, RuleSource, SectionSource};
pub use text::Text;
pub use value::{FileAnswer, Value};
pub use view::{Showing, errors, outline, view, view_section};
pub use view_model::{
    Control, ErrorView, FieldView, FileView, LevelView, OptionView, RowView, SectionOutline, SectionView,
};
