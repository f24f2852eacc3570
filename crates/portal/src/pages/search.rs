//! `/search`: one box over everything that is public.

use super::home::validity_tag;
use super::search_shown::{Asked, LAST_PAGE, PER_PAGE, encoded};
use crate::{Finder, Health, Misses};
use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::{Error, Never, Office, Refusal};
use register::Validity;
use search::{Count, Hit, Hits, Note, Refused, Span};
use std::collections::HashMap;
use std::sync::Arc;
use web::{Notice, NoticeKind, Page, Pager, Problem, Shell, StatusTag, Submit, Tr, Visit, blocking};

/// Values of a facet that are shown.
const VALUES: usize = 8;

/// One hit on the page.
struct Shown {
    title: Vec<Span>,
    heading: Vec<Span>,
    snippet: Vec<Span>,
    href: String,
    apply_href: String,
    kind: String,
    tag: Option<StatusTag>,
    facts: Vec<String>,
    more: Option<(String, String)>,
}

/// One value of a facet.
struct Value {
    label: String,
    count: usize,
    href: String,
    is_current: bool,
}

struct Facet {
    label: String,
    values: Vec<Value>,
}

/// The page of the search.
#[derive(Template)]
#[template(path = "portal/search.html")]
struct SearchPage {
    shell: Shell,
    tr: Tr,
    asked: Asked,
    find: Submit,
    notices: Vec<Notice>,
    /// What was wrong with the query.
    refused: String,
    tabs: Vec<Value>,
    facets: Vec<Facet>,
    /// What narrows the search, each with the address without it.
    narrowed: Vec<(String, String)>,
    counted: String,
    said: Vec<(String, Option<(String, String)>)>,
    hits: Vec<Shown>,
    related: Vec<(String, String)>,
    tried: Vec<String>,
    pager: Pager,
    scopes: Option<[(String, String, bool); 2]>,
    feed: String,
    follow: String,
}

/// What the page is made of beside the visit and the query.
struct Found<'a> {
    answer: Result<Hits, Refused>,
    health: Health,
    sites: &'a HashMap<String, String>,
}

fn kind_word(tr: Tr, kind: &str) -> String {
    tr.s(&format!("portal-kind-{kind}")).into_owned()
}

fn shown(tr: Tr, hit: &Hit) -> Shown {
    let e = &hit.entry;
    let mut facts = vec![e.agency.clone(), e.document_number.clone(), e.date.clone()];
    facts.retain(|f| !f.is_empty());
    let whole = e.href.split('#').next().unwrap_or_default().to_owned();
    Shown {
        title: hit.title.clone(),
        heading: hit.heading.clone(),
        snippet: hit.snippet.clone(),
        href: e.href.clone(),
        apply_href: e.apply_href.clone(),
        kind: kind_word(tr, e.kind.as_str()),
        tag: Validity::parse(&e.validity).map(|v| validity_tag(tr, v)),
        facts,
        more: (hit.more_in_group > 0).then(|| (whole, tr.f1("portal-search-more-here", "n", hit.more_in_group))),
    }
}

/// What was done with the query, each said with a link where there is one.
fn said(tr: Tr, asked: &Asked, hits: &Hits) -> Vec<(String, Option<(String, String)>)> {
    let mut out = Vec::new();
    if let Some(corrected) = &hits.corrected {
        let typed = asked.for_text(&format!("\"{}\"", asked.q.replace(['"', '“', '”'], "")));
        out.push((
            tr.f2("portal-search-corrected", "typed", &asked.q, "corrected", corrected),
            Some((typed, tr.f1("portal-search-as-typed", "typed", &asked.q))),
        ));
    }
    for note in &hits.notes {
        out.push((
            match note {
                Note::Pinyin { typed, read } => tr.f2("portal-search-pinyin", "typed", typed, "read", read),
                Note::Synonym { typed, beside } => tr.f2("portal-search-synonym", "typed", typed, "beside", beside),
                Note::Dropped(words) => tr.f1("portal-search-dropped", "words", words.join(" ")),
                Note::SomeWords => tr.s("portal-search-some-words").into_owned(),
                Note::NoSuchArticle(article) => tr.f1("portal-search-no-article", "article", article),
            },
            None,
        ));
    }
    out
}

