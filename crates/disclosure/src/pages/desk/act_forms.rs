//! The forms of the acts that are open now, with what was typed when one was sent back.

use super::{choices, loaded::Loaded, parts::Form, word};
use crate::{
    Verb,
    channel::ConfirmMethod,
    consultation::ConsultationKind,
    dispute::DisputeKind,
    fee::{self, Fee, Scheme},
};
use web::{BodyForm, Choice, Column, Field, Hidden, Row, Submit, Table, Tr};

/// The acts, in the order of their weight on the page, with the noun of their address.
pub(super) const ACTS: &[(Verb, &str)] = &[
    (Verb::Confirm, "confirmation"),
    (Verb::SubmitReply, "submission"),
    (Verb::Pass, "pass"),
    (Verb::Forward, "forward"),
    (Verb::Clear, "clear"),
    (Verb::Sign, "sign"),
    (Verb::Serve, "service"),
    (Verb::Correct, "correction"),
    (Verb::StateReason, "reason"),
    (Verb::Pay, "payment"),
    (Verb::Return, "reply-back"),
    (Verb::AskForCorrection, "correction-notice"),
    (Verb::Consult, "consultation"),
    (Verb::Extend, "extension"),
    (Verb::AskReason, "reason-request"),
    (Verb::Work, "reason-judgement"),
    (Verb::Defer, "delay"),
    (Verb::AskFee, "fee"),
    (Verb::ReasonOver, "reason-end"),
    (Verb::Abandon, "abandonment"),
    (Verb::FeeOver, "fee-end"),
    (Verb::FileDispute, "dispute"),
    (Verb::Archive, "archive"),
    (Verb::Withdraw, "withdrawal"),
];

/// An act that was sent back: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Attempt {
    /// The noun of the act.
    pub noun: String,
    /// What was typed.
    pub form: BodyForm,
    /// Control (without the noun; empty: the whole form) and sentence.
    pub error: Option<(String, String)>,
}

impl Attempt {
    fn is(&self, noun: &str) -> bool {
        self.noun == noun
    }

    /// What stands in a control: what was typed there when this act was sent back, else `otherwise`.
    pub fn value(&self, noun: &str, field: &str, otherwise: impl Into<String>) -> String {
        match self.is(noun) {
            true => self.form.get(&format!("{noun}.{field}")).unwrap_or_default().to_owned(),
            false => otherwise.into(),
        }
    }

    /// A control with its value and its error.
    pub fn filled(&self, noun: &str, field: &str, control: Field, otherwise: impl Into<String>) -> Field {
        let error = self.error.as_ref().filter(|(f, _)| self.is(noun) && f == field).map(|(_, text)| text.clone());
        control.value(self.value(noun, field, otherwise)).error(error)
    }
}

/// The forms of one page.
struct Forms<'a> {
    tr: Tr,
    l: &'a Loaded,
    attempt: &'a Attempt,
    noun: &'static str,
}

impl Forms<'_> {
    fn name(&self, field: &str) -> String {
        format!("{}.{field}", self.noun)
    }
    fn today(&self, field: &str, key: &str) -> Field {
        let control = Field::date(self.tr, self.name(field), self.tr.s(key)).required();
        self.attempt.filled(self.noun, field, control, self.l.today.to_string())
    }
    fn area(&self, field: &str, key: &str, rows: u8) -> Field {
        let control = Field::area(self.tr, self.name(field), self.tr.s(key)).rows(rows);
        self.attempt.filled(self.noun, field, control, "")
    }
    fn text(&self, field: &str, key: &str) -> Field {
        let control = Field::text(self.tr, self.name(field), self.tr.s(key));
        self.attempt.filled(self.noun, field, control, "")
    }
    fn number(&self, field: &str, key: &str, unit: &str, otherwise: impl Into<String>) -> Field {
        let control = Field::number(self.tr, self.name(field), self.tr.s(key)).unit(self.tr.s(unit)).digits();
        self.attempt.filled(self.noun, field, control, otherwise)
    }
    fn radio(&self, field: &str, key: &str, all: Vec<Choice>, otherwise: &str) -> Field {
        let control = Field::radio(self.tr, self.name(field), self.tr.s(key)).choices(all).required();
        self.attempt.filled(self.noun, field, control, otherwise)
    }
    fn files(&self, key: &str) -> Field {
        Field::files(self.tr, self.name("file"), self.tr.s(key), super::intake::ACCEPT).hint(self.tr.f1(
            "req-file-hint",
            "mb",
            crate::MEGABYTES,
        ))
    }
}

