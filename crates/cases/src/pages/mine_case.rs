//! One's own application: where it is, who has it, until when and why that date, what happened, what was said and filed.

use super::draft_check::{Summed, summed};
use super::draft_materials::stored;
use super::{Answer, Explained, explained, file_answer, state_tag, state_word, there, traced};
use crate::{
    Case, Material, MaterialSource, Refused, Regions, State as CaseState, Verb, clocks, moves::CaseProcedure, store,
};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse;
use forms::{Context, Masking};
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Fault, Id, Lang, Office, Tx, Who, journal, matter, notices, procedure::open_verbs};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use web::{
    CalendarStrip, Cell, Column, DataList, DayMark, Notice, NoticeKind, Page, Problem, Row, Sample, Shell, StatusTag,
    StripDay, Table, Tr, Trace, TraceEntry, TraceState, Visit, blocking,
};

/// A material as it was filed.
#[derive(Clone, Debug)]
struct Filed {
    name: String,
    source: String,
    files: Vec<(String, String)>,
    former: Vec<(String, String)>,
}

/// `GET /my/cases/{number}`.
#[derive(Template)]
#[template(path = "cases/mine/case.html")]
pub struct CasePage {
    shell: Shell,
    tr: Tr,
    number: String,
    tag: StatusTag,
    plain: String,
    facts: DataList,
    notices: Vec<Notice>,
    why: Option<Explained>,
    promised: Option<String>,
    trace: Trace,
    refusal: Option<DataList>,
    papers: Table,
    materials: Vec<Filed>,
    sections: Vec<Summed>,
    unmask: Option<String>,
    lookers: Table,
    head: String,
    withdraw: Option<String>,
    rate: Option<String>,
}

/// How one's own data are shown.
#[derive(Deserialize, Default)]
pub struct Wish {
    /// In full; recorded.
    #[serde(default)]
    full: Option<String>,
}

/// Everything a case's page reads.
pub(crate) struct Whole {
    pub case: Case,
    pub agency: identity::Agency,
    pub version: items::Version,
    pub definition: Arc<forms::Definition>,
}

