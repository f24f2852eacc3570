//! One site: its indicators, the list to fix, its history.

use super::chart::Chart;
use super::words::{detail, hits_on, kind, name, rule, state_tag, value};
use crate::{
    Day, Measured, ProbeFigures, Refused, Standing, State, ask, find_day, jobs, list_days, list_findings, measured,
    store,
};
use askama::Template;
use axum::{
    extract::{Path, State as Hold},
    response::{IntoResponse, Response},
};
use identity::{Agency, pages::edge::Acting};
use jiff::civil::Date;
use kernel::{Cx, Error, Office};
use sites::Site;
use std::sync::Arc;
use web::{
    BodyForm, Cell, Column, Empty, Light, Notice, NoticeKind, Page, Problem, Row, Sentence, Shell, Signal, StatusTag,
    Submit, Table, Tr, Visit, blocking, redirect_with,
};

/// Days of the history.
const DAYS: i64 = 60;
/// Findings that are listed on the page; the report has all of them.
const MOST: usize = 200;

/// Everything a page or a report of one site shows.
pub(crate) struct Loaded {
    pub site: Site,
    pub day: Option<Day>,
    pub findings: Vec<Standing>,
    pub days: Vec<Day>,
    pub agencies: Vec<Agency>,
    pub is_asked: bool,
}

impl Loaded {
    /// The name of who puts a finding right.
    pub(crate) fn owner(&self, f: &Standing) -> String {
        let id = f.finding.agency.unwrap_or(self.site.agency);
        self.agencies.iter().find(|a| a.id == id).map(|a| a.short_name.clone()).unwrap_or_default()
    }

    /// Visits of the window of the newest day.
    pub(crate) fn probes(&self) -> ProbeFigures {
        let of = |d: &Day| ProbeFigures { all: d.probes, bad: d.probes_bad, short_days: 0 };
        self.day.as_ref().map(of).unwrap_or_default()
    }
}

/// Reads what `cx` may see of `key`.
///
/// # Errors
/// [`Refused::NotThere`]; a fault of the database.
pub(crate) fn load(office: &Office, cx: &Cx, key: &str) -> Result<Loaded, Problem> {
    Ok(office.db.read(|tx| {
        let site = sites::find(tx, key)?.filter(|s| jobs::may_see(cx, s)).ok_or(Refused::NotThere)?;
        Ok::<_, Error<Refused>>(Loaded {
            day: find_day(tx, key)?,
            findings: list_findings(tx, key)?,
            days: list_days(tx, key, DAYS)?,
            agencies: identity::list_agencies(tx)?,
            is_asked: store::is_asked(tx, key)?,
            site,
        })
    })?)
}

#[derive(Template)]
#[template(path = "monitor/site.html")]
pub(super) struct SitePage {
    shell: Shell,
    tr: Tr,
    state: Option<StatusTag>,
    computed: String,
    notice: Option<Notice>,
    run: Option<(String, Submit)>,
    indicators: Table,
    findings: Table,
    more: Option<String>,
    score: Option<Table>,
    unmeasured: Vec<String>,
    lost: String,
    chart: Option<Chart>,
    no_chart: Option<String>,
    history: Table,
    reports: Vec<(String, String)>,
    source: String,
}

