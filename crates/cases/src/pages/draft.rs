//! A draft: its overview, its sections one page each, and what happens to a page that is sent after the session ended.
//! Everything works without script; every post saves.
//!
//! More than one page type stands here because they share how a draft is loaded and saved.

use super::{Answer, is_person, reading, there};
use crate::{Draft, Material, Refused, Regions, drafts, held::Holdings};
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    response::IntoResponse,
};
use forms::{Action, Context, Definition, Evaluation, Masking, Posted, SectionOutline, Showing, Strictness};
use identity::pages::edge::Acting;
use items::{Version, VersionState, guidance::{MaterialNeed, NeedStatus}};
use jiff::ToSpan;
use kernel::{Cx, Error, Fault, Id, Lang, Office, Tx};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Empty, ErrorSummary, FormView, Hidden, Notice, NoticeKind, Page, Problem, Sample, Sentence, Shell, StatusTag, Step, StepState, Steps,
    Submit, Tone, Tr, UncheckedForm, Visit, blocking, form_errors, redirect, redirect_with,
};

/// How long a page of a draft may lie open and still be kept when it is sent after the session ended.
const LATE_HOURS: i64 = 24;

/// What the token of a draft's pages is for: adding to this draft, nothing else.
const LATE: &str = "draft";

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
        Hidden::new("draft_token", cx.keys.sign_token(LATE, self.draft.id.to_string().as_bytes(), cx.at + LATE_HOURS.hours()))
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
pub(crate) fn seen<T>(office: &Office, cx: &Cx, id: Id, work: impl FnOnce(&mut Tx, Open) -> Result<T, Error<Refused>>) -> Result<Seen<T>, Problem> {
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
pub(crate) fn steps(tr: Tr, id: Id, outline: &[SectionOutline], missing: usize, has_delivery: bool, at: Place<'_>) -> Steps {
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
            Step { label: s.title.clone(), state, href: (state != StepState::Current).then(|| format!("{base}/sections/{}", s.key)) }
        })
        .collect();
    let last = [
        (Place::Materials, "draft-step-materials", "materials", missing == 0),
        (Place::Delivery, "draft-step-delivery", "delivery", has_delivery),
        (Place::Check, "draft-step-check", "check", false),
    ];
    steps.extend(last.into_iter().map(|(place, key, path, is_done)| {
        let state = if place == at { StepState::Current } else if is_done { StepState::Done } else { StepState::Ahead };
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

// Overview -------------------------------------------------------------------------------------------

/// One line of the overview.
#[derive(Clone, Debug)]
struct Part {
    label: String,
    href: String,
    state: StatusTag,
}

/// `GET /my/drafts/{id}`.
#[derive(Template)]
#[template(path = "cases/draft/overview.html")]
pub struct Overview {
    shell: Shell,
    tr: Tr,
    situation: String,
    saved: String,
    notices: Vec<Notice>,
    parts: Vec<Part>,
    prefilled: Vec<(String, String)>,
    go_on: (String, String),
    move_on: Option<Submit>,
    discard: Submit,
    token: Hidden,
    base: String,
}

/// `GET /my/drafts/{id}`: the parts of the application and what is still to do.
pub async fn overview(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        let late = merge_late(&office, &acting.cx, &visit, id)?;
        let page = seen(&office, &acting.cx, id, |tx, open| {
            let holdings = Holdings::load(tx, &acting.cx)?;
            let published = items::find_item(tx, open.draft.item)?.and_then(|i| i.published);
            Ok(Box::new(overview_page(tx, &acting.cx, &visit, &open, &holdings, published, late)))
        })?;
        Ok(page.answer())
    })
    .await
}

fn overview_page(tx: &mut Tx, cx: &Cx, visit: &Visit, open: &Open, holdings: &Holdings, published: Option<Id>, late: Option<Notice>) -> Overview {
    let tr = visit.tr;
    let base = format!("/my/drafts/{}", open.draft.id);
    let (outline, prefilled) = evaluated(tx, cx, &tr, open, |evaluation, reader| {
        let showing = Showing { prefills: Some(&open.draft.prefills), ..Showing::default() };
        let fields = forms::view(evaluation, reader, &showing).into_iter().flat_map(|s| s.fields);
        let prefilled = fields.filter_map(|f| Some((f.label, f.prefilled?))).collect();
        (forms::outline(evaluation, tr.tag()), prefilled)
    });
    let tag = |tone, key: &str, n: usize| StatusTag::new(tone, tr.f1(key, "n", n));
    let mut parts: Vec<Part> = outline
        .iter()
        .map(|s| Part {
            label: s.title.clone(),
            href: format!("{base}/sections/{}", s.key),
            state: match s {
                s if s.wrong > 0 => tag(Tone::Now, "draft-part-wrong", s.wrong),
                s if s.absent > 0 => tag(Tone::Wait, "draft-part-absent", s.absent),
                _ => tag(Tone::Good, "draft-part-done", 0),
            },
        })
        .collect();
    let missing = open.missing(holdings).len();
    let delivery = open.draft.delivery.is_some();
    parts.push(Part {
        label: tr.s("draft-step-materials").into_owned(),
        href: format!("{base}/materials"),
        state: if missing == 0 { tag(Tone::Good, "draft-part-done", 0) } else { tag(Tone::Wait, "draft-part-files", missing) },
    });
    parts.push(Part {
        label: tr.s("draft-step-delivery").into_owned(),
        href: format!("{base}/delivery"),
        state: if delivery { tag(Tone::Good, "draft-part-done", 0) } else { tag(Tone::Wait, "draft-part-choose", 0) },
    });
    let first_open = outline.iter().find(|s| s.wrong + s.absent > 0).map(|s| (format!("{base}/sections/{}", s.key), s.title.clone()));
    let go_on = match first_open {
        Some((href, title)) => (href, tr.f1("draft-go-on", "part", title)),
        None if missing > 0 => (format!("{base}/materials"), tr.f1("draft-go-on", "part", tr.s("draft-step-materials"))),
        None if !delivery => (format!("{base}/delivery"), tr.f1("draft-go-on", "part", tr.s("draft-step-delivery"))),
        None => (format!("{base}/check"), tr.s("draft-go-check").into_owned()),
    };
    let mut notices: Vec<Notice> = late.into_iter().collect();
    let is_current = open.version.state == VersionState::Published;
    if !is_current {
        let key = if published.is_some() { "draft-new-version" } else { "draft-item-withdrawn" };
        notices.push(Notice::new(NoticeKind::Warning, tr.s(&format!("{key}-title")), tr.s(&format!("{key}-text"))));
    }
    let name = open.version.body.situation(&open.draft.situation).map(|s| s.name.clone()).unwrap_or_default();
    Overview {
        shell: visit.shell(open.version.body.name.clone()).at("my").crumb(tr.s("mine-title"), "/my"),
        tr,
        situation: name,
        saved: tr.f1("draft-saved-at", "time", tr.time(open.draft.updated_at)),
        notices,
        parts,
        prefilled,
        go_on,
        move_on: (!is_current && published.is_some()).then(|| Submit::primary(tr.s("draft-move-on")).to(format!("{base}/version"))),
        discard: Submit::quiet(tr.s("draft-discard")).to(format!("{base}/removal")),
        token: open.token(cx),
        base,
    }
}

/// `POST /my/drafts/{id}/version`: moves the draft to the item's version in force.
pub async fn move_to_current(State(office): State<Arc<Office>>, acting: Acting, Path(id): Path<String>, _form: BodyForm) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        office.db.write(|tx| drafts::move_to_current(tx, &acting.cx, id))?;
        Ok(redirect_with(&format!("/my/drafts/{id}"), &Sentence::new("draft-moved")))
    })
    .await
}

