//! What a home page shows: each block of a site with what stands in it now. Read in one transaction, by the pages alone.

use crate::{HallFigures, HallNumbers};
use jiff::{Timestamp, civil::Date};
use kernel::{Fault, Lang, Tx, cx::legal_date};
use publishing::{Filter, PublicationKind, PublishedRow, SectionAge};
use register::{Rule, RuleKind, Validity};
use sites::{Block, BlockKind, FixedSection, Names, Section, Site, SiteKind};

/// One line of a list on a home page.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Its day.
    pub on: Date,
    /// Who published it.
    pub agency: String,
    /// What it belongs to: of an interpretation its policy, with its address when the register holds it.
    pub about: Option<(String, Option<String>)>,
}

impl Line {
    fn of(row: &PublishedRow) -> Line {
        Line {
            title: row.title.clone(),
            href: row.href(),
            summary: row.summary.clone(),
            on: legal_date(row.published_at),
            agency: row.agency_name.clone(),
            about: None,
        }
    }
}

/// One rule on a home page.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleLine {
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// Who made it.
    pub issuer: String,
    /// 发文字号; may be empty.
    pub number: String,
    /// Its kind.
    pub kind: RuleKind,
    /// Its date, where one is known.
    pub on: Option<Date>,
    /// Whether it is in force.
    pub validity: Validity,
}

impl RuleLine {
    fn of(rule: &Rule) -> RuleLine {
        RuleLine {
            title: rule.title.clone(),
            href: rule.href(),
            issuer: rule.issuer.clone(),
            number: rule.document_number.clone().unwrap_or_default(),
            kind: rule.kind,
            on: rule.dated_on,
            validity: rule.validity,
        }
    }
}

/// A section with its newest lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its key; empty for what is no section.
    pub key: String,
    /// Its name in the reader's language.
    pub name: String,
    /// The newest, newest first.
    pub lines: Vec<Line>,
}

/// One fixed part of the disclosure section.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedPart {
    /// Its name.
    pub name: String,
    /// Its address.
    pub href: String,
    /// How many publications stand in it.
    pub count: i64,
    /// When the newest came.
    pub latest: Option<Date>,
}

/// How much of what must be published is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DutyNumbers {
    /// Obligations that apply.
    pub applicable: i64,
    /// Published, nothing owed.
    pub complete: i64,
    /// The last day is over.
    pub late: i64,
    /// Due within a few working days.
    pub soon: i64,
    /// The share that is complete, in per cent; `None`: nothing applies.
    pub percent: Option<i64>,
}

/// One block with what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockContent {
    /// The search box.
    Search,
    /// The newest of one section, the first of them large.
    Lead(Column),
    /// The newest of one section.
    Section(Column),
    /// Several sections side by side.
    Sections(Vec<Column>),
    /// Service items by field: name and address.
    Services(Vec<(String, String)>),
    /// The newest rules.
    Rules(Vec<RuleLine>),
    /// The newest interpretations.
    Interpretations(Column),
    /// The four fixed parts of disclosure, in their order.
    Disclosure(Vec<FixedPart>),
    /// How much of what must be published is.
    Duties(DutyNumbers),
    /// Figures of the hall.
    Figures(HallNumbers),
    /// Other sites: name and address.
    Sites(Vec<(String, String)>),
}

impl BlockContent {
    /// Whether it takes the whole width.
    pub fn is_wide(&self) -> bool {
        !matches!(
            self,
            BlockContent::Section(_)
                | BlockContent::Rules(_)
                | BlockContent::Interpretations(_)
                | BlockContent::Disclosure(_)
                | BlockContent::Duties(_)
        )
    }
}

/// A home page.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeContent {
    /// The site's name; `None`: a hall without sites.
    pub site: Option<String>,
    /// The blocks in reading order.
    pub blocks: Vec<BlockContent>,
}

/// Entries of a block that names no number.
fn usual(kind: BlockKind) -> i64 {
    match kind {
        BlockKind::Lead | BlockKind::Section | BlockKind::Sections => 6,
        BlockKind::Rules => 5,
        _ => 4,
    }
}

