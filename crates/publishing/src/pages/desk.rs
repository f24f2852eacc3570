//! `/desk/publications/{number}`: one publication as the office sees it: text, findings, clock, acts, trace.

use super::{
    desk_list::sample,
    findings::{Findings, MayAnswer},
    item_name, kind_name, needs_reason, read,
    revisions::{Shown, folded},
    rule_href, state_tag,
};
use crate::{
    Acknowledgement, Disclosure, Opinion, Part, Piece, Publication, PublicationProcedure, Refused,
    State as PublicationState, StoredCheck, Verb, difference, find_for_office, find_release, list_acknowledgements,
    list_opinions, store,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Cx, Fault, Id, Lang, Office, Refusal, Role, Tx, journal, matter, procedure::open_verbs};
use std::{collections::HashMap, sync::Arc};
use web::{
    BodyForm, Cell, DataList, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Problem, Sample, Shell, StatusTag,
    Submit, Tr, Trace, TraceEntry, TraceState, Visit, blocking,
};

type Answer = Result<Response, Problem>;

/// The acts of this page in the order of their weight, with the noun of their address.
pub(super) const ACTS: &[(Verb, &str)] = &[
    (Verb::Submit, "submission"),
    (Verb::Review, "review"),
    (Verb::Clear, "clearance"),
    (Verb::Publish, "publication"),
    (Verb::Plan, "plan"),
    (Verb::Correct, "signed-correction"),
    (Verb::File, "filing"),
    (Verb::Reevaluate, "reevaluation"),
    (Verb::Reopen, "reopening"),
    (Verb::StartCorrection, "correction"),
    (Verb::Return, "return"),
    (Verb::Unplan, "plan-cancellation"),
    (Verb::DropCorrection, "correction-abandonment"),
    (Verb::Abandon, "abandonment"),
    (Verb::Withdraw, "withdrawal"),
];

/// Everything the page shows.
pub(super) struct Opened {
    pub(super) publication: Publication,
    check: Option<StoredCheck>,
    said: Vec<Acknowledgement>,
    opinions: Vec<Opinion>,
    trace: Vec<ledger::Entry>,
    names: HashMap<String, String>,
    verbs: Vec<Verb>,
    sections: Vec<String>,
    changes: Vec<Part>,
    due: Option<jiff::civil::Date>,
    reasons: Vec<calendar::Message>,
    /// Whether it is the turn of a post the reader holds.
    is_turn: bool,
}

/// One act: a form behind its name.
struct ActForm {
    id: String,
    title: String,
    about: String,
    action: String,
    seen: Hidden,
    fields: Vec<Field>,
    send: Submit,
    is_main: bool,
}

struct UploadForm {
    action: String,
    seen: Hidden,
    file: Field,
    send: Submit,
}

struct FileLine {
    name: String,
    note: String,
    href: String,
    removal: Option<(String, Hidden, Submit)>,
}

#[derive(Template)]
#[template(path = "publishing/desk-publication.html")]
struct DeskPage {
    shell: Shell,
    tr: Tr,
    state: StatusTag,
    edit: Option<String>,
    public: Option<String>,
    errors: ErrorSummary,
    notices: Vec<Notice>,
    findings: Option<Findings>,
    lang: &'static str,
    summary: String,
    html: String,
    parts: Vec<Shown>,
    files: Vec<FileLine>,
    upload: Option<UploadForm>,
    facts: DataList,
    due: Option<String>,
    sentences: Vec<String>,
    acts: Vec<ActForm>,
    check_again: Option<(String, Submit)>,
    trace: Trace,
}

/// A sentence of the calendar, its dates as people write them.
fn said(tr: Tr, message: &calendar::Message) -> String {
    let shown = |v: &String| v.parse::<jiff::civil::Date>().map_or_else(|_| v.clone(), |date| tr.date_short(date));
    let args: Vec<(&str, String)> = message.args.iter().map(|(k, v)| (*k, shown(v))).collect();
    tr.told(message.id, args.iter().map(|(k, v)| (*k, v.as_str())))
}

