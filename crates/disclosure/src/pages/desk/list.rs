//! `/desk/requests`: the worklist by due date, and the requests behind a cell of the annual report.

use super::{Answer, NAV, encoded, light, loaded::cell, my_agencies, outcome_name, read, state_tag, word};
use crate::{
    Filter, State as RequestState, Tab,
    annual::{self, Cell as ReportCell, Line},
    channel::Channel,
    outcome,
    request::Request,
    store,
};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use identity::{Agency, pages::edge::Acting};
use jiff::civil::Date;
use kernel::{Cx, Fault, Id, Role, Tx};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use web::{
    Cell, Choice, Column, Empty, Field, Notice, NoticeKind, Page, Pager, Problem, Row, Shell, Submit, Table, Tabs, Tr,
    Visit, blocking,
};

/// Requests on one page.
const PAGE: usize = 50;

/// What the address of the list may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    tab: Option<String>,
    agency: String,
    channel: String,
    state: String,
    outcome: String,
    q: String,
    after: String,
    year: Option<i64>,
    row: String,
    column: String,
    below: String,
}

impl Asked {
    fn cell(&self) -> Result<Option<ReportCell>, Problem> {
        match self.year {
            None => Ok(None),
            Some(year) => cell(year, &self.row, &self.column).map(Some).ok_or_else(Problem::bad_request),
        }
    }

    fn query(&self, tab: Tab) -> String {
        let mut parts = Vec::new();
        if let Some(year) = self.year {
            parts.push(format!(
                "agency={}&year={year}&row={}&column={}",
                encoded(&self.agency),
                encoded(&self.row),
                encoded(&self.column)
            ));
            if self.below == "yes" {
                parts.push("below=yes".into());
            }
        } else {
            parts.push(format!("tab={tab}"));
            for (name, value) in [
                ("agency", &self.agency),
                ("channel", &self.channel),
                ("state", &self.state),
                ("outcome", &self.outcome),
                ("q", &self.q),
            ] {
                if !value.trim().is_empty() {
                    parts.push(format!("{name}={}", encoded(value.trim())));
                }
            }
        }
        format!("/desk/requests?{}", parts.join("&"))
    }

    fn is_filtered(&self) -> bool {
        [&self.agency, &self.channel, &self.state, &self.outcome, &self.q].iter().any(|t| !t.trim().is_empty())
    }
}

/// What the page shows.
pub(super) struct Found {
    pub tab: Tab,
    pub asked: Asked,
    pub cell: Option<ReportCell>,
    pub agencies: Vec<Agency>,
    pub rows: Vec<Request>,
    pub next: Option<String>,
    pub counts: Vec<(Tab, i64)>,
    pub unconfirmed: i64,
    pub may_register: bool,
    /// The pages beside the list that the reader's posts open.
    pub pages: Vec<(&'static str, &'static str)>,
    pub today: Date,
}

#[derive(Template)]
#[template(path = "disclosure/desk_list.html")]
pub(super) struct ListPage {
    shell: Shell,
    tr: Tr,
    links: Vec<(String, String)>,
    alarm: Option<Notice>,
    stands_for: Option<Notice>,
    tabs: Option<Tabs>,
    tab: &'static str,
    filters: Vec<Field>,
    find: Submit,
    is_filtered: bool,
    clear: String,
    table: Table,
    pager: Pager,
}

/// The request as a line of the list; who asks is masked.
fn row(tr: Tr, names: &HashMap<Id, String>, r: &Request, today: Date) -> Row {
    let agency = names.get(&r.matter.agency).cloned().unwrap_or_default();
    Row::new([
        Cell::light(light(tr, r, today)).below(r.matter.due_on.map(|d| tr.date_short(d)).unwrap_or_default()),
        Cell::link(format!("/desk/requests/{}", r.number()), &r.subject).below(format!(
            "{} · {} · {agency}",
            r.number(),
            r.applicant_shown
        )),
        Cell::tag(state_tag(tr, r.state()))
            .below(r.outcome.as_deref().map(|c| outcome_name(tr, c)).unwrap_or_default()),
        Cell::text(word(tr, "channel", r.channel)),
        Cell::text(r.received_on.map_or_else(|| tr.s("req-not-received").into_owned(), |d| tr.date_short(d))),
    ])
}

/// What a cell of the report stands for, in words.
fn stands_for(tr: Tr, c: &ReportCell, agency: &str) -> Notice {
    let line = match &c.line {
        Line::New => tr.s("req-cell-new").into_owned(),
        Line::In => tr.s("req-cell-in").into_owned(),
        Line::Out => tr.s("req-cell-out").into_owned(),
        Line::Closed => tr.s("req-cell-closed").into_owned(),
        Line::Outcome(code) if code.len() == 1 => tr.s(&format!("req-family-{}", code.to_lowercase())).into_owned(),
        Line::Outcome(code) => outcome_name(tr, code),
        Line::Dispute(kind) => word(tr, "dispute", kind),
    };
    let column = match (c.column, &c.line) {
        (None, _) => tr.s("req-cell-all").into_owned(),
        (Some("pending"), _) => tr.s("req-cell-pending").into_owned(),
        (Some(result), Line::Dispute(_)) => word(tr, "result", result),
        (Some(kind), _) => word(tr, "applicant-kind", kind),
    };
    let title = tr.f2("req-cell-title", "agency", agency, "year", c.year.to_string());
    Notice::new(NoticeKind::Info, title, format!("{line} · {column}")).link("/desk/requests", tr.s("req-cell-leave"))
}

