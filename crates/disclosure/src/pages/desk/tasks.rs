//! What comes back as a task: records withheld whose day has come, and things that several asked for.
//!
//! Law: 政府信息公开条例 第十八条, 第四十四条

use super::{
    Answer, day, here, outcome_name,
    parts::{Block, Form, Part, PartsPage},
    read,
};
use crate::{Proposal, Reevaluation, Refused, store};
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use jiff::{ToSpan, civil::Date};
use kernel::{Cx, Fault, Id, Office};
use std::sync::Arc;
use web::{
    BodyForm, Choice, DataList, Empty, Field, Page, Problem, Sentence, Submit, Table, Visit, blocking, redirect_with,
};

/// Days ahead that are shown.
const AHEAD: i32 = 30;
/// The most that is shown at once.
const MOST: i64 = 100;

/// What was refused and where: the number of the form on the page.
type Back<'a> = Option<(&'a str, &'a BodyForm, &'a Refused)>;

/// Records to be looked at again.
pub(super) fn reevaluations(visit: &Visit, due: &[Reevaluation], back: Back<'_>) -> PartsPage {
    let tr = visit.tr;
    let shell = visit.desk(tr.s("req-reevaluations-title")).crumb(tr.s("req-list-title"), "/desk/requests");
    let mut page = PartsPage::new(shell);
    page.lead = tr.s("req-reevaluations-lead").into_owned();
    let mut part = Part::new("due", tr.s("req-reevaluations-title"));
    if due.is_empty() {
        part = part.with(Block::Table(
            Table::new(tr.s("req-reevaluations-title"), [], Vec::new())
                .when_empty(Empty::new(tr.s("req-reevaluations-none"), "")),
        ));
    }
    for (i, r) in due.iter().enumerate() {
        let id = format!("{}-{}", r.request, r.n);
        let sent = back.filter(|(of, ..)| *of == id);
        let typed = |name: &str| sent.and_then(|(_, f, _)| f.get(name)).unwrap_or_default().to_owned();
        if let Some((_, _, refused)) = sent {
            page = page.refused("", tr.refusal(refused));
        }
        let facts = DataList::new()
            .cell(
                tr.s("req-column-request"),
                web::Cell::link(format!("/desk/requests/{}/records/{}", r.request, r.n), &r.request),
            )
            .row(tr.s("req-ground"), r.ground.as_deref().map(|g| outcome_name(tr, g)).unwrap_or_default())
            .row(tr.s("req-reevaluate-on"), tr.date_short(r.on));
        let form = Form::new(format!("again-{i}"), tr.s("req-reevaluate"), "/desk/requests/reevaluations")
            .hidden(web::Hidden::new("request", &r.request))
            .hidden(web::Hidden::new("n", r.n.to_string()))
            .field(
                Field::radio(tr, format!("finding-{i}"), tr.s("req-reevaluate-finding"))
                    .choices([
                        Choice::new("withhold", tr.s("req-reevaluate-withhold")),
                        Choice::new("disclose", tr.s("req-reevaluate-disclose"))
                            .hint(tr.s("req-reevaluate-disclose-hint")),
                    ])
                    .value(typed(&format!("finding-{i}")))
                    .required(),
            )
            .field(Field::date(tr, format!("next-{i}"), tr.s("req-reevaluate-next")).value(typed(&format!("next-{i}"))))
            .field(
                Field::area(tr, format!("words-{i}"), tr.s("req-reason"))
                    .rows(2)
                    .value(typed(&format!("words-{i}")))
                    .required(),
            )
            .hidden(web::Hidden::new("i", i.to_string()))
            .send(Submit::secondary(tr.s("req-record")))
            .open(sent.is_some());
        part = part.with(Block::Head(r.name.clone())).with(Block::Facts(facts)).with(Block::Form(form));
    }
    page.parts.push(part);
    page
}

fn due(office: &Office, cx: &Cx) -> Result<Vec<Reevaluation>, Problem> {
    let until: Date = cx.today().checked_add(AHEAD.days()).map_err(|e| Fault::from_error("adding days", e))?;
    read(office, |tx| store::list_reevaluations(tx, cx, until, MOST))
}

