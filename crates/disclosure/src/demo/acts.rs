//! One act of the demonstration, done by whoever does it in life.
//!
//! (Invented words of officials: Chinese terms as data.)

use super::Crew;
use crate::{
    Letter, RecordDecision, Refused, Ruling,
    channel::{Channel, ConfirmMethod},
    consultation::{Answer, Consultation, Weighed},
    dispute::DisputeKind,
    fee::Scheme,
    reply::{Decision, Drafted},
    request::{Filing, Request, StoredFile},
    store, verbs,
};
use jiff::civil::Date;
use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, Who};
use serde_json::json;

/// An act with all it needs. Files were put into the object store before.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Submit {
        filing: Box<Filing>,
        who: Option<Who>,
    },
    Confirm(ConfirmMethod),
    AskForCorrection {
        points: Vec<String>,
        days: u32,
    },
    Correct(String),
    Abandon,
    Consult(Letter),
    LetterReceived,
    Opinion(Answer, String),
    Lapse,
    Weigh(Weighed, String),
    Extend(u32, String),
    AskReason(String),
    StateReason(String),
    ReasonOver,
    Judge {
        reasonable: bool,
        words: String,
    },
    AskFee(Scheme, u32),
    Record {
        file: StoredFile,
        decision: RecordDecision,
    },
    /// Done by [`release`], outside of any transaction.
    Release,
    SaveReply(Drafted),
    SubmitReply,
    Pass,
    Forward,
    Clear,
    Sign,
    Serve {
        proof: String,
    },
    Archive,
    Withdraw(String),
    FileDispute {
        kind: DisputeKind,
        forum: String,
        reference: String,
    },
    Settle(Ruling),
    Contact {
        purpose: &'static str,
        words: String,
    },
}

/// What came of an act that gives something.
#[derive(Clone, Debug, Default)]
pub(super) struct Filed {
    /// The request's number.
    pub number: String,
    /// By which somebody without an account follows it.
    pub follow_key: String,
    /// Of the last letter of consultation.
    pub letter_key: String,
}

impl Filed {
    /// Adds what is new to what is known of the request.
    pub(super) fn keep(self, known: &mut Option<Filed>) {
        match known {
            Some(k) => k.letter_key = self.letter_key,
            None => *known = Some(self),
        }
    }
}

type Outcome<T> = Result<T, Error<Refused>>;

fn request(tx: &mut Tx, number: Option<&str>) -> Outcome<Request> {
    let found = match number {
        Some(number) => store::find_by_number(tx, number)?,
        None => None,
    };
    Ok(found.ok_or_else(|| Fault::new("an act of the demonstration before its request"))?)
}

fn letter(tx: &mut Tx, cx: &Cx, request: Id, fits: impl Fn(&Consultation) -> bool) -> Outcome<Consultation> {
    let found = store::consultations_of(tx, cx, request)?.into_iter().find(fits);
    Ok(found.ok_or_else(|| Fault::new("a letter of the demonstration is missing"))?)
}