fn indicators(tr: Tr, loaded: &Loaded) -> Table {
    let probes = loaded.probes();
    let list = loaded.day.iter().flat_map(|d| &d.indicators);
    let rows = list
        .map(|i| {
            Row::new([
                Cell::text(name(tr, i.key)).below(rule(tr, i)),
                Cell::tag(state_tag(tr, i.state)),
                Cell::text(value(tr, i, probes)),
                Cell::text(hits_on(tr, i)),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("monitor-indicator")),
        Column::whole(tr.s("monitor-state")),
        Column::new(tr.s("monitor-counted")),
        Column::whole(tr.s("monitor-when")),
    ];
    let empty = Empty::new(tr.s("monitor-not-yet"), tr.s("monitor-not-yet-text"));
    Table::new(tr.s("monitor-indicators"), columns, rows).when_empty(empty)
}

fn light(tr: Tr, by: Date, today: Date) -> Light {
    let signal = match () {
        () if today > by => Signal::Late,
        () if i64::from((by - today).get_days()) <= 2 => Signal::Soon,
        () => Signal::OnTime,
    };
    Light::new(tr, signal, tr.relative(by, today))
}

fn findings(tr: Tr, loaded: &Loaded, today: Date) -> Table {
    let rows = loaded
        .findings
        .iter()
        .take(MOST)
        .map(|f| {
            let title = match f.finding.href.as_str() {
                "" => Cell::text(f.finding.title.clone()),
                href => Cell::link(href, f.finding.title.clone()),
            };
            Row::new([
                title.below(detail(tr, &f.finding)),
                Cell::text(kind(tr, f.finding.kind)),
                Cell::text(loaded.owner(f)),
                Cell::text(tr.date_short(f.since())),
                Cell::light(light(tr, f.by(), today)),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("monitor-finding")),
        Column::new(tr.s("monitor-kind")),
        Column::new(tr.s("monitor-owner")),
        Column::whole(tr.s("monitor-since")),
        Column::whole(tr.s("monitor-by")),
    ];
    let empty = Empty::new(tr.s("monitor-nothing"), tr.s("monitor-nothing-text"));
    Table::new(tr.s("monitor-findings-title"), columns, rows).when_empty(empty)
}

fn history(tr: Tr, days: &[Day]) -> Table {
    let rows = days
        .iter()
        .map(|d| {
            let share = match d.probes {
                0 => "—".to_owned(),
                all => format!("{}.{}%", d.probes_bad * 100 / all, d.probes_bad * 1000 / all % 10),
            };
            Row::new([
                Cell::text(tr.date_short(d.day)),
                Cell::tag(state_tag(tr, d.state)),
                Cell::text(d.findings.to_string()),
                Cell::text(share),
                Cell::text(d.probes.to_string()),
            ])
        })
        .collect();
    let columns = [
        Column::whole(tr.s("monitor-day")),
        Column::whole(tr.s("monitor-state")),
        Column::figures(tr.s("monitor-findings")),
        Column::figures(tr.s("monitor-share")),
        Column::figures(tr.s("monitor-visits")),
    ];
    Table::new(tr.s("monitor-history"), columns, rows).when_empty(Empty::new(tr.s("monitor-history-empty"), ""))
}

/// The four groups: what is counted and which points are known to be lost; `None` before the first run.
pub(crate) fn counted(loaded: &Loaded) -> Option<Vec<Measured>> {
    let day = loaded.day.as_ref()?;
    let found = |kind| loaded.findings.iter().filter(|f| f.finding.kind == kind).count() as i64;
    let score = &day.score;
    Some(measured(crate::rules(), &score.deductions, &found, score.guides, score.has_channel))
}

fn score(tr: Tr, loaded: &Loaded) -> Option<Table> {
    let rows = counted(loaded)?
        .iter()
        .map(|m| {
            let count = match m.count {
                Some(n) => tr.number(n),
                None => tr.s("monitor-state-unmeasured").into_owned(),
            };
            let points = m.points.map_or_else(|| "—".to_owned(), |n| if n == 0 { "0".into() } else { format!("−{n}") });
            Row::new([
                Cell::text(tr.s(&format!("monitor-counted-{}", m.key))),
                Cell::text(tr.s(&format!("monitor-group-{}", m.group))),
                Cell::text(count),
                Cell::text(points),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("monitor-score-what")),
        Column::new(tr.s("monitor-score-group")),
        Column::figures(tr.s("monitor-score-count")),
        Column::figures(tr.s("monitor-score-points")),
    ];
    Some(Table::new(tr.s("monitor-score"), columns, rows))
}

/// What nothing here measures, in words.
pub(crate) fn unmeasured(tr: Tr) -> Vec<String> {
    crate::rules().unmeasured.iter().map(|u| tr.s(&format!("monitor-unmeasured-{}", u.key)).into_owned()).collect()
}

/// Whether the reader may ask for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Keeps,
    OnlyReads,
}

pub(super) fn site_page(visit: &Visit, today: Date, loaded: &Loaded, reader: Reader) -> SitePage {
    let tr = visit.tr;
    let site = &loaded.site;
    let name = site.names.of(tr.lang());
    let base = format!("/desk/monitor/{}", site.key);
    let notice = match (&loaded.day, loaded.is_asked) {
        (_, true) => Some(Notice::new(NoticeKind::Info, "", tr.s("monitor-waits"))),
        (Some(d), false) if d.state == State::Hit => {
            Some(Notice::new(NoticeKind::Warning, tr.s("monitor-hit-title"), tr.s("monitor-hit-text")))
        }
        _ => None,
    };
    let left = loaded.findings.len().saturating_sub(MOST);
    let rules = crate::rules();
    SitePage {
        shell: visit.desk(name).at("desk-monitor").crumb(tr.s("monitor-title"), "/desk/monitor"),
        tr,
        state: loaded.day.as_ref().map(|d| state_tag(tr, d.state)),
        computed: match &loaded.day {
            Some(d) => tr.f1("monitor-computed", "at", tr.time(d.at)),
            None => tr.s("monitor-not-yet-text").into_owned(),
        },
        notice,
        run: (reader == Reader::Keeps && !loaded.is_asked)
            .then(|| (format!("{base}/run"), Submit::secondary(tr.s("monitor-run")))),
        indicators: indicators(tr, loaded),
        findings: findings(tr, loaded, today),
        more: (left > 0).then(|| tr.f1("monitor-more", "n", left)),
        score: score(tr, loaded),
        unmeasured: unmeasured(tr),
        lost: tr.f1("monitor-lost", "n", loaded.day.as_ref().map(|d| d.lost).unwrap_or_default()),
        // A table of no night says so itself.
        no_chart: (loaded.days.len() == 1).then(|| tr.s("monitor-chart-one").into_owned()),
        chart: Chart::of(tr, &loaded.days),
        history: history(tr, &loaded.days),
        reports: if loaded.day.is_none() {
            Vec::new()
        } else {
            vec![
                (format!("{base}/report.pdf"), tr.s("monitor-report-pdf").into_owned()),
                (format!("{base}/report.xlsx"), tr.s("monitor-report-xlsx").into_owned()),
            ]
        },
        source: tr.f2("monitor-source", "source", &rules.source, "date", &rules.checked_on),
    }
}

/// `GET /desk/monitor/{site}`
///
/// # Errors
/// Not there, or another agency's.
pub async fn show(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let today = cx.today();
    let (loaded, reader) = blocking(move || {
        let loaded = load(&office, &cx, &key)?;
        let reader = if jobs::may_ask(&cx, &loaded.site) { Reader::Keeps } else { Reader::OnlyReads };
        Ok((loaded, reader))
    })
    .await?;
    Ok(Page(site_page(&visit, today, &loaded, reader)).into_response())
}

/// `POST /desk/monitor/{site}/run`
///
/// # Errors
/// Not there, or somebody who only reads.
pub async fn run(
    Hold(office): Hold<Arc<Office>>,
    acting: Acting,
    Path(key): Path<String>,
    _form: BodyForm,
) -> Result<Response, Problem> {
    let to = format!("/desk/monitor/{key}");
    blocking(move || Ok(office.db.write(|tx| ask(tx, &acting.cx, &key))?)).await?;
    Ok(redirect_with(&to, &Sentence::new("monitor-asked")))
}
