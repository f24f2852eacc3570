//! One rule: what it is, whether it is in force, its text with an address for every article, its texts in time.
//!
//! Law: 政府信息公开条例 第二十条; 国办发〔2017〕47号 (a repealed document stays and is clearly marked)

use super::facts::attributes;
use super::held::{Held, find_held, parts};
use super::text::{LeaningRow, TextShown, leaning_on};
use super::{basis_said, by_line, encoded, ended_by, json_ld, validity_said, validity_tag, version_name, word};
use crate::{AsOf, Origin, Point, Provision, RuleKind, Stage, Validity, Version, points};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Never, Office, links::LinkKind};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    DataList, Field, Notice, NoticeKind, Page, Problem, Shell, StatusTag, Submit, Tr, Visit, blocking, redirect,
};

/// An article asked for by name: `?article=第三十一条`.
#[derive(Deserialize)]
pub struct Asked {
    article: Option<String>,
}

/// A day asked for: `?date=2018-05-01`.
#[derive(Deserialize)]
pub struct AskedDay {
    date: Option<String>,
}

/// A text in time.
pub(crate) struct TimeRow {
    name: String,
    note: String,
    href: Option<String>,
    compare: Option<String>,
    is_shown: bool,
}

/// A link in a list.
pub(crate) struct Line {
    label: String,
    text: String,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "register/rule.html")]
