//! What is done with a report. The numbers that go out are put together before the transaction ([`crate::annual`]), so that
//! nobody waits while they are counted; the version on the page holds both together.

use crate::{
    annual_report::Annual,
    bodies::{Arranged, BodyKind, lies_in, would_circle},
    deadline::Deadlines,
    moves::{MOVES, ReportProcedure, State, Verb},
    narrative::clean,
    record::{Adopted, Draft, Record},
    refused::Refused,
    store,
    template::template_of,
};
use jiff::civil::Date;
use kernel::{
    Cx, Error, Fault, Id, Role, Tx, Who, journal,
    matter::{self, MatterRefused, Opening},
    numbering,
    procedure::{Move, StepRefused, step},
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

type Step = &'static Move<State, Verb>;

/// Most characters of a note, a reason or a source.
pub const NOTE_MOST: usize = 500;

fn gone() -> Error<Refused> {
    Refused::Matter(MatterRefused::NotThere).into()
}

fn find_step(tx: &mut Tx, cx: &Cx, record: &Record, verb: Verb) -> Result<Step, Error<Refused>> {
    let past = matter::past(tx, record.matter.id)?;
    Ok(step::<ReportProcedure>(&record.matter, verb, cx, &past).map_err(Refused::Step)?)
}

fn load(tx: &mut Tx, agency: Id, year: i64, seen: i64) -> Result<Record, Error<Refused>> {
    let record = store::find(tx, agency, year)?.ok_or_else(gone)?;
    if record.matter.version != seen {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    Ok(record)
}

fn advance(tx: &mut Tx, cx: &Cx, record: &Record, line: Step, body: &Json) -> Result<Record, Error<Refused>> {
    let matter = matter::advance::<ReportProcedure>(tx, cx, &record.matter, line.to, line.verb, None, body)
        .map_err(|e| e.map(Refused::Matter))?;
    Ok(Record { matter, ..record.clone() })
}

/// The post that begins and writes reports of `agency`.
fn may_begin(cx: &Cx, agency: Id) -> Result<(), StepRefused> {
    match MOVES.iter().find(|m| m.verb == Verb::Begin).map(|m| m.by) {
        Some(kernel::procedure::By::Post(role)) if cx.who.holds(agency, role) => Ok(()),
        _ => Err(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }),
    }
}

/// Whether the acting official supervises this area as the authority in charge.
///
/// Law: 政府信息公开条例 第四十七条
///
/// # Errors
/// A fault of the database.
pub fn supervises(tx: &mut Tx, cx: &Cx, region: &str) -> Result<bool, Fault> {
    let Who::Staff { posts, .. } = &cx.who else { return Ok(matches!(cx.who, Who::System(_))) };
    for post in posts.iter().filter(|p| p.role == Role::DisclosureAuthority) {
        if identity::find_agency(tx, post.agency)?.is_some_and(|a| lies_in(region, &a.region)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The posts that see an agency's report before it is public.
pub const OWN_ROLES: [Role; 4] =
    [Role::DisclosureDesk, Role::DisclosureReview, Role::DisclosureHead, Role::DisclosureSign];

/// Whether the acting official may see the working report of an agency: its own people, and the authority in charge.
///
/// # Errors
/// A fault of the database.
pub fn may_see(tx: &mut Tx, cx: &Cx, agency: Id, region: &str) -> Result<bool, Fault> {
    Ok(OWN_ROLES.iter().any(|r| cx.who.holds(agency, *r)) || supervises(tx, cx, region)?)
}

/// 起草: begins the report of `agency` for `year`.
///
/// # Errors
/// Another post, no format for that year, a year that lies ahead, begun before.
pub fn begin(tx: &mut Tx, cx: &Cx, agency: Id, year: i64) -> Result<Record, Error<Refused>> {
    may_begin(cx, agency).map_err(Refused::Step)?;
    let organ = identity::find_agency(tx, agency)?.ok_or_else(gone)?;
    if template_of(year).is_none() || year > i64::from(cx.today().year()) {
        return Err(Refused::NoFormat { year }.into());
    }
    if store::find(tx, agency, year)?.is_some() {
        return Err(Refused::Begun.into());
    }
    let id = Id::new();
    let number = format!("AR-{year}-{:05}", numbering::next(tx, &format!("annual-report:{year}"))?);
    let title = format!("{} {year}", organ.name);
    let opening = Opening { id, number: &number, title: &title, agency, region: &organ.region, clock: None };
    let body = json!({ "agency": organ.key, "year": year });
    matter::open::<ReportProcedure>(tx, cx, opening, State::Draft, Verb::Begin, &body)?;
    // Two begin at once: the second finds the first.
    if !store::insert(tx, id, agency, year)? {
        return Err(Refused::Begun.into());
    }
    store::insert_revision(tx, cx, id, 1, &Draft::default())?;
    store::find(tx, agency, year)?.ok_or_else(gone)
}

fn digest(draft: &Draft) -> String {
    let adopted = draft.adopted.as_ref().map(|a| (&a.file, &a.tables));
    let text = serde_json::to_string(&(&draft.narrative, &draft.two, &draft.two_source, adopted, &draft.note));
    hex::encode(Sha256::digest(text.unwrap_or_default()))
}

fn short(text: &str) -> Result<String, Refused> {
    let text = clean(text)?;
    if text.chars().count() > NOTE_MOST { Err(Refused::TooLong { most: NOTE_MOST }) } else { Ok(text) }
}

/// 修改: writes the open revision anew; adopted numbers stay.
///
/// # Errors
/// Stale, not open for writing, another post, a text too long.
pub fn save(tx: &mut Tx, cx: &Cx, agency: Id, year: i64, seen: i64, draft: &Draft) -> Result<Record, Error<Refused>> {
    let record = load(tx, agency, year, seen)?;
    let line = find_step(tx, cx, &record, Verb::Edit)?;
    let draft = Draft {
        two_source: short(&draft.two_source)?,
        note: short(&draft.note)?,
        adopted: record.draft.adopted.clone(),
        ..draft.clone()
    };
    keep(tx, cx, record, line, draft)
}

fn keep(tx: &mut Tx, cx: &Cx, record: Record, line: Step, draft: Draft) -> Result<Record, Error<Refused>> {
    store::update_revision(tx, cx, record.matter.id, record.working, &draft)?;
    let body = json!({ "revision": record.working, "content": digest(&draft) });
    let next = advance(tx, cx, &record, line, &body)?;
    Ok(Record { draft, saved_at: cx.at, ..next })
}

/// 采用本机关报表: the numbers of the agency's own workbook count instead of those of the requests. Table two comes with them.
///
/// # Errors
/// Stale, not open for writing, another post.
pub fn adopt(tx: &mut Tx, cx: &Cx, agency: Id, year: i64, seen: i64, own: &Adopted) -> Result<Record, Error<Refused>> {
    let record = load(tx, agency, year, seen)?;
    let line = find_step(tx, cx, &record, Verb::Adopt)?;
    let draft = Draft { adopted: Some(own.clone()), two: own.tables.two.clone(), ..record.draft.clone() };
    keep(tx, cx, record, line, draft)
}

/// 改用系统统计: the numbers of the requests count again.
///
/// # Errors
/// Stale, not open for writing, another post.
pub fn count_again(tx: &mut Tx, cx: &Cx, agency: Id, year: i64, seen: i64) -> Result<Record, Error<Refused>> {
    let record = load(tx, agency, year, seen)?;
    let line = find_step(tx, cx, &record, Verb::CountAgain)?;
    let draft = Draft { adopted: None, ..record.draft.clone() };
    keep(tx, cx, record, line, draft)
}

/// Why this report cannot go out, if it cannot.
fn ready(now: &Annual, today: Date) -> Result<(), Refused> {
    let draft = now.draft();
    if let Some(part) = draft.narrative.missing() {
        return Err(Refused::PartMissing { part });
    }
    if now.stopping() > 0 {
        return Err(Refused::DoesNotAddUp { n: now.stopping() });
    }
    if let Some((n, what)) = draft.narrative.leaks(&screen::Lists::built_in()) {
        return Err(Refused::Leaks { n, what });
    }
    if i64::from(today.year()) <= now.year {
        return Err(Refused::YearNotOver { from: format!("{}-01-01", now.year + 1) });
    }
    if now.record.as_ref().is_some_and(|r| r.released > 0) && draft.note.is_empty() {
        return Err(Refused::NoNote);
    }
    Ok(())
}

/// The record whose report was put together as `now`, if it is still the same.
fn same(tx: &mut Tx, now: &Annual) -> Result<Record, Error<Refused>> {
    let seen = now.record.as_ref().ok_or_else(gone)?.matter.version;
    load(tx, now.body.agency.id, now.year, seen)
}

/// 提交: whoever wrote gives it to whoever lets it out. `now` is the report as [`crate::annual`] put it together.
///
/// # Errors
/// A part missing, numbers that do not add up, the year not over, stale, another post.
pub fn submit(tx: &mut Tx, cx: &Cx, now: &Annual) -> Result<Record, Error<Refused>> {
    let record = same(tx, now)?;
    let line = find_step(tx, cx, &record, Verb::Submit)?;
    ready(now, cx.today())?;
    let body = json!({ "revision": record.working, "content": digest(&record.draft) });
    advance(tx, cx, &record, line, &body)
}

/// 退回
///
/// # Errors
/// No reason, stale, another post, the person who wrote it.
pub fn send_back(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    year: i64,
    seen: i64,
    reason: &str,
) -> Result<Record, Error<Refused>> {
    let record = load(tx, agency, year, seen)?;
    let line = find_step(tx, cx, &record, Verb::Return)?;
    let reason = short(reason)?;
    if reason.is_empty() {
        return Err(Refused::NoReason.into());
    }
    let next = advance(tx, cx, &record, line, &json!({ "revision": record.working }))?;
    store::insert_return(tx, cx, &next, &reason)?;
    Ok(next)
}

/// 发布, 发布更正: the report comes before the public and is frozen with its numbers. Checked once more: requests may have
/// changed since it was submitted.
///
/// Law: 政府信息公开条例 第四十九条
///
/// # Errors
/// Numbers that no longer add up, stale, another post, the person who wrote it.
pub fn publish(tx: &mut Tx, cx: &Cx, now: &Annual) -> Result<Record, Error<Refused>> {
    let record = same(tx, now)?;
    let verb = if record.released == 0 { Verb::Publish } else { Verb::Correct };
    let line = find_step(tx, cx, &record, verb)?;
    ready(now, cx.today())?;
    let snapshot = serde_json::to_string(&now.snapshot()).map_err(|e| Fault::from_error("freezing a report", e))?;
    let digest = hex::encode(Sha256::digest(snapshot.as_bytes()));
    let body = json!({
        "agency": now.body.agency.key, "year": now.year, "revision": record.working, "snapshot": digest,
    });
    let next = advance(tx, cx, &record, line, &body)?;
    store::release(tx, cx, &next, &snapshot, &digest)?;
    Ok(Record { released: next.working, ..next })
}

/// 启动更正: a new revision; the public goes on reading the present one.
///
/// # Errors
/// Stale, not published, another post.
pub fn start_correction(tx: &mut Tx, cx: &Cx, agency: Id, year: i64, seen: i64) -> Result<Record, Error<Refused>> {
    let record = load(tx, agency, year, seen)?;
    let line = find_step(tx, cx, &record, Verb::StartCorrection)?;
    let revision = record.working + 1;
    let draft = Draft { note: String::new(), ..record.draft.clone() };
    store::insert_revision(tx, cx, record.matter.id, revision, &draft)?;
    store::work_on(tx, record.matter.id, revision)?;
    advance(tx, cx, &record, line, &json!({ "revision": revision }))?;
    store::find(tx, agency, year)?.ok_or_else(gone)
}

/// 放弃更正: the open revision is thrown away.
///
/// # Errors
/// Stale, no correction open, another post.
pub fn drop_correction(tx: &mut Tx, cx: &Cx, agency: Id, year: i64, seen: i64) -> Result<Record, Error<Refused>> {
    let record = load(tx, agency, year, seen)?;
    let line = find_step(tx, cx, &record, Verb::DropCorrection)?;
    store::work_on(tx, record.matter.id, record.released)?;
    store::delete_revision(tx, record.matter.id, record.working)?;
    advance(tx, cx, &record, line, &json!({ "revision": record.working }))?;
    store::find(tx, agency, year)?.ok_or_else(gone)
}

/// The authority in charge says which rules count for an agency, and into whose report its numbers go.
///
/// # Errors
/// Not the authority of that area, no such agency, an agency below itself.
pub fn arrange(tx: &mut Tx, cx: &Cx, agency: Id, kind: BodyKind, parent: Option<Id>) -> Result<(), Error<Refused>> {
    let organ = identity::find_agency(tx, agency)?.ok_or_else(gone)?;
    if !supervises(tx, cx, &organ.region)? {
        return Err(Refused::AuthorityOnly.into());
    }
    if let Some(parent) = parent {
        identity::find_agency(tx, parent)?.ok_or_else(gone)?;
        if would_circle(&store::list_bodies(tx)?, agency, parent) {
            return Err(Refused::Circle.into());
        }
    }
    store::keep_body(tx, cx, &Arranged { agency, kind, parent })?;
    let body = json!({ "kind": kind.as_str(), "parent": parent.map(|p| p.to_string()) });
    journal::note(tx, cx, "annual-report-arranged", Some(&agency.to_string()), &body)?;
    Ok(())
}

/// The authority in charge sets earlier days for the area of `agency`, at which it holds its post.
///
/// # Errors
/// Another post, days that cannot be read or are later than the law's.
pub fn set_deadlines(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    departments: &str,
    governments: &str,
) -> Result<(), Error<Refused>> {
    if !cx.who.holds(agency, Role::DisclosureAuthority) {
        return Err(Refused::AuthorityOnly.into());
    }
    let organ = identity::find_agency(tx, agency)?.ok_or_else(gone)?;
    let days = Deadlines::read(departments, governments)?;
    store::keep_deadlines(tx, cx, &organ.region, days)?;
    let body = json!({
        "region": organ.region, "departments": days.departments.text(), "governments": days.governments.text(),
    });
    journal::note(tx, cx, "annual-report-deadlines", Some(&agency.to_string()), &body)?;
    Ok(())
}
