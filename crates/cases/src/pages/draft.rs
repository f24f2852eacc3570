//! A draft: how its pages load it, the steps it is shown with, and its sections, one page each. Everything works without
//! script; every post saves.

use super::draft_late::{LATE, LATE_HOURS, keep_late, merge_late, trusted};
use super::{Answer, there};
use crate::{Draft, Material, Refused, Regions, drafts, held::Holdings};
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    response::IntoResponse,
};
use forms::{Action, Context, Definition, Evaluation, Posted, SectionOutline, Showing, Strictness};
use identity::pages::edge::Acting;
use items::{
    Version,
    guidance::{MaterialNeed, NeedStatus},
};
use jiff::ToSpan;
use kernel::{Cx, Error, Fault, Id, Lang, Office, Tx};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    ErrorSummary, FormView, Hidden, Notice, NoticeKind, Page, Problem, Sample, Shell, Step, StepState, Steps, Submit,
    Tr, UncheckedForm, Visit, blocking, form_errors, redirect,
};

/// A draft with everything its pages read.
pub(crate) struct Open {
    pub draft: Draft,
    pub materials: Vec<Material>,
    pub version: Version,
    pub definition: Arc<Definition>,
}

impl Open {
    /// What has to be done about each material.
    pub(crate) fn needs(&self, holdings: &Holdings) -> Vec<MaterialNeed<'_>> {
        match self.version.body.situation(&self.draft.situation) {
            Some(situation) => items::guidance::materials_for(&self.version.body, situation, &holdings.held),
            None => Vec::new(),
        }
    }

    /// Names of the materials that are asked for and not there.
    pub(crate) fn missing(&self, holdings: &Holdings) -> Vec<String> {
        self.needs(holdings)
            .into_iter()
            .filter(|n| n.status == NeedStatus::Ask && self.files_of(&n.material.key).next().is_none())
            .map(|n| n.material.name.clone())
            .collect()
    }

    /// The files of a material.
    pub(crate) fn files_of<'a>(&'a self, material: &'a str) -> impl Iterator<Item = &'a Material> {
        self.materials.iter().filter(move |m| m.material == material && m.replaced_at.is_none())
    }

    /// The draft's own hidden token, good for [`LATE_HOURS`].
    pub(crate) fn token(&self, cx: &Cx) -> Hidden {
        Hidden::new(
            "draft_token",
            cx.keys.sign_token(LATE, self.draft.id.to_string().as_bytes(), cx.at + LATE_HOURS.hours()),
        )
    }
}

/// Loads a draft of the acting person that is still open.
pub(crate) fn open(tx: &mut Tx, cx: &Cx, id: Id) -> Result<Open, Error<Refused>> {
    let (draft, materials) = there(drafts::find_draft(tx, cx, id)?)?;
    if draft.submitted_as.is_some() {
        return Err(Refused::AlreadySubmitted.into());
    }
    let version = items::find_version(tx, draft.item_version)?.ok_or(Refused::ItemGone)?;
    let definition =
        items::find_form(tx, &draft.form_key, draft.form_n)?.ok_or_else(|| Fault::new("a draft without its form"))?;
    Ok(Open { draft, materials, version, definition })
}

/// The id in an address; anything else is not there.
pub(crate) fn id_of(text: &str) -> Result<Id, Problem> {
    Id::parse(text).ok_or_else(Problem::not_found)
}

/// Where a person is led whose draft became a case already; `None` for every other error.
pub(crate) fn to_its_case(office: &Office, cx: &Cx, id: Id, error: &Error<Refused>) -> Option<String> {
    if !matches!(error, Error::Refused(Refused::AlreadySubmitted)) {
        return None;
    }
    let number = office.db.read(|tx| -> Result<Option<String>, Error<Refused>> {
        let Some((draft, _)) = drafts::find_draft(tx, cx, id)? else { return Ok(None) };
        let Some(case) = draft.submitted_as else { return Ok(None) };
        Ok(kernel::matter::find(tx, case)?.map(|m| m.number))
    });
    number.ok().flatten().map(|n| format!("/my/cases/{n}"))
}