/// Loads one's own case; another's is not there.
pub(crate) fn load(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Whole, Error<Refused>> {
    let case = there(store::by_number_for_applicant(tx, cx, number)?)?;
    let lost = |what: &str| Fault::new(format!("a case without its {what}"));
    Ok(Whole {
        agency: identity::find_agency(tx, case.matter.agency)?.ok_or_else(|| lost("agency"))?,
        version: items::find_version(tx, case.item_version)?.ok_or_else(|| lost("item version"))?,
        definition: items::find_form(tx, &case.form_key, case.form_n)?.ok_or_else(|| lost("form"))?,
        case,
    })
}

/// `GET /my/cases/{number}`.
pub async fn case(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
    Query(wish): Query<Wish>,
) -> Answer {
    blocking(move || {
        let cx = &acting.cx;
        let masking = if wish.full.is_some() { Masking::Clear } else { Masking::Masked };
        if let (Masking::Clear, Who::Person { person, .. }) = (masking, &cx.who) {
            // One entry before anything is shown in full.
            office.db.write(|tx| {
                load(tx, cx, &number)?;
                identity::note_own_data_shown(tx, cx, *person)
                    .map_err(|e| e.map(|_| Refused::Matter(matter::MatterRefused::NotThere)))
            })?;
        }
        let page = office.db.read(|tx| {
            let whole = load(tx, cx, &number)?;
            case_page(tx, cx, &visit, &whole, masking)
        })?;
        Ok(Page(page).into_response())
    })
    .await
}

fn case_page(tx: &mut Tx, cx: &Cx, visit: &Visit, whole: &Whole, masking: Masking) -> Result<CasePage, Error<Refused>> {
    let tr = visit.tr;
    let Whole { case, agency, version, .. } = whole;
    let m = &case.matter;
    let state = case.state()?;
    let base = format!("/my/cases/{}", m.number);
    let papers = notices::list_of(tx, m.id)?;
    let correction = store::correction_of(tx, m.id)?;
    let delivery = store::delivery_of(tx, m.id)?;
    let licence = licences::find_of_case(tx, m.id)?;
    let trace = traced(tx, cx, tr, case, &agency.short_name, &papers)?;
    let past = matter::past(tx, m.id)?;
    let verbs = open_verbs::<CaseProcedure>(m, cx, &past);

    let mut facts = DataList::new()
        .row(tr.s("case-fact-number"), m.number.clone())
        .row(tr.s("case-fact-agency"), agency.name.clone())
        .row(tr.s("case-fact-applicant"), case.applicant_shown.clone())
        .row(tr.s("case-fact-submitted"), tr.date(case.submitted_on))
        .row(tr.s("case-fact-holder"), super::holder_word(tr, &m.waits_for));
    if let Some(day) = case.accepted_on {
        facts = facts.row(tr.s("case-fact-accepted"), tr.date(day));
    }
    if let Some(day) = case.decided_on {
        facts = facts.row(tr.s("case-fact-decided"), tr.date(day));
    }
    if let Some(days) = case.working_days {
        facts = facts.row(tr.s("case-fact-used"), tr.f1("case-working-days", "n", days));
    }
    facts = facts.row(tr.s("case-fact-delivery"), tr.s(&format!("case-way-{}", case.delivery)));
    if let Some(d) = &delivery {
        let words = match (&d.courier, &d.waybill) {
            (Some(courier), Some(waybill)) => tr.f2("case-trace-courier", "courier", courier, "number", waybill),
            _ => tr.s(&format!("case-way-{}", d.way)).into_owned(),
        };
        facts = facts.cell(tr.s("case-fact-delivered"), Cell::text(words).below(tr.time(d.at)));
    }
    if let Some(l) = &licence {
        facts = facts.cell(
            tr.s("case-fact-licence"),
            Cell::link(format!("/my/licences/{}", l.identifier), l.type_name.clone()).below(l.number.clone()),
        );
    }
    facts = facts.row(tr.s("case-fact-contact"), format!("{} {}", agency.phone, agency.address));

    let mut said = Vec::new();
    if state == CaseState::AwaitingCorrection
        && let Some(c) = &correction
    {
        let text = tr.f2("case-correction-asked", "n", c.points.len(), "date", tr.date(c.answer_by));
        said.push(
            Notice::new(NoticeKind::Warning, tr.s("case-correction-turn"), text)
                .link(format!("{base}/correction"), tr.s("mine-turn-go")),
        );
    }
    let (why, promised) = match &m.clock {
        Some(clock) if m.closed_at.is_none() => {
            let promised = match (state, clocks::promised(clock, &version.body)) {
                (CaseState::Accepted | CaseState::Special | CaseState::Examined, Some(promise)) => {
                    Some(explained(tr, cx, &promise, &m.region)?.due)
                }
                _ => None,
            };
            (Some(explained(tr, cx, clock, &m.region)?), promised)
        }
        _ => (None, None),
    };

    let answers = store::answers_of_case(tx, cx, m.id)?;
    let filed = store::materials_of_case(tx, m.id)?;
    let sections = {
        let regions = Regions::new(tx);
        let evaluation =
            forms::evaluate(&whole.definition, &answers, &Context { today: case.submitted_on, regions: &regions });
        summed(&evaluation, &forms::Reader { language: tr.tag(), words: &tr, regions: &regions }, tr, masking, None)
    };
    let lookers = lookers(tx, tr, m.id)?;
    let refusal = super::refusal::refusal(tx, cx, tr, case, &version.body)?;
    Ok(CasePage {
        shell: visit
            .shell(m.title.clone())
            .at("my")
            .crumb(tr.s("mine-title"), "/my")
            .crumb(tr.s("mine-cases"), "/my/cases"),
        tr,
        number: m.number.clone(),
        tag: state_tag(tr, &m.state),
        plain: tr.s(&format!("case-plain-{}", m.state)).into_owned(),
        facts,
        notices: said,
        why,
        promised,
        trace,
        refusal,
        papers: papers_table(tr, &m.number, &papers),
        materials: filed_materials(tr, &m.number, &version.body, &filed),
        sections,
        unmask: (masking == Masking::Masked).then(|| format!("{base}?full=1#filed")),
        lookers,
        head: m.head.to_string(),
        withdraw: verbs.contains(&Verb::Withdraw).then(|| format!("{base}/withdrawal")),
        rate: matches!(state, CaseState::Finished | CaseState::Archived | CaseState::NotAccepted)
            .then(|| format!("{base}/rating")),
    })
}

fn papers_table(tr: Tr, number: &str, papers: &[notices::Notice]) -> Table {
    let rows = papers.iter().map(|n| {
        let served = n.served_at.map_or_else(
            || tr.s("case-paper-unopened").into_owned(),
            |at| tr.f1("case-paper-served", "time", tr.time(at)),
        );
        Row::new([
            Cell::link(format!("/my/cases/{number}/notices/{}.pdf", n.id), tr.s(&format!("case-notice-{}", n.kind))),
            Cell::text(n.number.clone()),
            Cell::text(tr.date_short(n.dated)),
            Cell::text(served),
        ])
    });
    let columns = [
        Column::new(tr.s("case-paper-name")),
        Column::whole(tr.s("case-paper-number")),
        Column::whole(tr.s("case-paper-dated")),
        Column::new(tr.s("case-paper-state")),
    ];
    Table::new(tr.s("case-papers"), columns, rows.collect())
}

fn filed_materials(tr: Tr, number: &str, item: &items::item::ItemVersion, filed: &[Material]) -> Vec<Filed> {
    let mut out: Vec<Filed> = Vec::new();
    for material in &item.materials {
        let rows: Vec<&Material> = filed.iter().filter(|f| f.material == material.key).collect();
        let Some(first) = rows.last() else { continue };
        let file =
            |f: &&Material| (format!("/my/cases/{number}/files/{}", f.id), f.file_name.clone().unwrap_or_default());
        out.push(Filed {
            name: material.name.clone(),
            source: tr.s(&format!("case-source-{}", first.source)).into_owned(),
            files: rows
                .iter()
                .filter(|f| f.source == MaterialSource::Upload && f.replaced_at.is_none())
                .map(file)
                .collect(),
            former: rows
                .iter()
                .filter(|f| f.source == MaterialSource::Upload && f.replaced_at.is_some())
                .map(file)
                .collect(),
        });
    }
    out
}

/// Who opened the file: every reading is in the ledger, and the person concerned sees it.
fn lookers(tx: &mut Tx, tr: Tr, id: Id) -> Result<Table, Error<Refused>> {
    let read: Vec<_> =
        journal::about(tx, &id.to_string(), 200)?.into_iter().filter(|e| e.kind == "case-read").collect();
    let actors = super::traced::Actors::of(tx, tr, &read)?;
    let rows = read
        .iter()
        .rev()
        .take(50)
        .map(|e| Row::new([Cell::text(super::traced::entry_time(tr, e)), Cell::text(actors.words(e))]));
    Ok(Table::new(
        tr.s("case-lookers"),
        [Column::whole(tr.s("case-looker-when")), Column::new(tr.s("case-looker-who"))],
        rows.collect(),
    ))
}

/// `GET /my/cases/{number}/notices/{file}`: a document of one's own case; opened the first time, it counts as served.
pub async fn notice(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, file)): Path<(String, String)>,
) -> Answer {
    let id = file.strip_suffix(".pdf").and_then(Id::parse).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let cx = &acting.cx;
        let found = office.db.read(|tx| {
            let whole = load(tx, cx, &number)?;
            Ok::<_, Error<Refused>>(notices::find(tx, id)?.filter(|n| n.matter == whole.case.matter.id))
        })?;
        let Some(paper) = found else { return Err(Problem::not_found()) };
        // Typeset and sealed at the first call, outside every transaction.
        let Some(pdf) = notices::file(&office, id)? else { return Err(Problem::not_found()) };
        if paper.served_at.is_none() {
            office.db.write(|tx| Ok::<_, Error<Refused>>(notices::serve(tx, cx, &paper)?))?;
        }
        Ok(file_answer(pdf, "application/pdf", &format!("{}.pdf", paper.number)))
    })
    .await
}

