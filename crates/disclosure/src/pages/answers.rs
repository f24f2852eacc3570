//! `/answers`: what was answered to one, for everybody. An answer that was taken back keeps its address and says why.
//!
//! Law: 政府信息公开条例 第四十四条

use super::{Answer, hints::earlier, outcome_word, percent, read};
use crate::{AnswerFile, PublishedAnswer, store};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use jiff::Timestamp;
use kernel::{Fault, Id, Lang, Office, cx::legal_date};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, DataList, Empty, Notice, NoticeKind, Page, Pager, Problem, Sample, Shell, Submit, Tr, Visit, blocking,
};

/// How many answers a page has.
const PAGE: usize = 20;

/// What is looked for.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    /// The agency's key.
    #[serde(default)]
    agency: String,
    /// Words.
    #[serde(default)]
    q: String,
    /// The place in the list: microseconds and id of the last answer of the page before.
    #[serde(default)]
    before: String,
}

fn cursor(a: &PublishedAnswer) -> String {
    format!("{}_{}", a.published_at.as_microsecond(), a.id)
}

fn place(text: &str) -> Option<(Timestamp, Id)> {
    let (at, id) = text.split_once('_')?;
    Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, Id::parse(id)?))
}

/// `GET /answers`.
#[derive(Template)]
#[template(path = "disclosure/answers.html")]
pub struct AnswersPage {
    shell: Shell,
    tr: Tr,
    asked: Asked,
    find: Submit,
    of: Option<String>,
    answers: Vec<PublishedAnswer>,
    empty: Option<Empty>,
    pager: Pager,
}

impl AnswersPage {
    fn new(visit: &Visit, asked: &Asked, of: Option<String>, mut answers: Vec<PublishedAnswer>) -> AnswersPage {
        let tr = visit.tr;
        let more = answers.len() > PAGE && asked.q.trim().is_empty();
        answers.truncate(PAGE);
        let here = format!("/answers?agency={}", percent(&asked.agency));
        let on = answers.last().filter(|_| more).map(|a| format!("{here}&before={}", cursor(a)));
        let back = (!asked.before.is_empty()).then_some(here);
        AnswersPage {
            shell: visit
                .shell(tr.s("disclosure-answers-title"))
                .at("disclosure")
                .crumb(tr.s("disclosure-requests-title"), "/requests"),
            tr,
            find: Submit::secondary(tr.s("disclosure-check-find")),
            of,
            empty: answers.is_empty().then(|| {
                Empty::new(tr.s("disclosure-answers-none"), tr.s("disclosure-answers-none-text"))
                    .action("/requests/check", tr.s("disclosure-ask"))
            }),
            answers,
            pager: Pager::new(tr, back, on),
            asked: asked.clone(),
        }
    }

    fn day(&self, a: &PublishedAnswer) -> String {
        self.tr.date_short(legal_date(a.published_at))
    }

    fn iso(&self, a: &PublishedAnswer) -> String {
        legal_date(a.published_at).to_string()
    }

    fn outcome(&self, a: &PublishedAnswer) -> String {
        outcome_word(self.tr, &a.outcome)
    }
}

/// `GET /answers?agency=&q=&before=`
///
/// # Errors
/// A place that is none.
pub async fn list(State(office): State<Arc<Office>>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let before = match asked.before.as_str() {
        "" => None,
        text => Some(place(text).ok_or_else(Problem::bad_request)?),
    };
    blocking(move || {
        let words = super::hints::sought(&asked.q);
        let (of, answers) = read(&office, |tx| {
            let agency = identity::find_agency_by_key(tx, &asked.agency)?;
            let id = agency.as_ref().map(|a| a.id);
            let answers = if words.is_empty() {
                store::list_answers(tx, id, before, i64::try_from(PAGE + 1).unwrap_or(i64::MAX))?
            } else {
                earlier(tx, id, &words, PAGE)?
            };
            Ok((agency.map(|a| a.name), answers))
        })?;
        Ok(Page(AnswersPage::new(&visit, &asked, of, answers)).into_response())
    })
    .await
}

/// A file of an answer as the page shows it.
struct FileLine {
    href: String,
    name: String,
    note: String,
}

/// `GET /answers/{number}`.
#[derive(Template)]
#[template(path = "disclosure/answer.html")]
pub struct AnswerPage {
    shell: Shell,
    tr: Tr,
    question: String,
    answer: String,
    withdrawn: Option<Notice>,
    facts: DataList,
    files: Vec<FileLine>,
}

