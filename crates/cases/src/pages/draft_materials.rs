//! The materials of a draft: exactly those of its situation, what the hall already holds named and not asked for.

use super::draft::{self, Open, Place, Seen, evaluated, id_of, seen, steps, to_its_case};
use super::draft_late::{keep_late, merge_late, trusted};
use super::{Answer, file_answer};
use crate::{
    Refused, drafts,
    files::{self, StoredFile},
    held::Holdings,
    store,
};
use askama::Template;
use axum::extract::{Path, State};
use identity::pages::edge::Acting;
use items::guidance::{HeldSource, MaterialNeed, NeedStatus};
use kernel::{Cx, Error, Id, Lang, Office, Refusal, RefusalKind, Tx, Who};
use std::{collections::BTreeMap, sync::Arc};
use web::{
    BodyForm, ErrorSummary, Field, FieldFile, Hidden, Notice, Page, Problem, Sample, Sentence, Shell, Steps, Submit,
    Tr, UncheckedForm, Upload, Visit, blocking, redirect, redirect_with,
};

/// A material that is not asked for.
#[derive(Clone, Debug)]
struct Settled {
    name: String,
    why: String,
    link: Option<(String, String)>,
}

/// `GET /my/drafts/{id}/materials`.
#[derive(Template)]
#[template(path = "cases/draft/materials.html")]
pub struct MaterialsPage {
    shell: Shell,
    tr: Tr,
    item: String,
    notices: Vec<Notice>,
    steps: Steps,
    summary: String,
    errors: ErrorSummary,
    settled: Vec<Settled>,
    asked: Vec<Field>,
    action: String,
    token: Hidden,
    upload: Submit,
    next: Submit,
    later: Submit,
}

/// The name of the file control of a material.
pub(crate) fn control(material: &str) -> String {
    format!("file.{material}")
}

/// `GET /my/drafts/{id}/materials`.
pub async fn materials(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        let late = merge_late(&office, &acting.cx, &visit, id)?;
        Ok(page(&office, &acting.cx, &visit, id, &BTreeMap::new(), late)?.answer())
    })
    .await
}

fn page(
    office: &Office,
    cx: &Cx,
    visit: &Visit,
    id: Id,
    wrong: &BTreeMap<String, String>,
    late: Option<Notice>,
) -> Result<Seen<Box<MaterialsPage>>, Problem> {
    seen(office, cx, id, |tx, open| materials_page(tx, cx, visit, &open, wrong, late).map(Box::new))
}

fn materials_page(
    tx: &mut Tx,
    cx: &Cx,
    visit: &Visit,
    open: &Open,
    wrong: &BTreeMap<String, String>,
    late: Option<Notice>,
) -> Result<MaterialsPage, Error<Refused>> {
    let tr = visit.tr;
    let holdings = Holdings::load(tx, cx)?;
    let needs = open.needs(&holdings);
    let base = format!("/my/drafts/{}", open.draft.id);
    let outline = evaluated(tx, cx, &tr, open, |e, _| forms::outline(e, tr.tag()));
    let form_at = outline.first().map(|s| format!("{base}/sections/{}", s.key));
    let mut settled = Vec::new();
    let mut asked = Vec::new();
    for need in &needs {
        match settled_words(tr, need) {
            Some(why) => {
                let link = (need.status == NeedStatus::FillInForm).then(|| form_at.clone()).flatten();
                settled.push(Settled {
                    name: need.material.name.clone(),
                    why,
                    link: link.map(|href| (href, tr.s("draft-material-to-form").into_owned())),
                });
            }
            None => asked.push(file_field(tr, open, need, wrong)),
        }
    }
    let errors = ErrorSummary::of(tr, &asked);
    let held = needs.iter().filter(|n| matches!(n.status, NeedStatus::AlreadyHeld { .. })).count();
    let mut shell = visit
        .shell(tr.s("draft-step-materials"))
        .at("my")
        .crumb(tr.s("mine-title"), "/my")
        .crumb(open.version.body.name.clone(), base.clone());
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    Ok(MaterialsPage {
        shell,
        tr,
        item: open.version.body.name.clone(),
        notices: late.into_iter().collect(),
        steps: steps(
            tr,
            open.draft.id,
            &outline,
            open.missing(&holdings).len(),
            open.draft.delivery.is_some(),
            Place::Materials,
        ),
        summary: tr.f3("draft-materials-summary", "n", needs.len(), "held", held, "asked", asked.len()),
        errors,
        settled,
        asked,
        action: format!("{base}/materials"),
        token: open.token(cx),
        upload: Submit::secondary(tr.s("draft-upload")).act("upload"),
        next: Submit::primary(tr.s("draft-save-next")).act("next"),
        later: Submit::quiet(tr.s("draft-save-overview")).act("overview"),
    })
}

