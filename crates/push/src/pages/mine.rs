//! The page of the account: what arrived and why, what is followed, the profile, the address for mail.

use super::{frequencies, frequency_label, frequency_of, split};
use crate::{
    Arrival, Frequency, Mine, Profile, Refused, Size, Subscription, Suspended, What, change_frequency, digest::said,
    end, mine, open_arrival, save_profile, set_address, subscribe,
};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use kernel::{Id, Office, Refusal, RefusalKind, cx::legal_date};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    BodyForm, Choice, Empty, ErrorSummary, Field, Notice, NoticeKind, Page, Pager, Problem, Sentence, Shell, Submit,
    Tr, Visit, blocking, redirect, redirect_with,
};

/// Arrivals on one page.
const ROWS: usize = 30;

struct ArrivalRow {
    href: String,
    title: String,
    why: String,
    clause: Option<String>,
    about: String,
    is_new: bool,
}

struct SubscriptionRow {
    action: String,
    name: String,
    href: Option<String>,
    kind: String,
    buttons: Vec<Submit>,
}

#[derive(Template)]
#[template(path = "push/mine.html")]
struct MinePage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    notices: Vec<Notice>,
    arrivals: Vec<ArrivalRow>,
    no_arrivals: Option<Empty>,
    pager: Pager,
    subscriptions: Vec<SubscriptionRow>,
    no_subscriptions: Option<Empty>,
    search: Vec<Field>,
    add: Submit,
    profile: Vec<Field>,
    licences: Option<String>,
    save: Submit,
    address: Field,
    save_address: Submit,
}

fn arrival_row(tr: Tr, a: &Arrival) -> ArrivalRow {
    let mut about = vec![tr.date_short(legal_date(a.at))];
    if a.applied_at.is_some() {
        about.push(tr.s("push-applied").into_owned());
    }
    ArrivalRow {
        href: format!("/my/subscriptions/arrivals/{}", a.id),
        title: a.title.clone(),
        why: said(tr, a),
        clause: a.why.clause.as_ref().map(|(label, _)| tr.f1("push-clause", "clause", label)),
        about: about.join(" · "),
        is_new: a.read_at.is_none(),
    }
}

fn subscription_row(tr: Tr, s: &Subscription) -> SubscriptionRow {
    let (name, href) = match &s.what {
        // The section may be another site's; its page there is reached over that site's own address.
        What::Section { site, section } if site == "main" => (s.label.clone(), Some(format!("/sections/{section}"))),
        What::Section { site, section } => (s.label.clone(), Some(format!("/s/{site}/sections/{section}"))),
        What::Search(words) => (tr.f1("push-search-name", "words", words), None),
        What::Rule(slug) => (s.label.clone(), Some(format!("/rules/{slug}"))),
        What::Profile => (tr.s("push-kind-profile").into_owned(), None),
    };
    let kind = match s.what {
        What::Section { .. } => "push-kind-section",
        What::Search(_) => "push-kind-search",
        What::Rule(_) => "push-kind-rule",
        What::Profile => "push-kind-profile-short",
    };
    let mut buttons: Vec<Submit> = Frequency::ALL
        .iter()
        .filter(|f| **f != s.frequency)
        .map(|f| {
            let label = tr.f1("push-change-to", "frequency", tr.s(frequency_label(*f)));
            Submit::quiet(label).act(f.as_str()).about(name.clone())
        })
        .collect();
    buttons.push(Submit::quiet(tr.s("push-end")).act("end").about(name.clone()));
    SubscriptionRow {
        action: format!("/my/subscriptions/{}", s.id),
        kind: format!("{} · {}", tr.s(kind), tr.s(frequency_label(s.frequency))),
        name,
        href,
        buttons,
    }
}

/// What was sent and refused, for the page to show again.
#[derive(Default)]
struct Sent<'a> {
    form: Option<&'a BodyForm>,
    refused: Option<&'a Refused>,
}

impl Sent<'_> {
    fn value(&self, name: &str, kept: String) -> String {
        self.form.and_then(|f| f.get(name)).map_or(kept, ToOwned::to_owned)
    }
}

