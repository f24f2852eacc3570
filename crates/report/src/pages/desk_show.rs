//! One agency's report on the desk: its numbers as they stand now with the requests behind them, every rule that does not
//! hold, the written parts, and what may be done.

use super::{
    kind_word,
    public::href,
    standalone::parts,
    state_tag,
    table::{Around, TableView, links, off},
    words,
};
use crate::{
    Annual, Body, BodyKind, State, Verb, Weight, annual, last_return, list_bodies, may_see, moves::ReportProcedure,
    supervises,
};
use askama::Template;
use axum::{
    extract::{Path, State as Hold},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::Timestamp;
use kernel::{Cx, Error, Never, Office, Role, cx::legal_date, matter, procedure::open_verbs};
use std::sync::Arc;
use web::{
    Cell, Choice, Column, DataList, Empty, Field, Hidden, Notice, NoticeKind, Page, Problem, Row, Shell, StatusTag,
    Submit, Table, Tone, Tr, Visit, blocking,
};

#[derive(Template)]
#[template(path = "report/desk-show.html")]
pub(super) struct DeskPage {
    shell: Shell,
    tr: Tr,
    state: StatusTag,
    notices: Vec<Notice>,
    facts: DataList,
    rules: Table,
    parts: Vec<(String, Vec<String>, Vec<TableView>)>,
    seen: Hidden,
    /// Address and button of what may be done with one press.
    acts: Vec<(String, Submit)>,
    /// Sending back, with its reason.
    back: Option<(String, Field, Submit)>,
    /// The pages on which more is done.
    ways: Vec<(String, String)>,
    files: Vec<(String, String)>,
    /// For the authority in charge: into whose report the numbers go.
    arrangement: Option<(String, Vec<Field>, Submit)>,
    source: String,
}

impl DeskPage {
    /// The page with a sentence about what was just refused, before everything else.
    pub(super) fn told(mut self, said: Notice) -> DeskPage {
        self.notices.insert(0, said);
        self
    }
}

/// What the page is made from.
pub(super) struct Loaded {
    pub now: Annual,
    pub verbs: Vec<Verb>,
    pub may_begin: bool,
    pub back: Option<(String, Timestamp)>,
    /// The agencies above which this one may stand, for the authority in charge.
    pub governments: Option<Vec<Body>>,
}

/// The report, when the acting official may see it.
pub(super) fn load(office: &Office, cx: &Cx, key: &str, year: i64) -> Result<Loaded, Problem> {
    let (agency, region) = super::agency_of(office, key)?;
    let found = office.db.read(|tx| {
        if !may_see(tx, cx, agency, &region)? {
            return Ok::<_, Error<Never>>(None);
        }
        let Some(now) = annual(tx, agency, year)? else { return Ok(None) };
        let (verbs, back) = match &now.record {
            None => (Vec::new(), None),
            Some(r) => {
                let past = matter::past(tx, r.matter.id)?;
                let back =
                    if r.matter.state == State::Draft.as_str() || r.matter.state == State::CorrectionDraft.as_str() {
                        last_return(tx, r.matter.id)?
                    } else {
                        None
                    };
                (open_verbs::<ReportProcedure>(&r.matter, cx, &past), back)
            }
        };
        let governments = match supervises(tx, cx, &region)? {
            true => Some(list_bodies(tx)?.into_iter().filter(|b| b.kind == BodyKind::Government).collect()),
            false => None,
        };
        let may_begin = now.record.is_none() && cx.who.holds(agency, Role::DisclosureDesk);
        Ok(Some(Loaded { now, verbs, may_begin, back, governments }))
    })?;
    found.ok_or_else(Problem::not_found)
}

/// The rules that do not hold, as a table.
fn rules(tr: Tr, now: &Annual) -> Table {
    let columns =
        [Column::whole(tr.s("report-weight")), Column::new(tr.s("report-rule")), Column::new(tr.s("report-where"))];
    let rows = now
        .failures
        .iter()
        .map(|f| {
            let said = words::failure(tr, now.template, now.year, f);
            let tone = match f.weight() {
                Weight::Fails => Tone::Bad,
                Weight::Owed => Tone::Now,
                Weight::Warns => Tone::Wait,
            };
            let tag = StatusTag::new(tone, words::weight(tr, f.weight()));
            Row::new([Cell::tag(tag), Cell::text(said.rule).below(said.at), Cell::text(said.text)])
        })
        .collect();
    let text = if now.has_previous { "report-adds-up-text" } else { "report-adds-up-first" };
    Table::new(tr.s("report-rules"), columns, rows)
        .named_by(1)
        .when_empty(Empty::new(tr.s("report-adds-up"), tr.s(text)))
}

pub(super) fn page(visit: &Visit, loaded: &Loaded) -> DeskPage {
    let tr = visit.tr;
    let Loaded { now, verbs, .. } = loaded;
    let (key, year) = (&now.body.agency.key, now.year);
    let own = format!("/desk/reports/{year}/{key}");
    let state = now.record.as_ref().and_then(|r| State::parse(&r.matter.state));
    let mut notices = Vec::new();
    let info = |key: &str| Notice::new(NoticeKind::Info, "", tr.s(key));
    let warn = |text: String| Notice::new(NoticeKind::Warning, "", text);
    if let Some((reason, at)) = &loaded.back {
        let on = tr.date(legal_date(*at));
        notices.push(Notice::new(NoticeKind::Warning, tr.f1("report-returned", "date", on), reason));
    }
    if now.drifted {
        notices.push(warn(tr.s("report-drifted").into_owned()));
    }
    notices.extend(now.lacks.iter().map(|l| info(l.message())));
    if !now.waiting.is_empty() {
        let n = i64::try_from(now.waiting.len()).unwrap_or_default();
        let first: Vec<&str> = now.waiting.iter().take(8).map(String::as_str).collect();
        let names = first.join(&tr.s("report-list-separator"));
        notices.push(Notice::new(NoticeKind::Info, "", tr.f2("report-waiting", "n", n, "names", names)));
    }
    let press = |act: &str, label: &str| (format!("{own}/{act}"), Submit::primary(tr.s(label)));
    let quiet = |act: &str, label: &str| (format!("{own}/{act}"), Submit::secondary(tr.s(label)));
    let mut acts = Vec::new();
    if loaded.may_begin {
        acts.push(press("beginning", "report-act-begin"));
    }
    let mut ways = Vec::new();
    let mut back = None;
    for verb in verbs {
        match verb {
            Verb::Edit => ways.push((format!("{own}/edit"), tr.s("report-act-edit").into_owned())),
            Verb::Adopt => ways.push((format!("{own}/import"), tr.s("report-act-import").into_owned())),
            Verb::CountAgain if now.draft().adopted.is_some() => acts.push(quiet("counting", "report-act-count-again")),
            Verb::Submit => acts.push(press("submission", "report-act-submit")),
            Verb::Publish | Verb::Correct => acts.push(press("publication", "report-act-publish")),
            Verb::StartCorrection => acts.push(quiet("correction", "report-act-correct")),
            Verb::DropCorrection => acts.push(quiet("correction-end", "report-act-drop")),
            Verb::Return => {
                let reason = Field::text(tr, "reason", tr.s("report-return-reason")).required();
                back = Some((format!("{own}/return"), reason, Submit::secondary(tr.s("report-act-return"))));
            }
            _ => {}
        }
    }
    let last = now.body.deadlines.last_day(now.body.kind, year);
    let mut facts = DataList::new()
        .row(tr.s("report-agency"), &now.body.agency.name)
        .row(tr.s("report-kind"), kind_word(tr, now.body.kind))
        .row(tr.s("report-origin"), tr.f1(&format!("report-origin-{}", now.origin), "n", now.below))
        .row(tr.s("report-deadline"), last.map(|d| tr.date(d)).unwrap_or_default());
    if let Some(adopted) = &now.draft().adopted {
        facts = facts.row(tr.s("report-adopted-file"), &adopted.name);
    }
    if !now.draft().two_source.is_empty() {
        facts = facts.row(tr.s("report-two-source"), &now.draft().two_source);
    }
    if let Some(release) = now.releases.first() {
        let said = tr.f2("report-released", "n", release.revision, "date", tr.date(legal_date(release.at)));
        facts = facts.cell(tr.s("report-public"), Cell::link(href(year, key), said));
    }
    let around = Around { tr, template: now.template, links: links(now), off: off(&now.failures) };
    let file = |kind: &str| (format!("{own}/report.{kind}"), tr.s(&format!("report-draft-{kind}")).into_owned());
    let arrangement = loaded.governments.as_ref().map(|governments| {
        let mut above = vec![Choice::new("", tr.s("report-above-nobody"))];
        let others = governments.iter().filter(|b| b.agency.id != now.body.agency.id);
        above.extend(others.map(|b| Choice::new(&b.agency.key, &b.agency.name)));
        let parent = governments.iter().find(|b| Some(b.agency.id) == now.body.parent);
        let kinds = BodyKind::ALL.iter().map(|k| Choice::new(k.as_str(), kind_word(tr, *k)));
        let fields = vec![
            Field::radio(tr, "kind", tr.s("report-kind")).choices(kinds).value(now.body.kind.as_str()).required(),
            Field::select(tr, "parent", tr.s("report-above"))
                .choices(above)
                .value(parent.map(|b| b.agency.key.clone()).unwrap_or_default()),
        ];
        (format!("{own}/arrangement"), fields, Submit::secondary(tr.s("report-arrange-save")))
    });
    let title = tr.f2("report-title", "agency", &now.body.agency.short_name, "year", year.to_string());
    DeskPage {
        shell: visit
            .desk(title)
            .at("desk-reports")
            .crumb(tr.s("report-desk-title"), format!("/desk/reports?year={year}")),
        state: state_tag(tr, state),
        notices,
        facts,
        rules: rules(tr, now),
        parts: parts(&around, &now.snapshot()),
        seen: Hidden::seen(now.record.as_ref().map_or(0, |r| r.matter.version)),
        acts,
        back,
        ways,
        files: ["pdf", "xlsx", "html", "json"].into_iter().map(file).collect(),
        arrangement,
        source: tr.f1("report-source", "source", &now.template.source),
        tr,
    }
}

/// `GET /desk/reports/{year}/{agency}`
///
/// # Errors
/// Not there, or not yours.
pub async fn show(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((year, key)): Path<(i64, String)>,
) -> Result<Response, Problem> {
    let loaded = blocking(move || load(&office, &acting.cx, &key, year)).await?;
    Ok(Page(page(&visit, &loaded)).into_response())
}
