//! The guided path (智能导办): one question a page, without script. Answers travel in the address, so that the way can be
//! gone back, kept and shared; nothing is stored. It ends in one situation with exactly the materials it needs.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::pages::edge::Acting;
use kernel::{Lang, Office, Who};
use web::{
    Choice, ErrorSummary, Field, Hidden, Notice, NoticeKind, Page, Problem, Sample, Shell, Submit, Table, Tr, Visit,
    blocking,
};

use super::guide::{Subject, subject};
use super::guide_view::{needs_table, situation_name};
use super::{Holdings, Provided, query, words};
use crate::guidance::{Answers, HeldSet, NeedStatus, Next, materials_for, next};
use crate::item::ItemVersion;

/// Before the key of a question in addresses and forms, so that no question collides with another parameter.
const ANSWER: &str = "a.";

/// One answer given so far.
struct Given {
    question: String,
    answer: String,
    change: String,
}

/// What stands at the end of the path.
enum End {
    /// One more question.
    Ask { hidden: Vec<Hidden>, field: Field, errors: ErrorSummary, next: Submit },
    /// The situation was found.
    Found { name: String, note: String, materials: Table, start: Option<StartForm>, sign_in: Option<String> },
    /// This item is not the right way.
    Elsewhere { notice: Notice },
}

/// The form that begins an application; `cases` takes it.
struct StartForm {
    action: String,
    hidden: Vec<Hidden>,
    send: Submit,
}

#[derive(Template)]
#[template(path = "items/path.html")]
struct PathPage {
    shell: Shell,
    tr: Tr,
    name: String,
    action: String,
    guide: String,
    back: Option<String>,
    given: Vec<Given>,
    end: End,
}

fn hidden_answers(answers: &Answers) -> Vec<Hidden> {
    answers.iter().map(|(question, option)| Hidden::new(format!("{ANSWER}{question}"), option.clone())).collect()
}

fn href(slug: &str, answers: &[(&str, &str)]) -> String {
    let pairs: Vec<(String, &str)> =
        answers.iter().map(|(question, option)| (format!("{ANSWER}{question}"), *option)).collect();
    format!("/items/{slug}/path{}", query(pairs.iter().map(|(name, value)| (name.as_str(), *value))))
}

/// The answers that count, in the order of the questions: up to the first question that is open.
fn in_order<'a>(item: &'a ItemVersion, answers: &'a Answers) -> Vec<(&'a str, &'a str)> {
    let questions = item.guidance.questions.iter();
    questions.filter_map(|q| answers.get(&q.key).map(|option| (q.key.as_str(), option.as_str()))).collect()
}

fn page(
    visit: &Visit,
    subject: &Subject,
    asked: &Answers,
    held: &HeldSet,
    sent: Option<&str>,
    person: Applicant,
) -> PathPage {
    let tr = visit.tr;
    let item = &subject.found.version.body;
    let slug = subject.found.item.slug.as_str();
    // An answer to what is no longer asked, or to nothing we know, is left out rather than refused: the item may have
    // been published anew since the address was kept.
    let mut answers = Answers::new();
    for (question, option) in asked {
        let mut more = answers.clone();
        more.insert(question.clone(), option.clone());
        if !matches!(next(item, &more), Next::Unknown { .. }) {
            answers = more;
        }
    }
    let given_pairs = in_order(item, &answers);
    let given = given_pairs.iter().enumerate().filter_map(|(place, (question, option))| {
        let asked = item.guidance.questions.iter().find(|q| q.key == *question)?;
        let answer = asked.options.iter().find(|o| o.key == *option)?;
        let before = given_pairs.get(..place).unwrap_or_default();
        Some(Given { question: asked.text.clone(), answer: answer.text.clone(), change: href(slug, before) })
    });
    let given: Vec<Given> = given.collect();
    let back = given_pairs.split_last().map(|(_, before)| href(slug, before));
    let action = format!("/items/{slug}/path");
    let name = words::item_name(tr, item).to_owned();
    let end = match next(item, &answers) {
        Next::Ask(question) => {
            let mut field = Field::radio(tr, format!("{ANSWER}{}", question.key), question.text.clone()).required();
            if let Some(help) = &question.help {
                field = field.hint(help.clone());
            }
            let choices = question.options.iter().map(|option| {
                let choice = Choice::new(option.key.clone(), option.text.clone());
                match &option.help {
                    Some(help) => choice.hint(help.clone()),
                    None => choice,
                }
            });
            field = field.choices(choices);
            if sent == Some(question.key.as_str()) {
                field = field.error(Some(tr.s("items-path-choose")));
            }
            let mut hidden = hidden_answers(&answers);
            hidden.push(Hidden::new("asked", question.key.clone()));
            let errors = ErrorSummary::of(tr, [&field]);
            End::Ask { hidden, field, errors, next: Submit::primary(tr.s("items-path-next")) }
        }
        Next::Found(situation) => match &situation.elsewhere {
            Some(elsewhere) => {
                let notice = Notice::new(NoticeKind::Warning, situation_name(tr, situation), elsewhere.reason.clone());
                End::Elsewhere {
                    notice: match &elsewhere.item {
                        Some(key) => notice.link(format!("/items/{key}"), tr.s("items-path-elsewhere-link")),
                        None => notice,
                    },
                }
            }
            None => {
                let needs = materials_for(item, situation, held);
                let already = needs.iter().filter(|need| matches!(need.status, NeedStatus::AlreadyHeld { .. })).count();
                let note = tr.f2("items-path-found-note", "n", needs.len(), "held", already);
                let (start, sign_in) = match person {
                    Applicant::SignedIn => {
                        let mut hidden = vec![Hidden::new("situation", situation.key.clone())];
                        hidden.extend(hidden_answers(&answers));
                        let send = Submit::primary(tr.s("items-start"));
                        (Some(StartForm { action: format!("/items/{slug}/drafts"), hidden, send }), None)
                    }
                    Applicant::Unknown => (None, Some(visit.shell("").sign_in_href())),
                    Applicant::Official => (None, None),
                };
                End::Found {
                    name: situation_name(tr, situation),
                    note,
                    materials: needs_table(tr, &needs),
                    start,
                    sign_in,
                }
            }
        },
        // A published item's guidance is total; a version that lost its gate says so instead of failing.
        Next::Nothing | Next::Several(_) | Next::Unknown { .. } => End::Elsewhere {
            notice: Notice::new(NoticeKind::Warning, tr.s("items-path-broken-title"), tr.s("items-path-broken-text")),
        },
    };
    let mut shell =
        visit.shell(tr.f1("items-path-title", "name", &name)).at("items").crumb(tr.s("nav-items"), "/items");
    shell = shell.crumb(name.clone(), format!("/items/{slug}"));
    if matches!(&end, End::Ask { errors, .. } if !errors.is_empty()) {
        shell = shell.with_errors();
    }
    PathPage { shell, tr, name, action, guide: format!("/items/{slug}"), back, given, end }
}

