//! One obligation at the desk: report that its information was formed, note what was published elsewhere, set it aside.

use super::shown::{Explained, channel, explained, limit_sentence, near, occurrence_table};
use crate::{
    CatalogueRow, Channel, Occurrence, Owed, Refused, find_row, leads, list_mine, occurrences_of, record_elsewhere,
    report_formed, set_aside, take_up,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Cx, Error, Office, Refusal, RefusalKind, Role};
use std::sync::Arc;
use web::{
    BodyForm, CalendarStrip, Cell, Choice, DataList, ErrorSummary, Field, Page, Problem, Sentence, Shell, Submit,
    Table, Tr, Visit, blocking, redirect_with,
};

#[derive(Template)]
#[template(path = "duties/desk-duty.html")]
struct DutyPage {
    shell: Shell,
    tr: Tr,
    state: Cell,
    errors: ErrorSummary,
    facts: DataList,
    why: Option<(CalendarStrip, Vec<String>)>,
    formed: Vec<Field>,
    formed_send: Submit,
    elsewhere: Vec<Field>,
    elsewhere_send: Submit,
    aside: Option<Field>,
    aside_send: Submit,
    occurrences: Table,
    base: String,
    public: String,
    edit: String,
    keeps: bool,
}

/// What the page is made from.
struct Found {
    owed: Owed,
    row: CatalogueRow,
    occurrences: Vec<Occurrence>,
    /// Whether the reader may act, not only read.
    keeps: bool,
    /// Why the earliest open last day is that day.
    why: Option<Explained>,
}

/// The form that was sent back.
struct SentBack<'a> {
    form: &'a BodyForm,
    refused: &'a Refused,
}

fn control(act: &str, refused: &Refused) -> &'static str {
    match (act, refused) {
        (_, Refused::NoReason) => "reason",
        ("formed", Refused::NoTitle | Refused::AlreadyReported) => "what",
        ("formed", Refused::NoDay | Refused::DayAhead) => "formed_on",
        ("elsewhere", Refused::NoTitle) => "title",
        ("elsewhere", Refused::NoDay | Refused::DayAhead) => "published_on",
        ("elsewhere", Refused::NoChannel) => "channel",
        ("formed", Refused::TooLong { .. }) => "what",
        ("elsewhere", Refused::TooLong { .. }) => "title",
        ("aside", Refused::TooLong { .. }) => "reason",
        _ => "",
    }
}