fn act_form(tr: Tr, p: &Publication, verb: Verb, noun: &str, is_main: bool, sent: &BodyForm) -> ActForm {
    let text = format!("{verb}-text");
    let typed = |name: &str| sent.get(name).unwrap_or_default().to_owned();
    let mut fields = Vec::new();
    match verb {
        Verb::Plan => {
            let day = Field::date(tr, "plan-day", tr.s("publishing-plan-day")).value(typed("plan-day")).required();
            // The register counts what is out, not what is planned.
            let interprets = p.content.interprets.is_some();
            fields.push(if interprets { day.hint(tr.s("publishing-plan-interpretation")) } else { day });
            fields.push(
                Field::code(tr, "plan-time", tr.s("publishing-plan-time"))
                    .hint(tr.s("publishing-plan-time-hint"))
                    .value(typed("plan-time"))
                    .required(),
            );
        }
        Verb::Reevaluate => fields.push(
            Field::date(tr, "next-day", tr.s("publishing-field-reevaluate-on")).value(typed("next-day")).required(),
        ),
        _ => {}
    }
    if needs_reason(verb) {
        let hint = tr.s(if verb == Verb::Withdraw { "publishing-withdraw-hint" } else { "publishing-reason-hint" });
        fields
            .push(Field::area(tr, &text, tr.s("publishing-reason")).rows(3).hint(hint).value(typed(&text)).required());
    } else if matches!(verb, Verb::Review | Verb::Clear | Verb::Publish | Verb::Plan | Verb::Correct | Verb::File) {
        fields.push(Field::area(tr, &text, tr.s("publishing-opinion")).rows(2).value(typed(&text)));
    }
    let label = tr.s(&format!("publishing-verb-{verb}"));
    ActForm {
        id: format!("act-{verb}"),
        title: label.clone().into_owned(),
        about: tr.s(&format!("publishing-about-{verb}")).into_owned(),
        action: format!("/desk/publications/{}/{noun}", p.number),
        seen: Hidden::seen(p.matter.version),
        fields,
        send: if is_main { Submit::primary(label) } else { Submit::secondary(label) },
        is_main,
    }
}

