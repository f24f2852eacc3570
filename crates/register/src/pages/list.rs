//! The register's home: how many rules there are, which are in force, and how to find one.
//!
//! Law: 国办发〔2018〕37号 (knowing the stock of normative documents); 政府信息公开条例 第二十条

use super::{by_line, encoded, validity_tag, word};
use crate::{Cursor, Filter, Holding, Rule, RuleKind, Validity, count_by, count_rules, list_rules};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use kernel::{Error, Fault, Never, Office, Tx};
use serde::Deserialize;
use std::sync::Arc;
use web::{Empty, Figure, Figures, Page, Pager, Problem, Shell, StatusTag, Submit, Tr, Visit, blocking};

/// Rules on one page.
const ROWS: i64 = 30;
/// Values of a facet that are shown.
const VALUES: usize = 14;

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    kind: Option<String>,
    validity: Option<String>,
    field: Option<String>,
    year: Option<String>,
    agency: Option<String>,
    issuer: Option<String>,
    after: Option<String>,
}

/// What the page is made of.
pub(crate) struct Found {
    pub rules: Vec<Rule>,
    pub count: i64,
    pub holdings: Vec<(String, i64)>,
    pub facets: Vec<(&'static str, Vec<(String, i64)>)>,
    pub agency: Option<String>,
}

struct Value {
    label: String,
    count: String,
    href: String,
    is_chosen: bool,
}

struct Facet {
    title: String,
    values: Vec<Value>,
}

struct Listed {
    title: String,
    href: String,
    by: String,
    date: String,
    tag: StatusTag,
    kind: String,
}

#[derive(Template)]
#[template(path = "register/list.html")]
pub(crate) struct ListPage {
    shell: Shell,
    tr: Tr,
    figures: Figures,
    query: String,
    kept: Vec<(&'static str, String)>,
    find: Submit,
    facets: Vec<Facet>,
    chosen: Vec<(String, String)>,
    count: String,
    rules: Vec<Listed>,
    empty: Option<Empty>,
    pager: Pager,
}

impl Asked {
    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Asked {
        let value = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Asked {
            q: value("q"),
            kind: value("kind"),
            validity: value("validity"),
            field: value("field"),
            year: value("year"),
            agency: value("agency"),
            issuer: value("issuer"),
            after: value("after"),
        }
    }

    /// Name and value of what narrows the list, without the place in it.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        [
            ("q", &self.q),
            ("kind", &self.kind),
            ("validity", &self.validity),
            ("field", &self.field),
            ("year", &self.year),
            ("agency", &self.agency),
            ("issuer", &self.issuer),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?.trim().to_owned())))
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// The list's address with this pair set, or taken away when there is no value.
    fn with(&self, name: &str, value: Option<&str>) -> String {
        let mut pairs: Vec<_> =
            self.pairs().into_iter().filter(|(n, _)| *n != name).map(|(n, v)| (n.to_owned(), v)).collect();
        if let Some(value) = value {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        match pairs.is_empty() {
            true => "/rules".to_owned(),
            false => format!(
                "/rules?{}",
                pairs.iter().map(|(n, v)| format!("{n}={}", encoded(v))).collect::<Vec<_>>().join("&")
            ),
        }
    }

    /// The key of the agency whose rules are asked for.
    pub(crate) fn agency(&self) -> Option<String> {
        self.agency.clone().filter(|a| !a.is_empty())
    }

    /// The place after which the list goes on.
    pub(crate) fn cursor(&self) -> Result<Option<Cursor>, Problem> {
        self.after.as_deref().map(|text| Cursor::parse(text).ok_or_else(Problem::bad_request)).transpose()
    }

    /// The filter, or nothing when a value is none of ours.
    pub(crate) fn filter(&self) -> Option<Filter> {
        let of = |value: &Option<String>| value.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        Some(Filter {
            kind: of(&self.kind).map(|k| RuleKind::parse(&k).ok_or(())).transpose().ok()?,
            validity: of(&self.validity).map(|v| Validity::parse(&v).ok_or(())).transpose().ok()?,
            year: of(&self.year).map(|y| y.parse()).transpose().ok()?,
            field: of(&self.field),
            issuer: of(&self.issuer),
            // Nobody types a title longer than this; a query of ten thousand characters finds nothing anyway.
            text: of(&self.q).map(|q| q.chars().take(100).collect()),
            ..Filter::default()
        })
    }
}

fn label(tr: Tr, facet: &str, value: &str) -> String {
    match facet {
        "kind" => word(tr, "kind", value),
        "validity" => word(tr, "validity", value),
        "year" => tr.f1("register-year", "year", value),
        _ if value.is_empty() => tr.s("register-not-stated").into_owned(),
        _ => value.to_owned(),
    }
}