fn page(visit: &Visit, m: &Mine, sent: &Sent<'_>) -> MinePage {
    let tr = visit.tr;
    let profile = m.reader.as_ref().and_then(|r| r.profile.clone()).unwrap_or_default();
    let address = m.reader.as_ref().and_then(|r| r.address.clone());
    let is_confirmed = m.reader.as_ref().is_some_and(|r| r.confirmed_at.is_some());
    let every = m.subscriptions.iter().find(|s| s.what == What::Profile).map_or(Frequency::Daily, |s| s.frequency);
    let error = |name: &str| sent.refused.filter(|r| r.field() == name).map(|r| tr.refusal(r));

    let mut notices = Vec::new();
    match (&address, m.suspended, is_confirmed) {
        (Some(_), Suspended::Yes, _) => {
            notices.push(Notice::new(NoticeKind::Warning, tr.s("push-suspended"), tr.s("push-suspended-text")));
        }
        (Some(_), _, false) => notices.push(Notice::new(NoticeKind::Info, "", tr.s("push-unconfirmed"))),
        _ => {}
    }
    let list = |words: &[String]| words.join("、");
    let sizes = Size::ALL.iter().map(|s| Choice::new(s.as_str(), tr.s(&format!("push-size-{s}"))));
    let profile_fields = vec![
        Field::text(tr, "industries", tr.s("push-industries"))
            .hint(tr.s("push-industries-hint"))
            .value(sent.value("industries", list(&profile.industries)))
            .error(error("industries")),
        Field::select(tr, "size", tr.s("push-size")).choices(sizes).value(sent.value("size", profile.size.clone())),
        Field::text(tr, "district", tr.s("push-district"))
            .hint(tr.s("push-district-hint"))
            .value(sent.value("district", profile.district.clone())),
        Field::text(tr, "interests", tr.s("push-interests"))
            .hint(tr.s("push-interests-hint"))
            .value(sent.value("interests", list(&profile.interests))),
        Field::radio(tr, "frequency", tr.s("push-frequency"))
            .choices(frequencies(tr))
            .value(sent.value("frequency", every.as_str().into()))
            .error(error("frequency"))
            .required(),
    ];
    let search = vec![
        Field::text(tr, "words", tr.s("push-words"))
            .hint(tr.s("push-words-hint"))
            .value(sent.value("words", String::new()))
            .error(error("words"))
            .required(),
        Field::select(tr, "every", tr.s("push-frequency"))
            .choices(frequencies(tr))
            .value(sent.value("every", Frequency::Daily.as_str().into()))
            .required(),
    ];
    let address = Field::email(tr, "address", tr.s("push-address"))
        .hint(tr.s("push-address-hint"))
        .autocomplete("email")
        .value(sent.value("address", address.unwrap_or_default()))
        .error(error("address"));

    let mut errors = ErrorSummary::of(tr, profile_fields.iter().chain(&search).chain([&address]));
    if let Some(refused) = sent.refused.filter(|_| errors.is_empty()) {
        errors.add("words", tr.refusal(refused));
    }
    let more = m.arrivals.len() > ROWS;
    let shown = &m.arrivals[..m.arrivals.len().min(ROWS)];
    let on = shown.last().filter(|_| more).map(|a| format!("/my/subscriptions?before={}", a.id));
    let mut shell = visit.shell(tr.s("push-title")).at("my").crumb(tr.s("nav-my"), "/my");
    if !errors.is_empty() {
        shell = shell.with_errors();
    }
    MinePage {
        shell,
        tr,
        errors,
        notices,
        arrivals: shown.iter().map(|a| arrival_row(tr, a)).collect(),
        no_arrivals: shown
            .is_empty()
            .then(|| Empty::new(tr.s("push-arrivals-empty"), tr.s("push-arrivals-empty-text"))),
        pager: Pager::new(tr, None, on),
        subscriptions: m.subscriptions.iter().map(|s| subscription_row(tr, s)).collect(),
        no_subscriptions: m.subscriptions.is_empty().then(|| Empty::new(tr.s("push-none"), tr.s("push-none-text"))),
        search,
        add: Submit::secondary(tr.s("push-add-search")),
        licences: (!profile.licences.is_empty()).then(|| tr.f1("push-licences", "licences", list(&profile.licences))),
        profile: profile_fields,
        save: Submit::primary(tr.s("push-save-profile")),
        address,
        save_address: Submit::secondary(tr.s("push-save-address")),
    }
}

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    before: Option<String>,
}

