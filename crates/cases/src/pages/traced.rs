//! The trace of a case as its applicant reads it: what happened, by which office, who has it now, what comes next. An
//! official stands there with office and work number, never with a name.

use crate::{
    Case, Refused, State,
    moves::{CaseProcedure, MOVES},
};
use kernel::{
    Cx, Error, Id, Tx, journal,
    notices::Notice,
    procedure::{Holder, Procedure},
};
use ledger::Entry;
use std::collections::HashMap;
use web::{Tr, Trace, TraceEntry, TraceState};

/// The way of an application that goes well, for what is still ahead.
const WAY: &[State] =
    &[State::Submitted, State::Accepted, State::Examined, State::Granted, State::Licensed, State::Finished];

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
                            tr.f2("case-by-official", "agency", agency, "number", &member.work_number)
                        }
                        None => tr.s("case-by-office").into_owned(),
                    }
                }
                Some(("person", _)) => tr.s("case-by-applicant").into_owned(),
                Some(("system", _)) => tr.s("case-by-hall").into_owned(),
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

/// The trace of `case`, with the present and the way ahead.
///
/// # Errors
/// A fault of the database.
pub(crate) fn traced(
    tx: &mut Tx,
    cx: &Cx,
    tr: Tr,
    case: &Case,
    agency: &str,
    notices: &[Notice],
) -> Result<Trace, Error<Refused>> {
    let entries = journal::trace(tx, &case.matter.id.to_string())?;
    let actors = Actors::of(tx, tr, &entries)?;
    let number = &case.matter.number;
    let mut lines: Vec<TraceEntry> = entries
        .iter()
        .map(|entry| {
            let verb = entry.kind.strip_prefix("case-").unwrap_or(&entry.kind);
            let made = MOVES.iter().find(|m| m.verb.as_str() == verb).and_then(|m| m.notice);
            let paper = notices
                .iter()
                .find(|n| Some(n.kind.as_str()) == made && entry.at == kernel::db::instant_text(n.made_at));
            TraceEntry {
                when: entry_time(tr, entry),
                title: tr.s(&format!("case-did-{verb}")).into_owned(),
                who: actors.words(entry),
                text: particulars(tr, verb, entry),
                link: paper.map(|n| {
                    (
                        format!("/my/cases/{number}/notices/{}.pdf", n.id),
                        format!("{} {}", tr.s(&format!("case-notice-{}", n.kind)), n.number),
                    )
                }),
                state: TraceState::Past,
            }
        })
        .collect();
    let Some(state) = State::parse(&case.matter.state) else { return Ok(Trace::new(tr, lines)) };
    let holder = CaseProcedure::holder(state);
    if holder != Holder::Nobody {
        let who = match holder {
            Holder::Office(_) => {
                tr.f2("case-held-by", "agency", agency, "post", crate::pages::holder_word(tr, holder.text()))
            }
            _ => crate::pages::holder_word(tr, holder.text()),
        };
        let text =
            case.matter.due_on.map(|d| tr.f2("case-until", "date", tr.date(d), "relative", tr.relative(d, cx.today())));
        lines.push(TraceEntry {
            when: tr.s("case-now").into_owned(),
            title: tr.s(&format!("case-doing-{state}")).into_owned(),
            who,
            text: text.unwrap_or_default(),
            link: None,
            state: TraceState::Now,
        });
        let ahead = WAY
            .iter()
            .position(|s| *s == state)
            .or((state == State::AwaitingCorrection).then_some(0))
            .or((state == State::Special).then_some(1));
        for next in WAY.iter().skip(ahead.map_or(WAY.len(), |n| n + 1)) {
            // A refusal goes another way: nothing is promised that has not been decided.
            lines.push(TraceEntry {
                when: String::new(),
                title: tr.s(&format!("case-ahead-{next}")).into_owned(),
                who: String::new(),
                text: String::new(),
                link: None,
                state: TraceState::Ahead,
            });
        }
    }
    Ok(Trace::new(tr, lines))
}

/// What a step says beside its name: dates and numbers that its entry holds.
fn particulars(tr: Tr, verb: &str, entry: &Entry) -> String {
    let Ok(body) = serde_json::from_str::<serde_json::Value>(&entry.body) else { return String::new() };
    let text = |key: &str| body.get(key).and_then(serde_json::Value::as_str).filter(|t| !t.is_empty());
    let day = |key: &str| text(key).and_then(|t| t.parse::<jiff::civil::Date>().ok()).map(|d| tr.date_short(d));
    match verb {
        "accept" | "deem-accepted" => match (day("due_on"), day("promised_on")) {
            (Some(due), Some(promised)) => tr.f2("case-trace-due-promised", "due", due, "promised", promised),
            (Some(due), None) => tr.f1("case-trace-due", "due", due),
            _ => String::new(),
        },
        "ask-for-correction" => day("answer_by").map_or_else(String::new, |d| tr.f1("case-trace-answer-by", "date", d)),
        "start-special" => day("planned_end").map_or_else(String::new, |d| {
            tr.f2("case-trace-special", "basis", text("basis").unwrap_or_default(), "date", d)
        }),
        "extend" => match (day("from"), day("to")) {
            (Some(from), Some(to)) => tr.f2("case-trace-extended", "from", from, "to", to),
            _ => String::new(),
        },
        "grant" | "deny" => body
            .get("used")
            .and_then(serde_json::Value::as_i64)
            .map_or_else(String::new, |n| tr.f1("case-trace-used", "n", n)),
        "deliver" => match (text("courier"), text("waybill")) {
            (Some(courier), Some(waybill)) => tr.f2("case-trace-courier", "courier", courier, "number", waybill),
            _ => text("way").map_or_else(String::new, |w| tr.s(&format!("case-way-{w}")).into_owned()),
        },
        _ => String::new(),
    }
}
