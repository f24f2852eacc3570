//! Names, hosts, colours, languages and marks of a site; opening and closing one.

use super::desk::{Keeper, error_of, kind, shell, split, summary, tabs};
use crate::{
    Marks, Names, Refused, Site, SiteChange, SiteKind, Theme, change_site, close_site, contrast, find_mine, open_site,
    verbs::may_open,
};
use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::{Agency, pages::edge::Acting};
use kernel::{Error, Lang, Never, Office};
use std::sync::Arc;
use web::{
    BodyForm, Choice, EMBLEMS, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Problem, Sentence, Shell, Submit,
    Tabs, Tr, Visit, blocking, redirect_with,
};

/// What the form holds, whether it can be saved or not.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    key: String,
    kind: String,
    agency: String,
    change: SiteChange,
    hosts: String,
}

/// The names as typed.
pub(super) fn names(form: &BodyForm) -> Names {
    let of = |name: &str| form.text(name).unwrap_or_default().to_owned();
    Names { zh: of("name_zh"), en: of("name_en"), ug: of("name_ug") }
}

impl Typed {
    fn new() -> Typed {
        let change = SiteChange {
            names: Names::default(),
            hosts: Vec::new(),
            theme: Theme::default(),
            languages: vec![Lang::ZhCn],
            blocks: Vec::new(),
            marks: Marks::default(),
        };
        Typed {
            change,
            kind: SiteKind::Department.as_str().into(),
            key: String::new(),
            agency: String::new(),
            hosts: String::new(),
        }
    }

    fn of(site: &Site) -> Typed {
        let change = change_of(site);
        Typed { hosts: change.hosts.join("\n"), change, ..Typed::new() }
    }

    fn read(form: &BodyForm, blocks: Vec<crate::Block>) -> Typed {
        let of = |name: &str| form.text(name).unwrap_or_default().to_owned();
        let hosts = form.get("hosts").unwrap_or_default();
        let mut languages: Vec<Lang> = form.all("languages").filter_map(Lang::parse).collect();
        if !languages.contains(&Lang::ZhCn) {
            // The language of the law is not to be given up.
            languages.insert(0, Lang::ZhCn);
        }
        let change = SiteChange {
            names: names(form),
            hosts: hosts.split_whitespace().map(str::to_ascii_lowercase).collect(),
            theme: Theme {
                accent: of("accent").to_ascii_lowercase(),
                link: of("link").to_ascii_lowercase(),
                paper: of("paper").to_ascii_lowercase(),
                ink: of("ink").to_ascii_lowercase(),
                emblem: of("emblem"),
            },
            languages,
            blocks,
            marks: Marks {
                host: of("mark_host"),
                operator: of("mark_operator"),
                contact: of("mark_contact"),
                site_code: of("mark_site_code"),
                icp_record: of("mark_icp"),
                police_record: of("mark_police"),
            },
        };
        Typed { key: of("key"), kind: of("kind"), agency: of("agency"), change, hosts: hosts.to_owned() }
    }
}

/// Everything of a site that can be set, as it stands.
pub(super) fn change_of(site: &Site) -> SiteChange {
    SiteChange {
        names: site.names.clone(),
        hosts: site.hosts.clone(),
        theme: site.theme.clone(),
        languages: site.languages.clone(),
        blocks: site.blocks.clone(),
        marks: site.marks.clone(),
    }
}

/// A colour, with the browser's own chooser and how well it can be told from the ground.
#[derive(Clone, Template)]
#[template(path = "sites/colour.html")]
struct Colour {
    id: String,
    name: &'static str,
    label: String,
    value: String,
    said: String,
    error: Option<String>,
    tr: Tr,
}

impl HtmlSafe for Colour {}

/// Four tenths of a ratio are shown: "5.6".
fn ratio(of: f64) -> String {
    let tenths = (of * 10.0).floor();
    format!("{}.{}", (tenths / 10.0).floor(), tenths % 10.0)
}

fn colours(tr: Tr, theme: &Theme, refused: Option<&Refused>) -> Vec<Colour> {
    let one = |name: &'static str, value: &str| {
        let said = match (name, contrast(value, &theme.paper)) {
            ("paper", _) => tr.s("site-colour-paper-hint").into_owned(),
            (_, Some(found)) => tr.f1("site-contrast", "ratio", ratio(found)),
            (_, None) => tr.s("site-contrast-unknown").into_owned(),
        };
        Colour {
            id: format!("f-{name}"),
            name,
            label: tr.s(&format!("site-colour-{name}")).into_owned(),
            value: value.to_owned(),
            said,
            error: error_of(tr, refused, name),
            tr,
        }
    };
    vec![one("accent", &theme.accent), one("link", &theme.link), one("ink", &theme.ink), one("paper", &theme.paper)]
}