impl AnswerPage {
    fn new(visit: &Visit, a: &PublishedAnswer) -> AnswerPage {
        let tr = visit.tr;
        let facts = DataList::new()
            .cell(tr.s("disclosure-number"), Cell::code(a.number.clone()))
            .row(tr.s("disclosure-office-agency"), a.agency_name.clone())
            .row(tr.s("disclosure-outcome"), outcome_word(tr, &a.outcome))
            .row(tr.s("disclosure-replied-on"), tr.date(a.replied_on))
            .row(tr.s("disclosure-published-on"), tr.date(legal_date(a.published_at)));
        let withdrawn = a.withdrawn.as_ref().map(|(at, reason)| {
            let day = tr.date(legal_date(*at));
            Notice::new(NoticeKind::Warning, tr.f1("disclosure-answer-withdrawn", "date", day), reason.clone())
        });
        let gone = withdrawn.is_some();
        AnswerPage {
            shell: visit
                .shell(a.title.clone())
                .at("disclosure")
                .crumb(tr.s("disclosure-requests-title"), "/requests")
                .crumb(tr.s("disclosure-answers-title"), "/answers"),
            tr,
            question: if gone { String::new() } else { a.question.clone() },
            answer: if gone { String::new() } else { a.answer.clone() },
            withdrawn,
            facts,
            files: a
                .files
                .iter()
                .filter(|_| !gone)
                .enumerate()
                .map(|(n, f)| FileLine {
                    href: format!("/answers/{}/files/{}", a.number, n + 1),
                    name: f.name.clone(),
                    note: tr.file_size(usize::try_from(f.size).unwrap_or_default()),
                })
                .collect(),
        }
    }
}

/// `GET /answers/{number}`; 410 with the reason when it was taken back.
///
/// # Errors
/// There never was such an answer.
pub async fn show(State(office): State<Arc<Office>>, visit: Visit, Path(number): Path<String>) -> Answer {
    blocking(move || {
        let a = read(&office, |tx| store::find_answer(tx, &number))?.ok_or_else(Problem::not_found)?;
        let page = Page(AnswerPage::new(&visit, &a));
        Ok(if a.withdrawn.is_some() { page.with_status(StatusCode::GONE) } else { page.into_response() })
    })
    .await
}

/// `GET /answers/{number}/files/{n}`
///
/// # Errors
/// No such file, or an answer that was taken back.
pub async fn file(State(office): State<Arc<Office>>, Path((number, n)): Path<(String, String)>) -> Answer {
    let n = n.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).ok_or_else(Problem::not_found)?;
    blocking(move || {
        let a = read(&office, |tx| store::find_answer(tx, &number))?;
        let a = a.filter(|a| a.withdrawn.is_none()).ok_or_else(Problem::not_found)?;
        let f: &AnswerFile = a.files.get(n).ok_or_else(Problem::not_found)?;
        let bytes = office.objects.get(&f.digest)?.ok_or_else(|| Fault::new("a published file is not in the store"))?;
        Ok(super::file_answer(bytes, &f.media_type, &f.name, "public, max-age=60"))
    })
    .await
}

fn sample(n: usize, withdrawn: Option<(Timestamp, String)>) -> PublishedAnswer {
    PublishedAnswer {
        id: Id::new(),
        number: format!("DF-2026-{n:05}"),
        agency: Id::new(),
        agency_name: "某县住房和城乡建设局".into(),
        region: "130100".into(),
        title: "老旧小区改造的补助标准".repeat(1 + n),
        question: "申请公开2020年老旧小区改造的补助标准。\n<文件>".into(),
        answer: "每户补助见附件。".repeat(1 + n * 20),
        outcome: "G-2".into(),
        files: (0..n % 3)
            .map(|i| AnswerFile {
                name: format!("标准{i}.pdf"),
                media_type: "application/pdf".into(),
                digest: "0".into(),
                size: 12_000,
            })
            .collect(),
        replied_on: jiff::civil::date(2026, 3, 2),
        published_at: Timestamp::UNIX_EPOCH,
        withdrawn,
    }
}

impl Sample for AnswersPage {
    fn samples(lang: Lang) -> Vec<AnswersPage> {
        let visit = Visit::sample(lang);
        let asked = |q: &str, before: &str| Asked { agency: "a".into(), q: q.into(), before: before.into() };
        vec![
            AnswersPage::new(&visit, &asked("<没有>", ""), None, Vec::new()),
            AnswersPage::new(&visit, &asked("", ""), Some("某局".into()), vec![sample(0, None)]),
            AnswersPage::new(&visit, &asked("", "1_x"), None, (0..21).map(|n| sample(n, None)).collect()),
        ]
    }
}

impl Sample for AnswerPage {
    fn samples(lang: Lang) -> Vec<AnswerPage> {
        let visit = Visit::sample(lang);
        let back = Some((Timestamp::UNIX_EPOCH, "内容有误，另行公布".to_owned()));
        vec![
            AnswerPage::new(&visit, &sample(0, None)),
            AnswerPage::new(&visit, &sample(5, None)),
            AnswerPage::new(&visit, &sample(2, back)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(AnswersPage::lint_samples(), Vec::<String>::new());
        assert_eq!(AnswerPage::lint_samples(), Vec::<String>::new());
    }

    #[test]
    fn a_place_comes_back_as_it_went() {
        let a = sample(0, None);
        assert_eq!(place(&cursor(&a)), Some((a.published_at, a.id)));
        assert_eq!(place("x_y"), None);
    }
}
