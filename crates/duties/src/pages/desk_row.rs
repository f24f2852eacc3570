//! One row at the desk: every column of the standard table as a control, saved as a new revision with its reason.

use super::shown::{audience, channel, field_name, level, limit_sentence, mode};
use crate::{
    Audience, CatalogueRow, Channel, DutyRow, Level, LimitRule, Mode, Refused, edit_row, fields, find_row,
    list_revisions, withdraw_row,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Error, Never, Office, Refusal, RefusalKind};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, Empty, ErrorSummary, Field, Hidden, Page, Problem, Row, Sentence, Shell, Submit,
    Table, Tr, Visit, blocking, redirect_with,
};

#[derive(Template)]
#[template(path = "duties/desk-row.html")]
struct RowPage {
    shell: Shell,
    tr: Tr,
    code: String,
    understood: String,
    errors: ErrorSummary,
    fields: Vec<Field>,
    seen: Hidden,
    save: Submit,
    action: String,
    withdraw: Option<(String, Field, Submit)>,
    revisions: Table,
}

/// The control that a refusal is about.
fn control(refused: &Refused) -> &'static str {
    match refused {
        Refused::NoReason => "why",
        Refused::NoSuchField => "field",
        Refused::RowLacks { column } => match *column {
            "duty-column-matter" => "matter",
            "duty-column-elements" => "elements",
            "duty-column-basis" => "basis",
            "duty-column-responsible" => "responsible",
            "duty-column-channels" => "channels",
            _ => "levels",
        },
        _ => "",
    }
}

/// A row as it stands in the form, with the page's own texts.
struct Shown<'a> {
    row: &'a DutyRow,
    revision: i64,
    why: &'a str,
    refused: Option<&'a Refused>,
    revisions: Vec<crate::RevisionRow>,
    is_withdrawn: bool,
}

