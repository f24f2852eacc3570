//! Answer once, publish for all; how an office works; what happens when a day passes.
//!
//! Law: 政府信息公开条例 第十二条, 第四十四条

use super::{Outcome, archive, gone, lapse, needed, serve};
use crate::{
    DisclosureOffice, Refused,
    channel::Way,
    outcome::{self, Gives},
    reply::Record,
    store::{self, AnswerDraft, AnswerFile, NewAnswer},
};
use jiff::{SignedDuration, civil::Date};
use kernel::{
    Cx, Db, Error, Fault, Id, Never, Refusal, RefusalKind, Role, Tx, Who, journal, matter::MatterRefused, numbering,
    procedure::StepRefused,
};
use serde_json::json;

/// What the leak checker found in the words of an answer. Pure; the caller shows the findings in place.
pub fn leaks(draft: &AnswerDraft, applicant: &crate::request::Applicant) -> Vec<String> {
    let mut found = Vec::new();
    let text = format!("{}\n{}\n{}", draft.title, draft.question, draft.answer);
    for value in [
        &applicant.name,
        &applicant.document,
        &applicant.phone,
        &applicant.email,
        &applicant.address,
        &applicant.representative,
    ] {
        let value = value.trim();
        if value.chars().count() >= 2 && text.contains(value) {
            found.push(value.to_owned());
        }
    }
    let findings = screen::check_text(&text, &screen::Lists::built_in());
    found.extend(findings.into_iter().filter(|f| f.severity == screen::Severity::Stops).map(|f| f.what));
    found.sort();
    found.dedup();
    found
}

/// 答复公开: publishes a granted answer without the applicant. The files are those that were given out.
///
/// # Errors
/// Not there, not the desk, nothing given, published before, personal data in the text.
pub fn publish_answer(tx: &mut Tx, cx: &Cx, number: &str, draft: &AnswerDraft) -> Outcome<String> {
    let request = store::find_for_office(tx, cx, number)?.ok_or_else(gone)?;
    desk(cx, request.matter.agency)?;
    let code = request.outcome.clone().unwrap_or_default();
    let gives = outcome::find(&code).is_some_and(|o| o.gives != Gives::None);
    if !gives {
        return Err(Refused::NothingGiven.into());
    }
    if store::answer_of_request(tx, request.id())?.is_some_and(|a| a.withdrawn.is_none()) {
        return Err(Refused::PublishedBefore.into());
    }
    let draft = AnswerDraft {
        title: needed(&draft.title, Refused::NoDescription)?.to_owned(),
        question: needed(&draft.question, Refused::NoDescription)?.to_owned(),
        answer: needed(&draft.answer, Refused::NoDescription)?.to_owned(),
    };
    let applicant = store::private_of(tx, cx, request.id())?.applicant;
    let found = leaks(&draft, &applicant);
    if !found.is_empty() {
        return Err(Refused::Leaks { count: found.len() }.into());
    }
    let files: Vec<AnswerFile> = store::records_of(tx, cx, request.id())?
        .iter()
        .filter_map(Record::given_out)
        .map(|r| AnswerFile {
            name: r.name.clone(),
            media_type: r.media_type.clone(),
            digest: r.digest.clone(),
            size: r.size,
        })
        .collect();
    let id = Id::new();
    let year = cx.today().year();
    let public = format!("DF-{year}-{:05}", numbering::next(tx, &format!("disclosure-answer:{year}"))?);
    let new = NewAnswer {
        id,
        number: &public,
        request: request.id(),
        agency: request.matter.agency,
        draft: &draft,
        outcome: &code,
        files: &files,
        replied_on: request.closed_on.unwrap_or(cx.today()),
    };
    store::insert_answer(tx, cx, &new)?;
    let body =
        json!({ "answer": id, "number": public, "files": files.iter().map(|f| f.digest.clone()).collect::<Vec<_>>() });
    journal::note(tx, cx, "disclosure-answer-published", Some(&request.id().to_string()), &body)?;
    Ok(public)
}

