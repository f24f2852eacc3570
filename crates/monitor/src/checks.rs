//! One run over one site: gather, look, ask, compute, keep. Nothing is asked of the network inside a transaction.

mod dates;
mod files;
mod links;
mod marks;
mod rule_texts;
mod sections;
mod texts;

use crate::{
    Finding, FindingKind, Guide, Guides, Interaction, Observed, OverdueRequest, Score, Sources, evaluate, lost,
    overall, rules, store, store::Day,
};
use kernel::{Cx, Error, Fault, Id, Never, Office, Tx, journal};
use publishing::{Filter, Published};
use serde_json::json;
use sites::{Section, Site};
use std::collections::BTreeMap;

/// Publications that are read in one transaction.
const PAGE: i64 = 50;

/// What was gathered before anything is looked at.
pub(crate) struct Gathered {
    pub site: Site,
    pub sections: Vec<Section>,
    pub facts: Vec<crate::SectionFact>,
    pub guides: Guides,
    pub lacking: Vec<Guide>,
    pub interaction: Interaction,
    pub overdue: Vec<OverdueRequest>,
    /// The hosts of every open site, with the key of theirs: a link to one of them leads inside.
    pub hosts: BTreeMap<String, String>,
    pub probes: crate::ProbeFigures,
}

/// Where a link stands: what its findings are called by, what the reader knows it by, where it is read, who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stands {
    pub subject: String,
    pub title: String,
    /// Empty for a section, which is the link itself.
    pub href: String,
    pub agency: Id,
}

/// What the checks of publications, files and rules add up to.
#[derive(Default)]
pub(crate) struct Collected {
    pub findings: Vec<Finding>,
    /// Links: the address and the places it stands in.
    pub links: BTreeMap<links::Link, Vec<Stands>>,
}

impl Collected {
    /// Notes that `stands` leads to `link`, once.
    fn link(&mut self, link: links::Link, stands: &Stands) {
        let places = self.links.entry(link).or_default();
        if !places.contains(stands) {
            places.push(stands.clone());
        }
    }
}

/// Runs every check over the site with this key and keeps what came of it; `None` when there is no such open site.
/// Asked on any node; what another run of the same moment found is simply kept again.
///
/// # Errors
/// A fault of the database or of a source.
pub fn run(office: &Office, sources: &dyn Sources, site: &str) -> Result<Option<Day>, Fault> {
    let cx = office.system_cx("monitor");
    let gathered = office.db.read(|tx| gather(tx, &cx, sources, site).map_err(Error::<Never>::from))?;
    let Some(gathered) = gathered else { return Ok(None) };
    let mut seen = Collected::default();
    let lists = office.db.read(|tx| kernel::settings::find(tx, "screen-lists").map_err(Error::<Never>::from))?;
    let lists = lists.and_then(|text| screen::Lists::parse(&text).ok()).unwrap_or_else(screen::Lists::built_in);
    let mut after = None;
    loop {
        let (page, next) =
            office.db.read(|tx| read_page(tx, &gathered.site.key, after).map_err(Error::<Never>::from))?;
        for one in &page {
            texts::look(one, &lists, &mut seen);
            files::look(office, one, &mut seen)?;
            dates::look(one, &mut seen.findings);
        }
        match next {
            Some(cursor) => after = Some(cursor),
            None => break,
        }
    }
    rule_texts::look(office, &gathered.site, &mut seen)?;
    links::of_sections(&gathered, &mut seen);
    links::ask(office, &cx, sources.prober(), &gathered, &mut seen)?;
    marks::look(&cx, sources.prober(), &gathered.site, &mut seen.findings);
    sections::look(&cx, &gathered, &mut seen.findings);
    Ok(Some(keep(office, &cx, &gathered, seen.findings)?))
}