impl DeskPage {
    fn new(visit: &Visit, o: &Opened, sent: &BodyForm, refused: Option<&dyn Refusal>) -> DeskPage {
        let tr = visit.tr;
        let p = &o.publication;
        let c = &p.content;
        let base = format!("/desk/publications/{}", p.number);
        let state = p.state().unwrap_or(PublicationState::Abandoned);
        let mut shell =
            visit.desk(&c.title).at("desk-publications").crumb(tr.s("publishing-desk-title"), "/desk/publications");
        let mut errors = ErrorSummary::new(tr);
        if let Some(r) = refused {
            shell = shell.with_errors();
            errors.add("", tr.refusal(r));
        }
        let is_open = o.verbs.contains(&Verb::Edit);
        let csrf = shell.csrf_field();
        let may = MayAnswer { turn: o.is_turn, secrecy: o.verbs.contains(&Verb::Clear) };
        let is_checked = c.disclosure == Disclosure::Proactive && p.matter.closed_at.is_none();
        let findings =
            (is_checked || o.check.is_some()).then(|| Findings::new(tr, p, o.check.as_ref(), &o.said, &may, &csrf));
        let mut notices = Vec::new();
        if let Some(at) = p.planned_at.filter(|_| state == PublicationState::Planned) {
            let text = tr.f1("publishing-planned-for", "time", tr.time(at));
            notices.push(Notice::new(NoticeKind::Info, text, tr.s("publishing-planned-text")));
        }
        if let Some(last) = o.opinions.last().filter(|l| l.verb == "return" && state.is_open()) {
            notices.push(Notice::new(NoticeKind::Warning, tr.s("publishing-returned"), &last.opinion));
        }
        let facts = facts(tr, o);
        let mut main_given = false;
        let acts = ACTS
            .iter()
            .filter(|(verb, _)| o.verbs.contains(verb))
            .filter(|(verb, _)| match verb {
                Verb::Publish | Verb::Plan | Verb::Correct => c.disclosure == Disclosure::Proactive,
                Verb::File => c.disclosure != Disclosure::Proactive,
                _ => true,
            })
            .map(|(verb, noun)| {
                let is_main = !main_given
                    && matches!(
                        verb,
                        Verb::Submit
                            | Verb::Review
                            | Verb::Clear
                            | Verb::Publish
                            | Verb::Correct
                            | Verb::File
                            | Verb::Reevaluate
                    );
                main_given |= is_main;
                act_form(tr, p, *verb, noun, is_main, sent)
            })
            .collect();
        let files = p
            .files
            .iter()
            .map(|f| FileLine {
                name: f.name.clone(),
                note: tr.file_size(usize::try_from(f.size).unwrap_or(usize::MAX)),
                href: format!("{base}/files/{}", f.n),
                removal: is_open.then(|| {
                    let remove = Submit::quiet(tr.s("publishing-file-remove")).about(&f.name);
                    (format!("{base}/files/{}/removal", f.n), Hidden::seen(p.matter.version), remove)
                }),
            })
            .collect();
        let upload = is_open.then(|| UploadForm {
            action: format!("{base}/files"),
            seen: Hidden::seen(p.matter.version),
            file: Field::files(
                tr,
                "file",
                tr.s("publishing-file-add"),
                ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.ofd,.jpg,.png,.csv,.zip,.mp3,.mp4",
            )
            .hint(tr.f1("publishing-file-hint", "mb", crate::MEGABYTES)),
            send: Submit::secondary(tr.s("publishing-file-send")),
        });
        DeskPage {
            tr,
            state: state_tag(tr, state),
            edit: is_open.then(|| format!("{base}/edit")),
            public: (p.released > 0).then(|| format!("/publications/{}", p.number)),
            errors,
            notices,
            findings,
            lang: c.lang.as_str(),
            summary: c.summary.clone(),
            html: c.html.clone(),
            parts: if o.changes.iter().all(Part::is_same) { Vec::new() } else { folded(o.changes.clone()) },
            files,
            upload,
            facts,
            due: o.due.map(|day| tr.date(day)),
            sentences: o.reasons.iter().map(|m| said(tr, m)).collect(),
            acts,
            check_again: is_checked.then(|| (format!("{base}/check"), Submit::quiet(tr.s("publishing-check-again")))),
            trace: Trace::new(tr, trace(tr, o)),
            shell,
        }
    }
}

fn facts(tr: Tr, o: &Opened) -> DataList {
    let (p, c) = (&o.publication, &o.publication.content);
    let mut facts = DataList::new()
        .cell(tr.s("publishing-number"), Cell::code(&p.number))
        .row(tr.s("publishing-agency"), &p.agency_name)
        .row(tr.s("publishing-kind"), kind_name(tr, c.kind))
        .row(tr.s("publishing-disclosure"), tr.s(&format!("publishing-disclosure-{}", c.disclosure)));
    if c.disclosure != Disclosure::Proactive {
        if let Some(basis) = c.basis {
            facts = facts.row(tr.s("publishing-field-basis"), tr.s(&format!("publishing-basis-{basis}")));
        }
        facts = facts.row(tr.s("publishing-field-reason"), &c.reason);
        if let Some(day) = c.reevaluate_on {
            facts = facts.row(tr.s("publishing-field-reevaluate-on"), tr.date_short(day));
        }
    }
    facts = facts.row(tr.s("publishing-field-formed-on"), tr.date_short(c.formed_on));
    if let Some(day) = c.displayed_on {
        facts = facts.row(tr.s("publishing-displayed-on"), tr.date_short(day));
    }
    let places =
        if o.sections.is_empty() { tr.s("publishing-no-section").into_owned() } else { o.sections.join("；") };
    facts = facts.row(tr.s("publishing-field-placements"), places);
    if let Some(rule) = &c.interprets {
        facts = facts.cell(tr.s("publishing-interprets"), Cell::link(rule_href(rule.trim_matches(['《', '》'])), rule));
    }
    if let Some(duty) = &c.duty {
        facts = facts.cell(tr.s("publishing-duty"), Cell::code(duty));
    }
    if let Some(item) = c.statutory_item {
        facts = facts.row(tr.s("publishing-statutory-item"), item_name(tr, item));
    }
    if !c.topics.is_empty() {
        facts = facts.row(tr.s("publishing-topics"), c.topics.join(" · "));
    }
    if !c.note.is_empty() {
        facts = facts.row(tr.s("publishing-correction-note"), &c.note);
    }
    facts.row(tr.s("publishing-revision"), tr.f1("publishing-revision-n", "n", p.working))
}

