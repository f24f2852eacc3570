//! Pages of the register: the public list, a rule with its texts, comparisons, files; the register keeper's desk. The
//! map of addresses stands in the server.

pub mod compare;
mod facts;
pub mod files;
mod held;
mod json_ld;
pub mod list;
pub mod rule;
mod text;
mod words;

pub(crate) use facts::download;
pub(crate) use words::*;
