//! Two texts of a rule side by side: what was changed, added, removed, renumbered.

use super::held::{Held, find_held, parts};
use super::version_name;
use crate::compare::{Comparison, Fate, Mark, Piece, PieceKind, Span, Summary, compare};
use crate::{Provision, ProvisionKind, Version};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use kernel::{Error, Never, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{Choice, Empty, Field, Figure, Figures, Page, Problem, Shell, Submit, Tab, Tabs, Tr, Visit, blocking};

/// Which texts, and how much of them.
#[derive(Deserialize)]
pub struct Asked {
    from: Option<i64>,
    to: Option<i64>,
    show: Option<String>,
}

/// How much of the texts is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Changes,
    Whole,
}

/// A line of the comparison as the page shows it.
pub(crate) struct Line {
    class: &'static str,
    fate: String,
    is_heading: bool,
    from_number: String,
    to_number: String,
    from: Vec<Span>,
    to: Vec<Span>,
}

/// The pieces of a text, for the comparison. A heading's words are its text; its number is compared with them.
pub(crate) fn pieces(parts: &[Provision]) -> Vec<Piece<'_>> {
    parts
        .iter()
        .filter_map(|p| {
            let (kind, text) = match p.kind {
                ProvisionKind::Article | ProvisionKind::Paragraph => (PieceKind::Article, p.text.as_str()),
                ProvisionKind::Preamble => (PieceKind::Frame, p.text.as_str()),
                ProvisionKind::Annex if !p.text.is_empty() => (PieceKind::Frame, p.text.as_str()),
                _ => (PieceKind::Heading, p.heading.as_str()),
            };
            let is_nothing = p.label.is_empty() && text.is_empty();
            (!is_nothing).then_some(Piece { kind, number: p.label.as_str(), text })
        })
        .collect()
}

/// The lines of a comparison; only the changes, or all.
pub(crate) fn lines(tr: Tr, comparison: &Comparison, extent: Extent) -> Vec<Line> {
    comparison
        .rows
        .iter()
        // A heading whose number moved on is no news to the reader of changes.
        .filter(|r| {
            extent == Extent::Whole
                || (r.fate.is_change() && !(r.kind == PieceKind::Heading && r.fate == Fate::Renumbered))
        })
        .map(|r| Line {
            class: r.fate.word(),
            fate: tr.s(&format!("register-fate-{}", r.fate.word())).into_owned(),
            is_heading: r.kind == PieceKind::Heading,
            from_number: r.from_number.clone(),
            to_number: r.to_number.clone(),
            from: side(r, Mark::Added, extent),
            to: side(r, Mark::Removed, extent),
        })
        .collect()
}

/// How much of an article is shown whose number alone changed, in characters.
const BEGINNING: usize = 32;

/// One side of a line. Among the changes, an article that only got another number is shown by its beginning.
fn side(row: &crate::compare::Compared, other: Mark, extent: Extent) -> Vec<Span> {
    let own = row.spans.iter().filter(|s| s.mark != other);
    match (row.fate, extent) {
        (Fate::Renumbered, Extent::Changes) => own
            .take(1)
            .map(|s| match s.text.char_indices().nth(BEGINNING) {
                Some((at, _)) => Span { mark: s.mark, text: format!("{}……", &s.text[..at]) },
                None => s.clone(),
            })
            .collect(),
        _ => own.cloned().collect(),
    }
}

/// The counts as figures.
pub(crate) fn figures(tr: Tr, s: Summary) -> Figures {
    let one = |key: &str, n: usize| Figure::new(tr.s(key), tr.number(i64::try_from(n).unwrap_or(i64::MAX)));
    Figures::new(vec![
        one("register-fate-changed", s.changed),
        one("register-fate-added", s.added),
        one("register-fate-removed", s.removed),
        one("register-fate-renumbered", s.renumbered),
        one("register-fate-unchanged", s.unchanged),
    ])
}

/// The body of a comparison; also the preview of an amendment.
#[derive(Template)]
#[template(path = "register/compared.html")]
pub(crate) struct Compared {
    tr: Tr,
    pub from_name: String,
    pub to_name: String,
    lines: Vec<Line>,
    empty: Option<Empty>,
}

impl askama::filters::HtmlSafe for Compared {}