#[derive(Template)]
#[template(path = "sites/facts.html")]
pub(super) struct FactsPage {
    shell: Shell,
    tr: Tr,
    tabs: Option<Tabs>,
    notice: Option<Notice>,
    errors: ErrorSummary,
    opening: Vec<Field>,
    names: Vec<Field>,
    colours: Vec<Colour>,
    emblems: Vec<(&'static str, &'static str, String, bool)>,
    languages: Field,
    marks: Vec<Field>,
    seen: Option<Hidden>,
    action: String,
    save: Submit,
    close: Option<(String, Hidden, Submit)>,
}

impl FactsPage {
    fn new(visit: &Visit, shell: Shell, typed: &Typed, refused: Option<&Refused>) -> FactsPage {
        let tr = visit.tr;
        let change = &typed.change;
        let text = |name: &'static str, label: &str, value: &str| {
            Field::text(tr, name, tr.s(label)).value(value).error(error_of(tr, refused, name))
        };
        let marks = &change.marks;
        FactsPage {
            shell,
            tr,
            tabs: None,
            notice: None,
            errors: summary(tr, refused),
            opening: Vec::new(),
            names: vec![
                text("name_zh", "site-name-zh", &change.names.zh).required(),
                text("name_en", "site-name-en", &change.names.en),
                text("name_ug", "site-name-ug", &change.names.ug),
                Field::area(tr, "hosts", tr.s("site-hosts"))
                    .rows(3)
                    .hint(tr.s("site-hosts-hint"))
                    .value(&typed.hosts)
                    .error(error_of(tr, refused, "hosts")),
            ],
            colours: colours(tr, &change.theme, refused),
            emblems: EMBLEMS
                .iter()
                .enumerate()
                .map(|(n, (word, path))| {
                    let chosen = change.theme.emblem == *word || (n == 0 && change.theme.emblem.is_empty());
                    (*word, *path, tr.s(&format!("site-emblem-{word}")).into_owned(), chosen)
                })
                .collect(),
            languages: Field::checkboxes(tr, "languages", tr.s("site-languages"))
                .hint(tr.s("site-languages-hint"))
                .choices(Lang::ALL.iter().map(|l| Choice::new(l.as_str(), Tr::new(*l).s("language-name"))))
                .values(change.languages.iter().map(|l| l.as_str())),
            marks: vec![
                text("mark_host", "site-mark-host", &marks.host).required(),
                text("mark_operator", "site-mark-operator", &marks.operator).required(),
                text("mark_contact", "site-mark-contact", &marks.contact).required(),
                Field::code(tr, "mark_site_code", tr.s("site-mark-site-code"))
                    .hint(tr.s("site-mark-site-code-hint"))
                    .value(&marks.site_code)
                    .error(error_of(tr, refused, "mark_site_code"))
                    .required(),
                text("mark_icp", "site-mark-icp", &marks.icp_record).hint(tr.s("site-mark-icp-hint")),
                text("mark_police", "site-mark-police", &marks.police_record).hint(tr.s("site-mark-icp-hint")),
            ],
            seen: None,
            action: String::new(),
            save: Submit::primary(tr.s("site-save")),
            close: None,
        }
    }
}

/// The page of a site that is there.
pub(super) fn facts_page(
    visit: &Visit,
    site: &Site,
    keeper: Keeper,
    sent: Option<(&Typed, i64)>,
    refused: Option<&Refused>,
) -> FactsPage {
    let tr = visit.tr;
    let own = Typed::of(site);
    let (typed, seen) = sent.unwrap_or((&own, site.version));
    let mut page = FactsPage::new(visit, shell(visit, site, refused), typed, refused);
    page.tabs = Some(tabs(tr, site, "facts"));
    page.seen = Some(Hidden::seen(seen));
    page.action = format!("/desk/sites/{}", site.key);
    page.notice =
        (!site.is_open).then(|| Notice::new(NoticeKind::Warning, tr.s("site-closed"), tr.s("site-closed-text")));
    page.close = (keeper == Keeper::Platform && site.is_open).then(|| {
        let button = Submit::secondary(tr.s("site-close")).about(site.names.of(tr.lang()));
        (format!("/desk/sites/{}/closing", site.key), Hidden::seen(site.version), button)
    });
    page
}

