//! `/desk/requests/{number}/reply`: drafting the reply. Each outcome says in plain words what it means and what it needs;
//! what is missing stands above; basis and remedies are shown as they will be written.
//!
//! Law: 政府信息公开条例 第三十六条至第四十条; 行政复议法 第二十二条, 第二十三条

use super::{
    Answer, here,
    loaded::{Loaded, load},
    marking::GROUNDS,
    note_reading, outcome_name,
    parts::{Block, Form, Part, PartsPage},
    read, sections, state_tag,
};
use crate::{
    Refused, Template as Words, Verb,
    channel::RequestKind,
    outcome::{self, Need, Outcome},
    remedy,
    reply::Drafted,
    store,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use identity::{Agency, pages::edge::Acting};
use kernel::{Error, Id};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, DataList, Field, Hidden, Notice, NoticeKind, Page, Sentence, Submit, Tr, Visit, blocking,
    redirect_with,
};

/// The outcomes that fit this request.
fn outcomes(l: &Loaded) -> impl Iterator<Item = &'static Outcome> {
    let rectification = l.r.kind == RequestKind::Rectification;
    outcome::all().iter().filter(move |o| o.is_reply() && o.rectification == rectification)
}

/// What an outcome asks of the drafter, in one line.
fn needs(tr: Tr, o: &Outcome) -> String {
    let words: Vec<String> = o.needs.iter().map(|n| tr.s(need_key(*n)).into_owned()).collect();
    if words.is_empty() { tr.s("req-need-nothing").into_owned() } else { tr.f1("req-needs", "what", words.join("、")) }
}

fn need_key(need: Need) -> &'static str {
    match need {
        Need::Reasons => "req-need-reasons",
        Need::Directions => "req-need-directions",
        Need::Records => "req-need-records",
        Need::RecordsOrDirections => "req-need-records-or-directions",
        Need::Grounds => "req-need-grounds",
        Need::Provision => "req-need-provision",
        Need::Reevaluation => "req-need-reevaluation",
        Need::Consultation => "req-need-consultation",
        Need::Corrected => "req-need-corrected",
        Need::Earlier => "req-need-earlier",
        Need::Unreasonable => "req-need-unreasonable",
        Need::OtherOrgan => "req-need-other-organ",
    }
}

/// What is in the form: what was sent, else the draft, else nothing.
fn drafted_of(l: &Loaded) -> Drafted {
    l.draft().map(|d| d.drafted.clone()).unwrap_or_default()
}

fn drafted_from(form: &BodyForm) -> Drafted {
    let text = |name: &str| form.get(name).unwrap_or_default().trim().to_owned();
    Drafted {
        outcome: text("outcome"),
        grounds: form.all("grounds").filter(|g| GROUNDS.contains(g)).map(str::to_owned).collect(),
        facts: text("facts"),
        reasons: text("reasons"),
        directions: text("directions"),
        provision: text("provision"),
        other_organ: text("other_organ"),
        other_contact: text("other_contact"),
    }
}

/// What the page shows beside the request.
pub(super) struct Shown<'a> {
    pub l: &'a Loaded,
    pub drafted: &'a Drafted,
    pub templates: &'a [Words],
    pub organs: &'a [Agency],
    /// Whether what is shown was not saved yet.
    pub is_unsaved: bool,
    pub refused: Option<&'a Refused>,
}

