//! A rule on the register keeper's desk: what it lacks, what may be done, and doing it.

use super::desk::kept_agencies;
use super::draft::{Typed, Wrong, settle};
use super::{held, validity_said, validity_tag, word};
use crate::{
    Ending, Pause, Provision, Refused, Rule, Stage, Validity, Version, extend_rule, find_draft, list_versions,
    missing_for_registration, provisions, register_rule, repeal_rule, resume_rule, suspend_rule, withdraw_rule,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Cx, Error, Never, Office, links};
use std::sync::Arc;
use web::{
    BodyForm, DataList, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Problem, Sentence, Shell, StatusTag,
    Submit, Tr, Visit, blocking, redirect_with,
};

/// A rule as its register keeper sees it.
pub(crate) struct Loaded {
    pub rule: Rule,
    pub version: Version,
    pub parts: Vec<Provision>,
    pub missing: Vec<Refused>,
    pub held: held::Held,
}

/// The rule of one of this person's agencies.
///
/// # Errors
/// Not there, or another agency's.
pub(crate) fn load(office: &Office, cx: &Cx, slug: &str) -> Result<Loaded, Problem> {
    let kept = kept_agencies(&cx.who);
    let found = office.db.read(|tx| {
        let Some(rule) = find_draft(tx, slug, &kept)? else { return Ok(None) };
        let Some(version) = list_versions(tx, rule.id)?.pop() else { return Ok(None) };
        let parts = provisions(tx, version.id)?;
        let missing = if rule.stage == Stage::Draft { missing_for_registration(tx, cx, &rule)? } else { Vec::new() };
        let held = held::held_of(tx, rule.clone())?;
        Ok::<_, Error<Never>>(Some(Loaded { rule, version, parts, missing, held }))
    })?;
    found.ok_or_else(Problem::not_found)
}

/// What a register keeper does with one press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Register,
    Repeal,
    Suspend,
    Resume,
    Extend,
    Withdraw,
}

impl Act {
    pub(crate) const ALL: [Act; 6] =
        [Act::Register, Act::Repeal, Act::Suspend, Act::Resume, Act::Extend, Act::Withdraw];

    /// The noun in the address.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Act::Register => "registration",
            Act::Repeal => "repeal",
            Act::Suspend => "suspension",
            Act::Resume => "resumption",
            Act::Extend => "extension",
            Act::Withdraw => "withdrawal",
        }
    }

    fn parse(noun: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|a| a.noun() == noun)
    }

    /// Whether the rules allow it today; the verb asks again.
    fn is_open(self, loaded: &Loaded, today: Date) -> bool {
        let rule = &loaded.rule;
        let is_over = matches!(rule.validity, Validity::Repealed | Validity::Expired);
        let facts = loaded.held.facts(None);
        let is_ended = is_over || facts.repealed_on.is_some() || facts.lapsed_on.is_some();
        let is_suspended = facts.suspended.iter().any(|(from, until)| *from <= today && until.is_none());
        match (self, rule.stage) {
            (Act::Register, Stage::Draft) => loaded.missing.is_empty(),
            (Act::Repeal, Stage::Registered) => !is_ended,
            (Act::Suspend, Stage::Registered) => !is_over && rule.validity != Validity::Suspended,
            (Act::Resume, Stage::Registered) => !is_over && is_suspended,
            (Act::Extend, Stage::Registered) => !is_ended && rule.expires_on.is_some(),
            (Act::Withdraw, Stage::Registered) => true,
            _ => false,
        }
    }
}

#[derive(Template)]
#[template(path = "register/record.html")]
pub(crate) struct RecordPage {
    shell: Shell,
    tr: Tr,
    tag: StatusTag,
    said: String,
    facts: DataList,
    missing: Vec<String>,
    register: Option<Submit>,
    register_action: String,
    seen: Hidden,
    edit: Option<String>,
    amend: Option<String>,
    correct: Option<String>,
    acts: Vec<(String, String)>,
    public: Option<String>,
    text: Vec<(String, Vec<String>)>,
    dangling: Vec<String>,
}

