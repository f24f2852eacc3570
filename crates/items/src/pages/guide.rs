//! The guide of one item, its PDF, and why a case that is filed today is decided on that day.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use calendar::{Binding, Clock, Limit, Why};
use identity::Agency;
use identity::pages::edge::Acting;
use kernel::{Cx, Error, Fault, Id, Lang, Never, Office};
use serde::Deserialize;
use web::{
    CalendarStrip, DayMark, Notice, NoticeKind, Page, Problem, Sample, Shell, StripDay, Tr, Visit, blocking, qr_svg,
};

use super::guide_view::{GuideView, Narrowing, situation_name};
use super::words::{self, Names};
use super::{Holdings, Provided, TakesDays, UsedDays, encoded, paper};
use crate::catalogue;
use crate::dictionary::LimitUnit;
use crate::guidance::HeldSet;
use crate::item::ItemVersion;
use crate::json_ld;
use crate::record::{ItemRecord, NodeKind, Published, Version, VersionState};

/// The query of a guide.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GuideQuery {
    /// Key of the situation it is narrowed to.
    situation: String,
}

#[derive(Template)]
#[template(path = "items/guide.html")]
pub(crate) struct GuidePage {
    shell: Shell,
    tr: Tr,
    slug: String,
    agency: String,
    guide: GuideView,
    standing: Option<Notice>,
    situations: Vec<(String, String)>,
    start: Option<(String, String, String)>,
    due: Option<Notice>,
    used: Option<String>,
    dated: String,
    pdf: String,
    qr: String,
    /// What machines read; empty for a version that is not in force.
    ld: String,
}

/// What a guide page is made from.
pub(crate) struct Subject {
    pub found: Published,
    pub agency: Option<Agency>,
    pub names: Names,
}

/// The day, and the calendars that tell what it is.
pub(crate) struct Today {
    pub on: jiff::civil::Date,
    pub calendars: Arc<kernel::Calendars>,
}

impl Today {
    pub(crate) fn of(cx: &Cx) -> Today {
        Today { on: cx.today(), calendars: cx.calendars.clone() }
    }
}

/// The clock of a case that is accepted today, where the limit is one that runs.
pub(crate) fn clock_from_today(today: &Today, item: &ItemVersion) -> Option<Clock> {
    let limit = item.binding_limit().filter(|limit| limit.n > 0)?;
    let n = limit.n;
    let counted = match limit.unit {
        LimitUnit::WorkingDay => Limit::WorkingDays(n),
        LimitUnit::CalendarDay => Limit::CalendarDays(n),
        LimitUnit::Month => Limit::Months(n),
    };
    let of_law = || item.statutory_limit.as_ref().and_then(|l| l.note_within());
    let law = limit.note_within().or_else(of_law).unwrap_or_default();
    Some(Clock::new(today.on, counted, Binding::Organ, law))
}

fn due_notice(tr: Tr, today: &Today, subject: &Subject) -> Option<Notice> {
    let item = &subject.found.version.body;
    let title = tr.s("items-due-title");
    if item.binding_limit()?.n == 0 {
        return Some(Notice::new(NoticeKind::Info, title, tr.s("items-due-instant")));
    }
    let region = subject.agency.as_ref().map(|agency| agency.region.as_str()).unwrap_or_default();
    let clock = clock_from_today(today, item)?;
    let due = clock.due(&today.calendars.of(region), today.on).ok()?;
    let mut text = tr.f1("items-due-text", "date", tr.date(due.on));
    if due.provisional || due.unconfirmed {
        text.push_str(&tr.s("items-due-provisional"));
    }
    let href = format!("/items/{}/due-date", subject.found.item.slug);
    Some(Notice::new(NoticeKind::Info, title, text).link(href, tr.s("items-due-link")))
}

