//! What the monitor asks of the other concepts. The server implements [`Sources`]; whatever it does not override is
//! answered from publishing and items.

use crate::{Guides, Interaction, Prober, SectionFact, rules};
use items::search::{Filter, Seek};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Tx, cx::legal_date};
use sites::{Site, SiteKind};
use std::collections::BTreeMap;

/// A service whose guide lacks elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// The last part of its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The agency that offers it.
    pub agency: Id,
    /// Keys of the elements it lacks.
    pub missing: Vec<&'static str>,
}

/// A request of the public that nobody answered within its statutory limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueRequest {
    /// Its number; nothing of whoever asked.
    pub number: String,
    /// The agency that owes the answer.
    pub agency: Id,
    /// The last day on which it could have been answered in time.
    pub due_on: Date,
    /// Where the agency handles it.
    pub href: String,
}

/// Where facts come from.
pub trait Sources: Send + Sync {
    /// Who asks the network.
    fn prober(&self) -> &dyn Prober;

    /// The open sections of a site and how old they are.
    ///
    /// # Errors
    /// A fault of the database.
    fn sections(&self, tx: &mut Tx, site: &Site) -> Result<Vec<SectionFact>, Fault> {
        sections_of(tx, site)
    }

    /// The services of a site whose guides lack anything, and how many services there are.
    ///
    /// # Errors
    /// A fault of the database.
    fn guides(&self, tx: &mut Tx, site: &Site) -> Result<(Guides, Vec<Guide>), Fault> {
        guides_of(tx, site)
    }

    /// Questions of the public and their answers.
    ///
    /// # Errors
    /// A fault of the database.
    fn interaction(&self, _tx: &mut Tx, _site: &Site) -> Result<Interaction, Fault> {
        Ok(Interaction::NoChannel)
    }

    /// Requests of the public to the agencies of a site (disclosure requests, questions) whose limit has passed without an
    /// answer; each becomes a finding of its agency and stays one until it is answered. They are no veto indicator: that
    /// one counts questions of the public, see [`Sources::interaction`]. Each request belongs to one site's answer only,
    /// so that it is not listed twice. None where nobody feeds them.
    ///
    /// # Errors
    /// A fault of the database.
    fn overdue_requests(&self, _tx: &mut Tx, _cx: &Cx, _site: &Site) -> Result<Vec<OverdueRequest>, Fault> {
        Ok(Vec::new())
    }
}

/// Sources with nothing of their own but the prober.
pub struct HallSources<P: Prober>(pub P);

impl<P: Prober> Sources for HallSources<P> {
    fn prober(&self) -> &dyn Prober {
        &self.0
    }
}

/// What stands below a section counts for it too.
fn sections_of(tx: &mut Tx, site: &Site) -> Result<Vec<SectionFact>, Fault> {
    let sections = sites::list_sections(tx, &site.key)?;
    let ages: BTreeMap<String, (i64, Option<Date>)> = publishing::section_ages(tx, &site.key)?
        .into_iter()
        .map(|a| (a.section, (a.count, a.latest.map(legal_date))))
        .collect();
    let is_below = |key: &str, above: &str| {
        let mut at = Some(key.to_owned());
        for _ in 0..9 {
            match at {
                Some(k) if k == above => return true,
                Some(k) => at = sections.iter().find(|s| s.key == k).and_then(|s| s.parent.clone()),
                None => return false,
            }
        }
        false
    };
    Ok(sections
        .iter()
        .filter(|s| s.is_open)
        .map(|s| {
            let own = sections.iter().filter(|o| is_below(&o.key, &s.key)).filter_map(|o| ages.get(&o.key));
            let (count, latest) = own.fold((0, None), |(n, latest), (count, at)| (n + count, latest.max(*at)));
            SectionFact {
                key: s.key.clone(),
                class: s.class,
                days: s.days(),
                is_top: s.parent.is_none(),
                count,
                latest,
            }
        })
        .collect())
}

/// The kinds of elements that the inspection names, each with whether a guide has it.
fn missing(v: &items::item::ItemVersion) -> Vec<&'static str> {
    let has = [
        ("name", !v.name.trim().is_empty()),
        ("basis", !v.legal_basis.is_empty()),
        ("conditions", v.conditions.iter().any(|c| !c.trim().is_empty())),
        ("materials", !v.materials.is_empty()),
        ("place", v.places.iter().any(|p| !p.address.trim().is_empty()) || v.online_address.is_some()),
        ("hours", v.places.iter().any(|p| !p.hours.trim().is_empty())),
        ("phone", v.consultation.as_ref().is_some_and(|c| !c.phone.trim().is_empty())),
        ("steps", !v.steps.is_empty()),
    ];
    has.into_iter().filter(|(_, there)| !there).map(|(key, _)| key).collect()
}

/// A department answers for its own items, a portal for those of its region. A portal whose region has none of its own
/// offers those of the regions above, which its catalogue shows as well: it has services, and their guides are theirs to
/// complete who wrote them.
fn guides_of(tx: &mut Tx, site: &Site) -> Result<(Guides, Vec<Guide>), Fault> {
    let agencies = identity::list_agencies(tx)?;
    let above: Vec<String> = identity::path_of(tx, &site.region)?.into_iter().map(|r| r.code).collect();
    let region_of = |id: Id| agencies.iter().find(|a| a.id == id).map(|a| a.region.as_str());
    let (mut all, mut lacking, mut from_above, mut found) = (0, 0, 0, Vec::new());
    let mut seek = Seek::Start;
    loop {
        let page = items::list_published(tx, &Filter::of_query(""), &seek, 100)?;
        let Some(last) = page.last() else { break };
        seek = Seek::After(last.item.id);
        for p in &page {
            let body = &p.version.body;
            let agency = p.item.agency;
            let region = region_of(agency);
            let ours = match site.kind {
                SiteKind::Portal => region == Some(site.region.as_str()),
                SiteKind::Department | SiteKind::Special => agency == site.agency,
            };
            if !ours {
                from_above += i64::from(region.is_some_and(|r| above.iter().any(|a| a == r)));
                continue;
            }
            all += 1;
            let missing = missing(body);
            if missing.len() >= rules().services.elements {
                lacking += 1;
            }
            if !missing.is_empty() {
                let (slug, name) = (p.item.slug.clone(), body.name.clone());
                found.push(Guide { slug, name, agency, missing });
            }
        }
        if page.len() < 100 {
            break;
        }
    }
    let incomplete = found.len() as i64;
    let guides = match (all, site.kind) {
        (0, SiteKind::Portal) if from_above > 0 => Guides::Offered { all: from_above, lacking: 0, incomplete: 0 },
        (0, SiteKind::Portal) => Guides::None,
        (0, _) => Guides::NotApplicable,
        _ => Guides::Offered { all, lacking, incomplete },
    };
    Ok((guides, found))
}
