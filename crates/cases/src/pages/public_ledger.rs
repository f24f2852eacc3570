//! The ledger's public face: the newest seals, and where an entry printed on a receipt stands. It tells nothing of what an
//! entry holds.

use super::Answer;
use crate::Refused;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use kernel::{
    Error, Lang, Office,
    journal::{self, Place},
};
use ledger::{Hash, Seal};
use serde::Deserialize;
use std::sync::Arc;
use web::{
    Cell, Column, DataList, Empty, ErrorSummary, Field, Page, Row, Sample, Shell, Submit, Table, Tr, Visit, blocking,
};

/// How many seals the page shows.
const SEALS: i64 = 20;

/// What is asked.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    hash: Option<String>,
}

/// `GET /ledger`.
#[derive(Template)]
#[template(path = "cases/public/ledger.html")]
pub struct LedgerPage {
    shell: Shell,
    tr: Tr,
    hash: Field,
    ask: Submit,
    errors: ErrorSummary,
    found: Option<DataList>,
    data: Option<String>,
    seals: Table,
}

/// `GET /ledger?hash=…`.
pub async fn ledger(State(office): State<Arc<Office>>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    blocking(move || {
        let tr = visit.tr;
        let typed = asked.hash.unwrap_or_default().trim().to_ascii_lowercase();
        let (place, seals) = office.db.read(|tx| {
            let place = match Hash::parse(&typed) {
                Some(hash) => journal::find_place(tx, hash)?,
                None => None,
            };
            Ok::<_, Error<Refused>>((place, journal::list_seals(tx, SEALS)?))
        })?;
        let error = match (&place, typed.is_empty()) {
            (None, false) => Some(
                tr.s(if Hash::parse(&typed).is_some() { "ledger-not-there" } else { "ledger-not-a-hash" }).into_owned(),
            ),
            _ => None,
        };
        let is_wrong = error.is_some();
        let page = ledger_page(visit.shell(tr.s("ledger-title")), tr, &typed, error, place.as_ref(), &seals);
        Ok(if is_wrong { Page(page).with_status(StatusCode::UNPROCESSABLE_ENTITY) } else { Page(page).into_response() })
    })
    .await
}

fn time(tr: Tr, text: &str) -> String {
    text.parse::<jiff::Timestamp>().map_or_else(|_| text.to_owned(), |at| tr.time(at))
}

fn ledger_page(
    shell: Shell,
    tr: Tr,
    typed: &str,
    error: Option<String>,
    place: Option<&Place>,
    seals: &[Seal],
) -> LedgerPage {
    let shell = if error.is_some() { shell.with_errors() } else { shell };
    let hash = Field::code(tr, "hash", tr.s("ledger-hash")).hint(tr.s("ledger-hash-hint")).value(typed).error(error);
    let found = place.map(|p| {
        let list = DataList::new()
            .cell(tr.s("ledger-entry"), Cell::code(p.entry.to_string()))
            .row(tr.s("ledger-entry-at"), time(tr, &p.at));
        match &p.seal {
            Some(s) => list
                .row(tr.s("ledger-seal-n"), s.n.to_string())
                .row(tr.s("ledger-seal-at"), time(tr, &s.at))
                .row(tr.s("ledger-seal-count"), s.count.to_string())
                .cell(tr.s("ledger-seal-root"), Cell::code(s.root.to_string()))
                .cell(tr.s("ledger-seal-hash"), Cell::code(s.hash.to_string())),
            None => list.row(tr.s("ledger-seal-n"), tr.s("ledger-not-sealed")),
        }
    });
    let rows = seals.iter().map(|s| {
        Row::new([
            Cell::text(s.n.to_string()),
            Cell::text(time(tr, &s.at)),
            Cell::text(s.count.to_string()),
            Cell::code(s.root.to_string()),
            Cell::code(s.hash.to_string()),
        ])
    });
    let columns = [
        Column::whole(tr.s("ledger-seal-n")),
        Column::whole(tr.s("ledger-seal-at")),
        Column::figures(tr.s("ledger-seal-count")),
        Column::new(tr.s("ledger-seal-root")),
        Column::new(tr.s("ledger-seal-hash")),
    ];
    LedgerPage {
        errors: ErrorSummary::of(tr, [&hash]),
        shell,
        tr,
        hash,
        ask: Submit::primary(tr.s("ledger-ask")),
        data: place.map(|p| format!("/api/v1/ledger/entries/{}", p.entry)),
        found,
        seals: Table::new(tr.s("ledger-seals"), columns, rows.collect())
            .when_empty(Empty::new(tr.s("ledger-no-seals"), "")),
    }
}

impl Sample for LedgerPage {
    fn samples(lang: Lang) -> Vec<LedgerPage> {
        let tr = Tr::new(lang);
        let seal = Seal::over(None, "2026-03-02T01:00:00.000000Z".into(), &[Hash([7; 32])]);
        let sealed = Place { entry: Hash([7; 32]), at: seal.at.clone(), seal: Some(seal.clone()), proof: None };
        let waiting = Place { seal: None, ..sealed.clone() };
        vec![
            ledger_page(Shell::sample(lang), tr, "", None, None, &[]),
            ledger_page(Shell::sample(lang), tr, "zz", Some("不是记账摘要".into()), None, std::slice::from_ref(&seal)),
            ledger_page(Shell::sample(lang), tr, "x", None, Some(&sealed), &vec![seal.clone(); 20]),
            ledger_page(Shell::sample(lang), tr, "x", None, Some(&waiting), &[seal]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_well_made() {
        assert_eq!(LedgerPage::lint_samples(), Vec::<String>::new());
    }
}
