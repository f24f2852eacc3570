//! What the keepers of sites do. A platform administrator opens and closes sites; a site administrator of the agency
//! that runs a site changes its look, its sections and its banner. The two are separate posts.

use crate::site::{Banner, BannerLevel, Block, Marks, Names, Site, SiteKind};
use crate::{FixedSection, Refused, Section, SectionClass, Theme, store};
use jiff::Timestamp;
use kernel::{Cx, Error, Fault, Id, Lang, Role, Tx, Who, journal};
use serde_json::json;

/// What of a site can be set. Everything together, as the page sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteChange {
    /// Its name.
    pub names: Names,
    /// Its host names.
    pub hosts: Vec<String>,
    /// Its colours.
    pub theme: Theme,
    /// Its languages; Chinese is always one.
    pub languages: Vec<Lang>,
    /// Its home page.
    pub blocks: Vec<Block>,
    /// The marks at its foot.
    pub marks: Marks,
}

/// A section to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSection {
    /// Its word in addresses.
    pub key: String,
    /// Its name.
    pub names: Names,
    /// The section it belongs to.
    pub parent: Option<String>,
    /// How it must be kept up.
    pub class: SectionClass,
    /// Its own cycle in days.
    pub cycle_days: Option<i64>,
    /// Which fixed part of the disclosure section it is; set by the hall alone.
    pub fixed: Option<FixedSection>,
    /// The agency that answers for it.
    pub agency: Option<Id>,
    /// Sorts it among its sisters.
    pub place: i64,
}

pub(crate) fn may_open(cx: &Cx) -> bool {
    matches!(cx.who, Who::System(_)) || cx.who.holds_anywhere(Role::PlatformAdmin)
}

fn may_change(cx: &Cx, agency: Id) -> bool {
    matches!(cx.who, Who::System(_)) || cx.who.holds(agency, Role::SiteAdmin)
}

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && key.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_host(host: &str) -> bool {
    (1..=253).contains(&host.len())
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
}

fn check(change: &SiteChange) -> Result<(), Refused> {
    if change.names.zh.trim().is_empty() {
        return Err(Refused::NoName);
    }
    if let Some(bad) = change.hosts.iter().find(|h| !is_host(h)) {
        return Err(Refused::BadHost(bad.clone()));
    }
    if let Some((colour, tenths)) = change.theme.faint() {
        return Err(Refused::Faint(colour, tenths));
    }
    let marks = &change.marks;
    for (name, value) in [("host", &marks.host), ("operator", &marks.operator), ("contact", &marks.contact)] {
        if value.trim().is_empty() {
            return Err(Refused::BadMark(name));
        }
    }
    if codes::SiteCode::parse(&marks.site_code).is_err() {
        return Err(Refused::BadMark("site-code"));
    }
    Ok(())
}

fn put_hosts(tx: &mut Tx, key: &str, hosts: &[String]) -> Result<(), Error<Refused>> {
    match store::put_hosts(tx, key, hosts)? {
        Some(taken) => Err(Refused::HostInUse(taken).into()),
        None => Ok(()),
    }
}

