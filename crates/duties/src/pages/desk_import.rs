//! A standard table comes in: what it would change and what was not understood is shown before anything is saved.

use super::shown::field_name;
use crate::{ImportPlan, Refused, Weight, every_row, fields, list_bodies, plan_import, read_workbook, save_rows};
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Never, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, Empty, ErrorSummary, Field, Figure, Figures, Hidden, Notice, NoticeKind, Page,
    Problem, Row, Sentence, Shell, StatusTag, Submit, Table, Tone, Tr, Visit, blocking, redirect_with,
};

/// Findings and changes shown on the page; the numbers above count all.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "duties/desk-import.html")]
struct ImportPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    fields: Vec<Field>,
    send: Submit,
}

#[derive(Template)]
#[template(path = "duties/desk-import-preview.html")]
struct PreviewPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    notice: Option<Notice>,
    figures: Figures,
    findings: Table,
    changed: Vec<(String, String)>,
    hidden: Vec<Hidden>,
    why: Field,
    send: Option<Submit>,
}

fn import_page(visit: &Visit, form: Option<&BodyForm>, refused: Option<&Refused>) -> ImportPage {
    let tr = visit.tr;
    let mut shell =
        visit.desk(tr.s("duty-import-title")).at("desk-duties").crumb(tr.s("duty-desk-title"), "/desk/duties");
    let mut errors = ErrorSummary::new(tr);
    if let Some(r) = refused {
        shell = shell.with_errors();
        errors.add("file", tr.refusal(r));
    }
    let mut choices = vec![Choice::new("", tr.s("duty-import-field-by-title"))];
    choices.extend(fields().iter().map(|f| Choice::new(f.number.to_string(), field_name(tr, f))));
    let chosen = form.and_then(|f| f.get("field")).unwrap_or_default();
    ImportPage {
        shell,
        errors,
        fields: vec![
            Field::files(tr, "file", tr.s("duty-import-file"), ".xlsx")
                .single()
                .hint(tr.s("duty-import-file-hint"))
                .required()
                .error(refused.map(|r| tr.refusal(r))),
            Field::select(tr, "field", tr.s("duty-import-field"))
                .hint(tr.s("duty-import-field-hint"))
                .choices(choices)
                .value(chosen),
        ],
        send: Submit::primary(tr.s("duty-import-look")),
        tr,
    }
}

fn preview_page(
    visit: &Visit,
    digest: &str,
    field: &str,
    plan: &ImportPlan,
    why: &str,
    refused: Option<&Refused>,
) -> PreviewPage {
    let tr = visit.tr;
    let mut shell = visit
        .desk(tr.s("duty-import-preview"))
        .at("desk-duties")
        .crumb(tr.s("duty-desk-title"), "/desk/duties")
        .crumb(tr.s("duty-import-title"), "/desk/duties/import");
    let mut errors = ErrorSummary::new(tr);
    if let Some(r) = refused {
        shell = shell.with_errors();
        errors.add(if *r == Refused::NoReason { "why" } else { "" }, tr.refusal(r));
    }
    let one = |label: &str, n: usize| Figure::new(tr.s(label), tr.number(i64::try_from(n).unwrap_or_default()));
    let left_out = plan.findings.iter().filter(|f| f.kind.weight() == Weight::LeftOut).count();
    let columns = [
        Column::new(tr.s("duty-finding")),
        Column::whole(tr.s("duty-finding-weight")),
        Column::new(tr.s("duty-finding-sheet")),
        Column::whole(tr.s("duty-finding-cell")),
        Column::new(tr.s("duty-finding-text")),
    ];
    let rows = plan
        .findings
        .iter()
        .take(SHOWN)
        .map(|f| {
            let weight = f.kind.weight();
            let tone = match weight {
                Weight::LeftOut => Tone::Bad,
                Weight::Assumed => Tone::Wait,
                Weight::Noted => Tone::Neutral,
            };
            Row::new([
                Cell::text(tr.s(&f.kind.message())),
                Cell::tag(StatusTag::new(tone, tr.s(&format!("duty-weight-{weight}")))),
                Cell::text(&f.sheet),
                Cell::code(&f.cell),
                Cell::text(&f.text),
            ])
        })
        .collect();
    let notice = (plan.findings.len() > SHOWN).then(|| {
        let n = i64::try_from(plan.findings.len()).unwrap_or_default();
        Notice::new(NoticeKind::Info, "", tr.f2("duty-findings-more", "shown", SHOWN, "n", n))
    });
    PreviewPage {
        shell,
        errors,
        notice,
        figures: Figures::new(vec![
            one("duty-import-added", plan.added),
            one("duty-import-changed", plan.changed.len()),
            one("duty-import-same", plan.same),
            one("duty-import-left-out", left_out),
        ]),
        findings: Table::new(tr.s("duty-findings"), columns, rows)
            .when_empty(Empty::new(tr.s("duty-findings-none"), tr.s("duty-findings-none-text"))),
        changed: plan.changed.iter().take(SHOWN).cloned().collect(),
        hidden: vec![Hidden::new("digest", digest), Hidden::new("field", field)],
        why: Field::text(tr, "why", tr.s("duty-why"))
            .hint(tr.s("duty-why-hint"))
            .value(why)
            .required()
            .error(refused.filter(|r| **r == Refused::NoReason).map(|r| tr.refusal(r))),
        send: (!plan.rows.is_empty()).then(|| Submit::primary(tr.s("duty-import-apply"))),
        tr,
    }
}

