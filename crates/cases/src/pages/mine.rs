//! "My": what is to be done next, and the list of one's applications.
//!
//! (Samples for the tests: Chinese terms as data.)

use super::{Answer, holder_word, state_tag};
use crate::{Listed, Refused, drafts, store};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use identity::pages::{edge::Acting, my_tabs};
use kernel::{Error, Id, Lang, Office, Who};
use licences::Standing;
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Column, Empty, LicenceCard, Light, Notice, NoticeKind, Page, Pager, Problem, Row, Sample, Shell, Signal,
    StatusTag, Table, Tabs, Tone, Tr, Visit, blocking,
};

/// How many lines a page of one's applications has.
const PAGE: i64 = 20;

/// `GET /my`.
#[derive(Template)]
#[template(path = "cases/mine/home.html")]
pub struct Home {
    shell: Shell,
    tr: Tr,
    turns: Vec<Notice>,
    drafts: Table,
    cases: Table,
    has_more: bool,
    messages: Vec<(String, String, Option<String>)>,
    tabs: Tabs,
    licences: Vec<LicenceCard>,
}

/// `GET /my`: what to do next.
pub async fn home(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Answer {
    blocking(move || {
        let (cx, tr) = (&acting.cx, visit.tr);
        let Who::Person { account, person, acting_for } = cx.who else { return Err(Problem::not_found()) };
        let page = office.db.read(|tx| {
            let drafts = drafts::list_drafts(tx, cx)?;
            let listed = store::list_mine(tx, cx, None, PAGE)?;
            let unread = identity::unread_messages(tx, account)?;
            let messages = identity::list_messages(tx, account, None, 3)?;
            let held = licences::list_of_holder(tx, cx, person, acting_for)?;
            let today = cx.today();
            let turns = listed.iter().filter(|l| l.waits_for == "applicant").map(|l| turn(tr, l, today)).collect();
            let open: Vec<&Listed> = listed
                .iter()
                .filter(|l| l.waits_for != "nobody")
                .chain(listed.iter().filter(|l| l.waits_for == "nobody"))
                .take(8)
                .collect();
            let has_more = !listed.is_empty();
            let rows = drafts.iter().map(|(id, name, _, at)| {
                Row::new([Cell::link(format!("/my/drafts/{id}"), name.clone()), Cell::text(tr.time(at))])
            });
            let drafts = Table::new(
                tr.s("mine-drafts"),
                [Column::new(tr.s("mine-col-item")), Column::whole(tr.s("mine-col-saved"))],
                rows.collect(),
            )
            .when_empty(none(tr));
            let cards = held.iter().take(6).map(|l| {
                let standing = l.standing(today);
                let tone = if standing == Standing::InForce { Tone::Good } else { Tone::Bad };
                let until = l.valid_to.map_or_else(
                    || tr.s("mine-licence-unlimited").into_owned(),
                    |d| tr.f1("mine-licence-until", "date", tr.date_short(d)),
                );
                let mut card = LicenceCard::new(
                    tr,
                    l.type_name.clone(),
                    l.number.clone(),
                    format!("/my/licences/{}", l.identifier),
                );
                card.holder = l.holder_shown.clone();
                card.issuer = l.issuer_name.clone();
                card.valid = until;
                card.state = StatusTag::new(tone, tr.s(&format!("mine-licence-{standing}")));
                card
            });
            Ok::<_, Error<Refused>>(Home {
                shell: visit.shell(tr.s("mine-title")).at("my"),
                tr,
                turns,
                drafts,
                cases: table(tr, &open.into_iter().cloned().collect::<Vec<_>>(), today),
                has_more,
                messages: messages
                    .iter()
                    .map(|m| {
                        (
                            tr.time(m.at),
                            tr.told(&m.message, m.args.iter().map(|(k, v)| (k.as_str(), v.as_str()))),
                            m.link.clone(),
                        )
                    })
                    .collect(),
                tabs: my_tabs(tr, "my", unread),
                licences: cards.collect(),
            })
        })?;
        Ok(Page(page).into_response())
    })
    .await
}

fn turn(tr: Tr, l: &Listed, today: jiff::civil::Date) -> Notice {
    let text = l
        .due_on
        .map_or_else(String::new, |d| tr.f2("mine-turn-until", "date", tr.date(d), "relative", tr.relative(d, today)));
    Notice::new(NoticeKind::Warning, tr.f1("mine-turn-correction", "item", &l.title), text)
        .link(format!("/my/cases/{}/correction", l.number), tr.s("mine-turn-go"))
}

/// Nothing to show: for pages of drafts whose list is empty.
fn none(tr: Tr) -> Empty {
    Empty::new(tr.s("mine-drafts-none"), tr.s("mine-drafts-none-text")).action("/items", tr.s("mine-find-item"))
}

/// How near the end of a listed case's time is.
pub(crate) fn light(tr: Tr, l: &Listed, today: jiff::civil::Date) -> Option<Light> {
    let due = l.due_on?;
    let signal = match () {
        () if l.state == "special" => Signal::Paused,
        () if due < today => Signal::Late,
        () if l.soon_on.is_some_and(|s| s <= today) => Signal::Soon,
        () => Signal::OnTime,
    };
    Some(Light::new(tr, signal, format!("{} {}", tr.date_short(due), tr.relative(due, today))))
}

fn table(tr: Tr, listed: &[Listed], today: jiff::civil::Date) -> Table {
    let columns = [
        Column::new(tr.s("mine-col-item")),
        Column::new(tr.s("mine-col-state")),
        Column::new(tr.s("mine-col-holder")),
        Column::new(tr.s("mine-col-due")),
        Column::whole(tr.s("mine-col-submitted")),
    ];
    let rows = listed.iter().map(|l| {
        Row::new([
            Cell::link(format!("/my/cases/{}", l.number), l.title.clone()).below(l.number.clone()),
            Cell::tag(state_tag(tr, &l.state)),
            Cell::text(holder_word(tr, &l.waits_for)),
            light(tr, l, today).map_or_else(|| Cell::text("—"), Cell::light),
            Cell::text(tr.date_short(l.submitted_on)),
        ])
    });
    let empty =
        Empty::new(tr.s("mine-cases-none"), tr.s("mine-cases-none-text")).action("/items", tr.s("mine-find-item"));
    Table::new(tr.s("mine-cases"), columns, rows.collect()).when_empty(empty)
}

/// The place in a list.
#[derive(Deserialize, Default)]
pub struct From {
    #[serde(default)]
    before: Option<String>,
}

/// `GET /my/cases`.
#[derive(Template)]
#[template(path = "cases/mine/list.html")]
pub struct Cases {
    shell: Shell,
    tabs: Tabs,
    table: Table,
    pager: Pager,
}

/// `GET /my/cases`: every application of one's own, newest first.
pub async fn cases(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(from): Query<From>,
) -> Answer {
    blocking(move || {
        let (cx, tr) = (&acting.cx, visit.tr);
        let before = from.before.as_deref().and_then(Id::parse);
        let (mut listed, unread) = office.db.read(|tx| {
            let unread = match cx.who {
                Who::Person { account, .. } => identity::unread_messages(tx, account)?,
                _ => 0,
            };
            Ok::<_, Error<Refused>>((store::list_mine(tx, cx, before, PAGE + 1)?, unread))
        })?;
        let more = listed.len() as i64 > PAGE;
        listed.truncate(PAGE as usize);
        let on = listed.last().filter(|_| more).map(|l| format!("/my/cases?before={}", l.id));
        let page = Cases {
            shell: visit.shell(tr.s("mine-cases")).at("my").crumb(tr.s("mine-title"), "/my"),
            tabs: my_tabs(tr, "my", unread),
            table: table(tr, &listed, cx.today()),
            pager: Pager::new(tr, before.map(|_| "/my/cases".to_owned()), on),
        };
        Ok(Page(page).into_response())
    })
    .await
}

/// A line for samples.
pub(crate) fn sample_listed(n: usize, state: &str, waits_for: &str) -> Listed {
    let day = jiff::civil::date(2026, 3, 2);
    Listed {
        id: Id::new(),
        number: format!("130100-20260302-{n:04}-11"),
        title: "食品经营许可（新办）".repeat(1 + n / 9),
        state: state.into(),
        waits_for: waits_for.into(),
        applicant_shown: "张*三".into(),
        due_on: (waits_for != "nobody").then_some(day),
        due_sort: day.to_string(),
        soon_on: Some(day),
        submitted_on: day,
        claimed_by: None,
        outcome: None,
        opened_at: jiff::Timestamp::UNIX_EPOCH,
        clock: None,
        region: "130100".into(),
        corrected_at: None,
    }
}

/// One line for each state.
pub(crate) fn sample_lines() -> Vec<Listed> {
    use kernel::procedure::Procedure;
    crate::State::ALL
        .iter()
        .enumerate()
        .map(|(n, s)| sample_listed(n, s.as_str(), crate::CaseProcedure::holder(*s).text()))
        .collect()
}

impl Sample for Home {
    fn samples(lang: Lang) -> Vec<Home> {
        let tr = Tr::new(lang);
        let today = jiff::civil::date(2026, 3, 2);
        let empty = Home {
            shell: Shell::sample(lang).at("my"),
            tr,
            turns: Vec::new(),
            drafts: Table::new(tr.s("mine-drafts"), [Column::new("x")], Vec::new()).when_empty(none(tr)),
            cases: table(tr, &[], today),
            has_more: false,
            messages: Vec::new(),
            tabs: my_tabs(tr, "my", 0),
            licences: Vec::new(),
        };
        let lines = sample_lines();
        let card = || {
            let mut card = LicenceCard::new(tr, "食品经营许可证", "JY1", "/my/licences/1");
            card.state = StatusTag::new(Tone::Good, tr.s("mine-licence-in-force"));
            card
        };
        let full = Home {
            shell: Shell::sample(lang).at("my"),
            tr,
            turns: lines.iter().filter(|l| l.waits_for == "applicant").map(|l| turn(tr, l, today)).collect(),
            drafts: Table::new(
                tr.s("mine-drafts"),
                [Column::new(tr.s("mine-col-item")), Column::whole(tr.s("mine-col-saved"))],
                vec![Row::new([Cell::link("/my/drafts/1", "很长".repeat(80)), Cell::text("x")])],
            ),
            cases: table(tr, &lines, today),
            has_more: true,
            messages: vec![
                ("2026-03-02".into(), "您的申请已受理".into(), Some("/my/cases/1".into())),
                ("2026-03-02".into(), "很长".repeat(200), None),
            ],
            tabs: my_tabs(tr, "my", 2),
            licences: vec![card(), card()],
        };
        vec![empty, full]
    }
}

impl Sample for Cases {
    fn samples(lang: Lang) -> Vec<Cases> {
        let tr = Tr::new(lang);
        let page = |lines: &[Listed], on: Option<String>| Cases {
            shell: Shell::sample(lang).at("my"),
            tabs: my_tabs(tr, "my", 0),
            table: table(tr, lines, jiff::civil::date(2026, 3, 2)),
            pager: Pager::new(tr, None, on),
        };
        vec![
            page(&[], None),
            page(&sample_lines()[..1], None),
            page(&sample_lines(), Some("/my/cases?before=1".into())),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(Home::lint_samples(), Vec::<String>::new());
        assert_eq!(Cases::lint_samples(), Vec::<String>::new());
    }
}
