//! An agency's own workbook comes in: what was read, what was not understood and how it adds up is shown before it counts.

use super::{
    standalone::parts,
    table::{Around, TableView, off},
    words,
};
use crate::{Adopted, Annual, Beside, Entry, Failure, Finding, Refused, Sheets, Verb, adopt, check, read_workbook};
use askama::Template;
use axum::{
    extract::{Path, State as Hold},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, Empty, ErrorSummary, Field, Figure, Figures, Hidden, Page, Problem, Row, Sentence,
    Shell, StatusTag, Submit, Table, Tone, Tr, Visit, blocking, redirect_with,
};

/// Findings shown; the figures count all.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "report/import.html")]
pub(super) struct ImportPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    action: String,
    fields: Vec<Field>,
    send: Submit,
    template_file: String,
}

#[derive(Template)]
#[template(path = "report/preview.html")]
pub(super) struct PreviewPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    figures: Figures,
    findings: Table,
    rules: Table,
    tables: Vec<TableView>,
    action: String,
    hidden: Vec<Hidden>,
    blank: Field,
    send: Option<Submit>,
}

fn shell(visit: &Visit, now: &Annual, title: &str) -> Shell {
    let own = format!("/desk/reports/{}/{}", now.year, now.body.agency.key);
    visit
        .desk(visit.tr.s(title))
        .at("desk-reports")
        .crumb(visit.tr.s("report-desk-title"), format!("/desk/reports?year={}", now.year))
        .crumb(&now.body.agency.short_name, own)
}

pub(super) fn import_page(visit: &Visit, now: &Annual, refused: Option<&Refused>) -> ImportPage {
    let tr = visit.tr;
    let own = format!("/desk/reports/{}/{}", now.year, now.body.agency.key);
    let mut shell = shell(visit, now, "report-import-title");
    let mut errors = ErrorSummary::new(tr);
    if let Some(r) = refused {
        shell = shell.with_errors();
        errors.add("file", tr.refusal(r));
    }
    ImportPage {
        shell,
        errors,
        action: format!("{own}/import"),
        fields: vec![
            Field::files(tr, "file", tr.s("report-import-file"), ".xlsx")
                .single()
                .hint(tr.f1("report-import-hint", "source", &now.template.source))
                .required()
                .error(refused.map(|r| tr.refusal(r))),
        ],
        send: Submit::primary(tr.s("report-import-look")),
        template_file: format!("{own}/report.xlsx"),
        tr,
    }
}

/// The file as it was sent, for the page that asks whether it counts.
pub(super) struct Sent<'s> {
    pub digest: &'s str,
    pub name: &'s str,
    pub seen: i64,
}

pub(super) fn preview_page(
    visit: &Visit,
    now: &Annual,
    sent: &Sent<'_>,
    sheets: &Sheets,
    failures: &[Failure],
    refused: Option<&Refused>,
) -> PreviewPage {
    let tr = visit.tr;
    let own = format!("/desk/reports/{}/{}", now.year, now.body.agency.key);
    let mut shell = shell(visit, now, "report-preview-title");
    let mut errors = ErrorSummary::new(tr);
    if let Some(r) = refused {
        shell = shell.with_errors();
        errors.add("", tr.refusal(r));
    }
    let count = |n: usize| tr.number(i64::try_from(n).unwrap_or_default());
    let stopping = sheets.findings.iter().filter(|f| f.kind.stops()).count();
    let finding = |f: &Finding| {
        let (tone, word) =
            if f.kind.stops() { (Tone::Bad, "report-weight-fails") } else { (Tone::Wait, "report-weight-warns") };
        let sheet = if f.sheet.is_empty() { tr.f1("report-table", "n", i64::from(f.table)) } else { f.sheet.clone() };
        Row::new([
            Cell::tag(StatusTag::new(tone, tr.s(word))),
            Cell::text(tr.s(&f.kind.message())).below(&f.place),
            Cell::text(sheet),
            Cell::code(&f.cell),
            Cell::text(&f.text),
        ])
    };
    let columns = [
        Column::whole(tr.s("report-weight")),
        Column::new(tr.s("report-finding")),
        Column::new(tr.s("report-sheet")),
        Column::whole(tr.s("report-cell")),
        Column::new(tr.s("report-text")),
    ];
    let rows = sheets.findings.iter().take(SHOWN).map(finding).collect();
    let failed = failures
        .iter()
        .map(|f| {
            let said = words::failure(tr, now.template, now.year, f);
            let tone = if f.stops() { Tone::Bad } else { Tone::Wait };
            Row::new([
                Cell::tag(StatusTag::new(tone, words::weight(tr, f.weight()))),
                Cell::text(said.rule).below(said.at),
                Cell::text(said.text),
            ])
        })
        .collect();
    let rule_columns =
        [Column::whole(tr.s("report-weight")), Column::new(tr.s("report-rule")), Column::new(tr.s("report-where"))];
    let around = Around { tr, template: now.template, links: None, off: off(failures) };
    let snapshot = crate::Snapshot { tables: sheets.tables.clone(), ..now.snapshot() };
    let choices = ["keep", "zero"].map(|c| Choice::new(c, tr.s(&format!("report-blank-{c}"))));
    PreviewPage {
        shell,
        errors,
        figures: Figures::new(vec![
            Figure::new(tr.s("report-figure-unreadable"), count(stopping)),
            Figure::new(tr.s("report-figure-told"), count(sheets.findings.len() - stopping)),
            Figure::new(tr.s("report-figure-rules"), count(failures.len())),
        ]),
        findings: Table::new(tr.s("report-findings"), columns, rows)
            .named_by(1)
            .when_empty(Empty::new(tr.s("report-findings-none"), "")),
        rules: Table::new(tr.s("report-rules"), rule_columns, failed)
            .named_by(1)
            .when_empty(Empty::new(tr.s("report-adds-up"), "")),
        tables: parts(&around, &snapshot).into_iter().flat_map(|(_, _, tables)| tables).collect(),
        action: format!("{own}/import/application"),
        hidden: vec![Hidden::new("digest", sent.digest), Hidden::new("name", sent.name), Hidden::seen(sent.seen)],
        blank: Field::radio(tr, "blank", tr.s("report-blank-title"))
            .hint(tr.s("report-blank-hint"))
            .choices(choices)
            .value("keep")
            .required(),
        send: (stopping == 0).then(|| Submit::primary(tr.s("report-import-apply"))),
        tr,
    }
}

