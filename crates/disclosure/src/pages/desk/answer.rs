//! `/desk/requests/{number}/answer`: answered once, published for all, without the applicant.

use super::{
    Answer, here,
    loaded::{Loaded, load},
    note_reading, outcome_name,
    parts::{Block, Form, Part, PartsPage},
};
use crate::{AnswerDraft, Refused, leaks};
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use identity::pages::edge::Acting;
use std::sync::Arc;
use web::{
    BodyForm, DataList, Field, Notice, NoticeKind, Page, Problem, Sentence, Submit, Visit, blocking, redirect_with,
};

/// What stands in the form at first: what was asked and answered, everything that names the applicant blanked.
pub(super) fn prefilled(l: &Loaded) -> AnswerDraft {
    let a = &l.private.applicant;
    let blank = |text: &str| {
        let mut out = text.to_owned();
        for value in [&a.name, &a.document, &a.phone, &a.email, &a.address, &a.representative] {
            if value.chars().count() >= 2 {
                out = out.replace(value.as_str(), "***");
            }
        }
        out
    };
    let reply = l.replies.iter().rev().find(|r| r.signed_on.is_some());
    let mut answer = String::new();
    if let Some(o) = l.r.outcome.as_deref().and_then(crate::outcome::find) {
        answer.push_str(&o.words);
    }
    for text in reply.into_iter().flat_map(|r| [&r.drafted.facts, &r.drafted.reasons, &r.drafted.directions]) {
        if !text.trim().is_empty() {
            answer.push('\n');
            answer.push_str(text.trim());
        }
    }
    AnswerDraft { title: blank(&l.r.subject), question: blank(&l.private.description), answer: blank(&answer) }
}

/// A text with what was found in it in brackets, so that it is seen in its place.
fn shown_in_place(text: &str, found: &[String]) -> Vec<String> {
    text.lines()
        .filter(|line| found.iter().any(|f| line.contains(f.as_str())))
        .map(|line| found.iter().fold(line.to_owned(), |l, f| l.replace(f.as_str(), &format!("【{f}】"))))
        .collect()
}

/// The page.
pub(super) fn page(visit: &Visit, l: &Loaded, draft: &AnswerDraft, refused: Option<&Refused>) -> PartsPage {
    let tr = visit.tr;
    let shell = visit
        .desk(tr.s("req-answer-title"))
        .crumb(tr.s("req-list-title"), "/desk/requests")
        .crumb(l.r.number(), l.base());
    let mut page = PartsPage::new(shell);
    page.lead.clone_from(&l.r.subject);
    if let Some(r) = refused {
        page = page.refused("", tr.refusal(r));
    }
    if let Some(a) = l.answer.as_ref().filter(|a| a.withdrawn.is_none()) {
        let facts = DataList::new()
            .cell(tr.s("req-answer-number"), web::Cell::code(&a.number))
            .row(tr.s("req-answer-heading"), &a.title)
            .row(tr.s("disclosure-outcome"), outcome_name(tr, &a.outcome))
            .row(tr.s("req-column-when"), tr.time(a.published_at));
        let form = Form::new("withdrawal", tr.s("req-answer-withdraw"), format!("{}/answer/withdrawal", l.base()))
            .about(tr.s("req-answer-withdraw-hint"))
            .field(Field::area(tr, "reason", tr.s("req-reason")).rows(3).required())
            .send(Submit::secondary(tr.s("req-answer-withdraw")));
        page.parts.push(
            Part::new("published", tr.s("req-answer-is-published")).with(Block::Facts(facts)).with(Block::Form(form)),
        );
        return page;
    }
    let found = leaks(draft, &l.private.applicant);
    if !found.is_empty() {
        let mut places = shown_in_place(&draft.title, &found);
        places.extend(shown_in_place(&draft.question, &found));
        places.extend(shown_in_place(&draft.answer, &found));
        page.parts.push(
            Part::new("leaks", tr.s("req-answer-leaks"))
                .with(Block::Notice(Notice::new(
                    NoticeKind::Warning,
                    tr.f1("req-answer-leaks-title", "n", found.len() as i64),
                    "",
                )))
                .with(Block::List(if places.is_empty() { found } else { places })),
        );
    }
    let form = Form::new("answer", tr.s("req-answer-title"), format!("{}/answer", l.base()))
        .main()
        .about(tr.s("req-answer-hint"))
        .field(Field::text(tr, "title", tr.s("req-answer-heading")).value(&draft.title).required())
        .field(Field::area(tr, "question", tr.s("req-answer-question")).rows(5).value(&draft.question).required())
        .field(Field::area(tr, "answer", tr.s("req-answer-answer")).rows(8).value(&draft.answer).required())
        .send(Submit::primary(tr.s("req-answer-publish")));
    let files: Vec<String> =
        l.records.iter().filter_map(crate::reply::Record::given_out).map(|f| f.name.clone()).collect();
    let mut part = Part::new("publish", tr.s("req-answer-title")).with(Block::Form(form));
    if !files.is_empty() {
        part = part.with(Block::Head(tr.s("req-answer-files").into_owned())).with(Block::List(files));
    }
    page.parts.push(part);
    page
}

/// `GET /desk/requests/{number}/answer`
///
/// # Errors
/// 404 for what is not this office's; 403 for who neither handles it nor heads the office.
pub async fn answer_page(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || {
        note_reading(&office, &acting.cx, &number)?;
        let l = office.db.read(|tx| load(tx, &acting.cx, visit.tr, &number))?;
        if !l.is_desk && !l.is_head {
            return Err(Problem::forbidden());
        }
        let draft = prefilled(&l);
        Ok(Page(page(&visit, &l, &draft, None)).into_response())
    })
    .await
}

/// `POST /desk/requests/{number}/answer`
///
/// # Errors
/// 404, 403 as above; 422 while something personal is in it.
pub async fn publish(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let draft = AnswerDraft { title: text("title"), question: text("question"), answer: text("answer") };
        match office.db.write(|tx| crate::publish_answer(tx, &cx, &number, &draft)) {
            Ok(_) => {
                Ok(redirect_with(&format!("/desk/requests/{number}/answer"), &Sentence::new("req-done-published")))
            }
            Err(error) => {
                let refused = here(error)?;
                let l = office.db.read(|tx| load(tx, &cx, visit.tr, &number))?;
                Ok(Page(page(&visit, &l, &draft, Some(&refused))).sent_back())
            }
        }
    })
    .await
}

/// `POST /desk/requests/{number}/answer/withdrawal`
///
/// # Errors
/// 404, 403 as above; 422 without a reason.
pub async fn withdraw(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let l = office.db.read(|tx| load(tx, &cx, visit.tr, &number))?;
        let public = l.answer.as_ref().map(|a| a.number.clone()).ok_or_else(Problem::not_found)?;
        let reason = form.get("reason").unwrap_or_default();
        match office.db.write(|tx| crate::withdraw_answer(tx, &cx, &public, reason)) {
            Ok(()) => {
                Ok(redirect_with(&format!("/desk/requests/{number}/answer"), &Sentence::new("req-done-withdrawn")))
            }
            Err(error) => {
                let refused = here(error)?;
                Ok(Page(page(&visit, &l, &prefilled(&l), Some(&refused))).sent_back())
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::shown_in_place;

    #[test]
    fn what_was_found_is_shown_in_its_line() {
        let found = vec!["13800000000".to_owned()];
        assert_eq!(shown_in_place("一\n电话13800000000。\n三", &found), ["电话【13800000000】。"]);
    }
}