/// Opens a site with the four fixed parts of its disclosure section.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn open_site(
    tx: &mut Tx,
    cx: &Cx,
    key: &str,
    kind: SiteKind,
    (agency, region): (Id, &str),
    change: &SiteChange,
) -> Result<Site, Error<Refused>> {
    if !may_open(cx) {
        return Err(Refused::NotThere.into());
    }
    if !is_key(key) {
        return Err(Refused::BadKey.into());
    }
    // Blocks may name sections only once these are there.
    check(change)?;
    let site = Site {
        id: Id::new(),
        key: key.to_owned(),
        kind,
        agency,
        region: region.to_owned(),
        names: change.names.clone(),
        hosts: change.hosts.clone(),
        theme: change.theme.clone(),
        languages: change.languages.clone(),
        blocks: change.blocks.clone(),
        marks: change.marks.clone(),
        banner: None,
        is_open: true,
        version: 1,
    };
    let place = store::place_of_next(tx)?;
    if !store::insert(tx, cx, &site, place)? {
        return Err(Refused::KeyInUse(key.to_owned()).into());
    }
    put_hosts(tx, key, &site.hosts)?;
    for (n, fixed) in FixedSection::ALL.iter().enumerate() {
        let class = match fixed {
            FixedSection::StatutoryDisclosure => SectionClass::Notice,
            _ => SectionClass::Static,
        };
        let new = NewSection {
            key: fixed.as_str().to_owned(),
            names: crate::demo::fixed_names(*fixed),
            parent: None,
            class,
            cycle_days: None,
            fixed: Some(*fixed),
            agency: None,
            place: 900 + n as i64,
        };
        add_section(tx, cx, key, &new)?;
    }
    journal::note(tx, cx, "site-open", Some(&site.id.to_string()), &json!({ "site": key }))?;
    Ok(site)
}

/// The sites the acting person may change, in their place: all of them for a platform administrator.
///
/// # Errors
/// A fault of the database.
pub fn list_mine(tx: &mut Tx, cx: &Cx) -> Result<Vec<Site>, Fault> {
    let all = may_open(cx);
    Ok(store::list(tx)?.into_iter().filter(|s| all || may_change(cx, s.agency)).collect())
}

/// The site, when the acting person may change it.
///
/// # Errors
/// [`Refused::NotThere`]; a fault of the database.
pub fn find_mine(tx: &mut Tx, cx: &Cx, key: &str) -> Result<Site, Error<Refused>> {
    mine(tx, cx, key)
}

/// The site, when the acting person may change it.
fn mine(tx: &mut Tx, cx: &Cx, key: &str) -> Result<Site, Error<Refused>> {
    let site = store::find(tx, key)?.ok_or(Refused::NotThere)?;
    if may_change(cx, site.agency) || may_open(cx) { Ok(site) } else { Err(Refused::NotThere.into()) }
}

fn save(tx: &mut Tx, cx: &Cx, site: &Site, seen: i64, kind: &str) -> Result<(), Error<Refused>> {
    if !store::update(tx, cx, site, seen)? {
        return Err(Refused::Stale.into());
    }
    journal::note(tx, cx, kind, Some(&site.id.to_string()), &json!({ "site": site.key, "version": seen + 1 }))?;
    Ok(())
}

/// Changes name, hosts, look, home page and marks.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn change_site(tx: &mut Tx, cx: &Cx, key: &str, seen: i64, change: &SiteChange) -> Result<(), Error<Refused>> {
    let mut site = mine(tx, cx, key)?;
    check(change)?;
    let sections = store::list_sections(tx, key)?;
    let named = change.blocks.iter().flat_map(|b| &b.sections);
    if let Some(unknown) = named.into_iter().find(|k| !sections.iter().any(|s| s.key == **k)) {
        return Err(Refused::UnknownSection(unknown.clone()).into());
    }
    site.names = change.names.clone();
    site.hosts = change.hosts.clone();
    site.theme = change.theme.clone();
    site.languages = change.languages.clone();
    site.blocks = change.blocks.clone();
    site.marks = change.marks.clone();
    save(tx, cx, &site, seen, "site-change")?;
    put_hosts(tx, key, &site.hosts)
}

/// Closes a site: its hosts answer no more; nothing it published is deleted.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn close_site(tx: &mut Tx, cx: &Cx, key: &str, seen: i64) -> Result<(), Error<Refused>> {
    if !may_open(cx) {
        return Err(Refused::NotThere.into());
    }
    let mut site = store::find(tx, key)?.ok_or(Refused::NotThere)?;
    site.is_open = false;
    save(tx, cx, &site, seen, "site-close")
}

