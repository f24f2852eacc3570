//! The overview of a draft: its parts, what is still to do, what was filled in and from where.

use super::Answer;
use super::draft::{Open, evaluated, id_of, seen};
use super::draft_late::merge_late;
use crate::{drafts, held::Holdings};
use askama::Template;
use axum::extract::{Path, State};
use forms::Showing;
use identity::pages::edge::Acting;
use items::VersionState;
use kernel::{Cx, Id, Lang, Office, Tx};
use std::sync::Arc;
use web::{
    BodyForm, Hidden, Notice, NoticeKind, Sample, Sentence, Shell, StatusTag, Submit, Tone, Tr, Visit, blocking,
    redirect_with,
};

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
pub async fn overview(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
) -> Answer {
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

fn overview_page(
    tx: &mut Tx,
    cx: &Cx,
    visit: &Visit,
    open: &Open,
    holdings: &Holdings,
    published: Option<Id>,
    late: Option<Notice>,
) -> Overview {
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
        state: if missing == 0 {
            tag(Tone::Good, "draft-part-done", 0)
        } else {
            tag(Tone::Wait, "draft-part-files", missing)
        },
    });
    parts.push(Part {
        label: tr.s("draft-step-delivery").into_owned(),
        href: format!("{base}/delivery"),
        state: if delivery { tag(Tone::Good, "draft-part-done", 0) } else { tag(Tone::Wait, "draft-part-choose", 0) },
    });
    let first_open = outline
        .iter()
        .find(|s| s.wrong + s.absent > 0)
        .map(|s| (format!("{base}/sections/{}", s.key), s.title.clone()));
    let go_on = match first_open {
        Some((href, title)) => (href, tr.f1("draft-go-on", "part", title)),
        None if missing > 0 => {
            (format!("{base}/materials"), tr.f1("draft-go-on", "part", tr.s("draft-step-materials")))
        }
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
        move_on: (!is_current && published.is_some())
            .then(|| Submit::primary(tr.s("draft-move-on")).to(format!("{base}/version"))),
        discard: Submit::quiet(tr.s("draft-discard")).to(format!("{base}/removal")),
        token: open.token(cx),
        base,
    }
}

/// `POST /my/drafts/{id}/version`: moves the draft to the item's version in force.
pub async fn move_to_current(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
    _form: BodyForm,
) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        office.db.write(|tx| drafts::move_to_current(tx, &acting.cx, id))?;
        Ok(redirect_with(&format!("/my/drafts/{id}"), &Sentence::new("draft-moved")))
    })
    .await
}

/// `POST /my/drafts/{id}/removal`: throws the draft away.
pub async fn discard(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
    _form: BodyForm,
) -> Answer {
    let id = id_of(&id)?;
    blocking(move || {
        office.db.write(|tx| drafts::discard_draft(tx, &acting.cx, id))?;
        Ok(redirect_with("/my", &Sentence::new("draft-discarded")))
    })
    .await
}

impl Sample for Overview {
    fn samples(lang: Lang) -> Vec<Overview> {
        let tr = Tr::new(lang);
        let part = |label: &str, tone, key: &str| Part {
            label: label.into(),
            href: "/my".into(),
            state: StatusTag::new(tone, tr.f1(key, "n", 3)),
        };
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
        let kept =
            Notice::new(NoticeKind::Info, tr.s("draft-late-title"), tr.f1("draft-late-fields", "fields", "姓名"));
        let many = (0..30)
            .map(|n| part(&format!("{n}{}", "很长的部分名称".repeat(12)), Tone::Wait, "draft-part-absent"))
            .collect();
        vec![
            page(Vec::new(), Vec::new(), Vec::new(), None),
            page(
                vec![part("申请人", Tone::Good, "draft-part-done"), part("场所", Tone::Now, "draft-part-wrong")],
                vec![("联系人".into(), "账户".into())],
                vec![kept],
                None,
            ),
            page(
                many,
                vec![("很长".repeat(90), "营业执照".into())],
                vec![warning],
                Some(Submit::primary(tr.s("draft-move-on")).to("/my/drafts/1/version")),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(Overview::lint_samples(), Vec::<String>::new());
    }
}
