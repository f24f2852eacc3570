//! What must be looked at again because something it leans on changed: of every kind, for the agencies that answer;
//! supervision sees those of everybody.

use super::desk::agencies_of;
use super::{encoded, leaning_kind, word};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::{Agency, pages::edge::Acting};
use kernel::{
    Cx, Error, Fault, Id, Never, Office, Role, Tx,
    links::{Flag, FlagFilter, FlagRefused, NodeKind, count_open_flags, list_open_flags, settle_flag},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use web::{
    BodyForm, Empty, ErrorSummary, Field, Page, Pager, Problem, Sentence, Shell, Submit, Tr, Visit, blocking,
    redirect_with,
};

/// Flags on one page.
const ROWS: usize = 30;

/// What narrows the list, and where it goes on.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    kind: Option<String>,
    why: Option<String>,
    agency: Option<String>,
    before: Option<String>,
}

impl Asked {
    #[cfg(test)]
    pub(crate) fn of(kind: &str, why: &str, agency: &str, before: &str) -> Asked {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Asked { kind: some(kind), why: some(why), agency: some(agency), before: some(before) }
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        [("kind", &self.kind), ("why", &self.why), ("agency", &self.agency)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// `?kind=item&…` with this pair set, or taken away when there is no value; empty when nothing narrows.
    fn query(&self, name: &str, value: Option<&str>) -> String {
        let pairs = self.pairs().into_iter().filter(|(n, _)| *n != name).chain(value.map(|v| (name, v)));
        let words: Vec<String> = pairs.map(|(n, v)| format!("{n}={}", encoded(v))).collect();
        if words.is_empty() { String::new() } else { format!("?{}", words.join("&")) }
    }

    /// The query of this very page of the list.
    fn place(&self) -> String {
        let here = self.query("", None);
        match &self.before {
            Some(before) => format!("{here}{}before={}", if here.is_empty() { '?' } else { '&' }, encoded(before)),
            None => here,
        }
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.pairs().contains(&(name, value))
    }

    fn filter(&self) -> Result<FlagFilter, Problem> {
        let of = |text: &Option<String>| text.as_deref().filter(|t| !t.is_empty()).map(str::to_owned);
        let on = of(&self.kind).map(|k| NodeKind::parse(&k).ok_or_else(Problem::bad_request)).transpose()?;
        Ok(FlagFilter { on, why: of(&self.why) })
    }

    fn before(&self) -> Result<Option<Id>, Problem> {
        self.before.as_deref().map(|text| Id::parse(text).ok_or_else(Problem::bad_request)).transpose()
    }
}

/// What the page is made of.
#[derive(Clone, Default)]
pub(crate) struct Found {
    pub flags: Vec<Flag>,
    /// By kind of thing and reason, of everything this person sees (of the agency that is chosen).
    pub counts: Vec<(NodeKind, String, i64)>,
    /// The agencies that have open flags: key, name, how many. Only where there are several to choose from.
    pub agencies: Vec<(String, String, i64)>,
    /// Names of the agencies that answer, where the reader sees those of others.
    pub owners: BTreeMap<Id, String>,
    /// The agencies at which this person holds a post.
    pub own: Vec<Id>,
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

pub(crate) struct FlagShown {
    title: String,
    href: String,
    kind: String,
    why: String,
    on: String,
    raised: String,
    owner: String,
    settle: Option<(Field, Submit, String)>,
}

#[derive(Template)]
#[template(path = "register/flags.html")]
pub(crate) struct FlagsPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    facets: Vec<Facet>,
    count: String,
    flags: Vec<FlagShown>,
    empty: Option<Empty>,
    pager: Pager,
}

/// The open flags this person sees, newest first: their agencies', or everybody's for supervision. `None`: an agency
/// whose flags this person does not see.
fn read(tx: &mut Tx, cx: &Cx, asked: &Asked, filter: &FlagFilter, before: Option<Id>) -> Result<Option<Found>, Fault> {
    let own = agencies_of(&cx.who, |_| true);
    let sees_all = cx.who.holds_anywhere(Role::Supervision);
    let mut seen: Vec<Agency> = if sees_all || own.len() > 1 { identity::list_agencies(tx)? } else { Vec::new() };
    seen.retain(|a| sees_all || own.contains(&a.id));
    let scopes: Vec<Option<Id>> = match asked.agency.as_deref().filter(|a| !a.is_empty()) {
        Some(key) => match seen.iter().find(|a| a.key == key) {
            Some(agency) => vec![Some(agency.id)],
            None => return Ok(None),
        },
        None if sees_all => vec![None],
        None => own.iter().copied().map(Some).collect(),
    };
    let mut found = Found { own, ..Found::default() };
    let mut counts: BTreeMap<(NodeKind, String), i64> = BTreeMap::new();
    for scope in &scopes {
        found.flags.extend(list_open_flags(tx, *scope, filter, before, ROWS as i64 + 1)?);
        for (kind, why, n) in count_open_flags(tx, *scope)? {
            *counts.entry((kind, why)).or_default() += n;
        }
    }
    found.flags.sort_by_key(|f| std::cmp::Reverse(f.id));
    found.flags.truncate(ROWS + 1);
    found.counts = counts.into_iter().map(|((kind, why), n)| (kind, why, n)).collect();
    if seen.len() > 1 {
        for agency in &seen {
            let n: i64 = count_open_flags(tx, Some(agency.id))?.iter().map(|(_, _, n)| n).sum();
            if n > 0 {
                found.agencies.push((agency.key.clone(), agency.short_name.clone(), n));
            }
        }
        found.owners = seen.into_iter().map(|a| (a.id, a.short_name)).collect();
    }
    Ok(Some(found))
}

/// What went wrong with settling one of them, and what was typed.
pub(crate) struct Faulty<'a> {
    pub id: Id,
    pub note: &'a str,
    pub refused: &'a FlagRefused,
}

/// The values of a facet with what the other filters let through.
fn facets(tr: Tr, asked: &Asked, found: &Found) -> Vec<Facet> {
    let facet = |name: &'static str, values: Vec<(String, String, i64)>| Facet {
        title: word(tr, "flags-facet", name),
        values: values
            .into_iter()
            .map(|(value, label, n)| {
                let is_chosen = asked.is(name, &value);
                let query = asked.query(name, (!is_chosen).then_some(value.as_str()));
                Value { label, count: tr.number(n), href: format!("/desk/flags{query}"), is_chosen }
            })
            .collect(),
    };
    let mut kinds: BTreeMap<NodeKind, i64> = BTreeMap::new();
    let mut whys: BTreeMap<&str, i64> = BTreeMap::new();
    for (kind, why, n) in &found.counts {
        if asked.why.as_ref().is_none_or(|w| w.is_empty() || w == why) {
            *kinds.entry(*kind).or_default() += n;
        }
        if asked.kind.as_ref().is_none_or(|k| k.is_empty() || k == kind.as_str()) {
            *whys.entry(why).or_default() += n;
        }
    }
    let kinds = kinds.into_iter().map(|(k, n)| (k.as_str().to_owned(), word(tr, "node", k.as_str()), n)).collect();
    let whys = whys.into_iter().map(|(w, n)| (w.to_owned(), tr.s(w).into_owned(), n)).collect();
    [facet("kind", kinds), facet("why", whys), facet("agency", found.agencies.clone())]
        .into_iter()
        .filter(|f| f.values.len() > 1 || f.values.iter().any(|v| v.is_chosen))
        .collect()
}