/// The home page of the site with this key; of a hall without sites today's home of the hall.
///
/// `base` is what the reader's address of this site begins with (`/s/changan` on a developer's machine).
///
/// # Errors
/// A fault of the database.
pub fn home_content(
    tx: &mut Tx,
    key: &str,
    lang: Lang,
    public_url: &str,
    base: &str,
    figures: Option<&dyn HallFigures>,
) -> Result<HomeContent, Fault> {
    let site = sites::find(tx, key)?;
    let hall = [BlockKind::Search, BlockKind::Services, BlockKind::Figures];
    let blocks = match &site {
        Some(site) => site.blocks.clone(),
        None => hall.iter().map(|kind| Block { kind: *kind, sections: Vec::new(), entries: 0 }).collect(),
    };
    let sections = sites::list_sections(tx, key)?;
    let mut reading = Reading { tx, key, site: site.as_ref(), sections, lang, public_url, base, figures };
    let blocks = blocks.iter().map(|b| reading.block(b)).collect::<Result<Vec<_>, _>>()?;
    Ok(HomeContent { site: site.map(|s| s.names.of(lang).to_owned()), blocks })
}

struct Reading<'a, 't> {
    tx: &'a mut Tx<'t>,
    key: &'a str,
    site: Option<&'a Site>,
    sections: Vec<Section>,
    lang: Lang,
    public_url: &'a str,
    base: &'a str,
    figures: Option<&'a dyn HallFigures>,
}

impl Reading<'_, '_> {
    fn name_of(&self, names: &Names) -> String {
        names.of(self.lang).to_owned()
    }

    fn rows(&mut self, filter: Filter, entries: i64) -> Result<Vec<PublishedRow>, Fault> {
        publishing::list_published(self.tx, &Filter { site: Some(self.key.to_owned()), ..filter }, None, entries)
    }

    /// The open section with this key and its newest; `None`: closed meanwhile, which is no fault of the reader's.
    fn column(&mut self, key: &str, entries: i64) -> Result<Option<Column>, Fault> {
        let Some(section) = self.sections.iter().find(|s| s.key == key && s.is_open) else { return Ok(None) };
        let name = self.name_of(&section.names);
        let rows = self.rows(Filter { section: Some(key.to_owned()), ..Filter::default() }, entries)?;
        Ok(Some(Column { key: key.to_owned(), name, lines: rows.iter().map(Line::of).collect() }))
    }

    fn first_column(&mut self, block: &Block, entries: i64) -> Result<Column, Fault> {
        let key = block.sections.first().cloned().unwrap_or_default();
        Ok(self.column(&key, entries)?.unwrap_or_else(|| Column {
            key: String::new(),
            name: String::new(),
            lines: Vec::new(),
        }))
    }

    fn block(&mut self, block: &Block) -> Result<BlockContent, Fault> {
        let entries = if block.entries == 0 { usual(block.kind) } else { i64::from(block.entries) };
        Ok(match block.kind {
            BlockKind::Search => BlockContent::Search,
            BlockKind::Lead => BlockContent::Lead(self.first_column(block, entries)?),
            BlockKind::Section => BlockContent::Section(self.first_column(block, entries)?),
            BlockKind::Sections => {
                let mut columns = Vec::new();
                for key in &block.sections {
                    columns.extend(self.column(key, entries)?);
                }
                BlockContent::Sections(columns)
            }
            BlockKind::Services => BlockContent::Services(self.fields()),
            BlockKind::Rules => {
                let rules = register::list_rules(self.tx, &register::Filter::default(), None, entries)?;
                BlockContent::Rules(rules.iter().map(RuleLine::of).collect())
            }
            BlockKind::Interpretations => BlockContent::Interpretations(self.interpretations(entries)?),
            BlockKind::Disclosure => BlockContent::Disclosure(self.disclosure()?),
            BlockKind::Duties => BlockContent::Duties(self.duties()?),
            BlockKind::Figures => BlockContent::Figures(self.numbers()?),
            BlockKind::Sites => BlockContent::Sites(self.others()?),
        })
    }

