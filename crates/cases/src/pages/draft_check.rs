//! The end of a draft: how the result is handed over, everything once more to be checked, and the submission.

use super::draft::{self, Open, Place, Seen, evaluated, id_of, keep_late, merge_late, seen, steps, to_its_case, trusted};
use super::draft_materials::settled_words;
use super::{Answer, is_person};
use crate::{Handing, Refused, drafts, held::{self, Holdings}};
use askama::Template;
use axum::extract::{Path, State};
use forms::{Masking, Strictness, SummaryKind};
use identity::pages::edge::Acting;
use items::item::ItemVersion;
use kernel::{Cx, Error, Id, Lang, Office, Refusal, RefusalKind, Tx};
use std::sync::Arc;
use web::{
    BodyForm, Choice, DataList, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Problem, Sample, Sentence, Shell, Steps, Submit, Tr, UncheckedForm,
    Visit, blocking, redirect, redirect_with,
};

// Delivery -------------------------------------------------------------------------------------------

/// `GET /my/drafts/{id}/delivery`.
#[derive(Template)]
#[template(path = "cases/draft/delivery.html")]
pub struct DeliveryPage {
    shell: Shell,
    item: String,
    notices: Vec<Notice>,
    steps: Steps,
    errors: ErrorSummary,
    way: Field,
    address: Option<Field>,
    action: String,
    token: Hidden,
    next: Submit,
    later: Submit,
}

/// The ways in which an item's result can be handed over.
pub(crate) fn ways(item: &ItemVersion) -> Vec<Handing> {
    let mut ways = vec![Handing::Electronic, Handing::Pickup];
    if item.postal.as_ref().is_some_and(|p| p.result) {
        ways.push(Handing::Courier);
    }
    ways
}

/// What was chosen and typed, and what is wrong with it.
#[derive(Default)]
struct Chosen {
    way: Option<Handing>,
    address: Option<String>,
    way_error: Option<String>,
    address_error: Option<String>,
}

fn delivery_page(tx: &mut Tx, cx: &Cx, visit: &Visit, open: &Open, chosen: Chosen, late: Option<Notice>) -> Result<DeliveryPage, Error<Refused>> {
    let tr = visit.tr;
    let holdings = Holdings::load(tx, cx)?;
    let outline = evaluated(tx, cx, &tr, open, |e, _| forms::outline(e, tr.tag()));
    let ways = ways(&open.version.body);
    let base = format!("/my/drafts/{}", open.draft.id);
    let (way, known) = match &open.draft.delivery {
        Some((way, address)) => (*way, address.clone()),
        None => (Handing::Electronic, String::new()),
    };
    let choice = |w: &Handing| Choice::new(w.as_str(), tr.s(&format!("case-way-{w}"))).hint(tr.s(&format!("draft-way-{w}-hint")));
    let field = Field::radio(tr, "way", tr.s("draft-way-label")).choices(ways.iter().map(choice)).required();
    let field = field.value(chosen.way.unwrap_or(way).as_str()).error(chosen.way_error);
    let address = ways.contains(&Handing::Courier).then(|| {
        let own = holdings.organisation.as_ref().map(|o| o.address.clone()).or(holdings.details.address.clone()).unwrap_or_default();
        let area = Field::area(tr, "address", tr.s("draft-address-label")).hint(tr.s("draft-address-hint")).rows(3).error(chosen.address_error);
        match chosen.address {
            Some(typed) => area.value(typed),
            None if known.is_empty() && !own.is_empty() => area.value(own).prefilled(tr.s("draft-address-source")),
            None => area.value(known),
        }
    });
    let errors = ErrorSummary::of(tr, std::iter::once(&field).chain(address.as_ref()));
    let mut shell = visit.shell(tr.s("draft-step-delivery")).at("my").crumb(tr.s("mine-title"), "/my").crumb(open.version.body.name.clone(), base.clone());
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    Ok(DeliveryPage {
        shell,
        item: open.version.body.name.clone(),
        notices: late.into_iter().collect(),
        steps: steps(tr, open.draft.id, &outline, open.missing(&holdings).len(), open.draft.delivery.is_some(), Place::Delivery),
        errors,
        way: field,
        address,
        action: format!("{base}/delivery"),
        token: open.token(cx),
        next: Submit::primary(tr.s("draft-save-next")).act("next"),
        later: Submit::quiet(tr.s("draft-save-overview")).act("overview"),
    })
}

