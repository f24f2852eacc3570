//! The dated versions of an item, and an earlier one to read: what was in force when somebody applied.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::pages::edge::Acting;
use kernel::{Error, Lang, Never, Office};
use web::{Cell, Column, Page, Problem, Row, Sample, Shell, StatusTag, Table, Tone, Tr, Visit, blocking};

use super::guide::{Subject, Today, guide_page};
use super::guide_view::Narrowing;
use super::words;
use crate::guidance::HeldSet;
use crate::record::{Published, Version, VersionState};
use crate::store;

#[derive(Template)]
#[template(path = "items/versions.html")]
struct VersionsPage {
    shell: Shell,
    tr: Tr,
    name: String,
    table: Table,
}

/// The state of a version as a tag.
pub(crate) fn state_tag(tr: Tr, state: VersionState) -> StatusTag {
    let (tone, key) = match state {
        VersionState::Draft => (Tone::Wait, "items-state-draft"),
        VersionState::Published => (Tone::Good, "items-state-published"),
        VersionState::Superseded => (Tone::Neutral, "items-state-superseded"),
        VersionState::Withdrawn => (Tone::Bad, "items-state-withdrawn"),
    };
    StatusTag::new(tone, tr.s(key))
}

fn page(visit: &Visit, slug: &str, name: &str, versions: &[Version]) -> VersionsPage {
    let tr = visit.tr;
    let rows = versions.iter().map(|version| {
        let on = |date: Option<jiff::civil::Date>| date.map(|date| tr.date_short(date)).unwrap_or_default();
        Row::new([
            Cell::link(format!("/items/{slug}/versions/{}", version.n), tr.f1("items-version-number", "n", version.n)),
            Cell::tag(state_tag(tr, version.state)),
            Cell::text(on(version.published_at.map(kernel::cx::legal_date))),
            Cell::text(on(version.effective_on)),
            Cell::text(on(version.ended_on)),
        ])
    });
    let columns =
        ["items-col-version", "items-col-state", "items-col-published", "items-col-effective", "items-col-ended"];
    let table = Table::new(tr.s("items-versions-title"), columns.map(|key| Column::new(tr.s(key))), rows.collect());
    VersionsPage {
        shell: visit
            .shell(tr.s("items-versions-title"))
            .at("items")
            .crumb(tr.s("nav-items"), "/items")
            .crumb(name, format!("/items/{slug}")),
        tr,
        name: name.to_owned(),
        table,
    }
}

/// `GET /items/{slug}/versions`: every version that was ever in force. Access: public.
///
/// # Errors
/// An item that was never published, or a fault of the database.
pub async fn versions(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let wanted = slug.clone();
    let versions = blocking(move || {
        Ok(office.db.read(|tx| {
            let Some(item) = store::find_item_by_slug(tx, &wanted)? else { return Ok(Vec::new()) };
            let mut versions = store::list_versions(tx, item.id)?;
            versions.retain(|version| version.state != VersionState::Draft);
            Ok::<_, Error<Never>>(versions)
        })?)
    })
    .await?;
    let newest = versions.first().ok_or_else(Problem::not_found)?;
    let name = words::item_name(visit.tr, &newest.body).to_owned();
    Ok(Page(page(&visit, &slug, &name, &versions)).into_response())
}

/// `GET /items/{slug}/versions/{n}`: one version to read, marked when it is not in force. Access: public.
///
/// # Errors
/// No such version, a draft, or a fault of the database.
pub async fn version(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((slug, n)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let public_url = office.public_url.clone();
    let subject = blocking(move || {
        let found = office.db.read(|tx| {
            let Some(item) = store::find_item_by_slug(tx, &slug)? else { return Ok(None) };
            let Some(version) = store::find_version_n(tx, item.id, n)? else { return Ok(None) };
            if version.state == VersionState::Draft {
                return Ok(None);
            }
            let agency = identity::find_agency(tx, item.agency)?;
            let names = words::names_of(tx, &version.body)?;
            Ok::<_, Error<Never>>(Some(Subject { found: Published { item, version }, agency, names }))
        })?;
        found.ok_or_else(Problem::not_found)
    })
    .await?;
    let whole = Narrowing { situation: None, held: &HeldSet::default(), used_days: None };
    Ok(Page(guide_page(&visit, &Today::of(&acting.cx), &subject, &whole, &public_url)).into_response())
}

impl Sample for VersionsPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let versions: Vec<Version> = super::guide::sample_items().into_iter().map(|found| found.version).collect();
        vec![page(&visit, "food-business-new", "食品经营许可（新办）", &versions), page(&visit, "x", "<i>", &[])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_good_in_every_language() {
        assert_eq!(VersionsPage::lint_samples(), Vec::<String>::new());
    }
}