/// The page that opens a site.
pub(super) fn new_page(
    visit: &Visit,
    agencies: &[Agency],
    sent: Option<&Typed>,
    refused: Option<&Refused>,
) -> FactsPage {
    let tr = visit.tr;
    let own = Typed::new();
    let typed = sent.unwrap_or(&own);
    let mut chrome = visit.desk(tr.s("site-new")).at("desk-sites").crumb(tr.s("site-desk-title"), "/desk/sites");
    if refused.is_some() {
        chrome = chrome.with_errors();
    }
    let mut page = FactsPage::new(visit, chrome, typed, refused);
    page.opening = vec![
        Field::code(tr, "key", tr.s("site-key"))
            .hint(tr.s("site-key-hint"))
            .value(&typed.key)
            .error(error_of(tr, refused, "key"))
            .required(),
        Field::radio(tr, "kind", tr.s("site-kind"))
            .choices(SiteKind::ALL.iter().map(|k| Choice::new(k.as_str(), tr.s(kind(*k)))))
            .value(&typed.kind)
            .required(),
        Field::select(tr, "agency", tr.s("site-agency"))
            .hint(tr.s("site-agency-hint"))
            .choices(agencies.iter().map(|a| Choice::new(a.key.clone(), a.name.clone())))
            .value(&typed.agency)
            .error(error_of(tr, refused, "agency"))
            .required(),
    ];
    page.action = "/desk/sites/new".into();
    page.save = Submit::primary(tr.s("site-open-new"));
    page
}

/// `GET /desk/sites/new`
///
/// # Errors
/// Not a platform administrator.
pub async fn new_form(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    if !may_open(&acting.cx) {
        return Err(Problem::not_found());
    }
    let agencies =
        blocking(move || Ok(office.db.read(|tx| identity::list_agencies(tx).map_err(Error::<Never>::from))?)).await?;
    Ok(Page(new_page(&visit, &agencies, None, None)).into_response())
}

/// `POST /desk/sites/new`
///
/// # Errors
/// Not a platform administrator.
pub async fn open_new(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    if !may_open(&acting.cx) {
        return Err(Problem::not_found());
    }
    let cx = acting.cx;
    let typed = Typed::read(&form, Vec::new());
    let (typed, outcome, agencies) = blocking(move || {
        let outcome = split(office.db.write(|tx| {
            let agency = identity::find_agency_by_key(tx, &typed.agency)?.ok_or(Refused::NoAgency)?;
            let kind = SiteKind::parse(&typed.kind).ok_or(Refused::NoAgency)?;
            open_site(tx, &cx, &typed.key, kind, (agency.id, &agency.region), &typed.change)
        }))?;
        let agencies = office.db.read(|tx| identity::list_agencies(tx).map_err(Error::<Never>::from))?;
        Ok((typed, outcome, agencies))
    })
    .await?;
    match outcome {
        Ok(site) => {
            let done = Sentence::new("site-opened").arg("site", site.names.zh);
            Ok(redirect_with(&format!("/desk/sites/{}/home", site.key), &done))
        }
        Err(refused) => Ok(Page(new_page(&visit, &agencies, Some(&typed), Some(&refused))).sent_back()),
    }
}

/// `GET /desk/sites/{key}`
///
/// # Errors
/// Not there, or another agency's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let keeper = Keeper::of(&cx);
    let site = blocking(move || Ok(office.db.read(|tx| find_mine(tx, &cx, &key))?)).await?;
    Ok(Page(facts_page(&visit, &site, keeper, None, None)).into_response())
}

/// `POST /desk/sites/{key}`
///
/// # Errors
/// Not there, another agency's, or changed by somebody else meanwhile.
pub async fn save(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(key): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let keeper = Keeper::of(&cx);
    let seen = form.seen()?;
    let (site, typed, outcome) = blocking(move || {
        let site = office.db.read(|tx| find_mine(tx, &cx, &key))?;
        let typed = Typed::read(&form, site.blocks.clone());
        let outcome = split(office.db.write(|tx| change_site(tx, &cx, &key, seen, &typed.change)))?;
        Ok((site, typed, outcome))
    })
    .await?;
    match outcome {
        Ok(()) => Ok(redirect_with(&format!("/desk/sites/{}", site.key), &Sentence::new("site-saved"))),
        Err(refused) => Ok(Page(facts_page(&visit, &site, keeper, Some((&typed, seen)), Some(&refused))).sent_back()),
    }
}

/// `POST /desk/sites/{key}/closing`
///
/// # Errors
/// Not a platform administrator, not there, or changed by somebody else meanwhile.
pub async fn close(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(key): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let cx = acting.cx;
    let seen = form.seen()?;
    let to = format!("/desk/sites/{key}");
    blocking(move || Ok(office.db.write(|tx| close_site(tx, &cx, &key, seen))?)).await?;
    Ok(redirect_with(&to, &Sentence::new("site-closed-now")))
}