fn values(asked: &Asked, name: &str, current: &str, counts: &[Count], label: impl Fn(&str) -> String) -> Vec<Value> {
    let mut out: Vec<Value> = counts
        .iter()
        .filter(|c| !c.value.is_empty())
        .map(|c| Value {
            label: label(&c.value),
            count: c.count,
            href: asked.with(name, if c.value == current { "" } else { &c.value }),
            is_current: c.value == current,
        })
        .collect();
    // The chosen value stays in sight however few it has.
    let at = out.iter().position(|v| v.is_current);
    if let Some(at) = at.filter(|at| *at >= VALUES) {
        let chosen = out.remove(at);
        out.insert(0, chosen);
    }
    out.truncate(VALUES);
    out
}

fn search_page(visit: &Visit, asked: &Asked, found: Found<'_>) -> SearchPage {
    let tr = visit.tr;
    let title = if asked.q.is_empty() {
        tr.s("portal-search-title").into_owned()
    } else {
        tr.f1("portal-search-of", "q", &asked.q)
    };
    let mut page = SearchPage {
        shell: visit.shell(title),
        tr,
        asked: asked.clone(),
        find: Submit::primary(tr.s("portal-find")),
        notices: Vec::new(),
        refused: String::new(),
        tabs: Vec::new(),
        facets: Vec::new(),
        narrowed: Vec::new(),
        counted: String::new(),
        said: Vec::new(),
        hits: Vec::new(),
        related: Vec::new(),
        tried: Vec::new(),
        pager: Pager::new(tr, None, None),
        scopes: None,
        feed: format!("/feeds/search.atom?q={}", encoded(&asked.q)),
        follow: format!("/subscribe?what=search:{}", encoded(&asked.q)),
    };
    match found.health {
        Health::Ready => {}
        Health::Rebuilding => page.notices.push(Notice::new(
            NoticeKind::Info,
            tr.s("portal-search-rebuilding"),
            tr.s("portal-search-rebuilding-text"),
        )),
        Health::Empty => {
            page.notices.push(Notice::new(
                NoticeKind::Warning,
                tr.s("portal-search-empty"),
                tr.s("portal-search-empty-text"),
            ));
        }
    }
    let hits = match found.answer {
        Ok(hits) => hits,
        Err(refused) => {
            page.shell = page.shell.with_errors();
            page.refused = match refused {
                Refused::TooLong { letters } => {
                    tr.f2("portal-search-too-long", "letters", letters, "most", search::MOST_LETTERS)
                }
                Refused::TooManyTerms { terms } => {
                    tr.f2("portal-search-too-many", "terms", terms, "most", search::MOST_TERMS)
                }
            };
            return page;
        }
    };
    if let Some(name) = visit.site().name(tr.lang()) {
        let here = asked.is_this_site();
        page.scopes = Some([
            (tr.s("portal-scope-platform").into_owned(), asked.in_scope(""), !here),
            (tr.f1("portal-scope-site", "site", name), asked.in_scope("site"), here),
        ]);
    }
    let f = &hits.facets;
    let all: usize = f.kind.iter().map(|c| c.count).sum();
    page.tabs.push(Value {
        label: tr.s("portal-kind-all").into_owned(),
        count: all,
        href: asked.with("kind", ""),
        is_current: asked.kind.is_empty(),
    });
    page.tabs.extend(values(asked, "kind", &asked.kind, &f.kind, |v| kind_word(tr, v)));
    let validity = |v: &str| tr.s(&format!("portal-validity-{v}")).into_owned();
    let own = |v: &str| v.to_owned();
    let site = |v: &str| found.sites.get(v).cloned().unwrap_or_else(|| v.to_owned());
    let mut facet = |key: &str, values: Vec<Value>| {
        if values.len() > 1 || values.iter().any(|v| v.is_current) {
            page.facets.push(Facet { label: tr.s(key).into_owned(), values });
        }
    };
    facet("portal-facet-validity", values(asked, "validity", &asked.validity, &f.validity, validity));
    facet("portal-facet-field", values(asked, "field", &asked.field, &f.field, field_word(tr)));
    facet("portal-facet-agency", values(asked, "agency", &asked.agency, &f.agency, own));
    facet("portal-facet-year", values(asked, "year", &asked.year, &f.year, own));
    if !asked.is_this_site() {
        facet("portal-facet-site", values(asked, "site", &asked.site, &f.site, site));
    }
    // What was typed into the address by hand and is no word of ours is shown as it came.
    let known = |prefix: &str, value: &str| {
        let key = format!("{prefix}-{value}");
        if tr.has(&key) { tr.s(&key).into_owned() } else { value.to_owned() }
    };
    type Label<'l> = &'l dyn Fn(&str) -> String;
    let labels: [(&str, &String, Label<'_>); 6] = [
        ("kind", &asked.kind, &|v| known("portal-kind", v)),
        ("validity", &asked.validity, &|v| known("portal-validity", v)),
        ("field", &asked.field, &|v| field_word(tr)(v)),
        ("agency", &asked.agency, &|v| v.to_owned()),
        ("year", &asked.year, &|v| v.to_owned()),
        ("site", &asked.site, &|v| site(v)),
    ];
    for (name, value, label) in labels {
        if !value.is_empty() {
            page.narrowed.push((label(value), asked.with(name, "")));
        }
    }
    page.counted =
        tr.f2("portal-search-counted", "n", hits.total, "time", format!("{:.1}", hits.took.as_secs_f64() * 1_000.0));
    page.said = said(tr, asked, &hits);
    page.related = hits.related.iter().map(|r| (r.clone(), asked.for_text(r))).collect();
    page.hits = hits.hits.iter().map(|h| shown(tr, h)).collect();
    let n = asked.page_number();
    let back = (n > 1).then(|| asked.with("page", &(n - 1).to_string()));
    let on = (n < LAST_PAGE && n * PER_PAGE < hits.total).then(|| asked.with("page", &(n + 1).to_string()));
    page.pager = Pager::new(tr, back, on);
    if page.hits.is_empty() {
        page.tried = tried(tr, asked);
    }
    page
}

/// The name of a field: of the hall's own class, or the word of the register.
fn field_word(tr: Tr) -> impl Fn(&str) -> String {
    move |word| {
        items::hall::hall().field(word).map_or_else(
            || word.to_owned(),
            |f| if tr.lang() == kernel::Lang::En && !f.name_en.is_empty() { f.name_en.clone() } else { f.name.clone() },
        )
    }
}

/// What the engine has tried before it said that there is nothing.
fn tried(tr: Tr, asked: &Asked) -> Vec<String> {
    if asked.q.trim().is_empty() {
        return Vec::new();
    }
    ["portal-tried-words", "portal-tried-synonyms", "portal-tried-spelling", "portal-tried-some"]
        .iter()
        .map(|key| tr.s(key).into_owned())
        .collect()
}

impl SearchPage {
    fn has_results(&self) -> bool {
        !self.hits.is_empty()
    }

    fn is_asked(&self) -> bool {
        !self.asked.q.trim().is_empty() || self.asked.is_narrowed()
    }

    fn telephone(&self) -> String {
        self.shell.site().contact.clone()
    }

    fn shown_page(&self) -> String {
        let n = self.asked.page_number();
        if n > 1 { self.tr.f1("portal-search-page", "n", n) } else { String::new() }
    }
}

/// `GET /search`
///
/// # Errors
/// There is no engine, or it cannot read its index.
pub async fn search(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<Asked>,
    finder: Option<Extension<Arc<dyn Finder>>>,
    misses: Option<Extension<Arc<Misses>>>,
) -> Result<Response, Problem> {
    let Some(Extension(finder)) = finder else { return Err(Problem::broken("the search engine is missing")) };
    blocking(move || {
        let query = asked.query(&visit.site().key);
        let answer = match finder.search(&query) {
            Ok(hits) => Ok(hits),
            Err(Error::Refused(refused)) => Err(refused),
            Err(Error::Broken(fault)) => return Err(fault.into()),
        };
        if let (Ok(hits), Some(Extension(misses))) = (&answer, &misses)
            && hits.total == 0
            && !asked.is_narrowed()
            && !asked.is_this_site()
        {
            misses.count(&asked.q);
        }
        let has_sites = answer.as_ref().is_ok_and(|h| !h.facets.site.is_empty());
        let names: HashMap<String, String> = if has_sites {
            let sites = office.db.read(|tx| sites::list(tx).map_err(Error::<Never>::from))?;
            sites.iter().map(|s| (s.key.clone(), s.names.of(visit.tr.lang()).to_owned())).collect()
        } else {
            HashMap::new()
        };
        let is_refused = answer.as_ref().err().map(Refusal::kind).is_some();
        let page = Page(search_page(&visit, &asked, Found { answer, health: finder.health(), sites: &names }));
        Ok(if is_refused { page.with_status(StatusCode::UNPROCESSABLE_ENTITY) } else { page.into_response() })
    })
    .await
}

#[cfg(test)]
mod samples;
