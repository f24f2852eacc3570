//! Home page, sections, visits, guides and messages as findings: what the counts of the indicators are made of.

use super::Gathered;
use crate::{Finding, FindingKind, Interaction, SectionFact, rules};
use jiff::civil::Date;
use kernel::Cx;

/// When the home page last showed something new: over the sections its blocks name; over all of them where it is
/// pure navigation.
pub(super) fn home_latest(gathered: &Gathered) -> Option<Date> {
    let named: Vec<&String> = gathered.site.blocks.iter().flat_map(|b| &b.sections).collect();
    let counts = |s: &&SectionFact| named.is_empty() || named.contains(&&s.key);
    gathered.facts.iter().filter(counts).filter_map(|s| s.latest).max()
}

pub(super) fn look(cx: &Cx, gathered: &Gathered, findings: &mut Vec<Finding>) {
    let (site, today) = (&gathered.site, cx.today());
    let own = |kind, subject: &str, title: &str, detail: String, href: String| Finding {
        kind,
        subject: subject.to_owned(),
        title: title.to_owned(),
        detail,
        href,
        agency: Some(site.agency),
    };
    let latest = home_latest(gathered);
    if latest.is_none_or(|l| i64::from((today - l).get_days()) > rules().home.days) {
        let said = latest.map(|l| l.to_string()).unwrap_or_default();
        findings.push(own(
            FindingKind::HomeStale,
            "home",
            &site.names.zh,
            said,
            format!("/desk/sites/{}/home", site.key),
        ));
    }
    for fact in &gathered.facts {
        let Some(section) = gathered.sections.iter().find(|s| s.key == fact.key) else { continue };
        let href = format!("/desk/sites/{}/sections/{}", site.key, fact.key);
        let agency = Some(section.agency.unwrap_or(site.agency));
        if fact.count == 0 {
            let empty = own(FindingKind::SectionEmpty, &fact.key, &section.names.zh, String::new(), href.clone());
            findings.push(Finding { agency, ..empty });
        } else if fact.overdue_on().is_some_and(|d| d <= today) {
            let said = fact.latest.map(|l| l.to_string()).unwrap_or_default();
            let stale = own(FindingKind::SectionStale, &fact.key, &section.names.zh, said, href);
            findings.push(Finding { agency, ..stale });
        }
    }
    let probes = gathered.probes;
    let to_monitor = format!("/desk/monitor/{}", site.key);
    if probes.bad > 0 && probes.bad * 1000 >= probes.all * rules().access.near_per_mille {
        let said = format!("{}/{}", probes.bad, probes.all);
        findings.push(own(FindingKind::ProbeFailed, "access", &site.names.zh, said, to_monitor.clone()));
    }
    if probes.short_days > 0 {
        let said = probes.short_days.to_string();
        findings.push(own(FindingKind::ProbesFew, "probes", &site.names.zh, said, to_monitor.clone()));
    }
    for guide in gathered.lacking.iter().filter(|g| g.missing.len() >= rules().services.elements) {
        let found = own(
            FindingKind::Guide,
            &guide.slug,
            &guide.name,
            guide.missing.join(" "),
            format!("/items/{}", guide.slug),
        );
        findings.push(Finding { agency: Some(guide.agency), ..found });
    }
    if let Interaction::Channel { oldest_unanswered: Some(oldest), waiting, .. } = &gathered.interaction {
        findings.push(own(
            FindingKind::MessageLate,
            "messages",
            &site.names.zh,
            format!("{waiting} {oldest}"),
            to_monitor,
        ));
    }
    for late in &gathered.overdue {
        let found =
            own(FindingKind::RequestLate, &late.number, &late.number, late.due_on.to_string(), late.href.clone());
        findings.push(Finding { agency: Some(late.agency), ..found });
    }
}