fn open(office: &Office, acting: &Acting, key: &str, year: i64) -> Result<Annual, Problem> {
    let loaded = super::desk_show::load(office, &acting.cx, key, year)?;
    if !loaded.verbs.contains(&Verb::Adopt) {
        return Err(Problem::forbidden());
    }
    Ok(loaded.now)
}

/// How the numbers of a workbook add up, by themselves and beside the year before.
fn failures(now: &Annual, sheets: &Sheets) -> Vec<Failure> {
    check(now.template, now.year, &sheets.tables, Beside::default())
}

/// `GET /desk/reports/{year}/{agency}/import`
///
/// # Errors
/// Not there, not yours, not open for writing.
pub async fn form(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((year, key)): Path<(i64, String)>,
) -> Result<Response, Problem> {
    let now = blocking(move || open(&office, &acting, &key, year)).await?;
    Ok(Page(import_page(&visit, &now, None)).into_response())
}

/// `POST /desk/reports/{year}/{agency}/import`: shows what was read.
///
/// # Errors
/// Not there, not yours, not open for writing.
pub async fn look(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((year, key)): Path<(i64, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let (now, outcome) = blocking(move || {
        let now = open(&office, &acting, &key, year)?;
        let Some(upload) = form.uploads.iter().find(|u| u.name == "file") else {
            return Ok((now, Err(Refused::NoFile)));
        };
        let outcome = match read_workbook(now.template, &upload.bytes) {
            Err(refused) => Err(refused),
            Ok(sheets) => Ok((office.objects.put(&upload.bytes)?, upload.filename.clone(), sheets)),
        };
        Ok((now, outcome))
    })
    .await?;
    match outcome {
        Err(refused) => Ok(Page(import_page(&visit, &now, Some(&refused))).sent_back()),
        Ok((digest, name, sheets)) => {
            let seen = now.record.as_ref().map_or(0, |r| r.matter.version);
            let sent = Sent { digest: &digest, name: &name, seen };
            Ok(Page(preview_page(&visit, &now, &sent, &sheets, &failures(&now, &sheets), None)).into_response())
        }
    }
}

/// Empty cells and strokes are zero: somebody said so.
fn with_zeros(sheets: &mut Sheets, now: &Annual) {
    let zero = |e: &mut Entry| {
        if e.number().is_none() {
            *e = Entry::Number(0);
        }
    };
    for (key, ..) in now.template.cells_of_two() {
        zero(sheets.tables.two.entry(key).or_default());
    }
    sheets.tables.three.values_mut().flatten().for_each(zero);
    sheets.tables.four.values_mut().flatten().for_each(zero);
}

/// `POST /desk/reports/{year}/{agency}/import/application`: the numbers of the workbook count.
///
/// # Errors
/// The workbook is gone, not yours, somebody changed the report meanwhile.
pub async fn apply(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((year, key)): Path<(i64, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    let own = format!("/desk/reports/{year}/{key}");
    let (now, sheets, outcome, form) = blocking(move || {
        let now = open(&office, &acting, &key, year)?;
        let digest = form.get("digest").unwrap_or_default().to_owned();
        let bytes = office.objects.get(&digest)?.ok_or_else(Problem::not_found)?;
        // Read again: nothing of the preview is trusted but the name of the file.
        let mut sheets = read_workbook(now.template, &bytes).map_err(|r| Problem::refused(&r))?;
        let stopping = sheets.findings.iter().filter(|f| f.kind.stops()).count();
        if stopping > 0 {
            return Ok((now, sheets, Err(Refused::Unreadable { n: stopping }), form));
        }
        if form.get("blank") == Some("zero") {
            with_zeros(&mut sheets, &now);
        }
        let name: String = form.get("name").unwrap_or_default().chars().take(120).collect();
        let adopted = Adopted { tables: sheets.tables.clone(), file: digest, name };
        let outcome = match office.db.write(|tx| adopt(tx, &acting.cx, now.body.agency.id, year, seen, &adopted)) {
            Ok(_) => Ok(()),
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => Err(r),
            Err(other) => return Err(other.into()),
        };
        Ok((now, sheets, outcome, form))
    })
    .await?;
    match outcome {
        Ok(()) => Ok(redirect_with(&own, &Sentence::new("report-done-adopted"))),
        Err(refused) => {
            let (digest, name) = (form.get("digest").unwrap_or_default(), form.get("name").unwrap_or_default());
            let sent = Sent { digest, name, seen };
            let page = preview_page(&visit, &now, &sent, &sheets, &failures(&now, &sheets), Some(&refused));
            Ok(Page(page).sent_back())
        }
    }
}
