//! Metadata of a registered text put right: the text stays, what was said of it changes, with the reason in the ledger.

use super::draft::{Typed, Wrong, settle};
use super::record::{Loaded, load};
use super::version_name;
use crate::{Metadata, Stage, Version, correct_metadata};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::Office;
use std::sync::Arc;
use web::{
    BodyForm, ErrorSummary, Field, Hidden, Page, Problem, Sentence, Shell, Submit, Tr, Visit, blocking, redirect_with,
};

#[derive(Template)]
#[template(path = "register/metadata.html")]
pub(crate) struct MetadataPage {
    shell: Shell,
    tr: Tr,
    /// The other texts of the rule, whose metadata can be put right too.
    others: Vec<(String, String)>,
    which: String,
    errors: ErrorSummary,
    fields: Vec<Field>,
    reason: Field,
    seen: Hidden,
    send: Submit,
    action: String,
    back: String,
}

fn address(slug: &str, n: i64) -> String {
    format!("/desk/rules/{slug}/versions/{n}/metadata")
}

pub(crate) fn page(
    visit: &Visit,
    loaded: &Loaded,
    version: &Version,
    typed: &Typed,
    wrong: Option<&Wrong>,
) -> MetadataPage {
    let tr = visit.tr;
    let rule = &loaded.rule;
    let error = |name: &str| wrong.filter(|w| w.field() == name).map(|w| w.said(tr));
    let text =
        |name: &'static str, key: &str| Field::text(tr, name, tr.s(key)).value(typed.get(name)).error(error(name));
    let date =
        |name: &'static str, key: &str| Field::date(tr, name, tr.s(key)).value(typed.get(name)).error(error(name));
    let fields = vec![
        text("document_number", "register-attribute-document-number").hint(tr.s("register-field-number-hint")),
        text("issuers", "register-field-issuers").hint(tr.s("register-metadata-issuers-hint")),
        text("topics", "register-attribute-topics").hint(tr.s("register-field-topics-hint")),
        text("genre", "register-attribute-genre"),
        date("signed_on", "register-attribute-signed-on"),
        date("published_on", "register-attribute-published-on"),
        date("effective_on", "register-attribute-effective-on").hint(tr.s("register-metadata-effective-hint")),
        text("source", "register-attribute-source").hint(tr.s("register-field-source-hint")),
        text("keywords", "register-attribute-keywords"),
        Field::area(tr, "summary", tr.s("register-attribute-summary")).rows(3).value(typed.get("summary")),
    ];
    let reason = Field::area(tr, "reason", tr.s("register-field-reason"))
        .required()
        .rows(3)
        .hint(tr.s("register-metadata-reason-hint"))
        .value(typed.get("reason"))
        .error(error("reason"));
    let mut errors = ErrorSummary::of(tr, fields.iter().chain([&reason]));
    if let Some(wrong) = wrong.filter(|_| errors.is_empty()) {
        errors.add("", wrong.said(tr));
    }
    let back = format!("/desk/rules/{}", rule.slug);
    let mut shell = visit
        .desk(tr.f1("register-metadata-title", "title", &rule.title))
        .at("desk-rules")
        .crumb(tr.s("register-desk-title"), "/desk/rules")
        .crumb(&rule.title, &back);
    if wrong.is_some() {
        shell = shell.with_errors();
    }
    MetadataPage {
        shell,
        tr,
        others: loaded
            .held
            .versions
            .iter()
            .filter(|v| v.n != version.n)
            .map(|v| (version_name(tr, v), address(&rule.slug, v.n)))
            .collect(),
        which: version_name(tr, version),
        errors,
        fields,
        reason,
        seen: Hidden::seen(rule.version),
        send: Submit::primary(tr.s("register-metadata-save")),
        action: address(&rule.slug, version.n),
        back,
    }
}

/// What of the typed differs from what is registered: the rest stays untouched, also where it was read from the text.
pub(crate) fn changed(typed: &Typed, version: &Version, first: &Typed) -> Result<Metadata, Wrong> {
    let is_changed = |name: &str| typed.get(name).trim() != first.get(name).trim();
    let words = |name: &str| is_changed(name).then(|| typed.get(name).trim().to_owned());
    let list = |name: &str| is_changed(name).then(|| typed.list(name));
    let date = |name: &'static str, before: Option<Date>| match (typed.date(name)?, before) {
        // A date that is registered is put right, not taken away.
        (None, Some(_)) => Err(Wrong::Date(name)),
        (given, before) => Ok(given.filter(|_| given != before)),
    };
    Ok(Metadata {
        topics: is_changed("topics").then(|| typed.topics()),
        issuers: list("issuers"),
        document_number: words("document_number"),
        signed_on: date("signed_on", version.signed_on)?,
        published_on: date("published_on", version.published_on)?,
        effective_on: date("effective_on", version.effective_on)?,
        genre: words("genre"),
        summary: words("summary"),
        keywords: list("keywords"),
        source: words("source"),
    })
}

/// What is registered, as it stands in the form.
pub(crate) fn first(loaded: &Loaded, version: &Version) -> Typed {
    let mut typed = Typed::of_rule(&loaded.rule, version, &[]);
    // The form of a draft leaves a day open that was read from the text; here it is shown.
    typed.values.retain(|(n, _)| n != "effective_on");
    let effective = version.effective_on.map(|d| d.to_string()).unwrap_or_default();
    typed.values.extend([("effective_on".into(), effective), ("genre".into(), version.genre.clone())]);
    typed
}

/// The registered rule and the text that is meant.
fn find(office: &Office, acting: &Acting, slug: &str, n: i64) -> Result<(Loaded, Version), Problem> {
    let loaded = load(office, &acting.cx, slug)?;
    if loaded.rule.stage != Stage::Registered {
        return Err(Problem::not_found());
    }
    let version = loaded.held.version(n).cloned().ok_or_else(Problem::not_found)?;
    Ok((loaded, version))
}

/// `GET /desk/rules/{slug}/versions/{n}/metadata`
///
/// # Errors
/// Not there, not registered, or another agency's.
pub async fn ask(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((slug, n)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    blocking(move || {
        let (loaded, version) = find(&office, &acting, &slug, n)?;
        Ok(Page(page(&visit, &loaded, &version, &first(&loaded, &version), None)).into_response())
    })
    .await
}

/// `POST /desk/rules/{slug}/versions/{n}/metadata`
///
/// # Errors
/// Not there, not registered, another agency's, changed meanwhile.
pub async fn give(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((slug, n)): Path<(String, i64)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let seen = form.seen()?;
    blocking(move || {
        let typed = Typed::of(&form);
        let (loaded, version) = find(&office, &acting, &slug, n)?;
        let done = match changed(&typed, &version, &first(&loaded, &version)) {
            Ok(new) => settle(
                office
                    .db
                    .write(|tx| correct_metadata(tx, &acting.cx, loaded.rule.id, seen, n, &new, typed.get("reason"))),
            )?,
            Err(wrong) => Err(wrong),
        };
        match done {
            Ok(rule) => {
                let to = format!("/desk/rules/{}", rule.slug);
                Ok(redirect_with(&to, &Sentence::new("register-done-metadata")))
            }
            Err(wrong) => Ok(Page(page(&visit, &loaded, &version, &typed, Some(&wrong))).sent_back()),
        }
    })
    .await
}
