//! `/`: the home page of a site, from its blocks.

use super::{address, site_name};
use crate::content::{Column, DutyNumbers, FixedPart, Line, RuleLine};
use crate::{BlockContent, HallFigures, HallNumbers, HomeContent, home_content, json_ld};
use askama::Template;
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use kernel::{Error, Never, Office};
use register::Validity;
use std::sync::Arc;
use web::{Empty, Figure, Figures, Page, Problem, Shell, StatusTag, Submit, Tone, Tr, Visit, blocking};

/// How a validity is shown.
pub(crate) fn validity_tag(tr: Tr, validity: Validity) -> StatusTag {
    let tone = match validity {
        Validity::InForce => Tone::Good,
        Validity::NotYetEffective | Validity::Suspended => Tone::Wait,
        Validity::Amended => Tone::Neutral,
        Validity::Expired | Validity::Repealed => Tone::Bad,
    };
    StatusTag::new(tone, tr.s(&format!("portal-validity-{validity}")))
}

/// One block with whether it takes the whole width.
struct Placed {
    content: BlockContent,
    is_wide: bool,
    /// Its place on the page, for the ids of headings.
    n: usize,
}

impl Placed {
    fn lead(&self) -> Option<&Column> {
        if let BlockContent::Lead(column) = &self.content { Some(column) } else { None }
    }

    fn section(&self) -> Option<&Column> {
        if let BlockContent::Section(column) = &self.content { Some(column) } else { None }
    }

    fn sections(&self) -> Option<&Vec<Column>> {
        if let BlockContent::Sections(columns) = &self.content { Some(columns) } else { None }
    }

    fn services(&self) -> Option<&Vec<(String, String)>> {
        if let BlockContent::Services(fields) = &self.content { Some(fields) } else { None }
    }

    fn rules(&self) -> Option<&Vec<RuleLine>> {
        if let BlockContent::Rules(rules) = &self.content { Some(rules) } else { None }
    }

    fn interpretations(&self) -> Option<&Column> {
        if let BlockContent::Interpretations(column) = &self.content { Some(column) } else { None }
    }

    fn disclosure(&self) -> Option<&Vec<FixedPart>> {
        if let BlockContent::Disclosure(parts) = &self.content { Some(parts) } else { None }
    }

    fn duties(&self) -> Option<DutyNumbers> {
        if let BlockContent::Duties(numbers) = &self.content { Some(*numbers) } else { None }
    }

    fn figures(&self) -> Option<HallNumbers> {
        if let BlockContent::Figures(numbers) = &self.content { Some(*numbers) } else { None }
    }

    fn sites(&self) -> Option<&Vec<(String, String)>> {
        if let BlockContent::Sites(sites) = &self.content { Some(sites) } else { None }
    }

    fn is_search(&self) -> bool {
        self.content == BlockContent::Search
    }
}

/// Blocks of half a width stand in pairs; one without a neighbour takes the whole.
fn placed(blocks: Vec<BlockContent>) -> Vec<Placed> {
    let wide: Vec<bool> = blocks.iter().map(BlockContent::is_wide).collect();
    let mut out: Vec<Placed> = Vec::with_capacity(blocks.len());
    let mut is_second = false;
    for (n, content) in blocks.into_iter().enumerate() {
        let follows_half = wide.get(n + 1).is_some_and(|w| !w);
        let is_wide = wide.get(n).copied().unwrap_or(true) || (!is_second && !follows_half);
        is_second = !is_wide && !is_second;
        out.push(Placed { content, is_wide, n });
    }
    out
}

/// The home page.
#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomePage {
    shell: Shell,
    tr: Tr,
    /// The site's name; empty for a hall without sites.
    site: String,
    blocks: Vec<Placed>,
    find: Submit,
    ld: String,
}

impl HomePage {
    fn new(visit: &Visit, content: HomeContent, ld: String) -> HomePage {
        let tr = visit.tr;
        HomePage {
            shell: visit.shell(tr.s("portal-home-title")).at("home"),
            tr,
            site: content.site.unwrap_or_default(),
            blocks: placed(content.blocks),
            find: Submit::primary(tr.s("portal-find")),
            ld,
        }
    }

