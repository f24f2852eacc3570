//! Addresses that must be in a mirror whether a page links to them or not.

use super::{Limits, Order};
use crate::site_address;
use crate::sitemap::{Place, pieces, places};
use kernel::{Error, Fault, Id, Lang, Never, Office, Tx, journal};
use web::Tr;

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

/// The order for the mirror of one open site, as the office stands now; `None`: there is no such site. Pages are to be
/// asked for with the first host of the site (the host of [`Order::address`]).
///
/// # Errors
/// A fault of the database.
pub fn order_for<'a>(
    office: &Office,
    site: &str,
    limits: Limits,
    is_over: &'a dyn Fn() -> bool,
) -> Result<Option<Order<'a>>, Fault> {
    let at = office.clock.now();
    let found = office.db.read(|tx| {
        let Some(found) = sites::find(tx, site)?.filter(|s| s.is_open) else { return Ok(None) };
        let seal = journal::last_seal(tx)?.map(|s| (s.n, s.hash.to_string()));
        Ok::<_, Error<Never>>(Some((found, starts(tx, site)?, seal)))
    })?;
    Ok(found.map(|(found, starts, seal)| Order {
        site: found.key.clone(),
        name: found.names.of(Lang::ZhCn).to_owned(),
        address: site_address(&found, &office.public_url, "").trim_end_matches('/').to_owned(),
        at,
        tr: Tr::new(Lang::ZhCn),
        seal,
        starts,
        limits,
        is_over,
    }))
}