fn gather(tx: &mut Tx, cx: &Cx, sources: &dyn Sources, key: &str) -> Result<Option<Gathered>, Fault> {
    let Some(site) = sites::find(tx, key)?.filter(|s| s.is_open) else { return Ok(None) };
    let (guides, lacking) = sources.guides(tx, &site)?;
    Ok(Some(Gathered {
        sections: sites::list_sections(tx, key)?,
        facts: sources.sections(tx, &site)?,
        guides,
        lacking,
        interaction: sources.interaction(tx, &site)?,
        overdue: sources.overdue_requests(tx, cx, &site)?,
        hosts: sites::list(tx)?
            .into_iter()
            .filter(|s| s.is_open)
            .flat_map(|s| s.hosts.iter().map(|h| (h.to_ascii_lowercase(), s.key.clone())).collect::<Vec<_>>())
            .collect(),
        probes: store::probe_figures(tx, cx, key)?,
        site,
    }))
}

/// A publication with what the ledger and its revisions say about it.
pub(crate) struct One {
    pub published: Published,
    /// The entry of the first publication: the instant the ledger has, and the one in its body.
    pub first: Option<(String, Option<String>)>,
    /// The digest that stands in the entry of the present revision.
    pub signed: Option<String>,
    /// The digest of the present revision as it is stored, and whether the public reads exactly that.
    pub stored: Option<(String, bool)>,
}

type Page = (Vec<One>, Option<publishing::Cursor>);

fn read_page(tx: &mut Tx, site: &str, after: Option<publishing::Cursor>) -> Result<Page, Fault> {
    let filter = Filter { site: Some(site.to_owned()), ..Filter::default() };
    let rows = publishing::list_published(tx, &filter, after, PAGE)?;
    let next = rows.last().filter(|_| rows.len() as i64 == PAGE).map(publishing::PublishedRow::cursor);
    let mut page = Vec::new();
    for row in rows {
        let Some(published) = publishing::find_published(tx, &row.number)? else { continue };
        let entries = journal::trace(tx, &published.id.to_string())?;
        let body = |e: &ledger::Entry| serde_json::from_str::<serde_json::Value>(&e.body).unwrap_or_default();
        let first = entries
            .iter()
            .find(|e| e.kind == "publication-publish")
            .map(|e| (e.at.clone(), body(e)["published_at"].as_str().map(str::to_owned)));
        let signed = entries
            .iter()
            .filter(|e| e.kind == "publication-publish" || e.kind == "publication-correct")
            .map(body)
            .find(|b| b["revision"].as_i64() == Some(published.revision))
            .and_then(|b| b["content"].as_str().map(str::to_owned));
        let stored = publishing::find_release(tx, published.id, published.revision)?.map(|(content, files)| {
            let same =
                content.html == published.html && content.title == published.title && content.text == published.text;
            (content.digest(&files), same)
        });
        page.push(One { published, first, signed, stored });
    }
    Ok((page, next))
}

fn keep(office: &Office, cx: &Cx, gathered: &Gathered, findings: Vec<Finding>) -> Result<Day, Fault> {
    let mut found: BTreeMap<FindingKind, i64> = BTreeMap::new();
    for f in &findings {
        *found.entry(f.kind).or_default() += 1;
    }
    let today = cx.today();
    let seen = Observed {
        probes: gathered.probes,
        home_latest: sections::home_latest(gathered),
        sections: gathered.facts.clone(),
        interaction: gathered.interaction.clone(),
        guides: gathered.guides.clone(),
        found,
    };
    let indicators = evaluate(rules(), &seen, today);
    let deductions = lost(rules(), &seen, today);
    let day = Day {
        site: gathered.site.key.clone(),
        day: today,
        at: cx.at,
        state: overall(&indicators),
        lost: deductions.iter().map(|d| d.points).sum(),
        score: Score {
            deductions,
            guides: crate::score::incomplete(&seen.guides),
            has_channel: matches!(seen.interaction, Interaction::Channel { .. }),
        },
        findings: findings.len() as i64,
        probes: gathered.probes.all,
        probes_bad: gathered.probes.bad,
        indicators,
    };
    office.db.write(|tx| {
        store::keep_findings(tx, cx, &day.site, &findings)?;
        store::keep_day(tx, &day)?;
        let body = json!({ "site": day.site, "state": day.state.as_str(), "findings": day.findings });
        journal::note(tx, cx, "monitor-run", Some(&gathered.site.id.to_string()), &body)?;
        Ok::<_, Error<Never>>(())
    })?;
    Ok(day)
}
