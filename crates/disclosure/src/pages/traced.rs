//! The trace of a request as its applicant reads it: what happened, by which office, who has it now. An official stands
//! there with office and work number, never with a name; what the desk writes and rewrites is no step of the applicant's.

use crate::{
    Refused, State, Verb,
    moves::{DisclosureProcedure, MOVES},
    request::Request,
};
use kernel::{
    Cx, Error, Id, Tx, journal,
    notices::Notice,
    procedure::{Holder, Procedure},
};
use ledger::Entry;
use std::collections::HashMap;
use web::{Tr, Trace, TraceEntry, TraceState};

/// Who acted, by the ledger's name: office and work number.
pub(crate) struct Actors(HashMap<String, String>);

impl Actors {
    /// Looks up everybody who acted in `entries`.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) fn of(tx: &mut Tx, tr: Tr, entries: &[Entry]) -> Result<Actors, Error<Refused>> {
        let mut known = HashMap::new();
        for entry in entries {
            if known.contains_key(&entry.actor) {
                continue;
            }
            let words = match entry.actor.split_once(':') {
                Some(("staff", id)) => {
                    match Id::parse(id).map(|id| identity::find_staff(tx, id)).transpose()?.flatten() {
                        Some(member) => {
                            let agency =
                                identity::find_agency(tx, member.agency)?.map(|a| a.short_name).unwrap_or_default();
                            tr.f2("disclosure-by-official", "agency", agency, "number", &member.work_number)
                        }
                        None => tr.s("disclosure-by-office").into_owned(),
                    }
                }
                // Without an account one submits as anybody, and acts later by the key.
                Some(("person", _)) | None => tr.s("disclosure-holder-applicant").into_owned(),
                Some(("system", _)) => tr.s("disclosure-holder-hall").into_owned(),
                _ => String::new(),
            };
            known.insert(entry.actor.clone(), words);
        }
        Ok(Actors(known))
    }

    /// Who acted.
    pub(crate) fn words(&self, entry: &Entry) -> String {
        self.0.get(&entry.actor).cloned().unwrap_or_default()
    }
}

/// When an entry was made, in words.
pub(crate) fn entry_time(tr: Tr, entry: &Entry) -> String {
    entry.at.parse::<jiff::Timestamp>().map_or_else(|_| entry.at.clone(), |at| tr.time(at))
}

/// Whose turn it is, in words: a post, the applicant, nobody.
pub(crate) fn holder_word(tr: Tr, waits_for: &str) -> String {
    tr.s(&format!("disclosure-holder-{waits_for}")).into_owned()
}

/// The trace of `request` with the present. `base` is the address of its page.
///
/// # Errors
/// A fault of the database.
pub(crate) fn traced(
    tx: &mut Tx,
    cx: &Cx,
    tr: Tr,
    request: &Request,
    base: &str,
    notices: &[Notice],
) -> Result<Trace, Error<Refused>> {
    let entries = journal::trace(tx, &request.id().to_string())?;
    let actors = Actors::of(tx, tr, &entries)?;
    let mut lines: Vec<TraceEntry> = entries
        .iter()
        .filter_map(|entry| {
            let verb = Verb::parse(entry.kind.strip_prefix("disclosure-").unwrap_or(&entry.kind))?;
            if matches!(verb, Verb::Work | Verb::Return) {
                return None;
            }
            let made = MOVES.iter().find(|m| m.verb == verb).and_then(|m| m.notice);
            let paper = notices
                .iter()
                .find(|n| Some(n.kind.as_str()) == made && entry.at == kernel::db::instant_text(n.made_at));
            Some(TraceEntry {
                when: entry_time(tr, entry),
                title: tr.s(&format!("disclosure-did-{verb}")).into_owned(),
                who: actors.words(entry),
                text: particulars(tr, verb, entry),
                link: paper.filter(|n| is_for_applicant(&n.kind)).map(|n| paper_link(tr, base, n)),
                state: TraceState::Past,
            })
        })
        .collect();
    let Some(state) = State::parse(&request.matter.state) else { return Ok(Trace::new(tr, lines)) };
    if DisclosureProcedure::holder(state) != Holder::Nobody {
        let due = request.matter.due_on;
        lines.push(TraceEntry {
            when: tr.s("disclosure-now").into_owned(),
            title: tr.s(&format!("disclosure-state-{state}")).into_owned(),
            who: holder_word(tr, DisclosureProcedure::holder(state).text()),
            text: due
                .map(|d| tr.f2("disclosure-until", "date", tr.date(d), "relative", tr.relative(d, cx.today())))
                .unwrap_or_default(),
            link: None,
            state: TraceState::Now,
        });
    }
    Ok(Trace::new(tr, lines))
}

/// Letters to third parties and other organs are not the applicant's.
pub(crate) fn is_for_applicant(kind: &str) -> bool {
    !matches!(kind, "consultation" | "overridden")
}

/// Address and label of a notice.
pub(crate) fn paper_link(tr: Tr, base: &str, n: &Notice) -> (String, String) {
    let name = tr.s(&format!("disclosure-notice-{}", n.kind));
    (format!("{base}/notices/{}.pdf", n.id), format!("{name} {}", n.number))
}

/// What a step says beside its name: dates that its entry holds.
fn particulars(tr: Tr, verb: Verb, entry: &Entry) -> String {
    let Ok(body) = serde_json::from_str::<serde_json::Value>(&entry.body) else { return String::new() };
    let day = |key: &str| {
        let text = body.get(key).and_then(serde_json::Value::as_str)?;
        text.parse::<jiff::civil::Date>().ok().map(|d| tr.date_short(d))
    };
    match verb {
        Verb::Confirm => day("received_on").map(|d| tr.f1("disclosure-trace-received", "date", d)),
        Verb::AskForCorrection | Verb::AskReason => {
            day("answer_by").map(|d| tr.f1("disclosure-trace-answer-by", "date", d))
        }
        Verb::Extend => match (day("former_due"), day("due_on")) {
            (Some(from), Some(to)) => Some(tr.f2("disclosure-trace-extended", "from", from, "to", to)),
            _ => None,
        },
        Verb::Defer => day("until").map(|d| tr.f1("disclosure-trace-until", "date", d)),
        Verb::Serve => day("served_on").map(|d| tr.f1("disclosure-trace-served", "date", d)),
        _ => None,
    }
    .unwrap_or_default()
}
