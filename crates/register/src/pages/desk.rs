//! The register keeper's desk: drafts that wait, reviews that are due, documents without interpretation.

use super::{encoded, validity_tag, word};
use crate::{Cleanup, Origin, Rule, Stage, Validity, list_cleanups, list_drafts, list_expiring, list_reviews_due};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::{ToSpan, civil::Date};
use kernel::{Cx, Error, Fault, Id, Never, Office, Role, Tx, Who, links};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Column, Empty, Light, Page, Pager, Problem, Row, Shell, Signal, StatusTag, Table, Tabs, Tone, Tr, Visit,
    blocking,
};

/// Rules on one page.
const ROWS: i64 = 40;

/// Which list, and where it goes on.
#[derive(Deserialize)]
pub struct Asked {
    tab: Option<String>,
    before: Option<String>,
}

/// The lists of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Drafts,
    Reviews,
    Uninterpreted,
    Registered,
    Cleanups,
}

impl List {
    const ALL: [List; 5] = [List::Drafts, List::Reviews, List::Uninterpreted, List::Registered, List::Cleanups];

    fn word(self) -> &'static str {
        match self {
            List::Drafts => "drafts",
            List::Reviews => "reviews",
            List::Uninterpreted => "uninterpreted",
            List::Registered => "registered",
            List::Cleanups => "cleanups",
        }
    }

    fn parse(text: &str) -> Option<List> {
        List::ALL.into_iter().find(|l| l.word() == text)
    }
}

/// What the page is made of.
#[derive(Default)]
pub(crate) struct Found {
    pub rules: Vec<Rule>,
    pub cleanups: Vec<Cleanup>,
    pub drafts: i64,
    pub reviews: i64,
    pub flags: i64,
}

#[derive(Template)]
#[template(path = "register/worklist.html")]
pub(crate) struct WorklistPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    table: Table,
    pager: Pager,
    flags: String,
    begin_cleanup: Option<(String, String)>,
}

/// The agencies whose register this person keeps.
pub(crate) fn kept_agencies(who: &Who) -> Vec<Id> {
    agencies_of(who, |role| role == Role::RegisterKeeper)
}

/// The agencies at which this person holds a post.
pub(crate) fn agencies_of(who: &Who, is_meant: impl Fn(Role) -> bool) -> Vec<Id> {
    let Who::Staff { posts, .. } = who else { return Vec::new() };
    let mut all: Vec<Id> = posts.iter().filter(|p| is_meant(p.role)).map(|p| p.agency).collect();
    all.sort();
    all.dedup();
    all
}

fn stage_tag(tr: Tr, rule: &Rule) -> StatusTag {
    match rule.stage {
        Stage::Draft => StatusTag::new(Tone::Now, tr.s("register-stage-draft")),
        Stage::Withdrawn => StatusTag::new(Tone::Bad, tr.s("register-stage-withdrawn")),
        Stage::Registered => validity_tag(tr, rule.validity),
    }
}

pub(crate) fn last_day(tr: Tr, rule: &Rule, today: Date) -> Cell {
    match rule.expires_on {
        None => Cell::text(tr.s("register-no-last-day")),
        Some(on) => {
            let soon = today.checked_add(2.months()).unwrap_or(today);
            let signal = match () {
                () if on < today => Signal::Late,
                () if on <= soon => Signal::Soon,
                () => Signal::OnTime,
            };
            Cell::light(Light::new(tr, signal, tr.date_short(on))).below(tr.relative(on, today))
        }
    }
}