fn page(visit: &Visit, today: Date, found: &Found, act: &str, sent: Option<&SentBack<'_>>) -> DutyPage {
    let tr = visit.tr;
    let (owed, row) = (&found.owed, &found.row.row);
    let base = format!("/desk/duties/{}/{}", row.code, owed.agency_key);
    let mut shell = visit.desk(owed.title()).at("desk-duties").crumb(tr.s("duty-desk-title"), "/desk/duties");
    let mut errors = ErrorSummary::new(tr);
    if let Some(sent) = sent {
        shell = shell.with_errors();
        errors.add(control(act, sent.refused), tr.refusal(sent.refused));
    }
    let error = |name: &str| sent.filter(|s| control(act, s.refused) == name).map(|s| tr.refusal(s.refused));
    let typed = |name: &str| sent.and_then(|s| s.form.get(name)).unwrap_or_default().to_owned();
    let day = |name: &str| if sent.is_some() { typed(name) } else { today.to_string() };
    let formed = vec![
        Field::text(tr, "what", tr.s("duty-what"))
            .hint(tr.s("duty-what-hint"))
            .value(typed("what"))
            .required()
            .error(error("what")),
        Field::date(tr, "formed_on", tr.s("duty-formed-on"))
            .hint(tr.s("duty-formed-on-hint"))
            .value(day("formed_on"))
            .required()
            .error(error("formed_on")),
    ];
    let choices =
        Channel::ALL.iter().filter(|c| **c != Channel::Website).map(|c| Choice::new(c.as_str(), channel(tr, *c)));
    let elsewhere = vec![
        Field::text(tr, "title", tr.s("duty-title")).value(typed("title")).required().error(error("title")),
        Field::select(tr, "channel", tr.s("duty-channel"))
            .choices(std::iter::once(Choice::new("", tr.s("duty-choose"))).chain(choices))
            .value(typed("channel"))
            .required()
            .error(error("channel")),
        Field::date(tr, "published_on", tr.s("duty-published-on"))
            .value(day("published_on"))
            .required()
            .error(error("published_on")),
    ];
    let is_aside = owed.obligation.set_aside_on.is_some();
    let aside = (!is_aside).then(|| {
        Field::area(tr, "reason", tr.s("duty-aside-reason"))
            .hint(tr.s("duty-aside-reason-hint"))
            .rows(3)
            .value(typed("reason"))
            .required()
            .error(error("reason"))
    });
    let mut facts = DataList::new()
        .row(tr.s("duty-agency"), &owed.agency_name)
        .row(tr.s("duty-code"), &row.code)
        .row(tr.s("duty-column-limit"), &row.limit_text)
        .row(tr.s("duty-limit-means"), limit_sentence(tr, &row.limit))
        .row(tr.s("duty-since"), tr.date_short(owed.obligation.since_on));
    if is_aside {
        facts = facts.row(tr.s("duty-aside-reason"), &owed.obligation.set_aside_reason);
    }
    let why = found.why.as_ref().map(|e| (e.strip.clone(), e.sentences.clone()));
    DutyPage {
        shell,
        tr,
        state: near(tr, &owed.obligation, today),
        errors,
        facts,
        why,
        formed,
        formed_send: Submit::primary(tr.s("duty-formed-send")),
        elsewhere,
        elsewhere_send: Submit::secondary(tr.s("duty-elsewhere-send")),
        aside,
        aside_send: Submit::secondary(tr.s(if is_aside { "duty-take-up-send" } else { "duty-aside-send" })),
        occurrences: occurrence_table(tr, &found.occurrences, today, &[]),
        public: format!("/duties/{}?agency={}", row.code, owed.agency_key),
        edit: format!("/desk/duties/rows/{}", row.code),
        base,
        keeps: found.keeps,
    }
}

fn load(office: &Office, cx: &Cx, tr: Tr, code: &str, key: &str) -> Result<Found, Problem> {
    let (mut found, region) = office.db.read(|tx| {
        let owed = list_mine(tx, cx, code, key)?.ok_or(Refused::NotThere)?;
        let row = find_row(tx, code)?.ok_or(Refused::NotThere)?;
        let occurrences = occurrences_of(tx, code, Some(owed.obligation.agency), 50)?;
        let agency = identity::find_agency(tx, owed.obligation.agency)?.ok_or(Refused::NotThere)?;
        let keeps = cx.who.holds(owed.obligation.agency, Role::DutyKeeper) || leads(tx, cx)?;
        Ok::<_, Error<Refused>>((Found { owed, row, occurrences, keeps, why: None }, agency.region))
    })?;
    let open = found.occurrences.iter().filter(|o| o.fulfilment.is_none()).min_by_key(|o| o.due_on);
    if let Some(formed_on) = open.and_then(|o| o.formed_on) {
        found.why = Some(explained(tr, cx, &found.row.row.limit, formed_on, &region)?);
    }
    Ok(found)
}

/// `GET /desk/duties/{code}/{agency}`
///
/// # Errors
/// Not there, or not on this desk.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((code, key)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (cx, tr) = (acting.cx, visit.tr);
    let today = cx.today();
    let found = blocking(move || load(&office, &cx, tr, &code, &key)).await?;
    Ok(Page(page(&visit, today, &found, "", None)).into_response())
}

/// What was done, or why it was refused with what was typed.
type Outcome = (Result<(), Refused>, BodyForm, Found);

