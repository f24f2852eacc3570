//! Addresses that must be in a mirror whether a page links to them or not.

use crate::sitemap::{Place, pieces, places};
use kernel::{Fault, Id, Tx};

/// Everything the site map names, the tombstones of what was withdrawn, and the page of the site map itself.
///
/// # Errors
/// A fault of the database.
pub fn starts(tx: &mut Tx, site: &str) -> Result<Vec<String>, Fault> {
    let mut out = vec!["/site-map".to_owned()];
    for (piece, _) in pieces(tx, site)? {
        let found: Vec<Place> = places(tx, site, &piece)?.unwrap_or_default();
        out.extend(found.into_iter().map(|p| p.path));
    }
    let mut after: Option<Id> = None;
    loop {
        let found = publishing::list_withdrawn(tx, after, 500)?;
        let Some(last) = found.last() else { break };
        after = Some(last.id);
        out.extend(found.iter().map(publishing::Published::href));
    }
    Ok(out)
}