/// What a page that looks at a draft gives: the page, or the case that the draft became.
pub(crate) enum Seen<T> {
    Page(T),
    Became(String),
}

/// Runs `work` on an open draft, or finds the case it became.
pub(crate) fn seen<T>(
    office: &Office,
    cx: &Cx,
    id: Id,
    work: impl FnOnce(&mut Tx, Open) -> Result<T, Error<Refused>>,
) -> Result<Seen<T>, Problem> {
    let found = office.db.read(|tx| {
        let open = open(tx, cx, id)?;
        work(tx, open)
    });
    match found {
        Ok(page) => Ok(Seen::Page(page)),
        Err(error) => match to_its_case(office, cx, id, &error) {
            Some(address) => Ok(Seen::Became(address)),
            None => Err(error.into()),
        },
    }
}

impl<T: Template> Seen<Box<T>> {
    pub(crate) fn answer(self) -> axum::response::Response {
        match self {
            Seen::Page(page) => Page(*page).into_response(),
            Seen::Became(address) => redirect(&address),
        }
    }
}

// Steps ----------------------------------------------------------------------------------------------

/// The places of a draft after its sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    Section(&'a str),
    Materials,
    Delivery,
    Check,
}

/// The steps of a draft: its sections, materials, delivery, check.
pub(crate) fn steps(
    tr: Tr,
    id: Id,
    outline: &[SectionOutline],
    missing: usize,
    has_delivery: bool,
    at: Place<'_>,
) -> Steps {
    let base = format!("/my/drafts/{id}");
    let mut steps: Vec<Step> = outline
        .iter()
        .map(|s| {
            let state = match s {
                s if at == Place::Section(&s.key) => StepState::Current,
                s if s.wrong > 0 => StepState::Faulty,
                s if s.absent == 0 => StepState::Done,
                _ => StepState::Ahead,
            };
            Step {
                label: s.title.clone(),
                state,
                href: (state != StepState::Current).then(|| format!("{base}/sections/{}", s.key)),
            }
        })
        .collect();
    let last = [
        (Place::Materials, "draft-step-materials", "materials", missing == 0),
        (Place::Delivery, "draft-step-delivery", "delivery", has_delivery),
        (Place::Check, "draft-step-check", "check", false),
    ];
    steps.extend(last.into_iter().map(|(place, key, path, is_done)| {
        let state = if place == at {
            StepState::Current
        } else if is_done {
            StepState::Done
        } else {
            StepState::Ahead
        };
        Step { label: tr.s(key).into_owned(), state, href: (place != at).then(|| format!("{base}/{path}")) }
    }));
    Steps::new(tr, steps)
}

/// Evaluates the draft's answers and gives the evaluation to `work`, with the reader.
pub(crate) fn evaluated<T>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    tr: &Tr,
    open: &Open,
    work: impl FnOnce(&Evaluation<'_>, &forms::Reader<'_>) -> T,
) -> T {
    let regions = Regions::new(tx);
    let context = Context { today: cx.today(), regions: &regions };
    let evaluation = forms::evaluate(&open.definition, &open.draft.answers, &context);
    work(&evaluation, &forms::Reader { language: tr.tag(), words: tr, regions: &regions })
}

// Sections -------------------------------------------------------------------------------------------

/// One section of the form.
#[derive(Template)]
#[template(path = "cases/draft/section.html")]
pub struct SectionPage {
    shell: Shell,
    tr: Tr,
    item: String,
    notices: Vec<Notice>,
    steps: Steps,
    errors: ErrorSummary,
    form: FormView,
    action: String,
    token: Hidden,
    next: Submit,
    later: Submit,
    back: Submit,
}

/// What a section's page is asked to show.
#[derive(Deserialize, Default)]
pub struct Asked {
    /// Come here from the check: everything that is missing is shown.
    #[serde(default)]
    check: Option<String>,
}