async fn act(
    office: Arc<Office>,
    acting: Acting,
    visit: Visit,
    (code, key): (String, String),
    form: BodyForm,
    what: &'static str,
    done: &'static str,
) -> Result<Response, Problem> {
    let (cx, tr) = (acting.cx, visit.tr);
    let today = cx.today();
    let path = format!("/desk/duties/{code}/{key}");
    let (outcome, form, found): Outcome = blocking(move || {
        let found = load(&office, &cx, tr, &code, &key)?;
        let agency = found.owed.obligation.agency;
        let day = |name: &str| form.text(name).and_then(|d| d.parse::<Date>().ok()).ok_or(Refused::NoDay);
        let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
        let result = office.db.write(|tx| match what {
            "formed" => report_formed(tx, &cx, &code, agency, day("formed_on")?, &text("what")).map(|_| ()),
            "elsewhere" => {
                let channel = form.get("channel").and_then(Channel::parse).ok_or(Refused::NoChannel)?;
                record_elsewhere(tx, &cx, &code, agency, channel, day("published_on")?, &text("title")).map(|_| ())
            }
            _ if found.owed.obligation.set_aside_on.is_some() => take_up(tx, &cx, &code, agency).map(|_| ()),
            _ => set_aside(tx, &cx, &code, agency, &text("reason")).map(|_| ()),
        });
        let outcome = match result {
            Ok(()) => Ok(()),
            Err(Error::Refused(r)) if r.kind() == RefusalKind::Invalid => Err(r),
            Err(other) => return Err(other.into()),
        };
        Ok((outcome, form, found))
    })
    .await?;
    match outcome {
        Ok(()) => Ok(redirect_with(&path, &Sentence::new(done))),
        Err(refused) => {
            let sent = SentBack { form: &form, refused: &refused };
            Ok(Page(page(&visit, today, &found, what, Some(&sent))).sent_back())
        }
    }
}

/// `POST /desk/duties/{code}/{agency}/formed`
///
/// # Errors
/// Not there, another post.
pub async fn formed(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(which): Path<(String, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    act(office, acting, visit, which, form, "formed", "duty-formed-done").await
}

/// `POST /desk/duties/{code}/{agency}/elsewhere`
///
/// # Errors
/// Not there, another post.
pub async fn elsewhere(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(which): Path<(String, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    act(office, acting, visit, which, form, "elsewhere", "duty-elsewhere-done").await
}

/// `POST /desk/duties/{code}/{agency}/aside`: sets it aside with a reason, or takes it up again.
///
/// # Errors
/// Not there, another post.
pub async fn aside(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(which): Path<(String, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    act(office, acting, visit, which, form, "aside", "duty-aside-done").await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Obligation, Standing};
    use jiff::civil::date;
    use kernel::{Id, Lang};
    use web::Sample;

    impl Sample for DutyPage {
        fn samples(lang: Lang) -> Vec<DutyPage> {
            let visit = Visit::sample(lang);
            let today = date(2026, 3, 2);
            let row = crate::standard_rows().unwrap().remove(0);
            let obligation = Obligation {
                code: row.code.clone(),
                agency: Id::new(),
                field: 1,
                standing: Standing::Unreported,
                since_on: today,
                turns_on: None,
                period_on: None,
                open_due: None,
                open_soon: None,
                open_count: 0,
                published_count: 0,
                late_count: 0,
                last_published_on: None,
                set_aside_reason: String::new(),
                set_aside_on: None,
            };
            let found = |obligation: Obligation, keeps| Found {
                owed: Owed {
                    obligation,
                    matter: row.matter.clone(),
                    sub_matter: row.sub_matter.clone(),
                    limit_text: row.limit_text.clone(),
                    agency_key: "reform".into(),
                    agency_name: "发展和改革委员会".into(),
                },
                row: CatalogueRow {
                    row: row.clone(),
                    revision: 1,
                    changed_at: "2026-03-02T01:00:00Z".parse().unwrap(),
                    withdrawn_on: None,
                },
                occurrences: Vec::new(),
                keeps,
                why: None,
            };
            let aside = Obligation {
                standing: Standing::NotApplicable,
                set_aside_on: Some(today),
                set_aside_reason: "没有这项职能".into(),
                ..obligation.clone()
            };
            let sent = BodyForm::default();
            let faulty =
                [("formed", Refused::DayAhead), ("elsewhere", Refused::NoChannel), ("aside", Refused::NoReason)];
            let mut pages = vec![
                page(&visit, today, &found(obligation.clone(), true), "", None),
                page(&visit, today, &found(obligation.clone(), false), "", None),
                page(&visit, today, &found(aside, true), "", None),
            ];
            for (act, refused) in &faulty {
                let sent = SentBack { form: &sent, refused };
                pages.push(page(&visit, today, &found(obligation.clone(), true), act, Some(&sent)));
            }
            pages
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(DutyPage::lint_samples(), Vec::<String>::new());
    }
}