/// The page.
pub(super) fn page(visit: &Visit, s: &Shown<'_>) -> PartsPage {
    let tr = visit.tr;
    let l = s.l;
    let shell = visit
        .desk(tr.s("req-reply-title"))
        .crumb(tr.s("req-list-title"), "/desk/requests")
        .crumb(l.r.number(), l.base());
    let mut page = PartsPage::new(shell);
    page.lead.clone_from(&l.r.subject);
    page.tags = vec![state_tag(tr, l.r.state())];
    page.marks = vec![Cell::code(l.r.number())];
    if let Some(r) = s.refused {
        let field = if matches!(r, Refused::NoOutcome) { "outcome" } else { "" };
        page = page.refused(field, tr.refusal(r));
    }
    if s.is_unsaved && s.refused.is_none() {
        page.notices.push(Notice::new(NoticeKind::Info, tr.s("req-reply-unsaved"), tr.s("req-reply-unsaved-text")));
    }
    let may = l.may(Verb::Work);
    if may && l.draft().is_some() && !s.is_unsaved {
        let part = Part::new("missing", tr.s("req-missing"));
        page.parts.push(if l.missing.is_empty() {
            let mut part = part.with(Block::Text(vec![tr.s("req-missing-nothing").into_owned()]));
            if l.may(Verb::SubmitReply) {
                part = part.with(Block::Form(
                    Form::new("submission", tr.s("disclosure-verb-submit-reply"), format!("{}/submission", l.base()))
                        .main()
                        .hidden(Hidden::seen(l.r.matter.version))
                        .about(tr.s("req-about-submit-reply"))
                        .send(Submit::primary(tr.s("disclosure-verb-submit-reply"))),
                ));
            }
            part
        } else {
            part.with(Block::List(sections::missing(tr, l)))
        });
    }
    if may {
        page.parts.push(Part::new("draft", tr.s("req-part-draft")).with(Block::Form(form(tr, s))));
    }
    if let Some(o) = outcome::find(&s.drafted.outcome) {
        page.parts.push(preview(tr, s, o));
    }
    let mut records = Part::new("records", tr.s("req-part-records")).with(Block::Table(sections::records_table(tr, l)));
    records = records.with(Block::Links(vec![
        (format!("{}/records", l.base()), tr.s("req-records-title").into_owned()),
        (l.base(), tr.s("req-back-to-request").into_owned()),
    ]));
    page.parts.push(records);
    page.parts.push(sections::asked(tr, l));
    page
}

fn form(tr: Tr, s: &Shown<'_>) -> Form {
    let d = s.drafted;
    let name = |o: &Outcome| Choice::new(&o.code, outcome_name(tr, &o.code)).hint(needs(tr, o));
    let mut fields = vec![
        Field::radio(tr, "outcome", tr.s("disclosure-outcome"))
            .choices(outcomes(s.l).map(name))
            .value(&d.outcome)
            .required(),
        Field::checkboxes(tr, "grounds", tr.s("req-grounds"))
            .choices(GROUNDS.iter().map(|g| Choice::new(*g, outcome_name(tr, g))))
            .values(d.grounds.iter().map(String::as_str))
            .hint(tr.s("req-grounds-hint")),
        Field::area(tr, "facts", tr.s("req-facts")).rows(4).hint(tr.s("req-facts-hint")).value(&d.facts),
    ];
    if !s.templates.is_empty() {
        let all = s.templates.iter().map(|t| Choice::new(t.id.to_string(), format!("{} · {}", t.outcome, t.name)));
        fields.push(Field::select(tr, "template", tr.s("req-template")).choices(all).hint(tr.s("req-template-hint")));
    }
    fields.extend([
        Field::area(tr, "reasons", tr.s("req-reasons")).rows(6).hint(tr.s("req-reasons-hint")).value(&d.reasons),
        Field::area(tr, "directions", tr.s("req-directions"))
            .rows(3)
            .hint(tr.s("req-directions-hint"))
            .value(&d.directions),
        Field::text(tr, "provision", tr.s("req-provision")).hint(tr.s("req-provision-hint")).value(&d.provision),
        Field::select(tr, "organ", tr.s("req-organ"))
            .choices(s.organs.iter().map(|a| Choice::new(a.id.to_string(), &a.name)))
            .hint(tr.s("req-organ-hint")),
        Field::text(tr, "other_organ", tr.s("req-other-organ")).value(&d.other_organ),
        Field::text(tr, "other_contact", tr.s("req-other-contact")).value(&d.other_contact),
    ]);
    let mut form = Form::new("reply-form", tr.s("req-part-draft"), format!("{}/reply", s.l.base()))
        .main()
        .hidden(Hidden::seen(s.l.r.matter.version))
        .fields(fields)
        .send(Submit::primary(tr.s("req-save-draft")));
    if !s.templates.is_empty() {
        form = form.send(Submit::secondary(tr.s("req-template-insert")).act("template"));
    }
    form.send(Submit::secondary(tr.s("req-organ-insert")).act("organ"))
        .send(Submit::secondary(tr.s("req-preview")).act("preview"))
}

/// The reply as it will read: basis, answer, reasons, remedies.
fn preview(tr: Tr, s: &Shown<'_>, o: &Outcome) -> Part {
    let d = s.drafted;
    let mut basis: Vec<String> = o.basis.clone();
    for ground in &d.grounds {
        for b in outcome::find(ground).into_iter().flat_map(|g| g.basis.iter()) {
            if !basis.contains(b) {
                basis.push(b.clone());
            }
        }
    }
    if !d.provision.is_empty() {
        basis.push(d.provision.clone());
    }
    let mut facts = DataList::new().row(tr.s("disclosure-outcome"), &o.words).row(tr.s("req-basis"), basis.join("；"));
    for (key, value) in [("req-facts", &d.facts), ("req-reasons", &d.reasons), ("req-directions", &d.directions)] {
        if !value.is_empty() {
            facts = facts.row(tr.s(key), value);
        }
    }
    if !d.other_organ.is_empty() {
        facts = facts.row(tr.s("req-other-organ"), format!("{} {}", d.other_organ, d.other_contact));
    }
    let remedies = remedy::paragraph(o, &s.l.office.forums, s.l.r.is_served_online());
    if !remedies.is_empty() {
        facts = facts.row(tr.s("req-remedies"), remedies);
    }
    Part::new("preview", tr.s("req-part-preview")).with(Block::Facts(facts))
}