pub(crate) struct RulePage {
    shell: Shell,
    tr: Tr,
    canonical: String,
    follow: String,
    ld: String,
    kind: String,
    by: String,
    tag: StatusTag,
    said: String,
    marks: Vec<Notice>,
    facts: DataList,
    text: TextShown,
    interpretations: Vec<Line>,
    no_interpretation: Option<String>,
    relations: Vec<Line>,
    events: Vec<Line>,
    leaning: Vec<LeaningRow>,
    versions: Vec<TimeRow>,
    files: Vec<(&'static str, String)>,
    day: Field,
    day_button: Submit,
    day_action: String,
}

/// What is shown: a text, or why there is none.
pub(crate) enum Shown {
    /// The rule's own page: the text that counts today, or the nearest.
    Present(Option<Version>),
    /// This text.
    Text(Version),
    /// The text of a day.
    OnDay(Date, AsOf),
}

impl Shown {
    pub(crate) fn version(&self) -> Option<&Version> {
        match self {
            Shown::Present(v) => v.as_ref(),
            Shown::Text(v) | Shown::OnDay(_, AsOf::Held { version: v, .. }) => Some(v),
            Shown::OnDay(..) => None,
        }
    }
}

/// Where the world reaches this register.
pub(crate) fn base(visit: &Visit, office: &Office) -> String {
    match visit.site().address.as_str() {
        "" => office.public_url.clone(),
        address => address.to_owned(),
    }
}

/// The marks across the top: not in force, overtaken, not held.
fn marks(tr: Tr, held: &Held, shown: &Shown, today: Date) -> Vec<Notice> {
    let rule = &held.rule;
    let mut out = Vec::new();
    if rule.stage == Stage::Withdrawn {
        let why = held.events.iter().rev().find(|e| !e.is_read).map(|e| e.text.clone()).unwrap_or_default();
        return vec![Notice::new(NoticeKind::Warning, tr.s("register-mark-withdrawn"), why)];
    }
    let work = held.validity(today);
    if matches!(work, Validity::Repealed | Validity::Expired) {
        let facts = held.facts(None);
        let said = validity_said(tr, work, &facts, None);
        let mut mark = Notice::new(NoticeKind::Warning, word(tr, "mark", work.as_str()), said);
        if let Some(by) = ended_by(&held.events) {
            let key = codes::rule_key(&by.by_rule);
            let label = tr.f1("register-ended-by", "title", &by.by_rule);
            mark = match held.named.get(&key) {
                Some((_, href)) => mark.link(href.clone(), label),
                None => Notice::new(
                    NoticeKind::Warning,
                    word(tr, "mark", work.as_str()),
                    format!("{}{label}", validity_said(tr, work, &facts, None)),
                ),
            };
        }
        out.push(mark);
    }
    match shown {
        Shown::Present(Some(v)) | Shown::Text(v) | Shown::OnDay(_, AsOf::Held { version: v, .. }) => {
            let own = held.validity_of(v, today);
            let said = validity_said(tr, own, &held.facts(Some(v)), Some(v));
            match own {
                Validity::NotYetEffective | Validity::Suspended => {
                    out.push(Notice::new(NoticeKind::Warning, word(tr, "mark", own.as_str()), said));
                }
                Validity::Amended => {
                    let mark = Notice::new(NoticeKind::Warning, tr.s("register-mark-amended"), said);
                    let newer = held.shown(today).filter(|n| n.n != v.n);
                    out.push(match newer {
                        Some(_) => mark.link(rule.href(), tr.s("register-read-present")),
                        None => mark,
                    });
                }
                Validity::InForce | Validity::Repealed | Validity::Expired => {}
            }
        }
        _ => {}
    }
    if let (Shown::Present(_), AsOf::KnownNotHeld { event, .. }) = (shown, held.as_of(today)) {
        let said = tr.f2("register-known-not-held", "date", tr.date_short(event.on), "event", &event.text);
        out.push(Notice::new(NoticeKind::Warning, tr.s("register-mark-not-held"), said));
    }
    if let Shown::OnDay(day, as_of) = shown {
        out.insert(0, on_day(tr, held, *day, as_of));
    }
    out
}

/// On what basis the text of a day was chosen, or why there is none.
fn on_day(tr: Tr, held: &Held, day: Date, as_of: &AsOf) -> Notice {
    let title = tr.f1("register-as-of-title", "date", tr.date_short(day));
    let first_held = held.versions.first().map(|v| v.href(&held.rule));
    let notice = match as_of {
        AsOf::Held { version, basis } => {
            let said = tr.f2(
                "register-as-of-held",
                "version",
                version_name(tr, version),
                "basis",
                basis_said(tr, *basis, version),
            );
            return Notice::new(NoticeKind::Info, title, said)
                .link(version.href(&held.rule), tr.s("register-version-link"));
        }
        AsOf::KnownNotHeld { event, held_from } => {
            let mut said = tr.f2("register-as-of-known", "date", tr.date_short(event.on), "event", &event.text);
            if let Some(from) = held_from {
                said.push_str(&tr.f1("register-as-of-held-from", "date", tr.date_short(*from)));
            }
            Notice::new(NoticeKind::Warning, title, said)
        }
        AsOf::NotYet { first } => {
            let said = match first {
                Some(on) => tr.f1("register-as-of-not-yet", "date", tr.date_short(*on)),
                None => tr.s("register-as-of-nothing").into_owned(),
            };
            Notice::new(NoticeKind::Warning, title, said)
        }
    };
    match first_held {
        Some(href) => notice.link(href, tr.s("register-first-held")),
        None => notice,
    }
}

/// The texts in time, newest first, with what is known and not held.
fn time_rows(tr: Tr, held: &Held, shown: Option<&Version>, today: Date) -> Vec<TimeRow> {
    let mut rows: Vec<TimeRow> = points(&held.versions, &held.events)
        .into_iter()
        .map(|point| match point {
            Point::Held(v) => TimeRow {
                name: version_name(tr, &v),
                note: word(tr, "validity", held.validity_of(&v, today).as_str()),
                href: Some(v.href(&held.rule)),
                compare: held
                    .before(v.n)
                    .map(|before| format!("{}/compare?from={}&to={}", held.rule.href(), before.n, v.n)),
                is_shown: shown.is_some_and(|s| s.n == v.n),
            },
            Point::Known(e) => TimeRow {
                name: tr.date_short(e.on),
                note: tr.f1("register-not-held-row", "event", word(tr, "what", e.what.as_str())),
                href: None,
                compare: None,
                is_shown: false,
            },
        })
        .collect();
    rows.reverse();
    rows
}

/// What this rule changes or ends, and what changed or ended it.
fn relations(tr: Tr, held: &Held) -> Vec<Line> {
    let changes = |k: LinkKind| matches!(k, LinkKind::Amends | LinkKind::Repeals);
    let does = held.own.iter().filter(|l| changes(l.kind)).map(|l| {
        let (title, href) =
            held.named.get(&l.to.key).map_or_else(|| (l.to.key.clone(), None), |(t, h)| (t.clone(), Some(h.clone())));
        Line { label: word(tr, "does", l.kind.as_str()), text: title, href }
    });
    let done = held.leaning.iter().filter(|l| changes(l.kind)).map(|l| Line {
        label: word(tr, "done-by", l.kind.as_str()),
        text: l.from.title.clone(),
        href: Some(l.from.href.clone()),
    });
    does.chain(done).collect()
}

fn events(tr: Tr, held: &Held) -> Vec<Line> {
    held.events
        .iter()
        .map(|e| Line {
            label: tr.date_short(e.on),
            text: if e.text.is_empty() { word(tr, "what", e.what.as_str()) } else { e.text.clone() },
            href: held.named.get(&codes::rule_key(&e.by_rule)).map(|(_, href)| href.clone()),
        })
        .collect()
}

/// Whether its kind is explained to the public. Law: 国办发〔2016〕80号
fn wants_interpretation(kind: RuleKind) -> bool {
    matches!(kind, RuleKind::NormativeDocument | RuleKind::LocalGovernmentRule | RuleKind::DepartmentalRule)
}

pub(crate) fn page(
    visit: &Visit,
    held: &Held,
    shown: &Shown,
    parts: &[Provision],
    today: Date,
    base: &str,
    missing: Option<&str>,
) -> RulePage {
    let tr = visit.tr;
    let rule = &held.rule;
    let is_public = rule.stage == Stage::Registered;
    let version = shown.version().filter(|_| is_public);
    let title = version.map_or_else(|| rule.title.clone(), |v| v.title.clone());
    let mut shell = visit.shell(&title).at("rules").crumb(tr.s("register-title"), "/rules");
    if !matches!(shown, Shown::Present(_)) {
        shell = shell.crumb(&rule.title, rule.href());
    }
    let mut marks = marks(tr, held, shown, today);
    if let Some(article) = missing {
        let count = parts.iter().filter(|p| p.kind == crate::ProvisionKind::Article).count();
        let said = tr.f2("register-no-such-article-text", "article", article, "count", count);
        marks.insert(0, Notice::new(NoticeKind::Warning, tr.s("register-no-such-article"), said));
    }
    if let Some(v) =
        version.filter(|v| v.effective_on.is_none() && v.dated_on.is_some() && !matches!(shown, Shown::OnDay(..)))
    {
        let said =
            tr.f1("register-effective-unknown", "date", v.dated_on.map(|d| tr.date_short(d)).unwrap_or_default());
        marks.push(Notice::new(NoticeKind::Info, "", said));
    }
    let validity = version.map_or_else(|| held.validity(today), |v| held.validity_of(v, today));
    let facts = match version {
        Some(v) => attributes(tr, held, v, today).into_iter().fold(DataList::new(), |list, (name, value)| {
            list.row(name, if value.is_empty() { tr.s("register-not-stated").into_owned() } else { value })
        }),
        None => DataList::new(),
    };
    let interpretations: Vec<Line> = held
        .interpretations()
        .map(|l| Line { label: String::new(), text: l.from.title.clone(), href: Some(l.from.href.clone()) })
        .collect();
    let no_interpretation = (interpretations.is_empty() && wants_interpretation(rule.kind) && is_public).then(|| {
        let key = if rule.origin == Origin::Imported {
            "register-no-interpretation-imported"
        } else {
            "register-no-interpretation"
        };
        tr.s(key).into_owned()
    });
    let files = version.map_or_else(Vec::new, |v| {
        [
            ("register-file-pdf", "pdf"),
            ("register-file-docx", "docx"),
            ("register-file-md", "md"),
            ("register-file-json", "json"),
            ("register-file-xml", "xml"),
        ]
        .map(|(label, ending)| (label, format!("{}/file.{ending}", v.href(rule))))
        .into()
    });
    let asked = match shown {
        Shown::OnDay(day, _) => *day,
        _ => today,
    };
    RulePage {
        tr,
        follow: format!("/subscribe?what=rule:{}", rule.slug),
        canonical: format!(
            "{base}{}",
            version.filter(|_| !matches!(shown, Shown::Present(_))).map_or_else(|| rule.href(), |v| v.href(rule))
        ),
        ld: version.map(|v| json_ld::json_ld(held, v, today, base)).unwrap_or_default(),
        kind: word(tr, "kind", rule.kind.as_str()),
        by: by_line(rule),
        tag: validity_tag(tr, validity),
        said: validity_said(tr, validity, &held.facts(version), version),
        marks,
        facts,
        text: match version {
            Some(v) => TextShown::new(tr, held, &v.html, parts),
            None => TextShown { blocks: Vec::new(), contents: Vec::new(), html: String::new() },
        },
        interpretations,
        no_interpretation,
        relations: relations(tr, held),
        events: if is_public { events(tr, held) } else { Vec::new() },
        leaning: leaning_on(tr, held, ""),
        versions: if is_public { time_rows(tr, held, version, today) } else { Vec::new() },
        files,
        day: Field::date(tr, "date", tr.s("register-as-of-date")).required().value(asked.to_string()),
        day_button: Submit::secondary(tr.s("register-as-of-go")),
        day_action: format!("{}/as-of", rule.href()),
        shell,
    }
}

/// The article that was asked for and is not there.
fn missing<'a>(asked: Option<&'a str>, parts: &[Provision]) -> Option<&'a str> {
    asked.filter(|a| !parts.iter().any(|p| p.label == *a))
}

