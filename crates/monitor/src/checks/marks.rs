//! The statutory marks at the foot of a site, the certificates of its hosts and their way over IPv6.

use crate::{Certificate, Finding, FindingKind, Ipv6, Prober};
use jiff::SignedDuration;
use kernel::{Cx, cx::legal_date};
use sites::Site;

/// Before a certificate ends, this long ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 30);

pub(super) fn look(cx: &Cx, prober: &dyn Prober, site: &Site, findings: &mut Vec<Finding>) {
    let mut add = |kind, subject: &str, detail: String| {
        findings.push(Finding {
            kind,
            subject: subject.to_owned(),
            title: site.names.zh.clone(),
            detail,
            href: format!("/desk/sites/{}", site.key),
            agency: Some(site.agency),
        });
    };
    let marks = &site.marks;
    for (name, value) in [
        ("host", &marks.host),
        ("operator", &marks.operator),
        ("contact", &marks.contact),
        ("icp", &marks.icp_record),
        ("police", &marks.police_record),
    ] {
        if value.trim().is_empty() {
            add(FindingKind::Mark, name, name.to_owned());
        }
    }
    if codes::SiteCode::parse(&marks.site_code).is_err() {
        add(FindingKind::Mark, "site-code", "site-code".to_owned());
    }
    for host in &site.hosts {
        match prober.certificate(host) {
            Certificate::Until(at) if at.duration_since(cx.at) < AHEAD => {
                add(FindingKind::Certificate, host, format!("{host} {}", legal_date(at)));
            }
            Certificate::Untrusted(why) => add(FindingKind::Certificate, host, format!("{host} {why}")),
            Certificate::Plain | Certificate::Unknown | Certificate::Until(_) => {}
        }
        match prober.ipv6(host) {
            found @ (Ipv6::NoAddress | Ipv6::Unreachable) => {
                add(FindingKind::Ipv6, host, format!("{host} {found}"));
            }
            Ipv6::Reachable | Ipv6::Unknown => {}
        }
    }
}
