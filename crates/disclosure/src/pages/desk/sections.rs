//! The parts of the page of a request, one function each.

use super::{
    act_forms::{Attempt, tariff},
    loaded::Loaded,
    outcome_name,
    parts::{Block, Form, Part},
    state_tag, word,
};
use crate::{State, Verb, channel::ApplicantKind, fee, request::RequestFile};
use kernel::procedure::Procedure;
use web::{
    Cell, Column, DataList, Empty, Field, Notice, NoticeKind, Row, StatusTag, Submit, Table, Tone, Tr, Trace,
    TraceEntry, TraceState,
};

/// What is asked for, in full.
pub(super) fn asked(tr: Tr, l: &Loaded) -> Part {
    let mut facts = DataList::new();
    if let Some(number) = &l.r.document_number {
        facts = facts.cell(tr.s("req-document-number"), Cell::code(number));
    }
    facts = facts
        .row(tr.s("disclosure-kind"), word(tr, "kind", l.r.kind))
        .row(tr.s("disclosure-form"), word(tr, "form", l.r.form))
        .row(tr.s("disclosure-way"), word(tr, "way", l.r.way));
    if l.r.help != crate::channel::Help::None {
        facts = facts.row(tr.s("disclosure-help"), word(tr, "help", l.r.help));
    }
    Part::new("asked", tr.s("req-part-asked")).with(Block::lines(&l.private.description)).with(Block::Facts(facts))
}

fn masked(text: &str) -> String {
    let n = text.chars().count();
    match n {
        0 => String::new(),
        1..=4 => "*".repeat(n),
        _ => {
            let head: String = text.chars().take(3).collect();
            let tail: String = text.chars().skip(n - 2).collect();
            format!("{head}{}{tail}", "*".repeat(n - 5))
        }
    }
}

/// For what an official looks at who asks.
pub(super) const PURPOSES: &[&str] = &["identity", "contact", "reply", "consultation"];

/// Who asks, masked until somebody says what for.
pub(super) fn applicant(tr: Tr, l: &Loaded, attempt: &Attempt) -> Part {
    let a = &l.private.applicant;
    let is_person = l.r.applicant_kind == ApplicantKind::Person;
    let shown = |text: &str| if l.is_clear { text.to_owned() } else { masked(text) };
    let mut facts = DataList::new()
        .row(tr.s("disclosure-applicant-kind"), word(tr, "applicant-kind", l.r.applicant_kind))
        .row(tr.s("req-applicant-name"), if l.is_clear { a.name.clone() } else { l.r.applicant_shown.clone() })
        .cell(
            word(tr, "document", if a.document_kind.is_empty() { "id" } else { &a.document_kind }),
            // An organisation's code is public; a person's is not.
            Cell::code(if is_person { shown(&a.document) } else { a.document.clone() }),
        );
    for (key, value) in [
        ("req-applicant-representative", &a.representative),
        ("req-applicant-phone", &a.phone),
        ("req-applicant-email", &a.email),
        ("req-applicant-address", &a.address),
        ("req-applicant-postcode", &a.postcode),
    ] {
        if !value.is_empty() {
            facts = facts.row(tr.s(key), shown(value));
        }
    }
    let part = Part::new("applicant", tr.s("req-part-applicant")).with(Block::Facts(facts));
    if l.is_clear {
        return part.with(Block::Hint(tr.s("req-applicant-clear").into_owned()));
    }
    if !l.is_turn && !l.is_desk {
        return part;
    }
    let all = PURPOSES.iter().map(|p| web::Choice::new(*p, tr.s(&format!("req-purpose-{p}"))));
    let purpose =
        Field::select(tr, "purpose", tr.s("req-purpose")).choices(all).hint(tr.s("req-purpose-hint")).required();
    let error = attempt.error.as_ref().filter(|_| attempt.noun == "applicant").map(|(_, t)| t.clone());
    part.with(Block::Form(
        Form::new("act-applicant", tr.s("req-applicant-show"), format!("{}/applicant", l.base()))
            .field(purpose.error(error))
            .send(Submit::secondary(tr.s("req-applicant-show")))
            .open(attempt.noun == "applicant"),
    ))
}