/// The page of one version; `standing` says when it is not the one in force.
pub(crate) fn guide_page(
    visit: &Visit,
    today: &Today,
    subject: &Subject,
    narrowing: &Narrowing<'_>,
    public_url: &str,
) -> GuidePage {
    let tr = visit.tr;
    let (record, version) = (&subject.found.item, &subject.found.version);
    let item = &version.body;
    let in_force = version.state == VersionState::Published;
    let view = GuideView::of(tr, item, &subject.names, narrowing);
    let standing = match version.state {
        VersionState::Published => item.effective_on.filter(|on| *on > today.on).map(|on| {
            Notice::new(
                NoticeKind::Warning,
                tr.s("items-not-yet-title"),
                tr.f1("items-not-yet-text", "date", tr.date(on)),
            )
        }),
        _ => {
            let ended = version.ended_on.map(|on| tr.date_short(on)).unwrap_or_default();
            let notice = Notice::new(
                NoticeKind::Warning,
                tr.s("items-old-version-title"),
                tr.f1("items-old-version-text", "date", ended),
            );
            Some(if record.published.is_some() {
                notice.link(format!("/items/{}", record.slug), tr.s("items-old-version-link"))
            } else {
                notice
            })
        }
    };
    let situations = if item.situations.len() > 1 && in_force {
        let of = item.situations.iter().filter(|situation| situation.elsewhere.is_none());
        let link = |s: &crate::guidance::Situation| {
            (situation_name(tr, s), format!("/items/{}?situation={}#materials", record.slug, encoded(&s.key)))
        };
        of.map(link).collect()
    } else {
        Vec::new()
    };
    let start = in_force.then(|| {
        let questions = item.guidance.questions.len();
        let hint = if questions > 0 { tr.f1("items-start-hint", "n", questions) } else { String::new() };
        (format!("/items/{}/path", record.slug), tr.s("items-start").into_owned(), hint)
    });
    let place = if in_force {
        format!("/items/{}", record.slug)
    } else {
        format!("/items/{}/versions/{}", record.slug, version.n)
    };
    let qr = qr_svg(&format!("{public_url}{place}"), &tr.f1("items-qr-label", "name", &view.name)).unwrap_or_default();
    let situation = narrowing.situation.map(|s| format!("?situation={}", encoded(&s.key))).unwrap_or_default();
    let dated = match version.published_at {
        Some(at) => tr.f2("items-version-dated", "n", version.n, "date", tr.date_short(kernel::cx::legal_date(at))),
        None => tr.f1("items-version-number", "n", version.n),
    };
    let base = match visit.site().address.as_str() {
        "" => public_url,
        address => address,
    };
    let agency = words::name(&subject.names, &item.agency).to_owned();
    let ld = if in_force {
        json_ld::script(&json_ld::government_service(item, &record.slug, &agency, base.trim_end_matches('/')))
    } else {
        String::new()
    };
    let shell = visit.shell(view.name.clone()).at("items").crumb(tr.s("nav-items"), "/items");
    let shell = match item.field.as_str() {
        "" => shell,
        field => shell.crumb(words::field_name(tr, field), format!("/items?field={}", encoded(field))),
    };
    GuidePage {
        shell,
        tr,
        slug: record.slug.clone(),
        agency,
        standing,
        situations,
        start,
        due: if in_force { due_notice(tr, today, subject) } else { None },
        used: narrowing
            .used_days
            .map(|used| tr.f3("items-used-note", "n", used.cases, "median", used.median, "p90", used.p90)),
        dated,
        pdf: format!("/items/{}/guide.pdf{situation}", record.slug),
        qr,
        ld,
        guide: view,
    }
}

/// The published item of an address with what its page needs.
pub(crate) fn subject(office: &Office, slug: &str) -> Result<Option<Subject>, Fault> {
    Ok(office.db.read(|tx| {
        let Some(found) = catalogue::find_published(tx, slug)? else { return Ok(None) };
        let agency = identity::find_agency(tx, found.item.agency)?;
        let names = words::names_of(tx, &found.version.body)?;
        Ok::<_, Error<Never>>(Some(Subject { found, agency, names }))
    })?)
}

/// `GET /items/{slug}`: the guide. Access: public. `?situation=` narrows it.
///
/// # Errors
/// No such item, or a fault of the database.
pub async fn guide(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
    Query(asked): Query<GuideQuery>,
    holdings: Provided<dyn Holdings>,
    takes: Provided<dyn TakesDays>,
) -> Result<Response, Problem> {
    let cx = acting.cx.clone();
    let public_url = office.public_url.clone();
    let (subject, held, used_days) = blocking(move || {
        let subject = subject(&office, &slug)?.ok_or_else(Problem::not_found)?;
        let held = match &holdings {
            Some(axum::Extension(known)) => known.held(&office, &cx)?,
            None => HeldSet::default(),
        };
        let used = match &takes {
            Some(axum::Extension(known)) => known.used_days(&office, subject.found.item.id)?,
            None => None,
        };
        Ok((subject, held, used))
    })
    .await?;
    let situation = subject.found.version.body.situation(&asked.situation);
    let narrowing = Narrowing { situation, held: &held, used_days };
    let page = guide_page(&visit, &Today::of(&acting.cx), &subject, &narrowing, &public_url);
    Ok(Page(page).into_response())
}

