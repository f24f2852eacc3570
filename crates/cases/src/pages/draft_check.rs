//! The end of a draft: everything once more to be checked, and the submission.

use super::draft::{self, Open, Place, Seen, evaluated, id_of, seen, steps, to_its_case};
use super::draft_late::{merge_late, trusted};
use super::draft_materials::settled_words;
use super::{Answer, is_person};
use crate::{
    Refused, drafts,
    held::{self, Holdings},
};
use askama::Template;
use axum::extract::{Path, State};
use forms::{Masking, Strictness, SummaryKind};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Id, Lang, Office, Refusal, RefusalKind, Tx};
use std::sync::Arc;
use web::{
    BodyForm, Choice, DataList, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Problem, Sample, Sentence,
    Shell, Steps, Submit, Tr, UncheckedForm, Visit, blocking, redirect, redirect_with,
};

/// The case that a draft became, as an answer.
pub(crate) fn redirected(office: &Office, cx: &Cx, id: Id) -> Answer {
    to_its_case(office, cx, id, &Refused::AlreadySubmitted.into()).map(|a| redirect(&a)).ok_or_else(Problem::not_found)
}

/// One part of the summary, with the way back to it.
#[derive(Clone, Debug)]
pub(crate) struct Summed {
    pub title: String,
    pub list: DataList,
    pub edit: Option<String>,
}

/// `GET /my/drafts/{id}/check`.
#[derive(Template)]
#[template(path = "cases/draft/check.html")]
pub struct CheckPage {
    shell: Shell,
    tr: Tr,
    item: String,
    situation: String,
    notices: Vec<Notice>,
    steps: Steps,
    errors: ErrorSummary,
    missing: Vec<(String, String)>,
    sections: Vec<Summed>,
    declaration: Field,
    seen: Hidden,
    token: Hidden,
    action: String,
    submit: Option<Submit>,
}

/// The summary of a form's answers by section.
pub(crate) fn summed(
    evaluation: &forms::Evaluation<'_>,
    reader: &forms::Reader<'_>,
    tr: Tr,
    masking: Masking,
    edit: Option<&str>,
) -> Vec<Summed> {
    forms::summary(evaluation, reader, masking)
        .into_iter()
        .map(|section| {
            let mut list = DataList::new();
            for row in section.rows {
                let text = match row.kind {
                    SummaryKind::RowHeading => String::new(),
                    SummaryKind::Answer if row.text.is_empty() => tr.s("field-empty").into_owned(),
                    SummaryKind::Answer => row.text,
                };
                list = list.row(row.label, text);
            }
            Summed { title: section.title, list, edit: edit.map(|base| format!("{base}/sections/{}", section.key)) }
        })
        .collect()
}

