//! The desk: the licences that an agency issued, and the acts that change their state.

use super::{mine::says, pdf_answer, percent, read, sample_licence, standing_tag, state_name, validity};
use crate::{
    Event, Filter, Licence, LicenceProcedure, Refused, Standing, State as LicenceState, Verb, cancel, events_of,
    licence_types, list_office, open_licence, restore, revoke_as_penalty, revoke_as_wrong, store, suspend,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::{Timestamp, civil::Date};
use kernel::{Cx, Error, Fault, Id, Lang, Office, Refusal, RefusalKind, Tx, journal, matter, procedure::open_verbs};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, DataList, Empty, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Pager,
    Problem, Row, Sample, Sentence, Shell, StatusTag, Submit, Table, Tr, Trace, TraceEntry, TraceState, Visit,
    blocking, redirect_with,
};

type Answer = Result<Response, Problem>;

/// How many licences a page of the list shows.
const PAGE: usize = 50;

/// The acts of office on this page, gentlest first.
const ACTS: &[Verb] = &[Verb::Suspend, Verb::Restore, Verb::RevokeAsWrong, Verb::RevokeAsPenalty, Verb::Cancel];

// The list ------------------------------------------------------------------------------------------

/// `GET /desk/licences`
#[derive(Template)]
#[template(path = "licences/desk-list.html")]
struct ListPage {
    shell: Shell,
    state: Field,
    kind: Field,
    number: Field,
    look: Submit,
    table: Table,
    pager: Pager,
}

/// What the list is narrowed by, and where it goes on.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Narrowed {
    state: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    number: Option<String>,
    after: Option<String>,
}

impl Narrowed {
    fn text(value: &Option<String>) -> Option<&str> {
        value.as_deref().map(str::trim).filter(|v| !v.is_empty())
    }

    fn filter(&self) -> Result<(Filter, Option<Id>), Problem> {
        let state =
            Narrowed::text(&self.state).map(|s| LicenceState::parse(s).ok_or_else(Problem::bad_request)).transpose()?;
        let after = Narrowed::text(&self.after).map(|a| Id::parse(a).ok_or_else(Problem::bad_request)).transpose()?;
        let (type_key, number) =
            (Narrowed::text(&self.kind).map(str::to_owned), Narrowed::text(&self.number).map(str::to_owned));
        Ok((Filter { state, type_key, number }, after))
    }

    /// The address of the list with this narrowing, from `after` on.
    fn href(&self, after: Option<Id>) -> String {
        let after = after.map(|id| id.to_string());
        let pairs = [
            ("state", Narrowed::text(&self.state)),
            ("type", Narrowed::text(&self.kind)),
            ("number", Narrowed::text(&self.number)),
            ("after", after.as_deref()),
        ];
        let query: Vec<String> =
            pairs.iter().filter_map(|(name, value)| Some(format!("{name}={}", percent((*value)?)))).collect();
        if query.is_empty() { "/desk/licences".to_owned() } else { format!("/desk/licences?{}", query.join("&")) }
    }
}

impl ListPage {
    fn new(visit: &Visit, narrowed: &Narrowed, mut licences: Vec<Licence>, today: Date) -> ListPage {
        let tr = visit.tr;
        let more = licences.len() > PAGE;
        licences.truncate(PAGE);
        let on = licences.last().filter(|_| more).map(|l| narrowed.href(Some(l.id())));
        let back = Narrowed::text(&narrowed.after).map(|_| narrowed.href(None));
        let any = || Choice::new("", tr.s("licence-any"));
        let states = LicenceState::ALL.iter().map(|s| Choice::new(s.as_str(), state_name(tr, *s)));
        let kinds = licence_types().iter().map(|k| Choice::new(&k.key, &k.name));
        let rows = licences.iter().map(|l| {
            Row::new([
                Cell::link(format!("/desk/licences/{}", l.identifier), &l.type_name),
                Cell::code(&l.number),
                Cell::text(&l.holder_shown),
                Cell::text(tr.date_short(l.issued_on)),
                Cell::text(l.valid_to.map_or_else(|| tr.s("licence-unlimited").into_owned(), |d| tr.date_short(d))),
                Cell::tag(standing_tag(tr, l, today)),
            ])
        });
        let columns = [
            Column::new(tr.s("licence-type")),
            Column::whole(tr.s("licence-number")),
            Column::new(tr.s("licence-holder")),
            Column::whole(tr.s("licence-issued-on")),
            Column::whole(tr.s("licence-valid-to")),
            Column::whole(tr.s("licence-state")),
        ];
        ListPage {
            shell: visit.desk(tr.s("licence-desk-title")).at("desk-licences"),
            state: Field::select(tr, "state", tr.s("licence-state"))
                .choices(std::iter::once(any()).chain(states))
                .value(narrowed.state.clone().unwrap_or_default()),
            kind: Field::select(tr, "type", tr.s("licence-type"))
                .choices(std::iter::once(any()).chain(kinds))
                .value(narrowed.kind.clone().unwrap_or_default()),
            number: Field::code(tr, "number", tr.s("licence-number-or-identifier"))
                .value(narrowed.number.clone().unwrap_or_default()),
            look: Submit::secondary(tr.s("licence-narrow")),
            table: Table::new(tr.s("licence-desk-title"), columns, rows.collect())
                .when_empty(Empty::new(tr.s("licence-desk-none"), tr.s("licence-desk-none-text"))),
            pager: Pager::new(tr, back, on),
        }
    }
}

