//! The acts on a case, as they come from the forms. A handler reads its form and calls one verb; what the rules refuse is
//! said on the page of the case, with everything typed still there.

use super::{
    Attempt, control,
    correction_form::{correction_form, posted_points},
    loaded::{Loaded, load},
    meanwhile,
    open_case::shown,
};
use crate::{
    Case, CorrectionDraft, DecisionDraft, Handing, Purpose, Recommendation, Refused, Verb, claims, licensing,
    pages::Answer, verbs,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use forms::Masking;
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Cx, Error, Office, Refusal, RefusalKind, Tx};
use std::sync::Arc;
use web::{BodyForm, Page, Problem, Sentence, Visit, blocking, redirect_with};

/// One act on its way: who, on which case, with what was typed.
struct Act {
    office: Arc<Office>,
    cx: Cx,
    visit: Visit,
    number: String,
    /// `None`: taking, giving back, showing in full.
    verb: Option<Verb>,
    form: BodyForm,
}

type Done<T> = Result<T, Error<Refused>>;

impl Act {
    /// The text of a control.
    fn text(&self, field: &str) -> &str {
        self.verb.and_then(|v| self.form.text(&control(v, field))).unwrap_or_default()
    }

    /// Runs the verb in one transaction and says what came of it.
    fn run(&self, work: impl Fn(&mut Tx, i64) -> Done<()>) -> Answer {
        let seen = self.form.seen()?;
        let done = self.office.db.write(|tx| work(tx, seen));
        self.answer(done, &[])
    }

