//! `/consultations/{key}`: a third party or a co-authoring organ says what it thinks, by the link of its letter. Nobody
//! signs in; nobody learns who asked.
//!
//! Law: 政府信息公开条例 第三十二条, 第三十四条

use super::{Answer as Answered, Explained, explained, private, request_page::office_facts, sample_explained};
use crate::{
    Refused, answer_consultation, clocks,
    consultation::{Answer, Consultation, ConsultationKind},
    open_consultation, store,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use calendar::{Binding, Clock, Limit};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Lang, Office, Refusal, RefusalKind, Who};
use std::sync::Arc;
use web::{
    BodyForm, Choice, DataList, ErrorSummary, Field, Notice, NoticeKind, Page, Sample, Sentence, Shell, Submit, Tr,
    Visit, blocking, redirect_with,
};

/// `GET /consultations/{key}`.
#[derive(Template)]
#[template(path = "disclosure/consultation.html")]
pub struct ConsultationPage {
    shell: Shell,
    tr: Tr,
    addressee: String,
    intro: String,
    asked: String,
    standing: Option<Notice>,
    why: Option<(String, Explained)>,
    silence: String,
    errors: ErrorSummary,
    form: Option<(String, Vec<Field>, Submit)>,
    office: DataList,
}

/// What was typed in a form that was sent back.
#[derive(Default)]
struct Typed {
    answer: String,
    reasons: String,
    wrong: Option<Refused>,
}

impl ConsultationPage {
    fn new(
        visit: &Visit,
        key: &str,
        c: &Consultation,
        today: Date,
        why: Option<Explained>,
        office: DataList,
        typed: &Typed,
    ) -> ConsultationPage {
        let tr = visit.tr;
        let over = c.answer_by.is_some_and(|by| today > by);
        let standing = match (c.answer, over) {
            (Some(Answer::Silence), _) | (None, true) => {
                let day = c.answer_by.map(|d| tr.date(d)).unwrap_or_default();
                Some(Notice::new(
                    NoticeKind::Warning,
                    tr.s("disclosure-consult-over"),
                    tr.f1("disclosure-consult-over-text", "date", day),
                ))
            }
            (Some(answer), _) => {
                let day = c.answered_on.map(|d| tr.date(d)).unwrap_or_default();
                let said = tr.s(&format!("disclosure-opinion-{answer}"));
                Some(Notice::new(
                    NoticeKind::Done,
                    tr.s("disclosure-consult-thanks"),
                    tr.f2("disclosure-consult-thanks-text", "answer", said, "date", day),
                ))
            }
            (None, false) => None,
        };
        let error = |field: &str| {
            let r = typed.wrong.as_ref()?;
            let at = if matches!(r, Refused::NoReason | Refused::TooLong { .. }) { "reasons" } else { "answer" };
            (at == field).then(|| tr.refusal(r))
        };
        let fields = vec![
            Field::radio(tr, "answer", tr.s("disclosure-consult-answer"))
                .required()
                .choices([Answer::Agree, Answer::Partly, Answer::Object].map(|a| {
                    Choice::new(a.as_str(), tr.s(&format!("disclosure-opinion-{a}")))
                        .hint(tr.s(&format!("disclosure-consult-{a}-hint")))
                }))
                .value(&typed.answer)
                .error(error("answer")),
            Field::area(tr, "reasons", tr.s("disclosure-consult-reasons"))
                .hint(tr.s("disclosure-consult-reasons-hint"))
                .rows(8)
                .value(&typed.reasons)
                .error(error("reasons")),
        ];
        let mut shell = visit.shell(tr.s(match c.kind {
            ConsultationKind::Third => "disclosure-consult-third-title",
            ConsultationKind::Organ => "disclosure-consult-organ-title",
        }));
        if typed.wrong.is_some() {
            shell = shell.with_errors();
        }
        ConsultationPage {
            shell,
            tr,
            addressee: c.addressee.clone(),
            intro: tr.s(&format!("disclosure-consult-{}-intro", c.kind)).into_owned(),
            asked: c.asked.clone(),
            errors: ErrorSummary::of(tr, if standing.is_none() { &fields[..] } else { &[] }),
            form: standing
                .is_none()
                .then(|| (format!("/consultations/{key}"), fields, Submit::primary(tr.s("disclosure-consult-send")))),
            standing,
            why: why.map(|e| (tr.f1("disclosure-why-consultation", "date", &e.due), e)),
            silence: tr.s(&format!("disclosure-silence-{}", c.kind)).into_owned(),
            office,
        }
    }
}

/// Whoever comes through a letter's link is nobody else there, even when signed in.
fn anonymous(cx: &Cx) -> Cx {
    Cx { who: Who::Public, ..cx.clone() }
}

/// The most characters of a key that is looked for.
const KEY: usize = 64;