fn check_page(
    tx: &mut Tx,
    cx: &Cx,
    visit: &Visit,
    open: &Open,
    error: Option<String>,
    refused: Option<String>,
    late: Option<Notice>,
) -> Result<CheckPage, Error<Refused>> {
    let tr = visit.tr;
    let base = format!("/my/drafts/{}", open.draft.id);
    let holdings = Holdings::load(tx, cx)?;
    let (outline, mut missing, mut sections) = evaluated(tx, cx, &tr, open, |evaluation, reader| {
        let missing: Vec<(String, String)> = forms::errors(evaluation, reader, Strictness::Submit)
            .into_iter()
            .map(|e| (format!("{base}/sections/{}?check=1#{}", e.section, e.id), e.sentence))
            .collect();
        (forms::outline(evaluation, tr.tag()), missing, summed(evaluation, reader, tr, Masking::Clear, Some(&base)))
    });
    let lacking = open.missing(&holdings);
    missing
        .extend(lacking.iter().map(|name| (format!("{base}/materials"), tr.f1("draft-check-material", "name", name))));
    let mut materials = DataList::new();
    for need in open.needs(&holdings) {
        let names: Vec<String> = open.files_of(&need.material.key).filter_map(|f| f.file_name.clone()).collect();
        let words = match settled_words(tr, &need) {
            Some(words) => words,
            None if !names.is_empty() => names.join(&tr.s("case-list-separator")),
            None if need.material.may_follow_later() => tr.s("draft-material-promised").into_owned(),
            None => tr.s("field-empty").into_owned(),
        };
        materials = materials.row(need.material.name.clone(), words);
    }
    sections.push(Summed {
        title: tr.s("draft-step-materials").into_owned(),
        list: materials,
        edit: Some(format!("{base}/materials")),
    });
    let delivery = match &open.draft.delivery {
        Some((way, address)) => {
            let list = DataList::new().row(tr.s("draft-way-label"), tr.s(&format!("case-way-{way}")));
            if address.is_empty() { list } else { list.row(tr.s("draft-address-label"), address.clone()) }
        }
        None => DataList::new().row(tr.s("draft-way-label"), tr.s("case-way-electronic")),
    };
    sections.push(Summed {
        title: tr.s("draft-step-delivery").into_owned(),
        list: delivery,
        edit: Some(format!("{base}/delivery")),
    });
    let declaration = Field::checkboxes(tr, "declaration", tr.s("draft-declaration-label"))
        .choices([Choice::new("yes", tr.s("draft-declaration"))])
        .required()
        .error(error);
    let errors = ErrorSummary::of(tr, [&declaration]);
    let mut shell = visit
        .shell(tr.s("draft-step-check"))
        .at("my")
        .crumb(tr.s("mine-title"), "/my")
        .crumb(open.version.body.name.clone(), base.clone());
    if !errors.is_empty() || refused.is_some() {
        shell = shell.with_errors();
    }
    let is_current = open.version.state == items::VersionState::Published;
    let mut notices: Vec<Notice> = late.into_iter().collect();
    notices.extend(refused.map(|text| Notice::new(NoticeKind::Warning, tr.s("draft-not-submitted"), text)));
    if !is_current {
        notices.push(
            Notice::new(NoticeKind::Warning, tr.s("draft-new-version-title"), tr.s("draft-new-version-text"))
                .link(base.clone(), tr.s("draft-to-overview")),
        );
    }
    Ok(CheckPage {
        shell,
        tr,
        item: open.version.body.name.clone(),
        situation: open.version.body.situation(&open.draft.situation).map(|s| s.name.clone()).unwrap_or_default(),
        notices,
        steps: steps(tr, open.draft.id, &outline, lacking.len(), open.draft.delivery.is_some(), Place::Check),
        errors,
        submit: (missing.is_empty() && is_current).then(|| Submit::primary(tr.s("draft-submit")).act("submit")),
        missing,
        sections,
        declaration,
        seen: Hidden::seen(open.draft.revision),
        token: open.token(cx),
        action: format!("{base}/submission"),
    })
}

/// `GET /my/drafts/{id}/check`.
pub async fn check(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        let late = merge_late(&office, &acting.cx, &visit, id)?;
        let page = seen(&office, &acting.cx, id, |tx, open| {
            check_page(tx, &acting.cx, &visit, &open, None, None, late).map(Box::new)
        })?;
        Ok(page.answer())
    })
    .await
}