/// Raises a banner across the site.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn raise_banner(
    tx: &mut Tx,
    cx: &Cx,
    key: &str,
    seen: i64,
    (level, text, href): (BannerLevel, &str, &str),
    until: Option<Timestamp>,
) -> Result<(), Error<Refused>> {
    let mut site = mine(tx, cx, key)?;
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 200 {
        return Err(Refused::BannerText.into());
    }
    let href = href.trim();
    if !(href.is_empty() || (href.starts_with('/') && !href.starts_with("//")) || href.starts_with("https://")) {
        return Err(Refused::BadLink.into());
    }
    if until.is_some_and(|until| until <= cx.at) {
        return Err(Refused::BadUntil.into());
    }
    site.banner =
        Some(Banner { level: level.as_str().into(), text: text.into(), href: href.into(), raised_at: cx.at, until });
    save(tx, cx, &site, seen, "site-banner-raise")
}

/// Takes the banner down.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn lower_banner(tx: &mut Tx, cx: &Cx, key: &str, seen: i64) -> Result<(), Error<Refused>> {
    let mut site = mine(tx, cx, key)?;
    site.banner = None;
    save(tx, cx, &site, seen, "site-banner-lower")
}

/// Opens a section.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn open_section(tx: &mut Tx, cx: &Cx, site: &str, new: &NewSection) -> Result<Section, Error<Refused>> {
    mine(tx, cx, site)?;
    if new.fixed.is_some() && !matches!(cx.who, Who::System(_)) {
        return Err(Refused::Fixed.into());
    }
    let section = add_section(tx, cx, site, new)?;
    journal::note(tx, cx, "section-open", Some(&section.id.to_string()), &json!({ "site": site, "section": new.key }))?;
    Ok(section)
}

fn check_section(tx: &mut Tx, site: &str, section: &Section) -> Result<(), Error<Refused>> {
    if section.names.zh.trim().is_empty() {
        return Err(Refused::NoName.into());
    }
    if section.class == SectionClass::Cyclic && !section.cycle_days.is_some_and(|d| (1..=366).contains(&d)) {
        return Err(Refused::NoCycle.into());
    }
    let mut above = section.parent.clone();
    let mut steps = 0;
    while let Some(key) = above {
        steps += 1;
        if key == section.key || steps > 8 {
            return Err(Refused::Circle.into());
        }
        above = store::find_section(tx, site, &key)?.ok_or(Refused::UnknownSection(key))?.parent;
    }
    Ok(())
}

fn add_section(tx: &mut Tx, cx: &Cx, site: &str, new: &NewSection) -> Result<Section, Error<Refused>> {
    if !is_key(&new.key) {
        return Err(Refused::BadKey.into());
    }
    let section = Section {
        id: Id::new(),
        site: site.to_owned(),
        key: new.key.clone(),
        names: new.names.clone(),
        parent: new.parent.clone(),
        class: new.class,
        cycle_days: new.cycle_days,
        fixed: new.fixed,
        agency: new.agency,
        place: new.place,
        is_open: true,
    };
    check_section(tx, site, &section)?;
    if !store::insert_section(tx, cx, &section)? {
        return Err(Refused::KeyInUse(new.key.clone()).into());
    }
    Ok(section)
}

/// Changes a section; the fixed ones keep their names, place and stay open.
///
/// # Errors
/// [`Refused`]; a fault of the database.
pub fn change_section(tx: &mut Tx, cx: &Cx, changed: &Section) -> Result<(), Error<Refused>> {
    mine(tx, cx, &changed.site)?;
    let present = store::find_section(tx, &changed.site, &changed.key)?.ok_or(Refused::NotThere)?;
    if present.fixed.is_some() && (changed.names != present.names || changed.place != present.place || !changed.is_open)
    {
        return Err(Refused::Fixed.into());
    }
    check_section(tx, &changed.site, changed)?;
    if !store::update_section(tx, changed)? {
        return Err(Refused::NotThere.into());
    }
    let body = json!({ "site": changed.site, "section": changed.key, "open": changed.is_open });
    journal::note(tx, cx, "section-change", Some(&present.id.to_string()), &body)?;
    Ok(())
}