    /// The answer to what a verb came to. `fields` are the controls at fault where the refusal does not name one.
    fn answer(&self, done: Done<()>, fields: &[String]) -> Answer {
        let refused = match done {
            Ok(()) => {
                let key = self.verb.map_or_else(String::new, |v| format!("desk-done-{v}"));
                return Ok(self.leave(done_sentence(&key)));
            }
            Err(Error::Broken(fault)) => return Err(fault.into()),
            Err(Error::Refused(refused)) => refused,
        };
        let status = match refused.kind() {
            RefusalKind::NotThere => return Err(Problem::not_found()),
            RefusalKind::Stale => {
                let page = meanwhile::page(
                    &self.office,
                    &self.cx,
                    &self.visit,
                    &self.number,
                    self.verb,
                    &self.form,
                    &refused,
                )?;
                return Ok(Page(page).with_status(StatusCode::CONFLICT));
            }
            RefusalKind::Forbidden => StatusCode::FORBIDDEN,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let text = Sentence::of(&refused).said(self.visit.tr);
        let named = self.verb.and_then(|v| Some(control(v, field_at_fault(v, &refused)?)));
        let mut errors: Vec<(String, String)> = fields.iter().map(|f| (f.clone(), text.clone())).collect();
        if errors.is_empty() {
            errors.push((named.unwrap_or_default(), text));
        }
        self.sent_back(errors, status)
    }

    fn leave(&self, sentence: Sentence) -> Response {
        redirect_with(&format!("/desk/cases/{}", self.number), &sentence)
    }

    fn sent_back(&self, errors: Vec<(String, String)>, status: StatusCode) -> Answer {
        let attempt = Attempt { verb: self.verb, form: self.form.clone(), errors };
        Ok(Page(shown(&self.office, &self.cx, &self.visit, &self.number, &attempt)?).with_status(status))
    }

    /// The form was not understood: what is wrong with which control.
    fn wrong(&self, field: &str, key: &str) -> Answer {
        let name = self.verb.filter(|_| !field.is_empty()).map(|v| control(v, field)).unwrap_or_default();
        self.sent_back(vec![(name, self.visit.tr.s(key).into_owned())], StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// A number of working days.
    fn days(&self) -> Option<u32> {
        self.text("days").parse().ok().filter(|n| (1..=365).contains(n))
    }

    fn loaded(&self) -> Done<Loaded> {
        self.office.db.read(|tx| load(tx, &self.cx, self.visit.tr, &self.number, Masking::Masked))
    }
}

/// The sentence of what was done. Keys come from a closed set; an unknown one says the general thing.
fn done_sentence(key: &str) -> Sentence {
    Sentence::new(match key {
        "desk-done-accept" => "desk-done-accept",
        "desk-done-ask-for-correction" => "desk-done-ask-for-correction",
        "desk-done-refuse-acceptance" => "desk-done-refuse-acceptance",
        "desk-done-examine" => "desk-done-examine",
        "desk-done-start-special" => "desk-done-start-special",
        "desk-done-end-special" => "desk-done-end-special",
        "desk-done-extend" => "desk-done-extend",
        "desk-done-send-back" => "desk-done-send-back",
        "desk-done-grant" => "desk-done-grant",
        "desk-done-deny" => "desk-done-deny",
        "desk-done-make-licence" => "desk-done-make-licence",
        "desk-done-deliver" => "desk-done-deliver",
        "desk-done-terminate" => "desk-done-terminate",
        _ => "desk-done",
    })
}

/// The control a refusal is about.
fn field_at_fault(verb: Verb, refused: &Refused) -> Option<&'static str> {
    Some(match (refused, verb) {
        (Refused::NoReason, Verb::Examine) => "findings",
        (Refused::NoReason, Verb::EndSpecial) => "result",
        (Refused::NoReason, _) => "reason",
        (Refused::NoBasis, _) => "basis",
        (Refused::Clock { message: "calendar-refused-no-reason", .. }, _) => "reason",
        (Refused::Clock { .. }, Verb::Extend | Verb::StartSpecial) => "days",
        (Refused::ClockNotStopped, _) => "procedure",
        (Refused::Validity, _) => "valid_to",
        (Refused::NoWaybill, _) => "waybill",
        _ => return None,
    })
}

/// Makes a handler: reads what every act needs and goes to the blocking side.
macro_rules! act {
    ($(#[$meta:meta])* $name:ident, $verb:expr, $work:expr) => {
        $(#[$meta])*
        pub async fn $name(State(office): State<Arc<Office>>, acting: Acting, visit: Visit, Path(number): Path<String>, form: BodyForm) -> Answer {
            let act = Act { office, cx: acting.cx, visit, number, verb: $verb, form };
            let work: fn(&Act) -> Answer = $work;
            blocking(move || work(&act)).await
        }
    };
}

fn nothing(done: Done<Case>) -> Done<()> {
    done.map(|_| ())
}

act!(
    /// `POST /desk/cases/{number}/claim`
    claim,
    None,
    |a| {
        let seen = a.form.seen()?;
        match a.office.db.write(|tx| claims::claim(tx, &a.cx, &a.number, seen)) {
            Ok(()) => Ok(a.leave(Sentence::new("desk-claimed"))),
            refused => a.answer(refused, &[]),
        }
    }
);

act!(
    /// `POST /desk/cases/{number}/release`
    release,
    None,
    |a| match a.office.db.write(|tx| claims::release(tx, &a.cx, &a.number)) {
        Ok(()) => Ok(a.leave(Sentence::new("desk-released"))),
        refused => a.answer(refused, &[]),
    }
);

act!(
    /// `POST /desk/cases/{number}/disclosure`: the personal data in full, once, for a recorded purpose.
    disclose,
    None,
    |a| {
        let Some(purpose) = a.form.text("purpose").and_then(Purpose::parse) else {
            return a.sent_back(vec![("purpose".into(), a.visit.tr.s("desk-error-purpose").into_owned())], StatusCode::UNPROCESSABLE_ENTITY);
        };
        match a.office.db.write(|tx| nothing(claims::unmask(tx, &a.cx, &a.number, purpose))) {
            Ok(()) => {}
            refused => return a.answer(refused, &[]),
        }
        let loaded = a.office.db.read(|tx| load(tx, &a.cx, a.visit.tr, &a.number, Masking::Clear))?;
        Ok(Page(super::case_page::page(&a.visit, &a.cx, &loaded, &Attempt::default())?).into_response())
    }
);

act!(
    /// `POST /desk/cases/{number}/acceptance`
    accept,
    Some(Verb::Accept),
    |a| a.run(|tx, seen| nothing(verbs::accept(tx, &a.cx, &a.number, seen, &a.office.public_url)))
);

act!(
    /// `POST /desk/cases/{number}/correction`
    ask_for_correction,
    Some(Verb::AskForCorrection),
    |a| {
        let Some(working_days) = a.days() else { return a.wrong("days", "desk-error-days") };
        let seen = a.form.seen()?;
        let loaded = a.loaded()?;
        // Without the form the verb is not this official's, or not any more: the verb itself says which.
        let groups = correction_form(a.visit.tr, &loaded, &Attempt::default()).map(|f| f.groups).unwrap_or_default();
        let (points, wordless) = posted_points(&a.form, &groups);
        if !wordless.is_empty() {
            return a.answer(Err(Refused::NoPoints.into()), &wordless);
        }
        let draft = CorrectionDraft { points, note: a.text("note").to_owned(), working_days };
        let done = a.office.db.write(|tx| nothing(verbs::ask_for_correction(tx, &a.cx, &a.number, seen, &draft, &a.office.public_url)));
        a.answer(done, &[])
    }
);

act!(
    /// `POST /desk/cases/{number}/non-acceptance`
    refuse_acceptance,
    Some(Verb::RefuseAcceptance),
    |a| a.run(|tx, seen| nothing(verbs::refuse_acceptance(tx, &a.cx, &a.number, seen, a.text("reason"), a.text("basis"), &a.office.public_url)))
);

act!(
    /// `POST /desk/cases/{number}/termination`
    terminate,
    Some(Verb::Terminate),
    |a| a.run(|tx, seen| nothing(verbs::terminate(tx, &a.cx, &a.number, seen, a.text("reason"), &a.office.public_url)))
);

act!(
    /// `POST /desk/cases/{number}/examination`
    examine,
    Some(Verb::Examine),
    |a| {
        let Some(recommendation) = Recommendation::parse(a.text("recommendation")) else { return a.wrong("recommendation", "desk-error-recommendation") };
        a.run(|tx, seen| nothing(verbs::examine(tx, &a.cx, &a.number, seen, recommendation, a.text("findings"), a.text("basis"))))
    }
);

act!(
    /// `POST /desk/cases/{number}/special-procedure`
    start_special,
    Some(Verb::StartSpecial),
    |a| {
        let Ok(procedure) = a.text("procedure").parse::<usize>() else { return a.wrong("procedure", "desk-error-procedure") };
        let Some(days) = a.days() else { return a.wrong("days", "desk-error-days") };
        a.run(|tx, seen| nothing(verbs::start_special(tx, &a.cx, &a.number, seen, procedure, days, &a.office.public_url)))
    }
);

act!(
    /// `POST /desk/cases/{number}/special-procedure-end`
    end_special,
    Some(Verb::EndSpecial),
    |a| a.run(|tx, seen| nothing(verbs::end_special(tx, &a.cx, &a.number, seen, a.text("result"))))
);

act!(
    /// `POST /desk/cases/{number}/extension`
    extend,
    Some(Verb::Extend),
    |a| {
        let Some(days) = a.days() else { return a.wrong("days", "desk-error-days") };
        a.run(|tx, seen| nothing(verbs::extend(tx, &a.cx, &a.number, seen, days, a.text("reason"), &a.office.public_url)))
    }
);

act!(
    /// `POST /desk/cases/{number}/return`
    send_back,
    Some(Verb::SendBack),
    |a| a.run(|tx, seen| nothing(verbs::send_back(tx, &a.cx, &a.number, seen, a.text("reason"))))
);

/// Most lines of what is granted.
const MOST_LINES: usize = 60;

act!(
    /// `POST /desk/cases/{number}/grant`
    grant,
    Some(Verb::Grant),
    |a| {
        let line = |n: usize| (a.text(&format!("label.{n}")).to_owned(), a.text(&format!("value.{n}")).to_owned());
        let contents: Vec<(String, String)> = (0..MOST_LINES).map(line).filter(|(_, value)| !value.is_empty()).collect();
        if contents.iter().any(|(label, _)| label.is_empty()) {
            return a.wrong("", "desk-error-grant-label");
        }
        let valid_to = match a.text("valid_to") {
            "" => None,
            text => match text.parse::<Date>() {
                Ok(day) => Some(day),
                Err(_) => return a.wrong("valid_to", "desk-error-date"),
            },
        };
        let draft = DecisionDraft { contents, valid_to, opinion: a.text("opinion").to_owned() };
        a.run(|tx, seen| nothing(verbs::grant(tx, &a.cx, &a.number, seen, &draft, &a.office.public_url)))
    }
);

act!(
    /// `POST /desk/cases/{number}/denial`
    deny,
    Some(Verb::Deny),
    |a| a.run(|tx, seen| nothing(verbs::deny(tx, &a.cx, &a.number, seen, a.text("reason"), a.text("basis"), &a.office.public_url)))
);

act!(
    /// `POST /desk/cases/{number}/licence`: the file is typeset and sealed before the transaction that records it.
    make_licence,
    Some(Verb::MakeLicence),
    |a| {
        let seen = a.form.seen()?;
        a.answer(nothing(licensing::make(&a.office, &a.cx, &a.number, seen)), &[])
    }
);

act!(
    /// `POST /desk/cases/{number}/delivery`
    deliver,
    Some(Verb::Deliver),
    |a| {
        let Some(way) = Handing::parse(a.text("way")) else { return a.wrong("way", "desk-error-way") };
        a.run(|tx, seen| nothing(verbs::deliver(tx, &a.cx, &a.number, seen, way, a.text("courier"), a.text("waybill"), &a.office.public_url)))
    }
);