pub(crate) fn page(visit: &Visit, asked: &Asked, mut found: Found, faulty: Option<&Faulty<'_>>) -> FlagsPage {
    let tr = visit.tr;
    let (here, place) = (asked.query("", None), asked.place());
    let more = found.flags.len() > ROWS;
    found.flags.truncate(ROWS);
    let joint = if here.is_empty() { '?' } else { '&' };
    let on = found.flags.last().filter(|_| more).map(|f| format!("/desk/flags{here}{joint}before={}", f.id));
    let back = asked.before.as_ref().map(|_| format!("/desk/flags{here}"));
    let mut errors = ErrorSummary::new(tr);
    let shown: Vec<FlagShown> = found
        .flags
        .iter()
        .enumerate()
        .map(|(n, flag)| {
            let of_this = faulty.filter(|f| f.id == flag.id);
            let is_mine = flag.link.from.owner.is_none_or(|o| found.own.contains(&o));
            let settle = is_mine.then(|| {
                let field = Field::text(tr, format!("note-{n}"), tr.s("register-flag-note"))
                    .required()
                    .value(of_this.map_or("", |f| f.note))
                    .error(of_this.map(|f| tr.refusal(f.refused)));
                let submit = Submit::secondary(tr.s("register-flag-settle")).about(flag.link.from.title.clone());
                (field, submit, format!("/desk/flags/{}{place}", flag.id))
            });
            if let (Some(f), Some((field, ..))) = (of_this, &settle) {
                errors.add(field.name(), tr.refusal(f.refused));
            }
            let named = match flag.link.to.kind {
                NodeKind::Rule => tr.f1("register-flag-rule", "title", &flag.link.to.key),
                _ => flag.link.to.key.clone(),
            };
            FlagShown {
                title: match flag.link.from.node.part.as_str() {
                    "" => flag.link.from.title.clone(),
                    part => format!("{}　{part}", flag.link.from.title),
                },
                href: flag.link.from.href.clone(),
                kind: leaning_kind(tr, flag.link.from.node.kind, flag.link.kind),
                why: tr.s(&flag.why).into_owned(),
                on: format!("{named}{}", flag.link.to.part),
                raised: tr.time(flag.raised_at),
                owner: flag.link.from.owner.and_then(|o| found.owners.get(&o).cloned()).unwrap_or_default(),
                settle,
            }
        })
        .collect();
    let empty = shown.is_empty().then(|| match asked.pairs().is_empty() {
        true => Empty::new(tr.s("register-flags-empty"), tr.s("register-flags-empty-text")),
        false => Empty::new(tr.s("register-flags-none"), tr.s("register-flags-none-text"))
            .action("/desk/flags", tr.s("register-list-all")),
    });
    let matching: i64 = found
        .counts
        .iter()
        .filter(|(kind, why, _)| {
            asked.kind.as_ref().is_none_or(|k| k.is_empty() || k == kind.as_str())
                && asked.why.as_ref().is_none_or(|w| w.is_empty() || w == why)
        })
        .map(|(_, _, n)| n)
        .sum();
    let mut shell = visit.desk(tr.s("register-flags-title")).at("desk-flags");
    if faulty.is_some() {
        shell = shell.with_errors();
    }
    FlagsPage {
        shell,
        tr,
        errors,
        facets: facets(tr, asked, &found),
        count: tr.f1("register-flags-count", "count", tr.number(matching)),
        flags: shown,
        empty,
        pager: Pager::new(tr, back, on),
    }
}

