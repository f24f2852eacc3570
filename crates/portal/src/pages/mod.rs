//! The pages of the portal.

mod data;
mod desk_search;
mod feeds;
mod home;
mod search;
mod search_shown;
mod site_map;
mod streaming;
pub(crate) mod suggest;

pub use crate::api::search as api_search;
pub use data::{data, data_file};
pub use desk_search::{save as save_synonyms, show as synonyms};
pub use feeds::{rules_feed, search_feed, section_feed, site_feed};
pub use home::home;
pub use search::search;
pub use search_shown::Asked;
pub use site_map::{robots, site_map, sitemap_index, sitemap_piece};
pub use suggest::suggestions;

use kernel::Office;
use web::Visit;

/// Where this site stands for the world, without a slash at the end.
pub(crate) fn address(visit: &Visit, office: &Office) -> String {
    let site = visit.site();
    let own = if site.address.is_empty() { office.public_url.as_str() } else { site.address.as_str() };
    own.trim_end_matches('/').to_owned()
}

/// The site's name for the reader, the hall's where there are no sites.
pub(crate) fn site_name(visit: &Visit) -> String {
    visit.site().name(visit.tr.lang()).map_or_else(|| visit.tr.s("site-name").into_owned(), str::to_owned)
}