pub(crate) fn page(visit: &Visit, list: List, mut found: Found, today: Date) -> WorklistPage {
    let tr = visit.tr;
    let tab = |list: List, count: Option<i64>| web::Tab {
        label: tr.s(&format!("register-desk-{}", list.word())).into_owned(),
        count,
        href: format!("/desk/rules?tab={}", list.word()),
        id: list.word(),
    };
    let tabs = Tabs::new(
        tr.s("register-desk-lists"),
        list.word(),
        List::ALL
            .into_iter()
            .map(|l| {
                tab(
                    l,
                    match l {
                        List::Drafts => Some(found.drafts),
                        List::Reviews => Some(found.reviews),
                        _ => None,
                    },
                )
            })
            .collect(),
    );
    let more = found.rules.len() > ROWS as usize;
    found.rules.truncate(ROWS as usize);
    let on = found
        .rules
        .last()
        .filter(|_| more && matches!(list, List::Drafts | List::Registered))
        .map(|r| format!("/desk/rules?tab={}&before={}", list.word(), encoded(&r.id.to_string())));
    let caption = tr.s(&format!("register-desk-{}", list.word()));
    let empty = Empty::new(
        tr.s(&format!("register-desk-{}-empty", list.word())),
        tr.s(&format!("register-desk-{}-empty-text", list.word())),
    );
    let table = if list == List::Cleanups {
        let rows = found
            .cleanups
            .iter()
            .map(|c| {
                let state = match c.published_at {
                    Some(_) => StatusTag::new(Tone::Good, tr.s("register-cleanup-published")),
                    None => StatusTag::new(Tone::Now, tr.s("register-cleanup-open")),
                };
                Row::new([
                    Cell::link(format!("/desk/rules/cleanups/{}", c.number), &c.title).below(c.number.clone()),
                    Cell::text(tr.date_short(kernel::cx::legal_date(c.opened_at))),
                    Cell::tag(state),
                ])
            })
            .collect();
        let columns = [
            Column::new(tr.s("register-cleanup")),
            Column::whole(tr.s("register-cleanup-opened")),
            Column::whole(tr.s("register-column-state")),
        ];
        Table::new(caption, columns, rows)
    } else {
        let rows = found
            .rules
            .iter()
            .map(|r| {
                let number = r.document_number.clone().unwrap_or_else(|| tr.s("register-no-number").into_owned());
                Row::new([
                    Cell::link(format!("/desk/rules/{}", r.slug), &r.title).below(number),
                    Cell::text(word(tr, "kind", r.kind.as_str())),
                    Cell::tag(stage_tag(tr, r)),
                    last_day(tr, r, today),
                    Cell::text(tr.s(if r.has_interpretation {
                        "register-has-interpretation"
                    } else {
                        "register-lacks-interpretation"
                    })),
                ])
            })
            .collect();
        let columns = [
            Column::new(tr.s("register-column-rule")),
            Column::new(tr.s("register-column-kind")),
            Column::whole(tr.s("register-column-state")),
            Column::whole(tr.s("register-column-last-day")),
            Column::whole(tr.s("register-interpretations")),
        ];
        Table::new(caption, columns, rows)
    };
    WorklistPage {
        shell: visit.desk(tr.s("register-desk-title")).at("desk-rules"),
        tr,
        tabs,
        table: table.when_empty(empty),
        pager: Pager::new(tr, None, on),
        flags: tr.f1("register-desk-flags", "count", found.flags),
        begin_cleanup: (list == List::Cleanups)
            .then(|| ("/desk/rules/cleanups/new".to_owned(), tr.s("register-cleanup-begin").into_owned())),
    }
}

fn read(tx: &mut Tx, cx: &Cx, list: List, before: Option<Id>) -> Result<Found, Fault> {
    let mut found = Found::default();
    let agencies = kept_agencies(&cx.who);
    for agency in &agencies {
        let drafts = list_drafts(tx, *agency, Some(Stage::Draft), None, 200)?;
        let reviews = list_reviews_due(tx, cx, Some(*agency), 200)?;
        found.drafts += drafts.len() as i64;
        found.reviews += reviews.len() as i64;
        match list {
            List::Drafts => found.rules.extend(list_drafts(tx, *agency, Some(Stage::Draft), before, ROWS + 1)?),
            List::Registered => {
                found.rules.extend(list_drafts(tx, *agency, Some(Stage::Registered), before, ROWS + 1)?)
            }
            List::Reviews => {
                // What a policy calls for, and whatever ends within half a year.
                let until = cx.today().checked_add(6.months()).unwrap_or(cx.today());
                let mut due = reviews;
                for rule in list_expiring(tx, Some(*agency), cx.today(), until, 200)? {
                    if !due.iter().any(|d| d.id == rule.id) {
                        due.push(rule);
                    }
                }
                due.sort_by_key(|r| (r.expires_on, r.id));
                found.rules.extend(due);
            }
            List::Uninterpreted => {
                let all = list_drafts(tx, *agency, Some(Stage::Registered), None, 500)?;
                let lacks = |r: &Rule| {
                    !r.has_interpretation && r.origin == Origin::DraftedHere && r.validity == Validity::InForce
                };
                found.rules.extend(all.into_iter().filter(lacks));
            }
            List::Cleanups => found.cleanups.extend(list_cleanups(tx, *agency, ROWS)?),
        }
    }
    for agency in agencies_of(&cx.who, |_| true) {
        found.flags += links::count_open_flags(tx, Some(agency))?.iter().map(|(_, _, n)| n).sum::<i64>();
    }
    Ok(found)
}

/// `GET /desk/rules?tab=drafts|reviews|uninterpreted|registered|cleanups`
///
/// # Errors
/// A place in the list that cannot be read.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let list = match asked.tab.as_deref() {
        None => List::Drafts,
        Some(text) => List::parse(text).ok_or_else(Problem::not_found)?,
    };
    let before = match asked.before.as_deref().map(Id::parse) {
        None => None,
        Some(Some(id)) => Some(id),
        Some(None) => return Err(Problem::bad_request()),
    };
    let (cx, today) = (acting.cx.clone(), acting.cx.today());
    let found =
        blocking(move || Ok(office.db.read(|tx| read(tx, &cx, list, before).map_err(Error::<Never>::from))?)).await?;
    Ok(Page(page(&visit, list, found, today)).into_response())
}
