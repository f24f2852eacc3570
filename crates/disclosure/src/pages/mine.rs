//! `/my/requests`: one's own requests, with the account.

use super::{Answer, acts, files::read_upload, holder_word, private, request_page::Door, state_tag};
use crate::{Refused, Tools, request::Request, store};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, Request as HttpRequest, State},
    response::IntoResponse,
};
use identity::pages::{edge::Acting, my_tabs};
use kernel::{Error, Id, Lang, Office, Who};
use serde::Deserialize;
use std::sync::Arc;
use web::{Cell, Column, Empty, Page, Pager, Problem, Row, Sample, Shell, Table, Tabs, Tr, Visit, blocking};

/// How many lines a page has.
const PAGE: usize = 20;

/// The place in the list.
#[derive(Deserialize, Default)]
pub struct From {
    #[serde(default)]
    before: Option<String>,
}

/// `GET /my/requests`.
#[derive(Template)]
#[template(path = "disclosure/mine.html")]
pub struct MinePage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    table: Table,
    pager: Pager,
}

struct Line {
    number: String,
    subject: String,
    state: String,
    waits_for: String,
    due: String,
    submitted: String,
}

impl Line {
    fn new(tr: Tr, r: &Request) -> Line {
        let closed = r.matter.closed_at.is_some();
        let due = r.matter.due_on.filter(|_| !closed).map_or_else(|| "—".to_owned(), |d| tr.date_short(d));
        Line {
            number: r.number().to_owned(),
            subject: r.subject.clone(),
            state: r.matter.state.clone(),
            waits_for: r.matter.waits_for.clone(),
            due,
            submitted: tr.date_short(r.arrived_on),
        }
    }
}

impl MinePage {
    fn new(visit: &Visit, lines: &[Line], unread: i64, pager: (Option<String>, Option<String>)) -> MinePage {
        let tr = visit.tr;
        let columns = [
            Column::new(tr.s("disclosure-col-request")),
            Column::new(tr.s("disclosure-state")),
            Column::new(tr.s("disclosure-held-by")),
            Column::whole(tr.s("disclosure-col-due")),
            Column::whole(tr.s("disclosure-col-submitted")),
        ];
        let rows = lines.iter().map(|l| {
            Row::new([
                Cell::link(format!("/my/requests/{}", l.number), l.subject.clone()).below(l.number.clone()),
                Cell::tag(state_tag(tr, &l.state)),
                Cell::text(holder_word(tr, &l.waits_for)),
                Cell::text(l.due.clone()),
                Cell::text(l.submitted.clone()),
            ])
        });
        let empty = Empty::new(tr.s("disclosure-mine-none"), tr.s("disclosure-mine-none-text"))
            .action("/requests", tr.s("disclosure-requests-title"));
        MinePage {
            shell: visit.shell(tr.s("disclosure-mine-title")).at("my").crumb(tr.s("disclosure-my"), "/my"),
            tr,
            tabs: my_tabs(tr, "requests", unread),
            table: Table::new(tr.s("disclosure-mine-title"), columns, rows.collect()).when_empty(empty),
            pager: Pager::new(tr, pager.0, pager.1),
        }
    }
}

/// `GET /my/requests`: newest first.
///
/// # Errors
/// Nobody signed in as a person.
pub async fn list(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Query(from): Query<From>) -> Answer {
    blocking(move || {
        let Who::Person { account, person, .. } = acting.cx.who else { return Err(Problem::not_found()) };
        let before = from.before.as_deref().and_then(Id::parse);
        let (listed, unread) = office.db.read(|tx| {
            let listed = store::list_mine(tx, person, before, i64::try_from(PAGE + 1).unwrap_or(i64::MAX))?;
            Ok::<_, Error<Refused>>((listed, identity::unread_messages(tx, account)?))
        })?;
        let on = (listed.len() > PAGE)
            .then(|| listed.get(PAGE - 1).map(|r| format!("/my/requests?before={}", r.id())))
            .flatten();
        let lines: Vec<Line> = listed.iter().take(PAGE).map(|r| Line::new(visit.tr, r)).collect();
        let back = before.map(|_| "/my/requests".to_owned());
        Ok(Page(MinePage::new(&visit, &lines, unread, (back, on))).into_response())
    })
    .await
}

/// `GET /my/requests/{number}`
///
/// # Errors
/// Another's request is not there.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || acts::show(&office, &acting.cx, &visit, &Door::Account(number), false)).await
}

/// `POST /my/requests/{number}/{act}`: confirmation, correction, reason, withdrawal, suggestion.
///
/// # Errors
/// Another's request, an act there is none of, an old page.
pub async fn act(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((number, act)): Path<(String, String)>,
    Extension(tools): Extension<Arc<Tools>>,
    request: HttpRequest,
) -> Answer {
    let form = read_upload(request).await?;
    blocking(move || acts::act(&office, &acting.cx, &visit, &Door::Account(number), &act, &form, &tools)).await
}

/// `GET /my/requests/{number}/notices/{file}`
///
/// # Errors
/// Another's request, a notice that is not the applicant's.
pub async fn notice(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, file)): Path<(String, String)>,
) -> Answer {
    blocking(move || acts::paper(&office, &acting.cx, &Door::Account(number), &file)).await
}

/// `GET /my/requests/{number}/files/{n}`
///
/// # Errors
/// Another's request, nothing given out.
pub async fn file(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, n)): Path<(String, String)>,
) -> Answer {
    let answer = blocking(move || acts::given(&office, &acting.cx, &Door::Account(number), &n)).await?;
    Ok(private(answer))
}

impl Sample for MinePage {
    fn samples(lang: Lang) -> Vec<MinePage> {
        use kernel::procedure::Procedure;
        let visit = Visit::sample(lang);
        let lines: Vec<Line> = crate::State::ALL
            .iter()
            .enumerate()
            .map(|(n, s)| Line {
                number: format!("YSQ-130100-2026-{n:05}"),
                subject: "老旧小区改造的补助标准".repeat(1 + n),
                state: s.as_str().into(),
                waits_for: crate::DisclosureProcedure::holder(*s).text().into(),
                due: "2026-03-30".into(),
                submitted: "2026-03-02".into(),
            })
            .collect();
        vec![
            MinePage::new(&visit, &[], 0, (None, None)),
            MinePage::new(&visit, &lines, 3, (Some("/my/requests".into()), Some("/my/requests?before=x".into()))),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(MinePage::lint_samples(), Vec::<String>::new());
    }
}
