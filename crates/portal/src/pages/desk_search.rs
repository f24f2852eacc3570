//! `/desk/search`: the synonyms of the search, their versions, and what people searched and did not find.

use crate::synonyms::{LineFault, change_synonyms, lines_of, parse_lines, synonyms_in_force};
use crate::{Finder, Refused, SynonymVersion, find_synonyms, list_misses, list_synonym_versions};
use askama::Template;
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::{ToSpan, civil::Date};
use kernel::{Error, Never, Office, Refusal, RefusalKind};
use search::Synonyms;
use std::sync::Arc;
use web::{
    BodyForm, Cell, Column, Empty, ErrorSummary, Field, Hidden, Page, Problem, Row, Sentence, Shell, Submit, Table, Tr,
    Visit, blocking, redirect_with,
};

/// Days that the list of misses looks back.
const DAYS: i32 = 30;
/// Only what was asked so often is shown: no single person's words.
const LEAST: i64 = 3;
/// Faulty lines that are named one by one.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "portal/desk-search.html")]
struct SynonymsPage {
    shell: Shell,
    tr: Tr,
    errors: ErrorSummary,
    text: Field,
    note: Field,
    seen: Hidden,
    send: Submit,
    misses: Table,
    versions: Table,
}

/// What the page knows.
struct Known {
    newest: Option<SynonymVersion>,
    versions: Vec<SynonymVersion>,
    misses: Vec<(String, i64, Date)>,
}

fn known(office: &Office, today: Date) -> Result<Known, Problem> {
    let since = today.checked_sub(DAYS.days()).unwrap_or(today);
    Ok(office.db.read(|tx| {
        Ok::<_, Error<Never>>(Known {
            newest: find_synonyms(tx)?,
            versions: list_synonym_versions(tx, 20)?,
            misses: list_misses(tx, since, LEAST, 50)?,
        })
    })?)
}

fn fault_line(tr: Tr, fault: &LineFault) -> String {
    let shown: String = fault.text.chars().take(60).collect();
    tr.f3("portal-synonyms-line", "line", fault.line, "text", shown, "why", tr.s(fault.kind.message()))
}

fn synonyms_page(visit: &Visit, known: &Known, sent: Option<(&BodyForm, &Refused)>) -> SynonymsPage {
    let tr = visit.tr;
    let typed = |name: &str| sent.and_then(|(f, _)| f.get(name)).map(str::to_owned);
    let held = || known.newest.as_ref().map_or_else(|| lines_of(Synonyms::standard_text()), |v| v.text.clone());
    let text = typed("lines").unwrap_or_else(held);
    let mut errors = ErrorSummary::new(tr);
    let mut error = None;
    if let Some((_, refused)) = sent {
        let said = tr.refusal(refused);
        errors.add("lines", said.clone());
        if let Err(faults) = parse_lines(&text) {
            for fault in faults.iter().take(NAMED) {
                errors.add("lines", fault_line(tr, fault));
            }
        }
        error = Some(said);
    }
    let n = known.newest.as_ref().map_or(0, |v| v.n);
    // After a clash the reader saves over what they now see named; the versions below show the other's change.
    let seen = sent.and_then(|(f, r)| if *r == Refused::Stale { None } else { f.seen().ok() }).unwrap_or(n);
    let misses = known
        .misses
        .iter()
        .map(|(words, n, day)| {
            Row::new([
                Cell::link(format!("/search?q={}", super::search_shown::encoded(words)), words),
                Cell::text(tr.number(*n)),
                Cell::text(tr.date_short(day)),
            ])
        })
        .collect();
    let versions = known
        .versions
        .iter()
        .map(|v| {
            Row::new([
                Cell::text(tr.number(v.n)),
                Cell::text(tr.time(v.at)),
                Cell::text(&v.note),
                Cell::text(v.text.lines().count().to_string()),
            ])
        })
        .collect();
    let mut shell = visit.desk(tr.s("portal-synonyms-title")).at("desk-search").crumb(tr.s("nav-desk"), "/desk");
    if error.is_some() {
        shell = shell.with_errors();
    }
    SynonymsPage {
        shell,
        tr,
        errors,
        text: Field::area(tr, "lines", tr.s("portal-synonyms-lines"))
            .hint(tr.s("portal-synonyms-hint"))
            .rows(24)
            .value(text)
            .required()
            .error(error),
        note: Field::text(tr, "note", tr.s("portal-synonyms-note"))
            .hint(tr.s("portal-synonyms-note-hint"))
            .value(typed("note").unwrap_or_default()),
        seen: Hidden::seen(seen),
        send: Submit::primary(tr.s("portal-synonyms-save")),
        misses: Table::new(
            tr.s("portal-misses"),
            [
                Column::new(tr.s("portal-misses-words")),
                Column::figures(tr.s("portal-misses-times")),
                Column::whole(tr.s("portal-misses-last")),
            ],
            misses,
        )
        .when_empty(Empty::new(tr.s("portal-misses-none"), tr.f1("portal-misses-none-text", "n", LEAST))),
        versions: Table::new(
            tr.s("portal-versions"),
            [
                Column::whole(tr.s("portal-versions-n")),
                Column::whole(tr.s("portal-versions-at")),
                Column::new(tr.s("portal-versions-note")),
                Column::figures(tr.s("portal-versions-lines")),
            ],
            versions,
        )
        .when_empty(Empty::new(tr.s("portal-versions-none"), tr.s("portal-versions-none-text"))),
    }
}

