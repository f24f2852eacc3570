//! The sections of a site: what they are called, how they must be kept up, who answers for them.

use super::desk::{error_of, shell, split, summary, tabs};
use super::desk_facts::names;
use crate::{
    FixedSection, NewSection, Refused, Section, SectionClass, Site, change_section, find_mine, find_section,
    list_sections, open_section,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::{Agency, pages::edge::Acting};
use kernel::{Error, Id, Never, Office};
use std::sync::Arc;
use web::{
    BodyForm, Cell, Choice, Column, Empty, ErrorSummary, Field, Notice, NoticeKind, Page, Problem, Row, Sentence,
    Shell, StatusTag, Submit, Table, Tabs, Tone, Tr, Visit, blocking, redirect_with,
};

fn class(class: SectionClass) -> String {
    format!("site-class-{}", class.as_str())
}

#[derive(Template)]
#[template(path = "sites/sections.html")]
pub(super) struct SectionsPage {
    shell: Shell,
    tr: Tr,
    tabs: Tabs,
    open_href: String,
    table: Table,
}

pub(super) fn sections_page(visit: &Visit, site: &Site, sections: &[Section]) -> SectionsPage {
    let tr = visit.tr;
    let rows = sections
        .iter()
        .map(|s| {
            let state = match (s.fixed, s.is_open) {
                (Some(_), _) => StatusTag::new(Tone::Neutral, tr.s("site-section-fixed")),
                (None, true) => StatusTag::new(Tone::Good, tr.s("site-section-open")),
                (None, false) => StatusTag::new(Tone::Wait, tr.s("site-section-closed")),
            };
            let parent = s.parent.as_ref().and_then(|p| sections.iter().find(|o| o.key == *p));
            let name = Cell::link(format!("/desk/sites/{}/sections/{}", site.key, s.key), s.names.of(tr.lang()));
            let cycle = s.days().map_or_else(|| tr.s("site-cycle-none").into_owned(), |n| tr.f1("site-cycle", "n", n));
            Row::new([
                match parent {
                    Some(above) => name.below(tr.f1("site-section-below", "section", above.names.of(tr.lang()))),
                    None => name,
                },
                Cell::text(tr.s(&class(s.class))),
                Cell::text(cycle),
                Cell::code(s.key.clone()),
                Cell::tag(state),
            ])
        })
        .collect();
    let columns = [
        Column::new(tr.s("site-section")),
        Column::new(tr.s("site-class")),
        Column::whole(tr.s("site-cycle-column")),
        Column::whole(tr.s("site-key")),
        Column::whole(tr.s("site-standing")),
    ];
    let empty = Empty::new(tr.s("site-sections-empty"), "");
    SectionsPage {
        shell: shell(visit, site, None),
        tr,
        tabs: tabs(tr, site, "sections"),
        open_href: format!("/desk/sites/{}/sections/new", site.key),
        table: Table::new(tr.s("site-tab-sections"), columns, rows).when_empty(empty),
    }
}

/// What the form of a section holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    key: String,
    names: crate::Names,
    parent: String,
    class: String,
    cycle_days: String,
    agency: String,
    place: String,
    open: &'static str,
}

impl Typed {
    fn of(s: &Section) -> Typed {
        Typed {
            key: s.key.clone(),
            names: s.names.clone(),
            parent: s.parent.clone().unwrap_or_default(),
            class: s.class.as_str().into(),
            cycle_days: s.cycle_days.map(|d| d.to_string()).unwrap_or_default(),
            agency: s.agency.map(|a| a.to_string()).unwrap_or_default(),
            place: s.place.to_string(),
            open: if s.is_open { "open" } else { "closed" },
        }
    }

    fn new() -> Typed {
        Typed { class: SectionClass::News.as_str().into(), place: "100".into(), open: "open", ..Typed::default() }
    }

    /// What was sent; what the form of a fixed section leaves out stays as in `present`.
    fn read(form: &BodyForm, present: &Typed) -> Typed {
        let of = |name: &str| form.text(name).unwrap_or_default().to_owned();
        Typed {
            key: form.text("key").map_or_else(|| present.key.clone(), str::to_owned),
            names: if form.get("name_zh").is_some() { names(form) } else { present.names.clone() },
            parent: of("parent"),
            class: of("class"),
            cycle_days: of("cycle_days"),
            agency: of("agency"),
            place: form.get("place").map_or_else(|| present.place.clone(), |p| p.trim().to_owned()),
            open: match form.get("open") {
                Some("closed") => "closed",
                Some(_) => "open",
                None => present.open,
            },
        }
    }