impl Sample for ListPage {
    fn samples(lang: Lang) -> Vec<ListPage> {
        let visit = Visit::sample(lang);
        let today = jiff::civil::date(2026, 3, 2);
        let many: Vec<Licence> =
            (0..60).map(|n| sample_licence("<食品经营许可证>", Standing::ALL[n % Standing::ALL.len()])).collect();
        let narrowed = Narrowed {
            state: Some("valid".into()),
            number: Some("<1&2>".into()),
            after: Some(Id::new().to_string()),
            ..Narrowed::default()
        };
        vec![
            ListPage::new(&visit, &Narrowed::default(), Vec::new(), today),
            ListPage::new(&visit, &Narrowed::default(), many[..1].to_vec(), today),
            ListPage::new(&visit, &narrowed, many, today),
        ]
    }
}

/// `GET /desk/licences`
///
/// # Errors
/// 400 for a filter that is none.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(narrowed): Query<Narrowed>,
) -> Answer {
    let (filter, after) = narrowed.filter()?;
    let today = acting.cx.today();
    let rows =
        blocking(move || read(&office, |tx| list_office(tx, &acting.cx, &filter, after, PAGE as i64 + 1))).await?;
    Ok(Page(ListPage::new(&visit, &narrowed, rows, today)).into_response())
}

// One licence ---------------------------------------------------------------------------------------

struct Opened {
    licence: Licence,
    metadata: Json,
    events: Vec<Event>,
    verbs: Vec<Verb>,
    newer: Option<String>,
}

/// `GET /desk/licences/{identifier}`
#[derive(Template)]
#[template(path = "licences/desk-licence.html")]
struct DeskPage {
    shell: Shell,
    tr: Tr,
    state: StatusTag,
    newer: Option<Notice>,
    facts: DataList,
    says: DataList,
    file: String,
    errors: ErrorSummary,
    act: Option<ActForm>,
    events: Trace,
}

/// The form that changes the state.
struct ActForm {
    action: String,
    seen: Hidden,
    verb: Field,
    reason: Field,
    basis: Field,
    send: Submit,
}

