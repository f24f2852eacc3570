//! Writing: begin, change, attach, give up; the same for a correction.

use super::{advance, clock_from, find_step, load, may_begin};
use crate::{
    Content, Disclosure, Publication, Refused, StoredFile,
    files::FILES,
    moves::{PublicationProcedure, State, Verb},
    places, store,
};
use calendar::Clock;
use kernel::{
    Cx, Error, Id, Tx, journal,
    matter::{self, MatterRefused, Opening},
    numbering,
};
use serde_json::json;

/// The clock of a draft: only what is disclosed proactively has a limit.
fn clock_of(content: &Content) -> Option<Clock> {
    (content.disclosure == Disclosure::Proactive).then(|| clock_from(content.formed_on))
}

/// 起草: begins a publication of `agency`. Its number is also its permanent address.
///
/// # Errors
/// Not the drafter's post at that agency, a section the agency may not publish to.
pub fn create(tx: &mut Tx, cx: &Cx, agency: Id, content: &Content) -> Result<Publication, Error<Refused>> {
    create_once(tx, cx, agency, content, Id::new())
}

/// 起草, once for the form with the key `form`, however often it is sent.
///
/// # Errors
/// As [`create`]; [`Refused::BegunAlready`] when this form began a publication before.
pub fn create_once(
    tx: &mut Tx,
    cx: &Cx,
    agency: Id,
    content: &Content,
    form: Id,
) -> Result<Publication, Error<Refused>> {
    may_begin(cx, agency).map_err(Refused::Step)?;
    let organ = identity::find_agency(tx, agency)?.ok_or(Refused::Matter(MatterRefused::NotThere))?;
    places::check(tx, &organ, &content.placements)?;
    let year = cx.today().year();
    let number = format!("{year}-{:06}", numbering::next(tx, &format!("publication:{year}"))?);
    // The key of the form is the publication's id. Whoever counts waits for whoever counted before, so that the second
    // of two presses sees what the first began, on every engine; its own number goes back with the refusal.
    let id = form;
    if let Some(begun) = store::find(tx, id)? {
        let first = journal::trace(tx, &id.to_string())?.into_iter().next();
        return Err(match first.is_some_and(|e| e.actor == cx.who.ledger_name()) {
            true => Refused::BegunAlready { number: begun.number },
            false => Refused::Matter(MatterRefused::NotThere),
        }
        .into());
    }
    let opening =
        Opening { id, number: &number, title: &content.title, agency, region: &organ.region, clock: clock_of(content) };
    let body = json!({ "number": number, "kind": content.kind.as_str(), "content": content.digest(&[]) });
    matter::open::<PublicationProcedure>(tx, cx, opening, State::Draft, Verb::Begin, &body)?;
    store::insert(tx, cx, id, &number, content)?;
    store::find(tx, id)?.ok_or_else(super::gone)
}

/// 修改: writes the open revision anew.
///
/// # Errors
/// Stale, not open for writing, a section the agency may not publish to.
pub fn edit(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, content: &Content) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Edit)?;
    let organ = identity::find_agency(tx, p.matter.agency)?.ok_or_else(super::gone)?;
    places::check(tx, &organ, &content.placements)?;
    // The clock of a correction runs from the day the information changed.
    let clock = if p.released == 0 { clock_of(content) } else { p.matter.clock.clone() };
    store::update_revision(tx, cx, p.id(), p.working, content)?;
    let body = json!({ "revision": p.working, "content": content.digest(&p.files) });
    let p = advance(tx, cx, &p, line, clock, "", &body)?;
    Ok(Publication { content: content.clone(), ..p })
}

/// Adds a file that [`crate::keep_file`] has kept; gives its number.
///
/// # Errors
/// Stale, not open for writing, too many files.
pub fn attach(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, file: &StoredFile) -> Result<i64, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Edit)?;
    if p.files.len() >= FILES {
        return Err(Refused::TooManyFiles { most: FILES }.into());
    }
    let n = store::insert_file(tx, p.id(), p.working, file)?;
    let body = json!({ "revision": p.working, "file": file.digest, "n": n });
    advance(tx, cx, &p, line, p.matter.clock.clone(), "", &body)?;
    Ok(n)
}

/// Takes a file out of the open revision.
///
/// # Errors
/// Stale, not open for writing, no such file.
pub fn detach(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, n: i64) -> Result<(), Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Edit)?;
    if !store::delete_file(tx, p.id(), p.working, n)? {
        return Err(super::gone());
    }
    advance(tx, cx, &p, line, p.matter.clock.clone(), "", &json!({ "revision": p.working, "removed": n }))?;
    Ok(())
}

/// 撤稿: gives the draft up.
///
/// # Errors
/// Stale, wrong state, wrong post.
pub fn abandon(tx: &mut Tx, cx: &Cx, number: &str, seen: i64, reason: &str) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Abandon)?;
    let reason = super::needed(reason, Refused::NoReason)?;
    advance(tx, cx, &p, line, None, reason, &json!({ "revision": p.working }))
}

/// 启动更正: opens a new revision of a published publication; the public goes on reading the present one.
///
/// # Errors
/// Stale, wrong state, wrong post.
pub fn start_correction(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::StartCorrection)?;
    next_revision(tx, cx, &p)?;
    let body = json!({ "revision": p.working + 1 });
    advance(tx, cx, &p, line, Some(clock_from(cx.today())), "", &body)?;
    store::find(tx, p.id())?.ok_or_else(super::gone)
}

/// 放弃更正: the open revision is thrown away.
///
/// # Errors
/// Stale, wrong state, wrong post.
pub fn drop_correction(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::DropCorrection)?;
    store::work_on(tx, p.id(), p.released)?;
    store::delete_revision(tx, p.id(), p.working)?;
    advance(tx, cx, &p, line, None, "", &json!({ "revision": p.working }))?;
    store::find(tx, p.id())?.ok_or_else(super::gone)
}

/// 重新起草: filed information is written anew because its attribute changes.
///
/// Law: 政府信息公开条例 第十八条
///
/// # Errors
/// Stale, wrong state, wrong post.
pub fn reopen(tx: &mut Tx, cx: &Cx, number: &str, seen: i64) -> Result<Publication, Error<Refused>> {
    let p = load(tx, cx, number, seen)?;
    let line = find_step(tx, cx, &p, Verb::Reopen)?;
    next_revision(tx, cx, &p)?;
    store::set_reevaluation(tx, p.id(), p.working, None)?;
    let body = json!({ "revision": p.working + 1 });
    advance(tx, cx, &p, line, Some(clock_from(cx.today())), "", &body)?;
    store::find(tx, p.id())?.ok_or_else(super::gone)
}

fn next_revision(tx: &mut Tx, cx: &Cx, p: &Publication) -> Result<(), Error<Refused>> {
    let next = p.working + 1;
    let content = Content { note: String::new(), ..p.content.clone() };
    store::insert_revision(tx, cx, p.id(), next, &content)?;
    store::copy_files(tx, p.id(), p.working, next)?;
    store::work_on(tx, p.id(), next)?;
    Ok(())
}