/// `GET /desk/search`
///
/// # Errors
/// A fault of the database.
pub async fn show(State(office): State<Arc<Office>>, acting: Acting, visit: Visit) -> Result<Response, Problem> {
    let today = acting.cx.today();
    let known = blocking(move || known(&office, today)).await?;
    Ok(Page(synonyms_page(&visit, &known, None)).into_response())
}

/// `POST /desk/search`
///
/// # Errors
/// Not this person's, faulty lines, saved by somebody else meanwhile.
pub async fn save(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    finder: Option<Extension<Arc<dyn Finder>>>,
    form: BodyForm,
) -> Result<Response, Problem> {
    blocking(move || {
        let cx = &acting.cx;
        let seen = form.seen()?;
        let note: String = form.text("note").unwrap_or_default().chars().take(200).collect();
        let lines = form.get("lines").unwrap_or_default();
        match office.db.write(|tx| change_synonyms(tx, cx, seen, lines, &note)) {
            Ok(_) => {
                // Other nodes take them over when they next look; this one at once.
                if let Some(Extension(finder)) = finder {
                    finder.use_synonyms(office.db.read(|tx| synonyms_in_force(tx).map_err(Error::<Never>::from))?);
                }
                Ok(redirect_with("/desk/search", &Sentence::new("portal-synonyms-saved")))
            }
            Err(Error::Refused(refused)) if refused.kind() == RefusalKind::Invalid => {
                let known = known(&office, cx.today())?;
                Ok(Page(synonyms_page(&visit, &known, Some((&form, &refused)))).sent_back())
            }
            Err(other) => Err(other.into()),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use kernel::Lang;
    use web::Sample;

    impl Sample for SynonymsPage {
        fn samples(lang: Lang) -> Vec<SynonymsPage> {
            let visit = Visit::sample(lang);
            let version = SynonymVersion {
                n: 2,
                text: "身份证 = 居民身份证".into(),
                note: "补充常用说法<b>".into(),
                by_whom: "staff:1".into(),
                at: "2026-11-22T01:00:00Z".parse().unwrap(),
            };
            let none = Known { newest: None, versions: Vec::new(), misses: Vec::new() };
            let some = Known {
                newest: Some(version.clone()),
                versions: vec![version],
                misses: vec![("小饭桌备案".into(), 12, date(2026, 11, 20))],
            };
            let form = BodyForm {
                pairs: vec![("lines".into(), "一\n二 = \n</textarea>".into()), ("seen".into(), "2".into())],
                uploads: Vec::new(),
            };
            vec![
                synonyms_page(&visit, &none, None),
                synonyms_page(&visit, &some, None),
                synonyms_page(&visit, &some, Some((&form, &Refused::Faulty { lines: 3 }))),
                synonyms_page(&visit, &some, Some((&form, &Refused::Stale))),
                synonyms_page(&visit, &some, Some((&form, &Refused::Unchanged))),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(SynonymsPage::lint_samples(), Vec::<String>::new());
    }
}
