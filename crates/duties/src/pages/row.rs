//! One duty, as everybody may read it: what must be published, on what basis, by when and why then, by whom; what fulfils
//! it and whether that was in time.

use super::shown::{
    BasisPiece, Explained, audience, basis, channels, explained, field_of, levels, limit_sentence, mode, near,
    occurrence_table,
};
use crate::{CatalogueRow, Occurrence, Owed, Standing, find_row, list_of_row, list_revisions, occurrences_of};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use identity::pages::edge::Acting;
use jiff::civil::Date;
use kernel::{Error, Id, Never, Office};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    CalendarStrip, Cell, Column, DataList, Empty, Notice, NoticeKind, Page, Problem, Row, Shell, Table, Tr, Visit,
    blocking,
};

/// Agencies and occurrences shown at most.
const ROWS: i64 = 200;
const OCCURRENCES: i64 = 30;
/// More agencies than this are folded away.
const FEW: usize = 12;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    agency: Option<String>,
}

#[derive(Template)]
#[template(path = "duties/row.html")]
struct RowPage {
    shell: Shell,
    tr: Tr,
    code: String,
    notice: Option<Notice>,
    demonstration: bool,
    elements: Vec<String>,
    basis: Vec<Vec<BasisPiece>>,
    limit_text: String,
    limit: String,
    why: Option<(CalendarStrip, Vec<String>)>,
    responsible: String,
    agencies: Table,
    /// What a fold says of many agencies; none for a few.
    many: Option<String>,
    occurrences: Table,
    facts: DataList,
    changed: String,
    table_href: String,
}

/// What the page is made from.
struct Found {
    row: CatalogueRow,
    owed: Vec<Owed>,
    occurrences: Vec<Occurrence>,
    revisions: usize,
    why: Option<Explained>,
    one: Option<Owed>,
}

fn page(visit: &Visit, today: Date, found: Found) -> RowPage {
    let tr = visit.tr;
    let row = &found.row.row;
    let field = field_of(tr, row.field);
    let table_href = format!("/duties/fields/{}", row.field);
    let columns = [
        Column::new(tr.s("duty-agency")),
        Column::whole(tr.s("duty-standing")),
        Column::whole(tr.s("duty-last-published")),
        Column::figures(tr.s("duty-published-count")),
        Column::figures(tr.s("duty-late-count")),
    ];
    let lines = found
        .owed
        .iter()
        .map(|o| {
            let last = o.obligation.last_published_on.map(|d| tr.date_short(d));
            let name = Cell::link(format!("/duties/{}?agency={}", row.code, o.agency_key), &o.agency_name);
            let name = match o.obligation.set_aside_reason.as_str() {
                "" => name,
                reason => name.below(tr.f1("duty-set-aside-because", "reason", reason)),
            };
            Row::new([
                name,
                near(tr, &o.obligation, today),
                Cell::text(last.unwrap_or_else(|| tr.s("duty-none").into_owned())),
                Cell::text(tr.number(o.obligation.published_count)),
                Cell::text(tr.number(o.obligation.late_count)),
            ])
        })
        .collect();
    let standing = |s| found.owed.iter().filter(|o| o.obligation.standing == s).count();
    let many = (found.owed.len() > FEW).then(|| {
        tr.f3(
            "duty-answers-many",
            "n",
            found.owed.len(),
            "complete",
            standing(Standing::Complete),
            "late",
            standing(Standing::Late),
        )
    });
    let names: Vec<(Id, String)> = match found.one {
        Some(_) => Vec::new(),
        // Where one agency answers, its name beside every line says nothing.
        None if found.owed.len() == 1 => Vec::new(),
        None => found.owed.iter().map(|o| (o.obligation.agency, o.agency_name.clone())).collect(),
    };
    let mut facts = DataList::new()
        .row(tr.s("duty-column-audience"), audience(tr, row.audience))
        .row(tr.s("duty-column-mode"), mode(tr, row.mode))
        .row(tr.s("duty-column-levels"), levels(tr, row))
        .row(tr.s("duty-column-channels"), channels(tr, row));
    if !row.note.is_empty() {
        facts = facts.row(tr.s("duty-column-note"), &row.note);
    }
    let mut shell = visit
        .shell(row.title())
        .at("disclosure")
        .crumb(tr.s("duty-coverage-title"), "/duties")
        .crumb(&field, &table_href);
    if let Some(one) = &found.one {
        shell = shell.crumb(row.title(), format!("/duties/{}", row.code));
        facts = facts
            .cell(tr.s("duty-agency"), Cell::link(format!("/duties/agencies/{}", one.agency_key), &one.agency_name));
    }
    let notice = found.row.withdrawn_on.map(|on| {
        Notice::new(NoticeKind::Warning, tr.s("duty-withdrawn"), tr.f1("duty-withdrawn-on", "date", tr.date_short(on)))
    });
    RowPage {
        code: format!("{} · {} · {}", row.code, field, row.matter),
        notice,
        demonstration: row.is_demonstration,
        elements: row.element_list().map(str::to_owned).collect(),
        basis: basis(row),
        limit_text: row.limit_text.clone(),
        limit: limit_sentence(tr, &row.limit),
        why: found.why.map(|e| (e.strip, e.sentences)),
        responsible: row.responsible.clone(),
        agencies: Table::new(tr.s("duty-who-answers"), columns, lines)
            .when_empty(Empty::new(tr.s("duty-nobody-answers"), tr.s("duty-nobody-answers-text"))),
        many,
        occurrences: occurrence_table(tr, &found.occurrences, today, &names),
        facts,
        changed: tr.f2(
            "duty-revision",
            "n",
            i64::try_from(found.revisions).unwrap_or_default(),
            "date",
            tr.date_short(kernel::cx::legal_date(found.row.changed_at)),
        ),
        table_href,
        shell,
        tr,
    }
}

