//! The list of sites, and what the other desk pages share.

use crate::{Refused, Site, SiteKind, list_mine, verbs::may_open};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use identity::{Agency, pages::edge::Acting};
use kernel::{Cx, Error, Never, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{
    Cell, Column, Empty, ErrorSummary, Page, Problem, Row, Shell, StatusTag, Tab, Table, Tabs, Tone, Tr, Visit,
    blocking,
};

/// What a verb came to: done, or refused in a way the reader can put right on the page.
///
/// # Errors
/// Every other refusal, and faults.
pub(super) fn split<T>(result: Result<T, Error<Refused>>) -> Result<Result<T, Refused>, Problem> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(Error::Refused(refused)) if refused.kind() == RefusalKind::Invalid => Ok(Err(refused)),
        Err(other) => Err(other.into()),
    }
}

/// The control that a refusal belongs to; empty for the whole form.
pub(super) fn control_of(refused: &Refused) -> &'static str {
    match refused {
        Refused::BadKey | Refused::KeyInUse(_) => "key",
        Refused::BadHost(_) | Refused::HostInUse(_) => "hosts",
        Refused::NoName => "name_zh",
        Refused::Faint(colour, _) => colour,
        Refused::BadMark("host") => "mark_host",
        Refused::BadMark("operator") => "mark_operator",
        Refused::BadMark("contact") => "mark_contact",
        Refused::BadMark(_) => "mark_site_code",
        Refused::NoCycle => "cycle_days",
        Refused::Circle => "parent",
        Refused::BannerText => "text",
        Refused::BadLink => "href",
        Refused::BadUntil => "until_on",
        Refused::BadPlace => "place",
        Refused::NoAgency => "agency",
        Refused::UnknownSection(_) | Refused::BadEntries | Refused::Fixed | Refused::NotThere | Refused::Stale => "",
    }
}

/// The summary above a form that came back.
pub(super) fn summary(tr: Tr, refused: Option<&Refused>) -> ErrorSummary {
    let mut errors = ErrorSummary::new(tr);
    if let Some(refused) = refused {
        errors.add(control_of(refused), tr.refusal(refused));
    }
    errors
}

/// What is wrong with the control `name`.
pub(super) fn error_of(tr: Tr, refused: Option<&Refused>, name: &str) -> Option<String> {
    refused.filter(|r| control_of(r) == name).map(|r| tr.refusal(r))
}

/// The four pages of one site.
pub(super) fn tabs(tr: Tr, site: &Site, current: &'static str) -> Tabs {
    let one = |id: &'static str, label: &str, rest: &str| Tab {
        label: tr.s(label).into_owned(),
        count: None,
        href: format!("/desk/sites/{}{rest}", site.key),
        id,
    };
    Tabs::new(
        site.names.of(tr.lang()),
        current,
        vec![
            one("facts", "site-tab-facts", ""),
            one("home", "site-tab-home", "/home"),
            one("sections", "site-tab-sections", "/sections"),
            one("banner", "site-tab-banner", "/banner"),
        ],
    )
}

/// The chrome of a page about one site.
pub(super) fn shell(visit: &Visit, site: &Site, refused: Option<&Refused>) -> Shell {
    let tr = visit.tr;
    let shell = visit.desk(site.names.of(tr.lang())).at("desk-sites").crumb(tr.s("site-desk-title"), "/desk/sites");
    if refused.is_some() { shell.with_errors() } else { shell }
}

/// What kind of site this is, in words.
pub(super) fn kind(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Portal => "site-kind-portal",
        SiteKind::Department => "site-kind-department",
        SiteKind::Special => "site-kind-special",
    }
}

#[derive(Template)]
#[template(path = "sites/list.html")]
pub(super) struct ListPage {
    shell: Shell,
    tr: Tr,
    table: Table,
    may_open: Option<&'static str>,
}

/// Who keeps sites: only one of the two opens them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeper {
    Platform,
    Site,
}

impl Keeper {
    pub(super) fn of(cx: &Cx) -> Keeper {
        if may_open(cx) { Keeper::Platform } else { Keeper::Site }
    }
}

pub(super) fn list_page(visit: &Visit, keeper: Keeper, sites: &[Site], agencies: &[Agency]) -> ListPage {
    let tr = visit.tr;
    let rows = sites
        .iter()
        .map(|s| {
            let agency = agencies.iter().find(|a| a.id == s.agency).map(|a| a.short_name.clone()).unwrap_or_default();
            let standing = match (s.is_open, &s.banner) {
                (false, _) => StatusTag::new(Tone::Neutral, tr.s("site-closed")),
                (true, Some(_)) => StatusTag::new(Tone::Now, tr.s("site-with-banner")),
                (true, None) => StatusTag::new(Tone::Good, tr.s("site-open")),
            };
            Row::new([
                Cell::link(format!("/desk/sites/{}", s.key), s.names.of(tr.lang())).below(s.hosts.join(" ")),
                Cell::text(tr.s(kind(s.kind))),
                Cell::text(agency),
                Cell::code(s.marks.site_code.clone()),
                Cell::tag(standing),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("site-name-column")),
        Column::whole(tr.s("site-kind")),
        Column::new(tr.s("site-agency")),
        Column::whole(tr.s("site-mark-site-code")),
        Column::whole(tr.s("site-standing")),
    ];
    let empty = match keeper {
        Keeper::Platform => {
            Empty::new(tr.s("site-empty"), tr.s("site-empty-text")).action("/desk/sites/new", tr.s("site-new"))
        }
        Keeper::Site => Empty::new(tr.s("site-empty-mine"), tr.s("site-empty-mine-text")),
    };
    ListPage {
        shell: visit.desk(tr.s("site-desk-title")).at("desk-sites"),
        tr,
        table: Table::new(tr.s("site-desk-title"), columns, rows).when_empty(empty),
        may_open: (keeper == Keeper::Platform).then_some("/desk/sites/new"),
    }
}

/// `GET /desk/sites`
///
/// # Errors
/// A fault of the database.
pub async fn list(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    let cx = acting.cx;
    let keeper = Keeper::of(&cx);
    let (sites, agencies) = blocking(move || {
        Ok(office.db.read(|tx| Ok::<_, Error<Never>>((list_mine(tx, &cx)?, identity::list_agencies(tx)?)))?)
    })
    .await?;
    Ok(Page(list_page(&visit, keeper, &sites, &agencies)).into_response())
}