/// Does `act` at `cx.at` as whoever does it.
pub(super) fn perform(tx: &mut Tx, cx: &Cx, crew: &Crew, number: Option<&str>, act: &Act) -> Outcome<Option<Filed>> {
    let by = |who: &Who| Cx { who: who.clone(), ..cx.clone() };
    let clerk = by(&crew.clerk);
    if let Act::Submit { filing, who } = act {
        let who = match (who, filing.channel) {
            (Some(who), _) => who.clone(),
            (None, Channel::Web) => Who::Public,
            (None, _) => crew.clerk.clone(),
        };
        let s = verbs::submit(tx, &by(&who), crew.agency, filing)?;
        let number = s.request.number().to_owned();
        return Ok(Some(Filed { number, follow_key: s.follow_key, letter_key: String::new() }));
    }
    let r = request(tx, number)?;
    let (n, v, today) = (r.number(), r.matter.version, cx.today());
    // What comes by the page is the applicant's own act; what comes on paper the desk writes down.
    let applicant = if r.channel == Channel::Web { verbs::follower(cx, &r) } else { clerk.clone() };
    match act {
        Act::Submit { .. } | Act::Release => return Ok(None),
        Act::Confirm(method) => {
            let who = if *method == ConfirmMethod::Page { &applicant } else { &clerk };
            verbs::confirm(tx, who, n, v, today, *method)?
        }
        Act::AskForCorrection { points, days } => verbs::ask_for_correction(tx, &clerk, n, v, points, Some(*days))?,
        Act::Correct(text) => verbs::correct(tx, &applicant, n, v, today, text, &[])?,
        Act::Abandon => verbs::abandon(tx, &clerk, n, v, "经电话联系，申请人未说明正当理由。")?,
        Act::Consult(letter) => {
            let (_, key) = verbs::consult(tx, &clerk, n, v, letter)?;
            return Ok(Some(Filed { letter_key: key, ..Filed::default() }));
        }
        Act::LetterReceived => {
            let c = letter(tx, cx, r.id(), |c| c.received_on.is_none())?;
            verbs::note_letter_received(tx, &clerk, r.id(), c.id, today)?;
            return Ok(None);
        }
        Act::Opinion(answer, reasons) => {
            let c = letter(tx, cx, r.id(), Consultation::is_open)?;
            verbs::answer_consultation(tx, &by(&Who::Public), r.id(), c.id, *answer, reasons, today)?
        }
        Act::Lapse => {
            let c = letter(tx, cx, r.id(), Consultation::is_open)?;
            verbs::lapse(tx, &clerk, r.id(), c.id)?
        }
        Act::Weigh(weighed, reason) => {
            let c = letter(tx, cx, r.id(), |c| matches!(c.answer, Some(Answer::Object | Answer::Partly)))?;
            verbs::weigh(tx, &clerk, n, v, c.id, *weighed, reason)?
        }
        Act::Extend(days, reason) => verbs::extend(tx, &by(&crew.head), n, v, *days, reason)?,
        Act::AskReason(why) => verbs::ask_reason(tx, &clerk, n, v, why)?,
        Act::StateReason(text) => verbs::state_reason(tx, &applicant, n, v, today, text)?,
        Act::ReasonOver => verbs::reason_over(tx, &clerk, n, v)?,
        Act::Judge { reasonable, words } => verbs::judge_reason(tx, &clerk, n, v, *reasonable, words)?,
        Act::AskFee(scheme, pages) => verbs::ask_fee(tx, &clerk, n, v, *scheme, *pages)?,
        Act::Record { file, decision } => {
            let (r, record) = verbs::add_record(tx, &clerk, n, v, None, file)?;
            verbs::decide_record(tx, &clerk, n, r.matter.version, record, decision)?
        }
        Act::SaveReply(drafted) => verbs::save_reply(tx, &clerk, n, v, drafted)?,
        Act::SubmitReply => verbs::submit_reply(tx, &clerk, n, v)?,
        Act::Pass => verbs::pass(tx, &by(&crew.reviewer), n, v, "")?,
        Act::Forward => verbs::forward(tx, &by(&crew.reviewer), n, v, "")?,
        Act::Clear => verbs::clear(tx, &by(&crew.secrecy), n, v, "经审查，拟提供的内容不涉密。")?,
        Act::Sign => verbs::sign(tx, &by(&crew.signer), n, v)?,
        Act::Serve { proof } => verbs::serve(tx, &clerk, n, v, today, r.way.as_str(), proof)?,
        Act::Archive => verbs::archive(tx, &clerk, n, v)?,
        Act::Withdraw(words) => verbs::withdraw(tx, &applicant, n, v, words)?,
        Act::FileDispute { kind, forum, reference } => {
            verbs::file_dispute(tx, &clerk, n, v, *kind, forum, reference, today)?
        }
        Act::Settle(ruling) => {
            let open = store::disputes_of(tx, r.id())?.into_iter().find(|d| d.result.is_none());
            let open = open.ok_or_else(|| Fault::new("a dispute of the demonstration is missing"))?;
            let ruling = Ruling { closed_on: today, ..ruling.clone() };
            verbs::settle_dispute(tx, &clerk, n, v, open.id, &ruling)?
        }
        Act::Contact { purpose, words } => {
            verbs::note_contact(tx, &clerk, n, purpose, "phone", false, words)?;
            return Ok(None);
        }
    };
    Ok(None)
}

/// Makes and keeps the file for release of every record of the request that is given out, as the drafting table does it.
///
/// # Errors
/// Whatever the verbs or the redaction refuse; a fault of database or store.
pub(super) fn release(office: &Office, cx: &Cx, crew: &Crew, number: &str) -> Result<(), Fault> {
    let cx = Cx { who: crew.clerk.clone(), ..cx.clone() };
    let refused = |e: Error<Refused>| match e {
        Error::Broken(fault) => fault,
        Error::Refused(r) => Fault::new(format!("the demonstration's file for release of {number} was refused: {r:?}")),
    };
    let records = office.db.read(|tx| {
        let Some(r) = store::find_by_number(tx, number)? else { return Ok(Vec::new()) };
        store::records_of(tx, &cx, r.id()).map_err(Error::<Never>::from)
    })?;
    for record in records.iter().filter(|r| r.decision.is_some_and(|d| d != Decision::Withhold)) {
        let (released, _) = crate::make_release(&*office.objects, &[], record).map_err(refused)?;
        let plan = record.plan();
        office
            .db
            .write(|tx| {
                let v = request(tx, Some(number))?.matter.version;
                verbs::keep_release(tx, &cx, number, v, record.n, &released, &plan)
            })
            .map_err(refused)?;
    }
    Ok(())
}

/// A text record, put into the store.
///
/// # Errors
/// A fault of the store.
pub(super) fn text_file(office: &Office, name: &str, text: &str) -> Result<StoredFile, Fault> {
    Ok(StoredFile {
        name: name.to_owned(),
        media_type: "text/plain".into(),
        size: i64::try_from(text.len()).map_err(|e| Fault::from_error("the size of a file", e))?,
        digest: office.objects.put(text.as_bytes())?,
        scan: "not-scanned".into(),
    })
}

/// What becomes of a record of which line `line` is withheld, or the whole.
pub(super) fn decided(decision: Decision, line: u32, ground: &str, reason: &str, again: Date) -> RecordDecision {
    let withholds = decision != Decision::Disclose;
    let marks = match decision {
        Decision::Part => json!([{ "target": { "at": "line", "number": line }, "ground": ground }]),
        _ => json!([]),
    };
    RecordDecision {
        decision,
        marks,
        ground: withholds.then(|| ground.to_owned()),
        reason: if withholds { reason.to_owned() } else { String::new() },
        reevaluate_on: withholds.then_some(again),
    }
}