/// `GET /my/drafts/{id}/sections/{key}`.
pub async fn section(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        let late = merge_late(&office, &acting.cx, &visit, id)?;
        let strictness = asked.check.map(|_| Strictness::Submit);
        let page = seen(&office, &acting.cx, id, |tx, open| {
            section_page(tx, &acting.cx, &visit, &open, &key, strictness, late).map(Box::new)
        })?;
        Ok(page.answer())
    })
    .await
}

fn section_page(
    tx: &mut Tx,
    cx: &Cx,
    visit: &Visit,
    open: &Open,
    key: &str,
    strictness: Option<Strictness>,
    late: Option<Notice>,
) -> Result<SectionPage, Error<Refused>> {
    let tr = visit.tr;
    let holdings = Holdings::load(tx, cx)?;
    let (outline, section, errors) = evaluated(tx, cx, &tr, open, |evaluation, reader| {
        let showing = Showing { errors: strictness, prefills: Some(&open.draft.prefills), ..Showing::default() };
        let section = forms::view_section(evaluation, key, reader, &showing);
        let errors = strictness.map(|s| forms::errors(evaluation, reader, s)).unwrap_or_default();
        (forms::outline(evaluation, tr.tag()), section, errors)
    });
    let section = there(section)?;
    let base = format!("/my/drafts/{}", open.draft.id);
    let errors = form_errors(tr, &errors, key);
    let mut shell = visit
        .shell(section.title.clone())
        .at("my")
        .crumb(tr.s("mine-title"), "/my")
        .crumb(open.version.body.name.clone(), base.clone());
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    let missing = open.missing(&holdings).len();
    Ok(SectionPage {
        shell,
        tr,
        item: open.version.body.name.clone(),
        notices: late.into_iter().collect(),
        steps: steps(tr, open.draft.id, &outline, missing, open.draft.delivery.is_some(), Place::Section(key)),
        errors,
        form: FormView::new(tr, section).files_at(format!("{base}/files/")).follows_answers(),
        action: format!("{base}/sections/{key}"),
        token: open.token(cx),
        next: Submit::primary(tr.s("draft-save-next")).act("next"),
        later: Submit::secondary(tr.s("draft-save-overview")).act("overview"),
        back: Submit::quiet(tr.s("draft-save-back")).act("back"),
    })
}

/// `POST /my/drafts/{id}/sections/{key}`: saves, whatever else was asked for. Taken without a session when the page
/// carries the draft's token.
pub async fn save_section(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((id, key)): Path<(String, String)>,
    form: UncheckedForm,
) -> Answer {
    let id = id_of(&id)?;
    let back = format!("/my/drafts/{id}/sections/{key}");
    let form = match trusted(form, &acting, &visit) {
        Ok(form) => form,
        Err(form) => return keep_late(office, acting, visit, id, back, form).await,
    };
    blocking(move || {
        let saved = super::again_when_stale(|| office.db.write(|tx| save(tx, &acting.cx, id, &form.pairs)));
        let action = match saved {
            Ok(action) => action,
            Err(error) => {
                return to_its_case(&office, &acting.cx, id, &error).map(|a| redirect(&a)).ok_or_else(|| error.into());
            }
        };
        let anchor = |path: &forms::Path| redirect(&format!("{back}#{}", path.control_id()));
        match (form.act(), &action) {
            ("autosave", _) => return Ok(saved_answer(&acting.cx, &visit)),
            ("refresh", _) => {
                let page = seen(&office, &acting.cx, id, |tx, open| {
                    section_page(tx, &acting.cx, &visit, &open, &key, None, None).map(Box::new)
                })?;
                return Ok(page.answer());
            }
            (_, Action::AddRow(path) | Action::OpenRegion(path)) => return Ok(anchor(path)),
            (_, Action::RemoveRow(_) | Action::RemoveFile(_)) => return Ok(redirect(&back)),
            ("overview", _) => return Ok(redirect(&format!("/my/drafts/{id}"))),
            _ => {}
        }
        let page = seen(&office, &acting.cx, id, |tx, open| {
            let strictness = (form.act() != "back").then_some(Strictness::Submit);
            let page = section_page(tx, &acting.cx, &visit, &open, &key, strictness, None)?;
            let outline = evaluated(tx, &acting.cx, &visit.tr, &open, |e, _| forms::outline(e, visit.tr.tag()));
            Ok((Box::new(page), outline))
        })?;
        let (page, outline) = match page {
            Seen::Page(found) => found,
            Seen::Became(address) => return Ok(redirect(&address)),
        };
        if !page.errors.is_empty() {
            return Ok(Page(*page).sent_back());
        }
        let here = outline.iter().position(|s| s.key == key).unwrap_or_default();
        let base = format!("/my/drafts/{id}");
        Ok(redirect(&match form.act() {
            "back" => here
                .checked_sub(1)
                .and_then(|n| outline.get(n))
                .map_or(base.clone(), |s| format!("{base}/sections/{}", s.key)),
            _ => outline.get(here + 1).map_or(format!("{base}/materials"), |s| format!("{base}/sections/{}", s.key)),
        }))
    })
    .await
}