struct Around {
    templates: Vec<Words>,
    organs: Vec<Agency>,
}

fn around(office: &kernel::Office, l: &Loaded) -> Result<Around, web::Problem> {
    read(office, |tx| {
        Ok(Around {
            templates: store::templates_of(tx, l.r.matter.agency)?,
            organs: identity::list_agencies(tx)?.into_iter().filter(|a| a.id != l.r.matter.agency).collect(),
        })
    })
}

/// `GET /desk/requests/{number}/reply`
///
/// # Errors
/// 404 for what is not this office's.
pub async fn reply_page(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || {
        note_reading(&office, &acting.cx, &number)?;
        let l = office.db.read(|tx| load(tx, &acting.cx, visit.tr, &number))?;
        let a = around(&office, &l)?;
        let last = l.replies.last().map(|r| r.drafted.clone()).unwrap_or_default();
        let drafted = if l.may(Verb::Work) { drafted_of(&l) } else { last };
        let shown = Shown {
            l: &l,
            drafted: &drafted,
            templates: &a.templates,
            organs: &a.organs,
            is_unsaved: false,
            refused: None,
        };
        Ok(Page(page(&visit, &shown)).into_response())
    })
    .await
}

/// `POST /desk/requests/{number}/reply`: saves the draft; `act` fills words of a template or an organ in, or previews,
/// without saving.
///
/// # Errors
/// 404, 403, 409 as elsewhere.
pub async fn draft(
    State(office): State<Arc<kernel::Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    blocking(move || {
        let cx = acting.cx;
        let mut drafted = drafted_from(&form);
        if form.act().is_empty() {
            match office.db.write(|tx| crate::save_reply(tx, &cx, &number, seen, &drafted)) {
                Ok(_) => {
                    return Ok(redirect_with(
                        &format!("/desk/requests/{number}/reply"),
                        &Sentence::new("req-done-draft"),
                    ));
                }
                Err(error) => {
                    let refused = here(error)?;
                    let l = office.db.read(|tx| load(tx, &cx, visit.tr, &number))?;
                    let a = around(&office, &l)?;
                    let shown = Shown {
                        l: &l,
                        drafted: &drafted,
                        templates: &a.templates,
                        organs: &a.organs,
                        is_unsaved: true,
                        refused: Some(&refused),
                    };
                    return Ok(Page(page(&visit, &shown)).sent_back());
                }
            }
        }
        let l = office.db.read(|tx| load(tx, &cx, visit.tr, &number))?;
        if l.r.matter.version != seen {
            return Err(Error::from(Refused::Matter(kernel::matter::MatterRefused::Stale)).into());
        }
        let a = around(&office, &l)?;
        match form.act() {
            "template" => {
                let chosen = form.text("template").and_then(Id::parse);
                if let Some(t) = a.templates.iter().find(|t| Some(t.id) == chosen) {
                    if drafted.outcome.is_empty() {
                        drafted.outcome.clone_from(&t.outcome);
                    }
                    let gap = if drafted.reasons.is_empty() { "" } else { "\n" };
                    drafted.reasons = format!("{}{gap}{}", drafted.reasons, t.reasons);
                }
            }
            "organ" => {
                let chosen = form.text("organ").and_then(Id::parse);
                if let Some(organ) = a.organs.iter().find(|o| Some(o.id) == chosen) {
                    let office = read(&office, |tx| store::office_of(tx, organ))?;
                    drafted.other_organ.clone_from(&organ.name);
                    let parts = [office.name, office.address, office.phone];
                    drafted.other_contact =
                        parts.iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join("，");
                }
            }
            _ => {}
        }
        let shown = Shown {
            l: &l,
            drafted: &drafted,
            templates: &a.templates,
            organs: &a.organs,
            is_unsaved: true,
            refused: None,
        };
        Ok(Page(page(&visit, &shown)).with_status(StatusCode::OK))
    })
    .await
}
