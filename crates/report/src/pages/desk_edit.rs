//! What people write: parts one, five and six, table two, and what a correction corrects.

use super::words::label;
use crate::{Annual, Draft, Entry, Narrative, Refused, Unit, Verb, save};
use askama::Template;
use axum::{
    extract::{Path, State as Hold},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{
    BodyForm, ErrorSummary, Field, Hidden, Page, Problem, Sentence, Shell, Submit, Tr, Visit, blocking, redirect_with,
};

#[derive(Template)]
#[template(path = "report/edit.html")]
pub(super) struct EditPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    action: String,
    seen: Hidden,
    words: Vec<Field>,
    /// Item of article 20, its numbers.
    two: Vec<(String, Vec<Field>)>,
    last: Vec<Field>,
    send: Submit,
}

/// What was typed: texts by the names of the controls.
pub(super) type Typed = dyn Fn(&str) -> String;

/// The control of a cell of table two.
fn control(key: &str) -> String {
    format!("two-{}", key.replace('.', "-"))
}

/// The control that a refusal is about.
fn faulty(now: &Annual, refused: &Refused) -> String {
    match refused {
        Refused::PartMissing { part } => part.trim_start_matches("report-part-").to_owned(),
        Refused::NoNote => "note".into(),
        Refused::BadNumber { place, .. } => {
            let found = now.template.cells_of_two().find(|(_, r, c)| format!("{} × {}", r.label, c.label) == *place);
            found.map(|(key, ..)| control(&key)).unwrap_or_default()
        }
        _ => "overview".into(),
    }
}

pub(super) fn page(visit: &Visit, now: &Annual, seen: i64, typed: &Typed, refused: Option<&Refused>) -> EditPage {
    let tr = visit.tr;
    let own = format!("/desk/reports/{}/{}", now.year, now.body.agency.key);
    let title = tr.f2("report-edit-title", "agency", &now.body.agency.short_name, "year", now.year.to_string());
    let mut shell = visit
        .desk(title)
        .at("desk-reports")
        .crumb(tr.s("report-desk-title"), format!("/desk/reports?year={}", now.year))
        .crumb(&now.body.agency.short_name, &own);
    let mut errors = ErrorSummary::new(tr);
    let wrong = refused.map(|r| (faulty(now, r), tr.refusal(r)));
    if let Some((name, said)) = &wrong {
        shell = shell.with_errors();
        errors.add(name, said.clone());
    }
    let error = |name: &str| wrong.as_ref().filter(|(n, _)| n == name).map(|(_, said)| said.clone());
    let part = |name: &str, n: usize, hint: &str| {
        let heading = now.template.parts.get(n).map_or("", String::as_str);
        Field::area(tr, name.to_owned(), label(tr, heading))
            .rows(10)
            .hint(tr.s(hint))
            .value(typed(name))
            .error(error(name))
    };
    let other_hint = if now.body.kind == crate::BodyKind::Government {
        "report-hint-overview-government"
    } else {
        "report-hint-overview"
    };
    let words = vec![
        part("overview", 0, other_hint),
        part("problems", 4, "report-hint-problems"),
        part("other", 5, "report-hint-other"),
    ];
    let two = now
        .template
        .two
        .iter()
        .map(|block| {
            let mut fields = Vec::new();
            for row in &block.rows {
                for column in &block.columns {
                    let name = control(&format!("{}.{}", row.key, column.key));
                    let said = tr.f2("report-at", "row", label(tr, &row.label), "column", label(tr, &column.label));
                    let field = Field::code(tr, name.clone(), said).value(typed(&name)).error(error(&name));
                    fields.push(if column.kind == Unit::Pieces { field.digits() } else { field });
                }
            }
            (label(tr, &block.item), fields)
        })
        .collect();
    let mut last = vec![
        Field::text(tr, "two_source", tr.s("report-two-source"))
            .hint(tr.s("report-two-source-hint"))
            .value(typed("two_source")),
    ];
    if now.record.as_ref().is_some_and(|r| r.released > 0) {
        last.push(
            Field::text(tr, "note", tr.s("report-note"))
                .hint(tr.s("report-note-hint"))
                .value(typed("note"))
                .required()
                .error(error("note")),
        );
    }
    EditPage {
        shell,
        errors,
        action: format!("{own}/edit"),
        seen: Hidden::seen(seen),
        words,
        two,
        last,
        send: Submit::primary(tr.s("report-save")),
        tr,
    }
}

/// What a draft holds, by the names of the controls.
pub(super) fn held(now: &Annual) -> Box<Typed> {
    let draft = now.draft();
    let cells: Vec<(String, String)> = now
        .template
        .cells_of_two()
        .map(|(key, _, column)| (control(&key), draft.two.get(&key).copied().unwrap_or_default().shown(column.kind)))
        .collect();
    Box::new(move |name| match name {
        "overview" => draft.narrative.overview.clone(),
        "problems" => draft.narrative.problems.clone(),
        "other" => draft.narrative.other.clone(),
        "two_source" => draft.two_source.clone(),
        "note" => draft.note.clone(),
        other => cells.iter().find(|(n, _)| n == other).map(|(_, text)| text.clone()).unwrap_or_default(),
    })
}

/// The draft as the form says it.
fn typed_draft(now: &Annual, form: &BodyForm) -> Result<Draft, Refused> {
    let text = |name: &str| form.get(name).unwrap_or_default();
    let mut draft = Draft {
        narrative: Narrative::typed(text("overview"), text("problems"), text("other"))?,
        two_source: text("two_source").to_owned(),
        note: text("note").to_owned(),
        ..Draft::default()
    };
    for (key, row, column) in now.template.cells_of_two() {
        let said = text(&control(&key));
        let bad = || Refused::BadNumber { place: format!("{} × {}", row.label, column.label), text: said.to_owned() };
        let entry = Entry::read(said, column.kind).ok_or_else(bad)?;
        if entry != Entry::Blank {
            draft.two.insert(key, entry);
        }
    }
    Ok(draft)
}

fn open(office: &Office, acting: &Acting, key: &str, year: i64) -> Result<Annual, Problem> {
    let loaded = super::desk_show::load(office, &acting.cx, key, year)?;
    if !loaded.verbs.contains(&Verb::Edit) {
        return Err(Problem::forbidden());
    }
    Ok(loaded.now)
}

/// `GET /desk/reports/{year}/{agency}/edit`
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
    let seen = now.record.as_ref().map_or(0, |r| r.matter.version);
    let held = held(&now);
    Ok(Page(page(&visit, &now, seen, held.as_ref(), None)).into_response())
}

/// `POST /desk/reports/{year}/{agency}/edit`
///
/// # Errors
/// Not there, not yours, somebody changed it meanwhile.
pub async fn change(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((year, key)): Path<(i64, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    let own = format!("/desk/reports/{year}/{key}");
    let (now, outcome, form) = blocking(move || {
        let now = open(&office, &acting, &key, year)?;
        let outcome = match typed_draft(&now, &form) {
            Err(refused) => Err(refused),
            Ok(draft) => match office.db.write(|tx| save(tx, &acting.cx, now.body.agency.id, year, seen, &draft)) {
                Ok(_) => Ok(()),
                Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => Err(r),
                Err(other) => return Err(other.into()),
            },
        };
        Ok((now, outcome, form))
    })
    .await?;
    match outcome {
        Ok(()) => Ok(redirect_with(&own, &Sentence::new("report-saved"))),
        Err(refused) => {
            let typed = move |name: &str| form.get(name).unwrap_or_default().to_owned();
            Ok(Page(page(&visit, &now, seen, &typed, Some(&refused))).sent_back())
        }
    }
}