/// Merges what was posted into the draft, in the transaction that read it.
fn save(tx: &mut Tx, cx: &Cx, id: Id, pairs: &[(String, String)]) -> Result<Action, Error<Refused>> {
    let open = open(tx, cx, id)?;
    let too_large = |_| Error::from(Refused::TooMuchText);
    let posted = Posted::read(&open.definition, pairs).map_err(too_large)?;
    let answers = posted.merged(&open.definition, &open.draft.answers).map_err(too_large)?;
    if answers != open.draft.answers {
        drafts::save_answers(tx, cx, id, &answers)?;
    }
    Ok(posted.action)
}

/// The answer to a page that saved itself.
pub(crate) fn saved_answer(cx: &Cx, visit: &Visit) -> axum::response::Response {
    Json(serde_json::json!({ "saved_at": cx.at.to_string(), "time": visit.tr.clock(cx.at) })).into_response()
}

// Samples --------------------------------------------------------------------------------------------

pub(crate) fn sample_steps(tr: Tr) -> Steps {
    let step = |label: &str, state| Step { label: label.into(), state, href: Some("/my".into()) };
    Steps::new(
        tr,
        vec![
            step("申请人", StepState::Done),
            step("场所", StepState::Current),
            step("材料", StepState::Faulty),
            step("核对", StepState::Ahead),
        ],
    )
}

impl Sample for SectionPage {
    fn samples(lang: Lang) -> Vec<SectionPage> {
        let tr = Tr::new(lang);
        let field = |n: usize, errors: Vec<String>| forms::FieldView {
            path: format!("f{n}"),
            name: format!("f{n}"),
            id: format!("f{n}"),
            label: format!("字段{n}"),
            errors,
            prefilled: Some("账户".into()),
            ..forms::FieldView::default()
        };
        let page = |fields: Vec<forms::FieldView>, errors: ErrorSummary| SectionPage {
            shell: Shell::sample(lang).at("my"),
            tr,
            item: "食品经营许可（新办）".into(),
            notices: vec![Notice::new(NoticeKind::Info, tr.s("draft-late-title"), tr.s("draft-late-same"))],
            steps: sample_steps(tr),
            errors,
            form: FormView::new(
                tr,
                forms::SectionView {
                    key: "a".into(),
                    title: "场所".into(),
                    hint: Some("说明".into()),
                    number: 1,
                    fields,
                },
            )
            .follows_answers(),
            action: "/my/drafts/1/sections/a".into(),
            token: Hidden::new("draft_token", "x"),
            next: Submit::primary(tr.s("draft-save-next")).act("next"),
            later: Submit::secondary(tr.s("draft-save-overview")).act("overview"),
            back: Submit::quiet(tr.s("draft-save-back")).act("back"),
        };
        let mut errors = ErrorSummary::new(tr);
        errors.add_id("f0".into(), "请填写".into());
        vec![
            page(Vec::new(), ErrorSummary::new(tr)),
            page(vec![field(0, vec!["请填写".into()])], errors),
            page((0..60).map(|n| field(n, Vec::new())).collect(), ErrorSummary::new(tr)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(SectionPage::lint_samples(), Vec::<String>::new());
    }
}