fn file_row(tr: Tr, l: &Loaded, f: &RequestFile) -> Row {
    let size = tr.file_size(usize::try_from(f.file.size).unwrap_or(usize::MAX));
    let scan = match f.file.scan.as_str() {
        "clean" => StatusTag::new(Tone::Good, tr.s("req-scan-clean")),
        _ => StatusTag::new(Tone::Wait, tr.s("req-scan-none")),
    };
    Row::new([
        Cell::link(format!("{}/files/{}", l.base(), f.id), &f.file.name).below(size),
        Cell::text(word(tr, "purpose", f.purpose)),
        Cell::tag(scan),
        Cell::text(tr.time(f.at)),
    ])
}

/// What was handed in.
pub(super) fn files(tr: Tr, l: &Loaded) -> Part {
    let columns = [
        Column::new(tr.s("req-column-file")),
        Column::whole(tr.s("req-column-purpose")),
        Column::whole(tr.s("req-column-scan")),
        Column::whole(tr.s("req-column-when")),
    ];
    let rows = l.files.iter().map(|f| file_row(tr, l, f)).collect();
    let table = Table::new(tr.s("req-part-files"), columns, rows).when_empty(Empty::new(tr.s("req-files-none"), ""));
    Part::new("files", tr.s("req-part-files")).with(Block::Table(table))
}

/// Correction, reasons, fee: what was asked of the applicant and what came back.
pub(super) fn exchanged(tr: Tr, l: &Loaded) -> Vec<Part> {
    let mut out = Vec::new();
    if let Some(c) = &l.correction {
        let mut facts = DataList::new()
            .row(tr.s("req-asked-on"), tr.date_short(c.asked_on))
            .row(tr.s("req-answer-by"), tr.date_short(c.answer_by));
        if let Some(on) = c.corrected_on {
            facts = facts.row(tr.s("req-corrected-on"), tr.date_short(on)).row(tr.s("req-correction-text"), &c.answer);
        }
        out.push(
            Part::new("correction", tr.s("req-part-correction"))
                .with(Block::List(c.points.clone()))
                .with(Block::Facts(facts)),
        );
    }
    if let Some(r) = &l.reason {
        let mut facts = DataList::new()
            .row(tr.s("req-why-asked"), &r.why)
            .row(tr.s("req-asked-on"), tr.date_short(r.asked_on))
            .row(tr.s("req-answer-by"), tr.date_short(r.answer_by));
        if let Some(on) = r.answered_on {
            facts = facts.row(tr.s("req-stated-on"), tr.date_short(on)).row(tr.s("req-stated-text"), &r.answer);
        }
        if let Some(good) = r.judged_reasonable {
            let word = if good { "yes" } else { "no" };
            facts = facts.row(tr.s("req-reasonable"), tr.s(&format!("req-reasonable-{word}")));
        }
        out.push(Part::new("reason", tr.s("req-part-reason")).with(Block::Facts(facts)));
    }
    if let Some(f) = &l.fee {
        let mut facts = DataList::new()
            .row(tr.s("req-fee-scheme"), word(tr, "scheme", f.scheme))
            .row(tr.s("req-fee-sum"), tr.money(f.fen))
            .row(tr.s("req-asked-on"), tr.date_short(f.told_on));
        if let Some(on) = f.notice_received_on {
            facts = facts.row(tr.s("req-fee-received-on"), tr.date_short(on));
        }
        if let Some(by) = f.pay_by {
            facts = facts.row(tr.s("req-fee-pay-by"), tr.date_short(by));
        }
        if let Some(on) = f.paid_on {
            facts = facts
                .row(tr.s("req-paid-on"), tr.date_short(on))
                .row(tr.s("req-receipt"), f.receipt.clone().unwrap_or_default());
        }
        let computed = match f.scheme {
            fee::Scheme::PerPage => fee::per_page(f.quantity),
            fee::Scheme::PerRequest => fee::per_request(f.quantity),
        };
        let mut part =
            Part::new("fee", tr.s("req-part-fee")).with(Block::Facts(facts)).with(Block::Table(tariff(tr, &computed)));
        if l.is_desk && f.notice_received_on.is_none() && l.r.state() == Some(State::AwaitingFee) {
            part = part.with(Block::Form(
                Form::new("act-fee-received", tr.s("req-fee-received-title"), format!("{}/fee-received", l.base()))
                    .field(
                        Field::date(tr, "fee-received.on", tr.s("req-fee-received-on"))
                            .value(l.today.to_string())
                            .required(),
                    )
                    .send(Submit::secondary(tr.s("req-record"))),
            ));
        }
        out.push(part);
    }
    out
}

