//! What the checker found, shown with the words around it and the reason why it may stand.

use super::percent;
use crate::{Acknowledgement, Finding, Publication, Weight};
use askama::Template;
use askama::filters::HtmlSafe;
use web::{Field, Hidden, StatusTag, Submit, Tone, Tr};

/// One finding with what can be done about it.
struct Shown {
    id: String,
    tag: StatusTag,
    what: String,
    place: String,
    excerpt: [String; 3],
    said: Option<String>,
    ask: Option<Ask>,
}

impl Shown {
    fn has_excerpt(&self) -> bool {
        self.excerpt.iter().any(|part| !part.is_empty())
    }
}

/// The form for a reason.
struct Ask {
    action: String,
    csrf: Hidden,
    seen: Hidden,
    finding: Hidden,
    reason: Field,
    send: Submit,
}

/// The checker's findings as a part of a page.
#[derive(Template)]
#[template(path = "publishing/findings.html")]
pub(super) struct Findings {
    tr: Tr,
    shown: Vec<Shown>,
    summary: String,
    is_old: bool,
}

/// What the reader of the page may do about findings.
pub(super) struct MayAnswer {
    /// Whether it is the reader's turn.
    pub(super) turn: bool,
    /// Whether they hold the secrecy review now.
    pub(super) secrecy: bool,
}

impl HtmlSafe for Findings {}

impl Findings {
    pub(super) fn new(
        tr: Tr,
        p: &Publication,
        check: Option<&crate::StoredCheck>,
        said: &[Acknowledgement],
        may: &MayAnswer,
        csrf: &Hidden,
    ) -> Findings {
        let findings: &[Finding] = check.map(|c| c.findings.as_slice()).unwrap_or_default();
        let count = |w: Weight| findings.iter().filter(|f| f.weight() == w).count();
        let summary = match check {
            None => tr.s("publishing-not-checked-yet").into_owned(),
            Some(_) if findings.is_empty() => tr.s("publishing-nothing-found").into_owned(),
            Some(_) => tr.f3(
                "publishing-found",
                "stops",
                count(Weight::Stops),
                "warns",
                count(Weight::Warns),
                "unread",
                count(Weight::NotChecked),
            ),
        };
        let shown = findings
            .iter()
            .map(|f| {
                let said = said.iter().find(|a| a.finding == f.key);
                let mine = match f.weight() {
                    Weight::Stops => false,
                    Weight::Warns => may.turn,
                    Weight::NotChecked => may.secrecy,
                };
                let ask = (said.is_none() && mine).then(|| Ask {
                    action: format!("/desk/publications/{}/acknowledgement", percent(&p.number)),
                    csrf: csrf.clone(),
                    seen: Hidden::seen(p.matter.version),
                    finding: Hidden::new("finding", &f.key),
                    reason: Field::text(tr, format!("reason-{}", f.key), tr.s("publishing-finding-reason")).required(),
                    send: Submit::secondary(tr.s("publishing-finding-send")),
                });
                let tone = match f.weight() {
                    Weight::Stops => Tone::Bad,
                    Weight::Warns | Weight::NotChecked => Tone::Wait,
                };
                Shown {
                    id: format!("finding-{}", f.key),
                    tag: StatusTag::new(tone, tr.s(&format!("publishing-weight-{}", f.weight()))),
                    what: sentence(tr, f),
                    place: place(tr, p, f),
                    excerpt: f.excerpt.clone(),
                    said: said.map(|a| {
                        tr.f2(
                            "publishing-finding-said",
                            "role",
                            tr.s(&format!("publishing-role-{}", a.role)),
                            "reason",
                            &a.reason,
                        )
                    }),
                    ask,
                }
            })
            .collect();
        Findings { tr, shown, summary, is_old: check.is_some_and(|c| c.content != p.digest()) }
    }
}

/// The screen's sentence; for a file that could not be read it says why not.
fn sentence(tr: Tr, f: &Finding) -> String {
    let key = format!("screen-finding-{}", f.kind);
    match f.weight() {
        Weight::NotChecked => tr.f2(&key, "what", tr.s(&format!("screen-reason-{}", f.right)), "right", ""),
        _ => tr.f2(&key, "what", &f.excerpt[1], "right", &f.right),
    }
}

fn place(tr: Tr, p: &Publication, f: &Finding) -> String {
    let mut parts = Vec::new();
    match f.place.strip_prefix("file:") {
        Some(n) => parts.push(
            p.files.iter().find(|file| file.n.to_string() == n).map_or_else(|| n.to_owned(), |file| file.name.clone()),
        ),
        None => parts.push(tr.s(&format!("publishing-field-{}", f.place)).into_owned()),
    }
    if f.line > 0 && f.place == "body" {
        parts.push(tr.f1("publishing-line", "n", f.line));
    }
    if !f.at.is_empty() {
        parts.push(f.at.clone());
    }
    parts.join(" · ")
}