/// `GET /desk/requests/reevaluations`
///
/// # Errors
/// Only faults.
pub async fn reevaluations_page(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Answer {
    blocking(move || Ok(Page(reevaluations(&visit, &due(&office, &acting.cx)?, None)).into_response())).await
}

/// `POST /desk/requests/reevaluations`: stays withheld until the next day, or may be disclosed now.
///
/// # Errors
/// 404 for what is not this office's; 403 for who is not the desk.
pub async fn reevaluate_record(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let number = form.text("request").ok_or_else(Problem::bad_request)?.to_owned();
        let n: i64 = form.text("n").and_then(|n| n.parse().ok()).ok_or_else(Problem::bad_request)?;
        let i = form.text("i").unwrap_or_default();
        let words = form.get(&format!("words-{i}")).unwrap_or_default();
        let next = day(&form, &format!("next-{i}"));
        let done = match form.text(&format!("finding-{i}")) {
            Some("disclose") => office.db.write(|tx| crate::reevaluate(tx, &cx, &number, n, None, words)),
            Some("withhold") if next.is_some() => {
                office.db.write(|tx| crate::reevaluate(tx, &cx, &number, n, next, words))
            }
            _ => Err(Refused::NoReevaluation.into()),
        };
        match done {
            Ok(()) => Ok(redirect_with("/desk/requests/reevaluations", &Sentence::new("req-done"))),
            Err(error) => {
                let refused = here(error)?;
                let id = format!("{number}-{n}");
                Ok(Page(reevaluations(&visit, &due(&office, &cx)?, Some((&id, &form, &refused)))).sent_back())
            }
        }
    })
    .await
}

/// Things that may be disclosed to all.
pub(super) fn proposals(visit: &Visit, open: &[Proposal], back: Back<'_>) -> PartsPage {
    let tr = visit.tr;
    let shell = visit.desk(tr.s("req-proposals-title")).crumb(tr.s("req-list-title"), "/desk/requests");
    let mut page = PartsPage::new(shell);
    page.lead = tr.s("req-proposals-lead").into_owned();
    let mut part = Part::new("open", tr.s("req-proposals-title"));
    if open.is_empty() {
        part = part.with(Block::Table(
            Table::new(tr.s("req-proposals-title"), [], Vec::new())
                .when_empty(Empty::new(tr.s("req-proposals-none"), "")),
        ));
    }
    for (i, p) in open.iter().enumerate() {
        let id = p.id.to_string();
        let sent = back.filter(|(of, ..)| *of == id);
        let typed = |name: &str| sent.and_then(|(_, f, _)| f.get(name)).unwrap_or_default().to_owned();
        if let Some((_, _, refused)) = sent {
            page = page.refused("", tr.refusal(refused));
        }
        let source = if p.source == "applicant" { "req-proposal-by-applicant" } else { "req-proposal-by-requests" };
        let facts = DataList::new()
            .cell(
                tr.s("req-column-request"),
                web::Cell::link(format!("/desk/requests/{}", p.request_number), &p.request_number),
            )
            .row(tr.s("req-proposal-source"), tr.s(source))
            .row(tr.s("req-proposal-requests"), tr.number(p.requests))
            .row(tr.s("req-column-when"), tr.time(p.proposed_at));
        let form =
            Form::new(format!("settle-{i}"), tr.s("req-proposal-settle"), format!("/desk/requests/proposals/{id}"))
                .field(
                    Field::radio(tr, format!("settled-{i}"), tr.s("req-proposal-settled"))
                        .choices([
                            Choice::new("published", tr.s("req-proposal-published")),
                            Choice::new("declined", tr.s("req-proposal-declined")),
                        ])
                        .value(typed(&format!("settled-{i}")))
                        .required(),
                )
                .field(
                    Field::area(tr, format!("why-{i}"), tr.s("req-proposal-reason"))
                        .rows(2)
                        .value(typed(&format!("why-{i}")))
                        .required(),
                )
                .hidden(web::Hidden::new("i", i.to_string()))
                .send(Submit::secondary(tr.s("req-record")))
                .open(sent.is_some());
        part = part
            .with(Block::Head(p.title.clone()))
            .with(Block::Facts(facts))
            .with(Block::Links(vec![("/desk/publications/new".into(), tr.s("req-proposal-publish").into_owned())]))
            .with(Block::Form(form));
    }
    page.parts.push(part);
    page
}

/// `GET /desk/requests/proposals`
///
/// # Errors
/// Only faults.
pub async fn proposals_page(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Answer {
    blocking(move || {
        let open = read(&office, |tx| store::list_proposals(tx, &acting.cx, MOST))?;
        Ok(Page(proposals(&visit, &open, None)).into_response())
    })
    .await
}

/// `POST /desk/requests/proposals/{id}`: published, or declined with a reason.
///
/// # Errors
/// 404 for what is not this office's.
pub async fn settle_one(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Answer {
    let proposal = Id::parse(&id).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let cx = acting.cx;
        let i = form.text("i").unwrap_or_default();
        let reason = form.get(&format!("why-{i}")).unwrap_or_default();
        let done = match form.text(&format!("settled-{i}")) {
            Some(word @ ("published" | "declined")) => {
                office.db.write(|tx| crate::settle_proposal(tx, &cx, proposal, word == "published", reason))
            }
            _ => Err(Refused::NoResult.into()),
        };
        match done {
            Ok(()) => Ok(redirect_with("/desk/requests/proposals", &Sentence::new("req-done"))),
            Err(error) => {
                let refused = here(error)?;
                let open = read(&office, |tx| store::list_proposals(tx, &cx, MOST))?;
                Ok(Page(proposals(&visit, &open, Some((&id, &form, &refused)))).sent_back())
            }
        }
    })
    .await
}
