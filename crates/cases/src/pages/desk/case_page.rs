//! The page of one case: what an official must know to act, and the acts that are allowed now.

use super::{
    Attempt,
    act_forms::{ActForm, act_forms},
    correction_form::{CorrectionForm, correction_form},
    facts::due_shown,
    loaded::{Happened, Loaded},
};
use crate::{
    Material, MaterialSource, Purpose, State, Verb, clocks,
    pages::{Explained, explained, holder_word, state_tag},
};
use askama::Template;
use forms::{Masking, SummaryKind, SummaryRow, SummarySection};
use kernel::{Cx, Fault, FaultKind, Role};
use web::{
    Cell, Choice, Column, DataList, Empty, ErrorSummary, Field, Hidden, LicenceCard, Light, Notice, NoticeKind, Row,
    Sample, Shell, StatusTag, Submit, Table, Tone, Tr, Trace, TraceEntry, TraceState, Visit,
};

/// A case on the desk.
#[derive(Template)]
#[template(path = "cases/desk/case.html")]
pub struct CasePage {
    shell: Shell,
    tr: Tr,
    number: String,
    seen: Hidden,
    state: StatusTag,
    light: Light,
    errors: ErrorSummary,
    warning: Option<Notice>,
    facts: DataList,
    claim: ClaimBar,
    acts: Vec<ActForm>,
    correction: Option<CorrectionForm>,
    sections: Vec<(String, DataList)>,
    is_clear: bool,
    disclosure: Option<(Field, Submit)>,
    applicant: DataList,
    materials: Table,
    changes: Option<Table>,
    replaced: Option<Table>,
    notice_points: Option<Table>,
    opinions: Vec<OpinionShown>,
    notices: Table,
    granted: Option<DataList>,
    licence: Option<LicenceCard>,
    explained: Option<Explained>,
    trace: Trace,
    readings: Table,
}

/// Who has the case, and the button that changes it.
#[derive(Clone, Debug)]
struct ClaimBar {
    words: String,
    /// Address and button.
    act: Option<(String, Submit)>,
}

/// What an official wrote.
#[derive(Clone, Debug)]
struct OpinionShown {
    title: String,
    who: String,
    recommendation: Option<StatusTag>,
    paragraphs: Vec<String>,
    basis: Vec<String>,
}

/// The page.
///
/// # Errors
/// A calendar that the law needs is not loaded.
pub(crate) fn page(visit: &Visit, cx: &Cx, l: &Loaded, attempt: &Attempt) -> Result<CasePage, Fault> {
    let tr = visit.tr;
    let m = &l.case.matter;
    let closed = m.closed_at.is_some();
    let due = due_shown(tr, m.clock.as_ref().filter(|_| !closed), &cx.calendars.of(&m.region), cx.today())?;
    let mut shell = visit.desk(&m.title).at("desk").crumb(tr.s("nav-desk"), "/desk");
    let mut errors = ErrorSummary::new(tr);
    for (name, text) in &attempt.errors {
        errors.add(name, text.clone());
    }
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    let explained = match m.clock.as_ref().filter(|_| !closed) {
        Some(clock) => Some(explained(tr, cx, clock, &m.region)?),
        None => None,
    };
    Ok(CasePage {
        number: m.number.clone(),
        seen: Hidden::seen(m.version),
        state: state_tag(tr, &m.state),
        warning: warning(tr, l),
        facts: facts(tr, cx, l, &due.used, explained.as_ref())?,
        light: due.light,
        errors,
        claim: claim_bar(tr, l),
        acts: act_forms(tr, l, attempt),
        correction: correction_form(tr, l, attempt),
        sections: l.sections.iter().map(|s| (s.title.clone(), answers(tr, s))).collect(),
        is_clear: l.masking == Masking::Clear,
        disclosure: disclosure(tr, l),
        applicant: applicant(tr, l),
        materials: materials(tr, l),
        changes: changes(tr, l),
        replaced: replaced(tr, l),
        notice_points: notice_points(tr, l),
        opinions: opinions(tr, l),
        notices: notices(tr, l),
        granted: (!l.granted.is_empty())
            .then(|| l.granted.iter().fold(DataList::new(), |d, (label, value)| d.row(label, value))),
        licence: licence(tr, cx, l),
        explained,
        trace: trace(tr, l),
        readings: readings(tr, &l.readings),
        shell,
        tr,
    })
}

/// What must be seen before anything is done.
fn warning(tr: Tr, l: &Loaded) -> Option<Notice> {
    match (&l.claimed_by, l.is_mine) {
        (Some(name), false) => {
            Some(Notice::new(NoticeKind::Warning, tr.f1("desk-claimed-title", "name", name), tr.s("desk-claimed-text")))
        }
        _ if l.verbs.is_empty() && l.case.matter.closed_at.is_none() => {
            let holder = holder_word(tr, &l.case.matter.waits_for);
            Some(Notice::new(
                NoticeKind::Info,
                tr.f1("desk-not-your-turn", "holder", holder),
                tr.s("desk-not-your-turn-text"),
            ))
        }
        _ => None,
    }
}