/// Why a material is not asked for; `None` when it is.
pub(crate) fn settled_words(tr: Tr, need: &MaterialNeed<'_>) -> Option<String> {
    Some(match &need.status {
        NeedStatus::FillInForm => tr.s("draft-material-form").into_owned(),
        NeedStatus::AlreadyHeld { source: HeldSource::Licence(l) } => {
            tr.f2("draft-material-licence", "name", &l.name, "number", &l.number)
        }
        NeedStatus::AlreadyHeld { source: HeldSource::Profile(datum) } => {
            tr.f1("draft-material-profile", "datum", tr.s(datum.message_id()))
        }
        NeedStatus::Ask | NeedStatus::LaterAllowed { .. } => return None,
    })
}

fn file_field(tr: Tr, open: &Open, need: &MaterialNeed<'_>, wrong: &BTreeMap<String, String>) -> Field {
    let m = need.material;
    let held = open.files_of(&m.key).map(|f| FieldFile {
        filename: f.file_name.clone().unwrap_or_default(),
        note: tr.file_size(usize::try_from(f.size.unwrap_or_default()).unwrap_or_default()),
        href: Some(format!("/my/drafts/{}/files/{}", open.draft.id, f.id)),
        remove: Some(format!("remove:{}", f.id)),
    });
    let kinds = files::accepted(m);
    let mut hint =
        tr.f3("form-upload-hint", "formats", kinds.join(", "), "mb", files::MEGABYTES.to_string(), "n", files::FILES);
    let stop = tr.s("case-sentence-end");
    for more in [&m.sample, &m.filling_notes].into_iter().flatten() {
        hint.push_str(&stop);
        hint.push_str(more.trim_end_matches(['。', '.']));
    }
    if let NeedStatus::LaterAllowed { within_working_days } = &need.status {
        hint.push_str(&stop);
        hint.push_str(&tr.f1("draft-material-later", "n", within_working_days.unwrap_or_default()));
    }
    let accept = kinds.iter().map(|k| format!(".{k}")).collect::<Vec<_>>().join(",");
    let field = Field::files(tr, control(&m.key), m.name.clone(), accept)
        .hint(hint)
        .holding(held.collect())
        .error(wrong.get(&m.key).cloned());
    if need.status == NeedStatus::Ask { field.required() } else { field }
}

/// Files by the material they are for.
pub(crate) type Kept = Vec<(String, StoredFile)>;

/// Checks files and puts the good ones into the object store; what is wrong with the others, by material. Runs outside
/// every transaction.
///
/// # Errors
/// The object store failed.
pub(crate) fn keep_files(
    office: &Office,
    tr: Tr,
    item: &items::item::ItemVersion,
    wanted: &[String],
    uploads: &[Upload],
) -> Result<(Kept, BTreeMap<String, String>), Problem> {
    let mut kept = Vec::new();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    for upload in uploads {
        let Some(material) =
            upload.name.strip_prefix("file.").and_then(|key| item.material(key)).filter(|m| wanted.contains(&m.key))
        else {
            continue;
        };
        match files::check(material, &upload.bytes) {
            Ok(media_type) => {
                let digest = office.objects.put(&upload.bytes)?;
                let size = i64::try_from(upload.bytes.len()).unwrap_or(i64::MAX);
                kept.push((
                    material.key.clone(),
                    StoredFile { digest, name: files::shown_name(&upload.filename), media_type, size },
                ));
            }
            Err(refused) => {
                let said =
                    tr.f2("draft-file-wrong", "name", files::shown_name(&upload.filename), "why", tr.refusal(&refused));
                let all = wrong.entry(material.key.clone()).or_default();
                if !all.is_empty() {
                    all.push(' ');
                }
                all.push_str(&said);
            }
        }
    }
    Ok((kept, wrong))
}

