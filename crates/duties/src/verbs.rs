//! What is done with obligations: information is reported, published, set aside; days turn.

use crate::{
    Body, Channel, Fulfilment, Obligation, Occurrence, Refused, Source, Standing, begins_open, find_row,
    limit::{LimitRule, soon_on},
    store::{self, Counts},
};
use jiff::civil::Date;
use kernel::{
    Cx, Error, Fault, FaultKind, Id, Role, Tx, Who, journal,
    links::{self, Leaning, LinkKind, Node, NodeKind},
};
use serde_json::json;

/// Most characters of a note, reason or title.
pub const NOTE_MOST: usize = 300;

pub(crate) fn broken_calendar(e: calendar::CalendarError) -> Fault {
    Fault::from_error("computing the last day of a duty", e).kind_is(FaultKind::CalendarMissing)
}

/// How the ledger names an obligation.
pub(crate) fn about(code: &str, agency: Id) -> String {
    format!("{code}@{agency}")
}

/// Whether the acting official keeps the duties of this agency, or of all of them at the office that leads openness.
pub(crate) fn must_keep(tx: &mut Tx, cx: &Cx, agency: Id) -> Result<(), Error<Refused>> {
    if matches!(cx.who, Who::System(_)) || cx.who.holds(agency, Role::DutyKeeper) || leads(tx, cx)? {
        return Ok(());
    }
    Err(Refused::NotYourPost.into())
}

/// Whether the acting official keeps duties at the office that leads openness.
///
/// # Errors
/// A fault of the database.
pub fn leads(tx: &mut Tx, cx: &Cx) -> Result<bool, Fault> {
    let Who::Staff { posts, .. } = &cx.who else { return Ok(matches!(cx.who, Who::System(_))) };
    let mine: Vec<Id> = posts.iter().filter(|p| p.role == Role::DutyKeeper).map(|p| p.agency).collect();
    store::leads_any(tx, &mine)
}

fn words(text: &str, otherwise: Refused) -> Result<&str, Error<Refused>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(otherwise.into());
    }
    if text.chars().count() > NOTE_MOST {
        return Err(Refused::TooLong { most: NOTE_MOST }.into());
    }
    Ok(text)
}

fn region_of(tx: &mut Tx, agency: Id) -> Result<String, Error<Refused>> {
    Ok(identity::find_agency(tx, agency)?.ok_or(Refused::NotThere)?.region)
}

fn present(tx: &mut Tx, code: &str, agency: Id) -> Result<Obligation, Error<Refused>> {
    let found = store::find_obligation(tx, code, agency)?.filter(|o| o.standing != Standing::Ended);
    Ok(found.ok_or(Refused::NotThere)?)
}

/// The information of this row was formed or changed on `formed_on`: from that day the limit of the row counts, in
/// working days of the agency's region. `what` names it: a document, a round, a month.
///
/// Law: 政府信息公开条例 第二十六条
///
/// # Errors
/// Not this agency's duty, another post, a day ahead or before the duty began, the same reported before.
pub fn report_formed(
    tx: &mut Tx,
    cx: &Cx,
    code: &str,
    agency: Id,
    formed_on: Date,
    what: &str,
) -> Result<Occurrence, Error<Refused>> {
    let obligation = present(tx, code, agency)?;
    must_keep(tx, cx, agency)?;
    let what = words(what, Refused::NoTitle)?;
    if formed_on > cx.today() {
        return Err(Refused::DayAhead.into());
    }
    let row = find_row(tx, code)?.filter(|r| r.withdrawn_on.is_none()).ok_or(Refused::Withdrawn)?.row;
    if store::is_reported(tx, code, agency, what, formed_on)? {
        return Err(Refused::AlreadyReported.into());
    }
    let region = region_of(tx, agency)?;
    let calendar = cx.calendars.of(&region);
    let due = row.limit.clock(formed_on).due(&calendar, cx.today()).map_err(broken_calendar)?.on;
    let occurrence = Occurrence {
        id: Id::new(),
        code: code.to_owned(),
        agency,
        source: Source::Reported,
        what: what.to_owned(),
        formed_on: Some(formed_on),
        due_on: Some(due),
        soon_on: Some(soon_on(&calendar, formed_on, due).map_err(broken_calendar)?),
        noted_at: cx.at,
        fulfilment: None,
    };
    store::insert_occurrence(tx, &occurrence)?;
    settle(tx, cx, &obligation)?;
    let body = json!({ "code": code, "formed_on": formed_on.to_string(), "due_on": due.to_string(), "what": what });
    journal::note(tx, cx, "duty-formed", Some(&about(code, agency)), &body)?;
    Ok(occurrence)
}

