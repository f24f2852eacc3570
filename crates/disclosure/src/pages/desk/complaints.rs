//! `/desk/requests/complaints`: complaints to the authority in charge. It settles them; it never changes a reply.
//!
//! Law: 政府信息公开条例 第四十七条

use super::{
    Answer, day, here,
    parts::{Block, Form, Part, PartsPage},
    read,
};
use crate::{Complaint, ComplaintResult, Refused, store};
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Office, Role};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Column, DataList, Empty, Field, Page, Problem, Row, Sentence, StatusTag, Submit, Table, Tone, Tr,
    Visit, blocking, redirect_with,
};

fn tag(tr: Tr, c: &Complaint) -> StatusTag {
    match c.result {
        None => StatusTag::new(Tone::Now, tr.s("req-complaint-open")),
        Some(ComplaintResult::Rectify) if c.rectified_at.is_none() => {
            StatusTag::new(Tone::Wait, tr.s("req-complaint-rectify"))
        }
        Some(ComplaintResult::Rectify) => StatusTag::new(Tone::Good, tr.s("req-complaint-rectified")),
        Some(r) => StatusTag::new(Tone::Neutral, tr.s(&format!("req-complaint-{r}"))),
    }
}

/// The list.
pub(super) fn list_page(visit: &Visit, all: &[Complaint]) -> PartsPage {
    let tr = visit.tr;
    let shell = visit.desk(tr.s("req-complaints-title")).crumb(tr.s("req-list-title"), "/desk/requests");
    let mut page = PartsPage::new(shell);
    page.lead = tr.s("req-complaints-lead").into_owned();
    let rows = all
        .iter()
        .map(|c| {
            Row::new([
                Cell::link(format!("/desk/requests/complaints/{}", c.number), &c.number)
                    .below(c.request_number.clone().unwrap_or_default()),
                Cell::text(&c.agency_name),
                Cell::tag(tag(tr, c)).below(c.rectify_by.map(|d| tr.date_short(d)).unwrap_or_default()),
                Cell::text(tr.time(c.filed_at)),
            ])
        })
        .collect();
    let columns = [
        Column::whole(tr.s("req-complaint-number")),
        Column::new(tr.s("req-agency")),
        Column::new(tr.s("disclosure-state")),
        Column::whole(tr.s("req-column-when")),
    ];
    let table =
        Table::new(tr.s("req-complaints-title"), columns, rows).when_empty(Empty::new(tr.s("req-complaints-none"), ""));
    page.parts.push(Part::new("complaints", tr.s("req-complaints-title")).with(Block::Table(table)));
    page
}