impl DeskPage {
    fn new(visit: &Visit, o: &Opened, today: Date, sent: &BodyForm, refused: Option<&Refused>) -> DeskPage {
        let tr = visit.tr;
        let l = &o.licence;
        let base = format!("/desk/licences/{}", l.identifier);
        let of = |name: &str| o.metadata[name].as_str().unwrap_or_default().to_owned();
        let facts = DataList::new()
            .row(tr.s("licence-holder"), of("CZZT"))
            .row(of("CZZTDMLX"), codes::mask_identity(&of("CZZTDM")))
            .cell(tr.s("licence-number"), Cell::code(&l.number))
            .cell(tr.s("licence-identifier"), Cell::code(&l.identifier))
            .row(tr.s("licence-issuer"), &l.issuer_name)
            .row(tr.s("licence-issued-on"), tr.date_short(l.issued_on))
            .row(tr.s("licence-validity"), validity(tr, l))
            .row(tr.s("licence-trust"), tr.s(&format!("licence-trust-{}", l.trust.as_str().to_lowercase())));
        let wrong = |kinds: &[Refused]| refused.filter(|r| kinds.contains(r)).map(|r| tr.refusal(r));
        let choices = o.verbs.iter().map(|v| {
            Choice::new(v.as_str(), tr.s(&format!("licence-verb-{v}"))).hint(tr.s(&format!("licence-about-{v}")))
        });
        let verb = Field::radio(tr, "verb", tr.s("licence-act"))
            .choices(choices)
            .values(sent.get("verb"))
            .error(refused.filter(|_| sent.text("verb").is_none()).map(|_| tr.s("licence-refused-no-act")))
            .required();
        let reason = Field::area(tr, "reason", tr.s("licence-reason"))
            .hint(tr.s("licence-reason-hint"))
            .value(sent.get("reason").unwrap_or_default())
            .error(wrong(&[Refused::NoReason]))
            .rows(3)
            .required();
        let basis = Field::text(tr, "basis", tr.s("licence-basis"))
            .hint(tr.s("licence-basis-hint"))
            .value(sent.get("basis").unwrap_or_default())
            .error(wrong(&[Refused::NoBasis]))
            .required();
        let mut errors = ErrorSummary::of(tr, [&verb, &reason, &basis]);
        if let Some(r) = refused.filter(|_| errors.is_empty()) {
            errors.add("", tr.refusal(r));
        }
        let mut shell =
            visit.desk(&l.type_name).at("desk-licences").crumb(tr.s("licence-desk-title"), "/desk/licences");
        if refused.is_some() {
            shell = shell.with_errors();
        }
        DeskPage {
            shell,
            tr,
            state: standing_tag(tr, l, today),
            newer: o.newer.as_ref().map(|newer| {
                Notice::new(NoticeKind::Info, tr.s("licence-verdict-replaced"), "")
                    .link(format!("/desk/licences/{newer}"), tr.s("licence-verdict-see-newer"))
            }),
            facts,
            says: says(&l.type_key, &o.metadata),
            file: format!("{base}/file.pdf"),
            errors,
            act: (!o.verbs.is_empty()).then(|| ActForm {
                action: format!("{base}/state"),
                seen: Hidden::seen(l.matter.version),
                verb,
                reason,
                basis,
                send: Submit::primary(tr.s("licence-act-send")),
            }),
            events: Trace::new(tr, o.events.iter().rev().map(|e| told(tr, e)).collect()),
        }
    }
}

fn told(tr: Tr, e: &Event) -> TraceEntry {
    let text = if e.reason.is_empty() {
        String::new()
    } else {
        tr.f2("licence-history-why", "reason", &e.reason, "basis", &e.basis)
    };
    TraceEntry {
        when: tr.time(e.at),
        title: tr.s(&format!("licence-history-{}", e.verb)).into_owned(),
        who: String::new(),
        text,
        link: None,
        state: TraceState::Past,
    }
}

impl Sample for DeskPage {
    fn samples(lang: Lang) -> Vec<DeskPage> {
        let visit = Visit::sample(lang);
        let today = jiff::civil::date(2026, 3, 2);
        let opened = |standing, verbs: &[Verb]| Opened {
            licence: sample_licence("食品经营许可证", standing),
            metadata: json!({ "CZZT": "晨光<餐饮>", "CZZTDM": "91130100MA00000000", "CZZTDMLX": "统一社会信用代码", "KZ_items": "热食类" }),
            events: Verb::ALL
                .iter()
                .enumerate()
                .map(|(n, v)| Event {
                    seq: n as i64 + 1,
                    verb: v.as_str().into(),
                    state: "valid".into(),
                    reason: if n % 2 == 0 { String::new() } else { "<理由>".into() },
                    basis: "行政许可法".into(),
                    by_whom: "system:x".into(),
                    at: Timestamp::UNIX_EPOCH,
                })
                .collect(),
            verbs: verbs.to_vec(),
            newer: (standing == Standing::Replaced).then(|| "1.2.156".to_owned()),
        };
        let blank = BodyForm::default();
        let typed = BodyForm {
            pairs: vec![("verb".into(), "suspend".into()), ("reason".into(), "<b>".into())],
            uploads: Vec::new(),
        };
        vec![
            DeskPage::new(&visit, &opened(Standing::InForce, ACTS), today, &blank, None),
            DeskPage::new(&visit, &opened(Standing::Replaced, &[]), today, &blank, None),
            DeskPage::new(&visit, &opened(Standing::InForce, ACTS), today, &typed, Some(&Refused::NoBasis)),
            DeskPage::new(&visit, &opened(Standing::InForce, ACTS), today, &blank, Some(&Refused::NoReason)),
        ]
    }
}