fn settle(tx: &mut Tx, cx: &Cx, obligation: &Obligation) -> Result<Obligation, Fault> {
    let mut counts = Counts::default();
    let next = store::refresh(tx, cx, obligation, &mut counts)?;
    counts.keep(tx)?;
    Ok(next)
}

/// What became of a publication that names a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fulfilled {
    /// It fulfilled what was open.
    Open,
    /// Nothing was open; it stands on record as published.
    OnRecord,
    /// It was on record before; only its title may have changed.
    Before,
    /// This agency has no such duty: nothing was recorded. The caller decides whether that is worth a warning.
    NoSuchDuty,
}

/// A publication that names this duty was published: it fulfils what is open and owed first, or stands on record.
/// Repeating it changes nothing. For the reaction on `publication-publish`.
///
/// # Errors
/// A fault of the database.
pub fn fulfil(
    tx: &mut Tx,
    cx: &Cx,
    code: &str,
    agency: Id,
    publication: &str,
    published_on: Date,
    title: &str,
) -> Result<Fulfilled, Fault> {
    let Some(obligation) = store::find_obligation(tx, code, agency)?.filter(|o| o.standing != Standing::Ended) else {
        return Ok(Fulfilled::NoSuchDuty);
    };
    let title: String = title.trim().chars().take(NOTE_MOST).collect();
    let before: Vec<Occurrence> = store::occurrences_by_publication(tx, publication)?
        .into_iter()
        .filter(|o| o.code == code && o.agency == agency)
        .collect();
    if let Some(known) = before.first() {
        if known.fulfilment.as_ref().is_some_and(|f| f.title != title) {
            store::rename_fulfilment(tx, known.id, &title)?;
        }
        return Ok(Fulfilled::Before);
    }
    let fulfilment =
        Fulfilment { on: published_on, publication: Some(publication.to_owned()), channel: None, title: title.clone() };
    let open = store::open_of(tx, code, agency)?;
    // What came about after the publication cannot be what it publishes.
    let first = open.iter().find(|o| o.formed_on.is_none_or(|d| d <= published_on));
    let outcome = match first {
        Some(o) => {
            store::fulfil_occurrence(tx, o.id, &fulfilment)?;
            Fulfilled::Open
        }
        None => {
            store::insert_occurrence(tx, &unreported(cx, code, agency, fulfilment))?;
            Fulfilled::OnRecord
        }
    };
    let next = settle(tx, cx, &obligation)?;
    let from = Leaning {
        node: Node::new(NodeKind::Publication, publication),
        title,
        href: format!("/publications/{publication}"),
        owner: Some(agency),
    };
    links::link(tx, cx, &from, LinkKind::Fulfils, &Node::new(NodeKind::Duty, code))?;
    let late = first.is_some_and(|o| o.due_on.is_some_and(|due| published_on > due));
    let body = json!({
        "code": code, "publication": publication, "published_on": published_on.to_string(), "late": late, "standing": next.standing.as_str(),
    });
    journal::note(tx, cx, "duty-fulfilled", Some(&about(code, agency)), &body)?;
    Ok(outcome)
}

fn unreported(cx: &Cx, code: &str, agency: Id, fulfilment: Fulfilment) -> Occurrence {
    Occurrence {
        id: Id::new(),
        code: code.to_owned(),
        agency,
        source: Source::Published,
        what: String::new(),
        formed_on: None,
        due_on: None,
        soon_on: None,
        noted_at: cx.at,
        fulfilment: Some(fulfilment),
    }
}

/// The information was published through another channel than this platform: a notice board, a visit, a newspaper. The
/// earliest open occurrence is fulfilled; without one it stands on record.
///
/// Law: 政府信息公开条例 第二十三条
///
/// # Errors
/// Not this agency's duty, another post, a day ahead, no title.
pub fn record_elsewhere(
    tx: &mut Tx,
    cx: &Cx,
    code: &str,
    agency: Id,
    channel: Channel,
    published_on: Date,
    title: &str,
) -> Result<Fulfilled, Error<Refused>> {
    let obligation = present(tx, code, agency)?;
    must_keep(tx, cx, agency)?;
    let title = words(title, Refused::NoTitle)?;
    if published_on > cx.today() {
        return Err(Refused::DayAhead.into());
    }
    let fulfilment =
        Fulfilment { on: published_on, publication: None, channel: Some(channel), title: title.to_owned() };
    let open = store::open_of(tx, code, agency)?;
    let outcome = match open.iter().find(|o| o.formed_on.is_none_or(|d| d <= published_on)) {
        Some(o) => {
            store::fulfil_occurrence(tx, o.id, &fulfilment)?;
            Fulfilled::Open
        }
        None => {
            store::insert_occurrence(tx, &unreported(cx, code, agency, fulfilment))?;
            Fulfilled::OnRecord
        }
    };
    settle(tx, cx, &obligation)?;
    let body =
        json!({ "code": code, "channel": channel.as_str(), "published_on": published_on.to_string(), "title": title });
    journal::note(tx, cx, "duty-fulfilled", Some(&about(code, agency)), &body)?;
    Ok(outcome)
}

