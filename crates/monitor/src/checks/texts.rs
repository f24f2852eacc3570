//! Every published text looked at again, with today's lists; and the links that stand in it.

use super::{Collected, One, Stands, links::Link};
use crate::{Finding, FindingKind};
use screen::{Kind, Lists, Severity};
use std::cell::RefCell;

/// What a finding of the screen means here; `None` for what only concerns a draft.
fn kind(found: &screen::Finding) -> Option<FindingKind> {
    Some(match found.kind {
        Kind::ResidentId | Kind::Phone | Kind::BankCard => FindingKind::Personal,
        Kind::ForbiddenWord if found.severity == Severity::Stops => FindingKind::Forbidden,
        Kind::LeaderName | Kind::LeaderTitle if found.severity == Severity::Stops => FindingKind::Forbidden,
        Kind::ForbiddenWord | Kind::LeaderName | Kind::LeaderTitle | Kind::MistakenTerm | Kind::DocumentNumber => {
            FindingKind::Wording
        }
        _ => return None,
    })
}

pub(super) fn look(one: &One, lists: &Lists, seen: &mut Collected) {
    let p = &one.published;
    let inside = RefCell::new(Vec::new());
    let known = |path: &str| {
        inside.borrow_mut().push(path.to_owned());
        true
    };
    let found = screen::check_html(&p.html, lists, &known);
    let stands = Stands { subject: p.number.clone(), title: p.title.clone(), href: p.href(), agency: p.agency };
    for path in inside.into_inner().into_iter().filter(|p| p.starts_with('/') && !p.starts_with("//")) {
        seen.link(Link::Inside(path), &stands);
    }
    for file in &p.attachments {
        seen.link(Link::Inside(format!("{}/files/{}", p.href(), file.n)), &stands);
    }
    for f in found {
        if f.kind == Kind::ExternalLink {
            let address = f.what.split('#').next().unwrap_or_default().to_owned();
            seen.link(Link::Outside(address), &stands);
        } else if let Some(kind) = kind(&f) {
            // A number is masked by the screen; the words around it are not repeated here.
            let detail = if f.right.is_empty() { f.what.clone() } else { format!("{} → {}", f.what, f.right) };
            let subject = format!("{} {}", p.number, f.what);
            let again = seen.findings.iter().any(|o| o.kind == kind && o.subject == subject);
            if !again {
                seen.findings.push(Finding {
                    kind,
                    subject,
                    title: p.title.clone(),
                    detail,
                    href: p.href(),
                    agency: Some(p.agency),
                });
            }
        }
    }
}