/// `GET /duties/{code}`, `?agency=key`
///
/// # Errors
/// A row that there is not, or an agency that does not answer for it.
pub async fn show(
    State(office): State<Arc<Office>>,
    acting: Acting,
    visit: Visit,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (cx, tr) = (acting.cx, visit.tr);
    let today = cx.today();
    let found = blocking(move || {
        let found = office.db.read(|tx| {
            let Some(row) = find_row(tx, &code)? else { return Ok(None) };
            let owed = list_of_row(tx, &code, ROWS)?;
            let one = match &asked.agency {
                Some(key) => match owed.iter().find(|o| o.agency_key == *key).cloned() {
                    Some(one) => Some(one),
                    // Beyond the page of agencies, or not responsible at all.
                    None => match crate::find_owed(tx, &code, key)? {
                        Some(one) => Some(one),
                        None => return Ok(None),
                    },
                },
                None => None,
            };
            let only = one.clone().or_else(|| if let [only] = owed.as_slice() { Some(only.clone()) } else { None });
            let occurrences = occurrences_of(tx, &code, one.as_ref().map(|o| o.obligation.agency), OCCURRENCES)?;
            let region = match &only {
                Some(o) => identity::find_agency(tx, o.obligation.agency)?.map(|a| a.region),
                None => None,
            };
            let revisions = list_revisions(tx, &code)?.len();
            Ok::<_, Error<Never>>(Some((Found { row, owed, occurrences, revisions, why: None, one }, only, region)))
        })?;
        let Some((mut found, only, region)) = found else { return Err(Problem::not_found()) };
        // The day-by-day derivation of what is open, for the one agency the page is about.
        if let (Some(only), Some(region)) = (only, region) {
            let open = found.occurrences.iter().find(|o| o.agency == only.obligation.agency && o.fulfilment.is_none());
            if let Some(formed_on) = open.and_then(|o| o.formed_on) {
                found.why = Some(explained(tr, &cx, &found.row.row.limit, formed_on, &region)?);
            }
        }
        Ok(found)
    })
    .await?;
    Ok(Page(page(&visit, today, found)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fulfilment, Obligation, Source};
    use jiff::civil::date;
    use kernel::Lang;
    use web::Sample;

    impl Sample for RowPage {
        fn samples(lang: Lang) -> Vec<RowPage> {
            let visit = Visit::sample(lang);
            let at = "2026-03-02T01:00:00Z".parse().unwrap();
            let row = crate::standard_rows().unwrap().remove(0);
            let row = CatalogueRow { row, revision: 1, changed_at: at, withdrawn_on: None };
            let agency = Id::new();
            let obligation = Obligation {
                code: row.row.code.clone(),
                agency,
                field: 1,
                standing: Standing::Late,
                since_on: date(2026, 1, 1),
                turns_on: None,
                period_on: None,
                open_due: Some(date(2026, 2, 20)),
                open_soon: Some(date(2026, 2, 10)),
                open_count: 1,
                published_count: 2,
                late_count: 1,
                last_published_on: Some(date(2026, 1, 20)),
                set_aside_reason: String::new(),
                set_aside_on: None,
            };
            let owed = Owed {
                obligation: obligation.clone(),
                matter: row.row.matter.clone(),
                sub_matter: row.row.sub_matter.clone(),
                limit_text: row.row.limit_text.clone(),
                agency_key: "finance".into(),
                agency_name: "财政局".into(),
            };
            let occurrence = |source, due: Option<Date>, on: Option<Date>| Occurrence {
                id: Id::new(),
                code: row.row.code.clone(),
                agency,
                source,
                what: "2026-01".into(),
                formed_on: due.map(|_| date(2026, 1, 5)),
                due_on: due,
                soon_on: due,
                noted_at: at,
                fulfilment: on.map(|on| Fulfilment {
                    on,
                    publication: Some("2026-000001".into()),
                    channel: None,
                    title: "公开".into(),
                }),
            };
            let due = Some(date(2026, 2, 1));
            let list = vec![
                occurrence(Source::Reported, due, None),
                occurrence(Source::Period, due, Some(date(2026, 2, 3))),
                occurrence(Source::Period, due, due),
                occurrence(Source::Published, None, due),
            ];
            let set_aside = Owed {
                obligation: Obligation {
                    standing: Standing::NotApplicable,
                    set_aside_reason: "本单位没有这项职能".into(),
                    ..obligation.clone()
                },
                ..owed.clone()
            };
            let today = date(2026, 3, 2);
            let found = |owed: Vec<Owed>, occurrences: Vec<Occurrence>, one| Found {
                row: row.clone(),
                owed,
                occurrences,
                revisions: 1,
                why: None,
                one,
            };
            let gone = CatalogueRow { withdrawn_on: Some(today), ..row.clone() };
            vec![
                page(&visit, today, found(Vec::new(), Vec::new(), None)),
                page(&visit, today, found(vec![owed.clone(), set_aside], list.clone(), None)),
                page(&visit, today, found(vec![owed.clone()], list, Some(owed))),
                page(&visit, today, Found { row: gone, ..found(Vec::new(), Vec::new(), None) }),
            ]
        }
    }

    #[test]
    fn pages_are_well_made() {
        assert_eq!(RowPage::lint_samples(), Vec::<String>::new());
    }
}