/// A publication was withdrawn: what it fulfilled is owed again, by its old last day. For the reaction on
/// `publication-withdraw`. Says how many occurrences opened or left the record.
///
/// # Errors
/// A fault of the database.
pub fn reopen(tx: &mut Tx, cx: &Cx, publication: &str) -> Result<usize, Fault> {
    let touched = store::occurrences_by_publication(tx, publication)?;
    let mut counts = Counts::default();
    for o in &touched {
        match o.source {
            Source::Published => store::delete_occurrence(tx, o.id)?,
            _ => store::reopen_occurrence(tx, o.id)?,
        }
        if let Some(obligation) = store::find_obligation(tx, &o.code, o.agency)? {
            store::refresh(tx, cx, &obligation, &mut counts)?;
        }
        let node = Node::new(NodeKind::Publication, publication);
        links::unlink(tx, &node, LinkKind::Fulfils, &Node::new(NodeKind::Duty, o.code.as_str()))?;
        let body = json!({ "code": o.code, "publication": publication });
        journal::note(tx, cx, "duty-reopened", Some(&about(&o.code, o.agency)), &body)?;
    }
    counts.keep(tx)?;
    Ok(touched.len())
}

/// The agency has nothing of this kind, for this reason, which everybody can read.
///
/// # Errors
/// Not this agency's duty, another post, no reason.
pub fn set_aside(tx: &mut Tx, cx: &Cx, code: &str, agency: Id, reason: &str) -> Result<Obligation, Error<Refused>> {
    let o = present(tx, code, agency)?;
    must_keep(tx, cx, agency)?;
    let reason = words(reason, Refused::NoReason)?;
    let next = mark(tx, cx, &o, Some(reason))?;
    let body = json!({ "code": code, "reason": reason });
    journal::note(tx, cx, "duty-set-aside", Some(&about(code, agency)), &body)?;
    Ok(next)
}

/// The agency has something of this kind again.
///
/// # Errors
/// Not this agency's duty, another post.
pub fn take_up(tx: &mut Tx, cx: &Cx, code: &str, agency: Id) -> Result<Obligation, Error<Refused>> {
    let o = present(tx, code, agency)?;
    must_keep(tx, cx, agency)?;
    let next = mark(tx, cx, &o, None)?;
    journal::note(tx, cx, "duty-taken-up", Some(&about(code, agency)), &json!({ "code": code }))?;
    Ok(next)
}

fn mark(tx: &mut Tx, cx: &Cx, o: &Obligation, reason: Option<&str>) -> Result<Obligation, Fault> {
    let mut next = Obligation {
        set_aside_on: reason.map(|_| cx.today()),
        set_aside_reason: reason.unwrap_or_default().to_owned(),
        ..o.clone()
    };
    (next.standing, next.turns_on) = next.on(cx.today());
    store::update_obligation(tx, &next)?;
    let mut counts = Counts::default();
    counts.moved(o, &next);
    counts.keep(tx)?;
    Ok(next)
}

/// A township or department says that it has nothing in a whole field (未涉及领域事项说明); an empty reason takes it back.
///
/// # Errors
/// Another post, no such field, too long.
pub fn explain_absent_field(tx: &mut Tx, cx: &Cx, agency: Id, field: i64, reason: &str) -> Result<(), Error<Refused>> {
    must_keep(tx, cx, agency)?;
    crate::find_field(field).ok_or(Refused::NoSuchField)?;
    let reason = reason.trim();
    if reason.chars().count() > NOTE_MOST {
        return Err(Refused::TooLong { most: NOTE_MOST }.into());
    }
    store::put_absent_field(tx, cx, agency, field, reason)?;
    let body = json!({ "field": field, "reason": reason });
    journal::note(tx, cx, "duty-field-explained", Some(&agency.to_string()), &body)?;
    Ok(())
}