    fn is_site(&self) -> bool {
        !self.site.is_empty()
    }

    /// Whether the heading of the page stands in its search block.
    fn opens_with_search(&self) -> bool {
        self.blocks.first().is_some_and(Placed::is_search)
    }

    fn is_first(&self, n: &usize) -> bool {
        *n == 0
    }

    fn day(&self, on: &Date) -> String {
        on.to_string()
    }

    fn nothing_yet(&self, column: &Column) -> Empty {
        let empty = Empty::new(self.tr.s("portal-section-empty"), self.tr.s("portal-section-empty-text"));
        if column.key.is_empty() {
            empty
        } else {
            empty.action(format!("/sections/{}", column.key), self.tr.f1("portal-section-open", "name", &column.name))
        }
    }

    fn no_rules(&self) -> Empty {
        Empty::new(self.tr.s("portal-rules-empty"), self.tr.s("portal-rules-empty-text"))
    }

    fn tag(&self, validity: &Validity) -> StatusTag {
        validity_tag(self.tr, *validity)
    }

    fn rule_facts(&self, rule: &RuleLine) -> String {
        let mut facts = vec![rule.issuer.clone(), rule.number.clone()];
        facts.retain(|f| !f.is_empty());
        facts.join(" · ")
    }

    fn part_facts(&self, part: &FixedPart) -> String {
        match part.latest {
            Some(on) => self.tr.f2("portal-part-facts", "n", part.count, "date", on.to_string()),
            None => self.tr.s("portal-part-empty").into_owned(),
        }
    }

    fn figures(&self, f: &HallNumbers) -> Figures {
        let tr = self.tr;
        let share =
            |part: i64, whole: i64| if whole == 0 { "—".to_owned() } else { format!("{}%", part * 100 / whole) };
        Figures::new(vec![
            Figure::new(tr.s("portal-figure-received"), tr.number(f.received)),
            Figure::new(tr.s("portal-figure-in-time"), share(f.in_time, f.decided)),
            Figure::new(tr.s("portal-figure-online"), share(f.online, f.received)),
            Figure::new(tr.s("portal-figure-median"), f.median.map_or_else(|| "—".into(), |n| tr.number(n))),
        ])
    }

    fn duty_figures(&self, d: &DutyNumbers) -> Figures {
        let tr = self.tr;
        Figures::new(vec![
            Figure::new(tr.s("portal-duties-complete"), d.percent.map_or_else(|| "—".into(), |p| format!("{p}%")))
                .note(tr.f2("portal-duties-of", "done", d.complete, "all", d.applicable)),
            Figure::new(tr.s("portal-duties-soon"), tr.number(d.soon)),
            Figure::new(tr.s("portal-duties-late"), tr.number(d.late)),
        ])
    }

    /// The first line of a list that is set large.
    fn first<'c>(&self, column: &'c Column) -> Option<&'c Line> {
        column.lines.first()
    }
}

/// `GET /`
///
/// # Errors
/// A fault of the database.
pub async fn home(
    State(office): State<Arc<Office>>,
    visit: Visit,
    figures: Option<Extension<Arc<dyn HallFigures>>>,
) -> Result<Response, Problem> {
    blocking(move || {
        let figures = figures.map(|Extension(f)| f);
        let content = office.db.read(|tx| {
            let site = visit.site();
            home_content(tx, &site.key, visit.tr.lang(), &office.public_url, &site.base, figures.as_deref())
                .map_err(Error::<Never>::from)
        })?;
        let home = address(&visit, &office);
        let organisation = json_ld::organisation(&visit.site().host, &visit.site().contact, &home);
        let ld = json_ld::script(&json_ld::web_site(&site_name(&visit), &home, visit.tr.tag(), &organisation));
        Ok(Page(HomePage::new(&visit, content, ld)).into_response())
    })
    .await
}

#[cfg(test)]
mod samples;