/// `GET /my/drafts/{id}/delivery`.
pub async fn delivery(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        let late = merge_late(&office, &acting.cx, &visit, id)?;
        let page = seen(&office, &acting.cx, id, |tx, open| delivery_page(tx, &acting.cx, &visit, &open, Chosen::default(), late).map(Box::new))?;
        Ok(page.answer())
    })
    .await
}

/// `POST /my/drafts/{id}/delivery`.
pub async fn save_delivery(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(id): Path<String>, form: UncheckedForm) -> Answer {
    let id = id_of(&id)?;
    let form = match trusted(form, &acting, &visit) {
        Ok(form) => form,
        Err(form) => return keep_late(office, acting, visit, id, format!("/my/drafts/{id}/delivery"), form).await,
    };
    blocking(move || {
        let (cx, tr) = (&acting.cx, visit.tr);
        let way = form.text("way").and_then(Handing::parse);
        let address = form.get("address").unwrap_or_default().to_owned();
        let mut chosen = Chosen { way, address: Some(address.clone()), ..Chosen::default() };
        let offered = match seen(&office, cx, id, |_, open| Ok(ways(&open.version.body)))? {
            Seen::Page(offered) => offered,
            Seen::Became(case) => return Ok(redirect(&case)),
        };
        let saved = match way.filter(|w| offered.contains(w)) {
            None => {
                chosen.way_error = Some(tr.s("draft-way-missing").into_owned());
                false
            }
            Some(way) => match office.db.write(|tx| drafts::save_delivery(tx, cx, id, way, &address)) {
                Ok(()) => true,
                Err(Error::Refused(Refused::AlreadySubmitted)) => return redirected(&office, cx, id),
                Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                    chosen.address_error = Some(tr.refusal(&r));
                    false
                }
                Err(error) => return Err(error.into()),
            },
        };
        if saved {
            let next = if form.act() == "overview" { format!("/my/drafts/{id}") } else { format!("/my/drafts/{id}/check") };
            return Ok(redirect(&next));
        }
        match seen(&office, cx, id, |tx, open| delivery_page(tx, cx, &visit, &open, chosen, None))? {
            Seen::Page(page) => Ok(Page(page).sent_back()),
            Seen::Became(case) => Ok(redirect(&case)),
        }
    })
    .await
}

fn redirected(office: &Office, cx: &Cx, id: Id) -> Answer {
    to_its_case(office, cx, id, &Refused::AlreadySubmitted.into()).map(|a| redirect(&a)).ok_or_else(Problem::not_found)
}

// Check ----------------------------------------------------------------------------------------------

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
pub(crate) fn summed(evaluation: &forms::Evaluation<'_>, reader: &forms::Reader<'_>, tr: Tr, masking: Masking, edit: Option<&str>) -> Vec<Summed> {
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

fn check_page(tx: &mut Tx, cx: &Cx, visit: &Visit, open: &Open, error: Option<String>, refused: Option<String>, late: Option<Notice>) -> Result<CheckPage, Error<Refused>> {
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
    missing.extend(lacking.iter().map(|name| (format!("{base}/materials"), tr.f1("draft-check-material", "name", name))));
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
    sections.push(Summed { title: tr.s("draft-step-materials").into_owned(), list: materials, edit: Some(format!("{base}/materials")) });
    let delivery = match &open.draft.delivery {
        Some((way, address)) => {
            let list = DataList::new().row(tr.s("draft-way-label"), tr.s(&format!("case-way-{way}")));
            if address.is_empty() { list } else { list.row(tr.s("draft-address-label"), address.clone()) }
        }
        None => DataList::new().row(tr.s("draft-way-label"), tr.s("case-way-electronic")),
    };
    sections.push(Summed { title: tr.s("draft-step-delivery").into_owned(), list: delivery, edit: Some(format!("{base}/delivery")) });
    let declaration = Field::checkboxes(tr, "declaration", tr.s("draft-declaration-label"))
        .choices([Choice::new("yes", tr.s("draft-declaration"))])
        .required()
        .error(error);
    let errors = ErrorSummary::of(tr, [&declaration]);
    let mut shell = visit.shell(tr.s("draft-step-check")).at("my").crumb(tr.s("mine-title"), "/my").crumb(open.version.body.name.clone(), base.clone());
    if !errors.is_empty() || refused.is_some() {
        shell = shell.with_errors();
    }
    let is_current = open.version.state == items::VersionState::Published;
    let mut notices: Vec<Notice> = late.into_iter().collect();
    notices.extend(refused.map(|text| Notice::new(NoticeKind::Warning, tr.s("draft-not-submitted"), text)));
    if !is_current {
        notices.push(Notice::new(NoticeKind::Warning, tr.s("draft-new-version-title"), tr.s("draft-new-version-text")).link(base.clone(), tr.s("draft-to-overview")));
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
        let page = seen(&office, &acting.cx, id, |tx, open| check_page(tx, &acting.cx, &visit, &open, None, None, late).map(Box::new))?;
        Ok(page.answer())
    })
    .await
}

