//! The desk pages of platform and site administrators, and the stylesheet of a site's theme.

pub mod desk;
pub mod desk_banner;
pub mod desk_facts;
pub mod desk_home;
pub mod desk_sections;
mod look;
#[cfg(test)]
mod samples;

pub use look::stylesheet;
