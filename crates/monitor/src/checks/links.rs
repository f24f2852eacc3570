//! Links out of publications, their files and rules: pages of ours and pages elsewhere. Each address is asked once a day for the platform.

use super::{Collected, Gathered, Stands};
use crate::{Address, Finding, FindingKind, Outcome, Prober, probes, store};
use jiff::SignedDuration;
use kernel::{Cx, Error, Fault, Never, Office};
use std::collections::HashMap;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Link {
    /// A path of ours.
    Inside(String),
    /// Elsewhere.
    Outside(String),
}

/// An answer is good for this long.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(20);
/// At most so many questions to one neighbour, and so many outside in one run; the rest is asked the next night.
const MOST_PER_HOST: usize = 50;
const MOST_OUTSIDE: usize = 500;

/// The pages of the sections themselves.
pub(super) fn of_sections(gathered: &Gathered, seen: &mut Collected) {
    for s in gathered.sections.iter().filter(|s| s.is_open) {
        let agency = s.agency.unwrap_or(gathered.site.agency);
        let stands = Stands { subject: String::new(), title: s.names.zh.clone(), href: String::new(), agency };
        seen.link(Link::Inside(format!("/sections/{}", s.key)), &stands);
    }
}

pub(super) fn ask(
    office: &Office,
    cx: &Cx,
    prober: &dyn Prober,
    gathered: &Gathered,
    seen: &mut Collected,
) -> Result<(), Fault> {
    let site = &gathered.site;
    let mut asked: HashMap<String, usize> = HashMap::new();
    let mut outside = 0;
    let links = std::mem::take(&mut seen.links);
    for (link, places) in &links {
        let (kind, address) = match link {
            Link::Inside(path) => (FindingKind::DeadInside, probes::home(office, site, path)),
            Link::Outside(url) => match of_ours(gathered, url) {
                Some(own) => (FindingKind::DeadInside, own),
                None => (FindingKind::DeadOutside, Address::Outside(url.clone())),
            },
        };
        let is_ours = matches!(address, Address::Own { .. });
        let name = match &address {
            Address::Own { host, path } => format!("{host}{path}"),
            Address::Outside(url) => url.clone(),
        };
        let since = cx.at.checked_sub(GOOD_FOR).unwrap_or(jiff::Timestamp::MIN);
        // Pages of ours are asked each time, so that what was put right is gone at once.
        let known = if is_ours {
            None
        } else {
            office.db.read(|tx| store::find_link(tx, &name, since).map_err(Error::<Never>::from))?
        };
        let outcome = match known {
            Some(outcome) => outcome,
            None => {
                if let Address::Outside(url) = &address {
                    let host = url.split('/').nth(2).unwrap_or_default().to_ascii_lowercase();
                    let count = asked.entry(host).or_default();
                    if *count >= MOST_PER_HOST || outside >= MOST_OUTSIDE {
                        continue;
                    }
                    *count += 1;
                    outside += 1;
                }
                let outcome = prober.open(&address).outcome;
                if !is_ours {
                    office.db.write(|tx| store::keep_link(tx, cx, &name, outcome).map_err(Error::<Never>::from))?;
                }
                outcome
            }
        };
        // A neighbour that answers late or is in trouble today is not a dead link; one that leads inside is none to give.
        let is_dead = match outcome {
            Outcome::Opened | Outcome::Slow => false,
            outcome => is_ours || matches!(outcome, Outcome::Gone | Outcome::Refused),
        };
        if is_dead {
            seen.findings.extend(places.iter().take(20).map(|stands| {
                let shown = match link {
                    Link::Inside(path) => path.clone(),
                    Link::Outside(url) => url.chars().take(300).collect(),
                };
                let href = if stands.href.is_empty() { shown.clone() } else { stands.href.clone() };
                Finding {
                    kind,
                    subject: format!("{} {shown}", stands.subject),
                    title: stands.title.clone(),
                    detail: shown,
                    href,
                    agency: Some(stands.agency),
                }
            }));
        }
    }
    Ok(())
}

/// The page of ours that a whole address names: on the host of one of the platform's sites.
fn of_ours(gathered: &Gathered, url: &str) -> Option<Address> {
    let rest = url.split_once("//").map(|(_, rest)| rest)?;
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    gathered.hosts.contains_key(&name).then(|| {
        let path = path.split('#').next().unwrap_or_default();
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Address::Own { host: name, path }
    })
}
