//! Clean-ups: the batch on the desk, and the published result.

use super::desk::kept_agencies;
use super::draft::settle;
use super::{by_line, validity_tag, word};
use crate::{
    Cleanup, CleanupRow, Decision, Refused, decide_cleanup, find_cleanup, list_cleanup_rows, open_cleanup,
    publish_cleanup,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Id, Never, Office, cx::legal_date};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, Empty, ErrorSummary, Field, Figure, Figures, Hidden, Notice, NoticeKind, Page,
    Problem, Row, Sentence, Shell, StatusTag, Submit, Table, Tone, Tr, Visit, blocking, redirect_with,
};

#[derive(Template)]
#[template(path = "register/cleanup-public.html")]
pub(crate) struct ResultPage {
    shell: Shell,
    said: String,
    figures: Figures,
    table: Table,
}

fn decision_tag(tr: Tr, decision: Option<Decision>) -> StatusTag {
    match decision {
        None => StatusTag::new(Tone::Now, tr.s("register-decision-none")),
        Some(d) => {
            let tone = match d {
                Decision::Keep => Tone::Good,
                Decision::Amend => Tone::Wait,
                Decision::Repeal | Decision::Lapse => Tone::Bad,
            };
            StatusTag::new(tone, word(tr, "decision", d.as_str()))
        }
    }
}

fn counted(tr: Tr, rows: &[CleanupRow]) -> Figures {
    let of = |d: Decision| rows.iter().filter(|r| r.decision == Some(d)).count();
    Figures::new(
        Decision::ALL
            .iter()
            .map(|d| {
                Figure::new(word(tr, "decision", d.as_str()), tr.number(i64::try_from(of(*d)).unwrap_or(i64::MAX)))
            })
            .collect(),
    )
}

pub(crate) fn result_page(visit: &Visit, batch: &Cleanup, rows: &[CleanupRow]) -> ResultPage {
    let tr = visit.tr;
    let cells = rows
        .iter()
        .map(|r| {
            Row::new([
                Cell::link(r.rule.href(), &r.rule.title).below(by_line(&r.rule)),
                Cell::tag(decision_tag(tr, r.decision)),
                Cell::text(r.reason.clone()),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("register-column-rule")),
        Column::whole(tr.s("register-decision")),
        Column::new(tr.s("register-field-reason")),
    ];
    let on = batch.published_at.map(|at| tr.date_short(legal_date(at))).unwrap_or_default();
    ResultPage {
        shell: visit.shell(&batch.title).at("rules").crumb(tr.s("register-title"), "/rules"),
        said: tr.f2("register-cleanup-said", "date", on, "count", rows.len()),
        figures: counted(tr, rows),
        table: Table::new(batch.title.clone(), columns, cells)
            .when_empty(Empty::new(tr.s("register-cleanup-none"), "")),
    }
}

fn load(office: &Office, cx: &Cx, number: &str) -> Result<(Cleanup, Vec<CleanupRow>), Problem> {
    let found = office.db.read(|tx| {
        let Some(batch) = find_cleanup(tx, cx, number)? else { return Ok(None) };
        let rows = list_cleanup_rows(tx, batch.id)?;
        Ok::<_, Error<Never>>(Some((batch, rows)))
    })?;
    found.ok_or_else(Problem::not_found)
}

/// `GET /rules/cleanups/{number}`: the published result.
///
/// # Errors
/// No such batch, or not published.
pub async fn result(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    blocking(move || {
        let (batch, rows) = load(&office, &acting.cx, &number)?;
        if batch.published_at.is_none() {
            return Err(Problem::not_found());
        }
        Ok(Page(result_page(&visit, &batch, &rows)).into_response())
    })
    .await
}

/// A document of an open batch with its form.
pub(crate) struct Deciding {
    title: String,
    href: String,
    by: String,
    validity: StatusTag,
    decision: StatusTag,
    said: String,
    form: Option<(Vec<Field>, Submit)>,
    rule: String,
}

#[derive(Template)]
#[template(path = "register/cleanup.html")]
pub(crate) struct CleanupPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    notice: Option<Notice>,
    figures: Figures,
    rows: Vec<Deciding>,
    action: String,
    publish: Option<(Submit, Hidden, String)>,
}

/// What was typed for one document and why it came back.
pub(crate) struct Faulty<'a> {
    pub rule: Id,
    pub reason: &'a str,
    pub decision: &'a str,
    pub said: String,
}

