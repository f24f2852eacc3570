//! A new text for a registered document: typed, held against the present one, confirmed.
//!
//! The preview shows what changed and what will be flagged; only the confirmation changes anything.

use super::compare::{Compared, Extent, figures, pieces};
use super::draft::{Typed, Wrong, prepared, settle, text_fields};
use super::record::{Loaded, load};
use super::{leaning_kind, version_name};
use crate::compare::compare;
use crate::{Amendment, Prepared, amend_rule, changed_parts};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Office, links::LinkKind};
use std::sync::Arc;
use web::{
    BodyForm, ErrorSummary, Field, Figures, Hidden, Page, Problem, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect_with,
};

#[derive(Template)]
#[template(path = "register/amend.html")]
pub(crate) struct AmendPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    fields: Vec<Field>,
    text: Vec<Field>,
    seen: Hidden,
    preview: Submit,
    action: String,
    back: String,
}

#[derive(Template)]
#[template(path = "register/preview.html")]
pub(crate) struct PreviewPage {
    shell: Shell,
    tr: Tr,
    figures: Figures,
    compared: Compared,
    flagged_title: String,
    flagged: Vec<(String, String, String)>,
    hidden: Vec<Hidden>,
    confirm: Submit,
    edit: Submit,
    action: String,
}

fn shell(visit: &Visit, loaded: &Loaded, key: &str) -> Shell {
    let tr = visit.tr;
    visit
        .desk(tr.f1(key, "title", &loaded.rule.title))
        .at("desk-rules")
        .crumb(tr.s("register-desk-title"), "/desk/rules")
        .crumb(&loaded.rule.title, format!("/desk/rules/{}", loaded.rule.slug))
}

pub(crate) fn page(visit: &Visit, loaded: &Loaded, typed: &Typed, wrong: Option<&Wrong>, seen: i64) -> AmendPage {
    let tr = visit.tr;
    let error = |name: &str| wrong.filter(|w| w.field() == name).map(|w| w.said(tr));
    let text =
        |name: &'static str, key: &str| Field::text(tr, name, tr.s(key)).value(typed.get(name)).error(error(name));
    let fields = vec![
        text("title", "register-attribute-title").required(),
        text("by_rule", "register-field-amended-by").hint(tr.s("register-field-by-rule-hint")),
        Field::date(tr, "on", tr.s("register-field-amended-on")).required().value(typed.get("on")).error(error("on")),
        text("note", "register-field-amendment-note").hint(tr.s("register-field-amendment-note-hint")),
        text("document_number", "register-attribute-document-number").hint(tr.s("register-field-number-hint")),
        Field::date(tr, "effective_on", tr.s("register-attribute-effective-on"))
            .hint(tr.s("register-field-effective-hint"))
            .value(typed.get("effective_on"))
            .error(error("effective_on")),
    ];
    let body = text_fields(tr, typed, wrong);
    let mut errors = ErrorSummary::of(tr, fields.iter().chain(&body));
    if let Some(wrong) = wrong.filter(|_| errors.is_empty()) {
        errors.add("", wrong.said(tr));
    }
    let mut shell = shell(visit, loaded, "register-amend-title");
    if wrong.is_some() {
        shell = shell.with_errors();
    }
    AmendPage {
        shell,
        tr,
        errors,
        fields,
        text: body,
        seen: Hidden::seen(seen),
        preview: Submit::primary(tr.s("register-amend-preview")).act("preview"),
        action: format!("/desk/rules/{}/amendment", loaded.rule.slug),
        back: format!("/desk/rules/{}", loaded.rule.slug),
    }
}

/// Names of what travels through the preview.
const KEPT: [&str; 8] = ["title", "by_rule", "on", "note", "document_number", "effective_on", "format", "text"];