async fn read(office: &Arc<Office>, acting: &Acting, before: Option<Id>) -> Result<Mine, Problem> {
    let (office, cx) = (office.clone(), acting.cx.clone());
    let rows = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    blocking(move || Ok(office.db.read(|tx| mine(tx, &cx, before, rows))?)).await
}

/// `GET /my/subscriptions`, `?before=` an arrival
///
/// # Errors
/// Not a person, or a fault.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let m = read(&office, &acting, asked.before.as_deref().and_then(Id::parse)).await?;
    Ok(Page(page(&visit, &m, &Sent::default())).into_response())
}

async fn answered(
    office: &Arc<Office>,
    acting: &Acting,
    visit: &Visit,
    form: &BodyForm,
    outcome: Result<(), Refused>,
    done: Sentence,
    to: &str,
) -> Result<Response, Problem> {
    match outcome {
        Ok(()) => Ok(redirect_with(to, &done)),
        Err(refused) if refused.kind() == RefusalKind::Invalid => {
            let m = read(office, acting, None).await?;
            Ok(Page(page(visit, &m, &Sent { form: Some(form), refused: Some(&refused) })).sent_back())
        }
        Err(refused) => Err(Problem::refused(&refused)),
    }
}

/// `POST /my/subscriptions`: `what` (`section:main/news`, `search:…`, `rule:…`) or `words` of a search; `title` of a rule;
/// `frequency`; `back`, where the reader came from.
///
/// # Errors
/// Not a person, or a fault.
pub async fn add(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let outcome = match frequency_of(form.text("frequency").or_else(|| form.text("every"))) {
        Err(refused) => Err(refused),
        Ok(frequency) => {
            let what = match form.text("what") {
                Some(what) => what.to_owned(),
                None => format!("search:{}", form.text("words").unwrap_or_default()),
            };
            let title = form.text("title").unwrap_or_default().to_owned();
            let (office, cx, site) = (office.clone(), acting.cx.clone(), visit.site().key.clone());
            blocking(move || split(office.db.write(|tx| subscribe(tx, &cx, &site, &what, &title, frequency)))).await?
        }
    };
    // An address elsewhere is not followed: `redirect_with` keeps to this site.
    let to = form.text("back").unwrap_or("/my/subscriptions");
    answered(&office, &acting, &visit, &form, outcome, Sentence::new("push-added"), to).await
}