fn trace(tr: Tr, o: &Opened) -> Vec<TraceEntry> {
    let mut entries: Vec<TraceEntry> = o
        .trace
        .iter()
        .rev()
        .map(|e| {
            let verb = e.kind.strip_prefix("publication-").unwrap_or(&e.kind);
            let opinion = o.opinions.iter().find(|op| op.seq == e.seq).map(|op| op.opinion.clone());
            TraceEntry {
                when: e.at.parse::<jiff::Timestamp>().map_or_else(|_| e.at.clone(), |at| tr.time(at)),
                title: tr.s(&format!("publishing-done-{verb}")).into_owned(),
                who: o.names.get(&e.actor).cloned().unwrap_or_else(|| tr.s("publishing-hall").into_owned()),
                text: opinion.unwrap_or_default(),
                link: None,
                state: TraceState::Past,
            }
        })
        .collect();
    if o.publication.matter.closed_at.is_none() {
        entries.insert(
            0,
            TraceEntry {
                when: String::new(),
                title: tr.f1(
                    "publishing-waits-for",
                    "role",
                    tr.s(&format!("publishing-role-{}", o.publication.matter.waits_for)),
                ),
                who: String::new(),
                text: String::new(),
                link: None,
                state: TraceState::Now,
            },
        );
    }
    entries
}

/// Everything the page shows, when this office may see it.
pub(super) fn open(tx: &mut Tx, cx: &Cx, number: &str) -> Result<Option<Opened>, Fault> {
    let Some(p) = find_for_office(tx, cx, number)? else { return Ok(None) };
    let trace = journal::trace(tx, &p.id().to_string())?;
    let mut names = HashMap::new();
    for entry in &trace {
        if !names.contains_key(&entry.actor)
            && let Some(id) = entry.actor.strip_prefix("staff:").and_then(Id::parse)
            && let Some(member) = identity::find_staff(tx, id)?
        {
            names.insert(entry.actor.clone(), member.name);
        }
    }
    let past = matter::past(tx, p.id())?;
    let verbs = open_verbs::<PublicationProcedure>(&p.matter, cx, &past);
    let mut sections = Vec::new();
    for (site, section) in &p.content.placements {
        let name = sites::find_section(tx, site, section)?.map(|s| s.names.of(cx.lang).to_owned());
        let of = sites::find(tx, site)?.map(|s| s.names.of(cx.lang).to_owned());
        sections.push(match (of, name) {
            (Some(of), Some(name)) => format!("{of} · {name}"),
            _ => format!("{site}/{section}"),
        });
    }
    let changes = match p.released {
        released if released > 0 && released != p.working => find_release(tx, p.id(), released)?
            .map(|(old, _)| difference(&old.text, &p.content.text))
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    // A year without its calendar leaves the page without reasons, not without the page.
    let explained =
        p.matter.clock.as_ref().and_then(|clock| clock.explain(&cx.calendars.of(&p.matter.region), cx.today()).ok());
    Ok(Some(Opened {
        check: store::find_check(tx, p.id(), p.working)?,
        said: list_acknowledgements(tx, p.id(), p.working)?,
        opinions: list_opinions(tx, p.id())?,
        trace,
        names,
        verbs,
        sections,
        changes,
        due: explained.as_ref().map(|e| e.due.on),
        reasons: explained.map(|e| e.notes).unwrap_or_default(),
        is_turn: Role::parse(&p.matter.waits_for).is_some_and(|r| cx.who.holds(p.matter.agency, r)),
        publication: p,
    }))
}

/// The page, with what was sent and why it was refused.
pub(super) fn page(visit: &Visit, o: &Opened, sent: &BodyForm, refused: Option<&Refused>) -> Response {
    let page = Page(DeskPage::new(visit, o, sent, refused.map(|r| r as &dyn Refusal)));
    if refused.is_some() { page.sent_back() } else { page.into_response() }
}

/// `GET /desk/publications/{number}`
///
/// # Errors
/// 404 for what is not this office's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(number): Path<String>,
) -> Answer {
    let opened = blocking(move || read(&office, |tx| open(tx, &acting.cx, &number))).await?;
    let opened = opened.ok_or_else(Problem::not_found)?;
    Ok(page(&visit, &opened, &BodyForm::default(), None))
}