pub(crate) fn page(visit: &Visit, asked: &Asked, found: Found) -> ListPage {
    let tr = visit.tr;
    let of = |words: &[&str]| -> i64 {
        found.holdings.iter().filter(|(w, _)| words.contains(&w.as_str())).map(|(_, n)| n).sum()
    };
    let all: i64 = found.holdings.iter().map(|(_, n)| n).sum();
    let figures = Figures::new(vec![
        Figure::new(tr.s("register-count-all"), tr.number(all)),
        Figure::new(tr.s("register-count-in-force"), tr.number(of(&["in-force"]))),
        Figure::new(tr.s("register-count-not-yet"), tr.number(of(&["not-yet-effective"]))),
        Figure::new(tr.s("register-count-over"), tr.number(of(&["repealed", "expired"]))),
    ]);
    let facets = found
        .facets
        .iter()
        .map(|(name, values)| Facet {
            title: word(tr, "facet", name),
            values: values
                .iter()
                .filter(|(v, _)| !v.is_empty())
                .take(VALUES)
                .map(|(v, n)| {
                    let is_chosen = asked.pairs().iter().any(|(a, b)| a == name && b == v);
                    Value {
                        label: label(tr, name, v),
                        count: tr.number(*n),
                        href: asked.with(name, (!is_chosen).then_some(v)),
                        is_chosen,
                    }
                })
                .collect(),
        })
        .filter(|f: &Facet| !f.values.is_empty())
        .collect();
    let more = found.rules.len() > ROWS as usize;
    let shown = &found.rules[..found.rules.len().min(ROWS as usize)];
    let here = asked.with("", None);
    let joint = if here.contains('?') { '&' } else { '?' };
    let on = shown
        .last()
        .filter(|_| more)
        .map(|last| format!("{here}{joint}after={}", encoded(&Cursor::after(last).to_string())));
    let back = asked.after.as_ref().map(|_| here.clone());
    let chosen = asked
        .pairs()
        .into_iter()
        .filter(|(name, _)| *name != "q")
        .map(|(name, value)| {
            let shown = if name == "agency" {
                found.agency.clone().unwrap_or_else(|| value.clone())
            } else {
                label(tr, name, &value)
            };
            (shown, asked.with(name, None))
        })
        .collect();
    let rules: Vec<Listed> = shown
        .iter()
        .map(|r| Listed {
            title: r.title.clone(),
            href: r.href(),
            by: by_line(r),
            date: r.dated_on.map(|d| tr.date_short(d)).unwrap_or_default(),
            tag: validity_tag(tr, r.validity),
            kind: word(tr, "kind", r.kind.as_str()),
        })
        .collect();
    let empty = rules.is_empty().then(|| {
        let empty = Empty::new(tr.s("register-list-empty"), tr.s("register-list-empty-text"));
        if asked.pairs().is_empty() { empty } else { empty.action("/rules", tr.s("register-list-all")) }
    });
    ListPage {
        shell: visit.shell(tr.s("register-title")).at("rules"),
        tr,
        figures,
        query: asked.q.clone().unwrap_or_default(),
        kept: asked.pairs().into_iter().filter(|(name, _)| *name != "q").collect(),
        find: Submit::secondary(tr.s("register-find")),
        facets,
        chosen,
        count: tr.f1("register-list-count", "count", tr.number(found.count)),
        rules,
        empty,
        pager: Pager::new(tr, back, on),
    }
}

fn read(tx: &mut Tx, filter: &Filter, after: Option<&Cursor>) -> Result<Found, Fault> {
    let facet =
        |tx: &mut Tx, name: &'static str, holding, own: Filter| Ok::<_, Fault>((name, count_by(tx, &own, holding)?));
    // A facet counts what the other filters let through, so that another of its values can be chosen.
    let facets = vec![
        facet(tx, "validity", Holding::Validity, Filter { validity: None, ..filter.clone() })?,
        facet(tx, "kind", Holding::Kind, Filter { kind: None, ..filter.clone() })?,
        facet(tx, "issuer", Holding::Issuer, Filter { issuer: None, ..filter.clone() })?,
        facet(tx, "field", Holding::Field, Filter { field: None, ..filter.clone() })?,
        facet(tx, "year", Holding::Year, Filter { year: None, ..filter.clone() })?,
    ];
    Ok(Found {
        rules: list_rules(tx, filter, after, ROWS + 1)?,
        count: count_rules(tx, filter)?,
        holdings: count_by(tx, &Filter::default(), Holding::Validity)?,
        facets,
        agency: None,
    })
}

/// `GET /rules`, narrowed by `q`, `kind`, `validity`, `field`, `year`, `agency` (key), `issuer`; `after` goes on.
///
/// # Errors
/// A value that is none of ours.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut filter = asked.filter().ok_or_else(Problem::bad_request)?;
    let (after, agency) = (asked.cursor()?, asked.agency());
    let found = blocking(move || {
        let found = office.db.read(|tx| {
            let named = match &agency {
                None => None,
                Some(key) => match identity::find_agency_by_key(tx, key)? {
                    None => return Ok(None),
                    Some(a) => Some(a),
                },
            };
            filter.agency = named.as_ref().map(|a| a.id);
            let found = read(tx, &filter, after.as_ref())?;
            Ok::<_, Error<Never>>(Some(Found { agency: named.map(|a| a.name), ..found }))
        })?;
        found.ok_or_else(Problem::not_found)
    })
    .await?;
    Ok(Page(page(&visit, &asked, found)).into_response())
}