pub(crate) fn page(
    visit: &Visit,
    batch: &Cleanup,
    rows: &[CleanupRow],
    faulty: Option<&Faulty<'_>>,
    refused: Option<String>,
) -> CleanupPage {
    let tr = visit.tr;
    let is_open = batch.published_at.is_none();
    let mut errors = ErrorSummary::new(tr);
    if let Some(said) = refused {
        errors.add("", said);
    }
    let deciding = rows
        .iter()
        .enumerate()
        .map(|(n, r)| {
            let wrong = faulty.filter(|f| f.rule == r.rule.id);
            let form = is_open.then(|| {
                let chosen = wrong.map_or_else(|| r.decision.map_or("", |d| d.as_str()), |f| f.decision);
                let fields = vec![
                    Field::select(tr, format!("decision-{n}"), tr.s("register-decision"))
                        .required()
                        .choices(
                            Decision::ALL.iter().map(|d| Choice::new(d.as_str(), word(tr, "decision", d.as_str()))),
                        )
                        .value(chosen),
                    Field::text(tr, format!("reason-{n}"), tr.s("register-field-reason"))
                        .required()
                        .value(wrong.map_or(r.reason.as_str(), |f| f.reason))
                        .error(wrong.map(|f| f.said.clone())),
                ];
                (fields, Submit::secondary(tr.s("register-decide")).about(r.rule.title.clone()))
            });
            if let (Some(f), Some((fields, _))) = (wrong, &form) {
                errors.add(fields[1].name(), f.said.clone());
            }
            Deciding {
                title: r.rule.title.clone(),
                href: r.rule.href(),
                by: by_line(&r.rule),
                validity: validity_tag(tr, r.rule.validity),
                decision: decision_tag(tr, r.decision),
                said: r.reason.clone(),
                form,
                rule: r.rule.id.to_string(),
            }
        })
        .collect();
    let undecided = rows.iter().filter(|r| r.decision.is_none()).count();
    let action = format!("/desk/rules/cleanups/{}", batch.number);
    let notice = match (is_open, undecided) {
        (false, _) => Some(
            Notice::new(NoticeKind::Done, tr.s("register-cleanup-published"), "")
                .link(format!("/rules/cleanups/{}", batch.number), tr.s("register-public-page")),
        ),
        (true, 0) => None,
        (true, n) => Some(Notice::new(NoticeKind::Info, "", tr.f1("register-cleanup-left", "count", n))),
    };
    let mut shell =
        visit.desk(&batch.title).at("desk-rules").crumb(tr.s("register-desk-title"), "/desk/rules?tab=cleanups");
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    CleanupPage {
        shell,
        tr,
        errors,
        notice,
        figures: counted(tr, rows),
        rows: deciding,
        publish: (is_open && undecided == 0).then(|| {
            (
                Submit::primary(tr.s("register-cleanup-publish")),
                Hidden::seen(batch.version),
                format!("{action}/publication"),
            )
        }),
        action,
    }
}

#[derive(Template)]
#[template(path = "register/cleanup-new.html")]
pub(crate) struct NewPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    fields: Vec<Field>,
    send: Submit,
}

pub(crate) fn new_page(visit: &Visit, agencies: &[(Id, String)], title: &str, refused: Option<&Refused>) -> NewPage {
    let tr = visit.tr;
    let mut fields = Vec::new();
    if agencies.len() > 1 {
        let choices = agencies.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone()));
        fields.push(Field::select(tr, "agency", tr.s("register-field-agency")).required().choices(choices));
    }
    let error = refused.map(|r| tr.refusal(r));
    fields.push(
        Field::text(tr, "title", tr.s("register-cleanup-title"))
            .required()
            .hint(tr.s("register-cleanup-title-hint"))
            .value(title)
            .error(error),
    );
    let mut shell = visit
        .desk(tr.s("register-cleanup-begin"))
        .at("desk-rules")
        .crumb(tr.s("register-desk-title"), "/desk/rules?tab=cleanups");
    if refused.is_some() {
        shell = shell.with_errors();
    }
    NewPage {
        errors: ErrorSummary::of(tr, &fields),
        shell,
        tr,
        fields,
        send: Submit::primary(tr.s("register-cleanup-begin")),
    }
}

