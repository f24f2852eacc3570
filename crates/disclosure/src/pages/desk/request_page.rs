//! `/desk/requests/{number}`: one calm page with everything an official needs to act on a request.

use super::{
    Answer,
    act_forms::{Attempt, act_forms, tariff},
    file_answer, letters, light,
    loaded::{Loaded, load},
    outcome_name,
    parts::{Block, Form, Part, PartsPage},
    sections, state_tag, word,
};
use crate::{Refused, Verb, fee, store};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Id, Office, journal, matter::MatterRefused};
use serde_json::json;
use std::sync::Arc;
use web::{BodyForm, Cell, DataList, Notice, NoticeKind, Page, Problem, Submit, Visit, blocking};

/// The page of a request.
pub(super) fn page(visit: &Visit, l: &Loaded, attempt: &Attempt) -> PartsPage {
    let tr = visit.tr;
    let shell = visit.desk(&l.r.subject).crumb(tr.s("req-list-title"), "/desk/requests");
    let mut page = PartsPage::new(shell);
    page.tags = vec![state_tag(tr, l.r.state())];
    page.marks = vec![Cell::light(light(tr, &l.r, l.today)), Cell::code(l.r.number())];
    if let Some((field, text)) = &attempt.error {
        let control = match (field.is_empty(), attempt.noun.as_str()) {
            (true, _) => String::new(),
            (false, "applicant") => field.clone(),
            (false, noun) => format!("{noun}.{field}"),
        };
        page = page.refused(&control, text);
    }
    if l.r.state() == Some(crate::State::Arrived) && l.r.arrived_on < l.today {
        let text = tr.f1("req-unconfirmed-text", "day", tr.date_short(l.r.arrived_on));
        page.notices.push(Notice::new(NoticeKind::Warning, tr.s("req-unconfirmed-title"), text));
    }
    if let Some(last) = l.opinions.last().filter(|o| o.verb == Verb::Return && l.may(Verb::Work)) {
        page.notices.push(Notice::new(NoticeKind::Warning, tr.s("req-returned"), &last.text));
    }
    let forms = act_forms(tr, l, attempt);
    if !forms.is_empty() {
        let mut part = Part::new("acts", tr.s("req-part-acts"));
        let has_fee = forms.iter().any(|f| f.id == "act-fee");
        part = part.with_all(forms.into_iter().map(Block::Form));
        if has_fee && attempt.noun == "fee" {
            let pages = attempt.value("fee", "pages", "").trim().parse().unwrap_or(0);
            part = part
                .with(Block::Table(tariff(tr, &l.per_request)))
                .with(Block::Table(tariff(tr, &fee::per_page(pages))));
        }
        page.parts.push(part);
    }
    page.parts.push(sections::asked(tr, l));
    page.parts.push(sections::applicant(tr, l, attempt));
    page.parts.push(sections::files(tr, l));
    page.parts.extend(sections::exchanged(tr, l));
    page.parts.extend(letters::consultations(tr, l));
    page.parts.push(sections::records(tr, l));
    page.parts.push(sections::reply(tr, l));
    page.parts.extend(sections::opinions(tr, l));
    page.parts.push(sections::papers(tr, l));
    page.parts.extend(letters::disputes(tr, l));
    page.parts.push(sections::contacts(tr, l, attempt));
    page.parts.extend(sections::earlier(tr, l));
    page.parts.extend(sections::afterwards(tr, l));

    page.side.push(facts(visit, l));
    if let Some(d) = &l.derived {
        let key = if l.r.reply_clock.is_some() { "req-part-due" } else { "req-part-confirm-by" };
        let mut part = Part::new("due", tr.s(key)).with(Block::Text(vec![d.due.clone()]));
        if d.is_provisional {
            part = part.with(Block::Hint(tr.s("req-provisional").into_owned()));
        }
        page.side.push(part.with(Block::List(d.sentences.clone())).with(Block::Strip(d.strip.clone())));
    }
    page.side.push(Part::new("trace", tr.s("req-part-trace")).with(Block::Trace(sections::trace(tr, l))));
    page
}

fn facts(visit: &Visit, l: &Loaded) -> Part {
    let tr = visit.tr;
    let r = &l.r;
    let mut facts = DataList::new()
        .row(tr.s("req-agency"), &l.agency.name)
        .row(tr.s("disclosure-channel"), word(tr, "channel", r.channel))
        .row(tr.s("req-arrived-on"), tr.date_short(r.arrived_on));
    if let Some(on) = r.received_on {
        let how = r.confirm_method.map(|m| word(tr, "confirm", m)).unwrap_or_default();
        facts = facts.cell(tr.s("req-received-on"), Cell::text(tr.date_short(on)).below(how));
    }
    if let Some(code) = &r.outcome {
        facts = facts.row(tr.s("disclosure-outcome"), outcome_name(tr, code));
    }
    if let Some(on) = r.closed_on {
        facts = facts.row(tr.s("req-closed-on"), tr.date_short(on));
    }
    if let Some(days) = r.working_days {
        let key = if r.in_time == Some(false) { "req-days-late" } else { "req-days-used" };
        facts = facts.row(tr.s("req-working-days"), tr.f1(key, "n", days));
    }
    let mut part = Part::new("facts", tr.s("req-part-facts")).with(Block::Facts(facts));
    let act = |noun: &str, key: &str| {
        Block::Form(
            Form::new(format!("act-{noun}"), tr.s(key), format!("{}/{noun}", l.base()))
                .hidden(web::Hidden::seen(r.matter.version))
                .send(Submit::quiet(tr.s(key)))
                .main(),
        )
    };
    match &l.claimed {
        Some((name, mine)) => {
            part = part.with(Block::Hint(tr.f1("req-claimed-by", "name", name)));
            if *mine {
                part = part.with(act("release", "req-release"));
            }
        }
        None if l.is_turn => part = part.with(act("claim", "req-claim")),
        None => {}
    }
    part
}

