//! The parts of the page of a request about others: letters of consultation, disputes.

use super::{
    choices,
    loaded::Loaded,
    parts::{Block, Form, Part},
    word,
};
use crate::{
    State, Verb,
    consultation::{Answer, Consultation, Weighed},
    dispute::DisputeResult,
};
use web::{Cell, DataList, Field, Hidden, StatusTag, Submit, Tone, Tr};

/// Letters that were sent, each with what may be recorded of it.
pub(super) fn consultations(tr: Tr, l: &Loaded) -> Option<Part> {
    if l.consultations.is_empty() {
        return None;
    }
    let mut part = Part::new("consultations", tr.s("req-part-consultations"));
    for (n, c) in l.consultations.iter().enumerate() {
        part = part.with_all(letter(tr, l, n, c));
    }
    Some(part)
}

fn letter(tr: Tr, l: &Loaded, n: usize, c: &Consultation) -> Vec<Block> {
    let base = format!("{}/consultations/{}", l.base(), c.id);
    let form = |act: &str, key: &str| {
        Form::new(format!("letter-{n}-{act}"), tr.s(key), format!("{base}/{act}"))
            .hidden(Hidden::seen(l.r.matter.version))
            .send(Submit::secondary(tr.s("req-record")))
    };
    let name = |field: &str| format!("letter-{n}-{field}");
    let on = |field: &str, key: &str| Field::date(tr, name(field), tr.s(key)).value(l.today.to_string()).required();
    let who = if l.is_clear { &c.addressee } else { &c.addressee_shown };
    let mut facts = DataList::new()
        .row(tr.s("req-consult-kind"), word(tr, "consultation", c.kind))
        .row(tr.s("req-asked-for"), &c.asked)
        .row(tr.s("req-sent-on"), tr.date_short(c.sent_on));
    if let Some(on) = c.received_on {
        facts = facts.row(tr.s("req-letter-received-on"), tr.date_short(on));
    }
    if let Some(by) = c.answer_by {
        facts = facts.row(
            tr.s("req-answer-by"),
            tr.f2("req-day-relative", "day", tr.date_short(by), "relative", tr.relative(by, l.today)),
        );
    }
    if let Some(answer) = c.answer {
        let tone = match answer {
            Answer::Agree => Tone::Good,
            Answer::Object | Answer::Partly => Tone::Bad,
            Answer::Silence => Tone::Wait,
        };
        let mut cell = Cell::tag(StatusTag::new(tone, word(tr, "opinion", answer)));
        if answer == Answer::Silence {
            cell = cell.below(word(tr, "silence", c.kind));
        }
        facts = facts.cell(tr.s("req-opinion-given"), cell);
    }
    if !c.reasons.is_empty() {
        facts = facts.row(tr.s("req-reason"), &c.reasons);
    }
    if let Some(w) = c.weighed {
        facts =
            facts.row(tr.s("req-weighed"), word(tr, "weighed", w)).row(tr.s("req-weighed-reason"), &c.weighed_reason);
    }
    if let Some(on) = c.told_on {
        facts = facts.row(tr.s("req-told-on"), tr.date_short(on));
    }
    let mut out = vec![Block::Head(who.clone()), Block::Facts(facts)];
    if !l.is_desk {
        return out;
    }
    if c.is_open() {
        if c.received_on.is_none() {
            out.push(Block::Form(
                form("letter-received", "req-letter-received-title").field(on("received", "req-letter-received-on")),
            ));
        }
        out.push(Block::Form(
            form("opinion", "req-opinion-title")
                .field(
                    Field::radio(tr, name("answer"), tr.s("req-opinion-given"))
                        .choices(choices(tr, "opinion", [Answer::Agree, Answer::Partly, Answer::Object]))
                        .required(),
                )
                .field(
                    Field::area(tr, name("reasons"), tr.s("req-reason")).rows(3).hint(tr.s("req-opinion-reasons-hint")),
                )
                .field(on("on", "req-opinion-on")),
        ));
        if c.answer_by.is_some_and(|by| by < l.today) {
            out.push(Block::Form(form("lapse", "req-lapse-title").about(word(tr, "silence", c.kind))));
        }
    }
    if l.may(Verb::Work) && c.weighed.is_none() && matches!(c.answer, Some(Answer::Object | Answer::Partly)) {
        out.push(Block::Form(
            form("weighing", "req-weigh-title")
                .field(
                    Field::radio(tr, name("weighed"), tr.s("req-weighed"))
                        .choices(choices(tr, "weighed", Weighed::ALL))
                        .required(),
                )
                .field(Field::area(tr, name("reason"), tr.s("req-weighed-reason")).rows(3).required()),
        ));
    }
    if l.may(Verb::Work) && c.must_be_told() {
        out.push(Block::Form(form("notification", "req-tell-title").about(tr.s("req-about-tell"))));
    }
    out
}

/// Reconsideration and litigation.
pub(super) fn disputes(tr: Tr, l: &Loaded) -> Option<Part> {
    if l.disputes.is_empty() {
        return None;
    }
    let mut part = Part::new("disputes", tr.s("req-part-disputes"));
    for (n, d) in l.disputes.iter().enumerate() {
        let mut facts = DataList::new()
            .row(tr.s("req-forum"), &d.forum)
            .row(tr.s("req-dispute-reference"), &d.reference)
            .row(tr.s("req-filed-on"), tr.date_short(d.filed_on));
        if let (Some(result), Some(on)) = (d.result, d.closed_on) {
            facts = facts
                .row(tr.s("req-result"), word(tr, "result", result))
                .row(tr.s("req-result-note"), &d.result_note)
                .row(tr.s("req-closed-on"), tr.date_short(on));
        }
        part = part.with(Block::Head(word(tr, "dispute", d.kind))).with(Block::Facts(facts));
        if d.result.is_none() && l.is_desk && l.r.state() == Some(State::Disputed) {
            let name = |field: &str| format!("dispute-{n}-{field}");
            part = part.with(Block::Form(
                Form::new(
                    name("result-form"),
                    tr.s("req-result-title"),
                    format!("{}/disputes/{}/result", l.base(), d.id),
                )
                .hidden(Hidden::seen(l.r.matter.version))
                .field(
                    Field::radio(tr, name("result"), tr.s("req-result"))
                        .choices(choices(tr, "result", DisputeResult::ALL))
                        .required(),
                )
                .field(Field::area(tr, name("note"), tr.s("req-result-note")).rows(3).required())
                .field(
                    Field::checkboxes(tr, name("redo"), tr.s("req-redo"))
                        .choices([web::Choice::new("yes", tr.s("req-redo-yes"))]),
                )
                .field(Field::date(tr, name("on"), tr.s("req-closed-on")).value(l.today.to_string()).required())
                .send(Submit::secondary(tr.s("req-record"))),
            ));
        }
    }
    Some(part)
}
