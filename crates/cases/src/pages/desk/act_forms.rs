//! The forms of the acts on a case: one for each verb that the table of moves allows the reader now.

use super::{Attempt, control, loaded::Loaded, noun};
use crate::{Handing, Recommendation, State, Verb, clocks};
use items::item::{LegalBasis, Validity};
use web::{Choice, Field, Hidden, Submit, Tr};

/// One act with its form.
#[derive(Clone, Debug)]
pub(crate) struct ActForm {
    /// The place on the page.
    pub id: String,
    pub title: String,
    /// What it does, before it is done.
    pub intro: String,
    pub action: String,
    pub fields: Vec<Field>,
    pub hidden: Vec<Hidden>,
    pub submit: Submit,
    /// The act this page is for; its form is open and its button red.
    pub is_next: bool,
    /// Sent back: its form is open.
    pub is_open: bool,
}

/// Empty lines at the end of what is granted.
const SPARE_LINES: usize = 2;

/// What is done next with a case in this state, when all goes well.
pub(crate) fn next_verb(l: &Loaded) -> Option<Verb> {
    let denies = l
        .opinions
        .iter()
        .rev()
        .find(|(o, _)| o.verb == Verb::Examine.as_str())
        .is_some_and(|(o, _)| o.recommendation.as_deref() == Some("deny"));
    let verb = match State::parse(&l.case.matter.state)? {
        State::Submitted => Verb::Accept,
        State::AwaitingCorrection => Verb::Terminate,
        State::Accepted => Verb::Examine,
        State::Special => Verb::EndSpecial,
        State::Examined if denies => Verb::Deny,
        State::Examined => Verb::Grant,
        State::Granted => Verb::MakeLicence,
        State::Licensed | State::Denied => Verb::Deliver,
        _ => return None,
    };
    l.verbs.contains(&verb).then_some(verb)
}

/// The forms of everything that may be done now, what is next first. The correction has a form of its own.
pub(crate) fn act_forms(tr: Tr, l: &Loaded, attempt: &Attempt) -> Vec<ActForm> {
    let next = next_verb(l);
    let mut verbs: Vec<Verb> = next.into_iter().collect();
    verbs.extend(l.verbs.iter().copied().filter(|v| Some(*v) != next && *v != Verb::AskForCorrection));
    let forms = verbs.into_iter().filter_map(|verb| {
        let noun = noun(verb)?;
        let label = tr.s(&format!("desk-do-{verb}"));
        let is_next = Some(verb) == next;
        Some(ActForm {
            id: format!("act-{noun}"),
            title: tr.s(&format!("desk-verb-{verb}")).into_owned(),
            intro: tr.s(&format!("desk-about-{verb}")).into_owned(),
            action: format!("/desk/cases/{}/{noun}", l.case.matter.number),
            fields: Fields { tr, l, attempt, verb }.of_verb(),
            hidden: if verb == Verb::Grant { grant_labels(l) } else { Vec::new() },
            submit: if is_next { Submit::primary(label) } else { Submit::secondary(label) },
            is_next,
            is_open: is_next || attempt.is(verb),
        })
    });
    forms.collect()
}

/// The labels of what the licence type asks for travel with the form; the others are typed.
fn grant_labels(l: &Loaded) -> Vec<Hidden> {
    l.proposal
        .iter()
        .enumerate()
        .map(|(n, (label, _))| Hidden::new(control(Verb::Grant, &format!("label.{n}")), label.clone()))
        .collect()
}

struct Fields<'a> {
    tr: Tr,
    l: &'a Loaded,
    attempt: &'a Attempt,
    verb: Verb,
}

