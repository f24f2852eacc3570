//! The list of the editors' desk: the items of their agencies, with what stands between each draft and publication.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use identity::pages::edge::Acting;
use kernel::{Error, Id, Lang, Never, Office, Role, Who};
use serde::Deserialize;
use web::{
    Cell, Column, Empty, Page, Pager, Problem, Row, Sample, Shell, StatusTag, Submit, Tab, Table, Tabs, Tone, Tr,
    Visit, blocking,
};

use super::desk::sample_data;
use super::versions::state_tag;
use super::{encoded, query};
use crate::catalogue;
use crate::gate::{GateContext, Severity};
use crate::import::local_code_findings;
use crate::record::VersionState;
use crate::store::{self, DeskRow};

const ROWS: i64 = 50;

/// The agencies whose items this editor keeps.
fn agencies_of(who: &Who) -> Vec<Id> {
    match who {
        Who::Staff { posts, .. } => {
            posts.iter().filter(|post| post.role == Role::ItemEditor).map(|post| post.agency).collect()
        }
        _ => Vec::new(),
    }
}

/// The query of the desk's list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeskQuery {
    agency: String,
    state: String,
    q: String,
    after: String,
}

#[derive(Template)]
#[template(path = "items/desk-list.html")]
struct DeskPage {
    shell: Shell,
    tr: Tr,
    agencies: Vec<(String, String, Option<&'static str>)>,
    tabs: Tabs,
    query: String,
    kept: Vec<(&'static str, String)>,
    find: Submit,
    table: Table,
    pager: Pager,
}

struct DeskData {
    agency: Id,
    agencies: Vec<(Id, String)>,
    counts: (i64, i64, i64),
    rows: Vec<DeskRow>,
    more: bool,
    context: GateContext,
}

fn desk_page(visit: &Visit, asked: &DeskQuery, data: &DeskData) -> DeskPage {
    let tr = visit.tr;
    let agency = data.agency.to_string();
    let agencies = data.agencies.iter().map(|(id, name)| {
        let href = format!("/desk/items{}", query([("agency", id.to_string().as_str())]));
        (name.clone(), href, (*id == data.agency).then_some("true"))
    });
    let (whole, drafts, published) = data.counts;
    let tab = |id: &'static str, count: i64| Tab {
        label: tr.s(&format!("items-desk-tab-{id}")).into_owned(),
        count: Some(count),
        href: format!(
            "/desk/items{}",
            query([("agency", agency.as_str()), ("state", if id == "all" { "" } else { id }), ("q", &asked.q)])
        ),
        id,
    };
    let current = match asked.state.as_str() {
        "draft" => "draft",
        "published" => "published",
        _ => "all",
    };
    let tabs = Tabs::new(
        tr.s("items-desk-title"),
        current,
        vec![tab("all", whole), tab("draft", drafts), tab("published", published)],
    );
    let rows = data.rows.iter().map(|row| {
        let state = match (&row.draft, row.item.published) {
            (Some(_), Some(_)) => StatusTag::new(Tone::Wait, tr.s("items-state-published-draft")),
            (Some(_), None) => state_tag(tr, VersionState::Draft),
            (None, Some(_)) => state_tag(tr, VersionState::Published),
            (None, None) => state_tag(tr, VersionState::Withdrawn),
        };
        let findings = match &row.draft {
            Some(draft) => {
                let found = catalogue::findings(&draft.body, &data.context);
                let blocking = found.iter().filter(|f| f.severity() == Severity::Blocks).count();
                let advice = found.len() - blocking + local_code_findings(&draft.body).len();
                tr.f2("items-desk-findings", "blocking", blocking, "advice", advice)
            }
            None => String::new(),
        };
        let local = row.item.local_code.clone().unwrap_or_default();
        Row::new([
            Cell::link(format!("/desk/items/{}", row.item.id), &row.item.name).below(local),
            Cell::tag(state),
            Cell::text(findings),
        ])
    });
    let columns = ["items-col-item", "items-col-state", "items-col-findings"].map(|key| Column::new(tr.s(key)));
    let table = Table::new(tr.s("items-desk-title"), columns, rows.collect())
        .when_empty(Empty::new(tr.s("items-desk-none"), tr.s("items-desk-none-text")));
    let on = data.rows.last().filter(|_| data.more).map(|last| {
        let after = last.item.id.to_string();
        format!(
            "/desk/items{}",
            query([("agency", agency.as_str()), ("state", &asked.state), ("q", &asked.q), ("after", &after)])
        )
    });
    DeskPage {
        shell: visit.desk(tr.s("items-desk-title")).at("desk-items"),
        tr,
        agencies: agencies.collect(),
        tabs,
        query: asked.q.clone(),
        kept: vec![("agency", agency), ("state", asked.state.clone())],
        find: Submit::secondary(tr.s("search-button")),
        table,
        pager: Pager::new(tr, None, on),
    }
}

/// `GET /desk/items`: the items of the editor's agencies. Access: role ItemEditor.
///
/// # Errors
/// No post as editor, or a fault of the database.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<DeskQuery>,
) -> Result<Response, Problem> {
    let mine = agencies_of(&acting.cx.who);
    let agency = Id::parse(&asked.agency)
        .filter(|id| mine.contains(id))
        .or(mine.first().copied())
        .ok_or_else(Problem::forbidden)?;
    let wanted = asked.clone();
    let data = blocking(move || {
        Ok(office.db.read(|tx| {
            let mut agencies = Vec::new();
            for id in mine {
                if let Some(found) = identity::find_agency(tx, id)? {
                    agencies.push((id, found.short_name));
                }
            }
            let state = Some(wanted.state.as_str());
            let word = Some(wanted.q.trim()).filter(|q| !q.is_empty());
            let mut rows = store::list_desk(tx, agency, state, word, Id::parse(&wanted.after), ROWS + 1)?;
            let more = rows.len() as i64 > ROWS;
            rows.truncate(ROWS as usize);
            let counts = store::count_desk(tx, agency)?;
            let context = catalogue::gate_context(tx)?;
            Ok::<_, Error<Never>>(DeskData { agency, agencies, counts, rows, more, context })
        })?)
    })
    .await?;
    Ok(Page(desk_page(&visit, &asked, &data)).into_response())
}

impl Sample for DeskPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let agency = Id::new();
        let rows = |many: bool| {
            let data = sample_data().into_iter().filter(|_| many);
            data.map(|data| DeskRow { draft: data.draft().cloned(), item: data.item }).collect::<Vec<_>>()
        };
        let page = |many: bool| {
            let data = DeskData {
                agency,
                agencies: vec![(agency, "市行政审批局".into()), (Id::new(), "市水利局".into())],
                counts: (2, 1, 1),
                rows: rows(many),
                more: many,
                context: GateContext::default(),
            };
            desk_page(&visit, &DeskQuery { state: "draft".into(), q: encoded("<b>"), ..DeskQuery::default() }, &data)
        };
        vec![page(true), page(false)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_good_in_every_language() {
        assert_eq!(DeskPage::lint_samples(), Vec::<String>::new());
    }
}