/// One complaint.
pub(super) fn one_page(
    visit: &Visit,
    c: &Complaint,
    today: Date,
    sent: &BodyForm,
    refused: Option<&Refused>,
) -> PartsPage {
    let tr = visit.tr;
    let shell = visit
        .desk(tr.f1("req-complaint-title", "number", &c.number))
        .crumb(tr.s("req-list-title"), "/desk/requests")
        .crumb(tr.s("req-complaints-title"), "/desk/requests/complaints");
    let mut page = PartsPage::new(shell);
    page.tags = vec![tag(tr, c)];
    if let Some(r) = refused {
        let field = match r {
            // Settled meanwhile: the controls are gone.
            _ if c.result.is_some() => "",
            Refused::NoReason => "finding",
            Refused::TooEarly { .. } => "rectify_by",
            Refused::NoResult => "result",
            _ => "",
        };
        page = page.refused(field, tr.refusal(r));
    }
    let mut facts = DataList::new().row(tr.s("req-agency"), &c.agency_name);
    if let Some(number) = &c.request_number {
        facts = facts.cell(tr.s("req-column-request"), Cell::link(format!("/desk/requests/{number}"), number));
    }
    facts = facts.row(tr.s("req-complainant"), &c.complainant).row(tr.s("req-column-when"), tr.time(c.filed_at));
    page.parts
        .push(Part::new("complaint", tr.s("req-complaint-text")).with(Block::lines(&c.text)).with(Block::Facts(facts)));
    let base = format!("/desk/requests/complaints/{}", c.number);
    match c.result {
        None => {
            let typed = |name: &str| sent.get(name).unwrap_or_default().to_owned();
            let form = Form::new("settlement", tr.s("req-complaint-settle"), base)
                .main()
                .about(tr.s("req-complaint-settle-hint"))
                .field(
                    Field::radio(tr, "result", tr.s("req-complaint-result"))
                        .choices(
                            ComplaintResult::ALL
                                .iter()
                                .map(|r| web::Choice::new(r.as_str(), tr.s(&format!("req-complaint-{r}")))),
                        )
                        .value(typed("result"))
                        .required(),
                )
                .field(
                    Field::area(tr, "finding", tr.s("req-complaint-finding"))
                        .rows(4)
                        .value(typed("finding"))
                        .required(),
                )
                .field(
                    Field::date(tr, "rectify_by", tr.s("req-complaint-rectify-by"))
                        .hint(tr.s("req-complaint-rectify-hint"))
                        .value(typed("rectify_by")),
                )
                .send(Submit::primary(tr.s("req-complaint-settle")));
            page.parts.push(Part::new("settle", tr.s("req-complaint-settle")).with(Block::Form(form)));
        }
        Some(result) => {
            let mut facts = DataList::new()
                .row(tr.s("req-complaint-result"), tr.s(&format!("req-complaint-{result}")))
                .row(tr.s("req-complaint-finding"), &c.finding);
            if let Some(by) = c.rectify_by {
                facts = facts.row(
                    tr.s("req-complaint-rectify-by"),
                    tr.f2("req-day-relative", "day", tr.date_short(by), "relative", tr.relative(by, today)),
                );
            }
            let mut part = Part::new("settled", tr.s("req-complaint-result")).with(Block::Facts(facts));
            if result == ComplaintResult::Rectify && c.rectified_at.is_none() {
                part = part.with(Block::Form(
                    Form::new("rectified", tr.s("req-complaint-note-rectified"), format!("{base}/rectified"))
                        .main()
                        .send(Submit::primary(tr.s("req-complaint-note-rectified"))),
                ));
            }
            page.parts.push(part);
        }
    }
    page
}

/// `GET /desk/requests/complaints`
///
/// # Errors
/// 403 for who is not the authority in charge.
pub async fn list_complaints_page(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Answer {
    blocking(move || {
        if !acting.cx.who.holds_anywhere(Role::DisclosureAuthority) {
            return Err(Problem::forbidden());
        }
        let all = read(&office, |tx| store::list_complaints(tx, &acting.cx, 200))?;
        Ok(Page(list_page(&visit, &all)).into_response())
    })
    .await
}

/// `GET /desk/requests/complaints/{number}`
///
/// # Errors
/// 404 for what is not of this authority's region.
pub async fn complaint(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || {
        let c = read(&office, |tx| store::find_complaint(tx, &acting.cx, &number))?.ok_or_else(Problem::not_found)?;
        Ok(Page(one_page(&visit, &c, acting.cx.today(), &BodyForm::default(), None)).into_response())
    })
    .await
}

/// `POST /desk/requests/complaints/{number}`
///
/// # Errors
/// 404 for what is not of this authority's region; 422 without words.
pub async fn settle(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let finding = form.get("finding").unwrap_or_default();
        let by = day(&form, "rectify_by");
        let done = match form.text("result").and_then(ComplaintResult::parse) {
            Some(result) => office.db.write(|tx| crate::settle_complaint(tx, &cx, &number, result, finding, by)),
            None => Err(Error::from(Refused::NoResult)),
        };
        match done {
            Ok(()) => Ok(redirect_with(&format!("/desk/requests/complaints/{number}"), &Sentence::new("req-done"))),
            Err(error) => {
                let refused = here(error)?;
                let c = read(&office, |tx| store::find_complaint(tx, &cx, &number))?.ok_or_else(Problem::not_found)?;
                Ok(Page(one_page(&visit, &c, cx.today(), &form, Some(&refused))).sent_back())
            }
        }
    })
    .await
}

/// `POST /desk/requests/complaints/{number}/rectified`
///
/// # Errors
/// 404 for what is not of this authority's region.
pub async fn rectified(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(number): Path<String>,
    _form: BodyForm,
) -> Answer {
    blocking(move || {
        office.db.write(|tx| crate::note_rectified(tx, &acting.cx, &number))?;
        Ok(redirect_with(&format!("/desk/requests/complaints/{number}"), &Sentence::new("req-done")))
    })
    .await
}