    fn fields(&self) -> Vec<(String, String)> {
        let is_english = self.lang == Lang::En;
        items::hall::hall()
            .fields
            .iter()
            .map(|f| {
                let name = if is_english && !f.name_en.is_empty() { &f.name_en } else { &f.name };
                (name.clone(), format!("/items?field={}", f.key))
            })
            .collect()
    }

    fn interpretations(&mut self, entries: i64) -> Result<Column, Fault> {
        let rows = self.rows(Filter { kind: Some(PublicationKind::Interpretation), ..Filter::default() }, entries)?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let about = match &row.interprets {
                Some(key) => {
                    let rule = register::find_rule_by_key(self.tx, key)?;
                    Some(rule.map_or_else(|| (key.clone(), None), |r| (r.title.clone(), Some(r.href()))))
                }
                None => None,
            };
            lines.push(Line { about, ..Line::of(row) });
        }
        let section = self.sections.iter().find(|s| s.key == "interpretations" && s.is_open);
        let (key, name) = section.map_or_else(Default::default, |s| (s.key.clone(), self.name_of(&s.names)));
        Ok(Column { key, name, lines })
    }

    fn disclosure(&mut self) -> Result<Vec<FixedPart>, Fault> {
        let ages = publishing::section_ages(self.tx, self.key)?;
        let part = |s: &Section| {
            let age: Option<&SectionAge> = ages.iter().find(|a| a.section == s.key);
            FixedPart {
                name: self.name_of(&s.names),
                href: format!("/sections/{}", s.key),
                count: age.map_or(0, |a| a.count),
                latest: age.and_then(|a| a.latest).map(|at: Timestamp| legal_date(at)),
            }
        };
        // The order is prescribed; the place of a section on its site does not count here.
        let fixed = FixedSection::ALL.iter();
        Ok(fixed.filter_map(|f| self.sections.iter().find(|s| s.fixed == Some(*f) && s.is_open)).map(part).collect())
    }

    /// A department's site answers for its agency, a portal for all of them.
    fn agency(&self) -> Option<kernel::Id> {
        self.site.filter(|s| s.kind != SiteKind::Portal).map(|s| s.agency)
    }

    fn duties(&mut self) -> Result<DutyNumbers, Fault> {
        let agency = self.agency();
        let mut all = duties::Coverage::default();
        for row in duties::counts(self.tx, None, agency, None)? {
            all.join(&row.coverage);
        }
        Ok(DutyNumbers {
            applicable: all.applicable(),
            complete: all.complete,
            late: all.late,
            soon: all.due_soon,
            percent: all.complete_percent(),
        })
    }

    fn numbers(&mut self) -> Result<HallNumbers, Fault> {
        let agency = self.agency();
        self.figures.map_or(Ok(HallNumbers::default()), |f| f.numbers(self.tx, agency))
    }

    fn others(&mut self) -> Result<Vec<(String, String)>, Fault> {
        let sites = sites::list(self.tx)?;
        let others = sites.iter().filter(|s| s.is_open && s.key != self.key);
        Ok(others.map(|s| (self.name_of(&s.names), site_address(s, self.public_url, self.base))).collect())
    }
}

/// Where another site stands for a reader whose own address begins with `base`: its first host with the scheme and port
/// of the hall; by path for who came by path.
pub fn site_address(site: &Site, public_url: &str, base: &str) -> String {
    let (scheme, rest) = public_url.split_once("://").unwrap_or(("https", public_url));
    let authority = rest.split('/').next().unwrap_or_default();
    let port = authority.rsplit_once(':').map_or_else(String::new, |(_, port)| format!(":{port}"));
    match site.hosts.first() {
        Some(host) if base.is_empty() => format!("{scheme}://{host}{port}/"),
        _ => format!("{}/s/{}/", public_url.trim_end_matches('/'), site.key),
    }
}