/// The act's controls; `None` where nothing is to be done with it here and now.
fn fields(f: &Forms<'_>, verb: Verb) -> Option<Vec<Field>> {
    let tr = f.tr;
    Some(match verb {
        Verb::Confirm => vec![
            f.today("on", "req-confirmed-on"),
            f.radio(
                "method",
                "req-confirm-method",
                choices(
                    tr,
                    "confirm",
                    [ConfirmMethod::Phone, ConfirmMethod::Text, ConfirmMethod::Email, ConfirmMethod::InPerson],
                ),
                "phone",
            ),
        ],
        Verb::AskForCorrection => {
            if f.l.correction.is_some() {
                return None;
            }
            vec![
                f.area("points", "req-points", 4).hint(tr.s("req-points-hint")).required(),
                f.number("days", "req-days", "req-unit-working-days", f.l.office.correction_days.to_string()),
            ]
        }
        Verb::Correct => vec![
            f.today("on", "req-corrected-on"),
            f.area("text", "req-correction-text", 5).required(),
            f.files("req-correction-files"),
        ],
        Verb::Abandon => vec![f.area("looked", "req-looked", 3).hint(tr.s("req-looked-hint")).required()],
        Verb::Consult => vec![
            f.radio(
                "kind",
                "req-consult-kind",
                ConsultationKind::ALL
                    .iter()
                    .map(|k| Choice::new(k.as_str(), word(tr, "consultation", k)).hint(word(tr, "silence", k)))
                    .collect(),
                "third",
            ),
            f.text("addressee", "req-addressee").required(),
            f.text("contact", "req-addressee-contact").hint(tr.s("req-addressee-contact-hint")),
            f.area("asked", "req-asked-for", 4).hint(tr.s("req-asked-for-hint")).required(),
        ],
        Verb::Extend => vec![
            f.number("days", "req-days", "req-unit-working-days", "").hint(tr.s("req-extension-hint")).required(),
            f.area("reason", "req-reason", 3).required(),
        ],
        Verb::AskReason => {
            if f.l.reason.is_some() {
                return None;
            }
            vec![f.area("why", "req-why-asked", 3).hint(tr.s("req-why-asked-hint")).required()]
        }
        Verb::StateReason => vec![f.today("on", "req-stated-on"), f.area("text", "req-stated-text", 4).required()],
        Verb::Work => {
            f.l.reason.as_ref().filter(|r| r.judged_reasonable.is_none())?;
            let both = ["yes", "no"].map(|w| Choice::new(w, tr.s(&format!("req-reasonable-{w}"))));
            vec![
                f.radio("reasonable", "req-reasonable", both.to_vec(), ""),
                f.area("words", "req-judgement-words", 3).required(),
            ]
        }
        Verb::Defer => {
            f.l.reason.as_ref().filter(|r| r.judged_reasonable == Some(true))?;
            let until = Field::date(tr, f.name("until"), tr.s("req-until")).required();
            vec![f.attempt.filled(f.noun, "until", until, ""), f.area("reason", "req-reason", 3).required()]
        }
        Verb::AskFee => {
            if f.l.fee.is_some() {
                return None;
            }
            let pages = f.attempt.value(f.noun, "pages", "").trim().parse::<u32>().unwrap_or(0);
            let amount = |fee: &Fee| tr.f2("req-fee-amount", "money", tr.money(fee.fen), "n", i64::from(fee.quantity));
            let both = vec![
                Choice::new("per-request", word(tr, "scheme", Scheme::PerRequest)).hint(amount(&f.l.per_request)),
                Choice::new("per-page", word(tr, "scheme", Scheme::PerPage)).hint(amount(&fee::per_page(pages))),
            ];
            vec![
                f.number("pages", "req-fee-pages", "req-unit-pages", "").hint(tr.s("req-fee-pages-hint")),
                f.radio("scheme", "req-fee-scheme", both, ""),
            ]
        }
        Verb::Pay => vec![f.today("on", "req-paid-on"), f.text("receipt", "req-receipt").required()],
        Verb::SubmitReply => {
            f.l.draft()?;
            Vec::new()
        }
        Verb::Pass => {
            if f.l.gives_out() {
                return None;
            }
            vec![f.area("words", "req-opinion", 2)]
        }
        Verb::Forward => {
            if !f.l.gives_out() {
                return None;
            }
            vec![f.area("words", "req-opinion", 2)]
        }
        Verb::Clear => vec![f.area("words", "req-opinion", 2)],
        Verb::Return => vec![f.area("words", "req-reason", 3).hint(tr.s("req-return-hint")).required()],
        Verb::Serve => vec![
            f.today("on", "req-served-on"),
            f.radio("way", "req-served-way", choices(tr, "way", crate::channel::Way::ALL), f.l.r.way.as_str()),
            f.text("proof", "req-proof").hint(tr.s("req-proof-hint")).required(),
            f.files("req-proof-file"),
        ],
        Verb::Withdraw => vec![f.area("words", "req-withdrawal-words", 3).required()],
        Verb::FileDispute => vec![
            f.radio("kind", "req-dispute-kind", choices(tr, "dispute", DisputeKind::ALL), "reconsideration"),
            f.text("forum", "req-forum").required(),
            f.text("reference", "req-dispute-reference"),
            f.today("on", "req-filed-on"),
        ],
        Verb::ReasonOver | Verb::FeeOver | Verb::Sign | Verb::Archive => Vec::new(),
        _ => return None,
    })
}

