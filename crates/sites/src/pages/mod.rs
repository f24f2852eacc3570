//! The desk pages of platform and site administrators, and the stylesheet of a site's theme.

mod look;

pub use look::stylesheet;