pub(crate) fn page(visit: &Visit, loaded: &Loaded, today: Date) -> RecordPage {
    let tr = visit.tr;
    let rule = &loaded.rule;
    let is_draft = rule.stage == Stage::Draft;
    let desk = format!("/desk/rules/{}", rule.slug);
    let facts = super::facts::attributes(tr, &loaded.held, &loaded.version, today).into_iter().fold(
        DataList::new(),
        |list, (name, value)| {
            list.row(name, if value.is_empty() { tr.s("register-not-stated").into_owned() } else { value })
        },
    );
    let facts = match (rule.expires_on, rule.expiry_basis.as_str()) {
        (Some(on), basis) if !basis.is_empty() => {
            facts.row(tr.s("register-column-last-day"), format!("{} {}", tr.date_short(on), tr.s(basis)))
        }
        _ => facts,
    };
    let over = matches!(rule.validity, Validity::Repealed | Validity::Expired);
    let (tag, said) = match rule.stage {
        Stage::Draft => (StatusTag::new(web::Tone::Now, tr.s("register-stage-draft")), String::new()),
        Stage::Withdrawn => (StatusTag::new(web::Tone::Bad, tr.s("register-stage-withdrawn")), String::new()),
        Stage::Registered => {
            let validity = loaded.held.validity(today);
            let said = validity_said(tr, validity, &loaded.held.facts(None), Some(&loaded.version));
            (validity_tag(tr, validity), said)
        }
    };
    RecordPage {
        shell: visit.desk(&rule.title).at("desk-rules").crumb(tr.s("register-desk-title"), "/desk/rules"),
        tr,
        tag,
        said,
        facts,
        missing: if is_draft { loaded.missing.iter().map(|m| tr.refusal(m)).collect() } else { Vec::new() },
        register: Act::Register.is_open(loaded, today).then(|| Submit::primary(tr.s("register-act-registration"))),
        register_action: format!("{desk}/registration"),
        seen: Hidden::seen(rule.version),
        edit: is_draft.then(|| format!("{desk}/edit")),
        amend: (rule.stage == Stage::Registered && !over).then(|| format!("{desk}/amendment")),
        correct: (rule.stage == Stage::Registered).then(|| format!("{desk}/versions/{}/metadata", loaded.version.n)),
        acts: Act::ALL
            .into_iter()
            .filter(|a| *a != Act::Register && a.is_open(loaded, today))
            .map(|a| (format!("{desk}/{}", a.noun()), word(tr, "act", a.noun())))
            .collect(),
        public: (!is_draft).then(|| rule.href()),
        text: loaded
            .parts
            .iter()
            .map(|p| {
                let label = match p.heading.as_str() {
                    "" => p.label.clone(),
                    heading => format!("{}　{heading}", p.label),
                };
                (label, p.text.lines().map(str::to_owned).collect())
            })
            .collect(),
        dangling: loaded
            .held
            .dangling
            .iter()
            .map(|(part, to)| tr.f2("register-dangling", "part", part, "target", to))
            .collect(),
    }
}

/// `GET /desk/rules/{slug}`
///
/// # Errors
/// Not there, or another agency's.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    blocking(move || {
        let loaded = load(&office, &acting.cx, &slug)?;
        Ok(Page(page(&visit, &loaded, acting.cx.today())).into_response())
    })
    .await
}

#[derive(Template)]
#[template(path = "register/act.html")]
pub(crate) struct ActPage {
    shell: Shell,
    tr: Tr,
    intro: String,
    leaning: Notice,
    errors: ErrorSummary,
    fields: Vec<Field>,
    seen: Hidden,
    send: Submit,
    action: String,
    back: String,
}

pub(crate) fn act_page(
    visit: &Visit,
    loaded: &Loaded,
    act: Act,
    typed: &Typed,
    wrong: Option<&Wrong>,
    today: Date,
) -> ActPage {
    let tr = visit.tr;
    let rule = &loaded.rule;
    let error = |name: &str| wrong.filter(|w| w.field() == name).map(|w| w.said(tr));
    let date = |name: &'static str, key: &str, first: Option<Date>| {
        let value = match typed.get(name) {
            "" if wrong.is_none() => first.map(|d| d.to_string()).unwrap_or_default(),
            given => given.to_owned(),
        };
        Field::date(tr, name, tr.s(key)).value(value).error(error(name))
    };
    let reason = || {
        Field::area(tr, "reason", tr.s("register-field-reason"))
            .required()
            .rows(3)
            .value(typed.get("reason"))
            .error(error("reason"))
    };
    let fields = match act {
        Act::Register => Vec::new(),
        Act::Repeal => vec![
            date("on", "register-field-repeal-on", Some(today)).required().hint(tr.s("register-field-repeal-on-hint")),
            Field::text(tr, "by_rule", tr.s("register-field-by-rule"))
                .hint(tr.s("register-field-by-rule-hint"))
                .value(typed.get("by_rule")),
            reason(),
        ],
        Act::Suspend => vec![
            date("on", "register-field-suspend-from", Some(today)).required(),
            date("until", "register-field-suspend-until", None).hint(tr.s("register-field-suspend-until-hint")),
            reason(),
        ],
        Act::Resume => vec![date("on", "register-field-resume-on", Some(today)).required(), reason()],
        Act::Extend => vec![date("until", "register-field-extend-until", None).required(), reason()],
        Act::Withdraw => vec![reason()],
    };
    let mut errors = ErrorSummary::of(tr, &fields);
    if let Some(wrong) = wrong.filter(|_| errors.is_empty()) {
        errors.add("", wrong.said(tr));
    }
    let action = format!("/desk/rules/{}/{}", rule.slug, act.noun());
    let title = tr.f2("register-act-title", "act", word(tr, "act", act.noun()), "title", &rule.title);
    let mut shell = visit
        .desk(title)
        .at("desk-rules")
        .crumb(tr.s("register-desk-title"), "/desk/rules")
        .crumb(&rule.title, format!("/desk/rules/{}", rule.slug));
    if wrong.is_some() {
        shell = shell.with_errors();
    }
    let count = loaded
        .held
        .leaning
        .iter()
        .filter(|l| !matches!(l.kind, links::LinkKind::Amends | links::LinkKind::Repeals))
        .count();
    ActPage {
        shell,
        tr,
        intro: word(tr, "act-intro", act.noun()),
        leaning: Notice::new(NoticeKind::Info, "", tr.f1("register-act-leaning", "count", count)),
        errors,
        fields,
        seen: Hidden::seen(rule.version),
        send: Submit::primary(word(tr, "act", act.noun())),
        action,
        back: format!("/desk/rules/{}", rule.slug),
    }
}

