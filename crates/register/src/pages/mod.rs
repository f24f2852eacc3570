//! Pages of the register: the public list, a rule with its texts, comparisons, files; the register keeper's desk. The
//! map of addresses stands in the server.

pub mod amend;
pub mod cleanup;
pub mod compare;
pub mod desk;
pub mod draft;
mod facts;
pub mod files;
pub mod flags;
mod held;
mod json_ld;
pub mod list;
pub mod metadata;
#[cfg(test)]
mod office_samples;
pub mod policies;
pub mod record;
pub mod rule;
#[cfg(test)]
mod samples;
pub mod settings;
mod text;
mod words;

pub(crate) use facts::{download, leaning_kind};
pub(crate) use held::{Held, find_held, parts};
pub(crate) use words::*;