fn facts(tr: Tr, cx: &Cx, l: &Loaded, used: &str, explained: Option<&Explained>) -> Result<DataList, Fault> {
    let (c, m) = (&l.case, &l.case.matter);
    let mut list = DataList::new()
        .row(tr.s("desk-fact-submitted"), tr.date(c.submitted_on))
        .row(tr.s("desk-fact-holder"), holder_word(tr, &m.waits_for));
    if let Some(situation) = l.item.situation(&c.situation) {
        list = list.row(tr.s("desk-fact-situation"), &situation.name);
    }
    if let Some(day) = c.accepted_on {
        list = list.row(tr.s("desk-fact-accepted"), tr.date(day));
    }
    if let Some(e) = explained {
        list = list.cell(tr.s("desk-fact-due"), Cell::text(&e.due).below(used));
    }
    if let (Some(clock), true) =
        (&m.clock, matches!(State::parse(&m.state), Some(State::Accepted | State::Special | State::Examined)))
        && let Some(promise) = clocks::promised(clock, &l.item)
    {
        let missing = |e| Fault::from_error("computing a due date", e).kind_is(FaultKind::CalendarMissing);
        let on = promise.due(&cx.calendars.of(&m.region), cx.today()).map_err(missing)?.on;
        list = list.cell(tr.s("desk-fact-promised"), Cell::text(tr.date(on)).below(tr.relative(on, cx.today())));
    }
    if let Some(day) = c.decided_on {
        let words = match (c.working_days, c.in_time) {
            (Some(n), Some(true)) => tr.f1("desk-decided-in-time", "n", n),
            (Some(n), _) => tr.f1("desk-decided-late", "n", n),
            _ => String::new(),
        };
        list = list.cell(tr.s("desk-fact-decided"), Cell::text(tr.date(day)).below(words));
    }
    list = list.row(tr.s("desk-fact-delivery"), tr.s(&format!("case-way-{}", c.delivery)));
    if let Some(d) = &l.delivery {
        let parcel = d.courier.iter().chain(&d.waybill).cloned().collect::<Vec<_>>().join(" ");
        list = list.cell(tr.s("desk-fact-delivered"), Cell::text(tr.time(d.at)).below(parcel));
    }
    Ok(list)
}

fn claim_bar(tr: Tr, l: &Loaded) -> ClaimBar {
    let number = &l.case.matter.number;
    match &l.claimed_by {
        Some(_) if l.is_mine => ClaimBar {
            words: tr.s("desk-taken-by-me").into_owned(),
            act: Some((format!("/desk/cases/{number}/release"), Submit::quiet(tr.s("desk-release")))),
        },
        Some(name) => ClaimBar { words: tr.f1("desk-taken-by", "name", name), act: None },
        None if l.may_claim => ClaimBar {
            words: tr.s("desk-taken-by-nobody").into_owned(),
            act: Some((format!("/desk/cases/{number}/claim"), Submit::secondary(tr.s("desk-claim")))),
        },
        None => ClaimBar { words: String::new(), act: None },
    }
}

fn answers(tr: Tr, section: &SummarySection) -> DataList {
    let shown = |list: DataList, row: &SummaryRow| match row.kind {
        SummaryKind::RowHeading => list.row(&row.label, ""),
        SummaryKind::Answer if row.depth > 0 => list.row(tr.f1("desk-answer-inside", "label", &row.label), &row.text),
        SummaryKind::Answer => list.row(&row.label, &row.text),
    };
    section.rows.iter().fold(DataList::new(), shown)
}

/// The way to see what is masked; only for the one whose turn it is, and not when it is shown already.
fn disclosure(tr: Tr, l: &Loaded) -> Option<(Field, Submit)> {
    if l.masking == Masking::Clear || l.verbs.is_empty() {
        return None;
    }
    let choices = Purpose::ALL.iter().map(|p| Choice::new(p.as_str(), tr.s(&format!("desk-purpose-{p}"))));
    let field = Field::select(tr, "purpose", tr.s("desk-disclosure-purpose"))
        .choices(choices)
        .hint(tr.s("desk-disclosure-hint"))
        .required();
    Some((field, Submit::secondary(tr.s("desk-disclosure-button"))))
}

