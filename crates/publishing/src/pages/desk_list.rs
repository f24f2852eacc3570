//! `/desk/publications`: what waits for me, and everything else of my agencies.

use super::{kind_name, read, sample_row, state_tag};
use crate::{DeskFilter, DeskTab, Publication, State as PublicationState, list_office};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Id, Lang, Office, Role};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Column, Empty, Light, Page, Pager, Problem, Row, Sample, Shell, Signal, Tab, Table, Tabs, Tr, Visit, blocking,
};

type Answer = Result<Response, Problem>;

/// Publications on one page.
const PAGE: usize = 50;

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    tab: Option<String>,
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "publishing/desk-list.html")]
struct ListPage {
    shell: Shell,
    tr: Tr,
    may_draft: bool,
    tabs: Tabs,
    table: Table,
    pager: Pager,
}

/// How near the statutory limit is.
pub(super) fn light(tr: Tr, p: &Publication, today: Date) -> Cell {
    let Some(due) = p.matter.due_on else { return Cell::text("") };
    let signal = match p.matter.soon_on {
        _ if due < today => Signal::Late,
        Some(soon) if soon <= today => Signal::Soon,
        _ => Signal::OnTime,
    };
    Cell::light(Light::new(tr, signal, tr.relative(due, today))).below(tr.date_short(due))
}

impl ListPage {
    fn new(
        visit: &Visit,
        tab: DeskTab,
        asked: &Asked,
        mut found: Vec<Publication>,
        today: Date,
        may_draft: bool,
    ) -> ListPage {
        let tr = visit.tr;
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let href = |tab: DeskTab| format!("/desk/publications?tab={tab}");
        let on = found.last().filter(|_| more).map(|p| format!("{}&before={}", href(tab), p.id()));
        let back = asked.before.as_ref().map(|_| href(tab));
        let tabs = DeskTab::ALL
            .iter()
            .map(|t| Tab {
                label: tr.s(&format!("publishing-tab-{t}")).into_owned(),
                count: None,
                href: href(*t),
                id: t.as_str(),
            })
            .collect();
        let rows = found
            .iter()
            .map(|p| {
                let state = p.state().unwrap_or(PublicationState::Abandoned);
                Row::new([
                    light(tr, p, today),
                    Cell::link(format!("/desk/publications/{}", p.number), &p.content.title).below(format!(
                        "{} · {}",
                        kind_name(tr, p.content.kind),
                        p.agency_name
                    )),
                    Cell::tag(state_tag(tr, state)),
                    Cell::code(&p.number),
                    Cell::text(tr.time(p.matter.opened_at)),
                ])
            })
            .collect();
        let columns = [
            Column::whole(tr.s("publishing-due")),
            Column::new(tr.s("publishing-field-title")),
            Column::whole(tr.s("publishing-state")),
            Column::whole(tr.s("publishing-number")),
            Column::whole(tr.s("publishing-begun")),
        ];
        let empty = Empty::new(tr.s("publishing-desk-none"), tr.s(&format!("publishing-desk-none-{tab}")));
        ListPage {
            shell: visit.desk(tr.s("publishing-desk-title")).at("desk-publications"),
            tr,
            may_draft,
            tabs: Tabs::new(tr.s("publishing-desk-title"), tab.as_str(), tabs),
            table: Table::new(tr.s("publishing-desk-title"), columns, rows).when_empty(empty).named_by(1),
            pager: Pager::new(tr, back, on),
        }
    }
}

/// `GET /desk/publications`
///
/// # Errors
/// 400 for a tab that is none.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Answer {
    let tab = match asked.tab.as_deref() {
        None => DeskTab::Mine,
        Some(text) => DeskTab::parse(text).ok_or_else(Problem::bad_request)?,
    };
    let before = asked.before.as_deref().map(|b| Id::parse(b).ok_or_else(Problem::bad_request)).transpose()?;
    let today = acting.cx.today();
    let may_draft = acting.cx.who.holds_anywhere(Role::PublicationDrafting);
    let filter = DeskFilter { tab, kind: None };
    let rows =
        blocking(move || read(&office, |tx| list_office(tx, &acting.cx, &filter, before, PAGE as i64 + 1))).await?;
    Ok(Page(ListPage::new(&visit, tab, &asked, rows, today, may_draft)).into_response())
}

/// A publication of the office for the samples of pages.
pub(super) fn sample(title: &str, state: PublicationState) -> Publication {
    let row = sample_row(title);
    let content = crate::Content {
        kind: row.kind,
        lang: row.lang,
        title: title.into(),
        summary: row.summary.clone(),
        html: "<p>一</p>".into(),
        text: "一".into(),
        formed_on: jiff::civil::date(2026, 3, 2),
        displayed_on: None,
        disclosure: crate::Disclosure::Proactive,
        basis: None,
        reason: String::new(),
        reevaluate_on: None,
        placements: vec![("main".into(), "notices".into())],
        interprets: Some("《政府信息公开条例》".into()),
        duty: Some("08-003".into()),
        statutory_item: None,
        topics: vec!["食品".into()],
        note: "<更正>".into(),
    };
    let matter = kernel::matter::Matter {
        id: row.id,
        kind: "publication".into(),
        number: row.number.clone(),
        title: title.into(),
        state: state.as_str().into(),
        version: 3,
        head: ledger::Hash::NONE,
        agency: row.agency,
        region: "130100".into(),
        opened_at: row.published_at,
        clock: None,
        due_on: Some(jiff::civil::date(2026, 3, 30)),
        soon_on: Some(jiff::civil::date(2026, 3, 25)),
        waits_for: "publication-drafting".into(),
        claimed_by: None,
        closed_at: None,
    };
    Publication {
        matter,
        number: row.number,
        agency_name: row.agency_name,
        working: 2,
        released: 1,
        content,
        files: super::sample_published(title, crate::Standing::Published).attachments,
        planned_at: Some(row.published_at),
    }
}

impl Sample for ListPage {
    fn samples(lang: Lang) -> Vec<ListPage> {
        let visit = Visit::sample(lang);
        let today = jiff::civil::date(2026, 3, 26);
        let many: Vec<Publication> = (0..60)
            .map(|n| {
                sample(&format!("关于第{n}次<会议>的通告"), PublicationState::ALL[n % PublicationState::ALL.len()])
            })
            .collect();
        let asked = Asked { tab: None, before: Some(Id::new().to_string()) };
        let mut samples: Vec<ListPage> = DeskTab::ALL
            .iter()
            .map(|t| ListPage::new(&visit, *t, &Asked::default(), Vec::new(), today, false))
            .collect();
        samples.push(ListPage::new(&visit, DeskTab::All, &asked, many, today, true));
        samples
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_good() {
        assert_eq!(ListPage::lint_samples(), Vec::<String>::new());
    }
}
