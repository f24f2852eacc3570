//! What an agency decides about its register: how index numbers are formed, from when an interpretation is needed.

use super::desk::kept_agencies;
use super::draft::{Typed, Wrong, settle};
use super::encoded;
use crate::{Refused, Settings, find_settings, index_number, keep_settings};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use identity::{Agency, pages::edge::Acting};
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Never, Office, Tx};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, DataList, ErrorSummary, Field, Hidden, Page, Problem, Sentence, Shell, Submit, Tab, Tabs, Tr, Visit,
    blocking, redirect_with,
};

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    agency: Option<String>,
}

#[derive(Template)]
#[template(path = "register/settings.html")]
pub(crate) struct SettingsPage {
    shell: Shell,
    tr: Tr,
    name: String,
    tabs: Option<Tabs>,
    errors: ErrorSummary,
    present: DataList,
    fields: Vec<Field>,
    agency: Hidden,
    send: Submit,
}

/// What an agency decided, as it stands in the form.
pub(crate) fn typed_of(settings: &Settings) -> Typed {
    let from = settings.interpretation_required_from.map(|d| d.to_string()).unwrap_or_default();
    Typed {
        values: vec![
            ("index_template".into(), settings.index_template.clone()),
            ("interpretation_required_from".into(), from),
        ],
    }
}

pub(crate) fn page(
    visit: &Visit,
    mine: &[Agency],
    agency: &Agency,
    kept: &Settings,
    typed: &Typed,
    wrong: Option<&Wrong>,
    today: Date,
) -> SettingsPage {
    let tr = visit.tr;
    let field_of = |w: &Wrong| match w {
        Wrong::Refused(Refused::IndexTemplate { .. } | Refused::NoUscc) => "index_template",
        other => other.field(),
    };
    let error = |name: &str| wrong.filter(|w| field_of(w) == name).map(|w| w.said(tr));
    let fields = vec![
        Field::code(tr, "index_template", tr.s("register-settings-template"))
            .required()
            .hint(tr.s("register-settings-template-hint"))
            .value(typed.get("index_template"))
            .error(error("index_template")),
        Field::date(tr, "interpretation_required_from", tr.s("register-settings-interpretation"))
            .hint(tr.s("register-settings-interpretation-hint"))
            .value(typed.get("interpretation_required_from"))
            .error(error("interpretation_required_from")),
    ];
    let mut errors = ErrorSummary::of(tr, &fields);
    if let Some(wrong) = wrong.filter(|_| errors.is_empty()) {
        errors.add("", wrong.said(tr));
    }
    let example = match index_number::example(agency, &kept.index_template, today) {
        Ok(number) => number,
        Err(refused) => tr.refusal(&refused),
    };
    let needed = match kept.interpretation_required_from {
        None => tr.s("register-settings-always").into_owned(),
        Some(on) if on <= today => tr.f1("register-settings-since", "date", tr.date_short(on)),
        Some(on) => tr.f1("register-settings-not-before", "date", tr.date_short(on)),
    };
    let tabs = (mine.len() > 1).then(|| {
        let tab = |a: &Agency| Tab {
            label: a.short_name.clone(),
            count: None,
            href: format!("/desk/rules/settings?agency={}", encoded(&a.key)),
            id: if a.id == agency.id { "here" } else { "" },
        };
        Tabs::new(tr.s("register-field-agency"), "here", mine.iter().map(tab).collect())
    });
    let mut shell =
        visit.desk(tr.s("register-settings-title")).at("desk-rules").crumb(tr.s("register-desk-title"), "/desk/rules");
    if wrong.is_some() {
        shell = shell.with_errors();
    }
    SettingsPage {
        shell,
        tr,
        name: agency.name.clone(),
        tabs,
        errors,
        present: DataList::new()
            .row(tr.s("register-settings-example"), example)
            .row(tr.s("register-settings-now"), needed),
        fields,
        agency: Hidden::new("agency", &agency.key),
        send: Submit::primary(tr.s("register-settings-save")),
    }
}

/// The agencies whose register this person keeps, the one that is meant, and what it decided.
fn read(tx: &mut Tx, cx: &Cx, key: Option<&str>) -> Result<Option<(Vec<Agency>, Agency, Settings)>, Fault> {
    let kept = kept_agencies(&cx.who);
    let mut mine = identity::list_agencies(tx)?;
    mine.retain(|a| kept.contains(&a.id));
    let meant = match key {
        Some(key) => mine.iter().find(|a| a.key == key),
        None => mine.first(),
    };
    let Some(agency) = meant.cloned() else { return Ok(None) };
    let settings = find_settings(tx, agency.id)?;
    Ok(Some((mine, agency, settings)))
}

/// `GET /desk/rules/settings`, `?agency=key`
///
/// # Errors
/// Another agency's, or no register to keep.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    blocking(move || {
        let found = office.db.read(|tx| read(tx, &acting.cx, asked.agency.as_deref()).map_err(Error::<Never>::from))?;
        let (mine, agency, kept) = found.ok_or_else(Problem::not_found)?;
        Ok(Page(page(&visit, &mine, &agency, &kept, &typed_of(&kept), None, acting.cx.today())).into_response())
    })
    .await
}

/// `POST /desk/rules/settings`
///
/// # Errors
/// Another agency's.
pub async fn keep(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    blocking(move || {
        let typed = Typed::of(&form);
        let found =
            office.db.read(|tx| read(tx, &acting.cx, Some(typed.get("agency"))).map_err(Error::<Never>::from))?;
        let (mine, agency, kept) = found.ok_or_else(Problem::not_found)?;
        let done = match typed.date("interpretation_required_from") {
            Ok(from) => {
                let new = Settings {
                    index_template: typed.get("index_template").trim().to_owned(),
                    interpretation_required_from: from,
                };
                settle(office.db.write(|tx| keep_settings(tx, &acting.cx, agency.id, &new)))?
            }
            Err(wrong) => Err(wrong),
        };
        match done {
            Ok(()) => {
                let to = format!("/desk/rules/settings?agency={}", encoded(&agency.key));
                Ok(redirect_with(&to, &Sentence::new("register-settings-kept")))
            }
            Err(wrong) => {
                Ok(Page(page(&visit, &mine, &agency, &kept, &typed, Some(&wrong), acting.cx.today())).sent_back())
            }
        }
    })
    .await
}