fn words_of(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default()
        .split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '；' | ';'))
        .filter(|w| !w.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// `POST /my/subscriptions/profile`
///
/// # Errors
/// Not a person, or a fault.
pub async fn save_mine(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let outcome = match frequency_of(form.text("frequency")) {
        Err(refused) => Err(refused),
        Ok(frequency) => {
            let profile = Profile {
                industries: words_of(form.text("industries")),
                size: form.text("size").unwrap_or_default().to_owned(),
                district: form.text("district").unwrap_or_default().to_owned(),
                interests: words_of(form.text("interests")),
                licences: Vec::new(),
            };
            let (office, cx, site) = (office.clone(), acting.cx.clone(), visit.site().key.clone());
            blocking(move || split(office.db.write(|tx| save_profile(tx, &cx, &site, &profile, frequency)))).await?
        }
    };
    answered(&office, &acting, &visit, &form, outcome, Sentence::new("push-profile-saved"), "/my/subscriptions").await
}

/// `POST /my/subscriptions/address`
///
/// # Errors
/// Not a person, or a fault.
pub async fn save_address(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    form: BodyForm,
) -> Result<Response, Problem> {
    let address = form.text("address").unwrap_or_default().to_owned();
    let done = Sentence::new(if address.is_empty() { "push-address-removed" } else { "push-address-asked" });
    let (of, cx, site) = (office.clone(), acting.cx.clone(), visit.site().key.clone());
    let outcome =
        blocking(move || split(of.db.write(|tx| set_address(tx, &cx, &site, &of.public_url, &address)))).await?;
    answered(&office, &acting, &visit, &form, outcome, done, "/my/subscriptions").await
}

/// `POST /my/subscriptions/{id}`: `act` is `end` or how often
///
/// # Errors
/// Not there or not yours.
pub async fn change(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(id): Path<String>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let act = form.act().to_owned();
    let done = Sentence::new(if act == "end" { "push-ended" } else { "push-changed" });
    let outcome = match (act.as_str(), Frequency::parse(&act)) {
        ("end", _) => {
            let (office, cx) = (office.clone(), acting.cx.clone());
            blocking(move || split(office.db.write(|tx| end(tx, &cx, id)))).await?
        }
        (_, Some(frequency)) => {
            let (office, cx) = (office.clone(), acting.cx.clone());
            blocking(move || split(office.db.write(|tx| change_frequency(tx, &cx, id, frequency)))).await?
        }
        _ => Err(Refused::NoFrequency),
    };
    answered(&office, &acting, &visit, &form, outcome, done, "/my/subscriptions").await
}

/// `GET /my/subscriptions/arrivals/{id}`: marks it as read and leads to it
///
/// # Errors
/// Not there or not yours.
pub async fn open(
    State(office): State<Arc<Office>>,
    acting: Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = Id::parse(&id).ok_or_else(Problem::not_found)?;
    let cx = acting.cx;
    let to = blocking(move || Ok(office.db.write(|tx| open_arrival(tx, &cx, id))?)).await?;
    Ok(redirect(&to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reader, State, Why};
    use kernel::Lang;
    use web::Sample;

    fn filled(rows: usize, suspended: Suspended) -> Mine {
        let at = "2026-03-02T01:00:00Z".parse().unwrap();
        let reader = Reader {
            id: Id::new(),
            account: Some(Id::new()),
            address: Some("wang@example.com".into()),
            address_hash: "x".into(),
            confirmed_at: (suspended == Suspended::Yes).then_some(at),
            profile: Some(Profile {
                industries: vec!["餐饮".into(), "<b>".into()],
                size: "micro".into(),
                district: "长安区".into(),
                interests: vec![],
                licences: vec!["食品经营许可证".into()],
            }),
            lang: Lang::ZhCn,
            site: "main".into(),
        };
        let whats = [
            What::Section { site: "main".into(), section: "news".into() },
            What::Search("稳岗<script>".into()),
            What::Rule("r-000001".into()),
            What::Profile,
        ];
        let subscriptions = whats
            .into_iter()
            .map(|what| Subscription {
                id: Id::new(),
                reader: reader.id,
                label: if what == What::Profile { String::new() } else { "要闻动态".repeat(20) },
                what,
                frequency: Frequency::Weekly,
                state: State::Active,
                made_at: at,
                digested_at: None,
            })
            .collect();
        let arrivals = (0..rows)
            .map(|n| Arrival {
                id: Id::new(),
                subscription: Id::new(),
                title: "关于支持餐饮业发展的若干措施<img src=x>".repeat(1 + n % 4),
                href: "/rules/r-000001".into(),
                why: Why {
                    key: "push-why-clause".into(),
                    args: vec![("clause".into(), "第三条".into()), ("words".into(), "餐饮、<b>".into())],
                    clause: (n % 2 == 0).then(|| ("第三条".into(), "/rules/r-000001#第三条".into())),
                },
                at,
                read_at: (n % 3 == 0).then_some(at),
                applied_at: (n % 5 == 0).then_some(at),
            })
            .collect();
        Mine { reader: Some(reader), suspended, subscriptions, arrivals }
    }

    impl Sample for MinePage {
        fn samples(lang: Lang) -> Vec<MinePage> {
            let visit = Visit::sample(lang);
            let form = BodyForm { pairs: vec![("words".into(), "\"><script>".into())], uploads: Vec::new() };
            let sent = |refused| Sent { form: Some(&form), refused: Some(refused) };
            vec![
                page(&visit, &Mine::default(), &Sent::default()),
                page(&visit, &filled(1, Suspended::No), &Sent::default()),
                page(&visit, &filled(ROWS + 1, Suspended::Yes), &Sent::default()),
                page(&visit, &filled(2, Suspended::No), &sent(&Refused::Words { most: 100 })),
                page(&visit, &filled(2, Suspended::No), &sent(&Refused::TooMany { most: 50 })),
                page(&visit, &filled(2, Suspended::No), &sent(&Refused::NoAddress)),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(MinePage::lint_samples(), Vec::<String>::new());
        for page in MinePage::samples(Lang::ZhCn) {
            let html = page.render().unwrap();
            assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{html}");
        }
    }
}