/// The page as an answer, when an act was refused here.
pub(super) fn sent_back(office: &Office, cx: &Cx, visit: &Visit, number: &str, attempt: &Attempt) -> Answer {
    let l = office.db.read(|tx| load(tx, cx, visit.tr, number))?;
    Ok(Page(page(visit, &l, attempt)).sent_back())
}

/// The page with the fees that were computed; nothing was done.
pub(super) fn computed(office: &Office, cx: &Cx, visit: &Visit, number: &str, attempt: &Attempt) -> Answer {
    let l = office.db.read(|tx| load(tx, cx, visit.tr, number))?;
    Ok(Page(page(visit, &l, attempt)).with_status(StatusCode::OK))
}

/// `GET /desk/requests/{number}`: the entry of reading is written before anything is shown.
///
/// # Errors
/// 404 for what is not this office's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        office.db.write(|tx| crate::open_request(tx, &cx, &number).map(|_| ()))?;
        let l = office.db.read(|tx| load(tx, &cx, visit.tr, &number))?;
        Ok(Page(page(&visit, &l, &Attempt::default())).into_response())
    })
    .await
}

/// `POST /desk/requests/{number}/applicant`: who asks in full, once, for a purpose that is recorded before.
///
/// Law: 个人信息保护法 第六条
///
/// # Errors
/// 404 for what is not this office's, 403 for one whose turn it is not, 422 without a purpose.
pub async fn show_applicant(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    form: BodyForm,
) -> Answer {
    blocking(move || {
        let cx = acting.cx;
        let mut l = office.db.read(|tx| load(tx, &cx, visit.tr, &number))?;
        if !l.is_turn && !l.is_desk {
            return Err(Problem::forbidden());
        }
        let Some(purpose) = sections::PURPOSES.iter().find(|p| form.text("purpose") == Some(**p)) else {
            let text = visit.tr.s("req-error-purpose").into_owned();
            let attempt = Attempt { noun: "applicant".into(), form, error: Some(("purpose".into(), text)) };
            return Ok(Page(page(&visit, &l, &attempt)).sent_back());
        };
        let body = json!({ "purpose": purpose, "fields": "all", "state": l.r.matter.state });
        let about = l.r.id().to_string();
        office
            .db
            .write(|tx| Ok::<_, Error<Refused>>(journal::note(tx, &cx, "field-unmasked", Some(&about), &body)?))?;
        l.is_clear = true;
        Ok(Page(page(&visit, &l, &Attempt::default())).into_response())
    })
    .await
}

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

/// `GET /desk/requests/{number}/files/{id}`: a file that was handed in. Reading it is an entry.
///
/// # Errors
/// 404 for what is not this office's.
pub async fn file(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, id)): Path<(String, String)>,
) -> Answer {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let cx = acting.cx;
        let file = office.db.write(|tx| crate::read_file(tx, &cx, &number, id))?;
        let bytes = office.objects.get(&file.digest)?.ok_or_else(|| Problem::broken("a file of a request is gone"))?;
        Ok(file_answer(bytes, &file.media_type, &file.name))
    })
    .await
}

/// `GET /desk/requests/{number}/notices/{id}.pdf`: a written notice; typeset at its first call.
///
/// # Errors
/// 404 for what is not this office's.
pub async fn notice(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let id = file.strip_suffix(".pdf").and_then(Id::parse).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let cx = acting.cx;
        let notice = office.db.write(|tx| {
            let r = store::find_for_office(tx, &cx, &number)?.ok_or_else(gone)?;
            let n = kernel::notices::find(tx, id)?.filter(|n| n.matter == r.id()).ok_or_else(gone)?;
            let body = json!({ "notice": id, "kind": n.kind });
            journal::note(tx, &cx, "disclosure-notice-read", Some(&r.id().to_string()), &body)?;
            Ok::<_, Error<Refused>>(n)
        })?;
        let pdf = kernel::notices::file(&office, id)?.ok_or_else(Problem::not_found)?;
        Ok(file_answer(pdf, "application/pdf", &format!("{}.pdf", notice.number)))
    })
    .await
}
