//! Catalogue of service items (政务服务事项): versions, publish gate, guide and guidance, import.
//!
//! The pure parts (record, dictionaries, gate, guidance, catalogue files) know neither database nor pages.

pub mod catalogue_file;
pub mod demonstration;
pub mod dictionary;
pub mod gate;
pub mod guidance;
pub mod item;
pub mod json_ld;
pub mod material;

pub mod api;
mod catalogue;
pub mod demo;
mod forms_store;
pub mod hall;
pub mod import;
mod leaning;
pub mod pages;
mod record;
mod refused;
pub mod search;
mod store;

pub use catalogue::{
    add_node, find_draft, find_item, find_item_by_slug, find_published, find_version, findings, gate_context,
    list_published, list_versions, publish, save_draft, withdraw,
};
pub use demo::{load_demo, load_demo_agencies};
pub use forms_store::{add_form, find_form};
pub use record::{ItemRecord, NewNode, NodeKind, Published, Version, VersionState};
pub use refused::Refused;