/// `GET /my/cases/{number}/files/{row}`: a file of one's own case.
pub async fn file(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path((number, row)): Path<(String, String)>,
) -> Answer {
    let row = Id::parse(&row).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let found = office.db.read(|tx| {
            let whole = load(tx, &acting.cx, &number)?;
            Ok::<_, Error<Refused>>(store::file_of_case(tx, whole.case.matter.id, row)?)
        })?;
        stored(&office, found)
    })
    .await
}

/// The particulars that a program gets of one's own case.
pub(crate) fn as_json(tx: &mut Tx, cx: &Cx, tr: Tr, whole: &Whole) -> Result<serde_json::Value, Error<Refused>> {
    let m = &whole.case.matter;
    let entries = journal::trace(tx, &m.id.to_string())?;
    let actors = super::traced::Actors::of(tx, tr, &entries)?;
    let trace: Vec<_> = entries
        .iter()
        .map(|e| json!({ "seq": e.seq, "at": e.at, "kind": e.kind, "who": actors.words(e), "hash": e.hash }))
        .collect();
    let papers: Vec<_> = notices::list_of(tx, m.id)?
        .iter()
        .map(|n| json!({ "kind": n.kind, "number": n.number, "dated": n.dated.to_string(), "served_at": n.served_at.map(|t| t.to_string()), "href": format!("/my/cases/{}/notices/{}.pdf", m.number, n.id) }))
        .collect();
    let due = match &m.clock {
        Some(clock) if m.closed_at.is_none() => {
            let e = explained(tr, cx, clock, &m.region)?;
            json!({ "on": m.due_on.map(|d| d.to_string()), "provisional": e.is_provisional, "why": e.sentences })
        }
        _ => serde_json::Value::Null,
    };
    Ok(json!({
        "number": m.number, "item": m.title, "agency": whole.agency.name, "state": m.state, "state_text": state_word(tr, &m.state),
        "version": m.version, "waits_for": m.waits_for, "submitted_on": whole.case.submitted_on.to_string(),
        "accepted_on": whole.case.accepted_on.map(|d| d.to_string()), "decided_on": whole.case.decided_on.map(|d| d.to_string()),
        "outcome": whole.case.outcome, "due": due, "trace": trace, "notices": papers, "ledger_head": m.head,
    }))
}