fn page(visit: &Visit, shown: Shown<'_>) -> RowPage {
    let tr = visit.tr;
    let row = shown.row;
    let is_new = row.code.is_empty();
    let title =
        if is_new { tr.s("duty-row-new").into_owned() } else { tr.f1("duty-row-edit-title", "title", row.title()) };
    let mut shell = visit.desk(title).at("desk-duties").crumb(tr.s("duty-desk-title"), "/desk/duties");
    let mut errors = ErrorSummary::new(tr);
    if let Some(r) = shown.refused {
        shell = shell.with_errors();
        errors.add(control(r), tr.refusal(r));
    }
    let error = |name: &str| shown.refused.filter(|r| control(r) == name).map(|r| tr.refusal(r));
    let field = match is_new {
        true => Field::select(tr, "field", tr.s("duty-field"))
            .choices(fields().iter().map(|f| Choice::new(f.number.to_string(), field_name(tr, f))))
            .value(row.field.to_string())
            .required()
            .error(error("field")),
        false => Field::locked(tr, "field", tr.s("duty-field"), super::shown::field_of(tr, row.field)),
    };
    let area = |name: &str, label: &str, value: &str| {
        Field::area(tr, name.to_owned(), tr.s(label)).value(value).required().error(error(name))
    };
    let controls = vec![
        field,
        Field::text(tr, "matter", tr.s("duty-column-matter")).value(&row.matter).required().error(error("matter")),
        Field::text(tr, "sub_matter", tr.s("duty-column-sub-matter")).value(&row.sub_matter),
        area("elements", "duty-column-elements", &row.elements).hint(tr.s("duty-elements-hint")),
        area("basis", "duty-column-basis", &row.basis).hint(tr.s("duty-basis-hint")),
        Field::text(tr, "limit", tr.s("duty-column-limit"))
            .hint(tr.s("duty-limit-hint"))
            .value(&row.limit_text)
            .required(),
        Field::text(tr, "responsible", tr.s("duty-column-responsible"))
            .hint(tr.s("duty-responsible-hint"))
            .value(&row.responsible)
            .required()
            .error(error("responsible")),
        Field::checkboxes(tr, "channels", tr.s("duty-column-channels"))
            .choices(Channel::ALL.iter().map(|c| Choice::new(c.as_str(), channel(tr, *c))))
            .values(row.channels.iter().map(|c| c.as_str()))
            .required()
            .error(error("channels")),
        Field::text(tr, "channel_other", tr.s("duty-other-channel")).value(&row.channel_other),
        Field::radio(tr, "audience", tr.s("duty-column-audience"))
            .choices(Audience::ALL.iter().map(|a| Choice::new(a.as_str(), audience(tr, *a))))
            .value(row.audience.as_str())
            .required(),
        Field::radio(tr, "mode", tr.s("duty-column-mode"))
            .choices(Mode::ALL.iter().map(|m| Choice::new(m.as_str(), mode(tr, *m))))
            .value(row.mode.as_str())
            .required(),
        Field::checkboxes(tr, "levels", tr.s("duty-column-levels"))
            .choices(Level::ALL.iter().map(|l| Choice::new(l.as_str(), level(tr, *l))))
            .values(row.levels.iter().map(|l| l.as_str()))
            .required()
            .error(error("levels")),
        Field::text(tr, "note", tr.s("duty-column-note")).value(&row.note),
        Field::text(tr, "why", tr.s("duty-why"))
            .hint(tr.s("duty-why-hint"))
            .value(shown.why)
            .required()
            .error(error("why")),
    ];
    let columns = [
        Column::figures(tr.s("duty-revision-n")),
        Column::whole(tr.s("duty-version-on")),
        Column::new(tr.s("duty-why")),
    ];
    let lines = shown
        .revisions
        .iter()
        .map(|r| Row::new([Cell::text(tr.number(r.revision)), Cell::text(tr.time(r.at)), Cell::text(&r.why)]))
        .collect();
    let withdraw = (!is_new && !shown.is_withdrawn).then(|| {
        let reason = Field::text(tr, "withdraw_why", tr.s("duty-withdraw-why")).required();
        (format!("/desk/duties/rows/{}/withdrawal", row.code), reason, Submit::secondary(tr.s("duty-withdraw-send")))
    });
    RowPage {
        shell,
        code: row.code.clone(),
        understood: limit_sentence(tr, &row.limit),
        errors,
        fields: controls,
        seen: Hidden::seen(shown.revision),
        save: Submit::primary(tr.s("duty-row-save")),
        action: if is_new { "/desk/duties/rows".into() } else { format!("/desk/duties/rows/{}", row.code) },
        withdraw,
        revisions: Table::new(tr.s("duty-revisions"), columns, lines)
            .when_empty(Empty::new(tr.s("duty-revisions-empty"), "")),
        tr,
    }
}

/// The row as the form says it.
fn typed(form: &BodyForm, code: &str, field: i64) -> DutyRow {
    // A browser sends line ends as two characters.
    let text = |name: &str| form.get(name).unwrap_or_default().replace("\r\n", "\n").trim().to_owned();
    let limit_text = text("limit");
    let limit = LimitRule::read(&limit_text).0;
    DutyRow {
        code: code.to_owned(),
        field: if code.is_empty() {
            form.text("field").and_then(|f| f.parse().ok()).unwrap_or_default()
        } else {
            field
        },
        matter: text("matter"),
        sub_matter: text("sub_matter"),
        elements: text("elements").lines().map(str::trim).collect::<Vec<_>>().join("\n"),
        basis: text("basis").lines().map(str::trim).collect::<Vec<_>>().join("\n"),
        limit_text: if limit_text.is_empty() { limit.text() } else { limit_text },
        limit,
        responsible: text("responsible"),
        channels: form.all("channels").filter_map(Channel::parse).collect(),
        channel_other: text("channel_other"),
        audience: form.get("audience").and_then(Audience::parse).unwrap_or(Audience::All),
        mode: form.get("mode").and_then(Mode::parse).unwrap_or(Mode::Proactive),
        levels: form.all("levels").filter_map(Level::parse).collect(),
        note: text("note"),
        is_demonstration: false,
    }
}

/// `GET /desk/duties/rows/new`
///
/// # Errors
/// None of its own.
pub async fn new(visit: Visit) -> Result<Response, Problem> {
    let row = DutyRow::blank(1);
    let shown = Shown { row: &row, revision: 0, why: "", refused: None, revisions: Vec::new(), is_withdrawn: false };
    Ok(Page(page(&visit, shown)).into_response())
}