impl Fields<'_> {
    fn filled(&self, field: Field, name: &str, otherwise: impl Into<String>) -> Field {
        field.value(self.attempt.value(self.verb, name, otherwise)).error(self.attempt.error(self.verb, name))
    }

    fn label(&self, name: &str) -> String {
        self.tr.s(&format!("desk-field-{}-{name}", noun(self.verb).unwrap_or_default())).into_owned()
    }

    fn area(&self, name: &str, otherwise: impl Into<String>) -> Field {
        self.filled(Field::area(self.tr, control(self.verb, name), self.label(name)), name, otherwise)
    }

    fn basis(&self, otherwise: &[LegalBasis]) -> Field {
        let lines: Vec<String> = otherwise.iter().map(|b| format!("《{}》{}", b.law, b.article)).collect();
        let field = Field::area(self.tr, control(self.verb, "basis"), self.tr.s("desk-field-basis"))
            .rows(3)
            .hint(self.tr.s("desk-field-basis-hint"));
        self.filled(field, "basis", lines.join("\n"))
    }

    fn days(&self, name: &str, otherwise: impl Into<String>) -> Field {
        let field = Field::number(self.tr, control(self.verb, name), self.label(name))
            .unit(self.tr.s("desk-unit-working-days"))
            .digits();
        self.filled(field, name, otherwise).required()
    }

    fn of_verb(&self) -> Vec<Field> {
        let (tr, l) = (self.tr, self.l);
        match self.verb {
            Verb::RefuseAcceptance => vec![self.area("reason", "").required(), self.basis(&[]).required()],
            Verb::Terminate | Verb::SendBack => vec![self.area("reason", "").required()],
            Verb::Examine => {
                let choices =
                    Recommendation::ALL.iter().map(|r| Choice::new(r.as_str(), tr.s(&format!("desk-recommend-{r}"))));
                let field = Field::radio(tr, control(self.verb, "recommendation"), self.label("recommendation"))
                    .choices(choices)
                    .required();
                vec![
                    self.filled(field, "recommendation", ""),
                    self.area("findings", "").required(),
                    self.basis(&l.item.legal_basis),
                ]
            }
            Verb::StartSpecial => vec![self.special(), self.days("days", "")],
            Verb::EndSpecial => vec![self.area("result", "").required()],
            Verb::Extend => vec![
                self.days("days", clocks::EXTENSION_WORKING_DAYS.to_string()).hint(tr.f1(
                    "desk-field-extension-days-hint",
                    "most",
                    clocks::EXTENSION_WORKING_DAYS,
                )),
                self.area("reason", "").required(),
            ],
            Verb::Grant => self.grant(),
            Verb::Deny => {
                let examined = l.opinions.iter().rev().find(|(o, _)| o.verb == Verb::Examine.as_str());
                let basis = examined.map(|(o, _)| o.basis.clone()).unwrap_or_default();
                let field = Field::area(tr, control(self.verb, "basis"), tr.s("desk-field-basis"))
                    .rows(3)
                    .hint(tr.s("desk-field-basis-hint"));
                vec![self.area("reason", "").required(), self.filled(field, "basis", basis).required()]
            }
            Verb::Deliver => self.deliver(),
            _ => Vec::new(),
        }
    }

    /// The item's procedures whose law stops the clock; the others never come up.
    fn special(&self) -> Field {
        let tr = self.tr;
        let stopping = self.l.item.special_procedures.iter().enumerate().filter(|(_, s)| s.stops_clock);
        let choices = stopping.map(|(n, s)| {
            let basis = s.clock_basis.as_ref().unwrap_or(&s.basis);
            Choice::new(n.to_string(), tr.s(s.kind.message_id()))
                .hint(format!("《{}》{} · {}", basis.law, basis.article, s.note))
        });
        let choices: Vec<Choice> = choices.collect();
        let field =
            Field::radio(tr, control(self.verb, "procedure"), self.label("procedure")).choices(choices).required();
        self.filled(field, "procedure", "")
    }

    fn grant(&self) -> Vec<Field> {
        let tr = self.tr;
        let mut lines = self.l.proposal.clone();
        lines.extend((0..SPARE_LINES).map(|_| (String::new(), String::new())));
        let mut fields = Vec::new();
        for (n, (label, value)) in lines.iter().enumerate() {
            let shown = if label.is_empty() {
                tr.f1("desk-field-grant-extra", "n", n + 1 - self.l.proposal.len())
            } else {
                label.clone()
            };
            if label.is_empty() {
                let name = format!("label.{n}");
                let field = Field::text(tr, control(self.verb, &name), tr.f1("desk-field-grant-label", "line", &shown));
                fields.push(self.filled(field, &name, ""));
            }
            let name = format!("value.{n}");
            let text = if label.is_empty() { tr.f1("desk-field-grant-value", "line", &shown) } else { shown };
            let field = if value.chars().count() > 40 {
                Field::area(tr, control(self.verb, &name), text).rows(3)
            } else {
                Field::text(tr, control(self.verb, &name), text)
            };
            fields.push(self.filled(field, &name, value.clone()));
        }
        if let Some(Validity::AsDecided { note }) = self.l.item.result.as_ref().map(|r| &r.validity) {
            let field =
                Field::date(tr, control(self.verb, "valid_to"), self.label("valid-to")).hint(note.clone()).required();
            fields.push(self.filled(field, "valid_to", ""));
        }
        fields.push(self.area("opinion", ""));
        fields
    }

    fn deliver(&self) -> Vec<Field> {
        let tr = self.tr;
        // A refusal has no electronic licence, but it reaches the account as a document all the same.
        let choices = Handing::ALL.iter().map(|h| Choice::new(h.as_str(), tr.s(&format!("case-way-{h}"))));
        let way = Field::radio(tr, control(self.verb, "way"), self.label("way"))
            .choices(choices)
            .hint(tr.s("desk-field-delivery-way-hint"))
            .required();
        let mut fields = vec![self.filled(way, "way", self.l.case.delivery.as_str())];
        for name in ["courier", "waybill"] {
            let field = if name == "waybill" {
                Field::code(tr, control(self.verb, name), self.label(name))
            } else {
                Field::text(tr, control(self.verb, name), self.label(name))
            };
            fields.push(self.filled(field.hint(tr.s("desk-field-delivery-parcel-hint")), name, ""));
        }
        fields
    }
}
