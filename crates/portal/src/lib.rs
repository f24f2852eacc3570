//! The public face across concepts: home pages of sites, the search box, feeds, site map, open data, the static mirror.