/// Everything the page shows; the reading is in the ledger before.
fn open(tx: &mut Tx, cx: &Cx, identifier: &str) -> Result<Opened, Error<Refused>> {
    let licence = open_licence(tx, cx, identifier)?;
    let id = licence.id();
    let past = matter::past(tx, id)?;
    let mut verbs = open_verbs::<LicenceProcedure>(&licence.matter, cx, &past);
    verbs.retain(|v| ACTS.contains(v));
    Ok(Opened {
        metadata: store::kept(tx, cx, id)?["metadata"].clone(),
        events: events_of(tx, cx, id)?,
        newer: crate::find_replacement(tx, id)?.map(|l| l.identifier),
        verbs,
        licence,
    })
}

/// `GET /desk/licences/{identifier}`
///
/// # Errors
/// 404 when it is not there or another agency's.
pub async fn licence(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(identifier): Path<String>,
) -> Answer {
    let today = acting.cx.today();
    let opened = blocking(move || Ok(office.db.write(|tx| open(tx, &acting.cx, &identifier))?)).await?;
    Ok(Page(DeskPage::new(&visit, &opened, today, &BodyForm::default(), None)).into_response())
}

/// `GET /desk/licences/{identifier}/file.pdf`: fetching it is an entry of the ledger.
///
/// # Errors
/// 404 when it is not there or another agency's.
pub async fn file(State(office): State<Arc<Office>>, acting: Acting, Path(identifier): Path<String>) -> Answer {
    let (bytes, name) = blocking(move || {
        let cx = &acting.cx;
        let licence = office.db.write(|tx| {
            let licence = open_licence(tx, cx, &identifier)?;
            journal::note(
                tx,
                cx,
                "licence-file-read",
                Some(&licence.id().to_string()),
                &json!({ "file": licence.file }),
            )?;
            Ok::<_, Error<Refused>>(licence)
        })?;
        let bytes = office
            .objects
            .get(&licence.file)?
            .ok_or_else(|| Problem::from(Fault::new("the file of a licence is gone")))?;
        Ok((bytes, format!("{}-{}.pdf", licence.type_name, licence.number)))
    })
    .await?;
    Ok(pdf_answer(bytes, &name))
}

/// `POST /desk/licences/{identifier}/state`: one act of office, with reason and basis.
///
/// # Errors
/// 404 not there or another agency's, 403 another post's or person's act, 409 stale.
pub async fn change(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(identifier): Path<String>,
    form: BodyForm,
) -> Answer {
    let seen = form.seen()?;
    let today = acting.cx.today();
    let back = format!("/desk/licences/{}", percent(&identifier));
    let sent = form.clone();
    let outcome = blocking(move || {
        let cx = &acting.cx;
        let verb = form.text("verb").and_then(Verb::parse).filter(|v| ACTS.contains(v));
        let (reason, basis) = (form.get("reason").unwrap_or_default(), form.get("basis").unwrap_or_default());
        let done = match verb {
            None => Err(Error::Refused(Refused::NoReason)),
            Some(verb) => office.db.write(|tx| match verb {
                Verb::Suspend => suspend(tx, cx, &identifier, seen, reason, basis),
                Verb::Restore => restore(tx, cx, &identifier, seen, reason, basis),
                Verb::RevokeAsWrong => revoke_as_wrong(tx, cx, &identifier, seen, reason, basis),
                Verb::RevokeAsPenalty => revoke_as_penalty(tx, cx, &identifier, seen, reason, basis),
                _ => cancel(tx, cx, &identifier, seen, reason, basis),
            }),
        };
        match done {
            Ok(_) => Ok(Ok(verb)),
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => {
                let opened = office.db.write(|tx| open(tx, cx, &identifier))?;
                Ok(Err((opened, r)))
            }
            Err(other) => Err(other.into()),
        }
    })
    .await?;
    Ok(match outcome {
        Ok(verb) => redirect_with(&back, &Sentence::new(done_key(verb))),
        Err((opened, r)) => Page(DeskPage::new(&visit, &opened, today, &sent, Some(&r))).sent_back(),
    })
}

/// What is said once after the act.
fn done_key(verb: Option<Verb>) -> &'static str {
    match verb {
        Some(Verb::Suspend) => "licence-done-suspend",
        Some(Verb::Restore) => "licence-done-restore",
        Some(Verb::RevokeAsWrong) => "licence-done-revoke-as-wrong",
        Some(Verb::RevokeAsPenalty) => "licence-done-revoke-as-penalty",
        _ => "licence-done-cancel",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(ListPage::lint_samples(), Vec::<String>::new());
        assert_eq!(DeskPage::lint_samples(), Vec::<String>::new());
    }
}
