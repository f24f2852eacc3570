//! Catalogue of service items (政务服务事项): versions, publish gate, guide and guidance, import.
//!
//! The pure parts (record, dictionaries, gate, guidance, catalogue files) know neither database nor pages.

pub mod catalogue_file;
pub mod demonstration;
pub mod dictionary;
pub mod gate;
pub mod guidance;
pub mod item;
pub mod material;