pub(crate) fn preview(visit: &Visit, loaded: &Loaded, typed: &Typed, new: &Prepared, seen: i64) -> PreviewPage {
    let tr = visit.tr;
    let comparison = compare(&pieces(&loaded.parts), &pieces(&new.parts));
    let changed = changed_parts(&loaded.parts, &new.parts);
    let flagged: Vec<(String, String, String)> = loaded
        .held
        .leaning
        .iter()
        .filter(|l| !matches!(l.kind, LinkKind::Amends | LinkKind::Repeals))
        .filter(|l| l.to.part.is_empty() || changed.contains(&l.to.part))
        .map(|l| {
            let place = if l.to.part.is_empty() { tr.s("register-whole").into_owned() } else { l.to.part.clone() };
            (leaning_kind(tr, l.from.node.kind, l.kind), format!("{} → {place}", l.from.title), l.from.href.clone())
        })
        .collect();
    let mut hidden: Vec<Hidden> = KEPT.iter().map(|name| Hidden::new(*name, typed.get(name))).collect();
    hidden.push(Hidden::seen(seen));
    PreviewPage {
        shell: shell(visit, loaded, "register-preview-title"),
        tr,
        figures: figures(tr, comparison.summary()),
        compared: Compared::new(
            tr,
            version_name(tr, &loaded.version),
            tr.s("register-new-text").into_owned(),
            &comparison,
            Extent::Changes,
        ),
        flagged_title: tr.f1("register-flagged-title", "count", flagged.len()),
        flagged,
        hidden,
        confirm: Submit::primary(tr.s("register-amend-confirm")).act("confirm"),
        edit: Submit::secondary(tr.s("register-amend-back")).act("edit"),
        action: format!("/desk/rules/{}/amendment", loaded.rule.slug),
    }
}

/// `GET /desk/rules/{slug}/amendment`
///
/// # Errors
/// Not there, or another agency's.
pub async fn ask(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    blocking(move || {
        let loaded = load(&office, &acting.cx, &slug)?;
        let mut typed = Typed::of_rule(&loaded.rule, &loaded.version, &loaded.parts);
        // Its own day and number are the new text's to say.
        typed.values.retain(|(n, _)| !matches!(n.as_str(), "effective_on" | "document_number"));
        typed.values.push(("on".into(), acting.cx.today().to_string()));
        let seen = loaded.rule.version;
        Ok(Page(page(&visit, &loaded, &typed, None, seen)).into_response())
    })
    .await
}

/// `POST /desk/rules/{slug}/amendment`: `act` is `preview`, `edit` or `confirm`.
///
/// # Errors
/// Not there, another agency's, changed meanwhile.
pub async fn give(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    blocking(move || {
        let typed = Typed::of(&form);
        let loaded = load(&office, &acting.cx, &slug)?;
        let sent_back = |wrong: &Wrong| Ok(Page(page(&visit, &loaded, &typed, Some(wrong), seen)).sent_back());
        if form.act() == "edit" {
            return Ok(Page(page(&visit, &loaded, &typed, None, seen)).into_response());
        }
        let on = match typed.date("on") {
            Ok(Some(on)) => on,
            Ok(None) => return sent_back(&Wrong::Date("on")),
            Err(wrong) => return sent_back(&wrong),
        };
        let issuers = &loaded.version.issuers;
        let new = match prepared(&typed, loaded.rule.kind, issuers) {
            Ok(new) => new,
            Err(wrong) => return sent_back(&wrong),
        };
        if form.act() != "confirm" {
            return Ok(Page(preview(&visit, &loaded, &typed, &new, seen)).into_response());
        }
        let amendment = Amendment { by_rule: typed.get("by_rule"), on, note: typed.get("note") };
        let outcome = office.db.write(|tx| amend_rule(tx, &acting.cx, loaded.rule.id, seen, &new, &amendment));
        match settle(outcome)? {
            Ok((rule, changed)) => {
                let sentence = Sentence::new("register-done-amendment").arg("count", changed.len().to_string());
                Ok(redirect_with(&format!("/desk/rules/{}", rule.slug), &sentence))
            }
            Err(wrong) => sent_back(&wrong),
        }
    })
    .await
}