impl Sample for DeskPage {
    fn samples(lang: Lang) -> Vec<DeskPage> {
        let visit = Visit::sample(lang);
        let finding = |weight: &str, key: &str| crate::Finding {
            key: key.into(),
            weight: weight.into(),
            kind: "resident-id".into(),
            place: "body".into(),
            at: String::new(),
            line: 3,
            excerpt: ["身份证号".into(), "1301**********0014".into(), "的申请人<b>".into()],
            right: String::new(),
        };
        let opened = |state: PublicationState, verbs: &[Verb], check: bool| {
            let p = sample("关于<会议>的通告", state);
            Opened {
                check: check.then(|| StoredCheck {
                    content: String::new(),
                    findings: vec![
                        finding("stops", "a"),
                        finding("warns", "b"),
                        finding("warns", "c"),
                        crate::Finding {
                            place: "file:1".into(),
                            kind: "unreadable".into(),
                            ..finding("not-checked", "d")
                        },
                    ],
                    at: p.matter.opened_at,
                }),
                said: vec![Acknowledgement {
                    finding: "b".into(),
                    reason: "<公开电话>".into(),
                    role: "secrecy-review".into(),
                    by_whom: "staff:x".into(),
                    at: p.matter.opened_at,
                }],
                opinions: vec![Opinion {
                    seq: 2,
                    revision: 1,
                    verb: "return".into(),
                    opinion: "请<补>".into(),
                    by_whom: "staff:x".into(),
                    at: p.matter.opened_at,
                }],
                trace: Vec::new(),
                names: HashMap::new(),
                verbs: verbs.to_vec(),
                sections: vec!["主站 · 通知公告".into()],
                changes: difference("一\n二\n三", "一\n二二\n三"),
                due: Some(jiff::civil::date(2026, 3, 30)),
                reasons: Vec::new(),
                is_turn: check,
                publication: p,
            }
        };
        let all: Vec<Verb> = ACTS.iter().map(|(v, _)| *v).chain([Verb::Edit]).collect();
        let blank = BodyForm::default();
        vec![
            DeskPage::new(&visit, &opened(PublicationState::Draft, &all, true), &blank, None),
            DeskPage::new(
                &visit,
                &opened(PublicationState::SecrecyReview, &[Verb::Clear, Verb::Return], true),
                &blank,
                Some(&Refused::NoReason),
            ),
            DeskPage::new(&visit, &opened(PublicationState::Planned, &[], false), &blank, None),
            DeskPage::new(&visit, &opened(PublicationState::Withdrawn, &[], false), &blank, None),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_good() {
        assert_eq!(DeskPage::lint_samples(), Vec::<String>::new());
    }
}