fn load(office: &Office, cx: &Cx, visit: &Visit, key: &str, typed: &Typed) -> Result<ConsultationPage, Error<Refused>> {
    let key: String = key.chars().take(KEY).collect();
    let (request, c) = office.db.write(|tx| open_consultation(tx, cx, &key))?;
    office.db.read(|tx| {
        let agency = identity::find_agency(tx, request.matter.agency)?
            .ok_or_else(|| Fault::new("a request without its agency"))?;
        let how = store::office_of(tx, &agency)?;
        let why = match c.received_on.filter(|_| c.answer.is_none()) {
            Some(received) => {
                let limit = Limit::WorkingDays(clocks::CONSULTATION_WORKING_DAYS);
                let clock = Clock::new(received, limit, Binding::Person, law(c.kind));
                Some(explained(visit.tr, cx, &clock, &request.matter.region)?)
            }
            None => None,
        };
        let facts = office_facts(visit.tr, &agency, &how);
        Ok(ConsultationPage::new(visit, &key, &c, cx.today(), why, facts, typed))
    })
}

/// On which article the time for an opinion rests.
fn law(kind: ConsultationKind) -> &'static str {
    match kind {
        ConsultationKind::Third => "政府信息公开条例 第三十二条",
        ConsultationKind::Organ => "政府信息公开条例 第三十四条",
    }
}

/// `GET /consultations/{key}`: the first opening is the receipt of the letter.
///
/// # Errors
/// A link that is not ours answers as if nothing were there.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Answered {
    blocking(move || {
        let page = load(&office, &anonymous(&acting.cx), &visit, &key, &Typed::default())?;
        Ok(private(Page(page).into_response()))
    })
    .await
}

/// `POST /consultations/{key}`: the opinion, once and in time.
///
/// # Errors
/// A link that is not ours.
pub async fn give(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
    form: BodyForm,
) -> Answered {
    blocking(move || {
        let cx = anonymous(&acting.cx);
        let key: String = key.chars().take(KEY).collect();
        let answer = form.text("answer").and_then(Answer::parse);
        let reasons = form.get("reasons").unwrap_or_default();
        let done = office.db.write(|tx| {
            let (request, c) = open_consultation(tx, &cx, &key)?;
            if c.answer_by.is_some_and(|by| cx.today() > by) {
                // Silence has its meaning by law; what comes later goes to the office by letter.
                return Err(Refused::Answered.into());
            }
            let answer = answer.ok_or(Refused::NoAnswer)?;
            if reasons.chars().count() > crate::request::DESCRIPTION_MOST {
                return Err(Refused::TooLong { most: crate::request::DESCRIPTION_MOST }.into());
            }
            answer_consultation(tx, &cx, request.id(), c.id, answer, reasons, cx.today())
        });
        match done {
            Ok(_) => {
                Ok(private(redirect_with(&format!("/consultations/{key}"), &Sentence::new("disclosure-consult-done"))))
            }
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                let typed = Typed {
                    answer: answer.map(|a| a.as_str().to_owned()).unwrap_or_default(),
                    reasons: reasons.to_owned(),
                    wrong: Some(r),
                };
                Ok(private(Page(load(&office, &cx, &visit, &key, &typed)?).sent_back()))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

impl Sample for ConsultationPage {
    fn samples(lang: Lang) -> Vec<ConsultationPage> {
        let visit = Visit::sample(lang);
        let tr = visit.tr;
        let day = |d: i8| jiff::civil::date(2026, 3, d);
        let letter = |kind: ConsultationKind, answer: Option<Answer>| Consultation {
            id: kernel::Id::new(),
            request: kernel::Id::new(),
            kind,
            addressee: "某建设工程有限公司".repeat(3),
            addressee_shown: "某建设工程有限公司".into(),
            contact: String::new(),
            asked: "人民路改造工程合同<全文>，包括单价。\n附件三。".into(),
            sent_on: day(2),
            received_on: Some(day(3)),
            answer_by: Some(day(24)),
            answer,
            reasons: String::new(),
            answered_on: answer.map(|_| day(9)),
            weighed: None,
            weighed_reason: String::new(),
            told_on: None,
        };
        let facts = || {
            office_facts(
                tr,
                &super::public::sample_agency(0),
                &crate::DisclosureOffice::of_agency(&super::public::sample_agency(0), "某县"),
            )
        };
        let page = |c: &Consultation, today: Date, typed: &Typed| {
            let why = c.answer.is_none().then(|| sample_explained(tr, 22));
            ConsultationPage::new(&visit, "KEY", c, today, why, facts(), typed)
        };
        let wrong = |r: Refused| Typed { answer: "object".into(), reasons: "很长".repeat(900), wrong: Some(r) };
        vec![
            page(&letter(ConsultationKind::Third, None), day(4), &Typed::default()),
            page(&letter(ConsultationKind::Organ, None), day(4), &wrong(Refused::NoReason)),
            page(&letter(ConsultationKind::Organ, None), day(4), &wrong(Refused::NoAnswer)),
            page(&letter(ConsultationKind::Third, None), day(30), &wrong(Refused::Answered)),
            page(&letter(ConsultationKind::Third, Some(Answer::Object)), day(30), &Typed::default()),
            page(&letter(ConsultationKind::Organ, Some(Answer::Silence)), day(30), &Typed::default()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(ConsultationPage::lint_samples(), Vec::<String>::new());
    }
}
