//! The desk of annual reports: every agency one may see, how its report stands, by when it is due, who has not published.

use super::{kind_word, state_tag};
use crate::{Body, State, lies_in, list_bodies, list_standings, verbs::OWN_ROLES};
use askama::Template;
use axum::{
    extract::{Query, State as Hold},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Error, Id, Never, Office, Role, Who, cx::legal_date};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Column, Empty, Field, Figure, Figures, Light, Page, Problem, Row, Shell, Signal, Submit, Table, Tr, Visit,
    blocking,
};

/// From so many days before the last day a report counts as due soon.
const SOON: i32 = 14;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    year: Option<i64>,
}

/// A line of the list.
pub(super) struct Line {
    pub body: Body,
    pub state: Option<State>,
    pub published: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "report/desk-list.html")]
pub(super) struct DeskPage {
    shell: Shell,
    tr: Tr,
    years: Vec<(String, String, bool)>,
    figures: Figures,
    table: Table,
    /// For the authority in charge: the days of its area.
    deadlines: Option<(Vec<Field>, Submit)>,
}

/// How near the last day is.
pub(super) fn light(tr: Tr, last: Option<Date>, published: Option<Timestamp>, today: Date) -> Cell {
    let Some(last) = last else { return Cell::text("—") };
    let said = tr.date_short(last);
    if let Some(at) = published {
        let late = legal_date(at) > last;
        let cell =
            Cell::light(Light::new(tr, Signal::Done, tr.s(if late { "report-was-late" } else { "report-in-time" })));
        return cell.below(said);
    }
    let days = last.since(today).map_or(0, |s| s.get_days());
    let (signal, key) = match days {
        d if d < 0 => (Signal::Late, "report-late"),
        d if d <= SOON => (Signal::Soon, "report-due-soon"),
        _ => (Signal::OnTime, "report-due"),
    };
    Cell::light(Light::new(tr, signal, tr.f1(key, "days", i64::from(days.abs())))).below(said)
}

/// The years a desk works on: the running one, the one that is due now, and those before back to the first format.
pub(super) fn years(today: Date) -> Vec<i64> {
    let first = crate::templates().first().map_or(2019, |t| t.first_year);
    let now = i64::from(today.year());
    (first..=now).rev().take(6).collect()
}

pub(super) fn page(visit: &Visit, today: Date, year: i64, lines: &[Line], authority: Option<&Body>) -> DeskPage {
    let tr = visit.tr;
    let mut late = 0;
    let mut published = 0;
    let rows = lines
        .iter()
        .map(|l| {
            let last = l.body.deadlines.last_day(l.body.kind, year);
            published += i64::from(l.published.is_some());
            late += i64::from(l.published.is_none() && last.is_some_and(|d| d < today));
            let name = Cell::link(format!("/desk/reports/{year}/{}", l.body.agency.key), &l.body.agency.name);
            Row::new([
                light(tr, last, l.published, today),
                name.below(kind_word(tr, l.body.kind)),
                Cell::tag(state_tag(tr, l.state)),
                Cell::text(l.published.map(|at| tr.date_short(legal_date(at))).unwrap_or_else(|| "—".into())),
            ])
        })
        .collect();
    let columns = [
        Column::whole(tr.s("report-deadline")),
        Column::new(tr.s("report-agency")),
        Column::whole(tr.s("report-state")),
        Column::whole(tr.s("report-published-on")),
    ];
    let one = |label: &str, n: i64| Figure::new(tr.s(label), tr.number(n));
    let all = i64::try_from(lines.len()).unwrap_or_default();
    let deadlines = authority.map(|b| {
        let day = |name: &str, label: &str, value: String| {
            Field::code(tr, name.to_owned(), tr.s(label)).hint(tr.s("report-deadline-hint")).value(value).required()
        };
        let fields = vec![
            day("departments", "report-deadline-departments", b.deadlines.departments.text()),
            day("governments", "report-deadline-governments", b.deadlines.governments.text()),
        ];
        (fields, Submit::secondary(tr.s("report-deadline-save")))
    });
    DeskPage {
        shell: visit.desk(tr.s("report-desk-title")).at("desk-reports"),
        years: years(today)
            .into_iter()
            .map(|y| (tr.f1("report-year", "year", y.to_string()), format!("/desk/reports?year={y}"), y == year))
            .collect(),
        figures: Figures::new(vec![
            one("report-figure-all", all),
            one("report-figure-published", published),
            one("report-figure-late", late),
        ]),
        table: Table::new(tr.s("report-desk-title"), columns, rows)
            .named_by(1)
            .when_empty(Empty::new(tr.s("report-desk-empty"), tr.s("report-desk-empty-text"))),
        deadlines,
        tr,
    }
}

/// The agencies at which the acting official may see the working report: one's own, and the area of the authority in charge.
fn seen<'b>(cx: &Cx, bodies: &'b [Body]) -> Vec<&'b Body> {
    let Who::Staff { posts, .. } = &cx.who else { return Vec::new() };
    let region = |id: Id| bodies.iter().find(|b| b.agency.id == id).map(|b| b.agency.region.as_str());
    let areas: Vec<&str> =
        posts.iter().filter(|p| p.role == Role::DisclosureAuthority).filter_map(|p| region(p.agency)).collect();
    let own = |id: Id| OWN_ROLES.iter().any(|r| cx.who.holds(id, *r));
    bodies.iter().filter(|b| own(b.agency.id) || areas.iter().any(|a| lies_in(&b.agency.region, a))).collect()
}

/// `GET /desk/reports`, `?year=2025`: last year's reports without one, which are what is due.
///
/// # Errors
/// A year without a format.
pub async fn list(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let today = acting.cx.today();
    let year = asked.year.unwrap_or_else(|| i64::from(today.year()) - 1);
    if crate::template_of(year).is_none() || year > i64::from(today.year()) {
        return Err(Problem::not_found());
    }
    let cx = acting.cx;
    let (lines, authority) = blocking(move || {
        Ok(office.db.read(|tx| {
            let bodies = list_bodies(tx)?;
            let standings = list_standings(tx, year)?;
            let lines: Vec<Line> = seen(&cx, &bodies)
                .into_iter()
                .map(|b| {
                    let found = standings.binary_search_by_key(&b.agency.id, |s| s.agency).ok();
                    let found = found.and_then(|at| standings.get(at));
                    Line {
                        body: b.clone(),
                        state: found.map(|s| s.state),
                        published: found.and_then(|s| s.first_published),
                    }
                })
                .collect();
            let authority = bodies.into_iter().find(|b| cx.who.holds(b.agency.id, Role::DisclosureAuthority));
            Ok::<_, Error<Never>>((lines, authority))
        })?)
    })
    .await?;
    Ok(Page(page(&visit, today, year, &lines, authority.as_ref())).into_response())
}