/// A day passed: periods that ended make their information owed, and standings change. At most `rows` obligations; the
/// clock calls it until it says less than that. Only the hall does this.
///
/// # Errors
/// A fault of the database or a missing calendar year.
pub fn turn_day(tx: &mut Tx, cx: &Cx, rows: i64) -> Result<i64, Fault> {
    let Who::System(_) = cx.who else { return Err(Fault::new("only the hall turns the days of duties")) };
    let turning = store::list_turning(tx, cx.today(), rows)?;
    if turning.is_empty() {
        return Ok(0);
    }
    let regions: Vec<(Id, String)> = store::list_bodies(tx)?.into_iter().map(|b| (b.agency, b.region)).collect();
    let mut counts = Counts::default();
    let mut periods = 0;
    for o in &turning {
        let mut next = o.clone();
        if o.period_on.is_some_and(|on| on <= cx.today()) {
            let region = regions.iter().find(|(id, _)| *id == o.agency).map_or("", |(_, r)| r.as_str());
            periods += open_periods(tx, cx, &mut next, region)?;
        }
        // `refresh` compares with what was counted, so the standing stays the old one until then.
        let counted = Obligation { standing: o.standing, field: o.field, ..next };
        store::refresh(tx, cx, &counted, &mut counts)?;
    }
    counts.keep(tx)?;
    let body = json!({ "day": cx.today().to_string(), "turned": turning.len(), "periods": periods });
    journal::note(tx, cx, "duty-day-turned", None, &body)?;
    Ok(turning.len() as i64)
}

/// Opens every period of this obligation that ended by today, and moves it to the next one. Says how many.
fn open_periods(tx: &mut Tx, cx: &Cx, o: &mut Obligation, region: &str) -> Result<usize, Fault> {
    let row = find_row(tx, &o.code)?.filter(|r| r.withdrawn_on.is_none());
    let calendar = cx.calendars.of(region);
    let mut opened = 0;
    while let Some(on) = o.period_on.filter(|on| *on <= cx.today()) {
        let period = match &row {
            Some(r) => r.row.limit.period(&calendar, on).map_err(broken_calendar)?,
            None => None,
        };
        let Some((period, next)) = period else {
            o.period_on = None;
            break;
        };
        // What is set aside is not owed; the next period is looked at when it ends.
        if o.set_aside_on.is_none() && !store::has_period(tx, &o.code, o.agency, &period.label)? {
            let occurrence = Occurrence {
                id: Id::new(),
                code: o.code.clone(),
                agency: o.agency,
                source: Source::Period,
                what: period.label,
                formed_on: period.formed_on,
                due_on: Some(period.due),
                soon_on: Some(period.soon),
                noted_at: cx.at,
                fulfilment: None,
            };
            store::insert_occurrence(tx, &occurrence)?;
            opened += 1;
        }
        o.period_on = Some(next);
    }
    Ok(opened)
}

/// A new obligation from today on: what must stand there always is owed by the general limit, what is owed by a day of
/// this year from now, the rest when it comes about.
pub(crate) fn begin(
    tx: &mut Tx,
    cx: &Cx,
    code: &str,
    field: i64,
    rule: &LimitRule,
    body: &Body,
    counts: &mut Counts,
) -> Result<(), Fault> {
    let mut o = Obligation {
        code: code.to_owned(),
        agency: body.agency,
        field,
        standing: Standing::Unreported,
        since_on: cx.today(),
        turns_on: None,
        period_on: rule.first_period(cx.today()),
        open_due: None,
        open_soon: None,
        open_count: 0,
        published_count: 0,
        late_count: 0,
        last_published_on: None,
        set_aside_reason: String::new(),
        set_aside_on: None,
    };
    let calendar = cx.calendars.of(&body.region);
    let mut first = None;
    if begins_open(rule) {
        let due = rule.clock(cx.today()).due(&calendar, cx.today()).map_err(broken_calendar)?.on;
        let soon = soon_on(&calendar, cx.today(), due).map_err(broken_calendar)?;
        first = Some((Source::Standing, String::new(), Some(cx.today()), due, soon));
    } else if let Some(on) = o.period_on.filter(|on| *on <= cx.today())
        && let Some((period, next)) = rule.period(&calendar, on).map_err(broken_calendar)?
    {
        o.period_on = Some(next);
        first = Some((Source::Period, period.label, period.formed_on, period.due, period.soon));
    }
    if let Some((_, _, _, due, soon)) = &first {
        (o.open_due, o.open_soon, o.open_count) = (Some(*due), Some(*soon), 1);
    }
    (o.standing, o.turns_on) = o.on(cx.today());
    store::insert_obligation(tx, &o)?;
    counts.added(&o);
    if let Some((source, what, formed_on, due, soon)) = first {
        let occurrence = Occurrence {
            id: Id::new(),
            code: code.to_owned(),
            agency: body.agency,
            source,
            what,
            formed_on,
            due_on: Some(due),
            soon_on: Some(soon),
            noted_at: cx.at,
            fulfilment: None,
        };
        store::insert_occurrence(tx, &occurrence)?;
    }
    Ok(())
}