impl ListPage {
    pub(super) fn new(visit: &Visit, f: &Found) -> ListPage {
        let tr = visit.tr;
        let names: HashMap<Id, String> = f.agencies.iter().map(|a| (a.id, a.short_name.clone())).collect();
        let tabs = Tab::ALL
            .iter()
            .map(|t| web::Tab {
                label: tr.s(&format!("req-tab-{t}")).into_owned(),
                count: f.counts.iter().find(|(of, _)| of == t).map(|(_, n)| *n),
                href: format!("/desk/requests?tab={t}"),
                id: t.as_str(),
            })
            .collect();
        let columns = [
            Column::whole(tr.s("req-column-due")),
            Column::new(tr.s("req-column-request")),
            Column::new(tr.s("disclosure-state")),
            Column::whole(tr.s("disclosure-channel")),
            Column::whole(tr.s("req-received-on")),
        ];
        let empty = match (f.cell.is_some(), f.asked.is_filtered()) {
            (true, _) => Empty::new(tr.s("req-none-cell"), ""),
            (false, true) => Empty::new(tr.s("req-none-filtered"), ""),
            (false, false) => Empty::new(tr.s("req-none"), tr.s(&format!("req-none-{}", f.tab))),
        };
        let rows = f.rows.iter().map(|r| row(tr, &names, r, f.today)).collect();
        let agency_choices = f.agencies.iter().map(|a| Choice::new(&a.key, &a.name));
        let any = |control: Field, value: &str| control.value(value.trim());
        let outcomes = outcome::all().iter().map(|o| Choice::new(&o.code, outcome_name(tr, &o.code)));
        let mut filters = Vec::new();
        if f.agencies.len() > 1 {
            filters.push(any(Field::select(tr, "agency", tr.s("req-agency")).choices(agency_choices), &f.asked.agency));
        }
        filters.extend([
            any(
                Field::select(tr, "channel", tr.s("disclosure-channel")).choices(super::choices(
                    tr,
                    "channel",
                    Channel::ALL,
                )),
                &f.asked.channel,
            ),
            any(
                Field::select(tr, "state", tr.s("disclosure-state")).choices(super::choices(
                    tr,
                    "state",
                    RequestState::ALL,
                )),
                &f.asked.state,
            ),
            any(Field::select(tr, "outcome", tr.s("disclosure-outcome")).choices(outcomes), &f.asked.outcome),
            any(Field::text(tr, "q", tr.s("req-filter-words")), &f.asked.q),
        ]);
        let mut links = Vec::new();
        if f.may_register {
            links.push(("/desk/requests/new".to_owned(), tr.s("req-new-title").into_owned()));
        }
        for (href, key) in &f.pages {
            links.push(((*href).to_owned(), tr.s(key).into_owned()));
        }
        let named = f.agencies.iter().find(|a| a.key == f.asked.agency).map_or("", |a| a.name.as_str());
        ListPage {
            shell: visit.desk(tr.s("req-list-title")).at(NAV),
            tr,
            links,
            alarm: (f.unconfirmed > 0 && f.cell.is_none()).then(|| {
                Notice::new(NoticeKind::Warning, tr.f1("req-alarm-title", "n", f.unconfirmed), tr.s("req-alarm-text"))
                    .link("/desk/requests?tab=unconfirmed", tr.s("req-alarm-link"))
            }),
            stands_for: f.cell.as_ref().map(|c| stands_for(tr, c, named)),
            tabs: f.cell.is_none().then(|| Tabs::new(tr.s("req-tabs"), f.tab.as_str(), tabs)),
            tab: f.tab.as_str(),
            filters,
            find: Submit::secondary(tr.s("req-filter-find")),
            is_filtered: f.asked.is_filtered(),
            clear: format!("/desk/requests?tab={}", f.tab),
            table: Table::new(tr.s("req-list-title"), columns, rows).when_empty(empty).named_by(1),
            pager: Pager::new(
                tr,
                (!f.asked.after.is_empty()).then(|| f.asked.query(f.tab)),
                f.next.as_ref().map(|n| format!("{}&after={}", f.asked.query(f.tab), encoded(n))),
            ),
        }
    }
}

