//! One run over one site: gather, look, ask, compute, keep. Nothing is asked of the network inside a transaction.

mod dates;
mod links;
mod marks;
mod sections;
mod texts;

use crate::{
    Finding, FindingKind, Guide, Guides, Interaction, Observed, Sources, evaluate, lost, overall, rules, store,
    store::Day,
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
    pub probes: crate::ProbeFigures,
}

/// What the checks of publications add up to.
#[derive(Default)]
pub(crate) struct Collected {
    pub findings: Vec<Finding>,
    /// Links out of publications: the address and the publications it stands in.
    pub links: BTreeMap<links::Link, Vec<(String, String, Id)>>,
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
            dates::look(one, &mut seen.findings);
        }
        match next {
            Some(cursor) => after = Some(cursor),
            None => break,
        }
    }
    links::of_sections(&gathered, &mut seen);
    links::ask(office, &cx, sources.prober(), &gathered.site, &mut seen)?;
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
    let day = Day {
        site: gathered.site.key.clone(),
        day: today,
        at: cx.at,
        state: overall(&indicators),
        lost: lost(rules(), &seen, today).iter().map(|d| d.points).sum(),
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