/// Takes a published answer back; its address stays and says why.
///
/// # Errors
/// Not there, not the desk, no reason.
pub fn withdraw_answer(tx: &mut Tx, cx: &Cx, public: &str, reason: &str) -> Outcome<()> {
    let answer = store::find_answer(tx, public)?.ok_or_else(gone)?;
    desk(cx, answer.agency)?;
    let reason = needed(reason, Refused::NoReason)?;
    if !store::set_withdrawn(tx, cx, public, reason)? {
        return Err(Refused::SettledBefore.into());
    }
    journal::note(tx, cx, "disclosure-answer-withdrawn", None, &json!({ "answer": answer.id, "number": public }))?;
    Ok(())
}

fn desk(cx: &Cx, agency: Id) -> Outcome<()> {
    if cx.who.holds(agency, Role::DisclosureDesk) || cx.who.holds(agency, Role::DisclosureHead) {
        return Ok(());
    }
    Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureDesk.as_str() }).into())
}

/// Settles a proposal for proactive disclosure: published (a publication exists now) or declined, with a reason.
///
/// # Errors
/// Not there, no reason.
pub fn settle_proposal(tx: &mut Tx, cx: &Cx, id: Id, published: bool, reason: &str) -> Outcome<()> {
    let reason = needed(reason, Refused::NoReason)?;
    let Who::Staff { posts, .. } = &cx.who else { return Err(gone()) };
    let agencies: Vec<Id> = posts
        .iter()
        .filter(|p| matches!(p.role, Role::DisclosureDesk | Role::DisclosureHead | Role::PublicationDrafting))
        .map(|p| p.agency)
        .collect();
    let word = if published { "published" } else { "declined" };
    if !store::settle_proposal_row(tx, cx, id, &agencies, word, reason)? {
        return Err(gone());
    }
    journal::note(tx, cx, "disclosure-proposal-settled", None, &json!({ "proposal": id, "settled": word }))?;
    Ok(())
}

/// Writes how the agency's disclosure office works.
///
/// # Errors
/// Not the desk's head, changed meanwhile, an address that no mail reaches, periods of zero days.
pub fn keep_office(tx: &mut Tx, cx: &Cx, agency: Id, office: &DisclosureOffice) -> Outcome<()> {
    if !cx.who.holds(agency, Role::DisclosureHead) && !matches!(cx.who, Who::System(_)) {
        return Err(Refused::Step(StepRefused::WrongRole { needed: Role::DisclosureHead.as_str() }).into());
    }
    needed(&office.name, Refused::NoName)?;
    needed(&office.forums.organ, Refused::NoForum)?;
    needed(&office.forums.court, Refused::NoForum)?;
    if !store::save_office(tx, cx, agency, office)? {
        return Err(Refused::Matter(MatterRefused::Stale).into());
    }
    let body =
        json!({ "agency": agency, "auto_confirm": office.auto_confirm, "correction_days": office.correction_days });
    journal::note(tx, cx, "disclosure-office", None, &body)?;
    Ok(())
}

/// Keeps words for replies with an outcome.
///
/// # Errors
/// Not the desk, no such outcome, no words.
pub fn keep_template(tx: &mut Tx, cx: &Cx, agency: Id, code: &str, name: &str, words: &str) -> Outcome<Id> {
    desk(cx, agency)?;
    outcome::find(code).ok_or(Refused::NoOutcome)?;
    let (name, words) = (needed(name, Refused::NoName)?, needed(words, Refused::NoReason)?);
    let id = store::insert_template(tx, cx, agency, code, name, words)?;
    journal::note(tx, cx, "disclosure-template", None, &json!({ "template": id, "outcome": code }))?;
    Ok(id)
}