/// `GET /desk/duties/import`
///
/// # Errors
/// None of its own.
pub async fn form(visit: Visit) -> Result<Response, Problem> {
    Ok(Page(import_page(&visit, None, None)).into_response())
}

/// Reads the workbook and compares it with the catalogue.
fn plan(office: &Office, bytes: &[u8], field: Option<i64>) -> Result<Result<ImportPlan, Refused>, Problem> {
    let read = match read_workbook(bytes, field) {
        Ok(read) => read,
        Err(refused) => return Ok(Err(refused)),
    };
    let (known, bodies) = office.db.read(|tx| Ok::<_, Error<Never>>((every_row(tx)?, list_bodies(tx)?)))?;
    Ok(plan_import(read, &known, &bodies))
}

fn field_asked(form: &BodyForm) -> Option<i64> {
    form.text("field").and_then(|f| f.parse().ok())
}

/// `POST /desk/duties/import`: shows what the workbook would change.
///
/// # Errors
/// A fault of the database or the file store.
pub async fn look(State(office): State<Arc<Office>>, visit: Visit, form: BodyForm) -> Result<Response, Problem> {
    let (outcome, form) = blocking(move || {
        let Some(upload) = form.uploads.iter().find(|u| u.name == "file") else {
            return Ok((Err(Refused::NoFile), form));
        };
        let outcome = match plan(&office, &upload.bytes, field_asked(&form))? {
            Ok(plan) => Ok((office.objects.put(&upload.bytes)?, plan)),
            Err(refused) => Err(refused),
        };
        Ok((outcome, form))
    })
    .await?;
    match outcome {
        Ok((digest, plan)) => {
            let field = form.text("field").unwrap_or_default();
            Ok(Page(preview_page(&visit, &digest, field, &plan, "", None)).into_response())
        }
        Err(refused) => Ok(Page(import_page(&visit, Some(&form), Some(&refused))).sent_back()),
    }
}

/// What came of applying: how many rows, or the plan with why it was refused.
enum Applied {
    Done(usize, usize),
    SentBack(Box<ImportPlan>, Refused),
}

fn apply_now(office: &Office, cx: &Cx, form: &BodyForm) -> Result<Applied, Problem> {
    let digest = form.get("digest").unwrap_or_default();
    let bytes = office.objects.get(digest)?.ok_or_else(Problem::not_found)?;
    // Compared again: the catalogue may have changed since the preview.
    let plan = plan(office, &bytes, field_asked(form))?.map_err(|r| Problem::refused(&r))?;
    let why = form.text("why").unwrap_or_default();
    if why.is_empty() {
        return Ok(Applied::SentBack(Box::new(plan), Refused::NoReason));
    }
    match office.db.write(|tx| save_rows(tx, cx, &plan.rows, why)) {
        Ok(saved) => Ok(Applied::Done(saved.added, saved.changed)),
        Err(Error::Refused(r)) if matches!(r.kind(), RefusalKind::Invalid | RefusalKind::Forbidden) => {
            Ok(Applied::SentBack(Box::new(plan), r))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /desk/duties/import/application`: saves what the preview showed.
///
/// # Errors
/// The workbook is gone, or not allowed.
pub async fn apply(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let (applied, form) = blocking(move || Ok((apply_now(&office, &cx, &form)?, form))).await?;
    match applied {
        Applied::Done(added, changed) => {
            let said =
                Sentence::new("duty-import-done").arg("added", added.to_string()).arg("changed", changed.to_string());
            Ok(redirect_with("/desk/duties", &said))
        }
        Applied::SentBack(plan, refused) => {
            let (digest, field) = (form.get("digest").unwrap_or_default(), form.text("field").unwrap_or_default());
            let why = form.get("why").unwrap_or_default();
            Ok(Page(preview_page(&visit, digest, field, &plan, why, Some(&refused))).sent_back())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finding, FindingKind};
    use kernel::Lang;
    use web::Sample;

    impl Sample for ImportPage {
        fn samples(lang: Lang) -> Vec<ImportPage> {
            let visit = Visit::sample(lang);
            vec![import_page(&visit, None, None), import_page(&visit, None, Some(&Refused::NotAWorkbook))]
        }
    }

    impl Sample for PreviewPage {
        fn samples(lang: Lang) -> Vec<PreviewPage> {
            let visit = Visit::sample(lang);
            let findings = FindingKind::ALL
                .iter()
                .map(|kind| Finding {
                    sheet: "08财政预决算".into(),
                    cell: "D12".into(),
                    kind: *kind,
                    text: "按规定".into(),
                })
                .collect();
            let many = ImportPlan {
                rows: vec![crate::DutyRow::blank(8)],
                added: 1,
                changed: vec![("08-001".into(), "政府预算".into())],
                findings,
                ..ImportPlan::default()
            };
            vec![
                preview_page(&visit, "d", "", &ImportPlan { same: 12, ..ImportPlan::default() }, "", None),
                preview_page(&visit, "d", "8", &many, "", Some(&Refused::NoReason)),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(ImportPage::lint_samples(), Vec::<String>::new());
        assert_eq!(PreviewPage::lint_samples(), Vec::<String>::new());
        let tr = Tr::new(Lang::ZhCn);
        for kind in FindingKind::ALL {
            assert!(tr.has(&kind.message()), "{kind}");
        }
    }
}