/// Digests of typeset guides by what they were typeset from; the files are in the object store.
static PAPERS: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(Mutex::default);

/// `GET /items/{slug}/guide.pdf`: the guide on paper, in Chinese. Access: public.
///
/// # Errors
/// No such item, or a fault of the database or the PDF engine.
pub async fn guide_pdf(
    State(office): State<Arc<Office>>,
    Path(slug): Path<String>,
    Query(asked): Query<GuideQuery>,
) -> Result<Response, Problem> {
    let name = format!("inline; filename=\"{slug}.pdf\"");
    let bytes = blocking(move || {
        let subject = subject(&office, &slug)?.ok_or_else(Problem::not_found)?;
        let version = &subject.found.version;
        let situation = version.body.situation(&asked.situation);
        let key = format!("{} {}", version.digest, situation.map(|s| s.key.as_str()).unwrap_or_default());
        let known = PAPERS.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(digest) = known
            && let Some(bytes) = office.objects.get(&digest)?
        {
            return Ok(bytes);
        }
        let data = paper::guide(&subject, situation, &office.public_url);
        let bytes = office.typesetter.typeset("guide", &data)?;
        let digest = office.objects.put(&bytes)?;
        PAPERS.lock().unwrap_or_else(PoisonError::into_inner).insert(key, digest);
        Ok(bytes)
    })
    .await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "items/due-date.html")]
struct DuePage {
    shell: Shell,
    tr: Tr,
    name: String,
    lead: String,
    strip: CalendarStrip,
    notes: Vec<String>,
    back: String,
}

/// A message of the calendar in the reader's words, dates as the reader writes them.
fn calendar_words(tr: Tr, message: &calendar::Message) -> String {
    let args: Vec<(&str, String)> = message
        .args
        .iter()
        .map(|(name, value)| {
            (*name, value.parse::<jiff::civil::Date>().map_or(value.clone(), |date| tr.date_short(date)))
        })
        .collect();
    let args: Vec<(&str, &dyn web::ToArg)> =
        args.iter().map(|(name, value)| (*name, value as &dyn web::ToArg)).collect();
    tr.f(message.id, &args)
}

fn due_page(visit: &Visit, today: &Today, subject: &Subject) -> Result<DuePage, Problem> {
    let tr = visit.tr;
    let item = &subject.found.version.body;
    let clock = clock_from_today(today, item).ok_or_else(Problem::not_found)?;
    let region = subject.agency.as_ref().map(|agency| agency.region.as_str()).unwrap_or_default();
    let explained = clock.explain(&today.calendars.of(region), today.on).map_err(Problem::broken)?;
    let days = explained.lines.iter().map(|line| {
        let n = line.counted.and_then(|n| u16::try_from(n).ok());
        let mark = match (&line.why, n) {
            (Why::Start | Why::Restarted { .. }, _) => DayMark::Start,
            (_, Some(n)) if line.date == explained.due.on => DayMark::Due(n),
            (_, Some(n)) => DayMark::Counted(n),
            (Why::Paused { .. }, None) => DayMark::Paused,
            (_, None) => DayMark::Rest,
        };
        // What every weekend says needs no line of its own.
        let why = match &line.why {
            Why::Weekend | Why::Counted { .. } | Why::Start => String::new(),
            _ => calendar_words(tr, &line.message()),
        };
        StripDay { date: line.date, mark, why }
    });
    let name = words::item_name(tr, item).to_owned();
    let back = format!("/items/{}", subject.found.item.slug);
    Ok(DuePage {
        shell: visit.shell(tr.s("items-due-title")).at("items").crumb(tr.s("nav-items"), "/items").crumb(&name, &back),
        tr,
        lead: tr.f1("items-due-text", "date", tr.date(explained.due.on)),
        strip: CalendarStrip::new(tr, tr.s("items-due-caption"), days.collect()),
        notes: explained.notes.iter().map(|note| calendar_words(tr, note)).collect(),
        name,
        back,
    })
}