/// `POST /my/drafts/{id}/materials`: keeps the files sent, or removes one.
pub async fn save_materials(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: UncheckedForm,
) -> Answer {
    let id = id_of(&id)?;
    let here = format!("/my/drafts/{id}/materials");
    let form: BodyForm = match trusted(form, &acting, &visit) {
        Ok(form) => form,
        Err(form) => return keep_late(office, acting, visit, id, here, form).await,
    };
    blocking(move || {
        let cx = &acting.cx;
        if let Some(row) = form.act().strip_prefix("remove:").and_then(Id::parse) {
            return match office.db.write(|tx| drafts::remove_file(tx, cx, id, row)) {
                Ok(()) => Ok(redirect_with(&here, &Sentence::new("draft-file-removed"))),
                Err(error) => to_its_case(&office, cx, id, &error).map(|a| redirect(&a)).ok_or_else(|| error.into()),
            };
        }
        let wanted = seen(&office, cx, id, |tx, open| {
            let holdings = Holdings::load(tx, cx)?;
            let keys: Vec<String> = open.needs(&holdings).into_iter().map(|n| n.material.key.clone()).collect();
            Ok((open.version.body.clone(), keys))
        })?;
        let (item, keys) = match wanted {
            Seen::Page(found) => found,
            Seen::Became(address) => return Ok(redirect(&address)),
        };
        let (kept, mut wrong) = keep_files(&office, visit.tr, &item, &keys, &form.uploads)?;
        for (material, file) in &kept {
            match office.db.write(|tx| drafts::add_file(tx, cx, id, material, file)) {
                Ok(_) => {}
                Err(Error::Refused(r))
                    if r.kind() == RefusalKind::Invalid && !matches!(r, Refused::AlreadySubmitted) =>
                {
                    wrong.insert(material.clone(), visit.tr.refusal(&r));
                }
                Err(error) => {
                    return to_its_case(&office, cx, id, &error).map(|a| redirect(&a)).ok_or_else(|| error.into());
                }
            }
        }
        if !wrong.is_empty() {
            return match page(&office, cx, &visit, id, &wrong, None)? {
                Seen::Page(page) => Ok(Page(*page).sent_back()),
                became @ Seen::Became(_) => Ok(became.answer()),
            };
        }
        let said = Sentence::new("draft-files-kept").arg("n", kept.len().to_string());
        Ok(match form.act() {
            "next" => redirect(&format!("/my/drafts/{id}/delivery")),
            "overview" => redirect(&format!("/my/drafts/{id}")),
            _ if kept.is_empty() => redirect_with(&here, &Sentence::new("draft-files-none")),
            _ => redirect_with(&here, &said),
        })
    })
    .await
}

/// `GET /my/drafts/{id}/files/{row}`: a file of one's own draft.
pub async fn file(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((id, row)): Path<(String, String)>,
) -> Answer {
    let (id, row) = (id_of(&id)?, id_of(&row)?);
    blocking(move || {
        let Who::Person { account, .. } = acting.cx.who else { return Err(Problem::not_found()) };
        let found = office.db.read(|tx| Ok::<_, Error<Refused>>(store::file_of_draft(tx, account, id, row)?))?;
        stored(&office, found)
    })
    .await
}

/// A stored file of a material as an answer.
pub(crate) fn stored(office: &Office, found: Option<crate::Material>) -> Answer {
    let Some((material, digest)) = found.and_then(|m| m.file.clone().map(|d| (m, d))) else {
        return Err(Problem::not_found());
    };
    let Some(bytes) = office.objects.get(&digest)? else {
        return Err(Problem::broken(format!("the file {digest} is gone")));
    };
    let media_type = material.media_type.as_deref().unwrap_or("application/octet-stream");
    Ok(file_answer(bytes, media_type, material.file_name.as_deref().unwrap_or("file")))
}

impl Sample for MaterialsPage {
    fn samples(lang: Lang) -> Vec<MaterialsPage> {
        let tr = Tr::new(lang);
        let field = |n: usize, error: Option<&str>| {
            let file = FieldFile {
                filename: format!("{}{n}.pdf", "很长的文件名".repeat(n)),
                note: "2.4 MB".into(),
                href: Some("/my".into()),
                remove: Some("remove:1".into()),
            };
            Field::files(tr, format!("file.m{n}"), format!("材料{n}"), ".pdf")
                .hint("说明")
                .holding(vec![file; n.min(3)])
                .error(error)
        };
        let page = |settled: Vec<Settled>, asked: Vec<Field>| MaterialsPage {
            shell: Shell::sample(lang).at("my"),
            tr,
            item: "食品经营许可（新办）".into(),
            notices: Vec::new(),
            steps: draft::sample_steps(tr),
            summary: tr.f3(
                "draft-materials-summary",
                "n",
                settled.len() + asked.len(),
                "held",
                settled.len(),
                "asked",
                asked.len(),
            ),
            errors: ErrorSummary::of(tr, &asked),
            settled,
            asked,
            action: "/my/drafts/1/materials".into(),
            token: Hidden::new("draft_token", "x"),
            upload: Submit::secondary(tr.s("draft-upload")).act("upload"),
            next: Submit::primary(tr.s("draft-save-next")).act("next"),
            later: Submit::quiet(tr.s("draft-save-overview")).act("overview"),
        };
        let settled = Settled {
            name: "营业执照".into(),
            why: tr.f2("draft-material-licence", "name", "营业执照", "number", "1"),
            link: Some(("/my".into(), tr.s("draft-material-to-form").into_owned())),
        };
        vec![
            page(Vec::new(), Vec::new()),
            page(vec![settled.clone()], vec![field(1, Some("不是图片"))]),
            page(vec![settled; 20], (0..20).map(|n| field(n, None)).collect()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(MaterialsPage::lint_samples(), Vec::<String>::new());
    }
}