/// The pages beside the list, with the key of their title.
fn pages(cx: &Cx) -> Vec<(&'static str, &'static str)> {
    let keeps = &[Role::DisclosureDesk, Role::DisclosureHead][..];
    [
        ("/desk/requests/reevaluations", "req-reevaluations-title", keeps),
        ("/desk/requests/proposals", "req-proposals-title", keeps),
        ("/desk/requests/figures", "req-figures-title", &[][..]),
        ("/desk/requests/templates", "req-templates-title", keeps),
        ("/desk/requests/office", "req-office-title", &keeps[1..]),
        ("/desk/requests/complaints", "req-complaints-title", &[Role::DisclosureAuthority][..]),
    ]
    .into_iter()
    .filter(|(_, _, roles)| roles.is_empty() || roles.iter().any(|r| cx.who.holds_anywhere(*r)))
    .map(|(href, key, _)| (href, key))
    .collect()
}

/// The requests behind a cell; only those that the reader may see.
fn behind(
    tx: &mut Tx,
    cx: &Cx,
    asked: &Asked,
    c: &ReportCell,
    mine: &[Agency],
) -> Result<(Vec<Request>, Option<String>), Fault> {
    let Some(named) = mine.iter().find(|a| a.key == asked.agency) else { return Ok((Vec::new(), None)) };
    // The code of a region begins with the code of the one it lies in; zeros end it.
    let area = named.region.trim_end_matches("00");
    let ids: Vec<Id> = mine
        .iter()
        .filter(|a| a.id == named.id || (asked.below == "yes" && a.region.starts_with(area)))
        .map(|a| a.id)
        .collect();
    let mut found = annual::list_behind(tx, &ids, c, Id::parse(&asked.after), PAGE as i64 + 1)?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(Id::to_string);
    let mut rows = Vec::new();
    for id in found {
        let Some(r) = store::find_request(tx, id)? else { continue };
        if let Some(r) = store::find_for_office(tx, cx, r.number())? {
            rows.push(r);
        }
    }
    Ok((rows, next))
}

/// `GET /desk/requests`
///
/// # Errors
/// 400 for a tab or a cell that is none.
pub async fn list(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    let cell = asked.cell()?;
    let tab = match asked.tab.as_deref() {
        None => Tab::Mine,
        Some(text) => Tab::parse(text).ok_or_else(Problem::bad_request)?,
    };
    let found = blocking(move || {
        let cx = acting.cx;
        read(&office, |tx| {
            let agencies = my_agencies(tx, &cx)?;
            let (rows, next) = match &cell {
                Some(c) => behind(tx, &cx, &asked, c, &agencies)?,
                None => {
                    let filter = Filter {
                        tab,
                        agency: agencies.iter().find(|a| a.key == asked.agency).map(|a| a.id),
                        channel: Channel::parse(&asked.channel),
                        state: RequestState::parse(&asked.state),
                        outcome: outcome::find(&asked.outcome).map(|o| o.code.clone()),
                        words: Some(asked.q.chars().take(60).collect()),
                        due_by: None,
                        cell: None,
                    };
                    let after = asked.after.split_once('~').and_then(|(due, id)| {
                        Some((due.parse::<Date>().ok()?.to_string(), Id::parse(id)?.to_string()))
                    });
                    let mut rows = store::list_office(tx, &cx, &filter, after, PAGE as i64 + 1)?;
                    let more = rows.len() > PAGE;
                    rows.truncate(PAGE);
                    let next = rows.last().filter(|_| more).map(|r| {
                        let due = r.matter.due_on.map_or_else(|| "9999-12-31".to_owned(), |d| d.to_string());
                        format!("{due}~{}", r.id())
                    });
                    (rows, next)
                }
            };
            let mut unconfirmed = 0;
            for a in agencies.iter().filter(|a| cx.who.holds(a.id, Role::DisclosureDesk)) {
                unconfirmed += store::count_unconfirmed(tx, a.id, cx.today())?;
            }
            Ok(Found {
                tab,
                counts: store::tab_counts(tx, &cx)?,
                may_register: cx.who.holds_anywhere(Role::DisclosureDesk),
                pages: pages(&cx),
                today: cx.today(),
                cell,
                agencies,
                rows,
                next,
                unconfirmed,
                asked,
            })
        })
    })
    .await?;
    Ok(Page(ListPage::new(&visit, &found)).into_response())
}

impl Found {
    /// A list for samples.
    #[cfg(test)]
    pub(super) fn sample(tab: Tab, rows: Vec<Request>, cell: Option<ReportCell>) -> Found {
        let asked = Asked { q: "补助".into(), year: cell.as_ref().map(|c| c.year), ..Asked::default() };
        Found {
            tab,
            asked,
            cell,
            agencies: vec![super::samples::agency("a"), super::samples::agency("b")],
            rows,
            next: Some("2026-03-01~x".into()),
            counts: vec![(Tab::Mine, 3)],
            unconfirmed: 2,
            may_register: true,
            pages: vec![("/desk/requests/figures", "req-figures-title")],
            today: jiff::civil::date(2026, 3, 26),
        }
    }
}
