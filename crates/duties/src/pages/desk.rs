//! The desk of whoever keeps duties: what is late, due soon, owed, never spoken of.

use super::shown::{duty_cell, near};
use crate::{Body, Coverage, DeskTab, Owed, counts, kept_agencies, leads, list_bodies, list_desk};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Id, Never, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Choice, Column, Empty, Field, Page, Pager, Problem, Row, Shell, Submit, Table, Tabs, Tr, Visit, blocking,
};

/// Duties on one page.
const ROWS: usize = 40;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    tab: Option<String>,
    agency: Option<String>,
    /// `due|code|agency id` of the last line of the page before.
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "duties/desk-list.html")]
struct DeskPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    table: Table,
    pager: Pager,
    choose: Option<(Field, Submit)>,
    tab: &'static str,
    can_edit: bool,
}

/// What the page is made from.
struct Found {
    list: Vec<Owed>,
    coverage: Coverage,
    bodies: Vec<Body>,
    leads: bool,
}

fn count_of(c: &Coverage, tab: DeskTab) -> i64 {
    match tab {
        DeskTab::Late => c.late,
        DeskTab::DueSoon => c.due_soon,
        DeskTab::Current => c.current,
        DeskTab::Unreported => c.unreported,
        DeskTab::Complete => c.complete,
        DeskTab::NotApplicable => c.not_applicable,
    }
}

fn page(visit: &Visit, today: Date, tab: DeskTab, agency: Option<&str>, mut found: Found) -> DeskPage {
    let tr = visit.tr;
    let more = found.list.len() > ROWS;
    found.list.truncate(ROWS);
    let with = agency.map(|a| format!("&agency={a}")).unwrap_or_default();
    let on = found.list.last().filter(|_| more).map(|o| {
        let due = o.obligation.open_due.map_or_else(|| kernel::matter::NO_DUE.to_owned(), |d| d.to_string());
        format!("/desk/duties?tab={tab}{with}&after={due}%7C{}%7C{}", o.obligation.code, o.obligation.agency)
    });
    let tabs = DeskTab::ALL
        .iter()
        .map(|t| web::Tab {
            label: super::shown::standing(tr, t.standing()),
            count: Some(count_of(&found.coverage, *t)),
            href: format!("/desk/duties?tab={t}{with}"),
            id: t.as_str(),
        })
        .collect();
    let columns = [
        Column::whole(tr.s("duty-due")),
        Column::new(tr.s("duty-column-matters")),
        Column::new(tr.s("duty-agency")),
        Column::new(tr.s("duty-column-limit")),
        Column::figures(tr.s("duty-open-count")),
    ];
    let rows = found
        .list
        .iter()
        .map(|o| {
            let due = o.obligation.open_due.map(|d| tr.date_short(d)).unwrap_or_default();
            Row::new([
                near(tr, &o.obligation, today).below(due),
                duty_cell(format!("/desk/duties/{}/{}", o.obligation.code, o.agency_key), o),
                Cell::text(&o.agency_name),
                Cell::text(&o.limit_text),
                Cell::text(tr.number(o.obligation.open_count)),
            ])
        })
        .collect();
    let choose = (found.bodies.len() > 1).then(|| {
        let mut choices = vec![Choice::new("", tr.s("duty-all-agencies"))];
        choices.extend(found.bodies.iter().map(|b| Choice::new(&b.key, &b.name)));
        let field = Field::select(tr, "agency", tr.s("duty-agency")).choices(choices).value(agency.unwrap_or_default());
        (field, Submit::secondary(tr.s("duty-show")))
    });
    DeskPage {
        shell: visit.desk(tr.s("duty-desk-title")).at("desk-duties"),
        tr,
        tabs: Tabs::new(tr.s("duty-desk-title"), tab.as_str(), tabs),
        table: Table::new(tr.s("duty-desk-title"), columns, rows)
            .named_by(1)
            .when_empty(Empty::new(tr.s(&format!("duty-desk-empty-{tab}")), tr.s("duty-desk-empty-text"))),
        pager: Pager::new(tr, None, on),
        choose,
        tab: tab.as_str(),
        can_edit: found.leads,
    }
}

/// `GET /desk/duties`, `?tab=late|due-soon|…`, `?agency=key`
///
/// # Errors
/// A tab or an address that cannot be read.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let tab = match asked.tab.as_deref() {
        None => DeskTab::Late,
        Some(word) => DeskTab::parse(word).ok_or_else(Problem::not_found)?,
    };
    let after = match asked.after.as_deref() {
        None => None,
        Some(text) => {
            let parts: Vec<&str> = text.split('|').collect();
            let [due, code, agency] = parts.as_slice() else { return Err(Problem::bad_request()) };
            let agency = Id::parse(agency).ok_or_else(Problem::bad_request)?;
            Some(((*due).to_owned(), (*code).to_owned(), agency))
        }
    };
    let key = asked.agency.filter(|a| !a.is_empty());
    let (cx, chosen) = (acting.cx.clone(), key.clone());
    let found = blocking(move || {
        office
            .db
            .read(|tx| {
                let leads = leads(tx, &cx)? || cx.who.holds_anywhere(kernel::Role::Supervision);
                let mine = kept_agencies(&cx);
                let mut bodies = list_bodies(tx)?;
                bodies.retain(|b| leads || mine.contains(&b.agency));
                let only = match &chosen {
                    // Said outright, one agency's list is read from its own index.
                    None if bodies.len() == 1 => bodies.first().map(|b| b.agency),
                    None => None,
                    Some(key) => match bodies.iter().find(|b| b.key == *key) {
                        Some(b) => Some(b.agency),
                        None => return Ok(None),
                    },
                };
                let from = after.as_ref().map(|(due, code, agency)| (due.as_str(), code.as_str(), *agency));
                let list = list_desk(tx, &cx, tab, only, from, ROWS as i64 + 1)?;
                let mut coverage = Coverage::default();
                for line in counts(tx, None, only, None)? {
                    if leads || mine.contains(&line.agency) {
                        coverage.join(&line.coverage);
                    }
                }
                Ok::<_, Error<Never>>(Some(Found { list, coverage, bodies, leads: crate::leads(tx, &cx)? }))
            })?
            .ok_or_else(Problem::not_found)
    })
    .await?;
    Ok(Page(page(&visit, acting.cx.today(), tab, key.as_deref(), found)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for DeskPage {
        fn samples(lang: Lang) -> Vec<DeskPage> {
            let visit = Visit::sample(lang);
            let found = || Found { list: Vec::new(), coverage: Coverage::default(), bodies: Vec::new(), leads: true };
            let day = jiff::civil::date(2026, 3, 2);
            DeskTab::ALL.iter().map(|t| page(&visit, day, *t, None, found())).collect()
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(DeskPage::lint_samples(), Vec::<String>::new());
    }
}