/// `POST /my/drafts/{id}/submission`: hands the application in, once, however often the button is pressed.
pub async fn submit(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: UncheckedForm,
) -> Answer {
    let id = id_of(&id)?;
    let check = format!("/my/drafts/{id}/check");
    let form: BodyForm = match trusted(form, &acting, &visit) {
        Ok(form) => form,
        // A submission is never kept for later: it is made knowingly, by somebody who is there.
        Err(_) if is_person(&acting.cx) => return Err(Problem::form_expired()),
        Err(_) => {
            return Ok(redirect_with(&format!("/sign-in?back={check}"), &Sentence::new("draft-submit-after-sign-in")));
        }
    };
    let (seen_revision, key) = (form.seen()?, form.idempotency().map(str::to_owned).ok_or_else(Problem::bad_request)?);
    blocking(move || {
        let (cx, tr) = (&acting.cx, visit.tr);
        let sent_back = |error: Option<String>, refused: Option<String>| -> Answer {
            match seen(&office, cx, id, |tx, open| check_page(tx, cx, &visit, &open, error, refused, None))? {
                Seen::Page(page) => Ok(Page(page).sent_back()),
                Seen::Became(case) => Ok(redirect(&case)),
            }
        };
        let prepared = office.db.read(|tx| {
            let open = draft::open(tx, cx, id)?;
            if open.draft.revision != seen_revision {
                return Err(Refused::Matter(kernel::matter::MatterRefused::Stale).into());
            }
            let mut prepared = held::gather(tx, cx, &open.draft, &office.public_url)?;
            if form.get("declaration") != Some("yes") {
                return Ok(None);
            }
            drafts::prepare(tx, cx, &mut prepared, &open.draft, &open.materials)?;
            Ok(Some(prepared))
        });
        let submitted = match prepared {
            Ok(Some(prepared)) => office.db.write(|tx| drafts::submit(tx, cx, id, &prepared, &key)),
            Ok(None) => return sent_back(Some(tr.s("draft-declaration-missing").into_owned()), None),
            Err(error) => Err(error),
        };
        match submitted {
            Ok(case) => Ok(redirect_with(
                &format!("/my/cases/{}", case.matter.number),
                &Sentence::new("draft-submitted").arg("number", case.matter.number.clone()),
            )),
            Err(Error::Refused(Refused::AlreadySubmitted)) => redirected(&office, cx, id),
            // The draft was changed in another window: it is shown as it is now, to be looked at once more.
            Err(Error::Refused(r)) if matches!(r.kind(), RefusalKind::Invalid | RefusalKind::Stale) => {
                sent_back(None, Some(tr.refusal(&r)))
            }
            Err(error) => Err(error.into()),
        }
    })
    .await
}

impl Sample for CheckPage {
    fn samples(lang: Lang) -> Vec<CheckPage> {
        let tr = Tr::new(lang);
        let section = |n: usize| Summed {
            title: format!("部分{n}"),
            list: (0..n).fold(DataList::new(), |l, i| l.row(format!("项{i}"), "很长的回答".repeat(i * 9))),
            edit: Some("/my/drafts/1/sections/a".into()),
        };
        let page = |missing: Vec<(String, String)>, sections: Vec<Summed>, error: Option<&str>| {
            let declaration = Field::checkboxes(tr, "declaration", tr.s("draft-declaration-label"))
                .choices([Choice::new("yes", tr.s("draft-declaration"))])
                .required()
                .error(error);
            CheckPage {
                shell: Shell::sample(lang).at("my"),
                tr,
                item: "食品经营许可（新办）".into(),
                situation: "餐饮服务".into(),
                notices: error
                    .map(|e| Notice::new(NoticeKind::Warning, tr.s("draft-not-submitted"), e))
                    .into_iter()
                    .collect(),
                steps: draft::sample_steps(tr),
                errors: ErrorSummary::of(tr, [&declaration]),
                submit: missing.is_empty().then(|| Submit::primary(tr.s("draft-submit")).act("submit")),
                missing,
                sections,
                declaration,
                seen: Hidden::seen(3),
                token: Hidden::new("draft_token", "x"),
                action: "/my/drafts/1/submission".into(),
            }
        };
        vec![
            page(Vec::new(), vec![section(0)], None),
            page(Vec::new(), (1..12).map(section).collect(), Some("请确认")),
            page((0..25).map(|n| ("/my".into(), format!("缺少第{n}项"))).collect(), vec![section(3)], None),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CheckPage::lint_samples(), Vec::<String>::new());
    }
}