/// Records found.
pub(super) fn records(tr: Tr, l: &Loaded) -> Part {
    let base = l.base();
    let table = records_table(tr, l);
    let mut part = Part::new("records", tr.s("req-part-records")).with(Block::Table(table));
    if l.may(Verb::Work) {
        part = part.with(Block::Links(vec![(format!("{base}/records"), tr.s("req-records-add").into_owned())]));
    }
    part
}

/// The records with what becomes of each.
pub(super) fn records_table(tr: Tr, l: &Loaded) -> Table {
    let rows = l
        .records
        .iter()
        .map(|r| {
            let decision = match r.decision {
                None => StatusTag::new(Tone::Now, tr.s("req-undecided")),
                Some(d) => {
                    let tone = match d {
                        crate::reply::Decision::Disclose => Tone::Good,
                        crate::reply::Decision::Part => Tone::Wait,
                        crate::reply::Decision::Withhold => Tone::Bad,
                    };
                    StatusTag::new(tone, word(tr, "decision", d))
                }
            };
            let made = match (r.given_out(), r.decision) {
                (Some(_), _) => tr.s("req-release-made").into_owned(),
                (None, Some(crate::reply::Decision::Withhold) | None) => String::new(),
                (None, _) => tr.s("req-release-missing").into_owned(),
            };
            Row::new([
                Cell::link(format!("{}/records/{}", l.base(), r.n), &r.name)
                    .below(r.document_number.clone().unwrap_or_default()),
                Cell::tag(decision).below(r.ground.as_deref().map(|g| outcome_name(tr, g)).unwrap_or_default()),
                Cell::text(made),
                Cell::text(r.reevaluate_on.map(|d| tr.date_short(d)).unwrap_or_default()),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("req-column-record")),
        Column::new(tr.s("req-column-decision")),
        Column::whole(tr.s("req-column-release")),
        Column::whole(tr.s("req-reevaluate-on")),
    ];
    Table::new(tr.s("req-part-records"), columns, rows)
        .when_empty(Empty::new(tr.s("req-records-none"), tr.s("req-records-none-text")))
}

/// The replies, signed and drafted.
pub(super) fn reply(tr: Tr, l: &Loaded) -> Part {
    let mut part = Part::new("reply", tr.s("req-part-reply"));
    for reply in &l.replies {
        let mut facts = DataList::new().row(tr.s("disclosure-outcome"), outcome_name(tr, &reply.drafted.outcome)).row(
            tr.s("req-drafted-by"),
            tr.f2("req-by-at", "name", l.name(&reply.drafted_by), "when", tr.time(reply.drafted_at)),
        );
        if let Some(on) = reply.signed_on {
            facts = facts.row(tr.s("req-signed-on"), tr.date_short(on));
        }
        if let Some(on) = reply.served_on {
            let way = reply.served_by.as_deref().map(|w| word(tr, "way", w)).unwrap_or_default();
            facts = facts
                .row(tr.s("req-served-on"), tr.f2("req-by-at", "name", way, "when", tr.date_short(on)))
                .row(tr.s("req-proof"), reply.proof.clone().unwrap_or_default());
        }
        part = part.with(Block::Facts(facts));
        if !reply.drafted.reasons.is_empty() {
            part = part.with(Block::lines(&reply.drafted.reasons));
        }
    }
    if l.replies.is_empty() {
        part = part.with(Block::Hint(tr.s("req-reply-none").into_owned()));
    }
    if l.draft().is_some() && !l.missing.is_empty() {
        part = part.with(Block::Head(tr.s("req-missing").into_owned())).with(Block::List(missing(tr, l)));
    }
    let key = if l.may(Verb::Work) { "req-reply-edit" } else { "req-reply-read" };
    part.with(Block::Links(vec![(format!("{}/reply", l.base()), tr.s(key).into_owned())]))
}

/// What is still missing before the reply can go to review.
pub(super) fn missing(tr: Tr, l: &Loaded) -> Vec<String> {
    l.missing.iter().map(|r| tr.refusal(r)).collect()
}

/// What reviewers and officials said.
pub(super) fn opinions(tr: Tr, l: &Loaded) -> Option<Part> {
    if l.opinions.is_empty() {
        return None;
    }
    let mut part = Part::new("opinions", tr.s("req-part-opinions"));
    for o in &l.opinions {
        part = part.with(Block::Head(word(tr, "verb", o.verb))).with(Block::lines(&o.text)).with(Block::Hint(tr.f2(
            "req-by-at",
            "name",
            l.name(&o.by_whom),
            "when",
            tr.time(o.at),
        )));
    }
    Some(part)
}

/// The written notices.
pub(super) fn papers(tr: Tr, l: &Loaded) -> Part {
    let rows = l
        .notices
        .iter()
        .map(|n| {
            Row::new([
                Cell::link(format!("{}/notices/{}.pdf", l.base(), n.id), word(tr, "notice", &n.kind)).below(&n.number),
                Cell::text(tr.date_short(n.dated)),
                Cell::text(n.served_at.map(|at| tr.time(at)).unwrap_or_default()),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("req-column-notice")),
        Column::whole(tr.s("req-column-dated")),
        Column::whole(tr.s("req-column-served")),
    ];
    let table =
        Table::new(tr.s("req-part-notices"), columns, rows).when_empty(Empty::new(tr.s("req-notices-none"), ""));
    Part::new("notices", tr.s("req-part-notices")).with(Block::Table(table))
}

/// Contacts, guidance, help.
pub(super) fn contacts(tr: Tr, l: &Loaded, attempt: &Attempt) -> Part {
    let rows = l
        .contacts
        .iter()
        .map(|c| {
            let reached = if c.reached { "req-reached-yes" } else { "req-reached-no" };
            Row::new([
                Cell::text(tr.time(c.at)),
                Cell::text(tr.s(&format!("req-contact-{}", c.purpose)))
                    .below(tr.s(&format!("req-method-{}", c.method))),
                Cell::text(&c.note).below(tr.s(reached)),
                Cell::text(l.name(&c.by_whom)),
            ])
        })
        .collect();
    let columns = [
        Column::whole(tr.s("req-column-when")),
        Column::new(tr.s("req-column-contact")),
        Column::new(tr.s("req-column-said")),
        Column::new(tr.s("req-column-who")),
    ];
    let table =
        Table::new(tr.s("req-part-contacts"), columns, rows).when_empty(Empty::new(tr.s("req-contacts-none"), ""));
    let mut part = Part::new("contacts", tr.s("req-part-contacts")).with(Block::Table(table));
    if l.is_desk {
        let of = |set: &[&str], key: &str| -> Vec<web::Choice> {
            set.iter().map(|w| web::Choice::new(*w, tr.s(&format!("{key}-{w}")))).collect()
        };
        let fill = |field: &str, control: Field, otherwise: &str| attempt.filled("contact", field, control, otherwise);
        part = part.with(Block::Form(
            Form::new("act-contact", tr.s("req-contact-title"), format!("{}/contact", l.base()))
                .about(tr.s("req-about-contact"))
                .field(fill(
                    "purpose",
                    Field::select(tr, "contact.purpose", tr.s("req-contact-purpose"))
                        .choices(of(&["confirm", "guidance", "help", "other"], "req-contact"))
                        .required(),
                    "confirm",
                ))
                .field(fill(
                    "method",
                    Field::select(tr, "contact.method", tr.s("req-contact-method"))
                        .choices(of(&["phone", "text", "email", "visit", "letter"], "req-method"))
                        .required(),
                    "phone",
                ))
                .field(fill(
                    "reached",
                    Field::radio(tr, "contact.reached", tr.s("req-reached"))
                        .choices(of(&["yes", "no"], "req-reached"))
                        .required(),
                    "yes",
                ))
                .field(fill("words", Field::area(tr, "contact.words", tr.s("req-column-said")).rows(2).required(), ""))
                .send(Submit::secondary(tr.s("req-record")))
                .open(attempt.noun == "contact"),
        ));
    }
    part
}

/// Requests for the same thing, and those that are alike, each with how it ended.
pub(super) fn earlier(tr: Tr, l: &Loaded) -> Option<Part> {
    if l.same.is_empty() && l.similar.is_empty() {
        return None;
    }
    let row = |r: &crate::request::Request, sub: String| {
        Row::new([
            Cell::link(format!("/desk/requests/{}", r.number()), &r.subject).below(sub),
            match &r.outcome {
                Some(code) => Cell::text(outcome_name(tr, code)),
                None => Cell::tag(state_tag(tr, r.state())),
            },
            Cell::text(r.closed_on.map(|d| tr.date_short(d)).unwrap_or_default()),
        ])
    };
    let rows: Vec<Row> = l
        .same
        .iter()
        .map(|r| row(r, tr.s("req-same").into_owned()))
        .chain(l.similar.iter().map(|(r, n)| row(r, tr.f1("req-alike", "n", i64::from(*n)))))
        .collect();
    let columns = [
        Column::new(tr.s("req-column-request")),
        Column::new(tr.s("disclosure-outcome")),
        Column::whole(tr.s("req-closed-on")),
    ];
    Some(Part::new("earlier", tr.s("req-part-earlier")).with(Block::Table(Table::new(
        tr.s("req-part-earlier"),
        columns,
        rows,
    ))))
}

/// Publishing the answer for everybody, and complaints about the request.
pub(super) fn afterwards(tr: Tr, l: &Loaded) -> Option<Part> {
    let gives =
        l.r.outcome.as_deref().and_then(crate::outcome::find).is_some_and(|o| o.gives != crate::outcome::Gives::None);
    if !gives && l.complaints.is_empty() {
        return None;
    }
    let mut part = Part::new("afterwards", tr.s("req-part-afterwards"));
    if let Some(a) = l.answer.as_ref().filter(|a| a.withdrawn.is_none()) {
        let text = tr.f1("req-answer-published", "number", &a.number);
        part = part.with(Block::Notice(Notice::new(NoticeKind::Done, "", text)));
    }
    if gives && (l.is_desk || l.is_head) {
        part = part.with(Block::Links(vec![(format!("{}/answer", l.base()), tr.s("req-answer-title").into_owned())]));
    }
    let complaints: Vec<String> = l
        .complaints
        .iter()
        .map(|c| {
            let result = c.result.map_or_else(
                || tr.s("req-complaint-open").into_owned(),
                |r| tr.s(&format!("req-complaint-{r}")).into_owned(),
            );
            format!("{} · {} · {result}", c.number, tr.time(c.filed_at))
        })
        .collect();
    if !complaints.is_empty() {
        part = part.with(Block::Head(tr.s("req-complaints-title").into_owned())).with(Block::List(complaints));
    }
    Some(part)
}

/// What happened, and whose turn it is.
pub(super) fn trace(tr: Tr, l: &Loaded) -> Trace {
    let mut entries: Vec<TraceEntry> = l
        .trace
        .iter()
        .map(|e| TraceEntry {
            when: e.at.parse::<jiff::Timestamp>().map_or_else(|_| e.at.clone(), |at| tr.time(at)),
            title: word(tr, "did", e.kind.strip_prefix("disclosure-").unwrap_or(&e.kind)),
            who: l.name(&e.actor),
            text: String::new(),
            link: None,
            state: TraceState::Past,
        })
        .collect();
    if let Some(state) = l.r.state()
        && crate::DisclosureProcedure::holder(state) != kernel::procedure::Holder::Nobody
    {
        entries.push(TraceEntry {
            when: tr.s("req-now").into_owned(),
            title: word(tr, "state", state),
            who: word(tr, "holder", &l.r.matter.waits_for),
            text: l
                .r
                .matter
                .due_on
                .map(|d| tr.f2("req-day-relative", "day", tr.date_short(d), "relative", tr.relative(d, l.today)))
                .unwrap_or_default(),
            link: None,
            state: TraceState::Now,
        });
    }
    Trace::new(tr, entries)
}
