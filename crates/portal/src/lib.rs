//! The public face across concepts: home pages of sites, the search box, feeds, site map, open data, the static mirror.
//!
//! Called by the server alone: its pages, its nightly run and its command `mirror`. It reads what the concepts below it
//! make public and never changes any of it; its own are the synonyms of the search and the count of searches that found
//! nothing.

pub mod api;
mod atom;
mod content;
mod datasets;
mod finder;
mod json_ld;
pub mod mirror;
mod misses;
pub mod pages;
mod refused;
mod robots;
mod sitemap;
mod store;
mod synonyms;

pub use content::{BlockContent, HomeContent, Line, RuleLine, home_content, site_address};
pub use datasets::{DATASETS, Dataset, LICENCE_ADDRESS, LICENCE_NAME, find_dataset, write_dataset};
pub use finder::{Finder, HallFigures, HallNumbers, Health};
pub use json_ld::{catalogue, government_service, organisation, script, web_site};
pub use misses::{Misses, keep_misses};
pub use refused::Refused;
pub use store::{SynonymVersion, find_synonyms, list_misses, list_synonym_versions};
pub use synonyms::{LineFault, LineFaultKind, change_synonyms, lines_of, parse_lines, synonyms_in_force};
