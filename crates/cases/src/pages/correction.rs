//! The answer to a correction notice: what it names is open, with what was filed beside it; everything else is locked.
//!
//! Law: 行政许可法 第三十二条第一款第四项

use super::Answer;
use super::draft_materials::{control, keep_files};
use super::mine_case::{Whole, load};
use crate::{
    CorrectionNotice, PointKind, Refused, Regions, State as CaseState,
    files::{self, StoredFile},
    store,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use forms::{Action, Answers, Context, Correction, Masking, Posted, Showing, Strictness};
use identity::pages::edge::Acting;
use jiff::ToSpan;
use kernel::{Cx, Error, Fault, Lang, Office, Refusal, RefusalKind, Tx, Who};
use std::{collections::BTreeMap, sync::Arc};
use web::{
    BodyForm, ErrorSummary, Field, FormView, Hidden, Notice, NoticeKind, Page, Problem, Sample, Sentence, Shell,
    Submit, Tr, Visit, blocking, redirect, redirect_with,
};

/// How long a file that was checked is kept for a page that was sent back.
const KEPT_HOURS: i64 = 24;
const KEPT: &str = "correction-file";

/// One thing at fault.
#[derive(Clone, Debug)]
struct Point {
    label: String,
    what: String,
    former: String,
    href: String,
}

/// A material that the notice names.
struct Reopened {
    field: Field,
    former: Vec<(String, String)>,
    kept: Vec<(Hidden, String)>,
}

/// `GET /my/cases/{number}/correction`.
#[derive(Template)]
#[template(path = "cases/mine/correction.html")]
pub struct CorrectionPage {
    shell: Shell,
    tr: Tr,
    item: String,
    number: String,
    until: String,
    note: String,
    refused: Option<Notice>,
    errors: ErrorSummary,
    points: Vec<Point>,
    sections: Vec<(String, FormView)>,
    materials: Vec<Reopened>,
    seen: Hidden,
    send: Submit,
}

/// What was typed and sent, and what is wrong with it.
#[derive(Default)]
struct Typed {
    answers: Option<Answers>,
    kept: Vec<(String, StoredFile)>,
    wrong: BTreeMap<String, String>,
    refused: Option<String>,
    strictness: Option<Strictness>,
}

fn pinned(notice: &CorrectionNotice) -> Vec<forms::Path> {
    notice.points.iter().filter(|p| p.kind == PointKind::Field).filter_map(|p| forms::Path::parse(&p.target)).collect()
}

fn correction_page(
    tx: &mut Tx,
    cx: &Cx,
    visit: &Visit,
    whole: &Whole,
    notice: &CorrectionNotice,
    typed: Typed,
) -> Result<CorrectionPage, Error<Refused>> {
    let tr = visit.tr;
    let m = &whole.case.matter;
    let filed = store::answers_of_case(tx, cx, m.id)?;
    let handed = store::materials_of_case(tx, m.id)?;
    let pinned = pinned(notice);
    let new = typed.answers.unwrap_or_else(|| filed.clone());
    let (sections, found, summary) = {
        let regions = Regions::new(tx);
        let context = Context { today: cx.today(), regions: &regions };
        let reader = forms::Reader { language: tr.tag(), words: &tr, regions: &regions };
        let corrected = Correction::new(&whole.definition, &filed, &pinned).restrict(&new, &context);
        let evaluation = forms::evaluate(&whole.definition, &corrected.answers, &context);
        let showing = Showing { correction: Some(&corrected), errors: typed.strictness, ..Showing::default() };
        let found = typed.strictness.map(|s| forms::errors(&evaluation, &reader, s)).unwrap_or_default();
        let before = forms::evaluate(&whole.definition, &filed, &context);
        (forms::view(&evaluation, &reader, &showing), found, forms::summary(&before, &reader, Masking::Clear))
    };
    let former = |path: &forms::Path| {
        let rows = summary.iter().flat_map(|s| &s.rows).filter(|r| !r.text.is_empty());
        let inside = rows.filter(|r| forms::Path::parse(&r.path).is_some_and(|p| path.covers(&p) || p.covers(path)));
        inside.map(|r| r.text.clone()).collect::<Vec<_>>().join(&tr.s("case-list-separator"))
    };
    let names_of = |key: &str| -> Vec<(String, String)> {
        handed
            .iter()
            .filter(|f| f.material == key && f.replaced_at.is_none() && f.file.is_some())
            .map(|f| (format!("/my/cases/{}/files/{}", m.number, f.id), f.file_name.clone().unwrap_or_default()))
            .collect()
    };
    let points = notice
        .points
        .iter()
        .map(|p| {
            let path = forms::Path::parse(&p.target).filter(|_| p.kind == PointKind::Field);
            Point {
                label: p.label.clone(),
                what: p.what.clone(),
                former: match &path {
                    Some(path) => former(path),
                    None => names_of(&p.target)
                        .into_iter()
                        .map(|f| f.1)
                        .collect::<Vec<_>>()
                        .join(&tr.s("case-list-separator")),
                },
                href: match &path {
                    Some(path) => format!("#{}", path.control_id()),
                    None => format!("#f-{}", control(&p.target).replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
                },
            }
        })
        .collect();
    let mut materials = Vec::new();
    for point in notice.points.iter().filter(|p| p.kind == PointKind::Material) {
        let Some(material) = whole.version.body.material(&point.target) else { continue };
        let kinds = files::accepted(material);
        let hint = tr.f3(
            "form-upload-hint",
            "formats",
            kinds.join(", "),
            "mb",
            files::MEGABYTES.to_string(),
            "n",
            files::FILES,
        );
        let accept = kinds.iter().map(|k| format!(".{k}")).collect::<Vec<_>>().join(",");
        let field = Field::files(tr, control(&material.key), material.name.clone(), accept)
            .hint(format!("{} {hint}", point.what))
            .required();
        let kept = typed
            .kept
            .iter()
            .filter(|(key, _)| *key == material.key)
            .map(|(key, f)| (keep_token(cx, &m.number, key, f), f.name.clone()));
        materials.push(Reopened {
            field: field.error(typed.wrong.get(&material.key).cloned()),
            former: names_of(&material.key),
            kept: kept.collect(),
        });
    }
    let mut errors = ErrorSummary::of(tr, materials.iter().map(|r| &r.field));
    for error in found {
        errors.add_id(error.id, error.sentence);
    }
    let mut shell = visit
        .shell(tr.s("case-correction-title"))
        .at("my")
        .crumb(tr.s("mine-title"), "/my")
        .crumb(m.title.clone(), format!("/my/cases/{}", m.number));
    if !errors.is_empty() || typed.refused.is_some() {
        shell = shell.with_errors();
    }
    Ok(CorrectionPage {
        shell,
        tr,
        item: m.title.clone(),
        number: m.number.clone(),
        until: tr.f2(
            "case-correction-until",
            "date",
            tr.date(notice.answer_by),
            "relative",
            tr.relative(notice.answer_by, cx.today()),
        ),
        note: notice.note.clone(),
        refused: typed.refused.map(|text| Notice::new(NoticeKind::Warning, tr.s("case-not-done"), text)),
        errors,
        points,
        sections: sections
            .into_iter()
            .filter(|s| !s.fields.is_empty())
            .map(|s| (s.title.clone(), FormView::new(tr, s).files_at(format!("/my/cases/{}/files/", m.number))))
            .collect(),
        materials,
        seen: Hidden::seen(m.version),
        send: Submit::primary(tr.s("case-correction-send")).act("send"),
    })
}

/// A checked file carried by the page that was sent back, so that nobody chooses it again.
fn keep_token(cx: &Cx, number: &str, material: &str, file: &StoredFile) -> Hidden {
    let payload = [owner(cx).as_str(), number, material, &file.digest, &file.name].join("\u{1f}");
    Hidden::new(format!("kept.{material}"), cx.keys.sign_token(KEPT, payload.as_bytes(), cx.at + KEPT_HOURS.hours()))
}

fn owner(cx: &Cx) -> String {
    match &cx.who {
        Who::Person { account, .. } => account.to_string(),
        _ => String::new(),
    }
}

/// The files that earlier tries of this page carried, checked anew.
fn kept_before(
    office: &Office,
    cx: &Cx,
    number: &str,
    item: &items::item::ItemVersion,
    form: &BodyForm,
) -> Result<Vec<(String, StoredFile)>, Fault> {
    let mut kept = Vec::new();
    for (_, token) in form.pairs.iter().filter(|(name, _)| name.starts_with("kept.")) {
        let Ok(payload) = cx.keys.open_token(KEPT, token, cx.at) else { continue };
        let text = String::from_utf8_lossy(&payload).into_owned();
        let [by, of, material, digest, name] = text.split('\u{1f}').collect::<Vec<_>>()[..] else { continue };
        let (Some(wanted), true) = (item.material(material), by == owner(cx) && of == number) else { continue };
        let Some(bytes) = office.objects.get(digest)? else { continue };
        if let Ok(media_type) = files::check(wanted, &bytes) {
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            kept.push((
                material.to_owned(),
                StoredFile { digest: digest.to_owned(), name: name.to_owned(), media_type, size },
            ));
        }
    }
    Ok(kept)
}

/// `GET /my/cases/{number}/correction`.
pub async fn correction(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || {
        let page = office.db.read(|tx| {
            let whole = load(tx, &acting.cx, &number)?;
            let notice = store::correction_of(tx, whole.case.matter.id)?;
            match notice.filter(|_| whole.case.matter.state == CaseState::AwaitingCorrection.as_str()) {
                Some(notice) => correction_page(tx, &acting.cx, &visit, &whole, &notice, Typed::default()).map(Some),
                None => Ok(None),
            }
        })?;
        Ok(match page {
            Some(page) => Page(page).into_response(),
            None => redirect_with(&format!("/my/cases/{number}"), &Sentence::new("case-correction-none")),
        })
    })
    .await
}

/// `POST /my/cases/{number}/correction`: hands the correction in; the buttons for rows and regions show the page again.
pub async fn supplement(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        let (cx, tr) = (&acting.cx, visit.tr);
        let here = format!("/my/cases/{number}");
        let found = office.db.read(|tx| {
            let whole = load(tx, cx, &number)?;
            let notice = store::correction_of(tx, whole.case.matter.id)?;
            let filed = store::answers_of_case(tx, cx, whole.case.matter.id)?;
            Ok::<_, Error<Refused>>((whole, notice, filed))
        })?;
        let (whole, Some(notice), filed) = found else { return Ok(redirect(&here)) };
        let too_large = |_| Problem::too_large(forms::MOST_BYTES);
        let posted = Posted::read(&whole.definition, &form.pairs).map_err(too_large)?;
        let answers = posted.merged(&whole.definition, &reopened(&whole, &filed, &notice)).map_err(too_large)?;
        let keys: Vec<String> =
            notice.points.iter().filter(|p| p.kind == PointKind::Material).map(|p| p.target.clone()).collect();
        let mut kept = kept_before(&office, cx, &number, &whole.version.body, &form)?;
        let (new, wrong) = keep_files(&office, tr, &whole.version.body, &keys, &form.uploads)?;
        kept.extend(new);
        let again = |typed: Typed| office.db.read(|tx| correction_page(tx, cx, &visit, &whole, &notice, typed));
        if posted.action != Action::None {
            return Ok(Page(again(Typed { answers: Some(answers), kept, wrong, ..Typed::default() })?).into_response());
        }
        if !wrong.is_empty() {
            return Ok(Page(again(Typed { answers: Some(answers), kept, wrong, ..Typed::default() })?).sent_back());
        }
        match office.db.write(|tx| crate::supplement(tx, cx, &number, seen, &answers, &kept)) {
            Ok(_) => Ok(redirect_with(&here, &Sentence::new("case-corrected"))),
            Err(Error::Refused(r)) if matches!(r.kind(), RefusalKind::Invalid) => {
                let strictness = matches!(r, Refused::Incomplete { .. }).then_some(Strictness::Submit);
                let typed = Typed { answers: Some(answers), kept, wrong, refused: Some(tr.refusal(&r)), strictness };
                Ok(Page(again(typed)?).sent_back())
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}

/// What was filed, without the rows of groups that the notice reopens: the page sends all of them, so that a row that was
/// taken out does not come back.
fn reopened(whole: &Whole, filed: &Answers, notice: &CorrectionNotice) -> Answers {
    let mut base = filed.clone();
    for path in pinned(notice) {
        let fields = whole.definition.source().sections.iter().flat_map(|s| &s.fields);
        let is_group = fields.into_iter().any(|f| f.kind == "group" && path == forms::Path::field(&f.key));
        if is_group {
            base.take(&path);
        }
    }
    base
}

impl Sample for CorrectionPage {
    fn samples(lang: Lang) -> Vec<CorrectionPage> {
        let tr = Tr::new(lang);
        let page = |n: usize, error: Option<&str>| {
            let field = |i: usize| forms::FieldView {
                path: format!("f{i}"),
                name: format!("f{i}"),
                id: format!("f{i}"),
                label: format!("字段{i}"),
                locked: i > 0,
                text: "已填写".into(),
                ..forms::FieldView::default()
            };
            let section = forms::SectionView {
                key: "a".into(),
                title: "场所".into(),
                hint: None,
                number: 1,
                fields: (0..3).map(field).collect(),
            };
            let material = |i: usize| Reopened {
                field: Field::files(tr, format!("file.m{i}"), "布局图", ".pdf").required().error(error),
                former: vec![("/my/cases/1/files/1".into(), "旧.pdf".into())],
                kept: vec![(Hidden::new(format!("kept.m{i}"), "x"), "新.pdf".into())],
            };
            let materials: Vec<Reopened> = (0..n).map(material).collect();
            CorrectionPage {
                shell: Shell::sample(lang).at("my"),
                tr,
                item: "食品经营许可（新办）".into(),
                number: "130100-20260302-0001-11".into(),
                until: tr.f2("case-correction-until", "date", "2026-03-20", "relative", "5"),
                note: "很长".repeat(n * 30),
                refused: error.map(|e| Notice::new(NoticeKind::Warning, tr.s("case-not-done"), e)),
                errors: ErrorSummary::of(tr, materials.iter().map(|m| &m.field)),
                points: (0..n.max(1))
                    .map(|i| Point {
                        label: format!("项{i}"),
                        what: "与执照不一致".into(),
                        former: "旧值".into(),
                        href: "#f0".into(),
                    })
                    .collect(),
                sections: vec![("场所".into(), FormView::new(tr, section))],
                materials,
                seen: Hidden::seen(2),
                send: Submit::primary(tr.s("case-correction-send")).act("send"),
            }
        };
        vec![page(0, None), page(1, Some("文件不对")), page(9, None)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CorrectionPage::lint_samples(), Vec::<String>::new());
    }
}
