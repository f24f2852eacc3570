//! `/requests/check`: before somebody asks, what is already public that answers it.

use super::{
    Answer,
    hints::{ON_PAGE, Offer, earlier, gathered, sought},
    percent, read,
};
use crate::Tools;
use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    response::IntoResponse,
};
use kernel::{Lang, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{Empty, Page, Sample, Shell, Submit, Tr, Visit, blocking};

/// What is asked for.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    /// In a few words.
    #[serde(default)]
    q: String,
    /// The agency's key.
    #[serde(default)]
    agency: String,
}

/// `GET /requests/check`.
#[derive(Template)]
#[template(path = "disclosure/check.html")]
pub struct CheckPage {
    shell: Shell,
    tr: Tr,
    q: String,
    agency: String,
    find: Submit,
    found: Vec<Offer>,
    empty: Option<Empty>,
    ask: String,
}

impl CheckPage {
    fn new(visit: &Visit, asked: &Asked, found: Vec<Offer>) -> CheckPage {
        let tr = visit.tr;
        let words = sought(&asked.q);
        let ask = format!("/requests/new?agency={}&q={}", percent(&asked.agency), percent(&words));
        CheckPage {
            shell: visit
                .shell(tr.s("disclosure-check-title"))
                .at("disclosure")
                .crumb(tr.s("disclosure-requests-title"), "/requests"),
            tr,
            empty: (found.is_empty() && !words.is_empty())
                .then(|| Empty::new(tr.s("disclosure-check-none"), tr.s("disclosure-check-none-text"))),
            q: words,
            agency: asked.agency.clone(),
            find: Submit::secondary(tr.s("disclosure-check-find")),
            found,
            ask,
        }
    }
}

/// `GET /requests/check?q=&agency=`
///
/// # Errors
/// A fault of the database.
pub async fn show(
    State(office): State<Arc<Office>>,
    visit: Visit,
    Query(asked): Query<Asked>,
    Extension(tools): Extension<Arc<Tools>>,
) -> Answer {
    blocking(move || {
        let words = sought(&asked.q);
        let found = if words.is_empty() {
            Vec::new()
        } else {
            let answers = read(&office, |tx| {
                let agency = identity::find_agency_by_key(tx, &asked.agency)?.map(|a| a.id);
                earlier(tx, agency, &words, 4)
            })?;
            gathered(visit.tr, &tools, answers, &words, ON_PAGE)
        };
        Ok(Page(CheckPage::new(&visit, &asked, found)).into_response())
    })
    .await
}

impl Sample for CheckPage {
    fn samples(lang: Lang) -> Vec<CheckPage> {
        let visit = Visit::sample(lang);
        let hint = |n: usize| Offer {
            title: "老旧小区改造补助资金管理办法".repeat(1 + n),
            href: format!("/answers/DF-2026-{n:05}"),
            kind: "答复".into(),
            text: if n == 0 { String::new() } else { "每户补助标准".repeat(n * 4) },
            agency: "某县住房和城乡建设局".into(),
        };
        let asked = |q: &str| Asked { q: q.into(), agency: "housing".into() };
        vec![
            CheckPage::new(&visit, &asked(""), Vec::new()),
            CheckPage::new(&visit, &asked("老旧小区\"<改造>"), Vec::new()),
            CheckPage::new(&visit, &asked("老旧小区改造"), (0..4).map(hint).collect()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(CheckPage::lint_samples(), Vec::<String>::new());
    }
}