/// `GET /items/{slug}/due-date`: every day that counts if one files today. Access: public.
///
/// # Errors
/// No such item, an item that is decided on the spot, or a fault of the database.
pub async fn due_date(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let subject = blocking(move || subject(&office, &slug)?.ok_or_else(Problem::not_found)).await?;
    Ok(Page(due_page(&visit, &Today::of(&acting.cx), &subject)?).into_response())
}

// Samples -------------------------------------------------------------------------------------------

/// A few items of the demonstration, for samples of pages.
pub(crate) fn sample_items() -> Vec<Published> {
    let read = crate::catalogue_file::parse_folder(crate::demonstration::CATALOGUE).unwrap_or_default();
    let keys = ["food-business-new", "road-excavate", "company-setup"];
    let mut chosen: Vec<ItemVersion> =
        read.items.into_iter().filter(|item| keys.contains(&item.key.as_str())).collect();
    let hostile = ItemVersion {
        key: "hostile".into(),
        name: "<script>alert('x')</script>\"'&很长的名称".repeat(8),
        summary: "</p><img src=x onerror=alert(1)>".into(),
        ..ItemVersion::default()
    };
    chosen.push(hostile);
    chosen.into_iter().map(sample_published).collect()
}

fn sample_published(body: ItemVersion) -> Published {
    let id = Id::new();
    let version = Version {
        id,
        item: id,
        n: 2,
        state: VersionState::Published,
        revision: 1,
        digest: "0".repeat(64),
        published_at: jiff::Timestamp::from_second(1_772_416_800).ok(),
        effective_on: body.effective_on,
        ended_on: None,
        body: Arc::new(body),
    };
    let item = ItemRecord {
        id,
        kind: NodeKind::Handling,
        parent: None,
        slug: version.body.key.clone(),
        agency: id,
        name: version.body.name.clone(),
        local_code: None,
        published: Some(id),
    };
    Published { item, version }
}

/// A day in March 2026, for samples.
pub(crate) fn sample_today() -> Today {
    Today { on: jiff::civil::date(2026, 3, 2), calendars: Arc::new(kernel::Calendars::built_in()) }
}

pub(crate) fn sample_subjects() -> Vec<Subject> {
    sample_items().into_iter().map(|found| Subject { found, agency: None, names: Names::new() }).collect()
}

impl Sample for GuidePage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let today = sample_today();
        let held = HeldSet { licences: Vec::new(), profile: vec![crate::material::ProfileDatum::PersonIdentity] };
        let used_days = Some(UsedDays { median: 5, p90: 9, cases: 128 });
        let mut pages = Vec::new();
        for subject in sample_subjects() {
            let first = subject.found.version.body.situations.first().cloned();
            let narrowed = Narrowing { situation: first.as_ref(), held: &held, used_days };
            pages.push(guide_page(&visit, &today, &subject, &narrowed, "https://hall.example"));
            let whole = Narrowing { situation: None, held: &HeldSet::default(), used_days: None };
            pages.push(guide_page(&visit, &today, &subject, &whole, "https://hall.example"));
        }
        for mut old in sample_subjects().into_iter().take(1) {
            old.found.version.state = VersionState::Superseded;
            let whole = Narrowing { situation: None, held: &HeldSet::default(), used_days: None };
            pages.push(guide_page(&visit, &today, &old, &whole, "https://hall.example"));
        }
        pages
    }
}

impl Sample for DuePage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let today = sample_today();
        sample_subjects().iter().filter_map(|subject| due_page(&visit, &today, subject).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_is_good_in_every_language() {
        assert_eq!(GuidePage::lint_samples(), Vec::<String>::new());
        assert!(GuidePage::samples(Lang::ZhCn).len() >= 7);
    }

    #[test]
    fn the_explanation_is_good_in_every_language() {
        assert_eq!(DuePage::lint_samples(), Vec::<String>::new());
        assert!(!DuePage::samples(Lang::ZhCn).is_empty());
    }

    #[test]
    fn script_in_any_text_is_only_text() {
        for page in GuidePage::samples(Lang::ZhCn) {
            let html = page.render().unwrap();
            assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "unescaped text");
        }
    }
}