fn agencies(office: &Office, acting: &Acting) -> Result<Vec<(Id, String)>, Problem> {
    let kept = kept_agencies(&acting.cx.who);
    let all = office.db.read(|tx| identity::list_agencies(tx).map_err(Error::<Never>::from))?;
    Ok(all.into_iter().filter(|a| kept.contains(&a.id)).map(|a| (a.id, a.name)).collect())
}

/// `GET /desk/rules/cleanups/new`
///
/// # Errors
/// No register to keep.
pub async fn new(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    blocking(move || Ok(Page(new_page(&visit, &agencies(&office, &acting)?, "", None)).into_response())).await
}

/// `POST /desk/rules/cleanups`: opens a batch over all documents in force of the agency.
///
/// # Errors
/// No register to keep.
pub async fn open(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    blocking(move || {
        let agencies = agencies(&office, &acting)?;
        let asked = form.get("agency").and_then(Id::parse).filter(|id| agencies.iter().any(|(a, _)| a == id));
        let agency = match (asked, agencies.as_slice()) {
            (Some(agency), _) => agency,
            (None, [(agency, _)]) => *agency,
            (None, []) => return Err(Problem::forbidden()),
            // The form offers a choice where there is one.
            (None, _) => return Err(Problem::invalid(Sentence::new("register-wrong-unchosen"))),
        };
        let title = form.text("title").unwrap_or_default();
        match settle(office.db.write(|tx| open_cleanup(tx, &acting.cx, agency, title)))? {
            Ok(batch) => {
                let to = format!("/desk/rules/cleanups/{}", batch.number);
                Ok(redirect_with(&to, &Sentence::new("register-cleanup-opened-done")))
            }
            Err(super::draft::Wrong::Refused(refused)) => {
                Ok(Page(new_page(&visit, &agencies, title, Some(&refused))).sent_back())
            }
            Err(_) => Err(Problem::bad_request()),
        }
    })
    .await
}

/// `GET /desk/rules/cleanups/{number}`
///
/// # Errors
/// No such batch, or another agency's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    blocking(move || {
        let (batch, rows) = load(&office, &acting.cx, &number)?;
        if !kept_agencies(&acting.cx.who).contains(&batch.agency) {
            return Err(Problem::not_found());
        }
        Ok(Page(page(&visit, &batch, &rows, None, None)).into_response())
    })
    .await
}

/// `POST /desk/rules/cleanups/{number}`: the decision about one document.
///
/// # Errors
/// No such batch, another agency's, published already.
pub async fn decide(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    blocking(move || {
        let starts = |name: &str| form.pairs.iter().find(|(n, _)| n.starts_with(name)).map_or("", |(_, v)| v.as_str());
        let (reason, typed) = (starts("reason"), starts("decision"));
        let rule = form.get("rule").and_then(Id::parse).ok_or_else(Problem::bad_request)?;
        let to = format!("/desk/rules/cleanups/{number}");
        let said = match Decision::parse(typed) {
            None => visit.tr.s("register-decision-missing").into_owned(),
            Some(decision) => {
                match settle(office.db.write(|tx| decide_cleanup(tx, &acting.cx, &number, rule, decision, reason)))? {
                    Ok(()) => return Ok(redirect_with(&to, &Sentence::new("register-decided"))),
                    Err(wrong) => wrong.said(visit.tr),
                }
            }
        };
        let (batch, rows) = load(&office, &acting.cx, &number)?;
        let faulty = Faulty { rule, reason, decision: typed, said };
        Ok(Page(page(&visit, &batch, &rows, Some(&faulty), None)).sent_back())
    })
    .await
}

/// `POST /desk/rules/cleanups/{number}/publication`: the result takes effect and is public.
///
/// # Errors
/// No such batch, another agency's, published already, changed meanwhile.
pub async fn publish(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    blocking(move || match settle(office.db.write(|tx| publish_cleanup(tx, &acting.cx, &number, seen)))? {
        Ok(batch) => {
            let to = format!("/desk/rules/cleanups/{}", batch.number);
            Ok(redirect_with(&to, &Sentence::new("register-cleanup-published-done")))
        }
        Err(wrong) => {
            let (batch, rows) = load(&office, &acting.cx, &number)?;
            Ok(Page(page(&visit, &batch, &rows, None, Some(wrong.said(visit.tr)))).sent_back())
        }
    })
    .await
}