// Samples --------------------------------------------------------------------------------------------

impl Sample for CasePage {
    fn samples(lang: Lang) -> Vec<CasePage> {
        let tr = Tr::new(lang);
        let day = jiff::civil::date(2026, 3, 2);
        let page = |state: CaseState, n: usize| {
            let why = Explained {
                due: tr.date(day),
                is_provisional: n > 1,
                strip: CalendarStrip::new(
                    tr,
                    "x",
                    vec![StripDay { date: day, mark: DayMark::Start, why: String::new() }],
                ),
                sentences: vec!["自 2026-03-02 起算".into(); n],
            };
            let entry = |s| TraceEntry {
                when: "2026-03-02".into(),
                title: tr.s(&format!("case-did-{}", Verb::ALL[n % Verb::ALL.len()])).into_owned(),
                who: "审批局".into(),
                text: "很长".repeat(n * 20),
                link: Some(("/my".into(), "x".into())),
                state: s,
            };
            CasePage {
                shell: Shell::sample(lang).at("my"),
                tr,
                number: "130100-20260302-0001-11".into(),
                tag: state_tag(tr, state.as_str()),
                plain: tr.s(&format!("case-plain-{state}")).into_owned(),
                facts: (0..n).fold(DataList::new(), |l, i| l.row(format!("项{i}"), "值")),
                notices: (0..n).map(|_| Notice::new(NoticeKind::Warning, tr.s("case-correction-turn"), "")).collect(),
                why: (n > 0).then_some(why),
                promised: (n > 0).then(|| tr.date(day)),
                trace: Trace::new(tr, vec![entry(TraceState::Past), entry(TraceState::Now), entry(TraceState::Ahead)]),
                refusal: (n > 0).then(|| DataList::new().row(tr.s("case-refusal-reason"), "不符合法定条件。")),
                papers: Table::new(
                    tr.s("case-papers"),
                    [Column::new("x")],
                    (0..n).map(|_| Row::new([Cell::link("/my", "受理通知书")])).collect(),
                ),
                materials: (0..n)
                    .map(|i| Filed {
                        name: format!("材料{i}"),
                        source: tr.s("case-source-upload").into_owned(),
                        files: vec![("/my".into(), "长".repeat(90))],
                        former: vec![("/my".into(), "旧.pdf".into())],
                    })
                    .collect(),
                sections: (0..n)
                    .map(|i| Summed {
                        title: format!("部分{i}"), list: DataList::new().row("项", "值"), edit: None
                    })
                    .collect(),
                unmask: (n > 0).then(|| "/my/cases/1?full=1#filed".into()),
                lookers: Table::new(
                    tr.s("case-lookers"),
                    [Column::new("x")],
                    (0..n).map(|_| Row::new([Cell::text("审批局")])).collect(),
                ),
                head: "0".repeat(64),
                withdraw: (n > 0).then(|| "/my/cases/1/withdrawal".into()),
                rate: (n == 0).then(|| "/my/cases/1/rating".into()),
            }
        };
        CaseState::ALL.iter().enumerate().map(|(n, s)| page(*s, n)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CasePage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn every_word_of_the_procedure_is_said() {
        for lang in [Lang::ZhCn, Lang::En] {
            let tr = Tr::new(lang);
            let said = |key: String| assert!(tr.has(&key), "{key}");
            for state in CaseState::ALL {
                for kind in ["state", "plain"] {
                    said(format!("case-{kind}-{state}"));
                }
            }
            for verb in Verb::ALL {
                said(format!("case-did-{verb}"));
                said(format!("case-verb-{verb}"));
            }
            for m in crate::MOVES {
                if let Some(kind) = m.notice {
                    said(format!("case-notice-{kind}"));
                }
            }
            use kernel::procedure::Procedure;
            for state in CaseState::ALL {
                let holder = CaseProcedure::holder(*state);
                said(format!("case-holder-{}", holder.text()));
                if holder != kernel::procedure::Holder::Nobody {
                    said(format!("case-doing-{state}"));
                }
            }
            for source in MaterialSource::ALL {
                said(format!("case-source-{source}"));
            }
            for way in crate::Handing::ALL {
                said(format!("case-way-{way}"));
            }
        }
    }
}