/// `POST /my/drafts/{id}/removal`: throws the draft away.
pub async fn discard(State(office): State<Arc<Office>>, acting: Acting, Path(id): Path<String>, _form: BodyForm) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        office.db.write(|tx| drafts::discard_draft(tx, &acting.cx, id))?;
        Ok(redirect_with("/my", &Sentence::new("draft-discarded")))
    })
    .await
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
        let page = seen(&office, &acting.cx, id, |tx, open| section_page(tx, &acting.cx, &visit, &open, &key, strictness, late).map(Box::new))?;
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
    let mut shell = visit.shell(section.title.clone()).at("my").crumb(tr.s("mine-title"), "/my").crumb(open.version.body.name.clone(), base.clone());
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
            Err(error) => return to_its_case(&office, &acting.cx, id, &error).map(|a| redirect(&a)).ok_or_else(|| error.into()),
        };
        let anchor = |path: &forms::Path| redirect(&format!("{back}#{}", path.control_id()));
        match (form.act(), &action) {
            ("autosave", _) => return Ok(saved_answer(&acting.cx, &visit)),
            ("refresh", _) => {
                let page = seen(&office, &acting.cx, id, |tx, open| section_page(tx, &acting.cx, &visit, &open, &key, None, None).map(Box::new))?;
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
            "back" => here.checked_sub(1).and_then(|n| outline.get(n)).map_or(base.clone(), |s| format!("{base}/sections/{}", s.key)),
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

// After the session ended ----------------------------------------------------------------------------

/// A form from a page of this session; otherwise the form, to be kept as late.
pub(crate) fn trusted(form: UncheckedForm, acting: &Acting, visit: &Visit) -> Result<BodyForm, BodyForm> {
    match form.checked(visit) {
        Ok(form) if is_person(&acting.cx) => Ok(form),
        Ok(form) | Err(form) => Err(form),
    }
}

/// Keeps what was sent after the session had ended, when the page carries the draft's own token, and leads to sign-in. It
/// answers nothing about the draft.
pub(crate) async fn keep_late(office: Arc<Office>, acting: Acting, visit: Visit, id: Id, back: String, form: BodyForm) -> Answer {
    let cx = acting.cx;
    let token = form.get("draft_token").unwrap_or_default();
    let is_genuine = cx.keys.open_token(LATE, token, cx.at).is_ok_and(|payload| payload == id.to_string().as_bytes());
    if !is_genuine {
        return Err(if is_person(&cx) { Problem::form_expired() } else { Problem::sign_in() });
    }
    // A page that saves itself has nobody who reads an answer: it is told that nothing was saved, and says so.
    if form.act() == "autosave" {
        return Err(Problem::sign_in());
    }
    let pairs: Vec<(String, String)> = form.pairs.into_iter().filter(|(name, _)| name != "draft_token" && name != "act").collect();
    let had_files = !form.uploads.is_empty();
    let size: usize = pairs.iter().map(|(n, v)| n.len() + v.len()).sum();
    if size > forms::MOST_BYTES {
        return Err(Problem::too_large(forms::MOST_BYTES));
    }
    let _ = visit;
    let signed_in = is_person(&cx);
    blocking(move || {
        office.db.write(|tx| drafts::keep_late_post(tx, &cx, id, &pairs))?;
        let said = Sentence::new(if had_files { "draft-late-kept-without-files" } else { "draft-late-kept" });
        let to = if signed_in { back } else { format!("/sign-in?back={back}") };
        Ok(redirect_with(&to, &said))
    })
    .await
}

/// Takes what was kept into the draft and says which answers came from it.
pub(crate) fn merge_late(office: &Office, cx: &Cx, visit: &Visit, id: Id) -> Result<Option<Notice>, Problem> {
    let waiting = office.db.read(|tx| Ok::<_, Error<Refused>>(drafts::has_late_posts(tx, id)?))?;
    if !waiting {
        return Ok(None);
    }
    let tr = visit.tr;
    let merged = super::again_when_stale(|| {
        office.db.write(|tx| {
            let open = open(tx, cx, id)?;
            let mut answers = open.draft.answers.clone();
            for pairs in drafts::take_late_posts(tx, cx, id)? {
                // What no form may hold was refused when it was sent; a definition that changed since leaves the rest out.
                let Ok(posted) = Posted::read(&open.definition, &pairs) else { continue };
                answers = posted.merged(&open.definition, &answers).unwrap_or(answers);
            }
            if answers == open.draft.answers {
                return Ok(Vec::new());
            }
            drafts::save_answers(tx, cx, id, &answers)?;
            Ok(reading(tx, &tr, |reader| forms::changes(&open.definition, &open.draft.answers, &answers, reader, Masking::Masked)))
        })
    });
    let changes = match merged {
        Ok(changes) => changes,
        // Not this person's, or a case already: the page itself says so.
        Err(Error::Refused(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let labels: Vec<String> = changes.into_iter().map(|c| c.label).collect();
    let text = match labels.is_empty() {
        true => tr.s("draft-late-same").into_owned(),
        false => tr.f1("draft-late-fields", "fields", labels.join(&tr.s("case-list-separator"))),
    };
    Ok(Some(Notice::new(NoticeKind::Info, tr.s("draft-late-title"), text)))
}

// Samples --------------------------------------------------------------------------------------------

pub(crate) fn sample_steps(tr: Tr) -> Steps {
    let step = |label: &str, state| Step { label: label.into(), state, href: Some("/my".into()) };
    Steps::new(tr, vec![step("申请人", StepState::Done), step("场所", StepState::Current), step("材料", StepState::Faulty), step("核对", StepState::Ahead)])
}

impl Sample for Overview {
    fn samples(lang: Lang) -> Vec<Overview> {
        let tr = Tr::new(lang);
        let part = |label: &str, tone, key: &str| Part { label: label.into(), href: "/my".into(), state: StatusTag::new(tone, tr.f1(key, "n", 3)) };
        let page = |parts, prefilled, notices, move_on| Overview {
            shell: Shell::sample(lang).at("my").crumb(tr.s("mine-title"), "/my"),
            tr,
            situation: "餐饮服务，200 平方米以下".into(),
            saved: tr.f1("draft-saved-at", "time", "2026-03-02 09:00"),
            notices,
            parts,
            prefilled,
            go_on: ("/my".into(), tr.f1("draft-go-on", "part", "经营场所")),
            move_on,
            discard: Submit::quiet(tr.s("draft-discard")).to("/my"),
            token: Hidden::new("draft_token", "x"),
            base: "/my/drafts/1".into(),
        };
        let warning = Notice::new(NoticeKind::Warning, tr.s("draft-new-version-title"), tr.s("draft-new-version-text"));
        let kept = Notice::new(NoticeKind::Info, tr.s("draft-late-title"), tr.f1("draft-late-fields", "fields", "姓名"));
        let many = (0..30).map(|n| part(&format!("{n}{}", "很长的部分名称".repeat(12)), Tone::Wait, "draft-part-absent")).collect();
        vec![
            page(Vec::new(), Vec::new(), Vec::new(), None),
            page(vec![part("申请人", Tone::Good, "draft-part-done"), part("场所", Tone::Now, "draft-part-wrong")], vec![("联系人".into(), "账户".into())], vec![kept], None),
            page(many, vec![("很长".repeat(90), "营业执照".into())], vec![warning], Some(Submit::primary(tr.s("draft-move-on")).to("/my/drafts/1/version"))),
        ]
    }
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
            form: FormView::new(tr, forms::SectionView { key: "a".into(), title: "场所".into(), hint: Some("说明".into()), number: 1, fields }).follows_answers(),
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

/// Nothing to show: for pages of drafts whose list is empty.
pub(crate) fn none(tr: Tr) -> Empty {
    Empty::new(tr.s("mine-drafts-none"), tr.s("mine-drafts-none-text")).action("/items", tr.s("mine-find-item"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(Overview::lint_samples(), Vec::<String>::new());
        assert_eq!(SectionPage::lint_samples(), Vec::<String>::new());
    }
}
