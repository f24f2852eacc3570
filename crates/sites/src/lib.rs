//! Sites: one process serves many government web sites, each with its theme, sections, marks and banner.
//!
//! Called at the edge (which site is this host?), by everything that publishes, and by the desk pages of site and
//! platform administrators. It never knows what a section holds.
//!
//! Law: 国办函〔2018〕71号 (集约化); 国办发〔2017〕47号 (政府网站发展指引); 国办公开办函〔2019〕61号 (the disclosure section)

mod demo;
mod directory;
pub mod pages;
mod refused;
mod section;
mod site;
mod store;
mod theme;
mod verbs;

pub use demo::{load_demo, load_fifty_one};
pub use directory::Directory;
pub use refused::Refused;
pub use section::{FixedSection, Section, SectionClass};
pub use site::{Banner, BannerLevel, Block, BlockKind, Marks, Names, Site, SiteKind, Takes};
pub use store::{find, find_by_host, find_section, list, list_sections};
pub use theme::{Theme, contrast};
pub use verbs::{
    NewSection, SiteChange, change_section, change_site, close_site, find_mine, list_mine, lower_banner, open_section,
    open_site, raise_banner,
};