/// `GET /rules/{slug}`, `?article=第三十一条`
///
/// # Errors
/// No such rule.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let today = acting.cx.today();
    let base = base(&visit, &office);
    let article = asked.article.map(|a| a.chars().take(40).collect::<String>());
    blocking(move || {
        let found = office.db.read(|tx| {
            let Some(held) = find_held(tx, &slug)? else { return Ok(None) };
            let version = held.shown(today).cloned();
            let parts = version.as_ref().map(|v| parts(tx, v)).transpose()?.unwrap_or_default();
            Ok::<_, Error<Never>>(Some((held, version, parts)))
        })?;
        let (held, version, parts) = found.ok_or_else(Problem::not_found)?;
        let missing = missing(article.as_deref(), &parts);
        if let (Some(article), None) = (&article, missing) {
            return Ok(redirect(&held.rule.href_of(article)));
        }
        Ok(Page(page(&visit, &held, &Shown::Present(version), &parts, today, &base, missing)).into_response())
    })
    .await
}

/// `GET /rules/{slug}/versions/{n}`, `?article=第三十一条`
///
/// # Errors
/// No such rule or version.
pub async fn version(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((slug, n)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let today = acting.cx.today();
    let base = base(&visit, &office);
    let article = asked.article.map(|a| a.chars().take(40).collect::<String>());
    blocking(move || {
        let found = office.db.read(|tx| {
            let Some(held) = find_held(tx, &slug)? else { return Ok(None) };
            let Some(version) = held.version(n).cloned() else { return Ok(None) };
            let parts = parts(tx, &version)?;
            Ok::<_, Error<Never>>(Some((held, version, parts)))
        })?;
        let (held, version, parts) = found.ok_or_else(Problem::not_found)?;
        let missing = missing(article.as_deref(), &parts);
        if let (Some(article), None) = (&article, missing) {
            return Ok(redirect(&format!("{}#{article}", version.href(&held.rule))));
        }
        Ok(Page(page(&visit, &held, &Shown::Text(version), &parts, today, &base, missing)).into_response())
    })
    .await
}

/// `GET /rules/{slug}/as-of?date=2018-05-01`: the text of a day, and by what it was chosen.
///
/// # Errors
/// No such rule; a day that cannot be read.
pub async fn as_of(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
    Query(asked): Query<AskedDay>,
) -> Result<Response, Problem> {
    let today = acting.cx.today();
    let base = base(&visit, &office);
    let day: Date = match asked.date.as_deref().map(str::trim).filter(|d| !d.is_empty()) {
        None => today,
        Some(text) => text.parse().map_err(|_| Problem::bad_request())?,
    };
    blocking(move || {
        let found = office.db.read(|tx| {
            let Some(held) = find_held(tx, &slug)? else { return Ok(None) };
            let shown = Shown::OnDay(day, held.as_of(day));
            let parts = shown.version().map(|v| parts(tx, v)).transpose()?.unwrap_or_default();
            Ok::<_, Error<Never>>(Some((held, shown, parts)))
        })?;
        let (held, shown, parts) = found.ok_or_else(Problem::not_found)?;
        Ok(Page(page(&visit, &held, &shown, &parts, today, &base, None)).into_response())
    })
    .await
}

/// `GET /rules/by-title?title=《…》&article=…`: from a title as people write it to the rule; to the list that looks for it
/// where the register does not hold one of exactly this title.
///
/// # Errors
/// A fault of the database.
pub async fn by_title(State(office): State<Arc<Office>>, Query(asked): Query<AskedTitle>) -> Result<Response, Problem> {
    // Without a title the register itself is what was asked for.
    let Some(title) = asked.title.filter(|t| !t.trim().is_empty()) else { return Ok(redirect("/rules")) };
    let key = codes::rule_key(&title);
    let found =
        blocking(move || Ok(office.db.read(|tx| crate::find_rule_by_key(tx, &key).map_err(Error::<Never>::from))?))
            .await?;
    let Some(rule) = found else { return Ok(redirect(&format!("/rules?q={}", encoded(title.trim())))) };
    Ok(redirect(&match asked.article.as_deref().filter(|a| !a.is_empty()) {
        Some(article) => format!("{}?article={}", rule.href(), encoded(article)),
        None => rule.href(),
    }))
}

/// A title asked for.
#[derive(Deserialize)]
pub struct AskedTitle {
    title: Option<String>,
    article: Option<String>,
}