/// `POST /my/drafts/{id}/submission`: hands the application in, once, however often the button is pressed.
pub async fn submit(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(id): Path<String>, form: UncheckedForm) -> Answer {
    let id = id_of(&id)?;
    let check = format!("/my/drafts/{id}/check");
    let form: BodyForm = match trusted(form, &acting, &visit) {
        Ok(form) => form,
        // A submission is never kept for later: it is made knowingly, by somebody who is there.
        Err(_) if is_person(&acting.cx) => return Err(Problem::form_expired()),
        Err(_) => return Ok(redirect_with(&format!("/sign-in?back={check}"), &Sentence::new("draft-submit-after-sign-in"))),
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
            Ok(case) => Ok(redirect_with(&format!("/my/cases/{}", case.matter.number), &Sentence::new("draft-submitted").arg("number", case.matter.number.clone()))),
            Err(Error::Refused(Refused::AlreadySubmitted)) => redirected(&office, cx, id),
            // The draft was changed in another window: it is shown as it is now, to be looked at once more.
            Err(Error::Refused(r)) if matches!(r.kind(), RefusalKind::Invalid | RefusalKind::Stale) => sent_back(None, Some(tr.refusal(&r))),
            Err(error) => Err(error.into()),
        }
    })
    .await
}

impl Sample for DeliveryPage {
    fn samples(lang: Lang) -> Vec<DeliveryPage> {
        let tr = Tr::new(lang);
        let page = |courier: Option<Option<&str>>| {
            let way = Field::radio(tr, "way", tr.s("draft-way-label")).choices(Handing::ALL.iter().map(|w| Choice::new(w.as_str(), tr.s(&format!("case-way-{w}"))).hint(tr.s(&format!("draft-way-{w}-hint"))))).required();
            let address = courier.map(|error| Field::area(tr, "address", tr.s("draft-address-label")).hint(tr.s("draft-address-hint")).prefilled(tr.s("draft-address-source")).value("很长的地址".repeat(60)).error(error));
            DeliveryPage {
                shell: Shell::sample(lang).at("my"),
                item: "食品经营许可（新办）".into(),
                notices: Vec::new(),
                steps: draft::sample_steps(tr),
                errors: ErrorSummary::of(tr, address.as_ref()),
                way,
                address,
                action: "/my/drafts/1/delivery".into(),
                token: Hidden::new("draft_token", "x"),
                next: Submit::primary(tr.s("draft-save-next")).act("next"),
                later: Submit::quiet(tr.s("draft-save-overview")).act("overview"),
            }
        };
        vec![page(None), page(Some(None)), page(Some(Some("请填写")))]
    }
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
            let declaration = Field::checkboxes(tr, "declaration", tr.s("draft-declaration-label")).choices([Choice::new("yes", tr.s("draft-declaration"))]).required().error(error);
            CheckPage {
                shell: Shell::sample(lang).at("my"),
                tr,
                item: "食品经营许可（新办）".into(),
                situation: "餐饮服务".into(),
                notices: error.map(|e| Notice::new(NoticeKind::Warning, tr.s("draft-not-submitted"), e)).into_iter().collect(),
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
        assert_eq!(DeliveryPage::lint_samples(), Vec::<String>::new());
        assert_eq!(CheckPage::lint_samples(), Vec::<String>::new());
    }
}