/// Takes words for replies away.
///
/// # Errors
/// Not the desk, not there.
pub fn drop_template(tx: &mut Tx, cx: &Cx, agency: Id, id: Id) -> Outcome<()> {
    desk(cx, agency)?;
    if !store::remove_template(tx, cx, agency, id)? {
        return Err(gone());
    }
    journal::note(tx, cx, "disclosure-template", None, &json!({ "removed": id }))?;
    Ok(())
}

/// Served requests are archived after this time.
const ARCHIVE_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What falls due when a day passes: silence after fifteen working days, replies served by page, files to be archived.
/// Does at most `limit` of each and says how many it did.
///
/// # Errors
/// A fault of the database or a missing calendar year.
pub fn turn_day(db: &Db, cx: &Cx, limit: i64) -> Result<i64, Fault> {
    let mut done = 0;
    let lapsed = db.read(|tx| store::list_lapsed(tx, cx.today(), limit).map_err(Error::<Never>::from))?;
    for (id, request) in lapsed {
        done += settled(db.write(|tx| lapse(tx, cx, request, id).map(|_| ())))?;
    }
    let until = cx.at - ARCHIVE_AFTER;
    let old = db.read(|tx| store::list_to_archive(tx, until, limit).map_err(Error::<Never>::from))?;
    for request in old {
        done += settled(db.write(|tx| archive(tx, cx, request.number(), request.matter.version).map(|_| ())))?;
    }
    Ok(done)
}

/// Lets the scanner look at files that came in while it was not there, or by mail. What it finds something in is locked:
/// it stays on record and is handed out to nobody. Says whether there may be more.
///
/// # Errors
/// A fault of the database or the store.
pub fn scan_waiting(office: &kernel::Office, scanner: &antivirus::Scanner, limit: i64) -> Result<bool, Fault> {
    if !scanner.is_configured() {
        return Ok(false);
    }
    let waiting = office.db.read(|tx| store::list_unscanned(tx, limit).map_err(Error::<Never>::from))?;
    let cx = office.system_cx("antivirus");
    let mut looked = 0;
    for (id, request, digest) in waiting {
        let Some(bytes) = office.objects.get(&digest)? else { continue };
        let (word, what) = match scanner.scan(&bytes) {
            antivirus::Verdict::Clean => ("clean", String::new()),
            antivirus::Verdict::Found(what) => ("infected", what),
            // It answers again another time; what is never scanned stays marked so.
            antivirus::Verdict::NotScanned(_) => continue,
        };
        looked += 1;
        office.db.write(|tx| -> Result<(), Error<Never>> {
            store::set_scan(tx, id, word)?;
            if word == "infected" {
                let body = json!({ "file": id, "what": what });
                journal::note(tx, &cx, "disclosure-file-infected", Some(&request.to_string()), &body)?;
            }
            Ok(())
        })?;
    }
    Ok(looked == limit)
}

/// Somebody else was quicker: that is no fault.
fn settled(result: Result<(), Error<Refused>>) -> Result<i64, Fault> {
    match result {
        Ok(()) => Ok(1),
        Err(Error::Broken(f)) => Err(f),
        Err(Error::Refused(r)) if r.kind() == RefusalKind::Stale => Ok(0),
        Err(Error::Refused(r)) => {
            tracing::warn!(refused = ?r, "a step of the clock was refused");
            Ok(0)
        }
    }
}

/// A reply that is wanted by page is served when it is signed: the page shows it from that moment. By mail the reaction
/// that sends the mail serves it. Called by the reaction to the signature.
///
/// # Errors
/// Stale, wrong state.
pub fn serve_online(tx: &mut Tx, cx: &Cx, request: Id, proof: &str) -> Outcome<bool> {
    let request = store::find_request(tx, request)?.ok_or_else(gone)?;
    if !matches!(request.way, Way::Web | Way::Email) || request.matter.state != "replied" {
        return Ok(false);
    }
    let today: Date = cx.today();
    serve(tx, cx, request.number(), request.matter.version, today, request.way.as_str(), proof)?;
    Ok(true)
}