fn applicant(tr: Tr, l: &Loaded) -> DataList {
    let a = &l.applicant;
    let mut list = DataList::new();
    if let Some((name, code, representative)) = &a.organisation {
        list = list.row(tr.s("desk-applicant-organisation"), name).cell(tr.s("desk-applicant-code"), Cell::code(code));
        if !representative.is_empty() {
            list = list.row(tr.s("desk-applicant-representative"), representative);
        }
    }
    let key = if a.organisation.is_some() { "desk-applicant-agent" } else { "desk-applicant-name" };
    list = list
        .row(tr.s(key), &a.name)
        .cell(tr.s("desk-applicant-document"), Cell::code(&a.document))
        .cell(tr.s("desk-applicant-phone"), Cell::code(&a.phone));
    match &a.address {
        Some(address) => list.row(tr.s("desk-applicant-address"), address),
        None => list,
    }
}

fn file_cell(tr: Tr, number: &str, m: &Material) -> Cell {
    let name = m.file_name.clone().unwrap_or_else(|| tr.s("desk-file").into_owned());
    let size = m.size.and_then(|s| usize::try_from(s).ok()).map(|s| tr.file_size(s)).unwrap_or_default();
    Cell::link(format!("/desk/cases/{number}/files/{}", m.id), name).below(tr.f2(
        "desk-file-note",
        "size",
        size,
        "when",
        tr.time(m.added_at),
    ))
}

fn materials(tr: Tr, l: &Loaded) -> Table {
    let name = |key: &str| l.item.material(key).map_or_else(|| key.to_owned(), |m| m.name.clone());
    let mut rows = Vec::new();
    for m in l.materials.iter().filter(|m| m.replaced_at.is_none()) {
        let standard = l.item.material(&m.material).and_then(|m| m.acceptance_standard.clone()).unwrap_or_default();
        let from = match m.source {
            MaterialSource::Upload => file_cell(tr, &l.case.matter.number, m),
            MaterialSource::Licence => match m.licence.and_then(|id| l.licences.get(&id)) {
                Some(n) => Cell::link(format!("/verify/{}", n.identifier), n.name.clone()).below(tr.f1(
                    "desk-material-from-licence",
                    "number",
                    &n.number,
                )),
                None => Cell::text(tr.s("desk-material-licence-gone")),
            },
            MaterialSource::Profile => Cell::text(tr.s("desk-material-from-profile")),
            MaterialSource::Promise => Cell::tag(StatusTag::new(Tone::Wait, tr.s("desk-material-promised"))),
        };
        rows.push(Row::new([Cell::text(name(&m.material)).below(standard), from]));
    }
    let columns = [Column::new(tr.s("desk-column-material")), Column::new(tr.s("desk-column-handed-in"))];
    Table::new(tr.s("desk-part-materials"), columns, rows).when_empty(Empty::new(tr.s("desk-materials-none"), ""))
}

fn changes(tr: Tr, l: &Loaded) -> Option<Table> {
    let rows: Vec<Row> =
        l.changes.iter().map(|c| Row::new([Cell::text(&c.label), Cell::text(&c.old), Cell::text(&c.new)])).collect();
    let columns = [
        Column::new(tr.s("desk-column-field")),
        Column::new(tr.s("desk-column-old")),
        Column::new(tr.s("desk-column-new")),
    ];
    (!rows.is_empty()).then(|| Table::new(tr.s("desk-changes-caption"), columns, rows))
}

/// Files a correction replaced, beside those that came in their place.
fn replaced(tr: Tr, l: &Loaded) -> Option<Table> {
    let mut rows = Vec::new();
    for old in l.materials.iter().filter(|m| m.replaced_at.is_some()) {
        let number = &l.case.matter.number;
        let name = l.item.material(&old.material).map_or_else(|| old.material.clone(), |m| m.name.clone());
        let new = l.materials.iter().find(|m| m.material == old.material && m.replaced_at.is_none());
        rows.push(Row::new([
            Cell::text(name),
            file_cell(tr, number, old),
            new.map_or_else(Cell::default, |n| file_cell(tr, number, n)),
        ]));
    }
    let columns = [
        Column::new(tr.s("desk-column-material")),
        Column::new(tr.s("desk-column-old")),
        Column::new(tr.s("desk-column-new")),
    ];
    (!rows.is_empty()).then(|| Table::new(tr.s("desk-replaced-caption"), columns, rows))
}