    fn section(&self, fixed: Option<FixedSection>) -> Result<NewSection, Refused> {
        let class = SectionClass::parse(&self.class).ok_or(Refused::NoCycle)?;
        let place = self.place.parse().ok().filter(|p| (0..1000).contains(p)).ok_or(Refused::BadPlace)?;
        Ok(NewSection {
            key: self.key.clone(),
            names: self.names.clone(),
            parent: (!self.parent.is_empty()).then(|| self.parent.clone()),
            class,
            cycle_days: if class == SectionClass::Cyclic { self.cycle_days.parse().ok() } else { None },
            fixed,
            agency: Id::parse(&self.agency),
            place,
        })
    }
}

#[derive(Template)]
#[template(path = "sites/section.html")]
pub(super) struct SectionPage {
    shell: Shell,
    tabs: Tabs,
    heading: String,
    notice: Option<Notice>,
    errors: ErrorSummary,
    fields: Vec<Field>,
    action: String,
    save: Submit,
}

/// What the form of a section needs to know.
pub(super) struct Around<'a> {
    pub site: &'a Site,
    pub sections: &'a [Section],
    pub agencies: &'a [Agency],
}

pub(super) fn section_page(
    visit: &Visit,
    around: &Around<'_>,
    present: Option<&Section>,
    sent: Option<&Typed>,
    refused: Option<&Refused>,
) -> SectionPage {
    let tr = visit.tr;
    let own = present.map_or_else(Typed::new, Typed::of);
    let typed = sent.unwrap_or(&own);
    let error = |name: &'static str| error_of(tr, refused, name);
    let fixed = present.is_some_and(|s| s.fixed.is_some());
    let mut fields = Vec::new();
    if present.is_none() {
        let key = Field::code(tr, "key", tr.s("site-key")).hint(tr.s("site-section-key-hint")).value(&typed.key);
        fields.push(key.error(error("key")).required());
    }
    if !fixed {
        let name = |name: &'static str, label: &str, value: &str| {
            Field::text(tr, name, tr.s(label)).value(value).error(error(name))
        };
        fields.extend([
            name("name_zh", "site-name-zh", &typed.names.zh).required(),
            name("name_en", "site-name-en", &typed.names.en),
            name("name_ug", "site-name-ug", &typed.names.ug),
        ]);
    }
    let others = around.sections.iter().filter(|s| present.is_none_or(|p| p.key != s.key));
    fields.extend([
        Field::radio(tr, "class", tr.s("site-class"))
            .choices(
                SectionClass::ALL
                    .iter()
                    .map(|c| Choice::new(c.as_str(), tr.s(&class(*c))).hint(tr.s(&format!("{}-hint", class(*c))))),
            )
            .value(&typed.class)
            .required(),
        Field::number(tr, "cycle_days", tr.s("site-cycle-days"))
            .digits()
            .unit(tr.s("site-days"))
            .hint(tr.s("site-cycle-days-hint"))
            .value(&typed.cycle_days)
            .error(error("cycle_days")),
        Field::select(tr, "parent", tr.s("site-section-parent"))
            .hint(tr.s("site-section-parent-hint"))
            .choices(others.map(|s| Choice::new(s.key.clone(), s.names.of(tr.lang()))))
            .value(&typed.parent)
            .error(error("parent")),
        Field::select(tr, "agency", tr.s("site-section-agency"))
            .hint(tr.s("site-section-agency-hint"))
            .choices(around.agencies.iter().map(|a| Choice::new(a.id.to_string(), a.name.clone())))
            .value(&typed.agency),
    ]);
    if !fixed {
        fields.push(
            Field::number(tr, "place", tr.s("site-section-place"))
                .digits()
                .hint(tr.s("site-section-place-hint"))
                .value(&typed.place)
                .error(error("place")),
        );
    }
    if present.is_some() && !fixed {
        fields.push(
            Field::radio(tr, "open", tr.s("site-standing"))
                .choices([
                    Choice::new("open", tr.s("site-section-open")),
                    Choice::new("closed", tr.s("site-section-closed")).hint(tr.s("site-section-closed-hint")),
                ])
                .value(typed.open)
                .required(),
        );
    }
    let base = format!("/desk/sites/{}/sections", around.site.key);
    SectionPage {
        shell: shell(visit, around.site, refused),
        tabs: tabs(tr, around.site, "sections"),
        heading: present.map_or_else(|| tr.s("site-section-new").into_owned(), |s| s.names.of(tr.lang()).to_owned()),
        notice: fixed.then(|| Notice::new(NoticeKind::Info, "", tr.s("site-section-fixed-text"))),
        errors: summary(tr, refused),
        fields,
        action: present.map_or_else(|| base.clone(), |s| format!("{base}/{}", s.key)),
        save: Submit::primary(tr.s(if present.is_some() { "site-save" } else { "site-section-open-new" })),
    }
}

