//! `/demonstration`: the demonstration's accounts with the codes of this moment. Only `mingting demo`
//! has this address; a real hall does not know it.

use crate::demo;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kernel::{Clockwork, Lang, Office};
use std::sync::Arc;
use web::{Cell, Column, Page, Row, Sample, Shell, Table, Tr, Visit};

/// The list of accounts.
#[derive(Template)]
#[template(path = "hall/demonstration.html")]
pub struct DemonstrationPage {
    shell: Shell,
    tr: Tr,
    password: &'static str,
    accounts: Table,
}

impl DemonstrationPage {
    fn new(visit: &Visit, at: jiff::Timestamp) -> DemonstrationPage {
        let tr = visit.tr;
        let columns = [
            Column::new(tr.s("demonstration-role")),
            Column::new(tr.s("demonstration-login")),
            Column::new(tr.s("demonstration-code")),
            Column::new(tr.s("demonstration-secret")),
        ];
        let rows = demo::accounts(at)
            .into_iter()
            .map(|a| {
                Row::new([
                    Cell::text(tr.s(&format!("demonstration-{}", a.role))),
                    Cell::code(a.login),
                    Cell::code(a.code.unwrap_or_else(|| "—".into())),
                    Cell::code(a.totp_secret.unwrap_or_else(|| "—".into())),
                ])
            })
            .collect();
        DemonstrationPage {
            shell: visit.shell(tr.s("demonstration-title")),
            tr,
            password: demo::PASSWORD,
            accounts: Table::new(tr.s("demonstration-title"), columns, rows),
        }
    }
}

impl Sample for DemonstrationPage {
    fn samples(lang: Lang) -> Vec<DemonstrationPage> {
        vec![DemonstrationPage::new(&Visit::sample(lang), jiff::Timestamp::UNIX_EPOCH)]
    }
}

/// `GET /demonstration`
pub async fn demonstration(State(_): State<Arc<Office>>, visit: Visit) -> Response {
    Page(DemonstrationPage::new(&visit, Clockwork::machine_now())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_sound() {
        assert_eq!(DemonstrationPage::lint_samples(), Vec::<String>::new());
    }
}