/// Who would apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Applicant {
    /// A person with an account.
    SignedIn,
    /// Nobody yet.
    Unknown,
    /// Somebody in office, who cannot apply as such.
    Official,
}

/// `GET /items/{slug}/path`: the next question, or the situation with its materials. Access: public.
///
/// # Errors
/// No such item, or a fault of the database.
pub async fn path(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(slug): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    holdings: Provided<dyn Holdings>,
) -> Result<Response, Problem> {
    let cx = acting.cx.clone();
    let (subject, held) = blocking(move || {
        let subject = subject(&office, &slug)?.ok_or_else(Problem::not_found)?;
        let held = match &holdings {
            Some(axum::Extension(known)) => known.held(&office, &cx)?,
            None => HeldSet::default(),
        };
        Ok((subject, held))
    })
    .await?;
    let answers: Answers = pairs
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(ANSWER)?.to_owned(), value.clone())))
        .take(100)
        .collect();
    let sent = pairs.iter().find(|(name, _)| name == "asked").map(|(_, value)| value.as_str());
    let sent = sent.filter(|question| !answers.contains_key(*question));
    let person = match &acting.cx.who {
        Who::Person { .. } => Applicant::SignedIn,
        Who::Staff { .. } => Applicant::Official,
        _ => Applicant::Unknown,
    };
    let page = page(&visit, &subject, &answers, &held, sent, person);
    Ok(Page(page).into_response())
}

impl Sample for PathPage {
    fn samples(lang: Lang) -> Vec<Self> {
        let visit = Visit::sample(lang);
        let held = HeldSet { licences: Vec::new(), profile: vec![crate::material::ProfileDatum::PersonIdentity] };
        let mut pages = Vec::new();
        for subject in super::guide::sample_subjects() {
            // Every path of every sample: each question, each end.
            let mut open = vec![Answers::new()];
            while let Some(answers) = open.pop() {
                let item = subject.found.version.body.clone();
                let sent = match next(&item, &answers) {
                    Next::Ask(question) => {
                        for option in &question.options {
                            let mut longer = answers.clone();
                            longer.insert(question.key.clone(), option.key.clone());
                            open.push(longer);
                        }
                        answers.is_empty().then_some(question.key.as_str())
                    }
                    _ => None,
                };
                let person = if answers.len() % 2 == 0 { Applicant::SignedIn } else { Applicant::Unknown };
                pages.push(page(&visit, &subject, &answers, &held, sent, person));
            }
        }
        pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_every_path_is_good_in_every_language() {
        assert_eq!(PathPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn a_kept_address_with_answers_that_are_no_more_begins_where_it_can() {
        let subjects = super::super::guide::sample_subjects();
        let subject = &subjects[0];
        let visit = Visit::sample(Lang::ZhCn);
        let mut answers = Answers::new();
        answers.insert("no-such-question".into(), "x".into());
        let page = page(&visit, subject, &answers, &HeldSet::default(), None, Applicant::Unknown);
        assert!(page.given.is_empty());
        assert!(matches!(page.end, End::Ask { .. }));
    }

    #[test]
    fn the_end_lists_exactly_the_situations_materials() {
        let subjects = super::super::guide::sample_subjects();
        for subject in &subjects {
            let item = &subject.found.version.body;
            for situation in item.situations.iter().filter(|s| s.elsewhere.is_none()) {
                let needs = materials_for(item, situation, &HeldSet::default());
                let keys: std::collections::BTreeSet<&str> = needs.iter().map(|n| n.material.key.as_str()).collect();
                let listed: std::collections::BTreeSet<&str> = situation.materials.iter().map(String::as_str).collect();
                assert_eq!(keys, listed, "{}", situation.key);
            }
        }
    }
}