/// `GET /desk/flags`, narrowed by `kind` of thing, `why`, `agency` (key); `before` goes on.
///
/// # Errors
/// A value that is none of ours; another agency's.
pub async fn list(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (filter, before) = (asked.filter()?, asked.before()?);
    blocking(move || {
        let found = office.db.read(|tx| read(tx, &acting.cx, &asked, &filter, before).map_err(Error::<Never>::from))?;
        Ok(Page(page(&visit, &asked, found.ok_or_else(Problem::not_found)?, None)).into_response())
    })
    .await
}

/// `POST /desk/flags/{id}`: settles it with a note of what was checked or changed; the filters of the list stay.
///
/// # Errors
/// No such open flag, or another agency's.
pub async fn settle(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let (filter, before) = (asked.filter()?, asked.before()?);
    blocking(move || {
        let own = agencies_of(&acting.cx.who, |_| true);
        // The field's name carries its place on the page.
        let note = form.pairs.iter().find(|(n, _)| n.starts_with("note")).map_or("", |(_, v)| v.as_str());
        match office.db.write(|tx| settle_flag(tx, &acting.cx, id, &own, note)) {
            Ok(()) => {
                let to = format!("/desk/flags{}", asked.place());
                Ok(redirect_with(&to, &Sentence::new("register-flag-settled")))
            }
            Err(Error::Refused(refused @ FlagRefused::NoteMissing)) => {
                let found =
                    office.db.read(|tx| read(tx, &acting.cx, &asked, &filter, before).map_err(Error::<Never>::from))?;
                let faulty = Faulty { id, note, refused: &refused };
                let found = found.ok_or_else(Problem::not_found)?;
                Ok(Page(page(&visit, &asked, found, Some(&faulty))).sent_back())
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}