impl Compared {
    pub(crate) fn new(tr: Tr, from_name: String, to_name: String, comparison: &Comparison, extent: Extent) -> Compared {
        let lines = lines(tr, comparison, extent);
        let empty =
            lines.is_empty().then(|| Empty::new(tr.s("register-compare-same"), tr.s("register-compare-same-text")));
        Compared { tr, from_name, to_name, lines, empty }
    }
}

#[derive(Template)]
#[template(path = "register/compare.html")]
pub(crate) struct ComparePage {
    shell: Shell,
    tr: Tr,
    from: Field,
    to: Field,
    show: Submit,
    action: String,
    figures: Option<Figures>,
    tabs: Option<Tabs>,
    compared: Option<Compared>,
    only_one: Option<Empty>,
}

pub(crate) fn page(
    visit: &Visit,
    held: &Held,
    pair: Option<(&Version, &Version, &Comparison)>,
    extent: Extent,
) -> ComparePage {
    let tr = visit.tr;
    let rule = &held.rule;
    let shell = visit
        .shell(tr.f1("register-compare-title", "title", &rule.title))
        .at("rules")
        .crumb(tr.s("register-title"), "/rules")
        .crumb(&rule.title, rule.href());
    let choices =
        || held.versions.iter().map(|v| Choice::new(v.n.to_string(), version_name(tr, v))).collect::<Vec<_>>();
    let chosen = |v: Option<&Version>| v.map(|v| v.n.to_string()).unwrap_or_default();
    let base = pair.map(|(a, b, _)| format!("{}/compare?from={}&to={}", rule.href(), a.n, b.n)).unwrap_or_default();
    let tab = |id: &'static str, key: &str, href: String| Tab { label: tr.s(key).into_owned(), count: None, href, id };
    ComparePage {
        tr,
        from: Field::select(tr, "from", tr.s("register-compare-from"))
            .required()
            .choices(choices())
            .value(chosen(pair.map(|p| p.0))),
        to: Field::select(tr, "to", tr.s("register-compare-to"))
            .required()
            .choices(choices())
            .value(chosen(pair.map(|p| p.1))),
        show: Submit::secondary(tr.s("register-compare-go")),
        action: format!("{}/compare", rule.href()),
        figures: pair.map(|(.., c)| figures(tr, c.summary())),
        tabs: pair.map(|_| {
            Tabs::new(
                tr.s("register-compare-extent"),
                if extent == Extent::Changes { "changes" } else { "whole" },
                vec![
                    tab("changes", "register-compare-changes", base.clone()),
                    tab("whole", "register-compare-whole", format!("{base}&show=whole")),
                ],
            )
        }),
        compared: pair.map(|(a, b, c)| Compared::new(tr, version_name(tr, a), version_name(tr, b), c, extent)),
        only_one: pair.is_none().then(|| {
            Empty::new(tr.s("register-compare-one"), tr.s("register-compare-one-text"))
                .action(rule.href(), rule.title.clone())
        }),
        shell,
    }
}

/// `GET /rules/{slug}/compare?from=1&to=2`, `&show=whole`; without texts named, the last two.
///
/// # Errors
/// No such rule or text.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let extent = if asked.show.as_deref() == Some("whole") { Extent::Whole } else { Extent::Changes };
    blocking(move || {
        let found = office.db.read(|tx| {
            let Some(held) = find_held(tx, &slug)?.filter(|h| h.rule.stage == crate::Stage::Registered) else {
                return Ok(None);
            };
            let to = match asked.to {
                Some(n) => held.version(n).cloned(),
                None => held.versions.last().cloned(),
            };
            let from = match (asked.from, &to) {
                (Some(n), _) => held.version(n).cloned(),
                (None, Some(to)) => held.before(to.n).cloned(),
                (None, None) => None,
            };
            let named = asked.from.is_some() || asked.to.is_some();
            let texts = match (from, to) {
                (Some(from), Some(to)) => {
                    let (a, b) = (parts(tx, &from)?, parts(tx, &to)?);
                    Some((from, a, to, b))
                }
                // A text that does not exist was named.
                _ if named && held.versions.len() > 1 => return Ok(None),
                _ => None,
            };
            Ok::<_, Error<Never>>(Some((held, texts)))
        })?;
        let (held, texts) = found.ok_or_else(Problem::not_found)?;
        let Some((from, a, to, b)) = texts else {
            return Ok(Page(page(&visit, &held, None, extent)).into_response());
        };
        let comparison = compare(&pieces(&a), &pieces(&b));
        Ok(Page(page(&visit, &held, Some((&from, &to, &comparison)), extent)).into_response())
    })
    .await
}