/// `GET /desk/rules/{slug}/{act}` with `repeal`, `suspension`, `resumption`, `extension`, `withdrawal`
///
/// # Errors
/// Not there, another agency's, or not open today.
pub async fn ask(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((slug, noun)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let act = Act::parse(&noun).filter(|a| *a != Act::Register).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let today = acting.cx.today();
        let loaded = load(&office, &acting.cx, &slug)?;
        if !act.is_open(&loaded, today) {
            return Err(Problem::stale());
        }
        Ok(Page(act_page(&visit, &loaded, act, &Typed::default(), None, today)).into_response())
    })
    .await
}

fn done(act: Act) -> &'static str {
    match act {
        Act::Register => "register-done-registration",
        Act::Repeal => "register-done-repeal",
        Act::Suspend => "register-done-suspension",
        Act::Resume => "register-done-resumption",
        Act::Extend => "register-done-extension",
        Act::Withdraw => "register-done-withdrawal",
    }
}

/// Does what was asked for.
fn carry_out(
    office: &Office,
    cx: &Cx,
    rule: &Rule,
    seen: i64,
    act: Act,
    typed: &Typed,
) -> Result<Result<Rule, Wrong>, Problem> {
    let (on, until) = match (typed.date("on"), typed.date("until")) {
        (Ok(on), Ok(until)) => (on, until),
        (Err(wrong), _) | (_, Err(wrong)) => return Ok(Err(wrong)),
    };
    let needed = |date: Option<Date>, name| date.ok_or(Wrong::Date(name));
    let reason = typed.get("reason");
    let outcome = match act {
        Act::Register => office.db.write(|tx| register_rule(tx, cx, rule.id, seen)),
        Act::Repeal => match needed(on, "on") {
            Ok(on) => {
                let ending = Ending { on, by_rule: typed.get("by_rule"), reason };
                office.db.write(|tx| repeal_rule(tx, cx, rule.id, seen, &ending))
            }
            Err(wrong) => return Ok(Err(wrong)),
        },
        Act::Suspend => match needed(on, "on") {
            Ok(from) => {
                let pause = Pause { from, until, reason };
                office.db.write(|tx| suspend_rule(tx, cx, rule.id, seen, &pause))
            }
            Err(wrong) => return Ok(Err(wrong)),
        },
        Act::Resume => match needed(on, "on") {
            Ok(on) => office.db.write(|tx| resume_rule(tx, cx, rule.id, seen, on, reason)),
            Err(wrong) => return Ok(Err(wrong)),
        },
        Act::Extend => match needed(until, "until") {
            Ok(until) => office.db.write(|tx| extend_rule(tx, cx, rule.id, seen, until, reason)),
            Err(wrong) => return Ok(Err(wrong)),
        },
        Act::Withdraw => office.db.write(|tx| withdraw_rule(tx, cx, rule.id, seen, reason)),
    };
    settle(outcome)
}

/// `POST /desk/rules/{slug}/{act}` with the nouns of [`ask`] and `registration`.
///
/// # Errors
/// Not there, another agency's, changed meanwhile.
pub async fn give(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path((slug, noun)): Path<(String, String)>,
    form: BodyForm,
) -> Result<Response, Problem> {
    let act = Act::parse(&noun).ok_or_else(Problem::not_found)?;
    let seen = form.seen()?;
    blocking(move || {
        let typed = Typed::of(&form);
        let loaded = load(&office, &acting.cx, &slug)?;
        match carry_out(&office, &acting.cx, &loaded.rule, seen, act, &typed)? {
            Ok(rule) => Ok(redirect_with(&format!("/desk/rules/{}", rule.slug), &Sentence::new(done(act)))),
            Err(Wrong::Refused(refused)) if act == Act::Register => Err(Problem::refused(&refused)),
            Err(wrong) => Ok(Page(act_page(&visit, &loaded, act, &typed, Some(&wrong), acting.cx.today())).sent_back()),
        }
    })
    .await
}
