//! Where an agency may publish: sections of its own sites, sections it answers for, and the portal of its region.

use crate::{Placement, Refused};
use identity::Agency;
use kernel::{Error, Fault, Tx};
use sites::{Section, Site, SiteKind};

/// The key of the only site of a hall that has set up none.
const MAIN: &str = "main";

/// Whether `agency` may publish to this section.
pub(crate) fn is_open_to(agency: &Agency, site: &Site, section: &Section) -> bool {
    let answers = section.agency.map_or(site.agency == agency.id, |a| a == agency.id);
    // The portal of a city is kept by all its departments and districts; a section with an agency of its own is not.
    let portal = site.kind == SiteKind::Portal
        && section.agency.is_none()
        && agency.region.starts_with(site.region.trim_end_matches("00"));
    site.is_open && section.is_open && (answers || portal)
}

/// Every open section the agency may publish to, site by site.
///
/// # Errors
/// A fault of the database.
pub(crate) fn list_open(tx: &mut Tx, agency: &Agency) -> Result<Vec<(Site, Vec<Section>)>, Fault> {
    let mut open = Vec::new();
    for site in sites::list(tx)? {
        let sections: Vec<Section> =
            sites::list_sections(tx, &site.key)?.into_iter().filter(|s| is_open_to(agency, &site, s)).collect();
        if !sections.is_empty() {
            open.push((site, sections));
        }
    }
    Ok(open)
}

/// # Errors
/// [`Refused::Placement`] for the first place that is not the agency's to publish to.
pub(crate) fn check(tx: &mut Tx, agency: &Agency, places: &[Placement]) -> Result<(), Error<Refused>> {
    for (site_key, section_key) in places {
        let refused = || Refused::Placement { place: format!("{site_key}/{section_key}") };
        let Some(site) = sites::find(tx, site_key)? else {
            if site_key == MAIN && sites::list(tx)?.is_empty() {
                continue;
            }
            return Err(refused().into());
        };
        let section = sites::find_section(tx, site_key, section_key)?.ok_or_else(refused)?;
        if !is_open_to(agency, &site, &section) {
            return Err(refused().into());
        }
    }
    Ok(())
}
