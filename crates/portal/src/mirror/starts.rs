//! Addresses that must be in a mirror whether a page links to them or not.

use super::{Downloads, Limits, Order};
use crate::site_address;
use crate::sitemap::{Place, pieces, places};
use kernel::{Error, Fault, Id, Lang, Never, Office, Tx, journal};
use web::Tr;

/// Everything the site map names, the tombstones of what was withdrawn from this site, its feeds, the page of the site map
/// and that of the open data.
///
/// # Errors
/// A fault of the database.
pub fn starts(tx: &mut Tx, site: &str) -> Result<Vec<String>, Fault> {
    let mut out: Vec<String> =
        ["/site-map", "/data", "/feeds/site.atom", "/feeds/rules.atom"].map(str::to_owned).to_vec();
    let open = sites::list_sections(tx, site)?.into_iter().filter(|s| s.is_open);
    out.extend(open.map(|s| format!("/feeds/sections/{}.atom", s.key)));
    for (piece, _) in pieces(tx, site)? {
        let found: Vec<Place> = places(tx, site, &piece)?.unwrap_or_default();
        out.extend(found.into_iter().map(|p| p.path));
    }
    let mut after: Option<Id> = None;
    loop {
        let found = publishing::list_withdrawn(tx, after, 500)?;
        let Some(last) = found.last() else { break };
        after = Some(last.id);
        for withdrawn in &found {
            if publishing::sites_of_withdrawn(tx, withdrawn)?.iter().any(|s| s == site) {
                out.push(withdrawn.href());
            }
        }
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
        // Rules, items and open data are the same on every site: the first of the platform keeps their files, the others
        // lead there, so that a night typesets each text once and not once for each of fifty sites.
        let first = sites::list(tx)?.into_iter().find(|s| s.is_open && !s.hosts.is_empty());
        let downloads = if first.is_some_and(|f| f.key == site) { Downloads::Kept } else { Downloads::Left };
        Ok::<_, Error<Never>>(Some((found, starts(tx, site)?, seal, downloads)))
    })?;
    Ok(found.map(|(found, starts, seal, downloads)| Order {
        site: found.key.clone(),
        name: found.names.of(Lang::ZhCn).to_owned(),
        address: site_address(&found, &office.public_url, "").trim_end_matches('/').to_owned(),
        at,
        tr: Tr::new(Lang::ZhCn),
        seal,
        starts,
        downloads,
        limits,
        is_over,
    }))
}