/// What the correction notice asked for.
fn notice_points(tr: Tr, l: &Loaded) -> Option<Table> {
    let notice = l.correction.as_ref()?;
    let rows = notice.points.iter().map(|p| Row::new([Cell::text(&p.label), Cell::text(&p.what)])).collect();
    let columns = [Column::new(tr.s("desk-column-point")), Column::new(tr.s("desk-column-what"))];
    Some(
        Table::new(tr.f1("desk-notice-caption", "date", tr.date(notice.answer_by)), columns, rows).with_caption_shown(),
    )
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

fn opinions(tr: Tr, l: &Loaded) -> Vec<OpinionShown> {
    let shown = l.opinions.iter().map(|(o, author)| OpinionShown {
        title: Verb::parse(&o.verb).map_or_else(|| o.verb.clone(), |v| tr.s(&format!("desk-verb-{v}")).into_owned()),
        who: tr.f2("desk-opinion-by", "name", author, "when", tr.time(o.at)),
        // Only an examiner recommends; what the others wrote is the act itself.
        recommendation: o.recommendation.as_deref().filter(|_| o.verb == Verb::Examine.as_str()).map(|r| {
            let tone = if r == "grant" { Tone::Good } else { Tone::Bad };
            StatusTag::new(tone, tr.s(&format!("desk-recommend-{r}")))
        }),
        paragraphs: lines(&o.text),
        basis: lines(&o.basis),
    });
    shown.collect()
}

fn notices(tr: Tr, l: &Loaded) -> Table {
    let rows = l.notices.iter().map(|n| {
        let kind = tr.s(&format!("case-notice-{}", n.kind));
        Row::new([
            Cell::link(format!("/desk/cases/{}/notices/{}.pdf", l.case.matter.number, n.id), kind).below(&n.number),
            Cell::text(tr.date_short(n.dated)),
            Cell::text(n.served_at.map_or_else(String::new, |at| tr.time(at))),
        ])
    });
    let columns = [
        Column::new(tr.s("desk-column-notice")),
        Column::whole(tr.s("desk-column-dated")),
        Column::whole(tr.s("desk-column-served")),
    ];
    Table::new(tr.s("desk-part-notices"), columns, rows.collect()).when_empty(Empty::new(tr.s("desk-notices-none"), ""))
}

/// Those who keep the register of licences go to its page; the others see what everybody may verify.
fn licence(tr: Tr, cx: &Cx, l: &Loaded) -> Option<LicenceCard> {
    let licence = l.licence.as_ref()?;
    let keepers = [Role::LicenceMaking, Role::Decision, Role::Head, Role::Supervision];
    let page = if keepers.iter().any(|r| cx.who.holds_anywhere(*r)) { "/desk/licences" } else { "/verify" };
    let mut card = LicenceCard::new(tr, &licence.name, &licence.number, format!("{page}/{}", licence.identifier));
    card.holder.clone_from(&l.case.applicant_shown);
    card.state = StatusTag::new(Tone::Good, tr.s("desk-licence-made"));
    Some(card)
}

fn trace(tr: Tr, l: &Loaded) -> Trace {
    let past = l.trace.iter().map(|h| TraceEntry {
        when: h.when.clone(),
        title: tr.s(&format!("case-did-{}", h.what)).into_owned(),
        who: h.who.clone(),
        text: String::new(),
        link: None,
        state: TraceState::Past,
    });
    let mut entries: Vec<TraceEntry> = past.collect();
    if l.case.matter.closed_at.is_none() {
        entries.push(TraceEntry {
            when: tr.s("desk-now").into_owned(),
            title: tr.s(&format!("desk-todo-{}", l.case.matter.state)).into_owned(),
            who: holder_word(tr, &l.case.matter.waits_for),
            text: l.case.matter.due_on.map_or_else(String::new, |d| tr.f1("desk-until", "date", tr.date(d))),
            link: None,
            state: TraceState::Now,
        });
    }
    Trace::new(tr, entries)
}

/// Who looked at the case or touched it without changing it.
fn readings(tr: Tr, readings: &[Happened]) -> Table {
    let rows = readings.iter().map(|h| {
        let key = format!("desk-looked-{}", h.what);
        let what = if tr.has(&key) { tr.s(&key).into_owned() } else { tr.s("desk-looked-otherwise").into_owned() };
        Row::new([Cell::text(&h.when), Cell::text(&h.who), Cell::text(what)])
    });
    let columns = [
        Column::whole(tr.s("desk-column-when")),
        Column::new(tr.s("desk-column-who")),
        Column::new(tr.s("desk-column-looked")),
    ];
    Table::new(tr.s("desk-part-readings"), columns, rows.collect())
        .when_empty(Empty::new(tr.s("desk-readings-none"), ""))
}

impl Sample for CasePage {
    fn samples(lang: kernel::Lang) -> Vec<Self> {
        let visit = super::samples::visit(lang);
        let cx = super::samples::cx(lang);
        let states = super::samples::loaded(visit.tr);
        // A sample without a calendar would be a defect of the built-in years; the page is then missing from the test.
        states.iter().filter_map(|(l, attempt)| page(&visit, &cx, l, attempt).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_case_is_well_made() {
        assert_eq!(
            CasePage::samples(kernel::Lang::ZhCn).len(),
            super::super::samples::loaded(Tr::new(kernel::Lang::ZhCn)).len()
        );
        assert_eq!(CasePage::lint_samples(), Vec::<String>::new());
    }
}