/// The forms of everything that may be done now; the first of the main acts stands open.
pub(super) fn act_forms(tr: Tr, l: &Loaded, attempt: &Attempt) -> Vec<Form> {
    let mut main_given = false;
    let mut out = Vec::new();
    for (verb, noun) in ACTS.iter().filter(|(v, _)| l.may(*v)) {
        let f = Forms { tr, l, attempt, noun };
        let Some(fields) = fields(&f, *verb) else { continue };
        let weighty = matches!(
            verb,
            Verb::Confirm
                | Verb::SubmitReply
                | Verb::Pass
                | Verb::Forward
                | Verb::Clear
                | Verb::Sign
                | Verb::Serve
                | Verb::Correct
                | Verb::StateReason
                | Verb::Pay
        );
        let is_main = weighty && !main_given;
        main_given |= is_main;
        let label = if *verb == Verb::Work { tr.s("req-judge-title").into_owned() } else { word(tr, "verb", verb) };
        let mut form = Form::new(format!("act-{noun}"), label.clone(), format!("{}/{noun}", l.base()))
            .hidden(Hidden::seen(l.r.matter.version))
            .about(about(tr, l, *verb))
            .fields(fields);
        if matches!(verb, Verb::Correct | Verb::Serve) {
            form = form.with_files();
        }
        if *verb == Verb::AskFee {
            form = form.send(Submit::secondary(tr.s("req-fee-compute")).act("compute"));
        }
        form = form.send(if is_main { Submit::primary(label) } else { Submit::secondary(label) });
        form.is_main = is_main;
        out.push(form.open(attempt.is(noun)));
    }
    out
}

/// A sentence on what the act does, with the law it rests on.
fn about(tr: Tr, l: &Loaded, verb: Verb) -> String {
    match verb {
        Verb::Confirm => tr.s(l.r.channel.rule()).into_owned(),
        _ => tr.s(&format!("req-about-{verb}")).into_owned(),
    }
}

/// How a fee comes about, for both ways of counting.
pub(super) fn tariff(tr: Tr, fee: &Fee) -> Table {
    let rows = fee
        .stretches
        .iter()
        .map(|s| {
            Row::new([
                web::Cell::text(tr.f2("req-fee-stretch", "from", i64::from(s.from), "to", i64::from(s.to))),
                web::Cell::text(tr.money(s.each_fen)),
                web::Cell::text(tr.money(s.fen)),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("req-fee-column-units")),
        Column::figures(tr.s("req-fee-column-each")),
        Column::figures(tr.s("req-fee-column-sum")),
    ];
    let caption = tr.f2("req-fee-caption", "scheme", word(tr, "scheme", fee.scheme), "money", tr.money(fee.fen));
    Table::new(caption, columns, rows).with_caption_shown().when_empty(web::Empty::new(tr.s("req-fee-none"), ""))
}
