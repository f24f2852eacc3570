//! The engine of official documents: a template's name and its data become a PDF.
//!
//! The concepts hand JSON to [`kernel::Typesetter`]; `server` gives them a [`Press`], which keeps one child process of the same binary
//! (hidden subcommand [`WORKER`], body [`worker_main`]) and ends it when idle. The engine opens no file, no socket and no clock: fonts and
//! templates are in the binary, the date is in the data. It never decides what a document says and never evaluates text.

pub mod annual_paper;
mod engine;
pub mod papers;
mod prepare;
mod press;
mod worker;

pub use engine::{Pdf, TEMPLATES, fonts, typeset};
pub use press::Press;
pub use worker::{WORKER, worker_main};