fn load(office: &Office, code: &str) -> Result<(CatalogueRow, Vec<crate::RevisionRow>), Problem> {
    let found = office.db.read(|tx| match find_row(tx, code)? {
        Some(row) => Ok::<_, Error<Never>>(Some((row, list_revisions(tx, code)?))),
        None => Ok(None),
    })?;
    found.ok_or_else(Problem::not_found)
}

/// `GET /desk/duties/rows/{code}`
///
/// # Errors
/// Not there.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let (found, revisions) = blocking(move || load(&office, &code)).await?;
    let shown = Shown {
        row: &found.row,
        revision: found.revision,
        why: "",
        refused: None,
        revisions,
        is_withdrawn: found.withdrawn_on.is_some(),
    };
    Ok(Page(page(&visit, shown)).into_response())
}

async fn save(
    office: Arc<Office>,
    acting: Acting,
    visit: Visit,
    code: String,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let seen = if code.is_empty() { 0 } else { form.seen()? };
    let (outcome, row, revisions, form) = blocking(move || {
        let (before, revisions) = match code.is_empty() {
            true => (None, Vec::new()),
            false => load(&office, &code).map(|(r, list)| (Some(r), list))?,
        };
        let mut row = typed(&form, &code, before.as_ref().map_or(0, |b| b.row.field));
        row.is_demonstration = before.is_some_and(|b| b.row.is_demonstration);
        let why = form.get("why").unwrap_or_default().to_owned();
        let outcome = match office.db.write(|tx| edit_row(tx, &cx, &row, seen, &why)) {
            Ok(saved) => Ok(saved),
            Err(Error::Refused(r)) if matches!(r.kind(), RefusalKind::Invalid) => Err(r),
            Err(other) => return Err(other.into()),
        };
        Ok((outcome, row, revisions, form))
    })
    .await?;
    match outcome {
        Ok(saved) => {
            let to =
                if row.code.is_empty() { "/desk/duties".into() } else { format!("/desk/duties/rows/{}", row.code) };
            let done = if saved.unanswered > 0 { "duty-row-saved-unanswered" } else { "duty-row-saved" };
            Ok(redirect_with(&to, &Sentence::new(done)))
        }
        Err(refused) => {
            let why = form.get("why").unwrap_or_default();
            let shown =
                Shown { row: &row, revision: seen, why, refused: Some(&refused), revisions, is_withdrawn: false };
            Ok(Page(page(&visit, shown)).sent_back())
        }
    }
}

/// `POST /desk/duties/rows`: a new row.
///
/// # Errors
/// Not allowed.
pub async fn create(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    save(office, acting, visit, String::new(), form).await
}

/// `POST /desk/duties/rows/{code}`
///
/// # Errors
/// Not there, not allowed, somebody changed it meanwhile.
pub async fn change(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(code): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    save(office, acting, visit, code, form).await
}

/// `POST /desk/duties/rows/{code}/withdrawal`
///
/// # Errors
/// Not there, not allowed, no reason, somebody changed it meanwhile.
pub async fn withdraw(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(code): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let seen = form.seen()?;
    blocking(move || {
        let why = form.get("withdraw_why").unwrap_or_default().to_owned();
        Ok(office.db.write(|tx| withdraw_row(tx, &cx, &code, seen, &why))?)
    })
    .await?;
    Ok(redirect_with("/desk/duties", &Sentence::new("duty-withdrawn-done")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use web::Sample;

    impl Sample for RowPage {
        fn samples(lang: Lang) -> Vec<RowPage> {
            let visit = Visit::sample(lang);
            let row = crate::standard_rows().unwrap().remove(0);
            let shown =
                |row, refused| Shown { row, revision: 1, why: "", refused, revisions: Vec::new(), is_withdrawn: false };
            let lacks = Refused::RowLacks { column: "duty-column-basis" };
            vec![
                page(&visit, shown(&DutyRow::blank(1), None)),
                page(&visit, shown(&row, None)),
                page(&visit, shown(&row, Some(&lacks))),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RowPage::lint_samples(), Vec::<String>::new());
    }
}