type Loaded = (Site, Vec<Section>, Vec<Agency>);

fn load(office: &Office, cx: &kernel::Cx, key: &str) -> Result<Loaded, Problem> {
    let site = office.db.read(|tx| find_mine(tx, cx, key))?;
    let (sections, agencies) =
        office.db.read(|tx| Ok::<_, Error<Never>>((list_sections(tx, key)?, identity::list_agencies(tx)?)))?;
    Ok((site, sections, agencies))
}

/// `GET /desk/sites/{key}/sections`
///
/// # Errors
/// Not there, or another agency's.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let (site, sections, _) = blocking(move || load(&office, &acting.cx, &key)).await?;
    Ok(Page(sections_page(&visit, &site, &sections)).into_response())
}

/// `GET /desk/sites/{key}/sections/new`
///
/// # Errors
/// Not there, or another agency's.
pub async fn new_form(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let (site, sections, agencies) = blocking(move || load(&office, &acting.cx, &key)).await?;
    let around = Around { site: &site, sections: &sections, agencies: &agencies };
    Ok(Page(section_page(&visit, &around, None, None, None)).into_response())
}

/// `POST /desk/sites/{key}/sections`
///
/// # Errors
/// Not there, or another agency's.
pub async fn open_new(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let typed = Typed::read(&form, &Typed::new());
    let ((site, sections, agencies), typed, outcome) = blocking(move || {
        let loaded = load(&office, &acting.cx, &key)?;
        let outcome = match typed.section(None) {
            Err(refused) => Err(refused),
            Ok(new) => split(office.db.write(|tx| open_section(tx, &acting.cx, &key, &new)))?,
        };
        Ok((loaded, typed, outcome))
    })
    .await?;
    match outcome {
        Ok(_) => {
            Ok(redirect_with(&format!("/desk/sites/{}/sections", site.key), &Sentence::new("site-section-opened")))
        }
        Err(refused) => {
            let around = Around { site: &site, sections: &sections, agencies: &agencies };
            Ok(Page(section_page(&visit, &around, None, Some(&typed), Some(&refused))).sent_back())
        }
    }
}

/// `GET /desk/sites/{key}/sections/{section}`
///
/// # Errors
/// Not there, or another agency's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((key, section)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (site, sections, agencies) = blocking(move || load(&office, &acting.cx, &key)).await?;
    let present = sections.iter().find(|s| s.key == section).ok_or_else(Problem::not_found)?;
    let around = Around { site: &site, sections: &sections, agencies: &agencies };
    Ok(Page(section_page(&visit, &around, Some(present), None, None)).into_response())
}

/// `POST /desk/sites/{key}/sections/{section}`
///
/// # Errors
/// Not there, or another agency's.
pub async fn save(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((key, section)): Path<(String, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let ((site, sections, agencies), present, typed, outcome) = blocking(move || {
        let loaded = load(&office, &acting.cx, &key)?;
        let present = office
            .db
            .read(|tx| find_section(tx, &key, &section).map_err(Error::<Never>::from))?
            .ok_or_else(Problem::not_found)?;
        let typed = Typed::read(&form, &Typed::of(&present));
        let outcome = match typed.section(present.fixed) {
            Err(refused) => Err(refused),
            Ok(new) => {
                let changed = Section {
                    names: new.names,
                    parent: new.parent,
                    class: new.class,
                    cycle_days: new.cycle_days,
                    agency: new.agency,
                    place: new.place,
                    is_open: typed.open == "open",
                    ..present.clone()
                };
                split(office.db.write(|tx| change_section(tx, &acting.cx, &changed)))?
            }
        };
        Ok((loaded, present, typed, outcome))
    })
    .await?;
    match outcome {
        Ok(()) => Ok(redirect_with(&format!("/desk/sites/{}/sections", site.key), &Sentence::new("site-saved"))),
        Err(refused) => {
            let around = Around { site: &site, sections: &sections, agencies: &agencies };
            Ok(Page(section_page(&visit, &around, Some(&present), Some(&typed), Some(&refused))).sent_back())
        }
    }
}
